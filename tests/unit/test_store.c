/* test_store: identity, idempotence, kills, full disks, locks, files that are no stores, and reading while
 * writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "store/db.h"
#include "store_samples.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct place {
    char folder[64], db[96];
} place;

static int setup(void **state) {
    place *p = calloc(1, sizeof *p);
    if (!p) return -1;
    strcpy(p->folder, "/tmp/verbatim-store-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    snprintf(p->db, sizeof p->db, "%s/t.db", p->folder);
    *state = p;
    return 0;
}

static int teardown(void **state) {
    place *p = *state;
    static const char *const names[] = {"t.db", "t.db-wal", "t.db-shm", "t.db-journal", "odd ?%#.db"};
    chmod(p->folder, 0700);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", p->folder, names[i]);
        unlink(path);
    }
    rmdir(p->folder);
    free(p);
    return 0;
}

#define OK(expr)                                                                                             \
    do {                                                                                                     \
        vb_error err = {0};                                                                                  \
        vb_status st_ = (expr);                                                                              \
        if (st_ < 0) fail_msg("%s: %s: %s", #expr, err.file, err.message);                                   \
    } while (0)

static vb_store *open_store(const char *path) {
    vb_store *s = NULL;
    OK(vb_store_open(path, false, &s, &err));
    return s;
}

static int64_t count(vb_store *s, const char *sql) {
    int64_t n = 0;
    OK(vb_db_int(s, sql, -1, &n, &err));
    return n;
}

static void check_whole(vb_store *s) {
    sqlite3_stmt *st;
    OK(vb_db_prepare(s, VB_STR("PRAGMA integrity_check"), &st, &err));
    OK(vb_db_step(s, st, "checking", &err));
    assert_string_equal(sqlite3_column_text(st, 0), "ok");
    sqlite3_finalize(st);
}

/* ---- Identity -------------------------------------------------------------------------------- */

static void test_importing_twice_changes_nothing(void **state) {
    place *p = *state;
    for (int with_id = 0; with_id < 2; with_id++) {
        vb_store *s = open_store(p->db);
        vb_import_stats first = {0}, second = {0};
        OK(sample_import(s, 0, 200, with_id, "f1", &first, &err));
        assert_int_equal(first.added, 200);
        OK(sample_import(s, 0, 200, with_id, "f1", &second, &err));
        assert_int_equal(second.added, 0);
        assert_int_equal(second.known, 200);
        assert_int_equal(count(s, "SELECT count(*) FROM comments"), 200);
        vb_store_close(s);
        unlink(p->db);
    }
}

/* Two equal rows without ids are two comments, and stay two when the file is read again. */
static void test_equal_rows_without_ids(void **state) {
    (void)state;
    vb_store *s = open_store(NULL);
    for (int times = 0; times < 3; times++) {
        int64_t run;
        OK(vb_store_run_begin(s, "a.csv", "f1", &run, &err));
        for (int i = 0; i < 3; i++) {
            vb_add_outcome outcome;
            OK(sample_add(s, run, 5, false, &outcome, &err));
            assert_int_equal(outcome, times ? VB_KNOWN : VB_ADDED);
        }
    }
    assert_int_equal(count(s, "SELECT count(*) FROM comments"), 3);
    assert_int_equal(count(s, "SELECT count(DISTINCT comment_id) FROM comments"), 3);
    assert_int_equal(
        count(s, "SELECT count(*) FROM comments WHERE comment_id NOT GLOB 'c_' || replace(hex(zeroblob(6)), "
                 "'00', '[0-9a-f][0-9a-f]')"),
        0);
    vb_store_close(s);
}

static void test_one_id_many_answers(void **state) {
    (void)state;
    vb_store *s = open_store(NULL);
    int64_t run;
    vb_add_outcome outcome;
    sample x;
    OK(vb_store_run_begin(s, "a.csv", "f1", &run, &err));
    sample_make(&x, 3, true);
    static const char *const questions[] = {"Why?", "What else?", "Why?"};
    for (int i = 0; i < 3; i++) {
        x.comment.question = vb_str_of(questions[i]);
        OK(vb_store_add(s, run, &x.comment, &x.result, &outcome, &err));
        assert_int_equal(outcome, i < 2 ? VB_ADDED : VB_KNOWN);
    }
    vb_arena arena;
    vb_comment found;
    vb_arena_init(&arena);
    OK(vb_store_find_comment(s, "r3", &arena, &found, &err));
    assert_true(vb_str_eq(found.text, x.comment.text));
    assert_true(found.question.len > 0 && found.rating == x.comment.rating && isnan(found.nps));
    assert_int_equal(found.n_segments, 1);
    assert_true(vb_str_eqz(found.segments[0].name, "region") && vb_str_eqz(found.segments[0].value, "north"));
    assert_int_equal(vb_store_find_comment(s, "nobody", &arena, &found, NULL), VB_DONE);
    vb_arena_deinit(&arena);
    vb_store_close(s);
}

/* Of two records of one comment the later date stays, in whichever order they come. */
static void test_conflicting_records(void **state) {
    (void)state;
    for (int order = 0; order < 2; order++) {
        vb_store *s = open_store(NULL);
        int64_t run;
        vb_add_outcome outcome;
        OK(vb_store_run_begin(s, "a.csv", "f1", &run, &err));
        for (int i = 0; i < 2; i++) {
            sample x;
            sample_make(&x, 3, true);
            bool later = i == order;
            x.comment.date = later ? VB_STR("2026-06-01") : VB_STR("2026-05-01");
            x.comment.rating = later ? 5 : 1;
            x.segment.value = later ? VB_STR("b") : VB_STR("a");
            OK(vb_store_add(s, run, &x.comment, &x.result, &outcome, &err));
        }
        assert_int_equal(outcome, order ? VB_UPDATED : VB_KNOWN);
        assert_int_equal(
            count(s, "SELECT count(*) FROM comments WHERE date = '2026-06-01' AND rating = 5 AND week = "
                     "'2026-W23'"),
            1);
        assert_int_equal(count(s, "SELECT count(*) FROM comment_segments WHERE value = 'b'"), 1);
        assert_int_equal(count(s, "SELECT count(*) FROM comment_segments"), 1);
        assert_int_equal(count(s, "SELECT count(*) FROM clauses"), 2);
        vb_store_close(s);
    }
}

static void test_other_lexicons_score_anew(void **state) {
    (void)state;
    vb_store *s = open_store(NULL);
    vb_import_stats a = {0}, b = {0}, c = {0};
    OK(sample_import(s, 0, 50, true, "f1", &a, &err));
    OK(sample_import(s, 0, 50, true, "f2", &b, &err));
    OK(sample_import(s, 0, 50, true, "f2", &c, &err));
    assert_int_equal(b.updated, 50);
    assert_int_equal(c.known, 50);
    assert_int_equal(count(s, "SELECT count(*) FROM comments"), 50);
    assert_int_equal(
        count(s, "SELECT count(*) FROM clauses WHERE clause_row / 1048576 NOT IN (SELECT comment_row FROM "
                 "comments)"),
        0);
    vb_store_close(s);
}

/* ---- Failures -------------------------------------------------------------------------------- */

/* A child is killed in the middle of a batch; what it committed is there, the rest is not, and a re-run
 * completes it. */
static void test_kill(void **state) {
    place *p = *state;
    for (int delay = 0; delay < 4; delay++) {
        int pipes[2];
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        if (child == 0) {
            vb_store *s = NULL;
            vb_import_stats stats = {0};
            int64_t run;
            vb_add_outcome outcome;
            vb_error err;
            if (vb_store_open(p->db, false, &s, &err) < 0) _exit(1);
            if (sample_import(s, 0, 100, true, "f1", &stats, &err) < 0) _exit(2);
            vb_store_run_begin(s, "samples.csv", "f1", &run, &err);
            vb_store_begin(s, &err);
            for (unsigned i = 100; i < 3000 + 2000u * (unsigned)delay; i++)
                sample_add(s, run, i, true, &outcome, &err);
            if (write(pipes[1], "x", 1) != 1) _exit(3);
            for (;;) pause();
        }
        char byte;
        assert_true(child > 0);
        assert_int_equal(read(pipes[0], &byte, 1), 1);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(pipes[0]);
        close(pipes[1]);
        vb_store *s = open_store(p->db);
        check_whole(s);
        assert_int_equal(count(s, "SELECT count(*) FROM comments"), 100);
        assert_int_equal(count(s, "SELECT count(*) FROM runs WHERE finished_at IS NULL"), 1);
        vb_import_stats stats = {0};
        OK(sample_import(s, 0, 3000, true, "f1", &stats, &err));
        assert_int_equal(stats.known, 100);
        assert_int_equal(stats.added, 2900);
        OK(sample_cluster(s, &err));
        check_whole(s);
        vb_store_close(s);
        unlink(p->db);
    }
}

static void test_full_disk(void **state) {
    place *p = *state;
    vb_store *s = open_store(p->db);
    vb_import_stats stats = {0};
    OK(sample_import(s, 0, 100, true, "f1", &stats, &err));
    OK(vb_db_exec(s, "PRAGMA max_page_count = 80", "limiting", &err));
    vb_error failure = {0};
    assert_int_equal(sample_import(s, 100, 20000, true, "f1", &stats, &failure), VB_ERR_IO);
    assert_non_null(strstr(failure.message, "disk is full"));
    assert_non_null(strstr(failure.file, "t.db"));
    check_whole(s);
    assert_int_equal(count(s, "SELECT count(*) FROM comments"), 100);
    vb_store_close(s);
    s = open_store(p->db); /* with room again the same import completes it */
    stats = (vb_import_stats){0};
    OK(sample_import(s, 0, 2000, true, "f1", &stats, &err));
    assert_int_equal(stats.added, 1900);
    vb_store_close(s);
}

static void test_file_size_limit(void **state) {
    place *p = *state;
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {400000, 400000};
        vb_store *s = NULL;
        vb_import_stats stats = {0};
        vb_error err = {0};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        vb_status st = vb_store_open(p->db, false, &s, &err);
        if (st >= 0) st = sample_import(s, 0, 20000, true, "f1", &stats, &err);
        bool clear = strstr(err.message, "disk") != NULL;
        vb_store_close(s);
        _exit(st == VB_ERR_IO && clear ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    vb_store *s = open_store(p->db);
    check_whole(s);
    vb_store_close(s);
}

static void test_locked(void **state) {
    place *p = *state;
    vb_store *writer = open_store(p->db), *other = open_store(p->db);
    vb_error failure = {0};
    OK(vb_store_begin(writer, &err));
    sqlite3_busy_timeout(other->db, 50);
    assert_int_equal(vb_store_begin(other, &failure), VB_ERR_IO);
    assert_non_null(strstr(failure.message, "locked"));
    vb_store_rollback(writer);
    OK(vb_store_begin(other, &err));
    vb_store_rollback(other);
    vb_store_close(writer);
    vb_store_close(other);
}

static void expect_refusal(const char *path, bool read_only, const char *words) {
    vb_store *s = (vb_store *)1;
    vb_error err = {0};
    assert_int_equal(vb_store_open(path, read_only, &s, &err), VB_ERR_IO);
    assert_null(s);
    if (!strstr(err.message, words)) fail_msg("'%s' does not say '%s'", err.message, words);
}

static void write_file(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void test_not_a_store(void **state) {
    place *p = *state;
    char missing[128];
    expect_refusal(p->db, true, "no such store");
    expect_refusal(p->folder, false, "folder");
    snprintf(missing, sizeof missing, "%s/no/such/folder/t.db", p->folder);
    expect_refusal(missing, false, "cannot be opened");
    write_file(p->db, "id,comment\n1,this is a long enough line of an export, and no database at all\n");
    expect_refusal(p->db, false, "not a store of verbatim");
    unlink(p->db);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(p->db, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE books (title TEXT)", NULL, NULL, NULL);
    sqlite3_close(db);
    expect_refusal(p->db, false, "another program");
    unlink(p->db);
    write_file(p->db, "");
    expect_refusal(p->db, true, "empty store");
    vb_store_close(open_store(p->db)); /* an empty file may become a store */
    assert_int_equal(sqlite3_open(p->db, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(db);
    expect_refusal(p->db, false, "newer");
    assert_int_equal(vb_store_open("", false, &(vb_store *){NULL}, NULL), VB_ERR_USAGE);
}

static void test_damaged(void **state) {
    place *p = *state;
    vb_store *s = open_store(p->db);
    vb_import_stats stats = {0};
    OK(sample_import(s, 0, 2000, true, "f1", &stats, &err));
    vb_store_close(s);
    FILE *f = fopen(p->db, "r+b");
    assert_non_null(f);
    for (long at = 4096 * 3; at < 4096 * 60; at += 256) {
        fseek(f, at, SEEK_SET);
        fputs("\xFF\xFF garbage \xFF", f);
    }
    fclose(f);
    vb_error err = {0};
    vb_buf out = {0};
    if (vb_store_open(p->db, true, &s, &err) == VB_OK) {
        vb_query q = {.table = "comments"};
        vb_status st = print_to(&out, s, &q, VB_FORMAT_JSON, &err);
        if (st < 0) assert_true(err.message[0] != 0);
        vb_store_close(s);
    }
    vb_buf_deinit(&out);
}

/* A read-only folder: no lock files can be made, and yet the store is read. */
static void test_read_only_medium(void **state) {
    place *p = *state;
    char odd[128];
    vb_store *s = open_store(p->db);
    vb_import_stats stats = {0};
    OK(sample_import(s, 0, 50, true, "f1", &stats, &err));
    OK(sample_cluster(s, &err));
    vb_store_close(s);
    snprintf(odd, sizeof odd, "%s/odd ?%%#.db", p->folder);
    assert_int_equal(rename(p->db, odd), 0);
    chmod(odd, 0400);
    chmod(p->folder, 0500);
    OK(vb_store_open(odd, true, &s, &err));
    assert_int_equal(count(s, "SELECT count(*) FROM comments"), 50);
    vb_buf out = {0};
    vb_query q = {.table = "themes", .since = "2026-02-01"}; /* a filtered query needs temporary tables */
    OK(print_to(&out, s, &q, VB_FORMAT_JSON, &err));
    vb_buf_deinit(&out);
    vb_error err = {0};
    assert_true(vb_store_begin(s, &err) < 0 || vb_store_put_codeframe(s, NULL, 0, NULL, 0, &err) < 0);
    vb_store_close(s);
    chmod(p->folder, 0700);
    chmod(odd, 0600);
}

/* ---- Side by side ---------------------------------------------------------------------------- */

static void test_reading_while_writing(void **state) {
    place *p = *state;
    vb_store *writer = open_store(p->db), *reader = NULL;
    vb_import_stats stats = {0};
    vb_query q = {.table = "comments"};
    vb_buf before = {0}, during = {0};
    OK(sample_import(writer, 0, 100, true, "f1", &stats, &err));
    OK(vb_store_open(p->db, true, &reader, &err));
    OK(print_to(&before, reader, &q, VB_FORMAT_NDJSON, &err));
    int64_t run;
    vb_add_outcome outcome;
    OK(vb_store_run_begin(writer, "b.csv", "f1", &run, &err));
    OK(vb_store_begin(writer, &err));
    for (unsigned i = 100; i < 200; i++) OK(sample_add(writer, run, i, true, &outcome, &err));
    OK(print_to(&during, reader, &q, VB_FORMAT_NDJSON, &err));
    assert_true(vb_str_eq(vb_buf_view(&before), vb_buf_view(&during)));
    OK(vb_store_commit(writer, &err));
    OK(print_to(&during, reader, &q, VB_FORMAT_NDJSON, &err));
    assert_true(during.len > before.len);
    vb_buf_deinit(&before);
    vb_buf_deinit(&during);
    vb_store_close(reader);
    vb_store_close(writer);
}

static void add_in_order(vb_store *s, const unsigned *order, unsigned n, unsigned parts) {
    for (unsigned part = 0; part < parts; part++) {
        int64_t run;
        vb_add_outcome outcome;
        OK(vb_store_run_begin(s, "part.csv", "f1", &run, &err));
        for (unsigned i = part; i < n; i += parts) OK(sample_add(s, run, order[i], true, &outcome, &err));
    }
    OK(sample_cluster(s, &err));
}

/* Any order, any number of parts, twice over: the same bytes. */
static void test_order_does_not_matter(void **state) {
    (void)state;
    enum { N = 600 };
    static const char *const tables[] = {"themes",  "quotes",   "touchpoints", "theme_periods",
                                         "drivers", "comments", "clauses"};
    unsigned order[N], seed = 7;
    vb_store *a = open_store(NULL), *b = open_store(NULL);
    for (unsigned i = 0; i < N; i++) order[i] = i;
    add_in_order(a, order, N, 1);
    for (unsigned i = N - 1; i > 0; i--) {
        seed = seed * 1103515245u + 12345u;
        unsigned j = (seed >> 8) % (i + 1), t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    add_in_order(b, order, N, 7);
    add_in_order(b, order, N, 2);
    vb_buf x = {0}, y = {0};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        vb_query q = {.table = tables[i]};
        for (int filtered = 0; filtered < 2; filtered++) {
            q.since = filtered ? "2026-03-01" : NULL;
            OK(print_to(&x, a, &q, VB_FORMAT_JSON, &err));
            OK(print_to(&y, b, &q, VB_FORMAT_JSON, &err));
            if (strcmp(x.ptr, y.ptr) != 0) fail_msg("%s differ", tables[i]);
        }
    }
    vb_buf_deinit(&x);
    vb_buf_deinit(&y);
    vb_store_close(a);
    vb_store_close(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_importing_twice_changes_nothing, setup, teardown),
        cmocka_unit_test(test_equal_rows_without_ids),
        cmocka_unit_test(test_one_id_many_answers),
        cmocka_unit_test(test_conflicting_records),
        cmocka_unit_test(test_other_lexicons_score_anew),
        cmocka_unit_test_setup_teardown(test_kill, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_file_size_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_locked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_not_a_store, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_only_medium, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reading_while_writing, setup, teardown),
        cmocka_unit_test(test_order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
