/* opt: the options of all commands, parsed from one table.
 *
 * Invariant: every option that a command takes stands in the table with its help; an unknown one is an error
 * that names the nearest. Options and arguments may be mixed; "--" ends the options. */
#ifndef VB_CLI_OPT_H
#define VB_CLI_OPT_H

#include "verbatim.h"

#include <stdio.h>

enum {
    EXIT_OK = 0,
    EXIT_NO_MATCH = 1,
    EXIT_USAGE = 2,
    EXIT_NO_INPUT = 3,
    EXIT_THRESHOLD = 4,
    EXIT_IO = 5,
    EXIT_INTERRUPTED = 130
};
enum { MAX_ARGS = 4096, MAX_MAPS = 512, MAX_SEGMENTS = 32 };

/// All that a command line can say.
typedef struct options {
    const char *command;
    const char *args[MAX_ARGS];
    size_t n_args;
    const char *db, *output_path, *encoding, *sheet, *lexicons, *packs;
    const char *touchpoint, *theme, *comment, *lang_filter, *since, *until, *table;
    const char *color;
    const char *label_column, *rating_column, *target, *rename;
    const char *host, *token, *cors;
    const char *by, *fail_if, *name;
    unsigned long min_base, decision, top, port, folds, threads;
    bool recurring, related;
    vb_map maps[MAX_MAPS];
    size_t n_maps;
    vb_segment segments[MAX_SEGMENTS];
    size_t n_segments;
    vb_lang lang, label_lang;
    vb_format format;
    bool format_given, no_progress, no_prior, bom, help, version, check, show_personal, redact;
    double granularity;
    bool subthemes;
} options;

/// Parses argv; prints what is wrong to standard error and returns an exit code, or EXIT_OK.
int options_parse(options *o, int argc, char **argv);
/// Prints the help of one command, or of all where it is NULL.
void help_print(FILE *out, const char *command);

typedef struct command {
    const char *name;
    int (*run)(options *o);
    const char *usage, *summary, *examples, *options;
} command;

extern const command commands[];
/// The command of that name, or NULL after naming the nearest on standard error.
const command *command_find(const char *name);

#endif
