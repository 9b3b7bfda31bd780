/* compare: what differs between two periods or two groups: every theme and touchpoint, the share of
 * complaints, the mean sentiment and the measures of the export.
 *
 * Invariant: all rows that are large enough are tested and corrected together; with survey weights shares and
 * means are weighted and the tests use the effective numbers of answers. */
#include "report/out.h"
#include "report/sides.h"
#include "report/terminal.h"

#include "model/stats.h"

#include <math.h>

#define LEVEL      0.05 /* of the q-value */
#define LEAST_TEST 5    /* comments of both sides together below which a share is not tested */

static const char create_sql[] =
    "CREATE TEMP TABLE comparison (place INTEGER, kind TEXT, id TEXT, touchpoint TEXT, a TEXT, b TEXT, n_a "
    "INTEGER, base_a "
    "INTEGER, value_a REAL, n_b INTEGER, base_b INTEGER, value_b REAL, difference REAL, ci_low REAL, ci_high "
    "REAL, p REAL, q "
    "REAL, significant INTEGER, weighted INTEGER, text_a TEXT, text_b TEXT, text_difference TEXT)";

/* Sums of one row on one side. */
typedef struct side_sum {
    uint64_t n, base; /* comments that have it, of the answers that could */
    double w, w2;     /* weights of these answers (1 each without weights) */
    double sum, sum2; /* weighted: of the values; of a share the values are 0 and 1 */
} side_sum;

typedef struct row {
    int place; /* measures first */
    const char *kind;
    vb_str id, touchpoint;
    bool share;
    double scale; /* of the spread: 100 for NPS */
    side_sum sides[2];
    vb_difference d;
    double q;
} row;

typedef struct comparison {
    vb_store *s;
    const sums *m;
    vb_arena *arena;
    vb_sides sides;
    row *rows;
    size_t n;
    vb_error *err;
} comparison;

/* ---- Counting -------------------------------------------------------------------------------- */

static double weight_of(const sums *m, size_t i) {
    return m->weighted ? (double)m->panel.weights[i] / VB_WEIGHT_UNIT : 1;
}

static void add_value(side_sum *x, double w, double v) {
    x->n += v != 0;
    x->base++;
    x->w += w;
    x->w2 += w * w;
    x->sum += w * v;
    x->sum2 += w * v * v;
}

static row *new_row(comparison *c, int place, const char *kind, vb_str id, vb_str touchpoint, bool share) {
    row *r = &c->rows[c->n++];
    *r = (row){.place = place, .kind = kind, .id = id, .touchpoint = touchpoint, .share = share, .q = NAN};
    return r;
}

static void count_measures(comparison *c) {
    const panel *p = &c->m->panel;
    row *complaints = new_row(c, 0, "complaints", VB_STR("complaints"), (vb_str){0}, true);
    row *sentiment = new_row(c, 1, "sentiment", VB_STR("sentiment"), (vb_str){0}, false);
    row *measures[MEASURE_COUNT];
    for (size_t k = 0; k < MEASURE_COUNT; k++)
        measures[k] = new_row(c, 2 + (int)k, "measure", vb_str_of(vb_measure_names[k]), (vb_str){0}, false);
    for (size_t i = 0; i < p->n; i++) {
        if (!c->sides.side[i]) continue;
        int side = c->sides.side[i] - 1;
        double w = weight_of(c->m, i);
        add_value(&complaints->sides[side], w, p->complaints[i]);
        add_value(&sentiment->sides[side], w, p->scores[i] / 1e4);
        for (size_t k = 0; k < MEASURE_COUNT; k++) {
            double v = p->values[k][i];
            if (isnan(v)) continue;
            if (k == MEASURE_NPS) v = v >= 9 ? 100 : v < 7 ? -100 : 0;
            add_value(&measures[k]->sides[side], w, v);
        }
    }
}

static void count_items(comparison *c) {
    const sums *m = c->m;
    const panel *p = &m->panel;
    row *items = &c->rows[c->n];
    side_sum all[2] = {{0}};
    for (size_t i = 0; i < m->n_themes; i++) {
        uint32_t at = m->themes[i].touchpoint;
        new_row(c, 6, "theme", m->themes[i].id, at ? m->touchpoints[at - 1].id : (vb_str){0}, true);
    }
    for (size_t i = 0; i < m->n_touchpoints; i++)
        new_row(c, 6, "touchpoint", m->touchpoints[i].id, m->touchpoints[i].id, true);
    for (size_t i = 0; i < p->n; i++) {
        if (!c->sides.side[i]) continue;
        int side = c->sides.side[i] - 1;
        double w = weight_of(m, i);
        add_value(&all[side], w, 0);
        for (uint32_t f = p->start[i]; f < p->start[i + 1]; f++) {
            side_sum *x = &items[p->items[f]].sides[side];
            x->n++;
            x->sum += w;
        }
    }
    for (size_t i = 0; i < m->n_themes + m->n_touchpoints; i++)
        for (int side = 0; side < 2; side++) {
            items[i].sides[side].base = all[side].base;
            items[i].sides[side].w = all[side].w;
            items[i].sides[side].w2 = all[side].w2;
        }
}

/* ---- Testing --------------------------------------------------------------------------------- */

static double mean_of(const side_sum *x) {
    return x->w > 0 ? x->sum / x->w : NAN;
}

/* Variance of the values with the divisor n - 1, n being the effective number. */
static double variance_of(const side_sum *x, double n) {
    double mean = mean_of(x), spread = x->sum2 / x->w - mean * mean;
    return n > 1 ? fmax(0, spread) * n / (n - 1) : 0;
}

static void test_row(const comparison *c, row *r) {
    const side_sum *a = &r->sides[0], *b = &r->sides[1];
    double n_a = c->m->weighted ? vb_effective_n(a->w, a->w2) : (double)a->base;
    double n_b = c->m->weighted ? vb_effective_n(b->w, b->w2) : (double)b->base;
    if (!r->share)
        r->d = vb_mean_difference(n_a, mean_of(a), variance_of(a, n_a), n_b, mean_of(b), variance_of(b, n_b));
    else if (c->m->weighted)
        r->d = vb_share_difference_weighted(mean_of(a), n_a, mean_of(b), n_b);
    else
        r->d = vb_share_difference(a->n, a->base, b->n, b->base);
}

static bool test_all(comparison *c) {
    double *p = VB_NEW_ARRAY(c->arena, double, c->n + 1);
    uint32_t *order = VB_NEW_ARRAY(c->arena, uint32_t, c->n + 1),
             *which = VB_NEW_ARRAY(c->arena, uint32_t, c->n + 1);
    size_t n = 0;
    if (!p || !order || !which) return false;
    for (uint32_t i = 0; i < c->n; i++) {
        row *r = &c->rows[i];
        test_row(c, r);
        bool enough = r->share ? r->sides[0].n + r->sides[1].n >= LEAST_TEST
                               : r->sides[0].base > 1 && r->sides[1].base > 1;
        if (!enough || !isfinite(r->d.value)) continue;
        which[n] = i;
        p[n++] = round(r->d.p * 1e12) / 1e12;
    }
    vb_benjamini_hochberg(p, order, n);
    for (size_t i = 0; i < n; i++) c->rows[which[i]].q = p[i];
    return true;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static void put_value(vb_buf *b, const row *r, double v, bool sign) {
    vb_buf_clear(b);
    if (!isfinite(v)) return;
    if (sign && v > 0) vb_buf_byte(b, '+');
    if (r->share && !sign)
        vb_term_percent(b, v);
    else
        vb_term_fixed(b, r->share ? v * 100 : v, r->share ? 1 : 2);
}

/* "+7.1 (+2.1 to +12.0)", of shares in per cent points. */
static void put_difference(vb_buf *out, const row *r) {
    vb_buf part = {0};
    const double values[] = {r->d.value, r->d.low, r->d.high};
    static const char *const before[] = {"", " (", " to "};
    vb_buf_clear(out);
    for (int i = 0; i < 3 && isfinite(values[i]); i++) {
        put_value(&part, r, values[i], true);
        vb_buf_cstr(out, before[i]);
        vb_buf_str(out, vb_buf_view(&part));
        if (i == 2) vb_buf_byte(out, ')');
    }
    vb_buf_deinit(&part);
}

static vb_status put_row(const comparison *c, sqlite3_stmt *st, const row *r, vb_buf *text) {
    sqlite3_bind_int(st, 1, r->place);
    vb_db_bind(st, 2, vb_str_of(r->kind), false);
    vb_db_bind(st, 3, r->id, false);
    vb_db_bind(st, 4, r->touchpoint, true);
    for (int i = 0; i < 2; i++) {
        const side_sum *x = &r->sides[i];
        vb_db_bind(st, 5 + i, c->sides.names[i], false);
        sqlite3_bind_int64(st, 7 + 3 * i, (int64_t)(r->share ? x->n : x->base));
        sqlite3_bind_int64(st, 8 + 3 * i, (int64_t)x->base);
        vb_db_bind_num(st, 9 + 3 * i, mean_of(x));
        put_value(&text[i], r, mean_of(x), false);
        vb_db_bind(st, 20 + i, vb_buf_view(&text[i]), true);
    }
    put_difference(&text[2], r);
    const double values[] = {r->d.value, r->d.low, r->d.high, r->d.p, r->q};
    for (int i = 0; i < 5; i++) vb_db_bind_num(st, 13 + i, values[i]);
    sqlite3_bind_int(st, 18, r->q < LEVEL);
    sqlite3_bind_int(st, 19, c->m->weighted);
    vb_db_bind(st, 22, vb_buf_view(&text[2]), true);
    if (text[0].failed || text[1].failed || text[2].failed) return vb_fail_memory(c->err);
    return vb_db_run(c->s, st, "preparing the comparison", c->err);
}

static vb_status write_rows(const comparison *c) {
    sqlite3_stmt *st;
    vb_buf text[3] = {{0}};
    VB_TRY(vb_db_prepare(
        c->s,
        VB_STR("INSERT INTO temp.comparison VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
               "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)"),
        &st, c->err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < c->n && status >= 0; i++) {
        const row *r = &c->rows[i];
        bool there = r->share ? r->sides[0].n + r->sides[1].n > 0 : r->sides[0].base && r->sides[1].base;
        if (there) status = put_row(c, st, r, text);
    }
    sqlite3_finalize(st);
    for (int i = 0; i < 3; i++) vb_buf_deinit(&text[i]);
    return status;
}

static vb_status make(vb_store *s, const vb_query *q, bool subset, vb_arena *arena, vb_error *err) {
    sums m;
    comparison c = {.s = s, .m = &m, .arena = arena, .err = err};
    VB_TRY(vb_sums_collect(s, subset ? VB_SCOPE_SUBSET : VB_SCOPE_ALL, true, arena, &m, err));
    vb_status st = vb_sides_find(s, &m, q->a, q->b, arena, &c.sides, err);
    if (st != VB_OK) return st < 0 ? st : VB_OK;
    c.rows = VB_NEW_ARRAY(arena, row, m.n_themes + m.n_touchpoints + MEASURE_COUNT + 2);
    if (!c.rows) return vb_fail_memory(err);
    count_measures(&c);
    count_items(&c);
    if (!test_all(&c)) return vb_fail_memory(err);
    return write_rows(&c);
}

vb_status vb_make_comparison(vb_store *s, const vb_query *q, bool subset, vb_error *err) {
    vb_arena arena;
    VB_TRY(vb_db_exec(s, create_sql, "preparing the comparison", err));
    vb_arena_init(&arena);
    vb_status st = make(s, q, subset, &arena, err);
    vb_arena_deinit(&arena);
    return st;
}
