/* width: per code point from ICU's properties; ASCII is answered without asking. */
#include "report/width.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

static size_t width_of(uint32_t cp) {
    if (cp < 0x20 || cp == 0x7F) return 0;
    if (cp < 0x300) return cp != 0xAD && !(cp >= 0x80 && cp < 0xA0);
    int8_t type = u_charType((UChar32)cp);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR ||
        type == U_CONTROL_CHAR)
        return 0;
    int32_t wide = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

/* Joins: a character behind a zero-width joiner draws over the one before. */
static size_t next_width(vb_str s, size_t *at, uint32_t *before) {
    uint32_t cp = vb_utf8_next(s, at);
    size_t w = *before == 0x200D && cp >= 0x2190 ? 0 : width_of(cp);
    if (cp >= 0x1F3FB && cp <= 0x1F3FF) w = 0; /* skin tones */
    *before = cp;
    return w;
}

size_t vb_display_width(vb_str s) {
    size_t width = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < s.len;) width += next_width(s, &at, &before);
    return width;
}

/* Bytes of the longest front that fits in `width`, marks of its last character included. */
static size_t fitting(vb_str s, size_t width, size_t *used) {
    size_t fits = 0;
    uint32_t before = 0;
    *used = 0;
    for (size_t at = 0; at < s.len;) {
        size_t w = next_width(s, &at, &before);
        if (*used + w > width) break;
        *used += w;
        fits = at;
    }
    return fits;
}

/* Controls are written as blanks only where they would stand between words; each run of them is one blank. */
static void add_clean(vb_buf *out, vb_str s) {
    bool control = false;
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t cp = vb_utf8_next(s, &at);
        bool is_control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 ||
                          (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
        if (is_control) {
            if (!control) vb_buf_byte(out, ' ');
        } else if (cp == VB_REPLACEMENT && at - from == 1) {
            vb_buf_add(out, "\xEF\xBF\xBD", 3);
        } else {
            vb_buf_add(out, s.ptr + from, at - from);
        }
        control = is_control;
    }
}

void vb_pad(vb_buf *out, vb_str s, size_t width, bool truncate) {
    vb_buf clean = {0};
    add_clean(&clean, s);
    vb_str text = vb_buf_view(&clean);
    size_t used = vb_display_width(text);
    if (used > width && truncate && width) {
        size_t n = fitting(text, width - 1, &used);
        vb_buf_add(out, text.ptr, n);
        vb_buf_cstr(out, "\xE2\x80\xA6");
        used++;
    } else {
        vb_buf_str(out, text);
    }
    for (; used < width; used++) vb_buf_byte(out, ' ');
    if (clean.failed) out->failed = true;
    vb_buf_deinit(&clean);
}

bool vb_wrap(vb_str *rest, size_t width, vb_str *line) {
    size_t used;
    while (rest->len && rest->ptr[0] == ' ') *rest = vb_str_sub(*rest, 1, rest->len);
    if (rest->len == 0) return false;
    size_t n = fitting(*rest, width, &used);
    if (n == 0) n = vb_utf8_length((unsigned char)rest->ptr[0]);
    if (n > rest->len) n = rest->len;
    if (n < rest->len && rest->ptr[n] != ' ') {
        size_t blank = n;
        while (blank && rest->ptr[blank - 1] != ' ') blank--;
        if (blank > 1) n = blank - 1;
    }
    *line = vb_str_sub(*rest, 0, n);
    *rest = vb_str_sub(*rest, n, rest->len);
    return true;
}
