/* The lexicon: built-in files, a user's files over them, and what is said of faulty lines. */
#include "text/stem.h"
#include "text_reader.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/verbatim_lexicon_XXXXXX";

static void write_file(const char *name, const char *content) {
    char path[256];
    snprintf(path, sizeof path, "%s/en", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/en/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(content, f);
    fclose(f);
}

static void clean_folder(void) {
    char path[256];
    snprintf(path, sizeof path, "%s/en/sentiment.tsv", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/en", folder);
    rmdir(path);
    rmdir(folder);
}

static vb_status load(const char *content, vb_engine **e, vb_error *err) {
    write_file("sentiment.tsv", content);
    vb_options o;
    vb_options_init(&o);
    o.lexicons = folder;
    return vb_engine_new(&o, e, err);
}

static const vb_entry *entry(const vb_engine *e, const char *term, vb_term_kind kind) {
    const vb_lexicon *lx = e->words.lexicon;
    uint32_t id = vb_intern_find(&lx->texts, vb_str_of(term));
    return id ? vb_term_find(lx, id, kind, VB_LANG_EN) : NULL;
}

static void built_in(void **state) {
    (void)state;
    const vb_entry *good = entry(reader_engine, "good", VB_TERM_SENTIMENT);
    assert_non_null(good);
    assert_true(good->value > 0);
    assert_null(entry(reader_engine, "no such term at all", VB_TERM_SENTIMENT));
    const vb_lexicon *lx = reader_engine->words.lexicon;
    uint32_t unit = vb_intern_find(&lx->forms, VB_STR("good"));
    assert_true(unit && vb_trie_next(&lx->exact, 0, unit));
    assert_int_equal(vb_trie_next(&lx->exact, 0, lx->forms.count + 7), 0);
}

static void overlay(void **state) {
    (void)state;
    vb_engine *e = NULL;
    vb_error err = {0};
    assert_int_equal(
        load("# verbatim-lexicon "
             "1\nterm\tvalence\tsense\tnote\n-bad\t0\t-\t-\nGood\t-2\t-\tours\nzorgful\t3\t-\t-\n",
             &e, &err),
        VB_OK);
    assert_true(entry(e, "good", VB_TERM_SENTIMENT)->value == -2);
    assert_true(entry(e, "zorgful", VB_TERM_SENTIMENT)->overlay);
    assert_null(entry(e, "bad", VB_TERM_SENTIMENT));
    vb_engine_free(e);
}

static void faults(void **state) {
    (void)state;
    vb_engine *e = NULL;
    vb_error err = {0};
    assert_int_equal(load("term\tvalence\n", &e, &err), VB_ERR_LEXICON);
    assert_int_equal(err.line, 1);
    assert_int_equal(load("# verbatim-lexicon 1\nterm\tvalence\tsense\tnote\nnice\tmuch\t-\t-\n", &e, &err),
                     VB_ERR_LEXICON);
    assert_int_equal(err.line, 3);
    assert_int_equal(
        load("# verbatim-lexicon 1\nterm\tvalence\tsense\tnote\nnice\t2\tnowhere\t-\n", &e, &err),
        VB_ERR_LEXICON);
    assert_int_equal(load("# verbatim-lexicon 1\nterm\tvalence\tsense\tnote\nni\xFF"
                          "ce\t2\t-\t-\n",
                          &e, &err),
                     VB_ERR_LEXICON);
    assert_null(e);
}

static void stems(void **state) {
    (void)state;
    vb_stemmer *s = vb_stemmer_new();
    bool fresh;
    assert_non_null(s);
    assert_true(vb_str_eqz(vb_stem(s, VB_STR("deliveries")), "deliveri"));
    vb_word_memo *m = vb_stemmer_memo(s, VB_STR("word"), &fresh);
    assert_true(m && fresh);
    m->unit = 7;
    m = vb_stemmer_memo(s, VB_STR("word"), &fresh);
    assert_true(m && !fresh && m->unit == 7);
    assert_null(vb_stemmer_memo(s, VB_STR("a word that is much too long to be kept"), &fresh));
    vb_stemmer_free(s);
}

static void kinship(void **state) {
    (void)state;
    static const struct {
        const char *term, *word;
        vb_kinship kin;
    } cases[] = {{"delay", "delayed", VB_KIN_INFLECTED},   {"love", "loving", VB_KIN_INFLECTED},
                 {"stop", "stopping", VB_KIN_INFLECTED},   {"carry", "carries", VB_KIN_INFLECTED},
                 {"kind", "kindly", VB_KIN_ADVERB},        {"happy", "happily", VB_KIN_ADVERB},
                 {"reliable", "reliably", VB_KIN_ADVERB},  {"cosy", "cosiness", VB_KIN_ADVERB},
                 {"options", "option", VB_KIN_FORM},       {"works", "worked", VB_KIN_FORM},
                 {"hospitable", "hospital", VB_KIN_NONE},  {"willing", "will", VB_KIN_FORM},
                 {"dependable", "depending", VB_KIN_NONE}, {"useful", "use", VB_KIN_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(vb_stem_kinship(vb_str_of(cases[i].term), vb_str_of(cases[i].word)), cases[i].kin);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(built_in), cmocka_unit_test(overlay),
                                       cmocka_unit_test(faults), cmocka_unit_test(stems),
                                       cmocka_unit_test(kinship)};
    if (!mkdtemp(folder)) return 1;
    int failed = cmocka_run_group_tests(tests, open_reader, close_reader);
    clean_folder();
    return failed;
}
