/* fuzz_reader: what the fuzz targets of the readers share: bytes to a file in memory, all rows read,
 * invariants asserted.
 *
 * A row is digested into a hash; two passes, and two block sizes, must give the same one. */
#ifndef VB_TESTS_FUZZ_READER_H
#define VB_TESTS_FUZZ_READER_H

#include "base/hash.h"
#include "base/utf8.h"
#include "input/formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: invariant broken: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

typedef struct fuzz_digest {
    uint64_t rows, diagnostics, hash;
    vb_status status;
} fuzz_digest;

static void fuzz_add(void *ctx, const vb_diagnostic *d) {
    fuzz_digest *g = ctx;
    CHECK(d->kind < VB_DIAG_COUNT);
    CHECK(vb_utf8_valid(d->text) == d->text.len);
    g->diagnostics++;
}

static fuzz_digest fuzz_pass(vb_reader *r) {
    fuzz_digest g = {0};
    const vb_row *row;
    vb_error err = {0};
    uint64_t line = 0;
    while ((g.status = vb_reader_next(r, &row, &err)) == VB_OK) {
        g.rows++;
        CHECK(row->n <= VB_MAX_COLUMNS && row->n > 0);
        CHECK(row->number >= g.rows);
        if (row->numeric == NULL) CHECK(row->line >= line);
        line = row->line;
        g.hash = vb_hash_mix(g.hash ^ row->n ^ row->number << 20 ^ row->line << 40);
        for (size_t i = 0; i < row->n; i++) {
            vb_str s = row->cells[i];
            CHECK(s.len <= VB_MAX_FIELD);
            CHECK(vb_utf8_valid(s) == s.len);
            CHECK(s.len == 0 || !memchr(s.ptr, 0, s.len));
            g.hash = vb_hash_mix(g.hash + vb_hash64(s));
        }
    }
    if (g.status < 0) CHECK(err.code == g.status && err.message[0]);
    return g;
}

/// Reads `path` twice with a block size; an input that cannot be opened gives an empty digest.
static fuzz_digest fuzz_read(const char *path, const char *encoding, size_t block) {
    fuzz_digest reported = {0};
    vb_diag_sink sink = {fuzz_add, &reported};
    vb_reader *r;
    vb_error err = {0};
    vb_status status = vb_reader_open_block(path, encoding, NULL, &sink, block, &r, &err);
    if (status < 0) {
        CHECK(r == NULL && err.code == status && err.message[0]);
        return (fuzz_digest){.status = status};
    }
    vb_reader_info info = vb_reader_get_info(r);
    CHECK(info.format && info.encoding && info.encoding_reason);
    fuzz_digest first = fuzz_pass(r);
    first.diagnostics = reported.diagnostics;
    if (vb_reader_rewind(r, false, &err) == VB_OK) {
        fuzz_digest again = fuzz_pass(r);
        CHECK(again.rows == first.rows && again.hash == first.hash && again.status == first.status);
        CHECK(reported.diagnostics == first.diagnostics);
    }
    vb_reader_close(r);
    return first;
}

/// A file in memory with these bytes; its path is written to `path`. Close the result.
static int fuzz_file(const uint8_t *data, size_t size, char path[64]) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    CHECK(fd >= 0);
    for (size_t at = 0; at < size;) {
        ssize_t n = write(fd, data + at, size - at);
        CHECK(n > 0);
        at += (size_t)n;
    }
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

/// Reads the bytes with the usual and with a small block size, which must make no difference.
static inline void fuzz_both(const uint8_t *data, size_t size, const char *encoding) {
    char path[64];
    int fd = fuzz_file(data, size, path);
    fuzz_digest a = fuzz_read(path, encoding, 0), b = fuzz_read(path, encoding, 8 + size % 61);
    CHECK(a.rows == b.rows && a.hash == b.hash && a.status == b.status);
    CHECK(a.diagnostics == b.diagnostics);
    close(fd);
}

#endif
