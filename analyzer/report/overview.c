/* overview: the page that `analyze` ends with: what was read, what changed most, then the top complaint
 * themes of each touchpoint with their quotes.
 *
 * Invariant: a function of the store and the query alone; every number on it also stands in the tables. What
 * changed comes first, because it is what a reader should not miss. Fits 80 columns; quotes are wrapped, not
 * cut. */
#include "report/mask.h"
#include "report/page.h"

#include "model/stats.h"
#include "report/width.h"
#include "store/aggregate.h"

#define HEADING 12 /* columns of the words that begin the summary lines */

/* A heading of the summary, padded. */
static void put_name(vb_page *p, const char *name) {
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_DIM);
    vb_pad(&p->o->buf, vb_str_of(name), HEADING, false);
    vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
}

/* ---- What was read --------------------------------------------------------------------------- */

static vb_status put_read(vb_page *p) {
    sqlite3_stmt *st;
    int64_t files;
    VB_TRY(vb_db_int(p->s, "SELECT count(DISTINCT file) FROM runs", 0, &files, p->err));
    VB_TRY(
        vb_page_prepare(p,
                        "SELECT count(*), coalesce(sum(non_answer IS NULL), 0), coalesce(sum(complaint), 0), "
                        "min(date), max(date) "
                        "FROM @C 1",
                        &st));
    vb_status status = vb_page_next(p, st);
    if (status == VB_OK) {
        p->comments = sqlite3_column_int64(st, 0);
        p->answers = sqlite3_column_int64(st, 1);
        p->complaints = sqlite3_column_int64(st, 2);
        p->dated = sqlite3_column_type(st, 3) != SQLITE_NULL;
        vb_page_noun(p, p->comments, "comment", "comments");
        vb_page_put(p, " from ");
        vb_page_noun(p, files, "file", "files");
        if (p->dated) {
            vb_page_put(p, ", ");
            vb_page_date(p, vb_db_text(st, 3));
            vb_page_put(p, " to ");
            vb_page_date(p, vb_db_text(st, 4));
        }
        vb_page_put(p, "\n");
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

/* "vi 214 (52.1 %), th 124 (30.2 %)" of a query that gives names and counts. */
static vb_status put_counts(vb_page *p, const char *sql, int64_t base, bool *any) {
    sqlite3_stmt *st;
    vb_status status;
    *any = false;
    VB_TRY(vb_page_prepare(p, sql, &st));
    while ((status = vb_page_next(p, st)) == VB_OK) {
        if (*any) vb_page_put(p, ", ");
        *any = true;
        vb_buf_str(&p->o->buf, vb_page_plain(p, vb_db_text(st, 0)));
        vb_page_put(p, " ");
        vb_term_count(&p->o->buf, sqlite3_column_int64(st, 1));
        if (base == 0) continue;
        vb_page_put(p, " (");
        vb_term_percent(&p->o->buf, (double)sqlite3_column_int64(st, 1) / (double)base);
        vb_page_put(p, ")");
    }
    sqlite3_finalize(st);
    return status < 0 ? status : VB_OK;
}

static vb_status put_sentiment(vb_page *p) {
    static const char *const names[] = {"negative", "neutral", "positive"};
    static const vb_style styles[] = {VB_STYLE_BAD, VB_STYLE_DIM, VB_STYLE_GOOD};
    static const char *const cells[] = {"\xE2\x96\x88", "\xE2\x96\x91", "\xE2\x96\x93"};
    enum { CELLS = 16 };
    int64_t counts[3] = {0}, seen = 0;
    sqlite3_stmt *st;
    VB_TRY(vb_page_prepare(
        p,
        "SELECT coalesce(sum(sentiment_label = 'negative'), 0), coalesce(sum(sentiment_label = "
        "'neutral'), 0), "
        "coalesce(sum(sentiment_label = 'positive'), 0) FROM @C non_answer IS NULL",
        &st));
    vb_status status = vb_page_next(p, st);
    for (int i = 0; i < 3 && status == VB_OK; i++) counts[i] = sqlite3_column_int64(st, i);
    sqlite3_finalize(st);
    if (status < 0) return status;
    put_name(p, "Sentiment");
    for (int i = 0; i < 3; i++) { /* cells by running sums, so that they are always CELLS in all */
        int64_t from = seen * CELLS / p->answers, to = (seen + counts[i]) * CELLS / p->answers;
        vb_term_style(&p->o->buf, p->o->output->color, styles[i]);
        for (; from < to; from++) vb_page_put(p, cells[i]);
        vb_term_style(&p->o->buf, p->o->output->color, VB_STYLE_PLAIN);
        seen += counts[i];
    }
    for (int i = 0; i < 3; i++) {
        vb_buf_printf(&p->o->buf, "%s%s ", i ? ", " : "  ", names[i]);
        vb_term_percent(&p->o->buf, (double)counts[i] / (double)p->answers);
    }
    vb_page_put(p, "\n");
    return VB_OK;
}

static vb_status put_summary(vb_page *p) {
    bool any;
    put_name(p, "Languages");
    VB_TRY(put_counts(
        p, "SELECT lang, count(*) AS k FROM @C non_answer IS NULL GROUP BY lang ORDER BY k DESC, lang",
        p->answers, &any));
    vb_page_put(p, "\n");
    VB_TRY(put_sentiment(p));
    put_name(p, "Complaints");
    vb_interval i = vb_wilson((uint64_t)p->complaints, (uint64_t)p->answers);
    vb_term_count(&p->o->buf, p->complaints);
    vb_page_put(p, " of ");
    vb_page_noun(p, p->answers, "answer", "answers");
    vb_page_put(p, ", ");
    vb_term_percent(&p->o->buf, i.share);
    vb_page_put(p, " (95 % interval ");
    vb_term_percent(&p->o->buf, i.low);
    vb_page_put(p, " to ");
    vb_term_percent(&p->o->buf, i.high);
    vb_page_put(p, ")\n");
    if (p->comments > p->answers) {
        put_name(p, "Left out");
        vb_page_noun(p, p->comments - p->answers, "non-answer: ", "non-answers: ");
        VB_TRY(put_counts(
            p,
            "SELECT non_answer, count(*) AS k FROM @C non_answer IS NOT NULL GROUP BY non_answer ORDER BY "
            "k DESC, non_answer",
            0, &any));
        vb_page_put(p, "\n");
    }
    int64_t problems;
    VB_TRY(vb_db_int(
        p->s,
        "SELECT coalesce(sum(diagnostics), 0) FROM runs WHERE run_id IN (SELECT max(run_id) FROM runs "
        "WHERE finished_at IS NOT NULL GROUP BY file)",
        0, &problems, p->err));
    if (problems) {
        put_name(p, "Data");
        vb_page_noun(p, problems, "problem met in the files: ", "problems met in the files: ");
        vb_page_put(p, "verbatim export --table diagnostics\n");
    }
    return VB_OK;
}

/* What the page does not show, and how to see it. */
static vb_status put_rest(vb_page *p, int64_t shown) {
    int64_t themes;
    bool any;
    VB_TRY(vb_db_int(p->s, "SELECT count(*) FROM themes WHERE n > 0", 0, &themes, p->err));
    vb_page_put(p, "\n");
    if (themes > shown) {
        vb_page_noun(p, themes - shown, "more theme: ", "more themes: ");
        vb_page_put(p, "verbatim themes\n");
    }
    vb_page_put(p, "Complaints without a theme: ");
    VB_TRY(put_counts(p,
                      "SELECT unassigned_reason, count(*) AS k FROM @C complaint = 1 AND theme_id IS NULL "
                      "AND non_answer IS "
                      "NULL GROUP BY 1 ORDER BY k DESC, 1",
                      p->answers, &any));
    vb_page_put(p, any ? "\n" : "none\n");
    if (p->answers < 30) vb_page_put(p, "Fewer than 30 answers: read the shares with care.\n");
    return VB_OK;
}

static vb_status put_page(vb_page *p) {
    int64_t shown = 0;
    VB_TRY(put_read(p));
    if (p->answers == 0) {
        vb_page_put(p, p->comments ? "None of them is an answer in words.\n"
                                   : "The store holds no comments that meet the conditions.\n");
        return VB_DONE;
    }
    VB_TRY(vb_db_int(p->s, "SELECT min(max(n), max(2, (max(base_n) + 99) / 100)) FROM themes", 1, &p->least_n,
                     p->err));
    VB_TRY(vb_page_changes(p));
    VB_TRY(vb_page_standouts(p));
    VB_TRY(vb_page_events(p));
    vb_page_put(p, "\n");
    VB_TRY(put_summary(p));
    int64_t themes;
    VB_TRY(vb_db_int(p->s, "SELECT count(*) FROM themes WHERE n > 0", 0, &themes, p->err));
    if (themes) {
        VB_TRY(vb_page_themes(p, &shown));
    } else {
        vb_page_put(p, "\nNo complaint theme was found.\n");
    }
    return put_rest(p, shown);
}

vb_status vb_store_overview(vb_store *s, const vb_query *q, const vb_output *output, vb_error *err) {
    if (output->format != VB_FORMAT_TABLE) {
        vb_query themes = *q;
        themes.table = "themes";
        return vb_store_print(s, &themes, output, err);
    }
    vb_out o = {.output = output};
    vb_page p = {.s = s,
                 .o = &o,
                 .q = q,
                 .err = err,
                 .lang = vb_lang_name(q->label_lang == VB_LANG_UND ? VB_LANG_EN : q->label_lang),
                 .width = output->width > 0 ? (size_t)output->width : 80};
    VB_TRY(vb_query_check(q, err));
    if (p.width < 72) p.width = 72;
    if (p.width > 120) p.width = 120;
    VB_TRY(vb_db_exec(s, "SAVEPOINT overview", "reading", err));
    vb_status st = vb_store_apply(s, q, VB_WANT_ALL & ~(unsigned)VB_WANT_DRIVERS, &p.subset, err);
    if (st >= 0 && q->mask) st = vb_mask_on(s, q->mask, err);
    if (st >= 0) st = put_page(&p);
    if (q->mask) vb_mask_off(s);
    sqlite3_exec(s->db, "ROLLBACK TO overview; RELEASE overview", NULL, NULL, NULL);
    vb_buf_deinit(&p.plain);
    return vb_out_finish(&o, st, err);
}
