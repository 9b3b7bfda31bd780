/* learn: labelled comments as a sparse matrix, and the linear model that is fitted to it. Internal to
 * learning.
 *
 * Invariant: all is a pure function of the files in their order: folds come from the text, sums run in one
 * fixed order, no random numbers. Logits are negative, neutral, positive; where a set knows only two labels
 * the third has no say in its comments. */
#ifndef VB_ENGINE_LEARN_H
#define VB_ENGINE_LEARN_H

#include "sentiment/sentiment.h"

typedef struct vb_example {
    uint32_t first, last; /* entries of vb_matrix */
    uint16_t set;
    uint8_t label, fold;
    bool used; /* in the fit at hand */
    float weight;
    float scale;             /* of its features */
    float offset[VB_LOGITS]; /* logits before anything is learned */
    float signs[VB_SIGNS];
} vb_example;

typedef struct vb_matrix {
    vb_example *examples;
    size_t n_examples, cap_examples;
    uint32_t *features; /* of entries */
    float *values;
    size_t n_entries, cap_entries;
    uint32_t n_features;
    uint8_t *labels; /* bits of the labels that occur, by set */
    size_t n_sets;
} vb_matrix;

typedef struct vb_fit {
    float *weights;   /* n_features * VB_LOGITS, then the signs, then an intercept for each set */
    float penalty;    /* of squared weights, for a total weight of the examples equal to their number */
    float sign_scale; /* above 1 leaves the signs freer than the words */
    unsigned rounds;
} vb_fit;

/// Room that vb_fit_run needs for `weights`, in numbers.
size_t vb_fit_size(const vb_matrix *m);
/// Fits the weights to the used examples by L-BFGS (Liu, Nocedal 1989), from zero. VB_ERR_MEMORY.
vb_status vb_fit_run(const vb_matrix *m, vb_fit *fit, vb_error *err);
/// The logits of an example.
void vb_fit_logits(const vb_matrix *m, const vb_fit *fit, const vb_example *x, double z[VB_LOGITS]);

#endif
