/* personal_numbers: what consists of digits: phones, identity numbers, cards, bank accounts, network
 * addresses.
 *
 * Invariant: digits that are grouped by single blanks, dots, hyphens or brackets are read as one chain of at
 * most MOST_CHUNKS groups; the longest front part of a chain that has one of the forms is taken. A word
 * before the number
 * ("stk", "CCCD", "โทร") decides before its form does; sums of money, dates and service numbers (1900...,
 * 1800...) are left alone. */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/personal_scan.h"

enum { MOST_CHUNKS = 12, MOST_DIGITS = 24, REACH = 56 };

typedef struct chain {
    char d[MOST_DIGITS + 1];
    uint32_t begin; /* byte of the text, a plus or bracket before it included */
    uint32_t first; /* token */
    bool plus;
    bool glued;                 /* a letter or sign stands at its front that makes it part of a code */
    uint32_t n;                 /* chunks */
    uint32_t ends[MOST_CHUNKS]; /* byte behind each chunk */
    uint32_t next[MOST_CHUNKS]; /* token behind each chunk */
    uint8_t len[MOST_CHUNKS];   /* digits up to and with each chunk */
    char before[MOST_CHUNKS];   /* the sign between it and the chunk before: ' ', '.', '-', '(' or ')' */
    bool spaced[MOST_CHUNKS];   /* a blank stands there too */
} chain;

/* ---- Reading a chain
 * ------------------------------------------------------------------------------------------------ */

static bool add_digits(const pscan *s, chain *c, uint32_t token) {
    vb_str norm = s->text.norm;
    uint8_t have = c->n ? c->len[c->n - 1] : 0;
    for (size_t at = s->t[token].begin; at < s->t[token].end;) {
        int digit = vb_char_digit(vb_utf8_next(norm, &at));
        if (digit < 0 || have == MOST_DIGITS) return false;
        c->d[have++] = (char)('0' + digit);
    }
    c->len[c->n] = have;
    c->ends[c->n] = s->t[token].end;
    c->next[c->n] = token + 1;
    c->n++;
    return true;
}

static bool is_dash(const pscan *s, uint32_t i) {
    if (i >= s->n || s->t[i].kind != PT_SIGN) return false;
    size_t at = s->t[i].begin;
    uint32_t cp = vb_utf8_next(s->text.norm, &at);
    return cp == '-' || (cp >= 0x2010 && cp <= 0x2014);
}

/* The token of the digits that go on behind token i - 1, and the sign between; 0 where the chain ends. */
static uint32_t next_chunk(const pscan *s, uint32_t i, char *sign, bool *spaced) {
    *sign = ' ', *spaced = false;
    for (unsigned signs = 0; i < s->n && signs < 3; i++, signs++) {
        if (s->t[i].line) return 0;
        *spaced |= s->t[i].space;
        if (s->t[i].kind == PT_DIGITS) return *spaced || signs ? i : 0;
        char c = is_dash(s, i) ? '-' : psign(s, i);
        if (c != '-' && c != '.' && c != '(' && c != ')') return 0;
        *sign = c;
    }
    return 0;
}

static void read_chain(const pscan *s, uint32_t i, chain *c) {
    c->n = 0, c->first = i, c->begin = s->t[i].begin;
    c->plus = pjoined(s, i) && psign(s, i - 1) == '+';
    if (c->plus) c->begin = s->t[i - 1].begin;
    bool bracket = pjoined(s, i) && psign(s, i - 1) == '(';
    if (bracket && i >= 2 && pjoined(s, i - 1) && psign(s, i - 2) == '+') c->plus = true;
    c->glued = pjoined(s, i) && s->t[i - 1].kind == PT_LATIN;
    if (!add_digits(s, c, i)) return;
    char sign;
    bool spaced;
    uint32_t more;
    while (c->n < MOST_CHUNKS && (more = next_chunk(s, c->next[c->n - 1], &sign, &spaced)) != 0) {
        c->before[c->n] = sign, c->spaced[c->n] = spaced;
        if (!add_digits(s, c, more)) break;
    }
    if (bracket && psign(s, c->next[0]) == ')')
        c->begin = s->t[i - 1 - (c->plus && psign(s, i - 2) == '+')].begin;
}

static uint8_t chunk_len(const chain *c, uint32_t k) {
    return (uint8_t)(c->len[k] - (k ? c->len[k - 1] : 0));
}

static unsigned value(const char *d, unsigned n) {
    unsigned v = 0;
    for (unsigned i = 0; i < n; i++) v = v * 10 + (unsigned)(d[i] - '0');
    return v;
}

/* 05-06-2024, 5.6.24, 2024-06-05 at the front of a chain. */
static bool is_date(const chain *c) {
    if (c->n < 3 || c->before[1] != c->before[2] || c->before[1] == ' ') return false;
    unsigned a = chunk_len(c, 0), b = chunk_len(c, 1), e = chunk_len(c, 2);
    if (b > 2 || c->spaced[1] || c->spaced[2]) return false;
    unsigned month = value(c->d + c->len[0], b);
    if (a == 4) return e <= 2 && month >= 1 && month <= 12 && (c->d[0] == '1' || c->d[0] == '2');
    unsigned day = value(c->d, a);
    return a <= 2 && (e == 2 || e == 4) && month >= 1 && day >= 1 && day <= 31 && month <= 31 &&
           (month <= 12 || day <= 12);
}

/* ---- Forms
 * ----------------------------------------------------------------------------------------------------------
 */

/* The groups of chunks 0..k as one of "1-4-5-2-1", given by their lengths. */
static bool shaped(const chain *c, uint32_t k, const char *shape) {
    uint32_t i = 0;
    for (; i <= k && shape[i]; i++)
        if (chunk_len(c, i) != (uint8_t)(shape[i] - '0')) return false;
    return i == k + 1 && !shape[i];
}

/* Chunks of a phone are long, or all single digits. */
static bool phone_chunks(const chain *c, uint32_t k) {
    unsigned single = 0;
    for (uint32_t i = 0; i <= k; i++) single += chunk_len(c, i) == 1;
    return single <= 1 || single == k + 1;
}

static bool is_international(const chain *c, unsigned n) {
    const char *d = c->d;
    if (c->plus) return n >= 8 && n <= 15 && d[0] != '0';
    if (d[0] == '0' && d[1] == '0')
        d += 2, n -= 2;
    else if (d[0] == '0')
        return false;
    if (d[0] == '8' && d[1] == '4') {
        bool mobile = strchr("35789", d[2]) != NULL;
        return (n == 11 && mobile) || (n == 12 && d[2] == '0' && strchr("35789", d[3])) ||
               (d != c->d && n >= 10 && n <= 12);
    }
    if (d[0] == '6' && d[1] == '6')
        return (n == 11 && strchr("689", d[2])) || (n == 12 && d[2] == '0') || (d != c->d && n >= 10);
    return false;
}

/* National numbers of Vietnam and Thailand, the trunk 0 included. */
static bool is_national(const chain *c, unsigned n) {
    const char *d = c->d;
    if (d[0] != '0') return false;
    if (n == 10) return strchr("356789", d[1]) != NULL;
    if (n == 11) return d[1] == '2';
    if (n != 9) return false;
    return d[1] == '2' || (d[1] == '3' && d[2] >= '2') || (d[1] == '4' && d[2] >= '2' && d[2] <= '5') ||
           (d[1] == '5' && d[2] >= '3' && d[2] <= '6') || (d[1] == '7' && d[2] >= '3' && d[2] <= '7');
}

static bool is_service(const chain *c) {
    return memcmp(c->d, "1900", 4) == 0 || memcmp(c->d, "1800", 4) == 0;
}

static bool thai_id_checks(const char *d) {
    unsigned sum = 0;
    for (unsigned i = 0; i < 12; i++) sum += (13 - i) * (unsigned)(d[i] - '0');
    return d[0] >= '1' && (11 - sum % 11) % 10 == (unsigned)(d[12] - '0');
}

/* A bar code of goods (EAN-13) of Thailand (885) or Vietnam (893). */
static bool is_bar_code(const char *d) {
    if (memcmp(d, "885", 3) != 0 && memcmp(d, "893", 3) != 0) return false;
    unsigned sum = 0;
    for (unsigned i = 0; i < 13; i++) sum += (i % 2 ? 3 : 1) * (unsigned)(d[i] - '0');
    return sum % 10 == 0;
}

static bool luhn_checks(const char *d, unsigned n) {
    unsigned sum = 0;
    for (unsigned i = 0; i < n; i++) {
        unsigned digit = (unsigned)(d[n - 1 - i] - '0') << (i % 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

/* Province code, then century and sex, then year of birth. */
static bool is_citizen_id(const vb_personal *p, const char *d) {
    uint32_t node = p->roots[(uint8_t)d[0]];
    for (unsigned i = 1; i < 3 && node; i++) {
        node = p->nodes[node].child;
        while (node && p->nodes[node].byte != (uint8_t)d[i]) node = p->nodes[node].sibling;
    }
    if (!node || !(p->nodes[node].kinds & P_BIT(P_VN_CODE))) return false;
    unsigned year = value(d + 4, 2);
    return d[3] == '0' || d[3] == '1' ? year >= 20 : (d[3] == '2' || d[3] == '3') && year <= 30;
}

static bool is_address(const chain *c) {
    if (c->n < 4) return false;
    unsigned long_parts = 0;
    for (uint32_t k = 0; k < 4; k++) {
        const char *part = c->d + (k ? c->len[k - 1] : 0);
        unsigned n = chunk_len(c, k);
        if ((k && (c->before[k] != '.' || c->spaced[k])) || n > 3 || value(part, n) > 255 ||
            (n > 1 && part[0] == '0'))
            return false;
        long_parts += n > 1;
    }
    return long_parts >= 2 && (c->n == 4 || c->before[4] != '.' || c->spaced[4]);
}

/* ---- Words around
 * --------------------------------------------------------------------------------------------------- */

/* Whether money, percent or another measure follows or goes before. */
static bool is_amount(const pscan *s, const chain *c, uint32_t k) {
    uint32_t next = c->next[k];
    if (next < s->n) {
        size_t at = s->t[next].begin;
        uint32_t cp = vb_utf8_next(s->text.norm, &at);
        if (cp == '%' || cp == 0x20AB || cp == 0x0E3F || cp == '$' || cp == 0x20AC) return true;
        if (s->t[next].begin <= c->ends[k] + 1 && vb_personal_hit_at(s, s->t[next].begin, P_BIT(P_UNIT)))
            return true;
        if (psign(s, next) == ',' && next + 1 < s->n && pjoined(s, next) && pjoined(s, next + 1) &&
            s->t[next + 1].kind == PT_DIGITS && s->t[next + 1].end - s->t[next + 1].begin == 3)
            return true;
    }
    if (c->first == 0) return false;
    size_t at = s->t[c->first - 1].begin;
    uint32_t cp = vb_utf8_next(s->text.norm, &at);
    return cp == '$' || cp == 0x0E3F || cp == 0x20AB || cp == 0x20AC;
}

static bool round_sum(const chain *c, unsigned n) {
    return n >= 3 && c->d[n - 1] == '0' && c->d[n - 2] == '0' && c->d[n - 3] == '0';
}

/* All words that say what a number is; the nearest before it counts. */
static const uint64_t number_words = P_BIT(P_PHONE) | P_BIT(P_ACCOUNT) | P_BIT(P_CARD) | P_BIT(P_VN_ID) |
                                     P_BIT(P_TH_ID) | P_BIT(P_ORDER) | P_BIT(P_OTHER) | P_BIT(P_HOTLINE) |
                                     P_BIT(P_PASSPORT);

static uint64_t words_for(const pscan *s, const chain *c) {
    const phit *h = vb_personal_before(s, c->begin, number_words, REACH);
    return h ? h->kinds : 0;
}

/* "225678901 (CMND)", where neither a word before nor the form has told. */
static uint64_t words_behind(const pscan *s, const chain *c, uint32_t k) {
    const phit *h = vb_personal_after(s, c->ends[k], P_BIT(P_ACCOUNT) | P_BIT(P_VN_ID) | P_BIT(P_TH_ID), 4);
    return h ? h->kinds : 0;
}

static bool bank_near(const pscan *s, const chain *c, uint32_t k) {
    return vb_personal_before(s, c->begin, P_BIT(P_BANK), 14) ||
           vb_personal_after(s, c->ends[k], P_BIT(P_BANK), 6);
}

static int said_by_words(const chain *c, uint32_t k, uint64_t words, bool amount) {
    unsigned n = c->len[k];
    if (words & P_BIT(P_ACCOUNT) && n >= 6 && n <= 19 && !amount) return VB_PERSONAL_BANK_ACCOUNT;
    if (words & P_BIT(P_TH_ID) && n == 13) return VB_PERSONAL_TH_ID;
    if (words & P_BIT(P_VN_ID) && (n == 12 || n == 9)) return VB_PERSONAL_VN_ID;
    if (words & P_BIT(P_CARD) && n >= 13 && n <= 19 && (n == 16 || luhn_checks(c->d, n)))
        return VB_PERSONAL_CARD;
    if (words & P_BIT(P_PHONE) && n >= 8 && n <= 12 && !amount && !round_sum(c, n) && !is_service(c) &&
        phone_chunks(c, k) && k < 5)
        return VB_PERSONAL_PHONE;
    return -1;
}

static bool in_card_groups(const chain *c, uint32_t k) {
    return k == 0 || shaped(c, k, "4444") || shaped(c, k, "465") || shaped(c, k, "44443");
}

static int said_by_form(const pscan *s, const chain *c, uint32_t k, uint64_t words, bool amount) {
    unsigned n = c->len[k];
    bool other = words & (P_BIT(P_OTHER) | P_BIT(P_ORDER));
    if (phone_chunks(c, k) && !amount &&
        (is_international(c, n) || (is_national(c, n) && !(other && k == 0 && n != 10))))
        return VB_PERSONAL_PHONE;
    if (n == 13 && (k == 0 || shaped(c, k, "14521") || shaped(c, k, "1453")) && thai_id_checks(c->d) &&
        !other && !is_bar_code(c->d))
        return VB_PERSONAL_TH_ID;
    if (n == 12 && (k == 0 || shaped(c, k, "3333") || shaped(c, k, "444")) && is_citizen_id(s->p, c->d) &&
        !other)
        return VB_PERSONAL_VN_ID;
    if ((n == 15 || n == 16 || n == 19) && in_card_groups(c, k) && luhn_checks(c->d, n) &&
        strchr("234569", c->d[0]) && !other)
        return VB_PERSONAL_CARD;
    if (n == 10 && shaped(c, k, "3151") && c->before[1] == '-') return VB_PERSONAL_BANK_ACCOUNT;
    bool account =
        n >= 8 && n <= 19 && !amount && !round_sum(c, n) && (k == 0 || k >= 2 || c->before[1] == '-');
    if (account && !other && bank_near(s, c, k)) return VB_PERSONAL_BANK_ACCOUNT;
    return -1;
}

/* ---- One chain
 * ------------------------------------------------------------------------------------------------------ */

/* A chain may begin behind a blank or sign, but not in the middle of "1.023.456" or "1,234,567". */
static bool may_begin(const pscan *s, uint32_t i) {
    if (!pjoined(s, i) || i < 2 || s->t[i - 2].kind != PT_DIGITS || !pjoined(s, i - 1)) return true;
    char c = is_dash(s, i - 1) ? '-' : psign(s, i - 1);
    if (c == ',') return s->t[i].end - s->t[i].begin > 3;
    return c != '.' && c != '-';
}

/* Nor end there. */
static bool may_end(const chain *c, uint32_t k) {
    return k + 1 == c->n || c->spaced[k + 1] || c->before[k + 1] == '(';
}

/* The token behind what was found, or behind the first chunk. */
static uint32_t read_number(pscan *s, uint32_t i) {
    chain c;
    read_chain(s, i, &c);
    if (!c.n || (c.glued && c.len[0] < 9)) return i + 1;
    if (is_date(&c)) return c.next[2];
    memset(c.d + c.len[c.n - 1], 0, sizeof c.d - c.len[c.n - 1]);
    if (is_address(&c) && !vb_personal_before(s, c.begin, P_BIT(P_NOT_IP), 12)) {
        vb_personal_add(s, VB_PERSONAL_IP, c.begin, c.ends[3]);
        return c.next[3];
    }
    uint64_t words = c.len[c.n - 1] >= 6 ? words_for(s, &c) : 0;
    for (uint32_t k = c.n; k-- > 0;) {
        if (!may_end(&c, k) || c.len[k] < 6) continue;
        bool amount = is_amount(s, &c, k);
        int type = said_by_words(&c, k, words, amount);
        if (type < 0) type = said_by_form(s, &c, k, words, amount);
        if (type < 0 && !words) type = said_by_words(&c, k, words_behind(s, &c, k), amount);
        if (type < 0) continue;
        vb_personal_add(s, (vb_personal_type)type, c.begin, c.ends[k]);
        return c.next[k];
    }
    return i + 1;
}

void vb_personal_numbers(pscan *s) {
    for (uint32_t i = 0; i < s->n;)
        i = s->t[i].kind == PT_DIGITS && may_begin(s, i) ? read_number(s, i) : i + 1;
}
