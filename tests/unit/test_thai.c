/* Thai words: the shipped model on plain sentences, its invariants, and hostile runs and files. Reads
 * lexicons/th from the working folder (the project's root). */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/lexicon_files.h"
#include "text/thai.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { MILLION = 1000000 };

typedef struct fixture {
    vb_arena arena, scratch;
    vb_thai *model;
} fixture;

static int set_up(void **state) {
    static fixture f;
    const vb_lexicon_file *files;
    vb_error err = {0};
    if (vb_lexicon_read_folder("lexicons", &f.arena, &files, &err) < 0) return -1;
    if (vb_thai_load(files, &f.arena, &f.model, &err) < 0) return -1;
    *state = &f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    vb_arena_deinit(&f->arena);
    vb_arena_deinit(&f->scratch);
    return 0;
}

/* The words of a run joined by '|'. */
static const char *words_of(fixture *f, const char *run) {
    static char out[4096];
    uint32_t ends[1024];
    size_t n = vb_thai_cut(f->model, vb_str_of(run), &f->scratch, ends), at = 0, begin = 0;
    for (size_t i = 0; i < n; begin = ends[i++]) {
        if (i) out[at++] = '|';
        memcpy(out + at, run + begin, ends[i] - begin);
        at += ends[i] - begin;
    }
    out[at] = 0;
    return out;
}

static void cuts_plain_sentences(void **state) {
    static const char *const cases[] = {
        "พนักงาน|บริการ|ดี|มาก", "อาหาร|อร่อย|แต่|แพง", "รอ|นาน|มาก|ครับ", "ส่ง|ของ|ช้า|มาก",
        "ไม่|ชอบ|เลย|ค่ะ",      "ห้อง|ไม่|สะอาด",      "เน็ต|ช้า|มาก|ๆ",   "ไป|เชียงใหม่|กับ|เพื่อน",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char run[256];
        size_t n = 0;
        for (const char *c = cases[i]; *c; c++)
            if (*c != '|') run[n++] = *c;
        run[n] = 0;
        assert_string_equal(words_of(*state, run), cases[i]);
    }
}

static void cuts_nothing_of_nothing(void **state) {
    uint32_t ends[1];
    fixture *f = *state;
    assert_int_equal(vb_thai_cut(f->model, (vb_str){"", 0}, &f->scratch, ends), 0);
    assert_string_equal(words_of(f, "ก"), "ก");
    assert_string_equal(words_of(f, "ๆ"), "ๆ");
}

/* Any string of Thai characters, marks in wild order included: ends rise to the run's end and stand on
 * cluster borders. */
static void keeps_its_invariants(void **state) {
    fixture *f = *state;
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        char run[3 * 700];
        uint32_t ends[3 * 700];
        size_t length = 1 + (round % 50 == 0 ? 690 : (size_t)round % 40), at = 0;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint32_t cp;
            do seed = seed * 6364136223846793005u + 1, cp = 0x0E01 + (uint32_t)(seed >> 33) % 0x4E;
            while (cp == 0x0E2F || (cp >= 0x0E3B && cp <= 0x0E3F));
            at += vb_utf8_put(run + at, cp);
        }
        vb_str s = {run, at};
        size_t n = vb_thai_cut(f->model, s, &f->scratch, ends);
        assert_true(n > 0 && ends[n - 1] == s.len);
        for (size_t i = 0; i + 1 < n; i++) {
            size_t next = ends[i];
            assert_true(ends[i] > 0 && ends[i] < ends[i + 1]);
            assert_false(vb_thai_is_lead_vowel(vb_utf8_before(s, ends[i])));
            assert_false(vb_thai_is_following(vb_utf8_next(s, &next)));
        }
        vb_arena_reset(&f->scratch);
    }
}

/* Short runs work on the stack, long ones in the arena, with rescaled sums: the words must be the same. */
static void long_runs_are_cut_like_short_ones(void **state) {
    fixture *f = *state;
    static const char part[] = "พนักงานบริการดีมากครับ";
    size_t unit = sizeof part - 1, times = 4000;
    char *run = malloc(unit * times);
    uint32_t *ends = malloc(unit * times * sizeof *ends);
    assert_non_null(run);
    assert_non_null(ends);
    for (size_t i = 0; i < times; i++) memcpy(run + i * unit, part, unit);
    size_t few = vb_thai_cut(f->model, (vb_str){run, unit * 9}, &f->scratch, ends);
    size_t many = vb_thai_cut(f->model, (vb_str){run, unit * times}, &f->scratch, ends);
    assert_int_equal(few % 9, 0);
    assert_int_equal(many, few / 9 * times);
    for (size_t i = few / 9; i < many; i++) assert_int_equal(ends[i] - ends[i - few / 9], unit);
    free(run);
    free(ends);
}

static void is_linear(void **state) {
    static const char *const units[] = {"ส", "กา", "ิ", "เ", "ๆ", "มาก", "ที่"};
    fixture *f = *state;
    char *run = malloc(3 * MILLION);
    uint32_t *ends = malloc(3 * MILLION * sizeof *ends);
    assert_non_null(run);
    assert_non_null(ends);
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t unit = strlen(units[u]), length = 3 * MILLION / unit * unit;
        for (size_t i = 0; i < length; i += unit) memcpy(run + i, units[u], unit);
        clock_t begin = clock();
        size_t n = vb_thai_cut(f->model, (vb_str){run, length}, &f->scratch, ends);
        assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 1.0);
        assert_true(n > 0 && ends[n - 1] == length);
        assert_true(f->scratch.total < 32 * (size_t)MILLION);
        vb_arena_reset(&f->scratch);
    }
    free(run);
    free(ends);
}

static vb_status load_text(const char *path, const char *text, vb_error *err) {
    vb_arena arena = {0};
    vb_thai *model = NULL;
    vb_lexicon_file files[] = {{path, vb_str_of(text), 0}, {NULL, {NULL, 0}, 0}};
    vb_status status = vb_thai_load(files, &arena, &model, err);
    vb_arena_deinit(&arena);
    return status;
}

static void refuses_broken_files(void **state) {
    static const char *const rows[] = {
        "chars\tก\t1 2 3",       "chars\tกกกก\t1",           "chars\t\t1",  "types\tNX\t1 2 3 4 5 6 7",
        "chars\tกa\t1 1 1 1 1",  "length\tunknown\t1 2",     "other\tก\t1", "chars\tก\t1 2 3 4 5 99999",
        "chars\tก\t1 2 3 4 5 x", "types\tN\t1 2 3 4 5 6 7 8"};
    (void)state;
    char text[256];
    vb_error err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "# verbatim-lexicon 1\nkind\tkey\tweights\n%s\n", rows[i]);
        assert_int_equal(load_text("th/boundary.tsv", text, &err), VB_ERR_LEXICON);
        assert_int_equal(err.line, 3);
    }
    assert_int_equal(load_text("th/words.tsv", "# verbatim-lexicon 1\nterm\tscore\nกก\t1e9\n", &err),
                     VB_ERR_LEXICON);
    assert_int_equal(load_text("th/words.tsv", "# verbatim-lexicon 1\nterm\tscore\nabc\t-\nก ก\t-\n", &err),
                     VB_OK);
}

/* Without learned weights a list of words is enough. */
static void a_listed_word_is_kept_whole(void **state) {
    (void)state;
    fixture f = {0};
    vb_error err = {0};
    vb_lexicon_file files[] = {
        {"th/vocabulary.tsv", VB_STR("# verbatim-lexicon 1\nterm\tgroup\nฟู้ดปาท\tbrand\nสั่ง\tx\n"), 0},
        {NULL, {NULL, 0}, 0}};
    assert_int_equal(vb_thai_load(files, &f.arena, &f.model, &err), VB_OK);
    assert_string_equal(words_of(&f, "สั่งฟู้ดปาท"), "สั่ง|ฟู้ดปาท");
    vb_arena_deinit(&f.arena);
    vb_arena_deinit(&f.scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_plain_sentences),
        cmocka_unit_test(cuts_nothing_of_nothing),
        cmocka_unit_test(keeps_its_invariants),
        cmocka_unit_test(long_runs_are_cut_like_short_ones),
        cmocka_unit_test(is_linear),
        cmocka_unit_test(refuses_broken_files),
        cmocka_unit_test(a_listed_word_is_kept_whole),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
