#include "themes/cluster.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEYWORDS = 6 };

/* "t_" and 12 hex digits of the identity of the definition. */
static void make_id(vb_str touchpoint, vb_str problem, char id[16]) {
    char key[256];
    int n = snprintf(key, sizeof key, "%.*s/%.*s", VB_FMT(touchpoint), VB_FMT(problem));
    vb_hash128 h = vb_hash_identity((vb_str){key, (size_t)n});
    id[0] = 't', id[1] = '_';
    vb_hash_hex(h, id + 2, 12);
    id[14] = 0;
}

/* "Delivery: late" in one language; the problem's label, or "general complaints" where none is named. */
static vb_str make_label(vb_arena *arena, vb_str touchpoint, vb_str problem, const char *general) {
    if (!problem.len) problem = vb_str_of(general);
    char *p = vb_arena_alloc(arena, touchpoint.len + problem.len + 3);
    if (!p) return (vb_str){NULL, 0};
    memcpy(p, touchpoint.ptr, touchpoint.len);
    memcpy(p + touchpoint.len, ": ", 2);
    memcpy(p + touchpoint.len + 2, problem.ptr, problem.len);
    return (vb_str){p, touchpoint.len + 2 + problem.len};
}

static bool label(const vb_codeframe *codes, vb_theme *t, vb_arena *arena) {
    int16_t ti = vb_codeframe_touchpoint(codes, t->touchpoint), pi = vb_codeframe_problem(codes, t->problem);
    vb_touchpoint unknown = {.label_vi = t->touchpoint, .label_th = t->touchpoint, .label_en = t->touchpoint};
    const vb_touchpoint *tp = ti >= 0 ? &codes->touchpoints[ti] : &unknown;
    vb_problem none = {0};
    const vb_problem *pr = pi >= 0 ? &codes->problems[pi] : &none;
    t->label_vi = make_label(arena, tp->label_vi, pr->label_vi, "phàn nàn chung");
    t->label_th = make_label(arena, tp->label_th, pr->label_th, "ข้อร้องเรียนทั่วไป");
    t->label_en = make_label(arena, tp->label_en, pr->label_en, "general complaints");
    return t->label_vi.ptr && t->label_th.ptr && t->label_en.ptr;
}

typedef struct {
    vb_str word;
    size_t n;
} count;

static int by_word(const void *a, const void *b) {
    return vb_str_cmp(((const count *)a)->word, ((const count *)b)->word);
}
static int by_count(const void *a, const void *b) {
    const count *x = a, *y = b;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : vb_str_cmp(x->word, y->word);
}

/* The most frequent words of the rows [from, to), as a JSON array. */
static bool keywords(const vb_complaint_row *rows, size_t from, size_t to, vb_arena *arena, vb_theme *t) {
    size_t n = 0, cap = 0;
    for (size_t i = from; i < to; i++)
        for (size_t k = 0; k <= rows[i].terms.len; k++) cap += k == rows[i].terms.len || rows[i].terms.ptr[k] == ' ';
    count *words = malloc((cap + 1) * sizeof *words);
    if (!words) return false;
    for (size_t i = from; i < to; i++) {
        vb_str rest = rows[i].terms, word;
        while (vb_str_split(&rest, ' ', &word))
            if (word.len) words[n++] = (count){word, 1};
    }
    qsort(words, n, sizeof *words, by_word);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && vb_str_eq(words[kept - 1].word, words[i].word)) words[kept - 1].n++;
        else words[kept++] = words[i];
    }
    qsort(words, kept, sizeof *words, by_count);
    vb_buf b = {0};
    vb_json j = vb_json_on(&b);
    vb_json_open(&j, '[');
    for (size_t i = 0; i < kept && i < KEYWORDS; i++) vb_json_str(&j, words[i].word);
    vb_json_close(&j, ']');
    free(words);
    t->keywords = b.failed ? (vb_str){NULL, 0} : vb_arena_dup(arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return t->keywords.ptr != NULL;
}

/* Rows come in the order touchpoint, problem, so a theme is a run of rows. */
vb_status vb_cluster(const vb_codeframe *codes, const vb_complaint_row *rows, size_t n, vb_arena *arena, vb_clusters *out, vb_error *err) {
    *out = (vb_clusters){0};
    out->theme_of = VB_NEW_ARRAY(arena, int32_t, n + 1);
    out->reason_of = VB_NEW_ARRAY(arena, const char *, n + 1);
    out->themes = VB_NEW_ARRAY(arena, vb_theme, n + 1);
    if (!out->theme_of || !out->reason_of || !out->themes) return vb_fail_memory(err);
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && vb_str_eq(rows[end].touchpoint, rows[i].touchpoint) && vb_str_eq(rows[end].problem, rows[i].problem)) end++;
        bool named = rows[i].touchpoint.len > 0;
        for (size_t k = i; k < end; k++) {
            out->theme_of[k] = named ? (int32_t)out->n_themes : -1;
            out->reason_of[k] = named ? NULL : "no_touchpoint";
        }
        if (named) {
            vb_theme *t = &out->themes[out->n_themes++];
            t->touchpoint = rows[i].touchpoint;
            t->problem = rows[i].problem;
            t->stability = 1; /* a theme of the codeframe is there or not, whatever the sample */
            make_id(t->touchpoint, t->problem, t->id);
            if (!label(codes, t, arena) || !keywords(rows, i, end, arena, t)) return vb_fail_memory(err);
        }
        i = end;
    }
    return VB_OK;
}
