/* cmd_files: the commands that read exports: sniff, score, tokenize, analyze. */
#include "common.h"
#include "progress.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

static int need_files(const options *o) {
    if (o->n_args) return EXIT_OK;
    fprintf(stderr, "verbatim %s: no file given (\"-\" is standard input)\nTry \"verbatim %s --help\".\n",
            o->command, o->command);
    return EXIT_USAGE;
}

static void report(const vb_import_stats *s) {
    if (s->diagnostics)
        fprintf(stderr,
                "verbatim: %llu rows or cells had something odd; \"verbatim export --table diagnostics\" "
                "lists them\n",
                (unsigned long long)s->diagnostics);
}

int cmd_sniff(options *o) {
    int code = need_files(o);
    vb_engine *engine = NULL;
    out dst;
    if (code || (code = engine_open(o, &engine))) return code;
    code = out_open(&dst, o);
    vb_read_options r;
    read_options(o, &r);
    for (size_t i = 0; i < o->n_args && !code; i++) {
        vb_error err = {0};
        code = finish(vb_sniff_file(engine, o->args[i], &r, &dst.output, &err), &err);
    }
    vb_engine_free(engine);
    return out_close(&dst, code);
}

int cmd_score(options *o) {
    if (!o->n_args) o->args[o->n_args++] = "-";
    vb_engine *engine = NULL;
    out dst;
    int code = engine_open(o, &engine);
    if (code) return code;
    code = out_open(&dst, o);
    vb_read_options r;
    progress p;
    vb_import_stats stats = {0};
    read_options(o, &r);
    progress_begin(&p, o, &r);
    for (size_t i = 0; i < o->n_args && !code; i++) {
        vb_error err = {0};
        vb_status status = vb_score_file(engine, o->args[i], &r, &dst.output, &stats, &err);
        progress_end(&p);
        code = finish(status, &err);
    }
    if (!code && stats.diagnostics)
        fprintf(stderr, "verbatim: %llu rows or cells had something odd (analyze keeps a list of them)\n",
                (unsigned long long)stats.diagnostics);
    vb_engine_free(engine);
    return out_close(&dst, code);
}

static int tokenize_all(vb_analyzer *analyzer, const char *data, size_t len, const vb_output *output) {
    int code = EXIT_OK;
    for (size_t at = 0; at < len && !code;) {
        const char *end = memchr(data + at, '\n', len - at);
        size_t n = end ? (size_t)(end - data) - at : len - at;
        vb_str line = {data + at, n && data[at + n - 1] == '\r' ? n - 1 : n};
        vb_error err = {0};
        code = finish(vb_tokenize_line(analyzer, line, output, &err), &err);
        at += n + 1;
    }
    return code;
}

int cmd_tokenize(options *o) {
    vb_engine *engine = NULL;
    vb_analyzer *analyzer = NULL;
    vb_error err = {0};
    out dst;
    size_t len;
    int code = engine_open(o, &engine);
    if (code) return code;
    char *data = read_stdin(&len);
    code = data ? out_open(&dst, o) : EXIT_IO;
    if (!code && vb_analyzer_new(engine, &analyzer, &err) < 0) code = fail(&err);
    if (!code) code = tokenize_all(analyzer, data, len, &dst.output);
    if (data) code = out_close(&dst, code);
    free(data);
    vb_analyzer_free(analyzer);
    vb_engine_free(engine);
    return code;
}

static void tell_import(const options *o, const char *path, const vb_import_stats *s) {
    if (s->comments && s->known == s->comments) {
        fprintf(stderr, "verbatim: %s: nothing new, all %llu comments are in %s already\n", path,
                (unsigned long long)s->comments, o->db);
    } else if (s->known || s->updated) {
        fprintf(stderr, "verbatim: %s: %llu comments added, %llu known already, %llu scored anew\n", path,
                (unsigned long long)s->added, (unsigned long long)s->known, (unsigned long long)s->updated);
    }
}

static int import_all(const options *o, const vb_engine *engine, vb_store *store, vb_import_stats *total) {
    vb_read_options r;
    progress p;
    read_options(o, &r);
    progress_begin(&p, o, &r);
    for (size_t i = 0; i < o->n_args; i++) {
        glob_t found;
        bool pattern = strcmp(o->args[i], "-") != 0 && glob(o->args[i], GLOB_NOCHECK, NULL, &found) == 0;
        size_t n = pattern ? found.gl_pathc : 1;
        int code = EXIT_OK;
        for (size_t k = 0; k < n && !code; k++) {
            const char *path = pattern ? found.gl_pathv[k] : o->args[i];
            vb_import_stats s = {0};
            vb_error err = {0};
            vb_status status = vb_import_file(engine, store, path, &r, &s, &err);
            progress_end(&p);
            if (status < 0)
                code = fail(&err);
            else
                tell_import(o, path, &s);
            total->diagnostics += s.diagnostics;
            total->comments += s.comments;
        }
        if (pattern) globfree(&found);
        if (code) return code;
    }
    return EXIT_OK;
}

int cmd_analyze(options *o) {
    int code = need_files(o);
    vb_engine *engine = NULL;
    vb_store *store = NULL;
    vb_error err = {0};
    vb_import_stats stats = {0};
    out dst;
    if (code || (code = engine_open(o, &engine))) return code;
    if (vb_store_open(o->db, false, &store, &err) < 0) code = fail(&err);
    if (!code) code = import_all(o, engine, store, &stats);
    if (!code && vb_store_cluster(engine, store, &err) < 0) code = fail(&err);
    if (!code && !(code = out_open(&dst, o))) {
        vb_query q = query_of(o, "themes");
        vb_personal *mask;
        vb_status status = VB_OK;
        if (!(code = mask_open(o, &q, &mask)))
            status = o->format == VB_FORMAT_TABLE ? vb_store_overview(store, &q, &dst.output, &err)
                                                  : vb_store_print(store, &q, &dst.output, &err);
        vb_personal_free(mask);
        if (status < 0) code = fail(&err);
        code = out_close(&dst, code);
    }
    if (!code) report(&stats);
    vb_store_close(store);
    vb_engine_free(engine);
    return code;
}
