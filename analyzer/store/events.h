/* events: what an import did to the themes that were there: new, grown, shrunk, gone, split, merged,
 * continued.
 *
 * Invariant: a function of the state before, the state after, and nothing else; written only where they
 * differ, so that importing a file twice leaves the events of the first time. */
#ifndef VB_STORE_EVENTS_H
#define VB_STORE_EVENTS_H

#include "base/intern.h"
#include "store/db.h"

typedef struct vb_old_theme {
    vb_str id, label;
    int64_t n;
} vb_old_theme;

typedef struct vb_old_clause {
    int64_t clause;
    uint32_t theme; /* index + 1 */
} vb_old_clause;

typedef struct vb_events {
    vb_arena *arena;
    vb_intern ids;
    vb_old_theme *themes;
    vb_old_clause *clauses; /* rising */
    size_t n_themes, n_clauses;
    int64_t base_n;
} vb_events;

/// Remembers the state before.
vb_status vb_events_before(vb_store *s, vb_arena *arena, vb_events *out, vb_error *err);
/// Compares it with the state that the store has now, and writes theme_events.
vb_status vb_events_write(vb_store *s, const vb_events *before, vb_error *err);

#endif
