/* sides: see sides.h. */
#include "report/sides.h"

#include "model/calendar.h"

#include <stdio.h>

typedef struct finder {
    vb_store *s;
    const sums *m;
    vb_arena *arena;
    vb_error *err;
} finder;

/* ---- Periods --------------------------------------------------------------------------------- */

/* "2026-04..2026-06", "2026-Q2", "2026-04-02": the days from and to, as numbers. */
static bool read_period(vb_str name, uint32_t *from, uint32_t *to) {
    vb_str first = name, last = name;
    char begin[12], end[12];
    for (size_t i = 0; i + 1 < name.len; i++) {
        if (name.ptr[i] != '.' || name.ptr[i + 1] != '.') continue;
        first = vb_str_sub(name, 0, i);
        last = vb_str_sub(name, i + 2, name.len);
        break;
    }
    if (!vb_period_start(first, begin) || !vb_period_end(last, end)) return false;
    *from = vb_date_number(vb_str_of(begin));
    *to = vb_date_number(vb_str_of(end));
    return *from <= *to;
}

static void mark_period(const finder *f, uint32_t from, uint32_t to, uint8_t *in) {
    const panel *p = &f->m->panel;
    for (size_t i = 0; i < p->n; i++) in[i] = p->dates[i] && p->dates[i] >= from && p->dates[i] <= to;
}

/* ---- Groups ---------------------------------------------------------------------------------- */

/* "segment:NAME=VALUE", "channel=VALUE", "lang:vi": the name of the dimension and the value. */
static bool take_apart(vb_str name, vb_str *dimension, vb_str *value) {
    static const vb_str segment = {"segment:", 8};
    size_t from = vb_str_starts(name, segment) ? segment.len : 0;
    for (size_t i = from; i < name.len; i++) {
        if (name.ptr[i] != '=' && (from || name.ptr[i] != ':')) continue;
        *dimension = vb_str_sub(name, 0, i);
        *value = vb_str_sub(name, i + 1, name.len);
        return value->len > 0 && i > from;
    }
    return false;
}

static vb_status unknown_value(const vb_dimension *d, vb_str value, vb_error *err) {
    vb_buf list = {0};
    for (size_t i = 1; i <= d->n_values && list.len < 300; i++)
        vb_buf_printf(&list, "%s%.*s", i > 1 ? ", " : "", (int)d->values[i].len, d->values[i].ptr);
    vb_status st = vb_fail(err, VB_ERR_USAGE, "no comment has %.*s=%.*s; there are %s", (int)d->name.len,
                           d->name.ptr, (int)value.len, value.ptr, list.len ? vb_buf_z(&list) : "none");
    vb_buf_deinit(&list);
    return st;
}

static vb_status mark_group(const finder *f, vb_str dimension, vb_str value, uint8_t *in) {
    vb_dimension d;
    size_t place = 1;
    VB_TRY(vb_dimension_find(f->s, f->m, dimension, f->arena, &d, f->err));
    while (place <= d.n_values && !vb_str_eq(d.values[place], value)) place++;
    if (place > d.n_values) return unknown_value(&d, value, f->err);
    for (size_t i = 0; i < f->m->panel.n; i++) in[i] = d.places[i] == place;
    return VB_OK;
}

static vb_status mark(const finder *f, vb_str name, uint8_t *in) {
    uint32_t from, to;
    vb_str dimension, value;
    if (read_period(name, &from, &to)) {
        mark_period(f, from, to, in);
        return VB_OK;
    }
    if (take_apart(name, &dimension, &value)) return mark_group(f, dimension, value, in);
    return vb_fail(
        f->err, VB_ERR_USAGE,
        "'%.60s' is no side to compare; give a period (2026-04..2026-06, 2026-Q2, 2026-W14), a group "
        "(segment:NAME=VALUE, channel=, lang=, touchpoint=, weekday=VALUE) or rest",
        name.ptr ? name.ptr : "");
}

/* ---- Both ------------------------------------------------------------------------------------ */

/* The last month and the one before it. */
static bool last_months(const sums *m, vb_str names[2]) {
    const period_axis *months = &m->axes[0];
    if (months->n < 2) return false;
    names[0] = months->sorted[months->n - 2];
    names[1] = months->sorted[months->n - 1];
    return true;
}

static vb_status join(const finder *f, uint8_t *in[2], vb_sides *out) {
    uint64_t both = 0;
    for (size_t i = 0; i < f->m->panel.n; i++) {
        both += in[0][i] && in[1][i];
        out->side[i] = in[0][i] ? 1 : in[1][i] ? 2 : 0;
        if (out->side[i]) out->n[out->side[i] - 1]++;
    }
    if (both)
        return vb_fail(f->err, VB_ERR_USAGE,
                       "%llu answers are on both sides; compare groups that do not overlap",
                       (unsigned long long)both);
    for (int i = 0; i < 2; i++)
        if (out->n[i] == 0)
            return vb_fail(f->err, VB_ERR_USAGE,
                           "no answer is in %.80s; see `verbatim sniff` or `verbatim trend` for what "
                           "there is",
                           out->names[i].ptr);
    return VB_OK;
}

vb_status vb_sides_find(vb_store *s, const sums *m, const char *a, const char *b, vb_arena *arena,
                        vb_sides *out, vb_error *err) {
    finder f = {s, m, arena, err};
    size_t n = m->panel.n;
    uint8_t *in[2] = {VB_NEW_ARRAY(arena, uint8_t, n + 1), VB_NEW_ARRAY(arena, uint8_t, n + 1)};
    *out = (vb_sides){.side = VB_NEW_ARRAY(arena, uint8_t, n + 1)};
    if (!in[0] || !in[1] || !out->side) return vb_fail_memory(err);
    if (!a && !b) {
        if (!last_months(m, out->names)) return VB_DONE;
    } else {
        out->names[0] = vb_arena_dup(arena, vb_str_of(a ? a : "rest"));
        out->names[1] = vb_arena_dup(arena, vb_str_of(b ? b : "rest"));
    }
    bool rest[2] = {vb_str_eqz(out->names[0], "rest"), vb_str_eqz(out->names[1], "rest")};
    if (rest[0] && rest[1]) return vb_fail(err, VB_ERR_USAGE, "the rest of what? Name one side");
    for (int i = 0; i < 2; i++)
        if (!rest[i]) VB_TRY(mark(&f, out->names[i], in[i]));
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < n && rest[i]; k++) in[i][k] = !in[1 - i][k];
    return join(&f, in, out);
}
