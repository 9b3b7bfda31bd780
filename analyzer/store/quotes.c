/* quotes: which members speak for a theme: typical, different from each other, short enough to be read.
 *
 * Invariant: the choice is a function of the set of members: candidates are ordered by a cost in whole
 * numbers, then by the hash of the text, then by the comment's identity; equal texts count once. A quote is a
 * span of the comment as received: the sentence around the clause, the clause alone where that is long, or
 * the whole of a short comment where the sentence is a scrap. */
#include "store/aggregate.h"

#include "base/intern.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CANDIDATES    24  /* kept of each part before the choice */
#define SCRAP         30  /* code points below which a clause wants its context */
#define SENTENCE      140 /* code points up to which the whole sentence is quoted */
#define WHOLE_COMMENT 120 /* code points up to which a whole comment is the context of a scrap */
#define REACH         600 /* bytes on either side in which the sentence has to end */
#define SHORT         20  /* pleasant lengths, in code points */
#define LONG          110
#define OF_PART       3   /* quotes kept of a part */
#define CLEAR         0.4 /* a score below the negative of this is clearly negative */
#define TOP_TERMS     3   /* terms of a part that a typical clause has */

/* What a clause is charged, in points; a point is about one code point too many. */
#define UNTYPICAL   100  /* none of the terms that tell the part */
#define UNNEGATIVE  90   /* times the score above -CLEAR */
#define UNSURE      60   /* no word of its own speaks of the theme's touchpoint */
#define PRAISED     50   /* the comment as a whole is positive */
#define REST        3    /* a clause in a part has the weight of so many in none */
#define FIRST_PARTS 3    /* the largest parts, of which each has a quote before any has two */
#define LEAST_PART  0.04 /* share of the theme's clauses of such a part */

typedef struct candidate {
    int64_t clause, cost;
    vb_hash128 text;
    unsigned char identity[16];
    uint32_t terms; /* interned signature */
    vb_lang lang;
} candidate;

/* The clauses of a theme that are in one part, or in none. */
typedef struct group {
    uint32_t theme, part;      /* part 0: in none */
    int64_t clauses, severity; /* severity in ten-thousandths */
    double top[TOP_TERMS];     /* worths of its most telling terms, the best first */
    candidate *kept;
    size_t n, worst, taken;
    bool *chosen;
} group;

/* How often a term occurs in a group: open addressing over (group, term). */
typedef struct term_count {
    uint64_t key;
    uint32_t n;
} term_count;

typedef struct chooser {
    vb_store *s;
    vb_arena arena;
    vb_intern themes, parts, terms, signatures, pairs;
    vb_str *touchpoints; /* by theme */
    term_count *counts;
    size_t mask, used;
    uint32_t *totals; /* by term: clauses */
    size_t cap_totals;
    int64_t clauses;
    group *groups; /* by id of pairs */
    size_t cap_groups;
} chooser;

#define MEMBER_COLUMNS                                                                                       \
    "SELECT k.clause_row, k.theme_id, k.terms, k.severity, k.lang, k.byte_begin, k.byte_end, c.text, "       \
    "c.identity, k.subtheme_id, k.sentiment_score, k.candidates, c.sentiment_score, k.problem FROM "
enum {
    M_CLAUSE,
    M_THEME,
    M_TERMS,
    M_SEVERITY,
    M_LANG,
    M_BEGIN,
    M_END,
    M_TEXT,
    M_IDENTITY,
    M_PART,
    M_SCORE,
    M_CANDIDATES,
    M_WHOLE,
    M_PROBLEM
};
/* The unary plus keeps the scan in the order of the file, which is faster than by the index. */
static const char *const member_sql[] = {
    [VB_SCOPE_ALL] = MEMBER_COLUMNS "main.clauses k CROSS JOIN main.comments c ON c.comment_row = "
                                    "k.clause_row / 1048576 WHERE +k.theme_id IS NOT NULL",
    [VB_SCOPE_SUBSET] = MEMBER_COLUMNS
    "temp.subset b CROSS JOIN main.clauses k ON k.clause_row BETWEEN b.comment_row * 1048576 AND "
    "b.comment_row * 1048576 + 1048575 CROSS JOIN main.comments c ON c.comment_row = b.comment_row WHERE "
    "+k.theme_id IS NOT NULL",
};

static uint64_t term_key(uint32_t of, uint32_t term) {
    return (uint64_t)of << 32 | term;
}

static term_count *count_slot(const chooser *q, uint64_t key) {
    size_t at = (size_t)vb_hash_mix(key) & q->mask;
    while (q->counts[at].key && q->counts[at].key != key) at = (at + 1) & q->mask;
    return &q->counts[at];
}

static bool grow_counts(chooser *q) {
    term_count *old = q->counts;
    size_t n_old = old ? q->mask + 1 : 0, n = n_old ? n_old * 2 : 4096;
    q->counts = calloc(n, sizeof *q->counts);
    if (!q->counts) {
        q->counts = old;
        return false;
    }
    q->mask = n - 1;
    for (size_t i = 0; i < n_old; i++)
        if (old[i].key) *count_slot(q, old[i].key) = old[i];
    free(old);
    return true;
}

/* ---- First pass: what is typical ------------------------------------------------------------- */

static bool count_total(chooser *q, uint32_t term) {
    if (term >= q->cap_totals) {
        size_t cap = term * 2 + 4096;
        uint32_t *grown = realloc(q->totals, cap * sizeof *grown);
        if (!grown) return false;
        memset(grown + q->cap_totals, 0, (cap - q->cap_totals) * sizeof *grown);
        q->totals = grown, q->cap_totals = cap;
    }
    q->totals[term]++;
    return true;
}

static bool count_terms(chooser *q, uint32_t of, vb_str terms) {
    vb_str term;
    while (vb_str_split(&terms, ' ', &term)) {
        if (term.len == 0) continue;
        if ((!q->counts || q->used * 3 >= q->mask * 2) && !grow_counts(q)) return false;
        uint32_t id = vb_intern_add(&q->terms, term);
        if (id == 0 || !count_total(q, id)) return false;
        term_count *slot = count_slot(q, term_key(of, id));
        if (!slot->key) {
            slot->key = term_key(of, id);
            q->used++;
        }
        slot->n++;
    }
    return true;
}

/* The group of a member, made where it is new; NULL where its theme is not known, or without memory. */
static group *group_of(chooser *q, sqlite3_stmt *st, bool *failed) {
    uint32_t key[2] = {vb_intern_find(&q->themes, vb_db_text(st, M_THEME)),
                       vb_intern_find(&q->parts, vb_db_text(st, M_PART))};
    if (!key[0]) return NULL;
    uint32_t id = vb_intern_add(&q->pairs, (vb_str){(const char *)key, sizeof key});
    if (id >= q->cap_groups) {
        size_t cap = q->cap_groups ? q->cap_groups * 2 : 256;
        group *grown = realloc(q->groups, cap * sizeof *grown);
        *failed = !grown;
        if (!grown) return NULL;
        memset(grown + q->cap_groups, 0, (cap - q->cap_groups) * sizeof *grown);
        q->groups = grown, q->cap_groups = cap;
    }
    group *g = &q->groups[id];
    if (id && !g->kept) {
        *g = (group){.theme = key[0], .part = key[1]};
        g->kept = VB_NEW_ARRAY(&q->arena, candidate, CANDIDATES);
        g->chosen = VB_NEW_ARRAY(&q->arena, bool, CANDIDATES);
    }
    *failed = !id || !g->kept || !g->chosen;
    return *failed ? NULL : g;
}

/* What a term tells of a group: the share of its clauses that have it, times how rare it is elsewhere. */
static double worth(const chooser *q, const group *g, uint32_t n, uint32_t term) {
    double odds =
        ((double)n + 0.5) / (double)g->clauses * ((double)q->clauses + 1) / ((double)q->totals[term] + 1);
    return odds > 1 ? (double)n / (double)g->clauses * log(odds) : 0;
}

static void find_top_terms(chooser *q) {
    for (size_t i = 0; q->counts && i <= q->mask; i++) {
        if (!q->counts[i].key) continue;
        group *g = &q->groups[q->counts[i].key >> 32];
        double x = worth(q, g, q->counts[i].n, (uint32_t)q->counts[i].key);
        for (size_t k = 0; k < TOP_TERMS; k++) {
            if (x <= g->top[k]) continue;
            double y = g->top[k];
            g->top[k] = x, x = y;
        }
    }
}

static vb_status learn(chooser *q, sqlite3_stmt *st, vb_error *err) {
    vb_status status;
    bool failed = false;
    while ((status = vb_db_step(q->s, st, "reading clauses", err)) == VB_OK) {
        group *g = group_of(q, st, &failed);
        if (failed) return vb_fail_memory(err);
        if (!g) continue;
        q->clauses++;
        g->clauses++;
        g->severity += llround(sqlite3_column_double(st, M_SEVERITY) * 1e4);
        if (!count_terms(q, (uint32_t)(g - q->groups), vb_db_text(st, M_TERMS))) return vb_fail_memory(err);
    }
    find_top_terms(q);
    return status < 0 ? status : VB_OK;
}

/* ---- Second pass: candidates ----------------------------------------------------------------- */

static int64_t length_cost(int64_t chars) {
    if (chars < SHORT) return (SHORT - chars) * 4;
    int64_t over = chars > LONG ? chars - LONG : 0;
    return over > 400 ? 400 : over;
}

/* 0 where a clause has the most telling terms of its group and little beside them, UNTYPICAL where none. */
static int64_t rarity_cost(const chooser *q, const group *g, vb_str terms) {
    vb_str term;
    double sum = 0, best = 0;
    int64_t n = 0;
    for (size_t k = 0; k < TOP_TERMS; k++) best += g->top[k];
    while (vb_str_split(&terms, ' ', &term)) {
        uint32_t id = term.len ? vb_intern_find(&q->terms, term) : 0;
        if (id == 0 || !q->counts) continue;
        sum += worth(q, g, count_slot(q, term_key((uint32_t)(g - q->groups), id))->n, id);
        n++;
    }
    if (best <= 0) return 0;
    double part = sum / best > 1 ? 1 : sum / best;
    return llround(UNTYPICAL * (1 - part)) + (n > 12 ? 2 * (n - 12) : 0);
}

/* What the clause's own words say of the theme's touchpoint ("delivery:87 product:21"). */
static int64_t doubt_cost(vb_str touchpoint, vb_str candidates) {
    vb_str one;
    int64_t percent;
    if (!touchpoint.len) return 0;
    while (vb_str_split(&candidates, ' ', &one)) {
        size_t colon = vb_str_find_byte(one, ':');
        if (!vb_str_eq(vb_str_sub(one, 0, colon), touchpoint) || colon == one.len) continue;
        if (!vb_str_int(vb_str_sub(one, colon + 1, one.len), &percent)) break;
        return (100 - percent) / 2;
    }
    return UNSURE;
}

static int64_t mood_cost(sqlite3_stmt *st) {
    double score = sqlite3_column_double(st, M_SCORE), whole = sqlite3_column_double(st, M_WHOLE);
    double above = score + CLEAR > 0 ? score + CLEAR : 0;
    return llround(UNNEGATIVE * above) + (whole > 0 ? PRAISED : 0);
}

/* Bytes of the comment that are quoted. */
typedef struct span {
    size_t begin, end;
} span;

/* A mark that ends a sentence, with a space or the end behind it; or a line break. */
static bool ends_sentence(vb_str s, size_t at) {
    if (s.ptr[at] == '\n') return true;
    if (s.ptr[at] != '.' && s.ptr[at] != '!' && s.ptr[at] != '?') return false;
    return at + 1 == s.len || s.ptr[at + 1] == ' ' || s.ptr[at + 1] == '\n' || s.ptr[at + 1] == '\r';
}

static span trimmed(vb_str s, span x) {
    vb_str part = vb_str_trim(vb_str_sub(s, x.begin, x.end));
    size_t begin = part.len ? (size_t)(part.ptr - s.ptr) : x.begin;
    return (span){begin, begin + part.len};
}

/* The sentence around the clause where it is short; the whole comment where that is still a scrap and the
 * comment is short; else the clause itself. The ends of sentences are ASCII, so a character is never divided.
 */
static span quote_span(vb_str s, size_t begin, size_t end) {
    if (end > s.len || begin >= end) return (span){0, s.len}; /* no clause of this comment */
    span clause = trimmed(s, (span){begin, end}), x = clause;
    begin = clause.begin;
    end = clause.end;
    while (x.begin > 0 && begin - x.begin < REACH && !ends_sentence(s, x.begin - 1)) x.begin--;
    while (x.end < s.len && x.end - end < REACH && !ends_sentence(s, x.end - 1)) x.end++;
    bool found = begin - x.begin < REACH && x.end - end < REACH;
    x = found ? trimmed(s, x) : clause;
    size_t chars = vb_utf8_count(vb_str_sub(s, x.begin, x.end));
    if (chars > SENTENCE) return clause;
    if (chars >= SCRAP || s.len > (size_t)WHOLE_COMMENT * 4 || vb_utf8_count(s) > WHOLE_COMMENT) return x;
    return trimmed(s, (span){0, s.len});
}

static int compare(const candidate *a, const candidate *b) {
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    if (a->text.hi != b->text.hi) return a->text.hi < b->text.hi ? -1 : 1;
    if (a->text.lo != b->text.lo) return a->text.lo < b->text.lo ? -1 : 1;
    int c = memcmp(a->identity, b->identity, sizeof a->identity);
    if (c) return c;
    int64_t i = a->clause % VB_CLAUSE_SPAN, j = b->clause % VB_CLAUSE_SPAN;
    return (i > j) - (i < j);
}

/* Keeps the best candidates of distinct text; the set kept does not depend on the order of arrival. */
static void keep(group *t, const candidate *c) {
    size_t at = 0;
    while (at < t->n && (t->kept[at].text.hi != c->text.hi || t->kept[at].text.lo != c->text.lo)) at++;
    if (at == t->n && t->n < CANDIDATES)
        t->kept[t->n++] = *c;
    else if (at == t->n && compare(c, &t->kept[t->worst]) < 0)
        t->kept[t->worst] = *c;
    else if (at < t->n && compare(c, &t->kept[at]) < 0)
        t->kept[at] = *c;
    else
        return;
    t->worst = 0;
    for (size_t i = 1; i < t->n; i++)
        if (compare(&t->kept[i], &t->kept[t->worst]) > 0) t->worst = i;
}

static vb_status consider(chooser *q, sqlite3_stmt *st, group *g, vb_error *err) {
    vb_str terms = vb_db_text(st, M_TERMS), comment = vb_db_text(st, M_TEXT), lang = vb_db_text(st, M_LANG);
    candidate c = {.clause = sqlite3_column_int64(st, M_CLAUSE)};
    c.cost = rarity_cost(q, g, terms) + mood_cost(st) +
             doubt_cost(q->touchpoints[g->theme], vb_db_text(st, M_CANDIDATES));
    if (g->n == CANDIDATES && c.cost > g->kept[g->worst].cost) return VB_OK;
    span x = quote_span(comment, (size_t)sqlite3_column_int64(st, M_BEGIN),
                        (size_t)sqlite3_column_int64(st, M_END));
    vb_str text = vb_str_sub(comment, x.begin, x.end);
    int64_t severity = llround(sqlite3_column_double(st, M_SEVERITY) * 1e4);
    c.cost += length_cost((int64_t)vb_utf8_count(text)) + llabs(severity - g->severity / g->clauses) / 1000;
    if (g->n == CANDIDATES && c.cost > g->kept[g->worst].cost) return VB_OK;
    char code[8] = {0};
    c.text = vb_hash_identity(text);
    const void *identity = sqlite3_column_blob(st, M_IDENTITY);
    if (identity && sqlite3_column_bytes(st, M_IDENTITY) == (int)sizeof c.identity)
        memcpy(c.identity, identity, sizeof c.identity);
    memcpy(code, lang.ptr ? lang.ptr : "", lang.len < sizeof code ? lang.len : 0);
    c.lang = vb_lang_parse(code);
    c.terms = terms.len ? vb_intern_add(&q->signatures, terms) : 0;
    if (terms.len && !c.terms) return vb_fail_memory(err);
    keep(g, &c);
    return VB_OK;
}

static vb_status gather(chooser *q, sqlite3_stmt *st, vb_error *err) {
    vb_status status;
    bool failed = false;
    while ((status = vb_db_step(q->s, st, "reading clauses", err)) == VB_OK) {
        group *g = group_of(q, st, &failed);
        if (failed) return vb_fail_memory(err);
        if (g) VB_TRY(consider(q, st, g, err));
    }
    return status < 0 ? status : VB_OK;
}

/* ---- The choice ------------------------------------------------------------------------------ */

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

/* The next quote of a group: cheap, and unlike those chosen in words and language; NULL where none is left.
 */
static const candidate *next_choice(const chooser *q, group *g, const candidate *const *chosen, size_t n) {
    size_t best = g->n;
    int64_t best_cost = 0;
    for (size_t i = 0; i < g->n; i++) {
        int64_t cost = g->kept[i].cost;
        bool said = g->chosen[i];
        for (size_t k = 0; k < n && !said; k++) {
            cost += overlap(q, g->kept[i].terms, chosen[k]->terms) / 2;
            if (chosen[k]->lang == g->kept[i].lang) cost += 25;
            said = chosen[k]->text.hi == g->kept[i].text.hi && chosen[k]->text.lo == g->kept[i].text.lo;
        }
        bool better = best == g->n || cost < best_cost;
        if (best < g->n && cost == best_cost) better = compare(&g->kept[i], &g->kept[best]) < 0;
        if (said || !better) continue;
        best = i;
        best_cost = cost;
    }
    if (best == g->n) return NULL;
    g->chosen[best] = true;
    return &g->kept[best];
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
    span x = quote_span(comment, begin, end);
    span clause = end <= comment.len && begin < end ? trimmed(comment, (span){begin, end}) : x;
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
    for (size_t i = 0; i < n; i++) groups[i]->taken = 0, clauses += groups[i]->clauses;
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
    memset(g->chosen, 0, CANDIDATES * sizeof *g->chosen);
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

static vb_status load(chooser *q, vb_error *err) {
    sqlite3_stmt *st;
    bool ok = vb_intern_init(&q->themes, &q->arena, 256) && vb_intern_init(&q->terms, &q->arena, 4096) &&
              vb_intern_init(&q->signatures, &q->arena, 4096) && vb_intern_init(&q->parts, &q->arena, 256) &&
              vb_intern_init(&q->pairs, &q->arena, 256);
    int64_t count;
    if (!ok) return vb_fail_memory(err);
    VB_TRY(vb_db_int(q->s, "SELECT count(*) FROM main.themes", 0, &count, err));
    q->touchpoints = VB_NEW_ARRAY(&q->arena, vb_str, (size_t)count + 2);
    if (!q->touchpoints) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(q->s,
                         VB_STR("SELECT theme_id, iif(touchpoint = 'overall' AND (catch_all OR problem IS "
                                "NULL), NULL, touchpoint) FROM main.themes ORDER BY theme_id"),
                         &st, err));
    vb_status status;
    while ((status = vb_db_step(q->s, st, "reading themes", err)) == VB_OK && ok) {
        uint32_t id = vb_intern_add(&q->themes, vb_db_text(st, 0));
        q->touchpoints[id] = vb_arena_dup(&q->arena, vb_db_text(st, 1));
        ok = id != 0;
    }
    sqlite3_finalize(st);
    if (status < 0) return status;
    VB_TRY(vb_db_prepare(q->s, VB_STR("SELECT subtheme_id FROM main.subclusters ORDER BY subtheme_id"), &st,
                         err));
    while ((status = vb_db_step(q->s, st, "reading themes", err)) == VB_OK && ok)
        ok = vb_intern_add(&q->parts, vb_db_text(st, 0)) != 0;
    sqlite3_finalize(st);
    if (status < 0) return status;
    return ok ? VB_OK : vb_fail_memory(err);
}

vb_status vb_store_choose_quotes(vb_store *s, vb_scope scope, vb_error *err) {
    chooser q = {.s = s};
    sqlite3_stmt *members = NULL;
    vb_status st = load(&q, err);
    if (st >= 0) st = vb_db_prepare(s, vb_str_of(member_sql[scope]), &members, err);
    if (st >= 0) st = learn(&q, members, err);
    if (st >= 0) {
        sqlite3_reset(members);
        st = gather(&q, members, err);
    }
    sqlite3_finalize(members);
    if (st >= 0) st = write_quotes(&q, scope == VB_SCOPE_ALL ? "main" : "temp", err);
    free(q.counts), free(q.totals), free(q.groups);
    vb_arena_deinit(&q.arena);
    return st;
}
