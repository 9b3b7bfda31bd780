/* impact: what themes cost, and where they stand out: the parts of the aggregates that look at answers one by
 * one.
 *
 * Invariant: functions of the sums and their panel; they write only the tables named here, in the schema
 * given. */
#ifndef VB_STORE_IMPACT_H
#define VB_STORE_IMPACT_H

#include "store/sums.h"

typedef struct vb_impact {
    double all, with, without;
    double lost; /* without - all: leave the theme out; NAN where a side is empty */
} vb_impact;

vb_impact vb_impact_of(const sums *m, const theme_sum *t, measure which);
/// Fills `drivers`.
vb_status vb_store_write_drivers(vb_store *s, const sums *m, const char *schema, vb_arena *arena,
                                 vb_error *err);
/// Fills `standouts`.
vb_status vb_store_write_standouts(vb_store *s, const sums *m, const char *schema, vb_arena *arena,
                                   vb_error *err);

/// A dimension of answers: for each answer of the panel the number of its value, 0 where it has none.
typedef struct vb_dimension {
    vb_str name;      /* segment:NAME, channel, touchpoint_asked, lang, weekday */
    uint32_t *places; /* by answer: 1..n_values or 0 */
    vb_str *values;   /* by place; [0] is empty. Sorted by bytes, weekdays from Monday */
    size_t n_values;
} vb_dimension;

#define VB_MOST_VALUES 60 /* of a dimension that is broken down: beyond it is an id, not a group */

/// The dimension of a name, in `arena`; VB_DONE where no answer has a value of it, VB_ERR_USAGE for a name
/// that is none.
vb_status vb_dimension_find(vb_store *s, const sums *m, vb_str name, vb_arena *arena, vb_dimension *out,
                            vb_error *err);
/// The names of all dimensions that the store has, in a fixed order.
vb_status vb_dimension_list(vb_store *s, vb_arena *arena, vb_str **names, size_t *n, vb_error *err);

/// Counts of items by value: k[item * width + place] comments, base[place] answers, and their weights.
typedef struct vb_cross {
    uint32_t *k;
    uint64_t *base;
    uint64_t *w;
    weight_sum *weights;
    size_t n_items, width; /* width is the number of values + 1 */
} vb_cross;
bool vb_cross_count(const sums *m, const vb_dimension *d, vb_arena *arena, vb_cross *out);

#endif
