/* read: one stored comment, and the conditions of a query on comments.
 *
 * Invariant: nothing here writes to the file: conditions become temporary tables that live in the connection.
 */
#include "store/aggregate.h"

#include <math.h>

/* ---- One comment ----------------------------------------------------------------------------- */

static vb_status read_segments(vb_store *s, int64_t row, vb_arena *arena, vb_comment *out, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT j.key, j.value FROM main.comments c, json_each(c.segments) j WHERE c.comment_row "
               "= ?1"),
        &st, err));
    sqlite3_bind_int64(st, 1, row);
    size_t cap = 0;
    vb_segment *segments = NULL;
    vb_status status;
    while ((status = vb_db_step(s, st, "reading a comment", err)) == VB_OK) {
        if (out->n_segments == cap) {
            size_t grown = cap ? cap * 2 : 8;
            segments = vb_arena_grow(arena, segments, cap * sizeof *segments, grown * sizeof *segments);
            cap = grown;
        }
        vb_segment pair = {vb_arena_dup(arena, vb_db_text(st, 0)), vb_arena_dup(arena, vb_db_text(st, 1))};
        if (!segments || !pair.name.ptr || !pair.value.ptr) {
            status = vb_fail_memory(err);
            break;
        }
        segments[out->n_segments++] = pair;
    }
    sqlite3_finalize(st);
    out->segments = segments;
    return status < 0 ? status : VB_OK;
}

static double number(sqlite3_stmt *st, int column) {
    return sqlite3_column_type(st, column) == SQLITE_NULL ? NAN : sqlite3_column_double(st, column);
}

static vb_status copy_comment(sqlite3_stmt *st, vb_arena *arena, vb_comment *out, vb_error *err) {
    vb_comment c = vb_comment_of((vb_str){0});
    vb_str *const texts[] = {&c.id,      &c.text, &c.question, &c.touchpoint,
                             &c.channel, &c.lang, &c.label,    &c.date};
    double *const numbers[] = {&c.rating, &c.rating_max, &c.nps, &c.csat, &c.ces, &c.weight};
    for (int i = 0; i < 8; i++) {
        *texts[i] = vb_arena_dup(arena, vb_db_text(st, 1 + i));
        if (!texts[i]->ptr) return vb_fail_memory(err);
    }
    for (int i = 0; i < 6; i++) *numbers[i] = number(st, 9 + i);
    c.time = sqlite3_column_int64(st, 15);
    *out = c;
    return VB_OK;
}

vb_status vb_store_find_comment(vb_store *s, const char *comment_id, vb_arena *arena, vb_comment *out,
                                vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(s,
                         VB_STR("SELECT comment_row, comment_id, text, question, touchpoint_asked, channel, "
                                "lang_asked, label_given, date, "
                                "rating, rating_max, nps, csat, ces, weight, coalesce(CAST(strftime('%s', "
                                "time) AS INTEGER), 0) FROM "
                                "main.comments WHERE comment_id = ?1 ORDER BY identity LIMIT 1"),
                         &st, err));
    vb_db_bind(st, 1, vb_str_of(comment_id), false);
    vb_status status = vb_db_step(s, st, "reading a comment", err);
    int64_t row = status == VB_OK ? sqlite3_column_int64(st, 0) : 0;
    if (status == VB_OK) status = copy_comment(st, arena, out, err);
    sqlite3_finalize(st);
    if (status != VB_OK) return status;
    return read_segments(s, row, arena, out, err);
}

/* ---- Conditions ------------------------------------------------------------------------------ */

/* Temporary twins of the computed tables; SQLite finds them before the stored ones. */
static const struct computed {
    unsigned want;
    const char *table;
} computed[] = {
    {VB_WANT_THEMES, "themes"},           {VB_WANT_PARTS, "subthemes"},
    {VB_WANT_PERIODS, "theme_periods"},   {VB_WANT_PERIODS, "touchpoint_periods"},
    {VB_WANT_TOUCHPOINTS, "touchpoints"}, {VB_WANT_DRIVERS, "drivers"},
    {VB_WANT_STANDOUTS, "standouts"},     {VB_WANT_QUOTES, "quotes"},
};

/* CREATE TEMP TABLE with the very columns and types of the stored table. */
static vb_status make_twin(vb_store *s, const char *table, vb_error *err) {
    static const vb_str lead = {"CREATE TABLE ", 13};
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(s, VB_STR("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?1"),
                         &st, err));
    vb_db_bind(st, 1, vb_str_of(table), false);
    vb_status status = vb_db_step(s, st, "preparing the query", err);
    vb_buf_clear(&s->scratch);
    if (status == VB_OK && vb_str_starts(vb_db_text(st, 0), lead)) {
        vb_str sql = vb_db_text(st, 0);
        vb_buf_cstr(&s->scratch, "CREATE TEMP TABLE ");
        vb_buf_str(&s->scratch, vb_str_sub(sql, lead.len, sql.len));
    }
    sqlite3_finalize(st);
    if (status < 0) return status;
    if (s->scratch.len == 0)
        return vb_fail_at(err, VB_ERR_IO, s->path ? s->path : "in memory", 0, 0,
                          "store: the table %s is missing; import the exports again into a new store", table);
    return vb_db_exec(s, vb_buf_z(&s->scratch), "preparing the query", err);
}

static vb_status fill_subset(vb_store *s, const vb_query *q, vb_error *err) {
    vb_buf *sql = &s->scratch;
    sqlite3_stmt *st;
    vb_buf_clear(sql);
    vb_buf_cstr(sql, "INSERT INTO temp.subset SELECT comment_row FROM main.comments c WHERE 1");
    if (q->lang) vb_buf_cstr(sql, " AND lang = ?1");
    if (q->since) vb_buf_cstr(sql, " AND date >= ?2");
    if (q->until) vb_buf_cstr(sql, " AND date <= ?3");
    for (size_t i = 0; i < q->n_segments; i++)
        vb_buf_printf(
            sql,
            " AND comment_row IN (SELECT g.comment_row FROM main.comment_segments g WHERE g.name = ?%zu AND "
            "g.value = ?%zu)",
            4 + 2 * i, 5 + 2 * i);
    if (sql->failed) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(s, vb_buf_view(sql), &st, err));
    if (q->lang) vb_db_bind(st, 1, vb_str_of(q->lang), false);
    if (q->since) vb_db_bind(st, 2, vb_str_of(q->since), false);
    if (q->until) vb_db_bind(st, 3, vb_str_of(q->until), false);
    for (size_t i = 0; i < q->n_segments; i++) {
        vb_db_bind(st, (int)(4 + 2 * i), q->segments[i].name, false);
        vb_db_bind(st, (int)(5 + 2 * i), q->segments[i].value, false);
    }
    vb_status status = vb_db_run(s, st, "preparing the query", err);
    sqlite3_finalize(st);
    return status;
}

vb_status vb_store_recompute(vb_store *s, unsigned wants, vb_error *err) {
    for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
        if (wants & computed[i].want) VB_TRY(make_twin(s, computed[i].table, err));
    if (wants & VB_WANT_THEMES)
        VB_TRY(
            vb_db_exec(s, "INSERT INTO temp.themes SELECT * FROM main.themes", "preparing the query", err));
    if (wants & ~(unsigned)VB_WANT_QUOTES) VB_TRY(vb_store_aggregate(s, VB_SCOPE_SUBSET, wants, err));
    return wants & VB_WANT_QUOTES ? vb_store_choose_quotes(s, VB_SCOPE_SUBSET, err) : VB_OK;
}

vb_status vb_store_apply(vb_store *s, const vb_query *q, unsigned wants, bool *subset, vb_error *err) {
    *subset = q->lang || q->since || q->until || q->n_segments;
    if (!*subset) return VB_OK;
    if (q->n_segments > 100)
        return vb_fail(err, VB_ERR_USAGE, "more than 100 segment conditions; give fewer");
    VB_TRY(vb_db_exec(s, "CREATE TEMP TABLE subset (comment_row INTEGER PRIMARY KEY)", "preparing the query",
                      err));
    VB_TRY(fill_subset(s, q, err));
    if (wants) VB_TRY(vb_store_recompute(s, wants, err));
    if (!(wants & VB_WANT_THEMES)) return VB_OK;
    return vb_db_exec(s, "DELETE FROM temp.themes WHERE n = 0", "preparing the query", err);
}
