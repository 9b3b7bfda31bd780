/* thai: the cutter. One pass scores every possible cut, one pass finds the best words.
 *
 * Invariant: time and scratch are linear in the run: a character adds a fixed number of rows, a cluster
 * starts at most VB_THAI_CLUSTERS candidate words. Short runs, which are nearly all, use the stack alone.
 * Loading is thai_model.c's. */
#include "text/thai_model.h"

enum { SHORT_RUN = 240, PAD = 8, UNKNOWN_CLUSTERS = 8, LARGE = 1 << 22, BACK_BITS = 4, HOPELESS = -128 };

typedef int16_t row8 __attribute__((vector_size(16)));

typedef struct work {
    uint8_t *codes; /* PAD zeros before and behind */
    int16_t *z;     /* score of the cut before character i */
    uint16_t *rows; /* by character: row of the three characters from it on */
    uint32_t *cuts; /* characters before which a word may begin; the last is the end of the run */
    int32_t *best;  /* by cut: score of the best words up to it, and `back` */
    uint8_t *back;  /* by cut: how many cuts back the last of them begins */
} work;

static inline row8 load(const int16_t *row) {
    row8 v;
    memcpy(&v, row, sizeof v);
    return v;
}

/* Moves every weight one cut ahead. */
static inline row8 slide(row8 v) {
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
    return __builtin_shufflevector(v, (row8){0}, 1, 2, 3, 4, 5, 6, 7, 8);
#define SLID
#endif
#endif
#ifndef SLID
    row8 moved = {0};
    for (int i = 0; i < VB_THAI_ROW - 1; i++) moved[i] = v[i + 1];
    return moved;
#endif
}

/* Adds what each n-gram says. All rows begin two cuts before their n-gram, so the sums of eight cuts slide
 * along in one register; n-grams may reach over both ends, where the codes are 0. */
static void score_cuts(const vb_thai *m, const uint8_t *c, size_t n, int16_t *z, uint16_t *rows) {
    enum { T = VB_THAI_TYPES, C = VB_THAI_CODES };
    const uint8_t *t = vb_thai_type;
    row8 sums = {0};
    size_t types = 0; /* of the last three characters, outside */
    for (ptrdiff_t s = -3; s < (ptrdiff_t)n + 2; s++) {
        size_t pair = (size_t)c[s] * C + c[s + 1];
        uint16_t row = m->triples[pair * C + c[s + 2]];
        types = types % (T * T * T) * T + t[c[s + 3]];
        sums += load(m->types[types]) + load(m->pairs[pair]) + load(m->triple_rows[row]);
        if (s >= 0 && s < (ptrdiff_t)n) rows[s] = row;
        if (s >= -1 && s <= (ptrdiff_t)n) sums += load(m->singles[c[s]]);
        if (s >= 2) z[s - 2] = sums[0];
        sums = slide(sums);
    }
}

/* Where words may begin: on cluster borders that the n-grams do not speak clearly against. */
static size_t find_cuts(const uint8_t *c, const int16_t *z, size_t n, uint32_t *cuts) {
    size_t count = 0;
    cuts[count++] = 0;
    for (size_t i = 1; i < n; i++)
        if (z[i] > HOPELESS && vb_thai_may_cut(c[i - 1], c[i])) cuts[count++] = (uint32_t)i;
    cuts[count] = (uint32_t)n;
    return count;
}

/* A sum and how many cuts back its last word begins, in one number, so that the larger of two is one
 * instruction. */
static inline void offer(int32_t *best, int32_t sum, size_t back) {
    int32_t packed = (int32_t)((uint32_t)sum << BACK_BITS | (uint32_t)back);
    *best = packed > *best ? packed : *best;
}

/* Dictionary words from the cut cuts[0]: down the trie, character by character, as far as it goes. */
static inline void try_words(const vb_thai *m, const uint8_t *codes, const uint32_t *cuts, size_t room,
                             int32_t here, uint16_t row, int32_t *restrict best) {
    uint32_t begin = cuts[0], at = begin + 3;
    size_t j = 1;
    if (cuts[j] == begin + 1) offer(best + j++, here + m->letters[codes[begin]], 1);
    if (j <= room && cuts[j] == begin + 2) {
        offer(best + j, here + m->seconds[codes[begin] * VB_THAI_CODES + codes[begin + 1]], j);
        j++;
    }
    uint32_t node = m->thirds[row];
    for (; node && j <= room; j++) {
        for (uint32_t end = cuts[j]; at < end; at++)
            if (!(node = vb_thai_child(m, node, codes[at]))) return;
        offer(best + j, here + m->nodes[node].score, j);
    }
}

/* Strings from the cut cuts[0] that the dictionary need not have. */
static inline void try_strings(const vb_thai *m, const uint32_t *cuts, size_t room, int32_t here,
                               int32_t *restrict best) {
    uint32_t begin = cuts[0];
    for (size_t j = 1; j <= room; j++) offer(best + j, here + m->unknown[vb_thai_length(cuts[j] - begin)], j);
}

/* Forward from each cut to all the ends that a word from there may have. The sums of the next cuts are kept
 * near zero, so that no run is too long for them. */
static void find_words(const vb_thai *m, const work *w, size_t last) {
    for (size_t j = 1; j <= last; j++) w->best[j] = INT32_MIN;
    w->best[0] = 0;
    for (size_t i = 0; i < last; i++) {
        size_t room = last - i < VB_THAI_CLUSTERS ? last - i : VB_THAI_CLUSTERS;
        int32_t sum = w->best[i] >> BACK_BITS;
        w->back[i] = (uint8_t)(w->best[i] & ((1 << BACK_BITS) - 1));
        if (sum > LARGE || sum < -LARGE) {
            for (size_t j = i + room; j > i; j--)
                if (w->best[j] != INT32_MIN) w->best[j] -= sum * (1 << BACK_BITS);
            sum = 0;
        }
        int32_t here = sum + (i ? w->z[w->cuts[i]] : 0);
        size_t near = room < UNKNOWN_CLUSTERS ? room : UNKNOWN_CLUSTERS;
        try_strings(m, w->cuts + i, near, here, w->best + i);
        try_words(m, w->codes, w->cuts + i, room, here, w->rows[w->cuts[i]], w->best + i);
    }
    w->back[last] = (uint8_t)(w->best[last] & ((1 << BACK_BITS) - 1));
}

static size_t write_ends(const work *w, size_t last, uint32_t *ends) {
    size_t n = 0;
    for (size_t j = last; j > 0; j -= w->back[j]) ends[n++] = w->cuts[j] * 3;
    for (size_t a = 0, b = n; a + 1 < b; a++) {
        uint32_t end = ends[a];
        ends[a] = ends[--b];
        ends[b] = end;
    }
    return n;
}

static size_t cut(const vb_thai *m, vb_str run, size_t n, work *w, uint32_t *ends) {
    memset(w->codes - PAD, 0, PAD);
    memset(w->codes + n, 0, PAD);
    for (size_t i = 0; i < n; i++) w->codes[i] = vb_thai_code(run.ptr + 3 * i);
    score_cuts(m, w->codes, n, w->z, w->rows);
    size_t last = find_cuts(w->codes, w->z, n, w->cuts);
    find_words(m, w, last);
    return write_ends(w, last, ends);
}

size_t vb_thai_cut(const vb_thai *m, vb_str run, vb_arena *scratch, uint32_t *ends) {
    size_t n = run.len / 3;
    if (run.len == 0) return 0;
    if (run.len % 3 != 0) { /* not Thai: one word */
        ends[0] = (uint32_t)run.len;
        return 1;
    }
    if (n <= SHORT_RUN) {
        uint8_t codes[SHORT_RUN + 2 * PAD], back[SHORT_RUN + 1];
        int16_t z[SHORT_RUN + 1];
        uint16_t rows[SHORT_RUN + 1];
        uint32_t cuts[SHORT_RUN + 1];
        int32_t best[SHORT_RUN + 1];
        return cut(m, run, n, &(work){codes + PAD, z, rows, cuts, best, back}, ends);
    }
    work w = {vb_arena_alloc(scratch, n + 2 * PAD),
              vb_arena_alloc(scratch, (n + 1) * sizeof *w.z),
              vb_arena_alloc(scratch, (n + 1) * sizeof *w.rows),
              vb_arena_alloc(scratch, (n + 1) * sizeof *w.cuts),
              vb_arena_alloc(scratch, (n + 1) * sizeof *w.best),
              vb_arena_alloc(scratch, n + 1)};
    if (!w.codes || !w.z || !w.rows || !w.cuts || !w.best || !w.back) return 0;
    w.codes += PAD;
    return cut(m, run, n, &w, ends);
}
