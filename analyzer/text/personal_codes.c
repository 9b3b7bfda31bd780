/* personal_codes: what mixes letters and digits: e-mail addresses, handles, order and tracking numbers,
 * passports, passwords, birthdays, addresses of houses.
 *
 * Invariant: except for e-mails, links and the forms of carriers, a word before it has to say what it is; the
 * code stands within a few tokens of that word. A code without a digit is none, but for handles that a word
 * calls an id. */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/personal_scan.h"

enum { MOST_PARTS = 24, MOST_FILLERS = 4 };

static bool is_dash(const pscan *s, uint32_t i) {
    if (i >= s->n || s->t[i].kind != PT_SIGN) return false;
    size_t at = s->t[i].begin;
    uint32_t cp = vb_utf8_next(s->text.norm, &at);
    return cp == '-' || (cp >= 0x2010 && cp <= 0x2014);
}

static uint32_t digits_of(const pscan *s, uint32_t i) {
    return (uint32_t)vb_utf8_count(vb_str_sub(s->text.norm, s->t[i].begin, s->t[i].end));
}

/* ---- E-mail
 * ---------------------------------------------------------------------------------------------------------
 */

/* The first token of the local part that ends before token i; i where there is none. */
static uint32_t local_part(const pscan *s, uint32_t i) {
    uint32_t first = i;
    for (uint32_t k = i, parts = 0; k > 0 && parts < MOST_PARTS; k--, parts++) {
        char c = psign(s, k - 1);
        if (k < i && !pjoined(s, k)) break;
        if (pword(s, k - 1))
            first = k - 1;
        else if (!c || !strchr("._+-%", c))
            break;
    }
    return first;
}

/* The dot at token i, written or said; the token behind it, or 0. */
static uint32_t behind_dot(const pscan *s, uint32_t i, bool loose) {
    if (i >= s->n || (!loose && !pjoined(s, i))) return 0;
    if (psign(s, i) == '.') return i + 1;
    const phit *h = loose ? vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_DOT)) : NULL;
    return h ? h->next : 0;
}

/* The token behind a domain that begins at token i; 0 where there is none. */
static uint32_t domain(const pscan *s, uint32_t i, bool loose) {
    uint32_t end = 0, label = i;
    for (unsigned parts = 0; parts < 8 && label < s->n; parts++) {
        if (!pword(s, label) || (parts && !loose && !pjoined(s, label))) break;
        if (parts && s->t[label].kind == PT_LATIN && s->t[label].end - s->t[label].begin >= 2)
            end = label + 1;
        uint32_t k = label + 1;
        while (k + 1 < s->n && pjoined(s, k) && (is_dash(s, k) || pword(s, k)) &&
               (pword(s, k) || pjoined(s, k + 1)))
            k++;
        if (end && k > label + 1) end = k;
        uint32_t next = behind_dot(s, k, loose);
        if (!next || (end && loose && s->t[next - 1].space)) break;
        label = next;
    }
    return end;
}

static bool dot_is_said(const pscan *s, uint32_t begin, uint32_t end) {
    for (uint32_t i = begin; i < end; i++)
        if (psign(s, i) != '.' && vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_DOT))) return true;
    return false;
}

/* A host known for mail may stand without its ending, and with blanks around the sign. */
static void read_email(pscan *s, uint32_t at, uint32_t behind, bool spoken) {
    uint32_t first = local_part(s, at);
    if (first == at || behind >= s->n) return;
    bool host = vb_personal_hit_at(s, s->t[behind].begin, P_BIT(P_HOST)) != NULL;
    bool apart = spoken || s->t[at].space || s->t[behind].space;
    uint32_t end = domain(s, behind, apart);
    if (!end && host) end = behind + 1;
    if (!end || (apart && !host && !spoken)) return;
    /* "no help at all. Thanks": a mere word is the sign only before a known host, or with a dot that is said
     * too. */
    bool bracket = spoken && strchr("[({", psign(s, at) ? psign(s, at) : ' ');
    if (spoken && !bracket && !host && !dot_is_said(s, behind, end)) return;
    vb_personal_add(s, VB_PERSONAL_EMAIL, s->t[first].begin, s->t[end - 1].end);
}

/* ---- Codes
 * ----------------------------------------------------------------------------------------------------------
 */

/* Passes over signs and little words between a word and its code: ": ", "is", "của tôi là". */
static uint32_t behind_fillers(const pscan *s, uint32_t i, bool *sign) {
    *sign = false;
    for (unsigned passed = 0; i < s->n && passed < MOST_FILLERS + 2 && !s->t[i].line; passed++) {
        char c = psign(s, i);
        const phit *h = vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_FILLER));
        if (c && strchr(":#=\"'([", c))
            *sign = true, i++;
        else if (c == '.' && pjoined(s, i) && i + 1 < s->n && s->t[i + 1].space)
            i++; /* no. */
        else if (h && h->next > i)
            i = h->next;
        else
            break;
    }
    return i;
}

typedef struct code {
    uint32_t begin, end; /* bytes */
    uint32_t next;       /* token behind */
    uint32_t digits, letters, groups, signs;
} code;

/* A run without blanks of letters, digits and the signs in `signs`; Thai letters are none of it. */
static code read_code(const pscan *s, uint32_t i, const char *signs) {
    code c = {0};
    if (!pword(s, i) && !(psign(s, i) && strchr(signs, psign(s, i)))) return c;
    c.begin = s->t[i].begin, c.end = c.begin, c.next = i;
    for (uint32_t k = i, parts = 0; k < s->n && parts < MOST_PARTS && (k == i || pjoined(s, k));
         k++, parts++) {
        char sign = psign(s, k);
        if (s->t[k].kind == PT_DIGITS)
            c.digits += digits_of(s, k), c.groups++;
        else if (s->t[k].kind == PT_LATIN)
            c.letters += (uint32_t)vb_utf8_count(vb_str_sub(s->text.norm, s->t[k].begin, s->t[k].end));
        else if (sign && strchr(signs, sign))
            c.signs += k + 1 < s->n && pjoined(s, k + 1) && pword(s, k + 1);
        else
            break;
        if (!sign || strchr("@$&*_", sign)) c.end = s->t[k].end, c.next = k + 1;
    }
    return c;
}

static bool unit_behind(const pscan *s, const code *c) {
    return c->next < s->n && s->t[c->next].begin <= c->end + 1 &&
           (vb_personal_hit_at(s, s->t[c->next].begin, P_BIT(P_UNIT)) ||
            (psign(s, c->next) && strchr("%$,/.", psign(s, c->next)) && c->next + 1 < s->n &&
             pjoined(s, c->next + 1) && s->t[c->next + 1].kind == PT_DIGITS));
}

static void read_order(pscan *s, const phit *h) {
    bool sign;
    uint32_t i = behind_fillers(s, h->next, &sign);
    code c = read_code(s, i, "-_");
    unsigned least = sign || c.letters ? 4 : 5;
    if (c.digits + c.letters < least || c.digits < 3 || c.digits + c.letters > 40) return;
    if (unit_behind(s, &c) || (!c.letters && !sign && c.digits < 6 && s->text.norm.ptr[c.end - 1] == '0'))
        return;
    if (!c.letters && c.digits <= 5 && c.groups > 1) return; /* 12-05 */
    bool measure = c.groups == 1 && s->t[i].kind == PT_DIGITS && c.next == i + 2 &&
                   vb_personal_hit_at(s, s->t[i + 1].begin, P_BIT(P_UNIT));
    if (measure) return;                                                       /* 500k */
    if (c.groups == 3 && c.digits >= 6 && c.digits <= 8 && !c.letters) return; /* a date */
    vb_personal_add(s, VB_PERSONAL_ORDER_NO, c.begin, c.end);
}

/* Codes that carriers print: RR123456789TH (two letters, nine digits, two letters), and their own prefixes.
 */
static void read_carrier(pscan *s, uint32_t i) {
    if (s->t[i].kind != PT_LATIN || (pjoined(s, i) && pword(s, i - 1))) return;
    code c = read_code(s, i, "-");
    uint32_t first = s->t[i].end - s->t[i].begin;
    bool international = first == 2 && c.digits == 9 && c.letters == 4 && c.groups == 1 && c.next == i + 3;
    bool carrier =
        vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_CARRIER)) && c.digits >= 8 && pjoined(s, i + 1);
    if (international || carrier) vb_personal_add(s, VB_PERSONAL_ORDER_NO, c.begin, c.end);
}

static void read_passport(pscan *s, const phit *h) {
    bool sign;
    code c = read_code(s, behind_fillers(s, h->next, &sign), "");
    if (c.letters >= 1 && c.letters <= 2 && c.digits >= 6 && c.digits <= 8)
        vb_personal_add(s, VB_PERSONAL_PASSPORT, c.begin, c.end);
}

static void read_secret(pscan *s, const phit *h) {
    bool sign;
    uint32_t i = behind_fillers(s, h->next, &sign);
    code c = read_code(s, i, "!@#$&*_-");
    bool said = sign || i > h->next;
    uint32_t n = c.digits + c.letters;
    if (!c.digits || n < 4 || n > 40 || unit_behind(s, &c) || (c.letters && !said && c.digits < 2)) return;
    if (!c.letters && !said && c.digits > 8) return;
    vb_personal_add(s, VB_PERSONAL_SECRET, c.begin, c.end);
}

/* ---- Handles
 * -------------------------------------------------------------------------------------------------------- */

static bool ascii_code(const pscan *s, const code *c) {
    for (uint32_t i = c->begin; i < c->end; i++)
        if ((unsigned char)s->text.norm.ptr[i] >= 0x80) return false;
    return true;
}

static void read_handle(pscan *s, const phit *h) {
    bool sign = false, id = h->kinds & (P_BIT(P_HANDLE_ID) | P_BIT(P_HANDLE_URL)), at_sign;
    uint32_t i = h->kinds & P_BIT(P_HANDLE_URL) ? h->next : behind_fillers(s, h->next, &sign);
    at_sign = psign(s, i) == '@';
    if (at_sign) i++;
    code c = read_code(s, i, "._-");
    if (c.letters + c.digits < 3 || !ascii_code(s, &c)) return;
    const phit *word =
        at_sign ? NULL
                : vb_personal_hit_at(
                      s, c.begin, P_BIT(P_HANDLE) | P_BIT(P_HANDLE_ID) | P_BIT(P_HANDLE_URL) | P_BIT(P_STOP));
    if (word && (c.next == i + 1 || word->kinds & P_BIT(P_HANDLE_URL) || h->kinds & P_BIT(P_HANDLE_URL)))
        return;
    bool telling =
        c.digits >= 2 || (c.signs > 0 && sign) || memchr(s->text.norm.ptr + c.begin, '_', c.end - c.begin);
    if (!id && !at_sign && !(telling && c.letters)) return;
    vb_personal_add(s, VB_PERSONAL_HANDLE, c.begin, c.end);
}

/* ---- Birthdays
 * ------------------------------------------------------------------------------------------------------ */

/* Day, month and year in digits, with signs or little words between, or a year alone. */
static void read_birth(pscan *s, const phit *h) {
    bool sign;
    uint32_t i = behind_fillers(s, h->next, &sign), numbers = 0, begin = 0, end = 0;
    bool year = false, word = false, done = false, only_year = h->kinds & P_BIT(P_BIRTH_YEAR);
    for (unsigned parts = 0; i < s->n && parts < 7 && numbers < 3 && !done && !s->t[i].line; i++, parts++) {
        const ptoken *t = &s->t[i];
        if (t->kind == PT_DIGITS) {
            uint32_t n = digits_of(s, i);
            if (n == 3 || n > 8) break;
            if (!numbers++) begin = t->begin;
            end = t->end;
            year |= n == 4 || n == 8 || n == 6;
            done = only_year || (n == 4 && numbers > 1);
        } else if (!numbers || (t->kind == PT_SIGN && !strchr("/.-", psign(s, i) ? psign(s, i) : ' '))) {
            break;
        } else {
            word |= t->kind != PT_SIGN;
        }
    }
    if (numbers == 3 || (year && (only_year || numbers == 1 || word)))
        vb_personal_add(s, VB_PERSONAL_BIRTH_DATE, begin, end);
}

/* ---- Addresses of houses
 * -------------------------------------------------------------------------------------------- */

/* A house number such as 12, 12/3, 45A, 99/1-2 at token i; the token behind it, or 0. */
static uint32_t house_number(const pscan *s, uint32_t i) {
    if (i >= s->n || s->t[i].kind != PT_DIGITS || digits_of(s, i) > 4) return 0;
    uint32_t k = i + 1;
    for (unsigned parts = 0; parts < 8 && k < s->n && pjoined(s, k); parts++, k++) {
        char c = s->text.norm.ptr[s->t[k].begin];
        bool letter = s->t[k].kind == PT_LATIN && s->t[k].end - s->t[k].begin == 1 && c >= 'a' && c <= 'f';
        bool joint = (psign(s, k) == '/' || is_dash(s, k)) && k + 1 < s->n && pjoined(s, k + 1) &&
                     s->t[k + 1].kind == PT_DIGITS;
        if (!letter && !joint && s->t[k].kind != PT_DIGITS) break;
    }
    return k;
}

/* The name of the street: capitalised words, numbers, or one run of Thai. */
static uint32_t street_name(const pscan *s, uint32_t i) {
    uint32_t k = i;
    for (; k < s->n && k < i + 4 && !s->t[k].line; k++) {
        const ptoken *t = &s->t[k];
        if (t->kind == PT_THAI && k == i) return k + 1;
        if (!(t->kind == PT_LATIN && t->capital) && !(t->kind == PT_DIGITS && digits_of(s, k) <= 3)) break;
    }
    return k;
}

static void read_address(pscan *s, uint32_t i) {
    uint32_t k = house_number(s, i);
    if (!k || k >= s->n ||
        (pjoined(s, i) && (pword(s, i - 1) || (psign(s, i - 1) && strchr("/.,-:", psign(s, i - 1))))))
        return;
    const phit *house = vb_personal_before(s, s->t[i].begin, P_BIT(P_HOUSE), 3), *street = NULL;
    uint32_t end = k;
    bool comma = psign(s, k) == ',';
    if (k + comma < s->n) street = vb_personal_hit_at(s, s->t[k + comma].begin, P_BIT(P_STREET));
    /* In Thai "22 ถนน" is as often the end of a lane's number: only 22/3, or behind a word for a house. */
    bool thai = street && s->t[street->token].kind == PT_THAI;
    if (street && !comma && (!thai || house || psign(s, i + 1) == '/')) {
        uint32_t from = street->next;
        if (from > street->token && s->t[street->token].kind == PT_THAI &&
            s->t[street->token].end > street->end)
            from = street->token + 1;
        else
            from = street_name(s, street->next);
        if (from > street->next || s->t[street->token].kind == PT_THAI) end = from;
    }
    if (end == k && s->t[k].kind == PT_LATIN) { /* 12 Baker Street */
        uint32_t name = street_name(s, k);
        if (name > k && name < s->n + 1 && s->capitals) {
            const phit *h = vb_personal_hit_at(s, s->t[name - 1].begin, P_BIT(P_STREET_AFTER));
            if (!h && name < s->n) h = vb_personal_hit_at(s, s->t[name].begin, P_BIT(P_STREET_AFTER));
            if (h && h->token > k) end = h->next;
        }
        if (end == k && house && s->t[k].kind == PT_LATIN && name > k) end = name;
    }
    if (end == k && vb_personal_hit_at(s, s->t[k].begin, P_BIT(P_UNIT))) return;
    if (house || end > k) vb_personal_add(s, VB_PERSONAL_ADDRESS, s->t[i].begin, s->t[end - 1].end);
}

/* ---- All
 * ------------------------------------------------------------------------------------------------------------
 */

static void read_hit(pscan *s, const phit *h) {
    if (h->kinds & P_BIT(P_AT)) read_email(s, h->token, h->next, true);
    if (h->kinds & P_BIT(P_ORDER)) read_order(s, h);
    if (h->kinds & P_BIT(P_PASSPORT)) read_passport(s, h);
    if (h->kinds & P_BIT(P_SECRET)) read_secret(s, h);
    if (h->kinds & (P_BIT(P_HANDLE) | P_BIT(P_HANDLE_ID) | P_BIT(P_HANDLE_URL))) read_handle(s, h);
    if (h->kinds & (P_BIT(P_BIRTH) | P_BIT(P_BIRTH_YEAR))) read_birth(s, h);
}

void vb_personal_codes(pscan *s) {
    for (uint32_t i = 0; i < s->n_hits; i++) read_hit(s, &s->hits[i]);
    for (uint32_t i = 0; i < s->n; i++) {
        if (psign(s, i) == '@' && i > 0) read_email(s, i, i + 1, false);
        if (s->t[i].kind == PT_DIGITS) read_address(s, i);
        read_carrier(s, i);
    }
}
