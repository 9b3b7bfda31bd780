/* values: what a single cell is, without looking at its column: a number, a scale word, an address, a choice.
 *
 * Invariant: a cell is judged by its own bytes; all functions are pure. Used to profile columns and to read
 * cells. */
#ifndef VB_INPUT_VALUES_H
#define VB_INPUT_VALUES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"

/// Meanings of a value word; one word may have several ("good" is a grade, "bad" too).
typedef struct vb_value_word {
    uint8_t scale;       /* 1..5 of a Likert scale, 0 none */
    uint8_t label;       /* a sentiment or complaint label */
    uint8_t lang;        /* vb_lang + 1; VB_LANG_COUNT + 1 another language; 0 none */
    uint8_t placeholder; /* "n/a", "không có": no answer */
    uint8_t channel;     /* a contact or sales channel */
    uint8_t preview;     /* a survey tool's mark for test answers */
} vb_value_word;

typedef struct vb_value_words vb_value_words;

/// Compiles the table into `arena`; NULL when out of memory.
const vb_value_words *vb_value_words_new(vb_arena *arena);
/// The meanings of a cell given as a key (fold.h), or NULL.
const vb_value_word *vb_value_word_find(const vb_value_words *words, vb_str key);

/// A number as plainly written: ASCII or Thai digits, a decimal point or comma, thousands in threes, sign,
/// "%".
bool vb_value_number(vb_str cell, double *out);
/// A rating as people and tools write it: a number, "4/5", "4 sao", "5 stars", "★★★★☆", "5 - Very easy", "10
/// (likely)".
/// `*of` is the scale's top where the cell names it, else NAN.
bool vb_value_rating(vb_str cell, double *out, double *of);

bool vb_is_email(vb_str cell);
bool vb_is_url(vb_str cell);
bool vb_is_ip(vb_str cell);
/// A phone number that stands alone: leading 0 or +, 9 to 12 digits.
bool vb_is_phone(vb_str cell);
/// A machine's list: "['a', 'b']", "{...}", "A=x;B=y".
bool vb_is_machine_list(vb_str cell);
/// Personal data inside a text: an e-mail address, a phone number or an identity number.
bool vb_has_personal(vb_str text);

#endif
