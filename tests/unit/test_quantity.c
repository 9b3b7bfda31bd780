/* test_quantity: durations in minutes and amounts of money, in three languages and their ways to write
 * numbers. */
#include "analyzer_setup.h"

#include <math.h>
#include <string.h>

/* The largest of all clauses, NAN where there is none. */
static void quantities(const char *text, double *minutes, double *amount, const char **currency) {
    vb_error err = {0};
    const vb_result *r;
    vb_comment c = vb_comment_of((vb_str){text, strlen(text)});
    assert_int_equal(vb_analyze(analyzer, &c, &r, &err), VB_OK);
    *minutes = *amount = NAN;
    *currency = "";
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (!isnan(r->clauses[i].minutes) && !(*minutes >= r->clauses[i].minutes))
            *minutes = r->clauses[i].minutes;
        if (isnan(r->clauses[i].amount) || *amount >= r->clauses[i].amount) continue;
        *amount = r->clauses[i].amount;
        *currency = r->clauses[i].currency;
    }
}

static void test_durations(void **state) {
    static const struct {
        const char *text;
        double minutes;
    } cases[] = {{"chờ 2 tiếng không ai phục vụ", 120},
                 {"รอ 3 วันแล้วยังไม่ได้ของ", 4320},
                 {"waited 3 weeks for a refund", 30240},
                 {"waited 45 minutes on hold", 45},
                 {"đợi 1,5 giờ", 90},
                 {"ไม่มีใครตอบ", NAN}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double minutes, amount;
        const char *currency;
        quantities(cases[i].text, &minutes, &amount, &currency);
        bool same = isnan(cases[i].minutes) ? isnan(minutes) : fabs(minutes - cases[i].minutes) < 1e-6;
        if (!same) fail_msg("\"%s\": %g minutes instead of %g", cases[i].text, minutes, cases[i].minutes);
    }
}

static void test_amounts(void **state) {
    static const struct {
        const char *text;
        double amount;
        const char *currency;
    } cases[] = {{"mất 500k mà không được gì", 500000, "VND"},
                 {"bị trừ 1.200.000 đồng", 1200000, "VND"},
                 {"โดนหักเงิน 250 บาท", 250, "THB"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double minutes, amount;
        const char *currency;
        quantities(cases[i].text, &minutes, &amount, &currency);
        if (!(fabs(amount - cases[i].amount) < 1e-6) || strcmp(currency, cases[i].currency) != 0)
            fail_msg("\"%s\": %g %s instead of %g %s", cases[i].text, amount, currency, cases[i].amount,
                     cases[i].currency);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_durations), cmocka_unit_test(test_amounts)};
    return cmocka_run_group_tests(tests, load, unload);
}
