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
/// Takes a block whose results are there.
typedef vb_status vb_block_taker(void *ctx, vb_batch *b, vb_error *err);
/// Runs the whole feed through two batches in turn: while the threads analyze one, the one before is taken,
/// in the order of the file, and filled again. Where the progress function asks to stop, what is finished is
/// still taken.
vb_status vb_feed_run(vb_feed *f, vb_batch *const batches[2], vb_batch_work *work, void *work_ctx,
                      vb_block_taker *take, void *ctx, vb_error *err);
/// Calls the progress function; VB_ERR_INTERRUPTED where it asks to stop.
vb_status vb_feed_progress(const vb_feed *f, vb_error *err);

#endif
