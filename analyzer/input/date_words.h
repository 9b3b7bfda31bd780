/* date_words: words that occur in written dates, in English, Vietnamese and Thai. */
#ifndef VB_INPUT_DATE_WORDS_H
#define VB_INPUT_DATE_WORDS_H

#include "base/str.h"

typedef enum vb_date_word_kind {
    VB_DW_NONE,
    VB_DW_MONTH,    /* value 1..12 */
    VB_DW_MONTH_OF, /* "tháng": the month follows */
    VB_DW_COUNT,    /* a Vietnamese numeral, value 1..12: a month after "tháng", a weekday after "thứ" */
    VB_DW_AM,
    VB_DW_PM,
    VB_DW_SKIP, /* weekdays and "ngày", "at", "เวลา" */
    VB_DW_HOUR, /* "giờ": the number before is an hour */
    VB_DW_MINUTE,
    VB_DW_BE,
    VB_DW_CE,
    VB_DW_ZONE /* value: minutes from UTC */
} vb_date_word_kind;

typedef struct vb_date_word {
    const char *word; /* lower case, Latin without marks, Thai without dots */
    uint8_t len;
    uint8_t kind;
    int16_t value;
} vb_date_word;

/// The word, or NULL. `folded` is in the form of the table.
const vb_date_word *vb_date_word_find(vb_str folded);

#endif
