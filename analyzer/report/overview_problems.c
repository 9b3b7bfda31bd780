/* overview_problems: a problem that rose or fell over all touchpoints together (waiting, say, at the
 * laboratory and the cashier), which no theme shows because it is divided among them.
 *
 * Invariant: told only where no touchpoint and no theme changed significantly, so that one finding takes one
 * line; the test is the one of themes (model/trend.h), corrected over all problems. */
#include "report/page.h"

#include "base/intern.h"
#include "model/trend.h"
#include "report/width.h"

#include <stdlib.h>

#define MOST_PERIODS   600
#define PROBLEMS_SHOWN 2

typedef struct problem_counts {
    vb_arena arena;
    vb_intern problems, periods; /* periods in order of time */
    uint64_t base[MOST_PERIODS];
    uint32_t *k; /* problem * periods + period */
    vb_trend *trends;
} problem_counts;

/* clang-format off */
static const char *const base_sql[] = {
    "SELECT month, count(*) FROM @C non_answer IS NULL AND month IS NOT NULL GROUP BY 1 ORDER BY 1",
    "SELECT week, count(*) FROM @C non_answer IS NULL AND week IS NOT NULL GROUP BY 1 ORDER BY 1"};
#define COUNTS_OF(period) \
    "SELECT k.problem, c.period, count(DISTINCT c.comment_row) FROM (SELECT comment_row, " period " AS period FROM @C non_answer IS " \
    "NULL AND " period " IS NOT NULL) c CROSS JOIN main.clauses k ON k.clause_row BETWEEN c.comment_row * 1048576 AND " \
    "c.comment_row * 1048576 + 1048575 WHERE k.theme_id IS NOT NULL AND k.problem IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
static const char *const count_sql[] = {COUNTS_OF("month"), COUNTS_OF("week")};

static const char quote_sql[] =
    "SELECT @T, q.lang, q.date FROM quotes q JOIN main.comments c ON c.comment_row = q.clause_row / 1048576 JOIN main.clauses k ON "
    "k.clause_row = q.clause_row WHERE k.problem = ?1 AND " VB_PERIOD_AS("?2") " BETWEEN ?2 AND ?3 ORDER BY q.rank, q.theme_id LIMIT 1";
/* clang-format on */

static vb_status read_base(vb_page *p, problem_counts *c, bool weeks) {
    sqlite3_stmt *st;
    vb_status status;
    VB_TRY(vb_page_prepare(p, base_sql[weeks], &st));
    while ((status = vb_page_next(p, st)) == VB_OK && c->periods.count < MOST_PERIODS) {
        uint32_t id = vb_intern_add(&c->periods, vb_db_text(st, 0));
        if (!id) status = vb_fail_memory(p->err);
        if (!id) break;
        c->base[id - 1] = (uint64_t)sqlite3_column_int64(st, 1);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status read_counts(vb_page *p, problem_counts *c, bool weeks) {
    sqlite3_stmt *st;
    vb_status status;
    int64_t most;
    VB_TRY(vb_db_int(p->s, "SELECT count(*) FROM problems", 0, &most, p->err));
    c->k = VB_NEW_ARRAY(&c->arena, uint32_t, ((size_t)most + 1) * c->periods.count + 1);
    if (!c->k) return vb_fail_memory(p->err);
    VB_TRY(vb_page_prepare(p, count_sql[weeks], &st));
    while ((status = vb_page_next(p, st)) == VB_OK) {
        uint32_t id = vb_intern_add(&c->problems, vb_db_text(st, 0)),
                 period = vb_intern_find(&c->periods, vb_db_text(st, 1));
        if (!id) status = vb_fail_memory(p->err);
        if (!id || id > (uint64_t)most + 1) break;
        if (period) c->k[(id - 1) * c->periods.count + period - 1] = (uint32_t)sqlite3_column_int64(st, 2);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status put_label(vb_page *p, const vb_trend_mark *m, vb_str problem) {
    sqlite3_stmt *st;
    VB_TRY(vb_page_prepare(
        p, "SELECT coalesce(nullif(label_@L, ''), label_en) FROM problems WHERE problem = ?1", &st));
    vb_db_bind(st, 1, problem, false);
    vb_status status = vb_page_next(p, st);
    vb_buf text = {0};
    vb_buf_cstr(&text, "All touchpoints: ");
    vb_buf_str(&text, status == VB_OK ? vb_page_plain(p, vb_db_text(st, 0)) : problem);
    sqlite3_finalize(st);
    vb_term_style(&p->o->buf, p->o->output->color, m->style);
    vb_buf_printf(&p->o->buf, "%s %-4s ", m->mark, m->name);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_BOLD);
    vb_term_wrap(&p->o->buf, vb_buf_view(&text), p->width, 7, 7, 2);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
    vb_page_put(p, "\n       ");
    vb_buf_deinit(&text);
    return status < 0 ? status : VB_OK;
}

static void put_shares(vb_page *p, const problem_counts *c, const vb_trend *t) {
    vb_str since = vb_intern_get(&c->periods, (uint32_t)t->change.split + 1);
    vb_term_percent(&p->o->buf, t->change.after);
    vb_page_put(p, t->passing ? " of answers from " : " of answers since ");
    vb_page_period(p, since);
    if (t->passing) {
        vb_page_put(p, " to ");
        vb_page_period(p, vb_intern_get(&c->periods, (uint32_t)t->change.end));
    }
    vb_page_put(p, t->passing ? ", otherwise " : ", ");
    vb_term_percent(&p->o->buf, t->change.before);
    vb_page_put(p, t->passing ? "\n" : " before\n");
}

static vb_status put_quote(vb_page *p, vb_str problem, vb_str since, vb_str until) {
    sqlite3_stmt *st;
    VB_TRY(vb_page_prepare(p, quote_sql, &st));
    vb_db_bind(st, 1, problem, false);
    vb_db_bind(st, 2, since, false);
    vb_db_bind(st, 3, until, false);
    vb_status status = vb_page_next(p, st);
    if (status == VB_OK) status = vb_page_quote(p, st, 7);
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static bool got_worse(const vb_trend *t) {
    return t->passing || strcmp(t->name, "up") == 0 || strcmp(t->name, "new") == 0;
}

/* The problems that got worse, the largest difference first. */
static vb_status put_problems(vb_page *p, const problem_counts *c, int64_t *n) {
    bool *said = VB_NEW_ARRAY((vb_arena *)(uintptr_t)&c->arena, bool, (size_t)c->problems.count + 1);
    if (!said) return vb_fail_memory(p->err);
    for (int shown = 0; shown < PROBLEMS_SHOWN; shown++) {
        uint32_t best = 0;
        double most = 0;
        for (uint32_t i = 1; i <= c->problems.count; i++) {
            const vb_trend *t = &c->trends[i - 1];
            double difference = t->change.after - t->change.before;
            if (said[i] || !got_worse(t) || difference <= most) continue;
            best = i, most = difference;
        }
        if (!best) break;
        said[best] = true;
        const vb_trend *t = &c->trends[best - 1];
        const vb_trend_mark *m = vb_page_mark(vb_str_of(t->name), t->passing);
        if (++*n == 1) vb_page_styled(p, VB_STYLE_BOLD, "\nWHAT CHANGED\n");
        VB_TRY(put_label(p, m, vb_intern_get(&c->problems, best)));
        put_shares(p, c, t);
        VB_TRY(put_quote(
            p, vb_intern_get(&c->problems, best), vb_intern_get(&c->periods, (uint32_t)t->change.split + 1),
            vb_intern_get(&c->periods, t->passing ? (uint32_t)t->change.end : c->periods.count)));
    }
    return VB_OK;
}

vb_status vb_page_problem_changes(vb_page *p, int64_t *n) {
    problem_counts *c = calloc(1, sizeof *c);
    int64_t weeks;
    if (!c) return vb_fail_memory(p->err);
    vb_status st =
        vb_db_int(p->s, "SELECT count(*) FROM themes WHERE period_unit = 'week'", 0, &weeks, p->err);
    if (st >= 0 &&
        (!vb_intern_init(&c->problems, &c->arena, 64) || !vb_intern_init(&c->periods, &c->arena, 64)))
        st = vb_fail_memory(p->err);
    if (st >= 0) st = read_base(p, c, weeks > 0);
    if (st >= 0) st = read_counts(p, c, weeks > 0);
    if (st >= 0 && c->periods.count > 1) {
        c->trends = vb_trends_find(c->k, c->problems.count, c->base, c->periods.count, &c->arena);
        st = c->trends ? put_problems(p, c, n) : vb_fail_memory(p->err);
    }
    vb_arena_deinit(&c->arena);
    free(c);
    return st;
}
