/* test_walks_wrong.c: walks with a wrong field of each kind, and the words that tell it; recorded cases with what they may hold. */
#include "unit/prove/printer.h"

#define FAILS(walk, why) expect_walk(walk, false, why)
#define PASSES(walk)     expect_walk(walk, true, NULL)

static void wrong_facts_are_told(void **state)
{
    (void)state;
    FAILS("{\"facts\":[1],\"expect\":{}}\n", "facts is an object: a question's name and its answer");
    FAILS("{\"known\":\"yes\",\"expect\":{}}\n", "known is an object");
    FAILS("{\"facts\":{\"power\":[]},\"expect\":{}}\n", "the answer to power is a text, a number");
    FAILS("{\"facts\":{\"pages\":5000},\"expect\":{}}\n", "outside 0 to 1000");
    FAILS("{\"facts\":{\"pages\":\"many\"},\"expect\":{}}\n", "takes a number, not a text");
}

static void wrong_steps_are_told(void **state)
{
    (void)state;
    FAILS("{\"steps\":{\"ask\":\"power\"},\"expect\":{}}\n", "steps are a list");
    FAILS("{\"steps\":[{\"say\":\"power\"}],\"expect\":{}}\n", "a step is an ask, a try or a note");
    FAILS("{\"steps\":[{\"ask\":\"power\"}],\"expect\":{}}\n", "the answer to power is a text");
    FAILS("{\"steps\":[{\"ask\":\"powr\",\"answer\":\"no\"}],\"expect\":{}}\n", "powr");
    FAILS("{\"steps\":[{\"try\":\"plug\"}],\"expect\":{}}\n", "the outcome of plug is done, fixed, failed or skipped");
    FAILS("{\"steps\":[{\"try\":\"plgu\",\"outcome\":\"done\"}],\"expect\":{}}\n", "plgu");
}

static void wrong_expectations_are_told(void **state)
{
    (void)state;
    static const char *const keys[] = { "end", "fault", "action", "escalate", "stopped_at" };
    char walk[200], why[100];
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        snprintf(walk, sizeof walk, "{\"expect\":{\"%s\":7}}\n", keys[i]);
        snprintf(why, sizeof why, "expect has no %s, or not with this value", keys[i]);
        FAILS(walk, why);
    }
    FAILS("{\"expect\":{\"asked\":-1}}\n", "expect has no asked, or not with this value");
    FAILS("{\"expect\":{\"asked\":1e9}}\n", "expect has no asked");
    FAILS("{\"expect\":{\"asked\":\"two\"}}\n", "expect has no asked");
    FAILS("{\"expect\":{\"path\":\"power=no\"}}\n", "path is a list");
    FAILS("{\"expect\":{\"path\":[1]}}\n", "path is a list");
    FAILS("{\"expect\":7}\n", "does not say where it should come to");
}

static void another_way_or_end_is_told(void **state)
{
    (void)state;
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"path\":[]}}\n",
          "step 1 of the path should be —, but is power=no");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"path\":[\"power=no\",\"paper=some\"]}}\n",
          "step 2 of the path should be paper=some");
    FAILS("{\"facts\":{\"power\":\"yes\"},\"expect\":{\"end\":\"resolved\"}}\n",
          "should end resolved, but is incomplete");
    FAILS("{\"facts\":{\"power\":\"yes\"},\"expect\":{\"stopped_at\":\"no_such\"}}\n", "should stop at no_such");
    FAILS("{\"facts\":{\"power\":\"yes\",\"paper\":null},\"expect\":{\"action\":\"no_such\"}}\n",
          "the action should be no_such");
    FAILS("{\"facts\":{\"power\":\"yes\",\"paper\":null},\"expect\":{\"fault\":\"jam\"}}\n", "the cause should be jam");
}

static void an_expectation_that_must_not_hold_says_false_for_nothing(void **state)
{
    (void)state;
    PASSES("{\"facts\":{\"power\":\"no\"},\"expect\":{\"fault\":\"unplugged\"},\"must_fail\":false}\n");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"fault\":\"unplugged\"},\"must_fail\":\"\"}\n", "should fail");
}

/* ---- Steps that come otherwise than they would --------------------------------------------------------------------------- */

static void a_remedy_that_resolves_is_the_one_that_is_named(void **state)
{
    (void)state;
    PASSES("{\"steps\":[{\"ask\":\"power\",\"answer\":\"no\"},{\"try\":\"plug\",\"outcome\":\"fixed\"}],"
           "\"expect\":{\"end\":\"resolved\",\"action\":\"plug\"}}\n");
    PASSES("{\"steps\":[{\"ask\":\"power\",\"answer\":\"no\"},{\"try\":\"plug\",\"outcome\":\"failed\"}],"
           "\"expect\":{\"end\":\"escalated\",\"path\":[\"power=no\",\"plug=failed\"]}}\n");
    PASSES("{\"steps\":[{\"ask\":\"power\",\"answer\":\"no\"},{\"try\":\"plug\",\"outcome\":\"skipped\"}],"
           "\"expect\":{\"end\":\"escalated\",\"escalate\":\"desk\"}}\n");
    FAILS("{\"steps\":[{\"ask\":\"power\",\"answer\":\"no\"},{\"try\":\"plug\",\"outcome\":\"fixed\"}],"
          "\"expect\":{\"end\":\"resolved\",\"action\":\"fill\"}}\n",
          "the action should be fill, but it comes to: resolved by plug");
}

/* ---- Recorded cases --------------------------------------------------------------------------------------------------------- */

static const char *recorded(wm_case *c)
{
    const char *line = NULL;
    wm_error error = { 0 };
    if (wm_case_as_walk(c, "mine", &line, &error) != WM_OK)
        fail_msg("%s", error.en);
    return line;
}

static void expect_recorded(wm_case *c, const char *words)
{
    const char *line = recorded(c);
    if (!strstr(line, words))
        fail_msg("%s is not in %s", words, line);
}

/* What a recorded case says is what its walk then passes by. */
static void a_case_is_recorded_as_it_ends(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_case *c;
    const wm_value many = { .kind = WM_VALUE_NUMBER, .number = 600 };
    assert_int_equal(wm_rules_load_text(&rules, NULL, "printer.lua", printer, strlen(printer), NULL), WM_OK);
    assert_int_equal(wm_case_new(&c, rules, "printer", NULL), WM_OK);
    expect_recorded(c, "\"stopped_at\":\"power\"");
    assert_int_equal(wm_case_answer(c, "power", "yes", NULL), WM_OK);
    assert_int_equal(wm_case_answer(c, "paper", "some", NULL), WM_OK);
    expect_recorded(c, "\"stopped_at\":\"pages\"");
    assert_int_equal(wm_case_answer_value(c, "pages", &many, NULL, NULL), WM_OK);
    expect_recorded(c, "\"end\":\"escalated\",\"escalate\":\"vendor\"");
    expect_recorded(c, "600");
    char line[2000];
    snprintf(line, sizeof line, "%s\n", recorded(c));
    wm_case_free(c);
    wm_rules_free(rules);
    PASSES(line);
}

static void an_answer_that_is_not_known_is_recorded_as_such(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_case *c;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "printer.lua", printer, strlen(printer), NULL), WM_OK);
    assert_int_equal(wm_case_new(&c, rules, "printer", NULL), WM_OK);
    assert_int_equal(wm_case_answer(c, "power", "yes", NULL), WM_OK);
    assert_int_equal(wm_case_answer(c, "paper", NULL, NULL), WM_OK);
    expect_recorded(c, "\"escalate\":\"desk\"");
    char line[2000];
    snprintf(line, sizeof line, "%s\n", recorded(c));
    wm_case_free(c);
    wm_rules_free(rules);
    PASSES(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_facts_are_told),
        cmocka_unit_test(wrong_steps_are_told),
        cmocka_unit_test(wrong_expectations_are_told),
        cmocka_unit_test(another_way_or_end_is_told),
        cmocka_unit_test(an_expectation_that_must_not_hold_says_false_for_nothing),
        cmocka_unit_test(a_remedy_that_resolves_is_the_one_that_is_named),
        cmocka_unit_test(a_case_is_recorded_as_it_ends),
        cmocka_unit_test(an_answer_that_is_not_known_is_recorded_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
