/* search_keys: the keys of a text one by one, each with the place it comes from. Shared by search_keys.c
 * (which makes them) and search.c (which compares them).
 *
 * Invariant: keys are in the order of the text; one token can give several (a variant of two words, the parts
 * of a Thai compound), which then share its place. Punctuation and emoji give none. */
#ifndef VB_TEXT_SEARCH_KEYS_H
#define VB_TEXT_SEARCH_KEYS_H

#include "text/search.h"

typedef struct vb_key {
    vb_str text;
    uint32_t token;
    bool aside; /* a spelling variant as it was typed; these stand behind all others */
} vb_key;

typedef struct vb_key_row {
    vb_key *at;
    size_t n, cap;
} vb_key_row;

typedef struct vb_key_rows {
    vb_key_row words, roots;
} vb_key_rows;

/// What is asked of one word of a query, or of a phrase.
struct vb_search_term {
    const vb_str *words, *plain, *roots; /* plain: the words without their marks */
    size_t n_words, n_roots;
    vb_str typed, typed_root; /* of a spelling variant, as it was typed; empty otherwise */
    vb_str reading;           /* of a word typed without marks: what it most likely is */
    bool marked;              /* typed with marks: words decide, else roots */
    bool without, begins;     /* -word, word* */
};

/// A place where a term was found: tokens, `last` inclusive. All zero to begin with.
typedef struct vb_key_match {
    size_t at; /* in the row: where to go on */
    uint32_t first, last;
} vb_key_match;

/// The next place of a term; false where there is none.
bool vb_key_next(const vb_key_rows *rows, const vb_search_term *t, vb_key_match *m);
/// Reads a text from its source, with its keys.
vb_status vb_keys_read(const vb_words *w, vb_stemmer *stemmer, vb_str source, vb_arena *arena, vb_text *text,
                       vb_key_rows *out, vb_error *err);
/// Both rows of a text that vb_tokenize has read; everything lives in `arena`.
vb_status vb_keys_make(const vb_words *w, vb_stemmer *stemmer, const vb_text *text, vb_arena *arena,
                       vb_key_rows *out, vb_error *err);
/// The word of a token as the index has it: its form, or where the tokenizer guessed at marks, what was
/// typed.
vb_str vb_key_word(const vb_text *text, const vb_token *token);
/// The root of a word, in `arena` where it differs from it; false without memory.
bool vb_key_root(vb_stemmer *stemmer, vb_str word, vb_arena *arena, vb_str *out);
/// Whether a token is searched for at all.
bool vb_key_counts(const vb_token *token);

#endif
