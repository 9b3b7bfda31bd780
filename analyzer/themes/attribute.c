#include "themes/attribute.h"
#include "themes/quantity.h"

#include <math.h>

static const float COMPLAINT_SCORE = -0.13f; /* a clause scored below it complains */
static const float MIXED_SCORE = 0.1f;       /* a wish complains up to this score */
static const float NAMED_SCORE = 0.35f;      /* a named problem does */
static const float CONTENT = 0.3f;           /* a comment scored above it is praise as a whole */
static const float DELIGHTED = 0.5f;         /* so much so that a wish in it finds no fault */
static const float OUTRIGHT = -0.6f; /* a clause without a named problem that complains there all the same */
static const float PROBLEM_VOTE = 1.5f; /* weight of the touchpoint that a problem term carries */
static const float VOTE_SLOPE = 0.9f, VOTE_BIAS = -0.6f; /* of a touchpoint that nothing was learned of */
static const float MOST_VOTES = 3, MOST_TOLD = 5;        /* of a learned touchpoint, of another */
static const float TRUST = 0.5f;        /* share of the learned odds where the lexicon speaks too */
static const float UNNAMED = 0.5f;      /* what learned odds must exceed where it does not */
static const float CONTEXT = 0.3f;      /* of what the other clauses of the comment say */
static const float UNLIKELY = -1.5f;    /* a touchpoint below it is none */
static const float WHOLE_SURE = 0.4f;   /* a touchpoint of the whole comment that no clause has is above it */
static const float FIRST_NAMED = 1.25f; /* what a clause names first is mostly what it speaks of */
static const float INFLECTED = 0.6f;    /* vote of a word that is the entry by its stem only */

typedef struct {
    const vb_lexicon *lx;
    const vb_aspect_table *table; /* of the clause's language, or NULL */
    const vb_text *text;
    const vb_hits *hits;
    vb_arena *scratch;
    vb_clause_score *clauses;
    vb_findings *findings;
    float *votes, *own, *whole; /* by touchpoint: lexicon votes and learned weights of the clause, the latter
                                   of the comment */
    float *all_votes;
    vb_aspect_found found; /* learned weights of all clauses; those of clause i end at ends[i] */
    uint32_t *ends;
    uint8_t *voted;  /* by touchpoint: has votes in the clause; `ballot` lists them */
    uint8_t *spoken; /* by touchpoint: something speaks for it in the comment; `list` has them in order */
    int16_t *ballot, *list;
    int16_t n_ballot, n_list;
    uint32_t clause, first_hit, last_hit;
    uint64_t told; /* packs that an aspect word of the comment speaks of, by their number; and core */
    float mood;
    bool failed;
} attributor;

static void note(attributor *a, uint32_t nbegin, uint32_t nend, const char *kind, vb_str term,
                 const char *detail, float value) {
    if (a->findings->off) return;
    vb_finding one = {nbegin, nend, a->clause, kind, term, detail, value, value};
    if (!vb_findings_add(a->findings, a->scratch, one)) a->failed = true;
}

static void give_votes(attributor *a, int16_t touchpoint, float votes) {
    a->votes[touchpoint] += votes;
    if (!a->voted[touchpoint]) a->ballot[a->n_ballot++] = touchpoint;
    a->voted[touchpoint] = 1;
}

/* ---- Votes of the lexicon
 * ------------------------------------------------------------------------------------------ */

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

static bool inflects(vb_str form, vb_str entry) {
    static const char *const endings[] = {"", "s", "es", "ed", "d", "ing", "ies", "ied", NULL};
    if (entry.len < 3) return false;
    if (entry.ptr[entry.len - 1] == 'e' || entry.ptr[entry.len - 1] == 'y') entry.len--;
    if (!vb_str_starts(form, entry)) return false;
    vb_str tail = vb_str_sub(form, entry.len, form.len);
    for (size_t i = 0; endings[i]; i++)
        if (vb_str_eqz(tail, endings[i])) return true;
    return false;
}

/* What a hit by stem is worth: an inflection of the entry ("delays", "delayed"; in a phrase also the other
 * way: "my bag" for "my bags") nearly all, another word that happens to share the stem ("customers" and
 * "customs", "please" and "pleased") nothing. */
static float stem_worth(const vb_lexicon *lx, const vb_text *text, const vb_hit *h) {
    if (h->via != VB_VIA_STEM) return 1;
    vb_str form = text->tokens[h->last - 1].form, entry = lx->terms[h->term].text;
    bool phrase = false;
    for (size_t i = entry.len; i > 0 && !phrase; i--)
        if (entry.ptr[i - 1] == ' ') {
            entry = vb_str_sub(entry, i, entry.len);
            phrase = true;
        }
    return inflects(form, entry) || (phrase && inflects(entry, form)) ? INFLECTED : 0;
}

/* True where the hit speaks for a touchpoint. */
static bool vote(attributor *a, const vb_hit *h, bool first) {
    bool spoke = false;
    float nearness = stem_worth(a->lx, a->text, h) * (first ? FIRST_NAMED : 1) /
                     (1.0f + 0.15f * (float)opinion_distance(a, h));
    if (nearness == 0) return false;
    for (const vb_entry *e = vb_term_find(a->lx, h->term, VB_TERM_ASPECT, (vb_lang)h->lang); e;
         e = vb_entry_next(a->lx, e, (vb_lang)h->lang)) {
        if (e->code < 0) continue;
        give_votes(a, e->code, e->value * nearness);
        note(a, h->nbegin, h->nend, "aspect", a->lx->terms[h->term].text,
             a->lx->codes.touchpoints[e->code].id, e->value * nearness);
        spoke = true;
    }
    return spoke;
}

/* ---- The touchpoint
 * ------------------------------------------------------------------------------------------------ */

/* Votes and learned weights of a touchpoint as a log-odds; below UNLIKELY where nothing speaks for it. */
static inline float odds(const attributor *a, int16_t t, float votes, float learned) {
    bool known = a->table && a->table->known[t];
    float by_votes = VOTE_SLOPE * (votes > MOST_TOLD ? MOST_TOLD : votes) + VOTE_BIAS;
    if (!known) return votes > 0 ? by_votes : 2 * UNLIKELY;
    float z = a->table->bias[t] + a->table->named[t] * (votes > MOST_VOTES ? MOST_VOTES : votes) + learned;
    if (votes > 0) return TRUST * z + (1 - TRUST) * by_votes;
    return z > UNNAMED ? z - UNNAMED : 2 * UNLIKELY;
}

static float clause_odds(const attributor *a, int16_t t) {
    return odds(a, t, a->votes[t], a->own[t] + CONTEXT * (a->whole[t] - a->own[t]));
}

static bool better(const attributor *a, int16_t t, float z, int16_t best, float best_z) {
    return best < 0 || z > best_z || (z == best_z && vb_codeframe_within(&a->lx->codes, t, best));
}

/* Where no aspect word of the comment is of a pack, learned weights alone do not speak for it: what they
 * learned from banks is nothing to a restaurant. */
static void find_packs(attributor *a) {
    a->told = 1;
    for (uint32_t i = 0; i < a->hits->n; i++) {
        const vb_hit *h = &a->hits->at[i];
        if (h->group != VB_GROUP_ASPECT) continue;
        for (const vb_entry *e = vb_term_find(a->lx, h->term, VB_TERM_ASPECT, (vb_lang)h->lang); e;
             e = vb_entry_next(a->lx, e, (vb_lang)h->lang))
            if (e->code >= 0) a->told |= 1ull << a->lx->codes.touchpoints[e->code].pack_no;
    }
}

/* Lists the touchpoints for which something speaks in the comment or which stand by themselves; the odds of
 * all others are below any bound. */
static void list_spoken(attributor *a) {
    a->n_list = 0;
    for (size_t from = 0, n = (size_t)a->lx->codes.n_touchpoints; from < n; from += 8) {
        uint64_t any; /* eight at once; there is room behind the last */
        memcpy(&any, a->spoken + from, sizeof any);
        for (size_t t = from; any && t < from + 8; t++)
            if (a->spoken[t]) a->list[a->n_list++] = (int16_t)t;
    }
}

static void list_one_more(attributor *a, int16_t touchpoint) {
    int16_t at = a->n_list++;
    for (; at > 0 && a->list[at - 1] > touchpoint; at--) a->list[at] = a->list[at - 1];
    a->list[at] = touchpoint;
    a->spoken[touchpoint] = 1;
}

/* Adds the votes of the clause to those of the comment. */
static void add_votes(attributor *a) {
    for (int16_t i = 0; i < a->n_ballot; i++) {
        int16_t t = a->ballot[i];
        a->all_votes[t] += a->votes[t];
        a->voted[t] = 0;
        if (!a->spoken[t]) list_one_more(a, t);
    }
    a->n_ballot = 0;
}

/* Keeps the best candidates in the clause, the best first; the winner is the clause's touchpoint. */
static void choose(attributor *a, vb_clause_score *c) {
    float kept[VB_CANDIDATES];
    size_t n = 0;
    for (int16_t i = 0; i < a->n_list; i++) {
        int16_t t = a->list[i];
        float z;
        if (a->votes[t] > 0) {
            z = clause_odds(a, t);
            if (z < UNLIKELY) continue;
        } else { /* most: the same odds, without votes */
            if (!a->table || !a->table->known[t]) continue;
            if (!(a->told >> a->lx->codes.touchpoints[t].pack_no & 1)) continue;
            z = a->table->bias[t] + (a->own[t] + CONTEXT * (a->whole[t] - a->own[t]));
            if (!(z > UNNAMED)) continue;
            z -= UNNAMED;
        }
        size_t at = n < VB_CANDIDATES ? n++ : VB_CANDIDATES;
        while (at > 0 && better(a, t, z, c->candidates[at - 1].touchpoint, kept[at - 1])) {
            if (at < VB_CANDIDATES) c->candidates[at] = c->candidates[at - 1], kept[at] = kept[at - 1];
            at--;
        }
        if (at == VB_CANDIDATES) continue;
        c->candidates[at] = (vb_candidate){.touchpoint = t};
        kept[at] = z;
    }
    for (size_t i = 0; i < n; i++) c->candidates[i].weight = (uint8_t)lrintf(100 / (1 + expf(-kept[i])));
    c->n_candidates = (uint8_t)n;
    c->touchpoint = n ? c->candidates[0].touchpoint : -1;
}

/* Where no word of the clause tells: the clause before it, the declared prior, or nothing more exact than
 * `overall`. */
static void fall_back(attributor *a, vb_clause_score *c, int16_t prior, const char *prior_name) {
    const vb_clause *cl = &a->text->clauses[a->clause];
    uint32_t nbegin = a->text->tokens[cl->first].nbegin, nend = a->text->tokens[cl->last - 1].nend;
    bool speaks = c->opinions || c->wish;
    if (speaks && a->clause && a->clauses[a->clause - 1].touchpoint >= 0) {
        c->touchpoint = a->clauses[a->clause - 1].touchpoint;
        note(a, nbegin, nend, "rule", VB_STR("clause_before"), a->lx->codes.touchpoints[c->touchpoint].id, 0);
    } else if (prior >= 0) {
        c->touchpoint = prior;
        c->candidates[c->n_candidates++] = (vb_candidate){prior, 40};
        note(a, nbegin, nend, "prior", vb_str_of(prior_name), a->lx->codes.touchpoints[prior].id, 0);
    } else if (speaks) {
        c->touchpoint = a->lx->codes.overall;
        if (c->touchpoint >= 0) note(a, nbegin, nend, "rule", VB_STR("no_aspect"), "overall", 0);
    }
}

static void find_touchpoint(attributor *a, int16_t prior, const char *prior_name) {
    vb_clause_score *c = &a->clauses[a->clause];
    const vb_clause *cl = &a->text->clauses[a->clause];
    size_t size = (size_t)a->lx->codes.n_touchpoints * sizeof *a->votes;
    memset(a->votes, 0, size);
    memset(a->own, 0, size);
    bool first = true;
    for (uint32_t i = a->first_hit; i < a->last_hit; i++)
        if (a->hits->at[i].group == VB_GROUP_ASPECT && vote(a, &a->hits->at[i], first)) first = false;
    if (c->problem >= 0 && c->problem_touchpoint >= 0) give_votes(a, c->problem_touchpoint, PROBLEM_VOTE);
    for (uint32_t i = a->clause ? a->ends[a->clause - 1] : 0; i < a->ends[a->clause]; i++)
        a->own[a->found.at[i].touchpoint] += a->found.at[i].weight;
    add_votes(a);
    choose(a, c);
    if (c->touchpoint < 0)
        fall_back(a, c, prior, prior_name);
    else if (!(a->votes[c->touchpoint] > 0))
        note(a, a->text->tokens[cl->first].nbegin, a->text->tokens[cl->last - 1].nend, "induced",
             VB_STR("words"), a->lx->codes.touchpoints[c->touchpoint].id, clause_odds(a, c->touchpoint));
}

/* The worst of the clause's problems that its touchpoint can have; a wrong one would be worse than none. */
static void choose_problem(const attributor *a, vb_clause_score *c) {
    for (uint8_t i = 0; i < c->n_problems && c->problem < 0 && c->touchpoint >= 0; i++)
        if (vb_codeframe_can_have(&a->lx->codes, c->touchpoint, c->problems[i].problem))
            c->problem = c->problems[i].problem;
}

/* ---- Complaint, intents, severity
 * ---------------------------------------------------------------------------------- */

static void find_intents(attributor *a, vb_clause_score *c) {
    for (uint32_t i = a->first_hit; i < a->last_hit; i++) {
        const vb_hit *h = &a->hits->at[i];
        if (h->group == VB_GROUP_INTENT) {
            const vb_entry *e = vb_term_find(a->lx, h->term, VB_TERM_INTENT, (vb_lang)h->lang);
            c->intents |= 1u << e->code;
            note(a, h->nbegin, h->nend, "intent", a->lx->terms[h->term].text,
                 vb_intent_name((unsigned)e->code), 0);
        } else if (h->group == VB_GROUP_EMOTION && c->emotion < 0) {
            c->emotion = vb_term_find(a->lx, h->term, VB_TERM_EMOTION, (vb_lang)h->lang)->code;
            note(a, h->nbegin, h->nend, "emotion", a->lx->terms[h->term].text, vb_emotion_name(c->emotion),
                 0);
        }
    }
    if (c->wish) c->intents |= VB_INTENT_SUGGESTION;
    if (c->question) c->intents |= VB_INTENT_QUESTION;
    if (c->score > -COMPLAINT_SCORE) c->intents |= VB_INTENT_PRAISE;
}

/* True where the clause names a problem; in a comment that is praise, one with a name of its own. */
static bool names_problem(const attributor *a, const vb_clause_score *c, bool content) {
    for (uint8_t i = 0; i < c->n_problems; i++)
        if (!content || strcmp(a->lx->codes.problems[c->problems[i].problem].id, "other") != 0) return true;
    return false;
}

static void judge(attributor *a, vb_clause_score *c) {
    bool content = a->mood > CONTENT, named = names_problem(a, c, content);
    bool negative = c->score < COMPLAINT_SCORE;
    bool problem = named && c->score < (content ? MIXED_SCORE : NAMED_SCORE);
    bool wish = c->wish && c->score < MIXED_SCORE;
    c->complaint = (negative || problem || wish) && !(c->absence && c->score >= 0);
    if (a->mood > (c->wish ? DELIGHTED : CONTENT) && !problem && c->score > OUTRIGHT) c->complaint = false;
    unsigned declared = c->intents & VB_INTENT_COMPLAINT;
    c->intents &= ~(unsigned)VB_INTENT_COMPLAINT;
    if (declared && c->score < MIXED_SCORE) c->complaint = true;
    c->problem = -1;
    if (!c->complaint) return;
    choose_problem(a, c);
    c->intents |= VB_INTENT_COMPLAINT;
    float severity = -0.5f * c->strongest;
    if (c->problem >= 0) severity += 0.5f * (float)a->lx->codes.problems[c->problem].severity;
    if (c->minutes >= 1440 || c->amount > 0) severity += 0.5f;
    if (c->intents & (VB_INTENT_CHURN_RISK | VB_INTENT_ESCALATION)) severity += 1;
    c->severity = severity < 0.25f ? 0.25f : severity > 4 ? 4 : severity;
}

static const vb_aspect_table *table_for(const vb_attribution *in, uint32_t clause) {
    uint8_t lang = in->text->clauses[clause].lang;
    return in->learned ? in->learned->of[lang != VB_LANG_UND ? lang : in->text->lang] : NULL;
}

/* All learned weights of the comment, and what they come to. */
static bool find_learned(attributor *a, const vb_attribution *in) {
    uint32_t n = in->text->n_clauses;
    a->ends = vb_arena_alloc(a->scratch, (n + 1) * sizeof *a->ends);
    if (!a->ends) return false;
    for (uint32_t i = 0, done = 0; i < n; i++) {
        const vb_aspect_table *t = table_for(in, i);
        const vb_clause *c = &in->text->clauses[i];
        if (t && !vb_aspect_find(t, a->lx, in->text, c->first, c->last, a->scratch, &a->found)) return false;
        a->ends[i] = a->found.n;
        for (; done < a->found.n; done++) {
            int16_t about = a->found.at[done].touchpoint;
            a->whole[about] += a->found.at[done].weight;
            a->spoken[about] = 1;
        }
        for (int16_t k = 0; t && k < t->n_likely; k++) a->spoken[t->likely[k]] = 1;
    }
    list_spoken(a);
    return true;
}

vb_status vb_attribute(const vb_attribution *in, vb_arena *scratch, vb_clause_score *clauses, float *whole,
                       vb_findings *findings, vb_error *err) {
    const vb_lexicon *lx = in->lx;
    size_t n = (size_t)lx->codes.n_touchpoints + 1;
    attributor a = {.lx = lx,
                    .text = in->text,
                    .hits = in->hits,
                    .scratch = scratch,
                    .clauses = clauses,
                    .findings = findings,
                    .mood = in->mood};
    a.ballot = vb_arena_alloc(scratch, n * sizeof *a.ballot);
    a.voted = VB_NEW_ARRAY(scratch, uint8_t, n);
    a.spoken = VB_NEW_ARRAY(scratch, uint8_t, n + 8);
    a.list = vb_arena_alloc(scratch, n * sizeof *a.list);
    a.votes = VB_NEW_ARRAY(scratch, float, n);
    a.own = VB_NEW_ARRAY(scratch, float, n);
    a.all_votes = VB_NEW_ARRAY(scratch, float, n);
    a.whole = VB_NEW_ARRAY(scratch, float, n);
    if (!a.ballot || !a.voted || !a.spoken || !a.list || !a.votes || !a.own || !a.whole || !a.all_votes)
        return vb_fail_memory(err);
    if (!find_learned(&a, in)) return vb_fail_memory(err);
    find_packs(&a);
    for (a.clause = 0; a.clause < in->text->n_clauses; a.clause++) {
        a.last_hit = a.first_hit;
        while (a.last_hit < in->hits->n && in->hits->at[a.last_hit].first < in->text->clauses[a.clause].last)
            a.last_hit++;
        a.table = table_for(in, a.clause);
        vb_clause_score *c = &clauses[a.clause];
        find_touchpoint(&a, in->prior, in->prior_name);
        if (!vb_quantity_find(lx, in->text, in->hits, a.clause, scratch, c, findings))
            return vb_fail_memory(err);
        find_intents(&a, c);
        judge(&a, c);
        a.first_hit = a.last_hit;
    }
    a.table = in->learned ? in->learned->of[in->text->lang] : NULL;
    for (int16_t k = 0; a.table && k < a.table->n_likely; k++)
        if (!a.spoken[a.table->likely[k]]) list_one_more(&a, a.table->likely[k]);
    for (int16_t i = 0; i < a.n_list; i++) {
        int16_t t = a.list[i];
        float z = odds(&a, t, a.all_votes[t], a.whole[t]);
        whole[t] = a.table && a.table->known[t] && z > WHOLE_SURE ? z : 0;
    }
    return a.failed ? vb_fail_memory(err) : VB_OK;
}

void vb_attribute_votes(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, float *votes) {
    for (uint32_t i = 0; i < hits->n; i++) {
        const vb_hit *h = &hits->at[i];
        if (h->group != VB_GROUP_ASPECT) continue;
        float worth = stem_worth(lx, text, h);
        for (const vb_entry *e = vb_term_find(lx, h->term, VB_TERM_ASPECT, (vb_lang)h->lang); e;
             e = vb_entry_next(lx, e, (vb_lang)h->lang))
            if (e->code >= 0) votes[e->code] += e->value * worth;
    }
}

int16_t vb_attribute_main(const vb_lexicon *lx, const vb_text *text, const vb_hits *hits, vb_arena *scratch) {
    float *votes = VB_NEW_ARRAY(scratch, float, (size_t)lx->codes.n_touchpoints + 1);
    if (!votes) return -1;
    vb_attribute_votes(lx, text, hits, votes);
    int16_t best = -1;
    for (int16_t i = 0; i < lx->codes.n_touchpoints; i++)
        if (votes[i] > 0 && (best < 0 || votes[i] > votes[best])) best = i;
    return best;
}
