/* xlsx: rows of a worksheet, streamed out of the ZIP container.
 *
 * Invariant: memory holds the string table and one row. A row has at least as many cells as any row before
 * it, so that cells left out at its end are empty, not missing; rows with nothing in them are skipped. Dates
 * are recognized by the number format of the cell and come out as ISO text; numbers come out as a person
 * would write them. Without a name, the visible sheet with the most text in its first rows is read, the first
 * of equals. Leaves inflating and its limits to xlsx_part.c, formats and serials to xlsx_cell.c. */
#include "base/arena.h"
#include "input/formats.h"
#include "input/xlsx_cell.h"
#include "input/xlsx_part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_SHEETS  256
#define MAX_STYLES  (1u << 16)
#define MAX_FORMATS 1024
#define LOOK_ROWS   2000 /* rows of each sheet that are looked at to choose one */

typedef struct sheet {
    char *name, *relation, *target; /* in the arena */
    bool hidden;
} sheet;

typedef struct cell {
    size_t begin, len; /* in row_text */
    bool numeric;
} cell;

typedef enum cell_type { NUMBER, SHARED, INLINE, TEXT, BOOLEAN, ERROR, ISO_DATE } cell_type;

typedef struct xlsx {
    const char *path;
    vb_source *source;
    const vb_diag_sink *diags;
    zip_t *zip;
    vb_arena arena;
    vb_part part;
    /* the workbook */
    sheet *sheets;
    size_t n_sheets, chosen;
    char *workbook, *strings_part, *styles_part;
    bool base_1904;
    struct {
        uint32_t id;
        vb_cell_format format;
    } formats[MAX_FORMATS];
    size_t n_formats, n_styles;
    unsigned char *styles; /* vb_cell_format of each cell style */
    bool in_cell_styles;
    vb_buf strings;  /* the string table: texts one after the other */
    size_t *offsets; /* n_strings + 1 */
    size_t n_strings, cap_strings;
    /* the element that is being read */
    size_t phonetic; /* depth inside of rPh */
    bool in_text, in_value, in_cell, quiet, ready, overflow;
    cell_type type;
    size_t style, column, next_column, n_cells;
    uint64_t row_ref, row;
    size_t width; /* the widest row so far */
    vb_buf text, row_text;
    cell *cells;
    vb_str *views;
    bool *numeric;
    vb_row out;
} xlsx;

static uint64_t to_number(const char *s, uint64_t missing) {
    int64_t v;
    return s && vb_str_int(vb_str_of(s), &v) && v >= 0 ? (uint64_t)v : missing;
}

static char *keep(xlsx *x, const char *s) {
    char *copy = s ? (char *)vb_arena_dup(&x->arena, vb_str_of(s)).ptr : NULL;
    if (s && !copy) vb_part_fail(&x->part, VB_ERR_MEMORY, "out of memory");
    return copy;
}

static void ignore_end(void *user, const char *name) {
    (void)user, (void)name;
}

/* Parses a member as a whole; VB_DONE where it is not there. */
static vb_status parse_part(xlsx *x, const char *name, void (*start)(void *, const char *, const char **),
                            void (*end)(void *, const char *), void (*text)(void *, const char *, size_t),
                            vb_error *err) {
    vb_part *p = &x->part;
    vb_status status = vb_part_open(p, x->zip, x->path, name, err);
    if (status != VB_OK) return status;
    p->user = x;
    p->start = start;
    p->end = end;
    p->text = text;
    status = vb_part_run(p, err);
    vb_part_close(p);
    return status < 0 ? status : VB_OK;
}

/* ---- The workbook: sheets, relations, styles, strings ---- */

/* A target of a relation as the name of a member. */
static char *resolve(xlsx *x, const char *base, const char *target) {
    char name[1024];
    if (target[0] == '/') return keep(x, target + 1);
    const char *slash = strrchr(base, '/');
    size_t folder = slash ? (size_t)(slash - base) + 1 : 0;
    while (strncmp(target, "../", 3) == 0 && folder) {
        target += 3;
        for (folder--; folder && base[folder - 1] != '/';) folder--;
    }
    if (strncmp(target, "./", 2) == 0) target += 2;
    if (snprintf(name, sizeof name, "%.*s%s", (int)folder, base, target) >= (int)sizeof name) return NULL;
    return keep(x, name);
}

static bool type_is(const char *type, const char *suffix) {
    return type && vb_str_ends(vb_str_of(type), vb_str_of(suffix));
}

static void on_root_relation(void *user, const char *name, const char **attributes) {
    xlsx *x = user;
    const char *target = vb_part_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !target || x->workbook) return;
    if (type_is(vb_part_attribute(attributes, "Type"), "/officeDocument"))
        x->workbook = resolve(x, "", target);
}

static void on_workbook(void *user, const char *name, const char **attributes) {
    xlsx *x = user;
    if (strcmp(name, "workbookPr") == 0) {
        const char *v = vb_part_attribute(attributes, "date1904");
        x->base_1904 = v && (*v == '1' || *v == 't');
    }
    if (strcmp(name, "sheet") != 0 || x->n_sheets == MAX_SHEETS) return;
    const char *title = vb_part_attribute(attributes, "name"),
               *state = vb_part_attribute(attributes, "state");
    const char *relation = vb_part_attribute(attributes, "id"); /* r:id */
    if (!relation) return;
    x->sheets[x->n_sheets++] =
        (sheet){keep(x, title ? title : ""), keep(x, relation), NULL, state && strcmp(state, "visible") != 0};
}

static void on_relation(void *user, const char *name, const char **attributes) {
    xlsx *x = user;
    const char *id = vb_part_attribute(attributes, "Id"), *target = vb_part_attribute(attributes, "Target"),
               *type = vb_part_attribute(attributes, "Type");
    if (strcmp(name, "Relationship") != 0 || !id || !target) return;
    if (type_is(type, "/sharedStrings")) x->strings_part = resolve(x, x->workbook, target);
    if (type_is(type, "/styles")) x->styles_part = resolve(x, x->workbook, target);
    if (!type_is(type, "/worksheet")) return;
    for (size_t i = 0; i < x->n_sheets; i++)
        if (x->sheets[i].relation && strcmp(x->sheets[i].relation, id) == 0)
            x->sheets[i].target = resolve(x, x->workbook, target);
}

static void on_style(void *user, const char *name, const char **attributes) {
    xlsx *x = user;
    uint64_t id = to_number(vb_part_attribute(attributes, "numFmtId"), 0);
    if (strcmp(name, "cellXfs") == 0) {
        x->in_cell_styles = true;
    } else if (strcmp(name, "numFmt") == 0 && x->n_formats < MAX_FORMATS) {
        vb_str code = vb_str_of(vb_part_attribute(attributes, "formatCode"));
        x->formats[x->n_formats].id = (uint32_t)id;
        x->formats[x->n_formats++].format = vb_cell_format_code(code);
    } else if (strcmp(name, "xf") == 0 && x->in_cell_styles && x->n_styles < MAX_STYLES) {
        vb_cell_format format = id < 164 ? vb_cell_format_builtin((uint32_t)id) : VB_CELL_NUMBER;
        for (size_t i = 0; i < x->n_formats; i++)
            if (x->formats[i].id == id) format = x->formats[i].format;
        x->styles[x->n_styles++] = (unsigned char)format;
    }
}

static void on_style_end(void *user, const char *name) {
    xlsx *x = user;
    if (strcmp(name, "cellXfs") == 0) x->in_cell_styles = false;
}

/* Text elements are shared by the string table and inline strings: t, in runs r, phonetic hints rPh left out.
 */
static void text_start(xlsx *x, const char *name) {
    if (strcmp(name, "rPh") == 0)
        x->phonetic++;
    else if (strcmp(name, "t") == 0)
        x->in_text = !x->phonetic;
}

static void text_end(xlsx *x, const char *name) {
    if (strcmp(name, "rPh") == 0 && x->phonetic)
        x->phonetic--;
    else if (strcmp(name, "t") == 0)
        x->in_text = false;
}

static void on_string(void *user, const char *name, const char **attributes) {
    (void)attributes;
    xlsx *x = user;
    if (strcmp(name, "si") == 0)
        vb_buf_clear(&x->text);
    else
        text_start(x, name);
}

static void on_string_text(void *user, const char *s, size_t len) {
    xlsx *x = user;
    if (!x->in_text) return;
    if (x->text.len + len > VB_MAX_FIELD * 2) return; /* cut with a diagnostic where it is used */
    vb_buf_add(&x->text, s, len);
}

static void on_string_end(void *user, const char *name) {
    xlsx *x = user;
    text_end(x, name);
    if (strcmp(name, "si") != 0) return;
    if (x->strings.len + x->text.len + (x->n_strings + 2) * sizeof *x->offsets > VB_MAX_SHARED_STRINGS) {
        vb_part_fail(&x->part, VB_ERR_INPUT,
                     "the workbook has too much text to be held in memory; save it as CSV");
        return;
    }
    if (x->n_strings + 1 >= x->cap_strings) {
        size_t cap = x->cap_strings ? x->cap_strings * 2 : 1024;
        size_t *p = realloc(x->offsets, cap * sizeof *p);
        if (!p) return vb_part_fail(&x->part, VB_ERR_MEMORY, "out of memory");
        x->offsets = p;
        x->cap_strings = cap;
    }
    x->offsets[x->n_strings++] = x->strings.len;
    vb_cell_text(&x->strings, vb_buf_view(&x->text));
    x->offsets[x->n_strings] = x->strings.len;
    if (x->strings.failed || x->text.failed) vb_part_fail(&x->part, VB_ERR_MEMORY, "out of memory");
}

/* ---- One sheet ---- */

static void bad_cell(xlsx *x, vb_str text) {
    if (!x->quiet)
        vb_diag_add(x->diags, VB_DIAG_BAD_CELL, x->row + 1, x->row_ref, (uint32_t)x->column + 1, text);
}

static void start_row(xlsx *x, const char **attributes) {
    x->row_ref = to_number(vb_part_attribute(attributes, "r"), x->row_ref + 1);
    x->n_cells = x->next_column = 0;
    x->overflow = false;
    vb_buf_clear(&x->row_text);
}

static size_t column_of(const char *ref, size_t missing) {
    size_t column = 0, n = 0;
    for (; ref && n < 4; n++, ref++) {
        unsigned char c = (unsigned char)*ref & 0xDF;
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + (c - 'A' + 1u);
    }
    return n ? column - 1 : missing;
}

static void start_cell(xlsx *x, const char **attributes) {
    static const struct {
        const char *name;
        cell_type type;
    } types[] = {{"s", SHARED},  {"inlineStr", INLINE}, {"str", TEXT},
                 {"b", BOOLEAN}, {"e", ERROR},          {"d", ISO_DATE}};
    const char *t = vb_part_attribute(attributes, "t");
    x->type = NUMBER;
    for (size_t i = 0; t && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(t, types[i].name) == 0) x->type = types[i].type;
    x->style = (size_t)to_number(vb_part_attribute(attributes, "s"), 0);
    x->column = column_of(vb_part_attribute(attributes, "r"), x->next_column);
    x->next_column = x->column + 1;
    x->in_cell = true;
    x->phonetic = 0;
    vb_buf_clear(&x->text);
}

/* The number of the cell, as a date where its style says so; the result is in row_text. */
static bool add_number(xlsx *x, vb_str text, bool *numeric) {
    vb_cell_format format = x->style < x->n_styles ? (vb_cell_format)x->styles[x->style] : VB_CELL_NUMBER;
    double serial;
    *numeric = false;
    if (format != VB_CELL_NUMBER && vb_str_double(text, &serial)) {
        if (vb_cell_date(&x->row_text, serial, format, x->base_1904)) return true;
        bad_cell(x, text);
    }
    *numeric = vb_cell_number(&x->row_text, text);
    return *numeric;
}

static void add_iso(xlsx *x, vb_str text) {
    bool time = text.len > 10 && text.ptr[10] == 'T';
    vb_buf_add(&x->row_text, text.ptr, text.len < 10 ? text.len : 10);
    if (!time) return;
    vb_buf_byte(&x->row_text, ' ');
    vb_buf_str(&x->row_text, vb_str_sub(text, 11, text.len < 19 ? text.len : 19));
}

/* Writes the content of the cell behind row_text. */
static void add_content(xlsx *x, bool *numeric) {
    vb_str text = vb_buf_view(&x->text), trimmed = vb_str_trim(text);
    int64_t index;
    *numeric = false;
    switch (x->type) {
    case SHARED:
        if (vb_str_int(trimmed, &index) && index >= 0 && (uint64_t)index < x->n_strings)
            vb_buf_add(&x->row_text, x->strings.ptr + x->offsets[index],
                       x->offsets[index + 1] - x->offsets[index]);
        else if (trimmed.len)
            bad_cell(x, vb_excerpt(trimmed));
        break;
    case INLINE:
    case TEXT: vb_cell_text(&x->row_text, text); break;
    case BOOLEAN:
        vb_buf_cstr(&x->row_text, vb_str_eqz(trimmed, "0") ? "FALSE" : trimmed.len ? "TRUE" : "");
        break;
    case ERROR:
        if (trimmed.len) bad_cell(x, vb_excerpt(trimmed));
        break;
    case ISO_DATE: add_iso(x, trimmed); break;
    case NUMBER:
        if (trimmed.len && !add_number(x, trimmed, numeric)) {
            bad_cell(x, vb_excerpt(trimmed));
            vb_buf_str(&x->row_text, trimmed);
        }
        break;
    }
}

static void end_cell(xlsx *x) {
    size_t begin = x->row_text.len;
    bool numeric;
    x->in_cell = x->in_text = x->in_value = false;
    if (begin <= VB_MAX_ROW && x->column < VB_MAX_COLUMNS)
        add_content(x, &numeric);
    else if (x->text.len)
        x->overflow = true;
    size_t len = x->row_text.len - begin;
    if (x->row_text.failed) vb_part_fail(&x->part, VB_ERR_MEMORY, "out of memory");
    if (!len) return;
    for (; x->n_cells <= x->column; x->n_cells++) x->cells[x->n_cells] = (cell){0, 0, false};
    x->cells[x->column] = (cell){begin, len, numeric};
}

static void on_sheet_start(void *user, const char *name, const char **attributes) {
    xlsx *x = user;
    if (strcmp(name, "row") == 0)
        start_row(x, attributes);
    else if (strcmp(name, "c") == 0)
        start_cell(x, attributes);
    else if (x->in_cell && strcmp(name, "v") == 0)
        x->in_value = x->type != INLINE;
    else if (x->in_cell && x->type == INLINE)
        text_start(x, name);
}

static void on_sheet_text(void *user, const char *s, size_t len) {
    xlsx *x = user;
    if (!x->in_value && !x->in_text) return;
    if (x->text.len + len <= VB_MAX_FIELD * 2) vb_buf_add(&x->text, s, len);
}

static void on_sheet_end(void *user, const char *name) {
    xlsx *x = user;
    if (strcmp(name, "v") == 0)
        x->in_value = false;
    else if (strcmp(name, "c") == 0 && x->in_cell)
        end_cell(x);
    else if (strcmp(name, "row") == 0 && x->n_cells) {
        x->ready = true;
        vb_part_pause(&x->part);
    } else
        text_end(x, name);
}

static vb_status open_sheet(xlsx *x, size_t index, vb_error *err) {
    vb_part_close(&x->part);
    x->row_ref = x->row = 0;
    x->width = x->n_cells = 0;
    x->ready = x->in_cell = x->in_text = x->in_value = false;
    const char *target = x->sheets[index].target;
    vb_status status = target ? vb_part_open(&x->part, x->zip, x->path, target, err) : VB_DONE;
    x->part.user = x;
    x->part.start = on_sheet_start;
    x->part.end = on_sheet_end;
    x->part.text = on_sheet_text;
    return status;
}

static void make_row(xlsx *x) {
    x->row++;
    if (x->n_cells > x->width) x->width = x->n_cells;
    for (; x->n_cells < x->width; x->n_cells++) x->cells[x->n_cells] = (cell){0, 0, false};
    if (x->overflow && !x->quiet)
        vb_diag_add(x->diags, VB_DIAG_ROW_TOO_LONG, x->row, x->row_ref, 0,
                    VB_STR("more cells than can be read; the rest is left out"));
    for (size_t i = 0; i < x->n_cells; i++) {
        cell c = x->cells[i];
        vb_str s = {c.len ? x->row_text.ptr + c.begin : NULL, c.len};
        x->views[i] = vb_cell_cut(s, x->quiet ? NULL : x->diags, x->row, x->row_ref, i + 1);
        x->numeric[i] = c.numeric;
    }
    x->out = (vb_row){x->views, x->numeric, x->n_cells, x->row, x->row_ref};
}

static vb_status xlsx_next(void *self, const vb_row **out, vb_error *err) {
    xlsx *x = self;
    if (!x->part.parser) return VB_DONE;
    x->ready = false;
    vb_status status = vb_part_run(&x->part, err);
    if (status != VB_OK) return status;
    make_row(x);
    *out = &x->out;
    return VB_OK;
}

/* ---- Opening ---- */

/* How much text the first rows of a sheet have. */
static vb_status weigh_sheet(xlsx *x, size_t index, size_t *weight, vb_error *err) {
    const vb_row *row;
    vb_status status = open_sheet(x, index, err);
    *weight = 0;
    x->quiet = true;
    while (status == VB_OK && x->row < LOOK_ROWS && (status = xlsx_next(x, &row, err)) == VB_OK)
        for (size_t i = 0; i < row->n; i++) *weight += row->numeric[i] ? 0 : row->cells[i].len;
    x->quiet = false;
    vb_part_close(&x->part);
    return status < 0 ? status : VB_OK;
}

static vb_status choose_sheet(xlsx *x, const char *wanted, vb_error *err) {
    size_t best = SIZE_MAX;
    if (wanted) {
        for (size_t i = 0; i < x->n_sheets; i++) {
            x->chosen = i;
            if (strcmp(x->sheets[i].name, wanted) == 0) return VB_OK;
            if (best == SIZE_MAX && vb_str_eq_nocase(vb_str_of(x->sheets[i].name), vb_str_of(wanted)))
                best = i;
        }
        if (best != SIZE_MAX) return x->chosen = best, VB_OK;
        char names[256] = "";
        for (size_t i = 0, n = 0; i < x->n_sheets && n < 180; i++)
            n += (size_t)snprintf(names + n, sizeof names - n, "%s\"%.40s\"", i ? ", " : "",
                                  x->sheets[i].name);
        return vb_fail_at(err, VB_ERR_USAGE, x->path, 0, 0, "there is no sheet \"%.60s\"; the sheets are %s",
                          wanted, names);
    }
    if (x->n_sheets == 1) return x->chosen = 0, VB_OK;
    size_t best_weight = 0;
    for (int hidden = 0; hidden < 2 && best_weight == 0; hidden++) {
        for (size_t i = 0; i < x->n_sheets; i++) {
            size_t weight;
            if (x->sheets[i].hidden != (hidden == 1)) continue;
            VB_TRY(weigh_sheet(x, i, &weight, err));
            if (weight <= best_weight && best != SIZE_MAX) continue;
            best_weight = weight;
            best = i;
        }
    }
    x->chosen = best;
    return VB_OK;
}

static bool has(xlsx *x, const char *name) {
    return zip_name_locate(x->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* Says what a ZIP container is that is no workbook. */
static vb_status refuse_zip(xlsx *x, vb_error *err) {
    const char *what = NULL, *first = NULL;
    if (has(x, "xl/workbook.bin"))
        what = "a binary .xlsb workbook: save it as .xlsx or CSV";
    else if (has(x, "content.xml"))
        what = "an OpenDocument file: save it as .xlsx or CSV";
    else if (has(x, "word/document.xml"))
        what = "a Word document: export the answers as CSV, XLSX or JSON instead";
    else if (has(x, "ppt/presentation.xml"))
        what = "a presentation: export the answers as CSV, XLSX or JSON instead";
    if (what) return vb_fail_at(err, VB_ERR_INPUT, x->path, 0, 0, "this is %s", what);
    zip_int64_t n = zip_get_num_entries(x->zip, 0);
    for (zip_int64_t i = 0; i < n && i < 1000; i++) {
        const char *name = zip_get_name(x->zip, (zip_uint64_t)i, 0);
        vb_str s = vb_str_of(name);
        if (!first && s.len && s.ptr[s.len - 1] != '/') first = name;
        if (!vb_str_ends(s, VB_STR(".csv")) && !vb_str_ends(s, VB_STR(".xlsx")) &&
            !vb_str_ends(s, VB_STR(".json")))
            continue;
        first = name;
        break;
    }
    return vb_fail_at(err, VB_ERR_INPUT, x->path, 0, 0, "this is a ZIP archive%s%.100s: unpack it first",
                      first ? " that holds " : "", first ? first : "");
}

static vb_status read_workbook(xlsx *x, vb_error *err) {
    char relations[600];
    VB_TRY(parse_part(x, "_rels/.rels", on_root_relation, ignore_end, NULL, err));
    if (!x->workbook || !has(x, x->workbook)) x->workbook = (char *)"xl/workbook.xml";
    if (!has(x, x->workbook) || vb_str_ends(vb_str_of(x->workbook), VB_STR(".bin")))
        return refuse_zip(x, err);
    VB_TRY(parse_part(x, x->workbook, on_workbook, ignore_end, NULL, err));
    if (!x->n_sheets)
        return vb_fail_at(err, VB_ERR_INPUT, x->path, 0, 0, "the workbook has no sheet: export it again");
    const char *slash = strrchr(x->workbook, '/');
    int folder = slash ? (int)(slash - x->workbook) + 1 : 0;
    snprintf(relations, sizeof relations, "%.*s_rels/%.250s.rels", folder < 250 ? folder : 250, x->workbook,
             x->workbook + folder);
    VB_TRY(parse_part(x, relations, on_relation, ignore_end, NULL, err));
    if (x->styles_part) VB_TRY(parse_part(x, x->styles_part, on_style, on_style_end, NULL, err));
    if (x->strings_part)
        VB_TRY(parse_part(x, x->strings_part, on_string, on_string_end, on_string_text, err));
    return VB_OK;
}

static vb_status open_zip(xlsx *x, vb_error *err) {
    int code = 0, fd = dup(vb_source_fd(x->source));
    x->sheets = VB_NEW_ARRAY(&x->arena, sheet, MAX_SHEETS);
    x->styles = VB_NEW_ARRAY(&x->arena, unsigned char, MAX_STYLES);
    x->cells = VB_NEW_ARRAY(&x->arena, cell, VB_MAX_COLUMNS);
    x->views = VB_NEW_ARRAY(&x->arena, vb_str, VB_MAX_COLUMNS);
    x->numeric = VB_NEW_ARRAY(&x->arena, bool, VB_MAX_COLUMNS);
    if (!x->sheets || !x->styles || !x->cells || !x->views || !x->numeric) {
        if (fd >= 0) close(fd);
        return vb_fail_memory(err);
    }
    if (fd < 0) return vb_fail_at(err, VB_ERR_IO, x->path, 0, 0, "cannot be read: %s", strerror(errno));
    x->zip = zip_fdopen(fd, 0, &code);
    if (x->zip) return VB_OK;
    close(fd);
    return vb_fail_at(
        err, VB_ERR_INPUT, x->path, 0, 0,
        "this begins like a workbook (ZIP) but is cut off or damaged: download or save it again");
}

static vb_status xlsx_rewind(void *self, vb_error *err) {
    xlsx *x = self;
    vb_status status = open_sheet(x, x->chosen, err);
    if (status != VB_DONE) return status;
    return vb_fail_at(err, VB_ERR_INPUT, x->path, 0, 0,
                      "the sheet \"%.100s\" is missing in the workbook: save it again",
                      x->sheets[x->chosen].name);
}

static void xlsx_info(const void *self, vb_reader_info *info) {
    const xlsx *x = self;
    info->format = "xlsx";
    info->sheet = x->sheets[x->chosen].name;
    info->n_sheets = x->n_sheets;
    double share = x->part.size ? (double)x->part.inflated / (double)x->part.size : 1;
    info->position = (uint64_t)((share < 1 ? share : 1) * (double)vb_source_size(x->source));
}

static void xlsx_close(void *self) {
    xlsx *x = self;
    vb_part_close(&x->part);
    if (x->zip) zip_discard(x->zip);
    vb_buf_deinit(&x->strings);
    vb_buf_deinit(&x->text);
    vb_buf_deinit(&x->row_text);
    free(x->offsets);
    vb_arena_deinit(&x->arena);
    free(x);
}

vb_status vb_xlsx_reader_open(vb_source *source, const char *wanted, const vb_diag_sink *diags, void **out,
                              vb_error *err) {
    xlsx *x = calloc(1, sizeof *x);
    if (!x) return vb_fail_memory(err);
    x->path = vb_source_path(source);
    x->source = source;
    x->diags = diags;
    vb_status status = open_zip(x, err);
    if (status == VB_OK) status = read_workbook(x, err);
    if (status >= 0) status = choose_sheet(x, wanted, err);
    if (status == VB_OK) status = xlsx_rewind(x, err);
    if (status < 0)
        xlsx_close(x);
    else
        *out = x;
    return status;
}

const vb_reader_ops vb_xlsx_ops = {xlsx_next, xlsx_rewind, xlsx_info, xlsx_close};
