#include "reading.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

const char *tool_name = "learn";

void tool_die(const char *what, const char *why) {
    fprintf(stderr, "%s: %s: %s\n", tool_name, what, why);
    exit(1);
}

void *tool_need(void *p) {
    if (!p) tool_die("memory", "out of memory");
    return p;
}

vb_str tool_read_file(vb_arena *arena, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) tool_die(path, "cannot open the file; check the path");
    vb_buf b = {0};
    char block[1 << 16];
    size_t got;
    while ((got = fread(block, 1, sizeof block, f)) > 0) vb_buf_add(&b, block, got);
    fclose(f);
    vb_str copy = vb_arena_dup(arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    tool_need((void *)copy.ptr);
    return copy;
}

typedef struct {
    const char *column;
    void (*visit)(void *ctx, vb_str cell);
    void *ctx;
    size_t cell, wanted, row;
} csv_state;

static void on_cell(void *data, size_t len, void *user) {
    csv_state *c = user;
    vb_str cell = {data, len};
    if (c->row == 0 && vb_str_eqz(cell, c->column)) c->wanted = c->cell;
    if (c->row > 0 && c->cell == c->wanted) c->visit(c->ctx, cell);
    c->cell++;
}

static void on_row(int end, void *user) {
    csv_state *c = user;
    (void)end;
    c->row++;
    c->cell = 0;
}

void tool_read_column(vb_arena *arena, const char *argument, void (*visit)(void *ctx, vb_str cell),
                      void *ctx) {
    const char *colon = strrchr(argument, ':');
    if (!colon) tool_die(argument, "write FILE.csv:COLUMN");
    vb_str path = vb_arena_dup(arena, (vb_str){argument, (size_t)(colon - argument)});
    vb_str content = tool_read_file(arena, tool_need((void *)path.ptr));
    struct csv_parser parser;
    csv_state state = {.column = colon + 1, .visit = visit, .ctx = ctx, .wanted = SIZE_MAX};
    if (csv_init(&parser, 0) != 0) tool_die(argument, "cannot start the CSV reader");
    if (csv_parse(&parser, content.ptr, content.len, on_cell, on_row, &state) != content.len)
        tool_die(argument, "no CSV");
    csv_fini(&parser, on_cell, on_row, &state);
    csv_free(&parser);
    if (state.wanted == SIZE_MAX) tool_die(argument, "the header has no such column");
}

void tool_read_table(vb_arena *arena, const char *path, void (*visit)(void *ctx, const vb_tsv *row),
                     void *ctx) {
    vb_tsv t;
    vb_error err = {0};
    vb_status status;
    if (vb_tsv_open(&t, tool_read_file(arena, path), path, &err) < 0) tool_die(path, err.message);
    while ((status = vb_tsv_next(&t, &err)) == VB_OK) visit(ctx, &t);
    if (status < 0) tool_die(path, err.message);
}

const char *tool_short_path(const char *path) {
    const char *from = path + strlen(path);
    for (int slashes = 0; from > path && (from[-1] != '/' || ++slashes < 3); from--) {}
    return from;
}

void tool_save(const char *folder, const char *name, vb_buf *b) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f || b->failed || fwrite(b->ptr, 1, b->len, f) != b->len || fclose(f) != 0)
        tool_die(path, "cannot write the file");
    fprintf(stderr, "%s: %zu bytes\n", path, b->len);
    vb_buf_deinit(b);
}
