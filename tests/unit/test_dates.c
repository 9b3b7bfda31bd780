/* test_dates: spellings of single dates, and what whole columns decide. Cases are tables: add a line. */
#include "input/dates.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* "YYYY-MM-DD", with a time "YYYY-MM-DDTHH:MM:SS", with an offset "...+420"; "-" for no date. */
static void show(bool ok, const vb_date *d, char out[64]) {
    char day[11];
    if (!ok) {
        snprintf(out, 64, "-");
        return;
    }
    vb_date_write(d, day);
    if (!d->has_time)
        snprintf(out, 64, "%s", day);
    else if (!d->has_offset)
        snprintf(out, 64, "%sT%02d:%02d:%02d", day, d->hour, d->minute, d->second);
    else
        snprintf(out, 64, "%sT%02d:%02d:%02d%+d", day, d->hour, d->minute, d->second, d->offset_minutes);
}

static const struct {
    const char *cell, *expected;
    vb_date_order order;
    bool two_digit_be;
} cells[] = {
    /* ISO 8601 and its relatives */
    {"2024-01-31", "2024-01-31", VB_DATE_YMD, false},
    {"2024-1-5", "2024-01-05", VB_DATE_YMD, false},
    {"2024/01/31", "2024-01-31", VB_DATE_YMD, false},
    {"2017-07-18 08:28:09", "2017-07-18T08:28:09", VB_DATE_YMD, false},
    {"2024-10-05T02:39:31Z", "2024-10-05T02:39:31+0", VB_DATE_YMD, false},
    {"2024-10-05T02:39:31.123456Z", "2024-10-05T02:39:31+0", VB_DATE_YMD, false},
    {"2024-10-05T02:39:31,5+07:00", "2024-10-05T02:39:31+420", VB_DATE_YMD, false},
    {"2015-02-24 11:35:52 -0800", "2015-02-24T11:35:52-480", VB_DATE_YMD, false},
    {"2025-12-21T21:57", "2025-12-21T21:57:00", VB_DATE_YMD, false},
    {"2024-10-05T02:39:31+0530", "2024-10-05T02:39:31+330", VB_DATE_YMD, false},
    {"20260315", "2026-03-15", VB_DATE_YMD, false},
    {"20260315102233", "2026-03-15T10:22:33", VB_DATE_YMD, false},
    {"2024/01/31 10:22:33 AM GMT+7", "2024-01-31T10:22:33+420", VB_DATE_YMD, false},
    {"2024/01/31 10:22:33 PM GMT+07:00", "2024-01-31T22:22:33+420", VB_DATE_YMD, false},
    {"2024/01/31 12:05:00 SA GMT+7", "2024-01-31T00:05:00+420", VB_DATE_YMD, false},
    {"2024/01/31 3:05:00 CH GMT+7", "2024-01-31T15:05:00+420", VB_DATE_YMD, false},
    {"2024/01/31 3:05:00 หลังเที่ยง GMT+7", "2024-01-31T15:05:00+420", VB_DATE_YMD, false},
    {"2024/01/31 9:05:00 ก่อนเที่ยง GMT+7", "2024-01-31T09:05:00+420", VB_DATE_YMD, false},
    {"2024-02-29", "2024-02-29", VB_DATE_YMD, false},
    {"2023-02-29", "-", VB_DATE_YMD, false},
    {"2567-02-29", "2024-02-29", VB_DATE_YMD, false},
    {"2566-02-29", "-", VB_DATE_YMD, false},
    {"2024-13-01", "-", VB_DATE_YMD, false},
    {"2024-00-10", "-", VB_DATE_YMD, false},
    {"2024-01-31 24:00:00", "2024-01-31T23:59:59", VB_DATE_YMD, false},
    {"2024-01-31 25:00:00", "-", VB_DATE_YMD, false},
    {"2024-01-31 10:61", "-", VB_DATE_YMD, false},
    /* numbers with slashes, dots, dashes */
    {"8/3/2017", "2017-03-08", VB_DATE_DMY, false},
    {"8/3/2017", "2017-08-03", VB_DATE_MDY, false},
    {"31/12/2025", "2025-12-31", VB_DATE_DMY, false},
    {"31/12/2025", "2025-12-31", VB_DATE_MDY, false}, /* only one order is possible */
    {"12/31/2025", "2025-12-31", VB_DATE_DMY, false},
    {"32/12/2025", "-", VB_DATE_DMY, false},
    {"15.3.2026", "2026-03-15", VB_DATE_DMY, false},
    {"15-03-2026", "2026-03-15", VB_DATE_DMY, false},
    {"15/03/2026 14:05", "2026-03-15T14:05:00", VB_DATE_DMY, false},
    {"14:05 15/03/2026", "2026-03-15T14:05:00", VB_DATE_DMY, false},
    {"15/03/2026 14h05", "2026-03-15T14:05:00", VB_DATE_DMY, false},
    {"15/03/2026 14h", "2026-03-15T14:00:00", VB_DATE_DMY, false},
    {"15/03/2026 lúc 14 giờ 05 phút", "2026-03-15T14:05:00", VB_DATE_DMY, false},
    {"04/01/2026 12:11:44 PM", "2026-04-01T12:11:44", VB_DATE_MDY, false},
    {"04/01/2026 12:11:44 AM", "2026-04-01T00:11:44", VB_DATE_MDY, false},
    {"04/01/2026 1:11:44 p.m.", "2026-04-01T13:11:44", VB_DATE_MDY, false},
    {"8/20/25 12:51:45", "2025-08-20T12:51:45", VB_DATE_MDY, false},
    {"1/2/69", "2069-02-01", VB_DATE_DMY, false},
    {"1/2/69", "2026-02-01", VB_DATE_DMY, true},
    {"1/2/26", "2026-02-01", VB_DATE_DMY, true},
    {"1/2/98", "1998-02-01", VB_DATE_DMY, false},
    {"15/3-2026", "-", VB_DATE_DMY, false},
    {"1/2/2026", "2026-02-01", VB_DATE_DMY, false},
    /* Buddhist era, Thai digits, Thai words */
    {"1/10/2569", "2026-10-01", VB_DATE_DMY, false},
    {"1/4/2569, 15:01:17", "2026-04-01T15:01:17", VB_DATE_DMY, false},
    {"๒/๔/๒๕๖๙, ๑๓:๕๐:๓๗", "2026-04-02T13:50:37", VB_DATE_DMY, false},
    {"๑๕ มีนาคม ๒๕๖๙", "2026-03-15", VB_DATE_DMY, false},
    {"15 มี.ค. 2569", "2026-03-15", VB_DATE_DMY, false},
    {"15 มี.ค 69", "2026-03-15", VB_DATE_DMY, true},
    {"1 ม.ค. 69", "2026-01-01", VB_DATE_DMY, true},
    {"วันที่ 15 มีนาคม พ.ศ. 2569", "2026-03-15", VB_DATE_DMY, false},
    {"15 มีนาคม พ.ศ. 69", "2026-03-15", VB_DATE_DMY, false},
    {"15 มีนาคม ค.ศ. 2026", "2026-03-15", VB_DATE_DMY, false},
    {"วันจันทร์ที่ 16 มีนาคม 2569 เวลา 10:20 น.", "2026-03-16T10:20:00", VB_DATE_DMY, false},
    {"16 มี.ค. 2569 10.20 น.", "2026-03-16T10:20:00", VB_DATE_DMY, false},
    {"16/3/2569 9:15 หลังเที่ยง", "2026-03-16T21:15:00", VB_DATE_DMY, false},
    {"ธ.ค. 2568", "2025-12-01", VB_DATE_DMY, false},
    {"31 พฤศจิกายน 2568", "-", VB_DATE_DMY, false},
    /* English words */
    {"Mar 5, 2026", "2026-03-05", VB_DATE_MDY, false},
    {"March 5th, 2026", "2026-03-05", VB_DATE_MDY, false},
    {"5 March 2026", "2026-03-05", VB_DATE_DMY, false},
    {"05-Mar-26", "2026-03-05", VB_DATE_DMY, false},
    {"Sept. 5, 2026", "2026-09-05", VB_DATE_MDY, false},
    {"2026 Mar 5", "2026-03-05", VB_DATE_YMD, false},
    {"2026-Mar-05", "2026-03-05", VB_DATE_YMD, false},
    {"Thu, 05 Mar 2026 10:22:33 GMT", "2026-03-05T10:22:33+0", VB_DATE_DMY, false},
    {"Thu Mar 05 2026 10:22:33 GMT+0700 (Indochina Time)", "2026-03-05T10:22:33+420", VB_DATE_MDY, false},
    {"Mar 2026", "2026-03-01", VB_DATE_DMY, false},
    {"2026-03", "2026-03-01", VB_DATE_YMD, false},
    {"Foo 5, 2026", "-", VB_DATE_MDY, false},
    /* Vietnamese words, composed and decomposed */
    {"15 tháng 5 năm 2026", "2026-05-15", VB_DATE_DMY, false},
    {"ngày 15 tháng 5 năm 2026", "2026-05-15", VB_DATE_DMY, false},
    {"15 tha\xCC\x81ng 5, 2026", "2026-05-15", VB_DATE_DMY, false},
    {"15 Thg 5 2026", "2026-05-15", VB_DATE_DMY, false},
    {"15-Thg5-26", "2026-05-15", VB_DATE_DMY, false},
    {"15 tháng Năm 2026", "2026-05-15", VB_DATE_DMY, false},
    {"15 tháng Năm năm 2026", "2026-05-15", VB_DATE_DMY, false},
    {"15 tháng Mười Hai 2026", "2026-12-15", VB_DATE_DMY, false},
    {"15 tháng mười một, 2026", "2026-11-15", VB_DATE_DMY, false},
    {"Thứ Hai, 16/03/2026", "2026-03-16", VB_DATE_DMY, false},
    {"Chủ Nhật, 15 tháng 3, 2026 8:05 CH", "2026-03-15T20:05:00", VB_DATE_DMY, false},
    {"Tháng 3/2026", "2026-03-01", VB_DATE_DMY, false},
    {"15 tháng 13 năm 2026", "-", VB_DATE_DMY, false},
    /* plain numbers under their own orders only */
    {"45321", "2024-01-30", VB_DATE_SERIAL, false},
    {"45321.75", "2024-01-30T18:00:00", VB_DATE_SERIAL, false},
    {"45321", "-", VB_DATE_DMY, false},
    {"1706612400", "2024-01-30T11:00:00+0", VB_DATE_EPOCH, false},
    {"1706612400123", "2024-01-30T11:00:00+0", VB_DATE_EPOCH, false},
    {"1706612400", "-", VB_DATE_SERIAL, false},
    /* not dates */
    {"", "-", VB_DATE_DMY, false},
    {"hello", "-", VB_DATE_DMY, false},
    {"192.168.1.1", "-", VB_DATE_DMY, false},
    {"090-123-4567", "-", VB_DATE_DMY, false},
    {"10:22", "-", VB_DATE_DMY, false},
    {"5/5", "-", VB_DATE_DMY, false},
    {"1.2", "-", VB_DATE_DMY, false},
    {"3 ngày chưa nhận", "-", VB_DATE_DMY, false},
    {"đợi từ 5/3/2026 tới giờ", "-", VB_DATE_DMY, false},
    {"1/1/0001", "-", VB_DATE_DMY, false},
    {"1/1/2300", "-", VB_DATE_DMY, false},
    {"99999999999999999999", "-", VB_DATE_DMY, false},
    {"2024-01-31 10:22:33 10:22:33", "-", VB_DATE_YMD, false},
    {"N/A", "-", VB_DATE_DMY, false},
};

static void test_cells(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++) {
        vb_date_rule rule = {.order = cells[i].order, .two_digit_be = cells[i].two_digit_be};
        vb_date d;
        char got[64];
        show(vb_date_parse(vb_str_of(cells[i].cell), &rule, &d), &d, got);
        if (strcmp(got, cells[i].expected) != 0)
            fail_msg("\"%s\": expected %s, got %s", cells[i].cell, cells[i].expected, got);
    }
}

/* A column: its cells apart by '|', what is decided, and how its first cell then reads. */
static const struct {
    const char *column;
    bool thai, month_first, numbers;
    vb_date_order order;
    bool sure, buddhist, mixed;
    const char *first, *low, *high;
} columns[] = {
    {"8/3/2017|8/31/2017", false, false, false, VB_DATE_MDY, true, false, false, "2017-08-03", "20170803",
     "20170831"},
    {"8/3/2017|31/8/2017", false, false, false, VB_DATE_DMY, true, false, false, "2017-03-08", "20170308",
     "20170831"},
    {"31/8/2017|8/3/2017|9/3/2017", false, true, false, VB_DATE_DMY, true, false, false, "2017-08-31",
     "20170308", "20170831"},
    {"1/2/2026|3/4/2026", false, false, false, VB_DATE_DMY, false, false, false, "2026-02-01", "20260201",
     "20260403"},
    {"1/2/2026|3/4/2026", false, true, false, VB_DATE_MDY, false, false, false, "2026-01-02", "20260102",
     "20260304"},
    {"04/01/2026|04/02/2026|04/03/2026|04/09/2026", false, false, false, VB_DATE_MDY, false, false, false,
     "2026-04-01", "20260401", "20260409"},
    {"01/04/2026|02/04/2026|03/04/2026|09/04/2026", false, true, false, VB_DATE_DMY, false, false, false,
     "2026-04-01", "20260401", "20260409"},
    {"1/2/2026 3:00 PM|3/4/2026 9:00 AM", false, false, false, VB_DATE_MDY, false, false, false,
     "2026-01-02T15:00:00", "20260102", "20260304"},
    {"25/3/2026|3/25/2026|26/3/2026", false, false, false, VB_DATE_DMY, false, false, false, "2026-03-25",
     "20260325", "20260326"},
    {"2026-01-02|2026-01-03", false, false, false, VB_DATE_YMD, true, false, false, "2026-01-02", "20260102",
     "20260103"},
    {"1/10/2026|1/10/2569|13/10/2569", true, false, false, VB_DATE_DMY, true, true, true, "2026-10-01",
     "20261001", "20261013"},
    {"1/10/2569|2/10/2569|13/10/2569", true, false, false, VB_DATE_DMY, true, true, false, "2026-10-01",
     "20261001", "20261013"},
    {"1/10/69|13/10/69", true, false, false, VB_DATE_DMY, true, true, false, "2026-10-01", "20261001",
     "20261013"},
    {"1/10/69|13/10/69", false, false, false, VB_DATE_DMY, true, false, false, "2069-10-01", "20691001",
     "20691013"},
    {"1/10/69|13/10/2569", false, false, false, VB_DATE_DMY, true, true, false, "2026-10-01", "20261001",
     "20261013"},
    {"1/10/26|13/10/26", true, false, false, VB_DATE_DMY, true, false, false, "2026-10-01", "20261001",
     "20261013"},
    {"1 ม.ค. 69|2 ก.พ. 69", false, false, false, VB_DATE_DMY, true, true, false, "2026-01-01", "20260101",
     "20260202"},
    {"Mar 5, 2026|Apr 6, 2026", false, false, false, VB_DATE_MDY, true, false, false, "2026-03-05",
     "20260305", "20260406"},
    {"45321|45322", false, false, true, VB_DATE_SERIAL, true, false, false, "2024-01-30", "20240130",
     "20240131"},
    {"45321|45322", false, false, false, VB_DATE_NONE, true, false, false, "-", "", ""},
    {"1706612400|1706612500", false, false, true, VB_DATE_EPOCH, true, false, false, "2024-01-30T11:00:00+0",
     "20240130", "20240130"},
    {"1706612400000|1706712500000", false, false, true, VB_DATE_EPOCH, true, false, false,
     "2024-01-30T11:00:00+0", "20240130", "20240131"},
    {"tốt|tệ", false, false, true, VB_DATE_NONE, true, false, false, "-", "", ""},
};

static void test_columns(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(columns); i++) {
        vb_date_votes votes = {0};
        vb_str rest = vb_str_of(columns[i].column), cell, first = {0};
        while (vb_str_split(&rest, '|', &cell)) {
            if (!first.ptr) first = cell;
            vb_date_vote(&votes, cell);
        }
        vb_date_rule rule =
            vb_date_decide(&votes, columns[i].thai, columns[i].month_first, columns[i].numbers);
        vb_date d;
        char got[64], low[16] = "", high[16] = "";
        show(vb_date_parse(first, &rule, &d), &d, got);
        int32_t from, to;
        if (vb_date_range(&votes, &rule, &from, &to)) {
            snprintf(low, sizeof low, "%d", from);
            snprintf(high, sizeof high, "%d", to);
        }
        if (rule.order != columns[i].order || rule.sure != columns[i].sure ||
            rule.buddhist != columns[i].buddhist || rule.mixed_era != columns[i].mixed ||
            strcmp(got, columns[i].first) != 0 || strcmp(low, columns[i].low) != 0 ||
            strcmp(high, columns[i].high) != 0)
            fail_msg("\"%s\": order %d sure %d buddhist %d mixed %d, first %s, from %s to %s",
                     columns[i].column, rule.order, rule.sure, rule.buddhist, rule.mixed_era, got, low, high);
    }
}

/* The decision is a function of the multiset of cells. */
static void test_any_row_order(void **state) {
    (void)state;
    static const char *const list[] = {"1/2/2026",  "25/3/2026", "3/25/2026",
                                       "26/3/2569", "5/6/69",    "2026-01-01"};
    vb_date_votes forward = {0}, backward = {0};
    for (size_t i = 0; i < COUNT(list); i++) vb_date_vote(&forward, vb_str_of(list[i]));
    for (size_t i = COUNT(list); i-- > 0;) vb_date_vote(&backward, vb_str_of(list[i]));
    assert_memory_equal(&forward, &backward, sizeof forward);
}

static void test_seconds(void **state) {
    (void)state;
    vb_date_rule rule = {.order = VB_DATE_YMD};
    vb_date d;
    assert_true(vb_date_parse(VB_STR("1970-01-01T00:00:00Z"), &rule, &d));
    assert_int_equal(vb_date_seconds(&d), 0);
    assert_true(vb_date_parse(VB_STR("1969-12-31 23:59:59"), &rule, &d));
    assert_int_equal(vb_date_seconds(&d), -1);
    assert_true(vb_date_parse(VB_STR("2015-02-24 11:35:52 -0800"), &rule, &d));
    assert_int_equal(vb_date_seconds(&d), 1424806552);
    assert_true(vb_date_parse(VB_STR("2000-03-01"), &rule, &d));
    assert_int_equal(vb_date_seconds(&d), 951868800);
}

/* Every day from 1990 to 2060 comes back from its serial. */
static void test_serials_are_a_bijection(void **state) {
    (void)state;
    vb_date_rule serial = {.order = VB_DATE_SERIAL};
    for (int64_t day = vb_days_of(1990, 1, 1); day < vb_days_of(2060, 1, 1); day++) {
        char cell[24];
        vb_date d;
        snprintf(cell, sizeof cell, "%lld", (long long)(day + 25569));
        assert_true(vb_date_parse(vb_str_of(cell), &serial, &d));
        assert_int_equal(vb_days_of(d.year, d.month, d.day), day);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_any_row_order),
        cmocka_unit_test(test_seconds),
        cmocka_unit_test(test_serials_are_a_bijection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
