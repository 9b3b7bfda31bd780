/* viet_syllable: the spelling of one Vietnamese syllable: onset, rime and tone.
 *
 * Invariant: what is accepted here is possible by the rules of spelling, whether or not it occurs; the rules
 * know no words. Input is lower case NFC; the tone may stand on any vowel of the syllable. Frequencies are
 * the model's. */
#ifndef VB_TEXT_VIET_SYLLABLE_H
#define VB_TEXT_VIET_SYLLABLE_H

#include "base/str.h"

enum { VB_VIET_MAX_SYLLABLE = 16 }; /* bytes; the longest real ones have 10 */

/// True where `s` is ASCII and the unmarked form of a possible syllable: "duoc", "hang", "sinh".
bool vb_viet_is_folded(vb_str s);

#endif
