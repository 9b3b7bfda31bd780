/* dates: what a column's dates mean. A cell's numbers (date_scan.c) are read under an order of day and month
 * and under an era; votes read each cell under all of them, the column's rule is what fits most. No
 * allocation, no locale. */
#include "input/dates.h"
#include "input/date_raw.h"

#define PIVOT    70 /* two-digit years below are of this century */
#define BE_PIVOT 50 /* two-digit years of a Buddhist column: 50..99 is 2550..2599 */

/* ---- Reading a raw under an order and an era ---- */

typedef enum reading { READ_DMY, READ_MDY } reading;

static bool leap(int32_t y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static bool valid_day(int32_t y, int32_t m, int32_t d) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m < 1 || m > 12 || d < 1) return false;
    return d <= days[m - 1] + (m == 2 && leap(y));
}

static int year_index(const vb_date_raw *r) {
    if (r->month_at >= 0) {
        int a = r->month_at == 0 ? 1 : 0, b = r->month_at == 2 ? 1 : 2;
        return r->digits[a] == 4 || r->num[a] > 31 ? a : b;
    }
    return r->digits[0] == 4 ? 0 : 2;
}

static bool fix_year(const vb_date_raw *r, int index, bool two_digit_be, vb_date *d) {
    int32_t y = r->num[index];
    if (r->digits[index] == 4) {
        if (!vb_date_is_year(y)) return false;
        d->buddhist = y > 2400;
        d->year = d->buddhist ? y - 543 : y;
        return true;
    }
    if (r->digits[index] > 2) return false;
    if (r->digits[index] == 1 && r->month_at < 0) return false;
    d->buddhist = !r->ce && (r->be || (two_digit_be && y >= BE_PIVOT));
    d->year = d->buddhist ? 2500 + y - 543 : y < PIVOT ? 2000 + y : 1900 + y;
    return true;
}

static bool fix_time(const vb_date_raw *r, vb_date *d) {
    d->has_time = r->has_time;
    d->hour = r->hour;
    d->minute = r->minute;
    d->second = r->second;
    d->has_offset = r->has_offset;
    d->offset_minutes = r->offset;
    if (r->has_time && r->hour <= 12 && (r->am != r->pm)) {
        if (r->pm && d->hour < 12)
            d->hour += 12;
        else if (r->am && d->hour == 12)
            d->hour = 0;
    }
    if (d->hour == 24 && d->minute == 0 && d->second == 0) {
        d->hour = 23;
        d->minute = d->second = 59;
    }
    return d->hour < 24;
}

/* `strict`: only under the reading itself; else also under the other one where just that one is possible. */
static bool read_raw(const vb_date_raw *r, reading how, bool two_digit_be, bool strict, vb_date *d) {
    *d = (vb_date){0};
    int y = year_index(r);
    if (r->month_at == y || !fix_year(r, y, two_digit_be, d) || !fix_time(r, d)) return false;
    if (r->month_at >= 0) {
        d->month = r->num[r->month_at];
        d->day = r->num[3 - y - r->month_at];
        return valid_day(d->year, d->month, d->day);
    }
    if (r->num[1] < 1 || r->digits[1] > 2 || r->digits[y == 0 ? 2 : 0] > 2) return false;
    if (y == 0) {
        d->month = r->num[1];
        d->day = r->num[2];
        return valid_day(d->year, d->month, d->day);
    }
    d->day = r->num[how == READ_DMY ? 0 : 1];
    d->month = r->num[how == READ_DMY ? 1 : 0];
    if (valid_day(d->year, d->month, d->day)) return true;
    if (strict) return false;
    int32_t swap = d->day;
    d->day = d->month;
    d->month = swap;
    return valid_day(d->year, d->month, d->day);
}

/* ---- Plain numbers ---- */

static bool is_serial(double v) {
    return v >= 20000 && v < 80000; /* 1954 to 2119 */
}
static bool is_epoch(double v) {
    return (v >= 631152000.0 && v < 4102444800.0) ||
           (v >= 631152000000.0 && v < 4102444800000.0); /* 1990 to 2100 */
}

static void date_of_seconds(int64_t seconds, vb_date *d) {
    int64_t days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    /* civil_from_days, after the algorithm that H. Hinnant published: eras of 400 years from 0000-03-01 */
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = (vb_date){.year = (int32_t)(yoe + era * 400 + (mp >= 10)),
                   .month = (int32_t)(mp < 10 ? mp + 3 : mp - 9),
                   .day = (int32_t)(doy - (153 * mp + 2) / 5 + 1),
                   .hour = (int32_t)(rest / 3600),
                   .minute = (int32_t)(rest / 60 % 60),
                   .second = (int32_t)(rest % 60)};
}

static bool read_plain(double v, vb_date_order order, vb_date *d) {
    if (order == VB_DATE_SERIAL && is_serial(v)) { /* days since 1899-12-30 */
        int64_t seconds = (int64_t)((v - 25569) * 86400 + (v >= 25569 ? 0.5 : -0.5));
        date_of_seconds(seconds, d);
        d->has_time = v != (double)(int64_t)v;
        return true;
    }
    if (order == VB_DATE_EPOCH && is_epoch(v)) {
        date_of_seconds((int64_t)(v >= 1e11 ? v / 1000 : v), d);
        d->has_time = d->has_offset = true;
        return true;
    }
    return false;
}

/* ---- Votes and decision ---- */

static void vote_order(vb_date_votes *v, const vb_date_raw *r) {
    int y = year_index(r);
    if (r->month_at >= 0) {
        if (y == 0)
            v->named_ymd++;
        else if (r->month_at == 0)
            v->named_mdy++;
        else
            v->named_dmy++;
    } else if (y == 0) {
        v->ymd++;
    } else if (r->num[0] > 12) {
        v->day_first++;
    } else if (r->num[1] > 12) {
        v->month_first++;
    } else {
        v->either++;
        v->first_values |= 1u << r->num[0];
        v->second_values |= 1u << r->num[1];
    }
}

bool vb_date_vote(vb_date_votes *v, vb_str cell) {
    vb_date_raw r;
    v->cells++;
    if (!vb_date_scan(cell, &r)) return false;
    if (r.plain) {
        bool serial = is_serial(r.plain_value), epoch = is_epoch(r.plain_value);
        if (!serial && !epoch) return false;
        v->serial += serial;
        v->epoch += epoch;
        if (v->serial + v->epoch == 1 || r.plain_value < v->number_low) v->number_low = r.plain_value;
        if (v->serial + v->epoch == 1 || r.plain_value > v->number_high) v->number_high = r.plain_value;
        return false;
    }
    vb_date d;
    bool any = false;
    for (int i = 0; i < 4; i++) {
        if (!read_raw(&r, i & 1 ? READ_MDY : READ_DMY, i >= 2, false, &d)) continue;
        any = true;
        int32_t day = d.year * 10000 + d.month * 100 + d.day;
        if (!v->low[i] || day < v->low[i]) v->low[i] = day;
        if (day > v->high[i]) v->high[i] = day;
    }
    if (!any) return false;
    v->dates++;
    vote_order(v, &r);
    int y = year_index(&r);
    if (r.digits[y] == 4) {
        if (r.num[y] > 2400)
            v->be4++;
        else
            v->ce4++;
    } else {
        v->two_digit++;
        v->two_digit_high += r.num[y] >= BE_PIVOT;
    }
    v->thai += r.thai || r.be;
    v->half_day += (r.am || r.pm) && !r.thai;
    v->dotted += r.separator == '.';
    v->with_time += r.has_time;
    return true;
}

static unsigned bits(uint32_t x) {
    unsigned n = 0;
    for (; x; x &= x - 1) n++;
    return n;
}

/* No cell decides: the reading with fewer months is the likelier one, since an export covers weeks rather
 * than the same few days of every month. Then what the tool or the region writes. */
static vb_date_order guess_order(const vb_date_votes *v, bool thai, bool month_first) {
    unsigned first = bits(v->first_values), second = bits(v->second_values);
    if (v->be4 || v->thai || v->dotted > v->dates / 2) return VB_DATE_DMY;
    if (first >= second + 3) return VB_DATE_DMY;
    if (second >= first + 3) return VB_DATE_MDY;
    if (month_first) return VB_DATE_MDY;
    return thai || v->half_day <= v->dates / 2 ? VB_DATE_DMY : VB_DATE_MDY;
}

vb_date_rule vb_date_decide(const vb_date_votes *v, bool thai, bool month_first, bool numbers) {
    vb_date_rule rule = {.order = VB_DATE_NONE, .sure = true};
    uint64_t plain = v->serial > v->epoch ? v->serial : v->epoch;
    if (plain > v->dates) {
        if (numbers) rule.order = v->serial > v->epoch ? VB_DATE_SERIAL : VB_DATE_EPOCH;
        return rule;
    }
    if (!v->dates) return rule;
    uint64_t slashed = v->day_first + v->month_first + v->either;
    uint64_t named = v->named_dmy + v->named_mdy;
    if (v->ymd + v->named_ymd > slashed + named) {
        rule.order = VB_DATE_YMD;
    } else if (!slashed) {
        rule.order = v->named_mdy > v->named_dmy ? VB_DATE_MDY : VB_DATE_DMY;
    } else if (v->day_first != v->month_first) {
        rule.order = v->day_first > v->month_first ? VB_DATE_DMY : VB_DATE_MDY;
    } else {
        rule.order = guess_order(v, thai, month_first);
    }
    if (slashed) { /* also beside ISO dates the slashed ones need an order; YMD then reads them day first */
        bool both = v->day_first && v->month_first, neither = !v->day_first && !v->month_first;
        rule.sure = !both && !(neither && v->either);
        if (rule.order == VB_DATE_YMD && v->month_first > v->day_first) rule.sure = false;
    }
    bool says_be = v->be4 > v->ce4 || v->thai || (thai && !v->ce4);
    rule.two_digit_be = v->two_digit_high && says_be;
    rule.buddhist = v->be4 || rule.two_digit_be;
    rule.mixed_era = rule.buddhist && (v->ce4 || (v->be4 && v->two_digit > v->two_digit_high));
    return rule;
}

bool vb_date_range(const vb_date_votes *v, const vb_date_rule *rule, int32_t *first, int32_t *last) {
    if (rule->order == VB_DATE_NONE) return false;
    if (rule->order == VB_DATE_SERIAL || rule->order == VB_DATE_EPOCH) {
        vb_date a, b;
        if (!read_plain(v->number_low, rule->order, &a) || !read_plain(v->number_high, rule->order, &b))
            return false;
        *first = a.year * 10000 + a.month * 100 + a.day;
        *last = b.year * 10000 + b.month * 100 + b.day;
        return true;
    }
    int i = (rule->order == VB_DATE_MDY) + 2 * rule->two_digit_be;
    *first = v->low[i];
    *last = v->high[i];
    return *first > 0;
}

bool vb_date_parse(vb_str cell, const vb_date_rule *rule, vb_date *out) {
    vb_date_raw r;
    if (!vb_date_scan(cell, &r)) return false;
    if (r.plain) return read_plain(r.plain_value, rule->order, out);
    return read_raw(&r, rule->order == VB_DATE_MDY ? READ_MDY : READ_DMY, rule->two_digit_be, false, out);
}

/* ---- Arithmetic and writing ---- */

int64_t vb_days_of(int32_t year, int32_t month, int32_t day) {
    int64_t y = month <= 2 ? year - 1 : year, era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t vb_date_seconds(const vb_date *d) {
    int64_t s = vb_days_of(d->year, d->month, d->day) * 86400 + d->hour * 3600 + d->minute * 60 + d->second;
    return d->has_offset ? s - (int64_t)d->offset_minutes * 60 : s;
}

void vb_date_write(const vb_date *d, char out[11]) {
    int32_t y = d->year, m = d->month, day = d->day;
    char text[11] = {(char)('0' + y / 1000 % 10),
                     (char)('0' + y / 100 % 10),
                     (char)('0' + y / 10 % 10),
                     (char)('0' + y % 10),
                     '-',
                     (char)('0' + m / 10 % 10),
                     (char)('0' + m % 10),
                     '-',
                     (char)('0' + day / 10 % 10),
                     (char)('0' + day % 10),
                     0};
    memcpy(out, text, sizeof text);
}
