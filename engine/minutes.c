/* What a guide's cases cost by its model, for replay: as written and re-ranked, from its beginning on. As plan.c tells of
 * one guide, with budgets small enough for fifty. Part of the façade. */
#include "base/error.h"
#include "facade.h"
#include "reason/outlook.h"
#include "reason/written.h"

/* Shared among the guides of a rule set: about half a second for all. Work is counted, and the shares depend on the rules
 * alone, so the figures are the same everywhere and parts of a log add up. */
#define FOLLOW_WORK   30000000u
#define FOLLOW_STATES 5000u
#define WRITTEN_STEPS 25000u
#define STEPS_LEAST   250u

typedef struct reckoning {
    wm_case *c;
    const belief_model *model;
    const plan_model *plan;
    plan_state state;
    plan_desk desk;
    wm_error *error;
} reckoning;

static const belief_model *model_of(void *context, uint32_t guide_index)
{
    return case_belief_model(context, guide_index);
}

static bool begin(reckoning *r)
{
    wm_case *c = r->c;
    r->model = case_belief_model(c, c->guide);
    if (!r->model)
        return false;
    r->plan = outlook_plan(r->model);
    r->state.w = arena_zero(&c->told, r->plan->fault_count + 1, sizeof(double));
    r->state.tried = arena_zero(&c->told, r->plan->action_count + 1, sizeof(bool));
    r->state.asked = arena_zero(&c->told, r->plan->question_count + 1, sizeof(bool));
    if (!r->state.w || !r->state.tried || !r->state.asked)
        return false;
    scene at = { c->rules->set->guides[c->guide], layout_member(c->layout, c->guide), NULL, 1 };
    outlook_state(r->model, &c->now, &at, &r->state);
    return plan_desk_init(&r->desk, r->plan->fault_count, r->plan->action_count, &c->allocator);
}

/* The plan is followed where its share allows more than a step or two; else the first step's own estimate stands. */
static wm_status reckon_reranked(reckoning *r, double *out)
{
    bool exact;
    uint64_t share = FOLLOW_WORK / r->c->rules->set->guide_count;
    r->desk.limit = share;
    *out = plan_next(&r->desk, r->plan, &r->state).cost;
    uint64_t states = share / (r->desk.work + 1);
    if (states < 3)
        return WM_OK;
    wm_status status = plan_follow(r->plan, &r->state, states < FOLLOW_STATES ? (size_t)states : FOLLOW_STATES,
                                   &r->c->allocator, out, &exact);
    return status == WM_OK ? WM_OK : error_no_memory(r->error);
}

static wm_status reckon_written(reckoning *r, double *out)
{
    wm_case *c = r->c;
    lua_conditions lua;
    condition_runner runner = lua_conditions_runner(&lua, c->rules);
    written_cost cost;
    size_t share = WRITTEN_STEPS / c->rules->set->guide_count;
    written_setup setup = { .set = c->rules->set,
                            .layout = c->layout,
                            .walk = c->walk,
                            .chooser = c->chooser,
                            .lua = &runner,
                            .model = model_of,
                            .context = c,
                            .allocator = c->allocator,
                            .steps = share > STEPS_LEAST ? share : STEPS_LEAST,
                            .cost_alone = true };
    wm_status status = written_cost_of(&setup, &c->now, &cost);
    bool no_memory = status == WM_NO_MEMORY || c->reason->failed;
    if (status == WM_OK)
        *out = cost.cost;
    else if (!no_memory)
        status = case_walk_failed(c, status, &lua, r->error);
    lua_conditions_end(&lua);
    return no_memory ? error_no_memory(r->error) : status;
}

wm_status rules_minutes(const wm_rules *rules, uint32_t guide_number, double *written, double *reranked, bool *known,
                        wm_error *error)
{
    const guide *g = rules->set->guides[guide_number];
    reckoning r = { .error = error };
    *known = g->has_flow && g->fault_count > 0 && g->kind == WM_DIAGNOSIS;
    if (!*known)
        return WM_OK;
    wm_status status = wm_case_new(&r.c, rules, g->name, error);
    if (status == WM_OK && !begin(&r))
        status = error_no_memory(error);
    if (status == WM_OK)
        status = reckon_reranked(&r, reranked);
    if (status == WM_OK)
        status = reckon_written(&r, written);
    if (status == WM_OVERRUN ||
        status == WM_BAD_RULES) { /* a walk that nobody can cost: its tickets say so themselves */
        *known = false;
        status = WM_OK;
    }
    if (r.c)
        plan_desk_free(&r.desk, &r.c->allocator);
    wm_case_free(r.c);
    return status;
}
