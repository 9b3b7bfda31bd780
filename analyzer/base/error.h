/* error: how a failure is filled in once, at its origin, and passed up unchanged. */
#ifndef VB_BASE_ERROR_H
#define VB_BASE_ERROR_H

#include "base/str.h"

/// Returns the status of `expr` from the calling function where it is an error. Only where all memory is in
/// arenas.
#define VB_TRY(expr)                                                                                         \
    do {                                                                                                     \
        vb_status vb_try_ = (expr);                                                                          \
        if (vb_try_ < 0) return vb_try_;                                                                     \
    } while (0)

/// Fills `err` (which may be NULL) with a code and a formatted message and returns the code.
vb_status vb_fail(vb_error *err, vb_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/// The same with the place in a file: name, line (from 1, 0 unknown) and column.
vb_status vb_fail_at(vb_error *err, vb_status code, const char *file, uint64_t line, uint64_t column,
                     const char *format, ...) __attribute__((format(printf, 6, 7)));
/// Out of memory.
vb_status vb_fail_memory(vb_error *err);

#endif
