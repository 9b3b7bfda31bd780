#include "text/thai.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/tsv.h"

enum { MAX_WORD = 96 };
struct vb_thai {
    vb_intern words;
};

vb_status vb_thai_load(const vb_lexicon_file *files, vb_arena *arena, vb_thai **out, vb_error *err) {
    vb_thai *m = VB_NEW(arena, vb_thai);
    if (!m || !vb_intern_init(&m->words, arena, 20000)) return vb_fail_memory(err);
    for (; files->path; files++) {
        if (strcmp(files->path, "th/words.tsv") != 0) continue;
        vb_tsv t;
        VB_TRY(vb_tsv_open(&t, files->content, files->path, err));
        vb_status s;
        while ((s = vb_tsv_next(&t, err)) == VB_OK)
            if (!vb_intern_add(&m->words, t.cells[0])) return vb_fail_memory(err);
        if (s < 0) return s;
    }
    *out = m;
    return VB_OK;
}

static bool may_cut(vb_str run, size_t at) {
    if (at >= run.len) return true;
    size_t next = at;
    return !vb_thai_is_lead_vowel(vb_utf8_before(run, at)) && !vb_thai_is_following(vb_utf8_next(run, &next));
}

size_t vb_thai_cut(const vb_thai *m, vb_str run, vb_arena *scratch, uint32_t *ends) {
    (void)scratch;
    size_t n = 0, open = 0;
    for (size_t at = 0; at < run.len;) {
        size_t best = 0;
        for (size_t end = at + 3; end <= run.len && end <= at + MAX_WORD; end += 3)
            if (may_cut(run, end) && vb_intern_find(&m->words, vb_str_sub(run, at, end))) best = end;
        if (!best) {
            do at += 3;
            while (at < run.len && !may_cut(run, at));
            if (at > run.len) at = run.len;
            continue;
        }
        if (at > open) ends[n++] = (uint32_t)at;
        ends[n++] = (uint32_t)best;
        open = at = best;
    }
    if (open < run.len) ends[n++] = (uint32_t)run.len;
    return n;
}
