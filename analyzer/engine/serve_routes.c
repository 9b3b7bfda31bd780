/* serve_routes: a request to its answer.
 *
 * Invariant: only GET and HEAD; every failure is a JSON object as RFC 9457 has it; a table is printed by
 * vb_store_print alone, so the API cannot say anything else than the command line. */
#include "engine/serve.h"

#include "base/json.h"
#include "report/columns.h"

#include <stdlib.h>

#define API "/api/v1/"

static enum MHD_Result send_once(vb_server *s, struct MHD_Connection *c, vb_buf *body, unsigned status,
                                 const char *type, const char *link) {
    vb_answer a;
    if (!vb_answer_make(s, body, status, type, link, false, &a)) return MHD_NO;
    if (status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(a.plain, "WWW-Authenticate", "Bearer realm=\"verbatim\"");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) MHD_add_response_header(a.plain, "Allow", "GET, HEAD");
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE) MHD_add_response_header(a.plain, "Retry-After", "2");
    enum MHD_Result result = vb_answer_send(s, c, &a);
    vb_answer_free(&a);
    return result;
}

static enum MHD_Result send_problem(vb_server *s, struct MHD_Connection *c, unsigned status,
                                    const char *title, const char *detail) {
    vb_buf b = {0};
    vb_json j = vb_json_on(&b);
    vb_json_open(&j, '{');
    vb_json_key(&j, "status");
    vb_json_int(&j, status);
    vb_json_key(&j, "title");
    vb_json_cstr(&j, title);
    vb_json_key(&j, "detail");
    vb_json_cstr(&j, detail);
    vb_json_close(&j, '}');
    vb_buf_byte(&b, '\n');
    return send_once(s, c, &b, status, "application/problem+json", NULL);
}

static enum MHD_Result send_failure(vb_server *s, struct MHD_Connection *c, const vb_error *err) {
    if (err->code == VB_ERR_USAGE)
        return send_problem(s, c, MHD_HTTP_BAD_REQUEST, "A parameter is wrong", err->message);
    return send_problem(s, c, MHD_HTTP_SERVICE_UNAVAILABLE, "The store cannot be read now", err->message);
}

/* ---- Who may ask
 * ---------------------------------------------------------------------------------------------- */

/* In a time that does not depend on where the two differ. */
static bool same_secret(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    unsigned char differ = n != m;
    for (size_t i = 0; i < n; i++) differ |= (unsigned char)(a[i] ^ b[m ? i % m : 0]);
    return !differ && n;
}

static bool has_token(const vb_server *s, struct MHD_Connection *c) {
    const char *header = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Authorization");
    return header && strncmp(header, "Bearer ", 7) == 0 && same_secret(s->token, header + 7);
}

/* Without a token the server speaks to this machine only; a page of another site that had its name point here
 * would come with that name. */
static bool host_is_ours(struct MHD_Connection *c) {
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host");
    if (!host) return true; /* HTTP/1.0: no browser */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(host, names[i], n) == 0 && (!host[n] || host[n] == ':')) return true;
    }
    return false;
}

/* ---- Tables and the page
 * ---------------------------------------------------------------------------------------- */

typedef struct keyed {
    vb_buf key; /* path and parameters: what the answer depends on besides the store */
    vb_request *request;
} keyed;

static enum MHD_Result add_param(void *ctx, enum MHD_ValueKind kind, const char *key, const char *value) {
    keyed *k = ctx;
    (void)kind;
    vb_request_param(k->request, key, value);
    vb_buf_printf(&k->key, "\n%s\t%s", key, value ? value : "");
    return MHD_YES;
}

static int to_buffer(void *ctx, const char *data, size_t len) {
    vb_buf_add(ctx, data, len);
    return ((vb_buf *)ctx)->failed;
}

static size_t count_lines(vb_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += s.ptr[i] == '\n';
    return n;
}

static void put_escaped(vb_buf *b, const char *s) {
    for (; *s; s++)
        if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') ||
            strchr("-._~", *s))
            vb_buf_byte(b, *s);
        else
            vb_buf_printf(b, "%%%02X", (unsigned)(unsigned char)*s);
}

/* `<...?...&offset=N>; rel="next"` where the page is full: the parameters with another offset. */
static void put_next(vb_buf *link, const char *path, const vb_request *r, const keyed *k) {
    vb_str rest = vb_buf_view(&k->key), line;
    vb_buf_printf(link, "<%s?", path);
    vb_str_split(&rest, '\n', &line); /* the path */
    while (vb_str_split(&rest, '\n', &line)) {
        size_t tab = vb_str_find_byte(line, '\t');
        if (vb_str_eqz(vb_str_sub(line, 0, tab), "offset")) continue;
        vb_buf part = {0};
        vb_buf_str(&part, vb_str_sub(line, 0, tab));
        put_escaped(link, vb_buf_z(&part));
        vb_buf_byte(link, '=');
        vb_buf_clear(&part);
        vb_buf_str(&part, vb_str_sub(line, tab < line.len ? tab + 1 : tab, line.len));
        put_escaped(link, vb_buf_z(&part));
        vb_buf_byte(link, '&');
        vb_buf_deinit(&part);
    }
    vb_buf_printf(link, "offset=%zu>; rel=\"next\"", r->offset + r->limit);
}

static bool page_is_full(const vb_request *r, vb_str body) {
    size_t lines = count_lines(body);
    if (!r->limit) return false;
    if (r->format == VB_FORMAT_JSON) return lines >= r->limit + 2;
    return r->format == VB_FORMAT_NDJSON ? lines >= r->limit
                                         : lines > r->limit; /* CSV: cells may hold lines; then too often */
}

static vb_status print_search(vb_server *s, vb_store *store, const vb_query *q, const vb_output *output,
                              vb_error *err) {
    const vb_engine *engine;
    if (!q->words) return vb_fail(err, VB_ERR_USAGE, "a search needs words: q=WORDS");
    VB_TRY(vb_serve_engine(s, &engine, err));
    return vb_search_print(engine, store, q, output, err);
}

static vb_status print_body(vb_server *s, vb_request *r, bool page, vb_buf *body, uint64_t *version,
                            vb_error *err) {
    vb_store *store;
    vb_output output = {.sink = {to_buffer, body}, .format = r->format};
    VB_TRY(vb_serve_borrow(s, &store, version, err));
    body->max = VB_SERVE_BODY;
    r->query.top = r->limit;
    r->query.skip = r->offset;
    bool search = !page && strcmp(r->query.table, "search") == 0;
    vb_status st = page     ? vb_store_report(store, &r->query, &output, err)
                   : search ? print_search(s, store, &r->query, &output, err)
                            : vb_store_print(store, &r->query, &output, err);
    if (st < 0 && st != VB_ERR_USAGE)
        vb_store_close(store);
    else
        vb_serve_return(s, store, *version);
    return st;
}

static enum MHD_Result send_made(vb_server *s, struct MHD_Connection *c, const char *path, vb_request *r,
                                 const keyed *k, bool page) {
    static const char *const types[] = {[VB_FORMAT_TABLE] = "text/html; charset=utf-8",
                                        [VB_FORMAT_JSON] = "application/json",
                                        [VB_FORMAT_NDJSON] = "application/x-ndjson",
                                        [VB_FORMAT_CSV] = "text/csv; charset=utf-8"};
    vb_buf body = {0}, link = {0}, key = {0};
    vb_error err = {0};
    vb_answer a;
    uint64_t version = 0;
    enum MHD_Result result;
    vb_buf_str(&key, vb_buf_view(&k->key));
    int64_t begin = vb_serve_now();
    vb_status st = print_body(s, r, page, &body, &version, &err);
    if (st < 0) {
        result = send_failure(s, c, &err);
    } else {
        if (!page && page_is_full(r, vb_buf_view(&body))) put_next(&link, path, r, k);
        bool made = vb_answer_make(s, &body, 200, types[page ? VB_FORMAT_TABLE : r->format],
                                   link.len ? vb_buf_z(&link) : NULL, true, &a);
        result = made ? vb_answer_send(s, c, &a) : MHD_NO;
        if (made) vb_cache_put(s, vb_buf_z(&key), version, vb_serve_now() - begin, &a);
    }
    vb_buf_deinit(&body);
    vb_buf_deinit(&link);
    vb_buf_deinit(&key);
    return result;
}

static enum MHD_Result send_table(vb_server *s, struct MHD_Connection *c, const char *path, const char *table,
                                  bool page) {
    vb_request r;
    keyed k = {.request = &r};
    uint64_t version;
    vb_store *store;
    vb_error err = {0};
    enum MHD_Result result;
    vb_request_init(&r, s);
    vb_buf_cstr(&k.key, path);
    MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, add_param, &k);
    r.query.table = table;
    if (k.key.failed) {
        result = MHD_NO;
    } else if (r.bad) {
        result = send_failure(s, c, &r.error);
    } else if (vb_serve_borrow(s, &store, &version, &err) < 0) {
        result = send_failure(s, c, &err);
    } else {
        vb_serve_return(s, store, version);
        if (vb_cache_send(s, vb_buf_z(&k.key), version, c, &result))
            s->counters.hits++;
        else {
            s->counters.misses++;
            result = send_made(s, c, path, &r, &k, page);
        }
    }
    vb_buf_deinit(&k.key);
    return result;
}

static enum MHD_Result send_health(vb_server *s, struct MHD_Connection *c) {
    vb_store *store;
    uint64_t version;
    vb_error err = {0};
    vb_buf b = {0};
    if (vb_serve_borrow(s, &store, &version, &err) < 0) return send_failure(s, c, &err);
    vb_serve_return(s, store, version);
    vb_buf_cstr(&b, "{\"status\":\"ok\",\"version\":\"" VB_VERSION "\"}\n");
    return send_once(s, c, &b, 200, "application/json", NULL);
}

static enum MHD_Result send_preflight(vb_server *s, struct MHD_Connection *c) {
    vb_buf b = {0};
    vb_answer a;
    if (!vb_answer_make(s, &b, MHD_HTTP_NO_CONTENT, "text/plain", NULL, false, &a)) return MHD_NO;
    MHD_add_response_header(a.plain, "Access-Control-Allow-Methods", "GET, HEAD");
    MHD_add_response_header(a.plain, "Access-Control-Allow-Headers", "Authorization, If-None-Match");
    MHD_add_response_header(a.plain, "Access-Control-Max-Age", "600");
    enum MHD_Result result = vb_answer_send(s, c, &a);
    vb_answer_free(&a);
    return result;
}

static const char *table_of(const char *path) {
    if (strncmp(path, API, sizeof API - 1) != 0) return NULL;
    const vb_table *t = vb_table_find(path + sizeof API - 1);
    return t ? t->name : NULL;
}

static enum MHD_Result send_allowed(vb_server *s, struct MHD_Connection *c, const char *path) {
    vb_buf b = {0};
    const char *table = table_of(path);
    if (table) return send_table(s, c, path, table, false);
    if (strcmp(path, "/") == 0 || strcmp(path, "/report.html") == 0)
        return send_table(s, c, path, NULL, true);
    if (strcmp(path, API "openapi.json") == 0) {
        vb_serve_openapi(&b);
        return send_once(s, c, &b, 200, "application/vnd.oai.openapi+json;version=3.1", NULL);
    }
    if (strcmp(path, "/metrics") == 0) {
        vb_serve_metrics(s, &b);
        return send_once(s, c, &b, 200, "text/plain; version=0.0.4; charset=utf-8", NULL);
    }
    return send_problem(s, c, MHD_HTTP_NOT_FOUND, "There is nothing here",
                        "the tables stand in " API "openapi.json");
}

enum MHD_Result vb_serve_route(vb_server *s, struct MHD_Connection *c, const char *path, const char *method) {
    if (s->cors && strcmp(method, "OPTIONS") == 0) return send_preflight(s, c);
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return send_problem(s, c, MHD_HTTP_METHOD_NOT_ALLOWED, "The API only reads", "use GET or HEAD");
    if (strcmp(path, "/healthz") == 0) return send_health(s, c);
    if (s->token ? !has_token(s, c) : !host_is_ours(c)) {
        s->counters.refused++;
        if (s->token)
            return send_problem(s, c, MHD_HTTP_UNAUTHORIZED, "A token is needed",
                                "send Authorization: Bearer TOKEN");
        return send_problem(s, c, MHD_HTTP_FORBIDDEN, "The Host header names another server",
                            "ask for localhost or 127.0.0.1, or start the server with --token");
    }
    return send_allowed(s, c, path);
}
