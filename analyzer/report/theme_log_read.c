/* theme_log_read: reads the text of a log of decisions.
 *
 * Invariant: what theme_log.c prints comes back as the same decisions. A line is words and "quoted words" (\"
 * and \\ inside them), up to a # outside of quotes. A line that begins with `keep` belongs to the lock or
 * merge above it. */
#include "report/theme_log.h"

#define MOST_WORDS 80

typedef struct words {
    vb_str list[MOST_WORDS];
    size_t n;
} words;

typedef struct log_reader {
    vb_store *s;
    vb_arena arena;
    uint64_t line;
    int64_t holder; /* decision to which `keep` lines belong; 0 none */
    vb_error *err;
} log_reader;

static vb_status bad_line(const log_reader *r, const char *what) {
    return vb_fail(r->err, VB_ERR_USAGE, "line %llu of the log: %s; nothing was changed",
                   (unsigned long long)r->line, what);
}

/* One word from the beginning of the line, its escapes taken away, in the arena. */
static vb_status take_word(const log_reader *r, vb_str *rest, vb_str *out) {
    bool quoted = rest->ptr[0] == '"';
    char *to = vb_arena_alloc((vb_arena *)&r->arena, rest->len + 1);
    size_t i = quoted, n = 0;
    if (!to) return vb_fail_memory(r->err);
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (quoted ? c == '"' : c == ' ' || c == '\t' || c == '#') break;
        if (quoted && c == '\\' && i + 1 < rest->len) c = rest->ptr[++i];
        to[n++] = c;
    }
    if (quoted && i == rest->len) return bad_line(r, "a quotation mark is not closed");
    to[n] = 0;
    *out = (vb_str){to, n};
    *rest = vb_str_sub(*rest, i + quoted, rest->len);
    return VB_OK;
}

static vb_status take_words(const log_reader *r, vb_str line, words *w) {
    w->n = 0;
    for (;;) {
        while (line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t' || line.ptr[0] == '\r'))
            line = vb_str_sub(line, 1, line.len);
        if (line.len == 0 || line.ptr[0] == '#') return VB_OK;
        if (w->n == MOST_WORDS) return bad_line(r, "too many words");
        VB_TRY(take_word(r, &line, &w->list[w->n++]));
    }
}

static const char *word(const words *w, size_t i) {
    return i < w->n ? w->list[i].ptr : NULL;
}

static vb_status take_lock(log_reader *r, const words *w) {
    static const char *const names[] = {"touchpoint", "problem", "vi", "th", "en"};
    vb_str fields[5] = {{0}};
    vb_decision d = {.action = "lock", .theme = word(w, 1)};
    for (size_t i = 2; i + 1 < w->n; i += 2)
        for (size_t k = 0; k < 5; k++)
            if (vb_str_eqz(w->list[i], names[k])) fields[k] = w->list[i + 1];
    bool bare = w->n > 2; /* "lock ID" alone holds on to what the theme is here and now */
    VB_TRY(vb_store_add_decision(r->s, &d, bare, &r->holder, r->err));
    return bare ? vb_store_lock_definition(r->s, r->holder, fields, r->err) : VB_OK;
}

static vb_status take_decision(log_reader *r, const words *w) {
    vb_decision d = {.action = word(w, 0), .theme = word(w, 1)};
    const char *list[MOST_WORDS];
    int64_t id;
    r->holder = 0;
    if (strcmp(d.action, "lock") == 0) return take_lock(r, w);
    if (strcmp(d.action, "merge") == 0) d.other = word(w, 2);
    if (strcmp(d.action, "rename") == 0) {
        d.lang = w->n > 3 ? vb_lang_parse(word(w, 2)) : VB_LANG_UND;
        if (d.lang == VB_LANG_COUNT) return bad_line(r, "the language of a name is vi, th or en");
        d.label = word(w, w->n > 3 ? 3 : 2);
    }
    if (strcmp(d.action, "split") == 0) {
        bool named = w->n > 3 && vb_str_eqz(w->list[2], "name");
        if (named) d.label = word(w, 3);
        for (size_t i = named ? 4 : 2; i < w->n; i++) list[d.n_words++] = word(w, i);
        d.words = list;
    }
    VB_TRY(vb_store_add_decision(r->s, &d, false, &id, r->err));
    if (strcmp(d.action, "merge") == 0) r->holder = id;
    return VB_OK;
}

static vb_status take_line(log_reader *r, vb_str line) {
    words w;
    VB_TRY(take_words(r, line, &w));
    if (w.n == 0) return VB_OK;
    if (!vb_str_eqz(w.list[0], "keep")) return take_decision(r, &w);
    if (r->holder == 0 || w.n != 3)
        return bad_line(r, "`keep PROBLEM WORDS` belongs below a lock or a merge");
    return vb_store_lock_member(r->s, r->holder, w.list[1], w.list[2], r->err);
}

vb_status vb_log_take(vb_store *s, vb_str log, vb_error *err) {
    log_reader r = {.s = s, .err = err};
    vb_str line;
    vb_status st = VB_OK;
    vb_arena_init(&r.arena);
    while (st >= 0 && vb_str_split(&log, '\n', &line)) {
        r.line++;
        vb_arena_reset(&r.arena);
        st = take_line(&r, line);
    }
    vb_arena_deinit(&r.arena);
    return st;
}
