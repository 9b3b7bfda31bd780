/* cmd_alerts: with --fail-if the exit code tells a job whether anything was found. */
#include "common.h"

int cmd_alerts(options *o) {
    int code = print_query(o, "alerts", 0, NULL, NULL);
    if (!o->fail_if && code == EXIT_NO_MATCH)
        fprintf(stderr, "verbatim alerts: no theme emerges, spikes or is severe\n");
    if (!o->fail_if) return code;
    return code == EXIT_OK ? EXIT_THRESHOLD : code == EXIT_NO_MATCH ? EXIT_OK : code;
}
