/* parts: the sub-themes of each theme: the groups of problems and the phrases that divide it best.
 *
 * Invariant: a function of the set of rows. The part that covers most comes first, the next is sought in what
 * it leaves, and a clause is in one part or in none; the id of a part is made from its theme's and from what
 * defines it (a problem, a word), so it survives the next import. Labels of themes are made of these by
 * label.c. */
#ifndef VB_THEMES_PARTS_H
#define VB_THEMES_PARTS_H

#include "themes/cluster.h"
#include "themes/phrase.h"

/// Fills out->parts, out->n_parts and out->part_of.
vb_status vb_parts_find(const vb_phrases *phrases, size_t n, double granularity, vb_arena *arena,
                        vb_clusters *out, vb_error *err);
/// How much more frequent a word is in `n` clauses (`here` of them have it) than in all the others: an odds
/// ratio.
double vb_parts_odds(const vb_words *w, uint32_t word, size_t here, size_t n);

#endif
