#include "themes/learned.h"
#include "text/tsv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST = 3 /* words of a feature */, LONGEST_TERM = 200 };

/* ---- Features
 * ------------------------------------------------------------------------------------------------------ */

static vb_str word_of(const vb_lexicon *lx, const vb_token *k) {
    return k->stem ? vb_intern_get(&lx->stems, k->stem) : k->form;
}

/* The key of a term that goes on by more words; 0 is the key of none. A form can itself be several words. */
static uint64_t key_with(uint64_t key, vb_str words) {
    vb_str word;
    while (vb_str_split(&words, ' ', &word)) {
        uint64_t one = vb_hash64(word);
        key = key ? vb_hash_mix(key * 0xff51afd7ed558ccdULL + one) : one;
    }
    return key;
}

void vb_aspect_walk(const vb_lexicon *lx, const vb_text *text, uint32_t first, uint32_t last,
                    vb_aspect_visit *visit, void *ctx) {
    for (uint32_t i = first; i < last; i++) {
        char term[LONGEST_TERM];
        size_t len = 0;
        uint32_t longest = text->tokens[i].lang == VB_LANG_VI ? LONGEST : LONGEST - 1;
        for (uint32_t k = i; k < last && k < i + longest && text->tokens[k].kind == VB_WORD; k++) {
            vb_str word = word_of(lx, &text->tokens[k]);
            if (len + word.len + 1 > sizeof term) break;
            if (len) term[len++] = ' ';
            memcpy(term + len, word.ptr, word.len);
            len += word.len;
            visit(ctx, key_with(0, (vb_str){term, len}), (vb_str){term, len});
        }
    }
}

/* Appends the weights of a key, which the filter lets through. */
static void take(const vb_aspect_table *t, uint64_t key, vb_aspect_found *found) {
    uint32_t i = (uint32_t)(key >> 20) & t->mask;
    while (t->slots[i] && t->weights[t->slots[i] - 1].key != key) i = (i + 1) & t->mask;
    if (!t->slots[i]) return;
    for (uint32_t k = t->slots[i] - 1; k < t->n && t->weights[k].key == key; k++)
        found->at[found->n++] =
            (vb_aspect_said){(float)t->weights[k].weight * 0.01f, t->weights[k].touchpoint};
}

/* Key and length of each word of the run of words that begins at a token: the walk above, without strings. */
typedef struct {
    vb_str form;
    uint64_t hash; /* 0: several words */
} word;

static word read_word(const vb_lexicon *lx, const vb_token *k) {
    if (k->stem) return (word){vb_intern_get(&lx->stems, k->stem), lx->stem_hash[k->stem]};
    bool several = k->flags & VB_TOK_VARIANT && memchr(k->form.ptr, ' ', k->form.len);
    return (word){k->form, several ? 0 : k->hash};
}

bool vb_aspect_find(const vb_aspect_table *t, const vb_lexicon *lx, const vb_text *text, uint32_t first,
                    uint32_t last, vb_arena *scratch, vb_aspect_found *found) {
    word run[LONGEST] = {{{NULL, 0}, 0}};
    uint32_t read = first; /* words up to here stand in `run`, by number of the token */
    for (uint32_t i = first; i < last; i++) {
        uint32_t longest = text->tokens[i].lang == VB_LANG_VI ? LONGEST : LONGEST - 1;
        uint64_t key = 0;
        size_t len = 0;
        for (uint32_t k = i; k < last && k < i + longest && text->tokens[k].kind == VB_WORD; k++) {
            word *w = &run[k % LONGEST];
            if (k >= read) *w = read_word(lx, &text->tokens[k]), read = k + 1;
            if (len + w->form.len + 1 > LONGEST_TERM) break;
            len += w->form.len + (len > 0);
            if (!w->hash)
                key = key_with(key, w->form);
            else
                key = key ? vb_hash_mix(key * 0xff51afd7ed558ccdULL + w->hash) : w->hash;
            if (!vb_filter_has(&t->filter, key)) continue;
            if (found->n + t->most > found->cap) {
                uint32_t cap = (found->cap ? found->cap * 2 : 64) + t->most;
                vb_aspect_said *grown =
                    vb_arena_grow(scratch, found->at, found->n * sizeof *grown, cap * sizeof *grown);
                if (!grown) return false;
                found->at = grown, found->cap = cap;
            }
            take(t, key, found);
        }
        if (read <= i) read = i + 1;
    }
    return true;
}

/* ---- Loading
 * ------------------------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b) {
    const vb_aspect_weight *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->touchpoint - y->touchpoint;
}

static bool index_keys(vb_aspect_table *t, vb_arena *arena) {
    uint32_t size = 16;
    while (size < t->n * 2) size *= 2;
    t->mask = size - 1;
    t->filter.mask = size * 4 - 1;
    t->slots = VB_NEW_ARRAY(arena, uint32_t, size);
    t->filter.bits = VB_NEW_ARRAY(arena, uint64_t, size / 16);
    if (!t->slots || !t->filter.bits) return false;
    for (uint32_t k = 0, same = 0; k < t->n; k++) {
        same = k && t->weights[k].key == t->weights[k - 1].key ? same + 1 : 1;
        if (same > t->most) t->most = same;
        if (same > 1) continue;
        vb_filter_add(&t->filter, t->weights[k].key);
        uint32_t i = (uint32_t)(t->weights[k].key >> 20) & t->mask;
        while (t->slots[i]) i = (i + 1) & t->mask;
        t->slots[i] = k + 1;
    }
    return true;
}

static vb_status read_row(vb_aspect_table *t, const vb_tsv *in, const int at[2], const vb_codeframe *codes,
                          const vb_intern *ids, vb_error *err) {
    vb_str term = in->cells[0];
    double weight;
    int16_t touchpoint = (int16_t)((int)vb_intern_find(ids, in->cells[at[0]]) - 1);
    if (touchpoint < 0)
        return vb_fail_at(err, VB_ERR_LEXICON, in->file, in->line, (uint64_t)at[0] + 1,
                          "touchpoint \"%.*s\" is not known; see touchpoints.tsv", VB_FMT(in->cells[at[0]]));
    if (!vb_str_double(in->cells[at[1]], &weight) || fabs(weight) > 300)
        return vb_fail_at(err, VB_ERR_LEXICON, in->file, in->line, (uint64_t)at[1] + 1,
                          "the weight \"%.*s\" is not a number from -300 to 300", VB_FMT(in->cells[at[1]]));
    if (!codes->touchpoints[touchpoint].on) return VB_OK;
    if (vb_str_eqz(term, "@bias")) {
        t->bias[touchpoint] = (float)weight;
        t->known[touchpoint] = true;
    } else if (vb_str_eqz(term, "@named")) {
        t->named[touchpoint] = (float)weight;
    } else {
        t->weights[t->n++] = (vb_aspect_weight){key_with(0, term), touchpoint, (int16_t)lrint(weight * 100)};
    }
    return VB_OK;
}

static vb_status read_table(const vb_lexicon_file *f, const vb_codeframe *codes, const vb_intern *ids,
                            vb_arena *arena, const vb_aspect_table **out, vb_error *err) {
    vb_aspect_table *t = VB_NEW(arena, vb_aspect_table);
    size_t lines = 1, n_codes = (size_t)codes->n_touchpoints + 1;
    for (size_t i = 0; i < f->content.len; i++) lines += f->content.ptr[i] == '\n';
    if (!t) return vb_fail_memory(err);
    t->weights = VB_NEW_ARRAY(arena, vb_aspect_weight, lines);
    t->bias = VB_NEW_ARRAY(arena, float, n_codes);
    t->named = VB_NEW_ARRAY(arena, float, n_codes);
    t->known = VB_NEW_ARRAY(arena, bool, n_codes);
    t->likely = VB_NEW_ARRAY(arena, int16_t, n_codes);
    if (!t->likely || !t->weights || !t->bias || !t->named || !t->known) return vb_fail_memory(err);
    vb_tsv in;
    VB_TRY(vb_tsv_open(&in, f->content, f->path, err));
    in.trusted = f->hash != 0;
    const int at[2] = {vb_tsv_column(&in, "touchpoint"), vb_tsv_column(&in, "weight")};
    if (at[0] < 0 || at[1] < 0)
        return vb_fail_at(err, VB_ERR_LEXICON, f->path, in.line, 1, "the header lacks the column \"%s\"",
                          at[0] < 0 ? "touchpoint" : "weight");
    vb_status status;
    while ((status = vb_tsv_next(&in, err)) == VB_OK) VB_TRY(read_row(t, &in, at, codes, ids, err));
    if (status < 0) return status;
    if (t->n) qsort(t->weights, t->n, sizeof *t->weights, by_key);
    if (!index_keys(t, arena)) return vb_fail_memory(err);
    for (int16_t k = 0; k < codes->n_touchpoints; k++)
        if (t->known[k] && t->bias[k] > 0) t->likely[t->n_likely++] = k;
    *out = t;
    return VB_OK;
}

vb_status vb_aspect_model_load(const vb_lexicon_file *builtin, const vb_lexicon_file *own,
                               const vb_codeframe *codes, vb_arena *arena, vb_aspect_model **out,
                               vb_error *err) {
    vb_aspect_model *m = VB_NEW(arena, vb_aspect_model);
    vb_intern ids; /* of touchpoints, one more than their index */
    if (!m || !vb_intern_init(&ids, arena, 256)) return vb_fail_memory(err);
    for (int16_t i = 0; i < codes->n_touchpoints; i++)
        if (!vb_intern_add(&ids, vb_str_of(codes->touchpoints[i].id))) return vb_fail_memory(err);
    const vb_lexicon_file *sets[] = {builtin, own};
    for (size_t i = 0; i < 2; i++)
        for (const vb_lexicon_file *f = sets[i]; f && f->path; f++)
            for (int lang = 0; lang < VB_LANG_COUNT; lang++) {
                char path[64];
                snprintf(path, sizeof path, "%s/induced_aspects.tsv", vb_lang_name((vb_lang)lang));
                if (strcmp(f->path, path) == 0) VB_TRY(read_table(f, codes, &ids, arena, &m->of[lang], err));
            }
    *out = m;
    return VB_OK;
}
