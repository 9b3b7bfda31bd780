/* learn: from labelled files to a table of weights: reading, cross-validation, choice of terms. Fitting
 * stands in learn_fit.c, the file that is written in learn_table.c.
 *
 * Invariant: a fold is a function of the text, so equal texts never stand on both sides; the table holds
 * rounded weights in the order of their terms. Where the engine has a table already, what is learned is the
 * difference to it, so that a small file bends the general weights instead of replacing them. */
#include "base/json.h"
#include "engine/confusion.h"
#include "engine/feed.h"
#include "engine/learn.h"
#include "engine/learn_table.h"
#include "text/normalize.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_FOLDS = 5, DEFAULT_MOST = 60000, LEAST_EXAMPLES = 20, ROUNDS = 80 };
/* Measured on left-out sets: many sets want a strong penalty (their words differ), one set a weak one. */
static const float PENALTY_ONE = 3, PENALTY_MANY = 60, SIGNS = 3;
static const float RARITY = 5; /* a feature's value is ln(N / df) + 1 over this */
static const double SET_POWER = 0.4,
                    LABEL_POWER = 0.5; /* total weight of a set ~ n^0.4; labels within it n^0.5 */
static const float LEAST_WEIGHT = 0.02f;

typedef struct {
    uint64_t key;
    vb_str term;
    uint32_t df, last; /* examples it occurs in; the last of them, from 1 */
    uint32_t kept;     /* number among the kept features, from 1 */
} term;

typedef struct {
    const vb_engine *engine;
    const vb_learn_options *options;
    vb_analyzer *analyzer;
    vb_arena arena;
    vb_matrix m, held;
    vb_matrix *now; /* the one that is being read */
    const vb_ruled *ruled;
    const vb_text *text;
    const vb_units *units;
    term *terms; /* [0] unused */
    size_t n_terms, cap_terms;
    uint32_t *slots, mask;
    const vb_induced_table *prior; /* what is learned is the difference to it */
    bool turned; /* its good is our "no": a table of sentiment where complaints are learned */
    uint64_t left_out, counts[3];
    bool failed;
    vb_buf report;
} learner;

static const char *const sentiment_names[3] = {"negative", "neutral", "positive"};
static const char *const complaint_names[3] = {"no", NULL, "yes"};

/* ---- Terms
 * -----------------------------------------------------------------------------------------------------------
 */

static bool grow_slots(learner *l) {
    uint32_t size = l->mask ? (l->mask + 1) * 2 : 1u << 16;
    uint32_t *slots = calloc(size, sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 1; i <= l->n_terms; i++) {
        uint32_t k = (uint32_t)(l->terms[i].key >> 20) & (size - 1);
        while (slots[k]) k = (k + 1) & (size - 1);
        slots[k] = i;
    }
    free(l->slots);
    l->slots = slots, l->mask = size - 1;
    return true;
}

/* Number of the feature's term; new ones are added while the training files are read. 0 none. */
static uint32_t term_of(learner *l, const vb_feature *f) {
    if (l->n_terms * 2 >= l->mask && !grow_slots(l)) return 0;
    uint32_t k = (uint32_t)(f->key >> 20) & l->mask;
    for (; l->slots[k]; k = (k + 1) & l->mask)
        if (l->terms[l->slots[k]].key == f->key) return l->slots[k];
    if (l->now == &l->held) return 0;
    if (l->n_terms + 1 >= l->cap_terms) {
        size_t cap = l->cap_terms ? l->cap_terms * 2 : 1 << 15;
        term *grown = realloc(l->terms, cap * sizeof *grown);
        if (!grown) return 0;
        l->terms = grown, l->cap_terms = cap;
    }
    char text[600];
    size_t n = vb_feature_term(l->engine->words.lexicon, l->text, l->units, f, text, sizeof text);
    vb_str kept = vb_arena_dup(&l->arena, (vb_str){text, n});
    if (!kept.ptr || n >= 200) return 0;
    l->slots[k] = (uint32_t)++l->n_terms;
    l->terms[l->n_terms] = (term){.key = f->key, .term = kept};
    return l->slots[k];
}

static int prior_logit(const learner *l, int k) {
    return l->turned ? VB_LOGITS - 1 - k : k;
}

static void take_feature(void *ctx, const vb_feature *f) {
    learner *l = ctx;
    vb_matrix *m = l->now;
    vb_example *x = &m->examples[m->n_examples];
    float weight = l->ruled->clauses[f->clause].weight;
    const vb_weights *known = vb_induced_find(l->prior, f->key);
    for (int k = 0; known && k < VB_LOGITS; k++)
        x->offset[k] += (float)known->at[prior_logit(l, k)] * 0.01f * weight * x->scale;
    uint32_t t = term_of(l, f);
    if (!t) return;
    if (l->now == &l->m && l->terms[t].last != m->n_examples + 1)
        l->terms[t].df++, l->terms[t].last = (uint32_t)m->n_examples + 1;
    if (m->n_entries == m->cap_entries) {
        size_t cap = m->cap_entries ? m->cap_entries * 2 : 1 << 16;
        uint32_t *features = realloc(m->features, cap * sizeof *features);
        float *values = features ? realloc(m->values, cap * sizeof *values) : NULL;
        if (features) m->features = features;
        if (values) m->values = values;
        if (!values) {
            l->failed = true;
            return;
        }
        m->cap_entries = cap;
    }
    m->features[m->n_entries] = t;
    m->values[m->n_entries++] = weight;
}

/* ---- Reading
 * ---------------------------------------------------------------------------------------------------------
 */

/* The label of a comment as 0, 1, 2; -1 where it has none of ours. */
static int label_named(const char *rename, vb_str label, bool complaint) {
    vb_str rest = vb_str_of(rename), pair;
    while (vb_str_split(&rest, ',', &pair)) {
        size_t eq = vb_str_find_byte(pair, '=');
        if (eq < pair.len && vb_str_eq_nocase(vb_str_sub(pair, 0, eq), label))
            label = vb_str_sub(pair, eq + 1, pair.len);
    }
    static const char *const names[2][3] = {{"negative", "neutral", "positive"}, {"0", "", "1"}};
    for (int i = 0; i < 3; i++)
        if (label.len && vb_str_eq_nocase(label, vb_str_of(names[complaint][i]))) return i;
    return -1;
}

static int label_of(const learner *l, const vb_labelled *file, const vb_comment *c) {
    bool labelled = false;
    for (size_t i = 0; i < file->n_maps; i++) labelled |= file->maps[i].role == VB_ROLE_LABEL;
    if (labelled) return label_named(file->rename, vb_str_trim(c->label), l->options->complaint);
    double top = isnan(c->rating_max) ? 5 : c->rating_max;
    if (isnan(c->rating) || c->rating > top || top <= 1) return -1;
    double place = (c->rating - 1) / (top - 1);
    int sentiment = place < 0.4 ? 0 : place <= 0.6 ? 1 : 2;
    return !l->options->complaint ? sentiment : sentiment == 0 ? 2 : 0;
}

static vb_status read_example(learner *l, const vb_comment *c, int label, vb_error *err) {
    const vb_engine *e = l->engine;
    vb_analyzer *a = l->analyzer;
    vb_matrix *m = l->now;
    vb_text text = {0};
    vb_units units;
    vb_hits hits;
    vb_ruled ruled;
    vb_sentiment whole;
    vb_findings findings = {0};
    vb_arena_reset(&a->scratch);
    VB_TRY(vb_normalize(c->text, &a->scratch, &text, err));
    VB_TRY(vb_tokenize(&e->words, a->stemmer, &text, e->lang, &a->scratch, &units, err));
    if (!text.n_tokens) return VB_OK;
    VB_TRY(vb_hits_find(e->words.lexicon, &text, &units, &a->scratch, &hits, err));
    VB_TRY(vb_clauses_cut(e->words.lexicon, &text, &hits, &a->scratch, err));
    vb_judged j = {
        .lx = e->words.lexicon, .induced = e->induced, .text = &text, .units = &units, .hits = &hits};
    VB_TRY(vb_sentiment_score(&j, &a->scratch, &ruled, &whole, &findings, err));
    if (m->n_examples + 1 >= m->cap_examples) {
        size_t cap = m->cap_examples ? m->cap_examples * 2 : 4096;
        vb_example *grown = realloc(m->examples, cap * sizeof *grown);
        if (!grown) return vb_fail_memory(err);
        m->examples = grown, m->cap_examples = cap;
    }
    vb_example *x = &m->examples[m->n_examples];
    *x = (vb_example){
        .first = (uint32_t)m->n_entries, .set = (uint16_t)m->n_sets, .label = (uint8_t)label, .weight = 1};
    unsigned folds = l->options->folds ? l->options->folds : DEFAULT_FOLDS;
    x->fold = (uint8_t)(vb_hash64(text.norm) % folds);
    x->scale = vb_features_scale(whole.signs.words);
    memcpy(x->signs, whole.signs.v, sizeof x->signs);
    for (int i = 0; i < VB_SIGNS; i++)
        for (int k = 0; k < VB_LOGITS; k++)
            x->offset[k] += x->signs[i] * l->prior->signs[i][prior_logit(l, k)];
    l->ruled = &ruled, l->text = &text, l->units = &units;
    bool chars = l->options->lang == VB_LANG_TH;
    vb_features_walk(e->words.lexicon, &text, &units, ruled.marks, chars ? VB_FEATURES_CHARS : 0, NULL,
                     take_feature, l);
    x->last = (uint32_t)m->n_entries;
    m->n_examples++;
    m->labels[m->n_sets] |= (uint8_t)(1u << label);
    if (m == &l->m) l->counts[label]++;
    return l->failed || m->n_entries > UINT32_MAX - (1u << 20) ? vb_fail_memory(err) : VB_OK;
}

static vb_status read_file(learner *l, const vb_labelled *file, vb_error *err) {
    vb_read_options r = {.maps = file->maps, .n_maps = file->n_maps};
    vb_feed feed;
    vb_status status = vb_feed_open(&feed, file->path, &r, false, err);
    const vb_comment *c;
    while (status >= 0 && (status = vb_ingest_next(feed.ingest, &c, err)) == VB_OK) {
        int label = label_of(l, file, c);
        if (label < 0)
            l->left_out += l->now == &l->m;
        else
            status = read_example(l, c, label, err);
    }
    vb_feed_close(&feed);
    uint8_t *labels = &l->now->labels[l->now->n_sets++];
    bool single = (*labels & (*labels - 1)) == 0;
    if (single) *labels = l->options->complaint ? 5 : 7;
    return status < 0 ? status : VB_OK;
}

/* ---- Weights of examples, values of features
 * ----------------------------------------------------------------------------- */

/* Sets count by a power of their size, labels within a set likewise, so that no set and no label drowns the
 * others. */
static void weigh_evenly(vb_matrix *m, double balance) {
    double total = 0;
    for (size_t set = 0; set < m->n_sets; set++) {
        double n[3] = {0}, sum = 0;
        for (size_t i = 0; i < m->n_examples; i++)
            if (m->examples[i].set == set) n[m->examples[i].label]++;
        double all = n[0] + n[1] + n[2];
        for (int k = 0; k < 3; k++)
            if (n[k] > 0) sum += pow(n[k], 1 - balance);
        for (size_t i = 0; i < m->n_examples; i++) {
            vb_example *x = &m->examples[i];
            if (x->set == set) x->weight = (float)(pow(n[x->label], -balance) / sum * pow(all, SET_POWER));
        }
        if (all > 0) total += pow(all, SET_POWER);
    }
    for (size_t i = 0; i < m->n_examples; i++)
        m->examples[i].weight *= (float)((double)m->n_examples / total);
}

/* Keeps the terms that `keep` marks: renumbers the entries, drops the others. */
static void compact(vb_matrix *m, const term *terms) {
    size_t n = 0;
    for (size_t i = 0; i < m->n_examples; i++) {
        vb_example *x = &m->examples[i];
        uint32_t first = (uint32_t)n;
        for (uint32_t e = x->first; e < x->last; e++) {
            if (!terms[m->features[e]].kept) continue;
            m->features[n] = terms[m->features[e]].kept - 1;
            m->values[n++] = m->values[e];
        }
        x->first = first, x->last = (uint32_t)n;
    }
    m->n_entries = n;
}

static float rarity(const learner *l, const term *t) {
    return (logf((float)(1 + l->m.n_examples) / (float)(1 + t->df)) + 1) / RARITY;
}

/* Drops rare terms and gives entries their values. The kept terms move to the front of `terms`, from 1. */
static void choose_terms(learner *l) {
    uint32_t least = l->m.n_sets > 1 ? 3 : 2, kept = 0;
    for (size_t i = 1; i <= l->n_terms; i++)
        l->terms[i].kept = l->terms[i].df >= least || vb_induced_find(l->prior, l->terms[i].key) ? ++kept : 0;
    compact(&l->m, l->terms);
    compact(&l->held, l->terms);
    for (size_t i = 1; i <= l->n_terms; i++)
        if (l->terms[i].kept) l->terms[l->terms[i].kept] = l->terms[i];
    l->n_terms = kept;
    l->m.n_features = l->held.n_features = kept;
    vb_matrix *both[] = {&l->m, &l->held};
    for (int b = 0; b < 2; b++)
        for (size_t e = 0; e < both[b]->n_entries; e++)
            both[b]->values[e] *= rarity(l, &l->terms[both[b]->features[e] + 1]);
}

/* ---- Measuring
 * ---------------------------------------------------------------------------------------------------------
 */

static vb_fit fit_of(const learner *l) {
    bool many = l->m.n_sets > 1;
    const vb_learn_options *o = l->options;
    return (vb_fit){.penalty = o->penalty > 0 ? (float)o->penalty
                               : many         ? PENALTY_MANY
                                              : PENALTY_ONE,
                    .sign_scale = o->sign_scale > 0 ? (float)o->sign_scale : SIGNS,
                    .rounds = ROUNDS};
}

static int best_of(const vb_matrix *m, const vb_fit *fit, const vb_example *x, bool two, double neutral) {
    double z[VB_LOGITS];
    vb_fit_logits(m, fit, x, z);
    z[1] += neutral;
    if (two) return z[2] > z[0] ? 2 : 0;
    return z[2] > z[1] ? (z[2] > z[0] ? 2 : 0) : z[1] > z[0] ? 1 : 0;
}

static vb_status cross_validate(learner *l, float *room, vb_confusion *by_set, vb_error *err) {
    unsigned folds = l->options->folds ? l->options->folds : DEFAULT_FOLDS;
    vb_fit fit = fit_of(l);
    fit.weights = room;
    for (unsigned fold = 0; folds > 1 && fold < folds; fold++) {
        for (size_t i = 0; i < l->m.n_examples; i++) l->m.examples[i].used = l->m.examples[i].fold != fold;
        VB_TRY(vb_fit_run(&l->m, &fit, err));
        for (size_t i = 0; i < l->m.n_examples; i++) {
            const vb_example *x = &l->m.examples[i];
            if (!x->used)
                by_set[x->set]
                    .n[x->label][best_of(&l->m, &fit, x, !(l->m.labels[x->set] & 2), l->options->neutral)]++;
        }
    }
    return VB_OK;
}

static void report(learner *l, const char *what, const char *path, const vb_confusion *c) {
    const char *const *names = l->options->complaint ? complaint_names : sentiment_names;
    vb_buf_printf(&l->report, "%s: %s\n", what, path);
    vb_confusion_print(c, names, &l->report);
}

/* ---- The table
 * -----------------------------------------------------------------------------------------------------------
 */

static int by_strength(const void *a, const void *b) {
    const vb_learned_row *x = a, *y = b;
    float p = 0, q = 0;
    for (int k = 0; k < VB_LOGITS; k++) p = fmaxf(p, fabsf(x->at[k])), q = fmaxf(q, fabsf(y->at[k]));
    p *= sqrtf(sqrtf((float)x->df)), q *= sqrtf(sqrtf((float)y->df));
    if (p != q) return p > q ? -1 : 1;
    return vb_str_cmp(x->term, y->term);
}

/* The rows of the words, strongest first, and cut to what is wanted. */
static size_t make_rows(learner *l, const float *weights, vb_learned_row *rows) {
    size_t n = 0, most = l->options->most ? l->options->most : DEFAULT_MOST;
    for (uint32_t i = 0; i < l->m.n_features; i++) {
        const term *t = &l->terms[i + 1];
        vb_learned_row r = {t->term, {0}, t->df};
        const vb_weights *known = vb_induced_find(l->prior, t->key);
        float largest = 0;
        for (int k = 0; k < VB_LOGITS; k++) {
            r.at[k] = weights[(size_t)i * VB_LOGITS + (size_t)k] * rarity(l, t) +
                      (known ? (float)known->at[prior_logit(l, k)] * 0.01f : 0);
            largest = fmaxf(largest, fabsf(r.at[k]));
        }
        if (known || largest >= LEAST_WEIGHT) rows[n++] = r; /* a known term that lost its weight says so */
    }
    qsort(rows, n, sizeof *rows, by_strength);
    return n < most ? n : most;
}

static vb_status write_table(learner *l, const vb_labelled *files, size_t n, const vb_fit *fit,
                             vb_error *err) {
    float signs[VB_SIGNS][VB_LOGITS];
    vb_learned_row *rows = calloc((size_t)l->m.n_features + 1, sizeof *rows);
    if (!rows) return vb_fail_memory(err);
    size_t bytes, n_rows = make_rows(l, fit->weights, rows);
    const float *learned = fit->weights + (size_t)l->m.n_features * VB_LOGITS;
    for (int i = 0; i < VB_SIGNS; i++)
        for (int k = 0; k < VB_LOGITS; k++)
            signs[i][k] =
                learned[i * VB_LOGITS + k] * fit->sign_scale + l->prior->signs[i][prior_logit(l, k)];
    signs[VB_SIGN_BIAS][1] += (float)l->options->neutral;
    vb_learned_table table = {l->options, files, n, l->m.n_examples, signs, rows, n_rows};
    vb_status status = vb_learned_write(&table, &bytes, err);
    vb_buf_printf(&l->report, "written: %zu terms, %zu bytes\n", n_rows, bytes);
    free(rows);
    return status;
}

/* ---- The whole
 * ------------------------------------------------------------------------------------------------------- */

static vb_status check_counts(const learner *l, vb_error *err) {
    int labels = 0;
    for (int k = 0; k < 3; k++) labels += l->counts[k] > 0;
    if (l->m.n_examples >= LEAST_EXAMPLES && labels > 1) return VB_OK;
    return vb_fail(
        err, VB_ERR_INPUT,
        "%zu comments with %d different labels; at least %d with two labels are needed. Labels are %s",
        l->m.n_examples, labels, LEAST_EXAMPLES,
        l->options->complaint ? "1 and 0" : "negative, neutral, positive");
}

static vb_status read_all(learner *l, const vb_labelled *files, size_t n, vb_error *err) {
    const vb_learn_options *o = l->options;
    l->m.labels = calloc(n + 1, 1);
    l->held.labels = calloc(o->n_held_out + 1, 1);
    if (!l->m.labels || !l->held.labels || !grow_slots(l)) return vb_fail_memory(err);
    l->now = &l->m;
    for (size_t i = 0; i < n; i++) VB_TRY(read_file(l, &files[i], err));
    VB_TRY(check_counts(l, err));
    l->now = &l->held;
    for (size_t i = 0; i < o->n_held_out; i++) VB_TRY(read_file(l, &o->held_out[i], err));
    return VB_OK;
}

static vb_status learn_all(learner *l, const vb_labelled *files, size_t n, float **weights,
                           vb_confusion *by_set, vb_error *err) {
    VB_TRY(read_all(l, files, n, err));
    choose_terms(l);
    if (n > 1) weigh_evenly(&l->m, l->options->balance > 0 ? l->options->balance : LABEL_POWER);
    *weights = calloc(vb_fit_size(&l->m), sizeof **weights);
    if (!*weights) return vb_fail_memory(err);
    vb_buf_printf(
        &l->report,
        "comments %zu (negative %llu, neutral %llu, positive %llu), left out %llu, terms seen twice %u\n",
        l->m.n_examples, (unsigned long long)l->counts[0], (unsigned long long)l->counts[1],
        (unsigned long long)l->counts[2], (unsigned long long)l->left_out, l->m.n_features);
    VB_TRY(cross_validate(l, *weights, by_set, err));
    for (size_t i = 0; i < n && l->options->folds != 1; i++)
        report(l, "cross-validated", files[i].path, &by_set[i]);
    vb_fit fit = fit_of(l);
    fit.weights = *weights;
    for (size_t i = 0; i < l->m.n_examples; i++) l->m.examples[i].used = true;
    VB_TRY(vb_fit_run(&l->m, &fit, err));
    for (size_t i = 0; i < l->options->n_held_out; i++) {
        vb_confusion c = {0};
        for (size_t k = 0; k < l->held.n_examples; k++) {
            const vb_example *x = &l->held.examples[k];
            if (x->set == i)
                c.n[x->label][best_of(&l->held, &fit, x, !(l->held.labels[i] & 2), l->options->neutral)]++;
        }
        report(l, "held out", l->options->held_out[i].path, &c);
    }
    return l->options->folder ? write_table(l, files, n, &fit, err) : VB_OK;
}

vb_status vb_lexicon_learn(const vb_engine *engine, const vb_labelled *files, size_t n,
                           const vb_learn_options *options, const vb_output *output, vb_error *err) {
    learner l = {.engine = engine, .options = options};
    if (options->lang >= VB_LANG_COUNT || options->lang == VB_LANG_UND)
        return vb_fail(err, VB_ERR_USAGE, "which language? vi, th or en");
    if (!options->complaint)
        l.prior = engine->induced->sentiment[options->anew ? VB_LANG_UND : options->lang];
    else
        l.prior = engine->induced->complaint[options->lang];
    if (!l.prior) l.prior = engine->induced->sentiment[options->lang], l.turned = true;
    float *weights = NULL;
    vb_confusion *by_set = calloc(n + 1, sizeof *by_set);
    vb_status status = by_set ? vb_analyzer_new(engine, &l.analyzer, err) : vb_fail_memory(err);
    if (status >= 0) status = learn_all(&l, files, n, &weights, by_set, err);
    if (status >= 0 && l.report.failed) status = vb_fail_memory(err);
    if (status >= 0 && output && output->sink.write(output->sink.ctx, l.report.ptr, l.report.len) != 0)
        status = vb_fail(err, VB_ERR_IO, "writing the output failed");
    vb_analyzer_free(l.analyzer);
    vb_arena_deinit(&l.arena);
    vb_matrix *both[] = {&l.m, &l.held};
    for (int b = 0; b < 2; b++)
        free(both[b]->examples), free(both[b]->features), free(both[b]->values), free(both[b]->labels);
    free(l.terms), free(l.slots), free(weights), free(by_set);
    vb_buf_deinit(&l.report);
    return status;
}
