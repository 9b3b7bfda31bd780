/* stats: see stats.h. The binomial tail is the regularized incomplete beta function by Lentz's continued
 * fraction. */
#include "model/stats.h"

#include <math.h>
#include <stdlib.h>

#define Z95 1.959963984540054

vb_interval vb_wilson(uint64_t k, uint64_t n) {
    if (n == 0) return (vb_interval){NAN, NAN, NAN};
    if (k > n) k = n;
    return vb_wilson_share((double)k / (double)n, (double)n);
}

vb_interval vb_wilson_share(double share, double n) {
    if (!(n > 0) || !(share >= 0)) return (vb_interval){NAN, NAN, NAN};
    if (share > 1) share = 1;
    double z2 = Z95 * Z95 / n, middle = (share + z2 / 2) / (1 + z2);
    double half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n)) / (1 + z2);
    double low = share <= 0 ? 0 : fmax(0, middle - half), high = share >= 1 ? 1 : fmin(1, middle + half);
    return (vb_interval){share, fmin(low, share), fmax(high, share)};
}

double vb_effective_n(double w, double w2) {
    return w2 > 0 ? w * w / w2 : 0;
}

/* ---- Differences ----------------------------------------------------------------------------- */

static double two_sided(double z) {
    return isfinite(z) ? erfc(fabs(z) / sqrt(2)) : 1;
}

static vb_difference newcombe(vb_interval a, vb_interval b) {
    vb_difference d = {b.share - a.share, NAN, NAN, 1};
    d.low = d.value - sqrt(pow(b.share - b.low, 2) + pow(a.high - a.share, 2));
    d.high = d.value + sqrt(pow(b.high - b.share, 2) + pow(a.share - a.low, 2));
    return d;
}

vb_difference vb_share_difference(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2) {
    if (n1 == 0 || n2 == 0) return (vb_difference){NAN, NAN, NAN, 1};
    vb_difference d = newcombe(vb_wilson(k1, n1), vb_wilson(k2, n2));
    d.p = vb_fisher(k1, n1, k2, n2);
    return d;
}

vb_difference vb_share_difference_weighted(double share1, double n1, double share2, double n2) {
    if (!(n1 > 0) || !(n2 > 0)) return (vb_difference){NAN, NAN, NAN, 1};
    vb_difference d = newcombe(vb_wilson_share(share1, n1), vb_wilson_share(share2, n2));
    double pooled = (share1 * n1 + share2 * n2) / (n1 + n2),
           variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
    if (variance > 0) d.p = two_sided(d.value / sqrt(variance));
    return d;
}

vb_difference vb_mean_difference(double n1, double mean1, double var1, double n2, double mean2, double var2) {
    if (!(n1 > 0) || !(n2 > 0)) return (vb_difference){NAN, NAN, NAN, 1};
    vb_difference d = {mean2 - mean1, NAN, NAN, 1};
    if (n1 < 2 || n2 < 2) return d;
    double error = sqrt(fmax(0, var1) / n1 + fmax(0, var2) / n2);
    d.low = d.value - Z95 * error;
    d.high = d.value + Z95 * error;
    if (error > 0) d.p = two_sided(d.value / error);
    return d;
}

/* log of n over k */
static double log_choose(double n, double k) {
    int sign;
    return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign);
}

/* P(X >= k) of X marked balls among `drawn`, from an urn of `marked` marked ones and `others`. */
static double hypergeometric_upper(double k, double drawn, double marked, double others) {
    double most = fmin(drawn, marked), least = fmax(0, drawn - others), sum = 0;
    if (k <= least) return 1;
    if (k > most) return 0;
    double term =
        exp(log_choose(marked, k) + log_choose(others, drawn - k) - log_choose(marked + others, drawn));
    for (double x = k; x <= most && term > 0; x++) {
        sum += term;
        if (term < sum * 1e-16) break;
        term *= (marked - x) * (drawn - x) / ((x + 1) * (others - drawn + x + 1));
    }
    return fmin(1, sum);
}

double vb_fisher(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2) {
    if (n1 == 0 || n2 == 0 || k1 > n1 || k2 > n2 || k1 + k2 == 0) return 1;
    double marked = (double)(k1 + k2), others = (double)(n1 - k1) + (double)(n2 - k2);
    double many_second = hypergeometric_upper((double)k2, (double)n2, marked, others);
    double many_first = hypergeometric_upper((double)k1, (double)n1, marked, others);
    return fmin(1, 2 * fmin(many_first, many_second));
}

/* ---- Tests ----------------------------------------------------------------------------------- */

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

/* Series longer than this are searched for lasting changes only: the windows grow with the square. */
#define MAX_PEAK_PERIODS 120

typedef struct series_sums {
    uint64_t k, base; /* of all periods */
} series_sums;

static void try_window(vb_change *best, size_t begin, size_t end, bool lasting, series_sums inside,
                       series_sums all) {
    series_sums outside = {all.k - inside.k, all.base - inside.base};
    if (inside.base == 0 || outside.base == 0) return;
    double within = (double)inside.k / (double)inside.base,
           without = (double)outside.k / (double)outside.base;
    if (!lasting && within <= without) return;
    double p = vb_rate_test(outside.k, outside.base, inside.k, inside.base);
    if (best->split == 0 || p < best->p) *best = (vb_change){begin, end, p, without, within};
}

vb_change vb_change_point(const uint32_t *k, const uint64_t *base, size_t n) {
    vb_change best = {0, 0, 1, NAN, NAN};
    series_sums all = {0, 0};
    size_t windows = 0;
    for (size_t i = 0; i < n; i++) {
        all.k += k[i];
        all.base += base[i];
    }
    for (size_t begin = 1; begin < n; begin++) {
        series_sums inside = {0, 0};
        for (size_t end = begin + 1; end <= n; end++) {
            inside.k += k[end - 1];
            inside.base += base[end - 1];
            if (end < n && n > MAX_PEAK_PERIODS) continue;
            try_window(&best, begin, end, end == n, inside, all);
            windows++;
        }
    }
    if (best.split) best.p = fmin(1, best.p * (double)windows);
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
