#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

static vb_status fill(vb_error *err, vb_status code, const char *file, uint64_t line, uint64_t column,
                      const char *format, va_list args) {
    if (!err) return code;
    err->code = code;
    err->line = line;
    err->column = column;
    snprintf(err->file, sizeof err->file, "%s", file ? file : "");
    vsnprintf(err->message, sizeof err->message, format, args);
    return code;
}

vb_status vb_fail(vb_error *err, vb_status code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, code, NULL, 0, 0, format, args);
    va_end(args);
    return code;
}

vb_status vb_fail_at(vb_error *err, vb_status code, const char *file, uint64_t line, uint64_t column,
                     const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, code, file, line, column, format, args);
    va_end(args);
    return code;
}

vb_status vb_fail_memory(vb_error *err) {
    return vb_fail(err, VB_ERR_MEMORY, "out of memory");
}
