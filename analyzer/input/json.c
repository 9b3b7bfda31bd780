/* json: records from a JSON array, from JSON Lines (or objects one after the other), and from an object that
 * wraps an array of records, such as {"tickets": [...], "count": 2}.
 *
 * Invariant: the file is never held as a whole. A splitter that knows strings and brackets finds each record,
 * which is then copied with its numbers as strings (so that long ids keep their digits), repaired where an
 * escape would make bad text, and parsed by cJSON. A record that is no object is a diagnostic and costs its
 * own extent only. A first pass gathers the keys; rows have one cell a key. Nested objects are flattened with
 * '.', arrays joined with "; ". Leaves the meaning of keys to columns. */
#include "base/arena.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "input/formats.h"
#include "input/json_parts.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define MAX_KEY     1024           /* bytes of a flattened key */
#define WASTE_LIMIT (256ull << 20) /* bytes that may be scanned in vain */

typedef enum shape { ARRAY, LINES, VALUES } shape;

typedef struct value { /* one scalar of a record */
    vb_str text;
    uint32_t next;
} value;

typedef struct json {
    vb_window w;
    const vb_diag_sink *diags;
    shape shape;
    uint64_t start, start_line; /* where the records begin in the stream */
    uint64_t line, row, wasted;
    bool wrapped; /* the array stands inside an object, whose other members are left alone */
    bool header_done, finished, damaged, gathering, key_overflow;
    vb_arena keep, scratch;
    vb_intern keys;
    bool *only_null;     /* by key id */
    uint32_t *column_of; /* by key id: column and 1, 0 none */
    uint32_t n_columns;
    uint32_t *first, *last; /* by key id: values of this record */
    value *values;
    uint32_t n_values, cap_values;
    vb_buf ready, path; /* the record made ready for cJSON; the key that is being built */
    cJSON *tree;
    vb_json_repairs repairs;
    vb_str *cells;
    vb_row out;
} json;

/* ---- Moving through the stream ---- */

static bool have(json *j, size_t offset, vb_status *status, vb_error *err) {
    while (vb_window_size(&j->w) <= offset) {
        if (j->w.eof || *status < 0) return false;
        *status = vb_window_fill(&j->w, err);
    }
    return true;
}

static void consume(json *j, size_t n) {
    const char *p = vb_window_at(&j->w, 0), *end = p + n;
    for (; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++) j->line++;
    j->w.begin += n;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Consumes white space (and commas where `commas`); the next byte, or 0 at the end. */
static char skip_blank(json *j, bool commas, vb_status *status, vb_error *err) {
    while (have(j, 0, status, err)) {
        size_t n = 0, size = vb_window_size(&j->w);
        const char *p = vb_window_at(&j->w, 0);
        while (n < size && (is_blank(p[n]) || (commas && p[n] == ','))) n++;
        char next = n < size ? p[n] : 0;
        consume(j, n);
        if (next) return next;
    }
    return 0;
}

/* ---- The shape of the file ---- */

/* Reads the first value of a file that begins with '{' and decides what the records are. */
static vb_status find_shape(json *j, vb_error *err) {
    vb_json_survey s = {.depth = 0};
    vb_status status = VB_OK;
    uint64_t begin = j->w.base + j->w.begin, begin_line = j->line;
    bool ended = false;
    char second_line = 0;
    bool damaged = false; /* a line ends inside of a string: no record goes on behind it */
    while (!ended && !damaged && have(j, 0, &status, err)) {
        const char *p = vb_window_at(&j->w, 0);
        size_t size = vb_window_size(&j->w), i = 0;
        uint64_t at = j->w.base + j->w.begin, line = j->line;
        for (; i < size && !ended && !damaged; i++) {
            if (line > begin_line && !second_line && !is_blank(p[i])) second_line = p[i];
            ended = vb_json_survey_byte(&s, p[i], at + i, line);
            line += p[i] == '\n';
            damaged = s.newline_in_string && second_line;
        }
        consume(j, i);
    }
    if (status < 0) return status;
    uint64_t end_line = j->line, size = j->w.base + j->w.begin - begin;
    char next = ended ? skip_blank(j, false, &status, err) : 0;
    if (status < 0) return status;
    vb_json_survey_end(&s, j->w.base + j->w.begin); /* the file was cut off inside it */
    j->start = begin;
    j->start_line = begin_line;
    if (!ended && second_line == '{') {
        j->shape = LINES; /* the first line is damaged */
    } else if (next) {
        j->shape = end_line == begin_line && j->line > end_line ? LINES : VALUES;
    } else if (s.best_size && (s.best_named || s.best_size * 2 > size)) {
        j->shape = ARRAY;
        j->wrapped = true;
        j->start = s.best_at;
        j->start_line = s.best_line;
    } else {
        j->shape = VALUES;
    }
    return VB_OK;
}

/* Rewinds and goes to the first record. */
static vb_status go_to_start(json *j, vb_error *err) {
    vb_status status = VB_OK;
    VB_TRY(vb_window_rewind(&j->w, err));
    while (j->w.base + j->w.end < j->start && have(j, vb_window_size(&j->w), &status, err))
        if (j->w.base + j->w.end <= j->start) j->w.begin = j->w.end;
    if (status < 0) return status;
    if (j->start > j->w.base) j->w.begin = (size_t)(j->start - j->w.base);
    j->line = j->start_line;
    j->row = 1;
    j->wasted = 0;
    j->finished = j->damaged = j->key_overflow = false;
    return VB_OK;
}

/* ---- Finding one record ---- */

typedef enum extent { WHOLE, SCALAR, DAMAGED, END } extent;

/* The extent of the bracketed value at the beginning of the window. */
static extent find_balanced(json *j, size_t *len, vb_status *status, vb_error *err) {
    size_t i = 0, depth = 0;
    bool in_string = false, escaped = false;
    while (i < VB_MAX_JSON_RECORD && have(j, i, status, err)) {
        const char *p = vb_window_at(&j->w, 0);
        size_t size = vb_window_size(&j->w);
        for (; i < size; i++) {
            char c = p[i];
            if (in_string) {
                if (escaped)
                    escaped = false;
                else if (c == '\\')
                    escaped = true;
                else if (c == '"')
                    in_string = false;
            } else if (c == '"') {
                in_string = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                *len = i + 1;
                return WHOLE;
            }
        }
    }
    *len = i;
    return DAMAGED;
}

/* Where to go on after a value that never ends: behind the next "," that "{" follows, or the end of the line.
 */
static size_t resume_at(json *j, size_t scanned) {
    const char *p = vb_window_at(&j->w, 0);
    size_t size = vb_window_size(&j->w) < scanned ? vb_window_size(&j->w) : scanned;
    for (size_t i = 1; i < size; i++) {
        if (p[i] != '{') continue;
        size_t k = i;
        bool line = false;
        while (k > 1 && is_blank(p[k - 1])) line |= p[--k] == '\n';
        if (p[k - 1] == ',' || (line && k == i - 1 && j->shape == VALUES)) return i;
    }
    return size;
}

static void report_bad(json *j, vb_str what) {
    j->row++;
    if (!j->gathering) vb_diag_add(j->diags, VB_DIAG_BAD_JSON, j->row, j->line, 0, vb_excerpt(what));
}

/* The same with the first `len` bytes of the window as its text. */
static void report_here(json *j, size_t len) {
    size_t size = vb_window_size(&j->w);
    report_bad(j, vb_str_trim((vb_str){vb_window_at(&j->w, 0), len < size ? len : size}));
}

/* Finds the next record of an array or a sequence; consumes what is none. */
static extent next_value(json *j, size_t *len, vb_status *status, vb_error *err) {
    for (;;) {
        char c = skip_blank(j, true, status, err);
        if (c == 0 && !have(j, 0, status, err)) {
            if (*status == VB_OK && j->shape == ARRAY && !j->damaged)
                report_bad(j, VB_STR("the file ends before its array is closed"));
            return END;
        }
        if (c == ']' && j->shape == ARRAY && !j->damaged) {
            if (j->wrapped) return END;
            consume(j, 1); /* pages of arrays, one after the other */
            c = skip_blank(j, true, status, err);
            if (c == '[')
                consume(j, 1);
            else if (c)
                report_here(j, SIZE_MAX);
            if (c != '[') return END;
        } else if (c == '{') {
            extent e = find_balanced(j, len, status, err);
            if (e == WHOLE || *status < 0) return e;
            report_here(j, *len);
            j->damaged = true;
            j->wasted += *len;
            if (j->wasted > WASTE_LIMIT) {
                report_bad(j, VB_STR("too many damaged records; the rest is left out"));
                return END;
            }
            consume(j, resume_at(j, *len));
        } else { /* a scalar, an array, or punctuation in the wrong place */
            bool stray = c == ']' || c == '}' || c == ':';
            *len = 1;
            if (c == '[')
                (void)find_balanced(j, len, status, err);
            else if (!stray)
                for (bool string = c == '"'; *len < VB_MAX_JSON_RECORD && have(j, *len, status, err);
                     ++*len) {
                    char d = *vb_window_at(&j->w, *len);
                    if (string ? d == '"' : d == ',' || d == ']' || d == '{' || d == '\n') break;
                }
            if (c == '"' && have(j, *len, status, err)) ++*len;
            while (have(j, *len, status, err) && !vb_utf8_is_start(*vb_window_at(&j->w, *len))) ++*len;
            if (*status < 0) return END;
            if (!(stray && j->damaged)) report_here(j, *len);
            j->damaged |= stray;
            consume(j, *len);
        }
    }
}

/* Finds the next line with something on it. */
static extent next_line(json *j, size_t *len, vb_status *status, vb_error *err) {
    for (;;) {
        if (!skip_blank(j, false, status, err)) return END;
        size_t n = 0;
        for (;;) {
            size_t size = vb_window_size(&j->w);
            const char *p = memchr(vb_window_at(&j->w, n), '\n', size - n);
            n = p ? (size_t)(p - vb_window_at(&j->w, 0)) : size;
            if (p || n > VB_MAX_JSON_RECORD || !have(j, n, status, err)) break;
        }
        if (*status < 0) return END;
        if (n <= VB_MAX_JSON_RECORD) {
            *len = n;
            return WHOLE;
        }
        report_here(j, n);
        for (bool more = true; more && have(j, 0, status, err);) {
            size_t size = vb_window_size(&j->w);
            const char *p = memchr(vb_window_at(&j->w, 0), '\n', size);
            consume(j, p ? (size_t)(p - vb_window_at(&j->w, 0)) : size);
            more = !p;
        }
    }
}

/* ---- Parsing ---- */

/* Parses the record into j->tree; false where it is no object. */
static bool parse(json *j, vb_str s, vb_status *status, vb_error *err) {
    cJSON_Delete(j->tree);
    j->tree = NULL;
    if (!vb_json_ready(&j->ready, s, &j->repairs)) return false;
    const char *text = vb_buf_z(&j->ready), *end = NULL;
    if (j->ready.failed) {
        *status = vb_fail_memory(err);
        return false;
    }
    j->tree = cJSON_ParseWithLengthOpts(text, j->ready.len + 1, &end, true);
    return j->tree && cJSON_IsObject(j->tree);
}

/* ---- Flattening ---- */

static vb_status add_value(json *j, vb_str text, bool null, vb_error *err) {
    uint32_t id = vb_intern_find(&j->keys, vb_buf_view(&j->path));
    if (!id && j->gathering) {
        if (j->keys.count >= VB_MAX_COLUMNS) return j->key_overflow = true, VB_OK;
        id = vb_intern_add(&j->keys, vb_buf_view(&j->path));
        if (!id) return vb_fail_memory(err);
        j->only_null[id] = true;
    }
    if (!id) {
        j->key_overflow = true;
        return VB_OK;
    }
    if (!null && j->gathering) j->only_null[id] = false;
    if (null || j->gathering) return VB_OK;
    if (j->n_values == j->cap_values) {
        uint32_t cap = j->cap_values ? j->cap_values * 2 : 64;
        value *p = realloc(j->values, cap * sizeof *p);
        if (!p) return vb_fail_memory(err);
        j->values = p;
        j->cap_values = cap;
    }
    j->values[j->n_values] = (value){text, 0};
    if (j->last[id])
        j->values[j->last[id] - 1].next = j->n_values + 1;
    else
        j->first[id] = j->n_values + 1;
    j->last[id] = ++j->n_values;
    return VB_OK;
}

/* Depth is bounded by vb_json_ready. */
static vb_status flatten(json *j, const cJSON *item, vb_error *err) {
    if (!cJSON_IsObject(item) && !cJSON_IsArray(item)) {
        if (cJSON_IsString(item)) return add_value(j, vb_str_of(item->valuestring), false, err);
        if (cJSON_IsBool(item))
            return add_value(j, vb_str_of(cJSON_IsTrue(item) ? "true" : "false"), false, err);
        return add_value(j, (vb_str){0}, true, err);
    }
    size_t len = j->path.len;
    for (const cJSON *child = item->child; child; child = child->next) {
        if (cJSON_IsObject(item)) {
            if (item != j->tree) vb_buf_byte(&j->path, '.');
            vb_buf_cstr(&j->path, child->string ? child->string : "");
            if (j->path.len > MAX_KEY) {
                j->path.len = MAX_KEY;
                while (j->path.len && !vb_utf8_is_start(j->path.ptr[j->path.len])) j->path.len--;
            }
        }
        if (j->path.failed) return vb_fail_memory(err);
        VB_TRY(flatten(j, child, err));
        j->path.len = len;
    }
    return VB_OK;
}

static vb_str join(json *j, uint32_t first) {
    size_t len = 0;
    for (uint32_t v = first; v; v = j->values[v - 1].next) len += j->values[v - 1].text.len + 2;
    char *p = vb_arena_alloc(&j->scratch, len), *q = p;
    if (!p) return (vb_str){0};
    for (uint32_t v = first; v; v = j->values[v - 1].next) {
        vb_str s = j->values[v - 1].text;
        if (v != first) {
            memcpy(q, "; ", 2);
            q += 2;
        }
        if (s.len) memcpy(q, s.ptr, s.len);
        q += s.len;
    }
    return (vb_str){p, (size_t)(q - p)};
}

/* ---- The reader ---- */

/* Parses the next record that is an object. */
static vb_status next_object(json *j, uint64_t *line, vb_error *err) {
    vb_status status = VB_OK;
    for (;;) {
        size_t len = 0;
        if (j->finished) return VB_DONE;
        extent e = j->shape == LINES ? next_line(j, &len, &status, err) : next_value(j, &len, &status, err);
        if (status < 0) return status;
        if (e != WHOLE) {
            j->finished = true;
            while (!j->w.eof) { /* what stands behind the records is looked at for bad bytes all the same */
                j->w.begin = j->w.end;
                VB_TRY(vb_window_fill(&j->w, err));
            }
            if (vb_window_take_nuls(&j->w, UINT64_MAX) && !j->gathering)
                vb_diag_add(j->diags, VB_DIAG_NUL_BYTE, 0, 0, 0,
                            VB_STR("NUL bytes dropped behind the records"));
            return VB_DONE;
        }
        vb_str s = {vb_window_at(&j->w, 0), len};
        vb_str trimmed = vb_str_trim(s);
        if (j->shape == LINES && trimmed.len && trimmed.ptr[trimmed.len - 1] == ',') trimmed.len--;
        bool good = parse(j, trimmed, &status, err);
        if (status < 0) return status;
        *line = j->line;
        if (!good) report_here(j, len);
        j->repairs.dropped_nuls += vb_window_take_nuls(&j->w, j->w.base + j->w.begin + len);
        consume(j, len);
        if (!good) continue;
        j->row++;
        if (j->gathering) return VB_OK;
        if (j->repairs.dropped_nuls)
            vb_diag_add(j->diags, VB_DIAG_NUL_BYTE, j->row, *line, 0, VB_STR("NUL characters dropped"));
        if (j->repairs.half_pairs)
            vb_diag_add(j->diags, VB_DIAG_BAD_BYTES, j->row, *line, 0, VB_STR("half of a surrogate pair"));
        return VB_OK;
    }
}

static vb_status json_next(void *self, const vb_row **out, vb_error *err) {
    json *j = self;
    if (!j->header_done) {
        j->header_done = true;
        for (uint32_t id = 1; id <= j->keys.count; id++)
            if (j->column_of[id]) j->cells[j->column_of[id] - 1] = vb_intern_get(&j->keys, id);
        j->out = (vb_row){j->cells, NULL, j->n_columns, 1, j->start_line};
        *out = &j->out;
        return VB_OK;
    }
    uint64_t line;
    vb_status status = next_object(j, &line, err);
    if (status != VB_OK) return status;
    j->n_values = 0;
    memset(j->first, 0, (j->keys.count + 1) * sizeof *j->first);
    memset(j->last, 0, (j->keys.count + 1) * sizeof *j->last);
    vb_arena_reset(&j->scratch);
    vb_buf_clear(&j->path);
    j->key_overflow = false;
    VB_TRY(flatten(j, j->tree, err));
    if (j->key_overflow)
        vb_diag_add(j->diags, VB_DIAG_ROW_TOO_LONG, j->row, line, 0,
                    VB_STR("more keys than can be read; the rest is left out"));
    for (uint32_t id = 1; id <= j->keys.count; id++) {
        if (!j->column_of[id]) continue;
        vb_str s = {0};
        uint32_t v = j->first[id], column = j->column_of[id];
        if (v && !j->values[v - 1].next)
            s = j->values[v - 1].text;
        else if (v && !(s = join(j, v)).ptr)
            return vb_fail_memory(err);
        j->cells[column - 1] = vb_cell_cut(s, j->diags, j->row, line, column);
    }
    j->out = (vb_row){j->cells, NULL, j->n_columns, j->row, line};
    *out = &j->out;
    return VB_OK;
}

/* The columns: all keys but those that were null wherever they stood by themselves and an object elsewhere.
 */
static void choose_columns(json *j) {
    for (uint32_t id = 1; id <= j->keys.count; id++) {
        vb_str key = vb_intern_get(&j->keys, id);
        bool shadowed = false;
        for (uint32_t other = 1; j->only_null[id] && !shadowed && other <= j->keys.count; other++) {
            vb_str longer = vb_intern_get(&j->keys, other);
            shadowed = longer.len > key.len + 1 && vb_str_starts(longer, key) && longer.ptr[key.len] == '.';
        }
        j->column_of[id] = shadowed ? 0 : ++j->n_columns;
    }
}

static vb_status gather_keys(json *j, vb_error *err) {
    uint64_t line;
    vb_status status;
    j->gathering = true;
    VB_TRY(go_to_start(j, err));
    while ((status = next_object(j, &line, err)) == VB_OK) {
        vb_buf_clear(&j->path);
        VB_TRY(flatten(j, j->tree, err));
    }
    j->gathering = false;
    if (status < 0) return status;
    if (!j->keys.count)
        return vb_fail_at(err, VB_ERR_INPUT, vb_source_path(j->w.source), 0, 0,
                          "this JSON holds no records: give an array of objects, or one object a line");
    choose_columns(j);
    return go_to_start(j, err);
}

static vb_status json_rewind(void *self, vb_error *err) {
    json *j = self;
    j->header_done = false;
    return go_to_start(j, err);
}

static void json_info(const void *self, vb_reader_info *info) {
    const json *j = self;
    info->format = j->shape == LINES ? "jsonl" : "json";
}

static void json_close(void *self) {
    json *j = self;
    vb_window_deinit(&j->w);
    cJSON_Delete(j->tree);
    vb_buf_deinit(&j->ready);
    vb_buf_deinit(&j->path);
    free(j->values);
    vb_arena_deinit(&j->keep);
    vb_arena_deinit(&j->scratch);
    free(j);
}

static vb_status json_start(json *j, bool *found, vb_error *err) {
    vb_status status = VB_OK;
    size_t max = VB_MAX_COLUMNS + 1;
    j->only_null = VB_NEW_ARRAY(&j->keep, bool, max);
    j->column_of = VB_NEW_ARRAY(&j->keep, uint32_t, max);
    j->first = VB_NEW_ARRAY(&j->keep, uint32_t, max);
    j->last = VB_NEW_ARRAY(&j->keep, uint32_t, max);
    j->cells = VB_NEW_ARRAY(&j->keep, vb_str, max);
    if (!j->only_null || !j->column_of || !j->first || !j->last || !j->cells ||
        !vb_intern_init(&j->keys, &j->keep, 64))
        return vb_fail_memory(err);
    j->line = 1;
    char c = skip_blank(j, false, &status, err);
    if (status < 0) return status;
    /* A comment may begin with a bracket too: only a bracket that JSON could go on from is one. */
    size_t n = 1;
    while ((c == '{' || c == '[') && have(j, n, &status, err) && is_blank(*vb_window_at(&j->w, n))) n++;
    if (status < 0) return status;
    char after = have(j, n, &status, err) ? *vb_window_at(&j->w, n) : 0;
    *found = (c == '{' && (after == '"' || after == '}')) || (c == '[' && after && strchr("{[]\"", after));
    if (!*found) return VB_OK;
    if (c == '{') {
        VB_TRY(find_shape(j, err));
    } else {
        j->shape = ARRAY;
        j->start = j->w.base + j->w.begin + 1;
        j->start_line = j->line;
    }
    return gather_keys(j, err);
}

vb_status vb_json_reader_open(vb_source *source, const vb_diag_sink *diags, void **out, bool *found,
                              vb_error *err) {
    json *j = calloc(1, sizeof *j);
    *found = false;
    if (!j) return vb_fail_memory(err);
    j->w.source = source;
    j->diags = diags;
    vb_status status = json_start(j, found, err);
    if (status < 0 || !*found)
        json_close(j);
    else
        *out = j;
    return status;
}

const vb_reader_ops vb_json_ops = {json_next, json_rewind, json_info, json_close};
