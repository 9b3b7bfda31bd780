/* Vietnamese syllables: which are possible, how unmarked ones are read, how they join to words. Runs from the
 * top folder, with the tables of lexicons/vi. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/vietnamese.h"

#include <stdio.h>
#include <stdlib.h>

static vb_arena lexicon, scratch;
static vb_viet *model;

static vb_str read_file(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot open %s: run from the top folder of the project", path);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *data = vb_arena_alloc(&lexicon, (size_t)size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)size, f), size);
    fclose(f);
    return (vb_str){data, (size_t)size};
}

static int load(void **state) {
    (void)state;
    vb_lexicon_file files[] = {{"vi/syllables.tsv", read_file("lexicons/vi/syllables.tsv"), 0},
                               {"vi/bigrams.tsv", read_file("lexicons/vi/bigrams.tsv"), 0},
                               {"vi/words.tsv", read_file("lexicons/vi/words.tsv"), 0},
                               {"vi/subjects.tsv", read_file("lexicons/vi/subjects.tsv"), 0},
                               {NULL, {NULL, 0}, 0}};
    vb_error err = {0};
    if (vb_viet_load(files, &lexicon, &model, &err) < 0)
        fail_msg("%s:%d: %s", err.file, (int)err.line, err.message);
    return 0;
}

static int unload(void **state) {
    (void)state;
    vb_arena_deinit(&lexicon);
    vb_arena_deinit(&scratch);
    return 0;
}

/* ---- Possible syllables -----------------------------------------------------------------------------------
 */

static const char *const marked[] = {
    "nghiêng", "được",  "không", "và",     "ở",      "ạ",     "y",     "ý",     "yêu",  "yến",
    "uống",    "ướt",   "quá",   "quý",    "quốc",   "quyển", "quên",  "quỳnh", "gì",   "gìn",
    "giếng",   "giết",  "gia",   "giò",    "giường", "khuỷu", "khuya", "huỳnh", "thuở", "xoong",
    "boong",   "ngoằn", "ngoèo", "nghỉ",   "ghế",    "kỹ",    "lý",    "pin",   "phở",  "tiếng",
    "việt",    "người", "tuyết", "chuyện", "loạt",   "hoặc",  "oách",  "toẹt",  "sinh", "hang",
    "cua",     "thầy",  "đường", "đẹp",    "đĩa",    "rượu",  "hươu",  "bưu",   "xinh", "đoàn"};
static const char *const foreign[] = {
    "ship", "app",  "ok",   "shop", "wifi",  "web", "zalo", "facebook", "and",  "is",    "for",  "good",
    "bad",  "like", "game", "love", "hello", "pay", "park", "plan",     "star", "black", "jean", "fan",
    "sale", "tiec", "duoc", "toc",  "cac",   "cá̂t", "ngi",  "ka",       "ci",   "ge",    "nge",  "ghà",
    "kà",   "iêu",  "bơng", "ưn",   "tieng", "đc",  "ko",   "",         "q",    "qu",    "ng",   "ngh",
    "h",    "đ",    "tôốt", "áá",   "ác̣",    "5",   "ghuy", "pê̂"};

static void accepts_possible_syllables(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
        if (!vb_viet_is_syllable(vb_str_of(marked[i]), false)) fail_msg("%s is a syllable", marked[i]);
}

static void rejects_foreign_words(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (vb_viet_is_syllable(vb_str_of(foreign[i]), false)) fail_msg("%s is no syllable", foreign[i]);
}

static void accepts_unmarked_forms(void **state) {
    (void)state;
    static const char *const yes[] = {"duoc", "khong",  "nguoi", "nghieng", "tiec", "yeu",
                                      "quoc", "chuyen", "hoac",  "giuong",  "ruou", "khuyu",
                                      "thuo", "gi",     "gieng", "an",      "u",    "ca"};
    static const char *const no[] = {"ship", "app", "ok", "shop", "wifi", "good",
                                     "bank", "ieu", "ci", "pay",  "kg",   "f5"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!vb_viet_is_syllable(vb_str_of(yes[i]), true)) fail_msg("%s is an unmarked syllable", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (vb_viet_is_syllable(vb_str_of(no[i]), true)) fail_msg("%s is no unmarked syllable", no[i]);
}

static void knows_how_frequent_syllables_are(void **state) {
    (void)state;
    assert_true(vb_viet_log_prob(model, VB_STR("không")) > vb_viet_log_prob(model, VB_STR("khống")));
    assert_true(vb_viet_log_prob(model, VB_STR("không")) > -6);
    assert_true(vb_viet_log_prob(model, VB_STR("shop?")) < -15);
    assert_true(vb_viet_log_prob(model, VB_STR("*")) < -15);
    assert_true(vb_viet_folded_log_prob(model, VB_STR("khong")) >= vb_viet_log_prob(model, VB_STR("không")));
    assert_true(vb_viet_folded_log_prob(model, VB_STR("streetlight and more")) < -15);
}

/* ---- Reading unmarked syllables ---------------------------------------------------------------------------
 */

enum { MAX_TOKENS = 64 };

static size_t split(const char *text, vb_str *out) {
    vb_str rest = vb_str_of(text), part;
    size_t n = 0;
    while (n < MAX_TOKENS && vb_str_split(&rest, ' ', &part)) out[n++] = part;
    return n;
}

static void check_reading(const char *typed, const char *meant) {
    vb_str in[MAX_TOKENS];
    vb_viet_reading out[MAX_TOKENS];
    char got[1024] = "";
    size_t n = split(typed, in), len = 0;
    vb_arena_reset(&scratch);
    assert_true(vb_viet_restore(model, in, n, &scratch, out));
    for (size_t i = 0; i < n; i++) {
        len += (size_t)snprintf(got + len, sizeof got - len, "%s%.*s", i ? " " : "", VB_FMT(out[i].form));
        assert_true(out[i].confidence >= 0 && out[i].confidence <= 1.0001F);
    }
    assert_string_equal(got, meant);
}

static void reads_unmarked_text(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"giao hang cham qua", "giao hàng chậm quá"},
        {"nhan vien phuc vu rat nhiet tinh", "nhân viên phục vụ rất nhiệt tình"},
        {"san pham kem chat luong", "sản phẩm kém chất lượng"},
        {"do an ngon gia ca hop ly", "đồ ăn ngon giá cả hợp lý"},
        {"toi rat that vong ve dich vu", "tôi rất thất vọng về dịch vụ"},
        {"khong bao gio quay lai", "không bao giờ quay lại"},
        {"phong sach se thoang mat", "phòng sạch sẽ thoáng mát"},
        {"thay giang bai de hieu", "thầy giảng bài dễ hiểu"},
        {"co giao nhiet tinh", "cô giáo nhiệt tình"},
        {"giang vien rat nhiet tinh", "giảng viên rất nhiệt tình"},
        {"chuyen tien bi loi", "chuyển tiền bị lỗi"},
        {"goi tong dai khong ai nghe may", "gọi tổng đài không ai nghe máy"},
        {"bac si tan tinh", "bác sĩ tận tình"},
        {"dong goi can than", "đóng gói cẩn thận"},
        {"khach san gan bien", "khách sạn gần biển"},
        {"ung dung hay bi loi", "ứng dụng hay bị lỗi"},
        {"cam on shop", "cảm ơn shop"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_reading(cases[i][0], cases[i][1]);
}

/* The same letters, read by what the text speaks of. */
static void reads_by_the_subject(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"mon hoc nay thay day hay", "môn học này thầy dạy hay"},
        {"mon nay an ngon", "món này ăn ngon"},
        {"may nay sac pin nhanh", "máy này sạc pin nhanh"},
        {"lam the mat phi", "làm thẻ mất phí"},
        {"thay co nhiet tinh", "thầy cô nhiệt tình"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_reading(cases[i][0], cases[i][1]);
}

/* A number, a foreign word and a sign are different neighbours. */
static void reads_beside_numbers_and_signs(void **state) {
    (void)state;
    check_reading("hay qua !", "hay quá !");
    check_reading("di qua 3 cua hang", "đi qua 3 cửa hàng");
}

static void keeps_what_is_not_unmarked_vietnamese(void **state) {
    (void)state;
    check_reading("ship nhanh , app ok , 10 diem", "ship nhanh , app ok , 10 điểm");
    check_reading("nhân viên phục vụ rất tốt", "nhân viên phục vụ rất tốt");
    check_reading("wifi cham , bank app crash", "wifi chậm , bank app crash");
    check_reading("😀 , ... 500k", "😀 , ... 500k");
    check_reading("", "");
}

/* Where the text has its marks, a syllable without any is meant so. */
static void leaves_plain_syllables_in_marked_text(void **state) {
    (void)state;
    check_reading("món này ăn hay lắm , đồ ăn ngon mà nhân viên cũng vui",
                  "món này ăn hay lắm , đồ ăn ngon mà nhân viên cũng vui");
    check_reading("quán rất đông khách , tôi sẽ ra mua lần nữa cho con",
                  "quán rất đông khách , tôi sẽ ra mua lần nữa cho con");
}

static void is_sure_of_the_sure(void **state) {
    (void)state;
    vb_str in[MAX_TOKENS];
    vb_viet_reading out[MAX_TOKENS];
    size_t n = split("nhan vien khong nhiet tinh ship", in);
    assert_true(vb_viet_restore(model, in, n, &scratch, out));
    assert_true(out[2].confidence > 0.9F && !out[2].second.len);
    assert_true(out[5].confidence == 1.0F);
    n = split("ma", in);
    assert_true(vb_viet_restore(model, in, n, &scratch, out));
    assert_true(out[0].confidence < 0.99F);
}

static void is_linear_and_calm(void **state) {
    (void)state;
    size_t n = 200000;
    vb_str *in = malloc(n * sizeof *in);
    vb_viet_reading *out = malloc(n * sizeof *out);
    bool *joins = malloc(n), *capital = malloc(n);
    assert_true(in && out && joins && capital);
    static const char *const some[] = {"co", "\xff\xfe", "khong", "",   "đ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                       "ti", "*",        "xã",    "hội"};
    for (size_t i = 0; i < n; i++) in[i] = vb_str_of(some[i * i % 10]), capital[i] = i % 3 == 0;
    vb_arena_reset(&scratch);
    assert_true(vb_viet_restore(model, in, n, &scratch, out));
    for (size_t i = 0; i < n; i++) {
        assert_true(out[i].confidence >= 0 && out[i].confidence <= 1.0001F);
        in[i] = out[i].form;
    }
    assert_true(vb_viet_words(model, in, n, capital, &scratch, joins));
    assert_false(joins[n - 1]);
    free(in), free(out), free(joins), free(capital);
}

/* ---- Words ------------------------------------------------------------------------------------------------
 */

/* `text` has its words joined by "_"; capitals at the beginning of a syllable tell of names. */
static void check_words(const char *text) {
    char plain[1024], got[1024] = "";
    bool capital[MAX_TOKENS], joins[MAX_TOKENS];
    vb_str tokens[MAX_TOKENS];
    size_t len = strlen(text), at = 0, n = 0;
    for (size_t i = 0; i < len; i++) {
        plain[i] = text[i] == '_' ? ' ' : text[i];
        bool upper = plain[i] >= 'A' && plain[i] <= 'Z';
        if (i == 0 || plain[i - 1] == ' ') capital[n++] = upper;
        if (upper) plain[i] = (char)(plain[i] + 32);
    }
    plain[len] = 0;
    assert_int_equal(split(plain, tokens), n);
    vb_arena_reset(&scratch);
    assert_true(vb_viet_words(model, tokens, n, capital, &scratch, joins));
    for (size_t i = 0; i < n; i++) {
        size_t begin = (size_t)(tokens[i].ptr - plain);
        at += (size_t)snprintf(got + at, sizeof got - at, "%.*s%s", (int)tokens[i].len, text + begin,
                               i + 1 == n ? ""
                               : joins[i] ? "_"
                                          : " ");
    }
    assert_string_equal(got, text);
}

static void joins_words(void **state) {
    (void)state;
    static const char *const cases[] = {
        "nhân_viên giao_hàng rất nhiệt_tình",
        "sinh_viên và giảng_viên",
        "chất_lượng sản_phẩm kém",
        "ủy_ban nhân_dân thành_phố",
        "điều_kiện học_tập",
        "tôi không ăn cơm",
        "học_sinh lớp ba",
        "ngân_hàng thu phí dịch_vụ",
        "bác_sĩ khám_bệnh cho bệnh_nhân",
        "app bị lỗi , nhân_viên xin_lỗi",
        "khách_sạn sạch_sẽ",
        "giá 500k , giao 3 ngày",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_words(cases[i]);
}

static void joins_names(void **state) {
    (void)state;
    check_words("anh Nguyễn_Văn_Minh gọi điện_thoại");
    check_words("chị Lan ở Glen_White");
}

/* ---- Broken tables ----------------------------------------------------------------------------------------
 */

static vb_status load_one(const char *path, const char *content) {
    vb_arena arena = {0};
    vb_lexicon_file files[] = {{path, vb_str_of(content), 0}, {NULL, {NULL, 0}, 0}};
    vb_viet *m = NULL;
    vb_error err = {0};
    vb_status status = vb_viet_load(files, &arena, &m, &err);
    if (status < 0) assert_true(err.message[0] != 0);
    vb_arena_deinit(&arena);
    return status;
}

static void reports_broken_tables(void **state) {
    (void)state;
    assert_int_equal(
        load_one("vi/words.tsv", "# verbatim-lexicon 1\nterm\tgain\tsource\tnote\nmột hai\t-\town\t-\n"),
        VB_OK);
    assert_int_equal(
        load_one("vi/words.tsv", "# verbatim-lexicon 1\nterm\tgain\tsource\tnote\nmột hai\tmuch\town\t-\n"),
        VB_ERR_LEXICON);
    assert_int_equal(
        load_one("vi/words.tsv",
                 "# verbatim-lexicon 1\nterm\tgain\tsource\tnote\na b c d e f g h i\t5\town\t-\n"),
        VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/syllables.tsv", "# verbatim-lexicon 1\nsyllable\tcount\tback\nmột\tx\t3\n"),
                     VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/syllables.tsv", "# verbatim-lexicon 1\nsyllable\tcount\n"), VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/bigrams.tsv", "# verbatim-lexicon 1\nsyllable\tfollowers\n*\t*:3 *\n"),
                     VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/bigrams.tsv", "# verbatim-lexicon 1\nsyllable\tfollowers\n*\t*:\n"),
                     VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/bigrams.tsv", "# verbatim-lexicon 1\nsyllable\tfollowers\n*\t*:999\n"),
                     VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/bigrams.tsv", "# verbatim-lexicon 1\nsyllable\tfollowers\n*\nnone\t:1\n"),
                     VB_OK);
    assert_int_equal(load_one("vi/bigrams.tsv", "syllable\tfollowers\n"), VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/subjects.tsv", "# verbatim-lexicon 1\nsyllable\tfood\nmột\t-3\n"), VB_OK);
    assert_int_equal(load_one("vi/subjects.tsv", "# verbatim-lexicon 1\nsyllable\tfood\nmột\tmuch\n"),
                     VB_ERR_LEXICON);
    assert_int_equal(load_one("vi/subjects.tsv", "# verbatim-lexicon 1\nsyllable\nmột\n"), VB_ERR_LEXICON);
    assert_int_equal(
        load_one("vi/subjects.tsv", "# verbatim-lexicon 1\nsyllable\ta\tb\tc\td\te\tf\tg\th\ti\n"),
        VB_ERR_LEXICON);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_possible_syllables),
        cmocka_unit_test(rejects_foreign_words),
        cmocka_unit_test(accepts_unmarked_forms),
        cmocka_unit_test(knows_how_frequent_syllables_are),
        cmocka_unit_test(reads_unmarked_text),
        cmocka_unit_test(reads_by_the_subject),
        cmocka_unit_test(reads_beside_numbers_and_signs),
        cmocka_unit_test(keeps_what_is_not_unmarked_vietnamese),
        cmocka_unit_test(leaves_plain_syllables_in_marked_text),
        cmocka_unit_test(is_sure_of_the_sure),
        cmocka_unit_test(is_linear_and_calm),
        cmocka_unit_test(joins_words),
        cmocka_unit_test(joins_names),
        cmocka_unit_test(reports_broken_tables),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
