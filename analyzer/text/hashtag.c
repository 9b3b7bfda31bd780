#include "text/hashtag.h"
#include "base/utf8.h"
#include "text/chars.h"

enum { MAX_TAG = 48, MAX_PIECE = 14 };

static bool is_capital(vb_str source, size_t at) {
    if (at >= source.len) return false;
    uint32_t cp = vb_utf8_next(source, &at);
    return vb_char_lower(cp) != cp;
}

/* Cuts before a capital that follows a small letter or a digit; 0 where there is none. */
static size_t cut_at_capitals(const vb_text *t, uint32_t nbegin, uint32_t nend, uint32_t *ends) {
    size_t n = 0;
    bool capital = true;
    for (uint32_t at = nbegin; at < nend;) {
        bool now = is_capital(t->source, vb_text_source_at(t, at));
        if (now && !capital) {
            if (n + 1 == VB_HASHTAG_WORDS) return 0;
            ends[n++] = at;
        }
        capital = now;
        size_t next = at;
        vb_utf8_next(t->norm, &next);
        at = (uint32_t)next;
    }
    if (n) ends[n++] = nend;
    return n;
}

/* Cost of a piece as a word of the language, Vietnamese with or without its marks; 0 where it is none. */
static float word_cost(const vb_lexicon *lx, const vb_viet *viet, vb_str s, vb_lang lang) {
    enum { PER_WORD = 8 };
    if (lang == VB_LANG_EN) {
        uint32_t unit = vb_intern_find(&lx->forms, s);
        return unit && lx->form_langs[unit] & 1u << VB_LANG_EN ? PER_WORD : 0;
    }
    if (vb_viet_is_syllable(s, false)) return PER_WORD - vb_viet_log_prob(viet, s);
    return vb_viet_is_syllable(s, true) && vb_intern_find(&lx->folds, s)
               ? PER_WORD - vb_viet_folded_log_prob(viet, s)
               : 0;
}

/* The cheapest words of one language that make up the whole; 0 where none do. */
static size_t cut_by_words(const vb_lexicon *lx, const vb_viet *viet, vb_str s, vb_lang lang,
                           uint32_t *ends) {
    float cost[MAX_TAG + 1] = {0};
    uint8_t from[MAX_TAG + 1], count[MAX_TAG + 1] = {0};
    for (size_t end = 1; end <= s.len; end++) {
        for (size_t len = 2; len <= MAX_PIECE && len <= end; len++) {
            size_t begin = end - len;
            if ((begin && !count[begin]) || !vb_utf8_is_start(s.ptr[begin])) continue;
            float word = word_cost(lx, viet, vb_str_sub(s, begin, end), lang), sum = cost[begin] + word;
            if (word <= 0 || (count[end] && sum >= cost[end])) continue;
            cost[end] = sum, from[end] = (uint8_t)begin, count[end] = (uint8_t)(count[begin] + 1);
        }
    }
    size_t n = count[s.len];
    if (n < 2 || n > VB_HASHTAG_WORDS || s.len < n * 3 - 1) return 0; /* many scraps are no reading */
    for (size_t end = s.len, k = n; k > 0; end = from[end]) ends[--k] = (uint32_t)end;
    return n;
}

/* The fewest words of one of our languages that make up the whole; 0 where none do. */
static size_t cut_by_any(const vb_lexicon *lx, const vb_viet *viet, vb_str word, uint32_t *ends) {
    static const vb_lang order[] = {VB_LANG_VI, VB_LANG_EN};
    size_t best = 0;
    for (size_t i = 0; i < 2; i++) {
        uint32_t cuts[VB_HASHTAG_WORDS];
        size_t found = cut_by_words(lx, viet, word, order[i], cuts);
        if (!found || (best && found >= best)) continue;
        best = found;
        memcpy(ends, cuts, found * sizeof *ends);
    }
    return best;
}

size_t vb_hashtag_cut(const vb_lexicon *lx, const vb_viet *viet, vb_stemmer *memory, const vb_text *text,
                      uint32_t nbegin, uint32_t nend, uint32_t ends[VB_HASHTAG_WORDS]) {
    size_t n = cut_at_capitals(text, nbegin, nend, ends);
    vb_str word = vb_str_sub(text->norm, nbegin, nend);
    if (n || word.len > MAX_TAG || vb_intern_find(&lx->forms, word)) {
        if (!n) ends[n++] = nend;
        return n;
    }
    bool fresh = true;
    vb_tag_memo *memo = vb_stemmer_tag(memory, word, &fresh);
    if (fresh) {
        n = cut_by_any(lx, viet, word, ends);
        for (size_t i = 0; memo && i < n && i < VB_MEMO_CUTS; i++) memo->ends[i] = (uint8_t)ends[i];
        if (memo) memo->n = (uint8_t)n;
    } else {
        n = memo->n;
        for (size_t i = 0; i < n; i++) ends[i] = memo->ends[i];
    }
    for (size_t i = 0; i < n; i++) ends[i] += nbegin;
    if (!n) ends[n++] = nend;
    return n;
}
