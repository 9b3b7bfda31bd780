/* fuzz_pipeline: any bytes as a comment through the whole analysis, and again as a file through score.
 *
 * Checked: spans of tokens and clauses are ordered, disjoint, in bounds and on code-point boundaries; scores
 * are in range; the same text gives the same result twice. */
#include "base/utf8.h"
#include "verbatim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vb_engine *engine;
static vb_analyzer *analyzer;

static void check(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "pipeline: %s\n", what);
    abort();
}

static int drop(void *ctx, const char *data, size_t len) {
    (void)ctx, (void)data, (void)len;
    return 0;
}

static void check_spans(const vb_result *r, size_t size, const char *text) {
    uint32_t end = 0;
    for (size_t i = 0; i < r->n_tokens; i++) {
        const vb_token_info *t = &r->tokens[i];
        check(t->byte_begin >= end && t->byte_end >= t->byte_begin && t->byte_end <= size,
              "token spans overlap or leave the text");
        check(t->byte_begin == size || vb_utf8_is_start(text[t->byte_begin]),
              "a token begins inside a character");
        check(t->byte_end == size || vb_utf8_is_start(text[t->byte_end]), "a token ends inside a character");
        end = t->byte_end;
    }
    end = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const vb_clause_info *c = &r->clauses[i];
        check(c->byte_begin >= end && c->byte_end >= c->byte_begin && c->byte_end <= size,
              "clause spans overlap or leave the text");
        check(c->score >= -1 && c->score <= 1 && c->severity >= 0 && c->severity <= 4,
              "a clause score is out of range");
        end = c->byte_end;
    }
    check(r->score >= -1 && r->score <= 1 && r->confidence >= 0 && r->confidence <= 1,
          "the score is out of range");
}

static void as_file(const uint8_t *data, size_t size) {
    char path[] = "/tmp/verbatim-fuzz-XXXXXX";
    int fd = mkstemp(path);
    check(fd >= 0 && write(fd, data, size) == (ssize_t)size, "no temporary file");
    close(fd);
    vb_map map = {.role = VB_ROLE_TEXT, .header = "#1"};
    vb_read_options o = {.maps = &map, .n_maps = 1, .threads = 1};
    vb_output out = {.sink = {drop, NULL}, .format = VB_FORMAT_NDJSON};
    vb_import_stats stats = {0};
    vb_error err = {0};
    vb_status status = vb_score_file(engine, path, &o, &out, &stats, &err);
    check(status >= 0 || err.message[0], "an error without a message");
    unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!engine) {
        vb_options o;
        vb_options_init(&o);
        check(vb_engine_new(&o, &engine, NULL) >= 0 && vb_analyzer_new(engine, &analyzer, NULL) >= 0,
              "no engine");
    }
    if (size > 1u << 16) size = 1u << 16;
    vb_str text = {(const char *)data, size};
    vb_comment c = vb_comment_of(text);
    const vb_result *r;
    check(vb_analyze(analyzer, &c, &r, NULL) >= 0, "analysis fails");
    bool valid = vb_utf8_valid(text) == size;
    if (valid) check_spans(r, size, text.ptr);
    double score = r->score;
    size_t clauses = r->n_clauses;
    check(vb_analyze(analyzer, &c, &r, NULL) >= 0 && r->score == score && r->n_clauses == clauses,
          "a second reading differs");
    as_file(data, size);
    return 0;
}
