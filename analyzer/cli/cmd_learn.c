/* cmd_learn: `lexicon learn`: the analyst's own labelled or rated comments become a lexicon folder. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

static int usage(const char *what) {
    fprintf(stderr, "verbatim lexicon learn: %s\nTry \"verbatim lexicon --help\".\n", what);
    return EXIT_USAGE;
}

static bool has_role(const options *o, vb_role role) {
    for (size_t i = 0; i < o->n_maps; i++)
        if (o->maps[i].role == role) return true;
    return false;
}

int lexicon_learn(options *o) {
    bool complaint = o->target && strcmp(o->target, "complaint") == 0;
    if (o->n_args != 2) return usage("one FILE of labelled comments is needed");
    if (o->target && !complaint && strcmp(o->target, "sentiment") != 0)
        return usage("--target is sentiment or complaint");
    if (o->lang == VB_LANG_COUNT) return usage("--lang says whose lexicon is learned: vi, th or en");
    if (!o->label_column == !o->rating_column) return usage("give either --label COLUMN or --rating COLUMN");
    if (!o->output_path) return usage("-o DIR says where the lexicon goes");
    if (!has_role(o, VB_ROLE_TEXT)) return usage("--map text=COLUMN says where the comments are");
    if (o->n_maps == MAX_MAPS) return usage("too many --map");
    bool label = o->label_column != NULL;
    o->maps[o->n_maps++] =
        (vb_map){label ? VB_ROLE_LABEL : VB_ROLE_RATING, NULL, label ? o->label_column : o->rating_column};
    vb_labelled file = {o->args[1], o->maps, o->n_maps, o->rename};
    vb_learn_options learn = {
        .lang = o->lang, .complaint = complaint, .folder = o->output_path, .folds = (unsigned)o->folds};
    vb_engine *engine = NULL;
    vb_error err = {0};
    out dst;
    o->output_path = NULL;
    vb_lang lang = o->lang;
    o->lang = VB_LANG_COUNT; /* comments are read as they will be scored */
    int code = engine_open(o, &engine);
    o->lang = lang;
    if (code) return code;
    code = out_open(&dst, o);
    if (!code) code = finish(vb_lexicon_learn(engine, &file, 1, &learn, &dst.output, &err), &err);
    vb_engine_free(engine);
    return out_close(&dst, code);
}
