/* tokenize: from normalized text to tokens with canonical forms.
 *
 * Invariant: tokens tile the text except white space, ordered and disjoint; their source spans are
 * byte-exact. The form of a token is what the lexicon looks up: without elongation, spelling variants
 * replaced, Vietnamese marks restored where they were not typed; the source is never altered. */
#ifndef VB_TEXT_TOKENIZE_H
#define VB_TEXT_TOKENIZE_H

#include "text/language.h"
#include "text/lexicon.h"
#include "text/stem.h"
#include "text/thai.h"
#include "text/vietnamese.h"

/// All that is known of words, compiled once and shared.
typedef struct vb_words {
    vb_lexicon *lexicon;
    vb_thai *thai;
    vb_viet *viet;
    vb_langid *langid;
} vb_words;

/// One word of a token for matching: a variant can stand for several (`sp` for sản phẩm).
typedef struct vb_unit {
    uint32_t token;
    uint32_t form; /* number in lexicon.forms; 0 unknown, or a break (punctuation) */
    uint32_t raw; /* the same of the word as typed: terms may hold a word that alone is a variant (`tế` in tử
                     tế) */
    uint32_t stem;   /* number in lexicon.stems (English), 0 unknown */
    uint32_t second; /* in lexicon.forms: what unmarked Vietnamese may mean as well, 0 otherwise */
    uint8_t lang;
} vb_unit;

typedef struct vb_units {
    vb_unit *at;
    uint32_t n;
} vb_units;

/// Tokens of `text` (which is normalized) with their forms and languages, and the units for matching.
vb_status vb_tokenize(const vb_words *w, vb_stemmer *stemmer, vb_text *text, vb_lang forced,
                      vb_arena *scratch, vb_units *units, vb_error *err);

#endif
