/* page_html: the report as one HTML page that needs nothing else: no network, no other file.
 *
 * Invariant: what came from outside (comments, labels, file names) reaches the page only as JSON in data
 * blocks in which "<" is escaped, and the page's script only ever writes it as text; so a hostile comment
 * stays text. The page itself (report/html/, put together by the build with the hashes of its scripts in a
 * Content-Security-Policy) has marks that are filled in here. The same store and query give the same bytes.
 */
#ifndef VB_REPORT_PAGE_HTML_H
#define VB_REPORT_PAGE_HTML_H

#include "report/out.h"

#define VB_PAGE_COMMENTS 100000 /* comments that a page holds; the page says how many were left out */

/// The state of a page that is being written.
typedef struct vb_html {
    vb_store *s;
    const vb_query *q;
    vb_out *o;
    const char *lang; /* of labels */
    bool subset;      /* only the comments of temp.subset count */
    vb_buf scratch;
    vb_error *err;
} vb_html;

/// Appends JSON with "<" escaped, so that no text in it ends the script element that it stands in.
void vb_html_json(vb_buf *out, vb_str json);
/// The object that the page is drawn from: counts, touchpoints, themes, periods, drivers.
vb_status vb_html_data(vb_html *h);
/// The comments, in blocks of some thousands, each a script element of its own.
vb_status vb_html_comments(vb_html *h);

/// Prepares SQL in which "@L" is the label language and "@C" stands for "comments c WHERE <the query's
/// comments> AND".
vb_status vb_html_prepare(vb_html *h, const char *sql, sqlite3_stmt **out);

#endif
