/* window: a contiguous, growing stretch of a decoded source, shared by the CSV and JSON readers.
 *
 * Invariant: see formats.h. Bytes before `begin` are forgotten; they are moved out of the way only when at
 * least as many were consumed as remain, so that the moving costs no more than the reading. */
#include "input/formats.h"

#include "base/utf8.h"

#include <stdlib.h>

#define MAX_MARKS (1u << 19) /* lines with NULs in one window; more are dropped without a word */

void vb_window_deinit(vb_window *w) {
    free(w->buf);
    free(w->nuls);
    w->buf = NULL;
    w->nuls = NULL;
}

static vb_status make_room(vb_window *w, size_t block, vb_error *err) {
    if (w->cap - w->end >= block) return VB_OK;
    size_t size = w->end - w->begin;
    if (w->begin >= size && w->cap - size >= block) {
        if (size) memmove(w->buf, w->buf + w->begin, size);
        w->base += w->begin;
        w->begin = 0;
        w->end = size;
        return VB_OK;
    }
    size_t cap = w->cap ? w->cap : block;
    while (cap - w->end < block) cap *= 2;
    char *p = realloc(w->buf, cap);
    if (!p) return vb_fail_memory(err);
    w->buf = p;
    w->cap = cap;
    return VB_OK;
}

/* Notes that a NUL stood before buf[at]; once a line, so that it does not matter how the input is cut. */
static vb_status note_nul(vb_window *w, size_t at, vb_error *err) {
    if (w->nul_on_line || w->n_nuls == MAX_MARKS) return VB_OK;
    if (w->n_nuls == w->cap_nuls && w->first_nul > w->n_nuls / 2) {
        w->n_nuls -= w->first_nul;
        memmove(w->nuls, w->nuls + w->first_nul, w->n_nuls * sizeof *w->nuls);
        w->first_nul = 0;
    }
    if (w->n_nuls == w->cap_nuls) {
        size_t cap = w->cap_nuls ? w->cap_nuls * 2 : 16;
        void *p = realloc(w->nuls, cap * sizeof *w->nuls);
        if (!p) return vb_fail_memory(err);
        w->nuls = p;
        w->cap_nuls = cap;
    }
    w->nuls[w->n_nuls++] = w->base + at;
    w->nul_on_line = true;
    return VB_OK;
}

/* Takes the NULs out of the n bytes behind `end`, which become part of the window. */
static vb_status take_in(vb_window *w, size_t n, vb_error *err) {
    size_t in = w->end, stop = w->end + n;
    while (in < stop) {
        char *nul = memchr(w->buf + in, 0, stop - in);
        size_t len = (nul ? (size_t)(nul - w->buf) : stop) - in;
        if (w->nul_on_line && len && memchr(w->buf + in, '\n', len)) w->nul_on_line = false;
        if (in != w->end) memmove(w->buf + w->end, w->buf + in, len);
        w->end += len;
        in += len;
        if (nul) VB_TRY(note_nul(w, w->end, err));
        while (in < stop && !w->buf[in]) in++;
    }
    return VB_OK;
}

vb_status vb_window_fill(vb_window *w, vb_error *err) {
    size_t block = vb_source_block(w->source), n = 0;
    VB_TRY(make_room(w, block, err));
    VB_TRY(vb_source_read(w->source, w->buf + w->end, block, &n, err));
    w->eof = n == 0;
    return take_in(w, n, err);
}

vb_status vb_window_rewind(vb_window *w, vb_error *err) {
    w->begin = w->end = w->first_nul = w->n_nuls = 0;
    w->base = 0;
    w->eof = w->nul_on_line = false;
    return vb_source_rewind(w->source, err);
}

bool vb_window_take_nuls(vb_window *w, uint64_t until) {
    size_t n = w->first_nul;
    while (n < w->n_nuls && w->nuls[n] < until) n++;
    if (n == w->first_nul) return false;
    w->first_nul = n;
    if (n == w->n_nuls) w->first_nul = w->n_nuls = 0;
    return true;
}

/* The longest prefix of at most `max` bytes that ends on a character boundary. */
static vb_str prefix(vb_str s, size_t max) {
    if (s.len <= max) return s;
    while (max > 0 && !vb_utf8_is_start(s.ptr[max])) max--;
    return vb_str_sub(s, 0, max);
}

vb_str vb_cell_cut(vb_str s, const vb_diag_sink *diags, uint64_t row, uint64_t line, size_t column) {
    if (s.len <= VB_MAX_FIELD) return s;
    vb_diag_add(diags, VB_DIAG_FIELD_TOO_LONG, row, line, (uint32_t)column, vb_excerpt(s));
    return prefix(s, VB_MAX_FIELD);
}

vb_str vb_excerpt(vb_str s) {
    return prefix(s, 80);
}
