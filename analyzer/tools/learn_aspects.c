/* learn_aspects: learns which words speak for which touchpoint and writes <lang>/induced_aspects.tsv.
 *
 *     learn_aspects [--without K/N] LANG OUT.tsv (FILE TEXT LABEL LABELS.tsv)...
 *
 * FILE is a CSV with the columns TEXT and LABEL; a cell of LABEL may hold several labels (";" or "|" between,
 * "=polarity" behind). LABELS.tsv says which touchpoint a label stands for: the first that it names, unless
 * the lexicon's own words point to one of the others. A label that is not listed leaves its row out.
 * --without 3/5 leaves out every fifth row, the third (to measure on it).
 *
 * Invariant: the same files give the same output. One linear support vector machine with squared loss for
 * each touchpoint, both sides weighing the same, fitted by dual coordinate descent (Hsieh et al. 2008) in a
 * fixed order. The votes of the lexicon are a feature of a given weight, so that the learned weights only add
 * what they lack and do not unlearn them: comments of other trades have these words too. Rows of a file
 * without any label for a touchpoint count against it only where the lexicon agrees. */
#include "base/buf.h"
#include "base/intern.h"
#include "engine/feed.h"
#include "text/clause.h"
#include "text/normalize.h"
#include "themes/attribute.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MIN_ROWS = 3, MIN_POSITIVE = 8, EPOCHS = 60, MAX_CODES = 200, MAX_LABELS = 200, MAX_FILES = 16 };
static const float NAMED = 0.8f; /* weight of a vote */
static const float COST = 0.5f, MOST_BALANCE = 12, LEAST = 0.16f, MOST_VOTES = 3;

typedef struct {
    vb_str name;
    int16_t codes[8];
    int n;
} label;

typedef struct {
    uint32_t *features; /* ids, distinct */
    uint32_t n;
    float *votes; /* by touchpoint */
    bool *is;     /* by touchpoint */
    int file;
} row;

typedef struct {
    vb_engine *engine;
    vb_analyzer *analyzer;
    const vb_codeframe *codes;
    vb_lang lang;
    vb_arena arena;
    vb_intern terms;
    uint32_t *rows_of; /* by term: rows it stands in */
    uint32_t *last_row;
    size_t cap_terms;
    row *rows;
    size_t n_rows, cap_rows;
    bool labelled[MAX_FILES][MAX_CODES];
    uint64_t without, of;
    uint32_t *found;
    uint32_t n_found, cap_found;
} learner;

static int fail(const char *what, const char *which) {
    fprintf(stderr, "learn_aspects: %s: %s\n", which, what);
    return 1;
}

/* ---- Rows
 * ----------------------------------------------------------------------------------------------------------
 */

static void meet(void *ctx, uint64_t key, vb_str term) {
    learner *l = ctx;
    (void)key;
    uint32_t id = vb_intern_add(&l->terms, term);
    while (id >= l->cap_terms) {
        l->cap_terms = l->cap_terms ? l->cap_terms * 2 : 1 << 16;
        l->rows_of = realloc(l->rows_of, l->cap_terms * sizeof *l->rows_of);
        l->last_row = realloc(l->last_row, l->cap_terms * sizeof *l->last_row);
        if (!l->rows_of || !l->last_row) exit(fail("out of memory", "terms"));
        for (size_t i = l->cap_terms / 2; i < l->cap_terms; i++) l->rows_of[i] = l->last_row[i] = 0;
        if (l->cap_terms == 1 << 16)
            memset(l->rows_of, 0, l->cap_terms * sizeof *l->rows_of),
                memset(l->last_row, 0, l->cap_terms * sizeof *l->last_row);
    }
    if (l->last_row[id] == l->n_rows + 1) return;
    l->last_row[id] = (uint32_t)l->n_rows + 1;
    l->rows_of[id]++;
    if (l->n_found == l->cap_found) {
        l->cap_found = l->cap_found ? l->cap_found * 2 : 1024;
        l->found = realloc(l->found, l->cap_found * sizeof *l->found);
        if (!l->found) exit(fail("out of memory", "rows"));
    }
    l->found[l->n_found++] = id;
}

static vb_status read_text(learner *l, vb_str text, row *r, vb_error *err) {
    vb_arena *scratch = &l->analyzer->scratch;
    vb_arena_reset(scratch);
    vb_text t = {0};
    vb_units units;
    vb_hits hits;
    VB_TRY(vb_normalize(text, scratch, &t, err));
    VB_TRY(vb_tokenize(&l->engine->words, l->analyzer->stemmer, &t, l->lang, scratch, &units, err));
    VB_TRY(vb_hits_find(l->engine->words.lexicon, &t, &units, scratch, &hits, err));
    VB_TRY(vb_clauses_cut(l->engine->words.lexicon, &t, &hits, scratch, err));
    l->n_found = 0;
    for (uint32_t i = 0; i < t.n_clauses; i++)
        vb_aspect_walk(l->engine->words.lexicon, &t, t.clauses[i].first, t.clauses[i].last, meet, l);
    r->n = l->n_found;
    r->features = vb_arena_alloc(&l->arena, (r->n + 1) * sizeof *r->features);
    r->votes = VB_NEW_ARRAY(&l->arena, float, (size_t)l->codes->n_touchpoints);
    r->is = VB_NEW_ARRAY(&l->arena, bool, (size_t)l->codes->n_touchpoints);
    if (!r->features || !r->votes || !r->is) return vb_fail_memory(err);
    memcpy(r->features, l->found, r->n * sizeof *r->features);
    vb_attribute_votes(l->engine->words.lexicon, &t, &hits, r->votes);
    for (int16_t i = 0; i < l->codes->n_touchpoints; i++)
        if (r->votes[i] > MOST_VOTES) r->votes[i] = MOST_VOTES;
    return VB_OK;
}

/* Marks the touchpoints of a cell of labels; false where none of them is listed. */
static bool mark(learner *l, vb_str cell, const label *labels, int n, row *r) {
    bool listed = false;
    for (size_t at = 0; at < cell.len;) {
        size_t end = at;
        while (end < cell.len && cell.ptr[end] != ';' && cell.ptr[end] != '|') end++;
        vb_str one = vb_str_sub(cell, at, end);
        one = vb_str_trim(vb_str_sub(one, 0, vb_str_find_byte(one, '=')));
        at = end + 1;
        for (int i = 0; i < n; i++) {
            if (!vb_str_eq(labels[i].name, one)) continue;
            listed = true;
            int best = 0;
            for (int k = 1; k < labels[i].n; k++)
                if (r->votes[labels[i].codes[k]] > r->votes[labels[i].codes[best]]) best = k;
            if (!labels[i].n) continue;
            r->is[labels[i].codes[best]] = true;
            l->labelled[r->file][labels[i].codes[best]] = true;
        }
    }
    return listed;
}

static vb_status read_labels(learner *l, const char *path, vb_str content, label *labels, int *n,
                             vb_error *err) {
    vb_str rest = content, line;
    *n = 0;
    while (vb_str_split(&rest, '\n', &line)) {
        if (!line.len || line.ptr[0] == '#' || *n == MAX_LABELS) continue;
        size_t tab = vb_str_find_byte(line, '\t');
        if (tab == line.len)
            return vb_fail(err, VB_ERR_LEXICON, "%s: \"%.*s\" has no tab", path, VB_FMT(line));
        label *one = &labels[(*n)++];
        *one = (label){.name = vb_str_sub(line, 0, tab)};
        vb_str list = vb_str_sub(line, tab + 1, line.len), id;
        while (vb_str_split(&list, ' ', &id)) {
            int16_t code = vb_codeframe_touchpoint(l->codes, id);
            if (code < 0 && !vb_str_eqz(id, "-"))
                return vb_fail(err, VB_ERR_LEXICON, "%s: touchpoint \"%.*s\" is not known", path, VB_FMT(id));
            if (code >= 0 && one->n < 8) one->codes[one->n++] = code;
        }
    }
    return VB_OK;
}

static vb_str slurp(const char *path, vb_arena *arena) {
    FILE *f = fopen(path, "rb");
    char *p = vb_arena_alloc(arena, 1 << 20);
    size_t n = f && p ? fread(p, 1, 1 << 20, f) : 0;
    if (f) fclose(f);
    return (vb_str){p, n};
}

static vb_status read_file(learner *l, char **args, int file, vb_error *err) {
    static label labels[MAX_LABELS];
    int n_labels;
    VB_TRY(read_labels(l, args[3], slurp(args[3], &l->arena), labels, &n_labels, err));
    const vb_map maps[] = {{VB_ROLE_TEXT, NULL, args[1]}, {VB_ROLE_LABEL, NULL, args[2]}};
    vb_read_options options = {.maps = maps, .n_maps = 2};
    vb_feed feed;
    vb_status status = vb_feed_open(&feed, args[0], &options, false, err);
    const vb_comment *c;
    for (uint64_t k = 0; status >= 0 && (status = vb_ingest_next(feed.ingest, &c, err)) == VB_OK; k++) {
        if ((l->of && k % l->of == l->without) || !c->label.len) continue;
        if (l->n_rows == l->cap_rows) {
            l->cap_rows = l->cap_rows ? l->cap_rows * 2 : 4096;
            l->rows = realloc(l->rows, l->cap_rows * sizeof *l->rows);
            if (!l->rows) exit(fail("out of memory", "rows"));
        }
        row *r = &l->rows[l->n_rows];
        *r = (row){.file = file};
        status = read_text(l, c->text, r, err);
        if (status < 0) break;
        if (mark(l, c->label, labels, n_labels, r)) l->n_rows++;
    }
    vb_feed_close(&feed);
    return status < 0 ? status : VB_OK;
}

/* ---- Fitting
 * ------------------------------------------------------------------------------------------------------- */

typedef struct {
    float *w; /* by term; the two last: bias, votes */
    double *alpha;
    float cost[2];
} machine;

static double dot(const learner *l, const machine *m, const row *r, int16_t t) {
    double z = (double)m->w[l->terms.count + 1] + (double)(m->w[l->terms.count + 2] * r->votes[t]);
    for (uint32_t i = 0; i < r->n; i++)
        if (l->rows_of[r->features[i]] >= MIN_ROWS) z += (double)m->w[r->features[i]];
    return z;
}

static double norm_of(const learner *l, const row *r) {
    double q = 1;
    for (uint32_t i = 0; i < r->n; i++) q += l->rows_of[r->features[i]] >= MIN_ROWS;
    return q;
}

static bool counts(const learner *l, const row *r, int16_t t) {
    return l->labelled[r->file][t] || !(r->votes[t] > 0);
}

/* One pass over all rows; rows are taken with a stride that is coprime to their number, always the same. */
static void pass(const learner *l, machine *m, int16_t t, size_t stride) {
    for (size_t k = 0, i = 0; k < l->n_rows; k++, i = (i + stride) % l->n_rows) {
        const row *r = &l->rows[i];
        if (!counts(l, r, t)) continue;
        double y = r->is[t] ? 1 : -1, d = 0.5 / (double)m->cost[r->is[t]];
        double gradient = y * dot(l, m, r, t) - 1 + d * m->alpha[i];
        double next = m->alpha[i] - gradient / (norm_of(l, r) + d);
        if (next < 0) next = 0;
        float step = (float)((next - m->alpha[i]) * y);
        m->alpha[i] = next;
        if (step == 0) continue;
        for (uint32_t f = 0; f < r->n; f++)
            if (l->rows_of[r->features[f]] >= MIN_ROWS) m->w[r->features[f]] += step;
        m->w[l->terms.count + 1] += step;
    }
}

static size_t stride_for(size_t n) {
    size_t s = n * 5 / 13 + 1;
    for (;; s++) {
        size_t a = s, b = n;
        while (b) {
            size_t c = a % b;
            a = b, b = c;
        }
        if (a == 1) return s;
    }
}

static void write_weights(const learner *l, const machine *m, int16_t t, FILE *out) {
    const char *id = l->codes->touchpoints[t].id;
    fprintf(out, "@bias\t%s\t%.2f\t-\n@named\t%s\t%.2f\t-\n", id, (double)m->w[l->terms.count + 1], id,
            (double)m->w[l->terms.count + 2]);
    for (uint32_t i = 1; i <= l->terms.count; i++)
        if (fabsf(m->w[i]) >= LEAST)
            fprintf(out, "%.*s\t%s\t%.2f\t%u\n", VB_FMT(vb_intern_get(&l->terms, i)), id, (double)m->w[i],
                    l->rows_of[i]);
}

static void fit(const learner *l, FILE *out) {
    size_t stride = stride_for(l->n_rows ? l->n_rows : 1);
    for (int16_t t = 0; t < l->codes->n_touchpoints; t++) {
        size_t positive = 0, negative = 0;
        for (size_t i = 0; i < l->n_rows; i++) {
            positive += l->rows[i].is[t];
            negative += !l->rows[i].is[t] && counts(l, &l->rows[i], t);
        }
        if (positive < MIN_POSITIVE) continue;
        float balance = (float)negative / (float)positive;
        machine m = {
            calloc(l->terms.count + 3, sizeof(float)), calloc(l->n_rows, sizeof(double)), {COST, COST}};
        if (!m.w || !m.alpha) exit(fail("out of memory", "fitting"));
        m.w[l->terms.count + 2] = NAMED;
        m.cost[1] = COST * (balance > MOST_BALANCE ? MOST_BALANCE : balance < 1 ? 1 : balance);
        for (int e = 0; e < EPOCHS; e++) pass(l, &m, t, stride);
        write_weights(l, &m, t, out);
        fprintf(stderr, "%s: %zu of %zu\n", l->codes->touchpoints[t].id, positive, positive + negative);
        free(m.w);
        free(m.alpha);
    }
}

static void write_head(FILE *out, int n_files, char **files) {
    fprintf(out, "# verbatim-lexicon 1\n# How far words speak for a touchpoint, learned by "
                 "tools/learn_aspects.c from labelled comments:\n#");
    for (int i = 0; i < n_files; i++) {
        const char *end = strrchr(files[4 * i + 3], '/'), *name = end ? end + 1 : files[4 * i + 3];
        fprintf(out, "%s %.*s", i ? "," : "", (int)strcspn(name, "."), name);
    }
    fprintf(out, ".\n# @bias: where a touchpoint starts from; @named: what a vote of aspects.tsv counts. n: "
                 "comments with the term.\n");
    fprintf(out, "term\ttouchpoint\tweight\tn\n");
}

int main(int argc, char **argv) {
    static learner l;
    vb_error err = {0};
    int at = 1;
    unsigned k, of;
    if (argc > 2 && strcmp(argv[1], "--without") == 0 && sscanf(argv[2], "%u/%u", &k, &of) == 2)
        l.without = k % of, l.of = of, at = 3;
    if (argc - at < 6 || (argc - at - 2) % 4 || argc > MAX_FILES * 4)
        return fail("usage: learn_aspects [--without K/N] LANG OUT.tsv (FILE TEXT LABEL LABELS.tsv)...",
                    "arguments");
    l.lang = vb_lang_parse(argv[at]);
    vb_options options;
    vb_options_init(&options);
    if (vb_engine_new(&options, &l.engine, &err) < 0 || vb_analyzer_new(l.engine, &l.analyzer, &err) < 0)
        return fail(err.message, "engine");
    l.codes = &l.engine->words.lexicon->codes;
    if (l.codes->n_touchpoints > MAX_CODES || !vb_intern_init(&l.terms, &l.arena, 1 << 16))
        return fail("too many touchpoints", "engine");
    for (int i = at + 2; i < argc; i += 4)
        if (read_file(&l, argv + i, (i - at - 2) / 4, &err) < 0) return fail(err.message, argv[i]);
    FILE *out = fopen(argv[at + 1], "wb");
    if (!out) return fail("cannot be written", argv[at + 1]);
    write_head(out, (argc - at - 2) / 4, argv + at + 2);
    fit(&l, out);
    return fclose(out) ? fail("cannot be written", argv[at + 1]) : 0;
}
