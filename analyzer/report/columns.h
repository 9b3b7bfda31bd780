/* columns: one table of all output tables and their columns.
 *
 * Invariant: SELECTs, JSON keys, CSV headers, terminal columns and JSON Schemas are all derived from it, so
 * they cannot disagree. In the SQL "@L" stands for the label language (vi, th or en). Leaves formats to
 * json_out, csv_out and table, and conditions to query. */
#ifndef VB_REPORT_COLUMNS_H
#define VB_REPORT_COLUMNS_H

#include "base/str.h"

typedef enum vb_kind {
    VB_KIND_TEXT,
    VB_KIND_INT,
    VB_KIND_NUM,
    VB_KIND_SHARE, /* a number 0..1, shown in per cent on a terminal */
    VB_KIND_BOOL,
    VB_KIND_DATE,
    VB_KIND_TIME,
    VB_KIND_LIST,   /* SQL gives a JSON array of strings */
    VB_KIND_OBJECT, /* SQL gives a JSON object of strings */
    VB_KIND_QUOTES, /* SQL gives the theme id whose quotes are nested */
    VB_KIND_PARTS   /* SQL gives a JSON array of sub-themes */
} vb_kind;

enum {
    VB_FIELD_NULL = 1, /* may be null */
    VB_FIELD_FLEX = 2, /* takes the width that is left on a terminal */
    VB_FIELD_KEEP = 4, /* never cut on a terminal: it is there to be typed */
    VB_FIELD_PAGE = 8, /* on a terminal only; left out there too where no row has it */
};

typedef struct vb_field {
    const char *name;
    vb_kind kind;
    unsigned flags;
    const char *heading; /* on a terminal; NULL: not shown there */
    const char *sql, *doc;
    const char *values; /* the allowed values, separated by '|'; NULL for any */
} vb_field;

struct vb_store;
struct vb_query;
struct vb_error;

/// How the conditions of vb_query apply to a table. NULL: the condition does not concern it.
typedef struct vb_table {
    const char *name, *doc;
    const char *from, *order;
    const char *where;      /* always, or NULL */
    const char *touchpoint; /* a condition that uses the common table `under (id)` */
    const char *theme;      /* a condition on ?2 */
    const char *subset;     /* a condition on temp.subset */
    unsigned wants;         /* computed tables that it reads (VB_WANT_...): a subset has its own */
    /// Computes the table into a temporary one of its name; NULL: it is stored. `subset`: temp.subset holds.
    vb_status (*make)(struct vb_store *s, const struct vb_query *q, bool subset, struct vb_error *err);
    const vb_field *fields;
    size_t n_fields;
    const char *head; /* SQL whose first column is printed above the table on a terminal; NULL for none */
} vb_table;

vb_status vb_make_trend(struct vb_store *s, const struct vb_query *q, bool subset, struct vb_error *err);
vb_status vb_make_comparison(struct vb_store *s, const struct vb_query *q, bool subset, struct vb_error *err);
vb_status vb_make_breakdown(struct vb_store *s, const struct vb_query *q, bool subset, struct vb_error *err);
vb_status vb_make_search(struct vb_store *s, const struct vb_query *q, bool subset, struct vb_error *err);
vb_status vb_make_alerts(struct vb_store *s, const struct vb_query *q, bool subset, struct vb_error *err);

/// The table of a name, or NULL.
const vb_table *vb_table_find(const char *name);
/// The tables in the order of their documentation.
const vb_table *const *vb_table_list(size_t *n);
/// The fields of the quotes nested in a theme.
extern const vb_field vb_quote_fields[];
extern const size_t vb_n_quote_fields;
#define VB_QUOTES_SHOWN 3
#define VB_MIN_BASE     30 /* answers below which a row is marked, unless the query says otherwise */

#endif
