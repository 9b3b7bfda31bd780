/* signs: what the rules found in a clause or comment, as the numbers that the calibrated score starts from.
 *
 * Invariant: a sign is a name and a number near -1..1, the same for learner and scorer. Raw signs of clauses
 * add up to those of the comment (sums weighted by contrast); vb_signs_finish brings them into range. A table
 * names them with a leading '@'. */
#ifndef VB_SENTIMENT_SIGNS_H
#define VB_SENTIMENT_SIGNS_H

#include "base/str.h"

typedef enum vb_sign {
    VB_SIGN_BIAS,
    VB_SIGN_SCORE,   /* sum of all effects */
    VB_SIGN_GOOD,    /* sum of the good ones */
    VB_SIGN_BAD,     /* sum of the bad ones, above 0 */
    VB_SIGN_MIXED,   /* the smaller of the two */
    VB_SIGN_BALANCE, /* their difference over their sum: does not grow with length */
    VB_SIGN_DENSITY, /* sum of all effects for the length */
    VB_SIGN_EVEN,    /* good and bad outweigh each other */
    VB_SIGN_SILENT,  /* no word of opinion at all */
    VB_SIGN_FIRST,
    VB_SIGN_LAST, /* score of the first and of the last clause with an opinion */
    VB_SIGN_WISH,
    VB_SIGN_HEDGE,
    VB_SIGN_CONDITION,
    VB_SIGN_QUESTION,
    VB_SIGN_EXCLAIMED,
    VB_SIGN_BUT,
    VB_SIGN_ABSENCE,  /* says that nothing is wrong */
    VB_SIGN_PROBLEM,  /* names a problem */
    VB_SIGN_NEGATION, /* a negator that turns no opinion: "no parking" */
    VB_SIGN_ASPECT,   /* names a touchpoint */
    VB_SIGN_COMPLAINT,
    VB_SIGN_PRAISE,
    VB_SIGN_SUGGESTION,
    VB_SIGN_ASKING,
    VB_SIGN_CHURN,
    VB_SIGN_RECOMMENDATION,
    VB_SIGN_ESCALATION, /* intents */
    VB_SIGN_JOY,
    VB_SIGN_ANGER, /* good and bad emotions */
    VB_SIGN_NUMBER,
    VB_SIGN_LINK,
    VB_SIGN_MENTION,
    VB_SIGN_BRIEF,
    VB_SIGN_LONG, /* few words, many words */
    VB_SIGN_TALE, /* longer than a message */
    VB_SIGN_TOLD, /* much good told at such length */
    VB_SIGNS
} vb_sign;

typedef struct vb_signs {
    float v[VB_SIGNS];
    float words;
    float first, last; /* clause scores, 0 none */
} vb_signs;

const char *vb_sign_name(vb_sign sign);
/// The sign of a name without '@'; VB_SIGNS where there is none.
vb_sign vb_sign_find(vb_str name);
/// Adds a clause's raw signs; sums of effects count `weight` times.
void vb_signs_add(vb_signs *sum, const vb_signs *clause, float weight);
/// Brings raw signs into range.
void vb_signs_finish(vb_signs *s);

#endif
