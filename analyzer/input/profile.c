/* profile: one pass over the table, each cell looked at once. The guessing itself is in columns.c. */
#include "input/profile.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "input/fold.h"
#include "input/layout.h"
#include "input/maps.h"
#include "input/zone.h"

#include <math.h>
#include <stdlib.h>

#define LOOK         8192       /* bytes of a cell that the statistics look at; the same in sample and rest */
#define SAMPLE_BYTES (4u << 20) /* of the records kept for the layout */

/* ---- Distinct values ---- */

static bool sampled(const vb_sketch *s, uint32_t hash) {
    return s->level == 0 || (hash & ((1u << s->level) - 1)) == 0;
}

static void sketch_put(vb_sketch *s, uint32_t hash, uint32_t count) {
    /* the low bits are all zero in a deep sketch, so the slot comes from a mix */
    uint32_t i = (uint32_t)vb_hash_mix(hash) & (s->size - 1);
    while (s->slots[i] && s->slots[i] != hash) i = (i + 1) & (s->size - 1);
    if (!s->slots[i]) s->used++;
    s->slots[i] = hash;
    s->counts[i] = s->counts[i] > UINT32_MAX - count ? UINT32_MAX : s->counts[i] + count;
}

/* Moves to a table of `size`, keeping what the level samples. */
static bool sketch_rebuild(vb_sketch *s, uint32_t size) {
    vb_sketch old = *s;
    s->slots = calloc(size, sizeof *s->slots);
    s->counts = calloc(size, sizeof *s->counts);
    if (!s->slots || !s->counts) {
        free(s->slots);
        free(s->counts);
        s->slots = old.slots;
        s->counts = old.counts;
        return false;
    }
    s->size = size;
    s->used = 0;
    for (uint32_t i = 0; i < old.size; i++)
        if (old.slots[i] && sampled(s, old.slots[i])) sketch_put(s, old.slots[i], old.counts[i]);
    free(old.slots);
    free(old.counts);
    return true;
}

bool vb_sketch_add(vb_sketch *s, uint32_t hash) {
    if (!hash) hash = 1u << 31;
    if (!sampled(s, hash)) return true;
    if (s->used * 4 >= s->size * 3 && !sketch_rebuild(s, s->size ? s->size * 2 : 64)) return false;
    sketch_put(s, hash, 1);
    while (s->used > s->most && s->level < 31) {
        s->level++;
        if (!sketch_rebuild(s, s->size)) return false;
    }
    return true;
}

uint64_t vb_sketch_distinct(const vb_sketch *s) {
    return (uint64_t)s->used << s->level;
}

double vb_sketch_single(const vb_sketch *s) {
    uint32_t single = 0;
    for (uint32_t i = 0; i < s->size; i++) single += s->slots[i] && s->counts[i] == 1;
    return s->used ? (double)single / s->used : 0;
}

void vb_sketch_deinit(vb_sketch *s) {
    free(s->slots);
    free(s->counts);
    *s = (vb_sketch){.most = s->most};
}

/* ---- One cell ---- */

static bool is_thai(uint32_t cp) {
    return cp >= 0x0E01 && cp <= 0x0E4E;
}

/* Counts code points, words and letters in one walk. */
static void measure(vb_column_stats *c, vb_str cell) {
    uint64_t chars = 0, words = 0, thai = 0;
    bool letters = false, inside = false, spaced = false;
    for (size_t at = 0; at < cell.len;) {
        unsigned char b = (unsigned char)cell.ptr[at];
        chars++;
        if (b < 0x80) {
            bool letter = (b | 32) >= 'a' && (b | 32) <= 'z';
            letters |= letter;
            if (b == ' ' || b == '\n' || b == '\t')
                inside = false, spaced = true;
            else if (letter || (b >= '0' && b <= '9'))
                words += !inside, inside = true;
            at++;
            continue;
        }
        uint32_t cp = vb_utf8_next(cell, &at);
        bool th = is_thai(cp);
        thai += th;
        letters |= th || (cp >= 0xC0 && cp < 0x2000) || (cp >= 0x3040 && cp < 0xE000);
        if (!th) words += !inside, inside = true;
    }
    words += thai / 6;
    c->chars += chars;
    c->words += words;
    c->spaced += spaced;
    c->letters_cells += letters;
    c->wordy += letters && words >= 3;
    if (chars > c->longest) c->longest = chars;
}

static void take_number(vb_column_stats *c, vb_str cell) {
    double v, of;
    if (cell.len > 60) return;
    if (vb_value_number(cell, &v)) {
        if (!c->numeric++) c->min = c->max = v;
        c->min = fmin(c->min, v);
        c->max = fmax(c->max, v);
        if (v == floor(v)) {
            c->integers++;
            if (v >= 0 && v < 64) c->small_ints |= 1ull << (int)v;
        }
        of = NAN;
    } else if (vb_value_rating(cell, &v, &of)) {
        c->prefixed++;
    } else {
        return;
    }
    if (!c->ratings++) c->rating_min = c->rating_max = v;
    c->rating_min = fmin(c->rating_min, v);
    c->rating_max = fmax(c->rating_max, v);
    if (!isnan(of)) c->rating_of = fmax(c->rating_of, of);
}

static void take_word(vb_column_stats *c, vb_str cell, const vb_value_words *words, vb_buf *key) {
    if (cell.len > 120) return;
    vb_buf_clear(key);
    vb_fold_key(key, cell);
    const vb_value_word *w = vb_value_word_find(words, vb_buf_view(key));
    if (!w) return;
    c->scale += w->scale > 0;
    if (w->scale) c->scale_seen |= 1u << w->scale;
    c->labels += w->label;
    c->langs += w->lang > 0;
    c->langs_other += w->lang > VB_LANG_COUNT;
    c->placeholders += w->placeholder;
    c->channels += w->channel;
}

/* Parts of a multiple choice: "Agoda, Facebook" or "a;b;". Long cells are no choices. */
static bool take_parts(vb_column_stats *c, vb_str cell) {
    if (cell.len > 400) return true;
    size_t from = 0, n = 0;
    for (size_t i = 0; i <= cell.len; i++) {
        bool end = i == cell.len || cell.ptr[i] == ',' || cell.ptr[i] == ';' || cell.ptr[i] == '|';
        if (!end) continue;
        vb_str part = vb_trim_wide(vb_str_sub(cell, from, i));
        from = i + 1;
        if (!part.len) continue;
        n++;
        if (!vb_sketch_add(&c->parts, (uint32_t)vb_hash64(part))) return false;
    }
    c->atoms += n;
    c->multi += n > 1;
    return true;
}

/* The example shown: a short value of the commonest kind of cell, chosen by hash so that row order plays no
 * part. */
static bool take_example(vb_column_stats *c, vb_str cell, uint64_t hash, vb_arena *arena) {
    uint64_t rank = (cell.len < 3 ? 1ull << 63 : 0) | hash >> 1;
    if (c->example.ptr && rank >= c->example_rank) return true;
    c->example_rank = rank;
    vb_str cut = vb_cut(cell, 120);
    if (c->example.ptr && c->example.len >= cut.len) { /* reuse the room */
        memcpy((char *)c->example.ptr, cut.ptr, cut.len);
        c->example.len = cut.len;
        return true;
    }
    char *room = vb_arena_alloc(arena, 128);
    if (!room) return false;
    memcpy(room, cut.ptr, cut.len);
    c->example = (vb_str){room, cut.len};
    return true;
}

bool vb_column_stats_add(vb_column_stats *c, vb_str cell, const vb_value_words *words, vb_buf *key,
                         vb_arena *arena) {
    cell = vb_trim_wide(vb_cut(cell, LOOK));
    if (cell.len == 0) return true;
    uint64_t hash = vb_hash64(cell);
    c->filled++;
    measure(c, cell);
    take_number(c, cell);
    vb_date_vote(&c->dates, cell);
    take_word(c, cell, words, key);
    c->emails += vb_is_email(cell);
    c->urls += vb_is_url(cell);
    c->ips += vb_is_ip(cell);
    c->phones += vb_is_phone(cell);
    c->lists += vb_is_machine_list(cell);
    c->personal += vb_has_personal(cell);
    return vb_sketch_add(&c->values, (uint32_t)hash) && take_parts(c, cell) &&
           take_example(c, cell, hash, arena) && !key->failed;
}

void vb_table_stats_deinit(vb_table_stats *s) {
    for (uint32_t i = 0; i < s->n_columns && s->columns; i++) {
        vb_sketch_deinit(&s->columns[i].values);
        vb_sketch_deinit(&s->columns[i].parts);
    }
    free(s->columns);
    *s = (vb_table_stats){0};
}

bool vb_is_preview(vb_str status, const vb_value_words *words, vb_buf *key) {
    /* codes of Qualtrics: 1 preview, 2 test, 8 spam, 9 preview spam, 12 imported spam, 17 offline preview */
    static const char *const codes[] = {"1", "2", "8", "9", "12", "17"};
    status = vb_trim_wide(status);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (vb_str_eqz(status, codes[i])) return true;
    if (status.len == 0 || status.len > 120) return false;
    vb_buf_clear(key);
    vb_fold_key(key, status);
    const vb_value_word *w = vb_value_word_find(words, vb_buf_view(key));
    return w && w->preview;
}

/* ---- The pass over the table ---- */

typedef struct pass {
    vb_reader *r;
    vb_arena *arena;
    vb_profile *p;
    vb_layout *layout;
    vb_sample sample;
    size_t sample_bytes;
    vb_table_stats stats;
    const vb_header_words *header_words;
    const vb_value_words *value_words;
    vb_hints *hints;
    vb_buf key;
    bool describe; /* numbers are wanted of columns whose role is given, too */
} pass;

static bool blank(const vb_row *row) {
    for (size_t i = 0; i < row->n; i++)
        if (vb_trim_wide(row->cells[i]).len) return false;
    return true;
}

static vb_status copy_row(pass *x, const vb_row *row, vb_error *err) {
    vb_row *to = &x->sample.rows[x->sample.n];
    size_t n = row->n < VB_MAX_COLUMNS ? row->n : VB_MAX_COLUMNS;
    vb_str *cells = VB_NEW_ARRAY(x->arena, vb_str, n + 1);
    if (!cells) return vb_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        cells[i] = vb_arena_dup(x->arena, vb_cut(row->cells[i], LOOK));
        if (!cells[i].ptr) return vb_fail_memory(err);
        x->sample_bytes += cells[i].len;
    }
    *to = (vb_row){.cells = cells, .n = n, .number = row->number, .line = row->line};
    x->sample.n++;
    return VB_OK;
}

/* The first records, kept; blank ones are kept too, for header_rows counts records. */
static vb_status take_sample(pass *x, vb_error *err) {
    while (x->sample.n < VB_LAYOUT_SAMPLE && x->sample_bytes < SAMPLE_BYTES) {
        const vb_row *row;
        vb_status st = vb_reader_next(x->r, &row, err);
        if (st == VB_DONE) return VB_OK;
        VB_TRY(st);
        VB_TRY(copy_row(x, row, err));
    }
    return VB_OK;
}

static vb_status begin_stats(pass *x, vb_error *err) {
    uint32_t n = x->layout->n_columns;
    x->stats.columns = calloc(n ? n : 1, sizeof *x->stats.columns);
    if (!x->stats.columns) return vb_fail_memory(err);
    x->stats.n_columns = n;
    for (uint32_t i = 0; i < n; i++) {
        x->stats.columns[i].values.most = n <= 256 ? 4096 : 512; /* bounds the memory of wide tables */
        x->stats.columns[i].parts.most = 256;
        x->stats.columns[i].rating_of = 0;
    }
    return VB_OK;
}

static vb_status take_row(pass *x, const vb_row *row, vb_error *err) {
    if (blank(row)) return VB_OK;
    uint32_t status = x->layout->status;
    if (status < row->n && vb_is_preview(row->cells[status], x->value_words, &x->key)) {
        x->stats.skipped_preview++;
        return VB_OK;
    }
    x->stats.rows++;
    for (size_t i = 0; i < row->n && i < x->stats.n_columns; i++) {
        const vb_column *c = &x->p->columns[i];
        if (!x->describe && c->given && c->role == VB_ROLE_TEXT)
            continue; /* long, and nothing to be guessed */
        if (!vb_column_stats_add(&x->stats.columns[i], row->cells[i], x->value_words, &x->key, x->arena))
            return vb_fail_memory(err);
    }
    return VB_OK;
}

/* The data rows of the sample, then the rest of the file: each record is read from the source once. */
static vb_status take_rows(pass *x, vb_error *err) {
    for (size_t i = x->layout->header_rows; i < x->sample.n; i++)
        VB_TRY(take_row(x, &x->sample.rows[i], err));
    for (;;) {
        const vb_row *row;
        vb_status st = vb_reader_next(x->r, &row, err);
        if (st == VB_DONE) return VB_OK;
        VB_TRY(st);
        VB_TRY(take_row(x, row, err));
    }
}

/* Hints from the name and the question's text of each column. */
static vb_status take_hints(pass *x, vb_error *err) {
    uint32_t n = x->layout->n_columns;
    x->hints = VB_NEW_ARRAY(x->arena, vb_hints, n + 1);
    if (!x->hints) return vb_fail_memory(err);
    for (uint32_t i = 0; i < n; i++) {
        vb_str texts[] = {x->layout->names[i], x->layout->questions[i]};
        for (int t = 0; t < 2; t++) {
            vb_buf_clear(&x->key);
            vb_fold_key(&x->key, vb_cut(texts[t], 2000));
            if (x->key.failed) return vb_fail_memory(err);
            vb_header_hints(x->header_words, vb_buf_view(&x->key), &x->hints[i]);
        }
    }
    return VB_OK;
}

static vb_status name_columns(pass *x, vb_error *err) {
    vb_profile *p = x->p;
    p->n_columns = x->layout->n_columns;
    p->columns = VB_NEW_ARRAY(x->arena, vb_column, p->n_columns + 1);
    if (!p->columns) return vb_fail_memory(err);
    for (uint32_t i = 0; i < p->n_columns; i++)
        p->columns[i] =
            (vb_column){.index = i, .header = x->layout->names[i], .question = x->layout->questions[i]};
    return VB_OK;
}

static void fill_columns(pass *x) {
    for (uint32_t i = 0; i < x->p->n_columns; i++) {
        const vb_column_stats *s = &x->stats.columns[i];
        vb_column *c = &x->p->columns[i];
        c->filled = s->filled;
        c->distinct = vb_sketch_distinct(&s->values);
        if (c->distinct > c->filled) c->distinct = c->filled;
        c->mean_chars = s->filled ? (double)s->chars / (double)s->filled : 0;
        c->numeric = s->numeric;
        c->min = s->numeric ? s->min : NAN;
        c->max = s->numeric ? s->max : NAN;
        c->scale_max = NAN;
        c->dates = s->dates.dates;
        c->personal = s->personal;
        c->example = s->example;
    }
}

static bool thai_headers(const vb_layout *l) {
    size_t thai = 0;
    for (uint32_t i = 0; i < l->n_columns; i++)
        for (size_t at = 0; at < l->names[i].len && !thai;) thai += is_thai(vb_utf8_next(l->names[i], &at));
    return thai > 0;
}

static vb_status make(pass *x, const vb_map *maps, size_t n_maps, vb_error *err) {
    vb_reader_info info = vb_reader_get_info(x->r);
    bool json = info.format && strncmp(info.format, "json", 4) == 0;
    x->header_words = vb_header_words_new(x->arena);
    x->value_words = vb_value_words_new(x->arena);
    if (!x->header_words || !x->value_words) return vb_fail_memory(err);
    VB_TRY(take_sample(x, err));
    VB_TRY(vb_layout_find(&x->sample, json, x->header_words, x->arena, &x->layout, err));
    VB_TRY(begin_stats(x, err));
    VB_TRY(name_columns(x, err));
    VB_TRY(vb_maps_apply(maps, n_maps, x->p, x->arena, err));
    VB_TRY(take_rows(x, err));
    VB_TRY(take_hints(x, err));
    fill_columns(x);
    vb_profile *p = x->p;
    p->vendor = x->layout->vendor;
    p->header_rows = x->layout->header_rows;
    p->rows = x->stats.rows;
    p->skipped_preview = x->stats.skipped_preview;
    p->status_column = x->layout->status;
    p->time_zone = x->layout->time_zone;
    vb_zone *zone = vb_zone_open(p->time_zone);
    p->utc_offset_minutes = vb_zone_standard_offset(zone);
    vb_zone_close(zone);
    vb_guess_input in = {.stats = &x->stats,
                         .hints = x->hints,
                         .vendor = p->vendor,
                         .thai = thai_headers(x->layout),
                         .month_first = x->layout->month_first};
    for (uint32_t i = 0; i < p->n_columns; i++)
        in.text_given |= p->columns[i].given && p->columns[i].role == VB_ROLE_TEXT;
    return vb_columns_guess(p, &in, x->arena, err);
}

vb_status vb_profile_make(vb_reader *r, const vb_map *maps, size_t n_maps, bool describe, vb_arena *arena,
                          vb_profile **out, vb_error *err) {
    pass *x = calloc(1, sizeof *x);
    *out = NULL;
    if (!x) return vb_fail_memory(err);
    x->r = r;
    x->arena = arena;
    x->describe = describe;
    x->p = VB_NEW(arena, vb_profile);
    vb_status st = x->p ? make(x, maps, n_maps, err) : vb_fail_memory(err);
    if (st >= 0) *out = x->p;
    vb_table_stats_deinit(&x->stats);
    vb_buf_deinit(&x->key);
    free(x);
    if (st < 0) return st;
    return vb_reader_rewind(r, false, err);
}
