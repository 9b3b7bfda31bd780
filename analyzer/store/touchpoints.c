/* touchpoints: what the corpus as a whole made of the clauses' touchpoints, written back.
 *
 * Invariant: a comment's touchpoints are those of its clauses, in the order of the sums of their ranks (then
 * of their first clause); `overall` stands only alone. A function of each comment's own rows. */
#include "base/json.h"
#include "store/db.h"

#include <stdlib.h>

#define MOST_TOUCHPOINTS 32 /* of one comment */

static int by_clause(const void *a, const void *b) {
    const vb_complaint_row *x = *(const vb_complaint_row *const *)a, *y = *(const vb_complaint_row *const *)b;
    return (x->clause_id > y->clause_id) - (x->clause_id < y->clause_id);
}

typedef struct ranked {
    vb_str touchpoint;
    double rank;
} ranked;

/* The distinct touchpoints of the clauses [from, to), the most important first. */
static size_t collect(const vb_complaint_row *const *rows, size_t from, size_t to, ranked *out) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        size_t k = 0;
        if (rows[i]->touchpoint.len == 0) continue;
        while (k < n && !vb_str_eq(out[k].touchpoint, rows[i]->touchpoint)) k++;
        if (k == MOST_TOUCHPOINTS) continue;
        if (k == n) out[n++] = (ranked){rows[i]->touchpoint, 0};
        out[k].rank += rows[i]->rank;
    }
    for (size_t i = 1; i < n; i++) {
        ranked x = out[i];
        size_t k = i;
        for (; k > 0 && out[k - 1].rank < x.rank; k--) out[k] = out[k - 1];
        out[k] = x;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (n == 1 || !vb_str_eqz(out[i].touchpoint, "overall")) out[kept++] = out[i];
    return kept;
}

static vb_status write_comments(vb_store *s, const vb_complaint_row *const *rows, size_t n, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(
        vb_db_prepare(s,
                      VB_STR("UPDATE comments SET touchpoint = ?1, touchpoints = ?2 WHERE comment_row = ?3 "
                             "AND (touchpoint IS NOT ?1 OR touchpoints IS NOT ?2)"),
                      &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0, end; i < n && status >= 0; i = end) {
        ranked found[MOST_TOUCHPOINTS];
        for (end = i + 1; end < n && rows[end]->comment == rows[i]->comment;) end++;
        size_t n_found = collect(rows, i, end, found);
        vb_buf_clear(&s->json);
        vb_json j = vb_json_on(&s->json);
        vb_json_open(&j, '[');
        for (size_t k = 0; k < n_found; k++) vb_json_str(&j, found[k].touchpoint);
        vb_json_close(&j, ']');
        if (s->json.failed) status = vb_fail_memory(err);
        vb_db_bind(st, 1, n_found ? found[0].touchpoint : (vb_str){0}, true);
        vb_db_bind(st, 2, vb_buf_view(&s->json), false);
        sqlite3_bind_int64(st, 3, rows[i]->comment);
        if (status >= 0) status = vb_db_run(s, st, "writing touchpoints of comments", err);
    }
    sqlite3_finalize(st);
    return status;
}

static vb_status write_clauses(vb_store *s, const vb_complaint_row *const *rows, size_t n, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s, VB_STR("UPDATE clauses SET touchpoint = ?1 WHERE clause_row = ?2 AND touchpoint IS NOT ?1"), &st,
        err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < n && status >= 0; i++) {
        vb_db_bind(st, 1, rows[i]->touchpoint, true);
        sqlite3_bind_int64(st, 2, rows[i]->clause_id);
        status = vb_db_run(s, st, "writing touchpoints of clauses", err);
    }
    sqlite3_finalize(st);
    return status;
}

vb_status vb_store_put_touchpoints(vb_store *s, const vb_complaint_row *rows, size_t n, vb_error *err) {
    const vb_complaint_row **order = malloc((n ? n : 1) * sizeof *order);
    bool began;
    if (!order) return vb_fail_memory(err);
    for (size_t i = 0; i < n; i++) order[i] = &rows[i];
    if (n > 1) qsort(order, n, sizeof *order, by_clause);
    vb_status st = vb_db_enter(s, &began, err);
    if (st >= 0) {
        st = write_clauses(s, order, n, err);
        if (st >= 0) st = write_comments(s, order, n, err);
        st = vb_db_leave(s, began, st, err);
    }
    free(order);
    return st;
}
