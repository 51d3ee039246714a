/* Facts in force (rules-language.md, "Facts and time" 1): changed answers, answers given before they are asked, and what is taken back.
 * Uses waymark.h through support/walk_support.h. */
#include <stdio.h>
#include <string.h>

#include "support/walk_support.h"

#define PRINTER                                                                                                        \
    GUIDE("printer", "")                                                                                               \
    QUESTION("power", "")                                                                                              \
    QUESTION("lamp", "answers = { 'red', 'green' }")                                                                   \
    QUESTION("paper", "")                                                                                              \
    QUESTION("toner", "")                                                                                              \
    FAULT("plug", "")                                                                                                  \
    FAULT("jam", "")                                                                                                   \
    DESK "flow {"                                                                                                      \
         "  ask 'power' { no = conclude 'plug' },"                                                                     \
         "  ask 'lamp' { red = ask 'paper' { yes = conclude 'jam' }, green = ask 'toner' {} },"                        \
         "  otherwise = escalate 'desk' }"

static void a_changed_answer_keeps_the_others(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    says(e, "power", "yes");
    says(e, "lamp", "red");
    says(e, "paper", "no");
    expect(e, "escalate desk");
    says(e, "lamp", "green");
    expect(e, "ask toner");
    says(e, "power", "no");
    expect(e, "escalate desk for plug");
    says(e, "power", "yes");
    expect(e, "ask toner");
    says(e, "lamp", "red");
    expect(e, "escalate desk"); /* the paper is not asked again */
    over(e);
}

static void answers_may_come_before_they_are_asked(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    says(e, "paper", "yes");
    expect(e, "ask power"); /* the walk starts at the root all the same */
    says(e, "lamp", "red");
    expect(e, "ask power");
    says(e, "power", "yes");
    expect(e, "escalate desk for jam");
    over(e);
}

static void the_order_of_answers_makes_no_difference(void **state)
{
    (void)state;
    static const char *const said[3][2] = { { "power", "yes" }, { "lamp", "red" }, { "paper", "yes" } };
    static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    for (size_t order = 0; order < 6; order++) {
        example *e = given(PRINTER);
        for (size_t i = 0; i < 3; i++)
            says(e, said[orders[order][i]][0], said[orders[order][i]][1]);
        expect(e, "escalate desk for jam");
        over(e);
    }
}

static void retract_takes_back_the_latest_answer_of_that_name(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    says(e, "power", "no");
    says(e, "power", "yes");
    says(e, "lamp", "red");
    says(e, "lamp", "green");
    expect(e, "ask toner");
    retract(e, "lamp"); /* green is gone, red is in force again */
    expect(e, "ask paper");
    retract(e, "lamp");
    expect(e, "ask lamp");
    retract(e, "power");
    expect(e, "escalate desk for plug");
    retract(e, "power");
    expect(e, "ask power");
    assert_int_equal(wm_case_retract(case_of(e), "power", NULL), WM_NOTHING);
    assert_int_not_equal(wm_case_retract(case_of(e), "mouse", NULL), WM_OK);
    expect(e, "ask power");
    over(e);
}

static void not_sure_is_an_answer_that_can_be_taken_back(void **state)
{
    (void)state;
    example *e = given(GUIDE("pc", "") QUESTION("lamp", "") QUESTION("beeps", "") DESK
                       "flow { ask 'lamp' { unsure = ask 'beeps' {} }, otherwise = escalate 'desk' }");
    says(e, "lamp", "yes");
    not_sure(e, "lamp");
    expect(e, "ask beeps");
    retract(e, "lamp");
    expect(e, "escalate desk");
    over(e);
}

static void several_answers_are_taken_together_or_not_at_all(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    wm_answer answers[] = { { .question = "power", .value = { .kind = WM_VALUE_TEXT, .text = "yes" } },
                            { .question = "lamp", .value = { .kind = WM_VALUE_TEXT, .text = "mauve" } } };
    assert_int_equal(wm_case_answers(case_of(e), answers, 2, NULL), WM_OUT_OF_RANGE);
    expect(e, "ask power");
    answers[1].value.text = "red";
    assert_int_equal(wm_case_answers(case_of(e), answers, 2, NULL), WM_OK);
    expect(e, "ask paper");
    over(e);
}

/* ---- Taking back what was verified ---------------------------------------------------------------------------------------------------- */

#define SSH                                                                                                            \
    GUIDE("ssh", "")                                                                                                   \
    QUESTION("port_22", "answers = { 'open', 'timeout' }")                                                             \
    FAULT("sg_closed", "")                                                                                             \
    ACTION("open_sg", "fixes = { sg_closed = .97 }, verify = is('port_22', 'open')")                                   \
    DESK "flow { ask 'port_22' { timeout = conclude 'sg_closed' }, otherwise = escalate 'desk' }"

static void a_verifying_answer_taken_back_is_asked_again(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "open");
    expect(e, "resolved by open_sg for sg_closed");
    retract(e, "port_22");
    expect(e, "ask port_22 to verify open_sg");
    says(e, "port_22", "timeout");
    expect(e, "escalate desk for sg_closed");
    over(e);
}

static void with_an_action_goes_what_verified_it_and_what_was_before_is_back(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "open");
    retract(e, "open_sg");
    expect(e, "try open_sg for sg_closed"); /* port_22 is `timeout` again */
    retract(e, "port_22");
    expect(e, "ask port_22");
    over(e);
}

static void an_outcome_taken_back_leaves_the_one_before(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    skipped(e, "open_sg");
    expect(e, "escalate desk for sg_closed");
    fixed(e, "open_sg"); /* done after all */
    expect_begins(e, "resolved by open_sg");
    retract(e, "open_sg");
    expect(e, "escalate desk for sg_closed"); /* skipped, as before */
    retract(e, "open_sg");
    expect(e, "try open_sg for sg_closed");
    over(e);
}

static void with_an_action_what_it_had_made_stale_is_back(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("line", "") QUESTION("speed", "answers = { 'slow', 'fast' }") QUESTION("cable", "")
                  ACTION("reboot", "changes = { 'speed', 'cable' }") DESK
              "flow { ask 'speed' { slow = ask 'cable' { yes = try 'reboot' } }, otherwise = escalate 'desk' }");
    says(e, "speed", "slow");
    says(e, "cable", "yes");
    done(e, "reboot");
    says(e, "solved", "no");
    expect(e, "ask speed");
    retract(e, "reboot");
    expect(e, "try reboot"); /* slow, yes */
    done(e, "reboot");
    expect(e, "ask solved to verify reboot"); /* the answer that verified it went with it */
    says(e, "solved", "no");
    says(e, "speed", "fast"); /* a new look, not a verification */
    expect(e, "escalate desk");
    retract(e, "reboot");
    expect(e, "escalate desk"); /* it stays: the latest answer */
    retract(e, "speed");
    expect(e, "try reboot");
    over(e);
}

static void what_if_changes_nothing(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    says(e, "power", "yes");
    wm_answer red[] = { { .question = "lamp", .value = { .kind = WM_VALUE_TEXT, .text = "red" } },
                        { .question = "paper", .value = { .kind = WM_VALUE_TEXT, .text = "yes" } } };
    wm_step step;
    assert_int_equal(wm_case_what_if(case_of(e), red, 2, &step, NULL), WM_OK);
    assert_int_equal(step.kind, WM_ESCALATE);
    assert_string_equal(step.fault, "jam");
    expect(e, "ask lamp");
    over(e);
}

static void the_log_keeps_what_was_taken_back(void **state)
{
    (void)state;
    example *e = given(PRINTER);
    wm_event event;
    says(e, "power", "no");
    retract(e, "power");
    assert_int_equal(wm_case_log_size(case_of(e)), 2);
    assert_int_equal(wm_case_log(case_of(e), 0, &event), WM_OK);
    assert_int_equal(event.kind, WM_EVENT_ANSWER);
    assert_true(event.retracted);
    assert_int_equal(wm_case_log(case_of(e), 1, &event), WM_OK);
    assert_int_equal(event.kind, WM_EVENT_RETRACT);
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_answer_keeps_the_others),
        cmocka_unit_test(answers_may_come_before_they_are_asked),
        cmocka_unit_test(the_order_of_answers_makes_no_difference),
        cmocka_unit_test(retract_takes_back_the_latest_answer_of_that_name),
        cmocka_unit_test(not_sure_is_an_answer_that_can_be_taken_back),
        cmocka_unit_test(several_answers_are_taken_together_or_not_at_all),
        cmocka_unit_test(a_verifying_answer_taken_back_is_asked_again),
        cmocka_unit_test(with_an_action_goes_what_verified_it_and_what_was_before_is_back),
        cmocka_unit_test(an_outcome_taken_back_leaves_the_one_before),
        cmocka_unit_test(with_an_action_what_it_had_made_stale_is_back),
        cmocka_unit_test(what_if_changes_nothing),
        cmocka_unit_test(the_log_keeps_what_was_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
