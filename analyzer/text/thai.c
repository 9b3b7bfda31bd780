/* thai: the cutter. One pass scores every possible cut, one pass finds the best words.
 *
 * Invariant: time and scratch are linear in the run: a character adds a fixed number of rows, a cluster starts at most
 * VB_THAI_CLUSTERS candidate words. Short runs, which are nearly all, use the stack alone. Loading is thai_model.c's. */
#include "text/thai_model.h"

enum { SHORT_RUN = 240, PAD = 4, Z_PAD = 5, Z_MORE = 16 };

typedef int16_t row8 __attribute__((vector_size(16)));
typedef int16_t row4 __attribute__((vector_size(8)));

typedef struct work {
    uint8_t *codes;  /* PAD zeros before and behind */
    int16_t *z;      /* score of the cut before character i at i + Z_PAD */
    uint32_t *cuts;  /* characters before which a word may begin; the last is the end of the run */
    int64_t *best;   /* by cut: score of the best words up to it */
    uint8_t *back;   /* by cut: how many cuts back the last of them begins */
} work;

static inline void add8(int16_t *z, const int16_t *row) {
    row8 a, b;
    memcpy(&a, z, sizeof a);
    memcpy(&b, row, sizeof b);
    a += b;
    memcpy(z, &a, sizeof a);
}

static inline void add4(int16_t *z, const int16_t *row) {
    row4 a, b;
    memcpy(&a, z, sizeof a);
    memcpy(&b, row, sizeof b);
    a += b;
    memcpy(z, &a, sizeof a);
}

/* Adds what each n-gram says; `c` points at the first character, n-grams may reach over both ends. */
static void score_cuts(const vb_thai *m, const uint8_t *c, size_t n, int16_t *z) {
    const uint8_t *t = vb_thai_type;
    size_t types = ((size_t)t[c[-3]] * VB_THAI_TYPES + t[c[-2]]) * VB_THAI_TYPES + t[c[-1]];
    add8(z + 2, m->singles[0]);
    add8(z + n + 3, m->singles[0]);
    for (size_t i = 0; i < n + 3; i++) { /* the class n-gram that starts at i - 3, the others at i - 2, i - 1, i */
        types = (types % (VB_THAI_TYPES * VB_THAI_TYPES * VB_THAI_TYPES)) * VB_THAI_TYPES + t[c[i]];
        add8(z + i, m->types[types]);
        if (i >= n + 2) continue;
        size_t pair = (size_t)c[(ptrdiff_t)i - 2] * VB_THAI_CODES + c[(ptrdiff_t)i - 1];
        add4(z + i + 3, m->triple_rows[m->triples[pair * VB_THAI_CODES + c[i]]]);
        add8(z + i + 1, m->pairs[pair]);
        if (i < n) add8(z + i + 3, m->singles[c[i]]);
    }
}

static size_t find_cuts(const uint8_t *c, size_t n, uint32_t *cuts) {
    size_t count = 0;
    cuts[count++] = 0;
    for (size_t i = 1; i < n; i++)
        if (vb_thai_may_cut(c[i - 1], c[i])) cuts[count++] = (uint32_t)i;
    cuts[count] = (uint32_t)n;
    return count;
}

/* Forward from each cut to all the ends that a word from there may have. */
static void find_words(const vb_thai *m, work *w, size_t last) {
    for (size_t j = 1; j <= last; j++) w->best[j] = INT64_MIN;
    w->best[0] = 0;
    for (size_t i = 0; i < last; i++) {
        const vb_thai_node *node = m->nodes;
        uint32_t begin = w->cuts[i], at = begin;
        int64_t here = w->best[i] + (i ? w->z[begin + Z_PAD] : 0);
        size_t stop = last - i < VB_THAI_CLUSTERS ? last : i + VB_THAI_CLUSTERS;
        for (size_t j = i + 1; j <= stop; j++) {
            for (; node && at < w->cuts[j]; at++) node = vb_thai_child(m, node, w->codes[at]);
            int64_t score = here;
            if (node && node->score != VB_THAI_NO_WORD) score += node->score;
            else score += m->unknown[vb_thai_length(w->cuts[j] - begin)];
            if (score > w->best[j]) {
                w->best[j] = score;
                w->back[j] = (uint8_t)(j - i);
            }
        }
    }
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
    memset(w->z, 0, (n + Z_MORE) * sizeof *w->z);
    for (size_t i = 0; i < n; i++) w->codes[i] = vb_thai_code(run.ptr + 3 * i);
    score_cuts(m, w->codes, n, w->z);
    size_t last = find_cuts(w->codes, n, w->cuts);
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
        int16_t z[SHORT_RUN + Z_MORE];
        uint32_t cuts[SHORT_RUN + 1];
        int64_t best[SHORT_RUN + 1];
        return cut(m, run, n, &(work){codes + PAD, z, cuts, best, back}, ends);
    }
    work w = {vb_arena_alloc(scratch, n + 2 * PAD), vb_arena_alloc(scratch, (n + Z_MORE) * sizeof *w.z),
              vb_arena_alloc(scratch, (n + 1) * sizeof *w.cuts), vb_arena_alloc(scratch, (n + 1) * sizeof *w.best),
              vb_arena_alloc(scratch, n + 1)};
    if (!w.codes || !w.z || !w.cuts || !w.best || !w.back) return 0;
    w.codes += PAD;
    return cut(m, run, n, &w, ends);
}
