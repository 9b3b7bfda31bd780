/* mask: personal data in what is printed, replaced by marks such as <PHONE>.
 *
 * Invariant: masking happens in the statement that reads the text, so no writer of rows can forget it. In SQL
 * of the report,
 * "@M(text)" is a text that comments' authors wrote, and "@P(place, text, begin)" a place in it (code points
 * of the comment, of which `text` begins at `begin`), moved along with what was masked; without masking both
 * are what stands first in them. */
#ifndef VB_REPORT_MASK_H
#define VB_REPORT_MASK_H

#include "store/db.h"

/// Gives the store's connection the functions that mask with `personal`, which must live until vb_mask_off.
vb_status vb_mask_on(vb_store *s, const vb_personal *personal, vb_error *err);
void vb_mask_off(vb_store *s);
/// The SQL name that a mark ('M' or 'P') stands for, or NULL where it is no mark of this kind.
const char *vb_mask_sql(char mark, bool on);

#endif
