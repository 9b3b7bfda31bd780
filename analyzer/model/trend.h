/* trend: what many series of counts over the same periods did: rose, fell, came, went, or passed a peak.
 *
 * Invariant: a function of the counts alone. The correction (Benjamini and Hochberg) is over all series that
 * are large enough to be tested, so the verdict on one series depends on its company. */
#ifndef VB_MODEL_TREND_H
#define VB_MODEL_TREND_H

#include "base/arena.h"
#include "model/stats.h"

#define VB_TREND_LEVEL 0.05 /* of the q-value */

typedef struct vb_trend {
    const char *name; /* new, up, flat, down, gone */
    vb_change change;
    double q;         /* NAN where the series is too small to be tested */
    bool passing;     /* it rose and went back */
    uint32_t periods; /* with any event */
} vb_trend;

/// One trend for each of `n_series` series of `n_periods` counts, one series behind the other in `k`, of the
/// answers in `base`; in `arena`, NULL without memory.
vb_trend *vb_trends_find(const uint32_t *k, size_t n_series, const uint64_t *base, size_t n_periods,
                         vb_arena *arena);

#endif
