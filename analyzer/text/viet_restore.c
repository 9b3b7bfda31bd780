/* Marks for syllables typed without them: the probability of each reading by forward-backward over bigrams.
 *
 * Invariant: linear time in the number of syllables; a syllable with marks, a foreign word and a number stay
 * as they are. A pair of unmarked forms costs one look-up; readings whose bigram is unknown share one
 * backed-off sum. */
#include "text/viet_model.h"
#include "text/viet_syllable.h"

#include <math.h>

typedef struct {
    uint32_t first; /* into the arrays of the readings */
    uint32_t pair;  /* chain of bigrams with the position before */
    const uint16_t *ids;
    uint16_t n;
    uint16_t fold;
    uint16_t one; /* the id where there is but one reading */
    bool open;    /* typed without marks: to be read */
} position;

typedef struct {
    const vb_viet *m;
    position *at; /* one more at both ends: the edges */
    size_t n;
    float *forward, *emit;
} lattice;

static bool is_ascii(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return false;
    return true;
}

static void set_one(const vb_viet *m, position *p, uint32_t id) {
    p->one = (uint16_t)id;
    p->fold = m->syllables[id].fold;
    p->n = 1;
}

/* What a token that is no syllable stands for. */
static uint32_t border_of(vb_str s) {
    unsigned char c = s.len ? (unsigned char)s.ptr[0] : 0;
    if (c >= '0' && c <= '9') return VIET_NUMBER;
    return c >= 0x80 || (c >= 'a' && c <= 'z') ? VIET_FOREIGN : VIET_EDGE;
}

static void set_position(const vb_viet *m, position *p, vb_str s) {
    if (!is_ascii(s)) {
        uint32_t id = viet_find(&m->names, s);
        set_one(m, p, id ? id : border_of(s));
        return;
    }
    uint32_t fold = vb_viet_is_folded(s) ? viet_find(&m->fold_names, s) : 0;
    if (fold <= VIET_FOREIGN) {
        set_one(m, p, border_of(s));
        return;
    }
    p->fold = (uint16_t)fold;
    p->n = m->folds[fold].count;
    p->ids = m->readings + m->folds[fold].first;
    p->open = true;
}

static uint32_t id_at(const position *p, size_t k) {
    return p->ids ? p->ids[k] : p->one;
}

/* Where a syllable stands among the readings of a position; SIZE_MAX where it does not. */
static size_t place_of(const vb_viet *m, const position *p, uint32_t id) {
    if (!p->ids) return id == p->one ? 0 : SIZE_MAX;
    size_t rank = m->syllables[id].rank;
    return rank < p->n ? rank : SIZE_MAX;
}

static const float KEPT = 0.3f; /* least probability of a second reading that is kept in mind */

/* How customers type: with marks, with some, without any; and how often each. */
static const struct { double drop, prior; } typing[] = {{0.01, 0.85}, {0.4, 0.03}, {0.999, 0.12}};
enum { N_TYPING = 3 };

/* The probability that a mark was left out in this text, from how many marks it has. */
static double drop_rate(const lattice *l) {
    double like[N_TYPING], best = -1e30, sum = 0, rate = 0;
    for (int k = 0; k < N_TYPING; k++) like[k] = log(typing[k].prior);
    for (size_t i = 1; i <= l->n; i++) {
        const position *p = &l->at[i];
        if (!p->open && p->one <= VIET_FOREIGN) continue;
        bool plain = !p->open && l->m->syllables[p->one].plain;
        double share = p->open ? l->m->folds[p->fold].plain : 0;
        for (int k = 0; k < N_TYPING && !plain; k++)
            like[k] += p->open ? log(share + (1 - share) * typing[k].drop) : log(1 - typing[k].drop);
    }
    for (int k = 0; k < N_TYPING; k++) best = like[k] > best ? like[k] : best;
    for (int k = 0; k < N_TYPING; k++) {
        like[k] = exp(like[k] - best);
        sum += like[k];
        rate += like[k] * typing[k].drop;
    }
    return rate / sum;
}

static void step_forward(const lattice *l, const position *from, const position *to) {
    const vb_viet *m = l->m;
    const float *a = l->forward + from->first, *emit = l->emit + to->first;
    float *out = l->forward + to->first;
    float backed = 0, sum = 0;
    for (size_t k = 0; k < from->n; k++) backed += a[k] * m->syllables[id_at(from, k)].back;
    for (size_t k = 0; k < to->n; k++) out[k] = backed * m->syllables[id_at(to, k)].prob;
    for (uint32_t i = to->pair; i; i = m->pairs[i].next) {
        const viet_pair *p = &m->pairs[i];
        size_t x = place_of(m, from, p->left), y = place_of(m, to, p->right);
        if (x == SIZE_MAX || y == SIZE_MAX) continue;
        float more = p->prob - m->syllables[p->left].back * m->syllables[p->right].prob;
        if (more > 0) out[y] += a[x] * more;
    }
    for (size_t k = 0; k < to->n; k++) sum += out[k] *= emit[k];
    float scale = sum > 0 ? 1 / sum : 0;
    for (size_t k = 0; k < to->n; k++) out[k] = scale > 0 ? out[k] * scale : 1.0f / (float)to->n;
}

/* b of `to` already holds its emission; writes b of `from`, emission included, scaled to a sum of one. */
static void step_backward(const lattice *l, const position *from, const position *to, const float *b,
                          float *out) {
    const vb_viet *m = l->m;
    const float *emit = l->emit + from->first;
    float backed = 0, sum = 0;
    for (size_t k = 0; k < to->n; k++) backed += b[k] * m->syllables[id_at(to, k)].prob;
    for (size_t k = 0; k < from->n; k++) out[k] = backed * m->syllables[id_at(from, k)].back;
    for (uint32_t i = to->pair; i; i = m->pairs[i].next) {
        const viet_pair *p = &m->pairs[i];
        size_t x = place_of(m, from, p->left), y = place_of(m, to, p->right);
        if (x == SIZE_MAX || y == SIZE_MAX) continue;
        float more = p->prob - m->syllables[p->left].back * m->syllables[p->right].prob;
        if (more > 0) out[x] += b[y] * more;
    }
    for (size_t k = 0; k < from->n; k++) sum += out[k] *= emit[k];
    float scale = sum > 0 ? 1 / sum : 0;
    for (size_t k = 0; k < from->n; k++) out[k] = scale > 0 ? out[k] * scale : 1.0f / (float)from->n;
}

/* Picks the most probable reading: forward * backward / emission, which stands in both. */
static void choose(const lattice *l, const position *p, const float *b, vb_viet_reading *out) {
    float best = -1, next = -1, sum = 0;
    size_t chosen = 0, second = 0;
    for (size_t k = 0; k < p->n; k++) {
        float e = l->emit[p->first + k], x = e > 0 ? l->forward[p->first + k] * b[k] / e : 0;
        sum += x;
        if (x > best) {
            next = best, second = chosen;
            best = x, chosen = k;
        } else if (x > next) {
            next = x, second = k;
        }
    }
    out->form = l->m->names.texts[p->ids[chosen]];
    out->confidence = sum > 0 ? best / sum : 1.0f / (float)p->n;
    if (sum > 0 && next > KEPT * sum) out->second = l->m->names.texts[p->ids[second]];
}

/* How well each reading agrees with what was typed, and with what the text speaks of. */
static bool set_emissions(lattice *l, vb_arena *scratch) {
    const vb_viet *m = l->m;
    viet_by_subject shares;
    uint16_t *forms = vb_arena_alloc(scratch, (l->n + 1) * sizeof *forms);
    if (!forms) return false;
    for (size_t i = 0; i < l->n; i++) forms[i] = l->at[i + 1].fold;
    if (m->n_subjects && !viet_subjects_find(m, forms, l->n, scratch, shares)) return false;
    float drop = (float)drop_rate(l);
    for (size_t i = 0; i < l->n + 2; i++) {
        const position *p = &l->at[i];
        for (size_t k = 0; k < p->n; k++) {
            float *emit = &l->emit[p->first + k];
            *emit = !p->open || m->syllables[id_at(p, k)].plain ? 1 : drop;
            if (m->n_subjects && p->open && p->n > 1) *emit *= viet_subjects_weigh(m, shares, id_at(p, k));
        }
    }
    return true;
}

static bool prepare(lattice *l, const vb_str *syllables, vb_arena *scratch) {
    const vb_viet *m = l->m;
    l->at = VB_NEW_ARRAY(scratch, position, l->n + 2);
    if (!l->at) return false;
    set_one(m, &l->at[0], VIET_EDGE);
    set_one(m, &l->at[l->n + 1], VIET_EDGE);
    uint32_t total = 0;
    for (size_t i = 0; i < l->n + 2; i++) {
        position *p = &l->at[i];
        if (i > 0 && i <= l->n) set_position(m, p, syllables[i - 1]);
        p->first = total;
        if (i > 0) p->pair = viet_pair_find(m, l->at[i - 1].fold, p->fold);
        total += p->n;
    }
    l->forward = vb_arena_alloc(scratch, total * sizeof *l->forward);
    l->emit = vb_arena_alloc(scratch, total * sizeof *l->emit);
    if (!l->forward || !l->emit) return false;
    return set_emissions(l, scratch);
}

bool vb_viet_restore(const vb_viet *m, const vb_str *syllables, size_t n, vb_arena *scratch,
                     vb_viet_reading *readings) {
    lattice l = {.m = m, .n = n};
    if (!prepare(&l, syllables, scratch)) return false;
    float b[2][VIET_MAX_READINGS];
    l.forward[0] = 1;
    for (size_t i = 1; i < n + 2; i++) step_forward(&l, &l.at[i - 1], &l.at[i]);
    b[(n + 1) & 1][0] = 1;
    for (size_t i = n; i >= 1; i--) {
        const position *p = &l.at[i];
        step_backward(&l, p, &l.at[i + 1], b[(i + 1) & 1], b[i & 1]);
        readings[i - 1] = (vb_viet_reading){.form = syllables[i - 1], .confidence = 1};
        if (p->open) choose(&l, p, b[i & 1], &readings[i - 1]);
    }
    return true;
}
