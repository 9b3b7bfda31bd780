/* cluster: complaint clauses to themes.
 *
 * Invariant: a function of the set of rows; no random numbers, no hash order. Equal comments get equal
 * themes. A theme is a touchpoint, or a touchpoint with the group of problems that dominates there; small
 * ones join the touchpoint above. Its id is made from what defines it, never from counts, so it survives the
 * next import. Touchpoints are mixture.c's part, labels label.c's. */
#ifndef VB_THEMES_CLUSTER_H
#define VB_THEMES_CLUSTER_H

#include "base/arena.h"
#include "base/error.h"
#include "model/theme.h"
#include "text/vietnamese.h"

typedef struct vb_clusters {
    int32_t *theme_of;      /* by row: index in themes, -1 none */
    const char **reason_of; /* by row: why none, else NULL */
    vb_theme *themes;
    size_t n_themes;
    vb_theme *parts; /* sub-themes; `of` is the theme */
    size_t n_parts;
    int32_t *part_of; /* by row: index in parts, -1 none */
} vb_clusters;

/// `granularity` 1 is the usual number of themes; 2 about twice as many, 0.5 half. Rows have their
/// touchpoints (vb_mixture_fit).
vb_status vb_cluster(const vb_lexicon *lx, const vb_viet *viet, const vb_complaint_row *rows, size_t n,
                     double granularity, vb_arena *arena, vb_clusters *out, vb_error *err);

#endif
