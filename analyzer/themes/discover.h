/* discover: themes that the codeframe has no name for, found below every large touchpoint and in what was
 * left under `overall`.
 *
 * Invariant: a function of the set of rows. A discovered theme is the clauses that share one word (or pair of
 * words) which makes a phrase and is far more frequent there than in the other themes; the most telling one
 * first, then again in what remains. Its id is made from the word, so it survives the next import. Smaller
 * parts of a touchpoint stay in its theme, see parts.c. */
#ifndef VB_THEMES_DISCOVER_H
#define VB_THEMES_DISCOVER_H

#include "themes/cluster.h"
#include "themes/phrase.h"

enum { VB_MOST_DISCOVERED = 6 };

/// Moves rows to new themes, which are appended to out->themes (room for VB_MOST_DISCOVERED is there).
/// `complaints` is how many clauses there are.
vb_status vb_discover(const vb_phrases *phrases, size_t n, size_t complaints, double granularity,
                      vb_clusters *out, vb_error *err);
/// Writes the id of a theme: "t_" and 12 hex digits of the identity of what defines it.
void vb_theme_make_id(const char *touchpoint, vb_str key, char id[16]);

#endif
