/* fold: header and cell text made comparable. One pass over the text, into a buffer that callers reuse.
 * Canonical decomposition and case folding come from utf8proc; only the combining marks of Latin
 * (U+0300..U+036F) are dropped, for Thai vowels are marks as well. Compatibility forms are never used: they
 * break sara am. */
#include "input/fold.h"
#include "base/utf8.h"

#include <utf8proc.h>

static bool is_space_cp(uint32_t cp) {
    return cp <= 0x20 || cp == 0x7F || cp == 0x85 || cp == 0xA0 || cp == 0xAD || cp == 0x1680 ||
           cp == 0x180E || (cp >= 0x2000 && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202F) ||
           (cp >= 0x205F && cp <= 0x2064) || cp == 0x3000 || cp == 0xFEFF;
}

size_t vb_space_at(vb_str s, size_t at) {
    if (at >= s.len) return 0;
    size_t end = at;
    return is_space_cp(vb_utf8_next(s, &end)) ? end - at : 0;
}

vb_str vb_trim_wide(vb_str s) {
    size_t n;
    while ((n = vb_space_at(s, 0)) > 0) s = vb_str_sub(s, n, s.len);
    while (s.len && is_space_cp(vb_utf8_before(s, s.len))) {
        s.len--;
        while (s.len && !vb_utf8_is_start(s.ptr[s.len])) s.len--;
    }
    return s;
}

vb_str vb_cut(vb_str s, size_t max) {
    if (s.len <= max) return s;
    while (max && !vb_utf8_is_start(s.ptr[max])) max--;
    return vb_str_sub(s, 0, max);
}

/* ---- Display ---- */

static const struct {
    const char *name, *text;
} entities[] = {{"&nbsp;", " "},  {"&amp;", "&"},   {"&lt;", "<"},     {"&gt;", ">"},    {"&quot;", "\""},
                {"&#39;", "'"},   {"&apos;", "'"},  {"&#160;", " "},   {"&ndash;", "-"}, {"&hellip;", "..."},
                {"&rsquo;", "'"}, {"&lsquo;", "'"}, {"&ldquo;", "\""}, {"&rdquo;", "\""}};

/* Length of an HTML tag at `at`, 0 where "<" is just a sign ("age < 30"). */
static size_t tag_at(vb_str s, size_t at) {
    if (s.ptr[at] != '<' || at + 2 >= s.len) return 0;
    size_t i = at + 1;
    if (s.ptr[i] == '/' || s.ptr[i] == '!') i++;
    if (i >= s.len || !((s.ptr[i] | 32) >= 'a' && (s.ptr[i] | 32) <= 'z')) return 0;
    while (i < s.len && i - at < 400 && s.ptr[i] != '>' && s.ptr[i] != '<') i++;
    return i < s.len && s.ptr[i] == '>' ? i + 1 - at : 0;
}

static size_t entity_at(vb_str s, size_t at, const char **text) {
    vb_str rest = vb_str_sub(s, at, s.len);
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        vb_str name = vb_str_of(entities[i].name);
        if (!vb_str_starts(rest, name)) continue;
        *text = entities[i].text;
        return name.len;
    }
    return 0;
}

/* A tag that breaks a line stands for a blank; bold and its like for nothing. */
static bool tag_breaks(vb_str tag) {
    static const char *const breaking[] = {"<br", "<p", "</p", "<div", "</div", "<li", "</li", "<tr", "<td"};
    for (size_t i = 0; i < sizeof breaking / sizeof *breaking; i++) {
        size_t n = strlen(breaking[i]);
        if (tag.len > n && vb_str_eq_nocase(vb_str_sub(tag, 0, n), vb_str_of(breaking[i]))) {
            char c = tag.ptr[n];
            if (c == '>' || c == ' ' || c == '/') return true;
        }
    }
    return false;
}

void vb_clean_header(vb_buf *out, vb_str s) {
    size_t start = out->len, at = 0;
    bool gap = false;
    while (at < s.len) {
        const char *text = NULL;
        size_t n;
        if (s.ptr[at] == '<' && (n = tag_at(s, at)) > 0) {
            gap |= tag_breaks(vb_str_sub(s, at, at + n));
            at += n;
            continue;
        }
        if (s.ptr[at] == '&' && (n = entity_at(s, at, &text)) > 0) {
            at += n;
            if (*text == ' ') {
                gap = true;
                continue;
            }
        } else if ((n = vb_space_at(s, at)) > 0) {
            uint32_t cp = n == 3 ? (uint32_t)(unsigned char)s.ptr[at + 2] : 0;
            bool zero_width =
                n == 3 && s.ptr[at] == '\xE2' && s.ptr[at + 1] == '\x80' && cp >= 0x8B && cp <= 0x8F;
            gap |= !zero_width && !(n == 3 && s.ptr[at] == '\xEF');
            at += n;
            continue;
        }
        if (gap && out->len > start) vb_buf_byte(out, ' ');
        gap = false;
        if (text) {
            vb_buf_cstr(out, text);
        } else {
            size_t from = at;
            vb_utf8_next(s, &at);
            vb_buf_add(out, s.ptr + from, at - from);
        }
    }
}

/* ---- Keys ---- */

typedef struct folder {
    vb_buf *out;
    size_t start;
    bool gap;
} folder;

static void put(folder *f, uint32_t cp) {
    char bytes[4];
    if (f->gap && f->out->len > f->start) vb_buf_byte(f->out, ' ');
    f->gap = false;
    vb_buf_add(f->out, bytes, vb_utf8_put(bytes, cp));
}

static bool is_thai(uint32_t cp) {
    return cp >= 0x0E00 && cp <= 0x0E7F;
}

static void put_thai(folder *f, uint32_t cp) {
    static const char nikhahit[] = "\xE0\xB9\x8D";
    if (cp >= 0x0E50 && cp <= 0x0E59) {
        put(f, '0' + (cp - 0x0E50));
    } else if (cp == 0x0E2F || cp == 0x0E3F || cp == 0x0E46 || cp == 0x0E4F || cp >= 0x0E5A) {
        f->gap |= cp != 0x0E46; /* mai yamok repeats a word and is dropped */
    } else if (cp == 0x0E32 && f->out->len - f->start >= 3 && !f->out->failed &&
               memcmp(f->out->ptr + f->out->len - 3, nikhahit, 3) == 0) {
        f->out->len -= 3; /* nikhahit + aa is sara am typed in two keys */
        put(f, 0x0E33);
    } else {
        put(f, cp);
    }
}

static void put_other(folder *f, uint32_t cp) {
    utf8proc_int32_t parts[8];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 8,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);
    if (n < 0 || n > 8) n = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        uint32_t c = (uint32_t)parts[i];
        if (c >= 0x300 && c <= 0x36F) continue;
        if (c == 0x111 || c == 0xF0) c = 'd';
        utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
        bool letter = (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_MC) ||
                      cat == UTF8PROC_CATEGORY_ND || cat == UTF8PROC_CATEGORY_SO;
        if (letter)
            put(f, c);
        else
            f->gap = true;
    }
}

static bool upper(char c) {
    return c >= 'A' && c <= 'Z';
}
static bool lower(char c) {
    return c >= 'a' && c <= 'z';
}

/* "ResponseId" and "IPAddress" are two words each; only in headers that have no blanks of their own. */
static bool camel_gap(vb_str s, size_t i) {
    if (i == 0 || !upper(s.ptr[i])) return false;
    if (lower(s.ptr[i - 1])) return true;
    return upper(s.ptr[i - 1]) && i + 2 < s.len && lower(s.ptr[i + 1]) && lower(s.ptr[i + 2]);
}

void vb_fold_key(vb_buf *out, vb_str s) {
    folder f = {out, out->len, false};
    bool camel = vb_str_find_byte(s, ' ') == s.len;
    for (size_t at = 0; at < s.len;) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c < 0x80) {
            if (camel && camel_gap(s, at)) f.gap = true;
            bool word = (c >= '0' && c <= '9') || upper((char)c) || lower((char)c);
            if (word)
                put(&f, upper((char)c) ? c + 32u : c);
            else if (c != '\'')
                f.gap = true;
            at++;
            continue;
        }
        uint32_t cp = vb_utf8_next(s, &at);
        if (is_thai(cp))
            put_thai(&f, cp);
        else if (cp == 0x2019 || (cp >= 0x200B && cp <= 0x200F) || cp == 0xFEFF || cp == 0xAD)
            continue;
        else if (cp == VB_REPLACEMENT || is_space_cp(cp))
            f.gap = true;
        else if (cp >= 0x300 && cp <= 0x36F)
            continue;
        else
            put_other(&f, cp);
    }
}

size_t vb_key_words(vb_str key) {
    size_t words = 0, thai = 0;
    bool inside = false;
    for (size_t at = 0; at < key.len;) {
        uint32_t cp = vb_utf8_next(key, &at);
        if (is_thai(cp)) {
            words += thai++ % 6 == 0;
            inside = true;
        } else if (cp == ' ') {
            inside = false;
            thai = 0;
        } else {
            words += !inside;
            inside = true;
        }
    }
    return words;
}
