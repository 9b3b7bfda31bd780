/* formats: what the readers of the single formats share, and how reader.c calls them. Not for other folders.
 *
 * Invariant: a window holds a contiguous stretch of the decoded source, NULs taken out and reported; offsets
 * into it are relative to `begin`, so that filling may move the bytes. The memory stays within a few times
 * VB_MAX_ROW. */
#ifndef VB_INPUT_FORMATS_H
#define VB_INPUT_FORMATS_H

#include "base/buf.h"
#include "base/limits.h"
#include "input/reader.h"
#include "input/source.h"

/// Opens a source with another block size than the usual 256 KiB (0), for tests.
vb_status vb_source_open_block(const char *path, const char *encoding, const vb_diag_sink *diags,
                               size_t block, vb_source **out, vb_error *err);
vb_status vb_reader_open_block(const char *path, const char *encoding, const char *sheet,
                               const vb_diag_sink *diags, size_t block, vb_reader **out, vb_error *err);
size_t vb_source_block(const vb_source *s);
/// True where the raw bytes are a ZIP container and nothing was decoded.
bool vb_source_is_zip(const vb_source *s);

/// A stretch of the decoded source.
typedef struct vb_window {
    vb_source *source;
    char *buf;
    size_t cap, begin, end;
    uint64_t base; /* offset of buf[0] in the decoded stream without NULs */
    bool eof;
    uint64_t *nuls; /* for each line with NULs the stream offset of the character behind the first of them */
    size_t first_nul, n_nuls, cap_nuls; /* those before first_nul were told of */
    bool nul_on_line;                   /* the line that `end` stands on has had some */
} vb_window;

void vb_window_deinit(vb_window *w);
/// Reads one more block behind `end`; sets `eof` at the end of the source.
vb_status vb_window_fill(vb_window *w, vb_error *err);
/// Empties the window and rewinds the source.
vb_status vb_window_rewind(vb_window *w, vb_error *err);
/// True where NULs were dropped before the stream offset `until` on lines that were not yet told of.
bool vb_window_take_nuls(vb_window *w, uint64_t until);
static inline char *vb_window_at(const vb_window *w, size_t offset) {
    return w->buf + w->begin + offset;
}
static inline size_t vb_window_size(const vb_window *w) {
    return w->end - w->begin;
}

/// `s` cut to VB_MAX_FIELD on a character boundary, with a diagnostic where it is longer.
vb_str vb_cell_cut(vb_str s, const vb_diag_sink *diags, uint64_t row, uint64_t line, size_t column);
/// The first bytes of `s`, on a character boundary, to show in a diagnostic.
vb_str vb_excerpt(vb_str s);

/// One format. `self` is what open gave out.
typedef struct vb_reader_ops {
    vb_status (*next)(void *self, const vb_row **out, vb_error *err);
    vb_status (*rewind)(void *self, vb_error *err);
    void (*info)(const void *self, vb_reader_info *info);
    void (*close)(void *self);
} vb_reader_ops;

extern const vb_reader_ops vb_csv_ops, vb_json_ops, vb_xlsx_ops;
vb_status vb_csv_reader_open(vb_source *source, const vb_diag_sink *diags, void **out, vb_error *err);
/// `found` is false, without an error, where the content is no JSON after all.
vb_status vb_json_reader_open(vb_source *source, const vb_diag_sink *diags, void **out, bool *found,
                              vb_error *err);
vb_status vb_xlsx_reader_open(vb_source *source, const char *sheet, const vb_diag_sink *diags, void **out,
                              vb_error *err);

#endif
