/* cmd_compare: two sides from the command line; without them the last month against the one before. */
#include "common.h"

int cmd_compare(options *o) {
    if (o->n_args > 2) {
        fprintf(stderr, "verbatim compare: two sides, please: A B, or A alone for A against the rest\n");
        return EXIT_USAGE;
    }
    int code =
        print_query(o, "comparison", 30, o->n_args ? o->args[0] : NULL, o->n_args > 1 ? o->args[1] : NULL);
    if (code == EXIT_NO_MATCH && !o->n_args)
        fprintf(stderr, "verbatim compare: there are no two months to compare; name two sides\n");
    return code;
}
