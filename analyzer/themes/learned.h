/* learned: how far the words of a clause speak for a touchpoint, by weights that a linear model learned from
 * labelled comments.
 *
 * Invariant: immutable once loaded; a feature is one word (English by stem) or two or three that follow each
 * other, known by a hash of its words, so that learner and scorer walk the same features and finding one
 * builds no string. A table is
 * `<lang>/induced_aspects.tsv`: term, touchpoint, weight; the terms "@bias" and "@named" hold what a
 * touchpoint starts from and what the lexicon's own votes count. How weights and votes become a touchpoint is
 * attribute.c's part. */
#ifndef VB_THEMES_LEARNED_H
#define VB_THEMES_LEARNED_H

#include "text/hits.h"

typedef struct vb_aspect_weight {
    uint64_t key;
    int16_t touchpoint;
    int16_t weight; /* hundredths */
} vb_aspect_weight;

typedef struct vb_aspect_table {
    vb_aspect_weight *weights; /* by key */
    uint32_t n;
    uint32_t *slots;     /* first weight of a key, + 1; 0 empty */
    uint32_t mask, most; /* weights of one key */
    vb_filter filter;    /* most features stand in no table */
    int16_t *likely;     /* touchpoints that stand without any word, by their bias */
    int16_t n_likely;
    float *bias, *named; /* by touchpoint */
    bool *known;         /* by touchpoint: learned */
} vb_aspect_table;

typedef struct vb_aspect_model {
    const vb_aspect_table *of[VB_LANG_COUNT]; /* NULL where nothing was learned */
} vb_aspect_model;

/// Reads the tables of the built-in files and, in their place, those of `own` (which may be NULL; both end
/// with a NULL path).
vb_status vb_aspect_model_load(const vb_lexicon_file *builtin, const vb_lexicon_file *own,
                               const vb_codeframe *codes, vb_arena *arena, vb_aspect_model **out,
                               vb_error *err);

/// Called for each feature of the tokens in the order of the text; `term` is valid during the call.
typedef void vb_aspect_visit(void *ctx, uint64_t key, vb_str term);
/// Walks the features of the tokens [first, last).
void vb_aspect_walk(const vb_lexicon *lx, const vb_text *text, uint32_t first, uint32_t last,
                    vb_aspect_visit *visit, void *ctx);

typedef struct vb_aspect_said {
    float weight;
    int16_t touchpoint;
} vb_aspect_said;

/* The weights that speak in some tokens, in the order of the walk. */
typedef struct vb_aspect_found {
    vb_aspect_said *at;
    uint32_t n, cap;
} vb_aspect_found;

/// Appends the weights of the features of the tokens [first, last). False when out of memory.
bool vb_aspect_find(const vb_aspect_table *table, const vb_lexicon *lx, const vb_text *text, uint32_t first,
                    uint32_t last, vb_arena *scratch, vb_aspect_found *found);

#endif
