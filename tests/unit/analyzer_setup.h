/* analyzer_setup: an engine and an analyzer with the built-in lexicons. For tests whose group is set up by
 * load() and taken down by unload(). */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "verbatim.h"

static vb_engine *engine;
static vb_analyzer *analyzer;

static int load(void **state) {
    vb_options o;
    vb_error err = {0};
    (void)state;
    vb_options_init(&o);
    return vb_engine_new(&o, &engine, &err) < 0 || vb_analyzer_new(engine, &analyzer, &err) < 0;
}

static int unload(void **state) {
    (void)state;
    vb_analyzer_free(analyzer);
    vb_engine_free(engine);
    return 0;
}
