/* page: what the parts of the overview share: the page that is written, its small words, marks and quotes.
 *
 * Invariant: text of comments, labels and files passes through vb_page_plain, so that it cannot steer the
 * terminal. The parts are overview.c (what was read), overview_changes.c (what changed), overview_groups.c
 * (where it stands out; the themes since the last import) and overview_themes.c (the themes). */
#ifndef VB_REPORT_PAGE_H
#define VB_REPORT_PAGE_H

#include "report/out.h"
#include "report/terminal.h"

typedef struct vb_page {
    vb_store *s;
    vb_out *o;
    const char *lang; /* of labels */
    const vb_query *q;
    bool subset; /* only the comments of temp.subset count */
    size_t width;
    int64_t comments, answers, complaints;
    int64_t least_n; /* comments below which a theme is not shown */
    bool dated;
    vb_buf plain;
    vb_error *err;
} vb_page;

/// Prepares SQL in which "@L" is the label language and "@C" the comments that the query asks for ("... FROM
/// @C 1").
vb_status vb_page_prepare(vb_page *p, const char *sql, sqlite3_stmt **out);
vb_status vb_page_next(vb_page *p, sqlite3_stmt *st);
void vb_page_put(vb_page *p, const char *text);
void vb_page_styled(vb_page *p, vb_style style, const char *text);
/// A count with its noun: "1 comment", "12 comments".
void vb_page_noun(vb_page *p, int64_t n, const char *one, const char *many);
/// The text as it may stand on a terminal, valid until the next call.
vb_str vb_page_plain(vb_page *p, vb_str s);
/// "2 Jan 2026"
void vb_page_date(vb_page *p, vb_str date);
/// "Apr 2026" of a month, "the week of 6 Apr 2026" of a week.
void vb_page_period(vb_page *p, vb_str period);

typedef struct vb_trend_mark {
    const char *name, *mark;
    vb_style style;
} vb_trend_mark;
/// The sign of a trend; of a passing peak where `passing`.
const vb_trend_mark *vb_page_mark(vb_str trend, bool passing);

#define VB_QUOTES_BELOW "2" /* quotes of a theme in the list of themes; for SQL */

/* SQL: the period of comment c in the unit of the period `p`. */
#define VB_PERIOD_AS(p) "CASE WHEN " p " LIKE '%W%' THEN c.week ELSE c.month END"
/// A quote: text, language and date of a row, wrapped whole.
vb_status vb_page_quote(vb_page *p, sqlite3_stmt *st, size_t indent);
/// The members that speak for a theme. With periods `since` and `until` (may be empty) those from them come
/// first, and of them those that the list of themes does not show.
vb_status vb_page_quotes(vb_page *p, vb_str theme, vb_str since, vb_str until, int64_t most, size_t indent);

/// What changed significantly, the worst first.
vb_status vb_page_changes(vb_page *p);
/// Problems that got worse over all touchpoints together; `*n` counts them.
vb_status vb_page_problem_changes(vb_page *p, int64_t *n);
/// Groups with significantly more of a complaint, or a lower score, than all others.
vb_status vb_page_standouts(vb_page *p);
/// What the last import did to the themes, and decisions that could not be carried out.
vb_status vb_page_events(vb_page *p);
/// The top themes of each touchpoint; `*shown` counts the themes.
vb_status vb_page_themes(vb_page *p, int64_t *shown);

/* clang-format off */
/// The touchpoint that the query asks for (a parameter) and those below it; all where it asks for none.
#define VB_ASKED(param) \
    "(" param " IS NULL OR t.touchpoint IN (WITH RECURSIVE under (id) AS (SELECT " param " UNION SELECT g.touchpoint " \
    "FROM codeframe g JOIN under ON g.parent = under.id) SELECT id FROM under))"

/// Columns of the statements that give themes.
enum {
    VB_T_ID, VB_T_LABEL, VB_T_PLACE, VB_T_N, VB_T_SHARE, VB_T_LOW, VB_T_HIGH, VB_T_SENTIMENT, VB_T_TREND, VB_T_SINCE,
    VB_T_UNTIL, VB_T_BEFORE, VB_T_AFTER, VB_T_UNIT
};
#define VB_THEME_COLUMNS \
    "t.theme_id, coalesce(nullif(t.label_@L, ''), t.label), coalesce((SELECT coalesce(nullif(f.label_@L, ''), " \
    "nullif(f.label_en, '')) FROM codeframe f WHERE f.touchpoint = t.touchpoint), t.touchpoint, 'Other'), t.n, " \
    "t.share, t.ci_low, t.ci_high, t.mean_sentiment, t.trend, t.trend_since, t.trend_until, t.share_before, " \
    "t.share_after, t.period_unit "
/* clang-format on */

#endif
