/* reader: rows of cells from any tabular export: CSV in all dialects, JSON array, JSON Lines, XLSX.
 *
 * Invariant: a reader yields records in file order, in memory bounded by the limits table, independent of how
 * the source is cut into blocks. Cells are UTF-8 without NULs. Records carry their number (from 1, header
 * rows counted) and the physical line on which they begin. A reader knows nothing of headers or roles: for
 * CSV and XLSX the header rows come out as rows; for JSON the first record is made of the keys (nested keys
 * joined by '.', in order of first appearance over the whole file), so that all formats look alike. */
#ifndef VB_INPUT_READER_H
#define VB_INPUT_READER_H

#include "base/error.h"
#include "model/diagnostic.h"

typedef struct vb_row {
    const vb_str *cells;
    const bool
        *numeric; /* XLSX only: the cell is a number (dates are serials or ISO text, see xlsx); else NULL */
    size_t n;
    uint64_t number, line;
} vb_row;

typedef struct vb_reader vb_reader;

typedef struct vb_reader_info {
    const char *format; /* "csv", "tsv", "json", "jsonl", "xlsx" */
    char delimiter;     /* 0 where there is none */
    bool sep_line;      /* an Excel "sep=;" line was skipped */
    bool crlf;
    const char *encoding, *encoding_reason;
    bool bom;
    bool encoding_sure;
    const char *sheet; /* XLSX: name of the sheet read */
    size_t n_sheets;
    uint64_t size, position; /* raw bytes, and those consumed so far */
} vb_reader_info;

/// Opens a file ("-" standard input) and finds out its format by content, never by its name alone. `encoding`
/// and `sheet` may be NULL.
vb_status vb_reader_open(const char *path, const char *encoding, const char *sheet, const vb_diag_sink *diags,
                         vb_reader **out, vb_error *err);
void vb_reader_close(vb_reader *r);
/// The next record; VB_DONE at the end. The row is borrowed until the next call.
vb_status vb_reader_next(vb_reader *r, const vb_row **out, vb_error *err);
/// Starts again from the first record. Diagnostics are then not reported a second time unless `report` is
/// true.
vb_status vb_reader_rewind(vb_reader *r, bool report, vb_error *err);
vb_reader_info vb_reader_get_info(const vb_reader *r);

#endif
