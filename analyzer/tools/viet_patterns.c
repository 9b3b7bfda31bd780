/* viet_patterns: sayings written as patterns, counted as if each of their readings were a text.
 *
 * A line is a row of slots: words, or [a|b|] for a or b or nothing. Invariant: no reading is drawn; the
 * expected counts are exact, so that every choice is seen beside every choice of the slot before it. */
#include "text/viet_syllable.h"
#include "viet_learner.h"

/* What was tuned. */
static const double line_weight = 120;    /* of a line, shared by its readings */
static const double meeting_weight = 1.2; /* least count of two choices side by side */
static const double subject_weight = 2;   /* of a pattern's syllables for its subject, beside running text */

enum { MAX_ENDS = 256 };

typedef struct { /* what the readings so far may end with */
    uint32_t id[MAX_ENDS];
    double share[MAX_ENDS];
    size_t n;
} ends;

static void add_end(ends *e, uint32_t id, double share) {
    size_t i = 0;
    while (i < e->n && e->id[i] != id) i++;
    if (i == MAX_ENDS) tool_die("patterns", "a slot has too many choices");
    if (i == e->n) e->id[e->n] = id, e->share[e->n++] = 0;
    e->share[i] += share;
}

static void count(viet_learner *l, uint32_t before, uint32_t id, double share) {
    viet_count_pair(l, before, id, line_weight * share, line_weight * share * subject_weight);
}

/* One choice of a slot behind all that may stand before it. */
static void add_choice(viet_learner *l, const ends *from, ends *to, vb_str choice, double share) {
    size_t begin = l->phrases.n, end;
    viet_add_text(l, &l->phrases, choice); /* an edge, the tokens, an edge */
    end = l->phrases.n;
    l->phrases.n = begin;
    const vb_str *items = l->phrases.items + begin;
    if (end - begin < 3) {
        for (size_t k = 0; k < from->n; k++) add_end(to, from->id[k], from->share[k] * share);
        return;
    }
    uint32_t first = vb_intern_find(&l->names, items[1]), before = first;
    for (size_t k = 0; k < from->n; k++) {
        count(l, from->id[k], first, from->share[k] * share);
        if (first > VIET_FOREIGN || from->id[k] > VIET_FOREIGN)
            viet_counter_add(&l->bigrams, from->id[k], first, meeting_weight);
    }
    for (size_t i = 2; i + 1 < end - begin; i++) {
        uint32_t id = vb_intern_find(&l->names, items[i]);
        count(l, before, id, share);
        before = id;
    }
    add_end(to, before, share);
}

/* The next slot of a line: what stands in brackets, or the words up to the next bracket. */
static vb_str next_slot(vb_str *rest) {
    bool choice = rest->len && rest->ptr[0] == '[';
    size_t end = vb_str_find_byte(*rest, choice ? ']' : '[');
    if (end > rest->len) end = rest->len;
    vb_str slot = vb_str_sub(*rest, choice, end);
    *rest = vb_str_sub(*rest, end + (choice && end < rest->len), rest->len);
    return slot;
}

static void add_line(viet_learner *l, vb_str line) {
    ends now = {.id = {VIET_EDGE}, .share = {1}, .n = 1};
    while (line.len) {
        vb_str slot = next_slot(&line), rest = slot, choice;
        size_t n = 1;
        for (size_t i = 0; i < slot.len; i++) n += slot.ptr[i] == '|';
        if (!vb_str_trim(slot).len) continue;
        ends next = {.n = 0};
        for (size_t i = 0; i < n; i++) {
            if (!vb_str_split(&rest, '|', &choice)) choice = (vb_str){0};
            add_choice(l, &now, &next, choice, 1.0 / (double)n);
        }
        now = next;
    }
    for (size_t k = 0; k < now.n; k++) count(l, now.id[k], VIET_EDGE, now.share[k]);
}

void viet_read_patterns(viet_learner *l, const char *path) {
    vb_str rest = tool_read_file(&l->arena, path), line;
    while (vb_str_split(&rest, '\n', &line))
        if (line.len && line.ptr[0] != '#') add_line(l, line);
}
