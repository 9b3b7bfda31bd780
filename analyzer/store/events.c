/* events: see events.h. A clause that was in theme A before and is in theme B now counts for the pair (A, B).
 */
#include "store/events.h"

#include "model/stats.h"

#include <math.h>
#include <stdlib.h>

#define LEAST    5    /* clauses of a theme in both states below which nothing is said of where they went */
#define PART     0.2  /* of a theme's clauses that makes a split */
#define MAJORITY 0.5  /* that makes a merge, or a theme that goes on under another id */
#define LEVEL    0.05 /* of the q-value of growth */

/* ---- Before ---------------------------------------------------------------------------------- */

static vb_status read_old_themes(vb_store *s, vb_events *e, vb_error *err) {
    int64_t count;
    sqlite3_stmt *st;
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM main.themes", 0, &count, err));
    VB_TRY(vb_db_int(s, "SELECT max(base_n) FROM main.themes", 0, &e->base_n, err));
    e->themes = VB_NEW_ARRAY(e->arena, vb_old_theme, (size_t)count + 1);
    if (!e->themes || !vb_intern_init(&e->ids, e->arena, 256)) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(
        s, VB_STR("SELECT theme_id, label, n FROM main.themes WHERE n > 0 ORDER BY theme_id"), &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading themes", err)) == VB_OK && e->n_themes < (size_t)count) {
        vb_old_theme *t = &e->themes[e->n_themes++];
        uint32_t id = vb_intern_add(&e->ids, vb_db_text(st, 0));
        t->id = vb_intern_get(&e->ids, id);
        t->label = vb_arena_dup(e->arena, vb_db_text(st, 1));
        t->n = sqlite3_column_int64(st, 2);
        if (id && t->label.ptr) continue;
        status = vb_fail_memory(err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

vb_status vb_events_before(vb_store *s, vb_arena *arena, vb_events *e, vb_error *err) {
    int64_t count;
    sqlite3_stmt *st;
    *e = (vb_events){.arena = arena};
    VB_TRY(read_old_themes(s, e, err));
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM main.clauses WHERE theme_id IS NOT NULL", 0, &count, err));
    e->clauses = VB_NEW_ARRAY(arena, vb_old_clause, (size_t)count + 1);
    if (!e->clauses) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(
        s,
        VB_STR(
            "SELECT clause_row, theme_id FROM main.clauses WHERE +theme_id IS NOT NULL ORDER BY clause_row"),
        &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading clauses", err)) == VB_OK && e->n_clauses < (size_t)count)
        e->clauses[e->n_clauses++] =
            (vb_old_clause){sqlite3_column_int64(st, 0), vb_intern_find(&e->ids, vb_db_text(st, 1))};
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* ---- After ----------------------------------------------------------------------------------- */

typedef struct now_theme {
    vb_str id, label;
    int64_t n;
    uint32_t old; /* index + 1 */
} now_theme;

typedef struct comparison {
    vb_store *s;
    const vb_events *before;
    vb_arena *arena;
    vb_intern ids;
    now_theme *themes;
    size_t n;
    int64_t base_n;
    uint32_t *pairs;  /* old * n + now: clauses */
    uint32_t *common; /* by old: clauses that are still in a theme */
    sqlite3_stmt *write;
    size_t written;
    vb_error *err;
} comparison;

static vb_status read_now(comparison *c) {
    int64_t count;
    sqlite3_stmt *st;
    VB_TRY(vb_db_int(c->s, "SELECT count(*) FROM main.themes WHERE n > 0", 0, &count, c->err));
    VB_TRY(vb_db_int(c->s, "SELECT max(base_n) FROM main.themes", 0, &c->base_n, c->err));
    c->themes = VB_NEW_ARRAY(c->arena, now_theme, (size_t)count + 1);
    c->pairs = VB_NEW_ARRAY(c->arena, uint32_t, c->before->n_themes * (size_t)count + 1);
    c->common = VB_NEW_ARRAY(c->arena, uint32_t, c->before->n_themes + 1);
    if (!c->themes || !c->pairs || !c->common || !vb_intern_init(&c->ids, c->arena, 256))
        return vb_fail_memory(c->err);
    VB_TRY(vb_db_prepare(c->s,
                         VB_STR("SELECT theme_id, label, n FROM main.themes WHERE n > 0 ORDER BY theme_id"),
                         &st, c->err));
    vb_status status;
    while ((status = vb_db_step(c->s, st, "reading themes", c->err)) == VB_OK && c->n < (size_t)count) {
        now_theme *t = &c->themes[c->n++];
        uint32_t id = vb_intern_add(&c->ids, vb_db_text(st, 0));
        t->id = vb_intern_get(&c->ids, id);
        t->label = vb_arena_dup(c->arena, vb_db_text(st, 1));
        t->n = sqlite3_column_int64(st, 2);
        t->old = vb_intern_find(&c->before->ids, t->id);
        if (id && t->label.ptr) continue;
        status = vb_fail_memory(c->err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status count_pairs(comparison *c, bool *moved) {
    sqlite3_stmt *st;
    size_t at = 0;
    VB_TRY(vb_db_prepare(
        c->s,
        VB_STR(
            "SELECT clause_row, theme_id FROM main.clauses WHERE +theme_id IS NOT NULL ORDER BY clause_row"),
        &st, c->err));
    vb_status status;
    while ((status = vb_db_step(c->s, st, "reading clauses", c->err)) == VB_OK) {
        int64_t clause = sqlite3_column_int64(st, 0);
        while (at < c->before->n_clauses && c->before->clauses[at].clause < clause) at++;
        if (at == c->before->n_clauses || c->before->clauses[at].clause != clause) continue;
        uint32_t old = c->before->clauses[at].theme, now = vb_intern_find(&c->ids, vb_db_text(st, 1));
        if (!old || !now) continue;
        c->pairs[(old - 1) * c->n + now - 1]++;
        c->common[old - 1]++;
        *moved |= c->themes[now - 1].old != old;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static bool same_state(const comparison *c) {
    if (c->n != c->before->n_themes || c->base_n != c->before->base_n) return false;
    for (size_t i = 0; i < c->n; i++)
        if (!c->themes[i].old || c->before->themes[c->themes[i].old - 1].n != c->themes[i].n) return false;
    return true;
}

/* ---- Events ---------------------------------------------------------------------------------- */

static double overlap(const comparison *c, size_t old, size_t now) {
    return c->common[old] >= LEAST ? (double)c->pairs[old * c->n + now] / (double)c->common[old] : 0;
}

static vb_status put_event(comparison *c, const char *event, const now_theme *now, const vb_old_theme *old,
                           double part, double q) {
    sqlite3_stmt *st = c->write;
    bool other = old && (!now || !vb_str_eq(now->id, old->id));
    vb_db_bind(st, 1, now ? now->id : old->id, false);
    vb_db_bind(st, 2, vb_str_of(event), false);
    vb_db_bind(st, 3, now && other ? old->id : VB_STR(""), false);
    vb_db_bind(st, 4, now ? now->label : old->label, false);
    vb_db_bind(st, 5, now && other ? old->label : (vb_str){0}, true);
    sqlite3_bind_int64(st, 6, old ? old->n : 0);
    sqlite3_bind_int64(st, 7, now ? now->n : 0);
    sqlite3_bind_int64(st, 8, c->before->base_n);
    sqlite3_bind_int64(st, 9, c->base_n);
    vb_db_bind_num(st, 10, part);
    vb_db_bind_num(st, 11, q);
    c->written++;
    return vb_db_run(c->s, st, "writing theme events", c->err);
}

static bool still_there(const comparison *c, size_t old) {
    return vb_intern_find(&c->ids, c->before->themes[old].id) != 0;
}

/* Where a theme came from: the themes of which it holds a part; new where there is none. */
static vb_status origin_of(comparison *c, size_t now) {
    const now_theme *t = &c->themes[now];
    size_t parents = 0;
    for (size_t old = 0; old < c->before->n_themes; old++) {
        const vb_old_theme *o = &c->before->themes[old];
        double part = overlap(c, old, now);
        if (t->old == old + 1 || part < PART) continue;
        const char *event = still_there(c, old) || part < MAJORITY ? "split"
                            : t->old                               ? "merged"
                                                                   : "continued";
        parents++;
        VB_TRY(put_event(c, event, t, o, part, NAN));
    }
    return parents || t->old ? VB_OK : put_event(c, "new", t, NULL, NAN, NAN);
}

static vb_status put_gone(comparison *c) {
    for (size_t old = 0; old < c->before->n_themes; old++) {
        bool elsewhere = still_there(c, old);
        for (size_t now = 0; now < c->n && !elsewhere; now++) elsewhere = overlap(c, old, now) >= PART;
        if (!elsewhere) VB_TRY(put_event(c, "gone", NULL, &c->before->themes[old], NAN, NAN));
    }
    return VB_OK;
}

/* The share among what was added against the share before, corrected over all themes that were there. */
static vb_status put_growth(comparison *c) {
    double *p = VB_NEW_ARRAY(c->arena, double, c->n + 1);
    uint32_t *order = VB_NEW_ARRAY(c->arena, uint32_t, c->n + 1),
             *which = VB_NEW_ARRAY(c->arena, uint32_t, c->n + 1);
    int64_t added = c->base_n - c->before->base_n;
    size_t n = 0;
    if (!p || !order || !which) return vb_fail_memory(c->err);
    for (uint32_t i = 0; i < c->n && added > 0; i++) {
        if (!c->themes[i].old) continue;
        int64_t old = c->before->themes[c->themes[i].old - 1].n, more = c->themes[i].n - old;
        if (more < 0 || more > added || old > c->before->base_n)
            continue; /* scored anew: not to be compared */
        which[n] = i;
        p[n++] = vb_fisher((uint64_t)old, (uint64_t)c->before->base_n, (uint64_t)more, (uint64_t)added);
    }
    vb_benjamini_hochberg(p, order, n);
    for (size_t i = 0; i < n; i++) {
        const now_theme *t = &c->themes[which[i]];
        const vb_old_theme *o = &c->before->themes[t->old - 1];
        if (!(p[i] < LEVEL)) continue;
        bool grown = (double)(t->n - o->n) / (double)added > (double)o->n / (double)c->before->base_n;
        VB_TRY(put_event(c, grown ? "grown" : "shrunk", t, o, NAN, p[i]));
    }
    return VB_OK;
}

static vb_status put_all(comparison *c) {
    for (size_t i = 0; i < c->n; i++) VB_TRY(origin_of(c, i));
    VB_TRY(put_gone(c));
    return put_growth(c);
}

vb_status vb_events_write(vb_store *s, const vb_events *before, vb_error *err) {
    comparison c = {.s = s, .before = before, .arena = before->arena, .err = err};
    bool moved = false;
    VB_TRY(read_now(&c));
    if (before->n_themes == 0) return vb_db_exec(s, "DELETE FROM theme_events", "writing theme events", err);
    VB_TRY(count_pairs(&c, &moved));
    if (!moved && same_state(&c)) return VB_OK;
    VB_TRY(vb_db_exec(s, "DELETE FROM theme_events", "writing theme events", err));
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("INSERT OR REPLACE INTO theme_events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
        &c.write, err));
    vb_status st = put_all(&c);
    sqlite3_finalize(c.write);
    return st;
}
