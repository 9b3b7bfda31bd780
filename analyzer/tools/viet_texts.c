/* viet_texts: texts as streams of Vietnamese syllables.
 *
 * Invariant: a stream holds canonical syllables and edges; abbreviations are written out first, texts typed
 * without marks are left out. Segmented lines keep which syllables are one word. */
#include "base/limits.h"
#include "text/normalize.h"
#include "text/scan.h"
#include "text/viet_syllable.h"
#include "viet_learner.h"

void viet_push(viet_stream *s, vb_str item) {
    if (s->n == s->cap)
        s->items = tool_need(realloc(s->items, (s->cap = s->cap ? s->cap * 2 : 1 << 16) * sizeof *s->items));
    s->items[s->n++] = item;
}

vb_str viet_spelled(viet_learner *l, vb_str s) {
    uint32_t id = vb_intern_add(&l->names, s);
    if (!id || id >= VIET_MAX_NAMES) tool_die("syllables", "too many different ones");
    return vb_intern_get(&l->names, id);
}

/* The canonical token: a syllable, or the edge for anything else. Variants may stand for several syllables.
 */
static void push_word(viet_learner *l, viet_stream *s, vb_str word) {
    uint32_t v = vb_intern_find(&l->variants, word);
    vb_str rest = v ? l->standard_of[v] : word, part;
    while (vb_str_split(&rest, ' ', &part))
        viet_push(s, vb_viet_is_syllable(part, false) ? viet_spelled(l, part) : viet_foreign);
}

/* What stands between two signs; where it was typed without marks, nothing can be learned from it. */
typedef struct {
    size_t from, bare; /* in the stream; syllables that lack their marks */
} stretch;

static void end_stretch(viet_stream *s, stretch *now) {
    size_t marked = 0;
    for (size_t i = now->from; i < s->n; i++)
        for (size_t k = 0; k < s->items[i].len; k++)
            if ((unsigned char)s->items[i].ptr[k] >= 0x80) {
                marked++;
                break;
            }
    if (now->bare * 2 > marked) s->n = now->from;
    viet_push(s, viet_edge);
    *now = (stretch){.from = s->n};
}

/* Marks that stand alone behind a space: some program cut words at them. */
static bool is_torn(vb_str s) {
    for (size_t i = 0; i + 1 < s.len; i++)
        if (s.ptr[i] == ' ' && ((unsigned char)s.ptr[i + 1] & 0xFE) == 0xCC) return true;
    return false;
}

void viet_add_text(viet_learner *l, viet_stream *s, vb_str raw) {
    vb_text text = {0};
    vb_error err = {0};
    vb_arena_reset(&l->scratch);
    if (raw.len > VB_MAX_FIELD || is_torn(raw) || vb_normalize(raw, &l->scratch, &text, &err) < 0) return;
    uint32_t at = 0;
    vb_piece piece;
    viet_push(s, viet_edge);
    stretch now = {.from = s->n};
    while (vb_scan_next(text.norm, &at, &piece)) {
        vb_str word = vb_str_sub(text.norm, piece.begin, piece.end);
        if (piece.break_before) end_stretch(s, &now);
        if (piece.kind == VB_PIECE_WORD) {
            now.bare += vb_viet_is_folded(word) && !vb_viet_is_syllable(word, false);
            push_word(l, s, word);
        } else if (piece.kind == VB_PIECE_NUMBER) {
            viet_push(s, viet_number);
        } else {
            end_stretch(s, &now);
        }
    }
    end_stretch(s, &now);
}

static void push_seg(viet_learner *l, vb_str item, bool join) {
    if (l->seg.n == l->cap_joins)
        l->seg_joins =
            tool_need(realloc(l->seg_joins, l->cap_joins = l->cap_joins ? l->cap_joins * 2 : 1 << 16));
    l->seg_joins[l->seg.n] = join;
    viet_push(&l->seg, item);
}

static vb_str border_of(vb_str s) {
    unsigned char c = (unsigned char)s.ptr[0];
    if (c >= '0' && c <= '9') return viet_number;
    return c >= 0x80 || (c >= 'a' && c <= 'z') ? viet_foreign : viet_edge;
}

/* One word of a segmented line. A name (all its syllables capitalised) is kept as it is. */
static void add_seg_word(viet_learner *l, vb_str word) {
    vb_text text = {0};
    vb_error err = {0};
    vb_arena_reset(&l->scratch);
    if (vb_normalize(word, &l->scratch, &text, &err) < 0) return;
    vb_str rest = text.norm, part;
    while (vb_str_split(&rest, ' ', &part)) {
        if (part.len == 0) continue;
        bool syllable = vb_viet_is_syllable(part, false);
        push_seg(l, syllable ? viet_spelled(l, part) : border_of(part), syllable && rest.len);
    }
}

void viet_read_seg(viet_learner *l, const char *path) {
    vb_str rest = tool_read_file(&l->arena, path), line, word;
    while (vb_str_split(&rest, '\n', &line)) {
        push_seg(l, viet_edge, false);
        while (vb_str_split(&line, '|', &word)) add_seg_word(l, word);
    }
    push_seg(l, viet_edge, false);
}

static void take_text(void *ctx, vb_str cell) {
    viet_learner *l = ctx;
    viet_add_text(l, &l->text, cell);
}

void viet_read_text(viet_learner *l, const char *argument) {
    if (l->n_sources == VIET_MAX_SOURCES) tool_die(argument, "too many texts");
    tool_read_column(&l->arena, argument, take_text, l);
    l->sources[l->n_sources++] = (viet_source){l->text.n, l->subject};
}

static void take_phrase(void *ctx, const vb_tsv *row) {
    viet_learner *l = ctx;
    viet_add_text(l, &l->phrases, row->cells[0]);
}

void viet_read_phrases(viet_learner *l, const char *path) {
    tool_read_table(&l->arena, path, take_phrase, l);
}

void viet_read_common(viet_learner *l, const char *path) {
    vb_str rest = tool_read_file(&l->arena, path), line, phrase;
    while (vb_str_split(&rest, '\n', &line))
        while (line.len && line.ptr[0] != '#' && vb_str_split(&line, ',', &phrase))
            viet_add_text(l, &l->common, phrase);
}

static void take_variant(void *ctx, const vb_tsv *row) {
    viet_learner *l = ctx;
    if (row->n_header < 3 || !vb_str_eqz(row->cells[2], "always")) return;
    uint32_t id = vb_intern_add(&l->variants, row->cells[0]);
    if (!id || id >= VIET_MAX_VARIANTS) tool_die(row->file, "too many variants");
    l->standard_of[id] = row->cells[1];
}

void viet_read_variants(viet_learner *l, const char *path) {
    tool_read_table(&l->arena, path, take_variant, l);
}

uint32_t viet_add_word(viet_learner *l, vb_str word, bool own) {
    uint32_t id = vb_intern_add(&l->words, word);
    if (!id || id >= VIET_MAX_WORDS) tool_die("words", "too many different ones");
    l->own[id] |= own;
    return id;
}

static void take_own_word(void *ctx, const vb_tsv *row) {
    viet_learner *l = ctx;
    if (row->n_header < 3 || !vb_str_eqz(row->cells[2], "own")) return;
    vb_str rest = row->cells[0], part;
    size_t n = 0;
    while (vb_str_split(&rest, ' ', &part)) viet_spelled(l, part), n++;
    if (n > 1) viet_add_word(l, row->cells[0], true);
}

void viet_read_own_words(viet_learner *l, const char *path) {
    tool_read_table(&l->arena, path, take_own_word, l);
}
