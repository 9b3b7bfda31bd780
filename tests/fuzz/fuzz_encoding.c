/* fuzz_encoding: any bytes in each encoding and in the guessed one. The first byte chooses. The decoders are
 * also run by themselves over input cut at every place, which must make no difference. */
#include "fuzz_reader.h"
#include "input/encoding.h"

static const char *const encodings[] = {NULL,           "UTF-8", "UTF-16LE", "UTF-16BE",    "windows-874",
                                        "windows-1258", "TCVN3", "VNI",      "windows-1252"};

static size_t decode_all(const vb_decoder *d, const uint8_t *in, size_t n, size_t step, size_t cap,
                         char *out) {
    size_t used = 0, written = 0, end = 0;
    while (used < n) {
        end = end + step < n ? end + step : n;
        for (;;) {
            vb_decoded r = vb_decode(d, in + used, end - used, end == n, out + written, cap);
            CHECK(r.used <= end - used && r.written <= cap);
            CHECK(!r.bad || r.bad_at < r.used);
            used += r.used;
            written += r.written;
            if (r.used == 0) break;
        }
        CHECK(end < n || used == n);
    }
    return written;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    const char *name = encodings[data[0] % (sizeof encodings / sizeof encodings[0])];
    fuzz_both(data + 1, size - 1, name);
    if (!name || size > 4096) return 0;
    vb_decoder d;
    CHECK(vb_decoder_init(&d, name, NULL) == VB_OK);
    char *a = malloc(size * 4 + 8), *b = malloc(size * 4 + 8);
    CHECK(a && b);
    size_t n = decode_all(&d, data + 1, size - 1, size, size * 4 + 8 > 64 ? 64 : 8, a);
    size_t m = decode_all(&d, data + 1, size - 1, 1, 4, b);
    CHECK(n == m && memcmp(a, b, n) == 0);
    CHECK(vb_utf8_valid((vb_str){a, n}) == n);
    free(a);
    free(b);
    return 0;
}
