/* search: see search.h. Rows come out in the order of temp.search, so that texts are read again for those
 * alone that are printed. */
#include "report/search.h"

#include "base/json.h"
#include "report/columns.h"
#include "text/search.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Functions on the text that is printed --------------------------------------------------- */

/* One query's state: the marks of the text that was asked for last. */
typedef struct finder {
    const vb_search *search;
    vb_arena arena;
    vb_str text;
    vb_search_mark *marks;
    size_t n;
} finder;

static void free_finder(void *p) {
    finder *f = p;
    vb_arena_deinit(&f->arena);
    free(f);
}

/* The marks of the text in v[0]; where it has none and v[1], v[2] name a place, that. NULL after telling
 * SQLite. */
static finder *find(sqlite3_context *c, int n, sqlite3_value **v) {
    finder *f = sqlite3_user_data(c);
    const char *p = (const char *)sqlite3_value_text(v[0]);
    vb_str text = {p, p ? (size_t)sqlite3_value_bytes(v[0]) : 0};
    if (f->text.ptr && vb_str_eq(text, f->text)) return f;
    vb_arena_reset(&f->arena);
    f->text = vb_arena_dup(&f->arena, text);
    if (!f->text.ptr || vb_search_find(f->search, f->text, &f->arena, &f->marks, &f->n, NULL) < 0) {
        f->text.ptr = NULL;
        sqlite3_result_error_nomem(c);
        return NULL;
    }
    if (f->n == 0 && n == 3 && sqlite3_value_type(v[1]) != SQLITE_NULL) {
        f->marks[0] =
            (vb_search_mark){(uint32_t)sqlite3_value_int64(v[1]), (uint32_t)sqlite3_value_int64(v[2])};
        f->n = 1;
    }
    return f;
}

static void has(sqlite3_context *c, int n, sqlite3_value **v) {
    const finder *f = find(c, n, v);
    if (f) sqlite3_result_int(c, f->n > 0);
}

static void result_buf(sqlite3_context *c, vb_buf *b) {
    if (b->failed)
        sqlite3_result_error_nomem(c);
    else
        sqlite3_result_text64(c, b->len ? b->ptr : "", b->len, SQLITE_TRANSIENT, SQLITE_UTF8);
    vb_buf_deinit(b);
}

static void snippet(sqlite3_context *c, int n, sqlite3_value **v) {
    vb_buf b = {0};
    const finder *f = find(c, n, v);
    if (!f) return;
    vb_search_snippet(f->text, f->marks, f->n, &b);
    result_buf(c, &b);
}

static void found(sqlite3_context *c, int n, sqlite3_value **v) {
    vb_buf b = {0};
    vb_json j = vb_json_on(&b);
    const finder *f = find(c, n, v);
    if (!f) return;
    vb_json_open(&j, '[');
    for (size_t i = 0; i < f->n; i++) {
        char place[32];
        snprintf(place, sizeof place, "%u-%u", f->marks[i].begin, f->marks[i].end);
        vb_json_cstr(&j, place);
    }
    vb_json_close(&j, ']');
    result_buf(c, &b);
}

static const struct function {
    const char *name;
    int arguments;
    void (*run)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {{"vb_has", 1, has}, {"vb_snippet", 3, snippet}, {"vb_found", 3, found}};

static vb_status search_on(vb_store *s, const vb_search *search, vb_error *err) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        finder *f = calloc(1, sizeof *f);
        if (!f) return vb_fail_memory(err);
        f->search = search;
        int code = sqlite3_create_function_v2(s->db, functions[i].name, functions[i].arguments, SQLITE_UTF8,
                                              f, functions[i].run, NULL, NULL, free_finder);
        if (code != SQLITE_OK) return vb_db_fail(s, "preparing to search", err);
    }
    return VB_OK;
}

void vb_search_off(vb_store *s) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        sqlite3_create_function_v2(s->db, functions[i].name, functions[i].arguments, SQLITE_UTF8, NULL, NULL,
                                   NULL, NULL, NULL);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Equal weights: the newest first, then by id, so that the order does not depend on that of the imports. */
#define ORDER    "f.score DESC, c.date DESC, c.comment_id, c.identity"
#define FIT_ROWS 500 /* of the best by their words alone: how well these fit is looked at */

static const char create_sql[] =
    "CREATE TEMP TABLE found (comment_row INTEGER PRIMARY KEY, score REAL); CREATE TEMP TABLE "
    "search (place INTEGER PRIMARY KEY, comment_row INTEGER, score REAL, begin INTEGER, "
    "\"end\" INTEGER)";

/* Half of the weight is for the words, half for how well the text fits. */
static const char words_sql[] =
    "INSERT INTO temp.found SELECT rowid, round(-rank / 2, 6) FROM main.comment_search WHERE "
    "comment_search MATCH ?1";
static const char best_sql[] =
    "SELECT f.comment_row, c.text FROM temp.found f JOIN main.comments c ON c.comment_row = "
    "f.comment_row ORDER BY " ORDER " LIMIT ?1";
static const char fit_sql[] =
    "UPDATE temp.found SET score = round(score * (1 + ?2), 6) WHERE comment_row = ?1";
static const char rank_sql[] =
    "INSERT INTO temp.search (comment_row, score) SELECT f.comment_row, f.score FROM temp.found f "
    "JOIN main.comments c ON c.comment_row = f.comment_row ORDER BY " ORDER;

/* Comments with a clause about the same, which the words did not find: the surest first. */
static const char meaning_sql[] =
    "INSERT INTO temp.search (comment_row, begin, \"end\") SELECT c.comment_row, k.begin, k.\"end\" FROM "
    "main.comments c "
    "JOIN (SELECT min(clause_row) AS clause_row FROM main.clauses WHERE (?1 IS NULL OR touchpoint = ?1) AND "
    "(?2 IS NULL OR "
    "problem = ?2) GROUP BY clause_row / 1048576) f ON f.clause_row / 1048576 = c.comment_row JOIN "
    "main.clauses k ON "
    "k.clause_row = f.clause_row WHERE c.comment_row NOT IN (SELECT comment_row FROM temp.search WHERE "
    "comment_row IS NOT "
    "NULL) ORDER BY abs(k.sentiment_score) DESC, c.date DESC, c.comment_id, c.identity";

static vb_status fill(vb_store *s, const char *sql, const char *first, const char *second, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(s, vb_str_of(sql), &st, err));
    if (first) vb_db_bind(st, 1, vb_str_of(first), false);
    if (second) vb_db_bind(st, 2, vb_str_of(second), false);
    vb_status status = vb_db_run(s, st, "searching", err);
    sqlite3_finalize(st);
    return status;
}

static vb_status weigh(vb_store *s, const vb_search *search, sqlite3_stmt *best, sqlite3_stmt *update,
                       vb_arena *arena, vb_error *err) {
    vb_status status;
    while ((status = vb_db_step(s, best, "searching", err)) == VB_OK) {
        double fit;
        vb_arena_reset(arena);
        VB_TRY(vb_search_fit(search, vb_db_text(best, 1), arena, &fit, err));
        sqlite3_bind_int64(update, 1, sqlite3_column_int64(best, 0));
        sqlite3_bind_double(update, 2, fit);
        VB_TRY(vb_db_run(s, update, "searching", err));
    }
    return status < 0 ? status : VB_OK;
}

static vb_status weigh_best(vb_store *s, const vb_search *search, vb_error *err) {
    sqlite3_stmt *best = NULL, *update = NULL;
    vb_arena arena;
    vb_arena_init(&arena);
    vb_status status = vb_db_prepare(s, VB_STR(best_sql), &best, err);
    if (status >= 0) status = vb_db_prepare(s, VB_STR(fit_sql), &update, err);
    if (status >= 0) sqlite3_bind_int64(best, 1, FIT_ROWS);
    if (status >= 0) status = weigh(s, search, best, update, &arena, err);
    sqlite3_finalize(best);
    sqlite3_finalize(update);
    vb_arena_deinit(&arena);
    return status;
}

vb_status vb_make_search(vb_store *s, const vb_query *q, bool subset, vb_error *err) {
    (void)subset;
    if (!q->search)
        return vb_fail(err, VB_ERR_USAGE,
                       "a search needs words; use `verbatim search WORDS`, or q=WORDS of the API");
    VB_TRY(search_on(s, q->search, err));
    VB_TRY(vb_db_exec(s, create_sql, "preparing to search", err));
    VB_TRY(fill(s, words_sql, q->search->match, NULL, err));
    VB_TRY(weigh_best(s, q->search, err));
    VB_TRY(vb_db_exec(s, rank_sql, "searching", err));
    if (!q->search->related) return VB_OK;
    return fill(s, meaning_sql, q->search->touchpoint, q->search->problem, err);
}
