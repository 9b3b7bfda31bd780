/* cmd_query: the commands that read a store, and those that explain. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

int print_query(options *o, const char *table, size_t most, const char *a, const char *b) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    int code = store_open(o, &store);
    if (code) return code;
    if (!o->top && o->format == VB_FORMAT_TABLE) o->top = most;
    if (!(code = out_open(&dst, o))) {
        vb_query q = query_of(o, table);
        q.a = a;
        q.b = b;
        vb_personal *mask;
        if (!(code = mask_open(o, &q, &mask)))
            code = finish(vb_store_print(store, &q, &dst.output, &err), &err);
        code = out_close(&dst, code);
        vb_personal_free(mask);
    }
    vb_store_close(store);
    return code;
}

static int query(options *o, const char *table, size_t most) {
    return print_query(o, table, most, NULL, NULL);
}

int cmd_themes(options *o) {
    return query(o,
                 o->by          ? "theme_breakdown"
                 : o->subthemes ? "subthemes"
                                : "themes",
                 o->subthemes ? 60 : 30);
}
int cmd_touchpoints(options *o) {
    return query(o, o->by ? "touchpoint_breakdown" : "touchpoints", o->by ? 30 : 0);
}
int cmd_quotes(options *o) {
    return query(o, "quotes", 20);
}

int cmd_export(options *o) {
    if (!o->table && o->n_args) o->table = o->args[0];
    if (!o->table) {
        fprintf(stderr,
                "verbatim export: --table is missing: comments, clauses, themes, subthemes, theme_periods, "
                "touchpoints, drivers, runs or diagnostics\n");
        return EXIT_USAGE;
    }
    if (!o->format_given) o->format = VB_FORMAT_CSV;
    return query(o, o->table, 0);
}

int cmd_schema(options *o) {
    vb_error err = {0};
    out dst;
    if (!o->n_args) {
        fprintf(stderr, "verbatim schema: which table? Try \"verbatim schema themes\"\n");
        return EXIT_USAGE;
    }
    int code = out_open(&dst, o);
    return code ? code : out_close(&dst, finish(vb_schema_print(o->args[0], &dst.output, &err), &err));
}

/* The words of the command line as one text, or standard input for "-" or none. */
static char *text_of(const options *o, size_t *len) {
    if (!o->n_args || (o->n_args == 1 && strcmp(o->args[0], "-") == 0)) return read_stdin(len);
    char *text = words_of(o);
    *len = text ? strlen(text) : 0;
    return text;
}

static int explain_with(options *o, const vb_engine *engine, const vb_output *output) {
    vb_analyzer *analyzer = NULL;
    vb_error err = {0};
    vb_store *store = NULL;
    int code = EXIT_OK;
    if (vb_analyzer_new(engine, &analyzer, &err) < 0) return fail(&err);
    if (o->comment) {
        code = store_open(o, &store);
        if (!code) code = finish(vb_explain_stored(analyzer, store, o->comment, output, &err), &err);
        if (code == EXIT_NO_MATCH)
            fprintf(stderr, "verbatim: %s: no comment with the id \"%s\"\n", o->db, o->comment);
    } else {
        size_t len;
        char *text = text_of(o, &len);
        vb_comment c = vb_comment_of((vb_str){text, len});
        code = text ? finish(vb_explain_comment(analyzer, &c, output, &err), &err) : EXIT_IO;
        free(text);
    }
    vb_store_close(store);
    vb_analyzer_free(analyzer);
    return code;
}

static int explain_theme(options *o, const vb_output *output) {
    vb_store *store = NULL;
    vb_error err = {0};
    int code = store_open(o, &store);
    if (code) return code;
    code = finish(vb_explain_theme(store, o->theme, output, &err), &err);
    if (code == EXIT_NO_MATCH)
        fprintf(stderr, "verbatim: %s: no theme with the id \"%s\"; \"verbatim themes\" lists them\n", o->db,
                o->theme);
    vb_store_close(store);
    return code;
}

int cmd_explain(options *o) {
    vb_engine *engine = NULL;
    out dst;
    int code = out_open(&dst, o);
    if (code) return code;
    if (o->theme) return out_close(&dst, explain_theme(o, &dst.output));
    code = engine_open(o, &engine);
    if (!code) code = explain_with(o, engine, &dst.output);
    vb_engine_free(engine);
    return out_close(&dst, code);
}
