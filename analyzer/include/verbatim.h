/* verbatim.h - the public interface of libverbatim: survey comments in Vietnamese, Thai and English, read,
 * scored, and gathered into complaint themes per touchpoint.
 *
 * Three objects, three lifetimes:
 *
 *   vb_engine    lexicons and options, compiled. Immutable once made; shared by any number of threads.
 *   vb_analyzer  a cursor over one engine: scratch memory and iterators. One per thread.
 *   vb_store     one SQLite file (or memory) that holds comments, scores and themes.
 *
 * Conventions
 *   - Ownership is readable from the signature: a `T **out` is yours to free; any other pointer that comes
 * back is borrowed, valid as long as said at the function.
 *   - Functions that can fail return vb_status (0 ok, negative an error, VB_DONE at the end of an iteration
 * or where nothing matched) and fill the last parameter, `vb_error *err`, which may be NULL. The library
 * never prints, never exits and keeps no global state.
 *   - Bad data is not an error: a bad row becomes a diagnostic, is counted, and never stops an import.
 *   - Text is UTF-8. Offsets count code points of the text as received; byte offsets are named so.
 *   - Scores are -1 (very negative) to 1; shares 0 to 1; severity 0 to 4; times are seconds since 1970 in
 * UTC.
 *   - Results do not depend on locale, threads, row order or machine.
 */
#ifndef VERBATIM_H
#define VERBATIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VB_VERSION "0.1.0"
/// Raised with every change to the meaning of an output field.
#define VB_SCHEMA_VERSION 1

/* ---- Strings, status, errors
 * ------------------------------------------------------------------------------- */

/// A borrowed view of bytes, not NUL-terminated.
typedef struct vb_str {
    const char *ptr;
    size_t len;
} vb_str;

typedef enum vb_status {
    VB_OK = 0,
    VB_DONE = 1,            ///< the end of an iteration, or a query that matched nothing
    VB_ERR_USAGE = -2,      ///< an argument is wrong: the caller's mistake
    VB_ERR_INPUT = -3,      ///< no usable input: unreadable, not understood, or without a text column
    VB_ERR_IO = -5,         ///< reading, writing or the store failed (full disk, locked, not a store)
    VB_ERR_MEMORY = -6,     ///< out of memory
    VB_ERR_LEXICON = -7,    ///< a lexicon file is malformed
    VB_ERR_INTERRUPTED = -8 ///< the progress callback asked to stop
} vb_status;

/// What went wrong and where. `file` is empty and `line` 0 where there is no place to name.
typedef struct vb_error {
    vb_status code;
    char file[256];
    uint64_t line, column;
    char message[512];
} vb_error;

/// Where output goes. `write` returns 0, or anything else to stop (the caller then gets VB_ERR_IO).
typedef struct vb_sink {
    int (*write)(void *ctx, const char *data, size_t len);
    void *ctx;
} vb_sink;

typedef enum vb_format { VB_FORMAT_TABLE, VB_FORMAT_JSON, VB_FORMAT_NDJSON, VB_FORMAT_CSV } vb_format;

/// How to print a result.
typedef struct vb_output {
    vb_sink sink;
    vb_format format;
    int width;  ///< columns of the terminal for tables; 0 means 80
    bool color; ///< ANSI colours in tables
    bool bom;   ///< a byte order mark before CSV, for Excel
} vb_output;

/* ---- Names
 * ------------------------------------------------------------------------------------------------- */

typedef enum vb_lang { VB_LANG_UND, VB_LANG_VI, VB_LANG_TH, VB_LANG_EN, VB_LANG_COUNT } vb_lang;
typedef enum vb_label { VB_NEGATIVE, VB_NEUTRAL, VB_POSITIVE } vb_label;
typedef enum vb_non_answer { VB_ANSWER, VB_EMPTY, VB_PLACEHOLDER, VB_NO_WORDS } vb_non_answer;
typedef enum vb_token_kind {
    VB_WORD,
    VB_NUMBER,
    VB_EMOJI,
    VB_PUNCT,
    VB_URL,
    VB_MENTION,
    VB_OTHER
} vb_token_kind;
/// Bits of vb_result.intents.
enum {
    VB_INTENT_COMPLAINT = 1,
    VB_INTENT_PRAISE = 2,
    VB_INTENT_SUGGESTION = 4,
    VB_INTENT_QUESTION = 8,
    VB_INTENT_CHURN_RISK = 16,
    VB_INTENT_RECOMMENDATION = 32,
    VB_INTENT_ESCALATION = 64,
    VB_INTENT_COUNT = 7
};
typedef enum vb_role {
    VB_ROLE_IGNORE,
    VB_ROLE_TEXT,
    VB_ROLE_ID,
    VB_ROLE_DATE,
    VB_ROLE_TOUCHPOINT,
    VB_ROLE_CHANNEL,
    VB_ROLE_RATING,
    VB_ROLE_NPS,
    VB_ROLE_CSAT,
    VB_ROLE_CES,
    VB_ROLE_LANG,
    VB_ROLE_WEIGHT,
    VB_ROLE_QUESTION,
    VB_ROLE_SEGMENT,
    VB_ROLE_LABEL,
    VB_ROLE_COUNT
} vb_role;

/// The BCP 47 code ("vi", "th", "en", "und"); static.
const char *vb_lang_name(vb_lang lang);
/// The language of a code; VB_LANG_COUNT where it is none of ours ("auto" included).
vb_lang vb_lang_parse(const char *name);
const char *vb_label_name(vb_label label);
/// "empty", "placeholder", "no_words", or NULL for a real answer.
const char *vb_non_answer_name(vb_non_answer reason);
const char *vb_token_kind_name(vb_token_kind kind);
/// Name of the intent of bit `1 << index`.
const char *vb_intent_name(unsigned index);
const char *vb_role_name(vb_role role);

/* ---- Engine
 * ------------------------------------------------------------------------------------------------ */

typedef struct vb_engine vb_engine;

/// Options of an engine. Make one with vb_options_init, then change what you need; strings are copied by
/// vb_engine_new.
typedef struct vb_options {
    const char *lexicons; ///< a folder of own lexicons laid over the built-in ones; NULL for none
    const char *packs;    ///< industry packs, comma-separated; NULL for all
    vb_lang lang;         ///< VB_LANG_COUNT: find out for each span; else the language of all comments
    bool no_prior;        ///< leave the question, rating and touchpoint columns out of the judgement
    double granularity;   ///< of themes: 1 (and 0) the usual number, 2 about twice as many, 0.5 half
} vb_options;

void vb_options_init(vb_options *options);
/// Compiles the lexicons. Fails with VB_ERR_LEXICON (file, line) on a malformed overlay, VB_ERR_USAGE on an
/// unknown pack.
vb_status vb_engine_new(const vb_options *options, vb_engine **out, vb_error *err);
void vb_engine_free(vb_engine *engine);
/// 16 hex digits that change whenever a lexicon or option changes a result; borrowed from the engine.
const char *vb_engine_fingerprint(const vb_engine *engine);

/* ---- One comment
 * ------------------------------------------------------------------------------------------- */

typedef struct vb_segment {
    vb_str name, value;
} vb_segment;

/// One answer with what its export says about it. Only `text` is needed. Numbers are NAN where absent.
typedef struct vb_comment {
    vb_str id, text;
    vb_str question; ///< the question that the text answers
    vb_str touchpoint, channel, lang, label;
    vb_str date;  ///< YYYY-MM-DD, or empty
    int64_t time; ///< seconds since 1970 UTC; 0 with an empty date
    double rating, nps, csat, ces, weight;
    double rating_max; ///< top of the rating scale found in the column (5, 10, ...), NAN unknown
    const vb_segment *segments;
    size_t n_segments;
    uint64_t row;    ///< record of the file that it came from, the header being record 1; 0 unknown
    uint64_t line;   ///< line of the file on which that record begins; 0 unknown
    uint32_t column; ///< column of the text, from 1; 0 unknown
} vb_comment;

/// A comment with nothing but its text.
vb_comment vb_comment_of(vb_str text);

typedef struct vb_token_info {
    uint32_t begin, end, byte_begin, byte_end;
    vb_str text, norm, stem;
    vb_token_kind kind;
    vb_lang lang;
} vb_token_info;

/// One step of the reasoning: a lexicon entry found, or a rule that changed a value.
typedef struct vb_evidence {
    uint32_t begin, end; ///< code points of the comment
    uint32_t clause;     ///< index of the clause
    const char *
        kind; ///< "sentiment", "negator", "intensifier", "absence", "aspect", "problem", "rule", "prior", ...
    vb_str term;        ///< the lexicon entry, or the rule's name
    const char *detail; ///< touchpoint, problem or intent id; NULL where there is none
    double value;       ///< valence, factor or weight of the entry
    double effect;      ///< what it came to in the clause score after rules
} vb_evidence;

typedef struct vb_clause_info {
    uint32_t begin, end, byte_begin, byte_end;
    vb_str text;
    vb_lang lang;
    vb_label label;
    double score;
    const char *touchpoint; ///< id, or NULL
    const char *problem;    ///< id, or NULL
    bool complaint;
    double severity;      ///< 0..4, 0 where no complaint
    unsigned intents;     ///< bits
    const char *emotion;  ///< id, or NULL
    double minutes;       ///< duration named in a complaint, NAN where none
    double amount;        ///< money named, NAN where none
    const char *currency; ///< ISO 4217, or NULL
    vb_str candidates; ///< touchpoints that the clause may be about, with percents: "delivery:87 product:21"
    vb_str terms;      ///< canonical signature: sorted concept ids and words, space-separated
} vb_clause_info;

typedef struct vb_result {
    vb_non_answer non_answer;
    vb_lang lang;
    vb_lang langs[VB_LANG_COUNT]; ///< languages present, most text first
    size_t n_langs;
    vb_label label;
    double score, confidence;
    bool complaint;
    bool rating_conflict; ///< the rating says the opposite of the text
    unsigned intents;
    const char *touchpoint; ///< main touchpoint id, or NULL
    const char *const *touchpoints;
    size_t n_touchpoints;
    const vb_clause_info *clauses;
    size_t n_clauses;
    const vb_token_info *tokens;
    size_t n_tokens;
    const vb_evidence *evidence;
    size_t n_evidence;
    vb_str search_roots; ///< for the search index; made for a store only
} vb_result;

typedef struct vb_analyzer vb_analyzer;

/// Makes a cursor over `engine`, which must outlive it.
vb_status vb_analyzer_new(const vb_engine *engine, vb_analyzer **out, vb_error *err);
void vb_analyzer_free(vb_analyzer *analyzer);
/// Analyzes one comment. `*out` and all that it points to are borrowed until the next call on the same
/// analyzer; ids (touchpoint, problem, emotion) live as long as the engine. The spans of tokens and clauses
/// are ordered, disjoint and in bounds. A text above 1 MiB is VB_ERR_USAGE; invalid UTF-8 is read with
/// replacement characters.
vb_status vb_analyze(vb_analyzer *analyzer, const vb_comment *comment, const vb_result **out, vb_error *err);

/* ---- Personal data
 * ----------------------------------------------------------------------------------------- */

typedef enum vb_personal_type {
    VB_PERSONAL_PHONE,
    VB_PERSONAL_EMAIL,
    VB_PERSONAL_TH_ID,
    VB_PERSONAL_VN_ID,
    VB_PERSONAL_PASSPORT,
    VB_PERSONAL_CARD,
    VB_PERSONAL_BANK_ACCOUNT,
    VB_PERSONAL_PLATE,
    VB_PERSONAL_ORDER_NO,
    VB_PERSONAL_NAME,
    VB_PERSONAL_HANDLE,
    VB_PERSONAL_IP,
    VB_PERSONAL_ADDRESS,
    VB_PERSONAL_BIRTH_DATE,
    VB_PERSONAL_SECRET,
    VB_PERSONAL_COUNT
} vb_personal_type;

/// One piece of personal data: code points and bytes of the text, `end` exclusive.
typedef struct vb_personal_span {
    vb_personal_type type;
    uint32_t begin, end, byte_begin, byte_end;
} vb_personal_span;

/// The words and forms of personal data, compiled. Immutable once made; shared by any number of threads.
typedef struct vb_personal vb_personal;

/// "PHONE", "EMAIL", "TH_ID", "VN_ID", ...: what stands between < and > of its mark.
const char *vb_personal_name(vb_personal_type type);
/// Compiles the built-in word lists and, over them, those of the folder `lexicons` (NULL for none).
vb_status vb_personal_new(const char *lexicons, vb_personal **out, vb_error *err);
void vb_personal_free(vb_personal *personal);
/// Finds the personal data of a text, in order and without overlap. Fills at most `cap` spans; `*n` is how
/// many there are.
vb_status vb_personal_find(const vb_personal *personal, vb_str text, vb_personal_span *spans, size_t cap,
                           size_t *n, vb_error *err);

/* ---- Store
 * ------------------------------------------------------------------------------------------------- */

typedef struct vb_store vb_store;

/// Opens or creates a store; NULL is a store in memory. With `read_only` the file must exist. VB_ERR_IO where
/// the file is no store, is of a newer version, is locked for longer than 10 s, or the disk is full.
vb_status vb_store_open(const char *path, bool read_only, vb_store **out, vb_error *err);
void vb_store_close(vb_store *store);

/// Conditions of a query; zero means "no condition".
typedef struct vb_query {
    const char *table; ///< themes, touchpoints, quotes, comments, clauses, theme_periods, drivers, trend,
                       ///< comparison, theme_breakdown, touchpoint_breakdown, alerts, standouts,
                       ///< theme_events, decisions, runs, diagnostics, ...
    const char *touchpoint;    ///< id; its children count too
    const char *theme;         ///< theme id
    const char *lang;          ///< comment language
    const char *since, *until; ///< YYYY-MM-DD, both inclusive
    const vb_segment *segments;
    size_t n_segments;
    size_t top;         ///< at most so many rows; 0 means all
    vb_lang label_lang; ///< language of labels; VB_LANG_UND means en
    size_t skip;        ///< rows left out at the beginning, for paging
    const vb_personal
        *mask; ///< replaces personal data in comments by marks such as <PHONE>; NULL: texts as received
    bool show_personal; ///< vb_store_report: texts as received; else it masks, with the built-in lists where
                        ///< `mask` is NULL
    /// For `trend` and `alerts` week, month or quarter; for `breakdown` (themes and touchpoints by group)
    /// segment:NAME, channel, lang, touchpoint or weekday.
    const char *by;
    /// For `comparison`: the two sides. A period (2026, 2026-Q2, 2026-04, 2026-W14, 2026-04-02, or two of
    /// these joined by
    /// ".."), a group (segment:NAME=VALUE, channel=, lang=, touchpoint= or weekday=VALUE; a colon does for
    /// the sign of equality behind the latter), or "rest": all that is not the other side. Both NULL: the
    /// last month against the one before.
    const char *a, *b;
    const char *alert_if; ///< for `alerts`: a rule in place of the built-in ones, see vb_store_print
    size_t min_base;      ///< rows with a smaller base are marked; 0 means 30
    bool recurring;       ///< themes in the order of recurrence
    const char *words;    ///< for vb_search_print: what is looked for
    bool related;         ///< for vb_search_print: comments too that say the same in other words or languages
    const struct vb_search *search; ///< made by vb_search_print; leave it NULL
} vb_query;

/// Prints the rows of a query. VB_DONE where nothing matched (then JSON prints `[]`, CSV its header).
///
/// A rule of alerts is one or more conditions joined by "and": the names `emerging`, `spiking`, `severe`, or
/// a field of the table alerts, a comparison (< <= > >= =) and a number: "severity>3 and n>=5", "spiking and
/// n>10".
vb_status vb_store_print(vb_store *store, const vb_query *query, const vb_output *output, vb_error *err);
/// Prints the comments that have the words of `query->words`, the best first, with the place where they have
/// them (the table `search`). A word typed without marks finds it with any marks and endings (`giao cham`,
/// `late deliveries`), one typed with marks that word alone; "a phrase" in quotes, -without, begin*.
/// `query->table` does not matter. VB_ERR_USAGE where there is nothing to look for, VB_DONE where nothing was
/// found.
vb_status vb_search_print(const vb_engine *engine, vb_store *store, const vb_query *query,
                          const vb_output *output, vb_error *err);
/// Prints the page that `analyze` ends with: what was read, then the top complaint themes per touchpoint.
vb_status vb_store_overview(vb_store *store, const vb_query *query, const vb_output *output, vb_error *err);
/// Prints the report: one HTML page that needs no other file and no network, with its own
/// Content-Security-Policy. The format of `output` does not matter; `query->top` and `query->table` neither.
/// It holds at most 100,000 comments, the newest, and says how many were left out; its numbers are of all.
/// The same store and query give the same bytes.
vb_status vb_store_report(vb_store *store, const vb_query *query, const vb_output *output, vb_error *err);
/// Whether this build has the chart library of the report page; without it the page has tables instead of
/// charts.
bool vb_report_has_charts(void);
/// Prints the JSON Schema (2020-12) of a table or of "score", "tokens", "sniff"; VB_ERR_USAGE for an unknown
/// name.
vb_status vb_schema_print(const char *table, const vb_output *output, vb_error *err);

/* ---- Decisions
 * ----------------------------------------------------------------------------------------------- */

/// A decision of the analyst about a theme. Decisions make a log in the store, which is carried out after
/// every clustering, in its order.
typedef struct vb_decision {
    const char *action; ///< "merge", "split", "rename", "lock", "unlock"
    const char *theme;  ///< id; of a merge the theme that stays
    const char *other;  ///< merge: the theme that goes into it
    vb_lang lang;       ///< rename: language of the name; VB_LANG_UND for all
    const char *label;  ///< rename: the new name; split: the name of the new theme, NULL for its first word
    const char *const *words; ///< split: the clauses that contain one of these become a theme of their own
    size_t n_words;
} vb_decision;

/// Adds decisions to the log, carries the whole log out, and prints what came of each. Where one of them
/// cannot be carried out nothing is changed: VB_ERR_USAGE with the reason.
vb_status vb_theme_decide(vb_store *store, const vb_decision *decisions, size_t n, const vb_output *output,
                          vb_error *err);
/// Takes a decision out of the log (0: the last one) and carries out the others anew. VB_DONE where there is
/// none.
vb_status vb_theme_undo(vb_store *store, int64_t decision, const vb_output *output, vb_error *err);
/// Prints the log: as lines that vb_theme_log_read takes, each with what came of it, or (JSON, NDJSON, CSV)
/// as the table decisions.
vb_status vb_theme_log_print(vb_store *store, const vb_output *output, vb_error *err);
/// Adds the decisions of a log to that of the store and carries all out. A decision whose theme is not there
/// is kept and marked as a conflict; a line that cannot be read is VB_ERR_USAGE with its number, and nothing
/// is changed.
vb_status vb_theme_log_read(vb_store *store, vb_str log, const vb_output *output, vb_error *err);
/// Counts every stored number again from the comments and clauses, and prints what differs, or how much was
/// checked. VB_ERR_IO where anything differs.
vb_status vb_store_verify(vb_store *store, const vb_output *output, vb_error *err);

/* ---- Server
 * ------------------------------------------------------------------------------------------------ */

typedef struct vb_server vb_server;

typedef struct vb_server_options {
    const char *db;     ///< the store; it may be written by others meanwhile
    const char *host;   ///< an address; NULL is 127.0.0.1. One that other machines reach needs a token
    unsigned port;      ///< 0 takes a free one
    const char *token;  ///< asked for as "Authorization: Bearer TOKEN"; NULL: this machine only, without
    const char *cors;   ///< an origin whose pages may read the answers; NULL for none
    vb_lang label_lang; ///< language of labels where a request names none; VB_LANG_UND means en
    bool show_personal; ///< show personal data instead of masking it
} vb_server_options;

/// Starts a server of the report page and a read-only JSON API (`/api/v1/openapi.json` describes it) in
/// threads of its own. VB_ERR_USAGE for an address without the token that it needs, VB_ERR_IO where the store
/// or the port cannot be had.
vb_status vb_server_start(const vb_server_options *options, vb_server **out, vb_error *err);
/// The port that it listens on.
unsigned vb_server_port(const vb_server *server);
/// Takes no more requests, lets those in hand finish (at most 5 s), and frees everything.
void vb_server_stop(vb_server *server);

/* ---- Files
 * ------------------------------------------------------------------------------------------------- */

/// A column given by the user: `role` and the header text, "#3", or for segments "NAME=HEADER" already taken
/// apart.
typedef struct vb_map {
    vb_role role;
    const char *segment; ///< name of a VB_ROLE_SEGMENT
    const char *header;
} vb_map;

typedef struct vb_progress {
    const char *file;
    uint64_t rows, bytes, bytes_total;
} vb_progress;

typedef struct vb_read_options {
    const char *encoding; ///< NULL: find out
    const char *sheet;    ///< XLSX sheet name; NULL: the one that looks like answers
    const vb_map *maps;
    size_t n_maps;
    unsigned threads; ///< 0: one per processor
    /// Called now and then with the state; a return other than 0 stops with VB_ERR_INTERRUPTED. May be NULL.
    int (*progress)(void *ctx, const vb_progress *state);
    void *progress_ctx;
} vb_read_options;

typedef struct vb_import_stats {
    uint64_t rows;                  ///< records read after the header
    uint64_t comments;              ///< comments found in them
    uint64_t added, known, updated; ///< comments that were new to the store, already there, scored anew
    uint64_t non_answers;
    uint64_t complaints;
    uint64_t diagnostics;
} vb_import_stats;

/// Imports one file ("-" is standard input) and adds to `stats`. A comment that the store already holds (same
/// id or, without ids, same date, columns and text) is not added again. Call vb_store_cluster after the last
/// file.
vb_status vb_import_file(const vb_engine *engine, vb_store *store, const char *path,
                         const vb_read_options *options, vb_import_stats *stats, vb_error *err);
/// Analyzes one file and writes the results in a compact form for vb_partial_merge (the map step of a
/// distributed import); `output->format` does not matter. Adds to `stats`.
vb_status vb_partial_write(const vb_engine *engine, const char *path, const vb_read_options *options,
                           const vb_output *output, vb_import_stats *stats, vb_error *err);
/// Adds the comments of partials to the store, as one run. The result does not depend on their order and
/// equals one import of all that they were made from. VB_ERR_USAGE where one was made with other lexicons or
/// options, VB_ERR_IO where one is damaged (it then leaves nothing of itself). Call vb_store_cluster
/// afterwards.
vb_status vb_partial_merge(const vb_engine *engine, vb_store *store, const char *const *paths, size_t n,
                           vb_import_stats *stats, vb_error *err);
/// Computes the themes of all comments in the store anew. A function of the set of comments alone.
vb_status vb_store_cluster(const vb_engine *engine, vb_store *store, vb_error *err);
/// Scores a file without a store and prints one result per comment in input order.
vb_status vb_score_file(const vb_engine *engine, const char *path, const vb_read_options *options,
                        const vb_output *output, vb_import_stats *stats, vb_error *err);
/// Prints what a file is, which columns it has, the role guessed for each and why.
vb_status vb_sniff_file(const vb_engine *engine, const char *path, const vb_read_options *options,
                        const vb_output *output, vb_error *err);
/// What vb_redact_file did.
typedef struct vb_redact_stats {
    uint64_t rows;                     ///< records, header rows included (JSON: values looked at)
    uint64_t cells;                    ///< cells or values that were changed
    uint64_t spans[VB_PERSONAL_COUNT]; ///< pieces replaced, by type
    uint64_t columns; ///< columns that hold nothing but personal data by their header or values
    uint64_t whole;   ///< cells of these replaced whole, by <PERSONAL>
    const char *note; ///< how the output differs in form (an XLSX file becomes CSV); NULL where it does not
} vb_redact_stats;

/// Writes a file again with marks such as <PHONE> instead of personal data. CSV keeps its delimiter, headers
/// and line ends, JSON and JSON Lines keep every byte outside of the values changed, XLSX becomes CSV; the
/// output is UTF-8. Columns that are personal as a whole ("E-mail", "Họ tên", "เบอร์โทร") are replaced cell by
/// cell. Only the sink of `output` matters.
vb_status vb_redact_file(const vb_personal *personal, const char *path, const vb_read_options *options,
                         const vb_output *output, vb_redact_stats *stats, vb_error *err);
/// Prints the tokens of one line of text.
vb_status vb_tokenize_line(vb_analyzer *analyzer, vb_str line, const vb_output *output, vb_error *err);

/* ---- Why
 * --------------------------------------------------------------------------------------------------- */

/// Explains one text: tokens, languages, entries found, rules, scores, touchpoint.
vb_status vb_explain_comment(vb_analyzer *analyzer, const vb_comment *comment, const vb_output *output,
                             vb_error *err);
/// Explains a stored comment by its comment_id. VB_DONE where there is none.
vb_status vb_explain_stored(vb_analyzer *analyzer, vb_store *store, const char *comment_id,
                            const vb_output *output, vb_error *err);
/// Lists the rows behind each number of a theme. VB_DONE where there is no such theme.
vb_status vb_explain_theme(vb_store *store, const char *theme_id, const vb_output *output, vb_error *err);

/* ---- Lexicons
 * ---------------------------------------------------------------------------------------------- */

/// Checks a lexicon folder (NULL: the built-in ones): form, order, ids, entries that can never match,
/// contradictions. Prints one line a finding and sets `*findings`.
vb_status vb_lexicon_check(const char *folder, const vb_output *output, size_t *findings, vb_error *err);
/// Rewrites the TSV files below a folder into canonical form (NFC, lower case, sorted, unique); `*changed`
/// counts files.
vb_status vb_lexicon_canonicalize(const char *folder, bool dry_run, size_t *changed, vb_error *err);
/// Prints the entries that a text hits, with file and line.
vb_status vb_lexicon_which(const vb_engine *engine, vb_str text, const vb_output *output, vb_error *err);

/* ---- Learning and measuring
 * ---------------------------------------------------------------------------------- */

/// One labelled file to learn from. Its maps must name a text column, and a label or rating column.
typedef struct vb_labelled {
    const char *path;
    const vb_map *maps;
    size_t n_maps;
    const char *rename; ///< other names of labels, as "question=neutral,=neutral"; NULL for none
} vb_labelled;

typedef struct vb_learn_options {
    vb_lang lang;       ///< whose table is written
    bool complaint;     ///< learn complaint or not (labels 1 and 0) instead of sentiment
    const char *folder; ///< gets LANG/induced.tsv or LANG/complaint.tsv; NULL writes nothing
    unsigned folds;     ///< of the cross-validation; 0 means 5, 1 none
    size_t most;        ///< terms kept; 0 means 60000
    bool anew; ///< start from the rules alone, not from the weights that the engine has for this language
    double penalty; ///< on squared weights; 0 means a measured default
    double balance; ///< of the labels of one file: 0.5 (also where it is 0) leaves frequent ones more say, 1
                    ///< none
    double sign_scale; ///< above 1 the signs of the rules are freer than words; 0 means the default
    double
        neutral; ///< added to the neutral logit, for files whose neutral comments are too few to learn from
    const char *source;          ///< said in the table's remarks; NULL: the names of the files
    const vb_labelled *held_out; ///< measured on, never learned from; may be NULL
    size_t n_held_out;
} vb_learn_options;

/// Fits the induced lexicon to labelled or rated comments and prints figures of a cross-validation with 95 %
/// intervals. Deterministic. Several files are weighed evenly, each with an intercept of its own.
/// VB_ERR_INPUT where fewer than 20 comments have a label, or all have the same.
vb_status vb_lexicon_learn(const vb_engine *engine, const vb_labelled *files, size_t n,
                           const vb_learn_options *options, const vb_output *output, vb_error *err);
/// Compares the labels of a file's label column with the program's own: figures with intervals, then the
/// worst errors with their evidence (`worst` of them).
vb_status vb_eval_file(const vb_engine *engine, const char *path, const vb_read_options *options,
                       size_t worst, const vb_output *output, vb_error *err);

#ifdef __cplusplus
}
#endif

#endif
