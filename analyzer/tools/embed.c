/* embed: writes an assembly file that takes files into the program as they are, and the table of them.
 *
 * Usage: embed OUT.S ROOT FILE...   files below ROOT; the table vb_embedded_files holds their paths relative to ROOT.
 * A path that ends in .sql also becomes the string vb_schema_sql. The bytes are followed by a NUL. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: embed OUT.S ROOT FILE...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 5;
    }
    size_t root = strlen(argv[2]);
    fprintf(out, "    .section .rodata\n");
    for (int i = 3; i < argc; i++) {
        const char *sql = strstr(argv[i], ".sql");
        if (sql) fprintf(out, "    .globl vb_schema_sql\nvb_schema_sql:\n");
        fprintf(out, "data%d:\n    .incbin \"%s\"\nend%d:\n    .byte 0\n", i, argv[i], i);
        if (!sql) fprintf(out, "name%d:\n    .asciz \"%s\"\n", i, argv[i] + root + 1);
        else fprintf(out, "    .balign 8\n    .globl vb_schema_sql_len\nvb_schema_sql_len:\n    .quad end%d - data%d\n", i, i);
    }
    fprintf(out, "    .section .data.rel.ro,\"aw\"\n    .balign 8\n    .globl vb_embedded_files\nvb_embedded_files:\n");
    for (int i = 3; i < argc; i++)
        if (!strstr(argv[i], ".sql")) fprintf(out, "    .quad name%d, data%d, end%d - data%d\n", i, i, i, i);
    fprintf(out, "    .quad 0, 0, 0\n    .section .note.GNU-stack,\"\",@progbits\n");
    return fclose(out) == 0 ? 0 : 5;
}
