/* sums: what one pass over comments and clauses leaves: integer counts and sums, nothing else.
 *
 * Invariant: adding is associative and commutative, so no order of rows can show. Scores are in
 * ten-thousandths. */
#ifndef VB_STORE_SUMS_H
#define VB_STORE_SUMS_H

#include "base/intern.h"
#include "store/aggregate.h"

typedef enum measure { MEASURE_RATING, MEASURE_CSAT, MEASURE_NPS, MEASURE_CES, MEASURE_COUNT } measure;

typedef struct measure_sum {
    int64_t n, sum;                /* comments with the measure, in ten-thousandths */
    int64_t promoters, detractors; /* NPS */
} measure_sum;

typedef struct theme_sum {
    vb_str id;
    uint32_t touchpoint; /* index + 1, 0 none */
    uint64_t stamp;      /* last comment counted */
    int64_t n, clauses, score, severity;
    int64_t by_lang[VB_LANG_COUNT];
    char first[12], last[12];
    measure_sum measures[MEASURE_COUNT];
} theme_sum;

typedef struct touchpoint_sum {
    vb_str id, stage, label_vi, label_th, label_en, parent_id;
    int64_t position;
    uint32_t parent; /* index + 1, 0 none */
    uint64_t stamp, own_stamp, complaint_stamp;
    int64_t n, own, clauses, by_label[3], score, complaints, complaint_clauses, severity, themes;
    uint32_t *by_period[2]; /* comments that complain, by axis and place; NULL where none does */
} touchpoint_sum;

typedef struct period_cell {
    uint32_t n, clauses;
    int64_t score;
} period_cell;

typedef struct period_axis {
    const char *unit; /* "month", "week" */
    vb_intern names;  /* in the order met */
    uint32_t *rank;   /* by name id: place in time */
    vb_str *sorted;
    uint64_t *base;     /* answers, by place */
    period_cell *cells; /* theme * n + place */
    size_t n;
} period_axis;

typedef struct sums {
    vb_arena *arena;
    vb_intern theme_ids, touchpoint_ids;
    theme_sum *themes;
    size_t n_themes;
    touchpoint_sum *touchpoints;
    size_t n_touchpoints, cap_touchpoints;
    period_axis axes[2]; /* months, weeks */
    double rating_scale; /* the scale that most ratings have; others are left out. 0 unknown */
    int64_t base_n;      /* comments that are real answers */
    measure_sum measures[MEASURE_COUNT];
} sums;

/// Counts everything of the scope, in `arena`.
vb_status vb_sums_collect(vb_store *s, vb_scope scope, vb_arena *arena, sums *out, vb_error *err);

#endif
