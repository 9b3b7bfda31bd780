/* fuzz_xlsx: a workbook. Input that begins with "PK" is taken as the whole container; anything else becomes
 * the parts of one, cut at NUL bytes: sheet, string table, styles, workbook. So the XML is reached without
 * valid checksums. */
#include "fuzz_reader.h"

#include <zip.h>

static const char *const names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                    "xl/workbook.xml"};
static const char root[] =
    "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/>"
    "</Relationships>";
static const char relations[] =
    "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='b' Type='x/sharedStrings' Target='sharedStrings.xml'/>"
    "<Relationship Id='c' Type='x/styles' Target='styles.xml'/></Relationships>";
static const char book[] = "<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>";

static void put(zip_t *z, const char *name, const void *data, size_t size) {
    zip_source_t *s = zip_source_buffer(z, data, size, 0);
    CHECK(s && zip_file_add(z, name, s, ZIP_FL_OVERWRITE) >= 0);
    zip_int64_t i = zip_name_locate(z, name, 0);
    CHECK(zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0) == 0);
}

/* Builds the container in memory and reads it. */
static void read_parts(const uint8_t *data, size_t size) {
    zip_error_t error;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *z = target ? zip_open_from_source(target, ZIP_TRUNCATE, &error) : NULL;
    CHECK(z);
    zip_source_keep(target);
    put(z, "_rels/.rels", root, sizeof root - 1);
    put(z, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    put(z, names[3], book, sizeof book - 1);
    for (size_t part = 0; part < 4; part++) {
        const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
        size_t len = nul && part < 3 ? (size_t)(nul - data) : size;
        if (len) put(z, names[part], data, len);
        data += len;
        size -= len;
        if (size) data++, size--;
    }
    CHECK(zip_close(z) == 0);
    CHECK(zip_source_open(target) == 0 && zip_source_seek(target, 0, SEEK_END) == 0);
    zip_int64_t total = zip_source_tell(target);
    uint8_t *bytes = malloc((size_t)total + 1);
    CHECK(bytes && zip_source_seek(target, 0, SEEK_SET) == 0);
    CHECK(zip_source_read(target, bytes, (zip_uint64_t)total) == total);
    zip_source_close(target);
    zip_source_free(target);
    char path[64];
    int fd = fuzz_file(bytes, (size_t)total, path);
    fuzz_read(path, NULL, 0);
    close(fd);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size >= 2 && data[0] == 'P' && data[1] == 'K') {
        char path[64];
        int fd = fuzz_file(data, size, path);
        fuzz_read(path, NULL, 0);
        close(fd);
    } else {
        read_parts(data, size);
    }
    return 0;
}
