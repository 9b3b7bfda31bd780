#include "sentiment/signs.h"

#include <math.h>

static const float SQUASH = 6.0f; /* a sum of effects x becomes x / sqrt(x^2 + SQUASH) */

static const float MESSAGE = 25; /* words; what is longer is a review, an article, an advertisement */

static const char *const names[VB_SIGNS] = {
    "bias",    "score",   "good",           "bad",        "mixed",  "balance",   "density",  "even",
    "silent",  "first",   "last",           "wish",       "hedge",  "condition", "question", "exclaimed",
    "but",     "absence", "problem",        "negation",   "aspect", "complaint", "praise",   "suggestion",
    "asking",  "churn",   "recommendation", "escalation", "joy",    "anger",     "number",   "link",
    "mention", "brief",   "long",           "tale",       "told"};

const char *vb_sign_name(vb_sign sign) {
    return sign < VB_SIGNS ? names[sign] : "";
}

vb_sign vb_sign_find(vb_str name) {
    for (int i = 0; i < VB_SIGNS; i++)
        if (vb_str_eqz(name, names[i])) return (vb_sign)i;
    return VB_SIGNS;
}

static float squash(float sum) {
    return sum / sqrtf(sum * sum + SQUASH);
}

void vb_signs_add(vb_signs *sum, const vb_signs *clause, float weight) {
    float effects[] = {sum->v[VB_SIGN_SCORE] + clause->v[VB_SIGN_SCORE] * weight,
                       sum->v[VB_SIGN_GOOD] + clause->v[VB_SIGN_GOOD] * weight,
                       sum->v[VB_SIGN_BAD] + clause->v[VB_SIGN_BAD] * weight};
    for (int i = 0; i < VB_SIGNS; i++) sum->v[i] += clause->v[i];
    sum->v[VB_SIGN_SCORE] = effects[0], sum->v[VB_SIGN_GOOD] = effects[1], sum->v[VB_SIGN_BAD] = effects[2];
    sum->words += clause->words;
    float score = squash(clause->v[VB_SIGN_SCORE]);
    bool speaks = clause->v[VB_SIGN_GOOD] > 0 || clause->v[VB_SIGN_BAD] > 0;
    if (!speaks) return;
    if (sum->first == 0) sum->first = score;
    sum->last = score;
}

void vb_signs_finish(vb_signs *s) {
    float good = s->v[VB_SIGN_GOOD], bad = s->v[VB_SIGN_BAD];
    float dense = s->v[VB_SIGN_SCORE] / sqrtf(s->words + 3);
    s->v[VB_SIGN_BIAS] = 1;
    s->v[VB_SIGN_DENSITY] = dense / sqrtf(dense * dense + 1);
    s->v[VB_SIGN_SCORE] = squash(s->v[VB_SIGN_SCORE]);
    s->v[VB_SIGN_GOOD] = squash(good);
    s->v[VB_SIGN_BAD] = squash(bad);
    s->v[VB_SIGN_MIXED] = squash(good < bad ? good : bad);
    s->v[VB_SIGN_BALANCE] = good + bad > 0 ? (good - bad) / (good + bad) : 0;
    s->v[VB_SIGN_EVEN] = good + bad > 0 ? 1 - fabsf(s->v[VB_SIGN_BALANCE]) : 0;
    s->v[VB_SIGN_SILENT] = good == 0 && bad == 0;
    s->v[VB_SIGN_FIRST] = s->first;
    s->v[VB_SIGN_LAST] = s->last;
    for (int i = VB_SIGN_WISH; i <= VB_SIGN_MENTION; i++)
        if (s->v[i] != 0) s->v[i] = s->v[i] / (1 + fabsf(s->v[i])) * 2; /* 1 -> 1, many -> 2 */
    s->v[VB_SIGN_BRIEF] = 1 / (1 + s->words / 4);
    s->v[VB_SIGN_LONG] = s->words / (s->words + 60);
    float beyond = s->words - MESSAGE;
    s->v[VB_SIGN_TALE] = beyond > 0 ? beyond / (beyond + 60) : 0;
    s->v[VB_SIGN_TOLD] = s->v[VB_SIGN_TALE] * s->v[VB_SIGN_GOOD];
}
