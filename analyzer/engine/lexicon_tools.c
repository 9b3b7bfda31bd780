/* lexicon_tools: finding faults in lexicons, bringing files into form, and naming the entries that a text
 * hits.
 *
 * What counts as a fault: a term that is not NFC and lower case, lines out of byte order, a line that stands
 * twice, a term that can never match because its own text is read otherwise, a sentiment that contradicts a
 * problem of the same term. Weights and dictionaries that programs write are not looked at line by line. */
#include "base/buf.h"
#include "engine/engine.h"
#include "text/hits.h"
#include "text/lexicon_files.h"
#include "text/normalize.h"
#include "text/tsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <errno.h>
#include <unistd.h>

typedef struct {
    const vb_output *output;
    size_t findings;
    vb_arena arena;
    vb_status status;
    bool own; /* a user's folder: the built-in entries under it are not looked at */
} checker;

static void found(checker *c, const char *file, uint64_t line, vb_str term, const char *what) {
    char text[512];
    int n = snprintf(text, sizeof text, "%s:%llu: \"%.*s\": %s\n", file, (unsigned long long)line,
                     VB_FMT(term), what);
    if (n >= (int)sizeof text) n = (int)sizeof text - 1;
    if (c->output && c->output->sink.write(c->output->sink.ctx, text, (size_t)n) != 0) c->status = VB_ERR_IO;
    c->findings++;
}

/* Tables that are written by programs: counts and weights, where lines may look odd. */
static bool is_learned(const char *path) {
    static const char *const names[] = {"words",   "boundary",      "syllables", "bigrams",   "subjects",
                                        "induced", "complaint.tsv", "letters",   "vocabulary"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(path, names[i])) return true;
    return false;
}

static vb_status check_form(checker *c, const vb_lexicon_file *f, vb_error *err) {
    bool codes = !strchr(f->path, '/');
    if (codes || is_learned(f->path)) return VB_OK;
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, f->content, f->path, err));
    vb_str last_term = {NULL, 0}, last_line = {NULL, 0};
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        vb_text text;
        vb_str line = {t.cells[0].ptr, (size_t)(t.cells[t.n_header - 1].ptr - t.cells[0].ptr)};
        VB_TRY(vb_normalize(t.cells[0], &c->arena, &text, err));
        if (!vb_str_eq(text.norm, t.cells[0]))
            found(c, f->path, t.line, t.cells[0], "not in normal form (lower case, NFC); run make lexicons");
        if (last_term.ptr && vb_str_cmp(last_term, t.cells[0]) > 0)
            found(c, f->path, t.line, t.cells[0], "out of order; run make lexicons");
        if (last_line.ptr && vb_str_eq(last_line, line))
            found(c, f->path, t.line, t.cells[0], "stands twice");
        last_term = t.cells[0];
        last_line = line;
    }
    return status < 0 ? status : VB_OK;
}

static bool is_ascii(vb_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return false;
    return true;
}

/* A term alone, as a comment in its own language, must be found as itself. */
static vb_status check_reach(checker *c, const vb_engine *e, vb_error *err) {
    const vb_lexicon *lx = e->words.lexicon;
    vb_analyzer *a;
    VB_TRY(vb_analyzer_new(e, &a, err));
    vb_status status = VB_OK;
    for (uint32_t term = 1; term <= lx->texts.count && status >= 0; term++) {
        for (uint32_t i = lx->terms[term].first; i && status >= 0; i = lx->entries[i].next) {
            const vb_entry *x = &lx->entries[i];
            if (x->dead || x->kind == VB_TERM_VARIANT || (c->own && !x->overlay)) continue;
            vb_text text = {0};
            vb_units units;
            vb_hits hits = {0};
            vb_lang lang = x->lang == VB_LANG_UND ? VB_LANG_COUNT : (vb_lang)x->lang;
            vb_arena_reset(&a->scratch);
            status = vb_normalize(lx->terms[term].text, &a->scratch, &text, err);
            if (status >= 0)
                status = vb_tokenize(&e->words, a->stemmer, &text, lang, &a->scratch, &units, err);
            if (status >= 0) status = vb_hits_find(lx, &text, &units, &a->scratch, &hits, err);
            bool hit = false;
            /* Another term of the same kind over the whole of it (its standard spelling, say) serves as well.
             */
            for (uint32_t k = 0; k < hits.n; k++) {
                bool whole = hits.at[k].nbegin == 0 && hits.at[k].nend == text.norm.len;
                hit |= (hits.at[k].term == term || whole) && hits.at[k].kinds & 1u << x->kind;
            }
            /* An unmarked Vietnamese word alone reads as one typed without its marks; among marked words it
             * is found. */
            if (x->lang == VB_LANG_VI && is_ascii(lx->terms[term].text)) hit = true;
            if (status >= 0 && !hit)
                found(c, lx->files[x->file], x->line, lx->terms[term].text,
                      "can never match: its own text is read as something else");
        }
    }
    vb_analyzer_free(a);
    return status;
}

static void check_contradictions(checker *c, const vb_lexicon *lx) {
    for (uint32_t term = 1; term <= lx->texts.count; term++) {
        for (int lang = 0; lang < VB_LANG_COUNT; lang++) {
            const vb_entry *s = NULL, *p = NULL, *a = NULL;
            for (uint32_t i = lx->terms[term].first; i; i = lx->entries[i].next) {
                const vb_entry *x = &lx->entries[i];
                if (x->dead || x->lang != lang || (c->own && !x->overlay)) continue;
                if (x->kind == VB_TERM_SENTIMENT && x->code2 < 0) {
                    if (s && s->value != x->value)
                        found(c, lx->files[x->file], x->line, lx->terms[term].text,
                              "stands twice with different valences");
                    s = x;
                }
                if (x->kind == VB_TERM_PROBLEM) p = x;
                if (x->kind == VB_TERM_ABSENCE) a = x;
            }
            if (s && p && s->value > 0)
                found(c, lx->files[s->file], s->line, lx->terms[term].text,
                      "good here, a problem in problems.tsv");
            if (a && p && a->value > 0)
                found(c, lx->files[a->file], a->line, lx->terms[term].text,
                      "says that nothing is wrong, but is a problem in problems.tsv");
            if (a && s && a->value * s->value < 0)
                found(c, lx->files[a->file], a->line, lx->terms[term].text,
                      "its sign differs from sentiment.tsv");
        }
    }
}

vb_status vb_lexicon_check(const char *folder, const vb_output *output, size_t *findings, vb_error *err) {
    checker c = {.output = output, .own = folder != NULL};
    const vb_lexicon_file *files = vb_lexicon_builtin();
    vb_engine *e = NULL;
    vb_options o;
    vb_options_init(&o);
    o.lexicons = folder;
    vb_status status = folder ? vb_lexicon_read_folder(folder, &c.arena, &files, err) : VB_OK;
    for (const vb_lexicon_file *f = files; status >= 0 && f->path; f++) status = check_form(&c, f, err);
    if (status >= 0) status = vb_engine_new(&o, &e, err);
    if (status >= 0) status = check_reach(&c, e, err);
    if (status >= 0) check_contradictions(&c, e->words.lexicon);
    if (status >= 0 && c.status < 0) status = vb_fail(err, c.status, "writing the findings failed");
    vb_engine_free(e);
    vb_arena_deinit(&c.arena);
    *findings = c.findings;
    return status;
}

/* ---- Canonical form
 * ----------------------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b) {
    return vb_str_cmp(*(const vb_str *)a, *(const vb_str *)b);
}

/* The remarks and the header row as they are, then the lines with normal terms, sorted by term and then by
 * the rest. */
static vb_status rewrite(const vb_lexicon_file *f, vb_arena *arena, vb_buf *out, vb_error *err) {
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, f->content, f->path, err));
    vb_str head = {f->content.ptr, (size_t)(t.header[0].ptr - f->content.ptr)};
    vb_buf_str(out, head);
    for (size_t i = 0; i < t.n_header; i++) {
        if (i) vb_buf_byte(out, '\t');
        vb_buf_str(out, t.header[i]);
    }
    vb_buf_byte(out, '\n');
    size_t n = 0, cap = 1;
    for (size_t i = 0; i < f->content.len; i++) cap += f->content.ptr[i] == '\n';
    vb_str *lines = VB_NEW_ARRAY(arena, vb_str, cap + 1);
    if (!lines) return vb_fail_memory(err);
    vb_status status;
    vb_buf line = {0};
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        vb_text text;
        bool removal = t.cells[0].len > 1 && t.cells[0].ptr[0] == '-';
        if ((status = vb_normalize(removal ? vb_str_sub(t.cells[0], 1, t.cells[0].len) : t.cells[0], arena,
                                   &text, err)) < 0)
            break;
        vb_buf_clear(&line);
        if (removal) vb_buf_byte(&line, '-');
        vb_buf_str(&line, text.norm);
        for (size_t i = 1; i < t.n_header; i++) {
            vb_buf_byte(&line, '\t');
            vb_buf_str(&line, t.cells[i].len ? t.cells[i] : VB_STR("-"));
        }
        lines[n++] = vb_arena_dup(arena, vb_buf_view(&line));
    }
    vb_buf_deinit(&line);
    if (status < 0) return status;
    qsort(lines, n, sizeof *lines, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (i && vb_str_eq(lines[i], lines[i - 1])) continue;
        vb_buf_str(out, lines[i]);
        vb_buf_byte(out, '\n');
    }
    return out->failed ? vb_fail_memory(err) : VB_OK;
}

/* Writes beside the file and renames, so that a kill or a full disk leaves the old one. */
static vb_status replace_file(const char *path, vb_str content, vb_error *err) {
    char temporary[4300];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *f = fopen(temporary, "wb");
    bool ok = f && fwrite(content.ptr, 1, content.len, f) == content.len;
    if (f) ok &= fclose(f) == 0;
    if (ok && rename(temporary, path) == 0) return VB_OK;
    int why = errno;
    unlink(temporary);
    return vb_fail_at(err, VB_ERR_IO, path, 0, 0, "cannot write: %s", strerror(why));
}

vb_status vb_lexicon_canonicalize(const char *folder, bool dry_run, size_t *changed, vb_error *err) {
    vb_arena arena;
    vb_arena_init(&arena);
    const vb_lexicon_file *files;
    vb_buf out = {0};
    *changed = 0;
    vb_status status = vb_lexicon_read_folder(folder, &arena, &files, err);
    for (const vb_lexicon_file *f = files; status >= 0 && f->path; f++) {
        bool codes = !strchr(f->path, '/'); /* their order is the journey's */
        if (codes || is_learned(f->path)) continue;
        vb_buf_clear(&out);
        status = rewrite(f, &arena, &out, err);
        if (status < 0 || vb_str_eq(vb_buf_view(&out), f->content)) continue;
        ++*changed;
        char path[4200];
        snprintf(path, sizeof path, "%s/%s", folder, f->path);
        if (!dry_run) status = replace_file(path, vb_buf_view(&out), err);
    }
    vb_buf_deinit(&out);
    vb_arena_deinit(&arena);
    return status;
}

/* ---- Which
 * -----------------------------------------------------------------------------------------------------------
 */

vb_status vb_lexicon_which(const vb_engine *engine, vb_str source, const vb_output *output, vb_error *err) {
    vb_analyzer *a;
    VB_TRY(vb_analyzer_new(engine, &a, err));
    const vb_lexicon *lx = engine->words.lexicon;
    vb_text text = {0};
    vb_units units;
    vb_hits hits = {0};
    vb_buf b = {0};
    vb_status status = vb_normalize(source, &a->scratch, &text, err);
    if (status >= 0)
        status = vb_tokenize(&engine->words, a->stemmer, &text, engine->lang, &a->scratch, &units, err);
    if (status >= 0) status = vb_hits_find(lx, &text, &units, &a->scratch, &hits, err);
    for (uint32_t i = 0; status >= 0 && i < hits.n; i++) {
        const vb_hit *h = &hits.at[i];
        for (uint32_t k = lx->terms[h->term].first; k; k = lx->entries[k].next) {
            const vb_entry *x = &lx->entries[k];
            if (x->dead || !(h->kinds & 1u << x->kind) || (x->lang != h->lang && x->lang != VB_LANG_UND))
                continue;
            vb_buf_printf(&b, "%s%s:%u\t%.*s\t%s\t", x->overlay ? "(own) " : "lexicons/", lx->files[x->file],
                          x->line, VB_FMT(lx->terms[h->term].text), vb_term_kind_name((vb_term_kind)x->kind));
            vb_buf_fixed(&b, (double)x->value, 2);
            if (x->kind == VB_TERM_ASPECT && x->code >= 0)
                vb_buf_printf(&b, "\t%s", lx->codes.touchpoints[x->code].id);
            if (x->kind == VB_TERM_PROBLEM && x->code >= 0)
                vb_buf_printf(&b, "\t%s", lx->codes.problems[x->code].id);
            vb_buf_byte(&b, '\n');
        }
    }
    if (status >= 0 && b.failed) status = vb_fail_memory(err);
    if (status >= 0 && b.len && output->sink.write(output->sink.ctx, b.ptr, b.len) != 0)
        status = vb_fail(err, VB_ERR_IO, "writing the output failed");
    if (status >= 0 && !b.len) status = VB_DONE;
    vb_buf_deinit(&b);
    vb_analyzer_free(a);
    return status;
}
