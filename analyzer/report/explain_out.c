#include "report/explain_out.h"
#include "report/score_out.h"
#include "report/width.h"

#include <math.h>

static void paint(vb_buf *b, const vb_output *o, const char *code) {
    if (o->color) vb_buf_cstr(b, code);
}

static const char *color_of(vb_label label) {
    return label == VB_NEGATIVE ? "\x1b[31m" : label == VB_POSITIVE ? "\x1b[32m" : "\x1b[33m";
}

static void number(vb_buf *b, double v) {
    if (v >= 0) vb_buf_byte(b, '+');
    vb_buf_fixed(b, v, 2);
}

static void print_tokens(const vb_result *r, size_t width, vb_buf *b) {
    size_t used = 0;
    for (size_t i = 0; i < r->n_tokens; i++) {
        const vb_token_info *t = &r->tokens[i];
        bool changed = !(t->text.len == t->norm.len && memcmp(t->text.ptr, t->norm.ptr, t->norm.len) == 0);
        vb_buf one = {0};
        vb_buf_str(&one, t->text);
        if (changed && t->kind == VB_WORD) {
            vb_buf_byte(&one, '=');
            vb_buf_str(&one, t->norm);
        }
        if (t->kind == VB_WORD) vb_buf_printf(&one, "/%s", vb_lang_name(t->lang));
        size_t w = vb_display_width(vb_buf_view(&one)) + 2;
        if (used + w > width && used) {
            vb_buf_cstr(b, "\n    ");
            used = 4;
        } else if (!used) {
            vb_buf_cstr(b, "    ");
            used = 4;
        }
        vb_buf_str(b, vb_buf_view(&one));
        vb_buf_cstr(b, "  ");
        used += w;
        vb_buf_deinit(&one);
    }
    vb_buf_byte(b, '\n');
}

static void print_evidence(const vb_evidence *e, vb_buf *b) {
    vb_buf_cstr(b, "      ");
    vb_pad(b, vb_str_of(e->kind), 12, true);
    vb_buf_byte(b, ' ');
    vb_pad(b, e->term, 28, true);
    vb_buf_byte(b, ' ');
    number(b, e->value);
    if (e->effect != e->value) {
        vb_buf_cstr(b, " -> ");
        number(b, e->effect);
    }
    if (e->detail) vb_buf_printf(b, "  %s", e->detail);
    vb_buf_byte(b, '\n');
}

static void print_clause(const vb_result *r, size_t i, const vb_output *o, vb_buf *b) {
    const vb_clause_info *c = &r->clauses[i];
    vb_buf_printf(b, "  %zu. ", i + 1);
    paint(b, o, "\x1b[1m");
    vb_buf_str(b, c->text);
    paint(b, o, "\x1b[0m");
    vb_buf_cstr(b, "\n     ");
    paint(b, o, color_of(c->label));
    vb_buf_cstr(b, vb_label_name(c->label));
    vb_buf_byte(b, ' ');
    number(b, c->score);
    paint(b, o, "\x1b[0m");
    if (c->touchpoint) vb_buf_printf(b, "  touchpoint %s", c->touchpoint);
    if (c->problem) vb_buf_printf(b, "  problem %s", c->problem);
    if (c->complaint) {
        vb_buf_cstr(b, "  complaint, severity ");
        vb_buf_fixed(b, c->severity, 1);
    }
    if (c->emotion) vb_buf_printf(b, "  emotion %s", c->emotion);
    if (!isnan(c->minutes)) {
        vb_buf_cstr(b, "  ");
        vb_buf_fixed(b, c->minutes, 1);
        vb_buf_cstr(b, " minutes");
    }
    if (!isnan(c->amount)) {
        vb_buf_cstr(b, "  ");
        vb_buf_fixed(b, c->amount, 2);
        vb_buf_printf(b, " %s", c->currency);
    }
    vb_buf_byte(b, '\n');
    for (size_t k = 0; k < r->n_evidence; k++)
        if (r->evidence[k].clause == i) print_evidence(&r->evidence[k], b);
}

static void print_text(const vb_comment *c, const vb_result *r, const vb_output *o, vb_buf *b) {
    size_t width = o->width > 40 ? (size_t)o->width : 80;
    vb_buf_str(b, c->text);
    vb_buf_cstr(b, "\n\n");
    if (r->non_answer) {
        vb_buf_printf(b, "not an answer: %s\n", vb_non_answer_name(r->non_answer));
    } else {
        paint(b, o, color_of(r->label));
        vb_buf_cstr(b, vb_label_name(r->label));
        vb_buf_byte(b, ' ');
        number(b, r->score);
        paint(b, o, "\x1b[0m");
        vb_buf_printf(b, "  language %s  touchpoint %s%s%s\n", vb_lang_name(r->lang),
                      r->touchpoint ? r->touchpoint : "none", r->complaint ? "  complaint" : "",
                      r->rating_conflict ? "  the rating says the opposite" : "");
    }
    vb_buf_cstr(b, "\n  words (=read as, /language)\n");
    print_tokens(r, width, b);
    vb_buf_byte(b, '\n');
    for (size_t i = 0; i < r->n_clauses; i++) print_clause(r, i, o, b);
    if (r->n_clauses)
        vb_buf_cstr(
            b, "\n  Each line is an entry of the lexicons: its value, and what it came to after the rules.\n"
               "  `verbatim lexicon which TEXT` names the file and line to edit.\n");
}

static void evidence_json(const vb_evidence *e, vb_json *j) {
    vb_json_open(j, '{');
    vb_json_key(j, "begin"), vb_json_int(j, e->begin);
    vb_json_key(j, "end"), vb_json_int(j, e->end);
    vb_json_key(j, "clause"), vb_json_int(j, e->clause);
    vb_json_key(j, "kind"), vb_json_cstr(j, e->kind);
    vb_json_key(j, "term"), vb_json_str(j, e->term);
    vb_json_key(j, "detail"), vb_json_cstr(j, e->detail);
    vb_json_key(j, "value"), vb_json_num(j, e->value, 4);
    vb_json_key(j, "effect"), vb_json_num(j, e->effect, 4);
    vb_json_close(j, '}');
}

static void print_json(const vb_comment *c, const vb_result *r, vb_buf *b) {
    vb_json j = vb_json_on(b);
    vb_json_open(&j, '{');
    vb_json_key(&j, "text"), vb_json_str(&j, c->text);
    vb_json_key(&j, "result"), vb_score_json(c, r, j.out), j.comma = true;
    vb_json_key(&j, "tokens"), vb_tokens_json(r, &j);
    vb_json_key(&j, "evidence");
    vb_json_open(&j, '[');
    for (size_t i = 0; i < r->n_evidence; i++) evidence_json(&r->evidence[i], &j);
    vb_json_close(&j, ']');
    vb_json_close(&j, '}');
    vb_buf_byte(b, '\n');
}

vb_status vb_explain_print(const vb_comment *c, const vb_result *r, const vb_output *output, vb_error *err) {
    vb_buf b = {0};
    if (output->format == VB_FORMAT_TABLE)
        print_text(c, r, output, &b);
    else
        print_json(c, r, &b);
    vb_status status = VB_OK;
    if (b.failed)
        status = vb_fail_memory(err);
    else if (output->sink.write(output->sink.ctx, b.ptr, b.len) != 0)
        status = vb_fail(err, VB_ERR_IO, "writing the output failed");
    vb_buf_deinit(&b);
    return status;
}
