/* What doing something changes, and what verifies it (rules-language.md, "Facts and time" 2 to 5). Uses waymark.h through
 * support/walk_support.h. */
#include <string.h>

#include "support/walk_support.h"

/* Whether a question has an answer in force. */
static bool answered(example *e, const char *question)
{
    wm_fact facts[32];
    size_t count = wm_case_facts(case_of(e), facts, 32);
    for (size_t i = 0; i < count && i < 32; i++)
        if (strcmp(facts[i].id, question) == 0)
            return true;
    return false;
}

/* ---- A condition of the action's own ------------------------------------------------------------------------------------------------ */

#define SSH_REST                                                                                                       \
    QUESTION("port_22", "answers = { 'open', 'refused', 'timeout' }")                                                  \
    QUESTION("console", "")                                                                                            \
    QUESTION("key", "")                                                                                                \
    FAULT("sg_closed", "prior = .6")                                                                                   \
    FAULT("sshd_down", "prior = .4")                                                                                   \
    ACTION("open_sg", "fixes = { sg_closed = .97 }, verify = is('port_22', 'open')")                                   \
    ACTION("restart_sshd", "fixes = { sshd_down = .8 }, verify = is('port_22', 'open')")                               \
    DESK "flow { ask 'port_22' {"                                                                                      \
         "  timeout = conclude 'sg_closed', refused = conclude 'sshd_down',"                                           \
         "  open = ask 'key' {}, unsure = ask 'console' {},"                                                           \
         "}, otherwise = escalate 'desk' }"
#define SSH GUIDE("ssh", "") SSH_REST
#define SSH_WITH_GOAL                                                                                                  \
    GUIDE("ssh", "goal = is('login', 'works')") QUESTION("login", "answers = { 'works', 'fails' }") SSH_REST

static void a_fixed_action_resolves_though_its_answers_put_the_root_on_another_branch(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    expect(e, "try open_sg for sg_closed");
    done(e, "open_sg");
    expect(e, "ask port_22 to verify open_sg"); /* asked anew */
    says(e, "port_22", "open");
    expect(e, "resolved by open_sg for sg_closed"); /* not: ask key */
    over(e);
}

static void where_it_does_not_hold_the_walk_goes_on_from_the_root(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "timeout");
    expect(e, "escalate desk for sg_closed");
    retract(e, "port_22");
    expect(e, "ask port_22 to verify open_sg");
    says(e, "port_22", "refused"); /* failed, and another branch */
    expect(e, "try restart_sshd for sshd_down");
    done(e, "restart_sshd");
    expect(e, "ask port_22 to verify restart_sshd");
    says(e, "port_22", "open");
    expect(e, "resolved by restart_sshd for sshd_down");
    over(e);
}

static void a_verification_that_comes_out_not_sure_failed(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    not_sure(e, "port_22");
    expect(e, "ask console"); /* the root's branch for "not sure" */
    says(e, "port_22", "timeout");
    expect(e, "escalate desk for sg_closed"); /* open_sg was tried */
    over(e);
}

static void verification_comes_before_the_walk(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "console", "yes");
    expect(e, "ask port_22 to verify open_sg");
    skipped(e, "restart_sshd");
    expect(e, "ask port_22 to verify open_sg");
    over(e);
}

static void its_outcome_stands_when_the_question_is_answered_again(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "timeout"); /* failed */
    says(e, "port_22", "open");    /* by itself, later on */
    expect(e, "ask key");
    says(e, "port_22", "timeout");
    expect(e, "escalate desk for sg_closed");
    over(e);
}

static void a_fix_that_is_known_not_to_hold_any_more_does_not_resolve(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "open");
    expect(e, "resolved by open_sg for sg_closed");
    says(e, "port_22", "refused");
    expect(e, "try restart_sshd for sshd_down");
    over(e);
}

static void a_composite_condition_is_asked_question_by_question(void **state)
{
    (void)state;
    example *e = given(
        GUIDE("net", "") QUESTION("lamp", "") QUESTION("ping", "") QUESTION("speed", "kind = 'number'")
            FAULT("cable", "")
                ACTION("swap", "fixes = { cable = .9 },"
                               "verify = all { is('lamp', 'yes'), any { is('ping', 'yes'), at_least('speed', 50) } }")
                    DESK "flow { ask 'lamp' { no = conclude 'cable' }, otherwise = escalate 'desk' }");
    says(e, "ping", "no");
    says(e, "lamp", "no");
    done(e, "swap");
    expect(e, "ask lamp to verify swap");
    says(e, "lamp", "yes");
    expect(e, "ask ping to verify swap"); /* what was known before is asked anew */
    says(e, "ping", "no");
    expect(e, "ask speed to verify swap");
    says_number(e, "speed", 50);
    expect(e, "resolved by swap for cable");
    retract(e, "speed");
    expect(e, "ask speed to verify swap");
    says_number(e, "speed", 49);
    expect(e, "escalate desk"); /* lamp = yes: the root's branch is another */
    over(e);
}

/* ---- The goal ------------------------------------------------------------------------------------------------------------------------ */

static void where_its_own_condition_held_the_goal_is_asked_next(void **state)
{
    (void)state;
    example *e = given(SSH_WITH_GOAL);
    says(e, "login", "fails"); /* that was before */
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "open");
    expect_begins(e, "ask login");
    says(e, "login", "works");
    expect(e, "resolved by open_sg for sg_closed");
    over(e);
}

static void where_the_goal_does_not_hold_the_action_took_effect_and_the_walk_goes_on(void **state)
{
    (void)state;
    example *e = given(SSH_WITH_GOAL);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "open");
    expect_begins(e, "ask login");
    says(e, "login", "fails");
    expect(e, "ask key"); /* the root with port_22 = open */
    over(e);
}

static void a_goal_that_nobody_can_tell_does_not_hold(void **state)
{
    (void)state;
    example *e = given(SSH_WITH_GOAL);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    says(e, "port_22", "open");
    not_sure(e, "login");
    expect(e, "ask key");
    retract(e, "login");
    expect_begins(e, "ask login");
    over(e);
}

static void a_goal_is_a_condition_that_the_checker_can_read(void **state)
{
    (void)state;
    expect_refused_guide(GUIDE("g", "goal = function(facts) return facts.a == 'yes' end") QUESTION("a", "") DESK
                         "flow { ask 'a' {}, otherwise = escalate 'desk' }",
                         NULL);
    expect_refused_guide(GUIDE("g", "") QUESTION("a", "")
                             ACTION("b", "verify = function(facts) return facts.a == 'yes' end") DESK
                         "flow { try 'b', otherwise = escalate 'desk' }",
                         NULL);
    expect_refused_guide(GUIDE("g", "goal = is('solved', 'yes')") QUESTION("a", "") DESK
                         "flow { ask 'a' {}, otherwise = escalate 'desk' }",
                         NULL); /* `solved` verifies an action; it is no goal */
}

static void without_a_condition_of_its_own_the_goal_verifies(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("mail", "goal = is('sends', 'yes')") QUESTION("sends", "") FAULT("quota", "")
                  ACTION("empty", "fixes = { quota = .9 }") ACTION("enlarge", "fixes = { quota = .9 }, cost = 60") DESK
              "flow { ask 'sends' { no = conclude 'quota' }, otherwise = escalate 'desk' }");
    says(e, "sends", "no");
    done(e, "empty");
    expect(e, "ask sends to verify empty");
    says(e, "sends", "no");
    expect(e, "try enlarge for quota");
    done(e, "enlarge");
    expect(e, "ask sends to verify enlarge");
    says(e, "sends", "yes");
    expect(e, "resolved by enlarge for quota");
    over(e);
}

static void a_goal_that_holds_resolves_at_once(void **state)
{
    (void)state;
    example *e = given(SSH_WITH_GOAL);
    expect(e, "ask port_22");
    says(e, "login", "works");
    expect(e, "resolved");
    says(e, "port_22", "timeout");
    expect(e, "resolved");
    retract(e, "login");
    expect(e, "try open_sg for sg_closed");
    over(e);
}

static void without_a_goal_the_user_is_asked(void **state)
{
    (void)state;
    example *e = given(GUIDE("mail", "") FAULT("quota", "") ACTION("empty", "") DESK
                       "flow { try 'empty', otherwise = escalate 'desk' }");
    expect(e, "try empty");
    done(e, "empty");
    expect(e, "ask solved to verify empty");
    not_sure(e, "solved");
    expect(e, "escalate desk");
    retract(e, "solved");
    says(e, "solved", "yes");
    expect(e, "resolved by empty");
    over(e);
}

/* ---- Outcomes given outright --------------------------------------------------------------------------------------------------------- */

static void fixed_outright_resolves_and_asks_nothing(void **state)
{
    (void)state;
    example *e = given(SSH_WITH_GOAL);
    says(e, "port_22", "timeout");
    fixed(e, "open_sg");
    expect(e, "resolved by open_sg for sg_closed"); /* the goal is not asked */
    assert_false(answered(e, "port_22"));           /* what would have verified it is not known now */
    over(e);
}

static void failed_outright_goes_on_and_asks_nothing(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    failed(e, "open_sg");
    expect(e, "escalate desk for sg_closed");
    assert_true(answered(e, "port_22"));
    over(e);
}

/* ---- sets ---------------------------------------------------------------------------------------------------------------------------- */

#define PHONE                                                                                                          \
    GUIDE("phone", "")                                                                                                 \
    QUESTION("airplane", "answers = { 'on', 'off' }")                                                                  \
    QUESTION("locked", "")                                                                                             \
    QUESTION("data", "")                                                                                               \
    FAULT("mode", "")                                                                                                  \
    ACTION("airplane_off", "sets = { airplane = 'off' }")                                                              \
    DESK                                                                                                               \
        "flow { ask 'airplane' { on = { try 'airplane_off', ask 'locked' {} } }, ask 'data' {}, otherwise = escalate " \
        "'desk' }"

static void what_an_action_sets_becomes_true(void **state)
{
    (void)state;
    example *e = given(PHONE);
    says(e, "airplane", "on");
    done(e, "airplane_off");
    expect(e, "ask solved to verify airplane_off");
    says(e, "solved", "no");
    expect(e, "ask data"); /* airplane is off now: the root takes another branch */
    over(e);
}

static void steps_after_it_are_reached_only_if_it_was_skipped(void **state)
{
    (void)state;
    example *e = given(PHONE);
    says(e, "airplane", "on");
    skipped(e, "airplane_off");
    expect(e, "ask locked"); /* nothing was set */
    retract(e, "airplane_off");
    failed(e, "airplane_off");
    expect(e, "ask data"); /* failed: done all the same */
    over(e);
}

static void what_it_sets_goes_with_it(void **state)
{
    (void)state;
    example *e = given(PHONE);
    says(e, "airplane", "on");
    failed(e, "airplane_off");
    expect(e, "ask data");
    retract(e, "airplane_off");
    expect(e, "try airplane_off");
    over(e);
}

static void a_later_answer_replaces_what_was_set(void **state)
{
    (void)state;
    example *e = given(PHONE);
    says(e, "airplane", "on");
    failed(e, "airplane_off");
    says(e, "airplane", "on"); /* it went back on */
    expect(e, "ask locked");   /* the action has had its outcome */
    over(e);
}

/* ---- changes ------------------------------------------------------------------------------------------------------------------------- */

#define LINE                                                                                                           \
    GUIDE("line", "")                                                                                                  \
    QUESTION("speed", "answers = { 'slow', 'fast' }")                                                                  \
    QUESTION("cable", "") FAULT("provider", "") ACTION("reboot", "changes = { 'speed' }") DESK

static void what_an_action_changes_is_asked_again(void **state)
{
    (void)state;
    example *e = given(LINE "flow { ask 'cable' {}, ask 'speed' { slow = { try 'reboot', conclude 'provider' } },"
                            "  otherwise = escalate 'desk' }");
    says(e, "cable", "yes");
    says(e, "speed", "slow");
    done(e, "reboot");
    says(e, "solved", "no");
    expect(e, "ask speed"); /* and not the cable: everything else stays */
    says(e, "speed", "slow");
    expect(e, "escalate desk for provider");
    over(e);
}

static void every_instance_of_it_is_asked_again(void **state)
{
    (void)state;
    example *e = given(LINE "flow { ask 'speed' {}, ask('speed', { as = 'speed_by_cable' }) {}, try 'reboot', "
                            "otherwise = escalate 'desk' }");
    says(e, "speed", "slow");
    says(e, "speed_by_cable", "slow");
    failed(e, "reboot"); /* given outright, it changes the same */
    expect(e, "ask speed");
    says(e, "speed", "slow");
    expect(e, "ask speed_by_cable");
    says(e, "speed_by_cable", "slow");
    expect(e, "escalate desk");
    over(e);
}

static void a_skipped_action_changes_nothing(void **state)
{
    (void)state;
    example *e = given(
        LINE "flow { ask 'speed' { slow = { try 'reboot', conclude 'provider' } }, otherwise = escalate 'desk' }");
    says(e, "speed", "slow");
    skipped(e, "reboot");
    expect(e, "escalate desk for provider");
    over(e);
}

/* ---- try ----------------------------------------------------------------------------------------------------------------------------- */

static void a_try_that_failed_or_was_skipped_goes_on_to_the_next_step(void **state)
{
    (void)state;
    example *e = given(GUIDE("pc", "") ACTION("restart", "") ACTION("update", "") ACTION("reset", "") DESK
                       "flow { try 'restart', try 'update', try 'reset', otherwise = escalate 'desk' }");
    done(e, "restart");
    says(e, "solved", "no");
    expect(e, "try update");
    skipped(e, "update");
    expect(e, "try reset");
    done(e, "reset");
    says(e, "solved", "yes");
    expect(e, "resolved by reset");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_action_resolves_though_its_answers_put_the_root_on_another_branch),
        cmocka_unit_test(where_it_does_not_hold_the_walk_goes_on_from_the_root),
        cmocka_unit_test(a_verification_that_comes_out_not_sure_failed),
        cmocka_unit_test(verification_comes_before_the_walk),
        cmocka_unit_test(its_outcome_stands_when_the_question_is_answered_again),
        cmocka_unit_test(a_fix_that_is_known_not_to_hold_any_more_does_not_resolve),
        cmocka_unit_test(a_composite_condition_is_asked_question_by_question),
        cmocka_unit_test(where_its_own_condition_held_the_goal_is_asked_next),
        cmocka_unit_test(where_the_goal_does_not_hold_the_action_took_effect_and_the_walk_goes_on),
        cmocka_unit_test(a_goal_that_nobody_can_tell_does_not_hold),
        cmocka_unit_test(a_goal_is_a_condition_that_the_checker_can_read),
        cmocka_unit_test(without_a_condition_of_its_own_the_goal_verifies),
        cmocka_unit_test(a_goal_that_holds_resolves_at_once),
        cmocka_unit_test(without_a_goal_the_user_is_asked),
        cmocka_unit_test(fixed_outright_resolves_and_asks_nothing),
        cmocka_unit_test(failed_outright_goes_on_and_asks_nothing),
        cmocka_unit_test(what_an_action_sets_becomes_true),
        cmocka_unit_test(steps_after_it_are_reached_only_if_it_was_skipped),
        cmocka_unit_test(what_it_sets_goes_with_it),
        cmocka_unit_test(a_later_answer_replaces_what_was_set),
        cmocka_unit_test(what_an_action_changes_is_asked_again),
        cmocka_unit_test(every_instance_of_it_is_asked_again),
        cmocka_unit_test(a_skipped_action_changes_nothing),
        cmocka_unit_test(a_try_that_failed_or_was_skipped_goes_on_to_the_next_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
