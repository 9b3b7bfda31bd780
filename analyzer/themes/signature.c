#include "themes/signature.h"

#include <stdlib.h>

enum { MOST_WORDS = 24, MOST_PAIRS = 16, MOST_PAIR_BYTES = 60 };

static int by_bytes(const void *a, const void *b) {
    return vb_str_cmp(*(const vb_str *)a, *(const vb_str *)b);
}

static bool is_stop(const vb_hits *hits, uint32_t *from, uint32_t token) {
    while (*from < hits->n && hits->at[*from].first + 16 < token) ++*from; /* no hit is that long */
    for (uint32_t i = *from; i < hits->n && hits->at[i].first <= token; i++) {
        const vb_hit *h = &hits->at[i];
        bool function_word =
            h->group == VB_GROUP_STOP || h->group == VB_GROUP_CONTRAST || h->group == VB_GROUP_INTENSIFIER;
        if (function_word && h->last > token) return true;
    }
    return false;
}

/* "giao_hàng": two words that follow each other. */
static bool join(vb_str a, vb_str b, vb_arena *scratch, vb_str *out) {
    char *p = vb_arena_alloc(scratch, a.len + b.len + 1);
    if (!p) return false;
    memcpy(p, a.ptr, a.len);
    p[a.len] = '_';
    memcpy(p + a.len + 1, b.ptr, b.len);
    *out = (vb_str){p, a.len + 1 + b.len};
    return true;
}

static bool collect(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, uint32_t clause,
                    vb_arena *scratch, vb_str *words, size_t *n) {
    const vb_clause *c = &text->clauses[clause];
    size_t pairs = 0, singles = 0;
    vb_str before = {NULL, 0};
    for (uint32_t i = c->first, from = 0; i < c->last && singles < MOST_WORDS; i++) {
        const vb_token *k = &text->tokens[i];
        bool kept = k->kind == VB_WORD && k->form.len >= 2 && !is_stop(hits, &from, i);
        vb_str word = !kept ? (vb_str){NULL, 0} : k->stem ? vb_intern_get(&lx->stems, k->stem) : k->form;
        if (kept) words[(*n)++] = word, singles++;
        if (kept && before.len && pairs < MOST_PAIRS && before.len + word.len < MOST_PAIR_BYTES) {
            if (!join(before, word, scratch, &words[(*n)++])) return false;
            pairs++;
        }
        before = word;
    }
    return true;
}

bool vb_signature_make(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, uint32_t clause,
                       vb_arena *scratch, vb_str *out) {
    vb_str words[MOST_WORDS + MOST_PAIRS];
    size_t n = 0, len = 0, at = 0;
    if (!collect(lx, text, hits, clause, scratch, words, &n)) return false;
    if (n > 1) qsort(words, n, sizeof *words, by_bytes);
    for (size_t i = 0; i < n; i++) len += words[i].len + 1;
    char *p = vb_arena_alloc(scratch, len + 1);
    if (!p) return false;
    for (size_t i = 0; i < n; i++) {
        if (i && vb_str_eq(words[i], words[i - 1])) continue;
        if (at) p[at++] = ' ';
        memcpy(p + at, words[i].ptr, words[i].len);
        at += words[i].len;
    }
    *out = (vb_str){p, at};
    return true;
}
