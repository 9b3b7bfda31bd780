#include "text/scan.h"
#include "base/utf8.h"
#include "text/chars.h"

/* Class of the character at `at`; `*next` is behind it. */
static inline vb_char_class class_at(vb_str s, size_t at, size_t *next) {
    *next = at;
    if (at >= s.len) return VB_CH_SPACE;
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x80) {
        *next = at + 1;
        if ((unsigned char)((c | 32) - 'a') < 26) return VB_CH_LATIN;
        if ((unsigned char)(c - '0') < 10) return VB_CH_DIGIT;
        return c == ' ' ? VB_CH_SPACE : vb_char_classify(c);
    }
    if (s.len - at >= 3) { /* letters of Vietnamese: U+0100 to U+01FF, U+1E00 to U+1EFF */
        unsigned char d = (unsigned char)s.ptr[at + 1];
        if (c >= 0xC4 && c <= 0xC7 && (d & 0xC0) == 0x80) {
            *next = at + 2;
            return VB_CH_LATIN;
        }
        if (c == 0xE1 && d >= 0xB8 && d <= 0xBB && ((unsigned char)s.ptr[at + 2] & 0xC0) == 0x80) {
            *next = at + 3;
            return VB_CH_LATIN;
        }
    }
    return vb_char_classify(vb_utf8_next(s, next));
}

static size_t skip_class(vb_str s, size_t at, vb_char_class class) {
    size_t next;
    while (at < s.len && class_at(s, at, &next) == class) at = next;
    return at;
}

static bool is_link(vb_str s, size_t at) {
    if (s.ptr[at] != 'h' && s.ptr[at] != 'w') return false;
    vb_str rest = vb_str_sub(s, at, s.len);
    return vb_str_starts(rest, VB_STR("http://")) || vb_str_starts(rest, VB_STR("https://")) ||
           vb_str_starts(rest, VB_STR("www."));
}

/* A mail address or a bare domain: letters, then . or @, then letters, without a space. Returns its end or
 * `at`. */
static size_t mail_end(vb_str s, size_t at) {
    size_t i = at, sign = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        bool word =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '+';
        if (c == '@' && !sign)
            sign = i;
        else if (!word)
            break;
    }
    if (!sign || sign == at || i - sign < 4) return at;
    while (i > sign && (s.ptr[i - 1] == '.' || s.ptr[i - 1] == '-')) i--;
    return memchr(s.ptr + sign, '.', i - sign) ? i : at;
}

static size_t link_end(vb_str s, size_t at) {
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c <= ' ' || c >= 0x80 || c == '"' || c == '<' || c == '>') break;
        at++;
    }
    while (at > 0 && strchr(".,;:!?)'", s.ptr[at - 1])) at--;
    return at;
}

/* Letters and digits; an apostrophe between letters belongs to the word. */
static size_t word_end(vb_str s, size_t at) {
    for (;;) {
        size_t next;
        vb_char_class class = class_at(s, at, &next);
        if (at >= s.len) return at;
        if (class == VB_CH_LATIN || class == VB_CH_DIGIT || class == VB_CH_MARK) {
            at = next;
        } else if (s.ptr[at] == '\'' && at + 1 < s.len) {
            size_t after;
            if (class_at(s, at + 1, &after) != VB_CH_LATIN) return at;
            at = after;
        } else {
            return at;
        }
    }
}

static bool is_among(vb_str word, const char *const *all, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (vb_str_eqz(word, all[i])) return true;
    return false;
}
#define AMONG(word, list) is_among(word, list, sizeof(list) / sizeof *(list))

static bool is_ascii_letter(vb_str s, size_t at) {
    return at < s.len && s.ptr[at] >= 'a' && s.ptr[at] <= 'z';
}

/* Letters with a full stop behind each: e.g., a.m., U.S.A. Returns their end or `at`. */
static size_t initials_end(vb_str s, size_t at) {
    size_t end = at, letters = 0;
    while (is_ascii_letter(s, end) && end + 1 < s.len && s.ptr[end + 1] == '.') end += 2, letters++;
    size_t next;
    return letters > 1 && class_at(s, end, &next) != VB_CH_LATIN ? end : at;
}

/* End of an abbreviation whose full stop belongs to it, where the word before the stop ends at `end`: titles
 * (TS. Lan), kinds of places (TP. Vinh, TP.HCM, Q.1). `end` where it is none. */
static size_t abbreviation_end(vb_str s, size_t at, size_t end) {
    static const char *const titles[] = {"tp", "tx", "ts", "ths", "gs", "pgs"};
    static const char *const places[] = {"tp", "tx"}, *const numbered[] = {"q", "p", "f"};
    vb_str word = vb_str_sub(s, at, end);
    size_t next, digits = skip_class(s, end + 1, VB_CH_DIGIT);
    if (AMONG(word, numbered) && digits > end + 1 && digits <= end + 3 &&
        class_at(s, digits, &next) != VB_CH_LATIN)
        return digits;
    if (!AMONG(word, titles) || class_at(s, end + 1, &next) == VB_CH_PUNCT) return end;
    return AMONG(word, places) && is_ascii_letter(s, end + 1) ? word_end(s, end + 1) : end + 1;
}

/* Days written 30-4-1975 or 1975-04-30; `at` where the digits are none. */
static size_t date_end(vb_str s, size_t at) {
    size_t ends[3], from = at, next;
    for (int i = 0; i < 3; i++) {
        ends[i] = skip_class(s, from, VB_CH_DIGIT);
        size_t most = i == 1 ? 2 : 4;
        if (ends[i] == from || ends[i] - from > most || ends[i] - from == 3) return at;
        if (i < 2 && (ends[i] >= s.len || s.ptr[ends[i]] != '-')) return at;
        from = ends[i] + 1;
    }
    bool ends_there =
        ends[2] >= s.len || (s.ptr[ends[2]] != '-' && class_at(s, ends[2], &next) != VB_CH_LATIN);
    return ends_there && (ends[0] - at == 4) + (ends[2] - ends[1] - 1 == 4) < 2 ? ends[2] : at;
}

/* Thai abbreviations: groups of up to three letters with a full stop behind each (พ.ศ., ธ.ค., ก.ล.ต.), and
 * the short ones of every day that have but one. Returns their end or `at`. */
static size_t thai_abbreviation_end(vb_str s, size_t at) {
    static const char *const single[] = {"น",  "อ",  "ต",   "จ",   "ถ",   "ซ",  "ม",  "ด",   "ดร",
                                         "ผบ", "สน", "ตร",  "รร",  "รพ",  "กม", "กก", "ซม",  "ตร",
                                         "ชม", "ผศ", "รศ",  "ศ",   "นพ",  "พญ", "ทพ", "อบต", "อบจ",
                                         "มร", "บจ", "บมจ", "โทร", "กทม", "ผอ", "สส", "สว",  "ปณ"};
    size_t end = at, groups = 0;
    bool letter = false; /* a group of one letter */
    for (;;) {
        size_t stop = end;
        while (stop + 2 < s.len && stop - end < 9 && (unsigned char)s.ptr[stop] == 0xE0) stop += 3;
        if (stop == end || stop >= s.len || s.ptr[stop] != '.') break;
        letter |= stop - end == 3;
        end = stop + 1;
        groups++;
    }
    bool known = groups == 1 && AMONG(vb_str_sub(s, at, end - 1), single);
    return known || (groups > 1 && letter) ? end : at;
}

/* Digits with separators inside, then at most four letters of a unit or a percent sign. */
static size_t number_end(vb_str s, size_t at) {
    size_t next;
    at = skip_class(s, at, VB_CH_DIGIT);
    while (at < s.len && strchr(".,:/", s.ptr[at]) && class_at(s, at + 1, &next) == VB_CH_DIGIT &&
           at + 1 < s.len)
        at = skip_class(s, at + 1, VB_CH_DIGIT);
    if (at < s.len && s.ptr[at] == '%') return at + 1;
    size_t letters = at;
    while (letters < s.len && class_at(s, letters, &next) == VB_CH_LATIN && letters - at <= 8) letters = next;
    bool ends = class_at(s, letters, &next) != VB_CH_LATIN || letters >= s.len;
    if (ends && letters < s.len && s.ptr[letters] >= '0' && s.ptr[letters] <= '9')
        letters = skip_class(s, letters, VB_CH_DIGIT);
    return ends ? letters : at;
}

/* One pictograph with its modifiers and what a zero-width joiner ties to it; flags are two regional letters.
 */
static size_t emoji_end(vb_str s, size_t at) {
    size_t next = at;
    uint32_t first = vb_utf8_next(s, &next);
    at = next;
    if (first >= 0x1F1E6 && first <= 0x1F1FF && at < s.len) {
        uint32_t second = vb_utf8_next(s, &next);
        if (second >= 0x1F1E6 && second <= 0x1F1FF) return next;
    }
    while (at < s.len) {
        next = at;
        uint32_t cp = vb_utf8_next(s, &next);
        if (vb_char_classify(cp) != VB_CH_JOINER) break;
        at = next;
        if (cp == 0x200D && at < s.len && class_at(s, at, &next) == VB_CH_EMOJI) at = next;
    }
    return at;
}

static size_t punct_end(vb_str s, size_t at) {
    size_t first = at;
    vb_utf8_next(s, &at);
    size_t unit = at - first;
    while (at + unit <= s.len && memcmp(s.ptr + at, s.ptr + first, unit) == 0) at += unit;
    return at;
}

bool vb_scan_next(vb_str s, uint32_t *position, vb_piece *out) {
    size_t at = *position, next = 0;
    *out = (vb_piece){0};
    vb_char_class class = VB_CH_SPACE;
    for (; at < s.len; at = next) {
        class = class_at(s, at, &next);
        if (class != VB_CH_SPACE && class != VB_CH_IGNORE) break;
        out->space_before = true;
        out->break_before |= s.ptr[at] == '\n';
    }
    if (at >= s.len) return false;
    size_t end = next;
    out->begin = (uint32_t)at;
    if (s.ptr[at] == '#' && next < s.len) { /* a hashtag is read as its words */
        size_t after;
        vb_char_class tagged = class_at(s, next, &after);
        if (tagged == VB_CH_LATIN || tagged == VB_CH_THAI) {
            out->hashtag = true;
            out->begin = (uint32_t)(at = next);
            class = tagged;
            end = after;
        }
    }
    switch (class) {
    case VB_CH_LATIN:
        end = word_end(s, at);
        if (is_link(s, at)) {
            out->kind = VB_PIECE_URL;
            end = link_end(s, at);
        } else if (end < s.len && strchr("@.-_+", s.ptr[end]) && mail_end(s, at) > at) {
            out->kind = VB_PIECE_MENTION;
            end = mail_end(s, at);
        } else {
            out->kind = VB_PIECE_WORD;
            if (end < s.len && s.ptr[end] == '.' && end - at <= 3) {
                size_t initials = end - at == 1 ? initials_end(s, at) : at;
                end = initials > at ? initials : abbreviation_end(s, at, end);
            }
        }
        break;
    case VB_CH_DIGIT:
        out->kind = VB_PIECE_NUMBER;
        end = date_end(s, at);
        if (end == at) end = number_end(s, at);
        break;
    case VB_CH_THAI:
        out->kind = VB_PIECE_THAI;
        end = thai_abbreviation_end(s, at);
        out->whole = end > at;
        if (!out->whole) end = skip_class(s, at, VB_CH_THAI);
        break;
    case VB_CH_EMOJI:
        out->kind = VB_PIECE_EMOJI;
        end = emoji_end(s, at);
        break;
    case VB_CH_OTHER:
    case VB_CH_MARK:
        out->kind = VB_PIECE_OTHER;
        end = skip_class(s, at, VB_CH_OTHER);
        if (end == at) end = next;
        break;
    case VB_CH_PUNCT:
    case VB_CH_JOINER:
    case VB_CH_SPACE:
    case VB_CH_IGNORE:
        out->kind = VB_PIECE_PUNCT;
        if (s.ptr[at] == '@' && next < s.len && class_at(s, next, &end) == VB_CH_LATIN) {
            out->kind = VB_PIECE_MENTION;
            end = word_end(s, next);
            while (end < s.len && (s.ptr[end] == '_' || s.ptr[end] == '.') &&
                   class_at(s, end + 1, &next) == VB_CH_LATIN)
                end = word_end(s, end + 1);
        } else {
            end = punct_end(s, at);
        }
        break;
    }
    out->end = (uint32_t)end;
    *position = out->end;
    return true;
}
