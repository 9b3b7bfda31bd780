/* fuzz_dates: any bytes as the cells of a date column (one a line). What is read must be a day that exists,
 * within the range of the votes, and stay the same when it is written and read again. */
#include "input/dates.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(vb_str cell, const vb_date_rule *rule, int32_t first, int32_t last, bool ranged) {
    vb_date d, again;
    char day[11];
    if (!vb_date_parse(cell, rule, &d)) return;
    if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 || d.hour < 0 || d.hour > 23) abort();
    if (d.minute < 0 || d.minute > 59 || d.second < 0 || d.second > 59) abort();
    vb_date_write(&d, day);
    vb_date_rule iso = {.order = VB_DATE_YMD};
    if (d.year >= 1900 && d.year <= 2200 &&
        (!vb_date_parse((vb_str){day, 10}, &iso, &again) || again.day != d.day))
        abort();
    int32_t number = d.year * 10000 + d.month * 100 + d.day;
    if (ranged && (number < first || number > last)) abort();
    (void)vb_date_seconds(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    unsigned flags = data[0];
    vb_str all = {(const char *)data + 1, size - 1}, rest = all, cell;
    vb_date_votes votes = {0};
    while (vb_str_split(&rest, '\n', &cell)) vb_date_vote(&votes, cell);
    vb_date_rule rule = vb_date_decide(&votes, flags & 1, flags & 2, flags & 4);
    int32_t first = 0, last = 0;
    bool ranged = vb_date_range(&votes, &rule, &first, &last) && rule.order <= VB_DATE_MDY;
    for (rest = all; vb_str_split(&rest, '\n', &cell);) check(cell, &rule, first, last, ranged);
    return 0;
}
