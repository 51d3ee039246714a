/* What a guide costs: as written, re-ranked and at best, against the worked numbers of design/reasoning.md §1 and against
 * costs reckoned by hand. */
#include "unit/plan/models.h"

#define EPS 1e-9

static void check_order(const wm_plan *p, const char *const *ids)
{
    size_t count = 0;
    for (; ids[count]; count++) {
        assert_true(count < p->order_count);
        assert_string_equal(p->order[count].id, ids[count]);
    }
    assert_int_equal(p->order_count, count);
}

/* ---- Worked numbers ------------------------------------------------------------------------------------------------- */

static void the_light_print_model_costs_what_was_computed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double best;
    } models[] = { { LIGHT_PRINT("40"), 19.34 }, { LIGHT_PRINT("30"), 17.68 }, { LIGHT_PRINT("100"), 29.30 } };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        wm_rules *rules = load_text(NULL, models[i].text);
        wm_plan *p = plan_for(rules, NULL, 0);
        assert_int_equal(p->faults, 4);
        assert_false(p->has_written); /* no flow */
        assert_true(p->exact && p->reranked_exact);
        assert_near(p->best, models[i].best, EPS);
        assert_near(p->lower, models[i].best, EPS);
        assert_near(p->reranked, models[i].best, EPS);
        wm_plan_free(p);
        wm_rules_free(rules);
    }
}

static void a_tree_that_writes_the_best_plan_out_costs_as_much_as_it(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, LIGHT_PRINT("40") LIGHT_PRINT_TREE);
    wm_plan *p = plan_for(rules, NULL, 0);
    assert_true(p->has_written && p->written_exact);
    assert_near(p->written, 19.34, EPS);
    assert_near(p->best, 19.34, EPS);
    assert_near(p->loss, 0, EPS); /* nothing to put right */
    assert_near(p->handover, 40, 0);
    check_order(p, (const char *const[]){ "q1", "a1", "a2", "up", NULL });
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* As written 0, 1, 2, 3, 4: 30 + 10·.65 + 40·.4 + 5·.2 + 60·.05 = 56.5; by P/C 44.5. The first step loses 6.75:
 * 30 first, and then by P/C (5·.65 + 10·.5 + 40·.25 + 60·.05 = 21.25): 51.25 against 44.5. */
static void what_the_written_order_loses_is_told_with_its_step(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, INDEPENDENT "escalation 'up' { to = 'x', zh = '上', en = 'Up', cost = 1000 }\n"
                                                  "flow { try 'a0', try 'a1', try 'a2', try 'a3', try 'a4',\n"
                                                  "  otherwise = escalate 'up' }\n");
    wm_plan *p = plan_for(rules, NULL, 0);
    assert_near(p->written, 56.5, EPS);
    assert_near(p->reranked, 44.5, EPS);
    assert_near(p->best, 44.5, EPS);
    assert_true(p->exact);
    assert_near(p->loss, 6.75, EPS);
    assert_string_equal(p->loss_step.id, "a0");
    assert_string_equal(p->loss_instead.id, "a3");
    assert_string_equal(p->loss_where, "test.lua:13");
    check_order(p, (const char *const[]){ "a3", "a1", "a0", "a2", "a4", "up", NULL });
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* ---- As written --------------------------------------------------------------------------------------------------------- */

/* By hand. P(x) = .5·.95 + .5·.05 = .5; given x, w = (.95, .05): its remedy 10, and .05 is handed over for 60. The same
 * for y, so 1 + 10 + .05·60 = 14. Findings, other causes and "fails" do not come into it. */
static void a_conclusion_costs_its_remedies_and_what_they_leave(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, "guide 'two' { zh = '二', en = 'Two' }\n"
                                      "question 'q' { zh = '問', en = 'Q?', answers = { 'x', 'y' } }\n"
                                      "fault 'f1' { zh = '一', en = '1', prior = .5 }\n"
                                      "fault 'f2' { zh = '二', en = '2', prior = .5 }\n"
                                      "action 'a1' { zh = '一', en = '1', fixes = { f1 = 1 } }\n"
                                      "action 'a2' { zh = '二', en = '2', fixes = { f2 = 1 } }\n"
                                      "escalation 'up' { to = 'x', zh = '上', en = 'Up' }\n"
                                      "flow { ask 'q' { x = conclude 'f1', y = conclude 'f2' },\n"
                                      "  otherwise = escalate 'up' }\n");
    wm_plan *p = plan_for(rules, NULL, 0);
    assert_near(p->written, 14, EPS);
    wm_plan_free(p);

    /* Once q is known, what it cost is spent. */
    wm_answer known = { "q", { WM_VALUE_TEXT, "x", 0 }, { NULL, 0, WM_SOURCE_NONE } };
    p = plan_for(rules, &known, 1);
    assert_near(p->written, 13, EPS);
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* `elsewhere` (.5) answers evenly and nothing fixes it: P(x) = .5; w given x = (.5·.95, .5·.5)/.725… The remedy fixes
 * .25·.95/P, so 1 + Σ_k (10 P(k) + 60 (P(k) − .25·.95)) = 1 + 10 + 60·(1 − .475) = 42.5. */
static void other_causes_are_handed_over(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, "guide 'some' { zh = '二', en = 'Two' }\n"
                                      "question 'q' { zh = '問', en = 'Q?', answers = { 'x', 'y' } }\n"
                                      "fault 'f1' { zh = '一', en = '1', prior = .25 }\n"
                                      "fault 'f2' { zh = '二', en = '2', prior = .25 }\n"
                                      "action 'a1' { zh = '一', en = '1', fixes = { f1 = 1 } }\n"
                                      "action 'a2' { zh = '二', en = '2', fixes = { f2 = 1 } }\n"
                                      "escalation 'up' { to = 'x', zh = '上', en = 'Up' }\n"
                                      "flow { ask 'q' { x = conclude 'f1', y = conclude 'f2' },\n"
                                      "  otherwise = escalate 'up' }\n");
    wm_plan *p = plan_for(rules, NULL, 0);
    assert_int_equal(p->faults, 2);
    assert_near(p->written, 42.5, EPS);
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* Wait and ask again, twice at most: each round 1 + the chance that it still is so. */
static void loops_are_walked_as_often_as_they_may_be(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, "guide 'loop' { zh = '等', en = 'Wait' }\n"
                                      "question 'q' { zh = '好了？', en = 'Well?', cost = 4 }\n"
                                      "fault 'f1' { zh = '一', en = '1', prior = 1 }\n"
                                      "action 'a1' { zh = '一', en = '1', fixes = { f1 = 1 } }\n"
                                      "escalation 'up' { to = 'x', zh = '上', en = 'Up' }\n"
                                      "flow { go 'wait', otherwise = escalate 'up' }\n"
                                      "flow 'wait' { ask 'q' { yes = conclude 'f1',\n"
                                      "  no = again 'wait' { at_most = 2 } } }\n");
    wm_plan *p = plan_for(rules, NULL, 0);
    /* f1 can be concluded behind both answers, so each is as likely; after the third "no" there is only the hand-over. */
    assert_near(p->written, 4 * (1 + .5 + .25) + 10 * (1 - .125) + 60 * .125, EPS);
    assert_true(p->written_exact);
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* 24 yes/no questions one after the other are 2^24 ways: the likeliest are walked, what is left is estimated. */
static void a_guide_of_too_many_ways_is_estimated_and_says_so(void **state)
{
    (void)state;
    char text[8192] = LIGHT_PRINT("40"), flow[2048] = "flow { ";
    for (int i = 0; i < 24; i++) {
        char line[128];
        snprintf(line, sizeof line, "question 'x%d' { zh = '問', en = 'Q?', cost = 1 }\n", i);
        strcat(text, line);
        snprintf(line, sizeof line, "ask 'x%d' { yes = {}, no = {} }, ", i);
        strcat(flow, line);
    }
    strcat(text, flow);
    strcat(text, "otherwise = escalate 'up' }\n");
    wm_rules *rules = load_text(NULL, text);
    wm_plan *p = plan_for(rules, NULL, 0);
    assert_false(p->written_exact);
    assert_true(p->written > 10 && p->written < 64); /* at most all questions and the hand-over */
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* A guide without causes has only what it costs as it is written. */
static void an_environment_guide_costs_its_questions(void **state)
{
    (void)state;
    wm_rules *rules =
        load_text(NULL, "guide 'env' { zh = '環境', en = 'Environment', kind = 'environment' }\n"
                        "question 'os' { zh = '系統？', en = 'System?', answers = { 'a', 'b' }, cost = 2 }\n"
                        "question 'up' { zh = '版本？', en = 'Version?', kind = 'text', cost = 3 }\n"
                        "flow { ask 'os' { a = ask 'up' {}, b = {} } }\n");
    wm_plan *p = plan_for(rules, NULL, 0);
    assert_int_equal(p->faults, 0);
    assert_true(p->has_written);
    assert_near(p->written, 2 + .5 * 3, EPS);
    assert_int_equal(p->order_count, 0);
    wm_plan_free(p);
    wm_rules_free(rules);
}

/* ---- What can go wrong --------------------------------------------------------------------------------------------------- */

static void unknown_guides_and_facts_are_refused(void **state)
{
    (void)state;
    wm_rules *rules = load_text(NULL, LIGHT_PRINT("40"));
    wm_plan *p;
    wm_error error;
    wm_answer wrong = { "q2", { WM_VALUE_TEXT, "yes", 0 }, { NULL, 0, WM_SOURCE_NONE } };
    assert_int_equal(wm_rules_plan(&p, rules, "dark", NULL, NULL, 0, &error), WM_UNKNOWN);
    assert_null(p);
    assert_int_equal(wm_rules_plan(&p, rules, "light", NULL, &wrong, 1, &error), WM_UNKNOWN);
    wrong = (wm_answer){ "q1", { WM_VALUE_TEXT, "maybe", 0 }, { NULL, 0, WM_SOURCE_NONE } };
    assert_int_equal(wm_rules_plan(&p, rules, "light", NULL, &wrong, 1, &error), WM_OUT_OF_RANGE);
    wm_rules_free(rules);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, 0);
        wm_config config = { .allocator = counting_alloc_hook(&memory) };
        wm_rules *rules = load_text(&config, LIGHT_PRINT("40") LIGHT_PRINT_TREE);
        wm_plan *p;
        memory.fail_at = memory.requests + n;
        wm_status status = wm_rules_plan(&p, rules, "light", NULL, NULL, 0, NULL);
        bool failed = memory.failed > 0;
        assert_int_equal(status, failed ? WM_NO_MEMORY : WM_OK);
        if (status == WM_OK)
            assert_near(p->written, 19.34, EPS);
        wm_plan_free(p);
        wm_rules_free(rules);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!failed)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_light_print_model_costs_what_was_computed),
        cmocka_unit_test(a_tree_that_writes_the_best_plan_out_costs_as_much_as_it),
        cmocka_unit_test(what_the_written_order_loses_is_told_with_its_step),
        cmocka_unit_test(a_conclusion_costs_its_remedies_and_what_they_leave),
        cmocka_unit_test(other_causes_are_handed_over),
        cmocka_unit_test(loops_are_walked_as_often_as_they_may_be),
        cmocka_unit_test(a_guide_of_too_many_ways_is_estimated_and_says_so),
        cmocka_unit_test(an_environment_guide_costs_its_questions),
        cmocka_unit_test(unknown_guides_and_facts_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
