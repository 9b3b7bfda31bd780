/* Personal data: tests/cases/personal.tsv through the finder, strictly (type and exact letters): recall and
 * precision of at least .95 in all; a masked text has nothing left; places of masked texts; hostile texts in
 * linear time; files redacted. */
#include "base/buf.h"
#include "base/utf8.h"
#include "text/personal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { MOST = 16, MILLION = 1000000 };
static const char cases_path[] = "tests/cases/personal.tsv";

static vb_personal *finder;

static int set_up(void **state) {
    (void)state;
    vb_error err = {0};
    return vb_personal_new(NULL, &finder, &err) < 0 ? -1 : 0;
}

static int tear_down(void **state) {
    (void)state;
    vb_personal_free(finder);
    return 0;
}

typedef struct {
    unsigned expected[VB_PERSONAL_COUNT], found[VB_PERSONAL_COUNT], right[VB_PERSONAL_COUNT], rows, clean;
} tally;

static int type_of(vb_str name) {
    for (int t = 0; t < VB_PERSONAL_COUNT; t++)
        if (vb_str_eqz(name, vb_personal_name((vb_personal_type)t))) return t;
    fail_msg("no type %.*s", VB_FMT(name));
    return -1;
}

/* Whether a found span is one of the expected ones, which it takes off the list. */
static bool take(vb_str expected[MOST], int types[MOST], size_t n, vb_personal_span span, vb_str text) {
    for (size_t i = 0; i < n; i++)
        if (types[i] == (int)span.type &&
            vb_str_eq(expected[i], vb_str_sub(text, span.byte_begin, span.byte_end))) {
            types[i] = -1;
            return true;
        }
    return false;
}

static void check_row(vb_str text, vb_str list, tally *t) {
    vb_str expected[MOST], part;
    int types[MOST];
    size_t n = 0, n_found;
    vb_personal_span found[MOST];
    vb_error err = {0};
    while (!vb_str_eqz(list, "-") && vb_str_split(&list, ';', &part)) {
        size_t colon = vb_str_find_byte(part, ':');
        types[n] = type_of(vb_str_sub(part, 0, colon));
        t->expected[types[n]]++;
        expected[n++] = vb_str_sub(part, colon + 1, part.len);
    }
    assert_int_equal(vb_personal_find(finder, text, found, MOST, &n_found, &err), VB_OK);
    assert_true(n_found <= MOST);
    t->rows++;
    t->clean += n == 0;
    for (size_t i = 0; i < n_found; i++) {
        t->found[found[i].type]++;
        bool right = take(expected, types, n, found[i], text);
        t->right[found[i].type] += right;
        vb_str letters = vb_str_sub(text, found[i].byte_begin, found[i].byte_end);
        if (!right)
            printf("  too much: %s \"%.*s\" in: %.*s\n", vb_personal_name(found[i].type), VB_FMT(letters),
                   VB_FMT(text));
    }
    for (size_t i = 0; i < n; i++)
        if (types[i] >= 0)
            printf("  missed: %s \"%.*s\" in: %.*s\n", vb_personal_name((vb_personal_type)types[i]),
                   VB_FMT(expected[i]), VB_FMT(text));
}

static void for_each_row(void (*f)(vb_str text, vb_str list, tally *t), tally *t) {
    FILE *file = fopen(cases_path, "rb");
    assert_non_null(file);
    char *line = NULL;
    size_t cap = 0;
    bool header = true;
    while (getline(&line, &cap, file) > 0) {
        vb_str text = vb_str_trim(vb_str_of(line));
        if (!text.len || text.ptr[0] == '#') continue;
        size_t tab = vb_str_find_byte(text, '\t');
        assert_true(tab < text.len);
        if (!header) f(vb_str_sub(text, 0, tab), vb_str_sub(text, tab + 1, text.len), t);
        header = false;
    }
    free(line);
    fclose(file);
}

static double share(unsigned part, unsigned whole) {
    return whole ? (double)part / whole : 1;
}

static void finds_the_cases(void **state) {
    (void)state;
    static tally t;
    unsigned expected = 0, found = 0, right = 0;
    for_each_row(check_row, &t);
    for (int i = 0; i < VB_PERSONAL_COUNT; i++) {
        printf("  %-13s %3u expected, recall %.3f, precision %.3f\n", vb_personal_name((vb_personal_type)i),
               t.expected[i], share(t.right[i], t.expected[i]), share(t.right[i], t.found[i]));
        expected += t.expected[i], found += t.found[i], right += t.right[i];
    }
    printf("  %u rows, %u of them without; in all recall %.3f, precision %.3f\n", t.rows, t.clean,
           share(right, expected), share(right, found));
    assert_true(t.rows >= 300 && t.clean >= 100);
    assert_true(share(right, expected) >= 0.95);
    assert_true(share(right, found) >= 0.95);
}

static void check_masked(vb_str text, vb_str list, tally *t) {
    (void)list;
    (void)t;
    vb_arena arena = {0};
    vb_masked m;
    vb_error err = {0};
    size_t n;
    assert_int_equal(vb_personal_mask(finder, text, &arena, &m, &err), VB_OK);
    assert_int_equal(vb_personal_find(finder, m.text, NULL, 0, &n, &err), VB_OK);
    if (n) fail_msg("left in: %.*s", VB_FMT(m.text));
    vb_arena_deinit(&arena);
}

static void masked_text_has_nothing_left(void **state) {
    (void)state;
    for_each_row(check_masked, NULL);
}

static void places_move_with_the_marks(void **state) {
    (void)state;
    vb_arena arena = {0};
    vb_masked m;
    vb_error err = {0};
    assert_int_equal(
        vb_personal_mask(finder, vb_str_of("gọi 0912345678 nhé, hoặc 0987654321"), &arena, &m, &err), VB_OK);
    assert_int_equal(m.n, 2);
    assert_true(vb_str_eqz(m.text, "gọi <PHONE> nhé, hoặc <PHONE>"));
    assert_int_equal(vb_masked_at(&m, 0, false), 0);
    assert_int_equal(vb_masked_at(&m, 4, false), 4);
    assert_int_equal(vb_masked_at(&m, 8, false), 4);
    assert_int_equal(vb_masked_at(&m, 8, true), 11);
    assert_int_equal(vb_masked_at(&m, 15, false), 12);
    assert_int_equal(vb_masked_at(&m, 35, true), 29);
    assert_int_equal(vb_masked_byte_at(&m, (uint32_t)m.source.len, true), m.text.len);
    vb_arena_deinit(&arena);
}

/* Spans are ordered, disjoint, on borders of characters, and inside. */
static void check_spans(vb_str text) {
    vb_arena arena = {0};
    const vb_personal_span *s;
    size_t n;
    vb_error err = {0};
    assert_int_equal(vb_personal_spans(finder, text, &arena, &s, &n, &err), VB_OK);
    for (size_t i = 0; i < n; i++) {
        assert_true(s[i].begin < s[i].end && s[i].byte_begin < s[i].byte_end && s[i].byte_end <= text.len);
        if (i) assert_true(s[i - 1].end <= s[i].begin && s[i - 1].byte_end <= s[i].byte_begin);
        assert_true(vb_utf8_is_start(text.ptr[s[i].byte_begin]));
        if (s[i].byte_end < text.len) assert_true(vb_utf8_is_start(text.ptr[s[i].byte_end]));
    }
    vb_arena_deinit(&arena);
}

/* The alphabet of the finder in random order, seeded. */
static void survives_random_texts(void **state) {
    (void)state;
    static const char *const parts[] = {
        "0",         "9",        "12",   "345",        "0912345678", " ",        ".",
        "-",         "@",        "+84",  "(",          ")",          "/",        "anh ",
        "Nam",       "chị ",     "Lê",   "Văn",        "คุณ",         "นาย",      "สมชาย",
        "ก",         "ข",        "กข",   "stk",        "CCCD ",      "mã đơn ",  "order #",
        "gmail.com", "line id ", ":",    "51F-",       "\n",         "\xCC\x81", "\xE2\x80\x8B",
        "๑",         "<PHONE>",  "otp ", "ngày sinh ", "đường ",     "a\xCC\x82"};
    uint64_t seed = 42;
    for (unsigned round = 0; round < 3000; round++) {
        vb_buf b = {0};
        for (unsigned i = 0; i < 24; i++) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            vb_buf_cstr(&b, parts[(seed >> 33) % (sizeof parts / sizeof *parts)]);
        }
        check_spans(vb_buf_view(&b));
        vb_buf_deinit(&b);
    }
}

static void takes_linear_time(void **state) {
    (void)state;
    static const char *const units[] = {"1", "1 ",   "1.", "1-",     "@",       "a@",     "a.",  "คุณ",
                                        "ก", "anh ", "A ", "stk 1 ", "Lê Văn ", "order ", "id:", "12 đường "};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        vb_buf b = {0};
        while (b.len < MILLION) vb_buf_cstr(&b, units[i]);
        clock_t begin = clock();
        check_spans(vb_buf_view(&b));
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        if (seconds > 3) fail_msg("\"%s\": %.1f s for a million bytes", units[i], seconds);
        vb_buf_deinit(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_cases),
        cmocka_unit_test(masked_text_has_nothing_left),
        cmocka_unit_test(places_move_with_the_marks),
        cmocka_unit_test(survives_random_texts),
        cmocka_unit_test(takes_linear_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
