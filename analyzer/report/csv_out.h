/* csv_out: cells of CSV (RFC 4180, lines end in CR LF).
 *
 * Invariant: a text that a spreadsheet would run as a formula (it begins with = + - @, tab, CR or LF and is
 * no plain number) gets an apostrophe before it; numbers are never touched. NULs, at which spreadsheets stop,
 * are dropped. */
#ifndef VB_REPORT_CSV_OUT_H
#define VB_REPORT_CSV_OUT_H

#include "base/buf.h"

/// Appends one cell, quoted where it has to be; `guard` for text, not for what the program itself wrote as a
/// number.
void vb_csv_cell(vb_buf *out, vb_str s, bool guard);

#endif
