/* test_given.c: what is given to a case and to rules from outside: names that nothing has, values that a question does not take, texts that are
 * none; what is said of them, and that nothing was changed. Uses waymark.h alone, through support/walk_support.h. */
#include <math.h>
#include <string.h>

#include "support/walk_support.h"

static const char guide[] = GUIDE("g", "symptoms = { 'slow disk' }") QUESTION("port", "")
    QUESTION("many", "answers = { 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'b1', 'b2', 'b3', 'b4' }")
        QUESTION("load", "kind = 'number', min = 0, max = 100") QUESTION("open", "kind = 'number'")
            QUESTION("words", "kind = 'text', answers = { 'full' }, match = { full = 'disk full' }")
                QUESTION("same", "kind = 'text', answers = { 'full' }, match = { full = 'disk' }") FAULT("f", "")
                    ACTION("mend", "fixes = { f = .5 }") DESK
    "flow { ask 'port' { yes = conclude 'f' }, ask 'many', ask 'load', ask 'open', ask 'words', ask 'same',\n"
    "  otherwise = escalate 'desk' }\n";

/* The value is refused with this status and these words; the case's log is as it was. */
static void expect_refused_value(example *e, const char *question, const wm_value *value, wm_status status,
                                 const char *says)
{
    wm_error error = { 0 };
    size_t events = wm_case_log_size(case_of(e));
    assert_int_equal(wm_case_answer_value(case_of(e), question, value, NULL, &error), status);
    assert_int_equal(error.status, status);
    if (!strstr(error.en, says) || !error.zh[0])
        fail_msg("%s is not in: %s", says, error.en);
    assert_int_equal(wm_case_log_size(case_of(e)), events);
    assert_int_equal(wm_case_answer_value(case_of(e), question, value, NULL, NULL), status);
}

static void expect_refused_text(example *e, const char *question, const char *text, wm_status status, const char *says)
{
    expect_refused_value(e, question, &(wm_value){ WM_VALUE_TEXT, text, 0 }, status, says);
}

static void expect_refused_number(example *e, const char *question, double number, wm_status status, const char *says)
{
    expect_refused_value(e, question, &(wm_value){ WM_VALUE_NUMBER, NULL, number }, status, says);
}

static void answers_are_those_of_their_question(void **state)
{
    (void)state;
    example *e = given(guide);
    expect_refused_text(e, "port", "maybe", WM_OUT_OF_RANGE, "yes");
    expect_refused_text(e, "port", "", WM_OUT_OF_RANGE, "yes");
    expect_refused_text(e, "many", "a0", WM_OUT_OF_RANGE, "b3"); /* the first twelve are named */
    expect_refused_number(e, "port", 1, WM_OUT_OF_RANGE, "port");
    expect_refused_number(e, "load", 100.5, WM_OUT_OF_RANGE, "100");
    expect_refused_number(e, "load", -1, WM_OUT_OF_RANGE, "0");
    expect_refused_number(e, "open", HUGE_VAL, WM_OUT_OF_RANGE, "open");
    expect_refused_number(e, "open", -HUGE_VAL, WM_OUT_OF_RANGE, "open");
    expect_refused_number(e, "open", NAN, WM_OUT_OF_RANGE, "open");
    expect_refused_text(e, "load", "much", WM_OUT_OF_RANGE, "load");
    expect_refused_number(e, "words", 1, WM_OUT_OF_RANGE, "words");
    over(e);
}

static void texts_are_utf8(void **state)
{
    (void)state;
    example *e = given(guide);
    expect_refused_text(e, "words", "\xFF", WM_BAD_INPUT, "UTF-8");
    expect_refused_text(e, "words", "路\xE8\xB7", WM_BAD_INPUT, "UTF-8");
    says(e, "words", "路標");
    says(e, "words", "");
    over(e);
}

/* A name that nothing has is told with the nearest one, where it is near. */
static void unknown_names_are_told_with_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *name, *says;
    } names[] = { { "prot", "port" }, { "ports", "port" },  { "xyzzy", "xyzzy" },
                  { "", "" },         { "g:prot", "prot" }, { "no_guide:port", "no_guide:port" } };
    char long_name[200];
    wm_error error = { 0 };
    example *e = given(guide);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_refused_text(e, names[i].name, "yes", WM_UNKNOWN, names[i].says);
    memset(long_name, 'p', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    expect_refused_text(e, long_name, "yes", WM_UNKNOWN, "pppp");
    assert_int_equal(wm_case_outcome(case_of(e), "mned", WM_DONE, &error), WM_UNKNOWN);
    assert_non_null(strstr(error.en, "mend"));
    assert_int_equal(wm_case_outcome(case_of(e), long_name, WM_DONE, &error), WM_UNKNOWN);
    assert_int_equal(wm_case_retract(case_of(e), "prot", &error), WM_UNKNOWN);
    assert_int_equal(wm_case_retract(case_of(e), "port", &error), WM_NOTHING);
    assert_int_equal(wm_case_log_size(case_of(e)), 0);
    over(e);
}

static void several_answers_are_all_taken_or_none(void **state)
{
    (void)state;
    const wm_answer answers[] = { { .question = "port", .value = { WM_VALUE_TEXT, "no", 0 } },
                                  { .question = "load", .value = { WM_VALUE_NUMBER, NULL, 101 } } };
    wm_event event;
    example *e = given(guide);
    assert_int_equal(wm_case_answers(case_of(e), answers, 2, NULL), WM_OUT_OF_RANGE);
    assert_int_equal(wm_case_log_size(case_of(e)), 0);
    assert_int_equal(wm_case_answers(case_of(e), answers, 0, NULL), WM_OK);
    assert_int_equal(wm_case_answers(case_of(e), answers, 1, NULL), WM_OK);
    assert_int_equal(wm_case_log_size(case_of(e)), 1);
    assert_int_equal(wm_case_log(case_of(e), 0, &event), WM_OK);
    assert_string_equal(event.id, "port");
    assert_int_equal(wm_case_log(case_of(e), 1, &event), WM_NOTHING);
    expect(e, "ask many");
    over(e);
}

/* Words in a text are an answer of each question that looks for them; a text that is none is refused. */
static void facts_are_found_in_texts(void **state)
{
    (void)state;
    wm_fact found[4];
    size_t count = 9;
    example *e = given(guide);
    assert_int_equal(wm_case_say(case_of(e), "nothing of that", NULL, found, 4, &count, NULL), WM_OK);
    assert_int_equal(count, 0);
    assert_int_equal(wm_case_say(case_of(e), "\xFF", NULL, found, 4, &count, NULL), WM_BAD_INPUT);
    assert_int_equal(wm_case_log_size(case_of(e)), 0);
    assert_int_equal(wm_case_say(case_of(e), "It says: ＤＩＳＫ full.", NULL, found, 1, &count, NULL), WM_OK);
    assert_int_equal(count, 2); /* one of them is written */
    assert_string_equal(found[0].id, "words");
    assert_string_equal(found[0].answer, "full");
    assert_int_equal(wm_case_log_size(case_of(e)), 2);
    over(e);
}

static void guides_are_chosen_by_words(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_choice choice = { 0 };
    assert_int_equal(wm_rules_load_text(&rules, NULL, "t.lua", guide, sizeof guide - 1, NULL), WM_OK);
    assert_int_equal(wm_rules_choose(rules, "A SLOW DISK!", &choice, 1), 1);
    assert_string_equal(choice.guide, "g");
    assert_true(choice.score > 0 && choice.score <= 1);
    assert_int_equal(wm_rules_choose(rules, "A slow disk", NULL, 0), 1);
    assert_int_equal(wm_rules_choose(rules, "something else", &choice, 1), 0);
    assert_int_equal(wm_rules_choose(rules, "", &choice, 1), 0);
    assert_int_equal(wm_rules_choose(rules, "slow disk \xFF", &choice, 1), 0);
    wm_rules_free(rules);
}

/* `only` takes the findings of one guide; a name that nothing has is unknown. */
static void one_guide_may_be_checked(void **state)
{
    (void)state;
    static const char doubtful[] =
        GUIDE("g", "") QUESTION("port", "") QUESTION("idle", "") FAULT("f", "") ACTION("a", "fixes = { f = .5 }") DESK
        "flow { ask 'port' { yes = conclude 'f' }, otherwise = escalate 'desk' }\n";
    wm_rules *rules;
    wm_guide_info info;
    wm_error error = { 0 };
    const wm_finding *found;
    size_t all, one;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "t.lua", doubtful, sizeof doubtful - 1, NULL), WM_OK);
    assert_int_equal(wm_rules_check(rules, NULL, &found, &all, &error), WM_OK);
    assert_int_equal(wm_rules_check(rules, "g", &found, &one, &error), WM_OK);
    assert_true(all > 0);
    assert_int_equal(one, all); /* there is no other */
    for (size_t i = 0; i < one; i++)
        assert_string_equal(found[i].guide, "g");
    assert_int_equal(wm_rules_check(rules, "none", &found, &one, &error), WM_UNKNOWN);
    assert_non_null(strstr(error.en, "none"));
    assert_true(wm_rules_find_guide(rules, "g", NULL));
    assert_true(wm_rules_find_guide(rules, "g", &info));
    assert_string_equal(info.name, "g");
    assert_false(wm_rules_find_guide(rules, "none", &info));
    assert_int_equal(wm_rules_guide(rules, 1, &info), WM_NOTHING);
    wm_rules_free(rules);
}

/* A way longer than there is room for at first is told whole. */
static void a_long_way_is_told_whole(void **state)
{
    (void)state;
    static wm_fact way[1024];
    example *e = given(GUIDE("g", "") DESK "local steps = { otherwise = escalate 'desk' }\n"
                                           "for i = 1, 900 do\n"
                                           "  question('q' .. i) { zh = '問', en = 'Q' }\n"
                                           "  steps[i] = ask('q' .. i) { no = escalate 'desk' }\n"
                                           "end\nflow(steps)\n");
    for (int i = 1; i <= 900; i++) {
        char name[16];
        snprintf(name, sizeof name, "q%d", i);
        says(e, name, "yes");
    }
    expect(e, "escalate desk");
    assert_int_equal(wm_case_path(case_of(e), way, 1024), 900);
    assert_string_equal(way[0].id, "q1");
    assert_string_equal(way[899].id, "q900");
    over(e);
}

/* A condition that fails names its line; the answer stays, and another one leads on. */
static void a_condition_that_fails_names_its_line(void **state)
{
    (void)state;
    wm_step step;
    wm_error error = { 0 };
    example *e =
        given(GUIDE("g", "") QUESTION("q", "") FAULT("f", "") DESK
              "flow { ask 'q' { on(function(facts) return facts.q == 'yes' and facts.q.x.y end) { conclude 'f' } },\n"
              "  otherwise = escalate 'desk' }\n");
    says(e, "q", "yes");
    assert_int_equal(wm_case_step(case_of(e), &step, &error), WM_BAD_RULES);
    assert_non_null(strstr(error.where, ":5"));
    assert_int_equal(wm_case_step(case_of(e), &step, NULL), WM_BAD_RULES);
    assert_int_equal(wm_case_diagnosis(case_of(e), NULL, 0), 0); /* where the walk has no step */
    says(e, "q", "no");
    expect(e, "escalate desk");
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_their_question),
        cmocka_unit_test(texts_are_utf8),
        cmocka_unit_test(unknown_names_are_told_with_the_nearest),
        cmocka_unit_test(several_answers_are_all_taken_or_none),
        cmocka_unit_test(facts_are_found_in_texts),
        cmocka_unit_test(guides_are_chosen_by_words),
        cmocka_unit_test(one_guide_may_be_checked),
        cmocka_unit_test(a_long_way_is_told_whole),
        cmocka_unit_test(a_condition_that_fails_names_its_line),
    };
    return cmocka_run_group_tests_name("facade/given", tests, NULL, NULL);
}
