/* Expected cost of repair, what next and when to hand over: the worked numbers of reasoning.md §1, and properties. */
#include "unit/reason/near.h"

#include "base/arena.h"
#include "reason/exact.h"
#include "support/alloc.h"
#include "unit/reason/models.h"

#define EXACT 1e-9

static plan_desk desk;

static int make_desk(void **state)
{
    (void)state;
    wm_allocator a = allocator_default();
    return plan_desk_init(&desk, MOST_FAULTS, MOST_ACTIONS, &a) ? 0 : -1;
}

static int drop_desk(void **state)
{
    (void)state;
    wm_allocator a = allocator_default();
    plan_desk_free(&desk, &a);
    return 0;
}

static plan_bounds best_of(const small_model *x)
{
    wm_allocator a = allocator_default();
    plan_bounds b;
    assert_int_equal(plan_best(&x->model, &x->state, NULL, &a, &b), WM_OK);
    return b;
}

/* ---- Independent: action i repairs fault i ---------------------------------------------------------------------- */

static void independent(small_model *x, double handover)
{
    const double p[5] = { .35, .25, .20, .15, .05 }, costs[5] = { 30, 10, 40, 5, 60 };
    model_start(x, 5, p, handover);
    for (size_t a = 0; a < 5; a++) {
        double fixes[5] = { 0 };
        fixes[a] = 1;
        model_action(x, costs[a], fixes);
    }
}

/* Ratios: .0117, .025, .005, .03, .0008. 5 + 10·.85 + 30·.6 + 40·.25 + 60·.05 = 44.5. */
static void independent_faults_go_in_the_order_of_p_over_c(void **state)
{
    (void)state;
    small_model x;
    size_t order[MOST_ACTIONS], count, greedy[MOST_ACTIONS], greedy_count;
    const size_t expected[5] = { 3, 1, 0, 2, 4 };
    independent(&x, HUGE_VAL);
    assert_near(plan_static_cost(&desk, &x.model, &x.state, order, &count), 44.5, EXACT);
    assert_near(plan_repair_cost(&desk, &x.model, &x.state, greedy, &greedy_count), 44.5, EXACT);
    assert_near(plan_sequence_cost(&desk, &x.model, &x.state, expected, 5), 44.5, EXACT);
    assert_near(best_of(&x).upper, 44.5, EXACT);
    assert_int_equal(count, 5);
    assert_int_equal(greedy_count, 5);
    assert_memory_equal(order, expected, sizeof expected);
    assert_memory_equal(greedy, expected, sizeof expected);
}

/* 5 + 10·.85 + 50·.6 = 43.5. */
static void with_someone_to_hand_over_to_only_the_first_two_are_worth_it(void **state)
{
    (void)state;
    small_model x;
    size_t order[MOST_ACTIONS], count;
    independent(&x, 50);
    assert_near(plan_static_cost(&desk, &x.model, &x.state, order, &count), 43.5, EXACT);
    assert_int_equal(count, 2);
    assert_int_equal(order[0], 3);
    assert_int_equal(order[1], 1);
    assert_near(plan_repair_cost(&desk, &x.model, &x.state, NULL, &count), 43.5, EXACT);
    assert_int_equal(count, 2);
    assert_near(best_of(&x).lower, 43.5, EXACT);
}

/* ---- Dependent: three algorithms, three values ------------------------------------------------------------------- */

static void dependent_actions_tell_three_algorithms_apart(void **state)
{
    (void)state;
    small_model x;
    size_t order[MOST_ACTIONS], count;
    const double p[4] = { .20, .25, .40, .15 };
    const double fixes[3][4] = { { 1, 1, 0, 0 }, { 0, 1, 1, 0 }, { 0, 0, 1, 1 } };
    model_start(&x, 4, p, HUGE_VAL);
    for (size_t a = 0; a < 3; a++)
        model_action(&x, 1, fixes[a]);
    assert_near(plan_static_cost(&desk, &x.model, &x.state, order, &count), 1.55, EXACT);
    assert_near(plan_repair_cost(&desk, &x.model, &x.state, order, &count), 1.50, EXACT);
    plan_bounds best = best_of(&x);
    assert_near(best.upper, 1.45, EXACT);
    assert_true(best.exact && best.way == WAY_SETS);
    assert_int_equal(best.first.kind, MOVE_TRY);
    assert_int_equal(best.first.what, 2);
    const size_t optimum[3] = { 2, 0, 1 };
    assert_near(plan_sequence_cost(&desk, &x.model, &x.state, optimum, 3), 1.45, EXACT);
}

/* ---- Light print -------------------------------------------------------------------------------------------------- */

static void light_print(small_model *x, double handover, bool with_question)
{
    const double p[4] = { .4, .3, .2, .1 };
    const double a1[4] = { .6, 0, 0, 0 }, a2[4] = { .9, .9, 0, 0 }, a3[4] = { 0, 0, .9, 0 };
    const double q1[8] = { 1, 0, 1, 0, 0, 1, 0, 1 };
    model_start(x, 4, p, handover);
    model_action(x, 5, a1);
    model_action(x, 15, a2);
    model_action(x, 1, a3);
    if (with_question)
        model_question(x, 2, 2, q1);
}

static void light_print_costs_less_with_its_question(void **state)
{
    (void)state;
    const double numbers[3][3] = { { 40, 20.44, 19.34 }, { 30, 18.78, 17.68 }, { 100, 30.40, 29.30 } };
    for (size_t i = 0; i < 3; i++) {
        small_model without, with;
        light_print(&without, numbers[i][0], false);
        light_print(&with, numbers[i][0], true);
        assert_near(best_of(&without).upper, numbers[i][1], EXACT);
        assert_near(best_of(&with).upper, numbers[i][2], EXACT);
        plan_move next = plan_next(&desk, &with.model, &with.state);
        assert_int_equal(next.kind, MOVE_ASK);
        assert_near(next.cost, numbers[i][2], EXACT);
        assert_near(plan_repair_cost(&desk, &without.model, &without.state, NULL, NULL), numbers[i][1], EXACT);
    }
}

/* yes → A1, A2, hand over; no → A3, hand over. */
static void light_print_goes_the_way_that_the_book_gives(void **state)
{
    (void)state;
    small_model x;
    plan_move moves[8];
    size_t count;
    light_print(&x, 40, true);
    plan_line(&desk, &x.model, &x.state, moves, 8, &count); /* the likelier answer is yes */
    const plan_move_kind yes[4] = { MOVE_ASK, MOVE_TRY, MOVE_TRY, MOVE_HAND_OVER };
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(moves[i].kind, yes[i]);
    assert_int_equal(moves[1].what, 0);
    assert_int_equal(moves[2].what, 1);

    light_print(&x, 40, true);
    plan_answered(&x.model, 0, 1, x.w, x.w);
    x.asked[0] = true;
    plan_line(&desk, &x.model, &x.state, moves, 8, &count);
    assert_int_equal(count, 2);
    assert_int_equal(moves[0].kind, MOVE_TRY);
    assert_int_equal(moves[0].what, 2);
    assert_int_equal(moves[1].kind, MOVE_HAND_OVER);
}

static void a_line_has_no_more_moves_than_there_is_room(void **state)
{
    (void)state;
    small_model x;
    plan_move moves[2];
    size_t count;
    light_print(&x, 40, true);
    plan_line(&desk, &x.model, &x.state, moves, 2, &count);
    assert_int_equal(count, 2);
}

/* ---- Edges ---------------------------------------------------------------------------------------------------------- */

static void ties_go_as_declared(void **state)
{
    (void)state;
    small_model x;
    size_t order[MOST_ACTIONS], count;
    const double p[3] = { .3, .1, .6 };
    const double first[3] = { 1, 0, 0 }, second[3] = { 0, 1, 0 }; /* .3 / 3 and .1 / 1 differ by rounding alone */
    model_start(&x, 3, p, 1000);
    model_action(&x, 3, first);
    model_action(&x, 1, second);
    plan_repair_cost(&desk, &x.model, &x.state, order, &count);
    assert_int_equal(order[0], 0);
    model_start(&x, 3, p, 1000);
    model_action(&x, 1, second);
    model_action(&x, 3, first);
    plan_repair_cost(&desk, &x.model, &x.state, order, &count);
    assert_int_equal(order[0], 0);
}

static void what_is_closed_is_not_proposed(void **state)
{
    (void)state;
    small_model x;
    light_print(&x, 40, true);
    x.asked[0] = x.tried[0] = x.tried[1] = x.tried[2] = true;
    plan_move next = plan_next(&desk, &x.model, &x.state);
    assert_int_equal(next.kind, MOVE_HAND_OVER);
    assert_near(next.cost, 40, EXACT);
    x.model.handover = HUGE_VAL;
    assert_int_equal(plan_next(&desk, &x.model, &x.state).kind, MOVE_END);
    assert_int_equal(best_of(&x).first.kind, MOVE_END);
}

static void a_free_action_comes_first_and_a_free_useless_question_is_not_asked(void **state)
{
    (void)state;
    small_model x;
    const double p[2] = { .7, .3 }, big[2] = { .9, 0 }, free_of_charge[2] = { 0, .1 }, same[4] = { .3, .7, .3, .7 };
    model_start(&x, 2, p, 60);
    model_action(&x, 1, big);
    model_action(&x, 0, free_of_charge);
    model_question(&x, 0, 2, same);
    plan_move next = plan_next(&desk, &x.model, &x.state);
    assert_int_equal(next.kind, MOVE_TRY);
    assert_int_equal(next.what, 1);
}

/* Whatever is tried, in the end all is: only the minutes before it differ. p·(1 − rates) is left in any case. */
static void with_nobody_to_hand_over_to_everything_is_tried_in_the_end(void **state)
{
    (void)state;
    small_model x;
    size_t count;
    const double p[3] = { .5, .3, .2 }, a[3] = { .5, 0, 0 }, b[3] = { 0, .5, 0 };
    model_start(&x, 3, p, HUGE_VAL);
    model_action(&x, 10, a);
    model_action(&x, 10, b);
    assert_near(plan_repair_cost(&desk, &x.model, &x.state, NULL, &count), 10 + 10 * .75, EXACT);
    assert_int_equal(count, 2);
    assert_near(best_of(&x).upper, 17.5, EXACT);
}

static void an_empty_model_hands_over(void **state)
{
    (void)state;
    small_model x;
    const double p[1] = { 1 };
    model_start(&x, 1, p, 60);
    assert_int_equal(plan_next(&desk, &x.model, &x.state).kind, MOVE_HAND_OVER);
    assert_near(best_of(&x).lower, 60, EXACT);
    x.model.fault_count = 0;
    assert_near(plan_next(&desk, &x.model, &x.state).cost, 0, EXACT);
    assert_near(best_of(&x).lower, 0, EXACT);
}

/* ---- Properties ------------------------------------------------------------------------------------------------------ */

static void random_model(dice *d, small_model *x)
{
    double p[MOST_FAULTS], fixes[MOST_FAULTS], given[MOST_FAULTS * MOST_CELLS];
    size_t faults = 1 + dice_below(d, 8), actions = dice_below(d, 6), questions = dice_below(d, 4);
    for (size_t f = 0; f < faults; f++)
        p[f] = dice_real(d);
    model_start(x, faults, p, 10 + 100 * dice_real(d));
    for (size_t a = 0; a < actions; a++) {
        for (size_t f = 0; f < faults; f++)
            fixes[f] = dice_below(d, 3) == 0 ? dice_real(d) : 0;
        model_action(x, 1 + 20 * dice_real(d), fixes);
    }
    for (size_t q = 0; q < questions; q++) {
        for (size_t f = 0; f < faults; f++) {
            double yes = dice_real(d);
            given[3 * f] = yes;
            given[3 * f + 1] = (1 - yes) * .75;
            given[3 * f + 2] = (1 - yes) * .25;
        }
        model_question(x, 5 * dice_real(d), 3, given);
    }
}

static void estimates_bound_each_other(void **state)
{
    (void)state;
    dice d = dice_new();
    wm_allocator a = allocator_default();
    for (int i = 0; i < 100; i++) {
        small_model x;
        double followed;
        bool exact;
        random_model(&d, &x);
        double norm = plan_norm(x.w, x.model.fault_count);
        double greedy = plan_repair_cost(&desk, &x.model, &x.state, NULL, NULL);
        plan_move next = plan_next(&desk, &x.model, &x.state);
        assert_int_equal(plan_follow(&x.model, &x.state, 100000, &a, &followed, &exact), WM_OK);
        double best = best_of(&x).upper;
        assert_true(exact);
        assert_true(best <= followed + EXACT);
        assert_true(followed <= next.cost + EXACT); /* looking again after each step can only help here */
        assert_true(next.cost <= greedy + EXACT);
        assert_true(greedy <= x.model.handover * norm + EXACT);
    }
}

/* All costs scale with ‖w‖; the move does not change. */
static void a_plan_does_not_depend_on_the_scale_of_w(void **state)
{
    (void)state;
    dice d = dice_new();
    for (int i = 0; i < 100; i++) {
        small_model x;
        random_model(&d, &x);
        plan_move before = plan_next(&desk, &x.model, &x.state);
        for (size_t f = 0; f < x.model.fault_count; f++)
            x.w[f] *= 0x1p-600;
        plan_move after = plan_next(&desk, &x.model, &x.state);
        assert_int_equal(before.kind, after.kind);
        assert_int_equal(before.what, after.what);
        assert_near(after.cost * 0x1p600, before.cost, 1e-9 * before.cost);
    }
}

static void a_question_that_says_nothing_costs_its_minutes(void **state)
{
    (void)state;
    dice d = dice_new();
    for (int i = 0; i < 100; i++) {
        small_model x;
        double sure[MOST_FAULTS * 2];
        random_model(&d, &x);
        for (size_t f = 0; f < x.model.fault_count; f++) {
            sure[2 * f] = 1;
            sure[2 * f + 1] = 0;
        }
        model_question(&x, 3, 2, sure);
        double before[MOST_FAULTS];
        memcpy(before, x.w, sizeof before);
        size_t q = x.model.question_count - 1;
        double greedy = plan_repair_cost(&desk, &x.model, &x.state, NULL, NULL);
        double eco = plan_question_cost(&desk, &x.model, &x.state, q, HUGE_VAL);
        assert_near(eco, greedy + 3 * plan_norm(x.w, x.model.fault_count), 1e-9);
        plan_answered(&x.model, q, 0, x.w, x.w); /* likelihood 1 under every fault */
        assert_memory_equal(before, x.w, sizeof before);
    }
}

static void an_order_that_is_ecr_s_own_costs_what_ecr_says(void **state)
{
    (void)state;
    dice d = dice_new();
    for (int i = 0; i < 100; i++) {
        small_model x;
        size_t order[MOST_ACTIONS], count;
        random_model(&d, &x);
        double greedy = plan_repair_cost(&desk, &x.model, &x.state, order, &count);
        assert_near(plan_sequence_cost(&desk, &x.model, &x.state, order, count), greedy, EXACT);
    }
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    small_model x;
    light_print(&x, 40, true);
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        double cost;
        bool exact;
        counting_alloc_init(&memory, n);
        wm_allocator a = counting_alloc_hook(&memory);
        wm_status status = plan_follow(&x.model, &x.state, 1000, &a, &cost, &exact);
        assert_int_equal(status, memory.failed ? WM_NO_MEMORY : WM_OK);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed)
            break;
    }
    struct counting_alloc memory;
    plan_desk none;
    counting_alloc_init(&memory, 1);
    wm_allocator a = counting_alloc_hook(&memory);
    assert_false(plan_desk_init(&none, 3, 3, &a));
    plan_desk_free(&none, &a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_faults_go_in_the_order_of_p_over_c),
        cmocka_unit_test(with_someone_to_hand_over_to_only_the_first_two_are_worth_it),
        cmocka_unit_test(dependent_actions_tell_three_algorithms_apart),
        cmocka_unit_test(light_print_costs_less_with_its_question),
        cmocka_unit_test(light_print_goes_the_way_that_the_book_gives),
        cmocka_unit_test(a_line_has_no_more_moves_than_there_is_room),
        cmocka_unit_test(ties_go_as_declared),
        cmocka_unit_test(what_is_closed_is_not_proposed),
        cmocka_unit_test(a_free_action_comes_first_and_a_free_useless_question_is_not_asked),
        cmocka_unit_test(with_nobody_to_hand_over_to_everything_is_tried_in_the_end),
        cmocka_unit_test(an_empty_model_hands_over),
        cmocka_unit_test(estimates_bound_each_other),
        cmocka_unit_test(a_plan_does_not_depend_on_the_scale_of_w),
        cmocka_unit_test(a_question_that_says_nothing_costs_its_minutes),
        cmocka_unit_test(an_order_that_is_ecr_s_own_costs_what_ecr_says),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, make_desk, drop_desk);
}
