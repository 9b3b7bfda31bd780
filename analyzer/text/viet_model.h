/* viet_model: the tables of Vietnamese as the searches use them. Shared by the viet_*.c files alone.
 * * Invariant: read-only once loaded. Syllables 1 to 3 stand for what is none: signs and the ends of the
 * text, numbers, foreign words. The candidates of an unmarked form are ordered by falling frequency. Bigrams
 * are chained by the unmarked forms of both sides, so that one look-up finds all readings of a pair. */
#ifndef VB_TEXT_VIET_MODEL_H
#define VB_TEXT_VIET_MODEL_H

#include "base/arena.h"
#include "base/hash.h"
#include "text/vietnamese.h"

enum {
    VIET_EDGE = 1, /* an end of the text, or punctuation */
    VIET_NUMBER = 2,
    VIET_FOREIGN = 3,       /* a foreign word; those behind it are syllables */
    VIET_MAX_READINGS = 32, /* readings of one unmarked form; there are at most 30 */
    VIET_MAX_SYLLABLES = 30000,
    VIET_MAX_SUBJECTS = 8,
    VIET_MAX_WORD = 8 /* syllables of one word */
};

/* A set of short strings with small numbers from 1, at one look per search: a syllable of at most 16 bytes is
 * kept in two words that may overlap, with its length. */
typedef struct viet_name {
    uint64_t low, high;
    uint32_t len, id; /* id 0: empty */
} viet_name;

typedef struct viet_names {
    viet_name *slots;
    vb_str *texts; /* by id */
    uint32_t mask, count;
} viet_names;

enum { VIET_NAME_SLOTS = 1 << 15 };

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

typedef float viet_by_subject[VIET_MAX_SUBJECTS];

struct vb_viet {
    viet_names names; /* syllables */
    viet_syllable *syllables;
    uint32_t cap_syllables;
    viet_names fold_names;
    viet_fold *folds;
    uint16_t *readings;
    viet_pair *pairs; /* [0] unused */
    uint32_t n_pairs, cap_pairs;
    uint64_t *pair_slots; /* folds << 32 | index of the first pair */
    uint32_t pair_mask;
    viet_node *nodes;
    uint32_t node_mask, n_nodes;
    int n_subjects;
    viet_by_subject *ratios;    /* by syllable: how much likelier than anywhere; NULL without subjects */
    viet_by_subject *form_odds; /* by unmarked form: log odds, as they are weighed */
};

/// Reads the table of subjects; the syllables must be there.
vb_status viet_subjects_load(vb_viet *m, vb_str content, const char *file, vb_arena *arena, vb_error *err);
/// Makes the odds of the unmarked forms, once their readings are there.
vb_status viet_subjects_index(vb_viet *m, vb_arena *arena, vb_error *err);
/// The share that each subject has in a text of these unmarked forms; false when out of memory.
bool viet_subjects_find(const vb_viet *m, const uint16_t *forms, size_t n, vb_arena *scratch,
                        viet_by_subject shares);
/// By what factor a reading is likelier in a text with these shares.
float viet_subjects_weigh(const vb_viet *m, const viet_by_subject shares, uint32_t id);

static inline uint32_t viet_pair_key(uint16_t left_fold, uint16_t right_fold) {
    return (uint32_t)left_fold << 16 | right_fold;
}
static inline viet_name viet_name_of(vb_str s) {
    viet_name n = {.len = (uint32_t)s.len};
    if (s.len >= 8) {
        memcpy(&n.low, s.ptr, 8);
        memcpy(&n.high, s.ptr + s.len - 8, 8);
    } else if (s.len >= 4) {
        uint32_t a, b;
        memcpy(&a, s.ptr, 4);
        memcpy(&b, s.ptr + s.len - 4, 4);
        n.low = (uint64_t)b << 32 | a;
    } else {
        for (size_t i = 0; i < s.len; i++) n.low |= (uint64_t)(unsigned char)s.ptr[i] << 8 * i;
    }
    return n;
}
/// The slot of a string of at most 16 bytes: its own, or the empty one where it would stand.
static inline viet_name *viet_name_slot(const viet_names *t, viet_name n) {
    uint64_t hash = (n.low ^ (n.high << 29 | n.high >> 35) ^ n.len) * 0x9E3779B97F4A7C15u;
    for (uint32_t i = (uint32_t)(hash >> 40) & t->mask;; i = (i + 1) & t->mask) {
        viet_name *slot = &t->slots[i];
        if (!slot->id || (slot->low == n.low && slot->high == n.high && slot->len == n.len)) return slot;
    }
}
/// The number of a string, or 0.
static inline uint32_t viet_find(const viet_names *t, vb_str s) {
    return s.len && s.len <= 16 ? viet_name_slot(t, viet_name_of(s))->id : 0;
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
