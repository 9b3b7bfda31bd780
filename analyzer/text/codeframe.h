/* codeframe: the touchpoints and problems, with parents, packs and labels, as read from the two files at the
 * top of the lexicons.
 *
 * Invariant: indices are positions in the files, stable within an engine; ids are NUL-terminated and live as
 * long as the engine; a parent stands before its children. A touchpoint whose pack is switched off stays in
 * the table (its id is known) but is not `on`, and its words are not loaded. */
#ifndef VB_TEXT_CODEFRAME_H
#define VB_TEXT_CODEFRAME_H

#include "base/arena.h"
#include "base/error.h"

typedef struct vb_touchpoint {
    const char *id;
    int16_t parent;  /* index or -1 */
    uint8_t pack_no; /* 0 core; 1 to 63, the same for those of one pack */
    vb_str stage, pack, label_vi, label_th, label_en;
    vb_str beside; /* packs beside which it is at home, with spaces between */
    bool on;
} vb_touchpoint;

typedef struct vb_problem {
    const char *id;
    double severity;
    int16_t group; /* index of the problem that stands for its kin (late for slow); itself where it stands
                      alone */
    vb_str label_vi, label_th, label_en;
    vb_str at; /* touchpoints that can have it, with spaces between; "-x": not x */
} vb_problem;

typedef struct vb_codeframe {
    vb_touchpoint *touchpoints;
    int16_t n_touchpoints;
    vb_problem *problems;
    int16_t n_problems;
    int16_t overall; /* the touchpoint of what names none, -1 without it; known once selected */
    int8_t *named;   /* by problem and touchpoint: 1 its list names it, -1 with a minus, 0 not; known once
                        settled */
} vb_codeframe;

enum { VB_MAX_CODES = 1000 };

/// Reads touchpoints.tsv; a second call (an overlay) changes known ids and adds new ones.
vb_status vb_codeframe_add_touchpoints(vb_codeframe *c, vb_str content, const char *file, vb_arena *arena,
                                       vb_error *err);
vb_status vb_codeframe_add_problems(vb_codeframe *c, vb_str content, const char *file, vb_arena *arena,
                                    vb_error *err);
/// Switches on core and the packs of a comma-separated list (NULL all). VB_ERR_USAGE on an unknown pack,
/// naming those there are.
vb_status vb_codeframe_select(vb_codeframe *c, const char *packs, vb_error *err);
/// Reads the lists of touchpoints that problems have. False when out of memory.
bool vb_codeframe_settle(vb_codeframe *c, vb_arena *arena);
/// Index of an id, or -1.
int16_t vb_codeframe_touchpoint(const vb_codeframe *c, vb_str id);
int16_t vb_codeframe_problem(const vb_codeframe *c, vb_str id);
/// True where the touchpoint can have the problem: the nearest of it and those above it that the problem's
/// list names decides; only once settled. One that no list names (a user's own) can have all.
bool vb_codeframe_can_have(const vb_codeframe *c, int16_t touchpoint, int16_t problem);
/// True where `child` is `parent` or below it.
bool vb_codeframe_within(const vb_codeframe *c, int16_t child, int16_t parent);

#endif
