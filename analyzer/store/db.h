/* db: the store from inside: the SQLite handle, statements, and how its failures become words.
 *
 * Invariant: every SQLite failure leaves through vb_db_fail, which says what happened and what to do.
 * Included by store/ and by report/ (which only reads); no SQLite type goes further up. A store belongs to
 * one thread at a time. */
#ifndef VB_STORE_DB_H
#define VB_STORE_DB_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "store/occurrences.h"
#include "store/store.h"

#include <sqlite3.h>

#define VB_STORE_VERSION     5
#define VB_STORE_APPLICATION 0x76726274 /* "vrbt" */
/* Clauses of a comment have the keys comment_row * VB_CLAUSE_SPAN + seq; a text of 1 MiB has fewer. */
#define VB_CLAUSE_SPAN 1048576

typedef enum vb_statement {
    VB_ST_ADD_COMMENT,
    VB_ST_KNOWN,
    VB_ST_DROP_SEGMENTS,
    VB_ST_DROP_CLAUSES,
    VB_ST_DROP_COMMENT,
    VB_ST_ADD_CLAUSE,
    VB_ST_ADD_SEGMENT,
    VB_ST_ADD_ROOTS,
    VB_ST_ADD_DIAGNOSTIC,
    VB_ST_COUNT
} vb_statement;

struct vb_store {
    sqlite3 *db;
    char *path; /* as given, for messages; NULL in memory */
    bool read_only;
    sqlite3_stmt *statements[VB_ST_COUNT];
    vb_occurrences seen; /* contents of the current run, for comments without ids */
    int64_t run;
    uint64_t fingerprint; /* of the current run */
    uint64_t diagnostics; /* kept of the current run */
    vb_buf scratch, json;
};

/// Turns the last SQLite failure into an error; `doing` is what was tried ("writing a comment").
vb_status vb_db_fail(vb_store *s, const char *doing, vb_error *err);
vb_status vb_db_exec(vb_store *s, const char *sql, const char *doing, vb_error *err);
/// Prepares one statement; the caller finalizes it.
vb_status vb_db_prepare(vb_store *s, vb_str sql, sqlite3_stmt **out, vb_error *err);
/// Runs to the next row: VB_OK with a row, VB_DONE without.
vb_status vb_db_step(vb_store *s, sqlite3_stmt *st, const char *doing, vb_error *err);
/// Runs a statement that yields no rows and resets it.
vb_status vb_db_run(vb_store *s, sqlite3_stmt *st, const char *doing, vb_error *err);
/// The first column of the first row, or `none` where there is no row.
vb_status vb_db_int(vb_store *s, const char *sql, int64_t none, int64_t *out, vb_error *err);

/// A text column, valid until the next step; empty for NULL.
static inline vb_str vb_db_text(sqlite3_stmt *st, int column) {
    const char *p = (const char *)sqlite3_column_text(st, column);
    return (vb_str){p, p ? (size_t)sqlite3_column_bytes(st, column) : 0};
}
/// Binds borrowed text; an empty one is NULL where `null_empty`.
void vb_db_bind(sqlite3_stmt *st, int at, vb_str s, bool null_empty);
/// Binds a number; NULL where it is not finite.
void vb_db_bind_num(sqlite3_stmt *st, int at, double v);

/// Begins a transaction where none is open; `*began` says whether it did.
vb_status vb_db_enter(vb_store *s, bool *began, vb_error *err);
/// Commits (or, after a failure, rolls back) what vb_db_enter began, and returns the status of the whole.
vb_status vb_db_leave(vb_store *s, bool began, vb_status st, vb_error *err);

#endif
