/* confusion: counts of what comments are and what they were taken for, and the figures that follow from them.
 *
 * Invariant: figures are functions of the counts alone; their intervals are deterministic (Wilson for shares,
 * the jackknife for F1). */
#ifndef VB_ENGINE_CONFUSION_H
#define VB_ENGINE_CONFUSION_H

#include "base/json.h"
#include "model/stats.h"

typedef struct vb_confusion {
    uint64_t n[3][3]; /* [is][taken for]: negative, neutral, positive */
} vb_confusion;

typedef struct vb_figures {
    uint64_t n;
    vb_interval accuracy;
    double macro, macro_low, macro_high;   /* mean F1 of the labels that occur */
    double weighted;                       /* F1 weighted by their numbers */
    double precision[3], recall[3], f1[3]; /* NAN for a label that does not occur */
} vb_figures;

vb_figures vb_confusion_figures(const vb_confusion *c);
/// Readable lines: accuracy, macro F1, a row for each label. `names` are the three labels.
void vb_confusion_print(const vb_confusion *c, const char *const names[3], vb_buf *out);
/// The same as members of the JSON object that is open.
void vb_confusion_json(const vb_confusion *c, const char *const names[3], vb_json *j);

#endif
