/* stats: see stats.h. The binomial tail is the regularized incomplete beta function by Lentz's continued
 * fraction. */
#include "model/stats.h"

#include <math.h>
#include <stdlib.h>

#define Z95 1.959963984540054

vb_interval vb_wilson(uint64_t k, uint64_t n) {
    if (n == 0) return (vb_interval){NAN, NAN, NAN};
    if (k > n) k = n;
    double count = (double)n, share = (double)k / count, z2 = Z95 * Z95 / count;
    double middle = (share + z2 / 2) / (1 + z2);
    double half = Z95 * sqrt(share * (1 - share) / count + z2 / (4 * count)) / (1 + z2);
    double low = k == 0 ? 0 : fmax(0, middle - half), high = k == n ? 1 : fmin(1, middle + half);
    return (vb_interval){share, fmin(low, share), fmax(high, share)};
}

double vb_two_proportions(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2) {
    if (n1 == 0 || n2 == 0) return 1;
    double a = (double)n1, b = (double)n2, pooled = (double)(k1 + k2) / (a + b);
    double variance = pooled * (1 - pooled) * (1 / a + 1 / b);
    if (!(variance > 0)) return 1;
    double z = ((double)k1 / a - (double)k2 / b) / sqrt(variance);
    return erfc(fabs(z) / sqrt(2));
}

/* The continued fraction of the incomplete beta function; converges fast for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x) {
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= 10000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        const double steps[2] = {even, odd};
        double delta = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + steps[i] * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + steps[i] / c;
            if (fabs(c) < tiny) c = tiny;
            delta = d * c;
            h *= delta;
        }
        if (fabs(delta - 1) < 1e-14) break;
    }
    return h;
}

static double beta_regularized(double a, double b, double x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    int sign;
    double scale =
        exp(lgamma_r(a + b, &sign) - lgamma_r(a, &sign) - lgamma_r(b, &sign) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2)) return scale * beta_fraction(a, b, x) / a;
    return 1 - scale * beta_fraction(b, a, 1 - x) / b;
}

double vb_binomial_upper(uint64_t k, uint64_t n, double p) {
    if (k == 0) return 1;
    if (k > n) return 0;
    double tail = beta_regularized((double)k, (double)(n - k) + 1, p);
    return fmin(1, fmax(0, tail));
}

double vb_rate_test(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2) {
    uint64_t total = k1 + k2;
    if (total == 0 || n1 == 0 || n2 == 0) return 1;
    double p = (double)n2 / ((double)n1 + (double)n2);
    double upper = vb_binomial_upper(k2, total, p), lower = 1 - vb_binomial_upper(k2 + 1, total, p);
    if (lower < 1e-12) lower = vb_binomial_upper(k1, total, 1 - p); /* the same tail without cancellation */
    return fmin(1, 2 * fmin(upper, lower));
}

vb_change vb_change_point(const uint32_t *k, const uint64_t *base, size_t n) {
    vb_change best = {0, 1, NAN, NAN};
    uint64_t all_k = 0, all_base = 0, k1 = 0, n1 = 0;
    for (size_t i = 0; i < n; i++) {
        all_k += k[i];
        all_base += base[i];
    }
    for (size_t split = 1; split < n; split++) {
        k1 += k[split - 1];
        n1 += base[split - 1];
        uint64_t k2 = all_k - k1, n2 = all_base - n1;
        if (n1 == 0 || n2 == 0) continue;
        double p = vb_rate_test(k1, n1, k2, n2);
        if (best.split != 0 && p >= best.p) continue;
        best = (vb_change){split, p, (double)k1 / (double)n1, (double)k2 / (double)n2};
    }
    if (best.split) best.p = fmin(1, best.p * (double)(n - 1));
    return best;
}

static int by_p(const void *a, const void *b, void *values) {
    const double *p = values;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    if (p[i] != p[j]) return p[i] < p[j] ? -1 : 1;
    return (i > j) - (i < j);
}

void vb_benjamini_hochberg(double *p, uint32_t *order, size_t n) {
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    if (n > 1) qsort_r(order, n, sizeof *order, by_p, p);
    double least = 1;
    for (size_t rank = n; rank > 0; rank--) {
        double *value = &p[order[rank - 1]];
        least = fmin(least, *value * (double)n / (double)rank);
        *value = least;
    }
}
