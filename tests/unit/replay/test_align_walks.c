/* Alignment of what walks do: random guides with other guides, loops, procedures and every kind of step in them, conditions that read what is
 * asked behind them, and actions that change what was asked before, walked at random. What was asked and done, recorded in full, costs
 * nothing. Each question that is left out of the record costs one at most; but where a walk turned, what it had skipped before may cost again
 * (engine/replay/README.md): in fewer than one ticket in a hundred. WAYMARK_SEED and WAYMARK_ROUNDS as in unit/property. */
#include "unit/property/walks.h"
#include "unit/replay/recorded.h"

enum { DROPS = 4 };

/* ---- Random guides --------------------------------------------------------------------------------------------------------- */

/* One guide being written; each question, action and fault of it stands in one place. */
typedef struct maker {
    chance *chance;
    made_rules *rules;
    made_guide *guide;
    text declared, flow;
    int questions, actions, faults;
    int asked_from; /* the first question that a condition here may read */
} maker;

static void grow(maker *m, unsigned depth);

static int new_question(maker *m)
{
    text_add(&m->declared, "question \"q%d\" { zh = \"q\", en = \"q\", answers = { \"red\", \"green\", \"blue\" } }\n",
             m->questions);
    return m->questions++;
}

static int new_fault(maker *m)
{
    text_add(&m->declared, "fault \"f%d\" { zh = \"f\", en = \"f\" }\n", m->faults);
    text_add(&m->declared, "action \"r%d\" { zh = \"r\", en = \"r\", fixes = { f%d = .5 } }\n", m->faults, m->faults);
    return m->faults++;
}

static void grow_ask(maker *m, unsigned depth, unsigned branches)
{
    text_add(&m->flow, "ask \"q%d\" { ", new_question(m));
    for (int i = 0; i < 3; i++) {
        if (!chance_is(m->chance, branches))
            continue;
        text_add(&m->flow, "%s = { ", answer_ids[i]);
        grow(m, depth + 1);
        text_add(&m->flow, "}, ");
    }
    text_add(&m->flow, "}, ");
}

/* An action may change what was asked before it, set it, or be verified by it. */
static void declare_effects(maker *m)
{
    size_t which = chance_below(m->chance, 9);
    if (which > 2 || m->questions <= m->asked_from)
        return;
    size_t asked = (size_t)m->asked_from + chance_below(m->chance, (size_t)(m->questions - m->asked_from));
    if (which == 0)
        text_add(&m->declared, ", changes = { \"q%zu\" }", asked);
    else if (which == 1)
        text_add(&m->declared, ", sets = { q%zu = \"red\" }", asked);
    else
        text_add(&m->declared, ", verify = is(\"q%zu\", \"red\")", asked);
}

static void grow_try(maker *m, bool may_be_stuck)
{
    text_add(&m->flow, "try \"a%d\", ", m->actions);
    text_add(&m->declared, "action \"a%d\" { zh = \"a\", en = \"a\"", m->actions++);
    declare_effects(m);
    if (may_be_stuck && m->guide->kind == WM_PROCEDURE && m->rules->guide_count < MOST_GUIDES)
        text_add(&m->declared, ", stuck = \"p0/g%zu\"", m->rules->guide_count++);
    text_add(&m->declared, " }\n");
}

/* Ends of what is being written; false where it may go on. */
static bool grow_end(maker *m, unsigned depth)
{
    size_t which = chance_below(m->chance, depth > 3 ? 30 : 100);
    bool diagnosis = m->guide->kind == WM_DIAGNOSIS;
    if (which < 10 && diagnosis)
        text_add(&m->flow, "conclude \"f%d\", ", new_fault(m));
    else if (which < 20 && diagnosis)
        text_add(&m->flow, "escalate \"e\", ");
    else if (which < 25)
        text_add(&m->flow, "resolve(), ");
    else if (which < 30 && m->rules->guide_count < MOST_GUIDES)
        text_add(&m->flow, "see \"p0/g%zu\", ", m->rules->guide_count++);
    else
        return depth > 3;
    return true;
}

/* A condition on what is asked, or done, behind it: a walk begins anew then, and the condition may hold. */
static void grow_later(maker *m, unsigned depth)
{
    bool is_action = chance_is(m->chance, 30);
    int number = is_action ? m->actions++ : new_question(m);
    if (is_action)
        text_add(&m->declared, "action \"a%d\" { zh = \"a\", en = \"a\" }\n", number);
    text_add(&m->flow, is_action ? "when(failed(\"a%d\")) { " : "when(is(\"q%d\", \"red\")) { ", number);
    grow(m, depth + 1);
    text_add(&m->flow, is_action ? "}, try \"a%d\", " : "}, ask \"q%d\" {}, ", number);
}

static void grow_step(maker *m, unsigned depth)
{
    size_t which = chance_below(m->chance, 100);
    if (which < 25) {
        grow_try(m, depth == 0);
    } else if (which < 35 && m->guide->kind == WM_DIAGNOSIS && depth > 0) {
        text_add(&m->flow, "suspect \"f%d\", ", new_fault(m));
    } else if (which < 45 && m->rules->guide_count < MOST_GUIDES) {
        text_add(&m->flow, "include \"p0/g%zu\", ", m->rules->guide_count++);
    } else if (which < 55 && m->questions > m->asked_from) {
        size_t known = (size_t)m->asked_from + chance_below(m->chance, (size_t)(m->questions - m->asked_from));
        text_add(&m->flow, "when(is(\"q%zu\", \"red\")) { ", known);
        grow(m, depth + 1);
        text_add(&m->flow, "}, ");
    } else if (which < 62) {
        grow_later(m, depth);
    } else if (which < 68) {
        text_add(&m->flow, "any_order { ");
        for (size_t i = 0, count = 2 + chance_below(m->chance, 2); i < count; i++)
            grow_ask(m, 3, 0);
        text_add(&m->flow, "}, ");
    } else {
        grow_ask(m, depth, 60);
    }
}

static void grow(maker *m, unsigned depth)
{
    for (size_t i = 0, count = 1 + chance_below(m->chance, 2); i < count; i++) {
        if (grow_end(m, depth))
            return;
        grow_step(m, depth);
    }
}

/* A loop stands at the end of its guide: its rounds ask, and do, the same again. */
static void grow_loop(maker *m)
{
    text_add(&m->flow, "go \"round\", otherwise = %s }\nflow \"round\" { ",
             m->guide->kind == WM_DIAGNOSIS ? "escalate \"e\"" : "resolve()");
    m->asked_from = m->questions;
    grow_ask(m, 2, 30);
    grow_try(m, false);
    if (m->rules->guide_count < MOST_GUIDES && chance_is(m->chance, 30))
        text_add(&m->flow, "include \"p0/g%zu\", ", m->rules->guide_count++);
    text_add(&m->flow, "again \"round\" { at_most = %zu } ", 1 + chance_below(m->chance, 2));
}

static void grow_guide(made_rules *rules, size_t number, chance *c)
{
    static const char *const kinds[] = { "diagnosis", "environment", "procedure" };
    made_guide *g = &rules->guides[number];
    maker m = { .chance = c, .rules = rules, .guide = g };
    size_t kind = chance_below(c, 10);
    g->kind = kind < 6 ? WM_DIAGNOSIS : kind < 7 ? WM_ENVIRONMENT : WM_PROCEDURE;
    snprintf(g->name, sizeof g->name, "p0/g%zu", number % 10);
    text_add(&m.flow, "flow { ");
    do
        grow(&m, 0);
    while (chance_is(c, 60));
    if (chance_is(c, 40))
        grow_loop(&m);
    else
        text_add(&m.flow, "otherwise = %s ", g->kind == WM_DIAGNOSIS ? "escalate \"e\"" : "resolve()");
    text_add(&g->file, "guide \"%s\" { zh = \"g\", en = \"g\", kind = \"%s\" }\n", g->name, kinds[g->kind]);
    if (g->kind == WM_DIAGNOSIS)
        text_add(&g->file, "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n");
    text_add(&g->file, "%s%s}\n", text_of(&m.declared), text_of(&m.flow));
    text_free(&m.declared);
    text_free(&m.flow);
}

/* The first guide, and those that it names, by and by. */
static void open_guides(world *w, uint64_t seed)
{
    wm_error error = { 0 };
    const wm_finding *found;
    *w = (world){ .seed = seed, .chance = { seed } };
    w->made.guide_count = 1;
    for (size_t i = 0; i < w->made.guide_count; i++)
        grow_guide(&w->made, i, &w->chance);
    write_files(w);
    wm_status status = wm_rules_load(&w->rules, NULL, w->folder, &error);
    remove_files(w);
    expect(w, status == WM_OK, "does not load: %s", error.en);
    size_t count = wm_rules_findings(w->rules, &found);
    expect(w, count == 0, "%s %s: %s", found[0].where, found[0].code, found[0].what.en);
}

/* ---- A walk, recorded ------------------------------------------------------------------------------------------------------ */

static void note(record *r, const made_event *e, bool asked)
{
    wm_value value = value_of(e);
    if (e->kind == WM_EVENT_OUTCOME)
        record_outcome(r, e->name, e->outcome);
    else
        record_answer(r, e->name, &value, asked);
}

/* A walk to its end, what is asked answered and what is proposed done. "Not sure" costs half wherever no branch says what to do then: none here. */
static void walk_recorded(world *w, wm_case *c, record *r)
{
    made_event e;
    wm_step step = step_of(w, c);
    while (r->count < LONGEST && event_at(w, &step, 0, &e)) {
        bool asked = step.kind == WM_ASK && !step.verifies;
        expect(w, happen(w, c, &e) == WM_OK, "what is asked is not taken");
        note(r, &e, asked);
        step = step_of(w, c);
    }
    r->ended = step.done;
    if (step.kind == WM_RESOLVED && step.action)
        snprintf(r->resolved_by, sizeof r->resolved_by, "%s", step.action);
}

/* The record without some of the questions asked: a line, and how many were left out. */
static size_t write_ticket(world *w, const char *name, const record *r, size_t drops, text *out)
{
    bool left_out[LONGEST] = { false };
    size_t count = 0;
    for (size_t i = 0; i < drops && r->count > 0; i++) {
        size_t at = chance_below(&w->chance, r->count);
        count += r->asked[at] && !left_out[at];
        left_out[at] = r->asked[at];
    }
    write_record(name, r, left_out, out);
    return count;
}

/* ---- The property ---------------------------------------------------------------------------------------------------------- */

typedef struct seen {
    size_t aligned, dear; /* dear: cost more than one a question left out */
} seen;

/* Line k tells of the record without dropped[k] questions. */
static void check_lines(world *w, const text *log, const text *lines, const size_t *dropped, seen *all)
{
    const char *at = text_of(lines);
    for (size_t k = 0; k <= DROPS; k++, at = strchr(at, '\n') + 1) {
        double cost = cost_in(at);
        all->aligned += cost >= 0;
        all->dear += cost > (double)dropped[k];
        if (dropped[k] == 0)
            expect(w, cost <= 0, "recorded in full it costs %g:\n%s%s", cost, text_of(log), text_of(lines));
    }
}

static void one_recorded_walk(world *w, seen *all)
{
    const char *name = w->made.guides[0].name;
    record r = { .count = 0 };
    text log = { 0 }, lines = { 0 };
    size_t dropped[1 + DROPS];
    text_clear(&w->events);
    wm_case *c = open_case(w, name);
    walk_recorded(w, c, &r);
    wm_case_free(c);
    for (size_t k = 0; k <= DROPS; k++)
        dropped[k] = write_ticket(w, name, &r, k, &log);
    if (r.ended) {
        align_log(w->rules, &log, &lines);
        check_lines(w, &log, &lines, dropped, all);
    }
    record_free(&r);
    text_free(&log);
    text_free(&lines);
}

static void what_walks_do_costs_nothing(void **state)
{
    (void)state;
    uint64_t first = number_from("WAYMARK_SEED", (uint64_t)time(NULL) % 1000000007u * 1000u),
             rounds = number_from("WAYMARK_ROUNDS", 120);
    seen all = { 0, 0 };
    for (uint64_t i = 0; i < rounds; i++) {
        world w;
        open_guides(&w, first + i);
        for (int k = 0; k < WALKS; k++)
            one_recorded_walk(&w, &all);
        world_close(&w);
    }
    print_message("# seeds %llu to %llu, %zu tickets aligned, %zu of them cost more than one a question left out\n",
                  (unsigned long long)first, (unsigned long long)(first + rounds - 1), all.aligned, all.dear);
    assert_true(rounds < 10 || all.aligned > rounds);
    assert_true(all.dear * 100 < all.aligned || rounds < 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_walks_do_costs_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
