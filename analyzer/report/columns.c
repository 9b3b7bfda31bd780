/* columns: the list of all tables. Their columns stand in columns_themes.c, columns_comments.c,
 * columns_changes.c and columns_log.c; see columns.h. */
#include "report/columns_table.h"

static const vb_table *const tables[] = {
    &vb_table_themes,          &vb_table_subthemes,
    &vb_table_touchpoints,     &vb_table_quotes,
    &vb_table_comments,        &vb_table_clauses,
    &vb_table_search,          &vb_table_theme_periods,
    &vb_table_drivers,         &vb_table_trend,
    &vb_table_trend_series,    &vb_table_comparison,
    &vb_table_theme_breakdown, &vb_table_touchpoint_breakdown,
    &vb_table_alerts,          &vb_table_standouts,
    &vb_table_theme_events,    &vb_table_decisions,
    &vb_table_problems,        &vb_table_runs,
    &vb_table_diagnostics,
};

const vb_table *const *vb_table_list(size_t *n) {
    *n = sizeof tables / sizeof *tables;
    return tables;
}

const vb_table *vb_table_find(const char *name) {
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (name && strcmp(tables[i]->name, name) == 0) return tables[i];
    return NULL;
}
