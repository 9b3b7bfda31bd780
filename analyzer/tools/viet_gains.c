/* viet_gains: how likely syllables side by side are one word.
 *
 * Invariant: the segmented sets tell of the words that they show; a logistic regression learned from those
 * tells of the rest of the dictionary, by how freely their syllables stand alone in the plain texts. */
#include "viet_learner.h"

#include <math.h>

/* What was tuned. */
static const double prior_weight = 0.5; /* of the guess for a word against its cases in the segmented sets */
enum { ROUNDS = 2 };

static struct {
    double *word_counts;                                       /* by word */
    double *seg_single, *seg_total, *text_single, *text_total; /* by syllable: as a word of its own, at all */
    double *head_joined, *head_split, *tail_joined, *tail_split; /* cases of the words it begins, ends */
    double *heads, *tails;                                       /* words of two it begins, ends */
} g;

size_t viet_join(const vb_str *items, size_t n, char *out, size_t cap) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (len + items[i].len + 1 >= cap) return 0;
        if (i) out[len++] = ' ';
        memcpy(out + len, items[i].ptr, items[i].len);
        len += items[i].len;
    }
    return len;
}

static void add_seg_words(viet_learner *l) {
    char text[256];
    for (size_t i = 0; i < l->seg.n;) {
        size_t n = 1;
        while (l->seg_joins[i + n - 1]) n++;
        size_t len = n > 1 && n <= VIET_MAX_WORD ? viet_join(l->seg.items + i, n, text, sizeof text) : 0;
        if (len) viet_add_word(l, (vb_str){text, len}, false);
        i += n;
    }
}

/* How often each word of the dictionary is one word in the segmented sets, and how often its syllables stand
 * apart. */
static void count_evidence(viet_learner *l) {
    char text[256];
    for (size_t i = 0; i < l->seg.n; i++) {
        for (size_t n = 2; n <= VIET_MAX_WORD && i + n <= l->seg.n; n++) {
            size_t len = viet_join(l->seg.items + i, n, text, sizeof text);
            uint32_t w = len ? vb_intern_find(&l->words, (vb_str){text, len}) : 0;
            if (!w) continue;
            bool whole = (i == 0 || !l->seg_joins[i - 1]) && !l->seg_joins[i + n - 1], inside = false;
            size_t joins = 0;
            for (size_t k = 0; k + 1 < n; k++) joins += l->seg_joins[i + k];
            inside = joins + 1 == n;
            if (inside && whole)
                l->joined[w]++;
            else if (!inside)
                l->split[w]++;
        }
    }
}

/* ---- How likely syllables are one word
 * ---------------------------------------------------------------------- */

enum { N_FEATURES = 14 };

typedef struct {
    uint32_t a, b; /* first and last syllable */
    size_t n;      /* syllables */
} shape;

static shape shape_of(const viet_learner *l, uint32_t w) {
    shape s = {0};
    vb_str rest = vb_intern_get(&l->words, w), part;
    while (vb_str_split(&rest, ' ', &part)) {
        s.b = vb_intern_find(&l->names, part);
        if (!s.n++) s.a = s.b;
    }
    return s;
}

/* How freely a syllable stands as a word of its own, the cases of the word in question left out. */
static double freedom(uint32_t id, double joined, double split) {
    double text = g.text_total[id] > 30 ? 30 / g.text_total[id] : 1;
    double single =
        g.text_single[id] * text * 0.5 + (g.seg_single[id] - split > 0 ? g.seg_single[id] - split : 0);
    double rest = g.seg_total[id] - joined - split;
    return (single + 0.5) / (g.text_total[id] * text * 0.5 + (rest > 0 ? rest : 0) + 1.2);
}

static double association(const viet_learner *l, uint32_t a, uint32_t b) {
    double n = viet_counter_get(&l->bigrams, a, b);
    return n > 0.5 && l->unigrams[a] > 0 && l->unigrams[b] > 0
               ? log(n * l->n_tokens / (l->unigrams[a] * l->unigrams[b]))
               : -9;
}

/* One frequent word shall not speak for all that begin or end alike. */
static double capped(double n) {
    return n < 3 ? n : 3;
}

static void count_shapes(viet_learner *l) {
    for (uint32_t w = 1; w <= l->words.count; w++) {
        shape s = shape_of(l, w);
        if (s.n == 2 && l->own[w]) g.heads[s.a]++, g.tails[s.b]++;
        double j = capped(l->joined[w]), k = capped(l->split[w]);
        g.head_joined[s.a] += j, g.head_split[s.a] += k;
        g.tail_joined[s.b] += j, g.tail_split[s.b] += k;
    }
}

static void features(const viet_learner *l, uint32_t w, double *f) {
    shape s = shape_of(l, w);
    double a = freedom(s.a, l->joined[w], l->split[w]), b = freedom(s.b, l->joined[w], l->split[w]);
    double pmi = s.n == 2 ? association(l, s.a, s.b) : 0;
    double j = capped(l->joined[w]), k = capped(l->split[w]);
    double head = log((g.head_joined[s.a] - j + 0.5) / (g.head_split[s.a] - k + 0.5));
    double tail = log((g.tail_joined[s.b] - j + 0.5) / (g.tail_split[s.b] - k + 0.5));
    double all[N_FEATURES] = {1,
                              a,
                              b,
                              a * b,
                              s.n == 2 && pmi<-8, pmi> - 8 ? pmi / 5 : 0,
                              s.n == 2 && pmi > 4,
                              log(1 + g.heads[s.a]) / 4,
                              log(1 + g.tails[s.b]) / 4,
                              s.n == 3,
                              s.n > 3,
                              l->own[w],
                              head,
                              tail};
    memcpy(f, all, sizeof all);
}

static double dot(const double *x, const double *y) {
    double sum = 0;
    for (int i = 0; i < N_FEATURES; i++) sum += x[i] * y[i];
    return sum;
}

/* Logistic regression over the words of the dictionary that the segmented sets show joined or apart. */
static void fit(const viet_learner *l, double *weights) {
    memset(weights, 0, N_FEATURES * sizeof *weights);
    double f[N_FEATURES], step[N_FEATURES];
    for (int round = 0; round < 600; round++) {
        double total = 0;
        memset(step, 0, sizeof step);
        for (uint32_t w = 1; w <= l->words.count; w++) {
            double n = l->joined[w] + l->split[w];
            if (n <= 0 || !l->own[w]) continue;
            features(l, w, f);
            double weight = sqrt(n), miss = l->joined[w] / n - 1 / (1 + exp(-dot(f, weights)));
            for (int i = 0; i < N_FEATURES; i++) step[i] += weight * miss * f[i];
            total += weight;
        }
        for (int i = 0; i < N_FEATURES && total > 0; i++)
            weights[i] += 3 * (step[i] / total - 1e-4 * weights[i]);
    }
}

/* What the best cover of a word by shorter words gains. */
static double cover(const viet_learner *l, uint32_t w) {
    vb_str word = vb_intern_get(&l->words, w);
    size_t at[VIET_MAX_WORD + 1] = {0}, n = 0; /* where syllables begin */
    for (size_t i = 0; i < word.len && n < VIET_MAX_WORD; i++)
        if (word.ptr[i] == ' ') at[++n] = i + 1;
    at[++n > VIET_MAX_WORD ? --n : n] = word.len + 1;
    double best[VIET_MAX_WORD + 1] = {0};
    for (size_t to = 1; to <= n; to++) {
        best[to] = best[to - 1];
        for (size_t from = 0; from + 2 <= to; from++) {
            if (to - from == n) continue;
            uint32_t part = vb_intern_find(&l->words, vb_str_sub(word, at[from], at[to] - 1));
            if (part && l->gains[part] > 0 && best[from] + l->gains[part] > best[to])
                best[to] = best[from] + l->gains[part];
        }
    }
    return best[n];
}

/* Short words first: a longer one that is likely must gain more than the words inside it. */
static void guess_gains(viet_learner *l) {
    double weights[N_FEATURES], f[N_FEATURES];
    fit(l, weights);
    for (size_t n = 2; n <= VIET_MAX_WORD; n++) {
        for (uint32_t w = 1; w <= l->words.count; w++) {
            if (shape_of(l, w).n != n) continue;
            features(l, w, f);
            double p = 1 / (1 + exp(-dot(f, weights)));
            if (!l->own[w]) p = 0.7;
            double odds = log((l->joined[w] + prior_weight * p) / (l->split[w] + prior_weight * (1 - p)));
            if (odds > 0) odds += 0.15 * log(1 + g.word_counts[w]) + (n > 2 ? cover(l, w) : 0);
            l->gains[w] = odds;
        }
    }
}

static void count_words(viet_learner *l, const viet_stream *s, const bool *joins, double *single,
                        double *total) {
    char text[256];
    memset(single, 0, VIET_MAX_NAMES * sizeof *single);
    memset(total, 0, VIET_MAX_NAMES * sizeof *total);
    for (size_t i = 0; i < s->n;) {
        size_t n = 1;
        while (joins[i + n - 1]) n++;
        for (size_t k = 0; k < n; k++) total[vb_intern_find(&l->names, s->items[i + k])]++;
        if (n == 1) single[vb_intern_find(&l->names, s->items[i])]++;
        size_t len = n > 1 ? viet_join(s->items + i, n, text, sizeof text) : 0;
        uint32_t w = len ? vb_intern_find(&l->words, (vb_str){text, len}) : 0;
        if (w) g.word_counts[w]++;
        i += n;
    }
}

/* Segments the plain text by the words as they are known, and guesses anew what is a word. */
static void round_of_words(viet_learner *l) {
    vb_buf syllables = {0}, words = {0};
    viet_write_syllables(l, &syllables);
    viet_write_words(l, &words);
    vb_lexicon_file files[] = {
        {"vi/syllables.tsv", vb_buf_view(&syllables), 0}, {"vi/words.tsv", vb_buf_view(&words), 0}, {0}};
    vb_arena arena = {0};
    vb_viet *model;
    vb_error err = {0};
    if (vb_viet_load(files, &arena, &model, &err) < 0) tool_die("words", err.message);
    bool *joins = tool_need(calloc(l->text.n + 1, sizeof *joins));
    if (!vb_viet_words(model, l->text.items, l->text.n, NULL, &arena, joins))
        tool_die("memory", "out of memory");
    memset(g.word_counts, 0, VIET_MAX_WORDS * sizeof *g.word_counts);
    count_words(l, &l->seg, l->seg_joins, g.seg_single, g.seg_total);
    count_words(l, &l->text, joins, g.text_single, g.text_total);
    guess_gains(l);
    free(joins);
    vb_arena_deinit(&arena);
    vb_buf_deinit(&syllables);
    vb_buf_deinit(&words);
}

/* ---- Writing ----------------------------------------------------------------------------------------------
 */

void viet_learn_gains(viet_learner *l) {
    double **by_syllable[] = {&g.seg_single, &g.seg_total,   &g.text_single, &g.text_total, &g.head_joined,
                              &g.head_split, &g.tail_joined, &g.tail_split,  &g.heads,      &g.tails};
    for (size_t i = 0; i < sizeof by_syllable / sizeof *by_syllable; i++)
        *by_syllable[i] = tool_need(calloc(VIET_MAX_NAMES, sizeof(double)));
    g.word_counts = tool_need(calloc(VIET_MAX_WORDS, sizeof(double)));
    add_seg_words(l);
    count_evidence(l);
    count_shapes(l);
    for (int i = 0; i < ROUNDS; i++) round_of_words(l);
}
