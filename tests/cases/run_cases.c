/* run_cases: the cases that people write as tables, run over the public interface.
 *
 * A file's columns tell what its lines mean: `base changed expect` is a pair whose change must move the score
 * (lower, higher); `text expect...` says what must come out of a text. Each kind has a floor, the share of
 * lines that must hold; every failure is printed with its file and line, also where the floor is reached. A
 * column `lang` gives the language instead of finding it. */
#include "verbatim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 12, MOST_LINE = 8192 };

typedef struct {
    vb_analyzer *analyzer[VB_LANG_COUNT + 1]; /* the last finds the language */
    char *header[MOST_CELLS], *cells[MOST_CELLS];
    int n_header;
    char got[MOST_LINE];
} runner;

static const char *cell(const runner *r, const char *name) {
    for (int i = 0; i < r->n_header; i++)
        if (strcmp(r->header[i], name) == 0) return r->cells[i] ? r->cells[i] : "";
    return NULL;
}

static const vb_result *analyze(runner *r, const char *text) {
    const char *lang = cell(r, "lang"), *question = cell(r, "question");
    vb_lang forced = lang ? vb_lang_parse(lang) : VB_LANG_COUNT;
    vb_comment c = vb_comment_of((vb_str){text, strlen(text)});
    vb_error err = {0};
    const vb_result *out;
    if (question) c.question = (vb_str){question, strlen(question)};
    if (vb_analyze(r->analyzer[forced], &c, &out, &err) == VB_OK) return out;
    fprintf(stderr, "%s\n", err.message);
    exit(1);
}

static void put(runner *r, const char *before, vb_str s) {
    size_t n = strlen(r->got);
    snprintf(r->got + n, sizeof r->got - n, "%s%.*s", n ? before : "", (int)s.len, s.ptr);
}

static vb_str view(const char *z) {
    return (vb_str){z, strlen(z)};
}

/* ---- Kinds of cases
 * -------------------------------------------------------------------------------------------------- */

static bool hold_pair(runner *r) {
    double before = analyze(r, cell(r, "base"))->score, after = analyze(r, cell(r, "changed"))->score;
    snprintf(r->got, sizeof r->got, "%.3f, then %.3f", before, after);
    const char *expect = cell(r, "expect");
    if (strcmp(expect, "lower") == 0) return after < before;
    if (strcmp(expect, "higher") == 0) return after > before;
    return strcmp(expect, "same") == 0 && fabs(after - before) <= 0.1;
}

static bool hold_label(runner *r) {
    const char *expect = cell(r, "expect");
    if (!expect) expect = cell(r, "expect_label");
    const vb_result *x = analyze(r, cell(r, "text"));
    const char *label = vb_label_name(x->label);
    snprintf(r->got, sizeof r->got, "%s %.3f", label, x->score);
    if (strncmp(expect, "not_", 4) == 0) return strcmp(expect + 4, label) != 0;
    return strcmp(expect, label) == 0;
}

static bool hold_language(runner *r) {
    put(r, " ", view(vb_lang_name(analyze(r, cell(r, "text"))->lang)));
    return strcmp(r->got, cell(r, "expect_lang")) == 0;
}

/* Every language that is expected must be seen. */
static bool hold_languages(runner *r) {
    const vb_result *x = analyze(r, cell(r, "text"));
    for (size_t i = 0; i < x->n_langs; i++) put(r, " ", view(vb_lang_name(x->langs[i])));
    char wanted[200];
    snprintf(wanted, sizeof wanted, "%s", cell(r, "expect_langs"));
    for (char *at = wanted, *one; (one = strsep(&at, " "));)
        if (*one && !strstr(r->got, one)) return false;
    return true;
}

static bool hold_tokens(runner *r) {
    const vb_result *x = analyze(r, cell(r, "text"));
    for (size_t i = 0; i < x->n_tokens; i++) put(r, "|", x->tokens[i].text);
    return strcmp(r->got, cell(r, "expect_tokens")) == 0;
}

static bool hold_norms(runner *r) {
    const vb_result *x = analyze(r, cell(r, "text"));
    for (size_t i = 0; i < x->n_tokens; i++) put(r, " ", x->tokens[i].norm);
    char wanted[MOST_LINE];
    snprintf(wanted, sizeof wanted, "%s", cell(r, "expect_norms"));
    for (char *p = wanted; *p; p++)
        if (*p == '|') *p = ' ';
    return strcmp(r->got, wanted) == 0;
}

static bool hold_complaint(runner *r) {
    put(r, "", view(analyze(r, cell(r, "text"))->complaint ? "1" : "0"));
    return strcmp(r->got, cell(r, "expect_complaint")) == 0;
}

static bool hold_touchpoint(runner *r) {
    const vb_result *x = analyze(r, cell(r, "text"));
    put(r, "", view(x->touchpoint ? x->touchpoint : "none"));
    return strcmp(r->got, cell(r, "expect_touchpoint")) == 0;
}

static bool hold_non_answer(runner *r) {
    const char *reason = vb_non_answer_name(analyze(r, cell(r, "text"))->non_answer);
    put(r, "", view(reason ? reason : "answer"));
    return strcmp(r->got, cell(r, "expect_non_answer")) == 0;
}

/* The first row whose columns a file has is its kind. */
static const struct {
    const char *column, *name;
    bool (*holds)(runner *r);
    double floor;
} kinds[] = {
    {"changed", "pairs", hold_pair, 0.95},
    {"expect_lang", "language", hold_language, 0.9},
    {"expect_langs", "languages", hold_languages, 0.9},
    {"expect_tokens", "tokens", hold_tokens, 0.9},
    {"expect_norms", "norms", hold_norms, 0.9},
    {"expect_complaint", "complaints", hold_complaint, 0.9},
    {"expect_touchpoint", "touchpoints", hold_touchpoint, 0.9},
    {"expect_non_answer", "non-answers", hold_non_answer, 0.95},
    {"expect_label", "labels", hold_label, 0.95},
    {"expect", "labels", hold_label, 0.98},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

/* ---- Files
 * ----------------------------------------------------------------------------------------------------------
 */

static int split(char *line, char **cells) {
    int n = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *one; n < MOST_CELLS && (one = strsep(&line, "\t"));) cells[n++] = one;
    return n;
}

static bool run_file(runner *r, const char *path) {
    static char head[MOST_LINE], line[MOST_LINE];
    FILE *f = fopen(path, "r");
    if (!f) return perror(path), false;
    unsigned at = 0, n = 0, held = 0;
    int kind = -1;
    r->n_header = 0;
    while (fgets(line, sizeof line, f)) {
        at++;
        if (line[0] == '#' || line[0] == '\n') continue;
        if (!r->n_header) {
            memcpy(head, line, sizeof head);
            r->n_header = split(head, r->header);
            for (int k = N_KINDS - 1; k >= 0; k--)
                for (int i = 0; i < r->n_header; i++)
                    if (strcmp(r->header[i], kinds[k].column) == 0) kind = k;
            if (kind < 0) break;
            continue;
        }
        memset(r->cells, 0, sizeof r->cells);
        split(line, r->cells);
        r->got[0] = 0;
        n++;
        if (kinds[kind].holds(r))
            held++;
        else
            printf("%s:%u: %s: got %s\n", path, at, r->cells[0], r->got);
    }
    fclose(f);
    if (kind < 0) return printf("%s: no column tells what its lines mean\n", path), false;
    double share = n ? (double)held / n : 0;
    bool passes = share >= kinds[kind].floor;
    printf("%s %s: %u of %u hold (%s, floor %.2f)\n", passes ? "ok  " : "FAIL", path, held, n,
           kinds[kind].name, kinds[kind].floor);
    return passes;
}

int main(int argc, char **argv) {
    static runner r;
    vb_engine *engine[VB_LANG_COUNT + 1] = {NULL};
    vb_error err = {0};
    for (int i = 0; i <= VB_LANG_COUNT; i++) {
        vb_options o;
        vb_options_init(&o);
        o.lang = (vb_lang)i;
        if (i == VB_LANG_UND) continue;
        if (vb_engine_new(&o, &engine[i], &err) < 0 || vb_analyzer_new(engine[i], &r.analyzer[i], &err) < 0)
            return fprintf(stderr, "%s\n", err.message), 1;
    }
    r.analyzer[VB_LANG_UND] = r.analyzer[VB_LANG_COUNT];
    bool passes = true;
    for (int i = 1; i < argc; i++) passes &= run_file(&r, argv[i]);
    for (int i = 1; i <= VB_LANG_COUNT; i++) vb_analyzer_free(r.analyzer[i]), vb_engine_free(engine[i]);
    return passes ? 0 : 1;
}
