/* The graph of steps: its order, who owns what, and the guide's arrays. Steps may be shared, and forty
 * shared ones make 2^40 paths, so every pass visits a step once and a link once; nothing recurses.
 * Uses model/draft.h. */
#include <string.h>

#include "model/draft.h"

#define LEAVING 0x80000000u /* on the stack: the step's blocks are done */

static const node *node_of(const draft *d, uint32_t step)
{
    return &VECTOR_AT(&d->sketch.nodes, node, step);
}

static const branch *branch_of(const draft *d, const node *n, uint32_t index)
{
    return &VECTOR_AT(&d->sketch.branches, branch, n->first_branch + index);
}

static const flow *flow_of(const draft *d, size_t index)
{
    return &VECTOR_AT(&d->sketch.flows, flow, index);
}

/* ---- Order ---------------------------------------------------------------------------------- */

static bool begin(const draft *d, arena *scratch, ordering *o)
{
    size_t steps = d->sketch.nodes.count;
    /* a step is pushed once a link to it and once to be left */
    size_t room = steps + d->sketch.links.count + d->sketch.flows.count + 1;
    *o = (ordering){ .cycle = NONE };
    o->number = arena_alloc(scratch, steps * sizeof *o->number);
    o->depth = arena_zero(scratch, steps, sizeof *o->depth);
    o->order = arena_alloc(scratch, steps * sizeof *o->order);
    o->seen = arena_zero(scratch, steps, sizeof *o->seen);
    o->stack = arena_alloc(scratch, room * sizeof *o->stack);
    if (o->number == NULL || o->depth == NULL || o->order == NULL || o->seen == NULL || o->stack == NULL)
        return false;
    memset(o->number, 0xFF, steps * sizeof *o->number);
    return true;
}

static void push_block(const draft *d, ordering *o, block b)
{
    for (uint32_t i = b.count; i-- > 0;)
        o->stack[o->top++] = VECTOR_AT(&d->sketch.links, step_id, b.first + i);
}

static void push_branches(const draft *d, ordering *o, const node *n)
{
    for (uint32_t i = n->branch_count; i-- > 0;)
        push_block(d, o, branch_of(d, n, i)->body);
}

static uint32_t deepest(const draft *d, const ordering *o, block b)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < b.count; i++) {
        uint32_t depth = o->depth[VECTOR_AT(&d->sketch.links, step_id, b.first + i)];
        most = depth != NONE && depth > most ? depth : most;
    }
    return most;
}

static void leave(const draft *d, ordering *o, uint32_t step)
{
    const node *n = node_of(d, step);
    uint32_t most = 0;
    for (uint32_t i = 0; i < n->branch_count; i++) {
        uint32_t depth = deepest(d, o, branch_of(d, n, i)->body) + 1;
        most = depth > most ? depth : most;
    }
    o->depth[step] = most;
}

/* Depth first, as a recursion would go: a step is numbered when it is first come to. While its blocks
 * are being walked its depth is NONE; who comes to it then has walked in a circle. */
static void number_steps(const draft *d, ordering *o)
{
    while (o->top > 0) {
        uint32_t at = o->stack[--o->top];
        if (at & LEAVING) {
            leave(d, o, at & ~LEAVING);
        } else if (o->number[at] == NONE) {
            o->number[at] = o->count;
            o->order[o->count++] = at;
            o->depth[at] = NONE;
            o->stack[o->top++] = at | LEAVING;
            push_branches(d, o, node_of(d, at));
        } else if (o->depth[at] == NONE) {
            o->cycle = at;
        }
    }
}

bool flow_order(draft *d, arena *scratch, ordering *o)
{
    if (!begin(d, scratch, o))
        return false;
    for (size_t i = 0; i < d->sketch.flows.count; i++) {
        const flow *f = flow_of(d, i);
        push_block(d, o, f->body);
        number_steps(d, o);
        if (f->otherwise != NONE)
            o->stack[o->top++] = f->otherwise;
        number_steps(d, o);
    }
    return true;
}

/* ---- Who owns what -------------------------------------------------------------------------- */

static void count_rounds(draft *d, const ordering *o)
{
    for (uint32_t i = 0; i < o->count; i++) {
        const node *n = node_of(d, o->order[i]);
        if (n->kind != NODE_AGAIN || n->what == NONE)
            continue;
        flow *f = &VECTOR_AT(&d->sketch.flows, flow, n->what);
        if (f->rounds <= n->at_most)
            f->rounds = (uint16_t)(n->at_most + 1);
    }
}

static void own(uint64_t *bits, family *families, uint32_t number, uint16_t rounds)
{
    bits[number / 64] |= (uint64_t)1 << (number % 64);
    if (families[number].rounds < rounds)
        families[number].rounds = rounds;
}

/* Everything written in a flow: in its blocks, however deep, and in its `otherwise`. */
static void own_flow(draft *d, ordering *o, uint32_t index, uint64_t *asks, uint64_t *tries,
                     family *const families[SIDES])
{
    const flow *f = flow_of(d, index);
    push_block(d, o, f->body);
    if (f->otherwise != NONE)
        o->stack[o->top++] = f->otherwise;
    while (o->top > 0 && o->visits <= OWN_VISITS_MAX) {
        uint32_t at = o->stack[--o->top];
        if (o->seen[at] == index + 1)
            continue;
        o->seen[at] = index + 1;
        o->visits++;
        const node *n = node_of(d, at);
        if (n->kind == NODE_ASK)
            own(asks, families[SIDE_ANSWER], n->what, f->rounds);
        else if (n->kind == NODE_TRY)
            own(tries, families[SIDE_REMEDY], n->what, f->rounds);
        else if (n->kind == NODE_SUSPECT)
            d->guide.suspects = true;
        push_branches(d, o, n);
    }
}

static void say_too_many_flows(draft *d)
{
    wm_finding *f = voice_say(&d->voice, "WM114", d->guide.line, NULL, "流程太多", "too many flows");
    if (f != NULL)
        f->mend = (wm_text){ "把指引拆開：一份最多 4096 個流程，流程之間也少共用些步驟。",
                             "Divide the guide: it has at most 4096 flows, and these share too many steps." };
}

bool flow_ownership(draft *d, ordering *o, family *const families[SIDES], const uint32_t counts[SIDES])
{
    size_t flows = d->sketch.flows.count;
    size_t asks = (counts[SIDE_ANSWER] + 63) / 64, tries = (counts[SIDE_REMEDY] + 63) / 64;
    if (flows > FLOWS_MAX || flows * (asks + tries) > OWN_BITS_MAX / 64) {
        say_too_many_flows(d);
        return true;
    }
    uint64_t *bits = arena_zero(&d->arena, flows * (asks + tries), sizeof *bits);
    if (bits == NULL)
        return false;
    count_rounds(d, o);
    for (uint32_t i = 0; i < flows; i++) {
        own_flow(d, o, i, bits, bits + asks, families);
        flow *f = &VECTOR_AT(&d->sketch.flows, flow, i);
        f->asks = bits;
        f->tries = bits + asks;
        bits += asks + tries;
    }
    if (o->visits > OWN_VISITS_MAX)
        say_too_many_flows(d);
    return true;
}

/* ---- Into the guide ------------------------------------------------------------------------- */

/* The guide's arrays, being filled. */
typedef struct keeping {
    draft *d;
    const ordering *o;
    branch *branches;
    uint32_t *links, *table;
    uint32_t branch_count, link_count, table_count;
} keeping;

static const question *asked_by(const draft *d, const node *n)
{
    return n->kind == NODE_ASK ? d->origins[SIDE_ANSWER][n->what].asked : NULL;
}

static bool branches_by_answer(const draft *d, const node *n)
{
    return n->branch_count > 0 && branch_of(d, n, 0)->kind == BRANCH_ANSWER;
}

/* How long the arrays become. Asks without branches by answer share one run of the table, its first. */
static uint64_t measure(keeping *k)
{
    const draft *d = k->d;
    uint64_t table = 0;
    uint32_t shared_run = 0;
    for (uint32_t i = 0; i < k->o->count; i++) {
        const node *n = node_of(d, k->o->order[i]);
        const question *q = asked_by(d, n);
        k->branch_count += n->branch_count;
        for (uint32_t j = 0; j < n->branch_count; j++)
            k->link_count += branch_of(d, n, j)->body.count;
        if (q != NULL && branches_by_answer(d, n))
            table += q->answer_count;
        else if (q != NULL && q->answer_count > shared_run)
            shared_run = q->answer_count;
    }
    for (size_t i = 0; i < d->sketch.flows.count; i++)
        k->link_count += flow_of(d, i)->body.count;
    k->table_count = shared_run;
    return table + shared_run;
}

static block keep_block(keeping *k, block from)
{
    block made = { .first = k->link_count, .count = from.count };
    for (uint32_t i = 0; i < from.count; i++)
        k->links[k->link_count++] = k->o->number[VECTOR_AT(&k->d->sketch.links, step_id, from.first + i)];
    return made;
}

static void note_branch(node *n, const branch *b, uint32_t index)
{
    if (b->kind == BRANCH_ON && n->on_count++ == 0)
        n->first_on = index;
    else if (b->kind == BRANCH_OTHER)
        n->other = index;
    else if (b->kind == BRANCH_UNSURE)
        n->unsure = index;
}

/* The table that leads from an ask's answers to their branches. */
static void keep_table(keeping *k, node *n, const question *q)
{
    if (q == NULL || q->answer_count == 0)
        return;
    if (n->branch_count == 0 || k->branches[n->first_branch].kind != BRANCH_ANSWER) {
        n->by_answer = 0;
        return;
    }
    n->by_answer = k->table_count;
    k->table_count += q->answer_count;
    for (uint32_t i = 0; i < n->branch_count; i++) {
        const branch *b = &k->branches[n->first_branch + i];
        if (b->kind == BRANCH_ANSWER)
            k->table[n->by_answer + b->what] = n->first_branch + i;
    }
}

static void keep_node(keeping *k, uint32_t number)
{
    const node *from = node_of(k->d, k->o->order[number]);
    node *n = &k->d->nodes[number];
    *n = *from;
    n->first_branch = k->branch_count;
    n->by_answer = n->first_on = n->other = n->unsure = NONE;
    for (uint32_t i = 0; i < n->branch_count; i++) {
        branch *b = &k->branches[k->branch_count++];
        *b = *branch_of(k->d, from, i);
        b->body = keep_block(k, b->body);
        note_branch(n, b, n->first_branch + i);
    }
    keep_table(k, n, asked_by(k->d, from));
}

static void keep_flow(keeping *k, const flow *from, flow *to)
{
    uint32_t depth = deepest(k->d, k->o, from->body) + 1;
    *to = *from;
    to->body = keep_block(k, from->body);
    if (from->otherwise != NONE) {
        to->otherwise = k->o->number[from->otherwise];
        uint32_t below = k->o->depth[from->otherwise] + 1;
        depth = below > depth ? below : depth;
    }
    to->depth = depth;
}

static bool make_room(keeping *k, uint64_t table, flow **flows)
{
    draft *d = k->d;
    if (table > ANSWER_TABLE_MAX) {
        wm_finding *f = voice_say(&d->voice, "WM114", d->guide.line, NULL, "ask 乘上它們的答案太多",
                                  "too many asks times their answers");
        if (f != NULL)
            f->mend = (wm_text){ "把指引拆開。", "Divide the guide." };
        return true;
    }
    d->nodes = arena_alloc(&d->arena, k->o->count * sizeof *d->nodes);
    k->branches = arena_alloc(&d->arena, k->branch_count * sizeof *k->branches);
    k->links = arena_alloc(&d->arena, k->link_count * sizeof *k->links);
    k->table = arena_alloc(&d->arena, (size_t)table * sizeof *k->table);
    *flows = arena_alloc(&d->arena, d->sketch.flows.count * sizeof **flows);
    if (d->nodes == NULL || k->branches == NULL || k->links == NULL || k->table == NULL || *flows == NULL)
        return false;
    memset(k->table, 0xFF, (size_t)table * sizeof *k->table);
    return true;
}

bool flow_keep(draft *d, const ordering *o)
{
    keeping k = { .d = d, .o = o };
    guide *g = &d->guide;
    flow *flows = NULL;
    uint64_t table = measure(&k);
    g->branch_count = k.branch_count;
    g->link_count = k.link_count;
    if (!make_room(&k, table, &flows))
        return false;
    if (flows == NULL)
        return true; /* too large; said */
    k.branch_count = k.link_count = 0;
    for (size_t i = 0; i < d->sketch.flows.count; i++)
        keep_flow(&k, flow_of(d, i), &flows[i]);
    for (uint32_t i = 0; i < o->count; i++)
        keep_node(&k, i);
    g->nodes = d->nodes;
    g->branches = k.branches;
    g->links = k.links;
    g->answer_branch = k.table;
    g->flows = flows;
    g->node_count = o->count;
    g->flow_count = (uint32_t)d->sketch.flows.count;
    g->has_flow = g->flow_count > 0 && flows[0].name == NULL;
    return true;
}
