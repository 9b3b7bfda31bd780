/* embed: writes an assembly file that takes files into the program as they are, and the tables of them.
 *
 * Usage: embed OUT.S FILE...
 *   lexicons/PATH.tsv     a row of vb_embedded_files: "PATH.tsv", its bytes, and their vb_hash64
 *   ANY/NAME.json         a row of vb_embedded_schemas: "NAME" and its bytes
 *   ANY/NAME.sql          the string vb_NAME_sql and its length
 *   ANY.html              the string vb_page_html and its length
 * The bytes are followed by a NUL. */
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>

static bool ends(const char *s, const char *suffix) {
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && strcmp(s + n - m, suffix) == 0;
}

/* The name of a file in its table: what stands behind "lexicons/", or the base name without ".json". */
static void put_name(FILE *out, const char *path) {
    const char *name = strncmp(path, "lexicons/", 9) == 0 ? path + 9
                       : strrchr(path, '/')               ? strrchr(path, '/') + 1
                                                          : path;
    int len = (int)strlen(name) - (ends(name, ".json") ? 5 : 0);
    fprintf(out, "\"%.*s\"", len, name);
}

static uint64_t hash_of(const char *path) {
    FILE *f = fopen(path, "rb");
    long size = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    char *bytes = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (!bytes || fseek(f, 0, SEEK_SET) != 0 || fread(bytes, 1, (size_t)size, f) != (size_t)size) {
        fprintf(stderr, "embed: cannot read %s\n", path);
        exit(5);
    }
    fclose(f);
    uint64_t hash = vb_hash64((vb_str){bytes, (size_t)size});
    free(bytes);
    return hash;
}

static void put_table(FILE *out, const char *table, const char *suffix, bool hashed, int argc, char **argv) {
    fprintf(out, "    .globl %s\n%s:\n", table, table);
    for (int i = 2; i < argc; i++) {
        if (!ends(argv[i], suffix)) continue;
        fprintf(out, "    .quad name%d, data%d, end%d - data%d\n", i, i, i, i);
        if (hashed) fprintf(out, "    .quad %llu\n", (unsigned long long)hash_of(argv[i]));
    }
    fprintf(out, "    .quad 0, 0, 0, 0\n");
}

int main(int argc, char **argv) {
    FILE *out = argc > 2 ? fopen(argv[1], "w") : NULL;
    if (!out) {
        fprintf(stderr, "usage: embed OUT.S FILE...\n");
        return 2;
    }
    fprintf(out, "    .section .rodata\n");
    for (int i = 2; i < argc; i++) {
        const char *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
        char name[80];
        const char *symbol = ends(argv[i], ".sql") ? name : ends(argv[i], ".html") ? "vb_page_html" : NULL;
        snprintf(name, sizeof name, "vb_%.*s_sql", (int)strcspn(base, "."), base);
        if (symbol) fprintf(out, "    .globl %s\n%s:\n", symbol, symbol);
        fprintf(out, "data%d:\n    .incbin \"%s\"\nend%d:\n    .byte 0\nname%d:\n    .asciz ", i, argv[i], i,
                i);
        put_name(out, argv[i]);
        fprintf(out, "\n");
        if (symbol)
            fprintf(out, "    .balign 8\n    .globl %s_len\n%s_len:\n    .quad end%d - data%d\n", symbol,
                    symbol, i, i);
    }
    fprintf(out, "    .section .data.rel.ro,\"aw\"\n    .balign 8\n");
    put_table(out, "vb_embedded_files", ".tsv", true, argc, argv);
    put_table(out, "vb_embedded_schemas", ".json", false, argc, argv);
    fprintf(out, "    .section .note.GNU-stack,\"\",@progbits\n");
    return fclose(out) == 0 ? 0 : 5;
}
