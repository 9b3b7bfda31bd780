/* personal_plates: number plates of vehicles in Vietnam (51F-123.45, 59-X1 234.56) and Thailand (1กก 1234, กข
 * 1234 กรุงเทพ).
 *
 * Invariant: a plate has its full form, or a word before it says that it is one; a form that prices, weights
 * or times share ("20k 5000", "ลด 50") needs that word, or the name of the province behind it. */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/personal_scan.h"

enum { PLATE_REACH = 24 };

static uint32_t count(const pscan *s, uint32_t i) {
    return (uint32_t)vb_utf8_count(vb_str_sub(s->text.norm, s->t[i].begin, s->t[i].end));
}

static bool digits_are(const pscan *s, uint32_t i, uint32_t n) {
    return i < s->n && s->t[i].kind == PT_DIGITS && count(s, i) == n;
}

/* ---- Vietnam
 * -------------------------------------------------------------------------------------------------------- */

/* The serial number: 123.45, 12345 or 1234; the token behind it, or 0. `*points` where it has its point. */
static uint32_t serial(const pscan *s, uint32_t i, bool *points) {
    *points = digits_are(s, i, 3) && psign(s, i + 1) == '.' && pjoined(s, i + 1) && digits_are(s, i + 2, 2) &&
              pjoined(s, i + 2);
    uint32_t next = *points ? i + 3 : digits_are(s, i, 5) || digits_are(s, i, 4) ? i + 1 : 0;
    bool goes_on = next && next < s->n && pjoined(s, next) &&
                   (pword(s, next) || (strchr(".,", psign(s, next) ? psign(s, next) : ' ') &&
                                       next + 1 < s->n && pjoined(s, next + 1) && pword(s, next + 1)));
    return goes_on ? 0 : next;
}

static bool series_letters(const pscan *s, uint32_t i, bool *upper) {
    if (i >= s->n || s->t[i].kind != PT_LATIN || s->t[i].end - s->t[i].begin > 2) return false;
    *upper = s->t[i].capital && (s->t[i].caps || s->t[i].end - s->t[i].begin == 1);
    return true;
}

static void read_vietnamese(pscan *s, uint32_t i) {
    bool upper, points, hyphen = false;
    if (!digits_are(s, i, 2) || s->text.norm.ptr[s->t[i].begin] == '0' ||
        (pjoined(s, i) && (pword(s, i - 1) || psign(s, i - 1) == '.')))
        return;
    uint32_t k = i + 1;
    if (psign(s, k) == '-' && pjoined(s, k) && pjoined(s, k + 1)) k++, hyphen = true;
    if (!series_letters(s, k, &upper) || !pjoined(s, k)) return;
    k++;
    if (digits_are(s, k, 1) && pjoined(s, k)) k++; /* a motorbike's series: X1 */
    bool joint = psign(s, k) == '-' || psign(s, k) == '.';
    if (joint) k++, hyphen = true;
    bool apart = k < s->n && s->t[k].space;
    uint32_t next = serial(s, k, &points);
    if (!next || (k < s->n && s->t[k].line)) return;
    uint32_t n = s->t[next - 1].end - s->t[k].begin;
    bool said = vb_personal_before(s, s->t[i].begin, P_BIT(P_PLATE), PLATE_REACH) != NULL;
    bool full = points || (hyphen && upper) || (upper && n == 5 && !apart);
    if (said || (full && (upper || points)))
        vb_personal_add(s, VB_PERSONAL_PLATE, s->t[i].begin, s->t[next - 1].end);
}

/* ---- Thailand
 * ------------------------------------------------------------------------------------------------------- */

/* One to three consonants that end the Thai token i; where they begin, or 0 for none. All of it unless a
 * title goes before. */
static bool consonants(const pscan *s, uint32_t i, uint32_t from) {
    vb_str norm = s->text.norm;
    uint32_t n = 0;
    for (size_t at = from; at < s->t[i].end; n++)
        if (!vb_thai_is_consonant(vb_utf8_next(norm, &at))) return false;
    return n == 2 || n == 3;
}

static void read_thai(pscan *s, uint32_t i) {
    const ptoken *t = &s->t[i];
    uint32_t from = t->begin, begin = from;
    const phit *word = vb_personal_before(s, t->end, P_BIT(P_PLATE), PLATE_REACH);
    if (word && word->end > t->begin && word->end < t->end) from = begin = word->end; /* ทะเบียนกข 1234 */
    if (!consonants(s, i, from)) return;
    bool front = from == t->begin && pjoined(s, i) && digits_are(s, i - 1, 1) &&
                 !(pjoined(s, i - 1) && i >= 2 && pword(s, i - 2));
    if (front) begin = s->t[i - 1].begin;
    uint32_t k = i + 1;
    if (psign(s, k) == '-') k++;
    if (k >= s->n || s->t[k].kind != PT_DIGITS || s->t[k].line || count(s, k) > 4) return;
    bool goes_on = k + 1 < s->n && pjoined(s, k + 1) && pword(s, k + 1);
    if (goes_on) return;
    bool common = vb_personal_hit_at(s, from, P_BIT(P_STOP) | P_BIT(P_UNIT) | P_BIT(P_OTHER)) != NULL;
    const phit *province = vb_personal_after(s, s->t[k].end, P_BIT(P_PROVINCE), 4);
    bool said = word && !(common && !front);
    bool formed = (front && count(s, k) >= 3) || (province && count(s, k) >= 2);
    if (!said && (!formed || (common && !(front && count(s, k) == 4)))) return;
    vb_personal_add(s, VB_PERSONAL_PLATE, begin, province ? province->end : s->t[k].end);
}

void vb_personal_plates(pscan *s) {
    for (uint32_t i = 0; i < s->n; i++) {
        if (s->t[i].kind == PT_DIGITS) read_vietnamese(s, i);
        if (s->t[i].kind == PT_THAI) read_thai(s, i);
    }
}
