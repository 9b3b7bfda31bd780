/* learn_fit: multinomial logistic regression with a penalty on squared weights, by limited-memory
 * quasi-Newton steps. */
#include "engine/learn.h"

#include <math.h>
#include <stdlib.h>

enum { MEMORY = 7, MOST_HALVINGS = 20 };
static const double SUFFICIENT = 1e-4; /* Armijo's constant */
static const double FLAT = 1e-5;       /* stop where a round gains less than this share of the loss */

typedef struct {
    const vb_matrix *m;
    const vb_fit *fit;
    size_t n;
    float *x, *g, *step, *tried, *tried_g;
    float *s[MEMORY], *y[MEMORY];
    double rho[MEMORY];
} solver;

size_t vb_fit_size(const vb_matrix *m) {
    return ((size_t)m->n_features + VB_SIGNS + m->n_sets) * VB_LOGITS;
}

/* ---- The loss
 * ---------------------------------------------------------------------------------------------------- */

static void logits(const vb_matrix *m, const vb_fit *fit, const float *w, const vb_example *x, bool with_set,
                   double z[VB_LOGITS]) {
    double sum[VB_LOGITS] = {0};
    for (uint32_t e = x->first; e < x->last; e++) {
        const float *row = w + (size_t)m->features[e] * VB_LOGITS;
        for (int k = 0; k < VB_LOGITS; k++) sum[k] += (double)(m->values[e] * row[k]);
    }
    const float *signs = w + (size_t)m->n_features * VB_LOGITS,
                *set = signs + (VB_SIGNS + x->set) * VB_LOGITS;
    for (int k = 0; k < VB_LOGITS; k++)
        z[k] = (double)x->offset[k] + sum[k] * (double)x->scale + (with_set ? (double)set[k] : 0);
    for (int i = 0; i < VB_SIGNS; i++)
        for (int k = 0; k < VB_LOGITS && x->signs[i] != 0; k++)
            z[k] += (double)(x->signs[i] * fit->sign_scale * signs[i * VB_LOGITS + k]);
}

void vb_fit_logits(const vb_matrix *m, const vb_fit *fit, const vb_example *x, double z[VB_LOGITS]) {
    logits(m, fit, fit->weights, x, false, z);
}

/* The loss of one example; turns its logits into the slopes of the loss. */
static double slopes(const vb_example *x, uint8_t labels, double z[VB_LOGITS]) {
    double top = -1e30, sum = 0, own = 0;
    for (int k = 0; k < VB_LOGITS; k++)
        if (labels >> k & 1 && z[k] > top) top = z[k];
    for (int k = 0; k < VB_LOGITS; k++) {
        if (k == x->label) own = z[k] - top;
        z[k] = labels >> k & 1 ? exp(z[k] - top) : 0;
        sum += z[k];
    }
    for (int k = 0; k < VB_LOGITS; k++) z[k] = (double)x->weight * (z[k] / sum - (k == x->label));
    return (double)x->weight * (log(sum) - own);
}

static double loss(const solver *s, const float *w, float *g) {
    const vb_matrix *m = s->m;
    double total = 0, penalty = (double)s->fit->penalty;
    for (size_t i = 0; i < s->n; i++) {
        total += penalty / 2 * (double)w[i] * (double)w[i];
        g[i] = (float)penalty * w[i];
    }
    for (size_t i = 0; i < m->n_examples; i++) {
        const vb_example *x = &m->examples[i];
        if (!x->used) continue;
        double z[VB_LOGITS];
        logits(m, s->fit, w, x, true, z);
        total += slopes(x, m->labels[x->set], z);
        float r[VB_LOGITS];
        for (int k = 0; k < VB_LOGITS; k++) r[k] = (float)z[k] * x->scale;
        for (uint32_t e = x->first; e < x->last; e++)
            for (int k = 0; k < VB_LOGITS; k++)
                g[(size_t)m->features[e] * VB_LOGITS + (size_t)k] += m->values[e] * r[k];
        float *signs = g + (size_t)m->n_features * VB_LOGITS, *set = signs + (VB_SIGNS + x->set) * VB_LOGITS;
        for (int k = 0; k < VB_LOGITS; k++) set[k] += (float)z[k];
        for (int c = 0; c < VB_SIGNS; c++)
            for (int k = 0; k < VB_LOGITS && x->signs[c] != 0; k++)
                signs[c * VB_LOGITS + k] += x->signs[c] * s->fit->sign_scale * (float)z[k];
    }
    return total;
}

/* ---- L-BFGS
 * ---------------------------------------------------------------------------------------------------------
 */

static double dot(const float *a, const float *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static void add(float *a, double factor, const float *b, size_t n) {
    for (size_t i = 0; i < n; i++) a[i] += (float)(factor * (double)b[i]);
}

/* The step from the gradient and the last differences: the two-loop recursion. */
static void direction(solver *s, unsigned round) {
    double alpha[MEMORY];
    unsigned kept = round < MEMORY ? round : MEMORY;
    for (size_t i = 0; i < s->n; i++) s->step[i] = -s->g[i];
    for (unsigned k = 0; k < kept; k++) {
        unsigned at = (round - 1 - k) % MEMORY;
        alpha[at] = s->rho[at] * dot(s->s[at], s->step, s->n);
        add(s->step, -alpha[at], s->y[at], s->n);
    }
    if (kept) {
        unsigned at = (round - 1) % MEMORY;
        double scale = 1 / (s->rho[at] * dot(s->y[at], s->y[at], s->n));
        for (size_t i = 0; i < s->n; i++) s->step[i] *= (float)scale;
    }
    for (unsigned k = kept; k-- > 0;) {
        unsigned at = (round - 1 - k) % MEMORY;
        add(s->step, alpha[at] - s->rho[at] * dot(s->y[at], s->step, s->n), s->s[at], s->n);
    }
}

/* Moves along the step as far as the loss falls enough; false where it falls nowhere. */
static bool move(solver *s, double *value, double length) {
    double slope = dot(s->g, s->step, s->n), next = 0;
    bool found = false;
    for (int i = 0; i < MOST_HALVINGS && !found; i++, length /= 2) {
        memcpy(s->tried, s->x, s->n * sizeof *s->x);
        add(s->tried, length, s->step, s->n);
        next = loss(s, s->tried, s->tried_g);
        found = next <= *value + SUFFICIENT * length * slope;
    }
    if (found) *value = next;
    return found;
}

static void solve(solver *s) {
    double value = loss(s, s->x, s->g);
    unsigned kept = 0;
    for (unsigned round = 0; round < s->fit->rounds; round++) {
        double before = value, size = sqrt(dot(s->g, s->g, s->n));
        if (size == 0) return;
        direction(s, kept);
        if (!move(s, &value, kept ? 1 : 1 / size)) return;
        unsigned at = kept % MEMORY;
        for (size_t i = 0; i < s->n; i++) {
            s->s[at][i] = s->tried[i] - s->x[i];
            s->y[at][i] = s->tried_g[i] - s->g[i];
        }
        memcpy(s->x, s->tried, s->n * sizeof *s->x);
        memcpy(s->g, s->tried_g, s->n * sizeof *s->g);
        double curvature = dot(s->s[at], s->y[at], s->n);
        if (curvature > 1e-12) s->rho[at] = 1 / curvature, kept++;
        if (before - value < FLAT * value) return;
    }
}

vb_status vb_fit_run(const vb_matrix *m, vb_fit *fit, vb_error *err) {
    solver s = {.m = m, .fit = fit, .n = vb_fit_size(m), .x = fit->weights};
    memset(fit->weights, 0, s.n * sizeof *fit->weights);
    float *room = calloc(s.n * (4 + 2 * MEMORY), sizeof *room);
    if (!room) return vb_fail_memory(err);
    float **parts[] = {&s.g, &s.step, &s.tried, &s.tried_g};
    for (size_t i = 0; i < 4; i++) *parts[i] = room + i * s.n;
    for (size_t i = 0; i < MEMORY; i++) s.s[i] = room + (4 + 2 * i) * s.n, s.y[i] = room + (5 + 2 * i) * s.n;
    solve(&s);
    free(room);
    return VB_OK;
}
