/* header_words: the search for the phrases of header_words_table.c in a header or a question. */
#include "input/header_words.h"
#include "input/header_phrases.h"
#include "input/fold.h"

struct vb_header_words {
    vb_str *keys;
    bool *thai; /* found without word boundaries */
};

const vb_header_words *vb_header_words_new(vb_arena *arena) {
    vb_header_words *w = VB_NEW(arena, vb_header_words);
    vb_buf b = {0};
    size_t n = vb_n_header_phrases;
    bool ok = w != NULL;
    if (ok) w->keys = VB_NEW_ARRAY(arena, vb_str, n), w->thai = VB_NEW_ARRAY(arena, bool, n);
    ok = ok && w->keys && w->thai;
    for (size_t i = 0; ok && i < n; i++) {
        vb_buf_clear(&b);
        vb_fold_key(&b, vb_str_of(vb_header_phrases[i].phrase));
        w->keys[i] = vb_arena_dup(arena, vb_buf_view(&b));
        ok = !b.failed && w->keys[i].ptr;
        if (ok && w->keys[i].len) w->thai[i] = (unsigned char)w->keys[i].ptr[0] == 0xE0;
    }
    vb_buf_deinit(&b);
    return ok ? w : NULL;
}

/* The phrase occurs in the key: between word boundaries, in Thai anywhere. */
static bool occurs(vb_str key, vb_str phrase, bool thai) {
    for (size_t from = 0; from + phrase.len <= key.len;) {
        vb_str rest = vb_str_sub(key, from, key.len);
        size_t at = vb_str_find(rest, phrase);
        if (at == rest.len) return false;
        at += from;
        size_t end = at + phrase.len;
        bool bounded = (at == 0 || key.ptr[at - 1] == ' ') && (end == key.len || key.ptr[end] == ' ');
        if (thai || bounded) return true;
        from = at + 1;
    }
    return false;
}

/* The longer phrase knows more: "start date" rather than "date". */
static bool better(const vb_header_words *w, size_t i, const vb_hints *hints) {
    uint8_t h = vb_header_phrases[i].hint;
    if (w->keys[i].len != hints->length[h]) return w->keys[i].len > hints->length[h];
    return vb_header_phrases[i].weight > hints->weight[h];
}

void vb_header_hints(const vb_header_words *w, vb_str key, vb_hints *hints) {
    if (key.len == 0) return;
    size_t words = vb_key_words(key);
    for (size_t i = 0; i < vb_n_header_phrases; i++) {
        vb_str phrase = w->keys[i];
        if (phrase.len > key.len || phrase.len == 0 || !better(w, i, hints)) continue;
        bool whole = vb_str_eq(key, phrase);
        if (!whole &&
            (vb_header_phrases[i].where == WHOLE || (vb_header_phrases[i].where == SHORT && words > 5)))
            continue;
        if (!whole && !occurs(key, phrase, w->thai[i])) continue;
        hints->weight[vb_header_phrases[i].hint] = vb_header_phrases[i].weight;
        hints->phrase[vb_header_phrases[i].hint] = vb_header_phrases[i].phrase;
        hints->length[vb_header_phrases[i].hint] = (uint16_t)phrase.len;
    }
}
