/* trend: see trend.h. */
#include "model/trend.h"

#include <math.h>

#define MIN_TREND_N 8   /* comments below which a trend is not tested: it could hardly be found */
#define MIN_RATIO   1.2 /* a change smaller than this factor is no trend, however sure */

/* The share in the last periods that together have half as many answers as a period usually has: a month that
 * has only begun says little. */
static double recent_share(const uint32_t *k, const uint64_t *answers, size_t n) {
    uint64_t all = 0, base = 0, events = 0;
    for (size_t i = 0; i < n; i++) all += answers[i];
    for (size_t i = n; i > 0 && base * 2 * n < all; i--) {
        base += answers[i - 1];
        events += k[i - 1];
    }
    return base ? (double)events / (double)base : 0;
}

static const char *trend_name(vb_trend *t, const uint32_t *k, const uint64_t *base, size_t n) {
    const vb_change *c = &t->change;
    if (c->split == 0 || !(t->q < VB_TREND_LEVEL)) return "flat";
    t->passing = c->end < n && c->after >= c->before * MIN_RATIO;
    if (c->end < n) return "flat";
    uint64_t before = 0, after = 0;
    for (size_t i = 0; i < n; i++) *(i < c->split ? &before : &after) += k[i];
    if (after == 0) return "gone";
    double recent = recent_share(k, base, n);
    if (c->after >= c->before * MIN_RATIO && recent > c->before) return before ? "up" : "new";
    if (c->after * MIN_RATIO <= c->before && recent < c->before) return "down";
    return "flat"; /* too small a change, or it went back to what it was */
}

vb_trend *vb_trends_find(const uint32_t *k, size_t n_series, const uint64_t *base, size_t n_periods,
                         vb_arena *arena) {
    vb_trend *all = VB_NEW_ARRAY(arena, vb_trend, n_series + 1);
    uint32_t *order = VB_NEW_ARRAY(arena, uint32_t, n_series + 1),
             *tested = VB_NEW_ARRAY(arena, uint32_t, n_series + 1);
    double *p = VB_NEW_ARRAY(arena, double, n_series + 1);
    size_t n = 0;
    if (!all || !order || !tested || !p) return NULL;
    for (uint32_t i = 0; i < n_series; i++) {
        const uint32_t *series = k + i * n_periods;
        uint64_t total = 0;
        for (size_t j = 0; j < n_periods; j++) {
            total += series[j];
            all[i].periods += series[j] > 0;
        }
        all[i].q = NAN;
        if (total < MIN_TREND_N) continue;
        all[i].change = vb_change_point(series, base, n_periods);
        if (all[i].change.split == 0) continue;
        tested[n] = i;
        p[n++] = round(all[i].change.p * 1e9) / 1e9; /* the last bits of a logarithm decide nothing */
    }
    vb_benjamini_hochberg(p, order, n);
    for (size_t i = 0; i < n; i++) all[tested[i]].q = p[i];
    for (uint32_t i = 0; i < n_series; i++)
        all[i].name = trend_name(&all[i], k + i * n_periods, base, n_periods);
    return all;
}
