/* test_width: columns of a terminal that texts take, and padding to them. */
#include "report/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct {
    const char *text;
    size_t width;
} widths[] = {
    {"", 0},
    {"abc", 3},
    {"Tiếng Việt", 10},
    {"Tie\xCC\x82\xCC\x81ng", 5}, /* decomposed */
    {"ดี", 1},                     /* vowel above */
    {"ที่อยู่", 3},                   /* vowels and tones */
    {"ประทับเวลา", 9},
    {"น้ำ", 2}, /* sara am takes a column */
    {"日本", 4},
    {"😀", 2},
    {"👍🏽", 2}, /* skin tone */
    {"a\tb", 2},
    {"\xE2\x80\x8B", 0}, /* zero-width space */
    {"\xFF", 1},         /* not UTF-8: shown as U+FFFD */
};

static void test_widths(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        size_t got = vb_display_width(vb_str_of(widths[i].text));
        if (got != widths[i].width)
            fail_msg("\"%s\": expected %zu, got %zu", widths[i].text, widths[i].width, got);
    }
}

static const struct {
    const char *text;
    size_t width;
    bool truncate;
    const char *expected;
} pads[] = {
    {"ab", 4, true, "ab  "},   {"abcdef", 4, true, "abc…"},        {"abcdef", 4, false, "abcdef"},
    {"ที่อยู่", 5, true, "ที่อยู่  "}, {"ที่อยู่นี้", 3, true, "ที่อ…"},           {"日本語", 4, true, "日… "},
    {"a\nb", 4, true, "a b "}, {"\x1b[31mx", 8, true, " [31mx  "}, {"", 2, true, "  "},
    {"abc", 0, true, "abc"},
};

static void test_pads(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pads / sizeof *pads; i++) {
        vb_buf b = {0};
        vb_pad(&b, vb_str_of(pads[i].text), pads[i].width, pads[i].truncate);
        if (strcmp(vb_buf_z(&b), pads[i].expected) != 0)
            fail_msg("\"%s\" in %zu: expected \"%s\", got \"%s\"", pads[i].text, pads[i].width,
                     pads[i].expected, vb_buf_z(&b));
        vb_buf_deinit(&b);
    }
}

static void test_wrap(void **state) {
    (void)state;
    vb_str rest = VB_STR("one two three fourteen"), line;
    const char *const lines[] = {"one two", "three", "fourteen"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(vb_wrap(&rest, 9, &line));
        assert_true(vb_str_eqz(line, lines[i]));
    }
    assert_false(vb_wrap(&rest, 9, &line));
    rest = VB_STR("ประทับเวลา");
    size_t n = 0;
    while (vb_wrap(&rest, 3, &line)) {
        assert_true(vb_display_width(line) <= 3);
        n++;
    }
    assert_int_equal(n, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_widths), cmocka_unit_test(test_pads),
                                       cmocka_unit_test(test_wrap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
