/* fuzz_json: any bytes inside of an array, and as they are: JSON Lines, wrapped arrays, damaged records. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_both(data, size, "UTF-8");
    uint8_t *wrapped = malloc(size + 10);
    CHECK(wrapped);
    memcpy(wrapped, "[{\"a\":1},", 9);
    if (size) memcpy(wrapped + 9, data, size);
    fuzz_both(wrapped, size + 9, "UTF-8");
    free(wrapped);
    return 0;
}
