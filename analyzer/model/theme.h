/* theme: clauses as the clustering sees them, and the themes that come out.
 *
 * Invariant: a theme is a function of the set of clause rows; `id` is a function of its definition alone
 * (touchpoint, problem, discovered key), never of counts or order, so that it survives the next import. */
#ifndef VB_MODEL_THEME_H
#define VB_MODEL_THEME_H

#include "base/str.h"

typedef struct vb_complaint_row {
    int64_t clause_id; /* row of the store's clauses */
    int64_t comment;   /* the same for the clauses of one comment, and only for these */
    vb_str touchpoint; /* id or empty: as stored; the clustering decides it anew from the candidates */
    vb_str candidates; /* "delivery:87 product:21" */
    vb_str problem;    /* id or empty */
    vb_str terms;      /* the clause's signature */
    vb_str text;       /* the clause as received */
    vb_str lang;
    double severity, score;
    double rank; /* importance within its comment: the highest gives the comment its main theme */
    bool complaint;
    uint32_t question; /* number of the question that it answers, 0 none; means nothing but the same or not */
} vb_complaint_row;

enum { VB_WHOLE = 1, VB_REST = 2 }; /* vb_theme.catch_all */

typedef struct vb_theme {
    char id[16]; /* "t_" and 12 hex digits */
    vb_str touchpoint, problem;
    vb_str label_vi, label_th, label_en;
    vb_str keywords;  /* JSON array of strings */
    size_t clauses;   /* that it has */
    int32_t of;       /* parts: the theme (its index) that it is a part of */
    vb_str phrase;    /* parts: words of its clauses, in their language; may be empty */
    int catch_all;    /* has no subject of its own: complaints of the whole, or what fits nowhere; else 0 */
    double stability; /* 0..1 */
} vb_theme;

#endif
