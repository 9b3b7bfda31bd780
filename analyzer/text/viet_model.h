/* viet_model: the tables of Vietnamese as the searches use them. Shared by the viet_*.c files alone.
 *
 * Invariant: read-only once loaded. Syllable 1 is the edge: it stands for whatever is no Vietnamese syllable,
 * and for the ends of the text. The candidates of an unmarked form are ordered by falling frequency. Bigrams
 * are chained by the unmarked forms of both sides, so that one look-up finds all readings of a pair. */
#ifndef VB_TEXT_VIET_MODEL_H
#define VB_TEXT_VIET_MODEL_H

#include "base/intern.h"
#include "text/vietnamese.h"

enum {
    VIET_EDGE = 1,
    VIET_MAX_READINGS = 32, /* readings of one unmarked form; there are at most 30 */
    VIET_MAX_SYLLABLES = 30000,
    VIET_MAX_WORD = 8         /* syllables of one word */
};

typedef struct viet_syllable {
    float prob;    /* among all syllables */
    float back;    /* probability mass left for followers that bigrams lack */
    uint16_t fold; /* number of the unmarked form */
    uint8_t rank;  /* place among the readings of that form */
    bool plain;    /* has no marks itself */
} viet_syllable;

typedef struct viet_fold {
    uint32_t first; /* into readings */
    uint16_t count;
    float prob;  /* sum over readings */
    float plain; /* share of the reading without marks */
} viet_fold;

typedef struct viet_pair {
    uint32_t next; /* of the same unmarked forms; 0 ends */
    uint16_t left, right;
    float prob; /* of right behind left */
} viet_pair;

typedef struct viet_node { /* of the tree of words */
    uint64_t key;          /* parent << 32 | syllable; 0 empty */
    uint32_t id;
    float gain; /* log odds of the word that ends here; 0 or below: no word */
} viet_node;

struct vb_viet {
    vb_intern names; /* syllables, by id */
    viet_syllable *syllables;
    uint32_t cap_syllables;
    vb_intern fold_names;
    viet_fold *folds;
    uint16_t *readings;
    viet_pair *pairs; /* [0] unused */
    uint32_t n_pairs, cap_pairs;
    uint64_t *pair_slots; /* folds << 32 | index of the first pair */
    uint32_t pair_mask;
    viet_node *nodes;
    uint32_t node_mask, n_nodes;
};

static inline uint32_t viet_pair_key(uint16_t left_fold, uint16_t right_fold) {
    return (uint32_t)left_fold << 16 | right_fold;
}
/// First pair of two unmarked forms, or 0.
static inline uint32_t viet_pair_find(const vb_viet *m, uint16_t left_fold, uint16_t right_fold) {
    uint32_t key = viet_pair_key(left_fold, right_fold);
    for (uint32_t i = (key * 0x9E3779B1u) >> 7 & m->pair_mask; m->pair_slots[i]; i = (i + 1) & m->pair_mask)
        if (m->pair_slots[i] >> 32 == key) return (uint32_t)m->pair_slots[i];
    return 0;
}
/// The node behind `node` (0: the root) by a syllable; NULL where no word goes on so.
static inline const viet_node *viet_node_next(const vb_viet *m, uint32_t node, uint32_t syllable) {
    uint64_t key = (uint64_t)node << 32 | syllable;
    for (uint32_t i = (uint32_t)vb_hash_mix(key) & m->node_mask; m->nodes[i].key; i = (i + 1) & m->node_mask)
        if (m->nodes[i].key == key) return &m->nodes[i];
    return NULL;
}
/// The probability behind a quantized cost: tenths of a natural logarithm, sign turned.
static inline double viet_cost(int64_t tenths) {
    return (double)tenths / 10;
}

#endif
