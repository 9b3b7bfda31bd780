/* mixture: the touchpoint of each clause, decided with what the whole corpus says.
 *
 * Invariant: a function of the set of clauses. A mixture of touchpoints, each with its own word counts, is
 * fitted by expectation and maximization (naive Bayes mixture: Nigam et al. 2000), started from the
 * candidates that the lexicons gave. Shares are counted in whole 256ths, so that the sums are integers and no
 * order of rows, threads or parts can change them; there is no random start. So a word that the lexicons hold
 * for a sign of `fabric` loses its say in a corpus about flights, and a clause without any known word goes
 * where its words go. Themes are cluster.c's part. */
#ifndef VB_THEMES_MIXTURE_H
#define VB_THEMES_MIXTURE_H

#include "base/arena.h"
#include "base/error.h"
#include "model/theme.h"
#include "text/codeframe.h"

/// Sets `touchpoint` and `rank` of all rows (ids live as long as the codeframe).
vb_status vb_mixture_fit(const vb_codeframe *codes, vb_complaint_row *rows, size_t n, vb_error *err);

#endif
