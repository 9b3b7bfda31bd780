/* zone: a thin cache before ICU's calendar. */
#include "input/zone.h"

#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define CACHE 1024

struct vb_zone {
    UCalendar *calendar;
    int standard;
    struct {
        int64_t hour; /* local hour since 1970 */
        int32_t offset;
        bool used;
    } cache[CACHE];
};

vb_zone *vb_zone_open(vb_str name) {
    UChar id[64];
    UErrorCode status = U_ZERO_ERROR;
    if (name.len == 0 || name.len >= 64) return NULL;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c < 0x20 || c > 0x7E) return NULL;
        id[i] = c;
    }
    int32_t len = (int32_t)name.len;
    UChar canonical[64];
    UBool system = 0;
    ucal_getCanonicalTimeZoneID(id, len, canonical, 64, &system, &status);
    if (U_FAILURE(status)) return NULL; /* ICU would take GMT in silence */
    UCalendar *calendar = ucal_open(id, len, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return NULL;
    vb_zone *z = calloc(1, sizeof *z);
    if (!z) {
        ucal_close(calendar);
        return NULL;
    }
    z->calendar = calendar;
    ucal_setMillis(calendar, 1577836800000.0, &status); /* 2020: zones differed in 1970 */
    z->standard = ucal_get(calendar, UCAL_ZONE_OFFSET, &status) / 60000;
    return z;
}

void vb_zone_close(vb_zone *z) {
    if (!z) return;
    ucal_close(z->calendar);
    free(z);
}

/* Offset in seconds that holds at a local hour: what holds at the instant reached with the standard offset,
 * looked up once more with what was found there (right but for the hour that a clock change skips or
 * repeats). */
static int32_t offset_at(vb_zone *z, int64_t local) {
    int32_t offset = z->standard * 60;
    for (int i = 0; i < 2; i++) {
        UErrorCode status = U_ZERO_ERROR;
        ucal_setMillis(z->calendar, (double)(local - offset) * 1000.0, &status);
        int32_t zone = ucal_get(z->calendar, UCAL_ZONE_OFFSET, &status);
        int32_t saving = ucal_get(z->calendar, UCAL_DST_OFFSET, &status);
        if (U_FAILURE(status)) return offset;
        offset = (zone + saving) / 1000;
    }
    return offset;
}

int64_t vb_zone_to_utc(vb_zone *z, int64_t local) {
    if (!z) return local;
    int64_t hour = (local >= 0 ? local : local - 3599) / 3600;
    size_t slot = (size_t)((uint64_t)hour % CACHE);
    if (!z->cache[slot].used || z->cache[slot].hour != hour) {
        z->cache[slot].offset = offset_at(z, local);
        z->cache[slot].hour = hour;
        z->cache[slot].used = true;
    }
    return local - z->cache[slot].offset;
}

int vb_zone_standard_offset(const vb_zone *z) {
    return z ? z->standard : 0;
}
