/* dates: one scanner for every spelling, then the column's rule.
 *
 * The scanner makes a `raw` of a cell: up to three numbers or a month's name, a time, an offset, marks of
 * era. It fails at the first word that no date contains, so that text costs next to nothing. A raw is `read`
 * under an order and an era; votes read it under all of them. No allocation, no locale. Long for one file
 * because scanner and rule share the raw; the words stand in date_words.c. */
#include "input/dates.h"
#include "input/date_words.h"
#include "base/utf8.h"

#define MAX_DATE_BYTES 160
#define PIVOT          70 /* two-digit years below are of this century */
#define BE_PIVOT       50 /* two-digit years of a Buddhist column: 50..99 is 2550..2599 */

typedef struct raw {
    int32_t num[3];
    uint8_t digits[3];
    uint8_t n;
    int8_t month_at; /* which of the three is the month by name; -1 none */
    char separator;  /* between the first two numbers */
    bool year_month; /* month and year only */
    bool plain;      /* nothing but a number */
    double plain_value;
    bool has_time, has_offset, thai, be, ce, am, pm;
    int32_t hour, minute, second, offset;
} raw;

typedef struct scan {
    vb_str s;
    size_t at;
    raw *r;
    bool month_next;   /* "tháng" was read */
    bool weekday_next; /* "thứ" was read: a numeral is a weekday */
    bool gap_sep;      /* a separator other than blanks stands before the next number */
} scan;

/* ---- Scanner ---- */

static bool thai_digit_at(vb_str s, size_t at) {
    return at + 2 < s.len && s.ptr[at] == '\xE0' && s.ptr[at + 1] == '\xB9' &&
           (unsigned char)s.ptr[at + 2] >= 0x90 && (unsigned char)s.ptr[at + 2] <= 0x99;
}

static bool digit_at(vb_str s, size_t at) {
    return at < s.len && ((s.ptr[at] >= '0' && s.ptr[at] <= '9') || thai_digit_at(s, at));
}

/* Reads a run of digits; false where it has more than `most`. */
static bool read_number(scan *c, int64_t *value, unsigned *digits, unsigned most) {
    int64_t v = 0;
    unsigned n = 0;
    for (; n <= most && digit_at(c->s, c->at); n++) {
        unsigned char b = (unsigned char)c->s.ptr[c->at];
        if (b < 0x80) {
            v = v * 10 + (b - '0');
            c->at++;
        } else {
            v = v * 10 + ((unsigned char)c->s.ptr[c->at + 2] - 0x90);
            c->at += 3;
            c->r->thai = true;
        }
    }
    *value = v;
    *digits = n;
    return n > 0 && n <= most;
}

static bool date_complete(const raw *r) {
    return r->n == 3;
}

/* ":MM[:SS[.fff]]" behind an hour. */
static bool read_minutes(scan *c, int64_t hour, char sep) {
    raw *r = c->r;
    int64_t v;
    unsigned digits;
    if (r->has_time || hour > 24) return false;
    c->at++;
    if (!read_number(c, &v, &digits, 2) || v > 59) return false;
    r->has_time = true;
    r->hour = (int32_t)hour;
    r->minute = (int32_t)v;
    if (c->at < c->s.len && c->s.ptr[c->at] == sep && digit_at(c->s, c->at + 1)) {
        c->at++;
        if (!read_number(c, &v, &digits, 2) || v > 60) return false;
        r->second = (int32_t)(v == 60 ? 59 : v);
        if (c->at < c->s.len && (c->s.ptr[c->at] == '.' || c->s.ptr[c->at] == ',') &&
            digit_at(c->s, c->at + 1)) {
            c->at++;
            while (digit_at(c->s, c->at)) c->at += c->s.ptr[c->at] < 0 ? 3 : 1;
        }
    }
    return true;
}

/* "+7", "+07", "+0700", "+07:00" at a sign. */
static bool read_offset(scan *c) {
    int sign = c->s.ptr[c->at] == '-' ? -1 : 1;
    int64_t v, minutes = 0;
    unsigned digits;
    c->at++;
    if (!read_number(c, &v, &digits, 4)) return false;
    if (digits > 2) {
        minutes = v % 100;
        v /= 100;
    } else if (c->at < c->s.len && c->s.ptr[c->at] == ':') {
        c->at++;
        if (!read_number(c, &minutes, &digits, 2)) return false;
    }
    if (v > 15 || minutes > 59) return false;
    c->r->offset = (int32_t)(sign * (v * 60 + minutes));
    c->r->has_offset = true;
    return true;
}

static bool add_field(scan *c, int64_t value, unsigned digits) {
    raw *r = c->r;
    if (r->n == 3 || digits > 4) return false;
    if (c->month_next) {
        if (r->month_at >= 0 || value < 1 || value > 12) return false;
        r->month_at = (int8_t)r->n;
        c->month_next = false;
    }
    r->num[r->n] = (int32_t)value;
    r->digits[r->n++] = (uint8_t)digits;
    return true;
}

/* 20260315 and 20260315102233. */
static bool add_compact(scan *c, int64_t value, unsigned digits) {
    raw *r = c->r;
    if (r->n) return false;
    if (digits == 14) {
        r->has_time = true;
        r->hour = (int32_t)(value / 10000 % 100);
        r->minute = (int32_t)(value / 100 % 100);
        r->second = (int32_t)(value % 100);
        if (r->hour > 23 || r->minute > 59 || r->second > 59) return false;
        value /= 1000000;
    }
    int32_t year = (int32_t)(value / 10000);
    if (year < 1900 || year > 2743 || (year > 2200 && year < 2400)) return false;
    return add_field(c, year, 4) && add_field(c, value / 100 % 100, 2) && add_field(c, value % 100, 2);
}

static bool scan_number(scan *c) {
    int64_t value;
    unsigned digits;
    raw *r = c->r;
    if (!read_number(c, &value, &digits, 14)) return false;
    char next = c->at < c->s.len ? c->s.ptr[c->at] : 0;
    c->weekday_next = false;
    if (next == ':' && digits <= 2 && !r->has_time) return read_minutes(c, value, ':');
    if ((next == 'h' || next == 'H') && digits <= 2 && !r->has_time) {
        if (digit_at(c->s, c->at + 1)) return read_minutes(c, value, 'm');
        c->at++;
        r->hour = (int32_t)value;
        r->has_time = true;
        return value < 24;
    }
    if (next == '.' && digits <= 2 && date_complete(r) && !r->has_time && digit_at(c->s, c->at + 1))
        return read_minutes(c, value, '.');
    if (digits == 8 || digits == 14) return add_compact(c, value, digits);
    if (date_complete(r)) { /* "10 giờ 22 phút", "5 PM" */
        if (r->has_time && r->minute == 0 && r->second == 0 && value < 60)
            r->minute = (int32_t)value;
        else if (!r->has_time && value < 24)
            r->hour = (int32_t)value;
        else
            return false;
        r->has_time = true;
        return true;
    }
    return add_field(c, value, digits);
}

/* Folds the letters at `at` into ASCII or Thai without dots; 0 where the run is no word of a date. */
static size_t fold_word(scan *c, char *out, size_t cap) {
    size_t n = 0;
    bool thai = false;
    while (c->at < c->s.len) {
        unsigned char b = (unsigned char)c->s.ptr[c->at];
        if (n + 4 > cap) return 0;
        if (b < 0x80) {
            bool letter = (b | 32) >= 'a' && (b | 32) <= 'z';
            bool dot = b == '.' && n && (thai || n == 1 || (n == 2 && out[1] == 'm'));
            if (!letter && !dot) break;
            c->at++;
            if (letter) out[n++] = (char)(b | 32);
            continue;
        }
        if (thai_digit_at(c->s, c->at)) break;
        size_t at = c->at;
        uint32_t cp = vb_utf8_next(c->s, &at);
        if (cp >= 0x0E00 && cp < 0x0E80) {
            thai = true;
            n += vb_utf8_put(out + n, cp);
        } else if (cp == 0x111 || cp == 0x110) {
            out[n++] = 'd';
        } else if ((cp >= 0xC0 && cp < 0x250) || (cp >= 0x1E00 && cp < 0x1F00)) {
            /* Latin letters with marks: their base letter, by ranges of the Vietnamese alphabet */
            static const struct {
                uint16_t from, to;
                char base;
            } bases[] = {
                {0xC0, 0xC5, 'a'},     {0xC8, 0xCB, 'e'},     {0xCC, 0xCF, 'i'},     {0xD2, 0xD6, 'o'},
                {0xD9, 0xDC, 'u'},     {0xDD, 0xDD, 'y'},     {0xE0, 0xE5, 'a'},     {0xE8, 0xEB, 'e'},
                {0xEC, 0xEF, 'i'},     {0xF2, 0xF6, 'o'},     {0xF9, 0xFC, 'u'},     {0xFD, 0xFD, 'y'},
                {0x102, 0x103, 'a'},   {0x128, 0x129, 'i'},   {0x168, 0x169, 'u'},   {0x1A0, 0x1A1, 'o'},
                {0x1AF, 0x1B0, 'u'},   {0x1EA0, 0x1EB7, 'a'}, {0x1EB8, 0x1EC7, 'e'}, {0x1EC8, 0x1ECB, 'i'},
                {0x1ECC, 0x1EE3, 'o'}, {0x1EE4, 0x1EF1, 'u'}, {0x1EF2, 0x1EF9, 'y'}};
            char base = 0;
            for (size_t i = 0; i < sizeof bases / sizeof *bases && !base; i++)
                if (cp >= bases[i].from && cp <= bases[i].to) base = bases[i].base;
            if (!base) return 0;
            out[n++] = base;
        } else if (cp < 0x300 || cp > 0x36F) {
            break; /* combining marks fall through and are dropped */
        }
        c->at = at;
    }
    return n;
}

static bool add_month(scan *c, int month) {
    raw *r = c->r;
    if (r->n == 3 || r->month_at >= 0) return false;
    r->month_at = (int8_t)r->n;
    r->num[r->n] = month;
    r->digits[r->n++] = 0;
    return true;
}

/* A Vietnamese numeral: behind "thứ" a weekday, behind "tháng" a month ("tháng năm"), behind "mười" its
 * units; "năm" before a year is the word for year. */
static bool count_word(scan *c, int value) {
    raw *r = c->r;
    if (c->weekday_next) {
        c->weekday_next = false;
        return true;
    }
    if (c->month_next) {
        c->month_next = false;
        return add_month(c, value);
    }
    if (r->month_at >= 0 && r->month_at == r->n - 1 && r->digits[r->month_at] == 0 &&
        r->num[r->month_at] == 10 && value <= 2) {
        r->num[r->month_at] += value;
        return true;
    }
    return value == 5;
}

static bool scan_word(scan *c) {
    char folded[64];
    raw *r = c->r;
    size_t n = fold_word(c, folded, sizeof folded);
    if (n == 0) return false;
    if (n == 1 && folded[0] == 't' && digit_at(c->s, c->at) && (r->n == 3 || r->n == 0)) return r->n == 3;
    const vb_date_word *w = vb_date_word_find((vb_str){folded, n});
    if (!w) return false;
    bool weekday = n == 3 && memcmp(folded, "thu", 3) == 0;
    if ((unsigned char)folded[0] >= 0x80 && w->kind != VB_DW_NONE) r->thai = true;
    switch ((vb_date_word_kind)w->kind) {
    case VB_DW_NONE: return false;
    case VB_DW_MONTH: c->month_next = false; return add_month(c, w->value);
    case VB_DW_MONTH_OF: c->month_next = true; return true;
    case VB_DW_COUNT: return count_word(c, w->value);
    case VB_DW_AM: r->am = true; return true;
    case VB_DW_PM: r->pm = true; return true;
    case VB_DW_SKIP: c->weekday_next = weekday; return true;
    case VB_DW_HOUR:
        if (r->has_time) return date_complete(r);
        if (r->n == 0) return false;
        r->hour = r->num[--r->n]; /* "lúc 10 giờ": the number was not a day */
        r->has_time = true;
        return r->hour < 24;
    case VB_DW_MINUTE: return r->has_time;
    case VB_DW_BE: r->be = true; return true;
    case VB_DW_CE: r->ce = true; return true;
    case VB_DW_ZONE:
        if (!r->has_time) return false;
        r->offset = w->value;
        r->has_offset = true;
        if (c->at < c->s.len && (c->s.ptr[c->at] == '+' || c->s.ptr[c->at] == '-')) return read_offset(c);
        return true;
    }
    return false;
}

/* Everything between numbers and words. */
static bool scan_mark(scan *c) {
    raw *r = c->r;
    char b = c->s.ptr[c->at];
    if ((b == '+' || b == '-') && r->has_time && date_complete(r) && digit_at(c->s, c->at + 1))
        return read_offset(c);
    if (b == '(' && date_complete(r) && r->has_time) { /* "(Indochina Time)" */
        c->at += vb_str_find_byte(vb_str_sub(c->s, c->at, c->s.len), ')') + 1;
        return c->at <= c->s.len;
    }
    if (b == '/' || b == '-' || b == '.') {
        if (b == '.' && (date_complete(r) || c->month_next)) {
            c->at++;
            return true;
        }
        if (r->n == 0 || date_complete(r)) return false;
        if (c->gap_sep) return false;
        if (r->n == 1)
            r->separator = b;
        else if (r->month_at < 0 && b != r->separator)
            return false;
        c->gap_sep = true;
        c->at++;
        return true;
    }
    if (b == ' ' || b == ',' || b == '\t' || b == '\n' || b == '\r') {
        c->at++;
        return true;
    }
    if (b == '\xC2' && c->at + 1 < c->s.len && c->s.ptr[c->at + 1] == '\xA0') { /* NBSP */
        c->at += 2;
        return true;
    }
    if (b == '\xE2' && c->at + 2 < c->s.len && c->s.ptr[c->at + 1] == '\x80') { /* narrow and thin blanks */
        unsigned char last = (unsigned char)c->s.ptr[c->at + 2];
        if (!(last >= 0x80 && last <= 0x8F) && last != 0xAF) return false;
        c->at += 3;
        return true;
    }
    return false;
}

static bool valid_year4(int32_t y) {
    return (y >= 1900 && y <= 2200) || (y > 2400 && y <= 2743);
}

/* Makes month-and-year complete, and refuses what has no year. */
static bool finish(raw *r) {
    if (r->n == 2) {
        int y = r->digits[0] == 4 ? 0 : r->digits[1] == 4 ? 1 : -1;
        if (y < 0 || !valid_year4(r->num[y]) || r->has_time) return false;
        int m = 1 - y;
        if (r->month_at >= 0 ? r->month_at != m : (r->separator != '/' && r->separator != '-')) return false;
        if (r->num[m] < 1 || r->num[m] > 12) return false;
        int32_t month = r->num[m], year = r->num[y];
        *r = (raw){.num = {year, month, 1},
                   .digits = {4, 2, 2},
                   .n = 3,
                   .month_at = -1,
                   .year_month = true,
                   .thai = r->thai,
                   .be = r->be,
                   .ce = r->ce};
        return true;
    }
    return r->n == 3;
}

static bool scan_plain(vb_str s, raw *r) {
    if (s.len < 5 || s.len > 24 || s.ptr[0] < '1' || s.ptr[0] > '9') return false;
    double value;
    if (!vb_str_double(s, &value) || vb_str_find_byte(s, 'e') < s.len || vb_str_find_byte(s, 'E') < s.len)
        return false;
    r->plain = true;
    r->plain_value = value;
    return true;
}

static bool scan_cell(vb_str s, raw *r) {
    *r = (raw){.month_at = -1};
    s = vb_str_trim(s);
    if (s.len < 5 || s.len > MAX_DATE_BYTES) return false;
    scan c = {.s = s, .r = r};
    bool ok = true;
    while (ok && c.at < s.len) {
        unsigned char b = (unsigned char)s.ptr[c.at];
        if (digit_at(s, c.at)) {
            ok = scan_number(&c);
            c.gap_sep = false;
        } else if ((b | 32) >= 'a' && (b | 32) <= 'z') {
            ok = scan_word(&c);
            c.gap_sep = false;
        } else if (b >= 0xC3 && b != 0xE2) {
            ok = scan_word(&c);
            c.gap_sep = false;
        } else {
            ok = scan_mark(&c);
        }
    }
    if (ok && !c.month_next && finish(r)) return true;
    *r = (raw){.month_at = -1};
    return scan_plain(s, r);
}

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

static int year_index(const raw *r) {
    if (r->month_at >= 0) {
        int a = r->month_at == 0 ? 1 : 0, b = r->month_at == 2 ? 1 : 2;
        return r->digits[a] == 4 || r->num[a] > 31 ? a : b;
    }
    return r->digits[0] == 4 ? 0 : 2;
}

static bool fix_year(const raw *r, int index, bool two_digit_be, vb_date *d) {
    int32_t y = r->num[index];
    if (r->digits[index] == 4) {
        if (!valid_year4(y)) return false;
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

static bool fix_time(const raw *r, vb_date *d) {
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
static bool read_raw(const raw *r, reading how, bool two_digit_be, bool strict, vb_date *d) {
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

static void vote_order(vb_date_votes *v, const raw *r) {
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
    raw r;
    v->cells++;
    if (!scan_cell(cell, &r)) return false;
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
    raw r;
    if (!scan_cell(cell, &r)) return false;
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
