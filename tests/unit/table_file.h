/* table_file: a table given as text in a test, opened through the real reader by way of a temporary file. */
#ifndef TABLE_FILE_H
#define TABLE_FILE_H

#include "input/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline vb_reader *open_table(const char *text, const vb_diag_sink *diags) {
    char path[] = "/tmp/verbatim-test-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "wb");
    if (!f) abort();
    size_t len = strlen(text);
    if (fwrite(text, 1, len, f) != len || fclose(f)) abort();
    vb_reader *r = NULL;
    vb_error err = {0};
    if (vb_reader_open(path, NULL, NULL, diags, &r, &err) < 0) fprintf(stderr, "open: %s\n", err.message);
    unlink(path);
    if (!r) abort();
    return r;
}

#endif
