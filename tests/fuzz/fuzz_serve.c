/* fuzz_serve: any bytes as the parameters of a request (the first byte chooses a table, then lines of
 * KEY=VALUE). Whatever is asked of an empty store, the answer is an error with words, or rows that begin and
 * end as JSON does. */
#include "engine/serve.h"
#include "report/columns.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int to_buffer(void *ctx, const char *data, size_t len) {
    vb_buf_add(ctx, data, len);
    return ((vb_buf *)ctx)->failed;
}

static void ask(vb_request *r) {
    static vb_store *store; /* both stay for the whole run */
    static vb_engine *engine;
    vb_options options;
    vb_error err = {0};
    vb_buf body = {0};
    vb_output output = {.sink = {to_buffer, &body}, .format = r->format};
    if (!store && vb_store_open(NULL, false, &store, &err) < 0) abort();
    vb_options_init(&options);
    if (!engine && vb_engine_new(&options, &engine, &err) < 0) abort();
    r->query.top = r->limit;
    r->query.skip = r->offset;
    bool search = strcmp(r->query.table, "search") == 0 && r->query.words;
    vb_status st = search ? vb_search_print(engine, store, &r->query, &output, &err)
                          : vb_store_print(store, &r->query, &output, &err);
    if (st < 0 && (st != VB_ERR_USAGE || !err.message[0])) abort();
    if (st >= 0 && r->format == VB_FORMAT_JSON &&
        (body.len < 2 || body.ptr[0] != '[' || body.ptr[body.len - 2] != ']'))
        abort();
    vb_buf_deinit(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct vb_server server;
    if (size < 2 || size > 65536) return 0;
    size_t n;
    const vb_table *const *tables = vb_table_list(&n);
    char *text = malloc(size);
    if (!text) return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    vb_request r;
    vb_request_init(&r, &server);
    r.query.table = tables[data[0] % n]->name;
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = 0;
        char *value = strchr(line, '=');
        if (value) *value++ = 0;
        vb_request_param(&r, line, value);
    }
    if (r.bad ? !r.error.message[0] : false) abort();
    if (!r.bad) ask(&r);
    free(text);
    return 0;
}
