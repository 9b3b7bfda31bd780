/* search: the table of what a search found.
 *
 * Invariant: the index tells which comments have the words and how they rank; what is marked in a text, and
 * whether a comment is shown at all, is decided in the text that is printed. So where personal data is
 * masked, it can be neither read nor found. Ranks are those of the whole store, whatever else the query asks
 * for. */
#ifndef VB_REPORT_SEARCH_H
#define VB_REPORT_SEARCH_H

#include "store/db.h"

/// Takes the functions away that vb_make_search gave the connection.
void vb_search_off(vb_store *s);

#endif
