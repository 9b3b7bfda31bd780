/* names: the tables that turn enums into the stable names of the interface and back. */
#include "base/str.h"
#include "model/diagnostic.h"

#include <math.h>

static const char *const lang_names[] = {"und", "vi", "th", "en"};
static const char *const label_names[] = {"negative", "neutral", "positive"};
static const char *const non_answer_names[] = {NULL, "empty", "placeholder", "no_words"};
static const char *const kind_names[] = {"word", "number", "emoji", "punct", "url", "mention", "other"};
static const char *const intent_names[] = {"complaint",  "praise",         "suggestion", "question",
                                           "churn_risk", "recommendation", "escalation"};
static const char *const role_names[] = {"ignore",  "text",   "id",       "date",    "touchpoint",
                                         "channel", "rating", "nps",      "csat",    "ces",
                                         "lang",    "weight", "question", "segment", "label"};
static const char *const diag_names[] = {"bad_bytes",  "ragged_row",   "field_too_long", "row_too_long",
                                         "open_quote", "nul_byte",     "bad_json",       "bad_date",
                                         "bad_number", "duplicate_id", "preview_row",    "bad_cell"};
_Static_assert(sizeof lang_names / sizeof *lang_names == VB_LANG_COUNT, "a name for each language");
_Static_assert(sizeof role_names / sizeof *role_names == VB_ROLE_COUNT, "a name for each role");
_Static_assert(sizeof diag_names / sizeof *diag_names == VB_DIAG_COUNT, "a name for each diagnostic");
_Static_assert(sizeof intent_names / sizeof *intent_names == VB_INTENT_COUNT, "a name for each intent");

const char *vb_lang_name(vb_lang lang) {
    return lang < VB_LANG_COUNT ? lang_names[lang] : "und";
}
vb_lang vb_lang_parse(const char *name) {
    for (int i = 0; i < VB_LANG_COUNT; i++)
        if (vb_str_eq(vb_str_of(name), vb_str_of(lang_names[i]))) return (vb_lang)i;
    return VB_LANG_COUNT;
}
const char *vb_label_name(vb_label label) {
    return label_names[label];
}
const char *vb_non_answer_name(vb_non_answer reason) {
    return non_answer_names[reason];
}
const char *vb_token_kind_name(vb_token_kind kind) {
    return kind_names[kind];
}
const char *vb_intent_name(unsigned index) {
    return index < VB_INTENT_COUNT ? intent_names[index] : NULL;
}
const char *vb_role_name(vb_role role) {
    return role < VB_ROLE_COUNT ? role_names[role] : "ignore";
}
const char *vb_diag_name(vb_diag_kind kind) {
    return diag_names[kind];
}
vb_comment vb_comment_of(vb_str text) {
    return (vb_comment){
        .text = text, .rating = NAN, .nps = NAN, .csat = NAN, .ces = NAN, .weight = NAN, .rating_max = NAN};
}
