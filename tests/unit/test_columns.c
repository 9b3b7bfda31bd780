/* test_columns: header words, values, layouts, roles, --map. A table is written as CSV text; the roles
 * expected stand beside it in the order of the columns. */
#include "input/columns.h"
#include "input/fold.h"
#include "input/header_words.h"
#include "input/maps.h"
#include "input/values.h"
#include "table_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct {
    const char *text, *key;
} keys[] = {
    {"Dấu thời gian", "dau thoi gian"},
    {"DA\xCC\x82\xCC\x81U  tho\xCC\x9B\xCC\x80i_gian", "dau thoi gian"},
    {"ResponseId", "response id"},
    {"ResponseID", "response id"},
    {"IPAddress", "ip address"},
    {"Duration (in seconds)", "duration in seconds"},
    {"created_at", "created at"},
    {"Điểm-chạm", "diem cham"},
    {"ประทับเวลา", "ประทับเวลา"},
    {"น\xE0\xB9\x8D\xE0\xB8\xB2", "น\xE0\xB8\xB3"}, /* nikhahit + aa */
    {"๑๐", "10"},
    {"Don’t know", "dont know"},
    {"a\xC2\xA0 b\xE2\x80\x8B", "a b"},
    {"---", ""},
};

static void test_keys(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        vb_buf b = {0};
        vb_fold_key(&b, vb_str_of(keys[i].text));
        if (strcmp(vb_buf_z(&b), keys[i].key) != 0) fail_msg("\"%s\" -> \"%s\"", keys[i].text, vb_buf_z(&b));
        vb_buf_deinit(&b);
    }
}

static const struct {
    const char *text, *shown;
} headers[] = {
    {"<strong>How</strong> was it?<br/>Really", "How was it? Really"},
    {"  a \n b\xC2\xA0"
     "c  ",
     "a b c"},
    {"Tom &amp; Jerry &lt;3", "Tom & Jerry <3"},
    {"age < 30 > 20", "age < 30 > 20"},
    {"x\xE2\x80\x8By", "xy"},
    {"\xEF\xBB\xBFid", "id"},
};

static void test_clean_headers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++) {
        vb_buf b = {0};
        vb_clean_header(&b, vb_str_of(headers[i].text));
        if (strcmp(vb_buf_z(&b), headers[i].shown) != 0)
            fail_msg("\"%s\" -> \"%s\"", headers[i].text, vb_buf_z(&b));
        vb_buf_deinit(&b);
    }
}

static const struct {
    const char *cell;
    double value, of; /* NAN value: no rating */
} ratings[] = {
    {"4", 4, NAN},
    {" 4.5 ", 4.5, NAN},
    {"4,5", 4.5, NAN},
    {"๕", 5, NAN},
    {"4/5", 4, 5},
    {"8/10", 8, 10},
    {"4 sao", 4, NAN},
    {"5 stars", 5, NAN},
    {"★★★★☆", 4, 5},
    {"⭐⭐⭐", 3, NAN},
    {"3 ดาว", 3, NAN},
    {"5 - Very easy", 5, NAN},
    {"10 (likely)", 10, NAN},
    {"0 = never", 0, NAN},
    {"1.234", 1.234, NAN},
    {"-1", -1, NAN},
    {"50%", 50, NAN},
    {"tốt", NAN, NAN},
    {"5 sao cho shop", NAN, NAN},
    {"", NAN, NAN},
    {"6/5", NAN, NAN},
    {"2 ngày", NAN, NAN},
    {"1-2", NAN, NAN},
};

static void test_ratings(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(ratings); i++) {
        double v = NAN, of = NAN;
        bool ok = vb_value_rating(vb_str_of(ratings[i].cell), &v, &of);
        bool same =
            ok ? fabs(v - ratings[i].value) < 1e-9 && (isnan(of) ? isnan(ratings[i].of) : of == ratings[i].of)
               : isnan(ratings[i].value);
        if (!same) fail_msg("\"%s\": %d %g of %g", ratings[i].cell, ok, v, of);
    }
}

static const struct {
    const char *cell;
    double value;
} numbers[] = {{"1,234", 1234},
               {"1.234.567,5", 1234567.5},
               {"1,234,567.5", 1234567.5},
               {"12,5", 12.5},
               {"1e3", 1000},
               {"\xE2\x88\x92"
                "2",
                -2},
               {"๑๒.๕", 12.5},
               {"1.2.3", NAN},
               {"12,34,5", NAN},
               {"abc", NAN},
               {"+", NAN},
               {"--3", NAN}};

static void test_numbers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        double v = NAN;
        bool ok = vb_value_number(vb_str_of(numbers[i].cell), &v);
        if (ok ? fabs(v - numbers[i].value) > 1e-9 || isnan(numbers[i].value) : !isnan(numbers[i].value))
            fail_msg("\"%s\": %d %g", numbers[i].cell, ok, v);
    }
}

static void test_recognizers(void **state) {
    (void)state;
    assert_true(vb_is_email(VB_STR("an.nguyen+x@example.com")));
    assert_false(vb_is_email(VB_STR("@shop ơi")));
    assert_false(vb_is_email(VB_STR("a@b")));
    assert_true(vb_is_ip(VB_STR("192.0.2.1")));
    assert_true(vb_is_ip(VB_STR("2001:db8::1")));
    assert_false(vb_is_ip(VB_STR("1.2.3")));
    assert_false(vb_is_ip(VB_STR("300.1.1.1")));
    assert_false(vb_is_ip(VB_STR("12:30:45")));
    assert_true(vb_is_phone(VB_STR("0901 234 567")));
    assert_true(vb_is_phone(VB_STR("+66 81-234-5678")));
    assert_false(vb_is_phone(VB_STR("901234567")));
    assert_true(vb_is_url(VB_STR("https://example.com/x")));
    assert_true(vb_is_machine_list(VB_STR("['a', 'b']")));
    assert_true(vb_is_machine_list(VB_STR("CAMERA=positive;BATTERY=negative")));
    assert_false(vb_is_machine_list(VB_STR("giá = tốt")));
    assert_true(vb_has_personal(VB_STR("gọi lại cho mình 0901 234 567 nhé")));
    assert_true(vb_has_personal(VB_STR("mail an@example.com đi")));
    assert_false(vb_has_personal(VB_STR("mua 3 cái giá 120.000đ ngày 5/3")));
}

/* ---- Roles ---- */

/* Rows are repeated with other numbers and texts, so that a table is long enough for statistics. In a line
 * below,
 * "@n" is the row's number, "@t" one of twelve comments, "@c" one of three shops, "@d" a day. */
static const char *const comments[] = {"giao hàng chậm quá, mình đợi một tuần",
                                       "nhân viên rất nhiệt tình và dễ thương",
                                       "ứng dụng hay bị treo khi thanh toán",
                                       "สินค้าดีมาก ส่งเร็ว แพ็คมาดี",
                                       "พนักงานพูดจาไม่ดีเลย",
                                       "รอคิวนานมาก แอร์ก็ไม่เย็น",
                                       "The delivery was late again",
                                       "great service, will come back",
                                       "checkout page keeps crashing",
                                       "hàng lỗi mà không cho đổi trả",
                                       "giá hơi cao so với chất lượng",
                                       "everything was fine, thanks"};
static const char *const shops[] = {"Hà Nội", "Huế", "Cần Thơ"};

static void expand(vb_buf *out, const char *head, const char *line, unsigned rows) {
    vb_buf_cstr(out, head);
    for (unsigned i = 0; i < rows; i++) {
        for (const char *p = line; *p; p++) {
            if (*p != '@' || !strchr("ntcdrzblsg", p[1])) {
                vb_buf_byte(out, *p);
                continue;
            }
            switch (*++p) {
            case 'n': vb_buf_printf(out, "%u", 1000 + i); break;
            case 't': vb_buf_printf(out, "\"%s %u\"", comments[i * 7 % 12], i / 12); break;
            case 'c': vb_buf_cstr(out, shops[i % 3]); break;
            case 'd': vb_buf_printf(out, "%02u/%02u/2026", i % 28 + 1, i % 6 + 1); break;
            case 'r': vb_buf_printf(out, "%u", i * 3 % 5 + 1); break;
            case 'z': vb_buf_printf(out, "%u", i * 7 % 11); break;
            case 'g': vb_buf_cstr(out, i % 3 ? "good" : "bad"); break;
            case 'b': vb_buf_printf(out, "%02u/%02u/2569", i % 28 + 1, i % 6 + 1); break;
            case 'l':
                vb_buf_cstr(out, (const char *[]){"Rất hài lòng", "Hài lòng", "Bình thường"}[i % 3]);
                break;
            case 's': vb_buf_cstr(out, (const char *[]){"positive", "negative", "neutral"}[i % 3]); break;
            }
        }
        vb_buf_byte(out, '\n');
    }
}

static const struct {
    const char *header, *line, *roles, *vendor;
} tables[] = {
    /* the smallest tables */
    {"rid,comment\n", "@n,@t", "id text", "plain"},
    {"rid,comment,day\n", "@n,@t,@d", "id text date", "plain"},
    {"comment\n", "@t", "text", "plain"},
    {"id,text,sentiment,entity,date\n", "@n,@t,@s,@c,@d", "id text label segment date", "plain"},
    /* English, Vietnamese, Thai headers of plain tables */
    {"Review ID,Date,Store,Stars,Review\n", "@n,@d,@c,@r,@t", "id date segment rating text", "plain"},
    {"order_id,created_at,channel,touchpoint,nps,csat,feedback\n", "@n,@d,app,delivery,@z,@r,@t",
     "id date channel touchpoint nps csat text", "plain"},
    {"Mã phản hồi,Ngày,Chi nhánh,Kênh,Điểm chạm,Điểm,Góp ý\n", "@n,@d,@c,Zalo,Thanh toán,@r,@t",
     "id date segment channel touchpoint rating text", "plain"},
    {"STT,Ngay,Noi dung,So sao\n", "@n,@d,@t,@r", "id date text rating", "plain"},
    {"Mức độ hài lòng,Ý kiến của bạn\n", "@l,@t", "csat text", "plain"},
    {"Khả năng giới thiệu (0-10),Lý do\n", "@z,@t", "nps text", "plain"},
    {"ลำดับ,วันที่,สาขา,ช่องทาง,คะแนน,ความคิดเห็น\n", "@n,@b,@c,LINE,@r,@t", "id date segment channel rating text",
     "plain"},
    {"รหัส,จุดสัมผัส,ความพึงพอใจ,ข้อเสนอแนะ\n", "@n,ส่งของ,@r,@t", "id touchpoint csat text", "plain"},
    {"คุณจะแนะนำเราให้เพื่อนหรือไม่ (0-10),เพราะอะไร\n", "@z,@t", "nps text", "plain"},
    {"id,trọng số,nhận xét\n", "@n,0.@z,@t", "id weight text", "plain"},
    {"id,weight,comment\n", "@n,1.@z,@t", "id weight text", "plain"},
    {"id,น้ำหนัก,ความเห็น\n", "@n,1.@z,@t", "id weight text", "plain"},
    {"id,lang,comment\n", "@n,vi,@t", "id lang text", "plain"},
    {"id,Ngôn ngữ,comment\n", "@n,Tiếng Việt,@t", "id lang text", "plain"},
    {"id,question,answer\n", "@n,What did you like?,@t", "id question text", "plain"},
    {"How easy was it to return the item? (1-7),Please explain\n", "@r,@t", "ces text", "plain"},
    {"Overall how satisfied are you?,How satisfied are you with delivery time?,Comments\n", "@r,@r,@t",
     "csat segment text", "plain"},
    /* personal data and technical columns stay out */
    {"id,Họ và tên,Số điện thoại,Email,Địa chỉ,comment\n",
     "@n,Nguyễn An,090123@n,a@n@example.com,5 Lê Lợi,@t", "id ignore ignore ignore ignore text", "plain"},
    {"id,ชื่อ-นามสกุล,เบอร์โทร,ความคิดเห็น\n", "@n,สมชาย ใจดี,081234@n,@t", "id ignore ignore text", "plain"},
    {"id,url,ip,comment\n", "@n,https://example.com/@n,192.0.2.@z,@t", "id ignore ignore text", "plain"},
    {"id,Contact,comment\n", "@n,u@n@example.com,@t", "id ignore text", "plain"},
    {"id,birthday,date,comment\n", "@n,01/02/1990,@d,@t", "id ignore date text", "plain"},
    /* values speak where headers do not */
    {"a,b,c\n", "@n,@t,@z", "id text nps", "plain"},
    {"x,y\n", "@r,@t", "rating text", "plain"},
    {"col1,col2,col3\n", "@d,@c,@t", "date segment text", "plain"},
    {"q1,q2\n", "@l,@t", "csat text", "plain"},
    {"k,v\n", "@s,@t", "label text", "plain"},
    /* numbers that are no ratings */
    {"id,n_topics,likes,age,comment\n", "@n,@r,@z,3@r,@t", "id ignore ignore ignore text", "plain"},
    {"id,sentiment,confidence,comment\n", "@n,@s,0.@z,@t", "id label ignore text", "plain"},
    {"id,item_id,comment\n", "@n,@r,@t", "id segment text", "plain"},
    /* copies, headlines, answers of the business */
    {"id,text,text_normalized\n", "@n,@t,@t", "id text ignore", "plain"},
    {"id,title,review\n", "@n,@t,@t", "id ignore text", "plain"},
    {"id,review,shop reply\n", "@n,@t,@t", "id text ignore", "plain"},
    {"id,tags,comment\n", "@n,\"['a', 'b']\",@t", "id ignore text", "plain"},
    {"id,normalized\n", "@n,@t", "id text", "plain"}, /* the only one there is */
    /* several open questions, and choices beside them */
    {"What did you like best?,What should we change?,Which shop?\n", "@t,@t,@c", "text text segment",
     "plain"},
    {"Bạn biết đến chúng tôi qua đâu?,Góp ý\n", "\"Facebook, @c\",@t", "segment text", "plain"},
    {"How did you hear of us?,Comment\n", "\"Friends;@c;\",@t", "segment text", "plain"},
    /* two dates, two ids */
    {"id,updated_at,created_at,comment\n", "@n,@d,@d,@t", "id ignore date text", "plain"},
    {"start date,end date,comment\n", "@d,@d,@t", "ignore date text", "plain"},
    {"customer_id,comment_id,comment\n", "@n,c@n,@t", "ignore id text", "plain"},
    /* dates as numbers */
    {"id,date,comment\n", "@n,4532@r,@t", "id date text", "plain"},
    {"id,timestamp,comment\n", "@n,17066124@r0,@t", "id date text", "plain"},
    {"id,salary,comment\n", "@n,4532@r,@t", "id segment text", "plain"},
    /* vendors */
    {"Timestamp,Email Address,Your comment\n", "2026/03/15 10:22:33 AM GMT+7,a@n@example.com,@t",
     "date ignore text", "google_forms"},
    {"Dấu thời gian,Nhận xét của bạn\n", "@d 10:22:33,@t", "date text", "google_forms"},
    {"ประทับเวลา,ข้อเสนอแนะ\n", "\"@b, 10:22:33\",@t", "date text", "google_forms"},
    {"ID,Start time,Completion time,Email,Name,\"How was it?\n1 - Bad\n5 - Good\",Your comments\n",
     "@n,3/15/26 10:22:33,3/15/26 10:25:33,anonymous,,@r,@t", "id ignore date ignore ignore rating text",
     "ms_forms"},
    {"ID,Thời gian bắt đầu,Thời gian hoàn thành,Email,Tên,Góp ý\n",
     "@n,3/15/26 10:22:33,3/15/26 10:25:33,anonymous,,@t", "id ignore date ignore ignore text", "ms_forms"},
    {"#,<strong>What</strong> can we do better?,Response Type,Start Date (UTC),Submit Date (UTC),Network "
     "ID,Tags\n",
     "4fa51accb450c693ed1b070e0000@n,@t,completed,2026-04-02 03:42:17,2026-04-02 03:48:32,fe76fc86b8,",
     "id text ignore ignore date ignore ignore", "typeform"},
    {"StartDate,EndDate,Status,RecordedDate,ResponseId,UserLanguage,Q1_NPS_GROUP,Q1_NPS,Q2,Q2 - Topics\n"
     "Startdatum,Enddatum,Antworttyp,Aufgezeichnet,Antwort-ID,Sprache,Gruppe,How likely are you to recommend "
     "us?,"
     "\"Why?\nTell us\",Topics\n"
     "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"America/"
     "Denver\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\","
     "\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"recordedDate\"\"}\",\"{\"\"ImportId\"\":"
     "\"\"_recordId\"\"}\","
     "\"{\"\"ImportId\"\":\"\"userLanguage\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_G\"\"}\",\"{\"\"ImportId\"\":"
     "\"\"QID1\"\"}\","
     "\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_T\"\"}\"\n",
     "2026-04-02 03:42:17,2026-04-02 03:48:32,IP Address,2026-04-02 03:48:33,R_@n,EN,Passive,@z,@t,",
     "ignore ignore ignore date id lang ignore nps text ignore", "qualtrics"},
    {"V1,V2,V3,V4,Q1\nResponseID,ResponseSet,StartDate,EndDate,Why did you give this score?\n",
     "R_@n,Default Response Set,2026-04-02 03:42:17,2026-04-02 03:48:32,@t", "id ignore ignore date text",
     "qualtrics_legacy"},
    {"Respondent ID,Collector ID,Start Date,End Date,IP Address,\"What, if anything,\nshould we "
     "change?\",Which did you buy?,\n"
     ",,,,,Open-Ended Response,Shirt,Shoes\n",
     "@n,77,04/01/2026 12:11:44 PM,04/01/2026 12:13:06 PM,192.0.2.1,@t,Shirt,Shoes",
     "id ignore ignore date ignore text ignore ignore", "surveymonkey"},
    {"ticket_id,score,comment,assignee_id,created_at\n", "@n,@g,@t,55,2026-04-02T03:42:17Z",
     "id csat text ignore date", "zendesk"},
    /* a title above the header */
    {"Export of 3 May,,\n,,\nid,date,comment\n", "@n,@d,@t", "id date text", "plain"},
    /* no header at all */
    {"", "@n,@d,@t", "id date text", "plain"},
    {"", "@t", "text", "plain"},
};

static vb_profile *profile_of(const char *text, const vb_map *maps, size_t n, vb_arena *arena,
                              vb_error *err) {
    vb_reader *r = open_table(text, NULL);
    vb_profile *p = NULL;
    vb_status st = vb_profile_make(r, maps, n, true, arena, &p, err);
    vb_reader_close(r);
    return st < 0 ? NULL : p;
}

static void roles_of(const vb_profile *p, vb_buf *out) {
    for (uint32_t i = 0; i < p->n_columns; i++) {
        if (i) vb_buf_byte(out, ' ');
        vb_buf_cstr(out, vb_role_name(p->columns[i].role));
    }
}

static void test_roles(void **state) {
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT(tables); i++) {
        const unsigned sizes[] = {120, 25};
        for (size_t k = 0; k < COUNT(sizes); k++) {
            vb_buf text = {0}, roles = {0};
            vb_arena arena = {0};
            vb_error err = {0};
            expand(&text, tables[i].header, tables[i].line, sizes[k]);
            vb_profile *p = profile_of(vb_buf_z(&text), NULL, 0, &arena, &err);
            if (!p) fail_msg("table %zu: %s", i, err.message);
            roles_of(p, &roles);
            if (strcmp(vb_buf_z(&roles), tables[i].roles) != 0 || strcmp(p->vendor, tables[i].vendor) != 0 ||
                p->rows != sizes[k])
                wrong++,
                    print_error("table %zu \"%.40s\" of %u rows: expected %s (%s), got %s (%s), rows %d\n", i,
                                tables[i].header, sizes[k], tables[i].roles, tables[i].vendor,
                                vb_buf_z(&roles), p->vendor, (int)p->rows);
            for (uint32_t c = 0; c < p->n_columns; c++) {
                assert_true(p->columns[c].reason.len > 0);
                assert_true(p->columns[c].confidence > 0 && p->columns[c].confidence <= 1);
            }
            vb_arena_deinit(&arena);
            vb_buf_deinit(&text);
            vb_buf_deinit(&roles);
        }
    }
    assert_int_equal(wrong, 0);
}

/* Shuffled rows give the same profile, example and all. */
static void test_row_order(void **state) {
    (void)state;
    const char *head = "id,day,shop,score,comment\n", *rows[60];
    vb_buf forward = {0}, backward = {0}, lines[60] = {{0}};
    for (unsigned i = 0; i < 60; i++) {
        vb_buf_printf(&lines[i], "%u,%u/%u/2026,%s,%u,\"%s %u\"\n", i, i % 12 + 1, i % 28 + 1, shops[i % 3],
                      i % 5 + 1, comments[i % 12], i);
        rows[i] = vb_buf_z(&lines[i]);
    }
    vb_buf_cstr(&forward, head);
    vb_buf_cstr(&backward, head);
    for (unsigned i = 0; i < 60; i++) {
        vb_buf_cstr(&forward, rows[i]);
        vb_buf_cstr(&backward, rows[59 - i]);
    }
    vb_arena a = {0}, b = {0};
    vb_profile *p = profile_of(vb_buf_z(&forward), NULL, 0, &a, NULL),
               *q = profile_of(vb_buf_z(&backward), NULL, 0, &b, NULL);
    assert_non_null(p);
    assert_non_null(q);
    for (uint32_t i = 0; i < p->n_columns; i++) {
        assert_int_equal(p->columns[i].role, q->columns[i].role);
        assert_int_equal(p->columns[i].distinct, q->columns[i].distinct);
        assert_true(vb_str_eq(p->columns[i].reason, q->columns[i].reason));
        assert_true(vb_str_eq(p->columns[i].example, q->columns[i].example));
        assert_true(vb_str_eq(p->columns[i].date_first, q->columns[i].date_first));
    }
    for (unsigned i = 0; i < 60; i++) vb_buf_deinit(&lines[i]);
    vb_buf_deinit(&forward);
    vb_buf_deinit(&backward);
    vb_arena_deinit(&a);
    vb_arena_deinit(&b);
}

static const struct {
    const char *header, *value;
    double top;
} scales[] = {{"rating", "@r", 5},           {"rating (1-7)", "@r", 7},
              {"score_0to10", "@r", 10},     {"rating", "@z", 10},
              {"Đánh giá /10", "@r/10", 10}, {"Hài lòng [1 = ít 5 = nhiều]", "@r", 5},
              {"Satisfaction", "@l", 5}};

static void test_scales(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(scales); i++) {
        vb_buf head = {0}, line = {0}, text = {0};
        vb_arena arena = {0};
        vb_buf_printf(&head, "comment,%s\n", scales[i].header);
        vb_buf_printf(&line, "@t,%s", scales[i].value);
        expand(&text, vb_buf_z(&head), vb_buf_z(&line), 40);
        vb_profile *p = profile_of(vb_buf_z(&text), NULL, 0, &arena, NULL);
        assert_non_null(p);
        if (p->columns[1].scale_max != scales[i].top)
            fail_msg("\"%s\": top %g, role %s", scales[i].header, p->columns[1].scale_max,
                     vb_role_name(p->columns[1].role));
        vb_arena_deinit(&arena);
        vb_buf_deinit(&head);
        vb_buf_deinit(&line);
        vb_buf_deinit(&text);
    }
}

/* ---- --map ---- */

static const struct {
    vb_role role;
    const char *segment, *header;
    int column;          /* 0: an error */
    const char *message; /* part of it */
} maps[] = {
    {VB_ROLE_TEXT, NULL, "Góp ý của bạn", 3, NULL},
    {VB_ROLE_TEXT, NULL, "góp  ý CỦA bạn", 3, NULL},
    {VB_ROLE_TEXT, NULL, "gop y cua ban", 3, NULL},
    {VB_ROLE_TEXT, NULL, "#3", 3, NULL},
    {VB_ROLE_ID, NULL, "Ma", 1, NULL},
    {VB_ROLE_SEGMENT, "shop", "chi_nhanh", 2, NULL},
    {VB_ROLE_IGNORE, NULL, "Chi nhánh", 2, NULL},
    {VB_ROLE_TEXT, NULL, "gop y", 0, "Góp ý của bạn"},
    {VB_ROLE_TEXT, NULL, "chi nhanhh", 0, "Chi nhánh"},
    {VB_ROLE_TEXT, NULL, "#9", 0, "no column"},
    {VB_ROLE_TEXT, NULL, "#0", 0, "no column"},
    {VB_ROLE_TEXT, NULL, "", 0, "needs a header"},
    {VB_ROLE_DATE, NULL, "Ghi", 0, "2 columns"},
};

static void test_maps(void **state) {
    (void)state;
    vb_buf text = {0};
    expand(&text, "Mã,Chi nhánh,Góp ý của bạn,Ghi,Ghi\n", "@n,@c,@t,x@r,y@z", 30);
    for (size_t i = 0; i < COUNT(maps); i++) {
        vb_arena arena = {0};
        vb_error err = {0};
        vb_map m = {maps[i].role, maps[i].segment, maps[i].header};
        vb_profile *p = profile_of(vb_buf_z(&text), &m, 1, &arena, &err);
        if (maps[i].column) {
            if (!p) fail_msg("\"%s\": %s", maps[i].header, err.message);
            const vb_column *c = &p->columns[maps[i].column - 1];
            assert_true(c->given);
            assert_int_equal(c->role, maps[i].role);
            if (maps[i].segment) assert_true(vb_str_eqz(c->segment, maps[i].segment));
        } else {
            assert_null(p);
            assert_int_equal(err.code, VB_ERR_USAGE);
            if (!strstr(err.message, maps[i].message)) fail_msg("\"%s\": %s", maps[i].header, err.message);
        }
        vb_arena_deinit(&arena);
    }
    vb_buf_deinit(&text);
}

static void test_maps_conflict(void **state) {
    (void)state;
    vb_buf text = {0};
    vb_arena arena = {0};
    vb_error err = {0};
    expand(&text, "a,b,c\n", "@n,@c,@t", 30);
    const vb_map two_roles[] = {{VB_ROLE_TEXT, NULL, "c"}, {VB_ROLE_ID, NULL, "#3"}};
    assert_null(profile_of(vb_buf_z(&text), two_roles, 2, &arena, &err));
    assert_non_null(strstr(err.message, "two roles"));
    const vb_map two_ids[] = {{VB_ROLE_ID, NULL, "a"}, {VB_ROLE_ID, NULL, "b"}};
    assert_null(profile_of(vb_buf_z(&text), two_ids, 2, &arena, &err));
    assert_non_null(strstr(err.message, "one column"));
    const vb_map two_texts[] = {{VB_ROLE_TEXT, NULL, "b"}, {VB_ROLE_TEXT, NULL, "c"}};
    vb_profile *p = profile_of(vb_buf_z(&text), two_texts, 2, &arena, &err);
    assert_non_null(p);
    assert_int_equal(p->columns[1].role, VB_ROLE_TEXT);
    vb_arena_deinit(&arena);
    vb_buf_deinit(&text);
}

/* What sniff prints leads back to the same roles. */
static void test_flags_lead_back(void **state) {
    (void)state;
    vb_buf text = {0}, flag = {0};
    vb_arena arena = {0};
    expand(&text, "id,Khách 'VIP' = gì?,comment,x,x\n", "@n,@c,@t,@c,@s", 30);
    vb_profile *p = profile_of(vb_buf_z(&text), NULL, 0, &arena, NULL);
    assert_non_null(p);
    const char *const expected[] = {"--map id=id",
                                    "--map 'segment:Khách '\\''VIP'\\'' - gì?=Khách '\\''VIP'\\'' = gì?'",
                                    "--map text=comment", "--map 'segment:x=#4'", "--map 'label=#5'"};
    for (uint32_t i = 0; i < 5; i++) {
        vb_buf_clear(&flag);
        vb_maps_flag(&flag, p, &p->columns[i]);
        if (strcmp(vb_buf_z(&flag), expected[i]) != 0)
            fail_msg("expected %s, got %s", expected[i], vb_buf_z(&flag));
    }
    vb_arena_deinit(&arena);
    vb_buf_deinit(&text);
    vb_buf_deinit(&flag);
}

static void test_unsure(void **state) {
    (void)state;
    vb_arena arena = {0};
    vb_buf text = {0};
    expand(&text, "id,shop,score\n", "@n,@c,@r", 30);
    vb_profile *p = profile_of(vb_buf_z(&text), NULL, 0, &arena, NULL);
    assert_non_null(p);
    assert_true(p->unsure);
    assert_true(vb_str_find(p->advice, VB_STR("--map text=")) < p->advice.len);
    vb_buf_clear(&text);
    expand(&text, "comment id,ticket id,record id,comment\n", "c@n,t@n,r@n,@t", 30);
    p = profile_of(vb_buf_z(&text), NULL, 0, &arena, NULL);
    assert_non_null(p);
    assert_int_equal(p->columns[0].role, VB_ROLE_ID);
    vb_buf_clear(&text);
    expand(&text, "ticket id,record id,comment\n", "t@n,r@n,@t", 30); /* both fit as well as the other */
    p = profile_of(vb_buf_z(&text), NULL, 0, &arena, NULL);
    assert_non_null(p);
    assert_true(p->unsure);
    assert_true(vb_str_find(p->advice, VB_STR("--map 'id=record id'")) < p->advice.len);
    vb_buf_clear(&text);
    expand(&text, "m,n\n", "@t,@t", 30); /* nothing but looks */
    p = profile_of(vb_buf_z(&text), NULL, 0, &arena, NULL);
    assert_non_null(p);
    assert_true(p->unsure);
    assert_int_equal(p->columns[1].role, VB_ROLE_TEXT);
    vb_arena_deinit(&arena);
    vb_buf_deinit(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_clean_headers),
        cmocka_unit_test(test_ratings),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_recognizers),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_row_order),
        cmocka_unit_test(test_scales),
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_maps_conflict),
        cmocka_unit_test(test_flags_lead_back),
        cmocka_unit_test(test_unsure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
