#include "themes/signature.h"

#include <stdlib.h>

enum { MOST_WORDS = 24 };

static int by_bytes(const void *a, const void *b) {
    return vb_str_cmp(*(const vb_str *)a, *(const vb_str *)b);
}

static bool is_stop(const vb_hits *hits, uint32_t from, uint32_t token) {
    for (uint32_t i = from; i < hits->n && hits->at[i].first <= token; i++) {
        const vb_hit *h = &hits->at[i];
        bool function_word = h->group == VB_GROUP_STOP || h->group == VB_GROUP_CONTRAST || h->group == VB_GROUP_INTENSIFIER;
        if (function_word && h->last > token) return true;
    }
    return false;
}

bool vb_signature_make(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, uint32_t clause, vb_arena *scratch, vb_str *out) {
    const vb_clause *c = &text->clauses[clause];
    vb_str words[MOST_WORDS];
    size_t n = 0, len = 0;
    uint32_t from = vb_hits_from(hits, c->first);
    for (uint32_t i = c->first; i < c->last && n < MOST_WORDS; i++) {
        const vb_token *k = &text->tokens[i];
        if (k->kind != VB_WORD || k->form.len < 2 || is_stop(hits, from, i)) continue;
        words[n++] = k->stem ? vb_intern_get(&lx->stems, k->stem) : k->form;
    }
    qsort(words, n, sizeof *words, by_bytes);
    for (size_t i = 0; i < n; i++) len += words[i].len + 1;
    char *p = vb_arena_alloc(scratch, len + 1);
    if (!p) return false;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (i && vb_str_eq(words[i], words[i - 1])) continue;
        if (at) p[at++] = ' ';
        memcpy(p + at, words[i].ptr, words[i].len);
        at += words[i].len;
    }
    *out = (vb_str){p, at};
    return true;
}
