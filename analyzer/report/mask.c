/* mask: see mask.h. SQL functions over text/personal. */
#include "report/mask.h"

#include "base/utf8.h"
#include "text/personal.h"

#include <stdlib.h>

#define MASK_TEXT  "vb_mask"
#define MASK_PIECE "vb_mask_piece"
#define MASK_PLACE "vb_mask_place"

typedef struct masker {
    const vb_personal *personal;
    vb_arena arena;
} masker;

static void free_masker(void *p) {
    masker *m = p;
    vb_arena_deinit(&m->arena);
    free(m);
}

/* The text of argument `at`, masked; false after telling SQLite that it failed. */
static bool mask_argument(sqlite3_context *c, sqlite3_value *v, vb_masked *out) {
    masker *m = sqlite3_user_data(c);
    const char *p = (const char *)sqlite3_value_text(v);
    vb_str text = {p, p ? (size_t)sqlite3_value_bytes(v) : 0};
    vb_arena_reset(&m->arena);
    if (vb_personal_mask(m->personal, text, &m->arena, out, NULL) >= 0) return true;
    sqlite3_result_error_nomem(c);
    return false;
}

static void mask_text(sqlite3_context *c, int n, sqlite3_value **v) {
    vb_masked masked;
    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL || !mask_argument(c, v[0], &masked)) return;
    if (masked.n)
        sqlite3_result_text64(c, masked.text.ptr, masked.text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        sqlite3_result_value(c, v[0]);
}

static size_t bytes_of(vb_str s, uint32_t points) {
    size_t at = 0;
    while (points-- && at < s.len) vb_utf8_next(s, &at);
    return at;
}

/* The piece of the masked comment; one that begins or ends inside a span has the whole mark. */
static void mask_piece(sqlite3_context *c, int n, sqlite3_value **v) {
    vb_masked masked;
    sqlite3_int64 begin = sqlite3_value_int64(v[2]), end = sqlite3_value_int64(v[3]);
    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL) return;
    if (sqlite3_value_type(v[1]) == SQLITE_NULL) { /* no comment to it: masked by itself */
        mask_text(c, 1, v);
        return;
    }
    if (!mask_argument(c, v[1], &masked)) return;
    if (!masked.n || begin < 0 || end < begin || end > UINT32_MAX) {
        sqlite3_result_value(c, v[0]);
        return;
    }
    size_t from = bytes_of(masked.text, vb_masked_at(&masked, (uint32_t)begin, false)),
           to = bytes_of(masked.text, vb_masked_at(&masked, (uint32_t)end, true));
    sqlite3_result_text64(c, masked.text.ptr + from, to - from, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Beginnings of spans go to the beginning of a mark, ends (a fourth argument) to its end. */
static void mask_place(sqlite3_context *c, int n, sqlite3_value **v) {
    vb_masked masked;
    sqlite3_int64 place = sqlite3_value_int64(v[0]), begin = sqlite3_value_int64(v[2]);
    if (sqlite3_value_type(v[0]) == SQLITE_NULL || !mask_argument(c, v[1], &masked)) return;
    if (masked.n && begin >= 0 && place >= begin && place <= UINT32_MAX)
        place = begin + vb_masked_at(&masked, (uint32_t)place, n > 3) -
                vb_masked_at(&masked, (uint32_t)begin, false);
    sqlite3_result_int64(c, place);
}

static int add_function(vb_store *s, const char *name, int arguments, const vb_personal *personal,
                        void (*run)(sqlite3_context *, int, sqlite3_value **)) {
    masker *m = calloc(1, sizeof *m);
    if (!m) return SQLITE_NOMEM;
    m->personal = personal;
    vb_arena_init(&m->arena);
    return sqlite3_create_function_v2(s->db, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, m, run,
                                      NULL, NULL, free_masker);
}

vb_status vb_mask_on(vb_store *s, const vb_personal *personal, vb_error *err) {
    int code = add_function(s, MASK_TEXT, 1, personal, mask_text);
    if (code == SQLITE_OK) code = add_function(s, MASK_PIECE, 4, personal, mask_piece);
    if (code == SQLITE_OK) code = add_function(s, MASK_PLACE, 3, personal, mask_place);
    if (code == SQLITE_OK) code = add_function(s, MASK_PLACE, 4, personal, mask_place);
    return code == SQLITE_OK ? VB_OK : vb_db_fail(s, "preparing to mask personal data", err);
}

void vb_mask_off(vb_store *s) {
    sqlite3_create_function_v2(s->db, MASK_TEXT, 1, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
    sqlite3_create_function_v2(s->db, MASK_PIECE, 4, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
    sqlite3_create_function_v2(s->db, MASK_PLACE, 3, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
    sqlite3_create_function_v2(s->db, MASK_PLACE, 4, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
}

const char *vb_mask_sql(char mark, bool on) {
    if (mark == 'M') return on ? MASK_TEXT : "";
    if (mark == 'W') return on ? MASK_PIECE : "coalesce";
    if (mark == 'P') return on ? MASK_PLACE : "coalesce";
    return NULL;
}
