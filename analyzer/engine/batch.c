#include "engine/batch.h"
#include "base/limits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_ITEMS = 512, MOST_BYTES = 1 << 18, TAKE = 8 };

typedef struct {
    vb_batch *batch;
    vb_analyzer *analyzer;
    pthread_t thread;
    vb_buf out; /* of its items of this round, one behind the other */
    bool running;
} worker;

struct vb_batch {
    vb_arena arena;
    vb_batch_item items[MOST_ITEMS];
    size_t n, bytes;
    worker *workers;
    unsigned n_workers, want;
    atomic_size_t next;
    vb_batch_work *work;
    void *ctx;
};

unsigned vb_processors(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > VB_MAX_THREADS ? VB_MAX_THREADS : (unsigned)n;
}

vb_status vb_batch_new(const vb_engine *engine, unsigned threads, unsigned want, vb_batch **out,
                       vb_error *err) {
    if (!threads) threads = vb_processors();
    if (threads > VB_MAX_THREADS) threads = VB_MAX_THREADS;
    vb_batch *b = calloc(1, sizeof *b);
    if (b) b->workers = calloc(threads, sizeof *b->workers);
    if (!b || !b->workers) {
        free(b);
        return vb_fail_memory(err);
    }
    b->want = want;
    for (; b->n_workers < threads; b->n_workers++) {
        worker *w = &b->workers[b->n_workers];
        w->batch = b;
        vb_status status = vb_analyzer_new(engine, &w->analyzer, err);
        if (status < 0) {
            vb_batch_free(b);
            return status;
        }
    }
    *out = b;
    return VB_OK;
}

void vb_batch_free(vb_batch *b) {
    if (!b) return;
    for (unsigned i = 0; i < b->n_workers; i++) {
        vb_analyzer_free(b->workers[i].analyzer);
        vb_buf_deinit(&b->workers[i].out);
    }
    vb_arena_deinit(&b->arena);
    free(b->workers);
    free(b);
}

void vb_batch_clear(vb_batch *b) {
    for (unsigned i = 0; i < b->n_workers; i++) {
        vb_arena_reset(&b->workers[i].analyzer->scratch);
        vb_buf_clear(&b->workers[i].out);
    }
    vb_arena_reset(&b->arena);
    b->n = b->bytes = 0;
}

static bool copy(vb_batch *b, vb_str *s) {
    if (!s->len) return true;
    *s = vb_arena_dup(&b->arena, *s);
    b->bytes += s->len;
    return s->ptr != NULL;
}

bool vb_batch_has_room(const vb_batch *b) {
    return b->n < MOST_ITEMS && b->bytes <= MOST_BYTES;
}

vb_status vb_batch_add(vb_batch *b, const vb_comment *c, vb_error *err) {
    vb_batch_item *item = &b->items[b->n];
    vb_comment *k = &item->comment;
    *k = *c;
    vb_str *strings[] = {&k->id,      &k->text, &k->question, &k->touchpoint,
                         &k->channel, &k->lang, &k->label,    &k->date};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!copy(b, strings[i])) return vb_fail_memory(err);
    if (c->n_segments) {
        vb_segment *segments = VB_NEW_ARRAY(&b->arena, vb_segment, c->n_segments);
        if (!segments) return vb_fail_memory(err);
        for (size_t i = 0; i < c->n_segments; i++) {
            segments[i] = c->segments[i];
            if (!copy(b, &segments[i].name) || !copy(b, &segments[i].value)) return vb_fail_memory(err);
        }
        k->segments = segments;
    }
    item->result = NULL;
    b->n++;
    return VB_OK;
}

static void run_item(worker *w, vb_batch_item *item) {
    vb_batch *b = w->batch;
    item->status = vb_analyze_keep(w->analyzer, &item->comment, b->want, &item->result, NULL);
    if (item->status < 0) return;
    item->answered = item->result->non_answer == VB_ANSWER;
    item->complaint = item->result->complaint;
    item->in = &w->out;
    item->begin = w->out.len;
    if (b->work) b->work(item, &w->out, b->ctx);
    item->end = w->out.len;
    if (!(b->want & VB_BATCH_ONCE)) return;
    item->result = NULL;
    vb_arena_reset(&w->analyzer->scratch);
}

static void *run(void *arg) {
    worker *w = arg;
    vb_batch *b = w->batch;
    for (;;) {
        size_t from = atomic_fetch_add(&b->next, TAKE), to = from + TAKE < b->n ? from + TAKE : b->n;
        if (from >= b->n) return NULL;
        for (size_t i = from; i < to; i++) {
            run_item(w, &b->items[i]);
        }
    }
}

void vb_batch_start(vb_batch *b, vb_batch_work *work, void *ctx) {
    b->work = work;
    b->ctx = ctx;
    atomic_store(&b->next, 0);
    if (b->n_workers == 1) return; /* vb_batch_wait does it */
    for (unsigned i = 0; i < b->n_workers; i++)
        b->workers[i].running = pthread_create(&b->workers[i].thread, NULL, run, &b->workers[i]) == 0;
}

vb_status vb_batch_wait(vb_batch *b, vb_error *err) {
    for (unsigned i = 0; i < b->n_workers; i++) {
        if (b->workers[i].running) pthread_join(b->workers[i].thread, NULL);
        b->workers[i].running = false;
    }
    run(&b->workers[0]); /* what no thread took: all of it with one thread, or where none could be started */
    for (size_t i = 0; i < b->n; i++)
        if (b->items[i].status < 0)
            return vb_fail(err, b->items[i].status, "comment of row %llu: out of memory or too long",
                           (unsigned long long)b->items[i].comment.row);
    return VB_OK;
}

vb_batch_item *vb_batch_items(vb_batch *b, size_t *n) {
    *n = b->n;
    return b->items;
}
