/* verify: counts every stored number again.
 *
 * Invariant: two ways. The checks below count in plain SQL, straight from comments and clauses, without the
 * code that wrote the numbers; then everything, also intervals, trends and quotes, is computed anew into
 * temporary tables and compared column by column. Nothing is written to the file. */
#include "report/out.h"
#include "report/terminal.h"
#include "store/aggregate.h"

#include <math.h>
#include <stdio.h>

#define SHOWN 20 /* differences printed */

/* Each gives id, what is stored, what was counted, for every row. Equal up to rounding is equal. */
static const struct check {
    const char *name, *sql;
} checks[] = {
    {"themes.n", "SELECT t.theme_id, t.n, (SELECT count(DISTINCT k.clause_row / 1048576) FROM main.clauses k "
                 "JOIN main.comments "
                 "c ON c.comment_row = k.clause_row / 1048576 WHERE k.theme_id = t.theme_id AND c.non_answer "
                 "IS NULL) FROM "
                 "main.themes t"},
    {"themes.base_n", "SELECT theme_id, base_n, (SELECT count(*) FROM main.comments WHERE non_answer IS "
                      "NULL) FROM main.themes"},
    {"themes.share", "SELECT theme_id, share, n * 1.0 / base_n FROM main.themes"},
    {"themes.n_clauses",
     "SELECT t.theme_id, t.n_clauses, (SELECT count(*) FROM main.clauses k WHERE k.theme_id = t.theme_id) "
     "FROM main.themes t"},
    {"themes.mean_sentiment",
     "SELECT t.theme_id, t.mean_sentiment, (SELECT avg(k.sentiment_score) FROM main.clauses k WHERE "
     "k.theme_id = t.theme_id) FROM main.themes t"},
    {"themes.severity",
     "SELECT t.theme_id, t.severity, (SELECT avg(k.severity) FROM main.clauses k WHERE k.theme_id = "
     "t.theme_id) FROM main.themes t"},
    {"themes.n_vi + n_th + n_en", "SELECT t.theme_id, t.n_vi + t.n_th + t.n_en, (SELECT count(DISTINCT "
                                  "c.comment_row) FROM main.clauses k JOIN main.comments "
                                  "c ON c.comment_row = k.clause_row / 1048576 WHERE k.theme_id = t.theme_id "
                                  "AND c.lang <> 'und' AND c.non_answer IS NULL) "
                                  "FROM main.themes t"},
    {"subthemes.n_clauses",
     "SELECT p.theme_id, p.n_clauses, (SELECT count(*) FROM main.clauses k WHERE k.theme_id = p.theme_id AND "
     "k.subtheme_id = p.subtheme_id) FROM main.subthemes p"},
    {"theme_periods.n",
     "SELECT t.theme_id, t.n - (SELECT count(DISTINCT c.comment_row) FROM main.clauses k JOIN main.comments "
     "c "
     "ON c.comment_row = k.clause_row / 1048576 WHERE k.theme_id = t.theme_id AND c.date IS NULL AND "
     "c.non_answer IS NULL), (SELECT coalesce(sum(p.n), 0) FROM main.theme_periods p WHERE p.theme_id = "
     "t.theme_id AND p.period_unit = 'month') FROM main.themes t"},
    {"touchpoints.complaints",
     "WITH RECURSIVE under (top, id) AS (SELECT touchpoint, touchpoint FROM main.touchpoints UNION SELECT "
     "u.top, f.touchpoint "
     "FROM main.codeframe f JOIN under u ON f.parent = u.id), hits (place, comment) AS (SELECT DISTINCT "
     "k.touchpoint, "
     "k.clause_row / 1048576 FROM main.clauses k JOIN main.comments c ON c.comment_row = k.clause_row / "
     "1048576 WHERE "
     "(k.complaint = 1 OR k.theme_id IS NOT NULL) AND c.non_answer IS NULL) SELECT t.touchpoint, "
     "t.complaints, (SELECT count(DISTINCT "
     "h.comment) FROM hits h "
     "JOIN under u ON u.id = h.place WHERE u.top = t.touchpoint) FROM main.touchpoints t"},
    {"drivers.value_with (nps)",
     "SELECT d.theme_id, d.value_with, (SELECT avg(CASE WHEN c.nps >= 9 THEN 100.0 WHEN c.nps < 7 THEN "
     "-100.0 ELSE 0.0 END) FROM "
     "main.comments c WHERE c.nps IS NOT NULL AND c.non_answer IS NULL AND c.comment_row IN (SELECT "
     "k.clause_row / 1048576 FROM "
     "main.clauses k WHERE k.theme_id = d.theme_id)) FROM main.drivers d WHERE d.measure = 'nps'"},
    {"comments.theme_ids",
     "SELECT c.comment_id, json_array_length(coalesce(c.theme_ids, '[]')), (SELECT count(DISTINCT "
     "k.theme_id) FROM main.clauses k WHERE k.clause_row BETWEEN c.comment_row * 1048576 AND c.comment_row "
     "* 1048576 + 255) FROM main.comments c"},
    {"quotes.text",
     "SELECT q.theme_id, q.text, substr(c.text, q.begin + 1, q.\"end\" - q.begin) FROM main.quotes q JOIN "
     "main.comments c ON c.comment_row = q.clause_row / 1048576"},
};

/* Tables that are computed anew, with their keys. */
static const struct twin {
    const char *table, *key;
} twins[] = {
    {"themes", "theme_id"},           {"theme_periods", "theme_id, period_unit, period"},
    {"touchpoints", "touchpoint"},    {"touchpoint_periods", "touchpoint, period_unit, period"},
    {"drivers", "theme_id, measure"}, {"standouts", "dimension, value, kind, id"},
    {"quotes", "theme_id, rank"},     {"subthemes", "theme_id, subtheme_id"},
};

typedef struct verifier {
    vb_store *s;
    vb_out o;
    uint64_t numbers, different;
    vb_error *err;
} verifier;

static void put_column(vb_buf *b, sqlite3_stmt *st, int column) {
    switch (sqlite3_column_type(st, column)) {
    case SQLITE_NULL: vb_buf_cstr(b, "nothing"); break;
    case SQLITE_FLOAT: vb_buf_fixed(b, sqlite3_column_double(st, column), 9); break;
    default: vb_term_plain(b, vb_db_text(st, column)); break;
    }
}

static void report(verifier *v, const char *name, vb_str id, sqlite3_stmt *a, sqlite3_stmt *b, int column_a,
                   int column_b) {
    if (v->different++ >= SHOWN) return;
    vb_buf *out = &v->o.buf;
    vb_buf_printf(out, "%s of ", name);
    vb_term_plain(out, id);
    vb_buf_cstr(out, ": stored ");
    put_column(out, a, column_a);
    vb_buf_cstr(out, ", counted ");
    put_column(out, b, column_b);
    vb_buf_byte(out, '\n');
}

/* Equal up to the rounding of sums of ten-thousandths. */
static bool equal(sqlite3_stmt *a, int i, sqlite3_stmt *b, int k, double within) {
    int left = sqlite3_column_type(a, i), right = sqlite3_column_type(b, k);
    bool numbers = (left == SQLITE_INTEGER || left == SQLITE_FLOAT) &&
                   (right == SQLITE_INTEGER || right == SQLITE_FLOAT);
    if (numbers) return fabs(sqlite3_column_double(a, i) - sqlite3_column_double(b, k)) <= within;
    if (left != right) return false;
    return vb_str_eq(vb_db_text(a, i), vb_db_text(b, k));
}

static vb_status run_check(verifier *v, const struct check *c) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_db_prepare(v->s, vb_str_of(c->sql), &st, v->err));
    while ((status = vb_db_step(v->s, st, "counting again", v->err)) == VB_OK) {
        v->numbers++;
        if (!equal(st, 1, st, 2, 6e-5)) report(v, c->name, vb_db_text(st, 0), st, st, 1, 2);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status prepare_rows(verifier *v, const char *schema, const struct twin *t, sqlite3_stmt **st) {
    char sql[160];
    int n = snprintf(sql, sizeof sql, "SELECT * FROM %s.%s ORDER BY %s", schema, t->table, t->key);
    return vb_db_prepare(v->s, (vb_str){sql, n > 0 ? (size_t)n : 0}, st, v->err);
}

static void compare_row(verifier *v, const struct twin *t, sqlite3_stmt *a, sqlite3_stmt *b) {
    for (int i = 0; i < sqlite3_column_count(a); i++) {
        char name[96];
        v->numbers++;
        if (equal(a, i, b, i, 1e-12)) continue;
        snprintf(name, sizeof name, "%s.%s", t->table, sqlite3_column_name(a, i));
        report(v, name, vb_db_text(a, 0), a, b, i, i);
    }
}

static vb_status compare_twin(verifier *v, const struct twin *t) {
    sqlite3_stmt *a, *b = NULL;
    VB_TRY(prepare_rows(v, "main", t, &a));
    vb_status st = prepare_rows(v, "temp", t, &b), left = VB_OK, right = VB_OK;
    while (st >= 0) {
        left = vb_db_step(v->s, a, "counting again", v->err);
        right = vb_db_step(v->s, b, "counting again", v->err);
        st = left < 0 ? left : right < 0 ? right : VB_OK;
        if (st < 0 || left == VB_DONE || right == VB_DONE) break;
        compare_row(v, t, a, b);
    }
    if (st >= 0 && left != right) {
        v->different++;
        vb_buf_printf(&v->o.buf, "%s: %s rows are stored than counted\n", t->table,
                      left == VB_OK ? "more" : "fewer");
    }
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    return st;
}

static vb_status verify(verifier *v) {
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) VB_TRY(run_check(v, &checks[i]));
    VB_TRY(vb_db_exec(v->s,
                      "CREATE TEMP TABLE subset (comment_row INTEGER PRIMARY KEY); INSERT INTO temp.subset "
                      "SELECT comment_row "
                      "FROM main.comments",
                      "counting again", v->err));
    VB_TRY(vb_store_recompute(v->s, VB_WANT_ALL, v->err));
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) VB_TRY(compare_twin(v, &twins[i]));
    return VB_OK;
}

vb_status vb_store_verify(vb_store *s, const vb_output *output, vb_error *err) {
    verifier v = {.s = s, .o = {.output = output}, .err = err};
    VB_TRY(vb_db_exec(s, "SAVEPOINT verify", "reading", err));
    vb_status st = verify(&v);
    sqlite3_exec(s->db, "ROLLBACK TO verify; RELEASE verify", NULL, NULL, NULL);
    if (st >= 0 && v.different > SHOWN)
        vb_buf_printf(&v.o.buf, "and %llu more\n", (unsigned long long)(v.different - SHOWN));
    if (st >= 0 && v.different == 0) {
        vb_buf_cstr(&v.o.buf, "All of ");
        vb_term_count(&v.o.buf, (int64_t)v.numbers);
        vb_buf_cstr(&v.o.buf, " stored values are what the comments and clauses say.\n");
    }
    st = vb_out_finish(&v.o, st, err);
    if (st < 0 || v.different == 0) return st;
    return vb_fail(err, VB_ERR_IO,
                   "%llu of %llu stored values differ from what the comments and clauses say; `verbatim "
                   "analyze` with any "
                   "file computes them anew",
                   (unsigned long long)v.different, (unsigned long long)v.numbers);
}
