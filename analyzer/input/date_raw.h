/* date_raw: what the scanner makes of a cell, before a column's rule says what it means: up to three numbers
 * or a month's name, a time, an offset, marks of era. Shared by date_scan.c (which makes it) and dates.c
 * (which reads it). */
#ifndef VB_INPUT_DATE_RAW_H
#define VB_INPUT_DATE_RAW_H

#include "base/str.h"

typedef struct vb_date_raw {
    int32_t num[3];
    uint8_t digits[3];
    uint8_t n;
    int8_t month_at; /* which of the three is the month by name; -1 none */
    char separator;  /* between the first two numbers */
    bool year_month; /* month and year only */
    bool plain;      /* nothing but a number */
    double plain_value;
    bool has_time, has_offset, thai, be, ce, am, pm;
    int32_t hour, minute, second, offset;
} vb_date_raw;

/// Scans a cell; false at the first word that no date contains, so that text costs next to nothing.
bool vb_date_scan(vb_str s, vb_date_raw *r);
bool vb_date_is_year(int32_t y);

#endif
