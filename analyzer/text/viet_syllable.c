#include "text/viet_syllable.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/vietnamese.h"

/* Letters are numbered so that a rime of at most four letters packs into 20 bits. 0 is "no letter". */
enum {
    L_A = 1,
    L_AW,
    L_AA,
    L_E,
    L_EE,
    L_I,
    L_O,
    L_OO,
    L_OW,
    L_U,
    L_UW,
    L_Y,
    L_C,
    L_G,
    L_H,
    L_M,
    L_N,
    L_P,
    L_T,
    L_OTHER
};

#define R1(a)          ((uint32_t)(a))
#define R2(a, b)       (R1(a) << 5 | (b))
#define R3(a, b, c)    (R2(a, b) << 5 | (c))
#define R4(a, b, c, d) (R3(a, b, c) << 5 | (d))
#define A              L_A
#define AW             L_AW
#define AA             L_AA
#define EE             L_EE
#define I              L_I
#define O              L_O
#define OO             L_OO
#define OW             L_OW
#define U              L_U
#define UW             L_UW
#define Y              L_Y
#define C              L_C
#define G              L_G
#define H              L_H
#define M              L_M
#define N              L_N
#define P              L_P
#define T              L_T
#define E_             L_E

/* All rimes, in numeric order for the search: those of the textbooks and those of settled loan words. */
static const uint32_t rimes[] = {
    R1(A),           R1(E_),
    R1(EE),          R1(I),
    R1(O),           R1(OO),
    R1(OW),          R1(U),
    R1(UW),          R1(Y),
    R2(A, I),        R2(A, O),
    R2(A, U),        R2(A, Y),
    R2(A, C),        R2(A, M),
    R2(A, N),        R2(A, P),
    R2(A, T),        R2(AW, C),
    R2(AW, M),       R2(AW, N),
    R2(AW, P),       R2(AW, T),
    R2(AA, U),       R2(AA, Y),
    R2(AA, C),       R2(AA, M),
    R2(AA, N),       R2(AA, P),
    R2(AA, T),       R2(E_, O),
    R2(E_, C),       R2(E_, M),
    R2(E_, N),       R2(E_, P),
    R2(E_, T),       R2(EE, U),
    R2(EE, M),       R2(EE, N),
    R2(EE, P),       R2(EE, T),
    R2(I, A),        R2(I, U),
    R2(I, M),        R2(I, N),
    R2(I, P),        R2(I, T),
    R2(O, A),        R2(O, E_),
    R2(O, I),        R2(O, C),
    R2(O, M),        R2(O, N),
    R2(O, P),        R2(O, T),
    R2(OO, I),       R2(OO, C),
    R2(OO, M),       R2(OO, N),
    R2(OO, P),       R2(OO, T),
    R2(OW, I),       R2(OW, M),
    R2(OW, N),       R2(OW, P),
    R2(OW, T),       R2(U, A),
    R2(U, EE),       R2(U, I),
    R2(U, OW),       R2(U, Y),
    R2(U, C),        R2(U, M),
    R2(U, N),        R2(U, P),
    R2(U, T),        R2(UW, A),
    R2(UW, I),       R2(UW, U),
    R2(UW, C),       R2(UW, M),
    R2(UW, T),       R3(A, C, H),
    R3(A, N, G),     R3(A, N, H),
    R3(AW, N, G),    R3(AA, N, G),
    R3(E_, N, G),    R3(EE, C, H),
    R3(EE, N, H),    R3(I, EE, U),
    R3(I, EE, C),    R3(I, EE, M),
    R3(I, EE, N),    R3(I, EE, P),
    R3(I, EE, T),    R3(I, C, H),
    R3(I, N, H),     R3(O, A, I),
    R3(O, A, O),     R3(O, A, Y),
    R3(O, A, C),     R3(O, A, M),
    R3(O, A, N),     R3(O, A, P),
    R3(O, A, T),     R3(O, AW, C),
    R3(O, AW, M),    R3(O, AW, N),
    R3(O, AW, T),    R3(O, E_, O),
    R3(O, E_, N),    R3(O, E_, T),
    R3(O, O, C),     R3(O, N, G),
    R3(OO, N, G),    R3(U, AA, Y),
    R3(U, AA, N),    R3(U, AA, T),
    R3(U, OO, I),    R3(U, OO, C),
    R3(U, OO, M),    R3(U, OO, N),
    R3(U, OO, T),    R3(U, Y, A),
    R3(U, Y, U),     R3(U, Y, N),
    R3(U, Y, P),     R3(U, Y, T),
    R3(U, N, G),     R3(UW, OW, I),
    R3(UW, OW, U),   R3(UW, OW, C),
    R3(UW, OW, M),   R3(UW, OW, N),
    R3(UW, OW, P),   R3(UW, OW, T),
    R3(UW, N, G),    R3(Y, EE, U),
    R3(Y, EE, M),    R3(Y, EE, N),
    R3(Y, EE, T),    R4(I, EE, N, G),
    R4(O, A, C, H),  R4(O, A, N, G),
    R4(O, A, N, H),  R4(O, AW, N, G),
    R4(O, O, N, G),  R4(U, AA, N, G),
    R4(U, EE, C, H), R4(U, EE, N, H),
    R4(U, OO, N, G), R4(U, Y, EE, N),
    R4(U, Y, EE, T), R4(U, Y, C, H),
    R4(U, Y, N, H),  R4(UW, OW, N, G),
    R4(Y, EE, N, G),
};
/* Rimes behind q, without its u: qua, quen, quốc is q + uôc. */
static const uint32_t rimes_q[] = {
    R1(A),        R1(E_),       R1(EE),      R1(I),        R1(OW),       R1(Y),       R2(A, I),
    R2(A, O),     R2(A, U),     R2(A, Y),    R2(A, C),     R2(A, N),     R2(A, T),    R2(AW, C),
    R2(AW, M),    R2(AW, N),    R2(AW, P),   R2(AW, T),    R2(AA, Y),    R2(AA, N),   R2(AA, T),
    R2(E_, O),    R2(E_, N),    R2(E_, T),   R2(EE, U),    R2(EE, N),    R2(EE, T),   R2(I, T),
    R2(OO, C),    R2(OW, I),    R2(Y, T),    R3(A, C, H),  R3(A, N, G),  R3(A, N, H), R3(AW, N, G),
    R3(AA, N, G), R3(EE, C, H), R3(I, N, H), R3(Y, EE, N), R3(Y, EE, T), R3(Y, N, H),
};

/* The same without marks, for rimes typed so. */
static const uint32_t folded_rimes[] = {
    R1(A),          R1(E_),          R1(I),           R1(O),          R1(U),           R1(Y),
    R2(A, I),       R2(A, O),        R2(A, U),        R2(A, Y),       R2(A, C),        R2(A, M),
    R2(A, N),       R2(A, P),        R2(A, T),        R2(E_, O),      R2(E_, U),       R2(E_, C),
    R2(E_, M),      R2(E_, N),       R2(E_, P),       R2(E_, T),      R2(I, A),        R2(I, U),
    R2(I, M),       R2(I, N),        R2(I, P),        R2(I, T),       R2(O, A),        R2(O, E_),
    R2(O, I),       R2(O, C),        R2(O, M),        R2(O, N),       R2(O, P),        R2(O, T),
    R2(U, A),       R2(U, E_),       R2(U, I),        R2(U, O),       R2(U, U),        R2(U, Y),
    R2(U, C),       R2(U, M),        R2(U, N),        R2(U, P),       R2(U, T),        R3(A, C, H),
    R3(A, N, G),    R3(A, N, H),     R3(E_, C, H),    R3(E_, N, G),   R3(E_, N, H),    R3(I, E_, U),
    R3(I, E_, C),   R3(I, E_, M),    R3(I, E_, N),    R3(I, E_, P),   R3(I, E_, T),    R3(I, C, H),
    R3(I, N, H),    R3(O, A, I),     R3(O, A, O),     R3(O, A, Y),    R3(O, A, C),     R3(O, A, M),
    R3(O, A, N),    R3(O, A, P),     R3(O, A, T),     R3(O, E_, O),   R3(O, E_, N),    R3(O, E_, T),
    R3(O, O, C),    R3(O, N, G),     R3(U, A, Y),     R3(U, A, N),    R3(U, A, T),     R3(U, O, I),
    R3(U, O, U),    R3(U, O, C),     R3(U, O, M),     R3(U, O, N),    R3(U, O, P),     R3(U, O, T),
    R3(U, Y, A),    R3(U, Y, U),     R3(U, Y, N),     R3(U, Y, P),    R3(U, Y, T),     R3(U, N, G),
    R3(Y, E_, U),   R3(Y, E_, M),    R3(Y, E_, N),    R3(Y, E_, T),   R4(I, E_, N, G), R4(O, A, C, H),
    R4(O, A, N, G), R4(O, A, N, H),  R4(O, O, N, G),  R4(U, A, N, G), R4(U, E_, C, H), R4(U, E_, N, H),
    R4(U, O, N, G), R4(U, Y, E_, N), R4(U, Y, E_, T), R4(U, Y, C, H), R4(U, Y, N, H),  R4(Y, E_, N, G)};
static const uint32_t folded_rimes_q[] = {
    R1(A),       R1(E_),       R1(I),       R1(O),        R1(Y),        R2(A, I),   R2(A, O),    R2(A, U),
    R2(A, Y),    R2(A, C),     R2(A, M),    R2(A, N),     R2(A, P),     R2(A, T),   R2(E_, O),   R2(E_, U),
    R2(E_, N),   R2(E_, T),    R2(I, T),    R2(O, I),     R2(O, C),     R2(Y, T),   R3(A, C, H), R3(A, N, G),
    R3(A, N, H), R3(E_, C, H), R3(I, N, H), R3(Y, E_, N), R3(Y, E_, T), R3(Y, N, H)};

#undef A
#undef AW
#undef AA
#undef EE
#undef I
#undef O
#undef OO
#undef OW
#undef U
#undef UW
#undef Y
#undef C
#undef G
#undef H
#undef M
#undef N
#undef P
#undef T
#undef E_

/* Onsets by what may follow: any vowel, only back and central ones (c g ng), only front ones (k gh ngh). */
typedef enum { F_ANY, F_BACK, F_FRONT, F_Q } follower;
static const struct {
    char text[4];
    uint8_t len, follower;
} onsets[] = {
    {"b", 1, F_ANY},  {"ch", 2, F_ANY}, {"c", 1, F_BACK},    {"d", 1, F_ANY},   {"gh", 2, F_FRONT},
    {"gi", 2, F_ANY}, {"g", 1, F_BACK}, {"h", 1, F_ANY},     {"kh", 2, F_ANY},  {"k", 1, F_FRONT},
    {"l", 1, F_ANY},  {"m", 1, F_ANY},  {"ngh", 3, F_FRONT}, {"ng", 2, F_BACK}, {"nh", 2, F_ANY},
    {"n", 1, F_ANY},  {"ph", 2, F_ANY}, {"qu", 2, F_Q},      {"r", 1, F_ANY},   {"s", 1, F_ANY},
    {"th", 2, F_ANY}, {"tr", 2, F_ANY}, {"t", 1, F_ANY},     {"v", 1, F_ANY},   {"x", 1, F_ANY},
};
/* By first letter: the first of its onsets, and how many there are; the longer stand first. */
static const struct {
    uint8_t first, count;
} onsets_of[26] = {
    ['b' - 'a'] = {0, 1},  ['c' - 'a'] = {1, 2},  ['d' - 'a'] = {3, 1},  ['g' - 'a'] = {4, 3},
    ['h' - 'a'] = {7, 1},  ['k' - 'a'] = {8, 2},  ['l' - 'a'] = {10, 1}, ['m' - 'a'] = {11, 1},
    ['n' - 'a'] = {12, 4}, ['p' - 'a'] = {16, 1}, ['q' - 'a'] = {17, 1}, ['r' - 'a'] = {18, 1},
    ['s' - 'a'] = {19, 1}, ['t' - 'a'] = {20, 3}, ['v' - 'a'] = {23, 1}, ['x' - 'a'] = {24, 1},
};

/* The few syllables in p- that are Vietnamese by now; all other words in p- are foreign. */
static const char *const p_words[] = {"pa", "pao", "pê", "pin", "pích", "pô", "pơ", "pốp", "păng", "patê"};

typedef struct {
    uint8_t letter[8]; /* of the rime */
    uint8_t n;
    uint8_t tone;
    bool marked; /* some letter is not ASCII */
} rime;

static uint8_t letter_of(uint32_t cp) {
    switch (cp) {
    case 'a': return L_A;
    case 0x103: return L_AW;
    case 0xE2: return L_AA;
    case 'e': return L_E;
    case 0xEA: return L_EE;
    case 'i': return L_I;
    case 'o': return L_O;
    case 0xF4: return L_OO;
    case 0x1A1: return L_OW;
    case 'u': return L_U;
    case 0x1B0: return L_UW;
    case 'y': return L_Y;
    case 'c': return L_C;
    case 'g': return L_G;
    case 'h': return L_H;
    case 'm': return L_M;
    case 'n': return L_N;
    case 'p': return L_P;
    case 't': return L_T;
    default: return L_OTHER;
    }
}

static bool is_vowel(uint8_t letter) {
    return letter >= L_A && letter <= L_Y;
}

/* Reads the letters from `at` on; false where there are too many, none, or two tones. */
static bool read_rime(vb_str s, size_t at, rime *r) {
    *r = (rime){0};
    while (at < s.len) {
        uint32_t cp = vb_utf8_next(s, &at);
        unsigned tone = vb_char_tone(cp);
        if (tone && r->tone) return false;
        if (tone) r->tone = (uint8_t)tone;
        r->marked |= cp >= 0x80;
        uint8_t letter = letter_of(tone ? vb_char_with_tone(cp, 0) : cp);
        if (letter == L_OTHER || r->n == 4) return false;
        r->letter[r->n++] = letter;
    }
    return r->n > 0;
}

static uint32_t pack(const rime *r) {
    uint32_t key = 0;
    for (size_t i = 0; i < r->n; i++) key = key << 5 | r->letter[i];
    return key;
}

static bool in_table(const uint32_t *table, size_t n, uint32_t key) {
    size_t low = 0;
    while (low < n) {
        size_t mid = low + (n - low) / 2;
        if (table[mid] == key) return true;
        if (table[mid] < key)
            low = mid + 1;
        else
            n = mid;
    }
    return false;
}

static bool rime_exists(const rime *r, bool q, bool folded) {
#define TABLE(t) in_table(t, sizeof(t) / sizeof *(t), pack(r))
    if (folded) return q ? TABLE(folded_rimes_q) : TABLE(folded_rimes);
    return q ? TABLE(rimes_q) : TABLE(rimes);
#undef TABLE
}

/* A closed syllable (-c -ch -p -t) has the acute tone or the dot below. */
static bool tone_fits(const rime *r) {
    uint8_t last = r->letter[r->n - 1];
    if (last == L_H) last = r->letter[r->n - 2];
    bool stop = last == L_C || last == L_P || last == L_T;
    return !stop || r->tone == 2 || r->tone == 5;
}

/* Spelling: k gh ngh before i e ê y; c g ng before the others; y alone and yê- only where custom has them. */
static bool spelling_fits(vb_str onset, follower f, const rime *r) {
    uint8_t first = r->letter[0];
    bool front = first == L_I || first == L_E || first == L_EE || first == L_Y;
    if (f == F_FRONT && !front) return false;
    if (f == F_BACK && front) return false;
    if (first == L_Y && f != F_Q) {
        if (r->n > 1) return onset.len == 0;
        return onset.len == 0 || (onset.len == 1 && strchr("hklmstv", onset.ptr[0]));
    }
    if (onset.len == 0 && first == L_I && r->n > 1 && r->letter[1] == L_EE) return false; /* yê-, not iê- */
    return true;
}

static bool accept(vb_str s, size_t at, follower f, bool folded) {
    rime r;
    if (!read_rime(s, at, &r) || !is_vowel(r.letter[0])) return false;
    if (folded && r.marked) return false;
    if (!folded && !tone_fits(&r)) return false;
    vb_str onset = vb_str_sub(s, 0, at);
    bool y_first = folded && onset.len == 0 && r.n > 2 && r.letter[0] == L_I && r.letter[1] == L_E;
    return !y_first && spelling_fits(onset, f, &r) && rime_exists(&r, f == F_Q, folded);
}

/* gì, gìn, giếng, giết: the i of gi is the vowel, or the first of iê. */
static bool accept_gi(vb_str s, bool folded) {
    rime r;
    if (!read_rime(s, 1, &r) || r.letter[0] != L_I || (folded && r.marked) || (!folded && !tone_fits(&r)))
        return false;
    if (r.n == 1 || (r.n == 2 && r.letter[1] == L_N)) return true;
    return r.letter[1] == (folded ? L_E : L_EE) && rime_exists(&r, false, folded);
}

static bool is_p_word(vb_str s, bool folded) {
    for (size_t i = 0; i < sizeof p_words / sizeof *p_words; i++) {
        char form[VB_VIET_MAX_SYLLABLE];
        vb_str p = vb_str_of(p_words[i]);
        if (folded) p = (vb_str){form, vb_fold_str(p, form)};
        if (vb_str_eq(s, p)) return true;
    }
    return false;
}

static bool check(vb_str s, bool folded) {
    if (s.len == 0 || s.len > VB_VIET_MAX_SYLLABLE) return false;
    if (s.ptr[0] == 'p' && (s.len < 2 || s.ptr[1] != 'h')) return is_p_word(s, folded);
    if (!folded && vb_str_starts(s, VB_STR("đ"))) return accept(s, 2, F_ANY, false);
    if (s.ptr[0] == 'g' && accept_gi(s, folded)) return true;
    uint8_t letter = (uint8_t)(s.ptr[0] - 'a');
    size_t first = letter < 26 ? onsets_of[letter].first : 0,
           count = letter < 26 ? onsets_of[letter].count : 0;
    for (size_t i = first; i < first + count; i++) {
        if (s.len <= onsets[i].len || memcmp(s.ptr, onsets[i].text, onsets[i].len) != 0) continue;
        return accept(s, onsets[i].len, (follower)onsets[i].follower, folded);
    }
    return accept(s, 0, F_ANY, folded);
}

bool vb_viet_is_folded(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'a' || s.ptr[i] > 'z') return false;
    return check(s, true);
}

bool vb_viet_is_syllable(vb_str s, bool folded) {
    return check(s, false) || (folded && vb_viet_is_folded(s));
}
