/* search: the query of a search made ready for the report, and the search index made whole.
 *
 * Invariant: an import writes the keys of its comments beside them; comments that came another way (partials,
 * stores of an older version) get theirs before the next clustering, so a store that was clustered has all of
 * them. */
#ifndef VB_ENGINE_SEARCH_H
#define VB_ENGINE_SEARCH_H

#include "engine/engine.h"
#include "store/store.h"

/// Writes the keys of the comments that have none.
vb_status vb_search_complete(const vb_engine *engine, vb_store *store, vb_error *err);

#endif
