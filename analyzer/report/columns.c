/* columns: see columns.h. To add a column to an output: one line here, and the column in store/schema.sql. */
#include "report/columns.h"

#include "report/mask.h"
#include "store/aggregate.h"

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
#define PARTS  VB_KIND_PARTS
#define NIL    VB_FIELD_NULL
#define FLEX   VB_FIELD_FLEX
#define KEEP   VB_FIELD_KEEP
#define PAGE   VB_FIELD_PAGE

#define LABELS    "negative|neutral|positive"
#define TRENDS    "new|up|flat|down|gone"
#define UNITS     "month|week"
#define ALL_UNITS "month|week|quarter"
#define KINDS     "theme|touchpoint"
#define Q_TEXT    "CASE WHEN x.q IS NULL THEN NULL WHEN x.q < 0.001 THEN '<.001' ELSE printf('%.3f', x.q) END"
#define LEVEL_TEXT(v)                                                                                        \
    "CASE WHEN x.kind = 'measure' THEN printf('%.2f', " v ") ELSE printf('%.1f %%', " v " * 100) END"
#define FEW(base)   "CASE WHEN " base " < ?5 THEN 'few' END"
#define LOW(base)   "coalesce(" base " < ?5, 1)"
#define MEASURES    "rating|csat|nps|ces"
#define LANGS       "vi|th|en|und"
#define NON_ANSWERS "empty|placeholder|no_words"
#define THEME_LABEL "coalesce(nullif(t.label_@L, ''), t.label)"
#define PLACE_LABEL                                                                                          \
    "(SELECT coalesce(nullif(f.label_@L, ''), nullif(f.label_en, '')) FROM codeframe f WHERE f.touchpoint "  \
    "= t.touchpoint)"
#define PART_LABEL "coalesce(nullif(p.label_@L, ''), p.label)"
/* The parts of a theme, the largest first, each with its best quote. */
#define PARTS_OF_T                                                                                           \
    "(SELECT json_group_array(json_object('subtheme_id', p.subtheme_id, 'label', " PART_LABEL                \
    ", 'label_vi', p.label_vi, 'label_th', p.label_th, 'label_en', p.label_en, 'problem', p.problem, "       \
    "'phrase', p.phrase, 'n', p.n, 'n_clauses', p.n_clauses, 'share', round(p.share, 4), 'share_of_theme', " \
    "round(p.share_of_theme, 4), 'mean_sentiment', round(p.mean_sentiment, 4), 'severity', "                 \
    "round(p.severity, 4), 'keywords', json(coalesce(p.keywords, '[]')), 'quote', (SELECT @W" VB_QUOTE       \
    " FROM "                                                                                                 \
    "quotes q WHERE q.theme_id = p.subtheme_id AND q.rank = 1))) FROM (SELECT * FROM subthemes s WHERE "     \
    "s.theme_id = t.theme_id ORDER BY s.n DESC, s.n_clauses DESC, s.subtheme_id) p)"
/* Clauses of a theme, or of a part of one. */
#define OF_THEME                                                                                             \
    "k.theme_id IN (SELECT ?2 UNION ALL SELECT w.theme_id FROM subthemes w WHERE w.subtheme_id = ?2) AND "   \
    "(k.theme_id = ?2 OR k.subtheme_id = ?2)"
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
    {"weighted_share", SHARE, NIL, NULL, "t.weighted_share",
     "share by the survey weights; null without survey weights", NULL},
    {"weighted_low", SHARE, NIL, NULL, "t.weighted_low",
     "lower end of its 95 % interval, from the effective number of answers", NULL},
    {"weighted_high", SHARE, NIL, NULL, "t.weighted_high", "upper end of its 95 % interval", NULL},
    {"effective_n", NUM, NIL, NULL, "t.effective_n",
     "effective number of weighted answers, (sum w)^2 / sum w^2; null without survey weights", NULL},
    {"low_base", BOOL, 0, NULL, LOW("t.base_n"), "base_n is below the minimum base (--min-base, 30)", NULL},
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
    {"in", TEXT, PAGE, "In", "CASE WHEN t.n_periods > 1 THEN t.periods || '/' || t.n_periods END", "", NULL},
    {"weighted", SHARE, PAGE, "Weighted", "t.weighted_share", "", NULL},
    {"few", TEXT, PAGE, "Base", FEW("t.base_n"), "", NULL},
    {"impact", NUM, NIL, NULL, "t.impact",
     "points of impact_measure lost to the theme: its mean (NPS: its score) without these comments, less "
     "that of all; an association",
     NULL},
    {"impact_measure", TEXT, NIL, NULL, "t.impact_measure", "measure in which impact is told", MEASURES},
    {"stability", SHARE, NIL, NULL, "t.stability", "how sharply the theme is set apart, 0..1", NULL},
    {"first_seen", DATE, NIL, NULL, "t.first_seen", "first date", NULL},
    {"last_seen", DATE, NIL, NULL, "t.last_seen", "last date", NULL},
    {"locked", BOOL, 0, NULL, "t.locked", "an analyst locked it", NULL},
    {"decisions", INT, 0, NULL, "t.decisions", "decisions of an analyst that shaped it", NULL},
    {"keywords", LIST, 0, NULL, "coalesce(t.keywords, '[]')", "words that set the theme apart", NULL},
    {"catch_all", BOOL, 0, NULL, "t.catch_all", "holds what fits no other theme; listed last", NULL},
    {"quotes", QUOTES, 0, NULL, "t.theme_id", "up to three typical, different, short members", NULL},
    {"subthemes", PARTS, 0, NULL, PARTS_OF_T, "its parts by problem or phrase, the largest first", NULL},
};

static const vb_field subthemes[] = {
    {"theme_id", TEXT, 0, NULL, "p.theme_id", "theme", NULL},
    {"subtheme_id", TEXT, KEEP, "Id", "p.subtheme_id",
     "stable id: a function of what defines it; --theme takes it as well", NULL},
    {"theme", TEXT, FLEX, "Theme", THEME_LABEL, "name of the theme in the language asked for", NULL},
    {"label", TEXT, FLEX, "Part", PART_LABEL, "name in the language asked for", NULL},
    {"label_vi", TEXT, 0, NULL, "p.label_vi", "name in Vietnamese", NULL},
    {"label_th", TEXT, 0, NULL, "p.label_th", "name in Thai", NULL},
    {"label_en", TEXT, 0, NULL, "p.label_en", "name in English", NULL},
    {"touchpoint", TEXT, NIL, NULL, "t.touchpoint", "touchpoint id", NULL},
    {"problem", TEXT, NIL, NULL, "p.problem", "problem id; null for a part that a phrase defines", NULL},
    {"phrase", TEXT, NIL, NULL, "p.phrase", "words of its clauses, in their language", NULL},
    {"n", INT, 0, "n", "p.n", "comments with it", NULL},
    {"base_n", INT, 0, NULL, "p.base_n", "comments that are real answers", NULL},
    {"share", SHARE, NIL, "Share", "p.share", "n / base_n", NULL},
    {"ci_low", SHARE, NIL, NULL, "p.ci_low", "lower end of the 95 % interval of share (Wilson)", NULL},
    {"ci_high", SHARE, NIL, NULL, "p.ci_high", "upper end of the 95 % interval of share (Wilson)", NULL},
    {"n_clauses", INT, 0, NULL, "p.n_clauses", "clauses with it", NULL},
    {"share_of_theme", SHARE, NIL, "of theme", "p.share_of_theme", "of the theme's clauses", NULL},
    {"mean_sentiment", NUM, NIL, "Sentiment", "p.mean_sentiment", "mean score of its clauses, -1..1", NULL},
    {"severity", NUM, NIL, NULL, "p.severity", "mean severity of its clauses, 0..4", NULL},
    {"keywords", LIST, 0, NULL, "coalesce(p.keywords, '[]')", "words that set it apart", NULL},
};

const vb_field vb_quote_fields[] = {
    {"comment_id", TEXT, 0, NULL, "q.comment_id", "comment that is quoted", NULL},
    {"text", TEXT, 0, NULL, "@W" VB_QUOTE, "the comment as received, from begin to end", NULL},
    {"begin", INT, 0, NULL, "q.begin", "first code point of the comment", NULL},
    {"end", INT, 0, NULL, "q.\"end\"", "code point behind the last", NULL},
    {"evidence_begin", INT, 0, NULL, "@P(q.evidence_begin, " VB_QUOTED_TEXT ", q.begin)",
     "first code point of the clause that complains", NULL},
    {"evidence_end", INT, 0, NULL, "@P(q.evidence_end, " VB_QUOTED_TEXT ", q.begin, 1)",
     "code point behind its last", NULL},
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
    {"text", TEXT, FLEX, "Quote", "@W" VB_QUOTE, "the comment as received, from begin to end", NULL},
    {"begin", INT, 0, NULL, "q.begin", "first code point of the comment", NULL},
    {"end", INT, 0, NULL, "q.\"end\"", "code point behind the last", NULL},
    {"byte_begin", INT, 0, NULL, "q.byte_begin", "begin in bytes of UTF-8", NULL},
    {"byte_end", INT, 0, NULL, "q.byte_end", "end in bytes of UTF-8", NULL},
    {"evidence_begin", INT, 0, NULL, "@P(q.evidence_begin, " VB_QUOTED_TEXT ", q.begin)",
     "first code point of the clause that complains", NULL},
    {"evidence_end", INT, 0, NULL, "@P(q.evidence_end, " VB_QUOTED_TEXT ", q.begin, 1)",
     "code point behind its last", NULL},
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
    {"weighted_share", SHARE, NIL, NULL, "t.weighted_share",
     "complaint_share by the survey weights; null without survey weights", NULL},
    {"weighted_low", SHARE, NIL, NULL, "t.weighted_low",
     "lower end of its 95 % interval, from the effective number of answers", NULL},
    {"weighted_high", SHARE, NIL, NULL, "t.weighted_high", "upper end of its 95 % interval", NULL},
    {"low_base", BOOL, 0, NULL, LOW("t.base_n"), "base_n is below the minimum base (--min-base, 30)", NULL},
    {"weighted", SHARE, PAGE, "Weighted", "t.weighted_share", "", NULL},
    {"few", TEXT, PAGE, "Base", FEW("t.base_n"), "", NULL},
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
    {"text", TEXT, FLEX, "Text", "@M(c.text)", "the comment as received", NULL},
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
    {"subtheme_id", TEXT, NIL, NULL, "c.subtheme_id", "part of that theme", NULL},
};

static const vb_field clauses[] = {
    {"comment_id", TEXT, KEEP, "Comment", "k.comment_id", "comment that it is part of", NULL},
    {"clause", INT, 0, NULL, "k.seq", "place in the comment, from 0", NULL},
    {"begin", INT, 0, NULL, "k.begin", "first code point of the comment", NULL},
    {"end", INT, 0, NULL, "k.\"end\"", "code point behind the last", NULL},
    {"byte_begin", INT, 0, NULL, "k.byte_begin", "begin in bytes of UTF-8", NULL},
    {"byte_end", INT, 0, NULL, "k.byte_end", "end in bytes of UTF-8", NULL},
    {"text", TEXT, FLEX, "Clause", "@W(k.text, c.text, k.begin, k.\"end\")",
     "the comment as received, from begin to end", NULL},
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
    {"subtheme_id", TEXT, NIL, NULL, "k.subtheme_id", "part of that theme", NULL},
};

#define PLACE "@M(c.text), @P(x.begin, c.text, 0), @P(x.end, c.text, 0, 1)"
static const vb_field search[] = {
    {"comment_id", TEXT, KEEP, "Comment", "c.comment_id", "comment", NULL},
    {"snippet", TEXT, FLEX, "Found", "vb_snippet(" PLACE ")",
     "piece of the comment, what was found between « and »", NULL},
    {"text", TEXT, 0, NULL, "@M(c.text)", "the comment as received", NULL},
    {"found", LIST, 0, NULL, "vb_found(" PLACE ")",
     "places of what was found in text, each as begin-end in code points, end exclusive", NULL},
    {"via", TEXT, 0, NULL, "CASE WHEN x.begin IS NULL THEN 'words' ELSE 'meaning' END",
     "by its words, or (--related) because it says the same in others", "words|meaning"},
    {"score", NUM, NIL, NULL, "x.score",
     "weight of the words (BM25), more where they stand together; null for related ones", NULL},
    {"lang", TEXT, 0, "Lang", "c.lang", "main language", LANGS},
    {"date", DATE, NIL, "Date", "c.date", "date", NULL},
    {"rating", NUM, NIL, NULL, "c.rating", "rating", NULL},
    {"channel", TEXT, NIL, NULL, "c.channel", "channel column of the export", NULL},
    {"segments", OBJECT, 0, NULL, "coalesce(c.segments, '{}')", "segment columns of the export", NULL},
    {"sentiment_label", TEXT, 0, "Sentiment", "c.sentiment_label", "sentiment of the whole", LABELS},
    {"sentiment_score", NUM, 0, NULL, "c.sentiment_score", "score of the whole, -1..1", NULL},
    {"complaint", BOOL, 0, NULL, "c.complaint", "whether it complains of anything", NULL},
    {"touchpoint", TEXT, NIL, NULL, "c.touchpoint", "main touchpoint id", NULL},
    {"theme_id", TEXT, NIL, NULL, "c.theme_id", "theme of its most severe complaint", NULL},
    {"theme_label", TEXT, NIL, NULL, "(SELECT " THEME_LABEL " FROM themes t WHERE t.theme_id = c.theme_id)",
     "name of that theme in the language asked for", NULL},
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
    {"weighted_share", SHARE, NIL, NULL, "p.weighted_share",
     "share by the survey weights; null without survey weights", NULL},
    {"weighted_low", SHARE, NIL, NULL, "p.weighted_low",
     "lower end of its 95 % interval, from the effective number of answers", NULL},
    {"weighted_high", SHARE, NIL, NULL, "p.weighted_high", "upper end of its 95 % interval", NULL},
    {"mean_sentiment", NUM, NIL, NULL, "p.mean_sentiment", "mean score of its clauses in the period", NULL},
};

static const vb_field drivers[] = {
    {"theme_id", TEXT, 0, NULL, "d.theme_id", "theme", NULL},
    {"label", TEXT, FLEX, "Theme", THEME_LABEL, "name of the theme in the language asked for", NULL},
    {"touchpoint", TEXT, NIL, NULL, "t.touchpoint", "touchpoint id", NULL},
    {"measure", TEXT, 0, "Measure", "d.measure", "what is lost", MEASURES},
    {"scale_max", NUM, NIL, NULL, "d.scale_max",
     "top of the rating scale; ratings on other scales are left out", NULL},
    {"n", INT, 0, "n", "d.n", "comments of the theme that have the measure", NULL},
    {"base_n", INT, 0, NULL, "d.base_n", "answers that have the measure", NULL},
    {"value_all", NUM, NIL, NULL, "d.value_all", "mean of all (NPS: promoters less detractors, in points)",
     NULL},
    {"value_with", NUM, NIL, NULL, "d.value_with", "the same over the theme's comments", NULL},
    {"value_without", NUM, NIL, NULL, "d.value_without", "the same over the others", NULL},
    {"impact", NUM, NIL, "Left out", "d.impact",
     "value_without - value_all: points lost to the theme when its comments are left out; an association, "
     "not a cause",
     NULL},
    {"effect", NUM, NIL, NULL, "d.effect",
     "ridge regression on all themes at once: points by which a comment with the theme differs; null for "
     "small themes",
     NULL},
    {"regression", NUM, NIL, "Regression", "d.regression",
     "points lost by the regression, -effect * n / base_n", NULL},
    {"regression_low", NUM, NIL, NULL, "d.regression_low", "lower end of its 95 % bootstrap interval", NULL},
    {"regression_high", NUM, NIL, NULL, "d.regression_high", "upper end of its 95 % bootstrap interval",
     NULL},
    {"sure", TEXT, PAGE | KEEP, "95 % of it",
     "CASE WHEN d.regression_low IS NOT NULL THEN printf('%.2f to %.2f', d.regression_low, "
     "d.regression_high) END",
     "", NULL},
    {"shapley", NUM, NIL, "Shapley", "d.shapley",
     "points lost, shared out evenly among the themes of each comment; the values sum to the distance of all "
     "from those "
     "without a theme",
     NULL},
    {"dissatisfied", NUM, NIL, NULL, "d.dissatisfied",
     "Shapley value of a theme's reach among the dissatisfied less its reach among the others, -1..1", NULL},
    {"low_base", BOOL, 0, NULL, LOW("d.base_n"), "base_n is below the minimum base (--min-base, 30)", NULL},
    {"few", TEXT, PAGE, "Base", FEW("d.base_n"), "", NULL},
};

#define ITEM_LABEL                                                                                           \
    "CASE x.kind WHEN 'theme' THEN (SELECT " THEME_LABEL                                                     \
    " FROM main.themes t WHERE t.theme_id = x.id) WHEN "                                                     \
    "'touchpoint' THEN (SELECT coalesce(nullif(f.label_@L, ''), nullif(f.label_en, ''), x.id) FROM "         \
    "codeframe f WHERE "                                                                                     \
    "f.touchpoint = x.id) ELSE x.id END"
#define ITEM_NAME "coalesce(" ITEM_LABEL ", x.id)"
#define PAGE_NAME ITEM_NAME " || CASE x.kind WHEN 'touchpoint' THEN ': all complaints' ELSE '' END"

static const vb_field trend[] = {
    {"kind", TEXT, 0, NULL, "x.kind", "theme, or touchpoint with all its complaints", KINDS},
    {"id", TEXT, 0, NULL, "x.id", "theme id or touchpoint id", NULL},
    {"label", TEXT, 0, NULL, ITEM_NAME, "name in the language asked for", NULL},
    {"touchpoint", TEXT, NIL, NULL, "x.touchpoint", "touchpoint id", NULL},
    {"period_unit", TEXT, 0, NULL, "x.period_unit", "unit of the periods", ALL_UNITS},
    {"period", TEXT, 0, "Period", "x.period", "YYYY-MM, YYYY-Www or YYYY-Qn", NULL},
    {"period_start", DATE, 0, NULL, "x.period_start", "first day of the period", NULL},
    {"what", TEXT, PAGE | FLEX, "What", PAGE_NAME, "", NULL},
    {"n", INT, 0, "n", "x.n", "comments in the period", NULL},
    {"base_n", INT, 0, "of", "x.base_n", "answers in the period", NULL},
    {"share", SHARE, 0, "Share", "x.share", "n / base_n", NULL},
    {"ci_low", SHARE, 0, NULL, "x.ci_low", "lower end of the 95 % interval of share (Wilson)", NULL},
    {"ci_high", SHARE, 0, NULL, "x.ci_high", "upper end of the 95 % interval of share (Wilson)", NULL},
    {"weighted_share", SHARE, NIL, NULL, "x.weighted_share",
     "share by the survey weights; null without weights, and for quarters", NULL},
    {"low_base", BOOL, 0, NULL, LOW("x.base_n"), "base_n is below the minimum base (--min-base, 30)", NULL},
    {"few", TEXT, PAGE, "Base", FEW("x.base_n"), "", NULL},
    {"trend", TEXT, 0, NULL, "x.trend",
     "change over all periods, where it is significant after Benjamini-Hochberg correction over all series "
     "of its kind "
     "(q < 0.05)",
     TRENDS},
    {"trend_since", TEXT, NIL, NULL, "x.trend_since", "first period of the change", NULL},
    {"trend_until", TEXT, NIL, NULL, "x.trend_until", "last period of a passing peak", NULL},
    {"trend_q", NUM, NIL, NULL, "x.trend_q",
     "q-value of the change; null where the series is too small to test", NULL},
};

static const vb_field trend_series[] = {
    {"kind", TEXT, 0, NULL, "x.kind", "theme, or touchpoint with all its complaints", KINDS},
    {"id", TEXT, 0, NULL, "x.id", "theme id or touchpoint id", NULL},
    {"label", TEXT, 0, NULL, ITEM_NAME, "name in the language asked for", NULL},
    {"what", TEXT, PAGE | FLEX, "What", PAGE_NAME, "", NULL},
    {"touchpoint", TEXT, NIL, NULL, "x.touchpoint", "touchpoint id", NULL},
    {"period_unit", TEXT, 0, NULL, "x.period_unit", "unit of the periods", ALL_UNITS},
    {"n", INT, 0, "n", "x.n", "comments in all periods", NULL},
    {"spark", TEXT, 0, "Over time", "x.spark", "share in the last 16 periods, as a picture", NULL},
    {"first_period", TEXT, 0, NULL, "x.first_period", "first period of the series", NULL},
    {"first_share", SHARE, 0, NULL, "x.first_share", "share in it", NULL},
    {"last_period", TEXT, 0, NULL, "x.last_period", "last period of the series", NULL},
    {"last_share", SHARE, 0, "Last", "x.last_share", "share in it", NULL},
    {"last_base", INT, 0, NULL, "x.last_base", "answers in it", NULL},
    {"low_base", BOOL, 0, NULL, LOW("x.last_base"), "last_base is below the minimum base (--min-base, 30)",
     NULL},
    {"few", TEXT, PAGE, "Base", FEW("x.last_base"), "", NULL},
    {"trend", TEXT, 0, "Trend", "x.trend", "significant change over all periods, as in trend", TRENDS},
    {"trend_since", TEXT, NIL, "Since", "x.trend_since", "first period of the change", NULL},
    {"trend_until", TEXT, NIL, NULL, "x.trend_until", "last period of a passing peak", NULL},
    {"trend_q", NUM, NIL, NULL, "x.trend_q", "q-value of the change", NULL},
};

static const vb_field comparison[] = {
    {"kind", TEXT, 0, NULL, "x.kind",
     "theme, touchpoint, complaints (any), sentiment, or a measure of the export",
     "theme|touchpoint|complaints|sentiment|measure"},
    {"id", TEXT, 0, NULL, "x.id", "theme id, touchpoint id, or name of the measure", NULL},
    {"label", TEXT, 0, NULL, ITEM_NAME, "name in the language asked for", NULL},
    {"touchpoint", TEXT, NIL, NULL, "x.touchpoint", "touchpoint id", NULL},
    {"mark", TEXT, PAGE, " ", "CASE WHEN x.significant THEN '*' END", "", NULL},
    {"what", TEXT, PAGE | FLEX, "What", PAGE_NAME, "", NULL},
    {"a", TEXT, 0, NULL, "x.a", "first side", NULL},
    {"b", TEXT, 0, NULL, "x.b", "second side", NULL},
    {"n_a", INT, 0, NULL, "x.n_a", "comments of the first side that have it", NULL},
    {"base_a", INT, 0, NULL, "x.base_a", "answers of the first side", NULL},
    {"value_a", NUM, NIL, NULL, "x.value_a",
     "share of the first side, or mean; by the survey weights where there are any", NULL},
    {"n_b", INT, 0, NULL, "x.n_b", "the same of the second side", NULL},
    {"base_b", INT, 0, NULL, "x.base_b", "answers of the second side", NULL},
    {"value_b", NUM, NIL, NULL, "x.value_b", "share or mean of the second side", NULL},
    {"difference", NUM, NIL, NULL, "x.difference", "value_b - value_a", NULL},
    {"ci_low", NUM, NIL, NULL, "x.ci_low",
     "lower end of the 95 % interval of the difference (shares: Newcombe)", NULL},
    {"ci_high", NUM, NIL, NULL, "x.ci_high", "upper end of the 95 % interval of the difference", NULL},
    {"text_a", TEXT, PAGE, "First", "x.text_a", "", NULL},
    {"text_b", TEXT, PAGE, "Second", "x.text_b", "", NULL},
    {"text_difference", TEXT, PAGE, "Difference", "x.text_difference", "", NULL},
    {"p", NUM, NIL, NULL, "x.p", "p-value (shares: Fisher's exact test; weighted shares and means: z)", NULL},
    {"q", NUM, NIL, NULL, "x.q",
     "p after Benjamini-Hochberg correction over all rows; null where too few to test", NULL},
    {"q_text", TEXT, PAGE, "q", Q_TEXT, "", NULL},
    {"significant", BOOL, 0, NULL, "x.significant", "q < 0.05", NULL},
    {"weighted", BOOL, 0, NULL, "x.weighted", "values are by survey weights", NULL},
    {"low_base", BOOL, 0, NULL, LOW("min(x.base_a, x.base_b)"),
     "base_a or base_b is below the minimum base (--min-base, 30)", NULL},
    {"few", TEXT, PAGE, "Base", FEW("min(x.base_a, x.base_b)"), "", NULL},
};

static const vb_field breakdown[] = {
    {"dimension", TEXT, 0, NULL, "x.dimension", "segment:NAME, channel, lang, touchpoint_asked or weekday",
     NULL},
    {"value", TEXT, KEEP, "Group", "x.value", "value of the dimension", NULL},
    {"kind", TEXT, 0, NULL, "x.kind", "theme, or touchpoint with all its complaints", KINDS},
    {"id", TEXT, 0, NULL, "x.id", "theme id or touchpoint id", NULL},
    {"label", TEXT, 0, NULL, ITEM_NAME, "name in the language asked for", NULL},
    {"what", TEXT, PAGE | FLEX, "What", PAGE_NAME, "", NULL},
    {"touchpoint", TEXT, NIL, NULL, "x.touchpoint", "touchpoint id", NULL},
    {"n", INT, 0, "n", "x.n", "comments of the group that have it", NULL},
    {"base_n", INT, 0, "of", "x.base_n", "answers of the group", NULL},
    {"share", SHARE, NIL, "Share", "x.share", "n / base_n", NULL},
    {"ci_low", SHARE, NIL, NULL, "x.ci_low", "lower end of the 95 % interval of share (Wilson)", NULL},
    {"ci_high", SHARE, NIL, NULL, "x.ci_high", "upper end of the 95 % interval of share (Wilson)", NULL},
    {"weighted_share", SHARE, NIL, NULL, "x.weighted_share", "share by the survey weights; null without",
     NULL},
    {"weighted_low", SHARE, NIL, NULL, "x.weighted_low", "lower end of its 95 % interval", NULL},
    {"weighted_high", SHARE, NIL, NULL, "x.weighted_high", "upper end of its 95 % interval", NULL},
    {"rest_n", INT, 0, NULL, "x.rest_n", "comments of all other groups that have it", NULL},
    {"rest_base", INT, 0, NULL, "x.rest_base", "answers of all other groups", NULL},
    {"rest_share", SHARE, NIL, "Others", "x.rest_share", "rest_n / rest_base", NULL},
    {"difference", NUM, NIL, NULL, "x.difference", "share - rest_share", NULL},
    {"diff_low", NUM, NIL, NULL, "x.diff_low", "lower end of the 95 % interval of the difference (Newcombe)",
     NULL},
    {"diff_high", NUM, NIL, NULL, "x.diff_high", "upper end of it", NULL},
    {"q", NUM, NIL, NULL, "x.q",
     "q-value of the difference (Fisher's exact test, Benjamini-Hochberg over all rows); null where too few "
     "to test",
     NULL},
    {"mark", TEXT, PAGE, " ",
     "CASE WHEN x.significant THEN CASE WHEN x.difference > 0 THEN 'more' ELSE 'less' END END", "", NULL},
    {"q_text", TEXT, PAGE, "q", Q_TEXT, "", NULL},
    {"significant", BOOL, 0, NULL, "x.significant", "q < 0.05", NULL},
    {"low_base", BOOL, 0, NULL, LOW("x.base_n"), "base_n is below the minimum base (--min-base, 30)", NULL},
    {"few", TEXT, PAGE, "Base", FEW("x.base_n"), "", NULL},
};

static const vb_field alerts[] = {
    {"theme_id", TEXT, KEEP, "Id", "x.id", "theme", NULL},
    {"label", TEXT, 0, NULL, ITEM_NAME, "name of the theme in the language asked for", NULL},
    {"what", TEXT, PAGE | FLEX, "Theme", ITEM_NAME, "", NULL},
    {"touchpoint", TEXT, NIL, NULL, "x.touchpoint", "touchpoint id", NULL},
    {"emerging", BOOL, 0, NULL, "x.emerging",
     "first heard of in the last two periods of at least four, at least 3 times", NULL},
    {"spiking", BOOL, 0, NULL, "x.spiking",
     "significantly more in the last period than before: q < 0.05, at least 1.5 times the share and 3 "
     "comments",
     NULL},
    {"severe", BOOL, 0, NULL, "x.severe", "mean severity of at least 2.5 and at least 3 comments", NULL},
    {"why", TEXT, PAGE, "Why",
     "trim(CASE WHEN x.emerging THEN 'emerging ' ELSE '' END || CASE WHEN x.spiking THEN 'spiking ' "
     "ELSE '' END || CASE WHEN x.severe THEN 'severe' ELSE '' END)",
     "", NULL},
    {"n", INT, 0, "n", "x.n", "comments with it", NULL},
    {"base_n", INT, 0, NULL, "x.base_n", "answers", NULL},
    {"share", SHARE, NIL, NULL, "x.share", "n / base_n", NULL},
    {"period", TEXT, NIL, "Period", "x.period", "the last period", NULL},
    {"period_n", INT, 0, NULL, "x.period_n", "comments in it", NULL},
    {"period_base", INT, 0, NULL, "x.period_base", "answers in it", NULL},
    {"period_share", SHARE, NIL, "Share", "x.period_share", "period_n / period_base", NULL},
    {"before_n", INT, 0, NULL, "x.before_n", "comments in all periods before", NULL},
    {"before_base", INT, 0, NULL, "x.before_base", "answers in all periods before", NULL},
    {"before_share", SHARE, NIL, "Before", "x.before_share", "before_n / before_base", NULL},
    {"ratio", NUM, NIL, NULL, "x.ratio", "period_share / before_share; null where that is 0", NULL},
    {"q", NUM, NIL, NULL, "x.q", "q-value of the last period against those before", NULL},
    {"severity", NUM, NIL, "Severity", "x.severity", "mean severity of its clauses, 0..4", NULL},
    {"mean_sentiment", NUM, NIL, NULL, "x.mean_sentiment", "mean score of its clauses", NULL},
    {"impact", NUM, NIL, NULL, "x.impact", "points lost to the theme, as in themes", NULL},
    {"trend", TEXT, 0, NULL, "x.trend", "as in themes", TRENDS},
    {"first_seen", DATE, NIL, NULL, "x.first_seen", "first date", NULL},
    {"low_base", BOOL, 0, NULL, LOW("x.period_base"),
     "period_base is below the minimum base (--min-base, 30)", NULL},
};

static const vb_field standouts[] = {
    {"dimension", TEXT, 0, NULL, "x.dimension", "segment:NAME, channel, lang, touchpoint_asked or weekday",
     NULL},
    {"value", TEXT, KEEP, "Group", "x.value", "value of the dimension", NULL},
    {"kind", TEXT, 0, NULL, "x.kind",
     "theme, touchpoint with all its complaints, or a measure of the export that is lower",
     "theme|touchpoint|measure"},
    {"id", TEXT, 0, NULL, "x.id", "theme id, touchpoint id, or name of the measure", NULL},
    {"label", TEXT, 0, NULL, ITEM_NAME, "name in the language asked for", NULL},
    {"what", TEXT, PAGE | FLEX, "What", PAGE_NAME, "", NULL},
    {"n", INT, 0, "n", "x.n", "comments of the group that have it; of a measure its answers", NULL},
    {"base_n", INT, 0, "of", "x.base_n", "answers of the group", NULL},
    {"level", NUM, 0, NULL, "x.level", "share of the group, n / base_n; of a measure its mean", NULL},
    {"text", TEXT, PAGE, "Level", LEVEL_TEXT("x.level"), "", NULL},
    {"rest_n", INT, 0, NULL, "x.rest_n", "comments of all other groups that have it", NULL},
    {"rest_base", INT, 0, NULL, "x.rest_base", "answers of all other groups", NULL},
    {"rest_level", NUM, 0, NULL, "x.rest_level", "share or mean of all other groups", NULL},
    {"rest_text", TEXT, PAGE, "Others", LEVEL_TEXT("x.rest_level"), "", NULL},
    {"difference", NUM, 0, NULL, "x.difference", "level - rest_level", NULL},
    {"diff_low", NUM, 0, NULL, "x.diff_low", "lower end of the 95 % interval of the difference", NULL},
    {"diff_high", NUM, 0, NULL, "x.diff_high", "upper end of it", NULL},
    {"q", NUM, 0, NULL, "x.q",
     "q-value of the difference over all groups of all dimensions; all here are below 0.01", NULL},
};

static const vb_field theme_events[] = {
    {"theme_id", TEXT, KEEP, "Id", "e.theme_id", "theme", NULL},
    {"event", TEXT, 0, "Event", "e.event", "what the last import that changed anything did to it",
     "new|grown|shrunk|gone|split|merged|continued"},
    {"label", TEXT, FLEX, "Theme", "e.label", "its name", NULL},
    {"other_id", TEXT, NIL, NULL, "nullif(e.other_id, '')",
     "split: the theme that it was a part of; merged: the theme that went into it; continued: the id that it "
     "had before",
     NULL},
    {"other_label", TEXT, NIL, "From", "e.other_label", "name of the other", NULL},
    {"n_before", INT, 0, "Before", "e.n_before", "comments before (of the other, where there is one)", NULL},
    {"n_after", INT, 0, "n", "e.n_after", "comments now", NULL},
    {"base_before", INT, 0, NULL, "e.base_before", "answers before", NULL},
    {"base_after", INT, 0, NULL, "e.base_after", "answers now", NULL},
    {"overlap", SHARE, NIL, "Overlap", "e.overlap", "share of the other theme's clauses that are here now",
     NULL},
    {"q", NUM, NIL, NULL, "e.q",
     "grown, shrunk: q-value of the share among the added answers against that before", NULL},
};

static const vb_field decisions[] = {
    {"decision_id", INT, 0, "No", "d.decision_id", "number in the log", NULL},
    {"action", TEXT, 0, "Action", "d.action", "merge, split, rename, lock or unlock",
     "merge|split|rename|lock|unlock"},
    {"theme_id", TEXT, KEEP, "Theme", "d.theme_id", "the theme; of a merge the one that stays", NULL},
    {"other_id", TEXT, NIL | KEEP, "Other", "d.other_id",
     "merge: the theme that goes into it; split: the new theme", NULL},
    {"lang", TEXT, NIL, NULL, "d.lang", "rename: language of the name; null for all", "vi|th|en"},
    {"label", TEXT, NIL | FLEX, "Name", "d.label", "rename: the new name; split: name of the new theme",
     NULL},
    {"words", LIST, 0, NULL, "coalesce(d.words, '[]')", "split: words of the new theme", NULL},
    {"state", TEXT, 0, "State", "d.state", "applied, or conflict with the reason in detail",
     "new|applied|conflict"},
    {"detail", TEXT, NIL, NULL, "d.detail", "why it could not be carried out", NULL},
    {"n_clauses", INT, 0, "Clauses", "d.n_clauses", "clauses that it moved", NULL},
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
    {"text", TEXT, NIL | FLEX, "What was there", "@M(d.text)", "what was there, short", NULL},
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
    {"themes", "complaint themes, the most frequent first", "themes t",
     "t.catch_all, t.n DESC, t.touchpoint, t.theme_id", "(t.n > 0 OR t.locked)", "t.touchpoint IN under",
     "t.theme_id = ?2", NULL, VB_WANT_THEMES | VB_WANT_QUOTES | VB_WANT_PARTS, NULL, FIELDS(themes), NULL},
    {"subthemes", "parts of the complaint themes, by problem or phrase",
     "subthemes p JOIN themes t ON t.theme_id = p.theme_id",
     "t.catch_all, t.n DESC, t.theme_id, p.n DESC, p.n_clauses DESC, p.subtheme_id", NULL,
     "t.touchpoint IN under", "?2 IN (p.theme_id, p.subtheme_id)", NULL, VB_WANT_THEMES | VB_WANT_PARTS, NULL,
     FIELDS(subthemes), NULL},
    {"touchpoints", "touchpoints that comments speak of, the most complained about first", "touchpoints t",
     "t.complaints DESC, t.n DESC, t.touchpoint", NULL, "t.touchpoint IN under", NULL, NULL,
     VB_WANT_TOUCHPOINTS, NULL, FIELDS(touchpoints), NULL},
    {"quotes", "typical members of each theme (with --theme also of one of its parts)",
     "quotes q LEFT JOIN subthemes p ON p.subtheme_id = q.theme_id JOIN themes t ON t.theme_id = "
     "coalesce(p.theme_id, q.theme_id)",
     "t.catch_all, t.n DESC, t.theme_id, q.rank", "(p.subtheme_id IS NULL OR ?2 IS NOT NULL)",
     "t.touchpoint IN under", "q.theme_id = ?2", NULL, VB_WANT_THEMES | VB_WANT_PARTS | VB_WANT_QUOTES, NULL,
     FIELDS(quotes), NULL},
    {"comments", "every comment with its scores", "comments c", "c.comment_id, c.identity", NULL,
     "(c.touchpoint IN under OR EXISTS (SELECT 1 FROM clauses k WHERE " CLAUSES_OF_C
     " AND k.touchpoint IN under))",
     "c.comment_row IN (SELECT k.clause_row / 1048576 FROM clauses k WHERE " OF_THEME ")",
     "c.comment_row IN temp.subset", 0, NULL, FIELDS(comments), NULL},
    {"clauses", "every clause of every comment", "comments c CROSS JOIN clauses k ON " CLAUSES_OF_C,
     "c.comment_id, c.identity, k.clause_row", NULL, "k.touchpoint IN under",
     "(k.theme_id = ?2 OR k.subtheme_id = ?2) AND c.comment_row IN (SELECT k.clause_row / 1048576 FROM "
     "clauses k WHERE " OF_THEME ")",
     "c.comment_row IN temp.subset", 0, NULL, FIELDS(clauses), NULL},
    {"search", "comments that have the words looked for, the best first",
     "temp.search x CROSS JOIN comments c ON c.comment_row = x.comment_row", "x.place",
     "(x.begin IS NOT NULL OR vb_has(@M(c.text)))",
     "(c.touchpoint IN under OR EXISTS (SELECT 1 FROM clauses k WHERE " CLAUSES_OF_C
     " AND k.touchpoint IN under))",
     "c.comment_row IN (SELECT k.clause_row / 1048576 FROM clauses k WHERE k.theme_id = ?2)",
     "c.comment_row IN temp.subset", 0, vb_make_search, FIELDS(search), NULL},
    {"theme_periods", "each theme in each month and each ISO week with answers",
     "themes t JOIN theme_periods p ON p.theme_id = t.theme_id",
     "t.n DESC, t.touchpoint, t.theme_id, p.period_unit, p.period", NULL, "t.touchpoint IN under",
     "p.theme_id = ?2", NULL, VB_WANT_THEMES | VB_WANT_PERIODS, NULL, FIELDS(theme_periods), NULL},
    {"drivers", "what each theme costs in rating, CSAT, NPS or ease: an association",
     "drivers d JOIN themes t ON t.theme_id = d.theme_id", "d.measure, d.impact DESC, d.theme_id", NULL,
     "t.touchpoint IN under", "d.theme_id = ?2", NULL, VB_WANT_DRIVERS, NULL, FIELDS(drivers),
     "SELECT 'Points lost to each theme, by three methods: associations, not causes.' FROM drivers LIMIT 1"},
    {"trend", "complaints of each theme and touchpoint over time (by week, month or quarter)", "temp.trend x",
     "x.place, x.kind, x.id, x.period", NULL, "x.touchpoint IN under", "x.kind = 'theme' AND x.id = ?2", NULL,
     VB_WANT_THEMES | VB_WANT_PERIODS | VB_WANT_TOUCHPOINTS, vb_make_trend, FIELDS(trend), NULL},
    {"trend_series", "the same, one row for each theme and touchpoint", "temp.trend_series x",
     "x.place, x.kind, x.id", NULL, "x.touchpoint IN under", "x.kind = 'theme' AND x.id = ?2", NULL,
     VB_WANT_THEMES | VB_WANT_PERIODS | VB_WANT_TOUCHPOINTS, vb_make_trend, FIELDS(trend_series), NULL},
    {"comparison", "what differs between two periods or two groups, the surest differences first",
     "temp.comparison x",
     "x.place, x.significant DESC, coalesce(x.q, 1), abs(x.difference) DESC, x.kind, x.id", NULL,
     "x.touchpoint IN under", "x.kind = 'theme' AND x.id = ?2", NULL, 0, vb_make_comparison,
     FIELDS(comparison),
     "SELECT 'First: ' || a || ', ' || base_a || ' answers. Second: ' || b || ', ' || base_b || ' answers.' "
     "|| char(10) || "
     "'Shares differ in points of per cent; in brackets the 95 % interval; * is significant.' FROM "
     "temp.comparison WHERE kind = "
     "'complaints'"},
    {"theme_breakdown", "themes by group, what stands out first", "temp.breakdown x",
     "x.more DESC, CASE WHEN x.more THEN x.q END, x.total DESC, x.id, x.place", "x.kind = 'theme'",
     "x.touchpoint IN under", "x.id = ?2", NULL, 0, vb_make_breakdown, FIELDS(breakdown), NULL},
    {"touchpoint_breakdown", "complaints about touchpoints by group, what stands out first",
     "temp.breakdown x", "x.more DESC, CASE WHEN x.more THEN x.q END, x.total DESC, x.id, x.place",
     "x.kind = 'touchpoint'", "x.touchpoint IN under", "0", NULL, 0, vb_make_breakdown, FIELDS(breakdown),
     NULL},
    {"alerts", "themes that need a look: emerging, spiking, severe", "temp.alerts x",
     "x.spiking DESC, x.emerging DESC, x.n DESC, x.id", NULL, "x.touchpoint IN under", "x.id = ?2", NULL,
     VB_WANT_THEMES | VB_WANT_PERIODS, vb_make_alerts, FIELDS(alerts), NULL},
    {"standouts", "groups with significantly more of a complaint than all others", "standouts x",
     "x.q, x.difference DESC, x.dimension, x.value, x.kind, x.id", NULL, NULL,
     "x.kind = 'theme' AND x.id = ?2", NULL, VB_WANT_STANDOUTS, NULL, FIELDS(standouts), NULL},
    {"theme_events", "what the last import that changed anything did to the themes", "theme_events e",
     "e.event, e.n_after DESC, e.theme_id, e.other_id", NULL, NULL, "(e.theme_id = ?2 OR e.other_id = ?2)",
     NULL, 0, NULL, FIELDS(theme_events), NULL},
    {"decisions", "the analyst's decisions, in order", "decisions d", "d.decision_id", NULL, NULL,
     "(d.theme_id = ?2 OR d.other_id = ?2)", NULL, 0, NULL, FIELDS(decisions), NULL},
    {"problems", "the problems of the codeframe", "problems p", "p.problem", NULL, NULL, NULL, NULL,
     VB_WANT_THEMES, NULL, FIELDS(problems), NULL},
    {"runs", "imports, in order", "runs r", "r.run_id", NULL, NULL, NULL, NULL, 0, NULL, FIELDS(runs), NULL},
    {"diagnostics", "bad data that was met and survived",
     "diagnostics d LEFT JOIN runs r ON r.run_id = d.run_id",
     "d.run_id, d.row, d.column_number, d.diagnostic_row", NULL, NULL, NULL, NULL, 0, NULL,
     FIELDS(diagnostics), NULL},
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
