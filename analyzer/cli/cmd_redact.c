/* cmd_redact: the same file with personal data replaced by marks; what was replaced is told on standard
 * error. */
#include "common.h"

static void tell(const char *path, const vb_redact_stats *s) {
    fprintf(stderr, "verbatim: %s: %llu cells changed", path, (unsigned long long)s->cells);
    const char *sep = ": ";
    for (int t = 0; t < VB_PERSONAL_COUNT; t++) {
        if (!s->spans[t]) continue;
        fprintf(stderr, "%s%llu %s", sep, (unsigned long long)s->spans[t],
                vb_personal_name((vb_personal_type)t));
        sep = ", ";
    }
    if (s->whole)
        fprintf(stderr, "%s%llu whole cells of %llu personal columns", sep, (unsigned long long)s->whole,
                (unsigned long long)s->columns);
    fprintf(stderr, "\n");
    if (s->note) fprintf(stderr, "verbatim: %s: note: %s\n", path, s->note);
}

int cmd_redact(options *o) {
    vb_error err = {0};
    vb_personal *personal = NULL;
    vb_redact_stats stats;
    out dst;
    if (o->n_args != 1) {
        fprintf(
            stderr,
            "verbatim redact: give one file (\"-\" is standard input)\nTry \"verbatim redact --help\".\n");
        return EXIT_USAGE;
    }
    if (vb_personal_new(o->lexicons, &personal, &err) < 0) return fail(&err);
    int code = out_open(&dst, o);
    if (!code) {
        vb_read_options r;
        read_options(o, &r);
        vb_status status = vb_redact_file(personal, o->args[0], &r, &dst.output, &stats, &err);
        code = out_close(&dst, status < 0 ? fail(&err) : EXIT_OK);
    }
    if (!code) tell(o->args[0], &stats);
    vb_personal_free(personal);
    return code;
}
