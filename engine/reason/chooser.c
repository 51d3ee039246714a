/* Choices by belief, each computed anew from the facts in force. Uses reason/chooser.h and reason/cells.h. */
#include "reason/chooser.h"

#include <math.h>
#include <string.h>

#include "reason/cells.h"
#include "reason/outlook.h"

/* ---- Scratch ------------------------------------------------------------------------------------------------------ */

typedef struct most {
    size_t faults, actions, questions, cells;
} most;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void take_guide(most *x, const rule_set *set, const guide *g)
{
    x->faults = larger(x->faults, (size_t)g->fault_count + 1);
    x->actions = larger(x->actions, g->action_count);
    x->questions = larger(x->questions, g->answer_family_count);
    for (uint32_t i = 0; i < g->answer_family_count; i++)
        x->cells = larger(x->cells, question_cells(family_question(set, g, &g->answer_families[i])));
}

static most most_of(const rule_set *set, const layout *l)
{
    most x = { 1, 1, 1, 1 };
    uint32_t count = l ? l->reached : set->guide_count;
    for (uint32_t i = 0; i < count; i++)
        take_guide(&x, set, set->guides[l ? l->members[i].guide : i]);
    return x;
}

static bool give_memory(reason_chooser *c, most x)
{
    size_t bytes = (2 * x.faults + x.cells) * sizeof(double) + 2 * (x.actions + x.questions);
    char *memory = allocator_zero(&c->allocator, 1, bytes);
    if (!memory)
        return false;
    c->block = memory;
    c->bytes = bytes;
    c->state.w = (double *)(void *)memory;
    c->seen.w = c->state.w + x.faults;
    c->cells = c->seen.w + x.faults;
    c->state.tried = (bool *)(void *)(c->cells + x.cells);
    c->state.asked = c->state.tried + x.actions;
    c->seen.tried = c->state.asked + x.questions;
    c->seen.asked = c->seen.tried + x.actions;
    return plan_desk_init(&c->desk, x.faults, x.actions, &c->allocator);
}

reason_chooser *reason_chooser_new(const rule_set *set, const layout *l, reason_models *model, void *context,
                                   wm_allocator allocator)
{
    reason_chooser *c = allocator_zero(&allocator, 1, sizeof *c);
    if (!c)
        return NULL;
    *c = (reason_chooser){ .set = set, .model = model, .context = context, .allocator = allocator };
    if (give_memory(c, most_of(set, l)))
        return c;
    reason_chooser_free(c);
    return NULL;
}

void reason_chooser_free(reason_chooser *c)
{
    if (!c)
        return;
    wm_allocator allocator = c->allocator;
    plan_desk_free(&c->desk, &allocator);
    if (c->block)
        allocator_free(&allocator, c->block, c->bytes);
    allocator_free(&allocator, c, sizeof *c);
}

/* The model of the guide that the walk stands in, with the state brought up to the facts; NULL: choose as written. */
static const belief_model *look(reason_chooser *c, const facts *f, const scene *at)
{
    const belief_model *m = c->model(c->context, at->guide->index);
    c->work += c->desk.work;
    c->desk.work = 0;
    c->desk.limit = CHOOSER_WORK;
    if (m)
        outlook_state(m, f, at, &c->state);
    else
        c->failed = true;
    return m;
}

/* ---- any_order ----------------------------------------------------------------------------------------------------- */

/* eco of an answer family: of a question that says nothing, or nothing more, only its minutes are added. */
static double family_cost(reason_chooser *c, const belief_model *m, uint32_t family_index, double repair)
{
    const plan_model *plan = outlook_plan(m);
    uint32_t q = outlook_of_family(m, family_index);
    if (q != NONE && !c->state.asked[q])
        return plan_question_cost(&c->desk, plan, &c->state, q, HUGE_VAL);
    return outlook_ask_cost(m, family_index) * plan_norm(c->state.w, plan->fault_count) + repair;
}

/* The ask of least expected cost; those that the work no longer allows to be costed come as written. */
static size_t next_ask(void *context, const facts *f, const scene *at, const uint32_t *nodes, size_t count)
{
    reason_chooser *c = context;
    const belief_model *m = count > 1 ? look(c, f, at) : NULL;
    if (!m)
        return 0;
    double repair = plan_repair_cost(&c->desk, outlook_plan(m), &c->state, NULL, NULL), least = HUGE_VAL;
    size_t best = 0;
    for (size_t i = 0; i < count && !plan_is_spent(&c->desk); i++) {
        double cost = family_cost(c, m, at->guide->nodes[nodes[i]].what, repair);
        if (plan_is_less(cost, least)) {
            least = cost;
            best = i;
        }
    }
    return best;
}

/* ---- Not sure ------------------------------------------------------------------------------------------------------ */

/* A walk that passes several answers "not sure" looks at the same state again: that none was worth asking is kept. */
static bool is_known_to_have_none(const reason_chooser *c, const belief_model *m)
{
    const plan_model *plan = outlook_plan(m);
    return c->whose == m && memcmp(c->state.w, c->seen.w, plan->fault_count * sizeof(double)) == 0 &&
           memcmp(c->state.tried, c->seen.tried, plan->action_count) == 0 &&
           memcmp(c->state.asked, c->seen.asked, plan->question_count) == 0;
}

static void keep_that_none(reason_chooser *c, const belief_model *m)
{
    const plan_model *plan = outlook_plan(m);
    c->whose = m;
    memcpy(c->seen.w, c->state.w, plan->fault_count * sizeof(double));
    memcpy(c->seen.tried, c->state.tried, plan->action_count);
    memcpy(c->seen.asked, c->state.asked, plan->question_count);
}

/* The open question of least eco, where that is less than ecr_hm. */
static bool another_question(reason_chooser *c, const belief_model *m, const scene *at, facts_name *out)
{
    if (is_known_to_have_none(c, m))
        return false;
    const plan_model *plan = outlook_plan(m);
    double least = plan_repair_cost(&c->desk, plan, &c->state, NULL, NULL);
    uint32_t best = NONE;
    for (uint32_t q = 0; q < plan->question_count && !plan_is_spent(&c->desk); q++) {
        if (c->state.asked[q])
            continue;
        double cost = plan_question_cost(&c->desk, plan, &c->state, q, least);
        if (plan_is_less(cost, least)) {
            least = cost;
            best = outlook_question(m, q);
        }
    }
    if (best == NONE)
        keep_that_none(c, m);
    else
        *out = (facts_name){ at->guide->index, best, scene_answer_round(at, best), scene_answer(at, best) };
    return best != NONE;
}

typedef struct moment {
    const facts *f;
    const scene *at;
} moment;

static truth by_facts(void *context, uint32_t condition_index)
{
    const moment *now = context;
    return condition_holds(now->f, now->at, condition_index, NULL);
}

/* P(cell) = Σ_f w_f P(cell | f), into c->cells; returns how many cells there are. */
static size_t cell_chances(reason_chooser *c, const belief_model *m, uint32_t family_index)
{
    size_t cells = belief_cells(m, family_index), count = belief_count(m);
    for (uint32_t k = 0; k < cells; k++) {
        c->cells[k] = count > 0 ? 0 : 1 / (double)cells;
        for (size_t i = 0; i < count; i++)
            c->cells[k] += c->state.w[i] * belief_cell(m, family_index, k, i);
    }
    return cells;
}

/* P of the cells that take a branch; NONE: of those that take none. */
static double branch_chance(const reason_chooser *c, const cells_view *v, size_t cells, uint32_t branch_index)
{
    double sum = 0;
    for (uint32_t k = 0; k < cells; k++)
        if (cells_branch(v, k) == branch_index)
            sum += c->cells[k];
    return sum;
}

/* The branch of greatest probability, in the order of branches, none last. Free text has no cells: it takes `other`. */
static void likeliest_branch(const reason_chooser *c, const cells_view *v, size_t cells, unsure_choice *out)
{
    out->branch = v->node->other;
    out->p = 1;
    if (cells == 0)
        return;
    double greatest = -1;
    for (uint32_t i = 0; i <= v->node->branch_count; i++) {
        uint32_t b = i < v->node->branch_count ? v->node->first_branch + i : NONE;
        double p = branch_chance(c, v, cells, b);
        if (plan_is_less(greatest, p)) {
            greatest = p;
            *out = (unsure_choice){ .ask = out->ask, .branch = b, .p = fmin(p, 1) };
        }
    }
}

static void unsure(void *context, const facts *f, const scene *at, uint32_t node_index, unsure_choice *out)
{
    reason_chooser *c = context;
    const belief_model *m = look(c, f, at);
    if (!m || another_question(c, m, at, &out->ask))
        return;
    const node *n = &at->guide->nodes[node_index];
    moment now = { f, at };
    cells_view v = { .guide = at->guide,
                     .node = n,
                     .question = family_question(c->set, at->guide, &at->guide->answer_families[n->what]),
                     .others = by_facts,
                     .context = &now };
    likeliest_branch(c, &v, cell_chances(c, m, n->what), out);
}

/* ---- A guide without a flow, and findings --------------------------------------------------------------------------- */

static plan_choice plan(void *context, const facts *f, const scene *at)
{
    reason_chooser *c = context;
    const belief_model *m = look(c, f, at);
    uint32_t escalation_index = m ? outlook_escalation(m) : at->guide->cheapest_escalation;
    plan_choice end = { escalation_index == NONE ? PLAN_END : PLAN_ESCALATE, escalation_index };
    if (!m)
        return end;
    plan_move move = plan_next(&c->desk, outlook_plan(m), &c->state);
    if (move.kind == MOVE_ASK)
        return (plan_choice){ PLAN_ASK, outlook_question(m, move.what) };
    if (move.kind == MOVE_TRY)
        return (plan_choice){ PLAN_TRY, outlook_action(m, move.what) };
    return end;
}

static size_t likeliest(void *context, const facts *f, const scene *at, const uint32_t *faults, size_t count)
{
    reason_chooser *c = context;
    const belief_model *m = count > 1 ? look(c, f, at) : NULL;
    size_t best = 0;
    for (size_t i = 1; m && i < count; i++)
        if (plan_is_less(c->state.w[faults[best]], c->state.w[faults[i]]))
            best = i;
    return best;
}

walk_chooser reason_chooser_for(reason_chooser *c)
{
    return (walk_chooser){ .context = c, .next_ask = next_ask, .unsure = unsure, .plan = plan, .likeliest = likeliest };
}
