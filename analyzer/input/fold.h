/* fold: header and cell text made comparable.
 *
 * Invariant: two spellings that a reader would call the same word (case, accents, NFC or NFD, tone marks left
 * out, non-breaking or doubled spaces, camelCase, snake_case, HTML) have the same key. Thai keeps its vowels
 * and tone marks. Keys are for comparison only and are never shown; vb_clean_header makes what is shown. */
#ifndef VB_INPUT_FOLD_H
#define VB_INPUT_FOLD_H

#include "base/buf.h"

/// Appends the header as shown: HTML tags and entities resolved, white space of all kinds collapsed to single
/// blanks.
void vb_clean_header(vb_buf *out, vb_str s);
/// Appends the comparison key: lower case, Latin letters without marks, Thai digits as ASCII, all else single
/// blanks.
void vb_fold_key(vb_buf *out, vb_str s);
/// Bytes of the white space character (ASCII, NBSP, zero-width, ideographic, ...) that begins at `at`; 0
/// where none does.
size_t vb_space_at(vb_str s, size_t at);
/// Without white space of any kind at both ends.
vb_str vb_trim_wide(vb_str s);
/// Number of words of a key (parts between blanks); a run of Thai counts one word for each 6 letters begun.
size_t vb_key_words(vb_str key);
/// Cuts to at most `max` bytes on a character boundary.
vb_str vb_cut(vb_str s, size_t max);

#endif
