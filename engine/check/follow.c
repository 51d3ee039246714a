/* One step at a time: what each kind of node does to what is known, and where the walk goes on. This is walk/'s
 * steps.c and ends.c once more, on sets instead of facts. Uses check/points.h. */
#include <string.h>

#include "check/points.h"

/* ---- A step ---------------------------------------------------------------------------------------------- */

/* What is being walked: a record's point and node; the sets are p->now. */
typedef struct here {
    paths *p;
    uint32_t record;
    point at;
    uint32_t node_index;
    const node *n;
    node_note *note;
    uint64_t in, own; /* ask: what the question may be, the cells with a branch of their own */
} here;

static uint64_t *copy_of_now(const here *h)
{
    memcpy(h->p->next, h->p->now, h->p->s->shape->variables * sizeof *h->p->now);
    return h->p->next;
}

/* On behind the step. */
static void pass(const here *h, uint64_t *sets)
{
    arrive(h->p, h->at.next, sets, h->record, h->node_index, NONE);
}

static void take(const here *h, uint32_t branch_index, uint64_t *sets)
{
    h->p->branch_taken[branch_index] = true;
    uint32_t to = point_of_block(h->p, h->p->s->g->branches[branch_index].body, h->at.next, false);
    arrive(h->p, to, sets, h->record, h->node_index, branch_index);
}

/* ---- ask ------------------------------------------------------------------------------------------------- */

/* "Not sure" without a branch of its own is presumed to be what some branch takes, known or not. Which cells
 * that is, is written in the branch, unless a condition of another question or of Lua stands in the way.
 * SET_PRESUMED: one of the cells that the set names; SET_FRESH: nobody knows. */

static uint64_t own_cells(const here *h)
{
    uint64_t own = 0;
    const guide *g = h->p->s->g;
    for (uint32_t i = 0; i < h->n->branch_count; i++) {
        const branch *b = &g->branches[h->n->first_branch + i];
        if (b->kind == BRANCH_ANSWER && b->what < CELL_REST)
            own |= cell_bit(b->what);
    }
    return own;
}

/* The cells of the on_index-th `on`, or, at on_count, of what is left behind all. */
static bool written_cells(const here *h, uint32_t on_index, uint64_t *out)
{
    const subject *s = h->p->s;
    uint64_t cells;
    *out = s->domains[h->n->what].all & ~h->own;
    for (uint32_t i = 0; i <= on_index && i < h->n->on_count; i++) {
        if (!condition_cells(s, s->g->branches[h->n->first_on + i].what, h->n->what, &cells))
            return false;
        *out &= i < on_index ? ~cells : cells;
    }
    h->p->work += on_index;
    return true;
}

/* What "not sure" adds to the cells with which a branch is taken. `told`: which cells are written is known. */
static uint64_t not_sure_too(const here *h, bool told, uint64_t written)
{
    if (h->n->unsure != NONE || !(h->in & SET_UNSURE) || !(h->in & CELLS))
        return 0;
    if (!(h->in & SET_FRESH))
        return SET_PRESUMED;
    return told && !(written & ~h->in) ? SET_PRESUMED : 0;
}

/* Takes a branch with the question being in `set`. */
static void take_with(const here *h, uint32_t branch_index, uint64_t set)
{
    uint64_t *sets = copy_of_now(h);
    sets[h->n->what] = set;
    take(h, branch_index, sets);
}

/* The answers that have a branch of their own; returns the cells that have none. */
static uint64_t take_answers(const here *h)
{
    const guide *g = h->p->s->g;
    for (uint32_t i = 0; i < h->n->branch_count; i++) {
        uint32_t b = h->n->first_branch + i;
        uint64_t own = g->branches[b].kind == BRANCH_ANSWER ? cell_bit(g->branches[b].what) : 0;
        if (h->in & CELLS & own)
            take_with(h, b, own | not_sure_too(h, true, own));
    }
    return h->in & CELLS & ~h->own;
}

/* The `on`s in order; what is left is in p->now. */
static bool take_conditions(const here *h)
{
    uint64_t written;
    for (uint32_t i = 0; i < h->n->on_count; i++) {
        uint32_t b = h->n->first_on + i, c = h->p->s->g->branches[b].what;
        uint64_t *sets = copy_of_now(h);
        if (refine(h->p->s, sets, c, WANT_TRUE)) {
            bool told = written_cells(h, i, &written);
            sets[h->n->what] |= not_sure_too(h, told, written);
            take(h, b, sets);
        }
        if (!refine(h->p->s, h->p->now, c, WANT_NOT_TRUE))
            return false;
    }
    return true;
}

static void fall_through(const here *h, uint64_t *sets, uint64_t cells)
{
    size_t before = h->p->records.count;
    h->note->through = true;
    pass(h, sets);
    if (h->p->s->failed || point_at(h->p, h->at.next)->kind != POINT_END)
        return;
    h->note->falls |= cells;
    if (cells != 0 && h->note->fell == NONE && h->p->records.count > before)
        h->note->fell = (uint32_t)before;
}

static void take_rest(const here *h)
{
    uint64_t *sets = copy_of_now(h), written, rest = sets[h->n->what];
    bool told = written_cells(h, h->n->on_count, &written);
    sets[h->n->what] |= not_sure_too(h, told, written);
    if (h->n->other != NONE)
        take(h, h->n->other, sets);
    else
        fall_through(h, sets, rest & CELLS);
}

/* Whether "not sure" may lead to cells that the set does not name. */
static bool is_fresh(const here *h, bool told, uint64_t written)
{
    return !told || (h->in & CELLS ? written & ~h->in : written) != 0;
}

static void take_presumed(const here *h)
{
    const guide *g = h->p->s->g;
    uint64_t written;
    bool told;
    for (uint32_t i = 0; i < h->n->branch_count; i++) {
        uint32_t b = h->n->first_branch + i;
        uint64_t own = g->branches[b].kind == BRANCH_ANSWER ? cell_bit(g->branches[b].what) : 0;
        if (own && is_fresh(h, true, own))
            take_with(h, b, SET_FRESH);
    }
    for (uint32_t i = 0; i < h->n->on_count; i++) {
        told = written_cells(h, i, &written);
        if (is_fresh(h, told, written))
            take_with(h, h->n->first_on + i, SET_FRESH);
    }
    told = written_cells(h, h->n->on_count, &written);
    if (!is_fresh(h, told, written))
        return;
    if (h->n->other != NONE) {
        take_with(h, h->n->other, SET_FRESH);
        return;
    }
    uint64_t *sets = copy_of_now(h);
    sets[h->n->what] = SET_FRESH;
    fall_through(h, sets, 0);
}

static void follow_answers(const here *h)
{
    size_t bytes = h->p->s->shape->variables * sizeof *h->p->now;
    uint64_t left = take_answers(h);
    if (left == 0)
        return;
    memcpy(h->p->kept, h->p->now, bytes);
    h->p->now[h->n->what] = left;
    if (take_conditions(h))
        take_rest(h);
    memcpy(h->p->now, h->p->kept, bytes);
}

static void follow_ask(here *h)
{
    h->in = h->p->now[h->n->what];
    h->own = own_cells(h);
    h->note->in |= h->in;
    if (h->at.any && (h->in & SET_NONE)) {
        uint64_t *sets = copy_of_now(h);
        sets[h->n->what] = SET_NONE;
        pass(h, sets);
    }
    follow_answers(h);
    if (!(h->in & SET_UNSURE))
        return;
    if (h->n->unsure != NONE)
        take_with(h, h->n->unsure, h->in & SET_UNSURE);
    else if ((h->in & SET_FRESH) || !(h->in & CELLS))
        take_presumed(h);
}

/* ---- when, try, conclude ------------------------------------------------------------------------------------ */

static void follow_when(const here *h)
{
    uint64_t *sets = copy_of_now(h);
    if (refine(h->p->s, sets, h->n->what, WANT_TRUE)) {
        h->note->held = true;
        take(h, h->n->first_branch, sets);
    }
    sets = copy_of_now(h);
    if (refine(h->p->s, sets, h->n->what, WANT_NOT_TRUE)) {
        h->note->missed = true;
        pass(h, sets);
    }
}

static void propose(const paths *p, uint64_t *sets, uint32_t remedy_family)
{
    sets[variable_of_remedy(p->s->g, remedy_family)] = REMEDY_TRIED;
    if (p->tracks_proposed)
        sets[variable_proposed(p->s->g)] = REMEDY_TRIED;
}

/* Whether what the action sets leads the walk here again. */
static bool sets_stay(const here *h)
{
    const subject *s = h->p->s;
    const family *of = &s->g->remedy_families[h->n->what];
    const action *a = family_action(s->set, s->g, of);
    uint32_t family_index;
    uint64_t cell;
    for (uint32_t i = 0; of->declared == s->g->index && i < a->set_count; i++)
        if (domain_of_setting(s, &a->sets[i], &family_index, &cell) && !(h->p->now[family_index] & (cell | SET_NONE)))
            return false;
    return true;
}

static void follow_try(const here *h)
{
    h->note->in |= h->p->now[variable_of_remedy(h->p->s->g, h->n->what)];
    h->note->stays = h->note->stays || sets_stay(h);
    h->note->followed = h->note->followed || point_at(h->p, h->at.next)->kind != POINT_END;
    uint64_t *sets = copy_of_now(h);
    propose(h->p, sets, h->n->what);
    pass(h, sets);
}

static void follow_fault(const here *h)
{
    const fault *of = &h->p->s->g->faults[h->n->what];
    uint64_t *sets = copy_of_now(h);
    for (uint32_t i = 0; h->n->kind == NODE_CONCLUDE && i < of->remedy_count; i++)
        propose(h->p, sets, of->remedies[i]);
    if (h->p->tracks_proposed && of->remedy_count > 0)
        sets[variable_proposed(h->p->s->g)] = REMEDY_TRIED;
    if (h->n->kind == NODE_SUSPECT)
        pass(h, sets);
    else
        arrive(h->p, h->at.base, sets, h->record, h->node_index, NONE);
}

/* ---- Flows ------------------------------------------------------------------------------------------------- */

static uint64_t caller_bit(const point *base)
{
    return base->flow < CALLERS ? UINT64_C(1) << (2 * base->flow + base->taken) : FROM_ANY;
}

/* Names of a loop mean its own round inside, and the first outside: nothing is known of them across. */
static void forget_loops(const paths *p, uint64_t *sets)
{
    for (uint32_t v = 0; v < variable_of_flow(p->s->g, 0); v++)
        if (p->looped[v])
            sets[v] = p->defaults[v];
}

static void enter_flow(const here *h, uint64_t *sets)
{
    forget_loops(h->p, sets);
    uint32_t end = point_of_end(h->p, h->n->what, false);
    uint32_t to = point_of_block(h->p, h->p->s->g->flows[h->n->what].body, end, false);
    arrive(h->p, to, sets, h->record, h->node_index, NONE);
}

static void follow_go(const here *h)
{
    uint32_t v = variable_of_flow(h->p->s->g, h->n->what);
    uint64_t within = h->p->now[v] & ~SET_NONE;
    if (h->p->now[v] & SET_NONE) {
        uint64_t *sets = copy_of_now(h);
        sets[v] = caller_bit(point_at(h->p, h->at.base));
        h->note->entered = true;
        enter_flow(h, sets);
    }
    if (within == 0)
        return;
    if (h->note->passed == NONE)
        h->note->passed = h->record;
    uint64_t *sets = copy_of_now(h);
    sets[v] = within;
    pass(h, sets);
}

/* The next round, from which flows that it went on to were left; or none is left to go. */
static void follow_again(const here *h)
{
    const guide *g = h->p->s->g;
    uint32_t v = variable_of_flow(g, h->n->what);
    uint64_t within = h->p->now[v] & ~SET_NONE;
    if (within != 0) {
        uint64_t *sets = copy_of_now(h);
        sets[v] = within;
        for (uint32_t f = 1; f < g->flow_count; f++)
            if (f != h->n->what)
                sets[variable_of_flow(g, f)] |= SET_NONE;
        enter_flow(h, sets);
        sets = copy_of_now(h);
        sets[v] = within;
        pass(h, sets);
    }
    if (h->p->now[v] & SET_NONE) {
        uint64_t *sets = copy_of_now(h);
        sets[v] = caller_bit(point_at(h->p, h->at.base));
        enter_flow(h, sets);
    }
}

/* Back at the end of a flow that went on to the one that ended. */
static void return_to(const here *h, uint32_t flow_index, bool taken, uint32_t ended)
{
    uint64_t *sets = copy_of_now(h);
    sets[variable_of_flow(h->p->s->g, ended)] = SET_NONE;
    forget_loops(h->p, sets);
    arrive(h->p, point_of_end(h->p, flow_index, taken), sets, h->record, NONE, NONE);
}

/* The step that the walk stood at last. */
static uint32_t last_step(const paths *p, uint32_t from)
{
    for (uint32_t i = from; i != NONE; i = record_at(p, i)->parent)
        if (point_at(p, record_at(p, i)->point)->kind == POINT_STEP)
            return point_at(p, record_at(p, i)->point)->node;
    return NONE;
}

static void all_ended(const here *h)
{
    if (h->p->nothing_left == NONE)
        h->p->nothing_left = h->record;
    if (!h->p->tracks_proposed || !(h->p->now[variable_proposed(h->p->s->g)] & REMEDY_UNTRIED))
        return;
    uint32_t last = last_step(h->p, h->record);
    if (last != NONE && h->p->notes[last].dead_end == NONE)
        h->p->notes[last].dead_end = h->record;
}

static void follow_end(const here *h)
{
    const guide *g = h->p->s->g;
    uint32_t ended = h->at.flow;
    uint64_t callers = h->p->now[variable_of_flow(g, ended)];
    if (!h->at.taken && g->flows[ended].otherwise != NONE) {
        uint32_t end = point_of_end(h->p, ended, true);
        arrive(h->p, point_of_step(h->p, g->flows[ended].otherwise, end, false), copy_of_now(h), h->record, NONE, NONE);
        return;
    }
    if (callers & FROM_ROOT)
        all_ended(h);
    for (uint32_t i = 0; i < 2 * CALLERS; i++)
        if (callers >> i & 1)
            return_to(h, i / 2, i % 2 != 0, ended);
    for (uint32_t f = CALLERS; (callers & FROM_ANY) && f < g->flow_count; f++) {
        return_to(h, f, false, ended);
        return_to(h, f, true, ended);
    }
}

/* ---- Other guides --------------------------------------------------------------------------------------------- */

/* A guide that leads to this one may be what led here: then it is passed over. */
static bool may_be_within(const subject *s, uint32_t other)
{
    const layout *l = &s->set->layouts[other];
    const member *m = layout_member(l, s->g->index);
    return m != NULL && (uint32_t)(m - l->members) < l->reached;
}

static void follow_any_end(const here *h)
{
    const guide *g = h->p->s->g;
    block asks = g->branches[g->nodes[h->at.node].first_branch].body;
    uint64_t *sets = copy_of_now(h);
    for (uint32_t i = 0; i < asks.count; i++) {
        uint64_t *set = &sets[g->nodes[g->links[asks.first + i]].what];
        *set &= ~SET_NONE;
        if (*set == 0)
            return; /* it is asked, and the walk comes back with its answer */
    }
    arrive(h->p, h->at.next, sets, h->record, NONE, NONE);
}

static void follow_step(here *h)
{
    const guide *g = h->p->s->g;
    switch ((node_kind)h->n->kind) {
    case NODE_ASK:
        follow_ask(h);
        break;
    case NODE_WHEN:
        follow_when(h);
        break;
    case NODE_TRY:
        follow_try(h);
        break;
    case NODE_CONCLUDE:
    case NODE_SUSPECT:
        follow_fault(h);
        break;
    case NODE_GO:
        follow_go(h);
        break;
    case NODE_AGAIN:
        follow_again(h);
        break;
    case NODE_INCLUDE:
        pass(h, copy_of_now(h));
        break;
    case NODE_SEE:
        if (may_be_within(h->p->s, h->n->what))
            pass(h, copy_of_now(h));
        break;
    case NODE_ANY_ORDER:
        arrive(h->p, point_of_any_order(h->p, h->node_index, g->branches[h->n->first_branch].body, h->at.next),
               copy_of_now(h), h->record, h->node_index, NONE);
        break;
    case NODE_ESCALATE:
    case NODE_RESOLVE:
        break;
    }
}

void follow(paths *p, uint32_t i)
{
    here h = { .p = p, .record = i, .at = *point_at(p, record_at(p, i)->point) };
    paths_load(p, record_at(p, i), p->now);
    p->work += p->s->shape->variables;
    if (h.at.kind == POINT_END) {
        follow_end(&h);
    } else if (h.at.kind == POINT_ANY_END) {
        follow_any_end(&h);
    } else {
        h.node_index = h.at.node;
        h.n = &p->s->g->nodes[h.at.node];
        h.note = &p->notes[h.at.node];
        if (h.note->first == NONE)
            h.note->first = i;
        follow_step(&h);
    }
}
