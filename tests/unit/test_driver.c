/* test_driver: ridge regression and Shapley values against figures worked out elsewhere and against the
 * definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/hash.h"
#include "model/driver.h"

#include <math.h>
#include <stdio.h>

static void close_to(double got, double want, double within) {
    if (!(fabs(got - want) <= within)) fail_msg("%.12g is not %.12g", got, want);
}

enum { MOST = 400, FLAGS = 4 };

typedef struct fixture {
    int64_t values[MOST];
    uint64_t keys[MOST];
    uint32_t start[MOST + 1], flags[MOST * FLAGS];
    vb_driver_cases cases;
    vb_driver out[FLAGS];
    vb_arena arena;
} fixture;

static void add_case(fixture *f, double value, unsigned flags) {
    size_t i = f->cases.n++;
    f->values[i] = (int64_t)llround(value * VB_DRIVER_SCALE);
    f->keys[i] = vb_hash_mix(i + 1);
    f->start[i + 1] = f->start[i];
    for (uint32_t k = 0; k < FLAGS; k++)
        if (flags >> k & 1) f->flags[f->start[i + 1]++] = k;
}

static void run(fixture *f, uint64_t least) {
    f->cases.n_flags = FLAGS;
    f->cases.values = f->values;
    f->cases.keys = f->keys;
    f->cases.start = f->start;
    f->cases.flags = f->flags;
    f->cases.dissatisfied = 25000; /* 2.5 */
    assert_true(vb_driver_ridge(&f->cases, least, &f->arena, f->out));
    assert_true(vb_driver_shapley(&f->cases, &f->arena, f->out));
}

/* Six cases, two flags. The coefficients solve (X'X + 1) b = X'y of centred columns, by Cramer's rule:
 * -10/7 and -1/5. The Shapley values are means over both orders of the two flags. */
static void test_small(void **state) {
    (void)state;
    fixture f = {.cases = {.n = 0}};
    static const double y[] = {5, 4, 1, 2, 2, 5};
    static const unsigned flags[] = {0, 0, 1, 3, 2, 2};
    for (int i = 0; i < 6; i++) add_case(&f, y[i], flags[i]);
    run(&f, 1);
    close_to(f.out[0].effect, -1.4285714285714286, 1e-9);
    close_to(f.out[1].effect, -0.2, 1e-9);
    close_to(f.out[0].lost, 0.47619047619047616, 1e-9);
    close_to(f.out[1].lost, 0.1, 1e-9);
    close_to(f.out[0].shapley, 0.7916666666666666, 1e-9);
    close_to(f.out[1].shapley, 0.5416666666666666, 1e-9);
    close_to(f.out[0].dissatisfied, 0.5, 1e-9);
    close_to(f.out[1].dissatisfied, 0.1666666666666667, 1e-9);
    assert_true(f.out[0].low <= f.out[0].lost && f.out[0].lost <= f.out[0].high);
    assert_true(isnan(f.out[2].effect)); /* nobody has it */
    vb_arena_deinit(&f.arena);
}

static double worth(const fixture *f, unsigned coalition, bool points) {
    double sum = 0, free_sum = 0, unhappy = 0;
    size_t free_n = 0, n = f->cases.n;
    for (size_t i = 0; i < n; i++) {
        if (f->start[i] == f->start[i + 1]) free_sum += (double)f->values[i], free_n++;
        unhappy += f->values[i] <= f->cases.dissatisfied;
    }
    for (size_t i = 0; i < n; i++) {
        bool hit = false, bad = f->values[i] <= f->cases.dissatisfied;
        for (uint32_t k = f->start[i]; k < f->start[i + 1]; k++) hit |= coalition >> f->flags[k] & 1;
        if (!hit) continue;
        if (points)
            sum += (free_sum / (double)free_n - (double)f->values[i]) / VB_DRIVER_SCALE / (double)n;
        else
            sum += bad ? 1 / unhappy : -1 / ((double)n - unhappy);
    }
    return sum;
}

/* The definition: the mean of what a flag adds, over all orders of the flags. */
static double shapley(const fixture *f, unsigned flag, bool points) {
    static const double weights[FLAGS] = {6.0 / 24, 2.0 / 24, 2.0 / 24, 6.0 / 24}; /* |S|! (3 - |S|)! / 4! */
    double sum = 0;
    for (unsigned s = 0; s < 1u << FLAGS; s++)
        if (!(s >> flag & 1))
            sum += weights[__builtin_popcount(s)] * (worth(f, s | 1u << flag, points) - worth(f, s, points));
    return sum;
}

static void fill(fixture *f, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = vb_hash_mix(i * 7 + 3);
        unsigned flags = (unsigned)(bits & bits >> 8 & 0xF);
        double value = 5 - (flags & 1 ? 2 : 0) - (flags & 2 ? 1 : 0) - (double)(bits >> 20 & 1);
        add_case(f, value, flags);
    }
}

static void test_shapley_by_definition(void **state) {
    (void)state;
    fixture f = {.cases = {.n = 0}};
    fill(&f, 300);
    run(&f, 1);
    double sum = 0;
    for (unsigned i = 0; i < FLAGS; i++) {
        close_to(f.out[i].shapley, shapley(&f, i, true), 1e-9);
        close_to(f.out[i].dissatisfied, shapley(&f, i, false), 1e-9);
        sum += f.out[i].shapley;
    }
    close_to(sum, worth(&f, 0xF, true), 1e-9); /* nothing is lost in sharing out */
    vb_arena_deinit(&f.arena);
}

/* The regression finds what was put in, and its interval is about as wide as theory says. */
static void test_regression(void **state) {
    (void)state;
    fixture f = {.cases = {.n = 0}};
    fill(&f, MOST);
    run(&f, 5);
    close_to(f.out[0].effect, -2, 0.15);
    close_to(f.out[1].effect, -1, 0.15);
    close_to(f.out[2].effect, 0, 0.15);
    assert_true(f.out[0].low > 0 && f.out[0].high < 2 * f.out[0].lost);
    assert_true(f.out[2].low < 0.02 && f.out[2].high > -0.02);
    vb_arena_deinit(&f.arena);
}

/* The same cases in another order give the same bits. */
static void test_order(void **state) {
    (void)state;
    fixture a = {.cases = {.n = 0}}, b = {.cases = {.n = 0}};
    fill(&a, 200);
    for (size_t i = 200; i > 0; i--) {
        unsigned flags = 0;
        for (uint32_t k = a.start[i - 1]; k < a.start[i]; k++) flags |= 1u << a.flags[k];
        add_case(&b, 0, flags);
        b.values[b.cases.n - 1] = a.values[i - 1];
        b.keys[b.cases.n - 1] = a.keys[i - 1];
    }
    run(&a, 1);
    run(&b, 1);
    for (int i = 0; i < FLAGS; i++) {
        const double x[] = {a.out[i].effect, a.out[i].lost, a.out[i].low, a.out[i].high, a.out[i].shapley};
        const double y[] = {b.out[i].effect, b.out[i].lost, b.out[i].low, b.out[i].high, b.out[i].shapley};
        for (int k = 0; k < 5; k++) assert_true(x[k] == y[k]);
    }
    vb_arena_deinit(&a.arena);
    vb_arena_deinit(&b.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),
        cmocka_unit_test(test_shapley_by_definition),
        cmocka_unit_test(test_regression),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
