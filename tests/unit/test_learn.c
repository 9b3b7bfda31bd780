/* test_learn: a table learned from a file is used, is the same twice, and refuses what cannot be learned
 * from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "verbatim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static int swallow(void *ctx, const char *data, size_t len) {
    (void)ctx, (void)data, (void)len;
    return 0;
}

static void write_file(const char *path, int rows, const char *label) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("text,label\n", f);
    for (int i = 0; i < rows; i++)
        fprintf(f, "the %s gadget number %c,%s\n", i % 2 ? "zorby" : "blinky", 'a' + i % 20,
                label   ? label
                : i % 2 ? "positive"
                        : "negative");
    fclose(f);
}

static vb_status learn(const char *csv, const char *to, vb_error *err) {
    vb_options o;
    vb_engine *engine;
    vb_options_init(&o);
    assert_int_equal(vb_engine_new(&o, &engine, NULL), VB_OK);
    vb_map maps[] = {{VB_ROLE_TEXT, NULL, "text"}, {VB_ROLE_LABEL, NULL, "label"}};
    vb_labelled file = {csv, maps, 2, NULL};
    vb_learn_options lo = {.lang = VB_LANG_EN, .folder = to};
    vb_output out = {.sink = {swallow, NULL}};
    vb_status status = vb_lexicon_learn(engine, &file, 1, &lo, &out, err);
    vb_engine_free(engine);
    return status;
}

static char *slurp(const char *path) {
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    static char content[2][1 << 22];
    static int turn;
    char *to = content[turn ^= 1];
    to[fread(to, 1, sizeof content[0] - 1, f)] = 0;
    fclose(f);
    return to;
}

static double score(const char *lexicons, const char *text) {
    vb_options o;
    vb_engine *engine;
    vb_analyzer *a;
    const vb_result *r;
    vb_options_init(&o);
    o.lexicons = lexicons;
    o.lang = VB_LANG_EN;
    assert_int_equal(vb_engine_new(&o, &engine, NULL), VB_OK);
    assert_int_equal(vb_analyzer_new(engine, &a, NULL), VB_OK);
    vb_comment c = vb_comment_of((vb_str){text, strlen(text)});
    assert_int_equal(vb_analyze(a, &c, &r, NULL), VB_OK);
    double s = r->score;
    vb_analyzer_free(a);
    vb_engine_free(engine);
    return s;
}

static void test_learned_words_count(void **state) {
    (void)state;
    char csv[100], one[100], two[100], path[200];
    snprintf(csv, sizeof csv, "%s/in.csv", folder);
    snprintf(one, sizeof one, "%s/one", folder);
    snprintf(two, sizeof two, "%s/two", folder);
    write_file(csv, 200, NULL);
    assert_int_equal(learn(csv, one, NULL), VB_OK);
    assert_int_equal(learn(csv, two, NULL), VB_OK);
    snprintf(path, sizeof path, "%s/en/induced.tsv", one);
    const char *first = slurp(path);
    snprintf(path, sizeof path, "%s/en/induced.tsv", two);
    assert_string_equal(first, slurp(path));
    assert_non_null(strstr(first, "\nzorby\t"));
    assert_true(score(one, "the zorby gadget") > 0);
    assert_true(score(one, "the blinky gadget") < 0);
}

static void test_refusals(void **state) {
    (void)state;
    char csv[100];
    vb_error err = {0};
    snprintf(csv, sizeof csv, "%s/few.csv", folder);
    write_file(csv, 5, NULL);
    assert_int_equal(learn(csv, NULL, &err), VB_ERR_INPUT);
    assert_true(strlen(err.message) > 20);
    write_file(csv, 100, "positive");
    assert_int_equal(learn(csv, NULL, &err), VB_ERR_INPUT);
    write_file(csv, 100, "splendid");
    assert_int_equal(learn(csv, NULL, &err), VB_ERR_INPUT);
}

int main(void) {
    snprintf(folder, sizeof folder, "/tmp/verbatim_learn_XXXXXX");
    if (!mkdtemp(folder)) return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_learned_words_count),
                                       cmocka_unit_test(test_refusals)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? failed : 1;
}
