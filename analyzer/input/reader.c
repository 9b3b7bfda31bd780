/* reader: opens any export by its content and hands out its rows.
 *
 * Invariant: the sequence of rows and diagnostics of a pass is the same in every pass, so a diagnostic is
 * known by its number: those that an earlier pass has reported are held back after a rewind. A file in which
 * no row can be found is an error when it is opened, with advice. Leaves rows to the formats, bytes to
 * source. */
#include "input/reader.h"

#include "input/formats.h"

#include <stdlib.h>

struct vb_reader {
    vb_source *source;
    const vb_reader_ops *ops;
    void *self;
    const vb_diag_sink *outer;
    vb_diag_sink gate;       /* what source and format report to */
    uint64_t seen, reported; /* diagnostics of this pass; the most that any pass has passed on */
    bool opening;
};

static void pass_on(void *ctx, const vb_diagnostic *d) {
    vb_reader *r = ctx;
    if (r->opening || ++r->seen <= r->reported) return;
    r->reported = r->seen;
    if (r->outer && r->outer->add) r->outer->add(r->outer->ctx, d);
}

/* Markup is no table, whatever the file is called; some tools write HTML into files named .xls. */
static vb_status refuse_markup(vb_reader *r, vb_error *err) {
    char head[4096];
    size_t n = 0;
    for (size_t got = 1; got && sizeof head - n >= 4; n += got)
        VB_TRY(vb_source_read(r->source, head + n, sizeof head - n, &got, err));
    VB_TRY(vb_source_rewind(r->source, err));
    vb_str s =
        vb_str_trim((vb_str){head, n < 4000 ? n : 4000}); /* short of the end, where block sizes would show */
    static const char *const html[] = {"<!doctype html", "<html", "<table", "<head", "<body", "<meta"};
    for (size_t i = 0; i < sizeof html / sizeof *html; i++) {
        vb_str tag = vb_str_of(html[i]);
        if (s.len >= tag.len && vb_str_eq_nocase(vb_str_sub(s, 0, tag.len), tag))
            return vb_fail_at(
                err, VB_ERR_INPUT, vb_source_path(r->source), 0, 0,
                "this is an HTML page: open it in a spreadsheet program and save it as .xlsx or CSV");
    }
    if (vb_str_starts(s, VB_STR("<?xml")))
        return vb_fail_at(
            err, VB_ERR_INPUT, vb_source_path(r->source), 0, 0,
            "this is an XML file: open it in a spreadsheet program and save it as .xlsx or CSV");
    return VB_OK;
}

static vb_status open_format(vb_reader *r, const char *sheet, vb_error *err) {
    bool found = false;
    if (vb_source_is_zip(r->source)) {
        r->ops = &vb_xlsx_ops;
        return vb_xlsx_reader_open(r->source, sheet, &r->gate, &r->self, err);
    }
    VB_TRY(refuse_markup(r, err));
    VB_TRY(vb_json_reader_open(r->source, &r->gate, &r->self, &found, err));
    if (found) {
        r->ops = &vb_json_ops;
        return VB_OK;
    }
    VB_TRY(vb_source_rewind(r->source, err));
    r->ops = &vb_csv_ops;
    return vb_csv_reader_open(r->source, &r->gate, &r->self, err);
}

static vb_status find_first_row(vb_reader *r, vb_error *err) {
    const vb_row *row;
    vb_status status = r->ops->next(r->self, &row, err);
    if (status == VB_DONE)
        return vb_fail_at(err, VB_ERR_INPUT, vb_source_path(r->source), 0, 0,
                          "there is no row in it that can be read: check that the export holds answers");
    return status;
}

vb_status vb_reader_open_block(const char *path, const char *encoding, const char *sheet,
                               const vb_diag_sink *diags, size_t block, vb_reader **out, vb_error *err) {
    *out = NULL;
    vb_reader *r = calloc(1, sizeof *r);
    if (!r) return vb_fail_memory(err);
    r->outer = diags;
    r->gate = (vb_diag_sink){pass_on, r};
    r->opening = true;
    vb_status status = vb_source_open_block(path, encoding, &r->gate, block, &r->source, err);
    if (status == VB_OK) status = open_format(r, sheet, err);
    if (status == VB_OK) status = find_first_row(r, err);
    /* The readers look ahead when they rewind: what that reports belongs to the first pass. */
    r->opening = false;
    if (status == VB_OK) status = r->ops->rewind(r->self, err);
    if (status < 0) {
        vb_reader_close(r);
        return status;
    }
    *out = r;
    return VB_OK;
}

vb_status vb_reader_open(const char *path, const char *encoding, const char *sheet, const vb_diag_sink *diags,
                         vb_reader **out, vb_error *err) {
    return vb_reader_open_block(path, encoding, sheet, diags, 0, out, err);
}

void vb_reader_close(vb_reader *r) {
    if (!r) return;
    if (r->self) r->ops->close(r->self);
    vb_source_close(r->source);
    free(r);
}

vb_status vb_reader_next(vb_reader *r, const vb_row **out, vb_error *err) {
    return r->ops->next(r->self, out, err);
}

vb_status vb_reader_rewind(vb_reader *r, bool report, vb_error *err) {
    r->seen = 0;
    if (report) r->reported = 0;
    return r->ops->rewind(r->self, err);
}

vb_reader_info vb_reader_get_info(const vb_reader *r) {
    vb_encoding_guess guess = vb_source_encoding(r->source);
    vb_reader_info info = {.encoding = guess.name,
                           .encoding_reason = guess.reason,
                           .bom = guess.bom,
                           .encoding_sure = guess.sure,
                           .size = vb_source_size(r->source),
                           .position = vb_source_position(r->source)};
    r->ops->info(r->self, &info);
    return info;
}
