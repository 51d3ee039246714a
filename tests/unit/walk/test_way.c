/* The way so far, also while a remedy is verified and once it has helped; questions and escalations that are not the step. Uses waymark.h
 * through support/walk_support.h. */
#include <stdio.h>
#include <string.h>

#include "support/walk_support.h"

enum { MOST = 16 };

/* "lamp=red paper=no": the way in words. */
static void expect_way(example *e, const char *words)
{
    wm_fact way[MOST];
    char is[512] = "";
    size_t count = wm_case_path(case_of(e), way, MOST);
    assert_true(count <= MOST);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(is);
        snprintf(is + used, sizeof is - used, "%s%s=%s%s", i ? " " : "", way[i].id, way[i].answer ? way[i].answer : "?",
                 way[i].presumed ? "(presumed)" : "");
    }
    assert_string_equal(is, words);
}

#define PRINTER                                                                                                        \
    GUIDE("printer", "goal = is('prints', 'yes')")                                                                     \
    QUESTION("prints", "")                                                                                             \
    QUESTION("power", "")                                                                                              \
    QUESTION("lamp", "answers = { 'red', 'green' }")                                                                   \
    QUESTION("drawer", "answers = { 'full', 'empty' }")                                                                \
    FAULT("jam", "prior = .5")                                                                                         \
    ACTION("clear", "fixes = { jam = .9 }, verify = is('lamp', 'green')")                                              \
    DESK "flow {"                                                                                                      \
         "  ask 'power' {},"                                                                                           \
         "  ask 'lamp' { red = ask 'drawer' { full = conclude 'jam' } },"                                              \
         "  otherwise = escalate 'desk' }"

static example *verifying(void)
{
    example *e = given(PRINTER);
    says(e, "power", "yes");
    says(e, "lamp", "red");
    says(e, "drawer", "full");
    expect(e, "try clear for jam");
    expect_way(e, "power=yes lamp=red drawer=full");
    done(e, "clear");
    return e;
}

static void the_way_stays_while_a_remedy_is_verified(void **state)
{
    (void)state;
    example *e = verifying();
    expect(e, "ask lamp to verify clear");
    expect_way(e, "power=yes drawer=full"); /* the lamp is asked once more: what it was is no longer in force */
    says(e, "lamp", "green");
    expect(e, "ask prints to verify clear");
    expect_way(e, "power=yes drawer=full lamp=green");
    over(e);
}

static void the_way_stays_once_it_is_solved(void **state)
{
    (void)state;
    example *e = verifying();
    says(e, "lamp", "green");
    says(e, "prints", "yes");
    expect(e, "resolved by clear for jam");
    expect_way(e, "power=yes drawer=full lamp=green prints=yes");
    over(e);
}

static void a_remedy_that_failed_is_left_behind(void **state)
{
    (void)state;
    example *e = verifying();
    says(e, "lamp", "red");
    expect(e, "escalate desk for jam");
    expect_way(e, "power=yes lamp=red drawer=full");
    over(e);
}

static void the_way_to_a_goal_that_was_reached_on_the_way(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    says(e, "power", "yes");
    says(e, "prints", "yes"); /* it prints after all */
    expect(e, "resolved");
    expect_way(e, "power=yes prints=yes");
    retract(e, "prints");
    expect(e, "ask lamp");
    expect_way(e, "power=yes");
    over(e);
}

/* What is not on the way to the remedy does not come into the way while it is verified. */
static void other_answers_stay_out(void **state)
{
    (void)state;
    example *e = given(PRINTER QUESTION("weather", ""));
    says(e, "weather", "yes");
    says(e, "power", "yes");
    says(e, "lamp", "red");
    says(e, "drawer", "full");
    done(e, "clear");
    says(e, "weather", "no");
    expect_way(e, "power=yes drawer=full");
    over(e);
}

static void without_a_flow_it_is_what_was_answered(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("printer", "goal = is('prints', 'yes')") QUESTION("prints", "")
                  QUESTION("lamp", "given = { jam = { yes = .9 } }") QUESTION("noise", "given = { jam = { yes = .8 } }")
                      FAULT("jam", "prior = .5") ACTION("clear", "fixes = { jam = .9 }, cost = 1") DESK);
    says(e, "noise", "yes");
    not_sure(e, "lamp");
    expect_way(e, "lamp=? noise=yes"); /* as declared: in whatever order they came, it is the same way */
    done(e, "clear");
    expect(e, "ask prints to verify clear");
    expect_way(e, "lamp=? noise=yes");
    over(e);
}

/* ---- Questions that are not the step -------------------------------------------------------------------------------------------------- */

static void a_question_that_is_not_asked(void **state)
{
    (void)state;
    wm_step asked;
    wm_error error;
    example *e = given(PRINTER QUESTION("pages", "kind = 'number', min = 0, max = 500"));
    expect(e, "ask power");
    assert_int_equal(wm_case_question(case_of(e), "lamp", &asked, &error), WM_OK);
    assert_string_equal(asked.id, "lamp");
    assert_int_equal(asked.kind, WM_ASK);
    assert_int_equal(asked.option_count, 2);
    assert_string_equal(asked.options[1].id, "green");
    assert_string_equal(asked.text.en, "lamp?");
    assert_null(asked.verifies);
    assert_int_equal(wm_case_question(case_of(e), "pages", &asked, &error), WM_OK);
    assert_int_equal(asked.input, WM_NUMBER);
    assert_true(asked.max > 499 && asked.max < 501);
    assert_int_equal(wm_case_question(case_of(e), "colour", &asked, &error), WM_UNKNOWN);
    assert_non_null(strstr(wm_error_what(&error, WM_EN), "colour"));
    expect(e, "ask power"); /* it was looked at, and nothing else */
    over(e);
}

/* ---- To whom it can be handed over ---------------------------------------------------------------------------------------------------- */

static void the_escalations_of_a_guide(void **state)
{
    (void)state;
    wm_step to[MOST];
    example *e = given(PRINTER "escalation 'vendor' { to = 'maker', level = 3, zh = '送修', en = 'To the maker', "
                               "evidence = { 'power', 'lamp' } }\n");
    says(e, "power", "no");
    assert_int_equal(wm_case_escalations(case_of(e), to, MOST), 2);
    assert_string_equal(to[0].id, "desk");
    assert_string_equal(to[0].to, "second_line");
    assert_string_equal(to[1].to, "maker");
    assert_int_equal(to[1].kind, WM_ESCALATE);
    assert_int_equal(to[1].level, 3);
    assert_int_equal(to[1].evidence_count, 2);
    assert_true(to[1].evidence[0].known);
    assert_string_equal(to[1].evidence[0].answer, "no");
    assert_false(to[1].evidence[1].known);
    assert_int_equal(wm_case_escalations(case_of(e), to, 1), 2); /* at most so many are written */
    expect(e, "ask lamp");
    over(e);
}

static void within_an_included_guide_its_own_come_first(void **state)
{
    (void)state;
    wm_step to[MOST];
    example *e = given_guides(
        GUIDE("whole", "") QUESTION("first", "") DESK
        "flow { ask 'first' {}, include 'part', otherwise = escalate 'desk' }",
        GUIDE("part", "") QUESTION("inner", "")
            ESCALATION("plumber") "flow { ask 'inner' { no = escalate 'plumber' }, otherwise = escalate 'plumber' }");
    expect(e, "ask first");
    assert_int_equal(wm_case_escalations(case_of(e), to, MOST), 1);
    says(e, "first", "yes");
    assert_int_equal(wm_case_escalations(case_of(e), to, MOST), 2);
    assert_string_equal(to[0].id, "plumber");
    assert_string_equal(to[0].guide, "part");
    assert_string_equal(to[1].id, "desk");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_stays_while_a_remedy_is_verified),
        cmocka_unit_test(the_way_stays_once_it_is_solved),
        cmocka_unit_test(a_remedy_that_failed_is_left_behind),
        cmocka_unit_test(the_way_to_a_goal_that_was_reached_on_the_way),
        cmocka_unit_test(other_answers_stay_out),
        cmocka_unit_test(without_a_flow_it_is_what_was_answered),
        cmocka_unit_test(a_question_that_is_not_asked),
        cmocka_unit_test(the_escalations_of_a_guide),
        cmocka_unit_test(within_an_included_guide_its_own_come_first),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
