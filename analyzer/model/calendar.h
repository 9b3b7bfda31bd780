/* calendar: months, quarters and ISO 8601 weeks of dates written YYYY-MM-DD.
 *
 * Invariant: pure functions of the text, Gregorian, without time zones. Eras, orders and local forms are read
 * by the input layer; what comes here is already a plain date. */
#ifndef VB_MODEL_CALENDAR_H
#define VB_MODEL_CALENDAR_H

#include "base/str.h"

typedef struct vb_day {
    char date[12];  /* YYYY-MM-DD */
    char month[12]; /* YYYY-MM */
    char week[12];  /* YYYY-Www, of the ISO year */
} vb_day;

/// Reads a date of the years 1 to 9999; false where it is none (also 2026-02-30).
bool vb_day_of(vb_str date, vb_day *out);
/// The first day of a month "2026-04", a quarter "2026-Q2", a year "2026" or an ISO week "2026-W14", as
/// YYYY-MM-DD; of a date itself; false where it is none of these.
bool vb_period_start(vb_str period, char out[12]);
/// The last day of the same.
bool vb_period_end(vb_str period, char out[12]);
/// The quarter "2026-Q2" of a month "2026-05"; false where it is none.
bool vb_quarter_of(vb_str month, char out[12]);
/// A date as one number, 20260131; 0 where it is no date. Numbers are in the order of dates.
uint32_t vb_date_number(vb_str date);
/// Day of the week of a date, 1 Monday to 7 Sunday; 0 where it is no date.
unsigned vb_weekday(vb_str date);
/// "Monday" of 1; "" outside of 1..7.
const char *vb_weekday_name(unsigned weekday);
/// A time in seconds since 1970 as RFC 3339 in UTC, "2026-04-02T09:30:00Z".
void vb_time_format(int64_t seconds, char out[24]);
/// English short name of month 1..12.
const char *vb_month_name(unsigned month);

#endif
