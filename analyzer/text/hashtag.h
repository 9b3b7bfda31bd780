/* hashtag: the words that were written together behind a #.
 *
 * Invariant: linear in the length; cuts lie on code-point boundaries. Capitals and digits of the source part
 * words
 * (#GoodService); else the most likely words of one language that make up the whole (#dichvutot). What
 * neither explains stays one word. */
#ifndef VB_TEXT_HASHTAG_H
#define VB_TEXT_HASHTAG_H

#include "text/stem.h"
#include "text/vietnamese.h"

enum { VB_HASHTAG_WORDS = VB_MEMO_CUTS };

/// Cuts the word at nbegin..nend of the normalized text; writes the ends (byte offsets in `norm`), returns
/// how many.
size_t vb_hashtag_cut(const vb_lexicon *lx, const vb_viet *viet, vb_stemmer *memory, const vb_text *text,
                      uint32_t nbegin, uint32_t nend, uint32_t ends[VB_HASHTAG_WORDS]);

#endif
