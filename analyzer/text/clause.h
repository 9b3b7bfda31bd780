/* clause: cuts a tokenized comment into clauses that can each hold one opinion about one thing.
 *
 * Invariant: clauses tile the tokens. Cuts are made at sentence ends, line breaks, list marks, commas and, in
 * Thai, spaces, and before words of contrast and topic shift; a piece that holds no opinion joins the piece
 * that comments on it (`nhân viên, chỗ để xe, giá đều tệ` stays one), but never across a sentence end or a
 * contrast. */
#ifndef VB_TEXT_CLAUSE_H
#define VB_TEXT_CLAUSE_H

#include "text/hits.h"

vb_status vb_clauses_cut(const vb_lexicon *lx, vb_text *text, const vb_hits *hits, vb_arena *scratch,
                         vb_error *err);

#endif
