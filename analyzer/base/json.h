/* json: writes JSON text into a vb_buf, with the commas put by the writer.
 *
 * Invariant: output is valid JSON in UTF-8 as long as calls nest properly; invalid UTF-8 input becomes
 * U+FFFD; control characters, quote and backslash are escaped, and so are U+2028 and U+2029 (safe inside HTML
 * scripts with "</"). Reading is cJSON's part; writing is on the hot path of `score`, where building a tree
 * first would cost most of the time. */
#ifndef VB_BASE_JSON_H
#define VB_BASE_JSON_H

#include "base/buf.h"

typedef struct vb_json {
    vb_buf *out;
    bool comma;
} vb_json;

static inline vb_json vb_json_on(vb_buf *out) {
    return (vb_json){out, false};
}
void vb_json_open(vb_json *j, char bracket);   /* '{' or '[' */
void vb_json_close(vb_json *j, char bracket);  /* '}' or ']' */
void vb_json_key(vb_json *j, const char *key); /* static ASCII, not escaped */
void vb_json_str(vb_json *j, vb_str s);
/// Most bytes that a byte of a string can become.
enum { VB_JSON_GROWTH = 6 };
/// Writes the string with its quotes to `p`, where there is room for VB_JSON_GROWTH * s.len + 2 bytes;
/// returns the end.
char *vb_json_put_str(char *p, vb_str s);
void vb_json_cstr(vb_json *j, const char *z); /* NULL gives null */
void vb_json_int(vb_json *j, int64_t v);
/// A number with at most `places` decimals; NAN and infinities give null.
void vb_json_num(vb_json *j, double v, int places);
void vb_json_bool(vb_json *j, bool v);
void vb_json_null(vb_json *j);
/// Ready-made JSON text, not checked.
void vb_json_raw(vb_json *j, vb_str json);

#endif
