/* source: the raw bytes of a file or of standard input, and their decoding block by block.
 *
 * Invariant: see source.h. A regular file is read where it is, with pread; anything else is first copied to
 * an unlinked temporary file. All bytes are counted once before the first read, and what is not text is
 * refused here with its name and advice. Leaves ZIP containers to the XLSX reader, undecoded. */
#include "input/source.h"

#include "base/limits.h"
#include "input/encoding.h"
#include "input/formats.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (256u << 10)

struct vb_source {
    char *path;
    int fd;
    uint64_t size, read_at; /* bytes in all, and those moved into `raw` so far */
    vb_encoding_guess guess;
    vb_decoder decoder;
    unsigned char magic[8];
    size_t n_magic;
    unsigned char *raw; /* [raw_begin, raw_end) still to decode */
    size_t block, raw_begin, raw_end;
    bool zip, at_start, damaged, in_bad_run;
    uint64_t line; /* counted only where a diagnostic may need it */
    const vb_diag_sink *diags;
};

/* ---- What is not text ---- */

static const struct {
    const char *magic;
    size_t len;
    const char *what; /* what it is, and what to do */
} magics[] = {
    {"\x1f\x8b", 2, "a gzip file: unpack it first (gunzip)"},
    {"BZh", 3, "a bzip2 file: unpack it first (bunzip2)"},
    {"\xfd"
     "7zXZ\0",
     6, "an xz file: unpack it first (unxz)"},
    {"\x28\xb5\x2f\xfd", 4, "a zstd file: unpack it first (unzstd)"},
    {"7z\xbc\xaf\x27\x1c", 6, "a 7-Zip archive: unpack it first"},
    {"Rar!\x1a\x07", 6, "a RAR archive: unpack it first"},
    {"\x89PNG\r\n\x1a\n", 8, "a PNG picture: give the exported table, CSV, XLSX or JSON"},
    {"\xff\xd8\xff", 3, "a JPEG picture: give the exported table, CSV, XLSX or JSON"},
    {"GIF8", 4, "a GIF picture: give the exported table, CSV, XLSX or JSON"},
    {"%PDF", 4, "a PDF document: export the answers as CSV, XLSX or JSON instead"},
    {"{\\rtf", 5, "an RTF document: export the answers as CSV, XLSX or JSON instead"},
    {"\x7f"
     "ELF",
     4, "a program (ELF): give the exported table, CSV, XLSX or JSON"},
    {"SQLite format 3", 8, "an SQLite database: query it with --db, or export the answers as CSV first"},
    {"$FL2", 4, "an SPSS file: save it as CSV first"},
    {"$FL3", 4, "an SPSS file: save it as CSV first"},
    {"<stata_d", 8, "a Stata file: save it as CSV first"},
    {"PAR1", 4, "a Parquet file: save it as CSV or JSON Lines first"},
    {"ARROW1", 6, "an Arrow file: save it as CSV or JSON Lines first"},
    {"\x00\x00\xfe\xff", 4, "UTF-32 text: save it as UTF-8"},
    {"\xff\xfe\x00\x00", 4, "UTF-32 text: save it as UTF-8"},
};

static bool contains(const unsigned char *p, size_t n, const char *ascii) {
    size_t len = strlen(ascii); /* in UTF-16LE */
    for (size_t i = 0; i + 2 * len <= n; i++) {
        size_t k = 0;
        while (k < len && p[i + 2 * k] == (unsigned char)ascii[k] && p[i + 2 * k + 1] == 0) k++;
        if (k == len) return true;
    }
    return false;
}

/* Says what an OLE container holds, by the names in its first directory sectors. */
static const char *ole_content(int fd) {
    unsigned char head[64], directory[8192];
    if (pread(fd, head, sizeof head, 0) != sizeof head)
        return "a damaged Office file: open it and save it as .xlsx";
    unsigned shift = head[0x1E] & 15u;
    uint32_t sector =
        head[0x30] | (uint32_t)head[0x31] << 8 | (uint32_t)head[0x32] << 16 | (uint32_t)head[0x33] << 24;
    ssize_t n = pread(fd, directory, sizeof directory, (off_t)(((uint64_t)sector + 1) << shift));
    size_t len = n > 0 ? (size_t)n : 0;
    if (contains(directory, len, "EncryptedPackage"))
        return "a password-protected workbook: open it, remove the password, and save it as .xlsx or CSV";
    if (contains(directory, len, "WordDocument"))
        return "a Word document: export the answers as CSV, XLSX or JSON instead";
    return "an old Excel .xls workbook: save it as .xlsx or CSV";
}

static vb_status refuse_binary(vb_source *s, vb_error *err) {
    const char *what = NULL;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0] && !what; i++)
        if (s->n_magic >= magics[i].len && memcmp(s->magic, magics[i].magic, magics[i].len) == 0)
            what = magics[i].what;
    if (s->n_magic == 8 && memcmp(s->magic, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
        what = ole_content(s->fd);
    if (!what) return VB_OK;
    return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0, "this is %s", what);
}

/* ---- Opening ---- */

static vb_status fail_errno(vb_source *s, const char *what, vb_error *err) {
    int e = errno;
    return vb_fail_at(err, VB_ERR_IO, s->path, 0, 0, "%s: %s", what, strerror(e));
}

static vb_status write_all(vb_source *s, int to, const unsigned char *p, size_t n, vb_error *err) {
    while (n) {
        ssize_t k = write(to, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0)
            return fail_errno(s, "cannot write a temporary copy; set TMPDIR to a folder with more room", err);
        p += k;
        n -= (size_t)k;
    }
    return VB_OK;
}

/* Copies what can be read only once to a temporary file without a name, which takes the place of s->fd. */
static vb_status spool(vb_source *s, vb_error *err) {
    const char *folder = getenv("TMPDIR");
    char name[4096];
    if (snprintf(name, sizeof name, "%s/verbatim-XXXXXX", folder && *folder ? folder : "/tmp") >=
        (int)sizeof name)
        return vb_fail(err, VB_ERR_IO, "TMPDIR is too long");
    int to = mkostemp(name, O_CLOEXEC);
    if (to < 0)
        return fail_errno(s, "cannot make a temporary file; set TMPDIR to a folder that can be written", err);
    unlink(name);
    vb_status status = VB_OK;
    for (;;) {
        ssize_t n = read(s->fd, s->raw, BLOCK);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) status = fail_errno(s, "cannot read", err);
        if (n > 0) status = write_all(s, to, s->raw, (size_t)n, err);
        if (n <= 0 || status < 0) break;
    }
    if (s->fd > 0) close(s->fd);
    s->fd = to;
    return status;
}

static vb_status open_path(vb_source *s, vb_error *err) {
    bool is_stdin = strcmp(s->path, "-") == 0;
    struct stat st;
    s->fd = is_stdin ? STDIN_FILENO : open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0) {
        if (errno == ENOENT)
            return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0, "no such file: check the path");
        if (errno == EACCES)
            return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0, "may not be read: ask for read permission");
        int e = errno;
        return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0, "cannot be opened: %s", strerror(e));
    }
    if (fstat(s->fd, &st) != 0) return fail_errno(s, "cannot be looked at", err);
    if (S_ISDIR(st.st_mode))
        return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0, "this is a folder: name the files in it");
    if (!is_stdin && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)))
        return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0,
                          "this is a device: name a file, or - for standard input");
    if (!S_ISREG(st.st_mode) || is_stdin) {
        VB_TRY(spool(s, err));
        if (fstat(s->fd, &st) != 0) return fail_errno(s, "cannot look at the temporary copy", err);
    }
    s->size = (uint64_t)st.st_size;
    return VB_OK;
}

/* Reads up to `n` raw bytes at `at`; *got < n only at the end. */
static vb_status read_at(vb_source *s, unsigned char *p, size_t n, uint64_t at, size_t *got, vb_error *err) {
    *got = 0;
    while (*got < n) {
        ssize_t k = pread(s->fd, p + *got, n - *got, (off_t)(at + *got));
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return fail_errno(s, "cannot read", err);
        if (k == 0) break;
        *got += (size_t)k;
    }
    return VB_OK;
}

/* Counts all bytes from `from` on; with `letters` their words too. */
static vb_status count(vb_source *s, uint64_t from, vb_byte_stats *stats, vb_letter_stats *letters,
                       vb_error *err) {
    uint64_t at = from;
    for (size_t n = BLOCK; n == BLOCK; at += n) {
        VB_TRY(read_at(s, s->raw, BLOCK, at, &n, err));
        if (stats) vb_stats_add(stats, s->raw, n, n < BLOCK);
        if (letters) vb_letter_stats_add(letters, s->raw, n);
    }
    if (stats) s->size = at; /* what is there now, whatever fstat said of a growing file */
    return VB_OK;
}

static vb_status guess_letters(vb_source *s, const vb_byte_stats *stats, vb_error *err) {
    vb_letter_stats *letters = vb_letter_stats_new();
    if (!letters) return vb_fail_memory(err);
    vb_status status = count(s, 0, NULL, letters, err);
    bool found = status == VB_OK && vb_letter_stats_decide(letters, stats, &s->guess);
    vb_letter_stats_free(letters);
    if (status < 0 || found) return status;
    return vb_fail_at(
        err, VB_ERR_INPUT, s->path, 0, 0,
        "the encoding cannot be told: it is not UTF-8, and the letters fit neither Thai nor Vietnamese; "
        "save the file as UTF-8, or say what it is, for instance --encoding windows-1252");
}

static size_t bom_length(const vb_source *s) {
    if (s->n_magic >= 3 && memcmp(s->magic, "\xef\xbb\xbf", 3) == 0) return 3;
    if (s->n_magic >= 2 && (memcmp(s->magic, "\xff\xfe", 2) == 0 || memcmp(s->magic, "\xfe\xff", 2) == 0))
        return 2;
    return 0;
}

static vb_status find_encoding(vb_source *s, const char *encoding, vb_error *err) {
    vb_byte_stats stats = {0};
    size_t mark = bom_length(s);
    VB_TRY(count(s, 0, &stats, NULL, err));
    s->damaged = stats.bad > 0;
    if (encoding) {
        VB_TRY(vb_decoder_init(&s->decoder, encoding, err));
        bool any16 = vb_str_eq_nocase(vb_str_of(encoding), VB_STR("utf-16"));
        if (any16 && mark == 2 && s->magic[0] == 0xFE) VB_TRY(vb_decoder_init(&s->decoder, "UTF-16BE", err));
        s->guess = (vb_encoding_guess){s->decoder.name, "given by --encoding", mark != 0, true};
    } else if (mark) {
        const char *name = mark == 3 ? "UTF-8" : s->magic[0] == 0xFF ? "UTF-16LE" : "UTF-16BE";
        s->guess = (vb_encoding_guess){name, "byte order mark", true, true};
    } else if (!vb_stats_decide(&stats, &s->guess) || s->guess.name[4] == '8') {
        if (vb_stats_binary(&stats))
            return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0,
                              "this is binary data, not text: give the exported table, CSV, XLSX or JSON");
        if (!s->guess.name) VB_TRY(guess_letters(s, &stats, err));
    }
    if (s->size <= mark)
        return vb_fail_at(err, VB_ERR_INPUT, s->path, 0, 0,
                          "the file holds nothing but a byte order mark: export it again");
    VB_TRY(vb_decoder_init(&s->decoder, s->guess.name, err));
    if (s->decoder.codec != VB_CODEC_UTF8) s->damaged = true; /* its bad bytes were not counted */
    return VB_OK;
}

vb_status vb_source_open_block(const char *path, const char *encoding, const vb_diag_sink *diags,
                               size_t block, vb_source **out, vb_error *err) {
    *out = NULL;
    vb_source *s = calloc(1, sizeof *s);
    if (!s) return vb_fail_memory(err);
    s->fd = -1;
    s->block = block ? (block < 8 ? 8 : block) : BLOCK;
    s->diags = diags;
    s->path = strdup(path);
    s->raw = malloc(s->block > BLOCK ? s->block : BLOCK);
    vb_status status = s->path && s->raw ? open_path(s, err) : vb_fail_memory(err);
    if (status == VB_OK) status = read_at(s, s->magic, sizeof s->magic, 0, &s->n_magic, err);
    if (status == VB_OK && s->n_magic == 0)
        status = vb_fail_at(err, VB_ERR_INPUT, path, 0, 0, "the file is empty: export it again");
    if (status == VB_OK) status = refuse_binary(s, err);
    s->zip = s->n_magic >= 4 && (memcmp(s->magic, "PK\3\4", 4) == 0 || memcmp(s->magic, "PK\5\6", 4) == 0);
    if (status == VB_OK && s->zip)
        s->guess = (vb_encoding_guess){"UTF-8", "XML inside a ZIP container", false, true};
    else if (status == VB_OK)
        status = find_encoding(s, encoding, err);
    if (status == VB_OK) status = vb_source_rewind(s, err);
    if (status < 0) {
        vb_source_close(s);
        return status;
    }
    *out = s;
    return VB_OK;
}

vb_status vb_source_open(const char *path, const char *encoding, const vb_diag_sink *diags, vb_source **out,
                         vb_error *err) {
    return vb_source_open_block(path, encoding, diags, 0, out, err);
}

void vb_source_close(vb_source *s) {
    if (!s) return;
    if (s->fd > 0) close(s->fd);
    free(s->path);
    free(s->raw);
    free(s);
}

/* ---- Reading ---- */

vb_status vb_source_rewind(vb_source *s, vb_error *err) {
    (void)err;
    s->read_at = 0;
    s->raw_begin = s->raw_end = 0;
    s->at_start = true;
    s->in_bad_run = false;
    s->line = 1;
    return VB_OK;
}

static vb_status refill(vb_source *s, vb_error *err) {
    size_t left = s->raw_end - s->raw_begin, got;
    memmove(s->raw, s->raw + s->raw_begin, left);
    VB_TRY(read_at(s, s->raw + left, s->block - left, s->read_at, &got, err));
    s->raw_begin = 0;
    s->raw_end = left + got;
    s->read_at += got;
    if (got < s->block - left && s->size > s->read_at) s->size = s->read_at; /* it was cut short meanwhile */
    return VB_OK;
}

static void count_lines(vb_source *s, const char *p, size_t n) {
    for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++) s->line++;
}

static void report_bad(vb_source *s, const vb_decoded *d) {
    char text[64];
    size_t n = 0;
    const unsigned char *p = s->raw + s->raw_begin;
    for (size_t i = d->bad_at; i < d->used && i < d->bad_at + 8; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s0x%02X", n ? " " : "", p[i]);
    vb_diag_add(s->diags, VB_DIAG_BAD_BYTES, 0, s->line, 0, (vb_str){text, n});
}

/* Decodes once from `raw` into `out`; reports a new run of bad bytes. */
static size_t decode_some(vb_source *s, bool last, char *out, size_t cap) {
    vb_decoded d = vb_decode(&s->decoder, s->raw + s->raw_begin, s->raw_end - s->raw_begin, last, out, cap);
    if (s->damaged) count_lines(s, out, d.written);
    bool continues = s->in_bad_run && d.bad && d.bad_at == 0;
    if (d.bad && !continues) report_bad(s, &d);
    if (d.used) s->in_bad_run = d.bad;
    s->raw_begin += d.used;
    return d.written;
}

vb_status vb_source_read(vb_source *s, char *out, size_t cap, size_t *n, vb_error *err) {
    *n = 0;
    if (s->zip || cap < 4) return vb_fail(err, VB_ERR_USAGE, "the source cannot be read as text");
    while (*n == 0) {
        bool last = s->read_at >= s->size;
        if (!last && s->raw_end - s->raw_begin < s->block / 2) {
            VB_TRY(refill(s, err));
            last = s->read_at >= s->size;
        }
        if (s->raw_begin == s->raw_end && last) return VB_OK;
        while (s->raw_begin < s->raw_end && cap - *n >= 4) {
            size_t got = decode_some(s, last, out + *n, cap - *n);
            if (got == 0) break;
            *n += got;
        }
        /* Byte order marks, of which some programs write two, and not a later one: that is a character. */
        while (s->at_start && *n >= 3 && memcmp(out, "\xef\xbb\xbf", 3) == 0) {
            memmove(out, out + 3, *n - 3);
            *n -= 3;
        }
        if (*n) s->at_start = false;
    }
    return VB_OK;
}

vb_encoding_guess vb_source_encoding(const vb_source *s) {
    return s->guess;
}

vb_str vb_source_magic(const vb_source *s) {
    return (vb_str){(const char *)s->magic, s->n_magic};
}

int vb_source_fd(const vb_source *s) {
    return s->fd;
}

uint64_t vb_source_size(const vb_source *s) {
    return s->size;
}

uint64_t vb_source_position(const vb_source *s) {
    return s->read_at - (s->raw_end - s->raw_begin);
}

const char *vb_source_path(const vb_source *s) {
    return s->path;
}

size_t vb_source_block(const vb_source *s) {
    return s->block;
}

bool vb_source_is_zip(const vb_source *s) {
    return s->zip;
}
