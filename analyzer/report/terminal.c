/* terminal: see terminal.h. Line breaks come from ICU's line iterator over UTF-8. */
#include "report/terminal.h"

#include "base/utf8.h"
#include "report/width.h"

#include <math.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

static bool is_control(uint32_t cp) {
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
}

/* Marks that change the direction of text or cannot be seen; joiners, which emoji need, stay. */
static bool is_hidden(uint32_t cp) {
    return cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
           cp == 0xFEFF || cp == 0x061C || (cp >= 0xFFF9 && cp <= 0xFFFB);
}

void vb_term_plain(vb_buf *out, vb_str s) {
    bool space = false, any = false;
    for (size_t at = 0; at < s.len;) {
        uint32_t cp = vb_utf8_next(s, &at);
        char bytes[4];
        if (cp == ' ' || cp == 0xA0 || cp == 0x2028 || cp == 0x2029 || is_control(cp)) {
            space = true;
            continue;
        }
        if (is_hidden(cp)) continue;
        if (space && any) vb_buf_byte(out, ' ');
        space = false;
        any = true;
        vb_buf_add(out, bytes, vb_utf8_put(bytes, cp));
    }
}

void vb_term_style(vb_buf *out, bool color, vb_style style) {
    static const char *const codes[] = {
        [VB_STYLE_PLAIN] = "\x1b[0m", [VB_STYLE_BOLD] = "\x1b[1m",  [VB_STYLE_DIM] = "\x1b[2m",
        [VB_STYLE_BAD] = "\x1b[31m",  [VB_STYLE_GOOD] = "\x1b[32m",
    };
    if (color) vb_buf_cstr(out, codes[style]);
}

/* ---- Wrapping -------------------------------------------------------------------------------- */

typedef struct breaker {
    UText text;
    UBreakIterator *lines;
    size_t at, len;
} breaker;

static bool breaker_open(breaker *b, vb_str s) {
    UErrorCode code = U_ZERO_ERROR;
    *b = (breaker){.text = UTEXT_INITIALIZER, .len = s.len};
    utext_openUTF8(&b->text, s.ptr, (int64_t)s.len, &code);
    b->lines = ubrk_open(UBRK_LINE, "th", NULL, 0, &code);
    if (b->lines) ubrk_setUText(b->lines, &b->text, &code);
    return U_SUCCESS(code);
}

static void breaker_close(breaker *b) {
    if (b->lines) ubrk_close(b->lines);
    utext_close(&b->text);
}

/* The end of the next piece that may not be broken; the whole rest where ICU is not to be had. */
static size_t next_break(breaker *b, bool usable) {
    int32_t next = usable ? ubrk_following(b->lines, (int32_t)b->at) : UBRK_DONE;
    b->at = next == UBRK_DONE || (size_t)next > b->len ? b->len : (size_t)next;
    return b->at;
}

static void new_line(vb_buf *out, size_t indent) {
    vb_buf_byte(out, '\n');
    for (size_t i = 0; i < indent; i++) vb_buf_byte(out, ' ');
}

static vb_str without_end_space(vb_str s) {
    while (s.len && s.ptr[s.len - 1] == ' ') s.len--;
    return s;
}

void vb_term_wrap(vb_buf *out, vb_str s, size_t width, size_t used, size_t indent, size_t max_lines) {
    breaker b;
    size_t column = used, line = 1;
    bool fresh = used <= indent;
    if (s.len == 0) return;
    if (width < indent + 20) width = indent + 20;
    bool usable = s.len < INT32_MAX && breaker_open(&b, s);
    for (size_t begin = 0, end; begin < s.len; begin = end) {
        end = next_break(&b, usable);
        vb_str piece = vb_str_sub(s, begin, end), shown = without_end_space(piece);
        bool last_line = max_lines && line == max_lines;
        size_t room = width - (last_line && end < s.len ? 1 : 0); /* for the ellipsis */
        size_t piece_width = vb_display_width(shown);
        if (column + piece_width > room && last_line) {
            out->len = without_end_space(vb_buf_view(out)).len;
            vb_buf_cstr(out, "\xE2\x80\xA6");
            break;
        }
        if (column + piece_width > room && !fresh) {
            out->len = without_end_space(vb_buf_view(out)).len;
            new_line(out, indent);
            column = indent;
            line++;
        }
        fresh = false;
        if (column + piece_width > width) { /* one piece longer than a line: a URL, say */
            vb_pad(out, shown, width - column, true);
            column = width;
            continue;
        }
        vb_buf_str(out, piece);
        column += vb_display_width(piece);
    }
    out->len = without_end_space(vb_buf_view(out)).len;
    if (usable) breaker_close(&b);
}

/* ---- Pictures -------------------------------------------------------------------------------- */

void vb_term_bar(vb_buf *out, double share, size_t cells) {
    static const char *const eighths[] = {"",
                                          "\xE2\x96\x8F",
                                          "\xE2\x96\x8E",
                                          "\xE2\x96\x8D",
                                          "\xE2\x96\x8C",
                                          "\xE2\x96\x8B",
                                          "\xE2\x96\x8A",
                                          "\xE2\x96\x89"};
    if (!isfinite(share) || share < 0) share = 0;
    if (share > 1) share = 1;
    size_t filled = (size_t)lround(share * 8 * (double)cells), whole = filled / 8, shown = whole;
    if (share > 0 && filled == 0) filled = 1;
    for (size_t i = 0; i < whole; i++) vb_buf_cstr(out, "\xE2\x96\x88");
    if (filled % 8 && whole < cells) {
        vb_buf_cstr(out, eighths[filled % 8]);
        shown++;
    }
    for (; shown < cells; shown++) vb_buf_byte(out, ' ');
}

void vb_term_spark(vb_buf *out, const double *values, size_t n) {
    static const char *const levels[] = {"\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83", "\xE2\x96\x84",
                                         "\xE2\x96\x85", "\xE2\x96\x86", "\xE2\x96\x87", "\xE2\x96\x88"};
    double most = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, values[i]);
    for (size_t i = 0; i < n; i++) {
        double part = most > 0 ? values[i] / most : 0;
        vb_buf_cstr(out, levels[(size_t)lround(part * 7)]);
    }
}

void vb_term_fixed(vb_buf *out, double value, int places) {
    static const int64_t powers[] = {1, 10, 100, 1000, 10000};
    if (!isfinite(value) || fabs(value) > 1e12 || places < 0 || places > 4) {
        vb_buf_cstr(out, "-");
        return;
    }
    int64_t scaled = llround(value * (double)powers[places]), size = llabs(scaled);
    if (scaled < 0) vb_buf_byte(out, '-');
    vb_buf_int(out, size / powers[places]);
    if (places) vb_buf_byte(out, '.');
    for (int i = places - 1; i >= 0; i--) vb_buf_byte(out, (char)('0' + size / powers[i] % 10));
}

void vb_term_percent(vb_buf *out, double share) {
    vb_term_fixed(out, share * 100, 1);
    if (isfinite(share)) vb_buf_cstr(out, " %");
}

void vb_term_count(vb_buf *out, int64_t n) {
    char digits[24];
    size_t len = 0;
    vb_buf text = {0};
    vb_buf_int(&text, n < 0 ? 0 : n);
    for (size_t i = 0; i < text.len && len < sizeof digits; i++) digits[len++] = text.ptr[i];
    vb_buf_deinit(&text);
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0) vb_buf_byte(out, ' ');
        vb_buf_byte(out, digits[i]);
    }
}
