/* thai_model: the compiled form of the Thai word model, shared by the cutter, the loader and the learner.
 *
 * Invariant: read-only once loaded. A cut between two characters has a score: the sum of weights of the
 * character n-grams (1 to 3, within three characters) and class n-grams (2 to 4, within four characters)
 * around it. A word has a score: its own where the dictionary has it, else one by its length. The best sum
 * over a run is the segmentation (a semi-Markov model; Sarawagi and Cohen 2004). Weights are whole numbers,
 * VB_THAI_SCALE to one unit of log odds. A row of weights stands for one n-gram and says what it adds to each
 * cut from two characters before its start to five behind, so that scoring is one vector addition for each
 * n-gram. */
#ifndef VB_TEXT_THAI_MODEL_H
#define VB_TEXT_THAI_MODEL_H

#include "text/thai.h"

enum {
    VB_THAI_CODES = 79,    /* code points from U+0E00 on; 0 stands for what is outside the run */
    VB_THAI_TYPES = 14,    /* classes of characters; 0 outside */
    VB_THAI_LENGTHS = 10,  /* lengths of words in characters, this and longer as one */
    VB_THAI_CLUSTERS = 14, /* most clusters of one word */
    VB_THAI_SCALE = 32,
    VB_THAI_ROW = 8,       /* weights of a row: cuts from start - 2 to start + 5 */
    VB_THAI_MAX_WORD = 48, /* characters of a dictionary word */
    VB_THAI_NO_WORD = INT16_MIN
};

/* One node of the dictionary; its children stand side by side. */
typedef struct vb_thai_node {
    uint32_t first; /* first child */
    int16_t score;  /* of the word that ends here, or VB_THAI_NO_WORD */
    uint8_t code;   /* the character that leads here */
    uint8_t count;  /* of the children */
} vb_thai_node;

struct vb_thai {
    int16_t (*singles)[VB_THAI_ROW]; /* by code */
    int16_t (*pairs)[VB_THAI_ROW];   /* by code * VB_THAI_CODES + code */
    uint16_t *triples;               /* three codes: row in triple_rows, 0 none */
    int16_t (*triple_rows)[VB_THAI_ROW];
    int16_t (*types)[VB_THAI_ROW]; /* four classes */
    vb_thai_node *nodes;           /* [0] is the root */
    uint32_t *thirds;              /* by row in triple_rows: node of words that begin so, 0 none */
    int16_t *seconds; /* by code * VB_THAI_CODES + code: score of that word, or VB_THAI_NO_WORD */
    int16_t letters[VB_THAI_CODES]; /* score of the word of one character, or VB_THAI_NO_WORD */
    uint32_t n_nodes, n_triples, cap_triples;
    int16_t unknown[VB_THAI_LENGTHS + 1]; /* score of a string that is no word, by length */
    int16_t listed[VB_THAI_LENGTHS + 1];  /* score of a dictionary word without a weight of its own */
};

/// Class of a character by its code, 1 to 13; letters for the classes as the files write them, `_` for
/// outside.
extern const uint8_t vb_thai_type[VB_THAI_CODES];
extern const char vb_thai_type_letters[VB_THAI_TYPES + 1];

/// Code of the Thai character at `p` (three bytes of UTF-8), or 0 where it is none.
static inline uint8_t vb_thai_code(const char *p) {
    unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1], c = (unsigned char)p[2];
    if (a != 0xE0 || (b & 0xFE) != 0xB8 || (c & 0xC0) != 0x80) return 0;
    unsigned code = (b & 1u) << 6 | (c & 0x3Fu);
    return code < VB_THAI_CODES ? (uint8_t)code : 0;
}
static inline size_t vb_thai_length(size_t characters) {
    return characters < VB_THAI_LENGTHS ? characters : VB_THAI_LENGTHS;
}
/// True where a word may end before code `next` and behind code `before`.
static inline bool vb_thai_may_cut(uint8_t before, uint8_t next) {
    enum { LEAD = 9, FOLLOWING = 1 << 6 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 11 };
    return vb_thai_type[before] != LEAD && !(FOLLOWING >> vb_thai_type[next] & 1);
}
/// The codes of a whole string of Thai characters; 0 where another character is in it or it is longer than
/// `cap`.
size_t vb_thai_encode(vb_str s, uint8_t *codes, size_t cap);
/// The child of `node` by a code, or 0.
static inline uint32_t vb_thai_child(const struct vb_thai *m, uint32_t node, uint8_t code) {
    uint32_t at = m->nodes[node].first, end = at + m->nodes[node].count;
    while (at < end && m->nodes[at].code != code) at++;
    return at < end ? at : 0;
}

#endif
