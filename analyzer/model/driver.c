/* driver: see driver.h. The normal equations are whole numbers (weights of the bootstrap are counts), so
 * summing them in any order gives the same bits; what follows runs over the flags in their order. */
#include "model/driver.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 200
#define PARTS                                                                                                \
    5040 /* a whole number of parts for up to 10 flags in one case; more share what is left evenly */

/* ---- Least squares --------------------------------------------------------------------------- */

typedef struct normal {
    size_t p;     /* flags in the model */
    int64_t n, y; /* weight and weighted sum of values */
    int64_t *xx;  /* p * p counts of pairs, lower triangle */
    int64_t *xy;  /* p sums of values */
    int64_t *x;   /* p counts */
} normal;

static bool normal_init(normal *m, size_t p, vb_arena *arena) {
    *m = (normal){.p = p};
    m->xx = VB_NEW_ARRAY(arena, int64_t, p * p + 1);
    m->xy = VB_NEW_ARRAY(arena, int64_t, p + 1);
    m->x = VB_NEW_ARRAY(arena, int64_t, p + 1);
    return m->xx && m->xy && m->x;
}

static void normal_clear(normal *m) {
    m->n = m->y = 0;
    for (size_t i = 0; i < m->p * m->p; i++) m->xx[i] = 0;
    for (size_t i = 0; i < m->p; i++) m->xy[i] = m->x[i] = 0;
}

static void normal_add(normal *m, const uint32_t *flags, size_t n_flags, int64_t value, int64_t weight) {
    m->n += weight;
    m->y += weight * value;
    for (size_t i = 0; i < n_flags; i++) {
        uint32_t a = flags[i];
        m->x[a] += weight;
        m->xy[a] += weight * value;
        for (size_t k = 0; k <= i; k++) {
            uint32_t b = flags[k];
            m->xx[a > b ? a * m->p + b : b * m->p + a] += weight;
        }
    }
}

/* Centres by the means (which frees the intercept), adds the penalty and solves by Cholesky into `beta`. */
static void solve(const normal *m, double *l, double *beta) {
    size_t p = m->p;
    double n = (double)m->n, mean = (double)m->y / n;
    for (size_t i = 0; i < p; i++) {
        for (size_t k = 0; k <= i; k++) {
            double a = (double)m->xx[i * p + k] - (double)m->x[i] * (double)m->x[k] / n + (i == k ? 1 : 0);
            for (size_t j = 0; j < k; j++) a -= l[i * p + j] * l[k * p + j];
            l[i * p + k] = i == k ? sqrt(fmax(a, 1e-9)) : a / l[k * p + k];
        }
    }
    for (size_t i = 0; i < p; i++) {
        double b = (double)m->xy[i] - (double)m->x[i] * mean;
        for (size_t k = 0; k < i; k++) b -= l[i * p + k] * beta[k];
        beta[i] = b / l[i * p + i];
    }
    for (size_t i = p; i > 0; i--) {
        double b = beta[i - 1];
        for (size_t k = i; k < p; k++) b -= l[k * p + i - 1] * beta[k];
        beta[i - 1] = b / l[(i - 1) * p + i - 1];
    }
}

/* ---- Choosing flags -------------------------------------------------------------------------- */

static int by_count(const void *a, const void *b, void *counts) {
    const uint64_t *n = counts;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    if (n[i] != n[j]) return n[i] > n[j] ? -1 : 1;
    return (i > j) - (i < j);
}

/* The model's flags, by number + 1 in `place`. */
static size_t choose(const vb_driver_cases *c, uint64_t least, const vb_driver *out, uint32_t *place,
                     vb_arena *arena) {
    uint32_t *order = VB_NEW_ARRAY(arena, uint32_t, c->n_flags + 1);
    uint64_t *counts = VB_NEW_ARRAY(arena, uint64_t, c->n_flags + 1);
    size_t p = 0;
    if (!order || !counts) return SIZE_MAX;
    for (uint32_t i = 0; i < c->n_flags; i++) {
        order[i] = i;
        counts[i] = out[i].n;
    }
    if (c->n_flags > 1) qsort_r(order, c->n_flags, sizeof *order, by_count, counts);
    while (p < c->n_flags && p < VB_DRIVER_MOST && counts[order[p]] >= least && counts[order[p]] < c->n) p++;
    for (size_t i = 0; i < p; i++) place[order[i]] = (uint32_t)i + 1;
    return p;
}

/* The cases with the numbers of the model's flags. */
static bool translate(const vb_driver_cases *c, const uint32_t *place, uint32_t *start, uint32_t *flags) {
    uint32_t at = 0;
    for (size_t i = 0; i < c->n; i++) {
        start[i] = at;
        for (uint32_t k = c->start[i]; k < c->start[i + 1]; k++)
            if (place[c->flags[k]]) flags[at++] = place[c->flags[k]] - 1;
    }
    start[c->n] = at;
    return true;
}

/* ---- Bootstrap ------------------------------------------------------------------------------- */

/* A Poisson(1) count of 16 even bits: the cumulated probabilities in 65536ths. */
static int64_t poisson(uint64_t bits) {
    static const uint32_t upto[] = {24109, 48219, 60274, 64292, 65296, 65497, 65531, 65535};
    uint32_t u = (uint32_t)(bits & 0xFFFF);
    int64_t k = 0;
    while (k < 8 && u >= upto[k]) k++;
    return k;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct ridge {
    const vb_driver_cases *c;
    const uint32_t *start, *flags;
    normal m;
    double *l, *beta, *lost; /* lost: flag * ROUNDS + round */
} ridge;

static void run_round(ridge *r, uint64_t round) {
    normal_clear(&r->m);
    for (size_t i = 0; i < r->c->n; i++) {
        uint64_t bits = vb_hash_mix(r->c->keys[i] + (round / 4 + 1) * 0x9E3779B97F4A7C15ULL);
        int64_t weight = poisson(bits >> 16 * (round % 4));
        if (weight)
            normal_add(&r->m, r->flags + r->start[i], r->start[i + 1] - r->start[i], r->c->values[i], weight);
    }
    bool any = r->m.n > 0;
    if (any) solve(&r->m, r->l, r->beta);
    for (size_t i = 0; i < r->m.p; i++)
        r->lost[i * ROUNDS + round] =
            any ? -r->beta[i] / VB_DRIVER_SCALE * (double)r->m.x[i] / (double)r->m.n : 0;
}

static void fill(ridge *r, const uint32_t *place, vb_driver *out) {
    normal_clear(&r->m);
    for (size_t i = 0; i < r->c->n; i++)
        normal_add(&r->m, r->flags + r->start[i], r->start[i + 1] - r->start[i], r->c->values[i], 1);
    solve(&r->m, r->l, r->beta);
    for (size_t i = 0; i < r->c->n_flags; i++) {
        if (!place[i]) continue;
        size_t at = place[i] - 1;
        double *rounds = r->lost + at * ROUNDS;
        qsort(rounds, ROUNDS, sizeof *rounds, by_value);
        out[i].effect = r->beta[at] / VB_DRIVER_SCALE;
        out[i].lost = -out[i].effect * (double)r->m.x[at] / (double)r->m.n;
        out[i].low = fmin(rounds[ROUNDS / 40 - 1], out[i].lost);
        out[i].high = fmax(rounds[ROUNDS - ROUNDS / 40], out[i].lost);
    }
}

bool vb_driver_ridge(const vb_driver_cases *c, uint64_t least, vb_arena *arena, vb_driver *out) {
    for (size_t i = 0; i < c->n_flags; i++) {
        out[i].n = 0;
        out[i].effect = out[i].lost = out[i].low = out[i].high = NAN;
    }
    for (size_t i = 0; i < c->n; i++)
        for (uint32_t k = c->start[i]; k < c->start[i + 1]; k++) out[c->flags[k]].n++;
    uint32_t *place = VB_NEW_ARRAY(arena, uint32_t, c->n_flags + 1);
    size_t p = place ? choose(c, least, out, place, arena) : SIZE_MAX;
    if (p == SIZE_MAX) return false;
    if (p == 0 || c->n < 2) return true;
    uint32_t *start = VB_NEW_ARRAY(arena, uint32_t, c->n + 1);
    uint32_t *flags = VB_NEW_ARRAY(arena, uint32_t, (size_t)c->start[c->n] + 1);
    ridge r = {.c = c, .start = start, .flags = flags};
    r.l = VB_NEW_ARRAY(arena, double, p *p);
    r.beta = VB_NEW_ARRAY(arena, double, p);
    r.lost = VB_NEW_ARRAY(arena, double, p *ROUNDS);
    if (!start || !flags || !r.l || !r.beta || !r.lost || !normal_init(&r.m, p, arena)) return false;
    translate(c, place, start, flags);
    for (uint64_t round = 0; round < ROUNDS; round++) run_round(&r, round);
    fill(&r, place, out);
    return true;
}

/* ---- Shapley --------------------------------------------------------------------------------- */

/* Sums of whole parts, so that no order of cases shows. */
typedef struct worth {
    int64_t unhappy, happy; /* in parts of a case */
    double value;           /* whole numbers below 2^53: exact */
    double parts;
} worth;

bool vb_driver_shapley(const vb_driver_cases *c, vb_arena *arena, vb_driver *out) {
    int64_t free_n = 0, free_sum = 0, unhappy = 0;
    worth *w = VB_NEW_ARRAY(arena, worth, c->n_flags + 1);
    for (size_t i = 0; i < c->n_flags; i++) out[i].shapley = out[i].dissatisfied = NAN;
    if (!w) return false;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t k = c->start[i + 1] - c->start[i];
        bool bad = c->values[i] <= c->dissatisfied;
        unhappy += bad;
        free_n += k == 0;
        free_sum += k == 0 ? c->values[i] : 0;
        for (uint32_t f = c->start[i]; f < c->start[i + 1]; f++) {
            worth *x = &w[c->flags[f]];
            int64_t part = PARTS / (int64_t)k;
            *(bad ? &x->unhappy : &x->happy) += part;
            x->value += (double)(part * c->values[i]);
            x->parts += (double)part;
        }
    }
    double scale = (double)PARTS * VB_DRIVER_SCALE * (double)c->n;
    double ideal = free_n ? (double)free_sum / (double)free_n : 0;
    for (size_t i = 0; i < c->n_flags; i++) {
        if (free_n) out[i].shapley = (ideal * w[i].parts - w[i].value) / scale;
        if (unhappy && unhappy < (int64_t)c->n)
            out[i].dissatisfied = (double)w[i].unhappy / PARTS / (double)unhappy -
                                  (double)w[i].happy / PARTS / (double)((int64_t)c->n - unhappy);
    }
    return true;
}
