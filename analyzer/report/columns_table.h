/* columns_table: the shorthand in which columns_*.c write their tables: kinds and flags of columns, and SQL
 * that several tables share. Only these files and columns.c include it. A new column is one line in one of
 * them, and the column in store/schema.sql; a new table also a line here and in columns.c. */
#ifndef VB_REPORT_COLUMNS_TABLE_H
#define VB_REPORT_COLUMNS_TABLE_H

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
#define FIELDS(f)    f, sizeof f / sizeof *f

extern const vb_table vb_table_themes, vb_table_subthemes, vb_table_touchpoints, vb_table_quotes,
    vb_table_comments, vb_table_clauses, vb_table_search, vb_table_theme_periods, vb_table_drivers,
    vb_table_trend, vb_table_trend_series, vb_table_comparison, vb_table_theme_breakdown,
    vb_table_touchpoint_breakdown, vb_table_alerts, vb_table_standouts, vb_table_theme_events,
    vb_table_decisions, vb_table_problems, vb_table_runs, vb_table_diagnostics;

#endif
