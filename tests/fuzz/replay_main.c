/* replay_main: runs a fuzz target over the files given as arguments (folders: over the files in them), for
 * builds without libFuzzer. Exit 0 when all went through. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replayed;

static int replay_file(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        return 1;
    }
    uint8_t *data = NULL;
    size_t size = 0, cap = 0, n;
    do {
        if (cap - size < 65536) {
            cap = cap ? cap * 2 : 65536 * 2;
            uint8_t *p = realloc(data, cap);
            if (!p) abort();
            data = p;
        }
        n = fread(data + size, 1, cap - size, f);
        size += n;
    } while (n);
    fclose(f);
    /* An exact copy, so that reading behind the end shows. */
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact) abort();
    memcpy(exact, data, size);
    free(data);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    replayed++;
    return 0;
}

static int replay(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) return replay_file(path);
    DIR *d = opendir(path);
    int failed = d == NULL;
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char name[4096];
        if (e->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        failed |= replay(name);
    }
    if (d) closedir(d);
    return failed;
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc; i++) failed |= replay(argv[i]);
    printf("%zu inputs replayed\n", replayed);
    return failed;
}
