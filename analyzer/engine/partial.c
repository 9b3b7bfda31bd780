/* partial: the results of one file in a compact form that can be moved, and the merge of many into a store.
 *
 *     "VBPART1\n", fingerprint (16 bytes), records (length, bytes), a zero length, the number of records
 *
 * Invariant: merging the partials of the parts of a file, in any order, leaves the store that importing the
 * file whole leaves: each record is one comment with its result, all partials of a merge are one run, and
 * what is derived is a function of the set of comments. Lengths are checked against what is there; a cut or
 * damaged file is an error that says where. Numbers are little-endian. */
#include "base/limits.h"
#include "engine/feed.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char MAGIC[] = "VBPART1\n";
enum { HEAD = 8 + 16, MOST_LIST = 1 << 20, MOST_RECORD = 64 << 20 };

/* ---- One record, written and read by the same walk
 * ------------------------------------------------------------------ */

typedef struct {
    vb_buf *out; /* to write, or NULL to read */
    vb_str in;
    size_t at;
    vb_arena *arena;
    bool failed;
} codec;

static void number(codec *c, uint64_t *v) {
    unsigned char bytes[8];
    if (c->out) {
        for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(*v >> 8 * i);
        vb_buf_add(c->out, (const char *)bytes, 8);
    } else if (c->in.len - c->at < 8) {
        c->failed = true;
        *v = 0;
    } else {
        memcpy(bytes, c->in.ptr + c->at, 8);
        c->at += 8;
        *v = 0;
        for (int i = 0; i < 8; i++) *v |= (uint64_t)bytes[i] << 8 * i;
    }
}

static void real(codec *c, double *v) {
    uint64_t bits;
    memcpy(&bits, v, sizeof bits);
    number(c, &bits);
    memcpy(v, &bits, sizeof bits);
}

/* Small numbers that may not exceed `most`. */
static uint64_t small(codec *c, uint64_t v, uint64_t most) {
    unsigned char byte;
    if (c->out) {
        for (; v >= 0x80; v >>= 7) vb_buf_byte(c->out, (char)(v | 0x80));
        vb_buf_byte(c->out, (char)v);
        return v;
    }
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (c->at == c->in.len) break;
        byte = (unsigned char)c->in.ptr[c->at++];
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte & 0x80) continue;
        if (value <= most) return value;
        break;
    }
    c->failed = true;
    return 0;
}

static void text(codec *c, vb_str *s) {
    size_t len = (size_t)small(c, s->len, MOST_RECORD);
    if (c->out) {
        vb_buf_str(c->out, *s);
        return;
    }
    if (len > c->in.len - c->at) c->failed = true, len = 0;
    *s = len ? vb_arena_dup(c->arena, vb_str_sub(c->in, c->at, c->at + len)) : (vb_str){"", 0};
    if (!s->ptr) c->failed = true;
    c->at += len;
}

/* A name that may be NULL (written as an empty text; no name is empty). */
static void name(codec *c, const char **z) {
    vb_str s = vb_str_of(*z);
    text(c, &s);
    if (!c->out) *z = s.len ? s.ptr : NULL;
}

static void *list(codec *c, const void *old, size_t n, size_t size) {
    if (c->out) return (void *)(uintptr_t)old;
    void *p = vb_arena_calloc(c->arena, n + 1, size);
    if (!p) c->failed = true;
    return p;
}

static void walk_clause(codec *c, vb_clause_info *k) {
    k->begin = (uint32_t)small(c, k->begin, UINT32_MAX), k->end = (uint32_t)small(c, k->end, UINT32_MAX);
    k->byte_begin = (uint32_t)small(c, k->byte_begin, UINT32_MAX),
    k->byte_end = (uint32_t)small(c, k->byte_end, UINT32_MAX);
    text(c, &k->text);
    k->lang = (vb_lang)small(c, k->lang, VB_LANG_COUNT - 1);
    k->label = (vb_label)small(c, k->label, VB_POSITIVE);
    real(c, &k->score);
    name(c, &k->touchpoint);
    name(c, &k->problem);
    k->complaint = small(c, k->complaint, 1);
    real(c, &k->severity);
    k->intents = (unsigned)small(c, k->intents, (1u << VB_INTENT_COUNT) - 1);
    name(c, &k->emotion);
    real(c, &k->minutes);
    real(c, &k->amount);
    name(c, &k->currency);
    text(c, &k->candidates);
    text(c, &k->terms);
}

static void walk_result(codec *c, vb_result *r) {
    r->non_answer = (vb_non_answer)small(c, r->non_answer, VB_NO_WORDS);
    r->lang = (vb_lang)small(c, r->lang, VB_LANG_COUNT - 1);
    r->n_langs = (size_t)small(c, r->n_langs, VB_LANG_COUNT);
    for (size_t i = 0; i < r->n_langs; i++) r->langs[i] = (vb_lang)small(c, r->langs[i], VB_LANG_COUNT - 1);
    r->label = (vb_label)small(c, r->label, VB_POSITIVE);
    real(c, &r->score);
    real(c, &r->confidence);
    r->complaint = small(c, r->complaint, 1);
    r->rating_conflict = small(c, r->rating_conflict, 1);
    r->intents = (unsigned)small(c, r->intents, (1u << VB_INTENT_COUNT) - 1);
    name(c, &r->touchpoint);
    r->n_touchpoints = (size_t)small(c, r->n_touchpoints, MOST_LIST);
    const char **ids = list(c, r->touchpoints, r->n_touchpoints, sizeof *ids);
    for (size_t i = 0; i < r->n_touchpoints && !c->failed; i++) name(c, &ids[i]);
    r->touchpoints = ids;
    r->n_clauses = (size_t)small(c, r->n_clauses, MOST_LIST);
    vb_clause_info *clauses = list(c, r->clauses, r->n_clauses, sizeof *clauses);
    for (size_t i = 0; i < r->n_clauses && !c->failed; i++) {
        vb_clause_info k = clauses[i];
        walk_clause(c, &k);
        if (!c->out) clauses[i] = k;
    }
    r->clauses = clauses;
}

static void walk_comment(codec *c, vb_comment *m) {
    vb_str *const texts[] = {&m->id,      &m->text, &m->question, &m->touchpoint,
                             &m->channel, &m->lang, &m->label,    &m->date};
    double *const reals[] = {&m->rating, &m->nps, &m->csat, &m->ces, &m->weight, &m->rating_max};
    uint64_t time = (uint64_t)m->time;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) text(c, texts[i]);
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) real(c, reals[i]);
    number(c, &time);
    m->time = (int64_t)time;
    number(c, &m->row);
    number(c, &m->line);
    m->column = (uint32_t)small(c, m->column, UINT32_MAX);
    m->n_segments = (size_t)small(c, m->n_segments, VB_MAX_COLUMNS);
    vb_segment *segments = list(c, m->segments, m->n_segments, sizeof *segments);
    for (size_t i = 0; i < m->n_segments && !c->failed; i++) {
        vb_segment s = segments[i];
        text(c, &s.name);
        text(c, &s.value);
        if (!c->out) segments[i] = s;
    }
    m->segments = segments;
}

/* ---- Writing
 * -------------------------------------------------------------------------------------------------------- */

/* Runs in the worker threads. */
static void encode(const vb_batch_item *item, vb_buf *out, void *ctx) {
    vb_comment comment = item->comment;
    vb_result result = *item->result;
    codec c = {.out = out};
    (void)ctx;
    walk_comment(&c, &comment);
    walk_result(&c, &result);
}

static vb_status emit(const vb_output *o, const char *p, size_t n, vb_error *err) {
    if (n && o->sink.write(o->sink.ctx, p, n) != 0)
        return vb_fail(err, VB_ERR_IO, "writing the partial failed; is the disk full or the reader gone?");
    return VB_OK;
}

static vb_status emit_number(const vb_output *o, uint64_t v, vb_error *err) {
    vb_buf b = {0};
    codec c = {.out = &b};
    number(&c, &v);
    vb_status status = b.failed ? vb_fail_memory(err) : emit(o, b.ptr, b.len, err);
    vb_buf_deinit(&b);
    return status;
}

static vb_status write_block(vb_batch *b, const vb_output *o, vb_import_stats *stats, vb_error *err) {
    size_t n;
    vb_batch_item *items = vb_batch_items(b, &n);
    for (size_t i = 0; i < n; i++) {
        if (items[i].in->failed) return vb_fail_memory(err);
        VB_TRY(emit_number(o, items[i].end - items[i].begin, err));
        VB_TRY(emit(o, items[i].in->ptr + items[i].begin, items[i].end - items[i].begin, err));
        stats->comments++;
        stats->complaints += items[i].complaint;
        stats->non_answers += !items[i].answered;
    }
    return VB_OK;
}

static vb_status write_all(const vb_engine *engine, vb_feed *feed, vb_batch *b, const vb_output *o,
                           vb_import_stats *stats, vb_error *err) {
    VB_TRY(emit(o, MAGIC, 8, err));
    VB_TRY(emit(o, vb_engine_fingerprint(engine), 16, err));
    for (;;) {
        size_t n;
        VB_TRY(vb_feed_fill(feed, b, err));
        vb_batch_items(b, &n);
        if (!n) break;
        vb_batch_start(b, encode, NULL);
        VB_TRY(vb_batch_wait(b, err));
        VB_TRY(write_block(b, o, stats, err));
        VB_TRY(vb_feed_progress(feed, err));
    }
    VB_TRY(emit_number(o, 0, err));
    stats->rows += vb_ingest_rows(feed->ingest);
    stats->diagnostics += feed->total;
    return emit_number(o, stats->comments, err);
}

vb_status vb_partial_write(const vb_engine *engine, const char *path, const vb_read_options *options,
                           const vb_output *output, vb_import_stats *stats, vb_error *err) {
    vb_feed feed;
    vb_batch *batch = NULL;
    vb_import_stats mine = {0};
    vb_status status = vb_feed_open(&feed, path, options, false, err);
    if (status >= 0)
        status = vb_batch_new(engine, options->threads, VB_WANT_CONTENT | VB_BATCH_ONCE, &batch, err);
    if (status >= 0) status = write_all(engine, &feed, batch, output, &mine, err);
    stats->rows += mine.rows, stats->comments += mine.comments, stats->non_answers += mine.non_answers;
    stats->complaints += mine.complaints, stats->diagnostics += mine.diagnostics;
    vb_batch_free(batch);
    vb_feed_close(&feed);
    return status;
}

/* ---- Merging
 * -------------------------------------------------------------------------------------------------------- */

typedef struct {
    vb_store *store;
    const char *path, *fingerprint;
    FILE *file;
    int64_t run;
    vb_import_stats *stats;
    vb_arena arena;
    char *record;
    size_t cap;
    uint64_t offset, records;
} merging;

static vb_status damaged(const merging *m, const char *what, vb_error *err) {
    return vb_fail_at(err, VB_ERR_IO, m->path, 0, 0,
                      "%s at byte %llu; make the partial anew with `verbatim partial`", what,
                      (unsigned long long)m->offset);
}

static vb_status take(merging *m, void *p, size_t n, vb_error *err) {
    if (n && fread(p, 1, n, m->file) != n)
        return damaged(m, ferror(m->file) ? "cannot be read" : "ends too early", err);
    m->offset += n;
    return VB_OK;
}

static vb_status take_number(merging *m, uint64_t *v, vb_error *err) {
    char bytes[8];
    VB_TRY(take(m, bytes, 8, err));
    codec c = {.in = {bytes, 8}};
    number(&c, v);
    return VB_OK;
}

static vb_status take_head(merging *m, vb_error *err) {
    char head[HEAD];
    if (fread(head, 1, HEAD, m->file) != HEAD || memcmp(head, MAGIC, 8) != 0)
        return vb_fail_at(err, VB_ERR_IO, m->path, 0, 0,
                          "is no partial; make one with `verbatim partial FILE -o %s`", m->path);
    if (memcmp(head + 8, m->fingerprint, 16) != 0)
        return vb_fail_at(err, VB_ERR_USAGE, m->path, 0, 0,
                          "was made by another version, or with other lexicons or options; give merge the "
                          "same, or make the partial anew");
    m->offset = HEAD;
    return VB_OK;
}

static vb_status add_record(merging *m, size_t len, vb_error *err) {
    if (len > m->cap) {
        char *grown = realloc(m->record, len);
        if (!grown) return vb_fail_memory(err);
        m->record = grown, m->cap = len;
    }
    VB_TRY(take(m, m->record, len, err));
    vb_arena_reset(&m->arena);
    vb_comment comment = {0};
    vb_result result = {0};
    codec c = {.in = {m->record, len}, .arena = &m->arena};
    walk_comment(&c, &comment);
    walk_result(&c, &result);
    if (c.failed || c.at != len) return damaged(m, "a record is damaged before", err);
    vb_add_outcome outcome;
    VB_TRY(vb_store_add(m->store, m->run, &comment, &result, &outcome, err));
    m->stats->comments++;
    m->stats->added += outcome == VB_ADDED;
    m->stats->known += outcome == VB_KNOWN;
    m->stats->updated += outcome == VB_UPDATED;
    m->stats->non_answers += result.non_answer != VB_ANSWER;
    m->stats->complaints += result.complaint;
    m->records++;
    return VB_OK;
}

static vb_status merge_records(merging *m, vb_error *err) {
    uint64_t len, count;
    VB_TRY(take_head(m, err));
    for (m->records = 0;;) {
        VB_TRY(take_number(m, &len, err));
        if (!len) break;
        if (len > MOST_RECORD) return damaged(m, "a record is too long", err);
        VB_TRY(add_record(m, (size_t)len, err));
    }
    VB_TRY(take_number(m, &count, err));
    return count == m->records ? VB_OK : damaged(m, "the number of records is wrong", err);
}

/* One transaction each, so that a file with a fault leaves nothing of itself. */
static vb_status merge_file(merging *m, const char *path, vb_error *err) {
    m->path = path;
    m->file = fopen(path, "rb");
    if (!m->file) return vb_fail_at(err, VB_ERR_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
    vb_status status = vb_store_begin(m->store, err);
    if (status >= 0) {
        status = merge_records(m, err);
        if (status >= 0)
            status = vb_store_commit(m->store, err);
        else
            vb_store_rollback(m->store);
    }
    fclose(m->file);
    return status;
}

vb_status vb_partial_merge(const vb_engine *engine, vb_store *store, const char *const *paths, size_t n,
                           vb_import_stats *stats, vb_error *err) {
    merging m = {.store = store, .fingerprint = vb_engine_fingerprint(engine), .stats = stats};
    vb_status status = vb_store_run_begin(store, n ? paths[0] : "", m.fingerprint, &m.run, err);
    for (size_t i = 0; i < n && status >= 0; i++) status = merge_file(&m, paths[i], err);
    if (status >= 0) status = vb_store_run_end(store, m.run, stats, err);
    vb_arena_deinit(&m.arena);
    free(m.record);
    return status;
}
