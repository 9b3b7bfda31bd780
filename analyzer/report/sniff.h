/* sniff: the export autopsy, printed. What the file is, what each column was taken for and why, what was bad
 * in it, and the exact command that says the same without guessing. Decides nothing itself. */
#ifndef VB_REPORT_SNIFF_H
#define VB_REPORT_SNIFF_H

#include "input/columns.h"

/// Prints a profile: a page of text for VB_FORMAT_TABLE, one flat object (columns as an array) for JSON and
/// NDJSON, one row a column for CSV. `non_answers` counts the comments without an answer, `diag_counts` the
/// diagnostics by kind. VB_ERR_IO where the sink refuses.
vb_status vb_sniff_print(const vb_profile *profile, const vb_reader_info *info, uint64_t non_answers,
                         const uint64_t diag_counts[VB_DIAG_COUNT], const vb_output *output, vb_error *err);

#endif
