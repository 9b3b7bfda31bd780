/* label: what a theme is called, and the words that tell it from the others.
 *
 * Invariant: a function of the set of rows. A label is the touchpoint's name and what is wrong there: the
 * theme's own problem, else the problems that most of its clauses name, in each of the three languages.
 * Keywords are ranked by their share in the theme against their share in all themes (class-based TF-IDF:
 * Grootendorst 2022), one of a kind, none of them a stop word. */
#ifndef VB_THEMES_LABEL_H
#define VB_THEMES_LABEL_H

#include "base/arena.h"
#include "base/error.h"
#include "model/theme.h"
#include "text/codeframe.h"

/// Fills the labels and keywords of all themes. `theme_of` is by row, -1 none.
vb_status vb_label_themes(const vb_codeframe *codes, const vb_complaint_row *rows, size_t n,
                          const int32_t *theme_of, vb_theme *themes, size_t n_themes, vb_arena *arena,
                          vb_error *err);

#endif
