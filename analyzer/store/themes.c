/* themes: complaint clauses out to the clustering, themes in.
 *
 * Invariant: both directions are independent of the order in which comments came: rows go out sorted by
 * content, and what is written depends on each comment's own clauses. Leaves the numbers to aggregate.c and
 * the quotes to quotes.c. */
#include "store/db.h"

#include "base/intern.h"
#include "base/json.h"
#include "store/aggregate.h"
#include "store/decisions.h"
#include "store/events.h"

#include <stdlib.h>

/* ---- Complaints out -------------------------------------------------------------------------- */

typedef struct keyed_row {
    vb_complaint_row row;
    unsigned char identity[16];
} keyed_row;

static int by_content(const void *a, const void *b) {
    const keyed_row *x = a, *y = b;
    const vb_str fields[][2] = {{x->row.candidates, y->row.candidates},
                                {x->row.problem, y->row.problem},
                                {x->row.terms, y->row.terms},
                                {x->row.text, y->row.text}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        int c = vb_str_cmp(fields[i][0], fields[i][1]);
        if (c) return c;
    }
    int c = memcmp(x->identity, y->identity, sizeof x->identity);
    if (c) return c;
    int64_t i = x->row.clause_id % VB_CLAUSE_SPAN, j = y->row.clause_id % VB_CLAUSE_SPAN;
    return (i > j) - (i < j);
}

/* A value that many rows share is kept once. */
static bool share(vb_intern *names, vb_str s, vb_str *out) {
    *out = (vb_str){0};
    if (s.len == 0) return true;
    uint32_t id = vb_intern_add(names, s);
    if (id) *out = vb_intern_get(names, id);
    return id != 0;
}

static vb_status read_row(sqlite3_stmt *st, vb_intern *names, vb_arena *arena, keyed_row *out,
                          vb_error *err) {
    vb_complaint_row *r = &out->row;
    r->clause_id = sqlite3_column_int64(st, 0);
    bool ok = share(names, vb_db_text(st, 1), &r->touchpoint) &&
              share(names, vb_db_text(st, 2), &r->problem) && share(names, vb_db_text(st, 3), &r->terms) &&
              share(names, vb_db_text(st, 5), &r->lang);
    r->text = vb_arena_dup(arena, vb_db_text(st, 4));
    if (!ok || !r->text.ptr) return vb_fail_memory(err);
    r->severity = r->rank = sqlite3_column_double(st, 6);
    r->score = sqlite3_column_double(st, 8);
    r->complaint = sqlite3_column_int(st, 9) != 0;
    r->comment = r->clause_id / VB_CLAUSE_SPAN;
    if (!share(names, vb_db_text(st, 10), &r->candidates)) return vb_fail_memory(err);
    vb_str question = vb_db_text(st, 11);
    r->question = question.len ? vb_intern_add(names, question) : 0;
    if (question.len && !r->question) return vb_fail_memory(err);
    const void *identity = sqlite3_column_blob(st, 7);
    memset(out->identity, 0, sizeof out->identity);
    if (identity && sqlite3_column_bytes(st, 7) == (int)sizeof out->identity)
        memcpy(out->identity, identity, sizeof out->identity);
    return VB_OK;
}

/* Columns of a clause; the text of what is no complaint is not needed. */
#define CLAUSE_COLUMNS                                                                                       \
    "SELECT k.clause_row, k.touchpoint, k.problem, k.terms, CASE WHEN k.complaint = 1 THEN k.text END, "     \
    "k.lang, k.severity, c.identity, k.sentiment_score, k.complaint, k.candidates, c.question FROM clauses " \
    "k "                                                                                                     \
    "CROSS JOIN comments c ON c.comment_row = k.clause_row / 1048576"

static vb_status read_rows(vb_store *s, const char *sql, vb_arena *arena, keyed_row *rows, size_t cap,
                           size_t *n, vb_error *err) {
    sqlite3_stmt *st;
    vb_intern names;
    *n = 0;
    if (!vb_intern_init(&names, arena, 1024)) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(s, vb_str_of(sql), &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading clauses", err)) == VB_OK && *n < cap) {
        status = read_row(st, &names, arena, &rows[*n], err);
        if (status < 0) break;
        ++*n;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status read_sorted(vb_store *s, const char *count_sql, const char *sql, vb_arena *arena,
                             vb_complaint_row **out, size_t *n, vb_error *err) {
    int64_t count;
    *out = NULL;
    *n = 0;
    VB_TRY(vb_db_int(s, count_sql, 0, &count, err));
    *out = vb_arena_calloc(arena, count ? (size_t)count : 1, sizeof **out);
    keyed_row *rows = calloc(count ? (size_t)count : 1, sizeof *rows);
    vb_status st = *out && rows ? read_rows(s, sql, arena, rows, (size_t)count, n, err) : vb_fail_memory(err);
    if (st >= 0) {
        qsort(rows, *n, sizeof *rows, by_content);
        for (size_t i = 0; i < *n; i++) (*out)[i] = rows[i].row;
    }
    free(rows);
    return st;
}

vb_status vb_store_complaints(vb_store *s, vb_arena *arena, vb_complaint_row **out, size_t *n,
                              vb_error *err) {
    return read_sorted(s, "SELECT count(*) FROM clauses WHERE complaint = 1",
                       CLAUSE_COLUMNS " WHERE k.complaint = 1", arena, out, n, err);
}

vb_status vb_store_clauses(vb_store *s, vb_arena *arena, vb_complaint_row **out, size_t *n, vb_error *err) {
    return read_sorted(s, "SELECT count(*) FROM clauses", CLAUSE_COLUMNS, arena, out, n, err);
}

/* ---- Themes in ------------------------------------------------------------------------------- */

/* The themes as the clustering found them, for decisions that come later. */
static vb_status write_clusters(vb_store *s, const vb_theme *themes, size_t n, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_exec(s, "DELETE FROM clusters", "writing themes", err));
    VB_TRY(vb_db_prepare(s, VB_STR("INSERT INTO clusters VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"), &st,
                         err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < n && status >= 0; i++) {
        const vb_theme *t = &themes[i];
        const vb_str fields[] = {t->touchpoint, t->problem,  t->label_vi,
                                 t->label_th,   t->label_en, t->keywords};
        vb_db_bind(st, 1, vb_str_of(t->id), false);
        for (int k = 0; k < 6; k++) vb_db_bind(st, 2 + k, fields[k], k < 2);
        vb_db_bind_num(st, 8, t->stability);
        sqlite3_bind_int(st, 9, t->catch_all);
        status = vb_db_run(s, st, "writing themes", err);
    }
    sqlite3_finalize(st);
    return status;
}

static vb_status write_parts(vb_store *s, const vb_theme *parts, size_t n, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_exec(s, "DELETE FROM subclusters", "writing themes", err));
    VB_TRY(vb_db_prepare(s, VB_STR("INSERT INTO subclusters VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"), &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < n && status >= 0; i++) {
        const vb_theme *t = &parts[i];
        const vb_str fields[] = {t->problem, t->phrase, t->label_vi, t->label_th, t->label_en, t->keywords};
        vb_db_bind(st, 1, vb_str_of(t->id), false);
        for (int k = 0; k < 6; k++) vb_db_bind(st, 2 + k, fields[k], k < 2);
        status = vb_db_run(s, st, "writing themes", err);
    }
    sqlite3_finalize(st);
    return status;
}

static vb_status write_definitions(vb_store *s, const vb_decided *d, vb_error *err) {
    const vb_theme *themes = d->themes;
    size_t n = d->n_themes;
    sqlite3_stmt *st;
    VB_TRY(vb_db_exec(s, "DELETE FROM themes", "writing themes", err));
    VB_TRY(vb_db_prepare(
        s,
        VB_STR(
            "INSERT INTO themes (theme_id, label, label_vi, label_th, label_en, touchpoint, problem, "
            "keywords, stability, locked, decisions, catch_all, stage) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
            "?8, ?9, ?10, ?11, ?12, (SELECT stage FROM codeframe WHERE touchpoint = ?6))"),
        &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < n && status >= 0; i++) {
        const vb_theme *t = &themes[i];
        if (d->gone[i]) continue;
        const vb_str labels[] = {t->label_en, t->label_vi, t->label_th, vb_str_of(t->id)};
        size_t first = 0;
        while (labels[first].len == 0 && first < 3) first++;
        vb_db_bind(st, 1, vb_str_of(t->id), false);
        vb_db_bind(st, 2, labels[first], false);
        vb_db_bind(st, 3, t->label_vi, false);
        vb_db_bind(st, 4, t->label_th, false);
        vb_db_bind(st, 5, t->label_en, false);
        vb_db_bind(st, 6, t->touchpoint, true);
        vb_db_bind(st, 7, t->problem, true);
        vb_db_bind(st, 8, t->keywords.len ? t->keywords : VB_STR("[]"), false);
        vb_db_bind_num(st, 9, t->stability);
        sqlite3_bind_int(st, 10, d->locked[i]);
        sqlite3_bind_int64(st, 11, d->shaped[i]);
        sqlite3_bind_int(st, 12, t->catch_all);
        status = vb_db_run(s, st, "writing themes", err);
    }
    sqlite3_finalize(st);
    return status;
}

/* The assignment of one clause: an index into the caller's rows, in the order of the store. */
typedef struct placed {
    int64_t clause;
    size_t row;
} placed;

static int by_clause(const void *a, const void *b) {
    int64_t x = ((const placed *)a)->clause, y = ((const placed *)b)->clause;
    return (x > y) - (x < y);
}

typedef struct assignment {
    const vb_complaint_row *rows;
    const int32_t *theme_of;
    const char *const *reason_of;
    const vb_theme *themes;
    const int32_t *cluster_of; /* before the decisions, in `clusters` */
    const vb_theme *clusters;
    const int32_t *part_of; /* NULL: they stay as they are stored */
    const vb_theme *parts;
    placed *order;
    size_t n;
} assignment;

static vb_str theme_of(const assignment *a, size_t row) {
    return a->theme_of[row] < 0 ? (vb_str){0} : vb_str_of(a->themes[a->theme_of[row]].id);
}

static vb_str reason_of(const assignment *a, size_t row) {
    if (a->theme_of[row] >= 0) return (vb_str){0};
    const char *reason = a->reason_of ? a->reason_of[row] : NULL;
    return reason ? vb_str_of(reason) : VB_STR("no_theme");
}

static vb_str part_of(const assignment *a, size_t row) {
    return !a->part_of || a->part_of[row] < 0 ? (vb_str){0} : vb_str_of(a->parts[a->part_of[row]].id);
}

static vb_status write_clauses(vb_store *s, const assignment *a, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR(
            "UPDATE clauses SET theme_id = ?1, unassigned_reason = ?2, cluster_id = ?4, rank = ?5, "
            "subtheme_id = iif(?7, ?6, subtheme_id) WHERE clause_row = ?3 AND (theme_id IS NOT ?1 OR "
            "unassigned_reason IS NOT ?2 OR cluster_id IS NOT ?4 OR rank IS NOT ?5 OR (?7 AND subtheme_id IS "
            "NOT ?6))"),
        &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < a->n && status >= 0; i++) {
        vb_db_bind(st, 1, theme_of(a, a->order[i].row), true);
        vb_db_bind(st, 2, reason_of(a, a->order[i].row), true);
        sqlite3_bind_int64(st, 3, a->order[i].clause);
        int32_t cluster = a->cluster_of[a->order[i].row];
        vb_db_bind(st, 4, cluster < 0 ? (vb_str){0} : vb_str_of(a->clusters[cluster].id), true);
        vb_db_bind_num(st, 5, a->rows[a->order[i].row].rank);
        vb_db_bind(st, 6, part_of(a, a->order[i].row), true);
        sqlite3_bind_int(st, 7, a->part_of != NULL);
        status = vb_db_run(s, st, "writing themes of clauses", err);
    }
    sqlite3_finalize(st);
    return status;
}

/* Sorts the clauses of one comment, the most important first, then as they stand in the comment; those that
 * fit no theme of their own come last. */
static bool before(const assignment *a, placed x, placed y) {
    int32_t s = a->theme_of[x.row], t = a->theme_of[y.row];
    int vague_x = s >= 0 ? a->themes[s].catch_all : 0, vague_y = t >= 0 ? a->themes[t].catch_all : 0;
    return vague_x != vague_y ? vague_x < vague_y : a->rows[x.row].rank > a->rows[y.row].rank;
}

static void sort_by_rank(const assignment *a, placed *p, size_t n) {
    for (size_t i = 1; i < n; i++) {
        placed x = p[i];
        size_t j = i;
        for (; j > 0 && before(a, x, p[j - 1]); j--) p[j] = p[j - 1];
        p[j] = x;
    }
}

/* Binds theme_id, theme_ids and the reason of a comment from its complaint clauses. The main theme is that of
 * the most important clause which has one. Comments of very many clauses are looked at up to 256, so that
 * time stays linear. */
static bool bind_comment(vb_store *s, sqlite3_stmt *st, const assignment *a, placed *p, size_t n) {
    vb_buf *json = &s->json;
    vb_json j = vb_json_on(json);
    int32_t seen[256];
    size_t n_seen = 0;
    vb_str part = {0};
    if (n > 256) n = 256;
    sort_by_rank(a, p, n);
    vb_buf_clear(json);
    vb_json_open(&j, '[');
    for (size_t i = 0; i < n; i++) {
        int32_t theme = a->theme_of[p[i].row];
        bool known = theme < 0;
        for (size_t k = 0; k < n_seen && !known; k++) known = seen[k] == theme;
        if (theme >= 0 && !part.len && (!n_seen || theme == seen[0])) part = part_of(a, p[i].row);
        if (known) continue;
        seen[n_seen++] = theme;
        vb_json_str(&j, vb_str_of(a->themes[theme].id));
    }
    vb_json_close(&j, ']');
    vb_db_bind(st, 1, n_seen ? vb_str_of(a->themes[seen[0]].id) : (vb_str){0}, true);
    vb_db_bind(st, 2, n_seen ? vb_buf_view(json) : (vb_str){0}, true);
    vb_db_bind(st, 3, n_seen ? (vb_str){0} : reason_of(a, p[0].row), true);
    vb_db_bind(st, 5, part, true);
    sqlite3_bind_int(st, 6, a->part_of != NULL);
    return !json->failed;
}

static vb_status write_comments(vb_store *s, const assignment *a, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("UPDATE comments SET theme_id = ?1, theme_ids = ?2, unassigned_reason = ?3, subtheme_id = "
               "iif(?6, ?5, subtheme_id) WHERE comment_row = ?4 AND (theme_id IS NOT ?1 OR theme_ids IS NOT "
               "?2 OR unassigned_reason IS NOT ?3 OR (?6 AND subtheme_id IS NOT ?5))"),
        &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0, end; i < a->n && status >= 0; i = end) {
        int64_t comment = a->order[i].clause / VB_CLAUSE_SPAN;
        for (end = i + 1; end < a->n && a->order[end].clause / VB_CLAUSE_SPAN == comment;) end++;
        if (!bind_comment(s, st, a, a->order + i, end - i)) {
            status = vb_fail_memory(err);
            break;
        }
        sqlite3_bind_int64(st, 4, comment);
        status = vb_db_run(s, st, "writing themes of comments", err);
    }
    sqlite3_finalize(st);
    return status;
}

/* Carries out the decisions and writes everything, inside a transaction. */
static vb_status write_all(vb_store *s, assignment *a, const vb_theme *themes, size_t n_themes,
                           const char *const *reason_of_row, vb_events *events, vb_arena *arena,
                           vb_error *err) {
    vb_decided d;
    VB_TRY(vb_decide(s, a->rows, a->n, a->cluster_of, themes, n_themes, arena, &d, err));
    a->theme_of = d.theme_of;
    a->reason_of = reason_of_row;
    a->themes = d.themes;
    VB_TRY(write_definitions(s, &d, err));
    VB_TRY(write_clauses(s, a, err));
    VB_TRY(write_comments(s, a, err));
    VB_TRY(vb_store_aggregate(s, VB_SCOPE_ALL, VB_WANT_ALL & ~(unsigned)VB_WANT_QUOTES, err));
    VB_TRY(vb_store_choose_quotes(s, VB_SCOPE_ALL, err));
    return events ? vb_events_write(s, events, err) : VB_OK;
}

static vb_status put_themes(vb_store *s, assignment *a, const vb_found_themes *f, bool import,
                            vb_arena *arena, vb_error *err) {
    vb_events events;
    for (size_t i = 0; i < a->n; i++) a->order[i] = (placed){a->rows[i].clause_id, i};
    if (a->n > 1) qsort(a->order, a->n, sizeof *a->order, by_clause);
    if (import) {
        VB_TRY(vb_events_before(s, arena, &events, err));
        VB_TRY(write_clusters(s, f->themes, f->n_themes, err));
        VB_TRY(write_parts(s, f->parts, f->n_parts, err));
    }
    return write_all(s, a, f->themes, f->n_themes, f->reason_of, import ? &events : NULL, arena, err);
}

static vb_status enter_themes(vb_store *s, const vb_complaint_row *rows, size_t n_rows,
                              const vb_found_themes *f, bool import, vb_error *err) {
    assignment a = {.rows = rows,
                    .cluster_of = f->theme_of,
                    .clusters = f->themes,
                    .part_of = f->part_of,
                    .parts = f->parts,
                    .n = n_rows};
    bool began;
    vb_arena arena;
    for (size_t i = 0; i < n_rows; i++)
        if (f->theme_of[i] >= 0 && (size_t)f->theme_of[i] >= f->n_themes)
            return vb_fail(err, VB_ERR_USAGE, "clause %zu is given to theme %d, but there are only %zu", i,
                           f->theme_of[i], f->n_themes);
    a.order = malloc((n_rows ? n_rows : 1) * sizeof *a.order);
    if (!a.order) return vb_fail_memory(err);
    vb_arena_init(&arena);
    vb_status st = vb_db_enter(s, &began, err);
    if (st >= 0) {
        st = put_themes(s, &a, f, import, &arena, err);
        st = vb_db_leave(s, began, st, err);
    }
    vb_arena_deinit(&arena);
    free(a.order);
    return st;
}

vb_status vb_store_put_found(vb_store *s, const vb_complaint_row *rows, size_t n_rows,
                             const vb_found_themes *found, vb_error *err) {
    return enter_themes(s, rows, n_rows, found, true, err);
}

vb_status vb_store_put_themes(vb_store *s, const vb_complaint_row *rows, size_t n_rows,
                              const int32_t *theme_of_row, const char *const *reason_of_row,
                              const vb_theme *themes, size_t n_themes, vb_error *err) {
    vb_found_themes f = {
        .theme_of = theme_of_row, .reason_of = reason_of_row, .themes = themes, .n_themes = n_themes};
    return enter_themes(s, rows, n_rows, &f, true, err);
}

vb_status vb_store_redo(vb_store *s, vb_error *err) {
    vb_arena arena;
    vb_found_clusters c;
    vb_arena_init(&arena);
    vb_status st = vb_clusters_read(s, &arena, &c, err);
    vb_found_themes f = {
        .theme_of = c.cluster_of, .reason_of = c.reason_of, .themes = c.clusters, .n_themes = c.n_clusters};
    if (st >= 0) st = enter_themes(s, c.rows, c.n_rows, &f, false, err);
    vb_arena_deinit(&arena);
    return st;
}
