/* store: comments, clauses, themes and runs in one SQLite file (or memory).
 *
 * Invariant: one transaction a batch, so a kill at any moment leaves a store that opens, and importing again
 * completes it. Identity of a comment: the SipHash-128 of (its id, or where there is none its date,
 * touchpoint, channel, rating columns, segments and the how-manieth such comment of the file it is) with its
 * question and its text; it does not depend on the file's name, the row number, or the order of rows. Nothing
 * derived depends on run ids. */
#ifndef VB_STORE_STORE_H
#define VB_STORE_STORE_H

#include "base/arena.h"
#include "base/error.h"
#include "model/diagnostic.h"
#include "model/theme.h"

typedef enum vb_add_outcome { VB_ADDED, VB_KNOWN, VB_UPDATED } vb_add_outcome;

vb_status vb_store_begin(vb_store *s, vb_error *err);
vb_status vb_store_commit(vb_store *s, vb_error *err);
void vb_store_rollback(vb_store *s);

/// Opens a run (one import of one file). `fingerprint` is vb_engine_fingerprint.
vb_status vb_store_run_begin(vb_store *s, const char *file, const char *fingerprint, int64_t *run,
                             vb_error *err);
vb_status vb_store_run_end(vb_store *s, int64_t run, const vb_import_stats *stats, vb_error *err);
/// Adds a comment with its result and clauses. A known one with the same fingerprint is left as it is
/// (VB_KNOWN); one scored by other lexicons is replaced in place (VB_UPDATED).
vb_status vb_store_add(vb_store *s, int64_t run, const vb_comment *c, const vb_result *r,
                       vb_add_outcome *outcome, vb_error *err);
/// Adds what the search index holds of a comment; vb_store_add does it where the result has it.
vb_status vb_store_put_roots(vb_store *s, int64_t row, vb_str roots, vb_error *err);
vb_status vb_store_add_diagnostic(vb_store *s, int64_t run, const vb_diagnostic *d, vb_error *err);

/// One row of the codeframe: touchpoints and problems with their labels, so that reports need nothing but the
/// store.
typedef struct vb_code {
    vb_str id, parent, stage, pack, label_vi, label_th, label_en;
    double severity; /* problems only */
} vb_code;
vb_status vb_store_put_codeframe(vb_store *s, const vb_code *touchpoints, size_t n_touchpoints,
                                 const vb_code *problems, size_t n_problems, vb_error *err);

/// All complaint clauses in canonical order (candidates, problem, terms, text, comment identity), in `arena`.
vb_status vb_store_complaints(vb_store *s, vb_arena *arena, vb_complaint_row **out, size_t *n, vb_error *err);
/// The same with the clauses that complain of nothing (whose text is left out).
vb_status vb_store_clauses(vb_store *s, vb_arena *arena, vb_complaint_row **out, size_t *n, vb_error *err);
/// Writes the touchpoints of clauses as decided over the whole corpus, and those of their comments, the most
/// important first. `rows` are all clauses, as given by vb_store_clauses.
vb_status vb_store_put_touchpoints(vb_store *s, const vb_complaint_row *rows, size_t n, vb_error *err);
/// Replaces all themes. `theme_of[i]` is the index in `themes` of complaint row i (as given by
/// vb_store_complaints), or -1 with a reason code in `reason_of[i]`. Writes the aggregates (n, base,
/// intervals, sentiment, severity, periods, impact) too.
vb_status vb_store_put_themes(vb_store *s, const vb_complaint_row *rows, size_t n_rows,
                              const int32_t *theme_of, const char *const *reason_of, const vb_theme *themes,
                              size_t n_themes, vb_error *err);
/// The same with the parts of the themes: `part_of[i]` is the index in `parts` of row i, or -1.
typedef struct vb_found_themes {
    const int32_t *theme_of;
    const char *const *reason_of;
    const vb_theme *themes;
    size_t n_themes;
    const int32_t *part_of;
    const vb_theme *parts;
    size_t n_parts;
} vb_found_themes;
vb_status vb_store_put_found(vb_store *s, const vb_complaint_row *rows, size_t n_rows,
                             const vb_found_themes *found, vb_error *err);
/// Carries out the analyst's decisions anew on the themes that the last clustering found: what
/// vb_store_put_themes does, without a clustering. theme_events stays as it is.
vb_status vb_store_redo(vb_store *s, vb_error *err);
/// Finds a stored comment by its comment_id (the lowest identity where several have it); VB_DONE where there
/// is none.
vb_status vb_store_find_comment(vb_store *s, const char *comment_id, vb_arena *arena, vb_comment *out,
                                vb_error *err);

#endif
