#include "text/hits.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/chars.h"

#define BIT(kind) (1u << (kind))
#define ALL       UINT32_MAX

static const uint32_t group_kinds[VB_GROUPS] = {
    [VB_GROUP_OPINION] = BIT(VB_TERM_SENTIMENT) | BIT(VB_TERM_ABSENCE) | BIT(VB_TERM_PROBLEM),
    [VB_GROUP_NEGATOR] = BIT(VB_TERM_NEGATOR),
    [VB_GROUP_INTENSIFIER] = BIT(VB_TERM_INTENSIFIER),
    [VB_GROUP_CONTRAST] = BIT(VB_TERM_CONTRAST),
    [VB_GROUP_WISH] = BIT(VB_TERM_WISH),
    [VB_GROUP_ASPECT] = BIT(VB_TERM_ASPECT),
    [VB_GROUP_INTENT] = BIT(VB_TERM_INTENT),
    [VB_GROUP_EMOTION] = BIT(VB_TERM_EMOTION),
    [VB_GROUP_STOP] = BIT(VB_TERM_STOP),
    [VB_GROUP_NONANSWER] = BIT(VB_TERM_NONANSWER),
    [VB_GROUP_UNIT] = BIT(VB_TERM_UNIT),
    [VB_GROUP_QUESTION] = BIT(VB_TERM_QUESTION),
};

static const uint8_t group_of[VB_TERM_KINDS] = {
    [VB_TERM_SENTIMENT] = VB_GROUP_OPINION,
    [VB_TERM_ABSENCE] = VB_GROUP_OPINION,
    [VB_TERM_PROBLEM] = VB_GROUP_OPINION,
    [VB_TERM_NEGATOR] = VB_GROUP_NEGATOR,
    [VB_TERM_INTENSIFIER] = VB_GROUP_INTENSIFIER,
    [VB_TERM_CONTRAST] = VB_GROUP_CONTRAST,
    [VB_TERM_WISH] = VB_GROUP_WISH,
    [VB_TERM_ASPECT] = VB_GROUP_ASPECT,
    [VB_TERM_INTENT] = VB_GROUP_INTENT,
    [VB_TERM_EMOTION] = VB_GROUP_EMOTION,
    [VB_TERM_NONANSWER] = VB_GROUP_NONANSWER,
    [VB_TERM_STOP] = VB_GROUP_STOP,
    [VB_TERM_VARIANT] = VB_GROUPS,
    [VB_TERM_UNIT] = VB_GROUP_UNIT,
    [VB_TERM_QUESTION] = VB_GROUP_QUESTION,
};

/* Groups whose longer hit takes the meaning from a shorter hit inside it: rows hold, columns lose. */
static const uint32_t silences[VB_GROUPS] = {
    [VB_GROUP_OPINION] =
        BIT(VB_GROUP_NEGATOR) | BIT(VB_GROUP_INTENSIFIER) | BIT(VB_GROUP_WISH) | BIT(VB_GROUP_CONTRAST),
    [VB_GROUP_ASPECT] =
        BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_INTENSIFIER) | BIT(VB_GROUP_NEGATOR) | BIT(VB_GROUP_WISH),
    [VB_GROUP_CONTRAST] = BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_NEGATOR) | BIT(VB_GROUP_INTENSIFIER),
    [VB_GROUP_WISH] =
        BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_NEGATOR) | BIT(VB_GROUP_CONTRAST) | BIT(VB_GROUP_INTENSIFIER),
    [VB_GROUP_NEGATOR] = BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_INTENSIFIER) | BIT(VB_GROUP_CONTRAST),
    [VB_GROUP_INTENSIFIER] = BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_NEGATOR),
    [VB_GROUP_STOP] = BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_NEGATOR),
};

typedef struct {
    const vb_lexicon *lx;
    const vb_text *text;
    const vb_units *units;
    vb_arena *scratch;
    vb_hits *hits;
    uint32_t cap;
    vb_hit best[VB_GROUPS];   /* longest at the current start, last == 0 none */
    uint32_t busy[VB_GROUPS]; /* normalized byte up to which a group is taken */
    uint32_t found;           /* bits of the groups in which something is in `best` */
    uint32_t altered;         /* the next unit that was typed otherwise than it is read */
    bool failed;
} finder;

enum { ANY_LANG = VB_LANG_COUNT }; /* of signs and numbers, which belong to no language */

/* Kinds of the term that hold for a word of this language. */
static uint32_t live_kinds(const vb_lexicon *lx, uint32_t term, vb_lang lang) {
    return lang == (vb_lang)ANY_LANG ? lx->terms[term].kinds : lx->terms[term].kinds_in[lang];
}

static void offer(finder *f, uint32_t term, vb_lang lang, uint32_t first, uint32_t last, uint32_t nbegin,
                  uint32_t nend, vb_hit_via via, uint32_t groups) {
    uint32_t kinds = live_kinds(f->lx, term, lang);
    if (!kinds) return;
    for (uint32_t rest = kinds; rest;) {
        uint8_t g = group_of[__builtin_ctz(rest)];
        if (g == VB_GROUPS) {
            rest &= rest - 1;
            continue;
        }
        uint32_t mine = kinds & group_kinds[g];
        rest &= ~mine;
        if (nbegin < f->busy[g] || !(groups & BIT(g))) continue;
        vb_hit *b = &f->best[g];
        /* The longer wins; at equal length what was offered first (exact before stem before fold). */
        if (b->last && b->nend >= nend) continue;
        uint8_t shown = lang == (vb_lang)ANY_LANG ? VB_LANG_UND : (uint8_t)lang;
        f->found |= BIT(g);
        *b = (vb_hit){term, mine, first, last, nbegin, nend, g, shown, (uint8_t)via, false};
    }
}

/* Language in which the term that begins at a unit is read: a number takes that of the word behind it, else
 * the comment's. */
static vb_lang lang_at(const finder *f, uint32_t start) {
    const vb_unit *u = &f->units->at[start];
    if (f->text->tokens[u->token].kind != VB_NUMBER) return (vb_lang)u->lang;
    bool next = start + 1 < f->units->n && f->text->tokens[u[1].token].kind == VB_WORD;
    return next ? (vb_lang)u[1].lang : f->text->lang;
}

static vb_str unit_text(const finder *f, uint32_t i) {
    const vb_unit *u = &f->units->at[i];
    return u->form ? vb_intern_get(&f->lx->forms, u->form) : f->text->tokens[u->token].form;
}

/* Groups of grammar: a word that stands in one of them is no form of an opinion ("incredibly", "barely"). */
static const uint32_t grammar = BIT(VB_GROUP_NEGATOR) | BIT(VB_GROUP_INTENSIFIER) | BIT(VB_GROUP_CONTRAST) |
                                BIT(VB_GROUP_WISH) | BIT(VB_GROUP_STOP);
static const uint32_t feelings = BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_EMOTION) | BIT(VB_GROUP_INTENT);

static bool is_grammar(const finder *f, uint32_t nend) {
    for (int g = 0; g < VB_GROUPS; g++)
        if (grammar & BIT(g) && f->best[g].last && f->best[g].via == VB_VIA_EXACT && f->best[g].nend >= nend)
            return true;
    return false;
}

/* The groups in which words that share their stems with a term stand for it. A word alone must be an
 * inflected form of it; an opinion or emotion may be its adverb. In a longer phrase any form will do. */
static uint32_t groups_by_stem(const finder *f, uint32_t start, uint32_t last, uint32_t term) {
    vb_str rest = f->lx->terms[term].text;
    vb_kinship least = VB_KIN_INFLECTED;
    for (uint32_t i = start; i <= last; i++) {
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != '-') end++;
        vb_kinship kin = vb_stem_kinship(vb_str_sub(rest, 0, end), unit_text(f, i));
        if (kin == VB_KIN_NONE) return 0;
        if (kin < least) least = kin;
        rest = vb_str_sub(rest, end < rest.len ? end + 1 : end, rest.len);
    }
    if (least == VB_KIN_INFLECTED || (last > start && least == VB_KIN_FORM)) return ALL;
    if (least == VB_KIN_FORM) return BIT(VB_GROUP_ASPECT) | BIT(VB_GROUP_UNIT);
    return BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_EMOTION);
}

/* True where nothing could come of a term: each of its groups has a hit as long, or is taken. */
static bool is_settled(const finder *f, uint32_t kinds, uint32_t nbegin, uint32_t nend) {
    for (uint32_t rest = kinds & ~BIT(VB_TERM_VARIANT); rest; rest &= rest - 1) {
        uint8_t g = group_of[__builtin_ctz(rest)];
        if (nbegin >= f->busy[g] && !(f->best[g].last && f->best[g].nend >= nend)) return false;
    }
    return true;
}

static void offer_stemmed(finder *f, uint32_t term, vb_lang lang, uint32_t start, uint32_t last) {
    const vb_token *first = &f->text->tokens[f->units->at[start].token];
    uint32_t end = f->units->at[last].token;
    for (; term; term = f->lx->terms[term].same_stem) {
        if (is_settled(f, live_kinds(f->lx, term, lang), first->nbegin, f->text->tokens[end].nend)) continue;
        uint32_t groups = groups_by_stem(f, start, last, term);
        if (groups & feelings && last == start && is_grammar(f, f->text->tokens[end].nend))
            groups &= ~feelings;
        if (groups)
            offer(f, term, lang, f->units->at[start].token, end + 1, first->nbegin, f->text->tokens[end].nend,
                  VB_VIA_STEM, groups);
    }
}

static void walk_units(finder *f, const vb_trie *trie, uint32_t start, vb_lang lang, vb_hit_via via) {
    const vb_unit *u = f->units->at;
    uint32_t node = 0, first = u[start].token;
    for (uint32_t i = start; i < f->units->n; i++) {
        uint32_t id = via == VB_VIA_EXACT ? u[i].form : u[i].stem;
        if (!id || !(node = vb_trie_next(trie, node, id))) return;
        bool inside =
            i + 1 < f->units->n && u[i + 1].token == u[i].token; /* not in the middle of a variant */
        if (!trie->terms[node] || inside) continue;
        if (via == VB_VIA_STEM) {
            offer_stemmed(f, trie->terms[node], lang, start, i);
        } else {
            const vb_token *last = &f->text->tokens[u[i].token];
            offer(f, trie->terms[node], lang, first, u[i].token + 1, f->text->tokens[first].nbegin,
                  last->nend, via, ALL);
        }
    }
}

typedef struct {
    uint32_t at, node, same, second; /* unit; words so far that are as they were read, and otherwise */
} two_ways;

/* Terms by the second readings of some words typed without marks: the `giang vien` read as giảng viện. At
 * least as many of their words must be as they were read. */
static void walk_second(finder *f, uint32_t start, two_ways w, vb_lang lang) {
    const vb_unit *u = &f->units->at[w.at];
    const vb_token *first = &f->text->tokens[f->units->at[start].token], *last = &f->text->tokens[u->token];
    for (int other = 0; other < 2; other++) {
        uint32_t id = other ? u->second : u->form, node = id ? vb_trie_next(&f->lx->exact, w.node, id) : 0;
        if (!node) continue;
        two_ways next = {w.at + 1, node, w.same + !other, w.second + (uint32_t)other};
        if (f->lx->exact.terms[node] && next.second && next.same >= next.second)
            offer(f, f->lx->exact.terms[node], lang, f->units->at[start].token, u->token + 1, first->nbegin,
                  last->nend, VB_VIA_FOLD, ALL);
        if (next.at < f->units->n) walk_second(f, start, next, lang);
    }
}

/* The same by the words as typed, where a variant was replaced in one of them. A variant's own other words
 * are passed over. */
static void walk_raw(finder *f, uint32_t start, vb_lang lang) {
    const vb_unit *u = f->units->at;
    uint32_t node = 0, first = u[start].token;
    bool differs = false;
    for (uint32_t i = start; i < f->units->n; i++) {
        if (i > start && u[i].token == u[i - 1].token) continue;
        differs |= u[i].raw != u[i].form;
        if (!u[i].raw || !(node = vb_trie_next(&f->lx->exact, node, u[i].raw))) return;
        const vb_token *last = &f->text->tokens[u[i].token];
        if (f->lx->exact.terms[node] && differs)
            offer(f, f->lx->exact.terms[node], lang, first, u[i].token + 1, f->text->tokens[first].nbegin,
                  last->nend, VB_VIA_EXACT, ALL);
    }
}

/* True where a term that begins at a unit may reach one that was typed otherwise. */
static bool altered_near(finder *f, uint32_t start) {
    enum { FAR = 3 * VB_MAX_TERM_WORDS /* tokens: a word of a term each, and hyphens */ };
    const vb_unit *u = f->units->at;
    while (f->altered < f->units->n && (f->altered < start || u[f->altered].raw == u[f->altered].form))
        f->altered++;
    return f->altered < f->units->n && u[f->altered].token - u[start].token < FAR;
}

/* True where `at` can be the border of a Thai word: not before a mark, not after a leading vowel. */
static bool cluster_border(vb_str s, size_t at) {
    if (at >= s.len) return true;
    size_t next = at;
    if (vb_thai_is_following(vb_utf8_next(s, &next))) return false;
    return at == 0 || !vb_thai_is_lead_vowel(vb_utf8_before(s, at));
}

/* Terms that begin at byte `at` of token `first`. Where a term does not end with a token it must be longer to
 * count. */
static void walk_chars(finder *f, uint32_t first, uint32_t at, bool aligned) {
    enum { SURE_BOTH_OFF = 6, SURE_ONE_OFF = 4 };
    vb_str s = f->text->norm;
    uint32_t node = 0, token = first, chars = 0;
    for (size_t i = at; i < s.len;) {
        uint32_t cp = vb_utf8_next(s, &i);
        if (!(node = vb_trie_next(&f->lx->thai, node, cp))) return;
        chars++;
        while (token + 1 < f->text->n_tokens && f->text->tokens[token + 1].nbegin < i) token++;
        if (!f->lx->thai.terms[node] || !cluster_border(s, i)) continue;
        bool ends = f->text->tokens[token].nend <= i;
        unsigned need = aligned && ends ? 1 : aligned || ends ? SURE_ONE_OFF : SURE_BOTH_OFF;
        if (chars >= need)
            offer(f, f->lx->thai.terms[node], VB_LANG_TH, first, token + 1, at, (uint32_t)i, VB_VIA_EXACT,
                  ALL);
    }
}

static void push(finder *f, const vb_hit *h) {
    if (f->hits->n == f->cap) {
        size_t size = f->cap * sizeof *h;
        vb_hit *grown = vb_arena_grow(f->scratch, f->hits->at, size, size * 2);
        if (!grown) {
            f->failed = true;
            return;
        }
        f->hits->at = grown, f->cap *= 2;
    }
    f->hits->at[f->hits->n++] = *h;
}

/* Keeps the longest hit of each group that begins here. */
static void settle(finder *f) {
    for (; f->found; f->found &= f->found - 1) {
        int g = __builtin_ctz(f->found);
        f->busy[g] = f->best[g].nend;
        push(f, &f->best[g]);
        f->best[g].last = 0;
    }
}

static void find_thai(finder *f, uint32_t token) {
    const vb_token *k = &f->text->tokens[token];
    uint32_t before = 0;
    for (size_t at = k->nbegin, next = at; at < k->nend; at = next) {
        uint32_t cp = vb_utf8_next(f->text->norm, &next);
        bool border = !vb_thai_is_following(cp) && !vb_thai_is_lead_vowel(before);
        before = cp;
        if ((at != k->nbegin && !border) || !vb_trie_next(&f->lx->thai, 0, cp)) continue;
        walk_chars(f, token, (uint32_t)at, at == k->nbegin);
        settle(f);
    }
}

/* Terms of signs ("😡", "***"), or that hold one ("5/5", "n/a"): from the start of a token to the end of any
 * token. */
static void find_signs(finder *f, uint32_t token, vb_lang lang) {
    const vb_text *t = f->text;
    uint32_t node = 0, begin = t->tokens[token].nbegin, last = token;
    for (size_t i = begin; i < t->norm.len;) {
        uint32_t cp = vb_utf8_next(t->norm, &i);
        if (vb_char_classify(cp) == VB_CH_JOINER) continue;
        if (!(node = vb_trie_next(&f->lx->thai, node, cp))) return;
        while (t->tokens[last].nend < i && last + 1 < t->n_tokens) last++;
        bool inside =
            t->tokens[last].kind == VB_EMOJI && last == token; /* "😡" of a longer sequence of pictographs */
        uint32_t end = inside ? t->tokens[last].nend : (uint32_t)i;
        if (f->lx->thai.terms[node] && (inside || t->tokens[last].nend == i))
            offer(f, f->lx->thai.terms[node], lang, token, last + 1, begin, end, VB_VIA_EXACT, ALL);
    }
}

/* True where a term of characters may begin with this Latin word or number: a sign stands close behind it
 * ("5/5"), or Thai follows ("otp ไม่มา"). */
static bool sign_follows(const vb_text *t, uint32_t token) {
    if (token + 1 >= t->n_tokens) return false;
    const vb_token *next = &t->tokens[token + 1];
    return (next->kind == VB_PUNCT && next->nbegin == t->tokens[token].nend) ||
           (next->kind == VB_WORD && next->lang == VB_LANG_TH);
}

/* ---- Hits that do not mean what they say
 * ---------------------------------------------------------------------- */

/* Groups that one syllable in the middle of a word does not belong to: the lỗi of xin lỗi, the thích of giải
 * thích. */
static const uint32_t needs_whole_word =
    BIT(VB_GROUP_OPINION) | BIT(VB_GROUP_NEGATOR) | BIT(VB_GROUP_INTENSIFIER) | BIT(VB_GROUP_EMOTION);

/* True for a syllable of a longer Vietnamese word whose other syllables are no opinions (those of xinh đẹp
 * both are). */
static bool is_part_of_word(const vb_text *t, const vb_hits *hits, uint32_t i) {
    const vb_hit *h = &hits->at[i];
    const vb_token *k = &t->tokens[h->first];
    if (h->last != h->first + 1 || k->lang != VB_LANG_VI || !(needs_whole_word & BIT(h->group))) return false;
    bool joined_before = h->first > 0 && k[-1].flags & VB_TOK_JOINED;
    if (!joined_before && !(k->flags & VB_TOK_JOINED)) return false;
    uint32_t begin = h->first, end = h->last;
    while (begin > 0 && t->tokens[begin - 1].flags & VB_TOK_JOINED) begin--;
    while (t->tokens[end - 1].flags & VB_TOK_JOINED) end++;
    for (uint32_t j = i > 16 ? i - 16 : 0; j < hits->n && hits->at[j].first < end; j++)
        if (j != i && hits->at[j].group == VB_GROUP_OPINION && hits->at[j].last > begin &&
            hits->at[j].first != h->first)
            return false;
    return true;
}

/* The groups that a hit silences inside itself. That nothing is wrong names no touchpoint, wish or feeling.
 */
static uint32_t silenced_by(const vb_lexicon *lx, const vb_hit *h) {
    if (h->kinds & BIT(VB_TERM_ABSENCE) && h->group == VB_GROUP_OPINION) {
        const vb_entry *e = vb_term_find(lx, h->term, VB_TERM_ABSENCE, (vb_lang)h->lang);
        if (e && e->value > 0)
            return silences[VB_GROUP_OPINION] | BIT(VB_GROUP_ASPECT) | BIT(VB_GROUP_INTENT) |
                   BIT(VB_GROUP_EMOTION);
    }
    if (h->group == VB_GROUP_WISH) {
        const vb_entry *e = vb_term_find(lx, h->term, VB_TERM_WISH, (vb_lang)h->lang);
        if (e && e->code >= VB_WISH_OPENING) return 0; /* these say how the words in them are meant */
    }
    return silences[h->group];
}

/* Drops hits that lie inside a longer one of a group that silences theirs, and those that are parts of words.
 * Hits are ordered by their beginning; the window is small. */
static void silence(const vb_lexicon *lx, const vb_text *t, vb_hits *hits) {
    uint32_t kept = 0, before = 0, longest = 0; /* furthest end of those that begin before, and here */
    for (uint32_t i = 0; i < hits->n; i++) {
        vb_hit *h = &hits->at[i];
        if (!i || hits->at[i - 1].nbegin != h->nbegin) {
            before = longest > before ? longest : before;
            longest = h->nend;
            for (uint32_t j = i + 1; j < hits->n && hits->at[j].nbegin == h->nbegin; j++)
                if (hits->at[j].nend > longest) longest = hits->at[j].nend;
        }
        h->dropped = is_part_of_word(t, hits, i);
        if (before < h->nend && longest == h->nend) continue;
        for (uint32_t j = i > 24 ? i - 24 : 0; j < hits->n && !h->dropped && hits->at[j].nbegin <= h->nbegin;
             j++) {
            const vb_hit *o = &hits->at[j];
            bool covers =
                o->nbegin <= h->nbegin && o->nend >= h->nend && o->nend - o->nbegin > h->nend - h->nbegin;
            h->dropped = covers && silenced_by(lx, o) & BIT(h->group);
        }
    }
    for (uint32_t i = 0; i < hits->n; i++)
        if (!hits->at[i].dropped) hits->at[kept++] = hits->at[i];
    hits->n = kept;
}

uint32_t vb_hits_from(const vb_hits *hits, uint32_t first) {
    uint32_t low = 0, high = hits->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (hits->at[mid].first < first)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

vb_status vb_hits_find(const vb_lexicon *lx, const vb_text *text, const vb_units *units, vb_arena *scratch,
                       vb_hits *hits, vb_error *err) {
    finder f = {.lx = lx, .text = text, .units = units, .scratch = scratch, .hits = hits};
    f.cap = text->n_tokens + 16;
    hits->n = 0;
    hits->at = vb_arena_alloc(scratch, f.cap * sizeof *hits->at);
    if (!hits->at) return vb_fail_memory(err);
    for (uint32_t i = 0; i < units->n; i++) {
        const vb_unit *u = &units->at[i];
        const vb_token *k = &text->tokens[u->token];
        if (i && units->at[i - 1].token == u->token) continue;
        if (k->kind == VB_EMOJI || k->kind == VB_PUNCT) {
            find_signs(&f, u->token, (vb_lang)ANY_LANG);
            settle(&f);
        } else if (k->lang == VB_LANG_TH && k->kind == VB_WORD && (unsigned char)k->form.ptr[0] >= 0x80) {
            find_thai(&f, u->token);
        } else {
            bool sign = sign_follows(text, u->token);
            if (!(u->form || u->raw || u->stem || u->second || sign)) continue;
            vb_lang lang = lang_at(&f, i);
            if (sign)
                find_signs(&f, u->token, text->tokens[u->token + 1].lang == VB_LANG_TH ? VB_LANG_TH : lang);
            walk_units(&f, &lx->exact, i, lang, VB_VIA_EXACT);
            if (altered_near(&f, i)) walk_raw(&f, i, lang);
            if (u->stem) walk_units(&f, &lx->stemmed, i, lang, VB_VIA_STEM);
            if (k->flags & VB_TOK_FOLDED) walk_second(&f, i, (two_ways){.at = i}, lang);
            /* A Latin word in a Thai comment may be one that the Thai files list. */
            if (text->lang == VB_LANG_TH && lang != VB_LANG_TH)
                walk_units(&f, &lx->exact, i, VB_LANG_TH, VB_VIA_EXACT);
            settle(&f);
        }
    }
    if (f.failed) return vb_fail_memory(err);
    silence(lx, text, hits);
    return VB_OK;
}
