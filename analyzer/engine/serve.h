/* serve: what the parts of the HTTP server share: the server, its stores, a cache of answers, counters.
 *
 * Invariant: an answer is a function of the request and one state of the store. The server only reads: each
 * worker borrows a store of its own, so a store that is being written is seen as one of its commits left it.
 * Parts: serve.c (life of server and connections), serve_routes.c (request to answer), serve_query.c
 * (parameters to a query), serve_cache.c (answers kept until the store changes), serve_api.c (OpenAPI,
 * metrics). */
#ifndef VB_ENGINE_SERVE_H
#define VB_ENGINE_SERVE_H

#include "base/buf.h"
#include "base/error.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define VB_SERVE_LIMIT       1000                /* rows of an answer unless `limit` says otherwise */
#define VB_SERVE_MOST        10000               /* rows of an answer */
#define VB_SERVE_BODY        ((size_t)256 << 20) /* bytes of an answer */
#define VB_SERVE_THREADS     4
#define VB_SERVE_CONNECTIONS 512
#define VB_SERVE_PER_ADDRESS 256
#define VB_SERVE_MEMORY      (32 * 1024) /* bytes of a request's line and headers */
#define VB_SERVE_HEAD_S      10          /* seconds for the headers of a request */
#define VB_SERVE_IDLE_S      30          /* seconds between requests */
#define VB_SERVE_BODY_S      120         /* seconds for an answer to be taken */
#define VB_SERVE_STOP_S      5           /* seconds that requests in hand get at the end */
#define VB_SERVE_STALE_MS    250         /* an answer may be so old while the store is being written, */
#define VB_SERVE_STALE_COSTS 4           /* or so many times as old as it took to make, */
#define VB_SERVE_STALE_MOST  5000        /* but no older than this */
#define VB_CACHE_ENTRIES     64
#define VB_CACHE_BYTES       ((size_t)64 << 20)
#define VB_CACHE_BODY        ((size_t)8 << 20)
#define VB_LATENCY_BUCKETS   8

/// One connection, for the watch over slow ones. In a list of the server.
typedef struct vb_conn {
    struct vb_conn *next, *prev;
    MHD_socket fd;
    int64_t deadline; /* milliseconds */
    bool busy;        /* a request is being answered */
} vb_conn;

/// An answer that can be sent any number of times.
typedef struct vb_answer {
    struct MHD_Response *plain, *gzip; /* gzip NULL: not made */
    char etag[36];
    size_t bytes;
    unsigned status;
} vb_answer;

typedef struct vb_cached {
    char *key;
    uint64_t version;
    int64_t made, used, cost; /* milliseconds; count of uses; milliseconds that it took */
    bool making;              /* a worker makes it anew: the others take the old one meanwhile */
    vb_answer answer;
} vb_cached;

typedef struct vb_counters {
    atomic_ullong by_class[6]; /* of status codes: 2xx at [2] */
    atomic_ullong hits, misses, not_modified, refused, timed_out, connections;
    atomic_ullong buckets[VB_LATENCY_BUCKETS + 1], micros;
} vb_counters;

struct vb_server {
    struct MHD_Daemon *daemon;
    char *db, *token, *cors;
    vb_personal *mask; /* NULL: texts as received */
    pthread_mutex_t engine_lock;
    vb_engine *engine; /* for searches: made at the first one */
    bool loopback;
    vb_lang label_lang;
    unsigned port;
    /* stores */
    pthread_mutex_t stores_lock;
    vb_store *idle[VB_SERVE_THREADS * 2];
    size_t n_idle;
    vb_store *watch; /* tells of changes by others */
    _Atomic uint64_t version;
    uint64_t file; /* the file is inode and device */
    /* cache */
    pthread_mutex_t cache_lock;
    vb_cached cached[VB_CACHE_ENTRIES];
    size_t cache_bytes;
    int64_t uses;
    /* connections */
    pthread_mutex_t conns_lock;
    pthread_cond_t conns_cond;
    vb_conn *conns;
    bool stopping;
    pthread_t reaper;
    bool has_reaper;
    vb_counters counters;
};

int64_t vb_serve_now(void); /* milliseconds of a clock that only goes forward */

/// The engine that cuts the words of searches; lives as long as the server.
vb_status vb_serve_engine(vb_server *s, const vb_engine **engine, vb_error *err);
/// Borrows a store; give it back with vb_serve_return, or close it where it failed.
vb_status vb_serve_borrow(vb_server *s, vb_store **store, uint64_t *version, vb_error *err);
void vb_serve_return(vb_server *s, vb_store *store, uint64_t version);

/// Finds an answer that is still good; its responses stay alive until they were queued (their count is raised
/// by MHD under the lock, through `queue`).
bool vb_cache_send(vb_server *s, const char *key, uint64_t version, struct MHD_Connection *c,
                   enum MHD_Result *result);
/// Keeps an answer (takes over its responses) where it is small enough; else destroys them. `cost` is how
/// many milliseconds it took to make.
void vb_cache_put(vb_server *s, const char *key, uint64_t version, int64_t cost, vb_answer *answer);
void vb_cache_free(vb_server *s);
/// Makes an answer of a body, which it takes over (headers: type, ETag, security; `link` may be NULL).
bool vb_answer_make(const vb_server *s, vb_buf *body, unsigned status, const char *type, const char *link,
                    bool gzip, vb_answer *out);
void vb_answer_free(vb_answer *answer);
/// Sends: 304 where the client has it already, gzip where it may be.
enum MHD_Result vb_answer_send(vb_server *s, struct MHD_Connection *c, const vb_answer *answer);

/// A query from the parameters of a request. Strings are borrowed from `c`.
typedef struct vb_request {
    vb_query query;
    vb_segment segments[16];
    vb_format format;
    size_t limit, offset;
    vb_error error; /* what was wrong, where `bad` */
    bool bad;
} vb_request;
/// Reads one parameter into the request; sets `bad` where it is not understood.
void vb_request_param(vb_request *r, const char *key, const char *value);
void vb_request_init(vb_request *r, const vb_server *s);

enum MHD_Result vb_serve_route(vb_server *s, struct MHD_Connection *c, const char *path, const char *method);
void vb_serve_openapi(vb_buf *out);
void vb_serve_metrics(vb_server *s, vb_buf *out);
void vb_serve_count(vb_server *s, unsigned status);

#endif
