/* serve: the life of the server: listening, stores, connections that are too slow, stopping.
 *
 * Invariant: nothing is written to a store; without a token only loopback addresses are listened on. A
 * connection has a deadline for its headers and for taking an answer, and one thread that closes those which
 * pass it: a client that sends a byte a second cannot hold a place. */
#include "engine/serve.h"

#include "store/db.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

int64_t vb_serve_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t now_micros(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void vb_serve_count(vb_server *s, unsigned status) {
    if (status / 100 < 6) s->counters.by_class[status / 100]++;
}

/* ---- Stores
 * --------------------------------------------------------------------------------------------------- */

static void close_idle(vb_server *s) {
    while (s->n_idle) vb_store_close(s->idle[--s->n_idle]);
}

/* The version of the store: rises where another process committed, or the file is another one. Under the
 * lock. */
static vb_status see_version(vb_server *s, vb_error *err) {
    struct stat info;
    int64_t seen;
    uint64_t file = stat(s->db, &info) == 0 ? (uint64_t)info.st_ino * 31 + (uint64_t)info.st_dev : 0;
    if (!s->watch || file != s->file) {
        vb_store_close(s->watch);
        s->watch = NULL;
        close_idle(s);
        VB_TRY(vb_store_open(s->db, true, &s->watch, err));
        s->file = file;
        s->version += 1ull << 32;
    }
    vb_status st = vb_db_int(s->watch, "PRAGMA data_version", 0, &seen, err);
    if (st < 0) {
        vb_store_close(s->watch);
        s->watch = NULL;
        return st;
    }
    s->version = (s->version >> 32 << 32) + (uint32_t)seen;
    return VB_OK;
}

vb_status vb_serve_borrow(vb_server *s, vb_store **store, uint64_t *version, vb_error *err) {
    *store = NULL;
    pthread_mutex_lock(&s->stores_lock);
    vb_status st = see_version(s, err);
    *version = s->version;
    if (st >= 0 && s->n_idle) *store = s->idle[--s->n_idle];
    pthread_mutex_unlock(&s->stores_lock);
    if (st < 0 || *store) return st;
    return vb_store_open(s->db, true, store, err);
}

void vb_serve_return(vb_server *s, vb_store *store, uint64_t version) {
    pthread_mutex_lock(&s->stores_lock);
    bool keep = s->n_idle < sizeof s->idle / sizeof *s->idle && version >> 32 == s->version >> 32;
    if (keep) s->idle[s->n_idle++] = store;
    pthread_mutex_unlock(&s->stores_lock);
    if (!keep) vb_store_close(store);
}

vb_status vb_serve_engine(vb_server *s, const vb_engine **engine, vb_error *err) {
    vb_options options;
    vb_options_init(&options);
    pthread_mutex_lock(&s->engine_lock);
    vb_status st = s->engine ? VB_OK : vb_engine_new(&options, &s->engine, err);
    *engine = s->engine;
    pthread_mutex_unlock(&s->engine_lock);
    return st;
}

/* ---- Connections
 * ---------------------------------------------------------------------------------------------- */

static void on_connection(void *ctx, struct MHD_Connection *c, void **own,
                          enum MHD_ConnectionNotificationCode what) {
    vb_server *s = ctx;
    pthread_mutex_lock(&s->conns_lock);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        vb_conn *k = calloc(1, sizeof *k);
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (k && info) {
            *k = (vb_conn){.next = s->conns,
                           .fd = info->connect_fd,
                           .deadline = vb_serve_now() + VB_SERVE_HEAD_S * 1000};
            if (s->conns) s->conns->prev = k;
            s->conns = k;
            s->counters.connections++;
        } else {
            free(k);
            k = NULL;
        }
        *own = k;
    } else if (*own) {
        vb_conn *k = *own;
        if (k->prev)
            k->prev->next = k->next;
        else
            s->conns = k->next;
        if (k->next) k->next->prev = k->prev;
        free(k);
        *own = NULL;
        s->counters.connections--;
    }
    pthread_mutex_unlock(&s->conns_lock);
}

static void set_deadline(vb_server *s, struct MHD_Connection *c, bool busy, int seconds) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    vb_conn *k = info ? info->socket_context : NULL;
    if (!k) return;
    pthread_mutex_lock(&s->conns_lock);
    k->busy = busy;
    k->deadline = vb_serve_now() + (int64_t)seconds * 1000;
    pthread_mutex_unlock(&s->conns_lock);
}

/* True where the client has sent what no worker has read yet: then the server is slow, not the client. */
static bool waits_for_us(const vb_conn *k, int64_t now) {
    int unread = 0;
    return !k->busy && now - k->deadline < VB_SERVE_BODY_S * 1000 && ioctl(k->fd, FIONREAD, &unread) == 0 &&
           unread > 0;
}

static void *reap(void *ctx) {
    vb_server *s = ctx;
    pthread_mutex_lock(&s->conns_lock);
    while (!s->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&s->conns_cond, &s->conns_lock, &until);
        int64_t now = vb_serve_now();
        for (vb_conn *k = s->conns; k; k = k->next) {
            if (k->deadline > now || waits_for_us(k, now)) continue;
            shutdown(k->fd, SHUT_RDWR);
            k->deadline = INT64_MAX;
            s->counters.timed_out++;
        }
    }
    pthread_mutex_unlock(&s->conns_lock);
    return NULL;
}

static bool has_body(struct MHD_Connection *c) {
    const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
    return (length && strcmp(length, "0") != 0) ||
           MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Transfer-Encoding");
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *path, const char *method,
                                  const char *version, const char *upload, size_t *upload_len, void **own) {
    vb_server *s = ctx;
    (void)version, (void)upload, (void)upload_len;
    if (!*own) { /* an answer given here, before a body is read, would end the connection: wanted where there
                    is one */
        *own = s;
        set_deadline(s, c, true, VB_SERVE_BODY_S);
        if (!has_body(c)) return MHD_YES;
    }
    int64_t begin = now_micros();
    enum MHD_Result result = vb_serve_route(s, c, path, method);
    int64_t took = now_micros() - begin;
    static const int64_t bounds[VB_LATENCY_BUCKETS] = {1000,   5000,   10000,   50000,
                                                       100000, 500000, 1000000, 5000000};
    size_t i = 0;
    while (i < VB_LATENCY_BUCKETS && took > bounds[i]) i++;
    s->counters.buckets[i]++;
    s->counters.micros += (unsigned long long)took;
    return result;
}

static void on_completed(void *ctx, struct MHD_Connection *c, void **own,
                         enum MHD_RequestTerminationCode why) {
    (void)own, (void)why;
    set_deadline(ctx, c, false, VB_SERVE_IDLE_S);
}

/* ---- Start and stop
 * --------------------------------------------------------------------------------------------- */

typedef union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} address;

static vb_status find_address(const vb_server_options *o, address *a, bool *loopback, vb_error *err) {
    const char *host = !o->host || strcmp(o->host, "localhost") == 0 ? "127.0.0.1" : o->host;
    *a = (address){0};
    if (inet_pton(AF_INET, host, &a->v4.sin_addr) == 1) {
        a->v4.sin_family = AF_INET;
        a->v4.sin_port = htons((uint16_t)o->port);
        *loopback = ntohl(a->v4.sin_addr.s_addr) >> 24 == 127;
    } else if (inet_pton(AF_INET6, host, &a->v6.sin6_addr) == 1) {
        a->v6.sin6_family = AF_INET6;
        a->v6.sin6_port = htons((uint16_t)o->port);
        *loopback = IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
    } else {
        return vb_fail(err, VB_ERR_USAGE, "'%.60s' is no address; write one as 127.0.0.1, 0.0.0.0 or ::1",
                       host);
    }
    if (*loopback || (o->token && strlen(o->token) >= 16)) return VB_OK;
    return vb_fail(err, VB_ERR_USAGE,
                   "%.60s can be reached from other machines: give a token of at least 16 characters "
                   "(--token), or stay on 127.0.0.1",
                   host);
}

static bool copy(char **to, const char *from) {
    *to = from ? strdup(from) : NULL;
    return !from || *to;
}

static vb_status listen_on(vb_server *s, const address *a, vb_error *err) {
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | (a->any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_SOCK_ADDR, &a->any, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)VB_SERVE_THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)VB_SERVE_CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)VB_SERVE_PER_ADDRESS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)VB_SERVE_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)VB_SERVE_IDLE_S, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    if (!s->daemon)
        return vb_fail(err, VB_ERR_IO, "cannot listen there: %s; is the port taken? --port gives another",
                       strerror(errno));
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : 0;
    if (pthread_create(&s->reaper, NULL, reap, s) != 0)
        return vb_fail(err, VB_ERR_IO, "cannot start a thread: %s", strerror(errno));
    s->has_reaper = true;
    return VB_OK;
}

vb_status vb_server_start(const vb_server_options *o, vb_server **out, vb_error *err) {
    address a;
    bool loopback;
    pthread_condattr_t monotonic;
    uint64_t version;
    vb_store *store;
    *out = NULL;
    VB_TRY(find_address(o, &a, &loopback, err));
    vb_server *s = calloc(1, sizeof *s);
    if (!s) return vb_fail_memory(err);
    pthread_mutex_init(&s->stores_lock, NULL);
    pthread_mutex_init(&s->cache_lock, NULL);
    pthread_mutex_init(&s->engine_lock, NULL);
    pthread_mutex_init(&s->conns_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->conns_cond, &monotonic);
    pthread_condattr_destroy(&monotonic);
    s->loopback = loopback;
    s->label_lang = o->label_lang;
    vb_status st = copy(&s->db, o->db) && copy(&s->token, o->token) && copy(&s->cors, o->cors)
                       ? VB_OK
                       : vb_fail_memory(err);
    if (st >= 0 && !o->show_personal) st = vb_personal_new(NULL, &s->mask, err);
    if (st >= 0)
        st = vb_serve_borrow(s, &store, &version, err); /* a store that cannot be read is told at once */
    if (st >= 0) vb_serve_return(s, store, version);
    if (st >= 0) st = listen_on(s, &a, err);
    if (st < 0)
        vb_server_stop(s);
    else
        *out = s;
    return st;
}

unsigned vb_server_port(const vb_server *s) {
    return s->port;
}

/* Waits until no request is in hand, but not for ever. */
static void let_finish(vb_server *s) {
    for (int i = 0; i < VB_SERVE_STOP_S * 50; i++) {
        bool busy = false;
        pthread_mutex_lock(&s->conns_lock);
        for (const vb_conn *k = s->conns; k; k = k->next) busy |= k->busy;
        pthread_mutex_unlock(&s->conns_lock);
        if (!busy) return;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
}

void vb_server_stop(vb_server *s) {
    if (!s) return;
    if (s->daemon) {
        MHD_socket listening = MHD_quiesce_daemon(s->daemon);
        let_finish(s);
        pthread_mutex_lock(&s->conns_lock);
        s->stopping = true;
        pthread_cond_signal(&s->conns_cond);
        pthread_mutex_unlock(&s->conns_lock);
        if (s->has_reaper) pthread_join(s->reaper, NULL);
        MHD_stop_daemon(s->daemon);
        if (listening != MHD_INVALID_SOCKET) shutdown(listening, SHUT_RDWR);
    }
    vb_cache_free(s);
    close_idle(s);
    vb_store_close(s->watch);
    pthread_mutex_destroy(&s->stores_lock);
    pthread_mutex_destroy(&s->cache_lock);
    pthread_mutex_destroy(&s->engine_lock);
    pthread_mutex_destroy(&s->conns_lock);
    pthread_cond_destroy(&s->conns_cond);
    vb_personal_free(s->mask);
    vb_engine_free(s->engine);
    free(s->db);
    free(s->token);
    free(s->cors);
    free(s);
}
