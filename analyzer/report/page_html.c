/* page_html: see page_html.h. Fills the marks of the page that the build embedded. */
#include "report/page_html.h"

#include "report/mask.h"
#include "store/aggregate.h"

extern const char vb_page_html[]; /* report/html, put together by the build */
extern const uint64_t vb_page_html_len;

#define CHARTS_MARK "<meta name=\"charts\" content=\"yes\">"

void vb_html_json(vb_buf *out, vb_str json) {
    size_t from = 0;
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] != '<') continue;
        vb_buf_add(out, json.ptr + from, i - from);
        vb_buf_cstr(out, "\\u003c");
        from = i + 1;
    }
    vb_buf_add(out, json.ptr + from, json.len - from);
}

vb_status vb_html_prepare(vb_html *h, const char *sql, sqlite3_stmt **out) {
    vb_buf b = {0};
    for (const char *p = sql; *p; p++) {
        const char *word = p[0] != '@' ? NULL : p[1] == 'L' ? h->lang : vb_mask_sql(p[1], h->q->mask != NULL);
        if (word) {
            vb_buf_cstr(&b, word);
            p++;
        } else if (p[0] == '@' && p[1] == 'C') {
            vb_buf_printf(&b, "comments c WHERE %s AND", h->subset ? "c.comment_row IN temp.subset" : "1");
            p++;
        } else {
            vb_buf_byte(&b, *p);
        }
    }
    vb_status st = b.failed ? vb_fail_memory(h->err) : vb_db_prepare(h->s, vb_buf_view(&b), out, h->err);
    vb_buf_deinit(&b);
    return st;
}

/* What stands at a mark. */
static vb_status fill(vb_html *h, vb_str mark) {
    if (vb_str_eq(mark, VB_STR("LANG"))) {
        vb_buf_cstr(&h->o->buf, h->lang);
        return VB_OK;
    }
    if (vb_str_eq(mark, VB_STR("VERSION"))) {
        vb_buf_cstr(&h->o->buf, VB_VERSION);
        return VB_OK;
    }
    if (vb_str_eq(mark, VB_STR("DATA"))) return vb_html_data(h);
    if (vb_str_eq(mark, VB_STR("COMMENTS"))) return vb_html_comments(h);
    return vb_fail(h->err, VB_ERR_USAGE,
                   "the page of this build has a mark '%.*s' that nothing fills; build it anew",
                   VB_FMT(mark));
}

/* The page with its marks, "@verbatim{NAME}", filled. Scripts stand in it with their hashes, so nothing else
 * is touched. */
static vb_status put_page(vb_html *h) {
    vb_str rest = {vb_page_html, (size_t)vb_page_html_len};
    while (rest.len) {
        size_t at = vb_str_find(rest, VB_STR("@verbatim{"));
        vb_buf_add(&h->o->buf, rest.ptr, at);
        rest = vb_str_sub(rest, at, rest.len);
        if (!rest.len) break;
        size_t end = vb_str_find_byte(rest, '}');
        VB_TRY(fill(h, vb_str_sub(rest, sizeof "@verbatim{" - 1, end)));
        rest = vb_str_sub(rest, end < rest.len ? end + 1 : end, rest.len);
        vb_out_flush(h->o, false);
    }
    return VB_OK;
}

bool vb_report_has_charts(void) {
    vb_str page = {vb_page_html, (size_t)vb_page_html_len};
    return vb_str_find(page, VB_STR(CHARTS_MARK)) < page.len;
}

static vb_status print_report(vb_store *s, const vb_query *q, const vb_output *output, vb_error *err) {
    vb_out o = {.output = output};
    vb_html h = {.s = s,
                 .q = q,
                 .o = &o,
                 .lang = vb_lang_name(q->label_lang == VB_LANG_UND ? VB_LANG_EN : q->label_lang),
                 .err = err};
    VB_TRY(vb_query_check(q, err));
    VB_TRY(vb_db_exec(s, "SAVEPOINT report", "reading", err)); /* one state of the store for all tables */
    vb_status st = put_page(&h);
    sqlite3_exec(s->db, "ROLLBACK TO report; RELEASE report", NULL, NULL, NULL);
    vb_buf_deinit(&h.scratch);
    return vb_out_finish(&o, st, err);
}

vb_status vb_store_report(vb_store *s, const vb_query *q, const vb_output *output, vb_error *err) {
    vb_query masked = *q;
    vb_personal *own = NULL;
    if (q->show_personal)
        masked.mask = NULL;
    else if (!q->mask)
        VB_TRY(vb_personal_new(NULL, &own, err));
    if (own) masked.mask = own;
    vb_status st = print_report(s, &masked, output, err);
    vb_personal_free(own);
    return st;
}
