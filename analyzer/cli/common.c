#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

vb_str str_of(const char *z) {
    return (vb_str){z, z ? strlen(z) : 0};
}

static int write_file(void *ctx, const char *data, size_t len) {
    return fwrite(data, 1, len, ctx) == len ? 0 : -1;
}

static int terminal_width(FILE *file) {
    const char *columns = getenv("COLUMNS");
    int n = columns ? atoi(columns) : 0;
    if (n >= 40) return n;
    struct winsize size;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
    return 80;
}

static bool use_color(const options *o, FILE *file) {
    if (strcmp(o->color, "always") == 0) return true;
    const char *off = getenv("NO_COLOR");
    return strcmp(o->color, "auto") == 0 && !(off && *off) && isatty(fileno(file));
}

int out_open(out *o, const options *given) {
    *o = (out){.file = stdout, .path = "standard output"};
    if (given->output_path && strcmp(given->output_path, "-") != 0) {
        o->path = given->output_path;
        o->file = fopen(o->path, "wb");
        if (!o->file) {
            fprintf(stderr, "verbatim: %s: cannot write: %s\n", o->path, strerror(errno));
            return EXIT_IO;
        }
    }
    o->output = (vb_output){
        {write_file, o->file}, given->format, terminal_width(o->file), use_color(given, o->file), given->bom};
    return EXIT_OK;
}

int out_close(out *o, int code) {
    if (!o->file) return code;
    bool bad = ferror(o->file) || fflush(o->file) != 0;
    if (bad && o->file == stdout && errno == EPIPE)
        return o->file = NULL, EXIT_OK; /* `| head` has seen enough */
    if (o->file != stdout) bad |= fclose(o->file) != 0;
    o->file = NULL;
    if (!bad || code == EXIT_IO) return code;
    fprintf(stderr, "verbatim: %s: writing failed: %s\n", o->path, strerror(errno));
    return EXIT_IO;
}

int fail(const vb_error *err) {
    fprintf(stderr, "verbatim: ");
    if (err->file[0]) fprintf(stderr, "%s: ", err->file);
    if (err->line) fprintf(stderr, "line %llu: ", (unsigned long long)err->line);
    fprintf(stderr, "%s\n", err->message[0] ? err->message : "failed");
    switch (err->code) {
    case VB_ERR_USAGE: return EXIT_USAGE;
    case VB_ERR_INPUT:
    case VB_ERR_LEXICON: return EXIT_NO_INPUT;
    case VB_ERR_INTERRUPTED: return EXIT_INTERRUPTED;
    case VB_OK:
    case VB_DONE:
    case VB_ERR_IO:
    case VB_ERR_MEMORY: break;
    }
    return EXIT_IO;
}

int finish(vb_status status, const vb_error *err) {
    if (status < 0) return fail(err);
    return status == VB_DONE ? EXIT_NO_MATCH : EXIT_OK;
}

int engine_open(const options *o, vb_engine **engine) {
    vb_options e;
    vb_error err = {0};
    vb_options_init(&e);
    e.lexicons = o->lexicons;
    e.packs = o->packs;
    e.lang = o->lang;
    e.no_prior = o->no_prior;
    e.granularity = o->granularity;
    vb_status status = vb_engine_new(&e, engine, &err);
    return status < 0 ? fail(&err) : EXIT_OK;
}

int store_open(const options *o, vb_store **store) {
    vb_error err = {0};
    if (access(o->db, F_OK) != 0) {
        fprintf(stderr, "verbatim: %s: no such store; make one with \"verbatim analyze FILE --db %s\"\n",
                o->db, o->db);
        return EXIT_NO_INPUT;
    }
    vb_status status = vb_store_open(o->db, true, store, &err);
    return status < 0 ? fail(&err) : EXIT_OK;
}

void read_options(const options *o, vb_read_options *r) {
    *r = (vb_read_options){.encoding = o->encoding,
                           .sheet = o->sheet,
                           .maps = o->maps,
                           .n_maps = o->n_maps,
                           .threads = (unsigned)o->threads};
}

vb_query query_of(const options *o, const char *table) {
    return (vb_query){.table = table,
                      .touchpoint = o->touchpoint,
                      .theme = o->theme,
                      .lang = o->lang_filter,
                      .since = o->since,
                      .until = o->until,
                      .segments = o->segments,
                      .n_segments = o->n_segments,
                      .top = o->top,
                      .label_lang = o->label_lang,
                      .show_personal = o->show_personal,
                      .by = o->by,
                      .min_base = o->min_base,
                      .recurring = o->recurring,
                      .alert_if = o->fail_if};
}

int mask_open(const options *o, vb_query *q, vb_personal **mask) {
    vb_error err = {0};
    *mask = NULL;
    if (!o->redact) return EXIT_OK;
    if (vb_personal_new(o->lexicons, mask, &err) < 0) return fail(&err);
    q->mask = *mask;
    return EXIT_OK;
}

char *read_stdin(size_t *len) {
    size_t cap = 1 << 16, n = 0, most = (size_t)64 << 20;
    char *data = malloc(cap);
    while (data) {
        size_t got = fread(data + n, 1, cap - n, stdin);
        n += got;
        if (!got || n >= most) break;
        if (n < cap) continue;
        char *grown = realloc(data, cap *= 2);
        if (!grown) free(data);
        data = grown;
    }
    if (!data) fprintf(stderr, "verbatim: out of memory\n");
    *len = n;
    return data;
}

char *words_of(const options *o) {
    size_t n = 1;
    for (size_t i = 0; i < o->n_args; i++) n += strlen(o->args[i]) + 1;
    char *text = calloc(n, 1), *p = text;
    for (size_t i = 0; text && i < o->n_args; i++) {
        if (i) *p++ = ' ';
        size_t k = strlen(o->args[i]);
        memcpy(p, o->args[i], k);
        p += k;
    }
    if (!text) fprintf(stderr, "verbatim: out of memory\n");
    return text;
}
