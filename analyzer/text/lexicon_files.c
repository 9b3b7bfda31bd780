#include "text/lexicon_files.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The build writes this table from the files below lexicons/. */
extern const vb_lexicon_file vb_embedded_files[];

const vb_lexicon_file *vb_lexicon_builtin(void) {
    return vb_embedded_files;
}

static vb_status read_file(const char *path, vb_arena *arena, vb_str *out, vb_error *err) {
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        vb_status status =
            vb_fail_at(err, VB_ERR_IO, path, 0, 0, "cannot read the lexicon file: %s", strerror(errno));
        if (f) fclose(f);
        return status;
    }
    vb_status status = VB_OK;
    size_t size = (size_t)st.st_size;
    char *data = size <= VB_MAX_LEXICON_FILE ? vb_arena_alloc(arena, size + 1) : NULL;
    if (size > VB_MAX_LEXICON_FILE)
        status = vb_fail_at(err, VB_ERR_LEXICON, path, 0, 0, "the file is too large");
    else if (!data)
        status = vb_fail_memory(err);
    else if (fread(data, 1, size, f) != size)
        status = vb_fail_at(err, VB_ERR_IO, path, 0, 0, "cannot read the file whole");
    fclose(f);
    if (status == VB_OK) *out = (vb_str){data, size};
    return status;
}

static int is_tsv(const struct dirent *d) {
    vb_str name = vb_str_of(d->d_name);
    return name.len > 4 && name.ptr[0] != '.' && vb_str_ends(name, VB_STR(".tsv"));
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Adds the .tsv files of one folder under their path relative to the root. */
static vb_status read_level(const char *root, const char *sub, vb_arena *arena, vb_lexicon_file *files,
                            size_t *n, vb_error *err) {
    char folder[4096], path[4400];
    snprintf(folder, sizeof folder, "%s%s%s", root, *sub ? "/" : "", sub);
    struct dirent **names;
    int count = scandir(folder, &names, is_tsv, by_bytes);
    if (count < 0)
        return *sub ? VB_OK
                    : vb_fail_at(err, VB_ERR_IO, root, 0, 0, "cannot open the lexicon folder: %s",
                                 strerror(errno));
    vb_status status = VB_OK;
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (status == VB_OK && *n + 1 >= VB_MAX_LEXICON_FILES)
            status = vb_fail_at(err, VB_ERR_LEXICON, root, 0, 0, "more than %d lexicon files",
                                VB_MAX_LEXICON_FILES - 1);
        if (status == VB_OK) status = read_file(path, arena, &files[*n].content, err);
        if (status == VB_OK) {
            snprintf(path, sizeof path, "%s%s%s", sub, *sub ? "/" : "", names[i]->d_name);
            files[*n].path = vb_arena_dup(arena, vb_str_of(path)).ptr;
            if (files[(*n)++].path == NULL) status = vb_fail_memory(err);
        }
        free(names[i]);
    }
    free(names);
    return status;
}

vb_status vb_lexicon_read_folder(const char *folder, vb_arena *arena, const vb_lexicon_file **out,
                                 vb_error *err) {
    static const char *const levels[] = {"", "en", "th", "und", "vi"};
    vb_lexicon_file *files = VB_NEW_ARRAY(arena, vb_lexicon_file, VB_MAX_LEXICON_FILES);
    if (!files) return vb_fail_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        VB_TRY(read_level(folder, levels[i], arena, files, &n, err));
    if (!n)
        return vb_fail_at(
            err, VB_ERR_LEXICON, folder, 0, 0,
            "no lexicon file (*.tsv) in it; they stand in the folders en, th, vi, und below it");
    *out = files;
    return VB_OK;
}
