/* A guide's flow as a program: how asks are laid out, what it keeps to (program.h), and how counts are added up. That
 * walks along it end as whole walks do is test_plain.c's. */
#include "unit/replay/bench.h"

static const char rules_text[] =
    "guide \"g\" { zh = \"g\", en = \"g\" }\n"
    "question \"a\" { zh = \"a\", en = \"a\", answers = { \"x\", \"y\", \"z\", \"w\" } }\n"
    "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\" }\n"
    "question \"t\" { zh = \"t\", en = \"t\", kind = \"text\" }\n"
    "fault \"f1\" { zh = \"f1\", en = \"f1\" } fault \"f2\" { zh = \"f2\", en = \"f2\" }\n"
    "action \"r1\" { zh = \"r1\", en = \"r1\", fixes = { f1 = .5, f2 = .9 } }\n"
    "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"
    "local again = ask \"t\" { on(contains(\"hot\")) { conclude \"f1\" } }\n"
    "flow {\n"
    "  ask \"a\" { x = { conclude \"f1\" }, on(one_of(\"y\", \"z\")) { go \"numbers\" } },\n"
    "  again, again,\n"
    "  otherwise = escalate \"e\",\n"
    "}\n"
    "flow \"numbers\" { ask \"n\" { on(below(3)) { conclude \"f1\" }, on(between(2, 7)) { conclude \"f2\" } }, "
    "escalate \"e\" }\n";

static int open_bench(void **state)
{
    static bench b;
    bench_open(&b, rules_text);
    *state = &b;
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    return 0;
}

static const program *program_of(void **state)
{
    const bench *b = *state;
    return &b->index->of[0].program;
}

/* What passes on to it is passed. */
static const program_step *behind(const program *p, uint32_t place)
{
    const program_step *s = program_at(p, place);
    while (s->kind == PROGRAM_PASS)
        s = program_at(p, s->more);
    return s;
}

static void assert_concludes(const program_step *s, const char *fault_name, const char *action_name)
{
    const char *names = program_names(s);
    assert_int_equal(s->kind, PROGRAM_CONCLUDE);
    assert_int_equal(s->count, strlen(fault_name));
    assert_memory_equal(names, fault_name, s->count);
    assert_int_equal(s->action_size, strlen(action_name));
    assert_memory_equal(names + s->count, action_name, s->action_size);
}

static void an_answer_leads_straight_to_its_branch(void **state)
{
    const program *p = program_of(state);
    const program_step *a = program_at(p, PROGRAM_BEGIN);
    assert_int_equal(a->kind, PROGRAM_CHOICE);
    assert_int_equal(a->count, 4);
    assert_concludes(behind(p, program_targets(a)[0]), "f1", "r1");
    assert_int_equal(program_targets(a)[1], program_targets(a)[2]);
}

/* Conditions as written: the first that holds counts, so from 2 to 3 it is `below(3)`. */
static void a_number_is_cut_into_intervals(void **state)
{
    const program *p = program_of(state);
    const program_step *n = behind(p, program_targets(program_at(p, PROGRAM_BEGIN))[1]);
    const uint32_t *intervals = program_intervals(n);
    assert_int_equal(n->kind, PROGRAM_NUMBER);
    assert_int_equal(n->count, 3);
    assert_true(program_cuts(n)[0] == 2 && program_cuts(n)[1] == 3 && program_cuts(n)[2] == 7);
    assert_int_equal(intervals[0], intervals[1]);
    assert_concludes(behind(p, intervals[0]), "f1", "r1");
    assert_concludes(behind(p, intervals[2]), "f2", "r1");
    assert_int_equal(program_at(p, intervals[3])->kind, PROGRAM_PASS);
    assert_int_equal(behind(p, intervals[3])->kind, PROGRAM_ESCALATE);
}

/* Invariant 2, and that every step but the beginning is either some step's own or counted before it. */
static void a_step_comes_behind_the_one_that_leads_to_it(void **state)
{
    const program *p = program_of(state);
    size_t own = 0;
    for (uint32_t i = 0; i < p->step_count; i++) {
        if (p->from[i].parent == NONE)
            continue;
        assert_true(p->from[i].parent < i);
        own++;
    }
    assert_true(own > 0 && own < p->step_count);
}

/* Each of a guide's nodes and edges on the way to an end was reached as often as the end. */
static void counts_of_ends_add_up_along_the_way(void **state)
{
    const bench *b = *state;
    const program *p = program_of(state);
    const guide *g = b->index->of[0].guide;
    const program_step *a = program_at(p, PROGRAM_BEGIN), *end = behind(p, program_targets(a)[0]);
    uint64_t *counts = calloc(p->step_count, sizeof *counts), *nodes = calloc(g->node_count, sizeof *nodes);
    uint64_t *edges = calloc(g->branch_count, sizeof *edges), edge_sum = 0;
    assert_true(counts && nodes && edges);
    counts[end->number] = 5;
    counts[a->number] = 2; /* stopped there */
    program_add_up(p, counts, nodes, edges);
    assert_int_equal(nodes[end->more], 5);
    assert_int_equal(nodes[p->from[a->number].node], 7);
    for (uint32_t i = 0; i < g->branch_count; i++)
        edge_sum += edges[i];
    assert_int_equal(edge_sum, 5);
    for (uint32_t i = 0; i < p->step_count; i++)
        assert_int_equal(counts[i], 0);
    free(counts);
    free(nodes);
    free(edges);
}

/* The same step twice on one way: the plain walk gives up at its mark, and the whole walk's end is told. */
static void a_shared_step_met_twice_is_the_whole_walks(void **state)
{
    bench *b = *state;
    static const char line[] = "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"a\":\"w\",\"t\":\"cold\"}}";
    assert_non_null(strstr(bench_replay(b, line), "\"end\":\"escalated\",\"fault\":null"));
    assert_true(program_of(state)->mark_count > b->index->of[0].guide->flow_count);
}

static void a_guide_with_a_goal_has_no_program(void **state)
{
    (void)state;
    bench b;
    bench_open(&b, bench_rules);
    assert_null(b.index->of[0].program.words);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_leads_straight_to_its_branch, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(a_number_is_cut_into_intervals, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(a_step_comes_behind_the_one_that_leads_to_it, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(counts_of_ends_add_up_along_the_way, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(a_shared_step_met_twice_is_the_whole_walks, open_bench, close_bench),
        cmocka_unit_test(a_guide_with_a_goal_has_no_program),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
