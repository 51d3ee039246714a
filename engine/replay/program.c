/* Laying out a guide's flow as a program, and adding up what was counted. Uses replay/program.h, replay/index.h,
 * replay/tally.h and base/.
 *
 * Edges wait on a stack until the step that they lead to is laid out: no function calls itself, and a step's first
 * branch lies right behind it. What is to come behind an ask whose branches end is a `later`. */
#include "replay/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vector.h"
#include "replay/index.h"
#include "replay/tally.h"

#define WORDS_A_NODE  32u /* shared steps may be laid out again and again, up to so many words on average */
#define WORDS_AT_MOST 0x40000000u

/* Steps of a block that are left to be walked: guide.links[next .. end), then `outer`, a `later` or NONE. */
typedef struct rest {
    uint32_t next, end, outer;
} rest;

typedef struct later {
    rest rest;      /* never empty */
    uint32_t place; /* in the program, or NONE */
} later;

/* A way from a step to one that has no place yet. The targets that lead there (several answers may have one branch)
 * are chained through the table: each holds the number of the next one, or NONE. */
typedef struct edge {
    uint32_t table, first;   /* the table, in half words; the first of its targets */
    uint32_t parent, number; /* number: as a tally counts edges, or NONE */
    rest to;
} edge;

typedef struct builder {
    const replay_index *x;
    const guide *g;
    const layout *layout;
    arena scratch;
    vector words, from, laters, edges;
    uint32_t *flows;        /* where each flow begins, or NONE */
    uint32_t *edge_numbers; /* per branch, as a tally counts them */
    uint32_t *links;        /* per node: how many there are to it */
    uint32_t *marks;        /* per shared node: its mark, or NONE */
    uint32_t *after;        /* per shared node: the `later` that its last place is followed by */
    uint32_t *place;        /* … and that place */
    uint32_t *chains;       /* per branch of an ask: the first target, while its edges are made */
    uint32_t mark_count, words_most;
    bool failed; /* there is no memory */
} builder;

/* ---- Steps ------------------------------------------------------------------------------------------------------- */

static uint32_t here(const builder *b)
{
    return (uint32_t)b->words.count;
}

/* A cleared step with `more` words behind it; NULL where there is no memory. */
static program_step *add_step(builder *b, program_kind kind, size_t more, program_origin from)
{
    size_t at = b->words.count, all = sizeof(program_step) / sizeof(uint64_t) + more;
    uint32_t number = (uint32_t)b->from.count;
    if (b->failed || !vector_reserve(&b->words, all) || !vector_append(&b->from, &from, 1)) {
        b->failed = true;
        return NULL;
    }
    uint64_t *words = (uint64_t *)b->words.data + at;
    memset(words, 0, all * sizeof *words);
    b->words.count += all;
    program_step *s = (program_step *)(void *)words;
    *s = (program_step){ .kind = (uint8_t)kind, .number = number };
    return s;
}

static void add_pass(builder *b, uint32_t mark, uint32_t to, program_origin from)
{
    program_step *s = add_step(b, PROGRAM_PASS, 0, from);
    if (!s)
        return;
    s->what = mark;
    s->more = to;
}

static uint32_t *half_words(const builder *b)
{
    return b->words.data;
}

static void add_edge(builder *b, const edge *e)
{
    b->failed = b->failed || !vector_append(&b->edges, e, 1);
}

/* ---- Asks -------------------------------------------------------------------------------------------------------- */

static bool is_answer(const guide *g, const condition *c, uint32_t given)
{
    if (given < 64)
        return c->set >> given & 1;
    for (uint32_t i = 0; i < c->count; i++)
        if (g->sets[c->first + i] == given)
            return true;
    return false;
}

static uint32_t own_branch(const guide *g, const node *n, uint32_t given)
{
    return n->by_answer == NONE ? NONE : g->answer_branch[n->by_answer + given];
}

/* An answer's own key comes first, then the `on`s as written, then `other`. */
static uint32_t branch_of_answer(const guide *g, const node *n, uint32_t given)
{
    uint32_t own = own_branch(g, n, given);
    for (uint32_t i = 0; own == NONE && i < n->on_count; i++)
        if (is_answer(g, &g->conditions[g->branches[n->first_on + i].what], given))
            own = n->first_on + i;
    return own == NONE ? n->other : own;
}

static uint32_t branch_of_number(const guide *g, const node *n, double v)
{
    for (uint32_t i = 0; i < n->on_count; i++)
        if (program_is_within(&g->conditions[g->branches[n->first_on + i].what], v))
            return n->first_on + i;
    return n->other;
}

static bool is_bound(const condition *c)
{
    return c->kind == COND_BELOW || c->kind == COND_AT_LEAST || c->kind == COND_BETWEEN;
}

/* Whether every `on` is a test of its ask's own answer: IS or, for numbers, bounds. */
static bool tests_itself(const guide *g, const node *n, bool number)
{
    for (uint32_t i = 0; i < n->on_count; i++) {
        const condition *c = &g->conditions[g->branches[n->first_on + i].what];
        bool fits = number ? is_bound(c) : c->kind == COND_IS;
        if (!fits || c->family != n->what)
            return false;
    }
    return true;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where a number's branches can change, ascending, each once. SIZE_MAX: more than PROGRAM_CUTS. */
static size_t cuts_of(const guide *g, const node *n, double cuts[2 * PROGRAM_CUTS])
{
    size_t count = 0, kept = 0;
    if (n->on_count > PROGRAM_CUTS)
        return SIZE_MAX;
    for (uint32_t i = 0; i < n->on_count; i++) {
        const condition *c = &g->conditions[g->branches[n->first_on + i].what];
        if (c->kind != COND_BELOW)
            cuts[count++] = c->low;
        if (c->kind != COND_AT_LEAST)
            cuts[count++] = c->high;
    }
    qsort(cuts, count, sizeof *cuts, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (!kept || cuts[i] > cuts[kept - 1])
            cuts[kept++] = cuts[i];
    return kept <= PROGRAM_CUTS ? kept : SIZE_MAX;
}

/* What stands for a branch in a table until the edges are made; none has a number, too. */
static uint32_t branch_number(const node *n, uint32_t branch_index)
{
    return branch_index == NONE ? n->branch_count : branch_index - n->first_branch;
}

/* One edge for each branch that the table of an ask leads to, the first one on top. */
static void add_edges(builder *b, const node *n, uint32_t table, uint32_t count, uint32_t after, uint32_t parent)
{
    uint32_t *targets = half_words(b) + table;
    for (uint32_t i = 0; i <= n->branch_count; i++)
        b->chains[i] = NONE;
    for (uint32_t k = count; k-- > 0;) {
        uint32_t i = targets[k];
        targets[k] = b->chains[i];
        b->chains[i] = k;
    }
    for (uint32_t i = n->branch_count + 1u; i-- > 0;) {
        edge e = { table, b->chains[i], parent, NONE, { 0, 0, after } };
        if (e.first == NONE)
            continue;
        if (i < n->branch_count) {
            block body = b->g->branches[n->first_branch + i].body;
            e.number = b->edge_numbers[n->first_branch + i];
            e.to = (rest){ body.first, body.first + body.count, after };
        }
        add_edge(b, &e);
    }
}

/* Half words from the beginning of the program to a place within the last step. */
static uint32_t half_of(const builder *b, const void *place)
{
    return (uint32_t)((const uint32_t *)place - half_words(b));
}

static program_step *add_choice(builder *b, const node *n, uint32_t answers, program_origin from)
{
    program_step *s = add_step(b, PROGRAM_CHOICE, PROGRAM_WORDS(answers), from);
    if (!s)
        return NULL;
    s->count = (uint16_t)answers;
    for (uint32_t k = 0; k < answers; k++)
        half_words(b)[half_of(b, s + 1) + k] = branch_number(n, branch_of_answer(b->g, n, k));
    return s;
}

static program_step *add_number(builder *b, const node *n, const double *cuts, size_t count, program_origin from)
{
    program_step *s = add_step(b, PROGRAM_NUMBER, count + PROGRAM_WORDS(count + 1), from);
    if (!s)
        return NULL;
    memcpy(s + 1, cuts, count * sizeof *cuts);
    s->count = (uint16_t)count;
    uint32_t table = half_of(b, program_intervals(s));
    for (size_t i = 0; i <= count; i++)
        half_words(b)[table + i] = branch_number(n, branch_of_number(b->g, n, i ? cuts[i - 1] : -HUGE_VAL));
    return s;
}

static program_step *add_tests(builder *b, const node *n, uint32_t answers, program_origin from)
{
    const guide *g = b->g;
    uint32_t count = n->on_count, at = 0;
    for (uint32_t k = 0; k < answers; k++)
        count += own_branch(g, n, k) != NONE;
    program_step *s = add_step(b, PROGRAM_TESTS, PROGRAM_WORDS(2 * (size_t)count + 1), from);
    if (!s)
        return NULL;
    s->count = (uint16_t)count;
    uint32_t *to = half_words(b) + half_of(b, s + 1), *tests = to + count + 1;
    for (uint32_t k = 0; k < answers; k++)
        if (own_branch(g, n, k) != NONE) {
            to[at] = branch_number(n, own_branch(g, n, k));
            tests[at++] = PROGRAM_ANSWER + k;
        }
    for (uint32_t i = 0; i < n->on_count; i++) {
        to[at] = branch_number(n, n->first_on + i);
        tests[at++] = g->branches[n->first_on + i].what;
    }
    to[at] = branch_number(n, n->other);
    return s;
}

/* What comes behind the first of the steps that are left. */
static uint32_t later_of(builder *b, const rest *r)
{
    if (r->next + 1 == r->end)
        return r->outer;
    later l = { { r->next + 1, r->end, r->outer }, NONE };
    b->failed = b->failed || !vector_append(&b->laters, &l, 1);
    return (uint32_t)b->laters.count - 1;
}

static void add_ask(builder *b, const node *n, uint32_t after, program_origin from)
{
    const guide *g = b->g;
    const family *f = &g->answer_families[n->what];
    const question *q = family_question(b->x->set, g, f);
    double cuts[2 * PROGRAM_CUTS];
    size_t cut_count = SIZE_MAX;
    program_step *s;
    if (q->kind == WM_NUMBER && tests_itself(g, n, true))
        cut_count = cuts_of(g, n, cuts);
    if (cut_count != SIZE_MAX)
        s = add_number(b, n, cuts, cut_count, from);
    else if (q->kind == WM_CHOICE && tests_itself(g, n, false))
        s = add_choice(b, n, q->answer_count, from);
    else
        s = add_tests(b, n, n->by_answer == NONE ? 0 : q->answer_count, from);
    if (!s)
        return;
    s->what = slot_place(f->slot, b->layout->members[0].answers);
    uint32_t table = half_of(b, s->kind == PROGRAM_NUMBER ? program_intervals(s) : program_targets(s));
    add_edges(b, n, table, s->count + (s->kind == PROGRAM_CHOICE ? 0u : 1u), after, s->number);
}

/* ---- Ends -------------------------------------------------------------------------------------------------------- */

static void add_whole(builder *b, program_origin from)
{
    add_step(b, PROGRAM_WHOLE, 0, from);
}

/* The names lie in the program, too: an end is told without a look elsewhere. */
static void add_conclusion(builder *b, const node *n, program_origin from)
{
    const guide *g = b->g;
    const fault *of = &g->faults[n->what];
    uint32_t home = g->index;
    char room[NAME_ROOM];
    if (g->suspects || !of->remedy_count) {
        add_whole(b, from);
        return;
    }
    const family *f = &g->remedy_families[of->remedies[0]];
    facts_name name = { home, of->remedies[0], 1, slot_place(f->slot, b->layout->members[0].remedies) };
    label fault_label = b->x->of[home].faults[n->what];
    label remedy_label = index_action_label(b->x, home, &name, room, sizeof room);
    size_t bytes = (size_t)fault_label.size + remedy_label.size;
    if (fault_label.size > UINT16_MAX || remedy_label.size > UINT8_MAX) {
        add_whole(b, from);
        return;
    }
    program_step *s = add_step(b, PROGRAM_CONCLUDE, (sizeof(program_end) + bytes + 7) / 8, from);
    if (!s)
        return;
    s->count = (uint16_t)fault_label.size;
    s->action_size = (uint8_t)remedy_label.size;
    s->what = name.place;
    s->more = from.node;
    program_end end = { n->what, of->remedies[0] };
    memcpy(s + 1, &end, sizeof end);
    char *names = (char *)(s + 1) + sizeof end;
    memcpy(names, fault_label.s, fault_label.size);
    memcpy(names + fault_label.size, remedy_label.s, remedy_label.size);
}

static void add_escalation(builder *b, const node *n, program_origin from)
{
    program_step *s = add_step(b, PROGRAM_ESCALATE, 0, from);
    if (s)
        s->what = n->what;
}

static void add_end(builder *b, const node *n, program_origin from)
{
    switch (n->kind) {
    case NODE_CONCLUDE:
        add_conclusion(b, n, from);
        break;
    case NODE_ESCALATE:
        add_escalation(b, n, from);
        break;
    default:
        add_whole(b, from);
        break;
    }
}

/* ---- The way ----------------------------------------------------------------------------------------------------- */

/* A counted step to what has a place already, or comes right behind it: then true, and *place is noted. */
static bool pass_to(builder *b, uint32_t mark, uint32_t *place, program_origin from)
{
    bool is_new = *place == NONE;
    uint32_t to = is_new ? here(b) + (uint32_t)(sizeof(program_step) / sizeof(uint64_t)) : *place;
    add_pass(b, mark, to, from);
    *place = to;
    return is_new;
}

/* A step that several blocks share is laid out once for each `later` that follows it. */
static bool pass_to_shared(builder *b, uint32_t node_index, uint32_t after, program_origin from)
{
    if (b->marks[node_index] == NONE)
        b->marks[node_index] = b->mark_count++;
    if (b->place[node_index] != NONE && b->after[node_index] != after)
        b->place[node_index] = NONE;
    b->after[node_index] = after;
    return pass_to(b, b->marks[node_index], &b->place[node_index], from);
}

static rest body_of(const block *body)
{
    return (rest){ body->first, body->first + body->count, NONE };
}

/* Lays out a `go`; true where its flow comes right behind it: *r is then the flow's. */
static bool go(builder *b, uint32_t node_index, rest *r, program_origin from)
{
    uint32_t flow_number = b->g->nodes[node_index].what;
    *r = body_of(&b->g->flows[flow_number].body);
    from.node = node_index;
    return pass_to(b, flow_number, &b->flows[flow_number], from);
}

/* Lays out the first of the steps that are left, with what must come before it. */
static void add_rest(builder *b, rest r, program_origin from)
{
    const guide *g = b->g;
    const program_origin counted = { NONE, NONE, NONE };
    while (!b->failed) {
        if (r.next == r.end) {
            if (r.outer == NONE) {
                add_whole(b, from);
                return;
            }
            later *l = &VECTOR_AT(&b->laters, later, r.outer);
            r = l->rest;
            if (!pass_to(b, NONE, &l->place, from))
                return;
            from = counted;
            continue;
        }
        uint32_t node_index = g->links[r.next];
        const node *n = &g->nodes[node_index];
        if (n->kind == NODE_GO) {
            if (!go(b, node_index, &r, from))
                return;
            from = counted;
            continue;
        }
        uint32_t after = n->kind == NODE_ASK ? later_of(b, &r) : NONE;
        if (n->kind == NODE_ASK && b->links[node_index] > 1) {
            if (!pass_to_shared(b, node_index, after, from))
                return;
            from = counted;
        }
        from.node = node_index;
        if (n->kind == NODE_ASK && b->words.count < b->words_most)
            add_ask(b, n, after, from);
        else if (n->kind == NODE_ASK)
            add_whole(b, from);
        else
            add_end(b, n, from);
        return;
    }
}

static void place_edge(builder *b, const edge *e)
{
    uint32_t *table = half_words(b) + e->table;
    for (uint32_t i = e->first, next; i != NONE; i = next) {
        next = table[i];
        table[i] = here(b);
    }
    add_rest(b, e->to, (program_origin){ NONE, e->parent, e->number });
}

static void lay_out(builder *b)
{
    b->flows[0] = PROGRAM_BEGIN;
    add_rest(b, body_of(&b->g->flows[0].body), (program_origin){ NONE, NONE, NONE });
    while (b->edges.count && !b->failed) {
        edge e = VECTOR_AT(&b->edges, edge, --b->edges.count);
        place_edge(b, &e);
    }
}

/* ---- Building ---------------------------------------------------------------------------------------------------- */

/* Whether the case's guide begins with its flow, whatever the facts. */
static bool begins_plainly(const guide *g)
{
    return g->has_flow && g->kind == WM_DIAGNOSIS && g->goal == NONE && g->applies == NONE;
}

static uint32_t most_branches(const guide *g)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < g->node_count; i++)
        most = g->nodes[i].branch_count > most ? g->nodes[i].branch_count : most;
    return most;
}

static uint32_t *none_of(builder *b, size_t count)
{
    uint32_t *list = arena_alloc(&b->scratch, (count + 1) * sizeof *list);
    for (size_t i = 0; list && i < count; i++)
        list[i] = NONE;
    b->failed = b->failed || !list;
    return list;
}

static void begin(builder *b, const replay_index *x, const guide *g)
{
    wm_allocator allocator = x->memory.allocator;
    *b = (builder){ .x = x, .g = g, .layout = &x->set->layouts[g->index], .mark_count = g->flow_count };
    arena_init(&b->scratch, allocator);
    b->words = vector_of(allocator, sizeof(uint64_t));
    b->from = vector_of(allocator, sizeof(program_origin));
    b->laters = vector_of(allocator, sizeof(later));
    b->edges = vector_of(allocator, sizeof(edge));
    b->flows = none_of(b, g->flow_count);
    b->marks = none_of(b, g->node_count);
    b->after = none_of(b, g->node_count);
    b->place = none_of(b, g->node_count);
    b->chains = none_of(b, (size_t)most_branches(g) + 1);
    b->edge_numbers = none_of(b, g->branch_count);
    b->links = arena_zero(&b->scratch, (size_t)g->node_count + 1, sizeof *b->links);
    b->failed = b->failed || !b->links;
    size_t most = ((size_t)g->node_count + g->branch_count + 32) * WORDS_A_NODE;
    b->words_most = most < WORDS_AT_MOST ? (uint32_t)most : WORDS_AT_MOST;
    if (b->failed)
        return;
    for (uint32_t i = 0; i < g->link_count; i++)
        b->links[g->links[i]]++;
    for (uint32_t i = 0, edge_number = 0; i < g->branch_count; i++)
        if (branch_is_edge(&g->branches[i]))
            b->edge_numbers[i] = edge_number++;
}

static void keep(builder *b, program *out, arena *memory)
{
    size_t words = b->words.count, room = words + SCAN_PADDING / sizeof(uint64_t);
    uint64_t *copy = b->failed ? NULL : arena_zero(memory, room, sizeof *copy);
    program_origin *from = copy ? arena_copy(memory, b->from.data, b->from.count, sizeof *from) : NULL;
    b->failed = !from;
    if (b->failed)
        return;
    memcpy(copy, b->words.data, words * sizeof *copy);
    *out = (program){ copy, (uint32_t)words, (uint32_t)b->from.count, b->mark_count, from };
}

bool program_build(program *out, arena *memory, const replay_index *x, uint32_t guide_number)
{
    const guide *g = x->set->guides[guide_number];
    builder b;
    *out = (program){ .words = NULL };
    if (!begins_plainly(g))
        return true;
    begin(&b, x, g);
    if (!b.failed)
        lay_out(&b);
    keep(&b, out, memory);
    arena_free(&b.scratch);
    vector_free(&b.words);
    vector_free(&b.from);
    vector_free(&b.laters);
    vector_free(&b.edges);
    return !b.failed;
}

/* ---- Adding up --------------------------------------------------------------------------------------------------- */

/* From the last step to the first: a step was reached as often as it ended a walk, or passed it on, and as those were
 * that are come to from it alone. */
void program_add_up(const program *p, uint64_t *counts, uint64_t *nodes, uint64_t *edges)
{
    for (uint32_t i = p->step_count; i-- > 0;) {
        const program_origin *from = &p->from[i];
        if (from->node != NONE)
            nodes[from->node] += counts[i];
        if (from->edge != NONE)
            edges[from->edge] += counts[i];
        if (from->parent != NONE)
            counts[from->parent] += counts[i];
        counts[i] = 0;
    }
}
