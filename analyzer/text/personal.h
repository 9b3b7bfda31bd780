/* personal: personal data in one text: phones, e-mails, identity numbers, accounts, plates, names and the
 * like.
 *
 * Invariant: spans are ordered, disjoint, in bounds and on code-point borders of the text as received; a text
 * from which vb_personal_mask has taken them has none left. Time is linear in the text, memory comes from the
 * arena given. What is personal and what is not is decided by form (digits, checksums) and by the words
 * around it, which stand in lexicons/LANG/personal.tsv. Finding never fails but for lack of memory. The
 * public half stands in verbatim.h. */
#ifndef VB_TEXT_PERSONAL_H
#define VB_TEXT_PERSONAL_H

#include "base/arena.h"
#include "base/error.h"

/// A text with its personal data replaced by marks such as <PHONE>, and what was replaced.
typedef struct vb_masked {
    vb_str text; ///< the source itself where nothing was found, else in the arena
    vb_str source;
    const vb_personal_span *spans; ///< places in the source
    size_t n;
} vb_masked;

/// All spans of a text; `*spans` lives in `arena`.
vb_status vb_personal_spans(const vb_personal *p, vb_str text, vb_arena *arena,
                            const vb_personal_span **spans, size_t *n, vb_error *err);
/// The text with marks instead of personal data.
vb_status vb_personal_mask(const vb_personal *p, vb_str text, vb_arena *arena, vb_masked *out, vb_error *err);
/// Where a place of the source (in code points) lies in the masked text; inside a span, the begin of its
/// mark, or with `end` its end.
uint32_t vb_masked_at(const vb_masked *m, uint32_t code_point, bool end);
/// The same in bytes.
uint32_t vb_masked_byte_at(const vb_masked *m, uint32_t byte, bool end);

#endif
