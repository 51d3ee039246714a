/* How a walk ends: conclusions and their remedies, findings, otherwise, escalation, resolution, and the
 * way back from an included guide. Uses walk/stack.h. */
#include "walk/stack.h"

/* ---- Steps that end it ------------------------------------------------------------------------- */

static void tell_fault(walk *w)
{
    w->out->fault = w->fault;
    w->out->fault_guide = w->fault_guide;
}

progress walk_escalate(walk *w, uint32_t node_index, uint32_t escalation_index)
{
    walk_trace(w, TRACE_END, node_index, NONE, 0, 0);
    w->out->kind = WM_ESCALATE;
    w->out->done = true;
    w->out->guide = top_frame(w)->guide->index;
    w->out->node = node_index;
    w->out->escalation = escalation_index;
    tell_fault(w);
    return HAS_STEP;
}

uint32_t walk_latest_fixed(const walk *w, uint32_t scope_guide)
{
    uint32_t latest = NONE;
    for (uint32_t i = 0; w->f->fixed && i < w->layout->remedy_count; i++) {
        const remedy *r = &w->f->remedies[i];
        if (r->state != REMEDY_FIXED || (scope_guide != NONE && r->context.scope != scope_guide))
            continue;
        if (!facts_known_to_fail(w->f, r) && (latest == NONE || r->at > w->f->remedies[latest].at))
            latest = i;
    }
    return latest;
}

/* The case is solved. An outcome kept the fault that its action was proposed for. */
static progress case_resolved(walk *w)
{
    w->out->kind = WM_RESOLVED;
    w->out->done = true;
    w->out->guide = top_frame(w)->guide->index;
    w->out->action = walk_latest_fixed(w, NONE);
    tell_fault(w);
    if (w->out->action != NONE) {
        const remedy_context *c = &w->f->remedies[w->out->action].context;
        w->out->fault = c->fault;
        w->out->fault_guide = c->fault == NONE ? NONE : c->guide;
        w->out->guide = c->guide;
        w->out->presumed = c->presumed;
    }
    return HAS_STEP;
}

static progress diagnosed(walk *w)
{
    w->out->kind = WM_DIAGNOSED;
    w->out->done = true;
    w->out->guide = top_frame(w)->guide->index;
    tell_fault(w);
    return HAS_STEP;
}

progress walk_return(walk *w)
{
    scope s = *top_scope(w);
    walk_unwind(w, s.frame);
    w->finding_count = s.findings;
    w->fault = s.fault;
    w->fault_guide = s.fault_guide;
    w->scope_count--;
    w->includer_count--;
    walk_trace(w, TRACE_RETURNED, s.node, NONE, 0, 0);
    return GOES_ON;
}

progress walk_resolved(walk *w)
{
    return w->scope_count == 1 ? case_resolved(w) : walk_return(w);
}

bool walk_fixed_by(walk *w, uint32_t scope_guide)
{
    for (uint32_t i = 0; i < w->layout->remedy_count; i++) {
        const remedy *r = &w->f->remedies[i];
        if (r->state != REMEDY_FIXED || r->context.scope != scope_guide)
            continue;
        const guide *by = w->set->guides[r->context.guide];
        if (!by->suspects && by->kind != WM_PROCEDURE && facts_resolves(w->f, r, NULL, NULL))
            return true;
    }
    return false;
}

/* ---- Remedies ------------------------------------------------------------------------------------- */

/* What is proposed for a finding of a guide that was left by `see` is that guide's, outside of its flows. */
progress walk_propose(walk *w, uint32_t node_index, const facts_name *name)
{
    const frame *t = top_frame(w);
    const guide *g = w->set->guides[name->guide];
    bool is_here = t->guide == g;
    w->out->kind = WM_TRY;
    w->out->guide = g->index;
    w->out->node = is_here ? node_index : NONE;
    w->out->name = *name;
    w->out->procedure = g->kind == WM_PROCEDURE;
    tell_fault(w);
    w->out->context = (remedy_context){ .guide = g->index,
                                        .flow = is_here ? t->flow : NONE,
                                        .round = is_here ? t->round : 1,
                                        .scope = top_scope(w)->guide,
                                        .fault = w->fault_guide == g->index ? w->fault : NONE,
                                        .presumed = w->out->presumed,
                                        .includers = w->includers,
                                        .includer_count = w->includer_count };
    return HAS_STEP;
}

/* The fault's first untried remedy; GOES_ON where none is left. A remedy's own family is the one of the
 * action's number: base families come first, in order of declaration. */
static progress try_remedies(walk *w, uint32_t node_index, const guide *g, uint32_t fault_index)
{
    const member *m = layout_member(w->layout, g->index);
    const fault *of = &g->faults[fault_index];
    w->fault = fault_index;
    w->fault_guide = g->index;
    for (uint32_t i = 0; i < of->remedy_count; i++) {
        uint32_t place = slot_place(g->remedy_families[of->remedies[i]].slot, m->remedies);
        facts_name name = { g->index, of->remedies[i], 1, place };
        if (w->f->remedies[place].state == REMEDY_NONE)
            return walk_propose(w, node_index, &name);
        walk_trace(w, TRACE_TRIED, node_index, NONE, place, 0);
    }
    return GOES_ON;
}

/* ---- Findings --------------------------------------------------------------------------------------- */

static bool fixes(const facts *f, const remedy *r, uint32_t fault_index)
{
    facts_name name = { r->guide, r->family, r->round, 0 };
    const action *a = facts_action(f, &name);
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].fault == fault_index && a->fixes[i].p > 0)
            return true;
    return false;
}

/* A remedy that fixed settles the finding that it was proposed for; one that was proposed for none,
 * whichever it fixes. */
static bool is_settled(const walk *w, const finding_fault *found)
{
    for (uint32_t i = 0; w->f->fixed && i < w->layout->remedy_count; i++) {
        const remedy *r = &w->f->remedies[i];
        if (r->state != REMEDY_FIXED || r->context.guide != found->guide || facts_known_to_fail(w->f, r))
            continue;
        if (r->context.fault == found->fault || (r->context.fault == NONE && fixes(w->f, r, found->fault)))
            return true;
    }
    return false;
}

/* The likeliest finding of the guide on top that is not done; else the first of another; NULL: none. */
static finding_fault *next_finding(walk *w)
{
    const guide *g = top_frame(w)->guide;
    finding_fault *first = NULL;
    uint32_t count = 0;
    for (uint32_t i = top_scope(w)->findings; i < w->finding_count; i++) {
        if (w->findings[i].done)
            continue;
        if (!first)
            first = &w->findings[i];
        if (w->findings[i].guide == g->index)
            w->choices[count++] = w->findings[i].fault;
    }
    if (!count)
        return first;
    scene at = here(w);
    size_t which = count > 1 && w->chooser && w->chooser->likeliest
                       ? w->chooser->likeliest(w->chooser->context, w->f, &at, w->choices, count)
                       : 0;
    uint32_t chosen = w->choices[which < count ? which : 0];
    for (uint32_t i = top_scope(w)->findings; i < w->finding_count; i++)
        if (w->findings[i].guide == g->index && w->findings[i].fault == chosen)
            return &w->findings[i];
    return first;
}

/* Findings are concluded, the likeliest first. GOES_ON: every one was; *unsettled is the first that no
 * remedy settled, or NULL. */
static progress conclude_findings(walk *w, const finding_fault **unsettled)
{
    finding_fault *found;
    *unsettled = NULL;
    while ((found = next_finding(w)) != NULL) {
        found->done = true;
        if (is_settled(w, found))
            continue;
        progress p = try_remedies(w, NONE, w->set->guides[found->guide], found->fault);
        if (p != GOES_ON)
            return p;
    }
    for (uint32_t i = top_scope(w)->findings; i < w->finding_count && !*unsettled; i++)
        if (!is_settled(w, &w->findings[i]))
            *unsettled = &w->findings[i];
    return GOES_ON;
}

static bool remember_finding(walk *w, uint32_t guide_index, uint32_t fault_index)
{
    for (uint32_t i = top_scope(w)->findings; i < w->finding_count; i++)
        if (w->findings[i].guide == guide_index && w->findings[i].fault == fault_index)
            return w->findings[i].done = true;
    if (w->finding_count < w->finding_room)
        w->findings[w->finding_count++] = (finding_fault){ guide_index, fault_index, true };
    return true;
}

progress walk_conclude(walk *w, uint32_t node_index)
{
    const guide *g = top_frame(w)->guide;
    uint32_t fault_index = g->nodes[node_index].what;
    finding_fault it = { g->index, fault_index, true };
    walk_trace(w, TRACE_CONCLUDED, node_index, NONE, fault_index, 0);
    if (g->suspects)
        remember_finding(w, g->index, fault_index);
    if (!g->suspects || !is_settled(w, &it)) {
        progress p = try_remedies(w, node_index, g, fault_index);
        if (p != GOES_ON)
            return p;
    }
    walk_trace(w, TRACE_END, node_index, NONE, 0, 0);
    return walk_flow_ended(w);
}

/* ---- The end of a flow -------------------------------------------------------------------------------- */

/* Whether every finding is settled; without any, whether a remedy of the guide fixed at all. */
static bool all_settled(walk *w, const finding_fault *unsettled)
{
    const guide *g = top_frame(w)->guide;
    if (w->finding_count > top_scope(w)->findings)
        return !unsettled;
    return g->suspects && walk_latest_fixed(w, top_scope(w)->guide) != NONE;
}

/* An included guide's main `otherwise` is not taken, nor that of a guide that it went on to. */
static bool may_take_otherwise(const walk *w, const frame *t)
{
    if (t->otherwise || t->flow == NONE || t->guide->flows[t->flow].otherwise == NONE)
        return false;
    const scope *s = &w->scopes[w->scope_count - 1];
    return t->kind == ENTRY_GO || w->scope_count == 1 || s->stuck;
}

static progress nothing_left(walk *w)
{
    const guide *g = top_frame(w)->guide;
    if (w->scope_count > 1)
        return walk_return(w);
    return g->cheapest_escalation != NONE ? walk_escalate(w, NONE, g->cheapest_escalation) : diagnosed(w);
}

/* A flow that runs out ends in its `otherwise`, else in its caller's. Environment guides and procedures
 * that run out are resolved. */
static progress otherwise(walk *w)
{
    for (;;) {
        frame *t = top_frame(w);
        w->run_count = t->blocks;
        if (may_take_otherwise(w, t)) {
            uint32_t node_index = t->guide->flows[t->flow].otherwise;
            t->otherwise = true;
            walk_trace(w, TRACE_OTHERWISE, node_index, NONE, 0, 0);
            return walk_node(w, node_index);
        }
        if (t->kind != ENTRY_GO && t->guide->kind != WM_DIAGNOSIS)
            return walk_resolved(w);
        if (w->frame_count - 1 == top_scope(w)->frame)
            return nothing_left(w);
        walk_unwind(w, w->frame_count - 1);
    }
}

progress walk_flow_ended(walk *w)
{
    const finding_fault *unsettled;
    w->run_count = top_frame(w)->blocks;
    progress p = conclude_findings(w, &unsettled);
    if (p != GOES_ON)
        return p;
    if (all_settled(w, unsettled))
        return walk_resolved(w);
    if (unsettled) {
        w->fault = unsettled->fault;
        w->fault_guide = unsettled->guide;
    }
    return otherwise(w);
}

/* ---- A guide without a flow ------------------------------------------------------------------------------ */

/* In written order: every question, every action, then the hand-over. */
static plan_choice as_written(const walk *w, const scene *at)
{
    const guide *g = at->guide;
    for (uint32_t i = 0; i < g->question_count; i++)
        if (w->f->answers[scene_answer(at, i)].state == FACT_NONE)
            return (plan_choice){ PLAN_ASK, i };
    for (uint32_t i = 0; i < g->action_count; i++)
        if (w->f->remedies[scene_remedy(at, i)].state == REMEDY_NONE)
            return (plan_choice){ PLAN_TRY, i };
    return g->cheapest_escalation == NONE ? (plan_choice){ PLAN_END, NONE }
                                          : (plan_choice){ PLAN_ESCALATE, g->cheapest_escalation };
}

progress walk_plan(walk *w)
{
    scene at = here(w);
    bool by_belief = at.guide->kind == WM_DIAGNOSIS && w->chooser && w->chooser->plan;
    plan_choice c = by_belief ? w->chooser->plan(w->chooser->context, w->f, &at) : as_written(w, &at);
    top_frame(w)->otherwise = true;
    switch (c.kind) {
    case PLAN_ASK:
        w->out->kind = WM_ASK;
        w->out->guide = at.guide->index;
        w->out->name =
            (facts_name){ at.guide->index, c.what, scene_answer_round(&at, c.what), scene_answer(&at, c.what) };
        return HAS_STEP;
    case PLAN_TRY: {
        facts_name name = { at.guide->index, c.what, scene_remedy_round(&at, c.what), scene_remedy(&at, c.what) };
        return walk_propose(w, NONE, &name);
    }
    case PLAN_ESCALATE:
        if (at.guide->kind == WM_DIAGNOSIS && w->scope_count == 1)
            return walk_escalate(w, NONE, c.what);
        return walk_flow_ended(w);
    default:
        return walk_flow_ended(w);
    }
}
