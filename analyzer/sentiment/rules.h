/* rules: from lexicon hits to what each clause says, by rules alone.
 *
 * Invariant: a sum is made of effects, each of which stands in the evidence with the entry and the rules that
 * changed it; nothing outside its clause changes a clause (contrast changes only its weight in the comment).
 * Rules: intensity before or after the word, drawn-out letters and capitals, negation within reach, wishes
 * and conditions, absence phrases, and the sense of a word by the touchpoint named beside it. How sums become
 * labels is sentiment.c's part. */
#ifndef VB_SENTIMENT_RULES_H
#define VB_SENTIMENT_RULES_H

#include "sentiment/signs.h"
#include "text/clause.h"

#include "model/score.h"

/* VB_MARK_GOOD, VB_MARK_BAD: a rule (negation, intensity, wish, absence) has understood what these words say.
 * VB_MARK_DEGREE: an intensifier that has found its word; it does not make the comment longer. */
enum { VB_MARK_NEGATED = 1, VB_MARK_GOOD = 2, VB_MARK_BAD = 4, VB_MARK_DEGREE = 8 };

typedef struct vb_ruled {
    vb_clause_score *clauses; /* text->n_clauses */
    vb_signs *signs;          /* raw, by clause */
    uint8_t *marks;           /* by token: bits of VB_MARK_... */
} vb_ruled;

vb_status vb_rules_apply(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, vb_arena *scratch,
                         vb_ruled *out, vb_findings *findings, vb_error *err);

#endif
