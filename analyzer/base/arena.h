/* arena: memory with one lifetime, freed at once.
 *
 * Invariant: a pointer given out stays valid and unmoved until vb_arena_reset or vb_arena_deinit. Reset keeps
 * the blocks, so that work in a loop stops allocating once it has seen its largest item. Not thread safe. */
#ifndef VB_BASE_ARENA_H
#define VB_BASE_ARENA_H

#include "base/str.h"

typedef struct vb_arena_block vb_arena_block;
typedef struct vb_arena {
    vb_arena_block *first, *current;
    size_t used;  /* bytes used of the current block */
    size_t total; /* bytes held from the system */
} vb_arena;

/// An empty arena is all zero; init takes no memory.
static inline void vb_arena_init(vb_arena *a) {
    *a = (vb_arena){0};
}
void vb_arena_deinit(vb_arena *a);
/// Forgets all allocations and keeps the memory (only the largest block beyond 8 MiB in total).
void vb_arena_reset(vb_arena *a);
/// `size` bytes aligned for any type, not cleared; NULL when out of memory.
void *vb_arena_alloc(vb_arena *a, size_t size);
/// The same, zeroed; NULL also when n * size overflows.
void *vb_arena_calloc(vb_arena *a, size_t n, size_t size);
/// Grows an array that may move to new memory; the old one stays until reset.
void *vb_arena_grow(vb_arena *a, void *old, size_t old_size, size_t new_size);
/// A copy of the bytes with a NUL behind them; ptr is NULL when out of memory.
vb_str vb_arena_dup(vb_arena *a, vb_str s);

#define VB_NEW(arena, type)          ((type *)vb_arena_calloc((arena), 1, sizeof(type)))
#define VB_NEW_ARRAY(arena, type, n) ((type *)vb_arena_calloc((arena), (n), sizeof(type)))

#endif
