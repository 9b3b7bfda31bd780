#include "progress.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig) {
    (void)sig;
    interrupted = 1;
    signal(SIGINT, SIG_DFL); /* a second Ctrl-C ends at once */
}

static double seconds(const struct timespec *a, const struct timespec *b) {
    return (double)(b->tv_sec - a->tv_sec) + (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

static int draw(void *ctx, const vb_progress *state) {
    progress *p = ctx;
    if (interrupted) return 1;
    if (!p->shown) return 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (p->drawn && seconds(&p->last, &now) < 0.2) return 0;
    p->last = now;
    p->drawn = true;
    double used = seconds(&p->started, &now),
           share = state->bytes_total ? (double)state->bytes / (double)state->bytes_total : 0;
    double rate = used > 0 ? (double)state->rows / used : 0;
    const char *slash = strrchr(state->file, '/');
    fprintf(stderr, "\r\x1b[K%.30s  %llu rows  %.0f/s", slash ? slash + 1 : state->file,
            (unsigned long long)state->rows, rate);
    if (share > 0.02 && share < 1)
        fprintf(stderr, "  %.0f %%  %.0f s left", share * 100, used * (1 - share) / share);
    fflush(stderr);
    return 0;
}

void progress_begin(progress *p, const options *o, vb_read_options *r) {
    *p = (progress){.shown = !o->no_progress && isatty(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &p->started);
    signal(SIGINT, on_interrupt);
    r->progress = draw;
    r->progress_ctx = p;
}

void progress_end(progress *p) {
    if (p->drawn) fprintf(stderr, "\r\x1b[K");
    p->drawn = false;
}
