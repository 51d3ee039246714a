/* WM207: what is declared and never used. */
#include "unit/check/checked.h"

static void question_fault_action_and_escalation(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") "\n" YES_NO("idle_question") "\n" FAULT("idle_fault") "\n" ACTION(
        "idle_action",
        "fixes = { idle_fault = .5 }, cost = 2") "\n"
                                                 "escalation \"idle_team\" { to = \"x\", zh = \"交\", en = "
                                                 "\"Hand\", evidence = { \"a\" }, cost = 99 }\n"
                                                 "flow { ask \"a\" { yes = resolve(), no = escalate \"team\" }, "
                                                 "otherwise = escalate \"team\" }\n");
    assert_int_equal(count_of(&c, "WM207"), 4);
    assert_int_equal(c.found.list.count, 4);
    static const char *const expected[][2] = { { "t.lua:3", "idle_question" },
                                               { "t.lua:4", "idle_fault" },
                                               { "t.lua:5", "idle_action" },
                                               { "t.lua:6", "idle_team" } };
    for (size_t i = 0; i < 4; i++) {
        const wm_finding *f = &VECTOR_AT(&c.found.list, wm_finding, i);
        assert_string_equal(f->where, expected[i][0]);
        assert_string_equal(f->node, expected[i][1]);
        assert_int_equal(f->severity, WM_WARNING);
        assert_non_null(f->mend.en);
    }
    checked_free(&c);
}

/* A condition, a verification, evidence, probabilities, forms, what an action sets, other guides. */
static void each_way_of_being_used(void **state)
{
    (void)state;
    checked c = check_text_of(
        HEAD YES_NO("a") YES_NO("in_condition") YES_NO("in_verify") YES_NO("in_evidence") YES_NO(
            "set") "question \"env\" { zh = \"環境？\", en = \"Environment?\", environment = true } "
                   "question \"shared\" { zh = \"共？\", en = \"Shared?\", share = true } "
                   "question \"given\" { zh = \"甲？\", en = \"P?\", given = { f = { yes = .9 } } } " FAULT("f")
                       FAULT("g") ACTION(
                           "fix", "fixes = { f = .5 }, verify = is(\"in_verify\", \"yes\"), sets = { set = \"yes\" }")
                           ACTION("tried", "fixes = {}") ACTION(
                               "offered",
                               "fixes = { g = .5 }, share = true") "\n"
                                                                   "escalation \"second\" { to = \"x\", zh = \"交\", "
                                                                   "en = \"Hand\", evidence = { \"in_evidence\" } }\n"
                                                                   "flow { ask \"a\" { yes = { try \"tried\", conclude "
                                                                   "\"f\" }, no = suspect \"g\" },\n"
                                                                   "  when(is(\"in_condition\", \"yes\")) { escalate "
                                                                   "\"second\" },\n"
                                                                   "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM207");
    checked_free(&c);
}

/* The plan uses everything; of two hand-overs only the cheaper one. */
static void a_guide_without_a_flow(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") FAULT("f")
                          ACTION("fix", "fixes = { f = .5 }") "\n"
                                                              "escalation \"dear\" { to = \"x\", zh = \"交\", en = "
                                                              "\"Hand\", evidence = { \"a\" }, cost = 500 }\n");
    const wm_finding *f = the_only(&c, "WM207", WM_WARNING, "t.lua:3", "dear");
    assert_string_equal(f->what.zh, "「dear」沒有用到");
    checked_free(&c);
}

/* A Lua function may read any question. */
static void what_a_lua_function_may_read(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO(
        "b") "\n"
             "flow { ask \"a\" { yes = when(function(facts) return facts.b == \"yes\" end) { resolve() } },\n"
             "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM207");
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(question_fault_action_and_escalation),
        cmocka_unit_test(each_way_of_being_used),
        cmocka_unit_test(a_guide_without_a_flow),
        cmocka_unit_test(what_a_lua_function_may_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
