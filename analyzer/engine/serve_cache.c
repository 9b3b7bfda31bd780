/* serve_cache: answers as they are sent, kept until the store changes.
 *
 * Invariant: an answer that is found was made from the version of the store asked for, or is younger than
 * VB_SERVE_STALE_MS (or, where it was dear to make, up to VB_SERVE_STALE_MOST); memory is bounded by entries
 * and bytes, the least recently used goes first. Responses are counted by MHD, so one that is being sent
 * outlives its place here. */
#include "engine/serve.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <zlib.h>

#define GZIP_LEAST 1024

/* The body compressed, or false where that failed. */
static bool compress_body(const vb_buf *body, vb_buf *out) {
    z_stream z = {0};
    if (body->len > UINT32_MAX || deflateInit2(&z, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong bound = deflateBound(&z, (uLong)body->len);
    bool ok = vb_buf_reserve(out, bound);
    if (ok) {
        z.next_in = (Bytef *)(uintptr_t)body->ptr;
        z.avail_in = (uInt)body->len;
        z.next_out = (Bytef *)out->ptr;
        z.avail_out = (uInt)bound;
        ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
        out->len = z.total_out;
    }
    deflateEnd(&z);
    return ok;
}

static void put_headers(const vb_server *s, struct MHD_Response *r, const char *type, const char *link,
                        const char *etag) {
    MHD_add_response_header(r, "Content-Type", type);
    MHD_add_response_header(r, "Cache-Control", "private, no-cache");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(r, "Content-Security-Policy", "frame-ancestors 'none'");
    MHD_add_response_header(r, "Vary", s->cors ? "Accept-Encoding, Origin" : "Accept-Encoding");
    if (s->cors) {
        MHD_add_response_header(r, "Access-Control-Allow-Origin", s->cors);
        MHD_add_response_header(r, "Access-Control-Expose-Headers", "ETag, Link");
    } else {
        MHD_add_response_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    }
    if (etag && *etag) MHD_add_response_header(r, "ETag", etag);
    if (link) MHD_add_response_header(r, "Link", link);
}

static struct MHD_Response *take(vb_buf *body) {
    struct MHD_Response *r = MHD_create_response_from_buffer(body->len, body->ptr, MHD_RESPMEM_MUST_FREE);
    if (!r) free(body->ptr);
    *body = (vb_buf){0};
    return r;
}

bool vb_answer_make(const vb_server *s, vb_buf *body, unsigned status, const char *type, const char *link,
                    bool gzip, vb_answer *out) {
    vb_buf packed = {0};
    *out = (vb_answer){.status = status};
    if (body->failed) {
        vb_buf_deinit(body);
        return false;
    }
    if (status == 200) {
        out->etag[0] = '"';
        vb_hash_hex(vb_hash_identity(vb_buf_view(body)), out->etag + 1, 32);
        out->etag[33] = '"';
    }
    bool pack = gzip && body->len >= GZIP_LEAST && compress_body(body, &packed);
    out->bytes = body->len + packed.len;
    out->plain = take(body);
    if (pack) out->gzip = take(&packed);
    vb_buf_deinit(&packed);
    if (out->plain) put_headers(s, out->plain, type, link, out->etag);
    if (out->gzip) {
        char weak[40]; /* the bytes differ, the content does not */
        snprintf(weak, sizeof weak, "W/%s", out->etag);
        put_headers(s, out->gzip, type, link, weak);
        MHD_add_response_header(out->gzip, "Content-Encoding", "gzip");
    }
    return out->plain != NULL;
}

void vb_answer_free(vb_answer *a) {
    if (a->plain) MHD_destroy_response(a->plain);
    if (a->gzip) MHD_destroy_response(a->gzip);
    *a = (vb_answer){0};
}

/* Whether a list header ("a, b;q=1") names `token`. */
static bool lists(const char *header, const char *token) {
    size_t n = strlen(token);
    for (const char *p = header; p && *p; p = strchr(p, ',')) {
        p += strspn(p, ", \t");
        if (strncasecmp(p, token, n) == 0 && strchr(",; \t", p[n]))
            return strncmp(p + n, ";q=0,", 5) != 0 && strcmp(p + n, ";q=0") != 0;
    }
    return false;
}

/* Whether the client's copy is this one; weak and strong marks count alike. */
static bool known(const char *header, const char *etag) {
    return header && *etag && (strcmp(header, "*") == 0 || strstr(header, etag) != NULL);
}

enum MHD_Result vb_answer_send(vb_server *s, struct MHD_Connection *c, const vb_answer *a) {
    const char *have = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
    if (a->status == 200 && known(have, a->etag)) {
        struct MHD_Response *r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
        if (!r) return MHD_NO;
        put_headers(s, r, "application/json", NULL, a->etag);
        enum MHD_Result result = MHD_queue_response(c, MHD_HTTP_NOT_MODIFIED, r);
        MHD_destroy_response(r);
        s->counters.not_modified++;
        vb_serve_count(s, MHD_HTTP_NOT_MODIFIED);
        return result;
    }
    const char *accepts = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
    vb_serve_count(s, a->status);
    return MHD_queue_response(c, a->status, a->gzip && lists(accepts, "gzip") ? a->gzip : a->plain);
}

/* ---- The cache
 * ------------------------------------------------------------------------------------------------ */

static void drop(vb_server *s, vb_cached *e) {
    if (!e->key) return;
    s->cache_bytes -= e->answer.bytes;
    free(e->key);
    vb_answer_free(&e->answer);
    *e = (vb_cached){0};
}

/* While a store is written every answer would have to be made anew at once; those that are dear may be older.
 */
static bool good(const vb_cached *e, uint64_t version, int64_t now) {
    int64_t most = e->cost * VB_SERVE_STALE_COSTS, age = now - e->made;
    if (most < VB_SERVE_STALE_MS) most = VB_SERVE_STALE_MS;
    if (most > VB_SERVE_STALE_MOST || e->making) most = VB_SERVE_STALE_MOST;
    return e->version == version || age < most;
}

bool vb_cache_send(vb_server *s, const char *key, uint64_t version, struct MHD_Connection *c,
                   enum MHD_Result *result) {
    int64_t now = vb_serve_now();
    bool found = false;
    pthread_mutex_lock(&s->cache_lock);
    for (size_t i = 0; i < VB_CACHE_ENTRIES && !found; i++) {
        vb_cached *e = &s->cached[i];
        if (!e->key || strcmp(e->key, key) != 0) continue;
        if (!good(e, version, now)) {
            e->making = true;
            break;
        }
        e->used = ++s->uses;
        *result = vb_answer_send(s, c, &e->answer);
        found = true;
    }
    pthread_mutex_unlock(&s->cache_lock);
    return found;
}

void vb_cache_put(vb_server *s, const char *key, uint64_t version, int64_t cost, vb_answer *a) {
    if (a->bytes > VB_CACHE_BODY || a->status != 200) {
        vb_answer_free(a);
        return;
    }
    pthread_mutex_lock(&s->cache_lock);
    vb_cached *place = NULL;
    for (size_t i = 0; i < VB_CACHE_ENTRIES; i++) { /* the same key, else an empty place, else the oldest */
        vb_cached *e = &s->cached[i];
        if (e->key && strcmp(e->key, key) == 0) drop(s, e);
        if (!place || e->used < place->used) place = e;
    }
    drop(s, place);
    while (s->cache_bytes + a->bytes > VB_CACHE_BYTES) {
        vb_cached *oldest = NULL;
        for (size_t i = 0; i < VB_CACHE_ENTRIES; i++)
            if (s->cached[i].key && (!oldest || s->cached[i].used < oldest->used)) oldest = &s->cached[i];
        if (!oldest) break;
        drop(s, oldest);
    }
    char *copy = strdup(key);
    if (copy) {
        *place = (vb_cached){.key = copy,
                             .version = version,
                             .made = vb_serve_now(),
                             .used = ++s->uses,
                             .cost = cost,
                             .answer = *a};
        s->cache_bytes += a->bytes;
        *a = (vb_answer){0};
    } else {
        vb_answer_free(a);
    }
    pthread_mutex_unlock(&s->cache_lock);
}

void vb_cache_free(vb_server *s) {
    for (size_t i = 0; i < VB_CACHE_ENTRIES; i++) drop(s, &s->cached[i]);
}
