/* vietnamese: what is known of Vietnamese syllables: which there are, how they read without marks, how they
 * join to words.
 *
 * Invariant: linear time; results depend on the given syllables alone. Syllables are lower case, NFC, with
 * the tone in the traditional place. Tokens that are no syllables (numbers, punctuation, foreign words) may
 * stand among them: they are kept, never joined, and count as an edge. Tables are lexicon files (vi/words.tsv
 * multi-syllable words, vi/syllables.tsv, vi/bigrams.tsv and vi/subjects.tsv learned counts). */
#ifndef VB_TEXT_VIETNAMESE_H
#define VB_TEXT_VIETNAMESE_H

#include "base/arena.h"
#include "base/error.h"
#include "text/lexicon.h"

typedef struct vb_viet vb_viet;

vb_status vb_viet_load(const vb_lexicon_file *files, vb_arena *arena, vb_viet **out, vb_error *err);
/// True for a possible Vietnamese syllable by its onset, rime and tone ("nghiêng", "được"; with `folded` also
/// "duoc").
bool vb_viet_is_syllable(vb_str s, bool folded);
/// Natural-log probability of a syllable with its marks among Vietnamese ones; a floor for unknown ones.
float vb_viet_log_prob(const vb_viet *m, vb_str syllable);
/// The same for an unmarked form: of all syllables that fold to it.
float vb_viet_folded_log_prob(const vb_viet *m, vb_str folded);
/// How a syllable is read.
typedef struct vb_viet_reading {
    vb_str form;      /* borrowed from the model, or as typed */
    vb_str second;    /* the next likely reading where it is likely enough to be kept in mind; else empty */
    float confidence; /* probability of `form`, 0..1; 1 where nothing had to be chosen */
} vb_viet_reading;

/// Reads syllables typed without marks as the most likely marked ones: by forward-backward over syllable
/// bigrams, and by the subject that the whole text speaks of, so give the whole text. Syllables that bear
/// marks already, or have none to restore, are kept and serve as context; the more marks the text has, the
/// more its unmarked syllables are taken as they stand. "0" stands for a number, "w" for a foreign word, "*"
/// for a sign. False when out of memory.
bool vb_viet_restore(const vb_viet *m, const vb_str *syllables, size_t n, vb_arena *scratch,
                     vb_viet_reading *readings);
/// True where two syllables are one word of the dictionary.
bool vb_viet_is_word(const vb_viet *m, vb_str first, vb_str second);
/// Joins syllables to words by lattice search: joins[i] is true where syllable i and i + 1 belong to one
/// word. Works on marked text, and on unmarked text through the restored forms. `capital[i]` (may be NULL)
/// tells that token i begins with a capital letter, which joins names. joins[n - 1] is false. False when out
/// of memory.
bool vb_viet_words(const vb_viet *m, const vb_str *syllables, size_t n, const bool *capital,
                   vb_arena *scratch, bool *joins);

#endif
