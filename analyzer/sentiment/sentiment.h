/* sentiment: from lexicon hits to a score for each clause and for the comment.
 *
 * Invariant: a score is a sum of effects, each of which stands in the evidence with the entry and the rules that changed
 * it; nothing outside its clause changes a clause (contrast changes only its weight in the comment). Rules: intensity
 * before or after the word, drawn-out letters and capitals, negation within reach, wishes and conditions, absence
 * phrases, and the sense of a word by the touchpoint named beside it. Touchpoints and complaints are themes' part. */
#ifndef VB_SENTIMENT_SENTIMENT_H
#define VB_SENTIMENT_SENTIMENT_H

#include "model/score.h"
#include "text/clause.h"

typedef struct vb_sentiment {
    float score, confidence;
    vb_label label;
} vb_sentiment;

/// Scores all clauses (text->n_clauses entries, in scratch) and the comment; appends to `findings`.
vb_status vb_sentiment_score(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, vb_arena *scratch,
                             vb_clause_score **clauses, vb_sentiment *whole, vb_findings *findings, vb_error *err);
/// The label of a score.
vb_label vb_sentiment_label(float score);

#endif
