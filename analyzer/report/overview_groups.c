/* overview_groups: where a complaint stands out (a branch, a channel, a day of the week), and what the last
 * import did to the themes.
 *
 * Invariant: everything also stands in the tables standouts, theme_events and decisions. A touchpoint is
 * named only where none of its themes says the same, so that one finding takes one line. */
#include "report/page.h"

#include "model/calendar.h"

#define GROUPS_SHOWN 3
#define EVENTS_SHOWN 4

/* clang-format off */
/* Complaints first, then lower scores; what the export asked about and the language explain little and are left out. */
static const char group_sql[] =
    "SELECT x.kind, x.id, CASE x.kind WHEN 'theme' THEN (SELECT coalesce(nullif(t.label_@L, ''), t.label) FROM themes t WHERE "
    "t.theme_id = x.id) WHEN 'touchpoint' THEN (SELECT coalesce(nullif(f.label_@L, ''), f.label_en) || ': all complaints' FROM "
    "codeframe f WHERE f.touchpoint = x.id) ELSE 'Lower ' || CASE x.id WHEN 'rating' THEN 'rating' ELSE upper(x.id) END END, "
    "x.dimension, x.value, x.level, x.rest_level, x.n, x.base_n FROM standouts x WHERE (x.dimension LIKE 'segment:%' OR "
    "x.dimension IN ('channel', 'weekday')) AND x.kind IN (SELECT value FROM json_each(?1)) AND NOT (x.kind = 'touchpoint' AND "
    "EXISTS (SELECT 1 FROM standouts y JOIN themes t ON t.theme_id = y.id WHERE y.kind = 'theme' AND y.dimension = x.dimension "
    "AND y.value = x.value AND y.difference > x.difference * 0.7 AND (t.touchpoint = x.id OR EXISTS (SELECT 1 FROM codeframe f "
    "WHERE f.touchpoint = t.touchpoint AND f.parent = x.id)))) AND NOT (x.kind = 'touchpoint' AND EXISTS (SELECT 1 FROM standouts "
    "y JOIN codeframe f ON f.touchpoint = y.id AND f.parent = x.id WHERE y.kind = 'touchpoint' AND y.dimension = x.dimension AND "
    "y.value = x.value AND y.difference > x.difference * 0.7)) ORDER BY CASE WHEN x.kind = 'measure' THEN x.q ELSE 0 END, "
    "abs(x.difference) DESC, x.dimension, x.value, x.id LIMIT ?2";

/* A quote of the theme from the group itself. */
static const char quote_sql[] =
    "SELECT @T, q.lang, q.date FROM quotes q JOIN main.comments c ON c.comment_row = q.clause_row / 1048576 WHERE q.theme_id "
    "= ?1 AND CASE WHEN ?2 = 'channel' THEN c.channel = ?3 WHEN ?2 = 'weekday' THEN 1 ELSE EXISTS (SELECT 1 FROM "
    "main.comment_segments g WHERE g.name = substr(?2, 9) AND g.value = ?3 AND g.comment_row = c.comment_row) END ORDER BY q.rank";

static const char event_sql[] =
    "SELECT event, count(*), group_concat(label, '; ') FROM (SELECT DISTINCT e.event, coalesce((SELECT coalesce(nullif(t.label_@L, ''), "
    "t.label) FROM themes t WHERE t.theme_id = e.theme_id), e.label) AS label FROM theme_events e WHERE e.event IN ('new', 'gone', "
    "'split', 'merged', 'grown') AND (e.n_after > 2 OR e.n_before > 2) ORDER BY e.event, max(e.n_after, e.n_before) DESC, "
    "e.theme_id) GROUP BY event ORDER BY event = 'grown' DESC, event = 'new' DESC, event";
/* clang-format on */

enum { G_KIND, G_ID, G_LABEL, G_DIMENSION, G_VALUE, G_LEVEL, G_REST, G_N, G_BASE };

static void put_group_name(vb_page *p, vb_buf *b, sqlite3_stmt *st) {
    static const vb_str segment = {"segment:", 8};
    vb_str dimension = vb_db_text(st, G_DIMENSION);
    bool weekday = vb_str_eqz(dimension, "weekday");
    if (vb_str_starts(dimension, segment)) dimension = vb_str_sub(dimension, segment.len, dimension.len);
    vb_buf_cstr(b, weekday ? "on " : "where ");
    if (!weekday) vb_buf_str(b, vb_page_plain(p, dimension));
    if (!weekday) vb_buf_cstr(b, " is ");
    vb_buf_str(b, vb_page_plain(p, vb_db_text(st, G_VALUE)));
    if (weekday) vb_buf_byte(b, 's');
}

static void put_level(vb_buf *b, double level, bool share) {
    if (share)
        vb_term_percent(b, level);
    else
        vb_term_fixed(b, level, 2);
}

/* "42.0 % of answers where branch is North, 5.7 % otherwise" */
static void put_levels(vb_page *p, sqlite3_stmt *st) {
    bool share = !vb_str_eqz(vb_db_text(st, G_KIND), "measure");
    vb_buf line = {0};
    put_level(&line, sqlite3_column_double(st, G_LEVEL), share);
    vb_buf_cstr(&line, share ? " of answers " : " ");
    put_group_name(p, &line, st);
    vb_buf_cstr(&line, ", ");
    put_level(&line, sqlite3_column_double(st, G_REST), share);
    vb_buf_cstr(&line, " otherwise");
    vb_page_put(p, "\n       ");
    vb_term_wrap(&p->o->buf, vb_buf_view(&line), p->width, 7, 7, 3);
    vb_page_put(p, "\n");
    vb_buf_deinit(&line);
}

static vb_status put_quote(vb_page *p, sqlite3_stmt *group) {
    sqlite3_stmt *st;
    if (!vb_str_eqz(vb_db_text(group, G_KIND), "theme")) return VB_OK;
    VB_TRY(vb_page_prepare(p, quote_sql, &st));
    vb_db_bind(st, 1, vb_db_text(group, G_ID), false);
    vb_db_bind(st, 2, vb_db_text(group, G_DIMENSION), false);
    vb_db_bind(st, 3, vb_db_text(group, G_VALUE), false);
    vb_status status = vb_page_next(p, st);
    if (status == VB_OK) status = vb_page_quote(p, st, 7);
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status put_groups(vb_page *p, const char *kinds, int64_t most, int64_t *n) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_page_prepare(p, group_sql, &st));
    vb_db_bind(st, 1, vb_str_of(kinds), false);
    sqlite3_bind_int64(st, 2, most);
    while ((status = vb_page_next(p, st)) == VB_OK) {
        if (++*n == 1) vb_page_styled(p, VB_STYLE_BOLD, "\nWHAT STANDS OUT\n");
        vb_page_put(p, "\xE2\x96\xA0      ");
        vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_BOLD);
        vb_term_wrap(&p->o->buf, vb_page_plain(p, vb_db_text(st, G_LABEL)), p->width, 7, 7, 2);
        vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
        put_levels(p, st);
        status = put_quote(p, st);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

vb_status vb_page_standouts(vb_page *p) {
    int64_t n = 0;
    VB_TRY(put_groups(p, "[\"theme\",\"touchpoint\"]", GROUPS_SHOWN, &n));
    return put_groups(p, "[\"measure\"]", 2, &n);
}

/* ---- Since the last import ------------------------------------------------------------------- */

static vb_status put_conflicts(vb_page *p) {
    int64_t conflicts;
    VB_TRY(vb_db_int(p->s, "SELECT count(*) FROM decisions WHERE state = 'conflict'", 0, &conflicts, p->err));
    if (conflicts == 0) return VB_OK;
    vb_page_put(p, "\n");
    vb_page_noun(p, conflicts, "decision could not be carried out: ", "decisions could not be carried out: ");
    vb_page_put(p, "verbatim theme log\n");
    return VB_OK;
}

vb_status vb_page_events(vb_page *p) {
    sqlite3_stmt *st;
    vb_status status;
    int64_t n = 0;
    if (p->subset) return VB_OK;
    VB_TRY(put_conflicts(p));
    VB_TRY(vb_page_prepare(p, event_sql, &st));
    while ((status = vb_page_next(p, st)) == VB_OK && n < EVENTS_SHOWN) {
        vb_buf line = {0};
        if (++n == 1) vb_page_styled(p, VB_STYLE_BOLD, "\nSINCE THE LAST IMPORT\n");
        vb_buf_str(&line, vb_db_text(st, 0));
        vb_buf_cstr(&line, ": ");
        vb_buf_int(&line, sqlite3_column_int64(st, 1));
        vb_buf_cstr(&line, sqlite3_column_int64(st, 1) == 1 ? " theme: " : " themes: ");
        vb_buf_str(&line, vb_page_plain(p, vb_db_text(st, 2)));
        vb_term_wrap(&p->o->buf, vb_buf_view(&line), p->width, 0, 7, 3);
        vb_page_put(p, "\n");
        vb_buf_deinit(&line);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}
