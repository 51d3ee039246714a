/* Nothing that a walk can do is called impossible: guides at random are walked with facts at random, and every node,
 * branch and question that a walk comes to must be one that the checker thinks it can come to. Witnesses of all that
 * is found must lead where they say. */
#include "unit/check/checked.h"

#include "check/inside.h"
#include "unit/check/random_guide.h"

#define RANDOM_GUIDES 600
#define SESSIONS      30
#define EVENTS        25

/* ---- A session at random ------------------------------------------------------------------------------------- */

typedef struct session {
    const subject *s;
    dice *dice;
    facts known;
    walk *walker;
    trace way;
} session;

/* "Not sure" is presumed to be one and the same answer wherever the question is looked at: so a walk contradicts
 * itself no more than one with an answer would. */
static void presume(void *context, const facts *f, const scene *at, uint32_t node_index, unsure_choice *out)
{
    (void)context;
    const node *n = &at->guide->nodes[node_index];
    uint32_t place = scene_answer(at, n->what), presumed = (place * 7 + f->answers[place].at) % 3;
    uint32_t own = branch_of_answer(at->guide, n, presumed);
    *out = (unsure_choice){ .ask = { NONE, NONE, 1, NONE }, .branch = own != NONE ? own : n->other, .p = 1 };
}

static bool is_conditional(const guide *g, uint32_t family_index)
{
    for (uint32_t i = 0; i < g->node_count; i++)
        if (g->nodes[i].kind == NODE_ASK && g->nodes[i].what == family_index && g->nodes[i].on_count > 0 &&
            g->nodes[i].unsure == NONE)
            return true;
    return false;
}

static void answer_at_random(session *x, const facts_name *name)
{
    const question *q = facts_question(&x->known, name);
    fact value = { .state = FACT_KNOWN, .answer = NO_ANSWER };
    bool presumable = name->guide == NONE || !is_conditional(x->s->g, name->family);
    if (presumable && roll(x->dice, 5) == 0)
        value.state = FACT_UNSURE;
    else if (q->kind == WM_NUMBER)
        value.as.number = 5 * roll(x->dice, 20);
    else
        value.answer = (uint16_t)roll(x->dice, q->answer_count);
    facts_answer(&x->known, name->place, &value);
}

static void act_at_random(session *x, const walk_step *step)
{
    static const wm_outcome outcomes[] = { WM_DONE, WM_FIXED, WM_FAILED, WM_SKIPPED, WM_FAILED };
    if (roll(x->dice, 6) == 0) {
        facts_name any = facts_question_at(&x->known, roll(x->dice, x->known.layout->answer_count));
        answer_at_random(x, &any);
    } else if (step->kind == WM_ASK) {
        answer_at_random(x, &step->name);
    } else if (step->kind == WM_TRY) {
        facts_outcome(&x->known, &step->name, outcomes[roll(x->dice, 5)], &step->context);
    }
}

/* ---- What it came to must be thought possible ------------------------------------------------------------------ */

static void print_node(const session *x, uint32_t node_index, const char *what)
{
    print_message("# line %u, %s: %s\n", x->s->g->nodes[node_index].line, node_id(x->s, node_index), what);
}

static void expect(const session *x, uint32_t node_index, bool possible, const char *what)
{
    if (!possible)
        print_node(x, node_index, what);
    assert_true(possible);
}

static void compare_entry(const session *x, const trace_entry *e)
{
    const node *n = &x->s->g->nodes[e->node];
    const node_note *note = &x->s->paths->notes[e->node];
    expect(x, e->node, note->first != NONE, "walked, and called unreachable");
    if ((e->kind == TRACE_ANSWERED || e->kind == TRACE_PRESUMED) && e->branch != NONE)
        expect(x, e->node, x->s->paths->branch_taken[e->branch], "a branch was taken that is called dead");
    if (e->kind == TRACE_ANSWERED && e->branch == NONE)
        expect(x, e->node, note->through, "fell through where nothing should");
    if (e->kind == TRACE_WHEN)
        expect(x, e->node, e->what == TRUE_ ? note->held : note->missed, "a `when` came out otherwise");
    if (e->kind == TRACE_WITHIN && n->kind == NODE_GO)
        expect(x, e->node, note->passed != NONE, "passed over where it should not be");
    if (e->kind == TRACE_ENTERED && n->kind == NODE_GO)
        expect(x, e->node, note->entered, "entered where it should be passed over");
}

static void compare_step(const session *x, const walk_step *step)
{
    for (size_t i = 0; i < x->way.count && i < x->way.capacity; i++)
        if (x->way.entries[i].node != NONE)
            compare_entry(x, &x->way.entries[i]);
    if (step->kind == WM_DIAGNOSED)
        assert_true(x->s->paths->nothing_left != NONE);
    if (step->node == NONE)
        return;
    const node_note *note = &x->s->paths->notes[step->node];
    expect(x, step->node, note->first != NONE, "came to, and called unreachable");
    if (step->kind == WM_ASK)
        expect(x, step->node, (note->in & SET_NONE) != 0, "asked, and called known");
    if (step->kind == WM_TRY && x->s->g->nodes[step->node].kind == NODE_TRY)
        expect(x, step->node, (note->in & REMEDY_UNTRIED) != 0, "tried, and called tried already");
}

static void play(session *x)
{
    static const walk_chooser chooser = { .unsure = presume };
    walk_step step;
    facts_clear(&x->known);
    for (int i = 0; i < EVENTS; i++) {
        assert_int_equal(walk_next(x->walker, &x->known, &chooser, NULL, &x->way, &step), WM_OK);
        compare_step(x, &step);
        act_at_random(x, &step);
    }
}

static void walk_at_random(const subject *s, dice *d)
{
    trace_entry entries[1024];
    const layout *l = &s->set->layouts[s->g->index];
    session x = { .s = s, .dice = d, .way = { entries, 1024, 0 }, .walker = walk_new(s->set, l, allocator_default()) };
    assert_true(facts_init(&x.known, s->set, l, allocator_default(), false));
    for (int i = 0; i < SESSIONS; i++)
        play(&x);
    facts_free(&x.known, allocator_default());
    walk_free(x.walker);
}

/* ---- Guides at random --------------------------------------------------------------------------------------------- */

static void nothing_possible_is_called_impossible(void **state)
{
    (void)state;
    static writer w;
    size_t found = 0;
    for (uint64_t seed = 1; seed <= RANDOM_GUIDES; seed++) {
        write_guide(&w, seed, seed % 2 == 0);
        checked c = check_text_of(w.text);
        uint64_t replays = 1000000;
        subject s = { .set = linked_set(c.rules),
                      .g = linked_set(c.rules)->guides[0],
                      .allocator = allocator_default(),
                      .found = &c.found,
                      .replays = &replays };
        arena_init(&s.scratch, s.allocator);
        assert_true(domains_make(&s) && shape_make(&s) && paths_make(&s));
        assert_false(s.paths->overrun);
        walk_at_random(&s, &w.dice);
        found += count_of(&c, "WM201") + count_of(&c, "WM202") + count_of(&c, "WM205") + count_of(&c, "WM206");
        paths_free(&s);
        arena_free(&s.scratch);
        checked_free(&c);
    }
    print_message("# %d guides, %zu findings\n", RANDOM_GUIDES, found);
    assert_true(found > RANDOM_GUIDES); /* they are full of holes, and not of nothing else */
}

/* Most findings about a place on the way come with the answers that lead there, even in guides as crooked as these.
 * Without stay those places to which only "not sure" leads, by what is believed then: no list of answers says that. */
static void findings_come_with_witnesses(void **state)
{
    (void)state;
    static writer w;
    size_t with = 0, without = 0;
    for (uint64_t seed = 1; seed <= RANDOM_GUIDES; seed++) {
        write_guide(&w, seed, false);
        checked c = check_text_of(w.text);
        for (size_t i = 0; i < c.found.list.count; i++) {
            const wm_finding *f = &VECTOR_AT(&c.found.list, wm_finding, i);
            if (strcmp(f->code, "WM201") == 0 || strcmp(f->code, "WM202") == 0 || strcmp(f->code, "WM205") == 0 ||
                strcmp(f->code, "WM208") == 0) {
                with += f->witness != NULL;
                without += f->witness == NULL;
                if (f->witness != NULL && strcmp(f->code, "WM201") != 0) /* that one leads up to the place */
                    assert_leads_to(&c, f, (uint32_t)atoi(strchr(f->where, ':') + 1));
            }
        }
        checked_free(&c);
    }
    print_message("# %zu with a witness, %zu without\n", with, without);
    assert_true(with > 5 * without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_possible_is_called_impossible),
        cmocka_unit_test(findings_come_with_witnesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
