/* impact: see impact.h. Drivers by three methods side by side; the methods themselves are in model/driver. */
#include "store/impact.h"

#include "model/driver.h"

#include <math.h>
#include <stdio.h>

#define LEAST_IN_MODEL 5 /* comments of a theme below which its coefficient says nothing */

static double measure_value(measure which, measure_sum s) {
    if (s.n == 0) return NAN;
    if (which == MEASURE_NPS) return 100 * (double)(s.promoters - s.detractors) / (double)s.n;
    return (double)s.sum / 1e4 / (double)s.n;
}

vb_impact vb_impact_of(const sums *m, const theme_sum *t, measure which) {
    measure_sum all = m->measures[which], with = t->measures[which];
    measure_sum rest = {all.n - with.n, all.sum - with.sum, all.promoters - with.promoters,
                        all.detractors - with.detractors};
    vb_impact i = {measure_value(which, all), measure_value(which, with), measure_value(which, rest), NAN};
    if (with.n && rest.n) i.lost = i.without - i.all;
    return i;
}

/* ---- Cases ----------------------------------------------------------------------------------- */

/* NPS counts as what its mean is: 100 for a promoter, -100 for a detractor. */
static int64_t case_value(measure which, double v) {
    if (which == MEASURE_NPS) v = v >= 9 ? 100 : v < 7 ? -100 : 0;
    return (int64_t)llround(v * VB_DRIVER_SCALE);
}

/* The top of the scale of a measure: of ratings the one that most have, else the least usual one that holds
 * all values. */
static double scale_top(const sums *m, measure which) {
    static const double usual[] = {5, 7, 10, 100};
    double most = 0;
    if (which == MEASURE_RATING && m->rating_scale > 0) return m->rating_scale;
    for (size_t i = 0; i < m->panel.n; i++)
        if (!isnan(m->panel.values[which][i])) most = fmax(most, m->panel.values[which][i]);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (most <= usual[i]) return usual[i];
    return most;
}

/* Detractors (-100 points; passives are 0); of other measures who is in the lower half of the scale. */
static int64_t dissatisfied(const sums *m, measure which) {
    return which == MEASURE_NPS ? -1 : case_value(which, scale_top(m, which) / 2);
}

static bool make_cases(const sums *m, measure which, vb_arena *arena, vb_driver_cases *out) {
    const panel *p = &m->panel;
    size_t n = (size_t)m->measures[which].n, k = 0;
    int64_t *values = VB_NEW_ARRAY(arena, int64_t, n + 1);
    uint64_t *keys = VB_NEW_ARRAY(arena, uint64_t, n + 1);
    uint32_t *start = VB_NEW_ARRAY(arena, uint32_t, n + 1);
    uint32_t *flags = VB_NEW_ARRAY(arena, uint32_t, p->n_items + 1), at = 0;
    if (!values || !keys || !start || !flags) return false;
    for (size_t i = 0; i < p->n && k < n; i++) {
        if (isnan(p->values[which][i])) continue;
        values[k] = case_value(which, p->values[which][i]);
        keys[k] = p->keys[i];
        start[k++] = at;
        for (uint32_t f = p->start[i]; f < p->start[i + 1]; f++)
            if (p->items[f] < m->n_themes) flags[at++] = p->items[f];
    }
    start[k] = at;
    *out = (vb_driver_cases){k, m->n_themes, values, keys, start, flags, dissatisfied(m, which)};
    return true;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static vb_status write_driver(vb_store *s, sqlite3_stmt *st, const sums *m, size_t theme, measure which,
                              const vb_driver *d, vb_error *err) {
    const theme_sum *t = &m->themes[theme];
    vb_impact i = vb_impact_of(m, t, which);
    if (!isfinite(i.lost)) return VB_OK;
    vb_db_bind(st, 1, t->id, false);
    vb_db_bind(st, 2, vb_str_of(vb_measure_names[which]), false);
    vb_db_bind_num(st, 3, which == MEASURE_RATING && m->rating_scale > 0 ? m->rating_scale : NAN);
    sqlite3_bind_int64(st, 4, t->measures[which].n);
    sqlite3_bind_int64(st, 5, m->measures[which].n);
    const double values[] = {i.all,   i.with, i.without, i.lost,     d->effect,
                             d->lost, d->low, d->high,   d->shapley, d->dissatisfied};
    for (int k = 0; k < 10; k++) vb_db_bind_num(st, 6 + k, values[k]);
    return vb_db_run(s, st, "writing drivers", err);
}

static vb_status write_measure(vb_store *s, sqlite3_stmt *st, const sums *m, measure which, vb_arena *arena,
                               vb_error *err) {
    vb_driver_cases cases;
    vb_driver *all = VB_NEW_ARRAY(arena, vb_driver, m->n_themes + 1);
    if (!all || !make_cases(m, which, arena, &cases)) return vb_fail_memory(err);
    if (!vb_driver_ridge(&cases, LEAST_IN_MODEL, arena, all) || !vb_driver_shapley(&cases, arena, all))
        return vb_fail_memory(err);
    for (size_t i = 0; i < m->n_themes; i++) VB_TRY(write_driver(s, st, m, i, which, &all[i], err));
    return VB_OK;
}

vb_status vb_store_write_drivers(vb_store *s, const sums *m, const char *schema, vb_arena *arena,
                                 vb_error *err) {
    char sql[160];
    sqlite3_stmt *st;
    int n = snprintf(sql, sizeof sql,
                     "INSERT INTO %s.drivers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                     "?14, ?15)",
                     schema);
    VB_TRY(vb_db_prepare(s, (vb_str){sql, n > 0 ? (size_t)n : 0}, &st, err));
    vb_status status = VB_OK;
    for (measure which = MEASURE_RATING; which < MEASURE_COUNT && status >= 0; which++)
        if (m->measures[which].n > 1) status = write_measure(s, st, m, which, arena, err);
    sqlite3_finalize(st);
    return status;
}
