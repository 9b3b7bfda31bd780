/* fuzz_ingest: any bytes as a file: profiled, then read into comments. Every comment must lie within the
 * table: its column is a text column, numbers are finite or absent, dates are ten bytes, and there is one
 * comment for each text column of each data row. */
#include "input/ingest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_comments(vb_reader *r, const vb_profile *p) {
    vb_ingest *in = NULL;
    uint64_t texts = 0, n = 0;
    for (uint32_t i = 0; i < p->n_columns; i++) texts += p->columns[i].role == VB_ROLE_TEXT;
    if (vb_ingest_open(r, p, NULL, &in, NULL) < 0) return;
    const vb_comment *c;
    vb_status st;
    while ((st = vb_ingest_next(in, &c, NULL)) == VB_OK) {
        n++;
        if (c->column < 1 || c->column > p->n_columns || p->columns[c->column - 1].role != VB_ROLE_TEXT)
            abort();
        if (isinf(c->rating) || isinf(c->csat) || isinf(c->weight) || c->nps < 0 || c->nps > 10) abort();
        if (c->date.len != 0 && c->date.len != 10) abort();
    }
    if (st == VB_DONE && (n != texts * vb_ingest_rows(in) || vb_ingest_rows(in) != p->rows)) abort();
    vb_ingest_close(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    vb_reader *r = NULL;
    vb_profile *p = NULL;
    vb_arena arena = {0};
    if (vb_reader_open(path, NULL, NULL, NULL, &r, NULL) >= 0 &&
        vb_profile_make(r, NULL, 0, true, &arena, &p, NULL) >= 0)
        check_comments(r, p);
    vb_reader_close(r);
    vb_arena_deinit(&arena);
    close(fd);
    return 0;
}
