/* WM206, WM208, WM209: ways that end in nothing, answers that nobody thought of, intervals that overlap. */
#include "unit/check/checked.h"

/* A guide without any hand-over. */
#define ALONE                                                                                                          \
    "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"ok\", \"yes\") } "                                      \
    "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\" } "

static void a_conclusion_with_nothing_to_do(void **state)
{
    (void)state;
    checked c = check_text_of(ALONE FAULT("broken") FAULT("dirty") ACTION(
        "clean", "fixes = { dirty = .9 }") "\n" YES_NO("a") "\n"
                                                            "flow {\n"
                                                            "  ask \"a\" { yes = conclude \"dirty\" },\n"
                                                            "  otherwise =\n"
                                                            "    conclude \"broken\" }\n");
    const wm_finding *f = the_only(&c, "WM206", WM_ERROR, "t.lua:6", "broken");
    assert_witness(f, "a=no");
    assert_ends_in_nothing(&c, f);
    assert_none(&c, "WM211");
    checked_free(&c);
}

static void an_otherwise_that_leads_nowhere(void **state)
{
    (void)state;
    checked c = check_text_of(ALONE YES_NO("a") YES_NO("b") "\n"
                                                            "flow {\n"
                                                            "  ask \"a\" { yes = resolve() },\n"
                                                            "  otherwise =\n"
                                                            "    ask \"b\" { yes = resolve() } }\n");
    const wm_finding *f = the_only(&c, "WM206", WM_ERROR, "t.lua:5", "b");
    assert_witness(f, "a=no b=no");
    assert_ends_in_nothing(&c, f);
    checked_free(&c);
}

/* "Not sure" has a branch of its own here, and it ends nowhere. */
static void a_not_sure_that_leads_nowhere(void **state)
{
    (void)state;
    checked c = check_text_of(ALONE YES_NO("a") "\n"
                                                "flow {\n"
                                                "  otherwise =\n"
                                                "    ask \"a\" { yes = resolve(), no = resolve(), unsure = {} } }\n");
    const wm_finding *f = the_only(&c, "WM206", WM_ERROR, "t.lua:4", "a");
    assert_witness(f, "a=unsure");
    assert_ends_in_nothing(&c, f);
    checked_free(&c);
}

/* With a hand-over declared, a walk that runs out hands over; a remedy is something to do. */
static void ends_with_something_to_do(void **state)
{
    (void)state;
    checked c = check_text_of(
        HEAD YES_NO("a") FAULT("broken") "\n"
                                         "flow { ask \"a\" { yes = resolve() }, otherwise = conclude \"broken\" }\n");
    assert_none(&c, "WM206");
    checked_free(&c);
    c = check_text_of(ALONE YES_NO("a") FAULT("dirty") ACTION(
        "clean", "fixes = { dirty = .9 }") "\n"
                                           "flow { ask \"a\" { yes = resolve() }, otherwise = conclude \"dirty\" }\n");
    assert_none(&c, "WM206");
    checked_free(&c);
    c = check_text_of("guide \"e\" { zh = \"環境\", en = \"Environment\", kind = \"environment\" } " YES_NO(
        "a") "\n"
             "flow { ask \"a\" {} }\n");
    assert_none(&c, "WM206");
    checked_free(&c);
}

static void an_answer_without_a_branch(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("port", "\"open\", \"refused\", \"timeout\"")
                                  YES_NO("b") "\n"
                                              "flow {\n"
                                              "  ask \"b\" { yes = resolve() },\n"
                                              "  ask \"port\" { open = resolve(), refused = go \"more\" },\n"
                                              "  otherwise = escalate \"team\" }\n"
                                              "flow \"more\" { escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM208", WM_WARNING, "t.lua:5", "port");
    assert_non_null(strstr(f->what.en, "timeout fall through to the flow's `otherwise`"));
    assert_witness(f, "b=no port=timeout");
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

/* An answer that goes on with the next step is meant to; so is one that `other` takes. */
static void answers_that_go_on(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("port", "\"open\", \"refused\", \"timeout\"")
                                  YES_NO("b") "\n"
                                              "flow {\n"
                                              "  ask \"port\" { open = resolve() },\n"
                                              "  ask \"b\" { yes = resolve(), other = {} },\n"
                                              "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM208");
    checked_free(&c);
}

static void values_that_no_interval_has(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD NUMBER("cpu", "min = 0, max = 100") "\n"
                                                                       "flow {\n"
                                                                       "  ask \"cpu\" {\n"
                                                                       "    on(below(10)) { resolve() },\n"
                                                                       "    on(between(20, 80)) { resolve() },\n"
                                                                       "  },\n"
                                                                       "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM208", WM_WARNING, "t.lua:4", "cpu");
    assert_non_null(strstr(f->what.en, "miss 10 ≤ v < 20, 80 ≤ v ≤ 100"));
    assert_witness(f, "cpu=10");
    assert_leads_to(&c, f, 8);
    checked_free(&c);
}

static void intervals_that_overlap(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD NUMBER("cpu", "min = 0") "\n"
                                                            "flow {\n"
                                                            "  ask \"cpu\" {\n"
                                                            "    on(below(60)) { resolve() },\n"
                                                            "    on(between(50, 90)) { escalate \"team\" },\n"
                                                            "    on(at_least(90)) { resolve() },\n"
                                                            "  },\n"
                                                            "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM209", WM_WARNING, "t.lua:6", "cpu");
    assert_non_null(strstr(f->what.en, "50 ≤ v < 60"));
    assert_none(&c, "WM208");
    checked_free(&c);
}

static void cascades_do_not_overlap(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD NUMBER("cpu", "min = 0") CHOICE(
        "os",
        "\"a\", \"b\", \"c\"") "\n"
                               "flow {\n"
                               "  ask \"cpu\" { on(below(10)) { resolve() }, on(below(20)) { escalate \"team\" },\n"
                               "    on(below(30)) { resolve() } },\n"
                               "  ask \"os\" { a = resolve(), on(one_of(\"a\", \"b\")) { escalate \"team\" }, other = "
                               "resolve() },\n"
                               "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM209");
    assert_none(&c, "WM201");
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conclusion_with_nothing_to_do), cmocka_unit_test(an_otherwise_that_leads_nowhere),
        cmocka_unit_test(a_not_sure_that_leads_nowhere),   cmocka_unit_test(ends_with_something_to_do),
        cmocka_unit_test(an_answer_without_a_branch),      cmocka_unit_test(answers_that_go_on),
        cmocka_unit_test(values_that_no_interval_has),     cmocka_unit_test(intervals_that_overlap),
        cmocka_unit_test(cascades_do_not_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
