/* Normalization: what becomes of letters typed otherwise, and where each byte came from. */
#include "text_reader.h"

static vb_arena arena;

static vb_text normal(const char *source) {
    vb_text t = {0};
    vb_arena_reset(&arena);
    assert_int_equal(vb_normalize(vb_str_of(source), &arena, &t, NULL), VB_OK);
    return t;
}

static void is_read_as(const char *source, const char *expect) {
    vb_text t = normal(source);
    if (!vb_str_eqz(t.norm, expect))
        fail_msg("\"%s\" became \"%.*s\", not \"%s\"", source, VB_FMT(t.norm), expect);
}

static void vietnamese_letters(void **state) {
    (void)state;
    is_read_as("Cha\xCC\xA3\xCC\x82m", "chậm"); /* decomposed, canonical order */
    is_read_as("Cha\xCC\x82\xCC\xA3m", "chậm"); /* the marks the other way round */
    is_read_as("ch\xC3\xA2\xCC\xA3m", "chậm");  /* Windows-1258: a letter with its shape, then the tone */
    is_read_as("\xE1\xBA\xA1\xCC\x82", "ậ");    /* a letter with its tone, then the shape */
    is_read_as("u\xCC\x9B\xCC\x81ng", "ứng");
    is_read_as("hoà khoẻ thuý quý", "hòa khỏe thúy quý");
    is_read_as("HOÀ", "hòa");
    is_read_as("Ðẹp ðẹp", "đẹp đẹp");
    is_read_as("toàn hoàn", "toàn hoàn");
}

static void thai_marks(void **state) {
    (void)state;
    is_read_as("ไม่่ดี", "ไม่ดี");
    is_read_as("นํ้า", "น้ำ");
    is_read_as("น้ํา", "น้ำ");
    is_read_as("เเพง", "แพง");
    is_read_as("มากกกก", "มาก");
    is_read_as("น้ำ", "น้ำ");
}

static void look_alikes(void **state) {
    (void)state;
    is_read_as("gооd", "good"); /* two Cyrillic letters */
    is_read_as("tοο", "too");   /* two Greek ones */
    is_read_as("рост", "рост"); /* a Russian word stays */
    is_read_as("ｇｏｏｄ！", "good!");
    is_read_as("𝐠𝐨𝐨𝐝", "good");
    is_read_as("it’s “ok”", "it's \"ok\"");
    is_read_as("a\xC2\xA0"
               "b",
               "a b");
}

static void unseen_characters(void **state) {
    (void)state;
    is_read_as("gi\xE2\x80\x8B"
               "ao",
               "giao");
    is_read_as("\xEF\xBB\xBFok", "ok");
    is_read_as("a\xE2\x80\xAE"
               "b",
               "ab");
    is_read_as("ok\xEF\xB8\x8F", "ok");
    is_read_as("1\xEF\xB8\x8F\xE2\x83\xA3", "1\xEF\xB8\x8F\xE2\x83\xA3");
    is_read_as("a\x07z", "a z");
    is_read_as("a\xFFz", "a\xEF\xBF\xBDz");
}

static void source_offsets(void **state) {
    (void)state;
    vb_text t = normal("gia\xCC\x81 cao");
    assert_non_null(t.map);
    assert_int_equal(vb_text_source_at(&t, 2), 2); /* the vowel with its tone */
    assert_int_equal(vb_text_source_at(&t, 4), 5); /* the space behind it */
    assert_int_equal(vb_text_source_at(&t, (uint32_t)t.norm.len), 9);
    assert_null(normal("Giá cao").map); /* already normal: no map */
}

static int close_arena(void **state) {
    vb_arena_deinit(&arena);
    return close_reader(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(vietnamese_letters), cmocka_unit_test(thai_marks),
                                       cmocka_unit_test(look_alikes), cmocka_unit_test(unseen_characters),
                                       cmocka_unit_test(source_offsets)};
    return cmocka_run_group_tests(tests, open_reader, close_arena);
}
