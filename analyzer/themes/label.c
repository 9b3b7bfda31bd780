#include "themes/label.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

enum { KEYWORDS = 6, NAMED = 2 /* problems in a label */, LEAST_COUNT = 2, LEAST_PHRASE = 3 };
static const double PAIR = 2.2;         /* two words say more than one */
static const double LEAST_COVER = 0.25; /* share of a theme's clauses that have the phrase in its label */
static const double LEAST_NAMED = 0.1;  /* share of a theme's clauses that a problem in its label has */

/* ---- Labels
 * -------------------------------------------------------------------------------------------------------- */

/* The problems that most clauses of a theme name, at most NAMED. */
static size_t main_problems(const vb_codeframe *codes, const size_t *counts, size_t clauses, int16_t *out) {
    size_t n = 0;
    for (int16_t p = 0; p < codes->n_problems; p++) {
        if ((double)counts[p] < LEAST_NAMED * (double)clauses || strcmp(codes->problems[p].id, "other") == 0)
            continue;
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
static vb_str make_label(const vb_codeframe *codes, int16_t touchpoint, const int16_t *problems, size_t n,
                         vb_str phrase, language l, vb_arena *arena) {
    static const char *const general[] = {"phàn nàn chung", "ข้อร้องเรียนทั่วไป", "general complaints"};
    vb_buf b = {0};
    vb_buf_str(&b, touchpoint_label(&codes->touchpoints[touchpoint], l));
    for (size_t i = 0; i < n; i++) {
        vb_buf_cstr(&b, i ? ", " : ": ");
        vb_buf_str(&b, problem_label(&codes->problems[problems[i]], l));
    }
    if (!n) {
        vb_buf_cstr(&b, ": ");
        vb_buf_str(&b, phrase.len ? phrase : vb_str_of(general[l]));
    }
    vb_str out = b.failed ? (vb_str){NULL, 0} : vb_arena_dup(arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return out;
}

static bool label(const vb_codeframe *codes, vb_theme *t, const size_t *counts, size_t clauses, vb_str phrase,
                  vb_arena *arena) {
    int16_t problems[NAMED], touchpoint = vb_codeframe_touchpoint(codes, t->touchpoint);
    size_t n = main_problems(codes, counts, clauses, problems);
    if (touchpoint < 0) {
        t->label_vi = t->label_th = t->label_en = t->touchpoint;
        return true;
    }
    t->label_vi = make_label(codes, touchpoint, problems, n, phrase, IN_VI, arena);
    t->label_th = make_label(codes, touchpoint, problems, n, phrase, IN_TH, arena);
    t->label_en = make_label(codes, touchpoint, problems, n, phrase, IN_EN, arena);
    return t->label_vi.ptr && t->label_th.ptr && t->label_en.ptr;
}

/* ---- Keywords
 * ------------------------------------------------------------------------------------------------------ */

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

static bool is_latin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Where in `text` the words of a pair ("late_deliveri") or a word by its stem stand: the span from its first
 * letter to the end of the last word; false where they do not. Letters of other scripts than Latin are
 * compared as they are. */
static bool find_form(vb_str text, vb_str key, vb_str *form) {
    for (size_t from = 0; from < text.len; from++) {
        size_t i = from, k = 0;
        bool start =
            from == 0 || !((unsigned char)text.ptr[from - 1] >= 0x80 || is_latin(text.ptr[from - 1]));
        if (!start && (unsigned char)key.ptr[0] < 0x80) continue;
        while (i < text.len && k < key.len) {
            unsigned char a = (unsigned char)text.ptr[i], b = (unsigned char)key.ptr[k];
            if (a >= 'A' && a <= 'Z') a = (unsigned char)(a | 32);
            if (b == '_' && is_latin((char)a) && k)
                i++; /* the rest of an inflected word */
            else if (b == '_' && a == ' ')
                i++, k++;
            else if (b == '_')
                k++;
            else if (a == b || (b == 'i' && a == 'y'))
                i++, k++;
            else
                break;
        }
        if (k < key.len) continue;
        while (i < text.len && is_latin(text.ptr[i])) i++;
        *form = vb_str_sub(text, from, i);
        return true;
    }
    return false;
}

typedef struct {
    vb_str form;
    size_t n;
} form_count;

enum { MOST_FORMS = 12, MOST_TEXTS = 400, LONGEST_TAIL = 5 };

static vb_str lower(vb_str s, vb_arena *arena) {
    vb_str out = vb_arena_dup(arena, s);
    for (size_t i = 0; out.ptr && i < out.len; i++)
        if (out.ptr[i] >= 'A' && out.ptr[i] <= 'Z') ((char *)(uintptr_t)out.ptr)[i] |= 32;
    return out;
}

/* A keyword as it is mostly written in the theme's clauses; pairs that none of them has are written with a
 * space. */
static vb_str as_written(vb_str key, const vb_complaint_row *const *rows, size_t n, vb_arena *arena) {
    form_count forms[MOST_FORMS];
    size_t n_forms = 0, best = 0;
    for (size_t i = 0; i < n && i < MOST_TEXTS; i++) {
        vb_str form;
        if (!find_form(rows[i]->text, key, &form) || form.len > key.len + LONGEST_TAIL) continue;
        form = lower(form, arena);
        size_t k = 0;
        while (k < n_forms && !vb_str_eq(forms[k].form, form)) k++;
        if (k == MOST_FORMS || !form.ptr) continue;
        if (k == n_forms) forms[n_forms++] = (form_count){form, 0};
        forms[k].n++;
    }
    for (size_t k = 1; k < n_forms; k++)
        if (forms[k].n > forms[best].n ||
            (forms[k].n == forms[best].n && vb_str_cmp(forms[k].form, forms[best].form) < 0))
            best = k;
    vb_str out = vb_arena_dup(arena, n_forms ? forms[best].form : key);
    for (size_t i = 0; out.ptr && i < out.len; i++)
        if (out.ptr[i] == '_') ((char *)(uintptr_t)out.ptr)[i] = ' ';
    return out;
}

/* The best words, none of which holds another. */
static vb_str list_keywords(keyword *k, size_t n, const vb_intern *words, const vb_complaint_row *const *rows,
                            size_t n_rows, vb_str *top, vb_arena *arena) {
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
        vb_str written = as_written(word, rows, n_rows, arena);
        if (!n_kept && k[i].n >= LEAST_PHRASE && (double)k[i].n >= LEAST_COVER * (double)n_rows)
            *top = written;
        kept[n_kept++] = k[i].word;
        vb_json_str(&j, written);
    }
    vb_json_close(&j, ']');
    vb_str out = b.failed ? (vb_str){NULL, 0} : vb_arena_dup(arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return out;
}

/* Rounded to nine digits, so that the last bits of a logarithm decide nothing. */
static double worth(vb_str word, size_t n, size_t in_theme, size_t in_all, double mean) {
    double pair = vb_str_find_byte(word, '_') < word.len ? PAIR : 1;
    return round(pair * (double)n / (double)in_theme * log(1 + mean / (double)in_all) * 1e9);
}

static bool keywords(const use *uses, size_t n, const vb_intern *words, const vb_complaint_row *const *rows,
                     const size_t *first, vb_theme *themes, size_t n_themes, vb_str *tops, vb_arena *arena) {
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
                found[n_found++] = (keyword){uses[from].word, i - from,
                                             worth(vb_intern_get(words, uses[from].word), i - from, in_theme,
                                                   total[uses[from].word], mean)};
        }
        themes[t].keywords =
            list_keywords(found, n_found, words, rows + first[t], first[t + 1] - first[t], &tops[t], arena);
        ok = themes[t].keywords.ptr != NULL;
    }
    free(total), free(found);
    return ok;
}

/* ---- The whole
 * ----------------------------------------------------------------------------------------------------- */

static size_t count_words(const vb_complaint_row *rows, size_t n, const int32_t *theme_of) {
    size_t words = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; theme_of[i] >= 0 && k <= rows[i].terms.len; k++)
            words += k == rows[i].terms.len || rows[i].terms.ptr[k] == ' ';
    return words;
}

/* The rows of each theme one behind the other, in their own order; `first` has n_themes + 1 entries. */
static bool by_theme(const vb_complaint_row *rows, size_t n, const int32_t *theme_of, size_t n_themes,
                     const vb_complaint_row ***out, size_t **first) {
    *out = malloc((n + 1) * sizeof **out);
    *first = calloc(n_themes + 2, sizeof **first);
    if (!*out || !*first) return false;
    for (size_t i = 0; i < n; i++)
        if (theme_of[i] >= 0) (*first)[theme_of[i] + 1]++;
    for (size_t t = 0; t < n_themes; t++) (*first)[t + 1] += (*first)[t];
    for (size_t i = n; i-- > 0;)
        if (theme_of[i] >= 0) (*out)[--(*first)[theme_of[i] + 1]] = &rows[i];
    memmove(*first, *first + 1, n_themes * sizeof **first);
    (*first)[n_themes] = 0;
    for (size_t i = 0; i < n; i++) (*first)[n_themes] += theme_of[i] >= 0;
    return true;
}

static bool read_words(const vb_complaint_row *rows, size_t n, const int32_t *theme_of, vb_intern *words,
                       use *uses, size_t *n_uses) {
    for (size_t i = 0; i < n; i++) {
        vb_str rest = rows[i].terms, word;
        while (theme_of[i] >= 0 && vb_str_split(&rest, ' ', &word)) {
            if (!word.len) continue;
            uses[*n_uses] = (use){(uint32_t)theme_of[i], vb_intern_add(words, word)};
            if (!uses[(*n_uses)++].word) return false;
        }
    }
    return true;
}

static bool find_keywords(const vb_complaint_row *rows, size_t n, const int32_t *theme_of, vb_theme *themes,
                          size_t n_themes, vb_str *tops, vb_arena *arena) {
    use *uses = malloc((count_words(rows, n, theme_of) + 1) * sizeof *uses);
    const vb_complaint_row **members = NULL;
    size_t *first = NULL, n_uses = 0;
    vb_arena scratch;
    vb_intern words;
    vb_arena_init(&scratch);
    bool ok = uses && vb_intern_init(&words, &scratch, 1 << 14) &&
              by_theme(rows, n, theme_of, n_themes, &members, &first) &&
              read_words(rows, n, theme_of, &words, uses, &n_uses);
    if (ok && n_uses > 1) qsort(uses, n_uses, sizeof *uses, by_theme_word);
    ok = ok && keywords(uses, n_uses, &words, members, first, themes, n_themes, tops, arena);
    free(uses), free(members), free(first);
    vb_arena_deinit(&scratch);
    return ok;
}

vb_status vb_label_themes(const vb_codeframe *codes, const vb_complaint_row *rows, size_t n,
                          const int32_t *theme_of, vb_theme *themes, size_t n_themes, vb_arena *arena,
                          vb_error *err) {
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
    vb_str *tops = VB_NEW_ARRAY(arena, vb_str, n_themes + 1);
    bool ok = tops && find_keywords(rows, n, theme_of, themes, n_themes, tops, arena);
    for (size_t t = 0; t < n_themes && ok; t++)
        ok = label(codes, &themes[t], counts + t * width, counts[t * width + width - 1], tops[t], arena);
    free(counts);
    return ok ? VB_OK : vb_fail_memory(err);
}
