/* aggregate: see aggregate.h. Turns the sums of one pass into shares, intervals, trends and impacts, and
 * writes them.
 *
 * A trend is a change point over months (weeks where the data spans fewer than three months): the split, or
 * the passing peak, at which the share of answers changed most, tested exactly, corrected for the number of
 * windows looked at and over all themes (or touchpoints). */
#include "store/impact.h"

#include "model/calendar.h"
#include "model/stats.h"
#include "model/trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double ratio(int64_t sum, int64_t n) {
    return n ? (double)sum / 1e4 / (double)n : NAN;
}

/* ---- Trends ---------------------------------------------------------------------------------- */

static const period_axis *trend_axis(const sums *m) {
    return m->axes[0].n >= 3 || m->axes[1].n < 2 ? &m->axes[0] : &m->axes[1];
}

static vb_trend *theme_trends(const sums *m, vb_arena *arena) {
    const period_axis *axis = trend_axis(m);
    uint32_t *k = VB_NEW_ARRAY(arena, uint32_t, m->n_themes * axis->n + 1);
    for (size_t i = 0; k && i < m->n_themes * axis->n; i++) k[i] = axis->cells[i].n;
    return k ? vb_trends_find(k, m->n_themes, axis->base, axis->n, arena) : NULL;
}

static vb_trend *touchpoint_trends(const sums *m, vb_arena *arena) {
    const period_axis *axis = trend_axis(m);
    uint32_t *k = VB_NEW_ARRAY(arena, uint32_t, m->n_touchpoints * axis->n + 1);
    for (size_t i = 0; k && i < m->n_touchpoints; i++) {
        const uint32_t *series = m->touchpoints[i].by_period[axis - m->axes];
        if (series) memcpy(k + i * axis->n, series, axis->n * sizeof *k);
    }
    return k ? vb_trends_find(k, m->n_touchpoints, axis->base, axis->n, arena) : NULL;
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

/* Binds the weighted share and its interval at three places; NULL without weights. */
static void bind_weighted(sqlite3_stmt *st, int at, uint64_t w, weight_sum base) {
    vb_interval i = base.w ? vb_wilson_share((double)w / (double)base.w, vb_sums_effective(base))
                           : (vb_interval){NAN, NAN, NAN};
    vb_db_bind_num(st, at, i.share);
    vb_db_bind_num(st, at + 1, i.low);
    vb_db_bind_num(st, at + 2, i.high);
}

/* Binds name, since, until, q, shares before and after, and unit at seven places. */
static void bind_trend(sqlite3_stmt *st, int at, const vb_trend *t, const period_axis *axis) {
    bool changed = t->passing || strcmp(t->name, "flat") != 0;
    vb_db_bind(st, at, vb_str_of(t->name), false);
    vb_db_bind(st, at + 1, changed ? axis->sorted[t->change.split] : (vb_str){0}, true);
    vb_db_bind(st, at + 2, t->passing ? axis->sorted[t->change.end - 1] : (vb_str){0}, true);
    vb_db_bind_num(st, at + 3, t->q);
    vb_db_bind_num(st, at + 4, changed ? t->change.before : NAN);
    vb_db_bind_num(st, at + 5, changed ? t->change.after : NAN);
    vb_db_bind(st, at + 6, vb_str_of(axis->n ? axis->unit : ""), true);
}

static vb_status write_theme(const writer *w, sqlite3_stmt *st, const theme_sum *t, const vb_trend *change) {
    measure told = told_measure(w->m);
    double lost = told < MEASURE_COUNT ? vb_impact_of(w->m, t, told).lost : NAN;
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
    if (t->n == 0) vb_db_bind(st, 12, VB_STR("gone"), false); /* a locked theme that nobody speaks of */
    sqlite3_bind_int64(st, 19, change->periods);
    sqlite3_bind_int64(st, 20, (int64_t)axis->n);
    vb_db_bind_num(st, 21, axis->n ? (double)change->periods / (double)axis->n : NAN);
    vb_db_bind_num(st, 22, lost);
    vb_db_bind(st, 23, vb_str_of(isfinite(lost) ? vb_measure_names[told] : ""), true);
    sqlite3_bind_int64(st, 24, t->by_lang[VB_LANG_VI]);
    sqlite3_bind_int64(st, 25, t->by_lang[VB_LANG_TH]);
    sqlite3_bind_int64(st, 26, t->by_lang[VB_LANG_EN]);
    bind_weighted(st, 27, t->weights.w, w->m->weights);
    vb_db_bind_num(st, 30, w->m->weighted ? vb_sums_effective(w->m->weights) : NAN);
    return vb_db_run(w->s, st, "writing themes", w->err);
}

static vb_status write_themes(const writer *w) {
    sqlite3_stmt *st;
    vb_trend *trends = theme_trends(w->m, w->arena);
    if (!trends) return vb_fail_memory(w->err);
    VB_TRY(prepare(
        w,
        "UPDATE %s.themes SET n = ?2, base_n = ?3, share = ?4, ci_low = ?5, ci_high = ?6, n_clauses = ?7, "
        "mean_sentiment = ?8, severity = ?9, first_seen = ?10, last_seen = ?11, trend = ?12, trend_since = "
        "?13, "
        "trend_until = ?14, trend_q = ?15, share_before = ?16, share_after = ?17, period_unit = ?18, periods "
        "= "
        "?19, n_periods = ?20, recurrence = ?21, impact = ?22, impact_measure = ?23, n_vi = ?24, n_th = ?25, "
        "n_en = ?26, weighted_share = ?27, weighted_low = ?28, weighted_high = ?29, effective_n = ?30 WHERE "
        "theme_id = ?1",
        &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_themes && status >= 0; i++)
        status = write_theme(w, st, &w->m->themes[i], &trends[i]);
    sqlite3_finalize(st);
    return status;
}

static vb_status write_part(const writer *w, sqlite3_stmt *st, const part_sum *p, vb_str id) {
    const theme_sum *t = &w->m->themes[p->theme];
    vb_db_bind(st, 1, t->id, false);
    vb_db_bind(st, 2, id, false);
    sqlite3_bind_int64(st, 3, p->n);
    sqlite3_bind_int64(st, 4, w->m->base_n);
    bind_share(st, 5, p->n, w->m->base_n);
    sqlite3_bind_int64(st, 8, p->clauses);
    vb_db_bind_num(st, 9, t->clauses ? (double)p->clauses / (double)t->clauses : NAN);
    vb_db_bind_num(st, 10, ratio(p->score, p->clauses));
    vb_db_bind_num(st, 11, ratio(p->severity, p->clauses));
    return vb_db_run(w->s, st, "writing themes", w->err);
}

static vb_status write_parts(const writer *w) {
    sqlite3_stmt *st;
    VB_TRY(prepare(w,
                   "INSERT INTO %s.subthemes SELECT ?1, subtheme_id, coalesce(nullif(label_en, ''), "
                   "nullif(label_vi, ''), label_th), label_vi, label_th, label_en, problem, phrase, ?3, ?4, "
                   "?5, ?6, ?7, ?8, ?9, ?10, ?11, keywords FROM main.subclusters WHERE subtheme_id = ?2",
                   &st));
    vb_status status = VB_OK;
    for (uint32_t id = 1; id <= w->m->part_ids.count && status >= 0; id++)
        for (uint32_t i = id; i && status >= 0; i = w->m->parts[i - 1].next)
            if (w->m->parts[i - 1].n)
                status = write_part(w, st, &w->m->parts[i - 1], vb_intern_get(&w->m->part_ids, id));
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
        bind_weighted(st, 10, cell->w, axis->weights[i]);
        vb_db_bind_num(st, 13, ratio(cell->score, cell->clauses));
        VB_TRY(vb_db_run(w->s, st, "writing periods", w->err));
    }
    return VB_OK;
}

static vb_status write_periods(const writer *w) {
    sqlite3_stmt *st;
    VB_TRY(prepare(w,
                   "INSERT INTO %s.theme_periods VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                   "?13)",
                   &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_themes && status >= 0; i++)
        for (size_t axis = 0; axis < 2 && status >= 0 && w->m->themes[i].n; axis++)
            status = write_axis(w, st, &w->m->axes[axis], i);
    sqlite3_finalize(st);
    return status;
}

static vb_status write_touchpoint_axis(const writer *w, sqlite3_stmt *st, const touchpoint_sum *t,
                                       int which) {
    const period_axis *axis = &w->m->axes[which];
    for (size_t i = 0; i < axis->n && t->by_period[which]; i++) {
        char start[12];
        if (!vb_period_start(axis->sorted[i], start)) continue;
        vb_db_bind(st, 1, t->id, false);
        vb_db_bind(st, 2, vb_str_of(axis->unit), false);
        vb_db_bind(st, 3, axis->sorted[i], false);
        vb_db_bind(st, 4, vb_str_of(start), false);
        sqlite3_bind_int64(st, 5, t->by_period[which][i]);
        sqlite3_bind_int64(st, 6, (int64_t)axis->base[i]);
        bind_share(st, 7, t->by_period[which][i], (int64_t)axis->base[i]);
        bind_weighted(st, 10, t->weights_period[which][i], axis->weights[i]);
        VB_TRY(vb_db_run(w->s, st, "writing periods", w->err));
    }
    return VB_OK;
}

static vb_status write_touchpoint_periods(const writer *w) {
    sqlite3_stmt *st;
    VB_TRY(prepare(
        w, "INSERT INTO %s.touchpoint_periods VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_touchpoints && status >= 0; i++)
        for (int axis = 0; axis < 2 && status >= 0; axis++)
            status = write_touchpoint_axis(w, st, &w->m->touchpoints[i], axis);
    sqlite3_finalize(st);
    return status;
}

static vb_status write_touchpoint(const writer *w, sqlite3_stmt *st, const touchpoint_sum *t,
                                  const vb_trend *change) {
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
    bind_weighted(st, 32, t->weights.w, w->m->weights);
    return vb_db_run(w->s, st, "writing touchpoints", w->err);
}

static vb_status write_touchpoints(const writer *w) {
    sqlite3_stmt *st;
    vb_trend *trends = touchpoint_trends(w->m, w->arena);
    if (!trends) return vb_fail_memory(w->err);
    VB_TRY(prepare(
        w,
        "INSERT INTO %s.touchpoints VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
        "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, "
        "?34)",
        &st));
    vb_status status = VB_OK;
    for (size_t i = 0; i < w->m->n_touchpoints && status >= 0; i++)
        if (w->m->touchpoints[i].n) status = write_touchpoint(w, st, &w->m->touchpoints[i], &trends[i]);
    sqlite3_finalize(st);
    return status;
}

static vb_status empty_table(const writer *w, const char *table) {
    char sql[64];
    snprintf(sql, sizeof sql, "DELETE FROM %s.%s", w->schema, table);
    return vb_db_exec(w->s, sql, "writing themes", w->err);
}

static vb_status write_drivers(const writer *w) {
    return vb_store_write_drivers(w->s, w->m, w->schema, w->arena, w->err);
}

static vb_status write_standouts(const writer *w) {
    return vb_store_write_standouts(w->s, w->m, w->schema, w->arena, w->err);
}

/* What is wanted, the table that is emptied for it, and who fills it. */
static const struct step {
    unsigned want;
    const char *table;
    vb_status (*write)(const writer *w);
} steps[] = {
    {VB_WANT_THEMES, NULL, write_themes},
    {VB_WANT_PARTS, "subthemes", write_parts},
    {VB_WANT_PERIODS, "theme_periods", write_periods},
    {VB_WANT_PERIODS, "touchpoint_periods", write_touchpoint_periods},
    {VB_WANT_TOUCHPOINTS, "touchpoints", write_touchpoints},
    {VB_WANT_DRIVERS, "drivers", write_drivers},
    {VB_WANT_STANDOUTS, "standouts", write_standouts},
};

vb_status vb_store_aggregate(vb_store *s, vb_scope scope, unsigned wants, vb_error *err) {
    vb_arena arena;
    sums m;
    vb_arena_init(&arena);
    vb_status st = vb_sums_collect(s, scope, !(wants & VB_WANT_TOUCHPOINTS), &arena, &m, err);
    writer w = {s, &m, &arena, scope == VB_SCOPE_ALL ? "main" : "temp", err};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && st >= 0; i++) {
        if (!(wants & steps[i].want)) continue;
        if (steps[i].table) st = empty_table(&w, steps[i].table);
        if (st >= 0) st = steps[i].write(&w);
    }
    vb_arena_deinit(&arena);
    return st;
}
