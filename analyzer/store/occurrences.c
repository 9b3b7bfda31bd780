/* occurrences: see occurrences.h. Open addressing over 64 bits of the content hash, at most two thirds full.
 */
#include "store/occurrences.h"

#include <stdlib.h>

void vb_occurrences_clear(vb_occurrences *o) {
    if (o->slots) memset(o->slots, 0, (o->mask + 1) * sizeof *o->slots);
    o->used = 0;
}

void vb_occurrences_deinit(vb_occurrences *o) {
    free(o->slots);
    *o = (vb_occurrences){0};
}

static vb_occurrence *slot_of(vb_occurrence *slots, size_t mask, uint64_t key) {
    size_t at = (size_t)vb_hash_mix(key) & mask;
    while (slots[at].key != 0 && slots[at].key != key) at = (at + 1) & mask;
    return &slots[at];
}

static bool grow(vb_occurrences *o) {
    size_t n = o->slots ? (o->mask + 1) * 2 : 1024;
    vb_occurrence *slots = calloc(n, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; o->slots && i <= o->mask; i++)
        if (o->slots[i].key) *slot_of(slots, n - 1, o->slots[i].key) = o->slots[i];
    free(o->slots);
    o->slots = slots;
    o->mask = n - 1;
    return true;
}

uint32_t vb_occurrences_count(vb_occurrences *o, vb_hash128 h) {
    if ((!o->slots || o->used * 3 >= o->mask * 2) && !grow(o)) return 0;
    uint64_t key = h.lo ? h.lo : 1;
    vb_occurrence *slot = slot_of(o->slots, o->mask, key);
    if (!slot->key) {
        slot->key = key;
        o->used++;
    }
    if (slot->count < UINT32_MAX) slot->count++;
    return slot->count;
}
