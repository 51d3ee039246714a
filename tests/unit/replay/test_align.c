/* What recorded steps cost against a guide's tree, by examples. */
#include "unit/replay/aligning.h"

#define QUESTION(q, answers) "question \"" q "\" { zh = \"" q "\", en = \"" q "\", answers = { " answers " } }\n"
#define NUMBER(q)            "question \"" q "\" { zh = \"" q "\", en = \"" q "\", kind = \"number\" }\n"
#define TEXT(q)              "question \"" q "\" { zh = \"" q "\", en = \"" q "\", kind = \"text\" }\n"
#define FAULT(f)             "fault \"" f "\" { zh = \"" f "\", en = \"" f "\" }\n"
#define ACTION(a, more)      "action \"" a "\" { zh = \"" a "\", en = \"" a "\"" more " }\n"
#define GUIDE(g, more)       "guide \"" g "\" { zh = \"g\", en = \"g\"" more " }\n"
#define HAND_OVER            "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"

static aligning a;

static void open_rules(const char *rules)
{
    aligning_open(&a, rules, false);
}

static void expect(const char *steps, double cost, double worst, const char *concluded)
{
    expect_in(&a, "g", steps, "", cost, worst, concluded);
}

static void expect_resolved(const char *steps, const char *action_name, double cost, double worst)
{
    char more[128];
    snprintf(more, sizeof more, ",\"resolved\":{\"action\":\"%s\"}", action_name);
    expect_in(&a, "g", steps, more, cost, worst, NULL);
}

/* p (x, y, z) and q (yes, no): x → q → f1 or f2; y → f3; z → hand over. */
static const char small[] = GUIDE("g", "") QUESTION("p", "\"x\", \"y\", \"z\"") QUESTION("q", "\"yes\", \"no\"")
    QUESTION("r", "\"yes\", \"no\"") FAULT("f1") FAULT("f2") FAULT("f3") ACTION("mend", ", fixes = { f1 = .9 }")
        ACTION("swap", ", fixes = { f1 = .5 }") ACTION("paint", "") HAND_OVER
    "flow { ask \"p\" { x = ask \"q\" { yes = conclude \"f1\", no = conclude \"f2\" }, y = conclude \"f3\", z = "
    "escalate "
    "\"e\" }, otherwise = escalate \"e\" }\n";

static void the_same_steps_cost_nothing(void **state)
{
    (void)state;
    open_rules(small);
    expect("[" ASKED("p", "x") "," ASKED("q", "yes") "]", 0, 3, "f1");
    expect("[" ASKED("p", "y") "]", 0, 2, "f3");
    expect("[" ASKED("p", "z") "]", 0, 2, NULL);
    aligning_close(&a);
}

static void skipped_and_extra_steps_cost_one(void **state)
{
    (void)state;
    open_rules(small);
    expect("[" ASKED("q", "no") "]", 1, 2, "f2");
    expect("[" ASKED("p", "y") "," ASKED("r", "no") "]", 1, 3, "f3");
    expect("[" ASKED("q", "yes") "," ASKED("p", "x") "]", 2, 3, "f1"); /* the other way round */
    expect("[]", 1, 1, "f3");                                          /* the first of the cheapest ways */
    aligning_close(&a);
}

static void contradictions_cost_two_and_not_sure_half(void **state)
{
    (void)state;
    open_rules(small);
    expect("[" ASKED("p", "y") "," ASKED("q", "no") "]", 1, 3, "f3");
    expect("[" UNSURE("p") "," ASKED("q", "no") "]", .5, 3, "f2");
    expect("[" UNSURE("p") "]", .5, 2, "f3");
    expect("[{\"ask\":\"p\"}," ASKED("q", "no") "]", 0, 3, "f2"); /* asked, and nobody wrote down the answer */
    aligning_close(&a);
    open_rules(
        GUIDE("g", "") QUESTION("p", "\"x\", \"y\"") QUESTION("q", "\"x\", \"y\"") FAULT("f1") FAULT("f2") HAND_OVER
        "flow { ask \"p\" { x = conclude \"f1\", unsure = ask \"q\" { x = conclude \"f2\" } }, otherwise = escalate "
        "\"e\" }\n");
    expect("[" UNSURE("p") "," ASKED("q", "x") "]", 0, 3, "f2"); /* what the guide says to do then */
    aligning_close(&a);
}

static void steps_that_no_guide_has_are_extra(void **state)
{
    (void)state;
    open_rules(small);
    expect("[" ASKED("weather", "rain") "," ASKED("p", "y") "," TRIED("prayer", "failed") ",{\"note\":\"…\"}]", 2, 4,
           "f3");
    aligning_close(&a);
}

static void remedies_of_the_conclusion_cost_nothing(void **state)
{
    (void)state;
    open_rules(small);
    expect("[" ASKED("p", "x") "," ASKED("q", "yes") "," TRIED("mend", "failed") "," TRIED("swap", "fixed") "]", 0, 5,
           "f1");
    expect("[" ASKED("p", "x") "," ASKED("q", "yes") "," TRIED("mend", "done") "," ASKED("solved", "yes") "]", 0, 5,
           "f1");
    expect("[" ASKED("p", "x") "," TRIED("mend", "failed") "," ASKED("q", "yes") "]", 1, 4, "f1"); /* too early */
    expect("[" ASKED("p", "x") "," ASKED("q", "yes") "," TRIED("paint", "failed") "]", 1, 4, "f1");
    aligning_close(&a);
}

static void an_action_that_fixed_ends_the_way(void **state)
{
    (void)state;
    open_rules(GUIDE("g", "") QUESTION("works", "\"yes\", \"no\"") FAULT("f")
                   ACTION("one", ", verify = is(\"works\", \"yes\")") ACTION("two", "") ACTION("three", "") HAND_OVER
               "flow { try \"one\", try \"two\", try \"three\", otherwise = escalate \"e\" }\n");
    expect("[" TRIED("one", "fixed") "]", 0, 4, NULL);
    expect("[" TRIED("one", "failed") "," TRIED("two", "fixed") "]", 0, 5, NULL);
    expect("[" TRIED("one", "failed") "," TRIED("two", "skipped") "," TRIED("three", "failed") "]", 0, 6, NULL);
    expect("[" TRIED("one", "done") "]", 2, 4, NULL); /* nothing says that it helped: two and three are missing */
    expect("[" TRIED("one", "done") "," ASKED("works", "yes") "]", 0, 5, NULL);
    expect_resolved("[" TRIED("one", "done") "]", "one", 0, 4);
    expect_resolved("[" TRIED("one", "failed") "]", "two", 1, 4); /* two was done, and not recorded */
    expect("[" TRIED("one", "fixed") "," TRIED("two", "failed") "]", 1, 5, NULL);
    aligning_close(&a);
}

static void numbers_and_texts_take_their_branches(void **state)
{
    (void)state;
    open_rules(GUIDE("g", "") NUMBER("n") TEXT("t") FAULT("low") FAULT("mid") FAULT("said") HAND_OVER
               "flow { ask \"n\" { on(below(3)) { conclude \"low\" }, on(between(3, 7)) { conclude \"mid\" } },\n"
               "ask \"t\" { on(contains(\"過熱\")) { conclude \"said\" } }, otherwise = escalate \"e\" }\n");
    expect("[{\"ask\":\"n\",\"answer\":2}]", 0, 2, "low");
    expect("[{\"ask\":\"n\",\"answer\":3}]", 0, 2, "mid");
    expect("[{\"ask\":\"n\",\"answer\":9}," ASKED("t", "主機過熱了") "]", 0, 3, "said");
    expect("[{\"ask\":\"n\",\"answer\":9}," ASKED("t", "沒事") "]", 0, 3, NULL);
    expect("[{\"ask\":\"n\",\"answer\":9}]", 1, 2, "said"); /* t is missing: the first such way */
    aligning_close(&a);
}

static void when_goes_both_ways_and_loops_are_unrolled(void **state)
{
    (void)state;
    open_rules(GUIDE("g", "") QUESTION("p", "\"x\", \"y\"") FAULT("f") ACTION("mend", ", fixes = { f = 1 }") HAND_OVER
               "flow { when(known(\"p\")) { ask \"p\" { x = conclude \"f\" } }, again \"loop\" { at_most = 1 }, "
               "otherwise = escalate \"e\" }\n"
               "flow \"loop\" { try \"mend\", again \"loop\" { at_most = 1 } }\n");
    expect("[" ASKED("p", "x") "]", 0, 2, "f");
    expect("[" TRIED("mend", "failed") "," TRIED("mend#2", "failed") "]", 0, 3, NULL);
    expect("[" ASKED("p", "y") "," TRIED("mend", "failed") "," TRIED("mend#2", "fixed") "]", 0, 4, NULL);
    aligning_close(&a);
}

static void any_order_is_no_order(void **state)
{
    (void)state;
    open_rules(GUIDE("g", "") QUESTION("p", "\"x\", \"y\"") QUESTION("q", "\"x\", \"y\"") QUESTION("r", "\"x\", \"y\"")
                   FAULT("f") HAND_OVER
               "flow { any_order { ask \"p\" {}, ask \"q\" {}, ask \"r\" {} }, conclude \"f\", otherwise = "
               "escalate \"e\" }\n");
    expect("[" ASKED("r", "x") "," ASKED("p", "y") "," ASKED("q", "x") "]", 0, 6, "f");
    expect("[" ASKED("r", "x") "," ASKED("p", "y") "]", 1, 5, "f");
    aligning_close(&a);
}

/* A question whose answer is in force is not asked again; one that a remedy made stale may be. */
static void known_answers_are_not_asked_again(void **state)
{
    (void)state;
    open_rules(
        GUIDE("g", "") QUESTION("p", "\"x\", \"y\"") FAULT("f1") FAULT("f2") ACTION("reset", ", changes = { \"p\" }")
            HAND_OVER
        "flow { ask \"p\" { x = { go \"on\" }, y = { try \"reset\", go \"on\" } }, otherwise = escalate \"e\" }\n"
        "flow \"on\" { ask \"p\" { x = conclude \"f1\", y = conclude \"f2\" } }\n");
    expect("[" ASKED("p", "x") "]", 0, 2, "f1");
    expect("[" ASKED("p", "y") "," TRIED("reset", "skipped") "]", 0, 3, "f1");
    expect("[" ASKED("p", "y") "," TRIED("reset", "failed") "," ASKED("p", "y") "]", 0, 4, "f2");
    aligning_close(&a);
}

static void a_goal_that_holds_ends_the_way(void **state)
{
    (void)state;
    open_rules(GUIDE("g", ", goal = is(\"ok\", \"yes\")") QUESTION("ok", "\"yes\", \"no\"")
                   QUESTION("p", "\"x\", \"y\"") FAULT("f") HAND_OVER
               "flow { ask \"ok\" {}, ask \"p\" { x = conclude \"f\" }, otherwise = escalate \"e\" }\n");
    expect("[" ASKED("ok", "yes") "]", 0, 2, NULL);
    expect("[" ASKED("ok", "no") "," ASKED("p", "x") "]", 0, 3, "f");
    aligning_close(&a);
}

/* ---- Order-free ---------------------------------------------------------------------------------------------------- */

static void order_free_reports_inversions_apart(void **state)
{
    (void)state;
    aligning_open(&a, small, true);
    static const struct {
        const char *steps;
        double cost, inversions;
    } cases[] = { { "[" ASKED("q", "yes") "," ASKED("p", "x") "]", 0, 1 },
                  { "[" ASKED("p", "x") "," ASKED("q", "yes") "]", 0, 0 },
                  { "[" TRIED("mend", "fixed") "," ASKED("q", "yes") "," UNSURE("p") "]", .5, 1 },
                  { "[" ASKED("q", "yes") "," ASKED("p", "y") "]", 1, 0 },
                  { "[" ASKED("p", "x") "," ASKED("p", "x") "," ASKED("q", "no") "]", 1, 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[512];
        snprintf(line, sizeof line, "{\"id\":\"T\",\"guide\":\"g\",\"steps\":%s}", cases[i].steps);
        cJSON *got = alignment_of(&a, line);
        if (number_in(got, "cost") != cases[i].cost || number_in(got, "inversions") != cases[i].inversions)
            fail_msg("%s: %s", cases[i].steps, a.b.lines.data);
        cJSON_Delete(got);
    }
    aligning_close(&a);
}

/* ---- Only some ends ------------------------------------------------------------------------------------------------- */

static bool concludes_f2(void *context, const align_tree *t, const align_node *end)
{
    (void)context;
    const align_conclusion *c = end->key == NONE ? NULL : &t->conclusions[end->key];
    return c && strcmp(t->set->guides[c->guide]->faults[c->fault].id, "f2") == 0;
}

static void ends_can_be_restricted(void **state)
{
    (void)state;
    open_rules(small);
    expect("[" ASKED("p", "x") "," ASKED("q", "yes") "]", 0, 3, "f1");
    const align_tree *t = align_forest_tree(&a.forest, 0);
    align_ends only = { concludes_f2, NULL };
    align_room *room = &a.b.y->aligner->room; /* the ticket's steps are still there */
    align_result forced = align_ordered(room, t, &only), all = align_ordered(room, t, NULL);
    assert_int_equal(all.cost, 0);
    assert_int_equal(forced.cost, 4); /* q would have had to be answered otherwise */
    assert_int_equal(align_unordered(room, t, &only).cost, 4);
    assert_true(t->nodes[forced.end].kind == ALIGN_END && forced.end != all.end);
    aligning_close(&a);
}

/* ---- What can't be aligned ------------------------------------------------------------------------------------------- */

/* Forty shared steps; `apart`: each branch does something of its own before the shared one. */
static char *forty_shared(bool apart)
{
    char *rules = malloc(64 << 10), *at = rules;
    assert_non_null(rules);
    at += sprintf(at, "%s", GUIDE("g", "") FAULT("f") HAND_OVER);
    for (int i = 0; i <= 40; i++)
        at += sprintf(at, "question \"q%d\" { zh = \"q\", en = \"q\" }\naction \"a%d\" { zh = \"a\", en = \"a\" }\n", i,
                      i);
    at += sprintf(at, "local s40 = ask \"q40\" { yes = conclude \"f\" }\n");
    for (int i = 39; i >= 0; i--)
        at += sprintf(at,
                      apart ? "local s%d = ask \"q%d\" { yes = { try \"a%d\", s%d }, no = s%d }\n"
                            : "local s%d = ask \"q%d\" { yes = s%d, no = s%d }\n",
                      i, i, apart ? i : i + 1, i + 1, i + 1);
    sprintf(at, "flow { s0, otherwise = escalate \"e\" }\n");
    return rules;
}

static void shared_steps_are_one_way(void **state)
{
    (void)state;
    char *rules = forty_shared(false);
    open_rules(rules);
    expect("[" ASKED("q0", "no") "," ASKED("q7", "yes") "]", 39, 43, "f");
    assert_true(align_forest_tree(&a.forest, 0)->count < 100);
    aligning_close(&a);
    free(rules);
}

static void too_many_ways_are_said(void **state)
{
    (void)state;
    char *rules = forty_shared(true);
    open_rules(rules);
    const char *line = bench_replay(&a.b, "{\"id\":\"T\",\"guide\":\"g\",\"steps\":[" ASKED("q0", "no") "]}");
    assert_non_null(
        strstr(line, "\"alignment\":{\"cost\":null,\"worst\":null,\"fault\":null,\"why\":\"too_many_ways\"}"));
    const figures *f = &replayer_tally(a.b.y)->guides[0].figures;
    assert_int_equal(f->sums[SUM_UNALIGNED], TALLY_UNITS);
    assert_int_equal(f->sums[SUM_ALIGNED], 0);
    aligning_close(&a);
    free(rules);
}

static void a_guide_without_a_flow_has_no_ways(void **state)
{
    (void)state;
    open_rules(GUIDE("g", "") QUESTION("p", "\"x\", \"y\"") FAULT("f") ACTION("mend", ", fixes = { f = .5 }")
                   HAND_OVER);
    const char *line = bench_replay(&a.b, "{\"id\":\"T\",\"guide\":\"g\",\"steps\":[" ASKED("p", "x") "]}");
    assert_non_null(strstr(line, "\"why\":\"no_flow\"}"));
    aligning_close(&a);
}

static void too_many_steps_are_said(void **state)
{
    (void)state;
    char *line = malloc(64 << 10), *at = line;
    assert_non_null(line);
    open_rules(small);
    at += sprintf(at, "{\"id\":\"T\",\"guide\":\"g\",\"steps\":[");
    for (size_t i = 0; i <= ALIGN_STEPS; i++)
        at += sprintf(at, "%s{\"ask\":\"p\",\"answer\":null}", i ? "," : "");
    sprintf(at, "]}");
    assert_non_null(strstr(bench_replay(&a.b, line), "\"why\":\"too_many_steps\"}"));
    free(line);
    aligning_close(&a);
}

static void tickets_that_are_not_replayed_are_not_aligned(void **state)
{
    (void)state;
    open_rules(small);
    assert_non_null(strstr(bench_replay(&a.b, "{\"id\":\"T\",\"guide\":\"none\"}"), "\"alignment\":null}"));
    assert_non_null(
        strstr(bench_replay(&a.b, "{\"id\":\"T\",\"guide\":\"g\",\"facts\":{\"p\":\"?\"}}"), "\"alignment\":null"));
    aligning_close(&a);
}

/* ---- Unless asked for -------------------------------------------------------------------------------------------------- */

static void nothing_is_told_unless_asked_for(void **state)
{
    (void)state;
    bench b;
    bench_open(&b, small);
    const char *line = bench_replay(&b, "{\"id\":\"T\",\"guide\":\"g\",\"steps\":[" ASKED("p", "x") "]}");
    assert_null(strstr(line, "alignment"));
    assert_null(b.y->aligner);
    assert_null(b.y->reader->told);
    writing text = writing_of(allocator_default());
    tally_write(&text, replayer_tally(b.y));
    out_bytes(&text, "", 1);
    assert_null(strstr(text.data, "fitness"));
    writing_free(&text);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_steps_cost_nothing),
        cmocka_unit_test(skipped_and_extra_steps_cost_one),
        cmocka_unit_test(contradictions_cost_two_and_not_sure_half),
        cmocka_unit_test(steps_that_no_guide_has_are_extra),
        cmocka_unit_test(remedies_of_the_conclusion_cost_nothing),
        cmocka_unit_test(an_action_that_fixed_ends_the_way),
        cmocka_unit_test(numbers_and_texts_take_their_branches),
        cmocka_unit_test(when_goes_both_ways_and_loops_are_unrolled),
        cmocka_unit_test(any_order_is_no_order),
        cmocka_unit_test(known_answers_are_not_asked_again),
        cmocka_unit_test(a_goal_that_holds_ends_the_way),
        cmocka_unit_test(order_free_reports_inversions_apart),
        cmocka_unit_test(ends_can_be_restricted),
        cmocka_unit_test(shared_steps_are_one_way),
        cmocka_unit_test(too_many_ways_are_said),
        cmocka_unit_test(a_guide_without_a_flow_has_no_ways),
        cmocka_unit_test(too_many_steps_are_said),
        cmocka_unit_test(tickets_that_are_not_replayed_are_not_aligned),
        cmocka_unit_test(nothing_is_told_unless_asked_for),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
