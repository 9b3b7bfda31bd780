#include "text/chars.h"
#include "base/utf8.h"

#include <utf8proc.h>

/* Vietnamese vowels with their six tones: none, grave, acute, hook above, tilde, dot below. */
static const uint16_t vowels[12][6] = {
    {0x0061, 0x00E0, 0x00E1, 0x1EA3, 0x00E3, 0x1EA1}, /* a */
    {0x0103, 0x1EB1, 0x1EAF, 0x1EB3, 0x1EB5, 0x1EB7}, /* ă */
    {0x00E2, 0x1EA7, 0x1EA5, 0x1EA9, 0x1EAB, 0x1EAD}, /* â */
    {0x0065, 0x00E8, 0x00E9, 0x1EBB, 0x1EBD, 0x1EB9}, /* e */
    {0x00EA, 0x1EC1, 0x1EBF, 0x1EC3, 0x1EC5, 0x1EC7}, /* ê */
    {0x0069, 0x00EC, 0x00ED, 0x1EC9, 0x0129, 0x1ECB}, /* i */
    {0x006F, 0x00F2, 0x00F3, 0x1ECF, 0x00F5, 0x1ECD}, /* o */
    {0x00F4, 0x1ED3, 0x1ED1, 0x1ED5, 0x1ED7, 0x1ED9}, /* ô */
    {0x01A1, 0x1EDD, 0x1EDB, 0x1EDF, 0x1EE1, 0x1EE3}, /* ơ */
    {0x0075, 0x00F9, 0x00FA, 0x1EE7, 0x0169, 0x1EE5}, /* u */
    {0x01B0, 0x1EEB, 0x1EE9, 0x1EED, 0x1EEF, 0x1EF1}, /* ư */
    {0x0079, 0x1EF3, 0x00FD, 0x1EF7, 0x1EF9, 0x1EF5}, /* y */
};
static const char vowel_base[12] = {'a', 'a', 'a', 'e', 'e', 'i', 'o', 'o', 'o', 'u', 'u', 'y'};

/* Where a character stands in `vowels`: 1 + row * 6 + tone, or 0. Tables for the two blocks that hold them.
 */
static const uint8_t index_low[0x1B1] = {
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 1,  0,  0,  0,  19, 0, 0, 0,  31, 0, 0, 0,  0, 0,  37, 0, 0, 0, 0,
    0,  55, 0,  0, 0,  67, 0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 2,  3, 13, 5,  0, 0, 0, 0,
    20, 21, 25, 0, 32, 33, 0, 0,  0, 0, 38, 39, 43, 41, 0,  0, 0, 56, 57, 0, 0, 69, 0, 0,  0,  0, 0, 7, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 35, 0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  59, 0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  0,  0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 0, 0, 0,
    0,  0,  0,  0, 0,  0,  0, 0,  0, 0, 0,  49, 0,  0,  0,  0, 0, 0,  0,  0, 0, 0,  0, 0,  0,  0, 61};
static const uint8_t index_high[0x5A] = {
    0, 6,  0, 4,  0, 15, 0, 14, 0, 16, 0, 17, 0, 18, 0, 9,  0, 8,  0, 10, 0, 11, 0, 12, 0, 24, 0, 22, 0, 23,
    0, 27, 0, 26, 0, 28, 0, 29, 0, 30, 0, 34, 0, 36, 0, 42, 0, 40, 0, 45, 0, 44, 0, 46, 0, 47, 0, 48, 0, 51,
    0, 50, 0, 52, 0, 53, 0, 54, 0, 60, 0, 58, 0, 63, 0, 62, 0, 64, 0, 65, 0, 66, 0, 68, 0, 72, 0, 70, 0, 71};

static unsigned vowel_index(uint32_t cp) {
    if (cp <= 0x1B0) return index_low[cp];
    if (cp >= 0x1EA0 && cp <= 0x1EF9) return index_high[cp - 0x1EA0];
    return 0;
}

static vb_char_class classify_ascii(uint32_t cp) {
    if ((cp | 32) >= 'a' && (cp | 32) <= 'z') return VB_CH_LATIN;
    if (cp >= '0' && cp <= '9') return VB_CH_DIGIT;
    if (cp == ' ' || (cp >= '\t' && cp <= '\r')) return VB_CH_SPACE;
    return cp < 0x20 || cp == 0x7F ? VB_CH_IGNORE : VB_CH_PUNCT;
}

static vb_char_class classify_thai(uint32_t cp) {
    if (cp >= 0x0E50 && cp <= 0x0E59) return VB_CH_DIGIT;
    if (cp == 0x0E2F || cp == 0x0E3F || cp == 0x0E4F || cp >= 0x0E5A) return VB_CH_PUNCT;
    return cp == 0x0E00 || (cp >= 0x0E3B && cp <= 0x0E3E) ? VB_CH_IGNORE : VB_CH_THAI;
}

/* Pictographs by block; the few text symbols that customers use as pictures (hearts, stars, faces) are among
 * them. */
static bool is_emoji(uint32_t cp) {
    if (cp >= 0x1F000) return cp <= 0x1FAFF && !(cp >= 0x1F100 && cp <= 0x1F16F);
    return (cp >= 0x2600 && cp <= 0x27BF) || (cp >= 0x2B00 && cp <= 0x2BFF) || cp == 0x203C || cp == 0x2049 ||
           (cp >= 0x231A && cp <= 0x23FF) || cp == 0x3030 || cp == 0x303D;
}

static vb_char_class classify_rare(uint32_t cp) {
    if (cp == 0x200D || (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0x1F3FB && cp <= 0x1F3FF) || cp == 0x20E3)
        return VB_CH_JOINER;
    if (is_emoji(cp)) return VB_CH_EMOJI;
    if (cp >= 0x0300 && cp <= 0x036F) return VB_CH_MARK;
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return VB_CH_SPACE;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS: return VB_CH_IGNORE;
    case UTF8PROC_CATEGORY_ND: return VB_CH_DIGIT;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return cp < 0x0250 || (cp >= 0x2C60 && cp <= 0x2C7F) ? VB_CH_LATIN : VB_CH_OTHER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return VB_CH_OTHER; /* vowel signs of Lao, Khmer, Hindi, ... belong to their words */
    default: return VB_CH_PUNCT;
    }
}

vb_char_class vb_char_classify(uint32_t cp) {
    if (cp < 0x80) return classify_ascii(cp);
    if (cp >= 0x00C0 && cp < 0x0250) return cp == 0xD7 || cp == 0xF7 ? VB_CH_PUNCT : VB_CH_LATIN;
    if (cp >= 0x1E00 && cp <= 0x1EFF) return VB_CH_LATIN;
    if (cp >= 0x0E00 && cp <= 0x0E7F) return classify_thai(cp);
    if (cp == 0x85 || cp == 0xA0) return VB_CH_SPACE;
    return classify_rare(cp);
}

uint32_t vb_char_lower(uint32_t cp) {
    if (cp < 0x80) return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    if (cp >= 0x0E00 && cp <= 0x0E7F) return cp;
    if (cp >= 0x00C0 && cp <= 0x00DE) return cp == 0xD7 ? cp : cp + 32;
    if (cp >= 0x1EA0 && cp <= 0x1EFF) return cp | 1;
    if (cp == 0x0130) return 'i';
    if (cp == 0x0111 || vowel_index(cp)) return cp;
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

uint32_t vb_char_fold(uint32_t cp) {
    if (cp < 0x80) return cp;
    if (cp == 0x0111) return 'd';
    unsigned i = vowel_index(cp);
    return i ? (uint32_t)vowel_base[(i - 1) / 6] : cp;
}

bool vb_char_is_vietnamese(uint32_t cp) {
    return cp >= 0x80 && (cp == 0x0111 || vowel_index(cp));
}

unsigned vb_char_tone(uint32_t cp) {
    unsigned i = vowel_index(cp);
    return i ? (i - 1) % 6 : 0;
}

uint32_t vb_char_with_tone(uint32_t cp, unsigned tone) {
    unsigned i = vowel_index(cp);
    return i ? vowels[(i - 1) / 6][tone] : cp;
}

int vb_char_digit(uint32_t cp) {
    if (cp >= '0' && cp <= '9') return (int)(cp - '0');
    if (cp >= 0x0E50 && cp <= 0x0E59) return (int)(cp - 0x0E50);
    if (cp >= 0xFF10 && cp <= 0xFF19) return (int)(cp - 0xFF10);
    return -1;
}

size_t vb_fold_str(vb_str s, char *out) {
    size_t at = 0, n = 0;
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c < 0x80) {
            out[n++] = (char)c;
            at++;
            continue;
        }
        n += vb_utf8_put(out + n, vb_char_fold(vb_utf8_next(s, &at)));
    }
    return n;
}
