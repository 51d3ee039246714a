/* test_compare_ways.c: where the ways of two rule sets part, behind conditions and in flows, and in which order the places are told. */
#include "support/walk_support.h"
#include "unit/replay/files.h"

#define DECLARED                                                                                                       \
    GUIDE("lamp", "")                                                                                                  \
    QUESTION("a", "")                                                                                                  \
    QUESTION("b", "")                                                                                                  \
    QUESTION("volts", "kind = 'number', min = 0, max = 400")                                                           \
    QUESTION("said", "kind = 'text'")                                                                                  \
    FAULT("x", "")                                                                                                     \
    FAULT("y", "")                                                                                                     \
    ACTION("swap", "fixes = { x = .9 }, cost = 1")                                                                     \
    ACTION("push", "fixes = { y = .9 }, cost = 1") DESK ESCALATION("vendor")
#define TICKET(id, facts, rest) "{\"id\":\"" id "\",\"guide\":\"lamp\",\"facts\":{" facts "}" rest "}\n"
#define WAS_X                   ",\"resolved\":{\"fault\":\"x\"}"

typedef struct compared {
    wm_rules *before, *after;
    char *path;
    wm_comparison *c;
    const wm_deciding_node *nodes;
    size_t count;
} compared;

static wm_rules *load(const char *rules_text)
{
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    if (wm_rules_load_text(&rules, NULL, "lamp.lua", rules_text, strlen(rules_text), &error) != WM_OK)
        fail_msg("%s", error.en);
    return rules;
}

static compared compare(const char *before, const char *after, const char *tickets)
{
    compared r = { load(before), load(after), file_name("ways.jsonl"), NULL, NULL, 0 };
    file_write(r.path, tickets, strlen(tickets));
    const char *const paths[] = { r.path };
    wm_replay_config config = { .tickets = paths, .ticket_count = 1 };
    assert_int_equal(wm_compare(&r.c, r.after, r.before, &config, NULL), WM_OK);
    r.count = wm_comparison_nodes(r.c, &r.nodes);
    return r;
}

static void over_with(compared *r)
{
    wm_comparison_free(r->c);
    wm_rules_free(r->before);
    wm_rules_free(r->after);
    assert_int_equal(remove(r->path), 0);
    free(r->path);
}

static void expect_node(const wm_deciding_node *n, const char *kind, const char *id)
{
    if (strcmp(n->kind, kind) != 0 || !n->id || strcmp(n->id, id) != 0)
        fail_msg("%s %s decides, not %s %s", n->kind, n->id ? n->id : "-", kind, id);
}

static void a_condition_with_another_body_decides(void **state)
{
    (void)state;
    compared r = compare(
        DECLARED
        "flow { when(at_least('volts', 5)) { ask 'a' { no = escalate 'desk' } }, otherwise = escalate 'vendor' }",
        DECLARED
        "flow { when(at_least('volts', 5)) { ask 'b' { no = escalate 'desk' } }, otherwise = escalate 'vendor' }",
        TICKET("T", "\"volts\":7,\"a\":\"yes\",\"b\":\"no\"", ",\"escalated\":{\"to\":\"second_line\"}"));
    assert_int_equal(r.count, 1);
    expect_node(&r.nodes[0], "when", "volts");
    assert_string_equal(r.nodes[0].tickets[0]->fact, "volts");
    assert_string_equal(r.nodes[0].tickets[0]->answer, "7");
    assert_string_equal(r.nodes[0].tickets[0]->next_before.id, "a");
    assert_string_equal(r.nodes[0].tickets[0]->next_after.id, "b");
    over_with(&r);
}

static void a_flow_with_another_first_step_decides(void **state)
{
    (void)state;
    compared r =
        compare(DECLARED "flow { ask 'a' { yes = go 'on' }, otherwise = escalate 'vendor' }\n"
                         "flow 'on' { ask 'b' { no = conclude 'x' } }",
                DECLARED "flow { ask 'a' { yes = go 'on' }, otherwise = escalate 'vendor' }\n"
                         "flow 'on' { ask 'volts' { on(below(5)) { conclude 'y' } }, ask 'b' { no = conclude 'x' } }",
                TICKET("T", "\"a\":\"yes\",\"b\":\"no\",\"volts\":3", WAS_X));
    assert_int_equal(r.count, 1);
    expect_node(&r.nodes[0], "flow", "on");
    assert_string_equal(r.nodes[0].tickets[0]->fact, "a");
    assert_int_equal(r.nodes[0].tickets[0]->change, WM_WORSE);
    over_with(&r);
}

static void what_is_left_over_decides_where_a_flow_ran_out(void **state)
{
    (void)state;
    compared r = compare(DECLARED "flow { ask 'a' { yes = conclude 'x' }, otherwise = escalate 'desk' }",
                         DECLARED "flow { ask 'a' { yes = conclude 'x' }, otherwise = escalate 'vendor' }",
                         TICKET("T", "\"a\":\"no\"", ""));
    assert_int_equal(r.count, 1);
    expect_node(&r.nodes[0], "flow", "otherwise");
    assert_string_equal(r.nodes[0].tickets[0]->next_before.id, "desk");
    assert_string_equal(r.nodes[0].tickets[0]->next_after.id, "vendor");
    over_with(&r);
}

/* ---- In which order ------------------------------------------------------------------------------------------------------- */

static const char two_before[] =
    DECLARED "flow { ask 'a' { yes = conclude 'x' }, ask 'b' { yes = conclude 'x' }, otherwise = escalate 'desk' }";
static const char two_after[] =
    DECLARED "flow { ask 'a' { yes = conclude 'y' }, ask 'b' { yes = conclude 'y' }, otherwise = escalate 'desk' }";

static void what_makes_most_worse_comes_first(void **state)
{
    (void)state;
    compared r = compare(two_before, two_after,
                         TICKET("1", "\"a\":\"yes\"", WAS_X) TICKET("2", "\"a\":\"no\",\"b\":\"yes\"", WAS_X)
                             TICKET("3", "\"a\":\"no\",\"b\":\"yes\"", WAS_X));
    assert_int_equal(r.count, 2);
    expect_node(&r.nodes[0], "ask", "b");
    assert_int_equal(r.nodes[0].worse, 2);
    expect_node(&r.nodes[1], "ask", "a");
    assert_int_equal(r.nodes[1].worse, 1);
    over_with(&r);
}

static void with_as_many_worse_the_one_with_most_tickets(void **state)
{
    (void)state;
    compared r = compare(two_before, two_after,
                         TICKET("1", "\"a\":\"yes\"", WAS_X) TICKET("2", "\"a\":\"no\",\"b\":\"yes\"", "")
                             TICKET("3", "\"a\":\"no\",\"b\":\"yes\"", WAS_X));
    assert_int_equal(r.count, 2);
    expect_node(&r.nodes[0], "ask", "b");
    assert_int_equal(r.nodes[0].worse, 1);
    assert_int_equal(r.nodes[0].different, 1);
    assert_string_equal(r.nodes[0].tickets[0]->id, "3"); /* worse ones first */
    over_with(&r);
}

/* ---- Facts of other kinds ---------------------------------------------------------------------------------------------------- */

static void not_being_sure_can_decide(void **state)
{
    (void)state;
    compared r = compare(DECLARED "flow { ask 'a' { unsure = escalate 'desk' }, otherwise = escalate 'desk' }",
                         DECLARED "flow { ask 'a' { unsure = escalate 'vendor' }, otherwise = escalate 'desk' }",
                         TICKET("T", "\"a\":null", ""));
    assert_int_equal(r.count, 1);
    expect_node(&r.nodes[0], "ask", "a");
    assert_string_equal(r.nodes[0].tickets[0]->answer, "unsure");
    over_with(&r);
}

static void a_text_can_decide(void **state)
{
    (void)state;
    compared r = compare(
        DECLARED "flow { ask 'said' { on(contains('燈')) { escalate 'desk' } }, otherwise = escalate 'desk' }",
        DECLARED "flow { ask 'said' { on(contains('燈')) { escalate 'vendor' } }, otherwise = escalate 'desk' }",
        TICKET("T", "\"said\":\"燈不亮\"", ""));
    assert_int_equal(r.count, 1);
    expect_node(&r.nodes[0], "ask", "said");
    assert_string_equal(r.nodes[0].tickets[0]->answer, "燈不亮");
    assert_true(r.nodes[0].tickets[0]->answer_open);
    over_with(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_condition_with_another_body_decides),
        cmocka_unit_test(a_flow_with_another_first_step_decides),
        cmocka_unit_test(what_is_left_over_decides_where_a_flow_ran_out),
        cmocka_unit_test(what_makes_most_worse_comes_first),
        cmocka_unit_test(with_as_many_worse_the_one_with_most_tickets),
        cmocka_unit_test(not_being_sure_can_decide),
        cmocka_unit_test(a_text_can_decide),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
