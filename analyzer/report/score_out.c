#include "report/score_out.h"
#include "report/csv_out.h"
#include "report/width.h"

#include <math.h>

/* ---- JSON, one comment an object
 * ---------------------------------------------------------------------------------
 * The output is many times the text, so the keys are copied with what stands around them, into room that was
 * made for the longest that a clause or comment can come to. */

enum {
    CLAUSE_ROOM = 1200, /* a clause without its text: keys, numbers, names, all intents */
    COMMENT_ROOM = 1600
};

#define LIT(p, lit) (memcpy((p), (lit), sizeof(lit) - 1), (p) + sizeof(lit) - 1)

static char *put_plain(char *p, const char *z) {
    size_t n = strlen(z);
    memcpy(p, z, n);
    return p + n;
}

static char *put_name(char *p, const char *z) {
    if (!z) return LIT(p, "null");
    *p++ = '"';
    p = put_plain(p, z);
    *p++ = '"';
    return p;
}

/* An id of the codeframe, which a user's file may name as it likes. */
static char *put_id(char *p, const char *z) {
    return z ? vb_json_put_str(p, vb_str_of(z)) : LIT(p, "null");
}

static char *put_uint(char *p, uint64_t v) {
    char digits[20];
    size_t n = sizeof digits;
    do digits[--n] = (char)('0' + v % 10);
    while (v /= 10);
    memcpy(p, digits + n, sizeof digits - n);
    return p + sizeof digits - n;
}

/* A number with at most `places` decimals, as vb_json_num writes it. */
static inline char *put_fixed(char *p, double v, int places, int64_t unit) {
    if (!isfinite(v)) return LIT(p, "null");
    if (fabs(v) > 9e8) {
        vb_buf b = {0};
        vb_buf_fixed(&b, v, places);
        p = put_plain(p, vb_buf_z(&b));
        vb_buf_deinit(&b);
        return p;
    }
    int64_t scaled = (int64_t)llround(v * (double)unit);
    if (scaled < 0) *p++ = '-', scaled = -scaled;
    p = scaled < unit ? (*p = '0', p + 1) : put_uint(p, (uint64_t)(scaled / unit));
    int64_t rest = scaled % unit;
    if (!rest) return p;
    *p = '.';
    for (int i = places; i >= 1; i--, rest /= 10) p[i] = (char)('0' + rest % 10);
    while (p[places] == '0') places--;
    return p + 1 + places;
}

static char *put_sentiment(char *p, vb_label label, double score) {
    static const char *const heads[] = {",\"sentiment\":{\"label\":\"negative\",\"score\":",
                                        ",\"sentiment\":{\"label\":\"neutral\",\"score\":",
                                        ",\"sentiment\":{\"label\":\"positive\",\"score\":"};
    p = put_fixed(put_plain(p, heads[label]), score, 4, 10000);
    *p = '}';
    return p + 1;
}

static char *put_intents(char *p, unsigned intents) {
    p = LIT(p, ",\"intents\":[");
    for (unsigned i = 0; intents >> i && i < VB_INTENT_COUNT; i++) {
        if (!(intents >> i & 1)) continue;
        p = put_name(p, vb_intent_name(i));
        *p++ = ',';
    }
    if (p[-1] == ',') p--;
    *p = ']';
    return p + 1;
}

static char *put_clause(char *p, const vb_clause_info *c) {
    p = put_uint(LIT(p, "{\"begin\":"), c->begin);
    p = put_uint(LIT(p, ",\"end\":"), c->end);
    p = put_uint(LIT(p, ",\"byte_begin\":"), c->byte_begin);
    p = put_uint(LIT(p, ",\"byte_end\":"), c->byte_end);
    p = vb_json_put_str(LIT(p, ",\"text\":"), c->text);
    p = put_name(LIT(p, ",\"lang\":"), vb_lang_name(c->lang));
    p = put_sentiment(p, c->label, c->score);
    p = put_id(LIT(p, ",\"touchpoint\":"), c->touchpoint);
    p = put_id(LIT(p, ",\"problem\":"), c->problem);
    p = c->complaint ? LIT(p, ",\"complaint\":true,\"severity\":")
                     : LIT(p, ",\"complaint\":false,\"severity\":");
    p = put_fixed(p, c->severity, 2, 100);
    p = put_intents(p, c->intents);
    if (!c->emotion && isnan(c->minutes) && isnan(c->amount) && !c->currency)
        return LIT(p, ",\"emotion\":null,\"minutes\":null,\"amount\":null,\"currency\":null}");
    p = put_name(LIT(p, ",\"emotion\":"), c->emotion);
    p = put_fixed(LIT(p, ",\"minutes\":"), c->minutes, 2, 100);
    p = put_fixed(LIT(p, ",\"amount\":"), c->amount, 2, 100);
    p = put_name(LIT(p, ",\"currency\":"), c->currency);
    *p = '}';
    return p + 1;
}

static char *put_head(char *p, const vb_comment *c, const vb_result *r) {
    p = LIT(p, "{\"id\":");
    p = c->id.len ? vb_json_put_str(p, c->id) : LIT(p, "null");
    p = put_uint(LIT(p, ",\"row\":"), c->row);
    p = put_uint(LIT(p, ",\"column\":"), c->column);
    p = put_name(LIT(p, ",\"lang\":"), vb_lang_name(r->lang));
    p = LIT(p, ",\"langs\":[");
    for (size_t i = 0; i < r->n_langs; i++) {
        if (i) *p++ = ',';
        p = put_name(p, vb_lang_name(r->langs[i]));
    }
    *p++ = ']';
    p = put_sentiment(p, r->label, r->score);
    p = put_fixed(LIT(p, ",\"confidence\":"), r->confidence, 4, 10000);
    p = r->complaint ? LIT(p, ",\"complaint\":true") : LIT(p, ",\"complaint\":false");
    p = r->rating_conflict ? LIT(p, ",\"rating_conflict\":true") : LIT(p, ",\"rating_conflict\":false");
    p = put_intents(p, r->intents);
    p = put_id(LIT(p, ",\"touchpoint\":"), r->touchpoint);
    return LIT(p, ",\"touchpoints\":[");
}

/* The longest that the object can come to. */
static size_t room_for(const vb_comment *c, const vb_result *r) {
    size_t room = COMMENT_ROOM, text = c->id.len;
    for (size_t i = 0; i < r->n_touchpoints; i++) text += strlen(r->touchpoints[i]) + 3;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const vb_clause_info *k = &r->clauses[i];
        room += CLAUSE_ROOM;
        text +=
            k->text.len + (k->touchpoint ? strlen(k->touchpoint) : 0) + (k->problem ? strlen(k->problem) : 0);
    }
    if (r->touchpoint) text += strlen(r->touchpoint);
    return room + text * VB_JSON_GROWTH;
}

void vb_score_json(const vb_comment *c, const vb_result *r, vb_buf *out) {
    if (!vb_buf_reserve(out, room_for(c, r))) return;
    char *p = put_head(out->ptr + out->len, c, r);
    for (size_t i = 0; i < r->n_touchpoints; i++) {
        if (i) *p++ = ',';
        p = put_id(p, r->touchpoints[i]);
    }
    p = LIT(p, "],\"clauses\":[");
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (i) *p++ = ',';
        p = put_clause(p, &r->clauses[i]);
    }
    p = put_name(LIT(p, "],\"non_answer\":"), vb_non_answer_name(r->non_answer));
    *p++ = '}';
    out->len = (size_t)(p - out->ptr);
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
