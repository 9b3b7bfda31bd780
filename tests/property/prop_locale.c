/* A locale with a decimal comma and its own letter case changes no byte of a result. Run by
 * tests/scripts/locale.sh, which makes the locale; alone it says that it was skipped. */
#include "verbatim.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *data;
    size_t len, cap;
} text;

static int collect(void *ctx, const char *data, size_t len) {
    text *t = ctx;
    if (t->len + len + 1 > t->cap) {
        t->cap = (t->len + len + 1) * 2;
        t->data = realloc(t->data, t->cap);
        if (!t->data) return -1;
    }
    memcpy(t->data + t->len, data, len);
    t->len += len;
    t->data[t->len] = 0;
    return 0;
}

static char *score(const char *path) {
    vb_options o;
    vb_engine *e = NULL;
    vb_error err = {0};
    vb_read_options r = {.threads = 1};
    vb_import_stats stats = {0};
    text t = {0};
    vb_output out = {.sink = {collect, &t}, .format = VB_FORMAT_NDJSON};
    vb_options_init(&o);
    if (vb_engine_new(&o, &e, &err) < 0 || vb_score_file(e, path, &r, &out, &stats, &err) < 0) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    vb_engine_free(e);
    return t.data;
}

int main(void) {
    const char *name = getenv("VB_TEST_LOCALE"), *path = "corpora/retail_delivery_plain.csv";
    if (!name) {
        puts("skipped: VB_TEST_LOCALE is not set (tests/scripts/locale.sh sets it)");
        return 0;
    }
    char *plain = score(path);
    if (!setlocale(LC_ALL, name)) {
        fprintf(stderr, "no locale %s\n", name);
        return 1;
    }
    char *comma = score(path);
    bool same = strcmp(plain, comma) == 0 && strlen(plain) > 1000;
    free(plain);
    free(comma);
    return same ? 0 : 1;
}
