/* cluster: complaint clauses to themes.
 *
 * Invariant: a function of the rows in their canonical order; no random numbers, no hash order. Equal rows get equal
 * themes. A theme's id is made from what defines it (touchpoint and problem), never from counts, so it survives the
 * next import. */
#ifndef VB_THEMES_CLUSTER_H
#define VB_THEMES_CLUSTER_H

#include "base/arena.h"
#include "base/error.h"
#include "model/theme.h"
#include "text/codeframe.h"

typedef struct vb_clusters {
    int32_t *theme_of;        /* by row: index in themes, -1 none */
    const char **reason_of;   /* by row: why none, else NULL */
    vb_theme *themes;
    size_t n_themes;
} vb_clusters;

vb_status vb_cluster(const vb_codeframe *codes, const vb_complaint_row *rows, size_t n, vb_arena *arena, vb_clusters *out, vb_error *err);

#endif
