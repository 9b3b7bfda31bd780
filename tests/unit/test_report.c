/* test_report: every format of every table, the CSV guard, filters, recounting, the overview and hostile
 * text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/stats.h"
#include "report/columns.h"
#include "report/csv_out.h"
#include "report/terminal.h"
#include "report/width.h"
#include "store/db.h"
#include "store_samples.h"

#include <cjson/cJSON.h>
#include <locale.h>

#define OK(expr)                                                                                             \
    do {                                                                                                     \
        vb_error err = {0};                                                                                  \
        vb_status st_ = (expr);                                                                              \
        if (st_ < 0) fail_msg("%s: %s: %s", #expr, err.file, err.message);                                   \
    } while (0)

enum { SAMPLES = 420 };

static int setup(void **state) {
    vb_store *s;
    vb_error err = {0};
    vb_import_stats stats = {0};
    if (vb_store_open(NULL, false, &s, &err) < 0) return -1;
    if (sample_import(s, 0, SAMPLES, true, "f1", &stats, &err) < 0 || sample_cluster(s, &err) < 0) return -1;
    *state = s;
    return 0;
}

static int teardown(void **state) {
    vb_store_close(*state);
    return 0;
}

static cJSON *query(vb_store *s, const vb_query *q) {
    vb_buf out = {0};
    OK(print_to(&out, s, q, VB_FORMAT_JSON, &err));
    cJSON *json = cJSON_Parse(out.ptr);
    if (!json) fail_msg("%s: not JSON: %s", q->table, out.ptr);
    assert_true(cJSON_IsArray(json));
    vb_buf_deinit(&out);
    return json;
}

static double number(const cJSON *row, const char *key) {
    const cJSON *item = cJSON_GetObjectItem(row, key);
    assert_non_null(item);
    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

static const char *text(const cJSON *row, const char *key) {
    const cJSON *item = cJSON_GetObjectItem(row, key);
    assert_non_null(item);
    return cJSON_IsString(item) ? item->valuestring : "";
}

/* ---- Formats --------------------------------------------------------------------------------- */

/* Each table in each format; JSON has exactly the keys of the table, CSV its header, and each has a schema.
 */
/* The search is a table that says nothing without a query: test_search.c and search.sh look at it. */
static bool needs_words(const vb_table *t) {
    return strcmp(t->name, "search") == 0;
}

static void test_every_table(void **state) {
    size_t n;
    const vb_table *const *tables = vb_table_list(&n);
    vb_buf out = {0};
    for (size_t i = 0; i < n; i++) {
        if (needs_words(tables[i])) continue;
        vb_query q = {.table = tables[i]->name, .top = 5};
        cJSON *rows = query(*state, &q);
        for (const cJSON *row = rows->child; row; row = row->next) {
            const cJSON *item = row->child;
            for (size_t f = 0; f < tables[i]->n_fields; f++) {
                if (tables[i]->fields[f].flags & VB_FIELD_PAGE) continue;
                assert_non_null(item);
                assert_string_equal(item->string, tables[i]->fields[f].name);
                if (cJSON_IsNull(item) && !(tables[i]->fields[f].flags & VB_FIELD_NULL))
                    fail_msg("%s.%s is null", tables[i]->name, item->string);
                item = item->next;
            }
            assert_null(item);
        }
        cJSON_Delete(rows);
        for (vb_format format = VB_FORMAT_TABLE; format <= VB_FORMAT_CSV; format++)
            OK(print_to(&out, *state, &q, format, &err));
        size_t commas = 0;
        for (const char *p = out.ptr; *p != '\r'; p++) commas += *p == ',';
        size_t shown = 0;
        for (size_t f = 0; f < tables[i]->n_fields; f++)
            shown += !(tables[i]->fields[f].flags & VB_FIELD_PAGE);
        assert_int_equal(commas, shown - 1);
        vb_output output = {.sink = {collect, &out}};
        vb_buf_clear(&out);
        OK(vb_schema_print(tables[i]->name, &output, &err));
        cJSON *schema = cJSON_Parse(vb_buf_z(&out));
        assert_non_null(schema);
        cJSON_Delete(schema);
    }
    static const char *const fixed[] = {"score", "tokens", "sniff"};
    for (size_t i = 0; i < 3; i++) {
        vb_output output = {.sink = {collect, &out}};
        vb_buf_clear(&out);
        OK(vb_schema_print(fixed[i], &output, &err));
        cJSON *schema = cJSON_Parse(vb_buf_z(&out));
        assert_non_null(schema);
        cJSON_Delete(schema);
    }
    vb_buf_deinit(&out);
}

static void test_wrong_questions(void **state) {
    vb_buf out = {0};
    vb_error err = {0};
    vb_output output = {.sink = {collect, &out}};
    assert_int_equal(print_to(&out, *state, &(vb_query){.table = "books"}, VB_FORMAT_JSON, &err),
                     VB_ERR_USAGE);
    assert_non_null(strstr(err.message, "theme_periods"));
    assert_int_equal(
        print_to(&out, *state, &(vb_query){.table = "themes", .since = "May"}, VB_FORMAT_JSON, &err),
        VB_ERR_USAGE);
    assert_int_equal(
        print_to(&out, *state, &(vb_query){.table = "themes", .lang = "xx"}, VB_FORMAT_JSON, &err),
        VB_ERR_USAGE);
    assert_int_equal(vb_schema_print("books", &output, &err), VB_ERR_USAGE);
    assert_int_equal(vb_store_overview(*state, &(vb_query){.until = "x"}, &output, &err), VB_ERR_USAGE);
    vb_query none = {.table = "comments", .theme = "t_' OR 1=1 --"};
    assert_int_equal(print_to(&out, *state, &none, VB_FORMAT_JSON, &err), VB_DONE);
    assert_string_equal(out.ptr, "[]\n");
    assert_int_equal(print_to(&out, *state, &none, VB_FORMAT_CSV, &err), VB_DONE);
    assert_int_equal(strncmp(out.ptr, "comment_id,text,", 16), 0);
    vb_buf_deinit(&out);
}

static int refuse(void *ctx, const char *data, size_t len) {
    (void)data;
    return (*(size_t *)ctx += len) > 1000;
}

static void test_output_that_fails(void **state) {
    for (vb_format format = VB_FORMAT_TABLE; format <= VB_FORMAT_CSV; format++) {
        size_t written = 0;
        vb_error err = {0};
        vb_output output = {.sink = {refuse, &written}, .format = format};
        assert_int_equal(vb_store_print(*state, &(vb_query){.table = "comments"}, &output, &err), VB_ERR_IO);
    }
}

static void check_cell(const char *in, bool guard, const char *want) {
    vb_buf out = {0};
    vb_csv_cell(&out, vb_str_of(in), guard);
    assert_string_equal(vb_buf_z(&out), want);
    vb_buf_deinit(&out);
}

static void test_csv_guard(void **state) {
    (void)state;
    check_cell("=1+1", true, "'=1+1");
    check_cell("=1+1", false, "=1+1");
    check_cell("+cmd|' /C calc'!A0", true, "'+cmd|' /C calc'!A0");
    check_cell("-2+3", true, "'-2+3");
    check_cell("@SUM(A1)", true, "'@SUM(A1)");
    check_cell("\t=1", true, "'\t=1");
    check_cell("\r=1", true, "\"'\r=1\"");
    check_cell("=HYPERLINK(\"http://x\",\"y\")", true, "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    check_cell("-5.5", true, "-5.5");
    check_cell("+84912345678", true, "+84912345678");
    check_cell("", true, "");
    check_cell(" a", true, "\" a\"");
    check_cell("a\nb,\"c\"", true, "\"a\nb,\"\"c\"\"\"");
    vb_buf out = {0};
    vb_csv_cell(&out, (vb_str){"a\0b", 3}, true);
    assert_string_equal(vb_buf_z(&out), "ab");
    vb_buf_deinit(&out);
}

static void test_csv_mark(void **state) {
    vb_buf out = {0};
    vb_output output = {.sink = {collect, &out}, .format = VB_FORMAT_CSV, .bom = true};
    OK(vb_store_print(*state, &(vb_query){.table = "themes"}, &output, &err));
    assert_memory_equal(out.ptr, "\xEF\xBB\xBFtheme_id,", 12);
    vb_buf_deinit(&out);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

/* Every number of every theme, counted again from comments and clauses as they are exported. */
static void check_theme(vb_store *s, const cJSON *theme, const vb_query *like) {
    vb_query q = *like;
    q.theme = NULL;
    q.table = "comments";
    cJSON *comments = query(s, &q);
    uint64_t base = 0, n = 0;
    double rating_all = 0, rating_rest = 0;
    for (const cJSON *c = comments->child; c; c = c->next) {
        if (!cJSON_IsNull(cJSON_GetObjectItem(c, "non_answer"))) continue;
        bool mine = false;
        const cJSON *id;
        cJSON_ArrayForEach(id, cJSON_GetObjectItem(c, "theme_ids")) mine |=
            !strcmp(id->valuestring, text(theme, "theme_id"));
        base++;
        n += mine;
        rating_all += number(c, "rating");
        if (!mine) rating_rest += number(c, "rating");
    }
    cJSON_Delete(comments);
    vb_interval i = vb_wilson(n, base);
    assert_true(number(theme, "n") == (double)n && number(theme, "base_n") == (double)base);
    assert_true(fabs(number(theme, "share") - i.share) < 1e-4 &&
                fabs(number(theme, "ci_low") - i.low) < 1e-4);
    assert_true(fabs(number(theme, "ci_high") - i.high) < 1e-4);
    double lost = rating_rest / (double)(base - n) - rating_all / (double)base;
    assert_true(fabs(number(theme, "impact") - lost) < 1e-4);
    q = *like;
    q.table = "clauses";
    q.theme = text(theme, "theme_id");
    cJSON *clauses = query(s, &q);
    double score = 0, severity = 0, count = 0;
    for (const cJSON *c = clauses->child; c; c = c->next, count++) {
        score += number(c, "sentiment_score");
        severity += number(c, "severity");
    }
    assert_true(number(theme, "n_clauses") == count);
    assert_true(fabs(number(theme, "mean_sentiment") - score / count) < 1e-4);
    assert_true(fabs(number(theme, "severity") - severity / count) < 1e-4);
    cJSON_Delete(clauses);
    q.table = "theme_periods";
    cJSON *periods = query(s, &q);
    double months = 0, weeks = 0;
    for (const cJSON *p = periods->child; p; p = p->next)
        *(strcmp(text(p, "period_unit"), "month") == 0 ? &months : &weeks) += number(p, "n");
    assert_true(months == (double)n && weeks == (double)n);
    cJSON_Delete(periods);
}

static void test_numbers_recount(void **state) {
    vb_segment north = {VB_STR("region"), VB_STR("north")};
    const vb_query queries[] = {
        {.table = "themes"},
        {.table = "themes", .lang = "th"},
        {.table = "themes", .since = "2026-02-01", .until = "2026-05-10"},
        {.table = "themes", .segments = &north, .n_segments = 1},
        {.table = "themes", .segments = &north, .n_segments = 1, .lang = "vi", .since = "2026-03-01"}};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        cJSON *themes = query(*state, &queries[i]);
        assert_true(cJSON_GetArraySize(themes) > 0);
        for (const cJSON *t = themes->child; t; t = t->next) check_theme(*state, t, &queries[i]);
        cJSON_Delete(themes);
    }
}

/* A filtered query leaves nothing behind. */
static void test_filters_do_not_stick(void **state) {
    vb_buf before = {0}, after = {0};
    vb_query all = {.table = "themes"}, some = {.table = "themes", .lang = "vi"};
    OK(print_to(&before, *state, &all, VB_FORMAT_JSON, &err));
    OK(print_to(&after, *state, &some, VB_FORMAT_JSON, &err));
    assert_string_not_equal(before.ptr, after.ptr);
    OK(print_to(&after, *state, &all, VB_FORMAT_JSON, &err));
    assert_string_equal(before.ptr, after.ptr);
    vb_buf_deinit(&before);
    vb_buf_deinit(&after);
}

static void test_trends(void **state) {
    cJSON *themes = query(*state, &(vb_query){.table = "themes"});
    assert_int_equal(cJSON_GetArraySize(themes), 2);
    for (const cJSON *t = themes->child; t; t = t->next) {
        bool late = strcmp(text(t, "problem"), "late") == 0;
        assert_string_equal(text(t, "trend"), late ? "new" : "gone");
        assert_string_equal(text(t, "trend_since"), "2026-04");
        assert_true(number(t, "trend_q") < 0.05);
        assert_true(number(t, "n_periods") == 6 && number(t, "periods") >= 1);
    }
    cJSON_Delete(themes);
}

/* ---- Trend, comparison, groups, alerts --------------------------------------------------------- */

/* Quarters are sums of months, and the counts of a theme those of its comments. */
static void test_trend_table(void **state) {
    static const char *const units[] = {"week", "month", "quarter"};
    static const char *const ids[] = {"t_000000000001", "t_000000000002"};
    for (size_t i = 0; i < 2; i++) {
        double n[3] = {0}, base[3] = {0};
        for (size_t u = 0; u < 3; u++) {
            cJSON *rows = query(*state, &(vb_query){.table = "trend", .by = units[u], .theme = ids[i]});
            for (const cJSON *r = rows->child; r; r = r->next) {
                n[u] += number(r, "n");
                base[u] += number(r, "base_n");
                assert_string_equal(text(r, "period_unit"), units[u]);
                assert_true(fabs(number(r, "share") - number(r, "n") / number(r, "base_n")) < 1e-4);
            }
            if (u == 2) assert_int_equal(cJSON_GetArraySize(rows), 2); /* January to June */
            cJSON_Delete(rows);
        }
        assert_true(n[0] == n[1] && n[1] == n[2] && base[0] == base[1] && base[1] == base[2] &&
                    base[0] == 360);
    }
    vb_buf out = {0};
    assert_int_equal(print_to(&out, *state, &(vb_query){.table = "trend", .by = "day"}, VB_FORMAT_JSON, NULL),
                     VB_ERR_USAGE);
    vb_buf_deinit(&out);
}

static const cJSON *row_of(const cJSON *rows, const char *key, const char *value) {
    for (const cJSON *r = rows->child; r; r = r->next)
        if (strcmp(text(r, key), value) == 0) return r;
    fail_msg("no row with %s = %s", key, value);
    return NULL;
}

/* Counted again from the filtered tables. */
static void test_comparison(void **state) {
    cJSON *rows = query(*state, &(vb_query){.table = "comparison", .a = "2026-01..2026-03", .b = "2026-Q2"});
    const cJSON *late = row_of(rows, "id", "t_000000000001"), *rating = row_of(rows, "id", "rating");
    cJSON *before =
        query(*state, &(vb_query){.table = "themes", .since = "2026-01-01", .until = "2026-03-31"});
    cJSON *after =
        query(*state, &(vb_query){.table = "themes", .since = "2026-04-01", .until = "2026-06-30"});
    const cJSON *now = row_of(after, "theme_id", "t_000000000001");
    assert_true(number(late, "n_b") == number(now, "n") && number(late, "base_b") == number(now, "base_n"));
    assert_true(number(late, "n_a") == 0 && number(late, "base_a") == number(before->child, "base_n"));
    vb_difference d = vb_share_difference(0, (uint64_t)number(late, "base_a"), (uint64_t)number(late, "n_b"),
                                          (uint64_t)number(late, "base_b"));
    assert_true(fabs(number(late, "difference") - d.value) < 1e-4 &&
                fabs(number(late, "ci_low") - d.low) < 1e-4);
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(late, "significant")) && number(late, "q") < 0.05);
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(rating, "significant")));
    cJSON_Delete(rows);
    cJSON_Delete(before);
    cJSON_Delete(after);
    rows =
        query(*state, &(vb_query){.table = "comparison", .a = "segment:region=north"}); /* against the rest */
    late = row_of(rows, "kind", "complaints");
    assert_true(number(late, "base_a") + number(late, "base_b") == 360);
    assert_string_equal(text(late, "b"), "rest");
    cJSON_Delete(rows);
    static const char *const bad[][2] = {{"2026-01..2026-04", "2026-04..2026-06"},
                                         {"2026-01", "rest of it"},
                                         {"rest", "rest"},
                                         {"segment:region=west", NULL},
                                         {"segment:nowhere=x", NULL},
                                         {"1999", NULL},
                                         {"segment:region=north", "lang=vi"}};
    vb_buf out = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        vb_query q = {.table = "comparison", .a = bad[i][0], .b = bad[i][1]};
        assert_int_equal(print_to(&out, *state, &q, VB_FORMAT_JSON, NULL), VB_ERR_USAGE);
    }
    vb_buf_deinit(&out);
}

/* Each cell is what the theme's query with the segment as a condition says. */
static void test_breakdown(void **state) {
    vb_segment parts[] = {{VB_STR("region"), VB_STR("north")}, {VB_STR("region"), VB_STR("south")}};
    cJSON *rows = query(*state, &(vb_query){.table = "theme_breakdown", .by = "segment:region"});
    assert_int_equal(cJSON_GetArraySize(rows), 4);
    for (size_t i = 0; i < 2; i++) {
        cJSON *themes = query(*state, &(vb_query){.table = "themes", .segments = &parts[i], .n_segments = 1});
        for (const cJSON *t = themes->child; t; t = t->next)
            for (const cJSON *r = rows->child; r; r = r->next) {
                if (strcmp(text(r, "id"), text(t, "theme_id")) != 0) continue;
                if (strcmp(text(r, "value"), i ? "south" : "north") != 0) continue;
                assert_true(number(r, "n") == number(t, "n") && number(r, "base_n") == number(t, "base_n"));
                assert_true(number(r, "ci_low") == number(t, "ci_low") &&
                            number(r, "ci_high") == number(t, "ci_high"));
            }
        cJSON_Delete(themes);
    }
    cJSON_Delete(rows);
    static const char *const dimensions[] = {"lang", "weekday"};
    for (size_t i = 0; i < 2; i++) {
        rows = query(*state, &(vb_query){.table = "touchpoint_breakdown", .by = dimensions[i]});
        assert_true(cJSON_GetArraySize(rows) >= 3);
        cJSON_Delete(rows);
    }
    vb_buf out = {0};
    static const char *const bad[] = {"colour", "segment:none", "channel"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(print_to(&out, *state, &(vb_query){.table = "theme_breakdown", .by = bad[i]},
                                  VB_FORMAT_JSON, NULL),
                         VB_ERR_USAGE);
    vb_buf_deinit(&out);
}

static int rows_of_rule(vb_store *s, const char *rule) {
    cJSON *rows = query(s, &(vb_query){.table = "alerts", .alert_if = rule});
    int n = cJSON_GetArraySize(rows);
    cJSON_Delete(rows);
    return n;
}

static void test_alert_rules(void **state) {
    assert_int_equal(rows_of_rule(*state, "n>=1"), 2);
    assert_int_equal(rows_of_rule(*state, "n>=1 and severity > 1.5 and severity<=2"), 2);
    assert_int_equal(rows_of_rule(*state, "severity>3 and n>=5"), 0);
    assert_int_equal(rows_of_rule(*state, "period_share>1%"), 1);
    assert_int_equal(rows_of_rule(*state, "ratio<0"), 0);
    static const char *const bad[] = {
        "", "n", "n>", "n>5 or n<3", "bad>5", "n>5;", "severe spiking", "n>'1'", "1=1", "n>5 and"};
    vb_buf out = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(
            print_to(&out, *state, &(vb_query){.table = "alerts", .alert_if = bad[i]}, VB_FORMAT_JSON, NULL),
            VB_ERR_USAGE);
    vb_buf_deinit(&out);
}

/* The methods agree where themes do not overlap, and the Shapley values share out the whole distance. */
static void test_drivers(void **state) {
    cJSON *rows = query(*state, &(vb_query){.table = "drivers"}),
          *comments = query(*state, &(vb_query){.table = "comments"});
    double all = 0, n = 0, fine = 0, n_fine = 0, shared = 0;
    for (const cJSON *c = comments->child; c; c = c->next) {
        if (!cJSON_IsNull(cJSON_GetObjectItem(c, "non_answer"))) continue;
        all += number(c, "rating"), n++;
        if (cJSON_IsNull(cJSON_GetObjectItem(c, "theme_id"))) fine += number(c, "rating"), n_fine++;
    }
    for (const cJSON *d = rows->child; d; d = d->next) {
        shared += number(d, "shapley");
        assert_true(number(d, "regression_low") <= number(d, "regression") &&
                    number(d, "regression") <= number(d, "regression_high"));
        assert_true(fabs(number(d, "regression") - number(d, "shapley")) < 0.05); /* one theme a comment */
        assert_true(number(d, "regression_low") > 0 && number(d, "dissatisfied") > 0);
    }
    assert_true(fabs(shared - (fine / n_fine - all / n)) < 1e-3);
    cJSON_Delete(rows);
    cJSON_Delete(comments);
}

/* Weights: the weighted share and the effective number, counted again; without weights they are null. */
static void test_weights(void **state) {
    cJSON *rows = query(*state, &(vb_query){.table = "themes"});
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(rows->child, "weighted_share")));
    cJSON_Delete(rows);
    vb_store *s = *state;
    OK(vb_db_exec(s, "UPDATE comments SET weight = 0.5 + (comment_row % 7) * 0.25", "weighting", &err));
    OK(sample_cluster(s, &err));
    rows = query(s, &(vb_query){.table = "themes"});
    cJSON *comments = query(s, &(vb_query){.table = "comments"});
    for (const cJSON *t = rows->child; t; t = t->next) {
        double w = 0, w2 = 0, mine = 0;
        for (const cJSON *c = comments->child; c; c = c->next) {
            if (!cJSON_IsNull(cJSON_GetObjectItem(c, "non_answer"))) continue;
            double x = number(c, "weight");
            w += x, w2 += x * x;
            if (strcmp(text(c, "theme_id"), text(t, "theme_id")) == 0) mine += x;
        }
        vb_interval i = vb_wilson_share(mine / w, w * w / w2);
        assert_true(fabs(number(t, "weighted_share") - mine / w) < 1e-4 &&
                    fabs(number(t, "effective_n") - w * w / w2) < 1e-2);
        assert_true(fabs(number(t, "weighted_low") - i.low) < 1e-4 &&
                    fabs(number(t, "weighted_high") - i.high) < 1e-4);
    }
    cJSON_Delete(rows);
    cJSON_Delete(comments);
}

static void test_minimum_base(void **state) {
    for (size_t least = 100; least <= 1000; least += 900) {
        cJSON *rows = query(*state, &(vb_query){.table = "themes", .min_base = least});
        assert_int_equal(cJSON_GetArraySize(rows), 2); /* marked, never hidden */
        assert_true(cJSON_IsTrue(cJSON_GetObjectItem(rows->child, "low_base")) == (least > 360));
        cJSON_Delete(rows);
    }
}

static void test_touchpoints_roll_up(void **state) {
    cJSON *rows = query(*state, &(vb_query){.table = "touchpoints"});
    double product = 0, delivery = 0;
    for (const cJSON *t = rows->child; t; t = t->next) {
        if (!strcmp(text(t, "touchpoint"), "product"))
            product = number(t, "n"), assert_true(number(t, "n_own") == 0);
        if (!strcmp(text(t, "touchpoint"), "delivery")) delivery = number(t, "n");
    }
    assert_true(product > 0 && product == delivery);
    cJSON_Delete(rows);
    rows = query(*state, &(vb_query){.table = "themes", .touchpoint = "product"}); /* children count too */
    assert_int_equal(cJSON_GetArraySize(rows), 1);
    cJSON_Delete(rows);
    rows = query(*state, &(vb_query){.table = "themes", .touchpoint = "delivery", .label_lang = VB_LANG_VI});
    assert_string_equal(text(rows->child, "label"), "Giao tre");
    cJSON_Delete(rows);
    rows = query(*state, &(vb_query){.table = "themes", .touchpoint = "delivery", .label_lang = VB_LANG_TH});
    assert_string_equal(text(rows->child, "label"), "Late delivery"); /* no Thai name: the English one */
    assert_string_equal(text(rows->child, "touchpoint_label"), "DELIVERY-TH");
    cJSON_Delete(rows);
}

/* A quote is the comment from begin to end, byte for byte, and its evidence lies within. */
static void test_quotes_are_spans(void **state) {
    cJSON *rows = query(*state, &(vb_query){.table = "quotes"});
    assert_true(cJSON_GetArraySize(rows) >= 6);
    vb_arena arena;
    vb_arena_init(&arena);
    for (const cJSON *q = rows->child; q; q = q->next) {
        vb_comment c;
        OK(vb_store_find_comment(*state, text(q, "comment_id"), &arena, &c, &err));
        vb_str span = vb_str_sub(c.text, (size_t)number(q, "byte_begin"), (size_t)number(q, "byte_end"));
        assert_true(vb_str_eqz(span, text(q, "text")));
        assert_true(vb_utf8_count(span) == (size_t)(number(q, "end") - number(q, "begin")));
        assert_true(number(q, "begin") <= number(q, "evidence_begin") &&
                    number(q, "evidence_end") <= number(q, "end"));
        for (const cJSON *other = q->next; other; other = other->next)
            if (!strcmp(text(q, "theme_id"), text(other, "theme_id")))
                assert_string_not_equal(text(q, "text"), text(other, "text"));
    }
    vb_arena_deinit(&arena);
    cJSON_Delete(rows);
}

/* ---- Terminal -------------------------------------------------------------------------------- */

static void check_lines_fit(const char *page, size_t width) {
    vb_str rest = vb_str_of(page), line;
    while (vb_str_split(&rest, '\n', &line))
        if (vb_display_width(line) > width)
            fail_msg("%zu columns: %.*s", vb_display_width(line), VB_FMT(line));
}

static void test_overview(void **state) {
    vb_buf a = {0}, b = {0};
    vb_output output = {.sink = {collect, &a}, .width = 80};
    vb_query q = {.label_lang = VB_LANG_EN};
    OK(vb_store_overview(*state, &q, &output, &err));
    const char *page = vb_buf_z(&a), *news = strstr(page, "Late delivery");
    assert_non_null(news);
    size_t lines = 0;
    for (const char *p = page; p < news; p++) lines += *p == '\n';
    assert_true(lines < 5); /* what changed most is among the first things read */
    assert_null(strchr(page, '\x1b'));
    check_lines_fit(page, 80);
    output.sink.ctx = &b;
    output.color = true;
    OK(vb_store_overview(*state, &q, &output, &err));
    assert_non_null(strchr(vb_buf_z(&b), '\x1b'));
    vb_buf_deinit(&a);
    vb_buf_deinit(&b);
}

static void test_tables_fit(void **state) {
    size_t n;
    const vb_table *const *tables = vb_table_list(&n);
    vb_buf out = {0};
    for (size_t i = 0; i < n; i++) {
        if (needs_words(tables[i])) continue;
        vb_query q = {.table = tables[i]->name};
        OK(print_to(&out, *state, &q, VB_FORMAT_TABLE, &err));
        if (out.len) check_lines_fit(out.ptr, 80);
    }
    vb_buf_deinit(&out);
}

static void test_hostile_text(void **state) {
    (void)state;
    vb_buf out = {0};
    vb_term_plain(&out, (vb_str){"\x1b[2Ja\0b\r\n\tc\xE2\x80\xAE"
                                 "d\xC2\x9B"
                                 "e\xFF",
                                 20});
    assert_string_equal(vb_buf_z(&out), "[2Ja b cd e\xEF\xBF\xBD");
    vb_buf_clear(&out);
    vb_buf one = {0};
    for (int i = 0; i < 5000; i++) vb_buf_cstr(&one, "\xE0\xB8\xAA"); /* one Thai letter without end */
    vb_term_wrap(&out, vb_buf_view(&one), 80, 6, 6, 4);
    assert_true(out.len < 4 * 80 * 3 + 200);
    assert_int_equal(vb_utf8_valid(vb_buf_view(&out)), out.len);
    vb_buf_deinit(&one);
    vb_buf_deinit(&out);
}

static void test_wrap(void **state) {
    (void)state;
    vb_buf out = {0};
    vb_str thai = VB_STR("ส่งของช้ามากรอเป็นอาทิตย์โทรตามก็ไม่มีใครรับสายไม่ประทับใจเลยค่ะ");
    vb_term_wrap(&out, thai, 30, 4, 4, 0);
    check_lines_fit(vb_buf_z(&out), 30);
    vb_buf joined = {0}; /* nothing is lost but the line breaks */
    for (size_t i = 0; i < out.len; i++)
        if (out.ptr[i] != '\n' && out.ptr[i] != ' ') vb_buf_byte(&joined, out.ptr[i]);
    assert_true(vb_str_eq(vb_buf_view(&joined), thai));
    vb_buf_deinit(&joined);
    vb_buf_clear(&out);
    vb_term_wrap(&out, VB_STR("one two three four five six"), 24, 0, 0, 1);
    assert_string_equal(vb_buf_z(&out), "one two three four five\xE2\x80\xA6");
    vb_buf_deinit(&out);
}

static void test_comma_locale(void **state) {
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "vi_VN.UTF-8")) skip();
    setlocale(LC_ALL, "C");
    vb_buf a = {0}, b = {0};
    vb_query q = {.table = "themes"};
    OK(print_to(&a, *state, &q, VB_FORMAT_JSON, &err));
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) setlocale(LC_ALL, "vi_VN.UTF-8");
    OK(print_to(&b, *state, &q, VB_FORMAT_JSON, &err));
    setlocale(LC_ALL, "C");
    assert_string_equal(a.ptr, b.ptr);
    vb_buf_deinit(&a);
    vb_buf_deinit(&b);
}

static void test_explain_theme(void **state) {
    vb_buf out = {0};
    vb_error err = {0};
    vb_output output = {.sink = {collect, &out}, .format = VB_FORMAT_JSON, .width = 80};
    assert_int_equal(vb_explain_theme(*state, "t_000000000001", &output, &err), VB_OK);
    cJSON *json = cJSON_Parse(vb_buf_z(&out));
    assert_non_null(json);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "clauses")),
                     (int)number(cJSON_GetObjectItem(json, "theme")->child, "n_clauses"));
    cJSON_Delete(json);
    output.format = VB_FORMAT_TABLE;
    vb_buf_clear(&out);
    assert_int_equal(vb_explain_theme(*state, "t_000000000001", &output, &err), VB_OK);
    check_lines_fit(vb_buf_z(&out), 80);
    assert_int_equal(vb_explain_theme(*state, "t_nothing", &output, &err), VB_DONE);
    vb_buf_deinit(&out);
}

static void test_empty_store(void **state) {
    (void)state;
    vb_store *s;
    vb_buf out = {0};
    vb_output output = {.sink = {collect, &out}, .width = 80};
    OK(vb_store_open(NULL, false, &s, &err));
    OK(vb_store_put_themes(s, NULL, 0, NULL, NULL, NULL, 0, &err));
    assert_int_equal(vb_store_overview(s, &(vb_query){.top = 0}, &output, NULL), VB_DONE);
    size_t n;
    const vb_table *const *tables = vb_table_list(&n);
    for (size_t i = 0; i < n; i++)
        if (!needs_words(tables[i]))
            assert_int_equal(print_to(&out, s, &(vb_query){.table = tables[i]->name}, VB_FORMAT_NDJSON, NULL),
                             VB_DONE);
    vb_buf_deinit(&out);
    vb_store_close(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_table, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_questions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_output_that_fails, setup, teardown),
        cmocka_unit_test(test_csv_guard),
        cmocka_unit_test_setup_teardown(test_csv_mark, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers_recount, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filters_do_not_stick, setup, teardown),
        cmocka_unit_test_setup_teardown(test_trends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_trend_table, setup, teardown),
        cmocka_unit_test_setup_teardown(test_comparison, setup, teardown),
        cmocka_unit_test_setup_teardown(test_breakdown, setup, teardown),
        cmocka_unit_test_setup_teardown(test_alert_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_drivers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_weights, setup, teardown),
        cmocka_unit_test_setup_teardown(test_minimum_base, setup, teardown),
        cmocka_unit_test_setup_teardown(test_touchpoints_roll_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_quotes_are_spans, setup, teardown),
        cmocka_unit_test_setup_teardown(test_overview, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tables_fit, setup, teardown),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test_setup_teardown(test_comma_locale, setup, teardown),
        cmocka_unit_test_setup_teardown(test_explain_theme, setup, teardown),
        cmocka_unit_test(test_empty_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
