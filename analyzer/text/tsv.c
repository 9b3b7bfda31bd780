#include "text/tsv.h"
#include "base/utf8.h"

static bool next_line(vb_tsv *t, vb_str *line) {
    if (t->rest.len == 0 || !vb_str_split(&t->rest, '\n', line)) return false;
    t->line++;
    if (line->len && line->ptr[line->len - 1] == '\r') line->len--;
    return true;
}

static vb_str trimmed(const char *from, const char *to) {
    if (from < to && ((unsigned char)*from <= ' ' || (unsigned char)to[-1] <= ' '))
        return vb_str_trim((vb_str){from, (size_t)(to - from)});
    return (vb_str){from, (size_t)(to - from)};
}

static size_t split_cells(vb_str line, vb_str *cells) {
    size_t n = 0;
    const char *end = line.ptr + line.len;
    for (const char *from = line.ptr, *p = from;; p++) { /* cells are short */
        if (p < end && *p != '\t') continue;
        if (n < VB_TSV_MAX_CELLS) cells[n] = trimmed(from, p);
        n++;
        if (p == end) return n;
        from = p + 1;
    }
}

vb_status vb_tsv_open(vb_tsv *t, vb_str content, const char *file, vb_error *err) {
    if (vb_str_starts(content, VB_STR("\xEF\xBB\xBF"))) content = vb_str_sub(content, 3, content.len);
    *t = (vb_tsv){.rest = content, .file = file};
    vb_str line;
    if (!next_line(t, &line) || !vb_str_eq(vb_str_trim(line), VB_STR("# verbatim-lexicon 1")))
        return vb_fail_at(
            err, VB_ERR_LEXICON, file, 1, 1,
            "the first line must be \"# verbatim-lexicon 1\"; add it, or update the file to this version");
    while (next_line(t, &line)) {
        if (line.len == 0 || line.ptr[0] == '#') continue;
        t->n_header = split_cells(line, t->header);
        if (t->n_header > VB_TSV_MAX_CELLS)
            return vb_fail_at(err, VB_ERR_LEXICON, file, t->line, 1, "too many columns (at most %d)",
                              VB_TSV_MAX_CELLS);
        return VB_OK;
    }
    return vb_fail_at(err, VB_ERR_LEXICON, file, t->line, 1,
                      "no header row; see lexicons/README.md for the columns");
}

vb_status vb_tsv_next(vb_tsv *t, vb_error *err) {
    vb_str line;
    while (next_line(t, &line)) {
        if (line.len == 0 || line.ptr[0] == '#') continue;
        size_t bad = t->trusted ? line.len : vb_utf8_valid(line);
        if (bad < line.len)
            return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, bad + 1,
                              "not UTF-8; save the file as UTF-8");
        size_t n = split_cells(line, t->cells);
        if (n > t->n_header || n + 1 < t->n_header)
            return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1,
                              "%zu cells where the header has %zu; separate cells by one tab", n,
                              t->n_header);
        for (; n < t->n_header; n++) t->cells[n] = (vb_str){"", 0};
        return VB_OK;
    }
    return VB_DONE;
}

int vb_tsv_column(const vb_tsv *t, const char *name) {
    for (size_t i = 0; i < t->n_header; i++)
        if (vb_str_eqz(t->header[i], name)) return (int)i;
    return -1;
}
