/* maps: the user's --map flags, resolved to columns. */
#ifndef VB_INPUT_MAPS_H
#define VB_INPUT_MAPS_H

#include "base/buf.h"
#include "input/columns.h"

/// Gives the columns named by `maps` their roles (`given`). A header is matched exactly, then by its
/// question's text, then without regard to case, blanks, accents and HTML, then as "#3". VB_ERR_USAGE where
/// none fits (names the nearest), where two columns fit, where a column gets two roles, or a role that stands
/// alone gets two columns.
vb_status vb_maps_apply(const vb_map *maps, size_t n_maps, vb_profile *profile, vb_arena *arena,
                        vb_error *err);
/// Appends the flag that gives column `c` its role, quoted for a shell: --map 'segment:store=Store name'. A
/// header that would not find the column again is written as #N.
void vb_maps_flag(vb_buf *out, const vb_profile *profile, const vb_column *c);

#endif
