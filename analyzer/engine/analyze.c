/* analyze: one comment through all layers, and its result with offsets in code points of the source.
 *
 * Invariant: everything in the result lives in the analyzer's scratch arena; nothing of one comment reaches
 * the next. Leaves files, threads and the store to the other parts of the engine. */
#include "base/limits.h"
#include "base/utf8.h"
#include "engine/engine.h"
#include "sentiment/sentiment.h"
#include "text/chars.h"
#include "text/normalize.h"
#include "text/search.h"
#include "themes/attribute.h"
#include "themes/signature.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    vb_analyzer *a;
    const vb_lexicon *lx;
    vb_arena *scratch;
    vb_text text;
    vb_units units;
    vb_hits hits;
    vb_clause_score *clauses;
    vb_ruled ruled;
    vb_sentiment whole;
    vb_findings findings;
    float *strength;  /* by touchpoint: of what is said there */
    uint32_t *points; /* source byte -> code point; NULL where all is ASCII */
    vb_result *r;
} work;

static vb_status read_text(vb_analyzer *a, vb_str source, vb_lang forced, vb_text *text, vb_units *units,
                           vb_hits *hits, vb_error *err) {
    VB_TRY(vb_normalize(source, &a->scratch, text, err));
    VB_TRY(vb_tokenize(&a->engine->words, a->stemmer, text, forced, &a->scratch, units, err));
    return vb_hits_find(a->engine->words.lexicon, text, units, &a->scratch, hits, err);
}

/* ---- Non-answers
 * ---------------------------------------------------------------------------------------------------- */

static bool has_content(const vb_text *t) {
    for (uint32_t i = 0; i < t->n_tokens; i++)
        if (t->tokens[i].kind != VB_PUNCT && t->tokens[i].kind != VB_OTHER) return true;
    return t->n_langs > 0;
}

/* True where one non-answer of the lexicon covers all words ("không có ạ." with its particle left out by the
 * entry). */
static bool is_placeholder(const vb_text *t, const vb_hits *hits) {
    uint32_t words = 0, covered = 0;
    for (uint32_t i = 0; i < t->n_tokens; i++) words += t->tokens[i].kind != VB_PUNCT;
    if (words > 8) return false;
    for (uint32_t i = 0; i < hits->n; i++) {
        const vb_hit *h = &hits->at[i];
        if (h->group != VB_GROUP_NONANSWER && h->group != VB_GROUP_STOP) continue;
        if (h->group == VB_GROUP_NONANSWER)
            for (uint32_t k = h->first; k < h->last; k++) covered += t->tokens[k].kind != VB_PUNCT;
        if (words == 0) return h->group == VB_GROUP_NONANSWER;
    }
    return words && covered >= words;
}

/* True where a non-answer consists of words ("nothing", "không có"), not of dashes. */
static bool says_nothing(const vb_text *t, const vb_hits *hits) {
    for (uint32_t i = 0; i < hits->n; i++) {
        const vb_hit *h = &hits->at[i];
        if (h->group != VB_GROUP_NONANSWER || t->tokens[h->first].kind != VB_WORD) continue;
        if (h->nend - h->nbegin > 3 || vb_str_eqz(t->tokens[h->first].form, "no") ||
            vb_str_eqz(t->tokens[h->first].form, "nil"))
            return true;
    }
    return false;
}

static vb_non_answer non_answer(const vb_text *t, const vb_hits *hits) {
    if (!t->n_tokens) return VB_EMPTY;
    if (is_placeholder(t, hits)) return VB_PLACEHOLDER;
    return has_content(t) ? VB_ANSWER : VB_NO_WORDS;
}

/* ---- Priors
 * -----------------------------------------------------------------------------------------------------------
 */

/* What the question lets its answers be, from its words. */
static vb_status find_lean(work *w, const vb_comment *c, float *lean, vb_error *err) {
    *lean = 0;
    if (w->a->engine->no_prior || !c->question.len || c->question.len > 2000) return VB_OK;
    uint64_t key = vb_hash64(c->question);
    if (w->a->question == key) return *lean = w->a->lean, VB_OK;
    vb_text text = {0};
    vb_units units;
    vb_hits hits;
    VB_TRY(read_text(w->a, c->question, VB_LANG_COUNT, &text, &units, &hits, err));
    *lean = w->a->lean = vb_question_lean(w->lx, &hits);
    w->a->question = key;
    return VB_OK;
}

/* The touchpoint that the export itself points to: its touchpoint column, else the words of the question. */
static vb_status find_prior(work *w, const vb_comment *c, int16_t *prior, const char **name, vb_error *err) {
    *prior = -1;
    *name = NULL;
    if (w->a->engine->no_prior) return VB_OK;
    const struct {
        vb_str text;
        const char *name;
    } sources[] = {{c->touchpoint, "touchpoint_column"}, {c->question, "question"}};
    for (size_t i = 0; i < 2 && *prior < 0; i++) {
        if (!sources[i].text.len || sources[i].text.len > 2000) continue;
        *prior = vb_codeframe_touchpoint(&w->lx->codes, sources[i].text);
        if (*prior < 0) {
            vb_text text = {0};
            vb_units units;
            vb_hits hits;
            VB_TRY(read_text(w->a, sources[i].text, VB_LANG_COUNT, &text, &units, &hits, err));
            *prior = vb_attribute_main(w->lx, &text, &hits, w->scratch);
        }
        *name = sources[i].name;
    }
    return VB_OK;
}

/* ---- Results
 * ----------------------------------------------------------------------------------------------------------
 */

static bool count_points(work *w) {
    vb_str s = w->text.source;
    size_t i = 0;
    uint64_t any = 0;
    for (uint64_t word; i + 8 <= s.len; i += 8) memcpy(&word, s.ptr + i, 8), any |= word;
    for (; i < s.len; i++) any |= (unsigned char)s.ptr[i] & 0x80;
    if (!(any & 0x8080808080808080ULL)) return true;
    w->points = vb_arena_alloc(w->scratch, (s.len + 1) * sizeof *w->points);
    if (!w->points) return false;
    uint32_t n = 0;
    for (i = 0; i < s.len; i++) {
        w->points[i] = n;
        /* a continuation byte has the number of its character; the next character one more */
        if (i + 1 == s.len || vb_utf8_is_start(s.ptr[i + 1])) n++;
    }
    w->points[s.len] = n;
    return true;
}

static uint32_t point_at(const work *w, uint32_t byte) {
    return w->points ? w->points[byte] : byte;
}

static uint32_t source_end(const work *w, uint32_t nend) {
    uint32_t end = vb_text_source_at(&w->text, nend);
    while (end > 0 && end <= w->text.source.len && (unsigned char)w->text.source.ptr[end - 1] <= ' ') end--;
    return end;
}

/* "delivery:87 product:21" */
static bool put_candidates(work *w, const vb_clause_score *s, vb_str *out) {
    size_t size = 1, at = 0;
    for (uint8_t i = 0; i < s->n_candidates; i++)
        size += strlen(w->lx->codes.touchpoints[s->candidates[i].touchpoint].id) + 8;
    char *p = vb_arena_alloc(w->scratch, size);
    if (!p) return false;
    for (uint8_t i = 0; i < s->n_candidates; i++)
        at += (size_t)snprintf(p + at, size - at, "%s%s:%d", i ? " " : "",
                               w->lx->codes.touchpoints[s->candidates[i].touchpoint].id,
                               s->candidates[i].weight);
    *out = (vb_str){p, at};
    return true;
}

static vb_status put_clauses(work *w, bool content, vb_error *err) {
    vb_clause_info *out = VB_NEW_ARRAY(w->scratch, vb_clause_info, w->text.n_clauses + 1);
    if (!out) return vb_fail_memory(err);
    for (uint32_t i = 0; i < w->text.n_clauses; i++) {
        const vb_clause *c = &w->text.clauses[i];
        const vb_clause_score *s = &w->clauses[i];
        vb_clause_info *o = &out[i];
        o->byte_begin = w->text.tokens[c->first].begin;
        o->byte_end = w->text.tokens[c->last - 1].end;
        o->begin = point_at(w, o->byte_begin);
        o->end = point_at(w, o->byte_end);
        o->text = vb_str_sub(w->text.source, o->byte_begin, o->byte_end);
        o->lang = (vb_lang)c->lang;
        o->score = (double)s->score;
        o->label = vb_sentiment_label(s->score);
        o->touchpoint = s->touchpoint >= 0 ? w->lx->codes.touchpoints[s->touchpoint].id : NULL;
        o->problem = s->problem >= 0 ? w->lx->codes.problems[s->problem].id : NULL;
        o->complaint = s->complaint;
        o->severity = s->complaint ? (double)s->severity : 0;
        o->intents = s->intents;
        o->emotion = vb_emotion_name(s->emotion);
        o->minutes = s->minutes;
        o->amount = s->amount;
        o->currency = s->currency;
        if (!content) continue;
        if (!put_candidates(w, s, &o->candidates)) return vb_fail_memory(err);
        if (!vb_signature_make(w->lx, &w->text, &w->hits, i, w->scratch, &o->terms))
            return vb_fail_memory(err);
    }
    w->r->clauses = out;
    w->r->n_clauses = w->text.n_clauses;
    return VB_OK;
}

/* Touchpoints in the order of the strength of what is said there; complaints count double, doubtful ones
 * less. */
static vb_status put_touchpoints(work *w, vb_error *err) {
    size_t n = (size_t)w->lx->codes.n_touchpoints;
    float *strength = w->strength;
    const char **ids = vb_arena_alloc(w->scratch, (n + 1) * sizeof *ids);
    size_t *named = vb_arena_alloc(w->scratch, (n + 1) * sizeof *named);
    if (!ids || !named) return vb_fail_memory(err);
    vb_result *r = w->r;
    for (size_t i = 0; i < n; i++) strength[i] *= 0.1f;
    for (uint32_t i = 0; i < w->text.n_clauses; i++) {
        const vb_clause_score *c = &w->clauses[i];
        r->complaint |= c->complaint;
        r->intents |= c->intents;
        float sure = c->n_candidates ? 0.3f + 0.01f * (float)c->candidates[0].weight : 0.3f;
        if (c->touchpoint >= 0)
            strength[c->touchpoint] += (0.1f + fabsf(c->sum) * (c->complaint ? 2 : 1)) * sure;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (strength[i] > 0) named[kept++] = i;
    for (size_t k = 0; k < kept; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < kept; i++)
            if (strength[named[i]] > strength[named[best]]) best = i;
        size_t chosen = named[best]; /* the others keep their order, which decides among equals */
        memmove(named + k + 1, named + k, (best - k) * sizeof *named);
        ids[k] = w->lx->codes.touchpoints[chosen].id;
    }
    r->n_touchpoints = kept;
    r->touchpoints = ids;
    r->touchpoint = r->n_touchpoints ? ids[0] : NULL;
    return VB_OK;
}

/* `overall` says nothing beside a real touchpoint. */
static void drop_overall(vb_result *r) {
    if (r->n_touchpoints < 2) return;
    const char **ids = (const char **)r->touchpoints;
    size_t kept = 0;
    for (size_t i = 0; i < r->n_touchpoints; i++)
        if (strcmp(ids[i], "overall") != 0) ids[kept++] = ids[i];
    r->n_touchpoints = kept;
    r->touchpoint = ids[0];
}

static vb_status put_tokens(work *w, vb_error *err) {
    const vb_text *t = &w->text;
    vb_token_info *out = VB_NEW_ARRAY(w->scratch, vb_token_info, t->n_tokens + 1);
    vb_str *forms = VB_NEW_ARRAY(w->scratch, vb_str, t->n_tokens + 1);
    bool *joins = VB_NEW_ARRAY(w->scratch, bool, t->n_tokens + 1);
    bool *capital = VB_NEW_ARRAY(w->scratch, bool, t->n_tokens + 1);
    if (!out || !forms || !joins || !capital) return vb_fail_memory(err);
    for (uint32_t i = 0; i < t->n_tokens;) {
        uint32_t end = i;
        while (end < t->n_tokens && t->tokens[end].lang == VB_LANG_VI && t->tokens[end].kind == VB_WORD) {
            size_t at = t->tokens[end].begin;
            uint32_t first = vb_utf8_next(t->source, &at);
            capital[end] = vb_char_lower(first) != first;
            forms[end] = t->tokens[end].form;
            end++;
        }
        if (end > i + 1 &&
            !vb_viet_words(w->a->engine->words.viet, forms + i, end - i, capital + i, w->scratch, joins + i))
            return vb_fail_memory(err);
        i = end > i ? end : i + 1;
    }
    size_t n = 0;
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        uint32_t last = i;
        while (joins[last] && last + 1 < t->n_tokens) last++;
        const vb_token *k = &t->tokens[i];
        vb_token_info *o = &out[n++];
        o->byte_begin = k->begin;
        o->byte_end = t->tokens[last].end;
        o->begin = point_at(w, o->byte_begin);
        o->end = point_at(w, o->byte_end);
        o->text = vb_str_sub(t->source, o->byte_begin, o->byte_end);
        o->kind = (vb_token_kind)k->kind;
        o->lang = (vb_lang)k->lang;
        o->norm = o->stem = k->form;
        if (last > i) {
            size_t len = 0;
            for (uint32_t j = i; j <= last; j++) len += t->tokens[j].form.len + 1;
            char *joined = vb_arena_alloc(w->scratch, len), *p = joined;
            if (!joined) return vb_fail_memory(err);
            for (uint32_t j = i; j <= last; j++) {
                if (j > i) *p++ = ' ';
                memcpy(p, t->tokens[j].form.ptr, t->tokens[j].form.len);
                p += t->tokens[j].form.len;
            }
            o->norm = o->stem = (vb_str){joined, (size_t)(p - joined)};
        } else if (k->kind == VB_WORD && k->lang == VB_LANG_EN) {
            o->stem = vb_arena_dup(w->scratch, vb_stem(w->a->stemmer, k->form));
            if (!o->stem.ptr) return vb_fail_memory(err);
        }
        i = last;
    }
    w->r->tokens = out;
    w->r->n_tokens = n;
    return VB_OK;
}

static int by_place(const void *a, const void *b) {
    const vb_evidence *x = a, *y = b;
    if (x->clause != y->clause) return x->clause < y->clause ? -1 : 1;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    int c = strcmp(x->kind, y->kind);
    if (c) return c;
    c = vb_str_cmp(x->term, y->term);
    return c ? c : strcmp(x->detail ? x->detail : "", y->detail ? y->detail : "");
}

static vb_status put_evidence(work *w, vb_error *err) {
    vb_evidence *out = VB_NEW_ARRAY(w->scratch, vb_evidence, w->findings.n + 1);
    if (!out) return vb_fail_memory(err);
    for (uint32_t i = 0; i < w->findings.n; i++) {
        const vb_finding *f = &w->findings.at[i];
        out[i] = (vb_evidence){.begin = point_at(w, vb_text_source_at(&w->text, f->nbegin)),
                               .end = point_at(w, source_end(w, f->nend)),
                               .clause = f->clause,
                               .kind = f->kind,
                               .term = f->term,
                               .detail = f->detail,
                               .value = (double)f->value,
                               .effect = (double)f->effect};
    }
    qsort(out, w->findings.n, sizeof *out, by_place);
    w->r->evidence = out;
    w->r->n_evidence = w->findings.n;
    return VB_OK;
}

/* -1 the rating is low, 1 high, 0 in between or absent. NPS first, then the rating by its scale. */
static int rating_side(const vb_comment *c) {
    if (!isnan(c->nps)) return c->nps <= 3 ? -1 : c->nps >= 9 ? 1 : 0;
    double value = !isnan(c->rating) ? c->rating : c->csat;
    double top = !isnan(c->rating_max) ? c->rating_max : 5;
    if (isnan(value)) return 0;
    return value <= 1 + 0.15 * (top - 1) ? -1 : value >= top - 0.1 * (top - 1) ? 1 : 0;
}

/* The rating as -1 (lowest) to 1 (highest); 0 where there is none or its scale is not known. */
static float rating_lean(const vb_comment *c) {
    if (!isnan(c->nps))
        return c->nps < 0 || c->nps > 10 ? 0 : (float)(c->nps < 7 ? c->nps / 7 - 1 : (c->nps - 7) / 3);
    double value = !isnan(c->rating) ? c->rating : c->csat;
    double top = !isnan(c->rating_max) ? c->rating_max : 5;
    if (isnan(value) || top <= 1 || value < 1 || value > top) return 0;
    return (float)(2 * (value - 1) / (top - 1) - 1);
}

/* A learned table of complaints has the last word on the comment: its worst clause complains, or none does.
 */
static void heed_complaint_table(work *w) {
    uint32_t worst = 0;
    bool any = false;
    if (w->whole.complaint < 0) return;
    for (uint32_t i = 0; i < w->text.n_clauses; i++) {
        vb_clause_score *c = &w->clauses[i];
        any |= c->complaint;
        if (c->score < w->clauses[worst].score) worst = i;
        if (w->whole.complaint) continue;
        c->complaint = false;
        c->problem = -1;
        c->intents &= ~(unsigned)VB_INTENT_COMPLAINT;
    }
    if (!w->whole.complaint || any || !w->text.n_clauses) return;
    w->clauses[worst].complaint = true;
    w->clauses[worst].intents |= VB_INTENT_COMPLAINT;
    w->clauses[worst].severity = 0.5f;
}

vb_status vb_analyze_keep(vb_analyzer *a, const vb_comment *comment, unsigned want, const vb_result **out,
                          vb_error *err) {
    if (comment->text.len > VB_MAX_FIELD)
        return vb_fail(err, VB_ERR_USAGE, "the text has %zu bytes; at most %u are taken", comment->text.len,
                       VB_MAX_FIELD);
    work w = {.a = a, .lx = a->engine->words.lexicon, .scratch = &a->scratch};
    w.r = VB_NEW(&a->scratch, vb_result);
    if (!w.r) return vb_fail_memory(err);
    VB_TRY(read_text(a, comment->text, a->engine->lang, &w.text, &w.units, &w.hits, err));
    if (!count_points(&w)) return vb_fail_memory(err);
    vb_result *r = w.r;
    r->non_answer = non_answer(&w.text, &w.hits);
    r->lang = w.text.lang;
    memcpy(r->langs, w.text.langs, sizeof r->langs);
    r->n_langs = w.text.n_langs;
    r->label = VB_NEUTRAL;
    *out = r;
    if (want & VB_WANT_TOKENS) VB_TRY(put_tokens(&w, err));
    if (want & VB_WANT_ROOTS)
        VB_TRY(vb_search_roots(&a->engine->words, a->stemmer, &w.text, &a->scratch, &r->search_roots, err));
    vb_judged judged = {
        .lx = w.lx, .induced = a->engine->induced, .text = &w.text, .units = &w.units, .hits = &w.hits};
    judged.evidence = want & VB_WANT_EVIDENCE;
    judged.rated = a->engine->no_prior ? 0 : rating_lean(comment);
    w.findings.off = !judged.evidence;
    VB_TRY(find_lean(&w, comment, &judged.lean, err));
    judged.nothing = r->non_answer == VB_PLACEHOLDER && says_nothing(&w.text, &w.hits);
    if (judged.nothing && judged.lean != 0)
        r->non_answer = VB_ANSWER; /* it answers: there is nothing of what was asked for */
    if (r->non_answer != VB_ANSWER) return VB_OK;
    int16_t prior;
    const char *prior_name;
    VB_TRY(find_prior(&w, comment, &prior, &prior_name, err));
    VB_TRY(vb_clauses_cut(w.lx, &w.text, &w.hits, w.scratch, err));
    VB_TRY(vb_sentiment_score(&judged, w.scratch, &w.ruled, &w.whole, &w.findings, err));
    w.clauses = w.ruled.clauses;
    vb_attribution about = {w.lx, a->engine->aspects, &w.text, &w.hits, prior, prior_name, w.whole.score};
    w.strength = VB_NEW_ARRAY(w.scratch, float, (size_t)w.lx->codes.n_touchpoints + 1);
    if (!w.strength) return vb_fail_memory(err);
    VB_TRY(vb_attribute(&about, w.scratch, w.clauses, w.strength, &w.findings, err));
    heed_complaint_table(&w);
    r->score = (double)w.whole.score;
    r->label = w.whole.label;
    r->confidence = (double)w.whole.confidence;
    VB_TRY(put_clauses(&w, want & VB_WANT_CONTENT, err));
    VB_TRY(put_touchpoints(&w, err));
    drop_overall(r);
    int side = rating_side(comment);
    r->rating_conflict = (side < 0 && w.whole.said > 0.4f) || (side > 0 && w.whole.said < -0.4f);
    return want & VB_WANT_EVIDENCE ? put_evidence(&w, err) : VB_OK;
}

vb_status vb_analyze(vb_analyzer *analyzer, const vb_comment *comment, const vb_result **out, vb_error *err) {
    vb_arena_reset(&analyzer->scratch);
    return vb_analyze_keep(analyzer, comment, VB_WANT_TOKENS | VB_WANT_EVIDENCE | VB_WANT_CONTENT, out, err);
}
