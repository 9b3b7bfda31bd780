/* phrase: a word or pair of words of the clustering ("wait_time", "giao_hàng") as people write it, so that it
 * can stand in a label.
 *
 * Invariant: a function of the set of rows given. A phrase is cut out of the members' own text at word
 * boundaries: the most frequent writing, with the words that mostly stand beside it ("hold" becomes "on
 * hold", half a Vietnamese word the whole). What cannot stand alone (a word of judgement, of time, praise, a
 * word that the touchpoint's name already says) is none. */
#ifndef VB_THEMES_PHRASE_H
#define VB_THEMES_PHRASE_H

#include "text/vietnamese.h"
#include "themes/words.h"

typedef struct vb_phrases {
    const vb_lexicon *lx;
    const vb_viet *viet; /* NULL: words of Vietnamese are not joined */
    const vb_words *words;
    vb_arena *arena;
} vb_phrases;

/// The word as mostly written in the rows, lower case; pairs that none of them has are written with a space.
vb_str vb_phrase_written(const vb_phrases *p, uint32_t word, const uint32_t *rows, size_t n);
/// The same with the words that mostly stand beside it; empty where it cannot stand in a label of
/// `touchpoint`. With -1 it is to stand alone, as the name of a theme: then a thing will do.
vb_str vb_phrase_find(const vb_phrases *p, uint32_t word, const uint32_t *rows, size_t n, int16_t touchpoint);
/// True where any word or run of words in the phrase denies, judges badly or names a problem.
bool vb_phrase_says_wrong(const vb_phrases *p, vb_str phrase);
/// True where the word is a name of the touchpoint and a problem at once (`flooded` of flooding): the problem
/// then says no more than the touchpoint.
bool vb_phrase_is_own_problem(const vb_phrases *p, vb_str key, int16_t touchpoint);

#endif
