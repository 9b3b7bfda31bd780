/* learn_thai: learns the Thai word model and writes lexicons/th/words.tsv and boundary.tsv.
 *
 *     learn_thai OUT_DIR [--raw FILE]... [--listed FILE] [--without K/N] [--weight W] SEGMENTED...
 *
 * SEGMENTED: a sentence a line, words separated by `|`. --raw: any text; words that ICU, and then the model
 * itself in a second round, cut often in it join the dictionary. --listed: vocabulary.tsv, words written by
 * hand. --without 3/10 leaves out every tenth line, the third, of the segmented files (to measure on unseen
 * lines). --weight: how much a line of the files behind it counts, 1 if not said; conventions differ from
 * text to text.
 *
 * Invariant: the same files give the same output. The model is a semi-Markov conditional random field, fitted
 * by AdaGrad (Duchi et al. 2011) with averaged weights. Counts of dictionary words are those of the *other*
 * lines while a line is learned from (jackknife), so that the model meets unknown words as often as it will
 * later. */
#include "base/buf.h"
#include "base/intern.h"
#include "text/normalize.h"
#include "text/scan.h"
#include "text/thai_model.h"
#include "text/tsv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ubrk.h>

enum { PARTS = 16, EPOCHS = 12, AVERAGED_FROM = 4, ICU_MIN = 2, OWN_MIN = 5, MAX_RAW_RUN = 4096 };
static const float RATE = 0.03f, SMALL = 0.03f;

/* Where each kind of weight begins in the one vector of weights. */
enum {
    C = VB_THAI_CODES,
    T = VB_THAI_TYPES,
    L = VB_THAI_LENGTHS + 1,
    COUNTS = 7,
    SOURCES = 64,
    NOTHING = 0,
    AT_C1 = 1,
    AT_C2 = AT_C1 + C * 6,
    AT_C3 = AT_C2 + C * C * 5,
    AT_T2 = AT_C3 + C * C * C * 4,
    AT_T3 = AT_T2 + T * T * 7,
    AT_T4 = AT_T3 + T * T * T * 6,
    AT_BIAS = AT_T4 + T * T * T * T * 5,
    AT_LENGTH = AT_BIAS + 1,
    AT_CLASS = AT_LENGTH + L,
    AT_CLASS_LENGTH = AT_CLASS + SOURCES * COUNTS,
    AT_WORD = AT_CLASS_LENGTH + SOURCES * COUNTS * L
};
enum { CUT_FEATURES = 34, WORD_FEATURES = 4, FROM_SEGMENTED = 1, FROM_LIST = 2, FROM_ICU = 4 };

typedef struct entry {
    uint32_t count, parts[PARTS]; /* in the segmented lines, whole and by part */
    uint32_t icu, own;            /* in the raw text */
    bool listed;
} entry;

typedef struct run {
    uint8_t *codes; /* 4 zeros before and behind */
    uint8_t *gold;  /* 1 where a word begins, gold[n] = 1 */
    uint32_t *cuts;
    uint32_t (*words)[WORD_FEATURES]; /* of each candidate, by end, nearest begin first */
    vb_str text;
    uint32_t n, n_cuts;
    uint8_t part;
    float weight;
} run;

typedef struct learner {
    vb_arena arena;
    vb_intern words;
    entry *entries;
    uint32_t cap_entries;
    run *runs;
    size_t n_runs, cap_runs;
    vb_str *raw;
    size_t n_raw, cap_raw;
    float *w, *squares;
    double *sums;
    size_t n_weights;
    float weight; /* of the lines that are being read */
    vb_buf sources;
} learner;

static void *need(void *p) {
    if (!p) {
        fputs("learn_thai: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

static void check(vb_status status, const vb_error *err) {
    if (status >= 0) return;
    fprintf(stderr, "learn_thai: %s\n", err->message);
    exit(1);
}

static vb_str read_all(learner *l, const char *path) {
    FILE *f = fopen(path, "rb");
    vb_buf b = {0};
    char block[65536];
    size_t n;
    if (!f) {
        fprintf(stderr, "learn_thai: cannot open %s\n", path);
        exit(1);
    }
    while ((n = fread(block, 1, sizeof block, f)) > 0) vb_buf_add(&b, block, n);
    fclose(f);
    vb_str s = vb_arena_dup(&l->arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return (vb_str){need((void *)(uintptr_t)s.ptr), s.len};
}

static entry *entry_of(learner *l, vb_str word) {
    uint32_t id = vb_intern_add(&l->words, word);
    if (id >= l->cap_entries) {
        uint32_t cap = l->cap_entries ? 2 * l->cap_entries : 1 << 15;
        l->entries = need(realloc(l->entries, cap * sizeof *l->entries));
        memset(l->entries + l->cap_entries, 0, (cap - l->cap_entries) * sizeof *l->entries);
        l->cap_entries = cap;
    }
    return &l->entries[id];
}

/* ---- reading
 * ------------------------------------------------------------------------------------------------------ */

static void add_run(learner *l, const vb_text *text, const vb_piece *p, const uint8_t *is_cut, uint8_t part) {
    if (l->n_runs == l->cap_runs) {
        l->cap_runs = l->cap_runs ? 2 * l->cap_runs : 1 << 14;
        l->runs = need(realloc(l->runs, l->cap_runs * sizeof *l->runs));
    }
    uint32_t n = (p->end - p->begin) / 3;
    run *r = &l->runs[l->n_runs++];
    *r = (run){.n = n, .part = part, .weight = l->weight, .text = vb_str_sub(text->norm, p->begin, p->end)};
    r->codes = (uint8_t *)need(vb_arena_calloc(&l->arena, n + 8, 1)) + 4;
    r->gold = need(vb_arena_calloc(&l->arena, n + 1, 1));
    r->cuts = need(vb_arena_calloc(&l->arena, n + 1, sizeof *r->cuts));
    vb_thai_encode(r->text, r->codes, n);
    for (uint32_t i = 0; i <= n; i++) {
        r->gold[i] = i == 0 || i == n || is_cut[vb_text_source_at(text, p->begin + 3 * i)];
        if (i > 0 && i < n && vb_thai_type_letters[vb_thai_type[r->codes[i]]] == 'R')
            r->gold[i] = 1; /* ๆ stands alone */
        if (i == 0 || i == n || vb_thai_may_cut(r->codes[i - 1], r->codes[i]))
            r->cuts[r->n_cuts++] = i;
        else
            r->gold[i] = 0;
    }
    r->n_cuts--; /* number of the last */
}

static void read_line(learner *l, vb_str line, uint8_t part) {
    char *joined = need(vb_arena_alloc(&l->arena, line.len + 1));
    uint8_t *is_cut = need(vb_arena_calloc(&l->arena, line.len + 2, 1));
    size_t n = 0;
    for (size_t i = 0; i < line.len; i++) {
        bool space = line.ptr[i] == ' ';
        if (line.ptr[i] == '|' || space) is_cut[n] = 1;
        if (line.ptr[i] != '|') joined[n++] = line.ptr[i];
        if (space) is_cut[n] = 1;
    }
    vb_text text = {0};
    vb_error err = {0};
    check(vb_normalize((vb_str){joined, n}, &l->arena, &text, &err), &err);
    uint32_t at = 0;
    vb_piece p;
    while (vb_scan_next(text.norm, &at, &p))
        if (p.kind == VB_PIECE_THAI) add_run(l, &text, &p, is_cut, part);
}

static void read_segmented(learner *l, const char *path, unsigned without, unsigned of) {
    vb_str rest = read_all(l, path), line;
    for (unsigned number = 0; rest.len && vb_str_split(&rest, '\n', &line); number++)
        if (line.len && (!of || number % of != without % of))
            read_line(l, line, (uint8_t)(number / 3 % PARTS));
}

static void read_raw(learner *l, const char *path) {
    vb_str rest = read_all(l, path), line;
    vb_error err = {0};
    while (rest.len && vb_str_split(&rest, '\n', &line)) {
        vb_text text = {0};
        check(vb_normalize(line, &l->arena, &text, &err), &err);
        uint32_t at = 0;
        vb_piece p;
        while (vb_scan_next(text.norm, &at, &p)) {
            if (p.kind != VB_PIECE_THAI || p.end - p.begin > 3 * MAX_RAW_RUN) continue;
            if (l->n_raw == l->cap_raw) {
                l->cap_raw = l->cap_raw ? 2 * l->cap_raw : 1 << 16;
                l->raw = need(realloc(l->raw, l->cap_raw * sizeof *l->raw));
            }
            l->raw[l->n_raw++] = vb_str_sub(text.norm, p.begin, p.end);
        }
    }
}

static void read_listed(learner *l, const char *path) {
    vb_tsv t;
    vb_error err = {0};
    uint8_t codes[VB_THAI_MAX_WORD];
    check(vb_tsv_open(&t, read_all(l, path), path, &err), &err);
    while (vb_tsv_next(&t, &err) == VB_OK)
        if (vb_thai_encode(t.cells[0], codes, VB_THAI_MAX_WORD)) entry_of(l, t.cells[0])->listed = true;
    check(err.code, &err);
}

/* ---- the dictionary
 * ------------------------------------------------------------------------------------------------ */

static void count_gold(learner *l) {
    for (size_t i = 0; i < l->n_runs; i++) {
        run *r = &l->runs[i];
        for (uint32_t begin = 0, end = 1; end <= r->n; end++) {
            if (!r->gold[end]) continue;
            if (end - begin <= VB_THAI_MAX_WORD) {
                entry *e = entry_of(l, vb_str_sub(r->text, 3 * begin, 3 * end));
                e->count++;
                e->parts[r->part]++;
            }
            begin = end;
        }
    }
}

static void count_icu(learner *l) {
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, "th", NULL, 0, &code);
    static UChar text[MAX_RAW_RUN];
    if (U_FAILURE(code)) exit(1);
    for (size_t i = 0; i < l->n_raw; i++) {
        int32_t n = (int32_t)(l->raw[i].len / 3), begin = 0, end;
        for (int32_t k = 0; k < n; k++) text[k] = (UChar)(0x0E00 + vb_thai_code(l->raw[i].ptr + 3 * k));
        ubrk_setText(words, text, n, &code);
        for (ubrk_first(words); (end = ubrk_next(words)) != UBRK_DONE; begin = end)
            if (end - begin > 1 && end - begin <= VB_THAI_MAX_WORD)
                entry_of(l, vb_str_sub(l->raw[i], 3 * (size_t)begin, 3 * (size_t)end))->icu++;
    }
    ubrk_close(words);
}

static void count_own(learner *l, const vb_lexicon_file *files) {
    vb_arena arena = {0}, scratch = {0};
    vb_thai *model;
    vb_error err = {0};
    check(vb_thai_load(files, &arena, &model, &err), &err);
    static uint32_t ends[3 * MAX_RAW_RUN];
    for (size_t i = 0; i < l->n_raw; i++) {
        vb_arena_reset(&scratch);
        size_t n = vb_thai_cut(model, l->raw[i], &scratch, ends);
        for (size_t k = 0, begin = 0; k < n; begin = ends[k++])
            if (ends[k] - begin > 3 && ends[k] - begin <= 3 * VB_THAI_MAX_WORD)
                entry_of(l, vb_str_sub(l->raw[i], begin, ends[k]))->own++;
    }
    vb_arena_deinit(&arena);
    vb_arena_deinit(&scratch);
}

static uint32_t bucket(uint32_t count) {
    static const uint32_t from[] = {1, 2, 4, 16, 64, 256};
    uint32_t b = 0;
    while (b < 6 && count >= from[b]) b++;
    return b;
}

/* The weights that make the score of a word of `n` characters; `part` < PARTS hides what that part alone has
 * seen. */
static void word_features(const learner *l, uint32_t id, size_t n, unsigned part, uint32_t f[WORD_FEATURES]) {
    const entry none = {0}, *e = id ? &l->entries[id] : &none;
    uint32_t seen = e->count - (part < PARTS ? e->parts[part] : 0),
             own = e->own >= OWN_MIN ? bucket(e->own / OWN_MIN) : 0;
    uint32_t sources = (seen ? FROM_SEGMENTED : 0) | (e->listed ? FROM_LIST : 0) |
                       (e->icu >= ICU_MIN ? FROM_ICU : 0) | own << 3;
    uint32_t class = sources * COUNTS + bucket(seen);
    f[0] = AT_LENGTH + (uint32_t)vb_thai_length(n);
    f[1] = AT_CLASS + class;
    f[2] = AT_CLASS_LENGTH + class * L + (uint32_t)vb_thai_length(n);
    f[3] = sources ? AT_WORD + id : AT_WORD;
}

static void list_candidates(learner *l, run *r, bool first) {
    size_t most = 0, at = 0;
    for (size_t j = 1; j <= r->n_cuts; j++) most += j < VB_THAI_CLUSTERS ? j : VB_THAI_CLUSTERS;
    if (first) r->words = need(vb_arena_calloc(&l->arena, most, sizeof *r->words));
    for (size_t j = 1; j <= r->n_cuts; j++)
        for (size_t i = j; i-- > 0 && j - i <= VB_THAI_CLUSTERS;) {
            uint32_t begin = r->cuts[i], end = r->cuts[j];
            uint32_t id = end - begin <= VB_THAI_MAX_WORD
                              ? vb_intern_find(&l->words, vb_str_sub(r->text, 3 * begin, 3 * end))
                              : 0;
            word_features(l, id, end - begin, r->part, r->words[at++]);
        }
}

/* ---- the model
 * ------------------------------------------------------------------------------------------------------ */

/* Weight of an n-gram for the cut `k`; one that lies wholly outside the run says nothing. */
static uint32_t place(uint32_t at, uint32_t index, uint32_t n, uint32_t k) {
    return index ? at + index * n + k : NOTHING;
}

static size_t cut_features(const run *r, uint32_t at, uint32_t *f) {
    const uint8_t *c = r->codes + at;
    uint32_t t[8], n = 0;
    uint8_t k[6];
    for (int i = -3; i < 3; i++) k[i + 3] = (int)at + i < 0 ? 0 : c[i];
    for (int i = -4; i < 4; i++) t[i + 4] = (int)at + i < 0 ? 0 : vb_thai_type[c[i]];
    f[n++] = AT_BIAS;
    for (uint32_t i = 0; i < 6; i++) {
        bool edge = at + i == 2 ||
                    at + i == r->n + 3; /* next to the run, where `_` alone says how near its ends are */
        f[n++] = edge ? AT_C1 + 5 - i : place(AT_C1, k[i], 6, 5 - i);
    }
    for (uint32_t i = 0; i < 5; i++) f[n++] = place(AT_C2, k[i] * C + k[i + 1], 5, 4 - i);
    for (uint32_t i = 0; i < 4; i++) f[n++] = place(AT_C3, (k[i] * C + k[i + 1]) * C + k[i + 2], 4, 3 - i);
    for (uint32_t i = 0; i < 7; i++) f[n++] = place(AT_T2, t[i] * T + t[i + 1], 7, 6 - i);
    for (uint32_t i = 0; i < 6; i++) f[n++] = place(AT_T3, (t[i] * T + t[i + 1]) * T + t[i + 2], 6, 5 - i);
    for (uint32_t i = 0; i < 5; i++)
        f[n++] = place(AT_T4, ((t[i] * T + t[i + 1]) * T + t[i + 2]) * T + t[i + 3], 5, 4 - i);
    return n;
}

static float sum_of(const learner *l, const uint32_t *f, size_t n) {
    float z = 0;
    for (size_t i = 0; i < n; i++) z += l->w[f[i]];
    return z;
}

static void step(learner *l, const uint32_t *f, size_t n, float g) {
    if (fabsf(g) < 1e-3f) return;
    for (size_t i = 0; i < n; i++) {
        if (f[i] == NOTHING) continue;
        l->squares[f[i]] += g * g;
        l->w[f[i]] -= RATE * g / sqrtf(l->squares[f[i]]);
    }
}

static float log_add(float a, float b) {
    float most = a > b ? a : b, gap = fabsf(a - b);
    return gap > 15 ? most : most + log1pf(expf(-gap));
}

/* Scores, forward and backward sums of one run. */
typedef struct lattice {
    float *s, *a, *b;
    uint32_t (*f)[CUT_FEATURES];
    size_t cap;
} lattice;

static float *arc(const lattice *g, size_t i, size_t j) {
    return &g->s[j * VB_THAI_CLUSTERS + (j - i - 1)];
}

static void sum_lattice(learner *l, run *r, lattice *g) {
    size_t last = r->n_cuts, at = 0;
    for (size_t j = 1; j <= last; j++) {
        float cut = 0;
        if (j < last) cut = sum_of(l, g->f[j], cut_features(r, r->cuts[j], g->f[j]));
        g->a[j] = -1e30f;
        for (size_t i = j; i-- > 0 && j - i <= VB_THAI_CLUSTERS;) {
            *arc(g, i, j) = cut + sum_of(l, r->words[at++], WORD_FEATURES);
            g->a[j] = log_add(g->a[j], g->a[i] + *arc(g, i, j));
        }
    }
    g->b[last] = 0;
    for (size_t i = last; i-- > 0;) {
        g->b[i] = -1e30f;
        for (size_t j = i + 1; j <= last && j - i <= VB_THAI_CLUSTERS; j++)
            g->b[i] = log_add(g->b[i], g->b[j] + *arc(g, i, j));
    }
}

static bool is_reachable(const run *r) {
    for (size_t j = 1, i = 0; j <= r->n_cuts; j++) {
        if (!r->gold[r->cuts[j]]) continue;
        if (j - i > VB_THAI_CLUSTERS) return false;
        i = j;
    }
    return true;
}

static void learn_run(learner *l, run *r, lattice *g) {
    if (!is_reachable(r)) return;
    if (r->n_cuts >= g->cap) {
        g->cap = 2 * (size_t)r->n_cuts + 64;
        g->s = need(realloc(g->s, g->cap * VB_THAI_CLUSTERS * sizeof *g->s));
        g->a = need(realloc(g->a, g->cap * sizeof *g->a));
        g->b = need(realloc(g->b, g->cap * sizeof *g->b));
        g->f = need(realloc(g->f, g->cap * sizeof *g->f));
        g->a[0] = 0;
    }
    sum_lattice(l, r, g);
    float all = g->a[r->n_cuts];
    for (size_t j = 1, begin = 0, at = 0; j <= r->n_cuts; j++) {
        bool gold = r->gold[r->cuts[j]];
        if (j < r->n_cuts)
            step(l, g->f[j], CUT_FEATURES, r->weight * (expf(g->a[j] + g->b[j] - all) - (gold ? 1 : 0)));
        for (size_t i = j; i-- > 0 && j - i <= VB_THAI_CLUSTERS;)
            step(l, r->words[at++], WORD_FEATURES,
                 r->weight * (expf(g->a[i] + *arc(g, i, j) + g->b[j] - all) - (gold && i == begin ? 1 : 0)));
        if (gold) begin = j;
    }
}

static void learn(learner *l, bool first) {
    free(l->w);
    free(l->squares);
    free(l->sums);
    l->n_weights = AT_WORD + l->words.count + 1;
    l->w = need(calloc(l->n_weights, sizeof *l->w));
    l->squares = need(malloc(l->n_weights * sizeof *l->squares));
    l->sums = need(calloc(l->n_weights, sizeof *l->sums));
    for (size_t i = 0; i < l->n_weights; i++) l->squares[i] = 1e-3f;
    size_t *order = need(malloc((l->n_runs + 1) * sizeof *order));
    for (size_t i = 0; i < l->n_runs; i++) {
        order[i] = i;
        list_candidates(l, &l->runs[i], first);
    }
    lattice g = {0};
    uint64_t seed = 1;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (size_t i = l->n_runs; i > 1; i--) { /* a fixed shuffle */
            seed = vb_hash_mix(seed + 0x9E3779B97F4A7C15ull);
            size_t k = seed % i, t = order[i - 1];
            order[i - 1] = order[k];
            order[k] = t;
        }
        for (size_t i = 0; i < l->n_runs; i++) learn_run(l, &l->runs[order[i]], &g);
        for (size_t i = 0; epoch >= AVERAGED_FROM && i < l->n_weights; i++) l->sums[i] += (double)l->w[i];
    }
    for (size_t i = 0; i < l->n_weights; i++) l->w[i] = (float)(l->sums[i] / (EPOCHS - AVERAGED_FROM));
    free(order);
    free(g.s);
    free(g.a);
    free(g.b);
    free(g.f);
}

/* ---- writing
 * -------------------------------------------------------------------------------------------------------- */

static int quantized(float w, int most) {
    long q = lrintf(w * VB_THAI_SCALE);
    return (int)(q > most ? most : q < -most ? -most : q);
}

static void put_code(vb_buf *b, uint32_t code) {
    if (!code)
        vb_buf_byte(b, '_');
    else
        vb_buf_add(b, (char[]){(char)0xE0, (char)(0xB8 | code >> 6), (char)(0x80 | (code & 0x3F))}, 3);
}

/* The row of one n-gram, unless all its weights are small. */
static void put_row(vb_buf *b, const learner *l, uint32_t at, uint32_t n, uint32_t index, uint32_t order,
                    bool types) {
    uint32_t base = types ? T : C;
    bool any = false;
    for (uint32_t k = 0; k < n; k++) any |= fabsf(l->w[at + index * n + k]) >= SMALL;
    if (!any) return;
    vb_buf_cstr(b, types ? "types\t" : "chars\t");
    for (uint32_t i = order, scale = 1; i-- > 0;) {
        scale = 1;
        for (uint32_t k = 0; k < i; k++) scale *= base;
        uint32_t code = index / scale % base;
        if (types)
            vb_buf_byte(b, vb_thai_type_letters[code]);
        else
            put_code(b, code);
    }
    for (uint32_t k = 0; k < n; k++) {
        float w = l->w[at + index * n + k];
        vb_buf_byte(b, k ? ' ' : '\t');
        vb_buf_int(b, fabsf(w) < SMALL ? 0 : quantized(w, 127));
    }
    vb_buf_byte(b, '\n');
}

static void put_head(vb_buf *b, const learner *l, const char *what, const char *header) {
    vb_buf_printf(b,
                  "# verbatim-lexicon 1\n%s# Learned by analyzer/tools/learn_thai.c; `make learn-thai` "
                  "writes it anew.\n",
                  what);
    vb_buf_str(b, vb_buf_view(&l->sources));
    vb_buf_cstr(b, header);
}

static void write_boundary(const learner *l, vb_buf *b) {
    put_head(b, l,
             "# Weights of the Thai word model, 32 to one unit of log odds. chars, types: what an n-gram of "
             "characters or of\n"
             "# classes (N K L H C consonants, A E I vowels, T leading vowel, S tone, R O signs, _ outside) "
             "adds to the cuts\n"
             "# around it, from left to right. length: score of a string of 1, 2, ... 10 characters that is "
             "not in the\n"
             "# dictionary (unknown), or that is only in vocabulary.tsv (listed).\n",
             "kind\tkey\tweights\n");
    for (uint32_t i = 0; i < C; i++) put_row(b, l, AT_C1, 6, i, 1, false);
    for (uint32_t i = 1; i < C * C; i++) put_row(b, l, AT_C2, 5, i, 2, false);
    for (uint32_t i = 1; i < C * C * C; i++) put_row(b, l, AT_C3, 4, i, 3, false);
    for (uint32_t i = 1; i < T * T; i++) put_row(b, l, AT_T2, 7, i, 2, true);
    for (uint32_t i = 1; i < T * T * T; i++) put_row(b, l, AT_T3, 6, i, 3, true);
    for (uint32_t i = 1; i < T * T * T * T; i++) put_row(b, l, AT_T4, 5, i, 4, true);
    for (int listed = 0; listed < 2; listed++) {
        vb_buf_cstr(b, listed ? "length\tlisted\t" : "length\tunknown\t");
        for (uint32_t n = 1; n < L; n++) {
            uint32_t class = listed ? FROM_LIST * COUNTS : 0;
            float w = l->w[AT_BIAS] + l->w[AT_LENGTH + n] + l->w[AT_CLASS + class] +
                      l->w[AT_CLASS_LENGTH + class * L + n];
            if (!listed) w += l->w[AT_WORD];
            if (n > 1) vb_buf_byte(b, ' ');
            vb_buf_int(b, quantized(w, 2000));
        }
        vb_buf_byte(b, '\n');
    }
}

static int by_bytes(const void *a, const void *b) {
    return vb_str_cmp(*(const vb_str *)a, *(const vb_str *)b);
}

static void write_words(const learner *l, vb_buf *b) {
    put_head(
        b, l,
        "# Thai words that the cutter knows, each with its score (see boundary.tsv). seg: times in segmented "
        "text. icu, own:\n"
        "# times that ICU and the model itself cut it in raw text. Words of your own go to vocabulary.tsv.\n",
        "term\tscore\tseg\ticu\town\n");
    vb_str *sorted = need(malloc((l->words.count + 1) * sizeof *sorted));
    for (uint32_t i = 0; i < l->words.count; i++) sorted[i] = vb_intern_get(&l->words, i + 1);
    qsort(sorted, l->words.count, sizeof *sorted, by_bytes);
    for (uint32_t i = 0; i < l->words.count; i++) {
        uint32_t id = vb_intern_find(&l->words, sorted[i]), f[WORD_FEATURES];
        const entry *e = &l->entries[id];
        if (e->count == 0 && e->icu < ICU_MIN && e->own < OWN_MIN) continue;
        word_features(l, id, sorted[i].len / 3, PARTS, f);
        vb_buf_str(b, sorted[i]);
        vb_buf_byte(b, '\t');
        vb_buf_int(b, quantized(l->w[AT_BIAS] + sum_of(l, f, WORD_FEATURES), 2000));
        vb_buf_printf(b, "\t%u\t%u\t%u\n", (unsigned)e->count, (unsigned)e->icu, (unsigned)e->own);
    }
    free(sorted);
}

static void save(const char *folder, const char *name, const vb_buf *b) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    bool ok = f && !b->failed && fwrite(b->ptr, 1, b->len, f) == b->len;
    if (f && fclose(f) != 0) ok = false;
    if (ok) return;
    fprintf(stderr, "learn_thai: cannot write %s\n", path);
    exit(1);
}

static void name_source(learner *l, const char *kind, const char *path) {
    static const char *const licences[][2] = {
        {"seg_wisesight/", "CC0"}, {"seg_ud_tud/", "CC BY-SA 4.0"}, {"seg_vistec/", "CC BY-SA 3.0"},
        {"/wisesight/", "CC0"},    {"truevoice/", "Apache-2.0"},    {"vocabulary.tsv", "the project's own"}};
    const char *name = path + strlen(path), *licence = "see its source";
    for (int slashes = 0; name > path && (name[-1] != '/' || ++slashes < 3);) name--;
    for (size_t i = 0; i < sizeof licences / sizeof *licences; i++)
        if (strstr(path, licences[i][0])) licence = licences[i][1];
    vb_buf_printf(&l->sources, "# Source: %s%s (%s)", kind, name, licence);
    if (l->weight < 1 || l->weight > 1) {
        vb_buf_cstr(&l->sources, ", each line counting ");
        vb_buf_fixed(&l->sources, (double)l->weight, 3);
    }
    vb_buf_byte(&l->sources, '\n');
}

int main(int argc, char **argv) {
    static learner l = {.weight = 1};
    unsigned without = 0, of = 0;
    if (argc < 3 || !vb_intern_init(&l.words, &l.arena, 1 << 16)) {
        fputs("usage: learn_thai OUT_DIR [--raw FILE]... [--listed FILE] [--without K/N] [--weight W] "
              "SEGMENTED...\n",
              stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++)
        if (strcmp(argv[i], "--without") == 0 && i + 1 < argc &&
            sscanf(argv[i + 1], "%u/%u", &without, &of) != 2)
            return 2;
    for (int i = 2; i < argc; i++) {
        bool option = strncmp(argv[i], "--", 2) == 0 && i + 1 < argc;
        const char *path = argv[option ? i + 1 : i], *name = option ? argv[i] : "";
        i += option;
        if (strcmp(name, "--without") == 0) continue;
        if (strcmp(name, "--weight") == 0) {
            double weight = 1;
            if (!vb_str_double(vb_str_of(path), &weight)) return 2;
            l.weight = (float)weight;
            continue;
        }
        name_source(&l, strcmp(name, "--raw") == 0 ? "raw text " : "", path);
        if (strcmp(name, "--raw") == 0)
            read_raw(&l, path);
        else if (strcmp(name, "--listed") == 0)
            read_listed(&l, path);
        else
            read_segmented(&l, path, without, of);
    }
    count_gold(&l);
    count_icu(&l);
    for (int round = 0; round < 2; round++) {
        vb_buf words = {0}, boundary = {0};
        learn(&l, round == 0);
        write_words(&l, &words);
        write_boundary(&l, &boundary);
        if (round == 0) {
            vb_lexicon_file files[] = {{"th/words.tsv", vb_buf_view(&words), 0},
                                       {"th/boundary.tsv", vb_buf_view(&boundary), 0},
                                       {NULL, {0}, 0}};
            if (l.n_raw) count_own(&l, files);
        } else {
            save(argv[1], "words.tsv", &words);
            save(argv[1], "boundary.tsv", &boundary);
        }
        vb_buf_deinit(&words);
        vb_buf_deinit(&boundary);
    }
    return 0;
}
