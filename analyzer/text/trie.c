/* trie: how it grows. Steps are in the header. */
#include "text/trie.h"

static bool resize(vb_trie *t, vb_arena *a, uint32_t size) {
    vb_trie_slot *slots = VB_NEW_ARRAY(a, vb_trie_slot, size);
    if (!slots) return false;
    for (uint32_t i = 0; t->slots && i <= t->mask; i++) {
        if (!t->slots[i].key) continue;
        uint32_t k = vb_trie_place(t->slots[i].key, size - 1);
        while (slots[k].key) k = (k + 1) & (size - 1);
        slots[k] = t->slots[i];
    }
    t->slots = slots, t->mask = size - 1;
    return true;
}

static bool grow_nodes(vb_trie *t, vb_arena *a) {
    size_t size = t->n_nodes * sizeof *t->terms;
    uint32_t *terms = vb_arena_grow(a, t->terms, size, size * 2);
    uint32_t *bits = vb_arena_grow(a, t->bits, size, size * 2);
    if (!terms || !bits) return false;
    memset(terms + t->n_nodes, 0, size);
    memset(bits + t->n_nodes, 0, size);
    t->terms = terms, t->bits = bits, t->cap_nodes *= 2;
    return true;
}

uint32_t vb_trie_add(vb_trie *t, vb_arena *a, uint32_t node, uint32_t number) {
    uint32_t child = vb_trie_next(t, node, number);
    if (child) return child;
    if ((t->used + 1) * 10 > t->mask * 6 && !resize(t, a, (t->mask + 1) * 2)) return 0;
    if (t->n_nodes == t->cap_nodes && !grow_nodes(t, a)) return 0;
    uint64_t key = vb_trie_key(node, number);
    uint32_t i = vb_trie_place(key, t->mask);
    while (t->slots[i].key) i = (i + 1) & t->mask;
    t->used++;
    t->slots[i] = (vb_trie_slot){key, t->n_nodes};
    t->bits[node] |= vb_trie_bit(number);
    return t->n_nodes++;
}

bool vb_trie_init(vb_trie *t, vb_arena *a, uint32_t expected) {
    uint32_t size = 1024;
    while (size < expected) size *= 2;
    *t = (vb_trie){.cap_nodes = size, .n_nodes = 1};
    t->terms = VB_NEW_ARRAY(a, uint32_t, size);
    t->bits = VB_NEW_ARRAY(a, uint32_t, size);
    return t->terms && t->bits && resize(t, a, size);
}

bool vb_trie_settle(vb_trie *t, vb_arena *a, uint32_t most) {
    uint32_t n = 0;
    for (uint32_t i = 0; i <= t->mask; i++) {
        uint64_t number = t->slots[i].key - 1;
        if (t->slots[i].key && number < most && number >= n) n = (uint32_t)number + 1;
    }
    uint32_t *root = VB_NEW_ARRAY(a, uint32_t, n + 1);
    if (!root) return false;
    for (uint32_t i = 0; i <= t->mask; i++)
        if (t->slots[i].key && t->slots[i].key - 1 < n) root[t->slots[i].key - 1] = t->slots[i].child;
    t->root = root, t->n_root = n;
    return true;
}
