/* sums: see sums.h. One pass reads the comments into the panel, which finds the periods and the rating scale;
 * then the clauses run by, both in the order of the file. */
#include "store/sums.h"

#include "model/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const vb_measure_names[MEASURE_COUNT] = {"rating", "csat", "nps", "ces"};

/* Where the rows come from, by scope. */
static const char *const comment_sql[] = {
    [VB_SCOPE_ALL] = "SELECT comment_row, lang, date, month, week, rating, rating_max, nps, csat, ces, "
                     "touchpoint, weight, channel, "
                     "touchpoint_asked, identity, sentiment_score, complaint FROM main.comments WHERE "
                     "non_answer IS NULL ORDER BY comment_row",
    [VB_SCOPE_SUBSET] =
        "SELECT c.comment_row, lang, date, month, week, rating, rating_max, nps, csat, ces, touchpoint, "
        "weight, channel, touchpoint_asked, identity, sentiment_score, complaint FROM temp.subset b CROSS "
        "JOIN main.comments c ON c.comment_row = b.comment_row WHERE non_answer "
        "IS NULL ORDER BY b.comment_row",
};
#define CLAUSE_COLUMNS                                                                                       \
    "SELECT clause_row, touchpoint, sentiment_score, sentiment_label, complaint, severity, theme_id, "       \
    "subtheme_id FROM "
/* What complains, by itself or because nearly all who name it here complain of it. */
#define COUNTED(k) "(" k "complaint = 1 OR " k "theme_id IS NOT NULL)"
#define OF_SUBSET                                                                                            \
    "temp.subset b CROSS JOIN main.clauses k ON k.clause_row BETWEEN b.comment_row * 1048576 AND "           \
    "b.comment_row * 1048576 + 1048575 "
static const char *const clause_sql[][2] = {
    [VB_SCOPE_ALL] = {CLAUSE_COLUMNS "main.clauses ORDER BY clause_row",
                      CLAUSE_COLUMNS "main.clauses WHERE " COUNTED("") " ORDER BY clause_row"},
    [VB_SCOPE_SUBSET] = {CLAUSE_COLUMNS OF_SUBSET "ORDER BY b.comment_row, clause_row",
                         CLAUSE_COLUMNS OF_SUBSET
                         "WHERE " COUNTED("+k.") " ORDER BY b.comment_row, clause_row"},
};

static int64_t fixed(double v) {
    return isfinite(v) && fabs(v) < 1e12 ? (int64_t)llround(v * 1e4) : 0;
}

/* ---- Names ----------------------------------------------------------------------------------- */

static bool dup_column(sums *m, sqlite3_stmt *st, int column, vb_str *out) {
    *out = vb_arena_dup(m->arena, vb_db_text(st, column));
    return out->ptr != NULL;
}

/* The touchpoint of an id, made where the codeframe does not know it; NULL for an empty id or without memory.
 */
static touchpoint_sum *touchpoint_of(sums *m, vb_str id, uint32_t *index) {
    *index = 0;
    if (id.len == 0) return NULL;
    uint32_t at = vb_intern_add(&m->touchpoint_ids, id);
    if (at == 0) return NULL;
    if (at > m->n_touchpoints) {
        if (at > m->cap_touchpoints) {
            size_t cap = m->cap_touchpoints ? m->cap_touchpoints * 2 : 128, size = sizeof *m->touchpoints;
            void *p = vb_arena_grow(m->arena, m->touchpoints, m->cap_touchpoints * size, cap * size);
            if (!p) return NULL;
            m->touchpoints = p;
            m->cap_touchpoints = cap;
        }
        vb_str name = vb_intern_get(&m->touchpoint_ids, at);
        m->touchpoints[at - 1] = (touchpoint_sum){
            .id = name, .label_vi = name, .label_th = name, .label_en = name, .position = (int64_t)1 << 40};
        m->n_touchpoints = at;
    }
    *index = at;
    return &m->touchpoints[at - 1];
}

static vb_status load_touchpoints(vb_store *s, sums *m, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(
        vb_db_prepare(s,
                      VB_STR("SELECT touchpoint, parent, stage, label_vi, label_th, label_en, position FROM "
                             "main.codeframe ORDER BY position, touchpoint"),
                      &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading the codeframe", err)) == VB_OK) {
        uint32_t index;
        touchpoint_sum *t = touchpoint_of(m, vb_db_text(st, 0), &index);
        if (!t) continue;
        t->position = sqlite3_column_int64(st, 6);
        bool ok = dup_column(m, st, 1, &t->parent_id) && dup_column(m, st, 2, &t->stage) &&
                  dup_column(m, st, 3, &t->label_vi) && dup_column(m, st, 4, &t->label_th) &&
                  dup_column(m, st, 5, &t->label_en);
        if (ok) continue;
        status = vb_fail_memory(err);
        break;
    }
    sqlite3_finalize(st);
    for (size_t i = 0; i < m->n_touchpoints; i++)
        m->touchpoints[i].parent = vb_intern_find(&m->touchpoint_ids, m->touchpoints[i].parent_id);
    return status < 0 ? status : VB_OK;
}

static vb_status load_themes(vb_store *s, sums *m, vb_error *err) {
    sqlite3_stmt *st;
    int64_t count;
    VB_TRY(vb_db_int(s, "SELECT count(*) FROM main.themes", 0, &count, err));
    m->themes = VB_NEW_ARRAY(m->arena, theme_sum, (size_t)count + 1);
    if (!m->themes) return vb_fail_memory(err);
    VB_TRY(
        vb_db_prepare(s, VB_STR("SELECT theme_id, touchpoint FROM main.themes ORDER BY theme_id"), &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading themes", err)) == VB_OK && m->n_themes < (size_t)count) {
        uint32_t id = vb_intern_add(&m->theme_ids, vb_db_text(st, 0));
        theme_sum *t = &m->themes[m->n_themes++];
        if (id == 0) {
            status = vb_fail_memory(err);
            break;
        }
        t->id = vb_intern_get(&m->theme_ids, id);
        touchpoint_of(m, vb_db_text(st, 1), &t->touchpoint);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status load_parts(vb_store *s, sums *m, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(
        vb_db_prepare(s, VB_STR("SELECT subtheme_id FROM main.subclusters ORDER BY subtheme_id"), &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading themes", err)) == VB_OK)
        if (!vb_intern_add(&m->part_ids, vb_db_text(st, 0))) {
            status = vb_fail_memory(err);
            break;
        }
    sqlite3_finalize(st);
    if (status < 0) return status;
    m->n_parts = m->part_ids.count;
    m->cap_parts = m->n_parts + 16;
    m->parts = VB_NEW_ARRAY(m->arena, part_sum, m->cap_parts);
    return m->parts ? VB_OK : vb_fail_memory(err);
}

/* ---- Periods and scale ----------------------------------------------------------------------- */

typedef struct scale_count {
    double scale;
    int64_t n;
} scale_count;

#define SCALES     16
#define LARGE_PART 8 /* an eighth of the comments is a large part */

static void count_scale(scale_count *scales, sqlite3_stmt *st) {
    if (sqlite3_column_type(st, 5) == SQLITE_NULL) return;
    double scale = sqlite3_column_double(st, 6); /* NULL is 0: unknown */
    for (size_t i = 0; i < SCALES; i++) {
        if (scales[i].n && scales[i].scale != scale) continue;
        scales[i].scale = scale;
        scales[i].n++;
        return;
    }
}

static double main_scale(const scale_count *scales) {
    size_t best = 0;
    for (size_t i = 1; i < SCALES; i++)
        if (scales[i].n > scales[best].n ||
            (scales[i].n == scales[best].n && scales[i].scale > scales[best].scale))
            best = i;
    return scales[best].scale;
}

static int by_name(const void *a, const void *b, void *names) {
    const vb_intern *t = names;
    return vb_str_cmp(vb_intern_get(t, *(const uint32_t *)a), vb_intern_get(t, *(const uint32_t *)b));
}

static bool sort_axis(sums *m, period_axis *axis) {
    axis->n = axis->names.count;
    size_t n = axis->n + 1;
    uint32_t *order = VB_NEW_ARRAY(m->arena, uint32_t, n);
    axis->rank = VB_NEW_ARRAY(m->arena, uint32_t, n);
    axis->sorted = VB_NEW_ARRAY(m->arena, vb_str, n);
    axis->base = VB_NEW_ARRAY(m->arena, uint64_t, n);
    axis->weights = VB_NEW_ARRAY(m->arena, weight_sum, n);
    axis->cells = vb_arena_calloc(m->arena, m->n_themes * axis->n + 1, sizeof *axis->cells);
    if (!order || !axis->rank || !axis->sorted || !axis->base || !axis->weights || !axis->cells) return false;
    for (uint32_t i = 0; i < axis->n; i++) order[i] = i + 1;
    if (axis->n > 1) qsort_r(order, axis->n, sizeof *order, by_name, &axis->names);
    for (uint32_t i = 0; i < axis->n; i++) {
        axis->rank[order[i]] = i;
        axis->sorted[i] = vb_intern_get(&axis->names, order[i]);
    }
    return true;
}

/* ---- The panel ------------------------------------------------------------------------------- */

static bool grow(vb_arena *a, void *array, size_t n, size_t cap, size_t size) {
    void **p = array;
    *p = vb_arena_grow(a, *p, n * size, cap * size);
    return *p != NULL;
}

static bool panel_reserve(sums *m) {
    panel *p = &m->panel;
    if (p->n + 1 < p->cap) return true;
    size_t n = p->cap, cap = n ? n * 2 : 1024;
    bool ok = grow(m->arena, &p->rows, n, cap, sizeof *p->rows) &&
              grow(m->arena, &p->keys, n, cap, sizeof *p->keys) &&
              grow(m->arena, &p->weights, n, cap, sizeof *p->weights) &&
              grow(m->arena, &p->langs, n, cap, sizeof *p->langs) &&
              grow(m->arena, &p->weekdays, n, cap, sizeof *p->weekdays) &&
              grow(m->arena, &p->dates, n, cap, sizeof *p->dates) &&
              grow(m->arena, &p->channels, n, cap, sizeof *p->channels) &&
              grow(m->arena, &p->asked, n, cap, sizeof *p->asked) &&
              grow(m->arena, &p->scores, n, cap, sizeof *p->scores) &&
              grow(m->arena, &p->complaints, n, cap, sizeof *p->complaints) &&
              grow(m->arena, &p->start, n, cap, sizeof *p->start);
    for (size_t i = 0; i < MEASURE_COUNT && ok; i++)
        ok = grow(m->arena, &p->values[i], n, cap, sizeof *p->values[i]);
    p->cap = ok ? cap : p->cap;
    return ok;
}

/* Says that the comment that is counted has the item. */
static bool panel_item(sums *m, uint32_t item) {
    panel *p = &m->panel;
    if (p->n_items == p->cap_items) {
        size_t cap = p->cap_items ? p->cap_items * 2 : 4096;
        if (!grow(m->arena, &p->items, p->cap_items, cap, sizeof *p->items)) return false;
        p->cap_items = cap;
    }
    p->items[p->n_items++] = item;
    return true;
}

static bool name_of(sums *m, vb_str name, uint32_t *out) {
    *out = name.len ? vb_intern_add(&m->names, name) : 0;
    return *out || name.len == 0;
}

/* ---- Counting -------------------------------------------------------------------------------- */

/* What a comment says that cannot be judged before all are read. */
typedef struct raw_comment {
    double weight, rating_max;       /* 1 and 0 where absent */
    uint32_t periods[2], touchpoint; /* names of axes; index + 1 of its main touchpoint; 0 none */
} raw_comment;

/* One comment while its clauses are counted. */
typedef struct current {
    int64_t row;
    uint64_t stamp;
    vb_lang lang;
    char date[12];
    uint32_t place[2]; /* in time, + 1; 0 undated */
    uint32_t weight;   /* in VB_WEIGHT_UNIT of the greatest */
    double values[MEASURE_COUNT];
} current;

static void add_measures(measure_sum *sum, const double *values) {
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        if (isnan(values[i])) continue;
        sum[i].n++;
        sum[i].sum += fixed(values[i]);
        sum[i].promoters += i == MEASURE_NPS && values[i] >= 9;
        sum[i].detractors += i == MEASURE_NPS && values[i] < 7;
    }
}

static void add_weight(weight_sum *sum, uint32_t weight) {
    sum->w += weight;
    sum->w2 += (uint64_t)weight * weight;
}

/* Comment `i` of the panel, with what only all comments together could tell: its place in time, the scale of
 * ratings, the greatest weight. */
static void take_comment(sums *m, const raw_comment *raw, size_t i, current *c) {
    panel *p = &m->panel;
    c->row = p->rows[i];
    c->stamp++;
    c->lang = (vb_lang)p->langs[i];
    uint32_t day = p->dates[i];
    c->date[0] = 0;
    if (day)
        snprintf(c->date, sizeof c->date, "%04u-%02u-%02u", day / 10000 % 10000, day / 100 % 100, day % 100);
    for (int k = 0; k < 2; k++) {
        uint32_t id = raw->periods[k];
        c->place[k] = id ? m->axes[k].rank[id] + 1 : 0;
        if (id) m->axes[k].base[c->place[k] - 1]++;
    }
    if (raw->rating_max != m->rating_scale) p->values[MEASURE_RATING][i] = NAN;
    for (size_t k = 0; k < MEASURE_COUNT; k++) c->values[k] = p->values[k][i];
    add_measures(m->measures, c->values);
    m->base_n++;
    c->weight = !m->weighted || !(raw->weight > 0)
                    ? 0
                    : (uint32_t)llround(raw->weight / m->most_weight * VB_WEIGHT_UNIT);
    p->weights[i] = c->weight;
    p->start[i] = (uint32_t)p->n_items;
    add_weight(&m->weights, c->weight);
    for (int k = 0; k < 2; k++)
        if (c->place[k]) add_weight(&m->axes[k].weights[c->place[k] - 1], c->weight);
}

static void count_theme_comment(theme_sum *t, const current *c) {
    t->stamp = c->stamp;
    t->n++;
    if (c->lang < VB_LANG_COUNT) t->by_lang[c->lang]++;
    add_measures(t->measures, c->values);
    add_weight(&t->weights, c->weight);
    if (!c->date[0]) return;
    if (!t->first[0] || strcmp(c->date, t->first) < 0) memcpy(t->first, c->date, sizeof t->first);
    if (strcmp(c->date, t->last) > 0) memcpy(t->last, c->date, sizeof t->last);
}

/* The sum of a part within a theme; NULL without memory. */
static part_sum *part_within(sums *m, uint32_t part, uint32_t theme) {
    part_sum *p = &m->parts[part - 1];
    while (p->clauses && p->theme != theme && p->next) p = &m->parts[p->next - 1];
    if (!p->clauses || p->theme == theme) {
        p->theme = theme;
        return p;
    }
    if (m->n_parts == m->cap_parts) {
        size_t cap = m->cap_parts * 2, at = (size_t)(p - m->parts);
        void *grown = vb_arena_grow(m->arena, m->parts, m->cap_parts * sizeof *p, cap * sizeof *p);
        if (!grown) return NULL;
        m->parts = grown, m->cap_parts = cap, p = &m->parts[at];
    }
    p->next = (uint32_t)++m->n_parts;
    p = &m->parts[m->n_parts - 1];
    *p = (part_sum){.theme = theme};
    return p;
}

static bool count_part(sums *m, uint32_t part, uint32_t theme, const current *c, int64_t score,
                       int64_t severity) {
    part_sum *p = part_within(m, part, theme);
    if (!p) return false;
    p->n += p->stamp != c->stamp;
    p->stamp = c->stamp;
    p->clauses++;
    p->score += score;
    p->severity += severity;
    return true;
}

static bool count_theme(sums *m, uint32_t theme, const current *c, int64_t score, int64_t severity) {
    theme_sum *t = &m->themes[theme];
    bool is_new = t->stamp != c->stamp;
    if (is_new) count_theme_comment(t, c);
    if (is_new && !panel_item(m, theme)) return false;
    t->clauses++;
    t->score += score;
    t->severity += severity;
    for (int i = 0; i < 2; i++) {
        if (!c->place[i]) continue;
        period_cell *cell = &m->axes[i].cells[theme * m->axes[i].n + c->place[i] - 1];
        cell->n += is_new;
        cell->w += is_new ? c->weight : 0;
        cell->clauses++;
        cell->score += score;
    }
    return true;
}

#define MAX_LEVELS 16 /* of touchpoints; also ends a circle of parents */

static void count_touchpoint(sums *m, uint32_t index, const current *c) {
    touchpoint_sum *t = &m->touchpoints[index - 1];
    if (t->own_stamp != c->stamp) t->own++;
    t->own_stamp = c->stamp;
    for (int level = 0; index && level < MAX_LEVELS; level++, index = t->parent) {
        t = &m->touchpoints[index - 1];
        if (t->stamp != c->stamp) t->n++;
        t->stamp = c->stamp;
    }
}

/* A comment's first complaint about a touchpoint. */
static bool count_complaint(sums *m, touchpoint_sum *t, const current *c) {
    t->complaint_stamp = c->stamp;
    t->complaints++;
    add_weight(&t->weights, c->weight);
    for (int i = 0; i < 2; i++) {
        if (!c->place[i]) continue;
        if (!t->by_period[i]) {
            t->by_period[i] = VB_NEW_ARRAY(m->arena, uint32_t, m->axes[i].n);
            t->weights_period[i] = VB_NEW_ARRAY(m->arena, uint64_t, m->axes[i].n);
        }
        if (!t->by_period[i] || !t->weights_period[i]) return false;
        t->by_period[i][c->place[i] - 1]++;
        t->weights_period[i][c->place[i] - 1] += c->weight;
    }
    return panel_item(m, (uint32_t)(m->n_themes + (size_t)(t - m->touchpoints)));
}

static bool count_touchpoint_clause(sums *m, uint32_t index, const current *c, sqlite3_stmt *st) {
    vb_str label = vb_db_text(st, 3);
    size_t place = vb_str_eqz(label, "negative")   ? VB_NEGATIVE
                   : vb_str_eqz(label, "positive") ? VB_POSITIVE
                                                   : VB_NEUTRAL;
    int64_t score = fixed(sqlite3_column_double(st, 2)), severity = fixed(sqlite3_column_double(st, 5));
    bool complaint = sqlite3_column_int(st, 4) != 0 || sqlite3_column_type(st, 6) != SQLITE_NULL;
    for (int level = 0; index && level < MAX_LEVELS; level++) {
        touchpoint_sum *t = &m->touchpoints[index - 1];
        t->clauses++;
        t->by_label[place]++;
        t->score += score;
        t->complaint_clauses += complaint;
        t->severity += complaint ? severity : 0;
        if (complaint && t->complaint_stamp != c->stamp && !count_complaint(m, t, c)) return false;
        index = t->parent;
    }
    return true;
}

static bool count_clause(sums *m, const current *c, sqlite3_stmt *st) {
    uint32_t index;
    vb_str id = vb_db_text(st, 1);
    if (!touchpoint_of(m, id, &index) && id.len) return false;
    if (index) {
        count_touchpoint(m, index, c);
        if (!count_touchpoint_clause(m, index, c, st)) return false;
    }
    uint32_t theme = vb_intern_find(&m->theme_ids, vb_db_text(st, 6));
    if (!theme || sqlite3_column_type(st, 6) == SQLITE_NULL) return true;
    int64_t score = fixed(sqlite3_column_double(st, 2)), severity = fixed(sqlite3_column_double(st, 5));
    uint32_t part = vb_intern_find(&m->part_ids, vb_db_text(st, 7));
    if (part && !count_part(m, part, theme - 1, c, score, severity)) return false;
    return count_theme(m, theme - 1, c, score, severity);
}

/* Adds the comment to the panel; its items follow. */
static bool panel_add(sums *m, sqlite3_stmt *st) {
    static const int columns[MEASURE_COUNT] = {5, 8, 7, 9};
    panel *p = &m->panel;
    char lang[8] = {0};
    if (!panel_reserve(m)) return false;
    size_t i = p->n++;
    const unsigned char *identity = sqlite3_column_blob(st, 14);
    int size = sqlite3_column_bytes(st, 14);
    vb_str code = vb_db_text(st, 1), date = vb_db_text(st, 2);
    memcpy(lang, code.ptr ? code.ptr : "", code.len < sizeof lang ? code.len : sizeof lang - 1);
    p->rows[i] = sqlite3_column_int64(st, 0);
    p->keys[i] = 0;
    for (int k = 0; identity && k < 8 && k < size; k++) p->keys[i] = p->keys[i] << 8 | identity[k];
    p->langs[i] = (uint8_t)vb_lang_parse(lang);
    p->weekdays[i] = (uint8_t)vb_weekday(date);
    p->dates[i] = vb_date_number(date);
    for (size_t k = 0; k < MEASURE_COUNT; k++)
        p->values[k][i] =
            sqlite3_column_type(st, columns[k]) == SQLITE_NULL ? NAN : sqlite3_column_double(st, columns[k]);
    p->scores[i] = (int16_t)fixed(sqlite3_column_double(st, 15));
    p->complaints[i] = sqlite3_column_int(st, 16) != 0;
    return name_of(m, vb_db_text(st, 12), &p->channels[i]) && name_of(m, vb_db_text(st, 13), &p->asked[i]);
}

static bool read_raw(sums *m, sqlite3_stmt *st, scale_count *scales, raw_comment *out) {
    vb_str month = vb_db_text(st, 3), week = vb_db_text(st, 4), main_id = vb_db_text(st, 10);
    *out = (raw_comment){.weight = 1, .rating_max = sqlite3_column_double(st, 6)};
    if (month.len) {
        out->periods[0] = vb_intern_add(&m->axes[0].names, month);
        out->periods[1] = vb_intern_add(&m->axes[1].names, week);
        if (!out->periods[0] || !out->periods[1]) return false;
    }
    count_scale(scales, st);
    if (sqlite3_column_type(st, 11) != SQLITE_NULL) {
        m->weighted = true;
        out->weight = sqlite3_column_double(st, 11);
        m->most_weight = fmax(m->most_weight, out->weight);
    }
    return touchpoint_of(m, main_id, &out->touchpoint) || !main_id.len;
}

static vb_status read_comments(vb_store *s, vb_scope scope, sums *m, raw_comment **raw, vb_error *err) {
    sqlite3_stmt *st;
    scale_count scales[SCALES] = {{0, 0}};
    size_t cap = 0;
    VB_TRY(vb_db_prepare(s, vb_str_of(comment_sql[scope]), &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading comments", err)) == VB_OK) {
        if (m->panel.n == cap) {
            cap = cap ? cap * 2 : 1024;
            raw_comment *grown = realloc(*raw, cap * sizeof *grown);
            if (grown) *raw = grown;
            if (!grown) status = vb_fail_memory(err);
        }
        size_t i = m->panel.n;
        if (status >= 0 && (!panel_add(m, st) || !read_raw(m, st, scales, *raw + i)))
            status = vb_fail_memory(err);
        if (status < 0) break;
    }
    sqlite3_finalize(st);
    if (status < 0) return status;
    m->rating_scale = main_scale(scales);
    return sort_axis(m, &m->axes[0]) && sort_axis(m, &m->axes[1]) ? VB_OK : vb_fail_memory(err);
}

/* Comments and clauses are both in the order of comment_row: for each comment the clauses that belong to it
 * are taken; others are passed over. */
static vb_status count_all(vb_store *s, sums *m, const raw_comment *raw, sqlite3_stmt *clauses,
                           vb_error *err) {
    current c = {0};
    vb_status clause = vb_db_step(s, clauses, "reading clauses", err);
    for (size_t i = 0; i < m->panel.n; i++) {
        take_comment(m, &raw[i], i, &c);
        if (raw[i].touchpoint) count_touchpoint(m, raw[i].touchpoint, &c);
        while (clause == VB_OK && sqlite3_column_int64(clauses, 0) / VB_CLAUSE_SPAN <= c.row) {
            bool mine = sqlite3_column_int64(clauses, 0) / VB_CLAUSE_SPAN == c.row;
            if (mine && !count_clause(m, &c, clauses)) return vb_fail_memory(err);
            clause = vb_db_step(s, clauses, "reading clauses", err);
        }
        if (clause < 0) return clause;
    }
    if (!panel_reserve(m)) return vb_fail_memory(err);
    m->panel.start[m->panel.n] = (uint32_t)m->panel.n_items;
    return VB_OK;
}

/* Of a large part of the comments the clauses are read in one go; seeking those of each comment takes longer.
 */
static vb_status prepare_clauses(vb_store *s, vb_scope scope, bool complaints, const sums *m,
                                 sqlite3_stmt **out, vb_error *err) {
    int64_t all = 0;
    if (scope == VB_SCOPE_SUBSET && complaints)
        VB_TRY(vb_db_int(s, "SELECT max(comment_row) FROM main.comments", 0, &all, err));
    bool most = all > 0 && (int64_t)m->panel.n * LARGE_PART >= all;
    return vb_db_prepare(s, vb_str_of(clause_sql[most ? VB_SCOPE_ALL : scope][complaints]), out, err);
}

vb_status vb_sums_collect(vb_store *s, vb_scope scope, bool complaints, vb_arena *arena, sums *m,
                          vb_error *err) {
    *m = (sums){.arena = arena, .axes = {{.unit = "month"}, {.unit = "week"}}};
    bool ok = vb_intern_init(&m->theme_ids, arena, 256) && vb_intern_init(&m->touchpoint_ids, arena, 256) &&
              vb_intern_init(&m->part_ids, arena, 256) && vb_intern_init(&m->names, arena, 64) &&
              vb_intern_init(&m->axes[0].names, arena, 64) && vb_intern_init(&m->axes[1].names, arena, 256);
    if (!ok) return vb_fail_memory(err);
    VB_TRY(load_touchpoints(s, m, err));
    VB_TRY(load_themes(s, m, err));
    VB_TRY(load_parts(s, m, err));
    sqlite3_stmt *clauses = NULL;
    raw_comment *raw = NULL;
    vb_status st = read_comments(s, scope, m, &raw, err);
    if (st >= 0) st = prepare_clauses(s, scope, complaints, m, &clauses, err);
    if (st >= 0) st = count_all(s, m, raw, clauses, err);
    sqlite3_finalize(clauses);
    free(raw);
    for (size_t i = 0; i < m->n_themes && st >= 0; i++) {
        uint32_t index = m->themes[i].n ? m->themes[i].touchpoint : 0;
        for (int level = 0; index && level < MAX_LEVELS; level++) {
            m->touchpoints[index - 1].themes++;
            index = m->touchpoints[index - 1].parent;
        }
    }
    return st;
}
