/* What a walk asks of beliefs: the next of several questions, "not sure", a guide without a flow, findings. */
#include "unit/reason/guides.h"

#include "reason/chooser.h"
#include "reason/outlook.h"
#include "support/alloc.h"

/* A guide, a walk of it and its chooser. */
typedef struct desk {
    workshop w;
    reason_chooser *chooser;
    walk *walk;
    walk_step step;
} desk;

static const belief_model *the_model(void *context, uint32_t guide_index)
{
    const workshop *w = context;
    assert_int_equal(guide_index, w->guide->index);
    return w->model;
}

static const belief_model *no_model(void *context, uint32_t guide_index)
{
    (void)context;
    (void)guide_index;
    return NULL;
}

static void desk_open(desk *d)
{
    workshop_finish(&d->w);
    d->chooser = reason_chooser_new(d->w.set, &d->w.set->layouts[0], the_model, &d->w, d->w.allocator);
    d->walk = walk_new(d->w.set, &d->w.set->layouts[0], d->w.allocator);
    assert_non_null(d->chooser);
    assert_non_null(d->walk);
}

static void desk_close(desk *d)
{
    walk_free(d->walk);
    reason_chooser_free(d->chooser);
    workshop_close(&d->w);
}

/* The next step's kind and name. */
static void assert_next(desk *d, wm_step_kind kind, const char *id)
{
    walk_chooser chooser = reason_chooser_for(d->chooser);
    assert_int_equal(walk_next(d->walk, &d->w.facts, &chooser, NULL, NULL, &d->step), WM_OK);
    assert_int_equal(d->step.kind, kind);
    if (kind == WM_ASK)
        assert_string_equal(facts_question_name(&d->w.facts, &d->step.name), id);
    else if (kind == WM_TRY)
        assert_string_equal(facts_action_name(&d->w.facts, &d->step.name), id);
    else if (kind == WM_ESCALATE)
        assert_string_equal(d->w.guide->escalations[d->step.escalation].id, id);
}

/* Two faults with a remedy each, 10 minutes, certain; handing over costs 60. */
static void two_faults(workshop *w, double first, double second)
{
    workshop_open(w);
    declare_fault(w, "f1", first);
    declare_fault(w, "f2", second);
    declare_action(w, "a1", 10, "f1", 1);
    declare_action(w, "a2", 10, "f2", 1);
    declare_escalation(w, "up", 60);
}

static step_id two_ends(workshop *w, const char *id)
{
    return ASK(w, id, ANSWER("x", step(w, NODE_CONCLUDE, "f1")), ANSWER("y", step(w, NODE_CONCLUDE, "f2")));
}

/* ---- any_order ---------------------------------------------------------------------------------------------------- */

/* ecr_hm = 10 + 10·.5 = 15. blind: .5 + 15. costly and cheap leave 2·(10·.5 + 10·.025) = 10.5: 5 and 1 minutes more. */
static void of_several_questions_the_one_of_least_expected_cost_comes_first(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .5, .5);
    DECLARE_CHOICE(&d.w, "blind", .5, "x", "y");
    DECLARE_CHOICE(&d.w, "costly", 5, "x", "y");
    DECLARE_CHOICE(&d.w, "cheap", 1, "x", "y");
    const step_id asks[3] = { ASK(&d.w, "blind", FALLS("x")), two_ends(&d.w, "costly"), two_ends(&d.w, "cheap") };
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), builder_any_order(d.w.b, asks, 3, d.w.line));
    desk_open(&d);
    assert_next(&d, WM_ASK, "cheap");

    /* Once the others are out of the way by "not sure", what is left is asked, too. */
    give(&d.w, "cheap", NULL);
    give(&d.w, "costly", NULL);
    assert_next(&d, WM_TRY, "a1");
    desk_close(&d);
}

static void equal_questions_come_as_written(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .5, .5);
    DECLARE_CHOICE(&d.w, "second", 1, "x", "y");
    DECLARE_CHOICE(&d.w, "first", 1, "x", "y");
    const step_id asks[2] = { two_ends(&d.w, "first"), two_ends(&d.w, "second") };
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), builder_any_order(d.w.b, asks, 2, d.w.line));
    desk_open(&d);
    assert_next(&d, WM_ASK, "first");
    desk_close(&d);
}

/* ---- Not sure ------------------------------------------------------------------------------------------------------ */

/* P(x) = .7·.95 + .3·.05 = .68. */
static void not_sure_takes_the_likeliest_branch_and_says_how_likely(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .7, .3);
    DECLARE_CHOICE(&d.w, "q", 1, "y", "x");
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), two_ends(&d.w, "q"));
    desk_open(&d);
    assert_next(&d, WM_ASK, "q");
    give(&d.w, "q", NULL);
    assert_next(&d, WM_TRY, "a1");
    assert_true(d.step.presumed);
    assert_near(d.step.presumed_p, .68, 1e-12);
    desk_close(&d);
}

/* ecr_hm = 10 + 10·.3 = 13; r, below the other branch: 1 + (10·(.665 + .015) + 10·.015) + (10·(.035 + .285) + 10·.035) =
 * 11.5: it is asked. Answered "not sure" too, it is not asked again. */
static void not_sure_asks_another_question_that_is_worth_its_minutes(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .7, .3);
    DECLARE_CHOICE(&d.w, "q", 1, "x", "y", "z");
    DECLARE_CHOICE(&d.w, "r", 1, "x", "y");
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"),
         ASK(&d.w, "q", ANSWER("x", step(&d.w, NODE_CONCLUDE, "f1")), ANSWER("y", step(&d.w, NODE_CONCLUDE, "f2")),
             ANSWER("z", two_ends(&d.w, "r"))));
    desk_open(&d);
    give(&d.w, "q", NULL);
    assert_next(&d, WM_ASK, "r");
    assert_int_equal(d.step.name.place, question_named(&d.w, "r").place);

    /* x: f1 .475, f2 .05; y: f1 .05, f2 .475; z: .475 both. P(z) = .475, P(x) = .7·.475 + .3·.05 = .3475. */
    give(&d.w, "r", NULL);
    assert_next(&d, WM_TRY, "a1"); /* z presumed, then r's x: .7·.95 + .3·.05 = .68 */
    assert_near(d.step.presumed_p, .475 * .68, 1e-12);

    give(&d.w, "r", "y"); /* f2 is now .3·.95 to .7·.05: z still is the likeliest of q, and r says y */
    assert_next(&d, WM_TRY, "a2");
    desk_close(&d);
}

static void a_question_that_costs_more_than_it_saves_is_not_asked(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .7, .3);
    DECLARE_CHOICE(&d.w, "q", 1, "x", "y", "z");
    DECLARE_CHOICE(&d.w, "r", 3, "x", "y"); /* 13.5 > 13 */
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"),
         ASK(&d.w, "q", ANSWER("x", step(&d.w, NODE_CONCLUDE, "f1")), ANSWER("y", step(&d.w, NODE_CONCLUDE, "f2")),
             ANSWER("z", two_ends(&d.w, "r"))));
    desk_open(&d);
    give(&d.w, "q", NULL);
    assert_next(&d, WM_ASK, "r"); /* not by its worth: z is presumed, and r is next there */
    assert_true(d.step.presumed);
    desk_close(&d);
}

/* In a later round an answer is no evidence any more: nothing is asked for its sake. */
static void in_a_later_round_no_question_is_worth_its_minutes(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .5, .5);
    DECLARE_CHOICE(&d.w, "r", 1, "x", "y");
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), step(&d.w, NODE_GO, "loop"));
    FLOW(&d.w, "loop", NONE, two_ends(&d.w, "r"), again(&d.w, "loop", 1));
    desk_open(&d);
    double v[2];
    bool tried[2], asked[1];
    plan_state s = { v, tried, asked };
    scene at = workshop_scene(&d.w);
    at.flow = &d.w.guide->flows[1];
    assert_true(outlook_state(d.w.model, &d.w.facts, &at, &s));
    assert_false(asked[0]);
    at.round = 2;
    assert_true(outlook_state(d.w.model, &d.w.facts, &at, &s));
    assert_true(asked[0]);
    desk_close(&d);
}

/* Cells below 60 (f1) and from 60 on (f2); what falls through is a branch, too. */
static void not_sure_of_a_number_weighs_its_cells(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .2, .8);
    declare_number(&d.w, "speed", 1);
    condition_id slow = builder_compare(d.w.b, COND_BELOW, NULL, 0, 60, d.w.line);
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), ASK(&d.w, "speed", ON(slow, step(&d.w, NODE_CONCLUDE, "f1"))),
         step(&d.w, NODE_CONCLUDE, "f2"));
    desk_open(&d);
    give(&d.w, "speed", NULL);
    assert_next(&d, WM_TRY, "a2");
    assert_near(d.step.presumed_p, .8 * .95 + .2 * .05, 1e-12);
    desk_close(&d);
}

/* An `on` that waits for another fact counts only once that fact is known. */
static void not_sure_follows_the_branches_that_hold_now(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .9, .1);
    DECLARE_CHOICE(&d.w, "r", 1, "x", "y");
    DECLARE_CHOICE(&d.w, "q", 1, "a", "b");
    condition_id r_is_x = builder_is(d.w.b, "r", IDS("x"), 1, d.w.line);
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), ASK(&d.w, "r", FALLS("x")),
         ASK(&d.w, "q", ON(r_is_x, step(&d.w, NODE_CONCLUDE, "f1")), OTHER(step(&d.w, NODE_CONCLUDE, "f2"))));
    desk_open(&d);
    give(&d.w, "q", NULL);
    give(&d.w, "r", "y");
    assert_next(&d, WM_TRY, "a2");
    give(&d.w, "r", "x");
    assert_next(&d, WM_TRY, "a1");
    assert_near(d.step.presumed_p, 1, 1e-12);
    desk_close(&d);
}

static void free_text_that_nobody_knows_takes_other(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .9, .1);
    declare_question(&d.w, (question){ .id = "words", .kind = WM_TEXT, .cost = 1 }, NULL);
    condition_id blue = builder_contains(d.w.b, NULL, "blue", d.w.line);
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"),
         ASK(&d.w, "words", ON(blue, step(&d.w, NODE_CONCLUDE, "f1")), OTHER(step(&d.w, NODE_CONCLUDE, "f2"))));
    desk_open(&d);
    give(&d.w, "words", NULL);
    assert_next(&d, WM_TRY, "a2");
    desk_close(&d);
}

/* ---- A guide without a flow -------------------------------------------------------------------------------------------- */

static void declare_remedy(workshop *w, const char *id, double minutes, const rate *fixes, uint32_t count)
{
    builder_action(w->b, &(action){ .id = id,
                                    .text = as_text(id),
                                    .fixes = fixes,
                                    .fix_count = count,
                                    .cost = minutes,
                                    .verify = NONE,
                                    .line = w->line++ });
}

/* Light print (reasoning.md §1). */
static void light_print(workshop *w, bool with_escalation)
{
    const double priors[4] = { .4, .3, .2, .1 };
    static const char *const ids[4] = { "c1", "c2", "c3", "c4" };
    given_row rows[4];
    const given_cell cells[2] = { { .answer_id = "yes", .p = 1 }, { .answer_id = "no", .p = 1 } };
    workshop_open_kind(w, with_escalation ? WM_DIAGNOSIS : WM_PROCEDURE); /* a diagnosis must have one */
    for (size_t i = 0; i < 4; i++) {
        declare_fault(w, ids[i], priors[i]);
        rows[i] = (given_row){ .fault_id = ids[i], .cells = &cells[i / 2], .cell_count = 1, .line = 1 };
    }
    declare_given(w, "q1", 2, IDS("yes", "no"), rows, 4);
    declare_remedy(w, "a1", 5, (const rate[]){ { .fault_id = "c1", .p = .6, .line = 1 } }, 1);
    declare_remedy(w, "a2", 15,
                   (const rate[]){ { .fault_id = "c1", .p = .9, .line = 1 }, { .fault_id = "c2", .p = .9, .line = 1 } },
                   2);
    declare_remedy(w, "a3", 1, (const rate[]){ { .fault_id = "c3", .p = .9, .line = 1 } }, 1);
    if (with_escalation)
        declare_escalation(w, "up", 40);
}

static void a_guide_without_a_flow_follows_the_plan(void **state)
{
    (void)state;
    desk d;
    light_print(&d.w, true);
    desk_open(&d);
    assert_next(&d, WM_ASK, "q1");
    give(&d.w, "q1", "yes");
    assert_next(&d, WM_TRY, "a1");
    came_out(&d.w, "a1", WM_FAILED);
    assert_next(&d, WM_TRY, "a2");
    came_out(&d.w, "a2", WM_FAILED);
    assert_next(&d, WM_ESCALATE, "up");
    facts_clear(&d.w.facts);
    give(&d.w, "q1", "no");
    assert_next(&d, WM_TRY, "a3");
    came_out(&d.w, "a3", WM_SKIPPED);
    assert_next(&d, WM_ESCALATE, "up");
    desk_close(&d);
}

/* Without Q1 the greedy order is A3 (.18/1), A1 (.24/5), A2. */
static void a_plan_never_asks_again_what_nobody_knew(void **state)
{
    (void)state;
    desk d;
    light_print(&d.w, true);
    desk_open(&d);
    give(&d.w, "q1", NULL);
    assert_next(&d, WM_TRY, "a3");
    desk_close(&d);
}

static void with_nobody_to_hand_over_to_a_plan_ends_when_nothing_is_left(void **state)
{
    (void)state;
    desk d;
    light_print(&d.w, false);
    desk_open(&d);
    walk_chooser chooser = reason_chooser_for(d.chooser);
    scene at = workshop_scene(&d.w);
    give(&d.w, "q1", "no");
    plan_choice first = chooser.plan(chooser.context, &d.w.facts, &at);
    assert_int_equal(first.kind, PLAN_TRY);
    assert_string_equal(d.w.guide->remedy_families[first.what].id, "a3");
    came_out(&d.w, "a3", WM_FAILED);
    assert_int_equal(chooser.plan(chooser.context, &d.w.facts, &at).kind, PLAN_END);
    desk_close(&d);
}

/* The plan of the guide is that of the model by hand: 19.34 minutes. */
static void the_guide_s_plan_model_gives_the_worked_number(void **state)
{
    (void)state;
    desk d;
    light_print(&d.w, true);
    desk_open(&d);
    const plan_model *plan = outlook_plan(d.w.model);
    double v[4];
    bool tried[3], asked[1];
    plan_state s = { v, tried, asked };
    plan_desk scratch;
    scene at = workshop_scene(&d.w);
    assert_int_equal(plan->question_count, 1);
    assert_true(plan_desk_init(&scratch, 4, 3, &d.w.allocator));
    assert_true(outlook_state(d.w.model, &d.w.facts, &at, &s));
    assert_near(plan_next(&scratch, plan, &s).cost, 19.34, 1e-9);
    assert_int_equal(outlook_question(d.w.model, 0), family_of(&d.w, "q1"));
    assert_int_equal(outlook_of_family(d.w.model, family_of(&d.w, "q1")), 0);
    came_out(&d.w, "a1", WM_SKIPPED);
    give(&d.w, "q1", "no");
    assert_true(outlook_state(d.w.model, &d.w.facts, &at, &s));
    assert_true(tried[0] && !tried[1] && asked[0]);
    assert_near(v[2], 2. / 3, 1e-12);
    plan_desk_free(&scratch, &d.w.allocator);
    desk_close(&d);
}

/* ---- Findings ------------------------------------------------------------------------------------------------------------- */

/* Both are suspected in written order; f2 is the likelier. */
static void the_likeliest_finding_is_concluded_first(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .3, .7);
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), step(&d.w, NODE_SUSPECT, "f1"), step(&d.w, NODE_SUSPECT, "f2"));
    desk_open(&d);
    assert_next(&d, WM_TRY, "a2");
    walk_chooser chooser = reason_chooser_for(d.chooser);
    scene at = workshop_scene(&d.w);
    assert_int_equal(chooser.likeliest(chooser.context, &d.w.facts, &at, (const uint32_t[]){ 0, 1 }, 2), 1);
    assert_int_equal(chooser.likeliest(chooser.context, &d.w.facts, &at, (const uint32_t[]){ 0 }, 1), 0);
    desk_close(&d);
}

/* ---- Without a model, without memory ------------------------------------------------------------------------------------ */

static void without_a_model_choices_are_as_written_and_it_is_told(void **state)
{
    (void)state;
    desk d;
    two_faults(&d.w, .3, .7);
    DECLARE_CHOICE(&d.w, "q", 1, "x", "y");
    FLOW(&d.w, NULL, step(&d.w, NODE_ESCALATE, "up"), step(&d.w, NODE_SUSPECT, "f1"), step(&d.w, NODE_SUSPECT, "f2"),
         two_ends(&d.w, "q"));
    desk_open(&d);
    d.chooser->model = no_model;
    walk_chooser chooser = reason_chooser_for(d.chooser);
    scene at = workshop_scene(&d.w);
    unsure_choice choice = { .ask = { NONE, NONE, 1, NONE }, .branch = 7, .p = .5 };
    uint32_t ask = 0;
    while (d.w.guide->nodes[ask].kind != NODE_ASK)
        ask++;
    chooser.unsure(chooser.context, &d.w.facts, &at, ask, &choice);
    assert_int_equal(choice.branch, 7); /* left as it was */
    assert_int_equal(choice.ask.place, NONE);
    assert_true(d.chooser->failed);
    d.chooser->failed = false;
    assert_int_equal(chooser.likeliest(chooser.context, &d.w.facts, &at, (const uint32_t[]){ 0, 1 }, 2), 0);
    assert_int_equal(chooser.next_ask(chooser.context, &d.w.facts, &at, (const uint32_t[]){ ask, ask }, 2), 0);
    assert_int_equal(chooser.plan(chooser.context, &d.w.facts, &at).kind, PLAN_ESCALATE);
    assert_true(d.chooser->failed);
    desk_close(&d);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    workshop w;
    light_print(&w, true);
    workshop_finish(&w);
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        reason_chooser *c = reason_chooser_new(w.set, NULL, the_model, &w, counting_alloc_hook(&memory));
        assert_true((c == NULL) == (memory.failed > 0));
        reason_chooser_free(c);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed)
            break;
    }
    workshop_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_several_questions_the_one_of_least_expected_cost_comes_first),
        cmocka_unit_test(equal_questions_come_as_written),
        cmocka_unit_test(not_sure_takes_the_likeliest_branch_and_says_how_likely),
        cmocka_unit_test(not_sure_asks_another_question_that_is_worth_its_minutes),
        cmocka_unit_test(a_question_that_costs_more_than_it_saves_is_not_asked),
        cmocka_unit_test(in_a_later_round_no_question_is_worth_its_minutes),
        cmocka_unit_test(not_sure_of_a_number_weighs_its_cells),
        cmocka_unit_test(not_sure_follows_the_branches_that_hold_now),
        cmocka_unit_test(free_text_that_nobody_knows_takes_other),
        cmocka_unit_test(a_guide_without_a_flow_follows_the_plan),
        cmocka_unit_test(a_plan_never_asks_again_what_nobody_knew),
        cmocka_unit_test(with_nobody_to_hand_over_to_a_plan_ends_when_nothing_is_left),
        cmocka_unit_test(the_guide_s_plan_model_gives_the_worked_number),
        cmocka_unit_test(the_likeliest_finding_is_concluded_first),
        cmocka_unit_test(without_a_model_choices_are_as_written_and_it_is_told),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
