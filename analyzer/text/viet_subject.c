/* What a text typed without marks speaks of: schools, banks, food; and what that tells of the reading of its
 * syllables (`thay day` is thầy dạy at school, thấy đây elsewhere).
 *
 * Invariant: each unmarked form is weighed once a text, so that one repeated word does not decide; without
 * vi/subjects.tsv all subjects weigh the same and change nothing. The subjects are those of that table. */
#include "text/tsv.h"
#include "text/viet_model.h"

#include <math.h>

static const float FORMS = 0.5f;    /* of each form's log odds: neighbours repeat each other */
static const float READINGS = 0.6f; /* of a reading's log odds in the subject */

static vb_status read_row(vb_viet *m, const vb_tsv *t, vb_error *err) {
    uint32_t id = viet_find(&m->names, t->cells[0]);
    for (int s = 0; s < m->n_subjects; s++) {
        int64_t tenths;
        if (!vb_str_int(t->cells[s + 1], &tenths) || tenths < -99 || tenths > 99)
            return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, (uint64_t)s + 2,
                              "the odds are not a whole number from -99 to 99");
        if (id) m->ratios[id][s] = expf((float)tenths / 10);
    }
    return VB_OK;
}

vb_status viet_subjects_load(vb_viet *m, vb_str content, const char *file, vb_arena *arena, vb_error *err) {
    vb_tsv t;
    VB_TRY(vb_tsv_open(&t, content, file, err));
    if (t.n_header < 2 || t.n_header > VIET_MAX_SUBJECTS + 1)
        return vb_fail_at(err, VB_ERR_LEXICON, file, t.line, 1,
                          "the header must have the column syllable and 1 to %d subjects", VIET_MAX_SUBJECTS);
    m->n_subjects = (int)t.n_header - 1;
    m->ratios = VB_NEW_ARRAY(arena, viet_by_subject, m->names.count + 1);
    if (!m->ratios) return vb_fail_memory(err);
    for (uint32_t id = 0; id <= m->names.count; id++)
        for (int s = 0; s < m->n_subjects; s++) m->ratios[id][s] = 1;
    vb_status status;
    while ((status = vb_tsv_next(&t, err)) == VB_OK) VB_TRY(read_row(m, &t, err));
    return status < 0 ? status : VB_OK;
}

vb_status viet_subjects_index(vb_viet *m, vb_arena *arena, vb_error *err) {
    if (!m->n_subjects) return VB_OK;
    m->form_odds = VB_NEW_ARRAY(arena, viet_by_subject, m->fold_names.count + 1);
    if (!m->form_odds) return vb_fail_memory(err);
    for (uint32_t f = VIET_FOREIGN + 1; f <= m->fold_names.count; f++) {
        const uint16_t *ids = m->readings + m->folds[f].first;
        for (int s = 0; s < m->n_subjects; s++) {
            float sum = 0, all = 0;
            for (uint16_t k = 0; k < m->folds[f].count; k++) {
                float p = m->syllables[ids[k]].prob;
                all += p;
                sum += p * m->ratios[ids[k]][s];
            }
            m->form_odds[f][s] = sum > 0 ? FORMS * logf(sum / all) : 0;
        }
    }
    return VB_OK;
}

bool viet_subjects_find(const vb_viet *m, const uint16_t *forms, size_t n, vb_arena *scratch,
                        viet_by_subject shares) {
    float best = -1e30f, sum = 0;
    uint8_t *seen = VB_NEW_ARRAY(scratch, uint8_t, m->fold_names.count + 1);
    if (!seen) return false;
    for (int s = 0; s < m->n_subjects; s++) shares[s] = 0;
    for (size_t i = 0; i < n; i++) {
        if (forms[i] <= VIET_FOREIGN || seen[forms[i]]++) continue;
        for (int s = 0; s < m->n_subjects; s++) shares[s] += m->form_odds[forms[i]][s];
    }
    for (int s = 0; s < m->n_subjects; s++) best = shares[s] > best ? shares[s] : best;
    for (int s = 0; s < m->n_subjects; s++) sum += shares[s] = expf(shares[s] - best);
    for (int s = 0; s < m->n_subjects; s++) shares[s] /= sum;
    return true;
}

float viet_subjects_weigh(const vb_viet *m, const viet_by_subject shares, uint32_t id) {
    float ratio = 0;
    for (int s = 0; s < m->n_subjects; s++) ratio += shares[s] * m->ratios[id][s];
    return ratio > 0 ? expf(READINGS * logf(ratio)) : 1;
}
