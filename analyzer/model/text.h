/* text: one comment as the analysis sees it: normalized bytes, tokens, clauses, all pointing back at the
 * source.
 *
 * Invariant: `norm` is valid UTF-8, lower case, composed; source_at(norm offset) is non-decreasing and lands
 * on code-point boundaries of the source. Token and clause spans are ordered, disjoint and in bounds.
 * Everything lives in the analyzer's scratch arena until the next comment. */
#ifndef VB_MODEL_TEXT_H
#define VB_MODEL_TEXT_H

#include "base/str.h"

/* What was seen while reading a token; intensity and confidence come from it. */
enum {
    VB_TOK_ELONGATED = 1, /* letters were repeated for stress: đẹppp, มากกกก, sooo */
    VB_TOK_CAPS = 2,      /* wholly upper case, two letters or more */
    VB_TOK_RESTORED = 4,  /* Vietnamese typed without marks, read with them */
    VB_TOK_VARIANT = 8,   /* a spelling variant, replaced by the standard form */
    VB_TOK_SPACE_BEFORE = 16,
    VB_TOK_BREAK_BEFORE = 32, /* a line break stands before it */
    VB_TOK_HASHTAG = 64,
    VB_TOK_FOLDED = 128, /* in a text typed without marks: its reading is a guess */
    VB_TOK_JOINED = 256, /* one Vietnamese word with the token behind it */
    VB_TOK_TAIL = 512    /* the "t" of "wasn t": read with the word before it */
};

typedef struct vb_token {
    uint32_t begin, end;   /* bytes of the source */
    uint32_t nbegin, nend; /* bytes of the normalized text */
    vb_str form;           /* canonical form: lower case, without elongation, variants replaced */
    uint32_t unit;         /* number of the form among the lexicon's words, 0 unknown */
    uint32_t stem;         /* number of its stem among the lexicon's stems (English), 0 unknown */
    uint32_t fold;         /* of a Latin word that may be Vietnamese without marks: number of that form */
    uint64_t hash;         /* vb_hash64 of the form of a word, sign or number */
    uint8_t kind;          /* vb_token_kind */
    uint8_t lang;          /* vb_lang */
    uint16_t flags;
} vb_token;

typedef enum vb_clause_link {
    VB_LINK_NONE,     /* begins the text, or follows a sentence end or comma */
    VB_LINK_BUT,      /* opened by a contrast: weighs more than what was before */
    VB_LINK_ALTHOUGH, /* weighs less than its main clause */
    VB_LINK_TOPIC,    /* a new subject */
    VB_LINK_AND
} vb_clause_link;

typedef struct vb_clause {
    uint32_t first, last; /* tokens, `last` exclusive */
    uint8_t link;         /* vb_clause_link */
    uint8_t lang;         /* vb_lang of most of it */
    bool sentence_start, question, exclaimed;
} vb_clause;

typedef struct vb_text {
    vb_str source;
    vb_str norm;
    const uint32_t *map; /* norm byte -> source byte, norm.len + 1 entries; NULL where both are the same */
    vb_token *tokens;
    uint32_t n_tokens;
    vb_clause *clauses;
    uint32_t n_clauses;
    vb_lang lang;
    vb_lang langs[VB_LANG_COUNT];
    uint32_t n_langs;
} vb_text;

static inline uint32_t vb_text_source_at(const vb_text *t, uint32_t norm_offset) {
    return t->map ? t->map[norm_offset] : norm_offset;
}

#endif
