/* attribute: what each clause is about, and whether it complains.
 *
 * Invariant: a clause's touchpoint comes from the aspect words in it (nearest to its opinion first), from its
 * problem and from what was learned of its other words, else from the clause before it in the comment, else
 * from the declared priors (question, touchpoint column), else it is `overall`; each step stands in the
 * findings. A complaint is a negative opinion, a named problem, or a wish; praise of the absence of a problem
 * is none. */
#ifndef VB_THEMES_ATTRIBUTE_H
#define VB_THEMES_ATTRIBUTE_H

#include "model/score.h"
#include "text/clause.h"
#include "themes/learned.h"

/// What is judged. `prior` is the touchpoint that the question or a column of the export points to, or -1;
/// `prior_name` says which, for the evidence.
typedef struct vb_attribution {
    const vb_lexicon *lx;
    const vb_aspect_model *learned; /* NULL: none */
    const vb_text *text;
    const vb_hits *hits;
    int16_t prior;
    const char *prior_name;
    float mood; /* score of the whole comment */
} vb_attribution;

/// Fills the touchpoint, its rivals, problem, complaint, severity, intents and emotion of every clause;
/// `whole` (one for each touchpoint) gets the strength of those that the comment speaks of as a whole, else
/// 0.
vb_status vb_attribute(const vb_attribution *in, vb_arena *scratch, vb_clause_score *clauses, float *whole,
                       vb_findings *findings, vb_error *err);
/// Adds the votes of the lexicon alone for a whole text to `votes` (one for each touchpoint).
void vb_attribute_votes(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, float *votes);
/// The touchpoint with most aspect weight among all hits (of a question, say), or -1.
int16_t vb_attribute_main(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, vb_arena *scratch);

#endif
