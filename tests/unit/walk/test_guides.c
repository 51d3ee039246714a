/* Guides that lead to each other (rules-language.md, "Flow", "Facts and time" 4 and 6): see, include, and the names that find what is
 * theirs. Uses waymark.h through support/walk_support.h. */
#include "support/walk_support.h"

/* ---- see ---------------------------------------------------------------------------------------------------------------------------- */

static void see_goes_on_in_another_guide_without_return(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("login", "") QUESTION("typed", "") QUESTION("caps", "") DESK
        "flow { ask 'typed' { yes = see 'network' }, ask 'caps' {}, otherwise = escalate 'desk' }",
        GUIDE("network", "") QUESTION("cable", "") FAULT("loose", "")
            ESCALATION("net_team") "flow { ask 'cable' { no = conclude 'loose' }, otherwise = escalate 'net_team' }");
    says(e, "typed", "yes");
    expect(e, "ask cable");
    says(e, "cable", "yes");
    expect(e, "escalate net_team"); /* its ends are the case's */
    says(e, "cable", "no");
    expect(e, "escalate net_team for loose");
    over(e);
}

static void the_seen_guides_goal_is_the_cases(void **state)
{
    (void)state;
    example *e =
        given_guides(GUIDE("login", "") QUESTION("typed", "") DESK
                     "flow { ask 'typed' { yes = see 'network' }, otherwise = escalate 'desk' }",
                     GUIDE("network", "goal = is('online', 'yes')") QUESTION("online", "") QUESTION("cable", "")
                         FAULT("loose", "") ACTION("plug_in", "fixes = { loose = .9 }") DESK
                     "flow { ask 'cable' { no = conclude 'loose' }, otherwise = escalate 'desk' }");
    says(e, "typed", "yes");
    says(e, "cable", "no");
    expect(e, "try plug_in for loose");
    done(e, "plug_in");
    expect(e, "ask online to verify plug_in"); /* the goal of the guide that declares it */
    says(e, "online", "yes");
    expect(e, "resolved by plug_in for loose");
    over(e);
}

static void two_guides_that_lead_to_each_other_end(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("login", "") QUESTION("typed", "")
            ESCALATION("accounts") "flow { ask 'typed' { yes = see 'network' }, otherwise = escalate 'accounts' }",
        GUIDE("network", "") QUESTION("cable", "")
            ESCALATION("net_team") "flow { ask 'cable' { yes = see 'login' }, otherwise = escalate 'net_team' }");
    says(e, "typed", "yes");
    expect(e, "ask cable");
    says(e, "cable", "yes");
    expect(e, "escalate net_team"); /* the walk is still within `login`: passed over, and `network` runs out */
    assert_true(passed_over(e, WM_PASS_WITHIN, NULL));
    over(e);
}

static void two_guides_that_include_each_other_end(void **state)
{
    (void)state;
    example *e =
        given_guides(GUIDE("login", "") QUESTION("typed", "") QUESTION("caps", "") DESK
                     "flow { ask 'typed' { yes = include 'network' }, ask 'caps' {}, otherwise = escalate 'desk' }",
                     GUIDE("network", "") QUESTION("cable", "") QUESTION("lamp", "")
                         ESCALATION("net_team") "flow { ask 'cable' { yes = include 'login' }, ask 'lamp' {}, "
                                                "otherwise = escalate 'net_team' }");
    says(e, "typed", "yes");
    says(e, "cable", "yes");
    expect(e, "ask lamp"); /* `login` is not entered again */
    says(e, "lamp", "yes");
    expect(e, "ask caps"); /* `network` is out of steps: back */
    over(e);
}

/* ---- include ------------------------------------------------------------------------------------------------------------------------ */

#define SLOW_PC                                                                                                        \
    GUIDE("slow_pc", "")                                                                                               \
    QUESTION("slow", "")                                                                                               \
    QUESTION("old", "")                                                                                                \
    FAULT("age", "")                                                                                                   \
    ESCALATION("desk")                                                                                                 \
    "flow { ask 'slow' { yes = include 'memory' }, ask 'old' "                                                         \
    "{ yes = conclude 'age' }, otherwise = escalate 'desk' }"
#define MEMORY                                                                                                         \
    GUIDE("memory", "")                                                                                                \
    QUESTION("full", "answers = { 'full', 'half', 'broken' }")                                                         \
    FAULT("tabs", "")                                                                                                  \
    ACTION("close_tabs", "fixes = { tabs = .9 }")                                                                      \
    ESCALATION("memory_team")                                                                                          \
    "flow { ask 'full' { full = conclude 'tabs', broken = escalate 'memory_team' }, "                                  \
    "otherwise = escalate 'memory_team' }"

static void an_include_that_runs_out_of_steps_comes_back(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, MEMORY);
    says(e, "slow", "yes");
    expect(e, "ask full");
    says(e, "full", "half");
    expect(e, "ask old"); /* its own main `otherwise` is not taken */
    over(e);
}

static void an_include_that_concludes_with_nothing_left_comes_back(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, MEMORY);
    says(e, "slow", "yes");
    says(e, "full", "full");
    expect(e, "try close_tabs for tabs");
    failed(e, "close_tabs");
    expect(e, "ask old");
    says(e, "old", "no");
    expect_begins(e, "escalate desk");
    over(e);
}

static void an_include_that_is_resolved_comes_back(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, MEMORY);
    says(e, "slow", "yes");
    says(e, "full", "full");
    done(e, "close_tabs");
    expect(e, "ask solved to verify close_tabs");
    says(e, "solved", "yes");
    expect(e, "ask old"); /* the included guide is resolved, not the case */
    over(e);
}

static void an_escalate_written_in_an_include_ends_it_all(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, MEMORY);
    says(e, "slow", "yes");
    says(e, "full", "broken");
    expect(e, "escalate memory_team");
    over(e);
}

static void an_include_that_says_resolve_comes_back(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, GUIDE("memory", "") QUESTION("full", "") DESK
                              "flow { ask 'full' { no = resolve() }, ask 'full' {}, otherwise = escalate 'desk' }");
    says(e, "slow", "yes");
    says(e, "full", "no");
    expect(e, "ask old");
    over(e);
}

static void the_otherwise_of_an_includes_other_flows_is_taken(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, GUIDE("memory", "") QUESTION("full", "") QUESTION("lamp", "") ESCALATION(
                                           "memory_team") "flow { go 'deeper', otherwise = escalate 'memory_team' }"
                                                          "flow 'deeper' { ask 'full' {}, otherwise = ask 'lamp' {} }");
    says(e, "slow", "yes");
    says(e, "full", "no");
    expect(e, "ask lamp"); /* only the main one is not */
    says(e, "lamp", "no");
    expect(e, "ask old");
    over(e);
}

static void an_include_concludes_its_findings_before_it_comes_back(void **state)
{
    (void)state;
    example *e = given_guides(SLOW_PC, GUIDE("memory", "") QUESTION("full", "") QUESTION("leaks", "") FAULT("tabs", "")
                                           FAULT("leak", "") ACTION("close_tabs", "fixes = { tabs = .9 }")
                                               ACTION("update", "fixes = { leak = .9 }") DESK
                              "flow { ask 'full' { yes = suspect 'tabs' }, ask 'leaks' { yes = suspect 'leak' }, "
                              "otherwise = escalate 'desk' }");
    says(e, "slow", "yes");
    says(e, "full", "yes");
    expect(e, "ask leaks");
    says(e, "leaks", "no");
    expect(e, "try close_tabs for tabs");
    skipped(e, "close_tabs");
    expect(e, "ask old");
    retract(e, "close_tabs");
    done(e, "close_tabs");
    says(e, "solved", "yes");
    expect(e, "ask old");
    over(e);
}

static void an_include_is_walked_towards_its_own_goal(void **state)
{
    (void)state;
    example *e = given_guides(GUIDE("slow_pc", "") QUESTION("old", "") DESK
                              "flow { include 'memory', ask 'old' {}, otherwise = escalate 'desk' }",
                              GUIDE("memory", "goal = is('free', 'yes')") QUESTION("free", "") QUESTION("tabs_open", "")
                                  DESK "flow { ask 'free' {}, ask 'tabs_open' {}, otherwise = escalate 'desk' }");
    expect(e, "ask free");
    says(e, "free", "yes");
    expect(e, "ask old"); /* the goal holds: the included guide is resolved at once */
    says(e, "free", "no");
    expect(e, "ask tabs_open");
    over(e);
}

static void a_guide_seen_within_an_include_returns_to_the_includer(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("slow_pc", "") QUESTION("old", "") DESK
        "flow { include 'memory', ask 'old' {}, otherwise = escalate 'desk' }",
        GUIDE("memory", "") QUESTION("full", "")
            ESCALATION("memory_team") "flow { ask 'full' { no = see 'disk' }, otherwise = escalate 'memory_team' }",
        GUIDE("disk", "") QUESTION("noise", "") FAULT("worn", "")
            ESCALATION("disk_team") "flow { ask 'noise' { yes = conclude 'worn' }, otherwise = escalate 'disk_team' }");
    says(e, "full", "no");
    expect(e, "ask noise");
    says(e, "noise", "no");
    expect(e, "ask old");
    says(e, "noise", "yes"); /* concluded, and nothing to try */
    expect(e, "ask old");
    over(e);
}

/* ---- An include that is resolved by an action ---------------------------------------------------------------------------------------- */

#define SIGN_IN                                                                                                        \
    GUIDE("sign_in", "goal = is('login', 'works')")                                                                    \
    QUESTION("login", "answers = { 'works', 'fails' }")                                                                \
    QUESTION("caps", "")                                                                                               \
    FAULT("caps_lock", "")                                                                                             \
    DESK "flow { ask 'login' { fails = { include 'link', ask 'caps' { yes = conclude 'caps_lock' } } },"               \
         "  otherwise = escalate 'desk' }"
#define LINK                                                                                                           \
    GUIDE("link", "")                                                                                                  \
    QUESTION("lamp", "answers = { 'lit', 'dark' }")                                                                    \
    FAULT("loose", "")                                                                                                 \
    ACTION("plug_in", "fixes = { loose = .9 }, verify = is('lamp', 'lit')")                                            \
    DESK "flow { ask 'lamp' { dark = conclude 'loose' }, otherwise = escalate 'desk' }"

static void it_leaves_the_includers_goal_unanswered(void **state)
{
    (void)state;
    example *e = given_guides(SIGN_IN, LINK);
    expect(e, "ask login");
    says(e, "login", "fails");
    expect(e, "ask lamp");
    says(e, "lamp", "dark");
    expect(e, "try plug_in for loose");
    done(e, "plug_in");
    expect(e, "ask lamp to verify plug_in");
    says(e, "lamp", "lit");
    expect(e, "ask login"); /* that it failed was said before */
    says(e, "login", "works");
    expect_begins(e, "resolved");
    over(e);
}

static void the_walk_goes_on_after_it_where_that_goal_does_not_hold(void **state)
{
    (void)state;
    example *e = given_guides(SIGN_IN, LINK);
    says(e, "login", "fails");
    says(e, "lamp", "dark");
    done(e, "plug_in");
    says(e, "lamp", "lit");
    expect(e, "ask login");
    says(e, "login", "fails");
    expect(e, "ask caps");
    retract(e, "plug_in"); /* what it made stale is back, and what verified it is gone */
    expect(e, "try plug_in for loose");
    over(e);
}

static void where_its_verifying_answer_is_taken_back_that_goal_was_never_asked_anew(void **state)
{
    (void)state;
    example *e = given_guides(SIGN_IN, LINK);
    says(e, "login", "fails");
    says(e, "lamp", "dark");
    done(e, "plug_in");
    says(e, "lamp", "lit");
    expect(e, "ask login");
    retract(e, "lamp");
    expect(e, "ask lamp to verify plug_in");
    says(e, "lamp", "dark"); /* failed: `link` concludes with nothing left */
    expect(e, "ask caps");
    over(e);
}

static void it_leaves_the_goals_of_all_including_guides_unanswered(void **state)
{
    (void)state;
    example *e =
        given_guides(GUIDE("work", "goal = is('can_work', 'yes')") QUESTION("can_work", "") QUESTION("tired", "") DESK
                     "flow { ask 'can_work' { no = include 'sign_in' }, ask 'tired' {}, otherwise = escalate 'desk' }",
                     SIGN_IN, LINK);
    says(e, "can_work", "no");
    says(e, "login", "fails");
    says(e, "lamp", "dark");
    fixed(e, "plug_in");
    expect(e, "ask can_work"); /* from the root, this one comes first */
    says(e, "can_work", "no");
    expect(e, "ask login");
    says(e, "login", "works"); /* resolves `sign_in` */
    expect(e, "ask tired");
    over(e);
}

/* ---- Names -------------------------------------------------------------------------------------------------------------------------- */

static void a_name_is_looked_up_in_the_cases_guide_first(void **state)
{
    (void)state;
    example *e = given_guides(GUIDE("pc", "") QUESTION("lamp", "answers = { 'green', 'red' }") DESK
                              "flow { ask 'lamp' { red = include 'screen' }, otherwise = escalate 'desk' }",
                              GUIDE("screen", "") QUESTION("lamp", "answers = { 'blue', 'none' }") QUESTION("cable", "")
                                  DESK "flow { ask 'lamp' { none = ask 'cable' {} }, otherwise = escalate 'desk' }");
    says(e, "lamp", "red");
    expect(e, "ask screen:lamp"); /* the name that finds it */
    expect_not_taken(e, "lamp", "none", WM_OUT_OF_RANGE);
    says(e, "screen:lamp", "none");
    expect(e, "ask cable");         /* found in a guide that is included */
    says(e, "screen:cable", "yes"); /* the full name is always right */
    expect(e, "escalate desk");
    says(e, "pc:lamp", "green");
    expect(e, "escalate desk");
    expect_not_taken(e, "mouse", "yes", WM_UNKNOWN);
    expect_not_taken(e, "screen:mouse", "yes", WM_UNKNOWN);
    over(e);
}

static void see_keeps_the_cases_guide_for_names(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("pc", "") QUESTION("lamp", "") DESK
        "flow { ask 'lamp' { yes = see 'screen' }, otherwise = escalate 'desk' }",
        GUIDE("screen", "") QUESTION("lamp", "") FAULT("bulb", "") ESCALATION(
            "screen_team") "flow { ask 'lamp' { no = conclude 'bulb' }, otherwise = escalate 'screen_team' }");
    says(e, "lamp", "yes");
    expect(e, "ask screen:lamp");
    says(e, "screen:lamp", "no");
    expect(e, "escalate screen_team for bulb");
    says(e, "lamp", "no"); /* still the case's own */
    expect(e, "escalate desk");
    over(e);
}

static void names_of_guides_in_folders_have_their_folder(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("desk/pc", "") QUESTION("lamp", "") DESK "flow { include 'desk/screen', otherwise = escalate 'desk' }",
        GUIDE("desk/screen", "") QUESTION("lamp", "") DESK "flow { ask 'lamp' {}, otherwise = escalate 'desk' }");
    expect(e, "ask desk/screen:lamp");
    says(e, "desk/screen:lamp", "yes");
    expect(e, "escalate desk");
    over(e);
}

static void a_shared_question_is_asked_once_a_case(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("pc", "") QUESTION("noise", "") DESK
        "flow { ask 'system' {}, include 'screen', ask 'noise' {}, otherwise = escalate 'desk' }",
        GUIDE("screen", "") QUESTION("flicker", "") DESK
        "flow { ask 'system' { linux = ask 'flicker' {} }, otherwise = escalate 'desk' }",
        GUIDE("facts", "kind = 'environment'") QUESTION(
            "system", "share = true, environment = true, answers = { 'linux', 'windows' }") "flow { ask 'system' {} }");
    expect(e, "ask system");
    says(e, "system", "linux");
    expect(e, "ask flicker");
    says(e, "system", "windows");
    expect(e, "ask noise");
    over(e);
}

static void a_shared_action_is_verified_by_the_goal_of_the_guide_that_proposes_it(void **state)
{
    (void)state;
    example *e =
        given_guides(GUIDE("pc", "goal = is('starts', 'yes')") QUESTION("starts", "") DESK
                     "flow { try 'restart', otherwise = escalate 'desk' }",
                     GUIDE("tools", "goal = is('tidy', 'yes')") QUESTION("tidy", "") ACTION("restart", "share = true")
                         DESK "flow { try 'restart', otherwise = escalate 'desk' }");
    expect(e, "try restart");
    done(e, "restart");
    expect(e, "ask starts to verify restart");
    says(e, "starts", "yes");
    expect(e, "resolved by restart");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(see_goes_on_in_another_guide_without_return),
        cmocka_unit_test(the_seen_guides_goal_is_the_cases),
        cmocka_unit_test(two_guides_that_lead_to_each_other_end),
        cmocka_unit_test(two_guides_that_include_each_other_end),
        cmocka_unit_test(an_include_that_runs_out_of_steps_comes_back),
        cmocka_unit_test(an_include_that_concludes_with_nothing_left_comes_back),
        cmocka_unit_test(an_include_that_is_resolved_comes_back),
        cmocka_unit_test(an_escalate_written_in_an_include_ends_it_all),
        cmocka_unit_test(an_include_that_says_resolve_comes_back),
        cmocka_unit_test(the_otherwise_of_an_includes_other_flows_is_taken),
        cmocka_unit_test(an_include_concludes_its_findings_before_it_comes_back),
        cmocka_unit_test(an_include_is_walked_towards_its_own_goal),
        cmocka_unit_test(a_guide_seen_within_an_include_returns_to_the_includer),
        cmocka_unit_test(it_leaves_the_includers_goal_unanswered),
        cmocka_unit_test(the_walk_goes_on_after_it_where_that_goal_does_not_hold),
        cmocka_unit_test(where_its_verifying_answer_is_taken_back_that_goal_was_never_asked_anew),
        cmocka_unit_test(it_leaves_the_goals_of_all_including_guides_unanswered),
        cmocka_unit_test(a_name_is_looked_up_in_the_cases_guide_first),
        cmocka_unit_test(see_keeps_the_cases_guide_for_names),
        cmocka_unit_test(names_of_guides_in_folders_have_their_folder),
        cmocka_unit_test(a_shared_question_is_asked_once_a_case),
        cmocka_unit_test(a_shared_action_is_verified_by_the_goal_of_the_guide_that_proposes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
