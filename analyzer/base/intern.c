#include "base/intern.h"

static bool resize(vb_intern *t, uint32_t cap) {
    uint64_t *slots = VB_NEW_ARRAY(t->arena, uint64_t, (size_t)cap * 2);
    vb_str *strings = vb_arena_alloc(t->arena, ((size_t)cap + 1) * sizeof *strings);
    if (!slots || !strings) return false;
    strings[0] = (vb_str){NULL, 0};
    if (t->count) memcpy(strings, t->strings, sizeof *strings * (t->count + 1));
    uint32_t mask = cap * 2 - 1;
    for (uint32_t k = 0; t->slots && k <= t->mask; k++) {
        if (!t->slots[k]) continue;
        uint32_t i = (uint32_t)(t->slots[k] >> 32) & mask;
        while (slots[i]) i = (i + 1) & mask;
        slots[i] = t->slots[k];
    }
    t->slots = slots, t->strings = strings, t->mask = mask, t->cap = cap;
    return true;
}

bool vb_intern_init(vb_intern *t, vb_arena *arena, uint32_t expected) {
    *t = (vb_intern){.arena = arena};
    uint32_t cap = 64;
    while (cap < expected && cap < (1u << 29)) cap *= 2;
    return resize(t, cap);
}

uint32_t vb_intern_find_hash(const vb_intern *t, vb_str s, uint64_t hash) {
    uint32_t h = (uint32_t)hash;
    for (uint32_t i = h & t->mask; t->slots[i]; i = (i + 1) & t->mask) {
        if (t->slots[i] >> 32 != h) continue;
        uint32_t id = (uint32_t)t->slots[i];
        if (vb_str_eq(t->strings[id], s)) return id;
    }
    return 0;
}

uint32_t vb_intern_find(const vb_intern *t, vb_str s) {
    return vb_intern_find_hash(t, s, vb_hash64(s));
}

uint32_t vb_intern_add(vb_intern *t, vb_str s) {
    uint64_t hash = vb_hash64(s);
    uint32_t id = vb_intern_find_hash(t, s, hash);
    if (id) return id;
    if (t->count == t->cap && (t->cap >= (1u << 29) || !resize(t, t->cap * 2))) return 0;
    vb_str copy = vb_arena_dup(t->arena, s);
    if (!copy.ptr) return 0;
    id = ++t->count;
    t->strings[id] = copy;
    uint32_t i = (uint32_t)hash & t->mask;
    while (t->slots[i]) i = (i + 1) & t->mask;
    t->slots[i] = hash << 32 | id;
    return id;
}
