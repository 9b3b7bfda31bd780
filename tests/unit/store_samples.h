/* store_samples: a small run of comments with ready-made results, for the tests of store and report.
 *
 * Invariant: comment `i` is a function of `i` alone, so tests may add them in any order. Every third one
 * complains of late delivery from April on, of rude staff before; every seventh is no answer. */
#ifndef TESTS_STORE_SAMPLES_H
#define TESTS_STORE_SAMPLES_H

#include "base/utf8.h"
#include "store/store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct sample {
    char id[24], text[160], date[16];
    vb_comment comment;
    vb_clause_info clauses[2];
    const char *touchpoints[1];
    vb_result result;
    vb_segment segment;
} sample;

static inline void sample_clause(sample *s, vb_str text, uint32_t from, bool complaint,
                                 const char *touchpoint, const char *problem, vb_lang lang,
                                 const char *terms) {
    size_t byte = (size_t)(text.ptr - s->text);
    s->clauses[s->result.n_clauses++] = (vb_clause_info){
        .begin = from,
        .end = from + (uint32_t)vb_utf8_count(text),
        .byte_begin = (uint32_t)byte,
        .byte_end = (uint32_t)(byte + text.len),
        .text = text,
        .lang = lang,
        .label = complaint ? VB_NEGATIVE : VB_POSITIVE,
        .score = complaint ? -0.7 : 0.6,
        .touchpoint = touchpoint,
        .problem = problem,
        .complaint = complaint,
        .severity = complaint ? 2 : 0,
        .intents = complaint ? VB_INTENT_COMPLAINT : VB_INTENT_PRAISE,
        .minutes = NAN,
        .amount = NAN,
        .terms = vb_str_of(terms),
    };
}

/* `with_id` false leaves the id column out. */
static inline void sample_make(sample *s, unsigned i, bool with_id) {
    static const char *const late[] = {"Giao hàng chậm quá", "ส่งของช้ามาก", "late delivery again"};
    static const char *const rude[] = {"Nhân viên thô lỗ", "พนักงานพูดจาไม่ดี", "rude staff"};
    static const vb_lang langs[] = {VB_LANG_VI, VB_LANG_TH, VB_LANG_EN};
    unsigned lang = i / 3 % 3, month = i / 9 % 6 + 1;
    bool answer = i % 7 != 0, complaint = answer && i % 3 == 0, is_late = month >= 4;
    memset(s, 0, sizeof *s);
    snprintf(s->id, sizeof s->id, "r%u", i);
    snprintf(s->date, sizeof s->date, "2026-%02u-%02u", month, i % 28 + 1);
    if (answer)
        snprintf(s->text, sizeof s->text, "ok %u. %s", i, complaint ? (is_late ? late : rude)[lang] : "fine");
    s->comment = vb_comment_of(vb_str_of(s->text));
    if (with_id) s->comment.id = vb_str_of(s->id);
    s->comment.date = vb_str_of(s->date);
    s->comment.rating = complaint ? 1 + i % 2 : 4 + i % 2;
    s->comment.rating_max = 5;
    s->segment = (vb_segment){VB_STR("region"), i % 2 ? VB_STR("north") : VB_STR("south")};
    s->comment.segments = &s->segment;
    s->comment.n_segments = 1;
    s->result = (vb_result){.non_answer = answer ? VB_ANSWER : VB_EMPTY,
                            .lang = answer ? langs[lang] : VB_LANG_UND,
                            .label = complaint ? VB_NEGATIVE : VB_POSITIVE,
                            .score = complaint ? -0.7 : 0.6,
                            .confidence = 0.9,
                            .complaint = complaint};
    s->result.langs[0] = s->result.lang;
    s->result.n_langs = answer;
    s->result.clauses = s->clauses;
    if (!answer) return;
    vb_str all = vb_str_of(s->text);
    size_t head = vb_str_find_byte(all, '.') + 2;
    sample_clause(s, vb_str_sub(all, 0, head - 1), 0, false, NULL, NULL, s->result.lang, "ok");
    const char *touchpoint = !complaint ? NULL : is_late ? "delivery" : "staff";
    sample_clause(s, vb_str_sub(all, head, all.len), (uint32_t)head, complaint, touchpoint,
                  !complaint ? NULL
                  : is_late  ? "late"
                             : "rude",
                  s->result.lang, is_late ? "#late" : "#rude");
    s->touchpoints[0] = touchpoint;
    s->result.touchpoint = touchpoint;
    s->result.touchpoints = s->touchpoints;
    s->result.n_touchpoints = touchpoint != NULL;
}

static inline vb_status sample_add(vb_store *s, int64_t run, unsigned i, bool with_id,
                                   vb_add_outcome *outcome, vb_error *err) {
    sample x;
    sample_make(&x, i, with_id);
    return vb_store_add(s, run, &x.comment, &x.result, outcome, err);
}

/* Themes by touchpoint: one of delivery, one of staff. */
static inline vb_status sample_cluster(vb_store *s, vb_error *err) {
    static const vb_code touchpoints[] = {
        {.id = {"product", 7}, .stage = {"use", 3}, .label_en = {"Product", 7}, .label_vi = {"San pham", 8}},
        {.id = {"delivery", 8},
         .parent = {"product", 7},
         .stage = {"receive", 7},
         .label_en = {"Delivery", 8},
         .label_th = {"DELIVERY-TH", 11}},
        {.id = {"staff", 5}, .stage = {"buy", 3}, .label_en = {"Staff", 5}}};
    static const vb_code problems[] = {{.id = {"late", 4}, .label_en = {"Late", 4}, .severity = 2}};
    static const vb_theme themes[] = {{.id = "t_000000000001",
                                       .touchpoint = {"delivery", 8},
                                       .problem = {"late", 4},
                                       .label_en = {"Late delivery", 13},
                                       .label_vi = {"Giao tre", 8},
                                       .keywords = {"[\"late\"]", 8},
                                       .stability = 1},
                                      {.id = "t_000000000002",
                                       .touchpoint = {"staff", 5},
                                       .problem = {"rude", 4},
                                       .label_en = {"Rude staff", 10},
                                       .keywords = {"[\"rude\"]", 8},
                                       .stability = 0.5}};
    vb_arena arena;
    vb_complaint_row *rows;
    size_t n;
    vb_arena_init(&arena);
    vb_status st = vb_store_put_codeframe(s, touchpoints, 3, problems, 1, err);
    if (st >= 0) st = vb_store_complaints(s, &arena, &rows, &n, err);
    int32_t *theme_of = st >= 0 ? VB_NEW_ARRAY(&arena, int32_t, n + 1) : NULL;
    for (size_t i = 0; theme_of && i < n; i++)
        theme_of[i] = vb_str_eqz(rows[i].touchpoint, "delivery") ? 0 : 1;
    if (theme_of) st = vb_store_put_themes(s, rows, n, theme_of, NULL, themes, 2, err);
    vb_arena_deinit(&arena);
    return st;
}

/* Adds samples from..to (exclusive) in one run and one transaction. */
static inline vb_status sample_import(vb_store *s, unsigned from, unsigned to, bool with_id,
                                      const char *fingerprint, vb_import_stats *stats, vb_error *err) {
    int64_t run;
    vb_status st = vb_store_run_begin(s, "samples.csv", fingerprint, &run, err);
    if (st >= 0) st = vb_store_begin(s, err);
    for (unsigned i = from; i < to && st >= 0; i++) {
        vb_add_outcome outcome;
        st = sample_add(s, run, i, with_id, &outcome, err);
        stats->comments++;
        stats->added += st >= 0 && outcome == VB_ADDED;
        stats->known += st >= 0 && outcome == VB_KNOWN;
        stats->updated += st >= 0 && outcome == VB_UPDATED;
    }
    if (st >= 0)
        st = vb_store_commit(s, err);
    else
        vb_store_rollback(s);
    return st < 0 ? st : vb_store_run_end(s, run, stats, err);
}

/* Output collected in memory. */
static inline int collect(void *ctx, const char *data, size_t len) {
    vb_buf_add(ctx, data, len);
    return 0;
}

static inline vb_status print_to(vb_buf *out, vb_store *s, const vb_query *q, vb_format format,
                                 vb_error *err) {
    vb_output output = {.sink = {collect, out}, .format = format, .width = 80};
    vb_buf_clear(out);
    vb_status st = vb_store_print(s, q, &output, err);
    vb_buf_z(out);
    return st;
}

#endif
