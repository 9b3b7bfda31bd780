#include "themes/attribute.h"
#include "themes/quantity.h"

#include <math.h>

static const float COMPLAINT_SCORE = -0.13f; /* a clause scored below it complains */
static const float MIXED_SCORE = 0.1f;       /* a named problem complains up to this score */
static const float PROBLEM_VOTE = 1.5f;      /* weight of the touchpoint that a problem term carries */

typedef struct {
    const vb_lexicon *lx;
    const vb_text *text;
    const vb_hits *hits;
    vb_arena *scratch;
    vb_clause_score *clauses;
    vb_findings *findings;
    float *votes; /* by touchpoint */
    uint32_t clause, first_hit, last_hit;
    bool failed;
} attributor;

static void note(attributor *a, uint32_t nbegin, uint32_t nend, const char *kind, vb_str term, const char *detail, float value) {
    vb_finding one = {nbegin, nend, a->clause, kind, term, detail, value, value};
    if (!vb_findings_add(a->findings, a->scratch, one)) a->failed = true;
}

/* Tokens between a hit and the nearest opinion of the clause; 0 where there is no opinion. */
static uint32_t opinion_distance(const attributor *a, const vb_hit *h) {
    uint32_t nearest = UINT32_MAX;
    for (uint32_t i = a->first_hit; i < a->last_hit; i++) {
        const vb_hit *o = &a->hits->at[i];
        if (o->group != VB_GROUP_OPINION) continue;
        uint32_t d = o->first >= h->last ? o->first - h->last : h->first >= o->last ? h->first - o->last : 0;
        if (d < nearest) nearest = d;
    }
    return nearest == UINT32_MAX ? 0 : nearest;
}

static void vote(attributor *a, const vb_hit *h) {
    float nearness = 1.0f / (1.0f + 0.15f * (float)opinion_distance(a, h));
    for (const vb_entry *e = vb_term_find(a->lx, h->term, VB_TERM_ASPECT, (vb_lang)h->lang); e;
         e = vb_entry_next(a->lx, e, (vb_lang)h->lang)) {
        if (e->code < 0) continue;
        a->votes[e->code] += e->value * nearness;
        note(a, h->nbegin, h->nend, "aspect", a->lx->terms[h->term].text, a->lx->codes.touchpoints[e->code].id, e->value * nearness);
    }
}

static int16_t winner(const attributor *a) {
    int16_t best = -1;
    for (int16_t i = 0; i < a->lx->codes.n_touchpoints; i++)
        if (a->votes[i] > 0 && (best < 0 || a->votes[i] > a->votes[best] ||
                                (a->votes[i] == a->votes[best] && vb_codeframe_within(&a->lx->codes, i, best))))
            best = i;
    return best;
}

static void find_touchpoint(attributor *a, int16_t prior, const char *prior_name) {
    vb_clause_score *c = &a->clauses[a->clause];
    const vb_clause *cl = &a->text->clauses[a->clause];
    uint32_t nbegin = a->text->tokens[cl->first].nbegin, nend = a->text->tokens[cl->last - 1].nend;
    memset(a->votes, 0, (size_t)a->lx->codes.n_touchpoints * sizeof *a->votes);
    for (uint32_t i = a->first_hit; i < a->last_hit; i++)
        if (a->hits->at[i].group == VB_GROUP_ASPECT) vote(a, &a->hits->at[i]);
    if (c->problem >= 0 && c->problem_touchpoint >= 0) a->votes[c->problem_touchpoint] += PROBLEM_VOTE;
    c->touchpoint = winner(a);
    if (c->touchpoint >= 0) return;
    bool speaks = c->opinions || c->wish;
    if (speaks && a->clause && a->clauses[a->clause - 1].touchpoint >= 0) {
        c->touchpoint = a->clauses[a->clause - 1].touchpoint;
        note(a, nbegin, nend, "rule", VB_STR("clause_before"), a->lx->codes.touchpoints[c->touchpoint].id, 0);
    } else if (prior >= 0) {
        c->touchpoint = prior;
        note(a, nbegin, nend, "prior", vb_str_of(prior_name), a->lx->codes.touchpoints[prior].id, 0);
    } else if (speaks) {
        c->touchpoint = vb_codeframe_touchpoint(&a->lx->codes, VB_STR("overall"));
        if (c->touchpoint >= 0) note(a, nbegin, nend, "rule", VB_STR("no_aspect"), "overall", 0);
    }
}

/* ---- Complaint, intents, severity ---------------------------------------------------------------------------------- */

static void find_intents(attributor *a, vb_clause_score *c) {
    for (uint32_t i = a->first_hit; i < a->last_hit; i++) {
        const vb_hit *h = &a->hits->at[i];
        if (h->group == VB_GROUP_INTENT) {
            const vb_entry *e = vb_term_find(a->lx, h->term, VB_TERM_INTENT, (vb_lang)h->lang);
            c->intents |= 1u << e->code;
            note(a, h->nbegin, h->nend, "intent", a->lx->terms[h->term].text, vb_intent_name((unsigned)e->code), 0);
        } else if (h->group == VB_GROUP_EMOTION && c->emotion < 0) {
            c->emotion = vb_term_find(a->lx, h->term, VB_TERM_EMOTION, (vb_lang)h->lang)->code;
            note(a, h->nbegin, h->nend, "emotion", a->lx->terms[h->term].text, vb_emotion_name(c->emotion), 0);
        }
    }
    if (c->wish) c->intents |= VB_INTENT_SUGGESTION;
    if (c->question) c->intents |= VB_INTENT_QUESTION;
    if (c->score > -COMPLAINT_SCORE) c->intents |= VB_INTENT_PRAISE;
}

static void judge(attributor *a, vb_clause_score *c) {
    bool negative = c->score < COMPLAINT_SCORE;
    bool problem = c->problem >= 0 && c->score < MIXED_SCORE;
    bool wish = c->wish && c->score < MIXED_SCORE;
    c->complaint = (negative || problem || wish) && !(c->absence && c->score >= 0);
    unsigned declared = c->intents & VB_INTENT_COMPLAINT;
    c->intents &= ~(unsigned)VB_INTENT_COMPLAINT;
    if (declared && c->score < MIXED_SCORE) c->complaint = true;
    if (!c->complaint) {
        c->problem = -1;
        return;
    }
    c->intents |= VB_INTENT_COMPLAINT;
    float severity = -0.5f * c->strongest;
    if (c->problem >= 0) severity += 0.5f * (float)a->lx->codes.problems[c->problem].severity;
    if (c->minutes >= 1440 || c->amount > 0) severity += 0.5f;
    if (c->intents & (VB_INTENT_CHURN_RISK | VB_INTENT_ESCALATION)) severity += 1;
    c->severity = severity < 0.25f ? 0.25f : severity > 4 ? 4 : severity;
}

vb_status vb_attribute(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, int16_t prior, const char *prior_name,
                       vb_arena *scratch, vb_clause_score *clauses, vb_findings *findings, vb_error *err) {
    attributor a = {.lx = lx, .text = text, .hits = hits, .scratch = scratch, .clauses = clauses, .findings = findings};
    a.votes = VB_NEW_ARRAY(scratch, float, (size_t)lx->codes.n_touchpoints + 1);
    if (!a.votes) return vb_fail_memory(err);
    for (a.clause = 0; a.clause < text->n_clauses; a.clause++) {
        a.last_hit = a.first_hit;
        while (a.last_hit < hits->n && hits->at[a.last_hit].first < text->clauses[a.clause].last) a.last_hit++;
        vb_clause_score *c = &clauses[a.clause];
        find_touchpoint(&a, prior, prior_name);
        if (!vb_quantity_find(lx, text, hits, a.clause, scratch, c, findings)) return vb_fail_memory(err);
        find_intents(&a, c);
        judge(&a, c);
        a.first_hit = a.last_hit;
    }
    return a.failed ? vb_fail_memory(err) : VB_OK;
}

int16_t vb_attribute_main(const vb_lexicon *lx, const vb_hits *hits, vb_arena *scratch) {
    float *votes = VB_NEW_ARRAY(scratch, float, (size_t)lx->codes.n_touchpoints + 1);
    int16_t best = -1;
    for (uint32_t i = 0; votes && i < hits->n; i++) {
        const vb_hit *h = &hits->at[i];
        if (h->group != VB_GROUP_ASPECT) continue;
        for (const vb_entry *e = vb_term_find(lx, h->term, VB_TERM_ASPECT, (vb_lang)h->lang); e; e = vb_entry_next(lx, e, (vb_lang)h->lang))
            if (e->code >= 0) votes[e->code] += e->value;
    }
    for (int16_t i = 0; votes && i < lx->codes.n_touchpoints; i++)
        if (votes[i] > 0 && (best < 0 || votes[i] > votes[best])) best = i;
    return best;
}
