/* trie: paths of numbers (units of a lexicon, stems, characters) to the number of a term.
 *
 * Invariant: all children of all nodes stand in one open-addressed table under node and number, so that a
 * step is one probe; before it 32 bits of each node tell most of the numbers that it has no child for. Once
 * settled, steps from the root are one look into an array. Finding never allocates. */
#ifndef VB_TEXT_TRIE_H
#define VB_TEXT_TRIE_H

#include "base/arena.h"

typedef struct vb_trie_slot {
    uint64_t key; /* node << 32 | number, +1; 0 empty */
    uint32_t child;
} vb_trie_slot;

typedef struct vb_trie {
    vb_trie_slot *slots;
    uint32_t *terms; /* by node: term or 0 */
    uint32_t *bits;  /* by node: a bit for each child */
    uint32_t *root;  /* children of the root by number, below n_root */
    uint32_t n_root;
    uint32_t n_nodes, cap_nodes;
    uint32_t mask, used;
} vb_trie;

bool vb_trie_init(vb_trie *t, vb_arena *arena, uint32_t expected);
/// Child of a node, made where it is missing; 0 when out of memory. Only before vb_trie_settle.
uint32_t vb_trie_add(vb_trie *t, vb_arena *arena, uint32_t node, uint32_t number);
/// Makes the array of the root for numbers below `most`. False when out of memory.
bool vb_trie_settle(vb_trie *t, vb_arena *arena, uint32_t most);

static inline uint32_t vb_trie_bit(uint32_t number) {
    return 1u << (number * 0x9E3779B1u >> 27);
}
static inline uint64_t vb_trie_key(uint32_t node, uint32_t number) {
    return ((uint64_t)node << 32 | number) + 1;
}
static inline uint32_t vb_trie_place(uint64_t key, uint32_t mask) {
    uint64_t h = key * 0x9e3779b97f4a7c15ULL;
    return (uint32_t)(h >> 32 ^ h >> 15) & mask;
}

/// Child of `node` (0 is the root) by a number; 0 where there is none.
static inline uint32_t vb_trie_next(const vb_trie *t, uint32_t node, uint32_t number) {
    if (!node && number < t->n_root) return t->root[number];
    if (!(t->bits[node] & vb_trie_bit(number))) return 0;
    uint64_t key = vb_trie_key(node, number);
    for (uint32_t i = vb_trie_place(key, t->mask); t->slots[i].key; i = (i + 1) & t->mask)
        if (t->slots[i].key == key) return t->slots[i].child;
    return 0;
}

#endif
