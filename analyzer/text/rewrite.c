#include "text/rewrite.h"
#include "base/utf8.h"
#include "text/chars.h"

typedef struct {
    const vb_lexicon *lx;
    vb_text *text;
    vb_arena *scratch;
    char *out;
    uint32_t *map;
    size_t n, cap, done; /* written; room; bytes of the old text that were dealt with */
} rewriter;

/* Room for `more` bytes; what was written moves. */
static bool reserve(rewriter *r, size_t more) {
    if (r->out && r->n + more <= r->cap) return true;
    size_t cap = (r->cap ? r->cap * 2 : r->text->norm.len + 64) + more;
    char *out = vb_arena_grow(r->scratch, r->out, r->n, cap);
    uint32_t *map = vb_arena_grow(r->scratch, r->map, r->n * sizeof *map, (cap + 1) * sizeof *map);
    if (!out || !map) return false;
    r->out = out, r->map = map, r->cap = cap;
    return true;
}

static bool copy_until(rewriter *r, size_t end) {
    if (!reserve(r, end - r->done)) return false;
    for (; r->done < end; r->done++) {
        r->out[r->n] = r->text->norm.ptr[r->done];
        r->map[r->n++] = vb_text_source_at(r->text, (uint32_t)r->done);
    }
    return true;
}

/* Writes `instead` for the old text up to `end`; its characters are spread evenly over those of the old text.
 */
static bool put_instead(rewriter *r, size_t end, vb_str instead) {
    size_t from = r->done, old = 0, fresh = vb_utf8_count(instead), k = 0, place = 0;
    for (size_t i = from; i < end; i++) old += vb_utf8_is_start(r->text->norm.ptr[i]);
    if (!reserve(r, instead.len)) return false;
    size_t source = from;
    for (size_t i = 0; i < instead.len; i++) {
        if (vb_utf8_is_start(instead.ptr[i])) {
            for (size_t want = k++ * old / fresh; place < want; place++) do
                    source++;
                while (source < end && !vb_utf8_is_start(r->text->norm.ptr[source]));
        }
        r->out[r->n] = instead.ptr[i];
        r->map[r->n++] = vb_text_source_at(r->text, (uint32_t)source);
    }
    r->done = end;
    return true;
}

static bool finish(rewriter *r) {
    if (!r->out) return true;
    if (!copy_until(r, r->text->norm.len)) return false;
    r->map[r->n] = (uint32_t)r->text->source.len;
    r->text->norm = (vb_str){r->out, r->n};
    r->text->map = r->map;
    return true;
}

static vb_str standard_of(rewriter *r, const vb_entry *e) {
    const uint32_t *standard = &r->lx->standards[e->standard];
    return vb_intern_get(&r->lx->forms, standard[standard[0] + 1]);
}

/* ---- Thai script ------------------------------------------------------------------------------------------
 */

static bool is_thai_at(vb_str s, size_t at) {
    return at + 2 < s.len && (unsigned char)s.ptr[at] == 0xE0 &&
           ((unsigned char)s.ptr[at + 1] & 0xFE) == 0xB8;
}

/* A word can begin or end here: not before a mark, not after a leading vowel. */
static bool is_border(vb_str s, size_t at) {
    if (!is_thai_at(s, at)) return true;
    size_t next = at, last = at - 3;
    if (vb_thai_is_following(vb_utf8_next(s, &next))) return false;
    return at < 3 || !is_thai_at(s, last) || !vb_thai_is_lead_vowel(vb_utf8_next(s, &last));
}

/* End of the longest term of the lexicon that begins at `at`; `at` where there is none. */
static size_t term_end(const vb_lexicon *lx, vb_str s, size_t at) {
    uint32_t node = 0;
    size_t end = at;
    for (size_t i = at; i < s.len;) {
        node = vb_trie_next(&lx->thai, node, vb_utf8_next(s, &i));
        if (!node) break;
        if (lx->thai.terms[node] && is_border(s, i)) end = i;
    }
    return end;
}

/* The longest variant that begins at `at`, and its end; none where a longer term does (the misspelt `อาจาร`
 * is also the beginning of `อาจารย์`). Short ones must stand between spaces, those that can mean something
 * else as well. */
static const vb_entry *variant_at(const vb_lexicon *lx, vb_str s, size_t at, bool opens, size_t *end) {
    enum { SURE = 4 };
    const vb_entry *found = NULL;
    uint32_t node = 0, chars = 0;
    for (size_t i = at; i < s.len;) {
        node = vb_trie_next(&lx->thai_variants, node, vb_utf8_next(s, &i));
        if (!node) break;
        chars++;
        uint32_t term = lx->thai_variants.terms[node];
        if (!term || !is_border(s, i)) continue;
        const vb_entry *e = vb_term_find(lx, term, VB_TERM_VARIANT, VB_LANG_TH);
        bool alone = opens && !is_thai_at(s, i);
        if (e && (alone || (chars >= SURE && e->code == 0))) found = e, *end = i;
    }
    if (found && term_end(lx, s, at) > *end) found = NULL;
    return found;
}

/* A letter or mark of Thai: what the scanner gives to the segmenter in one piece. */
static bool is_letter_at(vb_str s, size_t at) {
    return is_thai_at(s, at) && vb_char_classify(vb_utf8_next(s, &at)) == VB_CH_THAI;
}

/* The cuts of the run of Thai that was last asked for, before any rewriting. */
typedef struct {
    const vb_thai *model;
    vb_arena *scratch;
    size_t begin, end; /* bytes of the text */
    uint32_t *ends;
    size_t n;
} run_cuts;

/* True where a word of the run ends (or begins) at `at`. A variant that begins or ends within a word of the
 * unchanged text is none: `มากก` in มากกว่า, `อาจาร` in อาจารย์. */
static bool is_cut(run_cuts *c, vb_str s, size_t at, bool *failed) {
    if (at < c->begin || at > c->end || !c->ends) {
        c->begin = c->end = at;
        while (c->begin >= 3 && is_letter_at(s, c->begin - 3)) c->begin -= 3;
        while (is_letter_at(s, c->end)) c->end += 3;
        c->ends = vb_arena_alloc(c->scratch, (c->end - c->begin + 1) * sizeof *c->ends);
        c->n = c->ends ? vb_thai_cut(c->model, vb_str_sub(s, c->begin, c->end), c->scratch, c->ends) : 0;
        *failed |= !c->ends || (!c->n && c->end > c->begin);
    }
    if (at == c->begin || at == c->end) return true;
    size_t low = 0, high = c->n, want = at - c->begin;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (c->ends[mid] < want)
            low = mid + 1;
        else
            high = mid;
    }
    return low < c->n && c->ends[low] == want;
}

/* True where the place from `at` to `end` lies in an entry of the lexicon that is more than a variant: it is
 * meant so. */
static bool is_own_term(const vb_lexicon *lx, vb_str s, size_t at, size_t end) {
    enum { LOOK_BACK = 36 * 3 };
    for (size_t begin = at, chars = 0; chars * 3 <= LOOK_BACK; begin -= 3, chars++) {
        uint32_t node = 0;
        for (size_t i = begin; is_border(s, begin) && i < s.len;) {
            node = vb_trie_next(&lx->thai, node, vb_utf8_next(s, &i));
            if (!node) break;
            uint32_t term = lx->thai.terms[node];
            if (term && i >= end && is_border(s, i) && lx->terms[term].kinds & ~(1u << VB_TERM_VARIANT))
                return true;
        }
        if (begin < 3 || !is_thai_at(s, begin - 3)) break;
    }
    return false;
}

vb_status vb_rewrite_thai(const vb_lexicon *lx, const vb_thai *model, vb_text *text, vb_arena *scratch,
                          vb_error *err) {
    rewriter r = {.lx = lx, .text = text, .scratch = scratch};
    run_cuts cuts = {.model = model, .scratch = scratch};
    bool failed = false;
    vb_str s = text->norm;
    for (size_t at = 0; at < s.len;) {
        if (!is_thai_at(s, at)) {
            const char *next = memchr(s.ptr + at + 1, 0xE0, s.len - at - 1);
            at = next ? (size_t)(next - s.ptr) : s.len;
            continue;
        }
        size_t next = at;
        if (!vb_trie_next(&lx->thai_variants, 0, vb_utf8_next(s, &next))) {
            at += 3;
            continue;
        }
        size_t end = at + 3;
        bool opens = at < 3 || !is_thai_at(s, at - 3);
        const vb_entry *e = is_border(s, at) ? variant_at(lx, s, at, opens, &end) : NULL;
        if (e && !(is_cut(&cuts, s, at, &failed) && is_cut(&cuts, s, end, &failed))) e = NULL;
        if (failed) return vb_fail_memory(err);
        if (!e) end = at + 3;
        if (e && !is_own_term(lx, s, at, end) &&
            (!copy_until(&r, at) || !put_instead(&r, end, standard_of(&r, e))))
            return vb_fail_memory(err);
        at = end;
    }
    return finish(&r) ? VB_OK : vb_fail_memory(err);
}

/* ---- Latin letters ----------------------------------------------------------------------------------------
 */

static bool is_romanized(const vb_token *k) {
    return k->kind == VB_WORD && k->lang == VB_LANG_TH && (unsigned char)k->form.ptr[0] < 0x80;
}

static const vb_entry *romanized_entry(const vb_lexicon *lx, uint32_t node) {
    uint32_t term = node ? lx->exact.terms[node] : 0;
    const vb_entry *e = term ? vb_term_find(lx, term, VB_TERM_VARIANT, VB_LANG_TH) : NULL;
    return e && e->lang == VB_LANG_TH ? e : NULL;
}

/* The variant of Thai in Latin letters that begins at token `i`; `*last` is behind it. Word by word where
 * each has an entry of its own, so that the spans stay those of the words; else the longest. */
static const vb_entry *romanized_at(const vb_lexicon *lx, const vb_text *t, uint32_t i, uint32_t *last) {
    const vb_entry *found = NULL;
    uint32_t node = 0;
    for (uint32_t first = i; i < t->n_tokens && is_romanized(&t->tokens[i]) && t->tokens[i].unit; i++) {
        uint32_t unit = t->tokens[i].unit;
        if (i > first && found && romanized_entry(lx, vb_trie_next(&lx->exact, 0, unit))) break;
        node = vb_trie_next(&lx->exact, node, unit);
        if (!node) break;
        const vb_entry *e = romanized_entry(lx, node);
        if (e) found = e, *last = i + 1;
    }
    return found;
}

vb_status vb_rewrite_romanized(const vb_lexicon *lx, vb_text *text, vb_arena *scratch, bool *changed,
                               vb_error *err) {
    rewriter r = {.lx = lx, .text = text, .scratch = scratch};
    for (uint32_t i = 0, last; i < text->n_tokens; i = last) {
        const vb_token *k = &text->tokens[i];
        last = i + 1;
        const vb_entry *e = is_romanized(k) ? romanized_at(lx, text, i, &last) : NULL;
        if (e &&
            (!copy_until(&r, k->nbegin) || !put_instead(&r, text->tokens[last - 1].nend, standard_of(&r, e))))
            return vb_fail_memory(err);
    }
    *changed = r.out != NULL;
    return finish(&r) ? VB_OK : vb_fail_memory(err);
}
