/* dimensions: groups of answers: by segment, channel, asked touchpoint, language, day of the week; and the
 * groups in which a complaint stands out.
 *
 * Invariant: values are numbered by their bytes, never by arrival; a test is made once for each value, item
 * and dimension that is large enough, and all are corrected together. */
#include "store/impact.h"

#include "model/calendar.h"
#include "model/stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define LEAST_ITEM   8    /* comments of an item in a value that can stand out */
#define LEAST_BASE   10   /* answers of a value */
#define LEVEL        0.01 /* of the q-value: what stands on the first page must be sure */
#define LEAST_RATIO  1.5
#define LEAST_SPREAD 0.5 /* standard deviations by which the mean of a measure is lower */

/* ---- Names ----------------------------------------------------------------------------------- */

static const char *const plain_names[] = {"channel", "touchpoint_asked", "lang", "weekday"};
enum { PLAIN_CHANNEL, PLAIN_ASKED, PLAIN_LANG, PLAIN_WEEKDAY, PLAIN_COUNT };

vb_status vb_dimension_list(vb_store *s, vb_arena *arena, vb_str **names, size_t *n, vb_error *err) {
    sqlite3_stmt *st;
    int64_t count;
    VB_TRY(vb_db_int(s, "SELECT count(DISTINCT name) FROM main.comment_segments", 0, &count, err));
    *names = VB_NEW_ARRAY(arena, vb_str, (size_t)count + PLAIN_COUNT);
    *n = 0;
    if (!*names) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(
        s, VB_STR("SELECT DISTINCT 'segment:' || name FROM main.comment_segments ORDER BY name"), &st, err));
    vb_status status;
    while ((status = vb_db_step(s, st, "reading segments", err)) == VB_OK && *n < (size_t)count) {
        (*names)[*n] = vb_arena_dup(arena, vb_db_text(st, 0));
        if (!(*names)[*n].ptr) status = vb_fail_memory(err);
        if (status < 0) break;
        ++*n;
    }
    sqlite3_finalize(st);
    for (size_t i = 0; i < PLAIN_COUNT; i++) (*names)[(*n)++] = vb_str_of(plain_names[i]);
    return status < 0 ? status : VB_OK;
}

/* ---- Places ---------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b, void *names) {
    const vb_intern *t = names;
    return vb_str_cmp(vb_intern_get(t, *(const uint32_t *)a), vb_intern_get(t, *(const uint32_t *)b));
}

/* Numbers the values (ids of `names`) by their bytes. */
static bool sort_values(vb_dimension *d, vb_intern *names, vb_arena *arena, size_t n_answers) {
    size_t n = names->count;
    uint32_t *order = VB_NEW_ARRAY(arena, uint32_t, n + 1), *rank = VB_NEW_ARRAY(arena, uint32_t, n + 1);
    d->values = VB_NEW_ARRAY(arena, vb_str, n + 1);
    if (!order || !rank || !d->values) return false;
    for (uint32_t i = 0; i < n; i++) order[i] = i + 1;
    if (n > 1) qsort_r(order, n, sizeof *order, by_bytes, names);
    for (uint32_t i = 0; i < n; i++) {
        rank[order[i]] = i + 1;
        d->values[i + 1] = vb_intern_get(names, order[i]);
    }
    for (size_t i = 0; i < n_answers; i++) d->places[i] = rank[d->places[i]];
    d->n_values = n;
    return true;
}

static size_t answer_of(const panel *p, int64_t row) {
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->rows[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n && p->rows[low] == row ? low : SIZE_MAX;
}

/* Of several values of one name in one comment the first by bytes counts. */
static vb_status read_segment(vb_store *s, const panel *p, vb_str name, vb_dimension *d, vb_intern *names,
                              vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        s,
        VB_STR("SELECT value, comment_row FROM main.comment_segments WHERE name = ?1 ORDER BY value, "
               "comment_row"),
        &st, err));
    vb_db_bind(st, 1, name, false);
    vb_status status;
    while ((status = vb_db_step(s, st, "reading segments", err)) == VB_OK) {
        size_t answer = answer_of(p, sqlite3_column_int64(st, 1));
        if (answer == SIZE_MAX || d->places[answer]) continue;
        d->places[answer] = vb_intern_add(names, vb_db_text(st, 0));
        if (d->places[answer]) continue;
        status = vb_fail_memory(err);
        break;
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static bool read_plain(const sums *m, size_t which, vb_dimension *d, vb_intern *names) {
    const panel *p = &m->panel;
    for (size_t i = 0; i < p->n; i++) {
        vb_str value = {0};
        if (which == PLAIN_CHANNEL && p->channels[i]) value = vb_intern_get(&m->names, p->channels[i]);
        if (which == PLAIN_ASKED && p->asked[i]) value = vb_intern_get(&m->names, p->asked[i]);
        if (which == PLAIN_LANG) value = vb_str_of(vb_lang_name((vb_lang)p->langs[i]));
        if (value.len && !(d->places[i] = vb_intern_add(names, value))) return false;
    }
    return true;
}

/* Days of the week stand in their order, not in that of their letters. */
static bool make_weekdays(const panel *p, vb_dimension *d, vb_arena *arena) {
    d->values = VB_NEW_ARRAY(arena, vb_str, 8);
    if (!d->values) return false;
    d->n_values = 7;
    for (unsigned i = 1; i <= 7; i++) d->values[i] = vb_str_of(vb_weekday_name(i));
    for (size_t i = 0; i < p->n; i++) d->places[i] = p->weekdays[i];
    return true;
}

static bool any_place(const vb_dimension *d, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (d->places[i]) return true;
    return false;
}

vb_status vb_dimension_find(vb_store *s, const sums *m, vb_str name, vb_arena *arena, vb_dimension *out,
                            vb_error *err) {
    static const vb_str segment = {"segment:", 8};
    vb_intern names;
    size_t plain = 0;
    if (vb_str_eqz(name, "language")) name = VB_STR("lang");
    if (vb_str_eqz(name, "touchpoint")) name = VB_STR("touchpoint_asked");
    *out = (vb_dimension){.name = name, .places = VB_NEW_ARRAY(arena, uint32_t, m->panel.n + 1)};
    if (!out->places || !vb_intern_init(&names, arena, 64)) return vb_fail_memory(err);
    while (plain < PLAIN_COUNT && !vb_str_eqz(name, plain_names[plain])) plain++;
    bool ok = true;
    if (vb_str_starts(name, segment))
        VB_TRY(read_segment(s, &m->panel, vb_str_sub(name, segment.len, name.len), out, &names, err));
    else if (plain == PLAIN_COUNT)
        return vb_fail(
            err, VB_ERR_USAGE,
            "'%.*s' is nothing to divide by; use segment:NAME, channel, lang, touchpoint or weekday",
            (int)(name.len < 60 ? name.len : 60), name.ptr ? name.ptr : "");
    else if (plain == PLAIN_WEEKDAY)
        ok = make_weekdays(&m->panel, out, arena);
    else
        ok = read_plain(m, plain, out, &names);
    if (ok && plain != PLAIN_WEEKDAY) ok = sort_values(out, &names, arena, m->panel.n);
    if (!ok) return vb_fail_memory(err);
    return any_place(out, m->panel.n) ? VB_OK : VB_DONE;
}

/* ---- Counting -------------------------------------------------------------------------------- */

bool vb_cross_count(const sums *m, const vb_dimension *d, vb_arena *arena, vb_cross *out) {
    const panel *p = &m->panel;
    out->n_items = m->n_themes + m->n_touchpoints;
    out->width = d->n_values + 1;
    out->k = VB_NEW_ARRAY(arena, uint32_t, out->n_items * out->width + 1);
    out->w = VB_NEW_ARRAY(arena, uint64_t, out->n_items * out->width + 1);
    out->base = VB_NEW_ARRAY(arena, uint64_t, out->width);
    out->weights = VB_NEW_ARRAY(arena, weight_sum, out->width);
    if (!out->k || !out->w || !out->base || !out->weights) return false;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t place = d->places[i];
        out->base[place]++;
        out->weights[place].w += p->weights[i];
        out->weights[place].w2 += (uint64_t)p->weights[i] * p->weights[i];
        for (uint32_t f = p->start[i]; f < p->start[i + 1]; f++) {
            out->k[p->items[f] * out->width + place]++;
            out->w[p->items[f] * out->width + place] += p->weights[i];
        }
    }
    return true;
}

/* ---- What stands out ------------------------------------------------------------------------- */

typedef struct finding {
    vb_str dimension, value, id;
    const char *kind;
    uint64_t n, base, rest, rest_base;
    double level, rest_level;
    vb_difference d;
    double q;
} finding;

typedef struct findings {
    finding *list;
    size_t n, cap;
    size_t tests; /* all that were made, also those that found nothing */
    vb_arena *arena;
} findings;

static bool add_finding(findings *f, const finding *x) {
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 64;
        finding *grown = vb_arena_grow(f->arena, f->list, f->cap * sizeof *grown, cap * sizeof *grown);
        if (!grown) return false;
        f->list = grown;
        f->cap = cap;
    }
    f->list[f->n++] = *x;
    return true;
}

/* Values against all others that have one. Where the share is not higher by much there is nothing to find,
 * and the test counts with p = 1. */
static bool try_item(findings *f, const sums *m, const vb_dimension *d, const vb_cross *x, size_t item) {
    uint64_t k = 0, base = 0;
    const uint32_t *row = x->k + item * x->width;
    for (size_t v = 1; v < x->width; v++) {
        k += row[v];
        base += x->base[v];
    }
    if (k < LEAST_ITEM) return true;
    for (size_t v = 1; v < x->width; v++) {
        if (x->base[v] < LEAST_BASE || base - x->base[v] < LEAST_BASE) continue;
        f->tests++;
        finding out = {.dimension = d->name, .value = d->values[v]};
        out.kind = item < m->n_themes ? "theme" : "touchpoint";
        out.id = item < m->n_themes ? m->themes[item].id : m->touchpoints[item - m->n_themes].id;
        out.n = row[v];
        out.base = x->base[v];
        out.rest = k - row[v];
        out.rest_base = base - x->base[v];
        out.level = (double)out.n / (double)out.base;
        out.rest_level = (double)out.rest / (double)out.rest_base;
        if (out.n < LEAST_ITEM || out.level < out.rest_level * LEAST_RATIO) continue;
        out.d = vb_share_difference(out.rest, out.rest_base, out.n, out.base);
        if (!add_finding(f, &out)) return false;
    }
    return true;
}

/* Sums of a measure in a value of the dimension: whole numbers, so that no order of answers shows. */
typedef struct level_sum {
    int64_t n, sum, sum2;
} level_sum;

static level_sum without(level_sum all, level_sum part) {
    return (level_sum){all.n - part.n, all.sum - part.sum, all.sum2 - part.sum2};
}

static double level_mean(level_sum x) {
    return (double)x.sum / 1e3 / (double)x.n;
}

static double level_variance(level_sum x) {
    double n = (double)x.n, mean = (double)x.sum / n;
    return x.n > 1 ? fmax(0, ((double)x.sum2 / n - mean * mean) * n / (n - 1)) / 1e6 : 0;
}

/* Values whose mean is lower than that of all others. */
static bool try_measure(findings *f, const sums *m, const vb_dimension *d, measure which, vb_arena *scratch) {
    level_sum *sums_of = VB_NEW_ARRAY(scratch, level_sum, d->n_values + 1), all = {0, 0, 0};
    if (!sums_of) return false;
    for (size_t i = 0; i < m->panel.n; i++) {
        double v = m->panel.values[which][i];
        if (isnan(v) || !d->places[i] || fabs(v) > 1000) continue;
        if (which == MEASURE_NPS) v = v >= 9 ? 100 : v < 7 ? -100 : 0;
        int64_t x = llround(v * 1e3);
        level_sum *const both[] = {&all, &sums_of[d->places[i]]};
        for (int k = 0; k < 2; k++) {
            both[k]->n++;
            both[k]->sum += x;
            both[k]->sum2 += x * x;
        }
    }
    for (size_t v = 1; v <= d->n_values; v++) {
        level_sum own = sums_of[v], rest = without(all, own);
        if (own.n < LEAST_BASE || rest.n < LEAST_BASE) continue;
        f->tests++;
        finding out = {.dimension = d->name,
                       .value = d->values[v],
                       .kind = "measure",
                       .id = vb_str_of(vb_measure_names[which]),
                       .n = (uint64_t)own.n,
                       .base = (uint64_t)own.n,
                       .rest = (uint64_t)rest.n,
                       .rest_base = (uint64_t)rest.n,
                       .level = level_mean(own),
                       .rest_level = level_mean(rest)};
        double spread = sqrt(level_variance(rest));
        if (!(out.rest_level - out.level >= LEAST_SPREAD * spread) || spread <= 0) continue;
        out.d = vb_mean_difference((double)rest.n, out.rest_level, level_variance(rest), (double)own.n,
                                   out.level, level_variance(own));
        if (!add_finding(f, &out)) return false;
    }
    return true;
}

static vb_status try_dimension(vb_store *s, const sums *m, vb_str name, findings *f, vb_error *err) {
    vb_dimension d;
    vb_cross x;
    vb_arena scratch;
    vb_arena_init(&scratch);
    vb_status st = vb_dimension_find(s, m, name, &scratch, &d, err);
    if (st == VB_OK && d.n_values > 1 && d.n_values <= VB_MOST_VALUES) {
        bool ok = vb_cross_count(m, &d, &scratch, &x);
        size_t from = f->n;
        for (size_t i = 0; ok && i < x.n_items; i++) ok = try_item(f, m, &d, &x, i);
        for (measure i = MEASURE_RATING; ok && i < MEASURE_CES; i++) ok = try_measure(f, m, &d, i, &scratch);
        for (size_t i = from; ok && i < f->n; i++) { /* the scratch goes, the names stay */
            f->list[i].dimension = vb_arena_dup(f->arena, f->list[i].dimension);
            f->list[i].value = vb_arena_dup(f->arena, f->list[i].value);
            ok = f->list[i].dimension.ptr && f->list[i].value.ptr;
        }
        if (!ok) st = vb_fail_memory(err);
    }
    vb_arena_deinit(&scratch);
    return st < 0 ? st : VB_OK;
}

static vb_status write_finding(vb_store *s, sqlite3_stmt *st, const finding *f, vb_error *err) {
    vb_db_bind(st, 1, f->dimension, false);
    vb_db_bind(st, 2, f->value, false);
    vb_db_bind(st, 3, vb_str_of(f->kind), false);
    vb_db_bind(st, 4, f->id, false);
    sqlite3_bind_int64(st, 5, (int64_t)f->n);
    sqlite3_bind_int64(st, 6, (int64_t)f->base);
    vb_db_bind_num(st, 7, f->level);
    sqlite3_bind_int64(st, 8, (int64_t)f->rest);
    sqlite3_bind_int64(st, 9, (int64_t)f->rest_base);
    const double rest[] = {f->rest_level, f->d.value, f->d.low, f->d.high, f->q};
    for (int k = 0; k < 5; k++) vb_db_bind_num(st, 10 + k, rest[k]);
    return vb_db_run(s, st, "writing what stands out", err);
}

/* The correction is over all tests: those that found nothing stand at the end with p = 1. */
static bool correct(findings *f) {
    uint32_t *order = VB_NEW_ARRAY(f->arena, uint32_t, f->tests + 1);
    double *p = VB_NEW_ARRAY(f->arena, double, f->tests + 1);
    if (!order || !p) return false;
    for (size_t i = 0; i < f->tests; i++) p[i] = i < f->n ? round(f->list[i].d.p * 1e12) / 1e12 : 1;
    vb_benjamini_hochberg(p, order, f->tests);
    for (size_t i = 0; i < f->n; i++) f->list[i].q = p[i];
    return true;
}

vb_status vb_store_write_standouts(vb_store *s, const sums *m, const char *schema, vb_arena *arena,
                                   vb_error *err) {
    vb_str *names;
    size_t n;
    findings f = {.arena = arena};
    VB_TRY(vb_dimension_list(s, arena, &names, &n, err));
    for (size_t i = 0; i < n; i++) VB_TRY(try_dimension(s, m, names[i], &f, err));
    if (!correct(&f)) return vb_fail_memory(err);
    char sql[160];
    sqlite3_stmt *st;
    int len = snprintf(sql, sizeof sql,
                       "INSERT INTO %s.standouts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                       "?13, ?14)",
                       schema);
    VB_TRY(vb_db_prepare(s, (vb_str){sql, len > 0 ? (size_t)len : 0}, &st, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < f.n && status >= 0; i++)
        if (f.list[i].q < LEVEL) status = write_finding(s, st, &f.list[i], err);
    sqlite3_finalize(st);
    return status;
}
