/* text_reader: one engine and analyzer for the unit tests of text, and texts as strings to compare. */
#ifndef VB_TESTS_TEXT_READER_H
#define VB_TESTS_TEXT_READER_H

#include "engine/engine.h"
#include "text/hits.h"
#include "text/normalize.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static vb_engine *reader_engine;
static vb_analyzer *reader;

static int open_reader(void **state) {
    (void)state;
    vb_options o;
    vb_error err = {0};
    vb_options_init(&o);
    if (vb_engine_new(&o, &reader_engine, &err) < 0) return -1;
    return vb_analyzer_new(reader_engine, &reader, &err) < 0 ? -1 : 0;
}

static int close_reader(void **state) {
    (void)state;
    vb_analyzer_free(reader);
    vb_engine_free(reader_engine);
    return 0;
}

/* Normalizes and tokenizes; everything lives until the next call. */
static inline vb_text read_text_of(const char *source, vb_units *units) {
    vb_text t = {0};
    vb_error err = {0};
    vb_arena_reset(&reader->scratch);
    assert_int_equal(vb_normalize(vb_str_of(source), &reader->scratch, &t, &err), VB_OK);
    assert_int_equal(
        vb_tokenize(&reader_engine->words, reader->stemmer, &t, VB_LANG_COUNT, &reader->scratch, units, &err),
        VB_OK);
    return t;
}

#endif
