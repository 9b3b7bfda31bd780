/* decisions: see decisions.h. Here they are carried out; decision_rows.c reads and writes the tables. */
#include "store/decision_rows.h"

#include "base/intern.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

/* The table on which the decisions are carried out. */
typedef struct board {
    vb_arena *arena;
    const vb_complaint_row *rows;
    size_t n_rows;
    int32_t *theme_of; /* by row */
    vb_theme *themes;
    size_t n, cap;
    int32_t *into;    /* by theme: where it went, -1 */
    int64_t *into_by; /* decision that said so */
    bool *gone, *locked;
    uint32_t *shaped;
    vb_intern ids; /* the id of theme i has the number i + 1 */
    const vb_log_row *log;
    size_t n_log;
    size_t at; /* the decision that is carried out */
} board;

/* ---- Themes ---------------------------------------------------------------------------------- */

static bool board_init(board *b, const vb_theme *clusters, size_t n, const int32_t *cluster_of) {
    b->cap = n + b->n_log + 1;
    b->themes = VB_NEW_ARRAY(b->arena, vb_theme, b->cap);
    b->into = VB_NEW_ARRAY(b->arena, int32_t, b->cap);
    b->into_by = VB_NEW_ARRAY(b->arena, int64_t, b->cap);
    b->gone = VB_NEW_ARRAY(b->arena, bool, b->cap);
    b->locked = VB_NEW_ARRAY(b->arena, bool, b->cap);
    b->shaped = VB_NEW_ARRAY(b->arena, uint32_t, b->cap);
    b->theme_of = VB_NEW_ARRAY(b->arena, int32_t, b->n_rows + 1);
    if (!b->themes || !b->into || !b->into_by || !b->gone || !b->locked || !b->shaped || !b->theme_of)
        return false;
    if (!vb_intern_init(&b->ids, b->arena, (uint32_t)b->cap)) return false;
    for (size_t i = 0; i < n; i++) {
        b->themes[i] = clusters[i];
        if (!vb_intern_add(&b->ids, vb_str_of(clusters[i].id))) return false;
    }
    b->n = n;
    for (size_t i = 0; i < b->cap; i++) b->into[i] = -1;
    for (size_t i = 0; i < b->n_rows; i++) b->theme_of[i] = cluster_of[i];
    return true;
}

/* The place of a new theme; -1 without memory. */
static int32_t board_add(board *b, const vb_theme *t) {
    if (b->n == b->cap || !vb_intern_add(&b->ids, vb_str_of(t->id))) return -1;
    b->themes[b->n] = *t;
    return (int32_t)b->n++;
}

/* The theme of an id that is still there; -1 with the reason in `why`. */
static int32_t find_theme(const board *b, vb_str id, bool want_free, vb_buf *why) {
    uint32_t at = vb_intern_find(&b->ids, id);
    if (at == 0) {
        vb_buf_printf(why, "there is no theme %.*s now", (int)id.len, id.ptr);
        return -1;
    }
    int32_t theme = (int32_t)at - 1;
    if (b->gone[theme]) {
        vb_buf_printf(why, "%.*s went into %s by decision %lld", (int)id.len, id.ptr,
                      b->themes[b->into[theme]].id, (long long)b->into_by[theme]);
        return -1;
    }
    if (want_free && b->locked[theme]) {
        vb_buf_printf(why, "%.*s is locked", (int)id.len, id.ptr);
        return -1;
    }
    return theme;
}

static size_t move_rows(board *b, int32_t from, int32_t to) {
    size_t n = 0;
    for (size_t i = 0; i < b->n_rows; i++) {
        if (b->theme_of[i] != from) continue;
        b->theme_of[i] = to;
        n++;
    }
    return n;
}

/* ---- The actions. Each gives the clauses that it moved; with words in `why` it could not be done.
 * ---------- */

/* Moves the clauses with the words that the log holds on to; other locked themes keep theirs. */
static size_t move_members(board *b, const vb_log_row *d, int32_t to) {
    size_t n = 0;
    for (size_t i = 0; i < b->n_rows && d->members.count; i++) {
        int32_t now = b->theme_of[i];
        if (now < 0 || now == to || b->locked[now]) continue;
        if (!vb_log_member(d, b->rows[i].problem, b->rows[i].terms)) continue;
        b->theme_of[i] = to;
        n++;
    }
    return n;
}

/* Where the clustering does not find the other theme any more, what had its words goes into the one that
 * stays. */
static size_t do_merge(board *b, const vb_log_row *d, vb_buf *why) {
    int32_t to = find_theme(b, d->theme, false, why);
    if (to < 0) return 0;
    if (vb_intern_find(&b->ids, d->other) == 0 && d->members.count) {
        b->shaped[to]++;
        return move_members(b, d, to);
    }
    int32_t from = find_theme(b, d->other, true, why);
    if (from < 0) return 0;
    if (to == from) {
        vb_buf_cstr(why, "a theme cannot go into itself");
        return 0;
    }
    b->gone[from] = true;
    b->into[from] = to;
    b->into_by[from] = d->id;
    b->shaped[to]++;
    return move_rows(b, from, to);
}

/* The text as words are looked for in it: composed and without case. NULL without memory. */
static char *folded(vb_str s) {
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &out,
                                      UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE);
    return n < 0 ? NULL : (char *)out; /* what is no UTF-8 matches nothing */
}

static bool has_term(vb_str terms, vb_str word) {
    vb_str term;
    while (vb_str_split(&terms, ' ', &term))
        if (vb_str_eq(term, word)) return true;
    return false;
}

static bool matches(const vb_complaint_row *row, const vb_log_row *d, char *const *words) {
    for (size_t i = 0; i < d->n_words; i++)
        if (has_term(row->terms, d->words[i])) return true;
    char *text = row->text.len ? folded(row->text) : NULL;
    bool found = false;
    for (size_t i = 0; i < d->n_words && text && !found; i++) found = words[i] && strstr(text, words[i]);
    free(text);
    return found;
}

static vb_theme split_theme(const board *b, int32_t parent, const vb_log_row *d) {
    vb_theme t = b->themes[parent];
    vb_str label = d->label;
    vb_split_id(d->theme, d->words, d->n_words, t.id);
    if (label.len == 0 && d->n_words) label = d->words[0];
    t.label_vi = t.label_th = t.label_en = label;
    t.keywords = d->words_json;
    return t;
}

static size_t do_split(board *b, const vb_log_row *d, vb_buf *why) {
    int32_t parent = find_theme(b, d->theme, true, why);
    if (parent < 0) return 0;
    vb_theme t = split_theme(b, parent, d);
    if (vb_intern_find(&b->ids, vb_str_of(t.id))) {
        vb_buf_cstr(why, "the theme is divided by these words already");
        return 0;
    }
    char **words = calloc(d->n_words + 1, sizeof *words);
    int32_t child = words ? board_add(b, &t) : -1;
    size_t n = 0;
    for (size_t i = 0; words && i < d->n_words; i++) words[i] = folded(d->words[i]);
    for (size_t i = 0; child >= 0 && i < b->n_rows; i++) {
        if (b->theme_of[i] != parent || !matches(&b->rows[i], d, words)) continue;
        b->theme_of[i] = child;
        n++;
    }
    for (size_t i = 0; words && i < d->n_words; i++) free(words[i]);
    free(words);
    if (child < 0) {
        why->failed = true;
        return 0;
    }
    b->shaped[parent]++;
    b->shaped[child]++;
    return n;
}

static size_t do_rename(board *b, const vb_log_row *d, vb_buf *why) {
    int32_t theme = find_theme(b, d->theme, true, why);
    if (theme < 0) return 0;
    vb_theme *t = &b->themes[theme];
    vb_str *const labels[] = {&t->label_vi, &t->label_th, &t->label_en};
    static const char *const langs[] = {"vi", "th", "en"};
    for (int i = 0; i < 3; i++)
        if (d->lang.len == 0 || vb_str_eqz(d->lang, langs[i])) *labels[i] = d->label;
    b->shaped[theme]++;
    return 0;
}

/* A lock that a later unlock takes back holds nothing. */
static bool unlocked_later(const board *b, vb_str theme) {
    for (size_t i = b->at + 1; i < b->n_log; i++)
        if (vb_str_eqz(b->log[i].action, "unlock") && vb_str_eq(b->log[i].theme, theme)) return true;
    return false;
}

static vb_theme locked_theme(const vb_log_row *d) {
    vb_theme t = {.touchpoint = d->touchpoint,
                  .problem = d->problem,
                  .label_vi = d->label_vi,
                  .label_th = d->label_th,
                  .label_en = d->label_en,
                  .keywords = VB_STR("[]"),
                  .stability = 1};
    size_t n = d->theme.len < sizeof t.id ? d->theme.len : sizeof t.id - 1;
    memcpy(t.id, d->theme.ptr, n);
    return t;
}

/* A locked theme is there even where the clustering does not find it, under its own names, and the clauses
 * with the words that it had stay in it, unless another locked theme has them. */
static size_t do_lock(board *b, const vb_log_row *d, vb_buf *why) {
    vb_str id = d->theme;
    bool held = !unlocked_later(b, id), found = vb_intern_find(&b->ids, id) != 0;
    if (!held && !found) return 0;
    if (!found) {
        vb_theme t = locked_theme(d);
        if (board_add(b, &t) < 0) why->failed = true;
    }
    int32_t theme = find_theme(b, id, false, why);
    if (theme < 0) return 0;
    b->locked[theme] = true;
    b->shaped[theme]++;
    if (!held) return 0;
    vb_theme *t = &b->themes[theme];
    vb_str *const labels[] = {&t->label_vi, &t->label_th, &t->label_en};
    const vb_str kept[] = {d->label_vi, d->label_th, d->label_en};
    for (int i = 0; i < 3; i++)
        if (kept[i].len) *labels[i] = kept[i];
    return move_members(b, d, theme);
}

static bool locked_before(const board *b, vb_str theme) {
    for (size_t i = 0; i < b->at; i++)
        if (vb_str_eqz(b->log[i].action, "lock") && vb_str_eq(b->log[i].theme, theme)) return true;
    return false;
}

static size_t do_unlock(board *b, const vb_log_row *d, vb_buf *why) {
    if (!vb_intern_find(&b->ids, d->theme) && locked_before(b, d->theme))
        return 0; /* only the lock kept it */
    int32_t theme = find_theme(b, d->theme, false, why);
    if (theme < 0) return 0;
    if (!b->locked[theme]) {
        vb_buf_cstr(why, "the theme is not locked");
        return 0;
    }
    b->locked[theme] = false;
    return 0;
}

static const struct action {
    const char *name;
    size_t (*carry_out)(board *b, const vb_log_row *d, vb_buf *why);
} actions[] = {
    {"merge", do_merge}, {"split", do_split}, {"rename", do_rename}, {"lock", do_lock}, {"unlock", do_unlock},
};

/* ---- All of them ----------------------------------------------------------------------------- */

static vb_status carry_out(vb_store *s, board *b, vb_error *err) {
    vb_buf why = {0};
    vb_status st = VB_OK;
    for (b->at = 0; b->at < b->n_log && st >= 0; b->at++) {
        const vb_log_row *d = &b->log[b->at];
        size_t i = 0, moved = 0, n = sizeof actions / sizeof *actions;
        vb_buf_clear(&why);
        while (i < n && !vb_str_eqz(d->action, actions[i].name)) i++;
        if (i < n)
            moved = actions[i].carry_out(b, d, &why);
        else
            vb_buf_cstr(&why, "this version does not know the action");
        st = why.failed ? vb_fail_memory(err) : vb_log_note(s, d->id, vb_buf_view(&why), moved, err);
    }
    vb_buf_deinit(&why);
    return st;
}

vb_status vb_decide(vb_store *s, const vb_complaint_row *rows, size_t n_rows, const int32_t *cluster_of,
                    const vb_theme *clusters, size_t n_clusters, vb_arena *arena, vb_decided *out,
                    vb_error *err) {
    board b = {.arena = arena, .rows = rows, .n_rows = n_rows};
    VB_TRY(vb_log_load(s, arena, &b.log, &b.n_log, err));
    if (!board_init(&b, clusters, n_clusters, cluster_of)) return vb_fail_memory(err);
    VB_TRY(carry_out(s, &b, err));
    *out = (vb_decided){b.themes, b.n, b.gone, b.locked, b.shaped, b.theme_of};
    return VB_OK;
}
