#include "text/codeframe.h"
#include "base/buf.h"
#include "text/tsv.h"

int16_t vb_codeframe_touchpoint(const vb_codeframe *c, vb_str id) {
    for (int16_t i = 0; i < c->n_touchpoints; i++)
        if (vb_str_eqz(id, c->touchpoints[i].id)) return i;
    return -1;
}

int16_t vb_codeframe_problem(const vb_codeframe *c, vb_str id) {
    for (int16_t i = 0; i < c->n_problems; i++)
        if (vb_str_eqz(id, c->problems[i].id)) return i;
    return -1;
}

bool vb_codeframe_within(const vb_codeframe *c, int16_t child, int16_t parent) {
    for (; child >= 0; child = c->touchpoints[child].parent)
        if (child == parent) return true;
    return false;
}

bool vb_codeframe_settle(vb_codeframe *c, vb_arena *arena) {
    size_t n = (size_t)c->n_touchpoints;
    c->named = VB_NEW_ARRAY(arena, int8_t, (size_t)c->n_problems * n + 1);
    for (int16_t p = 0; c->named && p < c->n_problems; p++) {
        vb_str list = c->problems[p].at, one;
        while (vb_str_split(&list, ' ', &one)) {
            bool minus = one.len && one.ptr[0] == '-';
            int16_t t = vb_codeframe_touchpoint(c, minus ? vb_str_sub(one, 1, one.len) : one);
            int8_t *at = t >= 0 ? &c->named[(size_t)p * n + (size_t)t] : NULL;
            if (at && !*at) *at = minus ? -1 : 1; /* the first mention counts */
        }
    }
    return c->named != NULL;
}

static int named_in(const vb_codeframe *c, int16_t problem, int16_t touchpoint) {
    return c->named[(size_t)problem * (size_t)c->n_touchpoints + (size_t)touchpoint];
}

static bool named_anywhere(const vb_codeframe *c, int16_t t) {
    for (; t >= 0; t = c->touchpoints[t].parent)
        for (int16_t p = 0; p < c->n_problems; p++)
            if (named_in(c, p, t)) return true;
    return false;
}

bool vb_codeframe_can_have(const vb_codeframe *c, int16_t touchpoint, int16_t problem) {
    vb_str list = c->problems[problem].at;
    if (!list.len || vb_str_eqz(list, "-")) return true;
    for (int16_t t = touchpoint; t >= 0; t = c->touchpoints[t].parent) {
        int named = named_in(c, problem, t);
        if (named) return named > 0;
    }
    return touchpoint == c->overall ? false : !named_anywhere(c, touchpoint);
}

/* Positions of the named columns; an error names the first that is missing. */
static vb_status need_columns(const vb_tsv *t, const char *const *names, int *at, size_t n, vb_error *err) {
    for (size_t i = 0; i < n; i++) {
        at[i] = vb_tsv_column(t, names[i]);
        if (at[i] < 0)
            return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1, "the header lacks the column \"%s\"",
                              names[i]);
    }
    return VB_OK;
}

vb_status vb_codeframe_add_touchpoints(vb_codeframe *c, vb_str content, const char *file, vb_arena *arena,
                                       vb_error *err) {
    static const char *const names[] = {"id", "parent", "stage", "pack", "label_vi", "label_th", "label_en"};
    vb_tsv t;
    int at[7] = {0};
    VB_TRY(vb_tsv_open(&t, content, file, err));
    VB_TRY(need_columns(&t, names, at, 7, err));
    int beside = vb_tsv_column(&t, "beside"); /* may be absent */
    if (!c->touchpoints) c->touchpoints = VB_NEW_ARRAY(arena, vb_touchpoint, VB_MAX_CODES);
    if (!c->touchpoints) return vb_fail_memory(err);
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        vb_str id = t.cells[at[0]], parent = t.cells[at[1]];
        int16_t parent_index = vb_str_eqz(parent, "-") ? -1 : vb_codeframe_touchpoint(c, parent);
        if (parent_index < 0 && !vb_str_eqz(parent, "-"))
            return vb_fail_at(err, VB_ERR_LEXICON, file, t.line, 1,
                              "the parent \"%.*s\" of \"%.*s\" is not defined above it", VB_FMT(parent),
                              VB_FMT(id));
        int16_t i = vb_codeframe_touchpoint(c, id);
        if (i < 0) {
            if (c->n_touchpoints == VB_MAX_CODES)
                return vb_fail_at(err, VB_ERR_LEXICON, file, t.line, 1, "more than %d touchpoints",
                                  VB_MAX_CODES);
            i = c->n_touchpoints++;
            c->touchpoints[i].id = vb_arena_dup(arena, id).ptr;
        }
        vb_touchpoint *p = &c->touchpoints[i];
        p->parent = parent_index;
        vb_str *fields[5] = {&p->stage, &p->pack, &p->label_vi, &p->label_th, &p->label_en};
        for (size_t k = 0; k < 5; k++) {
            *fields[k] = vb_arena_dup(arena, t.cells[at[2 + k]]);
            if (!fields[k]->ptr || !p->id) return vb_fail_memory(err);
        }
        if (beside >= 0) p->beside = vb_arena_dup(arena, t.cells[beside]);
    }
    return status < 0 ? status : VB_OK;
}

/* The optional column "group" names the problem that stands for its kin; it must stand above or be the
 * problem itself. */
static vb_status read_group(vb_codeframe *c, const vb_tsv *t, int16_t i, vb_error *err) {
    int at = vb_tsv_column(t, "group");
    vb_str group = at >= 0 ? t->cells[at] : (vb_str){NULL, 0};
    c->problems[i].group = group.len && !vb_str_eqz(group, "-") ? vb_codeframe_problem(c, group) : i;
    if (c->problems[i].group >= 0) return VB_OK;
    return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, (uint64_t)at + 1,
                      "the group \"%.*s\" is not defined above it", VB_FMT(group));
}

vb_status vb_codeframe_add_problems(vb_codeframe *c, vb_str content, const char *file, vb_arena *arena,
                                    vb_error *err) {
    static const char *const names[] = {"id", "severity", "label_vi", "label_th", "label_en"};
    vb_tsv t;
    int at[5] = {0};
    VB_TRY(vb_tsv_open(&t, content, file, err));
    VB_TRY(need_columns(&t, names, at, 5, err));
    int at_list = vb_tsv_column(&t, "at"); /* may be absent */
    if (!c->problems) c->problems = VB_NEW_ARRAY(arena, vb_problem, VB_MAX_CODES);
    if (!c->problems) return vb_fail_memory(err);
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        double severity;
        if (!vb_str_double(t.cells[at[1]], &severity) || severity < 0 || severity > 4)
            return vb_fail_at(err, VB_ERR_LEXICON, file, t.line, 2, "severity must be a number from 0 to 4");
        int16_t i = vb_codeframe_problem(c, t.cells[at[0]]);
        if (i < 0) {
            if (c->n_problems == VB_MAX_CODES)
                return vb_fail_at(err, VB_ERR_LEXICON, file, t.line, 1, "more than %d problems",
                                  VB_MAX_CODES);
            i = c->n_problems++;
            c->problems[i].id = vb_arena_dup(arena, t.cells[at[0]]).ptr;
        }
        vb_problem *p = &c->problems[i];
        p->severity = severity;
        VB_TRY(read_group(c, &t, i, err));
        p->label_vi = vb_arena_dup(arena, t.cells[at[2]]);
        p->label_th = vb_arena_dup(arena, t.cells[at[3]]);
        p->label_en = vb_arena_dup(arena, t.cells[at[4]]);
        if (at_list >= 0) p->at = vb_arena_dup(arena, t.cells[at_list]);
        if (!p->id || !p->label_vi.ptr || !p->label_th.ptr || !p->label_en.ptr) return vb_fail_memory(err);
    }
    return status < 0 ? status : VB_OK;
}

static bool listed(vb_str list, vb_str pack) {
    vb_str one;
    while (vb_str_split(&list, ',', &one))
        if (vb_str_eq(vb_str_trim(one), pack)) return true;
    return false;
}

static vb_status check_packs(const vb_codeframe *c, vb_str list, vb_error *err) {
    vb_str one;
    while (vb_str_split(&list, ',', &one)) {
        bool known = vb_str_trim(one).len == 0;
        for (int16_t i = 0; i < c->n_touchpoints; i++)
            known |= vb_str_eq(c->touchpoints[i].pack, vb_str_trim(one));
        if (known) continue;
        char names[256];
        size_t n = 0;
        for (int16_t i = 0; i < c->n_touchpoints; i++) {
            vb_str pack = c->touchpoints[i].pack;
            if ((i && vb_str_eq(pack, c->touchpoints[i - 1].pack)) || n + pack.len + 2 > sizeof names)
                continue;
            memcpy(names + n, pack.ptr, pack.len);
            n += pack.len;
            names[n++] = ' ';
        }
        return vb_fail(err, VB_ERR_USAGE, "unknown pack \"%.*s\"; there are: %.*s", VB_FMT(one), (int)n,
                       names);
    }
    return VB_OK;
}

/* Numbers of packs: core 0, the others by where they first stand; what is beyond 63 shares the last. */
static void number_packs(vb_codeframe *c) {
    uint8_t next = 1;
    for (int16_t i = 0; i < c->n_touchpoints; i++) {
        vb_touchpoint *t = &c->touchpoints[i];
        int16_t k = 0;
        while (!vb_str_eq(c->touchpoints[k].pack, t->pack)) k++;
        if (vb_str_eqz(t->pack, "core"))
            t->pack_no = 0;
        else if (k < i)
            t->pack_no = c->touchpoints[k].pack_no;
        else
            t->pack_no = next < 63 ? next++ : 63;
    }
}

vb_status vb_codeframe_select(vb_codeframe *c, const char *packs, vb_error *err) {
    vb_str list = vb_str_of(packs);
    if (packs) VB_TRY(check_packs(c, list, err));
    for (int16_t i = 0; i < c->n_touchpoints; i++) {
        vb_touchpoint *t = &c->touchpoints[i];
        t->on = !packs || vb_str_eqz(t->pack, "core") || listed(list, t->pack);
    }
    number_packs(c);
    c->overall = vb_codeframe_touchpoint(c, VB_STR("overall"));
    return VB_OK;
}
