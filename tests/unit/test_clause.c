/* Clauses: where a comment is cut. They tile the tokens. */
#include "base/buf.h"
#include "text/clause.h"
#include "text_reader.h"

static void is_cut(const char *source, const char *expect) {
    vb_units units;
    vb_hits hits = {0};
    vb_error err = {0};
    vb_buf b = {0};
    vb_text t = read_text_of(source, &units);
    assert_int_equal(vb_hits_find(reader_engine->words.lexicon, &t, &units, &reader->scratch, &hits, &err),
                     VB_OK);
    assert_int_equal(vb_clauses_cut(reader_engine->words.lexicon, &t, &hits, &reader->scratch, &err), VB_OK);
    uint32_t next = 0;
    for (uint32_t i = 0; i < t.n_clauses; i++) {
        const vb_clause *c = &t.clauses[i];
        assert_int_equal(c->first, next);
        next = c->last;
        vb_buf_printf(&b, "%s%.*s", i ? " | " : "",
                      VB_FMT(vb_str_sub(t.source, t.tokens[c->first].begin, t.tokens[c->last - 1].end)));
    }
    assert_int_equal(next, t.n_tokens);
    if (strcmp(vb_buf_z(&b), expect) != 0)
        fail_msg("\"%s\" is cut to %s, not %s", source, vb_buf_z(&b), expect);
    vb_buf_deinit(&b);
}

static void contrast(void **state) {
    (void)state;
    is_cut("Món ngon nhưng phục vụ chậm", "Món ngon | nhưng phục vụ chậm");
    is_cut("The room was clean but the staff were rude", "The room was clean | but the staff were rude");
    is_cut("อาหารอร่อย แต่บริการช้า", "อาหารอร่อย | แต่บริการช้า");
}

static void sentences(void **state) {
    (void)state;
    is_cut("Phòng sạch. Nhân viên thân thiện!", "Phòng sạch. | Nhân viên thân thiện!");
    is_cut("Great food\nSlow service", "Great food | Slow service");
    is_cut("", "");
}

static void enumerations(void **state) {
    (void)state;
    is_cut("nhân viên, chỗ để xe, giá đều tệ", "nhân viên, chỗ để xe, giá đều tệ");
    is_cut("staff, parking and price are all terrible", "staff, parking and price are all terrible");
    is_cut("giao nhanh, giá rẻ, đóng gói ẩu", "giao nhanh, | giá rẻ, | đóng gói ẩu");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(contrast), cmocka_unit_test(sentences),
                                       cmocka_unit_test(enumerations)};
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
