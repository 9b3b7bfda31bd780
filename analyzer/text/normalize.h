/* normalize: from the bytes as received to one canonical spelling, with a map back.
 *
 * Invariant: idempotent; the output is valid UTF-8, lower case, NFC (never NFKC: it breaks Thai sara am), and
 * every output byte knows the source byte it came from. Text that is already normal is copied and lower-cased
 * in one pass without a map. What is done: marks in any order composed to Vietnamese letters; old placement
 * of the tone (hoà -> hòa); Thai marks reordered, doubled ones dropped, nikhahit + aa -> sara am, two sara e
 * -> sara ae; Thai letters and marks repeated three times or more reduced to one; full-width and mathematical
 * letters, curly quotes and odd spaces to the plain ones; zero-width and bidi controls dropped. Elongated
 * Latin words are the tokenizer's (it needs words). */
#ifndef VB_TEXT_NORMALIZE_H
#define VB_TEXT_NORMALIZE_H

#include "base/arena.h"
#include "base/error.h"
#include "model/text.h"

/// Fills source, norm and map of `text`. The source must outlive it.
vb_status vb_normalize(vb_str source, vb_arena *scratch, vb_text *text, vb_error *err);

#endif
