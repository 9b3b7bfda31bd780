/* column_rules: one column judged by itself: an ordered table of rules, the first that fits gives role, rank
 * and reason.
 *
 * Invariant: a rule looks at its own column alone; what columns do to one another is columns.c. Thresholds
 * are shares of the filled cells. */
#ifndef VB_INPUT_COLUMN_RULES_H
#define VB_INPUT_COLUMN_RULES_H

#include "input/profile.h"

typedef struct vb_judge {
    vb_column *c;
    const vb_column_stats *s;
    const vb_hints *h;
    const vb_guess_input *in;
    vb_arena *arena;
    uint64_t rows;
    double unique;    /* distinct / filled */
    size_t words;     /* words of the header or question, whichever is longer */
    double rank;      /* how strongly it claims a role that stands alone */
    double text_like; /* 0..1, kept for the case that no column is text for certain */
    bool aspect;      /* a rating of a part rather than of the whole */
    bool failed;      /* out of memory */
} vb_judge;

/// Takes the role, with a reason as printf writes it; true, so that rules can return it.
bool vb_judge_take(vb_judge *j, vb_role role, double confidence, double rank, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/// Applies the rules in their order.
void vb_judge_apply(vb_judge *j);
/// What the dates of the column are: order, era, range.
void vb_judge_dates(vb_judge *j, bool numbers);
/// Top of the rating scale that its values fit, NAN where none does.
double vb_judge_scale(vb_judge *j);
static inline unsigned vb_percent(double x) {
    return (unsigned)(x * 100 + 0.5);
}

#endif
