/* intern: a set of strings, each with a small number.
 *
 * Invariant: ids count up from 1 in the order of first addition; 0 means "not in the set". The views returned
 * stay valid as long as the arena. Finding never allocates. */
#ifndef VB_BASE_INTERN_H
#define VB_BASE_INTERN_H

#include "base/arena.h"
#include "base/hash.h"

typedef struct vb_intern {
    vb_arena *arena;
    uint64_t *slots; /* hash << 32 | id; 0 empty */
    vb_str *strings; /* by id; [0] is empty */
    uint32_t count;  /* highest id */
    uint32_t mask, cap;
} vb_intern;

/// Prepares an empty set in `arena`; false when out of memory.
bool vb_intern_init(vb_intern *t, vb_arena *arena, uint32_t expected);
/// The id of `s`, or 0.
uint32_t vb_intern_find(const vb_intern *t, vb_str s);
/// The same with a hash (vb_hash64) that the caller has at hand.
uint32_t vb_intern_find_hash(const vb_intern *t, vb_str s, uint64_t hash);
/// The id of `s`, which is copied where it is new; 0 when out of memory.
uint32_t vb_intern_add(vb_intern *t, vb_str s);
static inline vb_str vb_intern_get(const vb_intern *t, uint32_t id) {
    return t->strings[id];
}

#endif
