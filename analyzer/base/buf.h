/* buf: a growing byte buffer with a sticky failure.
 *
 * Invariant: after a failed growth `failed` stays set and further appends do nothing, so that a writer checks
 * once at the end. The bytes are not NUL-terminated unless vb_buf_z was called. */
#ifndef VB_BASE_BUF_H
#define VB_BASE_BUF_H

#include "base/str.h"

typedef struct vb_buf {
    char *ptr;
    size_t len, cap;
    size_t max; /* 0: no bound but memory */
    bool failed;
} vb_buf;

void vb_buf_deinit(vb_buf *b);
/// Makes room for `more` bytes; false sets `failed`.
bool vb_buf_reserve(vb_buf *b, size_t more);
void vb_buf_add_slow(vb_buf *b, const char *data, size_t len);
static inline void vb_buf_add(vb_buf *b, const char *data, size_t len) {
    if (b->cap - b->len >= len && !b->failed) {
        if (len) memcpy(b->ptr + b->len, data, len);
        b->len += len;
    } else {
        vb_buf_add_slow(b, data, len);
    }
}
static inline void vb_buf_str(vb_buf *b, vb_str s) {
    vb_buf_add(b, s.ptr, s.len);
}
static inline void vb_buf_cstr(vb_buf *b, const char *z) {
    vb_buf_add(b, z, strlen(z));
}
static inline void vb_buf_byte(vb_buf *b, char c) {
    vb_buf_add(b, &c, 1);
}
void vb_buf_printf(vb_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/// Appends an integer in decimal.
void vb_buf_int(vb_buf *b, int64_t value);
/// Appends a number rounded to `places` decimals with a point in any locale, without trailing zeros ("0.5",
/// "3").
void vb_buf_fixed(vb_buf *b, double value, int places);
static inline void vb_buf_clear(vb_buf *b) {
    b->len = 0;
    b->failed = false;
}
static inline vb_str vb_buf_view(const vb_buf *b) {
    return (vb_str){b->ptr, b->len};
}
/// The content as a NUL-terminated string, valid until the next append; "" after a failure.
const char *vb_buf_z(vb_buf *b);

#endif
