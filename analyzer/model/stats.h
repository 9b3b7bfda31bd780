/* stats: the few statistics that stand beside every number: intervals, tests, correction for many
 * comparisons.
 *
 * Invariant: pure functions of their arguments; they read no store and no clock, allocate nothing, and depend
 * on no locale. Counts come in as integers, so that no result depends on an order of summation. */
#ifndef VB_MODEL_STATS_H
#define VB_MODEL_STATS_H

#include "base/str.h"

typedef struct vb_interval {
    double share, low, high; /* all NAN where n is 0 */
} vb_interval;

/// The share k / n with its 95 % interval (Wilson 1927). It lies in 0..1 and holds the share.
vb_interval vb_wilson(uint64_t k, uint64_t n);

/// The same of a share that was not counted but estimated from `n` effective answers (survey weights).
vb_interval vb_wilson_share(double share, double n);

/// Effective number of answers under survey weights whose sum is `w` and whose squares sum to `w2` (Kish
/// 1965): w^2 / w2; 0 where w2 is 0.
double vb_effective_n(double w, double w2);

typedef struct vb_difference {
    double value, low, high; /* second less first, with its 95 % interval; NAN where a side is empty */
    double p;                /* two-sided, of no difference; 1 where it cannot be told */
} vb_difference;

/// The difference of two shares, k2/n2 - k1/n1, with Newcombe's hybrid score interval (1998, method 10) and
/// the exact p-value of vb_fisher.
vb_difference vb_share_difference(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2);
/// The same of shares from effective numbers of answers; p by the pooled z-test.
vb_difference vb_share_difference_weighted(double share1, double n1, double share2, double n2);
/// The difference of two means, mean2 - mean1, each given by n, mean and variance (of n - 1): Welch's test,
/// with normal quantiles, which is close enough from about 30 answers on. p is 1 below 2 answers on a side.
vb_difference vb_mean_difference(double n1, double mean1, double var1, double n2, double mean2, double var2);

/// Two-sided p-value of equal shares in a table of two by two: Fisher's exact test, twice the smaller tail,
/// at most 1.
double vb_fisher(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2);

/// Two-sided p-value of equal shares k1/n1 and k2/n2 by the pooled z-test; 1 where a side is empty or nothing
/// varies.
double vb_two_proportions(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2);

/// Two-sided p-value of equal rates of k1 events among n1 and k2 among n2: exact, conditional on k1 + k2,
/// whose split is then binomial (Przyborowski and Wilenski 1940). Holds for small counts, conservative for
/// large shares. 1 where there are no events or a side is empty.
double vb_rate_test(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2);

/// P(X >= k) of a binomial X with `n` draws of probability `p`.
double vb_binomial_upper(uint64_t k, uint64_t n, double p);

typedef struct vb_change {
    size_t split,
        end;  /* the periods split..end (exclusive) differ from the others; split 0: fewer than two periods */
    double p; /* corrected for the number of windows looked at */
    double before, after; /* shares outside of the window and inside */
} vb_change;

/// Finds the window of a series of `n` periods (k[i] events among base[i]) whose rate differs most from that
/// of the rest, the earliest of equals. A window reaches to the end (the rate changed and stayed), or it lies
/// inside and its rate is higher (a passing peak). The p-value of vb_rate_test is multiplied by the number of
/// windows (Bonferroni).
vb_change vb_change_point(const uint32_t *k, const uint64_t *base, size_t n);

/// Turns `n` p-values into q-values in place (Benjamini and Hochberg 1995); `order` is room for `n` indices.
/// The result does not depend on the order of the values.
void vb_benjamini_hochberg(double *p, uint32_t *order, size_t n);

#endif
