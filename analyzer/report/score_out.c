#include "report/score_out.h"
#include "report/csv_out.h"
#include "report/width.h"

#include <math.h>

static void sentiment_json(vb_label label, double score, vb_json *j) {
    vb_json_key(j, "sentiment");
    vb_json_open(j, '{');
    vb_json_key(j, "label");
    vb_json_cstr(j, vb_label_name(label));
    vb_json_key(j, "score");
    vb_json_num(j, score, 4);
    vb_json_close(j, '}');
}

static void intents_json(unsigned intents, vb_json *j) {
    vb_json_key(j, "intents");
    vb_json_open(j, '[');
    for (unsigned i = 0; i < VB_INTENT_COUNT; i++)
        if (intents & 1u << i) vb_json_cstr(j, vb_intent_name(i));
    vb_json_close(j, ']');
}

static void clause_json(const vb_clause_info *c, vb_json *j) {
    vb_json_open(j, '{');
    vb_json_key(j, "begin"), vb_json_int(j, c->begin);
    vb_json_key(j, "end"), vb_json_int(j, c->end);
    vb_json_key(j, "byte_begin"), vb_json_int(j, c->byte_begin);
    vb_json_key(j, "byte_end"), vb_json_int(j, c->byte_end);
    vb_json_key(j, "text"), vb_json_str(j, c->text);
    vb_json_key(j, "lang"), vb_json_cstr(j, vb_lang_name(c->lang));
    sentiment_json(c->label, c->score, j);
    vb_json_key(j, "touchpoint"), vb_json_cstr(j, c->touchpoint);
    vb_json_key(j, "problem"), vb_json_cstr(j, c->problem);
    vb_json_key(j, "complaint"), vb_json_bool(j, c->complaint);
    vb_json_key(j, "severity"), vb_json_num(j, c->severity, 2);
    intents_json(c->intents, j);
    vb_json_key(j, "emotion"), vb_json_cstr(j, c->emotion);
    vb_json_key(j, "minutes"), vb_json_num(j, c->minutes, 2);
    vb_json_key(j, "amount"), vb_json_num(j, c->amount, 2);
    vb_json_key(j, "currency"), vb_json_cstr(j, c->currency);
    vb_json_close(j, '}');
}

void vb_score_json(const vb_comment *c, const vb_result *r, vb_json *j) {
    vb_json_open(j, '{');
    vb_json_key(j, "id");
    if (c->id.len)
        vb_json_str(j, c->id);
    else
        vb_json_null(j);
    vb_json_key(j, "row"), vb_json_int(j, (int64_t)c->row);
    vb_json_key(j, "column"), vb_json_int(j, c->column);
    vb_json_key(j, "lang"), vb_json_cstr(j, vb_lang_name(r->lang));
    vb_json_key(j, "langs");
    vb_json_open(j, '[');
    for (size_t i = 0; i < r->n_langs; i++) vb_json_cstr(j, vb_lang_name(r->langs[i]));
    vb_json_close(j, ']');
    sentiment_json(r->label, r->score, j);
    vb_json_key(j, "confidence"), vb_json_num(j, r->confidence, 4);
    vb_json_key(j, "complaint"), vb_json_bool(j, r->complaint);
    vb_json_key(j, "rating_conflict"), vb_json_bool(j, r->rating_conflict);
    intents_json(r->intents, j);
    vb_json_key(j, "touchpoint"), vb_json_cstr(j, r->touchpoint);
    vb_json_key(j, "touchpoints");
    vb_json_open(j, '[');
    for (size_t i = 0; i < r->n_touchpoints; i++) vb_json_cstr(j, r->touchpoints[i]);
    vb_json_close(j, ']');
    vb_json_key(j, "clauses");
    vb_json_open(j, '[');
    for (size_t i = 0; i < r->n_clauses; i++) clause_json(&r->clauses[i], j);
    vb_json_close(j, ']');
    vb_json_key(j, "non_answer"), vb_json_cstr(j, vb_non_answer_name(r->non_answer));
    vb_json_close(j, '}');
}

void vb_score_csv_header(vb_buf *out) {
    vb_buf_cstr(out, "id,row,column,lang,sentiment_label,sentiment_score,complaint,touchpoint,problem,non_"
                     "answer,text\r\n");
}

static const char *main_problem(const vb_result *r) {
    for (size_t i = 0; i < r->n_clauses; i++)
        if (r->clauses[i].problem) return r->clauses[i].problem;
    return NULL;
}

void vb_score_csv(const vb_comment *c, const vb_result *r, vb_buf *out) {
    vb_csv_cell(out, c->id, true);
    vb_buf_byte(out, ',');
    vb_buf_int(out, (int64_t)c->row);
    vb_buf_byte(out, ',');
    vb_buf_int(out, c->column);
    vb_buf_byte(out, ',');
    vb_buf_cstr(out, vb_lang_name(r->lang));
    vb_buf_byte(out, ',');
    vb_buf_cstr(out, vb_label_name(r->label));
    vb_buf_byte(out, ',');
    vb_buf_fixed(out, r->score, 4);
    vb_buf_cstr(out, r->complaint ? ",true," : ",false,");
    vb_buf_cstr(out, r->touchpoint ? r->touchpoint : "");
    vb_buf_byte(out, ',');
    vb_buf_cstr(out, main_problem(r) ? main_problem(r) : "");
    vb_buf_byte(out, ',');
    vb_buf_cstr(out, vb_non_answer_name(r->non_answer) ? vb_non_answer_name(r->non_answer) : "");
    vb_buf_byte(out, ',');
    vb_csv_cell(out, c->text, true);
    vb_buf_cstr(out, "\r\n");
}

void vb_score_line(const vb_comment *c, const vb_result *r, const vb_output *o, vb_buf *out) {
    static const char *const marks[] = {"-", " ", "+"};
    static const char *const colors[] = {"\x1b[31m", "", "\x1b[32m"};
    size_t width = o->width > 40 ? (size_t)o->width : 80;
    if (o->color) vb_buf_cstr(out, colors[r->label]);
    vb_buf_cstr(out, marks[r->label]);
    vb_buf_printf(out, "%3d ", (int)lround(r->score * 100));
    if (o->color && r->label != VB_NEUTRAL) vb_buf_cstr(out, "\x1b[0m");
    vb_pad(out, vb_str_of(vb_lang_name(r->lang)), 4, true);
    const char *about = r->non_answer ? vb_non_answer_name(r->non_answer) : r->touchpoint;
    vb_pad(out, vb_str_of(about), 18, true);
    vb_buf_byte(out, ' ');
    vb_buf line = {0}; /* one line, whatever line breaks the cell has */
    for (size_t i = 0; i < c->text.len; i++)
        vb_buf_byte(&line, (unsigned char)c->text.ptr[i] < ' ' ? ' ' : c->text.ptr[i]);
    vb_pad(out, vb_buf_view(&line), width - 29, true);
    vb_buf_deinit(&line);
    vb_buf_byte(out, '\n');
}

void vb_tokens_json(const vb_result *r, vb_json *j) {
    vb_json_open(j, '{');
    vb_json_key(j, "lang"), vb_json_cstr(j, vb_lang_name(r->lang));
    vb_json_key(j, "tokens");
    vb_json_open(j, '[');
    for (size_t i = 0; i < r->n_tokens; i++) {
        const vb_token_info *t = &r->tokens[i];
        vb_json_open(j, '{');
        vb_json_key(j, "begin"), vb_json_int(j, t->begin);
        vb_json_key(j, "end"), vb_json_int(j, t->end);
        vb_json_key(j, "text"), vb_json_str(j, t->text);
        vb_json_key(j, "norm"), vb_json_str(j, t->norm);
        vb_json_key(j, "stem"), vb_json_str(j, t->stem);
        vb_json_key(j, "kind"), vb_json_cstr(j, vb_token_kind_name(t->kind));
        vb_json_key(j, "lang"), vb_json_cstr(j, vb_lang_name(t->lang));
        vb_json_close(j, '}');
    }
    vb_json_close(j, ']');
    vb_json_close(j, '}');
}
