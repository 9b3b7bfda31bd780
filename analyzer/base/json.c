#include "base/json.h"
#include "base/utf8.h"

#include <math.h>

static void separate(vb_json *j) {
    if (j->comma) vb_buf_byte(j->out, ',');
    j->comma = true;
}

void vb_json_open(vb_json *j, char bracket) {
    separate(j);
    vb_buf_byte(j->out, bracket);
    j->comma = false;
}

void vb_json_close(vb_json *j, char bracket) {
    vb_buf_byte(j->out, bracket);
    j->comma = true;
}

void vb_json_key(vb_json *j, const char *key) {
    separate(j);
    vb_buf_byte(j->out, '"');
    vb_buf_cstr(j->out, key);
    vb_buf_add(j->out, "\":", 2);
    j->comma = false;
}

static void escape(vb_buf *out, unsigned char c) {
    switch (c) {
    case '"': vb_buf_add(out, "\\\"", 2); break;
    case '\\': vb_buf_add(out, "\\\\", 2); break;
    case '\n': vb_buf_add(out, "\\n", 2); break;
    case '\r': vb_buf_add(out, "\\r", 2); break;
    case '\t': vb_buf_add(out, "\\t", 2); break;
    default: {
        char u[6] = {'\\', 'u', '0', '0', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
        vb_buf_add(out, u, sizeof u);
    }
    }
}

void vb_json_str(vb_json *j, vb_str s) {
    separate(j);
    vb_buf_byte(j->out, '"');
    size_t done = 0, at = 0;
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c < 0x80) {
            if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
                at++;
                continue;
            }
            vb_buf_add(j->out, s.ptr + done, at - done);
            escape(j->out, c);
            done = ++at;
            continue;
        }
        size_t from = at;
        uint32_t cp = vb_utf8_next(s, &at);
        const char *instead = NULL;
        if (cp == VB_REPLACEMENT && at - from == 1)
            instead = "\xEF\xBF\xBD";
        else if (cp == 0x2028)
            instead = "\\u2028";
        else if (cp == 0x2029)
            instead = "\\u2029";
        if (instead) {
            vb_buf_add(j->out, s.ptr + done, from - done);
            vb_buf_cstr(j->out, instead);
            done = at;
        }
    }
    if (s.len > done) vb_buf_add(j->out, s.ptr + done, s.len - done);
    vb_buf_byte(j->out, '"');
}

void vb_json_cstr(vb_json *j, const char *z) {
    if (z)
        vb_json_str(j, vb_str_of(z));
    else
        vb_json_null(j);
}

void vb_json_int(vb_json *j, int64_t v) {
    separate(j);
    vb_buf_int(j->out, v);
}

void vb_json_num(vb_json *j, double v, int places) {
    if (!isfinite(v)) {
        vb_json_null(j);
        return;
    }
    separate(j);
    vb_buf_fixed(j->out, v, places);
}

void vb_json_bool(vb_json *j, bool v) {
    separate(j);
    vb_buf_cstr(j->out, v ? "true" : "false");
}

void vb_json_null(vb_json *j) {
    separate(j);
    vb_buf_add(j->out, "null", 4);
}

void vb_json_raw(vb_json *j, vb_str json) {
    separate(j);
    vb_buf_str(j->out, json);
}
