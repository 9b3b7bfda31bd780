/* json_parts: the two parts of the JSON reader that look at characters: what a file is about, and how a
 * record is made ready for cJSON. */
#ifndef VB_INPUT_JSON_PARTS_H
#define VB_INPUT_JSON_PARTS_H

#include "base/buf.h"
#include "base/limits.h"

#define VB_JSON_MAX_VALUES 500000 /* values of one record */

/// Looks at the first value of a file for an array of records inside of objects, such as {"tickets": [...]}.
/// Begin with all zero.
typedef struct vb_json_survey {
    char stack[VB_MAX_JSON_DEPTH];
    size_t depth;
    bool in_string, escaped, newline_in_string;
    /* An array that all enclosing brackets being objects may be what the file is about. */
    bool open, pending; /* a candidate is being read; its first element was not seen yet */
    size_t open_depth;
    uint64_t open_at, open_line, best_at, best_line, best_size;
    bool open_named, best_named; /* the array has a name that exports give to their records */
    char name[32];               /* of the last string */
    size_t name_len;
} vb_json_survey;

/// Takes one byte, its offset and line; true when the first value of the file ends with it.
bool vb_json_survey_byte(vb_json_survey *s, char c, uint64_t at, uint64_t line);
/// Ends the survey at offset `at`, which may be inside of the array.
void vb_json_survey_end(vb_json_survey *s, uint64_t at);

/// What making a record ready has changed.
typedef struct vb_json_repairs {
    uint64_t dropped_nuls; /* \u0000 */
    uint64_t half_pairs;   /* lone surrogates, made U+FFFD */
} vb_json_repairs;

/// Writes `record` to `out` (cleared first) as JSON that cJSON reads without loss: numbers as strings with
/// their digits, NaN and infinities as null, no escaped NULs, no half surrogates. False where it is nested
/// deeper than VB_MAX_JSON_DEPTH or has more than VB_JSON_MAX_VALUES values. What is no JSON stays so.
bool vb_json_ready(vb_buf *out, vb_str record, vb_json_repairs *repairs);

#endif
