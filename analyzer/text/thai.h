/* thai: words of a run of Thai script, which has no spaces.
 *
 * Invariant: linear time on any input; cuts fall on character-cluster boundaries (never before a mark or a
 * following vowel, never after a leading vowel); the cuts of a run depend on that run alone. The model is a
 * table of weights over character features and dictionary matches, learned from segmented text and shipped as
 * a lexicon file. */
#ifndef VB_TEXT_THAI_H
#define VB_TEXT_THAI_H

#include "base/arena.h"
#include "base/error.h"
#include "text/lexicon.h"

typedef struct vb_thai vb_thai;

/// Compiles the model from the lexicon files (th/words.tsv, th/boundary.tsv); everything lives in `arena`.
vb_status vb_thai_load(const vb_lexicon_file *files, vb_arena *arena, vb_thai **out, vb_error *err);
/// Cuts a normalized run of Thai characters (no spaces) into words: writes the byte offset of each word's end
/// to `ends` (room for run.len entries) and returns how many. Scratch is used up to O(run.len) bytes; no
/// other allocation. Returns 0 only when out of memory or for an empty run.
size_t vb_thai_cut(const vb_thai *model, vb_str run, vb_arena *scratch, uint32_t *ends);

#endif
