/* str: a borrowed view of bytes.
 *
 * Invariant: a vb_str (declared in verbatim.h) never owns its bytes and is not NUL-terminated; an empty view
 * may have a NULL pointer. Comparisons are by bytes, so that no locale can change an order. */
#ifndef VB_BASE_STR_H
#define VB_BASE_STR_H

#include "verbatim.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// The view of a string literal.
#define VB_STR(lit) ((vb_str){(lit), sizeof(lit) - 1})
/// Arguments for printf's "%.*s".
#define VB_FMT(s) (int)(s).len, (s).len ? (s).ptr : ""

/// View of a NUL-terminated string; NULL gives the empty view.
static inline vb_str vb_str_of(const char *z) {
    return (vb_str){z, z ? strlen(z) : 0};
}
static inline bool vb_str_eq(vb_str a, vb_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool vb_str_eqz(vb_str a, const char *z) {
    return vb_str_eq(a, vb_str_of(z));
}
/// Order by bytes; a prefix comes first.
static inline int vb_str_cmp(vb_str a, vb_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}
static inline vb_str vb_str_sub(vb_str s, size_t begin, size_t end) {
    return (vb_str){s.ptr + begin, end - begin};
}
static inline bool vb_str_starts(vb_str s, vb_str prefix) {
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}
static inline bool vb_str_ends(vb_str s, vb_str suffix) {
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}
/// Offset of the first `c`, or s.len where there is none.
static inline size_t vb_str_find_byte(vb_str s, char c) {
    const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : s.len;
}
/// Offset of the first occurrence of `needle`, or s.len where there is none.
size_t vb_str_find(vb_str s, vb_str needle);
/// Without ASCII white space at both ends.
vb_str vb_str_trim(vb_str s);
/// Takes the part before `sep` off the front of `*rest`; false once `*rest` is used up.
bool vb_str_split(vb_str *rest, char sep, vb_str *part);
/// Compares without regard to ASCII case.
bool vb_str_eq_nocase(vb_str a, vb_str b);
/// Parses a decimal number with a point, in any locale; false where it is not wholly a number.
bool vb_str_double(vb_str s, double *out);
/// Parses a decimal integer; false where it is not wholly one or does not fit.
bool vb_str_int(vb_str s, int64_t *out);

#endif
