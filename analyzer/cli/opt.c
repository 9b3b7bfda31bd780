#include "opt.h"

#include <stdlib.h>
#include <string.h>

/* ---- Nearest names
 * ------------------------------------------------------------------------------------------------- */

/* Damerau-Levenshtein distance (neighbouring letters may be swapped) of two short names. */
static size_t edit_distance(const char *a, const char *b) {
    enum { MOST = 40 };
    size_t n = strlen(a), m = strlen(b), d[MOST + 1][MOST + 1];
    if (n > MOST || m > MOST) return MOST;
    for (size_t i = 0; i <= n; i++) d[i][0] = i;
    for (size_t k = 0; k <= m; k++) d[0][k] = k;
    for (size_t i = 1; i <= n; i++) {
        for (size_t k = 1; k <= m; k++) {
            size_t best = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
            if (d[i - 1][k] + 1 < best) best = d[i - 1][k] + 1;
            if (d[i][k - 1] + 1 < best) best = d[i][k - 1] + 1;
            bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
            if (swapped && d[i - 2][k - 2] + 1 < best) best = d[i - 2][k - 2] + 1;
            d[i][k] = best;
        }
    }
    return d[n][m];
}

static void suggest(const char *what, const char *name, const char *nearest, size_t distance) {
    fprintf(stderr, "verbatim: unknown %s \"%s\"", what, name);
    if (nearest && distance <= strlen(name) / 3 + 1) fprintf(stderr, "; did you mean \"%s\"?", nearest);
    fprintf(stderr, "\nTry \"verbatim --help\".\n");
}

const command *command_find(const char *name) {
    const command *nearest = NULL;
    size_t best = SIZE_MAX;
    for (const command *c = commands; c->name; c++) {
        size_t d = edit_distance(name, c->name);
        if (d == 0) return c;
        if (d < best) best = d, nearest = c;
    }
    suggest("command", name, nearest ? nearest->name : NULL, best);
    return NULL;
}

/* ---- The table of options
 * ------------------------------------------------------------------------------------------- */

typedef enum {
    O_DB,
    O_FORMAT,
    O_OUTPUT,
    O_MAP,
    O_LANG,
    O_LABEL_LANG,
    O_TOUCHPOINT,
    O_THEME,
    O_COMMENT,
    O_SEGMENT,
    O_SINCE,
    O_UNTIL,
    O_TOP,
    O_LEXICONS,
    O_PACKS,
    O_THREADS,
    O_NO_PROGRESS,
    O_COLOR,
    O_ENCODING,
    O_SHEET,
    O_NO_PRIOR,
    O_BOM,
    O_TABLE,
    O_CHECK,
    O_LABEL,
    O_RATING,
    O_TARGET,
    O_RENAME,
    O_FOLDS,
    O_GRANULARITY,
    O_LANG_FILTER,
    O_SHOW_PERSONAL,
    O_REDACT,
    O_HOST,
    O_PORT,
    O_TOKEN,
    O_CORS,
    O_BY,
    O_FAIL_IF,
    O_MIN_BASE,
    O_RECURRING,
    O_SUBTHEMES,
    O_RELATED,
    O_NAME,
    O_DECISION,
    O_HELP,
    O_VERSION
} option_id;

static const struct option_row {
    const char *name;
    char letter;
    option_id id;
    const char *argument; /* NULL: a switch */
    const char *help;
} option_table[] = {
    {"db", 0, O_DB, "FILE", "the store (default verbatim.db)"},
    {"format", 'f', O_FORMAT, "F", "table, json, ndjson or csv"},
    {"output", 'o', O_OUTPUT, "FILE", "write there instead of to standard output"},
    {"map", 0, O_MAP, "ROLE=COLUMN", "which column is what; COLUMN is a header or #3; repeatable"},
    {"lang", 0, O_LANG, "L", "language of all comments: vi, th, en, or auto"},
    {"label-lang", 0, O_LABEL_LANG, "L", "language of labels: vi, th, en"},
    {"touchpoint", 0, O_TOUCHPOINT, "ID", "only this touchpoint and those below it"},
    {"theme", 0, O_THEME, "ID", "only this theme"},
    {"comment", 0, O_COMMENT, "ID", "a stored comment"},
    {"comment-lang", 0, O_LANG_FILTER, "L", "only comments in this language"},
    {"segment", 0, O_SEGMENT, "NAME=VALUE", "only this segment; repeatable"},
    {"since", 0, O_SINCE, "DATE", "from this day on (YYYY-MM-DD)"},
    {"until", 0, O_UNTIL, "DATE", "up to and with this day"},
    {"top", 0, O_TOP, "N", "at most N rows"},
    {"table", 0, O_TABLE, "T", "table to export"},
    {"lexicons", 0, O_LEXICONS, "DIR", "own lexicons over the built-in ones"},
    {"packs", 0, O_PACKS, "LIST", "industry packs, comma-separated (default all)"},
    {"threads", 0, O_THREADS, "N", "threads (default one per processor)"},
    {"encoding", 0, O_ENCODING, "NAME", "encoding of the file, where the guess is wrong"},
    {"sheet", 0, O_SHEET, "NAME", "sheet of a workbook"},
    {"no-prior", 0, O_NO_PRIOR, NULL, "do not let question or touchpoint column have a say"},
    {"no-progress", 0, O_NO_PROGRESS, NULL, "no progress line"},
    {"bom", 0, O_BOM, NULL, "a byte order mark before CSV, for Excel"},
    {"label", 0, O_LABEL, "COLUMN", "column of labels: negative, neutral, positive (1 and 0 for complaint)"},
    {"rating", 0, O_RATING, "COLUMN", "column of ratings, instead of labels"},
    {"target", 0, O_TARGET, "T", "what is learned: sentiment (default) or complaint"},
    {"rename", 0, O_RENAME, "A=B,...", "read label A as B: question=neutral"},
    {"folds", 0, O_FOLDS, "N", "folds of the cross-validation (default 5, 1 for none)"},
    {"granularity", 0, O_GRANULARITY, "G", "number of themes: 1 as usual, 2 about twice as many, 0.5 half"},
    {"check", 0, O_CHECK, NULL, "change nothing, only tell"},
    {"color", 0, O_COLOR, "WHEN", "auto, always or never"},
    {"redact", 0, O_REDACT, NULL, "marks such as <PHONE> instead of personal data in texts"},
    {"show-personal", 0, O_SHOW_PERSONAL, NULL, "show personal data as received instead of masking it"},
    {"host", 0, O_HOST, "ADDRESS", "address to listen on (default 127.0.0.1); others need --token"},
    {"port", 0, O_PORT, "N", "port to listen on (default 8765; 0 takes a free one)"},
    {"token", 0, O_TOKEN, "SECRET", "ask for \"Authorization: Bearer SECRET\" (@FILE reads it from a file)"},
    {"cors", 0, O_CORS, "ORIGIN", "let pages of this origin read the answers"},
    {"by", 0, O_BY, "WHAT", "week, month, quarter; or segment:NAME, channel, lang, touchpoint, weekday"},
    {"min-base", 0, O_MIN_BASE, "N", "mark rows with fewer answers than N (default 30)"},
    {"recurring", 0, O_RECURRING, NULL, "what comes back in most periods first"},
    {"subthemes", 0, O_SUBTHEMES, NULL, "the parts of each theme, by problem or phrase"},
    {"related", 0, O_RELATED, NULL, "then comments that say the same in other words or languages"},
    {"fail-if", 0, O_FAIL_IF, "RULE",
     "exit with 4 where a theme meets the rule: any, spiking, \"severity>3 and n>=5\""},
    {"name", 0, O_NAME, "TEXT", "name of the theme that a split makes"},
    {"decision", 0, O_DECISION, "N", "number of a decision in the log"},
    {"help", 'h', O_HELP, NULL, "this help"},
    {"version", 0, O_VERSION, NULL, "the version"},
};
enum { N_OPTIONS = sizeof option_table / sizeof *option_table };

static int usage_error(const char *option, const char *value, const char *expected) {
    fprintf(stderr, "verbatim: --%s %s: expected %s\n", option, value, expected);
    return EXIT_USAGE;
}

/* NAME=VALUE taken apart in place; false where there is no '='. */
static bool take_apart(char *pair, char **value) {
    char *eq = strchr(pair, '=');
    if (!eq || eq == pair) return false;
    *eq = 0;
    *value = eq + 1;
    return true;
}

static int set_granularity(options *o, const char *value) {
    char *end;
    o->granularity = strtod(value, &end);
    return *value && !*end && o->granularity >= 0.1 && o->granularity <= 20
               ? EXIT_OK
               : usage_error("granularity", value, "a number from 0.1 to 20");
}

static int set_map(options *o, char *argument) {
    static const char expected[] =
        "ROLE=COLUMN with a role of text, id, date, touchpoint, channel, rating, nps, csat, ces, "
        "lang, weight, question, segment:NAME, label, ignore";
    char *header;
    if (o->n_maps == MAX_MAPS || !take_apart(argument, &header))
        return usage_error("map", argument, expected);
    vb_map *m = &o->maps[o->n_maps];
    *m = (vb_map){.header = header, .role = VB_ROLE_COUNT};
    char *colon = strchr(argument, ':');
    if (colon) {
        *colon = 0;
        m->segment = colon + 1;
    }
    for (int r = 0; r < VB_ROLE_COUNT; r++)
        if (strcmp(argument, vb_role_name((vb_role)r)) == 0) m->role = (vb_role)r;
    bool segment = m->role == VB_ROLE_SEGMENT;
    if (m->role == VB_ROLE_COUNT || segment != (m->segment != NULL))
        return usage_error("map", argument, expected);
    o->n_maps++;
    return EXIT_OK;
}

static bool is_date(const char *s) {
    if (strlen(s) != 10) return false;
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9') return false;
    return true;
}

static int set_number(const char *name, const char *value, unsigned long most, unsigned long *out) {
    char *end;
    *out = strtoul(value, &end, 10);
    bool ok = *value >= '0' && *value <= '9' && !*end && *out <= most;
    return ok ? EXIT_OK : usage_error(name, value, "a whole number");
}

static int set_format(options *o, const char *value) {
    static const char *const names[] = {"table", "json", "ndjson", "csv"};
    o->format_given = true;
    for (int i = 0; i < 4; i++)
        if (strcmp(value, names[i]) == 0) return o->format = (vb_format)i, EXIT_OK;
    return usage_error("format", value, "table, json, ndjson or csv");
}

static int set_lang(const char *name, const char *value, bool allow_auto, vb_lang *out) {
    if (allow_auto && strcmp(value, "auto") == 0) return *out = VB_LANG_COUNT, EXIT_OK;
    *out = vb_lang_parse(value);
    bool ok = *out != VB_LANG_COUNT && *out != VB_LANG_UND;
    return ok ? EXIT_OK : usage_error(name, value, allow_auto ? "vi, th, en or auto" : "vi, th or en");
}

static int set(options *o, const struct option_row *row, char *value) {
    unsigned long number;
    int code;
    switch (row->id) {
    case O_DB:
        o->db = value;
        o->db_given = true;
        return EXIT_OK;
    case O_FORMAT: return set_format(o, value);
    case O_OUTPUT: o->output_path = value; return EXIT_OK;
    case O_MAP: return set_map(o, value);
    case O_LANG: return set_lang(row->name, value, true, &o->lang);
    case O_LABEL_LANG: return set_lang(row->name, value, false, &o->label_lang);
    case O_TOUCHPOINT: o->touchpoint = value; return EXIT_OK;
    case O_THEME: o->theme = value; return EXIT_OK;
    case O_COMMENT: o->comment = value; return EXIT_OK;
    case O_LANG_FILTER: o->lang_filter = value; return EXIT_OK;
    case O_SEGMENT: {
        char *v;
        if (o->n_segments == MAX_SEGMENTS || !take_apart(value, &v))
            return usage_error("segment", value, "NAME=VALUE");
        o->segments[o->n_segments++] = (vb_segment){{value, strlen(value)}, {v, strlen(v)}};
        return EXIT_OK;
    }
    case O_SINCE:
        o->since = value;
        return is_date(value) ? EXIT_OK : usage_error(row->name, value, "a date as 2026-01-31");
    case O_UNTIL:
        o->until = value;
        return is_date(value) ? EXIT_OK : usage_error(row->name, value, "a date as 2026-01-31");
    case O_TOP:
        code = set_number(row->name, value, 100000000, &number);
        o->top = number;
        return code;
    case O_TABLE: o->table = value; return EXIT_OK;
    case O_LEXICONS: o->lexicons = value; return EXIT_OK;
    case O_PACKS: o->packs = value; return EXIT_OK;
    case O_THREADS:
        code = set_number(row->name, value, 64, &number);
        o->threads = (unsigned)number;
        return code;
    case O_ENCODING: o->encoding = value; return EXIT_OK;
    case O_SHEET: o->sheet = value; return EXIT_OK;
    case O_NO_PRIOR: o->no_prior = true; return EXIT_OK;
    case O_NO_PROGRESS: o->no_progress = true; return EXIT_OK;
    case O_BOM: o->bom = true; return EXIT_OK;
    case O_LABEL: o->label_column = value; return EXIT_OK;
    case O_RATING: o->rating_column = value; return EXIT_OK;
    case O_TARGET: o->target = value; return EXIT_OK;
    case O_RENAME: o->rename = value; return EXIT_OK;
    case O_FOLDS: return set_number(row->name, value, 100, &o->folds);
    case O_GRANULARITY: return set_granularity(o, value);
    case O_CHECK: o->check = true; return EXIT_OK;
    case O_COLOR:
        o->color = value;
        return strcmp(value, "auto") && strcmp(value, "always") && strcmp(value, "never")
                   ? usage_error(row->name, value, "auto, always or never")
                   : EXIT_OK;
    case O_BY: o->by = value; return EXIT_OK;
    case O_FAIL_IF: o->fail_if = value; return EXIT_OK;
    case O_MIN_BASE: return set_number(row->name, value, 1000000000, &o->min_base);
    case O_RECURRING: o->recurring = true; return EXIT_OK;
    case O_SUBTHEMES: o->subthemes = true; return EXIT_OK;
    case O_RELATED: o->related = true; return EXIT_OK;
    case O_NAME: o->name = value; return EXIT_OK;
    case O_DECISION: return set_number(row->name, value, 1000000000, &o->decision);
    case O_HELP: o->help = true; return EXIT_OK;
    case O_VERSION: o->version = true; return EXIT_OK;
    case O_REDACT: o->redact = true; return EXIT_OK;
    case O_SHOW_PERSONAL: o->show_personal = true; return EXIT_OK;
    case O_HOST: o->host = value; return EXIT_OK;
    case O_PORT:
        code = set_number(row->name, value, 65535, &number);
        o->port = (unsigned)number;
        return code;
    case O_TOKEN: o->token = value; return EXIT_OK;
    case O_CORS: o->cors = value; return EXIT_OK;
    }
    return EXIT_USAGE;
}

static const struct option_row *find_long(const char *name) {
    const struct option_row *nearest = NULL;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < N_OPTIONS; i++) {
        size_t d = edit_distance(name, option_table[i].name);
        if (d == 0) return &option_table[i];
        if (d < best) best = d, nearest = &option_table[i];
    }
    suggest("option", name, nearest ? nearest->name : NULL, best);
    return NULL;
}

static int parse_option(options *o, int argc, char **argv, int *i) {
    char *arg = argv[*i], *value = NULL;
    const struct option_row *row = NULL;
    if (arg[1] == '-') {
        char *eq = strchr(arg, '=');
        if (eq) *eq = 0, value = eq + 1;
        row = find_long(arg + 2);
    } else {
        for (size_t k = 0; k < N_OPTIONS && !row; k++)
            if (option_table[k].letter && option_table[k].letter == arg[1]) row = &option_table[k];
        if (row && arg[2]) value = arg + 2;
        if (!row) fprintf(stderr, "verbatim: unknown option \"%s\"\nTry \"verbatim --help\".\n", arg);
    }
    if (!row) return EXIT_USAGE;
    if (!row->argument) {
        if (!value) return set(o, row, NULL);
        fprintf(stderr, "verbatim: --%s takes no value\n", row->name);
        return EXIT_USAGE;
    }
    if (!value && ++*i < argc) value = argv[*i];
    if (!value) {
        fprintf(stderr, "verbatim: --%s needs a value: %s\n", row->name, row->argument);
        return EXIT_USAGE;
    }
    return set(o, row, value);
}

int options_parse(options *o, int argc, char **argv) {
    *o = (options){
        .db = "verbatim.db", .color = "auto", .lang = VB_LANG_COUNT, .label_lang = VB_LANG_UND, .port = 8765};
    bool ended = false;
    for (int i = 1; i < argc; i++) {
        if (!ended && strcmp(argv[i], "--") == 0) {
            ended = true;
        } else if (!ended && argv[i][0] == '-' && argv[i][1]) {
            int code = parse_option(o, argc, argv, &i);
            if (code) return code;
        } else if (!o->command) {
            o->command = argv[i];
        } else if (o->n_args == MAX_ARGS) {
            fprintf(stderr, "verbatim: more than %d files; call it several times on one store\n", MAX_ARGS);
            return EXIT_USAGE;
        } else {
            o->args[o->n_args++] = argv[i];
        }
    }
    return EXIT_OK;
}

/* ---- Help
 * -------------------------------------------------------------------------------------------------------------
 */

static void print_option(FILE *out, const struct option_row *row) {
    char left[48];
    if (row->letter)
        snprintf(left, sizeof left, "-%c, --%s %s", row->letter, row->name,
                 row->argument ? row->argument : "");
    else
        snprintf(left, sizeof left, "    --%s %s", row->name, row->argument ? row->argument : "");
    fprintf(out, "  %-27s %s\n", left, row->help);
}

/* True where the option's name is a word of the list. */
static bool listed(const char *list, const char *name) {
    size_t n = strlen(name);
    for (const char *p = list; (p = strstr(p, name)); p += n)
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || !p[n])) return true;
    return false;
}

static void help_command(FILE *out, const command *c) {
    fprintf(out, "Examples\n%s\n\nverbatim %s %s\n  %s\n\nOptions\n", c->examples, c->name, c->usage,
            c->summary);
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (listed(c->options, option_table[i].name)) print_option(out, &option_table[i]);
}

void help_print(FILE *out, const char *name) {
    for (const command *c = commands; name && c->name; c++) {
        if (strcmp(c->name, name) != 0) continue;
        help_command(out, c);
        return;
    }
    fprintf(out,
            "verbatim: complaint themes from survey comments in Vietnamese, Thai and English\n\nExamples\n"
            "  verbatim analyze export.csv             the top complaint themes per touchpoint\n"
            "  verbatim sniff export.xlsx              what the file is and how it would be read\n"
            "  verbatim themes -f json                 the themes, for a dashboard\n"
            "  verbatim search giao cham               comments with these words, marks left out or not\n"
            "  verbatim explain \"giao hang cham qua\"   why a text is scored as it is\n\nCommands\n");
    for (const command *c = commands; c->name; c++) fprintf(out, "  %-12s %s\n", c->name, c->summary);
    fprintf(out, "\n\"verbatim COMMAND --help\" tells of one command. Exit codes: 0 ok, 1 nothing matched,\n"
                 "2 usage, 3 no usable input, 4 a --fail-if rule held, 5 input/output, 130 interrupted.\n");
}
