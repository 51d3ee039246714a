/* What a guide costs: as written, re-ranked, at best. Part of the façade. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "reason/exact.h"
#include "reason/outlook.h"
#include "reason/written.h"

#define FOLLOW_WORK 40000000u /* multiplications for the cost of the myopic plan, about 0.4 s */
#define BEST_WORK   60000000u /* and for the bounds of the best */
#define MOST_NODES  50000u

/* What a plan is made with. */
typedef struct planner {
    wm_case *c;
    uint32_t guide;
    const belief_model *model;
    const plan_model *plan;
    plan_state state, line; /* `line` is used up by following it */
    plan_desk desk;
    uint64_t step_work; /* of one step */
    wm_plan *out;
    wm_error *error;
} planner;

/* ---- Scratch ------------------------------------------------------------------------------------------------------ */

static bool give_state(planner *p, plan_state *s)
{
    s->w = arena_zero(&p->c->told, p->plan->fault_count + 1, sizeof(double));
    s->tried = arena_zero(&p->c->told, p->plan->action_count + 1, sizeof(bool));
    s->asked = arena_zero(&p->c->told, p->plan->question_count + 1, sizeof(bool));
    if (!s->w || !s->tried || !s->asked)
        return false;
    scene at = { p->c->rules->set->guides[p->guide], layout_member(p->c->layout, p->guide), NULL, 1 };
    outlook_state(p->model, &p->c->now, &at, s);
    return true;
}

static wm_status begin(planner *p)
{
    p->model = case_belief_model(p->c, p->guide);
    if (!p->model)
        return error_no_memory(p->error);
    p->plan = outlook_plan(p->model);
    bool given = give_state(p, &p->state) && give_state(p, &p->line) &&
                 plan_desk_init(&p->desk, p->plan->fault_count, p->plan->action_count, &p->c->allocator);
    return given ? WM_OK : error_no_memory(p->error);
}

/* ---- Moves --------------------------------------------------------------------------------------------------------- */

static bool tell_ask(wm_case *c, const guide *g, uint32_t family_index, wm_plan_move *out)
{
    const member *m = layout_member(c->layout, g->index);
    const family *fam = &g->answer_families[family_index];
    facts_name name = { g->index, family_index, 1, slot_place(fam->slot, m->answers) };
    *out = (wm_plan_move){ WM_ASK, case_question_name(c, &name), family_question(c->rules->set, g, fam)->text };
    return out->id;
}

static bool tell_try(wm_case *c, const guide *g, uint32_t family_index, wm_plan_move *out)
{
    const member *m = layout_member(c->layout, g->index);
    const family *fam = &g->remedy_families[family_index];
    facts_name name = { g->index, family_index, 1, slot_place(fam->slot, m->remedies) };
    *out = (wm_plan_move){ WM_TRY, case_action_name(c, &name), family_action(c->rules->set, g, fam)->text };
    return out->id;
}

bool plan_tell_move(wm_case *c, uint32_t guide_index, const belief_model *m, const plan_move *move, wm_plan_move *out)
{
    const guide *g = c->rules->set->guides[guide_index];
    switch (move->kind) {
    case MOVE_ASK:
        return tell_ask(c, g, outlook_question(m, move->what), out);
    case MOVE_TRY:
        return tell_try(c, g, outlook_action(m, move->what), out);
    case MOVE_HAND_OVER: {
        const escalation *e = &g->escalations[outlook_escalation(m)];
        *out = (wm_plan_move){ WM_ESCALATE, e->id, e->text };
        return true;
    }
    default:
        *out = (wm_plan_move){ .kind = WM_DIAGNOSED };
        return true;
    }
}

/* ---- Re-ranked ------------------------------------------------------------------------------------------------------ */

static wm_status tell_order(planner *p)
{
    size_t room = p->plan->action_count + p->plan->question_count + 1;
    plan_move *moves = arena_zero(&p->c->told, room, sizeof *moves);
    wm_plan_move *order = arena_zero(&p->c->told, room, sizeof *order);
    if (!moves || !order)
        return error_no_memory(p->error);
    plan_line(&p->desk, p->plan, &p->line, moves, room, &p->out->order_count);
    for (size_t i = 0; i < p->out->order_count; i++)
        if (!plan_tell_move(p->c, p->guide, p->model, &moves[i], &order[i]))
            return error_no_memory(p->error);
    p->out->order = order;
    return WM_OK;
}

/* As many states as the work allows, by what one step needs. */
static size_t nodes_for(const planner *p, uint64_t work)
{
    uint64_t nodes = work / (p->step_work + 1);
    return nodes > MOST_NODES ? MOST_NODES : (size_t)nodes + 1;
}

static wm_status tell_reranked(planner *p)
{
    plan_next(&p->desk, p->plan, &p->state);
    p->step_work = p->desk.work;
    wm_status status = plan_follow(p->plan, &p->state, nodes_for(p, FOLLOW_WORK), &p->c->allocator, &p->out->reranked,
                                   &p->out->reranked_exact);
    return status == WM_OK ? tell_order(p) : error_no_memory(p->error);
}

/* ---- At best ---------------------------------------------------------------------------------------------------------- */

/* What the myopic plan costs, some plan costs. */
static wm_status tell_best(planner *p)
{
    plan_bounds b;
    plan_budget budget = { .nodes = nodes_for(p, BEST_WORK) };
    if (plan_best(p->plan, &p->state, &budget, &p->c->allocator, &b) != WM_OK)
        return error_no_memory(p->error);
    p->out->lower = b.lower;
    p->out->best = fmin(b.upper, p->out->reranked);
    p->out->exact = b.exact || p->out->best - b.lower <= 1e-9;
    return WM_OK;
}

/* ---- As written --------------------------------------------------------------------------------------------------------- */

static const belief_model *model_of(void *context, uint32_t guide_index)
{
    return case_belief_model(context, guide_index);
}

static wm_status tell_loss(wm_case *c, const written_loss *loss, wm_plan *out, wm_error *error)
{
    const walk_step *step = &loss->step;
    const guide *g = c->rules->set->guides[step->guide];
    const belief_model *m = case_belief_model(c, step->guide);
    bool told = true;
    out->loss = loss->minutes;
    if (loss->minutes <= 0)
        return WM_OK;
    if (step->kind == WM_ASK)
        told = tell_ask(c, g, step->name.family, &out->loss_step);
    else if (step->kind == WM_TRY)
        told = tell_try(c, g, step->name.family, &out->loss_step);
    else
        out->loss_step =
            (wm_plan_move){ WM_ESCALATE, g->escalations[step->escalation].id, g->escalations[step->escalation].text };
    out->loss_where = arena_format(&c->told, "%s:%u", g->file, g->nodes[step->node].line);
    told = told && out->loss_where && m && plan_tell_move(c, step->guide, m, &loss->move, &out->loss_instead);
    return told ? WM_OK : error_no_memory(error);
}

static wm_status tell_written(wm_case *c, wm_plan *out, wm_error *error)
{
    lua_conditions lua;
    condition_runner runner = lua_conditions_runner(&lua, c->rules);
    written_setup setup = { .set = c->rules->set,
                            .layout = c->layout,
                            .walk = c->walk,
                            .chooser = c->chooser,
                            .lua = &runner,
                            .model = model_of,
                            .context = c,
                            .allocator = c->allocator };
    written_cost cost;
    wm_status status = written_cost_of(&setup, &c->now, &cost);
    lua_conditions_end(&lua);
    if (status != WM_OK || c->reason->failed) {
        bool failed = status == WM_NO_MEMORY || c->reason->failed;
        c->reason->failed = false;
        return failed ? error_no_memory(error) : case_walk_failed(c, status, &lua, error);
    }
    out->has_written = true;
    out->written = cost.cost;
    out->written_exact = cost.exact;
    return tell_loss(c, &cost.loss, out, error);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------------- */

wm_status wm_case_plan(wm_case *c, wm_plan *out, wm_error *error)
{
    arena_reset(&c->told);
    c->stepped = false; /* the walks below use its scratch */
    const guide *g = c->rules->set->guides[c->guide];
    *out = (wm_plan){ .guide = g->name, .faults = g->fault_count, .handover = HUGE_VAL };
    planner p = { .c = c, .guide = c->guide, .out = out, .error = error };
    wm_status status = begin(&p);
    if (status == WM_OK && p.plan)
        out->handover = p.plan->handover;
    if (status == WM_OK && g->fault_count > 0)
        status = tell_reranked(&p);
    if (status == WM_OK && g->fault_count > 0)
        status = tell_best(&p);
    if (status == WM_OK && g->has_flow)
        status = tell_written(c, out, error);
    plan_desk_free(&p.desk, &c->allocator);
    return status;
}

/* A plan with the case that its strings live in. */
typedef struct kept_plan {
    wm_plan plan; /* first: what the caller has is it */
    wm_case *c;
    wm_allocator allocator;
} kept_plan;

wm_status wm_rules_plan(wm_plan **out, const wm_rules *rules, const char *guide_name, const char *impact,
                        const wm_answer *answers, size_t count, wm_error *error)
{
    *out = NULL;
    kept_plan *kept = allocator_zero(&rules->allocator, 1, sizeof *kept);
    if (!kept)
        return error_no_memory(error);
    kept->allocator = rules->allocator;
    wm_status status = wm_case_new(&kept->c, rules, guide_name, error);
    if (status == WM_OK)
        status = wm_case_set_impact(kept->c, impact, error);
    if (status == WM_OK)
        status = wm_case_answers(kept->c, answers, count, error);
    if (status == WM_OK)
        status = wm_case_plan(kept->c, &kept->plan, error);
    if (status == WM_OK)
        *out = &kept->plan;
    else
        wm_plan_free(&kept->plan);
    return status;
}

void wm_plan_free(wm_plan *plan)
{
    if (!plan)
        return;
    kept_plan *kept = (kept_plan *)(void *)plan;
    wm_allocator allocator = kept->allocator;
    wm_case_free(kept->c);
    allocator_free(&allocator, kept, sizeof *kept);
}
