/* encoding: what bytes mean. Decoders to UTF-8, and the guess which decoder a file wants.
 *
 * Invariant: a decoder consumes every byte it is given exactly once and writes valid UTF-8 only; the result
 * does not depend on how the input is cut. Vietnamese from Windows-1258, TCVN3 and VNI comes out composed
 * (NFC letters). The guess looks at the whole input and rests on counts alone. Leaves files, blocks and
 * diagnostics to source. */
#ifndef VB_INPUT_ENCODING_H
#define VB_INPUT_ENCODING_H

#include "base/error.h"
#include "input/source.h"

typedef enum vb_codec {
    VB_CODEC_UTF8,
    VB_CODEC_UTF16LE,
    VB_CODEC_UTF16BE,
    VB_CODEC_BYTES, /* one byte, one character; tone marks join the letter before them */
    VB_CODEC_VNI    /* a letter and a mark in two bytes */
} vb_codec;

#define VB_NO_CHAR 0xFFFFFFFFu

typedef struct vb_decoder {
    vb_codec codec;
    const char *name;
    uint32_t table[256];      /* VB_CODEC_BYTES and VNI: code point or VB_NO_CHAR */
    unsigned char vowel[256]; /* row in the letter table and 1, where the byte is a vowel without tone */
} vb_decoder;

/// Makes the decoder of a named encoding: UTF-8, UTF-16LE/BE, TCVN3, VNI, or any one-byte charset of ICU.
/// VB_ERR_USAGE names those that exist.
vb_status vb_decoder_init(vb_decoder *d, const char *name, vb_error *err);

/// What one call of vb_decode did.
typedef struct vb_decoded {
    size_t used, written;
    bool bad; /* stopped behind a run of bytes that are no text; `bad_at` is the run's offset in the input */
    size_t bad_at;
} vb_decoded;

/// Decodes up to `n` bytes into up to `cap` (>= 4) bytes. Without `last` it may leave a few bytes unused that
/// need their successors. Stops after each run of bad bytes (one U+FFFD a byte), so that the caller can count
/// lines.
vb_decoded vb_decode(const vb_decoder *d, const unsigned char *in, size_t n, bool last, char *out,
                     size_t cap);

/// Number of leading bytes that are valid UTF-8, fast on ASCII.
size_t vb_utf8_prefix(const unsigned char *p, size_t n);
/// The Vietnamese vowel of a code point: its row in the letter table (0..11, with +12 for capitals) and tone
/// (0 none, 1 grave, 2 hook, 3 tilde, 4 acute, 5 dot), or false.
bool vb_vowel_find(uint32_t cp, unsigned *row, unsigned *tone);
/// The letter of a row and tone.
uint32_t vb_vowel_get(unsigned row, unsigned tone);

/* ---- The guess (guess.c) --- */

/// Counts over the whole input, taken block by block in order.
typedef struct vb_byte_stats {
    uint64_t size, nul[2], upper[2]; /* by even and odd offset: NULs, and likely high bytes of UTF-16 */
    uint64_t multi, bad;             /* valid multi-byte UTF-8 sequences; bytes outside of any */
    uint64_t control;                /* control characters that text does not have */
    uint64_t marks;                  /* of the bad, typographic marks of the Windows code pages */
    unsigned char tail[4];
    size_t n_tail;
} vb_byte_stats;

void vb_stats_add(vb_byte_stats *s, const unsigned char *p, size_t n, bool last);
/// Scores of the one-byte encodings; higher is likelier, about -1..1.
typedef struct vb_letter_stats vb_letter_stats;
vb_letter_stats *vb_letter_stats_new(void);
void vb_letter_stats_free(vb_letter_stats *s);
/// Takes in text; a word that touches the end of a block is left out.
void vb_letter_stats_add(vb_letter_stats *s, const unsigned char *p, size_t n);
/// The likeliest encoding into `guess`, or false where none is likely.
bool vb_letter_stats_decide(const vb_letter_stats *s, const vb_byte_stats *bytes, vb_encoding_guess *guess);
/// The decision that needs no letters: true for UTF-8 and UTF-16 without a mark.
bool vb_stats_decide(const vb_byte_stats *s, vb_encoding_guess *guess);
/// True where the bytes cannot be text in any encoding.
bool vb_stats_binary(const vb_byte_stats *s);

#endif
