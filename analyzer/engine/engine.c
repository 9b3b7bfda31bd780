#include "engine/engine.h"
#include "base/buf.h"
#include "text/lexicon_files.h"

#include <pthread.h>
#include <stdlib.h>

void vb_options_init(vb_options *options) {
    *options = (vb_options){.lang = VB_LANG_COUNT};
}

/* A hash over all that can change a result: version, lexicon files, options. */
static void make_fingerprint(vb_engine *e, const vb_options *o, const vb_lexicon_file *own) {
    vb_buf b = {0};
    vb_buf_printf(&b, "%s %d %d %s;", VB_VERSION, (int)o->lang, (int)o->no_prior, o->packs ? o->packs : "*");
    const vb_lexicon_file *sets[] = {vb_lexicon_builtin(), own};
    for (size_t i = 0; i < 2; i++) {
        for (const vb_lexicon_file *f = sets[i]; f && f->path; f++)
            vb_buf_printf(&b, "%zu/%s:%016llx;", i, f->path,
                          (unsigned long long)(f->hash ? f->hash : vb_hash64(f->content)));
    }
    vb_hash_hex(vb_hash_identity(vb_buf_view(&b)), e->fingerprint, 16);
    vb_buf_deinit(&b);
}

/* What needs nothing but its own files is read beside the lexicon, by a thread where one can be had. */
typedef struct {
    vb_engine *engine;
    const vb_lexicon_file *own;
    vb_status status;
    vb_error err;
} models;

static vb_status load_models(vb_engine *e, const vb_lexicon_file *own, vb_error *err) {
    const vb_lexicon_file *files = vb_lexicon_builtin();
    VB_TRY(vb_viet_load(files, &e->models, &e->words.viet, err));
    VB_TRY(vb_thai_load(files, &e->models, &e->words.thai, err));
    return vb_induced_load(files, own, &e->models, &e->induced, err);
}

static void *run_models(void *arg) {
    models *m = arg;
    m->status = load_models(m->engine, m->own, &m->err);
    return NULL;
}

static vb_status load(vb_engine *e, const vb_options *o, vb_error *err) {
    e->lang = o->lang;
    e->no_prior = o->no_prior;
    e->granularity = o->granularity;
    const vb_lexicon_file *own = NULL, *files = vb_lexicon_builtin();
    if (o->lexicons) VB_TRY(vb_lexicon_read_folder(o->lexicons, &e->arena, &own, err));
    models beside = {.engine = e, .own = own};
    pthread_t thread;
    bool started = pthread_create(&thread, NULL, run_models, &beside) == 0;
    if (!started) run_models(&beside);
    vb_status status = vb_lexicon_load(o, &e->arena, &e->words.lexicon, err);
    if (status >= 0)
        status = vb_aspect_model_load(files, own, &e->words.lexicon->codes, &e->arena, &e->aspects, err);
    if (started) pthread_join(thread, NULL);
    VB_TRY(status); /* of two faults that of the lexicon, whichever was met first */
    if (beside.status < 0) return err ? (*err = beside.err, beside.status) : beside.status;
    VB_TRY(vb_langid_load(files, e->words.lexicon, e->words.viet, &e->arena, &e->words.langid, err));
    make_fingerprint(e, o, own);
    return VB_OK;
}

vb_status vb_engine_new(const vb_options *options, vb_engine **out, vb_error *err) {
    vb_engine *e = calloc(1, sizeof *e);
    if (!e) return vb_fail_memory(err);
    vb_status status = load(e, options, err);
    if (status < 0) {
        vb_engine_free(e);
        return status;
    }
    *out = e;
    return VB_OK;
}

void vb_engine_free(vb_engine *engine) {
    if (!engine) return;
    vb_arena_deinit(&engine->models);
    vb_arena_deinit(&engine->arena);
    free(engine);
}

const char *vb_engine_fingerprint(const vb_engine *engine) {
    return engine->fingerprint;
}

vb_status vb_analyzer_new(const vb_engine *engine, vb_analyzer **out, vb_error *err) {
    vb_analyzer *a = calloc(1, sizeof *a);
    if (!a) return vb_fail_memory(err);
    a->engine = engine;
    a->stemmer = vb_stemmer_new();
    if (!a->stemmer) {
        free(a);
        return vb_fail_memory(err);
    }
    *out = a;
    return VB_OK;
}

void vb_analyzer_free(vb_analyzer *analyzer) {
    if (!analyzer) return;
    vb_stemmer_free(analyzer->stemmer);
    vb_arena_deinit(&analyzer->scratch);
    free(analyzer);
}
