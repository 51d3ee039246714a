/* Which branch an answer takes (rules-language.md, "Branches"), and what follows where none does ("Flow"). Uses waymark.h through
 * support/walk_support.h. */
#include "support/walk_support.h"

/* ---- Choices ------------------------------------------------------------------------------------------------------------------------ */

#define LED                                                                                                            \
    GUIDE("router", "")                                                                                                \
    QUESTION("led", "answers = { 'red', 'blue', 'green', 'off' }")                                                     \
    FAULT("own_key", "") FAULT("by_condition", "") FAULT("by_other", "") DESK

static void an_answers_own_key_comes_before_conditions_and_other(void **state)
{
    (void)state;
    example *e = given(LED "flow { ask 'led' {"
                           "  other = conclude 'by_other',"
                           "  on(one_of('red', 'blue')) { conclude 'by_condition' },"
                           "  red = conclude 'own_key',"
                           "}, otherwise = escalate 'desk' }");
    expect(e, "ask led");
    says(e, "led", "red");
    expect(e, "escalate desk for own_key");
    says(e, "led", "blue");
    expect(e, "escalate desk for by_condition");
    says(e, "led", "green");
    expect(e, "escalate desk for by_other");
    over(e);
}

static void conditions_are_tried_in_written_order(void **state)
{
    (void)state;
    example *e = given(LED "flow { ask 'led' {"
                           "  on(one_of('red', 'blue')) { conclude 'by_condition' },"
                           "  on(one_of('blue', 'green')) { conclude 'own_key' },"
                           "}, otherwise = escalate 'desk' }");
    says(e, "led", "blue");
    expect(e, "escalate desk for by_condition");
    says(e, "led", "green");
    expect(e, "escalate desk for own_key");
    over(e);
}

static void an_answer_without_a_branch_falls_through(void **state)
{
    (void)state;
    example *e = given(LED QUESTION("fan", "") "flow {"
                                               "  ask 'led' { red = conclude 'own_key' },"
                                               "  ask 'fan' { no = conclude 'by_other' },"
                                               "  otherwise = escalate 'desk' }");
    says(e, "led", "off");
    expect(e, "ask fan");
    says(e, "fan", "yes");
    expect(e, "escalate desk");
    over(e);
}

static void a_branch_is_a_step_or_a_list_of_steps(void **state)
{
    (void)state;
    example *e =
        given(LED QUESTION("fan", "") QUESTION("dust", "")
                  QUESTION("age", "") "flow {"
                                      "  ask 'led' { red = { ask 'fan' {}, ask 'dust' {} }, blue = ask 'dust' {} },"
                                      "  ask 'age' {},"
                                      "  otherwise = escalate 'desk' }");
    says(e, "led", "red");
    expect(e, "ask fan");
    says(e, "fan", "yes");
    expect(e, "ask dust");
    says(e, "dust", "yes");
    expect(e, "ask age"); /* the branch did not end the walk: on to the step after its `ask` */
    retract(e, "dust");
    says(e, "led", "blue");
    expect(e, "ask dust");
    over(e);
}

static void a_question_without_answers_is_answered_yes_or_no(void **state)
{
    (void)state;
    example *e = given(GUIDE("router", "") QUESTION("plugged", "") FAULT("cable", "") DESK
                       "flow { ask 'plugged' { no = conclude 'cable' }, otherwise = escalate 'desk' }");
    expect_not_taken(e, "plugged", "maybe", WM_OUT_OF_RANGE);
    expect(e, "ask plugged");
    says(e, "plugged", "no");
    expect(e, "escalate desk for cable");
    over(e);
}

static void on_with_another_questions_name_tests_that_question(void **state)
{
    (void)state;
    example *e = given(LED QUESTION("fan", "") "flow { ask 'led' {"
                                               "  on(is('fan', 'no')) { conclude 'by_condition' },"
                                               "  other = conclude 'by_other',"
                                               "}, otherwise = escalate 'desk' }");
    says(e, "led", "red");
    expect(e, "escalate desk for by_other"); /* not known: the condition does not hold */
    says(e, "fan", "no");
    expect(e, "escalate desk for by_condition");
    says(e, "fan", "yes");
    expect(e, "escalate desk for by_other");
    over(e);
}

/* ---- Texts -------------------------------------------------------------------------------------------------------------------------- */

/* `match` is written the other way round than `answers`: the order of answers counts. */
#define CONSOLE                                                                                                        \
    GUIDE("vm", "")                                                                                                    \
    QUESTION("console", "kind = 'text', answers = { 'panic', 'disk_full', 'clean' },"                                  \
                        "match = { disk_full = 'No space left on device', panic = 'Kernel panic' }")                   \
    FAULT("kernel", "")                                                                                                \
    FAULT("disk", "")                                                                                                  \
    FAULT("none", "")                                                                                                  \
    FAULT("unread", "")                                                                                                \
    DESK "flow { ask 'console' {"                                                                                      \
         "  disk_full = conclude 'disk', panic = conclude 'kernel', clean = conclude 'none', other = conclude "        \
         "'unread',"                                                                                                   \
         "}, otherwise = escalate 'desk' }"

static void a_text_that_is_an_answers_id_is_that_answer(void **state)
{
    (void)state;
    example *e = given(CONSOLE);
    expect(e, "ask console");
    says(e, "console", "clean");
    expect(e, "escalate desk for none");
    over(e);
}

static void a_text_is_the_first_match_in_the_order_of_answers(void **state)
{
    (void)state;
    example *e = given(CONSOLE);
    says(e, "console", "write: No space left on device");
    expect(e, "escalate desk for disk");
    says(e, "console", "write: No space left on device\nKernel panic - not syncing");
    expect(e, "escalate desk for kernel");
    says(e, "console", "it is clean, I think"); /* neither the id nor a match */
    expect(e, "escalate desk for unread");
    over(e);
}

static void matching_is_on_folded_case_and_full_width_meets_half_width(void **state)
{
    (void)state;
    example *e = given(CONSOLE);
    says(e, "console", "KERNEL PANIC - NOT SYNCING");
    expect(e, "escalate desk for kernel");
    says(e, "console", "畫面寫著：Ｋｅｒｎｅｌ　Ｐａｎｉｃ！");
    expect(e, "escalate desk for kernel");
    says(e, "console", "Kernel  panic"); /* literal: two blanks are not one */
    expect(e, "escalate desk for unread");
    over(e);
}

static void a_match_is_literal_not_a_pattern(void **state)
{
    (void)state;
    example *e = given(
        GUIDE("app", "") QUESTION("error", "kind = 'text', answers = { 'code' }, match = { code = '0x80.*' }")
            FAULT("known", "") FAULT("unread", "") DESK
        "flow { ask 'error' { code = conclude 'known', other = conclude 'unread' }, otherwise = escalate 'desk' }");
    says(e, "error", "0x80070005");
    expect(e, "escalate desk for unread");
    says(e, "error", "error 0x80.* as printed");
    expect(e, "escalate desk for known");
    over(e);
}

static void contains_looks_into_a_text(void **state)
{
    (void)state;
    example *e = given(GUIDE("screen", "") QUESTION("shows", "kind = 'text'") FAULT("blue", "") FAULT("black", "")
                           FAULT("unread", "") DESK "flow { ask 'shows' {"
                                                    "  on(contains('blue screen')) { conclude 'blue' },"
                                                    "  on(contains('黑畫面')) { conclude 'black' },"
                                                    "  other = conclude 'unread',"
                                                    "}, otherwise = escalate 'desk' }");
    says(e, "shows", "A Blue Screen with white letters");
    expect(e, "escalate desk for blue");
    says(e, "shows", "ＢＬＵＥ　ＳＣＲＥＥＮ");
    expect(e, "escalate desk for blue");
    says(e, "shows", "開機後是黑畫面，沒有文字");
    expect(e, "escalate desk for black");
    says(e, "shows", "nothing");
    expect(e, "escalate desk for unread");
    over(e);
}

/* ---- Numbers ------------------------------------------------------------------------------------------------------------------------ */

#define SPEED                                                                                                          \
    GUIDE("line", "")                                                                                                  \
    QUESTION("mbps", "kind = 'number', min = 0, max = 1000")                                                           \
    FAULT("dead", "") FAULT("slow", "") FAULT("fair", "") FAULT("fast", "") DESK

static void below_and_at_least_meet_at_the_threshold(void **state)
{
    (void)state;
    example *e = given(SPEED "flow { ask 'mbps' {"
                             "  on(below(60)) { conclude 'slow' }, on(at_least(60)) { conclude 'fast' },"
                             "}, otherwise = escalate 'desk' }");
    expect(e, "ask mbps");
    says_number(e, "mbps", 59.999);
    expect(e, "escalate desk for slow");
    says_number(e, "mbps", 60);
    expect(e, "escalate desk for fast");
    over(e);
}

static void between_takes_its_lower_bound_and_leaves_its_upper(void **state)
{
    (void)state;
    example *e = given(SPEED "flow { ask 'mbps' {"
                             "  on(between(20, 60)) { conclude 'fair' }, other = conclude 'dead',"
                             "}, otherwise = escalate 'desk' }");
    says_number(e, "mbps", 20);
    expect(e, "escalate desk for fair");
    says_number(e, "mbps", 59.5);
    expect(e, "escalate desk for fair");
    says_number(e, "mbps", 60);
    expect(e, "escalate desk for dead");
    says_number(e, "mbps", 19.5);
    expect(e, "escalate desk for dead");
    over(e);
}

static void overlapping_thresholds_go_in_written_order(void **state)
{
    (void)state;
    example *e = given(SPEED "flow { ask 'mbps' {"
                             "  on(below(1)) { conclude 'dead' }, on(below(20)) { conclude 'slow' },"
                             "  on(below(60)) { conclude 'fair' }, other = conclude 'fast',"
                             "}, otherwise = escalate 'desk' }");
    says_number(e, "mbps", 0);
    expect(e, "escalate desk for dead");
    says_number(e, "mbps", 1);
    expect(e, "escalate desk for slow");
    says_number(e, "mbps", 20);
    expect(e, "escalate desk for fair");
    says_number(e, "mbps", 1000);
    expect(e, "escalate desk for fast");
    over(e);
}

static void a_number_outside_its_range_is_not_taken(void **state)
{
    (void)state;
    example *e = given(SPEED "flow { ask 'mbps' { on(below(60)) { conclude 'slow' } }, otherwise = escalate 'desk' }");
    wm_value too_much = { .kind = WM_VALUE_NUMBER, .number = 1000.5 };
    assert_int_equal(wm_case_answer_value(case_of(e), "mbps", &too_much, NULL, NULL), WM_OUT_OF_RANGE);
    expect(e, "ask mbps");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answers_own_key_comes_before_conditions_and_other),
        cmocka_unit_test(conditions_are_tried_in_written_order),
        cmocka_unit_test(an_answer_without_a_branch_falls_through),
        cmocka_unit_test(a_branch_is_a_step_or_a_list_of_steps),
        cmocka_unit_test(a_question_without_answers_is_answered_yes_or_no),
        cmocka_unit_test(on_with_another_questions_name_tests_that_question),
        cmocka_unit_test(a_text_that_is_an_answers_id_is_that_answer),
        cmocka_unit_test(a_text_is_the_first_match_in_the_order_of_answers),
        cmocka_unit_test(matching_is_on_folded_case_and_full_width_meets_half_width),
        cmocka_unit_test(a_match_is_literal_not_a_pattern),
        cmocka_unit_test(contains_looks_into_a_text),
        cmocka_unit_test(below_and_at_least_meet_at_the_threshold),
        cmocka_unit_test(between_takes_its_lower_bound_and_leaves_its_upper),
        cmocka_unit_test(overlapping_thresholds_go_in_written_order),
        cmocka_unit_test(a_number_outside_its_range_is_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
