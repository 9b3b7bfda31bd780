/* bench_score: the whole of `score` against ICU's bare word iterator and utf8proc's bare NFC, over the same
 * text.
 *
 *   bench_score FILE.csv [ROUNDS]     a file whose column `text` holds comments of one language
 *
 * Four works over the same comments, each on one core, in turn in each of ROUNDS, the best of each counts:
 *
 *   score  the whole of it, file to output (vb_score_file with one thread): the CSV file is read and
 * profiled, each comment analyzed, one JSON object a comment written (counted and thrown away by the sink)
 *   words  ubrk_next from end to end of each comment, over UTF-16 that was made before the clock starts
 *   UTF-8  the same with making UTF-16 of the UTF-8 that a file has, which any program over ICU has to do
 *   NFC    utf8proc_NFC of each comment
 *
 * Printed are MB of comment text (UTF-8) per second and how many times as fast as the bare iterator and as
 * NFC score is. The comparison is strict: the iterator neither reads nor writes, its text is converted, warm,
 * and nothing is done with its words; score pays for the file, for ten times the text in JSON, and for
 * starting its memory of words anew in each round. All are given the same bytes. Comments that repeat would
 * flatter whatever remembers (see run.sh), so for figures to quote take a real export. Leaves choosing the
 * files to run.sh. */
#include "base/buf.h"
#include "verbatim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <utf8proc.h>

typedef struct {
    char *utf8;
    size_t len;
    UChar *utf16;
    int32_t units;
} comment;

typedef struct {
    comment *at;
    size_t n, cap, bytes;
    uint64_t written;
} texts;

static double seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Processor time, so that a busy machine does not count; all works run in the calling thread. */
static double now(void) {
    return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static int count_bytes(void *ctx, const char *data, size_t len) {
    (void)data;
    ((texts *)ctx)->written += len;
    return 0;
}

/* Keeps one comment of the output "id,row,...": here the cell itself, taken while the file is read by a small
 * parser. */
static void keep(texts *t, const vb_buf *cell) {
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 1024;
        t->at = realloc(t->at, t->cap * sizeof *t->at);
        if (!t->at) abort();
    }
    comment *c = &t->at[t->n++];
    c->len = cell->len;
    c->utf8 = malloc(cell->len + 1);
    c->utf16 = malloc((cell->len + 1) * sizeof(UChar));
    if (!c->utf8 || !c->utf16) abort();
    if (cell->len) memcpy(c->utf8, cell->ptr, cell->len);
    c->utf8[cell->len] = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strFromUTF8(c->utf16, (int32_t)cell->len + 1, &c->units, c->utf8, (int32_t)cell->len, &code);
    if (U_FAILURE(code)) c->units = 0;
    t->bytes += cell->len;
}

/* The cells of column `text` of a plain CSV file (RFC 4180). */
static bool read_texts(const char *path, texts *t) {
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    vb_buf cell = {0};
    size_t column = 0, wanted = SIZE_MAX;
    bool quoted = false, head = true;
    for (int c = fgetc(f), next; c != EOF; c = next) {
        next = fgetc(f);
        if (c == '"' && quoted && next == '"') {
            vb_buf_byte(&cell, '"');
            next = fgetc(f);
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ',' || c == '\n')) {
            if (head && cell.len == 4 && memcmp(cell.ptr, "text", 4) == 0) wanted = column;
            if (!head && column == wanted) keep(t, &cell);
            vb_buf_clear(&cell);
            column = c == ',' ? column + 1 : 0;
            head &= c == ',';
        } else if (quoted || c != '\r') {
            vb_buf_byte(&cell, c);
        }
    }
    vb_buf_deinit(&cell);
    fclose(f);
    return wanted != SIZE_MAX;
}

static double time_icu(texts *t, const char *locale, size_t *words) {
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_WORD, locale, NULL, 0, &code);
    if (U_FAILURE(code)) return 0;
    double start = now();
    *words = 0;
    for (size_t i = 0; i < t->n; i++) {
        code = U_ZERO_ERROR;
        ubrk_setText(it, t->at[i].utf16, t->at[i].units, &code);
        while (ubrk_next(it) != UBRK_DONE) ++*words;
    }
    double took = now() - start;
    ubrk_close(it);
    return took;
}

static double time_icu_utf8(texts *t, const char *locale) {
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_WORD, locale, NULL, 0, &code);
    if (U_FAILURE(code)) return 0;
    double start = now();
    for (size_t i = 0; i < t->n; i++) {
        comment *c = &t->at[i];
        code = U_ZERO_ERROR;
        u_strFromUTF8(c->utf16, (int32_t)c->len + 1, &c->units, c->utf8, (int32_t)c->len, &code);
        ubrk_setText(it, c->utf16, c->units, &code);
        while (ubrk_next(it) != UBRK_DONE) continue;
    }
    double took = now() - start;
    ubrk_close(it);
    return took;
}

static double time_nfc(texts *t) {
    double start = now();
    for (size_t i = 0; i < t->n; i++) free(utf8proc_NFC((const utf8proc_uint8_t *)t->at[i].utf8));
    return now() - start;
}

static double time_score(texts *t, const vb_engine *engine, const char *path) {
    static const vb_map map = {.role = VB_ROLE_TEXT, .header = "text"};
    vb_read_options options = {.maps = &map, .n_maps = 1, .threads = 1};
    vb_output output = {.sink = {count_bytes, t}, .format = VB_FORMAT_NDJSON};
    vb_import_stats stats = {0};
    vb_error err;
    double start = now();
    vb_status status = vb_score_file(engine, path, &options, &output, &stats, &err);
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        exit(1);
    }
    return now() - start;
}

int main(int argc, char **argv) {
    texts t = {0};
    if (argc < 2 || !read_texts(argv[1], &t) || !t.bytes) {
        fprintf(stderr, "usage: bench_score FILE.csv [ROUNDS], a CSV file with a column `text`\n");
        return 2;
    }
    int rounds = argc > 2 ? atoi(argv[2]) : 5;
    double best[4] = {1e9, 1e9, 1e9, 1e9}, started = seconds(CLOCK_MONOTONIC);
    size_t words = 0;
    vb_options options;
    vb_engine *engine;
    vb_error err;
    vb_options_init(&options);
    if (vb_engine_new(&options, &engine, &err) < 0) return 1;
    double startup = seconds(CLOCK_MONOTONIC) - started;
    for (int i = 0; i < rounds; i++) {
        double took[4] = {time_score(&t, engine, argv[1]), time_icu(&t, "th", &words), time_nfc(&t),
                          time_icu_utf8(&t, "th")};
        for (int k = 0; k < 4; k++) best[k] = took[k] < best[k] ? took[k] : best[k];
    }
    double mb = (double)t.bytes / 1e6;
    const char *name = strrchr(argv[1], '/');
    printf("%-22s %6zu comments %5.2f MB  score %6.2f MB/s  words of ICU %6.2f MB/s (from UTF-8 %6.2f)  NFC "
           "%6.2f MB/s  "
           "score/ICU %.2f  score/NFC %.2f  start %.0f ms\n",
           name ? name + 1 : argv[1], t.n, mb, mb / best[0], mb / best[1], mb / best[3], mb / best[2],
           best[1] / best[0], best[2] / best[0], startup * 1e3);
    vb_engine_free(engine);
    for (size_t i = 0; i < t.n; i++) free(t.at[i].utf8), free(t.at[i].utf16);
    free(t.at);
    return 0;
}
