/* features: what a linear model sees of a comment: words, word pairs and triples, and the signs that the
 * rules left.
 *
 * Invariant: learner and scorer walk the same features in the same order; a feature is a 64-bit key made from
 * the bytes of its words alone, so that a table read from a file finds it again without any string being
 * built. A word within the reach of a negator is another feature (NOT good) than the word itself. Pairs and
 * triples do not cross punctuation. What a feature weighs is induced.c's part. */
#ifndef VB_SENTIMENT_FEATURES_H
#define VB_SENTIMENT_FEATURES_H

#include "model/score.h"
#include "text/hits.h"

#include <math.h>

typedef enum vb_feature_kind {
    VB_FEATURE_WORD,    /* one word, outside of any negator's reach */
    VB_FEATURE_NEGATED, /* one word within it; `plain` is the key of the word itself */
    VB_FEATURE_PAIR,
    VB_FEATURE_TRIPLE,
    VB_FEATURE_CHARS /* letters of Thai words; `first` and `last` are bytes of the normalized text */
} vb_feature_kind;

typedef struct vb_feature {
    uint64_t key, plain;
    uint32_t first,
        last; /* units, `last` exclusive; a first of UINT32_MAX is the side before the first word */
    uint32_t clause;
    vb_feature_kind kind;
    uint8_t settled; /* VB_MARK_GOOD, VB_MARK_BAD of its words */
    bool ends;       /* the side behind the last word belongs to it */
} vb_feature;

/// Called for each feature in the order of the text.
typedef void vb_feature_visit(void *ctx, const vb_feature *f);

/// What of the features is wanted beyond words.
enum { VB_FEATURES_CHARS = 1 };

/// Walks the features of a comment, with a `filter` (which may be NULL) only those that pass it. `marks` are
/// those of the rules, one for each token.
void vb_features_walk(const vb_lexicon *lx, const vb_text *text, const vb_units *units, const uint8_t *marks,
                      unsigned want, const vb_filter *filter, vb_feature_visit *visit, void *ctx);
/// What the weights of a comment of so many words are multiplied by, so that long ones do not shout.
static inline float vb_features_scale(float words) {
    return 1 / sqrtf(words < 1 ? 1 : words);
}
/// The key of a term as a table writes it ("tốt", "NOT tốt", "rất tốt", "BEGIN nothing END", "~abc").
uint64_t vb_feature_key(vb_str term);
/// Writes the term of a feature that vb_features_walk has just visited; returns its length, at most `size`.
size_t vb_feature_term(const vb_lexicon *lx, const vb_text *text, const vb_units *units, const vb_feature *f,
                       char *out, size_t size);

#endif
