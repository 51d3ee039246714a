/* Conditions and goals (rules-language.md, "Conditions"): what fits which question, what an `on` implies, where numbers are cut. */
#include "writing.h"

static const char *const open_only[] = { "open" };

/* A guide whose questions are of every kind. */
static void write_kinds(writing *w)
{
    write_guide(w, "vm");
    desk(w);
    question_choice(w, "port", "open refused timeout", 2);
    question_number(w, "speed", 3);
    question_free_text(w, "message", 4);
    action_plain(w, "reboot", 5);
}

static void when(writing *w, condition_id c)
{
    step_id done = resolve(w);
    end_with(w, builder_when(w->b, c, &done, 1, 10));
}

/* ---- What fits ---------------------------------------------------------------------------------------------------------------------- */

static void is_names_answers(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_is(w.b, "port", (const char *const[]){ "timeout", "open" }, 2, 10));
    const guide *g = finished(&w);
    const condition *c = &g->conditions[g->nodes[0].what];
    assert_int_equal(c->kind, COND_IS);
    assert_string_equal(g->answer_families[c->family].id, "port");
    assert_int_equal(c->set, 1u << 0 | 1u << 2);
    assert_int_equal(c->count, 2);
    assert_int_equal(g->sets[c->first], 2);
    assert_int_equal(g->sets[c->first + 1], 0);
    over(&w);
}

static void is_names_answers_that_there_are(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_is(w.b, "port", (const char *const[]){ "refussed" }, 1, 10));
    expect_mend(refused_for(&w, "WM101", 10, "refussed", "no answer of 'port'"), "Did you mean 'refused'?");
    over(&w);
}

static void is_is_not_for_numbers(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_is(w.b, "speed", open_only, 1, 10));
    expect_mend(refused_for(&w, "WM109", 10, "speed", "asks for a number"), "below");
    over(&w);
}

static void is_is_not_for_free_text(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_is(w.b, "message", open_only, 1, 10));
    expect_mend(refused_for(&w, "WM109", 10, "message", "asks for a text"), "contains");
    over(&w);
}

static void comparisons_are_for_numbers(void **state)
{
    (void)state;
    static const condition_kind kinds[] = { COND_BELOW, COND_AT_LEAST, COND_BETWEEN };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        writing w;
        write_kinds(&w);
        when(&w, builder_compare(w.b, kinds[i], "port", 1, 2, 10));
        refused_for(&w, "WM109", 10, "port", "asks for a choice");
        over(&w);
    }
}

static void contains_is_for_text(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_contains(w.b, "port", "blue screen", 10));
    expect_mend(refused_for(&w, "WM109", 10, "port", "asks for a choice"), "Use is");
    over(&w);
}

static void contains_holds_its_word_folded(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_contains(w.b, "message", "Ｂlue SCREEN", 10));
    const guide *g = finished(&w);
    assert_string_equal(g->conditions[g->nodes[0].what].word, "blue screen");
    assert_int_equal(g->conditions[g->nodes[0].what].word_size, 11);
    over(&w);
}

static void between_goes_upwards(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_compare(w.b, COND_BETWEEN, "speed", 5, 5, 10));
    refused_for(&w, "WM108", 10, "speed", "between is out of range");
    over(&w);
}

static void numbers_are_compared_with_finite_ones(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_compare(w.b, COND_BELOW, "speed", 0, HUGE_VAL, 10));
    refused_for(&w, "WM108", 10, "speed", "below is out of range");
    over(&w);
}

static void fixed_and_failed_are_about_actions(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_about(w.b, COND_FAILED, "reboot", 10));
    const guide *g = finished(&w);
    const condition *c = &g->conditions[g->nodes[0].what];
    assert_int_equal(c->kind, COND_FAILED);
    assert_string_equal(g->remedy_families[c->family].id, "reboot");
    over(&w);
}

static void parts_stand_side_by_side(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    condition_id parts[] = { builder_is(w.b, "port", open_only, 1, 10),
                             builder_compare(w.b, COND_BELOW, "speed", 0, 60, 10) };
    condition_id none = builder_combine(w.b, COND_NONE, parts, 1, 10);
    when(&w, builder_combine(w.b, COND_ALL, (condition_id[]){ none, parts[1] }, 2, 10));
    const guide *g = finished(&w);
    const condition *all = &g->conditions[g->nodes[0].what];
    assert_int_equal(all->kind, COND_ALL);
    assert_int_equal(all->count, 2);
    assert_int_equal(g->conditions[g->parts[all->first]].kind, COND_NONE);
    assert_int_equal(g->conditions[g->parts[all->first + 1]].kind, COND_BELOW);
    over(&w);
}

static void a_condition_is_not_too_large(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    condition_id c = builder_is(w.b, "port", open_only, 1, 10);
    for (uint32_t i = 0; i < 13; i++) /* each holds the one before twice: 2^13 parts */
        c = builder_combine(w.b, COND_ANY, (condition_id[]){ c, c }, 2, 11 + i);
    when(&w, c);
    refused_for(&w, "WM114", 22, NULL, "too large");
    over(&w);
}

/* ---- Implied questions -------------------------------------------------------------------------------------------------------------- */

static void an_on_asks_about_its_question(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    question_number(&w, "ping", 6);
    condition_id slow = builder_compare(w.b, COND_AT_LEAST, NULL, 60, 0, 11); /* one condition in two asks */
    step_id ping = ask_on(&w, "ping", 12, slow, resolve(&w));
    end_with(&w, ask_on(&w, "speed", 13, slow, ping));
    const guide *g = finished(&w);
    const node *outer = &g->nodes[0], *inner = &g->nodes[1];
    const condition *of_speed = &g->conditions[g->branches[outer->first_on].what];
    const condition *of_ping = &g->conditions[g->branches[inner->first_on].what];
    assert_string_equal(g->answer_families[of_speed->family].id, "speed");
    assert_string_equal(g->answer_families[of_ping->family].id, "ping");
    over(&w);
}

static void a_form_that_names_a_question_tests_that_one(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    condition_id parts[] = { builder_compare(w.b, COND_BELOW, NULL, 0, 5, 11),
                             builder_is(w.b, "port", open_only, 1, 11) };
    end_with(&w, ask_on(&w, "speed", 13, builder_combine(w.b, COND_ALL, parts, 2, 11), resolve(&w)));
    const guide *g = finished(&w);
    const condition *all = &g->conditions[g->branches[g->nodes[0].first_on].what];
    assert_string_equal(g->answer_families[g->conditions[g->parts[all->first]].family].id, "speed");
    assert_string_equal(g->answer_families[g->conditions[g->parts[all->first + 1]].family].id, "port");
    over(&w);
}

static void elsewhere_a_condition_says_which_question(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, builder_compare(w.b, COND_BELOW, NULL, 0, 60, 10));
    refused_for(&w, "WM113", 10, NULL, "does not say which question");
    over(&w);
}

static void the_implied_question_must_fit_too(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    end_with(&w, ask_on(&w, "port", 13, builder_compare(w.b, COND_BELOW, NULL, 0, 60, 12), resolve(&w)));
    refused_for(&w, "WM109", 12, "port", "asks for a choice");
    over(&w);
}

/* ---- Goals -------------------------------------------------------------------------------------------------------------------------- */

static void guide_with_goal(writing *w, condition_id (*goal)(builder *b))
{
    write_nothing(w, "rules/x.lua");
    guide_declaration g = { .name = "vm", .title = { "指引", "A guide" }, .applies = NONE, .line = 1 };
    g.goal = goal(w->b);
    builder_guide(w->b, &g);
    question_choice(w, "port", "open closed", 2);
    desk(w);
}

static condition_id port_is_open(builder *b)
{
    return builder_is(b, "port", open_only, 1, 1);
}

static condition_id solved_is_yes(builder *b)
{
    condition_id parts[] = { port_is_open(b), builder_is(b, "solved", (const char *const[]){ "yes" }, 1, 1) };
    return builder_combine(b, COND_ANY, parts, 2, 1);
}

static condition_id a_function(builder *b)
{
    lua_function f = { .code = "", .line = 1 };
    condition_id parts[] = { builder_lua(b, &f) };
    return builder_combine(b, COND_ALL, parts, 1, 1);
}

static void a_goal_is_a_condition(void **state)
{
    (void)state;
    writing w;
    guide_with_goal(&w, port_is_open);
    const guide *g = finished(&w);
    assert_int_equal(g->conditions[g->goal].kind, COND_IS);
    assert_int_equal(g->applies, NONE);
    over(&w);
}

static void solved_is_no_goal(void **state)
{
    (void)state;
    writing w;
    guide_with_goal(&w, solved_is_yes);
    refused_for(&w, "WM113", 1, "vm", "goal can't be solved");
    over(&w);
}

static void a_goal_takes_no_function(void **state)
{
    (void)state;
    writing w;
    guide_with_goal(&w, a_function);
    refused_for(&w, "WM113", 1, "vm", "goal takes no Lua function");
    over(&w);
}

static void nor_does_verify(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    action a = action_of("open_it", 7);
    a.verify = a_function(w.b);
    assert_true(builder_has_lua(w.b, a.verify));
    builder_action(w.b, &a);
    refused_for(&w, "WM113", 7, "open_it", "verify takes no Lua function");
    over(&w);
}

static void elsewhere_a_function_is_a_condition(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    when(&w, a_function(w.b));
    const guide *g = finished(&w);
    const condition *all = &g->conditions[g->nodes[0].what];
    assert_int_equal(g->conditions[g->parts[all->first]].kind, COND_LUA);
    assert_int_equal(g->conditions[g->parts[all->first]].family, 0);
    assert_int_equal(g->function_count, 1);
    over(&w);
}

/* ---- Cells -------------------------------------------------------------------------------------------------------------------------- */

static void a_number_is_cut_wherever_it_is_tested(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    action a = action_of("tune", 7);
    a.verify = builder_compare(w.b, COND_AT_LEAST, "speed", 100, 0, 7);
    builder_action(w.b, &a);
    condition_id parts[] = { builder_compare(w.b, COND_BETWEEN, NULL, 20, 60, 12),
                             builder_compare(w.b, COND_BELOW, NULL, 0, 20, 12) };
    end_with(&w, ask_on(&w, "speed", 13, builder_combine(w.b, COND_ANY, parts, 2, 12), resolve(&w)));
    const question *speed = &finished(&w)->questions[1];
    assert_int_equal(speed->threshold_count, 3);
    assert_true(speed->thresholds[0] == 20 && speed->thresholds[1] == 60 && speed->thresholds[2] == 100);
    assert_int_equal(question_cells(speed), 4);
    assert_int_equal(question_cell_of(speed, 19.9), 0);
    assert_int_equal(question_cell_of(speed, 20), 1);
    assert_int_equal(question_cell_of(speed, 99), 2);
    assert_int_equal(question_cell_of(speed, 100), 3);
    over(&w);
}

static void cells_of_other_kinds(void **state)
{
    (void)state;
    writing w;
    write_kinds(&w);
    const guide *g = finished(&w);
    assert_int_equal(question_cells(&g->questions[0]), 3); /* a choice: its answers */
    assert_int_equal(question_cells(&g->questions[1]), 1); /* a number that nothing tests */
    assert_int_equal(question_cells(&g->questions[2]), 0); /* free text */
    over(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_names_answers),
        cmocka_unit_test(is_names_answers_that_there_are),
        cmocka_unit_test(is_is_not_for_numbers),
        cmocka_unit_test(is_is_not_for_free_text),
        cmocka_unit_test(comparisons_are_for_numbers),
        cmocka_unit_test(contains_is_for_text),
        cmocka_unit_test(contains_holds_its_word_folded),
        cmocka_unit_test(between_goes_upwards),
        cmocka_unit_test(numbers_are_compared_with_finite_ones),
        cmocka_unit_test(fixed_and_failed_are_about_actions),
        cmocka_unit_test(parts_stand_side_by_side),
        cmocka_unit_test(a_condition_is_not_too_large),
        cmocka_unit_test(an_on_asks_about_its_question),
        cmocka_unit_test(a_form_that_names_a_question_tests_that_one),
        cmocka_unit_test(elsewhere_a_condition_says_which_question),
        cmocka_unit_test(the_implied_question_must_fit_too),
        cmocka_unit_test(a_goal_is_a_condition),
        cmocka_unit_test(solved_is_no_goal),
        cmocka_unit_test(a_goal_takes_no_function),
        cmocka_unit_test(nor_does_verify),
        cmocka_unit_test(elsewhere_a_function_is_a_condition),
        cmocka_unit_test(a_number_is_cut_wherever_it_is_tested),
        cmocka_unit_test(cells_of_other_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
