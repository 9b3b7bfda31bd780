/* learn_language: learns what tells English from other languages: word costs and letter weights.
 *
 *   learn_language LEXICONS [--text FILE.csv:COLUMN]...
 *
 * LEXICONS is the folder of the lexicons. Lines of en/words.tsv whose source is `own` are the vocabulary that
 * people write; they stay, all other lines are learned anew from the texts. und/letters.tsv holds the weights
 * of a logistic regression over the letter n-grams of a word: English words against those of
 * und/other_languages.tsv, which people write. Only texts whose licence allows it may be given. Invariant:
 * the same inputs give the same bytes; no text is copied into the tables, only words that stand in three
 * places or more. */
#include "base/intern.h"
#include "base/limits.h"
#include "reading.h"
#include "text/normalize.h"
#include "text/scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What was tuned. */
static const double own_count = 8;   /* what an own word counts beside the running text */
static const double least_count = 3; /* rarer words of the texts are names and slips */
static const double rate = 0.35, ridge = 1.5e-5;
static const double least_weight = 0.25; /* smaller weights are left out */
enum { MAX_WORDS = 300000, MAX_GRAM = 4, MIN_GRAM_WORDS = 4, EPOCHS = 24, MAX_COST = 150 };

typedef struct {
    vb_intern names;
    double *counts;
    bool *own;
} vocabulary;

typedef struct {
    vb_arena arena, scratch;
    vocabulary english, other;
    double tokens;
    vb_intern grams;
    double *weight, *gradient;
    uint32_t *spread; /* in how many words a gram stands */
    vb_buf sources;
} learner;

/* ---- Reading ----------------------------------------------------------------------------------------------
 */

static bool is_word(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] < 'a' || s.ptr[i] > 'z') && s.ptr[i] != '\'') return false;
    return s.len > 0;
}

static void count_word(vocabulary *v, vb_str word, double count, bool own) {
    uint32_t id = vb_intern_add(&v->names, word);
    if (!id || id >= MAX_WORDS) tool_die("words", "too many different ones");
    v->counts[id] += count;
    v->own[id] |= own;
}

static void add_text(learner *l, vb_str raw) {
    vb_text text = {0};
    vb_error err = {0};
    vb_arena_reset(&l->scratch);
    if (raw.len > VB_MAX_FIELD || vb_normalize(raw, &l->scratch, &text, &err) < 0) return;
    uint32_t at = 0;
    vb_piece p;
    while (vb_scan_next(text.norm, &at, &p)) {
        vb_str word = vb_str_sub(text.norm, p.begin, p.end);
        if (p.kind != VB_PIECE_WORD || !is_word(word)) continue;
        count_word(&l->english, word, 1, false);
        l->tokens++;
    }
}

static void take_text(void *ctx, vb_str cell) {
    add_text(ctx, cell);
}

static void read_text(learner *l, const char *argument) {
    tool_read_column(&l->arena, argument, take_text, l);
    vb_buf_printf(&l->sources, "# Source: %s\n", tool_short_path(argument));
}

typedef struct {
    vocabulary *words;
    bool own_lines;
} table_state;

static void take_word(void *ctx, const vb_tsv *row) {
    const table_state *t = ctx;
    int source = t->own_lines ? vb_tsv_column(row, "source") : -1;
    if (t->own_lines && (source < 0 || !vb_str_eqz(row->cells[source], "own"))) return;
    count_word(t->words, row->cells[0], 0, true);
}

/* Words of a table; of English ones only those that people wrote. */
static void read_table(learner *l, const char *path, vocabulary *v, bool own_lines) {
    tool_read_table(&l->arena, path, take_word, &(table_state){v, own_lines});
}

/* ---- Letters ----------------------------------------------------------------------------------------------
 */

/* The n-grams of ^word$ as ids; adds new ones where `add`. */
static size_t grams_of(learner *l, vb_str word, bool add, uint32_t *ids) {
    char marked[80];
    if (word.len + 2 > sizeof marked) return 0;
    marked[0] = '^';
    memcpy(marked + 1, word.ptr, word.len);
    marked[word.len + 1] = '$';
    size_t len = word.len + 2, n = 0;
    for (size_t from = 0; from < len; from++) {
        for (size_t k = 1; k <= MAX_GRAM && from + k <= len; k++) {
            vb_str gram = {marked + from, k};
            if (k == 1 && (from == 0 || from + 1 == len)) continue;
            uint32_t id = add ? vb_intern_add(&l->grams, gram) : vb_intern_find(&l->grams, gram);
            if (id) ids[n++] = id;
        }
    }
    return n;
}

enum { MAX_GRAMS_OF_WORD = 320 };

typedef struct {
    vb_str word;
    double label, importance;
} example;

static void one_step(learner *l, const example *e) {
    uint32_t ids[MAX_GRAMS_OF_WORD];
    size_t n = grams_of(l, e->word, false, ids);
    double score = l->weight[0];
    for (size_t i = 0; i < n; i++)
        if (l->spread[ids[i]] >= MIN_GRAM_WORDS) score += l->weight[ids[i]];
    double g = (1 / (1 + exp(-score)) - e->label) * e->importance;
    for (size_t i = 0; i <= n; i++) {
        uint32_t id = i < n ? ids[i] : 0;
        if (id && l->spread[id] < MIN_GRAM_WORDS) continue;
        double step = g + ridge * 100 * l->weight[id];
        l->gradient[id] += step * step;
        l->weight[id] -= rate * step / sqrt(l->gradient[id] + 1e-8);
    }
}

static int by_hash(const void *a, const void *b) {
    uint64_t x = vb_hash64(((const example *)a)->word), y = vb_hash64(((const example *)b)->word);
    return x < y ? -1 : x > y ? 1 : vb_str_cmp(((const example *)a)->word, ((const example *)b)->word);
}

static void learn_letters(learner *l) {
    example *all = tool_need(calloc(l->english.names.count + l->other.names.count + 1, sizeof *all));
    size_t n = 0, n_english = 0;
    for (uint32_t i = 1; i <= l->english.names.count; i++) {
        vb_str w = vb_intern_get(&l->english.names, i);
        if (w.len < 3 || w.len > 60 || (!l->english.own[i] && l->english.counts[i] < least_count)) continue;
        if (vb_intern_find(&l->other.names, w)) continue;
        all[n++] = (example){w, 1, 1};
        n_english++;
    }
    for (uint32_t i = 1; i <= l->other.names.count; i++) {
        vb_str w = vb_intern_get(&l->other.names, i);
        if (w.len < 3 || w.len > 60 || !is_word(w) || l->english.own[vb_intern_find(&l->english.names, w)])
            continue;
        all[n++] = (example){w, 0, 0};
    }
    for (size_t i = n_english; i < n; i++) all[i].importance = (double)n_english / (double)(n - n_english);
    qsort(all, n, sizeof *all, by_hash);
    uint32_t ids[MAX_GRAMS_OF_WORD];
    for (size_t i = 0; i < n; i++) grams_of(l, all[i].word, true, ids);
    l->weight = tool_need(calloc(l->grams.count + 1, sizeof *l->weight));
    l->gradient = tool_need(calloc(l->grams.count + 1, sizeof *l->gradient));
    l->spread = tool_need(calloc(l->grams.count + 1, sizeof *l->spread));
    for (size_t i = 0; i < n; i++)
        for (size_t k = grams_of(l, all[i].word, false, ids); k-- > 0;) l->spread[ids[k]]++;
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (size_t i = 0; i < n; i++) one_step(l, &all[i]);
    fprintf(stderr, "%zu English words, %zu others, %u letter n-grams\n", n_english, n - n_english,
            l->grams.count);
    free(all);
}

/* ---- Writing ----------------------------------------------------------------------------------------------
 */

typedef struct {
    vb_str term;
    int value;
    bool own;
} line;

static int by_term(const void *a, const void *b) {
    return vb_str_cmp(((const line *)a)->term, ((const line *)b)->term);
}

static void write_words(learner *l, const char *folder) {
    const vocabulary *v = &l->english;
    line *lines = tool_need(calloc(v->names.count + 1, sizeof *lines));
    size_t n = 0;
    double total = l->tokens;
    for (uint32_t i = 1; i <= v->names.count; i++) total += v->own[i] ? own_count : 0;
    for (uint32_t i = 1; i <= v->names.count; i++) {
        double count = v->counts[i] + (v->own[i] ? own_count : 0);
        if (!v->own[i] && v->counts[i] < least_count) continue;
        int cost = (int)lround(-10 * log(count / total));
        lines[n++] = (line){vb_intern_get(&v->names, i), cost > MAX_COST ? MAX_COST : cost, v->own[i]};
    }
    qsort(lines, n, sizeof *lines, by_term);
    vb_buf b = {0};
    vb_buf_printf(
        &b,
        "# verbatim-lexicon 1\n# English words: cost is -10 ln of the probability. Lines of source `own` are "
        "the "
        "vocabulary that people\n# write; learn_language writes all others, and all costs, anew.\n%s"
        "term\tcost\tsource\n",
        (const char *)vb_buf_z(&l->sources));
    for (size_t i = 0; i < n; i++)
        vb_buf_printf(&b, "%.*s\t%d\t%s\n", VB_FMT(lines[i].term), lines[i].value,
                      lines[i].own ? "own" : "text");
    tool_save(folder, "en/words.tsv", &b);
    free(lines);
}

static void write_letters(learner *l, const char *folder) {
    line *lines = tool_need(calloc(l->grams.count + 1, sizeof *lines));
    size_t n = 0;
    for (uint32_t i = 1; i <= l->grams.count; i++)
        if (fabs(l->weight[i]) >= least_weight)
            lines[n++] = (line){vb_intern_get(&l->grams, i), (int)lround(10 * l->weight[i]), false};
    qsort(lines, n, sizeof *lines, by_term);
    vb_buf b = {0};
    vb_buf_printf(&b,
                  "# verbatim-lexicon 1\n# Letter n-grams of words (^ begins, $ ends one): tenths of log "
                  "odds for English "
                  "against other languages.\n# `*` is the constant. Learned by learn_language from the words "
                  "of en/words.tsv "
                  "and und/other_languages.tsv.\n%sterm\tweight\n*\t%d\n",
                  (const char *)vb_buf_z(&l->sources), (int)lround(10 * l->weight[0]));
    for (size_t i = 0; i < n; i++) vb_buf_printf(&b, "%.*s\t%d\n", VB_FMT(lines[i].term), lines[i].value);
    tool_save(folder, "und/letters.tsv", &b);
    fprintf(stderr, "%zu letter weights\n", n);
    free(lines);
}

static void vocabulary_init(vocabulary *v, vb_arena *arena) {
    v->counts = tool_need(calloc(MAX_WORDS, sizeof *v->counts));
    v->own = tool_need(calloc(MAX_WORDS, sizeof *v->own));
    if (!vb_intern_init(&v->names, arena, 1 << 16)) tool_die("memory", "out of memory");
}

int main(int argc, char **argv) {
    tool_name = "learn_language";
    if (argc < 2 || argc % 2) {
        fputs("usage: learn_language LEXICONS [--text FILE.csv:COLUMN]...\n", stderr);
        return 2;
    }
    static learner l;
    vocabulary_init(&l.english, &l.arena);
    vocabulary_init(&l.other, &l.arena);
    if (!vb_intern_init(&l.grams, &l.arena, 1 << 17)) tool_die("memory", "out of memory");
    char path[4096];
    snprintf(path, sizeof path, "%s/en/words.tsv", argv[1]);
    read_table(&l, path, &l.english, true);
    snprintf(path, sizeof path, "%s/und/other_languages.tsv", argv[1]);
    read_table(&l, path, &l.other, false);
    for (int i = 2; i < argc; i += 2) {
        if (strcmp(argv[i], "--text") != 0) tool_die(argv[i], "not an option; there is --text");
        read_text(&l, argv[i + 1]);
    }
    learn_letters(&l);
    write_words(&l, argv[1]);
    write_letters(&l, argv[1]);
    return 0;
}
