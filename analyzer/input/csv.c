/* csv: records of delimited text in any dialect: comma, semicolon, tab, bar or none; doubled quotes; line
 * ends LF, CRLF or CR.
 *
 * Invariant: no line is lost. A quote that is never closed, or whose closing swallows the next records, gives
 * its line back to be read as it stands, with a diagnostic. Cells are the bytes of the file (NULs out,
 * doubled quotes single); white space around unquoted cells and line ends inside quoted ones stay. Work and
 * memory are linear in the input.
 *
 * Not libcsv: its callbacks come as the bytes pass, so there is no going back to the line where a quote
 * opened; it does not tell that a quoted field is malformed; and it copies byte by byte. (Survey files of 90
 * to 140 MB on one core: libcsv parses 340 to 600 MB/s of ready UTF-8, this reader decodes and parses 460 to
 * 1,900 MB/s.) Leaves the meaning of rows, ragged ones included, to ingest. */
#include "input/formats.h"

#include <stdlib.h>

#define SAMPLE         (256u << 10) /* decoded bytes from which the delimiter is guessed */
#define SAMPLE_RECORDS 200
#define WASTE_BASE     (64ull << 20) /* bytes that may be scanned in vain, plus four times the file */

typedef struct field {
    size_t begin, end; /* relative to the record */
    bool quoted;
} field;

/* How one record reads. */
typedef struct reading {
    size_t n;     /* fields; beyond VB_MAX_COLUMNS they are counted only */
    size_t end;   /* offset behind the record and its line end */
    bool multi;   /* goes beyond its first line */
    bool open;    /* a quote is not closed within the limits */
    bool broken;  /* a quoted field holds a quote that is not doubled */
    bool suspect; /* and one that looks like the beginning of another quoted field */
    bool literal; /* a quote was read as a character */
    bool long_line;
} reading;

typedef struct csv {
    vb_window w;
    const vb_diag_sink *diags;
    char delim, term; /* delim 0: one column */
    bool sep_line, crlf, sampling;
    uint64_t row, line; /* number of the last record; line on which the window begins */
    size_t width;       /* cells of the first record */
    uint64_t wasted;
    uint64_t no_close_from, no_close_to; /* stream offsets between which no quoted field can end */
    field fields[VB_MAX_COLUMNS];
    vb_str cells[VB_MAX_COLUMNS];
    vb_row out;
} csv;

/* ---- Finding ends ---- */

/* Makes sure of the byte at `offset`; false at the end of the input. */
static bool have(csv *c, size_t offset, vb_status *status, vb_error *err) {
    while (vb_window_size(&c->w) <= offset) {
        if (c->w.eof || c->sampling || *status < 0) return false;
        *status = vb_window_fill(&c->w, err);
    }
    return true;
}

/* The end of the line that goes on at `from`: `*content` excludes the line end, `*next` includes it. Both are
 * the end of the input where no line end follows; beyond VB_MAX_ROW `*next` is SIZE_MAX. */
static vb_status line_end(csv *c, size_t from, size_t *content, size_t *next, vb_error *err) {
    vb_status status = VB_OK;
    for (;;) {
        size_t size = vb_window_size(&c->w);
        char *p = size > from ? memchr(vb_window_at(&c->w, from), c->term, size - from) : NULL;
        if (p) {
            *content = (size_t)(p - vb_window_at(&c->w, 0));
            *next = *content + 1;
            break;
        }
        from = size;
        if (!have(c, size, &status, err)) {
            *content = *next = size;
            break;
        }
        if (size > VB_MAX_ROW) {
            *content = *next = SIZE_MAX;
            return status;
        }
    }
    if (*content > VB_MAX_ROW)
        *content = *next = SIZE_MAX;
    else if (*content && c->term == '\n' && *vb_window_at(&c->w, *content - 1) == '\r')
        --*content;
    return status;
}

/* Whether a field can end before `at`: at a delimiter, line end or the end of input, blanks aside. Sets
 * `*after`. */
static bool ends_at(csv *c, size_t at, size_t *after, vb_status *status, vb_error *err) {
    while (have(c, at, status, err)) {
        char b = *vb_window_at(&c->w, at);
        if ((c->delim && b == c->delim) || b == c->term) break;
        if (b == '\r') { /* only as a part of CRLF */
            if (have(c, at + 1, status, err) && *vb_window_at(&c->w, at + 1) != '\n') return false;
            break;
        }
        if (b != ' ' && b != '\t') return false;
        at++;
    }
    *after = at;
    return *status == VB_OK;
}

/* Looks for the quote that closes a field whose content begins at `from`, before `limit`. A run of quotes
 * closes when its length is odd and the field can end behind it; whether it does is independent of where the
 * field began, save for a run right at `from`. Hence a stretch once searched in vain is not searched again.
 */
static bool find_close(csv *c, size_t from, size_t limit, size_t *close, size_t *after, reading *r,
                       vb_status *status, vb_error *err) {
    bool unbounded = limit > VB_MAX_ROW;
    size_t i = from;
    uint64_t origin = c->w.base + c->w.begin;
    if (unbounded) limit = VB_MAX_ROW;
    while (i < limit && have(c, i, status, err)) {
        if (i > from && unbounded && origin + i >= c->no_close_from && origin + i < c->no_close_to) {
            i = (size_t)(c->no_close_to - origin);
            r->broken = r->suspect = true; /* what was passed over is not known any more */
            continue;
        }
        size_t size = vb_window_size(&c->w), stop = size < limit ? size : limit;
        char *base = vb_window_at(&c->w, 0), *p = memchr(base + i, '"', stop - i);
        if (!p) {
            i = stop;
            continue;
        }
        size_t run = i = (size_t)(p - base);
        while (have(c, i, status, err) && *vb_window_at(&c->w, i) == '"') i++;
        if ((i - run) % 2 == 0) continue;
        if (ends_at(c, i, after, status, err) && *after <= limit) {
            *close = i - 1;
            return true;
        }
        r->broken = true;
        if (c->delim && run > from && *vb_window_at(&c->w, run - 1) == c->delim) r->suspect = true;
    }
    if (unbounded && !c->sampling) {
        bool extends = c->no_close_from <= origin + from && origin + from <= c->no_close_to;
        if (!extends) c->no_close_from = origin + from;
        if (origin + i > c->no_close_to || !extends) c->no_close_to = origin + i;
    }
    return false;
}

/* ---- Reading one record ---- */

static void add_field(csv *c, reading *r, size_t begin, size_t end, bool quoted) {
    if (r->n < VB_MAX_COLUMNS) c->fields[r->n] = (field){begin, end, quoted};
    r->n++;
}

/* Reads the record at `at` of the window. With `literal`, a quote counts only where it is closed properly on
 * its own line. Without, an unclosed quote sets `open` and ends the reading. */
static vb_status read_record(csv *c, size_t at, bool literal, reading *r, vb_error *err) {
    size_t content, next;
    *r = (reading){0};
    vb_status status = line_end(c, at, &content, &next, err);
    if (status < 0) return status;
    if (next == SIZE_MAX) {
        r->long_line = true;
        return VB_OK;
    }
    for (;;) {
        const char *base = vb_window_at(&c->w, 0);
        size_t quote = at;
        while (quote < content && (base[quote] == ' ' || (base[quote] == '\t' && c->delim != '\t'))) quote++;
        if (quote < content && base[quote] == '"') {
            size_t close, after;
            bool in_line = literal || quote > at;
            reading probe = {0};
            bool found =
                find_close(c, quote + 1, in_line ? content : SIZE_MAX, &close, &after, &probe, &status, err);
            if (status < 0) return status;
            if (found && !(literal && probe.broken)) {
                r->broken |= probe.broken;
                r->suspect |= probe.suspect;
                add_field(c, r, quote + 1, close, true);
                at = after;
                if (after > content) {
                    r->multi = true;
                    VB_TRY(line_end(c, after, &content, &next, err));
                }
                r->open = next == SIZE_MAX || (r->multi && r->n > VB_MAX_COLUMNS);
                r->end = at;
                if (r->open) return VB_OK;
                if (at >= content) break;
                at++;
                continue;
            }
            r->open = !in_line;
            r->end = at;
            if (r->open) return VB_OK;
            r->literal = true;
        }
        base = vb_window_at(&c->w, 0);
        const char *p = c->delim && at < content ? memchr(base + at, c->delim, content - at) : NULL;
        size_t end = p ? (size_t)(p - base) : content;
        add_field(c, r, at, end, false);
        if (!p) break;
        at = end + 1;
    }
    r->end = next;
    return VB_OK;
}

/* Whether the line at `from`, read by itself, has as many cells as the first record. */
static bool fits_alone(csv *c, size_t from, vb_status *status, vb_error *err) {
    reading r;
    if (!have(c, from, status, err)) return false;
    *status = read_record(c, from, true, &r, err);
    return *status == VB_OK && !r.long_line && r.n == c->width;
}

/* Decides for a record with a malformed quote whether its first line is better read by itself (`alone`). */
static bool better_alone(csv *c, const reading *r, const reading *alone, vb_status *status, vb_error *err) {
    if (r->open || (r->multi && r->suspect)) return true;
    if (c->width < 2 || alone->n != c->width) return false;
    return r->multi ? fits_alone(c, alone->end, status, err) : r->n != c->width;
}

/* Reads the record at the beginning in the way that makes most sense; `*given_up`: a quote was read
 * literally. */
static vb_status choose_reading(csv *c, reading *r, bool *given_up, vb_error *err) {
    reading alone;
    bool may_span = c->wasted <= WASTE_BASE + 4 * vb_source_size(c->w.source);
    VB_TRY(read_record(c, 0, !may_span, r, err));
    *given_up = !may_span && r->literal;
    if (!may_span || r->long_line || !(r->open || r->broken)) return VB_OK;
    VB_TRY(read_record(c, 0, true, &alone, err));
    vb_status status = VB_OK;
    *given_up = better_alone(c, r, &alone, &status, err);
    if (status < 0) return status;
    if (*given_up) c->wasted += r->end;
    return read_record(c, 0, *given_up, r, err); /* the fields were overwritten */
}

/* Skips blank lines; false at the end of the input. */
static bool skip_blank(csv *c, vb_status *status, vb_error *err) {
    for (;;) {
        size_t i = 0;
        while (have(c, i, status, err)) {
            char b = *vb_window_at(&c->w, i);
            if (b == c->term) break;
            if (b != ' ' && b != '\r' && b != '\t') {
                if (b != 0x1A || have(c, i + 1, status, err)) return *status == VB_OK; /* DOS end of file */
            }
            if (++i > VB_MAX_ROW) return *status == VB_OK;
        }
        if (*status < 0 || !have(c, i, status, err)) return false;
        c->w.begin += i + 1;
        c->line++;
    }
}

/* ---- Delimiter ---- */

/* How well a delimiter cuts the sample: 0 not at all, else 1 and the share of records like the first. */
static vb_status rate_delimiter(csv *c, char delim, double *rating, size_t *columns, vb_error *err) {
    uint64_t line = c->line;
    size_t begin = c->w.begin, records = 0, like = 0, cut = 0, first = 0;
    vb_status status = VB_OK;
    c->delim = delim;
    c->width = 0;
    while (records < SAMPLE_RECORDS && skip_blank(c, &status, err)) {
        reading r;
        bool given_up;
        VB_TRY(choose_reading(c, &r, &given_up, err));
        if (r.long_line) break;
        bool whole = c->w.eof || c->w.begin + r.end < c->w.end;
        if ((!whole || (given_up && !c->w.eof)) && records) break;
        if (!records++) first = c->width = r.n;
        like += r.n == first;
        cut += r.n > 1;
        c->w.begin += r.end;
    }
    c->w.begin = begin;
    c->line = line;
    double share = records ? (double)like / (double)records : 0;
    *columns = first;
    *rating = first > 1 && (share >= 0.5 || (double)cut >= 0.9 * (double)records) ? 1 + share : 0;
    return status;
}

static vb_status find_delimiter(csv *c, vb_error *err) {
    static const char candidates[] = {',', ';', '\t', '|'};
    double best = 0;
    size_t best_columns = 0;
    char delim = 0;
    c->sampling = true;
    for (size_t i = 0; i < sizeof candidates; i++) {
        double rating;
        size_t columns;
        VB_TRY(rate_delimiter(c, candidates[i], &rating, &columns, err));
        if (rating == 0 || rating < best || (rating == best && columns <= best_columns)) continue;
        best = rating;
        best_columns = columns;
        delim = candidates[i];
    }
    c->sampling = false;
    c->width = 0;
    c->wasted = 0;
    c->delim = delim;
    return VB_OK;
}

/* Excel's first line "sep=;": honoured and skipped. */
static void take_sep_line(csv *c) {
    vb_str s = {vb_window_at(&c->w, 0), vb_window_size(&c->w)};
    size_t quote = s.len && s.ptr[0] == '"';
    if (s.len < quote + 5 || !vb_str_eq_nocase(vb_str_sub(s, quote, quote + 4), VB_STR("sep="))) return;
    char delim = s.ptr[quote + 4];
    size_t end = quote + 5;
    if (quote && end < s.len && s.ptr[end] == '"') end++;
    if (end < s.len && s.ptr[end] == '\r' && c->term == '\n') end++;
    if ((end < s.len && s.ptr[end] != c->term) || (unsigned char)delim >= 0x80 || delim == '"' ||
        delim == '\r' || delim == '\n')
        return;
    c->w.begin += end < s.len ? end + 1 : end;
    c->line++;
    c->delim = delim;
    c->sep_line = true;
}

static vb_status look_around(csv *c, vb_error *err) {
    while (!c->w.eof && vb_window_size(&c->w) < SAMPLE) VB_TRY(vb_window_fill(&c->w, err));
    size_t size = vb_window_size(&c->w) < SAMPLE ? vb_window_size(&c->w) : SAMPLE;
    const char *base = vb_window_at(&c->w, 0), *lf = size ? memchr(base, '\n', size) : NULL;
    c->term = lf || !size || !memchr(base, '\r', size) ? '\n' : '\r';
    c->crlf = lf && lf > base && lf[-1] == '\r';
    take_sep_line(c);
    if (c->sep_line) return VB_OK;
    size_t end = c->w.end, sample_end = c->w.begin + size;
    bool eof = c->w.eof;
    c->w.end = sample_end;
    c->w.eof = eof && sample_end == end;
    vb_status status = find_delimiter(c, err);
    c->w.end = end;
    c->w.eof = eof;
    return status;
}

/* ---- The reader ---- */

/* Doubled quotes become single, in place. */
static size_t undouble(char *p, size_t n) {
    char *q = memchr(p, '"', n);
    if (!q) return n;
    size_t out = (size_t)(q - p);
    for (size_t i = out; i < n; i++) {
        p[out++] = p[i];
        if (p[i] == '"' && i + 1 < n && p[i + 1] == '"') i++;
    }
    return out;
}

static void make_row(csv *c, const reading *r) {
    size_t n = r->n < VB_MAX_COLUMNS ? r->n : VB_MAX_COLUMNS;
    if (r->n > n)
        vb_diag_add(c->diags, VB_DIAG_ROW_TOO_LONG, c->row, c->line, (uint32_t)n,
                    VB_STR("more columns than can be read; the rest is left out"));
    for (size_t i = 0; i < n; i++) {
        char *p = vb_window_at(&c->w, c->fields[i].begin);
        size_t len = c->fields[i].end - c->fields[i].begin;
        if (c->fields[i].quoted) len = undouble(p, len);
        c->cells[i] = (vb_str){p, len};
        if (len > VB_MAX_FIELD) c->cells[i] = vb_cell_cut(c->cells[i], c->diags, c->row, c->line, i + 1);
    }
    c->out = (vb_row){c->cells, NULL, n, c->row, c->line};
}

static uint64_t count_lines(const csv *c, size_t n) {
    uint64_t lines = 0;
    const char *p = vb_window_at(&c->w, 0), *end = p + n;
    for (; (p = memchr(p, c->term, (size_t)(end - p))) != NULL; p++) lines++;
    return lines;
}

/* A line that is longer than a record may be is left out, however long it is. */
static vb_status skip_line(csv *c, vb_error *err) {
    vb_diag_add(c->diags, VB_DIAG_ROW_TOO_LONG, c->row + 1, c->line, 0,
                vb_excerpt((vb_str){vb_window_at(&c->w, 0), vb_window_size(&c->w)}));
    for (;;) {
        size_t size = vb_window_size(&c->w);
        char *p = size ? memchr(vb_window_at(&c->w, 0), c->term, size) : NULL;
        c->w.begin += p ? (size_t)(p - vb_window_at(&c->w, 0)) + 1 : size;
        if (p || c->w.eof) break;
        VB_TRY(vb_window_fill(&c->w, err));
    }
    c->row++;
    c->line++;
    return VB_OK;
}

static void report_nuls(csv *c, uint64_t until, uint64_t row) {
    if (vb_window_take_nuls(&c->w, until))
        vb_diag_add(c->diags, VB_DIAG_NUL_BYTE, row, c->line, 0, VB_STR("NUL bytes dropped"));
}

static vb_status csv_next(void *self, const vb_row **out, vb_error *err) {
    csv *c = self;
    reading r;
    bool given_up;
    vb_status status = VB_OK;
    for (;;) {
        if (!skip_blank(c, &status, err)) {
            if (status < 0) return status;
            report_nuls(c, UINT64_MAX, 0);
            return VB_DONE;
        }
        VB_TRY(choose_reading(c, &r, &given_up, err));
        if (!r.long_line) break;
        VB_TRY(skip_line(c, err));
    }
    c->row++;
    if (c->w.n_nuls) report_nuls(c, c->w.base + c->w.begin + r.end, c->row);
    if (given_up)
        vb_diag_add(c->diags, VB_DIAG_OPEN_QUOTE, c->row, c->line, 0,
                    vb_excerpt((vb_str){vb_window_at(&c->w, 0), r.end}));
    if (!c->width) c->width = r.n;
    uint64_t lines = r.multi ? count_lines(c, r.end) : 1; /* before quotes are undoubled */
    make_row(c, &r);
    c->w.begin += r.end;
    c->line += lines;
    *out = &c->out;
    return VB_OK;
}

static vb_status csv_start(csv *c, vb_error *err) {
    c->delim = 0;
    c->sep_line = false;
    c->row = 0;
    c->line = 1;
    c->width = 0;
    c->wasted = c->no_close_from = c->no_close_to = 0;
    return look_around(c, err);
}

static vb_status csv_rewind(void *self, vb_error *err) {
    csv *c = self;
    VB_TRY(vb_window_rewind(&c->w, err));
    return csv_start(c, err);
}

static void csv_close(void *self) {
    csv *c = self;
    vb_window_deinit(&c->w);
    free(c);
}

static void csv_info(const void *self, vb_reader_info *info) {
    const csv *c = self;
    info->format = c->delim == '\t' ? "tsv" : "csv";
    info->delimiter = c->delim;
    info->sep_line = c->sep_line;
    info->crlf = c->crlf;
}

vb_status vb_csv_reader_open(vb_source *source, const vb_diag_sink *diags, void **out, vb_error *err) {
    csv *c = calloc(1, sizeof *c);
    if (!c) return vb_fail_memory(err);
    c->w.source = source;
    c->diags = diags;
    vb_status status = csv_start(c, err);
    if (status < 0)
        csv_close(c);
    else
        *out = c;
    return status;
}

const vb_reader_ops vb_csv_ops = {csv_next, csv_rewind, csv_info, csv_close};
