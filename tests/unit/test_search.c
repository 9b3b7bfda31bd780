/* Search: which texts a query finds, and what it marks in them. */
#include "text_reader.h"

#include "text/search.h"

/* `marked` is the snippet; NULL: not found. */
static void finds(const char *query, const char *text, const char *marked) {
    vb_search s;
    vb_search_mark *marks;
    vb_arena arena;
    vb_buf b = {0};
    size_t n;
    vb_error err = {0};
    vb_arena_init(&arena);
    if (vb_search_compile(&reader_engine->words, reader->stemmer, query, &arena, &s, &err) < 0)
        fail_msg("%s: %s", query, err.message);
    assert_int_equal(vb_search_find(&s, vb_str_of(text), &arena, &marks, &n, &err), VB_OK);
    vb_search_snippet(vb_str_of(text), marks, n, &b);
    if (!marked && n) fail_msg("%s finds %s", query, vb_buf_z(&b));
    if (marked && strcmp(vb_buf_z(&b), marked) != 0)
        fail_msg("%s finds %s, not %s", query, vb_buf_z(&b), marked);
    vb_buf_deinit(&b);
    vb_arena_deinit(&arena);
}

static void marks_left_out(void **state) {
    (void)state;
    finds("giao cham", "Giao hàng chậm quá", "«Giao» hàng «chậm» quá");
    finds("giao cham", "giao hang cham qua", "«giao» hang «cham» qua");
    finds("giao cham", "hàng giao đúng hẹn", NULL);
    finds("dat hang", "Đặt hàng lúc sáng", "«Đặt hàng» lúc sáng");
    finds("nhan vien", "NHÂN VIÊN thân thiện", "«NHÂN VIÊN» thân thiện");
    finds("hoa", "trả hoà bình", "trả «hoà» bình");
}

static void marks_typed(void **state) {
    (void)state;
    finds("giao hàng chậm", "giao hang cham lam", "«giao hang cham» lam"); /* the comment left them out */
    finds("giao hàng chậm", "hàng giao rất chậm", "«hàng giao» rất «chậm»");
    finds("chậm", "nước chấm ngon", NULL);
    finds("chậm", "cham qua", "«cham» qua");
    finds("hòa", "hoà nhã", "«hoà» nhã"); /* old place of the tone */
    finds("chậm", "chậmmmm quá", "«chậmmmm» quá");
    finds("sản phẩm", "sp này đẹp", "«sp» này đẹp");
}

static void thai(void **state) {
    (void)state;
    finds("ส่งช้า", "ส่งช้ามาก", "«ส่งช้า»มาก");
    finds("ส่งช้า", "ส่งของช้ามากค่ะ", "«ส่ง»ของ«ช้า»มากค่ะ");
    finds("ส่ง", "จัดส่งเร็วดี", "จัด«ส่ง»เร็วดี");
    finds("ห้อง", "ห้องน้ำสกปรก", "«ห้องน้ำ»สกปรก"); /* a part of a compound */
    finds("จัดส่ง", "จัดส่งเร็วดี", "«จัดส่ง»เร็วดี");
    finds("ส่งช้า", "พนักงานพูดจาดี", NULL);
    finds("ช้า", "ช้าาาาา", "«ช้าาาาา»");
}

static void english(void **state) {
    (void)state;
    finds("late delivery", "The deliveries were LATE.", "The «deliveries» were «LATE».");
    finds("late delivery", "It came early.", NULL);
    finds("crash", "the app crashed twice", "the app «crashed» twice");
    finds("cafe", "a nice café", "a nice «café»");
    finds("cafe", "quán cafe đẹp", "quán «cafe» đẹp");
    finds("cà phê", "quán cafe đẹp", "quán «cafe» đẹp");
    finds("quán cafe", "quán cà phê đẹp", "«quán cà phê» đẹp");      /* Vietnamese by its company */
    finds("online", "đặt online rất tiện", "đặt «online» rất tiện"); /* whatever the language around it */
}

static void operators(void **state) {
    (void)state;
    finds("\"giao hàng\"", "hàng giao chậm, giao hàng sai", "hàng giao chậm, «giao hàng» sai");
    finds("\"giao hang\"", "hàng giao", NULL);
    finds("cham -giao", "phục vụ chậm", "phục vụ «chậm»");
    finds("cham -giao", "giao hàng chậm", NULL);
    finds("cham -chấm", "nước chấm làm chậm", NULL); /* marks of a word that must not be there */
    finds("cham -chấm", "làm rất chậm", "làm rất «chậm»");
    finds("deliv*", "delivered and delivery", "«delivered» and «delivery»");
    finds("nhân*", "nhân viên", "«nhân» viên");
    finds("50k", "phí ship 50k", "phí ship «50k»");
}

static void snippets(void **state) {
    (void)state;
    char text[2000], *p = text;
    for (int i = 0; i < 60; i++) p += sprintf(p, "%s ", i == 30 ? "needle" : "hay ho");
    vb_buf b = {0};
    vb_search_mark mark = {210, 216};
    vb_search_snippet(vb_str_of(text), &mark, 1, &b);
    assert_non_null(strstr(vb_buf_z(&b), "«needle» hay"));
    assert_memory_equal(b.ptr, "…", 3);
    assert_true(b.len < 220);
    vb_buf_clear(&b);
    vb_search_snippet(vb_str_of("a\nb"), NULL, 0, &b);
    assert_string_equal(vb_buf_z(&b), "a b");
    vb_buf_deinit(&b);
}

static void nothing_to_look_for(void **state) {
    (void)state;
    const char *const empty[] = {"", "   ", "-giao", "...", "\"\"", "*", "-", "-\"a b\"", "😀"};
    vb_arena arena;
    vb_arena_init(&arena);
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        vb_search s;
        vb_error err = {0};
        assert_int_equal(
            vb_search_compile(&reader_engine->words, reader->stemmer, empty[i], &arena, &s, &err),
            VB_ERR_USAGE);
    }
    vb_arena_deinit(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(marks_left_out),
                                       cmocka_unit_test(marks_typed),
                                       cmocka_unit_test(thai),
                                       cmocka_unit_test(english),
                                       cmocka_unit_test(operators),
                                       cmocka_unit_test(snippets),
                                       cmocka_unit_test(nothing_to_look_for)};
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
