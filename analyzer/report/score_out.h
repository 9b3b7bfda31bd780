/* score_out: one analyzed comment as output: a JSON object as the contract has it, a CSV row, or lines for a
 * terminal.
 *
 * Invariant: one object a comment, also for empty cells and non-answers; offsets count code points. */
#ifndef VB_REPORT_SCORE_OUT_H
#define VB_REPORT_SCORE_OUT_H

#include "base/json.h"

void vb_score_json(const vb_comment *c, const vb_result *r, vb_buf *out);
void vb_score_csv(const vb_comment *c, const vb_result *r, vb_buf *out);
void vb_score_csv_header(vb_buf *out);
void vb_score_line(const vb_comment *c, const vb_result *r, const vb_output *o, vb_buf *out);
/// The tokens of a text: {"lang":"th","tokens":[...]}.
void vb_tokens_json(const vb_result *r, vb_json *j);

#endif
