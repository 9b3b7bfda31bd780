/* aggregate: see aggregate.h. Turns the sums of one pass into shares, intervals, trends and impacts, and
 * writes them.
 *
 * A trend is a change point over months (weeks where the data spans fewer than three months): the split, or
 * the passing peak, at which the share of answers changed most, tested exactly, corrected for the number of
 * windows looked at and over all themes (or touchpoints). */
#include "store/sums.h"

#include "model/calendar.h"
#include "model/stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MIN_TREND_N 8    /* comments below which a trend is not tested: it could hardly be found */
#define MIN_RATIO   1.2  /* a change smaller than this factor is no trend, however sure */
#define TREND_LEVEL 0.05 /* of the q-value */

static const char *const measure_names[] = {"rating", "csat", "nps", "ces"};
_Static_assert(sizeof measure_names / sizeof *measure_names == MEASURE_COUNT, "a name for each measure");

typedef struct trend {
    const char *name;
    vb_change change;
    double q;
    bool passing;     /* it rose and went back */
    uint32_t periods; /* in which the theme appears */
} trend;

static double ratio(int64_t sum, int64_t n) {
    return n ? (double)sum / 1e4 / (double)n : NAN;
}

/* ---- Trends ---------------------------------------------------------------------------------- */

static const period_axis *trend_axis(const sums *m) {
    return m->axes[0].n >= 3 || m->axes[1].n < 2 ? &m->axes[0] : &m->axes[1];
}

/* The share in the last periods that together have half as many answers as a period usually has: a month that
 * has only begun says little. */
static double recent_share(const uint32_t *k, const period_axis *axis) {
    uint64_t all = 0, base = 0, events = 0;
    for (size_t i = 0; i < axis->n; i++) all += axis->base[i];
    for (size_t i = axis->n; i > 0 && base * 2 * axis->n < all; i--) {
        base += axis->base[i - 1];
        events += k[i - 1];
    }
    return base ? (double)events / (double)base : 0;
}

static const char *trend_name(trend *t, const uint32_t *k, const period_axis *axis) {
    const vb_change *c = &t->change;
    if (c->split == 0 || !(t->q < TREND_LEVEL)) return "flat";
    t->passing = c->end < axis->n && c->after >= c->before * MIN_RATIO;
    if (c->end < axis->n) return "flat";
    uint64_t before = 0, after = 0;
    for (size_t i = 0; i < axis->n; i++) *(i < c->split ? &before : &after) += k[i];
    if (after == 0) return "gone";
    double recent = recent_share(k, axis);
    if (c->after >= c->before * MIN_RATIO && recent > c->before) return before ? "up" : "new";
    if (c->after * MIN_RATIO <= c->before && recent < c->before) return "down";
    return "flat"; /* too small a change, or it went back to what it was */
}

/* One trend for each of `n_series` series of counts over the axis, in `arena`; NULL without memory. The
 * correction is over all series that are large enough to be tested. */
static trend *find_trends(const period_axis *axis, const uint32_t *k, size_t n_series, vb_arena *arena) {
    trend *all = VB_NEW_ARRAY(arena, trend, n_series + 1);
    uint32_t *order = VB_NEW_ARRAY(arena, uint32_t, n_series + 1),
             *tested = VB_NEW_ARRAY(arena, uint32_t, n_series + 1);
    double *p = VB_NEW_ARRAY(arena, double, n_series + 1);
    size_t n = 0;
    if (!all || !order || !tested || !p) return NULL;
    for (uint32_t i = 0; i < n_series; i++) {
        const uint32_t *series = k + i * axis->n;
        uint64_t total = 0;
        for (size_t j = 0; j < axis->n; j++) {
            total += series[j];
            all[i].periods += series[j] > 0;
        }
        all[i].q = NAN;
        if (total < MIN_TREND_N) continue;
        all[i].change = vb_change_point(series, axis->base, axis->n);
        if (all[i].change.split == 0) continue;
        tested[n] = i;
        p[n++] = round(all[i].change.p * 1e9) / 1e9; /* the last bits of a logarithm decide nothing */
    }
    vb_benjamini_hochberg(p, order, n);
    for (size_t i = 0; i < n; i++) all[tested[i]].q = p[i];
    for (uint32_t i = 0; i < n_series; i++) all[i].name = trend_name(&all[i], k + i * axis->n, axis);
    return all;
}

static trend *theme_trends(const sums *m, vb_arena *arena) {
    const period_axis *axis = trend_axis(m);
    uint32_t *k = VB_NEW_ARRAY(arena, uint32_t, m->n_themes * axis->n + 1);
    for (size_t i = 0; k && i < m->n_themes * axis->n; i++) k[i] = axis->cells[i].n;
    return k ? find_trends(axis, k, m->n_themes, arena) : NULL;
}

static trend *touchpoint_trends(const sums *m, vb_arena *arena) {
    const period_axis *axis = trend_axis(m);
    uint32_t *k = VB_NEW_ARRAY(arena, uint32_t, m->n_touchpoints * axis->n + 1);
    for (size_t i = 0; k && i < m->n_touchpoints; i++) {
        const uint32_t *series = m->touchpoints[i].by_period[axis - m->axes];
        if (series) memcpy(k + i * axis->n, series, axis->n * sizeof *k);
    }
    return k ? find_trends(axis, k, m->n_touchpoints, arena) : NULL;
}

/* ---- Impacts --------------------------------------------------------------------------------- */

typedef struct impact {
    double all, with, without, lost;
} impact;

static double measure_value(measure which, measure_sum s) {
    if (s.n == 0) return NAN;
    if (which == MEASURE_NPS) return 100 * (double)(s.promoters - s.detractors) / (double)s.n;
    return (double)s.sum / 1e4 / (double)s.n;
}

/* What the measure would be without the comments of the theme, less what it is. */
static impact impact_of(const sums *m, const theme_sum *t, measure which) {
    measure_sum all = m->measures[which], with = t->measures[which];
    measure_sum rest = {all.n - with.n, all.sum - with.sum, all.promoters - with.promoters,
                        all.detractors - with.detractors};
    impact i = {measure_value(which, all), measure_value(which, with), measure_value(which, rest), NAN};
    if (with.n && rest.n) i.lost = i.without - i.all;
    return i;
}

/* The measure in which a theme's impact is told: the first that any comment has, ease (CES) apart, whose
 * direction varies. */
static measure told_measure(const sums *m) {
    for (measure i = MEASURE_RATING; i < MEASURE_CES; i++)
        if (m->measures[i].n) return i;
    return MEASURE_COUNT;
}

/* ---- Writing --------------------------------------------------------------------------------- */

typedef struct writer {
    vb_store *s;
    const sums *m;
    vb_arena *arena;
    const char *schema; /* "main" or "temp" */
    vb_error *err;
} writer;

static vb_status prepare(const writer *w, const char *format, sqlite3_stmt **out) {
    char sql[1400];
    int n = snprintf(sql, sizeof sql, format, w->schema);
    return vb_db_prepare(w->s, (vb_str){sql, n > 0 ? (size_t)n : 0}, out, w->err);
}

/* Binds share and interval at three places. */
static void bind_share(sqlite3_stmt *st, int at, int64_t n, int64_t base) {
    vb_interval i = vb_wilson((uint64_t)n, (uint64_t)base);
    vb_db_bind_num(st, at, i.share);
    vb_db_bind_num(st, at + 1, i.low);
    vb_db_bind_num(st, at + 2, i.high);
}

/* Binds name, since, until, q, shares before and after, and unit at seven places. */
static void bind_trend(sqlite3_stmt *st, int at, const trend *t, const period_axis *axis) {
    bool changed = t->passing || strcmp(t->name, "flat") != 0;
    vb_db_bind(st, at, vb_str_of(t->name), false);
    vb_db_bind(st, at + 1, changed ? axis->sorted[t->change.split] : (vb_str){0}, true);
    vb_db_bind(st, at + 2, t->passing ? axis->sorted[t->change.end - 1] : (vb_str){0}, true);
    vb_db_bind_num(st, at + 3, t->q);
    vb_db_bind_num(st, at + 4, changed ? t->change.before : NAN);
    vb_db_bind_num(st, at + 5, changed ? t->change.after : NAN);
    vb_db_bind(st, at + 6, vb_str_of(axis->n ? axis->unit : ""), true);
}

static vb_status write_theme(const writer *w, sqlite3_stmt *st, const theme_sum *t, const trend *change) {
    measure told = told_measure(w->m);
    impact lost = told < MEASURE_COUNT ? impact_of(w->m, t, told) : (impact){NAN, NAN, NAN, NAN};
    vb_db_bind(st, 1, t->id, false);
    sqlite3_bind_int64(st, 2, t->n);
    sqlite3_bind_int64(st, 3, w->m->base_n);
    bind_share(st, 4, t->n, w->m->base_n);
    sqlite3_bind_int64(st, 7, t->clauses);
    vb_db_bind_num(st, 8, ratio(t->score, t->clauses));
    vb_db_bind_num(st, 9, ratio(t->severity, t->clauses));
    vb_db_bind(st, 10, vb_str_of(t->first), true);
    vb_db_bind(st, 11, vb_str_of(t->last), true);
    const period_axis *axis = trend_axis(w->m);
    bind_trend(st, 12, change, axis);
    sqlite3_bind_int64(st, 19, change->periods);
    sqlite3_bind_int64(st, 20, (int64_t)axis->n);
    vb_db_bind_num(st, 21, axis->n ? (double)change->periods / (double)axis->n : NAN);
    vb_db_bind_num(st, 22, lost.lost);
    vb_db_bind(st, 23, vb_str_of(isfinite(lost.lost) ? measure_names[told] : ""), true);
    sqlite3_bind_int64(st, 24, t->by_lang[VB_LANG_VI]);
    sqlite3_bind_int64(st, 25, t->by_lang[VB_LANG_TH]);
    sqlite3_bind_int64(st, 26, t->by_lang[VB_LANG_EN]);
    return vb_db_run(w->s, st, "writing themes", w->err);
}

static vb_status write_themes(const writer *w) {
    sqlite3_stmt *st;
    trend *trends = theme_trends(w->m, w->arena);
    if (!trends) return vb_fail_memory(w->err);
    VB_TRY(prepare(
        w,
        "UPDATE %s.themes SET n = ?2, base_n = ?3, share = ?4, ci_low = ?5, ci_high = ?6, n_clauses = ?7, "
        "mean_sentiment = ?8, severity = ?9, first_seen = ?10, last_seen = ?11, trend = ?12, trend_since = "
        "?13, "
        "trend_until = ?14, trend_q = ?15, share_before = ?16, share_after = ?17, period_unit = ?18, periods "
        "= "
        "?19, n_periods = ?20, recurrence = ?21, impact = ?22, impact_measure = ?23, n_vi = ?24, n_th = ?25, "
        "n_en = ?26 WHERE theme_id = ?1",
        &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_themes && status >= 0; i++)
        status = write_theme(w, st, &w->m->themes[i], &trends[i]);
    sqlite3_finalize(st);
    return status;
}

static vb_status write_axis(const writer *w, sqlite3_stmt *st, const period_axis *axis, size_t theme) {
    for (size_t i = 0; i < axis->n; i++) {
        const period_cell *cell = &axis->cells[theme * axis->n + i];
        char start[12];
        if (!vb_period_start(axis->sorted[i], start)) continue;
        vb_db_bind(st, 1, w->m->themes[theme].id, false);
        vb_db_bind(st, 2, vb_str_of(axis->unit), false);
        vb_db_bind(st, 3, axis->sorted[i], false);
        vb_db_bind(st, 4, vb_str_of(start), false);
        sqlite3_bind_int64(st, 5, cell->n);
        sqlite3_bind_int64(st, 6, (int64_t)axis->base[i]);
        bind_share(st, 7, cell->n, (int64_t)axis->base[i]);
        vb_db_bind_num(st, 10, ratio(cell->score, cell->clauses));
        VB_TRY(vb_db_run(w->s, st, "writing periods", w->err));
    }
    return VB_OK;
}

static vb_status write_periods(const writer *w) {
    sqlite3_stmt *st;
    VB_TRY(prepare(w, "INSERT INTO %s.theme_periods VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_themes && status >= 0; i++)
        for (size_t axis = 0; axis < 2 && status >= 0 && w->m->themes[i].n; axis++)
            status = write_axis(w, st, &w->m->axes[axis], i);
    sqlite3_finalize(st);
    return status;
}

static vb_status write_touchpoint(const writer *w, sqlite3_stmt *st, const touchpoint_sum *t,
                                  const trend *change) {
    int64_t base = w->m->base_n;
    const vb_str names[] = {t->parent_id, t->stage};
    const vb_str labels[] = {t->label_vi, t->label_th, t->label_en};
    vb_db_bind(st, 1, t->id, false);
    sqlite3_bind_int64(st, 2, t->position);
    for (int i = 0; i < 2; i++) vb_db_bind(st, 3 + i, names[i], true);
    for (int i = 0; i < 3; i++) vb_db_bind(st, 5 + i, labels[i].len ? labels[i] : t->id, false);
    sqlite3_bind_int64(st, 8, t->n);
    sqlite3_bind_int64(st, 9, t->own);
    sqlite3_bind_int64(st, 10, base);
    bind_share(st, 11, t->n, base);
    sqlite3_bind_int64(st, 14, t->clauses);
    for (int i = 0; i < 3; i++) sqlite3_bind_int64(st, 15 + i, t->by_label[i]);
    vb_db_bind_num(st, 18, ratio(t->score, t->clauses));
    sqlite3_bind_int64(st, 19, t->complaints);
    bind_share(st, 20, t->complaints, base);
    vb_db_bind_num(st, 23, ratio(t->severity, t->complaint_clauses));
    sqlite3_bind_int64(st, 24, t->themes);
    bind_trend(st, 25, change, trend_axis(w->m));
    return vb_db_run(w->s, st, "writing touchpoints", w->err);
}

static vb_status write_touchpoints(const writer *w) {
    sqlite3_stmt *st;
    trend *trends = touchpoint_trends(w->m, w->arena);
    if (!trends) return vb_fail_memory(w->err);
    VB_TRY(prepare(
        w,
        "INSERT INTO %s.touchpoints VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
        "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",
        &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_touchpoints && status >= 0; i++)
        if (w->m->touchpoints[i].n) status = write_touchpoint(w, st, &w->m->touchpoints[i], &trends[i]);
    sqlite3_finalize(st);
    return status;
}

static vb_status write_driver(const writer *w, sqlite3_stmt *st, const theme_sum *t, measure which) {
    impact i = impact_of(w->m, t, which);
    if (!isfinite(i.lost)) return VB_OK;
    vb_db_bind(st, 1, t->id, false);
    vb_db_bind(st, 2, vb_str_of(measure_names[which]), false);
    vb_db_bind_num(st, 3, which == MEASURE_RATING && w->m->rating_scale > 0 ? w->m->rating_scale : NAN);
    sqlite3_bind_int64(st, 4, t->measures[which].n);
    sqlite3_bind_int64(st, 5, w->m->measures[which].n);
    const double values[] = {i.all, i.with, i.without, i.lost};
    for (int k = 0; k < 4; k++) vb_db_bind_num(st, 6 + k, values[k]);
    return vb_db_run(w->s, st, "writing drivers", w->err);
}

static vb_status write_drivers(const writer *w) {
    sqlite3_stmt *st;
    VB_TRY(prepare(w, "INSERT INTO %s.drivers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_themes && status >= 0; i++)
        for (measure which = MEASURE_RATING; which < MEASURE_COUNT && status >= 0; which++)
            status = write_driver(w, st, &w->m->themes[i], which);
    sqlite3_finalize(st);
    return status;
}

static vb_status empty_tables(const writer *w) {
    static const char *const tables[] = {"theme_periods", "touchpoints", "drivers"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "DELETE FROM %s.%s", w->schema, tables[i]);
        VB_TRY(vb_db_exec(w->s, sql, "writing themes", w->err));
    }
    return VB_OK;
}

vb_status vb_store_aggregate(vb_store *s, vb_scope scope, vb_error *err) {
    vb_arena arena;
    sums m;
    vb_arena_init(&arena);
    vb_status st = vb_sums_collect(s, scope, &arena, &m, err);
    writer w = {s, &m, &arena, scope == VB_SCOPE_ALL ? "main" : "temp", err};
    vb_status (*const steps[])(const writer *) = {empty_tables, write_themes, write_periods,
                                                  write_touchpoints, write_drivers};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && st >= 0; i++) st = steps[i](&w);
    vb_arena_deinit(&arena);
    return st;
}
