/* viet_counts: how often syllables occur, and which follows which.
 *
 * Invariant: weights are fixed by kind of source, so that no trade and no large text rules the tables. */
#include "viet_learner.h"

#include <math.h>

/* What was tuned. */
static const double seg_weight = 4;     /* of the running text of the segmented sets */
static const double phrase_weight = 4;  /* of a phrase that the lexicons hold */
static const double own_weight = 1.6;   /* of a word of the dictionary */
static const double common_weight = 25; /* of a phrase that everybody uses */
static const double opening =
    0.1; /* behind a foreign word stands also what opens a sentence: this share of it */
static const double balance = 0.3; /* how far a small text is raised to the largest: 0 not, 1 wholly */
static const double max_balance = 6;
static const double most_of_subject = 400000;

void viet_counter_init(viet_counter *c, size_t size) {
    c->keys = tool_need(calloc(size, sizeof *c->keys));
    c->counts = tool_need(calloc(size, sizeof *c->counts));
    c->mask = size - 1, c->used = 0;
}

static size_t counter_slot(const viet_counter *c, uint64_t key) {
    size_t i = vb_hash_mix(key) & c->mask;
    while (c->keys[i] && c->keys[i] != key) i = (i + 1) & c->mask;
    return i;
}

double viet_counter_get(const viet_counter *c, uint32_t a, uint32_t b) {
    return c->counts[counter_slot(c, (uint64_t)a << 32 | b)];
}

void viet_counter_add(viet_counter *c, uint32_t a, uint32_t b, double weight) {
    if (c->used * 2 > c->mask) {
        viet_counter old = *c;
        viet_counter_init(c, (old.mask + 1) * 2);
        for (size_t i = 0; i <= old.mask; i++) {
            if (!old.keys[i]) continue;
            size_t at = counter_slot(c, old.keys[i]);
            c->keys[at] = old.keys[i], c->counts[at] = old.counts[i], c->used++;
        }
        free(old.keys), free(old.counts);
    }
    uint64_t key = (uint64_t)a << 32 | b;
    size_t i = counter_slot(c, key);
    c->used += !c->keys[i];
    c->keys[i] = key;
    c->counts[i] += weight;
}

void viet_count_pair(viet_learner *l, uint32_t before, uint32_t id, double weight, double of_subject) {
    if (id <= VIET_FOREIGN && before <= VIET_FOREIGN) return;
    l->unigrams[id] += weight;
    if (l->subject >= 0 && id > VIET_FOREIGN) l->subjects[l->subject].counts[id] += of_subject;
    viet_counter_add(&l->bigrams, before, id, weight);
    if (before == VIET_EDGE) viet_counter_add(&l->bigrams, VIET_FOREIGN, id, weight * opening);
}

static void count_range(viet_learner *l, const viet_stream *s, size_t from, size_t to, double weight,
                        double of_subject) {
    for (size_t i = from; i < to; i++) {
        uint32_t id = vb_intern_find(&l->names, s->items[i]);
        uint32_t before = i > from ? vb_intern_find(&l->names, s->items[i - 1]) : VIET_EDGE;
        viet_count_pair(l, before, id, weight, of_subject);
    }
}

/* A small text weighs more than a large one of another trade, so that no trade rules the tables; of a subject
 * no text tells more than `most_of_subject` tokens do. */
static void count_texts(viet_learner *l) {
    size_t largest = 0, from = 0;
    for (size_t i = 0; i < l->n_sources; from = l->sources[i++].end)
        if (l->sources[i].end - from > largest) largest = l->sources[i].end - from;
    from = 0;
    for (size_t i = 0; i < l->n_sources; from = l->sources[i++].end) {
        double n = (double)(l->sources[i].end - from), weight = n > 0 ? pow((double)largest / n, balance) : 1;
        l->subject = l->sources[i].subject;
        count_range(l, &l->text, from, l->sources[i].end, weight < max_balance ? weight : max_balance,
                    n > most_of_subject ? most_of_subject / n : 1);
    }
    l->subject = -1;
}

/* Phrases without what stands around them. */
static void count_common(viet_learner *l) {
    const viet_stream *s = &l->common;
    for (size_t i = 0; i < s->n; i++) {
        uint32_t id = vb_intern_find(&l->names, s->items[i]);
        uint32_t before = i ? vb_intern_find(&l->names, s->items[i - 1]) : VIET_EDGE;
        if (id <= VIET_FOREIGN) continue;
        l->unigrams[id] += common_weight;
        if (before > VIET_FOREIGN) viet_counter_add(&l->bigrams, before, id, common_weight);
    }
}

static void count_own_words(viet_learner *l) {
    for (uint32_t w = 1; w <= l->words.count; w++) {
        vb_str rest = vb_intern_get(&l->words, w), part;
        uint32_t before = 0;
        while (l->own[w] && vb_str_split(&rest, ' ', &part)) {
            uint32_t id = vb_intern_find(&l->names, part);
            if (before) viet_counter_add(&l->bigrams, before, id, own_weight);
            l->unigrams[id] += own_weight / 4;
            before = id;
        }
    }
}

void viet_count_all(viet_learner *l) {
    count_texts(l);
    count_range(l, &l->seg, 0, l->seg.n, seg_weight, 0);
    count_range(l, &l->phrases, 0, l->phrases.n, phrase_weight, 0);
    count_own_words(l);
    count_common(l);
    for (uint32_t id = 1; id <= l->names.count; id++) l->n_tokens += l->unigrams[id];
}
