#include "themes/label.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

enum { KEYWORDS = 6, NAMED = 2 /* problems in a label */, LEAST_COUNT = 2 };
static const double LEAST_NAMED = 0.12; /* share of a theme's clauses that a problem in its label has */

/* ---- Labels -------------------------------------------------------------------------------------------------------- */

/* The problems that most clauses of a theme name, at most NAMED. */
static size_t main_problems(const vb_codeframe *codes, const size_t *counts, size_t clauses, int16_t *out) {
    size_t n = 0;
    for (int16_t p = 0; p < codes->n_problems; p++) {
        if ((double)counts[p] < LEAST_NAMED * (double)clauses || strcmp(codes->problems[p].id, "other") == 0) continue;
        size_t at = n < NAMED ? n++ : NAMED;
        while (at > 0 && counts[p] > counts[out[at - 1]]) {
            if (at < NAMED) out[at] = out[at - 1];
            at--;
        }
        if (at < NAMED) out[at] = p;
    }
    return n;
}

typedef enum { IN_VI, IN_TH, IN_EN } language;

static vb_str touchpoint_label(const vb_touchpoint *t, language l) {
    return l == IN_VI ? t->label_vi : l == IN_TH ? t->label_th : t->label_en;
}
static vb_str problem_label(const vb_problem *p, language l) {
    return l == IN_VI ? p->label_vi : l == IN_TH ? p->label_th : p->label_en;
}

/* "Delivery: late, damaged" */
static vb_str make_label(const vb_codeframe *codes, int16_t touchpoint, const int16_t *problems, size_t n, language l, vb_arena *arena) {
    static const char *const general[] = {"phàn nàn chung", "ข้อร้องเรียนทั่วไป", "general complaints"};
    vb_buf b = {0};
    vb_buf_str(&b, touchpoint_label(&codes->touchpoints[touchpoint], l));
    for (size_t i = 0; i < n; i++) {
        vb_buf_cstr(&b, i ? ", " : ": ");
        vb_buf_str(&b, problem_label(&codes->problems[problems[i]], l));
    }
    if (!n) {
        vb_buf_cstr(&b, ": ");
        vb_buf_cstr(&b, general[l]);
    }
    vb_str out = b.failed ? (vb_str){NULL, 0} : vb_arena_dup(arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return out;
}

static bool label(const vb_codeframe *codes, vb_theme *t, const size_t *counts, size_t clauses, vb_arena *arena) {
    int16_t problems[NAMED], touchpoint = vb_codeframe_touchpoint(codes, t->touchpoint);
    size_t n = main_problems(codes, counts, clauses, problems);
    if (touchpoint < 0) {
        t->label_vi = t->label_th = t->label_en = t->touchpoint;
        return true;
    }
    t->label_vi = make_label(codes, touchpoint, problems, n, IN_VI, arena);
    t->label_th = make_label(codes, touchpoint, problems, n, IN_TH, arena);
    t->label_en = make_label(codes, touchpoint, problems, n, IN_EN, arena);
    return t->label_vi.ptr && t->label_th.ptr && t->label_en.ptr;
}

/* ---- Keywords ------------------------------------------------------------------------------------------------------ */

typedef struct {
    uint32_t theme, word;
} use;

typedef struct {
    uint32_t word;
    size_t n;
    double value;
} keyword;

typedef struct {
    const vb_intern *words;
    keyword *at;
} ranking;

static int by_theme_word(const void *a, const void *b) {
    const use *x = a, *y = b;
    if (x->theme != y->theme) return x->theme < y->theme ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

static int by_value(const void *a, const void *b, void *ctx) {
    const keyword *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return vb_str_cmp(vb_intern_get(ctx, x->word), vb_intern_get(ctx, y->word));
}

static bool within(vb_str a, vb_str b) {
    return vb_str_find(a, b) < a.len || vb_str_find(b, a) < b.len;
}

/* The best words, none of which holds another. */
static vb_str list_keywords(keyword *k, size_t n, const vb_intern *words, vb_arena *arena) {
    uint32_t kept[KEYWORDS];
    size_t n_kept = 0;
    vb_buf b = {0};
    vb_json j = vb_json_on(&b);
    qsort_r(k, n, sizeof *k, by_value, (void *)(uintptr_t)words);
    vb_json_open(&j, '[');
    for (size_t i = 0; i < n && n_kept < KEYWORDS; i++) {
        vb_str word = vb_intern_get(words, k[i].word);
        bool twin = false;
        for (size_t m = 0; m < n_kept && !twin; m++) twin = within(vb_intern_get(words, kept[m]), word);
        if (twin) continue;
        kept[n_kept++] = k[i].word;
        vb_json_str(&j, word);
    }
    vb_json_close(&j, ']');
    vb_str out = b.failed ? (vb_str){NULL, 0} : vb_arena_dup(arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return out;
}

/* Rounded to nine digits, so that the last bits of a logarithm decide nothing. */
static double worth(size_t n, size_t in_theme, size_t in_all, double mean) {
    return round((double)n / (double)in_theme * log(1 + mean / (double)in_all) * 1e9);
}

static bool keywords(const use *uses, size_t n, const vb_intern *words, vb_theme *themes, size_t n_themes, vb_arena *arena) {
    size_t *total = calloc(words->count + 1, sizeof *total);
    keyword *found = malloc((n + 1) * sizeof *found);
    bool ok = total && found;
    double mean = n_themes ? (double)n / (double)n_themes : 1;
    for (size_t i = 0; ok && i < n; i++) total[uses[i].word]++;
    for (size_t i = 0, t = 0; ok && t < n_themes; t++) {
        size_t end = i, n_found = 0;
        while (end < n && uses[end].theme == t) end++;
        size_t in_theme = end - i;
        while (i < end) {
            size_t from = i;
            while (i < end && uses[i].word == uses[from].word) i++;
            if (i - from >= LEAST_COUNT || in_theme < 20)
                found[n_found++] = (keyword){uses[from].word, i - from, worth(i - from, in_theme, total[uses[from].word], mean)};
        }
        themes[t].keywords = list_keywords(found, n_found, words, arena);
        ok = themes[t].keywords.ptr != NULL;
    }
    free(total), free(found);
    return ok;
}

/* ---- The whole ----------------------------------------------------------------------------------------------------- */

static size_t count_words(const vb_complaint_row *rows, size_t n, const int32_t *theme_of) {
    size_t words = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; theme_of[i] >= 0 && k <= rows[i].terms.len; k++) words += k == rows[i].terms.len || rows[i].terms.ptr[k] == ' ';
    return words;
}

static bool find_keywords(const vb_complaint_row *rows, size_t n, const int32_t *theme_of, vb_theme *themes, size_t n_themes, vb_arena *arena) {
    use *uses = malloc((count_words(rows, n, theme_of) + 1) * sizeof *uses);
    vb_arena scratch;
    vb_intern words;
    size_t n_uses = 0;
    vb_arena_init(&scratch);
    bool ok = uses && vb_intern_init(&words, &scratch, 1 << 14);
    for (size_t i = 0; ok && i < n; i++) {
        vb_str rest = rows[i].terms, word;
        while (ok && theme_of[i] >= 0 && vb_str_split(&rest, ' ', &word)) {
            if (!word.len) continue;
            uses[n_uses] = (use){(uint32_t)theme_of[i], vb_intern_add(&words, word)};
            ok = uses[n_uses++].word != 0;
        }
    }
    if (ok && n_uses > 1) qsort(uses, n_uses, sizeof *uses, by_theme_word);
    ok = ok && keywords(uses, n_uses, &words, themes, n_themes, arena);
    free(uses);
    vb_arena_deinit(&scratch);
    return ok;
}

vb_status vb_label_themes(const vb_codeframe *codes, const vb_complaint_row *rows, size_t n, const int32_t *theme_of, vb_theme *themes,
                          size_t n_themes, vb_arena *arena, vb_error *err) {
    size_t width = (size_t)codes->n_problems + 1; /* the last: all clauses */
    size_t *counts = calloc(n_themes * width + 1, sizeof *counts);
    if (!counts) return vb_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        if (theme_of[i] < 0) continue;
        size_t *of = counts + (size_t)theme_of[i] * width;
        int16_t p = vb_codeframe_problem(codes, rows[i].problem);
        of[width - 1]++;
        if (p >= 0) of[p]++;
    }
    bool ok = true;
    for (size_t t = 0; t < n_themes && ok; t++) ok = label(codes, &themes[t], counts + t * width, counts[t * width + width - 1], arena);
    free(counts);
    return ok && find_keywords(rows, n, theme_of, themes, n_themes, arena) ? VB_OK : vb_fail_memory(err);
}
