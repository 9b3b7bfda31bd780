/* cmd_theme: the analyst's decisions about themes: one table of actions, each made into decisions of the
 * library. */
#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_DECISIONS = 256 };

/* The decisions that the words behind the action make. */
typedef struct made {
    vb_decision list[MOST_DECISIONS];
    size_t n;
} made;

static int too_few(const options *o, const char *expected) {
    fprintf(stderr, "verbatim theme %s: expected %s; \"verbatim themes\" lists the ids\n", o->args[0],
            expected);
    return EXIT_USAGE;
}

static int make_merge(const options *o, made *m) {
    if (o->n_args < 3 || o->n_args > MOST_DECISIONS)
        return too_few(o, "the theme that stays, then those that go into it");
    for (size_t i = 2; i < o->n_args; i++)
        m->list[m->n++] = (vb_decision){.action = "merge", .theme = o->args[1], .other = o->args[i]};
    return EXIT_OK;
}

static int make_split(const options *o, made *m) {
    if (o->n_args < 3 || o->n_args > 60)
        return too_few(o, "a theme, then words of the part that becomes a theme of its own");
    m->list[m->n++] = (vb_decision){.action = "split",
                                    .theme = o->args[1],
                                    .label = o->name,
                                    .words = o->args + 2,
                                    .n_words = o->n_args - 2};
    return EXIT_OK;
}

static int make_rename(const options *o, made *m) {
    if (o->n_args != 3) return too_few(o, "a theme and its new name in quotes");
    m->list[m->n++] =
        (vb_decision){.action = "rename", .theme = o->args[1], .lang = o->label_lang, .label = o->args[2]};
    return EXIT_OK;
}

static int make_locks(const options *o, made *m) {
    if (o->n_args < 2 || o->n_args > MOST_DECISIONS) return too_few(o, "one theme or more");
    for (size_t i = 1; i < o->n_args; i++)
        m->list[m->n++] = (vb_decision){.action = o->args[0], .theme = o->args[i]};
    return EXIT_OK;
}

/* ---- What changes the store
 * ----------------------------------------------------------------------------------------- */

static int open_to_write(const options *o, vb_store **store) {
    vb_error err = {0};
    if (access(o->db, F_OK) != 0) {
        fprintf(stderr, "verbatim: %s: no such store; make one with \"verbatim analyze FILE --db %s\"\n",
                o->db, o->db);
        return EXIT_NO_INPUT;
    }
    return vb_store_open(o->db, false, store, &err) < 0 ? fail(&err) : EXIT_OK;
}

static int decide(options *o, const made *m) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    int code = open_to_write(o, &store);
    if (!code && !(code = out_open(&dst, o)))
        code = out_close(&dst, finish(vb_theme_decide(store, m->list, m->n, &dst.output, &err), &err));
    vb_store_close(store);
    return code;
}

static int run_undo(options *o) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    if (o->n_args > 1) o->decision = strtoul(o->args[1], NULL, 10);
    int code = open_to_write(o, &store);
    if (!code && !(code = out_open(&dst, o))) {
        code = out_close(&dst, finish(vb_theme_undo(store, (int64_t)o->decision, &dst.output, &err), &err));
        if (code == EXIT_NO_MATCH) fprintf(stderr, "verbatim theme undo: there is no such decision\n");
    }
    vb_store_close(store);
    return code;
}

static char *read_log(const char *path, size_t *len) {
    enum { MOST = 64 << 20 };
    FILE *f = fopen(path, "rb");
    char *text = f ? malloc(MOST) : NULL;
    *len = text ? fread(text, 1, MOST, f) : 0;
    if (!f || !text || ferror(f)) {
        fprintf(stderr, "verbatim: %s: cannot be read: %s\n", path, strerror(errno));
        free(text);
        text = NULL;
    }
    if (f) fclose(f);
    return text;
}

static int run_apply(options *o) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    size_t len;
    if (o->n_args != 2) {
        fprintf(stderr,
                "verbatim theme apply: which log? \"verbatim theme log -o decisions.txt\" writes one\n");
        return EXIT_USAGE;
    }
    char *text = strcmp(o->args[1], "-") == 0 ? read_stdin(&len) : read_log(o->args[1], &len);
    if (!text) return EXIT_NO_INPUT;
    int code = open_to_write(o, &store);
    if (!code && !(code = out_open(&dst, o)))
        code =
            out_close(&dst, finish(vb_theme_log_read(store, (vb_str){text, len}, &dst.output, &err), &err));
    vb_store_close(store);
    free(text);
    return code;
}

/* ---- What only reads
 * ------------------------------------------------------------------------------------------------- */

static int run_log(options *o) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    int code = store_open(o, &store);
    if (!code && !(code = out_open(&dst, o))) {
        code = out_close(&dst, finish(vb_theme_log_print(store, &dst.output, &err), &err));
        if (code == EXIT_NO_MATCH) fprintf(stderr, "verbatim theme log: no decision has been made\n");
    }
    vb_store_close(store);
    return code;
}

static int run_events(options *o) {
    int code = print_query(o, "theme_events", 40, NULL, NULL);
    if (code == EXIT_NO_MATCH)
        fprintf(stderr, "verbatim theme events: nothing has changed since the first import\n");
    return code;
}

static const struct action {
    const char *name;
    int (*make)(const options *o, made *m);
    int (*run)(options *o);
} actions[] = {
    {"merge", make_merge, NULL}, {"split", make_split, NULL},  {"rename", make_rename, NULL},
    {"lock", make_locks, NULL},  {"unlock", make_locks, NULL}, {"undo", NULL, run_undo},
    {"apply", NULL, run_apply},  {"log", NULL, run_log},       {"events", NULL, run_events},
};

int cmd_theme(options *o) {
    made m = {.n = 0};
    for (size_t i = 0; o->n_args && i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(o->args[0], actions[i].name) != 0) continue;
        if (actions[i].run) return actions[i].run(o);
        int code = actions[i].make(o, &m);
        return code ? code : decide(o, &m);
    }
    fprintf(stderr,
            "verbatim theme: expected merge, split, rename, lock, unlock, undo, log, apply or events\n");
    return EXIT_USAGE;
}
