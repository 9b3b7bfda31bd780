/* page: see page.h. */
#include "report/page.h"

#include "report/mask.h"

#include "model/calendar.h"

#define QUOTE_LINES 6 /* of one quote; only monsters are longer */

/* Prepares SQL in which "@L" is the label language and "@C" the comments that the query asks for. */
vb_status vb_page_prepare(vb_page *p, const char *sql, sqlite3_stmt **out) {
    vb_buf b = {0};
    for (const char *c = sql; *c; c++) {
        bool mark = c[0] == '@' && (c[1] == 'L' || c[1] == 'C' || c[1] == 'T');
        if (!mark)
            vb_buf_byte(&b, *c);
        else if (c[1] == 'L')
            vb_buf_cstr(&b, p->lang);
        else if (c[1] == 'T')
            vb_buf_printf(&b, "%s" VB_QUOTE, vb_mask_sql('W', p->q->mask != NULL));
        else
            vb_buf_cstr(&b, p->subset ? "comments WHERE comment_row IN temp.subset AND" : "comments WHERE");
        c += mark;
    }
    vb_status st = b.failed ? vb_fail_memory(p->err) : vb_db_prepare(p->s, vb_buf_view(&b), out, p->err);
    vb_buf_deinit(&b);
    return st;
}

vb_status vb_page_next(vb_page *p, sqlite3_stmt *st) {
    return vb_db_step(p->s, st, "reading the result", p->err);
}

void vb_page_put(vb_page *p, const char *text) {
    vb_buf_cstr(&p->o->buf, text);
}

void vb_page_styled(vb_page *p, vb_style style, const char *text) {
    vb_term_style(&p->o->buf, p->o->output->color, style);
    vb_page_put(p, text);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
}

void vb_page_noun(vb_page *p, int64_t n, const char *one, const char *many) {
    vb_term_count(&p->o->buf, n);
    vb_page_put(p, " ");
    vb_page_put(p, n == 1 ? one : many);
}

/* The text as it may stand on a terminal, valid until the next call. */
vb_str vb_page_plain(vb_page *p, vb_str s) {
    vb_buf_clear(&p->plain);
    vb_term_plain(&p->plain, s);
    return vb_buf_view(&p->plain);
}

/* "2 Jan 2026" */
void vb_page_date(vb_page *p, vb_str date) {
    vb_day day;
    if (!vb_day_of(date, &day)) return;
    unsigned month = (unsigned)(day.date[5] - '0') * 10 + (unsigned)(day.date[6] - '0');
    vb_buf_int(&p->o->buf, (day.date[8] - '0') * 10 + (day.date[9] - '0'));
    vb_buf_printf(&p->o->buf, " %s %.4s", vb_month_name(month), day.date);
}

/* "Apr 2026", or "the week of 6 Apr 2026" */
void vb_page_period(vb_page *p, vb_str period) {
    char start[12];
    if (!vb_period_start(period, start)) return;
    unsigned month = (unsigned)(start[5] - '0') * 10 + (unsigned)(start[6] - '0');
    if (period.len == 7) {
        vb_buf_printf(&p->o->buf, "%s %.4s", vb_month_name(month), start);
        return;
    }
    vb_page_put(p, "the week of ");
    vb_page_date(p, vb_str_of(start));
}

/* ---- Parts of themes -------------------------------------------------------------------------- */

static const vb_trend_mark marks[] = {
    {"up", "\xE2\x96\xB2", VB_STYLE_BAD},    {"new", "\xE2\x97\x8F", VB_STYLE_BAD},
    {"down", "\xE2\x96\xBC", VB_STYLE_GOOD}, {"gone", "\xE2\x97\x8B", VB_STYLE_GOOD},
    {"peak", "\xE2\x97\x86", VB_STYLE_BAD},  {"flat", " ", VB_STYLE_PLAIN},
};

const vb_trend_mark *vb_page_mark(vb_str trend, bool passing) {
    size_t i = 0;
    if (passing) trend = VB_STR("peak");
    while (i + 1 < sizeof marks / sizeof *marks && !vb_str_eqz(trend, marks[i].name)) i++;
    return &marks[i];
}

vb_status vb_page_quote(vb_page *p, sqlite3_stmt *st, size_t indent) {
    vb_buf text = {0};
    vb_buf_cstr(&text, "\xE2\x80\x9C");
    vb_buf_str(&text, vb_page_plain(p, vb_db_text(st, 0)));
    vb_buf_cstr(&text, "\xE2\x80\x9D ");
    vb_buf_str(&text, vb_db_text(st, 1));
    if (vb_db_text(st, 2).len) vb_buf_cstr(&text, ",\xC2\xA0");
    vb_buf_str(&text, vb_db_text(st, 2));
    for (size_t i = 0; i < indent; i++) vb_page_put(p, " ");
    vb_term_wrap(&p->o->buf, vb_buf_view(&text), p->width, indent, indent, QUOTE_LINES);
    vb_page_put(p, "\n");
    bool failed = text.failed;
    vb_buf_deinit(&text);
    return failed ? vb_fail_memory(p->err) : VB_OK;
}

vb_status vb_page_quotes(vb_page *p, vb_str theme, vb_str since, vb_str until, int64_t most, size_t indent) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_page_prepare(
        p,
        "SELECT @T, q.lang, q.date FROM quotes q JOIN main.comments c ON c.comment_row = q.clause_row / "
        "1048576 WHERE q.theme_id = ?1 ORDER BY ?3 <> '' AND (c.date IS NULL OR " VB_PERIOD_AS(
            "?3") " < ?3 OR (?4 <> '' AND " VB_PERIOD_AS("?3") " > ?4)), ?3 <> '' AND q.rank "
                                                               "<= " VB_QUOTES_BELOW ", q.rank LIMIT ?2",
        &st));
    vb_db_bind(st, 1, theme, false);
    sqlite3_bind_int64(st, 2, most);
    vb_db_bind(st, 3, since, false);
    vb_db_bind(st, 4, until, false);
    while ((status = vb_page_next(p, st)) == VB_OK && (status = vb_page_quote(p, st, indent)) == VB_OK)
        continue;
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}
