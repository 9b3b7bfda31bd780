/* Entries found in a text: the longest wins, parts of words and of other entries are left out. */
#include "text_reader.h"

static vb_hits find(const char *text) {
    vb_units units;
    vb_hits hits = {0};
    vb_error err = {0};
    static vb_text t;
    t = read_text_of(text, &units);
    assert_int_equal(vb_hits_find(reader_engine->words.lexicon, &t, &units, &reader->scratch, &hits, &err),
                     VB_OK);
    return hits;
}

static bool has(const char *text, vb_hit_group group, const char *term) {
    vb_hits hits = find(text);
    for (uint32_t i = 0; i < hits.n; i++)
        if (hits.at[i].group == group &&
            vb_str_eqz(reader_engine->words.lexicon->terms[hits.at[i].term].text, term))
            return true;
    return false;
}

static void longest(void **state) {
    (void)state;
    assert_true(has("giao hàng chậm", VB_GROUP_OPINION, "giao hàng chậm") ||
                has("giao hàng chậm", VB_GROUP_OPINION, "chậm"));
    assert_true(has("the food was tasty", VB_GROUP_ASPECT, "food"));
    assert_true(has("friendly staffs", VB_GROUP_ASPECT, "staff"));
    vb_hits hits = find("không ra gì cả, rất tệ và quá đắt");
    uint32_t busy[VB_GROUPS] = {0};
    for (uint32_t i = 0; i < hits.n; i++) {
        assert_true(hits.at[i].nbegin >= busy[hits.at[i].group]);
        busy[hits.at[i].group] = hits.at[i].nend;
        assert_true(i == 0 || hits.at[i - 1].first <= hits.at[i].first);
    }
}

static void parts(void **state) {
    (void)state;
    assert_true(has("màn hình lỗi", VB_GROUP_OPINION, "lỗi"));
    assert_false(has("nhân viên xin lỗi khách", VB_GROUP_OPINION, "lỗi"));
    assert_false(has("cô giải thích bài này", VB_GROUP_OPINION, "thích"));
    assert_false(has("No complaints at all", VB_GROUP_INTENT, "complaints"));
    assert_false(has("No complaints at all", VB_GROUP_ASPECT, "complaints"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(longest), cmocka_unit_test(parts)};
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
