#include "text/stem.h"
#include "base/hash.h"

#include <libstemmer.h>
#include <stdlib.h>

enum { SLOTS = 1 << 13, TAGS = 1 << 8 };

struct vb_stemmer {
    struct sb_stemmer *english;
    vb_word_memo memo[SLOTS];
    vb_tag_memo tags[TAGS];
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

/* What is left of two words behind what they share; `doubled` is the last letter that they share. */
static bool is_ending(vb_str tail, char doubled) {
    static const char *const endings[] = {"", "s", "es", "ed", "d", "ing", "ies", "ied", "'s"};
    if (tail.len > 2 && tail.ptr[0] == doubled) tail = vb_str_sub(tail, 1, tail.len);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (vb_str_eqz(tail, endings[i])) return true;
    return false;
}

static bool is_adverb(vb_str base, vb_str tail, char before) {
    if (base.len == 0) return vb_str_eqz(tail, "ly") || vb_str_eqz(tail, "ally") || vb_str_eqz(tail, "ness");
    if (base.ptr[0] == 'y') return vb_str_eqz(tail, "ily") || vb_str_eqz(tail, "iness");
    return base.ptr[0] == 'e' && (vb_str_eqz(tail, "ly") || (before == 'l' && vb_str_eqz(tail, "y")));
}

vb_kinship vb_stem_kinship(vb_str term, vb_str word) {
    size_t shared = 0;
    while (shared < term.len && shared < word.len && term.ptr[shared] == word.ptr[shared]) shared++;
    if (shared < 2) return VB_KIN_NONE;
    char before = term.ptr[shared - 1];
    vb_str a = vb_str_sub(term, shared, term.len), b = vb_str_sub(word, shared, word.len);
    bool base = a.len == 0 || (a.len == 1 && (a.ptr[0] == 'e' || a.ptr[0] == 'y'));
    if (base && is_ending(b, before)) return VB_KIN_INFLECTED;
    if (base && is_adverb(a, b, before)) return VB_KIN_ADVERB;
    bool word_base = b.len == 0 || (b.len == 1 && (b.ptr[0] == 'e' || b.ptr[0] == 'y'));
    if ((word_base || is_ending(b, before)) && is_ending(a, before)) return VB_KIN_FORM;
    return VB_KIN_NONE;
}

vb_word_memo *vb_stemmer_memo(vb_stemmer *s, vb_str word, bool *fresh) {
    if (!word.len || word.len > VB_MEMO_FORM) return NULL;
    uint64_t hash = vb_hash64(word);
    vb_word_memo *m = &s->memo[hash & (SLOTS - 1)];
    *fresh = m->hash != hash || m->len != word.len || memcmp(m->form, word.ptr, word.len) != 0;
    if (*fresh) {
        *m = (vb_word_memo){.len = (uint8_t)word.len, .hash = hash};
        memcpy(m->form, word.ptr, word.len);
    }
    return m;
}

vb_tag_memo *vb_stemmer_tag(vb_stemmer *s, vb_str tag, bool *fresh) {
    if (!tag.len || tag.len > VB_MEMO_TAG) return NULL;
    vb_tag_memo *m = &s->tags[vb_hash64(tag) & (TAGS - 1)];
    *fresh = m->len != tag.len || memcmp(m->tag, tag.ptr, tag.len) != 0;
    if (*fresh) {
        *m = (vb_tag_memo){.len = (uint8_t)tag.len};
        memcpy(m->tag, tag.ptr, tag.len);
    }
    return m;
}
