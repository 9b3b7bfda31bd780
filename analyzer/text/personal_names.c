/* personal_names: names of people behind a title or a word that introduces them, in three languages; and
 * Vietnamese full names by their family and middle name.
 *
 * Invariant: a Latin name is up to four capitalised words (where capitals tell nothing, known names only); a
 * Thai name, which has no capitals and no blanks around it, is a known name, or up to MOST_THAI letters
 * between a title and the next common word. What often stands behind a title and is no name ("chị ơi",
 * "คุณภาพ") is in the word lists. */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/personal_scan.h"
#include "text/vietnamese.h"

enum {
    MOST_WORDS = 4,
    LEAST_THAI = 2,
    MOST_THAI = 14,
    LEAST_SURNAME = 4,
    MOST_SURNAME = 18,
    MOST_WHOLE = 12,
    LONG_WORD = 12 /* bytes: four Thai letters */
};

static const uint64_t known = P_BIT(P_GIVEN) | P_BIT(P_SURNAME) | P_BIT(P_MIDDLE);
static const uint64_t titles = P_BIT(P_TITLE) | P_BIT(P_TITLE_WEAK) | P_BIT(P_TITLE_FULL) | P_BIT(P_NAME_IS);

/* ---- Latin
 * ----------------------------------------------------------------------------------------------------------
 */

/* Whether token i can be a part of a name; `sure` asks for a known one. */
static bool is_name_word(const pscan *s, uint32_t i, bool sure) {
    if (i >= s->n || s->t[i].kind != PT_LATIN || s->t[i].line) return false;
    const phit *h = vb_personal_hit_at(s, s->t[i].begin, ~(uint64_t)0);
    bool listed = h && h->kinds & known && h->next == i + 1;
    if (h && !listed) return false;
    if (!s->t[i].capital) return false;
    if (s->t[i].end - s->t[i].begin == 1 || (sure && h && h->kinds & P_BIT(P_NOT_NAME))) return false;
    if (!s->capitals || s->t[i].caps || sure) return listed && (!h->folded || s->t[i].capital);
    return true;
}

/* Whether token i and the one behind the sign `between` are written as one word. */
static bool is_joined(const pscan *s, uint32_t i, char between) {
    return i + 2 < s->n && psign(s, i + 1) == between && pjoined(s, i + 1) && pjoined(s, i + 2);
}

/* O'Brien: one capital letter, then a capitalised word. */
static bool is_o_name(const pscan *s, uint32_t i) {
    return is_joined(s, i, '\'') && s->t[i].kind == PT_LATIN && s->t[i + 2].kind == PT_LATIN &&
           s->t[i].capital && s->t[i + 2].capital && s->t[i].end - s->t[i].begin == 1 &&
           s->t[i + 2].end - s->t[i + 2].begin > 2;
}

static uint32_t latin_name(const pscan *s, uint32_t i, bool sure) {
    uint32_t k = i;
    while (k < i + MOST_WORDS &&
           (is_name_word(s, k, sure && k == i) || ((!sure || k > i) && is_o_name(s, k)))) {
        if (is_o_name(s, k)) k += 2;
        if (is_joined(s, k, '-') && is_name_word(s, k + 2, false)) k += 2; /* Anne-Marie */
        k++;
        if (k < s->n && !s->t[k].space) break;
    }
    return k;
}

/* A lower-case full name: family name, thị or văn, one or two known given names. */
static uint32_t lower_name(const pscan *s, uint32_t i) {
    const phit *a = i + 2 < s->n ? vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_SURNAME)) : NULL;
    if (!a || !vb_personal_hit_at(s, s->t[i + 1].begin, P_BIT(P_MIDDLE))) return i;
    uint32_t k = i + 2;
    while (k < i + 4 && k < s->n && s->t[k].kind == PT_LATIN &&
           vb_personal_hit_at(s, s->t[k].begin, P_BIT(P_GIVEN)))
        k++;
    return k > i + 2 ? k : i;
}

/* Whether a Latin title stands as a word of its own, not as the end of another ("giám đốc" is no title of
 * "ốc"). */
static uint32_t behind_title(const pscan *s, const phit *h) {
    uint32_t i = h->next;
    bool is = h->kinds & P_BIT(P_NAME_IS);
    if (psign(s, i) == '.' && pjoined(s, i))
        return i + 1 < s->n && (s->t[i].begin == h->end) && s->t[h->token].kind == PT_LATIN ? i + 1 : i;
    if (is && (psign(s, i) == ':' || psign(s, i) == ',')) i++;
    const phit *filler = is && i < s->n ? vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_FILLER)) : NULL;
    return filler ? filler->next : i;
}

/* A point belongs to titles that are shortened: Mr. Nam, but not "cảm ơn anh. Nam". */
static bool takes_point(const pscan *s, const phit *h) {
    uint32_t n = h->end - h->begin;
    return n <= 3 && !memchr(s->text.norm.ptr + h->begin, ' ', n) &&
           h->kinds & (P_BIT(P_TITLE_FULL) | P_BIT(P_TITLE_WEAK));
}

/* True where the marks of a word were torn off: "Ba ̉ o". */
static bool is_cut_off(const pscan *s, uint32_t i) {
    if (i >= s->n || s->t[i].kind != PT_LATIN) return false;
    size_t at = s->t[i].begin;
    return vb_char_classify(vb_utf8_next(s->text.norm, &at)) == VB_CH_MARK;
}

/* The token behind "and" at token i, or 0. */
static uint32_t and_another(const pscan *s, uint32_t i) {
    static const char *const joins[] = {"and", "và", "&", "with", "với"};
    if (i + 1 >= s->n) return 0;
    vb_str word = vb_str_sub(s->text.norm, s->t[i].begin, s->t[i].end);
    for (size_t k = 0; k < sizeof joins / sizeof *joins; k++)
        if (vb_str_eqz(word, joins[k])) return i + 1;
    return 0;
}

/* Behind a Vietnamese title stands a Vietnamese name, or one that is known: not "em Note", "các bạn Foody".
 */
static bool may_follow_title(const pscan *s, const phit *h, uint32_t i) {
    vb_str word = vb_str_sub(s->text.norm, s->t[i].begin, s->t[i].end);
    if (!(h->kinds & P_BIT(P_TITLE)) || h->kinds & P_BIT(P_NAME_IS)) return true;
    return vb_viet_is_syllable(word, true) || vb_viet_is_syllable(word, false) ||
           vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_GIVEN) | P_BIT(P_SURNAME));
}

static void read_latin(pscan *s, const phit *h) {
    uint32_t i = behind_title(s, h);
    if (i >= s->n || s->t[i].line || s->t[i].kind != PT_LATIN) return;
    bool part = h->token > 0 && s->t[h->token].capital && s->t[h->token - 1].capital &&
                vb_personal_hit_at(s, s->t[h->token - 1].begin, P_BIT(P_SURNAME)); /* "Trần Anh" is a name */
    if (part) return;
    if (i > 0 && psign(s, i - 1) == '.' && !takes_point(s, h)) return;
    bool weak = !(h->kinds & (P_BIT(P_TITLE) | P_BIT(P_TITLE_FULL) | P_BIT(P_NAME_IS))) || h->folded;
    bool shouted = h->folded && (!s->capitals || s->t[i].caps); /* GI CO TIEN */
    if (shouted || !may_follow_title(s, h, i)) return;
    uint32_t end = latin_name(s, i, weak);
    if (end == i) end = lower_name(s, i);
    if (end == i && h->kinds & P_BIT(P_NAME_IS)) { /* my name is john */
        const phit *k = vb_personal_hit_at(s, s->t[i].begin, P_BIT(P_GIVEN) | P_BIT(P_SURNAME));
        if (k && !k->folded) end = k->next;
    }
    if (end == i || is_cut_off(s, end)) return;
    vb_personal_add(s, VB_PERSONAL_NAME, s->t[i].begin, s->t[end - 1].end);
    i = and_another(s, end);
    end = i ? latin_name(s, i, true) : 0; /* thanks to Anna and Tom */
    if (end > i) vb_personal_add(s, VB_PERSONAL_NAME, s->t[i].begin, s->t[end - 1].end);
}

/* Behind a number or a word of place a name is that of a street or shop. */
static bool after_place(const pscan *s, uint32_t i) {
    if (i == 0) return false;
    return s->t[i - 1].kind == PT_DIGITS ||
           vb_personal_before(s, s->t[i].begin, P_BIT(P_PLACE) | P_BIT(P_STREET) | P_BIT(P_HOUSE), 2);
}

/* Nguyễn Văn An, without a title; but not a street or shop of that name. */
static void read_full_name(pscan *s, const phit *h) {
    uint32_t i = h->token;
    if (s->t[i].kind != PT_LATIN || !s->t[i].capital || h->next != i + 1 || after_place(s, i)) return;
    const phit *middle =
        i + 2 < s->n && s->t[i + 1].space ? vb_personal_hit_at(s, s->t[i + 1].begin, P_BIT(P_MIDDLE)) : NULL;
    if (s->t[i].caps && s->t[i + 1].caps && !s->capitals) return; /* all is written in capitals */
    if (!middle || !s->t[i + 1].capital || !s->t[i + 2].capital || s->t[i + 2].kind != PT_LATIN) return;
    uint32_t k = i + 2;
    while (k < i + MOST_WORDS && k < s->n && s->t[k].kind == PT_LATIN && s->t[k].capital && !s->t[k].line)
        k++;
    vb_personal_add(s, VB_PERSONAL_NAME, h->begin, s->t[k - 1].end);
}

/* ---- Thai
 * -----------------------------------------------------------------------------------------------------------
 */

static bool only_a_word(const phit *h) {
    return h->kinds == P_BIT(P_WORD);
}

/* Where a name that begins at byte `at` of Thai token i ends: at the next common word or the end of the run;
 * `at` itself where it begins with a common word, or (unless it is `surely` a name) with a word of the
 * dictionary before another. */
static uint32_t thai_end(const pscan *s, uint32_t i, uint32_t at, bool surely, bool *is_known) {
    static const uint64_t inside = P_BIT(P_GIVEN) | P_BIT(P_SURNAME);
    uint32_t end = s->t[i].end;
    *is_known = false;
    for (uint32_t k = vb_personal_hits_from(s, at); k < s->n_hits && s->hits[k].begin < end; k++) {
        const phit *h = &s->hits[k], *next = k + 1 < s->n_hits ? h + 1 : NULL;
        bool followed = next && next->begin == h->end && !(next->kinds & inside);
        if (h->begin == at && h->kinds & P_BIT(P_GIVEN)) {
            *is_known = h->end >= end || followed;
            if (*is_known) return h->end;
        } else if (only_a_word(h)) {
            if (h->begin == at && followed && !surely) return at;
            if (h->begin > at && h->end - h->begin >= LONG_WORD) return h->begin;
        } else if (!(h->kinds & inside) || (!surely && h->begin == at && h->kinds & P_BIT(P_NOT_NAME))) {
            return h->begin;
        }
    }
    return end;
}

static uint32_t letters_between(const pscan *s, uint32_t begin, uint32_t end) {
    return (uint32_t)vb_utf8_count(vb_str_sub(s->text.norm, begin, end));
}

/* The family name behind a blank, where no common word begins. */
static uint32_t thai_surname(const pscan *s, uint32_t end, uint32_t i, bool full) {
    if (i + 1 >= s->n || s->t[i].end != end || s->t[i + 1].kind != PT_THAI || s->t[i + 1].line ||
        !s->t[i + 1].space)
        return end;
    bool is_known;
    uint32_t behind = thai_end(s, i + 1, s->t[i + 1].begin, full, &is_known);
    uint32_t n = letters_between(s, s->t[i + 1].begin, behind);
    uint32_t run = letters_between(s, s->t[i + 1].begin, s->t[i + 1].end);
    if (full && n && run <= MOST_WHOLE)
        behind = s->t[i + 1].end, n = run; /* a surname may hold a common word */
    bool whole = behind == s->t[i + 1].end;
    const phit *word = vb_personal_hit_at(s, s->t[i + 1].begin, P_BIT(P_NOT_NAME));
    if (word && word->end == behind && !full) return end; /* น้องแนน ใจดี: a word, behind a nickname */
    return n >= LEAST_SURNAME && n <= MOST_SURNAME && (whole || full) ? behind : end;
}

static void read_thai(pscan *s, const phit *h) {
    uint32_t i = h->token, at = h->end;
    if (at >= s->t[i].end) {
        i = h->next;
        if (psign(s, i) == '.' || psign(s, i) == ':') i++;
        if (i >= s->n || s->t[i].line) return;
        if (s->t[i].kind == PT_LATIN) { /* คุณ Nancy */
            bool sure = !(h->kinds & (P_BIT(P_TITLE) | P_BIT(P_TITLE_FULL) | P_BIT(P_NAME_IS)));
            uint32_t end = latin_name(s, i, sure);
            if (end > i) vb_personal_add(s, VB_PERSONAL_NAME, s->t[i].begin, s->t[end - 1].end);
            return;
        }
        if (s->t[i].kind != PT_THAI) return;
        at = s->t[i].begin;
    }
    bool is_known, weak = !(h->kinds & (P_BIT(P_TITLE) | P_BIT(P_TITLE_FULL) | P_BIT(P_NAME_IS)));
    uint32_t end = thai_end(s, i, at, false, &is_known), n = letters_between(s, at, end);
    if (!is_known && (weak || n < LEAST_THAI + 1 || n > MOST_THAI)) return;
    if (n == 0) return;
    uint32_t given = end;
    end = thai_surname(s, end, i, h->kinds & (P_BIT(P_TITLE_FULL) | P_BIT(P_NAME_IS)));
    /* นาง, นาย are said of things too; นพ., ดร. are not */
    bool formal = h->kinds & P_BIT(P_TITLE_FULL) && s->text.norm.ptr[h->end - 1] != '.';
    if (formal && !is_known && end == given) return;
    vb_personal_add(s, VB_PERSONAL_NAME, at, end);
}

/* ---- All
 * ------------------------------------------------------------------------------------------------------------
 */

void vb_personal_names(pscan *s) {
    for (uint32_t i = 0; i < s->n_hits; i++) {
        const phit *h = &s->hits[i];
        bool thai = s->t[h->token].kind == PT_THAI;
        if (h->kinds & P_BIT(P_SURNAME) && !thai && !h->folded) read_full_name(s, h);
        if (!(h->kinds & titles)) continue;
        if (thai)
            read_thai(s, h);
        else
            read_latin(s, h);
    }
}
