/* sides: the two groups of answers that a comparison is between.
 *
 * Invariant: a side is a function of its name and the store; an answer is on one side at most, or the
 * comparison is refused. */
#ifndef VB_REPORT_SIDES_H
#define VB_REPORT_SIDES_H

#include "store/impact.h"

typedef struct vb_sides {
    vb_str names[2]; /* as they are shown */
    uint8_t *side;   /* by answer: 1, 2, or 0 for neither */
    uint64_t n[2];
} vb_sides;

/// Finds both sides in `arena`. VB_ERR_USAGE where a name is none, or an answer would be on both; VB_DONE
/// where both names are NULL and there are no two periods to compare.
vb_status vb_sides_find(vb_store *s, const sums *m, const char *a, const char *b, vb_arena *arena,
                        vb_sides *out, vb_error *err);

#endif
