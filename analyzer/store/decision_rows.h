/* decision_rows: the log of decisions as rows of the store. */
#ifndef VB_STORE_DECISION_ROWS_H
#define VB_STORE_DECISION_ROWS_H

#include "base/intern.h"
#include "store/decisions.h"

typedef struct vb_log_row {
    int64_t id;
    vb_str action, theme, other, lang, label, words_json;
    vb_str touchpoint, problem, label_vi, label_th, label_en; /* lock */
    vb_str *words;
    size_t n_words;
    vb_intern members; /* lock: problem, unit separator, terms */
} vb_log_row;

/// The whole log in its order, in `arena`.
vb_status vb_log_load(vb_store *s, vb_arena *arena, const vb_log_row **out, size_t *n, vb_error *err);
/// Notes what came of a decision: `why` is empty where it was carried out.
vb_status vb_log_note(vb_store *s, int64_t id, vb_str why, size_t moved, vb_error *err);
/// True where a lock holds on to clauses with this problem and these words.
bool vb_log_member(const vb_log_row *d, vb_str problem, vb_str terms);

#endif
