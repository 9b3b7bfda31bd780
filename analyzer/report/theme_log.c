/* theme_log: the analyst's decisions: making one, taking one back, and the log as text.
 *
 * Invariant: a decision is written and carried out in one transaction, or not at all. The text of the log is
 * what theme_log_read.c takes: one decision a line, names in quotes, what came of it behind a #. */
#include "report/out.h"
#include "report/terminal.h"
#include "report/theme_log.h"

/* ---- What came of it ------------------------------------------------------------------------- */

static const char outcome_sql[] = "SELECT d.decision_id, d.action, d.theme_id, d.state, d.detail, "
                                  "d.n_clauses, t.label, t.n, t.share, d.other_id, d.label, "
                                  "d.lang, d.words, d.touchpoint, d.problem, d.label_vi, d.label_th, "
                                  "d.label_en FROM decisions d LEFT JOIN themes t ON "
                                  "t.theme_id = CASE d.action WHEN 'split' THEN d.other_id ELSE d.theme_id "
                                  "END WHERE d.decision_id > ?1 ORDER BY "
                                  "d.decision_id";

enum {
    D_ID,
    D_ACTION,
    D_THEME,
    D_STATE,
    D_DETAIL,
    D_CLAUSES,
    D_NOW,
    D_N,
    D_SHARE,
    D_OTHER,
    D_LABEL,
    D_LANG,
    D_WORDS,
    D_PLACE,
    D_PROBLEM,
    D_VI,
    D_TH,
    D_EN
};

static void put_outcome(vb_buf *b, sqlite3_stmt *st) {
    vb_str action = vb_db_text(st, D_ACTION);
    vb_buf_printf(b, "%lld  %.*s: ", (long long)sqlite3_column_int64(st, D_ID), (int)action.len, action.ptr);
    if (!vb_str_eqz(vb_db_text(st, D_STATE), "applied")) {
        vb_buf_cstr(b, "not carried out, ");
        vb_term_plain(b, vb_db_text(st, D_DETAIL));
        vb_buf_byte(b, '\n');
        return;
    }
    int64_t moved = sqlite3_column_int64(st, D_CLAUSES);
    if (vb_str_eqz(action, "merge") || vb_str_eqz(action, "split") || moved)
        vb_buf_printf(b, "%lld %s moved; ", (long long)moved, moved == 1 ? "clause" : "clauses");
    if (sqlite3_column_type(st, D_NOW) == SQLITE_NULL) {
        vb_buf_cstr(b, "a later decision took the theme away\n");
        return;
    }
    vb_term_plain(b, vb_db_text(st, vb_str_eqz(action, "split") ? D_OTHER : D_THEME));
    vb_buf_cstr(b, " \"");
    vb_term_plain(b, vb_db_text(st, D_NOW));
    int64_t n = sqlite3_column_int64(st, D_N);
    vb_buf_printf(b, "\" has %lld %s (", (long long)n, n == 1 ? "comment" : "comments");
    vb_term_percent(b, sqlite3_column_double(st, D_SHARE));
    vb_buf_cstr(b, ")\n");
}

/* Prints what came of the decisions after `last`. */
static vb_status print_outcomes(vb_store *s, int64_t last, const vb_output *output, vb_error *err) {
    vb_out o = {.output = output};
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_db_prepare(s, VB_STR(outcome_sql), &st, err));
    sqlite3_bind_int64(st, 1, last);
    while ((status = vb_db_step(s, st, "reading decisions", err)) == VB_OK) put_outcome(&o.buf, st);
    sqlite3_finalize(st);
    return vb_out_finish(&o, status < 0 ? status : VB_OK, err);
}

static vb_status print_decisions(vb_store *s, int64_t last, const vb_output *output, vb_error *err) {
    vb_query q = {.table = "decisions"};
    if (output->format == VB_FORMAT_TABLE) return print_outcomes(s, last, output, err);
    vb_status st = vb_store_print(s, &q, output, err);
    return st < 0 ? st : VB_OK;
}

/* ---- Making and taking back ------------------------------------------------------------------ */

/* A new decision that could not be carried out is the caller's mistake. */
static vb_status refuse_conflicts(vb_store *s, int64_t last, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT action, theme_id, coalesce(detail, 'no clause of the theme has these words') FROM "
               "decisions WHERE decision_id > ?1 AND (state = 'conflict' OR (action = 'split' AND n_clauses "
               "= 0)) ORDER BY decision_id"),
        &st, err));
    sqlite3_bind_int64(st, 1, last);
    vb_status status = vb_db_step(s, st, "reading decisions", err);
    if (status == VB_OK) {
        vb_str action = vb_db_text(st, 0), theme = vb_db_text(st, 1), why = vb_db_text(st, 2);
        status = vb_fail(err, VB_ERR_USAGE, "%.*s %.*s: %.*s; nothing was changed", (int)action.len,
                         action.ptr, (int)theme.len, theme.ptr, (int)why.len, why.ptr);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status decide(vb_store *s, const vb_decision *d, size_t n, int64_t last, vb_error *err) {
    for (size_t i = 0; i < n; i++) {
        int64_t id;
        VB_TRY(vb_store_add_decision(s, &d[i], false, &id, err));
    }
    VB_TRY(vb_store_redo(s, err));
    return refuse_conflicts(s, last, err);
}

vb_status vb_theme_decide(vb_store *s, const vb_decision *decisions, size_t n, const vb_output *output,
                          vb_error *err) {
    int64_t last;
    bool began;
    VB_TRY(vb_db_int(s, "SELECT max(decision_id) FROM decisions", 0, &last, err));
    VB_TRY(vb_db_enter(s, &began, err));
    VB_TRY(vb_db_leave(s, began, decide(s, decisions, n, last, err), err));
    return print_decisions(s, last, output, err);
}

vb_status vb_theme_undo(vb_store *s, int64_t decision, const vb_output *output, vb_error *err) {
    bool began;
    VB_TRY(vb_db_enter(s, &began, err));
    vb_status dropped = vb_store_drop_decision(s, decision, err), st = dropped;
    if (st == VB_OK) st = vb_store_redo(s, err);
    VB_TRY(vb_db_leave(s, began, st < 0 ? st : VB_OK, err));
    return dropped == VB_DONE ? VB_DONE : print_decisions(s, 0, output, err);
}

/* ---- The log as text ------------------------------------------------------------------------- */

static void put_quoted(vb_buf *b, vb_str s) {
    vb_buf_cstr(b, " \"");
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"' || s.ptr[i] == '\\') vb_buf_byte(b, '\\');
        vb_buf_byte(b, s.ptr[i] == '\n' || s.ptr[i] == '\r' ? ' ' : s.ptr[i]);
    }
    vb_buf_byte(b, '"');
}

static void put_words(vb_buf *b, vb_str words[3], const char *const *names) {
    for (int i = 0; i < 3; i++) {
        if (words[i].len == 0) continue;
        vb_buf_printf(b, " %s", names[i]);
        put_quoted(b, words[i]);
    }
}

static vb_status put_list(vb_store *s, vb_buf *b, const char *sql, const char *before, vb_str text,
                          int64_t id, vb_error *err) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_db_prepare(s, vb_str_of(sql), &st, err));
    if (text.len)
        vb_db_bind(st, 1, text, false);
    else
        sqlite3_bind_int64(st, 1, id);
    while ((status = vb_db_step(s, st, "reading decisions", err)) == VB_OK) {
        vb_buf_cstr(b, before);
        for (int i = 0; i < sqlite3_column_count(st); i++) put_quoted(b, vb_db_text(st, i));
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status put_decision(vb_store *s, vb_buf *b, sqlite3_stmt *st, vb_error *err) {
    static const char *const langs[] = {"vi", "th", "en"};
    vb_str action = vb_db_text(st, D_ACTION), theme = vb_db_text(st, D_THEME),
           label = vb_db_text(st, D_LABEL);
    vb_str labels[3] = {vb_db_text(st, D_VI), vb_db_text(st, D_TH), vb_db_text(st, D_EN)};
    vb_buf_printf(b, "%.*s %.*s", (int)action.len, action.ptr, (int)theme.len, theme.ptr);
    if (vb_str_eqz(action, "merge")) {
        vb_buf_byte(b, ' ');
        vb_buf_str(b, vb_db_text(st, D_OTHER));
    } else if (vb_str_eqz(action, "rename")) {
        if (vb_db_text(st, D_LANG).len) vb_buf_byte(b, ' ');
        vb_buf_str(b, vb_db_text(st, D_LANG));
        put_quoted(b, label);
    } else if (vb_str_eqz(action, "split")) {
        if (label.len) vb_buf_cstr(b, " name");
        if (label.len) put_quoted(b, label);
        VB_TRY(put_list(s, b, "SELECT value FROM json_each(?1) ORDER BY key", "", vb_db_text(st, D_WORDS), 0,
                        err));
    } else if (vb_str_eqz(action, "lock")) {
        if (vb_db_text(st, D_PLACE).len) vb_buf_cstr(b, " touchpoint ");
        vb_buf_str(b, vb_db_text(st, D_PLACE));
        if (vb_db_text(st, D_PROBLEM).len) vb_buf_cstr(b, " problem ");
        vb_buf_str(b, vb_db_text(st, D_PROBLEM));
        put_words(b, labels, langs);
    }
    bool applied = vb_str_eqz(vb_db_text(st, D_STATE), "applied");
    vb_buf_printf(b, "  # %lld, ", (long long)sqlite3_column_int64(st, D_ID));
    if (applied)
        vb_buf_printf(b, "%lld %s", (long long)sqlite3_column_int64(st, D_CLAUSES),
                      sqlite3_column_int64(st, D_CLAUSES) == 1 ? "clause" : "clauses");
    else
        vb_buf_cstr(b, "conflict: ");
    if (!applied) vb_term_plain(b, vb_db_text(st, D_DETAIL));
    if (vb_str_eqz(action, "lock") || vb_str_eqz(action, "merge"))
        VB_TRY(put_list(
            s, b,
            "SELECT problem, terms FROM decision_members WHERE decision_id = ?1 ORDER BY problem, terms",
            "\n  keep", (vb_str){0}, sqlite3_column_int64(st, D_ID), err));
    vb_buf_byte(b, '\n');
    return VB_OK;
}

vb_status vb_theme_log_print(vb_store *s, const vb_output *output, vb_error *err) {
    vb_query q = {.table = "decisions"};
    vb_out o = {.output = output};
    sqlite3_stmt *st;
    size_t n = 0;
    if (output->format != VB_FORMAT_TABLE) return vb_store_print(s, &q, output, err);
    VB_TRY(vb_db_prepare(s, VB_STR(outcome_sql), &st, err));
    sqlite3_bind_int64(st, 1, 0);
    vb_status status;
    while ((status = vb_db_step(s, st, "reading decisions", err)) == VB_OK) {
        if (n++ == 0) vb_buf_cstr(&o.buf, VB_LOG_HEAD "\n");
        status = put_decision(s, &o.buf, st, err);
        if (status < 0) break;
        vb_out_flush(&o, false);
    }
    sqlite3_finalize(st);
    return vb_out_finish(&o, status < 0 ? status : n ? VB_OK : VB_DONE, err);
}

vb_status vb_theme_log_read(vb_store *s, vb_str log, const vb_output *output, vb_error *err) {
    int64_t last;
    bool began;
    VB_TRY(vb_db_int(s, "SELECT max(decision_id) FROM decisions", 0, &last, err));
    VB_TRY(vb_db_enter(s, &began, err));
    vb_status st = vb_log_take(s, log, err);
    if (st >= 0) st = vb_store_redo(s, err);
    VB_TRY(vb_db_leave(s, began, st, err));
    return print_decisions(s, last, output, err);
}
