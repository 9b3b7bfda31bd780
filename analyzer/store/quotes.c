/* quotes: which members speak for a theme: typical, different from each other, short enough to be read.
 *
 * Invariant: the choice is a function of the set of members: candidates are ordered by a cost in whole
 * numbers, then by the hash of the text, then by the comment's identity; equal texts count once. The large
 * parts of a theme have a quote each before any has two. A quote is a span of the comment as received. */
#include "store/quote.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define OF_PART     3    /* quotes kept of a part */
#define REST        3    /* a clause in a part has the weight of so many in none */
#define FIRST_PARTS 3    /* the largest parts, of which each has a quote before any has two */
#define LEAST_PART  0.04 /* share of the theme's clauses of such a part */

/* 0..100: how many of the terms of the shorter signature are in the other. */
static int64_t overlap(const chooser *q, uint32_t a, uint32_t b) {
    if (!a || !b) return 0;
    if (a == b) return 100;
    int64_t n = 0, n_other = 0, both = 0;
    vb_str left = vb_intern_get(&q->signatures, a), term, other;
    while (vb_str_split(&left, ' ', &term)) {
        vb_str right = vb_intern_get(&q->signatures, b);
        for (n_other = 0; vb_str_split(&right, ' ', &other); n_other++) both += vb_str_eq(term, other);
        n++;
    }
    int64_t least = n < n_other ? n : n_other;
    return least ? 100 * (both < least ? both : least) / least : 0;
}

/* What a candidate costs beside those chosen, which it should be unlike in words and language; -1 where it is
 * one of them, or says the same. */
static int64_t cost_beside(const chooser *q, const candidate *x, const candidate *const *chosen, size_t n) {
    int64_t cost = x->cost;
    for (size_t k = 0; k < n; k++) {
        if (chosen[k]->text.hi == x->text.hi && chosen[k]->text.lo == x->text.lo) return -1;
        cost += overlap(q, x->terms, chosen[k]->terms) / 2;
        if (chosen[k]->lang == x->lang) cost += 25;
    }
    return cost;
}

/* The next quote of a group; NULL where none is left. */
static const candidate *next_choice(const chooser *q, group *g, const candidate *const *chosen, size_t n) {
    lane *from = NULL;
    size_t best = 0;
    int64_t best_cost = 0;
    for (int lang = 0; lang < VB_LANG_COUNT; lang++) {
        lane *l = &g->lanes[lang];
        for (size_t i = 0; i < l->n; i++) {
            int64_t cost = l->chosen[i] ? -1 : cost_beside(q, &l->kept[i], chosen, n);
            if (cost < 0) continue;
            bool better = !from || cost < best_cost;
            if (from && cost == best_cost) better = vb_quote_compare(&l->kept[i], &from->kept[best]) < 0;
            if (better) from = l, best = i, best_cost = cost;
        }
    }
    if (!from) return NULL;
    from->chosen[best] = true;
    return &from->kept[best];
}

/* Columns of the statement that reads the clause of a quote. */
enum { Q_ID, Q_COMMENT, Q_BEGIN, Q_BYTE_BEGIN, Q_BYTE_END, Q_LANG };

static int64_t chars_between(vb_str s, size_t begin, size_t end) {
    return begin < end && end <= s.len ? (int64_t)vb_utf8_count(vb_str_sub(s, begin, end)) : 0;
}

static void bind_quote(sqlite3_stmt *read, sqlite3_stmt *write) {
    vb_str comment = vb_db_text(read, Q_COMMENT);
    size_t begin = (size_t)sqlite3_column_int64(read, Q_BYTE_BEGIN),
           end = (size_t)sqlite3_column_int64(read, Q_BYTE_END);
    span x = vb_quote_span(comment, begin, end);
    span clause = end <= comment.len && begin < end ? vb_quote_trim(comment, (span){begin, end}) : x;
    int64_t evidence = sqlite3_column_int64(read, Q_BEGIN) + chars_between(comment, begin, clause.begin);
    int64_t evidence_end = evidence + chars_between(comment, clause.begin, clause.end);
    const int64_t spans[] = {evidence - chars_between(comment, x.begin, clause.begin),
                             evidence_end + chars_between(comment, clause.end, x.end),
                             (int64_t)x.begin,
                             (int64_t)x.end,
                             evidence,
                             evidence_end};
    vb_db_bind(write, 4, vb_db_text(read, Q_ID), false);
    vb_db_bind(write, 5, vb_str_sub(comment, x.begin, x.end), false);
    for (int i = 0; i < 6; i++) sqlite3_bind_int64(write, 6 + i, spans[i]);
    for (int i = 0; i < 5; i++) sqlite3_bind_value(write, 12 + i, sqlite3_column_value(read, Q_LANG + i));
}

static vb_status write_quote(vb_store *s, sqlite3_stmt *read, sqlite3_stmt *write, vb_str theme, int64_t rank,
                             int64_t clause, vb_error *err) {
    sqlite3_bind_int64(read, 1, clause);
    vb_status st = vb_db_step(s, read, "reading a quote", err);
    if (st == VB_OK) {
        vb_db_bind(write, 1, theme, false);
        sqlite3_bind_int64(write, 2, rank);
        sqlite3_bind_int64(write, 3, clause);
        bind_quote(read, write);
        st = vb_db_run(s, write, "writing a quote", err);
        sqlite3_clear_bindings(write);
    }
    sqlite3_reset(read);
    return st < 0 ? st : VB_OK;
}

static int by_size(const void *a, const void *b, void *ctx) {
    const group *x = *(group *const *)a, *y = *(group *const *)b;
    const vb_intern *parts = ctx;
    if (!x->part != !y->part) return x->part ? -1 : 1;
    if (x->clauses != y->clauses) return x->clauses > y->clauses ? -1 : 1;
    return vb_str_cmp(vb_intern_get(parts, x->part), vb_intern_get(parts, y->part));
}

/* The group whose turn it is: first the large parts, one quote each; then quotes are shared out by clauses
 * (D'Hondt). The groups are sorted by size. */
static group *next_group(group *const *groups, size_t n, int64_t clauses) {
    group *best = NULL;
    for (size_t i = 0; i < n && i < FIRST_PARTS; i++) {
        group *g = groups[i];
        bool large = g->part && (double)g->clauses >= LEAST_PART * (double)clauses;
        if (large && !g->taken && g->n) return g;
    }
    for (size_t i = 0; i < n; i++) {
        group *g = groups[i];
        if (g->taken >= g->n) continue;
        int64_t a = g->clauses * (g->part ? REST : 1), b = best ? best->clauses * (best->part ? REST : 1) : 0;
        int64_t left = a * (int64_t)(best ? best->taken + 1 : 1), right = b * (int64_t)(g->taken + 1);
        if (!best || left > right) best = g;
    }
    return best;
}

static vb_status choose(chooser *q, group **groups, size_t n, sqlite3_stmt *read, sqlite3_stmt *write,
                        vb_error *err) {
    const candidate *chosen[VB_QUOTES_PER_THEME];
    int64_t clauses = 0;
    for (size_t i = 0; i < n; i++) {
        groups[i]->taken = groups[i]->n = 0, clauses += groups[i]->clauses;
        for (int lang = 0; lang < VB_LANG_COUNT; lang++) groups[i]->n += groups[i]->lanes[lang].n;
    }
    if (n > 1) qsort_r(groups, n, sizeof *groups, by_size, &q->parts);
    for (size_t k = 0; k < VB_QUOTES_PER_THEME;) {
        group *g = next_group(groups, n, clauses);
        if (!g) break;
        g->taken++;
        if (!(chosen[k] = next_choice(q, g, chosen, k))) continue;
        VB_TRY(write_quote(q->s, read, write, vb_intern_get(&q->themes, g->theme), (int64_t)k + 1,
                           chosen[k]->clause, err));
        k++;
    }
    return VB_OK;
}

/* The part's own; of a part that is spread over themes the first theme's. */
static vb_status choose_of_part(chooser *q, group *g, sqlite3_stmt *read, sqlite3_stmt *write,
                                vb_error *err) {
    const candidate *chosen[OF_PART];
    for (int lang = 0; lang < VB_LANG_COUNT; lang++)
        if (g->lanes[lang].n) memset(g->lanes[lang].chosen, 0, g->lanes[lang].n * sizeof(bool));
    for (size_t k = 0; k < OF_PART; k++) {
        if (!(chosen[k] = next_choice(q, g, chosen, k))) break;
        VB_TRY(write_quote(q->s, read, write, vb_intern_get(&q->parts, g->part), (int64_t)k + 1,
                           chosen[k]->clause, err));
    }
    return VB_OK;
}

static vb_status choose_all(chooser *q, sqlite3_stmt *read, sqlite3_stmt *write, vb_error *err) {
    group **of = malloc(((size_t)q->pairs.count + 1) * sizeof *of);
    bool *done = calloc((size_t)q->parts.count + 1, sizeof *done);
    vb_status st = of && done ? VB_OK : vb_fail_memory(err);
    for (uint32_t theme = 1; theme <= q->themes.count && st >= 0; theme++) {
        size_t n = 0;
        for (uint32_t i = 1; i <= q->pairs.count; i++)
            if (q->groups[i].theme == theme) of[n++] = &q->groups[i];
        st = choose(q, of, n, read, write, err);
        for (size_t i = 0; i < n && st >= 0; i++) {
            if (!of[i]->part || done[of[i]->part]) continue;
            done[of[i]->part] = true;
            st = choose_of_part(q, of[i], read, write, err);
        }
    }
    free(of), free(done);
    return st;
}

static vb_status write_quotes(chooser *q, const char *schema, vb_error *err) {
    sqlite3_stmt *read, *write = NULL;
    char sql[128];
    snprintf(sql, sizeof sql, "DELETE FROM %s.quotes", schema);
    VB_TRY(vb_db_exec(q->s, sql, "writing quotes", err));
    snprintf(sql, sizeof sql,
             "INSERT INTO %s.quotes VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)", schema);
    VB_TRY(vb_db_prepare(
        q->s,
        VB_STR("SELECT c.comment_id, c.text, k.begin, k.byte_begin, k.byte_end, k.lang, c.date, c.rating, "
               "k.sentiment_score, k.severity FROM main.clauses k CROSS JOIN main.comments c ON "
               "c.comment_row = k.clause_row / 1048576 WHERE k.clause_row = ?1"),
        &read, err));
    vb_status st = vb_db_prepare(q->s, vb_str_of(sql), &write, err);
    if (st >= 0) st = choose_all(q, read, write, err);
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return st;
}

vb_status vb_store_choose_quotes(vb_store *s, vb_scope scope, vb_error *err) {
    chooser q = {.s = s};
    vb_status st = vb_quote_gather(&q, scope, err);
    if (st >= 0) st = write_quotes(&q, scope == VB_SCOPE_ALL ? "main" : "temp", err);
    vb_quote_free(&q);
    return st;
}
