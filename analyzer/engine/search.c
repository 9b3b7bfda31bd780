/* search: see search.h. What a query is about (for --related) is found out as of any comment: its clause with
 * a touchpoint and a problem. */
#include "engine/search.h"

#include "store/db.h"
#include "text/normalize.h"
#include "text/search.h"

#include <string.h>

enum { ROWS_AT_ONCE = 2000 };

/* ---- The index ------------------------------------------------------------------------------- */

static vb_status add_row(vb_analyzer *a, vb_store *store, sqlite3_stmt *st, vb_error *err) {
    vb_text text = {0};
    vb_units units;
    vb_str roots;
    const vb_words *words = &a->engine->words;
    vb_arena_reset(&a->scratch);
    VB_TRY(vb_normalize(vb_db_text(st, 1), &a->scratch, &text, err));
    VB_TRY(vb_tokenize(words, a->stemmer, &text, a->engine->lang, &a->scratch, &units, err));
    VB_TRY(vb_search_roots(words, a->stemmer, &text, &a->scratch, &roots, err));
    return vb_store_put_roots(store, sqlite3_column_int64(st, 0), roots, err);
}

/* The next rows behind `*last`; `*done` is how many there were. */
static vb_status add_rows(vb_analyzer *a, vb_store *store, int64_t *last, int64_t *done, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(
        vb_db_prepare(store,
                      VB_STR("SELECT c.comment_row, c.text FROM comments c WHERE NOT EXISTS (SELECT 1 FROM "
                             "comment_search_docsize d WHERE d.id = c.comment_row) AND c.comment_row > ?2 "
                             "ORDER BY c.comment_row LIMIT ?1"),
                      &st, err));
    sqlite3_bind_int64(st, 1, ROWS_AT_ONCE);
    sqlite3_bind_int64(st, 2, *last);
    vb_status status;
    for (*done = 0; (status = vb_db_step(store, st, "reading comments", err)) == VB_OK; ++*done) {
        *last = sqlite3_column_int64(st, 0);
        if ((status = add_row(a, store, st, err)) < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status complete(vb_analyzer *a, vb_store *store, vb_error *err) {
    int64_t done, last = 0;
    do {
        bool began;
        VB_TRY(vb_db_enter(store, &began, err));
        VB_TRY(vb_db_leave(store, began, add_rows(a, store, &last, &done, err), err));
    } while (done == ROWS_AT_ONCE);
    return VB_OK;
}

vb_status vb_search_complete(const vb_engine *engine, vb_store *store, vb_error *err) {
    vb_analyzer *a;
    int64_t missing;
    VB_TRY(vb_db_int(store,
                     "SELECT (SELECT count(*) FROM comments) - (SELECT count(*) FROM comment_search_docsize)",
                     0, &missing, err));
    if (missing <= 0) return VB_OK;
    VB_TRY(vb_analyzer_new(engine, &a, err));
    vb_status status = complete(a, store, err);
    vb_analyzer_free(a);
    return status;
}

/* ---- A query --------------------------------------------------------------------------------- */

/* What the query says, of its clause that says most. */
static vb_status find_meaning(vb_analyzer *a, const char *words, vb_search *s, vb_error *err) {
    vb_comment c = vb_comment_of(vb_str_of(words));
    const vb_result *r;
    VB_TRY(vb_analyze_keep(a, &c, 0, &r, err));
    int best = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const vb_clause_info *k = &r->clauses[i];
        const char *place = k->touchpoint && strcmp(k->touchpoint, "overall") != 0 ? k->touchpoint : NULL;
        int says = (k->problem != NULL) * 2 + (place != NULL);
        if (says <= best) continue;
        best = says;
        s->touchpoint = place;
        s->problem = k->problem;
    }
    s->related = best > 0;
    return VB_OK;
}

vb_status vb_search_print(const vb_engine *engine, vb_store *store, const vb_query *query,
                          const vb_output *output, vb_error *err) {
    vb_analyzer *a;
    vb_search search = {0};
    vb_query q = *query;
    VB_TRY(vb_analyzer_new(engine, &a, err));
    q.table = "search";
    q.search = &search;
    vb_status status =
        vb_search_compile(&engine->words, a->stemmer, q.words ? q.words : "", &a->scratch, &search, err);
    if (status >= 0 && q.related) status = find_meaning(a, q.words, &search, err);
    if (status >= 0) status = vb_store_print(store, &q, output, err);
    vb_analyzer_free(a);
    return status;
}
