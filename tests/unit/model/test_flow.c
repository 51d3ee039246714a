/* The graph of steps (rules-language.md, "Steps", "Branches", "Flow"): what steps may name, the order of nodes and branches, what is shared,
 * who owns what, where a guide ends. */
#include "writing.h"

static void write_router(writing *w)
{
    write_guide(w, "router");
    desk(w);
    question_choice(w, "led", "red blue green", 2);
    question_yes_no(w, "power", 3);
    question_number(w, "speed", 4);
    question_free_text(w, "message", 5);
    fault_plain(w, "off", 6);
    fault_plain(w, "worn", 7);
    action_plain(w, "restart", 8);
}

static step_id concluded(writing *w, const char *id)
{
    return step(w, NODE_CONCLUDE, id, 20);
}

/* ---- What steps name ---------------------------------------------------------------------------------------------------------------- */

static void steps_name_what_there_is(void **state)
{
    (void)state;
    static const struct {
        node_kind kind;
        const char *id, *words, *nearest;
    } typos[] = {
        { NODE_CONCLUDE, "wornn", "no fault 'wornn'", "'worn'" },    { NODE_SUSPECT, "of", "no fault 'of'", "'off'" },
        { NODE_ESCALATE, "dsek", "no escalation 'dsek'", "'desk'" }, { NODE_GO, "chek", "no flow 'chek'", "'check'" },
        { NODE_AGAIN, "checks", "no flow 'checks'", "'check'" },
    };
    for (size_t i = 0; i < COUNT_OF(typos); i++) {
        writing w;
        write_router(&w);
        named_flow(&w, "check", 30, resolve(&w));
        step_id typo = step(&w, typos[i].kind, typos[i].id, 31);
        builder_at_most(w.b, typo, 1);
        end_with(&w, typo);
        expect_mend(refused_for(&w, "WM101", 31, typos[i].id, typos[i].words), typos[i].nearest);
        over(&w);
    }
}

static void a_name_with_nothing_near_gets_no_guess(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    end_with(&w, step(&w, NODE_CONCLUDE, "sunspots", 31));
    expect_mend(refused_for(&w, "WM101", 31, "sunspots", "no fault 'sunspots'"), "Declare it with fault");
    over(&w);
}

/* Whoever shares them is known when guides are linked. */
static void questions_actions_and_guides_may_be_others(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id steps[] = { step(&w, NODE_ASK, "os", 31), step(&w, NODE_TRY, "reboot", 32),
                        step(&w, NODE_SEE, "net/vpn", 33) };
    builder_flow(w.b, NULL, steps, 3, step(&w, NODE_ESCALATE, "desk", 34), 30);
    finished(&w);
    over(&w);
}

static void again_is_bounded(void **state)
{
    (void)state;
    static const uint16_t bad[] = { 0, 1001 };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        writing w;
        write_router(&w);
        named_flow(&w, "check", 30, again(&w, "check", bad[i], 31));
        refused_for(&w, "WM108", 31, "check", "at_most is out of range");
        over(&w);
    }
}

static void any_order_takes_nothing_but_ask(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id steps[] = { step(&w, NODE_ASK, "led", 31), step(&w, NODE_TRY, "restart", 32) };
    end_with(&w, builder_any_order(w.b, steps, 2, 30));
    refused_for(&w, "WM113", 32, NULL, "nothing but ask");
    over(&w);
}

/* ---- Branches ----------------------------------------------------------------------------------------------------------------------- */

static void branches_are_in_the_order_of_the_answers_then_on_other_unsure(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id off = concluded(&w, "off"), worn = concluded(&w, "worn");
    condition_id first = builder_is(w.b, NULL, (const char *const[]){ "red", "blue" }, 2, 32),
                 second = builder_about(w.b, COND_KNOWN, "power", 33);
    branch_declaration written[] = {
        { .kind = BRANCH_UNSURE, .steps = &off, .count = 1, .line = 31 },
        { .kind = BRANCH_ON, .condition = first, .steps = &off, .count = 1, .line = 32 },
        { .kind = BRANCH_ANSWER, .answer_id = "green", .steps = &worn, .count = 1, .line = 33 },
        { .kind = BRANCH_OTHER, .steps = &worn, .count = 1, .line = 34 },
        { .kind = BRANCH_ON, .condition = second, .steps = &worn, .count = 1, .line = 35 },
        { .kind = BRANCH_ANSWER, .answer_id = "red", .steps = &off, .count = 1, .line = 36 },
    };
    step_id led = step(&w, NODE_ASK, "led", 30);
    builder_branches(w.b, led, written, COUNT_OF(written));
    end_with(&w, led);
    const guide *g = finished(&w);
    static const uint32_t lines[] = { 36, 33, 32, 35, 34, 31 };
    const node *n = &g->nodes[0];
    assert_int_equal(n->branch_count, COUNT_OF(lines));
    for (uint32_t i = 0; i < n->branch_count; i++)
        assert_int_equal(g->branches[n->first_branch + i].line, lines[i]);
    assert_int_equal(g->answer_branch[n->by_answer + 0], n->first_branch);     /* red */
    assert_int_equal(g->answer_branch[n->by_answer + 1], NONE);                /* blue */
    assert_int_equal(g->answer_branch[n->by_answer + 2], n->first_branch + 1); /* green */
    assert_int_equal(n->on_count, 2);
    assert_int_equal(n->first_on, n->first_branch + 2);
    assert_int_equal(n->other, n->first_branch + 4);
    assert_int_equal(n->unsure, n->first_branch + 5);
    over(&w);
}

static void an_ask_without_branches_by_answer_leads_from_no_answer(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    end_with(&w, step(&w, NODE_ASK, "led", 30));
    const guide *g = finished(&w);
    for (uint32_t k = 0; k < 3; k++)
        assert_int_equal(g->answer_branch[g->nodes[0].by_answer + k], NONE);
    assert_int_equal(g->nodes[0].other, NONE);
    assert_int_equal(g->nodes[0].unsure, NONE);
    assert_int_equal(g->nodes[0].on_count, 0);
    over(&w);
}

static void a_branch_is_for_an_answer_that_there_is(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    end_with(&w, ask(&w, "led", 30, { "gren", concluded(&w, "off") }));
    expect_mend(refused_for(&w, "WM101", 30, "gren", "no answer of 'led'"), "'green'");
    over(&w);
}

static void other_and_unsure_are_guessed_too(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    end_with(&w, ask(&w, "led", 30, { "unsur", concluded(&w, "off") }));
    expect_mend(refused_for(&w, "WM101", 30, "unsur", "no answer of 'led'"), "'unsure'");
    over(&w);
}

static void a_branch_is_written_once(void **state)
{
    (void)state;
    static const char *const twice[] = { "red", "other", "unsure" };
    for (size_t i = 0; i < COUNT_OF(twice); i++) {
        writing w;
        write_router(&w);
        step_id off = concluded(&w, "off");
        end_with(&w, ask(&w, "led", 30, { twice[i], off }, { "blue", off }, { twice[i], off }));
        refused_for(&w, "WM107", 30, twice[i], "already there");
        over(&w);
    }
}

static void numbers_and_free_text_have_no_branches_by_answer(void **state)
{
    (void)state;
    static const char *const ids[] = { "speed", "message" }, *const mends[] = { "on(below", "on(contains" };
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        writing w;
        write_router(&w);
        end_with(&w, ask(&w, ids[i], 30, { "slow", concluded(&w, "off") }, { "other", concluded(&w, "worn") }));
        expect_mend(refused_for(&w, "WM109", 30, ids[i], "does not fit"), mends[i]);
        over(&w);
    }
}

/* ---- Order -------------------------------------------------------------------------------------------------------------------------- */

static void nodes_are_numbered_as_they_are_walked(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id otherwise = step(&w, NODE_ESCALATE, "desk", 47);
    step_id part = step(&w, NODE_TRY, "restart", 45);
    named_flow(&w, "part", 44, part);
    step(&w, NODE_TRY, "restart", 99); /* made, and put nowhere */
    step_id power = ask(&w, "power", 42, { "no", step(&w, NODE_CONCLUDE, "off", 43) });
    step_id led = ask(&w, "led", 40, { "blue", power }, { "red", step(&w, NODE_GO, "part", 41) });
    main_flow(&w, 39, led, otherwise);
    const guide *g = finished(&w);
    static const uint32_t lines[] = { 40, 41, 42, 43, 47, 45 };
    assert_int_equal(g->node_count, COUNT_OF(lines));
    for (uint32_t i = 0; i < g->node_count; i++)
        assert_int_equal(g->nodes[i].line, lines[i]);
    assert_true(g->has_flow);
    assert_int_equal(g->flow_count, 2);
    assert_null(g->flows[0].name); /* the main flow comes first, wherever it was written */
    assert_string_equal(g->flows[1].name, "part");
    assert_int_equal(g->flows[0].otherwise, 4);
    assert_int_equal(g->links[g->flows[1].body.first], 5);
    assert_int_equal(g->nodes[1].what, 1); /* go to flow 1 */
    assert_int_equal(g->flows[0].depth, 3);
    assert_int_equal(g->flows[1].depth, 1);
    over(&w);
}

static void a_shared_step_is_one_node(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id shared_step = concluded(&w, "off");
    end_with(&w, ask(&w, "led", 30, { "red", shared_step }, { "blue", shared_step }));
    const guide *g = finished(&w);
    assert_int_equal(g->node_count, 3);
    const node *n = &g->nodes[0];
    assert_int_equal(g->links[g->branches[n->first_branch].body.first], 1);
    assert_int_equal(g->links[g->branches[n->first_branch + 1].body.first], 1);
    over(&w);
}

/* s = ask "led" { red = s1, blue = s1 }, forty times: 2^40 paths, forty nodes. */
static void shared_steps_stay_shared(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id s = concluded(&w, "off");
    for (uint32_t i = 0; i < 40; i++)
        s = ask(&w, "led", 30, { "red", s }, { "blue", s });
    end_with(&w, s);
    const guide *g = finished(&w);
    assert_int_equal(g->node_count, 42);
    assert_int_equal(g->flows[0].depth, 41);
    over(&w);
}

static void nesting_may_be_deep(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id s = concluded(&w, "off");
    for (uint32_t i = 0; i < 100000; i++)
        s = ask(&w, "led", 30, { "red", s });
    end_with(&w, s);
    const guide *g = finished(&w);
    assert_int_equal(g->node_count, 100002);
    assert_int_equal(g->flows[0].depth, 100001);
    over(&w);
}

static void a_step_does_not_lead_back_to_itself(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id led = step(&w, NODE_ASK, "led", 30);
    step_id power = ask(&w, "power", 31, { "no", led });
    branch_declaration back = { .kind = BRANCH_ANSWER, .answer_id = "red", .steps = &power, .count = 1, .line = 30 };
    builder_branches(w.b, led, &back, 1);
    end_with(&w, led);
    expect_mend(refused_for(&w, "WM205", 30, "led", "leads back to itself"), "again");
    over(&w);
}

/* ---- Who owns what ------------------------------------------------------------------------------------------------------------------ */

static bool owns(const uint64_t *bits, uint32_t number)
{
    return bits[number / 64] >> (number % 64) & 1;
}

static void a_flow_owns_what_is_written_in_it(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id both = step(&w, NODE_ASK, "power", 40); /* written in two flows */
    named_flow(&w, "part", 41, ask(&w, "speed", 42, { "other", both }));
    step_id led = ask(&w, "led", 43, { "red", step(&w, NODE_GO, "part", 44) }, { "other", both });
    main_flow(&w, 45, led, step(&w, NODE_TRY, "restart", 46));
    const guide *g = finished(&w);
    const flow *first = &g->flows[0], *part = &g->flows[1];
    assert_true(owns(first->asks, 0) && owns(first->asks, 1) && !owns(first->asks, 2));
    assert_true(!owns(part->asks, 0) && owns(part->asks, 1) && owns(part->asks, 2));
    assert_true(owns(first->tries, 0)); /* its otherwise is its own */
    assert_false(owns(part->tries, 0));
    over(&w);
}

static void a_flow_has_as_many_rounds_as_its_largest_again(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    named_flow(&w, "part", 41,
               ask(&w, "led", 42, { "red", again(&w, "part", 2, 43) }, { "blue", again(&w, "part", 4, 44) }));
    end_with(&w, step(&w, NODE_GO, "part", 45));
    const guide *g = finished(&w);
    assert_int_equal(g->flows[0].rounds, 1);
    assert_int_equal(g->flows[1].rounds, 5);
    over(&w);
}

/* 3000 flows that share 30,000 steps: who owns what would be ninety million answers. */
static void flows_share_not_too_many_steps(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    step_id s = concluded(&w, "off");
    for (uint32_t i = 0; i < 30000; i++)
        s = ask(&w, "led", 30, { "red", s });
    for (uint32_t i = 0; i < 3000; i++) {
        char name_[16];
        snprintf(name_, sizeof name_, "flow_%lu", (unsigned long)i);
        named_flow(&w, name_, 31, s);
    }
    refused_for(&w, "WM114", 1, NULL, "too many flows");
    over(&w);
}

static void suspects_are_noted(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        writing w;
        write_router(&w);
        end_with(&w, step(&w, i == 0 ? NODE_CONCLUDE : NODE_SUSPECT, "off", 40));
        assert_int_equal(finished(&w)->suspects, i == 1);
        over(&w);
    }
}

/* ---- Where a guide ends ------------------------------------------------------------------------------------------------------------- */

static void a_diagnosis_has_an_otherwise(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    main_flow(&w, 40, concluded(&w, "off"), NONE);
    expect_mend(refused_for(&w, "WM206", 40, NULL, "no otherwise"), "otherwise = escalate");
    over(&w);
}

static void a_diagnosis_without_a_flow_has_an_escalation(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "router");
    fault_plain(&w, "off", 2);
    refused_for(&w, "WM206", 1, NULL, "ends nowhere");
    over(&w);
}

static void other_kinds_just_end(void **state)
{
    (void)state;
    for (int kind = WM_ENVIRONMENT; kind <= WM_PROCEDURE; kind++) {
        writing w;
        write_nothing(&w, "rules/x.lua");
        declare_guide(&w, "environment", (wm_guide_kind)kind);
        question_yes_no(&w, "power", 2);
        main_flow(&w, 3, step(&w, NODE_ASK, "power", 4), NONE);
        finished(&w);
        over(&w);
    }
}

static void the_cheapest_escalation_is_the_first_of_equals(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "router");
    escalation_costing(&w, "maker", 90, 2);
    escalation_costing(&w, "desk", 30, 3);
    escalation_costing(&w, "field", 30, 4);
    assert_int_equal(finished(&w)->cheapest_escalation, 1);
    over(&w);
}

static void what_is_no_step_is_not_lost(void **state)
{
    (void)state;
    writing w;
    write_router(&w);
    end_with(&w, NONE);
    refused(&w);
    assert_string_equal(VECTOR_AT(&w.found.list, wm_finding, 0).code, "WM113");
    over(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_name_what_there_is),
        cmocka_unit_test(a_name_with_nothing_near_gets_no_guess),
        cmocka_unit_test(questions_actions_and_guides_may_be_others),
        cmocka_unit_test(again_is_bounded),
        cmocka_unit_test(any_order_takes_nothing_but_ask),
        cmocka_unit_test(branches_are_in_the_order_of_the_answers_then_on_other_unsure),
        cmocka_unit_test(an_ask_without_branches_by_answer_leads_from_no_answer),
        cmocka_unit_test(a_branch_is_for_an_answer_that_there_is),
        cmocka_unit_test(other_and_unsure_are_guessed_too),
        cmocka_unit_test(a_branch_is_written_once),
        cmocka_unit_test(numbers_and_free_text_have_no_branches_by_answer),
        cmocka_unit_test(nodes_are_numbered_as_they_are_walked),
        cmocka_unit_test(a_shared_step_is_one_node),
        cmocka_unit_test(shared_steps_stay_shared),
        cmocka_unit_test(nesting_may_be_deep),
        cmocka_unit_test(a_step_does_not_lead_back_to_itself),
        cmocka_unit_test(a_flow_owns_what_is_written_in_it),
        cmocka_unit_test(a_flow_has_as_many_rounds_as_its_largest_again),
        cmocka_unit_test(flows_share_not_too_many_steps),
        cmocka_unit_test(suspects_are_noted),
        cmocka_unit_test(a_diagnosis_has_an_otherwise),
        cmocka_unit_test(a_diagnosis_without_a_flow_has_an_escalation),
        cmocka_unit_test(other_kinds_just_end),
        cmocka_unit_test(the_cheapest_escalation_is_the_first_of_equals),
        cmocka_unit_test(what_is_no_step_is_not_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
