/* spelling: tokens as they are meant: abbreviations and misspellings written out, contractions joined, marks
 * put back that a Vietnamese writer left out, syllables joined to words.
 *
 * Invariant: spans stay; only forms, units and flags of the tokens change. What may be a variant or a
 * syllable without its marks is read as a syllable first. Units for matching are made by the caller
 * (text/tokenize.c). */
#ifndef VB_TEXT_SPELLING_H
#define VB_TEXT_SPELLING_H

#include "text/tokenize.h"

/// What was found, by token.
typedef struct vb_spelling {
    const vb_entry **variants; /* the variant that was replaced, or NULL */
    uint32_t *raw;             /* unit as typed */
    uint32_t *seconds;         /* unit of the second reading, or 0; NULL where the text has its marks */
} vb_spelling;

vb_status vb_spelling_read(const vb_words *w, vb_text *t, vb_arena *scratch, vb_spelling *s, vb_error *err);

#endif
