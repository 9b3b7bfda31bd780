/* schema: JSON Schemas (2020-12) of every output.
 *
 * Invariant: those of tables are derived from columns_*.c, so an output cannot leave its schema; each holds
 * for one object (a line of NDJSON) and for the array of them. Those of score, tokens and sniff stand in
 * schemas/. */
#include "report/out.h"

#include "base/json.h"

#define OPEN_SCHEMA "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"urn:verbatim:"
#define ROW_OR_ROWS                                                                                          \
    "\"anyOf\":[{\"$ref\":\"#/$defs/row\"},{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/"               \
    "row\"}}],\"$defs\":"

/* The files of report/schemas, written by the build; ended by a NULL name. */
typedef struct fixed_schema {
    const char *name;
    vb_str text;
} fixed_schema;
extern const fixed_schema vb_embedded_schemas[];

/* ---- Tables ---------------------------------------------------------------------------------- */

typedef struct json_type {
    const char *type, *more; /* more: further keys, ready-made */
} json_type;

static const json_type types[] = {
    [VB_KIND_TEXT] = {"string", NULL},
    [VB_KIND_INT] = {"integer", NULL},
    [VB_KIND_NUM] = {"number", NULL},
    [VB_KIND_SHARE] = {"number", "\"minimum\":0,\"maximum\":1"},
    [VB_KIND_BOOL] = {"boolean", NULL},
    [VB_KIND_DATE] = {"string", "\"format\":\"date\""},
    [VB_KIND_TIME] = {"string", "\"format\":\"date-time\""},
    [VB_KIND_LIST] = {"array", "\"items\":{\"type\":\"string\"}"},
    [VB_KIND_OBJECT] = {"object", "\"additionalProperties\":{\"type\":\"string\"}"},
    [VB_KIND_QUOTES] = {"array", NULL},
    [VB_KIND_PARTS] =
        {"array",
         "\"items\":{\"type\":\"object\",\"required\":[\"subtheme_id\",\"label\",\"n\",\"n_clauses\","
         "\"share_of_theme\"],\"properties\":{\"subtheme_id\":{\"type\":\"string\"},\"label\":{"
         "\"type\":\"string\"},\"n\":{\"type\":\"integer\"},\"n_clauses\":{\"type\":\"integer\"},"
         "\"share_of_theme\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1}}}"},
};

static void put_row_schema(vb_json *j, const vb_field *fields, size_t n);

static void put_enum(vb_json *j, const vb_field *f) {
    vb_str rest = vb_str_of(f->values), value;
    vb_json_key(j, "enum");
    vb_json_open(j, '[');
    while (vb_str_split(&rest, '|', &value)) vb_json_str(j, value);
    if (f->flags & VB_FIELD_NULL) vb_json_null(j);
    vb_json_close(j, ']');
}

static void put_property(vb_json *j, const vb_field *f) {
    const json_type *t = &types[f->kind];
    vb_json_key(j, f->name);
    vb_json_open(j, '{');
    vb_json_key(j, "type");
    if (f->flags & VB_FIELD_NULL) {
        vb_json_open(j, '[');
        vb_json_cstr(j, t->type);
        vb_json_cstr(j, "null");
        vb_json_close(j, ']');
    } else {
        vb_json_cstr(j, t->type);
    }
    if (t->more) vb_json_raw(j, vb_str_of(t->more));
    if (f->values) put_enum(j, f);
    if (f->kind == VB_KIND_QUOTES) {
        vb_json_key(j, "maxItems");
        vb_json_int(j, VB_QUOTES_SHOWN);
        vb_json_key(j, "items");
        put_row_schema(j, vb_quote_fields, vb_n_quote_fields);
    }
    vb_json_key(j, "description");
    vb_json_cstr(j, f->doc);
    vb_json_close(j, '}');
}

static void put_row_schema(vb_json *j, const vb_field *fields, size_t n) {
    vb_json_open(j, '{');
    vb_json_key(j, "type");
    vb_json_cstr(j, "object");
    vb_json_key(j, "required");
    vb_json_open(j, '[');
    for (size_t i = 0; i < n; i++)
        if (!(fields[i].flags & VB_FIELD_PAGE)) vb_json_cstr(j, fields[i].name);
    vb_json_close(j, ']');
    vb_json_key(j, "additionalProperties");
    vb_json_bool(j, false);
    vb_json_key(j, "properties");
    vb_json_open(j, '{');
    for (size_t i = 0; i < n; i++)
        if (!(fields[i].flags & VB_FIELD_PAGE)) put_property(j, &fields[i]);
    vb_json_close(j, '}');
    vb_json_close(j, '}');
}

static void put_head(vb_buf *b, const char *name, const char *doc) {
    vb_json j = vb_json_on(b);
    vb_buf_printf(b, OPEN_SCHEMA "%s:%d\",\"title\":\"%s\",", name, VB_SCHEMA_VERSION, name);
    if (doc) {
        vb_json_key(&j, "description");
        vb_json_cstr(&j, doc);
        vb_buf_byte(b, ',');
    }
    vb_buf_cstr(b, ROW_OR_ROWS);
}

static vb_status unknown_name(const char *name, vb_error *err) {
    vb_buf names = {0};
    size_t n;
    const vb_table *const *all = vb_table_list(&n);
    for (size_t i = 0; i < n; i++) vb_buf_printf(&names, "%s, ", all[i]->name);
    vb_status st =
        vb_fail(err, VB_ERR_USAGE, "there is no schema '%.60s'; there are %sscore, tokens and sniff",
                name ? name : "", vb_buf_z(&names));
    vb_buf_deinit(&names);
    return st;
}

vb_status vb_schema_print(const char *name, const vb_output *output, vb_error *err) {
    vb_out o = {.output = output};
    const vb_table *t = vb_table_find(name);
    if (t) {
        vb_json j = vb_json_on(&o.buf);
        put_head(&o.buf, t->name, t->doc);
        vb_json_open(&j, '{');
        vb_json_key(&j, "row");
        put_row_schema(&j, t->fields, t->n_fields);
        vb_json_close(&j, '}');
        vb_buf_cstr(&o.buf, "}\n");
        return vb_out_finish(&o, VB_OK, err);
    }
    for (const fixed_schema *f = vb_embedded_schemas; f->name; f++) {
        if (!name || strcmp(f->name, name) != 0) continue;
        vb_buf_str(&o.buf, f->text);
        return vb_out_finish(&o, VB_OK, err);
    }
    return unknown_name(name, err);
}
