/* Language of words within a comment; whole comments are in tests/cases/language.tsv. */
#include "text_reader.h"

static void is_in(const char *text, const char *expect) {
    vb_units units;
    vb_text t = read_text_of(text, &units);
    char got[256] = "";
    for (uint32_t i = 0; i < t.n_tokens; i++)
        if (t.tokens[i].kind == VB_WORD) {
            if (*got) strcat(got, " ");
            strcat(got, vb_lang_name((vb_lang)t.tokens[i].lang));
        }
    if (strcmp(got, expect) != 0) fail_msg("\"%s\" is read as %s, not %s", text, got, expect);
}

static void mixed(void **state) {
    (void)state;
    is_in("nhanh, packaging đẹp, แต่ ล่ม", "vi en vi th th");
    is_in("aroi mak krap", "th th th");
    is_in("cam on shop", "vi vi vi");
    is_in("rat huu ich", "vi vi vi");
    is_in("thank you very much", "en en en en");
    is_in("die Lieferung war schnell", "und und und und");
}

static void forced(void **state) {
    (void)state;
    vb_text t = {0};
    vb_units units;
    vb_error err = {0};
    vb_arena_reset(&reader->scratch);
    assert_int_equal(vb_normalize(VB_STR("good food"), &reader->scratch, &t, &err), VB_OK);
    assert_int_equal(
        vb_tokenize(&reader_engine->words, reader->stemmer, &t, VB_LANG_VI, &reader->scratch, &units, &err),
        VB_OK);
    assert_int_equal(t.lang, VB_LANG_VI);
}

/* The same words in another order of comments: what a thread remembers changes nothing. */
static void memory(void **state) {
    (void)state;
    static const char *const texts[] = {"on time", "on ao",   "the best",  "the bi khoa",
                                        "can you", "can tho", "ship fast", "ship nhanh"};
    vb_lang first[8];
    vb_units units;
    for (int i = 0; i < 8; i++) first[i] = read_text_of(texts[i], &units).lang;
    for (int i = 7; i >= 0; i--) assert_int_equal(read_text_of(texts[i], &units).lang, first[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(mixed), cmocka_unit_test(forced),
                                       cmocka_unit_test(memory)};
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
