/* tsv: the lines of a lexicon file.
 *
 * Invariant: a file opens with "# verbatim-lexicon 1"; remarks and blank lines are passed over; the first
 * other line is the header row; every further line has as many cells as the header (missing notes at the end
 * are allowed). */
#ifndef VB_TEXT_TSV_H
#define VB_TEXT_TSV_H

#include "base/error.h"

enum { VB_TSV_MAX_CELLS = 12 };

typedef struct vb_tsv {
    vb_str rest;
    const char *file;
    uint64_t line;
    vb_str header[VB_TSV_MAX_CELLS];
    vb_str cells[VB_TSV_MAX_CELLS];
    size_t n_header;
    bool trusted; /* set behind vb_tsv_open: the bytes are known to be UTF-8 */
} vb_tsv;

/// Reads the version line and the header row.
vb_status vb_tsv_open(vb_tsv *t, vb_str content, const char *file, vb_error *err);
/// The next line into `cells`; VB_DONE at the end.
vb_status vb_tsv_next(vb_tsv *t, vb_error *err);
/// Index of a header cell, or -1.
int vb_tsv_column(const vb_tsv *t, const char *name);

#endif
