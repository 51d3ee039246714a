/* test_graph_words.c: what is written at a picture's conditions, in both languages: bounds with their units, several answers, what an action
 * came to, lists, and what is too long to be written out. Uses waymark.h. */
#include <string.h>

#include "support/walk_support.h"

static const char declared[] =
    GUIDE("lamp", "") QUESTION("colour", "answers = { 'red', 'green', 'blue', 'white', 'amber', 'none' }")
        QUESTION("volts", "kind = 'number', min = 0, max = 400, unit = { zh = '伏特', en = 'V' }")
            QUESTION("count", "kind = 'number', min = 0, max = 9") QUESTION("label", "kind = 'text'") FAULT("worn", "")
                ACTION("swap", "fixes = { worn = .9 }") DESK;

/* A `when` with this condition leads to the desk: its words, of the first node. */
static void expect_words(const char *condition, const char *zh, const char *en)
{
    char rules_text[4096];
    wm_rules *rules = NULL;
    wm_graph *g = NULL;
    wm_error error = { 0 };
    int size = snprintf(rules_text, sizeof rules_text,
                        "%sflow { when(%s) { escalate 'desk' }, try 'swap', otherwise = escalate 'desk' }\n", declared,
                        condition);
    if (wm_rules_load_text(&rules, NULL, "lamp.lua", rules_text, (size_t)size, &error) != WM_OK)
        fail_msg("%s: %s", condition, error.en);
    if (wm_rules_graph(&g, rules, "lamp", &error) != WM_OK)
        fail_msg("%s: %s", condition, error.en);
    assert_int_equal(g->nodes[0].kind, WM_NODE_WHEN);
    assert_string_equal(g->nodes[0].text.zh, zh);
    assert_string_equal(g->nodes[0].text.en, en);
    wm_graph_free(g);
    wm_rules_free(rules);
}

static void bounds_have_their_unit(void **state)
{
    (void)state;
    expect_words("at_least('volts', 200)", "「volts？」200 伏特以上", "\"volts?\" is 200 V or more");
    expect_words("below('count', 3)", "「count？」低於 3", "\"count?\" is below 3");
    expect_words("between('volts', 100, 200)", "「volts？」100 到 200 伏特", "\"volts?\" is 100 to 200 V");
}

static void answers_are_listed_up_to_a_few(void **state)
{
    (void)state;
    expect_words("is('colour', 'red', 'green')", "「colour？」是red、green", "\"colour?\" is red, green");
    expect_words("is('colour', 'red', 'green', 'blue', 'white', 'amber')", "「colour？」是red、green、blue、white等",
                 "\"colour?\" is red, green, blue, white …");
    expect_words("contains('label', 'old')", "「label？」含「old」", "\"label?\" contains \"old\"");
}

static void what_an_action_came_to_is_told(void **state)
{
    (void)state;
    expect_words("fixed('swap')", "「處理 swap」修好了", "\"Action swap\" fixed it");
    expect_words("failed('swap')", "「處理 swap」沒修好", "\"Action swap\" failed");
}

static void lists_are_joined_and_cut(void **state)
{
    (void)state;
    expect_words("all{ known('label'), known('volts') }", "「label？」已經知道，而且「volts？」已經知道",
                 "\"label?\" is known and \"volts?\" is known");
    expect_words("none{ known('label'), known('volts') }", "都不是：「label？」已經知道，或「volts？」已經知道",
                 "none of: \"label?\" is known or \"volts?\" is known");
    expect_words("any{ below('count', 1), known('label'), known('volts'), failed('swap'), fixed('swap') }",
                 "「count？」低於 1，或「label？」已經知道，或「volts？」已經知道，或「處理 swap」沒修好…",
                 "\"count?\" is below 1 or \"label?\" is known or \"volts?\" is known or \"Action swap\" failed …");
    expect_words("none{ none{ none{ none{ known('label') } } } }", "都不是：都不是：都不是：都不是：…",
                 "none of: none of: none of: none of: …");
}

static void a_function_is_told_by_its_line(void **state)
{
    (void)state;
    expect_words("function(facts) return facts.count == 1 end", "規則第 9 行的條件", "the condition in line 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_have_their_unit),         cmocka_unit_test(answers_are_listed_up_to_a_few),
        cmocka_unit_test(what_an_action_came_to_is_told), cmocka_unit_test(lists_are_joined_and_cut),
        cmocka_unit_test(a_function_is_told_by_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
