#include "engine/feed.h"
#include "base/limits.h"

static void keep(void *ctx, const vb_diagnostic *d) {
    vb_feed *f = ctx;
    f->counts[d->kind]++;
    f->total++;
    if (f->n_kept >= VB_MAX_DIAGNOSTICS) return;
    if (f->n_kept == f->cap_kept) {
        size_t cap = f->cap_kept ? f->cap_kept * 2 : 64;
        vb_diagnostic *grown =
            vb_arena_grow(&f->arena, f->kept, f->n_kept * sizeof *grown, cap * sizeof *grown);
        if (!grown) return; /* still counted */
        f->kept = grown, f->cap_kept = cap;
    }
    vb_diagnostic *k = &f->kept[f->n_kept];
    *k = *d;
    if (k->text.len > 200) k->text.len = 200;
    while (k->text.len && k->text.len == 200 && ((unsigned char)d->text.ptr[k->text.len] & 0xC0) == 0x80)
        k->text.len--;
    k->text = vb_arena_dup(&f->arena, k->text);
    f->n_kept++;
}

vb_status vb_feed_open(vb_feed *f, const char *path, const vb_read_options *options, bool describe,
                       vb_error *err) {
    *f = (vb_feed){.path = path, .options = options};
    f->sink = (vb_diag_sink){keep, f};
    VB_TRY(vb_reader_open(path, options->encoding, options->sheet, &f->sink, &f->reader, err));
    VB_TRY(vb_profile_make(f->reader, options->maps, options->n_maps, describe, &f->arena, &f->profile, err));
    return vb_ingest_open(f->reader, f->profile, &f->sink, &f->ingest, err);
}

void vb_feed_close(vb_feed *f) {
    if (f->ingest) vb_ingest_close(f->ingest);
    if (f->reader) vb_reader_close(f->reader);
    vb_arena_deinit(&f->arena);
    *f = (vb_feed){0};
}

vb_status vb_feed_progress(const vb_feed *f, vb_error *err) {
    if (!f->options->progress) return VB_OK;
    vb_reader_info info = vb_reader_get_info(f->reader);
    vb_progress p = {f->path, vb_ingest_rows(f->ingest), info.position, info.size};
    if (f->options->progress(f->options->progress_ctx, &p) == 0) return VB_OK;
    return vb_fail(err, VB_ERR_INTERRUPTED,
                   "interrupted after %llu rows; what was imported is kept, run it again to complete it",
                   (unsigned long long)p.rows);
}

/* Comments come one at a time and are borrowed, so one that did not fit would be lost: the batch is asked
 * before. */
vb_status vb_feed_fill(vb_feed *f, vb_batch *b, vb_error *err) {
    vb_batch_clear(b);
    while (!f->done && vb_batch_has_room(b)) {
        const vb_comment *c;
        vb_status status = vb_ingest_next(f->ingest, &c, err);
        if (status == VB_DONE)
            f->done = true;
        else if (status < 0)
            return status;
        else
            VB_TRY(vb_batch_add(b, c, err));
    }
    return VB_OK;
}

vb_status vb_feed_run(vb_feed *f, vb_batch *const batches[2], vb_batch_work *work, void *work_ctx,
                      vb_block_taker *take, void *ctx, vb_error *err) {
    int now = 0;
    VB_TRY(vb_feed_fill(f, batches[0], err));
    for (;;) {
        size_t n;
        vb_batch *current = batches[now], *other = batches[1 - now];
        vb_batch_items(current, &n);
        if (!n) return take(ctx, other, err);
        vb_batch_start(current, work, work_ctx);
        vb_status status = take(ctx, other, err);
        if (status >= 0) status = vb_feed_fill(f, other, err);
        if (status >= 0) status = vb_feed_progress(f, err);
        vb_status waited = vb_batch_wait(current, status < 0 ? NULL : err);
        if (status == VB_ERR_INTERRUPTED && waited >= 0) VB_TRY(take(ctx, current, err));
        VB_TRY(status);
        VB_TRY(waited);
        now = 1 - now;
    }
}
