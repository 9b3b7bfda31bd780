/* test_ingest: rows become comments: fields, questions, diagnostics, counts. */
#include "input/ingest.h"
#include "table_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

typedef struct fixture {
    uint64_t diags[VB_DIAG_COUNT];
    vb_diag_sink sink;
    vb_reader *r;
    vb_arena arena;
    vb_profile *p;
    vb_ingest *in;
    vb_error err;
    vb_status opened;
} fixture;

static void count_diag(void *ctx, const vb_diagnostic *d) {
    ((uint64_t *)ctx)[d->kind]++;
}

static void begin(fixture *f, const char *text, const vb_map *maps, size_t n) {
    *f = (fixture){0};
    f->sink = (vb_diag_sink){count_diag, f->diags};
    f->r = open_table(text, &f->sink);
    if (vb_profile_make(f->r, maps, n, true, &f->arena, &f->p, &f->err) < 0) fail_msg("%s", f->err.message);
    f->opened = vb_ingest_open(f->r, f->p, &f->sink, &f->in, &f->err);
}

static void end(fixture *f) {
    vb_ingest_close(f->in);
    vb_arena_deinit(&f->arena);
    vb_reader_close(f->r);
}

static const vb_comment *next(fixture *f) {
    const vb_comment *c = NULL;
    if (f->opened < 0) fail_msg("%s", f->err.message);
    assert_int_equal(vb_ingest_next(f->in, &c, &f->err), VB_OK);
    return c;
}

static void assert_end(fixture *f) {
    const vb_comment *c = NULL;
    assert_int_equal(vb_ingest_next(f->in, &c, &f->err), VB_DONE);
    assert_null(c);
    assert_int_equal(vb_ingest_next(f->in, &c, &f->err), VB_DONE);
}

#define assert_str(s, z)                                                                                     \
    do {                                                                                                     \
        if (!vb_str_eqz((s), (z))) fail_msg("expected \"%s\", got \"%.*s\"", (z), VB_FMT(s));                \
    } while (0)

static const vb_map all_maps[] = {
    {VB_ROLE_ID, NULL, "rid"},       {VB_ROLE_TEXT, NULL, "comment"},
    {VB_ROLE_DATE, NULL, "day"},     {VB_ROLE_RATING, NULL, "r"},
    {VB_ROLE_NPS, NULL, "n"},        {VB_ROLE_CSAT, NULL, "s"},
    {VB_ROLE_CES, NULL, "e"},        {VB_ROLE_LANG, NULL, "l"},
    {VB_ROLE_WEIGHT, NULL, "w"},     {VB_ROLE_QUESTION, NULL, "c_question"},
    {VB_ROLE_SEGMENT, "Shop", "x"},  {VB_ROLE_LABEL, NULL, "y"},
    {VB_ROLE_TOUCHPOINT, NULL, "t"}, {VB_ROLE_CHANNEL, NULL, "ch"},
};
#define HEAD "rid,comment,day,r,n,s,e,l,w,c_question,x,y,t,ch\n"

static void test_all_fields(void **state) {
    (void)state;
    fixture f;
    begin(&f,
          HEAD "a1, giao chậm ,25/3/2026 14:05,4/5,9,Rất hài lòng,dễ,Tiếng Việt,\"1,5\",Vì sao?, Huế "
               ",negative,delivery,zalo\n"
               "a2,,26/03/2569,๓,10 - likely,พอใจมาก,5,TH,,,,,,\n",
          all_maps, sizeof all_maps / sizeof *all_maps);
    const vb_comment *c = next(&f);
    assert_str(c->id, "a1");
    assert_str(c->text, " giao chậm "); /* byte for byte */
    assert_str(c->date, "2026-03-25");
    assert_int_equal(c->time, 1774447500);
    assert_true(c->rating == 4 && c->nps == 9 && c->csat == 5 && c->ces == 4 && c->weight == 1.5);
    assert_true(c->rating_max == 5);
    assert_str(c->lang, "vi");
    assert_str(c->question, "Vì sao?");
    assert_int_equal(c->n_segments, 1);
    assert_str(c->segments[0].name, "Shop");
    assert_str(c->segments[0].value, "Huế");
    assert_str(c->label, "negative");
    assert_str(c->touchpoint, "delivery");
    assert_str(c->channel, "zalo");
    assert_int_equal(c->row, 2);
    assert_int_equal(c->line, 2);
    assert_int_equal(c->column, 2);
    c = next(&f);
    assert_int_equal(c->text.len, 0);
    assert_str(c->date, "2026-03-26");
    assert_true(c->rating == 3 && c->nps == 10 && c->csat == 5 && c->ces == 5 && isnan(c->weight));
    assert_str(c->lang, "th");
    assert_int_equal(c->n_segments, 0);
    assert_int_equal(c->question.len, 0);
    assert_end(&f);
    assert_int_equal(vb_ingest_rows(f.in), 2);
    for (int k = 0; k < VB_DIAG_COUNT; k++) assert_int_equal(f.diags[k], 0);
    end(&f);
}

static void test_bad_values(void **state) {
    (void)state;
    fixture f;
    begin(&f,
          HEAD "a1,x,31/02/2026,tuyệt,11,abc,n/a,,-1,,,,,\n"
               "a2,x,25/3/2026,-,,?,,,,,,,,\n"
               "a2,y,hôm qua,4,,,,,,,,,,\n"
               "a1,x,n/a,,,,,,,,,,,\n",
          all_maps, sizeof all_maps / sizeof *all_maps);
    const vb_comment *c = next(&f);
    assert_int_equal(c->date.len, 0);
    assert_int_equal(c->time, 0);
    assert_true(isnan(c->rating) && isnan(c->nps) && isnan(c->csat) && isnan(c->weight));
    c = next(&f);
    assert_true(isnan(c->rating) && isnan(c->csat));
    c = next(&f);
    assert_str(c->id, "a2"); /* kept */
    assert_true(c->rating == 4);
    next(&f);
    assert_end(&f);
    assert_int_equal(f.diags[VB_DIAG_BAD_DATE], 2);
    assert_int_equal(f.diags[VB_DIAG_BAD_NUMBER], 4);   /* rating, nps, csat, weight of the first row */
    assert_int_equal(f.diags[VB_DIAG_DUPLICATE_ID], 1); /* a2 with another text; a1 repeats its own */
    end(&f);
}

static void test_ragged_and_blank(void **state) {
    (void)state;
    fixture f;
    const vb_map maps[] = {{VB_ROLE_ID, NULL, "rid"}, {VB_ROLE_TEXT, NULL, "comment"}};
    begin(&f, "rid,comment,z\n1,tốt,a\n2,tệ\n , ,\n3,được,b,c,d\n4,,\n5,ok,c,,\n", maps, 2);
    const char *const ids[] = {"1", "2", "3", "4", "5"};
    for (int i = 0; i < 5; i++) assert_str(next(&f)->id, ids[i]);
    assert_end(&f);
    assert_int_equal(vb_ingest_rows(f.in), 5); /* the blank row is none */
    assert_int_equal(f.p->rows, 5);
    assert_int_equal(f.diags[VB_DIAG_RAGGED_ROW], 2); /* too short; too long with content */
    end(&f);
}

static void test_several_texts(void **state) {
    (void)state;
    fixture f;
    const vb_map maps[] = {{VB_ROLE_TEXT, NULL, "#2"}, {VB_ROLE_TEXT, NULL, "#3"}, {VB_ROLE_ID, NULL, "id"}};
    begin(&f, "id,What did you like best?,Góp ý\n1,the staff,chậm\n2,,không có\n", maps, 3);
    const vb_comment *c = next(&f);
    assert_str(c->question, "What did you like best?");
    assert_str(c->text, "the staff");
    assert_int_equal(c->column, 2);
    c = next(&f);
    assert_int_equal(c->question.len, 0); /* two words are a name, not a question */
    assert_str(c->text, "chậm");
    assert_str(c->id, "1");
    c = next(&f);
    assert_int_equal(c->text.len, 0); /* an empty cell is a comment too */
    c = next(&f);
    assert_str(c->text, "không có");
    assert_end(&f);
    assert_int_equal(vb_ingest_rows(f.in), 2);
    end(&f);
}

static void test_no_text(void **state) {
    (void)state;
    fixture f;
    begin(&f, "id,score\n1,5\n2,4\n3,3\n", NULL, 0);
    assert_int_equal(f.opened, VB_ERR_INPUT);
    assert_non_null(strstr(f.err.message, "--map text="));
    assert_null(f.in);
    end(&f);
}

#define Q3                                                                                                   \
    "StartDate,Status,RecordedDate,ResponseId,Q1\nStart Date,Response Type,Recorded Date,Response ID,Why?\n" \
    "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"America/"                                    \
    "Denver\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\","                                                   \
    "\"{\"\"ImportId\"\":\"\"recordedDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{"               \
    "\"\"ImportId\"\":\"\"QID1_TEXT\"\"}\"\n"

static void test_qualtrics(void **state) {
    (void)state;
    fixture f;
    begin(&f,
          Q3 "2026-01-05 08:00:00,IP Address,2026-01-05 08:10:00,R_1,the app is slow today\n"
             "2026-01-05 08:00:00,Survey Preview,2026-01-05 08:10:00,R_2,this is a test of mine\n"
             "2026-07-05 08:00:00,0,2026-07-05 08:10:00,R_3,nobody answers the phone\n"
             "2026-07-05 08:00:00,Spam,2026-07-05 08:10:00,R_4,buy cheap watches here now\n"
             "2026-07-05 08:00:00,8,2026-07-05 08:10:00,R_5,more cheap watches for you\n",
          NULL, 0);
    const vb_comment *c = next(&f);
    assert_str(c->id, "R_1");
    assert_int_equal(c->time, 1767625800); /* 15:10 UTC: winter time */
    assert_int_equal(c->row, 4);
    c = next(&f);
    assert_str(c->id, "R_3");
    assert_int_equal(c->time, 1783260600); /* 14:10 UTC: summer time */
    assert_str(c->date, "2026-07-05");
    assert_end(&f);
    assert_int_equal(f.p->rows, 2);
    assert_int_equal(f.p->skipped_preview, 3);
    assert_int_equal(f.diags[VB_DIAG_PREVIEW_ROW], 3);
    assert_int_equal(f.p->utc_offset_minutes, -420);
    end(&f);
}

static void test_zendesk_scores(void **state) {
    (void)state;
    fixture f;
    begin(&f,
          "ticket_id,score,comment,assignee_id\n1,good,thank you so much,5\n2,bad,nobody called me "
          "back,5\n3,offered,,5\n"
          "4,bad,still waiting for my money,6\n",
          NULL, 0);
    const double expected[] = {5, 1, NAN, 1};
    for (int i = 0; i < 4; i++) {
        double got = next(&f)->csat;
        assert_true(isnan(expected[i]) ? isnan(got) : got == expected[i]);
    }
    assert_end(&f);
    assert_int_equal(f.diags[VB_DIAG_BAD_NUMBER], 0);
    end(&f);
}

/* Dates: what a column decides holds for each of its cells. */
static const struct {
    const char *cells[4], *dates[4];
} date_columns[] = {
    {{"1/2/2026", "3/4/2026", "25/4/2026", NULL}, {"2026-02-01", "2026-04-03", "2026-04-25"}},
    {{"1/2/2026", "3/4/2026", "4/25/2026", NULL}, {"2026-01-02", "2026-03-04", "2026-04-25"}},
    {{"1/10/2026", "1/10/2569", "13/10/2569", NULL}, {"2026-10-01", "2026-10-01", "2026-10-13"}},
    {{"13/10/2569", "2/10/69", "3/10/69", NULL}, {"2026-10-13", "2026-10-02", "2026-10-03"}},
    {{"13/10/19", "2/10/26", "3/10/69", NULL}, {"2019-10-13", "2026-10-02", "2069-10-03"}},
    {{"45321", "45322.5", "45323", NULL}, {"2024-01-30", "2024-01-31", "2024-02-01"}},
    {{"1706612400", "1706698800", "1706785200", NULL}, {"2024-01-30", "2024-01-31", "2024-02-01"}},
};

static void test_date_columns(void **state) {
    (void)state;
    const vb_map maps[] = {{VB_ROLE_TEXT, NULL, "comment"}, {VB_ROLE_DATE, NULL, "date"}};
    for (size_t i = 0; i < sizeof date_columns / sizeof *date_columns; i++) {
        char text[512] = "comment,date\n";
        for (int k = 0; date_columns[i].cells[k]; k++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "tốt,%s\n", date_columns[i].cells[k]);
        fixture f;
        begin(&f, text, maps, 2);
        for (int k = 0; date_columns[i].cells[k]; k++) assert_str(next(&f)->date, date_columns[i].dates[k]);
        assert_end(&f);
        end(&f);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_fields),       cmocka_unit_test(test_bad_values),
        cmocka_unit_test(test_ragged_and_blank), cmocka_unit_test(test_several_texts),
        cmocka_unit_test(test_no_text),          cmocka_unit_test(test_qualtrics),
        cmocka_unit_test(test_zendesk_scores),   cmocka_unit_test(test_date_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
