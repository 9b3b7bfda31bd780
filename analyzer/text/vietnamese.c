/* The tables: read from the lexicon files, and the probabilities of single syllables. */
#include "text/vietnamese.h"
#include "text/chars.h"
#include "text/tsv.h"
#include "text/viet_model.h"
#include "text/viet_syllable.h"

#include <math.h>

static const float floor_prob = 1e-8f; /* of a syllable never seen */
static const int64_t default_gain = 2; /* of a word added by hand */

typedef struct {
    vb_viet *m;
    vb_arena *arena;
    double prob_of[256]; /* by quantized cost */
    bool trusted;        /* the bytes of the file at hand are known to be UTF-8 */
} loader;

/* ---- Syllables --------------------------------------------------------------------------------------------
 */

static bool names_init(viet_names *t, vb_arena *arena) {
    t->mask = VIET_NAME_SLOTS - 1;
    t->slots = VB_NEW_ARRAY(arena, viet_name, VIET_NAME_SLOTS);
    t->texts = VB_NEW_ARRAY(arena, vb_str, VIET_MAX_SYLLABLES + 1);
    return t->slots && t->texts;
}

/* The number of `s`, which is copied where it is new; 0 where it is too long, the set is full or memory is
 * out. */
static uint32_t names_add(viet_names *t, vb_arena *arena, vb_str s) {
    if (s.len == 0 || s.len > 16) return 0;
    viet_name name = viet_name_of(s);
    viet_name *slot = viet_name_slot(t, name);
    if (slot->id) return slot->id;
    vb_str copy = t->count < VIET_MAX_SYLLABLES ? vb_arena_dup(arena, s) : (vb_str){0};
    if (!copy.ptr) return 0;
    name.id = ++t->count;
    *slot = name;
    t->texts[name.id] = copy;
    return name.id;
}

static uint32_t add_syllable(loader *l, vb_str s) {
    vb_viet *m = l->m;
    uint32_t before = m->names.count, id = names_add(&m->names, l->arena, s);
    if (!id || id <= before) return id;
    char form[24];
    vb_str folded = {form, vb_fold_str(s, form)};
    uint32_t fold = names_add(&m->fold_names, l->arena, folded);
    if (!fold) return 0;
    m->syllables[id] =
        (viet_syllable){.prob = floor_prob, .back = 1, .fold = (uint16_t)fold, .plain = vb_str_eq(s, folded)};
    return id;
}

static vb_status bad_cell(const vb_tsv *t, size_t column, vb_error *err) {
    return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, column + 1,
                      "\"%.*s\" is no number that fits here; write the table anew with learn_viet",
                      VB_FMT(t->cells[column]));
}

static vb_status no_syllable(const vb_tsv *t, vb_error *err) {
    return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1,
                      "\"%.*s\" has an empty syllable, one of more than 16 bytes, or one too many; correct "
                      "or remove the line",
                      VB_FMT(t->cells[0]));
}

/* Small non-negative integers make up most of the tables. */
static bool read_small(vb_str s, uint32_t max, uint32_t *out) {
    uint32_t value = 0;
    if (s.len == 0 || s.len > 9) return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        value = value * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    *out = value;
    return value <= max;
}

static vb_status missing_column(const vb_tsv *t, const char *columns, vb_error *err) {
    return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1, "the header must have the columns %s",
                      columns);
}

static vb_status load_syllables(loader *l, vb_str content, const char *file, vb_error *err) {
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, content, file, err));
    t.trusted = l->trusted;
    if (t.n_header < 3) return missing_column(&t, "syllable count back", err);
    double total = 0;
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        uint32_t count, back;
        if (!read_small(t.cells[1], UINT32_MAX, &count)) return bad_cell(&t, 1, err);
        if (!read_small(t.cells[2], 255, &back)) return bad_cell(&t, 2, err);
        uint32_t id = add_syllable(l, t.cells[0]);
        if (!id) return no_syllable(&t, err);
        viet_syllable *s = &l->m->syllables[id];
        s->prob = (float)count;
        s->back = (float)l->prob_of[back];
        total += count;
    }
    if (status < 0) return status;
    for (uint32_t id = 1; id <= l->m->names.count && total > 0; id++) {
        float p = l->m->syllables[id].prob;
        l->m->syllables[id].prob = p > floor_prob ? (float)((p + 0.1) / total) : (float)(0.1 / total);
    }
    return VB_OK;
}

/* ---- Bigrams ----------------------------------------------------------------------------------------------
 */

static bool add_pair(loader *l, uint32_t left, uint32_t right, float prob) {
    vb_viet *m = l->m;
    if (m->n_pairs == m->cap_pairs) {
        size_t size = m->cap_pairs * sizeof *m->pairs;
        viet_pair *grown = vb_arena_grow(l->arena, m->pairs, size, size * 2);
        if (!grown) return false;
        m->pairs = grown, m->cap_pairs *= 2;
    }
    m->pairs[m->n_pairs++] = (viet_pair){.left = (uint16_t)left, .right = (uint16_t)right, .prob = prob};
    return true;
}

/* One line: a syllable, a tab, and its followers as syllable:cost with one space between. */
static vb_status load_followers(loader *l, const vb_tsv *t, vb_str line, vb_error *err) {
    size_t tab = vb_str_find_byte(line, '\t');
    uint32_t left = viet_find(&l->m->names, vb_str_sub(line, 0, tab));
    for (size_t at = tab + 1; left && at < line.len; at++) {
        size_t from = at, colon = 0;
        uint32_t cost = 0;
        while (at < line.len && line.ptr[at] != ':' && line.ptr[at] != ' ') at++;
        for (colon = at++; at < line.len && line.ptr[at] >= '0' && line.ptr[at] <= '9' && cost < 256; at++)
            cost = cost * 10 + (uint32_t)(line.ptr[at] - '0');
        if (colon >= line.len || line.ptr[colon] != ':' || at == colon + 1 || cost > 255 ||
            (at < line.len && line.ptr[at] != ' '))
            return vb_fail_at(
                err, VB_ERR_LEXICON, t->file, t->line, 2,
                "followers must have the form syllable:cost; write the table anew with learn_viet");
        uint32_t right = viet_find(&l->m->names, vb_str_sub(line, from, colon));
        if (right && !add_pair(l, left, right, (float)l->prob_of[cost])) return vb_fail_memory(err);
    }
    return VB_OK;
}

/* The largest table: its lines are read without checking the encoding, for a broken syllable is merely not
 * found. */
static vb_status load_bigrams(loader *l, vb_str content, const char *file, vb_error *err) {
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, content, file, err));
    t.trusted = l->trusted;
    if (t.n_header < 2) return missing_column(&t, "syllable followers", err);
    vb_str line;
    while (vb_str_split(&t.rest, '\n', &line)) {
        t.line++;
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        if (line.len && line.ptr[0] != '#') VB_TRY(load_followers(l, &t, line, err));
    }
    return VB_OK;
}

static vb_status index_pairs(loader *l, vb_error *err) {
    vb_viet *m = l->m;
    uint32_t size = 1024;
    while (size < m->n_pairs + m->n_pairs / 2) size *= 2;
    m->pair_slots = VB_NEW_ARRAY(l->arena, uint64_t, size);
    if (!m->pair_slots) return vb_fail_memory(err);
    m->pair_mask = size - 1;
    for (uint32_t p = 1; p < m->n_pairs; p++) {
        viet_pair *pair = &m->pairs[p];
        uint32_t key = viet_pair_key(m->syllables[pair->left].fold, m->syllables[pair->right].fold);
        uint32_t i = (key * 0x9E3779B1u) >> 7 & m->pair_mask;
        while (m->pair_slots[i] && m->pair_slots[i] >> 32 != key) i = (i + 1) & m->pair_mask;
        pair->next = (uint32_t)m->pair_slots[i];
        m->pair_slots[i] = (uint64_t)key << 32 | p;
    }
    return VB_OK;
}

/* ---- Words ------------------------------------------------------------------------------------------------
 */

static bool grow_nodes(loader *l) {
    vb_viet *m = l->m;
    uint32_t old = m->node_mask + 1, size = old * 2;
    viet_node *nodes = VB_NEW_ARRAY(l->arena, viet_node, size);
    if (!nodes) return false;
    for (uint32_t i = 0; i < old; i++) {
        if (!m->nodes[i].key) continue;
        uint32_t at = (uint32_t)vb_hash_mix(m->nodes[i].key) & (size - 1);
        while (nodes[at].key) at = (at + 1) & (size - 1);
        nodes[at] = m->nodes[i];
    }
    m->nodes = nodes, m->node_mask = size - 1;
    return true;
}

static viet_node *add_node(loader *l, uint32_t parent, uint32_t syllable) {
    vb_viet *m = l->m;
    if ((m->n_nodes + 1) * 2 > m->node_mask && !grow_nodes(l)) return NULL;
    uint64_t key = (uint64_t)parent << 32 | syllable;
    uint32_t at = (uint32_t)vb_hash_mix(key) & m->node_mask;
    while (m->nodes[at].key && m->nodes[at].key != key) at = (at + 1) & m->node_mask;
    if (!m->nodes[at].key) m->nodes[at] = (viet_node){.key = key, .id = ++m->n_nodes, .gain = 0};
    return &m->nodes[at];
}

static vb_status load_words(loader *l, vb_str content, const char *file, vb_error *err) {
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, content, file, err));
    t.trusted = l->trusted;
    if (t.n_header < 2) return missing_column(&t, "term gain source note", err);
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        int64_t gain = 10 * default_gain;
        uint32_t node = 0;
        if (!vb_str_eqz(t.cells[1], "-") && !vb_str_int(t.cells[1], &gain)) return bad_cell(&t, 1, err);
        vb_str rest = t.cells[0], syllable;
        viet_node *last = NULL;
        size_t n = 0;
        while (vb_str_split(&rest, ' ', &syllable)) {
            uint32_t id = add_syllable(l, syllable);
            if (!id) return no_syllable(&t, err);
            if (!(last = add_node(l, node, id))) return vb_fail_memory(err);
            node = last->id;
            n++;
        }
        if (n > VIET_MAX_WORD)
            return vb_fail_at(err, VB_ERR_LEXICON, file, t.line, 1,
                              "a word has at most %d syllables; shorten it", VIET_MAX_WORD);
        if (n > 1) last->gain = (float)gain / 10;
    }
    return status < 0 ? status : VB_OK;
}

/* ---- Readings ---------------------------------------------------------------------------------------------
 */

static void place_reading(vb_viet *m, uint32_t id) {
    viet_syllable *s = &m->syllables[id];
    viet_fold *f = &m->folds[s->fold];
    uint16_t *list = m->readings + f->first;
    size_t at = f->count++;
    for (; at > 0 && m->syllables[list[at - 1]].prob < s->prob; at--) list[at] = list[at - 1];
    list[at] = (uint16_t)id;
    f->prob += s->prob;
    if (s->plain) f->plain = s->prob;
}

static vb_status index_readings(loader *l, vb_error *err) {
    vb_viet *m = l->m;
    uint32_t n = m->names.count, n_folds = m->fold_names.count;
    m->folds = VB_NEW_ARRAY(l->arena, viet_fold, n_folds + 2);
    m->readings = VB_NEW_ARRAY(l->arena, uint16_t, n + 1);
    if (!m->folds || !m->readings) return vb_fail_memory(err);
    for (uint32_t id = 1; id <= n; id++) m->folds[m->syllables[id].fold + 1].first++;
    for (uint32_t f = 1; f <= n_folds + 1; f++) m->folds[f].first += m->folds[f - 1].first;
    for (uint32_t id = 1; id <= n; id++) place_reading(m, id);
    for (uint32_t f = 1; f <= n_folds; f++) {
        viet_fold *fold = &m->folds[f];
        fold->plain = fold->prob > 0 ? fold->plain / fold->prob : 0;
        for (uint16_t i = 0; i < fold->count; i++)
            m->syllables[m->readings[fold->first + i]].rank = (uint8_t)(i < 255 ? i : 255);
        if (fold->count > VIET_MAX_READINGS) fold->count = VIET_MAX_READINGS;
    }
    return VB_OK;
}

/* ---- The whole --------------------------------------------------------------------------------------------
 */

typedef vb_status load_fn(loader *l, vb_str content, const char *file, vb_error *err);

static vb_status load_each(loader *l, const vb_lexicon_file *files, const char *path, load_fn *load,
                           vb_error *err) {
    for (const vb_lexicon_file *f = files; f && f->path; f++)
        if (strcmp(f->path, path) == 0) {
            l->trusted = f->hash != 0;
            VB_TRY(load(l, f->content, f->path, err));
        }
    return VB_OK;
}

static vb_status load_subjects(loader *l, vb_str content, const char *file, vb_error *err) {
    return viet_subjects_load(l->m, content, file, l->arena, err);
}

vb_status vb_viet_load(const vb_lexicon_file *files, vb_arena *arena, vb_viet **out, vb_error *err) {
    vb_viet *m = VB_NEW(arena, vb_viet);
    if (!m) return vb_fail_memory(err);
    loader l = {.m = m, .arena = arena};
    for (int i = 0; i < 256; i++) l.prob_of[i] = exp(-viet_cost(i));
    m->cap_pairs = 1 << 18, m->n_pairs = 1;
    m->node_mask = (1 << 17) - 1;
    m->syllables = VB_NEW_ARRAY(arena, viet_syllable, VIET_MAX_SYLLABLES + 1);
    m->pairs = vb_arena_alloc(arena, m->cap_pairs * sizeof *m->pairs);
    m->nodes = VB_NEW_ARRAY(arena, viet_node, m->node_mask + 1);
    if (!m->syllables || !m->pairs || !m->nodes || !names_init(&m->names, arena) ||
        !names_init(&m->fold_names, arena) || add_syllable(&l, VB_STR("*")) != VIET_EDGE ||
        add_syllable(&l, VB_STR("0")) != VIET_NUMBER || add_syllable(&l, VB_STR("w")) != VIET_FOREIGN)
        return vb_fail_memory(err);
    VB_TRY(load_each(&l, files, "vi/syllables.tsv", load_syllables, err));
    VB_TRY(load_each(&l, files, "vi/words.tsv", load_words, err));
    VB_TRY(load_each(&l, files, "vi/bigrams.tsv", load_bigrams, err));
    VB_TRY(index_pairs(&l, err));
    VB_TRY(index_readings(&l, err));
    VB_TRY(load_each(&l, files, "vi/subjects.tsv", load_subjects, err));
    VB_TRY(viet_subjects_index(m, arena, err));
    *out = m;
    return VB_OK;
}

float vb_viet_log_prob(const vb_viet *m, vb_str syllable) {
    uint32_t id = viet_find(&m->names, syllable);
    return logf(id > VIET_FOREIGN ? m->syllables[id].prob : floor_prob);
}

float vb_viet_folded_log_prob(const vb_viet *m, vb_str folded) {
    uint32_t fold = viet_find(&m->fold_names, folded);
    return logf(fold > VIET_FOREIGN && m->folds[fold].prob > 0 ? m->folds[fold].prob : floor_prob);
}
