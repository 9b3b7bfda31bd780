/* fuzz_csv: any bytes as a CSV file. What begins like another format is read as that, which is fine too. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_both(data, size, "UTF-8");
    return 0;
}
