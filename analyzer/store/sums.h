/* sums: what one pass over comments and clauses leaves: integer counts and sums, nothing else.
 *
 * Invariant: adding is associative and commutative, so no order of rows can show. Scores are in
 * ten-thousandths. */
#ifndef VB_STORE_SUMS_H
#define VB_STORE_SUMS_H

#include "base/intern.h"
#include "store/aggregate.h"

#define VB_WEIGHT_UNIT 1000000

typedef enum measure { MEASURE_RATING, MEASURE_CSAT, MEASURE_NPS, MEASURE_CES, MEASURE_COUNT } measure;

typedef struct measure_sum {
    int64_t n, sum;                /* comments with the measure, in ten-thousandths */
    int64_t promoters, detractors; /* NPS */
} measure_sum;

/* Survey weights of some comments, in millionths of the greatest weight. */
typedef struct weight_sum {
    uint64_t w, w2;
} weight_sum;

typedef struct theme_sum {
    vb_str id;
    uint32_t touchpoint; /* index + 1, 0 none */
    uint64_t stamp;      /* last comment counted */
    int64_t n, clauses, score, severity;
    int64_t by_lang[VB_LANG_COUNT];
    char first[12], last[12];
    weight_sum weights;
    measure_sum measures[MEASURE_COUNT];
} theme_sum;

/* A part within a theme; an analyst's decisions may have spread it over several. */
typedef struct part_sum {
    uint32_t theme, next; /* index; index + 1 of the same part in another theme, 0 at the end */
    uint64_t stamp;
    int64_t n, clauses, score, severity;
} part_sum;

typedef struct touchpoint_sum {
    vb_str id, stage, label_vi, label_th, label_en, parent_id;
    int64_t position;
    uint32_t parent; /* index + 1, 0 none */
    uint64_t stamp, own_stamp, complaint_stamp;
    int64_t n, own, clauses, by_label[3], score, complaints, complaint_clauses, severity, themes;
    uint32_t *by_period[2];      /* comments that complain, by axis and place; NULL where none does */
    uint64_t *weights_period[2]; /* their weights */
    weight_sum weights;          /* of the comments that complain */
} touchpoint_sum;

typedef struct period_cell {
    uint32_t n, clauses;
    int64_t score;
    uint64_t w;
} period_cell;

typedef struct period_axis {
    const char *unit; /* "month", "week" */
    vb_intern names;  /* in the order met */
    uint32_t *rank;   /* by name id: place in time */
    vb_str *sorted;
    uint64_t *base;      /* answers, by place */
    weight_sum *weights; /* of these */
    period_cell *cells;  /* theme * n + place */
    size_t n;
} period_axis;

/* Answers one by one, for what compares groups of them. An item is a theme (its index) or a touchpoint that
 * is complained about (n_themes + its index). */
typedef struct panel {
    size_t n, cap, n_items, cap_items;
    int64_t *rows;  /* comment_row, rising */
    uint64_t *keys; /* of the comment's content, for resampling */
    uint32_t *weights;
    uint8_t *langs, *weekdays;  /* weekday 0: undated */
    uint32_t *dates;            /* 20260131; 0 undated */
    uint32_t *channels, *asked; /* ids in `names`, 0 none */
    double *values[4];          /* by measure; NAN where absent */
    int16_t *scores;            /* of the comment's sentiment, in ten-thousandths */
    uint8_t *complaints;
    uint32_t *start; /* n + 1: places in items */
    uint32_t *items;
} panel;

typedef struct sums {
    vb_arena *arena;
    vb_intern theme_ids, touchpoint_ids, part_ids;
    theme_sum *themes;
    size_t n_themes;
    part_sum *parts; /* by id of part_ids - 1, then those that are spread */
    size_t n_parts, cap_parts;
    touchpoint_sum *touchpoints;
    size_t n_touchpoints, cap_touchpoints;
    period_axis axes[2]; /* months, weeks */
    bool weighted;       /* any comment has a weight; those without count 1 */
    double most_weight;
    weight_sum weights;
    panel panel;
    vb_intern names;     /* channels and touchpoints asked */
    double rating_scale; /* the scale that most ratings have; others are left out. 0 unknown */
    int64_t base_n;      /* comments that are real answers */
    measure_sum measures[MEASURE_COUNT];
} sums;

/// "rating", "csat", "nps", "ces".
extern const char *const vb_measure_names[MEASURE_COUNT];
/// Effective number of the weighted answers.
static inline double vb_sums_effective(weight_sum w) {
    return w.w2 ? (double)w.w * (double)w.w / (double)w.w2 : 0;
}
/// Counts everything of the scope, in `arena`. With `complaints` only the clauses that complain are read,
/// which is quicker: what touchpoints have beside their complaints is then not counted.
vb_status vb_sums_collect(vb_store *s, vb_scope scope, bool complaints, vb_arena *arena, sums *out,
                          vb_error *err);

#endif
