/* Words of Vietnamese: the cheapest way to cover the syllables by words of the tables, names and single
 * syllables.
 *
 * Invariant: linear time (a word has at most VIET_MAX_WORD syllables); a token that is no syllable joins
 * nothing but a name. Ties go to the longer word on the left. */
#include "text/viet_model.h"
#include "text/viet_syllable.h"

enum { MAX_NAME = 4 };
static const float foreign_cost = 13; /* of a token that is no syllable */
static const float name_cost[MAX_NAME + 1] = {0, 0, 12, 15,
                                              20}; /* of a run of capitalised syllables, by length */

typedef struct {
    float cost;
    uint8_t len; /* of the word that ends here */
} cell;

static void relax(cell *to, float cost, size_t len) {
    if (cost < to->cost || to->len == 0) *to = (cell){cost, (uint8_t)len};
}

static bool is_letter_token(vb_str s) {
    unsigned char c = s.len ? (unsigned char)s.ptr[0] : 0;
    return c >= 0x80 || (c >= 'a' && c <= 'z');
}

/* Capitals tell nothing where a text is mostly written in them. */
static bool capitals_count(const bool *capital, size_t n) {
    size_t capitals = 0;
    for (size_t i = 0; capital && i < n; i++) capitals += capital[i];
    return capitals && (n < 3 || capitals * 10 <= n * 8);
}

bool vb_viet_words(const vb_viet *m, const vb_str *syllables, size_t n, const bool *capital,
                   vb_arena *scratch, bool *joins) {
    cell *cells = VB_NEW_ARRAY(scratch, cell, n + 1);
    uint32_t *ids = vb_arena_alloc(scratch, (n + 1) * sizeof *ids);
    if (!cells || !ids) return false;
    if (!capitals_count(capital, n)) capital = NULL;
    for (size_t i = 0; i < n; i++) ids[i] = vb_intern_find(&m->names, syllables[i]);
    for (size_t i = 0; i < n; i++) {
        float base = cells[i].cost;
        relax(&cells[i + 1], base + (ids[i] ? m->syllables[ids[i]].single : foreign_cost), 1);
        uint32_t node = 0;
        for (size_t len = 1; len <= VIET_MAX_WORD && i + len <= n && ids[i + len - 1]; len++) {
            const viet_node *next = viet_node_next(m, node, ids[i + len - 1]);
            if (!next) break;
            if (len > 1 && next->cost >= 0) relax(&cells[i + len], base + next->cost, len);
            node = next->id;
        }
        bool start = i == 0 || !is_letter_token(syllables[i - 1]);
        for (size_t len = 1; capital && len <= MAX_NAME && i + len <= n; len++) {
            if (!capital[i + len - 1] || !is_letter_token(syllables[i + len - 1])) break;
            if (len > 1) relax(&cells[i + len], base + name_cost[len] + (start ? 6 : 0), len);
        }
    }
    memset(joins, 0, n * sizeof *joins);
    for (size_t i = n; i > 0; i -= cells[i].len)
        for (size_t k = 1; k < cells[i].len; k++) joins[i - k - 1] = true;
    return true;
}
