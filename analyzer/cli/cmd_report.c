/* cmd_report: the page. It goes to a file or standard output; never to a terminal, which could not show it.
 */
#include "common.h"

#include <unistd.h>

int cmd_report(options *o) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    if (!o->output_path && isatty(STDOUT_FILENO)) {
        fprintf(stderr, "verbatim report: where to? Try \"verbatim report -o report.html\"\n");
        return EXIT_USAGE;
    }
    int code = store_open(o, &store);
    if (code) return code;
    if (!(code = out_open(&dst, o))) {
        vb_query q = query_of(o, NULL);
        code = out_close(&dst, finish(vb_store_report(store, &q, &dst.output, &err), &err));
    }
    vb_store_close(store);
    if (!code && !vb_report_has_charts())
        fprintf(stderr, "verbatim: this build has no charts, so the page has tables in their place; \"make "
                        "deps-page all\" brings them\n");
    return code;
}
