/* terminal: what a table and the overview need to be readable on a terminal: safe text, wrapping, colours,
 * small pictures.
 *
 * Invariant: a comment can never steer the terminal: control and direction characters become spaces or
 * vanish. Lines are broken where the language allows (Thai by dictionary) and never inside a grapheme.
 * Colours come only when asked. */
#ifndef VB_REPORT_TERMINAL_H
#define VB_REPORT_TERMINAL_H

#include "base/buf.h"

typedef enum vb_style { VB_STYLE_PLAIN, VB_STYLE_BOLD, VB_STYLE_DIM, VB_STYLE_BAD, VB_STYLE_GOOD } vb_style;

/// Appends `s` on one line: white space runs become one space, controls and direction marks vanish, bytes
/// that are not UTF-8 become U+FFFD.
void vb_term_plain(vb_buf *out, vb_str s);
/// Begins or (VB_STYLE_PLAIN) ends a style; nothing without `color`.
void vb_term_style(vb_buf *out, bool color, vb_style style);
/// Appends plain text in lines of at most `width` columns; each line after the first begins with `indent`
/// spaces, which count. The first line has `used` columns taken already. At most `max_lines`, then an
/// ellipsis; 0 means no bound.
void vb_term_wrap(vb_buf *out, vb_str plain, size_t width, size_t used, size_t indent, size_t max_lines);
/// A bar of `cells` columns, `share` of it filled (exact to an eighth of a cell).
void vb_term_bar(vb_buf *out, double share, size_t cells);
/// One column for each value, as high as its part of the highest; `values` holds n numbers >= 0.
void vb_term_spark(vb_buf *out, const double *values, size_t n);
/// A share as per cent with one decimal, "13.9 %".
void vb_term_percent(vb_buf *out, double share);
/// A number with exactly `places` decimals (0 to 4), "-0.60".
void vb_term_fixed(vb_buf *out, double value, int places);
/// A number with a thousands space, "12 345".
void vb_term_count(vb_buf *out, int64_t n);

#endif
