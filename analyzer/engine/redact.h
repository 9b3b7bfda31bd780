/* redact: what the two writers of redacted files share. */
#ifndef VB_ENGINE_REDACT_H
#define VB_ENGINE_REDACT_H

#include "base/buf.h"
#include "input/columns.h"
#include "text/personal.h"

typedef struct vb_redactor {
    const vb_personal *personal;
    const vb_output *output;
    const char *path, *encoding, *sheet;
    vb_profile *profile;
    vb_arena arena; /* of one record */
    vb_buf out;
    vb_redact_stats *stats;
} vb_redactor;

/// The mark of a cell that is personal as a whole, where the finder does not know what it is.
#define VB_WHOLE_MARK "<PERSONAL>"

/// Whether a column holds nothing but personal data.
bool vb_redact_whole(const vb_column *c);
/// The text that is to stand instead of a value; `whole` in a personal column. Lives in the redactor's arena.
vb_status vb_redact_value(vb_redactor *r, vb_str value, bool whole, vb_str *masked, vb_error *err);
/// Passes on what is in the buffer once it is large, or all of it.
vb_status vb_redact_flush(vb_redactor *r, bool all, vb_error *err);
/// JSON and JSON Lines.
vb_status vb_redact_json(vb_redactor *r, vb_error *err);

#endif
