/* speech: what a clause does besides stating: wishing, supposing, asking for something, mocking, and naming
 * how long something took.
 *
 * Invariant: the words that do it are entries of wishes.tsv; a rule here changes opinions that stand behind
 * its words in the same clause, or, for a remark ("Great, another delay"), the one clause that is nothing
 * else. Every change stands in the evidence. Negation, intensity and the sums are rules.c's part. */
#include "sentiment/ruling.h"

#include <math.h>

/* Measured on the L sets, each left out of the learning in turn. */
static const float WISHED_GOOD = -0.5f; /* "should be faster" says that it is slow */
static const float CONDITIONAL = 0.5f;
static const float HEDGED = 0.8f;
static const float MOCKED = -0.75f;  /* "thanks for losing my bag" */
static const float ADVISED = 1.5f;   /* "Try the lasagne" */
static const float LONG_WAIT = 1.5f; /* "waited 3 hours" */
static const float SHORT_WAIT = -1;  /* "waited only 5 minutes" */
static const float TOLD_WAIT = -2;   /* "chờ 2 tiếng": a word of waiting that is no opinion alone */
static const double LONG_MINUTES = 20, SHORT_MINUTES = 60;
enum { MOCK_REACH = 4, BRIEF_REACH = 3 };

static const vb_entry *wish_of(const vb_ruling *s, const vb_hit *h) {
    return h->group == VB_GROUP_WISH ? vb_term_find(s->lx, h->term, VB_TERM_WISH, (vb_lang)h->lang) : NULL;
}

/* ---- Wishes
 * ------------------------------------------------------------------------------------------------ */

static bool is_word(const vb_text *t, uint32_t i, uint32_t end) {
    return i < end && t->tokens[i].kind != VB_PUNCT;
}

/* True for words at the beginning of a sentence that goes on; other words of wishing may stand before them
 * ("please", "maybe"). */
static bool opens_sentence(const vb_ruling *s, const vb_hit *h) {
    const vb_clause *c = &s->text->clauses[s->clause];
    uint32_t at = c->first;
    for (uint32_t i = s->first_hit; i < s->last_hit && at < h->first; i++)
        if (s->hits->at[i].group == VB_GROUP_WISH && s->hits->at[i].first == at) at = s->hits->at[i].last;
    bool starts = c->sentence_start || s->clause == 0;
    return starts && at == h->first && is_word(s->text, h->last, c->last);
}

/* Lets a wish, a condition or a doubt act on the opinions behind it; returns what the last came to. */
static float govern(vb_ruling *s, const vb_hit *h, const vb_entry *e, float factor) {
    float changed = 0;
    bool opening = e->code == VB_WISH_OPENING; /* also the "better" that it consists of */
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        if (o->hit->first < (opening ? h->first : h->last) || (factor < 0 && o->value <= 0)) continue;
        if (factor < 0 && s->text->tokens[o->hit->first].kind == VB_EMOJI)
            continue; /* a mood, nothing wished for */
        o->value *= factor;
        changed = o->value;
        if (factor < 0) vb_ruling_settle(s, h->first, o->hit->last, VB_MARK_BAD);
    }
    return changed;
}

/* ---- Mockery
 * ----------------------------------------------------------------------------------------------- */

/* Thanks or praise with something bad close behind it, and nothing good between. */
static void apply_mock(vb_ruling *s, const vb_hit *h) {
    const vb_opinion *bad = NULL;
    for (uint32_t i = 0; i < s->n_opinions && !bad; i++) {
        const vb_opinion *o = &s->opinions[i];
        if (o->hit->first < h->last || o->value == 0) continue;
        if (o->value > 0 || o->hit->first - h->last > MOCK_REACH) return;
        bad = o;
    }
    if (!bad) return;
    float changed = 0;
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        if (o->hit->first >= h->last || o->value <= 0) continue;
        o->value *= MOCKED;
        changed = o->value;
    }
    vb_ruling_settle(s, h->first, h->last, VB_MARK_BAD);
    vb_ruling_note(s, h, "mockery", NULL, MOCKED, changed);
}

/* The remark that a clause consists of, but for signs; NULL where it says more. */
static const vb_hit *only_remark(const vb_ruling *s, uint32_t clause) {
    const vb_clause *c = &s->text->clauses[clause];
    const vb_hit *found = NULL;
    for (uint32_t i = vb_hits_from(s->hits, c->first); i < s->hits->n && s->hits->at[i].first < c->last;
         i++) {
        const vb_entry *e = wish_of(s, &s->hits->at[i]);
        if (e && e->code == VB_WISH_REMARK && !found) found = &s->hits->at[i];
    }
    for (uint32_t i = c->first; found && i < c->last; i++)
        if ((i < found->first || i >= found->last) && s->text->tokens[i].kind != VB_PUNCT &&
            s->text->tokens[i].kind != VB_MENTION)
            return NULL;
    return found;
}

void vb_speech_remarks(vb_ruling *s, vb_clause_score *clauses, vb_signs *signs) {
    for (uint32_t i = 0; i + 1 < s->text->n_clauses; i++) {
        bool follows = clauses[i].sum > 0 && signs[i + 1].v[VB_SIGN_BAD] > 0 &&
                       signs[i + 1].v[VB_SIGN_GOOD] == 0 && s->text->clauses[i + 1].link == VB_LINK_NONE;
        const vb_hit *h = follows ? only_remark(s, i) : NULL;
        if (!h) continue;
        s->clause = i;
        clauses[i].sum *= MOCKED;
        clauses[i].strongest = clauses[i].sum;
        signs[i].v[VB_SIGN_SCORE] = clauses[i].sum;
        signs[i].v[VB_SIGN_BAD] = -clauses[i].sum;
        signs[i].v[VB_SIGN_GOOD] = 0;
        vb_ruling_settle(s, s->text->clauses[i].first, s->text->clauses[i].last, VB_MARK_BAD);
        vb_ruling_note(s, h, "mockery", NULL, MOCKED, clauses[i].sum);
    }
}

/* ---- Durations
 * --------------------------------------------------------------------------------------------- */

/* The number that a unit of time counts, a figure or a word before it; 1 where there is none. */
static double number_before(const vb_ruling *s, const vb_hit *unit, uint32_t *first) {
    double number = 1;
    *first = unit->first;
    if (unit->first == 0) return number;
    const vb_token *k = &s->text->tokens[unit->first - 1];
    if (k->kind == VB_NUMBER && vb_str_double(k->form, &number)) *first = unit->first - 1;
    for (uint32_t i = s->first_hit; i < s->last_hit && s->hits->at[i].first < unit->first; i++) {
        const vb_hit *h = &s->hits->at[i];
        if (h->group != VB_GROUP_UNIT || h->last != unit->first) continue;
        const vb_entry *e = vb_term_find(s->lx, h->term, VB_TERM_UNIT, (vb_lang)h->lang);
        if (e && e->code == VB_MEASURE_NUMBER) number = (double)e->value, *first = h->first;
    }
    return number;
}

static bool is_brief(const vb_ruling *s, uint32_t first) {
    for (uint32_t i = s->first_hit; i < s->last_hit && s->hits->at[i].first < first; i++) {
        const vb_entry *e = wish_of(s, &s->hits->at[i]);
        if (e && e->code == VB_WISH_BRIEF && first - s->hits->at[i].last < BRIEF_REACH) return true;
    }
    return false;
}

static bool is_problem(const vb_ruling *s, const vb_entry *e, const char *id) {
    return e && strcmp(s->lx->codes.problems[e->code].id, id) == 0;
}

static bool is_wait(const vb_ruling *s, const vb_entry *e) {
    return is_problem(s, e, "slow") || is_problem(s, e, "late");
}

bool vb_speech_is_bare_wait(const vb_ruling *s, const vb_entry *problem) {
    return problem->value == 0 && is_wait(s, problem);
}

/* The "only five minutes" that would be too little, if it were not a wait; NULL where there is none. */
static vb_opinion *too_little_in(vb_ruling *s, const vb_hit *unit) {
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        if (o->hit->first < unit->last && o->hit->last > unit->first &&
            is_problem(s, o->problem, "too_little"))
            return o;
    }
    return NULL;
}

/* A word of waiting that says nothing bad alone becomes an opinion. */
static void tell_wait(vb_ruling *s, const vb_hit *unit, double minutes) {
    for (uint32_t i = s->first_hit; i < s->last_hit; i++) {
        const vb_hit *h = &s->hits->at[i];
        if (h->group != VB_GROUP_OPINION || !(h->kinds & 1u << VB_TERM_PROBLEM)) continue;
        const vb_entry *e = vb_term_find(s->lx, h->term, VB_TERM_PROBLEM, (vb_lang)h->lang);
        if (!e || !vb_speech_is_bare_wait(s, e)) continue;
        s->opinions[s->n_opinions++] = (vb_opinion){.hit = h, .problem = e, .value = TOLD_WAIT};
        vb_ruling_settle(s, h->first, unit->last, VB_MARK_BAD);
        vb_ruling_note(s, unit, "duration", "long", (float)minutes, TOLD_WAIT);
        return;
    }
}

/* A duration makes a wait worse, or says that it was none. */
static void apply_duration(vb_ruling *s, const vb_hit *unit, vb_clause_score *c) {
    const vb_entry *e = vb_term_find(s->lx, unit->term, VB_TERM_UNIT, (vb_lang)unit->lang);
    if (!e || (e->code != VB_MEASURE_MINUTES && e->code != VB_MEASURE_SPAN)) return;
    uint32_t first;
    double minutes = number_before(s, unit, &first) * (double)e->value;
    if (e->code == VB_MEASURE_MINUTES && first == unit->first) return; /* "late night" */
    vb_opinion *little = too_little_in(s, unit);
    bool brief = minutes <= SHORT_MINUTES && (little || is_brief(s, first));
    if (!brief && minutes < LONG_MINUTES) return;
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        if (!is_wait(s, o->problem) || o->value >= 0 || o->negated) continue;
        o->value *= brief ? SHORT_WAIT : LONG_WAIT;
        o->negated = brief;
        c->absence |= brief;
        if (brief && little) little->value = 0, little->problem = NULL;
        vb_ruling_settle(s, o->hit->first, unit->last, brief ? VB_MARK_GOOD : VB_MARK_BAD);
        vb_ruling_note(s, unit, "duration", brief ? "short" : "long", (float)minutes, o->value);
        return;
    }
    if (!brief) tell_wait(s, unit, minutes);
}

/* ---- The clause
 * -------------------------------------------------------------------------------------------- */

/* A word that is a wish or joins two clauses ("nên": should, so) does the latter where it opens a clause
 * within a sentence. */
static bool only_joins(const vb_ruling *s, const vb_hit *h) {
    const vb_clause *clause = &s->text->clauses[s->clause];
    return h->first == clause->first && !clause->sentence_start &&
           vb_term_find(s->lx, h->term, VB_TERM_CONTRAST, (vb_lang)h->lang);
}

/* Who advises to try a thing liked it. Without any opinion the advice is one. */
static void apply_advice(vb_ruling *s, const vb_hit *h, vb_clause_score *c) {
    if (!opens_sentence(s, h) || s->n_opinions) return;
    c->sum = ADVISED;
    s->signs->v[VB_SIGN_GOOD] += ADVISED;
    vb_ruling_note(s, h, "wish", "advice", ADVISED, ADVISED);
}

static void apply_wish(vb_ruling *s, const vb_hit *h, const vb_entry *e, vb_clause_score *c) {
    float factor = 1;
    switch (e->code) {
    case VB_WISH_OPENING:
        if (!opens_sentence(s, h)) return;
        c->wish = true;
        factor = WISHED_GOOD;
        break;
    case VB_WISH_WISH:
    case VB_WISH_SUGGESTION:
        c->wish = true;
        factor = WISHED_GOOD;
        break;
    case VB_WISH_CONDITIONAL:
        factor = CONDITIONAL;
        s->signs->v[VB_SIGN_CONDITION]++;
        break;
    case VB_WISH_QUESTION: c->question = true; break;
    case VB_WISH_ADVICE: apply_advice(s, h, c); return;
    case VB_WISH_MOCK: apply_mock(s, h); return;
    case VB_WISH_STATEMENT:
    case VB_WISH_REMARK:
    case VB_WISH_BRIEF: return;
    default: c->hedge = true; factor = HEDGED;
    }
    vb_ruling_note(s, h, "wish", NULL, factor, factor == 1 ? 0 : govern(s, h, e, factor));
}

void vb_speech_apply(vb_ruling *s, vb_clause_score *c) {
    for (uint32_t i = s->first_hit; i < s->last_hit; i++) {
        const vb_hit *h = &s->hits->at[i];
        const vb_entry *e = wish_of(s, h);
        if (e && !only_joins(s, h)) apply_wish(s, h, e, c);
        if (h->group == VB_GROUP_UNIT) apply_duration(s, h, c);
    }
}
