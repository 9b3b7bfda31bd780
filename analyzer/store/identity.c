/* identity: see identity.h. Every field goes into the hash with its length before it, so that no two contents
 * meet. */
#include "store/identity.h"

#include <math.h>
#include <stdlib.h>

static void put_u64(vb_buf *b, uint64_t v) {
    char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(v >> (8 * i) & 0xFF);
    vb_buf_add(b, bytes, sizeof bytes);
}

static void put_str(vb_buf *b, vb_str s) {
    put_u64(b, s.len);
    vb_buf_str(b, s);
}

/* Millionths are as exact as any rating; what is absent differs from every number. */
static void put_num(vb_buf *b, double v) {
    bool exact = isfinite(v) && fabs(v) < 9e12;
    vb_buf_byte(b, exact ? '1' : isfinite(v) ? '2' : '0');
    put_u64(b, exact         ? (uint64_t)llround(v * 1e6)
               : isfinite(v) ? (uint64_t)llround(fmin(fmax(v, -9e18), 9e18))
                             : 0);
}

static int by_name(const void *a, const void *b) {
    const vb_segment *x = a, *y = b;
    int c = vb_str_cmp(x->name, y->name);
    return c ? c : vb_str_cmp(x->value, y->value);
}

static void put_segments(vb_buf *b, const vb_comment *c) {
    put_u64(b, c->n_segments);
    if (c->n_segments == 0) return;
    vb_segment few[16], *sorted = few;
    if (c->n_segments > sizeof few / sizeof *few) sorted = malloc(c->n_segments * sizeof *sorted);
    if (!sorted) {
        b->failed = true;
        return;
    }
    memcpy(sorted, c->segments, c->n_segments * sizeof *sorted);
    if (c->n_segments > 1) qsort(sorted, c->n_segments, sizeof *sorted, by_name);
    for (size_t i = 0; i < c->n_segments; i++) {
        put_str(b, sorted[i].name);
        put_str(b, sorted[i].value);
    }
    if (sorted != few) free(sorted);
}

static void put_columns(vb_buf *b, const vb_comment *c) {
    put_str(b, c->date);
    put_u64(b, (uint64_t)c->time);
    put_str(b, c->touchpoint);
    put_str(b, c->channel);
    put_num(b, c->rating);
    put_num(b, c->nps);
    put_num(b, c->csat);
    put_num(b, c->ces);
    put_segments(b, c);
}

vb_hash128 vb_identity_of(const vb_comment *c, vb_buf *scratch) {
    vb_buf_clear(scratch);
    vb_buf_byte(scratch, c->id.len ? 'i' : 'c');
    if (c->id.len)
        put_str(scratch, c->id);
    else
        put_columns(scratch, c);
    put_str(scratch, c->question);
    put_str(scratch, c->text);
    return vb_hash_identity(vb_buf_view(scratch));
}

vb_hash128 vb_identity_repeat(vb_hash128 first, uint32_t occurrence) {
    char bytes[20];
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = (char)(first.hi >> (8 * i) & 0xFF);
        bytes[8 + i] = (char)(first.lo >> (8 * i) & 0xFF);
    }
    for (size_t i = 0; i < 4; i++) bytes[16 + i] = (char)(occurrence >> (8 * i) & 0xFF);
    return vb_hash_identity((vb_str){bytes, sizeof bytes});
}

uint64_t vb_identity_attributes(const vb_comment *c, vb_buf *scratch) {
    vb_buf_clear(scratch);
    put_columns(scratch, c);
    put_num(scratch, c->weight);
    put_num(scratch, c->rating_max);
    put_str(scratch, c->lang);
    put_str(scratch, c->label);
    return vb_hash_identity(vb_buf_view(scratch)).lo;
}
