/* test_sentiment: labels, signs of scores, what rules do to induced words, the question's say, own tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "engine/confusion.h"
#include "sentiment/features.h"
#include "sentiment/signs.h"
#include "verbatim.h"

#include <math.h>
#include <string.h>

static vb_engine *engine;
static vb_analyzer *analyzer;

static int open_engine(void **state) {
    (void)state;
    vb_options o;
    vb_options_init(&o);
    return vb_engine_new(&o, &engine, NULL) == VB_OK && vb_analyzer_new(engine, &analyzer, NULL) == VB_OK
               ? 0
               : -1;
}

static int close_engine(void **state) {
    (void)state;
    vb_analyzer_free(analyzer);
    vb_engine_free(engine);
    return 0;
}

static const vb_result *read(const char *text, const char *question) {
    vb_comment c = vb_comment_of(vb_str_of(text));
    const vb_result *r;
    c.question = vb_str_of(question);
    assert_int_equal(vb_analyze(analyzer, &c, &r, NULL), VB_OK);
    return r;
}

static void test_label_follows_score(void **state) {
    (void)state;
    static const char *const texts[] = {"The staff were lovely",
                                        "Terrible, never again",
                                        "I went there on Monday",
                                        "nhân viên nhiệt tình",
                                        "giao hàng chậm quá",
                                        "ส่งช้ามาก",
                                        "พนักงานน่ารักมาก",
                                        "ok",
                                        "5 sao"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const vb_result *r = read(texts[i], NULL);
        assert_true(r->score >= -1 && r->score <= 1);
        if (r->label == VB_POSITIVE) assert_true(r->score > 0);
        if (r->label == VB_NEGATIVE) assert_true(r->score < 0);
        assert_true(r->label == VB_NEUTRAL || fabs(r->score) > 0.1);
    }
}

static const vb_result *read_rated(const char *text, double rating) {
    vb_comment c = vb_comment_of(vb_str_of(text));
    const vb_result *r;
    c.rating = rating;
    c.rating_max = 5;
    assert_int_equal(vb_analyze(analyzer, &c, &r, NULL), VB_OK);
    return r;
}

/* The rating moves a score, weighs less than words, and says when they disagree. */
static void test_rating_tips(void **state) {
    (void)state;
    double low = read_rated("The menu of the restaurant", 1)->score,
           none = read_rated("The menu of the restaurant", NAN)->score,
           high = read_rated("The menu of the restaurant", 5)->score;
    assert_true(low < none && none < high);
    const vb_result *r = read_rated("The staff were lovely", 1);
    assert_int_equal(r->label, VB_POSITIVE);
    assert_true(r->rating_conflict);
    assert_false(read_rated("The staff were lovely", 5)->rating_conflict);
}

static void test_speech(void **state) {
    (void)state;
    static const struct {
        const char *text;
        vb_label label;
    } cases[] = {{"Thanks for ruining our weekend", VB_NEGATIVE},
                 {"Great, another delay.", VB_NEGATIVE},
                 {"Great, no delay.", VB_POSITIVE},
                 {"Better lighting in the hall", VB_NEGATIVE},
                 {"Better than we expected", VB_POSITIVE},
                 {"We waited 3 hours", VB_NEGATIVE},
                 {"We waited only five minutes", VB_POSITIVE},
                 {"Nothing they were lovely", VB_POSITIVE},
                 {"Try the lasagne", VB_POSITIVE},
                 {"I was not happy", VB_NEGATIVE},
                 {"The heating wasn t working", VB_NEGATIVE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(read(cases[i].text, NULL)->label, cases[i].label);
}

static void test_evidence_names_induced_words(void **state) {
    (void)state;
    const vb_result *r = read("Friendly staff, delicious food and quick service", NULL);
    bool induced = false;
    for (size_t i = 0; i < r->n_evidence; i++) induced |= strcmp(r->evidence[i].kind, "induced") == 0;
    assert_true(induced);
    assert_int_equal(r->label, VB_POSITIVE);
}

static void test_question_speaks(void **state) {
    (void)state;
    const char *least = "What is the one thing you like least?", *most = "What do you like most?";
    assert_true(read("Parking meters", least)->score < 0);
    assert_true(read("Parking meters", most)->score > 0);
    assert_true(read("Nothing", least)->score > 0);
    assert_true(read("Nothing", most)->score < 0);
    assert_true(read("Không có", "Điều gì bạn không hài lòng?")->score > 0);
    assert_true(read("ไม่มี", "สิ่งที่ไม่ประทับใจคืออะไร")->score > 0);
    const vb_result *r = read("Parking meters", least);
    bool declared = false;
    for (size_t i = 0; i < r->n_evidence; i++)
        declared |= strcmp(r->evidence[i].kind, "prior") == 0 && vb_str_eqz(r->evidence[i].term, "question");
    assert_true(declared);
    assert_int_equal(read("Nothing", NULL)->non_answer, VB_PLACEHOLDER);
}

static void test_keys_of_terms(void **state) {
    (void)state;
    assert_true(vb_feature_key(VB_STR("a b")) != vb_feature_key(VB_STR("b a")));
    assert_true(vb_feature_key(VB_STR("NOT a")) != vb_feature_key(VB_STR("a")));
    assert_true(vb_feature_key(VB_STR("~a")) != vb_feature_key(VB_STR("a")));
    for (int i = 0; i < VB_SIGNS; i++) assert_int_equal(vb_sign_find(vb_str_of(vb_sign_name((vb_sign)i))), i);
    assert_int_equal(vb_sign_find(VB_STR("nonsense")), VB_SIGNS);
}

static void test_figures(void **state) {
    (void)state;
    vb_confusion c = {{{40, 5, 5}, {0, 0, 0}, {10, 0, 40}}};
    vb_figures f = vb_confusion_figures(&c);
    assert_int_equal(f.n, 100);
    assert_true(fabs(f.accuracy.share - 0.8) < 1e-12);
    assert_true(fabs(f.f1[0] - 0.8) < 1e-12);
    assert_true(isnan(f.f1[1]));
    assert_true(f.macro_low < f.macro && f.macro < f.macro_high);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_label_follows_score),
        cmocka_unit_test(test_rating_tips),
        cmocka_unit_test(test_speech),
        cmocka_unit_test(test_evidence_names_induced_words),
        cmocka_unit_test(test_question_speaks),
        cmocka_unit_test(test_keys_of_terms),
        cmocka_unit_test(test_figures),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
