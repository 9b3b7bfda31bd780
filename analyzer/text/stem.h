/* stem: English stems by Snowball (porter2), and what a thread remembers of the words that it met lately.
 * Other languages are not inflected.
 *
 * Invariant: the memory changes no result: a slot is used only for the very bytes that it was filled with.
 * One object serves one thread and one engine. */
#ifndef VB_TEXT_STEM_H
#define VB_TEXT_STEM_H

#include "base/str.h"

typedef struct vb_stemmer vb_stemmer;

enum { VB_MEMO_FORM = 23, VB_MEMO_ODDS = 4 };

/// What was found out about a short word. The stemmer fills form, len and hash, language.c the rest but what
/// tokenize.c keeps in `shape` (0 not looked at yet, else one more than whether it was typed as it is
/// written) and in `stem` (0 not looked for yet, else one more than the number in the lexicon's stems).
typedef struct vb_word_memo {
    char form[VB_MEMO_FORM];
    uint8_t len; /* 0: empty */
    uint64_t hash;
    uint32_t unit;
    uint32_t fold; /* in the lexicon's folds, where it may be Vietnamese without marks; else 0 */
    uint32_t stem;
    uint8_t shape;
    float odds[VB_MEMO_ODDS];
} vb_word_memo;

enum { VB_MEMO_TAG = 48, VB_MEMO_CUTS = 12 };

/// How a word behind a # was cut by words: the ends of its parts.
typedef struct vb_tag_memo {
    char tag[VB_MEMO_TAG];
    uint8_t len; /* 0: empty */
    uint8_t n, ends[VB_MEMO_CUTS];
} vb_tag_memo;

vb_stemmer *vb_stemmer_new(void);
void vb_stemmer_free(vb_stemmer *s);
/// The stem of a lower-case word; borrowed until the next call. A word that is no English word is returned as
/// it is.
vb_str vb_stem(vb_stemmer *s, vb_str word);
/// How a word may be taken for a term that has its stem: not at all ("hospital" for hospitable, "will" for
/// willing), as another form of it ("option" for options), as its adverb or noun ("kindly", "kindness"), as
/// an inflected form of it ("delayed" for delay).
typedef enum vb_kinship { VB_KIN_NONE, VB_KIN_FORM, VB_KIN_ADVERB, VB_KIN_INFLECTED } vb_kinship;
vb_kinship vb_stem_kinship(vb_str term, vb_str word);
/// The slot of a word; `*fresh` tells that the caller has to fill `unit` and `odds`. NULL for a word that is
/// too long.
vb_word_memo *vb_stemmer_memo(vb_stemmer *s, vb_str word, bool *fresh);
/// The same for the word of a hashtag.
vb_tag_memo *vb_stemmer_tag(vb_stemmer *s, vb_str tag, bool *fresh);

#endif
