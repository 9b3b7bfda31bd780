/* ingest: comments from the rows of a profiled table.
 *
 * Invariant: every text cell of every data row becomes exactly one comment, also when it is empty (the scorer
 * calls it a non-answer); numbers and dates that cannot be read become diagnostics. Row numbers count the
 * header. With several text columns each answer is a comment of its own that carries its question. */
#ifndef VB_INPUT_INGEST_H
#define VB_INPUT_INGEST_H

#include "input/columns.h"

typedef struct vb_ingest vb_ingest;

/// Starts over the rows of `r` (rewound by the call). `r` and `profile` must outlive it. VB_ERR_INPUT with
/// the profile's advice where no column is text.
vb_status vb_ingest_open(vb_reader *r, const vb_profile *profile, const vb_diag_sink *diags, vb_ingest **out,
                         vb_error *err);
void vb_ingest_close(vb_ingest *in);
/// The next comment; VB_DONE at the end. Its strings are borrowed until the next call.
vb_status vb_ingest_next(vb_ingest *in, const vb_comment **out, vb_error *err);
/// Data rows consumed so far.
uint64_t vb_ingest_rows(const vb_ingest *in);

#endif
