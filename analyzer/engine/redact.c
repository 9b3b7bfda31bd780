/* redact: a table again, with marks instead of personal data.
 *
 * Invariant: as many records, in the same order, with as many cells; what is not personal is the same text.
 * Columns of dates and numbers are not looked into; columns that are personal as a whole are replaced cell by
 * cell, since a name that stands alone cannot be told from any other word. Memory is one record, whatever the
 * size of the file. JSON has its own writer, which keeps the form of the file. */
#include "engine/redact.h"
#include "input/reader.h"

#include <stdio.h>

#define FLUSH_AT ((size_t)64 << 10)

bool vb_redact_whole(const vb_column *c) {
    return c->role == VB_ROLE_IGNORE && vb_str_starts(c->reason, VB_STR("personal data"));
}

/* A cell that holds a mark already: a redacted file redacted again stays as it is. */
static bool is_mark(vb_str s) {
    bool inside = s.len > 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>';
    for (size_t i = 1; inside && i + 1 < s.len; i++)
        inside = (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || s.ptr[i] == '_';
    return inside;
}

vb_status vb_redact_value(vb_redactor *r, vb_str value, bool whole, vb_str *masked, vb_error *err) {
    vb_masked m;
    VB_TRY(vb_personal_mask(r->personal, value, &r->arena, &m, err));
    *masked = m.text;
    bool covered = m.n == 1 && m.spans[0].byte_begin == 0 && m.spans[0].byte_end == value.len;
    if (whole && !covered && vb_str_trim(value).len && !is_mark(vb_str_trim(value))) {
        *masked = VB_STR(VB_WHOLE_MARK);
        r->stats->whole++;
        m.n = 0;
        r->stats->cells++;
    }
    for (size_t i = 0; i < m.n; i++) r->stats->spans[m.spans[i].type]++;
    r->stats->cells += m.n > 0;
    return VB_OK;
}

vb_status vb_redact_flush(vb_redactor *r, bool all, vb_error *err) {
    if (r->out.failed) return vb_fail_memory(err);
    if (!all && r->out.len < FLUSH_AT) return VB_OK;
    if (r->out.len && r->output->sink.write(r->output->sink.ctx, r->out.ptr, r->out.len) != 0)
        return vb_fail(err, VB_ERR_IO, "writing the output failed; is the disk full or the reader gone?");
    r->out.len = 0;
    return VB_OK;
}

/* ---- Tables
 * ---------------------------------------------------------------------------------------------------------
 */

/* What is asked of a column: nothing, its personal parts, or all of it. */
typedef enum { KEEP, PARTS, WHOLE } treatment;

static treatment treatment_of(const vb_column *c) {
    switch (c->role) {
    case VB_ROLE_DATE:
    case VB_ROLE_RATING:
    case VB_ROLE_NPS:
    case VB_ROLE_CSAT:
    case VB_ROLE_CES:
    case VB_ROLE_LANG:
    case VB_ROLE_WEIGHT: return KEEP;
    case VB_ROLE_IGNORE: return vb_redact_whole(c) ? WHOLE : PARTS;
    case VB_ROLE_TEXT:
    case VB_ROLE_ID:
    case VB_ROLE_TOUCHPOINT:
    case VB_ROLE_CHANNEL:
    case VB_ROLE_QUESTION:
    case VB_ROLE_SEGMENT:
    case VB_ROLE_LABEL:
    case VB_ROLE_COUNT: break;
    }
    return PARTS;
}

static void put_cell(vb_buf *out, vb_str s, char delimiter) {
    bool quote = s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
    for (size_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == delimiter || s.ptr[i] == '"' || s.ptr[i] == '\n' || s.ptr[i] == '\r';
    if (!quote) {
        vb_buf_str(out, s);
        return;
    }
    vb_buf_byte(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"') vb_buf_byte(out, '"');
        vb_buf_byte(out, s.ptr[i]);
    }
    vb_buf_byte(out, '"');
}

static vb_status put_row(vb_redactor *r, const vb_row *row, char delimiter, const char *line_end, bool header,
                         vb_error *err) {
    vb_arena_reset(&r->arena);
    for (size_t i = 0; i < row->n; i++) {
        vb_str cell = row->cells[i];
        treatment t = i < r->profile->n_columns ? treatment_of(&r->profile->columns[i]) : PARTS;
        if (header && t == WHOLE) t = PARTS;
        if (i) vb_buf_byte(&r->out, delimiter);
        if (t != KEEP || header) VB_TRY(vb_redact_value(r, cell, t == WHOLE, &cell, err));
        put_cell(&r->out, cell, delimiter);
    }
    /* A record of one empty cell must not become a blank line, which is no record. */
    if (row->n == 1 && row->cells[0].len == 0) vb_buf_cstr(&r->out, "\"\"");
    vb_buf_cstr(&r->out, line_end);
    r->stats->rows++;
    return vb_redact_flush(r, false, err);
}

static vb_status put_table(vb_redactor *r, vb_reader *reader, vb_error *err) {
    vb_reader_info info = vb_reader_get_info(reader);
    char delimiter = info.delimiter ? info.delimiter : ',';
    const char *line_end = info.crlf ? "\r\n" : "\n";
    if (info.bom || r->output->bom) vb_buf_cstr(&r->out, "\xEF\xBB\xBF");
    if (info.sep_line) vb_buf_printf(&r->out, "sep=%c%s", delimiter, line_end);
    const vb_row *row;
    vb_status status;
    for (uint64_t n = 0; (status = vb_reader_next(reader, &row, err)) == VB_OK; n++)
        VB_TRY(put_row(r, row, delimiter, line_end, n < r->profile->header_rows, err));
    return status < 0 ? status : VB_OK;
}

static const char *note_of(const vb_reader_info *info) {
    if (!strcmp(info->format, "xlsx")) return "the sheet is written as CSV, without formats and other sheets";
    if (info->encoding && strcmp(info->encoding, "UTF-8") != 0) return "the output is UTF-8";
    return NULL;
}

/* Standard input is read more than once, so it goes to a file without a name first; `path` (32 bytes) names
 * it. */
static vb_status spool(FILE **file, char *path, vb_error *err) {
    char block[1 << 14];
    size_t n;
    *file = tmpfile();
    bool ok = *file != NULL;
    while (ok && (n = fread(block, 1, sizeof block, stdin)) > 0) ok = fwrite(block, 1, n, *file) == n;
    if (!ok || ferror(stdin) || fflush(*file) != 0)
        return vb_fail(err, VB_ERR_IO,
                       "keeping standard input in a temporary file failed; is the disk full?");
    snprintf(path, 32, "/dev/fd/%d", fileno(*file));
    return VB_OK;
}

vb_status vb_redact_file(const vb_personal *personal, const char *path, const vb_read_options *options,
                         const vb_output *output, vb_redact_stats *stats, vb_error *err) {
    vb_redactor r = {.personal = personal,
                     .output = output,
                     .path = path,
                     .encoding = options->encoding,
                     .sheet = options->sheet,
                     .stats = stats};
    vb_reader *reader = NULL;
    vb_arena arena;
    FILE *spooled = NULL;
    char spool_path[32];
    vb_status status = VB_OK;
    vb_arena_init(&arena);
    *stats = (vb_redact_stats){0};
    if (strcmp(path, "-") == 0 && (status = spool(&spooled, spool_path, err)) >= 0) r.path = spool_path;
    if (status >= 0) status = vb_reader_open(r.path, options->encoding, options->sheet, NULL, &reader, err);
    if (status >= 0)
        status = vb_profile_make(reader, options->maps, options->n_maps, true, &arena, &r.profile, err);
    if (status >= 0) {
        vb_reader_info info = vb_reader_get_info(reader);
        stats->note = note_of(&info);
        for (uint32_t i = 0; i < r.profile->n_columns; i++)
            stats->columns += vb_redact_whole(&r.profile->columns[i]);
        bool json = strcmp(info.format, "json") == 0 || strcmp(info.format, "jsonl") == 0;
        status = json ? vb_redact_json(&r, err) : put_table(&r, reader, err);
    }
    if (status >= 0) status = vb_redact_flush(&r, true, err);
    if (reader) vb_reader_close(reader);
    if (spooled) fclose(spooled);
    vb_buf_deinit(&r.out);
    vb_arena_deinit(&r.arena);
    vb_arena_deinit(&arena);
    return status < 0 ? status : VB_OK;
}
