/* test_reader: rows of CSV, JSON and XLSX; the hostile inputs of tests/hostile; block sizes; rewinding.
 *
 * Rows are written as one text to compare: cells between brackets, a line end after each row. */
#include "input/formats.h"
#include "input/xlsx_cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

typedef struct seen {
    size_t n, kind[VB_DIAG_COUNT];
    uint64_t line[VB_DIAG_COUNT]; /* of the last */
} seen;

static void see(void *ctx, const vb_diagnostic *d) {
    seen *s = ctx;
    assert_in_range(d->kind, 0, VB_DIAG_COUNT - 1);
    s->n++;
    s->kind[d->kind]++;
    s->line[d->kind] = d->line;
}

static char path[] = "/tmp/verbatim-test-XXXXXX";

static void write_bytes(const void *data, size_t len) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static vb_reader *open_bytes(const char *data, size_t len, size_t block, const vb_diag_sink *sink) {
    vb_reader *r;
    vb_error err = {0};
    write_bytes(data, len);
    if (vb_reader_open_block(path, NULL, NULL, sink, block, &r, &err) != VB_OK)
        fail_msg("%.60s: %s", data, err.message);
    return r;
}

/* All rows from here on; with `places` their numbers and lines too. Returns the last status. */
static vb_status render(vb_reader *r, bool places, vb_buf *out, uint64_t *rows) {
    const vb_row *row;
    vb_error err;
    vb_status status;
    *rows = 0;
    while ((status = vb_reader_next(r, &row, &err)) == VB_OK) {
        if (places) vb_buf_printf(out, "%d@%d", (int)row->number, (int)row->line);
        for (size_t i = 0; i < row->n; i++) {
            vb_buf_cstr(out, row->numeric && row->numeric[i] ? "#[" : "[");
            vb_buf_str(out, row->cells[i]);
            vb_buf_byte(out, ']');
        }
        vb_buf_byte(out, '\n');
        ++*rows;
    }
    return status;
}

#define BYTES(lit) lit, sizeof(lit) - 1
#define NONE       VB_DIAG_COUNT

/* bytes, rows, delimiter, the kind of diagnostic and how many */
static const struct {
    const char *bytes;
    size_t len;
    const char *rows;
    char delimiter;
    vb_diag_kind kind;
    size_t n;
} csv_cases[] = {
    {BYTES("a,b\n1,2\n"), "1@1[a][b]\n2@2[1][2]\n", ',', NONE, 0},
    {BYTES("a,b\r\n1,2"), "1@1[a][b]\n2@2[1][2]\n", ',', NONE, 0},
    {BYTES("a;b\n1,5;2\n3,5;4\n"), "1@1[a][b]\n2@2[1,5][2]\n3@3[3,5][4]\n", ';', NONE, 0},
    {BYTES("a\tb\n1,5\t2;3\n"), "1@1[a][b]\n2@2[1,5][2;3]\n", '\t', NONE, 0},
    {BYTES("a|b\n1,5|2;3\n"), "1@1[a][b]\n2@2[1,5][2;3]\n", '|', NONE, 0},
    {BYTES("a b\nc, d\ne\n"), "1@1[a b]\n2@2[c, d]\n3@3[e]\n", 0, NONE, 0},
    {BYTES("a,b,\n1,,\n"), "1@1[a][b][]\n2@2[1][][]\n", ',', NONE, 0},
    {BYTES("a,b\n\"x,\ny\",2\n3,4\n"), "1@1[a][b]\n2@2[x,\ny][2]\n3@4[3][4]\n", ',', NONE, 0},
    {BYTES("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n"), "1@1[a][b]\n2@2[x\r\ny][2]\n3@4[3][4]\n", ',', NONE, 0},
    {BYTES("a,b\n\"x\"\"y\",\"\"\"\"\n\"\",\"\"\"z\"\n"), "1@1[a][b]\n2@2[x\"y][\"]\n3@3[][\"z]\n", ',', NONE,
     0},
    {BYTES("a,b\n \"x, y\" ,\"z\" \n"), "1@1[a][b]\n2@2[x, y][z]\n", ',', NONE, 0},
    {BYTES("a,b\n x , y \n"), "1@1[a][b]\n2@2[ x ][ y ]\n", ',', NONE, 0},
    {BYTES("a,b\n\n  \n1,2\n\r\n3,4\n"), "1@1[a][b]\n2@4[1][2]\n3@6[3][4]\n", ',', NONE, 0},
    {BYTES("a,b\r1,2\r3,4\r"), "1@1[a][b]\n2@2[1][2]\n3@3[3][4]\n", ',', NONE, 0},
    {BYTES("a,b\n1\r2,3\n"), "1@1[a][b]\n2@2[1\r2][3]\n", ',', NONE, 0},
    {BYTES("sep=;\na;b\n1,2;3\n"), "1@2[a][b]\n2@3[1,2][3]\n", ';', NONE, 0},
    {BYTES("SEP=,\r\na,b\r\n"), "1@2[a][b]\n", ',', NONE, 0},
    {BYTES("sep=\t\na\tb\n"), "1@2[a][b]\n", '\t', NONE, 0},
    {BYTES("a,b\n1,\"x\n2,y\n"), "1@1[a][b]\n2@2[1][\"x]\n3@3[2][y]\n", ',', VB_DIAG_OPEN_QUOTE, 1},
    {BYTES("a,b,c\n1,\"x,3\n2,y,4\n3,\"z, w\",5\n"),
     "1@1[a][b][c]\n2@2[1][\"x][3]\n3@3[2][y][4]\n4@4[3][z, w][5]\n", ',', VB_DIAG_OPEN_QUOTE, 1},
    {BYTES("a,b,c\n\"1\",\"x,\"3\"\n\"2\",\"y\",\"4\"\n"), "1@1[a][b][c]\n2@2[1][\"x][3]\n3@3[2][y][4]\n",
     ',', VB_DIAG_OPEN_QUOTE, 1},
    {BYTES("a,b,c\n1,\"x\" y,3\n2,\"z\",4\n"), "1@1[a][b][c]\n2@2[1][\"x\" y][3]\n3@3[2][z][4]\n", ',',
     VB_DIAG_OPEN_QUOTE, 1},
    {BYTES("a,b,c\n1,\"x \"y\" z\nw\",3\n2,q,4\n"), "1@1[a][b][c]\n2@2[1][x \"y\" z\nw][3]\n3@4[2][q][4]\n",
     ',', NONE, 0},
    {BYTES("a,b\n1,\"x\n\"\n2,3\n"), "1@1[a][b]\n2@2[1][x\n]\n3@4[2][3]\n", ',', NONE, 0},
    {BYTES("a,b\n1,5\" x\n2,\"\"q\"\"\n"), "1@1[a][b]\n2@2[1][5\" x]\n3@3[2][\"\"q\"\"]\n", ',',
     VB_DIAG_OPEN_QUOTE, 1},
    {BYTES("a,b\n1,x\0y\n2,and a line to keep the share of them low\n"),
     "1@1[a][b]\n2@2[1][xy]\n3@3[2][and a line to keep the share of them low]\n", ',', VB_DIAG_NUL_BYTE, 1},
    {BYTES("a,b\n1,2,3\n4\n5,6\n7,8\n9,0\n"),
     "1@1[a][b]\n2@2[1][2][3]\n3@3[4]\n4@4[5][6]\n5@5[7][8]\n6@6[9][0]\n", ',', NONE, 0},
    {BYTES("a,b\n1,2\n\x1A"), "1@1[a][b]\n2@2[1][2]\n", ',', NONE, 0},
    {BYTES("[x] y\n{z}\n"), "1@1[[x] y]\n2@2[{z}]\n", 0, NONE, 0},
    {BYTES("\"a\"\n\"b, c\"\n"), "1@1[a]\n2@2[b, c]\n", 0, NONE, 0},
    {BYTES(",\n,\n"), "1@1[][]\n2@2[][]\n", ',', NONE, 0},
};

static void check_rows(vb_reader *r, const char *expected, const char *what) {
    vb_buf out = {0};
    uint64_t rows;
    assert_int_equal(render(r, true, &out, &rows), VB_DONE);
    if (strcmp(vb_buf_z(&out), expected) != 0)
        fail_msg("%s\ngives\n%sinstead of\n%s", what, vb_buf_z(&out), expected);
    vb_buf_deinit(&out);
}

static void test_csv(void **state) {
    (void)state;
    static const size_t blocks[] = {0, 8, 9, 10, 11, 13, 17, 31};
    for (size_t i = 0; i < COUNT(csv_cases); i++) {
        for (size_t b = 0; b < COUNT(blocks); b++) {
            seen diags = {0};
            vb_diag_sink sink = {see, &diags};
            vb_reader *r = open_bytes(csv_cases[i].bytes, csv_cases[i].len, blocks[b], &sink);
            vb_reader_info info = vb_reader_get_info(r);
            assert_int_equal(info.delimiter, csv_cases[i].delimiter);
            assert_string_equal(info.format, info.delimiter == '\t' ? "tsv" : "csv");
            assert_int_equal(diags.n, 0); /* nothing is reported before the rows are read */
            check_rows(r, csv_cases[i].rows, csv_cases[i].bytes);
            assert_int_equal(diags.n, csv_cases[i].n);
            if (csv_cases[i].n) assert_int_equal(diags.kind[csv_cases[i].kind], csv_cases[i].n);
            vb_reader_close(r);
        }
    }
}

static void test_rewind(void **state) {
    (void)state;
    static const char text[] = "a,b\n1,\"x\n2,y\n3,z\0\n4,a line to keep the share of NULs low\n";
    seen diags = {0};
    vb_diag_sink sink = {see, &diags};
    vb_error err;
    const vb_row *row;
    vb_reader *r = open_bytes(text, sizeof text - 1, 8, &sink);
    /* A part of the first pass, then again from the start: each diagnostic comes once. */
    for (int i = 0; i < 2; i++) assert_int_equal(vb_reader_next(r, &row, &err), VB_OK);
    assert_int_equal(diags.n, 1);
    for (int pass = 0; pass < 3; pass++) {
        assert_int_equal(vb_reader_rewind(r, false, &err), VB_OK);
        check_rows(
            r, "1@1[a][b]\n2@2[1][\"x]\n3@3[2][y]\n4@4[3][z]\n5@5[4][a line to keep the share of NULs low]\n",
            text);
        assert_int_equal(diags.n, 2);
        assert_int_equal(vb_reader_next(r, &row, &err), VB_DONE);
    }
    assert_int_equal(diags.line[VB_DIAG_NUL_BYTE], 4);
    assert_int_equal(vb_reader_rewind(r, true, &err), VB_OK);
    while (vb_reader_next(r, &row, &err) == VB_OK) continue;
    assert_int_equal(diags.n, 4);
    vb_reader_info info = vb_reader_get_info(r);
    assert_int_equal(info.position, info.size);
    vb_reader_close(r);
    vb_reader_close(NULL);
}

static const struct {
    const char *text, *rows, *format;
    size_t bad;
} json_cases[] = {
    {"[{\"a\":1,\"b\":\"x\"},{\"b\":\"y\",\"c\":true}]", "[a][b][c]\n[1][x][]\n[][y][true]\n", "json", 0},
    {"{\"a\":1}\n{\"a\":2}\n", "[a]\n[1]\n[2]\n", "jsonl", 0},
    {"{\"a\":1}\r\n\r\n{\"a\":2},\r\n", "[a]\n[1]\n[2]\n", "jsonl", 0},
    {"{\"a\":1} {\"a\":2}", "[a]\n[1]\n[2]\n", "json", 0},
    {"{\"a\":1}", "[a]\n[1]\n", "json", 0},
    {"{\"n\":2,\"tickets\":[{\"a\":1},{\"a\":2}],\"next\":null}", "[a]\n[1]\n[2]\n", "json", 0},
    {"{\"meta\":{\"x\":1},\"deep\":{\"results\":[{\"a\":1}]}}", "[a]\n[1]\n", "json", 0},
    {"{\"id\":1,\"text\":\"a rather long text of one record\",\"tags\":[{\"t\":\"x\"}]}",
     "[id][text][tags.t]\n[1][a rather long text of one record][x]\n", "json", 0},
    {"{\"users\":[{\"u\":1},{\"u\":2},{\"u\":3}],\"tickets\":[{\"a\":1}]}", "[a]\n[1]\n", "json", 0},
    {"[{\"a\":{\"b\":{\"c\":1}},\"d\":[1,\"x\",null,false]}]", "[a.b.c][d]\n[1][1; x; false]\n", "json", 0},
    {"[{\"f\":[{\"id\":1,\"v\":\"x\"},{\"id\":2,\"v\":\"y\"}]}]", "[f.id][f.v]\n[1; 2][x; y]\n", "json", 0},
    {"[{\"a\":12345678901234567890123},{\"a\":1.10},{\"a\":-0.5e3}]",
     "[a]\n[12345678901234567890123]\n[1.10]\n[-0.5e3]\n", "json", 0},
    {"[{\"a\":NaN,\"b\":1}]", "[a][b]\n[][1]\n", "json", 0},
    {"[{\"a\":\"\\u0111\\u1eb9p \\ud83d\\ude00 \\\"q\\\" \\\\ \\n\"}]", "[a]\n[đẹp 😀 \"q\" \\ \n]\n", "json",
     0},
    {"[{\"a\":null},{\"a\":{\"b\":1}}]", "[a.b]\n[]\n[1]\n", "json", 0},
    {"[{\"a\":null},{\"a\":2}]", "[a]\n[]\n[2]\n", "json", 0},
    {"[{\"a\":1},2,\"x\",[3],{\"a\":4}]", "[a]\n[1]\n[4]\n", "json", 3},
    {"[{\"a\":1},{\"a\":bad},{\"a\":3}]", "[a]\n[1]\n[3]\n", "json", 1},
    {"[{\"a\":1},{\"a\":2}", "[a]\n[1]\n[2]\n", "json", 1},
    {"[{\"a\":1},{\"a\":\"x},{\"a\":3},{\"a\":4}]", "[a]\n[1]\n[3]\n[4]\n", "json", 1},
    {"{\"a\":1}\n{\"a\":\n{\"a\":3}\n", "[a]\n[1]\n[3]\n", "jsonl", 1},
    {"[{\"a\":1}][{\"a\":2}]", "[a]\n[1]\n[2]\n", "json", 0},
    {"[{\"a\":\"{[\\\"]}\"}]", "[a]\n[{[\"]}]\n", "json", 0},
    {"[{\"a b\":1,\"\":2}]", "[a b][]\n[1][2]\n", "json", 0},
};

static void test_json(void **state) {
    (void)state;
    static const size_t blocks[] = {0, 8, 9, 11, 16, 23};
    for (size_t i = 0; i < COUNT(json_cases); i++) {
        for (size_t b = 0; b < COUNT(blocks); b++) {
            seen diags = {0};
            vb_diag_sink sink = {see, &diags};
            vb_buf out = {0};
            uint64_t rows;
            vb_reader *r = open_bytes(json_cases[i].text, strlen(json_cases[i].text), blocks[b], &sink);
            assert_int_equal(render(r, false, &out, &rows), VB_DONE);
            if (strcmp(vb_buf_z(&out), json_cases[i].rows) != 0)
                fail_msg("%s\ngives\n%sinstead of\n%s", json_cases[i].text, vb_buf_z(&out),
                         json_cases[i].rows);
            assert_string_equal(vb_reader_get_info(r).format, json_cases[i].format);
            if (diags.n != json_cases[i].bad) fail_msg("%s: %zu diagnostics", json_cases[i].text, diags.n);
            assert_int_equal(diags.kind[VB_DIAG_BAD_JSON], json_cases[i].bad);
            vb_buf_deinit(&out);
            vb_reader_close(r);
        }
    }
}

static void test_json_lines(void **state) {
    (void)state;
    vb_reader *r = open_bytes(BYTES("\n{\n\"a\": 1\n}\n\n{\"a\":\n2}\n"), 8, NULL);
    check_rows(r, "1@2[a]\n2@2[1]\n3@6[2]\n", "objects of several lines");
    vb_reader_close(r);
}

/* ---- Numbers and formats of workbooks ---- */

static const struct {
    const char *code;
    vb_cell_format format;
} formats[] = {
    {"General", VB_CELL_NUMBER},
    {"0.00", VB_CELL_NUMBER},
    {"#,##0 \"days\"", VB_CELL_NUMBER},
    {"0.00E+00", VB_CELL_NUMBER},
    {"[Red]0;[Blue]-0", VB_CELL_NUMBER},
    {"\"d/m/y\" 0", VB_CELL_NUMBER},
    {"[h]:mm:ss", VB_CELL_NUMBER},
    {"@", VB_CELL_NUMBER},
    {"[$₫-42A]#,##0", VB_CELL_NUMBER},
    {"yyyy\\-mm\\-dd", VB_CELL_DATE},
    {"d/m/yy", VB_CELL_DATE},
    {"[$-1010000]d/m/yyyy;@", VB_CELL_DATE},
    {"[$-D07041E]d mmmm bbbb", VB_CELL_DATE},
    {"mmm yy", VB_CELL_DATE},
    {"mmmm", VB_CELL_DATE},
    {"m/d/yyyy h:mm AM/PM", VB_CELL_DATETIME},
    {"dd/mm/yyyy hh:mm:ss.000", VB_CELL_DATETIME},
    {"h:mm", VB_CELL_TIME},
    {"mm:ss.0", VB_CELL_TIME},
};

static const struct {
    double serial;
    vb_cell_format format;
    bool base_1904;
    const char *text;
} serials[] = {
    {1, VB_CELL_DATE, false, "1900-01-01"},
    {59, VB_CELL_DATE, false, "1900-02-28"},
    {61, VB_CELL_DATE, false, "1900-03-01"},
    {25569, VB_CELL_DATE, false, "1970-01-01"},
    {45351, VB_CELL_DATE, false, "2024-02-29"},
    {45351.5, VB_CELL_DATE, false, "2024-02-29 12:00:00"},
    {45351, VB_CELL_DATETIME, false, "2024-02-29 00:00:00"},
    {45351.999999, VB_CELL_DATETIME, false, "2024-03-01 00:00:00"},
    {0.25, VB_CELL_TIME, false, "06:00:00"},
    {45351.25, VB_CELL_TIME, false, "2024-02-29 06:00:00"},
    {0, VB_CELL_DATE, true, "1904-01-01"},
    {43889, VB_CELL_DATE, true, "2024-02-29"},
    {2958465, VB_CELL_DATE, false, "9999-12-31"},
    {2958466, VB_CELL_DATE, false, NULL},
    {-1, VB_CELL_DATE, false, NULL},
};

static const struct {
    const char *in, *out;
} numbers[] = {
    {"5", "5"},
    {"4.0999999999999996", "4.1"},
    {"0.30000000000000004", "0.3"},
    {"-2.50", "-2.5"},
    {"1E+3", "1000"},
    {"1.2345678901E+19", "12345678901000000000"},
    {"9.9999999999999995", "10"},
    {"1E-5", "0.00001"},
    {"0", "0"},
    {"-0.0", "0"},
    {"1e-9", "1e-9"},
    {"1.5e30", "1.5e30"},
    {"360012345678", "360012345678"},
    {"abc", NULL},
    {"1,5", NULL},
    {"", NULL},
    {"1e", NULL},
    {"0.999999999999999999", "1"},
};

static void test_cells(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++)
        if (vb_cell_format_code(vb_str_of(formats[i].code)) != formats[i].format)
            fail_msg("%s", formats[i].code);
    assert_int_equal(vb_cell_format_builtin(14), VB_CELL_DATE);
    assert_int_equal(vb_cell_format_builtin(22), VB_CELL_DATETIME);
    assert_int_equal(vb_cell_format_builtin(46), VB_CELL_NUMBER);
    assert_int_equal(vb_cell_format_builtin(71), VB_CELL_DATE);
    assert_int_equal(vb_cell_format_builtin(2), VB_CELL_NUMBER);
    vb_buf b = {0};
    for (size_t i = 0; i < COUNT(serials); i++) {
        vb_buf_clear(&b);
        assert_int_equal(vb_cell_date(&b, serials[i].serial, serials[i].format, serials[i].base_1904),
                         serials[i].text != NULL);
        if (serials[i].text) assert_string_equal(vb_buf_z(&b), serials[i].text);
    }
    for (size_t i = 0; i < COUNT(numbers); i++) {
        vb_buf_clear(&b);
        assert_int_equal(vb_cell_number(&b, vb_str_of(numbers[i].in)), numbers[i].out != NULL);
        if (numbers[i].out) assert_string_equal(vb_buf_z(&b), numbers[i].out);
    }
    vb_buf_clear(&b);
    vb_cell_text(&b, VB_STR("a_x000D_b_x0000_c_x005F_x000D_ _x_ _xZZZZ_ _xD83D__"));
    assert_string_equal(vb_buf_z(&b), "a\rbc_x000D_ _x_ _xZZZZ_ \uFFFD_");
    vb_buf_deinit(&b);
}

/* ---- The files of tests/hostile ---- */

static const char *hostile(void) {
    const char *folder = getenv("VB_HOSTILE");
    return folder ? folder : "tests/hostile";
}

static vb_buf rows_of(const char *name, const char *sheet, seen *diags, vb_reader_info *info) {
    char file[512];
    vb_buf out = {0};
    vb_diag_sink sink = {see, diags};
    vb_reader *r;
    vb_error err = {0};
    uint64_t rows;
    snprintf(file, sizeof file, "%s/%s", hostile(), name);
    if (vb_reader_open(file, NULL, sheet, &sink, &r, &err) != VB_OK) fail_msg("%s: %s", name, err.message);
    assert_int_equal(render(r, true, &out, &rows), VB_DONE);
    *info = vb_reader_get_info(r);
    info->sheet = NULL; /* it dies with the reader */
    vb_reader_close(r);
    return out;
}

static const struct {
    const char *file, *sheet, *rows;
} books[] = {
    {"inline.xlsx", NULL, "1@1[id][text]\n2@2#[1][good]\n3@3#[2][đẹp]\n"},
    {"inline.xlsx", "sheet1", "1@1[id][text]\n2@2#[1][good]\n3@3#[2][đẹp]\n"},
    {"shared_rich.xlsx", NULL, "1@1[id][ text ]\n2@2#[7][rất tốt]\n3@3#[8][]\n"},
    {"dates.xlsx", NULL,
     "1@1[d]\n2@2[2024-01-01][2024-01-01 12:00:00][2024-12-31 "
     "23:59:59]#[45292.25]#[1.5][18:00:00][2024-02-29 "
     "10:11:12]#[4.1]#[-3]#[12345678901000000000]\n"},
    {"dates_1904.xlsx", NULL, "1@1[d]\n2@2[2024-01-01]\n"},
    {"sparse.xlsx", NULL, "1@3[][][text]\n2@9#[1][][]\n3@1048576[][TRUE][]\n"},
    {"no_references.xlsx", NULL, "1@1[id][text]\n2@2#[1][x\ryz]\n"},
    {"several_sheets.xlsx", NULL, "1@1[id][text]\n2@2#[1][the comments are here]\n3@3#[2][and here]\n"},
    {"several_sheets.xlsx", "Summary", "1@1[id][text]\n2@2#[1][3]\n"},
    {"several_sheets.xlsx", "SECRET",
     "1@1[id][text]\n2@2#[1][hidden text that is much longer than all of the others together, but hidden]\n"},
    {"prefixed.xlsx", NULL, "1@1[text]\n2@2[good]\n"},
};

static void test_xlsx(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(books); i++) {
        seen diags = {0};
        vb_reader_info info;
        vb_buf out = rows_of(books[i].file, books[i].sheet, &diags, &info);
        if (strcmp(vb_buf_z(&out), books[i].rows) != 0)
            fail_msg("%s gives\n%sinstead of\n%s", books[i].file, vb_buf_z(&out), books[i].rows);
        assert_string_equal(info.format, "xlsx");
        vb_buf_deinit(&out);
    }
    vb_reader *r;
    vb_error err = {0};
    char file[512];
    snprintf(file, sizeof file, "%s/several_sheets.xlsx", hostile());
    assert_int_equal(vb_reader_open(file, NULL, "Answer", NULL, &r, &err), VB_ERR_USAGE);
    assert_non_null(strstr(err.message, "\"Answers\""));
}

typedef struct outcome {
    bool ok;
    uint64_t rows, hash;
    size_t diags[VB_DIAG_COUNT];
    char message[512];
} outcome;

static void tally(void *ctx, const vb_diagnostic *d) {
    ((outcome *)ctx)->diags[d->kind]++;
}

static outcome read_file(const char *file, size_t block) {
    outcome o = {0};
    vb_diag_sink sink = {tally, &o};
    vb_reader *r;
    vb_error err = {0};
    const vb_row *row;
    vb_status status = vb_reader_open_block(file, NULL, NULL, &sink, block, &r, &err);
    if (status == VB_OK) {
        while ((status = vb_reader_next(r, &row, &err)) == VB_OK) {
            o.rows++;
            for (size_t i = 0; i < row->n; i++)
                for (size_t k = 0; k < row->cells[i].len; k++)
                    o.hash = (o.hash ^ (unsigned char)row->cells[i].ptr[k]) * 0x100000001B3ULL + i;
            o.hash = o.hash * 31 + row->line;
        }
        vb_reader_close(r);
    }
    o.ok = status == VB_DONE;
    if (!o.ok) {
        assert_true(status == VB_ERR_INPUT);
        memcpy(o.message, err.message, sizeof o.message);
    }
    return o;
}

/* Compares an outcome with what INDEX.tsv says. */
static void check_outcome(const outcome *o, vb_str name, vb_str expected) {
    vb_str part;
    size_t want[VB_DIAG_COUNT] = {0};
    while (vb_str_split(&expected, ';', &part)) {
        vb_str word;
        int64_t n;
        assert_true(vb_str_split(&part, ' ', &word));
        if (vb_str_eqz(word, "ok")) {
            assert_true(vb_str_int(part, &n));
            if (!o->ok) fail_msg("%.*s: %s", VB_FMT(name), o->message);
            if (o->rows != (uint64_t)n) fail_msg("%.*s: %d rows, not %d", VB_FMT(name), (int)o->rows, (int)n);
        } else if (vb_str_eqz(word, "error")) {
            if (o->ok) fail_msg("%.*s: no error", VB_FMT(name));
            if (vb_str_find(vb_str_of(o->message), part) == strlen(o->message))
                fail_msg("%.*s: %s", VB_FMT(name), o->message);
        } else {
            assert_true(vb_str_eqz(word, "diag") && vb_str_split(&part, ' ', &word) && vb_str_int(part, &n));
            size_t kind = 0;
            while (kind < VB_DIAG_COUNT && !vb_str_eqz(word, vb_diag_name((vb_diag_kind)kind))) kind++;
            assert_in_range(kind, 0, VB_DIAG_COUNT - 1);
            want[kind] = (size_t)n;
        }
    }
    for (size_t k = 0; k < VB_DIAG_COUNT && o->ok; k++)
        if (o->diags[k] != want[k])
            fail_msg("%.*s: %zu %s, not %zu", VB_FMT(name), o->diags[k], vb_diag_name((vb_diag_kind)k),
                     want[k]);
}

/* Every file of the index has its documented outcome, in every block size. `made`: the folder of the built
 * ones. */
static void run_index(const char *made, bool built) {
    char file[600], line[1024];
    snprintf(file, sizeof file, "%s/INDEX.tsv", hostile());
    FILE *f = fopen(file, "r");
    size_t files = 0;
    if (!f) fail_msg("%s cannot be opened", file);
    while (fgets(line, sizeof line, f)) {
        vb_str rest = vb_str_trim(vb_str_of(line)), name, expected;
        if (rest.len == 0 || rest.ptr[0] == '#') continue;
        assert_true(vb_str_split(&rest, '\t', &name) && vb_str_split(&rest, '\t', &expected) && rest.len > 0);
        bool is_built = vb_str_starts(name, VB_STR("made/"));
        if (is_built != built) continue;
        if (is_built)
            snprintf(file, sizeof file, "%s/%.*s", made, (int)name.len - 5, name.ptr + 5);
        else
            snprintf(file, sizeof file, "%s/%.*s", hostile(), VB_FMT(name));
        outcome o = read_file(file, 0);
        check_outcome(&o, name, expected);
        for (size_t block = 8; block <= 4096 && !is_built; block = block * 3 - 5) {
            outcome other = read_file(file, block);
            if (memcmp(&o, &other, sizeof o) != 0)
                fail_msg("%.*s: block size %zu matters", VB_FMT(name), block);
        }
        files++;
    }
    fclose(f);
    assert_true(files > 20);
}

static void test_hostile(void **state) {
    (void)state;
    run_index(NULL, false);
}

static void test_hostile_made(void **state) {
    (void)state;
    char folder[] = "/tmp/verbatim-made-XXXXXX", command[1024];
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "python3 %s/make.py %s 2>/dev/null", hostile(), folder);
    bool made = system(command) == 0;
    if (made) run_index(folder, true);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    if (!made) {
        print_message("python3 is missing: the large hostile inputs were not built\n");
        skip();
    }
}

/* A legitimate cell of several lines that is larger than any block, and rows behind it. */
static void test_large_cells(void **state) {
    (void)state;
    vb_buf text = {0};
    vb_buf_cstr(&text, "id,text\n1,\"");
    for (int i = 0; i < 30000; i++) vb_buf_cstr(&text, "dòng này, \"\"dài\"\"\r\n");
    vb_buf_cstr(&text, "\"\n2,ok\n");
    seen diags = {0};
    vb_diag_sink sink = {see, &diags};
    vb_error err;
    const vb_row *row;
    vb_reader *r = open_bytes(text.ptr, text.len, 1000, &sink);
    assert_int_equal(vb_reader_next(r, &row, &err), VB_OK);
    assert_int_equal(vb_reader_next(r, &row, &err), VB_OK);
    assert_int_equal(row->cells[1].len, 30000 * (strlen("dòng này, \"\"dài\"\"\r\n") - 2));
    assert_int_equal(vb_reader_next(r, &row, &err), VB_OK);
    assert_int_equal(row->line, 30003);
    assert_string_equal(vb_reader_get_info(r).encoding, "UTF-8");
    assert_int_equal(diags.n, 0);
    vb_reader_close(r);
    vb_buf_deinit(&text);
}

static int make_path(void **state) {
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state) {
    (void)state;
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),         cmocka_unit_test(test_rewind),
        cmocka_unit_test(test_json),        cmocka_unit_test(test_json_lines),
        cmocka_unit_test(test_cells),       cmocka_unit_test(test_xlsx),
        cmocka_unit_test(test_hostile),     cmocka_unit_test(test_hostile_made),
        cmocka_unit_test(test_large_cells),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
