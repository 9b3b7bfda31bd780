/* xlsx_cell: number formats, serial dates, number text, escapes.
 *
 * Invariant: see xlsx_cell.h. Formats are read just far enough to tell days from times from numbers:
 * literals, colours, locales and all sections but the first are skipped. Leaves XML and ZIP to xlsx.c. */
#include "input/xlsx_cell.h"

#include "base/utf8.h"

#include <math.h>

static const struct {
    unsigned char first, last, format;
} builtin[] = {
    {14, 17, VB_CELL_DATE}, {18, 21, VB_CELL_TIME},     {22, 22, VB_CELL_DATETIME}, {27, 31, VB_CELL_DATE},
    {32, 35, VB_CELL_TIME}, {36, 36, VB_CELL_DATE},     {45, 45, VB_CELL_TIME},     {47, 47, VB_CELL_TIME},
    {50, 54, VB_CELL_DATE}, {55, 56, VB_CELL_TIME},     {57, 58, VB_CELL_DATE},     {71, 74, VB_CELL_DATE},
    {75, 76, VB_CELL_TIME}, {77, 77, VB_CELL_DATETIME}, {78, 78, VB_CELL_TIME},     {80, 80, VB_CELL_TIME},
    {81, 81, VB_CELL_DATE},
};

vb_cell_format vb_cell_format_builtin(uint32_t id) {
    for (size_t i = 0; i < sizeof builtin / sizeof builtin[0]; i++)
        if (id >= builtin[i].first && id <= builtin[i].last) return (vb_cell_format)builtin[i].format;
    return VB_CELL_NUMBER;
}

/* Skips a bracket such as [Red], [$-41E], [>=1]; an elapsed time [h] sets `*elapsed`. */
static size_t skip_bracket(vb_str code, size_t i, bool *elapsed) {
    size_t end = i + 1;
    while (end < code.len && code.ptr[end] != ']') end++;
    char c = end > i + 1 ? code.ptr[i + 1] | 32 : 0;
    bool same = c == 'h' || c == 'm' || c == 's';
    for (size_t k = i + 1; k < end; k++) same = same && (code.ptr[k] | 32) == c;
    *elapsed |= same;
    return end + 1;
}

vb_cell_format vb_cell_format_code(vb_str code) {
    bool day = false, month = false, time = false, elapsed = false;
    if (vb_str_eq_nocase(code, VB_STR("General")) || vb_str_eq_nocase(code, VB_STR("Standard")))
        return VB_CELL_NUMBER;
    for (size_t i = 0; i < code.len && code.ptr[i] != ';';) {
        char c = code.ptr[i];
        if (c == '\\' || c == '_' || c == '*') {
            i += 2;
        } else if (c == '"') {
            do i++;
            while (i < code.len && code.ptr[i] != '"');
            i++;
        } else if (c == '[') {
            i = skip_bracket(code, i, &elapsed);
        } else {
            c |= 32;
            if (c == 'd' || c == 'y' || (c == 'b' && !day)) day = true; /* b: years of the Buddhist era */
            if (c == 'm') month = true;
            if (c == 'h' || c == 's') time = true;
            if (code.ptr[i] == '0' || code.ptr[i] == '#' || code.ptr[i] == '?') {
                if (!time) return VB_CELL_NUMBER; /* digits, but for fractions of seconds */
            }
            i++;
        }
    }
    if (elapsed) return VB_CELL_NUMBER; /* a duration */
    if (day || (month && !time)) return time ? VB_CELL_DATETIME : VB_CELL_DATE;
    return time ? VB_CELL_TIME : VB_CELL_NUMBER;
}

/* Year, month and day of a count of days since 1970-01-01 in the Gregorian calendar (Hinnant,
 * "chrono-compatible low-level date algorithms"). */
static void civil(int64_t days, int64_t *y, int64_t *m, int64_t *d) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t mp = (5 * of_year + 2) / 153;
    *d = of_year - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = year + era * 400 + (*m <= 2);
}

static void two(vb_buf *out, int64_t v) {
    vb_buf_byte(out, (char)('0' + v / 10 % 10));
    vb_buf_byte(out, (char)('0' + v % 10));
}

bool vb_cell_date(vb_buf *out, double serial, vb_cell_format format, bool base_1904) {
    if (!(serial >= 0 && serial < (base_1904 ? 2957004 : 2958466))) return false; /* 9999-12-31 */
    int64_t days = (int64_t)floor(serial), seconds = (int64_t)floor((serial - (double)days) * 86400 + 0.5);
    if (seconds == 86400) {
        days++;
        seconds = 0;
    }
    bool day = format != VB_CELL_TIME || days > 0, time = format != VB_CELL_DATE || seconds != 0;
    if (day) {
        int64_t y, m, d;
        /* 1904-01-01, or 1899-12-30: the 1900 system counts a 29 February 1900 that was none. */
        civil(base_1904 ? days - 24107 : days < 60 ? days - 25568 : days - 25569, &y, &m, &d);
        two(out, y / 100);
        two(out, y % 100);
        vb_buf_byte(out, '-');
        two(out, m);
        vb_buf_byte(out, '-');
        two(out, d);
        if (time) vb_buf_byte(out, ' ');
    }
    if (time) {
        two(out, seconds / 3600);
        vb_buf_byte(out, ':');
        two(out, seconds / 60 % 60);
        vb_buf_byte(out, ':');
        two(out, seconds % 60);
    }
    return true;
}

/* Rounds n digits to 15, half up; returns 1 where a carry made one more digit in front (10...0). */
static size_t round_digits(char *digits, size_t *n) {
    size_t carry = 0;
    if (*n > 15) {
        carry = digits[15] >= '5';
        *n = 15;
        for (size_t i = 15; carry && i-- > 0;) {
            carry = digits[i] == '9';
            digits[i] = carry ? '0' : (char)(digits[i] + 1);
        }
        if (carry) digits[0] = '1';
    }
    while (*n && digits[*n - 1] == '0') --*n;
    return carry;
}

bool vb_cell_number(vb_buf *out, vb_str text) {
    char digits[400];
    size_t n = 0, i = 0;
    int64_t point = 0, exponent = 0; /* value = 0.DIGITS * 10^point */
    bool any = false, negative = false, behind = false;
    text = vb_str_trim(text);
    if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+')) negative = text.ptr[i++] == '-';
    for (; i < text.len && ((text.ptr[i] >= '0' && text.ptr[i] <= '9') || (text.ptr[i] == '.' && !behind));
         i++) {
        if (text.ptr[i] == '.') {
            behind = true;
            continue;
        }
        any = true;
        if (n == 0 && text.ptr[i] == '0') { /* leading zeros */
            point -= behind;
            continue;
        }
        if (n < sizeof digits) digits[n++] = text.ptr[i];
        point += !behind;
    }
    if (!any) return false;
    if (i < text.len && (text.ptr[i] | 32) == 'e') {
        if (!vb_str_int(vb_str_sub(text, i + 1, text.len), &exponent) || exponent > 400 || exponent < -400)
            return false;
        i = text.len;
    }
    if (i != text.len) return false;
    point += exponent;
    point += (int64_t)round_digits(digits, &n);
    if (n == 0) return vb_buf_byte(out, '0'), true;
    if (negative) vb_buf_byte(out, '-');
    if (point > 21 || point < -6) { /* scientific */
        vb_buf_byte(out, digits[0]);
        if (n > 1) vb_buf_byte(out, '.');
        vb_buf_add(out, digits + 1, n - 1);
        vb_buf_byte(out, 'e');
        vb_buf_int(out, point - 1);
        return true;
    }
    if (point <= 0) vb_buf_cstr(out, "0.");
    for (int64_t k = point; k < 0; k++) vb_buf_byte(out, '0');
    for (size_t k = 0; k < n; k++) {
        if (point > 0 && (int64_t)k == point) vb_buf_byte(out, '.');
        vb_buf_byte(out, digits[k]);
    }
    for (int64_t k = (int64_t)n; k < point; k++) vb_buf_byte(out, '0');
    return true;
}

static bool hex_escape(vb_str s, size_t i, uint32_t *cp) {
    if (s.len < 7 || i > s.len - 7 || s.ptr[i + 1] != 'x' || s.ptr[i + 6] != '_') return false;
    *cp = 0;
    for (size_t k = i + 2; k < i + 6; k++) {
        char c = s.ptr[k];
        uint32_t v = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 32) - 'a' + 10);
        if (v > 15 || (v > 9 && ((c | 32) < 'a' || (c | 32) > 'f'))) return false;
        *cp = *cp << 4 | v;
    }
    return true;
}

void vb_cell_text(vb_buf *out, vb_str text) {
    for (size_t i = 0; i < text.len;) {
        size_t under = vb_str_find_byte(vb_str_sub(text, i, text.len), '_') + i;
        vb_buf_add(out, text.ptr + i, under - i);
        i = under;
        uint32_t cp;
        if (i == text.len) break;
        if (!hex_escape(text, i, &cp)) {
            vb_buf_byte(out, '_');
            i++;
            continue;
        }
        char utf8[4];
        bool surrogate = cp >= 0xD800 && cp < 0xE000;
        if (cp) vb_buf_add(out, utf8, vb_utf8_put(utf8, surrogate ? VB_REPLACEMENT : cp));
        i += 7;
    }
}
