/* import: one file into the store; and the clustering of all that is there.
 *
 * Invariant: while the threads analyze one block, the block before is written and the next is read; blocks
 * are written in file order, one transaction each, so that a kill at any moment leaves whole blocks. What is
 * stored does not depend on the number of threads. */
#include "engine/feed.h"
#include "engine/search.h"
#include "store/store.h"
#include "themes/cluster.h"
#include "themes/mixture.h"

#include <stdlib.h>

typedef struct {
    const vb_engine *engine;
    vb_store *store;
    vb_feed feed;
    vb_batch *batches[2];
    vb_import_stats stats;
    int64_t run;
} import;

static vb_status write_block(void *ctx, vb_batch *b, vb_error *err) {
    import *m = ctx;
    size_t n;
    vb_batch_item *items = vb_batch_items(b, &n);
    if (!n) return VB_OK;
    VB_TRY(vb_store_begin(m->store, err));
    for (size_t i = 0; i < n; i++) {
        vb_add_outcome outcome;
        vb_status status = vb_store_add(m->store, m->run, &items[i].comment, items[i].result, &outcome, err);
        if (status < 0) {
            vb_store_rollback(m->store);
            return status;
        }
        m->stats.comments++;
        m->stats.added += outcome == VB_ADDED;
        m->stats.known += outcome == VB_KNOWN;
        m->stats.updated += outcome == VB_UPDATED;
        m->stats.non_answers += items[i].result->non_answer != VB_ANSWER;
        m->stats.complaints += items[i].result->complaint;
    }
    return vb_store_commit(m->store, err);
}

static vb_status write_diagnostics(import *m, vb_error *err) {
    VB_TRY(vb_store_begin(m->store, err));
    vb_status status = VB_OK;
    for (size_t i = 0; i < m->feed.n_kept && status >= 0; i++)
        status = vb_store_add_diagnostic(m->store, m->run, &m->feed.kept[i], err);
    if (status >= 0) return vb_store_commit(m->store, err);
    vb_store_rollback(m->store);
    return status;
}

static vb_status import_open(import *m, const char *path, const vb_read_options *options, vb_error *err) {
    VB_TRY(vb_feed_open(&m->feed, path, options, false, err));
    for (int i = 0; i < 2; i++)
        VB_TRY(
            vb_batch_new(m->engine, options->threads, VB_WANT_CONTENT | VB_WANT_ROOTS, &m->batches[i], err));
    VB_TRY(vb_store_run_begin(m->store, path, vb_engine_fingerprint(m->engine), &m->run, err));
    VB_TRY(vb_feed_run(&m->feed, m->batches, NULL, NULL, write_block, m, err));
    VB_TRY(write_diagnostics(m, err));
    m->stats.rows = vb_ingest_rows(m->feed.ingest);
    m->stats.diagnostics = m->feed.total;
    return vb_store_run_end(m->store, m->run, &m->stats, err);
}

vb_status vb_import_file(const vb_engine *engine, vb_store *store, const char *path,
                         const vb_read_options *options, vb_import_stats *stats, vb_error *err) {
    import *m = calloc(1, sizeof *m);
    if (!m) return vb_fail_memory(err);
    m->engine = engine;
    m->store = store;
    vb_status status = import_open(m, path, options, err);
    stats->rows += m->stats.rows, stats->comments += m->stats.comments, stats->added += m->stats.added;
    stats->known += m->stats.known, stats->updated += m->stats.updated,
        stats->non_answers += m->stats.non_answers;
    stats->complaints += m->stats.complaints, stats->diagnostics += m->stats.diagnostics;
    vb_batch_free(m->batches[0]);
    vb_batch_free(m->batches[1]);
    vb_feed_close(&m->feed);
    free(m);
    return status;
}

/* ---- Themes
 * ------------------------------------------------------------------------------------------------------- */

static vb_status put_codeframe(const vb_codeframe *c, vb_store *store, vb_arena *arena, vb_error *err) {
    vb_code *t = VB_NEW_ARRAY(arena, vb_code, (size_t)c->n_touchpoints + 1);
    vb_code *p = VB_NEW_ARRAY(arena, vb_code, (size_t)c->n_problems + 1);
    if (!t || !p) return vb_fail_memory(err);
    for (int16_t i = 0; i < c->n_touchpoints; i++) {
        const vb_touchpoint *x = &c->touchpoints[i];
        vb_str parent = x->parent >= 0 ? vb_str_of(c->touchpoints[x->parent].id) : (vb_str){NULL, 0};
        t[i] =
            (vb_code){vb_str_of(x->id), parent, x->stage, x->pack, x->label_vi, x->label_th, x->label_en, 0};
    }
    for (int16_t i = 0; i < c->n_problems; i++) {
        const vb_problem *x = &c->problems[i];
        p[i] = (vb_code){.id = vb_str_of(x->id),
                         .label_vi = x->label_vi,
                         .label_th = x->label_th,
                         .label_en = x->label_en,
                         .severity = x->severity};
    }
    return vb_store_put_codeframe(store, t, (size_t)c->n_touchpoints, p, (size_t)c->n_problems, err);
}

static vb_status cluster(const vb_engine *engine, vb_store *store, vb_arena *arena, vb_error *err) {
    vb_complaint_row *rows;
    size_t n;
    vb_clusters found;
    VB_TRY(vb_search_complete(engine, store, err));
    VB_TRY(put_codeframe(&engine->words.lexicon->codes, store, arena, err));
    VB_TRY(vb_store_clauses(store, arena, &rows, &n, err));
    VB_TRY(vb_mixture_fit(&engine->words.lexicon->codes, rows, n, err));
    VB_TRY(vb_store_put_touchpoints(store, rows, n, err));
    VB_TRY(vb_cluster(engine->words.lexicon, engine->words.viet, rows, n, engine->granularity, arena, &found,
                      err));
    vb_found_themes themes = {found.theme_of, found.reason_of, found.themes, found.n_themes,
                              found.part_of,  found.parts,     found.n_parts};
    return vb_store_put_found(store, rows, n, &themes, err);
}

vb_status vb_store_cluster(const vb_engine *engine, vb_store *store, vb_error *err) {
    vb_arena arena;
    vb_arena_init(&arena);
    vb_status status = cluster(engine, store, &arena, err);
    vb_arena_deinit(&arena);
    return status;
}
