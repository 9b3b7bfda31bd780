/* test_decisions: merge, split, rename, lock, undo; conflicts; the log as text; events of an import;
 * verification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "store/decisions.h"
#include "store_samples.h"

#define LATE "t_000000000001"
#define RUDE "t_000000000002"

#define OK(expr)                                                                                             \
    do {                                                                                                     \
        vb_error err = {0};                                                                                  \
        vb_status st_ = (expr);                                                                              \
        if (st_ < 0) fail_msg("%s: %s: %s", #expr, err.file, err.message);                                   \
    } while (0)

static int setup(void **state) {
    vb_store *s;
    vb_error err = {0};
    vb_import_stats stats = {0};
    if (vb_store_open(NULL, false, &s, &err) < 0) return -1;
    if (sample_import(s, 0, 420, true, "f1", &stats, &err) < 0 || sample_cluster(s, &err) < 0) return -1;
    *state = s;
    return 0;
}

static int teardown(void **state) {
    vb_store_close(*state);
    return 0;
}

static int64_t count(vb_store *s, const char *sql) {
    int64_t n = 0;
    OK(vb_db_int(s, sql, -1, &n, &err));
    return n;
}

static void check_numbers(vb_store *s) {
    vb_buf out = {0};
    vb_output output = {.sink = {collect, &out}};
    vb_error err = {0};
    if (vb_store_verify(s, &output, &err) < 0) fail_msg("%s\n%s", vb_buf_z(&out), err.message);
    vb_buf_deinit(&out);
}

static vb_status decide(vb_store *s, const vb_decision *d, vb_error *err) {
    vb_buf out = {0};
    vb_output output = {.sink = {collect, &out}};
    vb_status st = vb_theme_decide(s, d, 1, &output, err);
    vb_buf_deinit(&out);
    return st;
}

static void test_merge_survives(void **state) {
    vb_store *s = *state;
    int64_t late = count(s, "SELECT n FROM themes WHERE theme_id = '" LATE "'");
    int64_t rude = count(s, "SELECT n FROM themes WHERE theme_id = '" RUDE "'");
    OK(decide(s, &(vb_decision){.action = "merge", .theme = LATE, .other = RUDE}, &err));
    for (int again = 0; again < 2; again++) { /* now, and after the next clustering */
        assert_int_equal(count(s, "SELECT count(*) FROM themes"), 1);
        assert_int_equal(count(s, "SELECT n FROM themes WHERE theme_id = '" LATE "'"), late + rude);
        assert_int_equal(count(s, "SELECT count(*) FROM clauses WHERE theme_id = '" RUDE "'"), 0);
        check_numbers(s);
        OK(sample_cluster(s, &err));
    }
    vb_buf out = {0};
    vb_output output = {.sink = {collect, &out}};
    OK(vb_theme_undo(s, 0, &output, &err));
    assert_int_equal(count(s, "SELECT n FROM themes WHERE theme_id = '" RUDE "'"), rude);
    assert_int_equal(vb_theme_undo(s, 0, &output, NULL), VB_DONE);
    check_numbers(s);
    vb_buf_deinit(&out);
}

static void test_split_and_rename(void **state) {
    vb_store *s = *state;
    static const char *const words[] = {"GIAO hàng"};
    char child[16], sql[160];
    vb_str word = vb_str_of(words[0]);
    vb_split_id(vb_str_of(LATE), &word, 1, child);
    int64_t before = count(s, "SELECT n_clauses FROM themes WHERE theme_id = '" LATE "'");
    int64_t vi = count(s, "SELECT count(*) FROM clauses WHERE theme_id = '" LATE "' AND lang = 'vi'");
    OK(decide(
        s, &(vb_decision){.action = "split", .theme = LATE, .label = "Courier", .words = words, .n_words = 1},
        &err));
    snprintf(sql, sizeof sql, "SELECT n_clauses FROM themes WHERE theme_id = '%s' AND label = 'Courier'",
             child);
    assert_int_equal(count(s, sql), vi);
    assert_int_equal(count(s, "SELECT n_clauses FROM themes WHERE theme_id = '" LATE "'"), before - vi);
    OK(decide(s, &(vb_decision){.action = "rename", .theme = LATE, .lang = VB_LANG_VI, .label = "Tre"},
              &err));
    OK(sample_cluster(s, &err));
    assert_int_equal(count(s, sql), vi);
    assert_int_equal(count(s, "SELECT count(*) FROM themes WHERE theme_id = '" LATE
                              "' AND label_vi = 'Tre' AND label_en = "
                              "'Late delivery' AND decisions = 2"),
                     1);
    check_numbers(s);
}

static void test_conflicts(void **state) {
    vb_store *s = *state;
    static const char *const nothing[] = {"no such words anywhere"};
    const vb_decision bad[] = {
        {.action = "merge", .theme = LATE, .other = LATE},
        {.action = "merge", .theme = LATE, .other = "t_ffffffffffff"},
        {.action = "merge", .theme = LATE},
        {.action = "rename", .theme = "t_ffffffffffff", .label = "x"},
        {.action = "rename", .theme = LATE},
        {.action = "split", .theme = LATE, .words = nothing, .n_words = 1},
        {.action = "unlock", .theme = LATE},
        {.action = "burn", .theme = LATE},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        vb_error failure = {0};
        assert_int_equal(decide(s, &bad[i], &failure), VB_ERR_USAGE);
        assert_true(failure.message[0]);
        assert_int_equal(count(s, "SELECT count(*) FROM decisions"), 0);
    }
    OK(decide(s, &(vb_decision){.action = "lock", .theme = RUDE}, &err));
    vb_error failure = {0};
    assert_int_equal(decide(s, &(vb_decision){.action = "merge", .theme = LATE, .other = RUDE}, &failure),
                     VB_ERR_USAGE);
    assert_non_null(strstr(failure.message, "locked"));
    OK(decide(s, &(vb_decision){.action = "unlock", .theme = RUDE}, &err));
    OK(decide(s, &(vb_decision){.action = "merge", .theme = LATE, .other = RUDE}, &err));
    assert_int_equal(decide(s, &(vb_decision){.action = "rename", .theme = RUDE, .label = "x"}, &failure),
                     VB_ERR_USAGE);
    assert_non_null(strstr(failure.message, "went into " LATE));
    check_numbers(s);
}

/* A clustering that finds everything under another id: a locked theme stays, and a merge goes on by its
 * words. */
static vb_status cluster_otherwise(vb_store *s, vb_error *err) {
    static const vb_theme all[] = {
        {.id = "t_00000000000a", .label_en = {"Everything", 10}, .keywords = {"[]", 2}}};
    vb_arena arena;
    vb_complaint_row *rows;
    size_t n;
    vb_arena_init(&arena);
    vb_status st = vb_store_complaints(s, &arena, &rows, &n, err);
    int32_t *theme_of = VB_NEW_ARRAY(&arena, int32_t, n + 1);
    if (st >= 0) st = vb_store_put_themes(s, rows, n, theme_of, NULL, all, 1, err);
    vb_arena_deinit(&arena);
    return st;
}

/* Both themes as sample_cluster has them, with a part of each: what is said in Vietnamese of late parcels,
 * and all of rude staff. */
static vb_status cluster_in_parts(vb_store *s, vb_error *err) {
    static const vb_theme all[] = {
        {.id = LATE, .touchpoint = {"delivery", 8}, .label_en = {"Late", 4}, .keywords = {"[]", 2}},
        {.id = RUDE, .touchpoint = {"staff", 5}, .label_en = {"Rude", 4}, .keywords = {"[]", 2}}};
    static const vb_theme parts[] = {
        {.id = "s_000000000001", .label_en = {"in Vietnamese", 13}, .phrase = {"giao tre", 8}},
        {.id = "s_000000000002", .label_en = {"rude", 4}, .problem = {"rude", 4}}};
    vb_arena arena;
    vb_complaint_row *rows;
    size_t n;
    vb_arena_init(&arena);
    vb_status st = vb_store_complaints(s, &arena, &rows, &n, err);
    int32_t *theme_of = VB_NEW_ARRAY(&arena, int32_t, n + 1), *part_of = VB_NEW_ARRAY(&arena, int32_t, n + 1);
    for (size_t i = 0; st >= 0 && i < n; i++) {
        theme_of[i] = !vb_str_eqz(rows[i].touchpoint, "delivery");
        part_of[i] = theme_of[i] ? 1 : vb_str_eqz(rows[i].lang, "vi") ? 0 : -1;
    }
    vb_found_themes found = {
        .theme_of = theme_of, .themes = all, .n_themes = 2, .part_of = part_of, .parts = parts, .n_parts = 2};
    if (st >= 0) st = vb_store_put_found(s, rows, n, &found, err);
    vb_arena_deinit(&arena);
    return st;
}

static void test_parts(void **state) {
    vb_store *s = *state;
    OK(cluster_in_parts(s, &err));
    int64_t rude = count(s, "SELECT n_clauses FROM themes WHERE theme_id = '" RUDE "'");
    assert_int_equal(count(s, "SELECT n_clauses FROM subthemes WHERE subtheme_id = 's_000000000002'"), rude);
    assert_int_equal(count(s, "SELECT n_clauses FROM subthemes WHERE subtheme_id = 's_000000000001'"),
                     count(s, "SELECT count(*) FROM clauses WHERE theme_id = '" LATE "' AND lang = 'vi'"));
    assert_int_equal(count(s, "SELECT count(*) FROM quotes WHERE theme_id = 's_000000000002'"), 3);
    assert_int_equal(
        count(s, "SELECT count(*) FROM comments WHERE subtheme_id IS NOT NULL AND theme_id IS NULL"), 0);
    check_numbers(s);
    OK(decide(s, &(vb_decision){.action = "merge", .theme = LATE, .other = RUDE},
              &err)); /* parts move along */
    assert_int_equal(count(s, "SELECT count(*) FROM subthemes WHERE theme_id = '" LATE "'"), 2);
    assert_int_equal(count(s, "SELECT n_clauses FROM subthemes WHERE subtheme_id = 's_000000000002'"), rude);
    check_numbers(s);
}

static void test_lock_holds(void **state) {
    vb_store *s = *state;
    int64_t late = count(s, "SELECT n FROM themes WHERE theme_id = '" LATE "'");
    OK(decide(s, &(vb_decision){.action = "rename", .theme = LATE, .label = "Our name"}, &err));
    OK(decide(s, &(vb_decision){.action = "lock", .theme = LATE}, &err));
    OK(cluster_otherwise(s, &err));
    assert_int_equal(
        count(s, "SELECT n FROM themes WHERE theme_id = '" LATE "' AND label = 'Our name' AND locked"), late);
    assert_int_equal(
        count(s, "SELECT count(*) FROM decisions WHERE state = 'conflict' AND action = 'rename'"), 1);
    check_numbers(s);
    OK(decide(s, &(vb_decision){.action = "unlock", .theme = LATE}, &err));
    assert_int_equal(count(s, "SELECT count(*) FROM themes WHERE theme_id = '" LATE "'"), 0);
}

static void test_events(void **state) {
    vb_store *s = *state;
    assert_int_equal(count(s, "SELECT count(*) FROM theme_events"),
                     0); /* the first import has nothing before it */
    OK(cluster_otherwise(s, &err));
    assert_int_equal(
        count(
            s,
            "SELECT count(*) FROM theme_events WHERE event = 'continued' AND theme_id = 't_00000000000a' AND "
            "overlap = 1"),
        2);
    OK(cluster_otherwise(s, &err)); /* nothing changes, and the events stay */
    assert_int_equal(count(s, "SELECT count(*) FROM theme_events"), 2);
    OK(sample_cluster(s, &err));
    assert_int_equal(
        count(s, "SELECT count(*) FROM theme_events WHERE event IN ('split', 'continued') AND other_id = "
                 "'t_00000000000a'"),
        2);
}

/* A second month in which only late deliveries are complained about. */
static void test_growth(void **state) {
    (void)state;
    vb_store *s;
    vb_import_stats stats = {0};
    OK(vb_store_open(NULL, false, &s, &err));
    for (unsigned i = 0; i < 420; i++)
        if (i / 9 % 6 < 4) OK(sample_import(s, i, i + 1, true, "f1", &stats, &err));
    OK(sample_cluster(s, &err));
    for (unsigned i = 0; i < 420; i++)
        if (i / 9 % 6 >= 4) OK(sample_import(s, i, i + 1, true, "f1", &stats, &err));
    OK(sample_cluster(s, &err));
    assert_int_equal(count(s, "SELECT count(*) FROM theme_events WHERE event = 'grown' AND theme_id = '" LATE
                              "' AND q < 0.05"),
                     1);
    assert_int_equal(
        count(s, "SELECT count(*) FROM theme_events WHERE event = 'shrunk' AND theme_id = '" RUDE "'"), 1);
    vb_store_close(s);
}

static void read_log(vb_store *s, vb_buf *out) {
    vb_output output = {.sink = {collect, out}};
    vb_buf_clear(out);
    OK(vb_theme_log_print(s, &output, &err));
}

static void test_log_round_trip(void **state) {
    vb_store *s = *state, *other;
    static const char *const words[] = {"Giao \"hàng\"", "a\\b", "giao hàng"};
    vb_import_stats stats = {0};
    vb_buf a = {0}, b = {0}, out = {0};
    vb_output output = {.sink = {collect, &out}};
    OK(decide(
        s,
        &(vb_decision){.action = "split", .theme = LATE, .label = "Say \"x\"", .words = words, .n_words = 3},
        &err));
    OK(decide(s, &(vb_decision){.action = "lock", .theme = LATE}, &err));
    OK(decide(s, &(vb_decision){.action = "rename", .theme = RUDE, .lang = VB_LANG_TH, .label = "หยาบ # คาย"},
              &err));
    OK(decide(s, &(vb_decision){.action = "merge", .theme = LATE, .other = RUDE}, &err));
    read_log(s, &a);
    OK(vb_store_open(NULL, false, &other, &err));
    OK(sample_import(other, 0, 420, true, "f1", &stats, &err));
    OK(sample_cluster(other, &err));
    OK(vb_theme_log_read(other, vb_buf_view(&a), &output, &err));
    read_log(other, &b);
    assert_string_equal(vb_buf_z(&a), vb_buf_z(&b));
    assert_int_equal(count(other, "SELECT count(*) FROM decisions WHERE state = 'applied'"), 4);
    static const char *const bad[] = {"merge t_1 \"t_2", "keep a b", "burn t_1", "rename t_1 xx y", "merge"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(vb_theme_log_read(other, vb_str_of(bad[i]), &output, NULL), VB_ERR_USAGE);
        assert_int_equal(count(other, "SELECT count(*) FROM decisions"), 4);
    }
    OK(vb_theme_log_read(other, VB_STR("rename t_ffffffffffff \"kept for later\"\n"), &output, &err));
    assert_int_equal(count(other, "SELECT count(*) FROM decisions WHERE state = 'conflict'"), 1);
    vb_store_close(other);
    vb_buf_deinit(&a);
    vb_buf_deinit(&b);
    vb_buf_deinit(&out);
}

/* A number that was tampered with is found, whichever it is. */
static void test_verify_finds(void **state) {
    vb_store *s = *state;
    static const char *const tampers[] = {
        "UPDATE themes SET n = n + 1 WHERE theme_id = '" LATE "'",
        "UPDATE themes SET severity = severity + 0.01",
        "UPDATE themes SET ci_low = ci_low + 0.000001",
        "UPDATE theme_periods SET n = n + 1 WHERE period = '2026-05'",
        "UPDATE touchpoints SET complaints = complaints - 1 WHERE touchpoint = 'product'",
        "UPDATE drivers SET shapley = 0",
        "DELETE FROM theme_periods WHERE period = '2026-05'",
        "UPDATE quotes SET text = 'invented' WHERE rank = 1",
        "UPDATE comments SET theme_ids = '[]' WHERE theme_id = '" RUDE "'",
        "UPDATE standouts SET q = 0.5",
    };
    check_numbers(s);
    for (size_t i = 0; i < sizeof tampers / sizeof *tampers; i++) {
        vb_buf out = {0};
        vb_output output = {.sink = {collect, &out}};
        vb_error failure = {0};
        OK(vb_db_exec(s, "SAVEPOINT tamper", "tampering", &err));
        OK(vb_db_exec(s, tampers[i], "tampering", &err));
        if (sqlite3_changes(s->db) && vb_store_verify(s, &output, &failure) != VB_ERR_IO)
            fail_msg("%s was not found", tampers[i]);
        OK(vb_db_exec(s, "ROLLBACK TO tamper; RELEASE tamper", "tampering", &err));
        vb_buf_deinit(&out);
    }
    check_numbers(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_merge_survives, setup, teardown),
        cmocka_unit_test_setup_teardown(test_split_and_rename, setup, teardown),
        cmocka_unit_test_setup_teardown(test_conflicts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lock_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_parts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_events, setup, teardown),
        cmocka_unit_test(test_growth),
        cmocka_unit_test_setup_teardown(test_log_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(test_verify_finds, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
