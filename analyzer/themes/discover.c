#include "themes/discover.h"
#include "base/hash.h"
#include "base/intern.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double LIFT = 1.3; /* times as frequent among what is left as in all themes, at least */
static const double LEAST_HERE =
    0.4; /* share of the clauses with the word that are left: the codeframe does not know it */

typedef struct {
    vb_arena arena;
    vb_intern words;
    size_t *here, *all; /* by word: clauses left, clauses of any theme */
    size_t cap;
} tally;

void vb_theme_make_id(const char *touchpoint, vb_str key, char id[16]) {
    char text[320];
    int n = snprintf(text, sizeof text, "%s/%.*s", touchpoint, VB_FMT(key));
    vb_hash128 h = vb_hash_identity((vb_str){text, n < (int)sizeof text ? (size_t)n : sizeof text - 1});
    id[0] = 't', id[1] = '_';
    vb_hash_hex(h, id + 2, 12);
    id[14] = 0;
}

static bool has_word(vb_str terms, vb_str word) {
    vb_str one;
    while (vb_str_split(&terms, ' ', &one))
        if (vb_str_eq(one, word)) return true;
    return false;
}

static bool count(tally *t, vb_str terms, bool left) {
    vb_str word;
    while (vb_str_split(&terms, ' ', &word)) {
        if (word.len < 3) continue;
        uint32_t id = left ? vb_intern_add(&t->words, word) : vb_intern_find(&t->words, word);
        if (left && !id) return false;
        if (!id) continue;
        if (id >= t->cap) {
            size_t cap = t->cap * 2;
            size_t *here = realloc(t->here, cap * sizeof *here);
            if (here) t->here = here;
            size_t *all = here ? realloc(t->all, cap * sizeof *all) : NULL;
            if (!all) return false;
            t->all = all;
            memset(t->here + t->cap, 0, t->cap * sizeof *here);
            memset(t->all + t->cap, 0, t->cap * sizeof *all);
            t->cap = cap;
        }
        t->here[id] += left;
        t->all[id]++;
    }
    return true;
}

/* The word that tells most: many clauses left have it, few others. Empty where none is frequent enough. */
static vb_str best_word(const tally *t, size_t n_left, size_t n_all, size_t least) {
    vb_str best = {NULL, 0};
    double best_value = 0;
    for (uint32_t id = 1; id <= t->words.count; id++) {
        double lift = ((double)t->here[id] / (double)n_left) / ((double)t->all[id] / (double)n_all);
        if (t->here[id] < least || lift < LIFT || (double)t->here[id] < LEAST_HERE * (double)t->all[id])
            continue;
        double value = round((double)t->here[id] * log(lift) * 1e9);
        vb_str word = vb_intern_get(&t->words, id);
        if (value < best_value || (value == best_value && vb_str_cmp(word, best) >= 0)) continue;
        best = word, best_value = value;
    }
    return best;
}

/* One theme more, of the clauses with the word wherever they stand (but not of another found one, from
 * `first` on); false where there is none, or without memory (`*failed`). */
static bool find_one(const vb_complaint_row *rows, size_t n, int32_t left, int32_t first, size_t least,
                     vb_clusters *out, bool *failed) {
    tally t = {.cap = 1024, .here = calloc(1024, sizeof(size_t)), .all = calloc(1024, sizeof(size_t))};
    size_t n_left = 0, n_all = 0;
    bool found = false, ok = t.here && t.all && vb_intern_init(&t.words, &t.arena, 1024);
    for (size_t i = 0; ok && i < n; i++)
        if (out->theme_of[i] == left) ok = count(&t, rows[i].terms, true), n_left++;
    for (size_t i = 0; ok && i < n; i++) {
        n_all += out->theme_of[i] >= 0;
        if (out->theme_of[i] >= 0 && out->theme_of[i] != left) ok = count(&t, rows[i].terms, false);
    }
    vb_str word = ok && n_left >= least ? best_word(&t, n_left, n_all, least) : (vb_str){NULL, 0};
    if (word.len) {
        vb_theme *theme = &out->themes[out->n_themes];
        *theme = (vb_theme){.touchpoint = out->themes[left].touchpoint, .stability = 1};
        vb_theme_make_id(theme->touchpoint.ptr, word, theme->id);
        for (size_t i = 0; i < n; i++)
            if (out->theme_of[i] >= 0 && out->theme_of[i] < first && has_word(rows[i].terms, word))
                out->theme_of[i] = (int32_t)out->n_themes;
        out->n_themes++;
        found = true;
    }
    *failed = !ok;
    free(t.here), free(t.all);
    vb_arena_deinit(&t.arena);
    return found;
}

vb_status vb_discover(const vb_complaint_row *rows, size_t n, int32_t left, size_t least, vb_clusters *out,
                      vb_error *err) {
    bool failed = false;
    int32_t first = (int32_t)out->n_themes;
    for (int i = 0; i < VB_MOST_DISCOVERED && find_one(rows, n, left, first, least, out, &failed); i++)
        continue;
    return failed ? vb_fail_memory(err) : VB_OK;
}
