/* score_file: a file in, one result per comment out, in input order, without a store: the map step of a
 * pipeline.
 *
 * Invariant: worker threads also write the text of their results, into buffers that are put out in input
 * order; memory is two blocks, whatever the size of the file. */
#include "engine/feed.h"
#include "report/score_out.h"

#include <stdlib.h>

typedef struct {
    const vb_output *output;
    bool first;
    vb_import_stats *stats;
} format;

static void write_item(const vb_batch_item *item, vb_buf *out, void *ctx) {
    const vb_output *o = ((format *)ctx)->output;
    switch (o->format) {
    case VB_FORMAT_TABLE: vb_score_line(&item->comment, item->result, o, out); break;
    case VB_FORMAT_CSV: vb_score_csv(&item->comment, item->result, out); break;
    case VB_FORMAT_NDJSON:
        vb_score_json(&item->comment, item->result, out);
        vb_buf_byte(out, '\n');
        break;
    case VB_FORMAT_JSON: vb_score_json(&item->comment, item->result, out); break;
    }
}

static vb_status emit(const vb_output *o, vb_str s, vb_error *err) {
    if (s.len && o->sink.write(o->sink.ctx, s.ptr, s.len) != 0)
        return vb_fail(err, VB_ERR_IO, "writing the output failed; is the disk full or the reader gone?");
    return VB_OK;
}

/* Puts out what stands in one buffer one behind the other, all at once. */
static vb_status write_block(void *ctx, vb_batch *b, vb_error *err) {
    format *f = ctx;
    vb_import_stats *stats = f->stats;
    size_t n;
    const vb_batch_item *items = vb_batch_items(b, &n);
    for (size_t i = 0, end; i < n; i = end) {
        const vb_buf *in = items[i].in;
        if (in->failed) return vb_fail_memory(err);
        bool parted = f->output->format == VB_FORMAT_JSON;
        if (parted && !f->first) VB_TRY(emit(f->output, VB_STR(",\n"), err));
        f->first = false;
        for (end = i + 1;
             end < n && !parted && items[end].in == in && items[end].begin == items[end - 1].end;)
            end++;
        VB_TRY(emit(f->output, (vb_str){in->ptr + items[i].begin, items[end - 1].end - items[i].begin}, err));
    }
    for (size_t i = 0; i < n; i++) {
        stats->comments++;
        stats->non_answers += !items[i].answered;
        stats->complaints += items[i].complaint;
    }
    return VB_OK;
}

static vb_status head(const vb_output *o, vb_error *err) {
    vb_buf b = {0};
    if (o->format == VB_FORMAT_CSV) {
        if (o->bom) vb_buf_cstr(&b, "\xEF\xBB\xBF");
        vb_score_csv_header(&b);
    } else if (o->format == VB_FORMAT_JSON) {
        vb_buf_byte(&b, '[');
    }
    vb_status status = b.failed ? vb_fail_memory(err) : emit(o, vb_buf_view(&b), err);
    vb_buf_deinit(&b);
    return status;
}

static vb_status run(const vb_engine *engine, vb_feed *feed, vb_batch **batches,
                     const vb_read_options *options, const vb_output *output, vb_import_stats *stats,
                     vb_error *err) {
    for (int i = 0; i < 2; i++)
        VB_TRY(vb_batch_new(engine, options->threads, VB_BATCH_ONCE, &batches[i], err));
    format f = {output, true, stats};
    VB_TRY(head(output, err));
    VB_TRY(vb_feed_run(feed, batches, write_item, &f, write_block, &f, err));
    stats->rows += vb_ingest_rows(feed->ingest);
    stats->diagnostics += feed->total;
    return output->format == VB_FORMAT_JSON ? emit(output, VB_STR("]\n"), err) : VB_OK;
}

vb_status vb_score_file(const vb_engine *engine, const char *path, const vb_read_options *options,
                        const vb_output *output, vb_import_stats *stats, vb_error *err) {
    vb_feed feed;
    vb_batch *batches[2] = {NULL, NULL};
    vb_status status = vb_feed_open(&feed, path, options, false, err);
    if (status >= 0) status = run(engine, &feed, batches, options, output, stats, err);
    vb_batch_free(batches[0]);
    vb_batch_free(batches[1]);
    vb_feed_close(&feed);
    return status;
}

vb_status vb_tokenize_line(vb_analyzer *analyzer, vb_str line, const vb_output *output, vb_error *err) {
    vb_comment c = vb_comment_of(line);
    const vb_result *r;
    vb_arena_reset(&analyzer->scratch);
    VB_TRY(vb_analyze_keep(analyzer, &c, VB_WANT_TOKENS, &r, err));
    vb_buf b = {0};
    if (output->format == VB_FORMAT_TABLE) {
        for (size_t i = 0; i < r->n_tokens; i++) {
            if (i) vb_buf_cstr(&b, " | ");
            vb_buf_str(&b, r->tokens[i].text);
        }
    } else {
        vb_json j = vb_json_on(&b);
        vb_tokens_json(r, &j);
    }
    vb_buf_byte(&b, '\n');
    vb_status status = b.failed ? vb_fail_memory(err) : emit(output, vb_buf_view(&b), err);
    vb_buf_deinit(&b);
    return status;
}
