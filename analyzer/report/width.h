/* width: how many terminal columns a text takes.
 *
 * Invariant: combining marks (Thai vowels and tones, decomposed accents) and format characters take none,
 * East Asian wide characters and emoji two, all else one; the answer does not depend on locale. */
#ifndef VB_REPORT_WIDTH_H
#define VB_REPORT_WIDTH_H

#include "base/buf.h"

/// Columns of a text; control characters count none.
size_t vb_display_width(vb_str s);
/// Appends `s` on exactly `width` columns: filled with blanks, or cut with an ellipsis where `truncate` and
/// it is too wide (without `truncate` a wider text stays whole). Control characters become blanks, so that a
/// cell cannot break a table or drive a terminal.
void vb_pad(vb_buf *out, vb_str s, size_t width, bool truncate);
/// Takes the next line of at most `width` columns off the front of `*rest`, broken at a blank where there is
/// one, else before the character that does not fit; false at the end.
bool vb_wrap(vb_str *rest, size_t width, vb_str *line);

#endif
