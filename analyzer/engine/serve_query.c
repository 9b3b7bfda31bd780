/* serve_query: the parameters of a request made into a query. The names are those of the program's options.
 *
 * Invariant: strings are only ever borrowed and bound; a parameter that is not understood is an error that
 * names it, so that a mistyped filter never shows the figures of everything. */
#include "engine/serve.h"

#include <stdio.h>
#include <stdlib.h>

void vb_request_init(vb_request *r, const vb_server *s) {
    *r = (vb_request){.format = VB_FORMAT_JSON, .limit = VB_SERVE_LIMIT};
    r->query.label_lang = s->label_lang;
    r->query.mask = s->mask;
    r->query.show_personal = !s->mask;
}

static void wrong(vb_request *r, const char *key, const char *value, const char *expected) {
    if (r->bad) return;
    r->bad = true;
    vb_fail(&r->error, VB_ERR_USAGE, "%.40s=%.80s: expected %s", key, value, expected);
}

static size_t number(vb_request *r, const char *key, const char *value, size_t most) {
    char *end;
    unsigned long long n = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || strlen(value) > 12 || n > most) {
        char expected[64];
        snprintf(expected, sizeof expected, "a whole number of at most %zu", most);
        wrong(r, key, value, expected);
        return 0;
    }
    return (size_t)n;
}

/* NAME=VALUE or NAME:VALUE */
static void add_segment(vb_request *r, const char *key, const char *value) {
    const char *at = value + strcspn(value, "=:");
    size_t n = r->query.n_segments;
    if (!*at || at == value || n == sizeof r->segments / sizeof *r->segments) {
        wrong(r, key, value, "NAME=VALUE, at most 16 of them");
        return;
    }
    r->segments[n] = (vb_segment){{value, (size_t)(at - value)}, vb_str_of(at + 1)};
    r->query.segments = r->segments;
    r->query.n_segments = n + 1;
}

static void set_format(vb_request *r, const char *key, const char *value) {
    static const struct {
        const char *name;
        vb_format format;
    } formats[] = {{"json", VB_FORMAT_JSON}, {"ndjson", VB_FORMAT_NDJSON}, {"csv", VB_FORMAT_CSV}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, value) != 0) continue;
        r->format = formats[i].format;
        return;
    }
    wrong(r, key, value, "json, ndjson or csv");
}

static void set_label_lang(vb_request *r, const char *key, const char *value) {
    vb_lang lang = vb_lang_parse(value);
    if (lang == VB_LANG_COUNT || lang == VB_LANG_UND)
        wrong(r, key, value, "vi, th or en");
    else
        r->query.label_lang = lang;
}

/* Parameters that are passed on as they are; the store checks them. */
static bool set_text(vb_query *q, const char *key, const char *value) {
    const struct {
        const char *name;
        const char **place;
    } texts[] = {{"touchpoint", &q->touchpoint},
                 {"theme", &q->theme},
                 {"comment_lang", &q->lang},
                 {"since", &q->since},
                 {"until", &q->until},
                 {"by", &q->by},
                 {"a", &q->a},
                 {"b", &q->b},
                 {"q", &q->words},
                 {"alert_if", &q->alert_if}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].name, key) != 0) continue;
        *texts[i].place = value;
        return true;
    }
    return false;
}

void vb_request_param(vb_request *r, const char *key, const char *value) {
    if (!value) value = "";
    if (!*value) return; /* a dashboard's empty variable is no condition */
    if (set_text(&r->query, key, value)) return;
    if (strcmp(key, "segment") == 0)
        add_segment(r, key, value);
    else if (strcmp(key, "format") == 0)
        set_format(r, key, value);
    else if (strcmp(key, "label_lang") == 0)
        set_label_lang(r, key, value);
    else if (strcmp(key, "limit") == 0)
        r->limit = number(r, key, value, VB_SERVE_MOST);
    else if (strcmp(key, "offset") == 0)
        r->offset = number(r, key, value, 100000000);
    else if (strcmp(key, "related") == 0)
        r->query.related = number(r, key, value, 1);
    else if (strcmp(key, "min_base") == 0)
        r->query.min_base = number(r, key, value, 1000000);
    else
        wrong(r, key, value,
              "one of touchpoint, theme, comment_lang, segment, since, until, label_lang, limit, offset, "
              "format, by, a, b, alert_if, min_base, q, related");
}
