/* Words of Vietnamese: the cheapest way to cover the syllables by words of the tables, names and single
 * syllables.
 *
 * Invariant: linear time (a word has at most VIET_MAX_WORD syllables); a token that is no syllable joins
 * nothing but a name. Ties go to the longer word on the left. */
#include "text/viet_model.h"

enum { MAX_NAME = 4 };
static const float name_gain[MAX_NAME + 1] = {0, 0, 2, 2.5F,
                                              2.8F}; /* of a run of capitalised syllables, by length */
static const float start_loss = 3; /* where the first of them begins a sentence: its capital says nothing */

typedef struct {
    float gain;
    uint8_t len; /* of the word that ends here */
} cell;

static void relax(cell *to, float gain, size_t len) {
    if (gain > to->gain || to->len == 0) *to = (cell){gain, (uint8_t)len};
}

static bool is_letter_token(vb_str s) {
    unsigned char c = s.len ? (unsigned char)s.ptr[0] : 0;
    return c >= 0x80 || (c >= 'a' && c <= 'z');
}

/* What can be part of a name: a Vietnamese syllable, or a foreign word beside others; no abbreviation. */
static bool fits_name(vb_str s, vb_str before) {
    bool vowel = false;
    for (size_t i = 0; i < s.len; i++) vowel |= (unsigned char)s.ptr[i] >= 0x80 || strchr("aeiouy", s.ptr[i]);
    if (!vowel || !is_letter_token(s)) return false;
    return before.len == 0 || vb_viet_is_syllable(s, true) == vb_viet_is_syllable(before, true);
}

/* Capitals tell nothing where a text is mostly written in them. */
static bool capitals_count(const bool *capital, size_t n) {
    size_t capitals = 0;
    for (size_t i = 0; capital && i < n; i++) capitals += capital[i];
    return capitals && (n < 3 || capitals * 10 <= n * 8);
}

/* Offers all words that begin at token i to the cells behind it. */
static void offer_words(const vb_viet *m, const uint32_t *ids, size_t i, size_t n, cell *cells) {
    uint32_t node = 0;
    for (size_t len = 1; len <= VIET_MAX_WORD && i + len <= n && ids[i + len - 1]; len++) {
        const viet_node *next = viet_node_next(m, node, ids[i + len - 1]);
        if (!next) return;
        if (len > 1 && next->gain > 0) relax(&cells[i + len], cells[i].gain + next->gain, len);
        node = next->id;
    }
}

/* The commonest family names, which begin a name even where a sentence begins. */
static bool is_family_name(vb_str s) {
    static const char *const names[] = {
        "bùi", "chu",    "cao", "dương", "hoàng", "huỳnh", "hồ",     "lâm",  "lê",    "lý",
        "mai", "nguyễn", "ngô", "phan",  "phạm",  "phùng", "trương", "trần", "trịnh", "tạ",
        "tô",  "võ",     "vũ",  "vương", "đinh",  "đoàn",  "đào",    "đặng", "đỗ"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (vb_str_eqz(s, names[i])) return true;
    return false;
}

static void offer_names(const vb_str *s, const bool *capital, size_t i, size_t n, cell *cells) {
    bool doubtful = (i == 0 || !is_letter_token(s[i - 1])) && !is_family_name(s[i]);
    for (size_t len = 1; len <= MAX_NAME && i + len <= n; len++) {
        if (!capital[i + len - 1] || !fits_name(s[i + len - 1], len > 1 ? s[i + len - 2] : (vb_str){0}))
            return;
        if (len > 1)
            relax(&cells[i + len], cells[i].gain + name_gain[len] - (doubtful ? start_loss : 0), len);
    }
}

bool vb_viet_is_word(const vb_viet *m, vb_str first, vb_str second) {
    uint32_t a = viet_find(&m->names, first), b = a ? viet_find(&m->names, second) : 0;
    const viet_node *node = b ? viet_node_next(m, 0, a) : NULL;
    if (node) node = viet_node_next(m, node->id, b);
    return node && node->gain > 0;
}

bool vb_viet_words(const vb_viet *m, const vb_str *syllables, size_t n, const bool *capital,
                   vb_arena *scratch, bool *joins) {
    cell *cells = VB_NEW_ARRAY(scratch, cell, n + 1);
    uint32_t *ids = vb_arena_alloc(scratch, (n + 1) * sizeof *ids);
    if (!cells || !ids) return false;
    if (!capitals_count(capital, n)) capital = NULL;
    for (size_t i = 0; i < n; i++) ids[i] = viet_find(&m->names, syllables[i]);
    for (size_t i = 0; i < n; i++) {
        relax(&cells[i + 1], cells[i].gain, 1);
        offer_words(m, ids, i, n, cells);
        if (capital) offer_names(syllables, capital, i, n, cells);
    }
    memset(joins, 0, n * sizeof *joins);
    for (size_t i = n; i > 0; i -= cells[i].len)
        for (size_t k = 1; k < cells[i].len; k++) joins[i - k - 1] = true;
    return true;
}
