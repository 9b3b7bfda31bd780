/* occurrences: how often a content has been seen in the current run.
 *
 * Comments without ids are told apart by the how-manieth of their content they are; the count is per run, so
 * the same file read again meets the same numbers. Invariant: memory grows with the distinct contents of one
 * run (16 bytes each). */
#ifndef VB_STORE_OCCURRENCES_H
#define VB_STORE_OCCURRENCES_H

#include "base/hash.h"

typedef struct vb_occurrence {
    uint64_t key; /* 0: free */
    uint32_t count;
} vb_occurrence;

typedef struct vb_occurrences {
    vb_occurrence *slots;
    size_t mask, used;
} vb_occurrences;

void vb_occurrences_clear(vb_occurrences *o);
void vb_occurrences_deinit(vb_occurrences *o);
/// Counts `h` and returns its new count, from 1; 0 when out of memory.
uint32_t vb_occurrences_count(vb_occurrences *o, vb_hash128 h);

#endif
