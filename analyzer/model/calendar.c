/* calendar: see calendar.h. Days are counted from 1970-01-01 with years that begin in March, so that the leap
 * day comes last. */
#include "model/calendar.h"

static int64_t days_from_civil(int64_t year, unsigned month, unsigned day) {
    if (month <= 2) year--;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    uint64_t year_of_era = (uint64_t)(year - era * 400);
    uint64_t day_of_year = (153u * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    uint64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + (int64_t)day_of_era - 719468;
}

static void civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    uint64_t doe = (uint64_t)(days - era * 146097);
    uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    uint64_t mp = (5 * doy + 2) / 153;
    *day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int64_t)yoe + era * 400 + (*month <= 2);
}

static bool digits(vb_str s, size_t from, size_t n, unsigned *out) {
    unsigned v = 0;
    if (s.len < from + n) return false;
    for (size_t i = from; i < from + n; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        v = v * 10 + (unsigned)(s.ptr[i] - '0');
    }
    *out = v;
    return true;
}

static void put_digits(char *out, uint64_t v, size_t n) {
    for (size_t i = n; i > 0; i--, v /= 10) out[i - 1] = (char)('0' + v % 10);
}

static void put_date(char *out, int64_t year, unsigned month, unsigned day) {
    memcpy(out, "0000-00-00", 11);
    put_digits(out, (uint64_t)year, 4);
    put_digits(out + 5, month, 2);
    put_digits(out + 8, day, 2);
}

bool vb_day_of(vb_str s, vb_day *out) {
    unsigned y, m, d;
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-') return false;
    if (!digits(s, 0, 4, &y) || !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d)) return false;
    if (y == 0 || m == 0 || m > 12 || d == 0 || d > 31) return false;
    int64_t days = days_from_civil(y, m, d), year;
    unsigned month, day;
    civil_from_days(days, &year, &month, &day);
    if (year != y || month != m || day != d) return false; /* a day that the month does not have */
    memset(out, 0, sizeof *out);
    put_date(out->date, y, m, d);
    memcpy(out->month, out->date, 7);
    int64_t weekday = ((days + 3) % 7 + 7) % 7;               /* Monday is 0 */
    civil_from_days(days - weekday + 3, &year, &month, &day); /* the week's Thursday has the week's year */
    int64_t week = (days - weekday + 3 - days_from_civil(year, 1, 1)) / 7 + 1;
    memcpy(out->week, "0000-W00", 9);
    put_digits(out->week, (uint64_t)year, 4);
    put_digits(out->week + 6, (uint64_t)week, 2);
    return true;
}

/* The days of a period since 1970, both inclusive; false where the name is none. */
static bool period_days(vb_str p, int64_t *first, int64_t *last) {
    unsigned year, part, day;
    if (!digits(p, 0, 4, &year) || year == 0) return false;
    unsigned from = 1, months = 12; /* the year */
    if (p.len == 7 && p.ptr[4] == '-' && p.ptr[5] == 'Q' && digits(p, 6, 1, &part)) {
        if (part == 0 || part > 4) return false;
        from = 3 * part - 2;
        months = 3;
    } else if (p.len == 7 && p.ptr[4] == '-' && digits(p, 5, 2, &part)) {
        if (part == 0 || part > 12) return false;
        from = part;
        months = 1;
    } else if (p.len == 8 && p.ptr[4] == '-' && p.ptr[5] == 'W' && digits(p, 6, 2, &part)) {
        if (part == 0 || part > 53) return false;
        int64_t fourth = days_from_civil(year, 1, 4); /* 4 January is always in week 1 */
        *first = fourth - ((fourth + 3) % 7 + 7) % 7 + 7 * ((int64_t)part - 1);
        *last = *first + 6;
        return true;
    } else if (p.len == 10) {
        vb_day known;
        if (!vb_day_of(p, &known) || !digits(p, 5, 2, &part) || !digits(p, 8, 2, &day)) return false;
        *first = *last = days_from_civil(year, part, day);
        return true;
    } else if (p.len != 4) {
        return false;
    }
    *first = days_from_civil(year, from, 1);
    unsigned next = from + months;
    *last = (next > 12 ? days_from_civil((int64_t)year + 1, 1, 1) : days_from_civil(year, next, 1)) - 1;
    return true;
}

static void put_day(char *out, int64_t days) {
    int64_t year;
    unsigned month, day;
    civil_from_days(days, &year, &month, &day);
    put_date(out, year, month, day);
}

bool vb_period_start(vb_str p, char out[12]) {
    int64_t first, last;
    if (!period_days(p, &first, &last)) return false;
    put_day(out, first);
    return true;
}

bool vb_period_end(vb_str p, char out[12]) {
    int64_t first, last;
    if (!period_days(p, &first, &last)) return false;
    put_day(out, last);
    return true;
}

bool vb_quarter_of(vb_str month, char out[12]) {
    unsigned year, part;
    if (month.len < 7 || !digits(month, 0, 4, &year) || !digits(month, 5, 2, &part) || part == 0 || part > 12)
        return false;
    memcpy(out, "0000-Q0", 8);
    put_digits(out, year, 4);
    put_digits(out + 6, (part + 2) / 3, 1);
    return true;
}

uint32_t vb_date_number(vb_str date) {
    unsigned y, m, d;
    if (date.len != 10 || !digits(date, 0, 4, &y) || !digits(date, 5, 2, &m) || !digits(date, 8, 2, &d))
        return 0;
    return y * 10000 + m * 100 + d;
}

unsigned vb_weekday(vb_str date) {
    int64_t first, last;
    if (date.len != 10 || !period_days(date, &first, &last)) return 0;
    return (unsigned)(((first + 3) % 7 + 7) % 7) + 1;
}

const char *vb_weekday_name(unsigned weekday) {
    static const char *const names[] = {"",         "Monday", "Tuesday",  "Wednesday",
                                        "Thursday", "Friday", "Saturday", "Sunday"};
    return names[weekday <= 7 ? weekday : 0];
}

void vb_time_format(int64_t seconds, char out[24]) {
    int64_t days = seconds / 86400, rest = seconds % 86400, year;
    unsigned month, day;
    if (rest < 0) rest += 86400, days--;
    civil_from_days(days, &year, &month, &day);
    if (year < 0) year = 0;
    if (year > 9999) year = 9999;
    put_date(out, year, month, day);
    memcpy(out + 10, "T00:00:00Z", 11);
    put_digits(out + 11, (uint64_t)rest / 3600, 2);
    put_digits(out + 14, (uint64_t)rest / 60 % 60, 2);
    put_digits(out + 17, (uint64_t)rest % 60, 2);
}

const char *vb_month_name(unsigned month) {
    static const char *const names[] = {"?",   "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return names[month <= 12 ? month : 0];
}
