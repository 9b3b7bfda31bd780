#include "text/language.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/tsv.h"
#include "text/viet_syllable.h"

#include <math.h>

enum { S_VI, S_EN, S_TH, S_OTHER, STATES };
_Static_assert(STATES == (int)VB_MEMO_ODDS, "a remembered word holds the odds of all states");

typedef struct {
    float english, other; /* log probabilities; 0 where the word is not of it */
} word_odds;

struct vb_langid {
    const vb_lexicon *lexicon;
    const vb_viet *viet;
    vb_intern words; /* of en/words.tsv and und/other_languages.tsv */
    word_odds *odds; /* by word */
    uint32_t cap;
    uint32_t *grams; /* letter n-grams, packed; 0 empty */
    int8_t *weights; /* of them, tenths */
    uint32_t gram_mask, n_grams;
    float constant;
    uint8_t *romanized; /* by unit of the lexicon: a part of a Thai word in Latin letters */
};

/* Log probabilities of words that the tables do not know; orders of magnitude, not fitted to a data set. */
static const float LEXICON_WORD = -10.0f; /* stands in a lexicon of that language */
static const float FUNCTION_WORD = -6.5f; /* of another language */
static const float COMMON_WORD = -9.5f;
static const float UNKNOWN = -13.5f;    /* Latin letters, by the letters then */
static const float UNKNOWN_EN = -17.0f; /* the vocabulary of English is large */
static const float LETTERS = 0.45f;     /* what letters count; they overlap */
static const float NAME_IN_VI = -16.0f; /* no syllable: a name or a loan */
static const float GLUED_VI = -14.0f;   /* letters of Vietnamese alone, but no syllable: two words in one */
static const float IMPOSSIBLE = -20.0f;
static const float MARKED_VI = -12.5f;     /* the least of a syllable with marks */
static const float UNMARKED = -2.0f;       /* a Vietnamese word typed without its marks */
static const float ROMANIZED = -6.5f;      /* a Thai word of the lexicon in Latin letters */
static const float PHRASE = 2.6f;          /* for each of two words that begin a Vietnamese term */
static const float PHRASE_OF_MARKS = 4.2f; /* for each of two that are one, but for its marks */
#define SWITCH       -3.5f                 /* from one of our languages to another between two words */
#define SWITCH_OTHER -5.0f /* from or to another language: who writes one seldom mixes it with ours */
static const float BESIDE_THAI = 3.0f; /* Latin words beside Thai script are seldom Vietnamese */
static const float START[STATES] = {-0.7f, -0.7f, -3.0f, -1.6f};

/* ---- Tables -----------------------------------------------------------------------------------------------
 */

static uint32_t pack(const char *gram, size_t len) {
    uint32_t key = 0;
    for (size_t i = 0; i < len; i++) key = key << 8 | (unsigned char)gram[i];
    return key;
}

static uint32_t gram_slot(const vb_langid *m, uint32_t key) {
    uint32_t i = (key * 0x9E3779B1u >> 12) & m->gram_mask;
    while (m->grams[i] && m->grams[i] != key) i = (i + 1) & m->gram_mask;
    return i;
}

static vb_status fail_cell(vb_error *err, const vb_tsv *t, int at, const char *what) {
    return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, (uint64_t)(at < 0 ? 1 : at + 1), "%s", what);
}

static word_odds *odds_of(vb_langid *m, vb_str word) {
    uint32_t id = vb_intern_add(&m->words, word);
    if (!id || id < m->cap) return id ? &m->odds[id] : NULL;
    word_odds *grown = VB_NEW_ARRAY(m->words.arena, word_odds, (size_t)m->cap * 2);
    if (!grown) return NULL;
    memcpy(grown, m->odds, m->cap * sizeof *grown);
    m->odds = grown, m->cap *= 2;
    return &m->odds[id];
}

static vb_status load_english(vb_langid *m, vb_tsv *t, vb_error *err) {
    int at = vb_tsv_column(t, "cost");
    vb_status status;
    if (at < 0) return fail_cell(err, t, at, "the header lacks the column \"cost\"");
    while ((status = vb_tsv_next(t, err)) == VB_OK) {
        int64_t cost;
        if (!vb_str_int(t->cells[at], &cost) || cost < 1 || cost > 1000)
            return fail_cell(err, t, at, "the cost is not a whole number from 1 to 1000");
        word_odds *o = odds_of(m, t->cells[0]);
        if (!o) return vb_fail_memory(err);
        o->english = -(float)cost / 10;
    }
    return status;
}

static vb_status load_other(vb_langid *m, vb_tsv *t, vb_error *err) {
    int at = vb_tsv_column(t, "use");
    vb_status status;
    if (at < 0) return fail_cell(err, t, at, "the header lacks the column \"use\"");
    while ((status = vb_tsv_next(t, err)) == VB_OK) {
        word_odds *o = odds_of(m, t->cells[0]);
        if (!o) return vb_fail_memory(err);
        o->other = vb_str_eqz(t->cells[at], "function") ? FUNCTION_WORD : COMMON_WORD;
    }
    return status;
}

static vb_status load_letters(vb_langid *m, vb_tsv *t, vb_error *err) {
    int at = vb_tsv_column(t, "weight");
    vb_status status;
    if (at < 0) return fail_cell(err, t, at, "the header lacks the column \"weight\"");
    while ((status = vb_tsv_next(t, err)) == VB_OK) {
        int64_t weight;
        vb_str gram = t->cells[0];
        if (!vb_str_int(t->cells[at], &weight) || weight < -127 || weight > 127)
            return fail_cell(err, t, at, "the weight is not a whole number from -127 to 127");
        if (vb_str_eqz(gram, "*")) {
            m->constant = (float)weight / 10;
            continue;
        }
        if (!gram.len || gram.len > 4) return fail_cell(err, t, 0, "an n-gram has 1 to 4 letters");
        if (++m->n_grams * 2 > m->gram_mask) return fail_cell(err, t, 0, "too many n-grams");
        uint32_t i = gram_slot(m, pack(gram.ptr, gram.len));
        m->grams[i] = pack(gram.ptr, gram.len);
        m->weights[i] = (int8_t)weight;
    }
    return status;
}

typedef vb_status load_fn(vb_langid *m, vb_tsv *t, vb_error *err);

static vb_status load_file(vb_langid *m, const vb_lexicon_file *files, const char *path, load_fn *load,
                           vb_error *err) {
    for (const vb_lexicon_file *f = files; f->path; f++) {
        if (strcmp(f->path, path) != 0) continue;
        vb_tsv t;
        VB_TRY(vb_tsv_open(&t, f->content, f->path, err));
        t.trusted = f->hash != 0;
        vb_status status = load(m, &t, err);
        if (status < 0) return status;
    }
    return VB_OK;
}

/* Notes the words of Thai that the lexicon spells in Latin letters. */
static void mark_romanized(vb_langid *m) {
    const vb_lexicon *lx = m->lexicon;
    for (uint32_t term = 1; term <= lx->texts.count; term++) {
        if (!(lx->terms[term].kinds & 1u << VB_TERM_VARIANT) ||
            (unsigned char)lx->terms[term].text.ptr[0] >= 0x80)
            continue;
        if (!vb_term_find(lx, term, VB_TERM_VARIANT, VB_LANG_TH)) continue;
        vb_str rest = lx->terms[term].text, word;
        while (vb_str_split(&rest, ' ', &word)) {
            uint32_t unit = vb_intern_find(&lx->forms, word);
            uint32_t english = vb_intern_find(&m->words, word);
            bool ours = (english && m->odds[english].english < 0) ||
                        (unit && lx->form_langs[unit] & 1u << VB_LANG_VI);
            if (unit && !ours) m->romanized[unit] = 1;
        }
    }
}

vb_status vb_langid_load(const vb_lexicon_file *files, const vb_lexicon *lexicon, const vb_viet *viet,
                         vb_arena *arena, vb_langid **out, vb_error *err) {
    vb_langid *m = VB_NEW(arena, vb_langid);
    if (!m || !vb_intern_init(&m->words, arena, 1 << 15)) return vb_fail_memory(err);
    m->lexicon = lexicon;
    m->viet = viet;
    m->cap = 1 << 15;
    m->gram_mask = (1 << 16) - 1;
    m->odds = VB_NEW_ARRAY(arena, word_odds, m->cap);
    m->grams = VB_NEW_ARRAY(arena, uint32_t, m->gram_mask + 1);
    m->weights = VB_NEW_ARRAY(arena, int8_t, m->gram_mask + 1);
    m->romanized = VB_NEW_ARRAY(arena, uint8_t, lexicon->forms.count + 1);
    if (!m->odds || !m->grams || !m->weights || !m->romanized) return vb_fail_memory(err);
    VB_TRY(load_file(m, files, "en/words.tsv", load_english, err));
    VB_TRY(load_file(m, files, "und/other_languages.tsv", load_other, err));
    VB_TRY(load_file(m, files, "und/letters.tsv", load_letters, err));
    mark_romanized(m);
    *out = m;
    return VB_OK;
}

static bool is_latin_word(const vb_token *t) {
    return t->kind == VB_WORD && t->lang != VB_LANG_TH;
}

/* ---- Single words -----------------------------------------------------------------------------------------
 */

/* Log odds of English against other languages by the letters of an ASCII word. */
static float letter_odds(const vb_langid *m, vb_str word) {
    char marked[40];
    if (word.len + 2 > sizeof marked) return 0;
    marked[0] = '^';
    memcpy(marked + 1, word.ptr, word.len);
    marked[word.len + 1] = '$';
    int sum = 0;
    for (size_t from = 0; from < word.len + 2; from++) {
        uint32_t key = 0;
        for (size_t k = 0; k < 4 && from + k < word.len + 2; k++) {
            key = key << 8 | (unsigned char)marked[from + k];
            uint32_t i = gram_slot(m, key);
            if (m->grams[i]) sum += m->weights[i];
        }
    }
    float odds = m->constant + (float)sum / 10;
    return odds > 5 ? 5 : odds < -5 ? -5 : odds;
}

static float english_word(const vb_langid *m, vb_str word) {
    uint32_t id = vb_intern_find(&m->words, word);
    return id ? m->odds[id].english : 0;
}

/* An unknown word as an ending on a known one: grows, symbolizes, sleepiest. 0 where it is none. */
static float derived_word(const vb_langid *m, vb_str word) {
    static const char *const endings[] = {"'s",   "s",    "es",   "ed",   "d",    "ing",    "ly",  "er",
                                          "ers",  "ness", "ment", "able", "est",  "r",      "st",  "al",
                                          "ally", "ful",  "less", "ism",  "ist",  "ists",   "ity", "ies",
                                          "ied",  "ier",  "ize",  "ized", "izes", "ization"};
    char base[48];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        vb_str e = vb_str_of(endings[i]);
        if (word.len < e.len + 3 || word.len > 40 || !vb_str_ends(word, e)) continue;
        size_t n = word.len - e.len;
        memcpy(base, word.ptr, n);
        float p = english_word(m, (vb_str){base, n});
        base[n] = e.ptr[0] == 'i' && e.len > 2 && e.ptr[1] == 'e' ? 'y' : 'e'; /* stories, making */
        if (p >= 0 && e.ptr[0] != 's') p = english_word(m, (vb_str){base, n + 1});
        if (p >= 0 && n > 3 && base[n - 1] == base[n - 2])
            p = english_word(m, (vb_str){base, n - 1}); /* planned */
        if (p < 0) return p - 2 < -12 ? -12 : p - 2;
    }
    return 0;
}

typedef struct {
    bool ascii, own, foreign; /* no marks; letters that Vietnamese alone has; letters that it has not */
} letters;

static letters look_at(vb_str form) {
    letters l = {.ascii = true};
    for (size_t at = 0; at < form.len;) {
        if ((unsigned char)form.ptr[at] < 0x80) {
            at++;
            continue;
        }
        l.ascii = false;
        uint32_t cp = vb_utf8_next(form, &at);
        bool yoruba = cp == 0x1EB9 || cp == 0x1ECD || cp == 0x1EBD;
        l.own |= (cp >= 0x1EA0 && cp <= 0x1EF9 && !yoruba) || cp == 0x01A1 || cp == 0x01B0;
        l.foreign |= !vb_char_is_vietnamese(cp);
    }
    return l;
}

static float vietnamese_word(const vb_langid *m, vb_str form, letters l) {
    if (l.foreign) return IMPOSSIBLE;
    if (vb_viet_is_syllable(form, false)) {
        float p = vb_viet_log_prob(m->viet, form);
        if (!l.ascii) return p < MARKED_VI ? MARKED_VI : p;
        float folded = vb_viet_folded_log_prob(m->viet, form) + UNMARKED;
        if (folded > p) p = folded;
        return p < NAME_IN_VI ? NAME_IN_VI : p;
    }
    if (l.ascii && vb_viet_is_folded(form)) {
        float p = vb_viet_folded_log_prob(m->viet, form) + UNMARKED;
        return p < NAME_IN_VI ? NAME_IN_VI : p;
    }
    return l.own ? GLUED_VI : NAME_IN_VI - (l.ascii ? 0.0f : 2.0f);
}

/* Another spelling of a Vietnamese word: cafe for cà phê. */
static bool is_vietnamese_variant(const vb_lexicon *lx, uint32_t unit) {
    uint32_t node = unit ? vb_trie_next(&lx->exact, 0, unit) : 0;
    uint32_t term = node ? lx->exact.terms[node] : 0;
    return term && lx->terms[term].kinds_in[VB_LANG_VI] & 1u << VB_TERM_VARIANT;
}

static void emissions(const vb_langid *m, vb_str form, uint32_t unit, float *e) {
    uint8_t in = unit ? m->lexicon->form_langs[unit] : 0;
    letters l = look_at(form);
    uint32_t id = vb_intern_find(&m->words, form);
    word_odds known = id ? m->odds[id] : (word_odds){0, 0};
    if (l.ascii && known.english >= 0 && !(in & 1u << VB_LANG_EN)) known.english = derived_word(m, form);
    float lean = l.ascii && known.english >= 0 && form.len > 2 ? LETTERS * letter_odds(m, form) : 0;
    e[S_VI] = vietnamese_word(m, form, l);
    e[S_EN] = known.english < 0 ? known.english : l.ascii ? UNKNOWN_EN + lean : IMPOSSIBLE;
    e[S_OTHER] = known.other < 0 ? known.other : UNKNOWN - lean + (l.foreign ? 2.0f : 0.0f);
    if (l.own) e[S_OTHER] = IMPOSSIBLE;
    if (known.english < 0 && known.other >= 0) e[S_OTHER] = UNKNOWN - 1;
    if (e[S_VI] > NAME_IN_VI && e[S_OTHER] > COMMON_WORD)
        e[S_OTHER] = COMMON_WORD; /* tot is tốt sooner than German */
    e[S_TH] = unit && m->romanized[unit] ? ROMANIZED : IMPOSSIBLE;
    bool syllable = e[S_VI] > NAME_IN_VI;
    if (in & 1u << VB_LANG_VI && e[S_VI] < LEXICON_WORD) e[S_VI] = LEXICON_WORD;
    if (!syllable && known.english < 0 && e[S_VI] > known.english && !is_vietnamese_variant(m->lexicon, unit))
        e[S_VI] = known.english - 0.1f; /* a loan that stands alone is English */
    if (in & 1u << VB_LANG_EN && e[S_EN] < LEXICON_WORD && e[S_TH] < ROMANIZED) e[S_EN] = LEXICON_WORD;
}

vb_word_memo *vb_langid_word(const vb_langid *m, vb_stemmer *memory, vb_str form, vb_word_memo *spare) {
    bool fresh = true;
    vb_word_memo *memo = vb_stemmer_memo(memory, form, &fresh);
    if (!fresh) return memo;
    if (!memo) {
        memo = spare;
        *memo = (vb_word_memo){.hash = vb_hash64(form)};
    }
    memo->unit = vb_intern_find_hash(&m->lexicon->forms, form, memo->hash);
    emissions(m, form, memo->unit, memo->odds);
    if (memo->odds[S_VI] > NAME_IN_VI && look_at(form).ascii)
        memo->fold = vb_intern_find_hash(&m->lexicon->folds, form, memo->hash);
    return memo;
}

/* Two neighbours that begin a Vietnamese term of the lexicon, typed without marks (cam on), speak for each
 * other. */
static void raise_phrases(const vb_langid *m, const vb_text *t, float (*e)[STATES]) {
    const vb_lexicon *lx = m->lexicon;
    uint32_t node = 0;
    for (uint32_t i = 0, k = 0; i < t->n_tokens; i++) {
        const vb_token *w = &t->tokens[i];
        if (!is_latin_word(w)) {
            node = 0;
            continue;
        }
        uint32_t both = w->fold && node ? vb_trie_next(&lx->folded, node, w->fold) : 0;
        if (both) {
            uint32_t term = lx->folded.terms[both];
            float more = !term                                 ? PHRASE / 2 /* the beginning of a term */
                         : look_at(lx->terms[term].text).ascii ? PHRASE
                                                               : PHRASE_OF_MARKS;
            e[k - 1][S_VI] += more;
            e[k][S_VI] += more;
        }
        node = w->fold ? vb_trie_next(&lx->folded, 0, w->fold) : 0;
        k++;
    }
}

/* ---- Words together ---------------------------------------------------------------------------------------
 */

/* One number for each state, worked on together. */
typedef float row __attribute__((vector_size(STATES * sizeof(float))));
typedef int32_t which __attribute__((vector_size(STATES * sizeof(int32_t))));

#define FAR -1e30f /* no way: staying is no switch */
static const row ways[STATES] = {
    [S_VI] = {FAR, SWITCH, SWITCH, SWITCH_OTHER},
    [S_EN] = {SWITCH, FAR, SWITCH, SWITCH_OTHER},
    [S_TH] = {SWITCH, SWITCH, FAR, SWITCH_OTHER},
    [S_OTHER] = {SWITCH_OTHER, SWITCH_OTHER, SWITCH_OTHER, FAR},
};

/* Best path of languages over the Latin words; of ways that are as good, staying, then the first state. */
static void decode(const float (*e)[STATES], uint8_t (*back)[STATES], size_t n, bool thai, uint8_t *path) {
    row best, seen;
    memcpy(&best, START, sizeof best);
    if (thai) best[S_VI] -= BESIDE_THAI;
    for (size_t i = 0; i < n; i++) {
        row next = best;
        which from = {S_VI, S_EN, S_TH, S_OTHER};
        for (int32_t r = 0; i && r < STATES; r++) {
            row moved = best[r] + ways[r];
            which better = moved > next;
            next = (row)((better & (which)moved) | (~better & (which)next));
            from = (better & r) | (~better & from);
        }
        for (int s = 0; s < STATES; s++) back[i][s] = (uint8_t)from[s];
        memcpy(&seen, e[i], sizeof seen);
        best = next + seen;
    }
    int s = S_VI;
    for (int r = 1; r < STATES; r++)
        if (best[r] > best[s]) s = r;
    for (size_t i = n; i-- > 0;) {
        path[i] = (uint8_t)s;
        s = back[i][s];
    }
}

/* Languages by amount of text, most first; ties in the order vi, th, en. Vietnamese and Thai comments hold
 * English words, the reverse is rare, so that their own words weigh more; names and unknown words weigh less.
 */
static void summarize(vb_text *t) {
    static const uint8_t weight[VB_LANG_COUNT] = {
        [VB_LANG_UND] = 4, [VB_LANG_VI] = 6, [VB_LANG_TH] = 6, [VB_LANG_EN] = 4};
    uint64_t amount[VB_LANG_COUNT] = {0};
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        const vb_token *k = &t->tokens[i];
        if (k->kind != VB_WORD && k->kind != VB_OTHER) continue;
        bool wide =
            k->kind == VB_OTHER || (k->lang == VB_LANG_TH && (unsigned char)t->norm.ptr[k->nbegin] >= 0x80);
        uint32_t size = wide ? (k->nend - k->nbegin + 2) / 3 : k->nend - k->nbegin;
        amount[k->lang] += (uint64_t)size * (k->kind == VB_OTHER ? 6 : weight[k->lang]);
    }
    static const vb_lang order[] = {VB_LANG_VI, VB_LANG_TH, VB_LANG_EN, VB_LANG_UND};
    t->n_langs = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!amount[order[i]]) continue;
        size_t k = t->n_langs++;
        for (; k > 0 && amount[order[i]] > amount[t->langs[k - 1]]; k--) t->langs[k] = t->langs[k - 1];
        t->langs[k] = order[i];
    }
    t->lang = t->n_langs ? t->langs[0] : VB_LANG_UND;
}

static const vb_lang lang_of_state[STATES] = {VB_LANG_VI, VB_LANG_EN, VB_LANG_TH, VB_LANG_UND};

vb_status vb_langid_mark(const vb_langid *m, vb_text *text, float (*odds)[VB_MEMO_ODDS], size_t n_odds,
                         vb_lang forced, vb_arena *scratch, vb_error *err) {
    bool thai = false;
    for (uint32_t i = 0; i < text->n_tokens; i++) {
        vb_token *k = &text->tokens[i];
        thai |= k->lang == VB_LANG_TH;
        if (k->kind == VB_NUMBER) k->unit = vb_intern_find(&m->lexicon->forms, k->form);
        if (forced != VB_LANG_COUNT && is_latin_word(k)) k->lang = (uint8_t)forced;
    }
    if (n_odds && forced == VB_LANG_COUNT) {
        uint8_t(*back)[STATES] = vb_arena_alloc(scratch, n_odds * sizeof *back);
        uint8_t *path = vb_arena_alloc(scratch, n_odds);
        if (!back || !path) return vb_fail_memory(err);
        raise_phrases(m, text, odds);
        decode((const float(*)[STATES])odds, back, n_odds, thai, path);
        size_t k = 0;
        for (uint32_t i = 0; i < text->n_tokens; i++) {
            if (!is_latin_word(&text->tokens[i])) continue;
            /* An English word that is no Vietnamese syllable nor an entry there stays English in a Vietnamese
             * comment. */
            bool loan = path[k] == S_VI && odds[k][S_VI] <= NAME_IN_VI && odds[k][S_EN] > UNKNOWN;
            text->tokens[i].lang = (uint8_t)lang_of_state[loan ? (int)S_EN : (int)path[k]];
            k++;
        }
    }
    summarize(text);
    if (!text->n_langs && forced != VB_LANG_COUNT) text->lang = forced; /* numbers and signs alone */
    return VB_OK;
}
