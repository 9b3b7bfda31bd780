/* label: what themes and their parts are called, and the words that tell a theme from the others.
 *
 * Invariant: a function of the set of rows. A part is called by its problem (in each of the three languages)
 * with the phrase that most of its clauses have, or by its phrase alone; a theme by its touchpoint and those
 * parts that are large enough to speak for it, so that no label says what does not hold for many of its
 * clauses. Keywords are ranked by their share in the theme against their share in all themes (class-based
 * TF-IDF: Grootendorst 2022), one of a kind, none of them a stop word. */
#ifndef VB_THEMES_LABEL_H
#define VB_THEMES_LABEL_H

#include "themes/parts.h"

/// Fills the labels and keywords of all themes and parts.
vb_status vb_label_themes(const vb_phrases *phrases, vb_arena *arena, vb_clusters *found, vb_error *err);

#endif
