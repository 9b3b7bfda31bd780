/* json_out: rows as a bare JSON array of flat objects, or one object a line.
 *
 * Invariant: every key of the table stands in every object; numbers have at most four decimals; what is
 * absent is null. */
#include "report/out.h"

#include "base/json.h"

static void put_value(vb_json *j, const vb_field *f, sqlite3_stmt *st, int column) {
    if (sqlite3_column_type(st, column) == SQLITE_NULL) {
        vb_json_null(j);
        return;
    }
    switch (f->kind) {
    case VB_KIND_INT: vb_json_int(j, sqlite3_column_int64(st, column)); break;
    case VB_KIND_NUM:
    case VB_KIND_SHARE: vb_json_num(j, sqlite3_column_double(st, column), VB_PLACES); break;
    case VB_KIND_BOOL: vb_json_bool(j, sqlite3_column_int(st, column) != 0); break;
    case VB_KIND_LIST:
    case VB_KIND_PARTS:
    case VB_KIND_OBJECT: vb_json_raw(j, vb_db_text(st, column)); break;
    case VB_KIND_TEXT:
    case VB_KIND_DATE:
    case VB_KIND_TIME:
    case VB_KIND_QUOTES: vb_json_str(j, vb_db_text(st, column)); break;
    }
}

static void put_object(vb_json *j, const vb_field *fields, size_t n, sqlite3_stmt *st) {
    vb_json_open(j, '{');
    for (size_t i = 0; i < n; i++) {
        vb_json_key(j, fields[i].name);
        put_value(j, &fields[i], st, (int)i);
    }
    vb_json_close(j, '}');
}

static vb_status put_quotes(vb_rows *r, vb_json *j, int column, vb_error *err) {
    vb_status st;
    vb_db_bind(r->quotes, 1, vb_db_text(r->row, column), false);
    vb_json_open(j, '[');
    while ((st = vb_db_step(r->store, r->quotes, "reading quotes", err)) == VB_OK)
        put_object(j, vb_quote_fields, vb_n_quote_fields, r->quotes);
    vb_json_close(j, ']');
    sqlite3_reset(r->quotes);
    return st < 0 ? st : VB_OK;
}

static vb_status put_row(vb_rows *r, vb_out *o, vb_error *err) {
    vb_json j = vb_json_on(&o->buf);
    vb_json_open(&j, '{');
    for (size_t i = 0; i < r->table->n_fields; i++) {
        const vb_field *f = &r->table->fields[i];
        if (f->flags & VB_FIELD_PAGE) continue;
        vb_json_key(&j, f->name);
        if (f->kind == VB_KIND_QUOTES)
            VB_TRY(put_quotes(r, &j, (int)i, err));
        else
            put_value(&j, f, r->row, (int)i);
    }
    vb_json_close(&j, '}');
    return VB_OK;
}

vb_status vb_json_rows(vb_rows *r, vb_out *o, bool lines, vb_error *err) {
    vb_status st;
    if (!lines) vb_buf_byte(&o->buf, '[');
    while ((st = vb_rows_next(r, err)) == VB_OK && !o->failed) {
        if (!lines && r->n > 1) vb_buf_byte(&o->buf, ',');
        if (!lines) vb_buf_byte(&o->buf, '\n');
        VB_TRY(put_row(r, o, err));
        if (lines) vb_buf_byte(&o->buf, '\n');
        vb_out_flush(o, false);
    }
    if (!lines) vb_buf_cstr(&o->buf, r->n ? "\n]\n" : "]\n");
    return st < 0 ? st : VB_OK;
}
