/* cmd_drivers: what each theme costs in the measures that the export has. */
#include "common.h"

int cmd_drivers(options *o) {
    int code = print_query(o, "drivers", 30, NULL, NULL);
    if (code == EXIT_NO_MATCH)
        fprintf(stderr, "verbatim drivers: no rating, NPS, CSAT or CES beside the comments (see \"verbatim "
                        "sniff FILE\" and --map)\n");
    return code;
}
