#include "themes/cluster.h"
#include "themes/discover.h"
#include "themes/label.h"

#include <stdlib.h>

/* Shares are of all complaint clauses; at granularity 1. */
static const double LEAST_TOUCHPOINT = 0.015; /* a smaller touchpoint joins the one above it */
static const double LEAST_SPLIT = 0.12;       /* a group of problems with less is no theme of its own */
static const double SPLIT_OF_TOUCHPOINT = 0.25;
static const double CHANNEL =
    0.75; /* share of complaints among opinions, in all and at a touchpoint, from which naming it is one */
static const double ASKED = 0.65;   /* the same of the answers to one question */
static const double STRICT = 0.8;   /* the same where a kind word beside takes nothing back */
static const double PRAISED = 0.3;  /* score of a clause that is no bare mention */
static const double NEUTRAL = 0.13; /* |score| of a clause that judges nothing */
enum { LEAST_CLAUSES = 5, MOST_FEW = 20, MOST_CHANNELS = 33 /* the whole and 32 questions */ };
static const double FEW = 0.005; /* share of all complaint clauses below which a theme has too few comments; 2
                                    to MOST_FEW of them */

typedef struct {
    const vb_codeframe *codes;
    const vb_complaint_row *rows;
    size_t n, complaints;
    double granularity;
    bool *counted;               /* by row: complains, or names what nearly all here complain of */
    int16_t *touchpoint, *group; /* by row, -1 none */
    size_t *in_touchpoint;       /* clauses; by touchpoint, after joining those above also under it */
    size_t *in_group;            /* touchpoint * n_problems + group */
    int16_t *joined;             /* by touchpoint: where its clauses go */
} grouping;

/* ---- Touchpoints
 * --------------------------------------------------------------------------------------------------- */

static void read_rows(grouping *g) {
    int16_t t = -1, p = -1;
    for (size_t i = 0; i < g->n; i++) {
        const vb_complaint_row *r = &g->rows[i];
        if (!i || !vb_str_eq(r->touchpoint, g->rows[i - 1].touchpoint))
            t = vb_codeframe_touchpoint(g->codes, r->touchpoint);
        if (!i || !vb_str_eq(r->problem, g->rows[i - 1].problem))
            p = vb_codeframe_problem(g->codes, r->problem);
        g->touchpoint[i] = t;
        g->group[i] = p >= 0 ? g->codes->problems[p].group : -1;
        bool empty =
            !r->terms.len && !r->candidates.len && p < 0; /* "bad!" tells nothing that could be a theme */
        g->counted[i] = r->complaint && !empty;
    }
}

static int by_comment(const void *a, const void *b, void *ctx) {
    const vb_complaint_row *rows = ctx, *x = &rows[*(const uint32_t *)a], *y = &rows[*(const uint32_t *)b];
    return (x->clause_id > y->clause_id) - (x->clause_id < y->clause_id);
}

/* Complaints and praises, by touchpoint and in all, of the whole export or of the answers to one question. */
typedef struct {
    uint32_t question;
    size_t *bad, *good; /* by touchpoint, the last: none */
    size_t all_bad, all_good;
    double least; /* share of complaints that makes it a channel of complaints */
} channel;

static bool complains(size_t bad, size_t good) {
    return bad && (double)bad >= CHANNEL * (double)(bad + good);
}

static bool complained_of(const channel *c, int16_t touchpoint) {
    return c->all_bad && (double)c->all_bad >= c->least * (double)(c->all_bad + c->all_good) &&
           complains(c->bad[touchpoint], c->good[touchpoint]);
}

/* Where praise is this rare, a kind word beside ("thanks, but where is my bag?") takes nothing back. */
static bool is_strict(const channel *c) {
    return (double)c->all_bad >= STRICT * (double)(c->all_bad + c->all_good);
}

/* The clauses of a comment that judges nothing, at touchpoints of which nearly all who judge complain: in the
 * whole export, or in answer to the same question. */
static void count_bare(grouping *g, const uint32_t *order, size_t n, const channel *all, const channel *own) {
    bool strict = is_strict(all) || (own && is_strict(own));
    for (size_t i = 0; i < n; i++)
        if (g->rows[order[i]].complaint || (!strict && g->rows[order[i]].score > PRAISED)) return;
    for (size_t i = 0; i < n; i++) {
        int16_t t = g->touchpoint[order[i]];
        bool bare = t >= 0 && g->rows[order[i]].candidates.len && g->rows[order[i]].score <= PRAISED;
        g->counted[order[i]] = bare && (complained_of(all, t) || (own && complained_of(own, t)));
    }
}

static void count_opinion(const grouping *g, size_t row, size_t n_codes, channel *c) {
    size_t t = g->touchpoint[row] >= 0 ? (size_t)g->touchpoint[row] : n_codes - 1;
    bool bad = g->rows[row].complaint, good = !bad && g->rows[row].score > NEUTRAL;
    c->bad[t] += bad, c->all_bad += bad;
    c->good[t] += good, c->all_good += good;
}

/* The channel of a question; NULL where there are too many of them. */
static channel *channel_of(channel *channels, size_t *n, uint32_t question) {
    for (size_t i = 1; i < *n; i++)
        if (channels[i].question == question) return &channels[i];
    if (!question || *n == MOST_CHANNELS) return NULL;
    channels[*n].question = question;
    return &channels[(*n)++];
}

/* In a channel that does little but complain ("what do you like least?", a city's fault reports) who names a
 * thing and praises nothing complains of it. */
static bool add_bare(grouping *g) {
    size_t n_codes = (size_t)g->codes->n_touchpoints + 1, n = 1;
    channel channels[MOST_CHANNELS] = {{0}};
    size_t *counts = calloc(2 * MOST_CHANNELS * n_codes, sizeof *counts);
    uint32_t *order = malloc((g->n + 1) * sizeof *order);
    bool ok = counts && order;
    for (size_t i = 0; ok && i < MOST_CHANNELS; i++)
        channels[i] =
            (channel){0, counts + 2 * i * n_codes, counts + (2 * i + 1) * n_codes, 0, 0, i ? ASKED : CHANNEL};
    for (size_t i = 0; ok && i < g->n; i++) {
        channel *own = channel_of(channels, &n, g->rows[i].question);
        order[i] = (uint32_t)i;
        count_opinion(g, i, n_codes, &channels[0]);
        if (own) count_opinion(g, i, n_codes, own);
    }
    if (ok) qsort_r(order, g->n, sizeof *order, by_comment, (void *)(uintptr_t)g->rows);
    for (size_t i = 0, end; ok && i < g->n; i = end) {
        for (end = i + 1; end < g->n && g->rows[order[end]].comment == g->rows[order[i]].comment;) end++;
        count_bare(g, order + i, end - i, &channels[0], channel_of(channels, &n, g->rows[order[i]].question));
    }
    free(counts), free(order);
    return ok;
}

static void count_rows(grouping *g) {
    for (size_t i = 0; i < g->n; i++) {
        if (!g->counted[i]) g->touchpoint[i] = -1;
        g->complaints += g->counted[i];
        if (g->touchpoint[i] >= 0) g->in_touchpoint[g->touchpoint[i]]++;
    }
}

/* Small touchpoints join the one above, from the leaves up (a parent stands before its children). */
static void join_small(grouping *g) {
    double least = LEAST_TOUCHPOINT * (double)g->complaints / g->granularity;
    if (least < LEAST_CLAUSES) least = LEAST_CLAUSES;
    for (int16_t t = g->codes->n_touchpoints; t-- > 0;) {
        int16_t parent = g->codes->touchpoints[t].parent;
        bool small = (double)g->in_touchpoint[t] < least && parent >= 0;
        /* but it keeps its name where the one above would be little else */
        if (small && g->in_touchpoint[t] >= LEAST_CLAUSES && g->in_touchpoint[parent] < g->in_touchpoint[t])
            small = false;
        g->joined[t] = small ? parent : t;
        if (!small) continue;
        g->in_touchpoint[parent] += g->in_touchpoint[t];
        g->in_touchpoint[t] = 0;
    }
    for (int16_t t = 0; t < g->codes->n_touchpoints; t++)
        if (g->joined[t] != t) g->joined[t] = g->joined[g->joined[t]];
}

/* ---- Themes
 * -------------------------------------------------------------------------------------------------------- */

static bool stands_alone(const grouping *g, int16_t t, int16_t group) {
    if (group < 0) return false;
    double n = (double)g->in_group[(size_t)t * (size_t)g->codes->n_problems + (size_t)group];
    double least = LEAST_SPLIT * (double)g->complaints / g->granularity;
    return n >= least && n >= 2 * LEAST_CLAUSES &&
           n >= SPLIT_OF_TOUCHPOINT * (double)g->in_touchpoint[t] / g->granularity;
}

static bool assign(grouping *g, vb_arena *arena, vb_clusters *out) {
    size_t n_problems = (size_t)g->codes->n_problems, width = n_problems + 1;
    int32_t *index =
        VB_NEW_ARRAY(arena, int32_t, (size_t)g->codes->n_touchpoints * width + 1); /* theme + 1 */
    if (!index) return false;
    for (size_t i = 0; i < g->n; i++) {
        int16_t t = g->touchpoint[i];
        if (t < 0) continue;
        g->touchpoint[i] = t = g->joined[t];
        if (g->group[i] >= 0) g->in_group[(size_t)t * n_problems + (size_t)g->group[i]]++;
    }
    for (size_t i = 0; i < g->n; i++)
        if (g->touchpoint[i] >= 0)
            index[(size_t)g->touchpoint[i] * width +
                  (stands_alone(g, g->touchpoint[i], g->group[i]) ? (size_t)g->group[i] + 1 : 0)] = 1;
    out->themes =
        VB_NEW_ARRAY(arena, vb_theme, (size_t)g->codes->n_touchpoints * width + VB_MOST_DISCOVERED + 2);
    if (!out->themes) return false;
    for (int16_t t = 0; t < g->codes->n_touchpoints; t++)
        for (size_t p = 0; p < width; p++) {
            int32_t *at = &index[(size_t)t * width + p];
            if (!*at) continue;
            vb_theme *theme = &out->themes[out->n_themes++];
            *at = (int32_t)out->n_themes;
            theme->touchpoint = vb_str_of(g->codes->touchpoints[t].id);
            theme->problem = p ? vb_str_of(g->codes->problems[p - 1].id) : (vb_str){NULL, 0};
            theme->stability = 1; /* a theme of the codeframe is there or not, whatever the sample */
            vb_theme_make_id(g->codes->touchpoints[t].id, theme->problem, theme->id);
        }
    for (size_t i = 0; i < g->n; i++) {
        int16_t t = g->touchpoint[i];
        out->theme_of[i] =
            t < 0
                ? -1
                : index[(size_t)t * width + (stands_alone(g, t, g->group[i]) ? (size_t)g->group[i] + 1 : 0)] -
                      1;
        out->reason_of[i] = t >= 0                 ? NULL
                            : g->counted[i]        ? "no_touchpoint"
                            : g->rows[i].complaint ? "no_content"
                                                   : "no_complaint";
    }
    return true;
}

/* Takes out the themes that lost all their clauses to discovered ones. */
static bool drop_empty(vb_clusters *out, size_t n, vb_arena *arena) {
    int32_t *place = VB_NEW_ARRAY(arena, int32_t, out->n_themes + 1); /* 0 empty, else new index + 1 */
    if (!place) return false;
    for (size_t i = 0; i < n; i++)
        if (out->theme_of[i] >= 0) place[out->theme_of[i]] = 1;
    size_t kept = 0;
    for (size_t t = 0; t < out->n_themes; t++) {
        if (!place[t]) continue;
        out->themes[kept++] = out->themes[t];
        place[t] = (int32_t)kept;
    }
    out->n_themes = kept;
    for (size_t i = 0; i < n; i++)
        if (out->theme_of[i] >= 0) out->theme_of[i] = place[out->theme_of[i]] - 1;
    return true;
}

/* What stands under `overall` only because nothing else was found, and does not speak of the whole either, is
 * a theme of its own that says so. */
static int32_t set_rest_apart(const grouping *g, vb_clusters *out) {
    static const vb_str name = {"overall:", 8};
    int32_t rest = (int32_t)out->n_themes++;
    vb_theme *t = &out->themes[rest];
    *t = (vb_theme){.touchpoint = VB_STR("overall"), .catch_all = VB_REST, .stability = 1};
    vb_theme_make_id("overall", VB_STR("/rest"), t->id);
    for (size_t i = 0; i < g->n; i++) {
        vb_str c = g->rows[i].candidates;
        const vb_theme *old = out->theme_of[i] >= 0 ? &out->themes[out->theme_of[i]] : NULL;
        bool vague = old && old->catch_all == VB_WHOLE;
        if (vague && vb_str_find(c, name) == c.len) out->theme_of[i] = rest;
    }
    return rest;
}

/* A theme of very few comments goes into the rest, where it is a part with its touchpoint's name. */
static bool fold_few(const grouping *g, int32_t rest, vb_clusters *out) {
    int64_t(*seen)[MOST_FEW] = calloc(out->n_themes + 1, sizeof *seen);
    size_t *n = calloc(out->n_themes + 1, sizeof *n);
    double share = FEW * (double)g->complaints / g->granularity;
    size_t least = share < 2 ? 2 : share > MOST_FEW ? MOST_FEW : (size_t)share;
    for (size_t i = 0; seen && n && i < g->n; i++) {
        int32_t t = out->theme_of[i];
        if (t < 0 || n[t] >= least) continue;
        size_t k = 0;
        while (k < n[t] && seen[t][k] != g->rows[i].comment) k++;
        if (k == n[t]) seen[t][n[t]++] = g->rows[i].comment;
    }
    for (size_t i = 0; seen && n && i < g->n; i++) {
        int32_t t = out->theme_of[i];
        if (t >= 0 && n[t] < least) out->theme_of[i] = rest;
    }
    bool ok = seen && n;
    free(seen), free(n);
    return ok;
}

static vb_status discover(const grouping *g, const vb_lexicon *lx, const vb_viet *viet, vb_arena *arena,
                          vb_clusters *out, vb_error *err) {
    vb_words words;
    size_t known = out->n_themes;
    bool ok = vb_words_read(g->rows, g->n, out->theme_of, out->n_themes, &words);
    vb_phrases phrases = {lx, viet, &words, arena};
    vb_status st =
        ok ? vb_discover(&phrases, g->n, g->complaints, g->granularity, out, err) : vb_fail_memory(err);
    vb_words_free(&words);
    if (st < 0) return st;
    for (size_t t = 0; t < known; t++)
        if (vb_str_eqz(out->themes[t].touchpoint, "overall") && !out->themes[t].problem.len)
            out->themes[t].catch_all = VB_WHOLE;
    return fold_few(g, set_rest_apart(g, out), out) ? VB_OK : vb_fail_memory(err);
}

static vb_status name_all(const grouping *g, const vb_lexicon *lx, const vb_viet *viet, vb_arena *arena,
                          vb_clusters *out, vb_error *err) {
    vb_words words;
    bool ok = vb_words_read(g->rows, g->n, out->theme_of, out->n_themes, &words);
    vb_phrases phrases = {lx, viet, &words, arena};
    vb_status st = ok ? vb_parts_find(&phrases, g->n, g->granularity, arena, out, err) : vb_fail_memory(err);
    if (st >= 0) st = vb_label_themes(&phrases, arena, out, err);
    vb_words_free(&words);
    return st;
}

vb_status vb_cluster(const vb_lexicon *lx, const vb_viet *viet, const vb_complaint_row *rows, size_t n,
                     double granularity, vb_arena *arena, vb_clusters *out, vb_error *err) {
    const vb_codeframe *codes = &lx->codes;
    size_t n_codes = (size_t)codes->n_touchpoints + 1;
    *out = (vb_clusters){0};
    grouping g = {.codes = codes, .rows = rows, .n = n, .granularity = granularity > 0 ? granularity : 1};
    out->theme_of = VB_NEW_ARRAY(arena, int32_t, n + 1);
    out->reason_of = VB_NEW_ARRAY(arena, const char *, n + 1);
    g.touchpoint = VB_NEW_ARRAY(arena, int16_t, n + 1);
    g.group = VB_NEW_ARRAY(arena, int16_t, n + 1);
    g.in_touchpoint = VB_NEW_ARRAY(arena, size_t, n_codes);
    g.in_group = VB_NEW_ARRAY(arena, size_t, n_codes * ((size_t)codes->n_problems + 1));
    g.joined = VB_NEW_ARRAY(arena, int16_t, n_codes);
    g.counted = VB_NEW_ARRAY(arena, bool, n + 1);
    if (!out->theme_of || !out->reason_of || !g.touchpoint || !g.group || !g.in_touchpoint || !g.in_group ||
        !g.joined || !g.counted)
        return vb_fail_memory(err);
    read_rows(&g);
    if (!add_bare(&g)) return vb_fail_memory(err);
    count_rows(&g);
    join_small(&g);
    if (!assign(&g, arena, out)) return vb_fail_memory(err);
    VB_TRY(discover(&g, lx, viet, arena, out, err));
    if (!drop_empty(out, n, arena)) return vb_fail_memory(err);
    return name_all(&g, lx, viet, arena, out, err);
}
