/* How flows follow each other (rules-language.md, "Flow"): falling through, otherwise, go, escalate, resolve, any_order, again, and the same
 * question or action at another time. Uses waymark.h through support/walk_support.h. */
#include <string.h>

#include "support/walk_support.h"

/* ---- go and otherwise --------------------------------------------------------------------------------------------------------------- */

#define TWO_ENDS                                                                                                       \
    GUIDE("mail", "") QUESTION("sends", "") QUESTION("quota", "") ESCALATION("servers") ESCALATION("accounts")

static void a_flow_that_runs_out_ends_in_its_own_otherwise(void **state)
{
    (void)state;
    example *e = given(TWO_ENDS "flow { go 'quota', otherwise = escalate 'servers' }"
                                "flow 'quota' { ask 'quota' {}, otherwise = escalate 'accounts' }");
    expect(e, "ask quota");
    says(e, "quota", "yes");
    expect(e, "escalate accounts");
    over(e);
}

static void without_one_it_ends_in_its_callers(void **state)
{
    (void)state;
    example *e = given(TWO_ENDS "flow { ask 'sends' { no = go 'first' }, otherwise = escalate 'servers' }"
                                "flow 'first' { go 'second', otherwise = escalate 'accounts' }"
                                "flow 'second' { ask 'quota' {} }");
    says(e, "quota", "yes");
    says(e, "sends", "no");
    expect(e, "escalate accounts"); /* that of `first`, which led to `second` */
    says(e, "sends", "yes");
    expect(e, "escalate servers");
    over(e);
}

static void go_does_not_come_back(void **state)
{
    (void)state;
    example *e = given(TWO_ENDS "flow { go 'quota', ask 'sends' {}, otherwise = escalate 'servers' }"
                                "flow 'quota' { ask 'quota' {} }");
    says(e, "quota", "no");
    expect(e, "escalate servers"); /* not: ask sends */
    over(e);
}

static void a_flow_that_the_walk_is_within_is_passed_over(void **state)
{
    (void)state;
    example *e = given(TWO_ENDS "flow { go 'ring', otherwise = escalate 'servers' }"
                                "flow 'ring' { ask 'sends' { no = go 'ring' }, ask 'quota' {} }");
    says(e, "sends", "no");
    expect(e, "ask quota");
    assert_true(passed_over(e, WM_PASS_WITHIN, NULL));
    says(e, "quota", "no");
    expect(e, "escalate servers");
    over(e);
}

static void otherwise_is_any_step(void **state)
{
    (void)state;
    example *e = given(TWO_ENDS FAULT(
        "full", "") "flow { ask 'sends' {}, otherwise = go 'rest' }"
                    "flow 'rest' { ask 'quota' { yes = conclude 'full' }, otherwise = escalate 'accounts' }");
    says(e, "sends", "no");
    expect(e, "ask quota");
    says(e, "quota", "yes");
    expect(e, "escalate accounts for full");
    over(e);
}

static void resolve_ends_the_walk(void **state)
{
    (void)state;
    example *e =
        given(TWO_ENDS "flow { ask 'sends' { yes = resolve() }, ask 'quota' {}, otherwise = escalate 'servers' }");
    says(e, "sends", "yes");
    expect(e, "resolved");
    says(e, "sends", "no");
    expect(e, "ask quota");
    over(e);
}

static void escalate_hands_over_with_the_evidence(void **state)
{
    (void)state;
    example *e = given(GUIDE("vm", "") QUESTION("ping", "") QUESTION(
        "console",
        "kind = 'text'") "escalation 'architects' { to = 'cloud_architects', zh = '雲端架構工程人員', en = 'Cloud "
                         "architects',"
                         "  evidence = { 'ping', 'console' } }"
                         "flow { ask 'ping' { no = escalate 'architects' }, otherwise = escalate 'architects' }");
    wm_step step;
    says(e, "ping", "no");
    expect(e, "escalate architects");
    assert_int_equal(wm_case_step(case_of(e), &step, NULL), WM_OK);
    assert_string_equal(step.to, "cloud_architects");
    assert_int_equal(step.evidence_count, 2);
    assert_string_equal(step.evidence[0].id, "ping");
    assert_true(step.evidence[0].known);
    assert_string_equal(step.evidence[0].answer, "no");
    assert_string_equal(step.evidence[1].id, "console");
    assert_false(step.evidence[1].known); /* still missing */
    over(e);
}

/* ---- any_order ---------------------------------------------------------------------------------------------------------------------- */

#define ANY_ORDER                                                                                                      \
    GUIDE("pc", "")                                                                                                    \
    QUESTION("open_case", "cost = 30, given = { fan = { yes = .95 }, memory = { yes = .05 } }")                        \
    QUESTION("beeps", "cost = 1, given = { fan = { yes = .05 }, memory = { yes = .95 } }")                             \
    QUESTION("age", "")                                                                                                \
    FAULT("fan", "prior = .5")                                                                                         \
    FAULT("memory", "prior = .5")                                                                                      \
    ACTION("swap_fan", "fixes = { fan = 1 }, cost = 200")                                                              \
    ACTION("swap_memory", "fixes = { memory = 1 }, cost = 200")                                                        \
    "escalation 'desk' { to = 'second_line', zh = "                                                                    \
    "'二線', en = 'Second line', cost = 2000 }"                                                                      \
    "flow { any_order {"                                                                                               \
    "  ask 'open_case' { yes = conclude 'fan' },"                                                                      \
    "  ask 'beeps' { yes = conclude 'memory' },"                                                                       \
    "}, ask 'age' {}, otherwise = escalate 'desk' }"

static void any_order_asks_the_cheapest_first(void **state)
{
    (void)state;
    example *e =
        given(ANY_ORDER); /* both tell the two causes apart equally well; the beeps cost a minute, not thirty */
    expect(e, "ask beeps");
    says(e, "beeps", "no");
    expect(e, "ask open_case");
    says(e, "open_case", "no");
    expect(e, "ask age"); /* both fell through: on to the step after them */
    over(e);
}

static void any_order_follows_what_is_answered_before_it_asks(void **state)
{
    (void)state;
    example *e = given(ANY_ORDER);
    says(e, "open_case", "yes");
    expect(e, "try swap_fan for fan"); /* the beeps are not asked */
    says(e, "beeps", "yes");
    expect(e, "try swap_fan for fan"); /* both are answered: written order */
    says(e, "open_case", "no");
    expect(e, "try swap_memory for memory");
    over(e);
}

/* ---- again -------------------------------------------------------------------------------------------------------------------------- */

#define RETRY                                                                                                          \
    GUIDE("print", "")                                                                                                 \
    QUESTION("prints", "")                                                                                             \
    QUESTION("paper", "")                                                                                              \
    FAULT("driver", "") ACTION("restart", "") DESK "flow { go 'retry', otherwise = escalate 'desk' }"

static void again_walks_the_flow_with_new_instances_and_is_bounded(void **state)
{
    (void)state;
    example *e =
        given(RETRY "flow 'retry' { ask 'prints' { yes = resolve() }, try 'restart', again 'retry' { at_most = 2 } }");
    expect(e, "ask prints");
    says(e, "prints", "no");
    expect(e, "try restart");
    skipped(e, "restart");
    expect(e, "ask prints#2"); /* the second round */
    says(e, "prints#2", "no");
    expect(e, "try restart#2");
    skipped(e, "restart#2");
    expect(e, "ask prints#3"); /* the third: two rounds after the first */
    says(e, "prints#3", "no");
    skipped(e, "restart#3");
    expect(e, "escalate desk");
    assert_true(passed_over(e, WM_PASS_AT_MOST, NULL));
    says(e, "prints#3", "yes"); /* each round has an answer of its own */
    expect(e, "resolved");
    over(e);
}

static void within_a_round_bare_names_mean_that_rounds(void **state)
{
    (void)state;
    example *e = given(RETRY "flow 'retry' {"
                             "  ask 'prints' {},"
                             "  when(is('prints', 'yes')) { resolve() },"
                             "  again 'retry' { at_most = 1 },"
                             "}");
    says(e, "prints", "no");
    expect(e, "ask prints#2");
    says(e, "prints#2", "yes");
    expect(e, "resolved");
    over(e);
}

static void an_action_of_a_round_is_verified_by_that_rounds_answers(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("print", "") QUESTION("prints", "") ACTION("restart", "verify = is('prints', 'yes')") DESK
              "flow { go 'retry', otherwise = escalate 'desk' }"
              "flow 'retry' { ask 'prints' { yes = resolve() }, try 'restart', again 'retry' { at_most = 1 } }");
    says(e, "prints", "no");
    done(e, "restart");
    expect(e, "ask prints to verify restart");
    says(e, "prints", "no");
    expect(e, "ask prints#2");
    says(e, "prints#2", "no");
    expect(e, "try restart#2");
    done(e, "restart#2");
    expect(e, "ask prints#2 to verify restart#2");
    says(e, "prints#2", "yes");
    expect(e, "resolved by restart#2");
    over(e);
}

static void what_a_rounds_action_changes_is_stale_in_every_round(void **state)
{
    (void)state;
    example *e = given(GUIDE("print", "") QUESTION("prints", "") ACTION("restart", "changes = { 'prints' }") DESK
                       "flow { go 'retry', otherwise = escalate 'desk' }"
                       "flow 'retry' { ask 'prints' { yes = resolve() }, again 'retry' { at_most = 1 }, go 'end' }"
                       "flow 'end' { try 'restart' }");
    says(e, "prints", "no");
    says(e, "prints#2", "no");
    expect(e, "try restart");
    failed(e, "restart");
    expect(e, "ask prints");
    says(e, "prints", "no");
    expect(e, "ask prints#2");
    over(e);
}

static void from_outside_a_bare_name_is_the_first_round(void **state)
{
    (void)state;
    example *e = given(GUIDE("print", "") QUESTION("prints", "") FAULT("first", "") FAULT("later", "") DESK
                       "flow { go 'retry', otherwise = escalate 'desk' }"
                       "flow 'retry' { ask 'prints' {}, again 'retry' { at_most = 1 }, go 'after' }"
                       "flow 'after' { when(is('prints', 'no')) { conclude 'first' }, conclude 'later' }");
    says(e, "prints", "no");
    says(e, "prints#2", "yes");
    expect(e, "escalate desk for first");
    says(e, "prints", "yes"); /* a name given without a round is the first, too */
    says(e, "prints#2", "no");
    expect(e, "escalate desk for later");
    over(e);
}

static void what_another_flow_asks_is_not_a_rounds_own(void **state)
{
    (void)state;
    example *e = given(RETRY "flow 'retry' { ask 'prints' { yes = resolve(), no = go 'paper' } }"
                             "flow 'paper' { ask 'paper' {}, again 'retry' { at_most = 1 } }");
    says(e, "prints", "no");
    expect(e, "ask paper");
    says(e, "paper", "yes");
    expect(e, "ask prints#2");
    says(e, "prints#2", "no");
    expect(e, "escalate desk"); /* `paper` belongs to the other flow: it is asked once */
    over(e);
}

/* ---- as ----------------------------------------------------------------------------------------------------------------------------- */

#define VPN                                                                                                            \
    GUIDE("line", "")                                                                                                  \
    QUESTION("speed", "answers = { 'slow', 'fast' }") FAULT("vpn", "") FAULT("provider", "") ACTION("reboot", "") DESK

static void ask_as_is_the_same_question_at_another_time(void **state)
{
    (void)state;
    example *e = given(VPN "flow {"
                           "  ask 'speed' { slow = ask('speed', { as = 'speed_without_vpn' }) {"
                           "    fast = conclude 'vpn', slow = conclude 'provider' } },"
                           "  otherwise = escalate 'desk' }");
    expect(e, "ask speed");
    says(e, "speed", "slow");
    expect(e, "ask speed_without_vpn");
    says(e, "speed_without_vpn", "fast");
    expect(e, "escalate desk for vpn");
    says(e, "speed", "fast"); /* an answer of its own: the other one stays */
    expect(e, "escalate desk");
    says(e, "speed", "slow");
    expect(e, "escalate desk for vpn");
    over(e);
}

static void try_as_has_an_outcome_of_its_own(void **state)
{
    (void)state;
    example *e = given(
        VPN
        "flow { try 'reboot', ask 'speed' {}, try('reboot', { as = 'reboot_again' }), otherwise = escalate 'desk' }");
    expect(e, "try reboot");
    failed(e, "reboot");
    says(e, "speed", "slow");
    expect(e, "try reboot_again");
    done(e, "reboot_again");
    expect(e, "ask solved to verify reboot_again");
    says(e, "solved", "yes");
    expect(e, "resolved by reboot_again");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flow_that_runs_out_ends_in_its_own_otherwise),
        cmocka_unit_test(without_one_it_ends_in_its_callers),
        cmocka_unit_test(go_does_not_come_back),
        cmocka_unit_test(a_flow_that_the_walk_is_within_is_passed_over),
        cmocka_unit_test(otherwise_is_any_step),
        cmocka_unit_test(resolve_ends_the_walk),
        cmocka_unit_test(escalate_hands_over_with_the_evidence),
        cmocka_unit_test(any_order_asks_the_cheapest_first),
        cmocka_unit_test(any_order_follows_what_is_answered_before_it_asks),
        cmocka_unit_test(again_walks_the_flow_with_new_instances_and_is_bounded),
        cmocka_unit_test(within_a_round_bare_names_mean_that_rounds),
        cmocka_unit_test(an_action_of_a_round_is_verified_by_that_rounds_answers),
        cmocka_unit_test(what_a_rounds_action_changes_is_stale_in_every_round),
        cmocka_unit_test(from_outside_a_bare_name_is_the_first_round),
        cmocka_unit_test(what_another_flow_asks_is_not_a_rounds_own),
        cmocka_unit_test(ask_as_is_the_same_question_at_another_time),
        cmocka_unit_test(try_as_has_an_outcome_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
