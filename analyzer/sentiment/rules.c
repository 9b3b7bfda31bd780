#include "sentiment/ruling.h"

#include <math.h>

/* The constants of the rules, in one place. Measured on the L sets of customer comments, not on single rows.
 */
static const float NEGATED_GOOD = -0.75f; /* "not good" is nearly as bad as "bad" */
static const float NEGATED_BAD = -0.5f;   /* "not bad" is mildly good */
static const float BARE_WISH = -0.9f;     /* a wish without an opinion word */
static const float ELONGATED = 1.2f, CAPITALS = 1.15f, EXCLAIMED = 1.1f;
static const float ASKED = 0.4f;  /* praise in a question is asked, not said: "is there a good bus?" */
static const float NAMED = 0.25f; /* a word of opinion in a name */
static const float AFTER_BUT = 1.5f, BEFORE_BUT = 0.6f, ALTHOUGH = 0.5f;

void vb_ruling_note(vb_ruling *s, const vb_hit *h, const char *kind, const char *detail, float value,
                    float effect) {
    if (s->findings->off) return;
    vb_finding one = {h->nbegin, h->nend, s->clause, kind, s->lx->terms[h->term].text, detail, value, effect};
    if (!vb_findings_add(s->findings, s->scratch, one)) s->failed = true;
}

/* ---- Base values
 * ------------------------------------------------------------------------------------------------- */

/* Distance in tokens between two hits; 0 where they touch or overlap. */
static uint32_t distance(const vb_hit *a, const vb_hit *b) {
    if (a->last <= b->first) return b->first - a->last;
    if (b->last <= a->first) return a->first - b->last;
    return 0;
}

/* True where the aspect nearest to `h` in the clause is `touchpoint` or below it. */
static bool talks_about(const vb_ruling *s, const vb_hit *h, int16_t touchpoint) {
    uint32_t nearest = UINT32_MAX;
    bool within = false;
    for (uint32_t i = s->first_hit; i < s->last_hit; i++) {
        const vb_hit *a = &s->hits->at[i];
        if (a->group != VB_GROUP_ASPECT || distance(a, h) > nearest) continue;
        bool mine = false;
        for (const vb_entry *e = vb_term_find(s->lx, a->term, VB_TERM_ASPECT, (vb_lang)a->lang); e;
             e = vb_entry_next(s->lx, e, (vb_lang)a->lang))
            mine |= vb_codeframe_within(&s->lx->codes, e->code, touchpoint);
        within = distance(a, h) < nearest ? mine : within || mine;
        nearest = distance(a, h);
    }
    return within;
}

/* Valence of a sentiment term: the row whose sense is talked about, else the row without a sense, else 0. */
static float valence_of(const vb_ruling *s, const vb_hit *h) {
    float plain = 0;
    for (const vb_entry *e = vb_term_find(s->lx, h->term, VB_TERM_SENTIMENT, (vb_lang)h->lang); e;
         e = vb_entry_next(s->lx, e, (vb_lang)h->lang)) {
        if (e->code2 < 0)
            plain = e->value;
        else if (h->via != VB_VIA_STEM &&
                 talks_about(s, h, e->code2)) /* "lines" is not the line of a queue */
            return e->value;
    }
    return plain;
}

/* Row of a problem term: the one whose touchpoint is talked about, else the one without, else the first.
 * `sure` is false for the last of several: "nhỏ" is small, but not for that a bathroom. */
static const vb_entry *problem_of(const vb_ruling *s, const vb_hit *h, bool *sure) {
    const vb_entry *first = vb_term_find(s->lx, h->term, VB_TERM_PROBLEM, (vb_lang)h->lang), *plain = NULL;
    *sure = true;
    if (!first || !vb_entry_next(s->lx, first, (vb_lang)h->lang)) return first;
    for (const vb_entry *e = first; e; e = vb_entry_next(s->lx, e, (vb_lang)h->lang)) {
        if (e->code2 < 0)
            plain = e;
        else if (talks_about(s, h, e->code2))
            return e;
    }
    *sure = plain != NULL;
    return plain ? plain : first;
}

void vb_ruling_settle(vb_ruling *s, uint32_t first, uint32_t last, uint8_t mark) {
    for (uint32_t i = first; i < last; i++) s->marks[i] |= mark;
}

static void take_opinion(vb_ruling *s, const vb_hit *h, vb_clause_score *c) {
    vb_opinion *o = &s->opinions[s->n_opinions];
    *o = (vb_opinion){.hit = h};
    const vb_entry *absence = vb_term_find(s->lx, h->term, VB_TERM_ABSENCE, (vb_lang)h->lang);
    bool sure;
    o->problem = problem_of(s, h, &sure);
    bool sentiment = h->kinds & 1u << VB_TERM_SENTIMENT;
    if (h->kinds & 1u << VB_TERM_ABSENCE && absence) {
        o->base = absence->value;
        c->absence |= absence->value > 0;
        if (absence->value > 0) vb_ruling_settle(s, h->first, h->last, VB_MARK_GOOD);
    } else if (sentiment) {
        o->base = valence_of(s, h);
    }
    if (o->base == 0 && o->problem) o->base = o->problem->value;
    if (o->base == 0 && (!o->problem || vb_speech_is_bare_wait(s, o->problem))) return;
    o->value = o->base;
    s->n_opinions++;
}

/* ---- Rules
 * ---------------------------------------------------------------------------------------------------------
 */

static bool parted(const vb_text *t, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++)
        if (t->tokens[i].kind == VB_PUNCT && t->tokens[i].nend - t->tokens[i].nbegin >= 1 &&
            t->norm.ptr[t->tokens[i].nbegin] != '\'' && t->norm.ptr[t->tokens[i].nbegin] != '"' &&
            t->norm.ptr[t->tokens[i].nbegin] != '-' && t->norm.ptr[t->tokens[i].nbegin] != '*' &&
            t->norm.ptr[t->tokens[i].nbegin] != '_')
            return true;
    return false;
}

/* The first opinion that begins at most `reach` words behind token `from`; NULL where there is none. */
static vb_opinion *opinion_after(vb_ruling *s, uint32_t from, uint32_t reach) {
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        if (o->hit->first < from) continue;
        return o->hit->first - from <= reach && !parted(s->text, from, o->hit->first) ? o : NULL;
    }
    return NULL;
}

static vb_opinion *opinion_before(vb_ruling *s, uint32_t to, uint32_t reach) {
    for (uint32_t i = s->n_opinions; i-- > 0;) {
        vb_opinion *o = &s->opinions[i];
        if (o->hit->last > to) continue;
        return to - o->hit->last <= reach && !parted(s->text, o->hit->last, to) ? o : NULL;
    }
    return NULL;
}

/* The words of a by whose bad thing is absent ("không có", "ít") or of an intensifier that has found its
 * word ("super annoying") are no opinion themselves. */
static void hush(vb_ruling *s, const vb_hit *by) {
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        if (o->hit->first < by->first || o->hit->last > by->last) continue;
        o->value = 0;
        o->problem = NULL;
    }
}

static void apply_intensifier(vb_ruling *s, const vb_hit *h) {
    const vb_entry *e = vb_term_find(s->lx, h->term, VB_TERM_INTENSIFIER, (vb_lang)h->lang);
    if (!e) return;
    vb_opinion *after = e->code != VB_POSITION_AFTER ? opinion_after(s, h->last, 1) : NULL;
    vb_opinion *before = e->code != VB_POSITION_BEFORE ? opinion_before(s, h->first, 1) : NULL;
    vb_opinion *o = e->code == VB_POSITION_AFTER ? before : after ? after : before;
    if (!o) return;
    o->value *= e->value;
    hush(s, h);
    uint8_t mark = (o->value > 0) == (e->value > 1) ? VB_MARK_GOOD : VB_MARK_BAD;
    vb_ruling_settle(s, h->first, h->last, mark | VB_MARK_DEGREE);
    vb_ruling_note(s, h, "intensifier", NULL, e->value, o->value);
}

/* Turns one opinion; what was bad and is not so settles its words. */
static void turn(vb_ruling *s, const vb_hit *by, vb_opinion *o, vb_clause_score *c) {
    o->negated = !o->negated;
    o->value *= o->value > 0 ? NEGATED_GOOD : NEGATED_BAD;
    if (!o->negated) return;
    vb_ruling_settle(s, by->first, o->hit->last, o->base < 0 ? VB_MARK_GOOD : VB_MARK_BAD);
    c->absence |= o->base < 0;
}

/* True for an opinion that begins with a negator of its own inside `negator`: the "not happy" of "was not
 * happy". */
static bool negates_itself(const vb_ruling *s, const vb_hit *negator, const vb_opinion *o) {
    if (o->hit->first >= negator->last) return false;
    uint32_t unit = s->text->tokens[o->hit->first].unit,
             node = unit ? vb_trie_next(&s->lx->exact, 0, unit) : 0;
    uint32_t term = node ? s->lx->exact.terms[node] : 0;
    return term && vb_term_find(s->lx, term, VB_TERM_NEGATOR, (vb_lang)o->hit->lang);
}

/* A negator turns the opinion that comes first within its reach, and beyond it what is bad: "no lags and
 * crashes". The opinion may begin inside the negator ("không bị" and "bị tính thêm"). */
static void apply_negator(vb_ruling *s, const vb_hit *h, vb_clause_score *c) {
    const vb_entry *e = vb_term_find(s->lx, h->term, VB_TERM_NEGATOR, (vb_lang)h->lang);
    if (!e) return;
    uint32_t reach = (uint32_t)e->value, end = s->text->clauses[s->clause].last;
    for (uint32_t i = h->last; i < end && i < h->last + reach + 1 && s->text->tokens[i].kind != VB_PUNCT; i++)
        s->marks[i] |= VB_MARK_NEGATED;
    bool found = false;
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        bool behind = o->hit->first > h->first && o->hit->last > h->last;
        if (!behind || (o->hit->first > h->last &&
                        (o->hit->first - h->last > reach || parted(s->text, h->last, o->hit->first))))
            continue;
        if (found && (o->base >= 0 || o->negated)) continue;
        found = true;
        if (negates_itself(s, h, o)) break;
        if (o->hit->kinds & 1u << VB_TERM_ABSENCE && o->base > 0) break;
        turn(s, h, o, c);
        if (o->base < 0 && o->negated) hush(s, h);
        vb_ruling_note(s, h, "negator", NULL, e->value, o->value);
    }
    if (!found) s->signs->v[VB_SIGN_NEGATION]++;
}

/* A phrase that says that nothing is wrong covers the wrong that it names: "chưa từng bị" and "trừ tiền oan".
 */
static void apply_absence(vb_ruling *s, const vb_opinion *by, vb_clause_score *c) {
    if (!(by->hit->kinds & 1u << VB_TERM_ABSENCE) || by->base <= 0) return;
    vb_opinion *o = opinion_after(s, by->hit->last, 2);
    if (o && o->base < 0 && !o->negated) turn(s, by->hit, o, c);
}

/* ---- Names
 * ------------------------------------------------------------------------------------------------- */

static bool is_capital(const vb_text *t, uint32_t i) {
    const vb_token *k = &t->tokens[i];
    char c = k->begin < t->source.len ? t->source.ptr[k->begin] : ' ';
    return k->kind == VB_WORD && c >= 'A' && c <= 'Z' && !(k->flags & VB_TOK_CAPS);
}

/* True where few words of the text are written with a capital, so that one tells a name. */
static bool capitals_tell(const vb_text *t) {
    enum { MOST_TENTHS = 4 };
    uint32_t words = 0, capitals = 0;
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        words += t->tokens[i].kind == VB_WORD;
        capitals += is_capital(t, i);
    }
    return capitals * 10 <= words * MOST_TENTHS;
}

/* A word with a capital that is no part of an entry: one half of a name may be an opinion, "Super Eagles". */
static bool is_strange(const vb_ruling *s, uint32_t i) {
    const vb_clause *c = &s->text->clauses[s->clause];
    if (i < c->first || i >= c->last || !is_capital(s->text, i) ||
        s->text->tokens[i].end - s->text->tokens[i].begin < 2)
        return false;
    for (uint32_t k = s->first_hit; k < s->last_hit; k++) {
        const vb_hit *h = &s->hits->at[k];
        if (h->first <= i && i < h->last && h->group != VB_GROUP_STOP) return false;
    }
    return true;
}

static bool is_name(const vb_ruling *s, const vb_opinion *o) {
    const vb_hit *h = o->hit;
    const vb_clause *c = &s->text->clauses[s->clause];
    if (h->last != h->first + 1 || h->lang != VB_LANG_EN || !is_capital(s->text, h->first)) return false;
    bool opens = h->first == c->first && (c->sentence_start || s->clause == 0);
    bool named = (h->first > 0 && is_strange(s, h->first - 1)) || (!opens && is_strange(s, h->last));
    return named && capitals_tell(s->text);
}

static void apply_shape(vb_ruling *s, vb_opinion *o) {
    uint8_t flags = 0;
    for (uint32_t i = o->hit->first; i < o->hit->last; i++) flags |= s->text->tokens[i].flags;
    if (o->hit->last < s->text->n_tokens && s->text->tokens[o->hit->last].flags & VB_TOK_ELONGATED)
        flags |= VB_TOK_ELONGATED;
    if (flags & VB_TOK_ELONGATED) o->value *= ELONGATED;
    if (flags & VB_TOK_CAPS) o->value *= CAPITALS;
    if (!is_name(s, o)) return;
    o->value *= NAMED;
    o->problem = NULL;
    vb_ruling_note(s, o->hit, "rule", "name", NAMED, o->value);
}

static void note_opinion(vb_ruling *s, const vb_opinion *o) {
    const char *kind = o->hit->kinds & 1u << VB_TERM_ABSENCE     ? "absence"
                       : o->hit->kinds & 1u << VB_TERM_SENTIMENT ? "sentiment"
                                                                 : "problem";
    const char *detail = o->problem ? s->lx->codes.problems[o->problem->code].id : NULL;
    vb_ruling_note(s, o->hit, kind, detail, o->base, o->value);
}

/* What else stands in the clause, counted. */
static void read_signs(vb_ruling *s, const vb_clause_score *c) {
    static const uint8_t intents[] = {VB_SIGN_COMPLAINT, VB_SIGN_PRAISE, VB_SIGN_SUGGESTION,
                                      VB_SIGN_ASKING,    VB_SIGN_CHURN,  VB_SIGN_RECOMMENDATION,
                                      VB_SIGN_ESCALATION};
    static const uint8_t emotions[] = {VB_SIGN_JOY,   VB_SIGN_JOY,   VB_SIGN_JOY,   0,
                                       VB_SIGN_ANGER, VB_SIGN_ANGER, VB_SIGN_ANGER, VB_SIGN_ANGER,
                                       VB_SIGN_ANGER, VB_SIGN_ANGER, VB_SIGN_JOY,   VB_SIGN_ANGER};
    const vb_clause *clause = &s->text->clauses[s->clause];
    float *v = s->signs->v;
    for (uint32_t i = s->first_hit; i < s->last_hit; i++) {
        const vb_hit *h = &s->hits->at[i];
        const vb_entry *e;
        if (h->group == VB_GROUP_ASPECT) v[VB_SIGN_ASPECT]++;
        if (h->group == VB_GROUP_INTENT &&
            (e = vb_term_find(s->lx, h->term, VB_TERM_INTENT, (vb_lang)h->lang)))
            v[intents[e->code]]++;
        if (h->group == VB_GROUP_EMOTION &&
            (e = vb_term_find(s->lx, h->term, VB_TERM_EMOTION, (vb_lang)h->lang)))
            v[emotions[e->code]]++;
    }
    for (uint32_t i = clause->first; i < clause->last; i++) {
        uint8_t kind = s->text->tokens[i].kind;
        v[VB_SIGN_NUMBER] += kind == VB_NUMBER;
        v[VB_SIGN_LINK] += kind == VB_URL;
        v[VB_SIGN_MENTION] += kind == VB_MENTION;
        bool counts = kind == VB_WORD || kind == VB_NUMBER || kind == VB_EMOJI;
        s->signs->words += counts && !(s->marks[i] & VB_MARK_DEGREE);
    }
    v[VB_SIGN_WISH] += c->wish;
    v[VB_SIGN_HEDGE] += c->hedge;
    v[VB_SIGN_QUESTION] += c->question;
    v[VB_SIGN_EXCLAIMED] += clause->exclaimed;
    v[VB_SIGN_BUT] += clause->link == VB_LINK_BUT || clause->link == VB_LINK_ALTHOUGH;
    v[VB_SIGN_ABSENCE] += c->absence;
    v[VB_SIGN_PROBLEM] += c->problem >= 0;
}

/* The problems of a clause, the worst first; of equally bad ones the later. */
static void keep_problem(const vb_ruling *s, vb_clause_score *c, const vb_opinion *o) {
    bool sure;
    problem_of(s, o->hit, &sure);
    vb_named_problem one = {o->problem->code, sure ? o->problem->code2 : -1, o->value};
    uint8_t at = c->n_problems < VB_PROBLEMS ? c->n_problems++ : VB_PROBLEMS;
    while (at > 0 && o->value <= c->problems[at - 1].value) {
        if (at < VB_PROBLEMS) c->problems[at] = c->problems[at - 1];
        at--;
    }
    if (at < VB_PROBLEMS) c->problems[at] = one;
}

static void score_clause(vb_ruling *s, vb_clause_score *c) {
    const vb_clause *clause = &s->text->clauses[s->clause];
    *c = (vb_clause_score){
        .problem = -1, .problem_touchpoint = -1, .touchpoint = -1, .emotion = -1, .weight = 1};
    c->minutes = c->amount = NAN;
    c->question = clause->question;
    s->n_opinions = 0;
    for (uint32_t i = s->first_hit; i < s->last_hit; i++)
        if (s->hits->at[i].group == VB_GROUP_OPINION) take_opinion(s, &s->hits->at[i], c);
    for (uint32_t i = s->first_hit; i < s->last_hit; i++)
        if (s->hits->at[i].group == VB_GROUP_INTENSIFIER) apply_intensifier(s, &s->hits->at[i]);
    for (uint32_t i = s->first_hit; i < s->last_hit; i++)
        if (s->hits->at[i].group == VB_GROUP_NEGATOR) apply_negator(s, &s->hits->at[i], c);
    for (uint32_t i = 0; i < s->n_opinions; i++) apply_absence(s, &s->opinions[i], c);
    vb_speech_apply(s, c);
    for (uint32_t i = 0; i < s->n_opinions; i++) {
        vb_opinion *o = &s->opinions[i];
        apply_shape(s, o);
        if (clause->question && o->value > 0) {
            o->value *= ASKED;
            vb_ruling_note(s, o->hit, "rule", "question", ASKED, o->value);
        }
        bool whole = o->hit->last - o->hit->first > 1; /* an expression means something else than its words */
        vb_ruling_settle(s, o->hit->first + 1, o->hit->last, VB_MARK_DEGREE);
        if (whole && o->value != 0)
            vb_ruling_settle(s, o->hit->first, o->hit->last, o->value > 0 ? VB_MARK_GOOD : VB_MARK_BAD);
        note_opinion(s, o);
        c->sum += o->value;
        s->signs->v[o->value > 0 ? VB_SIGN_GOOD : VB_SIGN_BAD] += fabsf(o->value);
        c->opinions++;
        if (o->value < c->strongest) c->strongest = o->value;
        if (o->problem && !o->negated) keep_problem(s, c, o);
    }
    if (c->n_problems) {
        c->problem = c->problems[0].problem;
        c->problem_touchpoint = c->problems[0].touchpoint;
    }
    if (c->wish && !c->opinions) {
        c->sum = c->strongest = BARE_WISH;
        s->signs->v[VB_SIGN_BAD] -= BARE_WISH;
    }
    if (clause->exclaimed) c->sum *= EXCLAIMED;
    s->signs->v[VB_SIGN_SCORE] = c->sum;
    read_signs(s, c);
}

/* Weights by contrast: what stands before a "but" in the same sentence counts less, what follows it more. */
static void weigh(const vb_text *t, vb_clause_score *c) {
    for (uint32_t i = 0; i < t->n_clauses; i++) {
        if (t->clauses[i].link == VB_LINK_ALTHOUGH) c[i].weight = ALTHOUGH;
        if (t->clauses[i].link != VB_LINK_BUT) continue;
        c[i].weight = AFTER_BUT;
        for (uint32_t k = i; k-- > 0;) {
            if (c[k].weight == 1) c[k].weight = BEFORE_BUT;
            if (t->clauses[k].sentence_start || t->clauses[k].link == VB_LINK_BUT) break;
        }
    }
}

vb_status vb_rules_apply(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, vb_arena *scratch,
                         vb_ruled *out, vb_findings *findings, vb_error *err) {
    vb_ruling s = {.lx = lx, .text = text, .hits = hits, .scratch = scratch, .findings = findings};
    out->clauses = VB_NEW_ARRAY(scratch, vb_clause_score, text->n_clauses + 1);
    out->signs = VB_NEW_ARRAY(scratch, vb_signs, text->n_clauses + 1);
    out->marks = s.marks = VB_NEW_ARRAY(scratch, uint8_t, text->n_tokens + 1);
    s.opinions = VB_NEW_ARRAY(scratch, vb_opinion, hits->n + 1);
    if (!out->clauses || !out->signs || !s.marks || !s.opinions) return vb_fail_memory(err);
    for (s.clause = 0; s.clause < text->n_clauses; s.clause++) {
        while (s.first_hit < hits->n && hits->at[s.first_hit].first < text->clauses[s.clause].first)
            s.first_hit++;
        s.last_hit = s.first_hit;
        while (s.last_hit < hits->n && hits->at[s.last_hit].first < text->clauses[s.clause].last)
            s.last_hit++;
        s.signs = &out->signs[s.clause];
        score_clause(&s, &out->clauses[s.clause]);
        s.first_hit = s.last_hit;
    }
    vb_speech_remarks(&s, out->clauses, out->signs);
    if (s.failed) return vb_fail_memory(err);
    weigh(text, out->clauses);
    return VB_OK;
}
