#include "base/hash.h"

typedef struct {
    uint64_t a, b, c, d;
} sip;

static uint64_t rotl(uint64_t x, int n) {
    return x << n | x >> (64 - n);
}

static void sip_round(sip *v, int times) {
    while (times--) {
        v->a += v->b, v->b = rotl(v->b, 13) ^ v->a, v->a = rotl(v->a, 32);
        v->c += v->d, v->d = rotl(v->d, 16) ^ v->c;
        v->a += v->d, v->d = rotl(v->d, 21) ^ v->a;
        v->c += v->b, v->b = rotl(v->b, 17) ^ v->c, v->c = rotl(v->c, 32);
    }
}

static uint64_t load64(const unsigned char *p, size_t n) {
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++) x |= (uint64_t)p[i] << (8 * i);
    return x;
}

vb_hash128 vb_hash_identity(vb_str s) {
    const uint64_t k0 = 0x7665726261746d69ULL, k1 = 0x6964656e74697479ULL;
    sip v = {k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL ^ 0xee, k0 ^ 0x6c7967656e657261ULL,
             k1 ^ 0x7465646279746573ULL};
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        uint64_t m = load64((const unsigned char *)s.ptr + i, 8);
        v.d ^= m;
        sip_round(&v, 2);
        v.a ^= m;
    }
    uint64_t last = (uint64_t)s.len << 56;
    if (i < s.len) last |= load64((const unsigned char *)s.ptr + i, s.len - i);
    v.d ^= last;
    sip_round(&v, 2);
    v.a ^= last;
    v.c ^= 0xee;
    sip_round(&v, 4);
    uint64_t hi = v.a ^ v.b ^ v.c ^ v.d;
    v.b ^= 0xdd;
    sip_round(&v, 4);
    return (vb_hash128){hi, v.a ^ v.b ^ v.c ^ v.d};
}

void vb_hash_hex(vb_hash128 h, char *out, size_t digits) {
    for (size_t i = 0; i < digits; i++) {
        uint64_t word = i < 16 ? h.hi : h.lo;
        out[i] = "0123456789abcdef"[word >> (60 - 4 * (i % 16)) & 15];
    }
}
