/* serve_api: what the server says of itself: OpenAPI 3.1 from the table of tables, and counters for
 * Prometheus. */
#include "engine/serve.h"

#include "base/json.h"
#include "report/columns.h"

#include <stdio.h>

static const struct parameter {
    const char *name, *type, *doc;
} parameters[] = {
    {"touchpoint", "{\"type\":\"string\"}", "only this touchpoint and those below it"},
    {"theme", "{\"type\":\"string\"}", "only this theme"},
    {"comment_lang", "{\"type\":\"string\",\"enum\":[\"vi\",\"th\",\"en\",\"und\"]}",
     "only comments in this language"},
    {"segment", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
     "NAME=VALUE: only this segment; repeatable"},
    {"since", "{\"type\":\"string\",\"format\":\"date\"}", "from this day on"},
    {"until", "{\"type\":\"string\",\"format\":\"date\"}", "up to and with this day"},
    {"label_lang", "{\"type\":\"string\",\"enum\":[\"vi\",\"th\",\"en\"]}", "language of labels"},
    {"limit", "{\"type\":\"integer\",\"minimum\":0,\"maximum\":10000,\"default\":1000}",
     "at most so many rows"},
    {"offset", "{\"type\":\"integer\",\"minimum\":0,\"default\":0}", "rows left out at the beginning"},
    {"format", "{\"type\":\"string\",\"enum\":[\"json\",\"ndjson\",\"csv\"],\"default\":\"json\"}",
     "form of the answer"},
    {"by", "{\"type\":\"string\"}",
     "trend, alerts: week, month or quarter; breakdowns: segment:NAME, channel, lang, touchpoint or weekday"},
    {"a", "{\"type\":\"string\"}", "comparison: one side, a period or a group"},
    {"b", "{\"type\":\"string\"}", "comparison: the other side"},
    {"alert_if", "{\"type\":\"string\"}", "alerts: a rule in place of the built-in ones"},
    {"q", "{\"type\":\"string\",\"maxLength\":2000}",
     "search: the words, \"a phrase\", -without, begin*; marks and endings matter only where they are typed"},
    {"related", "{\"type\":\"integer\",\"minimum\":0,\"maximum\":1,\"default\":0}",
     "search: 1 adds comments that say the same in other words or languages"},
    {"min_base", "{\"type\":\"integer\",\"minimum\":0}", "rows with a smaller base are marked"},
};

static int to_buffer(void *ctx, const char *data, size_t len) {
    vb_buf_add(ctx, data, len);
    return ((vb_buf *)ctx)->failed;
}

static void put_parameters(vb_json *j) {
    vb_json_key(j, "parameters");
    vb_json_open(j, '{');
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        vb_json_key(j, parameters[i].name);
        vb_json_open(j, '{');
        vb_json_key(j, "name");
        vb_json_cstr(j, parameters[i].name);
        vb_json_key(j, "in");
        vb_json_cstr(j, "query");
        vb_json_key(j, "description");
        vb_json_cstr(j, parameters[i].doc);
        vb_json_key(j, "schema");
        vb_json_raw(j, vb_str_of(parameters[i].type));
        vb_json_close(j, '}');
    }
    vb_json_close(j, '}');
}

static void put_path(vb_json *j, const vb_table *t) {
    char path[80];
    snprintf(path, sizeof path, "/api/v1/%s", t->name);
    vb_json_key(j, path);
    vb_json_raw(j, VB_STR("{\"get\":{\"operationId\":"));
    j->comma = false;
    vb_json_cstr(j, t->name);
    vb_json_key(j, "summary");
    vb_json_cstr(j, t->doc);
    vb_json_key(j, "parameters");
    vb_json_open(j, '[');
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        char ref[80];
        snprintf(ref, sizeof ref, "{\"$ref\":\"#/components/parameters/%s\"}", parameters[i].name);
        vb_json_raw(j, vb_str_of(ref));
    }
    vb_json_close(j, ']');
    vb_buf_printf(j->out,
                  ",\"responses\":{\"200\":{\"description\":\"the rows; a Link header with rel=next where "
                  "there may be more\",\"content\":"
                  "{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}},\"application/"
                  "x-ndjson\":{},\"text/csv\":{}}},"
                  "\"304\":{\"description\":\"the copy of If-None-Match is still right\"},"
                  "\"400\":{\"$ref\":\"#/components/responses/problem\"},\"401\":{\"$ref\":\"#/components/"
                  "responses/problem\"},"
                  "\"503\":{\"$ref\":\"#/components/responses/problem\"}}}}",
                  t->name);
    j->comma = true;
}

static void put_schemas(vb_json *j, const vb_table *const *tables, size_t n) {
    vb_output output = {.sink = {to_buffer, j->out}};
    vb_json_key(j, "schemas");
    vb_json_open(j, '{');
    for (size_t i = 0; i < n; i++) {
        vb_json_key(j, tables[i]->name);
        vb_schema_print(tables[i]->name, &output, NULL);
        j->comma = true;
    }
    vb_json_close(j, '}');
}

void vb_serve_openapi(vb_buf *out) {
    size_t n;
    const vb_table *const *tables = vb_table_list(&n);
    vb_json j = vb_json_on(out);
    vb_json_open(&j, '{');
    vb_json_key(&j, "openapi");
    vb_json_cstr(&j, "3.1.0");
    vb_json_key(&j, "info");
    vb_json_raw(&j, VB_STR("{\"title\":\"verbatim\",\"description\":\"Complaint themes of survey comments, "
                           "read-only\",\"version\":\"" VB_VERSION "\"}"));
    vb_json_key(&j, "security");
    vb_json_raw(&j, VB_STR("[{},{\"bearer\":[]}]"));
    vb_json_key(&j, "paths");
    vb_json_open(&j, '{');
    for (size_t i = 0; i < n; i++) put_path(&j, tables[i]);
    vb_json_key(&j, "/healthz");
    vb_json_raw(&j, VB_STR("{\"get\":{\"operationId\":\"healthz\",\"summary\":\"whether the store can be "
                           "read\",\"security\":[{}],\"responses\":{\"200\":{\"description\":\"ok\"},"
                           "\"503\":{\"$ref\":\"#/components/responses/problem\"}}}}"));
    vb_json_key(&j, "/metrics");
    vb_json_raw(&j, VB_STR("{\"get\":{\"operationId\":\"metrics\",\"summary\":\"counters as Prometheus "
                           "text\",\"responses\":{\"200\":{\"description\":\"ok\"}}}}"));
    vb_json_close(&j, '}');
    vb_json_key(&j, "components");
    vb_json_open(&j, '{');
    put_parameters(&j);
    put_schemas(&j, tables, n);
    vb_json_key(&j, "responses");
    vb_json_raw(&j, VB_STR("{\"problem\":{\"description\":\"what is wrong and what to do (RFC "
                           "9457)\",\"content\":{\"application/"
                           "problem+json\":{\"schema\":{\"type\":\"object\",\"properties\":"
                           "{\"status\":{\"type\":\"integer\"},\"title\":{\"type\":\"string\"},\"detail\":{"
                           "\"type\":\"string\"}}}}}}}"));
    vb_json_key(&j, "securitySchemes");
    vb_json_raw(&j, VB_STR("{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
    vb_json_close(&j, '}');
    vb_json_close(&j, '}');
    vb_buf_byte(out, '\n');
}

/* ---- Counters
 * --------------------------------------------------------------------------------------------------- */

static void put_counter(vb_buf *b, const char *name, const char *type, const char *help,
                        unsigned long long value) {
    vb_buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name, value);
}

void vb_serve_metrics(vb_server *s, vb_buf *b) {
    static const char *const bounds[VB_LATENCY_BUCKETS] = {"0.001", "0.005", "0.01", "0.05",
                                                           "0.1",   "0.5",   "1",    "5"};
    const vb_counters *n = &s->counters;
    vb_buf_cstr(b, "# HELP verbatim_requests_total Answers by class of status.\n# TYPE "
                   "verbatim_requests_total counter\n");
    for (int i = 2; i < 6; i++)
        vb_buf_printf(b, "verbatim_requests_total{code=\"%dxx\"} %llu\n", i,
                      (unsigned long long)n->by_class[i]);
    vb_buf_cstr(b, "# HELP verbatim_request_seconds Time from the headers of a request to its answer.\n# "
                   "TYPE verbatim_request_seconds histogram\n");
    unsigned long long sum = 0;
    for (int i = 0; i < VB_LATENCY_BUCKETS; i++) {
        sum += n->buckets[i];
        vb_buf_printf(b, "verbatim_request_seconds_bucket{le=\"%s\"} %llu\n", bounds[i], sum);
    }
    sum += n->buckets[VB_LATENCY_BUCKETS];
    vb_buf_printf(b, "verbatim_request_seconds_bucket{le=\"+Inf\"} %llu\nverbatim_request_seconds_sum ", sum);
    vb_buf_fixed(b, (double)n->micros / 1e6, 6);
    vb_buf_printf(b, "\nverbatim_request_seconds_count %llu\n", sum);
    put_counter(b, "verbatim_cache_hits_total", "counter", "Answers that were kept from before.", n->hits);
    put_counter(b, "verbatim_cache_misses_total", "counter", "Answers made anew.", n->misses);
    put_counter(b, "verbatim_not_modified_total", "counter", "Answers that the client had already.",
                n->not_modified);
    put_counter(b, "verbatim_refused_total", "counter", "Requests without the right token or host.",
                n->refused);
    put_counter(b, "verbatim_timed_out_total", "counter", "Connections closed for being too slow.",
                n->timed_out);
    put_counter(b, "verbatim_connections", "gauge", "Open connections.", n->connections);
    put_counter(b, "verbatim_store_version", "gauge", "Rises with every change to the store that was seen.",
                s->version);
    vb_buf_cstr(b, "# HELP verbatim_build_info Version of the program.\n# TYPE verbatim_build_info "
                   "gauge\nverbatim_build_info{version=\"" VB_VERSION "\"} 1\n");
}
