#include "model/score.h"

bool vb_findings_add(vb_findings *f, vb_arena *scratch, vb_finding one) {
    if (f->off) return true;
    if (f->n == f->cap) {
        uint32_t cap = f->cap ? f->cap * 2 : 64;
        vb_finding *grown = vb_arena_grow(scratch, f->at, f->n * sizeof one, cap * sizeof one);
        if (!grown) return false;
        f->at = grown, f->cap = cap;
    }
    f->at[f->n++] = one;
    return true;
}
