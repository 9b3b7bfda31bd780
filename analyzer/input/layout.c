/* layout: vendors by the marks that only they leave, header rows by comparing the first record with the
 * others. The vendors' layouts are those of their own documentation and public sample files: Qualtrics three
 * header rows (ids, question texts, ImportId objects) and formerly two; SurveyMonkey two, the question only
 * over the first of its columns; the others one. */
#include "input/layout.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "input/dates.h"
#include "input/fold.h"
#include "input/values.h"

#include <stdio.h>

typedef struct finder {
    const vb_sample *s;
    const vb_header_words *words;
    vb_arena *arena;
    vb_layout *out;
    size_t top; /* first record that is not a title line */
    vb_buf buf, key;
} finder;

static vb_str cell_of(const vb_row *row, size_t i) {
    return i < row->n ? vb_trim_wide(row->cells[i]) : (vb_str){0};
}

static size_t filled(const vb_row *row) {
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++) n += cell_of(row, i).len > 0;
    return n;
}

/* The key of a cell, valid until the next call. */
static vb_str key_of(finder *f, vb_str cell) {
    vb_buf_clear(&f->key);
    vb_fold_key(&f->key, vb_cut(cell, 2000));
    return vb_buf_view(&f->key);
}

static bool has_key(finder *f, const vb_row *row, const char *key) {
    for (size_t i = 0; i < row->n; i++)
        if (vb_str_eqz(key_of(f, row->cells[i]), key)) return true;
    return false;
}

/* The first cell is one of the spellings (given as keys). */
static bool first_is(finder *f, const vb_row *row, const char *const *keys, size_t n) {
    vb_str key = key_of(f, cell_of(row, 0));
    for (size_t i = 0; i < n; i++)
        if (vb_str_eqz(key, keys[i])) return true;
    return false;
}

/* ---- Vendors ---- */

static bool import_id_row(const vb_row *row) {
    size_t ids = 0, n = filled(row);
    for (size_t i = 0; i < row->n; i++) {
        vb_str c = cell_of(row, i);
        ids += vb_str_starts(c, VB_STR("{")) && vb_str_find(c, VB_STR("\"ImportId\"")) < c.len;
    }
    return ids && ids * 2 >= n;
}

/* "timeZone":"America/Denver" in one of the ImportId cells. */
static vb_str time_zone_of(const vb_row *row) {
    static const vb_str mark = {"\"timeZone\":", 11};
    for (size_t i = 0; i < row->n; i++) {
        vb_str c = row->cells[i];
        size_t at = vb_str_find(c, mark);
        if (at == c.len) continue;
        vb_str rest = vb_str_trim(vb_str_sub(c, at + mark.len, c.len));
        if (!vb_str_starts(rest, VB_STR("\""))) continue;
        rest = vb_str_sub(rest, 1, rest.len);
        size_t end = vb_str_find_byte(rest, '"');
        if (end && end < rest.len && end < 64) return vb_str_sub(rest, 0, end);
    }
    return (vb_str){0};
}

static bool qualtrics(finder *f) {
    for (size_t i = f->top + 1; i < f->s->n && i < f->top + 4; i++) {
        if (!import_id_row(&f->s->rows[i])) continue;
        f->out->vendor = "qualtrics";
        f->out->header_rows = (uint32_t)i + 1;
        f->out->time_zone = time_zone_of(&f->s->rows[i]);
        return true;
    }
    return false;
}

static bool qualtrics_legacy(finder *f) {
    if (f->top + 1 >= f->s->n) return false;
    const vb_row *a = &f->s->rows[f->top], *b = &f->s->rows[f->top + 1];
    if (!vb_str_eqz(cell_of(a, 0), "V1") || !has_key(f, a, "v2") || !has_key(f, b, "response id"))
        return false;
    f->out->vendor = "qualtrics_legacy";
    f->out->header_rows = (uint32_t)f->top + 2;
    return true;
}

/* The second row names choices under questions: nothing below the respondent's own columns. */
static bool choice_row(finder *f, const vb_row *a, const vb_row *b) {
    size_t meta = 0;
    for (; meta < a->n; meta++) {
        if (cell_of(b, meta).len) break;
    }
    if (filled(b) == 0) return true; /* the condensed form */
    (void)f;
    return meta >= 2;
}

static bool surveymonkey(finder *f) {
    const vb_row *a = &f->s->rows[f->top];
    if (!has_key(f, a, "respondent id") || !has_key(f, a, "collector id")) return false;
    f->out->vendor = "surveymonkey";
    f->out->month_first = true;
    bool two = f->top + 1 < f->s->n && choice_row(f, a, &f->s->rows[f->top + 1]);
    f->out->header_rows = (uint32_t)f->top + (two ? 2 : 1);
    return true;
}

static bool typeform(finder *f) {
    const vb_row *a = &f->s->rows[f->top];
    if (!has_key(f, a, "submit date utc") || !(vb_str_eqz(cell_of(a, 0), "#") || has_key(f, a, "network id")))
        return false;
    f->out->vendor = "typeform";
    f->out->utc = true;
    f->out->header_rows = (uint32_t)f->top + 1;
    return true;
}

static bool google_forms(finder *f) {
    /* "Timestamp" in the languages of Google Forms that our exports are likely to have */
    static const char *const first[] = {"timestamp",     "dau thoi gian",  "ประทับเวลา",      "zeitstempel",
                                        "horodateur",    "marca temporal", "タイムスタンプ", "时间戳记",
                                        "stempel waktu", "cap waktu"};
    const vb_row *a = &f->s->rows[f->top];
    if (!first_is(f, a, first, sizeof first / sizeof *first) || filled(a) < 2) return false;
    if (vb_str_eqz(cell_of(a, 0), "timestamp")) return false; /* lower case: a database's column */
    f->out->vendor = "google_forms";
    f->out->header_rows = (uint32_t)f->top + 1;
    return true;
}

static bool ms_forms(finder *f) {
    static const char *const starts[] = {"start time", "thoi gian bat dau", "เวลาเริ่มต้น", "เวลาเริ่ม"};
    static const char *const ends[] = {"completion time", "thoi gian hoan thanh", "thoi gian hoan tat",
                                       "เวลาที่เสร็จสมบูรณ์",  "เวลาเสร็จสมบูรณ์",        "เวลาเสร็จสิ้น"};
    const vb_row *a = &f->s->rows[f->top];
    bool start = false, end = false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) start |= has_key(f, a, starts[i]);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) end |= has_key(f, a, ends[i]);
    if (!start || !end) return false;
    f->out->vendor = "ms_forms";
    f->out->month_first = true;
    f->out->header_rows = (uint32_t)f->top + 1;
    return true;
}

static bool zendesk(finder *f) {
    const vb_row *a = &f->s->rows[f->top];
    bool rating = has_key(f, a, "satisfaction rating score") || has_key(f, a, "satisfaction rating comment");
    bool row = has_key(f, a, "score") && has_key(f, a, "comment") && has_key(f, a, "ticket id") &&
               (has_key(f, a, "assignee id") || has_key(f, a, "requester id"));
    bool survey = has_key(f, a, "survey responses") || has_key(f, a, "satisfaction ratings");
    if (!rating && !row && !survey) return false;
    f->out->vendor = "zendesk";
    f->out->header_rows = (uint32_t)f->top + 1;
    return true;
}

/* ---- Plain tables: is there a header at all? ---- */

typedef enum kind { KIND_EMPTY, KIND_NUMBER, KIND_DATE, KIND_ADDRESS, KIND_WORDS } kind;

static kind kind_of(vb_str c) {
    double v;
    vb_date_votes votes = {0};
    if (c.len == 0) return KIND_EMPTY;
    if (vb_value_number(c, &v)) return KIND_NUMBER;
    if (vb_date_vote(&votes, c)) return KIND_DATE;
    if (vb_is_email(c) || vb_is_url(c) || vb_is_ip(c)) return KIND_ADDRESS;
    return KIND_WORDS;
}

/* What one column says for (above 0) or against a header. */
static int column_says(finder *f, size_t i) {
    const vb_row *head = &f->s->rows[f->top];
    vb_str h = cell_of(head, i);
    size_t below = 0, same_kind = 0, typed = 0, repeats = 0, longer = 0;
    kind k = kind_of(h);
    for (size_t r = f->top + 1; r < f->s->n; r++) {
        vb_str c = cell_of(&f->s->rows[r], i);
        kind ck = kind_of(c);
        if (ck == KIND_EMPTY) continue;
        below++;
        typed += ck != KIND_WORDS;
        same_kind += ck == k;
        repeats += h.len && vb_str_eq(c, h);
        longer += c.len > 2 * h.len;
    }
    if (k == KIND_EMPTY) return below ? -1 : 0;
    if (k == KIND_ADDRESS || k == KIND_DATE) return -3;
    if (k == KIND_NUMBER) return same_kind * 2 > below ? -3 : -1;
    int says = 0;
    vb_hints hints = {0};
    vb_header_hints(f->words, key_of(f, h), &hints);
    for (int t = 0; t < VB_HINT_COUNT; t++)
        if (hints.weight[t] >= 5) says = 2;
    if (below && typed * 2 > below) says += 2;
    if (repeats) says -= 2;
    if (below && longer * 4 > below * 3 && vb_key_words(key_of(f, h)) <= 5) says += 1;
    return says;
}

static bool has_header(finder *f) {
    const vb_row *head = &f->s->rows[f->top];
    int sum = 0;
    for (size_t i = 0; i < head->n && i < VB_MAX_COLUMNS; i++) sum += column_says(f, i);
    if (sum) return sum > 0;
    if (f->s->n - f->top <= 1) return filled(head) > 1;
    return filled(head) > 1 || cell_of(head, 0).len <= 24;
}

/* ---- Names ---- */

static vb_str clean(finder *f, vb_str cell) {
    vb_buf_clear(&f->buf);
    vb_clean_header(&f->buf, vb_cut(cell, 8192));
    return vb_arena_dup(f->arena, vb_buf_view(&f->buf));
}

static vb_str default_name(finder *f, size_t i) {
    vb_buf_clear(&f->buf);
    vb_buf_printf(&f->buf, "column_%zu", i + 1);
    return vb_arena_dup(f->arena, vb_buf_view(&f->buf));
}

static vb_str join(finder *f, vb_str a, vb_str b) {
    vb_buf_clear(&f->buf);
    vb_buf_str(&f->buf, a);
    vb_buf_cstr(&f->buf, " - ");
    vb_buf_str(&f->buf, b);
    return vb_arena_dup(f->arena, vb_buf_view(&f->buf));
}

/* SurveyMonkey's second row: "Response" and its like add nothing to the question. */
static bool generic_choice(finder *f, vb_str cell) {
    static const char *const generic[] = {
        "response", "open ended response", "cau tra loi", "phan hoi", "คำตอบ", "การตอบ"};
    vb_str key = key_of(f, cell);
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        if (vb_str_eqz(key, generic[i])) return true;
    return key.len == 0;
}

static void name_surveymonkey(finder *f, const vb_row *a, const vb_row *b) {
    vb_str question = {0};
    for (size_t i = 0; i < f->out->n_columns; i++) {
        vb_str top = clean(f, cell_of(a, i)), sub = clean(f, cell_of(b, i));
        if (top.len)
            question = top;
        else if (sub.len == 0)
            question = (vb_str){0}; /* a column without any header */
        f->out->names[i] = question;
        if (sub.len && question.len && !generic_choice(f, sub))
            f->out->names[i] = join(f, question, sub);
        else if (!question.len)
            f->out->names[i] = sub;
        if (sub.len || !top.len) f->out->questions[i] = question;
    }
}

static void name_columns(finder *f) {
    vb_layout *out = f->out;
    const vb_row *a = &f->s->rows[f->top];
    const vb_row *b = out->header_rows >= f->top + 2 ? &f->s->rows[f->top + 1] : NULL;
    bool header = out->header_rows > f->top;
    if (b && import_id_row(b)) b = NULL;
    if (b && strcmp(out->vendor, "surveymonkey") == 0) {
        name_surveymonkey(f, a, b);
    } else {
        for (size_t i = 0; header && i < out->n_columns; i++) {
            out->names[i] = clean(f, cell_of(a, i));
            if (b) out->questions[i] = clean(f, cell_of(b, i));
            if (b && vb_str_eq(out->questions[i], out->names[i])) out->questions[i] = (vb_str){0};
        }
    }
    for (size_t i = 0; i < out->n_columns; i++)
        if (out->names[i].len == 0) out->names[i] = default_name(f, i);
}

/* ---- The whole ---- */

/* Title lines above a header ("Export of 3 May"): one cell filled where the records below have three or more.
 */
static size_t titles(const vb_sample *s) {
    size_t top = 0;
    while (top < 5 && top + 2 < s->n && filled(&s->rows[top]) <= 1 && s->rows[top].n >= 1) top++;
    if (top == 0 || top >= s->n) return 0;
    if (filled(&s->rows[top]) < 3 || filled(&s->rows[top + 1]) < 2) return 0;
    return top;
}

static uint32_t count_columns(const finder *f) {
    size_t head = 0, wide = 0, wider_rows = 0, rows = 0;
    for (size_t r = f->top; r < f->s->n; r++) {
        const vb_row *row = &f->s->rows[r];
        size_t n = row->n;
        while (r >= f->out->header_rows && n && cell_of(row, n - 1).len == 0) n--;
        if (r < f->out->header_rows) {
            if (n > head) head = n;
            continue;
        }
        rows++;
        wider_rows += n > head;
        if (n > wide) wide = n;
    }
    if (head == 0 || wider_rows * 2 > rows) head = wide > head ? wide : head; /* a header that is too short */
    return (uint32_t)(head < VB_MAX_COLUMNS ? head : VB_MAX_COLUMNS);
}

static void find_status(finder *f) {
    vb_layout *out = f->out;
    out->status = UINT32_MAX;
    if (strncmp(out->vendor, "qualtrics", 9) != 0) return;
    for (uint32_t i = 0; i < out->n_columns; i++) {
        bool named = vb_str_eqz(key_of(f, out->names[i]), "status") ||
                     vb_str_eqz(key_of(f, out->questions[i]), "status");
        if (named && out->status == UINT32_MAX) out->status = i;
    }
}

static void find_vendor(finder *f, bool json) {
    f->out->vendor = "plain";
    if (!json && (qualtrics(f) || qualtrics_legacy(f))) return;
    if (surveymonkey(f) || typeform(f) || ms_forms(f) || google_forms(f) || zendesk(f)) return;
    bool header = json || has_header(f);
    if (!header) f->top = 0;
    f->out->header_rows = header ? (uint32_t)f->top + 1 : 0;
}

vb_status vb_layout_find(const vb_sample *sample, bool json, const vb_header_words *words, vb_arena *arena,
                         vb_layout **result, vb_error *err) {
    vb_layout *out = VB_NEW(arena, vb_layout);
    if (!out) return vb_fail_memory(err);
    *result = out;
    out->vendor = "plain";
    out->status = UINT32_MAX;
    if (sample->n == 0) return VB_OK;
    finder f = {.s = sample, .words = words, .arena = arena, .out = out, .top = json ? 0 : titles(sample)};
    find_vendor(&f, json);
    out->n_columns = count_columns(&f);
    out->names = VB_NEW_ARRAY(arena, vb_str, out->n_columns + 1);
    out->questions = VB_NEW_ARRAY(arena, vb_str, out->n_columns + 1);
    bool ok = out->names && out->questions;
    if (ok) {
        name_columns(&f);
        find_status(&f);
    }
    ok = ok && !f.buf.failed && !f.key.failed;
    for (size_t i = 0; ok && i < out->n_columns; i++) ok = out->names[i].ptr != NULL;
    vb_buf_deinit(&f.buf);
    vb_buf_deinit(&f.key);
    return ok ? VB_OK : vb_fail_memory(err);
}
