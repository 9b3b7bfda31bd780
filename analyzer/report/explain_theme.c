/* explain_theme: the rows behind each number of a theme.
 *
 * Invariant: everything comes from the queries that print the tables, within one savepoint, so what is listed
 * here is what was counted: the comments are n, the mean of their clauses' scores is mean_sentiment, and so
 * on. JSON is one object with the rows of `themes`, `theme_periods`, `drivers` and `clauses`; CSV and NDJSON
 * are the clauses alone. */
#include "report/out.h"

#include "report/terminal.h"

typedef struct part {
    const char *key, *table, *title;
} part;

static const part parts[] = {
    {"theme", "themes", NULL},
    {"periods", "theme_periods", "\nOver time\n"},
    {"drivers", "drivers", "\nWhat it costs (an association, not a cause)\n"},
    {"clauses", "clauses", "\nThe clauses that were counted\n"},
};
#define PARTS (sizeof parts / sizeof *parts)

static vb_status put(const vb_output *output, vb_str s, vb_error *err) {
    if (s.len == 0 || output->sink.write(output->sink.ctx, s.ptr, s.len) == 0) return VB_OK;
    return vb_fail(err, VB_ERR_IO, "the output could not be written; is the disk full, or the reader gone?");
}

static vb_status print_part(vb_store *s, size_t i, const char *theme, const vb_output *output,
                            vb_error *err) {
    vb_query q = {.table = parts[i].table, .theme = theme};
    return vb_store_print(s, &q, output, err);
}

static vb_status print_json(vb_store *s, const char *theme, const vb_output *output, vb_error *err) {
    for (size_t i = 0; i < PARTS; i++) {
        vb_buf key = {0};
        vb_buf_printf(&key, "%c\"%s\":", i ? ',' : '{', parts[i].key);
        vb_status st = key.failed ? vb_fail_memory(err) : put(output, vb_buf_view(&key), err);
        vb_buf_deinit(&key);
        if (st < 0) return st;
        VB_TRY(print_part(s, i, theme, output, err));
    }
    return put(output, VB_STR("}\n"), err);
}

/* The numbers of the theme, each with how it came about. */
static void put_numbers(vb_buf *b, sqlite3_stmt *st) {
    vb_term_plain(b, vb_db_text(st, 0));
    vb_buf_cstr(b, "\n\n  share           ");
    vb_term_percent(b, sqlite3_column_double(st, 3));
    vb_buf_printf(b, " = %lld of %lld answers\n                  95 %% interval (Wilson) ",
                  (long long)sqlite3_column_int64(st, 1), (long long)sqlite3_column_int64(st, 2));
    vb_term_percent(b, sqlite3_column_double(st, 4));
    vb_buf_cstr(b, " to ");
    vb_term_percent(b, sqlite3_column_double(st, 5));
    vb_buf_cstr(b, "\n  mean sentiment  ");
    vb_term_fixed(b, sqlite3_column_double(st, 7), 4);
    vb_buf_printf(b, ", the mean score of %lld clauses", (long long)sqlite3_column_int64(st, 6));
    vb_buf_cstr(b, "\n  severity        ");
    vb_term_fixed(b, sqlite3_column_double(st, 8), 4);
    vb_buf_cstr(b, ", the mean severity of these clauses (0 to 4)\n  trend           ");
    vb_buf_str(b, vb_db_text(st, 9));
    if (sqlite3_column_type(st, 10) != SQLITE_NULL) {
        vb_buf_cstr(b, " since ");
        vb_buf_str(b, vb_db_text(st, 10));
        bool passing = sqlite3_column_type(st, 16) != SQLITE_NULL;
        if (passing) vb_buf_cstr(b, " until ");
        vb_buf_str(b, vb_db_text(st, 16));
        vb_buf_cstr(b, ": ");
        vb_term_percent(b, sqlite3_column_double(st, 12));
        vb_buf_cstr(b, passing ? ", otherwise " : ", before ");
        vb_term_percent(b, sqlite3_column_double(st, 11));
    }
    if (sqlite3_column_type(st, 13) != SQLITE_NULL) {
        vb_buf_cstr(b, " (q = ");
        vb_term_fixed(b, sqlite3_column_double(st, 13), 4);
        vb_buf_cstr(b, ")");
    }
    vb_buf_printf(b, "\n  recurrence      in %lld of %lld periods\n", (long long)sqlite3_column_int64(st, 14),
                  (long long)sqlite3_column_int64(st, 15));
}

static vb_status print_numbers(vb_store *s, const char *theme, const vb_output *output, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT label, n, base_n, share, ci_low, ci_high, n_clauses, mean_sentiment, severity, trend, "
               "trend_since, share_before, share_after, trend_q, periods, n_periods, trend_until FROM themes "
               "WHERE "
               "theme_id = ?1"),
        &st, err));
    vb_buf b = {0};
    vb_db_bind(st, 1, vb_str_of(theme), false);
    vb_status status = vb_db_step(s, st, "reading the theme", err);
    if (status == VB_OK) put_numbers(&b, st);
    sqlite3_finalize(st);
    if (status == VB_OK) status = b.failed ? vb_fail_memory(err) : put(output, vb_buf_view(&b), err);
    vb_buf_deinit(&b);
    return status;
}

static vb_status print_text(vb_store *s, const char *theme, const vb_output *output, vb_error *err) {
    VB_TRY(print_numbers(s, theme, output, err));
    for (size_t i = 1; i < PARTS; i++) {
        VB_TRY(put(output, vb_str_of(parts[i].title), err));
        vb_status st = print_part(s, i, theme, output, err);
        if (st == VB_DONE) st = put(output, VB_STR("nothing\n"), err);
        if (st < 0) return st;
    }
    return VB_OK;
}

static vb_status print_all(vb_store *s, const char *theme, const vb_output *output, vb_error *err) {
    switch (output->format) {
    case VB_FORMAT_TABLE: return print_text(s, theme, output, err);
    case VB_FORMAT_JSON: return print_json(s, theme, output, err);
    case VB_FORMAT_NDJSON:
    case VB_FORMAT_CSV: break;
    }
    return print_part(s, PARTS - 1, theme, output, err);
}

vb_status vb_explain_theme(vb_store *s, const char *theme, const vb_output *output, vb_error *err) {
    sqlite3_stmt *st;
    if (!theme) return vb_fail(err, VB_ERR_USAGE, "no theme is named; `verbatim themes` lists their ids");
    VB_TRY(vb_db_exec(s, "SAVEPOINT explain", "reading", err));
    vb_status status = vb_db_prepare(s, VB_STR("SELECT 1 FROM themes WHERE theme_id = ?1"), &st, err);
    if (status >= 0) {
        vb_db_bind(st, 1, vb_str_of(theme), false);
        status = vb_db_step(s, st, "reading the theme", err);
        sqlite3_finalize(st);
    }
    if (status == VB_OK) status = print_all(s, theme, output, err);
    sqlite3_exec(s->db, "ROLLBACK TO explain; RELEASE explain", NULL, NULL, NULL);
    return status;
}
