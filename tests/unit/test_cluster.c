/* test_cluster: the mixture and the themes on rows made here: candidates that are wrong here and there,
 * order, granularity, labels, parts, phrases. */
#include "lexicon_setup.h"

#include "themes/cluster.h"
#include "themes/mixture.h"
#include "themes/phrase.h"

#include <stdio.h>

enum { ROWS = 1200 };

static vb_str keep(const char *z) {
    return vb_arena_dup(&memory, vb_str_of(z));
}

/* Three of four comments speak of parcels, one of the log-in; in every tenth the candidate is wrong, in every
 * fifteenth missing. */
static void make_rows(vb_complaint_row *rows) {
    for (int i = 0; i < ROWS; i++) {
        char terms[64];
        bool parcel = i % 4 != 0;
        snprintf(terms, sizeof terms, "%s w%d", parcel ? "courier parcel" : "login password", i % 7);
        const char *candidates = i % 15 == 7   ? ""
                                 : i % 10 == 3 ? "fabric:60"
                                 : parcel      ? "delivery:85"
                                               : "app:85";
        rows[i] =
            (vb_complaint_row){.clause_id = (int64_t)(i + 1) * 1048576,
                               .comment = i + 1,
                               .candidates = keep(candidates),
                               .problem = keep(parcel && i % 2 ? "late" : ""),
                               .terms = keep(terms),
                               .text = keep(parcel ? "The courier with my parcel" : "My login and password"),
                               .lang = VB_STR("en"),
                               .severity = 1,
                               .score = -0.5,
                               .complaint = true};
    }
}

static void fit(vb_complaint_row *rows, size_t n, double granularity, vb_clusters *out) {
    vb_error err = {0};
    assert_int_equal(vb_mixture_fit(&lx->codes, rows, n, &err), VB_OK);
    assert_int_equal(vb_cluster(lx, NULL, rows, n, granularity, &memory, out, &err), VB_OK);
}

static void test_corpus_decides(void **state) {
    static vb_complaint_row rows[ROWS];
    vb_clusters found;
    (void)state;
    make_rows(rows);
    fit(rows, ROWS, 1, &found);
    for (int i = 0; i < ROWS; i++) {
        assert_string_equal(rows[i].touchpoint.ptr,
                            i % 4 ? "delivery" : "app"); /* also where the candidate is wrong or missing */
        assert_true(found.theme_of[i] >= 0);
        assert_null(found.reason_of[i]);
    }
}

static void test_order_changes_nothing(void **state) {
    static vb_complaint_row rows[ROWS], turned[ROWS];
    vb_clusters a, b;
    (void)state;
    make_rows(rows);
    for (int i = 0; i < ROWS; i++) turned[i] = rows[(i * 77 + 13) % ROWS];
    fit(rows, ROWS, 1, &a);
    fit(turned, ROWS, 1, &b);
    assert_int_equal(a.n_themes, b.n_themes);
    for (int i = 0; i < ROWS; i++) {
        int k = (i * 77 + 13) % ROWS;
        assert_string_equal(a.themes[a.theme_of[k]].id, b.themes[b.theme_of[i]].id);
        assert_true(rows[k].rank == turned[i].rank);
    }
    for (size_t t = 0; t < a.n_themes; t++) {
        assert_string_equal(a.themes[t].label_en.ptr, b.themes[t].label_en.ptr);
        assert_string_equal(a.themes[t].keywords.ptr, b.themes[t].keywords.ptr);
    }
}

static void test_theme_of_a_problem(void **state) {
    static vb_complaint_row rows[ROWS];
    vb_clusters found;
    bool late = false;
    (void)state;
    make_rows(rows);
    fit(rows, ROWS, 1, &found);
    for (size_t t = 0; t < found.n_themes; t++)
        if (found.themes[t].problem.len) {
            late = true;
            assert_string_equal(found.themes[t].problem.ptr, "slow"); /* the head of the group of "late" */
            assert_string_equal(found.themes[t].label_en.ptr, "Delivery: late");
            assert_string_equal(found.themes[t].label_vi.ptr, "Giao hàng: trễ hẹn");
        }
    assert_true(late);
    size_t usual = found.n_themes;
    fit(rows, ROWS, 0.2, &found);
    assert_true(found.n_themes < usual);
}

enum { CALLS = 400 };

/* Complaints about the hotline: half are slow, and half of these name the wait; a tenth is rude; the rest say
 * nothing more. Every eighth comment has no touchpoint at all, three speak of the packaging. */
static void make_calls(vb_complaint_row *rows) {
    for (int i = 0; i < CALLS; i++) {
        bool lost = i % 8 == 7, box = i % 133 == 1, slow = !lost && i % 2 == 0, named = slow && i % 4 == 0;
        char terms[96];
        snprintf(terms, sizeof terms, "%s x%d", named ? "agent hotlin time wait wait_time" : "agent hotlin",
                 i % 9);
        rows[i] = (vb_complaint_row){
            .clause_id = (int64_t)(i + 1) * 1048576,
            .comment = i + 1,
            .candidates = keep(lost  ? ""
                               : box ? "packaging:95"
                                     : "call_center:95"),
            .problem = keep(slow          ? "slow"
                            : i % 10 == 1 ? "rude"
                                          : ""),
            .terms = keep(lost  ? "zzz"
                          : box ? "box crush"
                                : terms),
            .text = keep(named ? "The wait time of the hotline agent" : "The hotline agent"),
            .lang = VB_STR("en"),
            .severity = 1,
            .score = -0.5,
            .complaint = true};
    }
}

static const vb_theme *theme_at(const vb_clusters *found, const char *touchpoint) {
    for (size_t t = 0; t < found->n_themes; t++)
        if (vb_str_eqz(found->themes[t].touchpoint, touchpoint)) return &found->themes[t];
    return NULL;
}

static void test_parts_and_labels(void **state) {
    static vb_complaint_row rows[CALLS];
    vb_clusters found;
    (void)state;
    make_calls(rows);
    fit(rows, CALLS, 1, &found);
    const vb_theme *calls = theme_at(&found, "call_center");
    assert_non_null(calls);
    assert_true(calls->problem.len || found.n_parts > 0);
    for (size_t p = 0; p < found.n_parts; p++) {
        const vb_theme *part = &found.parts[p];
        size_t n = 0;
        assert_int_equal(part->id[0], 's');
        assert_true(part->label_en.len && part->label_vi.len && part->label_th.len);
        for (int i = 0; i < CALLS; i++) {
            if (found.part_of[i] != (int32_t)p) continue;
            assert_int_equal(found.theme_of[i], part->of);
            n++;
        }
        assert_int_equal(n, part->clauses);
    }
    for (size_t t = 0; t < found.n_themes; t++) { /* no label says what few clauses say */
        vb_str label = found.themes[t].label_en;
        if (vb_str_eqz(found.themes[t].touchpoint, "call_center") && !found.themes[t].problem.len)
            assert_true(vb_str_find(label, VB_STR("broken")) == label.len);
    }
}

static void test_rest_is_named_so(void **state) {
    static vb_complaint_row rows[CALLS];
    vb_clusters found;
    bool rest = false;
    (void)state;
    make_calls(rows);
    fit(rows, CALLS, 1, &found);
    for (size_t t = 0; t < found.n_themes; t++) {
        if (found.themes[t].catch_all != VB_REST) continue;
        rest = true;
        assert_string_equal(found.themes[t].label_en.ptr, "Other complaints");
    }
    assert_true(rest); /* three comments of packaging are too few for a theme, and nothing is left out */
    for (int i = 0; i < CALLS; i++) assert_true(found.theme_of[i] >= 0);
}

static void test_phrase(void **state) {
    static vb_complaint_row rows[CALLS];
    static int32_t theme_of[CALLS];
    static uint32_t all[CALLS];
    vb_words words;
    (void)state;
    make_calls(rows);
    for (uint32_t i = 0; i < CALLS; i++) all[i] = i;
    assert_true(vb_words_read(rows, CALLS, theme_of, 1, &words));
    vb_phrases p = {lx, NULL, &words, &memory};
    uint32_t pair = vb_intern_find(&words.names, VB_STR("wait_time"));
    uint32_t stem = vb_intern_find(&words.names, VB_STR("hotlin"));
    assert_true(pair && stem);
    assert_string_equal(vb_phrase_written(&p, pair, all, CALLS).ptr, "wait time");
    assert_string_equal(vb_phrase_written(&p, stem, all, CALLS).ptr,
                        "hotline"); /* as written, not the stem */
    vb_str phrase = vb_phrase_find(&p, pair, all, CALLS, -1);
    assert_true(vb_str_find(phrase, VB_STR("wait time")) < phrase.len); /* perhaps with the words beside it */
    int16_t calls = vb_codeframe_touchpoint(&lx->codes, VB_STR("call_center"));
    phrase = vb_phrase_find(&p, stem, all, CALLS, calls); /* the touchpoint's name alone says nothing */
    assert_false(vb_str_eqz(phrase, "hotline"));
    assert_true(vb_phrase_says_wrong(&p, VB_STR("no answer")));
    vb_words_free(&words);
}

static void test_nothing_to_cluster(void **state) {
    vb_clusters found;
    (void)state;
    fit(NULL, 0, 1, &found);
    assert_int_equal(found.n_themes, 0);
    vb_complaint_row bare = {.clause_id = 1048576, .comment = 1, .complaint = true, .score = -0.9};
    fit(&bare, 1, 1, &found);
    assert_int_equal(found.theme_of[0], -1);
    assert_string_equal(found.reason_of[0], "no_content");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus_decides),     cmocka_unit_test(test_order_changes_nothing),
        cmocka_unit_test(test_theme_of_a_problem), cmocka_unit_test(test_parts_and_labels),
        cmocka_unit_test(test_rest_is_named_so),   cmocka_unit_test(test_phrase),
        cmocka_unit_test(test_nothing_to_cluster)};
    return cmocka_run_group_tests(tests, load, unload);
}
