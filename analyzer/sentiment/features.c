#include "sentiment/features.h"
#include "sentiment/rules.h"
#include "base/utf8.h"

enum { SETTLED = VB_MARK_GOOD | VB_MARK_BAD };
enum { BEFORE_ALL = 1, BEHIND_ALL = 2, NUMBER_KEY = 3, LINK_KEY = 4, MENTION_KEY = 5 };
enum { LONGEST_CHARS = 4 /* of the groups of letters; the shortest have two */ };

static const struct {
    const char *name;
    uint64_t key;
} classes[] = {{"BEGIN", BEFORE_ALL},
               {"END", BEHIND_ALL},
               {"NUMBER", NUMBER_KEY},
               {"LINK", LINK_KEY},
               {"MENTION", MENTION_KEY}};

static uint64_t key_of_word(vb_str word) {
    bool capital = word.len && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z';
    for (size_t i = 0; capital && i < sizeof classes / sizeof *classes; i++)
        if (vb_str_eqz(word, classes[i].name)) return classes[i].key;
    return vb_hash64(word) | 8;
}

static uint64_t key_negated(uint64_t a) {
    return vb_hash_mix(a ^ 0x9e3779b97f4a7c15ULL);
}

static uint64_t key_joined(uint64_t a, uint64_t b) {
    return vb_hash_mix(a * 0xff51afd7ed558ccdULL + b);
}

/* What a letter adds to a group of letters, by how many follow it there. */
static uint64_t letter_part(uint32_t cp, uint32_t behind) {
    static const uint64_t parts[LONGEST_CHARS] = {0x9e3779b97f4a7c15ULL, 0xff51afd7ed558ccdULL,
                                                  0xc4ceb9fe1a85ec53ULL, 0x2545f4914f6cdd1dULL};
    return (cp + 1) * parts[behind];
}

static uint64_t key_chars(uint64_t sum) {
    return sum ^ sum >> 29;
}

static uint64_t key_chars_of(vb_str letters) {
    uint32_t n = (uint32_t)vb_utf8_count(letters);
    if (n > LONGEST_CHARS) return vb_hash64(letters);
    uint64_t sum = 0;
    for (size_t at = 0; at < letters.len && n--;) sum += letter_part(vb_utf8_next(letters, &at), n);
    return key_chars(sum);
}

uint64_t vb_feature_key(vb_str term) {
    if (term.len > 1 && term.ptr[0] == '~') return key_chars_of(vb_str_sub(term, 1, term.len));
    bool negated = vb_str_starts(term, VB_STR("NOT "));
    if (negated) return key_negated(key_of_word(vb_str_sub(term, 4, term.len)));
    uint64_t key = 0;
    vb_str word;
    for (size_t n = 0; vb_str_split(&term, ' ', &word); n++)
        key = n ? key_joined(key, key_of_word(word)) : key_of_word(word);
    return key;
}

/* ---- Words
 * -------------------------------------------------------------------------------------------------------- */

static vb_str word_at(const vb_lexicon *lx, const vb_text *text, const vb_units *units, uint32_t i) {
    const vb_unit *u = &units->at[i];
    const vb_token *k = &text->tokens[u->token];
    if (k->lang == VB_LANG_TH || !u->form) return k->form;
    return vb_intern_get(&lx->forms, u->form);
}

static uint64_t word_key(const vb_lexicon *lx, const vb_unit *u, const vb_token *k) {
    return (k->lang == VB_LANG_TH || !u->form ? k->hash : lx->form_hash[u->form]) | 8;
}

/* The key of a unit; 0 where it parts the words around it. */
static uint64_t unit_key(const vb_lexicon *lx, const vb_text *text, const vb_units *units, uint32_t i) {
    const vb_token *k = &text->tokens[units->at[i].token];
    switch ((vb_token_kind)k->kind) {
    case VB_NUMBER: return NUMBER_KEY;
    case VB_URL: return LINK_KEY;
    case VB_MENTION: return MENTION_KEY;
    case VB_WORD: return word_key(lx, &units->at[i], k);
    case VB_EMOJI: return vb_hash64(word_at(lx, text, units, i)) | 8;
    case VB_PUNCT:
    case VB_OTHER: break;
    }
    return 0;
}

/* Signs whose presence tells something though they are no words. */
static bool is_loud(const vb_text *text, const vb_token *k) {
    char c = text->norm.ptr[k->nbegin];
    return k->kind == VB_PUNCT && (c == '!' || c == '?');
}

typedef struct {
    vb_feature_visit *visit;
    void *ctx;
    const vb_filter *filter; /* NULL: all are wanted */
    uint32_t clause;
    uint8_t settled;
    bool ends;
} walker;

static inline void emit(const walker *w, vb_feature_kind kind, uint64_t key, uint64_t plain, uint32_t first,
                        uint32_t last) {
    if (w->filter && !vb_filter_has(w->filter, key) && !(plain && vb_filter_has(w->filter, plain))) return;
    vb_feature f = {key, plain, first, last, w->clause, kind, w->settled, w->ends};
    w->visit(w->ctx, &f);
}

static void walk_chars(const walker *w, const vb_text *text, const vb_token *k) {
    uint32_t starts[LONGEST_CHARS] = {0}, cps[LONGEST_CHARS] = {0}; /* the last letters, the last first */
    uint32_t n = 0;
    for (size_t at = k->nbegin; at < k->nend;) {
        for (int i = LONGEST_CHARS - 1; i > 0; i--) starts[i] = starts[i - 1], cps[i] = cps[i - 1];
        starts[0] = (uint32_t)at;
        cps[0] = vb_utf8_next(text->norm, &at);
        if (n < LONGEST_CHARS) n++;
        uint64_t sum = letter_part(cps[0], 0);
        for (uint32_t c = 1; c < n; c++) {
            sum += letter_part(cps[c], c);
            emit(w, VB_FEATURE_CHARS, key_chars(sum), 0, starts[c], (uint32_t)at);
        }
    }
}

void vb_features_walk(const vb_lexicon *lx, const vb_text *text, const vb_units *units, const uint8_t *marks,
                      unsigned want, const vb_filter *filter, vb_feature_visit *visit, void *ctx) {
    walker w = {.visit = visit, .ctx = ctx, .filter = filter};
    uint32_t words = units->n; /* without punctuation at the end */
    while (words && text->tokens[units->at[words - 1].token].kind == VB_PUNCT) words--;
    uint8_t last = 0, before = 0;        /* marks of the two words before */
    uint64_t one = BEFORE_ALL, pair = 0; /* the word before, the pair before */
    for (uint32_t i = 0; i < units->n; i++) {
        uint32_t token = units->at[i].token;
        while (w.clause + 1 < text->n_clauses && text->clauses[w.clause].last <= token) w.clause++;
        const vb_token *k = &text->tokens[token];
        uint64_t key = unit_key(lx, text, units, i);
        if (!key) {
            if (is_loud(text, k)) emit(&w, VB_FEATURE_WORD, vb_hash64(k->form) | 8, 0, i, i + 1);
            if (i < words) one = pair = 0, last = before = 0;
            continue;
        }
        uint8_t now = marks[token];
        w.settled = now & SETTLED;
        if (now & VB_MARK_NEGATED)
            emit(&w, VB_FEATURE_NEGATED, key_negated(key), key, i, i + 1);
        else
            emit(&w, VB_FEATURE_WORD, key, 0, i, i + 1);
        w.settled = (now | last) & SETTLED;
        uint64_t joined = one ? key_joined(one, key) : 0;
        if (one) emit(&w, VB_FEATURE_PAIR, joined, 0, i - 1, i + 1);
        w.settled = (now | last | before) & SETTLED;
        if (pair) emit(&w, VB_FEATURE_TRIPLE, key_joined(pair, key), 0, i - 2, i + 1);
        w.settled = now & SETTLED;
        if (want & VB_FEATURES_CHARS && k->lang == VB_LANG_TH && k->kind == VB_WORD) walk_chars(&w, text, k);
        one = key, pair = joined, before = last, last = now;
    }
    if (!one || one == BEFORE_ALL) return;
    w.ends = true;
    w.settled = (last | before) & SETTLED;
    emit(&w, VB_FEATURE_PAIR, key_joined(one, BEHIND_ALL), 0, words - 1, words);
    if (pair) emit(&w, VB_FEATURE_TRIPLE, key_joined(pair, BEHIND_ALL), 0, words - 2, words);
}

/* ---- Terms
 * -------------------------------------------------------------------------------------------------------- */

static size_t put(char *out, size_t size, size_t at, vb_str s) {
    if (at && at < size) out[at++] = ' ';
    size_t room = size - at, n = s.len < room ? s.len : room;
    memcpy(out + at, s.ptr, n);
    return at + n;
}

static vb_str unit_name(const vb_lexicon *lx, const vb_text *text, const vb_units *units, uint32_t i) {
    if (i == UINT32_MAX) return VB_STR("BEGIN");
    switch ((vb_token_kind)text->tokens[units->at[i].token].kind) {
    case VB_NUMBER: return VB_STR("NUMBER");
    case VB_URL: return VB_STR("LINK");
    case VB_MENTION: return VB_STR("MENTION");
    case VB_WORD:
    case VB_EMOJI:
    case VB_PUNCT:
    case VB_OTHER: break;
    }
    return word_at(lx, text, units, i);
}

size_t vb_feature_term(const vb_lexicon *lx, const vb_text *text, const vb_units *units, const vb_feature *f,
                       char *out, size_t size) {
    if (f->kind == VB_FEATURE_CHARS) {
        size_t n = put(out, size, 0, VB_STR("~"));
        size_t len = f->last - f->first < size - n ? f->last - f->first : size - n;
        memcpy(out + n, text->norm.ptr + f->first, len);
        return n + len;
    }
    size_t n = f->kind == VB_FEATURE_NEGATED ? put(out, size, 0, VB_STR("NOT")) : 0;
    for (uint32_t i = f->first; i != f->last; i++) n = put(out, size, n, unit_name(lx, text, units, i));
    return f->ends ? put(out, size, n, VB_STR("END")) : n;
}
