/* columns: see columns.h. To add a column to an output: one line here, and the column in store/schema.sql. */
#include "report/columns.h"

#define TEXT   VB_KIND_TEXT
#define INT    VB_KIND_INT
#define NUM    VB_KIND_NUM
#define SHARE  VB_KIND_SHARE
#define BOOL   VB_KIND_BOOL
#define DATE   VB_KIND_DATE
#define TIME   VB_KIND_TIME
#define LIST   VB_KIND_LIST
#define OBJECT VB_KIND_OBJECT
#define QUOTES VB_KIND_QUOTES
#define NIL    VB_FIELD_NULL
#define FLEX   VB_FIELD_FLEX
#define KEEP   VB_FIELD_KEEP

#define LABELS      "negative|neutral|positive"
#define TRENDS      "new|up|flat|down|gone"
#define UNITS       "month|week"
#define MEASURES    "rating|csat|nps|ces"
#define LANGS       "vi|th|en|und"
#define NON_ANSWERS "empty|placeholder|no_words"
#define THEME_LABEL "coalesce(nullif(t.label_@L, ''), t.label)"
#define PLACE_LABEL                                                                                          \
    "(SELECT coalesce(nullif(f.label_@L, ''), nullif(f.label_en, '')) FROM codeframe f WHERE f.touchpoint "  \
    "= t.touchpoint)"
#define CLAUSES_OF_C "k.clause_row BETWEEN c.comment_row * 1048576 AND c.comment_row * 1048576 + 1048575"

/* clang-format off: one column a line */
static const vb_field themes[] = {
    {"theme_id", TEXT, KEEP, "Id", "t.theme_id",
     "stable id: a function of the theme's definition, the same from run to run", NULL},
    {"label", TEXT, FLEX, "Theme", THEME_LABEL, "name in the language asked for (--label-lang)", NULL},
    {"label_vi", TEXT, 0, NULL, "t.label_vi", "name in Vietnamese", NULL},
    {"label_th", TEXT, 0, NULL, "t.label_th", "name in Thai", NULL},
    {"label_en", TEXT, 0, NULL, "t.label_en", "name in English", NULL},
    {"touchpoint", TEXT, NIL, "Touchpoint", "t.touchpoint", "touchpoint id", NULL},
    {"touchpoint_label", TEXT, NIL, NULL, PLACE_LABEL, "name of the touchpoint in the language asked for",
     NULL},
    {"stage", TEXT, NIL, NULL, "t.stage", "stage of the customer's journey", NULL},
    {"problem", TEXT, NIL, NULL, "t.problem", "problem id", NULL},
    {"n", INT, 0, "n", "t.n", "comments with this complaint", NULL},
    {"base_n", INT, 0, NULL, "t.base_n", "comments that are real answers", NULL},
    {"share", SHARE, NIL, "Share", "t.share", "n / base_n", NULL},
    {"ci_low", SHARE, NIL, NULL, "t.ci_low", "lower end of the 95 % interval of share (Wilson)", NULL},
    {"ci_high", SHARE, NIL, NULL, "t.ci_high", "upper end of the 95 % interval of share (Wilson)", NULL},
    {"n_clauses", INT, 0, NULL, "t.n_clauses", "clauses with this complaint", NULL},
    {"n_vi", INT, 0, NULL, "t.n_vi", "of the n comments, those in Vietnamese", NULL},
    {"n_th", INT, 0, NULL, "t.n_th", "of the n comments, those in Thai", NULL},
    {"n_en", INT, 0, NULL, "t.n_en", "of the n comments, those in English", NULL},
    {"mean_sentiment", NUM, NIL, "Sentiment", "t.mean_sentiment", "mean score of its clauses, -1..1", NULL},
    {"severity", NUM, NIL, NULL, "t.severity", "mean severity of its clauses, 0..4", NULL},
    {"trend", TEXT, 0, "Trend", "t.trend",
     "change of share over the periods, where it is significant after Benjamini-Hochberg correction (q < "
     "0.05)",
     TRENDS},
    {"trend_since", TEXT, NIL, NULL, "t.trend_since", "first period of the change", NULL},
    {"trend_until", TEXT, NIL, NULL, "t.trend_until",
     "last period of a passing peak, whose trend is flat; null for a change that stayed", NULL},
    {"trend_q", NUM, NIL, NULL, "t.trend_q",
     "q-value of the change; null where the theme is too small to test or there is one period", NULL},
    {"share_before", SHARE, NIL, NULL, "t.share_before",
     "share of answers before the change, or outside of the peak", NULL},
    {"share_after", SHARE, NIL, NULL, "t.share_after", "share of answers since the change, or in the peak",
     NULL},
    {"period_unit", TEXT, NIL, NULL, "t.period_unit",
     "unit of trend and periods: month, or week where the data spans fewer than three months", UNITS},
    {"periods", INT, 0, NULL, "t.periods", "periods in which the theme appears", NULL},
    {"n_periods", INT, 0, NULL, "t.n_periods", "periods with any answer", NULL},
    {"recurrence", SHARE, NIL, NULL, "t.recurrence", "periods / n_periods", NULL},
    {"impact", NUM, NIL, NULL, "t.impact",
     "points of impact_measure lost to the theme: its mean (NPS: its score) without these comments, less "
     "that of all; an association",
     NULL},
    {"impact_measure", TEXT, NIL, NULL, "t.impact_measure", "measure in which impact is told", MEASURES},
    {"stability", SHARE, NIL, NULL, "t.stability", "how sharply the theme is set apart, 0..1", NULL},
    {"first_seen", DATE, NIL, NULL, "t.first_seen", "first date", NULL},
    {"last_seen", DATE, NIL, NULL, "t.last_seen", "last date", NULL},
    {"keywords", LIST, 0, NULL, "coalesce(t.keywords, '[]')", "words that set the theme apart", NULL},
    {"quotes", QUOTES, 0, NULL, "t.theme_id", "up to three typical, different, short members", NULL},
};

const vb_field vb_quote_fields[] = {
    {"comment_id", TEXT, 0, NULL, "q.comment_id", "comment that is quoted", NULL},
    {"text", TEXT, 0, NULL, "q.text", "the comment as received, from begin to end", NULL},
    {"begin", INT, 0, NULL, "q.begin", "first code point of the comment", NULL},
    {"end", INT, 0, NULL, "q.\"end\"", "code point behind the last", NULL},
    {"evidence_begin", INT, 0, NULL, "q.evidence_begin", "first code point of the clause that complains",
     NULL},
    {"evidence_end", INT, 0, NULL, "q.evidence_end", "code point behind its last", NULL},
    {"lang", TEXT, 0, NULL, "q.lang", "language", LANGS},
    {"date", DATE, NIL, NULL, "q.date", "date of the comment", NULL},
};
const size_t vb_n_quote_fields = sizeof vb_quote_fields / sizeof *vb_quote_fields;

static const vb_field quotes[] = {
    {"theme_id", TEXT, 0, NULL, "q.theme_id", "theme", NULL},
    {"label", TEXT, 0, "Theme", THEME_LABEL, "name of the theme in the language asked for", NULL},
    {"touchpoint", TEXT, NIL, NULL, "t.touchpoint", "touchpoint id", NULL},
    {"rank", INT, 0, NULL, "q.rank", "1 is the most typical", NULL},
    {"comment_id", TEXT, 0, NULL, "q.comment_id", "comment that is quoted", NULL},
    {"text", TEXT, FLEX, "Quote", "q.text", "the comment as received, from begin to end", NULL},
    {"begin", INT, 0, NULL, "q.begin", "first code point of the comment", NULL},
    {"end", INT, 0, NULL, "q.\"end\"", "code point behind the last", NULL},
    {"byte_begin", INT, 0, NULL, "q.byte_begin", "begin in bytes of UTF-8", NULL},
    {"byte_end", INT, 0, NULL, "q.byte_end", "end in bytes of UTF-8", NULL},
    {"evidence_begin", INT, 0, NULL, "q.evidence_begin", "first code point of the clause that complains",
     NULL},
    {"evidence_end", INT, 0, NULL, "q.evidence_end", "code point behind its last", NULL},
    {"lang", TEXT, 0, "Lang", "q.lang", "language", LANGS},
    {"date", DATE, NIL, "Date", "q.date", "date of the comment", NULL},
    {"rating", NUM, NIL, NULL, "q.rating", "rating of the comment", NULL},
    {"sentiment_score", NUM, 0, NULL, "q.sentiment_score", "score of the clause, -1..1", NULL},
    {"severity", NUM, 0, NULL, "q.severity", "severity of the clause, 0..4", NULL},
};

static const vb_field touchpoints[] = {
    {"touchpoint", TEXT, 0, NULL, "t.touchpoint", "touchpoint id", NULL},
    {"label", TEXT, FLEX, "Touchpoint", "coalesce(nullif(t.label_@L, ''), t.label_en)",
     "name in the language asked for", NULL},
    {"label_vi", TEXT, 0, NULL, "t.label_vi", "name in Vietnamese", NULL},
    {"label_th", TEXT, 0, NULL, "t.label_th", "name in Thai", NULL},
    {"label_en", TEXT, 0, NULL, "t.label_en", "name in English", NULL},
    {"parent", TEXT, NIL, NULL, "t.parent", "touchpoint that this one rolls up into", NULL},
    {"stage", TEXT, NIL, NULL, "t.stage", "stage of the customer's journey", NULL},
    {"n", INT, 0, "n", "t.n", "comments about it or its children", NULL},
    {"n_own", INT, 0, NULL, "t.n_own", "comments about it, children left out", NULL},
    {"base_n", INT, 0, NULL, "t.base_n", "comments that are real answers", NULL},
    {"share", SHARE, NIL, "Share", "t.share", "n / base_n", NULL},
    {"ci_low", SHARE, NIL, NULL, "t.ci_low", "lower end of the 95 % interval of share (Wilson)", NULL},
    {"ci_high", SHARE, NIL, NULL, "t.ci_high", "upper end of the 95 % interval of share (Wilson)", NULL},
    {"n_clauses", INT, 0, NULL, "t.n_clauses", "clauses about it", NULL},
    {"negative", INT, 0, NULL, "t.negative", "negative clauses", NULL},
    {"neutral", INT, 0, NULL, "t.neutral", "neutral clauses", NULL},
    {"positive", INT, 0, NULL, "t.positive", "positive clauses", NULL},
    {"mean_sentiment", NUM, NIL, "Sentiment", "t.mean_sentiment", "mean score of its clauses, -1..1", NULL},
    {"complaints", INT, 0, "Complaints", "t.complaints", "comments that complain about it", NULL},
    {"complaint_share", SHARE, NIL, "of all", "t.complaint_share", "complaints / base_n", NULL},
    {"complaint_low", SHARE, NIL, NULL, "t.complaint_low",
     "lower end of the 95 % interval of complaint_share", NULL},
    {"complaint_high", SHARE, NIL, NULL, "t.complaint_high",
     "upper end of the 95 % interval of complaint_share", NULL},
    {"severity", NUM, NIL, NULL, "t.severity", "mean severity of the complaints' clauses, 0..4", NULL},
    {"n_themes", INT, 0, "Themes", "t.n_themes", "complaint themes below it", NULL},
    {"trend", TEXT, 0, "Trend", "t.trend", "change of complaint_share over the periods, as of themes",
     TRENDS},
    {"trend_since", TEXT, NIL, NULL, "t.trend_since", "first period of the change", NULL},
    {"trend_until", TEXT, NIL, NULL, "t.trend_until",
     "last period of a passing peak, whose trend is flat; null for a change that stayed", NULL},
    {"trend_q", NUM, NIL, NULL, "t.trend_q",
     "q-value of the change; null where there are too few complaints to test", NULL},
    {"share_before", SHARE, NIL, NULL, "t.share_before",
     "complaint_share before the change, or outside of the peak", NULL},
    {"share_after", SHARE, NIL, NULL, "t.share_after", "complaint_share since the change, or in the peak",
     NULL},
    {"period_unit", TEXT, NIL, NULL, "t.period_unit", "unit of the periods", UNITS},
};

static const vb_field comments[] = {
    {"comment_id", TEXT, KEEP, "Comment", "c.comment_id",
     "the id of the export, else c_ and 12 hex digits of the comment's content", NULL},
    {"text", TEXT, FLEX, "Text", "c.text", "the comment as received", NULL},
    {"question", TEXT, NIL, NULL, "c.question", "the question that it answers", NULL},
    {"lang", TEXT, 0, "Lang", "c.lang", "main language", LANGS},
    {"langs", LIST, 0, NULL, "coalesce(c.langs, '[]')", "languages present, most text first", NULL},
    {"date", DATE, NIL, "Date", "c.date", "date", NULL},
    {"time", TIME, NIL, NULL, "c.time", "time in UTC", NULL},
    {"month", TEXT, NIL, NULL, "c.month", "month, YYYY-MM", NULL},
    {"week", TEXT, NIL, NULL, "c.week", "ISO week, YYYY-Www", NULL},
    {"rating", NUM, NIL, NULL, "c.rating", "rating", NULL},
    {"rating_max", NUM, NIL, NULL, "c.rating_max", "top of the rating scale", NULL},
    {"nps", NUM, NIL, NULL, "c.nps", "likelihood to recommend, 0..10", NULL},
    {"csat", NUM, NIL, NULL, "c.csat", "satisfaction", NULL},
    {"ces", NUM, NIL, NULL, "c.ces", "effort", NULL},
    {"weight", NUM, NIL, NULL, "c.weight", "survey weight", NULL},
    {"channel", TEXT, NIL, NULL, "c.channel", "channel column of the export", NULL},
    {"touchpoint_asked", TEXT, NIL, NULL, "c.touchpoint_asked", "touchpoint column of the export", NULL},
    {"label_given", TEXT, NIL, NULL, "c.label_given", "label column of the export", NULL},
    {"segments", OBJECT, 0, NULL, "coalesce(c.segments, '{}')", "segment columns of the export", NULL},
    {"sentiment_label", TEXT, 0, "Sentiment", "c.sentiment_label", "sentiment of the whole", LABELS},
    {"sentiment_score", NUM, 0, NULL, "c.sentiment_score", "score of the whole, -1..1", NULL},
    {"confidence", NUM, NIL, NULL, "c.confidence", "confidence of the label, 0..1", NULL},
    {"complaint", BOOL, 0, NULL, "c.complaint", "whether it complains of anything", NULL},
    {"touchpoint", TEXT, NIL, "Touchpoint", "c.touchpoint", "main touchpoint id", NULL},
    {"touchpoints", LIST, 0, NULL, "coalesce(c.touchpoints, '[]')", "all touchpoint ids", NULL},
    {"intents", LIST, 0, NULL, "coalesce(c.intents, '[]')",
     "complaint, praise, suggestion, question, churn_risk, recommendation, escalation", NULL},
    {"non_answer", TEXT, NIL, NULL, "c.non_answer", "why it is no answer; null for answers", NON_ANSWERS},
    {"rating_conflict", BOOL, 0, NULL, "c.rating_conflict", "the rating says the opposite of the text", NULL},
    {"theme_id", TEXT, NIL, NULL, "c.theme_id", "theme of its most severe complaint", NULL},
    {"theme_label", TEXT, NIL, NULL, "(SELECT " THEME_LABEL " FROM themes t WHERE t.theme_id = c.theme_id)",
     "name of that theme in the language asked for", NULL},
    {"theme_ids", LIST, 0, NULL, "coalesce(c.theme_ids, '[]')",
     "all its complaint themes, the most severe first", NULL},
    {"unassigned_reason", TEXT, NIL, NULL, "c.unassigned_reason",
     "why it has no theme: non_answer, no_complaint, no_touchpoint_or_problem, ...; null with a theme", NULL},
};

static const vb_field clauses[] = {
    {"comment_id", TEXT, KEEP, "Comment", "k.comment_id", "comment that it is part of", NULL},
    {"clause", INT, 0, NULL, "k.seq", "place in the comment, from 0", NULL},
    {"begin", INT, 0, NULL, "k.begin", "first code point of the comment", NULL},
    {"end", INT, 0, NULL, "k.\"end\"", "code point behind the last", NULL},
    {"byte_begin", INT, 0, NULL, "k.byte_begin", "begin in bytes of UTF-8", NULL},
    {"byte_end", INT, 0, NULL, "k.byte_end", "end in bytes of UTF-8", NULL},
    {"text", TEXT, FLEX, "Clause", "k.text", "the comment as received, from begin to end", NULL},
    {"lang", TEXT, 0, NULL, "k.lang", "language", LANGS},
    {"date", DATE, NIL, NULL, "c.date", "date of the comment", NULL},
    {"sentiment_label", TEXT, 0, "Sentiment", "k.sentiment_label", "sentiment", LABELS},
    {"sentiment_score", NUM, 0, NULL, "k.sentiment_score", "score, -1..1", NULL},
    {"touchpoint", TEXT, NIL, "Touchpoint", "k.touchpoint", "touchpoint id", NULL},
    {"problem", TEXT, NIL, "Problem", "k.problem", "problem id", NULL},
    {"complaint", BOOL, 0, NULL, "k.complaint", "whether it complains", NULL},
    {"severity", NUM, 0, NULL, "k.severity", "severity, 0..4; 0 without a complaint", NULL},
    {"intents", LIST, 0, NULL, "coalesce(k.intents, '[]')", "as of comments", NULL},
    {"emotion", TEXT, NIL, NULL, "k.emotion", "emotion id", NULL},
    {"minutes", NUM, NIL, NULL, "k.minutes", "duration that it names, in minutes", NULL},
    {"amount", NUM, NIL, NULL, "k.amount", "money that it names", NULL},
    {"currency", TEXT, NIL, NULL, "k.currency", "ISO 4217 code of amount", NULL},
    {"touchpoint_candidates", TEXT, NIL, NULL, "k.candidates",
     "touchpoints that it may be about, with percents: \"delivery:87 product:21\"", NULL},
    {"terms", TEXT, NIL, NULL, "k.terms", "signature: sorted concepts and words", NULL},
    {"theme_id", TEXT, NIL, NULL, "k.theme_id", "theme", NULL},
    {"theme_label", TEXT, NIL, NULL, "(SELECT " THEME_LABEL " FROM themes t WHERE t.theme_id = k.theme_id)",
     "name of the theme in the language asked for", NULL},
    {"unassigned_reason", TEXT, NIL, NULL, "k.unassigned_reason", "why it has no theme; null with one", NULL},
};

static const vb_field theme_periods[] = {
    {"theme_id", TEXT, 0, NULL, "p.theme_id", "theme", NULL},
    {"label", TEXT, FLEX, "Theme", THEME_LABEL, "name of the theme in the language asked for", NULL},
    {"touchpoint", TEXT, NIL, "Touchpoint", "t.touchpoint", "touchpoint id", NULL},
    {"period_unit", TEXT, 0, NULL, "p.period_unit", "month or week", UNITS},
    {"period", TEXT, 0, "Period", "p.period", "YYYY-MM, or ISO week YYYY-Www", NULL},
    {"period_start", DATE, 0, NULL, "p.period_start", "first day of the period", NULL},
    {"n", INT, 0, "n", "p.n", "comments with this complaint in the period", NULL},
    {"base_n", INT, 0, "Answers", "p.base_n", "answers in the period", NULL},
    {"share", SHARE, 0, "Share", "p.share", "n / base_n", NULL},
    {"ci_low", SHARE, 0, NULL, "p.ci_low", "lower end of the 95 % interval of share (Wilson)", NULL},
    {"ci_high", SHARE, 0, NULL, "p.ci_high", "upper end of the 95 % interval of share (Wilson)", NULL},
    {"mean_sentiment", NUM, NIL, NULL, "p.mean_sentiment", "mean score of its clauses in the period", NULL},
};

static const vb_field drivers[] = {
    {"theme_id", TEXT, 0, NULL, "d.theme_id", "theme", NULL},
    {"label", TEXT, FLEX, "Theme", THEME_LABEL, "name of the theme in the language asked for", NULL},
    {"touchpoint", TEXT, NIL, "Touchpoint", "t.touchpoint", "touchpoint id", NULL},
    {"measure", TEXT, 0, "Measure", "d.measure", "what is lost", MEASURES},
    {"scale_max", NUM, NIL, NULL, "d.scale_max",
     "top of the rating scale; ratings on other scales are left out", NULL},
    {"n", INT, 0, "n", "d.n", "comments of the theme that have the measure", NULL},
    {"base_n", INT, 0, NULL, "d.base_n", "answers that have the measure", NULL},
    {"value_all", NUM, NIL, "All", "d.value_all", "mean of all (NPS: promoters less detractors, in points)",
     NULL},
    {"value_with", NUM, NIL, "With", "d.value_with", "the same over the theme's comments", NULL},
    {"value_without", NUM, NIL, NULL, "d.value_without", "the same over the others", NULL},
    {"impact", NUM, NIL, "Lost", "d.impact",
     "value_without - value_all: points lost to the theme; an association, not a cause", NULL},
};

static const vb_field runs[] = {
    {"run_id", INT, 0, "Run", "r.run_id", "number of the import", NULL},
    {"file", TEXT, FLEX, "File", "r.file", "file as given", NULL},
    {"fingerprint", TEXT, 0, NULL, "r.fingerprint", "lexicons and options that scored it", NULL},
    {"program_version", TEXT, 0, NULL, "r.program_version", "version of the program", NULL},
    {"started_at", TIME, 0, "Started", "r.started_at", "begin of the import", NULL},
    {"finished_at", TIME, NIL, NULL, "r.finished_at", "its end; null where it was interrupted", NULL},
    {"rows", INT, NIL, "Rows", "r.rows", "records after the header", NULL},
    {"comments", INT, NIL, "Comments", "r.comments", "comments in them", NULL},
    {"added", INT, NIL, "New", "r.added", "of these, new to the store", NULL},
    {"known", INT, NIL, "Known", "r.known", "of these, already there", NULL},
    {"updated", INT, NIL, NULL, "r.updated", "of these, scored anew", NULL},
    {"non_answers", INT, NIL, NULL, "r.non_answers", "empty cells and placeholders", NULL},
    {"complaints", INT, NIL, NULL, "r.complaints", "comments that complain", NULL},
    {"diagnostics", INT, NIL, NULL, "r.diagnostics", "bad data that was met, also beyond what is kept", NULL},
};

static const vb_field diagnostics[] = {
    {"run_id", INT, 0, "Run", "d.run_id", "number of the import", NULL},
    {"file", TEXT, NIL, "File", "r.file", "file as given", NULL},
    {"kind", TEXT, 0, "Kind", "d.kind",
     "bad_bytes, ragged_row, field_too_long, row_too_long, open_quote, nul_byte, bad_json, bad_date, "
     "bad_number, duplicate_id, preview_row, bad_cell",
     NULL},
    {"row", INT, NIL, "Row", "nullif(d.row, 0)", "record, the header being 1", NULL},
    {"line", INT, NIL, "Line", "nullif(d.line, 0)", "line of the file", NULL},
    {"column", INT, NIL, "Column", "nullif(d.column_number, 0)", "column, from 1; null for the whole row",
     NULL},
    {"text", TEXT, NIL | FLEX, "What was there", "d.text", "what was there, short", NULL},
};

static const vb_field problems[] = {
    {"problem", TEXT, 0, "Problem", "p.problem", "problem id", NULL},
    {"label", TEXT, FLEX, "Name", "coalesce(nullif(p.label_@L, ''), p.label_en)",
     "name in the language asked for", NULL},
    {"label_vi", TEXT, 0, NULL, "p.label_vi", "name in Vietnamese", NULL},
    {"label_th", TEXT, 0, NULL, "p.label_th", "name in Thai", NULL},
    {"label_en", TEXT, 0, NULL, "p.label_en", "name in English", NULL},
    {"severity", NUM, NIL, "Severity", "p.severity", "usual severity, 0..4", NULL},
    {"n_clauses", INT, 0, "Clauses",
     "(SELECT coalesce(sum(t.n_clauses), 0) FROM themes t WHERE t.problem = p.problem)",
     "complaint clauses in themes of this problem", NULL},
};

#define FIELDS(f) f, sizeof f / sizeof *f
static const vb_table tables[] = {
    {"themes", "complaint themes, the most frequent first", "themes t", "t.n DESC, t.touchpoint, t.theme_id",
     "t.n > 0", "t.touchpoint IN under", "t.theme_id = ?2", NULL, true, FIELDS(themes)},
    {"touchpoints", "touchpoints that comments speak of, the most complained about first", "touchpoints t",
     "t.complaints DESC, t.n DESC, t.touchpoint", NULL, "t.touchpoint IN under", NULL, NULL, true,
     FIELDS(touchpoints)},
    {"quotes", "typical members of each theme", "quotes q JOIN themes t ON t.theme_id = q.theme_id",
     "t.n DESC, t.theme_id, q.rank", NULL, "t.touchpoint IN under", "q.theme_id = ?2", NULL, true,
     FIELDS(quotes)},
    {"comments", "every comment with its scores", "comments c", "c.comment_id, c.identity", NULL,
     "(c.touchpoint IN under OR EXISTS (SELECT 1 FROM clauses k WHERE " CLAUSES_OF_C
     " AND k.touchpoint IN under))",
     "c.comment_row IN (SELECT k.clause_row / 1048576 FROM clauses k WHERE k.theme_id = ?2)",
     "c.comment_row IN temp.subset", false, FIELDS(comments)},
    {"clauses", "every clause of every comment", "comments c CROSS JOIN clauses k ON " CLAUSES_OF_C,
     "c.comment_id, c.identity, k.clause_row", NULL, "k.touchpoint IN under",
     "k.theme_id = ?2 AND c.comment_row IN (SELECT z.clause_row / 1048576 FROM clauses z WHERE z.theme_id = "
     "?2)",
     "c.comment_row IN temp.subset", false, FIELDS(clauses)},
    {"theme_periods", "each theme in each month and each ISO week with answers",
     "themes t JOIN theme_periods p ON p.theme_id = t.theme_id",
     "t.n DESC, t.touchpoint, t.theme_id, p.period_unit, p.period", NULL, "t.touchpoint IN under",
     "p.theme_id = ?2", NULL, true, FIELDS(theme_periods)},
    {"drivers", "what each theme costs in rating, CSAT, NPS or ease: an association",
     "drivers d JOIN themes t ON t.theme_id = d.theme_id", "d.measure, d.impact DESC, d.theme_id", NULL,
     "t.touchpoint IN under", "d.theme_id = ?2", NULL, true, FIELDS(drivers)},
    {"problems", "the problems of the codeframe", "problems p", "p.problem", NULL, NULL, NULL, NULL, true,
     FIELDS(problems)},
    {"runs", "imports, in order", "runs r", "r.run_id", NULL, NULL, NULL, NULL, false, FIELDS(runs)},
    {"diagnostics", "bad data that was met and survived",
     "diagnostics d LEFT JOIN runs r ON r.run_id = d.run_id",
     "d.run_id, d.row, d.column_number, d.diagnostic_row", NULL, NULL, NULL, NULL, false,
     FIELDS(diagnostics)},
};
/* clang-format on */

const vb_table *vb_table_list(size_t *n) {
    *n = sizeof tables / sizeof *tables;
    return tables;
}

const vb_table *vb_table_find(const char *name) {
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (name && strcmp(tables[i].name, name) == 0) return &tables[i];
    return NULL;
}
