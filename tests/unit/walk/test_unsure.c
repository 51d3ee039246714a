/* "Not sure" (rules-language.md, "Not sure"): its own branch, another question instead, or the likeliest branch, presumed. Uses waymark.h
 * through support/walk_support.h. */
#include <math.h>

#include "support/walk_support.h"

/* P(cells | fault) from the tree: off leads to `board`, on to `screen`; .95 each. */
#define LAMP                                                                                                           \
    GUIDE("tablet", "")                                                                                                \
    QUESTION("lamp", "answers = { 'off', 'on' }")                                                                      \
    QUESTION("age", "")                                                                                                \
    FAULT("board", "prior = .3") FAULT("screen", "prior = .7") ACTION("swap", "fixes = { screen = .9 }") DESK

static void its_own_branch_takes_it(void **state)
{
    (void)state;
    example *e =
        given(LAMP "flow { ask 'lamp' { off = conclude 'board', on = conclude 'screen', unsure = ask 'age' {} },"
                   "  otherwise = escalate 'desk' }");
    not_sure(e, "lamp");
    expect(e, "ask age");
    says(e, "age", "no");
    expect(e, "escalate desk");
    over(e);
}

static void what_its_own_branch_concludes_is_not_presumed(void **state)
{
    (void)state;
    example *e = given(
        LAMP "flow { ask 'lamp' { off = conclude 'board', unsure = conclude 'screen' }, otherwise = escalate 'desk' }");
    not_sure(e, "lamp");
    expect(e, "try swap for screen");
    over(e);
}

static void without_one_the_likeliest_branch_is_presumed(void **state)
{
    (void)state;
    example *e = given(
        LAMP "flow { ask 'lamp' { off = conclude 'board', on = conclude 'screen' }, otherwise = escalate 'desk' }");
    wm_step step;
    not_sure(e, "lamp"); /* on: .7 × .95 + .3 × .05 = .68 */
    expect(e, "try swap for screen presumed");
    assert_int_equal(wm_case_step(case_of(e), &step, NULL), WM_OK);
    assert_true(fabs(step.p - .7) < 1e-9); /* "not sure" is no evidence: the prior stands */
    assert_true(passed_over(e, WM_PASS_PRESUMED, "lamp"));
    done(e, "swap");
    says(e, "solved", "yes");
    expect(e, "resolved by swap for screen presumed"); /* its outcome keeps what it was proposed for */
    over(e);
}

static void other_does_not_take_it(void **state)
{
    (void)state;
    example *e = given(
        LAMP "flow { ask 'lamp' { on = conclude 'screen', other = conclude 'board' }, otherwise = escalate 'desk' }");
    not_sure(e, "lamp");
    expect(e, "try swap for screen presumed");
    over(e);
}

static void a_number_goes_by_the_likeliest_interval(void **state)
{
    (void)state;
    example *e = given(GUIDE("disk", "") QUESTION("free", "kind = 'number'") FAULT("full", "prior = .2")
                           FAULT("worn", "prior = .8") DESK
                       "flow { ask 'free' { on(below(5)) { conclude 'full' }, on(at_least(5)) { conclude 'worn' } },"
                       "  otherwise = escalate 'desk' }");
    not_sure(e, "free");
    expect(e, "escalate desk for worn presumed");
    says_number(e, "free", 3);
    expect(e, "escalate desk for full");
    over(e);
}

/* To swap a part costs 100 minutes, to hand over 1000, to listen 1.
 * ecr_hm(.6, .4) = 100 + .4 × 100 = 140.
 * eco(beeps) = 1 + (.59 × 100 + .02 × 100) + (.41 × 100 + .03 × 100) = 106 < 140: worth asking. */
#define BEEPS                                                                                                          \
    GUIDE("desktop", "")                                                                                               \
    QUESTION("lamp", "answers = { 'on', 'off' }")                                                                      \
    QUESTION("beeps", "cost = 1")                                                                                      \
    FAULT("memory", "prior = .6")                                                                                      \
    FAULT("board", "prior = .4")                                                                                       \
    ACTION("swap_memory", "fixes = { memory = 1 }, cost = 100")                                                        \
    ACTION("swap_board", "fixes = { board = 1 }, cost = 100")                                                          \
    "escalation 'desk' { to = 'second_line', zh = '二線', en = "                                                     \
    "'Second line', cost = 1000 }"                                                                                     \
    "flow {"                                                                                                           \
    "  ask 'lamp' { on = conclude 'memory', off = ask 'beeps' { "                                                      \
    "yes = conclude 'memory', no = conclude 'board' } },"                                                              \
    "  otherwise = escalate 'desk' }"

static void another_question_that_tells_the_causes_apart_is_asked_instead(void **state)
{
    (void)state;
    example *e = given(BEEPS);
    not_sure(e, "lamp");
    expect(e, "ask beeps");
    /* memory : board = .6 × .95 : .4 × .05. The lamp tells memory from nothing (it is below both answers), board by `off`:
     * on .5 × .57 + .05 × .02 = .286, off .5 × .57 + .95 × .02 = .304. */
    says(e, "beeps", "yes");
    expect(e, "try swap_memory for memory presumed");
    expect_belief(e, "memory", .57 / .59);
    says(e, "beeps", "no");
    expect(e, "try swap_board for board presumed");
    expect_belief(e, "board", .38 / .41);
    over(e);
}

static void where_nothing_is_left_to_ask_the_likeliest_branches_lead_to_the_end(void **state)
{
    (void)state;
    example *e = given(BEEPS);
    not_sure(e, "lamp");
    not_sure(e, "beeps"); /* lamp: on .6 × .5 + .4 × .05 = .32, off .68; beeps: yes .6 × .95 + .4 × .05 = .59 */
    expect(e, "try swap_memory for memory presumed");
    expect_belief(e, "memory", .6);
    says(e, "lamp", "on"); /* seen after all */
    expect(e, "try swap_memory for memory");
    over(e);
}

/* eco(beeps) = cost + 105, as above; ecr_hm = 140. */
static void a_question_that_costs_more_than_it_saves_is_not_asked_instead(void **state)
{
    (void)state;
#define BEEPS_FOR(minutes)                                                                                             \
    GUIDE("desktop", "")                                                                                               \
    QUESTION("lamp", "answers = { 'on', 'off' }")                                                                      \
    QUESTION("beeps", "cost = " minutes)                                                                               \
    FAULT("memory", "prior = .6")                                                                                      \
    FAULT("board", "prior = .4")                                                                                       \
    ACTION("swap_memory", "fixes = { memory = 1 }, cost = 100")                                                        \
    ACTION("swap_board", "fixes = { board = 1 }, cost = 100")                                                          \
    "escalation 'desk' { to = 'second_line', zh = '二線', en = 'Second "                                             \
    "line', cost = 1000 }"                                                                                             \
    "flow {"                                                                                                           \
    "  ask 'lamp' { on = conclude 'memory', off = conclude 'board' },"                                                 \
    "  ask 'beeps' { yes = conclude 'memory', no = conclude 'board' },"                                                \
    "  otherwise = escalate 'desk' }"
    example *e = given(BEEPS_FOR("34"));
    not_sure(e, "lamp");
    expect(e, "ask beeps");
    says(e, "beeps", "no"); /* off: .38 × .95 + .03 × .05 */
    expect(e, "try swap_board for board presumed");
    over(e);
    e = given(BEEPS_FOR("36"));
    not_sure(e, "lamp");
    expect(e, "try swap_memory for memory presumed");
    over(e);
}

static void an_answered_question_is_not_asked_instead(void **state)
{
    (void)state;
    example *e = given(BEEPS);
    says(e, "beeps", "no");
    not_sure(e, "lamp");
    expect(e, "try swap_board for board presumed");
    over(e);
}

/* Every construct that can go on: whoever knows nothing and can do nothing comes to an end all the same. */
static void not_sure_everywhere_ends(void **state)
{
    (void)state;
    example *e = given_guides(
        GUIDE("printer", "goal = is('prints', 'yes')") QUESTION("prints", "") QUESTION("paper", "")
            QUESTION("lamp", "answers = { 'red', 'green' }") QUESTION("pages", "kind = 'number'")
                QUESTION("message", "kind = 'text', answers = { 'jam' }, match = { jam = 'Paper jam' }")
                    FAULT("jam", "") FAULT("toner", "") FAULT("driver", "") ACTION("open_lid", "fixes = { jam = .8 }")
                        ACTION("shake", "fixes = { toner = .5 }") ACTION("restart", "changes = { 'lamp' }") DESK
        "flow {"
        "  ask 'prints' {},"
        "  any_order { ask 'paper' { no = conclude 'jam' }, ask 'lamp' { red = conclude 'toner' } },"
        "  go 'loop',"
        "  otherwise = escalate 'desk' }"
        "flow 'loop' {"
        "  ask 'message' { jam = suspect 'jam' },"
        "  ask 'pages' { on(below(100)) { try 'restart' }, on(at_least(5000)) { suspect 'toner' } },"
        "  include 'cable',"
        "  again 'loop' { at_most = 3 },"
        "}",
        GUIDE("cable", "") QUESTION("plugged", "") FAULT("loose", "") ACTION("plug_in", "fixes = { loose = .9 }") DESK
        "flow { ask 'plugged' { no = conclude 'loose' }, see 'printer', otherwise = escalate 'desk' }");
    wm_step step;
    size_t steps = 0;
    for (;; steps++) {
        assert_int_equal(wm_case_step(case_of(e), &step, NULL), WM_OK);
        if (step.done || steps > 40)
            break;
        if (step.kind == WM_ASK)
            not_sure(e, step.id);
        else
            skipped(e, step.id);
    }
    assert_true(step.done);
    /* No more than there is: prints, paper, lamp, plugged; message and pages of four rounds; three actions, and restart of four rounds. */
    assert_in_range(steps, 1, 4 + 2 * 4 + 3 + 4);
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_own_branch_takes_it),
        cmocka_unit_test(what_its_own_branch_concludes_is_not_presumed),
        cmocka_unit_test(without_one_the_likeliest_branch_is_presumed),
        cmocka_unit_test(other_does_not_take_it),
        cmocka_unit_test(a_number_goes_by_the_likeliest_interval),
        cmocka_unit_test(another_question_that_tells_the_causes_apart_is_asked_instead),
        cmocka_unit_test(where_nothing_is_left_to_ask_the_likeliest_branches_lead_to_the_end),
        cmocka_unit_test(a_question_that_costs_more_than_it_saves_is_not_asked_instead),
        cmocka_unit_test(an_answered_question_is_not_asked_instead),
        cmocka_unit_test(not_sure_everywhere_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
