/* aggregate: every number that stands beside a theme or a touchpoint, computed from the comments and clauses.
 *
 * Invariant: one pass with integer sums, so the result is a function of the set of comments, whatever the
 * order of rows. The same code makes the stored numbers and those of a filtered query: a query with
 * conditions on comments gets temporary tables of the same names, which SQLite finds before the stored ones.
 */
#ifndef VB_STORE_AGGREGATE_H
#define VB_STORE_AGGREGATE_H

#include "store/db.h"

#define VB_QUOTES_PER_THEME 12 /* kept of each theme */

/// The schema that is written: the file's own tables, or temporary ones for the comments of temp.subset.
typedef enum vb_scope { VB_SCOPE_ALL, VB_SCOPE_SUBSET } vb_scope;

/// What is to be computed.
enum {
    VB_WANT_THEMES = 1,
    VB_WANT_PERIODS = 2,
    VB_WANT_TOUCHPOINTS = 4,
    VB_WANT_DRIVERS = 8,
    VB_WANT_STANDOUTS = 16,
    VB_WANT_QUOTES = 32,
    VB_WANT_PARTS = 64,
    VB_WANT_ALL = 127
};

/// Fills the numbers of `themes` (which holds their definitions), subthemes, theme_periods and
/// touchpoint_periods, touchpoints, drivers and standouts, as far as they are wanted.
vb_status vb_store_aggregate(vb_store *s, vb_scope scope, unsigned wants, vb_error *err);
/// Chooses the quotes of every theme.
vb_status vb_store_choose_quotes(vb_store *s, vb_scope scope, vb_error *err);

/// Makes vb_query's conditions on comments (language, dates, segments) hold: the comments that meet them
/// stand in temp.subset, and of the computed tables those that are wanted (VB_WANT_THEMES ...; 0 for none)
/// are read from temporary tables computed from them. Without such conditions `*subset` is false and the
/// stored tables are read. Works on a store that is open for reading only; call it inside a savepoint, whose
/// rollback removes the tables.
vb_status vb_store_apply(vb_store *s, const vb_query *q, unsigned wants, bool *subset, vb_error *err);
/// Computes what is wanted from the comments of temp.subset, which the caller made, into temporary tables.
vb_status vb_store_recompute(vb_store *s, unsigned wants, vb_error *err);

#endif
