/* quote_gather: see quote.h. Two passes over the members: the first learns which terms tell each part, in
 * each language, the second finds what each clause costs as a quote.
 *
 * Invariant: what is kept is a function of the set of members. Of a large subset the candidates of the whole
 * store are taken that are in it, since they are typical of the theme. */
#include "store/quote.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

#define SCRAP         30  /* code points below which a clause wants its context */
#define SENTENCE      140 /* code points up to which the whole sentence is quoted */
#define WHOLE_COMMENT 120 /* code points up to which a whole comment is the context of a scrap */
#define REACH         600 /* bytes on either side in which the sentence has to end */
#define SHORT         20  /* pleasant lengths, in code points */
#define LONG          110
#define CLEAR         0.4 /* a score below the negative of this is clearly negative */
#define LARGE_PART    16  /* a sixteenth of the comments is a large subset */

/* What a clause is charged, in points; a point is about one code point too many. */
#define UNTYPICAL  100 /* none of the terms that tell the part */
#define UNNEGATIVE 90  /* times the score above -CLEAR */
#define MILD       40  /* times the score above -1 */
#define UNSURE     60  /* no word of its own speaks of the theme's touchpoint */
#define UNUSUAL    60  /* hardly any of the part is in its language */
#define PRAISED    50  /* the comment as a whole is positive */

#define MEMBER_COLUMNS                                                                                       \
    "SELECT k.clause_row, k.theme_id, k.terms, k.severity, k.lang, k.byte_begin, k.byte_end, c.text, "       \
    "c.identity, k.subtheme_id, k.sentiment_score, k.candidates, c.sentiment_score FROM "
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
    M_WHOLE
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

/* The lane of a theme, part and language, made where it is new; NULL where the theme is not known, or without
 * memory. */
static lane *lane_of(chooser *q, vb_str theme, vb_str part, vb_str lang, group **of, bool *failed) {
    uint32_t key[2] = {vb_intern_find(&q->themes, theme), vb_intern_find(&q->parts, part)};
    char code[8] = {0};
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
    memcpy(code, lang.ptr ? lang.ptr : "", lang.len < sizeof code ? lang.len : 0);
    vb_lang language = vb_lang_parse(code);
    *of = &q->groups[id];
    lane *l = &(*of)->lanes[language < VB_LANG_COUNT ? language : VB_LANG_UND];
    (*of)->theme = key[0], (*of)->part = key[1];
    if (id && !l->kept) {
        l->kept = VB_NEW_ARRAY(&q->arena, candidate, VB_QUOTE_CANDIDATES);
        l->chosen = VB_NEW_ARRAY(&q->arena, bool, VB_QUOTE_CANDIDATES);
    }
    *failed = !id || !l->kept || !l->chosen;
    return *failed ? NULL : l;
}

static lane *lane_of_member(chooser *q, sqlite3_stmt *st, group **of, bool *failed) {
    return lane_of(q, vb_db_text(st, M_THEME), vb_db_text(st, M_PART), vb_db_text(st, M_LANG), of, failed);
}

static uint32_t lane_number(const chooser *q, const group *g, const lane *l) {
    return (uint32_t)(g - q->groups) * VB_LANG_COUNT + (uint32_t)(l - g->lanes);
}

/* What a term tells of a lane: the share of its clauses that have it, times how rare it is elsewhere. */
static double worth(const chooser *q, const lane *l, uint32_t n, uint32_t term) {
    double odds =
        ((double)n + 0.5) / (double)l->clauses * ((double)q->clauses + 1) / ((double)q->totals[term] + 1);
    return odds > 1 ? (double)n / (double)l->clauses * log(odds) : 0;
}

static void find_top_terms(chooser *q) {
    for (size_t i = 0; q->counts && i <= q->mask; i++) {
        if (!q->counts[i].key) continue;
        uint32_t of = (uint32_t)(q->counts[i].key >> 32);
        lane *l = &q->groups[of / VB_LANG_COUNT].lanes[of % VB_LANG_COUNT];
        double x = worth(q, l, q->counts[i].n, (uint32_t)q->counts[i].key);
        for (size_t k = 0; k < VB_QUOTE_TOP; k++) {
            if (x <= l->top[k]) continue;
            double y = l->top[k];
            l->top[k] = x, x = y;
        }
    }
}

static vb_status learn(chooser *q, sqlite3_stmt *st, vb_error *err) {
    vb_status status;
    bool failed = false;
    group *g;
    while ((status = vb_db_step(q->s, st, "reading clauses", err)) == VB_OK) {
        lane *l = lane_of_member(q, st, &g, &failed);
        if (failed) return vb_fail_memory(err);
        if (!l) continue;
        q->clauses++;
        g->clauses++;
        l->clauses++;
        l->severity += llround(sqlite3_column_double(st, M_SEVERITY) * 1e4);
        if (!count_terms(q, lane_number(q, g, l), vb_db_text(st, M_TERMS))) return vb_fail_memory(err);
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
static int64_t rarity_cost(const chooser *q, const group *g, const lane *l, vb_str terms) {
    vb_str term;
    double sum = 0, best = 0;
    int64_t n = 0;
    for (size_t k = 0; k < VB_QUOTE_TOP; k++) best += l->top[k];
    while (vb_str_split(&terms, ' ', &term)) {
        uint32_t id = term.len ? vb_intern_find(&q->terms, term) : 0;
        if (id == 0 || !q->counts) continue;
        sum += worth(q, l, count_slot(q, term_key(lane_number(q, g, l), id))->n, id);
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
    return llround(UNNEGATIVE * above + MILD * (score + 1)) + (whole > 0 ? PRAISED : 0);
}

/* A mark that ends a sentence, with a space or the end behind it; or a line break. */
static bool ends_sentence(vb_str s, size_t at) {
    if (s.ptr[at] == '\n') return true;
    if (s.ptr[at] != '.' && s.ptr[at] != '!' && s.ptr[at] != '?') return false;
    return at + 1 == s.len || s.ptr[at + 1] == ' ' || s.ptr[at + 1] == '\n' || s.ptr[at + 1] == '\r';
}

span vb_quote_trim(vb_str s, span x) {
    vb_str part = vb_str_trim(vb_str_sub(s, x.begin, x.end));
    size_t begin = part.len ? (size_t)(part.ptr - s.ptr) : x.begin;
    return (span){begin, begin + part.len};
}

/* The sentence around the clause where it is short; the whole comment where that is still a scrap and the
 * comment is short; else the clause itself. The ends of sentences are ASCII, so a character is never divided.
 */
span vb_quote_span(vb_str s, size_t begin, size_t end) {
    if (end > s.len || begin >= end) return (span){0, s.len}; /* no clause of this comment */
    span clause = vb_quote_trim(s, (span){begin, end}), x = clause;
    begin = clause.begin;
    end = clause.end;
    while (x.begin > 0 && begin - x.begin < REACH && !ends_sentence(s, x.begin - 1)) x.begin--;
    while (x.end < s.len && x.end - end < REACH && !ends_sentence(s, x.end - 1)) x.end++;
    bool found = begin - x.begin < REACH && x.end - end < REACH;
    x = found ? vb_quote_trim(s, x) : clause;
    size_t chars = vb_utf8_count(vb_str_sub(s, x.begin, x.end));
    if (chars > SENTENCE) return clause;
    if (chars >= SCRAP || s.len > (size_t)WHOLE_COMMENT * 4 || vb_utf8_count(s) > WHOLE_COMMENT) return x;
    return vb_quote_trim(s, (span){0, s.len});
}

int vb_quote_compare(const candidate *a, const candidate *b) {
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    if (a->text.hi != b->text.hi) return a->text.hi < b->text.hi ? -1 : 1;
    if (a->text.lo != b->text.lo) return a->text.lo < b->text.lo ? -1 : 1;
    int c = memcmp(a->identity, b->identity, sizeof a->identity);
    if (c) return c;
    int64_t i = a->clause % VB_CLAUSE_SPAN, j = b->clause % VB_CLAUSE_SPAN;
    return (i > j) - (i < j);
}

/* Keeps the best candidates of distinct text; the set kept does not depend on the order of arrival. */
static void keep(lane *t, const candidate *c) {
    size_t at = 0;
    while (at < t->n && (t->kept[at].text.hi != c->text.hi || t->kept[at].text.lo != c->text.lo)) at++;
    if (at == t->n && t->n < VB_QUOTE_CANDIDATES)
        t->kept[t->n++] = *c;
    else if (at == t->n && vb_quote_compare(c, &t->kept[t->worst]) < 0)
        t->kept[t->worst] = *c;
    else if (at < t->n && vb_quote_compare(c, &t->kept[at]) < 0)
        t->kept[at] = *c;
    else
        return;
    t->worst = 0;
    for (size_t i = 1; i < t->n; i++)
        if (vb_quote_compare(&t->kept[i], &t->kept[t->worst]) > 0) t->worst = i;
}

static bool name_candidate(chooser *q, sqlite3_stmt *st, vb_str text, vb_str terms, const group *g,
                           const lane *l, candidate *c) {
    (void)st;
    c->text = vb_hash_identity(text);
    c->terms = terms.len ? vb_intern_add(&q->signatures, terms) : 0;
    c->lang = (vb_lang)(l - g->lanes);
    return c->terms || !terms.len;
}

static void read_identity(sqlite3_stmt *st, int column, candidate *c) {
    const void *identity = sqlite3_column_blob(st, column);
    if (identity && sqlite3_column_bytes(st, column) == (int)sizeof c->identity)
        memcpy(c->identity, identity, sizeof c->identity);
}

static vb_status consider(chooser *q, sqlite3_stmt *st, group *g, lane *l, vb_error *err) {
    vb_str terms = vb_db_text(st, M_TERMS), comment = vb_db_text(st, M_TEXT);
    candidate c = {.clause = sqlite3_column_int64(st, M_CLAUSE)};
    c.cost = rarity_cost(q, g, l, terms) + mood_cost(st) + (l->clauses * 20 < g->clauses ? UNUSUAL : 0) +
             doubt_cost(q->touchpoints[g->theme], vb_db_text(st, M_CANDIDATES));
    if (l->n == VB_QUOTE_CANDIDATES && c.cost > l->kept[l->worst].cost) return VB_OK;
    span x = vb_quote_span(comment, (size_t)sqlite3_column_int64(st, M_BEGIN),
                           (size_t)sqlite3_column_int64(st, M_END));
    vb_str text = vb_str_sub(comment, x.begin, x.end);
    int64_t severity = llround(sqlite3_column_double(st, M_SEVERITY) * 1e4);
    c.cost += length_cost((int64_t)vb_utf8_count(text)) + llabs(severity - l->severity / l->clauses) / 1000;
    if (l->n == VB_QUOTE_CANDIDATES && c.cost > l->kept[l->worst].cost) return VB_OK;
    read_identity(st, M_IDENTITY, &c);
    if (!name_candidate(q, st, text, terms, g, l, &c)) return vb_fail_memory(err);
    keep(l, &c);
    return VB_OK;
}

static vb_status find_candidates(chooser *q, sqlite3_stmt *st, vb_error *err) {
    vb_status status;
    bool failed = false;
    group *g;
    while ((status = vb_db_step(q->s, st, "reading clauses", err)) == VB_OK) {
        lane *l = lane_of_member(q, st, &g, &failed);
        if (failed) return vb_fail_memory(err);
        if (l) VB_TRY(consider(q, st, g, l, err));
    }
    return status < 0 ? status : VB_OK;
}

/* ---- Candidates of the whole store ------------------------------------------------------------ */

static vb_status save(chooser *q, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_exec(q->s, "DELETE FROM quote_candidates", "writing quotes", err));
    VB_TRY(
        vb_db_prepare(q->s, VB_STR("INSERT OR IGNORE INTO quote_candidates VALUES (?1, ?2, ?3)"), &st, err));
    vb_status status = VB_OK;
    for (uint32_t i = 1; i <= q->pairs.count; i++)
        for (int lang = 0; lang < VB_LANG_COUNT; lang++) {
            const lane *l = &q->groups[i].lanes[lang];
            for (size_t k = 0; k < l->n && status >= 0; k++) {
                vb_db_bind(st, 1, vb_intern_get(&q->themes, q->groups[i].theme), false);
                sqlite3_bind_int64(st, 2, l->kept[k].clause);
                sqlite3_bind_int64(st, 3, l->kept[k].cost);
                status = vb_db_run(q->s, st, "writing quotes", err);
            }
        }
    sqlite3_finalize(st);
    return status;
}

/* How many clauses of the subset each group has. */
static vb_status load_sizes(chooser *q, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(q->s,
                         VB_STR("SELECT theme_id, subtheme_id, n_clauses FROM subthemes UNION ALL SELECT "
                                "theme_id, NULL, n_clauses - (SELECT coalesce(sum(p.n_clauses), 0) FROM "
                                "subthemes p WHERE p.theme_id = t.theme_id) FROM themes t"),
                         &st, err));
    vb_status status;
    while ((status = vb_db_step(q->s, st, "reading themes", err)) == VB_OK) {
        uint32_t key[2] = {vb_intern_find(&q->themes, vb_db_text(st, 0)),
                           vb_intern_find(&q->parts, vb_db_text(st, 1))};
        uint32_t id = vb_intern_find(&q->pairs, (vb_str){(const char *)key, sizeof key});
        if (id) q->groups[id].clauses = sqlite3_column_int64(st, 2);
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

enum { S_CLAUSE, S_COST, S_THEME, S_PART, S_LANG, S_TERMS, S_BEGIN, S_END, S_TEXT, S_IDENTITY };

static vb_status load_saved(chooser *q, vb_error *err) {
    sqlite3_stmt *st;
    VB_TRY(vb_db_prepare(
        q->s,
        VB_STR("SELECT d.clause_row, d.cost, k.theme_id, k.subtheme_id, k.lang, k.terms, k.byte_begin, "
               "k.byte_end, c.text, c.identity FROM main.quote_candidates d CROSS JOIN temp.subset b ON "
               "b.comment_row = d.clause_row / 1048576 CROSS JOIN main.clauses k ON k.clause_row = "
               "d.clause_row CROSS JOIN main.comments c ON c.comment_row = b.comment_row"),
        &st, err));
    vb_status status;
    bool failed = false;
    group *g;
    while ((status = vb_db_step(q->s, st, "reading quotes", err)) == VB_OK) {
        lane *l =
            lane_of(q, vb_db_text(st, S_THEME), vb_db_text(st, S_PART), vb_db_text(st, S_LANG), &g, &failed);
        candidate c = {.clause = sqlite3_column_int64(st, S_CLAUSE),
                       .cost = sqlite3_column_int64(st, S_COST)};
        vb_str comment = vb_db_text(st, S_TEXT);
        span x = vb_quote_span(comment, (size_t)sqlite3_column_int64(st, S_BEGIN),
                               (size_t)sqlite3_column_int64(st, S_END));
        if (l) read_identity(st, S_IDENTITY, &c);
        if (l &&
            !name_candidate(q, st, vb_str_sub(comment, x.begin, x.end), vb_db_text(st, S_TERMS), g, l, &c))
            failed = true;
        if (failed) break;
        if (l) keep(l, &c);
    }
    sqlite3_finalize(st);
    if (failed) return vb_fail_memory(err);
    return status < 0 ? status : load_sizes(q, err);
}

/* ---- The whole -------------------------------------------------------------------------------- */

static vb_status is_large(chooser *q, vb_scope scope, bool *large, vb_error *err) {
    int64_t all = 0, some = 0, saved = 0;
    *large = false;
    if (scope == VB_SCOPE_ALL) return VB_OK;
    VB_TRY(vb_db_int(q->s, "SELECT count(*) FROM temp.subset", 0, &some, err));
    VB_TRY(vb_db_int(q->s, "SELECT max(comment_row) FROM main.comments", 0, &all, err));
    VB_TRY(vb_db_int(q->s, "SELECT count(*) FROM main.quote_candidates", 0, &saved, err));
    *large = saved && some * LARGE_PART >= all;
    return VB_OK;
}

static vb_status load_names(chooser *q, vb_error *err) {
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

vb_status vb_quote_gather(chooser *q, vb_scope scope, vb_error *err) {
    sqlite3_stmt *members = NULL;
    bool large;
    VB_TRY(load_names(q, err));
    VB_TRY(is_large(q, scope, &large, err));
    if (large) return load_saved(q, err);
    vb_status st = vb_db_prepare(q->s, vb_str_of(member_sql[scope]), &members, err);
    if (st >= 0) st = learn(q, members, err);
    if (st >= 0) {
        sqlite3_reset(members);
        st = find_candidates(q, members, err);
    }
    sqlite3_finalize(members);
    return st >= 0 && scope == VB_SCOPE_ALL ? save(q, err) : st;
}

void vb_quote_free(chooser *q) {
    free(q->counts), free(q->totals), free(q->groups);
    vb_arena_deinit(&q->arena);
}
