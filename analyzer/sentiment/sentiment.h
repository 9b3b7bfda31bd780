/* sentiment: from lexicon hits to a calibrated score for each clause and for the comment.
 *
 * Invariant: the score is a function of three logits (negative, neutral, positive) that are a plain sum: of
 * the signs that the rules left and of induced weights of words, each of which stands in the evidence. The
 * label is the largest logit, and the score has its sign: above VB_NEUTRAL_BAND positive, below its negative
 * negative. Touchpoints and complaints are themes' part. */
#ifndef VB_SENTIMENT_SENTIMENT_H
#define VB_SENTIMENT_SENTIMENT_H

#include "sentiment/features.h"
#include "sentiment/induced.h"
#include "sentiment/rules.h"

typedef struct vb_sentiment {
    float score, confidence;
    float said; /* the score without the rating */
    vb_label label;
    vb_signs signs; /* finished, of the whole comment */
    int complaint;  /* what a learned table of complaints says: 1, 0; -1 where there is none */
} vb_sentiment;

/// All that a judgement is made from.
typedef struct vb_judged {
    const vb_lexicon *lx;
    const vb_induced *induced;
    const vb_text *text;
    const vb_units *units;
    const vb_hits *hits;
    float lean;    /* of the question: above 0 it asks for what is good, below for what is bad; 0 unknown */
    float rated;   /* of the rating given beside the comment: -1 lowest, 1 highest; 0 middle or none */
    bool nothing;  /* the whole answer is "nothing", "none" */
    bool evidence; /* wanted */
} vb_judged;

/// Scores all clauses (text->n_clauses entries, in scratch) and the comment; appends to `findings`.
vb_status vb_sentiment_score(const vb_judged *j, vb_arena *scratch, vb_ruled *ruled, vb_sentiment *whole,
                             vb_findings *findings, vb_error *err);
/// What the words of a question (`hits` are its entries) let its answers be; see questions.tsv.
float vb_question_lean(const vb_lexicon *lx, const vb_hits *hits);
/// The label of a score.
vb_label vb_sentiment_label(float score);

#endif
