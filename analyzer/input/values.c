/* values: the table of value words, and the recognizers. */
#include "input/values.h"
#include "base/utf8.h"
#include "input/fold.h"

#include <math.h>

#define OTHER_LANG (VB_LANG_COUNT + 1)

static const struct {
    const char *word;
    vb_value_word is;
} table[] = {
    /* Likert, English */
    {"very satisfied", {.scale = 5}},
    {"extremely satisfied", {.scale = 5}},
    {"completely satisfied", {.scale = 5}},
    {"satisfied", {.scale = 4}},
    {"somewhat satisfied", {.scale = 4}},
    {"neither satisfied nor dissatisfied", {.scale = 3}},
    {"neutral", {.scale = 3, .label = 1}},
    {"dissatisfied", {.scale = 2}},
    {"unsatisfied", {.scale = 2}},
    {"somewhat dissatisfied", {.scale = 2}},
    {"very dissatisfied", {.scale = 1}},
    {"very unsatisfied", {.scale = 1}},
    {"extremely dissatisfied", {.scale = 1}},
    {"strongly agree", {.scale = 5}},
    {"agree", {.scale = 4}},
    {"neither agree nor disagree", {.scale = 3}},
    {"disagree", {.scale = 2}},
    {"strongly disagree", {.scale = 1}},
    {"excellent", {.scale = 5}},
    {"very good", {.scale = 4}},
    {"good", {.scale = 4, .label = 1}},
    {"average", {.scale = 3}},
    {"fair", {.scale = 3}},
    {"okay", {.scale = 3}},
    {"ok", {.scale = 3}},
    {"poor", {.scale = 2}},
    {"bad", {.scale = 2, .label = 1}},
    {"very poor", {.scale = 1}},
    {"very bad", {.scale = 1}},
    {"terrible", {.scale = 1}},
    {"very easy", {.scale = 5}},
    {"extremely easy", {.scale = 5}},
    {"easy", {.scale = 4}},
    {"neither easy nor difficult", {.scale = 3}},
    {"difficult", {.scale = 2}},
    {"very difficult", {.scale = 1}},
    {"extremely difficult", {.scale = 1}},
    {"somewhat easy", {.scale = 4}},
    {"somewhat difficult", {.scale = 2}},
    {"very likely", {.scale = 5}},
    {"likely", {.scale = 4}},
    {"unlikely", {.scale = 2}},
    {"very unlikely", {.scale = 1}},
    {"extremely likely", {.scale = 5}},
    {"not at all likely", {.scale = 1}},
    {"very happy", {.scale = 5}},
    {"happy", {.scale = 4}},
    {"unhappy", {.scale = 2}},
    {"very unhappy", {.scale = 1}},
    {"not satisfied", {.scale = 2}},
    {"not satisfied at all", {.scale = 1}},
    /* Likert, Vietnamese */
    {"rất hài lòng", {.scale = 5}},
    {"hoàn toàn hài lòng", {.scale = 5}},
    {"hài lòng", {.scale = 4}},
    {"khá hài lòng", {.scale = 4}},
    {"bình thường", {.scale = 3}},
    {"trung lập", {.scale = 3, .label = 1}},
    {"tạm được", {.scale = 3}},
    {"trung bình", {.scale = 3}},
    {"không hài lòng", {.scale = 2}},
    {"chưa hài lòng", {.scale = 2}},
    {"không hài lòng lắm", {.scale = 2}},
    {"rất không hài lòng", {.scale = 1}},
    {"hoàn toàn không hài lòng", {.scale = 1}},
    {"rất đồng ý", {.scale = 5}},
    {"hoàn toàn đồng ý", {.scale = 5}},
    {"đồng ý", {.scale = 4}},
    {"phân vân", {.scale = 3}},
    {"không ý kiến", {.scale = 3}},
    {"không đồng ý", {.scale = 2}},
    {"hoàn toàn không đồng ý", {.scale = 1}},
    {"rất không đồng ý", {.scale = 1}},
    {"xuất sắc", {.scale = 5}},
    {"rất tốt", {.scale = 5}},
    {"tốt", {.scale = 4}},
    {"khá", {.scale = 4}},
    {"kém", {.scale = 2}},
    {"tệ", {.scale = 2}},
    {"rất kém", {.scale = 1}},
    {"rất tệ", {.scale = 1}},
    {"rất dễ", {.scale = 5}},
    {"rất dễ dàng", {.scale = 5}},
    {"dễ", {.scale = 4}},
    {"dễ dàng", {.scale = 4}},
    {"khó", {.scale = 2}},
    {"khó khăn", {.scale = 2}},
    {"rất khó", {.scale = 1}},
    {"rất khó khăn", {.scale = 1}},
    /* Likert, Thai */
    {"พอใจมากที่สุด", {.scale = 5}},
    {"พอใจมาก", {.scale = 5}},
    {"พึงพอใจมากที่สุด", {.scale = 5}},
    {"พึงพอใจมาก", {.scale = 5}},
    {"มากที่สุด", {.scale = 5}},
    {"พอใจ", {.scale = 4}},
    {"พึงพอใจ", {.scale = 4}},
    {"มาก", {.scale = 4}},
    {"ปานกลาง", {.scale = 3}},
    {"เฉยๆ", {.scale = 3}},
    {"เฉย ๆ", {.scale = 3}},
    {"พอใช้", {.scale = 3}},
    {"ไม่พอใจ", {.scale = 2}},
    {"ไม่พึงพอใจ", {.scale = 2}},
    {"น้อย", {.scale = 2}},
    {"ไม่พอใจมาก", {.scale = 1}},
    {"ไม่พอใจอย่างยิ่ง", {.scale = 1}},
    {"ไม่พึงพอใจมาก", {.scale = 1}},
    {"น้อยที่สุด", {.scale = 1}},
    {"เห็นด้วยอย่างยิ่ง", {.scale = 5}},
    {"เห็นด้วย", {.scale = 4}},
    {"ไม่แน่ใจ", {.scale = 3}},
    {"ไม่เห็นด้วย", {.scale = 2}},
    {"ไม่เห็นด้วยอย่างยิ่ง", {.scale = 1}},
    {"ดีเยี่ยม", {.scale = 5}},
    {"ดีมาก", {.scale = 5}},
    {"ดี", {.scale = 4}},
    {"แย่", {.scale = 2}},
    {"ควรปรับปรุง", {.scale = 2}},
    {"ต้องปรับปรุง", {.scale = 1}},
    {"แย่มาก", {.scale = 1}},
    {"ง่ายมาก", {.scale = 5}},
    {"ง่าย", {.scale = 4}},
    {"ยาก", {.scale = 2}},
    {"ยากมาก", {.scale = 1}},
    /* labels */
    {"positive", {.label = 1}},
    {"negative", {.label = 1}},
    {"pos", {.label = 1}},
    {"neg", {.label = 1}},
    {"neu", {.label = 1}},
    {"mixed", {.label = 1}},
    {"conflict", {.label = 1}},
    {"complaint", {.label = 1}},
    {"non complaint", {.label = 1}},
    {"not complaint", {.label = 1}},
    {"tích cực", {.label = 1}},
    {"tiêu cực", {.label = 1}},
    {"trung tính", {.label = 1}},
    {"khiếu nại", {.label = 1}},
    {"บวก", {.label = 1}},
    {"ลบ", {.label = 1}},
    {"เป็นกลาง", {.label = 1}},
    {"กลาง", {.label = 1}},
    {"เชิงบวก", {.label = 1}},
    {"เชิงลบ", {.label = 1}},
    {"offered", {.placeholder = 1}},
    {"unoffered", {.placeholder = 1}},
    /* languages */
    {"vi", {.lang = VB_LANG_VI + 1}},
    {"vie", {.lang = VB_LANG_VI + 1}},
    {"vi vn", {.lang = VB_LANG_VI + 1}},
    {"vietnamese", {.lang = VB_LANG_VI + 1}},
    {"tiếng việt", {.lang = VB_LANG_VI + 1}},
    {"vn", {.lang = VB_LANG_VI + 1}},
    {"th", {.lang = VB_LANG_TH + 1}},
    {"tha", {.lang = VB_LANG_TH + 1}},
    {"th th", {.lang = VB_LANG_TH + 1}},
    {"thai", {.lang = VB_LANG_TH + 1}},
    {"ไทย", {.lang = VB_LANG_TH + 1}},
    {"ภาษาไทย", {.lang = VB_LANG_TH + 1}},
    {"tiếng thái", {.lang = VB_LANG_TH + 1}},
    {"en", {.lang = VB_LANG_EN + 1}},
    {"eng", {.lang = VB_LANG_EN + 1}},
    {"en us", {.lang = VB_LANG_EN + 1}},
    {"en gb", {.lang = VB_LANG_EN + 1}},
    {"english", {.lang = VB_LANG_EN + 1}},
    {"tiếng anh", {.lang = VB_LANG_EN + 1}},
    {"ภาษาอังกฤษ", {.lang = VB_LANG_EN + 1}},
    {"อังกฤษ", {.lang = VB_LANG_EN + 1}},
    {"zh", {.lang = OTHER_LANG}},
    {"zh cn", {.lang = OTHER_LANG}},
    {"zh s", {.lang = OTHER_LANG}},
    {"ja", {.lang = OTHER_LANG}},
    {"ko", {.lang = OTHER_LANG}},
    {"fr", {.lang = OTHER_LANG}},
    {"de", {.lang = OTHER_LANG}},
    {"es", {.lang = OTHER_LANG}},
    {"id", {.lang = OTHER_LANG}},
    {"ms", {.lang = OTHER_LANG}},
    {"km", {.lang = OTHER_LANG}},
    {"lo", {.lang = OTHER_LANG}},
    {"my", {.lang = OTHER_LANG}},
    {"ru", {.lang = OTHER_LANG}},
    {"pt", {.lang = OTHER_LANG}},
    {"it", {.lang = OTHER_LANG}},
    {"und", {.lang = VB_LANG_UND + 1}},
    /* no answer */
    {"n a", {.placeholder = 1}},
    {"na", {.placeholder = 1}},
    {"none", {.placeholder = 1}},
    {"null", {.placeholder = 1}},
    {"nan", {.placeholder = 1}},
    {"nil", {.placeholder = 1}},
    {"prefer not to say", {.placeholder = 1}},
    {"don t know", {.placeholder = 1}},
    {"dont know", {.placeholder = 1}},
    {"not applicable", {.placeholder = 1}},
    {"không", {.placeholder = 1}},
    {"không có", {.placeholder = 1}},
    {"không biết", {.placeholder = 1}},
    {"không áp dụng", {.placeholder = 1}},
    {"ไม่มี", {.placeholder = 1}},
    {"ไม่ระบุ", {.placeholder = 1}},
    {"ไม่ทราบ", {.placeholder = 1}},
    {"anonymous", {.placeholder = 1}},
    /* channels */
    {"web", {.channel = 1}},
    {"website", {.channel = 1}},
    {"app", {.channel = 1}},
    {"mobile app", {.channel = 1}},
    {"ứng dụng", {.channel = 1}},
    {"zalo", {.channel = 1}},
    {"line", {.channel = 1}},
    {"facebook", {.channel = 1}},
    {"messenger", {.channel = 1}},
    {"instagram", {.channel = 1}},
    {"tiktok", {.channel = 1}},
    {"shopee", {.channel = 1}},
    {"lazada", {.channel = 1}},
    {"email", {.channel = 1}},
    {"phone", {.channel = 1}},
    {"hotline", {.channel = 1}},
    {"call center", {.channel = 1}},
    {"sms", {.channel = 1}},
    {"chat", {.channel = 1}},
    {"live chat", {.channel = 1}},
    {"chatbot", {.channel = 1}},
    {"store", {.channel = 1}},
    {"in store", {.channel = 1}},
    {"kiosk", {.channel = 1}},
    {"branch", {.channel = 1}},
    {"quầy", {.channel = 1}},
    {"chi nhánh", {.channel = 1}},
    {"cửa hàng", {.channel = 1}},
    {"สาขา", {.channel = 1}},
    {"หน้าร้าน", {.channel = 1}},
    {"แอป", {.channel = 1}},
    {"เว็บไซต์", {.channel = 1}},
    {"โทรศัพท์", {.channel = 1}},
    /* test answers */
    {"survey preview", {.preview = 1}},
    {"survey test", {.preview = 1}},
    {"spam", {.preview = 1}},
    {"survey preview spam", {.preview = 1}},
    {"imported spam", {.preview = 1}},
    {"offline survey preview", {.preview = 1}},
    {"preview", {.preview = 1}},
    {"test", {.preview = 1}},
};

enum { N = sizeof table / sizeof *table };

struct vb_value_words {
    vb_intern keys;
    vb_value_word by_id[N + 1];
};

static void merge(vb_value_word *into, const vb_value_word *from) {
    if (!into->scale) into->scale = from->scale;
    if (!into->lang) into->lang = from->lang;
    into->label |= from->label;
    into->placeholder |= from->placeholder;
    into->channel |= from->channel;
    into->preview |= from->preview;
}

const vb_value_words *vb_value_words_new(vb_arena *arena) {
    vb_value_words *w = VB_NEW(arena, vb_value_words);
    vb_buf b = {0};
    bool ok = w && vb_intern_init(&w->keys, arena, 2 * N);
    for (size_t i = 0; ok && i < N; i++) {
        vb_buf_clear(&b);
        vb_fold_key(&b, vb_str_of(table[i].word));
        uint32_t id = b.failed ? 0 : vb_intern_add(&w->keys, vb_buf_view(&b));
        ok = id > 0;
        if (ok) merge(&w->by_id[id], &table[i].is);
    }
    vb_buf_deinit(&b);
    return ok ? w : NULL;
}

const vb_value_word *vb_value_word_find(const vb_value_words *w, vb_str key) {
    uint32_t id = key.len ? vb_intern_find(&w->keys, key) : 0;
    return id ? &w->by_id[id] : NULL;
}

/* ---- Numbers ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Rewrites Thai digits and the minus sign; 0 where the cell holds anything that numbers do not. */
static size_t plain_digits(vb_str s, char *out, size_t cap) {
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (n + 1 >= cap) return 0;
        if (is_digit((char)c) || c == '.' || c == ',' || c == '-' || c == '+') {
            out[n++] = (char)c;
            at++;
        } else if (c >= 0x80) {
            uint32_t cp = vb_utf8_next(s, &at);
            if (cp >= 0x0E50 && cp <= 0x0E59)
                out[n++] = (char)('0' + (cp - 0x0E50));
            else if (cp == 0x2212)
                out[n++] = '-';
            else
                return 0;
        } else {
            return 0;
        }
    }
    return n;
}

/* Removes thousands ("1,234,567.5", "1.234.567,5") and turns a decimal comma into a point. One lone comma
 * with three digits behind it ("1,234") are thousands; "4,5" is four and a half. */
static size_t plain_marks(char *s, size_t n) {
    size_t commas = 0, points = 0, last_comma = 0, last_point = 0, w = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == ',') commas++, last_comma = i;
        if (s[i] == '.') points++, last_point = i;
    }
    if (!commas && points <= 1) return n;
    char decimal = 0;
    if (commas && points)
        decimal = last_comma > last_point ? ',' : '.';
    else if (commas == 1 && n - last_comma - 1 != 3)
        decimal = ',';
    if ((decimal == ',' && commas > 1) || (decimal == '.' && points > 1)) return 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] != ',' && s[i] != '.') {
            s[w++] = s[i];
            continue;
        }
        if (s[i] == decimal) {
            s[w++] = '.';
            continue;
        }
        size_t run = 0;
        while (i + 1 + run < n && is_digit(s[i + 1 + run])) run++;
        if (run != 3 || i == 0 || !is_digit(s[i - 1])) return 0;
    }
    return w;
}

bool vb_value_number(vb_str cell, double *out) {
    char text[48];
    cell = vb_trim_wide(cell);
    if (cell.len && cell.ptr[cell.len - 1] == '%') cell = vb_trim_wide(vb_str_sub(cell, 0, cell.len - 1));
    if (cell.len == 0 || cell.len > 120) return false;
    size_t n = plain_digits(cell, text, sizeof text);
    if (n) n = plain_marks(text, n);
    if (n) return vb_str_double((vb_str){text, n}, out);
    /* scientific notation, as spreadsheets write it */
    bool candidate = is_digit(cell.ptr[0]) &&
                     (vb_str_find_byte(cell, 'E') < cell.len || vb_str_find_byte(cell, 'e') < cell.len);
    return candidate && vb_str_double(cell, out);
}

/* ★ and ⭐ and 🌟 counted, ☆ and variation selectors passed over. */
static bool stars(vb_str s, double *out, double *of) {
    size_t full = 0, empty = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t cp = vb_utf8_next(s, &at);
        if (cp == 0x2605 || cp == 0x2B50 || cp == 0x1F31F)
            full++;
        else if (cp == 0x2606)
            empty++;
        else if (cp != 0xFE0F && cp != ' ')
            return false;
    }
    if (full == 0 || full + empty > 10) return false;
    *out = (double)full;
    *of = empty ? (double)(full + empty) : NAN;
    return true;
}

static bool unit_word(vb_str s) {
    static const char *const units[] = {"sao",   "star",  "stars",  "điểm", "ดาว",
                                        "คะแนน", "point", "points", "pts"};
    bool found = false;
    for (size_t i = 0; !found && i < sizeof units / sizeof *units; i++)
        found = vb_str_eq_nocase(s, vb_str_of(units[i]));
    return found || stars(s, &(double){0}, &(double){0});
}

bool vb_value_rating(vb_str cell, double *out, double *of) {
    *of = NAN;
    cell = vb_trim_wide(cell);
    if (cell.len == 0 || cell.len > 120) return false;
    if (vb_value_number(cell, out)) return true;
    if (stars(cell, out, of)) return true;
    size_t end = 0;
    while (end < cell.len) { /* the leading number */
        size_t at = end;
        uint32_t cp = vb_utf8_next(cell, &at);
        bool number =
            (cp < 0x80 && (is_digit((char)cp) || cp == '.' || cp == ',')) || (cp >= 0x0E50 && cp <= 0x0E59);
        if (!number) break;
        end = at;
    }
    while (end && (cell.ptr[end - 1] == '.' || cell.ptr[end - 1] == ',')) end--;
    if (end == 0 || !vb_value_number(vb_str_sub(cell, 0, end), out)) return false;
    vb_str rest = vb_trim_wide(vb_str_sub(cell, end, cell.len));
    if (rest.len == 0) return true;
    if (rest.ptr[0] == '/') return vb_value_number(vb_str_sub(rest, 1, rest.len), of) && *of >= *out;
    if (unit_word(rest)) return true;
    bool dash = rest.ptr[0] == '-' || rest.ptr[0] == '=' || rest.ptr[0] == '(' || rest.ptr[0] == ':' ||
                rest.ptr[0] == '.' || vb_str_starts(rest, VB_STR("–")) || vb_str_starts(rest, VB_STR("—"));
    return dash && rest.len > 1 && !is_digit(rest.ptr[1]);
}

/* ---- Addresses and the like ---- */

static bool word_byte(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* An address around the "@" at `at`: something before it, a dotted name behind. */
static bool email_at(vb_str s, size_t at) {
    if (at == 0 || !word_byte(s.ptr[at - 1])) return false;
    size_t i = at + 1, dot = 0;
    for (; i < s.len && (word_byte(s.ptr[i]) || s.ptr[i] == '-' || s.ptr[i] == '.'); i++)
        if (s.ptr[i] == '.' && i > at + 1) dot = i;
    return dot && i - dot >= 3;
}

bool vb_is_email(vb_str cell) {
    size_t at = vb_str_find_byte(cell, '@');
    if (cell.len > 254 || at == cell.len || vb_str_find_byte(cell, ' ') < cell.len) return false;
    return email_at(cell, at);
}

bool vb_is_url(vb_str cell) {
    return cell.len > 8 && vb_str_find_byte(cell, ' ') == cell.len &&
           (vb_str_starts(cell, VB_STR("http://")) || vb_str_starts(cell, VB_STR("https://")) ||
            vb_str_starts(cell, VB_STR("www.")));
}

bool vb_is_ip(vb_str cell) {
    if (cell.len < 7 || cell.len > 45) return false;
    unsigned dots = 0, colons = 0, value = 0, digits = 0;
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i];
        if (is_digit(c)) {
            value = value * 10 + (unsigned)(c - '0');
            if (++digits > 4) return false;
        } else if (c == '.' || c == ':') {
            if (c == '.' && (digits == 0 || value > 255)) return false;
            dots += c == '.';
            colons += c == ':';
            value = digits = 0;
        } else if (!((c | 32) >= 'a' && (c | 32) <= 'f')) {
            return false;
        }
    }
    return (dots == 3 && !colons && digits && value <= 255) || (colons >= 3 && colons <= 7);
}

bool vb_is_phone(vb_str cell) {
    if (cell.len < 9 || cell.len > 20 || (cell.ptr[0] != '0' && cell.ptr[0] != '+' && cell.ptr[0] != '('))
        return false;
    size_t digits = 0;
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i];
        if (is_digit(c))
            digits++;
        else if (!(c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || (c == '+' && i == 0)))
            return false;
    }
    return digits >= 9 && digits <= 12;
}

bool vb_is_machine_list(vb_str cell) {
    if (cell.len < 2) return false;
    char a = cell.ptr[0], z = cell.ptr[cell.len - 1];
    if ((a == '[' && z == ']') || (a == '{' && z == '}')) return true;
    size_t eq = vb_str_find_byte(cell, '=');
    return eq > 1 && eq < cell.len && vb_str_find_byte(vb_str_sub(cell, 0, eq), ' ') == eq;
}

bool vb_has_personal(vb_str text) {
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '@' && email_at(text, i)) return true;
        if (is_digit(c)) {
            digits++;
            continue;
        }
        bool joins =
            (c == ' ' || c == '.' || c == '-') && digits && i + 1 < text.len && is_digit(text.ptr[i + 1]);
        if (joins) continue;
        if (digits >= 9 && digits <= 13) return true;
        digits = 0;
    }
    return digits >= 9 && digits <= 13;
}
