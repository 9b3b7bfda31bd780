/* common: what all commands share: output, errors, the engine, the store. */
#ifndef VB_CLI_COMMON_H
#define VB_CLI_COMMON_H

#include "opt.h"

/// Output to -o FILE or standard output, in the format asked for, with colour and width where it is a
/// terminal.
typedef struct out {
    vb_output output;
    FILE *file;
    const char *path;
} out;

int out_open(out *o, const options *options);
/// Closes and reports a failure to write; returns `code` or EXIT_IO.
int out_close(out *o, int code);

/// Prints an error in full (file, line, what, what to do) and gives the exit code that belongs to it.
int fail(const vb_error *err);
/// Exit code of a query: EXIT_NO_MATCH for VB_DONE, an error's code after printing it.
int finish(vb_status status, const vb_error *err);

int engine_open(const options *o, vb_engine **engine);
/// Opens the store to read; a missing file gets advice.
int store_open(const options *o, vb_store **store);
void read_options(const options *o, vb_read_options *r);
/// A query from the filters.
vb_query query_of(const options *o, const char *table);
/// With --redact, makes what masks personal data and has the query use it; free `*mask` behind the query.
int mask_open(const options *o, vb_query *q, vb_personal **mask);
/// Opens the store, prints the rows of a query and closes it. `most` rows on a terminal unless --top says
/// otherwise.
int print_query(options *o, const char *table, size_t most, const char *a, const char *b);
vb_str str_of(const char *z);
/// All of standard input as one string (at most 64 MiB), to be freed; NULL after printing an error.
char *read_stdin(size_t *len);
/// The words of the command line with a space between them, to be freed; NULL after printing an error.
char *words_of(const options *o);

int cmd_sniff(options *o);
int cmd_score(options *o);
int cmd_tokenize(options *o);
int cmd_analyze(options *o);
int cmd_themes(options *o);
int cmd_touchpoints(options *o);
int cmd_quotes(options *o);
int cmd_export(options *o);
int cmd_report(options *o);
int cmd_search(options *o);
int cmd_serve(options *o);
int cmd_explain(options *o);
int cmd_schema(options *o);
int cmd_lexicon(options *o);
/// `lexicon learn`, in cmd_learn.c.
int lexicon_learn(options *o);
int cmd_eval(options *o);
int cmd_redact(options *o);
/// In cmd_partial.c.
int cmd_partial(options *o);
int cmd_merge(options *o);
int cmd_trend(options *o);
int cmd_compare(options *o);
int cmd_drivers(options *o);
int cmd_alerts(options *o);
int cmd_theme(options *o);
int cmd_verify(options *o);
int cmd_help(options *o);

#endif
