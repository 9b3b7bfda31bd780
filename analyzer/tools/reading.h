/* reading: what the learn_* programs share: files, a column of a CSV file, the end by an error.
 *
 * Invariant: whatever is read stays in the arena that is given. An error is told on standard error with the
 * name of the program, and ends it: these programs are run by hand, on files that their maker knows. */
#ifndef VB_TOOLS_READING_H
#define VB_TOOLS_READING_H

#include "base/arena.h"
#include "base/buf.h"
#include "text/tsv.h"

/// Name of the program, for messages; set first.
extern const char *tool_name;

_Noreturn void tool_die(const char *what, const char *why);
/// `p`, or the end of the program where it is NULL.
void *tool_need(void *p);
/// The bytes of a file.
vb_str tool_read_file(vb_arena *arena, const char *path);
/// Visits the cells of one column of "FILE.csv:COLUMN", the header left out.
void tool_read_column(vb_arena *arena, const char *argument, void (*visit)(void *ctx, vb_str cell),
                      void *ctx);
/// Visits the rows of a lexicon file.
void tool_read_table(vb_arena *arena, const char *path, void (*visit)(void *ctx, const vb_tsv *row),
                     void *ctx);
/// The last three parts of a path, by which a table's head names its source.
const char *tool_short_path(const char *path);
/// Writes FOLDER/NAME and frees the buffer.
void tool_save(const char *folder, const char *name, vb_buf *b);

#endif
