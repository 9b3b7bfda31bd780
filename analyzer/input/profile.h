/* profile: statistics of one column over the whole table, in bounded memory. Internal to the columns.
 *
 * Invariant: the statistics are counts, sums, minima and sets, so they do not depend on the order of rows.
 * The number of distinct values is exact up to the sketch's capacity and an estimate (about 3 %) above. */
#ifndef VB_INPUT_PROFILE_H
#define VB_INPUT_PROFILE_H

#include "input/columns.h"
#include "input/header_words.h"
#include "input/values.h"

/// Distinct values by adaptive sampling (M. Wegman; Flajolet 1990): keeps the hashes that end in `level` zero
/// bits.
typedef struct vb_sketch {
    uint32_t *slots;  /* hash, never 0 */
    uint32_t *counts; /* how often each was seen */
    uint32_t size, used, most;
    unsigned level;
} vb_sketch;

/// Adds one value; false when out of memory.
bool vb_sketch_add(vb_sketch *s, uint32_t hash);
uint64_t vb_sketch_distinct(const vb_sketch *s);
/// Share of the distinct values that were seen once only.
double vb_sketch_single(const vb_sketch *s);
void vb_sketch_deinit(vb_sketch *s);

typedef struct vb_column_stats {
    uint64_t filled, chars, words, letters_cells;  /* letters_cells: cells that hold a letter */
    uint64_t wordy;                                /* cells of three words or more (Thai: 18 letters) */
    uint64_t longest;                              /* code points */
    uint64_t numeric, integers, ratings, prefixed; /* prefixed: ratings that are not plain numbers */
    double min, max, rating_min, rating_max, rating_of;
    uint64_t small_ints; /* bit set of the integers 0..63 seen */
    uint64_t scale, labels, langs, langs_other, placeholders, channels;
    uint64_t emails, urls, ips, phones, lists, personal;
    uint64_t atoms, multi; /* parts between , ; | and cells with more than one */
    uint64_t spaced;       /* cells with a blank inside */
    unsigned scale_seen;   /* bit set of 1..5 */
    vb_date_votes dates;
    vb_sketch values, parts;
    vb_str example;
    uint64_t example_rank; /* smallest hash wins, so that row order does not choose */
} vb_column_stats;

typedef struct vb_table_stats {
    vb_column_stats *columns;
    uint32_t n_columns;
    uint64_t rows, skipped_preview;
} vb_table_stats;

/// Takes one cell into a column. `key` is scratch. False when out of memory.
bool vb_column_stats_add(vb_column_stats *c, vb_str cell, const vb_value_words *words, vb_buf *key,
                         vb_arena *arena);
void vb_table_stats_deinit(vb_table_stats *s);
/// A row of the survey tool's own tests ("Survey Preview", "Spam", or their codes).
bool vb_is_preview(vb_str status, const vb_value_words *words, vb_buf *key);

/// Gives every column that has no role by --map its role and reason, and fills `unsure` and `advice`.
typedef struct vb_guess_input {
    const vb_table_stats *stats;
    const vb_hints *hints; /* by column */
    const char *vendor;
    bool thai; /* the headers hold Thai */
    bool month_first;
    bool text_given; /* --map names a text column: no others are guessed */
} vb_guess_input;
vb_status vb_columns_guess(vb_profile *profile, const vb_guess_input *in, vb_arena *arena, vb_error *err);

#endif
