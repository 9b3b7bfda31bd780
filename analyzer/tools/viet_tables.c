/* viet_tables: the tables of learn_viet as text.
 *
 * Invariant: lines in the order of their bytes, numbers whole. */
#include "viet_learner.h"

#include <math.h>

/* What was tuned. */
static const double discount = 0.9;   /* absolute discount of bigram counts */
static const double min_pair = 1.5;   /* lighter pairs are left out of the table */
static const double smoothing = 3000; /* tokens of all subjects that each subject has beside its own */
static const double min_unigram = 3;  /* rarer syllables tell no subject */
enum { MAX_COST = 250, MAX_GAIN = 99, MAX_RATIO = 60 };

static int quantize(double p) {
    double cost = p > 0 ? -10 * log(p) : MAX_COST;
    return cost < 0 ? 0 : cost > MAX_COST ? MAX_COST : (int)(cost + 0.5);
}

typedef struct {
    vb_str text;
    uint32_t id;
} named;

static int by_text(const void *a, const void *b) {
    return vb_str_cmp(((const named *)a)->text, ((const named *)b)->text);
}

static named *sorted(const vb_intern *t) {
    named *list = tool_need(calloc(t->count + 1, sizeof *list));
    for (uint32_t id = 1; id <= t->count; id++) list[id - 1] = (named){vb_intern_get(t, id), id};
    qsort(list, t->count, sizeof *list, by_text);
    return list;
}

static void write_head(const viet_learner *l, vb_buf *out, const char *what, const char *columns) {
    vb_buf_printf(out,
                  "# verbatim-lexicon 1\n# %s\n# Learned by learn_viet; `make learn-viet` writes it anew.\n",
                  what);
    vb_buf_str(out, vb_buf_view(&l->heads));
    vb_buf_printf(out, "%s\n", columns);
}

typedef struct {
    uint32_t left, right;
    double count;
} pair;

static int by_pair(const void *a, const void *b) {
    const pair *x = a, *y = b;
    if (x->left != y->left) return x->left < y->left ? -1 : 1;
    return (x->right > y->right) - (x->right < y->right);
}

/* The pairs worth keeping, by left and right; and for every left its count and what its followers take. */
static pair *kept_pairs(const viet_learner *l, size_t *n, double *of_left, double *taken) {
    pair *list = tool_need(malloc((l->bigrams.used + 1) * sizeof *list));
    *n = 0;
    for (size_t i = 0; i <= l->bigrams.mask; i++) {
        if (!l->bigrams.keys[i]) continue;
        pair p = {(uint32_t)(l->bigrams.keys[i] >> 32), (uint32_t)l->bigrams.keys[i], l->bigrams.counts[i]};
        of_left[p.left] += p.count;
        if (p.count < min_pair) continue;
        list[(*n)++] = p;
        taken[p.left] += p.count - discount;
    }
    qsort(list, *n, sizeof *list, by_pair);
    return list;
}

static double back_of(const double *of_left, const double *taken, uint32_t id) {
    return of_left[id] > 0 ? 1 - taken[id] / of_left[id] : 1;
}

void viet_write_syllables(const viet_learner *l, vb_buf *out) {
    double *of_left = tool_need(calloc(VIET_MAX_NAMES, sizeof *of_left)),
           *taken = tool_need(calloc(VIET_MAX_NAMES, sizeof *taken));
    size_t n;
    free(kept_pairs(l, &n, of_left, taken));
    write_head(l, out,
               "Syllables: how often each occurs; `back` is -10 ln of the share of followers that "
               "bigrams.tsv lacks.\n"
               "# `*` is punctuation and the end of a text, `0` a number, `w` a foreign word.",
               "syllable\tcount\tback");
    named *list = sorted(&l->names);
    for (uint32_t i = 0; i < l->names.count; i++) {
        uint32_t id = list[i].id;
        vb_buf_str(out, list[i].text);
        vb_buf_byte(out, '\t');
        vb_buf_int(out, (int64_t)(l->unigrams[id] + 0.5));
        vb_buf_byte(out, '\t');
        vb_buf_int(out, quantize(back_of(of_left, taken, id)));
        vb_buf_byte(out, '\n');
    }
    free(list), free(of_left), free(taken);
}

void viet_write_bigrams(const viet_learner *l, vb_buf *out) {
    double *of_left = tool_need(calloc(VIET_MAX_NAMES, sizeof *of_left)),
           *taken = tool_need(calloc(VIET_MAX_NAMES, sizeof *taken));
    size_t n;
    pair *pairs = kept_pairs(l, &n, of_left, taken);
    double total = l->n_tokens;
    write_head(l, out,
               "Which syllable follows which, and how probably: syllable:cost, the cost being -10 ln of the "
               "probability.",
               "syllable\tfollowers");
    named *list = sorted(&l->names);
    for (uint32_t i = 0; i < l->names.count; i++) {
        uint32_t left = list[i].id;
        pair key = {left, 0, 0};
        size_t low = 0, high = n;
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (by_pair(&pairs[mid], &key) < 0)
                low = mid + 1;
            else
                high = mid;
        }
        if (low == n || pairs[low].left != left) continue;
        vb_buf_str(out, list[i].text);
        double back = back_of(of_left, taken, left);
        for (size_t k = low; k < n && pairs[k].left == left; k++) {
            double p =
                (pairs[k].count - discount) / of_left[left] + back * l->unigrams[pairs[k].right] / total;
            vb_buf_byte(out, k == low ? '\t' : ' ');
            vb_buf_str(out, vb_intern_get(&l->names, pairs[k].right));
            vb_buf_byte(out, ':');
            vb_buf_int(out, quantize(p));
        }
        vb_buf_byte(out, '\n');
    }
    free(list), free(pairs), free(of_left), free(taken);
}

void viet_write_words(const viet_learner *l, vb_buf *out) {
    write_head(l, out,
               "Words of several syllables. `gain` is ten times the log odds that the syllables are one word "
               "where they stand\n"
               "# side by side; below 0 they are not joined. Lines of source `own` were written by the "
               "verbatim authors from\n"
               "# their own knowledge of the language: add such lines by hand, with gain `-`. Lines of "
               "source `seg` are words of\n"
               "# the segmented texts named below.",
               "term\tgain\tsource\tnote");
    named *list = sorted(&l->words);
    for (uint32_t i = 0; i < l->words.count; i++) {
        uint32_t w = list[i].id;
        double gain = floor(10 * l->gains[w] + 0.5);
        vb_buf_str(out, list[i].text);
        vb_buf_byte(out, '\t');
        vb_buf_int(out, gain > MAX_GAIN ? MAX_GAIN : gain < -MAX_GAIN ? -MAX_GAIN : (int64_t)gain);
        vb_buf_cstr(out, l->own[w] ? "\town\t\n" : "\tseg\t\n");
    }
    free(list);
}

/* How much likelier a syllable is in a subject than anywhere: ten times the natural logarithm. */
static int ratio_in(const viet_learner *l, const viet_subject *s, double total, uint32_t id) {
    double p = (l->unigrams[id] + 0.1) / l->n_tokens;
    double ratio = (s->counts[id] + smoothing * p) / ((total + smoothing) * p);
    long tenths = lround(10 * log(ratio));
    return tenths > MAX_RATIO ? MAX_RATIO : tenths < -MAX_RATIO ? -MAX_RATIO : (int)tenths;
}

void viet_write_subjects(const viet_learner *l, vb_buf *out) {
    double totals[VIET_MAX_SUBJECTS] = {0};
    vb_buf columns = {0};
    vb_buf_cstr(&columns, "syllable");
    for (int s = 0; s < l->n_subjects; s++) {
        vb_buf_printf(&columns, "\t%s", l->subjects[s].name);
        for (uint32_t id = 1; id <= l->names.count; id++) totals[s] += l->subjects[s].counts[id];
    }
    write_head(l, out,
               "Subjects: how much likelier a syllable is in each than anywhere, as ten times the natural "
               "logarithm.",
               vb_buf_z(&columns));
    named *list = sorted(&l->names);
    for (uint32_t i = 0; i < l->names.count; i++) {
        if (list[i].id <= VIET_FOREIGN || l->unigrams[list[i].id] < min_unigram) continue;
        vb_buf_str(out, list[i].text);
        for (int s = 0; s < l->n_subjects; s++) {
            vb_buf_byte(out, '\t');
            vb_buf_int(out, ratio_in(l, &l->subjects[s], totals[s], list[i].id));
        }
        vb_buf_byte(out, '\n');
    }
    free(list);
    vb_buf_deinit(&columns);
}
