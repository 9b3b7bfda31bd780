/* columns_log: what was done: imports, their bad data, the analyst's decisions. See columns.h. */
#include "report/columns_table.h"

/* clang-format off: one column a line */
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

const vb_table vb_table_theme_events = {"theme_events",
                                        "what the last import that changed anything did to the themes",
                                        "theme_events e",
                                        "e.event, e.n_after DESC, e.theme_id, e.other_id",
                                        NULL,
                                        NULL,
                                        "(e.theme_id = ?2 OR e.other_id = ?2)",
                                        NULL,
                                        0,
                                        NULL,
                                        FIELDS(theme_events),
                                        NULL};
const vb_table vb_table_decisions = {"decisions",
                                     "the analyst's decisions, in order",
                                     "decisions d",
                                     "d.decision_id",
                                     NULL,
                                     NULL,
                                     "(d.theme_id = ?2 OR d.other_id = ?2)",
                                     NULL,
                                     0,
                                     NULL,
                                     FIELDS(decisions),
                                     NULL};
const vb_table vb_table_runs = {"runs", "imports, in order", "runs r", "r.run_id", NULL, NULL, NULL, NULL, 0,
                                NULL,   FIELDS(runs),        NULL};
const vb_table vb_table_diagnostics = {"diagnostics",
                                       "bad data that was met and survived",
                                       "diagnostics d LEFT JOIN runs r ON r.run_id = d.run_id",
                                       "d.run_id, d.row, d.column_number, d.diagnostic_row",
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       0,
                                       NULL,
                                       FIELDS(diagnostics),
                                       NULL};
/* clang-format on */
