/* explain: why a text, or a stored comment, was read as it was: the same analysis again, with all evidence.
 */
#include "engine/engine.h"
#include "report/explain_out.h"
#include "store/store.h"

vb_status vb_explain_comment(vb_analyzer *analyzer, const vb_comment *comment, const vb_output *output,
                             vb_error *err) {
    const vb_result *r;
    VB_TRY(vb_analyze(analyzer, comment, &r, err));
    return vb_explain_print(comment, r, output, err);
}

vb_status vb_explain_stored(vb_analyzer *analyzer, vb_store *store, const char *comment_id,
                            const vb_output *output, vb_error *err) {
    vb_arena arena;
    vb_arena_init(&arena);
    vb_comment c;
    vb_status status = vb_store_find_comment(store, comment_id, &arena, &c, err);
    if (status == VB_OK) status = vb_explain_comment(analyzer, &c, output, err);
    vb_arena_deinit(&arena);
    return status;
}
