/* Properties of text: normalization is idempotent; token and clause spans are ordered, disjoint, in bounds
 * and on code-point boundaries whatever the input; decomposed letters, old tone style, doubled Thai marks and
 * zero-width noise change neither words nor scores, and every quote is byte for byte part of what was
 * received. Seeded: the same run every time. */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/normalize.h"
#include "verbatim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <utf8proc.h>

enum { ROUNDS = 4000, MAX_TEXT = 4096 };

static vb_engine *engine;
static vb_analyzer *analyzer, *other;

static int set_up(void **state) {
    (void)state;
    vb_options o;
    vb_error err = {0};
    vb_options_init(&o);
    if (vb_engine_new(&o, &engine, &err) < 0) return -1;
    return vb_analyzer_new(engine, &analyzer, &err) < 0 || vb_analyzer_new(engine, &other, &err) < 0 ? -1 : 0;
}

static int tear_down(void **state) {
    (void)state;
    vb_analyzer_free(analyzer);
    vb_analyzer_free(other);
    vb_engine_free(engine);
    return 0;
}

static uint64_t seed = 20240229;
static uint32_t draw(uint32_t below) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(seed >> 33) % below;
}

static const char *const sentences[] = {
    "Giao hàng chậm quá, nhân viên thiếu nhiệt tình nhưng hoá đơn rõ ràng.",
    "Khoẻ, quý khách; thuý hoà uỷ ban: đẹp quá trời!",
    "giao hang cham qua, dong goi can than",
    "อาหารอร่อยมาก แต่พนักงานบริการไม่ดี น้ำไม่เย็น รอนาน 30 นาที",
    "ห้องน้ำสกปรกมากกก ไม่แนะนำเลยค่ะ",
    "The staff weren't friendly, but the room was sooooo clean :) 10/10",
    "ship nhanh, packaging đẹp, แต่ app ล่มบ่อย 😡😡",
    "#dichvutot @shop https://shop.vn/x?y=1 50k 3,5% aroi mak",
};
enum { SENTENCES = sizeof sentences / sizeof *sentences };

/* ---- Hostile input
 * ------------------------------------------------------------------------------------------ */

static uint32_t odd_character(void) {
    static const uint32_t blocks[][2] = {
        {0x20, 0x7E},       {0xC0, 0x1B0},      {0x300, 0x36F},   {0x370, 0x52F},     {0xE00, 0xE5B},
        {0xE80, 0xEDF},     {0x1780, 0x17E9},   {0x1E00, 0x1EFF}, {0x200B, 0x202E},   {0x2060, 0x2069},
        {0x2600, 0x27BF},   {0x4E00, 0x4E80},   {0xFE00, 0xFE0F}, {0xFF01, 0xFF5E},   {0x1D400, 0x1D7FF},
        {0x1F1E6, 0x1F1FF}, {0x1F300, 0x1F64F}, {0x0, 0x1F},      {0xE0000, 0xE007F}, {0x10FFF0, 0x10FFFF}};
    uint32_t b = draw(sizeof blocks / sizeof *blocks);
    return blocks[b][0] + draw(blocks[b][1] - blocks[b][0] + 1);
}

static size_t hostile_text(char *out) {
    size_t n = 0, want = 1 + draw(160);
    while (n < want) {
        uint32_t kind = draw(10);
        if (kind == 0) {
            out[n++] = (char)draw(256); /* broken UTF-8 */
        } else if (kind < 3) {
            const char *s = sentences[draw(SENTENCES)];
            size_t from = draw((uint32_t)strlen(s)), len = draw(24);
            for (; len-- && s[from]; from++) out[n++] = s[from];
        } else if (kind == 3) {
            uint32_t cp = odd_character();
            for (uint32_t times = draw(9); times; times--) n += vb_utf8_put(out + n, cp);
        } else {
            n += vb_utf8_put(out + n, odd_character());
        }
    }
    return n;
}

static void normalize_twice(vb_str s, vb_arena *a) {
    vb_text once = {0}, twice = {0};
    assert_int_equal(vb_normalize(s, a, &once, NULL), VB_OK);
    assert_int_equal(vb_utf8_valid(once.norm), once.norm.len);
    assert_int_equal(vb_normalize(once.norm, a, &twice, NULL), VB_OK);
    if (!vb_str_eq(once.norm, twice.norm)) {
        fprintf(stderr, "not idempotent:");
        for (size_t i = 0; i < s.len; i++) fprintf(stderr, " %02x", (unsigned char)s.ptr[i]);
        fprintf(stderr, "\n once [%.*s]\n twice [%.*s]\n", VB_FMT(once.norm), VB_FMT(twice.norm));
    }
    assert_true(vb_str_eq(once.norm, twice.norm));
    for (size_t i = 0; once.map && i < once.norm.len; i++) {
        assert_true(once.map[i] <= once.map[i + 1]);
        assert_true(once.map[i] <= s.len);
    }
}

static void check_normalize(void **state) {
    (void)state;
    vb_arena a = {0};
    char text[MAX_TEXT];
    for (int i = 0; i < ROUNDS; i++) {
        vb_arena_reset(&a);
        normalize_twice((vb_str){text, hostile_text(text)}, &a);
    }
    for (size_t i = 0; i < SENTENCES; i++) normalize_twice(vb_str_of(sentences[i]), &a);
    vb_arena_deinit(&a);
}

static bool on_boundary(vb_str s, uint32_t at) {
    /* Inside broken UTF-8 every byte is a character of its own. */
    return at >= s.len || vb_utf8_is_start(s.ptr[at]) || vb_utf8_valid(s) < s.len;
}

static void check_result(vb_str s, const vb_result *r) {
    uint32_t last = 0;
    for (size_t i = 0; i < r->n_tokens; i++) {
        const vb_token_info *t = &r->tokens[i];
        assert_true(t->byte_begin >= last && t->byte_end >= t->byte_begin && t->byte_end <= s.len);
        assert_true(on_boundary(s, t->byte_begin) && on_boundary(s, t->byte_end));
        assert_true(t->text.ptr == s.ptr + t->byte_begin && t->text.len == t->byte_end - t->byte_begin);
        last = t->byte_end;
    }
    last = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const vb_clause_info *c = &r->clauses[i];
        assert_true(c->byte_begin >= last && c->byte_end >= c->byte_begin && c->byte_end <= s.len);
        assert_true(on_boundary(s, c->byte_begin) && on_boundary(s, c->byte_end));
        assert_int_equal(memcmp(c->text.ptr, s.ptr + c->byte_begin, c->text.len), 0);
        last = c->byte_end;
    }
}

static const vb_result *analyze(vb_analyzer *a, const char *text, size_t len) {
    vb_comment c = vb_comment_of((vb_str){text, len});
    const vb_result *r = NULL;
    vb_error err = {0};
    assert_int_equal(vb_analyze(a, &c, &r, &err), VB_OK);
    return r;
}

static void check_spans(void **state) {
    (void)state;
    char text[MAX_TEXT];
    for (int i = 0; i < ROUNDS; i++) {
        size_t n = hostile_text(text);
        check_result((vb_str){text, n}, analyze(analyzer, text, n));
    }
}

/* ---- The same text, typed otherwise
 * --------------------------------------------------------------------------- */

static size_t decompose(const char *s, char *out) {
    utf8proc_uint8_t *d = utf8proc_NFD((const utf8proc_uint8_t *)s);
    size_t n = strlen((char *)d);
    memcpy(out, d, n + 1);
    free(d);
    return n;
}

static size_t old_tones(const char *s, char *out) {
    static const char *const pairs[][2] = {
        {"hóa", "hoá"}, {"khỏe", "khoẻ"}, {"hòa", "hoà"}, {"thúy", "thuý"}, {"ủy", "uỷ"}};
    size_t n = 0;
    while (*s) {
        bool found = false;
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs && !found; i++) {
            for (int side = 0; side < 2 && !found; side++) {
                size_t len = strlen(pairs[i][side]);
                if (strncmp(s, pairs[i][side], len) != 0) continue;
                n += (size_t)sprintf(out + n, "%s", pairs[i][1 - side]);
                s += len;
                found = true;
            }
        }
        if (!found) out[n++] = *s++;
    }
    return n;
}

static size_t doubled_marks(const char *s, char *out) {
    vb_str in = vb_str_of(s);
    size_t n = 0;
    for (size_t at = 0; at < in.len;) {
        uint32_t cp = vb_utf8_next(in, &at);
        if (cp == 0x0E33) { /* sara am as nikhahit and aa */
            n += vb_utf8_put(out + n, 0x0E4D);
            cp = 0x0E32;
        }
        n += vb_utf8_put(out + n, cp);
        if (vb_thai_is_tone(cp) || cp == 0x0E31 || (cp >= 0x0E34 && cp <= 0x0E39))
            n += vb_utf8_put(out + n, cp);
    }
    return n;
}

static size_t zero_width(const char *s, char *out) {
    static const uint32_t noise[] = {0x200B, 0xFEFF, 0x2060, 0x00AD};
    vb_str in = vb_str_of(s);
    size_t n = 0;
    for (size_t at = 0; at < in.len;) {
        uint32_t cp = vb_utf8_next(in, &at);
        n += vb_utf8_put(out + n, cp);
        if (vb_char_classify(cp) == VB_CH_LATIN || vb_char_classify(cp) == VB_CH_THAI)
            n += vb_utf8_put(out + n, noise[draw(4)]);
    }
    return n;
}

static void same_reading(const char *plain, const char *typed, size_t n, const char *how) {
    const vb_result *a = analyze(analyzer, plain, strlen(plain)), *b = analyze(other, typed, n);
    if (a->n_tokens != b->n_tokens) fprintf(stderr, "%s: %s\n", how, plain);
    assert_int_equal(a->n_tokens, b->n_tokens);
    for (size_t i = 0; i < a->n_tokens; i++)
        if (a->tokens[i].kind == VB_WORD && !vb_str_eq(a->tokens[i].norm, b->tokens[i].norm))
            fail_msg("%s: [%.*s] is read as [%.*s]", how, VB_FMT(a->tokens[i].norm),
                     VB_FMT(b->tokens[i].norm));
    assert_int_equal(a->label, b->label);
    if (a->score != b->score) fail_msg("%s: %s: score %g, then %g", how, plain, a->score, b->score);
    assert_int_equal(a->lang, b->lang);
    assert_int_equal(a->n_clauses, b->n_clauses);
    assert_int_equal(a->complaint, b->complaint);
    assert_true(a->touchpoint == b->touchpoint);
    check_result((vb_str){typed, n}, b);
}

static void check_typing(void **state) {
    (void)state;
    char typed[MAX_TEXT];
    for (size_t i = 0; i < SENTENCES; i++) {
        const char *s = sentences[i];
        same_reading(s, typed, decompose(s, typed), "decomposed");
        same_reading(s, typed, old_tones(s, typed), "old tone style");
        same_reading(s, typed, doubled_marks(s, typed), "doubled marks");
        if (!strstr(s, "http")) same_reading(s, typed, zero_width(s, typed), "zero-width");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_normalize), cmocka_unit_test(check_spans),
                                       cmocka_unit_test(check_typing)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
