/* personal_scan: what the parts of the finder of personal data share. Only personal*.c includes it.
 *
 * Invariant: tokens are ordered, disjoint runs of the normalized text: digits, Latin letters, Thai letters,
 * or one other character. Hits are terms of the word lists, ordered, the longest at each place. Both are made
 * once a text; every finder then looks at a bounded number of neighbours, so the whole stays linear. */
#ifndef VB_TEXT_PERSONAL_SCAN_H
#define VB_TEXT_PERSONAL_SCAN_H

#include "model/text.h"
#include "text/personal.h"

/* Kinds of terms, in the order of the names in personal_words.c. */
enum {
    P_PHONE,
    P_ACCOUNT,
    P_BANK,
    P_CARD,
    P_VN_ID,
    P_TH_ID,
    P_PASSPORT,
    P_ORDER,
    P_CARRIER,
    P_PLATE,
    P_PROVINCE,
    P_SECRET,
    P_BIRTH,
    P_BIRTH_YEAR,
    P_HANDLE,
    P_HANDLE_ID,
    P_HANDLE_URL,
    P_STREET,
    P_STREET_AFTER,
    P_HOUSE,
    P_TITLE,
    P_TITLE_WEAK,
    P_TITLE_FULL,
    P_GIVEN,
    P_SURNAME,
    P_MIDDLE,
    P_NOT_NAME,
    P_NAME_IS,
    P_STOP,
    P_UNIT,
    P_PLACE,
    P_AT,
    P_DOT,
    P_HOST,
    P_NOT_IP,
    P_FILLER,
    P_VN_CODE,
    P_OTHER,
    P_HOTLINE,
    P_WORD, /* a word of the Thai dictionary */
    P_KINDS
};
#define P_BIT(kind) ((uint64_t)1 << (kind))

typedef enum { PT_DIGITS, PT_LATIN, PT_THAI, PT_SIGN, PT_OTHER } ptoken_kind;

typedef struct ptoken {
    uint32_t begin, end; /* bytes of the normalized text */
    uint8_t kind;
    bool space;   /* white space before it */
    bool line;    /* a line break before it */
    bool capital; /* its first letter is upper case */
    bool caps;    /* all its letters are, two or more */
} ptoken;

typedef struct phit {
    uint32_t begin, end;
    uint32_t token; /* the token that it begins in */
    uint32_t next;  /* the first token at or behind `end` */
    uint64_t kinds;
    bool folded; /* only without Vietnamese marks */
} phit;

typedef struct pnode {
    uint32_t child, sibling;
    uint64_t kinds, folded;
    uint8_t byte;
} pnode;

struct vb_personal {
    vb_arena arena;
    pnode *nodes; /* [0] unused */
    uint32_t n_nodes, cap_nodes;
    uint32_t roots[256];
};

typedef struct pspan {
    uint32_t begin, end; /* bytes of the normalized text */
    vb_personal_type type;
} pspan;

typedef struct pscan {
    const vb_personal *p;
    vb_arena *arena;
    vb_text text;
    ptoken *t;
    uint32_t n;
    phit *hits;
    uint32_t n_hits, cap_hits;
    pspan *spans;
    uint32_t n_spans, cap_spans;
    bool capitals; /* capitals tell names: the text is not written in them throughout */
    bool failed;
} pscan;

vb_status vb_personal_words_load(vb_personal *p, const char *lexicons, vb_error *err);
/// Tokens and hits of the normalized text; false when out of memory.
bool vb_personal_cut(pscan *s);
/// The longest term at `at`, which ends before `end`; its end, or 0.
uint32_t vb_personal_match(const pscan *s, uint32_t at, uint64_t *kinds, bool *folded);
void vb_personal_numbers(pscan *s);
void vb_personal_codes(pscan *s);
void vb_personal_plates(pscan *s);
void vb_personal_names(pscan *s);
void vb_personal_add(pscan *s, vb_personal_type type, uint32_t begin, uint32_t end);

/// The hit of one of `kinds` that begins at `at` exactly, or NULL. `near` is an index to search from.
const phit *vb_personal_hit_at(const pscan *s, uint32_t at, uint64_t kinds);
/// Index of the first hit that begins at or behind `at`.
uint32_t vb_personal_hits_from(const pscan *s, uint32_t at);
/// The nearest hit of one of `kinds` that ends at most `reach` bytes before `at`, with no end of a sentence
/// between; or NULL.
const phit *vb_personal_before(const pscan *s, uint32_t at, uint64_t kinds, uint32_t reach);
/// The nearest that begins at most `reach` bytes behind `at`.
const phit *vb_personal_after(const pscan *s, uint32_t at, uint64_t kinds, uint32_t reach);

static inline char psign(const pscan *s, uint32_t i) {
    return i < s->n && s->t[i].kind == PT_SIGN && s->t[i].end - s->t[i].begin == 1
               ? s->text.norm.ptr[s->t[i].begin]
               : 0;
}
/// Whether token i stands directly behind the one before it.
static inline bool pjoined(const pscan *s, uint32_t i) {
    return i > 0 && i < s->n && s->t[i].begin == s->t[i - 1].end;
}
static inline bool pword(const pscan *s, uint32_t i) {
    return i < s->n && (s->t[i].kind == PT_LATIN || s->t[i].kind == PT_DIGITS);
}

#endif
