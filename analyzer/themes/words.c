#include "themes/words.h"

#include <stdlib.h>

enum { SHORTEST = 2 /* bytes */ };

static size_t count_words(const vb_complaint_row *rows, size_t n, const int32_t *theme_of) {
    size_t words = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; theme_of[i] >= 0 && k <= rows[i].terms.len; k++)
            words += k == rows[i].terms.len || rows[i].terms.ptr[k] == ' ';
    return words;
}

static bool read_ids(vb_words *w, size_t n, const int32_t *theme_of) {
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        vb_str rest = w->rows[i].terms, word;
        w->at[i] = used;
        w->n_rows += theme_of[i] >= 0;
        while (theme_of[i] >= 0 && vb_str_split(&rest, ' ', &word)) {
            if (word.len < SHORTEST) continue;
            if (!(w->ids[used] = vb_intern_add(&w->names, word))) return false;
            used++;
        }
    }
    w->at[n] = used;
    return true;
}

static void sort_by_theme(vb_words *w, size_t n, const int32_t *theme_of, size_t n_themes) {
    for (size_t i = 0; i < n; i++)
        if (theme_of[i] >= 0) w->first[theme_of[i] + 1]++;
    for (size_t t = 0; t < n_themes; t++) w->first[t + 1] += w->first[t];
    for (size_t i = n; i-- > 0;)
        if (theme_of[i] >= 0) w->members[--w->first[theme_of[i] + 1]] = (uint32_t)i;
    memmove(w->first, w->first + 1, n_themes * sizeof *w->first);
    w->first[n_themes] = w->n_rows;
}

bool vb_words_read(const vb_complaint_row *rows, size_t n, const int32_t *theme_of, size_t n_themes,
                   vb_words *out) {
    *out = (vb_words){.rows = rows};
    out->ids = malloc((count_words(rows, n, theme_of) + 1) * sizeof *out->ids);
    out->at = malloc((n + 1) * sizeof *out->at);
    out->members = malloc((n + 1) * sizeof *out->members);
    out->first = calloc(n_themes + 2, sizeof *out->first);
    if (!out->ids || !out->at || !out->members || !out->first ||
        !vb_intern_init(&out->names, &out->arena, 1 << 14) || !read_ids(out, n, theme_of))
        return false;
    out->total = calloc((size_t)out->names.count + 1, sizeof *out->total);
    out->count = calloc((size_t)out->names.count + 1, sizeof *out->count);
    if (!out->total || !out->count) return false;
    for (size_t i = 0; i < out->at[n]; i++) out->total[out->ids[i]]++;
    sort_by_theme(out, n, theme_of, n_themes);
    return true;
}

void vb_words_free(vb_words *w) {
    free(w->ids), free(w->at), free(w->members), free(w->first), free(w->total), free(w->count);
    vb_arena_deinit(&w->arena);
}
