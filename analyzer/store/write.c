/* write: runs, comments with their clauses, diagnostics and the codeframe.
 *
 * Invariant: what is stored of a comment is a function of the comment and the lexicons. Of two records of one
 * comment (same id, question and text, other columns) the one with the later date stays, of equal dates the
 * one with the greater hash, so that the order of imports does not matter. Leaves everything derived to
 * themes.c. */
#include "store/db.h"

#include "base/json.h"
#include "base/limits.h"
#include "model/calendar.h"
#include "store/identity.h"

#include <math.h>
#include <time.h>

#define COMMENT_COLUMNS                                                                                      \
    "comment_row, identity, attributes, fingerprint, run_id, comment_id, text, question, lang, langs, "      \
    "date, time, "                                                                                           \
    "month, week, rating, rating_max, nps, csat, ces, weight, channel, touchpoint_asked, lang_asked, "       \
    "label_given, "                                                                                          \
    "segments, sentiment_label, sentiment_score, confidence, complaint, touchpoint, touchpoints, intents, "  \
    "non_answer, rating_conflict, unassigned_reason"

static const char *const statements[VB_ST_COUNT] = {
    [VB_ST_ADD_COMMENT] =
        "INSERT INTO comments (" COMMENT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
        "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, "
        "?29, ?30, ?31, ?32, ?33, ?34, ?35) ON CONFLICT (identity) DO NOTHING",
    [VB_ST_KNOWN] = "SELECT comment_row, fingerprint, attributes, date FROM comments WHERE identity = ?1",
    [VB_ST_DROP_SEGMENTS] =
        "DELETE FROM comment_segments WHERE comment_row = ?1 AND (name, value) IN (SELECT key, value "
        "FROM json_each((SELECT segments FROM comments WHERE comment_row = ?1)))",
    [VB_ST_DROP_CLAUSES] =
        "DELETE FROM clauses WHERE clause_row BETWEEN ?1 * 1048576 AND ?1 * 1048576 + 1048575",
    [VB_ST_DROP_COMMENT] = "DELETE FROM comments WHERE comment_row = ?1",
    [VB_ST_ADD_CLAUSE] =
        "INSERT INTO clauses (clause_row, comment_id, seq, begin, \"end\", byte_begin, byte_end, text, lang, "
        "sentiment_label, sentiment_score, touchpoint, problem, complaint, severity, intents, emotion, "
        "minutes, amount, "
        "currency, candidates, terms, unassigned_reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
        "?11, ?12, ?13, "
        "?14, ?15, "
        "?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
    [VB_ST_ADD_SEGMENT] =
        "INSERT OR IGNORE INTO comment_segments (name, value, comment_row) VALUES (?1, ?2, ?3)",
    [VB_ST_ADD_ROOTS] = "INSERT INTO comment_search (rowid, roots) VALUES (?1, ?2)",
    [VB_ST_ADD_DIAGNOSTIC] = "INSERT INTO diagnostics (run_id, kind, row, line, column_number, text) VALUES "
                             "(?1, ?2, ?3, ?4, ?5, ?6)",
};

static vb_status statement(vb_store *s, vb_statement which, sqlite3_stmt **out, vb_error *err) {
    if (!s->statements[which])
        VB_TRY(vb_db_prepare(s, vb_str_of(statements[which]), &s->statements[which], err));
    *out = s->statements[which];
    return VB_OK;
}

vb_status vb_store_begin(vb_store *s, vb_error *err) {
    return vb_db_exec(s, "BEGIN IMMEDIATE", "starting to write", err);
}

vb_status vb_store_commit(vb_store *s, vb_error *err) {
    return vb_db_exec(s, "COMMIT", "writing to disk", err);
}

void vb_store_rollback(vb_store *s) {
    /* After a full disk SQLite may have rolled back already. */
    if (!sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static uint64_t fingerprint_of(const char *hex) {
    return vb_hash64(vb_str_of(hex));
}

vb_status vb_store_run_begin(vb_store *s, const char *file, const char *fingerprint, int64_t *run,
                             vb_error *err) {
    sqlite3_stmt *st;
    char now[24];
    vb_time_format((int64_t)time(NULL), now);
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("INSERT INTO runs (file, fingerprint, program_version, started_at) VALUES (?1, ?2, ?3, ?4)"),
        &st, err));
    vb_db_bind(st, 1, vb_str_of(file), false);
    vb_db_bind(st, 2, vb_str_of(fingerprint), false);
    vb_db_bind(st, 3, VB_STR(VB_VERSION), false);
    vb_db_bind(st, 4, vb_str_of(now), false);
    vb_status status = vb_db_run(s, st, "writing a run", err);
    sqlite3_finalize(st);
    if (status < 0) return status;
    *run = s->run = sqlite3_last_insert_rowid(s->db);
    s->fingerprint = fingerprint_of(fingerprint);
    s->diagnostics = 0;
    vb_occurrences_clear(&s->seen);
    return VB_OK;
}

vb_status vb_store_run_end(vb_store *s, int64_t run, const vb_import_stats *stats, vb_error *err) {
    sqlite3_stmt *st;
    char now[24];
    vb_time_format((int64_t)time(NULL), now);
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("UPDATE runs SET finished_at = ?1, rows = ?2, comments = ?3, added = ?4, known = ?5, "
               "updated = ?6, non_answers = ?7, complaints = ?8, diagnostics = ?9 WHERE run_id = ?10"),
        &st, err));
    const uint64_t counts[] = {stats->rows,    stats->comments,    stats->added,      stats->known,
                               stats->updated, stats->non_answers, stats->complaints, stats->diagnostics};
    vb_db_bind(st, 1, vb_str_of(now), false);
    for (int i = 0; i < 8; i++) sqlite3_bind_int64(st, i + 2, (int64_t)counts[i]);
    sqlite3_bind_int64(st, 10, run);
    vb_status status = vb_db_run(s, st, "writing a run", err);
    sqlite3_finalize(st);
    vb_occurrences_deinit(&s->seen); /* the run is over: its memory is not needed any more */
    return status;
}

vb_status vb_store_add_diagnostic(vb_store *s, int64_t run, const vb_diagnostic *d, vb_error *err) {
    sqlite3_stmt *st;
    if (run == s->run && ++s->diagnostics > VB_MAX_DIAGNOSTICS)
        return VB_OK; /* counted by the run, not kept */
    VB_TRY(statement(s, VB_ST_ADD_DIAGNOSTIC, &st, err));
    sqlite3_bind_int64(st, 1, run);
    vb_db_bind(st, 2, vb_str_of(vb_diag_name(d->kind)), false);
    sqlite3_bind_int64(st, 3, (int64_t)d->row);
    sqlite3_bind_int64(st, 4, (int64_t)d->line);
    sqlite3_bind_int64(st, 5, (int64_t)d->column);
    vb_db_bind(st, 6, d->text, true);
    return vb_db_run(s, st, "writing a diagnostic", err);
}

/* ---- Comments -------------------------------------------------------------------------------- */

/* JSON values of a comment, one behind the other in s->json; views are taken once all are written. */
typedef struct json_parts {
    size_t end[4];
} json_parts;

static void put_intents(vb_buf *out, unsigned intents) {
    vb_json j = vb_json_on(out);
    vb_json_open(&j, '[');
    for (unsigned i = 0; i < VB_INTENT_COUNT; i++)
        if (intents >> i & 1) vb_json_cstr(&j, vb_intent_name(i));
    vb_json_close(&j, ']');
}

static void put_name_array(vb_buf *out, const char *const *names, size_t n) {
    vb_json j = vb_json_on(out);
    vb_json_open(&j, '[');
    for (size_t i = 0; i < n; i++) vb_json_cstr(&j, names[i]);
    vb_json_close(&j, ']');
}

static void put_segments(vb_buf *out, const vb_comment *c) {
    vb_json j = vb_json_on(out);
    vb_json_open(&j, '{');
    for (size_t i = 0; i < c->n_segments; i++) {
        vb_json_str(&j, c->segments[i].name); /* a key: written as a string, then its colon */
        vb_buf_byte(out, ':');
        j.comma = false;
        vb_json_str(&j, c->segments[i].value);
    }
    vb_json_close(&j, '}');
}

static json_parts write_json(vb_buf *out, const vb_comment *c, const vb_result *r) {
    json_parts p;
    const char *langs[VB_LANG_COUNT];
    size_t n_langs = r->n_langs < VB_LANG_COUNT ? r->n_langs : VB_LANG_COUNT;
    for (size_t i = 0; i < n_langs; i++) langs[i] = vb_lang_name(r->langs[i]);
    vb_buf_clear(out);
    put_name_array(out, langs, n_langs);
    p.end[0] = out->len;
    put_segments(out, c);
    p.end[1] = out->len;
    put_name_array(out, r->touchpoints, r->n_touchpoints);
    p.end[2] = out->len;
    put_intents(out, r->intents);
    p.end[3] = out->len;
    return p;
}

static vb_str part(const vb_buf *b, const json_parts *p, size_t i) {
    size_t from = i ? p->end[i - 1] : 0;
    return vb_str_sub(vb_buf_view(b), from, p->end[i]);
}

static const char *reason_without_theme(const vb_result *r) {
    if (r->non_answer != VB_ANSWER) return "non_answer";
    for (size_t i = 0; i < r->n_clauses; i++)
        if (r->clauses[i].complaint) return "not_clustered";
    return "no_complaint";
}

static void bind_export_columns(sqlite3_stmt *st, const vb_comment *c, const vb_day *day, const char *stamp) {
    bool dated = day->date[0] != 0;
    vb_db_bind(st, 11, vb_str_of(day->date), true);
    vb_db_bind(st, 12, vb_str_of(dated ? stamp : ""), true);
    vb_db_bind(st, 13, vb_str_of(day->month), true);
    vb_db_bind(st, 14, vb_str_of(day->week), true);
    const double numbers[] = {c->rating, c->rating_max, c->nps, c->csat, c->ces, c->weight};
    for (int i = 0; i < 6; i++) vb_db_bind_num(st, 15 + i, numbers[i]);
    vb_db_bind(st, 21, c->channel, true);
    vb_db_bind(st, 22, c->touchpoint, true);
    vb_db_bind(st, 23, c->lang, true);
    vb_db_bind(st, 24, c->label, true);
}

static void bind_result(sqlite3_stmt *st, const vb_result *r) {
    vb_db_bind(st, 26, vb_str_of(vb_label_name(r->label)), false);
    vb_db_bind_num(st, 27, isfinite(r->score) ? r->score : 0);
    vb_db_bind_num(st, 28, r->confidence);
    sqlite3_bind_int(st, 29, r->complaint);
    vb_db_bind(st, 30, vb_str_of(r->touchpoint), true);
    vb_db_bind(st, 33, vb_str_of(vb_non_answer_name(r->non_answer)), true);
    sqlite3_bind_int(st, 34, r->rating_conflict);
    vb_db_bind(st, 35, vb_str_of(reason_without_theme(r)), false);
}

typedef struct new_comment {
    int64_t run, row; /* row 0: a new one */
    char identity[16], id[16];
    vb_str comment_id;
    uint64_t attributes;
    vb_day day;
} new_comment;

static vb_status add_clauses(vb_store *s, int64_t row, vb_str comment_id, const vb_result *r, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(statement(s, VB_ST_ADD_CLAUSE, &st, err));
    for (size_t i = 0; i < r->n_clauses && i < VB_CLAUSE_SPAN; i++) {
        const vb_clause_info *k = &r->clauses[i];
        const int64_t numbers[] = {(int64_t)i, k->begin, k->end, k->byte_begin, k->byte_end};
        vb_buf_clear(&s->json);
        if (k->intents) put_intents(&s->json, k->intents);
        if (s->json.failed) return vb_fail_memory(err);
        sqlite3_bind_int64(st, 1, row * VB_CLAUSE_SPAN + (int64_t)i);
        vb_db_bind(st, 2, comment_id, false);
        for (int j = 0; j < 5; j++) sqlite3_bind_int64(st, 3 + j, numbers[j]);
        vb_db_bind(st, 8, k->text, false);
        vb_db_bind(st, 9, vb_str_of(vb_lang_name(k->lang)), false);
        vb_db_bind(st, 10, vb_str_of(vb_label_name(k->label)), false);
        sqlite3_bind_double(st, 11, isfinite(k->score) ? k->score : 0);
        vb_db_bind(st, 12, vb_str_of(k->touchpoint), true);
        vb_db_bind(st, 13, vb_str_of(k->problem), true);
        sqlite3_bind_int(st, 14, k->complaint);
        sqlite3_bind_double(st, 15, isfinite(k->severity) ? k->severity : 0);
        vb_db_bind(st, 16, vb_buf_view(&s->json), true);
        vb_db_bind(st, 17, vb_str_of(k->emotion), true);
        vb_db_bind_num(st, 18, k->minutes);
        vb_db_bind_num(st, 19, k->amount);
        vb_db_bind(st, 20, vb_str_of(k->currency), true);
        vb_db_bind(st, 21, k->candidates, true);
        vb_db_bind(st, 22, k->terms, true);
        vb_db_bind(st, 23, k->complaint ? VB_STR("not_clustered") : VB_STR("no_complaint"), false);
        VB_TRY(vb_db_run(s, st, "writing a clause", err));
    }
    return VB_OK;
}

static vb_status add_segments(vb_store *s, int64_t row, const vb_comment *c, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(statement(s, VB_ST_ADD_SEGMENT, &st, err));
    for (size_t i = 0; i < c->n_segments; i++) {
        vb_db_bind(st, 1, c->segments[i].name, false);
        vb_db_bind(st, 2, c->segments[i].value, false);
        sqlite3_bind_int64(st, 3, row);
        VB_TRY(vb_db_run(s, st, "writing a segment", err));
    }
    return VB_OK;
}

vb_status vb_store_put_roots(vb_store *s, int64_t row, vb_str roots, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(statement(s, VB_ST_ADD_ROOTS, &st, err));
    sqlite3_bind_int64(st, 1, row);
    vb_db_bind(st, 2, roots, false);
    return vb_db_run(s, st, "writing the search index", err);
}

/* Inserts the comment row; VB_DONE where its identity is there already. */
static vb_status insert_comment(vb_store *s, const new_comment *n, const vb_comment *c, const vb_result *r,
                                vb_error *err) {
    sqlite3_stmt *st;
    char stamp[24];
    VB_TRY(statement(s, VB_ST_ADD_COMMENT, &st, err));
    json_parts parts = write_json(&s->json, c, r);
    if (s->json.failed) return vb_fail_memory(err);
    vb_time_format(c->time, stamp);
    if (n->row)
        sqlite3_bind_int64(st, 1, n->row);
    else
        sqlite3_bind_null(st, 1);
    sqlite3_bind_blob(st, 2, n->identity, sizeof n->identity, SQLITE_STATIC);
    sqlite3_bind_int64(st, 3, (int64_t)n->attributes);
    sqlite3_bind_int64(st, 4, (int64_t)s->fingerprint);
    sqlite3_bind_int64(st, 5, n->run);
    vb_db_bind(st, 6, n->comment_id, false);
    vb_db_bind(st, 7, c->text, false);
    vb_db_bind(st, 8, c->question, true);
    vb_db_bind(st, 9, vb_str_of(vb_lang_name(r->lang)), false);
    vb_db_bind(st, 10, part(&s->json, &parts, 0), false);
    bind_export_columns(st, c, &n->day, stamp);
    vb_db_bind(st, 25, c->n_segments ? part(&s->json, &parts, 1) : (vb_str){0}, true);
    bind_result(st, r);
    vb_db_bind(st, 31, part(&s->json, &parts, 2), false);
    vb_db_bind(st, 32, part(&s->json, &parts, 3), false);
    VB_TRY(vb_db_run(s, st, "writing a comment", err));
    return sqlite3_changes(s->db) ? VB_OK : VB_DONE;
}

/* Whether the comment, which is there already, has to be written anew; its row goes to `n->row`. */
static vb_status must_replace(vb_store *s, new_comment *n, bool *replace, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(statement(s, VB_ST_KNOWN, &st, err));
    sqlite3_bind_blob(st, 1, n->identity, sizeof n->identity, SQLITE_STATIC);
    vb_status status = vb_db_step(s, st, "reading a comment", err);
    if (status == VB_OK) {
        n->row = sqlite3_column_int64(st, 0);
        bool same_lexicons = (uint64_t)sqlite3_column_int64(st, 1) == s->fingerprint;
        uint64_t attributes = (uint64_t)sqlite3_column_int64(st, 2);
        int later = vb_str_cmp(vb_str_of(n->day.date), vb_db_text(st, 3));
        *replace = !same_lexicons || later > 0 || (later == 0 && n->attributes > attributes);
    }
    sqlite3_reset(st);
    if (status == VB_DONE)
        return vb_fail(err, VB_ERR_IO, "store: a comment vanished while it was written; run again");
    return status;
}

static vb_status drop_comment(vb_store *s, int64_t row, vb_error *err) {
    static const vb_statement order[] = {VB_ST_DROP_SEGMENTS, VB_ST_DROP_CLAUSES, VB_ST_DROP_COMMENT};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        sqlite3_stmt *st;
        VB_TRY(statement(s, order[i], &st, err));
        sqlite3_bind_int64(st, 1, row);
        VB_TRY(vb_db_run(s, st, "replacing a comment", err));
    }
    return VB_OK;
}

static vb_status identify(vb_store *s, const vb_comment *c, new_comment *n, vb_error *err) {
    vb_hash128 h = vb_identity_of(c, &s->scratch);
    if (s->scratch.failed) return vb_fail_memory(err);
    if (c->id.len == 0) {
        uint32_t occurrence = vb_occurrences_count(&s->seen, h);
        if (occurrence == 0) return vb_fail_memory(err);
        if (occurrence > 1) h = vb_identity_repeat(h, occurrence);
    }
    for (size_t i = 0; i < 8; i++) {
        n->identity[i] = (char)(h.hi >> (56 - 8 * i) & 0xFF);
        n->identity[8 + i] = (char)(h.lo >> (56 - 8 * i) & 0xFF);
    }
    memcpy(n->id, "c_", 2);
    vb_hash_hex(h, n->id + 2, 12);
    n->id[14] = 0;
    n->comment_id = c->id.len ? c->id : (vb_str){n->id, 14};
    n->attributes = vb_identity_attributes(c, &s->scratch);
    if (s->scratch.failed) return vb_fail_memory(err);
    if (!vb_day_of(c->date, &n->day)) memset(&n->day, 0, sizeof n->day);
    return VB_OK;
}

vb_status vb_store_add(vb_store *s, int64_t run, const vb_comment *c, const vb_result *r,
                       vb_add_outcome *outcome, vb_error *err) {
    new_comment n = {.run = run};
    VB_TRY(identify(s, c, &n, err));
    *outcome = VB_ADDED;
    vb_status st = insert_comment(s, &n, c, r, err);
    if (st == VB_OK) n.row = sqlite3_last_insert_rowid(s->db);
    if (st == VB_DONE) {
        bool replace = false;
        VB_TRY(must_replace(s, &n, &replace, err));
        *outcome = replace ? VB_UPDATED : VB_KNOWN;
        if (!replace) return VB_OK;
        VB_TRY(drop_comment(s, n.row, err));
        st = insert_comment(s, &n, c, r, err);
    }
    if (st < 0) return st;
    if (c->n_segments) VB_TRY(add_segments(s, n.row, c, err));
    if (*outcome == VB_ADDED && r->search_roots.ptr)
        VB_TRY(vb_store_put_roots(s, n.row, r->search_roots, err));
    return add_clauses(s, n.row, n.comment_id, r, err);
}

/* ---- Codeframe ------------------------------------------------------------------------------- */

static vb_status put_codes(vb_store *s, const char *sql, bool problems, const vb_code *codes, size_t n,
                           vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(s, vb_str_of(sql), &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < n && status >= 0; i++) {
        vb_db_bind(st, 1, codes[i].id, false);
        vb_db_bind(st, 2, codes[i].label_vi, false);
        vb_db_bind(st, 3, codes[i].label_th, false);
        vb_db_bind(st, 4, codes[i].label_en, false);
        if (problems) {
            vb_db_bind_num(st, 5, codes[i].severity);
        } else {
            sqlite3_bind_int64(st, 5, (int64_t)i);
            vb_db_bind(st, 6, codes[i].parent, true);
            vb_db_bind(st, 7, codes[i].stage, true);
            vb_db_bind(st, 8, codes[i].pack, true);
        }
        status = vb_db_run(s, st, "writing the codeframe", err);
    }
    sqlite3_finalize(st);
    return status;
}

vb_status vb_store_put_codeframe(vb_store *s, const vb_code *touchpoints, size_t n_touchpoints,
                                 const vb_code *problems, size_t n_problems, vb_error *err) {
    bool began;
    VB_TRY(vb_db_enter(s, &began, err));
    vb_status st = vb_db_exec(s, "DELETE FROM codeframe; DELETE FROM problems", "writing the codeframe", err);
    if (st >= 0)
        st = put_codes(
            s,
            "INSERT OR REPLACE INTO codeframe (touchpoint, label_vi, label_th, label_en, position, parent, "
            "stage, pack) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            false, touchpoints, n_touchpoints, err);
    if (st >= 0)
        st = put_codes(s,
                       "INSERT OR REPLACE INTO problems (problem, label_vi, label_th, label_en, severity) "
                       "VALUES (?1, ?2, ?3, ?4, ?5)",
                       true, problems, n_problems, err);
    return vb_db_leave(s, began, st, err);
}
