/* theme_log: the text of the log of decisions. */
#ifndef VB_REPORT_THEME_LOG_H
#define VB_REPORT_THEME_LOG_H

#include "store/decisions.h"

#define VB_LOG_HEAD "# verbatim decisions 1"

/// Reads a log and adds its decisions to the store, without carrying them out. VB_ERR_USAGE names the line
/// that is wrong.
vb_status vb_log_take(vb_store *s, vb_str log, vb_error *err);

#endif
