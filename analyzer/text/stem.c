#include "text/stem.h"
#include "base/hash.h"

#include <libstemmer.h>
#include <stdlib.h>

enum { SLOTS = 1 << 13 };

struct vb_stemmer {
    struct sb_stemmer *english;
    vb_word_memo memo[SLOTS];
};

vb_stemmer *vb_stemmer_new(void) {
    vb_stemmer *s = calloc(1, sizeof *s);
    if (s) s->english = sb_stemmer_new("english", "UTF_8");
    if (s && s->english) return s;
    free(s);
    return NULL;
}

void vb_stemmer_free(vb_stemmer *s) {
    if (s) sb_stemmer_delete(s->english);
    free(s);
}

vb_str vb_stem(vb_stemmer *s, vb_str word) {
    if (word.len < 3 || word.len > 64) return word;
    const sb_symbol *stem = sb_stemmer_stem(s->english, (const sb_symbol *)word.ptr, (int)word.len);
    if (!stem) return word;
    return (vb_str){(const char *)stem, (size_t)sb_stemmer_length(s->english)};
}

vb_word_memo *vb_stemmer_memo(vb_stemmer *s, vb_str word, bool *fresh) {
    if (!word.len || word.len > VB_MEMO_FORM) return NULL;
    vb_word_memo *m = &s->memo[vb_hash64(word) & (SLOTS - 1)];
    *fresh = m->len != word.len || memcmp(m->form, word.ptr, word.len) != 0;
    if (*fresh) {
        memcpy(m->form, word.ptr, word.len);
        m->len = (uint8_t)word.len;
    }
    return m;
}
