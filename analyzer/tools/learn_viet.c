/* learn_viet: learns the Vietnamese tables of the lexicons from texts.
 *
 *   learn_viet OUT_DIR [--variants FILE.tsv] [--text FILE.csv:COLUMN]... [--seg FILE]... [--phrases
 * FILE.tsv]...
 *
 * OUT_DIR is lexicons/vi. Its words.tsv is read first: lines whose source is `own` are the dictionary that
 * people write; they stay, all other lines are learned anew. Written are syllables.tsv (counts), bigrams.tsv
 * (probability of a syllable behind another) and words.tsv (how likely syllables side by side are one word).
 * Give only texts whose licence allows it; variants come first. Invariant: the same inputs in the same order
 * give the same bytes; no text is copied into the tables. Longer than other files, for it is one program that
 * nothing else shares. */
#include "base/buf.h"
#include "base/intern.h"
#include "base/limits.h"
#include "text/normalize.h"
#include "text/scan.h"
#include "text/tsv.h"
#include "text/viet_model.h"
#include "text/viet_syllable.h"

#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What was tuned. */
static const double discount = 0.9;     /* absolute discount of bigram counts */
static const double min_pair = 1.5;     /* lighter pairs are left out of the table */
static const double seg_weight = 4;     /* of the running text of the segmented sets */
static const double phrase_weight = 15; /* of a phrase that the lexicons hold */
static const double own_weight = 1.6;   /* of a word of the dictionary */
static const double balance = 0.3;      /* how far a small text is raised to the largest: 0 not, 1 wholly */
static const double max_balance = 6;
static const double prior_weight = 0.5; /* of the guess for a word against its cases in the segmented sets */
enum { ROUNDS = 2, MAX_COST = 250, MAX_GAIN = 99 };

enum { MAX_SOURCES = 64 };

typedef struct {
    vb_str *items; /* tokens; an edge is "*" */
    size_t n, cap;
} stream;

typedef struct { /* counts by a key of two numbers */
    uint64_t *keys;
    double *counts;
    size_t mask, used;
} counter;

typedef struct {
    vb_arena arena, scratch;
    vb_intern names; /* syllables; 1 is the edge */
    stream text, phrases, seg;
    size_t text_ends[MAX_SOURCES], n_texts; /* where in `text` each of the texts ends */
    bool *seg_joins;                        /* by item of seg */
    size_t cap_joins;
    double *unigrams; /* by id */
    double n_tokens;
    counter bigrams;
    vb_intern words;        /* multi-syllable words */
    bool *own;              /* by word */
    double *joined, *split; /* by word, in the segmented sets */
    double *word_counts, *gains;
    double *seg_single, *seg_total, *text_single, *text_total; /* by syllable: as a word of its own, at all */
    double *head_joined, *head_split, *tail_joined,
        *tail_split;         /* by syllable: cases of the words it begins, ends */
    uint32_t *heads, *tails; /* by syllable: words of two it begins, ends */
    vb_intern variants, standards;
    vb_str *standard_of;
    vb_buf sources;
} learner;

enum { MAX_NAMES = VIET_MAX_SYLLABLES, MAX_WORDS = 200000 };

static void die(const char *what, const char *why) {
    fprintf(stderr, "learn_viet: %s: %s\n", what, why);
    exit(1);
}

static void *need(void *p) {
    if (!p) die("memory", "out of memory");
    return p;
}

/* ---- Counters ---------------------------------------------------------------------------------------------
 */

static void counter_init(counter *c, size_t size) {
    c->keys = need(calloc(size, sizeof *c->keys));
    c->counts = need(calloc(size, sizeof *c->counts));
    c->mask = size - 1, c->used = 0;
}

static size_t counter_slot(const counter *c, uint64_t key) {
    size_t i = vb_hash_mix(key) & c->mask;
    while (c->keys[i] && c->keys[i] != key) i = (i + 1) & c->mask;
    return i;
}

static double counter_get(const counter *c, uint32_t a, uint32_t b) {
    return c->counts[counter_slot(c, (uint64_t)a << 32 | b)];
}

static void counter_add(counter *c, uint32_t a, uint32_t b, double weight) {
    if (c->used * 2 > c->mask) {
        counter old = *c;
        counter_init(c, (old.mask + 1) * 2);
        for (size_t i = 0; i <= old.mask; i++) {
            if (!old.keys[i]) continue;
            size_t at = counter_slot(c, old.keys[i]);
            c->keys[at] = old.keys[i], c->counts[at] = old.counts[i], c->used++;
        }
        free(old.keys), free(old.counts);
    }
    uint64_t key = (uint64_t)a << 32 | b;
    size_t i = counter_slot(c, key);
    c->used += !c->keys[i];
    c->keys[i] = key;
    c->counts[i] += weight;
}

/* ---- Reading ----------------------------------------------------------------------------------------------
 */

static vb_str read_whole(learner *l, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) die(path, "cannot open the file; check the path");
    size_t cap = 1 << 20, n = 0, got;
    char *data = need(malloc(cap));
    while ((got = fread(data + n, 1, cap - n, f)) > 0)
        if ((n += got) == cap) data = need(realloc(data, cap *= 2));
    fclose(f);
    vb_str copy = vb_arena_dup(&l->arena, (vb_str){data, n});
    free(data);
    need((void *)copy.ptr);
    return copy;
}

static void push(stream *s, vb_str item) {
    if (s->n == s->cap)
        s->items = need(realloc(s->items, (s->cap = s->cap ? s->cap * 2 : 1 << 16) * sizeof *s->items));
    s->items[s->n++] = item;
}

static const vb_str edge = {"*", 1};

static vb_str name_of(learner *l, vb_str s) {
    uint32_t id = vb_intern_add(&l->names, s);
    if (!id || id >= MAX_NAMES) die("syllables", "too many different ones");
    return vb_intern_get(&l->names, id);
}

/* The canonical token: a syllable, or the edge for anything else. Variants may stand for several syllables.
 */
static void push_word(learner *l, stream *s, vb_str word) {
    uint32_t v = vb_intern_find(&l->variants, word);
    vb_str rest = v ? l->standard_of[v] : word, part;
    while (vb_str_split(&rest, ' ', &part))
        push(s, vb_viet_is_syllable(part, false) ? name_of(l, part) : edge);
}

/* Typed without marks: no text to learn from. */
static bool lacks_marks(const stream *s, size_t from, size_t bare) {
    size_t marked = 0;
    for (size_t i = from; i < s->n; i++)
        for (size_t k = 0; k < s->items[i].len; k++)
            if ((unsigned char)s->items[i].ptr[k] >= 0x80) {
                marked++;
                break;
            }
    return bare > 2 && bare * 2 > marked;
}

static void add_text(learner *l, stream *s, vb_str raw) {
    vb_text text = {0};
    vb_error err = {0};
    vb_arena_reset(&l->scratch);
    if (raw.len > VB_MAX_FIELD || vb_normalize(raw, &l->scratch, &text, &err) < 0) return;
    size_t from = s->n, bare = 0;
    uint32_t at = 0;
    vb_piece piece;
    push(s, edge);
    while (vb_scan_next(text.norm, &at, &piece)) {
        vb_str word = vb_str_sub(text.norm, piece.begin, piece.end);
        if (piece.break_before) push(s, edge);
        if (piece.kind != VB_PIECE_WORD) {
            push(s, edge);
            continue;
        }
        bare += vb_viet_is_folded(word) && !vb_viet_is_syllable(word, false);
        push_word(l, s, word);
    }
    if (lacks_marks(s, from, bare)) s->n = from;
    push(s, edge);
}

typedef struct {
    learner *l;
    const char *column;
    size_t cell, wanted, row;
} csv_state;

static void on_cell(void *data, size_t len, void *user) {
    csv_state *c = user;
    vb_str cell = {data, len};
    if (c->row == 0 && vb_str_eqz(cell, c->column)) c->wanted = c->cell;
    if (c->row > 0 && c->cell == c->wanted) add_text(c->l, &c->l->text, cell);
    c->cell++;
}

static void on_row(int end, void *user) {
    csv_state *c = user;
    (void)end;
    c->row++;
    c->cell = 0;
}

static void read_text(learner *l, const char *argument) {
    const char *colon = strrchr(argument, ':');
    if (!colon) die(argument, "write FILE.csv:COLUMN");
    vb_str path = vb_arena_dup(&l->arena, (vb_str){argument, (size_t)(colon - argument)});
    vb_str content = read_whole(l, need((void *)path.ptr));
    struct csv_parser parser;
    if (csv_init(&parser, 0) != 0) die(argument, "cannot start the CSV reader");
    csv_state state = {.l = l, .column = colon + 1, .wanted = SIZE_MAX};
    if (csv_parse(&parser, content.ptr, content.len, on_cell, on_row, &state) != content.len)
        die(argument, "no CSV");
    csv_fini(&parser, on_cell, on_row, &state);
    csv_free(&parser);
    if (l->n_texts == MAX_SOURCES) die(argument, "too many texts");
    l->text_ends[l->n_texts++] = l->text.n;
    if (state.wanted == SIZE_MAX) die(argument, "the header has no such column");
}

static void push_seg(learner *l, vb_str item, bool join) {
    if (l->seg.n == l->cap_joins)
        l->seg_joins = need(realloc(l->seg_joins, l->cap_joins = l->cap_joins ? l->cap_joins * 2 : 1 << 16));
    l->seg_joins[l->seg.n] = join;
    push(&l->seg, item);
}

/* One word of a segmented line. A name (all its syllables capitalised) is kept as it is. */
static void add_seg_word(learner *l, vb_str word) {
    vb_text text = {0};
    vb_error err = {0};
    vb_arena_reset(&l->scratch);
    if (vb_normalize(word, &l->scratch, &text, &err) < 0) return;
    vb_str rest = text.norm, part;
    while (vb_str_split(&rest, ' ', &part)) {
        if (part.len == 0) continue;
        bool syllable = vb_viet_is_syllable(part, false);
        push_seg(l, syllable ? name_of(l, part) : edge, syllable && rest.len);
    }
}

static void read_seg(learner *l, const char *path) {
    vb_str rest = read_whole(l, path), line, word;
    while (vb_str_split(&rest, '\n', &line)) {
        push_seg(l, edge, false);
        while (vb_str_split(&line, '|', &word)) add_seg_word(l, word);
    }
    push_seg(l, edge, false);
}

static void read_phrases(learner *l, const char *path) {
    vb_tsv t;
    vb_error err = {0};
    if (vb_tsv_open(&t, read_whole(l, path), path, &err) < 0) die(path, err.message);
    vb_status status;
    while ((status = vb_tsv_next(&t, &err)) == VB_OK) add_text(l, &l->phrases, t.cells[0]);
    if (status < 0) die(path, err.message);
}

static void read_variants(learner *l, const char *path) {
    vb_tsv t;
    vb_error err = {0};
    if (vb_tsv_open(&t, read_whole(l, path), path, &err) < 0) die(path, err.message);
    vb_status status;
    while ((status = vb_tsv_next(&t, &err)) == VB_OK) {
        if (t.n_header < 3 || !vb_str_eqz(t.cells[2], "always") || l->variants.count >= 50000) continue;
        l->standard_of[vb_intern_add(&l->variants, t.cells[0])] = t.cells[1];
    }
    if (status < 0) die(path, err.message);
}

static uint32_t add_word(learner *l, vb_str word, bool own) {
    uint32_t id = vb_intern_add(&l->words, word);
    if (!id || id >= MAX_WORDS) die("words", "too many different ones");
    l->own[id] |= own;
    return id;
}

static void read_own_words(learner *l, const char *path) {
    vb_tsv t;
    vb_error err = {0};
    if (vb_tsv_open(&t, read_whole(l, path), path, &err) < 0) die(path, err.message);
    vb_status status;
    while ((status = vb_tsv_next(&t, &err)) == VB_OK) {
        if (t.n_header < 3 || !vb_str_eqz(t.cells[2], "own")) continue;
        vb_str rest = t.cells[0], part;
        size_t n = 0;
        while (vb_str_split(&rest, ' ', &part)) name_of(l, part), n++;
        if (n > 1) add_word(l, t.cells[0], true);
    }
    if (status < 0) die(path, err.message);
}

/* ---- Counting ---------------------------------------------------------------------------------------------
 */

static void count_range(learner *l, const stream *s, size_t from, size_t to, double weight) {
    for (size_t i = from; i < to; i++) {
        uint32_t id = vb_intern_find(&l->names, s->items[i]);
        uint32_t before = i > from ? vb_intern_find(&l->names, s->items[i - 1]) : VIET_EDGE;
        if (id == VIET_EDGE && before == VIET_EDGE) continue;
        l->unigrams[id] += weight;
        counter_add(&l->bigrams, before, id, weight);
    }
}

/* A small text weighs more than a large one of another trade, so that no trade rules the tables. */
static void count_texts(learner *l) {
    size_t largest = 0;
    for (size_t i = 0; i < l->n_texts; i++) {
        size_t n = l->text_ends[i] - (i ? l->text_ends[i - 1] : 0);
        if (n > largest) largest = n;
    }
    for (size_t i = 0; i < l->n_texts; i++) {
        size_t from = i ? l->text_ends[i - 1] : 0, n = l->text_ends[i] - from;
        double weight = n ? pow((double)largest / (double)n, balance) : 1;
        count_range(l, &l->text, from, l->text_ends[i], weight < max_balance ? weight : max_balance);
    }
}

static void count_own_words(learner *l) {
    for (uint32_t w = 1; w <= l->words.count; w++) {
        vb_str rest = vb_intern_get(&l->words, w), part;
        uint32_t before = 0;
        while (l->own[w] && vb_str_split(&rest, ' ', &part)) {
            uint32_t id = vb_intern_find(&l->names, part);
            if (before) counter_add(&l->bigrams, before, id, own_weight);
            l->unigrams[id] += own_weight / 4;
            before = id;
        }
    }
}

static double total_of(const learner *l) {
    double total = 0;
    for (uint32_t id = 1; id <= l->names.count; id++) total += l->unigrams[id];
    return total;
}

/* ---- Words ------------------------------------------------------------------------------------------------
 */

static size_t join_text(const vb_str *items, size_t n, char *out, size_t cap) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (len + items[i].len + 1 >= cap) return 0;
        if (i) out[len++] = ' ';
        memcpy(out + len, items[i].ptr, items[i].len);
        len += items[i].len;
    }
    return len;
}

static void add_seg_words(learner *l) {
    char text[256];
    for (size_t i = 0; i < l->seg.n;) {
        size_t n = 1;
        while (l->seg_joins[i + n - 1]) n++;
        size_t len = n > 1 && n <= VIET_MAX_WORD ? join_text(l->seg.items + i, n, text, sizeof text) : 0;
        if (len) add_word(l, (vb_str){text, len}, false);
        i += n;
    }
}

/* How often each word of the dictionary is one word in the segmented sets, and how often its syllables stand
 * apart. */
static void count_evidence(learner *l) {
    char text[256];
    for (size_t i = 0; i < l->seg.n; i++) {
        for (size_t n = 2; n <= VIET_MAX_WORD && i + n <= l->seg.n; n++) {
            size_t len = join_text(l->seg.items + i, n, text, sizeof text);
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

static int quantize(double p) {
    double cost = p > 0 ? -10 * log(p) : MAX_COST;
    return cost < 0 ? 0 : cost > MAX_COST ? MAX_COST : (int)(cost + 0.5);
}

/* ---- How likely syllables are one word
 * ---------------------------------------------------------------------- */

enum { N_FEATURES = 14 };

typedef struct {
    uint32_t a, b; /* first and last syllable */
    size_t n;      /* syllables */
} shape;

static shape shape_of(const learner *l, uint32_t w) {
    shape s = {0};
    vb_str rest = vb_intern_get(&l->words, w), part;
    while (vb_str_split(&rest, ' ', &part)) {
        s.b = vb_intern_find(&l->names, part);
        if (!s.n++) s.a = s.b;
    }
    return s;
}

/* How freely a syllable stands as a word of its own, the cases of the word in question left out. */
static double freedom(const learner *l, uint32_t id, double joined, double split) {
    double text = l->text_total[id] > 30 ? 30 / l->text_total[id] : 1;
    double single =
        l->text_single[id] * text * 0.5 + (l->seg_single[id] - split > 0 ? l->seg_single[id] - split : 0);
    double rest = l->seg_total[id] - joined - split;
    return (single + 0.5) / (l->text_total[id] * text * 0.5 + (rest > 0 ? rest : 0) + 1.2);
}

static double association(const learner *l, uint32_t a, uint32_t b) {
    double n = counter_get(&l->bigrams, a, b);
    return n > 0.5 && l->unigrams[a] > 0 && l->unigrams[b] > 0
               ? log(n * l->n_tokens / (l->unigrams[a] * l->unigrams[b]))
               : -9;
}

/* One frequent word shall not speak for all that begin or end alike. */
static double capped(double n) {
    return n < 3 ? n : 3;
}

static void count_shapes(learner *l) {
    for (uint32_t w = 1; w <= l->words.count; w++) {
        shape s = shape_of(l, w);
        if (s.n == 2 && l->own[w]) l->heads[s.a]++, l->tails[s.b]++;
        double j = capped(l->joined[w]), k = capped(l->split[w]);
        l->head_joined[s.a] += j, l->head_split[s.a] += k;
        l->tail_joined[s.b] += j, l->tail_split[s.b] += k;
    }
}

static void features(const learner *l, uint32_t w, double *f) {
    shape s = shape_of(l, w);
    double a = freedom(l, s.a, l->joined[w], l->split[w]), b = freedom(l, s.b, l->joined[w], l->split[w]);
    double pmi = s.n == 2 ? association(l, s.a, s.b) : 0;
    double j = capped(l->joined[w]), k = capped(l->split[w]);
    double head = log((l->head_joined[s.a] - j + 0.5) / (l->head_split[s.a] - k + 0.5));
    double tail = log((l->tail_joined[s.b] - j + 0.5) / (l->tail_split[s.b] - k + 0.5));
    double all[N_FEATURES] = {1,
                              a,
                              b,
                              a * b,
                              s.n == 2 && pmi<-8, pmi> - 8 ? pmi / 5 : 0,
                              s.n == 2 && pmi > 4,
                              log(1 + l->heads[s.a]) / 4,
                              log(1 + l->tails[s.b]) / 4,
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
static void fit(const learner *l, double *weights) {
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
static double cover(const learner *l, uint32_t w) {
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
static void guess_gains(learner *l) {
    double weights[N_FEATURES], f[N_FEATURES];
    fit(l, weights);
    for (size_t n = 2; n <= VIET_MAX_WORD; n++) {
        for (uint32_t w = 1; w <= l->words.count; w++) {
            if (shape_of(l, w).n != n) continue;
            features(l, w, f);
            double p = 1 / (1 + exp(-dot(f, weights)));
            if (!l->own[w]) p = 0.7;
            double odds = log((l->joined[w] + prior_weight * p) / (l->split[w] + prior_weight * (1 - p)));
            if (odds > 0) odds += 0.15 * log(1 + l->word_counts[w]) + (n > 2 ? cover(l, w) : 0);
            l->gains[w] = odds;
        }
    }
}

static void write_words(const learner *l, vb_buf *out);
static void write_syllables(const learner *l, vb_buf *out);

static void count_words(learner *l, const stream *s, const bool *joins, double *single, double *total) {
    char text[256];
    memset(single, 0, MAX_NAMES * sizeof *single);
    memset(total, 0, MAX_NAMES * sizeof *total);
    for (size_t i = 0; i < s->n;) {
        size_t n = 1;
        while (joins[i + n - 1]) n++;
        for (size_t k = 0; k < n; k++) total[vb_intern_find(&l->names, s->items[i + k])]++;
        if (n == 1) single[vb_intern_find(&l->names, s->items[i])]++;
        size_t len = n > 1 ? join_text(s->items + i, n, text, sizeof text) : 0;
        uint32_t w = len ? vb_intern_find(&l->words, (vb_str){text, len}) : 0;
        if (w) l->word_counts[w]++;
        i += n;
    }
}

/* Segments the plain text by the words as they are known, and guesses anew what is a word. */
static void round_of_words(learner *l) {
    vb_buf syllables = {0}, words = {0};
    write_syllables(l, &syllables);
    write_words(l, &words);
    vb_lexicon_file files[] = {
        {"vi/syllables.tsv", vb_buf_view(&syllables)}, {"vi/words.tsv", vb_buf_view(&words)}, {0}};
    vb_arena arena = {0};
    vb_viet *model;
    vb_error err = {0};
    if (vb_viet_load(files, &arena, &model, &err) < 0) die("words", err.message);
    bool *joins = need(calloc(l->text.n + 1, sizeof *joins));
    if (!vb_viet_words(model, l->text.items, l->text.n, NULL, &arena, joins)) die("memory", "out of memory");
    memset(l->word_counts, 0, MAX_WORDS * sizeof *l->word_counts);
    count_words(l, &l->seg, l->seg_joins, l->seg_single, l->seg_total);
    count_words(l, &l->text, joins, l->text_single, l->text_total);
    guess_gains(l);
    free(joins);
    vb_arena_deinit(&arena);
    vb_buf_deinit(&syllables);
    vb_buf_deinit(&words);
}

/* ---- Writing ----------------------------------------------------------------------------------------------
 */

typedef struct {
    vb_str text;
    uint32_t id;
} named;

static int by_text(const void *a, const void *b) {
    return vb_str_cmp(((const named *)a)->text, ((const named *)b)->text);
}

static named *sorted(const vb_intern *t) {
    named *list = need(calloc(t->count + 1, sizeof *list));
    for (uint32_t id = 1; id <= t->count; id++) list[id - 1] = (named){vb_intern_get(t, id), id};
    qsort(list, t->count, sizeof *list, by_text);
    return list;
}

static void write_head(const learner *l, vb_buf *out, const char *what, const char *columns) {
    vb_buf_printf(out,
                  "# verbatim-lexicon 1\n# %s\n# Learned by learn_viet; `make learn-viet` writes it anew.\n",
                  what);
    vb_buf_str(out, vb_buf_view(&l->sources));
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
static pair *kept_pairs(const learner *l, size_t *n, double *of_left, double *taken) {
    pair *list = need(malloc((l->bigrams.used + 1) * sizeof *list));
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

static void write_syllables(const learner *l, vb_buf *out) {
    double *of_left = need(calloc(MAX_NAMES, sizeof *of_left)),
           *taken = need(calloc(MAX_NAMES, sizeof *taken));
    size_t n;
    free(kept_pairs(l, &n, of_left, taken));
    write_head(l, out,
               "Syllables: how often each occurs; `back` is -10 ln of the share of followers that "
               "bigrams.tsv lacks.\n"
               "# `*` is anything that is no syllable.",
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

static void write_bigrams(const learner *l, vb_buf *out) {
    double *of_left = need(calloc(MAX_NAMES, sizeof *of_left)),
           *taken = need(calloc(MAX_NAMES, sizeof *taken));
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

static void write_words(const learner *l, vb_buf *out) {
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

static void save(const char *folder, const char *name, const vb_buf *b) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f || b->failed || fwrite(b->ptr, 1, b->len, f) != b->len || fclose(f) != 0)
        die(path, "cannot write the file");
    fprintf(stderr, "%s: %zu bytes\n", path, b->len);
}

/* ---- The whole --------------------------------------------------------------------------------------------
 */

static void init(learner *l) {
    l->unigrams = need(calloc(MAX_NAMES, sizeof *l->unigrams));
    l->own = need(calloc(MAX_WORDS, sizeof *l->own));
    l->joined = need(calloc(MAX_WORDS, sizeof *l->joined));
    l->split = need(calloc(MAX_WORDS, sizeof *l->split));
    l->word_counts = need(calloc(MAX_WORDS, sizeof *l->word_counts));
    l->gains = need(calloc(MAX_WORDS, sizeof *l->gains));
    for (uint32_t w = 0; w < MAX_WORDS; w++) l->gains[w] = 2;
    double **by_syllable[] = {&l->seg_single,  &l->seg_total,  &l->text_single, &l->text_total,
                              &l->head_joined, &l->head_split, &l->tail_joined, &l->tail_split};
    for (size_t i = 0; i < sizeof by_syllable / sizeof *by_syllable; i++)
        *by_syllable[i] = need(calloc(MAX_NAMES, sizeof(double)));
    l->heads = need(calloc(MAX_NAMES, sizeof *l->heads));
    l->tails = need(calloc(MAX_NAMES, sizeof *l->tails));
    l->standard_of = need(calloc(50002, sizeof *l->standard_of));
    counter_init(&l->bigrams, 1 << 20);
    if (!vb_intern_init(&l->names, &l->arena, 1 << 14) || !vb_intern_init(&l->words, &l->arena, 1 << 15) ||
        !vb_intern_init(&l->variants, &l->arena, 1 << 12) || vb_intern_add(&l->names, edge) != VIET_EDGE)
        die("memory", "out of memory");
}

/* The sources that the project's own tables are learned from, and their licences. */
static const char *const licences[][2] = {
    {"ntc_scv_foody", "restaurant reviews, Apache-2.0"},
    {"uts2017_bank", "bank feedback, Apache-2.0"},
    {"bank_app_reviews", "bank app reviews, MIT"},
    {"tatoeba", "sentences of tatoeba.org, CC BY 2.0 FR"},
    {"sib200", "SIB-200 (FLORES-200), CC BY-SA 4.0"},
    {"seg_ud_vtb", "UD Vietnamese-VTB, CC BY-SA 4.0"},
};

/* The header names each source by the last parts of its path, and its licence. */
static void name_source(learner *l, const char *option, const char *path) {
    if (strcmp(option, "--text") != 0 && strcmp(option, "--seg") != 0) return;
    const char *from = path + strlen(path), *licence = "licence not known to learn_viet";
    for (int slashes = 0; from > path && (from[-1] != '/' || ++slashes < 3); from--) {}
    for (size_t i = 0; i < sizeof licences / sizeof *licences; i++)
        if (strstr(from, licences[i][0])) licence = licences[i][1];
    vb_buf_printf(&l->sources, "# Source: %s (%s)\n", from, licence);
}

static void read_option(learner *l, const char *option, const char *value) {
    static const struct {
        const char *option;
        void (*read)(learner *, const char *);
    } table[] = {{"--text", read_text},
                 {"--seg", read_seg},
                 {"--phrases", read_phrases},
                 {"--variants", read_variants}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(option, table[i].option) != 0) continue;
        table[i].read(l, value);
        name_source(l, option, value);
        return;
    }
    die(option, "not an option; there are --text, --seg, --phrases, --variants");
}

int main(int argc, char **argv) {
    if (argc < 2 || argc % 2) {
        fputs("usage: learn_viet OUT_DIR [--variants FILE] [--text FILE:COLUMN]... [--seg FILE]... "
              "[--phrases FILE]...\n",
              stderr);
        return 2;
    }
    static learner l;
    init(&l);
    char path[4096];
    snprintf(path, sizeof path, "%s/words.tsv", argv[1]);
    read_own_words(&l, path);
    for (int i = 2; i < argc; i += 2) read_option(&l, argv[i], argv[i + 1]);
    count_texts(&l);
    count_range(&l, &l.seg, 0, l.seg.n, seg_weight);
    count_range(&l, &l.phrases, 0, l.phrases.n, phrase_weight);
    count_own_words(&l);
    add_seg_words(&l);
    count_evidence(&l);
    l.n_tokens = total_of(&l);
    count_shapes(&l);
    for (int i = 0; i < ROUNDS; i++) round_of_words(&l);
    vb_buf syllables = {0}, bigrams = {0}, words = {0};
    write_syllables(&l, &syllables);
    write_bigrams(&l, &bigrams);
    write_words(&l, &words);
    save(argv[1], "syllables.tsv", &syllables);
    save(argv[1], "bigrams.tsv", &bigrams);
    save(argv[1], "words.tsv", &words);
    fprintf(stderr, "%zu tokens of text, %u syllables, %u words\n", l.text.n, l.names.count, l.words.count);
    return 0;
}
