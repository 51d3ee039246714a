/* Conditions (rules-language.md, "Conditions"): three-valued, and those that only Lua can say. Uses waymark.h through
 * support/walk_support.h. */
#include <stdio.h>
#include <string.h>

#include "support/walk_support.h"

/* What is known in every example here: a = yes, b = no, c is not known, d is "not sure", n = 60, m is not known, t is a text, `tried` was
 * tried and failed. */
#define KNOWN                                                                                                          \
    GUIDE("pc", "")                                                                                                    \
    QUESTION("a", "")                                                                                                  \
    QUESTION("b", "")                                                                                                  \
    QUESTION("c", "")                                                                                                  \
    QUESTION("d", "answers = { 'yes', 'no', 'both' }")                                                                 \
    QUESTION("n", "kind = 'number'")                                                                                   \
    QUESTION("m", "kind = 'number'")                                                                                   \
    QUESTION("t", "kind = 'text'") QUESTION("u", "kind = 'text'") ACTION("tried", "") FAULT("held", "") DESK

static example *given_when(const char *condition)
{
    char text[2048];
    snprintf(text, sizeof text, "%sflow { when(%s) { conclude 'held' }, otherwise = escalate 'desk' }", KNOWN,
             condition);
    example *e = given(text);
    says(e, "a", "yes");
    says(e, "b", "no");
    not_sure(e, "d");
    says_number(e, "n", 60);
    says(e, "t", "Stop code: BLUE SCREEN");
    failed(e, "tried");
    return e;
}

/* Whether the steps of `when(condition)` are taken. */
static bool holds(const char *condition)
{
    example *e = given_when(condition);
    bool held = strcmp(step_of(__FILE__, __LINE__, e), "escalate desk for held") == 0;
    if (!held)
        expect(e, "escalate desk");
    over(e);
    return held;
}

static void what_is_known_decides(void **state)
{
    (void)state;
    assert_true(holds("is('a', 'yes')"));
    assert_false(holds("is('a', 'no')"));
    assert_true(holds("is('a', 'no', 'yes')")); /* any of these answers */
    assert_true(holds("known('a')"));
    assert_false(holds("known('c')"));
    assert_true(holds("failed('tried')"));
    assert_false(holds("fixed('tried')"));
    assert_true(holds("none { fixed('tried') }"));
}

static void what_is_unknown_or_not_sure_does_not_hold(void **state)
{
    (void)state;
    assert_false(holds("is('c', 'yes')"));
    assert_false(holds("is('c', 'no')"));
    assert_false(holds("is('d', 'yes', 'no', 'both')"));
    assert_false(holds("below('m', 5)"));
    assert_false(holds("at_least('m', 5)"));
    assert_false(holds("contains('u', 'screen')"));
}

static void none_of_an_unknown_is_unknown(void **state)
{
    (void)state;
    assert_true(holds("none { is('b', 'yes') }"));
    assert_false(holds("none { is('a', 'yes') }"));
    assert_false(holds("none { is('c', 'yes') }"));
    assert_false(holds("none { is('d', 'yes') }"));
    assert_false(holds("none { below('m', 5) }"));
    assert_false(holds("none { none { is('c', 'yes') } }"));
    assert_true(holds("none { none { is('a', 'yes') } }"));
    assert_false(holds("none { is('b', 'yes'), is('c', 'yes') }"));
    assert_true(holds("none { is('b', 'yes'), is('a', 'no') }"));
    assert_true(holds("none { known('c') }")); /* that it is not known, is known */
}

static void a_false_part_decides_all_whatever_is_unknown(void **state)
{
    (void)state;
    assert_true(holds("all { is('a', 'yes'), is('b', 'no') }"));
    assert_false(holds("all { is('a', 'yes'), is('b', 'yes') }"));
    assert_false(holds("all { is('a', 'yes'), is('c', 'yes') }"));
    assert_false(holds("none { all { is('a', 'yes'), is('c', 'yes') } }")); /* unknown */
    assert_true(holds("none { all { is('c', 'yes'), is('b', 'yes') } }"));  /* false */
}

static void a_true_part_decides_any_whatever_is_unknown(void **state)
{
    (void)state;
    assert_true(holds("any { is('c', 'yes'), is('a', 'yes') }"));
    assert_false(holds("any { is('b', 'yes'), is('a', 'no') }"));
    assert_false(holds("any { is('c', 'yes'), is('b', 'yes') }"));
    assert_false(holds("none { any { is('c', 'yes'), is('b', 'yes') } }")); /* unknown */
    assert_true(holds("none { any { is('b', 'yes'), is('a', 'no') } }"));   /* false */
    assert_false(holds("none { any { is('c', 'yes'), is('a', 'yes') } }")); /* none of a true one */
}

static void numbers_and_texts_are_compared(void **state)
{
    (void)state;
    assert_false(holds("below('n', 60)"));
    assert_true(holds("below('n', 60.5)"));
    assert_true(holds("at_least('n', 60)"));
    assert_true(holds("between('n', 60, 61)"));
    assert_false(holds("between('n', 59, 60)"));
    assert_true(holds("none { between('n', 59, 60) }"));
    assert_true(holds("contains('t', 'blue screen')"));
    assert_false(holds("contains('t', 'black screen')"));
    assert_true(holds("none { contains('t', 'black screen') }"));
}

static void a_lua_function_says_what_they_cannot(void **state)
{
    (void)state;
    assert_true(holds("function(facts) return facts.a ~= facts.b end"));
    assert_true(holds("function(facts) return facts.n * 2 == 120 end"));
    assert_false(holds("function(facts) return facts.a == facts.b end"));
    assert_true(holds("none { function(facts) return facts.a == facts.b end }"));
    assert_false(holds("function(facts) return nil end"));
    assert_true(holds("all { is('a', 'yes'), function(facts) return facts.b == 'no' end }"));
}

static void reading_an_unknown_fact_ends_it_as_unknown(void **state)
{
    (void)state;
    assert_false(holds("function(facts) return facts.c ~= 'yes' end"));
    assert_false(holds("function(facts) return facts.c == nil end"));
    assert_false(holds("none { function(facts) return facts.c == 'yes' end }"));
    assert_false(holds("none { function(facts) return facts.d == 'yes' end }"));               /* not sure */
    assert_true(holds("function(facts) return facts.a == 'yes' or facts.c == 'yes' end"));     /* not read */
    assert_true(holds("any { function(facts) return facts.c == 'yes' end, is('a', 'yes') }")); /* unknown or true */
}

static void the_trace_says_what_a_condition_waited_for(void **state)
{
    (void)state;
    example *e = given_when("is('c', 'yes')");
    expect(e, "escalate desk");
    assert_true(passed_over(e, WM_PASS_UNKNOWN, NULL));
    assert_false(passed_over(e, WM_PASS_FALSE, NULL));
    says(e, "c", "no");
    expect(e, "escalate desk");
    assert_true(passed_over(e, WM_PASS_FALSE, NULL));
    assert_false(passed_over(e, WM_PASS_UNKNOWN, NULL));
    says(e, "c", "yes");
    expect(e, "escalate desk for held");
    over(e);
}

static void the_steps_of_a_when_fall_through_to_the_next(void **state)
{
    (void)state;
    example *e = given(KNOWN "flow { when(is('a', 'yes')) { ask 'b' {} }, ask 'c' {}, otherwise = escalate 'desk' }");
    expect(e, "ask c"); /* a `when` asks nothing */
    says(e, "a", "yes");
    expect(e, "ask b");
    says(e, "b", "no");
    expect(e, "ask c");
    over(e);
}

static void a_question_that_is_answered_not_sure_is_not_unanswered(void **state)
{
    (void)state;
    example *e = given(KNOWN "flow { ask 'a' { unsure = ask 'b' {} }, otherwise = escalate 'desk' }");
    not_sure(e, "a");
    expect(e, "ask b");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_decides),
        cmocka_unit_test(what_is_unknown_or_not_sure_does_not_hold),
        cmocka_unit_test(none_of_an_unknown_is_unknown),
        cmocka_unit_test(a_false_part_decides_all_whatever_is_unknown),
        cmocka_unit_test(a_true_part_decides_any_whatever_is_unknown),
        cmocka_unit_test(numbers_and_texts_are_compared),
        cmocka_unit_test(a_lua_function_says_what_they_cannot),
        cmocka_unit_test(reading_an_unknown_fact_ends_it_as_unknown),
        cmocka_unit_test(the_trace_says_what_a_condition_waited_for),
        cmocka_unit_test(the_steps_of_a_when_fall_through_to_the_next),
        cmocka_unit_test(a_question_that_is_answered_not_sure_is_not_unanswered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
