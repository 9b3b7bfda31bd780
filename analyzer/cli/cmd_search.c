/* cmd_search: comments found by their words. The words of the command line are one query; quotes in it make a
 * phrase. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

static int run(options *o, const vb_engine *engine, vb_store *store) {
    vb_error err = {0};
    vb_personal *mask = NULL;
    out dst;
    int code = out_open(&dst, o);
    if (code) return code;
    vb_query q = query_of(o, "search");
    q.related = o->related;
    q.words = words_of(o);
    if (!(code = q.words ? mask_open(o, &q, &mask) : EXIT_IO))
        code = finish(vb_search_print(engine, store, &q, &dst.output, &err), &err);
    code = out_close(&dst, code);
    vb_personal_free(mask);
    free((char *)(uintptr_t)q.words);
    return code;
}

int cmd_search(options *o) {
    vb_engine *engine = NULL;
    vb_store *store = NULL;
    if (!o->n_args) {
        fprintf(stderr, "verbatim search: what for? Try \"verbatim search 'giao cham'\"\n");
        return EXIT_USAGE;
    }
    if (!o->top && o->format == VB_FORMAT_TABLE) o->top = 20;
    int code = store_open(o, &store);
    if (!code) code = engine_open(o, &engine);
    if (!code) code = run(o, engine, store);
    vb_engine_free(engine);
    vb_store_close(store);
    return code;
}
