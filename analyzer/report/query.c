/* query: prints the rows of a table under the conditions of a vb_query.
 *
 * Invariant: a print sees one state of the store, also while another process writes: everything happens
 * inside one savepoint, whose rollback takes the temporary tables of a filtered query with it. SQL is put
 * together from the tables of columns_*.c alone; what the user gave is only ever bound. */
#include "report/out.h"

#include "model/calendar.h"
#include "report/mask.h"
#include "report/search.h"
#include "store/aggregate.h"

#define FLUSH_AT ((size_t)64 << 10)

void vb_out_flush(vb_out *o, bool all) {
    if (!all && o->buf.len < FLUSH_AT) return;
    if (o->buf.len && !o->failed && !o->buf.failed)
        o->failed = o->output->sink.write(o->output->sink.ctx, o->buf.ptr, o->buf.len) != 0;
    if (!o->buf.failed) o->buf.len = 0;
}

vb_status vb_out_finish(vb_out *o, vb_status st, vb_error *err) {
    vb_out_flush(o, true);
    bool memory = o->buf.failed;
    vb_buf_deinit(&o->buf);
    if (st < 0) return st;
    if (memory) return vb_fail_memory(err);
    if (o->failed)
        return vb_fail(err, VB_ERR_IO,
                       "the output could not be written; is the disk full, or the reader gone?");
    return st;
}

/* ---- SQL ------------------------------------------------------------------------------------- */

/* Adds SQL with every "@L" replaced by the label language, and "@M", "@P" as mask.h has them. */
static void add_sql(vb_buf *b, const char *sql, const char *lang, bool masked) {
    for (const char *p = sql; *p; p++) {
        const char *word = p[0] != '@' ? NULL : p[1] == 'L' ? lang : vb_mask_sql(p[1], masked);
        if (word) {
            vb_buf_cstr(b, word);
            p++;
        } else {
            vb_buf_byte(b, *p);
        }
    }
}

static void add_fields(vb_buf *b, const vb_field *fields, size_t n, const char *lang, bool masked) {
    for (size_t i = 0; i < n; i++) {
        if (i) vb_buf_cstr(b, ", ");
        add_sql(b, fields[i].sql, lang, masked);
    }
}

static void build_sql(vb_buf *b, const vb_table *t, const vb_query *q, bool subset, const char *lang) {
    if (q->touchpoint && t->touchpoint)
        vb_buf_cstr(b, "WITH RECURSIVE under (id) AS (SELECT ?1 UNION SELECT f.touchpoint FROM codeframe f "
                       "JOIN under ON "
                       "f.parent = under.id) ");
    vb_buf_cstr(b, "SELECT ");
    add_fields(b, t->fields, t->n_fields, lang, q->mask != NULL);
    vb_buf_printf(b, " FROM %s WHERE 1", t->from);
    const char *const conditions[] = {t->where, q->touchpoint ? t->touchpoint : NULL,
                                      q->theme ? t->theme : NULL, subset ? t->subset : NULL};
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i]) {
            vb_buf_cstr(b, " AND ");
            add_sql(b, conditions[i], lang, q->mask != NULL);
        }
    vb_buf_cstr(b, " ORDER BY ");
    if (q->recurring && strcmp(t->name, "themes") == 0) vb_buf_cstr(b, "t.recurrence DESC, t.periods DESC, ");
    vb_buf_printf(b, "%s LIMIT ?3 OFFSET ?4", t->order);
}

static bool nests_quotes(const vb_table *t) {
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == VB_KIND_QUOTES) return true;
    return false;
}

static vb_status prepare_quotes(vb_rows *r, const vb_query *q, vb_error *err) {
    vb_buf sql = {0};
    vb_buf_cstr(&sql, "SELECT ");
    add_fields(&sql, vb_quote_fields, vb_n_quote_fields, r->label_lang, q->mask != NULL);
    vb_buf_printf(&sql, " FROM quotes q WHERE q.theme_id = ?1 ORDER BY q.rank LIMIT %d", VB_QUOTES_SHOWN);
    vb_status st =
        sql.failed ? vb_fail_memory(err) : vb_db_prepare(r->store, vb_buf_view(&sql), &r->quotes, err);
    vb_buf_deinit(&sql);
    return st;
}

static vb_status prepare_rows(vb_rows *r, const vb_query *q, bool subset, vb_error *err) {
    vb_buf sql = {0};
    build_sql(&sql, r->table, q, subset, r->label_lang);
    vb_status st =
        sql.failed ? vb_fail_memory(err) : vb_db_prepare(r->store, vb_buf_view(&sql), &r->row, err);
    vb_buf_deinit(&sql);
    if (st < 0) return st;
    if (q->touchpoint && r->table->touchpoint) vb_db_bind(r->row, 1, vb_str_of(q->touchpoint), false);
    if (q->theme && r->table->theme) vb_db_bind(r->row, 2, vb_str_of(q->theme), false);
    sqlite3_bind_int64(r->row, 3, q->top && q->top < INT64_MAX ? (int64_t)q->top : -1);
    sqlite3_bind_int64(r->row, 4, q->skip < INT64_MAX ? (int64_t)q->skip : 0);
    if (sqlite3_bind_parameter_count(r->row) >= 5)
        sqlite3_bind_int64(r->row, 5, q->min_base ? (int64_t)q->min_base : VB_MIN_BASE);
    return nests_quotes(r->table) ? prepare_quotes(r, q, err) : VB_OK;
}

/* ---- Printing -------------------------------------------------------------------------------- */

vb_status vb_query_check(const vb_query *q, vb_error *err) {
    const char *const dates[] = {q->since, q->until};
    vb_day day;
    for (size_t i = 0; i < 2; i++)
        if (dates[i] && !vb_day_of(vb_str_of(dates[i]), &day))
            return vb_fail(err, VB_ERR_USAGE, "'%.40s' is not a date; write it as YYYY-MM-DD", dates[i]);
    if (q->lang && vb_lang_parse(q->lang) == VB_LANG_COUNT)
        return vb_fail(err, VB_ERR_USAGE, "'%.40s' is not a language known here; use vi, th, en or und",
                       q->lang);
    return VB_OK;
}

static vb_status find_table(const vb_query *q, const vb_table **table, vb_error *err) {
    *table = vb_table_find(q->table);
    if (*table) return VB_OK;
    vb_buf names = {0};
    size_t n;
    const vb_table *const *all = vb_table_list(&n);
    for (size_t i = 0; i < n; i++) vb_buf_printf(&names, "%s%s", i ? ", " : "", all[i]->name);
    vb_status st = vb_fail(err, VB_ERR_USAGE, "there is no table '%.60s'; the tables are %s",
                           q->table ? q->table : "", vb_buf_z(&names));
    vb_buf_deinit(&names);
    return st;
}

static vb_status print_rows(vb_rows *r, const vb_output *output, vb_error *err) {
    vb_out o = {.output = output};
    vb_status st = VB_OK;
    switch (output->format) {
    case VB_FORMAT_TABLE: st = vb_table_rows(r, &o, err); break;
    case VB_FORMAT_JSON: st = vb_json_rows(r, &o, false, err); break;
    case VB_FORMAT_NDJSON: st = vb_json_rows(r, &o, true, err); break;
    case VB_FORMAT_CSV: st = vb_csv_rows(r, &o, err); break;
    }
    return vb_out_finish(&o, st, err);
}

vb_status vb_store_print(vb_store *s, const vb_query *q, const vb_output *output, vb_error *err) {
    vb_rows r = {.store = s,
                 .label_lang = vb_lang_name(q->label_lang == VB_LANG_UND ? VB_LANG_EN : q->label_lang)};
    bool subset = false;
    VB_TRY(vb_query_check(q, err));
    VB_TRY(find_table(q, &r.table, err));
    VB_TRY(vb_db_exec(s, "SAVEPOINT print", "reading", err));
    vb_status st = VB_OK;
    unsigned wants = r.table->wants;
    if (output->format == VB_FORMAT_TABLE && nests_quotes(r.table))
        wants &= ~(unsigned)(VB_WANT_QUOTES | VB_WANT_PARTS);
    if (wants || r.table->subset || r.table->make) st = vb_store_apply(s, q, wants, &subset, err);
    if (st >= 0 && r.table->make) st = r.table->make(s, q, subset, err);
    if (st >= 0 && q->mask) st = vb_mask_on(s, q->mask, err);
    if (st >= 0) st = prepare_rows(&r, q, subset && r.table->subset, err);
    if (st >= 0) st = print_rows(&r, output, err);
    sqlite3_finalize(r.row);
    sqlite3_finalize(r.quotes);
    if (q->mask) vb_mask_off(s);
    if (q->search) vb_search_off(s);
    sqlite3_exec(s->db, "ROLLBACK TO print; RELEASE print", NULL, NULL, NULL);
    if (st < 0) return st;
    return r.n ? VB_OK : VB_DONE;
}
