/* Expected cost of the walk as written. Uses reason/written.h. */
#include "reason/written.h"

#include <math.h>
#include <string.h>

#include "base/vector.h"
#include "reason/outlook.h"

#define STEPS      50000u
#define DEEPEST    400u      /* steps on one way; loops are bounded, but may be long */
#define LEAST      1e-12     /* ways that are less likely are not followed */
#define LOSS_LEAST 1e-3      /* nor looked at for what their order loses */
#define LOSS_WORK  30000000u /* multiplications spent on that, about 0.2 s */

/* What a step as written lost against the plan, summed over the ways that come to it. */
typedef struct node_loss {
    double minutes;
    bool met;
    walk_step step;
    plan_move move;
} node_loss;

typedef struct explorer {
    const written_setup *setup;
    walk_chooser chooser;
    vector levels; /* of facts, one a depth */
    vector losses; /* of node_loss, one a step that was met */
    arena memory;
    plan_desk desk;
    plan_state state;
    double *spare; /* a vector like state.w */
    written_cost *out;
} explorer;

/* One moment of the walk: how deep, how likely, what may be spent from here on, and the guide where it stood before. */
typedef struct moment {
    size_t depth, allowed;
    double p;
    uint32_t guide;
} moment;

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

typedef struct sizes {
    size_t faults, actions, questions;
} sizes;

static sizes sizes_of(const written_setup *s)
{
    sizes x = { 1, 1, 1 };
    for (uint32_t i = 0; i < s->layout->reached; i++) {
        const guide *g = s->set->guides[s->layout->members[i].guide];
        if ((size_t)g->fault_count + 1 > x.faults)
            x.faults = (size_t)g->fault_count + 1;
        if (g->action_count > x.actions)
            x.actions = g->action_count;
        if (g->answer_family_count > x.questions)
            x.questions = g->answer_family_count;
    }
    return x;
}

static bool give_memory(explorer *x)
{
    sizes most = sizes_of(x->setup);
    x->state.w = arena_zero(&x->memory, most.faults, sizeof(double));
    x->spare = arena_zero(&x->memory, most.faults, sizeof(double));
    x->state.tried = arena_zero(&x->memory, most.actions, sizeof(bool));
    x->state.asked = arena_zero(&x->memory, most.questions, sizeof(bool));
    return x->state.w && x->spare && x->state.tried && x->state.asked &&
           plan_desk_init(&x->desk, most.faults, most.actions, &x->setup->allocator);
}

/* The facts of a depth; NULL where there is no memory. Calling it may move those of other depths. */
static facts *level(explorer *x, size_t depth)
{
    if (depth == x->levels.count) {
        facts f;
        if (!facts_init(&f, x->setup->set, x->setup->layout, x->setup->allocator, true))
            return NULL;
        if (!vector_append(&x->levels, &f, 1)) {
            facts_free(&f, x->setup->allocator);
            return NULL;
        }
    }
    return &VECTOR_AT(&x->levels, facts, depth);
}

static void drop(explorer *x)
{
    for (size_t i = 0; i < x->levels.count; i++)
        facts_free(&VECTOR_AT(&x->levels, facts, i), x->setup->allocator);
    vector_free(&x->levels);
    vector_free(&x->losses);
    plan_desk_free(&x->desk, &x->setup->allocator);
    arena_free(&x->memory);
}

/* ---- Beliefs ------------------------------------------------------------------------------------------------------ */

static const belief_model *model_of(const explorer *x, uint32_t guide_index)
{
    return x->setup->model(x->setup->context, guide_index);
}

/* The plan's state for a guide at a depth's facts. */
static void look(explorer *x, const belief_model *m, uint32_t guide_index, size_t depth)
{
    scene at = { x->setup->set->guides[guide_index], layout_member(x->setup->layout, guide_index), NULL, 1 };
    outlook_state(m, &VECTOR_AT(&x->levels, facts, depth), &at, &x->state);
}

/* P(fixes) of the action proposed, by the beliefs of the guide that declares it. */
static bool chance_of_repair(explorer *x, const walk_step *step, size_t depth, double *p)
{
    const guide *g = x->setup->set->guides[step->name.guide];
    const family *fam = &g->remedy_families[step->name.family];
    const belief_model *m = model_of(x, fam->declared);
    *p = 0;
    if (!m)
        return false;
    look(x, m, fam->declared, depth);
    for (size_t f = 0; f < belief_count(m); f++)
        *p += x->state.w[f] * belief_fixes(m, fam->of, f);
    if (*p > 1)
        *p = 1;
    if (step->procedure && *p <= 0)
        *p = 1;
    return true;
}

/* P(cell) of the question asked into *p, to be freed with x->memory; *cells 0: free text. */
static bool chances_of_cells(explorer *x, const walk_step *step, size_t depth, double **p, size_t *cells)
{
    const facts *f = &VECTOR_AT(&x->levels, facts, depth);
    *cells = question_cells(facts_question(f, &step->name));
    *p = arena_zero(&x->memory, *cells + 1, sizeof **p);
    const belief_model *m = step->name.guide == NONE ? NULL : model_of(x, step->name.guide);
    if (!*p || (step->name.guide != NONE && !m))
        return false;
    bool known = m && belief_count(m) > 0 && belief_cells(m, step->name.family) == *cells;
    if (known)
        look(x, m, step->name.guide, depth);
    for (uint32_t k = 0; k < *cells; k++) {
        (*p)[k] = known ? 0 : 1 / (double)*cells;
        for (size_t i = 0; known && i < belief_count(m); i++)
            (*p)[k] += x->state.w[i] * belief_cell(m, step->name.family, k, i);
    }
    return true;
}

/* ---- What the order loses ------------------------------------------------------------------------------------------- */

static double cost_of_try(plan_desk *d, const belief_model *m, plan_state *s, double *spare, uint32_t a)
{
    const plan_model *plan = outlook_plan(m);
    bool tried = s->tried[a];
    memcpy(spare, s->w, plan->fault_count * sizeof(double));
    plan_failed(&plan->actions[a], s->w);
    s->tried[a] = true;
    double cost = plan_repair_cost(d, plan, s, NULL, NULL);
    memcpy(s->w, spare, plan->fault_count * sizeof(double));
    s->tried[a] = tried;
    return cost;
}

double written_step_cost(plan_desk *d, const belief_model *m, plan_state *s, double *spare, const walk_step *step)
{
    const plan_model *plan = outlook_plan(m);
    if (step->kind == WM_ESCALATE)
        return outlook_escalation_cost(m, step->escalation);
    if (step->kind == WM_ASK) {
        uint32_t q = outlook_of_family(m, step->name.family);
        if (q != NONE && !s->asked[q])
            return plan_question_cost(d, plan, s, q, HUGE_VAL);
        return outlook_ask_cost(m, step->name.family) + plan_repair_cost(d, plan, s, NULL, NULL);
    }
    uint32_t a = outlook_action_of_family(m, step->name.family);
    return outlook_try_cost(m, step->name.family) +
           (a == NONE ? plan_repair_cost(d, plan, s, NULL, NULL) : cost_of_try(d, m, s, spare, a));
}

static bool is_same_step(const walk_step *a, const walk_step *b)
{
    return a->kind == b->kind && a->guide == b->guide && a->node == b->node && a->name.place == b->name.place &&
           a->escalation == b->escalation;
}

static node_loss *loss_at(explorer *x, const walk_step *step)
{
    for (size_t i = 0; i < x->losses.count; i++) {
        node_loss *known = &VECTOR_AT(&x->losses, node_loss, i);
        if (is_same_step(&known->step, step))
            return known;
    }
    node_loss fresh = { .step = *step };
    fresh.step.context.includers = NULL;
    fresh.step.context.includer_count = 0;
    return vector_append(&x->losses, &fresh, 1) ? &VECTOR_AT(&x->losses, node_loss, x->losses.count - 1) : NULL;
}

/* By how much the step is worse here than the plan's: summed over a policy's steps, these differences are what it loses
 * (the performance difference lemma: Kakade & Langford 2002), up to ecr_hm being an estimate. */
static bool weigh_loss(explorer *x, const walk_step *step, const moment *now)
{
    if (x->setup->cost_alone || now->p < LOSS_LEAST || step->node == NONE || x->desk.work > LOSS_WORK)
        return true;
    const belief_model *m = model_of(x, step->guide);
    if (!m)
        return false;
    bool of_guide = step->kind == WM_ESCALATE || step->name.guide == step->guide;
    if (belief_count(m) == 0 || !of_guide)
        return true;
    node_loss *at = loss_at(x, step);
    if (!at)
        return false;
    look(x, m, step->guide, now->depth);
    plan_move best = plan_next(&x->desk, outlook_plan(m), &x->state);
    if (!at->met)
        at->move = best;
    at->met = true;
    at->minutes += now->p * (written_step_cost(&x->desk, m, &x->state, x->spare, step) - best.cost);
    return true;
}

static void tell_loss(const explorer *x, written_loss *out)
{
    for (size_t i = 0; i < x->losses.count; i++) {
        const node_loss *l = &VECTOR_AT(&x->losses, node_loss, i);
        if (l->met && plan_is_less(out->minutes + 1e-9, l->minutes))
            *out = (written_loss){ l->minutes, l->step, l->move };
    }
}

/* ---- Through every answer and outcome ------------------------------------------------------------------------------- */

static wm_status visit(explorer *x, const moment *now);

/* What is not followed goes on by ecr_hm, in the guide where the walk stood. */
static wm_status estimate(explorer *x, const moment *now)
{
    const belief_model *m = model_of(x, now->guide);
    if (!m)
        return WM_NO_MEMORY;
    look(x, m, now->guide, now->depth);
    x->out->cost += now->p * plan_repair_cost(&x->desk, outlook_plan(m), &x->state, NULL, NULL);
    x->out->exact = false;
    return WM_OK;
}

/* Goes on from the facts of the next depth with probability p of what is left (`rest`), and takes both off. */
static wm_status go_on(explorer *x, const moment *now, double p, double *rest, size_t *allowed)
{
    double share = *rest > 0 ? fmin(p / *rest, 1) * (double)*allowed : 0;
    moment next = { now->depth + 1, (size_t)share, now->p * p, now->guide };
    *rest -= p;
    if (next.p <= LEAST)
        return WM_OK;
    if (next.allowed == 0 || next.depth >= DEEPEST)
        return estimate(x, &next);
    size_t before = x->out->steps;
    wm_status status = visit(x, &next);
    *allowed -= x->out->steps - before < *allowed ? x->out->steps - before : *allowed;
    return status;
}

static wm_status ask(explorer *x, const walk_step *step, const moment *now)
{
    double *p, rest = 1;
    size_t cells, allowed = now->allowed;
    if (!chances_of_cells(x, step, now->depth, &p, &cells) || !level(x, now->depth + 1))
        return WM_NO_MEMORY;
    const question *q = facts_question(&VECTOR_AT(&x->levels, facts, now->depth), &step->name);
    const belief_model *m = step->name.guide == NONE ? NULL : model_of(x, step->name.guide);
    x->out->cost += now->p * (m ? outlook_ask_cost(m, step->name.family) : q->cost);
    if (cells == 0)
        p[0] = 1; /* free text: any */
    wm_status status = WM_OK;
    for (uint32_t k = 0; status == WM_OK && k < (cells ? cells : 1); k++) {
        facts *f = &VECTOR_AT(&x->levels, facts, now->depth + 1);
        facts_copy(f, &VECTOR_AT(&x->levels, facts, now->depth));
        fact v = written_answer(q, k);
        facts_answer(f, step->name.place, &v);
        status = go_on(x, now, p[k], &rest, &allowed);
    }
    return status;
}

static wm_status try_it(explorer *x, const walk_step *step, const moment *now)
{
    double p, rest = 1;
    size_t allowed = now->allowed;
    const belief_model *m = model_of(x, step->name.guide);
    if (!m || !chance_of_repair(x, step, now->depth, &p) || !level(x, now->depth + 1))
        return WM_NO_MEMORY;
    x->out->cost += now->p * outlook_try_cost(m, step->name.family);
    remedy_context context = step->context;
    if (context.includer_count) {
        context.includers = arena_copy(&x->memory, context.includers, context.includer_count, sizeof(uint32_t));
        if (!context.includers)
            return WM_NO_MEMORY;
    }
    wm_status status = WM_OK;
    for (int failed = 0; status == WM_OK && failed < 2; failed++) {
        facts *f = &VECTOR_AT(&x->levels, facts, now->depth + 1);
        facts_copy(f, &VECTOR_AT(&x->levels, facts, now->depth));
        facts_outcome(f, &step->name, failed ? WM_FAILED : step->procedure ? WM_DONE : WM_FIXED, &context);
        status = go_on(x, now, failed ? 1 - p : p, &rest, &allowed);
    }
    return status;
}

static wm_status hand_over(explorer *x, const walk_step *step, const moment *now)
{
    const belief_model *m = model_of(x, step->guide);
    if (!m)
        return WM_NO_MEMORY;
    x->out->cost += now->p * outlook_escalation_cost(m, step->escalation);
    return WM_OK;
}

static wm_status visit(explorer *x, const moment *now)
{
    walk_step step;
    const written_setup *s = x->setup;
    wm_status status = walk_next(s->walk, &VECTOR_AT(&x->levels, facts, now->depth), &x->chooser, s->lua, NULL, &step);
    x->out->steps++;
    if (status != WM_OK || step.kind == WM_RESOLVED || step.kind == WM_DIAGNOSED)
        return status;
    moment here = { now->depth, now->allowed - 1, now->p, step.guide };
    if (!weigh_loss(x, &step, &here))
        return WM_NO_MEMORY;
    if (step.kind == WM_ESCALATE)
        return hand_over(x, &step, &here);
    return step.kind == WM_ASK ? ask(x, &step, &here) : try_it(x, &step, &here);
}

wm_status written_cost_of(const written_setup *setup, const facts *from, written_cost *out)
{
    *out = (written_cost){ .exact = true };
    explorer x = { .setup = setup,
                   .chooser = setup->chooser,
                   .levels = vector_of(setup->allocator, sizeof(facts)),
                   .losses = vector_of(setup->allocator, sizeof(node_loss)),
                   .out = out };
    x.chooser.next_ask = NULL;
    arena_init(&x.memory, setup->allocator);
    wm_status status = WM_NO_MEMORY;
    if (!give_memory(&x) || !level(&x, 0))
        goto done;
    facts_copy(&VECTOR_AT(&x.levels, facts, 0), from);
    moment first = { 0, setup->steps ? setup->steps : STEPS, 1, setup->layout->members[0].guide };
    status = visit(&x, &first);
    tell_loss(&x, &out->loss);
done:
    drop(&x);
    return status;
}

/* ---- An answer in a cell -------------------------------------------------------------------------------------------- */

/* A value inside the k-th interval that a number question is cut into. */
static double inside(const question *q, uint32_t cell)
{
    double low = cell ? q->thresholds[cell - 1] : q->min,
           high = cell < q->threshold_count ? q->thresholds[cell] : q->max;
    if (isinf(low))
        return isinf(high) ? 0 : high - 1;
    return isinf(high) ? low : low + (high - low) / 2;
}

fact written_answer(const question *q, uint32_t cell)
{
    static const fact_text none = { "", "", 0, 0 };
    if (q->kind == WM_NUMBER)
        return (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER, .as.number = inside(q, cell) };
    return (
        fact){ .state = FACT_KNOWN, .answer = cell < q->answer_count ? (uint16_t)cell : NO_ANSWER, .as.text = &none };
}
