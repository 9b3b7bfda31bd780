#include "base/json.h"
#include "base/utf8.h"

#include <math.h>

static void separate(vb_json *j) {
    if (j->comma) vb_buf_byte(j->out, ',');
    j->comma = true;
}

void vb_json_open(vb_json *j, char bracket) {
    separate(j);
    vb_buf_byte(j->out, bracket);
    j->comma = false;
}

void vb_json_close(vb_json *j, char bracket) {
    vb_buf_byte(j->out, bracket);
    j->comma = true;
}

void vb_json_key(vb_json *j, const char *key) {
    separate(j);
    vb_buf_byte(j->out, '"');
    vb_buf_cstr(j->out, key);
    vb_buf_add(j->out, "\":", 2);
    j->comma = false;
}

static char *put_escape(char *p, unsigned char c) {
    *p++ = '\\';
    switch (c) {
    case '"':
    case '\\': *p++ = (char)c; break;
    case '\n': *p++ = 'n'; break;
    case '\r': *p++ = 'r'; break;
    case '\t': *p++ = 't'; break;
    default:
        memcpy(p, "u00", 3);
        p[3] = "0123456789abcdef"[c >> 4];
        p[4] = "0123456789abcdef"[c & 15];
        p += 5;
    }
    return p;
}

/* Bytes of the character at `at` that may be copied as they are; 0 where it needs a closer look. */
static inline size_t plain_at(const unsigned char *s, size_t at, size_t len) {
    unsigned char c = s[at];
    if (c < 0x80) return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
    if (c >= 0xE1 && c <= 0xEC && len - at >= 3) /* E2 80 leads the two line separators */
        return (s[at + 1] & 0xC0) == 0x80 && (s[at + 2] & 0xC0) == 0x80 && !(c == 0xE2 && s[at + 1] == 0x80)
                   ? 3
                   : 0;
    if (c == 0xE0 && len - at >= 3) return (s[at + 1] & 0xE0) == 0xA0 && (s[at + 2] & 0xC0) == 0x80 ? 3 : 0;
    return c >= 0xC2 && c <= 0xDF && len - at >= 2 && (s[at + 1] & 0xC0) == 0x80 ? 2 : 0;
}

/* True where none of eight bytes is a control character, quote, backslash, DEL or above ASCII. */
static inline bool all_plain(const unsigned char *p) {
    const uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;
    uint64_t w;
    memcpy(&w, p, sizeof w);
    uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\', shown = (w & ~high) + ones * 0x60;
    uint64_t odd = w | (w + ones) | ~shown | ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
    return !(odd & high);
}

char *vb_json_put_str(char *p, vb_str s) {
    const unsigned char *bytes = (const unsigned char *)s.ptr;
    *p++ = '"';
    for (size_t at = 0, from = 0; at < s.len; from = at) {
        for (size_t n = 1, next = 0; at < s.len && n; at += n) {
            while (at >= next && s.len - at >= 8) {
                if (!all_plain(bytes + at)) {
                    next = at + 8; /* one by one so far */
                    break;
                }
                at += 8;
            }
            n = at < s.len ? plain_at(bytes, at, s.len) : 0;
        }
        if (at > from) memcpy(p, s.ptr + from, at - from), p += at - from;
        if (at == s.len) break;
        if (bytes[at] < 0x80) {
            p = put_escape(p, bytes[at++]);
            continue;
        }
        size_t begin = at;
        uint32_t cp = vb_utf8_next(s, &at);
        bool broken = cp == VB_REPLACEMENT && at - begin == 1;
        vb_str as = broken         ? VB_STR("\xEF\xBF\xBD")
                    : cp == 0x2028 ? VB_STR("\\u2028")
                    : cp == 0x2029 ? VB_STR("\\u2029")
                                   : vb_str_sub(s, begin, at);
        memcpy(p, as.ptr, as.len);
        p += as.len;
    }
    *p++ = '"';
    return p;
}

void vb_json_str(vb_json *j, vb_str s) {
    separate(j);
    if (!vb_buf_reserve(j->out, s.len * VB_JSON_GROWTH + 2)) return;
    j->out->len = (size_t)(vb_json_put_str(j->out->ptr + j->out->len, s) - j->out->ptr);
}

void vb_json_cstr(vb_json *j, const char *z) {
    if (z)
        vb_json_str(j, vb_str_of(z));
    else
        vb_json_null(j);
}

void vb_json_int(vb_json *j, int64_t v) {
    separate(j);
    vb_buf_int(j->out, v);
}

void vb_json_num(vb_json *j, double v, int places) {
    if (!isfinite(v)) {
        vb_json_null(j);
        return;
    }
    separate(j);
    vb_buf_fixed(j->out, v, places);
}

void vb_json_bool(vb_json *j, bool v) {
    separate(j);
    vb_buf_cstr(j->out, v ? "true" : "false");
}

void vb_json_null(vb_json *j) {
    separate(j);
    vb_buf_add(j->out, "null", 4);
}

void vb_json_raw(vb_json *j, vb_str json) {
    separate(j);
    vb_buf_str(j->out, json);
}
