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
/// Sets `unit` of Latin words and numbers, `lang` of every token, and lang, langs, n_langs of the text.
/// `forced` other than VB_LANG_COUNT is taken for all words.
vb_status vb_langid_mark(const vb_langid *m, vb_stemmer *memory, vb_text *text, vb_lang forced,
                         vb_arena *scratch, vb_error *err);

#endif
