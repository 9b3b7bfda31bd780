/* language: which language each word is in, and the comment as a whole.
 *
 * Invariant: Thai script decides Thai, other scripts are `und`; Latin words are decided together, by a hidden
 * Markov chain over the words of the comment (states vi, en, other) whose emissions are word probabilities
 * and, for words that no table knows, letter statistics; the result depends on the comment alone. Languages
 * that are not ours come out `und`. */
#ifndef VB_TEXT_LANGUAGE_H
#define VB_TEXT_LANGUAGE_H

#include "base/arena.h"
#include "text/stem.h"
#include "text/vietnamese.h"

typedef struct vb_langid vb_langid;

/// Compiles the tables (en/words.tsv where present); everything lives in `arena`. The lexicon and the
/// Vietnamese model must outlive it.
vb_status vb_langid_load(const vb_lexicon_file *files, const vb_lexicon *lexicon, const vb_viet *viet,
                         vb_arena *arena, vb_langid **out, vb_error *err);
/// What is known of a Latin word by itself, remembered by `memory` or, for a long word, put into `spare`.
vb_word_memo *vb_langid_word(const vb_langid *m, vb_stemmer *memory, vb_str form, vb_word_memo *spare);
/// Sets `unit` of numbers, `lang` of Latin words, and lang, langs, n_langs of the text. `odds` are those of
/// its Latin words one behind the other, by vb_langid_word; they are changed. `forced` other than
/// VB_LANG_COUNT is taken for all words.
vb_status vb_langid_mark(const vb_langid *m, vb_text *text, float (*odds)[VB_MEMO_ODDS], size_t n_odds,
                         vb_lang forced, vb_arena *scratch, vb_error *err);

#endif
