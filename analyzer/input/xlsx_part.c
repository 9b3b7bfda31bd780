/* xlsx_part: inflating and parsing one XML member of a ZIP container.
 *
 * Invariant: what a member can cost is bounded: its inflated size and ratio (counted as it inflates, whatever
 * its header says), the depth of its elements, the length of one token. A document type, which a workbook
 * never has, is refused, and with it every entity bomb. Leaves the meaning of elements to xlsx.c. */
#include "input/xlsx_part.h"

#include "base/limits.h"

#include <stdio.h>

#define MAX_DEPTH 128
#define MAX_TOKEN (2u << 20) /* bytes of XML without an event */

const char *vb_part_local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *vb_part_attribute(const char **attributes, const char *name) {
    for (; *attributes; attributes += 2)
        if (strcmp(vb_part_local(*attributes), name) == 0) return attributes[1];
    return NULL;
}

void vb_part_fail(vb_part *p, vb_status code, const char *message) {
    if (p->status < 0) return;
    p->status = vb_fail_at(p->err, code, p->path, 0, 0, "%s (in %.100s)", message, p->name);
    if (p->parser) XML_StopParser(p->parser, XML_FALSE);
}

void vb_part_pause(vb_part *p) {
    if (p->status < 0) return;
    p->suspended = true;
    XML_StopParser(p->parser, XML_TRUE);
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes) {
    vb_part *p = data;
    p->last_event = p->inflated;
    if (p->status < 0) return;
    if (++p->depth > MAX_DEPTH)
        vb_part_fail(p, VB_ERR_INPUT, "the workbook's XML is nested too deeply to be genuine");
    else
        p->start(p->user, vb_part_local(name), attributes);
}

static void XMLCALL on_end(void *data, const char *name) {
    vb_part *p = data;
    p->last_event = p->inflated;
    if (p->depth) p->depth--;
    if (p->status == VB_OK) p->end(p->user, vb_part_local(name));
}

static void XMLCALL on_text(void *data, const char *s, int len) {
    vb_part *p = data;
    p->last_event = p->inflated;
    if (p->text && len > 0 && p->status == VB_OK) p->text(p->user, s, (size_t)len);
}

static void XMLCALL on_doctype(void *data, const char *name, const char *system_id, const char *public_id,
                               int subset) {
    (void)name, (void)system_id, (void)public_id, (void)subset;
    vb_part_fail(data, VB_ERR_INPUT,
                 "the workbook's XML defines entities, which no spreadsheet program writes; refused");
}

vb_status vb_part_open(vb_part *p, zip_t *zip, const char *path, const char *name, vb_error *err) {
    zip_stat_t st;
    zip_int64_t index = zip_name_locate(zip, name, ZIP_FL_NOCASE);
    *p = (vb_part){.zip = zip, .path = path, .err = err};
    snprintf(p->name, sizeof p->name, "%s", name);
    if (index < 0 || zip_stat_index(zip, (zip_uint64_t)index, 0, &st) != 0) return VB_DONE;
    if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
        return vb_fail_at(err, VB_ERR_INPUT, path, 0, 0,
                          "this is a password-protected ZIP container: remove the password first");
    p->stored = st.comp_size;
    p->size = st.size;
    p->file = zip_fopen_index(zip, (zip_uint64_t)index, 0);
    if (!p->file)
        return vb_fail_at(err, VB_ERR_INPUT, path, 0, 0,
                          "%.100s cannot be unpacked (%s): save the workbook again", name, zip_strerror(zip));
    p->parser = XML_ParserCreate(NULL);
    if (!p->parser) {
        vb_part_close(p);
        return vb_fail_memory(err);
    }
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, on_start, on_end);
    XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
    return VB_OK;
}

void vb_part_close(vb_part *p) {
    if (p->parser) XML_ParserFree(p->parser);
    if (p->file) zip_fclose(p->file);
    p->parser = NULL;
    p->file = NULL;
}

/* Inflates the next piece; sets `final` at the end. */
static size_t inflate_piece(vb_part *p) {
    zip_int64_t n = zip_fread(p->file, p->buf, sizeof p->buf);
    if (n < 0) {
        vb_part_fail(p, VB_ERR_INPUT,
                     "the workbook is damaged and cannot be unpacked; open it and save it again");
        return 0;
    }
    p->final = n == 0;
    p->inflated += (uint64_t)n;
    bool bomb = p->inflated > 1u << 20 && p->inflated / VB_MAX_INFLATE_RATIO > p->stored;
    if (bomb || p->inflated > VB_MAX_INFLATED)
        vb_part_fail(
            p, VB_ERR_INPUT,
            "the workbook unpacks to far more than its size, as a ZIP bomb does; save it as CSV if it is "
            "genuine");
    if (p->inflated - p->last_event > MAX_TOKEN + sizeof p->buf)
        vb_part_fail(p, VB_ERR_INPUT, "the workbook's XML holds a token too long to be genuine");
    return p->status < 0 ? 0 : (size_t)n;
}

static vb_status fail_syntax(vb_part *p) {
    char text[200];
    snprintf(text, sizeof text, "the workbook's XML is damaged at line %lu (%s); open it and save it again",
             (unsigned long)XML_GetCurrentLineNumber(p->parser),
             XML_ErrorString(XML_GetErrorCode(p->parser)));
    if (XML_GetErrorCode(p->parser) == XML_ERROR_NO_MEMORY) return p->status = vb_fail_memory(p->err);
    vb_part_fail(p, VB_ERR_INPUT, text);
    return p->status;
}

vb_status vb_part_run(vb_part *p, vb_error *err) {
    p->err = err;
    if (p->status < 0)
        return vb_fail_at(err, p->status, p->path, 0, 0, "the workbook could not be read further");
    while (!p->ended) {
        enum XML_Status s;
        if (p->suspended) {
            p->suspended = false;
            s = XML_ResumeParser(p->parser);
        } else {
            size_t n = inflate_piece(p);
            if (p->status < 0) return p->status;
            s = XML_Parse(p->parser, p->buf, (int)n, p->final);
        }
        if (p->status < 0) return p->status;
        if (s == XML_STATUS_ERROR) return fail_syntax(p);
        if (s == XML_STATUS_SUSPENDED) return VB_OK;
        p->ended = p->final;
    }
    return VB_DONE;
}
