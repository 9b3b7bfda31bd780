/* overview_changes: what rose, fell, came or went, in plain words: touchpoints first, then themes, the worst
 * first. */
#include "report/page.h"

#include "report/width.h"

#define CHANGES_SHOWN 3 /* of touchpoints, and of themes */

/* clang-format off */
/* A touchpoint whose change is the change of one of its themes or children says nothing of its own. */
#define SAME_CHANGE(other) \
    other ".trend_since IS NOT NULL AND (" other ".share_after - " other ".share_before) / (t.share_after - t.share_before) > 0.8"
/* What got worse and stayed, then passing peaks, then what got better. */
#define WORST_FIRST \
    " ORDER BY CASE WHEN t.trend IN ('up', 'new') THEN 0 WHEN t.trend_until IS NOT NULL THEN 1 ELSE 2 END, " \
    "abs(t.share_after - t.share_before) DESC, "

static const char *const change_sql[] = {
    /* The theme whose quote speaks for a touchpoint: its largest, unless one of its themes follows with its own. */
    "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM themes z WHERE z.touchpoint = t.touchpoint AND z.trend_since IS NOT NULL) "
    "THEN (SELECT z.theme_id FROM themes z WHERE z.touchpoint = t.touchpoint ORDER BY z.n DESC, z.theme_id LIMIT 1) END, "
    "coalesce(nullif(t.label_@L, ''), t.label_en) || ': all complaints', '', t.complaints, t.complaint_share, "
    "t.complaint_low, t.complaint_high, t.mean_sentiment, t.trend, t.trend_since, t.trend_until, t.share_before, "
    "t.share_after, t.period_unit "
    "FROM touchpoints t WHERE t.trend_since IS NOT NULL AND " VB_ASKED("?1") " "
    "AND NOT EXISTS (SELECT 1 FROM themes z WHERE z.touchpoint = t.touchpoint AND " SAME_CHANGE("z") ") "
    "AND NOT EXISTS (SELECT 1 FROM touchpoints g WHERE g.parent = t.touchpoint AND " SAME_CHANGE("g") ")"
    WORST_FIRST "t.touchpoint LIMIT ?2",
    "SELECT " VB_THEME_COLUMNS "FROM themes t WHERE t.trend_since IS NOT NULL AND " VB_ASKED("?1")
    WORST_FIRST "t.theme_id LIMIT ?2",
};
/* clang-format on */

static void put_name(vb_page *p, sqlite3_stmt *st, const vb_trend_mark *m) {
    vb_str label = vb_db_text(st, VB_T_LABEL), place = vb_db_text(st, VB_T_PLACE);
    vb_buf text = {0};
    vb_buf_str(&text, vb_page_plain(p, label));
    if (place.len && !vb_str_starts(label, place)) {
        vb_buf_cstr(&text, " (");
        vb_buf_str(&text, vb_page_plain(p, place));
        vb_buf_cstr(&text, ")");
    }
    vb_term_style(&p->o->buf, p->o->output->color, m->style);
    vb_buf_printf(&p->o->buf, "%s %-4s ", m->mark, m->name);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_BOLD);
    vb_term_wrap(&p->o->buf, vb_buf_view(&text), p->width, 7, 7, 2);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    vb_page_put(p, "\n       ");
    vb_buf_deinit(&text);
}

/* "23.0 % of answers since Aug 2026, 7.0 % before", "41.2 % of answers from Jul 2026 to Aug 2026,
 * otherwise 20.1 %" */
static void put_shares(vb_page *p, sqlite3_stmt *st, bool passing) {
    vb_str since = vb_db_text(st, VB_T_SINCE), until = vb_db_text(st, VB_T_UNTIL);
    bool one = passing && vb_str_eq(since, until);
    vb_term_percent(&p->o->buf, sqlite3_column_double(st, VB_T_AFTER));
    vb_page_put(p, one ? " of answers in " : passing ? " of answers from " : " of answers since ");
    vb_page_period(p, since);
    if (passing && !one) {
        vb_page_put(p, " to ");
        vb_page_period(p, until);
    }
    vb_page_put(p, passing ? ", otherwise " : ", ");
    vb_term_percent(&p->o->buf, sqlite3_column_double(st, VB_T_BEFORE));
    vb_page_put(p, passing ? "\n" : " before\n");
}

static vb_status put_changes(vb_page *p, const char *sql, int64_t *n) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_page_prepare(p, sql, &st));
    vb_db_bind(st, 1, vb_str_of(p->q->touchpoint), true);
    sqlite3_bind_int64(st, 2, CHANGES_SHOWN);
    while ((status = vb_page_next(p, st)) == VB_OK) {
        bool passing = sqlite3_column_type(st, VB_T_UNTIL) != SQLITE_NULL;
        const vb_trend_mark *m = vb_page_mark(vb_db_text(st, VB_T_TREND), passing);
        if (++*n == 1) vb_page_styled(p, VB_STYLE_BOLD, "\nWHAT CHANGED\n");
        put_name(p, st, m);
        put_shares(p, st, passing);
        if (m->style == VB_STYLE_BAD)
            status = vb_page_quotes(p, vb_db_text(st, VB_T_ID), vb_db_text(st, VB_T_SINCE),
                                    vb_db_text(st, VB_T_UNTIL), 1, 7);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* Where nothing changed, what is said most. */
static vb_status put_most_frequent(vb_page *p) {
    sqlite3_stmt *st;
    VB_TRY(vb_page_prepare(p,
                           "SELECT " VB_THEME_COLUMNS
                           "FROM themes t WHERE t.catch_all = 0 AND t.n >= ?2 AND " VB_ASKED(
                               "?1") " ORDER BY t.n DESC, t.theme_id LIMIT 1",
                           &st));
    vb_db_bind(st, 1, vb_str_of(p->q->touchpoint), true);
    sqlite3_bind_int64(st, 2, p->least_n);
    vb_status status = vb_page_next(p, st);
    if (status == VB_OK) {
        vb_buf line = {0};
        vb_buf_cstr(&line, "The most frequent is \xE2\x80\x9C");
        vb_buf_str(&line, vb_page_plain(p, vb_db_text(st, VB_T_LABEL)));
        vb_buf_cstr(&line, "\xE2\x80\x9D, in ");
        vb_term_percent(&line, sqlite3_column_double(st, VB_T_SHARE));
        vb_buf_cstr(&line, " of answers.");
        vb_term_wrap(&p->o->buf, vb_buf_view(&line), p->width, 0, 0, 3);
        vb_page_put(p, "\n");
        vb_buf_deinit(&line);
        status = vb_page_quotes(p, vb_db_text(st, VB_T_ID), (vb_str){0}, (vb_str){0}, 1, 7);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

vb_status vb_page_changes(vb_page *p) {
    int64_t n = 0, periods;
    if (!p->dated) return VB_OK;
    for (size_t i = 0; i < sizeof change_sql / sizeof *change_sql; i++)
        VB_TRY(put_changes(p, change_sql[i], &n));
    if (!n && !p->q->touchpoint) VB_TRY(vb_page_problem_changes(p, &n));
    if (n) return VB_OK;
    VB_TRY(vb_db_int(p->s, "SELECT max(n_periods) FROM themes", 0, &periods, p->err));
    if (periods > 1) vb_page_put(p, "No complaint rose or fell significantly over this time.\n");
    return put_most_frequent(p);
}
