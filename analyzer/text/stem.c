#include "text/stem.h"

#include <libstemmer.h>

/* libstemmer's own type is the whole state; a NULL state is never handed out. */
vb_stemmer *vb_stemmer_new(void) {
    return (vb_stemmer *)sb_stemmer_new("english", "UTF_8");
}

void vb_stemmer_free(vb_stemmer *s) {
    if (s) sb_stemmer_delete((struct sb_stemmer *)s);
}

vb_str vb_stem(vb_stemmer *s, vb_str word) {
    if (word.len < 3 || word.len > 64) return word;
    const sb_symbol *stem = sb_stemmer_stem((struct sb_stemmer *)s, (const sb_symbol *)word.ptr, (int)word.len);
    if (!stem) return word;
    return (vb_str){(const char *)stem, (size_t)sb_stemmer_length((struct sb_stemmer *)s)};
}
