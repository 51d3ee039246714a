/* test_walks.c: walks that stand beside their rules: what they say, how they pass and fail, what they come by. */
#include "unit/prove/printer.h"

#define PASSES(walk)     expect_walk(walk, true, NULL)
#define FAILS(walk, why) expect_walk(walk, false, why)

static void a_walk_reaches_its_end(void **state)
{
    (void)state;
    PASSES("{\"facts\":{\"power\":\"no\"},\"resolved\":{\"fault\":\"unplugged\",\"action\":\"plug\"}}\n");
    PASSES("{\"facts\":{\"power\":\"yes\",\"paper\":null},\"escalated\":{\"to\":\"second_line\"}}\n");
    PASSES("{\"facts\":{\"power\":\"yes\",\"paper\":null},\"expect\":{\"end\":\"escalated\",\"escalate\":\"desk\"}}\n");
    PASSES("{\"facts\":{\"power\":\"no\"},\"expect\":{\"end\":\"diagnosed\",\"fault\":\"unplugged\",\"action\":"
           "\"plug\"}}\n");
    PASSES(
        "{\"facts\":{\"power\":\"yes\"},\"expect\":{\"end\":\"incomplete\",\"stopped_at\":\"paper\",\"asked\":1}}\n");
    PASSES("{\"facts\":{\"power\":true,\"paper\":\"some\",\"pages\":500},\"expect\":{\"end\":\"escalated\","
           "\"escalate\":\"vendor\"}}\n");
}

static void steps_come_first_and_all_of_them_must_come_up(void **state)
{
    (void)state;
    PASSES("{\"steps\":[{\"ask\":\"power\",\"answer\":\"yes\"},{\"ask\":\"paper\",\"answer\":\"none\"},{\"try\":"
           "\"fill\",\"outcome\":\"done\"},"
           "{\"ask\":\"paper\",\"answer\":\"some\"},{\"note\":\"took a while\"}],\"facts\":{\"prints\":\"yes\"},"
           "\"expect\":{\"end\":\"resolved\",\"action\":\"fill\","
           "\"path\":[\"power=yes\",\"paper=none\",\"fill=done\",\"paper=some\",\"prints=yes\"]}}\n");
    FAILS("{\"steps\":[{\"ask\":\"power\",\"answer\":\"no\"},{\"ask\":\"paper\",\"answer\":\"none\"}],"
          "\"resolved\":{\"fault\":\"unplugged\",\"action\":\"plug\"}}\n",
          "never asks paper");
    FAILS("{\"facts\":{\"power\":\"no\"},\"steps\":[{\"try\":\"fill\",\"outcome\":\"done\"}],"
          "\"resolved\":{\"fault\":\"unplugged\",\"action\":\"plug\"}}\n",
          "never proposes fill");
}

static void what_is_known_is_told_before_the_walk_begins(void **state)
{
    (void)state;
    PASSES("{\"known\":{\"prints\":\"yes\"},\"expect\":{\"end\":\"resolved\",\"path\":[],\"asked\":0}}\n");
    PASSES("{\"facts\":{\"prints\":\"yes\"},\"expect\":{\"end\":\"incomplete\",\"stopped_at\":\"power\"}}\n");
}

static void a_wrong_end_says_what_came_instead(void **state)
{
    (void)state;
    FAILS("{\"facts\":{\"power\":\"no\"},\"resolved\":{\"fault\":\"empty\",\"action\":\"plug\"}}\n",
          "should be empty, but is unplugged");
    FAILS("{\"facts\":{\"power\":\"no\"},\"escalated\":{\"to\":\"vendor\"}}\n",
          "should end escalated, but is diagnosed (try plug for unplugged)");
    FAILS("{\"facts\":{\"power\":\"yes\",\"paper\":null},\"expect\":{\"escalate\":\"vendor\"}}\n",
          "should be handed to vendor");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"path\":[\"power=yes\"]}}\n",
          "step 1 of the path should be power=yes, but is power=no");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"asked\":2}}\n", "should ask 2 questions, but asks 1");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"action\":\"fill\"}}\n", "the action should be fill");
    FAILS("{\"facts\":{},\"expect\":{\"stopped_at\":\"paper\"}}\n", "should stop at paper, but comes to: ask power");
}

static void what_is_wrong_with_a_walk_is_its_failure(void **state)
{
    (void)state;
    FAILS("{\"facts\":{\"powr\":\"no\"},\"expect\":{}}\n", "Did you mean \"power\"?");
    FAILS("{\"facts\":{\"power\":\"perhaps\"},\"expect\":{}}\n", "(out_of_range)");
    FAILS("{\"facts\":{\"power\":\"no\"}}\n", "does not say where it should come to");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"fautl\":\"x\"}}\n", "expect has no fautl");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"end\":\"solved\"}}\n", "not solved");
    FAILS("{\"steps\":[{\"try\":\"plug\",\"outcome\":\"works\"}],\"expect\":{}}\n", "done, fixed, failed or skipped");
    FAILS("{\"guide\":\"scanner\",\"expect\":{}}\n", "there is no guide \"scanner\"");
    FAILS("{\"id\":\"x\"\n", "(bad_input)");
    FAILS("[]\n", "one JSON object");
}

static void a_walk_that_must_fail_passes_where_it_fails_as_it_should(void **state)
{
    (void)state;
    PASSES("{\"facts\":{\"power\":\"perhaps\"},\"must_fail\":\"out_of_range\"}\n");
    PASSES("{\"facts\":{\"power\":\"no\"},\"expect\":{\"fault\":\"empty\"},\"must_fail\":true}\n");
    FAILS("{\"facts\":{\"power\":\"no\"},\"expect\":{\"fault\":\"unplugged\"},\"must_fail\":true}\n",
          "should fail, but passes");
    FAILS("{\"facts\":{\"power\":\"perhaps\"},\"must_fail\":\"unknown\"}\n",
          "should fail with \"unknown\" in the reason");
}

static void a_guide_that_does_not_load_is_told_by_its_codes(void **state)
{
    (void)state;
    folder f = printer_with(GUIDE("printer", "") "flow { conclude 'nothing' }\n",
                            "{\"must_fail\":\"WM101\"}\n{\"expect\":{}}\n", NULL);
    wm_walked w;
    assert_int_equal(wm_walks_at(f.walks, 0, &w), WM_OK);
    assert_true(w.passed && w.must_fail);
    assert_int_equal(wm_walks_at(f.walks, 1, &w), WM_OK);
    assert_true(!w.passed);
    assert_non_null(strstr(w.why.zh, "WM101"));
    folder_free(&f);
}

/* ---- In Lua ------------------------------------------------------------------------------------------------------------------ */

static wm_walked only_walk(const folder *f)
{
    wm_walked w;
    assert_int_equal(wm_walks_count(f->walks), 1);
    assert_int_equal(wm_walks_at(f->walks, 0, &w), WM_OK);
    return w;
}

static void walks_in_lua_are_made_by_loops(void **state)
{
    (void)state;
    folder f = printer_with(
        printer, NULL,
        "local yes = { power = 'yes', paper = 'some' }\n"
        "for i, pages in ipairs { 500, 999 } do\n"
        "  walk('worn ' .. i) { facts = { power = yes.power, paper = yes.paper, pages = pages },\n"
        "    expect = { escalate = 'vendor', path = { 'power=yes', 'paper=some', 'pages=' .. pages } } }\n"
        "end\n"
        "walk 'not sure' { facts = { power = true, paper = 'unsure' }, steps = {}, expect = { escalate = 'desk' } }\n");
    wm_walked w;
    assert_int_equal(wm_walks_count(f.walks), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(wm_walks_at(f.walks, i, &w), WM_OK);
        assert_true(w.passed);
    }
    assert_string_equal(w.id, "not sure");
    assert_non_null(strstr(w.where, "printer.walks.lua:6"));
    folder_free(&f);
}

static void expect_lua_at_fault(const char *lua, const char *where, const char *why)
{
    folder f = printer_with(printer, NULL, lua);
    wm_walked w = only_walk(&f);
    if (w.passed || strstr(w.where, where) == NULL || strstr(w.why.en, why) == NULL)
        print_message("# %s: %s: %s\n", lua, w.where, w.why.en);
    assert_false(w.passed);
    assert_non_null(strstr(w.where, where));
    assert_non_null(strstr(w.why.en, why));
    folder_free(&f);
}

static void a_file_of_walks_is_fenced_as_rules_are(void **state)
{
    (void)state;
    expect_lua_at_fault("\nlocal f = io.open('/etc/passwd')\n", ":2", "there is nothing called io");
    expect_lua_at_fault("while true do end\n", ":1", "");
    expect_lua_at_fault("question 'power' { zh = '?', en = '?' }\n", ":1", "has walk alone");
    expect_lua_at_fault("walk 'x' { facts = { f = walk } }\n", ":1", "texts, numbers, true, false and tables");
    expect_lua_at_fault("walk 'x' { facts = { 1, a = 2 } }\n", ":1", "a list or has fields");
    expect_lua_at_fault("walk 'x'\n", ":1", "a table { … } is wanted");
    expect_lua_at_fault("walk 'x' 'y'\n", ":1", "a table is wanted");
    expect_lua_at_fault("walk {}\n", ":1", "a name is wanted");
    expect_lua_at_fault("walk 'x' { n = 1/0 }\n", ":1", "no finite number");
    expect_lua_at_fault("local t = {} t.t = t walk 'x' { t = t }\n", ":1", "nested too deeply");
    expect_lua_at_fault("walk 'x' { id = 1, id = 2 }\n", ":1", "written twice");
    expect_lua_at_fault("\n\nwalk 'x' {\n", ":", "");
    expect_lua_at_fault("-- \xff\n", ":1", "UTF-8");
}

/* Of several wrong keys the first by its bytes is told, however Lua keeps them: its hashes differ from state to state. */
static void a_walk_in_lua_is_read_in_the_order_of_its_keys_bytes(void **state)
{
    (void)state;
    for (int again = 0; again < 8; again++) {
        expect_lua_at_fault(
            "walk 'x' { facts = {}, expect = { fualt = 1, acton = 2, ['path '] = 3, enb = 4, askd = 5 } }\n", ":1",
            "expect has no acton");
        expect_lua_at_fault(
            "walk 'x' { facts = { pwer = 'no', papier = 'some', pages = 'x', pge = 1 }, expect = {} }\n", ":1",
            "pages");
        expect_lua_at_fault("walk 'x' { facts = { b = walk, a = 1/0, c = { 1, d = 2 } } }\n", ":1", "no finite number");
    }
}

/* ---- What walks come by ------------------------------------------------------------------------------------------------------ */

static void coverage_counts_steps_branches_and_ends(void **state)
{
    (void)state;
    folder f = printer_with(
        printer, "{\"facts\":{\"power\":\"no\"},\"resolved\":{\"fault\":\"unplugged\",\"action\":\"plug\"}}\n", NULL);
    wm_coverage c;
    assert_int_equal(wm_walks_coverage(f.walks, "printer", &c, NULL), WM_OK);
    assert_int_equal(c.walks, 1);
    assert_int_equal(c.nodes[0], 2); /* ask power, conclude unplugged */
    assert_int_equal(c.nodes[1], 9);
    assert_int_equal(c.edges[0], 1);
    assert_int_equal(c.edges[1], 5);
    assert_int_equal(c.ends[0], 1);
    assert_int_equal(c.ends[1], 6);
    assert_int_equal(c.missed_count, 7 + 4);
    bool told = false;
    for (size_t i = 0; i < c.missed_count; i++)
        told = told || strcmp(c.missed[i].what.en, "ask paper: jammed") == 0;
    assert_true(told);
    assert_int_equal(wm_walks_coverage(f.walks, "scanner", &c, NULL), WM_UNKNOWN);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_reaches_its_end),
        cmocka_unit_test(steps_come_first_and_all_of_them_must_come_up),
        cmocka_unit_test(what_is_known_is_told_before_the_walk_begins),
        cmocka_unit_test(a_wrong_end_says_what_came_instead),
        cmocka_unit_test(what_is_wrong_with_a_walk_is_its_failure),
        cmocka_unit_test(a_walk_that_must_fail_passes_where_it_fails_as_it_should),
        cmocka_unit_test(a_guide_that_does_not_load_is_told_by_its_codes),
        cmocka_unit_test(walks_in_lua_are_made_by_loops),
        cmocka_unit_test(a_file_of_walks_is_fenced_as_rules_are),
        cmocka_unit_test(a_walk_in_lua_is_read_in_the_order_of_its_keys_bytes),
        cmocka_unit_test(coverage_counts_steps_branches_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
