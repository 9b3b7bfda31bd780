/* scan: cuts normalized text into raw pieces by character class: words, numbers, Thai runs, emoji,
 * punctuation, links.
 *
 * Invariant: pieces are ordered and disjoint, cover everything but white space, and depend only on the text
 * from the piece's start to a little behind its end (one cluster, one link). No words are known here: Thai
 * runs are cut by the segmenter, languages and lexicon come later. The lexicon's own terms pass through the
 * same scanner. */
#ifndef VB_TEXT_SCAN_H
#define VB_TEXT_SCAN_H

#include "model/text.h"

typedef enum vb_piece_kind {
    VB_PIECE_WORD,   /* Latin letters, digits and apostrophes inside */
    VB_PIECE_NUMBER, /* digits with inner . , : / and a unit behind: 500k, 4g, 2.5tr, 10/10 */
    VB_PIECE_THAI,
    VB_PIECE_EMOJI,
    VB_PIECE_PUNCT, /* one character, or a run of the same one */
    VB_PIECE_URL,
    VB_PIECE_MENTION,
    VB_PIECE_OTHER /* a run of another script */
} vb_piece_kind;

typedef struct vb_piece {
    uint32_t begin, end;
    uint8_t kind;
    bool space_before, break_before, hashtag;
    bool whole; /* Thai: an abbreviation, not to be cut */
} vb_piece;

/// Reads the next piece at or after `*at`; false at the end.
bool vb_scan_next(vb_str norm, uint32_t *at, vb_piece *out);

#endif
