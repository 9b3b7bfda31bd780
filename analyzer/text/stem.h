/* stem: English stems by Snowball (porter2), behind a small cache. Other languages are not inflected. */
#ifndef VB_TEXT_STEM_H
#define VB_TEXT_STEM_H

#include "base/str.h"

typedef struct vb_stemmer vb_stemmer;

vb_stemmer *vb_stemmer_new(void);
void vb_stemmer_free(vb_stemmer *s);
/// The stem of a lower-case word; borrowed until the next call. A word that is no English word is returned as it is.
vb_str vb_stem(vb_stemmer *s, vb_str word);

#endif
