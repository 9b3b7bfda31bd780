/* json_parts: where the records of a file stand, and how a record is made ready for cJSON.
 *
 * Invariant: both look at each byte once and keep no more than a fixed state; neither builds anything. The
 * survey works on damaged files too: it says what it has seen. Repairs never change what a valid record
 * means. Leaves finding the ends of records, parsing and flattening to json.c. */
#include "input/json_parts.h"

#define MAX_WRAP 4 /* objects around a wrapped array */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* ---- The survey ---- */

static const char *const record_names[] = {"tickets",
                                           "satisfaction_ratings",
                                           "survey_responses",
                                           "responses",
                                           "results",
                                           "records",
                                           "items",
                                           "data",
                                           "rows",
                                           "comments",
                                           "reviews",
                                           "feedback",
                                           "entries",
                                           "hits",
                                           "messages",
                                           "surveys"};

static bool is_record_name(const vb_json_survey *s) {
    for (size_t i = 0; i < sizeof record_names / sizeof *record_names; i++)
        if (vb_str_eqz((vb_str){s->name, s->name_len}, record_names[i])) return true;
    return false;
}

static void close_candidate(vb_json_survey *s, uint64_t at) {
    bool better = s->open_named != s->best_named ? s->open_named : at - s->open_at > s->best_size;
    if (!s->pending && better) {
        s->best_named = s->open_named;
        s->best_size = at - s->open_at;
        s->best_at = s->open_at;
        s->best_line = s->open_line;
    }
    s->open = s->pending = false;
}

static void open_bracket(vb_json_survey *s, char c, uint64_t at, uint64_t line) {
    if (s->pending && c == '{')
        s->pending = false;
    else if (s->pending)
        s->open = s->pending = false;
    bool wrapped = c == '[' && !s->open && s->depth > 0 && s->depth <= MAX_WRAP;
    for (size_t i = 0; wrapped && i < s->depth; i++) wrapped = s->stack[i] == '{';
    if (wrapped) {
        s->open = s->pending = true;
        s->open_depth = s->depth;
        s->open_at = at + 1;
        s->open_line = line;
        s->open_named = is_record_name(s);
    }
    if (s->depth < VB_MAX_JSON_DEPTH) s->stack[s->depth] = c;
    s->depth++;
}

bool vb_json_survey_byte(vb_json_survey *s, char c, uint64_t at, uint64_t line) {
    if (s->in_string) {
        if (s->escaped)
            s->escaped = false;
        else if (c == '\\')
            s->escaped = true;
        else if (c == '"')
            s->in_string = false;
        else if (c == '\n')
            s->newline_in_string = true;
        if (s->in_string && s->name_len < sizeof s->name) s->name[s->name_len++] = c;
        return false;
    }
    if (c == '{' || c == '[') {
        open_bracket(s, c, at, line);
    } else if (c == '}' || c == ']') {
        if (s->depth) s->depth--;
        if (s->open && s->depth == s->open_depth) close_candidate(s, at);
        return s->depth == 0;
    } else if (s->pending && !is_blank(c)) {
        s->open = s->pending = false; /* an array of scalars */
    }
    if (c == '"') {
        s->in_string = true;
        s->name_len = 0;
    }
    return false;
}

void vb_json_survey_end(vb_json_survey *s, uint64_t at) {
    if (s->open) close_candidate(s, at);
}

/* ---- Making a record ready for cJSON ---- */

static bool is_number(vb_str s) {
    size_t i = 0, n;
    if (i < s.len && s.ptr[i] == '-') i++;
    for (n = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) n++;
    if (!n) return false;
    if (i < s.len && s.ptr[i] == '.') {
        for (n = 0, i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) n++;
        if (!n) return false;
    }
    if (i < s.len && (s.ptr[i] | 32) == 'e') {
        i++;
        if (i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-')) i++;
        for (n = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) n++;
        if (!n) return false;
    }
    return i == s.len;
}

/* The value of four hex digits at `i`, or UINT32_MAX. */
static uint32_t hex4(vb_str s, size_t i) {
    uint32_t v = 0;
    if (s.len < 4 || i > s.len - 4) return UINT32_MAX;
    for (size_t k = i; k < i + 4; k++) {
        unsigned char c = (unsigned char)s.ptr[k] | 32;
        if (c >= '0' && c <= '9')
            v = v << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            v = v << 4 | (uint32_t)(c - 'a' + 10);
        else
            return UINT32_MAX;
    }
    return v;
}

/* Copies an escape at `i` (a backslash) and returns the offset behind it. NULs are dropped, half surrogates
 * become U+FFFD: cJSON would end the string at the one and refuse the record for the other. */
static size_t copy_escape(vb_buf *out, vb_json_repairs *repairs, vb_str s, size_t i) {
    if (i + 1 >= s.len || s.ptr[i + 1] != 'u') {
        size_t n = i + 2 <= s.len ? 2 : 1;
        vb_buf_add(out, s.ptr + i, n);
        return i + n;
    }
    uint32_t u = hex4(s, i + 2);
    if (u == 0) {
        repairs->dropped_nuls++;
        return i + 6;
    }
    bool high = u >= 0xD800 && u < 0xDC00, low = u >= 0xDC00 && u < 0xE000;
    bool pair = high && i + 7 < s.len && s.ptr[i + 6] == '\\' && s.ptr[i + 7] == 'u';
    uint32_t v = pair ? hex4(s, i + 8) : 0;
    if (pair && v >= 0xDC00 && v < 0xE000) {
        vb_buf_add(out, s.ptr + i, 12);
        return i + 12;
    }
    if (high || low) {
        repairs->half_pairs++;
        vb_buf_cstr(out, "\\ufffd");
        return i + 6;
    }
    vb_buf_add(out, s.ptr + i, u == UINT32_MAX ? 2 : 6);
    return i + (u == UINT32_MAX ? 2 : 6);
}

/* Copies a string that begins at `i` and returns the offset behind it. */
static size_t copy_string(vb_buf *out, vb_json_repairs *repairs, vb_str s, size_t i) {
    vb_buf_byte(out, s.ptr[i++]);
    while (i < s.len) {
        size_t from = i;
        while (i < s.len && s.ptr[i] != '"' && s.ptr[i] != '\\') i++;
        vb_buf_add(out, s.ptr + from, i - from);
        if (i == s.len) break;
        if (s.ptr[i] == '"') return vb_buf_byte(out, '"'), i + 1;
        i = copy_escape(out, repairs, s, i);
    }
    return i;
}

bool vb_json_ready(vb_buf *out, vb_str s, vb_json_repairs *repairs) {
    size_t i = 0, depth = 0, values = 0;
    vb_buf_clear(out);
    *repairs = (vb_json_repairs){0};
    while (i < s.len) {
        char c = s.ptr[i];
        if (c == '"') {
            i = copy_string(out, repairs, s, i);
            continue;
        }
        if ((c == '{' || c == '[') && ++depth > VB_MAX_JSON_DEPTH) return false;
        if ((c == '}' || c == ']') && depth) depth--;
        if (is_blank(c) || strchr("{}[]:,", c)) {
            if (c == ',' && ++values > VB_JSON_MAX_VALUES) return false;
            vb_buf_byte(out, c);
            i++;
            continue;
        }
        size_t from = i;
        while (i < s.len && !is_blank(s.ptr[i]) && !strchr("{}[]:,\"", s.ptr[i])) i++;
        vb_str word = vb_str_sub(s, from, i);
        if (is_number(word)) {
            vb_buf_byte(out, '"');
            vb_buf_str(out, word);
            vb_buf_byte(out, '"');
        } else if (vb_str_eqz(word, "NaN") || vb_str_eqz(word, "Infinity") || vb_str_eqz(word, "-Infinity")) {
            vb_buf_cstr(out, "null"); /* Python's */
        } else {
            vb_buf_str(out, word);
        }
    }
    return true;
}
