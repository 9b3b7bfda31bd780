/* score: what the analysis says of each clause, before it is turned into the public result. */
#ifndef VB_MODEL_SCORE_H
#define VB_MODEL_SCORE_H

#include "base/arena.h"

/* One entry or rule that had a part in a score; spans are bytes of the normalized text. */
typedef struct vb_finding {
    uint32_t nbegin, nend, clause;
    const char *kind;
    vb_str term;
    const char *detail;
    float value, effect;
} vb_finding;

typedef struct vb_findings {
    vb_finding *at;
    uint32_t n, cap;
    bool off; /* nobody wants them: nothing is kept */
} vb_findings;

/// Appends a finding; false when out of memory.
bool vb_findings_add(vb_findings *f, vb_arena *scratch, vb_finding one);

/* A touchpoint that a clause may be about, with its probability in percent. */
typedef struct vb_candidate {
    int16_t touchpoint;
    uint8_t weight;
} vb_candidate;

enum { VB_CANDIDATES = 4 };

/* A problem that a clause names, as an index in the codeframe. */
typedef struct vb_named_problem {
    int16_t problem, touchpoint; /* touchpoint -1: the term says none */
    float value;
} vb_named_problem;

enum { VB_PROBLEMS = 4 };

typedef struct vb_clause_score {
    float sum;       /* of the effects of its opinions */
    float weight;    /* in the comment, by contrast and position */
    float score;     /* -1..1 */
    float strongest; /* the most negative effect */
    uint16_t opinions;
    bool wish, hedge, question, absence; /* absence: says that nothing is wrong */
    int16_t problem;                     /* index in the codeframe, -1 none */
    int16_t problem_touchpoint;
    vb_named_problem problems[VB_PROBLEMS]; /* the worst first; the first is `problem` */
    uint8_t n_problems;
    int16_t touchpoint;                     /* -1 none */
    vb_candidate candidates[VB_CANDIDATES]; /* the likeliest first */
    uint8_t n_candidates;
    bool complaint;
    float severity;
    unsigned intents;
    int16_t emotion;
    double minutes, amount;
    const char *currency;
} vb_clause_score;

#endif
