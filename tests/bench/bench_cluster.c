/* bench_cluster: how long the clustering takes for 10,000, 100,000 and 1,000,000 complaint clauses, and how
 * much memory.
 *
 *     bench_cluster [CLAUSES...]
 *
 * The clauses are made here: a vocabulary whose words are as frequent as in real comments (Zipf, of 200,000
 * words), touchpoints with words of their own, one to three clauses a comment, candidates that are right
 * three times in four. The generator is a counter with a mixing function, so that every run sees the same
 * clauses. */
#include "base/hash.h"
#include "text/lexicon.h"
#include "themes/cluster.h"
#include "themes/mixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { VOCABULARY = 200000, OWN = 400 /* words of a touchpoint */, WORDS = 9 };

static uint64_t state = 1;

static double uniform(void) {
    return (double)(vb_hash_mix(state++ * 0x9E3779B97F4A7C15ULL) >> 11) / 9007199254740992.0;
}

/* A rank with probability near 1 / rank. */
static unsigned rank_below(unsigned n) {
    return (unsigned)(exp(uniform() * log((double)n)) - 1e-9);
}

static vb_str make_terms(vb_arena *arena, int16_t touchpoint) {
    char text[WORDS * 16];
    int len = 0;
    for (int i = 0; i < WORDS; i++) {
        bool own = uniform() < 0.4;
        unsigned word =
            own ? VOCABULARY + (unsigned)touchpoint * OWN + rank_below(OWN) : rank_below(VOCABULARY);
        len += snprintf(text + len, sizeof text - (size_t)len, "%sw%u", i ? " " : "", word);
    }
    return vb_arena_dup(arena, (vb_str){text, (size_t)len});
}

static vb_str make_candidates(const vb_codeframe *codes, vb_arena *arena, int16_t touchpoint) {
    char text[160];
    int16_t other = (int16_t)(uniform() * codes->n_touchpoints);
    int16_t best = uniform() < 0.75 ? touchpoint : other;
    int n =
        snprintf(text, sizeof text, "%s:%d %s:%d", codes->touchpoints[best].id, 55 + (int)(uniform() * 40),
                 codes->touchpoints[(other + 1) % codes->n_touchpoints].id, 20 + (int)(uniform() * 30));
    return uniform() < 0.2 ? (vb_str){NULL, 0} : vb_arena_dup(arena, (vb_str){text, (size_t)n});
}

static vb_complaint_row *make_rows(const vb_codeframe *codes, vb_arena *arena, size_t n) {
    vb_complaint_row *rows = VB_NEW_ARRAY(arena, vb_complaint_row, n + 1);
    int64_t comment = 0;
    int left = 0;
    for (size_t i = 0; rows && i < n; i++) {
        if (!left) comment++, left = 1 + (int)rank_below(3);
        left--;
        int16_t touchpoint = (int16_t)rank_below((unsigned)codes->n_touchpoints);
        vb_complaint_row *r = &rows[i];
        r->clause_id = comment * 1048576 + left;
        r->comment = comment;
        r->candidates = make_candidates(codes, arena, touchpoint);
        r->terms = make_terms(arena, touchpoint);
        r->complaint = true;
        r->score = -uniform();
        r->severity = r->rank = 1 + 2 * uniform();
        if (uniform() < 0.6)
            r->problem = vb_str_of(codes->problems[rank_below((unsigned)codes->n_problems)].id);
    }
    return rows;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int run(const vb_lexicon *lx, size_t n) {
    vb_arena data, arena;
    vb_error err = {0};
    vb_clusters found;
    vb_arena_init(&data);
    vb_arena_init(&arena);
    state = 1;
    vb_complaint_row *rows = make_rows(&lx->codes, &data, n);
    double from = now();
    vb_status status = rows ? vb_mixture_fit(&lx->codes, rows, n, &err) : VB_ERR_MEMORY;
    double fitted = now();
    if (status >= 0) status = vb_cluster(lx, NULL, rows, n, 1, &arena, &found, &err);
    double done = now();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (status >= 0)
        printf("%8zu clauses: touchpoints %6.2f s, themes %6.2f s, %zu themes, peak %ld MB\n", n,
               fitted - from, done - fitted, found.n_themes, usage.ru_maxrss / 1024);
    else
        fprintf(stderr, "bench_cluster: %s\n", err.message);
    vb_arena_deinit(&arena);
    vb_arena_deinit(&data);
    return status < 0;
}

int main(int argc, char **argv) {
    vb_arena arena;
    vb_lexicon *lx;
    vb_options options;
    vb_error err = {0};
    vb_arena_init(&arena);
    vb_options_init(&options);
    if (vb_lexicon_load(&options, &arena, &lx, &err) < 0) {
        fprintf(stderr, "bench_cluster: %s\n", err.message);
        return 1;
    }
    static const size_t usual[] = {10000, 100000, 1000000};
    int failed = 0;
    for (int i = 0; argc < 2 && i < 3; i++) failed |= run(lx, usual[i]);
    for (int i = 1; i < argc; i++) failed |= run(lx, (size_t)strtoul(argv[i], NULL, 10));
    vb_arena_deinit(&arena);
    return failed;
}
