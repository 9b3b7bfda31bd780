/* quote: shared by the two files that find quotes: quote_gather.c, which finds what speaks best for each part
 * of a theme, and quotes.c, which chooses among that. */
#ifndef VB_STORE_QUOTE_H
#define VB_STORE_QUOTE_H

#include "base/intern.h"
#include "store/aggregate.h"

#define VB_QUOTE_CANDIDATES 24 /* kept of each part and language before the choice */
#define VB_QUOTE_TOP        3  /* terms of a part that a typical clause has */

typedef struct candidate {
    int64_t clause, cost;
    vb_hash128 text;
    unsigned char identity[16];
    uint32_t terms; /* interned signature */
    vb_lang lang;
} candidate;

/* The clauses of a group in one language. */
typedef struct lane {
    int64_t clauses, severity; /* severity in ten-thousandths */
    double top[VB_QUOTE_TOP];  /* worths of its most telling terms, the best first */
    candidate *kept;
    bool *chosen;
    size_t n, worst;
} lane;

/* The clauses of a theme that are in one part, or in none. */
typedef struct group {
    uint32_t theme, part; /* part 0: in none */
    int64_t clauses;
    lane lanes[VB_LANG_COUNT];
    size_t n, taken; /* kept in all lanes; quotes taken */
} group;

/* How often a term occurs in a lane: open addressing over (group * languages + language, term). */
typedef struct term_count {
    uint64_t key;
    uint32_t n;
} term_count;

typedef struct chooser {
    vb_store *s;
    vb_arena arena;
    vb_intern themes, parts, terms, signatures, pairs;
    vb_str *touchpoints; /* by theme; empty where it says nothing */
    term_count *counts;
    size_t mask, used;
    uint32_t *totals; /* by term: clauses */
    size_t cap_totals;
    int64_t clauses;
    group *groups; /* by id of pairs */
    size_t cap_groups;
} chooser;

/* Bytes of the comment that are quoted. */
typedef struct span {
    size_t begin, end;
} span;

/// The sentence around a clause where it is short; the whole comment where that is still a scrap and the
/// comment is short; else the clause itself.
span vb_quote_span(vb_str comment, size_t begin, size_t end);
/// The span without white space at its ends.
span vb_quote_trim(vb_str comment, span x);
/// Order of candidates: cost, then text, then comment.
int vb_quote_compare(const candidate *a, const candidate *b);
/// Fills the groups with the best candidates of the scope; those of the whole store are kept in
/// quote_candidates, from which a large subset is served. The chooser holds an arena and no more than `s`.
vb_status vb_quote_gather(chooser *q, vb_scope scope, vb_error *err);
void vb_quote_free(chooser *q);

#endif
