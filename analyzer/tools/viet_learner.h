/* viet_learner: what the parts of learn_viet share.
 *
 * Sources are read first (viet_texts.c, viet_patterns.c), then counted (viet_counts.c); words get their gains
 * (viet_gains.c), subjects their syllables, and all is written (viet_tables.c). Invariant: syllable 1 is the
 * edge: punctuation, and both ends of a text; 2 stands for numbers, 3 for foreign words. Nothing here
 * is part of the library. */
#ifndef VB_TOOLS_VIET_LEARNER_H
#define VB_TOOLS_VIET_LEARNER_H

#include "base/intern.h"
#include "reading.h"
#include "text/viet_model.h"

#include <stdlib.h>

enum {
    VIET_MAX_NAMES = VIET_MAX_SYLLABLES,
    VIET_MAX_WORDS = 200000,
    VIET_MAX_VARIANTS = 50000,
    VIET_MAX_SOURCES = 64
};

typedef struct viet_stream {
    vb_str *items; /* tokens; an edge is "*" */
    size_t n, cap;
} viet_stream;

typedef struct viet_counter { /* counts by a key of two numbers */
    uint64_t *keys;
    double *counts;
    size_t mask, used;
} viet_counter;

typedef struct viet_source { /* a text, and what it speaks of */
    size_t end;              /* where it ends in the stream */
    int subject;             /* -1: nothing in particular */
} viet_source;

typedef struct viet_subject {
    const char *name;
    double *counts; /* by syllable */
} viet_subject;

typedef struct viet_learner {
    vb_arena arena, scratch;
    vb_intern names; /* syllables */
    viet_stream text, phrases, common, seg;
    viet_source sources[VIET_MAX_SOURCES]; /* of `text` */
    size_t n_sources;
    viet_subject subjects[VIET_MAX_SUBJECTS];
    int n_subjects, subject; /* the one of what is read next, or -1 */
    bool *seg_joins;         /* by item of seg */
    size_t cap_joins;
    double *unigrams; /* by syllable */
    double n_tokens;
    viet_counter bigrams;
    vb_intern words;        /* multi-syllable words */
    bool *own;              /* by word */
    double *joined, *split; /* by word, in the segmented sets */
    double *gains;          /* by word: log odds */
    vb_intern variants;
    vb_str *standard_of;
    vb_buf heads; /* lines that name the sources */
} viet_learner;

/* Reading. */
void viet_push(viet_stream *s, vb_str item);
/// Adds the tokens of a text: syllables, and edges between them.
void viet_add_text(viet_learner *l, viet_stream *s, vb_str raw);
void viet_read_text(viet_learner *l, const char *argument);
void viet_read_seg(viet_learner *l, const char *path);
void viet_read_phrases(viet_learner *l, const char *path);
void viet_read_common(viet_learner *l, const char *path);
void viet_read_variants(viet_learner *l, const char *path);
void viet_read_own_words(viet_learner *l, const char *path);
/// Counts the patterns of a file at once.
void viet_read_patterns(viet_learner *l, const char *path);
/// The canonical text of a syllable; the edge is "*".
vb_str viet_spelled(viet_learner *l, vb_str s);

/* Counting. */
void viet_counter_init(viet_counter *c, size_t size);
void viet_counter_add(viet_counter *c, uint32_t a, uint32_t b, double weight);
double viet_counter_get(const viet_counter *c, uint32_t a, uint32_t b);
/// Counts one syllable behind another, for the subject that is set too.
void viet_count_pair(viet_learner *l, uint32_t before, uint32_t id, double weight, double of_subject);
void viet_count_all(viet_learner *l);

/* Words. */
uint32_t viet_add_word(viet_learner *l, vb_str word, bool own);
/// Joins items by spaces; 0 where they do not fit.
size_t viet_join(const vb_str *items, size_t n, char *out, size_t cap);
void viet_learn_gains(viet_learner *l);

/* Writing: a table as text. */
void viet_write_syllables(const viet_learner *l, vb_buf *out);
void viet_write_bigrams(const viet_learner *l, vb_buf *out);
void viet_write_words(const viet_learner *l, vb_buf *out);
void viet_write_subjects(const viet_learner *l, vb_buf *out);

static const vb_str viet_edge = {"*", 1}, viet_number = {"0", 1}, viet_foreign = {"w", 1};

#endif
