/* header_phrases: the table behind header_words.h: phrases of headers and what they hint at.
 *
 * WHOLE: the header is the phrase and nothing else. SHORT: the phrase occurs in a header of at most five
 * words. ANY: it may stand in a long question. */
#ifndef VB_INPUT_HEADER_PHRASES_H
#define VB_INPUT_HEADER_PHRASES_H

#include "input/header_words.h"

enum { WHOLE, SHORT, ANY };

typedef struct vb_header_phrase {
    const char *phrase;
    uint8_t hint, where, weight;
} vb_header_phrase;

extern const vb_header_phrase vb_header_phrases[];
extern const size_t vb_n_header_phrases;

#endif
