#include "themes/parts.h"
#include "themes/discover.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LEAST_CLAUSES = 5,
    LEAST_COMMENTS = 4,
    FEW = 1000 /* clauses of an export in which two less will do */,
    MOST_PARTS = 8 /* of a theme, at granularity 1 */,
    HARD_LIMIT = 24,
    TRIES = 12
};
static const double LEAST_PART = 0.04; /* share of a theme's clauses; at granularity 1 */
static const double WHOLE = 0.7;       /* a word that more of them have divides nothing */
static const double LEAST_ODDS = 2.5;  /* of a word here against everywhere else */
static const double COMMON = 0.05;     /* a word in more of all clauses belongs to the whole export... */
static const double HERE = 0.3;        /* share of a word's clauses that are in the theme it divides */
static const double OWN = 0.7;         /* ... unless so many of them are here */
static const double IMPLIED =
    0.4;                        /* share of a problem's clauses that name it by the touchpoint's own word */
static const double SAME = 0.5; /* share of a phrase's clauses with one problem, which then is the part */
static const double MOST = 0.5; /* share of a theme's clauses from which such a problem is all it is about */
static const double PAIR = 2;   /* two words say more than one */
static const double PROBLEM = 4.5; /* a problem of the codeframe says more than words */
static const double MOST_SAY = 2;  /* log of the odds beyond which they add nothing */

typedef struct {
    const vb_phrases *phrases;
    const vb_codeframe *codes;
    vb_clusters *out;
    double granularity;
    const uint32_t *rows; /* of the theme */
    size_t n, least, least_comments;
    int32_t theme;
    int16_t touchpoint;
    int16_t *group; /* by row of all: group of its problem, -1 none */
    uint32_t *used; /* words that were counted */
    size_t n_used;
    bool *banned;     /* by word: no phrase comes of it */
    bool *implied;    /* by group of problems: the touchpoint's name says it already */
    signed char *own; /* by word: names touchpoint and problem at once; -1 not looked up */
} finder;

double vb_parts_odds(const vb_words *w, uint32_t word, size_t here, size_t n) {
    double elsewhere = (double)w->total[word] - (double)here, others = (double)w->n_rows - (double)n;
    if (others * 4 < (double)n) return LEAST_ODDS; /* hardly anything to compare with */
    return ((double)here + 0.5) / ((double)n - (double)here + 0.5) * (others - elsewhere + 0.5) /
           (elsewhere + 0.5);
}

/* ---- Candidates
 * --------------------------------------------------------------------------------------------- */

/* Words of the rows that are in no part yet, counted in words->count. */
static void count_words(finder *f) {
    const vb_words *w = f->phrases->words;
    f->n_used = 0;
    for (size_t i = 0; i < f->n; i++) {
        size_t n;
        const uint32_t *ids = vb_words_of(w, f->rows[i], &n);
        for (size_t k = 0; k < n && f->out->part_of[f->rows[i]] < 0; k++) {
            if (!w->count[ids[k]]) f->used[f->n_used++] = ids[k];
            w->count[ids[k]]++;
        }
    }
}

static void forget_words(finder *f) {
    for (size_t i = 0; i < f->n_used; i++) f->phrases->words->count[f->used[i]] = 0;
}

/* Rounded, so that the last bits of a logarithm decide nothing. */
static double say(const finder *f, uint32_t word, size_t count) {
    const vb_words *w = f->phrases->words;
    double odds = vb_parts_odds(w, word, count, f->n), total = (double)w->total[word];
    if (total > COMMON * (double)w->n_rows && (double)count < OWN * total) return 0;
    if ((double)count < HERE * total) return 0;
    if (count < f->least || odds < LEAST_ODDS || (double)count > WHOLE * (double)f->n || f->banned[word])
        return 0;
    vb_str name = vb_intern_get(&w->names, word);
    double pair = vb_str_find_byte(name, '_') < name.len ? PAIR : 1, weight = log(odds);
    return round((double)count * pair * (weight < MOST_SAY ? weight : MOST_SAY) * 1e6);
}

static uint32_t best_word(const finder *f, double *value) {
    const vb_words *w = f->phrases->words;
    uint32_t best = 0;
    for (size_t i = 0; i < f->n_used; i++) {
        double x = say(f, f->used[i], w->count[f->used[i]]);
        bool better = x > *value;
        if (x == *value && best)
            better = vb_str_cmp(vb_intern_get(&w->names, f->used[i]), vb_intern_get(&w->names, best)) < 0;
        if (!x || !better) continue;
        best = f->used[i], *value = x;
    }
    return best;
}

static int16_t best_group(const finder *f, size_t *counts, double *value) {
    int16_t best = -1;
    memset(counts, 0, (size_t)f->codes->n_problems * sizeof *counts);
    for (size_t i = 0; i < f->n; i++)
        if (f->out->part_of[f->rows[i]] < 0 && f->group[f->rows[i]] >= 0) counts[f->group[f->rows[i]]]++;
    for (int16_t p = 0; p < f->codes->n_problems; p++) {
        double x = PROBLEM * 1e6 * (double)counts[p];
        if (counts[p] < f->least || x <= *value || f->implied[p] ||
            strcmp(f->codes->problems[p].id, "other") == 0)
            continue;
        best = p, *value = x;
    }
    return best;
}

static bool is_own(finder *f, uint32_t word) {
    if (f->own[word] < 0)
        f->own[word] = vb_phrase_is_own_problem(f->phrases, vb_intern_get(&f->phrases->words->names, word),
                                                f->touchpoint);
    return f->own[word];
}

/* Marks the problems that mostly come with the touchpoint's own words. */
static void find_implied(finder *f, size_t *counts) {
    size_t n_problems = (size_t)f->codes->n_problems;
    memset(counts, 0, 2 * n_problems * sizeof *counts);
    memset(f->own, -1, (size_t)f->phrases->words->names.count + 1);
    for (size_t i = 0; i < f->n; i++) {
        int16_t group = f->group[f->rows[i]];
        size_t n;
        const uint32_t *ids = vb_words_of(f->phrases->words, f->rows[i], &n);
        if (group < 0) continue;
        counts[group]++;
        for (size_t k = 0; k < n; k++)
            if (is_own(f, ids[k])) {
                counts[n_problems + (size_t)group]++;
                break;
            }
    }
    for (size_t p = 0; p < n_problems; p++)
        f->implied[p] = (double)counts[n_problems + p] > IMPLIED * (double)counts[p] &&
                        (double)counts[p] > MOST * (double)f->n;
    int16_t whole = vb_codeframe_problem(f->codes, f->out->themes[f->theme].problem);
    if (whole >= 0) f->implied[whole] = true; /* all of the theme has it */
}

/* ---- Parts
 * -------------------------------------------------------------------------------------------------- */

/* A word and a problem may have the same name. */
static vb_theme *add_part(finder *f, const char *kind, vb_str name) {
    vb_theme *part = &f->out->parts[f->out->n_parts], *theme = &f->out->themes[f->theme];
    char text[200];
    int n = snprintf(text, sizeof text, "%s:%.*s", kind, VB_FMT(name));
    vb_str key = {text, n < (int)sizeof text ? (size_t)n : sizeof text - 1};
    *part = (vb_theme){.touchpoint = theme->touchpoint, .of = f->theme, .stability = 1};
    vb_theme_make_id(theme->id, key, part->id);
    part->id[0] = 's';
    return part;
}

static bool fits(const finder *f, uint32_t row, int16_t group, uint32_t word) {
    if (f->out->part_of[row] >= 0) return false;
    return word ? vb_words_has(f->phrases->words, row, word) : f->group[row] == group;
}

/* True where the clauses are of more than a few comments. */
static bool is_shared(const finder *f, int16_t group, uint32_t word) {
    int64_t comments[LEAST_COMMENTS];
    size_t n = 0;
    for (size_t i = 0; i < f->n && n < f->least_comments; i++) {
        int64_t comment = f->phrases->words->rows[f->rows[i]].comment;
        if (!fits(f, f->rows[i], group, word)) continue;
        size_t k = 0;
        while (k < n && comments[k] != comment) k++;
        if (k == n) comments[n++] = comment;
    }
    return n == f->least_comments;
}

/* Puts the clauses of a group of problems, or with a word, that are in no part yet into a part; -1 is the one
 * that was added last. */
static void take(finder *f, int32_t part, int16_t group, uint32_t word) {
    int32_t index = part >= 0 ? part : (int32_t)f->out->n_parts++;
    for (size_t i = 0; i < f->n; i++) {
        uint32_t row = f->rows[i];
        if (!fits(f, row, group, word)) continue;
        f->out->part_of[row] = index;
        f->out->parts[index].clauses++;
    }
}

/* Another word may lead to the same phrase. */
static int32_t part_of_phrase(const finder *f, vb_str phrase) {
    for (size_t i = f->out->n_parts; i-- > 0 && f->out->parts[i].of == f->theme;)
        if (vb_str_eq(f->out->parts[i].phrase, phrase)) return (int32_t)i;
    return -1;
}

/* The problem that most clauses with the word have; -1 where they have none in common, or it may be no part.
 */
static int16_t problem_of_word(const finder *f, uint32_t word, size_t *counts) {
    size_t n = 0;
    memset(counts, 0, (size_t)f->codes->n_problems * sizeof *counts);
    for (size_t i = 0; i < f->n; i++) {
        if (!fits(f, f->rows[i], -1, word)) continue;
        n++;
        if (f->group[f->rows[i]] >= 0) counts[f->group[f->rows[i]]]++;
    }
    for (int16_t p = 0; p < f->codes->n_problems; p++)
        if ((double)counts[p] > SAME * (double)n && !f->implied[p] &&
            strcmp(f->codes->problems[p].id, "other") != 0)
            return p;
    return -1;
}

/* Looks for a word that makes a phrase; words that do not are not tried again. */
static bool take_word(finder *f) {
    for (int i = 0; i < TRIES; i++) {
        double value = 0;
        uint32_t word = best_word(f, &value);
        if (!word) return false;
        vb_str name = vb_intern_get(&f->phrases->words->names, word);
        vb_str phrase = vb_phrase_find(f->phrases, word, f->rows, f->n, f->touchpoint);
        f->banned[word] = true;
        if (!phrase.len || !is_shared(f, -1, word)) continue;
        int32_t same = part_of_phrase(f, phrase);
        if (same < 0) add_part(f, "word", name)->phrase = phrase;
        take(f, same, -1, word);
        return true;
    }
    return false;
}

static bool find_part(finder *f, size_t *counts) {
    double group_value = 0, word_value = 0;
    int16_t group = best_group(f, counts, &group_value);
    count_words(f);
    uint32_t word = best_word(f, &word_value);
    bool found = false;
    int16_t same = word && word_value > group_value ? problem_of_word(f, word, counts) : -1;
    if (same >= 0)
        group = same; /* the problem says it in three languages */
    else if (word && word_value > group_value)
        found = take_word(f);
    if (!found && group >= 0 && !is_shared(f, group, 0)) f->implied[group] = found = true; /* not again */
    if (!found && group >= 0) {
        vb_str problem = vb_str_of(f->codes->problems[group].id);
        add_part(f, "problem", problem)->problem = problem;
        take(f, -1, group, 0);
        found = true;
    }
    forget_words(f);
    return found;
}

/* Parts of the rest by touchpoint: the themes that were too small to stand alone. */
static void take_touchpoints(finder *f, size_t most) {
    for (size_t i = 0; i < f->n && f->out->n_parts < most; i++) {
        vb_str touchpoint = f->phrases->words->rows[f->rows[i]].touchpoint;
        if (f->out->part_of[f->rows[i]] >= 0 || vb_str_eqz(touchpoint, "overall")) continue;
        vb_theme *part = add_part(f, "touchpoint", touchpoint);
        part->touchpoint = touchpoint;
        part->catch_all = VB_REST;
        int32_t index = (int32_t)f->out->n_parts++;
        for (size_t k = i; k < f->n; k++) {
            uint32_t row = f->rows[k];
            if (!vb_str_eq(f->phrases->words->rows[row].touchpoint, touchpoint)) continue;
            f->out->part_of[row] = index;
            part->clauses++;
        }
    }
}

static bool find_parts(finder *f, size_t *counts, size_t most) {
    const vb_words *w = f->phrases->words;
    for (size_t t = 0; t < f->out->n_themes; t++) {
        f->theme = (int32_t)t;
        f->touchpoint = vb_codeframe_touchpoint(f->codes, f->out->themes[t].touchpoint);
        f->rows = w->members + w->first[t];
        f->n = w->first[t + 1] - w->first[t];
        double least = LEAST_PART * (double)f->n / f->granularity;
        size_t floor = w->n_rows < FEW ? LEAST_CLAUSES - 2 : LEAST_CLAUSES;
        f->least = least > (double)floor ? (size_t)least : floor;
        f->least_comments = w->n_rows < FEW ? LEAST_COMMENTS - 2 : LEAST_COMMENTS;
        f->out->themes[t].clauses = f->n;
        memset(f->banned, 0, (size_t)w->names.count + 1);
        find_implied(f, counts);
        if (f->out->themes[t].catch_all == VB_REST) take_touchpoints(f, f->out->n_parts + most);
        for (size_t i = 0; i < most && find_part(f, counts); i++) continue;
    }
    return true;
}

vb_status vb_parts_find(const vb_phrases *phrases, size_t n, double granularity, vb_arena *arena,
                        vb_clusters *out, vb_error *err) {
    const vb_codeframe *codes = &phrases->lx->codes;
    finder f = {.phrases = phrases, .codes = codes, .out = out, .granularity = granularity};
    double wish = ceil(MOST_PARTS * granularity);
    size_t most = wish > HARD_LIMIT ? HARD_LIMIT : (size_t)wish;
    out->parts = VB_NEW_ARRAY(arena, vb_theme, (out->n_themes + 1) * most + 1);
    out->part_of = VB_NEW_ARRAY(arena, int32_t, n + 1);
    size_t *counts = calloc(2 * (size_t)codes->n_problems + 1, sizeof *counts);
    f.group = malloc((n + 1) * sizeof *f.group);
    f.used = malloc(((size_t)phrases->words->names.count + 1) * sizeof *f.used);
    f.banned = calloc((size_t)phrases->words->names.count + 1, sizeof *f.banned);
    f.own = malloc((size_t)phrases->words->names.count + 1);
    f.implied = calloc((size_t)codes->n_problems + 1, sizeof *f.implied);
    bool ok = out->parts && out->part_of && counts && f.group && f.used && f.banned && f.own && f.implied;
    for (size_t i = 0; ok && i < n; i++) {
        int16_t p = out->theme_of[i] < 0 ? -1 : vb_codeframe_problem(codes, phrases->words->rows[i].problem);
        f.group[i] = p >= 0 ? codes->problems[p].group : -1;
        out->part_of[i] = -1;
    }
    if (ok) ok = find_parts(&f, counts, most);
    free(counts), free(f.group), free(f.used), free(f.banned), free(f.own), free(f.implied);
    return ok ? VB_OK : vb_fail_memory(err);
}
