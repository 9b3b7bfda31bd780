/* table: rows for people: aligned columns that fit the terminal.
 *
 * Invariant: the first rows decide the widths (they are kept in memory), later rows are cut to them; one
 * column, the flexible one, takes what the others leave, so lines fit the width asked for wherever that is 40
 * or more. */
#include "report/out.h"

#include "base/arena.h"
#include "report/terminal.h"
#include "report/width.h"

#include <math.h>

#define ROWS_FOR_WIDTH 500
#define MAX_SHOWN      16
#define MAX_FIXED      28 /* columns of a text that is not flexible */

typedef struct shown_column {
    size_t field, width;
    bool right, flexible, keep;
} shown_column;

typedef struct layout {
    shown_column columns[MAX_SHOWN];
    size_t n;
} layout;

static layout find_columns(const vb_table *t) {
    layout l = {.n = 0};
    for (size_t i = 0; i < t->n_fields && l.n < MAX_SHOWN; i++) {
        const vb_field *f = &t->fields[i];
        if (!f->heading) continue;
        bool number = f->kind == VB_KIND_INT || f->kind == VB_KIND_NUM || f->kind == VB_KIND_SHARE;
        bool keep =
            number || f->kind == VB_KIND_DATE || f->kind == VB_KIND_TIME || (f->flags & VB_FIELD_KEEP);
        l.columns[l.n++] = (shown_column){.field = i,
                                          .width = vb_display_width(vb_str_of(f->heading)),
                                          .right = number,
                                          .flexible = (f->flags & VB_FIELD_FLEX) != 0,
                                          .keep = keep};
    }
    return l;
}

static void put_cell_text(vb_buf *b, const vb_field *f, sqlite3_stmt *st, int column) {
    if (sqlite3_column_type(st, column) == SQLITE_NULL) return;
    switch (f->kind) {
    case VB_KIND_INT: vb_buf_int(b, sqlite3_column_int64(st, column)); break;
    case VB_KIND_NUM: vb_term_fixed(b, sqlite3_column_double(st, column), 2); break;
    case VB_KIND_SHARE: vb_term_percent(b, sqlite3_column_double(st, column)); break;
    case VB_KIND_BOOL: vb_buf_cstr(b, sqlite3_column_int(st, column) ? "yes" : "no"); break;
    case VB_KIND_TEXT:
    case VB_KIND_DATE:
    case VB_KIND_TIME:
    case VB_KIND_LIST:
    case VB_KIND_OBJECT:
    case VB_KIND_PARTS:
    case VB_KIND_QUOTES: vb_term_plain(b, vb_db_text(st, column)); break;
    }
}

/* The cells of the current row, in `arena`; NULL without memory. */
static vb_str *read_cells(const vb_rows *r, const layout *l, vb_arena *arena, vb_buf *scratch) {
    vb_str *cells = VB_NEW_ARRAY(arena, vb_str, l->n + 1);
    for (size_t i = 0; cells && i < l->n; i++) {
        vb_buf_clear(scratch);
        put_cell_text(scratch, &r->table->fields[l->columns[i].field], r->row, (int)l->columns[i].field);
        cells[i] = vb_arena_dup(arena, vb_buf_view(scratch));
        if (!cells[i].ptr || scratch->failed) return NULL;
    }
    return cells;
}

static void widen(layout *l, const vb_str *cells) {
    for (size_t i = 0; i < l->n; i++) {
        size_t w = vb_display_width(cells[i]), most = l->columns[i].flexible ? SIZE_MAX : MAX_FIXED;
        if (w > most) w = most;
        if (w > l->columns[i].width) l->columns[i].width = w;
    }
}

/* Columns that are there only where they say something go where none of the first rows has them. */
static void drop_empty(const vb_rows *r, layout *l, vb_str **rows, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < l->n; i++) {
        bool wanted = !(r->table->fields[l->columns[i].field].flags & VB_FIELD_PAGE);
        for (size_t k = 0; k < n && !wanted; k++) wanted = rows[k][i].len > 0;
        if (!wanted) continue;
        for (size_t k = 0; k < n; k++) rows[k][kept] = rows[k][i];
        l->columns[kept++] = l->columns[i];
    }
    l->n = kept;
}

/* The lines above the table. */
static vb_status put_head(const vb_rows *r, vb_out *o, vb_error *err) {
    sqlite3_stmt *st;
    if (!r->table->head) return VB_OK;
    VB_TRY(vb_db_prepare(r->store, vb_str_of(r->table->head), &st, err));
    vb_status status = vb_db_step(r->store, st, "reading the result", err);
    vb_str rest = status == VB_OK ? vb_db_text(st, 0) : (vb_str){0}, line;
    while (status == VB_OK && vb_str_split(&rest, '\n', &line)) {
        vb_buf plain = {0};
        vb_term_plain(&plain, line);
        vb_term_wrap(&o->buf, vb_buf_view(&plain), o->output->width >= 40 ? (size_t)o->output->width : 80, 0,
                     0, 0);
        vb_buf_byte(&o->buf, '\n');
        vb_buf_deinit(&plain);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* What the mark for a small base means, below the table. */
static void put_note(const vb_rows *r, const layout *l, vb_out *o) {
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(r->table->fields[l->columns[i].field].name, "few") == 0)
            vb_buf_cstr(&o->buf, "few: fewer answers than the minimum base (--min-base); read with care\n");
}

/* Gives the flexible column what is left; where nothing is, the widest of the others give way. */
static void fit(layout *l, size_t width) {
    size_t total = l->n ? 2 * (l->n - 1) : 0, flexible = l->n;
    for (size_t i = 0; i < l->n; i++) {
        if (l->columns[i].flexible)
            flexible = i;
        else
            total += l->columns[i].width;
    }
    if (flexible == l->n) return;
    size_t least = width / 3;
    while (total + least > width) {
        size_t widest = l->n;
        for (size_t i = 0; i < l->n; i++)
            if (i != flexible && !l->columns[i].keep &&
                (widest == l->n || l->columns[i].width > l->columns[widest].width))
                widest = i;
        if (widest == l->n || l->columns[widest].width <= 8) break;
        l->columns[widest].width--;
        total--;
    }
    size_t room = width > total + 10 ? width - total : 10;
    if (l->columns[flexible].width > room) l->columns[flexible].width = room;
}

static void put_line(vb_buf *b, const layout *l, const vb_str *cells) {
    for (size_t i = 0; i < l->n; i++) {
        const shown_column *c = &l->columns[i];
        size_t w = vb_display_width(cells[i]);
        if (i) vb_buf_cstr(b, "  ");
        for (size_t k = w; c->right && k < c->width; k++) vb_buf_byte(b, ' ');
        vb_pad(b, cells[i], c->right && w < c->width ? w : c->width, true);
    }
    while (b->len && b->ptr[b->len - 1] == ' ') b->len--;
    vb_buf_byte(b, '\n');
}

static void put_heading(const vb_rows *r, const layout *l, vb_out *o) {
    vb_str names[MAX_SHOWN];
    for (size_t i = 0; i < l->n; i++) names[i] = vb_str_of(r->table->fields[l->columns[i].field].heading);
    vb_term_style(&o->buf, o->output->color, VB_STYLE_BOLD);
    put_line(&o->buf, l, names);
    if (!o->output->color) return;
    o->buf.len--; /* the style ends before the line does */
    vb_term_style(&o->buf, true, VB_STYLE_PLAIN);
    vb_buf_byte(&o->buf, '\n');
}

static vb_status stream_rest(vb_rows *r, vb_out *o, const layout *l, vb_arena *arena, vb_buf *scratch,
                             vb_error *err) {
    vb_status st;
    while ((st = vb_rows_next(r, err)) == VB_OK && !o->failed) {
        vb_arena_reset(arena);
        vb_str *cells = read_cells(r, l, arena, scratch);
        if (!cells) return vb_fail_memory(err);
        put_line(&o->buf, l, cells);
        vb_out_flush(o, false);
    }
    return st < 0 ? st : VB_OK;
}

static vb_status print_table(vb_rows *r, vb_out *o, vb_arena *arena, vb_buf *scratch, vb_error *err) {
    layout l = find_columns(r->table);
    vb_str *rows[ROWS_FOR_WIDTH];
    size_t n = 0;
    vb_status st = VB_OK;
    while (n < ROWS_FOR_WIDTH && (st = vb_rows_next(r, err)) == VB_OK) {
        rows[n] = read_cells(r, &l, arena, scratch);
        if (!rows[n]) return vb_fail_memory(err);
        widen(&l, rows[n++]);
    }
    if (st < 0 || n == 0) return st < 0 ? st : VB_OK;
    drop_empty(r, &l, rows, n);
    fit(&l, o->output->width >= 40 ? (size_t)o->output->width : o->output->width > 0 ? 40 : 80);
    VB_TRY(put_head(r, o, err));
    put_heading(r, &l, o);
    for (size_t i = 0; i < n; i++) {
        put_line(&o->buf, &l, rows[i]);
        vb_out_flush(o, false);
    }
    if (st != VB_DONE) VB_TRY(stream_rest(r, o, &l, arena, scratch, err));
    put_note(r, &l, o);
    return VB_OK;
}

vb_status vb_table_rows(vb_rows *r, vb_out *o, vb_error *err) {
    vb_arena arena;
    vb_buf scratch = {0};
    vb_arena_init(&arena);
    vb_status st = print_table(r, o, &arena, &scratch, err);
    vb_buf_deinit(&scratch);
    vb_arena_deinit(&arena);
    return st;
}
