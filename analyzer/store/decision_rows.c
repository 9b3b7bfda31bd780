/* decision_rows: see decision_rows.h; also adds and drops decisions, and reads the clustering back for a
 * replay. */
#include "store/decision_rows.h"

#include "base/json.h"

#include <stdio.h>

#define MOST_MEMBERS "5000" /* signatures that a lock holds on to, the most frequent ones */

/* ---- Reading the log ------------------------------------------------------------------------- */

static bool copy(vb_arena *arena, sqlite3_stmt *st, int column, vb_str *out) {
    *out = vb_arena_dup(arena, vb_db_text(st, column));
    return out->ptr != NULL;
}

static vb_status read_words(vb_store *s, vb_log_row *d, vb_arena *arena, vb_error *err) {
    sqlite3_stmt *st;
    if (d->words_json.len == 0) return VB_OK;
    VB_TRY(vb_db_prepare(s, VB_STR("SELECT value, json_array_length(?1) FROM json_each(?1) ORDER BY key"),
                         &st, err));
    vb_db_bind(st, 1, d->words_json, false);
    vb_status status;
    while ((status = vb_db_step(s, st, "reading decisions", err)) == VB_OK) {
        if (!d->words) d->words = VB_NEW_ARRAY(arena, vb_str, (size_t)sqlite3_column_int64(st, 1) + 1);
        if (!d->words || !copy(arena, st, 0, &d->words[d->n_words])) status = vb_fail_memory(err);
        if (status < 0) break;
        d->n_words++;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static bool member_key(char *out, size_t size, vb_str problem, vb_str terms, vb_str *key) {
    if (problem.len + terms.len + 1 > size) return false;
    if (problem.len) memcpy(out, problem.ptr, problem.len);
    out[problem.len] = 0x1F;
    if (terms.len) memcpy(out + problem.len + 1, terms.ptr, terms.len);
    *key = (vb_str){out, problem.len + 1 + terms.len};
    return true;
}

bool vb_log_member(const vb_log_row *d, vb_str problem, vb_str terms) {
    char room[4096];
    vb_str key;
    return terms.len && member_key(room, sizeof room, problem, terms, &key) &&
           vb_intern_find(&d->members, key);
}

static vb_status read_members(vb_store *s, vb_log_row *d, vb_arena *arena, vb_error *err) {
    sqlite3_stmt *st;
    if (!vb_str_eqz(d->action, "lock") && !vb_str_eqz(d->action, "merge")) return VB_OK;
    if (!vb_intern_init(&d->members, arena, 256)) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(s, VB_STR("SELECT problem, terms FROM decision_members WHERE decision_id = ?1"), &st,
                         err));
    sqlite3_bind_int64(st, 1, d->id);
    vb_status status;
    while ((status = vb_db_step(s, st, "reading decisions", err)) == VB_OK) {
        char room[4096];
        vb_str key;
        if (!member_key(room, sizeof room, vb_db_text(st, 0), vb_db_text(st, 1), &key)) continue;
        if (vb_intern_add(&d->members, key)) continue;
        status = vb_fail_memory(err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status read_log(vb_store *s, vb_arena *arena, vb_log_row *rows, size_t cap, size_t *n,
                          vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT decision_id, action, theme_id, other_id, lang, label, words, touchpoint, problem, "
               "label_vi, label_th, label_en FROM decisions ORDER BY decision_id"),
        &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading decisions", err)) == VB_OK && *n < cap) {
        vb_log_row *d = &rows[(*n)++];
        vb_str *const fields[] = {&d->action,   &d->theme,      &d->other,      &d->lang,
                                  &d->label,    &d->words_json, &d->touchpoint, &d->problem,
                                  &d->label_vi, &d->label_th,   &d->label_en};
        d->id = sqlite3_column_int64(st, 0);
        bool ok = true;
        for (int i = 0; i < 11 && ok; i++) ok = copy(arena, st, 1 + i, fields[i]);
        if (ok) continue;
        status = vb_fail_memory(err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

vb_status vb_log_load(vb_store *s, vb_arena *arena, const vb_log_row **out, size_t *n, vb_error *err) {
    int64_t count;
    *n = 0;
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM decisions", 0, &count, err));
    vb_log_row *rows = VB_NEW_ARRAY(arena, vb_log_row, (size_t)count + 1);
    if (!rows) return vb_fail_memory(err);
    *out = rows;
    VB_TRY(read_log(s, arena, rows, (size_t)count, n, err));
    for (size_t i = 0; i < *n; i++) {
        VB_TRY(read_words(s, &rows[i], arena, err));
        VB_TRY(read_members(s, &rows[i], arena, err));
    }
    return VB_OK;
}

vb_status vb_log_note(vb_store *s, int64_t id, vb_str why, size_t moved, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s, VB_STR("UPDATE decisions SET state = ?2, detail = ?3, n_clauses = ?4 WHERE decision_id = ?1"), &st,
        err));
    sqlite3_bind_int64(st, 1, id);
    vb_db_bind(st, 2, why.len ? VB_STR("conflict") : VB_STR("applied"), false);
    vb_db_bind(st, 3, why, true);
    sqlite3_bind_int64(st, 4, (int64_t)moved);
    vb_status status = vb_db_run(s, st, "writing decisions", err);
    sqlite3_finalize(st);
    return status;
}

/* ---- Adding and dropping --------------------------------------------------------------------- */

void vb_split_id(vb_str theme, const vb_str *words, size_t n_words, char id[16]) {
    vb_buf b = {0};
    vb_buf_cstr(&b, "split");
    vb_buf_byte(&b, 0x1F);
    vb_buf_str(&b, theme);
    for (size_t i = 0; i < n_words; i++) {
        vb_buf_byte(&b, 0x1F);
        vb_buf_str(&b, words[i]);
    }
    memcpy(id, "t_", 2);
    vb_hash_hex(vb_hash_identity(vb_buf_view(&b)), id + 2, 12);
    id[14] = 0;
    vb_buf_deinit(&b);
}

static vb_status check_decision(const vb_decision *d, vb_error *err) {
    static const char *const actions[] = {"merge", "split", "rename", "lock", "unlock"};
    size_t i = 0;
    while (i < 5 && (!d->action || strcmp(d->action, actions[i]) != 0)) i++;
    if (i == 5)
        return vb_fail(err, VB_ERR_USAGE,
                       "'%.40s' is no decision; there are merge, split, rename, lock and unlock",
                       d->action ? d->action : "");
    if (!d->theme || !*d->theme || strlen(d->theme) > 15)
        return vb_fail(err, VB_ERR_USAGE, "%s which theme? `verbatim themes` lists their ids", d->action);
    if (i == 0 && (!d->other || !*d->other))
        return vb_fail(err, VB_ERR_USAGE,
                       "merge what into %s? Name the theme that stays, then those that go into it", d->theme);
    if (i == 1 && d->n_words == 0)
        return vb_fail(err, VB_ERR_USAGE,
                       "split %s by which words? Name words or phrases of the part that becomes a theme "
                       "of its own",
                       d->theme);
    if (i == 2 && (!d->label || !*d->label))
        return vb_fail(err, VB_ERR_USAGE, "rename %s to what? Give the new name behind the id", d->theme);
    return VB_OK;
}

static bool put_words(vb_buf *out, const vb_decision *d) {
    vb_json j = vb_json_on(out);
    vb_json_open(&j, '[');
    for (size_t i = 0; i < d->n_words; i++) vb_json_cstr(&j, d->words[i]);
    vb_json_close(&j, ']');
    return !out->failed;
}

static const char *split_target(const vb_decision *d, char id[16]) {
    vb_str words[64];
    size_t n = d->n_words < 64 ? d->n_words : 64;
    for (size_t i = 0; i < n; i++) words[i] = vb_str_of(d->words[i]);
    vb_split_id(vb_str_of(d->theme), words, n, id);
    return id;
}

/* A lock holds on to what the theme is now, a merge to what the theme is that goes into another. */
static vb_status keep_members(vb_store *s, int64_t id, const char *theme, bool lock, vb_error *err) {
    static const char *const sql[] = {
        "INSERT INTO decision_members SELECT ?1, p, terms FROM (SELECT coalesce(problem, '') AS p, terms, "
        "count(*) AS k "
        "FROM clauses WHERE theme_id = ?2 AND terms <> '' GROUP BY 1, 2 ORDER BY k DESC, 1, 2 "
        "LIMIT " MOST_MEMBERS ")",
        "UPDATE decisions SET (touchpoint, problem, label_vi, label_th, label_en) = (SELECT touchpoint, "
        "problem, label_vi, "
        "label_th, label_en FROM themes WHERE theme_id = ?2) WHERE decision_id = ?1",
    };
    for (size_t i = 0; i < (lock ? 2 : 1); i++) {
        sqlite3_stmt *st;
        VB_TRY(vb_db_prepare(s, vb_str_of(sql[i]), &st, err));
        sqlite3_bind_int64(st, 1, id);
        vb_db_bind(st, 2, vb_str_of(theme), false);
        vb_status status = vb_db_run(s, st, "writing decisions", err);
        sqlite3_finalize(st);
        if (status < 0) return status;
    }
    return VB_OK;
}

vb_status vb_store_add_decision(vb_store *s, const vb_decision *d, bool bare, int64_t *id, vb_error *err) {
    sqlite3_stmt *st;
    char child[16] = "";
    VB_TRY(check_decision(d, err));
    bool split = strcmp(d->action, "split") == 0, rename = strcmp(d->action, "rename") == 0;
    vb_buf_clear(&s->json);
    if (!put_words(&s->json, d)) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("INSERT INTO decisions (action, theme_id, other_id, lang, label, words) VALUES (?1, ?2, ?3, "
               "?4, ?5, ?6)"),
        &st, err));
    const char *lang =
        rename && d->lang != VB_LANG_UND && d->lang < VB_LANG_COUNT ? vb_lang_name(d->lang) : NULL;
    const char *other = split ? split_target(d, child) : d->other;
    vb_db_bind(st, 1, vb_str_of(d->action), false);
    vb_db_bind(st, 2, vb_str_of(d->theme), false);
    vb_db_bind(st, 3, vb_str_of(other), true);
    vb_db_bind(st, 4, vb_str_of(lang), true);
    vb_db_bind(st, 5, vb_str_of(d->label), true);
    vb_db_bind(st, 6, split ? vb_buf_view(&s->json) : (vb_str){0}, true);
    vb_status status = vb_db_run(s, st, "writing decisions", err);
    sqlite3_finalize(st);
    if (status < 0) return status;
    *id = sqlite3_last_insert_rowid(s->db);
    bool lock = strcmp(d->action, "lock") == 0;
    if (bare || (!lock && strcmp(d->action, "merge") != 0)) return VB_OK;
    return keep_members(s, *id, lock ? d->theme : d->other, lock, err);
}

vb_status vb_store_lock_definition(vb_store *s, int64_t id, const vb_str fields[5], vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("UPDATE decisions SET touchpoint = ?2, problem = ?3, label_vi = ?4, label_th = ?5, "
               "label_en = ?6 WHERE decision_id = ?1"),
        &st, err));
    sqlite3_bind_int64(st, 1, id);
    for (int i = 0; i < 5; i++) vb_db_bind(st, 2 + i, fields[i], i < 2);
    vb_status status = vb_db_run(s, st, "writing decisions", err);
    sqlite3_finalize(st);
    return status;
}

vb_status vb_store_lock_member(vb_store *s, int64_t id, vb_str problem, vb_str terms, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(s, VB_STR("INSERT OR IGNORE INTO decision_members VALUES (?1, ?2, ?3)"), &st, err));
    sqlite3_bind_int64(st, 1, id);
    vb_db_bind(st, 2, problem, false);
    vb_db_bind(st, 3, terms, false);
    vb_status status = vb_db_run(s, st, "writing decisions", err);
    sqlite3_finalize(st);
    return status;
}

vb_status vb_store_drop_decision(vb_store *s, int64_t id, vb_error *err) {
    int64_t last;
    char sql[160];
    VB_TRY(vb_db_int(s, "SELECT max(decision_id) FROM decisions", 0, &last, err));
    if (id == 0) id = last;
    snprintf(sql, sizeof sql, "DELETE FROM decisions WHERE decision_id = %lld", (long long)id);
    VB_TRY(vb_db_exec(s, sql, "writing decisions", err));
    if (sqlite3_changes(s->db) == 0) return VB_DONE;
    snprintf(sql, sizeof sql, "DELETE FROM decision_members WHERE decision_id = %lld", (long long)id);
    return vb_db_exec(s, sql, "writing decisions", err);
}

/* ---- The clustering, read back --------------------------------------------------------------- */

static vb_status read_clusters(vb_store *s, vb_arena *arena, vb_found_clusters *f, vb_intern *ids,
                               vb_error *err) {
    int64_t count;
    sqlite3_stmt *st;
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM clusters", 0, &count, err));
    f->clusters = VB_NEW_ARRAY(arena, vb_theme, (size_t)count + 1);
    if (!f->clusters) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT theme_id, touchpoint, problem, label_vi, label_th, label_en, keywords, stability, "
               "catch_all FROM clusters ORDER BY theme_id"),
        &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading themes", err)) == VB_OK && f->n_clusters < (size_t)count) {
        vb_theme *t = &f->clusters[f->n_clusters++];
        vb_str *const fields[] = {&t->touchpoint, &t->problem,  &t->label_vi,
                                  &t->label_th,   &t->label_en, &t->keywords};
        vb_str id = vb_db_text(st, 0);
        memcpy(t->id, id.ptr ? id.ptr : "", id.len < sizeof t->id ? id.len : sizeof t->id - 1);
        t->stability = sqlite3_column_double(st, 7);
        t->catch_all = sqlite3_column_int(st, 8);
        bool ok = vb_intern_add(ids, id) != 0;
        for (int i = 0; i < 6 && ok; i++) ok = copy(arena, st, 1 + i, fields[i]);
        if (ok) continue;
        status = vb_fail_memory(err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status read_clause(sqlite3_stmt *st, vb_arena *arena, const vb_intern *ids, vb_intern *names,
                             vb_found_clusters *f, vb_error *err) {
    size_t i = f->n_rows++;
    vb_complaint_row *r = &f->rows[i];
    r->clause_id = sqlite3_column_int64(st, 0);
    r->comment = r->clause_id / VB_CLAUSE_SPAN;
    r->complaint = true;
    bool ok =
        copy(arena, st, 1, &r->problem) && copy(arena, st, 2, &r->terms) && copy(arena, st, 3, &r->text);
    r->rank = sqlite3_column_double(st, 4);
    f->cluster_of[i] = (int32_t)vb_intern_find(ids, vb_db_text(st, 5)) - 1;
    vb_str reason = vb_db_text(st, 6);
    uint32_t id = reason.len ? vb_intern_add(names, reason) : 0;
    f->reason_of[i] = id ? vb_intern_get(names, id).ptr : NULL;
    return ok ? VB_OK : vb_fail_memory(err);
}

vb_status vb_clusters_read(vb_store *s, vb_arena *arena, vb_found_clusters *f, vb_error *err) {
    int64_t count;
    sqlite3_stmt *st;
    vb_intern ids, names;
    *f = (vb_found_clusters){0};
    if (!vb_intern_init(&ids, arena, 256) || !vb_intern_init(&names, arena, 16)) return vb_fail_memory(err);
    VB_TRY(read_clusters(s, arena, f, &ids, err));
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM clauses WHERE complaint = 1 OR cluster_id IS NOT NULL", 0,
                     &count, err));
    f->rows = VB_NEW_ARRAY(arena, vb_complaint_row, (size_t)count + 1);
    f->cluster_of = VB_NEW_ARRAY(arena, int32_t, (size_t)count + 1);
    f->reason_of = VB_NEW_ARRAY(arena, const char *, (size_t)count + 1);
    if (!f->rows || !f->cluster_of || !f->reason_of) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT clause_row, problem, terms, text, rank, cluster_id, unassigned_reason FROM clauses "
               "WHERE complaint = 1 OR cluster_id IS NOT NULL ORDER BY clause_row"),
        &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading clauses", err)) == VB_OK && f->n_rows < (size_t)count)
        if ((status = read_clause(st, arena, &ids, &names, f, err)) < 0) break;
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}
