#include "themes/label.h"
#include "base/buf.h"
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

enum {
    KEYWORDS = 6,
    NAMED = 3 /* parts in a label */,
    LEAST_PHRASE = 3,
    LEAST_SAID = 4 /* bytes of a word that repeats a label */,
    TRIES = 12
};
static const double PAIR = 2.2; /* two words say more than one */
static const double LEAST_COVER =
    0.25; /* share of a part's clauses that have the phrase beside its problem */
static const double OWN_LANGUAGE =
    0.15;                          /* share of a part's clauses in a language from which they name it there */
static const double COMMON = 0.05; /* share of all clauses above which a word belongs to the whole export */
static const double LEAST_ODDS = 2;       /* of the words of the phrase in the part against everywhere else */
static const double LEAST_PHRASED = 0.08; /* the same of a phrase that the lexicons do not know as bad */
static const double LEAST_NAMED = 0.045;  /* share of a theme's clauses that a part in its label has */
static const double LEAST_ALL = 0.15;     /* the same of all that are in it */
static const double DOMINANT = 0.3;       /* share from which a part outshines those a third of its size */
static const double SPECIAL = 0.6;        /* share of one problem among its kin from which it names them */
static const double SHARED = 0.3;         /* the same of each of two that name them together */

typedef struct {
    const vb_phrases *phrases;
    const vb_codeframe *codes;
    vb_clusters *found;
    vb_arena *arena;
    uint32_t *used; /* words that are counted */
    size_t n_used, n_uses, all_uses;
    uint32_t *rows, *few; /* of a part; of them those in one language */
} labeller;

typedef enum { IN_VI, IN_TH, IN_EN } language;

static vb_str touchpoint_label(const vb_touchpoint *t, language l) {
    return l == IN_VI ? t->label_vi : l == IN_TH ? t->label_th : t->label_en;
}
static vb_str problem_label(const vb_problem *p, language l) {
    return l == IN_VI ? p->label_vi : l == IN_TH ? p->label_th : p->label_en;
}
static vb_str *label_of(vb_theme *t, language l) {
    return l == IN_VI ? &t->label_vi : l == IN_TH ? &t->label_th : &t->label_en;
}

static bool keep(const labeller *l, vb_buf *b, vb_str *out) {
    if (!b->failed) *out = vb_arena_dup(l->arena, vb_buf_view(b));
    bool ok = !b->failed && out->ptr;
    vb_buf_deinit(b);
    return ok;
}

/* ---- Ranked words
 * ------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t word;
    uint32_t n;
    double value;
} keyword;

static int by_value(const void *a, const void *b, void *names) {
    const keyword *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return vb_str_cmp(vb_intern_get(names, x->word), vb_intern_get(names, y->word));
}

static void count_words(labeller *l, const uint32_t *rows, size_t n_rows) {
    const vb_words *w = l->phrases->words;
    l->n_used = l->n_uses = 0;
    for (size_t i = 0; i < n_rows; i++) {
        size_t n;
        const uint32_t *ids = vb_words_of(w, rows[i], &n);
        l->n_uses += n;
        for (size_t k = 0; k < n; k++)
            if (!w->count[ids[k]]++) l->used[l->n_used++] = ids[k];
    }
}

/* The words of some clauses, the most telling first; `least` clauses have each. Rounded to nine digits, so
 * that the last bits of a logarithm decide nothing. */
static keyword *rank_words(labeller *l, const uint32_t *rows, size_t n_rows, size_t least, size_t *n) {
    const vb_words *w = l->phrases->words;
    count_words(l, rows, n_rows);
    keyword *out = malloc((l->n_used + 1) * sizeof *out);
    double mean = (double)l->all_uses / (double)(l->found->n_themes ? l->found->n_themes : 1);
    *n = 0;
    for (size_t i = 0; i < l->n_used; i++) {
        uint32_t word = l->used[i], count = w->count[word];
        vb_str name = vb_intern_get(&w->names, word);
        double pair = vb_str_find_byte(name, '_') < name.len ? PAIR : 1;
        double value = round(pair * count / (double)l->n_uses * log(1 + mean / w->total[word]) * 1e9);
        w->count[word] = 0;
        if (out && count >= least) out[(*n)++] = (keyword){word, count, value};
    }
    if (out) qsort_r(out, *n, sizeof *out, by_value, (void *)(uintptr_t)&w->names);
    return out;
}

static bool within(vb_str a, vb_str b) {
    return vb_str_find(a, b) < a.len || vb_str_find(b, a) < b.len;
}

/* The best words, none of which holds another. */
static bool list_keywords(labeller *l, const uint32_t *rows, size_t n_rows, vb_str *out) {
    vb_str kept[KEYWORDS];
    size_t n, n_kept = 0;
    keyword *k = rank_words(l, rows, n_rows, n_rows < 20 ? 1 : 2, &n);
    if (!k) return false;
    vb_buf b = {0};
    vb_json j = vb_json_on(&b);
    vb_json_open(&j, '[');
    for (size_t i = 0; i < n && n_kept < KEYWORDS; i++) {
        vb_str word = vb_intern_get(&l->phrases->words->names, k[i].word);
        bool twin = word.len < 3;
        for (size_t m = 0; m < n_kept && !twin; m++) twin = within(kept[m], word);
        if (twin) continue;
        kept[n_kept++] = word;
        vb_json_str(&j, vb_phrase_written(l->phrases, k[i].word, rows, n_rows));
    }
    vb_json_close(&j, ']');
    free(k);
    return keep(l, &b, out);
}

/* ---- Parts
 * -------------------------------------------------------------------------------------------------- */

/* The problems of a kin that the clauses have: one where it is most of them, two where they share them, else
 * the head of the kin. */
static size_t special_problems(const labeller *l, int16_t group, const uint32_t *rows, size_t n,
                               int16_t *out) {
    size_t counts[VB_MAX_CODES] = {0}, found = 0;
    for (size_t i = 0; i < n; i++) {
        int16_t p = vb_codeframe_problem(l->codes, l->phrases->words->rows[rows[i]].problem);
        if (p >= 0) counts[p]++;
    }
    for (int16_t p = 0; p < l->codes->n_problems; p++) {
        if ((double)counts[p] >= SPECIAL * (double)n) return out[0] = p, 1;
        if ((double)counts[p] < SHARED * (double)n || found == 2) continue;
        out[found++] = p;
    }
    if (found == 2 && counts[out[1]] > counts[out[0]]) {
        int16_t first = out[1];
        out[1] = out[0], out[0] = first;
    }
    if (found < 2) out[0] = group;
    return found < 2 ? 1 : 2;
}

static void put_problems(const labeller *l, vb_buf *b, const int16_t *problems, size_t n, language in) {
    for (size_t i = 0; i < n; i++) {
        if (i) vb_buf_cstr(b, ", ");
        vb_buf_str(b, problem_label(&l->codes->problems[problems[i]], in));
    }
}

static bool says_same(const labeller *l, vb_str phrase, int16_t problem) {
    uint32_t term = vb_intern_find(&l->phrases->lx->texts, phrase);
    bool same = term && l->phrases->lx->terms[term].kinds & 1u << VB_TERM_PROBLEM;
    for (language in = IN_VI; in <= IN_EN; in++) {
        vb_str label = problem_label(&l->codes->problems[problem], in), rest = phrase, word;
        same |= within(label, phrase);
        while (vb_str_split(&rest, ' ', &word)) /* "not help" of what is unhelpful */
            same |= word.len >= LEAST_SAID && vb_str_find(label, word) < label.len;
    }
    return same;
}

/* The phrase that most of the clauses share, beside their problem; empty where none covers enough. */
static bool find_phrase(labeller *l, const vb_theme *part, int16_t problem, const uint32_t *rows, size_t n,
                        vb_str *out) {
    const vb_words *w = l->phrases->words;
    size_t least = (size_t)ceil(LEAST_COVER * (double)n), found;
    keyword *k = rank_words(l, rows, n, least < LEAST_PHRASE ? LEAST_PHRASE : least, &found);
    int16_t touchpoint = vb_codeframe_touchpoint(l->codes, part->touchpoint);
    *out = (vb_str){NULL, 0};
    for (size_t i = 0; k && i < found && i < TRIES && !out->len; i++) {
        bool common = (double)w->total[k[i].word] > COMMON * (double)w->n_rows;
        if (common || vb_parts_odds(w, k[i].word, k[i].n, n) < LEAST_ODDS) continue;
        vb_str phrase = vb_phrase_find(l->phrases, k[i].word, rows, n, touchpoint);
        if (phrase.len && !says_same(l, phrase, problem)) *out = phrase;
    }
    free(k);
    return k != NULL;
}

/* The same for each language of labels: of the clauses in this language where there are enough, else of all.
 */
static bool find_phrases(labeller *l, vb_theme *part, int16_t problem, const uint32_t *rows, size_t n,
                         vb_str *out) {
    static const char *const codes[] = {"vi", "th", "en"};
    if (!find_phrase(l, part, problem, rows, n, &part->phrase)) return false;
    for (language in = IN_VI; in <= IN_EN; in++) {
        size_t few = 0;
        for (size_t i = 0; i < n; i++)
            if (vb_str_eqz(l->phrases->words->rows[rows[i]].lang, codes[in])) l->few[few++] = rows[i];
        bool enough = few >= LEAST_PHRASE && (double)few >= OWN_LANGUAGE * (double)n;
        out[in] = part->phrase;
        if (enough && few < n && !find_phrase(l, part, problem, l->few, few, &out[in])) return false;
    }
    return true;
}

/* "late (wait time)", "wait time" */
static bool name_part(labeller *l, vb_theme *part, const uint32_t *rows, size_t n) {
    int16_t group = vb_codeframe_problem(l->codes, part->problem);
    int16_t problems[2] = {-1, -1}, own = -1;
    vb_str phrases[] = {part->phrase, part->phrase, part->phrase};
    if (part->catch_all) own = vb_codeframe_touchpoint(l->codes, part->touchpoint);
    size_t n_problems = group >= 0 ? special_problems(l, group, rows, n, problems) : 0;
    if (n_problems && !find_phrases(l, part, problems[0], rows, n, phrases)) return false;
    for (language in = IN_VI; in <= IN_EN; in++) {
        bool both = n_problems && phrases[in].len;
        vb_buf b = {0};
        if (own >= 0) vb_buf_str(&b, touchpoint_label(&l->codes->touchpoints[own], in));
        put_problems(l, &b, problems, n_problems, in);
        if (both) vb_buf_cstr(&b, " (");
        vb_buf_str(&b, phrases[in]);
        if (both) vb_buf_cstr(&b, ")");
        if (!keep(l, &b, label_of(part, in))) return false;
    }
    return list_keywords(l, rows, n, &part->keywords);
}

static bool name_parts(labeller *l) {
    const vb_words *w = l->phrases->words;
    vb_clusters *f = l->found;
    for (size_t p = 0; p < f->n_parts; p++) {
        size_t n = 0;
        int32_t t = f->parts[p].of;
        for (size_t i = w->first[t]; i < w->first[t + 1]; i++)
            if (f->part_of[w->members[i]] == (int32_t)p) l->rows[n++] = w->members[i];
        if (!name_part(l, &f->parts[p], l->rows, n)) return false;
    }
    return true;
}

/* ---- Themes
 * ------------------------------------------------------------------------------------------------- */

static bool may_speak(const labeller *l, const vb_theme *part, double all) {
    double share = (double)part->clauses / all;
    uint32_t term = vb_intern_find(&l->phrases->lx->texts, part->phrase);
    bool known =
        term && l->phrases->lx->terms[term].kinds & (1u << VB_TERM_PROBLEM | 1u << VB_TERM_SENTIMENT);
    bool wrong = vb_phrase_says_wrong(l->phrases, part->phrase);
    if (!part->problem.len && !wrong) return false; /* says where, not what is wrong */
    return share >= (part->problem.len || known ? LEAST_NAMED : LEAST_PHRASED);
}

/* The parts that speak for the theme, the largest first. */
static size_t main_parts(const labeller *l, size_t theme, const vb_theme **out) {
    const vb_clusters *f = l->found;
    double all = (double)f->themes[theme].clauses;
    size_t n = 0, sum = 0;
    for (size_t p = 0; p < f->n_parts; p++) {
        const vb_theme *part = &f->parts[p];
        if (part->of != (int32_t)theme || !may_speak(l, part, all)) continue;
        size_t at = n < NAMED ? n++ : NAMED;
        while (at > 0 && part->clauses > out[at - 1]->clauses) {
            if (at < NAMED) out[at] = out[at - 1];
            at--;
        }
        if (at < NAMED) out[at] = part;
    }
    for (size_t i = 0; i < n; i++) sum += out[i]->clauses;
    if ((double)sum < LEAST_ALL * all) return 0;
    if ((double)out[0]->clauses >= DOMINANT * all)
        while (n > 1 && out[n - 1]->clauses * 3 < out[0]->clauses) n--;
    return n;
}

/* A discovered theme is called by its phrase. */
static void put_title(vb_buf *b, vb_str phrase) {
    bool small = phrase.ptr[0] >= 'a' && phrase.ptr[0] <= 'z';
    vb_buf_byte(b, small ? (char)(phrase.ptr[0] - 'a' + 'A') : phrase.ptr[0]);
    vb_buf_str(b, vb_str_sub(phrase, 1, phrase.len));
}

/* "broken" of "broken (log in)": what a theme is called by says the problem alone. */
static vb_str without_phrase(vb_str label) {
    static const vb_str gap = {" (", 2};
    return vb_str_sub(label, 0, vb_str_find(label, gap));
}

static bool name_theme(labeller *l, size_t theme) {
    static const char *const general[][3] = {
        [VB_WHOLE] = {"Không hài lòng chung", "ไม่พอใจโดยรวม", "Overall dissatisfaction"},
        [VB_REST] = {"Phàn nàn khác", "ข้อร้องเรียนอื่น ๆ", "Other complaints"},
    };
    vb_theme *t = &l->found->themes[theme];
    const vb_theme *parts[NAMED];
    int16_t touchpoint = vb_codeframe_touchpoint(l->codes, t->touchpoint);
    int16_t problem = vb_codeframe_problem(l->codes, t->problem), problems[2];
    size_t n_problems = 0;
    const vb_words *w = l->phrases->words;
    const uint32_t *rows = w->members + w->first[theme];
    size_t n = problem < 0 && !t->catch_all && !t->phrase.len ? main_parts(l, theme, parts) : 0;
    if (problem >= 0) n_problems = special_problems(l, problem, rows, t->clauses, problems);
    for (language in = IN_VI; in <= IN_EN; in++) {
        vb_buf b = {0};
        if (t->phrase.len)
            put_title(&b, t->phrase);
        else if (t->catch_all)
            vb_buf_cstr(&b, general[t->catch_all][in]);
        else if (touchpoint >= 0)
            vb_buf_str(&b, touchpoint_label(&l->codes->touchpoints[touchpoint], in));
        if (n_problems) vb_buf_cstr(&b, ": ");
        put_problems(l, &b, problems, n_problems, in);
        for (size_t i = 0; i < n; i++) {
            vb_buf_cstr(&b, i ? ", " : ": ");
            vb_buf_str(&b, without_phrase(*label_of((vb_theme *)(uintptr_t)parts[i], in)));
        }
        if (!keep(l, &b, label_of(t, in))) return false;
    }
    return list_keywords(l, rows, t->clauses, &t->keywords);
}

vb_status vb_label_themes(const vb_phrases *phrases, vb_arena *arena, vb_clusters *found, vb_error *err) {
    const vb_words *w = phrases->words;
    labeller l = {.phrases = phrases, .codes = &phrases->lx->codes, .found = found, .arena = arena};
    vb_arena scratch;
    vb_arena_init(&scratch);
    l.used = VB_NEW_ARRAY(&scratch, uint32_t, (size_t)w->names.count + 1);
    l.rows = VB_NEW_ARRAY(&scratch, uint32_t, w->n_rows + 1);
    l.few = VB_NEW_ARRAY(&scratch, uint32_t, w->n_rows + 1);
    for (uint32_t i = 1; i <= w->names.count; i++) l.all_uses += w->total[i];
    bool ok = l.used && l.rows && l.few && name_parts(&l);
    for (size_t t = 0; ok && t < found->n_themes; t++) ok = name_theme(&l, t);
    vb_arena_deinit(&scratch);
    return ok ? VB_OK : vb_fail_memory(err);
}
