#include "base/utf8.h"

uint32_t vb_utf8_next_slow(vb_str s, size_t *at) {
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at;
    uint32_t c = p[0];
    if (c < 0x80) {
        *at += 1;
        return c;
    }
    if (c >= 0xC2 && c < 0xE0 && left >= 2 && (p[1] & 0xC0) == 0x80) {
        *at += 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if ((c & 0xF0) == 0xE0 && left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        uint32_t cp = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (cp >= 0x800 && (cp < 0xD800 || cp > 0xDFFF)) {
            *at += 3;
            return cp;
        }
    }
    if ((c & 0xF8) == 0xF0 && left >= 4 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
        (p[3] & 0xC0) == 0x80) {
        uint32_t cp = (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        if (cp >= 0x10000 && cp <= 0x10FFFF) {
            *at += 4;
            return cp;
        }
    }
    *at += 1;
    return VB_REPLACEMENT;
}

uint32_t vb_utf8_before(vb_str s, size_t at) {
    size_t start = at - 1;
    while (start > 0 && at - start < 4 && !vb_utf8_is_start(s.ptr[start])) start--;
    size_t end = start;
    uint32_t cp = vb_utf8_next(vb_str_sub(s, 0, at), &end);
    return end == at ? cp : VB_REPLACEMENT;
}

size_t vb_utf8_put(char *out, uint32_t cp) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t vb_utf8_valid(vb_str s) {
    size_t at = 0;
    while (at < s.len) {
        if ((unsigned char)s.ptr[at] < 0x80) {
            at++;
            continue;
        }
        size_t from = at;
        uint32_t cp = vb_utf8_next(s, &at);
        if (cp == VB_REPLACEMENT && at - from == 1) return from;
    }
    return at;
}

size_t vb_utf8_count(vb_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += vb_utf8_is_start(s.ptr[i]);
    return n;
}
