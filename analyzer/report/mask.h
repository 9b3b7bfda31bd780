/* mask: personal data in what is printed, replaced by marks such as <PHONE>.
 *
 * Invariant: masking happens in the statement that reads the text, so no writer of rows can forget it, and on
 * whole comments: a number is told by its neighbours, which a piece may lack. In SQL of the report "@M(text)"
 * is a comment;
 * "@W(piece, text, begin, end)" a piece of it (code points), masked as it is in the whole; "@P(place, text,
 * begin)" a place in that piece, moved along with what was masked before it (a fourth argument: an end).
 * Without masking each is what stands first in it. */
#ifndef VB_REPORT_MASK_H
#define VB_REPORT_MASK_H

#include "store/db.h"

/// Gives the store's connection the functions that mask with `personal`, which must live until vb_mask_off.
vb_status vb_mask_on(vb_store *s, const vb_personal *personal, vb_error *err);
void vb_mask_off(vb_store *s);
/// The comment that a row of quotes (q) is a piece of.
#define VB_QUOTED_TEXT "(SELECT z.text FROM main.comments z WHERE z.comment_row = q.clause_row / 1048576)"
/// A quote.
#define VB_QUOTE "(q.text, " VB_QUOTED_TEXT ", q.begin, q.\"end\")"
/// The SQL name that a mark ('M', 'W' or 'P') stands for, or NULL where it is no mark of this kind.
const char *vb_mask_sql(char mark, bool on);

#endif
