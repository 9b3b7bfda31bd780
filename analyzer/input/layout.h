/* layout: which tool wrote a table, how many rows its header has, and what its columns are called.
 *
 * Invariant: decided from the first VB_LAYOUT_SAMPLE records; a record is either header (or a title above it)
 * or data, nothing is lost between. Names are never empty: a column without one is "column_N". */
#ifndef VB_INPUT_LAYOUT_H
#define VB_INPUT_LAYOUT_H

#include "base/arena.h"
#include "base/error.h"
#include "input/header_words.h"
#include "input/reader.h"

#define VB_LAYOUT_SAMPLE 64

typedef struct vb_sample {
    vb_row rows[VB_LAYOUT_SAMPLE]; /* cells copied into an arena */
    size_t n;
} vb_sample;

typedef struct vb_layout {
    const char *vendor;   /* see vb_profile.vendor */
    uint32_t header_rows; /* records before the data, titles above the header included */
    uint32_t n_columns;
    vb_str *names;     /* cleaned, by column */
    vb_str *questions; /* the longer text of the other header row, else empty */
    vb_str time_zone;  /* of the dates where the export names one ("Asia/Bangkok"), else empty */
    bool utc;          /* the export says that its dates are UTC */
    bool month_first;  /* the tool writes M/D/Y where nothing else speaks */
    uint32_t status;   /* column of the survey tool's response type, UINT32_MAX none */
} vb_layout;

/// Finds the layout. `json`: the first record is made of keys, hence a header for certain.
vb_status vb_layout_find(const vb_sample *sample, bool json, const vb_header_words *words, vb_arena *arena,
                         vb_layout **out, vb_error *err);

#endif
