/* test_trades: which packs a file speaks of, and which problems a touchpoint can have, by the built-in
 * codeframe. */
#include "lexicon_setup.h"

#include "themes/trades.h"

static int16_t code(const char *id) {
    int16_t t = vb_codeframe_touchpoint(&lx->codes, vb_str_of(id));
    assert_true(t >= 0);
    return t;
}

static void find(const char *const *ids, const uint64_t *n, size_t n_ids, int16_t *stands_for) {
    uint64_t leads[VB_MAX_CODES] = {0};
    vb_error err = {0};
    for (size_t i = 0; i < n_ids; i++) leads[code(ids[i])] = n[i];
    assert_int_equal(vb_trades_find(&lx->codes, leads, stands_for, &err), VB_OK);
}

static void test_airline(void **state) {
    static const char *const ids[] = {"flight_delay", "luggage", "staff", "food",
                                      "curriculum",   "product", "camera"};
    static const uint64_t n[] = {300, 200, 400, 12, 9, 8, 3};
    int16_t stands[VB_MAX_CODES];
    (void)state;
    find(ids, n, 7, stands);
    assert_int_equal(stands[code("luggage")], code("luggage"));
    assert_int_equal(stands[code("food")], code("food")); /* at home beside travel */
    assert_int_equal(stands[code("curriculum")], code("service_delivery"));
    assert_int_equal(stands[code("camera")], -1); /* a product, and an airline sells none */
    assert_int_equal(stands[code("staff")], code("staff"));
}

static void test_much_spoken_of(void **state) {
    static const char *const ids[] = {"flight_delay", "curriculum"};
    static const uint64_t n[] = {300, 40};
    int16_t stands[VB_MAX_CODES];
    (void)state;
    find(ids, n, 2, stands);
    assert_int_equal(stands[code("curriculum")], code("curriculum"));
}

static void test_few_comments(void **state) {
    static const char *const ids[] = {"flight_delay", "camera"};
    static const uint64_t n[] = {20, 1};
    int16_t stands[VB_MAX_CODES];
    (void)state;
    find(ids, n, 2, stands);
    assert_int_equal(stands[code("camera")], code("camera"));
}

static void test_problems_at_touchpoints(void **state) {
    static const struct {
        const char *touchpoint, *problem;
        bool can;
    } cases[] = {
        {"flooding", "broken", false}, {"road", "broken", true},      {"email_support", "lost", false},
        {"luggage", "lost", true},     {"food", "bad_taste", true},   {"battery", "bad_taste", false},
        {"overall", "broken", false},  {"overall", "repeated", true}, {"crew", "rude", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int16_t p = vb_codeframe_problem(&lx->codes, vb_str_of(cases[i].problem));
        if (vb_codeframe_can_have(&lx->codes, code(cases[i].touchpoint), p) != cases[i].can)
            fail_msg("%s at %s", cases[i].problem, cases[i].touchpoint);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_airline), cmocka_unit_test(test_much_spoken_of),
                                       cmocka_unit_test(test_few_comments),
                                       cmocka_unit_test(test_problems_at_touchpoints)};
    return cmocka_run_group_tests(tests, load, unload);
}
