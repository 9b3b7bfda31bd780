/* maps: matching in four steps, from exact to lenient; the first step with a match decides. */
#include "input/maps.h"
#include "base/utf8.h"
#include "input/fold.h"

#include <stdlib.h>

#define NEAR_MAX 96 /* code points compared when looking for the nearest name */

typedef enum step { STEP_EXACT, STEP_QUESTION, STEP_KEY, STEP_NUMBER, STEPS } step;

static bool has_role_alone(vb_role role) {
    return role != VB_ROLE_TEXT && role != VB_ROLE_SEGMENT && role != VB_ROLE_IGNORE;
}

static void key_of(vb_buf *out, vb_str s) {
    vb_buf_clear(out);
    vb_fold_key(out, s);
}

/* The column of "#N", or UINT32_MAX. */
static uint32_t by_number(vb_str header, uint32_t n_columns) {
    int64_t n;
    if (header.len < 2 || header.ptr[0] != '#' || !vb_str_int(vb_str_sub(header, 1, header.len), &n))
        return UINT32_MAX;
    return n >= 1 && (uint64_t)n <= n_columns ? (uint32_t)n - 1 : UINT32_MAX;
}

/* Columns that match in one step: the first of them, and how many. */
static uint32_t match(const vb_profile *p, vb_str header, step how, uint32_t *count) {
    vb_buf wanted = {0}, have = {0};
    uint32_t first = UINT32_MAX;
    *count = 0;
    if (how == STEP_NUMBER) {
        first = by_number(header, p->n_columns);
        *count = first != UINT32_MAX;
        return first;
    }
    if (how == STEP_KEY)
        key_of(&wanted, header);
    else
        vb_clean_header(&wanted, header);
    for (uint32_t i = 0; i < p->n_columns && wanted.len; i++) {
        const vb_column *c = &p->columns[i];
        bool fits = false;
        if (how == STEP_EXACT)
            fits = vb_str_eq(c->header, vb_buf_view(&wanted));
        else if (how == STEP_QUESTION)
            fits = vb_str_eq(c->question, vb_buf_view(&wanted));
        for (int t = 0; how == STEP_KEY && t < 2 && !fits; t++) {
            key_of(&have, t ? c->question : c->header);
            fits = vb_str_eq(vb_buf_view(&have), vb_buf_view(&wanted));
        }
        if (!fits) continue;
        if (!(*count)++) first = i;
    }
    vb_buf_deinit(&wanted);
    vb_buf_deinit(&have);
    return first;
}

static size_t decode(vb_str s, uint32_t *out) {
    size_t n = 0;
    for (size_t at = 0; at < s.len && n < NEAR_MAX;) out[n++] = vb_utf8_next(s, &at);
    return n;
}

/* Edit distance with swaps of neighbours (optimal string alignment). */
static size_t distance(vb_str a, vb_str b) {
    uint32_t x[NEAR_MAX], y[NEAR_MAX];
    size_t rows[3][NEAR_MAX + 1], n = decode(a, x), m = decode(b, y);
    for (size_t j = 0; j <= m; j++) rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *cur = rows[i % 3], *prev = rows[(i + 2) % 3], *prev2 = rows[(i + 1) % 3];
        cur[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = prev[j - 1] + (x[i - 1] != y[j - 1]);
            if (prev[j] + 1 < best) best = prev[j] + 1;
            if (cur[j - 1] + 1 < best) best = cur[j - 1] + 1;
            bool swap = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
            if (swap && prev2[j - 2] + 1 < best) best = prev2[j - 2] + 1;
            cur[j] = best;
        }
    }
    return rows[n % 3][m];
}

static vb_status fail_unknown(const vb_profile *p, const vb_map *m, vb_error *err) {
    vb_buf wanted = {0}, have = {0};
    uint32_t best = UINT32_MAX;
    size_t least = SIZE_MAX;
    key_of(&wanted, vb_str_of(m->header));
    for (uint32_t i = 0; i < p->n_columns; i++) {
        key_of(&have, p->columns[i].header);
        vb_str a = vb_buf_view(&wanted), b = vb_buf_view(&have);
        bool inside = a.len >= 3 && vb_str_find(b, a) < b.len; /* part of a long question */
        size_t d = inside ? 0 : distance(a, b);
        if (d >= least) continue;
        least = d;
        best = i;
    }
    vb_buf_deinit(&wanted);
    vb_buf_deinit(&have);
    vb_str asked = vb_cut(vb_str_of(m->header), 80);
    if (best == UINT32_MAX)
        return vb_fail(err, VB_ERR_USAGE, "no column is called \"%.*s\": the table has no columns",
                       VB_FMT(asked));
    vb_str near = vb_cut(p->columns[best].header, 120);
    return vb_fail(
        err, VB_ERR_USAGE,
        "no column is called \"%.*s\"; the nearest is \"%.*s\" (#%u). `verbatim sniff` lists the columns",
        VB_FMT(asked), VB_FMT(near), best + 1);
}

static vb_status find(const vb_profile *p, const vb_map *m, uint32_t *out, vb_error *err) {
    vb_str header = vb_str_of(m->header);
    for (step how = STEP_EXACT; how < STEPS; how++) {
        uint32_t count;
        uint32_t i = match(p, header, how, &count);
        if (count == 1) {
            *out = i;
            return VB_OK;
        }
        if (count > 1) {
            vb_str asked = vb_cut(header, 120);
            return vb_fail(err, VB_ERR_USAGE,
                           "%u columns are called \"%.*s\"; say which by its number: --map %s=#%u", count,
                           VB_FMT(asked), vb_role_name(m->role), i + 1);
        }
    }
    return fail_unknown(p, m, err);
}

static vb_status check_alone(const vb_profile *p, const vb_map *m, uint32_t index, vb_error *err) {
    for (uint32_t i = 0; has_role_alone(m->role) && i < p->n_columns; i++) {
        const vb_column *c = &p->columns[i];
        if (i == index || !c->given || c->role != m->role) continue;
        return vb_fail(err, VB_ERR_USAGE, "--map %s is given for #%u and #%u; it takes one column",
                       vb_role_name(m->role), i + 1, index + 1);
    }
    return VB_OK;
}

vb_status vb_maps_apply(const vb_map *maps, size_t n_maps, vb_profile *p, vb_arena *arena, vb_error *err) {
    for (size_t k = 0; k < n_maps; k++) {
        const vb_map *m = &maps[k];
        uint32_t i = 0;
        if (!m->header || !*m->header)
            return vb_fail(err, VB_ERR_USAGE, "--map %s needs a header: --map %s=HEADER",
                           vb_role_name(m->role), vb_role_name(m->role));
        VB_TRY(find(p, m, &i, err));
        vb_column *c = &p->columns[i];
        vb_str name = m->segment && *m->segment ? vb_str_of(m->segment) : c->header;
        if (c->given && (c->role != m->role || (m->role == VB_ROLE_SEGMENT && !vb_str_eq(c->segment, name))))
            return vb_fail(err, VB_ERR_USAGE, "column #%u is given two roles, %s and %s; leave one --map out",
                           i + 1, vb_role_name(c->role), vb_role_name(m->role));
        VB_TRY(check_alone(p, m, i, err));
        c->given = true;
        c->role = m->role;
        c->confidence = 1;
        c->reason = VB_STR("given by --map");
        if (m->role != VB_ROLE_SEGMENT) continue;
        c->segment = vb_arena_dup(arena, name);
        if (!c->segment.ptr) return vb_fail_memory(err);
    }
    return VB_OK;
}

/* ---- The other way: flags from columns ---- */

static bool needs_quotes(vb_str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool safe = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
                    (c && strchr("_-.,:/=@+%", c) != NULL);
        if (!safe) return true;
    }
    return s.len == 0;
}

static void quote(vb_buf *out, vb_str s) {
    if (!needs_quotes(s)) {
        vb_buf_str(out, s);
        return;
    }
    vb_buf_byte(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            vb_buf_cstr(out, "'\\''");
        else
            vb_buf_byte(out, s.ptr[i]);
    }
    vb_buf_byte(out, '\'');
}

/* Whether the header, typed as it is, leads back to this column alone. */
static bool typable(const vb_profile *p, const vb_column *c) {
    if (vb_utf8_count(c->header) > 60) return false;
    uint32_t count, i = match(p, c->header, STEP_EXACT, &count);
    return count == 1 && i == c->index;
}

void vb_maps_flag(vb_buf *out, const vb_profile *p, const vb_column *c) {
    vb_buf value = {0};
    vb_buf_cstr(&value, vb_role_name(c->role));
    if (c->role == VB_ROLE_SEGMENT) {
        vb_buf_byte(&value, ':');
        vb_buf_str(&value, c->segment);
    }
    vb_buf_byte(&value, '=');
    if (typable(p, c))
        vb_buf_str(&value, c->header);
    else
        vb_buf_printf(&value, "#%u", c->index + 1);
    vb_buf_cstr(out, "--map ");
    quote(out, vb_buf_view(&value));
    if (value.failed) out->failed = true;
    vb_buf_deinit(&value);
}
