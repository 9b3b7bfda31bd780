/* cmd_lexicon: check, which, canonicalize. */
#include "common.h"

#include <string.h>

static int check(options *o, const char *folder, const vb_output *output) {
    vb_error err = {0};
    size_t findings = 0;
    int code = finish(vb_lexicon_check(folder, output, &findings, &err), &err);
    if (code) return code;
    fprintf(stderr, "verbatim: %zu finding%s in %s\n", findings, findings == 1 ? "" : "s",
            folder ? folder : "the built-in lexicons");
    (void)o;
    return findings ? EXIT_NO_MATCH : EXIT_OK;
}

static int canonicalize(options *o, const char *folder) {
    vb_error err = {0};
    size_t changed = 0;
    if (!folder) {
        fprintf(stderr, "verbatim lexicon canonicalize: which folder?\n");
        return EXIT_USAGE;
    }
    int code = finish(vb_lexicon_canonicalize(folder, o->check, &changed, &err), &err);
    if (code) return code;
    if (changed)
        fprintf(stderr, "verbatim: %zu file%s %s\n", changed, changed == 1 ? "" : "s",
                o->check ? "would change" : "brought into form");
    return o->check && changed ? EXIT_NO_MATCH : EXIT_OK;
}

static int which(options *o, const vb_output *output) {
    vb_engine *engine = NULL;
    vb_error err = {0};
    if (o->n_args < 2) {
        fprintf(stderr, "verbatim lexicon which: which text?\n");
        return EXIT_USAGE;
    }
    int code = engine_open(o, &engine);
    if (!code) code = finish(vb_lexicon_which(engine, str_of(o->args[1]), output, &err), &err);
    vb_engine_free(engine);
    return code;
}

int cmd_lexicon(options *o) {
    const char *verb = o->n_args ? o->args[0] : "";
    const char *folder = o->n_args > 1 ? o->args[1] : o->lexicons;
    out dst;
    if (strcmp(verb, "learn") == 0) return lexicon_learn(o); /* its -o is a folder */
    int code = out_open(&dst, o);
    if (code) return code;
    if (strcmp(verb, "check") == 0) return out_close(&dst, check(o, folder, &dst.output));
    if (strcmp(verb, "canonicalize") == 0) return out_close(&dst, canonicalize(o, folder));
    if (strcmp(verb, "which") == 0) return out_close(&dst, which(o, &dst.output));
    fprintf(
        stderr,
        "verbatim lexicon: expected check, which, learn or canonicalize\nTry \"verbatim lexicon --help\".\n");
    return EXIT_USAGE;
}
