/* overview_themes: the top complaint themes of each touchpoint, with numbers, a picture over time and quotes.
 */
#include "report/page.h"

#include "report/width.h"

#include <math.h>

#define TOUCHPOINTS_SHOWN 8
#define THEMES_SHOWN      3 /* of each touchpoint, unless the query says otherwise */
#define QUOTES_PER_THEME  2
#define SPARK             8 /* periods drawn */
#define PARTS_SHOWN       4

/* "Delivery: slow" below the heading "Delivery" is "slow", and "Delivery" alone is of all kinds. */
static vb_str without_place(vb_str label, vb_str place) {
    if (vb_str_eq(label, place)) return VB_STR("of several kinds");
    bool repeats =
        place.len && vb_str_starts(label, place) && label.len > place.len + 2 && label.ptr[place.len] == ':';
    return repeats ? vb_str_trim(vb_str_sub(label, place.len + 1, label.len)) : label;
}

/* The theme's share in its last periods, as a picture. */
static vb_status put_spark(vb_page *p, vb_str theme, vb_str unit) {
    sqlite3_stmt *st;
    vb_status status;
    double values[SPARK];
    size_t n = 0;
    VB_TRY(vb_page_prepare(
        p,
        "SELECT share FROM theme_periods WHERE theme_id = ?1 AND period_unit = ?2 ORDER BY period "
        "DESC LIMIT ?3",
        &st));
    vb_db_bind(st, 1, theme, false);
    vb_db_bind(st, 2, unit, false);
    sqlite3_bind_int64(st, 3, SPARK);
    while ((status = vb_page_next(p, st)) == VB_OK && n < SPARK) values[n++] = sqlite3_column_double(st, 0);
    sqlite3_finalize(st);
    if (status < 0) return status;
    for (size_t i = 0; i < n / 2; i++) {
        double x = values[i];
        values[i] = values[n - 1 - i];
        values[n - 1 - i] = x;
    }
    if (n > 1) vb_term_spark(&p->o->buf, values, n);
    for (size_t i = n > 1 ? n : 0; i < SPARK; i++) vb_page_put(p, " ");
    return VB_OK;
}

/* The columns right of a theme's name: 5 n, 8 share, 13 interval, 12 sentiment, 9 picture, 6 trend. */
#define RIGHT_COLUMNS 53

static void put_right(vb_page *p, size_t width, const vb_buf *text) {
    size_t w = vb_display_width(vb_buf_view(text));
    for (; w < width; w++) vb_page_put(p, " ");
    vb_buf_str(&p->o->buf, vb_buf_view(text));
}

/* A name too long for its column gets lines of its own; the numbers follow below. */
static void put_theme_name(vb_page *p, vb_str label) {
    size_t room = p->width - 2 - RIGHT_COLUMNS;
    vb_str name = vb_page_plain(p, label);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_BOLD);
    bool fits = vb_display_width(name) <= room;
    if (fits)
        vb_pad(&p->o->buf, name, room, false);
    else
        vb_term_wrap(&p->o->buf, name, p->width, 2, 2, 3);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    if (fits) return;
    vb_page_put(p, "\n");
    for (size_t i = 0; i < room + 2; i++) vb_page_put(p, " ");
}

/* "of these: slow 36 %, no response 16 %" of the theme's clauses. */
static vb_status put_parts(vb_page *p, vb_str theme) {
    sqlite3_stmt *st;
    vb_status status;
    vb_buf line = {0};
    VB_TRY(
        vb_page_prepare(p,
                        "SELECT coalesce(nullif(s.label_@L, ''), s.label), s.share_of_theme FROM subthemes "
                        "s WHERE s.theme_id = ?1 AND s.share_of_theme < 0.95 ORDER BY s.n_clauses DESC, "
                        "s.subtheme_id LIMIT ?2",
                        &st));
    vb_db_bind(st, 1, theme, false);
    sqlite3_bind_int64(st, 2, PARTS_SHOWN);
    while ((status = vb_page_next(p, st)) == VB_OK) {
        vb_buf_cstr(&line, line.len ? ", " : "of these ");
        vb_buf_str(&line, vb_page_plain(p, vb_db_text(st, 0)));
        vb_buf_cstr(&line, "\xC2\xA0");
        vb_term_fixed(&line, sqlite3_column_double(st, 1) * 100, 0);
        vb_buf_cstr(&line, "\xC2\xA0%");
    }
    sqlite3_finalize(st);
    if (line.len) {
        vb_page_put(p, "      ");
        vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_DIM);
        vb_term_wrap(&p->o->buf, vb_buf_view(&line), p->width, 6, 6, 2);
        vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
        vb_page_put(p, "\n");
    }
    if (line.failed) status = vb_fail_memory(p->err);
    vb_buf_deinit(&line);
    return status < 0 ? status : VB_OK;
}

static vb_status put_theme(vb_page *p, sqlite3_stmt *st) {
    const vb_trend_mark *m =
        vb_page_mark(vb_db_text(st, VB_T_TREND), sqlite3_column_type(st, VB_T_UNTIL) != SQLITE_NULL);
    vb_buf cell = {0};
    double sentiment = sqlite3_column_double(st, VB_T_SENTIMENT);
    vb_page_put(p, "  ");
    put_theme_name(p, without_place(vb_db_text(st, VB_T_LABEL), vb_db_text(st, VB_T_PLACE)));
    vb_term_count(&cell, sqlite3_column_int64(st, VB_T_N));
    put_right(p, 5, &cell);
    vb_buf_clear(&cell);
    vb_term_percent(&cell, sqlite3_column_double(st, VB_T_SHARE));
    put_right(p, 8, &cell);
    vb_buf_clear(&cell);
    vb_term_fixed(&cell, sqlite3_column_double(st, VB_T_LOW) * 100, 1);
    vb_buf_cstr(&cell, "\xE2\x80\x93");
    vb_term_fixed(&cell, sqlite3_column_double(st, VB_T_HIGH) * 100, 1);
    vb_buf_cstr(&cell, " %");
    put_right(p, 13, &cell);
    vb_page_put(p, "  ");
    vb_term_style(&p->o->buf, p->o->output->color, sentiment < 0 ? VB_STYLE_BAD : VB_STYLE_GOOD);
    vb_term_bar(&p->o->buf, fabs(sentiment), 4);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    vb_buf_clear(&cell);
    vb_term_fixed(&cell, sentiment, 2);
    put_right(p, 6, &cell);
    vb_page_put(p, " ");
    bool memory = cell.failed;
    vb_buf_deinit(&cell);
    if (memory) return vb_fail_memory(p->err);
    VB_TRY(put_spark(p, vb_db_text(st, VB_T_ID), vb_db_text(st, VB_T_UNIT)));
    if (m->style != VB_STYLE_PLAIN) {
        vb_page_put(p, " ");
        vb_page_styled(p, m->style, m->name);
    }
    while (p->o->buf.len && p->o->buf.ptr[p->o->buf.len - 1] == ' ') p->o->buf.len--;
    vb_page_put(p, "\n");
    VB_TRY(put_parts(p, vb_db_text(st, VB_T_ID)));
    return vb_page_quotes(p, vb_db_text(st, VB_T_ID), (vb_str){0}, (vb_str){0}, QUOTES_PER_THEME, 6);
}

static vb_status put_touchpoint(vb_page *p, vb_str id, bool none, int64_t *shown) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_page_prepare(
        p,
        "SELECT " VB_THEME_COLUMNS
        "FROM themes t WHERE t.touchpoint IS ?1 AND t.n >= ?2 ORDER BY t.catch_all, t.n DESC, "
        "t.theme_id LIMIT ?3",
        &st));
    vb_db_bind(st, 1, id, none);
    sqlite3_bind_int64(st, 2, p->least_n);
    sqlite3_bind_int64(st, 3, p->q->top && p->q->top < 1000 ? (int64_t)p->q->top : THEMES_SHOWN);
    while ((status = vb_page_next(p, st)) == VB_OK) {
        status = put_theme(p, st);
        if (status < 0) break;
        ++*shown;
        vb_out_flush(p->o, false);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static void put_table_head(vb_page *p) {
    static const char head[] = "    n   share       95 % of   sentiment  over time";
    vb_page_styled(p, VB_STYLE_BOLD, "\nTOP COMPLAINTS");
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_DIM);
    for (size_t i = 14; i < p->width - RIGHT_COLUMNS; i++) vb_page_put(p, " ");
    vb_page_put(p, head);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    vb_page_put(p, "\n");
}

vb_status vb_page_themes(vb_page *p, int64_t *shown) {
    sqlite3_stmt *st;
    vb_status status;
    put_table_head(p);
    VB_TRY(vb_page_prepare(
        p,
        "SELECT t.touchpoint, coalesce((SELECT coalesce(nullif(f.label_@L, ''), nullif(f.label_en, '')) FROM "
        "codeframe f WHERE f.touchpoint = t.touchpoint), t.touchpoint, 'Other'), (SELECT complaints FROM "
        "touchpoints h WHERE h.touchpoint = t.touchpoint) AS k, (SELECT complaint_share FROM touchpoints h "
        "WHERE "
        "h.touchpoint = t.touchpoint) FROM themes t WHERE t.n >= ?1 AND " VB_ASKED(
            "?2") " GROUP BY "
                  "t.touchpoint ORDER BY t.touchpoint = 'overall', max(k) DESC, sum(t.n) DESC, t.touchpoint "
                  "LIMIT ?3",
        &st));
    sqlite3_bind_int64(st, 1, p->least_n);
    vb_db_bind(st, 2, vb_str_of(p->q->touchpoint), true);
    sqlite3_bind_int64(st, 3, TOUCHPOINTS_SHOWN);
    while ((status = vb_page_next(p, st)) == VB_OK) {
        bool none = sqlite3_column_type(st, 0) == SQLITE_NULL;
        vb_page_put(p, "\n");
        vb_buf_str(&p->o->buf, vb_page_plain(p, vb_db_text(st, 1)));
        if (sqlite3_column_type(st, 2) != SQLITE_NULL) {
            vb_page_put(p, ": ");
            vb_page_noun(p, sqlite3_column_int64(st, 2), "comment complains", "comments complain");
            vb_page_put(p, ", ");
            vb_term_percent(&p->o->buf, sqlite3_column_double(st, 3));
            vb_page_put(p, " of answers");
        }
        vb_page_put(p, "\n");
        status = put_touchpoint(p, vb_db_text(st, 0), none, shown);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}
