/* overview: the page that `analyze` ends with: what was read, what changed most, then the top complaint
 * themes of each touchpoint with their quotes.
 *
 * Invariant: a function of the store and the query alone; every number on it also stands in the tables. What
 * changed comes first, because it is what a reader should not miss. Fits 80 columns; quotes are wrapped, not
 * cut. */
#include "report/out.h"

#include "model/calendar.h"
#include "model/stats.h"
#include "report/terminal.h"
#include "report/width.h"
#include "store/aggregate.h"

#include <math.h>
#include <stdio.h>

#define TOUCHPOINTS_SHOWN 8
#define THEMES_SHOWN      3 /* of each touchpoint, unless the query says otherwise */
#define CHANGES_SHOWN     3 /* of touchpoints, and of themes */
#define QUOTES_PER_THEME  2
#define SHOWN_BELOW       "2" /* the same, for SQL */
#define QUOTE_LINES       6   /* of one quote; only monsters are longer */
#define SPARK             8   /* periods drawn */
#define HEADING           12  /* columns of the words that begin the summary lines */

/* The touchpoint that the query asks for and those below it; all where it asks for none. */
#define ASKED(param)                                                                                         \
    "(" param " IS NULL OR t.touchpoint IN (WITH RECURSIVE under (id) AS (SELECT " param                     \
    " UNION SELECT g.touchpoint "                                                                            \
    "FROM codeframe g JOIN under ON g.parent = under.id) SELECT id FROM under))"

typedef struct page {
    vb_store *s;
    vb_out *o;
    const char *lang;
    const vb_query *q;
    bool subset;
    size_t width;
    int64_t comments, answers, complaints, least_n;
    bool dated;
    vb_buf plain;
    vb_error *err;
} page;

/* Prepares SQL in which "@L" is the label language and "@C" the comments that the query asks for. */
static vb_status prepare(page *p, const char *sql, sqlite3_stmt **out) {
    vb_buf b = {0};
    for (const char *c = sql; *c; c++) {
        bool mark = c[0] == '@' && (c[1] == 'L' || c[1] == 'C');
        if (!mark)
            vb_buf_byte(&b, *c);
        else if (c[1] == 'L')
            vb_buf_cstr(&b, p->lang);
        else
            vb_buf_cstr(&b, p->subset ? "comments WHERE comment_row IN temp.subset AND" : "comments WHERE");
        c += mark;
    }
    vb_status st = b.failed ? vb_fail_memory(p->err) : vb_db_prepare(p->s, vb_buf_view(&b), out, p->err);
    vb_buf_deinit(&b);
    return st;
}

static vb_status next(page *p, sqlite3_stmt *st) {
    return vb_db_step(p->s, st, "reading the result", p->err);
}

static void put(page *p, const char *text) {
    vb_buf_cstr(&p->o->buf, text);
}

static void put_styled(page *p, vb_style style, const char *text) {
    vb_term_style(&p->o->buf, p->o->output->color, style);
    put(p, text);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
}

/* A heading of the summary, padded. */
static void put_name(page *p, const char *name) {
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_DIM);
    vb_pad(&p->o->buf, vb_str_of(name), HEADING, false);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
}

static void put_noun(page *p, int64_t n, const char *one, const char *many) {
    vb_term_count(&p->o->buf, n);
    put(p, " ");
    put(p, n == 1 ? one : many);
}

/* The text as it may stand on a terminal, valid until the next call. */
static vb_str plain(page *p, vb_str s) {
    vb_buf_clear(&p->plain);
    vb_term_plain(&p->plain, s);
    return vb_buf_view(&p->plain);
}

/* "2 Jan 2026" */
static void put_date(page *p, vb_str date) {
    vb_day day;
    if (!vb_day_of(date, &day)) return;
    unsigned month = (unsigned)(day.date[5] - '0') * 10 + (unsigned)(day.date[6] - '0');
    vb_buf_int(&p->o->buf, (day.date[8] - '0') * 10 + (day.date[9] - '0'));
    vb_buf_printf(&p->o->buf, " %s %.4s", vb_month_name(month), day.date);
}

/* "Apr 2026", or "the week of 6 Apr 2026" */
static void put_period(page *p, vb_str period) {
    char start[12];
    if (!vb_period_start(period, start)) return;
    unsigned month = (unsigned)(start[5] - '0') * 10 + (unsigned)(start[6] - '0');
    if (period.len == 7) {
        vb_buf_printf(&p->o->buf, "%s %.4s", vb_month_name(month), start);
        return;
    }
    put(p, "the week of ");
    put_date(p, vb_str_of(start));
}

/* ---- What was read
 * ------------------------------------------------------------------------------------------- */

static vb_status put_read(page *p) {
    sqlite3_stmt *st;
    int64_t files;
    VB_TRY(vb_db_int(p->s, "SELECT count(DISTINCT file) FROM runs", 0, &files, p->err));
    VB_TRY(prepare(p,
                   "SELECT count(*), coalesce(sum(non_answer IS NULL), 0), coalesce(sum(complaint), 0), "
                   "min(date), max(date) "
                   "FROM @C 1",
                   &st));
    vb_status status = next(p, st);
    if (status == VB_OK) {
        p->comments = sqlite3_column_int64(st, 0);
        p->answers = sqlite3_column_int64(st, 1);
        p->complaints = sqlite3_column_int64(st, 2);
        p->dated = sqlite3_column_type(st, 3) != SQLITE_NULL;
        put_noun(p, p->comments, "comment", "comments");
        put(p, " from ");
        put_noun(p, files, "file", "files");
        if (p->dated) {
            put(p, ", ");
            put_date(p, vb_db_text(st, 3));
            put(p, " to ");
            put_date(p, vb_db_text(st, 4));
        }
        put(p, "\n");
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* "vi 214 (52.1 %), th 124 (30.2 %)" of a query that gives names and counts. */
static vb_status put_counts(page *p, const char *sql, int64_t base, bool *any) {
    sqlite3_stmt *st;
    vb_status status;
    *any = false;
    VB_TRY(prepare(p, sql, &st));
    while ((status = next(p, st)) == VB_OK) {
        if (*any) put(p, ", ");
        *any = true;
        vb_buf_str(&p->o->buf, plain(p, vb_db_text(st, 0)));
        put(p, " ");
        vb_term_count(&p->o->buf, sqlite3_column_int64(st, 1));
        if (base == 0) continue;
        put(p, " (");
        vb_term_percent(&p->o->buf, (double)sqlite3_column_int64(st, 1) / (double)base);
        put(p, ")");
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status put_sentiment(page *p) {
    static const char *const names[] = {"negative", "neutral", "positive"};
    static const vb_style styles[] = {VB_STYLE_BAD, VB_STYLE_DIM, VB_STYLE_GOOD};
    static const char *const cells[] = {"\xE2\x96\x88", "\xE2\x96\x91", "\xE2\x96\x93"};
    enum { CELLS = 16 };
    int64_t counts[3] = {0}, seen = 0;
    sqlite3_stmt *st;
    VB_TRY(prepare(p,
                   "SELECT coalesce(sum(sentiment_label = 'negative'), 0), coalesce(sum(sentiment_label = "
                   "'neutral'), 0), "
                   "coalesce(sum(sentiment_label = 'positive'), 0) FROM @C non_answer IS NULL",
                   &st));
    vb_status status = next(p, st);
    for (int i = 0; i < 3 && status == VB_OK; i++) counts[i] = sqlite3_column_int64(st, i);
    sqlite3_finalize(st);
    if (status < 0) return status;
    put_name(p, "Sentiment");
    for (int i = 0; i < 3; i++) { /* cells by running sums, so that they are always CELLS in all */
        int64_t from = seen * CELLS / p->answers, to = (seen + counts[i]) * CELLS / p->answers;
        vb_term_style(&p->o->buf, p->o->output->color, styles[i]);
        for (; from < to; from++) put(p, cells[i]);
        vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
        seen += counts[i];
    }
    for (int i = 0; i < 3; i++) {
        vb_buf_printf(&p->o->buf, "%s%s ", i ? ", " : "  ", names[i]);
        vb_term_percent(&p->o->buf, (double)counts[i] / (double)p->answers);
    }
    put(p, "\n");
    return VB_OK;
}

static vb_status put_summary(page *p) {
    bool any;
    put_name(p, "Languages");
    VB_TRY(put_counts(
        p, "SELECT lang, count(*) AS k FROM @C non_answer IS NULL GROUP BY lang ORDER BY k DESC, lang",
        p->answers, &any));
    put(p, "\n");
    VB_TRY(put_sentiment(p));
    put_name(p, "Complaints");
    vb_interval i = vb_wilson((uint64_t)p->complaints, (uint64_t)p->answers);
    vb_term_count(&p->o->buf, p->complaints);
    put(p, " of ");
    put_noun(p, p->answers, "answer", "answers");
    put(p, ", ");
    vb_term_percent(&p->o->buf, i.share);
    put(p, " (95 % interval ");
    vb_term_percent(&p->o->buf, i.low);
    put(p, " to ");
    vb_term_percent(&p->o->buf, i.high);
    put(p, ")\n");
    if (p->comments > p->answers) {
        put_name(p, "Left out");
        put_noun(p, p->comments - p->answers, "non-answer: ", "non-answers: ");
        VB_TRY(put_counts(
            p,
            "SELECT non_answer, count(*) AS k FROM @C non_answer IS NOT NULL GROUP BY non_answer ORDER BY "
            "k DESC, non_answer",
            0, &any));
        put(p, "\n");
    }
    int64_t problems;
    VB_TRY(vb_db_int(
        p->s,
        "SELECT coalesce(sum(diagnostics), 0) FROM runs WHERE run_id IN (SELECT max(run_id) FROM runs "
        "WHERE finished_at IS NOT NULL GROUP BY file)",
        0, &problems, p->err));
    if (problems) {
        put_name(p, "Data");
        put_noun(p, problems, "problem met in the files: ", "problems met in the files: ");
        put(p, "verbatim export --table diagnostics\n");
    }
    return VB_OK;
}

/* ---- Themes
 * -------------------------------------------------------------------------------------------------- */

/* Columns of the statements that give themes. */
enum {
    T_ID,
    T_LABEL,
    T_PLACE,
    T_N,
    T_SHARE,
    T_LOW,
    T_HIGH,
    T_SENTIMENT,
    T_TREND,
    T_SINCE,
    T_BEFORE,
    T_AFTER,
    T_UNIT
};
#define THEME_COLUMNS                                                                                        \
    "t.theme_id, coalesce(nullif(t.label_@L, ''), t.label), coalesce((SELECT coalesce(nullif(f.label_@L, "   \
    "''), "                                                                                                  \
    "nullif(f.label_en, '')) FROM codeframe f WHERE f.touchpoint = t.touchpoint), t.touchpoint, 'Other'), "  \
    "t.n, t.share, "                                                                                         \
    "t.ci_low, t.ci_high, t.mean_sentiment, t.trend, t.trend_since, t.share_before, t.share_after, "         \
    "t.period_unit "

typedef struct trend_mark {
    const char *name, *mark;
    vb_style style;
} trend_mark;

static const trend_mark marks[] = {
    {"up", "\xE2\x96\xB2", VB_STYLE_BAD},    {"new", "\xE2\x97\x8F", VB_STYLE_BAD},
    {"down", "\xE2\x96\xBC", VB_STYLE_GOOD}, {"gone", "\xE2\x97\x8B", VB_STYLE_GOOD},
    {"flat", " ", VB_STYLE_PLAIN},
};

static const trend_mark *mark_of(vb_str trend) {
    size_t i = 0;
    while (i + 1 < sizeof marks / sizeof *marks && !vb_str_eqz(trend, marks[i].name)) i++;
    return &marks[i];
}

/* The members that speak for a theme, each with its language and date, wrapped whole. With `since` those of
 * the time after it come first, and of them those that the list of themes does not show. */
static vb_status put_quotes(page *p, vb_str theme, vb_str since, int64_t most, size_t indent) {
    char start[12] = "";
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(prepare(p,
                   "SELECT text, lang, date FROM quotes WHERE theme_id = ?1 ORDER BY ?3 <> '' AND (date IS "
                   "NULL OR date < "
                   "?3), ?3 <> '' AND rank <= " SHOWN_BELOW ", rank LIMIT ?2",
                   &st));
    if (since.len && !vb_period_start(since, start)) start[0] = 0;
    vb_db_bind(st, 1, theme, false);
    sqlite3_bind_int64(st, 2, most);
    vb_db_bind(st, 3, vb_str_of(start), false);
    while ((status = next(p, st)) == VB_OK) {
        vb_buf text = {0};
        vb_buf_cstr(&text, "\xE2\x80\x9C");
        vb_buf_str(&text, plain(p, vb_db_text(st, 0)));
        vb_buf_cstr(&text, "\xE2\x80\x9D ");
        vb_buf_str(&text, vb_db_text(st, 1));
        if (vb_db_text(st, 2).len) {
            vb_buf_cstr(&text, ",\xC2\xA0");
            vb_buf_str(&text, vb_db_text(st, 2));
        }
        for (size_t i = 0; i < indent; i++) put(p, " ");
        vb_term_wrap(&p->o->buf, vb_buf_view(&text), p->width, indent, indent, QUOTE_LINES);
        put(p, "\n");
        bool memory = text.failed;
        vb_buf_deinit(&text);
        if (memory) status = vb_fail_memory(p->err);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* "Delivery: slow" below the heading "Delivery" is "slow". */
static vb_str without_place(vb_str label, vb_str place) {
    bool repeats =
        place.len && vb_str_starts(label, place) && label.len > place.len + 2 && label.ptr[place.len] == ':';
    return repeats ? vb_str_trim(vb_str_sub(label, place.len + 1, label.len)) : label;
}

static void put_change(page *p, sqlite3_stmt *st) {
    const trend_mark *m = mark_of(vb_db_text(st, T_TREND));
    vb_str label = vb_db_text(st, T_LABEL), place = vb_db_text(st, T_PLACE);
    vb_buf text = {0};
    vb_buf_str(&text, plain(p, label));
    if (place.len && !vb_str_starts(label, place)) {
        vb_buf_cstr(&text, " (");
        vb_buf_str(&text, plain(p, place));
        vb_buf_cstr(&text, ")");
    }
    vb_term_style(&p->o->buf, p->o->output->color, m->style);
    vb_buf_printf(&p->o->buf, "%s %-4s ", m->mark, m->name);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_BOLD);
    vb_term_wrap(&p->o->buf, vb_buf_view(&text), p->width, 7, 7, 2);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    vb_buf_deinit(&text);
    put(p, "\n       ");
    vb_term_percent(&p->o->buf, sqlite3_column_double(st, T_AFTER));
    put(p, " of answers since ");
    put_period(p, vb_db_text(st, T_SINCE));
    put(p, ", ");
    vb_term_percent(&p->o->buf, sqlite3_column_double(st, T_BEFORE));
    put(p, " before\n");
}

/* A touchpoint whose change is the change of one of its themes or children says nothing of its own. */
#define SAME_CHANGE(other)                                                                                   \
    other ".trend <> 'flat' AND (" other ".share_after - " other                                             \
          ".share_before) / (t.share_after - t.share_before) > 0.6"

static const char *const change_sql[] = {
    "SELECT (SELECT z.theme_id FROM themes z WHERE z.touchpoint = t.touchpoint ORDER BY z.n DESC, z.theme_id "
    "LIMIT 1), "
    "coalesce(nullif(t.label_@L, ''), t.label_en) || ': all complaints', '', t.complaints, "
    "t.complaint_share, "
    "t.complaint_low, t.complaint_high, t.mean_sentiment, t.trend, t.trend_since, t.share_before, "
    "t.share_after, "
    "t.period_unit FROM touchpoints t WHERE t.trend <> 'flat' AND " ASKED(
        "?1") " AND NOT EXISTS (SELECT 1 FROM themes z "
              "WHERE z.touchpoint = t.touchpoint AND " SAME_CHANGE(
                  "z") ") AND NOT EXISTS (SELECT 1 FROM touchpoints g WHERE "
                       "g.parent = t.touchpoint AND " SAME_CHANGE(
                           "g") ") ORDER BY t.trend IN ('up', 'new') DESC, abs(t.share_after - "
                                "t.share_before) DESC, t.touchpoint LIMIT ?2",
    "SELECT " THEME_COLUMNS "FROM themes t WHERE t.trend <> 'flat' AND " ASKED(
        "?1") " ORDER BY t.trend IN ('up', 'new') "
              "DESC, abs(t.share_after - t.share_before) DESC, t.theme_id LIMIT ?2",
};

static vb_status put_changes_of(page *p, const char *sql, int64_t *n) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(prepare(p, sql, &st));
    vb_db_bind(st, 1, vb_str_of(p->q->touchpoint), true);
    sqlite3_bind_int64(st, 2, CHANGES_SHOWN);
    while ((status = next(p, st)) == VB_OK) {
        if (++*n == 1) put_styled(p, VB_STYLE_BOLD, "\nWHAT CHANGED\n");
        put_change(p, st);
        bool worse = mark_of(vb_db_text(st, T_TREND))->style == VB_STYLE_BAD;
        if (worse) status = put_quotes(p, vb_db_text(st, T_ID), vb_db_text(st, T_SINCE), 1, 7);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status put_changes(page *p) {
    int64_t n = 0, periods;
    if (!p->dated) return VB_OK;
    for (size_t i = 0; i < sizeof change_sql / sizeof *change_sql; i++)
        VB_TRY(put_changes_of(p, change_sql[i], &n));
    if (n) return VB_OK;
    VB_TRY(vb_db_int(p->s, "SELECT max(n_periods) FROM themes", 0, &periods, p->err));
    if (periods > 1) put(p, "No complaint rose or fell significantly over this time.\n");
    return VB_OK;
}

/* The theme's share in its last periods, as a picture. */
static vb_status put_spark(page *p, vb_str theme, vb_str unit) {
    sqlite3_stmt *st;
    vb_status status;
    double values[SPARK];
    size_t n = 0;
    VB_TRY(prepare(p,
                   "SELECT share FROM theme_periods WHERE theme_id = ?1 AND period_unit = ?2 ORDER BY period "
                   "DESC LIMIT ?3",
                   &st));
    vb_db_bind(st, 1, theme, false);
    vb_db_bind(st, 2, unit, false);
    sqlite3_bind_int64(st, 3, SPARK);
    while ((status = next(p, st)) == VB_OK && n < SPARK) values[n++] = sqlite3_column_double(st, 0);
    sqlite3_finalize(st);
    if (status < 0) return status;
    for (size_t i = 0; i < n / 2; i++) {
        double x = values[i];
        values[i] = values[n - 1 - i];
        values[n - 1 - i] = x;
    }
    if (n > 1) vb_term_spark(&p->o->buf, values, n);
    for (size_t i = n > 1 ? n : 0; i < SPARK; i++) put(p, " ");
    return VB_OK;
}

/* The columns right of a theme's name: 5 n, 8 share, 13 interval, 12 sentiment, 9 picture, 6 trend. */
#define RIGHT_COLUMNS 53

static void put_right(page *p, size_t width, const vb_buf *text) {
    size_t w = vb_display_width(vb_buf_view(text));
    for (; w < width; w++) put(p, " ");
    vb_buf_str(&p->o->buf, vb_buf_view(text));
}

/* A name too long for its column gets lines of its own; the numbers follow below. */
static void put_theme_name(page *p, vb_str label) {
    size_t room = p->width - 2 - RIGHT_COLUMNS;
    vb_str name = plain(p, label);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_BOLD);
    bool fits = vb_display_width(name) <= room;
    if (fits)
        vb_pad(&p->o->buf, name, room, false);
    else
        vb_term_wrap(&p->o->buf, name, p->width, 2, 2, 3);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    if (fits) return;
    put(p, "\n");
    for (size_t i = 0; i < room + 2; i++) put(p, " ");
}

static vb_status put_theme(page *p, sqlite3_stmt *st) {
    const trend_mark *m = mark_of(vb_db_text(st, T_TREND));
    vb_buf cell = {0};
    double sentiment = sqlite3_column_double(st, T_SENTIMENT);
    put(p, "  ");
    put_theme_name(p, without_place(vb_db_text(st, T_LABEL), vb_db_text(st, T_PLACE)));
    vb_term_count(&cell, sqlite3_column_int64(st, T_N));
    put_right(p, 5, &cell);
    vb_buf_clear(&cell);
    vb_term_percent(&cell, sqlite3_column_double(st, T_SHARE));
    put_right(p, 8, &cell);
    vb_buf_clear(&cell);
    vb_term_fixed(&cell, sqlite3_column_double(st, T_LOW) * 100, 1);
    vb_buf_cstr(&cell, "\xE2\x80\x93");
    vb_term_fixed(&cell, sqlite3_column_double(st, T_HIGH) * 100, 1);
    vb_buf_cstr(&cell, " %");
    put_right(p, 13, &cell);
    put(p, "  ");
    vb_term_style(&p->o->buf, p->o->output->color, sentiment < 0 ? VB_STYLE_BAD : VB_STYLE_GOOD);
    vb_term_bar(&p->o->buf, fabs(sentiment), 4);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    vb_buf_clear(&cell);
    vb_term_fixed(&cell, sentiment, 2);
    put_right(p, 6, &cell);
    put(p, " ");
    bool memory = cell.failed;
    vb_buf_deinit(&cell);
    if (memory) return vb_fail_memory(p->err);
    VB_TRY(put_spark(p, vb_db_text(st, T_ID), vb_db_text(st, T_UNIT)));
    if (m->style != VB_STYLE_PLAIN) {
        put(p, " ");
        put_styled(p, m->style, m->name);
    }
    while (p->o->buf.len && p->o->buf.ptr[p->o->buf.len - 1] == ' ') p->o->buf.len--;
    put(p, "\n");
    return put_quotes(p, vb_db_text(st, T_ID), (vb_str){0}, QUOTES_PER_THEME, 6);
}

static vb_status put_touchpoint(page *p, vb_str id, bool none, int64_t *shown) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(prepare(p,
                   "SELECT " THEME_COLUMNS
                   "FROM themes t WHERE t.touchpoint IS ?1 AND t.n >= ?2 ORDER BY t.n DESC, "
                   "t.theme_id LIMIT ?3",
                   &st));
    vb_db_bind(st, 1, id, none);
    sqlite3_bind_int64(st, 2, p->least_n);
    sqlite3_bind_int64(st, 3, p->q->top && p->q->top < 1000 ? (int64_t)p->q->top : THEMES_SHOWN);
    while ((status = next(p, st)) == VB_OK) {
        status = put_theme(p, st);
        if (status < 0) break;
        ++*shown;
        vb_out_flush(p->o, false);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static void put_table_head(page *p) {
    static const char head[] = "    n   share       95 % of   sentiment  over time";
    put_styled(p, VB_STYLE_BOLD, "\nTOP COMPLAINTS");
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_DIM);
    for (size_t i = 14; i < p->width - RIGHT_COLUMNS; i++) put(p, " ");
    put(p, head);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    put(p, "\n");
}

static vb_status put_touchpoints(page *p, int64_t *shown) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(prepare(
        p,
        "SELECT t.touchpoint, coalesce((SELECT coalesce(nullif(f.label_@L, ''), nullif(f.label_en, '')) FROM "
        "codeframe f WHERE f.touchpoint = t.touchpoint), t.touchpoint, 'Other'), (SELECT complaints FROM "
        "touchpoints h WHERE h.touchpoint = t.touchpoint) AS k, (SELECT complaint_share FROM touchpoints h "
        "WHERE "
        "h.touchpoint = t.touchpoint) FROM themes t WHERE t.n >= ?1 AND " ASKED(
            "?2") " GROUP BY "
                  "t.touchpoint ORDER BY max(k) DESC, sum(t.n) DESC, t.touchpoint LIMIT ?3",
        &st));
    sqlite3_bind_int64(st, 1, p->least_n);
    vb_db_bind(st, 2, vb_str_of(p->q->touchpoint), true);
    sqlite3_bind_int64(st, 3, TOUCHPOINTS_SHOWN);
    while ((status = next(p, st)) == VB_OK) {
        bool none = sqlite3_column_type(st, 0) == SQLITE_NULL;
        put(p, "\n");
        vb_buf_str(&p->o->buf, plain(p, vb_db_text(st, 1)));
        if (sqlite3_column_type(st, 2) != SQLITE_NULL) {
            put(p, ": ");
            put_noun(p, sqlite3_column_int64(st, 2), "comment complains", "comments complain");
            put(p, ", ");
            vb_term_percent(&p->o->buf, sqlite3_column_double(st, 3));
            put(p, " of answers");
        }
        put(p, "\n");
        status = put_touchpoint(p, vb_db_text(st, 0), none, shown);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* What the page does not show, and how to see it. */
static vb_status put_rest(page *p, int64_t shown) {
    int64_t themes;
    bool any;
    VB_TRY(vb_db_int(p->s, "SELECT count(*) FROM themes WHERE n > 0", 0, &themes, p->err));
    put(p, "\n");
    if (themes > shown) {
        put_noun(p, themes - shown, "more theme: ", "more themes: ");
        put(p, "verbatim themes\n");
    }
    put(p, "Complaints without a theme: ");
    VB_TRY(put_counts(p,
                      "SELECT unassigned_reason, count(*) AS k FROM @C complaint = 1 AND theme_id IS NULL "
                      "AND non_answer IS "
                      "NULL GROUP BY 1 ORDER BY k DESC, 1",
                      p->answers, &any));
    put(p, any ? "\n" : "none\n");
    if (p->answers < 30) put(p, "Fewer than 30 answers: read the shares with care.\n");
    return VB_OK;
}

static vb_status put_page(page *p) {
    int64_t shown = 0;
    VB_TRY(put_read(p));
    if (p->answers == 0) {
        put(p, p->comments ? "None of them is an answer in words.\n"
                           : "The store holds no comments that meet the conditions.\n");
        return VB_DONE;
    }
    VB_TRY(vb_db_int(p->s, "SELECT min(max(n), max(2, (max(base_n) + 99) / 100)) FROM themes", 1, &p->least_n,
                     p->err));
    VB_TRY(put_changes(p));
    put(p, "\n");
    VB_TRY(put_summary(p));
    int64_t themes;
    VB_TRY(vb_db_int(p->s, "SELECT count(*) FROM themes WHERE n > 0", 0, &themes, p->err));
    if (themes) {
        put_table_head(p);
        VB_TRY(put_touchpoints(p, &shown));
    } else {
        put(p, "\nNo complaint theme was found.\n");
    }
    return put_rest(p, shown);
}

vb_status vb_store_overview(vb_store *s, const vb_query *q, const vb_output *output, vb_error *err) {
    if (output->format != VB_FORMAT_TABLE) {
        vb_query themes = *q;
        themes.table = "themes";
        return vb_store_print(s, &themes, output, err);
    }
    vb_out o = {.output = output};
    page p = {.s = s,
              .o = &o,
              .q = q,
              .err = err,
              .lang = vb_lang_name(q->label_lang == VB_LANG_UND ? VB_LANG_EN : q->label_lang),
              .width = output->width > 0 ? (size_t)output->width : 80};
    VB_TRY(vb_query_check(q, err));
    if (p.width < 72) p.width = 72;
    if (p.width > 120) p.width = 120;
    VB_TRY(vb_db_exec(s, "SAVEPOINT overview", "reading", err));
    vb_status st = vb_store_apply(s, q, true, &p.subset, err);
    if (st >= 0) st = put_page(&p);
    sqlite3_exec(s->db, "ROLLBACK TO overview; RELEASE overview", NULL, NULL, NULL);
    vb_buf_deinit(&p.plain);
    return vb_out_finish(&o, st, err);
}
