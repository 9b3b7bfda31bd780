/* alerts: themes that need a look, and rules for a job that runs by itself.
 *
 * Invariant: everything is in the table `alerts`, one row a theme; the built-in rules and those of the user
 * only choose among its rows. A rule is read here into names of columns and numbers; nothing of the user's
 * text gets into SQL. */
#include "model/stats.h"
#include "report/out.h"

#include <ctype.h>
#include <math.h>

#define LEVEL       0.05 /* of the q-value of a spike */
#define SPIKE_RATIO 1.5
#define LEAST_N     3
#define SEVERE      2.5 /* of 4 */
#define NEW_PERIODS 2   /* the last ones; there must be twice as many */

static const char create_sql[] = "CREATE TEMP TABLE alerts (id TEXT, kind TEXT, touchpoint TEXT, emerging "
                                 "INTEGER, spiking INTEGER, severe INTEGER, n INTEGER, "
                                 "base_n INTEGER, share REAL, period TEXT, period_n INTEGER, period_base "
                                 "INTEGER, period_share REAL, before_n INTEGER, "
                                 "before_base INTEGER, before_share REAL, ratio REAL, q REAL, severity REAL, "
                                 "mean_sentiment REAL, impact REAL, trend TEXT, "
                                 "first_seen TEXT)";

/* The last period of each theme against all before it. Of quarters and the like the sums are the same. */
static const char read_sql[] = "SELECT t.theme_id, t.touchpoint, t.n, t.base_n, t.share, t.severity, "
                               "t.mean_sentiment, t.impact, t.trend, t.first_seen, "
                               "p.period, p.n, p.base_n, (SELECT coalesce(sum(b.n), 0) FROM theme_periods b "
                               "WHERE b.theme_id = t.theme_id AND "
                               "b.period_unit = p.period_unit AND b.period < p.period), (SELECT "
                               "coalesce(sum(b.base_n), 0) FROM theme_periods b WHERE "
                               "b.theme_id = t.theme_id AND b.period_unit = p.period_unit AND b.period < "
                               "p.period), (SELECT coalesce(sum(b.n), 0) FROM "
                               "theme_periods b WHERE b.theme_id = t.theme_id AND b.period_unit = "
                               "p.period_unit AND b.period < ?2) FROM themes t LEFT "
                               "JOIN theme_periods p ON p.theme_id = t.theme_id AND p.period_unit = "
                               "coalesce(?1, t.period_unit) AND p.period = ?3 WHERE "
                               "t.n > 0 ORDER BY t.theme_id";

typedef struct alert {
    vb_str id, touchpoint, trend, first_seen, period;
    int64_t n, base, period_n, period_base, before_n, before_base, long_ago;
    double share, severity, sentiment, impact, q;
} alert;

typedef struct reader {
    vb_store *s;
    vb_arena arena;
    alert *list;
    size_t n;
    bool many_periods;
    vb_error *err;
} reader;

static double number(sqlite3_stmt *st, int column) {
    return sqlite3_column_type(st, column) == SQLITE_NULL ? NAN : sqlite3_column_double(st, column);
}

static bool read_alert(reader *r, sqlite3_stmt *st) {
    alert *a = &r->list[r->n++];
    vb_str *const texts[] = {&a->id, &a->touchpoint, &a->trend, &a->first_seen, &a->period};
    static const int columns[] = {0, 1, 8, 9, 10};
    for (int i = 0; i < 5; i++) {
        *texts[i] = vb_arena_dup(&r->arena, vb_db_text(st, columns[i]));
        if (!texts[i]->ptr) return false;
    }
    int64_t *const counts[] = {&a->n, &a->base};
    for (int i = 0; i < 2; i++) *counts[i] = sqlite3_column_int64(st, 2 + i);
    double *const numbers[] = {&a->share, &a->severity, &a->sentiment, &a->impact};
    for (int i = 0; i < 4; i++) *numbers[i] = number(st, 4 + i);
    int64_t *const periods[] = {&a->period_n, &a->period_base, &a->before_n, &a->before_base, &a->long_ago};
    for (int i = 0; i < 5; i++) *periods[i] = sqlite3_column_int64(st, 11 + i);
    a->q = NAN;
    return true;
}

/* The last period of the unit, and the first of those that count as new. */
static vb_status find_periods(reader *r, const char *unit, char last[16], char recent[16]) {
    sqlite3_stmt *st;
    vb_status status;
    int n = 0;
    last[0] = recent[0] = 0;
    VB_TRY(vb_db_prepare(
        r->s,
        VB_STR("SELECT DISTINCT period FROM theme_periods WHERE period_unit = coalesce(?1, (SELECT "
               "max(period_unit) FROM themes)) ORDER BY period DESC LIMIT 8"),
        &st, r->err));
    vb_db_bind(st, 1, vb_str_of(unit), true);
    while ((status = vb_db_step(r->s, st, "reading periods", r->err)) == VB_OK) {
        vb_str p = vb_db_text(st, 0);
        if (p.len > 15) continue;
        n++;
        char *to = n == 1 ? last : n == NEW_PERIODS ? recent : NULL;
        if (to) memcpy(to, p.ptr, p.len + 1);
    }
    sqlite3_finalize(st);
    r->many_periods = n >= 2 * NEW_PERIODS;
    return status < 0 ? status : VB_OK;
}

static vb_status read_alerts(reader *r, const char *unit) {
    sqlite3_stmt *st;
    int64_t count;
    char last[16], recent[16];
    vb_status status;
    VB_TRY(vb_db_int(r->s, "SELECT count(*) FROM themes", 0, &count, r->err));
    VB_TRY(find_periods(r, unit, last, recent));
    r->list = VB_NEW_ARRAY(&r->arena, alert, (size_t)count + 1);
    if (!r->list) return vb_fail_memory(r->err);
    VB_TRY(vb_db_prepare(r->s, VB_STR(read_sql), &st, r->err));
    vb_db_bind(st, 1, vb_str_of(unit), true);
    vb_db_bind(st, 2, vb_str_of(recent), false);
    vb_db_bind(st, 3, vb_str_of(last), false);
    while ((status = vb_db_step(r->s, st, "reading themes", r->err)) == VB_OK && r->n < (size_t)count) {
        if (read_alert(r, st)) continue;
        status = vb_fail_memory(r->err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static bool correct(reader *r) {
    double *p = VB_NEW_ARRAY(&r->arena, double, r->n + 1);
    uint32_t *order = VB_NEW_ARRAY(&r->arena, uint32_t, r->n + 1),
             *which = VB_NEW_ARRAY(&r->arena, uint32_t, r->n + 1);
    size_t n = 0;
    if (!p || !order || !which) return false;
    for (uint32_t i = 0; i < r->n; i++) {
        const alert *a = &r->list[i];
        if (a->period_n < LEAST_N || a->before_base == 0) continue;
        which[n] = i;
        p[n++] = round(vb_fisher((uint64_t)a->before_n, (uint64_t)a->before_base, (uint64_t)a->period_n,
                                 (uint64_t)a->period_base) *
                       1e12) /
                 1e12;
    }
    vb_benjamini_hochberg(p, order, n);
    for (size_t i = 0; i < n; i++) r->list[which[i]].q = p[i];
    return true;
}

static vb_status put_alert(const reader *r, sqlite3_stmt *st, const alert *a) {
    double now = a->period_base ? (double)a->period_n / (double)a->period_base : NAN;
    double before = a->before_base ? (double)a->before_n / (double)a->before_base : NAN;
    bool emerging = r->many_periods && a->long_ago == 0 && a->n >= LEAST_N;
    bool spiking = a->q < LEVEL && a->period_n >= LEAST_N && now >= before * SPIKE_RATIO;
    const vb_str texts[] = {a->id, VB_STR("theme"), a->touchpoint};
    for (int i = 0; i < 3; i++) vb_db_bind(st, 1 + i, texts[i], i == 2);
    sqlite3_bind_int(st, 4, emerging);
    sqlite3_bind_int(st, 5, spiking);
    sqlite3_bind_int(st, 6, a->n >= LEAST_N && a->severity >= SEVERE);
    sqlite3_bind_int64(st, 7, a->n);
    sqlite3_bind_int64(st, 8, a->base);
    vb_db_bind_num(st, 9, a->share);
    vb_db_bind(st, 10, a->period, true);
    sqlite3_bind_int64(st, 11, a->period_n);
    sqlite3_bind_int64(st, 12, a->period_base);
    vb_db_bind_num(st, 13, now);
    sqlite3_bind_int64(st, 14, a->before_n);
    sqlite3_bind_int64(st, 15, a->before_base);
    const double values[] = {before,   before > 0 ? now / before : NAN, a->q, a->severity, a->sentiment,
                             a->impact};
    for (int i = 0; i < 6; i++) vb_db_bind_num(st, 16 + i, values[i]);
    vb_db_bind(st, 22, a->trend, false);
    vb_db_bind(st, 23, a->first_seen, true);
    return vb_db_run(r->s, st, "preparing the alerts", r->err);
}

static vb_status write_alerts(const reader *r) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        r->s,
        VB_STR("INSERT INTO temp.alerts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
               "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)"),
        &st, r->err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < r->n && status >= 0; i++) status = put_alert(r, st, &r->list[i]);
    sqlite3_finalize(st);
    return status;
}

/* ---- Rules ----------------------------------------------------------------------------------- */

static const char *const flags[] = {"emerging", "spiking", "severe"};
static const char *const fields[] = {
    "n",        "base_n",       "share", "period_n", "period_base", "period_share",
    "before_n", "before_share", "ratio", "q",        "severity",    "mean_sentiment",
    "impact"};
static const char *const signs[] = {"<=", ">=", "<", ">", "="};

static const char *find_word(const char *const *list, size_t n, vb_str word) {
    for (size_t i = 0; i < n; i++)
        if (vb_str_eqz(word, list[i])) return list[i];
    return NULL;
}

static void skip_space(vb_str *rest) {
    while (rest->len && rest->ptr[0] == ' ') *rest = vb_str_sub(*rest, 1, rest->len);
}

/* A run of letters and '_' at the beginning. */
static vb_str take_word(vb_str *rest) {
    size_t n = 0;
    skip_space(rest);
    while (n < rest->len && (isalpha((unsigned char)rest->ptr[n]) || rest->ptr[n] == '_')) n++;
    vb_str word = vb_str_sub(*rest, 0, n);
    *rest = vb_str_sub(*rest, n, rest->len);
    return word;
}

static vb_str take_number(vb_str *rest) {
    size_t n = 0;
    skip_space(rest);
    while (n < rest->len &&
           (isdigit((unsigned char)rest->ptr[n]) || rest->ptr[n] == '.' || (n == 0 && rest->ptr[n] == '-')))
        n++;
    vb_str digits = vb_str_sub(*rest, 0, n);
    *rest = vb_str_sub(*rest, n, rest->len);
    return digits;
}

/* One condition as SQL; false where it is none. */
static bool put_condition(vb_buf *sql, vb_str *rest) {
    vb_str word = take_word(rest);
    const char *name = find_word(flags, sizeof flags / sizeof *flags, word);
    if (name) {
        vb_buf_printf(sql, "%s", name);
        return true;
    }
    name = find_word(fields, sizeof fields / sizeof *fields, word);
    skip_space(rest);
    size_t sign = 0, n = sizeof signs / sizeof *signs;
    while (sign < n && !vb_str_starts(*rest, vb_str_of(signs[sign]))) sign++;
    if (!name || sign == n) return false;
    *rest = vb_str_sub(*rest, strlen(signs[sign]), rest->len);
    double value;
    vb_str digits = take_number(rest);
    if (!vb_str_double(digits, &value)) return false;
    if (rest->len && rest->ptr[0] == '%') {
        value /= 100;
        *rest = vb_str_sub(*rest, 1, rest->len);
    }
    vb_buf_printf(sql, "coalesce(%s %s ", name, signs[sign]);
    vb_buf_fixed(sql, value, 9);
    vb_buf_cstr(sql, ", 0)");
    return true;
}

static vb_status put_rule(vb_buf *sql, const char *rule, vb_error *err) {
    vb_str rest = vb_str_of(rule);
    for (bool more = true; more;) {
        if (!put_condition(sql, &rest))
            return vb_fail(
                err, VB_ERR_USAGE,
                "--fail-if: '%.80s' is no rule; write for example \"spiking\", \"severity>3 and n>=5\" or "
                "\"period_share>10%%\". Fields: n, share, period_n, period_share, before_share, ratio, q, "
                "severity, "
                "mean_sentiment, impact",
                rule);
        skip_space(&rest);
        more = rest.len > 0;
        if (!more) break;
        vb_str word = take_word(&rest);
        if (!vb_str_eqz(word, "and"))
            return vb_fail(err, VB_ERR_USAGE, "--fail-if: '%.80s': conditions are joined by \"and\"", rule);
        vb_buf_cstr(sql, " AND ");
    }
    return VB_OK;
}

static vb_status choose(vb_store *s, const char *rule, vb_error *err) {
    vb_buf sql = {0};
    vb_buf_cstr(&sql, "DELETE FROM temp.alerts WHERE NOT (");
    vb_status st = VB_OK;
    if (rule && strcmp(rule, "any") != 0)
        st = put_rule(&sql, rule, err);
    else
        vb_buf_cstr(&sql, "emerging OR spiking OR severe");
    vb_buf_cstr(&sql, ")");
    if (st >= 0)
        st = sql.failed ? vb_fail_memory(err) : vb_db_exec(s, vb_buf_z(&sql), "preparing the alerts", err);
    vb_buf_deinit(&sql);
    return st;
}

vb_status vb_make_alerts(vb_store *s, const vb_query *q, bool subset, vb_error *err) {
    reader r = {.s = s, .err = err};
    (void)subset; /* the tables of themes are those of the subset already */
    if (q->by && strcmp(q->by, "week") != 0 && strcmp(q->by, "month") != 0)
        return vb_fail(err, VB_ERR_USAGE, "'%.40s' is no period of alerts; use week or month", q->by);
    VB_TRY(vb_db_exec(s, create_sql, "preparing the alerts", err));
    vb_arena_init(&r.arena);
    vb_status st = read_alerts(&r, q->by);
    if (st >= 0) st = correct(&r) ? write_alerts(&r) : vb_fail_memory(err);
    if (st >= 0) st = choose(s, q->alert_if, err);
    vb_arena_deinit(&r.arena);
    return st;
}
