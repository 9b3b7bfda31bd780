/* identity: which comments are the same comment.
 *
 * Invariant: a function of the comment's own content (and, without an id, of how many equal ones came before
 * it in the run), never of file names, row numbers or order. Segments count in the order of their names. */
#ifndef VB_STORE_IDENTITY_H
#define VB_STORE_IDENTITY_H

#include "base/buf.h"
#include "base/hash.h"

/// What the comment is: its id (or, without one, all that the export says of it), its question and its text.
vb_hash128 vb_identity_of(const vb_comment *c, vb_buf *scratch);
/// The identity of the `occurrence`th comment (from 2) of the same content.
vb_hash128 vb_identity_repeat(vb_hash128 first, uint32_t occurrence);
/// A hash of everything that the export says beside id, question and text: tells a changed row from a known
/// one.
uint64_t vb_identity_attributes(const vb_comment *c, vb_buf *scratch);

#endif
