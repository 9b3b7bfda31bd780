#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void vb_buf_deinit(vb_buf *b) {
    free(b->ptr);
    *b = (vb_buf){0};
}

bool vb_buf_reserve(vb_buf *b, size_t more) {
    if (b->failed) return false;
    if (b->cap - b->len >= more) return true;
    size_t max = b->max ? b->max : SIZE_MAX / 2;
    if (more > max || b->len > max - more) return b->failed = true, false;
    size_t cap = b->cap < 256 ? 256 : b->cap;
    while (cap < b->len + more) cap *= 2;
    char *p = realloc(b->ptr, cap);
    if (!p) return b->failed = true, false;
    b->ptr = p;
    b->cap = cap;
    return true;
}

void vb_buf_add_slow(vb_buf *b, const char *data, size_t len) {
    if (!vb_buf_reserve(b, len)) return;
    if (len) memcpy(b->ptr + b->len, data, len);
    b->len += len;
}

void vb_buf_printf(vb_buf *b, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !vb_buf_reserve(b, (size_t)n + 1)) return;
    va_start(args, format);
    vsnprintf(b->ptr + b->len, (size_t)n + 1, format, args);
    va_end(args);
    b->len += (size_t)n;
}

void vb_buf_int(vb_buf *b, int64_t value) {
    char digits[24];
    size_t n = sizeof digits;
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do digits[--n] = (char)('0' + v % 10);
    while (v /= 10);
    if (value < 0) digits[--n] = '-';
    vb_buf_add(b, digits + n, sizeof digits - n);
}

void vb_buf_fixed(vb_buf *b, double value, int places) {
    static const double power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
    if (!isfinite(value) || fabs(value) > 9e8) { /* beyond exact scaling: integer digits are enough */
        vb_buf_int(b, isfinite(value) && fabs(value) < 9e18 ? (int64_t)value : 0);
        return;
    }
    if (places > 9) places = 9;
    int64_t scaled = (int64_t)llround(value * power[places]), unit = (int64_t)power[places];
    if (scaled < 0) {
        vb_buf_byte(b, '-');
        scaled = -scaled;
    }
    vb_buf_int(b, scaled / unit);
    int64_t rest = scaled % unit;
    if (!rest) return;
    char digits[12];
    for (int i = places - 1; i >= 0; i--, rest /= 10) digits[i] = (char)('0' + rest % 10);
    while (places > 0 && digits[places - 1] == '0') places--;
    vb_buf_byte(b, '.');
    vb_buf_add(b, digits, (size_t)places);
}

const char *vb_buf_z(vb_buf *b) {
    if (!vb_buf_reserve(b, 1)) return "";
    b->ptr[b->len] = 0;
    return b->ptr;
}
