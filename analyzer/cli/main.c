/* main: the table of commands, and the way to them. The program sees the library's public header only. */
#include "common.h"

#include <signal.h>
#include <string.h>

#define FILTERS                                                                                              \
    "db format output touchpoint theme comment-lang segment since until top label-lang color min-base "      \
    "redact"
#define READING "map encoding sheet lexicons packs lang threads no-prior no-progress"

const command commands[] = {
    {"analyze", cmd_analyze, "FILE... [--db DB]",
     "import exports, score them, print the top complaint themes per touchpoint",
     "  verbatim analyze march.csv april.xlsx\n  verbatim analyze export.csv --map text=Comment --map "
     "date=#2 --db cx.db\n"
     "  zcat big.csv.gz | verbatim analyze - --no-progress -f json",
     "db format output top label-lang color granularity redact " READING},
    {"sniff", cmd_sniff, "FILE", "what a file is, the role guessed for each column, and why",
     "  verbatim sniff export.csv\n  verbatim sniff export.xlsx -f json",
     "format output color map encoding sheet lexicons threads"},
    {"themes", cmd_themes, "[--db DB]", "the complaint themes of the store, or of each group of it",
     "  verbatim themes --top 20\n  verbatim themes --touchpoint delivery --label-lang vi -f json\n  "
     "verbatim themes --recurring\n  verbatim themes --subthemes --touchpoint delivery\n"
     "  verbatim themes --by segment:branch",
     FILTERS " by recurring subthemes"},
    {"touchpoints", cmd_touchpoints, "[--db DB]", "what is said of each touchpoint, or by each group",
     "  verbatim touchpoints\n  verbatim touchpoints --since 2026-07-01 -f csv\n  verbatim touchpoints --by "
     "weekday",
     FILTERS " by"},
    {"quotes", cmd_quotes, "[--db DB]", "real quotes from complaints",
     "  verbatim quotes --theme t_0123456789ab --top 10\n  verbatim quotes --touchpoint app", FILTERS},
    {"search", cmd_search, "WORDS... [--db DB]",
     "comments that have these words, the best first, with the place",
     "  verbatim search giao cham          marks and endings do not matter where you leave them out\n"
     "  verbatim search '\"nhân viên\" -thân*'   a phrase, without words that begin with thân\n"
     "  verbatim search late delivery --related -f json   and those that say it in other words",
     FILTERS " related lexicons packs"},
    {"trend", cmd_trend, "[--by week|month|quarter]",
     "complaints over time: each theme and touchpoint, period by period",
     "  verbatim trend\n  verbatim trend --by week --touchpoint delivery\n  verbatim trend --by quarter -f "
     "csv",
     FILTERS " by"},
    {"compare", cmd_compare, "[A B]",
     "what differs significantly between two periods or two groups, and by how much",
     "  verbatim compare 2026-04..2026-06 2026-07..2026-09\n  verbatim compare segment:country=VN "
     "segment:country=TH\n"
     "  verbatim compare weekday=Monday rest -f json",
     FILTERS},
    {"drivers", cmd_drivers, "[--db DB]",
     "points of NPS, CSAT or rating lost to each theme, by three methods: associations",
     "  verbatim drivers\n  verbatim drivers --since 2026-07-01 -f json", FILTERS},
    {"alerts", cmd_alerts, "[--fail-if RULE]",
     "themes that emerge, spike or are severe; for cron with an exit code",
     "  verbatim alerts\n  verbatim alerts --by week --fail-if \"spiking and period_n>=10\"\n"
     "  verbatim alerts --fail-if \"severity>3 and n>=5\" || mail -s \"complaints\" team@example.com",
     FILTERS " by fail-if"},
    {"theme", cmd_theme, "merge|split|rename|lock|unlock|undo|log|apply|events ...",
     "decide about themes; decisions are kept and carried out after every import",
     "  verbatim theme merge t_0123456789ab t_ba9876543210    the second goes into the first\n"
     "  verbatim theme split t_0123456789ab \"guard\" \"bảo vệ\" --name \"Guards\"\n"
     "  verbatim theme rename t_0123456789ab \"Giao hàng trễ\" --label-lang vi\n  verbatim theme lock "
     "t_0123456789ab\n"
     "  verbatim theme undo --decision 3\n  verbatim theme log -o decisions.txt\n  verbatim theme apply "
     "decisions.txt --db next.db\n"
     "  verbatim theme events                                 what the last import did to the themes",
     "db format output label-lang name decision color"},
    {"verify", cmd_verify, "[--db DB]",
     "count every stored number again from the comments; exit code 5 where one differs",
     "  verbatim verify --db cx.db", "db output"},
    {"export", cmd_export, "--table T [--db DB]",
     "a table of the store: comments, clauses, themes, subthemes, theme_periods, touchpoints, drivers, "
     "trend, "
     "comparison, alerts, standouts, theme_events, decisions, runs, diagnostics",
     "  verbatim export --table comments -f ndjson\n  verbatim export --table themes -f csv --bom -o "
     "themes.csv",
     FILTERS " table bom"},
    {"report", cmd_report, "-o FILE.html [--db DB]",
     "one page to mail, read on a phone or print; it needs no network",
     "  verbatim report -o report.html\n  verbatim report -o bao-cao.html --label-lang vi --since 2026-07-01",
     "db output comment-lang segment since until label-lang show-personal redact"},
    {"serve", cmd_serve, "[--db DB] [--port N]",
     "the page and a read-only JSON API for dashboards, on this machine unless told otherwise",
     "  verbatim serve\n  verbatim serve --db cx.db --port 9000 --cors https://dash.example.com\n"
     "  verbatim serve --host 0.0.0.0 --token @secret.txt",
     "db host port token cors label-lang show-personal"},
    {"explain", cmd_explain, "TEXT | --comment ID | --theme ID",
     "why: words, lexicon entries, rules, scores; for a theme the rows behind each number",
     "  verbatim explain \"nhân viên nhiệt tình nhưng giao hàng chậm\"\n  verbatim explain --comment 17\n  "
     "verbatim explain --theme t_0123456789ab",
     "db format output comment theme lexicons packs lang no-prior color"},
    {"score", cmd_score, "[FILE...]", "one result per comment to standard output, without a store",
     "  verbatim score export.csv -f ndjson > scored.ndjson\n  verbatim score - -f csv < export.csv",
     "format output bom color " READING},
    {"tokenize", cmd_tokenize, "", "the words of each line of standard input",
     "  echo 'ส่งช้ามาก' | verbatim tokenize\n  verbatim tokenize -f ndjson --lang th < lines.txt",
     "format output lang lexicons"},
    {"schema", cmd_schema, "TABLE", "the JSON Schema of an output",
     "  verbatim schema themes\n  verbatim schema score", "output"},
    {"lexicon", cmd_lexicon, "check|which|learn|canonicalize ...",
     "work on lexicons: find faults, find entries, learn from labels, bring into form",
     "  verbatim lexicon check --lexicons my-words\n  verbatim lexicon which \"giao hàng chậm\"\n  verbatim "
     "lexicon canonicalize my-words\n"
     "  verbatim lexicon learn rated.csv --map text=Comment --rating Stars --lang vi -o my-words",
     "lexicons format output check lang packs map label rating target rename folds"},
    {"eval", cmd_eval, "FILE --label COLUMN",
     "accuracy on your own labelled comments, with intervals, and the worst errors",
     "  verbatim eval labelled.csv --map text=Comment --label Sentiment\n  verbatim eval labelled.csv "
     "--label Sentiment --lexicons my-words --top 30",
     "label format output top map encoding sheet lexicons packs lang threads no-prior"},
    {"redact", cmd_redact, "FILE [-o FILE]",
     "the same file with personal data replaced by marks: <PHONE>, <EMAIL>, <TH_ID>, <NAME>, ...",
     "  verbatim redact export.csv -o export-redacted.csv\n  verbatim redact answers.jsonl > "
     "answers-redacted.jsonl",
     "output map encoding sheet lexicons bom"},
    {"partial", cmd_partial, "FILE -o P",
     "analyze one file into a compact form that merge takes: the map step of a distributed import",
     "  verbatim partial part1.csv -o part1.vp\n  verbatim merge part*.vp --db cx.db", "output " READING},
    {"merge", cmd_merge, "P... [--db DB]",
     "merge partials into a store, in any order; the result equals one import of the whole",
     "  verbatim merge part1.vp part2.vp --db cx.db\n  verbatim merge parts/*.vp -f json",
     "db format output top label-lang color granularity redact lexicons packs lang no-prior"},
    {"help", cmd_help, "[COMMAND]", "this page, or the help of a command", "  verbatim help analyze", ""},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

int cmd_help(options *o) {
    if (o->n_args && !command_find(o->args[0])) return EXIT_USAGE;
    help_print(stdout, o->n_args ? o->args[0] : NULL);
    return EXIT_OK;
}

int main(int argc, char **argv) {
    static options o; /* large: it holds the argument lists */
    signal(SIGPIPE,
           SIG_IGN); /* a reader that goes away and a full quota are errors of a write, not a death */
    signal(SIGXFSZ, SIG_IGN);
    int code = options_parse(&o, argc, argv);
    if (code) return code;
    if (o.version) {
        printf("verbatim %s (schema %d)\n", VB_VERSION, VB_SCHEMA_VERSION);
        return EXIT_OK;
    }
    if (!o.command) {
        help_print(o.help ? stdout : stderr, NULL);
        return o.help ? EXIT_OK : EXIT_USAGE;
    }
    const command *c = command_find(o.command);
    if (!c) return EXIT_USAGE;
    if (o.help) {
        help_print(stdout, c->name);
        return EXIT_OK;
    }
    return c->run(&o);
}
