/* ruling: what the files of the rules share: the opinions of the clause at hand and how a rule leaves its
 * trace.
 *
 * Invariant: internal to rules.c and speech.c. A rule changes the value of an opinion, marks the words that
 * it has understood, and adds one finding with what it came to. */
#ifndef VB_SENTIMENT_RULING_H
#define VB_SENTIMENT_RULING_H

#include "sentiment/rules.h"

typedef struct vb_opinion {
    const vb_hit *hit;
    float base, value;
    bool negated;
    const vb_entry *problem;
} vb_opinion;

typedef struct vb_ruling {
    const vb_lexicon *lx;
    const vb_text *text;
    const vb_hits *hits;
    vb_arena *scratch;
    vb_findings *findings;
    uint8_t *marks;
    vb_signs *signs;      /* of the clause at hand */
    vb_opinion *opinions; /* of the clause at hand */
    uint32_t n_opinions;
    uint32_t clause;
    uint32_t first_hit, last_hit;
    bool failed;
} vb_ruling;

/// Adds a finding.
void vb_ruling_note(vb_ruling *s, const vb_hit *h, const char *kind, const char *detail, float value,
                    float effect);
/// Marks words as understood: VB_MARK_GOOD, VB_MARK_BAD.
void vb_ruling_settle(vb_ruling *s, uint32_t first, uint32_t last, uint8_t mark);
/// Wishes, conditions, openings, mockery and durations of the clause at hand.
/* True of a word of waiting with valence 0: only a long duration makes a problem of it. */
bool vb_speech_is_bare_wait(const vb_ruling *s, const vb_entry *problem);
void vb_speech_apply(vb_ruling *s, vb_clause_score *c);
/// Mockery from one clause to the next: "Great, another delay".
void vb_speech_remarks(vb_ruling *s, vb_clause_score *clauses, vb_signs *signs);

#endif
