/* driver: what each of many flags (themes) takes from a measure (NPS, rating): three methods of one question.
 *
 * Invariant: functions of the set of cases alone: the resampling weights of the bootstrap come from the
 * cases' own keys, never from a random state, and sums are taken over whole numbers, so that the order of
 * cases cannot show. All results are associations: a theme can ride on another cause. */
#ifndef VB_MODEL_DRIVER_H
#define VB_MODEL_DRIVER_H

#include "base/arena.h"

#define VB_DRIVER_SCALE 10000 /* values are whole numbers of ten-thousandths */

/// Cases with a measure: values, keys and flags. The flags of case i are flags[start[i]] .. flags[start[i +
/// 1] - 1], distinct numbers below n_flags.
typedef struct vb_driver_cases {
    size_t n, n_flags;
    const int64_t *values; /* in ten-thousandths */
    const uint64_t *keys;  /* of the cases, for resampling; equal keys get equal weights */
    const uint32_t *start; /* n + 1 */
    const uint32_t *flags;
    int64_t dissatisfied; /* a case with at most this value is dissatisfied */
} vb_driver_cases;

typedef struct vb_driver {
    uint64_t n;    /* cases with the flag */
    double effect; /* ridge coefficient: points that one case with the flag is lower (negative) or higher */
    double lost, low,
        high; /* points of the mean lost to the flag, -effect * n / cases, with a 95 % bootstrap interval */
    double shapley;      /* points lost, shared out exactly: see vb_driver_shapley */
    double dissatisfied; /* reach among the dissatisfied less reach among the others, shared out exactly */
} vb_driver;

/// Ridge regression of the values on the flags with a free intercept; the penalty counts as one more case for
/// each flag, with the mean value. The interval is that of 200 Poisson bootstrap rounds (Hanley and MacGibbon
/// 2006). Flags with fewer than `least` cases, and those beyond the VB_DRIVER_MOST most frequent, are left
/// out: effect, lost, low and high are NAN. Fills `out` (n_flags entries); false without memory.
#define VB_DRIVER_MOST 80
bool vb_driver_ridge(const vb_driver_cases *c, uint64_t least, vb_arena *arena, vb_driver *out);

/// Shapley values in closed form. Both games count a case once a coalition of themes holds one of its flags,
/// and the Shapley value of such a game gives each of the case's k flags 1/k of what the case is worth.
/// `shapley`: a case is worth its shortfall against the mean of the cases without any flag, so that the
/// values sum to the whole distance of that mean from the mean of all. `dissatisfied`: the worth is 1/D for
/// one of the D dissatisfied, -1/S for one of the S others, so a coalition is worth its reach less its noise
/// (Conklin, Powaga and Lipovetsky 2004). NAN where a side has no case. False without memory.
bool vb_driver_shapley(const vb_driver_cases *c, vb_arena *arena, vb_driver *out);

#endif
