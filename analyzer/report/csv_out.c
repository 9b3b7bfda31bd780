/* csv_out: see csv_out.h; and the rows of a table as CSV. Lists are joined by "; ", quotes by " | ". */
#include "report/csv_out.h"

#include "report/out.h"

#include <cjson/cJSON.h>

static bool is_formula(vb_str s) {
    double number;
    if (s.len == 0 || s.ptr[0] == 0 || !strchr("=+-@\t\r\n", s.ptr[0])) return false;
    return !vb_str_double(s, &number);
}

static bool must_quote(vb_str s) {
    if (s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ')) return true;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ',' || s.ptr[i] == '"' || s.ptr[i] == '\r' || s.ptr[i] == '\n') return true;
    return false;
}

void vb_csv_cell(vb_buf *out, vb_str s, bool guard) {
    bool quote = must_quote(s);
    if (quote) vb_buf_byte(out, '"');
    if (guard && is_formula(s)) vb_buf_byte(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == 0) continue;
        if (s.ptr[i] == '"') vb_buf_byte(out, '"');
        vb_buf_byte(out, s.ptr[i]);
    }
    if (quote) vb_buf_byte(out, '"');
}

/* A JSON array "a; b", a JSON object "name=value; name=value"; of an array of objects their names. */
static bool join_json(vb_buf *out, vb_str json) {
    cJSON *root = cJSON_ParseWithLength(json.ptr ? json.ptr : "", json.len);
    if (!root) return json.len == 0;
    for (const cJSON *e = root->child; e; e = e->next) {
        if (e != root->child) vb_buf_cstr(out, "; ");
        if (e->string) vb_buf_printf(out, "%s=", e->string);
        const cJSON *v = cJSON_IsObject(e) ? cJSON_GetObjectItemCaseSensitive(e, "label") : e;
        if (cJSON_IsString(v)) vb_buf_cstr(out, v->valuestring);
    }
    cJSON_Delete(root);
    return true;
}

static vb_status join_quotes(vb_rows *r, vb_buf *out, int column, vb_error *err) {
    vb_status st;
    size_t text = 0;
    while (strcmp(vb_quote_fields[text].name, "text") != 0) text++;
    vb_db_bind(r->quotes, 1, vb_db_text(r->row, column), false);
    while ((st = vb_db_step(r->store, r->quotes, "reading quotes", err)) == VB_OK) {
        if (out->len) vb_buf_cstr(out, " | ");
        vb_buf_str(out, vb_db_text(r->quotes, (int)text));
    }
    sqlite3_reset(r->quotes);
    return st < 0 ? st : VB_OK;
}

static vb_status put_cell(vb_rows *r, vb_buf *b, vb_buf *scratch, size_t i, vb_error *err) {
    const vb_field *f = &r->table->fields[i];
    int column = (int)i;
    if (sqlite3_column_type(r->row, column) == SQLITE_NULL) return VB_OK;
    vb_buf_clear(scratch);
    switch (f->kind) {
    case VB_KIND_INT: vb_buf_int(b, sqlite3_column_int64(r->row, column)); break;
    case VB_KIND_NUM:
    case VB_KIND_SHARE: vb_buf_fixed(b, sqlite3_column_double(r->row, column), VB_PLACES); break;
    case VB_KIND_BOOL: vb_buf_cstr(b, sqlite3_column_int(r->row, column) ? "true" : "false"); break;
    case VB_KIND_LIST:
    case VB_KIND_PARTS:
    case VB_KIND_OBJECT:
        if (!join_json(scratch, vb_db_text(r->row, column))) return vb_fail_memory(err);
        vb_csv_cell(b, vb_buf_view(scratch), true);
        break;
    case VB_KIND_QUOTES:
        VB_TRY(join_quotes(r, scratch, column, err));
        vb_csv_cell(b, vb_buf_view(scratch), true);
        break;
    case VB_KIND_TEXT:
    case VB_KIND_DATE:
    case VB_KIND_TIME: vb_csv_cell(b, vb_db_text(r->row, column), true); break;
    }
    return scratch->failed ? vb_fail_memory(err) : VB_OK;
}

vb_status vb_csv_rows(vb_rows *r, vb_out *o, vb_error *err) {
    vb_buf scratch = {0};
    vb_status st;
    if (o->output->bom) vb_buf_cstr(&o->buf, "\xEF\xBB\xBF");
    for (size_t i = 0; i < r->table->n_fields; i++) {
        if (r->table->fields[i].flags & VB_FIELD_PAGE) continue;
        if (i) vb_buf_byte(&o->buf, ',');
        vb_buf_cstr(&o->buf, r->table->fields[i].name);
    }
    vb_buf_cstr(&o->buf, "\r\n");
    while ((st = vb_rows_next(r, err)) == VB_OK && !o->failed) {
        for (size_t i = 0; i < r->table->n_fields && st >= 0; i++) {
            if (r->table->fields[i].flags & VB_FIELD_PAGE) continue;
            if (i) vb_buf_byte(&o->buf, ',');
            st = put_cell(r, &o->buf, &scratch, i, err);
        }
        if (st < 0) break;
        vb_buf_cstr(&o->buf, "\r\n");
        vb_out_flush(o, false);
    }
    vb_buf_deinit(&scratch);
    return st < 0 ? st : VB_OK;
}
