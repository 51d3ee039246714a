/* Belief models of small guides, worked by hand: priors, what the tree says of answers, `given`, and the vector that
 * follows from the facts. */
#include "unit/reason/guides.h"

#include "support/alloc.h"

#define EXACT 1e-12

static double chance(const workshop *w, const char *question_id, uint32_t cell, const char *fault_id)
{
    return belief_cell(w->model, family_of(w, question_id), cell, fault_of(w, fault_id));
}

/* P of every cell, in order. */
static void assert_row(const workshop *w, const char *question_id, const char *fault_id, size_t cells,
                       const double *expected)
{
    assert_int_equal(belief_cells(w->model, family_of(w, question_id)), cells);
    for (uint32_t k = 0; k < cells; k++)
        assert_near(chance(w, question_id, k, fault_id), expected[k], EXACT);
}
#define ASSERT_ROW(w, q, f, ...)                                                                                       \
    assert_row((w), (q), (f), sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double), (const double[]){ __VA_ARGS__ })

/* ---- Priors --------------------------------------------------------------------------------------------------------- */

static void assert_priors(const double *stated, size_t count, const double *expected, bool elsewhere)
{
    static const char *const ids[] = { "f1", "f2", "f3" };
    workshop w;
    workshop_open(&w);
    for (size_t i = 0; i < count; i++)
        declare_fault(&w, ids[i], stated[i]);
    declare_escalation(&w, "up", 60);
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), step(&w, NODE_ESCALATE, "up"));
    workshop_finish(&w);
    assert_int_equal(belief_has_elsewhere(w.model), elsewhere);
    assert_int_equal(belief_count(w.model), count + elsewhere);
    for (size_t i = 0; i < count + elsewhere; i++)
        assert_near(belief_prior(w.model, i), expected[i], EXACT);
    workshop_close(&w);
}

static void stated_priors_stand_and_the_others_share_the_rest(void **state)
{
    (void)state;
    assert_priors((const double[]){ .5, NAN, NAN }, 3, (const double[]){ .5, .25, .25 }, false);
    assert_priors((const double[]){ NAN, NAN }, 2, (const double[]){ .5, .5 }, false);
    /* (1 − .99) / 2 = .005 is less than .01: .01 each, and 1.01 in all */
    assert_priors((const double[]){ .99, NAN, NAN }, 3, (const double[]){ .99 / 1.01, .01 / 1.01, .01 / 1.01 }, false);
}

static void what_all_stated_priors_leave_is_elsewhere(void **state)
{
    (void)state;
    assert_priors((const double[]){ .6, .3 }, 2, (const double[]){ .6, .3, .1 }, true);
    assert_priors((const double[]){ .7, .2, .1 }, 3, (const double[]){ .7, .2, .1 }, false);
    assert_priors(NULL, 0, NULL, false);
}

/* ---- From the tree ---------------------------------------------------------------------------------------------------- */

static void open_with_faults(workshop *w, size_t count)
{
    static const char *const ids[] = { "f1", "f2", "f3", "f4" };
    workshop_open(w);
    for (size_t i = 0; i < count; i++)
        declare_fault(w, ids[i], NAN);
    declare_escalation(w, "up", 60);
}

/* open → escalate; refused → console: panic → escalate, others → f2; timeout → f1 */
static void cells_that_lead_to_a_fault_share_95_percent(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 2);
    DECLARE_CHOICE(&w, "port", 1, "open", "refused", "timeout");
    DECLARE_TEXT(&w, "console", 3, "panic", "disk_full", "clean");
    step_id console =
        ASK(&w, "console", ANSWER("panic", step(&w, NODE_ESCALATE, "up")), OTHER(step(&w, NODE_CONCLUDE, "f2")));
    step_id port = ASK(&w, "port", ANSWER("timeout", step(&w, NODE_CONCLUDE, "f1")), ANSWER("refused", console),
                       ANSWER("open", step(&w, NODE_ESCALATE, "up")));
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), port);
    workshop_finish(&w);
    ASSERT_ROW(&w, "port", "f1", .025, .025, .95);
    ASSERT_ROW(&w, "port", "f2", .025, .95, .025);
    ASSERT_ROW(&w, "console", "f2", .05, .95 / 3, .95 / 3, .95 / 3); /* the last cell: none of them */
    ASSERT_ROW(&w, "console", "f1", .25, .25, .25, .25);             /* R empty */
    workshop_close(&w);
}

/* q1 {a = conclude f1}, q2 {x = suspect f2}, conclude f3: b falls through to q2, x goes on to f3. */
static void branches_that_do_not_end_fall_through(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    DECLARE_CHOICE(&w, "q1", 1, "a", "b");
    DECLARE_CHOICE(&w, "q2", 1, "x", "y");
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), ASK(&w, "q1", ANSWER("a", step(&w, NODE_CONCLUDE, "f1"))),
         ASK(&w, "q2", ANSWER("x", step(&w, NODE_SUSPECT, "f2"))), step(&w, NODE_CONCLUDE, "f3"));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q1", "f1", .95, .05);
    ASSERT_ROW(&w, "q1", "f2", .05, .95);
    ASSERT_ROW(&w, "q1", "f3", .05, .95);
    ASSERT_ROW(&w, "q2", "f2", .95, .05);
    ASSERT_ROW(&w, "q2", "f3", .5, .5); /* all cells */
    ASSERT_ROW(&w, "q2", "f1", .5, .5); /* none: q1 is not below q2 */
    workshop_close(&w);
}

/* What never falls through hides what is written after it; try, when and include do not. */
static void only_what_never_falls_through_hides_what_follows(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    declare_action(&w, "fix", 5, "f1", .9);
    DECLARE_CHOICE(&w, "q", 1, "a", "b", "c", "d");
    DECLARE_CHOICE(&w, "r", 1, "x", "y");
    condition_id x = builder_is(w.b, "r", IDS("x"), 1, w.line);
    step_id f2 = step(&w, NODE_CONCLUDE, "f2");
    step_id when = builder_when(w.b, x, &f2, 1, w.line);
    step_id q = ASK(&w, "q", ANSWER("a", step(&w, NODE_TRY, "fix")), ANSWER("b", when),
                    ANSWER("c", step(&w, NODE_ESCALATE, "up"), step(&w, NODE_CONCLUDE, "f3")),
                    ANSWER("d", step(&w, NODE_RESOLVE, NULL)));
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), q, step(&w, NODE_CONCLUDE, "f1"), step(&w, NODE_CONCLUDE, "f3"));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .475, .475, .025, .025); /* a and b come by */
    ASSERT_ROW(&w, "q", "f2", .05 / 3, .95, .05 / 3, .05 / 3);
    ASSERT_ROW(&w, "q", "f3", .25, .25, .25, .25);
    workshop_close(&w);
}

/* One step on two branches is one step: s = ask r; q {a = s, b = s, c = f3}. */
static void shared_steps_are_below_both_their_branches(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    DECLARE_CHOICE(&w, "q", 1, "a", "b", "c");
    DECLARE_CHOICE(&w, "r", 1, "x", "y");
    step_id s = ASK(&w, "r", ANSWER("x", step(&w, NODE_CONCLUDE, "f1")), ANSWER("y", step(&w, NODE_CONCLUDE, "f2")));
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"),
         ASK(&w, "q", ANSWER("a", s), ANSWER("b", s), ANSWER("c", step(&w, NODE_CONCLUDE, "f3"))));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .475, .475, .05);
    ASSERT_ROW(&w, "q", "f3", .025, .025, .95);
    ASSERT_ROW(&w, "r", "f2", .05, .95);
    workshop_close(&w);
}

/* Forty shared lines make 2^40 paths, and still one pass. */
static void paths_are_not_counted(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 2);
    DECLARE_CHOICE(&w, "q", 1, "a", "b");
    DECLARE_CHOICE(&w, "r", 1, "a", "b");
    step_id s = ASK(&w, "r", ANSWER("a", step(&w, NODE_CONCLUDE, "f1")), ANSWER("b", step(&w, NODE_CONCLUDE, "f2")));
    for (int i = 0; i < 40; i++)
        s = ASK(&w, "q", ANSWER("a", s), ANSWER("b", s));
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), s);
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .5, .5);
    ASSERT_ROW(&w, "r", "f1", .95, .05);
    workshop_close(&w);
}

/* main: q {a = go sub, b = escalate}, otherwise f3. sub: r {x = f1, y falls out of it, z = go deep}, without an otherwise.
 * deep: s {m = f2}, otherwise f4. */
static void a_flow_that_runs_out_ends_in_its_otherwise_else_in_its_callers(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 4);
    DECLARE_CHOICE(&w, "q", 1, "a", "b", "c");
    DECLARE_CHOICE(&w, "r", 1, "x", "y", "z");
    DECLARE_CHOICE(&w, "s", 1, "m", "n");
    FLOW(&w, NULL, step(&w, NODE_CONCLUDE, "f3"),
         ASK(&w, "q", ANSWER("a", step(&w, NODE_GO, "sub")), ANSWER("b", step(&w, NODE_ESCALATE, "up"))));
    FLOW(&w, "sub", NONE,
         ASK(&w, "r", ANSWER("x", step(&w, NODE_CONCLUDE, "f1")), ANSWER("z", step(&w, NODE_GO, "deep"))));
    FLOW(&w, "deep", step(&w, NODE_CONCLUDE, "f4"), ASK(&w, "s", ANSWER("m", step(&w, NODE_CONCLUDE, "f2"))));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .95, .025, .025);
    ASSERT_ROW(&w, "q", "f3", .475, .05, .475); /* a by y, c at once */
    ASSERT_ROW(&w, "q", "f4", .95, .025, .025);
    ASSERT_ROW(&w, "r", "f3", .025, .95, .025);
    ASSERT_ROW(&w, "r", "f2", .025, .025, .95);
    ASSERT_ROW(&w, "r", "f4", .025, .025, .95);
    ASSERT_ROW(&w, "s", "f4", .05, .95);
    ASSERT_ROW(&w, "s", "f3", .5, .5); /* deep has an otherwise of its own */
    workshop_close(&w);
}

/* loop: q {a = again, b = f1}, then f2: below a is the whole loop, and, its rounds used up, f2. */
static void a_loop_leads_to_itself_and_past_itself(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 2);
    DECLARE_CHOICE(&w, "q", 1, "a", "b", "c");
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), step(&w, NODE_GO, "loop"));
    FLOW(&w, "loop", NONE, ASK(&w, "q", ANSWER("a", again(&w, "loop", 2)), ANSWER("b", step(&w, NODE_CONCLUDE, "f1"))),
         step(&w, NODE_CONCLUDE, "f2"));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .475, .475, .05);
    ASSERT_ROW(&w, "q", "f2", .475, .05, .475);
    workshop_close(&w);
}

/* any_order {q1 {a = f1}, q2 {x = f2}}, then f3: each may come before and after the other. */
static void in_any_order_each_is_below_the_other(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    DECLARE_CHOICE(&w, "q1", 1, "a", "b");
    DECLARE_CHOICE(&w, "q2", 1, "x", "y");
    const step_id asks[2] = { ASK(&w, "q1", ANSWER("a", step(&w, NODE_CONCLUDE, "f1"))),
                              ASK(&w, "q2", ANSWER("x", step(&w, NODE_CONCLUDE, "f2"))) };
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), builder_any_order(w.b, asks, 2, w.line),
         step(&w, NODE_CONCLUDE, "f3"));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q1", "f1", .95, .05);
    ASSERT_ROW(&w, "q1", "f2", .05, .95);
    ASSERT_ROW(&w, "q2", "f1", .05, .95);
    ASSERT_ROW(&w, "q2", "f3", .05, .95);
    workshop_close(&w);
}

/* speed: below 60 → f1; 60 to 90 → f2, where `known`; the rest falls out. Cells: v < 60, 60 ≤ v < 90, 90 ≤ v. */
static void numbers_have_the_cells_that_the_guide_cuts(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    declare_number(&w, "speed", 1);
    DECLARE_CHOICE(&w, "r", 1, "x", "y");
    condition_id slow = builder_compare(w.b, COND_BELOW, NULL, 0, 60, w.line);
    condition_id middle = builder_compare(w.b, COND_BETWEEN, NULL, 60, 90, w.line);
    condition_id parts[2] = { middle, builder_is(w.b, "r", IDS("x"), 1, w.line) }; /* holds or not: both are possible */
    FLOW(&w, NULL, step(&w, NODE_CONCLUDE, "f3"),
         ASK(&w, "speed", ON(slow, step(&w, NODE_CONCLUDE, "f1")),
             ON(builder_combine(w.b, COND_ALL, parts, 2, w.line), step(&w, NODE_CONCLUDE, "f2"))));
    workshop_finish(&w);
    ASSERT_ROW(&w, "speed", "f1", .95, .025, .025);
    ASSERT_ROW(&w, "speed", "f2", .025, .95, .025);
    ASSERT_ROW(&w, "speed", "f3", .05, .475, .475); /* 60 to 90 falls out where r is not x */
    give_number(&w, "speed", 60);
    double v[3];
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), v));
    assert_near(v[1] / v[0], .95 / .025, EXACT);
    workshop_close(&w);
}

/* none{} of the asked question, one_of, and an `on` that an earlier one always hides. */
static void on_branches_are_taken_in_written_order(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    DECLARE_CHOICE(&w, "q", 1, "a", "b", "c");
    condition_id ab = builder_is(w.b, NULL, IDS("a", "b"), 2, w.line);
    condition_id b = builder_is(w.b, NULL, IDS("b"), 1, w.line);
    condition_id not_b = builder_combine(w.b, COND_NONE, &b, 1, w.line);
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"),
         ASK(&w, "q", ON(ab, step(&w, NODE_CONCLUDE, "f1")), ON(not_b, step(&w, NODE_CONCLUDE, "f2")),
             OTHER(step(&w, NODE_CONCLUDE, "f3"))));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .475, .475, .05);
    ASSERT_ROW(&w, "q", "f2", .025, .025, .95);
    ASSERT_ROW(&w, "q", "f3", 1. / 3, 1. / 3, 1. / 3);
    workshop_close(&w);
}

static void unsure_and_lua_branches_are_left_out(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    DECLARE_CHOICE(&w, "q", 1, "a", "b", "c");
    condition_id opaque = builder_lua(w.b, &(lua_function){ .code = "", .size = 0, .line = w.line });
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"),
         ASK(&w, "q", ANSWER("a", step(&w, NODE_CONCLUDE, "f1")), UNSURE(step(&w, NODE_CONCLUDE, "f2")),
             ON(opaque, step(&w, NODE_CONCLUDE, "f2"))),
         step(&w, NODE_CONCLUDE, "f3"));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .95, .025, .025);
    ASSERT_ROW(&w, "q", "f2", 1. / 3, 1. / 3, 1. / 3);
    ASSERT_ROW(&w, "q", "f3", .05, .475, .475);
    workshop_close(&w);
}

static void each_time_of_asking_has_its_own_branches(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 2);
    DECLARE_CHOICE(&w, "q", 1, "a", "b");
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), ASK(&w, "q", ANSWER("a", step(&w, NODE_CONCLUDE, "f1"))),
         ASK_AS(&w, "q", "later", ANSWER("a", step(&w, NODE_CONCLUDE, "f2"))));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .95, .05);
    ASSERT_ROW(&w, "q", "f2", .05, .95);
    ASSERT_ROW(&w, "later", "f2", .95, .05);
    ASSERT_ROW(&w, "later", "f1", .5, .5);
    workshop_close(&w);
}

/* ---- given -------------------------------------------------------------------------------------------------------------- */

/* f1 names a; f2 names two; f3 follows the tree. It counts at every time of asking. */
static void given_fills_first_and_the_others_follow_the_tree(void **state)
{
    (void)state;
    workshop w;
    open_with_faults(&w, 3);
    const given_row rows[2] = {
        { .fault_id = "f2", CELLS({ .answer_id = "c", .p = .3 }, { .answer_id = "b", .p = .6 }), .line = 1 },
        { .fault_id = "f1", CELLS({ .answer_id = "a", .p = .8 }), .line = 1 }
    };
    declare_given(&w, "q", 1, IDS("a", "b", "c"), rows, 2);
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), ASK(&w, "q", ANSWER("a", step(&w, NODE_CONCLUDE, "f3"))),
         ASK_AS(&w, "q", "later", ANSWER("b", step(&w, NODE_CONCLUDE, "f3"))));
    workshop_finish(&w);
    ASSERT_ROW(&w, "q", "f1", .8, .1, .1);
    ASSERT_ROW(&w, "q", "f2", .1, .6, .3);
    ASSERT_ROW(&w, "q", "f3", 1. / 3, 1. / 3, 1. / 3); /* a at once; b and c by asking later */
    ASSERT_ROW(&w, "later", "f1", .8, .1, .1);
    ASSERT_ROW(&w, "later", "f3", .025, .95, .025);
    workshop_close(&w);
}

/* ---- The vector ----------------------------------------------------------------------------------------------------------- */

/* Priors .5 .3, elsewhere .2. port {open = f1, closed = f2}: .95/.05. lamp, given f1: red .9; f2: red .2. fix: f1 .8. */
static void open_lamp(workshop *w)
{
    workshop_open(w);
    declare_fault(w, "f1", .5);
    declare_fault(w, "f2", .3);
    declare_escalation(w, "up", 60);
    DECLARE_CHOICE(w, "port", 1, "open", "closed");
    const given_row rows[2] = { { .fault_id = "f1", CELLS({ .answer_id = "red", .p = .9 }), .line = 1 },
                                { .fault_id = "f2", CELLS({ .answer_id = "red", .p = .2 }), .line = 1 } };
    declare_given(w, "lamp", 1, IDS("red", "green"), rows, 2);
    declare_action(w, "fix", 5, "f1", .8);
    FLOW(w, NULL, step(w, NODE_ESCALATE, "up"), ASK(w, "lamp", FALLS("red")),
         ASK(w, "port", ANSWER("open", step(w, NODE_CONCLUDE, "f1")), ANSWER("closed", step(w, NODE_CONCLUDE, "f2"))),
         try_as(w, "fix", "fix_again"));
}

static void assert_vector(const workshop *w, const double *expected)
{
    double v[3];
    assert_true(belief_compute(w->model, &w->facts, workshop_member(w), v));
    for (size_t i = 0; i < 3; i++)
        assert_near(v[i], expected[i], EXACT);
    belief_normalise(v, 3);
    assert_near(v[0] + v[1] + v[2], 1, EXACT);
}

static void the_vector_is_the_product_of_the_evidence(void **state)
{
    (void)state;
    workshop w;
    open_lamp(&w);
    workshop_finish(&w);
    assert_vector(&w, (const double[]){ .5, .3, .2 });
    give(&w, "port", "open");
    assert_vector(&w, (const double[]){ .5 * .95, .3 * .05, .2 * .5 });
    give(&w, "lamp", "green");
    assert_vector(&w, (const double[]){ .5 * .95 * .1, .3 * .05 * .8, .2 * .5 * .5 });
    give(&w, "port", "closed"); /* another answer replaces it */
    assert_vector(&w, (const double[]){ .5 * .05 * .1, .3 * .95 * .8, .2 * .5 * .5 });
    workshop_close(&w);
}

static void not_sure_never_changes_the_vector(void **state)
{
    (void)state;
    workshop w;
    double before[3], after[3];
    open_lamp(&w);
    workshop_finish(&w);
    give(&w, "port", "open");
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), before));
    give(&w, "lamp", NULL);
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), after));
    assert_memory_equal(before, after, sizeof before);
    workshop_close(&w);
}

/* Every instance that failed counts; skipped and fixed ones do not. */
static void failed_remedies_are_evidence(void **state)
{
    (void)state;
    workshop w;
    open_lamp(&w);
    workshop_finish(&w);
    came_out(&w, "fix", WM_SKIPPED);
    assert_vector(&w, (const double[]){ .5, .3, .2 });
    came_out(&w, "fix", WM_FAILED);
    assert_vector(&w, (const double[]){ .5 * (1 - .8), .3, .2 });
    came_out(&w, "fix_again", WM_FAILED);
    assert_vector(&w, (const double[]){ .5 * (1 - .8) * (1 - .8), .3, .2 });
    came_out(&w, "fix_again", WM_FIXED);
    assert_vector(&w, (const double[]){ .5 * (1 - .8), .3, .2 });
    assert_near(belief_fixes(w.model, 0, 0), .8, 0);
    assert_near(belief_fixes(w.model, 0, 2), 0, 0);
    workshop_close(&w);
}

/* red is impossible under every fault: the priors are back. */
static void facts_that_contradict_each_other_bring_the_priors_back(void **state)
{
    (void)state;
    workshop w;
    workshop_open(&w);
    declare_fault(&w, "f1", .6);
    declare_fault(&w, "f2", .4);
    declare_escalation(&w, "up", 60);
    const given_row rows[2] = { { .fault_id = "f1", CELLS({ .answer_id = "red", .p = 0 }), .line = 1 },
                                { .fault_id = "f2", CELLS({ .answer_id = "red", .p = 0 }), .line = 1 } };
    declare_given(&w, "lamp", 1, IDS("red", "green"), rows, 2);
    FLOW(&w, NULL, step(&w, NODE_ESCALATE, "up"), ASK(&w, "lamp", FALLS("red")));
    workshop_finish(&w);
    double v[2];
    give(&w, "lamp", "green");
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), v));
    assert_near(v[0], .6, EXACT); /* likelihood 1 under every fault changes nothing */
    give(&w, "lamp", "red");
    assert_false(belief_compute(w.model, &w.facts, workshop_member(&w), v));
    assert_near(v[0], .6, EXACT);
    assert_near(v[1], .4, EXACT);
    workshop_close(&w);
}

static void without_an_evidence_array_what_came_from_sets_is_left_out(void **state)
{
    (void)state;
    workshop w;
    open_lamp(&w);
    workshop_link(&w, false);
    w.model = belief_model_new(w.set, w.guide, w.allocator);
    assert_non_null(w.model);
    give(&w, "port", "open");
    assert_vector(&w, (const double[]){ .5 * .95, .3 * .05, .2 * .5 });
    w.facts.answers[question_named(&w, "port").place].flags |= FACT_SET;
    assert_vector(&w, (const double[]){ .5, .3, .2 });
    workshop_close(&w);
}

static void the_same_facts_give_the_same_bits(void **state)
{
    (void)state;
    workshop w;
    double first[3], second[3];
    open_lamp(&w);
    workshop_finish(&w);
    give(&w, "port", "open");
    give(&w, "lamp", "red");
    came_out(&w, "fix", WM_FAILED);
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), first));
    facts_clear(&w.facts);
    came_out(&w, "fix", WM_FAILED); /* in another order of events */
    give(&w, "lamp", "red");
    give(&w, "port", "open");
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), second));
    assert_memory_equal(first, second, sizeof first);
    workshop_close(&w);
}

/* ---- Many ------------------------------------------------------------------------------------------------------------------ */

enum { MANY_FAULTS = 150, MANY_QUESTIONS = 200 };

/* A yes has the probability low under odd faults, low / 2 under even ones. */
static void open_many(workshop *w, double low)
{
    static char names[MANY_FAULTS + MANY_QUESTIONS][8];
    given_row rows[MANY_FAULTS];
    given_cell cells[2] = { { .answer_id = "yes", .p = low }, { .answer_id = "yes", .p = low / 2 } };
    workshop_open(w);
    for (size_t f = 0; f < MANY_FAULTS; f++) {
        snprintf(names[f], sizeof names[f], "f%zu", f);
        declare_fault(w, names[f], NAN);
        rows[f] = (given_row){ .fault_id = names[f], .cells = &cells[f % 2], .cell_count = 1, .line = 1 };
    }
    for (size_t q = 0; q < MANY_QUESTIONS; q++) {
        snprintf(names[MANY_FAULTS + q], sizeof names[q], "q%zu", q);
        declare_given(w, names[MANY_FAULTS + q], 1, IDS("yes", "no"), rows, MANY_FAULTS);
    }
    declare_escalation(w, "up", 60);
    FLOW(w, NULL, step(w, NODE_ESCALATE, "up"), step(w, NODE_ESCALATE, "up"));
}

/* (10^-4)^200 is far below the least double; the ratio of 2^200 between odd and even faults is exact. */
static void two_hundred_updates_do_not_underflow(void **state)
{
    (void)state;
    workshop w;
    char name[8];
    double v[MANY_FAULTS];
    open_many(&w, 1e-4);
    workshop_finish(&w);
    for (size_t q = 0; q < MANY_QUESTIONS; q++) {
        snprintf(name, sizeof name, "q%zu", q);
        give(&w, name, "yes");
    }
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), v));
    for (size_t f = 0; f < MANY_FAULTS; f++)
        assert_true(isfinite(v[f]) && v[f] > 0);
    assert_near(v[0] / v[1], 0x1p200, 1e-9 * 0x1p200);
    belief_normalise(v, MANY_FAULTS);
    assert_near(v[0], 1 / (MANY_FAULTS / 2.), EXACT);
    assert_near(v[MANY_FAULTS - 2], 1 / (MANY_FAULTS / 2.), EXACT);
    workshop_close(&w);
}

static void a_few_updates_of_many_faults_are_the_plain_product(void **state)
{
    (void)state;
    workshop w;
    double v[MANY_FAULTS];
    open_many(&w, .5);
    workshop_finish(&w);
    give(&w, "q0", "yes");
    give(&w, "q7", "no");
    assert_true(belief_compute(w.model, &w.facts, workshop_member(&w), v));
    for (size_t f = 0; f < MANY_FAULTS; f++)
        assert_near(v[f], belief_prior(w.model, f) * (f % 2 ? .25 * .75 : .5 * .5), EXACT);
    workshop_close(&w);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    workshop w;
    open_lamp(&w);
    workshop_link(&w, true);
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        belief_model *m = belief_model_new(w.set, w.guide, counting_alloc_hook(&memory));
        assert_true((m == NULL) == (memory.failed > 0));
        belief_model_free(m);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed)
            break;
    }
    workshop_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stated_priors_stand_and_the_others_share_the_rest),
        cmocka_unit_test(what_all_stated_priors_leave_is_elsewhere),
        cmocka_unit_test(cells_that_lead_to_a_fault_share_95_percent),
        cmocka_unit_test(branches_that_do_not_end_fall_through),
        cmocka_unit_test(only_what_never_falls_through_hides_what_follows),
        cmocka_unit_test(shared_steps_are_below_both_their_branches),
        cmocka_unit_test(paths_are_not_counted),
        cmocka_unit_test(a_flow_that_runs_out_ends_in_its_otherwise_else_in_its_callers),
        cmocka_unit_test(a_loop_leads_to_itself_and_past_itself),
        cmocka_unit_test(in_any_order_each_is_below_the_other),
        cmocka_unit_test(numbers_have_the_cells_that_the_guide_cuts),
        cmocka_unit_test(on_branches_are_taken_in_written_order),
        cmocka_unit_test(unsure_and_lua_branches_are_left_out),
        cmocka_unit_test(each_time_of_asking_has_its_own_branches),
        cmocka_unit_test(given_fills_first_and_the_others_follow_the_tree),
        cmocka_unit_test(the_vector_is_the_product_of_the_evidence),
        cmocka_unit_test(not_sure_never_changes_the_vector),
        cmocka_unit_test(failed_remedies_are_evidence),
        cmocka_unit_test(facts_that_contradict_each_other_bring_the_priors_back),
        cmocka_unit_test(without_an_evidence_array_what_came_from_sets_is_left_out),
        cmocka_unit_test(the_same_facts_give_the_same_bits),
        cmocka_unit_test(two_hundred_updates_do_not_underflow),
        cmocka_unit_test(a_few_updates_of_many_faults_are_the_plain_product),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
