#include "engine/confusion.h"

#include <math.h>

static double share(uint64_t a, uint64_t b) {
    return b ? (double)a / (double)b : 0;
}

static uint64_t row_of(const vb_confusion *c, int k) {
    return c->n[k][0] + c->n[k][1] + c->n[k][2];
}

static uint64_t column_of(const vb_confusion *c, int k) {
    return c->n[0][k] + c->n[1][k] + c->n[2][k];
}

static double f1_of(const vb_confusion *c, int k) {
    uint64_t both = row_of(c, k) + column_of(c, k);
    return both ? 2 * (double)c->n[k][k] / (double)both : 0;
}

static double macro_of(const vb_confusion *c, const bool *occurs) {
    double sum = 0;
    int labels = 0;
    for (int k = 0; k < 3; k++)
        if (occurs[k]) sum += f1_of(c, k), labels++;
    return labels ? sum / labels : 0;
}

/* The standard error of the macro F1 when each comment is left out once; equal cells give equal values. */
static double jackknife(const vb_confusion *c, const bool *occurs, uint64_t n) {
    double mean = 0, var = 0, at[3][3] = {{0}};
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            if (!c->n[i][k]) continue;
            vb_confusion less = *c;
            less.n[i][k]--;
            at[i][k] = macro_of(&less, occurs);
            mean += (double)c->n[i][k] * at[i][k] / (double)n;
        }
    }
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) var += (double)c->n[i][k] * (at[i][k] - mean) * (at[i][k] - mean);
    return sqrt(var * (double)(n - 1) / (double)n);
}

vb_figures vb_confusion_figures(const vb_confusion *c) {
    vb_figures f = {0};
    bool occurs[3];
    uint64_t right = 0;
    for (int k = 0; k < 3; k++) {
        uint64_t row = row_of(c, k);
        occurs[k] = row > 0;
        f.n += row;
        right += c->n[k][k];
        f.precision[k] = occurs[k] ? share(c->n[k][k], column_of(c, k)) : NAN;
        f.recall[k] = occurs[k] ? share(c->n[k][k], row) : NAN;
        f.f1[k] = occurs[k] ? f1_of(c, k) : NAN;
    }
    f.accuracy = vb_wilson(right, f.n);
    f.macro = macro_of(c, occurs);
    for (int k = 0; k < 3 && f.n; k++)
        if (occurs[k]) f.weighted += f.f1[k] * share(row_of(c, k), f.n);
    double error = f.n > 1 ? 1.96 * jackknife(c, occurs, f.n) : 1;
    f.macro_low = fmax(0, f.macro - error);
    f.macro_high = fmin(1, f.macro + error);
    return f;
}

/* Three decimals with a point in any locale. */
static void put(vb_buf *out, const char *before, double v) {
    int thousandths = (int)(v * 1000 + 0.5);
    vb_buf_printf(out, "%s%d.%03d", before, thousandths / 1000, thousandths % 1000);
}

void vb_confusion_print(const vb_confusion *c, const char *const names[3], vb_buf *out) {
    vb_figures f = vb_confusion_figures(c);
    put(out, "  accuracy ", f.accuracy.share);
    put(out, " (", f.accuracy.low);
    put(out, " to ", f.accuracy.high);
    put(out, ")  macro F1 ", f.macro);
    put(out, " (", f.macro_low);
    put(out, " to ", f.macro_high);
    put(out, ")  weighted F1 ", f.weighted);
    vb_buf_printf(out, "  n %llu\n", (unsigned long long)f.n);
    vb_buf_printf(out, "  %-10s %9s %9s %9s", "", "precision", "recall", "F1");
    for (int k = 0; k < 3; k++)
        if (names[k]) vb_buf_printf(out, "  as %-9s", names[k]);
    vb_buf_byte(out, '\n');
    for (int i = 0; i < 3; i++) {
        if (!names[i] || isnan(f.f1[i])) continue;
        vb_buf_printf(out, "  %-10s", names[i]);
        put(out, "     ", f.precision[i]);
        put(out, "     ", f.recall[i]);
        put(out, "     ", f.f1[i]);
        for (int k = 0; k < 3; k++)
            if (names[k]) vb_buf_printf(out, "  %12llu", (unsigned long long)c->n[i][k]);
        vb_buf_byte(out, '\n');
    }
}

void vb_confusion_json(const vb_confusion *c, const char *const names[3], vb_json *j) {
    vb_figures f = vb_confusion_figures(c);
    vb_json_key(j, "n"), vb_json_int(j, (int64_t)f.n);
    vb_json_key(j, "accuracy"), vb_json_num(j, f.accuracy.share, 4);
    vb_json_key(j, "accuracy_ci_low"), vb_json_num(j, f.accuracy.low, 4);
    vb_json_key(j, "accuracy_ci_high"), vb_json_num(j, f.accuracy.high, 4);
    vb_json_key(j, "macro_f1"), vb_json_num(j, f.macro, 4);
    vb_json_key(j, "macro_f1_ci_low"), vb_json_num(j, f.macro_low, 4);
    vb_json_key(j, "macro_f1_ci_high"), vb_json_num(j, f.macro_high, 4);
    vb_json_key(j, "weighted_f1"), vb_json_num(j, f.weighted, 4);
    vb_json_key(j, "labels");
    vb_json_open(j, '[');
    for (int i = 0; i < 3; i++) {
        if (!names[i] || isnan(f.f1[i])) continue;
        vb_json_open(j, '{');
        vb_json_key(j, "label"), vb_json_cstr(j, names[i]);
        vb_json_key(j, "precision"), vb_json_num(j, f.precision[i], 4);
        vb_json_key(j, "recall"), vb_json_num(j, f.recall[i], 4);
        vb_json_key(j, "f1"), vb_json_num(j, f.f1[i], 4);
        vb_json_key(j, "taken_for");
        vb_json_open(j, '{');
        for (int k = 0; k < 3; k++)
            if (names[k]) vb_json_key(j, names[k]), vb_json_int(j, (int64_t)c->n[i][k]);
        vb_json_close(j, '}');
        vb_json_close(j, '}');
    }
    vb_json_close(j, ']');
}
