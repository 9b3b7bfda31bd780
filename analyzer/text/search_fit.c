/* search_fit: how well a text that has all the words of a query says what the query says.
 *
 * Invariant: 0..1, a function of query and text alone. Half is how near to one another, and in which order,
 * the words stand; half is how many of them are read as the query's (`giao cham` is read giao chậm: a comment
 * with chậm fits better than one with chấm). */
#include "text/search_keys.h"

enum { FAR = 12, MOST_PLACES = 64 };

/* The nearest that the two terms come, 1 side by side in this order to 0; the other order counts half. */
static float nearness(const vb_key_rows *rows, const vb_search_term *a, const vb_search_term *b) {
    float best = 0;
    int left = MOST_PLACES;
    for (vb_key_match x = {0}; left-- > 0 && vb_key_next(rows, a, &x);) {
        int right = MOST_PLACES;
        for (vb_key_match y = {0}; right-- > 0 && vb_key_next(rows, b, &y);) {
            uint32_t gap = y.first > x.last ? y.first - x.last : x.first > y.last ? x.first - y.last : 1;
            float near = gap >= FAR ? 0 : 1 - (float)(gap - 1) / FAR;
            if (y.first < x.first) near /= 2;
            if (near > best) best = near;
        }
    }
    return best;
}

static bool read_alike(const vb_text *text, const vb_key_rows *rows, const vb_search_term *t) {
    if (t->marked || t->n_words > 1) return true;
    for (vb_key_match m = {0}; vb_key_next(rows, t, &m);)
        if (vb_str_eq(text->tokens[m.first].form, t->reading)) return true;
    return false;
}

vb_status vb_search_fit(const vb_search *s, vb_str source, vb_arena *arena, double *fit, vb_error *err) {
    vb_text text;
    vb_key_rows rows;
    const vb_search_term *before = NULL;
    float alike = 0, near = 0, n = 0;
    VB_TRY(vb_keys_read(s->words, s->stemmer, source, arena, &text, &rows, err));
    for (size_t i = 0; i < s->n_terms; i++) {
        const vb_search_term *t = &s->terms[i];
        if (t->without) continue;
        alike += read_alike(&text, &rows, t);
        if (before) near += nearness(&rows, before, t);
        before = t;
        n++;
    }
    *fit = n == 0 ? 0 : (double)(alike / n + (n > 1 ? near / (n - 1) : 1)) / 2;
    return VB_OK;
}
