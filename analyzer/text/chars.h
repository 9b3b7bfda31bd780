/* chars: what a character is, in as few branches as the hot path allows.
 *
 * Invariant: ASCII, Latin and Thai are decided by small constant tables and ranges; every other character by
 * utf8proc's category tables. Lower-casing here keeps the length in UTF-8 for all letters of English and
 * Vietnamese, which is what lets normal text be lower-cased in place. Letters are folded to ASCII for
 * accentless matching only. */
#ifndef VB_TEXT_CHARS_H
#define VB_TEXT_CHARS_H

#include "base/str.h"

typedef enum vb_char_class {
    VB_CH_SPACE,  /* white space, line breaks included */
    VB_CH_LATIN,  /* letters of Latin script */
    VB_CH_THAI,   /* Thai letters, vowels and marks, without digits, baht sign and signs such as ฯ ๏ */
    VB_CH_DIGIT,  /* decimal digits, Thai ones too */
    VB_CH_PUNCT,  /* punctuation and symbols */
    VB_CH_EMOJI,  /* pictographs */
    VB_CH_JOINER, /* zero-width joiner, variation selectors, skin tones: part of an emoji, nothing elsewhere
                   */
    VB_CH_MARK,   /* combining marks outside Thai */
    VB_CH_IGNORE, /* zero-width and bidi controls, soft hyphen, byte order mark, other controls */
    VB_CH_OTHER   /* letters of other scripts */
} vb_char_class;

vb_char_class vb_char_classify(uint32_t cp);
/// Lower case; letters that have none are returned as they are.
uint32_t vb_char_lower(uint32_t cp);
/// The ASCII base letter of a Latin letter with Vietnamese marks ('đ' gives 'd'); other characters unchanged.
/// Lower case in, lower case out.
uint32_t vb_char_fold(uint32_t cp);
/// True for lower-case letters that Vietnamese alone has among our languages: ă â đ ê ô ơ ư and all vowels
/// with tone marks.
bool vb_char_is_vietnamese(uint32_t cp);
/// The tone of a Vietnamese lower-case vowel: 0 none, 1 grave, 2 acute, 3 hook, 4 tilde, 5 dot below.
unsigned vb_char_tone(uint32_t cp);
/// The same vowel with another tone (0..5); `cp` unchanged where it is no vowel.
uint32_t vb_char_with_tone(uint32_t cp, unsigned tone);
/// Value 0..9 of a decimal digit of any script, or -1.
int vb_char_digit(uint32_t cp);

static inline bool vb_thai_is_lead_vowel(uint32_t cp) {
    return cp >= 0x0E40 && cp <= 0x0E44;
}
/// Marks that stand above or below a consonant, and vowels that only follow one.
static inline bool vb_thai_is_following(uint32_t cp) {
    return (cp >= 0x0E30 && cp <= 0x0E3A) || cp == 0x0E45 || (cp >= 0x0E47 && cp <= 0x0E4E);
}
static inline bool vb_thai_is_tone(uint32_t cp) {
    return cp >= 0x0E48 && cp <= 0x0E4B;
}
static inline bool vb_thai_is_consonant(uint32_t cp) {
    return cp >= 0x0E01 && cp <= 0x0E2E;
}
/// Folds a lower-case text to ASCII letters into `out` (at least s.len bytes); returns the length.
size_t vb_fold_str(vb_str s, char *out);

#endif
