/* sniff_file: the export autopsy: opens a file as an import would, reads it through, and prints what it is.
 */
#include "engine/feed.h"
#include "report/sniff.h"

static vb_status count_non_answers(const vb_engine *engine, vb_feed *f, uint64_t *non_answers,
                                   vb_error *err) {
    vb_batch *b = NULL;
    VB_TRY(vb_batch_new(engine, f->options->threads, 0, &b, err));
    vb_status status = VB_OK;
    size_t n = 1;
    while (n && status >= 0) {
        status = vb_feed_fill(f, b, err);
        vb_batch_items(b, &n);
        if (status < 0 || !n) break;
        vb_batch_start(b, NULL, NULL);
        status = vb_batch_wait(b, err);
        const vb_batch_item *items = vb_batch_items(b, &n);
        for (size_t i = 0; i < n && status >= 0; i++)
            *non_answers += items[i].result->non_answer != VB_ANSWER;
    }
    vb_batch_free(b);
    return status;
}

vb_status vb_sniff_file(const vb_engine *engine, const char *path, const vb_read_options *options,
                        const vb_output *output, vb_error *err) {
    vb_feed f;
    uint64_t non_answers = 0;
    vb_status status = vb_feed_open(&f, path, options, true, err);
    /* A table without a text column can still be described: that is what sniff is for. */
    bool described = f.profile != NULL;
    if (status >= 0) status = count_non_answers(engine, &f, &non_answers, err);
    if (described && (status >= 0 || status == VB_ERR_INPUT)) {
        vb_reader_info info = vb_reader_get_info(f.reader);
        status = vb_sniff_print(f.profile, &info, non_answers, f.counts, output, err);
    }
    vb_feed_close(&f);
    return status;
}
