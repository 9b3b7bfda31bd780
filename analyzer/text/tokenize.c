#include "text/tokenize.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/hashtag.h"
#include "text/rewrite.h"
#include "text/scan.h"
#include "text/spelling.h"

typedef struct {
    const vb_words *w;
    vb_text *text;
    vb_arena *scratch;
    uint32_t cap;
    uint32_t *ends; /* of Thai words */
    vb_stemmer *memory;
    float (*odds)[VB_MEMO_ODDS]; /* of the languages, by Latin word */
    size_t n_odds, cap_odds;
    bool lowered; /* the normalized text is not the source */
} maker;

static vb_token *push(maker *m, uint32_t nbegin, uint32_t nend, vb_token_kind kind) {
    vb_text *t = m->text;
    if (t->n_tokens == m->cap) {
        size_t size = m->cap * sizeof *t->tokens;
        vb_token *grown = vb_arena_grow(m->scratch, t->tokens, size, size * 2);
        if (!grown) return NULL;
        t->tokens = grown, m->cap *= 2;
    }
    vb_token *k = &t->tokens[t->n_tokens++];
    *k = (vb_token){.nbegin = nbegin,
                    .nend = nend,
                    .begin = vb_text_source_at(t, nbegin),
                    .end = vb_text_source_at(t, nend),
                    .form = vb_str_sub(t->norm, nbegin, nend),
                    .kind = (uint8_t)kind};
    /* Dropped characters behind a word (zero-width, combining) belong to it only up to a space. */
    while (t->map && k->end > k->begin && k->end <= t->source.len &&
           (unsigned char)t->source.ptr[k->end - 1] <= ' ')
        k->end--;
    return k;
}

/* ---- Emoticons
 * -------------------------------------------------------------------------------------------------- */

/* End of the longest sign of the lexicon (":)", "=))", "t_t") that begins at `at`, with repeats of its last
 * character. */
static uint32_t sign_end(const vb_lexicon *lx, vb_str norm, uint32_t at) {
    uint32_t node = 0, end = at;
    for (size_t i = at; i < norm.len;) {
        uint32_t cp = vb_utf8_next(norm, &i);
        node = vb_trie_next(&lx->thai, node, cp);
        if (!node) break;
        uint32_t term = lx->thai.terms[node];
        /* Only those that say something are signs of feeling; "..." and "??" remain punctuation. */
        if (term && i - at >= 2 && lx->terms[term].kinds & 1u << VB_TERM_SENTIMENT) end = (uint32_t)i;
    }
    if (end == at) return at;
    unsigned char last = (unsigned char)norm.ptr[end - 1];
    vb_char_class kind = last < 0x80 ? vb_char_classify(last) : VB_CH_PUNCT;
    bool letter = kind == VB_CH_LATIN || kind == VB_CH_DIGIT;
    if (letter && end < norm.len) { /* ":v" and "<3" yes, ":very" and "<30" no */
        size_t next = end;
        vb_char_class after = vb_char_classify(vb_utf8_next(norm, &next));
        if (after == VB_CH_LATIN || after == VB_CH_DIGIT) return at;
    }
    while (last < 0x80 && !letter && end < norm.len && (unsigned char)norm.ptr[end] == last) end++;
    return end;
}

/* ---- Words
 * ------------------------------------------------------------------------------------------------------ */

static bool is_caps(vb_str source) {
    size_t letters = 0;
    for (size_t at = 0; at < source.len;) {
        uint32_t cp = vb_utf8_next(source, &at);
        if (vb_char_classify(cp) != VB_CH_LATIN) continue;
        if (vb_char_lower(cp) == cp) return false;
        letters++;
    }
    return letters >= 2;
}

/* Reduces runs of three or more equal letters to `keep`; returns the new length, 0 where there is no such
 * run. */
static size_t squeeze(vb_str s, size_t keep, char *out) {
    size_t n = 0, longest = 0;
    for (size_t at = 0; at < s.len;) {
        size_t next = at;
        uint32_t cp = vb_utf8_next(s, &next);
        size_t unit = next - at, run = 1;
        while (next + unit <= s.len && memcmp(s.ptr + next, s.ptr + at, unit) == 0) next += unit, run++;
        bool digit = vb_char_digit(cp) >= 0;
        size_t copies = run >= 3 && !digit ? keep : run;
        if (run >= 3 && !digit && run > longest) longest = run;
        for (size_t i = 0; i < copies; i++, n += unit) memcpy(out + n, s.ptr + at, unit);
        at = next;
    }
    return longest ? n : 0;
}

static vb_status unlengthen(maker *m, vb_token *k, vb_error *err) {
    vb_str form = k->form;
    bool candidate = false;
    for (size_t i = 2; i < form.len && !candidate; i++)
        candidate = form.ptr[i] == form.ptr[i - 1] &&
                    (form.ptr[i] == form.ptr[i - 2] || (unsigned char)form.ptr[i] >= 0x80);
    if (!candidate && form.len < 6) return VB_OK;
    char *out = vb_arena_alloc(m->scratch, form.len * 2);
    if (!out) return vb_fail_memory(err);
    size_t two = squeeze(form, 2, out);
    if (!two) return VB_OK;
    k->flags |= VB_TOK_ELONGATED;
    k->form = (vb_str){out, two};
    if (vb_intern_find(&m->w->lexicon->forms, k->form)) return VB_OK;
    size_t one = squeeze(form, 1, out);
    k->form = (vb_str){out, one};
    return VB_OK;
}

/* Digits that stand for letters of a known word: b4d, s3rvice, g00d. */
static vb_status unleet(maker *m, vb_token *k, vb_error *err) {
    static const char letter[10] = "oi?eas?t??";
    const vb_lexicon *lx = m->w->lexicon;
    size_t digits = 0;
    for (size_t i = 0; i < k->form.len; i++) digits += k->form.ptr[i] >= '0' && k->form.ptr[i] <= '9';
    if (!digits || digits * 2 > k->form.len || vb_intern_find(&lx->forms, k->form)) return VB_OK;
    char *out = vb_arena_alloc(m->scratch, k->form.len);
    if (!out) return vb_fail_memory(err);
    for (size_t i = 0; i < k->form.len; i++) {
        char c = k->form.ptr[i];
        out[i] = c >= '0' && c <= '9' ? letter[c - '0'] : c;
    }
    vb_str plain = {out, k->form.len};
    uint32_t unit = vb_intern_find(&lx->forms, plain);
    if (!unit || !(lx->form_langs[unit] & (1u << VB_LANG_EN | 1u << VB_LANG_VI))) return VB_OK;
    k->form = plain;
    k->flags |= VB_TOK_VARIANT;
    return VB_OK;
}

/* The word without stress and digits for letters, which most have not: then what is remembered of it is
 * enough. */
static vb_status make_plain(maker *m, vb_token *k, vb_word_memo **word, vb_word_memo *spare, vb_error *err) {
    enum { UNSEEN, ALTERED, PLAIN };
    vb_word_memo *as_typed = *word;
    if (as_typed->shape == PLAIN) return VB_OK;
    vb_str typed = k->form;
    if (k->form.len > 2) VB_TRY(unlengthen(m, k, err));
    if (k->form.len > 2) VB_TRY(unleet(m, k, err));
    bool altered = k->flags || k->form.ptr != typed.ptr || k->form.len != typed.len;
    as_typed->shape = altered ? ALTERED : PLAIN;
    if (altered) *word = vb_langid_word(m->w->langid, m->memory, k->form, spare);
    return VB_OK;
}

static vb_status add_word(maker *m, const vb_piece *p, vb_error *err) {
    vb_token *k = push(m, p->begin, p->end, VB_WORD);
    if (!k) return vb_fail_memory(err);
    vb_word_memo spare, *word = vb_langid_word(m->w->langid, m->memory, k->form, &spare);
    VB_TRY(make_plain(m, k, &word, &spare, err));
    k->unit = word->unit, k->fold = word->fold, k->hash = word->hash;
    if (m->n_odds == m->cap_odds) {
        size_t size = m->cap_odds * sizeof *m->odds;
        m->odds = vb_arena_grow(m->scratch, m->odds, size, size * 2);
        if (!m->odds) return vb_fail_memory(err);
        m->cap_odds *= 2;
    }
    memcpy(m->odds[m->n_odds++], word->odds, sizeof *m->odds);
    if (!m->lowered) return VB_OK;
    vb_str source = vb_str_sub(m->text->source, k->begin, k->end);
    size_t common = source.len < p->end - p->begin ? source.len : p->end - p->begin;
    if (memcmp(source.ptr, m->text->norm.ptr + p->begin, common) != 0 && is_caps(source))
        k->flags |= VB_TOK_CAPS;
    return VB_OK;
}

static vb_status add_hashtag(maker *m, const vb_piece *p, vb_error *err) {
    uint32_t ends[VB_HASHTAG_WORDS];
    size_t n = vb_hashtag_cut(m->w->lexicon, m->w->viet, m->memory, m->text, p->begin, p->end, ends);
    vb_piece part = *p;
    for (size_t i = 0; i < n; i++) {
        uint32_t first = m->text->n_tokens;
        part.end = ends[i];
        VB_TRY(add_word(m, &part, err));
        m->text->tokens[first].flags |= VB_TOK_HASHTAG;
        part.begin = ends[i];
    }
    return VB_OK;
}

/* True where one letter stands three times or more in what was typed. */
static bool is_drawn_out(vb_str source) {
    uint32_t before = 0, run = 1;
    for (size_t at = 0; at < source.len;) {
        uint32_t cp = vb_utf8_next(source, &at);
        if (vb_char_classify(cp) == VB_CH_IGNORE) continue;
        run = cp == before ? run + 1 : 1;
        if (run >= 3) return true;
        before = cp;
    }
    return false;
}

static vb_status add_thai(maker *m, const vb_piece *p, vb_error *err) {
    vb_str run = vb_str_sub(m->text->norm, p->begin, p->end);
    size_t n = p->whole;
    m->ends[0] = p->end - p->begin;
    if (!n) n = vb_thai_cut(m->w->thai, run, m->scratch, m->ends);
    if (!n) return vb_fail_memory(err);
    uint32_t from = p->begin;
    for (size_t i = 0; i < n; i++) {
        vb_token *k = push(m, from, p->begin + m->ends[i], VB_WORD);
        if (!k) return vb_fail_memory(err);
        k->lang = VB_LANG_TH;
        k->hash = vb_hash64(k->form);
        bool shorter = m->text->map && k->end - k->begin >= k->nend - k->nbegin + 6;
        if (shorter && is_drawn_out(vb_str_sub(m->text->source, k->begin, k->end)))
            k->flags |= VB_TOK_ELONGATED;
        from = k->nend;
    }
    return VB_OK;
}

static vb_status make_tokens(maker *m, vb_error *err) {
    static const vb_token_kind kinds[] = {VB_WORD,  VB_NUMBER, VB_WORD,    VB_EMOJI,
                                          VB_PUNCT, VB_URL,    VB_MENTION, VB_OTHER};
    const vb_lexicon *lx = m->w->lexicon;
    vb_str norm = m->text->norm;
    vb_piece p;
    uint32_t at = 0;
    while (vb_scan_next(norm, &at, &p)) {
        uint32_t first = m->text->n_tokens;
        if (first >= VB_MAX_TOKENS) break;
        bool may_be_sign =
            p.kind == VB_PIECE_PUNCT || (p.kind == VB_PIECE_WORD && p.end < norm.len && p.end - p.begin < 3 &&
                                         strchr("_.-^", norm.ptr[p.end]));
        uint32_t sign = may_be_sign ? sign_end(lx, norm, p.begin) : p.begin;
        if (sign > p.begin) {
            if (!push(m, p.begin, sign, VB_EMOJI)) return vb_fail_memory(err);
            at = sign;
        } else if (p.kind == VB_PIECE_WORD) {
            VB_TRY(p.hashtag ? add_hashtag(m, &p, err) : add_word(m, &p, err));
        } else if (p.kind == VB_PIECE_THAI) {
            VB_TRY(add_thai(m, &p, err));
        } else if (!push(m, p.begin, p.end, kinds[p.kind])) {
            return vb_fail_memory(err);
        }
        vb_token *k = &m->text->tokens[first];
        if (p.space_before) k->flags |= VB_TOK_SPACE_BEFORE;
        if (p.break_before) k->flags |= VB_TOK_BREAK_BEFORE;
        if (p.hashtag) k->flags |= VB_TOK_HASHTAG;
    }
    return VB_OK;
}

/* ---- Units
 * -------------------------------------------------------------------------------------------------------- */

static uint32_t stem_of(const vb_words *w, vb_stemmer *stemmer, vb_str form) {
    vb_word_memo spare, *memo = vb_langid_word(w->langid, stemmer, form, &spare);
    if (!memo->stem) memo->stem = vb_intern_find(&w->lexicon->stems, vb_stem(stemmer, form)) + 1;
    return memo->stem - 1;
}

/* One unit for a token; a variant gives several where its standard form has several words. */
static vb_status make_units(const vb_words *w, vb_stemmer *stemmer, vb_text *t, const vb_spelling *s,
                            vb_arena *scratch, vb_units *units, vb_error *err) {
    const vb_entry *const *variants = s->variants;
    const uint32_t *raw = s->raw, *seconds = s->seconds;
    const vb_lexicon *lx = w->lexicon;
    size_t cap = (size_t)t->n_tokens + 64;
    units->at = vb_arena_alloc(scratch, cap * sizeof *units->at);
    units->n = 0;
    if (!units->at) return vb_fail_memory(err);
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        vb_token *k = &t->tokens[i];
        const vb_entry *variant = variants[i];
        if (k->kind == VB_WORD && k->form.ptr != t->norm.ptr + k->nbegin) k->hash = vb_hash64(k->form);
        uint32_t count = variant ? lx->standards[variant->standard] : 1;
        if (units->n + count + (t->n_tokens - i) > cap) {
            size_t more = cap * 2 + count;
            vb_unit *grown =
                vb_arena_grow(scratch, units->at, units->n * sizeof *grown, more * sizeof *grown);
            if (!grown) return vb_fail_memory(err);
            units->at = grown, cap = more;
        }
        if (variant) {
            const uint32_t *standard = &lx->standards[variant->standard + 1];
            for (uint32_t u = 0; u < count; u++)
                units->at[units->n++] =
                    (vb_unit){.token = i, .form = standard[u], .raw = u ? 0 : raw[i], .lang = k->lang};
        } else {
            bool inside = i > 0 && i + 1 < t->n_tokens && k[-1].nend == k->nbegin && k[1].nbegin == k->nend;
            if (inside && k->kind == VB_PUNCT && vb_str_eqz(k->form, "-"))
                continue; /* check-in is check in */
            if (k->flags & VB_TOK_TAIL) continue;
            units->at[units->n++] = (vb_unit){.token = i,
                                              .form = k->unit,
                                              .raw = k->unit,
                                              .second = seconds ? seconds[i] : 0,
                                              .lang = k->lang};
        }
        if (k->kind == VB_WORD && k->lang == VB_LANG_EN) {
            vb_unit *u = &units->at[units->n - 1];
            uint32_t known = u->form ? lx->form_stem[u->form] : 0;
            u->stem = k->stem =
                known ? known : stem_of(w, stemmer, variant ? vb_intern_get(&lx->forms, u->form) : k->form);
        }
    }
    return VB_OK;
}

static vb_status read_words(const vb_words *w, vb_stemmer *stemmer, vb_text *text, vb_lang forced,
                            vb_arena *scratch, vb_error *err) {
    maker m = {.w = w, .text = text, .scratch = scratch, .memory = stemmer};
    m.cap = (uint32_t)(text->norm.len / 3 + 16);
    m.cap_odds = m.cap;
    m.lowered = text->map || !text->norm.len || memcmp(text->norm.ptr, text->source.ptr, text->norm.len) != 0;
    m.ends = vb_arena_alloc(scratch, (text->norm.len + 1) * sizeof *m.ends);
    m.odds = vb_arena_alloc(scratch, m.cap_odds * sizeof *m.odds);
    text->tokens = vb_arena_alloc(scratch, m.cap * sizeof *text->tokens);
    text->n_tokens = 0;
    if (!m.ends || !m.odds || !text->tokens) return vb_fail_memory(err);
    VB_TRY(make_tokens(&m, err));
    return vb_langid_mark(w->langid, text, m.odds, m.n_odds, forced, scratch, err);
}

vb_status vb_tokenize(const vb_words *w, vb_stemmer *stemmer, vb_text *text, vb_lang forced,
                      vb_arena *scratch, vb_units *units, vb_error *err) {
    bool changed;
    VB_TRY(vb_rewrite_thai(w->lexicon, w->thai, text, scratch, err));
    VB_TRY(read_words(w, stemmer, text, forced, scratch, err));
    VB_TRY(vb_rewrite_romanized(w->lexicon, text, scratch, &changed, err));
    if (changed) VB_TRY(read_words(w, stemmer, text, forced, scratch, err));
    vb_spelling spelling;
    VB_TRY(vb_spelling_read(w, text, scratch, &spelling, err));
    return make_units(w, stemmer, text, &spelling, scratch, units, err);
}
