/* hash: fast hashes for tables in memory, and a 128-bit identity for what is stored.
 *
 * Invariant: the results depend on the bytes alone (no seed, no machine word order), so they may be written
 * to a store. A hash never decides an order that a user sees, except as a stated tie-break. */
#ifndef VB_BASE_HASH_H
#define VB_BASE_HASH_H

#include "base/str.h"

typedef struct vb_hash128 {
    uint64_t hi, lo;
} vb_hash128;

static inline uint64_t vb_hash_mix(uint64_t x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33;
}
/* `n` bytes (at most 8), the first the lowest, whatever the order of the machine; compilers make one load of
 * a full eight. */
static inline uint64_t vb_load8(const char *s) {
    const unsigned char *p = (const unsigned char *)s;
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}
static inline uint64_t vb_load4(const char *s) {
    const unsigned char *p = (const unsigned char *)s;
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}
/* Fewer than eight bytes, by loads that overlap. */
static inline uint64_t vb_load_few(const char *s, size_t n) {
    const unsigned char *p = (const unsigned char *)s;
    if (n >= 4) return vb_load4(s) | vb_load4(s + n - 4) << 8 * (n - 4);
    return n ? (uint64_t)p[0] | (uint64_t)p[n >> 1] << 8 * (n >> 1) | (uint64_t)p[n - 1] << 8 * (n - 1) : 0;
}
/// Multiply and fold, eight bytes a step, with a final avalanche (finalizer of MurmurHash3).
static inline uint64_t vb_hash64(vb_str s) {
    uint64_t h = 0xcbf29ce484222325ULL ^ s.len;
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        h = (h ^ vb_load8(s.ptr + i)) * 0x9e3779b97f4a7c15ULL;
        h ^= h >> 32;
    }
    uint64_t last = i == s.len ? 0
                    : i        ? vb_load8(s.ptr + s.len - 8) >> 8 * (8 - (s.len - i))
                               : vb_load_few(s.ptr, s.len);
    return vb_hash_mix((h ^ last) * 0x9e3779b97f4a7c15ULL);
}
/// One bit for each key of a table: tells of most keys that the table has not got them.
typedef struct vb_filter {
    uint64_t *bits;
    uint32_t mask;
} vb_filter;
static inline bool vb_filter_has(const vb_filter *f, uint64_t key) {
    uint32_t bit = (uint32_t)(key >> 36) & f->mask;
    return f->bits[bit >> 6] >> (bit & 63) & 1;
}
static inline void vb_filter_add(vb_filter *f, uint64_t key) {
    uint32_t bit = (uint32_t)(key >> 36) & f->mask;
    f->bits[bit >> 6] |= 1ull << (bit & 63);
}
/// SipHash-2-4 with 128-bit output (Aumasson, Bernstein 2012) under a fixed key.
vb_hash128 vb_hash_identity(vb_str s);
/// Writes `digits` (1..32) lower-case hex digits.
void vb_hash_hex(vb_hash128 h, char *out, size_t digits);

#endif
