/* R(q, f), by two passes over the graph of shared steps. Upwards: what a step alone can conclude, whether it may fall
 * through to what comes after it, and whether it may run out into the `otherwise` (through a flow that it goes to).
 * Downwards: what comes after it where it falls through, and where it runs out. Sets are bits: one a fault, then RUNS_OUT
 * and FALLS. What never falls through: conclude, escalate, resolve, go, see. `again` does, when its rounds are used up.
 * In an any_order each ask may come before and after each other one. `unsure` and Lua branches are left out;
 * contradictions are not looked at. Uses reason/cells.h. */
#include "reason/reach.h"

#include <string.h>

#include "base/vector.h"
#include "reason/cells.h"

/* Nodes are numbered as the guide does; behind them come its flows. */
typedef struct graph {
    const rule_set *set;
    const guide *g;
    size_t words, faults;
    uint64_t *up;     /* of every node and flow: what it can conclude, RUNS_OUT, FALLS */
    uint64_t *after;  /* what follows where it falls through */
    uint64_t *beyond; /* … and where it runs out; of a flow: behind its own `otherwise` */
    uint64_t *scratch, *block, *sum;
    uint32_t *order; /* those reached, each behind all that is below it */
    size_t count;
    uint32_t *branches; /* room for the branches of one cell */
    bool changed;
} graph;

/* ---- Sets -------------------------------------------------------------------------------------------------------- */

static uint64_t *set_at(const graph *x, uint64_t *sets, size_t i)
{
    return sets + i * x->words;
}

static bool has(const uint64_t *set, size_t bit)
{
    return (set[bit / 64] >> (bit % 64) & 1) != 0;
}

static void put(uint64_t *set, size_t bit)
{
    set[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static void drop(uint64_t *set, size_t bit)
{
    set[bit / 64] &= ~(UINT64_C(1) << (bit % 64));
}

static size_t runs_out(const graph *x)
{
    return x->faults;
}

static size_t falls_through(const graph *x)
{
    return x->faults + 1;
}

static void clear(const graph *x, uint64_t *set)
{
    memset(set, 0, x->words * sizeof *set);
}

/* Whether it grew. */
static bool add(const graph *x, uint64_t *to, const uint64_t *from)
{
    uint64_t grown = 0;
    for (size_t i = 0; i < x->words; i++) {
        grown |= from[i] & ~to[i];
        to[i] |= from[i];
    }
    return grown != 0;
}

/* The faults of `set`, and what comes after it where it falls through or runs out. */
static void resolve(const graph *x, uint64_t *to, const uint64_t *set, const uint64_t *after, const uint64_t *beyond)
{
    bool falls = has(set, falls_through(x)), out = has(set, runs_out(x));
    for (size_t i = 0; i < x->words; i++)
        to[i] = set[i];
    drop(to, falls_through(x));
    drop(to, runs_out(x));
    if (falls)
        add(x, to, after);
    if (out)
        add(x, to, beyond);
}

/* ---- Order ------------------------------------------------------------------------------------------------------- */

static uint32_t flow_number(const graph *x, uint32_t flow_index)
{
    return x->g->node_count + flow_index;
}

typedef struct visit {
    uint32_t number;
    bool leaves;
} visit;

static bool push(vector *stack, uint32_t number, bool leaves)
{
    visit *v = vector_push(stack);
    if (v)
        *v = (visit){ number, leaves };
    return v != NULL;
}

static bool push_block(const graph *x, vector *stack, block b)
{
    for (uint32_t i = b.count; i-- > 0;)
        if (!push(stack, x->g->links[b.first + i], false))
            return false;
    return true;
}

static bool push_below(const graph *x, vector *stack, uint32_t number)
{
    if (number >= x->g->node_count) {
        const flow *fl = &x->g->flows[number - x->g->node_count];
        return (fl->otherwise == NONE || push(stack, fl->otherwise, false)) && push_block(x, stack, fl->body);
    }
    const node *n = &x->g->nodes[number];
    if (n->kind == NODE_GO || n->kind == NODE_AGAIN)
        return push(stack, flow_number(x, n->what), false);
    for (uint32_t i = 0; i < n->branch_count; i++)
        if (!push_block(x, stack, x->g->branches[n->first_branch + i].body))
            return false;
    return true;
}

/* Depth first from every flow, without recursion: nesting is the author's. */
static bool find_order(graph *x, arena *memory)
{
    bool *seen = arena_zero(memory, x->g->node_count + x->g->flow_count + 1, sizeof *seen), fine = seen != NULL;
    vector stack = vector_of(memory->allocator, sizeof(visit));
    for (uint32_t f = 0; fine && f < x->g->flow_count; f++) {
        fine = push(&stack, flow_number(x, f), false);
        while (fine && stack.count > 0) {
            visit v = VECTOR_AT(&stack, visit, --stack.count);
            if (v.leaves) {
                x->order[x->count++] = v.number;
            } else if (!seen[v.number]) {
                seen[v.number] = true;
                fine = push(&stack, v.number, true) && push_below(x, &stack, v.number);
            }
        }
    }
    vector_free(&stack);
    return fine;
}

/* ---- Upwards ------------------------------------------------------------------------------------------------------ */

/* Steps one after the other, up to the first that never falls through. */
static void block_up(const graph *x, block b, uint64_t *to)
{
    clear(x, to);
    put(to, falls_through(x));
    for (uint32_t i = 0; i < b.count && has(to, falls_through(x)); i++) {
        drop(to, falls_through(x));
        add(x, to, set_at(x, x->up, x->g->links[b.first + i]));
    }
}

/* In whatever order: it falls through where all do. */
static void any_order_up(const graph *x, block b, uint64_t *to)
{
    bool falls = true;
    clear(x, to);
    for (uint32_t i = 0; i < b.count; i++) {
        const uint64_t *one = set_at(x, x->up, x->g->links[b.first + i]);
        falls = falls && has(one, falls_through(x));
        add(x, to, one);
    }
    drop(to, falls_through(x));
    if (falls)
        put(to, falls_through(x));
}

static cells_view view_of(const graph *x, const node *n)
{
    return (cells_view){ .guide = x->g,
                         .node = n,
                         .question = family_question(x->set, x->g, &x->g->answer_families[n->what]) };
}

/* What an answer in a cell can lead to. */
static void cell_up(const graph *x, const cells_view *v, uint32_t cell, uint64_t *to)
{
    bool falls;
    size_t count = cells_branches(v, cell, x->branches, &falls);
    clear(x, to);
    for (size_t i = 0; i < count; i++) {
        block_up(x, x->g->branches[x->branches[i]].body, x->block);
        add(x, to, x->block);
    }
    if (falls)
        put(to, falls_through(x));
}

static void ask_up(const graph *x, const node *n, uint64_t *to)
{
    cells_view v = view_of(x, n);
    uint32_t cells = question_cells(v.question);
    clear(x, to);
    for (uint32_t k = 0; k < cells || (cells == 0 && k == 0); k++) {
        cell_up(x, &v, cells == 0 ? NONE : k, x->scratch);
        add(x, to, x->scratch);
    }
}

/* A flow: where its body runs out its `otherwise` follows, and where that does, its caller's. */
static void flow_up(const graph *x, const flow *fl, uint64_t *to)
{
    block_up(x, fl->body, to);
    if (has(to, falls_through(x)))
        put(to, runs_out(x));
    if (fl->otherwise != NONE && has(to, runs_out(x))) {
        drop(to, runs_out(x));
        add(x, to, set_at(x, x->up, fl->otherwise));
        if (has(set_at(x, x->up, fl->otherwise), falls_through(x)))
            put(to, runs_out(x));
    }
    drop(to, falls_through(x));
}

static void node_up(const graph *x, const node *n, uint64_t *to)
{
    clear(x, to);
    switch ((node_kind)n->kind) {
    case NODE_ASK:
        ask_up(x, n, to);
        return;
    case NODE_WHEN:
        block_up(x, x->g->branches[n->first_branch].body, to);
        break;
    case NODE_ANY_ORDER:
        any_order_up(x, x->g->branches[n->first_branch].body, to);
        return;
    case NODE_CONCLUDE:
        put(to, n->what);
        return;
    case NODE_SUSPECT:
        put(to, n->what);
        break;
    case NODE_GO:
        add(x, to, set_at(x, x->up, flow_number(x, n->what)));
        return;
    case NODE_AGAIN:
        add(x, to, set_at(x, x->up, flow_number(x, n->what)));
        break;
    case NODE_ESCALATE:
    case NODE_RESOLVE:
    case NODE_SEE:
        return;
    case NODE_TRY:
    case NODE_INCLUDE:
        break;
    }
    put(to, falls_through(x));
}

static void upwards(graph *x)
{
    do {
        x->changed = false;
        for (size_t i = 0; i < x->count; i++) {
            uint32_t number = x->order[i];
            if (number < x->g->node_count)
                node_up(x, &x->g->nodes[number], x->sum);
            else
                flow_up(x, &x->g->flows[number - x->g->node_count], x->sum);
            bool grew = add(x, set_at(x, x->up, number), x->sum);
            x->changed = x->changed || (grew && number >= x->g->node_count);
        }
    } while (x->changed);
}

/* ---- Downwards ---------------------------------------------------------------------------------------------------- */

/* Tells every step of a block what comes after it: the later ones, up to the first that never falls through, then what
 * comes after the block. */
static void block_down(const graph *x, block b, const uint64_t *after, const uint64_t *beyond)
{
    memcpy(x->sum, after, x->words * sizeof *after);
    for (uint32_t i = b.count; i-- > 0;) {
        uint32_t child = x->g->links[b.first + i];
        add(x, set_at(x, x->after, child), x->sum);
        add(x, set_at(x, x->beyond, child), beyond);
        resolve(x, x->scratch, set_at(x, x->up, child), x->sum, beyond);
        memcpy(x->sum, x->scratch, x->words * sizeof *x->sum);
    }
}

/* … of an any_order: all the others, and what comes after it where they all fall through. */
static void any_order_down(const graph *x, block b, const uint64_t *after, const uint64_t *beyond)
{
    for (uint32_t i = 0; i < b.count; i++) {
        uint32_t child = x->g->links[b.first + i];
        any_order_up(x, (block){ b.first, i }, x->sum);
        any_order_up(x, (block){ b.first + i + 1, b.count - i - 1 }, x->block);
        bool falls = has(x->sum, falls_through(x)) && has(x->block, falls_through(x));
        add(x, x->sum, x->block);
        drop(x->sum, falls_through(x));
        if (falls)
            put(x->sum, falls_through(x));
        resolve(x, x->scratch, x->sum, after, beyond);
        add(x, set_at(x, x->after, child), x->scratch);
        add(x, set_at(x, x->beyond, child), beyond);
    }
}

static void flow_down(const graph *x, uint32_t number)
{
    const flow *fl = &x->g->flows[number - x->g->node_count];
    uint64_t *caller = set_at(x, x->beyond, number), *end = set_at(x, x->after, number);
    if (fl->otherwise == NONE) {
        add(x, end, caller);
    } else {
        add(x, set_at(x, x->after, fl->otherwise), caller);
        add(x, set_at(x, x->beyond, fl->otherwise), caller);
        resolve(x, x->scratch, set_at(x, x->up, fl->otherwise), caller, caller);
        add(x, end, x->scratch);
    }
    block_down(x, fl->body, end, end);
}

static void node_down(graph *x, uint32_t number)
{
    const node *n = &x->g->nodes[number];
    const uint64_t *after = set_at(x, x->after, number), *beyond = set_at(x, x->beyond, number);
    if (n->kind == NODE_GO || n->kind == NODE_AGAIN)
        x->changed |= add(x, set_at(x, x->beyond, flow_number(x, n->what)), beyond);
    else if (n->kind == NODE_ANY_ORDER)
        any_order_down(x, x->g->branches[n->first_branch].body, after, beyond);
    else
        for (uint32_t i = 0; i < n->branch_count; i++)
            block_down(x, x->g->branches[n->first_branch + i].body, after, beyond);
}

static void downwards(graph *x)
{
    do {
        x->changed = false;
        for (size_t i = x->count; i-- > 0;) {
            if (x->order[i] < x->g->node_count)
                node_down(x, x->order[i]);
            else
                flow_down(x, x->order[i]);
        }
    } while (x->changed);
}

/* ---- R -------------------------------------------------------------------------------------------------------------- */

static void collect(const graph *x, reach *out)
{
    for (size_t i = 0; i < x->count; i++) {
        uint32_t number = x->order[i];
        if (number >= x->g->node_count || x->g->nodes[number].kind != NODE_ASK)
            continue;
        const node *n = &x->g->nodes[number];
        cells_view v = view_of(x, n);
        for (uint32_t k = 0; k < question_cells(v.question); k++) {
            cell_up(x, &v, k, x->sum);
            resolve(x, x->scratch, x->sum, set_at(x, x->after, number), set_at(x, x->beyond, number));
            add(x, set_at(x, out->cells, out->first[n->what] + k), x->scratch);
        }
    }
}

static bool graph_init(graph *x, const rule_set *set, const guide *g, arena *memory)
{
    size_t sets = (size_t)g->node_count + g->flow_count + 1, most = 0;
    *x = (graph){ .set = set, .g = g, .faults = g->fault_count, .words = (g->fault_count + 2 + 63) / 64 };
    for (uint32_t i = 0; i < g->node_count; i++)
        most = g->nodes[i].on_count > most ? g->nodes[i].on_count : most;
    x->up = arena_zero(memory, sets, x->words * sizeof *x->up);
    x->after = arena_zero(memory, sets, x->words * sizeof *x->after);
    x->beyond = arena_zero(memory, sets, x->words * sizeof *x->beyond);
    x->scratch = arena_zero(memory, x->words, sizeof *x->scratch);
    x->block = arena_zero(memory, x->words, sizeof *x->block);
    x->sum = arena_zero(memory, x->words, sizeof *x->sum);
    x->order = arena_zero(memory, sets, sizeof *x->order);
    x->branches = arena_zero(memory, most + 1, sizeof *x->branches);
    return x->up && x->after && x->beyond && x->scratch && x->block && x->sum && x->order && x->branches;
}

static bool reach_init(reach *out, const graph *x, arena *memory)
{
    size_t cells = 0;
    out->words = x->words;
    out->first = arena_zero(memory, x->g->answer_family_count + 1, sizeof *out->first);
    for (uint32_t i = 0; out->first && i < x->g->answer_family_count; i++) {
        out->first[i] = cells;
        cells += question_cells(family_question(x->set, x->g, &x->g->answer_families[i]));
    }
    out->cells = arena_zero(memory, cells + 1, x->words * sizeof *out->cells);
    return out->first && out->cells;
}

bool reach_find(reach *out, const rule_set *set, const guide *g, arena *memory)
{
    graph x;
    if (!graph_init(&x, set, g, memory) || !reach_init(out, &x, memory) || !find_order(&x, memory))
        return false;
    upwards(&x);
    downwards(&x);
    collect(&x, out);
    return true;
}
