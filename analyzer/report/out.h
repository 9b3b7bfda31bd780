/* out: a buffered way to a vb_output, and the three writers of rows.
 *
 * Invariant: output is written in order and in pieces of about 64 KB, so memory does not grow with the
 * result; after the first failure of the sink nothing more is written and vb_out_finish says so. */
#ifndef VB_REPORT_OUT_H
#define VB_REPORT_OUT_H

#include "base/buf.h"
#include "base/error.h"
#include "report/columns.h"
#include "store/db.h"

typedef struct vb_out {
    const vb_output *output;
    vb_buf buf;
    bool failed; /* the sink refused */
} vb_out;

/// Passes on what is in the buffer once it is large; call it after each row.
void vb_out_flush(vb_out *o, bool all);
/// Writes the rest, frees the buffer and tells how it went. `st` is returned unless writing failed.
vb_status vb_out_finish(vb_out *o, vb_status st, vb_error *err);

/// What a writer of rows is given. The columns of `row` are the fields of `table`, in their order.
typedef struct vb_rows {
    const vb_table *table;
    vb_store *store;
    sqlite3_stmt *row, *quotes; /* `quotes` has ?1 for the theme id; NULL where the table nests none */
    const char *label_lang;
    uint64_t n; /* rows written */
} vb_rows;

vb_status vb_json_rows(vb_rows *r, vb_out *o, bool lines, vb_error *err);
vb_status vb_csv_rows(vb_rows *r, vb_out *o, vb_error *err);
vb_status vb_table_rows(vb_rows *r, vb_out *o, vb_error *err);

/// VB_ERR_USAGE where a date or language of the query is none.
vb_status vb_query_check(const vb_query *q, vb_error *err);

/// Runs `row` to its next result.
static inline vb_status vb_rows_next(vb_rows *r, vb_error *err) {
    vb_status st = vb_db_step(r->store, r->row, "reading the result", err);
    if (st == VB_OK) r->n++;
    return st;
}
/// Decimals of numbers in every output.
#define VB_PLACES 4

#endif
