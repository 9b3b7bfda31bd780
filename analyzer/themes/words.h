/* words: the words of all clauses that have a theme, as numbers, and the clauses of each theme one behind the
 * other.
 *
 * Invariant: numbers are given in the order of rows, so nothing that is decided may depend on them: ties are
 * broken by the bytes of a word. What is done with the counts is for discover.c, parts.c and label.c. */
#ifndef VB_THEMES_WORDS_H
#define VB_THEMES_WORDS_H

#include "base/intern.h"
#include "model/theme.h"

typedef struct vb_words {
    vb_arena arena;
    vb_intern names;
    const vb_complaint_row *rows;
    uint32_t *ids;     /* words of all rows */
    size_t *at;        /* by row: where its words begin; n + 1 entries */
    uint32_t *total;   /* by word: rows with a theme that have it */
    size_t n_rows;     /* rows with a theme */
    uint32_t *members; /* rows by theme, in their own order */
    size_t *first;     /* by theme: where its rows begin; n_themes + 1 entries */
    uint32_t *count;   /* by word: all 0 between uses */
} vb_words;

/// Reads the words of the rows whose theme_of is not -1; false without memory. vb_words_free either way.
bool vb_words_read(const vb_complaint_row *rows, size_t n, const int32_t *theme_of, size_t n_themes,
                   vb_words *out);
void vb_words_free(vb_words *w);

static inline const uint32_t *vb_words_of(const vb_words *w, uint32_t row, size_t *n) {
    *n = w->at[row + 1] - w->at[row];
    return w->ids + w->at[row];
}
/// True where the row has the word.
static inline bool vb_words_has(const vb_words *w, uint32_t row, uint32_t word) {
    for (size_t i = w->at[row]; i < w->at[row + 1]; i++)
        if (w->ids[i] == word) return true;
    return false;
}

#endif
