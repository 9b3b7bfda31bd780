/* batch: a block of comments analyzed by several threads.
 *
 * Invariant: what comes out depends on the comments alone: threads take items in any order, but items keep
 * their place. Comments are copied in; results live until the batch is cleared. A batch holds at most so many
 * bytes, so memory does not grow with the file. */
#ifndef VB_ENGINE_BATCH_H
#define VB_ENGINE_BATCH_H

#include "base/buf.h"
#include "engine/engine.h"

typedef struct vb_batch_item {
    vb_comment comment;
    const vb_result *result; /* NULL behind `work` with VB_BATCH_ONCE */
    const vb_buf *in;        /* what `work` wrote for it: from `begin` to `end` there */
    size_t begin, end;
    vb_status status;
    bool answered, complaint; /* of the result, which may be gone */
} vb_batch_item;

/// Beside VB_WANT_...: a result lives only as long as `work` has it in hand, so that a thread needs the
/// memory of one comment, which stays in its cache.
enum { VB_BATCH_ONCE = 256 };

typedef struct vb_batch vb_batch;

/// Called by worker threads for each item once its result is there; appends to the thread's own buffer.
typedef void vb_batch_work(const vb_batch_item *item, vb_buf *out, void *ctx);

vb_status vb_batch_new(const vb_engine *engine, unsigned threads, unsigned want, vb_batch **out,
                       vb_error *err);
void vb_batch_free(vb_batch *b);
/// Forgets the comments of the last round.
void vb_batch_clear(vb_batch *b);
/// False where the batch is full: run it first.
bool vb_batch_has_room(const vb_batch *b);
/// Copies a comment in; there must be room.
vb_status vb_batch_add(vb_batch *b, const vb_comment *c, vb_error *err);
/// Sets the threads to work and returns; `work` may be NULL.
void vb_batch_start(vb_batch *b, vb_batch_work *work, void *ctx);
/// Waits for the end; the first error of an item, if any.
vb_status vb_batch_wait(vb_batch *b, vb_error *err);
vb_batch_item *vb_batch_items(vb_batch *b, size_t *n);
/// The number of processors, for "threads 0".
unsigned vb_processors(void);

#endif
