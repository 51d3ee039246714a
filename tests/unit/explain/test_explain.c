/* Explanations are true: random walks of the project's guides and of guides that use every part of the language, and at
 * every step what `why` says is tried on the walk itself. WAYMARK_SEED repeats a run. */
#include "unit/plan/models.h"

enum { WALKS = 40, STEPS = 14, FACTS = 128 };

/* ---- Two steps are the same ------------------------------------------------------------------------------------------- */

typedef struct seen {
    wm_step_kind kind;
    char id[128], guide[128], fault[128];
} seen;

static seen step_of(wm_case *c)
{
    wm_step step;
    wm_error error;
    seen s = { WM_ASK, "", "", "" };
    if (wm_case_step(c, &step, &error) != WM_OK)
        fail_msg("%s", error.en);
    s.kind = step.kind;
    snprintf(s.id, sizeof s.id, "%s", step.id ? step.id : step.action ? step.action : "");
    snprintf(s.guide, sizeof s.guide, "%s", step.guide ? step.guide : "");
    snprintf(s.fault, sizeof s.fault, "%s", step.fault ? step.fault : "");
    return s;
}

static bool is_same(const seen *a, const seen *b)
{
    return a->kind == b->kind && strcmp(a->id, b->id) == 0 && strcmp(a->guide, b->guide) == 0 &&
           strcmp(a->fault, b->fault) == 0;
}

/* ---- A case again, without some of its answers ------------------------------------------------------------------------------ */

static bool is_among(const wm_fact *facts, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(facts[i].id, id) == 0)
            return true;
    return false;
}

/* The same log with the answers that are among `kept` (but for `without`), and all outcomes. */
static wm_case *again(const wm_rules *rules, const wm_case *from, const wm_fact *kept, size_t count,
                      const char *without)
{
    wm_case *c;
    wm_error error;
    assert_int_equal(wm_case_new(&c, rules, wm_case_guide(from), &error), WM_OK);
    for (size_t i = 0; i < wm_case_log_size(from); i++) {
        wm_event e;
        assert_int_equal(wm_case_log(from, i, &e), WM_OK);
        if (e.kind == WM_EVENT_OUTCOME)
            assert_int_equal(wm_case_outcome(c, e.id, e.outcome, &error), WM_OK);
        else if (is_among(kept, count, e.id) && !(without && strcmp(e.id, without) == 0))
            assert_int_equal(wm_case_answer_value(c, e.id, &e.value, NULL, &error), WM_OK);
    }
    return c;
}

/* ---- What is checked at every step --------------------------------------------------------------------------------------------- */

/* Names and values that outlive the next call on the case. */
typedef struct kept_flip {
    char ids[2][128], texts[2][128];
    wm_value values[2];
    size_t count;
} kept_flip;

static kept_flip keep_flip(const wm_flip *flip)
{
    kept_flip k = { .count = flip->count };
    for (size_t i = 0; i < flip->count; i++) {
        snprintf(k.ids[i], sizeof k.ids[i], "%s", flip->answers[i].id);
        k.values[i] = flip->answers[i].value;
        if (k.values[i].kind == WM_VALUE_TEXT)
            snprintf(k.texts[i], sizeof k.texts[i], "%s", k.values[i].text);
    }
    return k;
}

/* Applied, it comes to something else; returns whether there was one. */
static bool check_flip(const wm_rules *rules, wm_case *c, const kept_flip *flip, const seen *now, const wm_fact *all,
                       size_t count)
{
    if (!flip->count)
        return false;
    wm_error error;
    wm_case *other = again(rules, c, all, count, NULL);
    for (size_t i = 0; i < flip->count; i++) {
        wm_value v = flip->values[i];
        v.text = flip->texts[i];
        assert_int_equal(wm_case_answer_value(other, flip->ids[i], &v, NULL, &error), WM_OK);
    }
    seen then = step_of(other);
    assert_false(is_same(now, &then));
    wm_case_free(other);
    return true;
}

/* The deciding answers alone come to the same step, and without any one of them to another. */
static void check_decided(const wm_rules *rules, wm_case *c, const wm_fact *decided, size_t count, const seen *now)
{
    wm_case *only = again(rules, c, decided, count, NULL);
    seen then = step_of(only);
    if (!is_same(now, &then))
        fail_msg("%s: %d %s %s by the deciding answers, not %d %s %s", wm_case_guide(c), then.kind, then.id, then.fault,
                 now->kind, now->id, now->fault);
    wm_case_free(only);
    for (size_t i = 0; i < count; i++) {
        wm_case *less = again(rules, c, decided, count, decided[i].id);
        then = step_of(less);
        if (is_same(now, &then))
            fail_msg("%s: %s is not needed for %s", wm_case_guide(c), decided[i].id, now->id);
        wm_case_free(less);
    }
}

static void check_causes(const wm_why *why)
{
    for (size_t i = 0; i < why->rival_count; i++) {
        assert_true(why->rivals[i].p >= .01 && why->rivals[i].p < 1);
        assert_true(i == 0 || why->rivals[i].p <= why->rivals[i - 1].p);
    }
    for (size_t i = 0; i < why->why_not_count; i++) {
        assert_true(why->why_not[i].ratio > 1);
        assert_non_null(why->why_not[i].id);
    }
    for (size_t i = 0; i < why->line_count; i++) {
        assert_true(strlen(why->lines[i].zh) > 0);
        assert_true(strlen(why->lines[i].en) > 0);
    }
}

static bool check_step(const wm_rules *rules, wm_case *c)
{
    static wm_fact decided[FACTS], all[FACTS];
    static char ids[2 * FACTS][128];
    wm_why why;
    wm_error error;
    seen now = step_of(c);
    if (wm_case_why(c, &why, &error) != WM_OK)
        fail_msg("%s", error.en);
    check_causes(&why);
    size_t count = why.decided_count;
    assert_true(count <= FACTS);
    for (size_t i = 0; i < count; i++) {
        snprintf(ids[i], sizeof ids[i], "%s", why.decided_by[i].id);
        decided[i].id = ids[i];
    }
    kept_flip flip = keep_flip(&why.flip);
    size_t facts = wm_case_facts(c, all, FACTS);
    for (size_t i = 0; i < facts; i++) {
        snprintf(ids[FACTS + i], sizeof ids[i], "%s", all[i].id);
        all[i].id = ids[FACTS + i];
    }
    check_decided(rules, c, decided, count, &now);
    bool flips = check_flip(rules, c, &flip, &now, all, facts);
    seen after = step_of(c); /* nothing was changed by explaining */
    assert_true(is_same(&now, &after));
    return flips;
}

/* ---- Random walks -------------------------------------------------------------------------------------------------------------- */

static void answer_at_random(dice *d, wm_case *c, const wm_step *step)
{
    wm_error error;
    wm_value v = { WM_VALUE_UNSURE, NULL, 0 };
    if (step->input == WM_NUMBER && dice_below(d, 8))
        v = (wm_value){ WM_VALUE_NUMBER, NULL,
                        fmax(fmin(floor(200 * dice_real(d)), fmin(step->max, 1e6)), fmax(step->min, -1e6)) };
    else if (step->option_count && dice_below(d, 6))
        v = (wm_value){ WM_VALUE_TEXT, step->options[dice_below(d, step->option_count)].id, 0 };
    else if (step->input == WM_TEXT)
        v = (wm_value){ WM_VALUE_TEXT, "something else", 0 };
    if (wm_case_answer_value(c, step->id, &v, NULL, &error) != WM_OK)
        fail_msg("%s: %s", step->id, error.en);
}

/* Failed or skipped: verifications, whose answers go with their action, have tests of their own. */
static size_t walk_at_random(dice *d, const wm_rules *rules, const char *guide)
{
    wm_case *c;
    wm_error error;
    size_t flips = 0;
    assert_int_equal(wm_case_new(&c, rules, guide, &error), WM_OK);
    for (size_t i = 0; i < STEPS; i++) {
        wm_step step;
        assert_int_equal(wm_case_step(c, &step, &error), WM_OK);
        flips += check_step(rules, c);
        assert_int_equal(wm_case_step(c, &step, &error), WM_OK);
        if (step.done)
            break;
        if (step.kind == WM_ASK)
            answer_at_random(d, c, &step);
        else
            assert_int_equal(wm_case_outcome(c, step.id, dice_below(d, 4) ? WM_FAILED : WM_SKIPPED, &error), WM_OK);
    }
    wm_case_free(c);
    return flips;
}

static void walk_rules(const char *dir, size_t walks)
{
    dice d = dice_new();
    wm_rules *rules;
    wm_error error;
    size_t flips = 0;
    if (wm_rules_load(&rules, NULL, dir, &error) != WM_OK)
        fail_msg("%s", error.en);
    for (size_t g = 0; g < wm_rules_guide_count(rules); g++) {
        wm_guide_info info;
        assert_int_equal(wm_rules_guide(rules, g, &info), WM_OK);
        for (size_t i = 0; i < walks; i++)
            flips += walk_at_random(&d, rules, info.name);
    }
    assert_true(flips > 0);
    wm_rules_free(rules);
}

static void explanations_of_guides_that_use_every_part_of_the_language_are_true(void **state)
{
    (void)state;
    walk_rules("tests/fault/everything", WALKS);
}

static void explanations_of_the_project_s_own_guides_are_true(void **state)
{
    (void)state;
    walk_rules("rules", WALKS / 4);
}

static void explanations_of_a_guide_without_a_flow_are_true(void **state)
{
    (void)state;
    walk_rules("tests/walks/rules", WALKS);
}

/* ---- By hand --------------------------------------------------------------------------------------------------------------------- */

static const char two_ways[] = "guide 'two' { zh = '二', en = 'Two' }\n"
                               "question 'a' { zh = '甲', en = 'A?' }\n"
                               "question 'b' { zh = '乙', en = 'B?', kind = 'number' }\n"
                               "question 'idle' { zh = '閒', en = 'Idle?' }\n"
                               "fault 'f1' { zh = '一', en = 'One', prior = .5 }\n"
                               "fault 'f2' { zh = '二', en = 'Two', prior = .5 }\n"
                               "action 'm1' { zh = '修一', en = 'Mend one', fixes = { f1 = .9 } }\n"
                               "action 'm2' { zh = '修二', en = 'Mend two', fixes = { f2 = .9 } }\n"
                               "escalation 'up' { to = 'x', zh = '上', en = 'Up' }\n"
                               "flow { ask 'idle' {}, ask 'a' { yes = conclude 'f1', no = ask 'b' {\n"
                               "  on(below(10)) { conclude 'f2' }, other = escalate 'up' } },\n"
                               "  otherwise = escalate 'up' }\n";

static void a_conclusion_says_what_decided_it_and_what_would_flip_it(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, two_ways);
    wm_case *c;
    wm_why why;
    wm_error error;
    wm_value fifty = { WM_VALUE_NUMBER, NULL, 50 };
    assert_int_equal(wm_case_new(&c, rules, "two", &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "idle", "yes", &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "a", "no", &error), WM_OK);
    assert_int_equal(wm_case_answer_value(c, "b", &fifty, NULL, &error), WM_OK);
    assert_int_equal(wm_case_why(c, &why, &error), WM_OK);

    /* Without `idle` it would be asked, so it is needed; the nearest flip is the latest answer's, just below 10. */
    assert_int_equal(why.decided_count, 3);
    assert_string_equal(why.decided_by[2].id, "b");
    assert_int_equal(why.flip.count, 1);
    assert_string_equal(why.flip.answers[0].id, "b");
    assert_near(why.flip.answers[0].value.number, 9, 0);
    assert_string_equal(why.flip.fault, "f2");
    assert_int_equal(why.flip.kind, WM_TRY);

    /* The branch that was not taken, and the value that it failed on. */
    assert_int_equal(why.pass_count, 1);
    assert_int_equal(why.passes[0].kind, WM_PASS_FALSE);
    assert_string_equal(why.passes[0].on, "b");
    assert_string_equal(why.passes[0].value, "50");
    wm_case_free(c);
    wm_rules_free(rules);
}

/* R(a, f1) = { yes }, R(a, f2) = { no }: "yes" is .95 / .05 = 19 times likelier under f1. */
static void a_rival_is_told_with_the_fact_that_speaks_against_it(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, two_ways);
    wm_case *c;
    wm_why why;
    wm_error error;
    assert_int_equal(wm_case_new(&c, rules, "two", &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "idle", "yes", &error), WM_OK);
    assert_int_equal(wm_case_answer(c, "a", "yes", &error), WM_OK);
    assert_int_equal(wm_case_why(c, &why, &error), WM_OK);
    assert_int_equal(why.rival_count, 1);
    assert_string_equal(why.rivals[0].fault, "f2");
    assert_near(why.rivals[0].p, .05, 1e-12);
    assert_string_equal(why.rivals[0].told_apart_by, "b");
    assert_int_equal(why.why_not_count, 1);
    assert_string_equal(why.why_not[0].id, "a");
    assert_near(why.why_not[0].ratio, 19, 1e-9);
    wm_case_free(c);
    wm_rules_free(rules);
}

/* `costly` is written first; `cheap` tells as much for a minute instead of five. */
static void another_order_says_how_many_minutes_it_saves(void **state)
{
    (void)state;
    wm_rules *rules =
        load_text(NULL, "guide 'two' { zh = '二', en = 'Two' }\n"
                        "question 'costly' { zh = '貴', en = 'Costly?', cost = 5 }\n"
                        "question 'cheap' { zh = '省', en = 'Cheap?', cost = 1 }\n"
                        "fault 'f1' { zh = '一', en = 'One', prior = .5 }\n"
                        "fault 'f2' { zh = '二', en = 'Two', prior = .5 }\n"
                        "action 'm1' { zh = '修一', en = 'Mend one', fixes = { f1 = 1 } }\n"
                        "action 'm2' { zh = '修二', en = 'Mend two', fixes = { f2 = 1 } }\n"
                        "escalation 'up' { to = 'x', zh = '上', en = 'Up' }\n"
                        "flow { any_order { ask 'costly' { yes = conclude 'f1', no = conclude 'f2' },\n"
                        "  ask 'cheap' { yes = conclude 'f1', no = conclude 'f2' } }, otherwise = escalate 'up' }\n");
    wm_case *c;
    wm_why why;
    wm_error error;
    assert_int_equal(wm_case_new(&c, rules, "two", &error), WM_OK);
    assert_string_equal(step_of(c).id, "cheap");
    assert_int_equal(wm_case_why(c, &why, &error), WM_OK);
    assert_near(why.reordered, 4, 1e-9);
    assert_string_equal(why.reordered_from.id, "costly");
    wm_case_free(c);
    wm_rules_free(rules);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, 0);
        wm_config config = { .allocator = counting_alloc_hook(&memory) };
        wm_rules *rules = load_text(&config, two_ways);
        wm_case *c;
        wm_why why;
        assert_int_equal(wm_case_new(&c, rules, "two", NULL), WM_OK);
        assert_int_equal(wm_case_answer(c, "idle", "yes", NULL), WM_OK);
        assert_int_equal(wm_case_answer(c, "a", "yes", NULL), WM_OK);
        memory.fail_at = memory.requests + n;
        wm_status status = wm_case_why(c, &why, NULL);
        bool failed = memory.failed > 0;
        assert_int_equal(status, failed ? WM_NO_MEMORY : WM_OK);
        assert_string_equal(step_of(c).id, "m1");
        wm_case_free(c);
        wm_rules_free(rules);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!failed)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conclusion_says_what_decided_it_and_what_would_flip_it),
        cmocka_unit_test(a_rival_is_told_with_the_fact_that_speaks_against_it),
        cmocka_unit_test(another_order_says_how_many_minutes_it_saves),
        cmocka_unit_test(explanations_of_guides_that_use_every_part_of_the_language_are_true),
        cmocka_unit_test(explanations_of_the_project_s_own_guides_are_true),
        cmocka_unit_test(explanations_of_a_guide_without_a_flow_are_true),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
