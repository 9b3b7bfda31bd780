#include "themes/mixture.h"
#include "base/intern.h"
#include "themes/trades.h"

#include <math.h>
#include <stdlib.h>

enum { LONG = 3 /* clauses; a longer comment speaks of several things, and has less say over each */ };
enum { LEADING = 50 /* percent of a candidate that its clause leads with */ };
enum { ROUNDS = 6, MOST_TERMS = 64 /* of one clause */, UNIT = 256 /* a whole share */ };
static const float SMOOTHING = 0.3f; /* of a word's share within a touchpoint, by its share of all words */
static const float WORDS = 0.8f;     /* say of the words of a comment */
static const float FEW = 100; /* comments whose words have half that say: little can be learned from them */
static const float NAMED = 0.8f;  /* say of the candidates */
static const float AWAY = 0.5f;   /* say of a candidate that is not at home in the file */
static const float DOUBT = 0.15f; /* odds of a touchpoint that is no candidate */
static const float SHARP = 1.2f;  /* power of the odds in the first round */
static const float CLAUSE_NAMED = 0.8f, CLAUSE_WORDS = 0.4f,
                   COMMENT = 1.5f; /* the same for one clause; and the say of its comment */
static const float PRIOR = 1.0f;   /* say of how much of the corpus a touchpoint has */
static const float BROAD = -0.5f;  /* handicap of a touchpoint that has others below it here */
static const float EXACT = 1.5f;   /* handicap of `overall` where a candidate is likelier than not */
static const float VAGUE =
    0.7f; /* share of `overall` before anything is known; its words are those of all comments */

typedef struct {
    uint32_t first, last; /* terms, into fit.terms */
    uint32_t comment;
    float weight;
} clause;

enum { WIDE = 4 /* candidates kept of a clause */ };
typedef struct {
    int16_t slot;
    float weight;
} seed;

typedef struct {
    const vb_codeframe *codes;
    vb_complaint_row *rows;
    size_t n;
    uint32_t *order; /* rows by comment, then clause */
    size_t n_comments;
    uint32_t *comment_at; /* in `order`: where each comment begins */
    clause *clauses;      /* by row */
    uint32_t *terms;
    size_t n_terms, cap_terms;
    uint32_t n_words, n_active;
    int16_t *active;     /* touchpoints that are candidates anywhere */
    int16_t *slot;       /* by touchpoint: index in `active`, -1 */
    int16_t *stands_for; /* by touchpoint: what it is in a file of this trade, -1 nothing */
    seed *seeds;         /* WIDE for each row; the rest weigh nothing */
    uint32_t *counts;    /* word * n_active + slot, in UNITs */
    int64_t *totals, *mass;
    float *ratio; /* log of a word's share in the touchpoint over its share in all */
    float *prior;
    vb_arena arena;
} fit;

/* ---- Reading
 * ------------------------------------------------------------------------------------------------------- */

static int by_clause_id(const void *a, const void *b, void *ctx) {
    const vb_complaint_row *rows = ctx;
    int64_t x = rows[*(const uint32_t *)a].clause_id, y = rows[*(const uint32_t *)b].clause_id;
    return (x > y) - (x < y);
}

static bool sort_by_comment(fit *f) {
    f->order = malloc((f->n + 1) * sizeof *f->order);
    f->comment_at = malloc((f->n + 1) * sizeof *f->comment_at);
    if (!f->order || !f->comment_at) return false;
    for (size_t i = 0; i < f->n; i++) f->order[i] = (uint32_t)i;
    qsort_r(f->order, f->n, sizeof *f->order, by_clause_id, f->rows);
    for (size_t i = 0; i < f->n; i++) {
        if (i == 0 || f->rows[f->order[i]].comment != f->rows[f->order[i - 1]].comment)
            f->comment_at[f->n_comments++] = (uint32_t)i;
        f->clauses[f->order[i]].comment = (uint32_t)f->n_comments - 1;
    }
    f->comment_at[f->n_comments] = (uint32_t)f->n;
    return true;
}

static bool push_term(fit *f, uint32_t id) {
    if (f->n_terms == f->cap_terms) {
        size_t cap = f->cap_terms ? f->cap_terms * 2 : 1 << 16;
        uint32_t *grown = realloc(f->terms, cap * sizeof *grown);
        if (!grown) return false;
        f->terms = grown, f->cap_terms = cap;
    }
    f->terms[f->n_terms++] = id;
    return true;
}

/* Terms of all clauses as numbers; words that fewer than `least` comments have are dropped. */
static bool read_terms(fit *f) {
    vb_intern words;
    if (!vb_intern_init(&words, &f->arena, 1 << 14)) return false;
    for (size_t i = 0; i < f->n; i++) {
        vb_str rest = f->rows[f->order[i]].terms, word;
        clause *c = &f->clauses[f->order[i]];
        c->first = (uint32_t)f->n_terms;
        while (f->n_terms - c->first < MOST_TERMS && vb_str_split(&rest, ' ', &word)) {
            uint32_t id = word.len ? vb_intern_add(&words, word) : 0;
            if (word.len && (!id || !push_term(f, id))) return false;
        }
        vb_str problem = f->rows[f->order[i]].problem;
        char name[80] = "\1";
        if (problem.len && problem.len < sizeof name - 1) {
            memcpy(name + 1, problem.ptr, problem.len);
            uint32_t id = vb_intern_add(&words, (vb_str){name, problem.len + 1});
            if (!id || !push_term(f, id)) return false;
        }
        c->last = (uint32_t)f->n_terms;
    }
    uint32_t *seen = calloc(words.count + 1, sizeof *seen), *last = calloc(words.count + 1, sizeof *last);
    if (!seen || !last) {
        free(seen), free(last);
        return false;
    }
    for (size_t i = 0; i < f->n; i++)
        for (uint32_t k = f->clauses[f->order[i]].first; k < f->clauses[f->order[i]].last; k++) {
            uint32_t comment = f->clauses[f->order[i]].comment + 1;
            if (last[f->terms[k]] != comment) seen[f->terms[k]]++;
            last[f->terms[k]] = comment;
        }
    uint32_t least = f->n_comments < 300 ? 2 : 3;
    f->n_words = 0;
    for (uint32_t id = 1; id <= words.count; id++) seen[id] = seen[id] >= least ? ++f->n_words : 0;
    for (size_t i = 0; i < f->n; i++) {
        clause *c = &f->clauses[f->order[i]];
        uint32_t kept = c->first;
        for (uint32_t k = c->first; k < c->last; k++)
            if (seen[f->terms[k]]) f->terms[kept++] = seen[f->terms[k]] - 1;
        c->last = kept;
    }
    free(seen), free(last);
    return true;
}

/* The next candidate of a list; false at its end. */
static bool next_candidate(const vb_codeframe *codes, vb_str *rest, int16_t *touchpoint, int64_t *percent) {
    vb_str one;
    while (vb_str_split(rest, ' ', &one)) {
        size_t colon = vb_str_find_byte(one, ':');
        *touchpoint = vb_codeframe_touchpoint(codes, vb_str_sub(one, 0, colon));
        if (*touchpoint >= 0 && colon < one.len && vb_str_int(vb_str_sub(one, colon + 1, one.len), percent))
            return true;
    }
    return false;
}

/* Touchpoints that the clauses lead with, and what each stands for in a file of this trade. */
static bool find_trades(fit *f) {
    f->stands_for = calloc((size_t)f->codes->n_touchpoints + 1, sizeof *f->stands_for);
    uint64_t *leads = calloc((size_t)f->codes->n_touchpoints + 1, sizeof *leads);
    int16_t t;
    int64_t percent;
    for (size_t i = 0; leads && i < f->n; i++) {
        vb_str rest = f->rows[i].candidates;
        if (next_candidate(f->codes, &rest, &t, &percent) && percent >= LEADING) leads[t]++;
    }
    vb_error err;
    bool ok = f->stands_for && leads && vb_trades_find(f->codes, leads, f->stands_for, &err) >= 0;
    free(leads);
    return ok;
}

/* The next candidate as what it stands for; a touchpoint that is not at home here counts half. */
static bool next_seed(const fit *f, vb_str *rest, int16_t *touchpoint, float *weight) {
    int16_t t;
    int64_t percent;
    while (next_candidate(f->codes, rest, &t, &percent)) {
        *touchpoint = f->stands_for[t];
        *weight = (float)percent * 0.01f * (*touchpoint == t ? 1 : AWAY);
        if (*touchpoint >= 0) return true;
    }
    return false;
}

static bool read_seeds(fit *f) {
    f->seeds = calloc((f->n + 1) * WIDE, sizeof *f->seeds);
    f->slot = calloc((size_t)f->codes->n_touchpoints + 1, sizeof *f->slot);
    f->active = calloc((size_t)f->codes->n_touchpoints + 1, sizeof *f->active);
    if (!f->seeds || !f->slot || !f->active || !find_trades(f)) return false;
    int16_t t, overall = vb_codeframe_touchpoint(f->codes, VB_STR("overall"));
    float weight;
    if (overall >= 0) f->slot[overall] = 1;
    for (size_t i = 0; i < f->n; i++)
        for (vb_str rest = f->rows[i].candidates; next_seed(f, &rest, &t, &weight);) f->slot[t] = 1;
    for (t = 0; t < f->codes->n_touchpoints; t++) {
        bool used = f->slot[t];
        f->slot[t] = used ? (int16_t)f->n_active : -1;
        if (used) f->active[f->n_active++] = t;
    }
    for (size_t i = 0; i < f->n; i++) {
        const vb_complaint_row *r = &f->rows[i];
        vb_str rest = r->candidates;
        f->clauses[i].weight = 0.3f + (r->score < 0 ? -2 * (float)r->score : 0) + (r->complaint ? 0.5f : 0);
        for (size_t k = 0; k < WIDE && next_seed(f, &rest, &t, &weight); k++)
            f->seeds[i * WIDE + k] = (seed){f->slot[t], weight};
    }
    return true;
}

/* ---- Fitting
 * ------------------------------------------------------------------------------------------------------- */

/* Odds of the candidates, summed over clauses by their weight, by slot; false where there is no candidate. */
static bool sum_seeds(const fit *f, const uint32_t *rows, size_t n, float *sums) {
    float top = 0, found = 0;
    memset(sums, 0, f->n_active * sizeof *sums);
    for (size_t i = 0; i < n; i++) {
        float weight = f->clauses[rows[i]].weight;
        if (weight > top) top = weight;
        for (size_t k = 0; k < WIDE; k++) {
            const seed *one = &f->seeds[(size_t)rows[i] * WIDE + k];
            sums[one->slot] += one->weight / (1.02f - one->weight) * weight;
        }
    }
    int16_t overall = vb_codeframe_touchpoint(f->codes, VB_STR("overall"));
    if (overall >= 0) sums[f->slot[overall]] *= 0.2f;
    for (uint32_t s = 0; s < f->n_active; s++) found += sums[s] /= top;
    return found > 0;
}

static void softmax(float *z, uint32_t n) {
    float top = z[0], sum = 0;
    for (uint32_t s = 1; s < n; s++)
        if (z[s] > top) top = z[s];
    for (uint32_t s = 0; s < n; s++) sum += z[s] = expf(z[s] - top);
    for (uint32_t s = 0; s < n; s++) z[s] /= sum;
}

/* Adds the words of clauses to `z`, each `say` / sqrt(words) times. */
static void add_words(const fit *f, const uint32_t *rows, size_t n, float say, float *z) {
    uint32_t words = 0;
    for (size_t i = 0; i < n; i++) words += f->clauses[rows[i]].last - f->clauses[rows[i]].first;
    if (!words) return;
    float scale = say / sqrtf((float)words) * (float)f->n_comments / ((float)f->n_comments + FEW);
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = f->clauses[rows[i]].first; k < f->clauses[rows[i]].last; k++) {
            const float *ratio = f->ratio + (size_t)f->terms[k] * f->n_active;
            for (uint32_t s = 0; s < f->n_active; s++) z[s] += ratio[s] * scale;
        }
}

/* Adds what the candidates say. Where one is likelier than not, the comment does not speak of everything and
 * nothing. */
static void add_seeds(const fit *f, const float *seeds, float say, float *z) {
    int16_t overall = vb_codeframe_touchpoint(f->codes, VB_STR("overall"));
    float top = 0;
    for (uint32_t s = 0; s < f->n_active; s++) {
        z[s] += say * logf(seeds[s] + DOUBT);
        if (seeds[s] > top) top = seeds[s];
    }
    if (overall >= 0 && top > 1) z[f->slot[overall]] -= EXACT;
}

/* Shares of the touchpoints in a comment. In the first round the candidates alone decide. */
static bool share_comment(const fit *f, size_t comment, bool first, float *seeds, float *z) {
    const uint32_t *rows = f->order + f->comment_at[comment];
    size_t n = f->comment_at[comment + 1] - f->comment_at[comment];
    bool named = sum_seeds(f, rows, n, seeds);
    float sum = 0;
    if (first) {
        if (!named) return false;
        for (uint32_t s = 0; s < f->n_active; s++) sum += z[s] = powf(seeds[s], SHARP);
        for (uint32_t s = 0; s < f->n_active; s++) z[s] /= sum;
        return true;
    }
    memcpy(z, f->prior, f->n_active * sizeof *z);
    add_words(f, rows, n, WORDS, z);
    if (named) add_seeds(f, seeds, NAMED, z);
    softmax(z, f->n_active);
    return true;
}

static void count(fit *f, size_t comment, const float *z) {
    const uint32_t *rows = f->order + f->comment_at[comment];
    size_t n = f->comment_at[comment + 1] - f->comment_at[comment];
    for (uint32_t s = 0; s < f->n_active; s++) {
        uint32_t share = (uint32_t)(z[s] * UNIT + 0.5f);
        if (!share) continue;
        f->mass[s] += share;
        for (size_t i = 0; i < n; i++)
            for (uint32_t k = f->clauses[rows[i]].first; k < f->clauses[rows[i]].last; k++) {
                f->counts[(size_t)f->terms[k] * f->n_active + s] += share;
                f->totals[s] += share;
            }
    }
}

/* Log ratios and priors from the counts. */
static void weigh(fit *f) {
    int64_t all = 0, mass = 0;
    bool broad[VB_MAX_CODES + 1] = {false};
    for (uint32_t s = 0; s < f->n_active; s++) all += f->totals[s], mass += f->mass[s];
    double floor_count = (double)SMOOTHING * UNIT * (double)f->n_words;
    int16_t overall = vb_codeframe_touchpoint(f->codes, VB_STR("overall"));
    for (uint32_t w = 0; w < f->n_words; w++) {
        const uint32_t *counts = f->counts + (size_t)w * f->n_active;
        float *ratio = f->ratio + (size_t)w * f->n_active;
        int64_t word = 0;
        for (uint32_t s = 0; s < f->n_active; s++) word += counts[s];
        double share = all ? (double)word / (double)all : 0;
        for (uint32_t s = 0; s < f->n_active; s++) {
            double p = ((double)counts[s] + floor_count * share) / ((double)f->totals[s] + floor_count);
            ratio[s] = share > 0 && f->active[s] != overall ? (float)log(p / share) : 0;
        }
    }
    for (uint32_t s = 0; s < f->n_active; s++) {
        f->prior[s] = PRIOR * (float)log(((double)f->mass[s] + 1) / ((double)mass + f->n_active));
        if (f->active[s] == overall) f->prior[s] = logf(VAGUE);
        int16_t parent = f->codes->touchpoints[f->active[s]].parent;
        if (parent >= 0 && f->slot[parent] >= 0 && f->mass[s] * 50 > mass) broad[f->slot[parent]] = true;
    }
    for (uint32_t s = 0; s < f->n_active; s++)
        if (broad[s]) f->prior[s] += BROAD;
}

static void decide(fit *f, size_t comment, float *seeds, float *whole, float *z) {
    const uint32_t *rows = f->order + f->comment_at[comment];
    size_t n = f->comment_at[comment + 1] - f->comment_at[comment];
    share_comment(f, comment, false, seeds, whole);
    float say = n > LONG ? COMMENT * LONG / (float)n : COMMENT;
    for (size_t i = 0; i < n; i++) {
        vb_complaint_row *r = &f->rows[rows[i]];
        for (uint32_t s = 0; s < f->n_active; s++) z[s] = say * logf(whole[s] + 0.02f);
        if (n > 1) {
            add_words(f, rows + i, 1, CLAUSE_WORDS, z);
            if (sum_seeds(f, rows + i, 1, seeds)) add_seeds(f, seeds, CLAUSE_NAMED, z);
        }
        uint32_t best = 0;
        for (uint32_t s = 1; s < f->n_active; s++)
            if (z[s] > z[best] || (z[s] == z[best] && f->active[s] < f->active[best])) best = s;
        r->touchpoint = vb_str_of(f->codes->touchpoints[f->active[best]].id);
        int16_t problem = vb_codeframe_problem(f->codes, r->problem);
        if (problem >= 0 && !vb_codeframe_can_have(f->codes, f->active[best], problem))
            r->problem = (vb_str){NULL, 0};
        r->rank = (0.5 + (double)f->clauses[rows[i]].weight) * (0.02 + (double)whole[best]) *
                  (r->complaint ? 1 + 0.2 * r->severity : 0.5);
    }
}

static bool allocate(fit *f) {
    size_t cells = (size_t)f->n_words * f->n_active + 1;
    f->counts = calloc(cells, sizeof *f->counts);
    f->ratio = calloc(cells, sizeof *f->ratio);
    f->totals = calloc(f->n_active + 1, sizeof *f->totals);
    f->mass = calloc(f->n_active + 1, sizeof *f->mass);
    f->prior = calloc(f->n_active + 1, sizeof *f->prior);
    return f->counts && f->ratio && f->totals && f->mass && f->prior;
}

static bool run(fit *f) {
    f->clauses = calloc(f->n + 1, sizeof *f->clauses);
    if (!f->clauses || !sort_by_comment(f) || !read_terms(f) || !read_seeds(f) || !allocate(f)) return false;
    float *seeds = calloc(3 * ((size_t)f->n_active + 1), sizeof *seeds);
    if (!seeds) return false;
    float *whole = seeds + f->n_active, *z = whole + f->n_active;
    for (int round = 0; round < ROUNDS && f->n_active; round++) {
        memset(f->counts, 0, (size_t)f->n_words * f->n_active * sizeof *f->counts);
        memset(f->totals, 0, f->n_active * sizeof *f->totals);
        memset(f->mass, 0, f->n_active * sizeof *f->mass);
        for (size_t c = 0; c < f->n_comments; c++)
            if (share_comment(f, c, round == 0, seeds, whole)) count(f, c, whole);
        weigh(f);
    }
    for (size_t c = 0; c < f->n_comments && f->n_active; c++) decide(f, c, seeds, whole, z);
    free(seeds);
    return true;
}

vb_status vb_mixture_fit(const vb_codeframe *codes, vb_complaint_row *rows, size_t n, vb_error *err) {
    fit f = {.codes = codes, .rows = rows, .n = n};
    bool done = run(&f);
    void *const held[] = {f.order,      f.comment_at, f.clauses, f.terms,  f.active, f.slot, f.seeds,
                          f.stands_for, f.counts,     f.ratio,   f.totals, f.mass,   f.prior};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) free(held[i]);
    vb_arena_deinit(&f.arena);
    return done ? VB_OK : vb_fail_memory(err);
}
