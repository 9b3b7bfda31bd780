/* cmd_serve: the server until SIGINT or SIGTERM. The address goes to standard error, so that scripts can read
 * it. */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* "@FILE" is the first line of a file, so that the secret stands in no list of processes. */
static int read_token(const char *given, char *secret, size_t size) {
    if (given[0] != '@') {
        int n = snprintf(secret, size, "%s", given);
        if (n > 0 && (size_t)n < size) return EXIT_OK;
    } else {
        FILE *f = fopen(given + 1, "r");
        bool ok = f && fgets(secret, (int)size, f);
        if (!f) fprintf(stderr, "verbatim: %s: %s\n", given + 1, strerror(errno));
        if (f) fclose(f);
        if (!f) return EXIT_IO;
        secret[strcspn(secret, "\r\n")] = 0;
        if (ok && *secret) return EXIT_OK;
    }
    fprintf(stderr, "verbatim: --token: expected a secret of 1 to %zu characters, or @FILE with one\n",
            size - 1);
    return EXIT_USAGE;
}

static void tell(const vb_server *server, const options *o, const char *host) {
    bool v6 = strchr(host, ':') != NULL;
    fprintf(stderr,
            "verbatim: %s at http://%s%s%s:%u/ and http://%s%s%s:%u/api/v1/openapi.json; Ctrl-C stops\n",
            o->db, v6 ? "[" : "", host, v6 ? "]" : "", vb_server_port(server), v6 ? "[" : "", host,
            v6 ? "]" : "", vb_server_port(server));
    if (!vb_report_has_charts())
        fprintf(stderr, "verbatim: this build has no charts, so the page has tables in their place; \"make "
                        "deps-page all\" brings them\n");
}

int cmd_serve(options *o) {
    char token[512];
    vb_error err = {0};
    vb_server *server = NULL;
    sigset_t stop;
    int signal_number;
    if (o->token) {
        int code = read_token(o->token, token, sizeof token);
        if (code) return code;
    }
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL); /* before any thread, so that all have it blocked */
    vb_server_options wanted = {.db = o->db,
                                .host = o->host,
                                .port = (unsigned)o->port,
                                .token = o->token ? token : NULL,
                                .cors = o->cors,
                                .label_lang = o->label_lang,
                                .show_personal = o->show_personal};
    if (vb_server_start(&wanted, &server, &err) < 0) return fail(&err);
    tell(server, o, o->host ? o->host : "127.0.0.1");
    while (sigwait(&stop, &signal_number) != 0) {}
    vb_server_stop(server);
    return EXIT_OK;
}
