#include "themes/quantity.h"
#include "base/utf8.h"
#include "text/chars.h"

#include <math.h>

/* The number at the head of a token; `*used` is its length in bytes. NAN where there is none. A separator
 * followed by exactly three digits groups thousands, another is a decimal sign. */
static double read_number(vb_str s, size_t *used) {
    double value = 0, scale = 1;
    size_t at = 0, digits = 0;
    bool decimal = false;
    while (at < s.len) {
        size_t next = at;
        uint32_t cp = vb_utf8_next(s, &next);
        int d = vb_char_digit(cp);
        if (d >= 0) {
            value = value * 10 + d;
            if (decimal) scale *= 10;
            digits++;
        } else if ((cp == '.' || cp == ',') && digits) {
            size_t k = next, after = 0;
            while (k < s.len && vb_char_digit(vb_utf8_next(s, &k)) >= 0) after++;
            if (!after) break;
            if (after != 3) decimal = true;
        } else {
            break;
        }
        at = next;
    }
    *used = at;
    return digits && digits < 16 ? value / scale : NAN;
}

static const vb_entry *unit_entry(const vb_lexicon *lx, uint32_t term, vb_lang lang, bool number) {
    for (const vb_entry *e = vb_term_find(lx, term, VB_TERM_UNIT, lang); e; e = vb_entry_next(lx, e, lang))
        if ((e->code == VB_MEASURE_NUMBER) == number) return e;
    return NULL;
}

/* The unit glued to a number ("2h", "500k"), in the language of the clause, else in Vietnamese. */
static const vb_entry *glued_unit(const vb_lexicon *lx, vb_str suffix, vb_lang lang) {
    uint32_t unit = suffix.len ? vb_intern_find(&lx->forms, suffix) : 0;
    uint32_t node = unit ? vb_trie_next(&lx->exact, 0, unit) : 0;
    uint32_t term = node ? lx->exact.terms[node] : 0;
    if (!term) return NULL;
    const vb_entry *e = unit_entry(lx, term, lang, false);
    return e || lang == VB_LANG_VI ? e : unit_entry(lx, term, VB_LANG_VI, false);
}

/* The unit hit that begins at token `at`, if any. */
static const vb_entry *unit_at(const vb_lexicon *lx, const vb_hits *hits, uint32_t from, uint32_t at,
                               bool number) {
    for (uint32_t i = from; i < hits->n && hits->at[i].first <= at; i++)
        if (hits->at[i].group == VB_GROUP_UNIT && hits->at[i].first == at)
            return unit_entry(lx, hits->at[i].term, (vb_lang)hits->at[i].lang, number);
    return NULL;
}

static void keep(const vb_entry *unit, double number, vb_clause_score *c) {
    double value = number * (double)unit->value;
    if (unit->code == VB_MEASURE_MINUTES || unit->code == VB_MEASURE_SPAN) {
        if (!(c->minutes >= value)) c->minutes = value;
    } else if (unit->code != VB_MEASURE_NUMBER && !(c->amount >= value)) {
        c->amount = value;
        c->currency = vb_measure_name(unit->code);
    }
}

bool vb_quantity_find(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, uint32_t clause,
                      vb_arena *scratch, vb_clause_score *c, vb_findings *findings) {
    const vb_clause *cl = &text->clauses[clause];
    bool numbers = false, units = false; /* in figures; in words */
    for (uint32_t i = cl->first; i < cl->last; i++) numbers |= text->tokens[i].kind == VB_NUMBER;
    uint32_t from = vb_hits_from(hits, cl->first);
    for (uint32_t i = from; i < hits->n && hits->at[i].first < cl->last; i++)
        units |= hits->at[i].group == VB_GROUP_UNIT;
    for (uint32_t i = cl->first; (numbers || units) && i < cl->last; i++) {
        const vb_token *k = &text->tokens[i];
        while (units && from < hits->n && hits->at[from].first < i) from++;
        const vb_entry *unit = NULL;
        double number = NAN;
        if (k->kind == VB_NUMBER) {
            size_t used;
            number = read_number(k->form, &used);
            unit = glued_unit(lx, vb_str_sub(k->form, used, k->form.len), (vb_lang)cl->lang);
        } else if (units && k->kind == VB_WORD) {
            const vb_entry *word = unit_at(lx, hits, from, i, true);
            if (word) number = (double)word->value;
            const vb_entry *span = word ? NULL : unit_at(lx, hits, from, i, false);
            if (span && span->code == VB_MEASURE_SPAN) { /* "half an hour" is a duration by itself */
                unit = span;
                number = 1;
            }
        }
        if (isnan(number)) continue;
        if (!unit && units && i + 1 < cl->last) unit = unit_at(lx, hits, from, i + 1, false);
        if (!unit) continue;
        keep(unit, number, c);
        if (findings->off) continue;
        vb_finding one = {k->nbegin,     k->nend,
                          clause,        "quantity",
                          k->form,       vb_measure_name(unit->code),
                          (float)number, (float)(number * (double)unit->value)};
        if (!vb_findings_add(findings, scratch, one)) return false;
    }
    return true;
}
