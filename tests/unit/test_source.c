/* test_source: bytes to UTF-8: marks, guesses, tables, damage, block sizes, standard input, what is no text.
 */
#include "input/encoding.h"
#include "input/formats.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

typedef struct seen {
    size_t n;
    uint64_t line[64];
    char text[64][64];
} seen;

static void see(void *ctx, const vb_diagnostic *d) {
    seen *s = ctx;
    assert_int_equal(d->kind, VB_DIAG_BAD_BYTES);
    if (s->n < 64) {
        s->line[s->n] = d->line;
        snprintf(s->text[s->n], 64, "%.*s", VB_FMT(d->text));
    }
    s->n++;
}

static char folder[] = "/tmp/verbatim-test-XXXXXX";

static const char *write_file(const char *name, const void *data, size_t len) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

/* All of a source; the caller frees it. */
static vb_buf read_all(vb_source *s, size_t cap) {
    vb_buf all = {0};
    char *part = malloc(cap);
    size_t n;
    vb_error err;
    assert_non_null(part);
    do {
        assert_int_equal(vb_source_read(s, part, cap, &n, &err), VB_OK);
        assert_int_equal(vb_utf8_prefix((unsigned char *)part, n), n); /* no character is split */
        vb_buf_add(&all, part, n);
    } while (n);
    free(part);
    return all;
}

#define BYTES(lit) lit, sizeof(lit) - 1

/* name, bytes, encoding given, the text that comes out, the encoding found, runs of bad bytes */
static const struct {
    const char *what, *bytes;
    size_t len;
    const char *given, *text, *encoding;
    size_t bad;
} cases[] = {
    {"ascii", BYTES("id,text\n"), NULL, "id,text\n", "UTF-8", 0},
    {"utf-8", BYTES("đẹp,ดี\n"), NULL, "đẹp,ดี\n", "UTF-8", 0},
    {"utf-8 mark", BYTES("\xEF\xBB\xBF\xC4\x91"), NULL, "đ", "UTF-8", 0},
    {"two marks", BYTES("\xEF\xBB\xBF\xEF\xBB\xBFx"), NULL, "x", "UTF-8", 0},
    {"a mark in the middle stays", BYTES("a\xEF\xBB\xBFx"), NULL, "a\xEF\xBB\xBFx", "UTF-8", 0},
    {"four bytes", BYTES("\xF0\x9F\x98\x80"), NULL, "😀", "UTF-8", 0},
    {"utf-16le mark",
     BYTES("\xFF\xFE"
           "a\0\x11\x01\n\0"),
     NULL, "ađ\n", "UTF-16LE", 0},
    {"utf-16be mark", BYTES("\xFE\xFF\0a\x01\x11\0\n"), NULL, "ađ\n", "UTF-16BE", 0},
    {"utf-16le pair", BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), NULL, "😀", "UTF-16LE", 0},
    {"utf-16le high half",
     BYTES("\xFF\xFE\x3D\xD8"
           "a\0"),
     NULL, "\uFFFDa", "UTF-16LE", 1},
    {"utf-16le low half",
     BYTES("\xFF\xFE\x00\xDE"
           "a\0"),
     NULL, "\uFFFDa", "UTF-16LE", 1},
    {"utf-16le half unit",
     BYTES("\xFF\xFE"
           "a\0b"),
     NULL, "a\uFFFD", "UTF-16LE", 1},
    {"utf-16le no mark",
     BYTES("i\0d\0,\0a\0\n\0"
           "1\0,\0x\0\n\0"),
     NULL, "id,a\n1,x\n", "UTF-16LE", 0},
    {"utf-16be no mark",
     BYTES("\0i\0d\0,\0a\0\n\0"
           "1\0,\0x\0\n"),
     NULL, "id,a\n1,x\n", "UTF-16BE", 0},
    {"utf-16le thai no mark", BYTES("\x14\x0E\x35\x0E\x21\x0E\x32\x0E\x01\x0E\n\0\x14\x0E\x35\x0E\n\0"), NULL,
     "ดีมาก\nดี\n", "UTF-16LE", 0},
    {"utf-16 given", BYTES("a\0b\0"), "UTF-16", "ab", "UTF-16LE", 0},
    {"utf-16 given, mark says BE", BYTES("\xFE\xFF\0a\0b"), "utf-16", "ab", "UTF-16BE", 0},
    {"thai", BYTES("\xBE\xB9\xD1\xA1\xA7\xD2\xB9\xBA\xC3\xD4\xA1\xD2\xC3\xB4\xD5\xC1\xD2\xA1\n"), NULL,
     "พนักงานบริการดีมาก\n", "windows-874", 0},
    {"thai given by another name", BYTES("\xB4\xD5"), "TIS-620", "ดี", "windows-874", 0},
    {"thai, undefined byte", BYTES("\xB4\xD5\xDC\xFF\xB4"), "windows-874", "ดี\uFFFD\uFFFDด", "windows-874",
     1},
    {"1258 composes", BYTES("kh\xF4ng h\xE0i l\xF2ng r\xE2\xECt t\xF4\xECt"), "windows-1258", NULL,
     "windows-1258", 0},
    {"1258",
     BYTES("kh\xF4ng v\xEDi gi\xE1 r\xE2\xECt t\xF4\xECt \xF0\xFD\xF5\xF2"
           "c nh\xE2n vi\xEAn"),
     NULL, "không víi giá rất tốt được nhân viên", "windows-1258", 0},
    {"1258 capitals", BYTES("\xD4\xCCN \xD0\xDD\xD5\xCC"), "cp1258", "ỒN ĐƯỜ", "windows-1258", 0},
    {"1258 tone without a vowel", BYTES("b\xECx \xEC"), "1258", "b\u0301x \u0301", "windows-1258", 0},
    {"tcvn3",
     BYTES("Nh\xA9n vi\xAAn ph\xF4"
           "c v\xF4 r\xCAt nhi\xD6t t\xD7nh, giao h\xB5ng ch\xCBm"),
     NULL, "Nhân viên phục vụ rất nhiệt tình, giao hàng chậm", "TCVN3", 0},
    {"tcvn3 capitals", BYTES("\xA7\xA1\xA2\xA3\xA4\xA5\xA6"), "ABC", "ĐĂÂÊÔƠƯ", "TCVN3", 0},
    {"vni",
     BYTES("Nh\xE2n vie\xE2n phu\xEF"
           "c vu\xEF ra\xE1t nhie\xE4t t\xECnh, giao ha\xF8ng cha\xE4m, ng\xF6\xF4\xF8i"),
     "vni", NULL, "VNI", 0},
    {"vni guessed",
     BYTES("Nha\xE2n vie\xE2n phu\xEF"
           "c vu\xEF ra\xE1t nhie\xE4t t\xECnh, giao ha\xF8ng cha\xE4m, ng\xF6\xF4\xF8i"),
     NULL, "Nhân viên phục vụ rất nhiệt tình, giao hàng chậm, người", "VNI", 0},
    {"vni capitals",
     BYTES("TIE\xC1NG VIE\xC4T \xD1\xD6\xD4\xCF"
           "C"),
     "VNI", "TIẾNG VIỆT ĐƯỢC", "VNI", 0},
    {"windows marks",
     BYTES("id,text\n1,\x93"
           "fine\x94 \x96 it\x92s\n"),
     NULL, "id,text\n1,“fine” – it’s\n", "windows-1252", 0},
    {"latin1 given", BYTES("caf\xE9 \x81"), "latin1", "café \uFFFD", "windows-1252", 1},
    {"another one-byte charset", BYTES("\xCF\xF0\xE8"), "windows-1251", "При", "windows-1251", 0},
    {"utf-8 with bad bytes", BYTES("đẹp lắm ạ ở đây rồi đó\n\xFF\xFE!\x80\n"), NULL,
     "đẹp lắm ạ ở đây rồi đó\n\uFFFD\uFFFD!\uFFFD\n", "UTF-8", 2},
    {"overlong", BYTES("đẹp lắm ạ nhé ở đây \xC0\xAF"), NULL, "đẹp lắm ạ nhé ở đây \uFFFD\uFFFD", "UTF-8", 1},
    {"surrogate", BYTES("đẹp lắm ạ nhé ở đây rồi đó\xED\xA0\x80"), NULL,
     "đẹp lắm ạ nhé ở đây rồi đó\uFFFD\uFFFD\uFFFD", "UTF-8", 1},
    {"cut off at the end", BYTES("đẹp lắm ạ nhé ở đâ\xE1\xBA"), NULL, "đẹp lắm ạ nhé ở đâ\uFFFD\uFFFD",
     "UTF-8", 1},
    {"utf-8 given, damaged", BYTES("\xE9t\xE9"), "UTF-8", "\uFFFDt\uFFFD", "UTF-8", 2},
    {"NULs stay in the source", BYTES("a\0b, more text to be text, and more of it\n"), NULL, "a", "UTF-8", 0},
};

static void test_text(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        seen bad = {0};
        vb_diag_sink sink = {see, &bad};
        vb_source *s;
        vb_error err = {0};
        const char *path = write_file("case", cases[i].bytes, cases[i].len);
        if (vb_source_open(path, cases[i].given, &sink, &s, &err) != VB_OK)
            fail_msg("%s: %s", cases[i].what, err.message);
        assert_string_equal(vb_source_encoding(s).name, cases[i].encoding);
        vb_buf all = read_all(s, 65536);
        if (cases[i].text && strcmp(vb_buf_z(&all), cases[i].text) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].what, vb_buf_z(&all), cases[i].text);
        if (bad.n != cases[i].bad) fail_msg("%s: %zu runs, not %zu", cases[i].what, bad.n, cases[i].bad);
        assert_int_equal(vb_source_position(s), vb_source_size(s));
        assert_int_equal(vb_source_size(s), cases[i].len);
        vb_buf_deinit(&all);
        vb_source_close(s);
    }
}

/* Every case gives the same text and diagnostics in any block and read size, and after a rewind. */
static void test_blocks(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        vb_buf whole = {0};
        for (size_t block = 0; block < 20; block++) {
            seen bad = {0};
            vb_diag_sink sink = {see, &bad};
            vb_source *s;
            vb_error err;
            const char *path = write_file("case", cases[i].bytes, cases[i].len);
            if (vb_source_open_block(path, cases[i].given, &sink, block, &s, &err) != VB_OK)
                fail_msg("%s: %s", cases[i].what, err.message);
            vb_buf all = read_all(s, block ? 3 + block : 65536);
            if (block == 0)
                whole = all;
            else {
                assert_true(vb_str_eq(vb_buf_view(&whole), vb_buf_view(&all)));
                assert_int_equal(bad.n, cases[i].bad);
                vb_buf_deinit(&all);
                assert_int_equal(vb_source_rewind(s, &err), VB_OK);
                all = read_all(s, 7);
                assert_true(vb_str_eq(vb_buf_view(&whole), vb_buf_view(&all)));
                vb_buf_deinit(&all);
            }
            vb_source_close(s);
        }
        vb_buf_deinit(&whole);
    }
}

/* All letters of Vietnamese come out of TCVN3 and VNI as they went in, and composed out of Windows-1258. */
static void test_letters(void **state) {
    (void)state;
    vb_decoder tcvn3, vni, windows;
    assert_int_equal(vb_decoder_init(&tcvn3, "TCVN3", NULL), VB_OK);
    assert_int_equal(vb_decoder_init(&vni, "VNI", NULL), VB_OK);
    assert_int_equal(vb_decoder_init(&windows, "windows-1258", NULL), VB_OK);
    bool in_tcvn3[24][6] = {{false}}, in_vni[24][6] = {{false}}, in_1258[24][6] = {{false}};
    vb_decoder *all[] = {&tcvn3, &vni, &windows};
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 257; b++) {
            unsigned char in[2] = {(unsigned char)a, (unsigned char)b};
            for (size_t k = 0; k < 3; k++) {
                char out[16];
                vb_decoded d = vb_decode(all[k], in, b < 256 ? 2 : 1, true, out, sizeof out);
                unsigned row, tone, len = 0, cp = 0;
                unsigned char c = (unsigned char)out[0];
                len = c < 0x80 ? 1 : c < 0xE0 ? 2 : 3;
                if (d.bad || d.written != len) continue;
                cp = len == 1   ? c
                     : len == 2 ? (c & 31u) << 6 | (out[1] & 63u)
                                : (c & 15u) << 12 | (out[1] & 63u) << 6 | (out[2] & 63u);
                if (!vb_vowel_find(cp, &row, &tone)) continue;
                assert_int_equal(vb_vowel_get(row, tone), cp);
                (k == 0 ? in_tcvn3 : k == 1 ? in_vni : in_1258)[row][tone] = true;
            }
        }
    }
    for (unsigned row = 0; row < 24; row++) {
        for (unsigned tone = 0; tone < 6; tone++) {
            assert_true(in_vni[row][tone]);
            assert_true(in_1258[row][tone]);
            assert_true(in_tcvn3[row][tone] ||
                        row >= 12); /* TCVN3 has toned capitals by its combining marks only */
        }
    }
}

static void test_lines_of_damage(void **state) {
    (void)state;
    static const char text[] = "đẹp lắm ạ nhé\nở đây rồi đó\xFF\nđược lắm\n\n\xFE\x80 đúng rồi \xFE\n";
    for (size_t block = 8; block < 40; block++) {
        seen bad = {0};
        vb_diag_sink sink = {see, &bad};
        vb_source *s;
        vb_error err;
        const char *path = write_file("case", text, sizeof text - 1);
        assert_int_equal(vb_source_open_block(path, NULL, &sink, block, &s, &err), VB_OK);
        vb_buf all = read_all(s, 16);
        assert_int_equal(bad.n, 3);
        assert_int_equal(bad.line[0], 2);
        assert_int_equal(bad.line[1], 5);
        assert_int_equal(bad.line[2], 5);
        assert_string_equal(bad.text[0], "0xFF");
        vb_buf_deinit(&all);
        vb_source_close(s);
    }
}

static const struct {
    const char *bytes;
    size_t len;
    const char *message;
} refused[] = {
    {BYTES(""), "the file is empty"},
    {BYTES("\xEF\xBB\xBF"), "nothing but a byte order mark"},
    {BYTES("\xFF\xFE"), "nothing but a byte order mark"},
    {BYTES("\x1F\x8B\x08xxxxxx"), "gunzip"},
    {BYTES("\x89PNG\r\n\x1A\n"), "a PNG picture"},
    {BYTES("%PDF-1.4"), "a PDF document"},
    {BYTES("\x7F"
           "ELF\2\1\1"),
     "a program"},
    {BYTES("SQLite format 3\0xx"), "an SQLite database"},
    {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "save it as .xlsx"},
    {BYTES("PAR1xxxx"), "Parquet"},
    {BYTES("\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2\3"), "binary data"},
    {BYTES("a\0\0\0\0b\0\0\0\0\0\0c\0\0"), "binary data"},
    {BYTES("\xCF\xEB\xEE\xF5\xEE \xF0\xE0\xE1\xEE\xF2\xE0\xE5\xF2 \xE4\xEE\xF1\xF2\xE0\xE2\xEA\xE0"),
     "--encoding"},
};

static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        vb_source *s;
        vb_error err = {0};
        const char *path = write_file("case", refused[i].bytes, refused[i].len);
        assert_int_equal(vb_source_open(path, NULL, NULL, &s, &err), VB_ERR_INPUT);
        assert_null(s);
        assert_string_equal(err.file, path);
        if (!strstr(err.message, refused[i].message)) fail_msg("%s: %s", refused[i].message, err.message);
    }
}

static void test_paths(void **state) {
    (void)state;
    vb_source *s;
    vb_error err = {0};
    assert_int_equal(vb_source_open(folder, NULL, NULL, &s, &err), VB_ERR_INPUT);
    assert_non_null(strstr(err.message, "a folder"));
    assert_int_equal(vb_source_open("/nowhere/at all.csv", NULL, NULL, &s, &err), VB_ERR_INPUT);
    assert_non_null(strstr(err.message, "no such file"));
    assert_int_equal(vb_source_open("/dev/zero", NULL, NULL, &s, &err), VB_ERR_INPUT);
    assert_non_null(strstr(err.message, "device"));
    const char *path = write_file("secret", "x", 1);
    assert_int_equal(chmod(path, 0), 0);
    if (geteuid() != 0) {
        assert_int_equal(vb_source_open(path, NULL, NULL, &s, &err), VB_ERR_INPUT);
        assert_non_null(strstr(err.message, "permission"));
    }
    assert_int_equal(vb_source_open(write_file("x", "x", 1), "klingon", NULL, &s, &err), VB_ERR_USAGE);
    assert_non_null(strstr(err.message, "windows-874"));
    assert_int_equal(vb_source_open(write_file("x", "x", 1), "shift_jis", NULL, &s, &err), VB_ERR_USAGE);
}

/* Runs `body` with standard input a pipe that a child fills with `data` in pieces of `step` bytes. */
static void with_pipe(const char *data, size_t len, size_t step, void (*body)(const char *, size_t)) {
    int ends[2], saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        for (size_t at = 0; at < len; at += step)
            if (write(ends[1], data + at, len - at < step ? len - at : step) < 0) _exit(1);
        _exit(0);
    }
    close(ends[1]);
    assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
    close(ends[0]);
    body(data, len);
    waitpid(child, NULL, 0);
    if (saved >= 0) {
        dup2(saved, STDIN_FILENO);
        close(saved);
    }
}

static void expect_stdin(const char *data, size_t len) {
    vb_source *s;
    vb_error err = {0};
    assert_int_equal(vb_source_open("-", NULL, NULL, &s, &err), VB_OK);
    assert_string_equal(vb_source_path(s), "-");
    assert_int_equal(vb_source_size(s), len);
    for (int pass = 0; pass < 2; pass++) {
        vb_buf all = read_all(s, 1000);
        assert_true(vb_str_eq(vb_buf_view(&all), (vb_str){data, len}));
        vb_buf_deinit(&all);
        assert_int_equal(vb_source_rewind(s, &err), VB_OK);
    }
    vb_source_close(s);
}

static void expect_no_room(const char *data, size_t len) {
    (void)data, (void)len;
    vb_source *s;
    vb_error err = {0};
    setenv("TMPDIR", "/nowhere", 1);
    assert_int_equal(vb_source_open("-", NULL, NULL, &s, &err), VB_ERR_IO);
    unsetenv("TMPDIR");
    assert_non_null(strstr(err.message, "TMPDIR"));
}

static void test_stdin(void **state) {
    (void)state;
    static const char text[] = "id,text\n1,giao hàng chậm\n2,ส่งช้า\n";
    for (size_t step = 1; step < sizeof text; step += 5) with_pipe(text, sizeof text - 1, step, expect_stdin);
    with_pipe(text, sizeof text - 1, 100, expect_no_room);
}

static void test_zip_is_left_alone(void **state) {
    (void)state;
    vb_source *s;
    vb_error err = {0};
    char part[16];
    size_t n;
    assert_int_equal(vb_source_open(write_file("z", "PK\3\4\xFF\xFF\0", 7), NULL, NULL, &s, &err), VB_OK);
    assert_true(vb_source_is_zip(s));
    assert_int_equal(vb_source_magic(s).len, 7);
    assert_true(vb_source_fd(s) >= 0);
    assert_int_equal(vb_source_read(s, part, sizeof part, &n, &err), VB_ERR_USAGE);
    vb_source_close(s);
    vb_source_close(NULL);
}

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    static const char *const names[] = {"case", "secret", "x", "z"};
    char path[256];
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_letters), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_paths),   cmocka_unit_test(test_lines_of_damage),
        cmocka_unit_test(test_stdin),   cmocka_unit_test(test_zip_is_left_alone),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
