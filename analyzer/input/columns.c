/* columns: the role of each column from header words and values, in two steps. First every column is judged
 * by itself (column_rules.c). Then columns that claim a role which only one may have are compared, losers
 * step back, and what remains doubtful is said. */
#include "input/profile.h"
#include "input/column_rules.h"
#include "input/fold.h"
#include "input/maps.h"

#include <math.h>

/* ---- Roles that stand alone ---- */

typedef struct table {
    vb_profile *p;
    vb_judge *judges;
    const vb_guess_input *in;
    vb_buf advice;
} table;

/* What a column becomes that lost its role to another. */
static void step_back(vb_judge *j, uint32_t winner) {
    static const vb_role instead[VB_ROLE_COUNT] = {
        [VB_ROLE_RATING] = VB_ROLE_SEGMENT,     [VB_ROLE_NPS] = VB_ROLE_SEGMENT,
        [VB_ROLE_CSAT] = VB_ROLE_SEGMENT,       [VB_ROLE_CES] = VB_ROLE_SEGMENT,
        [VB_ROLE_LABEL] = VB_ROLE_SEGMENT,      [VB_ROLE_LANG] = VB_ROLE_SEGMENT,
        [VB_ROLE_TOUCHPOINT] = VB_ROLE_SEGMENT, [VB_ROLE_CHANNEL] = VB_ROLE_SEGMENT,
    };
    vb_role lost = j->c->role;
    vb_judge_take(j, instead[lost], 0.7, 0, "looks like %s too; #%u fits better", vb_role_name(lost),
                  winner + 1);
}

static void settle_role(table *t, vb_role role) {
    uint32_t best = UINT32_MAX;
    bool given = false;
    for (uint32_t i = 0; i < t->p->n_columns; i++) {
        vb_judge *j = &t->judges[i];
        if (j->c->role != role) continue;
        if (j->c->given) {
            best = i;
            given = true;
            break;
        }
        if (best == UINT32_MAX || j->rank > t->judges[best].rank + 1e-9) best = i;
    }
    for (uint32_t i = 0; best != UINT32_MAX && i < t->p->n_columns; i++) {
        vb_judge *j = &t->judges[i];
        if (i == best || j->c->role != role || j->c->given) continue;
        bool even = !given && fabs(j->rank - t->judges[best].rank) < 0.06 && j->rank >= 4;
        if (even && role == VB_ROLE_ID && !t->advice.len) {
            vb_buf_cstr(&t->advice, "Two columns could be the id; to choose: ");
            vb_maps_flag(&t->advice, t->p, t->judges[best].c);
            vb_column other = *j->c;
            vb_buf_cstr(&t->advice, " or ");
            vb_maps_flag(&t->advice, t->p, &other);
        }
        step_back(j, best);
    }
}

/* A rating of one aspect is not the answer's rating where there is one of the whole. */
static void settle_aspects(table *t) {
    bool whole = false;
    size_t aspects = 0;
    uint32_t winner = 0;
    for (uint32_t i = 0; i < t->p->n_columns; i++) {
        vb_judge *j = &t->judges[i];
        bool rating = j->c->role == VB_ROLE_RATING || j->c->role == VB_ROLE_CSAT || j->c->role == VB_ROLE_CES;
        if (rating && (j->c->given || !j->aspect)) {
            whole = true;
            winner = i;
        } else if (j->c->role == VB_ROLE_RATING) {
            aspects++;
        }
    }
    for (uint32_t i = 0; i < t->p->n_columns; i++) {
        vb_judge *j = &t->judges[i];
        if (j->c->given || !j->aspect || j->c->role != VB_ROLE_RATING) continue;
        if (whole)
            vb_judge_take(j, VB_ROLE_SEGMENT, 0.7, 0, "a rating of one aspect; #%u rates the whole",
                          winner + 1);
        else if (aspects > 1)
            vb_judge_take(j, VB_ROLE_SEGMENT, 0.55, 0,
                          "one of %zu ratings of aspects; --map rating=#%u makes it the rating", aspects,
                          i + 1);
    }
}

/* ---- Text columns ---- */

static void advise_text(table *t) {
    size_t named = 0;
    vb_buf_clear(&t->advice);
    vb_buf_cstr(&t->advice, "No column looks like comments. Say which one is: ");
    for (int round = 0; round < 3; round++) { /* the three most likely */
        vb_judge *best = NULL;
        for (uint32_t i = 0; i < t->p->n_columns; i++) {
            vb_judge *j = &t->judges[i];
            if (!j->s->filled || j->c->given || j->text_like < 0) continue;
            if (!best || j->text_like > best->text_like) best = j;
        }
        if (!best || (named && best->text_like <= 0.05)) break;
        vb_column as_text = *best->c;
        as_text.role = VB_ROLE_TEXT;
        if (named++) vb_buf_cstr(&t->advice, " or ");
        vb_maps_flag(&t->advice, t->p, &as_text);
        best->text_like = -1;
    }
    if (!named) vb_buf_cstr(&t->advice, "--map text=HEADER");
}

/* Of the text columns that only their looks speak for, those beside a certain one are doubtful. */
static void settle_text(table *t) {
    uint32_t certain = 0, texts = 0, sure_index = 0;
    vb_judge *likely = NULL;
    for (uint32_t i = 0; i < t->p->n_columns; i++) {
        vb_judge *j = &t->judges[i];
        bool text = j->c->role == VB_ROLE_TEXT;
        if (text && t->in->text_given && !j->c->given)
            vb_judge_take(j, VB_ROLE_IGNORE, 0.8, 0, "looks like comments too, but --map names the text");
        text = j->c->role == VB_ROLE_TEXT;
        texts += text;
        if (text && (j->c->given || j->rank >= 4)) {
            if (!certain++) sure_index = i;
        }
        bool free_role = j->c->role == VB_ROLE_IGNORE && !j->c->given;
        if (free_role && j->text_like >= 0.35 && (!likely || j->text_like > likely->text_like)) likely = j;
    }
    for (uint32_t i = 0; certain && i < t->p->n_columns; i++) {
        vb_judge *j = &t->judges[i];
        if (j->c->role != VB_ROLE_TEXT || j->c->given || j->rank >= 4) continue;
        vb_judge_take(j, VB_ROLE_IGNORE, 0.6, 0,
                      "long and distinct, but #%u is named as the text; --map text=#%u adds it",
                      sure_index + 1, i + 1);
        texts--;
    }
    if (texts == 0 && likely) {
        vb_judge_take(likely, VB_ROLE_TEXT, 0.55, 2,
                      "the most comment-like column: %.0f characters on average, %u%% distinct",
                      likely->c->mean_chars, vb_percent(fmin(1, likely->unique)));
        texts = 1;
    }
    if (texts == 0) {
        t->p->unsure = true;
        advise_text(t);
    } else if (texts > 1 && !certain) {
        t->p->unsure = true;
        vb_buf_clear(&t->advice);
        vb_buf_cstr(&t->advice, "Several columns look like comments and all are read. To choose:");
        for (uint32_t i = 0; i < t->p->n_columns; i++) {
            if (t->judges[i].c->role != VB_ROLE_TEXT) continue;
            vb_buf_byte(&t->advice, ' ');
            vb_maps_flag(&t->advice, t->p, t->judges[i].c);
        }
    }
}

static vb_judge begin(const vb_profile *p, uint32_t i, const vb_guess_input *in, vb_arena *arena) {
    vb_column *c = &p->columns[i];
    vb_judge j = {
        .c = c, .s = &in->stats->columns[i], .h = &in->hints[i], .in = in, .arena = arena, .rows = p->rows};
    j.unique = c->filled ? (double)c->distinct / (double)c->filled : 0;
    vb_buf key = {0};
    vb_fold_key(&key, c->header);
    j.words = vb_key_words(vb_buf_view(&key));
    vb_buf_clear(&key);
    vb_fold_key(&key, c->question);
    size_t words = vb_key_words(vb_buf_view(&key));
    if (words > j.words) j.words = words;
    j.failed = key.failed;
    vb_buf_deinit(&key);
    return j;
}

/* A column given by --map needs its scale and its date order all the same. */
static void describe_given(vb_judge *j) {
    const vb_date_votes *v = &j->s->dates;
    switch (j->c->role) {
    case VB_ROLE_DATE: vb_judge_dates(j, v->serial + v->epoch > v->dates); break;
    case VB_ROLE_RATING:
    case VB_ROLE_CSAT:
    case VB_ROLE_CES: j->c->scale_max = vb_judge_scale(j); break;
    case VB_ROLE_NPS: j->c->scale_max = 10; break;
    case VB_ROLE_IGNORE:
    case VB_ROLE_TEXT:
    case VB_ROLE_ID:
    case VB_ROLE_TOUCHPOINT:
    case VB_ROLE_CHANNEL:
    case VB_ROLE_LANG:
    case VB_ROLE_WEIGHT:
    case VB_ROLE_QUESTION:
    case VB_ROLE_SEGMENT:
    case VB_ROLE_LABEL:
    case VB_ROLE_COUNT: break;
    }
}

vb_status vb_columns_guess(vb_profile *p, const vb_guess_input *in, vb_arena *arena, vb_error *err) {
    static const vb_role alone[] = {VB_ROLE_ID,     VB_ROLE_DATE,   VB_ROLE_TOUCHPOINT, VB_ROLE_CHANNEL,
                                    VB_ROLE_RATING, VB_ROLE_NPS,    VB_ROLE_CSAT,       VB_ROLE_CES,
                                    VB_ROLE_LANG,   VB_ROLE_WEIGHT, VB_ROLE_QUESTION,   VB_ROLE_LABEL};
    table t = {.p = p, .in = in};
    t.judges = VB_NEW_ARRAY(arena, vb_judge, p->n_columns + 1);
    if (!t.judges) return vb_fail_memory(err);
    for (uint32_t i = 0; i < p->n_columns; i++) {
        t.judges[i] = begin(p, i, in, arena);
        if (p->columns[i].given) {
            describe_given(&t.judges[i]);
            continue;
        }
        vb_judge_apply(&t.judges[i]);
        if (p->columns[i].role == VB_ROLE_NPS) p->columns[i].scale_max = 10;
    }
    settle_aspects(&t);
    for (size_t k = 0; k < sizeof alone / sizeof *alone; k++) settle_role(&t, alone[k]);
    settle_text(&t);
    bool failed = t.advice.failed;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        vb_column *c = &p->columns[i];
        failed |= t.judges[i].failed;
        if (c->role != VB_ROLE_TEXT && c->role != VB_ROLE_IGNORE)
            c->personal = 0; /* digits of ids and scores */
    }
    if (!failed && t.advice.len) {
        p->unsure = true;
        p->advice = vb_arena_dup(arena, vb_buf_view(&t.advice));
        failed = !p->advice.ptr;
    }
    vb_buf_deinit(&t.advice);
    return failed ? vb_fail_memory(err) : VB_OK;
}
