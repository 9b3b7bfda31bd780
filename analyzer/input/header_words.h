/* header_words: what the words of a header say about its column, in Vietnamese, Thai and English.
 *
 * Invariant: the table is all there is; a native speaker adds a line, no code. Phrases are compared by key
 * (fold.h), so that "Dấu thời gian", "DAU THOI GIAN" and "dấu_thời_gian" are one. */
#ifndef VB_INPUT_HEADER_WORDS_H
#define VB_INPUT_HEADER_WORDS_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum vb_hint {
    VB_HINT_TEXT,
    VB_HINT_ID,
    VB_HINT_DATE,
    VB_HINT_TOUCHPOINT,
    VB_HINT_CHANNEL,
    VB_HINT_RATING,
    VB_HINT_NPS,
    VB_HINT_CSAT,
    VB_HINT_CES,
    VB_HINT_LANG,
    VB_HINT_WEIGHT,
    VB_HINT_QUESTION,
    VB_HINT_SEGMENT,
    VB_HINT_LABEL,
    VB_HINT_PERSONAL,  /* names, addresses, phones: never read as data */
    VB_HINT_TECHNICAL, /* the survey tool's own columns */
    VB_HINT_DERIVED,   /* computed from another column: scores of other tools, cleaned copies, groups */
    VB_HINT_MEASURE,   /* numbers that are no ratings: counts, ages, prices */
    VB_HINT_REPLY,     /* the business's answer */
    VB_HINT_TITLE,     /* the headline beside a text */
    VB_HINT_OVERALL,   /* with a rating: the rating of the whole */
    VB_HINT_OTHER,     /* "other, please specify" */
    VB_HINT_COUNT
} vb_hint;

typedef struct vb_header_words vb_header_words;

/// What one header says: a weight (0..10, 0 nothing) and the phrase found for each hint.
typedef struct vb_hints {
    uint8_t weight[VB_HINT_COUNT];
    const char *phrase[VB_HINT_COUNT]; /* static */
    uint16_t length[VB_HINT_COUNT];    /* bytes of the phrase's key: the longest phrase of a hint decides */
} vb_hints;

/// Compiles the table into `arena`; NULL when out of memory.
const vb_header_words *vb_header_words_new(vb_arena *arena);
/// Looks for all phrases in a header given as a key. Adds to `hints` (the longest phrase of each hint stays),
/// so that the short name and the question's text of a column may both speak.
void vb_header_hints(const vb_header_words *words, vb_str key, vb_hints *hints);

#endif
