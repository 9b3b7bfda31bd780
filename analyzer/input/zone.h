/* zone: local times of a named zone ("America/Denver") as UTC, with daylight saving, by ICU.
 *
 * Invariant: an unknown or empty name is UTC. Conversions are remembered by the hour, so that rows cost no
 * ICU call each. One cursor is for one thread. */
#ifndef VB_INPUT_ZONE_H
#define VB_INPUT_ZONE_H

#include "base/str.h"

typedef struct vb_zone vb_zone;

/// Opens a zone; NULL for UTC, an empty or unknown name, or out of memory: all other functions take NULL for
/// UTC.
vb_zone *vb_zone_open(vb_str name);
void vb_zone_close(vb_zone *zone);
/// Seconds since 1970 of a local time given as if it were UTC.
int64_t vb_zone_to_utc(vb_zone *zone, int64_t local);
/// Standard offset of the zone in minutes.
int vb_zone_standard_offset(const vb_zone *zone);

#endif
