/* explain_out: the reasoning behind one comment, for people and as JSON. */
#ifndef VB_REPORT_EXPLAIN_OUT_H
#define VB_REPORT_EXPLAIN_OUT_H

#include "base/error.h"

vb_status vb_explain_print(const vb_comment *c, const vb_result *r, const vb_output *output, vb_error *err);

#endif
