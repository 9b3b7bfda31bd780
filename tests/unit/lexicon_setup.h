/* lexicon_setup: the built-in lexicons. For tests whose group is set up by load() and taken down by unload().
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/lexicon.h"

static vb_arena memory;
static vb_lexicon *lx;

static int load(void **state) {
    vb_options o;
    vb_error err = {0};
    (void)state;
    vb_options_init(&o);
    return vb_lexicon_load(&o, &memory, &lx, &err) < 0;
}

static int unload(void **state) {
    (void)state;
    vb_arena_deinit(&memory);
    return 0;
}
