/* thai_model: compiles the Thai word model from its files.
 *
 * Invariant: th/boundary.tsv (learned weights), th/words.tsv (learned words, each with its score) and
 * th/vocabulary.tsv (words listed by hand, scored by length) are all that decide; a missing file leaves its
 * part out, so that a model without weights cuts by words alone. Where two files have a word, words.tsv
 * scores it. Nothing is cut here. */
#include "text/thai_model.h"
#include "text/tsv.h"

#include <stdlib.h>

const uint8_t vb_thai_type[VB_THAI_CODES] = {
    0, 2, 5, 5, 5,  5,  5,  1,  5,  5,  5, 5, 5, 5, 5, 5, 5,  5, 5,  5,  2,  5,  5,  5,  5,  1, 2,
    5, 5, 5, 5, 5,  5,  1,  1,  3,  5,  3, 5, 1, 5, 5, 5, 4,  5, 4,  5,  13, 6,  7,  6,  6,  8, 8,
    8, 8, 8, 8, 11, 13, 13, 13, 13, 13, 9, 9, 9, 9, 9, 6, 12, 7, 10, 10, 10, 10, 11, 11, 11,
};
/* Sonorant finals, stop finals, liquids, ห and อ, other consonants, vowels at the end, vowels that need a
 * final, vowels above and below, leading vowels, tones, silencers, repetition, others. */
const char vb_thai_type_letters[VB_THAI_TYPES + 1] = "_NKLHCAEILTSRO";

/* Scores of a model that has no weights: words are better than parts, longer ones better than two short ones.
 */
enum { PLAIN_UNKNOWN = -60, PLAIN_WORD = -20 };

typedef struct word {
    vb_str text;
    int16_t score;
    uint8_t n;
    uint8_t rank; /* of the file: the lower one wins */
} word;

typedef struct words {
    word *items;
    size_t n, cap;
} words;

size_t vb_thai_encode(vb_str s, uint8_t *codes, size_t cap) {
    size_t n = s.len / 3;
    if (s.len % 3 || n > cap) return 0;
    for (size_t i = 0; i < n; i++)
        if (!(codes[i] = vb_thai_code(s.ptr + 3 * i))) return 0;
    return n;
}

static const vb_lexicon_file *find_file(const vb_lexicon_file *files, const char *path) {
    while (files->path && strcmp(files->path, path) != 0) files++;
    return files->path ? files : NULL;
}

/* ---- weights
 * ---------------------------------------------------------------------------------------------------- */

/* Whole numbers separated by spaces; how many there are, or 0 where the cell is wrong. */
static size_t read_weights(vb_str s, int16_t *out, size_t cap) {
    size_t n = 0, i = 0;
    while (i < s.len) {
        bool negative = s.ptr[i] == '-';
        if (negative) i++;
        int value = 0;
        size_t digits = i;
        for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
            if ((value = value * 10 + (s.ptr[i] - '0')) > 2000) return 0;
        if (i == digits || n == cap) return 0;
        out[n++] = (int16_t)(negative ? -value : value);
        if (i < s.len && s.ptr[i++] != ' ') return 0;
    }
    return n;
}

/* Codes of an n-gram of characters, `_` being what is outside the run. */
static size_t read_characters(vb_str s, uint8_t *codes) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < 3; n++) {
        if (s.ptr[i] == '_') {
            codes[n] = 0;
            i++;
        } else {
            if (s.len - i < 3 || !(codes[n] = vb_thai_code(s.ptr + i))) return 0;
            i += 3;
        }
        if (n == 2 && i < s.len) return 0;
    }
    return n;
}

/* The row of three characters, a new one where they have none; 0 when the table is full. */
static uint16_t triple_row(vb_thai *m, size_t index) {
    if (!m->triples[index] && m->n_triples < m->cap_triples) m->triples[index] = (uint16_t)m->n_triples++;
    return m->triples[index];
}

static bool add_characters(vb_thai *m, vb_str key, const int16_t *w, size_t n) {
    uint8_t c[3] = {0};
    size_t length = read_characters(key, c);
    if (length == 0 || n != 7 - length) return false;
    size_t pair = (size_t)c[0] * VB_THAI_CODES + c[1];
    if (length == 1) {
        memcpy(m->singles[c[0]], w, n * sizeof *w);
    } else if (length == 2) {
        memcpy(m->pairs[pair] + 1, w, n * sizeof *w);
    } else {
        uint16_t row = triple_row(m, pair * VB_THAI_CODES + c[2]);
        if (!row) return false;
        memcpy(m->triple_rows[row] + 2, w, n * sizeof *w);
    }
    return true;
}

/* A row for two or three classes goes into the rows of all four that begin so. */
static bool add_types(vb_thai *m, vb_str key, const int16_t *w, size_t n) {
    static const size_t below[] = {0, 0, VB_THAI_TYPES * VB_THAI_TYPES, VB_THAI_TYPES, 1};
    if (key.len < 2 || key.len > 4 || n != 9 - key.len) return false;
    size_t index = 0;
    for (size_t i = 0; i < key.len; i++) {
        const char *at = key.ptr[i] ? strchr(vb_thai_type_letters, key.ptr[i]) : NULL;
        if (!at) return false;
        index = index * VB_THAI_TYPES + (size_t)(at - vb_thai_type_letters);
    }
    for (size_t row = index * below[key.len]; row < (index + 1) * below[key.len]; row++)
        for (size_t k = 0; k < n; k++)
            m->types[row][key.len - 2 + k] = (int16_t)(m->types[row][key.len - 2 + k] + w[k]);
    return true;
}

static bool add_row(vb_thai *m, const vb_tsv *t) {
    int16_t w[VB_THAI_LENGTHS];
    vb_str kind = t->cells[0], key = t->cells[1];
    size_t n = read_weights(t->cells[2], w, VB_THAI_LENGTHS);
    if (vb_str_eqz(kind, "chars")) return add_characters(m, key, w, n);
    if (vb_str_eqz(kind, "types")) return add_types(m, key, w, n);
    bool unknown = vb_str_eqz(key, "unknown");
    if (!vb_str_eqz(kind, "length") || n != VB_THAI_LENGTHS || !(unknown || vb_str_eqz(key, "listed")))
        return false;
    memcpy((unknown ? m->unknown : m->listed) + 1, w, n * sizeof *w);
    return true;
}

static size_t count_lines(const vb_lexicon_file *file) {
    size_t n = 0;
    for (size_t i = 0; file && i < file->content.len; i++) n += file->content.ptr[i] == '\n';
    return n;
}

static vb_status make_tables(vb_thai *m, size_t lines, vb_arena *arena, vb_error *err) {
    m->cap_triples = lines + 2 < UINT16_MAX ? (uint32_t)lines + 2 : UINT16_MAX;
    size_t codes = VB_THAI_CODES, types = VB_THAI_TYPES;
    m->singles = vb_arena_calloc(arena, codes, sizeof *m->singles);
    m->pairs = vb_arena_calloc(arena, codes * codes, sizeof *m->pairs);
    m->triples = vb_arena_calloc(arena, codes * codes * codes, sizeof *m->triples);
    m->triple_rows = vb_arena_calloc(arena, m->cap_triples, sizeof *m->triple_rows);
    m->thirds = vb_arena_calloc(arena, m->cap_triples, sizeof *m->thirds);
    m->seconds = vb_arena_calloc(arena, codes * codes, sizeof *m->seconds);
    m->types = vb_arena_calloc(arena, types * types * types * types, sizeof *m->types);
    if (!m->singles || !m->pairs || !m->triples || !m->triple_rows || !m->thirds || !m->seconds || !m->types)
        return vb_fail_memory(err);
    m->n_triples = 1;
    for (size_t i = 0; i <= VB_THAI_LENGTHS; i++) {
        m->unknown[i] = PLAIN_UNKNOWN;
        m->listed[i] = PLAIN_WORD;
    }
    return VB_OK;
}

static vb_status load_weights(vb_thai *m, const vb_lexicon_file *file, vb_error *err) {
    if (!file) return VB_OK;
    vb_tsv t;
    vb_status status;
    VB_TRY(vb_tsv_open(&t, file->content, file->path, err));
    t.trusted = file->hash != 0;
    if (t.n_header < 3)
        return vb_fail_at(err, VB_ERR_LEXICON, file->path, t.line, 1,
                          "the header must be kind, key, weights");
    while ((status = vb_tsv_next(&t, err)) == VB_OK)
        if (!add_row(m, &t))
            return vb_fail_at(err, VB_ERR_LEXICON, file->path, t.line, 1,
                              "not a weight of the Thai model; write the file anew with learn_thai");
    return status < 0 ? status : VB_OK;
}

/* ---- words
 * ------------------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b) {
    const word *x = a, *y = b;
    int c = vb_str_cmp(x->text, y->text);
    return c ? c : x->rank - y->rank;
}

static vb_status read_words(vb_thai *m, const vb_lexicon_file *file, uint8_t rank, words *w, vb_arena *arena,
                            vb_error *err) {
    if (!file) return VB_OK;
    vb_tsv t;
    vb_status status;
    uint8_t codes[VB_THAI_MAX_WORD];
    VB_TRY(vb_tsv_open(&t, file->content, file->path, err));
    t.trusted = file->hash != 0;
    int scores = vb_tsv_column(&t, "score");
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        size_t n = vb_thai_encode(t.cells[0], codes, VB_THAI_MAX_WORD);
        if (n == 0) continue; /* a brand in Latin letters, a phrase with spaces: other parts read them */
        int64_t score = m->listed[vb_thai_length(n)];
        if (scores >= 0 && !vb_str_eqz(t.cells[scores], "-") &&
            (!vb_str_int(t.cells[scores], &score) || score < -2000 || score > 2000))
            return vb_fail_at(
                err, VB_ERR_LEXICON, file->path, t.line, 1,
                "the score must be a whole number from -2000 to 2000, or - for one by the word's length");
        if (w->n == w->cap) {
            size_t cap = w->cap ? 2 * w->cap : 1 << 15;
            w->items = vb_arena_grow(arena, w->items, w->cap * sizeof *w->items, cap * sizeof *w->items);
            if (!w->items) return vb_fail_memory(err);
            w->cap = cap;
        }
        w->items[w->n++] = (word){t.cells[0], (int16_t)score, (uint8_t)n, rank};
    }
    return status < 0 ? status : VB_OK;
}

static void sort_words(words *w) {
    size_t kept = 0;
    for (size_t i = 1; i < w->n; i++)
        if (by_text(&w->items[i - 1], &w->items[i]) > 0) {
            qsort(w->items, w->n, sizeof *w->items, by_text);
            break;
        }
    for (size_t i = 0; i < w->n; i++)
        if (!kept || !vb_str_eq(w->items[kept - 1].text, w->items[i].text)) w->items[kept++] = w->items[i];
    w->n = kept;
}

/* Gives node `at` its children: one for each code that stands at `depth` in the sorted words of `range`. */
static void add_children(vb_thai *m, const words *w, uint32_t at, uint32_t (*range)[2], size_t depth) {
    vb_thai_node *node = &m->nodes[at];
    uint32_t i = range[at][0], end = range[at][1];
    if (i < end && w->items[i].n == depth) node->score = w->items[i++].score;
    node->first = m->n_nodes;
    while (i < end) {
        uint8_t code = vb_thai_code(w->items[i].text.ptr + 3 * depth);
        uint32_t child = m->n_nodes++;
        range[child][0] = i;
        while (i < end && vb_thai_code(w->items[i].text.ptr + 3 * depth) == code) i++;
        range[child][1] = i;
        m->nodes[child] = (vb_thai_node){.score = VB_THAI_NO_WORD, .code = code};
        node->count++;
    }
}

static vb_status build_dictionary(vb_thai *m, const words *w, vb_arena *arena, vb_arena *temporary,
                                  vb_error *err) {
    size_t most = 1; /* a word has as many nodes as characters behind what it shares with the word before */
    for (size_t i = 0; i < w->n; i++) {
        size_t shared = 0;
        if (i)
            while (shared < w->items[i].n && shared < w->items[i - 1].n &&
                   memcmp(w->items[i].text.ptr + 3 * shared, w->items[i - 1].text.ptr + 3 * shared, 3) == 0)
                shared++;
        most += w->items[i].n - shared;
    }
    uint32_t(*range)[2] = vb_arena_alloc(temporary, most * sizeof *range);
    m->nodes = VB_NEW_ARRAY(arena, vb_thai_node, most);
    if (!range || !m->nodes) return vb_fail_memory(err);
    m->nodes[0].score = VB_THAI_NO_WORD;
    m->n_nodes = 1;
    range[0][0] = 0;
    range[0][1] = (uint32_t)w->n;
    uint32_t level = 1;
    for (uint32_t at = 0, depth = 0; at < m->n_nodes; at++) {
        if (at == level) {
            depth++;
            level = m->n_nodes;
        }
        add_children(m, w, at, range, depth);
    }
    return VB_OK;
}

/* The first three steps down the dictionary as tables. */
static vb_status list_beginnings(vb_thai *m, vb_error *err) {
    const vb_thai_node *nodes = m->nodes;
    for (size_t i = 0; i < VB_THAI_CODES; i++) m->letters[i] = VB_THAI_NO_WORD;
    for (size_t i = 0; i < VB_THAI_CODES * VB_THAI_CODES; i++) m->seconds[i] = VB_THAI_NO_WORD;
    for (uint32_t a = nodes->first; a < nodes->first + nodes->count; a++) {
        m->letters[nodes[a].code] = nodes[a].score;
        for (uint32_t b = nodes[a].first; b < nodes[a].first + nodes[a].count; b++) {
            size_t pair = (size_t)nodes[a].code * VB_THAI_CODES + nodes[b].code;
            m->seconds[pair] = nodes[b].score;
            for (uint32_t c = nodes[b].first; c < nodes[b].first + nodes[b].count; c++) {
                uint16_t row = triple_row(m, pair * VB_THAI_CODES + nodes[c].code);
                if (!row)
                    return vb_fail(err, VB_ERR_LEXICON,
                                   "the Thai dictionary has too many words; take some off");
                m->thirds[row] = c;
            }
        }
    }
    return VB_OK;
}

static vb_status load_words(vb_thai *m, const vb_lexicon_file *files, vb_arena *arena, vb_arena *temporary,
                            vb_error *err) {
    words w = {0};
    VB_TRY(read_words(m, find_file(files, "th/words.tsv"), 0, &w, temporary, err));
    VB_TRY(read_words(m, find_file(files, "th/vocabulary.tsv"), 1, &w, temporary, err));
    sort_words(&w);
    VB_TRY(build_dictionary(m, &w, arena, temporary, err));
    return list_beginnings(m, err);
}

vb_status vb_thai_load(const vb_lexicon_file *files, vb_arena *arena, vb_thai **out, vb_error *err) {
    vb_thai *m = VB_NEW(arena, vb_thai);
    if (!m) return vb_fail_memory(err);
    const vb_lexicon_file *weights = find_file(files, "th/boundary.tsv");
    size_t lines = count_lines(weights) + count_lines(find_file(files, "th/words.tsv")) +
                   count_lines(find_file(files, "th/vocabulary.tsv"));
    VB_TRY(make_tables(m, lines, arena, err));
    VB_TRY(load_weights(m, weights, err));
    vb_arena temporary = {0};
    vb_status status = load_words(m, files, arena, &temporary, err);
    vb_arena_deinit(&temporary);
    if (status == VB_OK) *out = m;
    return status;
}
