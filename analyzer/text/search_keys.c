/* search_keys: see search_keys.h. Folding and stemming do not ask for the language of a word, so that
 * `online` in a Vietnamese sentence and in an English one have the same root. */
#include "text/search_keys.h"

#include "text/chars.h"
#include "text/normalize.h"
#include "text/thai_model.h"

enum {
    MOST_PARTS = 8,
    MOST_ROOT = 64,
    LEAST_SCORE = -40 /* a part that is hardly ever a word of its own is none */
};

bool vb_key_counts(const vb_token *token) {
    return token->kind != VB_PUNCT && token->kind != VB_EMOJI;
}

vb_str vb_key_word(const vb_text *text, const vb_token *token) {
    bool guessed = token->flags & VB_TOK_RESTORED && !(token->flags & VB_TOK_VARIANT);
    return guessed ? vb_str_sub(text->norm, token->nbegin, token->nend) : token->form;
}

static bool add(vb_key_row *row, vb_str text, uint32_t token, vb_arena *arena) {
    if (row->n == row->cap) {
        size_t cap = row->cap ? row->cap * 2 : 32;
        vb_key *grown = vb_arena_grow(arena, row->at, row->cap * sizeof *grown, cap * sizeof *grown);
        if (!grown) return false;
        row->at = grown;
        row->cap = cap;
    }
    row->at[row->n++] = (vb_key){text, token, false};
    return true;
}

/* ---- Thai compounds -------------------------------------------------------------------------- */

/* The ends (in characters) of two dictionary words or more that make up the codes: the fewest, of these the
 * one with the longest first word. 0 where there are none. */
static size_t split_compound(const vb_thai *m, const uint8_t *codes, size_t n, uint8_t *ends) {
    uint8_t fewest[VB_THAI_MAX_WORD + 1] = {0}, to[VB_THAI_MAX_WORD + 1];
    for (size_t at = n; at-- > 0;) {
        fewest[at] = UINT8_MAX;
        uint32_t node = 0;
        for (size_t end = at; end < n; end++) {
            node = vb_thai_child(m, node, codes[end]);
            if (!node) break;
            bool whole = at == 0 && end + 1 == n, word = m->nodes[node].score > LEAST_SCORE;
            if (whole || !word || end == at || fewest[end + 1] == UINT8_MAX) continue;
            if (end + 1 < n && !vb_thai_may_cut(codes[end], codes[end + 1])) continue;
            if (fewest[end + 1] + 1 > fewest[at]) continue;
            fewest[at] = (uint8_t)(fewest[end + 1] + 1);
            to[at] = (uint8_t)(end + 1);
        }
    }
    if (fewest[0] < 2 || fewest[0] > MOST_PARTS) return 0;
    size_t parts = 0;
    for (size_t at = 0; at < n; at = to[at]) ends[parts++] = to[at];
    return parts;
}

static bool add_thai(const vb_words *w, vb_str word, uint32_t token, vb_key_rows *out, vb_arena *arena) {
    uint8_t codes[VB_THAI_MAX_WORD], ends[MOST_PARTS];
    size_t n = vb_thai_encode(word, codes, VB_THAI_MAX_WORD), at = 0;
    size_t parts = n > 3 ? split_compound(w->thai, codes, n, ends) : 0;
    if (!parts) return add(&out->roots, word, token, arena);
    for (size_t i = 0; i < parts; i++) { /* three bytes a character */
        if (!add(&out->roots, vb_str_sub(word, at * 3, (size_t)ends[i] * 3), token, arena)) return false;
        at = ends[i];
    }
    return true;
}

/* ---- Other words ----------------------------------------------------------------------------- */

bool vb_key_root(vb_stemmer *stemmer, vb_str word, vb_arena *arena, vb_str *out) {
    char folded[MOST_ROOT];
    *out = word;
    if (word.len > sizeof folded) return true;
    vb_str root = vb_stem(stemmer, (vb_str){folded, vb_fold_str(word, folded)});
    if (vb_str_eq(root, word)) return true;
    *out = vb_arena_dup(arena, root);
    return out->ptr != NULL;
}

/* Whether a word is a variant depends on its company (cafe is cà phê in Vietnamese), so it is found as typed
 * too. */
static bool add_variants(vb_stemmer *stemmer, const vb_text *text, vb_arena *arena, vb_key_row *row) {
    for (uint32_t i = 0; i < text->n_tokens; i++) {
        const vb_token *k = &text->tokens[i];
        vb_str root;
        if (!vb_key_counts(k) || !(k->flags & VB_TOK_VARIANT)) continue;
        if (!vb_key_root(stemmer, vb_str_sub(text->norm, k->nbegin, k->nend), arena, &root)) return false;
        if (!add(row, root, i, arena)) return false;
        row->at[row->n - 1].aside = true;
    }
    return true;
}

vb_status vb_keys_make(const vb_words *w, vb_stemmer *stemmer, const vb_text *text, vb_arena *arena,
                       vb_key_rows *out, vb_error *err) {
    *out = (vb_key_rows){0};
    for (uint32_t i = 0; i < text->n_tokens; i++) {
        const vb_token *k = &text->tokens[i];
        if (!vb_key_counts(k)) continue;
        vb_str rest = vb_key_word(text, k), word, root;
        while (vb_str_split(&rest, ' ', &word)) {
            if (!word.len) continue;
            bool ok = add(&out->words, word, i, arena);
            if (ok && k->lang == VB_LANG_TH)
                ok = add_thai(w, word, i, out, arena);
            else if (ok)
                ok = vb_key_root(stemmer, word, arena, &root) && add(&out->roots, root, i, arena);
            if (!ok) return vb_fail_memory(err);
        }
    }
    return add_variants(stemmer, text, arena, &out->roots) ? VB_OK : vb_fail_memory(err);
}

vb_status vb_keys_read(const vb_words *w, vb_stemmer *stemmer, vb_str source, vb_arena *arena, vb_text *text,
                       vb_key_rows *out, vb_error *err) {
    vb_units units;
    *text = (vb_text){0};
    VB_TRY(vb_normalize(source, arena, text, err));
    VB_TRY(vb_tokenize(w, stemmer, text, VB_LANG_COUNT, arena, &units, err));
    return vb_keys_make(w, stemmer, text, arena, out, err);
}

vb_status vb_search_roots(const vb_words *w, vb_stemmer *stemmer, const vb_text *text, vb_arena *arena,
                          vb_str *out, vb_error *err) {
    vb_key_rows rows;
    VB_TRY(vb_keys_make(w, stemmer, text, arena, &rows, err));
    size_t len = 0;
    for (size_t i = 0; i < rows.roots.n; i++) len += rows.roots.at[i].text.len + 1;
    char *p = vb_arena_alloc(arena, len + 1);
    if (!p) return vb_fail_memory(err);
    *out = (vb_str){p, 0};
    for (size_t i = 0; i < rows.roots.n; i++) {
        vb_str key = rows.roots.at[i].text;
        if (i) *p++ = ' ';
        memcpy(p, key.ptr, key.len);
        p += key.len;
    }
    out->len = (size_t)(p - out->ptr);
    return VB_OK;
}

/* ---- Finding --------------------------------------------------------------------------------- */

static bool same_keys(const vb_key *row, const vb_str *keys, size_t n, bool begins) {
    for (size_t i = 0; i < n; i++) {
        bool last = begins && i + 1 == n;
        if (last ? !vb_str_starts(row[i].text, keys[i]) : !vb_str_eq(row[i].text, keys[i])) return false;
    }
    return true;
}

bool vb_key_next(const vb_key_rows *rows, const vb_search_term *t, vb_key_match *m) {
    const vb_key_row *row = t->marked ? &rows->words : &rows->roots;
    const vb_str *keys = t->marked ? t->words : t->roots;
    vb_str typed = t->marked ? t->typed : t->typed_root;
    size_t n = t->marked ? t->n_words : t->n_roots;
    for (size_t i = m->at; i < row->n; i++) {
        const vb_key *at = row->at + i;
        bool same = i + n <= row->n && (same_keys(at, keys, n, t->begins) ||
                                        (t->marked && same_keys(at, t->plain, n, t->begins)));
        size_t many = same ? n : typed.len && vb_str_eq(at->text, typed) ? 1 : 0;
        if (!many) continue;
        *m = (vb_key_match){i + many, at[0].token, at[many - 1].token};
        return true;
    }
    return false;
}
