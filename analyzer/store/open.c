/* open: opening, checking, creating and closing a store.
 *
 * Invariant: a file becomes a store only where it was empty, in one transaction; a file of another program or
 * of a newer version is refused untouched. application_id says that it is a store, user_version its version,
 * and each version is reached from the one before by one script of the table below. */
#include "store/db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char vb_schema_sql[], vb_search_sql[]; /* schema.sql and search.sql, embedded by the build */

/* scripts[v] makes version v + 1 out of version v; a new store begins with schema.sql, which makes version
 * SCHEMA_MAKES. */
enum { SCHEMA_MAKES = 2 };
static const char *const scripts[VB_STORE_VERSION] = {
    NULL,
    "ALTER TABLE comments ADD COLUMN subtheme_id TEXT; ALTER TABLE clauses ADD COLUMN subtheme_id TEXT;"
    "DROP INDEX clauses_that_complain; CREATE INDEX clauses_that_complain ON clauses (clause_row, "
    "touchpoint, "
    "sentiment_score, sentiment_label, complaint, severity, theme_id, subtheme_id) WHERE complaint = 1;"
    "ALTER TABLE clusters ADD COLUMN catch_all INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE themes ADD COLUMN catch_all INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE subclusters (subtheme_id TEXT PRIMARY KEY, problem TEXT, phrase TEXT, label_vi TEXT NOT "
    "NULL, label_th TEXT NOT NULL, label_en TEXT NOT NULL, keywords TEXT);"
    "CREATE TABLE subthemes (theme_id TEXT NOT NULL, subtheme_id TEXT NOT NULL, label TEXT NOT NULL, "
    "label_vi TEXT NOT NULL, label_th TEXT NOT NULL, label_en TEXT NOT NULL, problem TEXT, phrase TEXT, n "
    "INTEGER NOT NULL, base_n INTEGER NOT NULL, share REAL, ci_low REAL, ci_high REAL, n_clauses INTEGER NOT "
    "NULL, share_of_theme REAL, mean_sentiment REAL, severity REAL, keywords TEXT, PRIMARY KEY (theme_id, "
    "subtheme_id));",
    vb_search_sql,
    "CREATE INDEX comments_by_lang ON comments (lang);"
    "CREATE TABLE quote_candidates (theme_id TEXT NOT NULL, clause_row INTEGER NOT NULL, cost INTEGER NOT "
    "NULL, PRIMARY KEY (theme_id, clause_row)) WITHOUT ROWID;",
    "DROP INDEX clauses_that_complain; CREATE INDEX clauses_that_count ON clauses (clause_row, touchpoint, "
    "sentiment_score, sentiment_label, complaint, severity, theme_id, subtheme_id) WHERE complaint = 1 OR "
    "theme_id IS NOT NULL;",
};

static vb_status look_at_file(const char *path, bool read_only, vb_error *err) {
    struct stat info;
    if (stat(path, &info) != 0) {
        if (errno == ENOENT && !read_only) return VB_OK;
        if (errno == ENOENT)
            return vb_fail_at(err, VB_ERR_IO, path, 0, 0,
                              "there is no such store; make one with `verbatim analyze FILE --db %s`", path);
        return vb_fail_at(err, VB_ERR_IO, path, 0, 0, "the store cannot be opened: %s", strerror(errno));
    }
    if (S_ISDIR(info.st_mode))
        return vb_fail_at(err, VB_ERR_IO, path, 0, 0, "is a folder; name a file for the store");
    if (access(path, read_only ? R_OK : R_OK | W_OK) != 0)
        return vb_fail_at(err, VB_ERR_IO, path, 0, 0, "the store may not be %s: %s; check its permissions",
                          read_only ? "read" : "written", strerror(errno));
    return VB_OK;
}

/* A store on a medium that cannot be written has no room for SQLite's shared memory file. Where no other
 * process can be writing either (there is no log), it is read as immutable. */
static int open_immutable(vb_store *s) {
    vb_buf uri = {0};
    vb_buf_cstr(&uri, "file:");
    for (const char *p = s->path; *p; p++)
        if (*p == '?' || *p == '#' || *p == '%')
            vb_buf_printf(&uri, "%%%02X", (unsigned)*p);
        else
            vb_buf_byte(&uri, *p);
    vb_buf_cstr(&uri, "?immutable=1");
    sqlite3_close(s->db);
    s->db = NULL;
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(vb_buf_z(&uri), &s->db, flags, NULL);
    vb_buf_deinit(&uri);
    return code;
}

static bool has_log(const vb_store *s) {
    vb_buf name = {0};
    struct stat info;
    vb_buf_printf(&name, "%s-wal", s->path);
    bool found = stat(vb_buf_z(&name), &info) == 0 && info.st_size > 0;
    vb_buf_deinit(&name);
    return found;
}

static vb_status connect(vb_store *s, vb_error *err) {
    int flags = s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(s->path ? s->path : ":memory:", &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) return vb_db_fail(s, "opening", err);
    sqlite3_busy_timeout(s->db, 10000);
    if (!s->read_only || !s->path) return VB_OK;
    code = sqlite3_exec(s->db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && !has_log(s)) code = open_immutable(s);
    return code == SQLITE_OK ? VB_OK : vb_db_fail(s, "opening", err);
}

static vb_status check_version(vb_store *s, int64_t *version, vb_error *err) {
    int64_t application, tables;
    VB_TRY(vb_db_int(s, "PRAGMA application_id", 0, &application, err));
    VB_TRY(vb_db_int(s, "PRAGMA user_version", 0, version, err));
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM sqlite_schema", 0, &tables, err));
    const char *name = s->path ? s->path : "in memory";
    bool is_new = application == 0 && *version == 0 && tables == 0;
    if (application != VB_STORE_APPLICATION && !is_new)
        return vb_fail_at(
            err, VB_ERR_IO, name, 0, 0,
            "is an SQLite database of another program, not a store of verbatim; name another file");
    if (*version < 0 || *version > VB_STORE_VERSION)
        return vb_fail_at(err, VB_ERR_IO, name, 0, 0,
                          "is a store of version %lld, newer than this program knows (%d); update verbatim",
                          (long long)*version, VB_STORE_VERSION);
    if (s->read_only && is_new)
        return vb_fail_at(err, VB_ERR_IO, name, 0, 0,
                          "is an empty store; fill it with `verbatim analyze FILE --db %s`", name);
    if (s->read_only && *version < VB_STORE_VERSION)
        return vb_fail_at(
            err, VB_ERR_IO, name, 0, 0,
            "is a store of the older version %lld; any `verbatim analyze` on it brings it up to date",
            (long long)*version);
    return VB_OK;
}

static vb_status migrate(vb_store *s, vb_error *err) {
    int64_t version;
    bool began;
    char sql[96];
    VB_TRY(vb_db_enter(s, &began, err));
    vb_status st = check_version(s, &version, err); /* again: another process may have been quicker */
    if (st >= 0 && version == 0) {
        st = vb_db_exec(s, vb_schema_sql, "creating the tables", err);
        version = SCHEMA_MAKES;
    }
    for (; st >= 0 && version < VB_STORE_VERSION; version++)
        st = vb_db_exec(s, scripts[version], "bringing the store up to date", err);
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", VB_STORE_APPLICATION,
             VB_STORE_VERSION);
    if (st >= 0) st = vb_db_exec(s, sql, "creating the tables", err);
    return vb_db_leave(s, began, st, err);
}

static vb_status prepare_store(vb_store *s, vb_error *err) {
    int64_t version;
    VB_TRY(connect(s, err));
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    VB_TRY(vb_db_exec(s, "PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32768", "opening", err));
    VB_TRY(check_version(s, &version, err));
    if (s->read_only) return VB_OK;
    /* Where the file system knows no shared memory the old journal does; a busy newcomer is met by the
     * migration. */
    sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    /* 32 MB of log between checkpoints: the index of identities is written at random places. */
    VB_TRY(vb_db_exec(s, "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000", "opening", err));
    return version < VB_STORE_VERSION ? migrate(s, err) : VB_OK;
}

vb_status vb_store_open(const char *path, bool read_only, vb_store **out, vb_error *err) {
    *out = NULL;
    if (path && !*path)
        return vb_fail(err, VB_ERR_USAGE, "the name of the store is empty; give --db a file name");
    if (path) VB_TRY(look_at_file(path, read_only, err));
    vb_store *s = calloc(1, sizeof *s);
    if (!s) return vb_fail_memory(err);
    s->read_only = read_only && path;
    s->path = path ? strdup(path) : NULL;
    vb_status st = path && !s->path ? vb_fail_memory(err) : prepare_store(s, err);
    if (st < 0)
        vb_store_close(s);
    else
        *out = s;
    return st;
}

void vb_store_close(vb_store *s) {
    if (!s) return;
    for (size_t i = 0; i < VB_ST_COUNT; i++) sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db); /* the last connection folds the log into the file */
    vb_occurrences_deinit(&s->seen);
    vb_buf_deinit(&s->scratch);
    vb_buf_deinit(&s->json);
    free(s->path);
    free(s);
}
