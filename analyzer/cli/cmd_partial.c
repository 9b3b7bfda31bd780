/* cmd_partial: partial and merge: the map and the reduce of an import that many machines share. */
#include "common.h"
#include "progress.h"

static int need(const options *o, const char *what) {
    if (o->n_args) return EXIT_OK;
    fprintf(stderr, "verbatim %s: no %s given\nTry \"verbatim %s --help\".\n", o->command, what, o->command);
    return EXIT_USAGE;
}

int cmd_partial(options *o) {
    vb_engine *engine = NULL;
    out dst;
    int code = need(o, "file");
    if (!code && o->n_args > 1) {
        fprintf(stderr, "verbatim partial: one file at a time; run it once for each and merge the results\n");
        code = EXIT_USAGE;
    }
    if (code || (code = engine_open(o, &engine))) return code;
    code = out_open(&dst, o);
    vb_read_options r;
    progress p;
    vb_import_stats stats = {0};
    vb_error err = {0};
    read_options(o, &r);
    progress_begin(&p, o, &r);
    if (!code) {
        vb_status status = vb_partial_write(engine, o->args[0], &r, &dst.output, &stats, &err);
        progress_end(&p);
        code = finish(status, &err);
        code = out_close(&dst, code);
    }
    if (!code)
        fprintf(stderr, "verbatim: %llu comments, %llu complaints\n", (unsigned long long)stats.comments,
                (unsigned long long)stats.complaints);
    vb_engine_free(engine);
    return code;
}

int cmd_merge(options *o) {
    vb_engine *engine = NULL;
    vb_store *store = NULL;
    vb_error err = {0};
    vb_import_stats stats = {0};
    out dst;
    int code = need(o, "partial");
    if (code || (code = engine_open(o, &engine))) return code;
    if (vb_store_open(o->db, false, &store, &err) < 0) code = fail(&err);
    if (!code && vb_partial_merge(engine, store, o->args, o->n_args, &stats, &err) < 0) code = fail(&err);
    if (!code && vb_store_cluster(engine, store, &err) < 0) code = fail(&err);
    if (!code && !(code = out_open(&dst, o))) {
        vb_query q = query_of(o, "themes");
        vb_personal *mask;
        if (!(code = mask_open(o, &q, &mask))) {
            vb_status status = o->format == VB_FORMAT_TABLE ? vb_store_overview(store, &q, &dst.output, &err)
                                                            : vb_store_print(store, &q, &dst.output, &err);
            code = status < 0 ? fail(&err) : EXIT_OK;
        }
        code = out_close(&dst, code);
        vb_personal_free(mask);
    }
    vb_store_close(store);
    vb_engine_free(engine);
    return code;
}
