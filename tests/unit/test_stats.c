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

/* Twice the smaller hypergeometric tail, summed in exact fractions. */
static void test_fisher(void **state) {
    (void)state;
    close_to(vb_fisher(3, 100, 12, 100), 0.0286713149731771, 1e-12);
    close_to(vb_fisher(12, 100, 3, 100), 0.0286713149731771, 1e-12);
    close_to(vb_fisher(1, 10, 9, 10), 0.001093333910671372, 1e-13);
    close_to(vb_fisher(0, 20, 5, 20), 0.04712404712404712, 1e-12);
    close_to(vb_fisher(14, 245, 46, 149), 6.27274856534665e-11, 1e-19);
    assert_true(vb_fisher(5, 5, 3, 3) == 1);
    assert_true(vb_fisher(0, 5, 0, 3) == 1);
    assert_true(vb_fisher(1, 0, 1, 5) == 1);
    double p = vb_fisher(200000, 1000000, 250000, 1000000);
    assert_true(p >= 0 && p < 1e-300);
}

static void check_difference(vb_difference d, double value, double low, double high, double p) {
    close_to(d.value, value, 1e-12);
    close_to(d.low, low, 1e-9);
    close_to(d.high, high, 1e-9);
    close_to(d.p, p, 1e-9);
}

static void test_differences(void **state) {
    (void)state;
    /* Newcombe (1998), table II, 56/70 less 48/80 by method 10: 0.0524 to 0.3339 */
    vb_difference d = vb_share_difference(48, 80, 56, 70);
    close_to(d.value, 0.2, 1e-12);
    close_to(d.low, 0.05243147240236498, 1e-9);
    close_to(d.high, 0.333872654036906, 1e-9);
    d = vb_share_difference_weighted(0.2, 80.5, 0.35, 61.25); /* pooled z */
    close_to(d.p, 0.044964615202084245, 1e-12);
    /* n 40 and 55, variances 2.5 and 1.7: z = -0.6 / sqrt(2.5/40 + 1.7/55) */
    check_difference(vb_mean_difference(40, 3.6, 2.5, 55, 3.0, 1.7), -0.6, -1.1990218495228255,
                     -0.000978150477174422, 0.049627070418854134);
    assert_true(isnan(vb_share_difference(0, 0, 1, 5).value));
    assert_true(vb_mean_difference(1, 3, 0, 5, 4, 1).p == 1);
}

static void test_weights(void **state) {
    (void)state;
    vb_interval i = vb_wilson_share(0.13, 76.5);
    close_to(i.low, 0.07205552697874432, 1e-12);
    close_to(i.high, 0.22332694639229486, 1e-12);
    vb_interval counted = vb_wilson(10, 100), shared = vb_wilson_share(0.1, 100);
    close_to(counted.low, shared.low, 1e-15);
    close_to(vb_effective_n(10, 30), 100.0 / 30, 1e-12); /* weights 1, 2, 3, 4: (sum w)^2 / sum w^2 */
    close_to(vb_effective_n(5, 5), 5, 0);                /* equal weights lose nothing */
    assert_true(vb_effective_n(0, 0) == 0 && isnan(vb_wilson_share(0.1, 0).low));
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

static void check_period(const char *name, const char *first, const char *last) {
    char start[12], end[12];
    assert_true(vb_period_start(vb_str_of(name), start) && vb_period_end(vb_str_of(name), end));
    assert_string_equal(start, first);
    assert_string_equal(end, last);
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
    assert_false(vb_period_start(VB_STR("202"), start));
    check_period("2026", "2026-01-01", "2026-12-31");
    check_period("2026-Q2", "2026-04-01", "2026-06-30");
    check_period("2026-Q4", "2026-10-01", "2026-12-31");
    check_period("2024-02", "2024-02-01", "2024-02-29");
    check_period("2026-12", "2026-12-01", "2026-12-31");
    check_period("2026-W01", "2025-12-29", "2026-01-04");
    check_period("2026-07-13", "2026-07-13", "2026-07-13");
    static const char *const none[] = {"2026-Q0", "2026-Q5", "2026-13", "2026-02-30", "Q2", "2026-W", ""};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(vb_period_start(vb_str_of(none[i]), start) || vb_period_end(vb_str_of(none[i]), start));
    assert_true(vb_quarter_of(VB_STR("2026-09"), start));
    assert_string_equal(start, "2026-Q3");
    assert_false(vb_quarter_of(VB_STR("2026-W09"), start));
    assert_string_equal(vb_weekday_name(vb_weekday(VB_STR("2026-11-22"))), "Sunday");
    assert_int_equal(vb_weekday(VB_STR("2024-02-29")), 4);
    assert_int_equal(vb_weekday(VB_STR("2024-02-30")), 0);
    assert_int_equal(vb_date_number(VB_STR("2026-04-02")), 20260402);
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
        cmocka_unit_test(test_calendar),     cmocka_unit_test(test_fisher),
        cmocka_unit_test(test_differences),  cmocka_unit_test(test_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
