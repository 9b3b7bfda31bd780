#include "themes/discover.h"
#include "base/hash.h"
#include "themes/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TRIES = 24, LEAST_CLAUSES = 5 };
/* Shares of all complaint clauses at granularity 1, and how much more frequent the word must be than in all
 * other themes (odds). Below a touchpoint of its own a phrase must be large to bring in
 * clauses from elsewhere. */
static const double LEAST_UNKNOWN = 0.02, UNKNOWN_ODDS = 2;
static const double LEAST_BELOW = 0.03, BELOW_ODDS = 4;
static const double BELOW_PART = 0.25; /* share of the touchpoint's clauses */
static const double LEAST_HERE =
    0.4; /* share of the clauses with the word that are here: the codeframe does not know it elsewhere */

void vb_theme_make_id(const char *touchpoint, vb_str key, char id[16]) {
    char text[320];
    int n = snprintf(text, sizeof text, "%s/%.*s", touchpoint, VB_FMT(key));
    vb_hash128 h = vb_hash_identity((vb_str){text, n < (int)sizeof text ? (size_t)n : sizeof text - 1});
    id[0] = 't', id[1] = '_';
    vb_hash_hex(h, id + 2, 12);
    id[14] = 0;
}

typedef struct {
    const vb_phrases *phrases;
    vb_clusters *out;
    size_t n_rows; /* of all */
    int32_t theme; /* that is searched */
    const uint32_t *rows;
    size_t n, least;
    double odds;
    int16_t touchpoint; /* whose name a phrase does not repeat; -1 none */
    uint32_t *used;     /* words that are counted */
    size_t n_used;
    bool *banned; /* by word */
} search;

static size_t count_words(search *s) {
    const vb_words *w = s->phrases->words;
    size_t left = 0;
    s->n_used = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t n;
        const uint32_t *ids = vb_words_of(w, s->rows[i], &n);
        if (s->out->theme_of[s->rows[i]] != s->theme) continue;
        left++;
        for (size_t k = 0; k < n; k++)
            if (!w->count[ids[k]]++) s->used[s->n_used++] = ids[k];
    }
    return left;
}

/* The word that tells most: many clauses here have it, few others. 0 where none is frequent enough. */
static uint32_t best_word(search *s) {
    const vb_words *w = s->phrases->words;
    uint32_t best = 0;
    double best_value = 0;
    size_t left = count_words(s);
    for (size_t i = 0; i < s->n_used; i++) {
        uint32_t id = s->used[i];
        size_t here = w->count[id];
        w->count[id] = 0;
        if (here < s->least || s->banned[id] || (double)here < LEAST_HERE * (double)w->total[id]) continue;
        double odds = vb_parts_odds(w, id, here, left);
        if (odds < s->odds) continue;
        double value = round((double)here * log(odds) * 1e9);
        bool first = best && vb_str_cmp(vb_intern_get(&w->names, id), vb_intern_get(&w->names, best)) < 0;
        if (value < best_value || (value == best_value && !first)) continue;
        best = id, best_value = value;
    }
    return best;
}

/* The clauses with a word, wherever they stand but not in a found theme (from `first` on), go into `theme`.
 */
static void gather(search *s, uint32_t word, int32_t first, int32_t theme) {
    vb_clusters *out = s->out;
    for (uint32_t row = 0; row < s->n_rows; row++)
        if (out->theme_of[row] >= 0 && out->theme_of[row] < first &&
            vb_words_has(s->phrases->words, row, word))
            out->theme_of[row] = theme;
}

/* One phrase: a theme more below `overall`; below a touchpoint of its own its theme has all of them. False
 * where there is none. */
static bool find_one(search *s, int32_t first, bool unknown) {
    const vb_words *w = s->phrases->words;
    vb_clusters *out = s->out;
    for (int i = 0; i < TRIES; i++) {
        uint32_t word = best_word(s);
        if (!word) return false;
        s->banned[word] = true;
        vb_str phrase = vb_phrase_find(s->phrases, word, s->rows, s->n, s->touchpoint);
        if (!phrase.len) continue;
        if (!unknown) return gather(s, word, first, s->theme), true;
        vb_theme *theme = &out->themes[out->n_themes];
        *theme = (vb_theme){.touchpoint = out->themes[s->theme].touchpoint, .phrase = phrase, .stability = 1};
        vb_theme_make_id(theme->touchpoint.ptr, vb_intern_get(&w->names, word), theme->id);
        gather(s, word, first, (int32_t)out->n_themes++);
        return true;
    }
    return false;
}

static void search_theme(search *s, int32_t theme, int32_t first, double complaints) {
    const vb_words *w = s->phrases->words;
    const vb_theme *t = &s->out->themes[theme];
    bool unknown = vb_str_eqz(t->touchpoint, "overall");
    if (t->problem.len) return;
    s->theme = theme;
    s->rows = w->members + w->first[theme];
    s->n = w->first[theme + 1] - w->first[theme];
    double least = (unknown ? LEAST_UNKNOWN : LEAST_BELOW) * complaints;
    if (!unknown && BELOW_PART * (double)s->n > least) least = BELOW_PART * (double)s->n;
    s->least = least > LEAST_CLAUSES ? (size_t)least : LEAST_CLAUSES;
    if (s->n < s->least || (!unknown && s->least < 2 * LEAST_CLAUSES)) return;
    s->odds = unknown ? UNKNOWN_ODDS : BELOW_ODDS;
    s->touchpoint = unknown ? -1 : vb_codeframe_touchpoint(&s->phrases->lx->codes, t->touchpoint);
    memset(s->banned, 0, (size_t)w->names.count + 1);
    for (int i = 0; i < (unknown ? VB_MOST_DISCOVERED : 1) && find_one(s, first, unknown); i++) continue;
}

vb_status vb_discover(const vb_phrases *phrases, size_t n, size_t complaints, double granularity,
                      vb_clusters *out, vb_error *err) {
    size_t n_words = (size_t)phrases->words->names.count + 1;
    int32_t known = (int32_t)out->n_themes;
    search s = {.phrases = phrases, .out = out, .n_rows = n};
    s.banned = malloc(n_words * sizeof *s.banned);
    s.used = malloc(n_words * sizeof *s.used);
    bool ok = s.banned && s.used;
    for (int32_t t = 0; ok && t < known; t++) search_theme(&s, t, known, (double)complaints / granularity);
    free(s.banned), free(s.used);
    return ok ? VB_OK : vb_fail_memory(err);
}
