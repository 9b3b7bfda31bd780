/* discover: themes that the codeframe has no name for, found in what was left under `overall`.
 *
 * Invariant: a function of the set of rows. A discovered theme is the clauses that share one word (or pair of
 * words) which makes a phrase and is far more frequent there than in the other themes; the most telling one
 * first, then again in what remains. Its id is made from the word, so it survives the next import. What lies
 * below a touchpoint is found by parts.c. */
#ifndef VB_THEMES_DISCOVER_H
#define VB_THEMES_DISCOVER_H

#include "themes/cluster.h"
#include "themes/phrase.h"

enum { VB_MOST_DISCOVERED = 6 };

/// Moves rows to new themes found in theme `left`, which are appended to out->themes (room for
/// VB_MOST_DISCOVERED is there). A theme has at least `least` clauses.
vb_status vb_discover(const vb_lexicon *lx, const vb_viet *viet, const vb_complaint_row *rows, size_t n,
                      int32_t left, size_t least, vb_arena *arena, vb_clusters *out, vb_error *err);
/// Writes the id of a theme: "t_" and 12 hex digits of the identity of what defines it.
void vb_theme_make_id(const char *touchpoint, vb_str key, char id[16]);

#endif
