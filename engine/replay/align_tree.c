/* A guide as a tree of its ways: the walk of walk/, taken with every answer and outcome instead of the facts at hand.
 * Uses replay/align_parts.h. */
#include "replay/align_parts.h"

uint16_t ways_no_memory(builder *b)
{
    b->no_memory = true;
    return NO_WAY;
}

/* ---- Writing nodes down --------------------------------------------------------------------------------------------- */

/* A node; what is below it follows. NONE where there is no memory, or there are too many. */
uint32_t ways_open(builder *b, const align_node *n)
{
    if (b->nodes.count >= ALIGN_NODES) {
        b->too_many = true;
        return NONE;
    }
    if (!vector_append(&b->nodes, n, 1)) {
        ways_no_memory(b);
        return NONE;
    }
    if (++b->depth > b->t->depth)
        b->t->depth = b->depth;
    return (uint32_t)b->nodes.count - 1;
}

/* Behind what is below it; `least` is that of its cheapest way. Returns what skipping costs from here. */
uint16_t ways_close(builder *b, uint32_t index, uint16_t least)
{
    align_node *n = &VECTOR_AT(&b->nodes, align_node, index);
    n->end = (uint32_t)b->nodes.count;
    n->least = least;
    b->depth--;
    if (n->recorded || least == NO_WAY)
        return NO_WAY;
    return (uint16_t)(least + n->skip);
}

static bool add_remedies(builder *b, uint32_t guide_number, uint32_t fault_index)
{
    const guide *g = b->set->guides[guide_number];
    const member *m = layout_member(b->layout, guide_number);
    const fault *of = &g->faults[fault_index];
    for (uint32_t i = 0; i < of->remedy_count; i++) {
        uint32_t key = b->t->answer_count + slot_place(g->remedy_families[of->remedies[i]].slot, m->remedies);
        if (!vector_append(&b->remedies, &key, 1))
            return false;
    }
    return true;
}

static const align_conclusion *last_conclusion(const builder *b)
{
    return b->conclusions.count ? &VECTOR_AT(&b->conclusions, align_conclusion, b->conclusions.count - 1) : NULL;
}

/* What the way concluded; `with_remedies`: those of its fault and of its findings may follow. NONE: nothing, or no
 * memory. */
static uint32_t conclusion_of(builder *b, const way *at, bool with_remedies)
{
    align_conclusion c = { at->fault_guide, at->fault, (uint32_t)b->remedies.count, 0 };
    if (c.fault == NONE)
        return NONE;
    bool fine = !with_remedies || add_remedies(b, c.guide, c.fault);
    for (const finding *f = at->found; with_remedies && fine && f && f->scope == at->top->scope; f = f->before)
        fine = add_remedies(b, f->guide, f->fault);
    c.count = (uint32_t)b->remedies.count - c.first;
    const align_conclusion *last = last_conclusion(b);
    if (fine && !c.count && last && !last->count && last->guide == c.guide && last->fault == c.fault)
        return (uint32_t)b->conclusions.count - 1;
    if (fine && vector_append(&b->conclusions, &c, 1))
        return (uint32_t)b->conclusions.count - 1;
    ways_no_memory(b);
    return NONE;
}

uint32_t ways_others(builder *b, const scene *at, const block *asks, uint32_t but)
{
    align_conclusion c = { NONE, NONE, (uint32_t)b->remedies.count, asks->count - 1 };
    bool fine = true;
    for (uint32_t i = 0; fine && i < asks->count; i++) {
        uint32_t key = scene_answer(at, at->guide->nodes[at->guide->links[asks->first + i]].what);
        fine = i == but || vector_append(&b->remedies, &key, 1);
    }
    if (fine && vector_append(&b->conclusions, &c, 1))
        return (uint32_t)b->conclusions.count - 1;
    ways_no_memory(b);
    return NONE;
}

uint16_t ways_put_end(builder *b, const way *at, bool with_remedies)
{
    align_node n = { .kind = ALIGN_END, .key = conclusion_of(b, at, with_remedies) };
    uint32_t index = ways_open(b, &n);
    return index == NONE ? NO_WAY : ways_close(b, index, 0);
}

/* ---- Ends ------------------------------------------------------------------------------------------------------------ */

/* The includer goes on behind its include. */
uint16_t ways_come_back(builder *b, const way *at)
{
    const frame *scope = at->top->scope;
    way on = *at;
    while (on.found && on.found->scope == scope)
        on.found = on.found->before;
    on.top = scope->under;
    on.left = scope->left;
    on.fault = scope->fault;
    on.fault_guide = scope->fault_guide;
    return ways_walk_on(b, &on);
}

uint16_t ways_resolved(builder *b, const way *at)
{
    return at->top->scope->by == BY_ROOT ? ways_put_end(b, at, false) : ways_come_back(b, at);
}

/* An included guide's main `otherwise` is not taken, nor that of a guide that it went on to. */
static bool may_take_otherwise(const frame *t)
{
    if (t->otherwise || t->flow == NONE || t->g->flows[t->flow].otherwise == NONE)
        return false;
    return t->by == BY_GO || t->scope->by == BY_ROOT || t->scope->by == BY_STUCK;
}

/* The frame whose `otherwise` comes next, NULL: none. *last is the frame at which the flows end then. */
static const frame *next_otherwise(const way *at, const frame **last)
{
    for (const frame *t = at->top;; t = t->under) {
        *last = t;
        if (may_take_otherwise(t))
            return t;
        if (t == t->scope || (t->by != BY_GO && t->g->kind != WM_DIAGNOSIS))
            return NULL;
    }
}

static uint16_t take_otherwise(builder *b, const way *at)
{
    const frame *last, *of = next_otherwise(at, &last);
    way on = *at;
    on.left = NULL;
    if (of) {
        frame same = *of;
        same.otherwise = true;
        if (of->scope == of)
            same.scope = &same;
        on.top = &same;
        return ways_walk_node(b, &on, of->g->flows[of->flow].otherwise);
    }
    on.top = last;
    if (last->by != BY_GO && last->g->kind != WM_DIAGNOSIS)
        return ways_resolved(b, &on);
    return last->scope->by == BY_ROOT ? ways_put_end(b, &on, false) : ways_come_back(b, &on);
}

/* Whether the `otherwise` behind a conclusion asks or tries anything, be it remedies of what it concludes. */
static bool otherwise_goes_on(const way *at)
{
    const frame *last, *of = next_otherwise(at, &last);
    if (!of)
        return false;
    uint8_t kind = of->g->nodes[of->g->flows[of->flow].otherwise].kind;
    return kind != NODE_ESCALATE && kind != NODE_RESOLVE;
}

/* Remedies may be tried here; where none of them helps, the flow's `otherwise` follows. */
uint16_t ways_concluded(builder *b, const way *at)
{
    bool ends = at->top->scope->by == BY_ROOT;
    uint16_t least = ends ? ways_put_end(b, at, true) : NO_WAY;
    if (ends && !otherwise_goes_on(at))
        return least;
    align_node n = { .kind = ALIGN_REMEDIES, .key = conclusion_of(b, at, true) };
    uint32_t index = ways_open(b, &n);
    if (index == NONE)
        return NO_WAY;
    way on = *at;
    while (on.found && on.found->scope == at->top->scope)
        on.found = on.found->before;
    return lesser(least, ways_close(b, index, take_otherwise(b, &on)));
}

uint16_t ways_flow_ended(builder *b, const way *at)
{
    way on = *at;
    on.left = NULL;
    if (!on.found || on.found->scope != on.top->scope)
        return take_otherwise(b, &on);
    for (const finding *f = on.found; f && f->scope == on.top->scope; f = f->before) {
        on.fault_guide = f->guide; /* the first one */
        on.fault = f->fault;
    }
    return ways_concluded(b, &on);
}

/* ---- The whole ----------------------------------------------------------------------------------------------------------- */

static bool make_tables(builder *b)
{
    size_t spots = 0;
    b->first_spot = arena_alloc(&b->t->memory, (size_t)b->layout->member_count * sizeof *b->first_spot);
    for (uint32_t i = 0; b->first_spot && i < b->layout->member_count; i++) {
        b->first_spot[i] = (uint32_t)spots;
        spots += b->set->guides[b->layout->members[i].guide]->node_count;
    }
    b->spots = arena_zero(&b->t->memory, spots + 1, sizeof *b->spots);
    b->groups = arena_zero(&b->t->memory, (size_t)b->layout->answer_count + 1, sizeof *b->groups);
    return b->first_spot && b->spots && b->groups;
}

/* Places that conditions read; what an `on` reads of its own question is no news. */
typedef struct marks {
    uint64_t *bits;
    uint32_t own;
} marks;

static void mark(void *context, uint32_t place)
{
    const marks *m = context;
    if (place != m->own)
        m->bits[place / 64] |= (uint64_t)1 << (place % 64);
}

/* What the conditions at a node read: a walk may go another way once it is answered. */
static void mark_node(uint64_t *bits, const scene *at, const node *n)
{
    marks m = { bits, n->kind == NODE_ASK ? scene_answer(at, n->what) : NONE };
    if (n->kind == NODE_WHEN)
        condition_places(at, n->what, mark, &m);
    for (uint32_t i = 0; n->kind == NODE_ASK && i < n->on_count; i++)
        condition_places(at, at->guide->branches[n->first_on + i].what, mark, &m);
}

/* … in every round of a loop. */
static void mark_rounds(uint64_t *bits, const guide *g, const member *m)
{
    marks all = { bits, NONE };
    for (uint32_t i = 0; i < g->answer_family_count; i++) {
        const family *f = &g->answer_families[i];
        uint32_t place = slot_place(f->slot, m->answers);
        bool is_marked = (bits[place / 64] >> (place % 64) & 1) != 0;
        for (uint32_t round = 2; is_marked && round <= f->rounds; round++)
            mark(&all, index_place_in_round(g, m, f->slot, round));
    }
}

static bool mark_turning(builder *b)
{
    uint64_t *bits = arena_zero(&b->t->memory, (size_t)b->layout->answer_count / 64 + 1, sizeof *bits);
    for (uint32_t i = 0; bits && i < b->layout->member_count; i++) {
        const guide *g = b->set->guides[b->layout->members[i].guide];
        scene at = { g, &b->layout->members[i], NULL, 1 };
        marks all = { bits, NONE };
        if (g->applies != NONE)
            condition_places(&at, g->applies, mark, &all);
        for (uint32_t k = 0; k < g->node_count; k++)
            mark_node(bits, &at, &g->nodes[k]);
        mark_rounds(bits, g, &b->layout->members[i]);
        for (uint32_t k = 0; k < g->condition_count; k++)
            b->t->tries_turn =
                b->t->tries_turn || g->conditions[k].kind == COND_FIXED || g->conditions[k].kind == COND_FAILED;
    }
    b->t->turning = bits;
    return bits != NULL;
}

static void build(builder *b)
{
    const member *m = b->layout->members;
    const guide *g = b->set->guides[m->guide];
    frame root = { NULL, NULL, NULL, g, m, 0, 1, BY_ROOT, false, NONE, NONE };
    way at = { &root, NULL, NULL, NULL, NONE, NONE };
    root.scope = &root;
    b->t->least = ways_push(b, &at, &g->flows[0].body);
}

/* The vectors' contents, in the tree's own memory. */
static bool keep(builder *b)
{
    align_tree *t = b->t;
    t->count = (uint32_t)b->nodes.count;
    t->nodes = arena_copy(&t->memory, b->nodes.data, b->nodes.count, sizeof *t->nodes);
    t->conclusions = arena_copy(&t->memory, b->conclusions.data, b->conclusions.count, sizeof *t->conclusions);
    t->remedies = arena_copy(&t->memory, b->remedies.data, b->remedies.count, sizeof *t->remedies);
    t->spots = b->spots;
    t->groups = b->group_count ? b->groups : NULL;
    return t->nodes && (t->conclusions || !b->conclusions.count) && (t->remedies || !b->remedies.count);
}

static bool make(builder *b)
{
    if (!make_tables(b) || !mark_turning(b))
        return false;
    build(b);
    if (b->too_many || b->t->least == NO_WAY)
        b->t->state = ALIGN_TOO_MANY_WAYS;
    return !b->no_memory && (b->t->state != ALIGN_FINE || keep(b));
}

align_tree *align_tree_new(const replay_index *index, uint32_t guide_number, wm_allocator allocator)
{
    align_tree *t = allocator_zero(&allocator, 1, sizeof *t);
    if (!t)
        return NULL;
    builder b = { .t = t,
                  .set = index->set,
                  .layout = &index->set->layouts[guide_number],
                  .home = &index->of[guide_number],
                  .nodes = vector_of(allocator, sizeof(align_node)),
                  .conclusions = vector_of(allocator, sizeof(align_conclusion)),
                  .remedies = vector_of(allocator, sizeof(uint32_t)) };
    arena_init(&t->memory, allocator);
    t->set = b.set;
    t->layout = b.layout;
    t->answer_count = b.layout->answer_count;
    bool fine = true;
    if (b.set->guides[guide_number]->has_flow)
        fine = make(&b);
    else
        t->state = ALIGN_NO_FLOW;
    vector_free(&b.nodes);
    vector_free(&b.conclusions);
    vector_free(&b.remedies);
    if (fine)
        return t;
    align_tree_free(t);
    return NULL;
}

void align_tree_free(align_tree *t)
{
    if (!t)
        return;
    wm_allocator allocator = t->memory.allocator;
    arena_free(&t->memory);
    allocator_free(&allocator, t, sizeof *t);
}
