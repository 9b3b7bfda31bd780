/* eval: the program's labels against the user's own, and the errors that it was surest of.
 *
 * Invariant: an error's rank follows from its score alone, then from its place in the file; the evidence
 * shown is the evidence of the score, strongest effects first. Non-answers count as neutral, as everywhere.
 */
#include "base/json.h"
#include "engine/confusion.h"
#include "engine/feed.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_ERRORS = 1000, TERMS_SHOWN = 6, TEXT_SHOWN = 300 };

typedef struct {
    double badness;
    uint64_t row;
    int is, got;
    double score;
    vb_str text, why;
} mistake;

typedef struct {
    const vb_engine *engine;
    vb_analyzer *analyzer;
    vb_arena arena;
    vb_confusion confusion;
    uint64_t unlabelled;
    mistake *worst; /* sorted, worst first */
    size_t n, most;
} evaluation;

static const char *const names[3] = {"negative", "neutral", "positive"};

static int label_named(vb_str label) {
    for (int i = 0; i < 3; i++)
        if (vb_str_eq_nocase(vb_str_trim(label), vb_str_of(names[i]))) return i;
    return -1;
}

static int by_effect(const void *a, const void *b) {
    const vb_evidence *x = *(const vb_evidence *const *)a, *y = *(const vb_evidence *const *)b;
    if (fabs(x->effect) != fabs(y->effect)) return fabs(x->effect) > fabs(y->effect) ? -1 : 1;
    return x < y ? -1 : 1;
}

static bool counts(const vb_evidence *e) {
    static const char *const kinds[] = {"sentiment", "absence", "problem", "negator",
                                        "wish",      "induced", "prior"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(e->kind, kinds[i]) == 0) return e->effect != 0;
    return false;
}

/* The strongest terms with their effects, as one line. */
static vb_str explain(evaluation *v, const vb_result *r) {
    const vb_evidence **order = VB_NEW_ARRAY(&v->analyzer->scratch, const vb_evidence *, r->n_evidence + 1);
    vb_buf b = {0};
    size_t n = 0;
    for (size_t i = 0; order && i < r->n_evidence; i++)
        if (counts(&r->evidence[i])) order[n++] = &r->evidence[i];
    if (n) qsort(order, n, sizeof *order, by_effect);
    for (size_t i = 0; i < n && i < TERMS_SHOWN; i++) {
        vb_buf_printf(&b, "%s%.*s ", i ? ", " : "", VB_FMT(order[i]->term));
        if (order[i]->effect > 0) vb_buf_byte(&b, '+');
        vb_buf_fixed(&b, order[i]->effect, 2);
    }
    vb_str line = vb_arena_dup(&v->arena, vb_buf_view(&b));
    vb_buf_deinit(&b);
    return line;
}

static void keep(evaluation *v, const vb_comment *c, const vb_result *r, int is, int got) {
    double badness = is == 1 ? fabs(r->score) : (is == 0 ? r->score : -r->score) + 1;
    if (v->n == v->most && badness <= v->worst[v->n - 1].badness) return;
    if (v->n < v->most) v->n++;
    size_t at = v->n - 1;
    for (; at && v->worst[at - 1].badness < badness; at--) v->worst[at] = v->worst[at - 1];
    vb_str text = c->text;
    if (text.len > TEXT_SHOWN) {
        text.len = TEXT_SHOWN;
        while (text.len && ((unsigned char)c->text.ptr[text.len] & 0xC0) == 0x80) text.len--;
    }
    v->worst[at] =
        (mistake){badness, c->row, is, got, r->score, vb_arena_dup(&v->arena, text), explain(v, r)};
}

static vb_status measure(evaluation *v, vb_feed *feed, vb_error *err) {
    const vb_comment *c;
    vb_status status;
    while ((status = vb_ingest_next(feed->ingest, &c, err)) == VB_OK) {
        const vb_result *r;
        int is = label_named(c->label);
        if (is < 0) {
            v->unlabelled++;
            continue;
        }
        VB_TRY(vb_analyze(v->analyzer, c, &r, err));
        v->confusion.n[is][r->label]++;
        if ((int)r->label != is && v->most) keep(v, c, r, is, (int)r->label);
    }
    return status < 0 ? status : VB_OK;
}

static void print_text(const evaluation *v, vb_buf *b) {
    vb_confusion_print(&v->confusion, names, b);
    if (v->unlabelled)
        vb_buf_printf(b,
                      "  %llu comments without one of the labels negative, neutral, positive are left out\n",
                      (unsigned long long)v->unlabelled);
    if (v->n) vb_buf_cstr(b, "\nThe worst errors\n");
    for (size_t i = 0; i < v->n; i++) {
        const mistake *m = &v->worst[i];
        vb_buf_printf(b, "  row %llu  is %s, taken for %s (", (unsigned long long)m->row, names[m->is],
                      names[m->got]);
        vb_buf_fixed(b, m->score, 2);
        vb_buf_cstr(b, ")\n    ");
        for (size_t k = 0; k < m->text.len; k++)
            vb_buf_byte(b, (unsigned char)m->text.ptr[k] < ' ' ? ' ' : m->text.ptr[k]);
        vb_buf_printf(b, "\n    because: %.*s\n", VB_FMT(m->why));
    }
}

static void print_json(const evaluation *v, vb_buf *b) {
    vb_json j = vb_json_on(b);
    vb_json_open(&j, '{');
    vb_confusion_json(&v->confusion, names, &j);
    vb_json_key(&j, "left_out"), vb_json_int(&j, (int64_t)v->unlabelled);
    vb_json_key(&j, "worst");
    vb_json_open(&j, '[');
    for (size_t i = 0; i < v->n; i++) {
        const mistake *m = &v->worst[i];
        vb_json_open(&j, '{');
        vb_json_key(&j, "row"), vb_json_int(&j, (int64_t)m->row);
        vb_json_key(&j, "label"), vb_json_cstr(&j, names[m->is]);
        vb_json_key(&j, "taken_for"), vb_json_cstr(&j, names[m->got]);
        vb_json_key(&j, "score"), vb_json_num(&j, m->score, 4);
        vb_json_key(&j, "text"), vb_json_str(&j, m->text);
        vb_json_key(&j, "because"), vb_json_str(&j, m->why);
        vb_json_close(&j, '}');
    }
    vb_json_close(&j, ']');
    vb_json_close(&j, '}');
    vb_buf_byte(b, '\n');
}

static vb_status print(const evaluation *v, const vb_output *output, vb_error *err) {
    vb_buf b = {0};
    if (output->format == VB_FORMAT_TABLE)
        print_text(v, &b);
    else
        print_json(v, &b);
    vb_status status = VB_OK;
    if (b.failed)
        status = vb_fail_memory(err);
    else if (output->sink.write(output->sink.ctx, b.ptr, b.len) != 0)
        status = vb_fail(err, VB_ERR_IO, "writing the output failed");
    vb_buf_deinit(&b);
    return status;
}

vb_status vb_eval_file(const vb_engine *engine, const char *path, const vb_read_options *options,
                       size_t worst, const vb_output *output, vb_error *err) {
    evaluation v = {.engine = engine, .most = worst > MOST_ERRORS ? MOST_ERRORS : worst};
    vb_feed feed = {0};
    v.worst = calloc(v.most + 1, sizeof *v.worst);
    vb_status status = v.worst ? vb_analyzer_new(engine, &v.analyzer, err) : vb_fail_memory(err);
    if (status >= 0) {
        status = vb_feed_open(&feed, path, options, false, err);
        if (status >= 0) status = measure(&v, &feed, err);
        vb_feed_close(&feed);
    }
    if (status >= 0 && vb_confusion_figures(&v.confusion).n == 0)
        status = vb_fail_at(err, VB_ERR_INPUT, path, 0, 0,
                            "no comment has a label negative, neutral or positive in that column");
    if (status >= 0) status = print(&v, output, err);
    vb_analyzer_free(v.analyzer);
    vb_arena_deinit(&v.arena);
    free(v.worst);
    return status;
}
