#include "themes/trades.h"

#include <stdlib.h>

enum { FEW = 40 };                 /* clauses from which a file's trade cannot be told */
static const double TRADE = 0.05;  /* share of a pack that is the file's trade */
static const double GUEST = 0.005; /* share of a touchpoint that is at home beside it */
static const double MANY = 0.04;   /* share of a touchpoint that needs no leave */

typedef struct {
    const vb_codeframe *codes;
    const uint64_t *leads;
    double all;
    bool *trade; /* by touchpoint: its pack is a trade of the file */
    bool any_trade;
} file_view;

static bool is_core(const vb_codeframe *codes, int16_t t) {
    return vb_str_eqz(codes->touchpoints[t].pack, "core");
}

static void find_trades(file_view *v) {
    for (int16_t t = 0; t < v->codes->n_touchpoints; t++) {
        uint64_t pack = 0;
        for (int16_t k = 0; k < v->codes->n_touchpoints; k++)
            if (vb_str_eq(v->codes->touchpoints[k].pack, v->codes->touchpoints[t].pack)) pack += v->leads[k];
        v->trade[t] = !is_core(v->codes, t) && (double)pack >= TRADE * v->all;
        v->any_trade |= v->trade[t];
    }
}

/* True where a pack of the list is a trade of the file. */
static bool beside_trade(const file_view *v, vb_str list) {
    vb_str one;
    while (vb_str_split(&list, ' ', &one))
        for (int16_t k = 0; k < v->codes->n_touchpoints; k++)
            if (v->trade[k] && vb_str_eq(v->codes->touchpoints[k].pack, one)) return true;
    return false;
}

static bool at_home(const file_view *v, int16_t t) {
    const vb_touchpoint *p = &v->codes->touchpoints[t];
    double n = (double)v->leads[t];
    bool listed = p->beside.len && !vb_str_eqz(p->beside, "-");
    if (n >= MANY * v->all) return true;
    if (is_core(v->codes, t)) return !v->any_trade || !listed || beside_trade(v, p->beside);
    return v->trade[t] || (n >= GUEST * v->all && listed && beside_trade(v, p->beside));
}

vb_status vb_trades_find(const vb_codeframe *codes, const uint64_t *leads, int16_t *stands_for,
                         vb_error *err) {
    file_view v = {.codes = codes, .leads = leads};
    v.trade = calloc((size_t)codes->n_touchpoints + 1, sizeof *v.trade);
    if (!v.trade) return vb_fail_memory(err);
    for (int16_t t = 0; t < codes->n_touchpoints; t++) v.all += (double)leads[t];
    find_trades(&v);
    for (int16_t t = 0; t < codes->n_touchpoints; t++) {
        int16_t parent = codes->touchpoints[t].parent; /* it stands before t */
        bool stays = v.all < FEW || at_home(&v, t);
        stands_for[t] = stays ? t : parent >= 0 ? stands_for[parent] : -1;
    }
    free(v.trade);
    return VB_OK;
}
