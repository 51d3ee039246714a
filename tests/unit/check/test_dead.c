/* WM201: branches and steps that no answers lead to, and what only looks like one. */
#include "unit/check/checked.h"

static void a_branch_of_a_question_that_is_known_already(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                           "flow {\n"
                                                           "  ask \"a\" {\n"
                                                           "    yes = {\n"
                                                           "      ask \"a\" { yes = escalate \"team\",\n"
                                                           "        no = { ask \"b\" { yes = escalate \"team\" } },\n"
                                                           "      },\n"
                                                           "    },\n"
                                                           "    no = escalate \"team\" },\n"
                                                           "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:7", "b");
    assert_string_equal(f->what.en, "this branch (no) can never be taken: a is already 'yes' here");
    assert_witness(f, "a=yes");
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

/* Two rounds of the same step: known on one way, open on the other. */
static void a_shared_step_that_one_way_can_take_is_alive(void **state)
{
    (void)state;
    checked c = check_text_of(
        HEAD YES_NO("a") YES_NO("b") "\n"
                                     "local shared = ask \"b\" { yes = escalate \"team\", no = resolve() }\n"
                                     "flow {\n"
                                     "  ask \"a\" { yes = ask \"b\" { yes = shared, no = resolve() }, no = shared },\n"
                                     "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM201");
    assert_none(&c, "WM202");
    checked_free(&c);
}

/* Conditions that go together on each way, but not across ways. */
static void ways_are_not_mixed(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                   "flow {\n"
                                                   "  ask \"a\" { yes = ask \"b\" { no = escalate \"team\" },\n"
                                                   "              no = ask \"b\" { yes = escalate \"team\" } },\n"
                                                   "  when(all { is(\"a\", \"yes\"), is(\"b\", \"no\") }) {\n"
                                                   "    resolve() },\n"
                                                   "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:7", "resolve");
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

static void a_condition_on_a_known_answer(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("os", "\"linux\", \"windows\"") "\n"
                                                                          "flow {\n"
                                                                          "  ask \"os\" { linux = {\n"
                                                                          "    when(is(\"os\", \"windows\")) {\n"
                                                                          "      resolve() } },\n"
                                                                          "    windows = escalate \"team\" },\n"
                                                                          "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:6", "resolve");
    assert_non_null(strstr(f->what.en, "os is already 'linux' here"));
    assert_witness(f, "os=linux");
    assert_leads_to(&c, f, 5);
    checked_free(&c);
}

/* "Not sure" without a branch may be presumed to be linux: then known() does not hold. */
static void not_sure_leaves_a_condition_open(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD CHOICE("os", "\"linux\", \"windows\"") "\n"
                                                                  "flow {\n"
                                                                  "  ask \"os\" { linux = when(none { known(\"os\") }) "
                                                                  "{ resolve() }, windows = resolve() },\n"
                                                                  "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM201");
    checked_free(&c);
}

static void intervals_that_earlier_ones_cover(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD NUMBER("cpu", "min = 0, max = 100") "\n"
                                                                       "flow {\n"
                                                                       "  ask \"cpu\" {\n"
                                                                       "    on(below(60)) { resolve() },\n"
                                                                       "    on(between(10, 30)) {\n"
                                                                       "      escalate \"team\" },\n"
                                                                       "    on(at_least(60)) { escalate \"team\" },\n"
                                                                       "  },\n"
                                                                       "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:7", "team");
    assert_non_null(strstr(f->what.en, "earlier branches take"));
    assert_witness(f, "");
    assert_leads_to(&c, f, 4);
    checked_free(&c);
}

static void a_value_outside_of_the_questions_range(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD NUMBER("cpu", "min = 0, max = 100") "\n"
                                                                       "flow {\n"
                                                                       "  ask \"cpu\" {\n"
                                                                       "    on(at_least(101)) {\n"
                                                                       "      resolve() },\n"
                                                                       "    other = escalate \"team\" },\n"
                                                                       "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:6", "resolve");
    assert_non_null(strstr(f->what.en, "no such value"));
    checked_free(&c);
}

/* The upper bound itself is a value. */
static void a_bound_can_be_answered(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD NUMBER(
        "cpu", "min = 0, max = 100") "\n"
                                     "flow {\n"
                                     "  ask \"cpu\" { on(at_least(100)) { resolve() }, other = escalate \"team\" },\n"
                                     "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM201");
    checked_free(&c);
}

static void other_that_nothing_is_left_for(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") "\n"
                                               "flow {\n"
                                               "  ask \"a\" { yes = resolve(), no = escalate \"team\",\n"
                                               "    other = {\n"
                                               "      go \"more\" } },\n"
                                               "  otherwise = escalate \"team\" }\n"
                                               "flow \"more\" { escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:6", "more");
    assert_non_null(strstr(f->what.en, "every answer of a has a branch"));
    checked_free(&c);
}

/* A text may always be none of its answers. */
static void other_of_a_text_is_alive(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD "question \"log\" { zh = \"紀錄？\", en = \"Log?\", kind = \"text\", answers = { "
                                   "\"a\" }, match = { a = \"x\" } }\n"
                                   "flow {\n"
                                   "  ask \"log\" { a = resolve(), other = escalate \"team\" },\n"
                                   "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM201");
    checked_free(&c);
}

static void steps_behind_an_end(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                           "flow {\n"
                                                           "  ask \"a\" { yes = resolve(), no = escalate \"team\" },\n"
                                                           "  ask \"b\" { yes = resolve(), no = escalate \"team\" },\n"
                                                           "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:5", "b");
    assert_non_null(strstr(f->what.en, "nothing goes on behind 'a'"));
    assert_leads_to(&c, f, 4);
    checked_free(&c);
}

/* The first witness that comes to mind resolves the guide by its goal: another answer is taken. */
static void a_witness_does_not_end_at_the_goal(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") "\n"
                                               "flow {\n"
                                               "  ask \"ok\" {},\n"
                                               "  ask \"a\" { yes = {\n"
                                               "    when(is(\"a\", \"no\")) {\n"
                                               "      resolve() } } },\n"
                                               "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:7", "resolve");
    assert_witness(f, "ok=no a=yes");
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

/* In another round a loop's questions are new ones. */
static void rounds_ask_anew(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") "\n"
                                               "flow { go \"loop\", otherwise = escalate \"team\" }\n"
                                               "flow \"loop\" {\n"
                                               "  ask \"a\" { yes = again \"loop\" { at_most = 2 }, no = resolve() },\n"
                                               "}\n");
    assert_none(&c, "WM201");
    assert_none(&c, "WM202");
    assert_none(&c, "WM205");
    checked_free(&c);
}

/* Nobody knows what a Lua function says. */
static void lua_conditions_are_opaque(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("a", "\"x\", \"y\"") "\n"
                                                               "flow {\n"
                                                               "  ask \"a\" { x = when(function(facts) return facts.a "
                                                               "== \"y\" end) { resolve() }, y = resolve() },\n"
                                                               "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM201");
    checked_free(&c);
}

/* A guide that leads back may be what led here: then `see` is passed over, and what stands behind it is walked. */
static void steps_behind_a_see_that_may_be_passed_over(void **state)
{
    (void)state;
    const char *texts[] = {
        HEAD "flow { see \"u\", escalate \"team\", otherwise = escalate \"team\" }\n",
        "guide \"u\" { zh = \"另\", en = \"Other\" } escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n"
        "flow { see \"t\", otherwise = escalate \"team\" }\n",
    };
    checked c = check_texts(texts, 2, NULL);
    assert_none(&c, "WM201");
    checked_free(&c);
    const char *one_way[] = {
        HEAD "flow {\n see \"u\",\n escalate \"team\",\n otherwise = escalate \"team\" }\n",
        "guide \"u\" { zh = \"另\", en = \"Other\" } escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n"
        "flow { escalate \"team\", otherwise = escalate \"team\" }\n",
    };
    c = check_texts(one_way, 2, NULL);
    the_only(&c, "WM201", WM_ERROR, "t1.lua:4", "team");
    checked_free(&c);
}

/* What is answered is followed in written order, so behind it b is asked with a = no, or with a not asked yet. */
static void any_order_leaves_what_is_not_asked_yet(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                   "flow {\n"
                                                   "  any_order { ask \"a\" { yes = resolve() },\n"
                                                   "    ask \"b\" { yes = ask \"a\" { no = escalate \"team\" } } },\n"
                                                   "  ask \"a\" { yes =\n"
                                                   "    resolve() },\n"
                                                   "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM201", WM_ERROR, "t.lua:7", "resolve");
    assert_leads_to(&c, f, 6);
    the_only(&c, "WM202", WM_WARNING, "t.lua:6", "a");
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_branch_of_a_question_that_is_known_already),
        cmocka_unit_test(a_shared_step_that_one_way_can_take_is_alive),
        cmocka_unit_test(ways_are_not_mixed),
        cmocka_unit_test(a_condition_on_a_known_answer),
        cmocka_unit_test(not_sure_leaves_a_condition_open),
        cmocka_unit_test(intervals_that_earlier_ones_cover),
        cmocka_unit_test(a_value_outside_of_the_questions_range),
        cmocka_unit_test(a_bound_can_be_answered),
        cmocka_unit_test(other_that_nothing_is_left_for),
        cmocka_unit_test(other_of_a_text_is_alive),
        cmocka_unit_test(steps_behind_an_end),
        cmocka_unit_test(a_witness_does_not_end_at_the_goal),
        cmocka_unit_test(rounds_ask_anew),
        cmocka_unit_test(lua_conditions_are_opaque),
        cmocka_unit_test(steps_behind_a_see_that_may_be_passed_over),
        cmocka_unit_test(any_order_leaves_what_is_not_asked_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
