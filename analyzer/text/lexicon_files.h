/* lexicon_files: where lexicon files come from: the bytes built into the program, or a folder of the user's.
 */
#ifndef VB_TEXT_LEXICON_FILES_H
#define VB_TEXT_LEXICON_FILES_H

#include "base/arena.h"
#include "base/error.h"
#include "text/lexicon.h"

enum { VB_MAX_LEXICON_FILES = 512 };

/// Reads all .tsv files of a folder and its language folders, in byte order of their paths, ended by a NULL
/// path. VB_ERR_IO where the folder or a file cannot be read, VB_ERR_LEXICON where there is no lexicon file
/// in it.
vb_status vb_lexicon_read_folder(const char *folder, vb_arena *arena, const vb_lexicon_file **out,
                                 vb_error *err);

#endif
