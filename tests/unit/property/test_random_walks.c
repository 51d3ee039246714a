/* test_random_walks.c: what holds of every walk, whatever the guides, shown on random walks of random guides (walks.h).
 * Looks inside a case where its log alone can't tell. */
#include "unit/property/walks.h"

/* ---- The step is a function of the facts in force ------------------------------------------------------ */

/* Asking for the step, the way, the reasons and the causes, in whatever order, changes nothing. */
static void looking_changes_nothing(world *w, wm_case *c)
{
    wm_why why;
    wm_error error = { 0 };
    (void)tell_all(&w->before, c);
    size_t events = wm_case_log_size(c);
    wm_status status = wm_case_why(c, &why, &error);
    expect(w, status == WM_OK, "no reasons: %s", error.en);
    (void)wm_case_diagnosis(c, NULL, 0);
    (void)wm_case_path(c, NULL, 0);
    (void)tell_all(&w->after, c);
    expect_same(w, "looking changed it");
    expect(w, wm_case_log_size(c) == events, "looking left an event");
}

static void test_looking_changes_nothing(void **state)
{
    (void)state;
    in_random_walks(looking_changes_nothing, false, 1);
}

/* An outcome keeps for whom its action was proposed (rules-language.md, "Facts and time" 4): that is part of the event. */
static bool same_context(const event *a, const event *b)
{
    const remedy_context *x = &a->context, *y = &b->context;
    if (a->kind != WM_EVENT_OUTCOME)
        return true;
    return a->name.guide == b->name.guide && x->guide == y->guide && x->flow == y->flow && x->round == y->round &&
           x->scope == y->scope && x->fault == y->fault && x->presumed == y->presumed &&
           x->includer_count == y->includer_count &&
           (!x->includer_count || memcmp(x->includers, y->includers, x->includer_count * sizeof *x->includers) == 0);
}

static bool repeat(wm_case *to, const wm_case *from, size_t index)
{
    wm_event e;
    assert_int_equal(wm_case_log(from, index, &e), WM_OK);
    wm_status status = e.kind == WM_EVENT_ANSWER ? wm_case_answer_value(to, e.id, &e.value, NULL, NULL)
                                                 : wm_case_outcome(to, e.id, e.outcome, NULL);
    assert_int_equal(status, WM_OK);
    return same_context(&VECTOR_AT(&from->log, event, index), &VECTOR_AT(&to->log, event, to->log.count - 1));
}

/* The events in force of c, in their order, in a fresh case. NULL where an outcome was given in another situation there. */
static wm_case *replayed(world *w, const wm_case *c)
{
    wm_case *fresh = open_case(w, wm_case_guide(c));
    bool same = true;
    for (size_t i = 0; i < wm_case_log_size(c) && same; i++) {
        wm_event e;
        assert_int_equal(wm_case_log(c, i, &e), WM_OK);
        if (e.kind != WM_EVENT_RETRACT && !e.retracted)
            same = repeat(fresh, c, i);
    }
    if (same)
        return fresh;
    wm_case_free(fresh);
    return NULL;
}

/* A case after many events, some of them taken back, is the case that only ever had the others. */
static void what_is_in_force_decides(world *w, wm_case *c)
{
    wm_case *fresh = replayed(w, c);
    if (!fresh)
        return;
    (void)tell_all(&w->before, c);
    (void)tell_all(&w->after, fresh);
    wm_case_free(fresh);
    expect_same(w, "the same events in force give something else in a fresh case");
}

static void test_what_is_in_force_decides(void **state)
{
    (void)state;
    in_random_walks(what_is_in_force_decides, false, 2);
}

/* While an action is done and undecided, or fixed, an answer may verify it or decide a goal: then order is a part of what
 * happened. All other answers are independent of each other. */
static bool is_independent(const wm_case *so_far, const event *next)
{
    return next->kind == WM_EVENT_ANSWER && !so_far->now.open && !so_far->now.fixed;
}

/* The log of `fresh` in which runs of independent answers are shuffled, and only the last answer of each question is left. */
static size_t shuffled(world *w, wm_case *from, size_t *order)
{
    size_t count = 0, run = 0;
    wm_case *so_far = open_case(w, wm_case_guide(from));
    for (size_t i = 0; i < wm_case_log_size(from); i++) {
        bool independent = is_independent(so_far, &VECTOR_AT(&from->log, event, i));
        if (!independent)
            run = count + 1;
        (void)repeat(so_far, from, i);
        size_t at = count;
        for (size_t k = run; independent && k < count; k++)
            if (VECTOR_AT(&from->log, event, order[k]).name.place == VECTOR_AT(&from->log, event, i).name.place)
                at = k;
        order[at] = i;
        count += at == count;
        size_t with = independent ? run + chance_below(&w->chance, count - run) : at, other = order[with];
        order[with] = order[at];
        order[at] = other;
    }
    wm_case_free(so_far);
    return count;
}

/* The same facts, reached in another order. */
static void order_does_not_matter(world *w, wm_case *c)
{
    size_t order[2 * MOST_EVENTS];
    wm_case *fresh = replayed(w, c);
    if (!fresh)
        return;
    size_t count = shuffled(w, fresh, order);
    wm_case *other = open_case(w, wm_case_guide(c));
    bool same = true;
    for (size_t i = 0; i < count && same; i++)
        same = repeat(other, fresh, order[i]);
    expect(w, same, "independent answers in another order make an outcome another one");
    (void)tell_all(&w->before, fresh);
    (void)tell_all(&w->after, other);
    wm_case_free(fresh);
    wm_case_free(other);
    expect_same(w, "the same facts in another order give something else");
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    in_random_walks(order_does_not_matter, false, 3);
}

/* ---- Undo, change, what if ------------------------------------------------------------------------------- */

/* After an event and its retraction all is as it was. */
static void undo_leaves_no_trace(world *w, wm_case *c)
{
    (void)tell_all(&w->before, c);
    made_event e = some_event(w, 0), back = { .kind = WM_EVENT_RETRACT };
    memcpy(back.name, e.name, sizeof back.name);
    if (happen(w, c, &e) != WM_OK)
        return;
    expect(w, happen(w, c, &back) == WM_OK, "what happened can't be taken back");
    (void)tell_all(&w->after, c);
    expect_same(w, "an event and its retraction left a trace");
}

static void test_undo_leaves_no_trace(void **state)
{
    (void)state;
    in_random_walks(undo_leaves_no_trace, false, 4);
}

/* A refused event changes nothing, and can be said again with the same refusal. */
static void a_refusal_changes_nothing(world *w, wm_case *c)
{
    static const made_event bad[] = {
        { .kind = WM_EVENT_ANSWER, .name = "no_such_question", .value = { WM_VALUE_UNSURE, NULL, 0 } },
        { .kind = WM_EVENT_ANSWER, .name = "solved", .value = { WM_VALUE_TEXT, "maybe", 0 } },
        { .kind = WM_EVENT_ANSWER, .name = "solved", .value = { WM_VALUE_NUMBER, NULL, 1 } },
        { .kind = WM_EVENT_OUTCOME, .name = "no_such_action", .outcome = WM_DONE },
        { .kind = WM_EVENT_RETRACT, .name = "no_such_name" },
        { .kind = WM_EVENT_ANSWER, .name = "q0", .value = { WM_VALUE_TEXT, "\xff", 0 } },
    };
    (void)tell_all(&w->before, c);
    size_t events = wm_case_log_size(c);
    wm_status status = happen(w, c, &bad[chance_below(&w->chance, sizeof bad / sizeof *bad)]);
    expect(w, status != WM_OK, "nonsense was taken");
    (void)tell_all(&w->after, c);
    expect_same(w, "a refused event changed something");
    expect(w, wm_case_log_size(c) == events, "a refused event is in the log");
}

static void test_a_refusal_changes_nothing(void **state)
{
    (void)state;
    in_random_walks(a_refusal_changes_nothing, false, 5);
}

/* The arrays of facts in force as they were. */
typedef struct was {
    fact *answers;
    remedy *remedies;
    size_t answer_count, remedy_count;
} was;

static was remember(const wm_case *c)
{
    was m = { .answer_count = c->layout->answer_count, .remedy_count = c->layout->remedy_count };
    m.answers = malloc((m.answer_count + 1) * sizeof *m.answers);
    m.remedies = malloc((m.remedy_count + 1) * sizeof *m.remedies);
    assert_true(m.answers && m.remedies);
    memcpy(m.answers, c->now.answers, m.answer_count * sizeof *m.answers);
    memcpy(m.remedies, c->now.remedies, m.remedy_count * sizeof *m.remedies);
    return m;
}

static void forget(was *m)
{
    free(m->answers);
    free(m->remedies);
}

static bool remedies_changed(const was *m, const wm_case *c)
{
    for (size_t i = 0; i < m->remedy_count; i++)
        if (m->remedies[i].state != c->now.remedies[i].state || m->remedies[i].flags != c->now.remedies[i].flags)
            return true;
    return false;
}

static bool same_fact(const fact *a, const fact *b)
{
    uint64_t x, y; /* the bits of a number or of a pointer */
    memcpy(&x, &a->as, sizeof x);
    memcpy(&y, &b->as, sizeof y);
    return a->state == b->state && a->at == b->at && a->answer == b->answer && x == y;
}

/* A new answer keeps every other one, but for those that the decision about an action made stale. */
static void a_changed_answer_keeps_the_others(world *w, wm_case *c)
{
    facts_name name;
    made_event e = some_event(w, 0);
    if (e.kind != WM_EVENT_ANSWER)
        return;
    was m = remember(c);
    if (happen(w, c, &e) == WM_OK && facts_find_question(&c->now, e.name, &name)) {
        bool decided = remedies_changed(&m, c);
        for (size_t i = 0; i < m.answer_count; i++) {
            const fact *now = &c->now.answers[i];
            bool stale = decided && now->state == FACT_NONE && (now->flags & FACT_STALE);
            expect(w, i == name.place || stale || same_fact(&m.answers[i], now),
                   "the answer at place %zu is lost by %s", i, e.name);
            w->compared++;
        }
    }
    forget(&m);
}

static void test_a_changed_answer_keeps_the_others(void **state)
{
    (void)state;
    in_random_walks(a_changed_answer_keeps_the_others, false, 6);
}

/* What if tells the step that really follows, and changes nothing. */
static void what_if_tells_what_follows(world *w, wm_case *c)
{
    wm_step step;
    text all = { 0 };
    made_event e = some_event(w, 0), back = { .kind = WM_EVENT_RETRACT };
    if (e.kind != WM_EVENT_ANSWER)
        return;
    memcpy(back.name, e.name, sizeof back.name);
    (void)tell_all(&all, c);
    size_t events = wm_case_log_size(c);
    wm_answer a = { .question = e.name, .value = value_of(&e) };
    text_clear(&w->before);
    wm_status status = wm_case_what_if(c, &a, 1, &step, NULL);
    if (status == WM_OK)
        tell_one_step(&w->before, &step);
    expect(w, wm_case_log_size(c) == events, "what if left an event");
    expect(w, happen(w, c, &e) == status, "what if says %s", wm_status_name(status));
    if (status == WM_OK) {
        text_clear(&w->after);
        step = step_of(w, c);
        tell_one_step(&w->after, &step);
        expect_same(w, "what if told another step than the one that followed");
        (void)happen(w, c, &back);
    }
    (void)tell_all(&w->after, c);
    text_clear(&w->before);
    text_add(&w->before, "%s", text_of(&all));
    text_free(&all);
    expect_same(w, "what if changed something");
}

static void test_what_if_tells_what_follows(void **state)
{
    (void)state;
    in_random_walks(what_if_tells_what_follows, false, 7);
}

/* ---- Every walk ends -------------------------------------------------------------------------------------- */

/* Answers that an event made stale: they may be asked for anew. */
static size_t made_stale(const was *m, const wm_case *c)
{
    size_t count = 0;
    for (size_t i = 0; i < m->answer_count; i++)
        count += m->answers[i].state != FACT_NONE && c->now.answers[i].state == FACT_NONE;
    return count;
}

static void expect_good_end(world *w, const wm_case *c, const wm_step *last)
{
    const guide *g = c->rules->set->guides[c->guide];
    bool ends = last->kind == WM_RESOLVED || last->kind == WM_ESCALATE || last->kind == WM_DIAGNOSED;
    expect(w, ends, "the last step is none that ends a walk");
    bool nowhere = last->kind == WM_DIAGNOSED && g->kind == WM_DIAGNOSIS && g->cheapest_escalation != NONE;
    expect(w, !nowhere, "a diagnosis with somebody to hand over to ended without");
}

/* Each question instance is asked once, each action instance proposed once, and asked anew only what an action made stale. */
static void follow_to_the_end(world *w, wm_case *c, unsigned unsure)
{
    size_t steps = 0, bound = c->layout->answer_count + c->layout->remedy_count + 1;
    made_event e;
    wm_step step = step_of(w, c);
    while (event_at(w, &step, unsure, &e)) {
        was m = remember(c);
        expect(w, happen(w, c, &e) == WM_OK, "an answer to what was asked is refused: %s", e.name);
        bound += made_stale(&m, c);
        forget(&m);
        expect(w, ++steps <= bound, "no end after %zu steps", steps);
        step = step_of(w, c);
    }
    expect_good_end(w, c, &step);
    w->compared++;
}

/* From wherever a walk has come to. Half of them are "not sure" of everything from there on. */
static void every_walk_ends(world *w, wm_case *c)
{
    wm_case *copy = replayed(w, c);
    if (!copy)
        return;
    size_t so_far = w->events.size;
    follow_to_the_end(w, copy, chance_is(&w->chance, 50) ? 100 : 15);
    w->events.size = so_far;
    w->events.at[so_far] = '\0';
    wm_case_free(copy);
}

static void test_every_walk_ends(void **state)
{
    (void)state;
    in_random_walks(every_walk_ends, false, 8);
}

/* "Not sure" at every question from the very first. */
static void no_walk_of_not_sure_ends_nowhere(world *w, wm_case *c)
{
    wm_case *fresh = open_case(w, wm_case_guide(c));
    follow_to_the_end(w, fresh, 100);
    wm_case_free(fresh);
}

static void test_no_walk_of_not_sure_ends_nowhere(void **state)
{
    (void)state;
    in_random_walks(no_walk_of_not_sure_ends_nowhere, false, 9);
}

/* ---- The way ------------------------------------------------------------------------------------------------ */

static bool is_among(const wm_fact *f, const wm_fact *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(f->id, all[i].id) == 0 && strcmp(or_none(f->answer), or_none(all[i].answer)) == 0)
            return true;
    return false;
}

/* Every fact of the way is in force, and stands there once. Told facts live until the next call, so the ids are copied. */
static void the_way_is_in_force(world *w, wm_case *c)
{
    static wm_fact way[MOST_TOLD], at_hand[MOST_TOLD];
    text_clear(&w->before);
    tell_facts(&w->before, "", at_hand, wm_case_facts(c, at_hand, MOST_TOLD));
    size_t count = wm_case_path(c, way, MOST_TOLD);
    for (size_t i = 0; i < count; i++) {
        bool presumed = way[i].presumed;
        expect(w, !is_among(&way[i], way, i), "%s stands twice in the way", way[i].id);
        way[i].presumed = false; /* not told of facts at large */
        text_clear(&w->after);
        tell_facts(&w->after, "", &way[i], 1);
        expect(w, strstr(text_of(&w->before), text_of(&w->after)), "not in force: %s", text_of(&w->after));
        expect(w, !presumed || !way[i].answer, "%s was answered, and is presumed", way[i].id);
        w->compared++;
    }
}

static void test_the_way_is_in_force(void **state)
{
    (void)state;
    in_random_walks(the_way_is_in_force, false, 10);
}

/* In a guide of nothing but questions, each answer to what is asked makes the way one fact longer. */
static void the_way_grows_by_what_was_asked(world *w, wm_case *c)
{
    static wm_fact way[MOST_TOLD];
    wm_case *fresh = open_case(w, wm_case_guide(c));
    made_event e;
    wm_step step = step_of(w, fresh);
    for (size_t asked = 0; step.kind == WM_ASK && !step.verifies && event_at(w, &step, 0, &e); asked++) {
        text_clear(&w->before);
        tell_facts(&w->before, "way", way, wm_case_path(fresh, way, MOST_TOLD));
        expect(w, happen(w, fresh, &e) == WM_OK, "refused");
        text_clear(&w->after);
        size_t count = wm_case_path(fresh, way, MOST_TOLD);
        expect(w, count == asked + 1 && strcmp(way[asked].id, e.name) == 0, "the way has %zu facts after %zu answers",
               count, asked + 1);
        tell_facts(&w->after, "way", way, asked);
        expect_same(w, "the way so far became another one");
        step = step_of(w, fresh);
    }
    wm_case_free(fresh);
}

static void test_the_way_grows_by_what_was_asked(void **state)
{
    (void)state;
    in_random_walks(the_way_grows_by_what_was_asked, true, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looking_changes_nothing),
        cmocka_unit_test(test_what_is_in_force_decides),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_undo_leaves_no_trace),
        cmocka_unit_test(test_a_refusal_changes_nothing),
        cmocka_unit_test(test_a_changed_answer_keeps_the_others),
        cmocka_unit_test(test_what_if_tells_what_follows),
        cmocka_unit_test(test_every_walk_ends),
        cmocka_unit_test(test_no_walk_of_not_sure_ends_nowhere),
        cmocka_unit_test(test_the_way_is_in_force),
        cmocka_unit_test(test_the_way_grows_by_what_was_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
