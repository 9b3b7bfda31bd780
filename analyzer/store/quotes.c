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

#define CANDIDATES    48  /* kept of each theme before the choice */
#define SCRAP         30  /* code points below which a clause wants its context */
#define SENTENCE      140 /* code points up to which the whole sentence is quoted */
#define WHOLE_COMMENT 120 /* code points up to which a whole comment is the context of a scrap */
#define REACH         600 /* bytes on either side in which the sentence has to end */
#define SHORT         20  /* pleasant lengths, in code points */
#define LONG          110

typedef struct candidate {
    int64_t clause, cost;
    vb_hash128 text;
    unsigned char identity[16];
    uint32_t terms; /* interned signature */
    vb_lang lang;
} candidate;

typedef struct theme_quotes {
    candidate kept[CANDIDATES];
    size_t n, worst;
} theme_quotes;

typedef struct theme_terms {
    int64_t clauses, severity; /* severity in ten-thousandths */
} theme_terms;

/* How often a term occurs in a theme: open addressing over (theme, term). */
typedef struct term_count {
    uint64_t key;
    uint32_t n;
} term_count;

typedef struct chooser {
    vb_store *s;
    vb_arena arena;
    vb_intern themes, terms, signatures;
    term_count *counts;
    size_t mask, used;
    theme_terms *stats;
    theme_quotes *quotes;
} chooser;

/* The unary plus keeps the scan in the order of the file, which is faster than by the index. */
#define MEMBERS(from) "FROM " from " WHERE +k.theme_id IS NOT NULL"
static const char *const member_sql[] = {
    [VB_SCOPE_ALL] =
        "SELECT k.clause_row, k.theme_id, k.terms, k.severity, k.lang, k.byte_begin, k.byte_end, c.text, "
        "c.identity " MEMBERS("main.clauses k CROSS JOIN main.comments c ON c.comment_row = k.clause_row / "
                              "1048576"),
    [VB_SCOPE_SUBSET] =
        "SELECT k.clause_row, k.theme_id, k.terms, k.severity, k.lang, k.byte_begin, k.byte_end, "
        "c.text, c.identity " MEMBERS(
            "temp.subset b CROSS JOIN main.clauses k ON k.clause_row BETWEEN b.comment_row * 1048576 AND "
            "b.comment_row * 1048576 + 1048575 CROSS JOIN main.comments c ON c.comment_row = "
            "b.comment_row"),
};

static uint64_t term_key(uint32_t theme, uint32_t term) {
    return (uint64_t)theme << 32 | term;
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

static bool count_terms(chooser *q, uint32_t theme, vb_str terms) {
    vb_str term;
    while (vb_str_split(&terms, ' ', &term)) {
        if (term.len == 0) continue;
        if ((!q->counts || q->used * 3 >= q->mask * 2) && !grow_counts(q)) return false;
        uint32_t id = vb_intern_add(&q->terms, term);
        if (id == 0) return false;
        term_count *slot = count_slot(q, term_key(theme, id));
        if (!slot->key) {
            slot->key = term_key(theme, id);
            q->used++;
        }
        slot->n++;
    }
    return true;
}

static vb_status learn(chooser *q, sqlite3_stmt *st, vb_error *err) {
    vb_status status;
    while ((status = vb_db_step(q->s, st, "reading clauses", err)) == VB_OK) {
        uint32_t theme = vb_intern_find(&q->themes, vb_db_text(st, 1));
        if (theme == 0) continue;
        q->stats[theme].clauses++;
        q->stats[theme].severity += llround(sqlite3_column_double(st, 3) * 1e4);
        if (!count_terms(q, theme, vb_db_text(st, 2))) return vb_fail_memory(err);
    }
    return status < 0 ? status : VB_OK;
}

/* ---- Second pass: candidates ----------------------------------------------------------------- */

static int64_t length_cost(int64_t chars) {
    if (chars < SHORT) return (SHORT - chars) * 4;
    int64_t over = chars > LONG ? chars - LONG : 0;
    return over > 400 ? 400 : over;
}

/* 0 where every term is in every clause of the theme, 100 where none is in any. */
static int64_t rarity_cost(const chooser *q, uint32_t theme, vb_str terms) {
    vb_str term;
    int64_t n = 0, sum = 0, clauses = q->stats[theme].clauses;
    while (vb_str_split(&terms, ' ', &term)) {
        uint32_t id = term.len ? vb_intern_find(&q->terms, term) : 0;
        if (id == 0 || !q->counts) continue;
        sum += count_slot(q, term_key(theme, id))->n;
        n++;
    }
    return n && clauses ? 100 - 100 * sum / (n * clauses) : 100;
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
static void keep(theme_quotes *t, const candidate *c) {
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

static vb_status consider(chooser *q, sqlite3_stmt *st, uint32_t theme, vb_error *err) {
    vb_str terms = vb_db_text(st, 2), comment = vb_db_text(st, 7), lang = vb_db_text(st, 4);
    span x = quote_span(comment, (size_t)sqlite3_column_int64(st, 5), (size_t)sqlite3_column_int64(st, 6));
    vb_str text = vb_str_sub(comment, x.begin, x.end);
    int64_t chars = (int64_t)vb_utf8_count(text), severity = llround(sqlite3_column_double(st, 3) * 1e4);
    const theme_terms *stats = &q->stats[theme];
    theme_quotes *t = &q->quotes[theme];
    char code[8] = {0};
    candidate c = {.clause = sqlite3_column_int64(st, 0)};
    int64_t mean = stats->clauses ? stats->severity / stats->clauses : 0;
    c.cost = length_cost(chars) + llabs(severity - mean) / 500 + rarity_cost(q, theme, terms);
    if (t->n == CANDIDATES && c.cost > t->kept[t->worst].cost) return VB_OK;
    c.text = vb_hash_identity(text);
    const void *identity = sqlite3_column_blob(st, 8);
    if (identity && sqlite3_column_bytes(st, 8) == (int)sizeof c.identity)
        memcpy(c.identity, identity, sizeof c.identity);
    memcpy(code, lang.ptr ? lang.ptr : "", lang.len < sizeof code ? lang.len : 0);
    c.lang = vb_lang_parse(code);
    c.terms = terms.len ? vb_intern_add(&q->signatures, terms) : 0;
    if (terms.len && !c.terms) return vb_fail_memory(err);
    keep(t, &c);
    return VB_OK;
}

static vb_status gather(chooser *q, sqlite3_stmt *st, vb_error *err) {
    vb_status status;
    while ((status = vb_db_step(q->s, st, "reading clauses", err)) == VB_OK) {
        uint32_t theme = vb_intern_find(&q->themes, vb_db_text(st, 1));
        if (theme) VB_TRY(consider(q, st, theme, err));
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

/* The next quote: cheap, and unlike those chosen in words and language. */
static size_t next_choice(const chooser *q, const theme_quotes *t, const size_t *chosen, size_t n,
                          const bool *taken) {
    size_t best = t->n;
    int64_t best_cost = 0;
    for (size_t i = 0; i < t->n; i++) {
        int64_t cost = t->kept[i].cost;
        if (taken[i]) continue;
        for (size_t k = 0; k < n; k++) {
            const candidate *other = &t->kept[chosen[k]];
            cost += overlap(q, t->kept[i].terms, other->terms) / 2;
            if (other->lang == t->kept[i].lang) cost += 25;
        }
        bool better = best == t->n || cost < best_cost;
        if (best < t->n && cost == best_cost) better = compare(&t->kept[i], &t->kept[best]) < 0;
        if (!better) continue;
        best = i;
        best_cost = cost;
    }
    return best;
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

static vb_status choose(chooser *q, uint32_t theme, sqlite3_stmt *read, sqlite3_stmt *write, vb_error *err) {
    const theme_quotes *t = &q->quotes[theme];
    size_t chosen[VB_QUOTES_PER_THEME];
    bool taken[CANDIDATES] = {false};
    for (size_t n = 0; n < VB_QUOTES_PER_THEME && n < t->n; n++) {
        chosen[n] = next_choice(q, t, chosen, n, taken);
        taken[chosen[n]] = true;
        VB_TRY(write_quote(q->s, read, write, vb_intern_get(&q->themes, theme), (int64_t)n + 1,
                           t->kept[chosen[n]].clause, err));
    }
    return VB_OK;
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
    for (uint32_t theme = 1; theme <= q->themes.count && st >= 0; theme++)
        st = choose(q, theme, read, write, err);
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return st;
}

static vb_status load(chooser *q, vb_error *err) {
    sqlite3_stmt *st;
    bool ok = vb_intern_init(&q->themes, &q->arena, 256) && vb_intern_init(&q->terms, &q->arena, 4096) &&
              vb_intern_init(&q->signatures, &q->arena, 4096);
    if (!ok) return vb_fail_memory(err);
    VB_TRY(vb_db_prepare(q->s, VB_STR("SELECT theme_id FROM main.themes ORDER BY theme_id"), &st, err));
    vb_status status;
    while ((status = vb_db_step(q->s, st, "reading themes", err)) == VB_OK && ok)
        ok = vb_intern_add(&q->themes, vb_db_text(st, 0)) != 0;
    sqlite3_finalize(st);
    if (status < 0) return status;
    q->stats = VB_NEW_ARRAY(&q->arena, theme_terms, (size_t)q->themes.count + 1);
    q->quotes = VB_NEW_ARRAY(&q->arena, theme_quotes, (size_t)q->themes.count + 1);
    return ok && q->stats && q->quotes ? VB_OK : vb_fail_memory(err);
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
    free(q.counts);
    vb_arena_deinit(&q.arena);
    return st;
}
