/* test_stats: intervals, tests and corrections against values worked out elsewhere; months and ISO weeks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/calendar.h"
#include "model/stats.h"

#include <math.h>

static void close_to(double got, double want, double within) {
    if (!(fabs(got - want) <= within)) fail_msg("%.12g is not %.12g", got, want);
}

static void test_wilson(void **state) {
    (void)state;
    vb_interval i = vb_wilson(10, 100);
    close_to(i.share, 0.1, 0);
    close_to(i.low, 0.0552291370606, 1e-9);
    close_to(i.high, 0.1743656615010, 1e-9);
    i = vb_wilson(0, 10);
    assert_true(i.low == 0);
    close_to(i.high, 0.277532799862889, 1e-9);
    i = vb_wilson(10, 10);
    assert_true(i.high == 1);
    close_to(i.low, 1 - 0.277532799862889, 1e-9);
    assert_true(isnan(vb_wilson(0, 0).share));
    for (uint64_t n = 1; n < 60; n++)
        for (uint64_t k = 0; k <= n; k++) {
            i = vb_wilson(k, n);
            assert_true(0 <= i.low && i.low <= i.share && i.share <= i.high && i.high <= 1);
        }
}

static void test_two_proportions(void **state) {
    (void)state;
    close_to(vb_two_proportions(45, 100, 60, 100), 0.033672, 1e-6); /* z = 2.12398 */
    close_to(vb_two_proportions(60, 100, 45, 100), vb_two_proportions(45, 100, 60, 100), 1e-15);
    assert_true(vb_two_proportions(0, 10, 0, 10) == 1);
    assert_true(vb_two_proportions(5, 5, 3, 3) == 1);
    assert_true(vb_two_proportions(1, 0, 1, 5) == 1);
}

/* The sum itself, term by term. */
static double upper_by_sum(uint64_t k, uint64_t n, double p) {
    double sum = 0;
    for (uint64_t i = k; i <= n; i++) {
        double term = 1;
        for (uint64_t j = 0; j < i; j++) term *= (double)(n - j) / (double)(j + 1) * p;
        for (uint64_t j = i; j < n; j++) term *= 1 - p;
        sum += term;
    }
    return sum;
}

static void test_binomial(void **state) {
    (void)state;
    static const double ps[] = {0.01, 0.2, 0.5, 0.77, 0.99};
    for (size_t i = 0; i < 5; i++)
        for (uint64_t n = 1; n <= 40; n += 3)
            for (uint64_t k = 0; k <= n + 1; k++)
                close_to(vb_binomial_upper(k, n, ps[i]), upper_by_sum(k, n, ps[i]), 1e-10);
    close_to(vb_binomial_upper(500300, 1000000, 0.5), 0.27453,
             1e-4); /* normal approximation with continuity */
}

static void test_rates(void **state) {
    (void)state;
    close_to(vb_rate_test(3, 100, 12, 100), 0.03515625, 1e-9); /* 2 P(X >= 12), X ~ B(15, 1/2) */
    close_to(vb_rate_test(12, 100, 3, 100), 0.03515625, 1e-9);
    assert_true(vb_rate_test(5, 100, 5, 100) == 1);
    assert_true(vb_rate_test(0, 100, 0, 100) == 1);
    assert_true(vb_rate_test(0, 0, 4, 100) == 1);
    double tiny = vb_rate_test(10, 100000, 900, 100000);
    assert_true(tiny >= 0 && tiny < 1e-100);
}

static void test_change_point(void **state) {
    (void)state;
    const uint32_t k[] = {2, 3, 2, 14, 15, 16};
    const uint64_t base[] = {100, 100, 100, 100, 100, 100};
    vb_change c = vb_change_point(k, base, 6);
    assert_int_equal(c.split, 3);
    close_to(c.before, 7.0 / 300, 1e-12);
    close_to(c.after, 0.15, 1e-12);
    assert_int_equal(c.end, 6);
    assert_true(c.p < 1e-5);
    const uint32_t peak[] = {2, 3, 20, 18, 2, 3}; /* it rose and went back */
    c = vb_change_point(peak, base, 6);
    assert_int_equal(c.split, 2);
    assert_int_equal(c.end, 4);
    close_to(c.before, 10.0 / 400, 1e-12);
    close_to(c.after, 38.0 / 200, 1e-12);
    const uint32_t dip[] = {20, 18, 1, 0, 19, 21}; /* a passing fall is no news */
    c = vb_change_point(dip, base, 6);
    assert_true(c.end == 6 || c.after > c.before);
    assert_int_equal(vb_change_point(k, base, 1).split, 0);
    const uint32_t none[] = {0, 0, 0};
    assert_true(vb_change_point(none, base, 3).p == 1);
}

static void test_benjamini_hochberg(void **state) {
    (void)state;
    double p[] = {0.01, 0.04, 0.03, 0.005}, q[] = {0.005, 0.03, 0.04, 0.01};
    uint32_t order[4];
    vb_benjamini_hochberg(p, order, 4);
    close_to(p[0], 0.02, 1e-12);
    close_to(p[1], 0.04, 1e-12);
    close_to(p[2], 0.04, 1e-12);
    close_to(p[3], 0.02, 1e-12);
    vb_benjamini_hochberg(q, order, 4); /* another order of the same values */
    close_to(q[0], p[3], 0);
    close_to(q[2], p[1], 0);
    vb_benjamini_hochberg(p, order, 0);
}

static void check_day(const char *date, const char *month, const char *week) {
    vb_day day;
    assert_true(vb_day_of(vb_str_of(date), &day));
    assert_string_equal(day.month, month);
    assert_string_equal(day.week, week);
}

static void test_calendar(void **state) {
    (void)state;
    vb_day day;
    char start[12], stamp[24];
    check_day("2026-01-01", "2026-01", "2026-W01");
    check_day("2021-01-03", "2021-01", "2020-W53");
    check_day("2024-12-30", "2024-12", "2025-W01");
    check_day("2024-02-29", "2024-02", "2024-W09");
    static const char *const bad[] = {
        "",           "2026-02-30", "2025-02-29", "2026-13-01",  "2026-00-10",
        "0000-01-01", "2026-1-1",   "2026/01/01", "2026-01-01T", "２０２６-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(vb_day_of(vb_str_of(bad[i]), &day));
    assert_true(vb_period_start(VB_STR("2026-04"), start));
    assert_string_equal(start, "2026-04-01");
    assert_true(vb_period_start(VB_STR("2026-W01"), start));
    assert_string_equal(start, "2025-12-29");
    assert_true(vb_period_start(VB_STR("2020-W53"), start));
    assert_string_equal(start, "2020-12-28");
    assert_false(vb_period_start(VB_STR("2026-W54"), start));
    assert_false(vb_period_start(VB_STR("2026"), start));
    vb_time_format(1775122200, stamp);
    assert_string_equal(stamp, "2026-04-02T09:30:00Z");
    vb_time_format(-1, stamp);
    assert_string_equal(stamp, "1969-12-31T23:59:59Z");
    vb_time_format(INT64_MIN, stamp); /* no overflow; the year is held to four digits */
    vb_time_format(INT64_MAX, stamp);
    assert_int_equal(stamp[4], '-');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),       cmocka_unit_test(test_two_proportions),
        cmocka_unit_test(test_binomial),     cmocka_unit_test(test_rates),
        cmocka_unit_test(test_change_point), cmocka_unit_test(test_benjamini_hochberg),
        cmocka_unit_test(test_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
