/* feed: an opened export as a stream of comments, with its diagnostics counted and kept. Shared by import and
 * score. */
#ifndef VB_ENGINE_FEED_H
#define VB_ENGINE_FEED_H

#include "engine/batch.h"
#include "input/ingest.h"

typedef struct vb_feed {
    vb_reader *reader;
    vb_profile *profile;
    vb_ingest *ingest;
    vb_arena arena;
    vb_diag_sink sink;
    uint64_t counts[VB_DIAG_COUNT], total;
    vb_diagnostic *kept; /* at most VB_MAX_DIAGNOSTICS */
    size_t n_kept, cap_kept;
    const char *path;
    const vb_read_options *options;
    bool done;
} vb_feed;

/// Opens and profiles a file (`describe`: see vb_profile_make). Close it also after a failure.
vb_status vb_feed_open(vb_feed *f, const char *path, const vb_read_options *options, bool describe,
                       vb_error *err);
void vb_feed_close(vb_feed *f);
/// Fills a cleared batch with the next comments; it stays empty at the end of the file.
vb_status vb_feed_fill(vb_feed *f, vb_batch *b, vb_error *err);
/// Calls the progress function; VB_ERR_INTERRUPTED where it asks to stop.
vb_status vb_feed_progress(const vb_feed *f, vb_error *err);

#endif
