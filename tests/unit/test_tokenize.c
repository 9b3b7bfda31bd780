/* Tokens: forms, flags, spans. */
#include "text_reader.h"

static const vb_token *token(const char *text, uint32_t i) {
    static vb_text t;
    vb_units units;
    t = read_text_of(text, &units);
    assert_true(i < t.n_tokens);
    return &t.tokens[i];
}

static void has_form(const char *text, uint32_t i, const char *form, unsigned flags) {
    const vb_token *k = token(text, i);
    if (!vb_str_eqz(k->form, form))
        fail_msg("\"%s\": token %u is \"%.*s\", not \"%s\"", text, i, VB_FMT(k->form), form);
    if ((k->flags & flags) != flags)
        fail_msg("\"%s\": token %u has flags %u, not %u", text, i, k->flags, flags);
}

static void forms(void **state) {
    (void)state;
    has_form("đẹppppp quá", 0, "đẹp", VB_TOK_ELONGATED);
    has_form("sooooo good", 0, "so", VB_TOK_ELONGATED);
    has_form("GOOD food", 0, "good", VB_TOK_CAPS);
    has_form("ko thích lắm", 0, "không", VB_TOK_VARIANT);
    has_form("sp này đẹp", 0, "sản phẩm", VB_TOK_VARIANT);
    has_form("giao hang cham qua", 1, "hàng", VB_TOK_RESTORED);
    has_form("b4d service", 0, "bad", VB_TOK_VARIANT);
    has_form("#GoodService", 1, "service", VB_TOK_HASHTAG);
    has_form("มากกกก", 0, "มาก", VB_TOK_ELONGATED);
    has_form("tốt\nxấu", 1, "xấu", VB_TOK_BREAK_BEFORE);
}

static void spans(void **state) {
    (void)state;
    const vb_token *k = token("gia\xCC\x81 cao", 0);
    assert_int_equal(k->begin, 0);
    assert_int_equal(k->end, 5);
    k = token("gia\xCC\x81 cao", 1);
    assert_int_equal(k->begin, 6);
    assert_int_equal(k->end, 9);
    k = token("aroi mak", 1);
    assert_int_equal(k->begin, 5);
    assert_int_equal(k->end, 8);
}

static void signs(void **state) {
    (void)state;
    assert_int_equal(token("tệ :((", 1)->kind, VB_EMOJI);
    assert_int_equal(token("ok :very", 1)->kind, VB_PUNCT);
    assert_int_equal(token("50k", 0)->kind, VB_NUMBER);
    assert_int_equal(token("https://a.vn", 0)->kind, VB_URL);
    assert_int_equal(token("味道", 0)->kind, VB_OTHER);
}

/* A million of one letter, and a million tokens, in time that grows with the length. */
static void hostile(void **state) {
    (void)state;
    enum { SIZE = 999999 };
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    for (int i = 0; i < SIZE; i += 3) memcpy(text + i, "ส", 3);
    text[SIZE] = 0;
    vb_units units;
    read_text_of(text, &units);
    for (int i = 0; i < SIZE; i++) text[i] = i % 2 ? ' ' : 'a';
    vb_text t = read_text_of(text, &units);
    assert_true(t.n_tokens <= 1u << 20);
    for (int i = 0; i < SIZE; i++) text[i] = i % 3 ? 'o' : '#';
    read_text_of(text, &units);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(forms), cmocka_unit_test(spans),
                                       cmocka_unit_test(signs), cmocka_unit_test(hostile)};
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
