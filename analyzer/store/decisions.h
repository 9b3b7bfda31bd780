/* decisions: what the analyst decided about themes, as a log, and its replay after every clustering.
 *
 * Invariant: the themes are a function of the clustering and the log. Decisions are carried out in their
 * order; one that cannot be (its theme is not there, or locked) changes nothing, is marked as a conflict with
 * the reason, and stays in the log. No id is ever given anew: a merge keeps the id of its target, a split's
 * new id is made of the theme and the words. */
#ifndef VB_STORE_DECISIONS_H
#define VB_STORE_DECISIONS_H

#include "store/db.h"

/// What came of the clustering under the decisions.
typedef struct vb_decided {
    const vb_theme *themes;
    size_t n_themes;
    bool *gone; /* by theme: it went into another */
    bool *locked;
    uint32_t *shaped;  /* decisions that had a part in it */
    int32_t *theme_of; /* by row; -1 none */
} vb_decided;

/// Carries out the log of the store on a clustering, in `arena`, and notes in the log what came of each
/// decision.
vb_status vb_decide(vb_store *s, const vb_complaint_row *rows, size_t n_rows, const int32_t *cluster_of,
                    const vb_theme *clusters, size_t n_clusters, vb_arena *arena, vb_decided *out,
                    vb_error *err);

/// The clustering that the store holds, as it was before the decisions.
typedef struct vb_found_clusters {
    vb_complaint_row *rows;
    size_t n_rows;
    int32_t *cluster_of;
    const char **reason_of;
    vb_theme *clusters;
    size_t n_clusters;
} vb_found_clusters;
vb_status vb_clusters_read(vb_store *s, vb_arena *arena, vb_found_clusters *out, vb_error *err);

/// Adds a decision at the end of the log, without carrying it out. VB_ERR_USAGE where it is incomplete.
/// A lock holds on to what the theme is now; with `bare` it holds on to nothing until the functions below say
/// what.
vb_status vb_store_add_decision(vb_store *s, const vb_decision *d, bool bare, int64_t *id, vb_error *err);
/// What a locked theme is: touchpoint, problem, and its labels in vi, th and en.
vb_status vb_store_lock_definition(vb_store *s, int64_t id, const vb_str fields[5], vb_error *err);
/// Clauses with this problem and these words stay in a locked theme.
vb_status vb_store_lock_member(vb_store *s, int64_t id, vb_str problem, vb_str terms, vb_error *err);
/// Takes a decision (0: the last) out of the log, without carrying it out; VB_DONE where there is none.
vb_status vb_store_drop_decision(vb_store *s, int64_t id, vb_error *err);
/// Makes `id` ("t_" and 12 hex digits) of the theme that a split makes.
void vb_split_id(vb_str theme, const vb_str *words, size_t n_words, char id[16]);

#endif
