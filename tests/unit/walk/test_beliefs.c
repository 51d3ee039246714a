/* Beliefs as a case shows them (rules-language.md, "Beliefs"): priors, what a tree says, and what counts as evidence. Every figure is
 * worked out by hand beside its example. Uses waymark.h through support/walk_support.h. */
#include "support/walk_support.h"

#define ASK_ONCE QUESTION("anything", "") DESK "flow { ask 'anything' {}, otherwise = escalate 'desk' }"

/* ---- Priors ------------------------------------------------------------------------------------------------------------------------- */

static void faults_without_a_prior_share_what_is_left(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("g", "") FAULT("a", "prior = .4") FAULT("b", "prior = .25") FAULT("c", "") FAULT("d", "") ASK_ONCE);
    expect_belief(e, "a", .4);
    expect_belief(e, "b", .25);
    expect_belief(e, "c", .175);
    expect_belief(e, "d", .175);
    over(e);
}

static void but_have_a_hundredth_each_at_least(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") FAULT("a", "prior = .595") FAULT("b", "prior = .4") FAULT("c", "") FAULT("d", "")
                           ASK_ONCE);
    expect_belief(e, "a", .595 / 1.015); /* .005 is left: .01 each all the same, and all scaled to 1 */
    expect_belief(e, "b", .4 / 1.015);
    expect_belief(e, "c", .01 / 1.015);
    expect_belief(e, "d", .01 / 1.015);
    over(e);
}

static void without_any_prior_all_are_as_likely(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") FAULT("a", "") FAULT("b", "") FAULT("c", "") ASK_ONCE);
    expect_belief(e, "a", 1.0 / 3);
    expect_belief(e, "c", 1.0 / 3);
    over(e);
}

static void the_rest_of_stated_priors_is_elsewhere_and_shown_last(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") FAULT("a", "prior = .1") FAULT("b", "prior = .3") ASK_ONCE);
    expect_belief(e, "elsewhere", .6);
    expect_ranking(e, "b a elsewhere");
    over(e);
}

static void priors_that_make_one_leave_nothing_elsewhere(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("g", "") FAULT("a", "prior = .1") FAULT("b", "prior = .2") FAULT("c", "prior = .7") ASK_ONCE);
    expect_ranking(e, "c b a");
    over(e);
}

static void priors_above_one_are_an_error(void **state)
{
    (void)state;
    expect_refused_guide(GUIDE("g", "") FAULT("a", "prior = .7") FAULT("b", "prior = .31") ASK_ONCE, NULL);
}

/* ---- What the tree says ------------------------------------------------------------------------------------------------------------- */

static void answers_that_lead_to_a_fault_share_95_hundredths(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") QUESTION("led", "answers = { 'on', 'off', 'dim', 'red' }")
                           FAULT("a", "prior = .5") FAULT("b", "prior = .3") FAULT("c", "prior = .2") DESK
                       "flow { ask 'led' { on = conclude 'a', off = conclude 'b', dim = conclude 'b' }, otherwise = "
                       "escalate 'desk' }");
    /* a: on .95, the others .05/3. b: off and dim .95/2, on and red .05/2. c: nowhere in the tree, 1/4 each. */
    double a = .5 * .05 / 3, b = .3 * .95 / 2, c = .2 / 4;
    says(e, "led", "off");
    expect_belief(e, "a", a / (a + b + c));
    expect_belief(e, "b", b / (a + b + c));
    expect_belief(e, "c", c / (a + b + c));
    a = .5 * .05 / 3, b = .3 * .05 / 2;
    says(e, "led", "red");
    expect_belief(e, "a", a / (a + b + c));
    expect_belief(e, "b", b / (a + b + c));
    over(e);
}

static void a_fault_below_every_answer_is_not_told_apart(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("g", "") QUESTION("led", "") QUESTION("fan", "") FAULT("a", "prior = .5") FAULT("b", "prior = .5")
                  DESK "flow { ask 'led' { yes = conclude 'b' }, ask 'fan' { yes = conclude 'a', no = conclude 'b' },"
                       "  otherwise = escalate 'desk' }");
    /* led: a is below `no` (it falls through to the fan), b below both: a no .95; b 1/2 each. */
    says(e, "led", "no");
    expect_belief(e, "a", .95 / (.95 + .5));
    over(e);
}

static void given_overrides_the_tree_for_the_faults_that_it_names(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") QUESTION("led", "answers = { 'on', 'off', 'dim' }, given = { a = { on = .7 } }")
                           FAULT("a", "prior = .5") FAULT("b", "prior = .5") DESK
                       "flow { ask 'led' { on = conclude 'a', off = conclude 'b' }, otherwise = escalate 'desk' }");
    says(e, "led", "dim"); /* a: what is left of 1, .3, shared by off and dim; b: as the tree says, .05/2 */
    expect_belief(e, "a", .15 / (.15 + .025));
    says(e, "led", "on");
    expect_belief(e, "a", .7 / (.7 + .025));
    over(e);
}

static void a_numbers_cells_are_cut_at_every_threshold(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("g", "") QUESTION("mbps", "kind = 'number'") FAULT("low", "") FAULT("mid", "") FAULT("high", "")
                  DESK "flow { ask 'mbps' {"
                       "  on(below(20)) { conclude 'low' }, on(below(60)) { conclude 'mid' }, other = conclude 'high',"
                       "}, otherwise = escalate 'desk' }");
    says_number(e, "mbps", 20); /* three cells; `mid` has the middle one only: what is below 20 went before */
    expect_belief(e, "mid", .95);
    expect_belief(e, "low", .025);
    expect_belief(e, "high", .025);
    says_number(e, "mbps", 60);
    expect_belief(e, "high", .95);
    over(e);
}

static void a_texts_cells_are_its_answers_and_none_of_them(void **state)
{
    (void)state;
    example *e = given(
        GUIDE("g", "")
            QUESTION("log", "kind = 'text', answers = { 'panic', 'clean' }, match = { panic = 'Kernel panic' }")
                FAULT("kernel", "") FAULT("unread", "") DESK
        "flow { ask 'log' { panic = conclude 'kernel', other = conclude 'unread' }, otherwise = escalate 'desk' }");
    /* three cells. kernel: panic .95, .025 each. unread: clean and none of them .475 each, panic .05. */
    says(e, "log", "Kernel panic - not syncing");
    expect_belief(e, "kernel", .95 / (.95 + .05));
    says(e, "log", "something else");
    expect_belief(e, "kernel", .025 / (.025 + .475));
    over(e);
}

static void a_composite_branch_takes_the_cells_in_which_it_can_hold(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("g", "") QUESTION("volt", "kind = 'number'") FAULT("supply", "") FAULT("board", "") DESK
              "flow { ask 'volt' {"
              "  on(any { below('volt', 11), at_least('volt', 13) }) { conclude 'supply' }, other = conclude 'board',"
              "}, otherwise = escalate 'desk' }");
    says_number(e, "volt", 12); /* supply: both outer cells .475, the middle .05. board: the middle .95. */
    expect_belief(e, "board", .95 / (.95 + .05));
    says_number(e, "volt", 13);
    expect_belief(e, "supply", .475 / (.475 + .025));
    over(e);
}

static void unsure_branches_and_lua_branches_tell_nothing(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") QUESTION("led", "") FAULT("a", "") FAULT("b", "") FAULT("c", "") FAULT("d", "")
                           DESK "flow { ask 'led' {"
                                "  on(function(facts) return facts.led == 'yes' end) { conclude 'd' },"
                                "  yes = conclude 'a',"
                                "  no = conclude 'b',"
                                "  unsure = conclude 'c',"
                                "}, otherwise = escalate 'desk' }");
    /* a: yes .95. b: no .95. c and d: 1/2 each. */
    says(e, "led", "yes");
    expect_belief(e, "a", .95 / (.95 + .05 + .5 + .5));
    expect_belief(e, "b", .05 / (.95 + .05 + .5 + .5));
    expect_belief(e, "c", .25);
    expect_belief(e, "d", .25);
    over(e);
}

static void elsewhere_gives_every_answer_alike(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") QUESTION("led", "answers = { 'on', 'off', 'dim' }") FAULT("a", "prior = .5")
                           ACTION("repair", "fixes = { a = .9 }") DESK
                       "flow { ask 'led' { on = conclude 'a' }, otherwise = escalate 'desk' }");
    says(e, "led", "on");
    expect_belief(e, "elsewhere", (.5 / 3) / (.5 / 3 + .5 * .95));
    failed(e, "repair"); /* nothing fixes what is elsewhere */
    expect_belief(e, "elsewhere", (.5 / 3) / (.5 / 3 + .5 * .95 * .1));
    over(e);
}

/* ---- Evidence ----------------------------------------------------------------------------------------------------------------------- */

static void not_sure_is_no_evidence(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") QUESTION("led", "") FAULT("a", "prior = .8") FAULT("b", "prior = .2") DESK
                       "flow { ask 'led' { yes = conclude 'a', no = conclude 'b' }, otherwise = escalate 'desk' }");
    not_sure(e, "led");
    expect_belief(e, "a", .8);
    over(e);
}

static void answers_count_whether_they_were_asked_or_not(void **state)
{
    (void)state;
    example *e = given(
        GUIDE("g", "") QUESTION("led", "") QUESTION("fan", "") FAULT("a", "prior = .5") FAULT("b", "prior = .5") DESK
        "flow { ask 'led' {}, ask 'fan' { yes = conclude 'a', no = conclude 'b' }, otherwise = escalate 'desk' }");
    says(e, "fan", "yes");
    expect(e, "ask led");
    expect_belief(e, "a", .95);
    retract(e, "fan");
    expect_belief(e, "a", .5);
    over(e);
}

/* port_22: sg timeout .95, open and refused .025; sshd refused .95, open and timeout .025. */
#define SSH                                                                                                            \
    GUIDE("ssh", "")                                                                                                   \
    QUESTION("port_22", "answers = { 'open', 'refused', 'timeout' }")                                                  \
    FAULT("sg", "prior = .5")                                                                                          \
    FAULT("sshd", "prior = .5")                                                                                        \
    ACTION("open_sg", "fixes = { sg = .8 }, verify = is('port_22', 'open')")                                           \
    DESK "flow { ask 'port_22' { timeout = conclude 'sg', refused = conclude 'sshd' }, otherwise = escalate 'desk' }"

static void a_failed_remedy_makes_what_it_fixes_less_likely(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    expect_belief(e, "sg", .95 / .975);
    skipped(e, "open_sg");
    expect_belief(e, "sg", .95 / .975); /* skipped: nothing learnt */
    failed(e, "open_sg");
    expect_belief(e, "sg", .95 * .2 / (.95 * .2 + .025));
    over(e);
}

static void an_answer_that_verifies_is_no_evidence(void **state)
{
    (void)state;
    example *e = given(SSH);
    says(e, "port_22", "timeout");
    done(e, "open_sg");
    expect_belief(e, "sg", .95 / .975); /* the answer before it stays the evidence */
    says(e, "port_22", "refused");
    expect_belief(e, "sg",
                  .95 * .2 / (.95 * .2 + .025)); /* the remedy failed; that it is refused now says nothing of before */
    over(e);
}

static void an_answer_given_anew_after_an_action_is_no_evidence(void **state)
{
    (void)state;
    example *e = given(GUIDE("line", "") QUESTION("speed", "answers = { 'slow', 'fast' }") FAULT("a", "prior = .5")
                           FAULT("b", "prior = .5") ACTION("reboot", "changes = { 'speed' }") DESK
                       "flow { ask 'speed' { slow = { try 'reboot', conclude 'a' }, fast = conclude 'b' }, otherwise = "
                       "escalate 'desk' }");
    says(e, "speed", "slow");
    expect_belief(e, "a", .95);
    failed(e, "reboot");
    expect(e, "ask speed");
    expect_belief(e, "a", .95);
    says(e, "speed", "fast");
    expect(e, "escalate desk for b");
    expect_belief(e, "a", .95); /* `slow` stays the evidence */
    over(e);
}

static void what_an_action_sets_is_no_evidence(void **state)
{
    (void)state;
    example *e = given(GUIDE("phone", "") QUESTION("airplane", "answers = { 'on', 'off' }") FAULT("a", "prior = .5")
                           FAULT("b", "prior = .5") ACTION("airplane_off", "sets = { airplane = 'off' }") DESK
                       "flow { try 'airplane_off', ask 'airplane' { on = conclude 'a', off = conclude 'b' }, otherwise "
                       "= escalate 'desk' }");
    failed(e, "airplane_off");
    expect(e, "escalate desk for b");
    expect_belief(e, "b", .5);
    over(e);
}

static void facts_that_exclude_each_other_bring_back_the_priors(void **state)
{
    (void)state;
    example *e =
        given(GUIDE("g", "") QUESTION("led", "given = { a = { yes = 1 }, b = { yes = 0 } }")
                  QUESTION("fan", "given = { a = { yes = 0 }, b = { yes = 1 } }") FAULT("a", "prior = .7")
                      FAULT("b", "prior = .3") DESK "flow { ask 'led' {}, ask 'fan' {}, otherwise = escalate 'desk' }");
    says(e, "led", "yes");
    expect(e, "ask fan");
    expect_belief(e, "a", 1);
    says(e, "fan", "yes");
    expect(e, "escalate desk contradiction");
    expect_belief(e, "a", .7);
    says(e, "fan", "no");
    expect(e, "escalate desk");
    expect_belief(e, "a", 1);
    over(e);
}

/* ---- Which guide's, and in which order ---------------------------------------------------------------------------------------------- */

static void the_beliefs_are_those_of_the_guide_that_the_walk_stands_in(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("pc", "") QUESTION("slow", "") FAULT("age", "") FAULT("heat", "") DESK
        "flow { ask 'slow' { yes = include 'memory' }, otherwise = escalate 'desk' }",
        GUIDE("memory", "") QUESTION("full", "") FAULT("tabs", "prior = .6") FAULT("leak", "prior = .4") DESK
        "flow { ask 'full' { yes = conclude 'tabs', no = conclude 'leak' }, otherwise = escalate 'desk' }");
    expect_ranking(e, "age heat");
    says(e, "slow", "yes");
    expect(e, "ask full");
    expect_ranking(e, "tabs leak");
    over(e);
}

/* An environment, a procedure: what is asked there first must not hide what is likely already. */
static void a_guide_without_faults_leaves_those_of_the_case(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("pc", "") QUESTION("slow", "") FAULT("age", "prior = .3") FAULT("heat", "prior = .7") DESK
        "flow { include 'where', ask 'slow' { yes = conclude 'heat', no = conclude 'age' }, otherwise = escalate "
        "'desk' }",
        GUIDE("where", "") QUESTION("indoors", "") DESK "flow { ask 'indoors', otherwise = escalate 'desk' }");
    expect(e, "ask indoors");
    expect_ranking(e, "heat age");
    expect_belief(e, "heat", .7);
    says(e, "slow", "no"); /* known before it is asked */
    expect(e, "ask indoors");
    expect_ranking(e, "age heat");
    over(e);
}

static void the_reached_fault_comes_first(void **state)
{
    (void)state;
    example *e = given(GUIDE("g", "") QUESTION("led", "") FAULT("a", "prior = .99") FAULT("b", "prior = .01") DESK
                       "flow { ask 'led' { yes = conclude 'a', no = conclude 'b' }, otherwise = escalate 'desk' }");
    expect_ranking(e, "a b");
    says(e, "led", "no"); /* b: .01 × .95 against .99 × .05: less likely, but it is what the guide concludes */
    expect(e, "escalate desk for b");
    expect_ranking(e, "b a");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_without_a_prior_share_what_is_left),
        cmocka_unit_test(but_have_a_hundredth_each_at_least),
        cmocka_unit_test(without_any_prior_all_are_as_likely),
        cmocka_unit_test(the_rest_of_stated_priors_is_elsewhere_and_shown_last),
        cmocka_unit_test(priors_that_make_one_leave_nothing_elsewhere),
        cmocka_unit_test(priors_above_one_are_an_error),
        cmocka_unit_test(answers_that_lead_to_a_fault_share_95_hundredths),
        cmocka_unit_test(a_fault_below_every_answer_is_not_told_apart),
        cmocka_unit_test(given_overrides_the_tree_for_the_faults_that_it_names),
        cmocka_unit_test(a_numbers_cells_are_cut_at_every_threshold),
        cmocka_unit_test(a_texts_cells_are_its_answers_and_none_of_them),
        cmocka_unit_test(a_composite_branch_takes_the_cells_in_which_it_can_hold),
        cmocka_unit_test(unsure_branches_and_lua_branches_tell_nothing),
        cmocka_unit_test(elsewhere_gives_every_answer_alike),
        cmocka_unit_test(not_sure_is_no_evidence),
        cmocka_unit_test(answers_count_whether_they_were_asked_or_not),
        cmocka_unit_test(a_failed_remedy_makes_what_it_fixes_less_likely),
        cmocka_unit_test(an_answer_that_verifies_is_no_evidence),
        cmocka_unit_test(an_answer_given_anew_after_an_action_is_no_evidence),
        cmocka_unit_test(what_an_action_sets_is_no_evidence),
        cmocka_unit_test(facts_that_exclude_each_other_bring_back_the_priors),
        cmocka_unit_test(the_beliefs_are_those_of_the_guide_that_the_walk_stands_in),
        cmocka_unit_test(a_guide_without_faults_leaves_those_of_the_case),
        cmocka_unit_test(the_reached_fault_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
