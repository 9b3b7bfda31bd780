/* ingest: rows become comments. The plan (which cells to read, and how) is made once from the profile; a row
 * is then read into the fields that its comments share, and given out once for each text column. Numbers are
 * read leniently (Thai digits, decimal commas, "4/5", stars, words of a scale); what stays unreadable is a
 * diagnostic and an absent value. The strings of a comment are borrowed from the reader's row, but for those
 * that had to be rewritten, which stand in a buffer of the cursor. */
#include "input/ingest.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "input/fold.h"
#include "input/values.h"
#include "input/profile.h"
#include "input/zone.h"

#include <math.h>
#include <stdlib.h>

#define MAX_IDS   (3u << 20) /* ids remembered to find repeats; beyond, repeats are no longer told */
#define DIAG_TEXT 120

typedef struct id_set {
    uint64_t *ids;   /* hash of the id, 0 empty */
    uint32_t *texts; /* hash of the row's texts */
    size_t size, used;
} id_set;

struct vb_ingest {
    vb_reader *r;
    const vb_profile *p;
    const vb_diag_sink *diags;
    vb_arena arena; /* of the plan */
    const vb_value_words *words;
    vb_zone *zone;
    uint32_t by_role[VB_ROLE_COUNT]; /* column of a role that stands alone; UINT32_MAX none */
    uint32_t *texts;
    uint32_t n_texts;
    uint32_t *segment_columns;
    vb_segment *segments;
    uint32_t n_segment_columns;
    vb_date_rule date_rule;
    double rating_max;
    vb_str *questions;   /* by text column: its own question, or empty */
    bool ragged_matters; /* short rows are a fault in CSV, not in XLSX or JSON */
    uint64_t records, rows;
    id_set seen;
    vb_buf key;
    char date[11];
    const vb_row *row;
    uint32_t next_text; /* index into texts; n_texts: a new row is needed */
    vb_comment comment;
};

/* ---- Plan ---- */

/* Headers of more than two words are questions ("Góp ý" and "satisfaction_rating.comment" are not);
 * Vietnamese writes its syllables apart and needs more of them. */
static vb_str question_of(vb_ingest *in, const vb_column *c) {
    vb_str q = c->question.len ? c->question : c->header;
    bool latin_marks = false, blanks = false;
    for (size_t at = 0; at < q.len;) {
        uint32_t cp = vb_utf8_next(q, &at);
        latin_marks |= (cp >= 0xC0 && cp < 0x370) || (cp >= 0x1E00 && cp < 0x1F00);
        blanks |= cp == ' ' || (cp >= 0x0E00 && cp < 0x0E80);
    }
    vb_buf_clear(&in->key);
    vb_fold_key(&in->key, q);
    size_t words = vb_key_words(vb_buf_view(&in->key));
    bool asked = vb_str_find_byte(q, '?') < q.len && words > 1;
    return asked || (blanks && words > (latin_marks ? 4u : 2u)) ? q : (vb_str){0};
}

static vb_status plan(vb_ingest *in, vb_error *err) {
    const vb_profile *p = in->p;
    in->texts = VB_NEW_ARRAY(&in->arena, uint32_t, p->n_columns + 1);
    in->questions = VB_NEW_ARRAY(&in->arena, vb_str, p->n_columns + 1);
    in->segment_columns = VB_NEW_ARRAY(&in->arena, uint32_t, p->n_columns + 1);
    in->segments = VB_NEW_ARRAY(&in->arena, vb_segment, p->n_columns + 1);
    in->words = vb_value_words_new(&in->arena);
    if (!in->texts || !in->questions || !in->segment_columns || !in->segments || !in->words)
        return vb_fail_memory(err);
    for (int r = 0; r < VB_ROLE_COUNT; r++) in->by_role[r] = UINT32_MAX;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        const vb_column *c = &p->columns[i];
        if (c->role == VB_ROLE_TEXT) {
            in->questions[in->n_texts] = question_of(in, c);
            in->texts[in->n_texts++] = i;
        } else if (c->role == VB_ROLE_SEGMENT) {
            in->segment_columns[in->n_segment_columns++] = i;
        } else if (in->by_role[c->role] == UINT32_MAX) {
            in->by_role[c->role] = i;
        }
    }
    if (in->key.failed) return vb_fail_memory(err);
    uint32_t d = in->by_role[VB_ROLE_DATE];
    if (d != UINT32_MAX) {
        const vb_column *c = &p->columns[d];
        in->date_rule = (vb_date_rule){.order = c->order,
                                       .sure = c->order_sure,
                                       .buddhist = c->buddhist,
                                       .mixed_era = c->mixed_era,
                                       .two_digit_be = c->two_digit_be};
    }
    in->rating_max = NAN;
    const vb_role scales[] = {VB_ROLE_RATING, VB_ROLE_CSAT};
    for (int k = 0; k < 2 && isnan(in->rating_max); k++)
        if (in->by_role[scales[k]] != UINT32_MAX)
            in->rating_max = p->columns[in->by_role[scales[k]]].scale_max;
    return VB_OK;
}

vb_status vb_ingest_open(vb_reader *r, const vb_profile *profile, const vb_diag_sink *diags, vb_ingest **out,
                         vb_error *err) {
    *out = NULL;
    vb_ingest *in = calloc(1, sizeof *in);
    if (!in) return vb_fail_memory(err);
    in->r = r;
    in->p = profile;
    in->diags = diags;
    vb_status st = plan(in, err);
    if (st >= 0 && in->n_texts == 0) {
        vb_str advice = profile->advice.len ? profile->advice : VB_STR("Say which one is: --map text=HEADER");
        st = vb_fail(err, VB_ERR_INPUT, "no text column. %.*s", VB_FMT(vb_cut(advice, 400)));
    }
    if (st >= 0) st = vb_reader_rewind(r, false, err);
    if (st < 0) {
        vb_ingest_close(in);
        return st;
    }
    const char *format = vb_reader_get_info(r).format;
    in->ragged_matters = format && (strcmp(format, "csv") == 0 || strcmp(format, "tsv") == 0);
    in->zone = vb_zone_open(profile->time_zone);
    in->next_text = in->n_texts;
    *out = in;
    return VB_OK;
}

void vb_ingest_close(vb_ingest *in) {
    if (!in) return;
    vb_zone_close(in->zone);
    vb_arena_deinit(&in->arena);
    vb_buf_deinit(&in->key);
    free(in->seen.ids);
    free(in->seen.texts);
    free(in);
}

uint64_t vb_ingest_rows(const vb_ingest *in) {
    return in->rows;
}

/* ---- Cells ---- */

static vb_str raw_cell(const vb_ingest *in, uint32_t column) {
    return column < in->row->n ? in->row->cells[column] : (vb_str){0};
}

static vb_str role_cell(const vb_ingest *in, vb_role role) {
    return vb_trim_wide(raw_cell(in, in->by_role[role]));
}

static void tell(vb_ingest *in, vb_diag_kind kind, uint32_t column, vb_str text) {
    vb_diag_add(in->diags, kind, in->row->number, in->row->line, column == UINT32_MAX ? 0 : column + 1,
                vb_cut(text, DIAG_TEXT));
}

static const vb_value_word *word_of(vb_ingest *in, vb_str cell) {
    if (cell.len == 0 || cell.len > 120) return NULL;
    vb_buf_clear(&in->key);
    vb_fold_key(&in->key, cell);
    return vb_value_word_find(in->words, vb_buf_view(&in->key));
}

/* "-", ".", "?": nothing was said. */
static bool no_letters(vb_str cell) {
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i];
        if (c < 0 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')) return false;
    }
    return true;
}

/* A rating, or NAN. Zendesk's good and bad are the ends of its scale, not steps of it. */
static double number_of(vb_ingest *in, vb_role role) {
    double value, of;
    vb_str cell = role_cell(in, role);
    if (cell.len == 0) return NAN;
    const vb_value_word *w = word_of(in, cell);
    bool zendesk = strcmp(in->p->vendor, "zendesk") == 0;
    if (w && w->scale && role != VB_ROLE_NPS && role != VB_ROLE_WEIGHT)
        return zendesk && w->label ? (w->scale >= 4 ? 5 : 1) : w->scale;
    if (role == VB_ROLE_WEIGHT ? vb_value_number(cell, &value) : vb_value_rating(cell, &value, &of)) {
        bool fits = role == VB_ROLE_NPS ? value >= 0 && value <= 10 : role != VB_ROLE_WEIGHT || value >= 0;
        if (fits) return value;
    } else if ((w && w->placeholder) || no_letters(cell)) {
        return NAN;
    }
    tell(in, VB_DIAG_BAD_NUMBER, in->by_role[role], cell);
    return NAN;
}

static void read_date(vb_ingest *in) {
    vb_comment *c = &in->comment;
    vb_str cell = role_cell(in, VB_ROLE_DATE);
    vb_date d;
    c->date = (vb_str){0};
    c->time = 0;
    if (cell.len == 0) return;
    if (!vb_date_parse(cell, &in->date_rule, &d)) {
        const vb_value_word *w = word_of(in, cell);
        if (!(w && w->placeholder) && !no_letters(cell))
            tell(in, VB_DIAG_BAD_DATE, in->by_role[VB_ROLE_DATE], cell);
        return;
    }
    vb_date_write(&d, in->date);
    c->date = (vb_str){in->date, 10};
    c->time = vb_date_seconds(&d);
    if (d.has_time && !d.has_offset) c->time = vb_zone_to_utc(in->zone, c->time);
}

static vb_str language_of(vb_ingest *in) {
    vb_str cell = role_cell(in, VB_ROLE_LANG);
    const vb_value_word *w = word_of(in, cell);
    if (w && w->lang && w->lang <= VB_LANG_COUNT) return vb_str_of(vb_lang_name((vb_lang)(w->lang - 1)));
    return cell;
}

static void read_segments(vb_ingest *in) {
    size_t n = 0;
    for (uint32_t k = 0; k < in->n_segment_columns; k++) {
        uint32_t column = in->segment_columns[k];
        vb_str value = vb_trim_wide(raw_cell(in, column));
        if (value.len) in->segments[n++] = (vb_segment){in->p->columns[column].segment, value};
    }
    in->comment.segments = in->segments;
    in->comment.n_segments = n;
}

/* ---- Repeated ids ---- */

static bool grow_ids(id_set *s) {
    size_t size = s->size ? s->size * 2 : 1024;
    uint64_t *ids = calloc(size, sizeof *ids);
    uint32_t *texts = calloc(size, sizeof *texts);
    if (!ids || !texts) {
        free(ids);
        free(texts);
        return false;
    }
    for (size_t i = 0; i < s->size; i++) {
        if (!s->ids[i]) continue;
        size_t k = s->ids[i] & (size - 1);
        while (ids[k]) k = (k + 1) & (size - 1);
        ids[k] = s->ids[i];
        texts[k] = s->texts[i];
    }
    free(s->ids);
    free(s->texts);
    *s = (id_set){ids, texts, size, s->used};
    return true;
}

/* Whether the id stands in an earlier row with other texts; remembers it. Out of memory ends the remembering
 * only. */
static bool id_repeats(id_set *s, vb_str id, uint32_t text) {
    uint64_t h = vb_hash64(id);
    if (!h) h = 1;
    if (s->used * 4 >= s->size * 3 && (s->used >= MAX_IDS || !grow_ids(s))) return false;
    size_t k = h & (s->size - 1);
    while (s->ids[k] && s->ids[k] != h) k = (k + 1) & (s->size - 1);
    if (s->ids[k]) return s->texts[k] != text;
    s->ids[k] = h;
    s->texts[k] = text;
    s->used++;
    return false;
}

static void check_id(vb_ingest *in) {
    if (in->comment.id.len == 0) return;
    uint64_t h = 0;
    for (uint32_t t = 0; t < in->n_texts; t++) h = vb_hash_mix(h ^ vb_hash64(raw_cell(in, in->texts[t])));
    if (id_repeats(&in->seen, in->comment.id, (uint32_t)h))
        tell(in, VB_DIAG_DUPLICATE_ID, in->by_role[VB_ROLE_ID], in->comment.id);
}

/* ---- Rows
 * ----------------------------------------------------------------------------------------------------------
 */

static bool blank(const vb_row *row) {
    for (size_t i = 0; i < row->n; i++)
        if (vb_trim_wide(row->cells[i]).len) return false;
    return true;
}

/* Cells beyond the last column count where they hold something; missing cells only in formats that always
 * write them. */
static void check_width(vb_ingest *in) {
    const vb_row *row = in->row;
    if (row->n < in->p->n_columns && in->ragged_matters) {
        tell(in, VB_DIAG_RAGGED_ROW, UINT32_MAX, row->n ? row->cells[0] : (vb_str){0});
        return;
    }
    for (size_t i = in->p->n_columns; i < row->n; i++) {
        if (vb_trim_wide(row->cells[i]).len == 0) continue;
        tell(in, VB_DIAG_RAGGED_ROW, (uint32_t)i, row->cells[i]);
        return;
    }
}

static void read_row(vb_ingest *in) {
    vb_comment *c = &in->comment;
    *c = vb_comment_of((vb_str){0});
    c->id = role_cell(in, VB_ROLE_ID);
    c->touchpoint = role_cell(in, VB_ROLE_TOUCHPOINT);
    c->channel = role_cell(in, VB_ROLE_CHANNEL);
    c->label = role_cell(in, VB_ROLE_LABEL);
    c->lang = language_of(in);
    c->rating = number_of(in, VB_ROLE_RATING);
    c->nps = number_of(in, VB_ROLE_NPS);
    c->csat = number_of(in, VB_ROLE_CSAT);
    c->ces = number_of(in, VB_ROLE_CES);
    c->weight = number_of(in, VB_ROLE_WEIGHT);
    c->rating_max = in->rating_max;
    c->row = in->row->number;
    c->line = in->row->line;
    read_date(in);
    read_segments(in);
    check_width(in);
    check_id(in);
}

/* Reads the next record where it is a data row; VB_DONE at the end of the file. */
static vb_status next_row(vb_ingest *in, vb_error *err) {
    vb_status st = vb_reader_next(in->r, &in->row, err);
    if (st != VB_OK) return st;
    if (in->records++ < in->p->header_rows || blank(in->row)) return VB_OK;
    vb_str status = raw_cell(in, in->p->status_column);
    if (in->p->status_column != UINT32_MAX && vb_is_preview(status, in->words, &in->key)) {
        tell(in, VB_DIAG_PREVIEW_ROW, in->p->status_column, status);
        return VB_OK;
    }
    in->rows++;
    read_row(in);
    in->next_text = 0;
    return in->key.failed ? vb_fail_memory(err) : VB_OK;
}

vb_status vb_ingest_next(vb_ingest *in, const vb_comment **out, vb_error *err) {
    *out = NULL;
    while (in->next_text >= in->n_texts) {
        vb_status st = next_row(in, err);
        if (st != VB_OK) return st;
    }
    uint32_t t = in->next_text++;
    vb_comment *c = &in->comment;
    c->text = raw_cell(in, in->texts[t]);
    c->column = in->texts[t] + 1;
    vb_str asked = role_cell(in, VB_ROLE_QUESTION);
    c->question = in->by_role[VB_ROLE_QUESTION] != UINT32_MAX ? asked : in->questions[t];
    *out = c;
    return VB_OK;
}
