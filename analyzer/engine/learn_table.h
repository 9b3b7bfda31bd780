/* learn_table: a learned table of weights as a lexicon file.
 *
 * Invariant: rows stand in the order of their terms, weights have two decimals, and the head says what it was
 * learned from; so the same weights give the same bytes. */
#ifndef VB_ENGINE_LEARN_TABLE_H
#define VB_ENGINE_LEARN_TABLE_H

#include "base/buf.h"
#include "base/error.h"
#include "sentiment/induced.h"

typedef struct vb_learned_row {
    vb_str term;
    float at[VB_LOGITS];
    uint32_t df; /* comments that have it */
} vb_learned_row;

typedef struct vb_learned_table {
    const vb_learn_options *options; /* where it goes, and what it is */
    const vb_labelled *files;
    size_t n_files, n_examples;
    const float (*signs)[VB_LOGITS]; /* VB_SIGNS of them */
    vb_learned_row *rows;            /* are put in order */
    size_t n_rows;
} vb_learned_table;

/// Writes the table below the folder of the options; `*bytes` is its size.
vb_status vb_learned_write(const vb_learned_table *t, size_t *bytes, vb_error *err);

#endif
