#include "text/spelling.h"
#include "text/viet_syllable.h"

static bool same_language_near(const vb_text *t, uint32_t i) {
    bool left = i > 0 && t->tokens[i - 1].kind == VB_WORD && t->tokens[i - 1].lang == t->tokens[i].lang;
    bool right =
        i + 1 < t->n_tokens && t->tokens[i + 1].kind == VB_WORD && t->tokens[i + 1].lang == t->tokens[i].lang;
    return left || right;
}

/* True where a token and a neighbour are one word of the dictionary: the áp of áp lực is no app. */
static bool in_word(const vb_viet *m, const vb_text *t, uint32_t i) {
    const vb_token *k = &t->tokens[i];
    if (k->lang != VB_LANG_VI) return false;
    return (i > 0 && k[-1].kind == VB_WORD && vb_viet_is_word(m, k[-1].form, k->form)) ||
           (i + 1 < t->n_tokens && k[1].kind == VB_WORD && vb_viet_is_word(m, k->form, k[1].form));
}

/* The variant entry that holds for token `i`, or NULL. A form that can mean something else needs company of
 * its language, and to be no part of a word. */
static const vb_entry *variant_of(const vb_words *w, const vb_text *t, uint32_t i) {
    const vb_lexicon *lx = w->lexicon;
    const vb_token *k = &t->tokens[i];
    if (k->kind != VB_WORD || !(lx->form_variant[k->unit] & 1u << k->lang) || k->lang == VB_LANG_TH ||
        k->lang == VB_LANG_UND)
        return NULL;
    uint32_t node = vb_trie_next(&lx->exact, 0, k->unit);
    uint32_t term = node ? lx->exact.terms[node] : 0;
    if (!term || !(lx->terms[term].kinds & 1u << VB_TERM_VARIANT)) return NULL;
    const vb_entry *e = vb_term_find(lx, term, VB_TERM_VARIANT, (vb_lang)k->lang);
    if (!e || e->lang != k->lang) return NULL;
    return e->code == 0 || (same_language_near(t, i) && !in_word(w->viet, t, i)) ? e : NULL;
}

static void use_variant(const vb_lexicon *lx, vb_token *k, const vb_entry *e) {
    const uint32_t *standard = &lx->standards[e->standard];
    k->flags |= VB_TOK_VARIANT;
    k->unit = standard[1];
    k->form = vb_intern_get(&lx->forms, standard[standard[0] + 1]);
}

/* Finds the spelling variants: `entries[i]` is the variant of token i or NULL, `raw[i]` its unit as typed. */
static void find_variants(const vb_words *w, const vb_text *t, const vb_entry **entries, uint32_t *raw) {
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        raw[i] = t->tokens[i].unit;
        entries[i] = variant_of(w, t, i);
    }
}

/* Short for something, and as well a syllable without its marks: the `thoi` of thời gian, the `ap` of áp lực.
 */
static bool may_be_syllable(const vb_token *k, const vb_entry *e) {
    return e->code != 0 && k->lang == VB_LANG_VI && vb_viet_is_folded(k->form);
}

/* Replaces the forms of variants; in a text without marks those that may be syllables wait for the reading.
 */
static void replace_variants(const vb_lexicon *lx, vb_text *t, const vb_entry **entries, bool bare) {
    for (uint32_t i = 0; i < t->n_tokens; i++)
        if (entries[i] && !(bare && may_be_syllable(&t->tokens[i], entries[i])))
            use_variant(lx, &t->tokens[i], entries[i]);
}

/* What waited is a variant after all where its reading has no marks. The reading may be a variant itself: the
 * misspelt `sài` of `sai`. */
static void settle_variants(const vb_words *w, vb_text *t, const vb_entry **entries, uint32_t *raw) {
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        vb_token *k = &t->tokens[i];
        if (k->flags & VB_TOK_VARIANT) continue;
        if (k->flags & VB_TOK_RESTORED) {
            entries[i] = variant_of(w, t, i);
            raw[i] = k->unit;
        }
        if (entries[i]) use_variant(w->lexicon, k, entries[i]);
    }
}

/* An export may have lost its apostrophes: "wasn t" is read as wasn't where the lexicon knows that word. */
static void join_contractions(const vb_lexicon *lx, vb_text *t) {
    static const char *const tails[] = {"t", "s", "m", "d", "re", "ve", "ll"};
    enum { LONGEST = 16 };
    for (uint32_t i = 1; i < t->n_tokens; i++) {
        vb_token *k = &t->tokens[i], *p = k - 1;
        if (k->form.len > 2 || k->kind != VB_WORD || p->kind != VB_WORD || p->lang != VB_LANG_EN) continue;
        bool tail = false;
        for (size_t n = 0; n < sizeof tails / sizeof *tails && !tail; n++)
            tail = vb_str_eqz(k->form, tails[n]);
        if (!tail || p->form.len + k->form.len + 1 > LONGEST) continue;
        char joined[LONGEST];
        memcpy(joined, p->form.ptr, p->form.len);
        joined[p->form.len] = '\'';
        memcpy(joined + p->form.len + 1, k->form.ptr, k->form.len);
        uint32_t unit = vb_intern_find(&lx->forms, (vb_str){joined, p->form.len + 1 + k->form.len});
        if (!unit || !(lx->form_langs[unit] & 1u << VB_LANG_EN)) continue;
        p->unit = unit;
        p->form = vb_intern_get(&lx->forms, unit);
        k->lang = VB_LANG_EN;
        k->flags |= VB_TOK_TAIL;
    }
}

static bool has_marks(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return true;
    return false;
}

/* True where so few Vietnamese words bear marks that the writer left them out. Marked text has two of three
 * marked. */
static bool typed_without_marks(const vb_text *t, const vb_entry *const *variants) {
    size_t words = 0, marked = 0;
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        const vb_token *k = &t->tokens[i];
        if (k->kind != VB_WORD || k->lang != VB_LANG_VI || variants[i] || k->flags & VB_TOK_VARIANT) continue;
        words++;
        marked += has_marks(k->form);
    }
    return words && marked * 5 < words;
}

static bool is_vietnamese(const vb_token *k) {
    return k->kind == VB_WORD && k->lang == VB_LANG_VI;
}

/* What the reading of marks sees of a token: numbers are alike, foreign words, and all signs. */
static vb_str read_as(const vb_token *k) {
    if (is_vietnamese(k)) return k->form;
    if (k->kind == VB_NUMBER) return VB_STR("0");
    return k->kind == VB_WORD || k->kind == VB_MENTION || k->kind == VB_URL ? VB_STR("w") : VB_STR("*");
}

/* All at once, for the text as a whole tells what it speaks of; what is no Vietnamese word is an edge. */
static vb_status restore_marks(const vb_words *w, vb_text *t, vb_arena *scratch, uint32_t *seconds,
                               vb_error *err) {
    vb_str *in = VB_NEW_ARRAY(scratch, vb_str, t->n_tokens);
    vb_viet_reading *out = VB_NEW_ARRAY(scratch, vb_viet_reading, t->n_tokens);
    if (!in || !out) return vb_fail_memory(err);
    for (uint32_t i = 0; i < t->n_tokens; i++) in[i] = read_as(&t->tokens[i]);
    if (!vb_viet_restore(w->viet, in, t->n_tokens, scratch, out)) return vb_fail_memory(err);
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        vb_token *k = &t->tokens[i];
        if (!is_vietnamese(k)) continue;
        k->flags |= VB_TOK_FOLDED;
        if (out[i].second.len) seconds[i] = vb_intern_find(&w->lexicon->forms, out[i].second);
        if (vb_str_eq(out[i].form, k->form)) continue;
        k->form = out[i].form;
        k->flags |= VB_TOK_RESTORED;
        k->unit = vb_intern_find(&w->lexicon->forms, k->form);
    }
    return VB_OK;
}

/* Notes which Vietnamese syllables are one word of the dictionary. */
static vb_status join_syllables(const vb_words *w, vb_text *t, vb_arena *scratch, vb_error *err) {
    vb_str *forms = NULL;
    bool *joins = NULL;
    for (uint32_t i = 0, end; i < t->n_tokens; i = end) {
        for (end = i;
             end < t->n_tokens && t->tokens[end].kind == VB_WORD && t->tokens[end].lang == VB_LANG_VI;)
            end++;
        if (end < i + 2) {
            end = i + 1;
            continue;
        }
        if (!forms) {
            forms = vb_arena_alloc(scratch, t->n_tokens * sizeof *forms);
            joins = vb_arena_alloc(scratch, t->n_tokens * sizeof *joins);
            if (!forms || !joins) return vb_fail_memory(err);
        }
        for (uint32_t k = i; k < end; k++) forms[k] = t->tokens[k].form;
        if (!vb_viet_words(w->viet, forms + i, end - i, NULL, scratch, joins + i)) return vb_fail_memory(err);
        for (uint32_t k = i; k < end; k++) t->tokens[k].flags |= joins[k] ? VB_TOK_JOINED : 0;
    }
    return VB_OK;
}

/* Where the text is typed without marks they are put back, and variants wait for that where they may be
 * syllables. */
static vb_status read_unmarked(const vb_words *w, vb_text *t, vb_arena *scratch, vb_spelling *s,
                               vb_error *err) {
    s->seconds = VB_NEW_ARRAY(scratch, uint32_t, t->n_tokens + 1);
    if (!s->seconds) return vb_fail_memory(err);
    VB_TRY(restore_marks(w, t, scratch, s->seconds, err));
    settle_variants(w, t, s->variants, s->raw);
    return VB_OK;
}

vb_status vb_spelling_read(const vb_words *w, vb_text *t, vb_arena *scratch, vb_spelling *s, vb_error *err) {
    s->variants = vb_arena_alloc(scratch, (t->n_tokens + 1) * sizeof *s->variants);
    s->raw = vb_arena_alloc(scratch, (t->n_tokens + 1) * sizeof *s->raw);
    s->seconds = NULL;
    if (!s->variants || !s->raw) return vb_fail_memory(err);
    join_contractions(w->lexicon, t);
    find_variants(w, t, s->variants, s->raw);
    bool bare = typed_without_marks(t, s->variants);
    replace_variants(w->lexicon, t, s->variants, bare);
    if (bare) VB_TRY(read_unmarked(w, t, scratch, s, err));
    return join_syllables(w, t, scratch, err);
}
