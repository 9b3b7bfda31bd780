/* progress: one line on a terminal while a file is read: rows, rate, time left. And the way to stop. */
#ifndef VB_CLI_PROGRESS_H
#define VB_CLI_PROGRESS_H

#include "opt.h"

#include <time.h>

typedef struct progress {
    bool shown, drawn;
    struct timespec started, last;
} progress;

/// Prepares the line (none where standard error is no terminal or --no-progress) and makes Ctrl-C stop
/// cleanly.
void progress_begin(progress *p, const options *o, vb_read_options *r);
/// Wipes the line.
void progress_end(progress *p);

#endif
