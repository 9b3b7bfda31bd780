/* learn_sentiment: the built-in induced lexicons from the sets named in a list.
 *
 * Usage: learn_sentiment LIST CORPORA LANG OUT [-FILE]... [+FILE]...
 *   LIST is learn_sets.tsv; CORPORA the folder of the sets; OUT gets LANG/induced.tsv ("-" only measures).
 *   -FILE leaves a set out and measures on it; +FILE=column measures on a further file.
 * Works over the public interface alone. */
#include "verbatim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SETS = 32, CELLS = 7 };

typedef struct {
    char path[1200], line[2000], source[2000];
    char *cells[CELLS];
    vb_map maps[2];
} set;

static set sets[MOST_SETS], extra[MOST_SETS];
static vb_labelled files[MOST_SETS], held[MOST_SETS];

static int put(void *ctx, const char *data, size_t len) {
    return fwrite(data, 1, len, ctx) == len ? 0 : -1;
}

static void use(set *s, const char *corpora, vb_labelled *out) {
    snprintf(s->path, sizeof s->path, "%s/%s", corpora, s->cells[1]);
    s->maps[0] = (vb_map){VB_ROLE_TEXT, NULL, s->cells[2]};
    s->maps[1] =
        (vb_map){strcmp(s->cells[3], "rating") == 0 ? VB_ROLE_RATING : VB_ROLE_LABEL, NULL, s->cells[4]};
    *out = (vb_labelled){s->path, s->maps, 2, s->cells[5]};
}

static int split(set *s) {
    char *p = s->line;
    p[strcspn(p, "\n")] = 0;
    int n = 0;
    while (p && n < CELLS) s->cells[n++] = strsep(&p, "\t");
    return n == CELLS;
}

static int is_out(const char *file, int argc, char **argv) {
    for (int i = 5; i < argc; i++)
        if (argv[i][0] == '-' && strcmp(argv[i] + 1, file) == 0) return 1;
    return 0;
}

/* By language, measured on sets that were left out: how strongly words are held back, how free the signs of
 * the rules are, how much neutral is helped where the sets hardly have it,
 * and how evenly the labels of a set count. */
static const struct {
    vb_lang lang;
    double penalty, sign_scale, neutral, balance;
} measured[] = {
    {VB_LANG_EN, 50, 1.5, 0, 0.8}, {VB_LANG_VI, 200, 0.4, -0.1, 0.5}, {VB_LANG_TH, 10, 1, 0, 0.5}};

int main(int argc, char **argv) {
    if (argc < 5)
        return fprintf(stderr, "usage: learn_sentiment LIST CORPORA LANG OUT [-FILE]... [+FILE=COLUMN]...\n"),
               2;
    FILE *list = fopen(argv[1], "r");
    if (!list) return perror(argv[1]), 3;
    size_t n_sets = 0, n = 0, n_held = 0;
    char source[4000] = "";
    while (n_sets < MOST_SETS && fgets(sets[n_sets].line, sizeof sets[n_sets].line, list)) {
        set *s = &sets[n_sets];
        if (s->line[0] == '#' || !split(s)) continue;
        if (strcmp(s->cells[0], argv[3]) != 0) continue;
        n_sets++;
        if (is_out(s->cells[1], argc, argv)) {
            use(s, argv[2], &held[n_held++]);
            continue;
        }
        use(s, argv[2], &files[n++]);
        size_t at = strlen(source);
        snprintf(source + at, sizeof source - at, "%s%s", at ? "; " : "", s->cells[6]);
    }
    fclose(list);
    for (int i = 5; i < argc && n_held < MOST_SETS; i++) {
        set *s = &extra[n_held];
        if (argv[i][0] != '+') continue;
        static char label[] = "label", nothing[] = "question=neutral";
        char *column = strchr(argv[i], '='), *text = column ? strchr(column + 1, ',') : NULL;
        if (!column) continue;
        *column = 0;
        static char plain[] = "text";
        if (text) *text = 0;
        char *cells[CELLS] = {NULL,    argv[i] + 1, text ? text + 1 : plain, label, column + 1,
                              nothing, nothing};
        memcpy(s->cells, cells, sizeof cells);
        use(s, argv[2], &held[n_held++]);
    }
    vb_options o;
    vb_error err = {0};
    vb_engine *engine = NULL;
    vb_options_init(&o);
    vb_learn_options lo = {.lang = vb_lang_parse(argv[3]),
                           .anew = true,
                           .source = source,
                           .folds = getenv("FOLDS") ? (unsigned)atoi(getenv("FOLDS")) : 5,
                           .folder = strcmp(argv[4], "-") ? argv[4] : NULL,
                           .most = 30000,
                           .held_out = held,
                           .n_held_out = n_held};
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
        if (measured[i].lang == lo.lang)
            lo.penalty = measured[i].penalty, lo.sign_scale = measured[i].sign_scale,
            lo.neutral = measured[i].neutral, lo.balance = measured[i].balance;
    vb_output out = {.sink = {put, stdout}};
    vb_status status = vb_engine_new(&o, &engine, &err);
    if (status >= 0) status = vb_lexicon_learn(engine, files, n, &lo, &out, &err);
    if (status < 0)
        fprintf(stderr, "learn_sentiment: %s%s%s\n", err.file, *err.file ? ": " : "", err.message);
    vb_engine_free(engine);
    return status < 0 ? 5 : 0;
}
