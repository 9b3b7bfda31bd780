/* breakdown: themes and touchpoints by group: by segment, channel, language, asked touchpoint, day of the
 * week.
 *
 * Invariant: each group is set against all other answers that have a group, with the number of tests
 * corrected for over all rows; groups with few answers are shown and marked, never left out. */
#include "model/stats.h"
#include "report/out.h"
#include "store/impact.h"

#include <math.h>

#define LEVEL      0.05 /* of the q-value */
#define LEAST_TEST 5    /* comments of an item below which nothing is tested */

static const char create_sql[] = "CREATE TEMP TABLE breakdown (dimension TEXT, value TEXT, place INTEGER, "
                                 "kind TEXT, id TEXT, touchpoint TEXT, total INTEGER, "
                                 "n INTEGER, base_n INTEGER, share REAL, ci_low REAL, ci_high REAL, "
                                 "weighted_share REAL, weighted_low REAL, weighted_high "
                                 "REAL, rest_n INTEGER, rest_base INTEGER, rest_share REAL, difference REAL, "
                                 "diff_low REAL, diff_high REAL, q REAL, "
                                 "significant INTEGER, more INTEGER)";

typedef struct cell {
    uint32_t item, place;
    uint64_t n, base, rest, rest_base, total;
    double q;
} cell;

typedef struct grid {
    const sums *m;
    vb_dimension d;
    vb_cross x;
    cell *cells;
    size_t n;
    vb_arena *arena;
} grid;

static bool fill(grid *g) {
    uint64_t base = 0;
    g->cells = VB_NEW_ARRAY(g->arena, cell, g->x.n_items * g->x.width + 1);
    if (!g->cells) return false;
    for (size_t v = 1; v < g->x.width; v++) base += g->x.base[v];
    for (uint32_t item = 0; item < g->x.n_items; item++) {
        const uint32_t *row = g->x.k + item * g->x.width;
        uint64_t total = 0;
        for (size_t v = 1; v < g->x.width; v++) total += row[v];
        for (uint32_t v = 1; v < g->x.width && total; v++) {
            if (g->x.base[v] == 0) continue;
            g->cells[g->n++] =
                (cell){item, v, row[v], g->x.base[v], total - row[v], base - g->x.base[v], total, NAN};
        }
    }
    return true;
}

static bool correct(grid *g) {
    double *p = VB_NEW_ARRAY(g->arena, double, g->n + 1);
    uint32_t *order = VB_NEW_ARRAY(g->arena, uint32_t, g->n + 1),
             *which = VB_NEW_ARRAY(g->arena, uint32_t, g->n + 1);
    size_t n = 0;
    if (!p || !order || !which) return false;
    for (uint32_t i = 0; i < g->n; i++) {
        const cell *c = &g->cells[i];
        if (c->total < LEAST_TEST || c->rest_base == 0) continue;
        which[n] = i;
        p[n++] = round(vb_fisher(c->rest, c->rest_base, c->n, c->base) * 1e12) / 1e12;
    }
    vb_benjamini_hochberg(p, order, n);
    for (size_t i = 0; i < n; i++) g->cells[which[i]].q = p[i];
    return true;
}

static vb_status put_cell(vb_store *s, sqlite3_stmt *st, const grid *g, const cell *c, vb_error *err) {
    const sums *m = g->m;
    bool theme = c->item < m->n_themes;
    const touchpoint_sum *t = theme ? NULL : &m->touchpoints[c->item - m->n_themes];
    uint32_t place = theme ? m->themes[c->item].touchpoint : 0;
    vb_str touchpoint = t ? t->id : place ? m->touchpoints[place - 1].id : (vb_str){0};
    vb_interval own = vb_wilson(c->n, c->base), weighted = {NAN, NAN, NAN};
    vb_difference d = vb_share_difference(c->rest, c->rest_base, c->n, c->base);
    weight_sum w = g->x.weights[c->place];
    if (w.w)
        weighted = vb_wilson_share((double)g->x.w[c->item * g->x.width + c->place] / (double)w.w,
                                   vb_sums_effective(w));
    vb_db_bind(st, 1, g->d.name, false);
    vb_db_bind(st, 2, g->d.values[c->place], false);
    sqlite3_bind_int64(st, 3, c->place);
    vb_db_bind(st, 4, theme ? VB_STR("theme") : VB_STR("touchpoint"), false);
    vb_db_bind(st, 5, theme ? m->themes[c->item].id : t->id, false);
    vb_db_bind(st, 6, touchpoint, true);
    const uint64_t counts[] = {c->total, c->n, c->base};
    for (int i = 0; i < 3; i++) sqlite3_bind_int64(st, 7 + i, (int64_t)counts[i]);
    const double shares[] = {own.share, own.low, own.high, weighted.share, weighted.low, weighted.high};
    for (int i = 0; i < 6; i++) vb_db_bind_num(st, 10 + i, shares[i]);
    sqlite3_bind_int64(st, 16, (int64_t)c->rest);
    sqlite3_bind_int64(st, 17, (int64_t)c->rest_base);
    const double rest[] = {c->rest_base ? (double)c->rest / (double)c->rest_base : NAN, d.value, d.low,
                           d.high, c->q};
    for (int i = 0; i < 5; i++) vb_db_bind_num(st, 18 + i, rest[i]);
    bool sure = c->q < LEVEL;
    sqlite3_bind_int(st, 23, sure);
    sqlite3_bind_int(st, 24, sure && d.value > 0);
    return vb_db_run(s, st, "preparing the groups", err);
}

static vb_status write_cells(vb_store *s, const grid *g, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("INSERT INTO temp.breakdown VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
               "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)"),
        &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < g->n && status >= 0; i++) status = put_cell(s, st, g, &g->cells[i], err);
    sqlite3_finalize(st);
    return status;
}

/* What the store can be divided by, for a question that names something else. */
static vb_status nothing_to_divide(vb_store *s, const char *by, vb_arena *arena, vb_error *err) {
    vb_str *names;
    size_t n;
    vb_buf list = {0};
    VB_TRY(vb_dimension_list(s, arena, &names, &n, err));
    for (size_t i = 0; i < n && list.len < 300; i++)
        vb_buf_printf(&list, "%s%.*s", i ? ", " : "", (int)names[i].len, names[i].ptr);
    vb_status st = vb_fail(err, VB_ERR_USAGE, "no comment has %.60s; the store can be divided by %s", by,
                           vb_buf_z(&list));
    vb_buf_deinit(&list);
    return st;
}

static vb_status make(vb_store *s, const vb_query *q, bool subset, vb_arena *arena, vb_error *err) {
    sums m;
    grid g = {.m = &m, .arena = arena};
    const char *by = q->by ? q->by : "lang";
    VB_TRY(vb_sums_collect(s, subset ? VB_SCOPE_SUBSET : VB_SCOPE_ALL, true, arena, &m, err));
    vb_status st = vb_dimension_find(s, &m, vb_str_of(by), arena, &g.d, err);
    if (st < 0) return st;
    if (st == VB_DONE) return m.base_n ? nothing_to_divide(s, by, arena, err) : VB_OK;
    if (g.d.n_values > VB_MOST_VALUES)
        return vb_fail(err, VB_ERR_USAGE, "%s has %zu values; up to %d can be set side by side. Is it an id?",
                       by, g.d.n_values, VB_MOST_VALUES);
    if (!vb_cross_count(&m, &g.d, arena, &g.x) || !fill(&g) || !correct(&g)) return vb_fail_memory(err);
    return write_cells(s, &g, err);
}

vb_status vb_make_breakdown(vb_store *s, const vb_query *q, bool subset, vb_error *err) {
    vb_arena arena;
    VB_TRY(vb_db_exec(s, create_sql, "preparing the groups", err));
    vb_arena_init(&arena);
    vb_status st = make(s, q, subset, &arena, err);
    vb_arena_deinit(&arena);
    return st;
}
