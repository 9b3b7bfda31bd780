/* date_scan: one scanner for every spelling of a date. No allocation, no locale; the words stand in
 * date_words.c. See date_raw.h. */
#include "input/date_raw.h"
#include "base/utf8.h"
#include "input/date_words.h"

#define MAX_DATE_BYTES 160

typedef struct scan {
    vb_str s;
    size_t at;
    vb_date_raw *r;
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

static bool date_complete(const vb_date_raw *r) {
    return r->n == 3;
}

/* ":MM[:SS[.fff]]" behind an hour. */
static bool read_minutes(scan *c, int64_t hour, char sep) {
    vb_date_raw *r = c->r;
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
    vb_date_raw *r = c->r;
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
    vb_date_raw *r = c->r;
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
    vb_date_raw *r = c->r;
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
    vb_date_raw *r = c->r;
    if (r->n == 3 || r->month_at >= 0) return false;
    r->month_at = (int8_t)r->n;
    r->num[r->n] = month;
    r->digits[r->n++] = 0;
    return true;
}

/* A Vietnamese numeral: behind "thứ" a weekday, behind "tháng" a month ("tháng năm"), behind "mười" its
 * units; "năm" before a year is the word for year. */
static bool count_word(scan *c, int value) {
    vb_date_raw *r = c->r;
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
    vb_date_raw *r = c->r;
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
    vb_date_raw *r = c->r;
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

bool vb_date_is_year(int32_t y) {
    return (y >= 1900 && y <= 2200) || (y > 2400 && y <= 2743);
}

/* Makes month-and-year complete, and refuses what has no year. */
static bool finish(vb_date_raw *r) {
    if (r->n == 2) {
        int y = r->digits[0] == 4 ? 0 : r->digits[1] == 4 ? 1 : -1;
        if (y < 0 || !vb_date_is_year(r->num[y]) || r->has_time) return false;
        int m = 1 - y;
        if (r->month_at >= 0 ? r->month_at != m : (r->separator != '/' && r->separator != '-')) return false;
        if (r->num[m] < 1 || r->num[m] > 12) return false;
        int32_t month = r->num[m], year = r->num[y];
        *r = (vb_date_raw){.num = {year, month, 1},
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

static bool scan_plain(vb_str s, vb_date_raw *r) {
    if (s.len < 5 || s.len > 24 || s.ptr[0] < '1' || s.ptr[0] > '9') return false;
    double value;
    if (!vb_str_double(s, &value) || vb_str_find_byte(s, 'e') < s.len || vb_str_find_byte(s, 'E') < s.len)
        return false;
    r->plain = true;
    r->plain_value = value;
    return true;
}

bool vb_date_scan(vb_str s, vb_date_raw *r) {
    *r = (vb_date_raw){.month_at = -1};
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
    *r = (vb_date_raw){.month_at = -1};
    return scan_plain(s, r);
}
