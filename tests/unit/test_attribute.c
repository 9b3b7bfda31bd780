/* test_attribute: touchpoints, complaints and quantities of whole comments in three languages. Sentences are
 * the project's own. */
#include "analyzer_setup.h"

#include <math.h>
#include <string.h>

static const vb_result *read(const char *text) {
    vb_error err = {0};
    const vb_result *r;
    vb_comment c = vb_comment_of((vb_str){text, strlen(text)});
    assert_int_equal(vb_analyze(analyzer, &c, &r, &err), VB_OK);
    return r;
}

static void test_touchpoints(void **state) {
    static const struct {
        const char *text, *touchpoint;
    } cases[] = {
        {"The parcel was delivered two weeks late", "delivery"},
        {"giao hàng quá chậm", "delivery"},
        {"ส่งของช้ามาก", "delivery"},
        {"The app crashes whenever I log in", "app"},
        {"nhân viên thái độ rất tệ", "staff"},
        {"พนักงานพูดจาไม่ดีเลย", "staff"},
        {"My suitcase never arrived at the airport", "luggage"},
        {"Lãi suất tiết kiệm thấp quá", "interest_rate"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const vb_result *r = read(cases[i].text);
        if (!r->touchpoint || strcmp(r->touchpoint, cases[i].touchpoint) != 0)
            fail_msg("\"%s\": %s instead of %s", cases[i].text, r->touchpoint ? r->touchpoint : "nothing",
                     cases[i].touchpoint);
    }
}

/* A word that merely shares its stem with an entry says nothing: "up" is no courier, "customers" are no
 * customs. */
static void test_stems(void **state) {
    (void)state;
    const vb_result *r = read("Please hurry up");
    for (size_t i = 0; i < r->n_evidence; i++)
        assert_string_not_equal(r->evidence[i].detail ? r->evidence[i].detail : "", "delivery");
    r = read("Many customers complained");
    for (size_t i = 0; i < r->n_evidence; i++)
        assert_string_not_equal(r->evidence[i].detail ? r->evidence[i].detail : "", "delivery");
}

static void test_complaints(void **state) {
    static const char *const bad[] = {"chờ hơn 2 tiếng mà không ai nghe máy",
                                      "Still no reply after five emails", "อยากให้ส่งเร็วกว่านี้"};
    static const char *const good[] = {"Everything was perfect, thank you",
                                       "nhân viên nhiệt tình, giao nhanh", "บริการดีมาก ประทับใจ"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        if (!read(bad[i])->complaint) fail_msg("\"%s\" is a complaint", bad[i]);
        if (read(good[i])->complaint) fail_msg("\"%s\" is no complaint", good[i]);
    }
}

/* An aside in praise, thanks, good wishes and "so" complain of nothing; a wish and a named problem do. */
static void test_praise_is_no_complaint(void **state) {
    static const struct {
        const char *text;
        bool complaint;
    } cases[] = {
        {"Hàng đẹp, giao nhanh nên rất hài lòng", false},
        {"Xin chân thành cảm ơn cửa hàng", false},
        {"Chúc quán ngày càng đông khách 😍", false},
        {"Mong quán có thêm chỗ để xe", true},
        {"รถติดมาก", true},
        {"The room was lovely and the staff were wonderful, they helped with every problem", false},
        {"There should be more parking", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (read(cases[i].text)->complaint != cases[i].complaint) fail_msg("\"%s\"", cases[i].text);
}

/* A word with several places ("nhỏ") speaks for the one that is named. */
static void test_place_of_a_problem(void **state) {
    (void)state;
    assert_string_equal(read("cửa hàng hơi nhỏ")->touchpoint, "store");
    const vb_result *r = read("hơi nhỏ");
    assert_true(!r->touchpoint || strcmp(r->touchpoint, "bathroom") != 0);
}

static void test_candidates(void **state) {
    (void)state;
    const vb_result *r = read("giao hàng quá chậm");
    assert_true(r->n_clauses == 1);
    vb_str c = r->clauses[0].candidates;
    assert_true(c.len > 9 && memcmp(c.ptr, "delivery:", 9) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_touchpoints),
                                       cmocka_unit_test(test_stems),
                                       cmocka_unit_test(test_complaints),
                                       cmocka_unit_test(test_candidates),
                                       cmocka_unit_test(test_praise_is_no_complaint),
                                       cmocka_unit_test(test_place_of_a_problem)};
    return cmocka_run_group_tests(tests, load, unload);
}
