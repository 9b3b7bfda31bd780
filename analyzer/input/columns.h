/* columns: which column is what. The profile of a table, and the role of each column with the reason for it.
 *
 * Invariant: the profile is made from the whole table (one pass), so it does not depend on which rows come
 * first; a role comes from --map where given, else from header words (vi, th, en) and values together, with a
 * confidence; below a threshold the role is "unsure" and the advice says what to type. */
#ifndef VB_INPUT_COLUMNS_H
#define VB_INPUT_COLUMNS_H

#include "base/arena.h"
#include "input/dates.h"
#include "input/reader.h"

typedef struct vb_column {
    uint32_t index;  /* from 0 */
    vb_str header;   /* the header text, white space collapsed, HTML removed */
    vb_str question; /* the question's text where another header row gives it, else empty */
    vb_role role;
    vb_str segment;    /* name of a segment */
    vb_str reason;     /* why this role, one short sentence */
    double confidence; /* 0..1 */
    bool given;        /* by --map */
    uint64_t filled,
        distinct;      /* distinct is exact up to 4096 (512 in tables above 256 columns), then an estimate */
    double mean_chars; /* mean length of filled cells in code points */
    uint64_t numeric;  /* filled cells that are numbers */
    double min, max;   /* of the numbers; NAN where there is none */
    double scale_max;  /* top of a rating scale (5, 7, 10, 100); NAN for other columns */
    uint64_t personal; /* cells that hold an e-mail address, a phone or an identity number */
    uint64_t dates;    /* filled cells that are dates */
    vb_date_order order;
    bool buddhist, mixed_era, order_sure, two_digit_be; /* see vb_date_rule */
    vb_str date_first, date_last;                       /* YYYY-MM-DD */
    vb_str example; /* one of the values, short; which one does not depend on the order of rows */
} vb_column;

typedef struct vb_profile {
    const char *vendor;   /* "qualtrics", "qualtrics_legacy", "surveymonkey", "google_forms", "ms_forms",
                             "typeform", "zendesk", "plain" */
    uint32_t header_rows; /* 0 where the table has none */
    uint64_t rows;        /* records after the header, blank ones left out */
    uint64_t skipped_preview;
    vb_column *columns;
    uint32_t n_columns;
    bool unsure;            /* no text column, or two that compete */
    vb_str advice;          /* what to type where unsure, else empty */
    uint32_t status_column; /* of the survey tool's mark for test answers; UINT32_MAX none */
    vb_str time_zone;       /* of the dates where the export names one ("Asia/Bangkok"), else empty */
    int utc_offset_minutes; /* standard time of that zone, 0 where there is none or it is UTC */
} vb_profile;

/// Profiles all rows of `r` (which is at its start; it is rewound afterwards) and gives each column its role.
/// The result lives in `arena`. An unknown header in `maps` is VB_ERR_USAGE that names the nearest one. No
/// text column is not an error here: `unsure` and `advice` say so. Without `describe` the numbers of columns
/// that `maps` declares to be text are left out: nothing needs to be guessed from these, which are most of a
/// file.
vb_status vb_profile_make(vb_reader *r, const vb_map *maps, size_t n_maps, bool describe, vb_arena *arena,
                          vb_profile **out, vb_error *err);

#endif
