#include "text/language.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/tsv.h"

#include <math.h>

enum { S_VI, S_EN, S_OTHER, STATES };

struct vb_langid {
    const vb_lexicon *lexicon;
    const vb_viet *viet;
    vb_intern words; /* English words */
    float *log_prob; /* by word */
};

/* Log probabilities of words that the tables do not know; measured orders of magnitude, not fitted to a data set. */
static const float LEXICON_WORD = -8.5f, UNKNOWN_EN = -14.0f, UNKNOWN_VI = -15.0f, IMPOSSIBLE = -22.0f, OTHER = -12.5f;
static const float UNMARKED = -2.0f;  /* a Vietnamese word typed without its marks */
static const float SWITCH = -3.5f;    /* from one language to another between two words */

vb_status vb_langid_load(const vb_lexicon_file *files, const vb_lexicon *lexicon, const vb_viet *viet, vb_arena *arena,
                         vb_langid **out, vb_error *err) {
    vb_langid *m = VB_NEW(arena, vb_langid);
    if (!m || !vb_intern_init(&m->words, arena, 1 << 15)) return vb_fail_memory(err);
    m->lexicon = lexicon;
    m->viet = viet;
    *out = m;
    const vb_lexicon_file *f = files;
    while (f->path && strcmp(f->path, "en/words.tsv") != 0) f++;
    if (!f->path) return VB_OK;
    size_t lines = 0;
    for (size_t i = 0; i < f->content.len; i++) lines += f->content.ptr[i] == '\n';
    m->log_prob = VB_NEW_ARRAY(arena, float, lines + 2);
    if (!m->log_prob) return vb_fail_memory(err);
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, f->content, f->path, err));
    int at = vb_tsv_column(&t, "log_prob");
    if (at < 0) return vb_fail_at(err, VB_ERR_LEXICON, f->path, t.line, 1, "the header lacks the column \"log_prob\"");
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        double value;
        if (!vb_str_double(t.cells[at], &value))
            return vb_fail_at(err, VB_ERR_LEXICON, f->path, t.line, (uint64_t)at + 1, "not a number");
        uint32_t id = vb_intern_add(&m->words, t.cells[0]);
        if (!id) return vb_fail_memory(err);
        m->log_prob[id] = (float)value;
    }
    return status < 0 ? status : VB_OK;
}

static bool is_ascii(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return false;
    return true;
}

static void emissions(const vb_langid *m, const vb_token *t, float e[STATES]) {
    uint8_t in = t->unit ? m->lexicon->form_langs[t->unit] : 0;
    bool ascii = is_ascii(t->form);
    e[S_OTHER] = OTHER;
    e[S_VI] = IMPOSSIBLE;
    if (vb_viet_is_syllable(t->form, false)) {
        e[S_VI] = vb_viet_log_prob(m->viet, t->form);
        if (e[S_VI] < UNKNOWN_VI) e[S_VI] = UNKNOWN_VI;
    }
    if (ascii && vb_viet_is_syllable(t->form, true)) {
        float folded = vb_viet_folded_log_prob(m->viet, t->form) + UNMARKED;
        if (folded > e[S_VI]) e[S_VI] = folded;
    }
    if (in & 1u << VB_LANG_VI && e[S_VI] < LEXICON_WORD) e[S_VI] = LEXICON_WORD;
    uint32_t word = vb_intern_find(&m->words, t->form);
    e[S_EN] = word ? m->log_prob[word] : ascii ? UNKNOWN_EN : IMPOSSIBLE;
    if (in & 1u << VB_LANG_EN && e[S_EN] < LEXICON_WORD) e[S_EN] = LEXICON_WORD;
}

/* Best path of languages over the Latin words. */
static void decode(const float (*e)[STATES], uint8_t (*back)[STATES], size_t n, uint8_t *path) {
    float best[STATES] = {-0.7f, -0.7f, -2.0f};
    for (size_t i = 0; i < n; i++) {
        float next[STATES];
        for (int s = 0; s < STATES; s++) {
            int from = s;
            for (int r = 0; r < STATES; r++)
                if (best[r] + (r == s ? 0 : SWITCH) > best[from] + (from == s ? 0 : SWITCH)) from = r;
            next[s] = best[from] + (i && from != s ? SWITCH : 0) + e[i][s];
            back[i][s] = (uint8_t)(i ? from : s);
            if (!i) next[s] = best[s] + e[i][s];
        }
        memcpy(best, next, sizeof best);
    }
    int s = S_VI;
    for (int r = 1; r < STATES; r++)
        if (best[r] > best[s]) s = r;
    for (size_t i = n; i-- > 0;) {
        path[i] = (uint8_t)s;
        s = back[i][s];
    }
}

/* Languages by amount of text, most first; ties in the order vi, th, en. */
static void summarize(vb_text *t) {
    uint64_t amount[VB_LANG_COUNT] = {0};
    for (uint32_t i = 0; i < t->n_tokens; i++) {
        const vb_token *k = &t->tokens[i];
        if (k->kind != VB_WORD && k->kind != VB_OTHER) continue;
        amount[k->lang] += k->lang == VB_LANG_TH || k->kind == VB_OTHER ? (k->nend - k->nbegin + 2) / 3 : k->nend - k->nbegin;
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

static const vb_lang lang_of_state[STATES] = {VB_LANG_VI, VB_LANG_EN, VB_LANG_UND};

static bool is_latin_word(const vb_token *t) {
    return t->kind == VB_WORD && t->lang != VB_LANG_TH;
}

vb_status vb_langid_mark(const vb_langid *m, vb_text *text, vb_lang forced, vb_arena *scratch, vb_error *err) {
    size_t n = 0;
    for (uint32_t i = 0; i < text->n_tokens; i++) n += is_latin_word(&text->tokens[i]);
    if (n && forced == VB_LANG_COUNT) {
        float(*e)[STATES] = vb_arena_alloc(scratch, n * sizeof *e);
        uint8_t(*back)[STATES] = vb_arena_alloc(scratch, n * sizeof *back);
        uint8_t *path = vb_arena_alloc(scratch, n);
        if (!e || !back || !path) return vb_fail_memory(err);
        size_t k = 0;
        for (uint32_t i = 0; i < text->n_tokens; i++)
            if (is_latin_word(&text->tokens[i])) emissions(m, &text->tokens[i], e[k++]);
        decode((const float(*)[STATES])e, back, n, path);
        k = 0;
        for (uint32_t i = 0; i < text->n_tokens; i++)
            if (is_latin_word(&text->tokens[i])) text->tokens[i].lang = (uint8_t)lang_of_state[path[k++]];
    } else if (n) {
        for (uint32_t i = 0; i < text->n_tokens; i++)
            if (is_latin_word(&text->tokens[i])) text->tokens[i].lang = (uint8_t)forced;
    }
    summarize(text);
    if (!text->n_langs && forced != VB_LANG_COUNT) text->lang = forced;
    return VB_OK;
}
