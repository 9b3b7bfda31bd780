/* xlsx_cell: how a number of a workbook is to be read: which formats are dates, what a serial means.
 *
 * Invariant: the text depends on the cell's value and format alone, never on locale or time zone. */
#ifndef VB_INPUT_XLSX_CELL_H
#define VB_INPUT_XLSX_CELL_H

#include "base/buf.h"

typedef enum vb_cell_format {
    VB_CELL_NUMBER,
    VB_CELL_DATE, /* a day */
    VB_CELL_TIME, /* a time of day without a day */
    VB_CELL_DATETIME
} vb_cell_format;

/// The kind of a built-in number format (ECMA-376 part 1, 18.8.30, with the Thai and East Asian ones).
vb_cell_format vb_cell_format_builtin(uint32_t id);
/// The kind of a custom format code such as `[$-41E]d/m/bbbb h:mm`.
vb_cell_format vb_cell_format_code(vb_str code);
/// Appends a serial date as `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` or `HH:MM:SS`; false where it is out of
/// range.
bool vb_cell_date(vb_buf *out, double serial, vb_cell_format format, bool base_1904);
/// Appends a number as a person would write it: 15 significant digits, no exponent below 21 digits; false
/// where the text is no number.
bool vb_cell_number(vb_buf *out, vb_str text);
/// Appends text with Excel's `_x000D_` escapes undone; NULs are left out.
void vb_cell_text(vb_buf *out, vb_str text);

#endif
