/* dates: what a cell says about a day and a time, and in which order a whole column writes its days.
 *
 * Invariant: the order (D/M/Y or M/D/Y) and the era are properties of a column, decided from all of its cells
 * by counts that do not depend on the order of rows; a single cell is then read under that decision. No
 * locale, no clock. A year above 2400 is of the Buddhist era in any column; a two-digit year only where the
 * column says so. Leaves time zones with daylight saving to zone.h, which asks ICU. */
#ifndef VB_INPUT_DATES_H
#define VB_INPUT_DATES_H

#include "base/str.h"

typedef enum vb_date_order {
    VB_DATE_NONE,
    VB_DATE_YMD,
    VB_DATE_DMY,
    VB_DATE_MDY,
    VB_DATE_SERIAL,
    VB_DATE_EPOCH
} vb_date_order;

/// A day and, where `has_time`, a time of day; as written, in the offset named with it where `has_offset`.
typedef struct vb_date {
    int32_t year, month, day, hour, minute, second;
    int32_t offset_minutes;
    bool has_time, has_offset;
    bool buddhist; ///< the year was written in the Buddhist era (`year` is of the common era all the same)
} vb_date;

/// What the cells of one column said. All zero is the beginning; counts only, so partial votes add up in any
/// order.
typedef struct vb_date_votes {
    uint64_t cells;                               ///< cells looked at
    uint64_t dates;                               ///< cells that are dates in one of the readings
    uint64_t ymd, day_first, month_first, either; ///< by what the numbers allow
    uint64_t named_dmy, named_mdy, named_ymd;     ///< with the month's name
    uint64_t serial,
        epoch; ///< plain numbers in the range of Excel serials; of seconds or milliseconds since 1970
    uint64_t be4, ce4, two_digit, two_digit_high; ///< years
    uint64_t thai, half_day, dotted;              ///< Thai digits, months or era marks; AM/PM; "15.3.2026"
    uint64_t with_time;
    uint32_t first_values, second_values; ///< bit sets of the first and second number where either order fits
    int32_t low[4],
        high[4]; ///< first and last day as YYYYMMDD for D/M/Y, M/D/Y, each without and with two-digit BE
    double number_low, number_high;
} vb_date_votes;

/// How to read the cells of one column.
typedef struct vb_date_rule {
    vb_date_order order;
    bool sure;         ///< the cells decide the order; false: a guess by weaker signs
    bool buddhist;     ///< years of the Buddhist era occur
    bool mixed_era;    ///< beside years of the common era
    bool two_digit_be; ///< two-digit years from 50 are of the Buddhist era
} vb_date_rule;

/// Counts one cell; true where it is a date with day, month and year (plain numbers are counted but not
/// called dates).
bool vb_date_vote(vb_date_votes *votes, vb_str cell);
/// Decides for the column. `thai`: header or neighbours are Thai. `month_first`: the tool that wrote the file
/// is known to write M/D/Y where nothing else speaks. `numbers`: plain numbers are dates (the header says
/// so).
vb_date_rule vb_date_decide(const vb_date_votes *votes, bool thai, bool month_first, bool numbers);
/// Reads one cell under a rule; false where it is no date. A cell that only one order allows is read in that
/// order.
bool vb_date_parse(vb_str cell, const vb_date_rule *rule, vb_date *out);
/// First and last day of the column under a rule as YYYYMMDD; false where it has none.
bool vb_date_range(const vb_date_votes *votes, const vb_date_rule *rule, int32_t *first, int32_t *last);
/// Seconds since 1970 of the date read as if it were UTC (its own offset, where named, taken into account).
int64_t vb_date_seconds(const vb_date *date);
/// Writes "YYYY-MM-DD" and a NUL.
void vb_date_write(const vb_date *date, char out[11]);
/// Days since 1970-01-01 of a day of the Gregorian calendar.
int64_t vb_days_of(int32_t year, int32_t month, int32_t day);

#endif
