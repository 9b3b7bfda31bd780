#include "text/clause.h"
#include "base/utf8.h"

typedef enum { CUT_NONE, CUT_SOFT, CUT_WORD, CUT_HARD } cut;

/* A clause longer than any that people write is cut: what follows works clause by clause and looks at pairs
 * of hits in it, so this is what keeps the whole linear on any input. */
enum { MOST_TOKENS = 256 };

typedef struct {
    uint32_t first, last;
    uint8_t link;
    uint8_t before; /* the cut before it */
    uint32_t opinions, aspects;
} piece;

static bool is_sentence_end(const vb_text *t, const vb_token *k) {
    if (k->kind != VB_PUNCT) return false;
    size_t at = k->nbegin;
    uint32_t cp = vb_utf8_next(t->norm, &at);
    return cp == '.' || cp == '!' || cp == '?' || cp == ';' || cp == 0x2026 || cp == 0x3002 || cp == 0xFF01 ||
           cp == 0xFF1F;
}

static bool is_comma(const vb_text *t, const vb_token *k) {
    if (k->kind != VB_PUNCT) return false;
    size_t at = k->nbegin;
    uint32_t cp = vb_utf8_next(t->norm, &at);
    bool dash = (cp == '-' || cp == 0x2013 || cp == 0x2014) && k->flags & VB_TOK_SPACE_BEFORE;
    return cp == ',' || cp == ':' || cp == '(' || cp == ')' || cp == '/' || cp == '+' || cp == '*' ||
           cp == 0x2022 || dash;
}

/* The cut before token `i`, by punctuation, line breaks and Thai spaces. */
static cut cut_before(const vb_text *t, uint32_t i) {
    const vb_token *k = &t->tokens[i], *p = &t->tokens[i - 1];
    if (k->flags & VB_TOK_BREAK_BEFORE) return CUT_HARD;
    bool spaced = k->flags & VB_TOK_SPACE_BEFORE;
    if (is_sentence_end(t, p) && !is_sentence_end(t, k) && k->kind != VB_EMOJI) {
        /* A full stop inside "TP.HCM" or "no.5" cuts nothing; one typed without a space between words does.
         */
        bool dot = p->nend - p->nbegin == 1 && t->norm.ptr[p->nbegin] == '.';
        if (!dot || spaced ||
            (k->kind == VB_WORD && i >= 2 && t->tokens[i - 2].nend - t->tokens[i - 2].nbegin > 3))
            return CUT_HARD;
    }
    if (k->kind != VB_PUNCT && is_comma(t, p)) return CUT_SOFT;
    if (spaced && k->lang == VB_LANG_TH && p->lang == VB_LANG_TH && k->kind == VB_WORD) return CUT_SOFT;
    return CUT_NONE;
}

static uint8_t link_of(const vb_lexicon *lx, const vb_hit *h) {
    const vb_entry *e = vb_term_find(lx, h->term, VB_TERM_CONTRAST, (vb_lang)h->lang);
    static const uint8_t links[] = {VB_LINK_BUT, VB_LINK_ALTHOUGH, VB_LINK_TOPIC, VB_LINK_AND};
    return e ? links[e->code] : VB_LINK_NONE;
}

/* Marks the cut before each token and the link that opens there. */
static void mark_cuts(const vb_lexicon *lx, const vb_text *t, const vb_hits *hits, uint8_t *cuts,
                      uint8_t *links) {
    for (uint32_t i = 1; i < t->n_tokens; i++) cuts[i] = (uint8_t)cut_before(t, i);
    for (uint32_t i = 0; i < hits->n; i++) {
        const vb_hit *h = &hits->at[i];
        if (h->group != VB_GROUP_CONTRAST) continue;
        uint8_t link = link_of(lx, h);
        if (link == VB_LINK_AND || link == VB_LINK_NONE) {
            if (h->first && !cuts[h->first]) cuts[h->first] = CUT_SOFT;
            continue;
        }
        links[h->first] = link;
        if (h->first && cuts[h->first] < CUT_WORD) cuts[h->first] = CUT_WORD;
    }
}

static uint32_t make_pieces(const vb_text *t, const vb_hits *hits, const uint8_t *cuts, const uint8_t *links,
                            piece *out) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        bool full = n && i - out[n - 1].first >= MOST_TOKENS;
        uint8_t before = i == 0 || full ? CUT_HARD : cuts[i];
        if (before) out[n++] = (piece){.first = i, .link = links[i], .before = before};
        out[n - 1].last = i + 1;
    }
    uint32_t p = 0;
    for (uint32_t i = 0; i < hits->n; i++) {
        while (p + 1 < n && hits->at[i].first >= out[p].last) p++;
        out[p].opinions += hits->at[i].group == VB_GROUP_OPINION || hits->at[i].group == VB_GROUP_WISH;
        out[p].aspects += hits->at[i].group == VB_GROUP_ASPECT;
    }
    return n;
}

static bool has_words(const vb_text *t, const piece *p) {
    for (uint32_t i = p->first; i < p->last; i++)
        if (t->tokens[i].kind == VB_WORD) return true;
    return false;
}

/* Joins pieces that hold no opinion of their own: forwards what names a thing, backwards what goes on. */
static uint32_t join_pieces(const vb_text *t, piece *p, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        piece *last = kept ? &p[kept - 1] : NULL;
        bool fits = last && p[i].last - last->first <= MOST_TOKENS;
        bool open = fits && p[i].before < CUT_WORD;
        bool joins = fits && !has_words(t, &p[i]) && p[i].before != CUT_WORD; /* a lone emoji or number */
        if (open && !last->opinions) joins = true;                 /* the opinion on it comes now */
        if (open && !p[i].opinions && !p[i].aspects) joins = true; /* goes on without naming a new thing */
        bool next_open = i + 1 < n && p[i + 1].before < CUT_WORD;
        if (open && !p[i].opinions && p[i].aspects && !next_open) joins = true;
        if (!joins) {
            p[kept++] = p[i];
            continue;
        }
        last->last = p[i].last;
        last->opinions += p[i].opinions;
        last->aspects += p[i].aspects;
    }
    return kept;
}

static vb_lang main_lang(const vb_text *t, uint32_t first, uint32_t last) {
    uint32_t amount[VB_LANG_COUNT] = {0};
    for (uint32_t i = first; i < last; i++)
        if (t->tokens[i].kind == VB_WORD)
            amount[t->tokens[i].lang] += t->tokens[i].nend - t->tokens[i].nbegin;
    vb_lang best = VB_LANG_UND;
    static const vb_lang order[] = {VB_LANG_VI, VB_LANG_TH, VB_LANG_EN};
    for (size_t i = 0; i < 3; i++)
        if (amount[order[i]] > amount[best]) best = order[i];
    return best;
}

static void describe(const vb_text *t, const piece *p, vb_clause *c) {
    *c = (vb_clause){
        .first = p->first, .last = p->last, .link = p->link, .sentence_start = p->before == CUT_HARD};
    c->lang = (uint8_t)main_lang(t, p->first, p->last);
    for (uint32_t i = p->first; i < p->last; i++) {
        const vb_token *k = &t->tokens[i];
        if (k->kind != VB_PUNCT) continue;
        c->question |= t->norm.ptr[k->nbegin] == '?';
        c->exclaimed |= t->norm.ptr[k->nbegin] == '!';
    }
}

vb_status vb_clauses_cut(const vb_lexicon *lx, vb_text *text, const vb_hits *hits, vb_arena *scratch,
                         vb_error *err) {
    text->n_clauses = 0;
    text->clauses = NULL;
    if (!text->n_tokens) return VB_OK;
    uint8_t *cuts = VB_NEW_ARRAY(scratch, uint8_t, text->n_tokens),
            *links = VB_NEW_ARRAY(scratch, uint8_t, text->n_tokens);
    piece *pieces = vb_arena_alloc(scratch, text->n_tokens * sizeof *pieces);
    if (!cuts || !links || !pieces) return vb_fail_memory(err);
    mark_cuts(lx, text, hits, cuts, links);
    uint32_t n = join_pieces(text, pieces, make_pieces(text, hits, cuts, links, pieces));
    text->clauses = vb_arena_alloc(scratch, n * sizeof *text->clauses);
    if (!text->clauses) return vb_fail_memory(err);
    for (uint32_t i = 0; i < n; i++) describe(text, &pieces[i], &text->clauses[i]);
    text->n_clauses = n;
    return VB_OK;
}
