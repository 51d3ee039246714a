/* Which small changes a guide can have, and the guide with one of them. Uses prove/mutants.h and model/. */
#include "prove/mutants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Which there are ----------------------------------------------------------------------------------------------- */

typedef struct listing {
    const rule_set *set;
    const guide *g;
    vector *out;
    bool *looked; /* conditions whose thresholds were listed */
    bool failed;
} listing;

static void add(listing *l, const mutation *m)
{
    l->failed = l->failed || !vector_append(l->out, m, 1);
}

static bool same_block(const guide *g, block a, block b)
{
    return a.count == b.count &&
           (!a.count || memcmp(g->links + a.first, g->links + b.first, a.count * sizeof *g->links) == 0);
}

/* Neighbours in written order: every branch is in some swap. */
static void list_swaps(listing *l, uint32_t node_index)
{
    const node *n = &l->g->nodes[node_index];
    for (uint32_t i = 0; n->kind == NODE_ASK && i + 1 < n->branch_count; i++) {
        const branch *a = &l->g->branches[n->first_branch + i], *b = a + 1;
        mutation m = { .kind = MUTATION_SWAP,
                       .line = a->line,
                       .node = node_index,
                       .branch = n->first_branch + i,
                       .other = n->first_branch + i + 1 };
        if (!same_block(l->g, a->body, b->body))
            add(l, &m);
    }
}

static void list_end(listing *l, uint32_t node_index)
{
    const guide *g = l->g;
    const node *n = &g->nodes[node_index];
    mutation m = { .kind = MUTATION_END, .line = n->line, .node = node_index, .end_kind = n->kind };
    bool concludes = n->kind == NODE_CONCLUDE;
    uint32_t same = concludes ? g->fault_count : g->escalation_count;
    uint32_t others = concludes ? g->escalation_count : g->fault_count;
    if (!concludes && n->kind != NODE_ESCALATE)
        return;
    m.end_what = (n->what + 1) % same;
    if (same < 2) {
        m.end_kind = concludes ? NODE_ESCALATE : NODE_CONCLUDE;
        m.end_what = 0;
    }
    if (same > 1 || others > 0)
        add(l, &m);
}

/* A threshold goes half way to the next one on either side; where there is none, by a tenth, one at least. */
static double moved(const question *q, double from, bool up)
{
    double step = fabs(from) / 10 > 1 ? fabs(from) / 10 : 1, to = up ? from + step : from - step;
    double bound = up ? q->max : q->min;
    for (uint32_t i = 0; i < q->threshold_count; i++) {
        double t = q->thresholds[i];
        if (up ? t > from && t < bound : t < from && t > bound)
            bound = t;
    }
    double half = from + (bound - from) / 2;
    return isfinite(half) && (up ? half < to : half > to) ? half : to;
}

static void list_threshold(listing *l, uint32_t condition_index, bool low)
{
    const condition *c = &l->g->conditions[condition_index];
    const question *q = family_question(l->set, l->g, &l->g->answer_families[c->family]);
    double from = low ? c->low : c->high;
    for (int up = 0; up < 2; up++) {
        mutation m = { .kind = MUTATION_THRESHOLD,
                       .line = c->line,
                       .node = NONE,
                       .condition = condition_index,
                       .low = low,
                       .from = from,
                       .to = moved(q, from, up) };
        if (m.to > from || m.to < from)
            add(l, &m);
    }
}

/* Of a condition and its parts, which are at most 64 deep. */
static void list_thresholds(listing *l, uint32_t condition_index)
{
    if (condition_index == NONE || l->looked[condition_index])
        return;
    const condition *c = &l->g->conditions[condition_index];
    l->looked[condition_index] = true;
    if (c->kind == COND_BELOW || c->kind == COND_BETWEEN)
        list_threshold(l, condition_index, false);
    if (c->kind == COND_AT_LEAST || c->kind == COND_BETWEEN)
        list_threshold(l, condition_index, true);
    if (c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE)
        for (uint32_t i = 0; i < c->count; i++)
            list_thresholds(l, l->g->parts[c->first + i]);
}

static void list_condition(listing *l, mutation m)
{
    if (m.condition == NONE)
        return;
    m.kind = MUTATION_NEGATE;
    m.line = l->g->conditions[m.condition].line;
    add(l, &m);
    list_thresholds(l, m.condition);
}

static void list_node(listing *l, uint32_t node_index)
{
    const node *n = &l->g->nodes[node_index];
    mutation drop = { .kind = MUTATION_DROP, .line = n->line, .node = node_index };
    add(l, &drop);
    list_swaps(l, node_index);
    list_end(l, node_index);
    if (n->kind == NODE_WHEN)
        list_condition(l, (mutation){ .what = NEGATED_WHEN, .node = node_index, .condition = n->what });
    for (uint32_t b = n->first_branch; n->kind == NODE_ASK && b < n->first_branch + n->branch_count; b++)
        if (l->g->branches[b].kind == BRANCH_ON)
            list_condition(
                l,
                (mutation){ .what = NEGATED_ON, .node = node_index, .branch = b, .condition = l->g->branches[b].what });
}

static int by_line(const void *a, const void *b)
{
    const mutation *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->branch != y->branch)
        return x->branch < y->branch ? -1 : 1;
    if (x->condition != y->condition)
        return x->condition < y->condition ? -1 : 1;
    return x->low != y->low ? (int)x->low - (int)y->low : (x->to > y->to) - (x->to < y->to);
}

bool mutations_of(const rule_set *set, uint32_t guide_index, vector *out)
{
    const guide *g = set->guides[guide_index];
    arena scratch;
    arena_init(&scratch, out->allocator);
    listing l = { .set = set, .g = g, .out = out };
    l.looked = arena_zero(&scratch, (size_t)g->condition_count + 1, sizeof *l.looked);
    l.failed = !l.looked;
    if (!l.failed) {
        list_condition(&l, (mutation){ .what = NEGATED_GOAL, .node = NONE, .condition = g->goal });
        list_condition(&l, (mutation){ .what = NEGATED_APPLIES, .node = NONE, .condition = g->applies });
    }
    for (uint32_t i = 0; !l.failed && i < g->action_count; i++)
        list_condition(
            &l, (mutation){ .what = NEGATED_VERIFY, .node = NONE, .condition = g->actions[i].verify, .action = i });
    for (uint32_t i = 0; !l.failed && i < g->node_count; i++)
        list_node(&l, i);
    arena_free(&scratch);
    if (!l.failed && out->count)
        qsort(out->data, out->count, out->size, by_line);
    return !l.failed;
}

/* ---- The guide with one of them ------------------------------------------------------------------------------------ */

/* Takes a node out of a block of the copied links. */
static void drop_from(const guide *g, uint32_t *links, block *b, uint32_t node_index)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->count; i++)
        if (g->links[b->first + i] != node_index)
            links[b->first + kept++] = g->links[b->first + i];
    b->count = kept;
}

static bool make_drop(mutant *out, const guide *g, uint32_t node_index)
{
    uint32_t *links = arena_copy(&out->memory, g->links, g->link_count, sizeof *links);
    branch *branches = arena_copy(&out->memory, g->branches, g->branch_count, sizeof *branches);
    flow *flows = arena_copy(&out->memory, g->flows, g->flow_count, sizeof *flows);
    if (!links || !branches || !flows)
        return false;
    for (uint32_t i = 0; i < g->branch_count; i++)
        drop_from(g, links, &branches[i].body, node_index);
    for (uint32_t i = 0; i < g->flow_count; i++) {
        drop_from(g, links, &flows[i].body, node_index);
        flows[i].otherwise = flows[i].otherwise == node_index ? NONE : flows[i].otherwise;
    }
    out->guide.links = links;
    out->guide.branches = branches;
    out->guide.flows = flows;
    return true;
}

static bool make_swap(mutant *out, const guide *g, const mutation *m)
{
    branch *branches = arena_copy(&out->memory, g->branches, g->branch_count, sizeof *branches);
    if (!branches)
        return false;
    branches[m->branch].body = g->branches[m->other].body;
    branches[m->other].body = g->branches[m->branch].body;
    out->guide.branches = branches;
    return true;
}

static bool make_end(mutant *out, const guide *g, const mutation *m)
{
    node *nodes = arena_copy(&out->memory, g->nodes, g->node_count, sizeof *nodes);
    if (!nodes)
        return false;
    nodes[m->node].kind = m->end_kind;
    nodes[m->node].what = m->end_what;
    out->guide.nodes = nodes;
    return true;
}

/* A copy of an array with room for one more; the copy may be of none. */
static void *copy_and_one(arena *a, const void *from, size_t count, size_t size)
{
    char *made = arena_zero(a, count + 1, size);
    if (made && count)
        memcpy(made, from, count * size);
    return made;
}

static uint32_t part_count(const guide *g)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < g->condition_count; i++) {
        const condition *c = &g->conditions[i];
        bool has_parts = c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE;
        if (has_parts && c->first + c->count > most)
            most = c->first + c->count;
    }
    return most;
}

/* A new condition, "none of this one", behind the others. */
static bool add_negation(mutant *out, const guide *g, uint32_t condition_index)
{
    uint32_t parts_before = part_count(g);
    condition *conditions = copy_and_one(&out->memory, g->conditions, g->condition_count, sizeof *conditions);
    uint32_t *parts = copy_and_one(&out->memory, g->parts, parts_before, sizeof *parts);
    if (!conditions || !parts)
        return false;
    parts[parts_before] = condition_index;
    conditions[g->condition_count] = (condition){ .kind = COND_NONE,
                                                  .family = NONE,
                                                  .first = parts_before,
                                                  .count = 1,
                                                  .line = g->conditions[condition_index].line };
    out->guide.conditions = conditions;
    out->guide.parts = parts;
    out->guide.condition_count = g->condition_count + 1;
    return true;
}

static bool make_negation(mutant *out, const guide *g, const mutation *m)
{
    uint32_t made = g->condition_count;
    if (!add_negation(out, g, m->condition))
        return false;
    if (m->what == NEGATED_GOAL)
        out->guide.goal = made;
    if (m->what == NEGATED_APPLIES)
        out->guide.applies = made;
    node *nodes = m->what == NEGATED_WHEN ? arena_copy(&out->memory, g->nodes, g->node_count, sizeof *nodes) : NULL;
    branch *branches =
        m->what == NEGATED_ON ? arena_copy(&out->memory, g->branches, g->branch_count, sizeof *branches) : NULL;
    action *actions =
        m->what == NEGATED_VERIFY ? arena_copy(&out->memory, g->actions, g->action_count, sizeof *actions) : NULL;
    if (nodes) {
        nodes[m->node].what = made;
        out->guide.nodes = nodes;
    } else if (branches) {
        branches[m->branch].what = made;
        out->guide.branches = branches;
    } else if (actions) {
        actions[m->action].verify = made;
        out->guide.actions = actions;
    }
    return nodes || branches || actions || m->what == NEGATED_GOAL || m->what == NEGATED_APPLIES;
}

static bool make_threshold(mutant *out, const guide *g, const mutation *m)
{
    condition *conditions = arena_copy(&out->memory, g->conditions, g->condition_count, sizeof *conditions);
    if (!conditions)
        return false;
    if (m->low)
        conditions[m->condition].low = m->to;
    else
        conditions[m->condition].high = m->to;
    out->guide.conditions = conditions;
    return true;
}

static bool make_change(mutant *out, const guide *g, const mutation *m)
{
    switch (m->kind) {
    case MUTATION_DROP:
        return make_drop(out, g, m->node);
    case MUTATION_SWAP:
        return make_swap(out, g, m);
    case MUTATION_NEGATE:
        return make_negation(out, g, m);
    case MUTATION_THRESHOLD:
        return make_threshold(out, g, m);
    default:
        return make_end(out, g, m);
    }
}

bool mutant_make(mutant *out, const rule_set *set, uint32_t guide_index, const mutation *m, wm_allocator allocator)
{
    const guide *g = set->guides[guide_index];
    *out = (mutant){ .set = *set, .guide = *g };
    arena_init(&out->memory, allocator);
    const guide **guides = arena_copy(&out->memory, set->guides, set->guide_count, sizeof(const guide *));
    if (!guides)
        return false;
    guides[guide_index] = &out->guide;
    out->set.guides = guides;
    return make_change(out, g, m);
}

void mutant_free(mutant *m)
{
    arena_free(&m->memory);
}
