/* sniff: three printers over one profile. The flags are made by input/maps.h, so that what is printed is what
 * --map understands. */
#include "report/sniff.h"
#include "base/json.h"
#include "input/maps.h"
#include "report/width.h"

#include <math.h>

typedef struct page {
    vb_buf *out;
    const vb_profile *p;
    const vb_reader_info *info;
    uint64_t non_answers;
    const uint64_t *diags;
    size_t width;
    bool color;
} page;

static const char *order_name(vb_date_order order) {
    switch (order) {
    case VB_DATE_NONE: return NULL;
    case VB_DATE_YMD: return "ymd";
    case VB_DATE_DMY: return "dmy";
    case VB_DATE_MDY: return "mdy";
    case VB_DATE_SERIAL: return "serial";
    case VB_DATE_EPOCH: return "epoch";
    }
    return NULL;
}

static const char *era_name(const vb_column *c) {
    return c->mixed_era ? "mixed" : c->buddhist ? "buddhist" : "common";
}

static const vb_column *find_role(const vb_profile *p, vb_role role) {
    for (uint32_t i = 0; i < p->n_columns; i++)
        if (p->columns[i].role == role) return &p->columns[i];
    return NULL;
}

static uint64_t count_role(const vb_profile *p, vb_role role) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < p->n_columns; i++) n += p->columns[i].role == role;
    return n;
}

/* Cells with personal data: in text columns, and in columns left out as personal. */
static uint64_t count_personal(const vb_profile *p) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        const vb_column *c = &p->columns[i];
        bool left_out = vb_str_starts(c->reason, VB_STR("personal data"));
        if (c->role == VB_ROLE_TEXT)
            n += c->personal;
        else if (left_out)
            n += c->filled;
    }
    return n;
}

/* Flags of all columns that are read. */
static void add_flags(vb_buf *out, const vb_profile *p) {
    for (uint32_t i = 0; i < p->n_columns; i++) {
        if (p->columns[i].role == VB_ROLE_IGNORE) continue;
        vb_buf_byte(out, ' ');
        vb_maps_flag(out, p, &p->columns[i]);
    }
}

static void add_command(vb_buf *out, const vb_profile *p) {
    vb_buf_cstr(out, "verbatim analyze FILE");
    add_flags(out, p);
}

/* ---- Text ---- */

static void style(page *g, const char *code) {
    if (g->color) vb_buf_printf(g->out, "\x1b[%sm", code);
}

static void heading(page *g, const char *text) {
    style(g, "1");
    vb_buf_cstr(g->out, text);
    style(g, "0");
    vb_buf_byte(g->out, '\n');
}

/* A label and a value that may run over several lines. */
static void field(page *g, const char *label, vb_str value) {
    vb_str rest = value, line;
    bool first = true;
    while (vb_wrap(&rest, g->width - 16, &line)) {
        vb_buf_cstr(g->out, "  ");
        vb_pad(g->out, first ? vb_str_of(label) : (vb_str){0}, 14, true);
        vb_pad(g->out, line, 0, false);
        vb_buf_byte(g->out, '\n');
        first = false;
    }
}

static const char *vendor_name(const char *vendor) {
    static const struct {
        const char *id, *name;
    } names[] = {{"qualtrics", "Qualtrics"},       {"qualtrics_legacy", "Qualtrics (older export)"},
                 {"surveymonkey", "SurveyMonkey"}, {"google_forms", "Google Forms"},
                 {"ms_forms", "Microsoft Forms"},  {"typeform", "Typeform"},
                 {"zendesk", "Zendesk"},           {"plain", "no tool that is known: a plain table"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].id, vendor) == 0) return names[i].name;
    return vendor;
}

static void print_file(page *g) {
    const vb_reader_info *info = g->info;
    vb_buf b = {0};
    heading(g, "File");
    vb_buf_cstr(&b, info->format ? info->format : "unknown");
    if (info->delimiter == '\t')
        vb_buf_cstr(&b, ", delimiter tab");
    else if (info->delimiter)
        vb_buf_printf(&b, ", delimiter \"%c\"", info->delimiter);
    if (info->sep_line) vb_buf_cstr(&b, " (named by a sep= line)");
    if (info->delimiter) vb_buf_cstr(&b, info->crlf ? ", lines end in CRLF" : ", lines end in LF");
    if (info->sheet) vb_buf_printf(&b, ", sheet \"%s\" of %zu", info->sheet, info->n_sheets);
    field(g, "format", vb_buf_view(&b));
    vb_buf_clear(&b);
    vb_buf_printf(&b, "%s (%s)%s", info->encoding ? info->encoding : "unknown",
                  info->encoding_reason ? info->encoding_reason : "no reason",
                  info->encoding_sure ? "" : "; unsure: say it with --encoding if the text looks wrong");
    field(g, "encoding", vb_buf_view(&b));
    field(g, "written by", vb_str_of(vendor_name(g->p->vendor)));
    vb_buf_clear(&b);
    if (g->p->header_rows)
        vb_buf_printf(&b, "%u", g->p->header_rows);
    else
        vb_buf_cstr(&b, "none: columns are called column_1, column_2, ...");
    field(g, "header rows", vb_buf_view(&b));
    vb_buf_deinit(&b);
}

static void print_rows(page *g) {
    const vb_profile *p = g->p;
    vb_buf b = {0};
    vb_buf_printf(&b, "%llu", (unsigned long long)p->rows);
    if (p->skipped_preview)
        vb_buf_printf(&b, ", and %llu test answers skipped", (unsigned long long)p->skipped_preview);
    field(g, "rows", vb_buf_view(&b));
    vb_buf_clear(&b);
    uint64_t texts = count_role(p, VB_ROLE_TEXT);
    vb_buf_printf(&b, "%llu in %llu text column%s, %llu of them no answers",
                  (unsigned long long)texts * (unsigned long long)p->rows, (unsigned long long)texts,
                  texts == 1 ? "" : "s", (unsigned long long)g->non_answers);
    field(g, "comments", vb_buf_view(&b));
    const vb_column *d = find_role(p, VB_ROLE_DATE);
    if (d && d->date_first.len) {
        vb_buf_clear(&b);
        vb_buf_printf(&b, "%.*s to %.*s, order %s%s, %s era", VB_FMT(d->date_first), VB_FMT(d->date_last),
                      order_name(d->order), d->order_sure ? "" : " (a guess: no day above 12 decides it)",
                      era_name(d));
        if (p->time_zone.len) vb_buf_printf(&b, ", time zone %.*s", VB_FMT(p->time_zone));
        field(g, "dates", vb_buf_view(&b));
    }
    uint64_t personal = count_personal(p);
    if (personal) {
        vb_buf_clear(&b);
        vb_buf_printf(&b, "found in %llu cells; `verbatim redact FILE` replaces it",
                      (unsigned long long)personal);
        field(g, "personal data", vb_buf_view(&b));
    }
    for (int k = 0; k < VB_DIAG_COUNT; k++) {
        if (!g->diags[k]) continue;
        vb_buf_clear(&b);
        vb_buf_printf(&b, "%llu", (unsigned long long)g->diags[k]);
        field(g, vb_diag_name((vb_diag_kind)k), vb_buf_view(&b));
    }
    vb_buf_deinit(&b);
}

/* Header, role and confidence on one line, the reason below it, so that neither is cut to fit the other. */
static void print_columns(page *g) {
    size_t name = g->width - 26;
    heading(g, "Columns");
    for (uint32_t i = 0; i < g->p->n_columns; i++) {
        const vb_column *c = &g->p->columns[i];
        bool dim = c->role == VB_ROLE_IGNORE;
        vb_str rest = c->reason, line;
        if (dim) style(g, "2");
        vb_buf_printf(g->out, " %4u ", i + 1);
        vb_pad(g->out, c->header, name, true);
        vb_buf_cstr(g->out, "  ");
        vb_pad(g->out, vb_str_of(vb_role_name(c->role)), 10, false);
        vb_buf_printf(g->out, " %3u%%\n", (unsigned)(c->confidence * 100 + 0.5));
        if (!dim) style(g, "2");
        while (vb_wrap(&rest, g->width - 10, &line)) {
            vb_buf_cstr(g->out, "         ");
            vb_pad(g->out, line, 0, false);
            vb_buf_byte(g->out, '\n');
        }
        style(g, "0");
    }
}

static void print_command(page *g) {
    if (g->p->advice.len) {
        vb_buf_byte(g->out, '\n');
        style(g, "33");
        heading(g, "Unsure");
        field(g, "", g->p->advice);
    }
    vb_buf_byte(g->out, '\n');
    heading(g, "The same without guessing");
    vb_buf_cstr(g->out, "  verbatim analyze FILE");
    for (uint32_t i = 0; i < g->p->n_columns; i++) {
        if (g->p->columns[i].role == VB_ROLE_IGNORE) continue;
        vb_buf_cstr(g->out, " \\\n    "); /* a flag a line, to be pasted as it is */
        vb_maps_flag(g->out, g->p, &g->p->columns[i]);
    }
    vb_buf_byte(g->out, '\n');
}

static void print_text(page *g) {
    print_file(g);
    print_rows(g);
    vb_buf_byte(g->out, '\n');
    print_columns(g);
    print_command(g);
}

/* ---- JSON and CSV ---- */

static void json_str(vb_json *j, const char *key, vb_str s) {
    vb_json_key(j, key);
    if (s.len)
        vb_json_str(j, s);
    else
        vb_json_null(j);
}
static void json_cstr(vb_json *j, const char *key, const char *z) {
    vb_json_key(j, key);
    vb_json_cstr(j, z);
}
static void json_int(vb_json *j, const char *key, uint64_t n) {
    vb_json_key(j, key);
    vb_json_int(j, (int64_t)n);
}
static void json_bool(vb_json *j, const char *key, bool v) {
    vb_json_key(j, key);
    vb_json_bool(j, v);
}
static void json_num(vb_json *j, const char *key, double v, int places) {
    vb_json_key(j, key);
    vb_json_num(j, v, places);
}

static void json_column(vb_json *j, const vb_column *c) {
    bool date = c->role == VB_ROLE_DATE;
    vb_json_open(j, '{');
    json_int(j, "column", c->index + 1);
    json_str(j, "header", c->header);
    json_str(j, "question", c->question);
    json_cstr(j, "role", vb_role_name(c->role));
    json_str(j, "segment", c->segment);
    json_num(j, "confidence", c->confidence, 2);
    json_str(j, "reason", c->reason);
    json_bool(j, "given", c->given);
    json_int(j, "filled", c->filled);
    json_int(j, "distinct", c->distinct);
    json_num(j, "mean_chars", c->mean_chars, 1);
    json_int(j, "numeric", c->numeric);
    json_num(j, "min", c->min, 4);
    json_num(j, "max", c->max, 4);
    json_num(j, "scale_max", c->scale_max, 0);
    json_int(j, "dates", c->dates);
    json_int(j, "personal", c->personal);
    json_cstr(j, "date_order", date ? order_name(c->order) : NULL);
    json_str(j, "date_first", date ? c->date_first : (vb_str){0});
    json_str(j, "date_last", date ? c->date_last : (vb_str){0});
    bool hide = vb_str_starts(c->reason, VB_STR("personal data")); /* an autopsy may be passed on */
    json_str(j, "example", hide ? (vb_str){0} : c->example);
    vb_json_close(j, '}');
}

static void print_json(page *g) {
    const vb_profile *p = g->p;
    const vb_reader_info *info = g->info;
    const vb_column *d = find_role(p, VB_ROLE_DATE);
    vb_json j = vb_json_on(g->out);
    vb_buf b = {0};
    vb_json_open(&j, '{');
    json_cstr(&j, "vendor", p->vendor);
    json_cstr(&j, "format", info->format);
    json_str(&j, "delimiter", (vb_str){&info->delimiter, info->delimiter != 0});
    json_bool(&j, "sep_line", info->sep_line);
    json_cstr(&j, "encoding", info->encoding);
    json_cstr(&j, "encoding_reason", info->encoding_reason);
    json_bool(&j, "encoding_sure", info->encoding_sure);
    json_bool(&j, "bom", info->bom);
    json_cstr(&j, "sheet", info->sheet);
    json_int(&j, "header_rows", p->header_rows);
    json_int(&j, "rows", p->rows);
    json_int(&j, "comments", count_role(p, VB_ROLE_TEXT) * p->rows);
    json_int(&j, "non_answers", g->non_answers);
    json_int(&j, "skipped_preview", p->skipped_preview);
    json_int(&j, "personal", count_personal(p));
    json_cstr(&j, "date_order", d ? order_name(d->order) : NULL);
    json_bool(&j, "date_order_sure", !d || d->order_sure);
    json_cstr(&j, "date_era", d ? era_name(d) : NULL);
    json_str(&j, "date_first", d ? d->date_first : (vb_str){0});
    json_str(&j, "date_last", d ? d->date_last : (vb_str){0});
    json_str(&j, "time_zone", p->time_zone);
    json_bool(&j, "unsure", p->unsure);
    json_str(&j, "advice", p->advice);
    add_flags(&b, p);
    json_str(&j, "flags", vb_str_trim(vb_buf_view(&b)));
    vb_buf_clear(&b);
    add_command(&b, p);
    json_str(&j, "command", vb_buf_view(&b));
    vb_json_key(&j, "diagnostics");
    vb_json_open(&j, '{');
    for (int k = 0; k < VB_DIAG_COUNT; k++)
        if (g->diags[k]) json_int(&j, vb_diag_name((vb_diag_kind)k), g->diags[k]);
    vb_json_close(&j, '}');
    vb_json_key(&j, "columns");
    vb_json_open(&j, '[');
    for (uint32_t i = 0; i < p->n_columns; i++) json_column(&j, &p->columns[i]);
    vb_json_close(&j, ']');
    vb_json_close(&j, '}');
    vb_buf_byte(g->out, '\n');
    if (b.failed) g->out->failed = true;
    vb_buf_deinit(&b);
}

/* A cell of CSV; a leading formula sign is kept from the spreadsheet by an apostrophe. */
static void csv_cell(vb_buf *out, vb_str s) {
    bool formula = s.len && strchr("=+-@\t\r", s.ptr[0]) && s.ptr[0];
    bool quote = formula;
    for (size_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == '"' || s.ptr[i] == ',' || s.ptr[i] == '\n' || s.ptr[i] == '\r';
    vb_buf_byte(out, ',');
    if (quote) vb_buf_byte(out, '"');
    if (formula) vb_buf_byte(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"') vb_buf_byte(out, '"');
        vb_buf_byte(out, s.ptr[i]);
    }
    if (quote) vb_buf_byte(out, '"');
}

static void csv_number(vb_buf *out, double v, int places) {
    vb_buf_byte(out, ',');
    if (!isnan(v)) vb_buf_fixed(out, v, places);
}

static void print_csv(page *g) {
    vb_buf_cstr(g->out, "column,header,role,segment,confidence,reason,filled,distinct,mean_chars,min,max,"
                        "scale_max,date_order\r\n");
    for (uint32_t i = 0; i < g->p->n_columns; i++) {
        const vb_column *c = &g->p->columns[i];
        vb_buf_int(g->out, i + 1);
        csv_cell(g->out, c->header);
        csv_cell(g->out, vb_str_of(vb_role_name(c->role)));
        csv_cell(g->out, c->segment);
        csv_number(g->out, c->confidence, 2);
        csv_cell(g->out, c->reason);
        csv_number(g->out, (double)c->filled, 0);
        csv_number(g->out, (double)c->distinct, 0);
        csv_number(g->out, c->mean_chars, 1);
        csv_number(g->out, c->min, 4);
        csv_number(g->out, c->max, 4);
        csv_number(g->out, c->scale_max, 0);
        csv_cell(g->out, vb_str_of(c->role == VB_ROLE_DATE ? order_name(c->order) : NULL));
        vb_buf_cstr(g->out, "\r\n");
    }
}

vb_status vb_sniff_print(const vb_profile *profile, const vb_reader_info *info, uint64_t non_answers,
                         const uint64_t diag_counts[VB_DIAG_COUNT], const vb_output *output, vb_error *err) {
    vb_buf out = {0};
    size_t width = output->width > 0 ? (size_t)output->width : 80;
    page g = {.out = &out,
              .p = profile,
              .info = info,
              .non_answers = non_answers,
              .diags = diag_counts,
              .width = width < 60 ? 60 : width,
              .color = output->color};
    switch (output->format) {
    case VB_FORMAT_TABLE: print_text(&g); break;
    case VB_FORMAT_JSON:
    case VB_FORMAT_NDJSON: print_json(&g); break;
    case VB_FORMAT_CSV:
        if (output->bom) vb_buf_add(&out, "\xEF\xBB\xBF", 3);
        print_csv(&g);
        break;
    }
    vb_status st = out.failed ? vb_fail_memory(err) : VB_OK;
    if (st == VB_OK && out.len && output->sink.write(output->sink.ctx, out.ptr, out.len) != 0)
        st = vb_fail(err, VB_ERR_IO,
                     "cannot write the output: is the disk full, or the reader of the pipe gone?");
    vb_buf_deinit(&out);
    return st;
}
