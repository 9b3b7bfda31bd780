/* source: the bytes of an export as UTF-8, whatever they were.
 *
 * Invariant: what vb_source_read gives out is always valid UTF-8; bytes that the encoding does not know
 * become U+FFFD and one VB_DIAG_BAD_BYTES each run, so nothing is lost in silence. The whole input is looked
 * at once before the first read (standard input is spooled to an unlinked temporary file), so the guess of
 * the encoding rests on the whole file and every source can be rewound. Order of the guess: byte order mark;
 * strict UTF-8; UTF-16 without a mark by its NULs; then letter statistics of Thai in Windows-874 against
 * Vietnamese in Windows-1258, TCVN3 and VNI; else VB_ERR_INPUT that tells of --encoding. Leaves rows and
 * cells to the readers. */
#ifndef VB_INPUT_SOURCE_H
#define VB_INPUT_SOURCE_H

#include "base/error.h"
#include "model/diagnostic.h"

typedef struct vb_source vb_source;

typedef struct vb_encoding_guess {
    const char *name;   /* "UTF-8", "UTF-16LE", "UTF-16BE", "windows-874", "windows-1258", "TCVN3", "VNI" */
    const char *reason; /* static text: "byte order mark", "valid UTF-8", ... */
    bool bom;
    bool sure;
} vb_encoding_guess;

/// Opens a path ("-" is standard input). `encoding` NULL finds out. Diagnostics go to `diags` (may be NULL),
/// which must outlive it.
vb_status vb_source_open(const char *path, const char *encoding, const vb_diag_sink *diags, vb_source **out,
                         vb_error *err);
void vb_source_close(vb_source *s);
/// Reads up to `cap` (>= 4) bytes of UTF-8, never splitting a character; *n is 0 at the end. No byte order
/// mark comes out.
vb_status vb_source_read(vb_source *s, char *out, size_t cap, size_t *n, vb_error *err);
vb_status vb_source_rewind(vb_source *s, vb_error *err);
vb_encoding_guess vb_source_encoding(const vb_source *s);
/// The first raw bytes (at most 8), to tell XLSX ("PK") and others by their magic.
vb_str vb_source_magic(const vb_source *s);
/// A file descriptor on the raw bytes, owned by the source; for readers of binary formats.
int vb_source_fd(const vb_source *s);
/// Raw bytes in all, and read so far.
uint64_t vb_source_size(const vb_source *s);
uint64_t vb_source_position(const vb_source *s);
/// The path as given ("-" for standard input), borrowed.
const char *vb_source_path(const vb_source *s);

#endif
