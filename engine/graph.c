/* A guide as a picture: its steps, and what may follow each. The steps are followed as a walk would, with what comes after
 * them: a shared step is listed once, and has the ways of all its places. Part of the façade. */
#include <string.h>

#include "base/error.h"
#include "facade.h"

#define MOST_PLACES ((size_t)1 << 18) /* step and what comes after it, in all */

/* Where the walk goes behind a step: a node; or, from node_count on, the end of a flow (its `otherwise`); from there plus
 * flow_count on, what comes when a flow's `otherwise` has run out, too. */
typedef uint32_t after;

typedef struct place {
    uint32_t node;
    after next;
    uint32_t flow;
} place;

typedef struct kept_graph {
    wm_graph graph; /* first: the public part */
    wm_allocator allocator;
    arena memory;
} kept_graph;

typedef struct grapher {
    const rule_set *set;
    const guide *guide;
    kept_graph *out;
    wm_graph_node *nodes;
    size_t *branch_places; /* of each branch among hits.edges */
    vector edges;          /* of wm_graph_edge */
    vector next_of;        /* of size_t: an edge's follower in its node's list */
    size_t *first_of;      /* of each node */
    vector callers;        /* of uint32_t pairs: flow, the flow that goes there */
    vector todo;           /* of place */
    place *seen;           /* open addressing; node NONE: free */
    size_t seen_room, seen_count;
    bool no_memory, overrun;
} grapher;

/* ---- Nodes ---------------------------------------------------------------------------------------------- */

static void tell_what(grapher *x, const node *n, wm_graph_node *out)
{
    const guide *g = x->guide;
    graph_words words = { &x->out->memory, x->set, g, NONE };
    if (n->kind == NODE_ASK) {
        out->id = g->answer_families[n->what].id;
        out->text = family_question(x->set, g, &g->answer_families[n->what])->text;
    } else if (n->kind == NODE_TRY) {
        const action *a = family_action(x->set, g, &g->remedy_families[n->what]);
        out->id = g->remedy_families[n->what].id;
        out->text = a->text;
        out->risk = a->risk;
    } else if (n->kind == NODE_CONCLUDE || n->kind == NODE_SUSPECT) {
        out->id = g->faults[n->what].id;
        out->text = g->faults[n->what].text;
    } else if (n->kind == NODE_ESCALATE) {
        out->id = g->escalations[n->what].id;
        out->text = g->escalations[n->what].text;
    } else if (n->kind == NODE_GO || n->kind == NODE_AGAIN) {
        out->id = g->flows[n->what].name;
        out->at_most = n->kind == NODE_AGAIN ? n->at_most : 0;
    } else if (n->kind == NODE_SEE || n->kind == NODE_INCLUDE) {
        out->id = x->set->guides[n->what]->name;
        out->text = x->set->guides[n->what]->title;
    } else if (n->kind == NODE_WHEN) {
        out->text = graph_condition(&words, n->what);
        x->no_memory = x->no_memory || !out->text.zh;
    }
}

/* As tally.h counts them. */
static bool is_end(const node *n)
{
    return n->kind == NODE_CONCLUDE || n->kind == NODE_ESCALATE || n->kind == NODE_RESOLVE;
}

static void tell_nodes(grapher *x)
{
    const guide *g = x->guide;
    size_t end = 0, edge = 0;
    for (uint32_t i = 0; i < g->node_count; i++) {
        wm_graph_node *out = &x->nodes[i];
        const node *n = &g->nodes[i];
        *out = (wm_graph_node){ .kind = (wm_node_kind)n->kind, .line = n->line, .end = WM_NO_PLACE };
        tell_what(x, n, out);
        if (is_end(n))
            out->end = end++;
        x->first_of[i] = WM_NO_PLACE;
    }
    for (uint32_t i = 0; i < g->branch_count; i++)
        x->branch_places[i] = g->branches[i].kind == BRANCH_BODY ? WM_NO_PLACE : edge++;
    x->out->graph.edge_places = edge;
    x->out->graph.end_places = end;
}

/* ---- Places that were seen -------------------------------------------------------------------------------- */

static size_t slot_of(const place *table, size_t room, const place *p)
{
    uint64_t hash = (p->node * UINT64_C(0x9E3779B97F4A7C15)) ^ (p->next * UINT64_C(0xC2B2AE3D27D4EB4F)) ^ p->flow;
    size_t at = (size_t)(hash ^ hash >> 29) & (room - 1);
    while (table[at].node != NONE && memcmp(&table[at], p, sizeof *p) != 0)
        at = (at + 1) & (room - 1);
    return at;
}

static bool grow_seen(grapher *x)
{
    size_t room = x->seen_room ? 2 * x->seen_room : 256;
    place *table = allocator_alloc(&x->out->allocator, room * sizeof *table);
    if (!table)
        return false;
    memset(table, 0xFF, room * sizeof *table);
    for (size_t i = 0; i < x->seen_room; i++)
        if (x->seen[i].node != NONE)
            table[slot_of(table, room, &x->seen[i])] = x->seen[i];
    if (x->seen)
        allocator_free(&x->out->allocator, x->seen, x->seen_room * sizeof *x->seen);
    x->seen = table;
    x->seen_room = room;
    return true;
}

/* To be looked at once. */
static void visit(grapher *x, uint32_t node_index, after next, uint32_t flow_index)
{
    place p = { node_index, next, flow_index };
    x->overrun = x->overrun || x->seen_count >= MOST_PLACES;
    if (x->overrun || x->no_memory)
        return;
    if (2 * (x->seen_count + 1) > x->seen_room && !grow_seen(x)) {
        x->no_memory = true;
        return;
    }
    size_t at = slot_of(x->seen, x->seen_room, &p);
    if (x->seen[at].node != NONE)
        return;
    x->seen[at] = p;
    x->seen_count++;
    x->nodes[node_index].reached = true;
    x->no_memory = !vector_append(&x->todo, &p, 1);
}

/* ---- Edges ------------------------------------------------------------------------------------------------ */

static bool is_same(const wm_graph_edge *a, const wm_graph_edge *b)
{
    return a->kind == b->kind && a->to == b->to && a->place == b->place && a->otherwise == b->otherwise;
}

/* An edge to a node, unless it is there. */
static void put_edge(grapher *x, wm_graph_edge edge, uint32_t to)
{
    size_t none = WM_NO_PLACE, *link = &x->first_of[edge.from];
    x->overrun = x->overrun || x->edges.count >= MOST_PLACES;
    x->no_memory = x->no_memory || !vector_reserve(&x->edges, 1) || !vector_reserve(&x->next_of, 1);
    if (x->overrun || x->no_memory)
        return;
    edge.to = to;
    while (*link != WM_NO_PLACE) {
        if (is_same(&VECTOR_AT(&x->edges, wm_graph_edge, *link), &edge))
            return;
        link = &VECTOR_AT(&x->next_of, size_t, *link);
    }
    *link = x->edges.count; /* there is room: nothing moves from here on */
    x->no_memory = !vector_append(&x->edges, &edge, 1) || !vector_append(&x->next_of, &none, 1);
}

/* Visits what a flow comes to when it has run out: its own `otherwise`, else that of those who go there. `outside`: its
 * own is used up. */
static void leave_flow(grapher *x, const wm_graph_edge *edge, uint32_t flow_index, bool outside, bool *passed)
{
    const guide *g = x->guide;
    uint32_t otherwise = g->flows[flow_index].otherwise;
    if (!outside && otherwise != NONE) {
        wm_graph_edge e = *edge;
        e.otherwise = true;
        put_edge(x, e, otherwise);
        visit(x, otherwise, g->node_count + g->flow_count + flow_index, flow_index);
        return;
    }
    if (passed[flow_index])
        return;
    passed[flow_index] = true;
    for (size_t i = 0; i + 1 < x->callers.count; i += 2)
        if (VECTOR_AT(&x->callers, uint32_t, i) == flow_index)
            leave_flow(x, edge, VECTOR_AT(&x->callers, uint32_t, i + 1), false, passed);
}

static void lead_to(grapher *x, const wm_graph_edge *edge, after next)
{
    const guide *g = x->guide;
    if (next < g->node_count) {
        put_edge(x, *edge, next);
        return;
    }
    bool *passed = allocator_zero(&x->out->allocator, (size_t)g->flow_count + 1, sizeof *passed);
    if (!passed) {
        x->no_memory = true;
        return;
    }
    uint32_t end = next - g->node_count;
    leave_flow(x, edge, end < g->flow_count ? end : end - g->flow_count, end >= g->flow_count, passed);
    allocator_free(&x->out->allocator, passed, ((size_t)g->flow_count + 1) * sizeof *passed);
}

/* The first step of a block, its steps having been visited; or what comes after it, where it has none. */
static after enter(grapher *x, block body, after next, uint32_t flow_index)
{
    for (uint32_t i = body.count; i-- > 0;) {
        uint32_t step = x->guide->links[body.first + i];
        visit(x, step, next, flow_index);
        next = step;
    }
    return next;
}

static after enter_flow(grapher *x, uint32_t flow_index)
{
    return enter(x, x->guide->flows[flow_index].body, x->guide->node_count + flow_index, flow_index);
}

/* ---- What follows each kind of step ----------------------------------------------------------------------- */

static void follow_branch(grapher *x, const place *p, const graph_words *words, uint32_t index)
{
    const branch *b = &x->guide->branches[index];
    const question *q = family_question(x->set, x->guide, &x->guide->answer_families[x->guide->nodes[p->node].what]);
    wm_graph_edge edge = { .from = p->node, .place = x->branch_places[index] };
    if (b->kind == BRANCH_ANSWER) {
        edge.kind = WM_EDGE_ANSWER;
        edge.id = q->answers[b->what].id;
        edge.text = option_text(&q->answers[b->what]);
    } else if (b->kind == BRANCH_ON) {
        edge.kind = WM_EDGE_CONDITION;
        edge.text = graph_condition(words, b->what);
        x->no_memory = x->no_memory || !edge.text.zh;
    } else {
        bool unsure = b->kind == BRANCH_UNSURE;
        edge.kind = unsure ? WM_EDGE_UNSURE : WM_EDGE_OTHER;
        edge.text = unsure ? (wm_text){ "不確定", "not sure" } : (wm_text){ "其他", "otherwise" };
    }
    lead_to(x, &edge, enter(x, b->body, p->next, p->flow));
}

/* Which answers an `on(one_of(…))` of the same question takes. */
static void cover_on(const grapher *x, const node *n, const branch *b, bool *covered, uint32_t count)
{
    const condition *c = b->kind == BRANCH_ON ? &x->guide->conditions[b->what] : NULL;
    if (!c || c->kind != COND_IS || c->family != n->what)
        return;
    for (uint32_t i = 0; i < c->count; i++)
        if (x->guide->sets[c->first + i] < count)
            covered[x->guide->sets[c->first + i]] = true;
}

/* Answers that no branch takes fall through. */
static void follow_rest(grapher *x, const place *p, const graph_words *words, const question *q)
{
    const node *n = &x->guide->nodes[p->node];
    wm_graph_edge edge = { .kind = WM_EDGE_NEXT, .from = p->node, .place = WM_NO_PLACE };
    bool *covered = arena_zero(&x->out->memory, (size_t)q->answer_count + 1, sizeof *covered);
    if (!covered) {
        x->no_memory = true;
        return;
    }
    uint32_t left = 0;
    for (uint32_t i = 0; i < n->branch_count; i++) {
        const branch *b = &x->guide->branches[n->first_branch + i];
        if (b->kind == BRANCH_ANSWER)
            covered[b->what] = true;
        cover_on(x, n, b, covered, q->answer_count);
    }
    for (uint32_t i = 0; i < q->answer_count; i++)
        left += !covered[i];
    if (q->kind == WM_CHOICE && left == 0)
        return;
    if (n->branch_count > 0) {
        edge.text = graph_rest(words, q, covered);
        x->no_memory = x->no_memory || !edge.text.zh;
    }
    lead_to(x, &edge, p->next);
}

static void follow_ask(grapher *x, const place *p)
{
    const node *n = &x->guide->nodes[p->node];
    graph_words words = { &x->out->memory, x->set, x->guide, n->what };
    const question *q = family_question(x->set, x->guide, &x->guide->answer_families[n->what]);
    for (uint32_t i = 0; i < n->branch_count; i++)
        follow_branch(x, p, &words, n->first_branch + i);
    if (n->other == NONE)
        follow_rest(x, p, &words, q);
}

static void follow_body(grapher *x, const place *p)
{
    const node *n = &x->guide->nodes[p->node];
    block body = x->guide->branches[n->first_branch].body;
    wm_graph_edge edge = { .from = p->node, .place = WM_NO_PLACE };
    if (n->kind == NODE_WHEN) {
        edge.kind = WM_EDGE_HOLDS;
        edge.text = (wm_text){ "符合", "holds" };
        lead_to(x, &edge, enter(x, body, p->next, p->flow));
        edge.kind = WM_EDGE_NEXT;
        edge.text = (wm_text){ "不符合", "does not" };
        lead_to(x, &edge, p->next);
        return;
    }
    edge.kind = WM_EDGE_PART;
    for (uint32_t i = 0; i < body.count; i++) {
        visit(x, x->guide->links[body.first + i], p->next, p->flow);
        put_edge(x, edge, x->guide->links[body.first + i]);
    }
}

static void follow_again(grapher *x, const place *p)
{
    const node *n = &x->guide->nodes[p->node];
    wm_graph_edge edge = { .kind = WM_EDGE_ROUND, .from = p->node, .place = WM_NO_PLACE };
    lead_to(x, &edge, enter_flow(x, n->what));
    edge.kind = WM_EDGE_NEXT;
    edge.text = (wm_text){ "次數用完", "no round left" };
    lead_to(x, &edge, p->next);
}

static void follow(grapher *x, const place *p)
{
    const node *n = &x->guide->nodes[p->node];
    wm_graph_edge edge = { .kind = WM_EDGE_NEXT, .from = p->node, .place = WM_NO_PLACE };
    switch ((node_kind)n->kind) {
    case NODE_ASK:
        follow_ask(x, p);
        break;
    case NODE_WHEN:
    case NODE_ANY_ORDER:
        follow_body(x, p);
        break;
    case NODE_AGAIN:
        follow_again(x, p);
        break;
    case NODE_GO:
        lead_to(x, &edge, enter_flow(x, n->what));
        break;
    case NODE_CONCLUDE:
        edge.kind = WM_EDGE_UNFIXED;
        edge.text = (wm_text){ "沒修好", "not fixed" };
        lead_to(x, &edge, x->guide->node_count + p->flow);
        break;
    case NODE_TRY:
        if (x->guide->kind != WM_PROCEDURE)
            edge.text = (wm_text){ "沒修好", "not fixed" };
        lead_to(x, &edge, p->next);
        break;
    case NODE_SUSPECT:
    case NODE_INCLUDE:
        lead_to(x, &edge, p->next);
        break;
    default:
        break;
    }
}

/* ---- Who goes to which flow -------------------------------------------------------------------------------- */

/* Adds the flows that a flow's steps go to. `passed`: nodes that were looked at. */
static void find_callees(grapher *x, uint32_t flow_index, bool *passed)
{
    const guide *g = x->guide;
    vector todo = vector_of(x->out->allocator, sizeof(uint32_t));
    const flow *f = &g->flows[flow_index];
    bool made = f->otherwise == NONE || vector_append(&todo, &f->otherwise, 1);
    memset(passed, 0, g->node_count);
    made = made && vector_append(&todo, g->links + f->body.first, f->body.count);
    while (made && todo.count > 0) {
        uint32_t at = VECTOR_AT(&todo, uint32_t, --todo.count);
        const node *n = &g->nodes[at];
        if (passed[at])
            continue;
        passed[at] = true;
        uint32_t pair[2] = { n->what, flow_index };
        if (n->kind == NODE_GO || n->kind == NODE_AGAIN)
            made = vector_append(&x->callers, pair, 2);
        for (uint32_t i = 0; made && i < n->branch_count; i++) {
            block body = g->branches[n->first_branch + i].body;
            made = vector_append(&todo, g->links + body.first, body.count);
        }
    }
    x->no_memory = x->no_memory || !made;
    vector_free(&todo);
}

static void find_callers(grapher *x)
{
    bool *passed = arena_zero(&x->out->memory, (size_t)x->guide->node_count + 1, sizeof *passed);
    x->no_memory = x->no_memory || !passed;
    for (uint32_t i = 0; i < x->guide->flow_count && !x->no_memory; i++)
        find_callees(x, i, passed);
}

/* ---- All of it ---------------------------------------------------------------------------------------------- */

/* The edges in order of where they start. */
static void tell_edges(grapher *x)
{
    wm_graph *g = &x->out->graph;
    wm_graph_edge *edges = arena_zero(&x->out->memory, x->edges.count + 1, sizeof *edges);
    if (!edges) {
        x->no_memory = true;
        return;
    }
    for (size_t i = 0; i < g->node_count; i++)
        for (size_t at = x->first_of[i]; at != WM_NO_PLACE; at = VECTOR_AT(&x->next_of, size_t, at))
            edges[g->edge_count++] = VECTOR_AT(&x->edges, wm_graph_edge, at);
    g->edges = edges;
}

static void make(grapher *x)
{
    size_t count = (size_t)x->guide->node_count + 1;
    wm_graph *g = &x->out->graph;
    x->nodes = arena_zero(&x->out->memory, count, sizeof *x->nodes);
    x->first_of = arena_zero(&x->out->memory, count, sizeof *x->first_of);
    x->branch_places = arena_zero(&x->out->memory, (size_t)x->guide->branch_count + 1, sizeof *x->branch_places);
    x->no_memory = !x->nodes || !x->first_of || !x->branch_places;
    if (x->no_memory)
        return;
    tell_nodes(x);
    find_callers(x);
    if (x->no_memory)
        return;
    after start = enter_flow(x, 0);
    while (x->todo.count > 0 && !x->no_memory && !x->overrun) {
        place p = VECTOR_AT(&x->todo, place, --x->todo.count);
        follow(x, &p);
    }
    g->nodes = x->nodes;
    g->node_count = x->guide->node_count;
    g->start = start < x->guide->node_count ? start : WM_NO_PLACE;
    if (!x->no_memory && !x->overrun)
        tell_edges(x);
}

static wm_status graph_of(kept_graph *out, const rule_set *set, const guide *g, wm_error *error)
{
    grapher x = { .set = set, .guide = g, .out = out };
    x.edges = vector_of(out->allocator, sizeof(wm_graph_edge));
    x.next_of = vector_of(out->allocator, sizeof(size_t));
    x.callers = vector_of(out->allocator, sizeof(uint32_t));
    x.todo = vector_of(out->allocator, sizeof(place));
    make(&x);
    vector_free(&x.edges);
    vector_free(&x.next_of);
    vector_free(&x.callers);
    vector_free(&x.todo);
    if (x.seen)
        allocator_free(&out->allocator, x.seen, x.seen_room * sizeof *x.seen);
    if (x.overrun)
        return error_set(error, WM_OVERRUN, g->file, "「%s」的路太多，畫不出來；把共用的步驟改成有名字的流程",
                         "\"%s\" has more ways than can be drawn; make flows with names of its shared steps", g->name);
    return x.no_memory ? error_no_memory(error) : WM_OK;
}

wm_status wm_rules_graph(wm_graph **out, const wm_rules *rules, const char *guide_name, wm_error *error)
{
    *out = NULL;
    uint32_t index = rule_set_find(rules->set, guide_name);
    if (index == NONE)
        return error_set(error, WM_UNKNOWN, NULL, "沒有「%s」這份判斷樹", "there is no guide \"%s\"", guide_name);
    const guide *g = rules->set->guides[index];
    if (!g->has_flow)
        return error_set(error, WM_NOTHING, g->file, "「%s」沒有 flow，沒有步驟可畫",
                         "\"%s\" has no flow: there are no steps to draw", guide_name);
    kept_graph *kept = allocator_zero(&rules->allocator, 1, sizeof *kept);
    if (!kept)
        return error_no_memory(error);
    kept->allocator = rules->allocator;
    arena_init(&kept->memory, rules->allocator);
    kept->graph = (wm_graph){ .guide = g->name, .title = g->title, .kind = g->kind, .file = g->file };
    wm_status status = graph_of(kept, rules->set, g, error);
    if (status == WM_OK)
        *out = &kept->graph;
    else
        wm_graph_free(&kept->graph);
    return status;
}

void wm_graph_free(wm_graph *graph)
{
    if (!graph)
        return;
    kept_graph *kept = (kept_graph *)(void *)graph;
    wm_allocator allocator = kept->allocator;
    arena_free(&kept->memory);
    allocator_free(&allocator, kept, sizeof *kept);
}
