/* Guides at random: whatever statements are made, a guide is refused with findings, or every index in it leads to something. */
#include "linking.h"

typedef struct dice {
    uint64_t state;
} dice;

/* Numerical Recipes' linear congruential generator; its high bits. */
static uint32_t roll(dice *d, uint32_t sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(d->state >> 33) % sides;
}

/* One of the names that the examples use; rarely one that may be wrong. */
static const char *pick(dice *d)
{
    static const char *const odd[] = { "c", "e", "solved", "other", "Odd" };
    return roll(d, 400) == 0 ? odd[roll(d, COUNT_OF(odd))] : (const char *const[]){ "a", "b", "d" }[roll(d, 3)];
}

static const char *pick_guide(dice *d)
{
    return (const char *const[]){ "g0", "g1", "g2" }[roll(d, 3)];
}

static const char *pick_answer(dice *d)
{
    return (const char *const[]){ "yes", "no" }[roll(d, 2)];
}

/* a and b are each guide's own, some of them shared; d is the first guide's, for all; c is a number. */
static void declare_at_random(writing *w, dice *d, bool first)
{
    for (uint32_t i = 0; i < (first ? 3u : 2u); i++) {
        question q = question_of((const char *const[]){ "a", "b", "d" }[i], 10 + i);
        q.share = i == 2 || roll(d, 6) == 0;
        builder_question(w->b, &q, NULL, 0);
        action a = action_of(q.id, 20 + i);
        const char *changes[] = { pick(d), pick(d) };
        setting sets = { .question_id = pick(d), .text = pick_answer(d), .line = 20 + i };
        rate fixes = { .fault_id = pick(d), .p = .5, .line = 20 + i };
        a.fixes = &fixes;
        a.fix_count = roll(d, 2);
        a.sets = &sets;
        a.set_count = roll(d, 2);
        a.change_ids = changes;
        a.change_count = roll(d, 3);
        a.share = i == 2;
        builder_action(w->b, &a);
    }
    question_number(w, "c", 13);
    fault_plain(w, "a", 30);
    fault_plain(w, "b", 31);
    fault_plain(w, "d", 32);
}

static condition_id test_at_random(writing *w, dice *d, bool implied)
{
    const char *answers[] = { pick_answer(d) };
    if (implied)
        return builder_is(w->b, NULL, answers, 1, 53);
    switch (roll(d, 3)) {
    case 0:
        return builder_compare(w->b, COND_BELOW, "c", 0, roll(d, 9), 50);
    case 1:
        return builder_about(w->b, COND_FAILED, pick(d), 51);
    default:
        return builder_is(w->b, pick(d), answers, 1, 52);
    }
}

static condition_id condition_at_random(writing *w, dice *d, bool implied)
{
    condition_id parts[] = { test_at_random(w, d, implied), test_at_random(w, d, false) };
    condition_id any = builder_combine(w->b, COND_ANY, parts, 2, 52);
    return roll(d, 2) == 0 ? parts[0] : builder_combine(w->b, COND_ANY, (condition_id[]){ any, parts[1] }, 2, 53);
}

static step_id ask_at_random(writing *w, dice *d, const step_id *some, uint32_t how_many)
{
    static const char *const as[] = { "a_after", "b_after", "d_after" };
    branch_declaration branches[] = {
        { .kind = BRANCH_UNSURE, .steps = some, .count = how_many, .line = 67 },
        { .kind = BRANCH_ANSWER, .answer_id = "no", .steps = some, .count = how_many, .line = 65 },
        { .kind = BRANCH_ON, .condition = condition_at_random(w, d, true), .line = 66 },
        { .kind = BRANCH_ANSWER, .answer_id = "yes", .line = 65 },
    };
    uint32_t which = roll(d, 3);
    step_id asked = builder_step(w->b, NODE_ASK, (const char *const[]){ "a", "b", "d" }[which],
                                 roll(d, 4) == 0 ? as[which] : NULL, 65);
    builder_branches(w->b, asked, branches, roll(d, 5));
    return asked;
}

static step_id step_at_random(writing *w, dice *d, const step_id *steps, uint32_t count)
{
    static const node_kind kinds[] = { NODE_TRY, NODE_CONCLUDE, NODE_SUSPECT };
    step_id some[] = { count > 0 ? steps[roll(d, count)] : NONE, count > 0 ? steps[roll(d, count)] : NONE };
    uint32_t how_many = count > 0 ? roll(d, 3) : 0;
    switch (roll(d, 8)) {
    case 0:
        return step(w, NODE_SEE, pick_guide(d), 60);
    case 1:
        return again(w, (const char *const[]){ "a", "b" }[roll(d, 2)], (uint16_t)(1 + roll(d, 3)), 61);
    case 2:
        return builder_when(w->b, condition_at_random(w, d, false), some, how_many, 62);
    case 3:
        return builder_step(w->b, NODE_TRY, "d", roll(d, 2) == 0 ? "d_again" : NULL, 63);
    case 4:
        return step(w, kinds[roll(d, COUNT_OF(kinds))], pick(d), 64);
    default:
        return ask_at_random(w, d, some, how_many);
    }
}

static void write_at_random(writing *w, dice *d, bool first)
{
    step_id steps[24];
    uint32_t count = 0;
    declare_at_random(w, d, first);
    for (uint32_t wanted = 2 + roll(d, 22); count < wanted; count++)
        steps[count] = step_at_random(w, d, steps, count);
    builder_flow(w->b, "a", steps, roll(d, count), NONE, 70);
    builder_flow(w->b, "b", steps, roll(d, count), steps[roll(d, count)], 71);
    end_with(w, steps[count - 1]);
}

/* ---- What holds of every guide ------------------------------------------------------------------------------------------------------ */

static void expect_slot(const rule_set *set, const guide *g, uint32_t slot_, bool question_)
{
    uint32_t shared_count = question_ ? set->shared_question_count : set->shared_action_count;
    uint32_t local = question_ ? g->answer_slot_count : g->remedy_slot_count;
    assert_true(slot_ >= SHARED_SLOT ? slot_ - SHARED_SLOT < shared_count : slot_ < local);
}

static void expect_families(const rule_set *set, const guide *g, bool question_)
{
    uint32_t count = question_ ? g->answer_family_count : g->remedy_family_count;
    const family *families = question_ ? g->answer_families : g->remedy_families;
    const slot *slots = question_ ? g->answer_slots : g->remedy_slots;
    for (uint32_t i = 0; i < count; i++) {
        const family *f = &families[i];
        assert_true(question_ && f->of == NONE ? f->declared == NONE : f->declared < set->guide_count);
        assert_non_null(question_ ? (const void *)family_question(set, g, f) : (const void *)family_action(set, g, f));
        for (uint32_t round = 1; round <= f->rounds; round++) {
            uint32_t at = family_slot(f, round);
            expect_slot(set, g, at, question_);
            assert_true(round == 1 || at < SHARED_SLOT);
            if (at < SHARED_SLOT) {
                assert_int_equal(slots[at].family, i);
                assert_int_equal(slots[at].round, round);
            }
        }
    }
}

static void expect_block(const guide *g, block b)
{
    assert_true(b.count <= g->link_count && b.first <= g->link_count - b.count);
    for (uint32_t i = 0; i < b.count; i++)
        assert_true(g->links[b.first + i] < g->node_count);
}

static uint32_t limit_of(const rule_set *set, const guide *g, const node *n)
{
    switch (n->kind) {
    case NODE_ASK:
        return g->answer_family_count;
    case NODE_TRY:
        return g->remedy_family_count;
    case NODE_CONCLUDE:
    case NODE_SUSPECT:
        return g->fault_count;
    case NODE_ESCALATE:
        return g->escalation_count;
    case NODE_GO:
    case NODE_AGAIN:
        return g->flow_count;
    case NODE_SEE:
    case NODE_INCLUDE:
        return set->guide_count;
    default:
        return g->condition_count;
    }
}

static void expect_node(const rule_set *set, const guide *g, const node *n)
{
    if (n->kind != NODE_RESOLVE && n->kind != NODE_ANY_ORDER)
        assert_true(n->what < limit_of(set, g, n));
    assert_true(n->branch_count <= g->branch_count && n->first_branch <= g->branch_count - n->branch_count);
    for (uint32_t i = 0; i < n->branch_count; i++) {
        const branch *b = &g->branches[n->first_branch + i];
        expect_block(g, b->body);
        assert_true(i == 0 || b[-1].kind <= b->kind);
        if (b->kind == BRANCH_ON)
            assert_true(b->what < g->condition_count);
    }
    const question *q = n->kind == NODE_ASK ? family_question(set, g, &g->answer_families[n->what]) : NULL;
    for (uint32_t k = 0; q != NULL && k < q->answer_count; k++) {
        uint32_t to = g->answer_branch[n->by_answer + k];
        assert_true(to == NONE || (g->branches[to].kind == BRANCH_ANSWER && g->branches[to].what == k));
    }
}

static void expect_condition(const guide *g, const condition *c)
{
    if (c->kind == COND_ANY) {
        for (uint32_t i = 0; i < c->count; i++)
            assert_true(g->parts[c->first + i] < (uint32_t)(c - g->conditions)); /* parts come before the whole */
    } else {
        assert_true(c->family < (c->kind == COND_FAILED ? g->remedy_family_count : g->answer_family_count));
    }
}

static void expect_guide(const rule_set *set, const guide *g)
{
    expect_families(set, g, true);
    expect_families(set, g, false);
    for (uint32_t i = 0; i < g->node_count; i++)
        expect_node(set, g, &g->nodes[i]);
    for (uint32_t i = 0; i < g->condition_count; i++)
        expect_condition(g, &g->conditions[i]);
    for (uint32_t i = 0; i < g->flow_count; i++) {
        expect_block(g, g->flows[i].body);
        assert_true(g->flows[i].otherwise == NONE || g->flows[i].otherwise < g->node_count);
    }
    for (uint32_t i = 0; i < g->action_count; i++) {
        for (uint32_t k = 0; k < g->actions[i].changed_slots; k++)
            expect_slot(set, g, g->actions[i].changes[k], true);
        for (uint32_t k = 0; k < g->actions[i].set_count; k++)
            expect_slot(set, g, g->actions[i].sets[k].slot, true);
    }
}

static void every_index_leads_to_something(void **state)
{
    (void)state;
    size_t usable = 0, refused_ones = 0;
    for (uint32_t seed = 1; seed <= 3000; seed++) {
        linking l;
        dice d = { seed };
        begin(&l);
        for (uint32_t i = 0; i < 3; i++)
            write_at_random(add_guide(&l, (const char *const[]){ "g0", "g1", "g2" }[i]), &d, i == 0);
        const rule_set *set = link_them(&l);
        for (uint32_t i = 0; i < set->guide_count; i++)
            expect_guide(set, set->guides[i]);
        usable += set->guide_count;
        refused_ones += 3 - set->guide_count;
        assert_true(set->guide_count == 3 || findings_errors(&l.found, 0) > 0);
        close_linking(&l);
    }
    print_message("# %lu guides usable, %lu refused\n", (unsigned long)usable, (unsigned long)refused_ones);
    assert_true(usable > 100 && refused_ones > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_leads_to_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
