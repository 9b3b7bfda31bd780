#include "themes/phrase.h"
#include "base/utf8.h"
#include "text/chars.h"

enum {
    MOST_FORMS = 12,
    MOST_TEXTS = 160,    /* that are looked at, evenly spread */
    MOST_SYLLABLES = 96, /* of a clause that is read word by word */
    LONGEST_TAIL = 5,    /* bytes of an inflection */
    MOST_GROWTH = 3,     /* words added on either side */
    LEAST_BESIDE = 4,    /* places at which a word stands beside the phrase */
    LONGEST = 36,        /* code points of a phrase */
    LONGEST_WORD = 48,   /* bytes of a Thai word */
    SHORTEST = 3,        /* code points of a phrase */
    LONG_WORD = 5,       /* code points from which a word of Latin script may */
    COMPOUND = 6         /* code points from which a Thai word says enough alone */
};
static const double BESIDE = 0.5; /* share of the places at which a word stands beside the phrase */
static const double BINDING = 0.7, ENDING = 0.9; /* the same for a function word before, and behind it */
static const double PRAISE = 0.2;                /* valence of a word of praise */

/* ---- Places
 * ------------------------------------------------------------------------------------------------- */

static bool is_latin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter of Vietnamese that is no ASCII; Thai is written without gaps, so there it says nothing. */
static bool is_marked(vb_str s, size_t at) {
    return at < s.len && (unsigned char)s.ptr[at] >= 0xC3 && (unsigned char)s.ptr[at] <= 0xE1 &&
           (unsigned char)s.ptr[at] != 0xE0;
}

static bool is_thai(vb_str s, size_t at) {
    return at + 2 < s.len && (unsigned char)s.ptr[at] == 0xE0 &&
           ((unsigned char)s.ptr[at + 1] & 0xFE) == 0xB8;
}

/* True where the key stands at `from`, up to `*end`: stems may go on, pairs may be written as one word. */
static bool stands_at(vb_str text, vb_str key, size_t from, size_t *end) {
    size_t i = from, k = 0;
    while (i < text.len && k < key.len) {
        unsigned char a = (unsigned char)text.ptr[i], b = (unsigned char)key.ptr[k];
        if (a >= 'A' && a <= 'Z') a = (unsigned char)(a | 32);
        if (b == '_' && is_latin((char)a) && k)
            i++; /* the rest of an inflected word */
        else if (b == '_' && a == ' ')
            i++, k++;
        else if (b == '_')
            k++;
        else if (a == b || (b == 'i' && a == 'y'))
            i++, k++;
        else
            return false;
    }
    if (k < key.len) return false;
    if (is_latin(text.ptr[i - 1]))
        while (i < text.len && is_latin(text.ptr[i])) i++;
    *end = i;
    return !(is_marked(text, i) && !is_thai(text, i));
}

/* Where in `text` the key stands first: from its first letter to the end of its last word. */
static bool find_place(vb_str text, vb_str key, size_t *begin, size_t *end) {
    for (size_t from = 0; from < text.len; from++) {
        unsigned char before = from ? (unsigned char)text.ptr[from - 1] : ' ';
        bool inside = is_latin((char)before) || (before >= 0x80 && !is_thai(text, from));
        if (inside || !vb_utf8_is_start(text.ptr[from]) || !stands_at(text, key, from, end)) continue;
        *begin = from;
        return true;
    }
    return false;
}

static vb_str lower(vb_str s, vb_arena *arena) {
    char *out = vb_arena_alloc(arena, 2 * s.len + 1);
    size_t n = 0;
    for (size_t at = 0; out && at < s.len;) n += vb_utf8_put(out + n, vb_char_lower(vb_utf8_next(s, &at)));
    return (vb_str){out, out ? n : 0};
}

/* ---- The most frequent of a few
 * ----------------------------------------------------------------------------- */

typedef struct {
    vb_str form[MOST_FORMS];
    size_t n[MOST_FORMS], forms, all;
} ballot;

static void vote(ballot *b, vb_str form) {
    size_t k = 0;
    while (k < b->forms && !vb_str_eq_nocase(b->form[k], form)) k++;
    b->all++;
    if (k == MOST_FORMS) return;
    if (k == b->forms) b->form[b->forms++] = form;
    b->n[k]++;
}

static size_t winner(const ballot *b) {
    size_t best = 0;
    for (size_t k = 1; k < b->forms; k++)
        if (b->n[k] > b->n[best] || (b->n[k] == b->n[best] && vb_str_cmp(b->form[k], b->form[best]) < 0))
            best = k;
    return best;
}

/* The rows that have the word, of many an even sample. */
static size_t sample(const vb_phrases *p, uint32_t word, const uint32_t *rows, size_t n, uint32_t *out) {
    size_t having = 0, seen = 0, found = 0;
    for (size_t i = 0; i < n; i++) having += vb_words_has(p->words, rows[i], word);
    size_t step = having / MOST_TEXTS + 1;
    for (size_t i = 0; i < n && found < MOST_TEXTS; i++)
        if (vb_words_has(p->words, rows[i], word) && seen++ % step == 0) out[found++] = rows[i];
    return found;
}

vb_str vb_phrase_written(const vb_phrases *p, uint32_t word, const uint32_t *rows, size_t n) {
    ballot b = {0};
    uint32_t having[MOST_TEXTS];
    vb_str key = vb_intern_get(&p->words->names, word);
    size_t begin, end, sampled = sample(p, word, rows, n, having);
    for (size_t i = 0; i < sampled; i++) {
        vb_str text = p->words->rows[having[i]].text;
        if (find_place(text, key, &begin, &end) && end - begin <= key.len + LONGEST_TAIL)
            vote(&b, lower(vb_str_sub(text, begin, end), p->arena));
    }
    vb_str out = b.forms ? b.form[winner(&b)] : vb_arena_dup(p->arena, key);
    for (size_t i = 0; out.ptr && i < out.len; i++)
        if (out.ptr[i] == '_') ((char *)(uintptr_t)out.ptr)[i] = ' ';
    return out;
}

/* ---- Words beside it
 * --------------------------------------------------------------------------------------- */

static bool is_word(const vb_phrases *p, vb_str s) {
    return vb_intern_find(&p->words->names, s) || vb_intern_find(&p->lx->texts, s);
}

static bool is_of(const vb_phrases *p, vb_str word, unsigned kinds) {
    uint32_t term = vb_intern_find(&p->lx->texts, word);
    return term && (p->lx->terms[term].kinds & kinds);
}

/* A word of Latin script goes on to the next space or mark. */
static bool is_letter(vb_str s, size_t at) {
    return is_latin(s.ptr[at]) || (unsigned char)s.ptr[at] >= 0x80 || s.ptr[at] == '\'';
}

static vb_str thai_after(const vb_phrases *p, vb_str s, size_t at) {
    size_t most = s.len - at < LONGEST_WORD ? s.len - at : LONGEST_WORD;
    for (size_t len = most - most % 3; len > 3; len -= 3)
        if (is_thai(s, at + len - 3) && is_word(p, vb_str_sub(s, at, at + len)))
            return vb_str_sub(s, at, at + len);
    return (vb_str){NULL, 0};
}

static vb_str thai_before(const vb_phrases *p, vb_str s, size_t at) {
    size_t most = at < LONGEST_WORD ? at : LONGEST_WORD;
    for (size_t len = most - most % 3; len > 3; len -= 3)
        if (is_thai(s, at - len) && is_word(p, vb_str_sub(s, at - len, at)))
            return vb_str_sub(s, at - len, at);
    return (vb_str){NULL, 0};
}

static vb_str word_after(const vb_phrases *p, vb_str s, size_t at) {
    if (is_thai(s, at)) return thai_after(p, s, at);
    if (at + 1 >= s.len || s.ptr[at] != ' ') return (vb_str){NULL, 0};
    size_t end = at + 1;
    while (end < s.len && is_letter(s, end) && !is_thai(s, end)) end++;
    return vb_str_sub(s, at + 1, end);
}

static vb_str word_before(const vb_phrases *p, vb_str s, size_t at) {
    if (at >= 3 && is_thai(s, at - 3)) return thai_before(p, s, at);
    if (at < 2 || s.ptr[at - 1] != ' ') return (vb_str){NULL, 0};
    size_t begin = at - 1;
    while (begin > 0 && is_letter(s, begin - 1)) begin--;
    bool tagged = begin && (s.ptr[begin - 1] == '@' || s.ptr[begin - 1] == '#');
    return tagged || is_thai(s, begin) ? (vb_str){NULL, 0} : vb_str_sub(s, begin, at - 1);
}

typedef struct {
    vb_str text;
    size_t begin, end;
} place;

/* Vietnamese writes its words in syllables: a place begins and ends with whole words. */
static bool widen(const vb_phrases *p, place *x) {
    vb_str syllables[MOST_SYLLABLES];
    bool joins[MOST_SYLLABLES];
    size_t n = 0, at = 0, first = 0, last = 0;
    vb_arena scratch;
    while (at < x->text.len && n < MOST_SYLLABLES) {
        size_t end = at;
        while (end < x->text.len && is_letter(x->text, end)) end++;
        if (end == at) {
            at++;
            continue;
        }
        if (at <= x->begin) first = n;
        if (at < x->end) last = n;
        syllables[n++] = vb_str_sub(x->text, at, end);
        at = end;
    }
    if (!n) return true;
    vb_arena_init(&scratch);
    vb_str lowered[MOST_SYLLABLES];
    for (size_t i = 0; i < n; i++) lowered[i] = lower(syllables[i], &scratch);
    bool ok = vb_viet_words(p->viet, lowered, n, NULL, &scratch, joins);
    vb_arena_deinit(&scratch);
    while (ok && first > 0 && joins[first - 1]) first--;
    while (ok && last + 1 < n && joins[last]) last++;
    x->begin = (size_t)(syllables[first].ptr - x->text.ptr);
    x->end = (size_t)(syllables[last].ptr - x->text.ptr) + syllables[last].len;
    return ok;
}

static size_t find_places(const vb_phrases *p, uint32_t word, const uint32_t *rows, size_t n, place *out) {
    uint32_t having[MOST_TEXTS];
    size_t found = 0, sampled = sample(p, word, rows, n, having);
    vb_str key = vb_intern_get(&p->words->names, word);
    for (size_t i = 0; i < sampled; i++) {
        place *at = &out[found];
        const vb_complaint_row *row = &p->words->rows[having[i]];
        at->text = row->text;
        if (!find_place(at->text, key, &at->begin, &at->end)) continue;
        bool inflected = at->end - at->begin > key.len + LONGEST_TAIL;
        if (!inflected && p->viet && vb_str_eqz(row->lang, "vi")) widen(p, at);
        found += !inflected;
    }
    return found;
}

/* Adds the word that stands before or behind most of the places; those without it are given up. */
static bool grow(const vb_phrases *p, place *places, size_t *n, size_t all, bool before) {
    ballot b = {0};
    for (size_t i = 0; i < *n; i++) {
        const place *x = &places[i];
        vb_str word = before ? word_before(p, x->text, x->begin) : word_after(p, x->text, x->end);
        vote(&b, word);
    }
    size_t best = winner(&b);
    vb_str word = b.forms ? lower(b.form[best], p->arena) : (vb_str){NULL, 0};
    bool function_word = is_of(p, word, 1u << VB_TERM_STOP) && !is_of(p, word, 1u << VB_TERM_NEGATOR);
    double least = (!function_word ? BESIDE : before ? BINDING : ENDING) * (double)all;
    if (!word.len || b.n[best] < LEAST_BESIDE || (double)b.n[best] < least) return false;
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        place x = places[i];
        vb_str here = before ? word_before(p, x.text, x.begin) : word_after(p, x.text, x.end);
        if (!vb_str_eq_nocase(here, word)) continue;
        if (before) x.begin = (size_t)(here.ptr - x.text.ptr);
        if (!before) x.end = (size_t)(here.ptr - x.text.ptr) + here.len;
        places[kept++] = x;
    }
    *n = kept;
    return true;
}

/* ---- What can stand in a label
 * ------------------------------------------------------------------------------ */

/* The valence of a word of judgement, 0 of others. */
static double valence(const vb_phrases *p, vb_str word) {
    uint32_t term = vb_intern_find(&p->lx->texts, word);
    if (!term || !(p->lx->terms[term].kinds & 1u << VB_TERM_SENTIMENT)) return 0;
    for (uint32_t e = p->lx->terms[term].first; e; e = p->lx->entries[e].next)
        if (!p->lx->entries[e].dead && p->lx->entries[e].kind == VB_TERM_SENTIMENT)
            return (double)p->lx->entries[e].value;
    return 0;
}

static bool praises(const vb_phrases *p, vb_str word) {
    return valence(p, word) > PRAISE;
}

static bool blames(const vb_phrases *p, vb_str word) {
    return valence(p, word) < -PRAISE || is_of(p, word, 1u << VB_TERM_PROBLEM | 1u << VB_TERM_NEGATOR);
}

static bool in_name(const vb_phrases *p, vb_str word, int16_t touchpoint) {
    const vb_touchpoint *t = &p->lx->codes.touchpoints[touchpoint];
    const vb_str labels[] = {t->label_vi, t->label_th, t->label_en};
    for (size_t i = 0; i < 3; i++)
        if (vb_str_find(lower(labels[i], p->arena), word) < labels[i].len) return true;
    return false;
}

/* The word alone says where, which the name of the touchpoint has said. */
static bool names(const vb_phrases *p, vb_str word, int16_t touchpoint) {
    if (touchpoint < 0) return false;
    if (in_name(p, word, touchpoint)) return true;
    uint32_t term = vb_intern_find(&p->lx->texts, word);
    for (uint32_t e = term ? p->lx->terms[term].first : 0; e; e = p->lx->entries[e].next)
        if (!p->lx->entries[e].dead && p->lx->entries[e].kind == VB_TERM_ASPECT &&
            p->lx->entries[e].code == touchpoint)
            return true;
    return false;
}

bool vb_phrase_is_own_problem(const vb_phrases *p, vb_str key, int16_t touchpoint) {
    uint32_t term = vb_intern_find(&p->lx->texts, key);
    bool aspect = false, problem = false;
    for (uint32_t e = term ? p->lx->terms[term].first : 0; e; e = p->lx->entries[e].next) {
        const vb_entry *x = &p->lx->entries[e];
        aspect |= !x->dead && x->kind == VB_TERM_ASPECT && x->code == touchpoint;
        problem |= !x->dead && x->kind == VB_TERM_PROBLEM;
    }
    return aspect && problem && touchpoint >= 0 && in_name(p, key, touchpoint);
}

/* True where `test` holds for a run of words; in Thai, for a run of characters. */
static bool any_run(const vb_phrases *p, vb_str phrase, bool (*test)(const vb_phrases *, vb_str)) {
    bool thai = is_thai(phrase, 0);
    for (size_t from = 0; from < phrase.len; from++) {
        if (thai ? !vb_utf8_is_start(phrase.ptr[from]) : from && phrase.ptr[from - 1] != ' ') continue;
        for (size_t end = from + 1; end <= phrase.len; end++) {
            bool edge =
                end == phrase.len || (thai ? vb_utf8_is_start(phrase.ptr[end]) : phrase.ptr[end] == ' ');
            if (edge && test(p, vb_str_sub(phrase, from, end))) return true;
        }
    }
    return false;
}

bool vb_phrase_says_wrong(const vb_phrases *p, vb_str phrase) {
    return any_run(p, phrase, blames);
}

static bool repeats(vb_str phrase) {
    size_t gap = vb_str_find_byte(phrase, ' ');
    vb_str head = vb_str_sub(phrase, 0, gap), tail = vb_str_sub(phrase, gap, phrase.len);
    return gap < phrase.len && vb_str_find(tail, head) < tail.len;
}

/* A word alone must be a Thai compound; where a thing will do, a longer word that is no judgement. */
static bool is_vague(const vb_phrases *p, vb_str phrase) {
    static const unsigned vague = 1u << VB_TERM_STOP | 1u << VB_TERM_UNIT | 1u << VB_TERM_NEGATOR |
                                  1u << VB_TERM_INTENSIFIER | 1u << VB_TERM_WISH | 1u << VB_TERM_CONTRAST |
                                  1u << VB_TERM_QUESTION;
    static const unsigned told = 1u << VB_TERM_PROBLEM | 1u << VB_TERM_ASPECT;
    if (is_of(p, phrase, vague)) return true;
    return is_of(p, phrase, 1u << VB_TERM_SENTIMENT | 1u << VB_TERM_INTENT) && !is_of(p, phrase, told);
}

static bool stands_alone(const vb_phrases *p, vb_str word, bool thing) {
    size_t chars = vb_utf8_count(word);
    if (thing && !is_thai(word, 0))
        return chars >= LONG_WORD && !is_of(p, word, 1u << VB_TERM_SENTIMENT | 1u << VB_TERM_INTENT);
    if (!is_thai(word, 0)) return false;
    return chars >= COMPOUND && !is_of(p, word, 1u << VB_TERM_SENTIMENT | 1u << VB_TERM_INTENT);
}

/* A function word that denies nothing. */
static bool is_filler(const vb_phrases *p, vb_str word) {
    return is_of(p, word, 1u << VB_TERM_STOP) && !is_of(p, word, 1u << VB_TERM_NEGATOR);
}

/* Words that say something besides the name of the touchpoint; `*only` is the last of them. */
static size_t content_words(const vb_phrases *p, vb_str phrase, int16_t touchpoint, vb_str *only) {
    vb_str word;
    size_t n = 0;
    while (vb_str_split(&phrase, ' ', &word))
        if (!is_filler(p, word) && !(touchpoint >= 0 && in_name(p, word, touchpoint))) n++, *only = word;
    return n;
}

/* False for nothing but the touchpoint and a judgement: "worst customer service". */
static bool says_more(const vb_phrases *p, vb_str phrase, int16_t touchpoint) {
    vb_str word;
    while (vb_str_split(&phrase, ' ', &word)) {
        bool named = is_filler(p, word) || (touchpoint >= 0 && in_name(p, word, touchpoint));
        bool judged = is_of(p, word, 1u << VB_TERM_SENTIMENT) && !is_of(p, word, 1u << VB_TERM_PROBLEM);
        if (!named && !judged) return true;
    }
    return false;
}

static bool presentable(const vb_phrases *p, vb_str phrase, int16_t touchpoint) {
    size_t chars = vb_utf8_count(phrase);
    vb_str only = {NULL, 0};
    if (chars < SHORTEST || chars > LONGEST || any_run(p, phrase, praises) || repeats(phrase)) return false;
    if (names(p, phrase, touchpoint) || is_vague(p, phrase) || !says_more(p, phrase, touchpoint))
        return false;
    bool many = is_thai(phrase, 0) ? chars >= COMPOUND : vb_str_find_byte(phrase, ' ') < phrase.len;
    if (many && is_of(p, phrase, 1u << VB_TERM_PROBLEM)) return true;
    size_t n = content_words(p, phrase, touchpoint, &only);
    return n > 1 || (n == 1 && !is_vague(p, only) && stands_alone(p, only, touchpoint < 0));
}

/* "the worst airline" is "worst airline"; "on hold" stays. */
static vb_str without_article(const vb_phrases *p, vb_str phrase) {
    vb_str only;
    size_t gap = vb_str_find_byte(phrase, ' ');
    if (gap == phrase.len || !is_filler(p, vb_str_sub(phrase, 0, gap))) return phrase;
    vb_str rest = vb_str_sub(phrase, gap + 1, phrase.len);
    return content_words(p, rest, -1, &only) > 1 ? without_article(p, rest) : phrase;
}

vb_str vb_phrase_find(const vb_phrases *p, uint32_t word, const uint32_t *rows, size_t n,
                      int16_t touchpoint) {
    place places[MOST_TEXTS];
    size_t found = find_places(p, word, rows, n, places), all = found;
    bool left = true, right = true;
    if (!found) return (vb_str){NULL, 0};
    for (int i = 0; i < MOST_GROWTH && (left || right); i++) {
        if (right) right = grow(p, places, &found, all, false);
        if (left) left = grow(p, places, &found, all, true);
    }
    ballot b = {0};
    for (size_t i = 0; i < found; i++)
        vote(&b, lower(vb_str_sub(places[i].text, places[i].begin, places[i].end), p->arena));
    vb_str phrase = without_article(p, b.form[winner(&b)]);
    return presentable(p, phrase, touchpoint) ? phrase : (vb_str){NULL, 0};
}
