/* lexicon: all the words of all languages, compiled from TSV files into one immutable index.
 *
 * Invariant: built-in and user files go through the same loader; an entry of a user's file replaces the
 * built-in entries of the same term, kind and language, and `-term` removes them. A term is a sequence of
 * units (words of English and Vietnamese, syllable by syllable) found by a trie over unit numbers, or, in
 * Thai, a string found by a trie over characters. Entries know their file and line. Finding never allocates.
 */
#ifndef VB_TEXT_LEXICON_H
#define VB_TEXT_LEXICON_H

#include "base/intern.h"
#include "model/text.h"
#include "text/codeframe.h"
#include "text/trie.h"

typedef enum vb_term_kind {
    VB_TERM_SENTIMENT,
    VB_TERM_ABSENCE,
    VB_TERM_PROBLEM,
    VB_TERM_NEGATOR,
    VB_TERM_INTENSIFIER,
    VB_TERM_CONTRAST,
    VB_TERM_WISH,
    VB_TERM_ASPECT,
    VB_TERM_INTENT,
    VB_TERM_EMOTION,
    VB_TERM_NONANSWER,
    VB_TERM_STOP,
    VB_TERM_VARIANT,
    VB_TERM_UNIT,
    VB_TERM_QUESTION,
    VB_TERM_KINDS
} vb_term_kind;

/* Values of vb_entry.code by kind, in the order of the name tables in lexicon.c. */
enum {
    VB_MEASURE_MINUTES,
    VB_MEASURE_SPAN,
    VB_MEASURE_NUMBER,
    VB_MEASURE_VND,
    VB_MEASURE_THB,
    VB_MEASURE_USD,
    VB_MEASURE_EUR
};
enum { VB_POSITION_BEFORE, VB_POSITION_AFTER, VB_POSITION_BOTH };
enum { VB_CONTRAST_BUT, VB_CONTRAST_ALTHOUGH, VB_CONTRAST_TOPIC, VB_CONTRAST_AND };
enum {
    VB_WISH_WISH,
    VB_WISH_CONDITIONAL,
    VB_WISH_SUGGESTION,
    VB_WISH_QUESTION,
    VB_WISH_HEDGE,
    VB_WISH_OPENING,   /* a suggestion where it opens a sentence: "more staff", "listen to us" */
    VB_WISH_STATEMENT, /* no wish, though it begins like one: "more than" */
    VB_WISH_MOCK,      /* thanks or praise that mean the opposite where something bad follows: "thanks for" */
    VB_WISH_REMARK,    /* the same as a sentence or part of its own: "Great, another delay" */
    VB_WISH_BRIEF,     /* says that a time is short: "only", "within" */
    VB_WISH_ADVICE     /* what opens a recommendation: "try the" */
};

typedef struct vb_entry {
    uint32_t next; /* next entry of the same term, 0 at the end */
    uint32_t line;
    uint16_t file;     /* index into vb_lexicon.files */
    uint8_t kind;      /* vb_term_kind */
    uint8_t lang;      /* vb_lang; VB_LANG_UND: any */
    int16_t code;      /* touchpoint, problem, intent, emotion, kind of contrast or wish, position; -1 none */
    int16_t code2;     /* touchpoint of a problem or sense of a sentiment; -1 any */
    float value;       /* valence, factor, reach or weight */
    uint32_t standard; /* variants: offset into vb_lexicon.standards */
    bool dead, overlay; /* replaced by a user's file; from a user's file */
} vb_entry;

typedef struct vb_term {
    vb_str text;
    uint32_t first;                   /* entries */
    uint32_t kinds;                   /* bits of vb_term_kind, live entries only */
    uint16_t kinds_in[VB_LANG_COUNT]; /* the same of those that hold for a language */
    uint32_t same_stem;               /* the next term whose words have the same stems; 0 none */
    uint8_t langs;                    /* bits of vb_lang */
} vb_term;

typedef struct vb_lexicon {
    vb_arena *arena;
    vb_codeframe codes;
    const char **files;
    uint16_t n_files;
    vb_entry *entries; /* [0] unused */
    uint32_t n_entries, cap_entries;
    vb_intern texts; /* term numbers are its ids */
    vb_term *terms;  /* by id */
    uint32_t cap_terms;
    vb_intern forms;     /* units: every word of every term, and vocabulary */
    uint8_t *form_langs; /* by unit: bits of vb_lang of the files it stands in */
    uint32_t *form_fold; /* by unit: id in `folds` */
    uint32_t *form_stem; /* by unit: id in `stems` of English ones, 0 where it is not known */
    uint32_t cap_forms;
    uint8_t *form_variant; /* by unit: bits of vb_lang in which it may be a spelling variant */
    uint64_t *form_hash;   /* by unit: vb_hash64 of it */
    uint64_t *stem_hash;   /* the same by stem */
    vb_intern folds;       /* accentless forms of the Vietnamese units */
    vb_intern stems;       /* English stems */
    vb_trie exact, stemmed, folded, thai;
    vb_trie thai_variants; /* misspellings in Thai script, by character */
    uint32_t *standards;   /* variants: count, the units, the unit of the whole */
    uint32_t n_standards, cap_standards;
} vb_lexicon;

/// Fetches the bytes of file number `i` of a set of lexicon files (path relative to the root such as
/// "vi/sentiment.tsv").
typedef struct vb_lexicon_file {
    const char *path;
    vb_str content;
    uint64_t hash; /* of a built-in file: vb_hash64 of its bytes, which are known to be UTF-8; else 0 */
} vb_lexicon_file;

/// Compiles the built-in files and, over them, those of the folder `options->lexicons`. Everything lives in
/// `arena`.
vb_status vb_lexicon_load(const vb_options *options, vb_arena *arena, vb_lexicon **out, vb_error *err);
/// The built-in files, ended by a NULL path. Static.
const vb_lexicon_file *vb_lexicon_builtin(void);

const char *vb_term_kind_name(vb_term_kind kind);
const char *vb_emotion_name(int16_t code);
/// "minutes", "number", or the ISO 4217 code of a currency.
const char *vb_measure_name(int16_t code);
/// First live entry of a term with this kind that holds for `lang`; NULL where there is none.
const vb_entry *vb_term_find(const vb_lexicon *lx, uint32_t term, vb_term_kind kind, vb_lang lang);
/// The next such entry after `e`.
const vb_entry *vb_entry_next(const vb_lexicon *lx, const vb_entry *e, vb_lang lang);

#endif
