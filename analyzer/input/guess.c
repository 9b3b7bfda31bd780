/* guess: which encoding a file without a mark is in, by counts over the whole of it.
 *
 * Invariant: the answer depends on the counts alone. Valid UTF-8 wins over everything but an unmistakable
 * UTF-16, and so does UTF-8 with a few damaged bytes. Then each one-byte encoding reads the words that have
 * bytes above 127, and its score is how far they come out as Thai spelling or as Vietnamese syllables.
 * General detectors are not used: they call UTF-8 "TIS-620". Leaves decoding to encoding.c, and the message
 * where nothing fits to source.c. */
#include "input/encoding.h"

#include "base/utf8.h"

#include <stdlib.h>

/* Vietnamese readings of more words change nothing; Thai is counted to the end. */
#define ENOUGH_WORDS 50000

/* ---- Bytes: UTF-8, UTF-16, binary ---- */

/* Bytes of the Windows code pages that are marks, not letters: euro, ellipsis, quotes, bullet, dashes,
 * no-break space. They mean the same in 874, 1252 and 1258, so a file that has no others can be read without
 * knowing which. */
static bool is_mark(unsigned char c) {
    return c == 0x80 || c == 0x85 || (c >= 0x91 && c <= 0x97) || c == 0xA0;
}

static void count_wide(vb_byte_stats *s, const unsigned char *p, size_t n) {
    /* High bytes of UTF-16 text in our languages: Latin 00, Vietnamese 01 03 1E, Thai 0E, punctuation 20,
     * emoji D8 to DF. */
    static const unsigned char upper[256] = {
        [0x00] = 1, [0x01] = 1, [0x03] = 1, [0x0E] = 1, [0x1E] = 1, [0x20] = 1,
        [0xD8] = 1, [0xDC] = 1, [0xDD] = 1, [0xDE] = 1, [0xDF] = 1, [0xFE] = 1};
    size_t first = s->size & 1, nul[2] = {0, 0}, high[2] = {0, 0};
    bool any = memchr(p, 0, n) != NULL;
    for (size_t i = 0; i + 1 < n; i += 2) high[0] += upper[p[i]], high[1] += upper[p[i + 1]];
    if (n & 1) high[0] += upper[p[n - 1]];
    for (size_t i = 0; any && i < n; i++) nul[i & 1] += p[i] == 0;
    for (size_t odd = 0; odd < 2; odd++) {
        s->nul[odd] += nul[odd ^ first];
        s->upper[odd] += high[odd ^ first];
    }
}

static size_t count_leads(const unsigned char *p, size_t n) {
    size_t leads = 0, i = 0;
    for (; i + 8 <= n; i += 8) { /* bit 7 and bit 6 of each byte */
        uint64_t word;
        memcpy(&word, p + i, 8);
        if (word & 0x8080808080808080ULL)
            leads += (size_t)__builtin_popcountll(word & word << 1 & 0x8080808080808080ULL);
    }
    for (; i < n; i++) leads += (p[i] & 0xC0) == 0xC0;
    return leads;
}

static void count_utf8(vb_byte_stats *s, const unsigned char *p, size_t n, bool last) {
    size_t i = 0;
    while (i < n) {
        size_t good = vb_utf8_prefix(p + i, n - i);
        s->multi += count_leads(p + i, good);
        i += good;
        if (i == n) break;
        size_t left = n - i, need = vb_utf8_length(p[i]);
        if (!last && p[i] >= 0xC2 && left < need && left < sizeof s->tail) {
            /* Perhaps a character that the next block completes. */
            size_t k = 1;
            while (k < left && (p[i + k] & 0xC0) == 0x80) k++;
            if (k == left) {
                memcpy(s->tail, p + i, left);
                s->n_tail = left;
                return;
            }
        }
        s->bad++;
        s->marks += is_mark(p[i]);
        i++;
    }
}

/* Text has none of these; ESC, FS..US and Ctrl-Z are let pass, exports carry them now and then. */
static bool is_control(unsigned char c) {
    return (c > 0 && c < 8) || (c >= 0x0E && c < 0x1A) || c == 0x7F;
}

static size_t count_controls(const unsigned char *p, size_t n) {
    size_t controls = 0, i = 0;
    while (i < n) {
        uint64_t word; /* eight bytes without any below 20 and without DEL, most of the time */
        if (i + 8 <= n) {
            memcpy(&word, p + i, 8);
            uint64_t plain = word & 0x7F7F7F7F7F7F7F7FULL, low = plain + 0x6060606060606060ULL;
            uint64_t del = plain + 0x0101010101010101ULL;
            if (!(~(low | word) & 0x8080808080808080ULL) && !(del & ~word & 0x8080808080808080ULL)) {
                i += 8;
                continue;
            }
        }
        for (size_t end = i + 8 < n ? i + 8 : n; i < end; i++) controls += is_control(p[i]);
    }
    return controls;
}

void vb_stats_add(vb_byte_stats *s, const unsigned char *p, size_t n, bool last) {
    if (s->size < 1u << 20 || memchr(p, 0, n)) { /* UTF-16 shows itself early or by its NULs */
        count_wide(s, p, n);
        s->control += count_controls(p, n);
    }
    s->size += n;
    size_t from = 0;
    if (s->n_tail) { /* finish the character that was cut */
        unsigned char joined[8];
        size_t had = s->n_tail, take = n < 4 ? n : 4;
        memcpy(joined, s->tail, had);
        memcpy(joined + had, p, take);
        size_t need = vb_utf8_length(joined[0]);
        s->n_tail = 0;
        if (had + take >= need || last || take < n) {
            bool whole = had + take >= need && vb_utf8_prefix(joined, need) == need;
            s->multi += whole;
            s->bad += whole ? 0 : had;
            from = whole ? need - had : 0;
        } else { /* blocks of a byte or two */
            memcpy(s->tail, joined, had + take);
            s->n_tail = had + take;
            return;
        }
    }
    count_utf8(s, p + from, n - from, last);
}

bool vb_stats_binary(const vb_byte_stats *s) {
    uint64_t seen = s->size < 1u << 20 ? s->size : 1u << 20;
    return (s->control > 4 && s->control * 50 > seen) || (s->nul[0] + s->nul[1]) * 20 > s->size;
}

bool vb_stats_decide(const vb_byte_stats *s, vb_encoding_guess *guess) {
    uint64_t units = s->size / 2;
    for (size_t odd = 0; odd < 2 && units; odd++) {
        uint64_t high = s->nul[odd], low = s->nul[1 - odd];
        if (high && high * 50 >= units && low * 4 <= high && s->upper[odd] * 10 >= units * 7) {
            *guess = (vb_encoding_guess){odd ? "UTF-16LE" : "UTF-16BE",
                                         "every other byte is a UTF-16 high byte", false, true};
            return true;
        }
    }
    if (s->bad == 0) {
        *guess = (vb_encoding_guess){"UTF-8", s->multi ? "valid UTF-8" : "plain ASCII, which is UTF-8", false,
                                     true};
        return true;
    }
    if (s->multi >= 3 && s->bad * 3 <= s->multi) {
        *guess = (vb_encoding_guess){"UTF-8", "UTF-8 but for a few damaged bytes", false,
                                     s->bad * 100 <= s->multi};
        return true;
    }
    return false;
}

/* ---- Letters: Thai against Vietnamese ---- */

enum { THAI, V1258, TCVN3, VNI, WESTERN, CANDIDATES };
static const char *const candidate_names[CANDIDATES] = {"windows-874", "windows-1258", "TCVN3", "VNI",
                                                        "windows-1252"};

/* Frequent syllables that carry marks, one space between: a word that is one of these counts threefold. */
static const char common_syllables[] =
    " không của và là được có cho với các những một người này đã rất hàng tốt nhân viên dịch vụ khách giao "
    "phẩm sản chất lượng tôi mình bạn nhưng cũng thì mà để đến từ khi vì nên chưa lại còn quá hơi đi nhiều "
    "ít giá rẻ đắt đẹp nhanh chậm lâu thái độ phục nhiệt tình hỗ trợ tư vấn cần phải làm sẽ đang bị hài lòng "
    "thích tệ kém tuyệt vời ổn đúng sai thiếu đủ mới cũ lần ngày giờ phút tháng năm tiền trả đổi hoàn ứng "
    "dụng lỗi mạng thẻ tài khoản ngân điện thoại gọi nhắn đặt nhận gửi đơn hộp gói sạch sẽ phòng khám bác sĩ "
    "bệnh viện trường học giảng môn dạy thầy hiểu bài tập kiến thức sinh thời gian địa chỉ cửa quán món ăn "
    "uống ngon nước bàn ghế chỗ đông vắng đường xe đợi chờ gì đó đây thế nào sao nữa vẫn luôn mọi tất cả "
    "việt tiếng trên dưới trước về ở hơn nhất như vậy nếu thấy biết muốn thể ra vào lên xuống cảm ơn xin "
    "vui ý kiến góp câu hỏi bình thường hợp lý công ty cái chiếc màu áo quần giày vải size đóng kỹ cẩn thận "
    "tận mở máy lạnh nóng pin màn hình chụp ảnh đẹp mượt mã giảm phí ship khuyến mãi chương trình thanh "
    "toán ";

static const char *const onsets[] = {"",  "b",  "c", "ch", "d", "đ",  "g",   "gh", "gi", "h",
                                     "k", "kh", "l", "m",  "n", "ng", "ngh", "nh", "p",  "ph",
                                     "q", "qu", "r", "s",  "t", "th", "tr",  "v",  "x"};
static const char *const codas[] = {"", "c", "ch", "m", "n", "ng", "nh", "p", "t"};

struct vb_letter_stats {
    vb_decoder decoder[CANDIDATES];
    uint64_t words, singles;    /* with bytes above 127; singles are one byte alone */
    int64_t points[CANDIDATES]; /* Vietnamese and western readings, by word */
    uint64_t thai_high;         /* bytes above 127, marks left out */
    int64_t thai_points;
};

vb_letter_stats *vb_letter_stats_new(void) {
    vb_letter_stats *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    for (size_t i = 0; i < CANDIDATES; i++) {
        if (vb_decoder_init(&s->decoder[i], candidate_names[i], NULL) == VB_OK) continue;
        free(s);
        return NULL;
    }
    return s;
}

void vb_letter_stats_free(vb_letter_stats *s) {
    free(s);
}

static bool in_list(const char *const *list, size_t n, vb_str s) {
    for (size_t i = 0; i < n; i++)
        if (vb_str_eqz(s, list[i])) return true;
    return false;
}

/* Small letters of a Vietnamese word, the tones apart. */
typedef struct syllable {
    char plain[64]; /* letters without tone */
    vb_str onset, rime, coda;
    unsigned tones, vowel_count, shaped; /* shaped: ă â ê ô ơ ư */
} syllable;

static bool split_syllable(vb_str word, syllable *y, char *small, size_t *small_len) {
    size_t len = 0, at = 0, vowel_begin = SIZE_MAX, vowel_end = 0;
    *y = (syllable){.plain = {0}};
    *small_len = 0;
    while (at < word.len) {
        uint32_t cp = vb_utf8_next(word, &at), row, tone;
        if (len > 40 || *small_len > 40) return false;
        if (cp == 0x110) cp = 0x111;
        if (cp >= 'A' && cp <= 'Z') cp += 32;
        bool vowel = vb_vowel_find(cp, &row, &tone);
        if (!vowel && cp != 0x111 && (cp < 'a' || cp > 'z')) return false;
        if (vowel) {
            static const char rows[12][3] = {"a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"};
            if (vowel_begin == SIZE_MAX) vowel_begin = len;
            y->vowel_count++;
            y->tones += tone != 0;
            row %= 12;
            y->shaped += rows[row][1] != 0;
            size_t n = rows[row][1] ? 2 : 1;
            memcpy(y->plain + len, rows[row], n);
            len += n;
            vowel_end = len;
            *small_len += vb_utf8_put(small + *small_len, vb_vowel_get(row, tone));
        } else {
            len += vb_utf8_put(y->plain + len, cp);
            *small_len += vb_utf8_put(small + *small_len, cp);
        }
    }
    if (vowel_begin == SIZE_MAX) return false;
    y->onset = (vb_str){y->plain, vowel_begin};
    y->rime = (vb_str){y->plain + vowel_begin, vowel_end - vowel_begin};
    y->coda = (vb_str){y->plain + vowel_end, len - vowel_end};
    return true;
}

/* 3 a frequent syllable, 1 a possible one, -2 none. */
static int judge_syllable(vb_str word) {
    syllable y;
    char small[96] = " ";
    size_t len;
    if (!split_syllable(word, &y, small + 1, &len)) return -2;
    if (y.tones > 1 || y.vowel_count > 3 || y.shaped > 2) return -2;
    bool gi_or_qu = vb_str_eqz(y.onset, "q") || vb_str_eqz(y.onset, "g");
    if (y.shaped == 2 && vb_str_find(y.rime, VB_STR("ươ")) == y.rime.len) return -2;
    if (!gi_or_qu && !in_list(onsets, sizeof onsets / sizeof *onsets, y.onset)) return -2;
    if (!in_list(codas, sizeof codas / sizeof *codas, y.coda)) return -2;
    small[len + 1] = ' ';
    vb_str list = {common_syllables, sizeof common_syllables - 1};
    return vb_str_find(list, (vb_str){small, len + 2}) < list.len ? 3 : 1;
}

/* 1 where the word looks like a western European one: mostly ASCII letters, and letters of French, German,
 * Spanish; signs such as the degree may stand at its ends. */
static int judge_western(vb_str word) {
    size_t at = 0, ascii = 0, accented = 0, other = 0;
    while (at < word.len) {
        bool first = at == 0;
        uint32_t cp = vb_utf8_next(word, &at);
        bool sign = cp >= 0xA2 && cp <= 0xBF && (first || at == word.len);
        if (cp < 0x80)
            ascii++;
        else if (cp >= 0xC0 && cp <= 0xFF && cp != 0xD7 && cp != 0xF7)
            accented++;
        else if (!sign)
            other++;
    }
    return other == 0 && accented <= ascii ? 1 : -2;
}

static bool is_letter(unsigned char c) {
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void judge_word(vb_letter_stats *s, const unsigned char *p, size_t n) {
    while (n && is_mark(p[0])) p++, n--; /* quotes and dashes around the word */
    while (n && is_mark(p[n - 1])) n--;
    bool high = false;
    for (size_t i = 0; i < n && !high; i++) high = p[i] >= 0x80;
    if (!high) return;
    if (n == 1) { /* a sign such as the degree, or a one-letter word: tells nothing */
        s->singles++;
        return;
    }
    if (s->words >= ENOUGH_WORDS) return;
    s->words++;
    for (size_t c = V1258; c < CANDIDATES; c++) {
        char text[128];
        vb_decoded d = {.bad = true};
        if (n <= 30) d = vb_decode(&s->decoder[c], p, n, true, text, sizeof text);
        if (d.bad || d.used < n)
            s->points[c] -= 2;
        else
            s->points[c] += c == WESTERN ? judge_western((vb_str){text, d.written})
                                         : judge_syllable((vb_str){text, d.written});
    }
}

/* Classes of Thai bytes: C consonant, L vowel written before, V vowel written behind, U above or below, T
 * tone or other mark above, D digit or sign, 0 undefined. */
static char thai_class(unsigned char c) {
    if (c >= 0xA1 && c <= 0xCE) return 'C';
    if (c == 0xCF || c == 0xDF || c == 0xE6 || c >= 0xEF) return c >= 0xFC ? 0 : 'D';
    if (c == 0xD0 || c == 0xD2 || c == 0xD3 || c == 0xE5) return 'V';
    if (c == 0xD1 || (c >= 0xD4 && c <= 0xDA)) return 'U';
    if (c >= 0xE0 && c <= 0xE4) return 'L';
    if (c >= 0xE7 && c <= 0xEE) return 'T';
    return 0;
}

static void judge_thai(vb_letter_stats *s, unsigned char before, unsigned char c) {
    char a = before >= 0x80 ? thai_class(before) : 0, b = thai_class(c);
    bool latin = (before | 32) >= 'a' && (before | 32) <= 'z';
    int points = -2;
    switch (b) {
    case 'C':
        points = latin || c == 0xA3 || c == 0xA5 ? -1 : a && a != 'C' ? 1 : 0;
        break; /* A3, A5 are extinct */
    case 'L': points = a == 'L' ? -2 : latin ? -1 : 1; break;
    case 'V': points = a == 'C' || a == 'T' || a == 'U' ? 2 : -2; break;
    case 'U': points = a == 'C' ? 2 : -2; break;
    case 'T': points = a == 'C' || a == 'U' ? 2 : -2; break;
    case 'D': points = 0; break;
    }
    s->thai_high++;
    s->thai_points += points;
}

void vb_letter_stats_add(vb_letter_stats *s, const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] >= 0x80 && !is_mark(p[i])) judge_thai(s, i ? p[i - 1] : ' ', p[i]);
    size_t i = 0;
    while (i < n) {
        size_t begin = i;
        while (i < n && is_letter(p[i])) i++;
        if (begin > 0 && i < n && i > begin)
            judge_word(s, p + begin, i - begin);
        else if (n < 65536 && i > begin)
            judge_word(s, p + begin, i - begin); /* one small block: ends are real */
        while (i < n && !is_letter(p[i])) i++;
    }
}

bool vb_letter_stats_decide(const vb_letter_stats *s, const vb_byte_stats *bytes, vb_encoding_guess *guess) {
    if (bytes->bad == bytes->marks && bytes->multi == 0) {
        *guess = (vb_encoding_guess){
            "windows-1252", "only quotes, dashes and signs that the Windows code pages share", false, true};
        return true;
    }
    if (s->words == 0 && s->singles && s->singles == s->thai_high) {
        *guess = (vb_encoding_guess){"windows-1252", "only single signs beyond ASCII", false, false};
        return true;
    }
    double score[CANDIDATES] = {0};
    score[THAI] = s->thai_high ? (double)s->thai_points / (double)s->thai_high : -1;
    for (size_t c = V1258; c < CANDIDATES && s->words; c++)
        score[c] = (double)s->points[c] / (c == WESTERN ? 1.0 : 2.0) / (double)s->words;
    score[WESTERN] -= 0.6; /* a possible Vietnamese syllable is more telling than letters alone */
    size_t best = 0, second = CANDIDATES;
    for (size_t c = 1; c < CANDIDATES; c++)
        if (score[c] > score[best]) best = c;
    for (size_t c = 0; c < CANDIDATES; c++)
        if (c != best && (second == CANDIDATES || score[c] > score[second])) second = c;
    if (score[best] < 0.3) return false;
    static const char *const reasons[CANDIDATES] = {"the letters make Thai spelling in Windows-874",
                                                    "the letters make Vietnamese syllables in Windows-1258",
                                                    "the letters make Vietnamese syllables in TCVN3",
                                                    "the letters make Vietnamese syllables in VNI",
                                                    "the letters look western European"};
    bool sure = best != WESTERN && score[best] - score[second] > 0.2 && score[best] > 0.45;
    *guess = (vb_encoding_guess){candidate_names[best], reasons[best], false, sure};
    return true;
}
