/* cmd_verify: every stored number is counted again. */
#include "common.h"

int cmd_verify(options *o) {
    vb_store *store = NULL;
    vb_error err = {0};
    out dst;
    int code = store_open(o, &store);
    if (code) return code;
    if (!(code = out_open(&dst, o)))
        code = out_close(&dst, finish(vb_store_verify(store, &dst.output, &err), &err));
    vb_store_close(store);
    return code;
}
