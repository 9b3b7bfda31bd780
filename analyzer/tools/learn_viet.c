/* learn_viet: learns the Vietnamese tables of the lexicons from texts.
 *
 *   learn_viet OUT_DIR [--variants FILE.tsv] [--subject NAME] [--text FILE.csv:COLUMN]...
 *              [--patterns FILE.txt]... [--common FILE.txt]... [--seg FILE]... [--phrases FILE.tsv]...
 *
 * OUT_DIR is lexicons/vi. Its words.tsv is read first: lines whose source is `own` are the dictionary that
 * people write; they stay, all other lines are learned anew. Written are syllables.tsv (counts), bigrams.tsv
 * (probability of a syllable behind another), words.tsv (how likely syllables side by side are one word) and
 * subjects.tsv (which syllables tell what is spoken of). --subject says of what the texts and patterns behind
 * it speak, up to the next one; "-" of nothing in particular. Give only texts whose licence allows it;
 * variants come first. Invariant: the same inputs in the same order give the same bytes; no text is copied
 * into the tables. */
#include "viet_learner.h"

#include <stdio.h>

static void init(viet_learner *l) {
    l->unigrams = tool_need(calloc(VIET_MAX_NAMES, sizeof *l->unigrams));
    l->own = tool_need(calloc(VIET_MAX_WORDS, sizeof *l->own));
    l->joined = tool_need(calloc(VIET_MAX_WORDS, sizeof *l->joined));
    l->split = tool_need(calloc(VIET_MAX_WORDS, sizeof *l->split));
    l->gains = tool_need(calloc(VIET_MAX_WORDS, sizeof *l->gains));
    for (uint32_t w = 0; w < VIET_MAX_WORDS; w++) l->gains[w] = 2;
    l->standard_of = tool_need(calloc(VIET_MAX_VARIANTS, sizeof *l->standard_of));
    l->subject = -1;
    viet_counter_init(&l->bigrams, 1 << 20);
    if (!vb_intern_init(&l->names, &l->arena, 1 << 14) || !vb_intern_init(&l->words, &l->arena, 1 << 15) ||
        !vb_intern_init(&l->variants, &l->arena, 1 << 12) ||
        vb_intern_add(&l->names, viet_edge) != VIET_EDGE ||
        vb_intern_add(&l->names, viet_number) != VIET_NUMBER ||
        vb_intern_add(&l->names, viet_foreign) != VIET_FOREIGN)
        tool_die("memory", "out of memory");
}

/* The sources that the project's own tables are learned from, and their licences. */
static const char *const licences[][2] = {
    {"ntc_scv_foody", "restaurant reviews, Apache-2.0"},
    {"uts2017_bank", "bank feedback, Apache-2.0"},
    {"bank_app_reviews", "bank app reviews, MIT"},
    {"tatoeba", "sentences of tatoeba.org, CC BY 2.0 FR"},
    {"sib200", "SIB-200 (FLORES-200), CC BY-SA 4.0"},
    {"seg_ud_vtb", "UD Vietnamese-VTB, CC BY-SA 4.0"},
};

/* The header names each source by the last parts of its path, and its licence. */
static void name_source(viet_learner *l, const char *option, const char *path) {
    if (strcmp(option, "--text") != 0 && strcmp(option, "--seg") != 0) return;
    const char *from = tool_short_path(path), *licence = "licence not known to learn_viet";
    for (size_t i = 0; i < sizeof licences / sizeof *licences; i++)
        if (strstr(from, licences[i][0])) licence = licences[i][1];
    vb_buf_printf(&l->heads, "# Source: %s (%s)\n", from, licence);
}

static void set_subject(viet_learner *l, const char *name) {
    l->subject = -1;
    if (strcmp(name, "-") == 0) return;
    for (int s = 0; s < l->n_subjects; s++)
        if (strcmp(l->subjects[s].name, name) == 0) l->subject = s;
    if (l->subject >= 0) return;
    if (l->n_subjects == VIET_MAX_SUBJECTS) tool_die(name, "too many subjects");
    l->subject = l->n_subjects++;
    l->subjects[l->subject] = (viet_subject){name, tool_need(calloc(VIET_MAX_NAMES, sizeof(double)))};
}

static void read_option(viet_learner *l, const char *option, const char *value) {
    static const struct {
        const char *option;
        void (*read)(viet_learner *, const char *);
    } table[] = {{"--text", viet_read_text},         {"--seg", viet_read_seg},
                 {"--phrases", viet_read_phrases},   {"--variants", viet_read_variants},
                 {"--patterns", viet_read_patterns}, {"--subject", set_subject},
                 {"--common", viet_read_common}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(option, table[i].option) != 0) continue;
        table[i].read(l, value);
        name_source(l, option, value);
        return;
    }
    tool_die(
        option,
        "not an option; there are --text, --seg, --phrases, --variants, --patterns, --subject, --common");
}

static void save(const viet_learner *l, const char *folder) {
    static const struct {
        const char *name;
        void (*write)(const viet_learner *, vb_buf *);
    } tables[] = {{"syllables.tsv", viet_write_syllables},
                  {"bigrams.tsv", viet_write_bigrams},
                  {"words.tsv", viet_write_words},
                  {"subjects.tsv", viet_write_subjects}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        vb_buf out = {0};
        tables[i].write(l, &out);
        tool_save(folder, tables[i].name, &out);
    }
}

int main(int argc, char **argv) {
    tool_name = "learn_viet";
    if (argc < 2 || argc % 2) {
        fputs("usage: learn_viet OUT_DIR [--variants FILE] [--subject NAME] [--text FILE:COLUMN]... "
              "[--patterns FILE]... [--common FILE]... "
              "[--seg FILE]... [--phrases FILE]...\n",
              stderr);
        return 2;
    }
    static viet_learner l;
    init(&l);
    char path[4096];
    snprintf(path, sizeof path, "%s/words.tsv", argv[1]);
    viet_read_own_words(&l, path);
    for (int i = 2; i < argc; i += 2) read_option(&l, argv[i], argv[i + 1]);
    viet_count_all(&l);
    viet_learn_gains(&l);
    save(&l, argv[1]);
    fprintf(stderr, "%zu tokens of text, %u syllables, %u words\n", l.text.n, l.names.count, l.words.count);
    return 0;
}
