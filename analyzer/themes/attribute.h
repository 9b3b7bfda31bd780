/* attribute: what each clause is about, and whether it complains.
 *
 * Invariant: a clause's touchpoint comes from the aspect words in it (nearest to its opinion first), from its problem,
 * else from the clause before it in the comment, else from the declared priors (question, touchpoint column), else it is
 * `overall`; each step stands in the findings. A complaint is a negative opinion, a named problem, or a wish; praise
 * of the absence of a problem is none. */
#ifndef VB_THEMES_ATTRIBUTE_H
#define VB_THEMES_ATTRIBUTE_H

#include "model/score.h"
#include "text/clause.h"

/// Fills the touchpoint, problem, complaint, severity, intents and emotion of every clause. `prior` is the touchpoint that
/// the question or a column of the export points to, or -1; `prior_name` says which, for the evidence.
vb_status vb_attribute(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, int16_t prior, const char *prior_name,
                       vb_arena *scratch, vb_clause_score *clauses, vb_findings *findings, vb_error *err);
/// The touchpoint with most aspect weight among all hits (of a question, say), or -1.
int16_t vb_attribute_main(const vb_lexicon *lx, const vb_hits *hits, vb_arena *scratch);

#endif
