#include "sentiment/sentiment.h"

#include <math.h>
#include <stdlib.h>

static const float BAND = 0.13f; /* |score| of a neutral comment is below it */
static const float TURNED =
    -0.5f; /* share of a word's own weights that a negated word without a line of its own has */
static const float NOTHING = 3;  /* least effect of "nothing" as the whole answer to a question that leans */
static const float RATED = 0.6f; /* of the highest or lowest rating; measured on patients' comments with their
                                    own ratings, that set left out of the learning */
static const float LEAST_SHOWN = 0.1f; /* smaller effects of induced terms are shown as one sum */

typedef struct {
    float at[VB_LOGITS];
} logits;

typedef struct {
    const vb_judged *j;
    const vb_induced_table *table;
    vb_ruled *ruled;
    logits *clauses; /* by clause, unweighted */
    vb_arena *scratch;
    vb_findings *findings;
    float scale;
    float rest;
    bool silent; /* shows nothing */
    bool failed;
} summer;

vb_label vb_sentiment_label(float score) {
    return score > BAND ? VB_POSITIVE : score < -BAND ? VB_NEGATIVE : VB_NEUTRAL;
}

/* ---- Induced words
 * ----------------------------------------------------------------------------------------------- */

static void show(summer *s, const vb_feature *f, const float at[VB_LOGITS]) {
    float weight = s->ruled->clauses[f->clause].weight * s->scale, effect = (at[2] - at[0]) * weight;
    if (fabsf(effect) < LEAST_SHOWN) {
        s->rest += effect;
        return;
    }
    char term[400];
    size_t n = vb_feature_term(s->j->lx, s->j->text, s->j->units, f, term, sizeof term);
    vb_str text = vb_arena_dup(s->scratch, (vb_str){term, n});
    const vb_text *t = s->j->text;
    uint32_t nbegin = f->first, nend = f->last;
    if (f->kind != VB_FEATURE_CHARS) {
        nbegin = t->tokens[s->j->units->at[f->first == UINT32_MAX ? 0 : f->first].token].nbegin;
        nend = t->tokens[s->j->units->at[f->last - 1].token].nend;
    }
    vb_finding one = {nbegin, nend, f->clause, "induced", text, NULL, at[2] - at[0], effect};
    if (!text.ptr || !vb_findings_add(s->findings, s->scratch, one)) s->failed = true;
}

static void add_feature(void *ctx, const vb_feature *f) {
    summer *s = ctx;
    const vb_weights *w = vb_induced_find(s->table, f->key);
    float turn = 0.01f, at[VB_LOGITS];
    if (!w && f->kind == VB_FEATURE_NEGATED) {
        w = vb_induced_find(s->table, f->plain);
        turn *= TURNED;
    }
    if (!w) return;
    bool good = w->at[2] > w->at[0];
    /* The rule knows better than words from other people's comments; the user's own words are taken as they
     * are. */
    if (!w->own && f->settled == (good ? VB_MARK_BAD : VB_MARK_GOOD)) return;
    logits *c = &s->clauses[f->clause];
    for (int k = 0; k < VB_LOGITS; k++) {
        at[k] = (float)w->at[k] * turn;
        c->at[k] += at[k];
    }
    if (s->j->evidence && !s->silent) show(s, f, at);
}

/* The logits of the whole comment by one table; fills `s->clauses`. */
static logits sum_up(summer *s, const vb_induced_table *table) {
    const vb_judged *j = s->j;
    s->table = table;
    memset(s->clauses, 0, j->text->n_clauses * sizeof *s->clauses);
    if (table->n)
        vb_features_walk(j->lx, j->text, j->units, s->ruled->marks, table->chars ? VB_FEATURES_CHARS : 0,
                         &table->filter, add_feature, s);
    logits z = {{0}};
    for (uint32_t i = 0; i < j->text->n_clauses; i++)
        for (int k = 0; k < VB_LOGITS; k++)
            z.at[k] += s->clauses[i].at[k] * s->ruled->clauses[i].weight * s->scale;
    return z;
}

/* ---- Calibration
 * --------------------------------------------------------------------------------------------------- */

static void add_signs(logits *z, const vb_induced_table *t, const vb_signs *signs) {
    for (int i = 0; i < VB_SIGNS; i++) {
        if (signs->v[i] == 0) continue;
        for (int k = 0; k < VB_LOGITS; k++) z->at[k] += signs->v[i] * t->signs[i][k];
    }
}

/* Where it is said that a problem is absent, and nothing bad besides, the comment is not negative, whatever
 * its words are elsewhere. */
static void heed_absence(logits *z, const vb_signs *s) {
    bool calm = s->v[VB_SIGN_ABSENCE] > 0 && s->v[VB_SIGN_BAD] == 0 && s->v[VB_SIGN_WISH] == 0;
    if (calm && z->at[0] > z->at[1]) z->at[1] = z->at[0];
}

/* The score of three logits: its sign and band are the label's, its size the lead over the next label. */
static float score_of(const logits *z, float *confidence) {
    float top = fmaxf(fmaxf(z->at[0], z->at[1]), z->at[2]), p[VB_LOGITS], sum = 0;
    for (int k = 0; k < VB_LOGITS; k++) sum += p[k] = expf(z->at[k] - top);
    for (int k = 0; k < VB_LOGITS; k++) p[k] /= sum;
    *confidence = 1 / sum;
    if (p[2] > p[1] && p[2] > p[0]) return BAND + (1 - BAND) * (p[2] - fmaxf(p[1], p[0]));
    if (p[0] > p[1] && p[0] > p[2]) return -BAND - (1 - BAND) * (p[0] - fmaxf(p[1], p[2]));
    return BAND * (p[2] - p[0]);
}

static void score_clauses(summer *s, vb_sentiment *whole) {
    const vb_text *t = s->j->text;
    for (uint32_t i = 0; i < t->n_clauses; i++) {
        vb_clause_score *c = &s->ruled->clauses[i];
        vb_signs signs = {0};
        vb_signs_add(&signs, &s->ruled->signs[i], 1);
        vb_signs_add(&whole->signs, &s->ruled->signs[i], c->weight);
        float scale = vb_features_scale(signs.words), confidence;
        vb_signs_finish(&signs);
        logits z = {{0}};
        for (int k = 0; k < VB_LOGITS; k++) z.at[k] = s->clauses[i].at[k] * scale;
        add_signs(&z, s->table, &signs);
        heed_absence(&z, &signs);
        c->score = score_of(&z, &confidence);
    }
    vb_signs_finish(&whole->signs);
}

/* ---- The question
 * ------------------------------------------------------------------------------------------------ */

float vb_question_lean(const vb_lexicon *lx, const vb_hits *hits) {
    float strongest = 0;
    for (uint32_t i = 0; i < hits->n; i++) {
        const vb_hit *h = &hits->at[i];
        if (h->group != VB_GROUP_QUESTION) continue;
        const vb_entry *e = vb_term_find(lx, h->term, VB_TERM_QUESTION, (vb_lang)h->lang);
        if (e && e->value == 0) return 0; /* asks for both */
        if (e && fabsf(e->value) > fabsf(strongest)) strongest = e->value;
    }
    return strongest;
}

/* Lets the question speak: an answer that names no opinion is of the kind asked for; that there is nothing of
 * it says the opposite. What the answer itself says strongly stands. */
static void add_question(summer *s, logits *z, const vb_sentiment *whole) {
    const vb_judged *j = s->j;
    if (j->lean == 0) return;
    bool denied = j->nothing || (j->lean < 0 && whole->signs.v[VB_SIGN_ABSENCE] > 0);
    float effect = j->lean;
    if (denied) effect = j->nothing ? -copysignf(fmaxf(NOTHING, fabsf(j->lean)), j->lean) : -0.5f * j->lean;
    z->at[2] += effect / 2;
    z->at[0] -= effect / 2;
    z->at[1] -= fabsf(effect) / 2;
    const vb_text *t = j->text;
    uint32_t end = t->tokens[t->clauses[t->n_clauses - 1].last - 1].nend;
    vb_finding one = {.nbegin = t->tokens[0].nbegin,
                      .nend = end,
                      .kind = "prior",
                      .term = VB_STR("question"),
                      .detail = denied ? "denied" : NULL,
                      .value = j->lean,
                      .effect = effect};
    if (!vb_findings_add(s->findings, s->scratch, one)) s->failed = true;
}

/* Lets the rating tip what the words leave open. It belongs to the whole visit and not to this comment, so it
 * weighs little, says so in the evidence, and is silent where the question already tells what is asked. */
static void add_rating(summer *s, logits z, vb_sentiment *whole) {
    const vb_judged *j = s->j;
    if (j->rated == 0 || j->lean != 0) return;
    float effect = RATED * j->rated;
    z.at[2] += effect / 2;
    z.at[0] -= effect / 2;
    vb_label before = whole->label;
    whole->score = score_of(&z, &whole->confidence);
    whole->label = vb_sentiment_label(whole->score);
    if (s->findings->off) return;
    const vb_text *t = j->text;
    vb_finding one = {.nbegin = t->tokens[0].nbegin,
                      .nend = t->tokens[t->clauses[t->n_clauses - 1].last - 1].nend,
                      .kind = "prior",
                      .term = VB_STR("rating"),
                      .detail = whole->label != before ? "decides" : NULL,
                      .value = j->rated,
                      .effect = effect};
    if (!vb_findings_add(s->findings, s->scratch, one)) s->failed = true;
}

/* The clauses of an answer that is "nothing" say what the whole says, and name no problem. */
static void spread_nothing(summer *s, float score) {
    for (uint32_t i = 0; i < s->j->text->n_clauses; i++) {
        vb_clause_score *c = &s->ruled->clauses[i];
        c->score = c->sum = score;
        c->problem = -1;
        c->n_problems = 0;
        c->wish = false;
        c->absence = score > 0;
    }
}

vb_status vb_sentiment_score(const vb_judged *j, vb_arena *scratch, vb_ruled *ruled, vb_sentiment *whole,
                             vb_findings *findings, vb_error *err) {
    *whole = (vb_sentiment){.label = VB_NEUTRAL};
    VB_TRY(vb_rules_apply(j->lx, j->text, j->hits, scratch, ruled, findings, err));
    summer s = {.j = j,
                .table = j->induced->sentiment[j->text->lang],
                .ruled = ruled,
                .scratch = scratch,
                .findings = findings};
    float words = 0;
    for (uint32_t i = 0; i < j->text->n_clauses; i++) words += ruled->signs[i].words;
    s.scale = vb_features_scale(words);
    s.clauses = VB_NEW_ARRAY(scratch, logits, j->text->n_clauses + 1);
    if (!s.clauses) return vb_fail_memory(err);
    logits z = sum_up(&s, s.table);
    score_clauses(&s, whole);
    add_signs(&z, s.table, &whole->signs);
    heed_absence(&z, &whole->signs);
    if (j->nothing) z = (logits){{0}}; /* "nothing" says only what the question lets it say */
    if (j->text->n_clauses) add_question(&s, &z, whole);
    whole->score = score_of(&z, &whole->confidence);
    whole->label = vb_sentiment_label(whole->score);
    whole->said = whole->score;
    if (j->text->n_clauses) add_rating(&s, z, whole);
    if (j->nothing) spread_nothing(&s, whole->score);
    const vb_induced_table *complaints = j->induced->complaint[j->text->lang];
    whole->complaint = -1;
    if (complaints) {
        s.silent = true;
        z = sum_up(&s, complaints);
        add_signs(&z, complaints, &whole->signs);
        whole->complaint = z.at[2] > z.at[0];
    }
    return s.failed ? vb_fail_memory(err) : VB_OK;
}
