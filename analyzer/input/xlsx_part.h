/* xlsx_part: one XML member of a workbook, inflated and parsed piece by piece, within the limits. */
#ifndef VB_INPUT_XLSX_PART_H
#define VB_INPUT_XLSX_PART_H

#include "base/error.h"

#include <expat.h>
#include <zip.h>

/// The member is given to the handlers through `user`; a handler stops everything by vb_part_fail.
typedef struct vb_part {
    zip_t *zip;
    zip_file_t *file;
    XML_Parser parser;
    const char *path; /* of the workbook, for messages */
    void *user;
    void (*start)(void *user, const char *name, const char **attributes); /* name without its prefix */
    void (*end)(void *user, const char *name);
    void (*text)(void *user, const char *s, size_t len); /* may be NULL */
    uint64_t stored, inflated, size, last_event;
    size_t depth;
    bool ended, suspended, final;
    vb_status status;
    vb_error *err; /* of the call that is running */
    char name[512], buf[64 << 10];
} vb_part;

/// Opens the member `name`; VB_DONE where there is none.
vb_status vb_part_open(vb_part *p, zip_t *zip, const char *path, const char *name, vb_error *err);
void vb_part_close(vb_part *p);
/// Parses on until a handler calls vb_part_pause (VB_OK) or the member ends (VB_DONE).
vb_status vb_part_run(vb_part *p, vb_error *err);
/// To be called by a handler: vb_part_run returns behind this event.
void vb_part_pause(vb_part *p);
/// To be called by a handler: vb_part_run fails with this message.
void vb_part_fail(vb_part *p, vb_status code, const char *message);
/// The value of an attribute by its name without prefix, or NULL.
const char *vb_part_attribute(const char **attributes, const char *name);
/// The name without its prefix.
const char *vb_part_local(const char *name);

#endif
