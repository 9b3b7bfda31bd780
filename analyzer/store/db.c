/* db: see db.h. One table turns SQLite's result codes into what happened and what to do about it. */
#include "store/db.h"

#include <math.h>

typedef struct advice {
    int code; /* primary result code */
    vb_status status;
    const char *text;
} advice;

static const advice advices[] = {
    {SQLITE_BUSY, VB_ERR_IO,
     "another process holds it locked for more than 10 seconds; wait for that process, or name another file"},
    {SQLITE_LOCKED, VB_ERR_IO, "it is locked by another query of this program; finish that first"},
    {SQLITE_FULL, VB_ERR_IO,
     "the disk is full; free some space and run the same command again, it goes on where the last batch "
     "ended"},
    {SQLITE_IOERR, VB_ERR_IO,
     "the disk refused to read or write; look for a file size limit, a quota or a failing disk, then run the "
     "same command again"},
    {SQLITE_READONLY, VB_ERR_IO, "it may not be written; check the permissions of the file and its folder"},
    {SQLITE_CANTOPEN, VB_ERR_IO, "it cannot be opened; check that its folder exists and may be written"},
    {SQLITE_PERM, VB_ERR_IO, "it may not be opened; check the permissions of the file and its folder"},
    {SQLITE_AUTH, VB_ERR_IO, "it may not be opened; check the permissions of the file and its folder"},
    {SQLITE_NOTADB, VB_ERR_IO,
     "it is not a store of verbatim; name another file, exports are given without --db"},
    {SQLITE_CORRUPT, VB_ERR_IO,
     "its content is damaged; restore it from a copy, or move it away and import the exports again"},
    {SQLITE_NOMEM, VB_ERR_MEMORY, "there is not enough memory"},
    {SQLITE_TOOBIG, VB_ERR_IO, "a value is too long to be stored"},
    {SQLITE_INTERRUPT, VB_ERR_INTERRUPTED, "interrupted"},
};

vb_status vb_db_fail(vb_store *s, const char *doing, vb_error *err) {
    const char *name = s->path ? s->path : "in memory";
    int code = s->db ? sqlite3_extended_errcode(s->db) : SQLITE_NOMEM;
    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
        if (advices[i].code == (code & 0xFF))
            return vb_fail_at(err, advices[i].status, name, 0, 0, "store: %s failed: %s (SQLite %d: %s)",
                              doing, advices[i].text, code, sqlite3_errstr(code));
    return vb_fail_at(err, VB_ERR_IO, name, 0, 0,
                      "store: %s failed: %s (SQLite %d); if this is a store of verbatim, please report it",
                      doing, s->db ? sqlite3_errmsg(s->db) : "no database", code);
}

vb_status vb_db_exec(vb_store *s, const char *sql, const char *doing, vb_error *err) {
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? VB_OK : vb_db_fail(s, doing, err);
}

vb_status vb_db_prepare(vb_store *s, vb_str sql, sqlite3_stmt **out, vb_error *err) {
    *out = NULL;
    if (sql.len > INT32_MAX) return vb_fail(err, VB_ERR_USAGE, "the query is too long");
    if (sqlite3_prepare_v2(s->db, sql.ptr, (int)sql.len, out, NULL) == SQLITE_OK) return VB_OK;
    return vb_db_fail(s, "a query", err);
}

vb_status vb_db_step(vb_store *s, sqlite3_stmt *st, const char *doing, vb_error *err) {
    int code = sqlite3_step(st);
    if (code == SQLITE_ROW) return VB_OK;
    if (code == SQLITE_DONE) return VB_DONE;
    return vb_db_fail(s, doing, err);
}

vb_status vb_db_run(vb_store *s, sqlite3_stmt *st, const char *doing, vb_error *err) {
    int code = sqlite3_step(st);
    vb_status status = code == SQLITE_DONE || code == SQLITE_ROW ? VB_OK : vb_db_fail(s, doing, err);
    sqlite3_reset(st);
    return status;
}

vb_status vb_db_int(vb_store *s, const char *sql, int64_t none, int64_t *out, vb_error *err) {
    sqlite3_stmt *st;
    *out = none;
    VB_TRY(vb_db_prepare(s, vb_str_of(sql), &st, err));
    vb_status status = vb_db_step(s, st, "reading", err);
    if (status == VB_OK) *out = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

void vb_db_bind(sqlite3_stmt *st, int at, vb_str s, bool null_empty) {
    if (s.len == 0 && null_empty)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_text64(st, at, s.len ? s.ptr : "", s.len, SQLITE_STATIC, SQLITE_UTF8);
}

void vb_db_bind_num(sqlite3_stmt *st, int at, double v) {
    if (isfinite(v))
        sqlite3_bind_double(st, at, v);
    else
        sqlite3_bind_null(st, at);
}

vb_status vb_db_enter(vb_store *s, bool *began, vb_error *err) {
    *began = sqlite3_get_autocommit(s->db) != 0;
    return *began ? vb_db_exec(s, "BEGIN IMMEDIATE", "starting to write", err) : VB_OK;
}

vb_status vb_db_leave(vb_store *s, bool began, vb_status st, vb_error *err) {
    if (!began) return st;
    if (st >= 0) {
        vb_status committed = vb_db_exec(s, "COMMIT", "writing to disk", err);
        if (committed >= 0) return st;
        st = committed;
    }
    vb_store_rollback(s);
    return st;
}
