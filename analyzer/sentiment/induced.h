/* induced: weights of words that a linear model learned from labelled comments, one readable table a
 * language.
 *
 * Invariant: immutable once loaded; finding a feature is one probe into a table of 64-bit keys and allocates
 * nothing. A table is `induced.tsv`: term, negative, neutral, positive, n; a term with a leading '@' weighs a
 * sign of the rules. The table of a user's folder is laid over the built-in one of its language: its terms
 * and signs replace those, the others stay. */
#ifndef VB_SENTIMENT_INDUCED_H
#define VB_SENTIMENT_INDUCED_H

#include "base/hash.h"
#include "sentiment/signs.h"
#include "text/lexicon.h"

enum { VB_LOGITS = 3 };

typedef struct vb_weights {
    uint64_t key;          /* 0 empty */
    int16_t at[VB_LOGITS]; /* hundredths */
    bool own;              /* from a user's folder */
} vb_weights;

typedef struct vb_induced_table {
    vb_weights *slots;
    uint32_t mask;
    uint32_t n;
    vb_filter filter; /* most features stand in no table */
    float signs[VB_SIGNS][VB_LOGITS];
    bool chars; /* has terms of letters */
    bool own;   /* a user's, with what it leaves of the built-in one */
} vb_induced_table;

typedef struct vb_induced {
    const vb_induced_table
        *sentiment[VB_LANG_COUNT]; /* never NULL: without a file, weights of the rules alone */
    const vb_induced_table
        *complaint[VB_LANG_COUNT]; /* NULL without a file; the logits are no, unused, yes */
} vb_induced;

/// Reads the tables of the built-in files and, over them, of `own` (which may be NULL; ended by a NULL path).
vb_status vb_induced_load(const vb_lexicon_file *builtin, const vb_lexicon_file *own, vb_arena *arena,
                          vb_induced **out, vb_error *err);

/// The weights of a key; NULL where it has none.
static inline const vb_weights *vb_induced_find(const vb_induced_table *t, uint64_t key) {
    for (uint32_t i = (uint32_t)(key >> 20) & t->mask; t->slots[i].key; i = (i + 1) & t->mask)
        if (t->slots[i].key == key) return &t->slots[i];
    return NULL;
}

#endif
