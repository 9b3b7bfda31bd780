/* learn_table: see learn_table.h. */
#include "engine/learn_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int by_term(const void *a, const void *b) {
    return vb_str_cmp(((const vb_learned_row *)a)->term, ((const vb_learned_row *)b)->term);
}

static void put_row(vb_buf *out, vb_str name, const char *prefix, const float at[VB_LOGITS], uint32_t df,
                    bool complaint) {
    vb_buf_cstr(out, prefix);
    vb_buf_str(out, name);
    for (int k = 0; k < VB_LOGITS; k++) {
        if (complaint && k == 1) continue;
        vb_buf_byte(out, '\t');
        vb_buf_fixed(out, (double)at[k], 2);
    }
    vb_buf_byte(out, '\t');
    vb_buf_int(out, df);
    vb_buf_byte(out, '\n');
}

static void put_head(const vb_learned_table *t, vb_buf *out) {
    const char *source = t->options->source;
    bool complaint = t->options->complaint;
    vb_buf_cstr(out, "# verbatim-lexicon 1\n# Weights of words, word pairs and triples, learned from "
                     "labelled comments by verbatim lexicon learn.\n"
                     "# \"NOT x\" is x within the reach of a negator; \"@x\" is a sign of the rules; n: "
                     "comments that have the term.\n");
    if (source) vb_buf_printf(out, "# Learned from: %s\n", source);
    for (size_t i = 0; i < t->n_files && !source; i++) {
        const char *name = strrchr(t->files[i].path, '/');
        vb_buf_printf(out, "# Learned from: %s\n", name ? name + 1 : t->files[i].path);
    }
    vb_buf_printf(out, "# Comments: %zu\n", t->n_examples);
    vb_buf_cstr(out, complaint ? "term\tno\tyes\tn\n" : "term\tnegative\tneutral\tpositive\tn\n");
}

static vb_status save(const vb_learn_options *o, const vb_buf *out, vb_error *err) {
    char path[4300];
    if (mkdir(o->folder, 0777) != 0 && errno != EEXIST)
        return vb_fail_at(err, VB_ERR_IO, o->folder, 0, 0, "cannot make the folder: %s", strerror(errno));
    snprintf(path, sizeof path, "%s/%s", o->folder, vb_lang_name(o->lang));
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return vb_fail_at(err, VB_ERR_IO, path, 0, 0, "cannot make the folder: %s", strerror(errno));
    snprintf(path, sizeof path, "%s/%s/%s", o->folder, vb_lang_name(o->lang),
             o->complaint ? "complaint.tsv" : "induced.tsv");
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(out->ptr, 1, out->len, f) == out->len;
    if (f) ok &= fclose(f) == 0;
    return ok ? VB_OK : vb_fail_at(err, VB_ERR_IO, path, 0, 0, "cannot write: %s", strerror(errno));
}

vb_status vb_learned_write(const vb_learned_table *t, size_t *bytes, vb_error *err) {
    vb_buf out = {0};
    bool complaint = t->options->complaint;
    put_head(t, &out);
    for (int i = 0; i < VB_SIGNS; i++)
        put_row(&out, vb_str_of(vb_sign_name((vb_sign)i)), "@", t->signs[i], (uint32_t)t->n_examples,
                complaint);
    qsort(t->rows, t->n_rows, sizeof *t->rows, by_term);
    for (size_t i = 0; i < t->n_rows; i++)
        put_row(&out, t->rows[i].term, "", t->rows[i].at, t->rows[i].df, complaint);
    *bytes = out.len;
    vb_status status = out.failed ? vb_fail_memory(err) : save(t->options, &out, err);
    vb_buf_deinit(&out);
    return status;
}
