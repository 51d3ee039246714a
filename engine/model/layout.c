/* Layouts: which guides a case can come to, and where their facts lie. Uses model/link.h. */
#include <stdlib.h>
#include <string.h>

#include "model/link.h"

#define DEPTH_TO_SPARE 4u /* the root's own, and what a `stuck` or a plan opens */

/* Each guide's list of guides: those of guide i are at[first[i]] … at[first[i + 1] - 1]. */
typedef struct lists {
    vector at; /* uint32_t */
    uint32_t *first;
} lists;

typedef struct planner {
    arena *arena;
    const rule_set *set;
    lists leads, declares; /* guides that it leads to, in written order; guides whose things it uses */
    uint32_t *seen;        /* a guide was seen for the list or layout of this number */
    uint32_t stamp;
    uint32_t *depths; /* frames that a guide's flows may need */
    member *members;  /* the layout being made */
    uint32_t count;
} planner;

/* ---- What leads where ----------------------------------------------------------------------- */

static bool lead(planner *p, lists *to, uint32_t guide_)
{
    if (guide_ == NONE || p->seen[guide_] == p->stamp)
        return true;
    p->seen[guide_] = p->stamp;
    return vector_append(&to->at, &guide_, 1);
}

static uint32_t led_to_by(const planner *p, const guide *g, const node *n)
{
    if (n->kind == NODE_SEE || n->kind == NODE_INCLUDE)
        return n->what;
    if (n->kind == NODE_TRY)
        return family_action(p->set, g, &g->remedy_families[n->what])->stuck;
    return NONE;
}

static bool list_leads(planner *p, const guide *g)
{
    p->stamp++;
    p->seen[g->index] = p->stamp;
    for (uint32_t i = 0; i < g->node_count; i++)
        if (!lead(p, &p->leads, led_to_by(p, g, &g->nodes[i])))
            return false;
    for (uint32_t i = 0; i < g->action_count; i++)
        if (!lead(p, &p->leads, g->actions[i].stuck))
            return false;
    return true;
}

static bool list_declarers(planner *p, const guide *g)
{
    p->stamp++;
    p->seen[g->index] = p->stamp;
    for (uint32_t i = 0; i < g->answer_family_count; i++)
        if (!lead(p, &p->declares, g->answer_families[i].declared))
            return false;
    for (uint32_t i = 0; i < g->remedy_family_count; i++)
        if (!lead(p, &p->declares, g->remedy_families[i].declared))
            return false;
    return true;
}

static uint32_t depth_of(const guide *g)
{
    uint32_t depth = 1;
    for (uint32_t i = 0; i < g->flow_count; i++)
        depth += g->flows[i].depth + 1;
    return depth;
}

static bool list_all(planner *p)
{
    for (uint32_t i = 0; i < p->set->guide_count; i++) {
        const guide *g = p->set->guides[i];
        p->leads.first[i] = (uint32_t)p->leads.at.count;
        p->declares.first[i] = (uint32_t)p->declares.at.count;
        p->depths[i] = depth_of(g);
        if (!list_leads(p, g) || !list_declarers(p, g))
            return false;
    }
    p->leads.first[p->set->guide_count] = (uint32_t)p->leads.at.count;
    p->declares.first[p->set->guide_count] = (uint32_t)p->declares.at.count;
    return true;
}

/* ---- One layout ----------------------------------------------------------------------------- */

static void join(planner *p, uint32_t guide_)
{
    if (p->seen[guide_] == p->stamp)
        return;
    p->seen[guide_] = p->stamp;
    p->members[p->count++] = (member){ .guide = guide_ };
}

static void join_list(planner *p, const lists *of, uint32_t guide_)
{
    for (uint32_t i = of->first[guide_]; i < of->first[guide_ + 1]; i++)
        join(p, VECTOR_AT(&of->at, uint32_t, i));
}

/* The outcome of a shared action may be told to any case, and what it does is in its guide's names. */
static void join_sharers(planner *p)
{
    for (uint32_t i = 0; i < p->set->shared_action_count; i++)
        join(p, p->set->shared_actions[i].guide);
}

static void place_members(const planner *p, layout *l)
{
    l->answer_count = p->set->shared_question_count;
    l->remedy_count = p->set->shared_action_count;
    l->depth = DEPTH_TO_SPARE;
    for (uint32_t i = 0; i < p->count; i++) {
        member *m = &p->members[i];
        const guide *g = p->set->guides[m->guide];
        m->answers = l->answer_count;
        m->remedies = l->remedy_count;
        m->flows = l->flow_count;
        l->answer_count += g->answer_slot_count;
        l->remedy_count += g->remedy_slot_count;
        l->flow_count += g->flow_count;
        l->depth += p->depths[m->guide];
        l->node_count += i < l->reached ? g->node_count : 0;
    }
}

/* Members by guide: the guide and the member's number in one, so that no comparison needs more. */
static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static uint32_t *order_of(const planner *p, uint64_t *keys)
{
    uint32_t *order = arena_alloc(p->arena, p->count * sizeof *order);
    for (uint32_t i = 0; order != NULL && i < p->count; i++)
        keys[i] = (uint64_t)p->members[i].guide << 32 | i;
    if (order != NULL && p->count > 1)
        qsort(keys, p->count, sizeof *keys, by_value);
    for (uint32_t i = 0; order != NULL && i < p->count; i++)
        order[i] = (uint32_t)keys[i];
    return order;
}

static bool make_layout(planner *p, uint32_t guide_, uint64_t *keys, layout *l)
{
    p->stamp++;
    p->count = 0;
    join(p, guide_);
    for (uint32_t i = 0; i < p->count; i++)
        join_list(p, &p->leads, p->members[i].guide);
    *l = (layout){ .reached = p->count };
    join_sharers(p);
    for (uint32_t i = 0; i < p->count; i++)
        join_list(p, &p->declares, p->members[i].guide);
    l->member_count = p->count;
    place_members(p, l);
    l->members = arena_copy(p->arena, p->members, p->count, sizeof *p->members);
    l->order = order_of(p, keys);
    return l->members != NULL && l->order != NULL;
}

const layout *layouts_of(arena *a, wm_allocator allocator, const rule_set *set)
{
    arena scratch;
    arena_init(&scratch, allocator);
    uint32_t count = set->guide_count;
    planner p = { .arena = a, .set = set };
    p.leads.at = p.declares.at = vector_of(allocator, sizeof(uint32_t));
    p.leads.first = arena_alloc(&scratch, (count + (size_t)1) * sizeof(uint32_t));
    p.declares.first = arena_alloc(&scratch, (count + (size_t)1) * sizeof(uint32_t));
    p.seen = arena_zero(&scratch, count, sizeof *p.seen);
    p.depths = arena_alloc(&scratch, count * sizeof *p.depths);
    p.members = arena_alloc(&scratch, count * sizeof *p.members);
    uint64_t *keys = arena_alloc(&scratch, count * sizeof *keys);
    layout *layouts = arena_zero(a, count, sizeof *layouts);
    bool ok = p.leads.first != NULL && p.declares.first != NULL && p.seen != NULL && p.depths != NULL &&
              p.members != NULL && keys != NULL && layouts != NULL && list_all(&p);
    for (uint32_t i = 0; ok && i < count; i++)
        ok = make_layout(&p, i, keys, &layouts[i]);
    vector_free(&p.leads.at);
    vector_free(&p.declares.at);
    arena_free(&scratch);
    return ok ? layouts : NULL;
}
