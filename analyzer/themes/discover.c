#include "themes/discover.h"
#include "base/hash.h"
#include "themes/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TRIES = 24 };
static const double LEAST_ODDS = 2; /* of the word among what is left against all others */
static const double LEAST_HERE =
    0.4; /* share of the clauses with the word that are left: the codeframe does not know it */

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
    const uint32_t *rows; /* of the theme that is left */
    size_t n, least;
    bool *banned; /* by word */
} search;

/* The word that tells most: many clauses left have it, few others. 0 where none is frequent enough. */
static uint32_t best_word(const search *s, int32_t left) {
    const vb_words *w = s->phrases->words;
    uint32_t best = 0;
    double best_value = 0;
    size_t n_left = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t n;
        const uint32_t *ids = vb_words_of(w, s->rows[i], &n);
        if (s->out->theme_of[s->rows[i]] != left) continue;
        n_left++;
        for (size_t k = 0; k < n; k++) w->count[ids[k]]++;
    }
    for (uint32_t id = 1; id <= w->names.count; id++) {
        size_t here = w->count[id];
        w->count[id] = 0;
        if (here < s->least || s->banned[id] || (double)here < LEAST_HERE * (double)w->total[id]) continue;
        double odds = vb_parts_odds(w, id, here, n_left);
        if (odds < LEAST_ODDS) continue;
        double value = round((double)here * log(odds) * 1e9);
        bool first = best && vb_str_cmp(vb_intern_get(&w->names, id), vb_intern_get(&w->names, best)) < 0;
        if (value < best_value || (value == best_value && !first)) continue;
        best = id, best_value = value;
    }
    return best;
}

/* One theme more, of the clauses with a word wherever they stand but not of another found one (from `first`
 * on); false where there is none. */
static bool find_one(search *s, size_t n_rows, int32_t left, int32_t first) {
    const vb_words *w = s->phrases->words;
    for (int i = 0; i < TRIES; i++) {
        uint32_t word = best_word(s, left);
        if (!word) return false;
        s->banned[word] = true;
        vb_str name = vb_intern_get(&w->names, word);
        vb_str phrase = vb_phrase_find(s->phrases, word, s->rows, s->n, -1);
        if (!phrase.len) continue;
        vb_theme *theme = &s->out->themes[s->out->n_themes];
        *theme = (vb_theme){.touchpoint = s->out->themes[left].touchpoint, .phrase = phrase, .stability = 1};
        vb_theme_make_id(theme->touchpoint.ptr, name, theme->id);
        for (uint32_t row = 0; row < n_rows; row++)
            if (s->out->theme_of[row] >= 0 && s->out->theme_of[row] < first && vb_words_has(w, row, word))
                s->out->theme_of[row] = (int32_t)s->out->n_themes;
        s->out->n_themes++;
        return true;
    }
    return false;
}

vb_status vb_discover(const vb_lexicon *lx, const vb_viet *viet, const vb_complaint_row *rows, size_t n,
                      int32_t left, size_t least, vb_arena *arena, vb_clusters *out, vb_error *err) {
    vb_words words;
    bool ok = vb_words_read(rows, n, out->theme_of, out->n_themes, &words);
    vb_phrases phrases = {lx, viet, &words, arena};
    search s = {.phrases = &phrases, .out = out, .least = least};
    s.banned = ok ? calloc((size_t)words.names.count + 1, sizeof *s.banned) : NULL;
    ok = ok && s.banned;
    if (ok) {
        s.rows = words.members + words.first[left];
        s.n = words.first[left + 1] - words.first[left];
        int32_t first = (int32_t)out->n_themes;
        for (int i = 0; i < VB_MOST_DISCOVERED && find_one(&s, n, left, first); i++) continue;
    }
    free(s.banned);
    vb_words_free(&words);
    return ok ? VB_OK : vb_fail_memory(err);
}
