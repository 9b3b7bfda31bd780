/* utf8: decoding, encoding, validity. Strict: no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef VB_BASE_UTF8_H
#define VB_BASE_UTF8_H

#include "base/str.h"

#define VB_REPLACEMENT 0xFFFDu

/// Decodes the code point at `*at` (< s.len) and moves `*at` behind it. An invalid byte gives VB_REPLACEMENT
/// and one byte.
static inline uint32_t vb_utf8_next(vb_str s, size_t *at);
/// The same for what is neither ASCII, Thai nor a letter of Vietnamese.
uint32_t vb_utf8_next_slow(vb_str s, size_t *at);
/// The code point that ends at `at` (> 0), without moving; invalid bytes give VB_REPLACEMENT.
uint32_t vb_utf8_before(vb_str s, size_t at);
/// Writes 1 to 4 bytes and returns how many.
size_t vb_utf8_put(char *out, uint32_t cp);
/// Number of leading bytes that are valid UTF-8; s.len where all are. A character cut off at the end is not
/// valid.
size_t vb_utf8_valid(vb_str s);
/// Number of code points of valid UTF-8.
size_t vb_utf8_count(vb_str s);
/// Length of the sequence that a lead byte begins: 1 to 4 (1 for a continuation byte).
static inline size_t vb_utf8_length(unsigned char lead) {
    return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
static inline bool vb_utf8_is_start(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

static inline uint32_t vb_utf8_next(vb_str s, size_t *at) {
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] == 0xE0 && s.len - *at >= 3 && (p[1] & 0xFE) == 0xB8 && (p[2] & 0xC0) == 0x80) {
        *at += 3;
        return 0x0E00u | (p[1] & 1u) << 6 | (p[2] & 0x3Fu);
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0 && s.len - *at >= 2 && (p[1] & 0xC0) == 0x80) {
        *at += 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] == 0xE1 && s.len - *at >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *at += 3;
        return 0x1000u | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    return vb_utf8_next_slow(s, at);
}

#endif
