/* opt: the table of options, and how a command line is read by it.
 *
 * Invariant: an option is one line of the table: its name, its help, and where its value goes. What a value
 * must look like is checked here, what it means is the commands' business. A mistyped name of a command or an
 * option is answered with the nearest one there is. Strings are borrowed from argv. */
#include "opt.h"

#include <stddef.h>
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

/* ---- Values ---------------------------------------------------------------------------------- */

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

static int set_granularity(options *o, char *value) {
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

static int set_segment(options *o, char *argument) {
    char *value;
    if (o->n_segments == MAX_SEGMENTS || !take_apart(argument, &value))
        return usage_error("segment", argument, "NAME=VALUE");
    o->segments[o->n_segments++] = (vb_segment){{argument, strlen(argument)}, {value, strlen(value)}};
    return EXIT_OK;
}

static int set_date(const char *name, const char *value, const char **out) {
    bool ok = strlen(value) == 10;
    for (int i = 0; ok && i < 10; i++)
        ok = i == 4 || i == 7 ? value[i] == '-' : value[i] >= '0' && value[i] <= '9';
    *out = value;
    return ok ? EXIT_OK : usage_error(name, value, "a date as 2026-01-31");
}

static int set_since(options *o, char *value) {
    return set_date("since", value, &o->since);
}

static int set_until(options *o, char *value) {
    return set_date("until", value, &o->until);
}

static int set_format(options *o, char *value) {
    static const char *const names[] = {"table", "json", "ndjson", "csv"};
    o->format_given = true;
    for (int i = 0; i < 4; i++)
        if (strcmp(value, names[i]) == 0) return o->format = (vb_format)i, EXIT_OK;
    return usage_error("format", value, "table, json, ndjson or csv");
}

static int set_lang(options *o, char *value) {
    o->lang = vb_lang_parse(value);
    bool automatic = strcmp(value, "auto") == 0;
    return automatic || (o->lang != VB_LANG_COUNT && o->lang != VB_LANG_UND)
               ? EXIT_OK
               : usage_error("lang", value, "vi, th, en or auto");
}

static int set_label_lang(options *o, char *value) {
    o->label_lang = vb_lang_parse(value);
    bool ok = o->label_lang != VB_LANG_COUNT && o->label_lang != VB_LANG_UND;
    return ok ? EXIT_OK : usage_error("label-lang", value, "vi, th or en");
}

static int set_color(options *o, char *value) {
    o->color = value;
    bool ok = strcmp(value, "auto") == 0 || strcmp(value, "always") == 0 || strcmp(value, "never") == 0;
    return ok ? EXIT_OK : usage_error("color", value, "auto, always or never");
}

/* ---- The table of options -------------------------------------------------------------------- */

/* Where a value goes, or what takes it. */
typedef enum { TO_TEXT, TO_SWITCH, TO_NUMBER, TO_CALL } destination;

#define TEXT(field)         TO_TEXT, offsetof(options, field), 0, NULL
#define SWITCH(field)       TO_SWITCH, offsetof(options, field), 0, NULL
#define NUMBER(field, most) TO_NUMBER, offsetof(options, field), most, NULL
#define CALL(function)      TO_CALL, 0, 0, function

/* clang-format off: one option a line */
static const struct option_row {
    const char *name;
    char letter;
    const char *argument; /* NULL: a switch */
    const char *help;
    destination to;
    size_t offset;
    unsigned long most;
    int (*call)(options *o, char *value);
} option_table[] = {
    {"db", 0, "FILE", "the store (default verbatim.db)", TEXT(db)},
    {"format", 'f', "F", "table, json, ndjson or csv", CALL(set_format)},
    {"output", 'o', "FILE", "write there instead of to standard output", TEXT(output_path)},
    {"map", 0, "ROLE=COLUMN", "which column is what; COLUMN is a header or #3; repeatable", CALL(set_map)},
    {"lang", 0, "L", "language of all comments: vi, th, en, or auto", CALL(set_lang)},
    {"label-lang", 0, "L", "language of labels: vi, th, en", CALL(set_label_lang)},
    {"touchpoint", 0, "ID", "only this touchpoint and those below it", TEXT(touchpoint)},
    {"theme", 0, "ID", "only this theme", TEXT(theme)},
    {"comment", 0, "ID", "a stored comment", TEXT(comment)},
    {"comment-lang", 0, "L", "only comments in this language", TEXT(lang_filter)},
    {"segment", 0, "NAME=VALUE", "only this segment; repeatable", CALL(set_segment)},
    {"since", 0, "DATE", "from this day on (YYYY-MM-DD)", CALL(set_since)},
    {"until", 0, "DATE", "up to and with this day", CALL(set_until)},
    {"top", 0, "N", "at most N rows", NUMBER(top, 100000000)},
    {"table", 0, "T", "table to export", TEXT(table)},
    {"lexicons", 0, "DIR", "own lexicons over the built-in ones", TEXT(lexicons)},
    {"packs", 0, "LIST", "industry packs, comma-separated (default all)", TEXT(packs)},
    {"threads", 0, "N", "threads (default one per processor)", NUMBER(threads, 64)},
    {"encoding", 0, "NAME", "encoding of the file, where the guess is wrong", TEXT(encoding)},
    {"sheet", 0, "NAME", "sheet of a workbook", TEXT(sheet)},
    {"no-prior", 0, NULL, "do not let question, rating or touchpoint column have a say", SWITCH(no_prior)},
    {"no-progress", 0, NULL, "no progress line", SWITCH(no_progress)},
    {"bom", 0, NULL, "a byte order mark before CSV, for Excel", SWITCH(bom)},
    {"label", 0, "COLUMN", "column of labels: negative, neutral, positive (1 and 0 for complaint)",
     TEXT(label_column)},
    {"rating", 0, "COLUMN", "column of ratings, instead of labels", TEXT(rating_column)},
    {"target", 0, "T", "what is learned: sentiment (default) or complaint", TEXT(target)},
    {"rename", 0, "A=B,...", "read label A as B: question=neutral", TEXT(rename)},
    {"folds", 0, "N", "folds of the cross-validation (default 5, 1 for none)", NUMBER(folds, 100)},
    {"granularity", 0, "G", "number of themes: 1 as usual, 2 about twice as many, 0.5 half",
     CALL(set_granularity)},
    {"check", 0, NULL, "change nothing, only tell", SWITCH(check)},
    {"color", 0, "WHEN", "auto, always or never", CALL(set_color)},
    {"redact", 0, NULL, "marks such as <PHONE> instead of personal data in texts", SWITCH(redact)},
    {"show-personal", 0, NULL, "show personal data as received instead of masking it", SWITCH(show_personal)},
    {"host", 0, "ADDRESS", "address to listen on (default 127.0.0.1); others need --token", TEXT(host)},
    {"port", 0, "N", "port to listen on (default 8765; 0 takes a free one)", NUMBER(port, 65535)},
    {"token", 0, "SECRET", "ask for \"Authorization: Bearer SECRET\" (@FILE reads it from a file)",
     TEXT(token)},
    {"cors", 0, "ORIGIN", "let pages of this origin read the answers", TEXT(cors)},
    {"by", 0, "WHAT", "week, month, quarter; or segment:NAME, channel, lang, touchpoint, weekday", TEXT(by)},
    {"min-base", 0, "N", "mark rows with fewer answers than N (default 30)", NUMBER(min_base, 1000000000)},
    {"recurring", 0, NULL, "what comes back in most periods first", SWITCH(recurring)},
    {"subthemes", 0, NULL, "the parts of each theme, by problem or phrase", SWITCH(subthemes)},
    {"related", 0, NULL, "then comments that say the same in other words or languages", SWITCH(related)},
    {"fail-if", 0, "RULE", "exit with 4 where a theme meets the rule: any, spiking, \"severity>3 and n>=5\"",
     TEXT(fail_if)},
    {"name", 0, "TEXT", "name of the theme that a split makes", TEXT(name)},
    {"decision", 0, "N", "number of a decision in the log", NUMBER(decision, 1000000000)},
    {"help", 'h', NULL, "this help", SWITCH(help)},
    {"version", 0, NULL, "the version", SWITCH(version)},
};
/* clang-format on */
enum { N_OPTIONS = sizeof option_table / sizeof *option_table };

static int set_number(const struct option_row *row, const char *value, unsigned long *out) {
    char *end;
    *out = strtoul(value, &end, 10);
    bool ok = *value >= '0' && *value <= '9' && !*end && *out <= row->most;
    return ok ? EXIT_OK : usage_error(row->name, value, "a whole number");
}

static int set(options *o, const struct option_row *row, char *value) {
    char *place = (char *)o + row->offset;
    switch (row->to) {
    case TO_TEXT: *(const char **)(void *)place = value; return EXIT_OK;
    case TO_SWITCH: *(bool *)place = true; return EXIT_OK;
    case TO_NUMBER: return set_number(row, value, (unsigned long *)(void *)place);
    case TO_CALL: return row->call(o, value);
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
