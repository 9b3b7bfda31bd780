/* redact_json: a JSON or JSON Lines file again, byte by byte, but for the string values and long numbers that
 * hold personal data. Broken JSON passes through as well: only strings are understood, so the form of the
 * file is kept as it is. A key is a string with a colon behind it; it is kept, and tells whether its value is
 * personal as a whole. */
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "engine/redact.h"
#include "input/source.h"

enum { BLOCK = 1 << 16, LEAST_DIGITS = 8 };

typedef struct {
    vb_redactor *r;
    vb_source *source;
    char block[BLOCK];
    size_t at, n;
    int back;   /* a byte read too much, -1 none */
    vb_buf raw; /* the literal as it stands, quotes included */
    vb_buf decoded;
    bool whole; /* the value that comes next is personal by its key */
    vb_error *err;
    vb_status status;
} scanner;

static int next_byte(scanner *s) {
    if (s->back >= 0) {
        int c = s->back;
        s->back = -1;
        return c;
    }
    if (s->at == s->n) {
        s->at = 0;
        s->status = vb_source_read(s->source, s->block, sizeof s->block, &s->n, s->err);
        if (s->status < 0 || s->n == 0) return s->n = 0, -1;
        s->status = VB_OK;
    }
    return (unsigned char)s->block[s->at++];
}

/* ---- Strings
 * -------------------------------------------------------------------------------------------------------- */

static int hex4(const char *p) {
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9'                 ? c - '0'
                : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                     : -1;
        if (d < 0) return -1;
        v = v * 16 + d;
    }
    return v;
}

static size_t decode_escape(vb_buf *out, vb_str s, size_t at) {
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    char c = s.ptr[at];
    const char *known = c ? strchr(names, c) : NULL;
    int unit = c == 'u' && at + 5 <= s.len ? hex4(s.ptr + at + 1) : -1;
    if (unit < 0) {
        vb_buf_byte(out, known ? values[known - names] : c);
        return at + 1;
    }
    uint32_t cp = (uint32_t)unit;
    at += 5;
    if (cp >= 0xD800 && cp < 0xDC00 && at + 6 <= s.len && s.ptr[at] == '\\' && s.ptr[at + 1] == 'u') {
        int low = hex4(s.ptr + at + 2);
        if (low >= 0xDC00 && low < 0xE000)
            cp = 0x10000 + ((cp - 0xD800) << 10) + ((uint32_t)low - 0xDC00), at += 6;
    }
    if (cp >= 0xD800 && cp < 0xE000) cp = VB_REPLACEMENT;
    char utf8[4];
    vb_buf_add(out, utf8, vb_utf8_put(utf8, cp));
    return at;
}

/* The literal without its quotes, escapes resolved. */
static vb_str decode(scanner *s) {
    vb_str raw = vb_buf_view(&s->raw);
    size_t end = raw.len - (raw.len > 1 && raw.ptr[raw.len - 1] == '"');
    vb_str inner = {raw.ptr, end};
    vb_buf_clear(&s->decoded);
    for (size_t at = 1; at < inner.len;) {
        if (inner.ptr[at] == '\\' && at + 1 < inner.len)
            at = decode_escape(&s->decoded, inner, at + 1);
        else
            vb_buf_byte(&s->decoded, inner.ptr[at++]);
    }
    return vb_buf_view(&s->decoded);
}

/* Reads a literal behind its opening quote. One longer than a record may be is passed on in parts. */
static void read_literal(scanner *s) {
    vb_buf_clear(&s->raw);
    vb_buf_byte(&s->raw, '"');
    bool escaped = false;
    for (int c; s->raw.len < VB_MAX_JSON_RECORD && (c = next_byte(s)) >= 0;) {
        vb_buf_byte(&s->raw, (char)c);
        if (c == '"' && !escaped) return;
        escaped = c == '\\' && !escaped;
    }
}

/* Keys end in what a table calls its column: the last part of "answers.name". */
static bool personal_key(const scanner *s, vb_str key) {
    const vb_profile *p = s->r->profile;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        vb_str header = p->columns[i].header;
        if (!vb_redact_whole(&p->columns[i]) || !vb_str_ends(header, key) || !key.len) continue;
        if (header.len == key.len || header.ptr[header.len - key.len - 1] == '.') return true;
    }
    return false;
}

static void put_value(scanner *s, vb_str value) {
    vb_str masked;
    uint64_t before = s->r->stats->cells;
    s->status = vb_redact_value(s->r, value, s->whole, &masked, s->err);
    s->r->stats->rows++;
    if (s->status < 0) return;
    if (s->r->stats->cells == before) {
        vb_buf_str(&s->r->out, vb_buf_view(&s->raw));
    } else {
        vb_json j = vb_json_on(&s->r->out);
        vb_json_str(&j, masked);
    }
}

static void read_string(scanner *s) {
    read_literal(s);
    vb_str value = decode(s);
    if (s->raw.failed || s->decoded.failed) {
        s->status = vb_fail_memory(s->err);
        return;
    }
    char spaces[16];
    size_t n = 0;
    int c;
    while ((c = next_byte(s)) == ' ' || c == '\t' || c == '\n' || c == '\r') {
        if (n < sizeof spaces)
            spaces[n++] = (char)c;
        else
            break;
    }
    if (c >= 0) s->back = c;
    if (s->status < 0) return;
    if (c == ':') {
        vb_buf_str(&s->r->out, vb_buf_view(&s->raw));
        s->whole = personal_key(s, value);
    } else {
        put_value(s, value);
        s->whole = false;
    }
    vb_buf_add(&s->r->out, spaces, n);
}

/* ---- Numbers
 * -------------------------------------------------------------------------------------------------------- */

/* A number is replaced only where all of it is personal: a phone without its zero is none, a national id is
 * one. */
static void read_number(scanner *s, int first) {
    vb_buf_clear(&s->raw);
    int c = first;
    do vb_buf_byte(&s->raw, (char)c);
    while (s->raw.len < VB_MAX_FIELD && (c = next_byte(s)) >= 0 &&
           ((c >= '0' && c <= '9') || (c && strchr(".eE+-", c))));
    if (c >= 0) s->back = c;
    vb_str number = vb_buf_view(&s->raw);
    bool long_one = number.len >= LEAST_DIGITS || s->whole;
    if (long_one && !s->raw.failed)
        put_value(s, number);
    else
        vb_buf_str(&s->r->out, number);
    s->whole = false;
}

/* ---- All
 * ------------------------------------------------------------------------------------------------------------
 */

static void scan(scanner *s) {
    for (int c; s->status >= 0 && (c = next_byte(s)) >= 0;) {
        if (c == '"')
            read_string(s);
        else if (c >= '0' && c <= '9')
            read_number(s, c);
        else
            vb_buf_byte(&s->r->out, (char)c);
        if (c == '{' || c == '[' || c == ',') s->whole = s->whole && c == '[';
        vb_arena_reset(&s->r->arena);
        if (s->status >= 0) s->status = vb_redact_flush(s->r, false, s->err);
    }
}

vb_status vb_redact_json(vb_redactor *r, vb_error *err) {
    static const vb_diag_sink none = {0};
    scanner local = {.r = r, .back = -1, .err = err};
    vb_status status = vb_source_open(r->path, r->encoding, &none, &local.source, err);
    if (status >= 0) {
        scan(&local);
        status = local.status;
        vb_source_close(local.source);
    }
    vb_buf_deinit(&local.raw);
    vb_buf_deinit(&local.decoded);
    return status < 0 ? status : VB_OK;
}
