/* personal_words: the word lists of personal data, as a trie over bytes, and the cutting of a text into
 * tokens and hits.
 *
 * Invariant: a term matches whole words only: between Latin letters or digits it must begin and end at the
 * border of a token; in Thai, which has no such borders, it must not be followed by a mark that belongs to
 * its last letter. A blank of a term matches one to three blanks. Vietnamese terms also match without their
 * marks, and are then said to be folded. Every term has at most MOST_BYTES bytes, so matching takes constant
 * time a place. */
#include "base/utf8.h"
#include "text/chars.h"
#include "text/lexicon_files.h"
#include "text/normalize.h"
#include "text/personal_scan.h"
#include "text/tsv.h"

enum { MOST_BYTES = 96, LEAST_BYTES = 9, LEAST_SCORE = -20, LEAST_SEEN = 20, LONG_BYTES = 18 };

static const char *const kind_names[P_KINDS] = {
    "phone",      "account",   "bank",         "card",    "vn_id",   "th_id",      "passport",   "order",
    "carrier",    "plate",     "province",     "secret",  "birth",   "born_in",    "handle",     "handle_id",
    "handle_url", "street",    "street_after", "house",   "title",   "title_weak", "title_full", "given",
    "surname",    "middle",    "not_name",     "name_is", "stop",    "unit",       "place",      "at",
    "dot",        "mail_host", "not_ip",       "filler",  "vn_code", "other",      "hotline",    "word"};

/* ---- Loading
 * -------------------------------------------------------------------------------------------------------- */

static int kind_of(vb_str name) {
    for (int i = 0; i < P_KINDS; i++)
        if (vb_str_eqz(name, kind_names[i])) return i;
    return -1;
}

static uint32_t *find_child(const vb_personal *p, uint32_t *first, uint8_t byte) {
    while (*first && p->nodes[*first].byte != byte) first = &p->nodes[*first].sibling;
    return first;
}

static bool grow_nodes(vb_personal *p) {
    if (p->n_nodes < p->cap_nodes) return true;
    uint32_t cap = p->cap_nodes ? p->cap_nodes * 2 : 4096;
    pnode *nodes = vb_arena_grow(&p->arena, p->nodes, p->n_nodes * sizeof *nodes, cap * sizeof *nodes);
    if (!nodes) return false;
    p->nodes = nodes, p->cap_nodes = cap;
    if (!p->n_nodes) p->n_nodes = 1;
    return true;
}

static bool add_term(vb_personal *p, vb_str term, uint64_t kind, bool folded, bool remove) {
    uint32_t node = 0;
    for (size_t i = 0; i < term.len; i++) {
        if (!grow_nodes(p)) return false;
        uint8_t byte = (uint8_t)term.ptr[i];
        uint32_t *slot = i ? find_child(p, &p->nodes[node].child, byte) : &p->roots[byte];
        if (!*slot) {
            *slot = p->n_nodes;
            p->nodes[p->n_nodes++] = (pnode){.byte = byte};
        }
        node = *slot;
    }
    if (!node) return true;
    uint64_t *kinds = folded ? &p->nodes[node].folded : &p->nodes[node].kinds;
    if (remove)
        *kinds &= ~kind;
    else
        *kinds |= kind;
    return true;
}

static vb_status add_line(vb_personal *p, const vb_tsv *t, int kind_column, vb_arena *scratch,
                          vb_error *err) {
    vb_str term = t->cells[0], kind_name = t->cells[kind_column];
    bool remove = term.len > 1 && term.ptr[0] == '-';
    int kind = kind_of(kind_name);
    if (kind < 0)
        return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1,
                          "\"%.*s\" is no kind of personal word; see lexicons/README.md", VB_FMT(kind_name));
    vb_text text;
    VB_TRY(vb_normalize(remove ? vb_str_sub(term, 1, term.len) : term, scratch, &text, err));
    if (text.norm.len == 0 || text.norm.len > MOST_BYTES)
        return vb_fail_at(err, VB_ERR_LEXICON, t->file, t->line, 1, "a term has 1 to %d bytes", MOST_BYTES);
    char folded[MOST_BYTES];
    vb_str plain = {folded, vb_fold_str(text.norm, folded)};
    bool ok = add_term(p, text.norm, P_BIT(kind), false, remove);
    if (ok && !vb_str_eq(plain, text.norm)) ok = add_term(p, plain, P_BIT(kind), true, remove);
    return ok ? VB_OK : vb_fail_memory(err);
}

static vb_status load_files(vb_personal *p, const vb_lexicon_file *files, vb_arena *scratch, vb_error *err) {
    for (const vb_lexicon_file *f = files; f && f->path; f++) {
        const char *slash = strchr(f->path, '/');
        if (!slash || strcmp(slash, "/personal.tsv") != 0) continue;
        vb_tsv t;
        VB_TRY(vb_tsv_open(&t, f->content, f->path, err));
        int kind = vb_tsv_column(&t, "kind");
        if (kind < 1)
            return vb_fail_at(err, VB_ERR_LEXICON, f->path, t.line, 1, "the columns are: term, kind, note");
        vb_status status;
        while ((status = vb_tsv_next(&t, err)) == VB_OK) {
            vb_arena_reset(scratch);
            VB_TRY(add_line(p, &t, kind, scratch, err));
        }
        VB_TRY(status);
    }
    return VB_OK;
}

/* Words of the Thai dictionary that are in common use: they tell "คุณเต็มใจ" from a name. */
static vb_status load_dictionary(vb_personal *p, vb_error *err) {
    const vb_lexicon_file *f = vb_lexicon_builtin();
    while (f->path && strcmp(f->path, "th/words.tsv") != 0) f++;
    if (!f->path) return VB_OK;
    vb_tsv t;
    vb_status status;
    VB_TRY(vb_tsv_open(&t, f->content, f->path, err));
    int score = vb_tsv_column(&t, "score"), seen = vb_tsv_column(&t, "icu");
    while ((status = vb_tsv_next(&t, err)) == VB_OK) {
        int64_t points, times;
        bool common = score > 0 && seen > 0 && vb_str_int(t.cells[score], &points) &&
                      vb_str_int(t.cells[seen], &times) && points > LEAST_SCORE &&
                      times >= (t.cells[0].len >= LONG_BYTES ? LEAST_SEEN / 10 : LEAST_SEEN);
        if (!common || t.cells[0].len < LEAST_BYTES || t.cells[0].len > MOST_BYTES) continue;
        if (!add_term(p, t.cells[0], P_BIT(P_WORD), false, false)) return vb_fail_memory(err);
    }
    return status < 0 ? status : VB_OK;
}

vb_status vb_personal_words_load(vb_personal *p, const char *lexicons, vb_error *err) {
    vb_arena scratch;
    const vb_lexicon_file *own = NULL;
    vb_arena_init(&scratch);
    vb_status status = load_files(p, vb_lexicon_builtin(), &scratch, err);
    if (status >= 0) status = load_dictionary(p, err);
    if (status >= 0 && lexicons) status = vb_lexicon_read_folder(lexicons, &p->arena, &own, err);
    if (status >= 0) status = load_files(p, own, &scratch, err);
    vb_arena_deinit(&scratch);
    return status;
}

/* ---- Tokens
 * ---------------------------------------------------------------------------------------------------------
 */

static ptoken_kind kind_at(vb_char_class c) {
    switch (c) {
    case VB_CH_LATIN:
    case VB_CH_MARK: return PT_LATIN;
    case VB_CH_THAI: return PT_THAI;
    case VB_CH_DIGIT: return PT_DIGITS;
    case VB_CH_PUNCT: return PT_SIGN;
    case VB_CH_SPACE:
    case VB_CH_EMOJI:
    case VB_CH_JOINER:
    case VB_CH_IGNORE:
    case VB_CH_OTHER: break;
    }
    return PT_OTHER;
}

static bool is_upper(const pscan *s, uint32_t norm_offset) {
    size_t at = vb_text_source_at(&s->text, norm_offset);
    if (at >= s->text.source.len) return false;
    uint32_t cp = vb_utf8_next(s->text.source, &at);
    return vb_char_lower(cp) != cp;
}

/* First letter and the rest: "Nam" is a name, "NAM" may be anything. */
static void note_capitals(pscan *s, ptoken *t) {
    vb_str norm = s->text.norm;
    t->capital = is_upper(s, t->begin);
    if (!t->capital) return;
    size_t at = t->begin, letters = 0, upper = 0;
    while (at < t->end && letters < 16) {
        upper += is_upper(s, (uint32_t)at);
        vb_utf8_next(norm, &at);
        letters++;
    }
    t->caps = letters > 1 && upper == letters;
}

static bool continues(ptoken_kind kind, ptoken_kind next) {
    return kind == next && (kind == PT_DIGITS || kind == PT_LATIN || kind == PT_THAI);
}

static bool cut_tokens(pscan *s) {
    vb_str norm = s->text.norm;
    s->t = vb_arena_alloc(s->arena, (norm.len + 1) * sizeof *s->t);
    if (!s->t) return false;
    bool space = false, line = false;
    uint32_t words = 0, capitals = 0;
    for (size_t at = 0; at < norm.len;) {
        size_t begin = at;
        uint32_t cp = vb_utf8_next(norm, &at);
        vb_char_class c = vb_char_classify(cp);
        if (c == VB_CH_SPACE) {
            space = true;
            line |= cp == '\n';
            continue;
        }
        ptoken *t = &s->t[s->n++];
        *t = (ptoken){.begin = (uint32_t)begin, .kind = (uint8_t)kind_at(c), .space = space, .line = line};
        for (size_t next = at; next < norm.len; at = next) {
            if (!continues((ptoken_kind)t->kind, kind_at(vb_char_classify(vb_utf8_next(norm, &next))))) break;
        }
        t->end = (uint32_t)at;
        if (t->kind == PT_LATIN) {
            note_capitals(s, t);
            words++;
            capitals += t->capital;
        }
        space = line = false;
    }
    s->capitals = words < 5 || capitals * 10 <= words * 6;
    return true;
}

/* ---- Hits
 * -----------------------------------------------------------------------------------------------------------
 */

/* A term may end here: not inside a run of letters or digits, not before a mark of its last Thai letter. */
static bool may_end(vb_str norm, uint32_t end) {
    if (end >= norm.len) return true;
    size_t at = end;
    uint32_t next = vb_utf8_next(norm, &at), last = vb_utf8_before(norm, end);
    if (vb_thai_is_following(next)) return false;
    vb_char_class a = vb_char_classify(last), b = vb_char_classify(next);
    return !(a == VB_CH_LATIN && (b == VB_CH_LATIN || b == VB_CH_MARK)) &&
           !(a == VB_CH_DIGIT && b == VB_CH_DIGIT);
}

uint32_t vb_personal_match(const pscan *s, uint32_t at, uint64_t *kinds, bool *folded) {
    const vb_personal *p = s->p;
    vb_str norm = s->text.norm;
    uint32_t end = 0, node = 0;
    for (uint32_t i = at; i < norm.len && i - at < MOST_BYTES + 32; i++) {
        uint8_t byte = (uint8_t)norm.ptr[i];
        uint32_t next = node ? p->nodes[node].child : p->roots[byte];
        while (next && p->nodes[next].byte != byte) next = p->nodes[next].sibling;
        if (!next) break;
        node = next;
        for (unsigned more = 0; byte == ' ' && more < 2 && i + 1 < norm.len && norm.ptr[i + 1] == ' '; more++)
            i++;
        const pnode *x = &p->nodes[node];
        if (!(x->kinds | x->folded) || !may_end(norm, i + 1)) continue;
        end = i + 1;
        *folded = x->kinds == 0;
        *kinds = x->kinds ? x->kinds : x->folded;
    }
    return end;
}

static bool add_hit(pscan *s, phit hit) {
    if (s->n_hits == s->cap_hits) {
        uint32_t cap = s->cap_hits ? s->cap_hits * 2 : 64;
        phit *hits = vb_arena_grow(s->arena, s->hits, s->n_hits * sizeof *hits, cap * sizeof *hits);
        if (!hits) return false;
        s->hits = hits, s->cap_hits = cap;
    }
    s->hits[s->n_hits++] = hit;
    return true;
}

static bool cut_hits(pscan *s) {
    vb_str norm = s->text.norm;
    uint32_t done = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        const ptoken *t = &s->t[i];
        for (size_t at = t->begin < done ? done : t->begin; at < t->end;) {
            phit hit = {.begin = (uint32_t)at, .token = i};
            size_t behind = at;
            bool marks = t->kind == PT_THAI && vb_thai_is_following(vb_utf8_next(norm, &behind));
            if (!marks) hit.end = vb_personal_match(s, hit.begin, &hit.kinds, &hit.folded);
            if (hit.end) {
                for (hit.next = i; hit.next < s->n && s->t[hit.next].begin < hit.end;) hit.next++;
                if (!add_hit(s, hit)) return false;
                at = done = hit.end;
            } else if (t->kind == PT_THAI) {
                at += vb_utf8_length((unsigned char)norm.ptr[at]);
            } else {
                break; /* other tokens: their begin only */
            }
        }
    }
    return true;
}

bool vb_personal_cut(pscan *s) {
    return cut_tokens(s) && cut_hits(s);
}

/* ---- Looking around
 * ------------------------------------------------------------------------------------------------- */

uint32_t vb_personal_hits_from(const pscan *s, uint32_t at) {
    uint32_t low = 0, high = s->n_hits;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (s->hits[mid].begin < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const phit *vb_personal_hit_at(const pscan *s, uint32_t at, uint64_t kinds) {
    uint32_t i = vb_personal_hits_from(s, at);
    return i < s->n_hits && s->hits[i].begin == at && s->hits[i].kinds & kinds ? &s->hits[i] : NULL;
}

/* A line break, or a sign that ends a sentence and has a blank behind it. */
static bool sentence_ends(const pscan *s, uint32_t begin, uint32_t end) {
    vb_str norm = s->text.norm;
    for (uint32_t i = begin; i < end; i++) {
        char c = norm.ptr[i];
        if (c == '\n' || c == '!' || c == '?' || c == ';') return true;
        if (c == '.' && i + 1 < end && norm.ptr[i + 1] == ' ' && i - begin > 1) return true;
    }
    return false;
}

const phit *vb_personal_before(const pscan *s, uint32_t at, uint64_t kinds, uint32_t reach) {
    for (uint32_t i = vb_personal_hits_from(s, at); i-- > 0 && s->hits[i].end + reach >= at;)
        if (s->hits[i].kinds & kinds && s->hits[i].end <= at)
            return sentence_ends(s, s->hits[i].end, at) ? NULL : &s->hits[i];
    return NULL;
}

const phit *vb_personal_after(const pscan *s, uint32_t at, uint64_t kinds, uint32_t reach) {
    for (uint32_t i = vb_personal_hits_from(s, at); i < s->n_hits && s->hits[i].begin <= at + reach; i++)
        if (s->hits[i].kinds & kinds) return sentence_ends(s, at, s->hits[i].begin) ? NULL : &s->hits[i];
    return NULL;
}
