/* lexicon: parsing of the files into entries, terms and tries. Finding terms in a text is hits.c's part. */
#include "text/lexicon.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/lexicon_files.h"
#include "text/normalize.h"
#include "text/scan.h"
#include "text/chars.h"
#include "text/stem.h"
#include "text/tsv.h"

/* ---- Names
 * -------------------------------------------------------------------------------------------------- */

static const char *const kind_names[VB_TERM_KINDS] = {
    "sentiment", "absence", "problem",   "negator",  "intensifier", "contrast", "wish",    "aspect",
    "intent",    "emotion", "nonanswer", "stopword", "variant",     "unit",     "question"};
static const char *const positions[] = {"before", "after", "both", NULL};
static const char *const contrasts[] = {"but", "although", "topic", "and", NULL};
static const char *const wishes[] = {"wish",   "conditional", "suggestion", "question",
                                     "hedge",  "opening",     "statement",  "mock",
                                     "remark", "brief",       "advice",     NULL};
static const char *const emotions[] = {"joy",         "trust", "relief", "surprise", "disappointment",
                                       "frustration", "anger", "fear",   "sadness",  "boredom",
                                       "easy",        "hard",  NULL};
static const char *const measures[] = {"minutes", "span", "number", "VND", "THB", "USD", "EUR", NULL};
static const char *const uses[] = {"always", "context", NULL};
static const char *const intents[] = {"complaint",  "praise",         "suggestion", "question",
                                      "churn_risk", "recommendation", "escalation", NULL};

const char *vb_term_kind_name(vb_term_kind kind) {
    return kind < VB_TERM_KINDS ? kind_names[kind] : "";
}
const char *vb_emotion_name(int16_t code) {
    return code >= 0 ? emotions[code] : NULL;
}

const char *vb_measure_name(int16_t code) {
    return code >= 0 ? measures[code] : NULL;
}

/* ---- The columns of each file
 * -------------------------------------------------------------------------------- */

typedef enum { C_END, C_NUMBER, C_NAME, C_TOUCHPOINT, C_TOUCHPOINT2, C_PROBLEM, C_STANDARD, C_ANY } cell_kind;

typedef struct {
    const char *file; /* name without language and suffix */
    vb_term_kind kind;
    struct {
        const char *column;
        cell_kind kind;
        const char *const *names;
        double low, high;
    } cells[4];
} file_schema;

static const file_schema schemas[] = {
    {"sentiment",
     VB_TERM_SENTIMENT,
     {{"valence", C_NUMBER, NULL, -4, 4}, {"sense", C_TOUCHPOINT2, NULL, 0, 0}}},
    {"emoji", VB_TERM_SENTIMENT, {{"valence", C_NUMBER, NULL, -4, 4}}},
    {"negators", VB_TERM_NEGATOR, {{"reach", C_NUMBER, NULL, 0, 12}}},
    {"intensifiers",
     VB_TERM_INTENSIFIER,
     {{"factor", C_NUMBER, NULL, 0, 4}, {"position", C_NAME, positions, 0, 0}}},
    {"contrast", VB_TERM_CONTRAST, {{"kind", C_NAME, contrasts, 0, 0}}},
    {"wishes", VB_TERM_WISH, {{"kind", C_NAME, wishes, 0, 0}}},
    {"absence", VB_TERM_ABSENCE, {{"valence", C_NUMBER, NULL, -4, 4}}},
    {"variants", VB_TERM_VARIANT, {{"standard", C_STANDARD, NULL, 0, 0}, {"use", C_NAME, uses, 0, 0}}},
    {"aspects", VB_TERM_ASPECT, {{"touchpoint", C_TOUCHPOINT, NULL, 0, 0}, {"weight", C_NUMBER, NULL, 0, 4}}},
    {"problems",
     VB_TERM_PROBLEM,
     {{"problem", C_PROBLEM, NULL, 0, 0},
      {"touchpoint", C_TOUCHPOINT2, NULL, 0, 0},
      {"valence", C_NUMBER, NULL, -4, 0}}},
    {"intents", VB_TERM_INTENT, {{"intent", C_NAME, intents, 0, 0}}},
    {"emotions", VB_TERM_EMOTION, {{"emotion", C_NAME, emotions, 0, 0}}},
    {"nonanswers", VB_TERM_NONANSWER, {{"reason", C_ANY, NULL, 0, 0}}},
    {"units", VB_TERM_UNIT, {{"measure", C_NAME, measures, 0, 0}, {"factor", C_NUMBER, NULL, 0, 1e9}}},
    {"questions", VB_TERM_QUESTION, {{"lean", C_NUMBER, NULL, -4, 4}}},
    {"stopwords", VB_TERM_STOP, {{NULL, C_END, NULL, 0, 0}}},
};

static const file_schema *schema_of(vb_str name) {
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        if (vb_str_eqz(name, schemas[i].file)) return &schemas[i];
    return NULL;
}

/* ---- Units
 * ---------------------------------------------------------------------------------------------------- */

/* Number of a word, added where it is new, with its language noted. 0 when out of memory. */
static uint32_t unit_add(vb_lexicon *lx, vb_str form, vb_lang lang) {
    uint32_t unit = vb_intern_add(&lx->forms, form);
    if (!unit) return 0;
    if (unit >= lx->cap_forms) {
        uint32_t cap = lx->cap_forms * 2;
        uint8_t *langs = vb_arena_grow(lx->arena, lx->form_langs, lx->cap_forms, cap);
        uint32_t *fold =
            vb_arena_grow(lx->arena, lx->form_fold, lx->cap_forms * sizeof *fold, cap * sizeof *fold);
        uint32_t *stem =
            vb_arena_grow(lx->arena, lx->form_stem, lx->cap_forms * sizeof *stem, cap * sizeof *stem);
        if (!langs || !fold || !stem) return 0;
        memset(langs + lx->cap_forms, 0, cap - lx->cap_forms);
        memset(fold + lx->cap_forms, 0, (cap - lx->cap_forms) * sizeof *fold);
        memset(stem + lx->cap_forms, 0, (cap - lx->cap_forms) * sizeof *stem);
        lx->form_langs = langs, lx->form_fold = fold, lx->form_stem = stem, lx->cap_forms = cap;
    }
    lx->form_langs[unit] |= (uint8_t)(1u << lang);
    if (!lx->form_fold[unit]) {
        char folded[256];
        if (form.len > sizeof folded) return unit;
        size_t n = vb_fold_str(form, folded);
        lx->form_fold[unit] = vb_intern_add(&lx->folds, (vb_str){folded, n});
    }
    return unit;
}

/* The units of a normalized term; the count, or 0 where it has a part that is no unit (Thai, punctuation). */
static size_t units_of(vb_lexicon *lx, vb_str norm, vb_lang lang, uint32_t *units) {
    uint32_t at = 0;
    size_t n = 0;
    vb_piece p;
    while (vb_scan_next(norm, &at, &p)) {
        bool hyphen = p.kind == VB_PIECE_PUNCT && norm.ptr[p.begin] == '-' && n && p.end < norm.len;
        if (hyphen) continue;
        if ((p.kind != VB_PIECE_WORD && p.kind != VB_PIECE_NUMBER) || n == VB_MAX_TERM_WORDS) return 0;
        units[n] = unit_add(lx, vb_str_sub(norm, p.begin, p.end), lang);
        if (!units[n++]) return 0;
    }
    return n;
}

static bool index_units(vb_lexicon *lx, const uint32_t *units, size_t n, vb_lang lang, uint32_t term,
                        vb_stemmer *stemmer) {
    uint32_t node = 0, folded = 0, stemmed = 0;
    bool fold = lang == VB_LANG_VI, stem = lang == VB_LANG_EN;
    for (size_t i = 0; i < n; i++) {
        if (!(node = vb_trie_add(&lx->exact, lx->arena, node, units[i]))) return false;
        if (fold && !(folded = vb_trie_add(&lx->folded, lx->arena, folded, lx->form_fold[units[i]])))
            return false;
        if (!stem) continue;
        uint32_t id = lx->form_stem[units[i]];
        if (!id)
            id = lx->form_stem[units[i]] =
                vb_intern_add(&lx->stems, vb_stem(stemmer, vb_intern_get(&lx->forms, units[i])));
        if (!id || !(stemmed = vb_trie_add(&lx->stemmed, lx->arena, stemmed, id))) return false;
    }
    lx->exact.terms[node] = term;
    /* Of several terms with one folded form the first in the files stands for them; those with one stemmed
     * form make a chain. */
    if (fold && !lx->folded.terms[folded]) lx->folded.terms[folded] = term;
    if (stem) {
        uint32_t *link = &lx->stemmed.terms[stemmed];
        while (*link && *link != term) link = &lx->terms[*link].same_stem;
        *link = term;
    }
    return true;
}

/* The term that these units already lead to, or 0. */
static uint32_t term_of_units(const vb_lexicon *lx, const uint32_t *units, size_t n) {
    uint32_t node = 0;
    for (size_t i = 0; i < n; i++)
        if (!(node = vb_trie_next(&lx->exact, node, units[i]))) return 0;
    return lx->exact.terms[node];
}

static bool index_chars(vb_lexicon *lx, vb_trie *trie, vb_str norm, uint32_t term) {
    uint32_t node = 0;
    for (size_t at = 0; at < norm.len;) {
        uint32_t cp = vb_utf8_next(norm, &at);
        if (vb_char_classify(cp) == VB_CH_JOINER) continue;
        if (!(node = vb_trie_add(trie, lx->arena, node, cp))) return false;
    }
    trie->terms[node] = term;
    return true;
}

/* ---- Entries
 * -------------------------------------------------------------------------------------------------- */

typedef struct {
    vb_lexicon *lx;
    vb_stemmer *stemmer;
    vb_arena scratch, names_arena;
    vb_intern touchpoints; /* ids are indexes of the codeframe, +1 */
    int columns[4];        /* of the file at hand */
    uint16_t file;
    bool overlay;
} loader;

static uint32_t term_add(loader *l, vb_str norm, vb_lang lang) {
    vb_lexicon *lx = l->lx;
    uint32_t before = lx->texts.count, term = vb_intern_add(&lx->texts, norm);
    if (!term) return 0;
    if (term >= lx->cap_terms) {
        size_t size = lx->cap_terms * sizeof *lx->terms;
        vb_term *terms = vb_arena_grow(lx->arena, lx->terms, size, size * 2);
        if (!terms) return 0;
        memset(terms + lx->cap_terms, 0, size);
        lx->terms = terms, lx->cap_terms *= 2;
    }
    vb_term *t = &lx->terms[term];
    if (term > before) t->text = vb_intern_get(&lx->texts, term);
    if (t->langs & 1u << lang) return term;
    uint32_t units[VB_MAX_TERM_WORDS];
    size_t n = units_of(lx, t->text, lang, units);
    uint32_t same = n ? term_of_units(lx, units, n) : 0; /* "well-made" and "well made" are one term */
    if (same && same != term) {
        lx->terms[same].langs |= (uint8_t)(1u << lang);
        return index_units(lx, units, n, lang, same, l->stemmer) ? same : 0;
    }
    t->langs |= (uint8_t)(1u << lang);
    bool ok =
        n ? index_units(lx, units, n, lang, term, l->stemmer) : index_chars(lx, &lx->thai, t->text, term);
    return ok ? term : 0;
}

/* Marks the built-in entries of the same term, kind and language dead, or all of them for a removal. */
static void bury(vb_lexicon *lx, uint32_t term, vb_term_kind kind, vb_lang lang, bool overlay_too) {
    for (uint32_t e = lx->terms[term].first; e; e = lx->entries[e].next) {
        vb_entry *old = &lx->entries[e];
        if (old->kind == kind && old->lang == lang && (!old->overlay || overlay_too)) old->dead = true;
    }
}

static vb_status entry_push(loader *l, uint32_t term, vb_entry entry, vb_error *err) {
    vb_lexicon *lx = l->lx;
    if (lx->n_entries == lx->cap_entries) {
        size_t size = lx->cap_entries * sizeof *lx->entries;
        vb_entry *grown = vb_arena_grow(lx->arena, lx->entries, size, size * 2);
        if (!grown) return vb_fail_memory(err);
        lx->entries = grown, lx->cap_entries *= 2;
    }
    uint32_t index = lx->n_entries++;
    lx->entries[index] = entry;
    uint32_t *link = &lx->terms[term].first; /* kept in the order of the files */
    while (*link) link = &lx->entries[*link].next;
    *link = index;
    return VB_OK;
}

static int16_t name_index(const char *const *names, vb_str name) {
    for (int16_t i = 0; names[i]; i++)
        if (vb_str_eqz(name, names[i])) return i;
    return -1;
}

/* Lower case and NFC, which a user's file may lack. */
static vb_status canonical(loader *l, vb_str s, vb_str *out, vb_error *err) {
    vb_text text;
    *out = s;
    if (!l->overlay) return VB_OK; /* the files that the program brings are canonical: `make lexicon-check` */
    VB_TRY(vb_normalize(s, &l->scratch, &text, err));
    *out = text.norm;
    return VB_OK;
}

static vb_status read_standard(loader *l, vb_str cell, vb_lang lang, vb_entry *e, vb_error *err) {
    vb_lexicon *lx = l->lx;
    vb_str norm;
    VB_TRY(canonical(l, cell, &norm, err));
    uint32_t units[VB_MAX_TERM_WORDS];
    size_t n = units_of(lx, norm, lang, units);
    if (!n) { /* Thai: one unit that is the whole text */
        units[0] = unit_add(lx, norm, lang);
        n = 1;
        if (!units[0]) return vb_fail_memory(err);
    }
    uint32_t whole = n > 1 ? unit_add(lx, norm, lang) : units[0];
    if (!whole) return vb_fail_memory(err);
    if (lx->n_standards + n + 2 > lx->cap_standards) {
        size_t size = lx->cap_standards * sizeof *lx->standards;
        uint32_t *grown = vb_arena_grow(lx->arena, lx->standards, size, size * 2);
        if (!grown) return vb_fail_memory(err);
        lx->standards = grown, lx->cap_standards *= 2;
    }
    e->standard = lx->n_standards;
    lx->standards[lx->n_standards++] = (uint32_t)n;
    for (size_t i = 0; i < n; i++) lx->standards[lx->n_standards++] = units[i];
    lx->standards[lx->n_standards++] = whole;
    return VB_OK;
}

static vb_status read_cell(loader *l, const vb_tsv *t, const file_schema *schema, size_t i, vb_lang lang,
                           vb_entry *e, bool *skip, vb_error *err) {
    int at = l->columns[i];
    const char *column = schema->cells[i].column;
    if (at < 0)
        return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1, "the header lacks the column \"%s\"",
                          column);
    vb_str cell = t->cells[at];
    int16_t code = -1;
    double value;
    switch (schema->cells[i].kind) {
    case C_NUMBER:
        if (!vb_str_double(cell, &value) || value < schema->cells[i].low || value > schema->cells[i].high)
            return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, (uint64_t)at + 1,
                              "%s \"%.*s\" is not a number from %g to %g", column, VB_FMT(cell),
                              schema->cells[i].low, schema->cells[i].high);
        e->value = (float)value;
        return VB_OK;
    case C_NAME: code = name_index(schema->cells[i].names, cell); break;
    case C_TOUCHPOINT:
    case C_TOUCHPOINT2:
        code = (int16_t)((int)vb_intern_find(&l->touchpoints, cell) - 1);
        if (code >= 0 && !l->lx->codes.touchpoints[code].on) *skip = true;
        break;
    case C_PROBLEM: code = vb_codeframe_problem(&l->lx->codes, cell); break;
    case C_STANDARD: return read_standard(l, cell, lang, e, err);
    case C_ANY:
    case C_END: return VB_OK;
    }
    bool second = schema->cells[i].kind == C_TOUCHPOINT2;
    bool none = schema->cells[i].kind == C_TOUCHPOINT &&
                vb_str_eqz(cell, "-"); /* names none, whatever its words do */
    if (code < 0 && !none && !(second && (cell.len == 0 || vb_str_eqz(cell, "-"))))
        return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, (uint64_t)at + 1,
                          "%s \"%.*s\" is not known; see lexicons/README.md for the names", column,
                          VB_FMT(cell));
    if (second)
        e->code2 = code;
    else
        e->code = code;
    return VB_OK;
}

static vb_status read_line(loader *l, const vb_tsv *t, const file_schema *schema, vb_lang lang,
                           vb_error *err) {
    vb_str term_text = t->cells[0];
    bool removal = l->overlay && term_text.len > 1 && term_text.ptr[0] == '-';
    if (removal) term_text = vb_str_sub(term_text, 1, term_text.len);
    vb_str norm;
    VB_TRY(canonical(l, term_text, &norm, err));
    norm = vb_str_trim(norm);
    if (!norm.len) return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1, "the term is empty");
    if (norm.len > 200)
        return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1, "the term is longer than 200 bytes");
    uint32_t term = term_add(l, norm, lang);
    if (!term) return vb_fail_memory(err);
    if (l->overlay) bury(l->lx, term, schema->kind, lang, removal);
    if (removal) return VB_OK;
    vb_entry e = {.line = (uint32_t)t->line,
                  .file = l->file,
                  .kind = (uint8_t)schema->kind,
                  .lang = (uint8_t)lang,
                  .code = -1,
                  .code2 = -1,
                  .overlay = l->overlay};
    bool skip = false;
    for (size_t i = 0; i < 4 && schema->cells[i].column; i++)
        VB_TRY(read_cell(l, t, schema, i, lang, &e, &skip, err));
    bool thai_variant = e.kind == VB_TERM_VARIANT && lang == VB_LANG_TH && (unsigned char)norm.ptr[0] >= 0x80;
    if (thai_variant && !index_chars(l->lx, &l->lx->thai_variants, norm, term)) return vb_fail_memory(err);
    return skip ? VB_OK : entry_push(l, term, e, err);
}

static vb_lang lang_of_path(vb_str path) {
    vb_lang lang = VB_LANG_COUNT;
    if (path.len > 3 && path.ptr[2] == '/') {
        char code[3] = {path.ptr[0], path.ptr[1], 0};
        lang = vb_lang_parse(code);
    } else if (vb_str_starts(path, VB_STR("und/"))) {
        lang = VB_LANG_UND;
    }
    return lang;
}

static vb_status load_file(loader *l, const char *path, vb_str content, const char *shown, vb_error *err) {
    vb_str p = vb_str_of(path);
    vb_lang lang = lang_of_path(p);
    size_t slash = vb_str_find_byte(p, '/');
    if (lang == VB_LANG_COUNT || !vb_str_ends(p, VB_STR(".tsv"))) return VB_OK;
    const file_schema *schema = schema_of(vb_str_sub(p, slash + 1, p.len - 4));
    if (!schema) return VB_OK; /* tables that other parts read */
    vb_lexicon *lx = l->lx;
    lx->files[lx->n_files] = vb_arena_dup(lx->arena, vb_str_of(shown)).ptr;
    if (!lx->files[lx->n_files]) return vb_fail_memory(err);
    l->file = lx->n_files++;
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, content, lx->files[l->file], err));
    t.trusted = !l->overlay;
    for (size_t i = 0; i < 4 && schema->cells[i].column; i++)
        l->columns[i] = vb_tsv_column(&t, schema->cells[i].column);
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        vb_arena_reset(&l->scratch);
        VB_TRY(read_line(l, &t, schema, lang, err));
    }
    return status < 0 ? status : VB_OK;
}

static void note_kind(vb_term *t, const vb_entry *e) {
    t->kinds |= 1u << e->kind;
    for (int lang = 0; lang < VB_LANG_COUNT; lang++)
        if (e->lang == lang || e->lang == VB_LANG_UND) t->kinds_in[lang] |= (uint16_t)(1u << e->kind);
}

static void count_kinds(vb_lexicon *lx) {
    for (uint32_t term = 1; term <= lx->texts.count; term++)
        for (uint32_t e = lx->terms[term].first; e; e = lx->entries[e].next)
            if (!lx->entries[e].dead) note_kind(&lx->terms[term], &lx->entries[e]);
}

/* What is asked of each word of a comment, by its number. */
static bool settle(vb_lexicon *lx) {
    uint32_t n = lx->forms.count + 1;
    lx->form_variant = VB_NEW_ARRAY(lx->arena, uint8_t, n);
    lx->form_hash = VB_NEW_ARRAY(lx->arena, uint64_t, n);
    lx->stem_hash = VB_NEW_ARRAY(lx->arena, uint64_t, lx->stems.count + 1);
    enum { SCRIPTS = 0x1100 /* the characters that signs and Thai terms begin with, nearly all */ };
    if (!lx->form_variant || !lx->form_hash || !lx->stem_hash || !vb_trie_settle(&lx->exact, lx->arena, n) ||
        !vb_trie_settle(&lx->folded, lx->arena, lx->folds.count + 1) ||
        !vb_trie_settle(&lx->stemmed, lx->arena, lx->stems.count + 1) ||
        !vb_trie_settle(&lx->thai, lx->arena, SCRIPTS) ||
        !vb_trie_settle(&lx->thai_variants, lx->arena, SCRIPTS))
        return false;
    for (uint32_t i = 1; i <= lx->stems.count; i++)
        lx->stem_hash[i] = vb_hash64(vb_intern_get(&lx->stems, i));
    for (uint32_t i = 1; i < n; i++) {
        lx->form_hash[i] = vb_hash64(vb_intern_get(&lx->forms, i));
        uint32_t node = vb_trie_next(&lx->exact, 0, i), term = node ? lx->exact.terms[node] : 0;
        for (uint32_t e = term ? lx->terms[term].first : 0; e; e = lx->entries[e].next)
            if (!lx->entries[e].dead && lx->entries[e].kind == VB_TERM_VARIANT)
                lx->form_variant[i] |= (uint8_t)(1u << lx->entries[e].lang);
    }
    return true;
}

const vb_entry *vb_term_find(const vb_lexicon *lx, uint32_t term, vb_term_kind kind, vb_lang lang) {
    for (uint32_t e = lx->terms[term].first; e; e = lx->entries[e].next) {
        const vb_entry *x = &lx->entries[e];
        if (!x->dead && x->kind == kind && (x->lang == lang || x->lang == VB_LANG_UND || lang == VB_LANG_UND))
            return x;
    }
    return NULL;
}

const vb_entry *vb_entry_next(const vb_lexicon *lx, const vb_entry *e, vb_lang lang) {
    vb_term_kind kind = (vb_term_kind)e->kind;
    for (uint32_t i = e->next; i; i = lx->entries[i].next) {
        const vb_entry *x = &lx->entries[i];
        if (!x->dead && x->kind == kind && (x->lang == lang || x->lang == VB_LANG_UND || lang == VB_LANG_UND))
            return x;
    }
    return NULL;
}

/* ---- The whole
 * ------------------------------------------------------------------------------------------------- */

static bool init(vb_lexicon *lx, vb_arena *arena) {
    lx->arena = arena;
    lx->cap_entries = 1 << 17, lx->cap_terms = 1 << 17, lx->cap_forms = 1 << 15, lx->cap_standards = 1 << 12;
    lx->n_entries = 1;
    lx->files = VB_NEW_ARRAY(arena, const char *, VB_MAX_LEXICON_FILES);
    lx->entries = VB_NEW_ARRAY(arena, vb_entry, lx->cap_entries);
    lx->terms = VB_NEW_ARRAY(arena, vb_term, lx->cap_terms);
    lx->form_langs = VB_NEW_ARRAY(arena, uint8_t, lx->cap_forms);
    lx->form_fold = VB_NEW_ARRAY(arena, uint32_t, lx->cap_forms);
    lx->form_stem = VB_NEW_ARRAY(arena, uint32_t, lx->cap_forms);
    lx->standards = VB_NEW_ARRAY(arena, uint32_t, lx->cap_standards);
    return lx->files && lx->entries && lx->terms && lx->form_langs && lx->form_fold && lx->form_stem &&
           lx->standards && vb_intern_init(&lx->texts, arena, 1 << 16) &&
           vb_intern_init(&lx->forms, arena, 1 << 15) && vb_intern_init(&lx->folds, arena, 1 << 14) &&
           vb_intern_init(&lx->stems, arena, 1 << 13) && vb_trie_init(&lx->exact, arena, 1 << 17) &&
           vb_trie_init(&lx->stemmed, arena, 1 << 16) && vb_trie_init(&lx->folded, arena, 1 << 15) &&
           vb_trie_init(&lx->thai, arena, 1 << 17) && vb_trie_init(&lx->thai_variants, arena, 1 << 13);
}

static vb_status load_codes(vb_lexicon *lx, const vb_lexicon_file *files, vb_error *err) {
    for (const vb_lexicon_file *f = files; f->path; f++)
        if (strcmp(f->path, "touchpoints.tsv") == 0)
            VB_TRY(vb_codeframe_add_touchpoints(&lx->codes, f->content, f->path, lx->arena, err));
    for (const vb_lexicon_file *f = files; f->path; f++)
        if (strcmp(f->path, "problems.tsv") == 0)
            VB_TRY(vb_codeframe_add_problems(&lx->codes, f->content, f->path, lx->arena, err));
    return VB_OK;
}

static vb_status load_all(loader *l, const vb_options *options, const vb_lexicon_file *own, vb_error *err) {
    const vb_lexicon_file *builtin = vb_lexicon_builtin();
    VB_TRY(load_codes(l->lx, builtin, err));
    if (own) VB_TRY(load_codes(l->lx, own, err));
    VB_TRY(vb_codeframe_select(&l->lx->codes, options->packs, err));
    if (!vb_codeframe_settle(&l->lx->codes, l->lx->arena)) return vb_fail_memory(err);
    if (!vb_intern_init(&l->touchpoints, &l->names_arena, 256)) return vb_fail_memory(err);
    for (int16_t i = 0; i < l->lx->codes.n_touchpoints; i++)
        if (!vb_intern_add(&l->touchpoints, vb_str_of(l->lx->codes.touchpoints[i].id)))
            return vb_fail_memory(err);
    for (const vb_lexicon_file *f = builtin; f->path; f++)
        VB_TRY(load_file(l, f->path, f->content, f->path, err));
    l->overlay = true;
    for (const vb_lexicon_file *f = own; f && f->path; f++)
        VB_TRY(load_file(l, f->path, f->content, f->path, err));
    count_kinds(l->lx);
    return settle(l->lx) ? VB_OK : vb_fail_memory(err);
}

vb_status vb_lexicon_load(const vb_options *options, vb_arena *arena, vb_lexicon **out, vb_error *err) {
    vb_lexicon *lx = VB_NEW(arena, vb_lexicon);
    if (!lx || !init(lx, arena)) return vb_fail_memory(err);
    const vb_lexicon_file *own = NULL;
    if (options->lexicons) VB_TRY(vb_lexicon_read_folder(options->lexicons, arena, &own, err));
    loader l = {.lx = lx, .stemmer = vb_stemmer_new()};
    vb_status status = l.stemmer ? load_all(&l, options, own, err) : vb_fail_memory(err);
    vb_stemmer_free(l.stemmer);
    vb_arena_deinit(&l.scratch);
    vb_arena_deinit(&l.names_arena);
    if (status >= 0) *out = lx;
    return status;
}
