/* Raw pieces of normalized text: their borders and kinds. */
#include "base/buf.h"
#include "text_reader.h"
#include "text/scan.h"

static void has_pieces(const char *text, const char *expect) {
    static const char letters[] = "wntepuMo";
    vb_buf b = {0};
    vb_piece p;
    uint32_t at = 0;
    vb_str s = vb_str_of(text);
    while (vb_scan_next(s, &at, &p))
        vb_buf_printf(&b, "%s%c:%.*s", b.len ? " " : "", letters[p.kind],
                      VB_FMT(vb_str_sub(s, p.begin, p.end)));
    if (strcmp(vb_buf_z(&b), expect) != 0) fail_msg("\"%s\" has %s, not %s", text, vb_buf_z(&b), expect);
    vb_buf_deinit(&b);
}

static void words_and_numbers(void **state) {
    (void)state;
    has_pieces("giao hàng nhanh", "w:giao w:hàng w:nhanh");
    has_pieces("don't stop", "w:don't w:stop");
    has_pieces("50k 4g 2.5tr 10/10 3,5%", "n:50k n:4g n:2.5tr n:10/10 n:3,5%");
    has_pieces("14/7/2024 10:30", "n:14/7/2024 n:10:30");
    has_pieces("tốt.nhưng", "w:tốt p:. w:nhưng");
}

static void links_and_signs(void **state) {
    (void)state;
    has_pieces("xem https://a.vn/b?c=1.", "w:xem u:https://a.vn/b?c=1 p:.");
    has_pieces("a@b.vn @lan_anh", "M:a@b.vn M:@lan_anh");
    has_pieces("#tốt !!! ...", "w:tốt p:!!! p:...");
    has_pieces("😍😍👩🏽‍🍳🇻🇳", "e:😍 e:😍 e:👩🏽‍🍳 e:🇻🇳");
}

static void scripts(void **state) {
    (void)state;
    has_pieces("ราคา500บาท", "t:ราคา n:500 t:บาท");
    has_pieces("app ล่ม", "w:app t:ล่ม");
    has_pieces("送货很快", "o:送货很快");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_and_numbers), cmocka_unit_test(links_and_signs),
                                       cmocka_unit_test(scripts)};
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
