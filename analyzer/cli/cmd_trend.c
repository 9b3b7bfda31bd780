/* cmd_trend: one line a series on a terminal, one row a period everywhere else. */
#include "common.h"

int cmd_trend(options *o) {
    return print_query(o, o->format == VB_FORMAT_TABLE ? "trend_series" : "trend", 40, NULL, NULL);
}
