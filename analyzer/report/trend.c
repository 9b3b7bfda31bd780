/* trend: how often each theme and touchpoint is complained about, period by period.
 *
 * Invariant: the counts are those of theme_periods and touchpoint_periods; quarters are sums of months, which
 * is exact because a comment is in one month. Leaves the tests to model/trend. */
#include "model/calendar.h"
#include "model/trend.h"
#include "report/out.h"
#include "report/terminal.h"

#include <math.h>
#include <stdlib.h>

#define SPARK 16 /* periods in the picture */

static const char create_sql[] = "CREATE TEMP TABLE trend (place INTEGER, kind TEXT, id TEXT, touchpoint "
                                 "TEXT, period_unit TEXT, period TEXT, "
                                 "period_start TEXT, n INTEGER, base_n INTEGER, share REAL, ci_low REAL, "
                                 "ci_high REAL, weighted_share REAL, trend TEXT, "
                                 "trend_since TEXT, trend_until TEXT, trend_q REAL);"
                                 "CREATE TEMP TABLE trend_series (place INTEGER, kind TEXT, id TEXT, "
                                 "touchpoint TEXT, period_unit TEXT, n INTEGER, spark "
                                 "TEXT, first_period TEXT, first_share REAL, last_period TEXT, last_share "
                                 "REAL, last_base INTEGER, trend TEXT, trend_since "
                                 "TEXT, trend_until TEXT, trend_q REAL)";

/* Every series has every period, in order, so rows come in blocks of equal length. */
static const char *const read_sql[] = {
    "SELECT 'theme', t.theme_id, t.touchpoint, p.period, p.n, p.base_n, p.weighted_share FROM themes t JOIN "
    "theme_periods p ON "
    "p.theme_id = t.theme_id WHERE p.period_unit = ?1 ORDER BY t.n DESC, t.theme_id, p.period",
    "SELECT 'touchpoint', t.touchpoint, t.touchpoint, p.period, p.n, p.base_n, p.weighted_share FROM "
    "touchpoints t JOIN "
    "touchpoint_periods p ON p.touchpoint = t.touchpoint WHERE p.period_unit = ?1 ORDER BY t.complaints "
    "DESC, t.touchpoint, "
    "p.period",
};

typedef struct series {
    vb_str kind, id, touchpoint;
    uint64_t n;
} series;

typedef struct table {
    vb_store *s;
    vb_arena arena;
    const char *unit; /* asked for */
    series *list;
    size_t n, cap;
    uint32_t *k; /* series * n_periods */
    double *weighted;
    uint64_t base[1024];
    vb_str periods[1024];
    size_t n_periods;
    int64_t place;
    vb_error *err;
} table;

enum { MOST_PERIODS = 1024 }; /* almost twenty years of weeks */

static vb_status add_series(table *t, sqlite3_stmt *st) {
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 64;
        t->list = vb_arena_grow(&t->arena, t->list, t->cap * sizeof *t->list, cap * sizeof *t->list);
        t->k = vb_arena_grow(&t->arena, t->k, t->cap * MOST_PERIODS * sizeof *t->k,
                             cap * MOST_PERIODS * sizeof *t->k);
        t->weighted = vb_arena_grow(&t->arena, t->weighted, t->cap * MOST_PERIODS * sizeof *t->weighted,
                                    cap * MOST_PERIODS * sizeof *t->weighted);
        if (!t->list || !t->k || !t->weighted) return vb_fail_memory(t->err);
        t->cap = cap;
    }
    series *x = &t->list[t->n++];
    *x = (series){vb_arena_dup(&t->arena, vb_db_text(st, 0)), vb_arena_dup(&t->arena, vb_db_text(st, 1)),
                  vb_arena_dup(&t->arena, vb_db_text(st, 2)), 0};
    for (size_t i = 0; i < MOST_PERIODS; i++) {
        t->k[(t->n - 1) * MOST_PERIODS + i] = 0;
        t->weighted[(t->n - 1) * MOST_PERIODS + i] = NAN;
    }
    return x->kind.ptr && x->id.ptr && x->touchpoint.ptr ? VB_OK : vb_fail_memory(t->err);
}

/* The place of a period in time. The first series makes the list; the others have the same periods. */
static size_t place_of(table *t, vb_str name, bool *is_new) {
    char quarter[12];
    if (strcmp(t->unit, "quarter") == 0 && vb_quarter_of(name, quarter)) name = vb_str_of(quarter);
    *is_new = false;
    for (size_t i = t->n_periods; i > 0; i--)
        if (vb_str_eq(t->periods[i - 1], name)) return i - 1;
    if (t->n_periods == MOST_PERIODS) return SIZE_MAX;
    t->periods[t->n_periods] = vb_arena_dup(&t->arena, name);
    t->base[t->n_periods] = 0;
    *is_new = true;
    return t->n_periods++;
}

static vb_status read_series(table *t, const char *sql) {
    sqlite3_stmt *st;
    const char *stored = strcmp(t->unit, "week") == 0 ? "week" : "month";
    VB_TRY(vb_db_prepare(t->s, vb_str_of(sql), &st, t->err));
    vb_db_bind(st, 1, vb_str_of(stored), false);
    t->n = t->n_periods = 0;
    vb_status status;
    while ((status = vb_db_step(t->s, st, "reading periods", t->err)) == VB_OK) {
        bool is_new;
        if (t->n == 0 || !vb_str_eq(t->list[t->n - 1].id, vb_db_text(st, 1))) status = add_series(t, st);
        if (status < 0) break;
        size_t at = place_of(t, vb_db_text(st, 3), &is_new), cell = (t->n - 1) * MOST_PERIODS + at;
        if (at == SIZE_MAX) continue;
        t->k[cell] += (uint32_t)sqlite3_column_int64(st, 4);
        t->list[t->n - 1].n += (uint64_t)sqlite3_column_int64(st, 4);
        if (t->n == 1) t->base[at] += (uint64_t)sqlite3_column_int64(st, 5);
        if (strcmp(t->unit, "quarter") != 0 && sqlite3_column_type(st, 6) != SQLITE_NULL)
            t->weighted[cell] = sqlite3_column_double(st, 6);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static void bind_trend(const table *t, sqlite3_stmt *st, int at, const vb_trend *x) {
    bool changed = x->passing || strcmp(x->name, "flat") != 0;
    vb_db_bind(st, at, vb_str_of(x->name), false);
    vb_db_bind(st, at + 1, changed ? t->periods[x->change.split] : (vb_str){0}, true);
    vb_db_bind(st, at + 2, x->passing ? t->periods[x->change.end - 1] : (vb_str){0}, true);
    vb_db_bind_num(st, at + 3, x->q);
}

static void bind_names(const table *t, sqlite3_stmt *st, size_t i) {
    sqlite3_bind_int64(st, 1, t->place + (int64_t)i);
    vb_db_bind(st, 2, t->list[i].kind, false);
    vb_db_bind(st, 3, t->list[i].id, false);
    vb_db_bind(st, 4, t->list[i].touchpoint, true);
    vb_db_bind(st, 5, vb_str_of(t->unit), false);
}

static double share_at(const table *t, size_t i, size_t at) {
    return t->base[at] ? (double)t->k[i * MOST_PERIODS + at] / (double)t->base[at] : 0;
}

static vb_status put_periods(table *t, sqlite3_stmt *st, size_t i, const vb_trend *x) {
    for (size_t at = 0; at < t->n_periods; at++) {
        char start[12];
        uint64_t k = t->k[i * MOST_PERIODS + at];
        vb_interval share = vb_wilson(k, t->base[at]);
        if (!vb_period_start(t->periods[at], start) || t->base[at] == 0) continue;
        bind_names(t, st, i);
        vb_db_bind(st, 6, t->periods[at], false);
        vb_db_bind(st, 7, vb_str_of(start), false);
        sqlite3_bind_int64(st, 8, (int64_t)k);
        sqlite3_bind_int64(st, 9, (int64_t)t->base[at]);
        const double values[] = {share.share, share.low, share.high, t->weighted[i * MOST_PERIODS + at]};
        for (int c = 0; c < 4; c++) vb_db_bind_num(st, 10 + c, values[c]);
        bind_trend(t, st, 14, x);
        VB_TRY(vb_db_run(t->s, st, "preparing the trend", t->err));
    }
    return VB_OK;
}

static vb_status put_series(table *t, sqlite3_stmt *st, size_t i, const vb_trend *x) {
    double shares[SPARK];
    size_t n = 0, last = t->n_periods - 1;
    vb_buf spark = {0};
    for (size_t at = t->n_periods > SPARK ? t->n_periods - SPARK : 0; at < t->n_periods; at++)
        shares[n++] = share_at(t, i, at);
    vb_term_spark(&spark, shares, n);
    bind_names(t, st, i);
    sqlite3_bind_int64(st, 6, (int64_t)t->list[i].n);
    vb_db_bind(st, 7, vb_buf_view(&spark), false);
    vb_db_bind(st, 8, t->periods[0], false);
    vb_db_bind_num(st, 9, share_at(t, i, 0));
    vb_db_bind(st, 10, t->periods[last], false);
    vb_db_bind_num(st, 11, share_at(t, i, last));
    sqlite3_bind_int64(st, 12, (int64_t)t->base[last]);
    bind_trend(t, st, 13, x);
    vb_status status =
        spark.failed ? vb_fail_memory(t->err) : vb_db_run(t->s, st, "preparing the trend", t->err);
    vb_buf_deinit(&spark);
    return status;
}

static vb_status write_series(table *t) {
    sqlite3_stmt *periods, *lines = NULL;
    uint32_t *k = VB_NEW_ARRAY(&t->arena, uint32_t, t->n * t->n_periods + 1);
    for (size_t i = 0; k && i < t->n; i++)
        memcpy(k + i * t->n_periods, t->k + i * MOST_PERIODS, t->n_periods * sizeof *k);
    vb_trend *trends = k ? vb_trends_find(k, t->n, t->base, t->n_periods, &t->arena) : NULL;
    if (!trends) return vb_fail_memory(t->err);
    VB_TRY(vb_db_prepare(
        t->s,
        VB_STR("INSERT INTO temp.trend VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
               "?15, ?16, ?17)"),
        &periods, t->err));
    vb_status st = vb_db_prepare(
        t->s,
        VB_STR("INSERT INTO temp.trend_series VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
               "?12, ?13, ?14, ?15, ?16)"),
        &lines, t->err);
    for (size_t i = 0; i < t->n && st >= 0; i++) {
        st = put_periods(t, periods, i, &trends[i]);
        if (st >= 0) st = put_series(t, lines, i, &trends[i]);
    }
    sqlite3_finalize(periods);
    sqlite3_finalize(lines);
    t->place += (int64_t)t->n;
    return st;
}

static vb_status find_unit(vb_store *s, const vb_query *q, const char **unit, vb_error *err) {
    static const char *const units[] = {"month", "week", "quarter"};
    int64_t weeks;
    for (size_t i = 0; q->by && i < 3; i++)
        if (strcmp(q->by, units[i]) == 0) return *unit = units[i], VB_OK;
    if (q->by) return vb_fail(err, VB_ERR_USAGE, "'%.40s' is no period; use week, month or quarter", q->by);
    VB_TRY(vb_db_int(s, "SELECT max(period_unit = 'week') FROM themes", 0, &weeks, err));
    *unit = units[weeks ? 1 : 0];
    return VB_OK;
}

vb_status vb_make_trend(vb_store *s, const vb_query *q, bool subset, vb_error *err) {
    table *t = calloc(1, sizeof *t);
    (void)subset; /* the period tables are those of the subset already */
    if (!t) return vb_fail_memory(err);
    t->s = s;
    t->err = err;
    vb_arena_init(&t->arena);
    vb_status st = find_unit(s, q, &t->unit, err);
    if (st >= 0) st = vb_db_exec(s, create_sql, "preparing the trend", err);
    for (size_t i = 0; i < 2 && st >= 0; i++) {
        st = read_series(t, read_sql[i]);
        if (st >= 0 && t->n && t->n_periods) st = write_series(t);
    }
    vb_arena_deinit(&t->arena);
    free(t);
    return st;
}
