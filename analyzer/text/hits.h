/* hits: the lexicon entries that a comment contains.
 *
 * Invariant: within one group (opinion, negation, strength, ...) hits do not overlap; the leftmost longest
 * wins, so that `không ra gì` is one opinion and not a negated `ra gì`. A hit inside a longer hit of another
 * group is dropped where the longer one gives it another meaning (`phòng chờ` is a place, not waiting). Hits
 * are ordered by first token. */
#ifndef VB_TEXT_HITS_H
#define VB_TEXT_HITS_H

#include "text/tokenize.h"

typedef enum vb_hit_group {
    VB_GROUP_OPINION, /* sentiment, absence, problem */
    VB_GROUP_NEGATOR,
    VB_GROUP_INTENSIFIER,
    VB_GROUP_CONTRAST,
    VB_GROUP_WISH,
    VB_GROUP_ASPECT,
    VB_GROUP_INTENT,
    VB_GROUP_EMOTION,
    VB_GROUP_STOP,
    VB_GROUP_NONANSWER,
    VB_GROUP_UNIT,
    VB_GROUP_QUESTION,
    VB_GROUPS
} vb_hit_group;

typedef enum vb_hit_via { VB_VIA_EXACT, VB_VIA_STEM, VB_VIA_FOLD } vb_hit_via;

typedef struct vb_hit {
    uint32_t term;
    uint32_t kinds;        /* bits of vb_term_kind of this group that hold in its language */
    uint32_t first, last;  /* tokens, `last` exclusive */
    uint32_t nbegin, nend; /* bytes of the normalized text */
    uint8_t group, lang, via;
    bool dropped; /* while they are sought */
} vb_hit;

typedef struct vb_hits {
    vb_hit *at;
    uint32_t n;
} vb_hits;

/// Index of the first hit that begins at token `first` or behind it; hits are ordered, so this is a binary
/// search.
uint32_t vb_hits_from(const vb_hits *hits, uint32_t first);

vb_status vb_hits_find(const vb_lexicon *lx, const vb_text *text, const vb_units *units, vb_arena *scratch,
                       vb_hits *hits, vb_error *err);

#endif
