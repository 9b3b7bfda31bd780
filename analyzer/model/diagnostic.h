/* diagnostic: bad data that was met and survived. Counted always, kept up to VB_MAX_DIAGNOSTICS a file. */
#ifndef VB_MODEL_DIAGNOSTIC_H
#define VB_MODEL_DIAGNOSTIC_H

#include "base/str.h"

typedef enum vb_diag_kind {
    VB_DIAG_BAD_BYTES,      /* bytes that are not text in the file's encoding; read as U+FFFD */
    VB_DIAG_RAGGED_ROW,     /* more or fewer cells than the header */
    VB_DIAG_FIELD_TOO_LONG, /* a cell above VB_MAX_FIELD, cut on a character boundary */
    VB_DIAG_ROW_TOO_LONG,   /* a record above VB_MAX_ROW, skipped */
    VB_DIAG_OPEN_QUOTE,     /* a quote that is never closed; the line is read as it stands */
    VB_DIAG_NUL_BYTE,       /* NUL bytes, dropped */
    VB_DIAG_BAD_JSON,       /* a record that is no JSON object, skipped */
    VB_DIAG_BAD_DATE,       /* a date that could not be read */
    VB_DIAG_BAD_NUMBER,     /* a rating or weight that could not be read */
    VB_DIAG_DUPLICATE_ID,   /* an id that the file uses again with another text */
    VB_DIAG_PREVIEW_ROW,    /* a test answer of the survey tool, skipped */
    VB_DIAG_BAD_CELL,       /* an XLSX cell that could not be read */
    VB_DIAG_COUNT
} vb_diag_kind;

typedef struct vb_diagnostic {
    vb_diag_kind kind;
    uint64_t row, line; /* record (header is 1) and physical line, from 1; 0 unknown */
    uint32_t column;    /* from 1; 0 the whole row */
    vb_str text;        /* what was there, short */
} vb_diagnostic;

/// Takes diagnostics as they arise. A NULL function drops them.
typedef struct vb_diag_sink {
    void (*add)(void *ctx, const vb_diagnostic *d);
    void *ctx;
} vb_diag_sink;

const char *vb_diag_name(vb_diag_kind kind);

static inline void vb_diag_add(const vb_diag_sink *sink, vb_diag_kind kind, uint64_t row, uint64_t line,
                               uint32_t column, vb_str text) {
    if (sink && sink->add) sink->add(sink->ctx, &(vb_diagnostic){kind, row, line, column, text});
}

#endif
