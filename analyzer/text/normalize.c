#include "text/normalize.h"
#include "base/utf8.h"
#include "text/chars.h"

#include <utf8proc.h>

/* ---- The fast path: one pass, same length
 * ------------------------------------------------------------------- */

/* True where the character may stay as it is (after lower-casing in the same length) whatever stands around
 * it. */
static bool is_plain(uint32_t cp) {
    if (cp >= 0x00C0 && cp < 0x0250)
        return cp != 0x00D0 && cp != 0x00F0 && cp != 0x0189 && cp != 0x0130 && cp != 0x023A && cp != 0x023E &&
               cp != 0x0178;
    if (cp >= 0x1EA0 && cp <= 0x1EF9) return true;
    if (cp >= 0x0E01 && cp <= 0x0E5B) return cp != 0x0E4D;
    return (cp >= 0x1F300 && cp <= 0x1F3FA) || (cp >= 0x1F400 && cp <= 0x1FAFF) ||
           (cp >= 0x2600 && cp <= 0x27BF) || (cp >= 0x3040 && cp <= 0x9FFF) ||
           (cp >= 0xAC00 && cp <= 0xD7A3) || cp == 0x2026 || cp == 0x2013 || cp == 0x2014;
}

/* Thai letters whose neighbours need a look: a mark after a mark, a letter thrice, two sara e. */
static bool thai_needs_care(uint32_t before2, uint32_t before, uint32_t cp) {
    if (cp == before && (cp == before2 || cp == 0x0E40 || vb_thai_is_following(cp))) return true;
    bool mark = (cp >= 0x0E34 && cp <= 0x0E3A) || cp == 0x0E31 || cp == 0x0E33;
    bool above = before >= 0x0E47 && before <= 0x0E4E;
    return (mark && above && cp != 0x0E33) || (vb_thai_is_tone(cp) && vb_thai_is_tone(before)) ||
           (mark && before == 0x0E33);
}

/* A lower-case vowel with a tone at the end of a syllable, after o or u: oà oè uỳ. Both spellings have equal
 * length. */
static void move_tone(char *syllable_end_vowel, size_t first_at, size_t len) {
    vb_str s = {syllable_end_vowel, len};
    size_t at = first_at;
    uint32_t first = vb_utf8_next(s, &at), second = vb_utf8_next(s, &at);
    unsigned tone = vb_char_tone(second);
    char out[8];
    size_t n = vb_utf8_put(out, vb_char_with_tone(first, tone));
    n += vb_utf8_put(out + n, vb_char_with_tone(second, 0));
    if (n == len - first_at) memcpy(syllable_end_vowel + first_at, out, n);
}

/* Moves the tone of hoà, khoẻ, thuý (not quý) to the first vowel, in place. `end` is the end of a word in
 * `p`. */
static void place_tone(char *p, size_t begin, size_t end) {
    vb_str word = {p, end};
    uint32_t last = vb_utf8_before(word, end);
    unsigned tone = vb_char_tone(last);
    uint32_t base = tone ? vb_char_with_tone(last, 0) : 0;
    if (base != 'a' && base != 'e' && base != 'y') return;
    size_t at = end - 1;
    while (at > begin && !vb_utf8_is_start(p[at])) at--;
    if (at <= begin) return;
    char before = p[at - 1], earlier = at - 1 > begin ? p[at - 2] : 0;
    bool oa = before == 'o' && (base == 'a' || base == 'e');
    bool uy = before == 'u' && base == 'y' && earlier != 'q';
    if (oa || uy) move_tone(p, at - 1, end);
}

/* Only a tone vowel behind o or u needs the work: those are all of two or three bytes led by C3, C4, C5, E1.
 */
static inline bool may_move(const char *p, size_t i) {
    unsigned char c = (unsigned char)p[i];
    return i && (p[i - 1] == 'o' || p[i - 1] == 'u') && (c == 0xC3 || c == 0xE1 || c == 0xC4 || c == 0xC5);
}

static void place_tone_at(char *p, size_t i, size_t len) {
    size_t end = i + vb_utf8_length((unsigned char)p[i]);
    if (end > len) return;
    size_t at = end, begin = i;
    bool word_ends = end == len || vb_char_classify(vb_utf8_next((vb_str){p, len}, &at)) != VB_CH_LATIN;
    if (!word_ends) return;
    while (begin > 0 && (p[begin - 1] >= 'a' && p[begin - 1] <= 'z')) begin--;
    place_tone(p, begin, end);
}

static void place_tones(char *p, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (may_move(p, i)) place_tone_at(p, i, len);
}

/* Lower-cases eight ASCII characters; false where there is a control character or one above ASCII. */
static inline bool lower_eight(const char *in, char *out) {
    const uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;
    uint64_t w;
    memcpy(&w, in, sizeof w);
    if ((w | (w + ones) | ~(w + ones * 0x60)) & high) return false; /* no byte carries once all are ASCII */
    uint64_t capital = (w + ones * (0x80 - 'A')) & ~(w + ones * (0x80 - 'Z' - 1)) & high;
    w |= capital >> 2;
    memcpy(out, &w, sizeof w);
    return true;
}

/* A letter of Vietnamese of three bytes (U+1EA0 to U+1EF9) in lower case; false for other characters. */
static inline bool lower_toned(const char *in, char *out) {
    unsigned char b = (unsigned char)in[1], c = (unsigned char)in[2];
    bool toned = (b == 0xBA && c >= 0xA0 && c <= 0xBF) || (b == 0xBB && c >= 0x80 && c <= 0xB9);
    out[0] = in[0], out[1] = in[1], out[2] = (char)(c | 1);
    return toned;
}

enum { MOST_TONES = 256 };

/* Copies and lower-cases; false as soon as something needs the slow path. */
static bool normalize_fast(vb_str s, char *out) {
    size_t at = 0, tones[MOST_TONES], n_tones = 0;
    uint32_t before = 0, before2 = 0;
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c < 0x80) {
            before2 = before = 0;
            if (s.len - at >= 8 && lower_eight(s.ptr + at, out + at)) {
                at += 8;
                continue;
            }
            if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F) return false;
            out[at++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            continue;
        }
        size_t from = at;
        if (c == 0xE1 && s.len - at >= 3 && lower_toned(s.ptr + at, out + at)) {
            at += 3;
            before2 = before, before = 0x1EA0; /* tells Thai that it is none */
        } else {
            uint32_t cp = vb_utf8_next(s, &at);
            if (!is_plain(cp)) return false;
            if (cp >= 0x0E00 && cp <= 0x0E7F) {
                if (thai_needs_care(before2, before, cp)) return false;
                memcpy(out + from, s.ptr + from, 3);
            } else {
                uint32_t low = vb_char_lower(cp);
                if (low != cp)
                    vb_utf8_put(out + from, low);
                else
                    memcpy(out + from, s.ptr + from, at - from);
            }
            before2 = before, before = cp;
        }
        if (may_move(out, from)) {
            if (n_tones < MOST_TONES) tones[n_tones] = from;
            n_tones++;
        }
    }
    if (n_tones > MOST_TONES) place_tones(out, s.len);
    for (size_t i = 0; n_tones <= MOST_TONES && i < n_tones; i++) place_tone_at(out, tones[i], s.len);
    return true;
}

/* ---- The slow path: clusters, with a map
 * --------------------------------------------------------------------- */

typedef struct {
    char *out;
    uint32_t *map;
    size_t len;
} writer;

/* Source bytes never go back, also where marks changed places. */
static void put(writer *w, uint32_t cp, size_t source) {
    if (w->len && source < w->map[w->len - 1]) source = w->map[w->len - 1];
    char bytes[4];
    size_t n = vb_utf8_put(bytes, cp);
    for (size_t i = 0; i < n; i++) {
        w->out[w->len] = bytes[i];
        w->map[w->len++] = (uint32_t)source;
    }
}

/* Plain characters for those that only look different. 0 drops the character. */
static uint32_t replace(uint32_t cp) {
    if (cp < 0x80) return (cp < 0x20 && cp != '\n' && cp != '\t' && cp != '\r') || cp == 0x7F ? ' ' : cp;
    if (cp >= 0xFF01 && cp <= 0xFF5E) return cp - 0xFEE0;
    switch (cp) {
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x02BC:
    case 0x00B4:
    case 0x2032: return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x2033: return '"';
    case 0x00D0: return 0x0110; /* Ð and ð typed for Đ and đ */
    case 0x00F0: return 0x0111;
    case 0x0189: return 0x0110;
    default: break;
    }
    if (cp >= 0x1D400 && cp <= 0x1D7FF) { /* mathematical letters used as bold and italic type */
        utf8proc_int32_t buf[4];
        int last = 0;
        if (utf8proc_decompose_char((utf8proc_int32_t)cp, buf, 4, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE,
                                    &last) == 1)
            return (uint32_t)buf[0];
    }
    vb_char_class class = vb_char_classify(cp);
    if (class == VB_CH_IGNORE) return 0;
    if (class == VB_CH_SPACE) return cp == 0x2028 || cp == 0x2029 || cp == 0x85 ? '\n' : ' ';
    return cp;
}

/* Rank of a Vietnamese combining mark: shape marks before tone marks; 0 for any other mark. */
static int mark_rank(uint32_t cp) {
    switch (cp) {
    case 0x0302:
    case 0x0306:
    case 0x031B: return 1;
    case 0x0300:
    case 0x0301:
    case 0x0303:
    case 0x0309:
    case 0x0323:
    case 0x0340:
    case 0x0341: return 2;
    default: return 0;
    }
}

enum { MAX_CLUSTER = 18 };

/* The tone of a combining mark as vb_char_with_tone counts them; 0 for any other mark. */
static unsigned tone_of(uint32_t mark) {
    switch (mark) {
    case 0x0300:
    case 0x0340: return 1;
    case 0x0301:
    case 0x0341: return 2;
    case 0x0309: return 3;
    case 0x0303: return 4;
    case 0x0323: return 5;
    default: return 0;
    }
}

/* The letter with a mark where they compose to one, else false. */
static bool compose(uint32_t *letter, uint32_t mark) {
    uint32_t toned =
        tone_of(mark) && !vb_char_tone(*letter) ? vb_char_with_tone(*letter, tone_of(mark)) : *letter;
    if (toned != *letter) {
        *letter = toned;
        return true;
    }
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)*letter, (utf8proc_int32_t)mark};
    if (utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1) return false;
    *letter = (uint32_t)pair[0];
    return true;
}

/* Composes a base letter with the marks behind it, the shape marks first, each mark once, one tone at most.
 */
static void put_cluster(writer *w, uint32_t base, const uint32_t *marks, size_t n_marks, size_t source) {
    utf8proc_int32_t cps[MAX_CLUSTER * 2];
    int last = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)base, cps, 8, UTF8PROC_DECOMPOSE, &last);
    if (n < 1 || n > 8) cps[0] = (utf8proc_int32_t)base, n = 1;
    size_t total = (size_t)n;
    for (size_t i = 0; i < n_marks; i++) cps[total++] = (utf8proc_int32_t)marks[i];
    utf8proc_int32_t sorted[MAX_CLUSTER * 2];
    uint32_t letter = (uint32_t)cps[0];
    size_t k = 1;
    bool tone = false;
    for (int rank = 1; rank <= 3; rank++) {
        for (size_t i = 1; i < total; i++) {
            int r = mark_rank((uint32_t)cps[i]);
            if ((r ? r : 3) != rank || (r == 2 && tone)) continue;
            tone |= r == 2;
            bool again = k > 1 && sorted[k - 1] == cps[i];
            if (!again && !compose(&letter, (uint32_t)cps[i])) sorted[k++] = cps[i];
        }
    }
    sorted[0] = (utf8proc_int32_t)letter;
    for (size_t i = 0; i < k; i++) put(w, (uint32_t)sorted[i], source);
}

/* One Thai cluster: a consonant with its vowel marks, tone and sign, put into canonical order without
 * doubles. */
static size_t put_thai(writer *w, vb_str s, size_t at) {
    size_t source = at;
    uint32_t cp = vb_utf8_next(s, &at);
    if (cp == 0x0E40) { /* two sara e typed for sara ae */
        size_t next = at;
        if (next < s.len && vb_utf8_next(s, &next) == 0x0E40) cp = 0x0E41, at = next;
    }
    put(w, cp == 0x0E4D ? 0x0E4D : cp, source);
    if (!vb_thai_is_consonant(cp)) return at;
    uint32_t vowel = 0, tone = 0, sign = 0, am = 0;
    size_t vowel_at = 0, tone_at = 0, sign_at = 0;
    while (at < s.len) {
        size_t from = at;
        uint32_t m = vb_utf8_next(s, &at);
        if (vb_char_classify(m) == VB_CH_IGNORE || vb_char_classify(m) == VB_CH_JOINER) continue;
        if (m == 0x0E31 || (m >= 0x0E34 && m <= 0x0E3A)) {
            if (!vowel) vowel = m, vowel_at = from;
        } else if (vb_thai_is_tone(m)) {
            if (!tone) tone = m, tone_at = from;
        } else if (m == 0x0E47 || m == 0x0E4C || m == 0x0E4E) {
            if (!sign) sign = m, sign_at = from;
        } else if (m == 0x0E4D) {
            size_t next = at;
            uint32_t after = next < s.len ? vb_utf8_next(s, &next) : 0;
            if (vb_thai_is_tone(after)) { /* nikhahit, tone, aa */
                if (!tone) tone = after, tone_at = at;
                at = next;
                after = next < s.len ? vb_utf8_next(s, &next) : 0;
            }
            if (after == 0x0E32)
                at = next, am = from + 1;
            else if (!sign)
                sign = m, sign_at = from;
            if (am) break;
        } else if (m == 0x0E33) {
            am = (uint32_t)from + 1;
            break;
        } else {
            at = from;
            break;
        }
    }
    if (vowel) put(w, vowel, vowel_at);
    if (sign == 0x0E47) put(w, sign, sign_at), sign = 0;
    if (tone) put(w, tone, tone_at);
    if (sign) put(w, sign, sign_at);
    if (am) put(w, 0x0E33, am - 1);
    return at;
}

/* The consonants that stand three times in a row in a few real words (งงงวย, แวววาว, บางขุนนนท์): inside a word
 * they stay. */
static bool is_word_triple(uint32_t cp, vb_str s, size_t end) {
    if (cp != 0x0E07 && cp != 0x0E27 && cp != 0x0E19) return false;
    if (end >= s.len) return false;
    uint32_t next = vb_utf8_next(s, &end);
    return vb_thai_is_consonant(next) || vb_thai_is_following(next);
}

/* Drops repeats of Thai letters beyond one where a letter or mark stands three times or more (มากกกก); an
 * abbreviation such as ททท. keeps its letters. Works in place on the written text. */
static void squeeze_thai(writer *w) {
    size_t read = 0, write = 0;
    vb_str s = {w->out, w->len};
    while (read < s.len) {
        size_t at = read;
        uint32_t cp = vb_utf8_next(s, &at);
        size_t unit = at - read, run = 1, end = at;
        if (cp >= 0x0E01 && cp <= 0x0E4E) {
            while (end + unit <= s.len && memcmp(s.ptr + end, s.ptr + read, unit) == 0) end += unit, run++;
            bool abbreviation = run == 3 && end < s.len && s.ptr[end] == '.';
            if (run == 3 && is_word_triple(cp, s, end)) abbreviation = true;
            bool squeeze =
                !abbreviation && (run >= 3 || (run == 2 && vb_thai_is_following(cp) && cp != 0x0E45));
            if (!squeeze) end = at;
        }
        memmove(w->out + write, w->out + read, unit);
        memmove(w->map + write, w->map + read, unit * sizeof *w->map);
        write += unit;
        read = end;
    }
    w->len = write;
}

/* Letters of Cyrillic and Greek that look like a Latin one, all lower case: pairs of the letter and its twin.
 */
static const uint16_t twins[][2] = {{0x03B1, 'a'}, {0x03B9, 'i'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'},
                                    {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'},
                                    {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
                                    {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0501, 'd'}, {0x051B, 'q'}, {0x051D, 'w'},
                                    {0x0261, 'g'}, {0x0251, 'a'}};

static uint32_t twin_of(uint32_t cp) {
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (twins[i][0] == cp) return twins[i][1];
    return 0;
}

/* How a character counts in the search for twins: 1 a Latin letter, 0 a twin or a mark, -1 the end of the
 * word, -2 a letter of another script. */
static int twin_role(uint32_t cp) {
    uint32_t low = replace(cp);
    if (!low) return 0;
    low = vb_char_lower(low);
    if (twin_of(low)) return 0;
    switch (vb_char_classify(low)) {
    case VB_CH_LATIN: return 1;
    case VB_CH_MARK:
    case VB_CH_IGNORE:
    case VB_CH_JOINER: return 0;
    case VB_CH_OTHER: return -2;
    case VB_CH_SPACE:
    case VB_CH_THAI:
    case VB_CH_DIGIT:
    case VB_CH_PUNCT:
    case VB_CH_EMOJI: break;
    }
    return -1;
}

/* The Latin twin of a letter inside a Latin word, else the letter: all letters of the word must be Latin or
 * twins, and one at least Latin. */
static uint32_t untwin(vb_str s, size_t at, uint32_t low) {
    enum { LONGEST = 96 };
    uint32_t twin = low >= 0x0251 && low <= 0x051D ? twin_of(low) : 0;
    if (!twin) return low;
    int latin = 0, role;
    for (size_t i = at; i > 0 && at - i < LONGEST;) {
        if ((role = twin_role(vb_utf8_before(s, i))) == -1) break;
        if (role == -2) return low;
        latin += role;
        for (i--; i > 0 && !vb_utf8_is_start(s.ptr[i]);) i--;
    }
    for (size_t i = at; i < s.len && i - at < LONGEST;) {
        if ((role = twin_role(vb_utf8_next(s, &i))) == -1) break;
        if (role == -2) return low;
        latin += role;
    }
    return latin ? twin : low;
}

/* A joiner or variation selector means something behind a picture, sign or digit only. */
static bool joins_here(const writer *w) {
    if (!w->len) return false;
    switch (vb_char_classify(vb_utf8_before((vb_str){w->out, w->len}, w->len))) {
    case VB_CH_DIGIT:
    case VB_CH_PUNCT:
    case VB_CH_EMOJI:
    case VB_CH_JOINER: return true;
    case VB_CH_SPACE:
    case VB_CH_LATIN:
    case VB_CH_THAI:
    case VB_CH_MARK:
    case VB_CH_IGNORE:
    case VB_CH_OTHER: break;
    }
    return false;
}

static void normalize_slow(vb_str s, writer *w) {
    size_t at = 0;
    while (at < s.len) {
        size_t source = at;
        uint32_t cp = vb_utf8_next(s, &at);
        if (cp >= 0x0E01 && cp <= 0x0E4E) {
            at = put_thai(w, s, source);
            continue;
        }
        uint32_t low = replace(cp);
        if (!low || (vb_char_classify(low) == VB_CH_JOINER && !joins_here(w))) continue;
        low = untwin(s, source, vb_char_lower(low));
        uint32_t marks[MAX_CLUSTER - 8];
        size_t n_marks = 0;
        if (vb_char_classify(low) == VB_CH_LATIN || low == 0x0111) {
            while (at < s.len) {
                size_t next = at;
                uint32_t m = vb_utf8_next(s, &next);
                vb_char_class class = vb_char_classify(m);
                if (class != VB_CH_MARK && class != VB_CH_IGNORE && class != VB_CH_JOINER) break;
                if (m < 0x20) break; /* a control character parts words */
                at = next;
                if (class == VB_CH_MARK && n_marks < MAX_CLUSTER - 8) marks[n_marks++] = m;
            }
        }
        if (n_marks)
            put_cluster(w, low, marks, n_marks, source);
        else
            put(w, low, source);
    }
    squeeze_thai(w);
}

vb_status vb_normalize(vb_str source, vb_arena *scratch, vb_text *text, vb_error *err) {
    char *out = vb_arena_alloc(scratch, source.len + 1);
    if (!out) return vb_fail_memory(err);
    text->source = source;
    text->map = NULL;
    if (normalize_fast(source, out)) {
        text->norm = (vb_str){out, source.len};
        return VB_OK;
    }
    /* A replacement character (3 bytes) can stand for one bad byte; nothing else grows by more. */
    size_t cap = source.len * 3 + 16;
    writer w = {vb_arena_alloc(scratch, cap), NULL, 0};
    w.map = vb_arena_alloc(scratch, (cap + 1) * sizeof *w.map);
    if (!w.out || !w.map) return vb_fail_memory(err);
    normalize_slow(source, &w);
    place_tones(w.out, w.len);
    w.map[w.len] = (uint32_t)source.len;
    text->norm = (vb_str){w.out, w.len};
    text->map = w.map;
    return VB_OK;
}
