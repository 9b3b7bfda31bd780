/* rewrite: Thai spelled otherwise is written in its standard form before it is cut into words.
 *
 * Invariant: only `norm` and `map` of the text change; every byte still knows its source byte,
 * non-decreasing, on code-point boundaries. Thai needs this before segmentation, because a misspelling
 * changes where the words end; variants of Latin words are replaced token by token in tokenize.c. */
#ifndef VB_TEXT_REWRITE_H
#define VB_TEXT_REWRITE_H

#include "base/arena.h"
#include "base/error.h"
#include "text/lexicon.h"
#include "text/thai.h"

/// Replaces misspellings in Thai script. Leaves the text as it is where there are none.
vb_status vb_rewrite_thai(const vb_lexicon *lx, const vb_thai *model, vb_text *text, vb_arena *scratch,
                          vb_error *err);
/// Replaces Thai words in Latin letters: tokens of Latin script that were found to be Thai. `*changed` tells
/// that the tokens do not fit the text any more.
vb_status vb_rewrite_romanized(const vb_lexicon *lx, vb_text *text, vb_arena *scratch, bool *changed,
                               vb_error *err);

#endif
