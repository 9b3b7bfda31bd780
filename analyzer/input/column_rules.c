/* column_rules: see column_rules.h. */
#include "input/column_rules.h"
#include "base/utf8.h"
#include "input/fold.h"
#include "input/maps.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <utf8proc.h>

#define MAX_SEGMENT_NAME 120 /* bytes */

static double share(const vb_judge *j, uint64_t n) {
    return j->s->filled ? (double)n / (double)j->s->filled : 0;
}
static int hint(const vb_judge *j, vb_hint which) {
    return j->h->weight[which];
}

static vb_str say(vb_judge *j, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static vb_str say(vb_judge *j, const char *format, va_list args) {
    char text[320];
    int n = vsnprintf(text, sizeof text, format, args);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    vb_str out = vb_arena_dup(j->arena, vb_cut((vb_str){text, len}, len == sizeof text - 1 ? len - 4 : len));
    if (!out.ptr) j->failed = true;
    return out;
}

/* The header as the name of a segment: not endless, cut before a base letter (a mark belongs to the one
 * before), and without "=", which --map segment:NAME=HEADER could not hold. */
static vb_str segment_name(vb_judge *j) {
    vb_str name = j->c->header;
    if (name.len > MAX_SEGMENT_NAME) {
        size_t end = 0;
        for (size_t at = 0; at < name.len && at <= MAX_SEGMENT_NAME;) {
            size_t from = at;
            utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)vb_utf8_next(name, &at));
            bool mark = cat >= UTF8PROC_CATEGORY_MN && cat <= UTF8PROC_CATEGORY_ME;
            if (!mark) end = from;
        }
        name = vb_str_trim(vb_str_sub(name, 0, end));
    }
    vb_str copy = vb_arena_dup(j->arena, name);
    if (!copy.ptr) j->failed = true;
    for (size_t i = 0; copy.ptr && i < copy.len; i++)
        if (copy.ptr[i] == '=') ((char *)copy.ptr)[i] = '-';
    return copy;
}

/* Takes the role; true, so that rules can return it. */
bool vb_judge_take(vb_judge *j, vb_role role, double confidence, double rank, const char *format, ...) {
    va_list args;
    va_start(args, format);
    j->c->reason = say(j, format, args);
    va_end(args);
    j->c->role = role;
    j->c->confidence = confidence;
    j->rank = rank;
    if (role == VB_ROLE_SEGMENT) j->c->segment = segment_name(j);
    return true;
}

/* ---- Rules: columns that are no data ---- */

static bool rule_empty(vb_judge *j) {
    return j->s->filled == 0 && vb_judge_take(j, VB_ROLE_IGNORE, 1, 0, "empty in all rows");
}

/* One column for each choice of a question: the header names the choice, a cell repeats it or is blank. */
static bool rule_choice(vb_judge *j) {
    const vb_column_stats *s = j->s;
    if (j->c->distinct != 1 || s->filled == j->rows || j->c->mean_chars > 100 ||
        share(j, s->letters_cells) < 1)
        return false;
    vb_str value = s->example;
    if (vb_str_find(j->c->header, value) == j->c->header.len) return false;
    return vb_judge_take(j, VB_ROLE_SEGMENT, 0.9, 0, "a choice: its name or blank");
}

static bool rule_personal_values(vb_judge *j) {
    static const char *const what[] = {"e-mail addresses", "phone numbers", "IP addresses"};
    const uint64_t n[] = {j->s->emails, j->s->phones, j->s->ips};
    for (int i = 0; i < 3; i++) {
        bool id = hint(j, VB_HINT_ID) >= 6 && i == 1;
        if (share(j, n[i]) >= (i == 0 ? 0.5 : 0.8) && !id)
            return vb_judge_take(j, VB_ROLE_IGNORE, 0.98, 0, "personal data: %u%% are %s",
                                 vb_percent(share(j, n[i])), what[i]);
    }
    return false;
}

static bool rule_personal_header(vb_judge *j) {
    int w = hint(j, VB_HINT_PERSONAL);
    if (w < 6 || j->c->mean_chars > 80 || w < hint(j, VB_HINT_TEXT) || w < hint(j, VB_HINT_DATE))
        return false;
    if (share(j, j->s->ratings) > 0.9 && j->s->rating_max <= 10 && w < 9)
        return false; /* "rate our phone support" */
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.95, 0, "personal data: the header says \"%s\"",
                         j->h->phrase[VB_HINT_PERSONAL]);
}

static bool rule_urls(vb_judge *j) {
    return share(j, j->s->urls) >= 0.8 && vb_judge_take(j, VB_ROLE_IGNORE, 0.95, 0, "web addresses");
}

static bool rule_technical(vb_judge *j) {
    int w = hint(j, VB_HINT_TECHNICAL);
    if (w < 6 || j->c->mean_chars > 100 || hint(j, VB_HINT_TEXT) > w) return false;
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.9, 0, "a column of the survey tool (\"%s\")",
                         j->h->phrase[VB_HINT_TECHNICAL]);
}

static bool rule_derived(vb_judge *j) {
    int w = hint(j, VB_HINT_DERIVED);
    if (w < 7) return false;
    if (share(j, j->s->wordy) > 0.3) j->text_like = 0.45;
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.85, 0, "computed from another column (\"%s\")",
                         j->h->phrase[VB_HINT_DERIVED]);
}

static bool rule_machine_list(vb_judge *j) {
    return share(j, j->s->lists) >= 0.5 &&
           vb_judge_take(j, VB_ROLE_IGNORE, 0.85, 0, "lists written by a program");
}

/* ---- Rules: dates, ids, numbers ---- */

static vb_str day_text(vb_judge *j, int32_t day) {
    vb_date d = {.year = day / 10000, .month = day / 100 % 100, .day = day % 100};
    char text[11];
    vb_date_write(&d, text);
    vb_str out = vb_arena_dup(j->arena, (vb_str){text, 10});
    if (!out.ptr) j->failed = true;
    return out;
}

void vb_judge_dates(vb_judge *j, bool numbers) {
    vb_column *c = j->c;
    vb_date_rule rule = vb_date_decide(&j->s->dates, j->in->thai, j->in->month_first, numbers);
    int32_t first, last;
    c->order = rule.order;
    c->order_sure = rule.sure;
    c->buddhist = rule.buddhist;
    c->mixed_era = rule.mixed_era;
    c->two_digit_be = rule.two_digit_be;
    if (!vb_date_range(&j->s->dates, &rule, &first, &last)) return;
    c->date_first = day_text(j, first);
    c->date_last = day_text(j, last);
}

static const char *order_name(vb_date_order order) {
    switch (order) {
    case VB_DATE_NONE: return "no order";
    case VB_DATE_YMD: return "Y-M-D";
    case VB_DATE_DMY: return "D/M/Y";
    case VB_DATE_MDY: return "M/D/Y";
    case VB_DATE_SERIAL: return "spreadsheet serials";
    case VB_DATE_EPOCH: return "seconds since 1970";
    }
    return "";
}

static bool rule_date(vb_judge *j) {
    int w = hint(j, VB_HINT_DATE);
    const vb_date_votes *v = &j->s->dates;
    uint64_t plain = v->serial > v->epoch ? v->serial : v->epoch;
    bool numbers =
        share(j, plain) >= 0.8 && w >= 6 && hint(j, VB_HINT_ID) < 8 && hint(j, VB_HINT_MEASURE) < 7;
    double dated = share(j, v->dates);
    bool id = hint(j, VB_HINT_ID) >= 8 && share(j, j->s->numeric) > 0.9; /* 20260315 may be a number too */
    if (!numbers && (id || dated < (w >= 8 ? 0.3 : 0.6))) return false;
    vb_judge_dates(j, numbers);
    if (numbers) dated = share(j, plain);
    double confidence = (w >= 6 ? 0.97 : 0.75) * (dated >= 0.9 ? 1 : 0.7);
    const char *era = j->c->mixed_era  ? ", Buddhist and common era mixed"
                      : j->c->buddhist ? ", Buddhist era"
                                       : "";
    return vb_judge_take(j, VB_ROLE_DATE, confidence, w ? w + dated : dated, "%u%% are dates, %s%s%s",
                         vb_percent(dated), order_name(j->c->order), era,
                         j->c->order_sure ? "" : " (the order is a guess)");
}

static bool rule_id(vb_judge *j) {
    int w = hint(j, VB_HINT_ID);
    double covered = j->rows ? (double)j->s->filled / (double)j->rows : 0;
    if (j->c->mean_chars > 64 || j->unique < 0.9 || covered < 0.9) return false;
    bool about_text = hint(j, VB_HINT_TEXT) > w && j->h->length[VB_HINT_TEXT] >= j->h->length[VB_HINT_ID];
    if (w >= 4 && !about_text && (w >= 8 || share(j, j->s->wordy) < 0.3))
        return vb_judge_take(j, VB_ROLE_ID, w >= 8 ? 0.97 : 0.8, w + j->unique,
                             "the header says \"%s\" and the values are unique", j->h->phrase[VB_HINT_ID]);
    return false;
}

/* Ids that no header announces: a running number, or tokens of one length. */
static bool rule_id_values(vb_judge *j) {
    if (j->s->filled < 5 || j->s->filled < j->rows || j->unique < 0.97 || j->c->mean_chars > 64) return false;
    if (hint(j, VB_HINT_MEASURE) || hint(j, VB_HINT_TEXT) || hint(j, VB_HINT_RATING)) return false;
    bool running = j->s->integers == j->s->filled && j->s->max - j->s->min < 1.5 * (double)j->s->filled;
    bool tokens = j->s->spaced == 0 && j->s->longest >= 16 && (double)j->s->longest - j->c->mean_chars < 0.01;
    if (!running && !tokens) return false;
    return vb_judge_take(j, VB_ROLE_ID, 0.6, 1, running ? "a running number" : "unique tokens of one length");
}

/* The top of the scale: named in the header ("0-10", "1 = poor, 5 = good"), in the cells ("4/5"), else by the
 * data. */
double vb_judge_scale(vb_judge *j) {
    static const double tops[] = {5, 7, 10, 100};
    double max = j->s->scale > j->s->ratings ? 5 : fmax(j->s->rating_max, j->s->rating_of);
    vb_buf key = {0};
    vb_fold_key(&key, j->c->header);
    vb_buf_byte(&key, ' ');
    vb_fold_key(&key, j->c->question);
    if (key.failed) j->failed = true;
    bool bottom = false;
    double top = NAN;
    for (size_t i = 0; i < key.len && !key.failed;) {
        size_t end = i;
        int64_t n;
        while (end < key.len && key.ptr[end] >= '0' && key.ptr[end] <= '9') end++;
        if (end > i && end - i <= 3 && vb_str_int((vb_str){key.ptr + i, end - i}, &n)) {
            if (bottom && n >= 3 && n <= 100 && (double)n >= max && isnan(top)) top = (double)n;
            bottom |= n == 0 || n == 1;
        }
        i = end > i ? end : i + 1;
    }
    vb_buf_deinit(&key);
    if (!isnan(top)) return top;
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
        if (max <= tops[i]) return tops[i];
    return NAN;
}

/* Values that can be a rating at all. */
static bool rating_like(const vb_judge *j) {
    const vb_column_stats *s = j->s;
    uint64_t none = s->placeholders;
    if (share(j, s->scale + none) >= 0.8 && s->scale > 0 && s->ratings < s->scale) return true;
    if (share(j, s->ratings + none) < 0.85 || s->ratings == 0 || s->rating_min < 0) return false;
    if (s->prefixed && j->c->distinct > 24) return false;
    return s->rating_max <= 10 ||
           (s->rating_max <= 100 && hint(j, VB_HINT_RATING) + hint(j, VB_HINT_CSAT) >= 8);
}

static bool whole_zero_to_ten(const vb_judge *j) {
    const vb_column_stats *s = j->s;
    bool whole = s->integers + s->prefixed >= s->ratings;
    return s->ratings && whole && s->rating_min >= 0 && s->rating_max <= 10;
}

static bool rule_nps(vb_judge *j) {
    int w = hint(j, VB_HINT_NPS);
    if (!rating_like(j) || !whole_zero_to_ten(j) || hint(j, VB_HINT_LABEL) >= 9) return false;
    bool high = j->s->rating_max > 5;
    if (w >= 6 && (high || w >= 10) && j->s->rating_max > 1)
        return vb_judge_take(j, VB_ROLE_NPS, high ? 0.98 : 0.8, w,
                             "the header says \"%s\" and the values are whole numbers up to 10",
                             j->h->phrase[VB_HINT_NPS]);
    bool zero = (j->s->small_ints & 1) && j->s->rating_max >= 9 && j->c->distinct >= 6;
    bool claimed = hint(j, VB_HINT_CSAT) >= 8 || hint(j, VB_HINT_CES) >= 8 || hint(j, VB_HINT_MEASURE) >= 6;
    if (!zero || claimed) return false;
    return vb_judge_take(j, VB_ROLE_NPS, hint(j, VB_HINT_RATING) ? 0.6 : 0.65, 1,
                         "whole numbers from 0 to 10");
}

static bool rule_rating(vb_judge *j) {
    static const struct {
        vb_hint hint;
        vb_role role;
    } kinds[] = {{VB_HINT_CES, VB_ROLE_CES}, {VB_HINT_CSAT, VB_ROLE_CSAT}, {VB_HINT_RATING, VB_ROLE_RATING}};
    if (!rating_like(j) || hint(j, VB_HINT_MEASURE) >= 6 || hint(j, VB_HINT_LABEL) >= 9) return false;
    if (j->c->distinct < 2 && j->rows > 20) return false;
    size_t best = 2;
    for (size_t i = 3; i-- > 0;)
        if (hint(j, kinds[i].hint) > hint(j, kinds[best].hint)) best = i;
    int w = hint(j, kinds[best].hint);
    bool words = j->s->scale > j->s->ratings;
    double top = vb_judge_scale(j);
    if (w >= 4) {
        bool binary = !words && j->s->rating_max <= 1;
        if (binary) return false;
        int overall = hint(j, VB_HINT_OVERALL);
        j->aspect = !overall && j->words > 3;
        bool zendesk = words && strcmp(j->in->vendor, "zendesk") == 0; /* "score": good or bad */
        vb_judge_take(j, zendesk ? VB_ROLE_CSAT : kinds[best].role, w >= 7 ? 0.95 : 0.75,
                      w + 3.0 * (overall > 0) - 2.0 * j->aspect,
                      "the header says \"%s\" and the values are %s", j->h->phrase[kinds[best].hint],
                      words ? "words of a scale" : "numbers of a scale");
    } else if (words && j->c->distinct >= 2 && j->c->distinct <= 12 && !hint(j, VB_HINT_TEXT)) {
        vb_judge_take(j, VB_ROLE_CSAT, 0.65, 1, "words of a scale from 1 to 5");
    } else if (!words && j->s->integers == j->s->numeric && j->s->rating_min >= 1 && j->s->rating_max <= 5 &&
               j->c->distinct >= 3 && hint(j, VB_HINT_SEGMENT) < 6 && hint(j, VB_HINT_ID) < 4) {
        vb_judge_take(j, VB_ROLE_RATING, 0.55, 1, "whole numbers from 1 to 5");
    } else {
        return false;
    }
    j->c->scale_max = top;
    return true;
}

static bool rule_weight(vb_judge *j) {
    int w = hint(j, VB_HINT_WEIGHT);
    if (w < 8 || share(j, j->s->numeric) < 0.9 || j->s->min < 0 || hint(j, VB_HINT_RATING) >= 8) return false;
    return vb_judge_take(j, VB_ROLE_WEIGHT, 0.9, w, "the header says \"%s\" and the values are numbers",
                         j->h->phrase[VB_HINT_WEIGHT]);
}

static bool rule_measure(vb_judge *j) {
    if (hint(j, VB_HINT_MEASURE) < 6 || share(j, j->s->numeric) < 0.8) return false;
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.8, 0, "a number that is no rating (\"%s\")",
                         j->h->phrase[VB_HINT_MEASURE]);
}

/* ---- Rules: words ---- */

static bool rule_lang(vb_judge *j) {
    int w = hint(j, VB_HINT_LANG);
    if (j->c->mean_chars > 20) return false;
    if (w >= 8 && share(j, j->s->langs) >= 0.3)
        return vb_judge_take(j, VB_ROLE_LANG, 0.95, w, "the header says \"%s\" and the values are languages",
                             j->h->phrase[VB_HINT_LANG]);
    bool plain = !w && hint(j, VB_HINT_SEGMENT) == 0 && hint(j, VB_HINT_TEXT) == 0 && j->c->distinct <= 8;
    if (!plain || share(j, j->s->langs) < 0.95 || j->s->filled < 5) return false;
    return vb_judge_take(j, VB_ROLE_LANG, 0.6, 1, "the values are language codes");
}

static bool rule_label(vb_judge *j) {
    int w = hint(j, VB_HINT_LABEL);
    uint64_t n = j->c->distinct;
    double known = share(j, j->s->labels);
    bool rated = hint(j, VB_HINT_RATING) >= 8 || hint(j, VB_HINT_CSAT) >= 7;
    if (n < (known > 0.9 && w >= 9 ? 1 : 2) || n > 6 || j->c->mean_chars > 30 || (rated && w < 9))
        return false;
    if (w >= 6 && (j->s->filled >= 10 || known > 0.5))
        return vb_judge_take(j, VB_ROLE_LABEL, 0.9, w + known, "the header says \"%s\"; distinct values: %u",
                             j->h->phrase[VB_HINT_LABEL], (unsigned)n);
    if (known < 0.9) return false;
    return vb_judge_take(j, VB_ROLE_LABEL, 0.8, 1 + known, "the values are sentiment labels");
}

static bool rule_question(vb_judge *j) {
    int w = hint(j, VB_HINT_QUESTION);
    if (w < 8 || (j->unique > 0.2 && j->s->filled >= 10) || share(j, j->s->letters_cells) < 0.9) return false;
    return vb_judge_take(j, VB_ROLE_QUESTION, 0.85, w, "the header says \"%s\" and the values repeat",
                         j->h->phrase[VB_HINT_QUESTION]);
}

/* Answers picked from a list, several in one cell. */
static bool multiple_choice(const vb_judge *j) {
    uint64_t parts = vb_sketch_distinct(&j->s->parts), few = j->s->filled < 30 ? 3 : 5;
    return j->s->multi * 20 >= j->s->filled && j->s->multi && parts <= 60 && j->s->atoms >= few * parts &&
           j->c->mean_chars < 150;
}

static bool wordless(const vb_judge *j) {
    const vb_column_stats *s = j->s;
    return share(j, s->letters_cells) < 0.4 || share(j, s->numeric) > 0.5 || share(j, s->scale) > 0.85 ||
           share(j, s->labels) > 0.9;
}

static bool rule_other(vb_judge *j) {
    int w = hint(j, VB_HINT_OTHER);
    if (w < 8 || hint(j, VB_HINT_TEXT) > w || multiple_choice(j)) return false;
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.7, 0,
                         "the write-in of a choice (\"%s\"); --map text=#%u reads it as comments",
                         j->h->phrase[VB_HINT_OTHER], j->c->index + 1);
}

static bool rule_reply(vb_judge *j) {
    int w = hint(j, VB_HINT_REPLY);
    if (w < 8 || wordless(j) || share(j, j->s->wordy) < 0.3 || j->unique < 0.1) return false;
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.8, 0, "answers of the business (\"%s\")",
                         j->h->phrase[VB_HINT_REPLY]);
}

static bool rule_text(vb_judge *j) {
    const vb_column_stats *s = j->s;
    int w = hint(j, VB_HINT_TEXT);
    double wordy = share(j, s->wordy);
    if (wordless(j) || multiple_choice(j)) return false;
    bool many = j->unique >= 0.3 || j->c->distinct >= 20 || s->filled < 20;
    bool category =
        hint(j, VB_HINT_SEGMENT) >= 6 || hint(j, VB_HINT_TOUCHPOINT) >= 5 || hint(j, VB_HINT_ID) >= 6;
    j->text_like = fmin(1, 0.4 * wordy + 0.3 * j->unique + 0.2 * fmin(1, j->c->mean_chars / 60) + 0.02 * w);
    if (hint(j, VB_HINT_TITLE) >= 8 && w < 9) {
        j->text_like *= 0.6;
        return wordy > 0.2 && many &&
               vb_judge_take(j, VB_ROLE_IGNORE, 0.7, 0,
                             "a headline (\"%s\"); --map text=#%u reads it as comments",
                             j->h->phrase[VB_HINT_TITLE], j->c->index + 1);
    }
    if (w >= 5 && many && (wordy >= 0.1 || j->c->mean_chars >= 8) &&
        !(category && wordy < 0.3 && j->unique < 0.5))
        return vb_judge_take(j, VB_ROLE_TEXT, wordy >= 0.3 ? 0.95 : 0.8, w,
                             "the header says \"%s\"; %.0f characters on average, %u%% distinct",
                             j->h->phrase[VB_HINT_TEXT], j->c->mean_chars, vb_percent(fmin(1, j->unique)));
    if (category && j->c->mean_chars < 80) return false;
    if (j->words >= 4 && j->unique >= 0.5 && wordy >= 0.3)
        return vb_judge_take(j, VB_ROLE_TEXT, 0.8, 4,
                             "answers in own words to a question: %.0f characters on average, %u%% distinct",
                             j->c->mean_chars, vb_percent(fmin(1, j->unique)));
    if (j->unique >= 0.5 && wordy >= 0.6 && j->c->mean_chars >= 20)
        return vb_judge_take(j, VB_ROLE_TEXT, 0.7, 2,
                             "long and distinct: %.0f characters on average, %u%% distinct", j->c->mean_chars,
                             vb_percent(fmin(1, j->unique)));
    return false;
}

static bool short_values(const vb_judge *j, uint64_t most) {
    return j->c->distinct <= most && j->c->mean_chars <= 60 && (j->unique <= 0.5 || j->s->filled < 20);
}

static bool rule_place(vb_judge *j) { /* touchpoint, channel */
    int t = hint(j, VB_HINT_TOUCHPOINT), c = hint(j, VB_HINT_CHANNEL);
    if (!short_values(j, 200) || multiple_choice(j) || share(j, j->s->letters_cells) < 0.5) return false;
    if (t >= 5 && t >= c)
        return vb_judge_take(j, VB_ROLE_TOUCHPOINT, t >= 8 ? 0.95 : 0.7, t,
                             "the header says \"%s\" and %u values repeat", j->h->phrase[VB_HINT_TOUCHPOINT],
                             (unsigned)j->c->distinct);
    if (c >= 5)
        return vb_judge_take(j, VB_ROLE_CHANNEL, c >= 8 ? 0.95 : 0.7, c + share(j, j->s->channels),
                             "the header says \"%s\" and %u values repeat", j->h->phrase[VB_HINT_CHANNEL],
                             (unsigned)j->c->distinct);
    if (share(j, j->s->channels) < 0.8 || j->c->distinct < 2 || hint(j, VB_HINT_SEGMENT) > 6) return false;
    return vb_judge_take(j, VB_ROLE_CHANNEL, 0.65, 1, "the values are channels");
}

static bool rule_segment(vb_judge *j) {
    const vb_column_stats *s = j->s;
    int w = hint(j, VB_HINT_SEGMENT);
    uint64_t n = j->c->distinct;
    if (j->c->mean_chars > 80 || hint(j, VB_HINT_DATE) >= 8) return false;
    if (n == 1 && s->filled == j->rows)
        return vb_judge_take(j, VB_ROLE_IGNORE, 0.8, 0, "the same value in all rows");
    if (n == 1) return vb_judge_take(j, VB_ROLE_SEGMENT, 0.7, 0, "a choice: one value or blank");
    if (multiple_choice(j)) return vb_judge_take(j, VB_ROLE_SEGMENT, 0.75, 0, "several choices in a cell");
    bool number = share(j, s->numeric) > 0.9;
    if (number && (s->integers < s->numeric || (w < 6 && n > 12))) return false;
    if (w >= 5 && n <= 5000 && j->unique < 0.9)
        return vb_judge_take(j, VB_ROLE_SEGMENT, 0.85, 0, "the header says \"%s\" and %u values repeat",
                             j->h->phrase[VB_HINT_SEGMENT], (unsigned)n);
    bool few = (n <= 300 && j->unique <= 0.3) || (n <= 12 && n < s->filled);
    if (!few) return false;
    return vb_judge_take(j, VB_ROLE_SEGMENT, number ? 0.5 : 0.7, 0, "%u short values that repeat",
                         (unsigned)n);
}

static bool rule_rest(vb_judge *j) {
    if (share(j, j->s->numeric) > 0.5)
        return vb_judge_take(j, VB_ROLE_IGNORE, 0.6, 0, "numbers that fit no role");
    return vb_judge_take(j, VB_ROLE_IGNORE, 0.5, 0, "fits no role: %.0f characters on average, %u%% distinct",
                         j->c->mean_chars, vb_percent(fmin(1, j->unique)));
}

static bool (*const rules[])(vb_judge *) = {
    rule_empty,
    rule_choice,
    rule_personal_values,
    rule_personal_header,
    rule_urls,
    rule_technical,
    rule_derived,
    rule_date,
    rule_machine_list,
    rule_id,
    rule_nps,
    rule_measure,
    rule_rating,
    rule_weight,
    rule_lang,
    rule_label,
    rule_question,
    rule_reply,
    rule_other,
    rule_text,
    rule_place,
    rule_id_values,
    rule_segment,
    rule_rest,
};

void vb_judge_apply(vb_judge *j) {
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
        if (rules[k](j)) return;
}
