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

/// Multiply and fold, eight bytes a step, with a final avalanche (finalizer of MurmurHash3).
uint64_t vb_hash64(vb_str s);
static inline uint64_t vb_hash_mix(uint64_t x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33;
}
/// SipHash-2-4 with 128-bit output (Aumasson, Bernstein 2012) under a fixed key.
vb_hash128 vb_hash_identity(vb_str s);
/// Writes `digits` (1..32) lower-case hex digits.
void vb_hash_hex(vb_hash128 h, char *out, size_t digits);

#endif
