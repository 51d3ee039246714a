/* Kinds of guides (rules-language.md, "Kinds", `applies`, and guides without a flow). Uses waymark.h through support/walk_support.h. */
#include "support/walk_support.h"

/* ---- environment -------------------------------------------------------------------------------------------------------------------- */

static void an_environment_guide_asks_its_questions_and_is_resolved(void **state)
{
    (void)state;
    example *e = given(
        GUIDE("environment", "kind = 'environment'")
            QUESTION("system", "environment = true, answers = { 'linux', 'windows' }") QUESTION(
                "version", "environment = true, kind = 'text'") "flow { ask 'system' { windows = ask 'version' {} } }");
    expect(e, "ask system");
    says(e, "system", "windows");
    expect(e, "ask version");
    says(e, "version", "11 23H2");
    expect(e, "resolved");
    not_sure(e, "version");
    expect(e, "resolved");
    says(e, "system", "linux");
    expect(e, "resolved");
    over(e);
}

/* ---- procedure ---------------------------------------------------------------------------------------------------------------------- */

#define RESET_PASSWORD                                                                                                 \
    GUIDE("reset_password", "kind = 'procedure'")                                                                      \
    QUESTION("member", "share = true")                                                                                 \
    ACTION("check_id", "")                                                                                             \
    ACTION("issue", "stuck = 'account_locked'")                                                                        \
    ACTION("tell", "") "flow { ask 'member' {}, try 'check_id', try 'issue', try 'tell' }"
#define ACCOUNT_LOCKED                                                                                                 \
    GUIDE("account_locked", "")                                                                                        \
    QUESTION("locked", "")                                                                                             \
    FAULT("expired", "")                                                                                               \
    DESK "flow { ask 'member' { no = conclude 'expired' }, ask 'locked' { yes = escalate 'desk' "                      \
         "}, otherwise = escalate 'desk' }"

static void a_step_that_is_done_goes_on_without_verification(void **state)
{
    (void)state;
    example *e = given_guides(RESET_PASSWORD, ACCOUNT_LOCKED);
    wm_step step;
    says(e, "member", "yes");
    expect(e, "try check_id");
    assert_int_equal(wm_case_step(case_of(e), &step, NULL), WM_OK);
    assert_true(step.procedure);
    done(e, "check_id");
    expect(e, "try issue");
    done(e, "issue");
    expect(e, "try tell");
    done(e, "tell");
    expect_begins(e, "resolved");
    over(e);
}

static void a_step_that_is_stuck_opens_its_guide_with_the_facts_at_hand(void **state)
{
    (void)state;
    example *e = given_guides(RESET_PASSWORD, ACCOUNT_LOCKED);
    says(e, "member", "yes");
    done(e, "check_id");
    failed(e, "issue");
    expect(e, "ask locked"); /* whether it is a member is known */
    says(e, "locked", "yes");
    expect(e, "escalate desk");
    retract(e, "issue");
    done(e, "issue");
    expect(e, "try tell");
    over(e);
}

/* ---- applies ------------------------------------------------------------------------------------------------------------------------ */

#define SYSTEM                                                                                                         \
    GUIDE("environment", "kind = 'environment'")                                                                       \
    QUESTION("system", "environment = true, share = true, answers = { 'linux', 'windows' }")                           \
    "flow { ask 'system' {} "                                                                                          \
    "}"
#define LINUX_ONLY                                                                                                     \
    GUIDE("disk", "applies = is('system', 'linux')")                                                                   \
    QUESTION("full", "")                                                                                               \
    FAULT("logs", "")                                                                                                  \
    ESCALATION("disk_team") "flow { ask 'full' { yes = conclude 'logs' }, otherwise = escalate 'disk_team' }"

static void a_guide_that_does_not_hold_here_says_so_and_goes_to_its_otherwise(void **state)
{
    (void)state;
    example *e = given_guides(LINUX_ONLY, SYSTEM);
    expect(e, "ask full"); /* not known: it may well hold */
    says(e, "full", "yes");
    says(e, "system", "windows");
    expect(e, "escalate disk_team not applicable");
    says(e, "system", "linux");
    expect(e, "escalate disk_team for logs");
    over(e);
}

static void an_include_that_does_not_hold_here_comes_back(void **state)
{
    (void)state;
    example *e = given_guides(GUIDE("pc", "") QUESTION("old", "") DESK
                              "flow { include 'disk', ask 'old' {}, otherwise = escalate 'desk' }",
                              LINUX_ONLY, SYSTEM);
    expect(e, "ask full");
    says(e, "system", "windows");
    expect_begins(e, "ask old"); /* the main `otherwise` of an included guide is not taken */
    over(e);
}

/* ---- Without a flow ------------------------------------------------------------------------------------------------------------------ */

/* Five faults, a repair for each (reasoning.md §1, "Independent"): P/C order is a3, a1, a0, a2, a4; to hand over costs 50. */
#define BY_PLAN                                                                                                        \
    GUIDE("machine", "")                                                                                               \
    FAULT("f0", "prior = .35")                                                                                         \
    FAULT("f1", "prior = .25")                                                                                         \
    FAULT("f2", "prior = .20")                                                                                         \
    FAULT("f3", "prior = .15")                                                                                         \
    FAULT("f4", "prior = .05")                                                                                         \
    ACTION("a0", "fixes = { f0 = 1 }, cost = 30")                                                                      \
    ACTION("a1", "fixes = { f1 = 1 }, cost = 10")                                                                      \
    ACTION("a2", "fixes = { f2 = 1 }, cost = 40")                                                                      \
    ACTION("a3", "fixes = { f3 = 1 }, cost = 5") ACTION("a4", "fixes = { f4 = 1 }, cost = 60")

static void a_guide_without_a_flow_takes_the_cheapest_remedies_then_hands_over(void **state)
{
    (void)state;
    example *e = given(BY_PLAN "escalation 'desk' { to = 'second_line', zh = '二線', en = 'Second line', cost = 50 }");
    expect(e, "try a3");
    failed(e, "a3");
    expect(e, "try a1");
    failed(e, "a1");
    expect(e, "escalate desk"); /* ECR 43.5, against 44.5 with all five */
    over(e);
}

static void where_handing_over_is_dear_every_remedy_comes_first(void **state)
{
    (void)state;
    example *e =
        given(BY_PLAN "escalation 'desk' { to = 'second_line', zh = '二線', en = 'Second line', cost = 5000 }");
    static const char *const order[] = { "a3", "a1", "a0", "a2", "a4" };
    for (size_t i = 0; i < 5; i++) {
        wm_step step;
        assert_int_equal(wm_case_step(case_of(e), &step, NULL), WM_OK);
        assert_int_equal(step.kind, WM_TRY);
        assert_string_equal(step.id, order[i]);
        skipped(e, order[i]);
    }
    expect(e, "escalate desk");
    over(e);
}

/* "Light print" (reasoning.md §1): S = 40; with the question 19.34, without 20.44; yes → A1, A2, hand over; no → A3, hand over. */
#define LIGHT_PRINT                                                                                                    \
    GUIDE("light_print", "")                                                                                           \
    FAULT("c1", "prior = .4")                                                                                          \
    FAULT("c2", "prior = .3")                                                                                          \
    FAULT("c3", "prior = .2")                                                                                          \
    FAULT("c4", "prior = .1")                                                                                          \
    QUESTION("q1", "cost = 2, given = { c1 = { yes = 1 }, c2 = { yes = 1 }, c3 = { yes = 0 }, c4 = { yes = 0 } }")     \
    ACTION("a1", "fixes = { c1 = .6 }, cost = 5")                                                                      \
    ACTION("a2", "fixes = { c1 = .9, c2 = .9 }, cost = 15")                                                            \
    ACTION("a3", "fixes = { c3 = .9 }, cost = 1")                                                                      \
    "escalation 'desk' { to = 'second_line', zh = '二線', "                                                          \
    "en = 'Second line', cost = 40 }"

static void it_asks_where_asking_saves_more_than_it_costs(void **state)
{
    (void)state;
    example *e = given(LIGHT_PRINT);
    expect(e, "ask q1");
    says(e, "q1", "yes");
    expect(e, "try a1");
    failed(e, "a1");
    expect(e, "try a2");
    failed(e, "a2");
    expect(e, "escalate desk");
    over(e);
    e = given(LIGHT_PRINT);
    says(e, "q1", "no");
    expect(e, "try a3");
    failed(e, "a3");
    expect(e, "escalate desk");
    over(e);
}

static void a_remedy_that_worked_resolves_it(void **state)
{
    (void)state;
    example *e = given(LIGHT_PRINT);
    not_sure(e, "q1");
    expect_begins(e, "try a3"); /* P/C: a3 .18, a1 .048, a2 .042 */
    done(e, "a3");
    expect_begins(e, "ask solved to verify a3");
    says(e, "solved", "yes");
    expect_begins(e, "resolved by a3");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_environment_guide_asks_its_questions_and_is_resolved),
        cmocka_unit_test(a_step_that_is_done_goes_on_without_verification),
        cmocka_unit_test(a_step_that_is_stuck_opens_its_guide_with_the_facts_at_hand),
        cmocka_unit_test(a_guide_that_does_not_hold_here_says_so_and_goes_to_its_otherwise),
        cmocka_unit_test(an_include_that_does_not_hold_here_comes_back),
        cmocka_unit_test(a_guide_without_a_flow_takes_the_cheapest_remedies_then_hands_over),
        cmocka_unit_test(where_handing_over_is_dear_every_remedy_comes_first),
        cmocka_unit_test(it_asks_where_asking_saves_more_than_it_costs),
        cmocka_unit_test(a_remedy_that_worked_resolves_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
