/* One step of a flow at a time: ask, when, try, and the ways into other flows and guides.
 * Uses walk/stack.h. */
#include "walk/stack.h"

static progress pass_over(walk *w, trace_kind why, uint32_t node_index)
{
    walk_trace(w, why, node_index, NONE, 0, 0);
    return GOES_ON;
}

/* ---- ask ---------------------------------------------------------------------------------------- */

progress walk_ask_first(walk *w, uint32_t node_index)
{
    scene at = here(w);
    uint32_t family_index = at.guide->nodes[node_index].what;
    w->out->kind = WM_ASK;
    w->out->guide = at.guide->index;
    w->out->node = node_index;
    w->out->name = (facts_name){ at.guide->index, family_index, scene_answer_round(&at, family_index),
                                 scene_answer(&at, family_index) };
    w->out->fault = w->fault;
    w->out->fault_guide = w->fault_guide;
    return HAS_STEP;
}

/* The first `on` that holds, or NONE; those that don't are told. */
static uint32_t on_that_holds(walk *w, const scene *at, uint32_t node_index)
{
    const node *n = &at->guide->nodes[node_index];
    for (uint32_t i = 0; i < n->on_count; i++) {
        uint32_t b = n->first_on + i;
        truth holds = condition_holds(w->f, at, at->guide->branches[b].what, w->lua);
        if (holds == TRUE_)
            return b;
        walk_trace(w, TRACE_ON, node_index, b, (uint32_t)holds, 0);
    }
    return NONE;
}

/* An answer's own key comes first, then the `on`s as written, then `other`. */
static uint32_t branch_of(walk *w, const scene *at, uint32_t node_index, const fact *v)
{
    const node *n = &at->guide->nodes[node_index];
    if (n->by_answer != NONE && v->answer != NO_ANSWER) {
        uint32_t own = at->guide->answer_branch[n->by_answer + v->answer];
        if (own != NONE)
            return own;
    }
    uint32_t on = on_that_holds(w, at, node_index);
    return on != NONE ? on : n->other;
}

static progress follow(walk *w, const scene *at, uint32_t branch_index)
{
    return branch_index == NONE ? GOES_ON : walk_push(w, at->guide->branches[branch_index].body, NONE);
}

/* "Not sure" without a branch of its own goes on by belief: another question, or the likeliest branch.
 * Without beliefs, in written order: the first branch. */
static progress follow_unsure(walk *w, const scene *at, uint32_t node_index, uint32_t place)
{
    const node *n = &at->guide->nodes[node_index];
    if (n->unsure != NONE) {
        walk_trace(w, TRACE_ANSWERED, node_index, n->unsure, 0, place);
        return follow(w, at, n->unsure);
    }
    unsure_choice choice = { .ask = { NONE, NONE, 1, NONE },
                             .branch = n->branch_count ? n->first_branch : NONE,
                             .p = 1.0 };
    if (w->chooser && w->chooser->unsure)
        w->chooser->unsure(w->chooser->context, w->f, at, node_index, &choice);
    if (choice.ask.place != NONE && w->f->answers[choice.ask.place].state == FACT_NONE) {
        w->out->kind = WM_ASK;
        w->out->guide = at->guide->index;
        w->out->name = choice.ask;
        w->out->fault = w->fault;
        w->out->fault_guide = w->fault_guide;
        return HAS_STEP;
    }
    walk_trace(w, TRACE_PRESUMED, node_index, choice.branch, 0, place);
    w->out->presumed = true;
    w->out->presumed_p *= choice.p;
    return follow(w, at, choice.branch);
}

static progress ask(walk *w, uint32_t node_index)
{
    scene at = here(w);
    uint32_t place = scene_answer(&at, at.guide->nodes[node_index].what);
    const fact *v = &w->f->answers[place];
    if (v->state == FACT_NONE)
        return walk_ask_first(w, node_index);
    if (v->state == FACT_UNSURE)
        return follow_unsure(w, &at, node_index, place);
    uint32_t b = branch_of(w, &at, node_index, v);
    walk_trace(w, TRACE_ANSWERED, node_index, b, 0, place);
    return follow(w, &at, b);
}

/* ---- when, try ------------------------------------------------------------------------------------ */

static progress when(walk *w, uint32_t node_index)
{
    scene at = here(w);
    const node *n = &at.guide->nodes[node_index];
    truth holds = condition_holds(w->f, &at, n->what, w->lua);
    walk_trace(w, TRACE_WHEN, node_index, n->first_branch, (uint32_t)holds, 0);
    return holds == TRUE_ ? follow(w, &at, n->first_branch) : GOES_ON;
}

/* A procedure's step that the user is stuck at opens its guide, with the facts at hand. */
static progress stuck(walk *w, uint32_t node_index, uint32_t guide_index)
{
    const member *m = layout_member(w->layout, guide_index);
    if (w->within[m - w->layout->members])
        return pass_over(w, TRACE_WITHIN, node_index);
    walk_trace(w, TRACE_ENTERED, node_index, NONE, 1, 0);
    return walk_enter_guide(w, guide_index, ENTRY_STUCK, node_index);
}

static progress try_action(walk *w, uint32_t node_index)
{
    scene at = here(w);
    uint32_t family_index = at.guide->nodes[node_index].what;
    facts_name name = { at.guide->index, family_index, scene_remedy_round(&at, family_index),
                        scene_remedy(&at, family_index) };
    const remedy *r = &w->f->remedies[name.place];
    if (r->state == REMEDY_NONE)
        return walk_propose(w, node_index, &name);
    walk_trace(w, TRACE_TRIED, node_index, NONE, name.place, 0);
    const action *a = family_action(w->set, at.guide, &at.guide->remedy_families[family_index]);
    if (r->state == REMEDY_FAILED && a->stuck != NONE && at.guide->kind == WM_PROCEDURE)
        return stuck(w, node_index, a->stuck);
    return GOES_ON;
}

/* ---- Other flows and guides ------------------------------------------------------------------------- */

static progress go(walk *w, uint32_t node_index)
{
    frame *t = top_frame(w);
    uint32_t flow_index = t->guide->nodes[node_index].what;
    if (w->rounds[t->member->flows + flow_index])
        return pass_over(w, TRACE_WITHIN, node_index);
    walk_trace(w, TRACE_ENTERED, node_index, NONE, 1, 0);
    w->run_count = t->blocks; /* without return */
    return walk_enter_flow(w, flow_index, ENTRY_GO);
}

/* The flow's own frame begins its next round; flows that it went on to are left. */
static progress again(walk *w, uint32_t node_index)
{
    frame *t = top_frame(w);
    const node *n = &t->guide->nodes[node_index];
    uint32_t mark = t->member->flows + n->what, round = w->rounds[mark];
    if (!round)
        return go(w, node_index);
    if (round > n->at_most)
        return pass_over(w, TRACE_AT_MOST, node_index);
    walk_trace(w, TRACE_ENTERED, node_index, NONE, round + 1, 0);
    uint32_t frames = w->frame_count;
    while (w->frames[frames - 1].mark != mark)
        frames--;
    walk_unwind(w, frames);
    frame *loop = top_frame(w);
    w->run_count = loop->blocks;
    loop->round = round + 1;
    loop->otherwise = false;
    w->rounds[mark] = (uint16_t)(round + 1);
    return walk_push(w, loop->guide->flows[loop->flow].body, NONE);
}

static progress enter(walk *w, uint32_t node_index, entry_kind kind)
{
    frame *t = top_frame(w);
    uint32_t guide_index = t->guide->nodes[node_index].what;
    const member *m = layout_member(w->layout, guide_index);
    if (w->within[m - w->layout->members])
        return pass_over(w, TRACE_WITHIN, node_index);
    walk_trace(w, TRACE_ENTERED, node_index, NONE, 1, 0);
    if (kind == ENTRY_SEE)
        w->run_count = t->blocks; /* without return */
    return walk_enter_guide(w, guide_index, kind, node_index);
}

/* ---- Findings ------------------------------------------------------------------------------------------ */

static progress suspect(walk *w, uint32_t node_index)
{
    const guide *g = top_frame(w)->guide;
    uint32_t fault_index = g->nodes[node_index].what;
    walk_trace(w, TRACE_SUSPECTED, node_index, NONE, fault_index, 0);
    for (uint32_t i = top_scope(w)->findings; i < w->finding_count; i++)
        if (w->findings[i].guide == g->index && w->findings[i].fault == fault_index)
            return GOES_ON;
    if (w->finding_count == w->finding_room)
        return OVERRUN;
    w->findings[w->finding_count++] = (finding_fault){ g->index, fault_index, false };
    return GOES_ON;
}

progress walk_node(walk *w, uint32_t node_index)
{
    const guide *g = top_frame(w)->guide;
    const node *n = &g->nodes[node_index];
    switch ((node_kind)n->kind) {
    case NODE_ASK:
        return ask(w, node_index);
    case NODE_WHEN:
        return when(w, node_index);
    case NODE_TRY:
        return try_action(w, node_index);
    case NODE_CONCLUDE:
        return walk_conclude(w, node_index);
    case NODE_SUSPECT:
        return suspect(w, node_index);
    case NODE_ESCALATE:
        return walk_escalate(w, node_index, n->what);
    case NODE_RESOLVE:
        walk_trace(w, TRACE_END, node_index, NONE, 0, 0);
        return walk_resolved(w);
    case NODE_GO:
        return go(w, node_index);
    case NODE_AGAIN:
        return again(w, node_index);
    case NODE_SEE:
        return enter(w, node_index, ENTRY_SEE);
    case NODE_INCLUDE:
        return enter(w, node_index, ENTRY_INCLUDE);
    case NODE_ANY_ORDER:
        return walk_push(w, g->branches[n->first_branch].body, node_index);
    }
    return OVERRUN;
}
