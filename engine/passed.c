/* Which steps of a guide a case's walk has passed. Part of the façade. */
#include "facade.h"

typedef struct passing {
    const guide *guide;
    wm_passed *out;
    size_t cap, count;
} passing;

static size_t edge_place(const guide *g, uint32_t branch_index)
{
    size_t place = 0;
    for (uint32_t i = 0; i < branch_index && i < g->branch_count; i++)
        place += g->branches[i].kind != BRANCH_BODY;
    return branch_index < g->branch_count && g->branches[branch_index].kind != BRANCH_BODY ? place : WM_NO_PLACE;
}

static void pass(passing *p, uint32_t node_index, uint32_t branch_index)
{
    wm_passed at = { node_index, edge_place(p->guide, branch_index) };
    if (p->count < p->cap)
        p->out[p->count] = at;
    p->count++;
}

/* What was only looked at, or passed over, is no part of the way. */
static bool was_passed(const trace_entry *e)
{
    switch ((trace_kind)e->kind) {
    case TRACE_WHEN:
        return e->what == TRUE_;
    case TRACE_ANSWERED:
    case TRACE_PRESUMED:
    case TRACE_TRIED:
    case TRACE_SUSPECTED:
    case TRACE_CONCLUDED:
    case TRACE_ENTERED:
        return true;
    default:
        return false;
    }
}

size_t wm_case_passed(wm_case *c, const char *guide_name, wm_passed *out, size_t cap)
{
    uint32_t index = rule_set_find(c->rules->set, guide_name);
    wm_error error;
    arena_reset(&c->told);
    c->stepped = false; /* the way may have been used up by an explanation */
    if (index == NONE || case_step_now(c, &error) != WM_OK)
        return WM_NO_COUNT;
    passing p = { c->rules->set->guides[index], out, cap, 0 };
    uint32_t last = NONE;
    for (size_t i = 0; i < c->way.count && i < c->way.capacity; i++) {
        const trace_entry *e = &c->way.entries[i];
        if (e->guide != index || !was_passed(e) || e->node == NONE)
            continue;
        pass(&p, e->node, e->kind == TRACE_ANSWERED || e->kind == TRACE_PRESUMED ? e->branch : NONE);
        last = e->node;
    }
    if (c->step.guide == index && c->step.node != NONE && c->step.node != last)
        pass(&p, c->step.node, NONE);
    return p.count;
}
