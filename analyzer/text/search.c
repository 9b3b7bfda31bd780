/* search: see search.h. A query is cut as one text, so that its words stand in the company that decides their
 * language; which part of the query a word came from says what is asked of it.
 *
 * The FTS5 expression is (all words) OR (all words near one another): the second part finds nothing more, it
 * raises the rank of comments where the words stand together. */
#include "text/search_keys.h"

#include "base/utf8.h"
#include "text/chars.h"

#include <stdlib.h>

enum {
    MOST_TERMS = 32,
    MOST_QUERY = 2000,
    NEAR_WORDS = 6,
    SNIPPET = 180,
    MOST_MARKS = 1024,
    SNIPPET_BEFORE = 25
};

/* ---- Parts of a query ------------------------------------------------------------------------ */

typedef struct part {
    size_t begin, end; /* bytes of the query */
    bool phrase, without, begins;
} part;

/* Takes the query apart; signs that are not words are replaced by spaces in `clean`. */
static size_t find_parts(const char *query, char *clean, part *parts) {
    size_t n = 0, len = strlen(query);
    memcpy(clean, query, len + 1);
    for (size_t i = 0; i < len && n < MOST_TERMS;) {
        part p = {.begin = i};
        if (query[i] == ' ') {
            i++;
            continue;
        }
        if (query[i] == '-' && i + 1 < len && query[i + 1] != ' ') {
            p.without = true;
            clean[i++] = ' ';
        }
        if (query[i] == '"') {
            p.phrase = true;
            clean[i++] = ' ';
            while (i < len && query[i] != '"') i++;
            if (i < len) clean[i++] = ' ';
        } else {
            while (i < len && query[i] != ' ' && query[i] != '"') i++;
            if (query[i - 1] == '*') {
                p.begins = true;
                clean[i - 1] = ' ';
            }
        }
        p.end = i;
        parts[n++] = p;
    }
    return n;
}

/* ---- Terms ----------------------------------------------------------------------------------- */

static bool has_marks(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return true;
    return false;
}

/* The keys of the tokens `first` to `last` (exclusive) of a row. */
static const vb_str *keys_of(const vb_key_row *row, uint32_t first, uint32_t last, vb_arena *arena,
                             size_t *n) {
    vb_str *out = vb_arena_alloc(arena, (row->n + 1) * sizeof *out);
    *n = 0;
    for (size_t i = 0; out && i < row->n; i++)
        if (!row->at[i].aside && row->at[i].token >= first && row->at[i].token < last)
            out[(*n)++] = row->at[i].text;
    return out;
}

static const vb_str *without_marks(const vb_str *words, size_t n, vb_arena *arena) {
    vb_str *out = VB_NEW_ARRAY(arena, vb_str, n + 1);
    for (size_t i = 0; out && i < n; i++) {
        char *p = vb_arena_alloc(arena, words[i].len + 1);
        if (!p) return NULL;
        out[i] = (vb_str){p, vb_fold_str(words[i], p)};
    }
    return out;
}

static vb_status add_term(vb_stemmer *stemmer, const vb_text *text, const vb_key_rows *rows, uint32_t first,
                          uint32_t last, const part *p, vb_arena *arena, vb_search_term *t, vb_error *err) {
    *t = (vb_search_term){.without = p->without, .begins = p->begins};
    t->words = keys_of(&rows->words, first, last, arena, &t->n_words);
    t->roots = keys_of(&rows->roots, first, last, arena, &t->n_roots);
    const vb_token *k = &text->tokens[first];
    t->reading = k->form;
    if (k->flags & VB_TOK_VARIANT && last == first + 1) {
        t->typed = vb_str_sub(text->norm, k->nbegin, k->nend);
        if (!vb_key_root(stemmer, t->typed, arena, &t->typed_root)) return vb_fail_memory(err);
    }
    t->plain = t->words ? without_marks(t->words, t->n_words, arena) : NULL;
    if (!t->words || !t->roots || !t->plain) return vb_fail_memory(err);
    for (uint32_t i = first; i < last; i++)
        t->marked |= text->tokens[i].lang != VB_LANG_TH &&
                     has_marks(vb_str_sub(text->norm, text->tokens[i].nbegin, text->tokens[i].nend));
    if (t->begins && !t->marked && text->tokens[last - 1].lang != VB_LANG_TH)
        t->roots = t->plain, t->n_roots = t->n_words;
    return VB_OK;
}

static vb_status read_terms(vb_search *s, const char *query, vb_arena *arena, vb_search_term *terms,
                            vb_error *err) {
    part parts[MOST_TERMS];
    vb_text text;
    vb_key_rows rows;
    char *clean = vb_arena_alloc(arena, strlen(query) + 1);
    if (!clean) return vb_fail_memory(err);
    size_t n = find_parts(query, clean, parts);
    VB_TRY(vb_keys_read(s->words, s->stemmer, vb_str_of(clean), arena, &text, &rows, err));
    for (uint32_t i = 0, at = 0; i < n; i++) {
        uint32_t first = at;
        while (at < text.n_tokens && text.tokens[at].begin < parts[i].end) at++;
        while (first < at && s->n_terms < MOST_TERMS) {
            uint32_t last = parts[i].phrase ? at : first + 1;
            vb_search_term *t = &terms[s->n_terms];
            VB_TRY(add_term(s->stemmer, &text, &rows, first, last, &parts[i], arena, t, err));
            s->n_terms += t->n_words > 0 && t->n_roots > 0;
            first = last;
        }
    }
    return VB_OK;
}

/* ---- The expression for FTS5 ----------------------------------------------------------------- */

static void put_phrase(vb_buf *b, const vb_str *keys, size_t n) {
    vb_buf_byte(b, '"');
    for (size_t i = 0; i < n; i++) {
        if (i) vb_buf_byte(b, ' ');
        for (size_t k = 0; k < keys[i].len; k++) vb_buf_byte(b, keys[i].ptr[k] == '"' ? ' ' : keys[i].ptr[k]);
    }
    vb_buf_byte(b, '"');
}

static size_t put_terms(vb_buf *b, const vb_search *s, bool without, const char *between) {
    size_t n = 0;
    bool near = *between == ' ' && !between[1];
    for (size_t i = 0; i < s->n_terms; i++) {
        const vb_search_term *t = &s->terms[i];
        if (t->without != without || (without && t->marked)) continue;
        if (n++) vb_buf_cstr(b, between);
        if (t->typed.len && !near) vb_buf_byte(b, '(');
        put_phrase(b, t->roots, t->n_roots);
        if (t->begins) vb_buf_cstr(b, " *");
        if (!t->typed.len || near) continue;
        vb_buf_cstr(b, " OR ");
        put_phrase(b, &t->typed_root, 1);
        vb_buf_byte(b, ')');
    }
    return n;
}

/* OR all words near one another. */
static void put_near(vb_buf *b, const vb_search *s) {
    size_t n = 0;
    for (size_t i = 0; i < s->n_terms; i++) {
        if (s->terms[i].begins) return;
        n += !s->terms[i].without;
    }
    if (n < 2) return;
    vb_buf_cstr(b, " OR NEAR(");
    put_terms(b, s, false, " ");
    vb_buf_printf(b, ", %d)", NEAR_WORDS);
}

static vb_status put_match(vb_search *s, vb_arena *arena, vb_error *err) {
    vb_buf b = {0};
    vb_buf_cstr(&b, "((");
    size_t wanted = put_terms(&b, s, false, " AND ");
    vb_buf_byte(&b, ')');
    put_near(&b, s);
    vb_buf_byte(&b, ')');
    size_t before = b.len;
    vb_buf_cstr(&b, " NOT (");
    if (put_terms(&b, s, true, " OR "))
        vb_buf_byte(&b, ')');
    else
        b.len = before;
    s->match = b.failed ? NULL : vb_arena_dup(arena, vb_buf_view(&b)).ptr;
    vb_buf_deinit(&b);
    if (!wanted)
        return vb_fail(err, VB_ERR_USAGE,
                       "there is no word to look for; give words, \"a phrase\", or begin*");
    return s->match ? VB_OK : vb_fail_memory(err);
}

vb_status vb_search_compile(const vb_words *w, vb_stemmer *stemmer, const char *query, vb_arena *arena,
                            vb_search *out, vb_error *err) {
    if (strlen(query) > MOST_QUERY)
        return vb_fail(err, VB_ERR_USAGE, "the query is longer than %d bytes; give fewer words", MOST_QUERY);
    vb_search_term *terms = VB_NEW_ARRAY(arena, vb_search_term, MOST_TERMS);
    if (!terms) return vb_fail_memory(err);
    *out = (vb_search){.words = w, .stemmer = stemmer, .terms = terms};
    VB_TRY(read_terms(out, query, arena, terms, err));
    return put_match(out, arena, err);
}

/* ---- Places in a text ------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b) {
    const vb_search_mark *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static bool only_space(vb_str text, uint32_t from, uint32_t to) {
    while (from < to && (text.ptr[from] == ' ' || text.ptr[from] == '\n' || text.ptr[from] == '\t')) from++;
    return from >= to;
}

/* Joins marks that touch, and counts code points instead of bytes. */
static size_t tidy(vb_str text, vb_search_mark *marks, size_t n) {
    size_t kept = 0;
    qsort(marks, n, sizeof *marks, by_place);
    for (size_t i = 0; i < n; i++) {
        if (kept && only_space(text, marks[kept - 1].end, marks[i].begin)) {
            if (marks[i].end > marks[kept - 1].end) marks[kept - 1].end = marks[i].end;
        } else {
            marks[kept++] = marks[i];
        }
    }
    uint32_t byte = 0, point = 0;
    for (size_t i = 0; i < 2 * kept; i++) {
        uint32_t *place = i % 2 ? &marks[i / 2].end : &marks[i / 2].begin;
        while (byte < *place) point += vb_utf8_is_start(text.ptr[byte++]);
        *place = point;
    }
    return kept;
}

vb_status vb_search_find(const vb_search *s, vb_str source, vb_arena *arena, vb_search_mark **marks,
                         size_t *n, vb_error *err) {
    vb_text text;
    vb_key_rows rows;
    *n = 0;
    VB_TRY(vb_keys_read(s->words, s->stemmer, source, arena, &text, &rows, err));
    *marks = VB_NEW_ARRAY(arena, vb_search_mark, MOST_MARKS);
    if (!*marks) return vb_fail_memory(err);
    for (size_t i = 0; i < s->n_terms; i++) {
        const vb_search_term *t = &s->terms[i];
        vb_key_match m = {0};
        bool found = false;
        while (vb_key_next(&rows, t, &m)) {
            found = true;
            if (t->without || *n == MOST_MARKS) break;
            (*marks)[(*n)++] = (vb_search_mark){text.tokens[m.first].begin, text.tokens[m.last].end};
        }
        if (found == t->without) return *n = 0, VB_OK;
    }
    *n = tidy(source, *marks, *n);
    return VB_OK;
}

void vb_search_snippet(vb_str text, const vb_search_mark *marks, size_t n, vb_buf *out) {
    uint32_t total = (uint32_t)vb_utf8_count(text), from = 0, to = total, point = 0;
    size_t m = 0;
    if (total > SNIPPET && n) {
        from = marks[0].begin > SNIPPET_BEFORE ? marks[0].begin - SNIPPET_BEFORE : 0;
        if (from + SNIPPET > total) from = total - SNIPPET;
    }
    if (total - from > SNIPPET) to = from + SNIPPET;
    if (n && marks[0].end > to) to = marks[0].end;
    bool started = from == 0;
    if (!started) vb_buf_cstr(out, "…");
    for (size_t at = 0; at < text.len && point < to; point++) {
        size_t begin = at;
        vb_utf8_next(text, &at);
        if (point < from) continue;
        if (m < n && marks[m].begin == point) started = true, vb_buf_cstr(out, "«");
        bool space = text.ptr[begin] == ' ' || text.ptr[begin] == '\n' || text.ptr[begin] == '\r' ||
                     text.ptr[begin] == '\t';
        bool skip = !started && !space && point < marks[0].begin && point < from + 12; /* begin at a word */
        started |= space;
        if (space)
            vb_buf_byte(out, ' ');
        else if (!skip)
            vb_buf_str(out, vb_str_sub(text, begin, at));
        if (m < n && marks[m].end == point + 1) m++, vb_buf_cstr(out, "»");
    }
    if (to < total) vb_buf_cstr(out, m < n && marks[m].begin < to && marks[m].end > to ? "»…" : "…");
}
