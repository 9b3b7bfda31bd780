#include "base/str.h"

#include <errno.h>
#include <math.h>

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t vb_str_find(vb_str s, vb_str needle) {
    if (needle.len == 0) return 0;
    for (size_t i = 0; i + needle.len <= s.len; i++) {
        const char *p = memchr(s.ptr + i, needle.ptr[0], s.len - needle.len - i + 1);
        if (!p) return s.len;
        i = (size_t)(p - s.ptr);
        if (memcmp(p, needle.ptr, needle.len) == 0) return i;
    }
    return s.len;
}

vb_str vb_str_trim(vb_str s) {
    while (s.len && is_space(s.ptr[0])) s.ptr++, s.len--;
    while (s.len && is_space(s.ptr[s.len - 1])) s.len--;
    return s;
}

bool vb_str_split(vb_str *rest, char sep, vb_str *part) {
    if (!rest->ptr) return false;
    size_t at = vb_str_find_byte(*rest, sep);
    *part = vb_str_sub(*rest, 0, at);
    *rest = at < rest->len ? vb_str_sub(*rest, at + 1, rest->len) : (vb_str){NULL, 0};
    return true;
}

bool vb_str_eq_nocase(vb_str a, vb_str b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        unsigned char x = (unsigned char)a.ptr[i], y = (unsigned char)b.ptr[i];
        if (x >= 'A' && x <= 'Z') x += 32;
        if (y >= 'A' && y <= 'Z') y += 32;
        if (x != y) return false;
    }
    return true;
}

/* strtod follows the process locale (a comma-decimal locale would read "1.5" as 1), hence our own. */
bool vb_str_double(vb_str s, double *out) {
    if (s.len && (is_space(s.ptr[0]) || is_space(s.ptr[s.len - 1]))) s = vb_str_trim(s);
    size_t i = 0, digits = 0;
    bool negative = false;
    double value = 0, scale = 1;
    if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+')) negative = s.ptr[i++] == '-';
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, digits++)
        value = value * 10 + (s.ptr[i] - '0');
    if (i < s.len && s.ptr[i] == '.') {
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, digits++) {
            value = value * 10 + (s.ptr[i] - '0');
            scale *= 10;
        }
    }
    if (digits == 0 || digits > 300) return false;
    double power = 1;
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        int64_t e;
        if (!vb_str_int(vb_str_sub(s, i + 1, s.len), &e) || e < -300 || e > 300) return false;
        power = pow(10, (double)e);
        i = s.len;
    }
    if (i != s.len) return false;
    value = value / scale * power;
    *out = negative ? -value : value;
    return true;
}

bool vb_str_int(vb_str s, int64_t *out) {
    s = vb_str_trim(s);
    size_t i = 0;
    bool negative = false;
    uint64_t value = 0;
    if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+')) negative = s.ptr[i++] == '-';
    if (i == s.len || s.len - i > 18) return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        value = value * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}
