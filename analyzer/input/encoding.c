/* encoding: decoders to UTF-8.
 *
 * Invariant: see encoding.h. One-byte encodings are tables of 256 code points; those of Windows are asked of
 * ICU once when the decoder is made, TCVN3 and VNI (font encodings that no converter library of ours knows)
 * are written below. A combining tone that follows a Vietnamese vowel is joined with it at once, so later
 * stages see composed letters. Leaves the choice of the decoder to guess.c. */
#include "input/encoding.h"

#include "base/utf8.h"

#include <unicode/ucnv.h>

/* ---- Vietnamese letters ---- */

/* Rows: a ă â e ê i o ô ơ u ư y, small then capital. Columns: no tone, grave, hook, tilde, acute, dot below.
 */
static const uint16_t vowels[24][6] = {
    {'a', 0xE0, 0x1EA3, 0xE3, 0xE1, 0x1EA1},         {0x103, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB7},
    {0xE2, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD},  {'e', 0xE8, 0x1EBB, 0x1EBD, 0xE9, 0x1EB9},
    {0xEA, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7},  {'i', 0xEC, 0x1EC9, 0x129, 0xED, 0x1ECB},
    {'o', 0xF2, 0x1ECF, 0xF5, 0xF3, 0x1ECD},         {0xF4, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED1, 0x1ED9},
    {0x1A1, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3}, {'u', 0xF9, 0x1EE7, 0x169, 0xFA, 0x1EE5},
    {0x1B0, 0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1}, {'y', 0x1EF3, 0x1EF7, 0x1EF9, 0xFD, 0x1EF5},
    {'A', 0xC0, 0x1EA2, 0xC3, 0xC1, 0x1EA0},         {0x102, 0x1EB0, 0x1EB2, 0x1EB4, 0x1EAE, 0x1EB6},
    {0xC2, 0x1EA6, 0x1EA8, 0x1EAA, 0x1EA4, 0x1EAC},  {'E', 0xC8, 0x1EBA, 0x1EBC, 0xC9, 0x1EB8},
    {0xCA, 0x1EC0, 0x1EC2, 0x1EC4, 0x1EBE, 0x1EC6},  {'I', 0xCC, 0x1EC8, 0x128, 0xCD, 0x1ECA},
    {'O', 0xD2, 0x1ECE, 0xD5, 0xD3, 0x1ECC},         {0xD4, 0x1ED2, 0x1ED4, 0x1ED6, 0x1ED0, 0x1ED8},
    {0x1A0, 0x1EDC, 0x1EDE, 0x1EE0, 0x1EDA, 0x1EE2}, {'U', 0xD9, 0x1EE6, 0x168, 0xDA, 0x1EE4},
    {0x1AF, 0x1EEA, 0x1EEC, 0x1EEE, 0x1EE8, 0x1EF0}, {'Y', 0x1EF2, 0x1EF6, 0x1EF8, 0xDD, 0x1EF4},
};

bool vb_vowel_find(uint32_t cp, unsigned *row, unsigned *tone) {
    for (unsigned r = 0; r < 24; r++) {
        for (unsigned t = 0; t < 6; t++) {
            if (vowels[r][t] != cp) continue;
            *row = r;
            *tone = t;
            return true;
        }
    }
    return false;
}

uint32_t vb_vowel_get(unsigned row, unsigned tone) {
    return vowels[row][tone];
}

static unsigned tone_of_mark(uint32_t cp) {
    switch (cp) {
    case 0x300: return 1;
    case 0x309: return 2;
    case 0x303: return 3;
    case 0x301: return 4;
    case 0x323: return 5;
    default: return 0;
    }
}

/* The vowel with a tone mark joined, or 0 where the two do not join. */
static uint32_t join_tone(unsigned row, uint32_t mark) {
    unsigned tone = tone_of_mark(mark);
    return tone ? vowels[row][tone] : 0;
}

/* ---- TCVN3 (TCVN 5712:1993 VN3, the ".Vn" fonts) ---- */

static const struct {
    unsigned char first;
    const char *letters; /* UTF-8, of consecutive bytes */
} tcvn3_runs[] = {
    {0xA0, "\u00A0ĂÂÊÔƠƯĐăâêôơưđ"},
    {0xB0, "\u0300\u0309\u0303\u0301\u0323àảãáạ"},
    {0xBB, "ằẳẵắ"},
    {0xC6, "ặầẩẫấậè"},
    {0xCE, "ẻẽéẹềểễếệìỉ"},
    {0xDC, "ĩíịò"},
    {0xE1, "ỏõóọồổỗốộờởỡớợù"},
    {0xF1, "ủũúụừửữứựỳỷỹýỵ"},
};

static void tcvn3_table(uint32_t table[256]) {
    for (unsigned b = 0; b < 256; b++) table[b] = b < 0x80 ? b : VB_NO_CHAR;
    for (size_t i = 0; i < sizeof tcvn3_runs / sizeof tcvn3_runs[0]; i++) {
        vb_str s = vb_str_of(tcvn3_runs[i].letters);
        unsigned b = tcvn3_runs[i].first;
        for (size_t at = 0; at < s.len; b++) table[b] = vb_utf8_next(s, &at);
    }
}

/* ---- VNI (the "VNI-" fonts) ---- */

/* Marks that follow a, e, o, u, y (and, tones alone, the single bytes for ơ and ư). Capitals are 0x20 lower.
 */
static const struct {
    unsigned char byte;
    char shape; /* 0 none, '^' circumflex, 'u' breve */
    unsigned char tone;
} vni_marks[] = {
    {0xF9, 0, 4},   {0xF8, 0, 1},   {0xFB, 0, 2},   {0xF5, 0, 3},   {0xEF, 0, 5},   {0xE2, '^', 0},
    {0xE1, '^', 4}, {0xE0, '^', 1}, {0xE5, '^', 2}, {0xE3, '^', 3}, {0xE4, '^', 5}, {0xEA, 'u', 0},
    {0xE9, 'u', 4}, {0xE8, 'u', 1}, {0xFA, 'u', 2}, {0xFC, 'u', 3}, {0xEB, 'u', 5},
};

static const struct {
    unsigned char byte;
    uint16_t cp;
} vni_letters[] = {
    {0xF4, 0x1A1}, {0xF6, 0x1B0},  {0xF1, 0x111},  {0xED, 0xED},  {0xEC, 0xEC},   {0xE6, 0x1EC9},
    {0xF3, 0x129}, {0xF2, 0x1ECB}, {0xEE, 0x1EF5}, {0xD4, 0x1A0}, {0xD6, 0x1AF},  {0xD1, 0x110},
    {0xCD, 0xCD},  {0xCC, 0xCC},   {0xC6, 0x1EC8}, {0xD3, 0x128}, {0xD2, 0x1ECA}, {0xCE, 0x1EF4},
};

static void vni_table(uint32_t table[256]) {
    for (size_t i = 0; i < sizeof vni_letters / sizeof vni_letters[0]; i++)
        table[vni_letters[i].byte] = vni_letters[i].cp;
}

/* The letter that a vowel and a following byte make, or 0. */
static uint32_t vni_join(unsigned row, unsigned char mark) {
    unsigned small = row % 12, capital = row / 12 * 12;
    /* A capital letter takes capital marks; in capitals typed over small marks the sound is the same. */
    unsigned char m = mark >= 0xC0 && mark < 0xE0 ? (unsigned char)(mark + 0x20) : mark;
    if (!capital && m != mark) return 0;
    for (size_t i = 0; i < sizeof vni_marks / sizeof vni_marks[0]; i++) {
        if (vni_marks[i].byte != m) continue;
        if (!vni_marks[i].shape) return vowels[row][vni_marks[i].tone];
        if (vni_marks[i].shape == '^' && (small == 0 || small == 3 || small == 6))
            return vowels[capital + small + (small == 0 ? 2 : 1)][vni_marks[i].tone];
        if (vni_marks[i].shape == 'u' && small == 0) return vowels[capital + 1][vni_marks[i].tone];
        return 0;
    }
    return 0;
}

/* ---- Names ---- */

static const struct {
    const char *alias, *name;
    vb_codec codec;
} names[] = {
    {"utf-8", "UTF-8", VB_CODEC_UTF8},
    {"utf8", "UTF-8", VB_CODEC_UTF8},
    {"utf-8-sig", "UTF-8", VB_CODEC_UTF8},
    {"65001", "UTF-8", VB_CODEC_UTF8},
    {"ascii", "UTF-8", VB_CODEC_UTF8},
    {"us-ascii", "UTF-8", VB_CODEC_UTF8},
    {"utf-16", "UTF-16LE", VB_CODEC_UTF16LE},
    {"utf16", "UTF-16LE", VB_CODEC_UTF16LE},
    {"ucs-2", "UTF-16LE", VB_CODEC_UTF16LE},
    {"unicode", "UTF-16LE", VB_CODEC_UTF16LE},
    {"utf-16le", "UTF-16LE", VB_CODEC_UTF16LE},
    {"utf16le", "UTF-16LE", VB_CODEC_UTF16LE},
    {"utf-16be", "UTF-16BE", VB_CODEC_UTF16BE},
    {"utf16be", "UTF-16BE", VB_CODEC_UTF16BE},
    {"windows-874", "windows-874", VB_CODEC_BYTES},
    {"cp874", "windows-874", VB_CODEC_BYTES},
    {"874", "windows-874", VB_CODEC_BYTES},
    {"tis-620", "windows-874", VB_CODEC_BYTES},
    {"tis620", "windows-874", VB_CODEC_BYTES},
    {"iso-8859-11", "windows-874", VB_CODEC_BYTES},
    {"windows-1258", "windows-1258", VB_CODEC_BYTES},
    {"cp1258", "windows-1258", VB_CODEC_BYTES},
    {"1258", "windows-1258", VB_CODEC_BYTES},
    {"windows-1252", "windows-1252", VB_CODEC_BYTES},
    {"cp1252", "windows-1252", VB_CODEC_BYTES},
    {"1252", "windows-1252", VB_CODEC_BYTES},
    {"latin1", "windows-1252", VB_CODEC_BYTES},
    {"iso-8859-1", "windows-1252", VB_CODEC_BYTES},
    {"tcvn3", "TCVN3", VB_CODEC_BYTES},
    {"tcvn", "TCVN3", VB_CODEC_BYTES},
    {"tcvn5712", "TCVN3", VB_CODEC_BYTES},
    {"abc", "TCVN3", VB_CODEC_BYTES},
    {"vni", "VNI", VB_CODEC_VNI},
    {"vni-windows", "VNI", VB_CODEC_VNI},
};

/* Fills the table from a one-byte converter of ICU, C1 controls and private use left out; false where there
 * is none of this name. */
static bool icu_table(const char *name, uint32_t table[256], const char **canonical) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *cnv = ucnv_open(name, &status);
    if (U_FAILURE(status)) return false;
    bool one_byte = ucnv_getMaxCharSize(cnv) == 1;
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_setToUCallBack(cnv, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &ignored);
    for (unsigned b = 0; one_byte && b < 256; b++) {
        char in = (char)b;
        const char *from = &in;
        UChar out[4], *to = out;
        UErrorCode e = U_ZERO_ERROR;
        ucnv_reset(cnv);
        ucnv_toUnicode(cnv, &to, out + 4, &from, &in + 1, NULL, true, &e);
        bool odd =
            to == out + 1 && ((out[0] >= 0x80 && out[0] < 0xA0) || (out[0] >= 0xE000 && out[0] < 0xF900));
        table[b] = U_FAILURE(e) || to != out + 1 || out[0] == 0xFFFD || odd ? VB_NO_CHAR : out[0];
    }
    ucnv_close(cnv);
    UErrorCode e = U_ZERO_ERROR;
    const char *standard = ucnv_getStandardName(name, "IANA", &e);
    if (!standard || U_FAILURE(e)) standard = ucnv_getAlias(name, 0, (e = U_ZERO_ERROR, &e));
    *canonical = standard && U_SUCCESS(e) ? standard : "one-byte charset";
    return one_byte;
}

static void note_vowels(vb_decoder *d) {
    for (unsigned b = 0; b < 256; b++) {
        unsigned row, tone;
        d->vowel[b] = vb_vowel_find(d->table[b], &row, &tone) && !tone ? (unsigned char)(row + 1) : 0;
    }
}

vb_status vb_decoder_init(vb_decoder *d, const char *name, vb_error *err) {
    *d = (vb_decoder){.codec = VB_CODEC_BYTES};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!vb_str_eq_nocase(vb_str_of(names[i].alias), vb_str_of(name))) continue;
        d->codec = names[i].codec;
        d->name = names[i].name;
        break;
    }
    if (d->name && d->codec != VB_CODEC_BYTES && d->codec != VB_CODEC_VNI) return VB_OK;
    if (d->name && vb_str_eqz(VB_STR("TCVN3"), d->name)) return tcvn3_table(d->table), note_vowels(d), VB_OK;
    const char *canonical = NULL;
    /* In VNI text the bytes that make no letter are those of Windows-1252. */
    const char *icu = d->codec == VB_CODEC_VNI ? "windows-1252" : d->name ? d->name : name;
    if (!*icu || !icu_table(icu, d->table, &canonical))
        return vb_fail(
            err, VB_ERR_USAGE,
            "unknown encoding \"%.60s\": give UTF-8, UTF-16LE, UTF-16BE, windows-874, windows-1258, "
            "windows-1252, TCVN3, VNI or another one-byte charset",
            name);
    if (d->codec == VB_CODEC_VNI) vni_table(d->table);
    if (!d->name) d->name = canonical;
    note_vowels(d);
    return VB_OK;
}

/* ---- Decoding ---- */

/* Length of the valid sequence at p (n >= 1 bytes there), 0 where it is bad, SIZE_MAX where it is cut off. */
static inline size_t sequence(const unsigned char *p, size_t n) {
    unsigned c = p[0];
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4) return 0;
    size_t need = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    unsigned low = c == 0xE0   ? 0xA0
                   : c == 0xF0 ? 0x90
                               : 0x80,
             high = c == 0xED   ? 0x9F
                    : c == 0xF4 ? 0x8F
                                : 0xBF;
    if (n < 2) return SIZE_MAX;
    if (p[1] < low || p[1] > high) return 0;
    for (size_t i = 2; i < need; i++) {
        if (n <= i) return SIZE_MAX;
        if ((p[i] & 0xC0) != 0x80) return 0;
    }
    return need;
}

size_t vb_utf8_prefix(const unsigned char *p, size_t n) {
    size_t i = 0;
    while (i < n) {
        if (p[i] < 0x80) {
            uint64_t word;
            while (n - i >= 8 && (memcpy(&word, p + i, 8), !(word & 0x8080808080808080ULL))) i += 8;
            while (i < n && p[i] < 0x80) {
                i++;
                if (i % 8 == 0) break;
            }
            continue;
        }
        if (n - i >= 4 && (p[i] == 0xE1 || (p[i] == 0xE0 && p[i + 1] >= 0xA0)) && (p[i + 1] & 0xC0) == 0x80 &&
            (p[i + 2] & 0xC0) == 0x80) { /* Thai and toned Vietnamese, most of the time */
            i += 3;
            continue;
        }
        if (n - i >= 2 && p[i] >= 0xC2 && p[i] < 0xE0 && (p[i + 1] & 0xC0) == 0x80) {
            i += 2;
            continue;
        }
        if (n - i >= 3 && (p[i] & 0xF0) == 0xE0 && (p[i + 1] & 0xC0) == 0x80 && (p[i + 2] & 0xC0) == 0x80) {
            /* Thai and toned Vietnamese: three bytes, neither overlong nor a surrogate. */
            if ((p[i] != 0xE0 || p[i + 1] >= 0xA0) && (p[i] != 0xED || p[i + 1] < 0xA0)) {
                i += 3;
                continue;
            }
            return i;
        }
        size_t len = sequence(p + i, n - i);
        if (len == 0 || len == SIZE_MAX) return i;
        i += len;
    }
    return i;
}

static const char replacement[3] = {(char)0xEF, (char)0xBF, (char)0xBD};

static vb_decoded decode_utf8(const unsigned char *in, size_t n, bool last, char *out, size_t cap) {
    vb_decoded r = {0};
    size_t room = n < cap ? n : cap;
    size_t good = vb_utf8_prefix(in, room);
    memcpy(out, in, good);
    r.used = r.written = good;
    if (good == n) return r;
    size_t len = sequence(in + good, n - good);
    if (len != 0 && (len != SIZE_MAX || !last)) return r; /* no room for it, or its end is still to come */
    r.bad_at = good;
    while (r.used < n && cap - r.written >= 3) {
        len = sequence(in + r.used, n - r.used);
        if (len != 0 && (len != SIZE_MAX || !last)) break;
        memcpy(out + r.written, replacement, 3);
        r.written += 3;
        r.used++;
        r.bad = true;
    }
    return r;
}

/* The code point at `in` and its length in bytes; 0 where it is cut off; VB_NO_CHAR where bad. */
static size_t next_utf16(const unsigned char *in, size_t n, bool last, bool big, uint32_t *cp) {
    if (n < 2) return *cp = VB_NO_CHAR, last ? n : 0;
    uint32_t u = big ? (uint32_t)in[0] << 8 | in[1] : (uint32_t)in[1] << 8 | in[0];
    *cp = u >= 0xD800 && u < 0xE000 ? VB_NO_CHAR : u;
    if (u < 0xD800 || u >= 0xDC00) return 2;
    if (n < 4) return last ? 2 : 0;
    uint32_t v = big ? (uint32_t)in[2] << 8 | in[3] : (uint32_t)in[3] << 8 | in[2];
    if (v < 0xDC00 || v >= 0xE000) return 2;
    *cp = 0x10000 + ((u - 0xD800) << 10) + (v - 0xDC00);
    return 4;
}

static size_t next_byte(const vb_decoder *d, const unsigned char *in, size_t n, bool last, uint32_t *cp) {
    *cp = d->table[in[0]];
    if (!d->vowel[in[0]]) return 1;
    if (n < 2) return last ? 1 : 0;
    if (in[1] < 0x80) return 1;
    unsigned row = d->vowel[in[0]] - 1u;
    uint32_t joined = d->codec == VB_CODEC_VNI ? vni_join(row, in[1]) : join_tone(row, d->table[in[1]]);
    if (!joined) return 1;
    *cp = joined;
    return 2;
}

vb_decoded vb_decode(const vb_decoder *d, const unsigned char *in, size_t n, bool last, char *out,
                     size_t cap) {
    if (d->codec == VB_CODEC_UTF8) return decode_utf8(in, n, last, out, cap);
    bool wide = d->codec == VB_CODEC_UTF16LE || d->codec == VB_CODEC_UTF16BE;
    vb_decoded r = {0};
    while (r.used < n && cap - r.written >= 4) {
        uint32_t cp;
        size_t len = wide ? next_utf16(in + r.used, n - r.used, last, d->codec == VB_CODEC_UTF16BE, &cp)
                          : next_byte(d, in + r.used, n - r.used, last, &cp);
        if (len == 0) break;
        if (r.bad && cp != VB_NO_CHAR) break;
        if (cp == VB_NO_CHAR) {
            if (!r.bad) r.bad_at = r.used;
            r.bad = true;
            cp = VB_REPLACEMENT;
        }
        r.used += len;
        r.written += vb_utf8_put(out + r.written, cp);
    }
    return r;
}
