/* test_graph.c: what may follow each step, as pictures show it: branches, falling through, flows, loops, shared steps; and what a walk has passed.
 * Uses waymark.h. */
#include <string.h>

#include "support/alloc.h"
#include "support/walk_support.h"

static const char guide[] =
    GUIDE("printer", "") QUESTION("power", "") QUESTION("paper", "answers = { 'some', 'none', 'jammed' }")
        QUESTION("size", "kind = 'number'") FAULT("jam", "") FAULT("worn", "") ACTION("refill", "") DESK
    "flow { ask 'power' { no = escalate 'desk' },\n"
    "  when(known('size')) { try 'refill' },\n"
    "  go 'tray', otherwise = escalate 'desk' }\n"
    "flow 'tray' { ask 'paper' { jammed = conclude 'jam', none = again 'tray' { at_most = 2 } },\n"
    "  ask 'size' { on(below(10)) { conclude 'worn' } } }\n";

static wm_graph *graph_of(wm_rules **rules)
{
    wm_graph *g = NULL;
    assert_int_equal(wm_rules_load_text(rules, NULL, "x.lua", guide, strlen(guide), NULL), WM_OK);
    assert_int_equal(wm_rules_graph(&g, *rules, "printer", NULL), WM_OK);
    return g;
}

static size_t node_at(const wm_graph *g, wm_node_kind kind, const char *id)
{
    for (size_t i = 0; i < g->node_count; i++)
        if (g->nodes[i].kind == kind && (id == NULL || strcmp(g->nodes[i].id, id) == 0))
            return i;
    fail_msg("no such node: %s", id != NULL ? id : "-");
    return 0;
}

/* The words at the edge between two nodes, or NULL where there is none. */
static const char *words_between(const wm_graph *g, size_t from, size_t to)
{
    for (size_t i = 0; i < g->edge_count; i++)
        if (g->edges[i].from == from && g->edges[i].to == to)
            return wm_text_in(g->edges[i].text, WM_EN);
    return NULL;
}

static void answers_lead_to_their_steps_and_the_rest_goes_on(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_graph *g = graph_of(&rules);
    size_t power = node_at(g, WM_NODE_ASK, "power"), when = node_at(g, WM_NODE_WHEN, NULL),
           try = node_at(g, WM_NODE_TRY, "refill");
    assert_int_equal(g->start, power);
    assert_string_equal(words_between(g, power, node_at(g, WM_NODE_ESCALATE, "desk")), "No");
    assert_string_equal(words_between(g, power, when), "Yes");
    assert_string_equal(words_between(g, when, try), "holds");
    assert_string_equal(wm_text_in(g->nodes[when].text, WM_EN), "\"size?\" is known");
    assert_string_equal(words_between(g, try, node_at(g, WM_NODE_GO, "tray")), "not fixed");
    wm_graph_free(g);
    wm_rules_free(rules);
}

static void flows_are_entered_repeated_and_left(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_graph *g = graph_of(&rules);
    size_t paper = node_at(g, WM_NODE_ASK, "paper"), size = node_at(g, WM_NODE_ASK, "size"),
           again = node_at(g, WM_NODE_AGAIN, "tray");
    assert_string_equal(words_between(g, node_at(g, WM_NODE_GO, "tray"), paper), "");
    assert_string_equal(words_between(g, paper, again), "none");
    assert_string_equal(words_between(g, again, paper), "");
    assert_string_equal(words_between(g, again, size), "no round left");
    assert_string_equal(words_between(g, paper, size), "some");
    assert_string_equal(words_between(g, size, node_at(g, WM_NODE_CONCLUDE, "worn")), "below 10");
    assert_int_equal(g->nodes[again].at_most, 2);
    bool left = false;
    for (size_t i = 0; i < g->edge_count; i++)
        left = left ||
               (g->edges[i].from == size && g->edges[i].otherwise && g->nodes[g->edges[i].to].kind == WM_NODE_ESCALATE);
    assert_true(left);
    wm_graph_free(g);
    wm_rules_free(rules);
}

static void places_are_those_of_a_tally(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_graph *g = graph_of(&rules);
    size_t ends = 0;
    for (size_t i = 0; i < g->node_count; i++) {
        wm_node_kind kind = g->nodes[i].kind;
        bool end = kind == WM_NODE_CONCLUDE || kind == WM_NODE_ESCALATE || kind == WM_NODE_RESOLVE;
        assert_int_equal(g->nodes[i].end, end ? ends++ : WM_NO_PLACE);
        assert_true(g->nodes[i].reached);
    }
    assert_int_equal(g->end_places, ends);
    assert_int_equal(g->edge_places, 4); /* no; jammed, none; below 10 */
    wm_graph_free(g);
    wm_rules_free(rules);
}

static void a_walk_passes_its_steps(void **state)
{
    (void)state;
    wm_passed passed[16];
    example *e = given(guide);
    says(e, "power", "yes");
    says(e, "paper", "jammed");
    size_t count = wm_case_passed(case_of(e), "printer", passed, 16);
    assert_int_equal(count, 5);          /* power, go, paper, conclude, and the hand-over, as nothing repairs it */
    assert_int_equal(passed[2].edge, 2); /* behind those of power and of "none" */
    assert_int_equal(wm_case_passed(case_of(e), "printer", NULL, 0), count);
    assert_int_equal(wm_case_passed(case_of(e), "no_such", passed, 16), WM_NO_COUNT);
    over(e);
}

static void what_cannot_be_drawn_says_why(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_graph *g;
    wm_error error;
    static const char plain[] =
        GUIDE("plain", "") QUESTION("power", "") FAULT("jam", "") ACTION("refill", "fixes = { jam = .5 }") DESK;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "x.lua", plain, strlen(plain), NULL), WM_OK);
    assert_int_equal(wm_rules_graph(&g, rules, "plain", &error), WM_NOTHING);
    assert_int_equal(wm_rules_graph(&g, rules, "other", &error), WM_UNKNOWN);
    assert_null(g);
    wm_graph_free(g);
    wm_rules_free(rules);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t n = 0;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, 0);
        wm_config config = { .allocator = counting_alloc_hook(&memory) };
        wm_rules *rules;
        wm_graph *g;
        assert_int_equal(wm_rules_load_text(&rules, &config, "x.lua", guide, strlen(guide), NULL), WM_OK);
        memory.fail_at = memory.requests + n + 1;
        wm_status status = wm_rules_graph(&g, rules, "printer", NULL);
        size_t failed = memory.failed;
        assert_int_equal(status, failed > 0 ? WM_NO_MEMORY : WM_OK);
        wm_graph_free(g);
        wm_rules_free(rules);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (failed == 0)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_lead_to_their_steps_and_the_rest_goes_on),
        cmocka_unit_test(flows_are_entered_repeated_and_left),
        cmocka_unit_test(places_are_those_of_a_tally),
        cmocka_unit_test(a_walk_passes_its_steps),
        cmocka_unit_test(what_cannot_be_drawn_says_why),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
