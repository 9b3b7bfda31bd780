/* search: comments found by their words: what the search index holds of a text, and a query against it.
 *
 * Invariant: texts and queries are cut by the same tokenizer. The index holds roots: without marks, English
 * stems, the parts of Thai compounds; it is a plain FTS5 table of them (store/search.sql). A word typed
 * without marks asks for its root; one typed with marks for that word, or for one typed without any, which
 * the text itself must show: whether a comment is found at all, and where, is decided in the text. */
#ifndef VB_TEXT_SEARCH_H
#define VB_TEXT_SEARCH_H

#include "base/buf.h"
#include "text/tokenize.h"

/// What the index holds of a text that vb_tokenize has read: roots with a space between them, in `arena`.
vb_status vb_search_roots(const vb_words *w, vb_stemmer *stemmer, const vb_text *text, vb_arena *arena,
                          vb_str *out, vb_error *err);

/// A place in a text: code points, `end` exclusive.
typedef struct vb_search_mark {
    uint32_t begin, end;
} vb_search_mark;

typedef struct vb_search_term vb_search_term;

/// A query, compiled. Belongs to one thread, because of its stemmer.
typedef struct vb_search {
    const vb_words *words;
    vb_stemmer *stemmer;
    const vb_search_term *terms;
    size_t n_terms;
    const char *match; /* the expression for FTS5 */
    /* What the query is about, for those that say it in other words: touchpoint and problem ids, either may
     * be NULL. */
    const char *touchpoint, *problem;
    bool related;
} vb_search;

/// Compiles a query: words, "a phrase", -without, begin*. What it points to lives in `arena`. VB_ERR_USAGE
/// where there is nothing to look for.
vb_status vb_search_compile(const vb_words *w, vb_stemmer *stemmer, const char *query, vb_arena *arena,
                            vb_search *out, vb_error *err);
/// The places of a text that the query's words are found at, in order and without overlap; those with nothing
/// but space between them are one.
vb_status vb_search_find(const vb_search *s, vb_str text, vb_arena *arena, vb_search_mark **marks, size_t *n,
                         vb_error *err);
/// How well a text that has the words says what the query says, 0..1: they stand together, and are read
/// alike.
vb_status vb_search_fit(const vb_search *s, vb_str text, vb_arena *arena, double *fit, vb_error *err);
/// Writes a piece of the text around the first marks, these between « and ».
void vb_search_snippet(vb_str text, const vb_search_mark *marks, size_t n, vb_buf *out);

#endif
