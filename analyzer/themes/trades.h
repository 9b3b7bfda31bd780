/* trades: which of the codeframe's packs a file speaks of, so that words with other meanings elsewhere
 * ("pass", "course", "charge") do not bring an airline exams or a city battery life.
 *
 * Invariant: a function of how many clauses each touchpoint leads, in whole numbers: order, threads and parts
 * cannot show. A pack that leads enough of them is the file's trade; a touchpoint of another pack is at home
 * beside it where the codeframe says so (column `beside`) or where many clauses speak of it all the same. The
 * others stand for the touchpoint above them. */
#ifndef VB_THEMES_TRADES_H
#define VB_THEMES_TRADES_H

#include "base/error.h"
#include "text/codeframe.h"

/// `leads`: clauses that each touchpoint leads. Fills `stands_for` (one for each touchpoint): itself, the
/// nearest one above that is at home, or -1.
vb_status vb_trades_find(const vb_codeframe *codes, const uint64_t *leads, int16_t *stands_for,
                         vb_error *err);

#endif
