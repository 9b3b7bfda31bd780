/* cmd_eval: how well the program agrees with the labels of the user's own comments. */
#include "common.h"

int cmd_eval(options *o) {
    if (o->n_args != 1 || !o->label_column) {
        fprintf(stderr,
                "verbatim eval: one FILE and --label COLUMN are needed\nTry \"verbatim eval --help\".\n");
        return EXIT_USAGE;
    }
    if (o->n_maps == MAX_MAPS) return EXIT_USAGE;
    o->maps[o->n_maps++] = (vb_map){VB_ROLE_LABEL, NULL, o->label_column};
    vb_engine *engine = NULL;
    vb_error err = {0};
    vb_read_options r;
    out dst;
    int code = engine_open(o, &engine);
    if (code) return code;
    code = out_open(&dst, o);
    read_options(o, &r);
    if (!code)
        code = finish(vb_eval_file(engine, o->args[0], &r, o->top ? o->top : 10, &dst.output, &err), &err);
    vb_engine_free(engine);
    return out_close(&dst, code);
}
