/* personal: the finder of personal data as a whole: the text is normalized and cut once, every finder adds
 * its spans, and spans that touch the same letters become one, of the surer type. Masking, and the places of
 * a masked text. */
#include "text/personal.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "text/normalize.h"
#include "text/personal_scan.h"

#include <stdlib.h>

/* Names of the marks, and how sure a type is where two overlap. */
static const struct {
    const char *name;
    uint8_t sure;
} types[VB_PERSONAL_COUNT] = {
    [VB_PERSONAL_PHONE] = {"PHONE", 10},
    [VB_PERSONAL_EMAIL] = {"EMAIL", 15},
    [VB_PERSONAL_TH_ID] = {"TH_ID", 12},
    [VB_PERSONAL_VN_ID] = {"VN_ID", 11},
    [VB_PERSONAL_PASSPORT] = {"PASSPORT", 9},
    [VB_PERSONAL_CARD] = {"CARD", 8},
    [VB_PERSONAL_BANK_ACCOUNT] = {"BANK_ACCOUNT", 13},
    [VB_PERSONAL_PLATE] = {"PLATE", 7},
    [VB_PERSONAL_ORDER_NO] = {"ORDER_NO", 9},
    [VB_PERSONAL_NAME] = {"NAME", 1},
    [VB_PERSONAL_HANDLE] = {"HANDLE", 4},
    [VB_PERSONAL_IP] = {"IP", 14},
    [VB_PERSONAL_ADDRESS] = {"ADDRESS", 2},
    [VB_PERSONAL_BIRTH_DATE] = {"BIRTH_DATE", 14},
    [VB_PERSONAL_SECRET] = {"SECRET", 14},
};

const char *vb_personal_name(vb_personal_type type) {
    return type < VB_PERSONAL_COUNT ? types[type].name : "";
}

vb_status vb_personal_new(const char *lexicons, vb_personal **out, vb_error *err) {
    vb_personal *p = calloc(1, sizeof *p);
    if (!p) return vb_fail_memory(err);
    vb_status status = vb_personal_words_load(p, lexicons, err);
    if (status < 0) {
        vb_personal_free(p);
        return status;
    }
    *out = p;
    return VB_OK;
}

void vb_personal_free(vb_personal *personal) {
    if (!personal) return;
    vb_arena_deinit(&personal->arena);
    free(personal);
}

void vb_personal_add(pscan *s, vb_personal_type type, uint32_t begin, uint32_t end) {
    if (begin >= end) return;
    if (s->n_spans == s->cap_spans) {
        uint32_t cap = s->cap_spans ? s->cap_spans * 2 : 16;
        pspan *spans = vb_arena_grow(s->arena, s->spans, s->n_spans * sizeof *spans, cap * sizeof *spans);
        if (!spans) {
            s->failed = true;
            return;
        }
        s->spans = spans, s->cap_spans = cap;
    }
    s->spans[s->n_spans++] = (pspan){begin, end, type};
}

/* ---- Finding
 * -------------------------------------------------------------------------------------------------------- */

static int by_place(const void *x, const void *y) {
    const pspan *a = x, *b = y;
    if (a->begin != b->begin) return a->begin < b->begin ? -1 : 1;
    if (a->end != b->end) return a->end > b->end ? -1 : 1;
    return (int)types[b->type].sure - (int)types[a->type].sure;
}

/* Overlapping spans become one over both: nothing of either may stay to be seen. */
static uint32_t join_spans(pspan *spans, uint32_t n) {
    qsort(spans, n, sizeof *spans, by_place);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        pspan *last = kept ? &spans[kept - 1] : NULL;
        if (!last || spans[i].begin >= last->end) {
            spans[kept++] = spans[i];
            continue;
        }
        if (types[spans[i].type].sure > types[last->type].sure) last->type = spans[i].type;
        if (spans[i].end > last->end) last->end = spans[i].end;
    }
    return kept;
}

/* From places of the normalized text to those of the source, in bytes and code points. */
static vb_status place_spans(const pscan *s, uint32_t n, const vb_personal_span **out, vb_error *err) {
    vb_personal_span *spans = VB_NEW_ARRAY(s->arena, vb_personal_span, n + 1);
    if (!spans) return vb_fail_memory(err);
    size_t at = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        vb_personal_span *x = &spans[i];
        *x = (vb_personal_span){.type = s->spans[i].type,
                                .byte_begin = vb_text_source_at(&s->text, s->spans[i].begin),
                                .byte_end = vb_text_source_at(&s->text, s->spans[i].end)};
        for (; at < x->byte_begin; at++) count += vb_utf8_is_start(s->text.source.ptr[at]);
        x->begin = count;
        for (; at < x->byte_end; at++) count += vb_utf8_is_start(s->text.source.ptr[at]);
        x->end = count;
    }
    *out = spans;
    return VB_OK;
}

vb_status vb_personal_spans(const vb_personal *p, vb_str text, vb_arena *arena,
                            const vb_personal_span **spans, size_t *n, vb_error *err) {
    pscan s = {.p = p, .arena = arena};
    *n = 0;
    *spans = NULL;
    if (text.len == 0) return VB_OK;
    VB_TRY(vb_normalize(text, arena, &s.text, err));
    if (!vb_personal_cut(&s)) return vb_fail_memory(err);
    vb_personal_numbers(&s);
    vb_personal_codes(&s);
    vb_personal_plates(&s);
    vb_personal_names(&s);
    if (s.failed) return vb_fail_memory(err);
    if (!s.n_spans) return VB_OK;
    uint32_t kept = join_spans(s.spans, s.n_spans);
    VB_TRY(place_spans(&s, kept, spans, err));
    *n = kept;
    return VB_OK;
}

vb_status vb_personal_find(const vb_personal *personal, vb_str text, vb_personal_span *spans, size_t cap,
                           size_t *n, vb_error *err) {
    vb_arena arena;
    vb_arena_init(&arena);
    const vb_personal_span *found = NULL;
    vb_status status = vb_personal_spans(personal, text, &arena, &found, n, err);
    for (size_t i = 0; status >= 0 && i < *n && i < cap; i++) spans[i] = found[i];
    vb_arena_deinit(&arena);
    return status;
}

/* ---- Masking
 * -------------------------------------------------------------------------------------------------------- */

static size_t mark_length(vb_personal_type type) {
    return strlen(types[type].name) + 2;
}

static char *put(char *at, const char *data, size_t len) {
    if (len) memcpy(at, data, len);
    return at + len;
}

vb_status vb_personal_mask(const vb_personal *p, vb_str text, vb_arena *arena, vb_masked *out,
                           vb_error *err) {
    *out = (vb_masked){.text = text, .source = text};
    VB_TRY(vb_personal_spans(p, text, arena, &out->spans, &out->n, err));
    if (!out->n) return VB_OK;
    size_t len = text.len;
    for (size_t i = 0; i < out->n; i++) len += mark_length(out->spans[i].type);
    char *masked = vb_arena_alloc(arena, len), *at = masked;
    if (!masked) return vb_fail_memory(err);
    uint32_t done = 0;
    for (size_t i = 0; i < out->n; i++) {
        const vb_personal_span *x = &out->spans[i];
        at = put(at, text.ptr + done, x->byte_begin - done);
        at = put(at, "<", 1);
        at = put(at, types[x->type].name, strlen(types[x->type].name));
        at = put(at, ">", 1);
        done = x->byte_end;
    }
    at = put(at, text.ptr + done, text.len - done);
    out->text = (vb_str){masked, (size_t)(at - masked)};
    return VB_OK;
}

static uint32_t moved(const vb_masked *m, uint32_t place, bool end, bool bytes) {
    int64_t shift = 0;
    for (size_t i = 0; i < m->n; i++) {
        const vb_personal_span *x = &m->spans[i];
        uint32_t begin = bytes ? x->byte_begin : x->begin, behind = bytes ? x->byte_end : x->end;
        int64_t mark = (int64_t)mark_length(x->type);
        if (place <= begin) break;
        if (place < behind) return (uint32_t)(begin + shift + (end ? mark : 0));
        shift += mark - (int64_t)(behind - begin);
    }
    return (uint32_t)(place + shift);
}

uint32_t vb_masked_at(const vb_masked *m, uint32_t code_point, bool end) {
    return moved(m, code_point, end, false);
}

uint32_t vb_masked_byte_at(const vb_masked *m, uint32_t byte, bool end) {
    return moved(m, byte, end, true);
}
