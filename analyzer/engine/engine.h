/* engine: the compiled whole, and the cursor over it. Internal shape of vb_engine and vb_analyzer. */
#ifndef VB_ENGINE_ENGINE_H
#define VB_ENGINE_ENGINE_H

#include "model/score.h"
#include "sentiment/induced.h"
#include "text/tokenize.h"
#include "themes/learned.h"

struct vb_engine {
    vb_arena arena, models; /* the latter of what is read by another thread */
    vb_words words;
    vb_induced *induced;
    vb_aspect_model *aspects;
    vb_lang lang; /* VB_LANG_COUNT: find out */
    bool no_prior;
    double granularity; /* of themes; 0 usual */
    char fingerprint[17];
};

struct vb_analyzer {
    const vb_engine *engine;
    vb_stemmer *stemmer;
    uint64_t question; /* hash of the question read last, and what it lets its answers be */
    float lean;
    vb_arena scratch;
};

/// What of a result is wanted beyond labels and clauses. Content: the candidates and terms of clauses, from
/// which themes are made. Roots: what the search index holds.
enum { VB_WANT_TOKENS = 1, VB_WANT_EVIDENCE = 2, VB_WANT_CONTENT = 4, VB_WANT_ROOTS = 8 };

/// vb_analyze without the reset of scratch memory: results stay valid until vb_arena_reset(&a->scratch).
vb_status vb_analyze_keep(vb_analyzer *a, const vb_comment *comment, unsigned want, const vb_result **out,
                          vb_error *err);

#endif
