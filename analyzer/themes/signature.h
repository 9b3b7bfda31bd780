/* signature: the canonical content of a complaint clause: its sorted, distinct words without stop words, and
 * the pairs of them that follow each other ("giao_hàng").
 *
 * Invariant: a function of the clause's words alone, in an order that does not depend on where they stand;
 * equal clauses have equal signatures. English words by stem, others by canonical form. */
#ifndef VB_THEMES_SIGNATURE_H
#define VB_THEMES_SIGNATURE_H

#include "text/clause.h"

bool vb_signature_make(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, uint32_t clause,
                       vb_arena *scratch, vb_str *out);

#endif
