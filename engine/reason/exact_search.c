/* Bounds where states are too many: a best-first search that keeps, for every state that it has seen, a lower and an upper
 * bound. A trial goes down from the root by the move of the least lower bound, to the answer whose bounds are furthest
 * apart, until it comes to a state that was not expanded; that one is expanded, and the bounds of all on the path are
 * made anew from the bottom up. States are the same whatever their order of facts: they are found by a key.
 * Uses reason/exact_parts.h. */
#include <math.h>
#include <string.h>

#include "reason/exact_parts.h"

#define GAP 1e-9 /* relative: bounds as close as this are one */

/* 128 bits that are the exclusive or of one such number for every fact (Zobrist 1970): two of the at most millions of
 * states share a key with a probability below 1e-24. The numbers are the same in every run. */
typedef struct state_key {
    uint64_t a, b;
} state_key;

typedef struct search_node {
    state_key key;
    double lower, upper;
    bool used, expanded;
} search_node;

typedef struct step {
    plan_move_kind kind;
    size_t what, cell;
} step;

typedef struct search {
    const plan_model *m;
    plan_desk desk;
    arena memory;
    search_node *nodes; /* open addressing; `slots` is a power of two, at least twice `most` */
    size_t slots, most, count;
    bool *tried, *asked;
    double *levels;         /* w at every depth of the trial */
    state_key *keys;        /* and its key */
    step *path;             /* path[d] leads from depth d to d + 1 */
    size_t *first_of_fault; /* into `remedies`: every fault's actions by descending P/C */
    uint32_t *remedies;
    double *rates;
    bool full;
} search;

/* ---- States ----------------------------------------------------------------------------------------------------- */

/* Steele, Lea & Flood 2014: splitmix64. */
static uint64_t mixed(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static state_key key_with(state_key key, step s)
{
    uint64_t fact = (uint64_t)s.kind << 62 | (uint64_t)s.what << 24 | s.cell;
    key.a ^= mixed(2 * fact);
    key.b ^= mixed(~(2 * fact));
    return key;
}

/* The node of a key, or the free slot for it. */
static search_node *slot_of(const search *x, state_key key)
{
    size_t at = (size_t)key.a & (x->slots - 1);
    while (x->nodes[at].used && (x->nodes[at].key.a != key.a || x->nodes[at].key.b != key.b))
        at = (at + 1) & (x->slots - 1);
    return &x->nodes[at];
}

static const search_node *find(const search *x, state_key key)
{
    const search_node *n = slot_of(x, key);
    return n->used ? n : NULL;
}

static double *level(const search *x, size_t depth)
{
    return x->levels + depth * x->m->fault_count;
}

static plan_state state_at(const search *x, size_t depth)
{
    return (plan_state){ level(x, depth), x->tried, x->asked };
}

/* Goes from depth to depth + 1 and back. */
static void enter(search *x, size_t depth, step s)
{
    if (s.kind == MOVE_ASK) {
        plan_answered(x->m, s.what, s.cell, level(x, depth), level(x, depth + 1));
        x->asked[s.what] = true;
    } else {
        memcpy(level(x, depth + 1), level(x, depth), x->m->fault_count * sizeof(double));
        plan_failed(&x->m->actions[s.what], level(x, depth + 1));
        x->tried[s.what] = true;
    }
    x->path[depth] = s;
    x->keys[depth + 1] = key_with(x->keys[depth], s);
}

static void leave(search *x, step s)
{
    *(s.kind == MOVE_ASK ? &x->asked[s.what] : &x->tried[s.what]) = false;
}

/* ---- Bounds of a state by itself -------------------------------------------------------------------------------- */

/* What repairing costs if the fault were known: by P/C as long as P·S exceeds C. */
static double known_cost(const search *x, size_t fault)
{
    double cost = 0, left = 1, s = x->m->handover;
    for (size_t i = x->first_of_fault[fault]; i < x->first_of_fault[fault + 1]; i++) {
        const plan_action *a = &x->m->actions[x->remedies[i]];
        if (x->tried[x->remedies[i]])
            continue;
        if (!isinf(s) && x->rates[i] * s <= a->cost)
            break;
        cost += a->cost * left;
        left *= 1 - x->rates[i];
    }
    return isinf(s) ? cost : cost + s * left;
}

static void own_bounds(search *x, size_t depth, search_node *n)
{
    plan_state s = state_at(x, depth);
    double lower = 0;
    for (size_t f = 0; f < x->m->fault_count; f++)
        if (s.w[f] > 0)
            lower += s.w[f] * known_cost(x, f);
    n->upper = plan_repair_cost(&x->desk, x->m, &s, NULL, NULL);
    n->lower = fmin(lower, n->upper);
}

/* The node of the state at a depth, made where there is none; NULL where there is no room. */
static search_node *node_at(search *x, size_t depth)
{
    search_node *n = slot_of(x, x->keys[depth]);
    if (n->used)
        return n;
    if (x->count == x->most) {
        x->full = true;
        return NULL;
    }
    x->count++;
    *n = (search_node){ .key = x->keys[depth], .used = true };
    own_bounds(x, depth, n);
    return n;
}

/* ---- Bounds by what follows ------------------------------------------------------------------------------------- */

static bool may_try(const search *x, size_t depth, size_t a)
{
    return !x->tried[a] && plan_gain(&x->m->actions[a], level(x, depth)) > 0;
}

/* Makes the nodes of all states that a move can lead to. */
static bool expand_move(search *x, size_t depth, plan_move_kind kind, size_t what)
{
    size_t cells = kind == MOVE_ASK ? x->m->questions[what].cells : 1;
    for (size_t k = 0; k < cells && !x->full; k++) {
        step s = { kind, what, k };
        enter(x, depth, s);
        if (plan_norm(level(x, depth + 1), x->m->fault_count) > 0)
            node_at(x, depth + 1);
        leave(x, s);
    }
    return !x->full;
}

static bool expand(search *x, size_t depth)
{
    for (size_t a = 0; a < x->m->action_count; a++)
        if (may_try(x, depth, a) && !expand_move(x, depth, MOVE_TRY, a))
            return false;
    for (size_t q = 0; q < x->m->question_count; q++)
        if (!x->asked[q] && !expand_move(x, depth, MOVE_ASK, q))
            return false;
    slot_of(x, x->keys[depth])->expanded = true;
    return true;
}

typedef struct bounds {
    double lower, upper;
} bounds;

/* Of a move: its cost and the bounds of what follows. A state that can't come about has no node. */
static bounds move_bounds(const search *x, size_t depth, plan_move_kind kind, size_t what, double norm)
{
    bool asks = kind == MOVE_ASK;
    size_t cells = asks ? x->m->questions[what].cells : 1;
    double cost = (asks ? x->m->questions[what].cost : x->m->actions[what].cost) * norm;
    bounds b = { cost, cost };
    for (size_t k = 0; k < cells; k++) {
        const search_node *n = find(x, key_with(x->keys[depth], (step){ kind, what, k }));
        if (n) {
            b.lower += n->lower;
            b.upper += n->upper;
        }
    }
    return b;
}

/* The best moves of an expanded state, by either bound; `cost` is that bound. */
typedef struct choice {
    plan_move by_lower, by_upper;
} choice;

static void consider(choice *c, plan_move_kind kind, size_t what, bounds b)
{
    if (plan_is_less(b.lower, c->by_lower.cost))
        c->by_lower = (plan_move){ kind, what, b.lower };
    if (plan_is_less(b.upper, c->by_upper.cost))
        c->by_upper = (plan_move){ kind, what, b.upper };
}

static choice choose(const search *x, size_t depth)
{
    double norm = plan_norm(level(x, depth), x->m->fault_count);
    bool alone = isinf(x->m->handover), any = false;
    for (size_t a = 0; alone && !any && a < x->m->action_count; a++)
        any = may_try(x, depth, a);
    plan_move end = { alone ? MOVE_END : MOVE_HAND_OVER, 0, plan_end_cost(x->m, norm, any) };
    choice c = { end, end };
    for (size_t a = 0; a < x->m->action_count; a++)
        if (may_try(x, depth, a))
            consider(&c, MOVE_TRY, a, move_bounds(x, depth, MOVE_TRY, a, norm));
    for (size_t q = 0; q < x->m->question_count; q++)
        if (!x->asked[q])
            consider(&c, MOVE_ASK, q, move_bounds(x, depth, MOVE_ASK, q, norm));
    return c;
}

static choice back_up(search *x, size_t depth)
{
    search_node *n = slot_of(x, x->keys[depth]);
    choice c = choose(x, depth);
    n->lower = fmin(fmax(n->lower, c.by_lower.cost), n->upper);
    n->upper = fmax(fmin(n->upper, c.by_upper.cost), n->lower);
    return c;
}

/* ---- Trials ----------------------------------------------------------------------------------------------------- */

static bool is_open(const search_node *n)
{
    return n && n->upper - n->lower > GAP * n->upper;
}

/* The answer of a move whose bounds are furthest apart. */
static bool widest(const search *x, size_t depth, plan_move move, step *out)
{
    size_t cells = move.kind == MOVE_ASK ? x->m->questions[move.what].cells : 1;
    double most = 0;
    for (size_t k = 0; k < cells; k++) {
        step s = { move.kind, move.what, k };
        const search_node *n = find(x, key_with(x->keys[depth], s));
        if (is_open(n) && n->upper - n->lower > most) {
            most = n->upper - n->lower;
            *out = s;
        }
    }
    return most > 0;
}

/* Down to a state that is not expanded, or none; returns its depth. */
static size_t descend(search *x)
{
    size_t depth = 0;
    step s = { MOVE_END, 0, 0 };
    while (slot_of(x, x->keys[depth])->expanded) {
        plan_move move = choose(x, depth).by_lower;
        if ((move.kind != MOVE_TRY && move.kind != MOVE_ASK) || !widest(x, depth, move, &s))
            break;
        enter(x, depth, s);
        depth++;
    }
    return depth;
}

static void trial(search *x)
{
    size_t depth = descend(x);
    if (!slot_of(x, x->keys[depth])->expanded && !expand(x, depth))
        x->full = true;
    for (;; depth--) {
        if (slot_of(x, x->keys[depth])->expanded)
            back_up(x, depth);
        if (depth == 0)
            return;
        leave(x, x->path[depth - 1]);
    }
}

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

static size_t rate_count(const plan_model *m)
{
    size_t count = 0;
    for (size_t a = 0; a < m->action_count; a++)
        count += m->actions[a].fix_count;
    return count;
}

/* Puts an action among those of a fault, behind all whose P/C is as great. */
static void insert_remedy(search *x, size_t fault, size_t count, uint32_t action, double p)
{
    size_t i = x->first_of_fault[fault] + count;
    double cost = x->m->actions[action].cost;
    for (; i > x->first_of_fault[fault]; i--) {
        double other = x->m->actions[x->remedies[i - 1]].cost;
        if (x->rates[i - 1] * cost >= p * other)
            break;
        x->remedies[i] = x->remedies[i - 1];
        x->rates[i] = x->rates[i - 1];
    }
    x->remedies[i] = action;
    x->rates[i] = p;
}

static bool list_remedies(search *x)
{
    const plan_model *m = x->m;
    size_t *counts = arena_zero(&x->memory, m->fault_count + 1, sizeof *counts);
    x->first_of_fault = arena_zero(&x->memory, m->fault_count + 1, sizeof *x->first_of_fault);
    x->remedies = arena_zero(&x->memory, rate_count(m) + 1, sizeof *x->remedies);
    x->rates = arena_zero(&x->memory, rate_count(m) + 1, sizeof *x->rates);
    if (!counts || !x->first_of_fault || !x->remedies || !x->rates)
        return false;
    for (size_t a = 0; a < m->action_count; a++)
        for (size_t i = 0; i < m->actions[a].fix_count; i++)
            x->first_of_fault[m->actions[a].fixes[i].fault + 1]++;
    for (size_t f = 0; f < m->fault_count; f++)
        x->first_of_fault[f + 1] += x->first_of_fault[f];
    for (size_t a = 0; a < m->action_count; a++)
        for (size_t i = 0; i < m->actions[a].fix_count; i++) {
            plan_rate r = m->actions[a].fixes[i];
            insert_remedy(x, r.fault, counts[r.fault]++, (uint32_t)a, r.p);
        }
    return true;
}

/* As many nodes as the budget has room for, at least two. */
static void measure(search *x, const plan_budget *budget)
{
    x->most = budget->nodes < 2 ? 2 : budget->nodes;
    for (x->slots = 4; x->slots < 2 * x->most && x->slots <= SIZE_MAX / 4 / sizeof(search_node);)
        x->slots *= 2;
    while (x->slots > 4 && x->slots * sizeof(search_node) > budget->bytes)
        x->slots /= 2;
    if (x->most > x->slots / 2)
        x->most = x->slots / 2;
}

static bool search_init(search *x, const narrowed *n, const plan_budget *budget, const wm_allocator *allocator)
{
    const plan_model *m = &n->model;
    size_t depths = m->action_count + m->question_count + 2;
    measure(x, budget);
    x->nodes = arena_zero(&x->memory, x->slots, sizeof *x->nodes);
    x->tried = arena_zero(&x->memory, m->action_count + 1, sizeof *x->tried);
    x->asked = arena_zero(&x->memory, m->question_count + 1, sizeof *x->asked);
    x->levels = arena_zero(&x->memory, depths * (m->fault_count + 1), sizeof *x->levels);
    x->keys = arena_zero(&x->memory, depths, sizeof *x->keys);
    x->path = arena_zero(&x->memory, depths, sizeof *x->path);
    if (!x->nodes || !x->tried || !x->asked || !x->levels || !x->keys || !x->path || !list_remedies(x))
        return false;
    memcpy(x->levels, n->w, m->fault_count * sizeof *x->levels);
    return plan_desk_init(&x->desk, m->fault_count, m->action_count, allocator);
}

/* The first move of a plan that costs at most `upper`. */
static plan_move first_move(search *x, const search_node *root)
{
    plan_state s = state_at(x, 0);
    plan_move greedy = plan_next(&x->desk, x->m, &s);
    plan_move best = root->expanded ? choose(x, 0).by_upper : greedy;
    return plan_is_less(best.cost, greedy.cost) ? best : greedy;
}

/* What one step of the myopic plan costs, in states of the search: an ecr_hm for every answer that there is. */
static size_t step_work(const plan_model *m)
{
    size_t work = 1;
    for (size_t q = 0; q < m->question_count; q++)
        work += m->questions[q].cells;
    return work;
}

/* What the myopic plan costs when followed is an upper bound, too. */
static wm_status improve(search *x, const narrowed *n, const plan_budget *budget, const wm_allocator *allocator,
                         plan_bounds *out)
{
    double cost;
    bool exact;
    plan_state s = { n->w, x->tried, x->asked };
    wm_status status = plan_follow(&n->model, &s, budget->nodes / step_work(&n->model), allocator, &cost, &exact);
    if (status == WM_OK && cost < out->upper) {
        out->upper = fmax(cost, out->lower);
        out->first = plan_next(&x->desk, x->m, &s);
    }
    return status;
}

wm_status search_best(const narrowed *n, const plan_budget *budget, const wm_allocator *allocator, plan_bounds *out)
{
    wm_status status = WM_NO_MEMORY;
    search x = { .m = &n->model };
    arena_init(&x.memory, *allocator);
    if (!search_init(&x, n, budget, allocator))
        goto done;
    search_node *root = node_at(&x, 0);
    for (size_t trials = 0; is_open(root) && !x.full && trials < 4 * x.most; trials++)
        trial(&x);
    *out = (plan_bounds){ .lower = root->lower, .upper = root->upper, .way = WAY_SEARCH };
    out->first = first_move(&x, root);
    out->nodes = x.count;
    out->bytes = x.slots * sizeof(search_node);
    status = is_open(root) ? improve(&x, n, budget, allocator, out) : WM_OK;
    out->exact = out->upper - out->lower <= GAP * out->upper;
done:
    plan_desk_free(&x.desk, allocator);
    arena_free(&x.memory);
    return status;
}
