#include "base/arena.h"

#include <stdlib.h>

#define MIN_BLOCK  ((size_t)64 << 10)
#define KEEP_TOTAL ((size_t)8 << 20)

struct vb_arena_block {
    vb_arena_block *next;
    size_t size;
    max_align_t data[];
};

void vb_arena_deinit(vb_arena *a) {
    for (vb_arena_block *b = a->first, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (vb_arena){0};
}

void vb_arena_reset(vb_arena *a) {
    if (a->first && a->total > KEEP_TOTAL) {
        vb_arena_block *largest = a->first;
        for (vb_arena_block *b = a->first; b; b = b->next)
            if (b->size > largest->size) largest = b;
        if (largest->size > KEEP_TOTAL) largest = NULL;
        for (vb_arena_block *b = a->first, *next; b; b = next) {
            next = b->next;
            if (b != largest) free(b);
        }
        a->first = largest;
        a->total = largest ? largest->size : 0;
        if (largest) largest->next = NULL;
    }
    a->current = a->first;
    a->used = 0;
}

void *vb_arena_alloc(vb_arena *a, size_t size) {
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    while (a->current && a->current->size - a->used < size) {
        if (!a->current->next) break;
        a->current = a->current->next;
        a->used = 0;
    }
    if (!a->current || a->current->size - a->used < size) {
        size_t block = a->total > MIN_BLOCK ? a->total : MIN_BLOCK;
        if (block > ((size_t)4 << 20)) block = (size_t)4 << 20;
        if (block < size) block = size;
        vb_arena_block *b = malloc(sizeof *b + block);
        if (!b) return NULL;
        b->next = NULL;
        b->size = block;
        if (a->current)
            a->current->next = b;
        else
            a->first = b;
        a->current = b;
        a->used = 0;
        a->total += block;
    }
    void *p = (char *)a->current->data + a->used;
    a->used += size;
    return p;
}

void *vb_arena_calloc(vb_arena *a, size_t n, size_t size) {
    if (size && n > SIZE_MAX / 2 / size) return NULL;
    void *p = vb_arena_alloc(a, n * size);
    if (p) memset(p, 0, n * size);
    return p;
}

void *vb_arena_grow(vb_arena *a, void *old, size_t old_size, size_t new_size) {
    void *p = vb_arena_alloc(a, new_size);
    if (p && old_size) memcpy(p, old, old_size);
    return p;
}

vb_str vb_arena_dup(vb_arena *a, vb_str s) {
    char *p = vb_arena_alloc(a, s.len + 1);
    if (!p) return (vb_str){NULL, 0};
    if (s.len) memcpy(p, s.ptr, s.len);
    p[s.len] = 0;
    return (vb_str){p, s.len};
}
