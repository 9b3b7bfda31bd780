/* page_data: what the report page is drawn from.
 *
 * Invariant: tables come from vb_store_print, so the page cannot say anything else than `verbatim themes -f
 * json`; only counts of comments and the comments themselves are read here. Comments are arrays instead of
 * objects, since a page may hold 100,000 of them; `columns` in the data names their places. */
#include "report/page_html.h"

#include "base/json.h"
#include "report/mask.h"
#include "store/aggregate.h"

#define PER_BLOCK                                                                                            \
    2000 /* comments of one script element: small enough that reading one does not stop the page */

/* ---- Tables
 * ------------------------------------------------------------------------------------------------- */

static int to_buffer(void *ctx, const char *data, size_t len) {
    vb_html_json(ctx, (vb_str){data, len});
    return ((vb_buf *)ctx)->failed;
}

/* `"key":[rows of the table]` */
static vb_status put_table(vb_html *h, const char *table) {
    vb_query q = *h->q;
    q.table = table;
    q.top = 0;
    vb_output output = {.sink = {to_buffer, &h->o->buf}, .format = VB_FORMAT_JSON};
    vb_buf_printf(&h->o->buf, ",\n\"%s\":", table);
    vb_status st = vb_store_print(h->s, &q, &output, h->err);
    return st < 0 ? st : VB_OK;
}

/* A statement whose first row holds JSON text. */
static vb_status put_json_of(vb_html *h, const char *key, const char *sql) {
    sqlite3_stmt *st;
    VB_TRY(vb_html_prepare(h, sql, &st));
    vb_status status = vb_db_step(h->s, st, "reading the comments", h->err);
    vb_buf_printf(&h->o->buf, ",\n\"%s\":", key);
    if (status == VB_OK && sqlite3_column_type(st, 0) != SQLITE_NULL)
        vb_html_json(&h->o->buf, vb_db_text(st, 0));
    else
        vb_buf_cstr(&h->o->buf, "null");
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* Counts of comments, each one JSON value. */
static const struct {
    const char *key, *sql;
} counts[] = {
    {"counts",
     "SELECT json_object('comments', count(*), 'answers', coalesce(sum(c.non_answer IS NULL), 0), "
     "'complaints', "
     "coalesce(sum(c.complaint), 0), 'negative', coalesce(sum(c.non_answer IS NULL AND c.sentiment_label = "
     "'negative'), "
     "0), 'neutral', coalesce(sum(c.non_answer IS NULL AND c.sentiment_label = 'neutral'), 0), 'positive', "
     "coalesce(sum(c.non_answer IS NULL AND c.sentiment_label = 'positive'), 0), 'first', min(c.date), "
     "'last', "
     "max(c.date), 'dated', count(c.date), 'rated', count(c.rating), 'weighted', count(c.weight), "
     "'conflicts', "
     "coalesce(sum(c.rating_conflict), 0), 'no_theme', coalesce(sum(c.complaint AND c.theme_id IS NULL), 0)) "
     "FROM @C 1"},
    {"languages", "SELECT json_group_array(json_object('lang', lang, 'n', n)) FROM (SELECT c.lang AS lang, "
                  "count(*) AS n FROM @C "
                  "c.non_answer IS NULL GROUP BY 1 ORDER BY n DESC, 1)"},
    {"non_answers", "SELECT json_group_array(json_object('reason', reason, 'n', n)) FROM (SELECT "
                    "c.non_answer AS reason, count(*) AS n "
                    "FROM @C c.non_answer IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1)"},
    {"unassigned", "SELECT json_group_array(json_object('reason', reason, 'n', n)) FROM (SELECT "
                   "c.unassigned_reason AS reason, count(*) "
                   "AS n FROM @C c.complaint AND c.theme_id IS NULL GROUP BY 1 ORDER BY n DESC, 1)"},
    {"months", "SELECT json_group_array(json_object('period', period, 'base_n', base_n, 'n', n, 'sentiment', "
               "sentiment)) FROM "
               "(SELECT c.month AS period, count(*) AS base_n, sum(c.complaint) AS n, "
               "round(avg(c.sentiment_score), 4) AS sentiment "
               "FROM @C c.non_answer IS NULL AND c.month IS NOT NULL GROUP BY 1 ORDER BY 1)"},
    {"weeks", "SELECT json_group_array(json_object('period', period, 'base_n', base_n, 'n', n, 'sentiment', "
              "sentiment)) FROM "
              "(SELECT c.week AS period, count(*) AS base_n, sum(c.complaint) AS n, "
              "round(avg(c.sentiment_score), 4) AS sentiment "
              "FROM @C c.non_answer IS NULL AND c.week IS NOT NULL GROUP BY 1 ORDER BY 1)"},
    {"files", "SELECT json_group_array(file) FROM (SELECT DISTINCT file FROM runs ORDER BY file)"},
    {"fingerprints", "SELECT json_group_array(fingerprint) FROM (SELECT DISTINCT fingerprint FROM runs WHERE "
                     "finished_at IS NOT NULL ORDER BY 1)"},
    {"diagnostics_n", "SELECT coalesce(sum(diagnostics), 0) FROM runs WHERE run_id IN (SELECT max(run_id) "
                      "FROM runs WHERE finished_at IS "
                      "NOT NULL GROUP BY file)"},
    {"problem_labels",
     "SELECT json_group_object(problem, coalesce(nullif(label_@L, ''), label_en)) FROM problems"},
};

/* The conditions of the query, so that the page can say them. */
static void put_filters(vb_html *h) {
    const vb_query *q = h->q;
    const struct {
        const char *key, *value;
    } filters[] = {{"touchpoint", q->touchpoint},
                   {"theme", q->theme},
                   {"lang", q->lang},
                   {"since", q->since},
                   {"until", q->until}};
    vb_buf_clear(&h->scratch);
    vb_json j = vb_json_on(&h->scratch);
    vb_json_open(&j, '{');
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (!filters[i].value) continue;
        vb_json_key(&j, filters[i].key);
        vb_json_cstr(&j, filters[i].value);
    }
    vb_json_key(&j, "segments");
    vb_json_open(&j, '[');
    for (size_t i = 0; i < q->n_segments; i++) {
        vb_json_open(&j, '[');
        vb_json_str(&j, q->segments[i].name);
        vb_json_str(&j, q->segments[i].value);
        vb_json_close(&j, ']');
    }
    vb_json_close(&j, ']');
    vb_json_close(&j, '}');
    vb_buf_cstr(&h->o->buf, ",\n\"filters\":");
    vb_html_json(&h->o->buf, vb_buf_view(&h->scratch));
}

/* Makes the query's conditions hold for the statements in between; vb_store_print has its own. */
static vb_status enter(vb_html *h) {
    VB_TRY(vb_db_exec(h->s, "SAVEPOINT page", "reading", h->err));
    if (h->q->mask) VB_TRY(vb_mask_on(h->s, h->q->mask, h->err));
    return vb_store_apply(h->s, h->q, false, &h->subset, h->err);
}
static void leave(vb_html *h) {
    if (h->q->mask) vb_mask_off(h->s);
    sqlite3_exec(h->s->db, "ROLLBACK TO page; RELEASE page", NULL, NULL, NULL);
    h->subset = false;
}

static vb_status put_counts(vb_html *h) {
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        VB_TRY(put_json_of(h, counts[i].key, counts[i].sql));
    return VB_OK;
}

vb_status vb_html_data(vb_html *h) {
    static const char *const tables[] = {"touchpoints", "themes", "theme_periods", "drivers"};
    vb_buf_printf(&h->o->buf, "{\"version\":\"%s\",\"lang\":\"%s\",\"most_comments\":%d,\"masked\":%s",
                  VB_VERSION, h->lang, VB_PAGE_COMMENTS, h->q->mask ? "true" : "false");
    put_filters(h);
    vb_status st = enter(h);
    if (st >= 0) st = put_counts(h);
    leave(h);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && st >= 0; i++) st = put_table(h, tables[i]);
    vb_buf_cstr(&h->o->buf, "}");
    return st;
}

/* ---- Comments
 * ----------------------------------------------------------------------------------------------- */

enum {
    C_ROW,
    C_ID,
    C_TEXT,
    C_LANG,
    C_DATE,
    C_LABEL,
    C_SCORE,
    C_COMPLAINT,
    C_TOUCHPOINTS,
    C_THEMES,
    C_RATING,
    C_CHANNEL,
    C_SEGMENTS,
    C_NON_ANSWER
};
static const char comment_sql[] =
    "SELECT c.comment_row, @M(c.comment_id), @M(c.text), c.lang, c.date, c.sentiment_label, "
    "c.sentiment_score, "
    "c.complaint, "
    "coalesce(c.touchpoints, '[]'), coalesce(c.theme_ids, '[]'), c.rating, @M(c.channel), "
    "@M(coalesce(c.segments, '{}')), "
    "c.non_answer FROM @C c.non_answer IS NULL ORDER BY c.date DESC, c.comment_id, c.identity LIMIT ?1";
/* Places of the text as it is shown. */
static const char span_sql[] =
    "SELECT @P(k.begin, c.text, 0), @P(k.\"end\", c.text, 0, 1) FROM comments c JOIN clauses k ON "
    "k.clause_row BETWEEN "
    "?1 * 1048576 AND ?1 * 1048576 + 1048575 WHERE c.comment_row = ?1 AND k.complaint ORDER BY k.clause_row";

/* [begin, end, begin, end, ...] of the clauses that complain. */
static vb_status put_spans(vb_html *h, vb_json *j, sqlite3_stmt *spans, int64_t row) {
    vb_status st;
    sqlite3_bind_int64(spans, 1, row);
    vb_json_open(j, '[');
    while ((st = vb_db_step(h->s, spans, "reading clauses", h->err)) == VB_OK) {
        vb_json_int(j, sqlite3_column_int64(spans, 0));
        vb_json_int(j, sqlite3_column_int64(spans, 1));
    }
    vb_json_close(j, ']');
    sqlite3_reset(spans);
    return st < 0 ? st : VB_OK;
}

static void put_or_null(vb_json *j, sqlite3_stmt *st, int column) {
    if (sqlite3_column_type(st, column) == SQLITE_NULL)
        vb_json_null(j);
    else
        vb_json_str(j, vb_db_text(st, column));
}

static vb_status put_comment(vb_html *h, sqlite3_stmt *st, sqlite3_stmt *spans) {
    vb_buf_clear(&h->scratch);
    vb_json j = vb_json_on(&h->scratch);
    vb_json_open(&j, '[');
    vb_json_str(&j, vb_db_text(st, C_ID));
    vb_json_str(&j, vb_db_text(st, C_TEXT));
    vb_json_str(&j, vb_db_text(st, C_LANG));
    put_or_null(&j, st, C_DATE);
    vb_str label = vb_db_text(st, C_LABEL);
    vb_json_int(&j, vb_str_eqz(label, "negative") ? -1 : vb_str_eqz(label, "positive"));
    vb_json_num(&j, sqlite3_column_double(st, C_SCORE), 2);
    vb_json_int(&j, sqlite3_column_int64(st, C_COMPLAINT));
    vb_json_raw(&j, vb_db_text(st, C_TOUCHPOINTS));
    vb_json_raw(&j, vb_db_text(st, C_THEMES));
    if (sqlite3_column_type(st, C_RATING) == SQLITE_NULL)
        vb_json_null(&j);
    else
        vb_json_num(&j, sqlite3_column_double(st, C_RATING), 2);
    put_or_null(&j, st, C_CHANNEL);
    vb_json_raw(&j, vb_db_text(st, C_SEGMENTS));
    vb_status status = VB_OK;
    if (sqlite3_column_int(st, C_COMPLAINT))
        status = put_spans(h, &j, spans, sqlite3_column_int64(st, C_ROW));
    else
        vb_json_raw(&j, VB_STR("[]"));
    vb_json_close(&j, ']');
    vb_html_json(&h->o->buf, vb_buf_view(&h->scratch));
    return status;
}

static vb_status put_blocks(vb_html *h, sqlite3_stmt *st, sqlite3_stmt *spans) {
    vb_status status;
    size_t n = 0;
    sqlite3_bind_int64(st, 1, VB_PAGE_COMMENTS);
    while ((status = vb_db_step(h->s, st, "reading the comments", h->err)) == VB_OK && !h->o->failed) {
        if (n % PER_BLOCK == 0)
            vb_buf_printf(&h->o->buf, "%s<script type=\"application/json\" class=\"comments\">[\n",
                          n ? "\n]</script>\n" : "");
        else
            vb_buf_cstr(&h->o->buf, ",\n");
        VB_TRY(put_comment(h, st, spans));
        vb_out_flush(h->o, false);
        n++;
    }
    if (n) vb_buf_cstr(&h->o->buf, "\n]</script>\n");
    return status < 0 ? status : VB_OK;
}

vb_status vb_html_comments(vb_html *h) {
    sqlite3_stmt *st = NULL, *spans = NULL;
    vb_status status = enter(h);
    if (status >= 0) status = vb_html_prepare(h, comment_sql, &st);
    if (status >= 0) status = vb_html_prepare(h, span_sql, &spans);
    if (status >= 0) status = put_blocks(h, st, spans);
    sqlite3_finalize(st);
    sqlite3_finalize(spans);
    leave(h);
    return status;
}
