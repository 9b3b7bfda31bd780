/* quantity: durations and amounts of money named in a clause: "chờ 2 tiếng", "รอ 3 วัน", "mất 500k", "3
 * weeks".
 *
 * Invariant: the largest duration and the largest amount of a clause are reported, in minutes and in units of
 * the currency; a number without a unit is nothing. Thai digits, grouped thousands (500.000, 1,200) and
 * numbers in words are read. */
#ifndef VB_THEMES_QUANTITY_H
#define VB_THEMES_QUANTITY_H

#include "model/score.h"
#include "text/clause.h"

/// Fills minutes, amount and currency of `c`; appends findings.
bool vb_quantity_find(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, uint32_t clause,
                      vb_arena *scratch, vb_clause_score *c, vb_findings *findings);

#endif
