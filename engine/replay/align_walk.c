/* Where the ways of a guide lead: the steps of walk/, taken with every answer and outcome. Uses replay/align_parts.h.
 *
 * Frames, runs and what a way knows are linked lists whose links lie on the stack: they live exactly as long as the ways
 * through them are being written down. */
#include "replay/align_parts.h"

static ways_view view_of(const builder *b, const way *at)
{
    const frame *t = at->top;
    const flow *f = t->flow == NONE ? NULL : &t->g->flows[t->flow];
    return (ways_view){ b->set, b->layout, { t->g, t->m, f, t->round }, at->known };
}

/* ---- ask --------------------------------------------------------------------------------------------------------------- */

uint16_t ways_push(builder *b, const way *at, const block *steps)
{
    run pushed = { at->left, steps->first, steps->first + steps->count };
    way on = *at;
    on.left = &pushed;
    return ways_walk_on(b, &on);
}

/* A goal that holds resolves its guide at once; the outermost counts. NULL: none holds. */
static const frame *reached_goal(const builder *b, const way *at)
{
    const frame *found = NULL;
    for (const frame *t = at->top; t; t = t->under) {
        ways_view v = { b->set, b->layout, { t->g, t->m, NULL, 1 }, at->known };
        if (t->by != BY_GO && t->g->goal != NONE && ways_truth(&v, t->g->goal) == TRUE_)
            found = t;
    }
    return found;
}

static uint16_t go_branch(builder *b, const way *at, uint32_t key, uint32_t branch_index)
{
    const frame *goal = index_is_held(b->home, key) ? reached_goal(b, at) : NULL;
    if (goal) {
        way on = *at;
        on.top = goal;
        return ways_resolved(b, &on);
    }
    if (branch_index == NONE)
        return ways_walk_on(b, at);
    return ways_push(b, at, &at->top->g->branches[branch_index].body);
}

/* One branch of an ask, or its falling through, by the answers that lie in `cells`. */
static uint16_t ask_cells(builder *b, const way *at, const align_node *like, uint64_t cells)
{
    uint64_t before;
    ways_view v = view_of(b, at);
    asked_before asked = ways_asked_before(&v, like->key, &before);
    known k = { at->known, KNOWN_ANSWER, like->key, cells & before, { 0 }, NONE };
    way on = *at;
    if (!k.cells)
        return NO_WAY;
    on.known = &k;
    if (asked == ASKED_KNOWN)
        return go_branch(b, &on, like->key, like->branch);
    align_node n = *like;
    n.skip = asked == ASKED_MAYBE ? 0 : ALIGN_SKIPPED;
    uint32_t index = ways_open(b, &n);
    return index == NONE ? NO_WAY : ways_close(b, index, go_branch(b, &on, n.key, n.branch));
}

/* Where a goal reads the answer, each of its cells is a way of its own. */
static uint16_t ask_branch(builder *b, const way *at, align_node n)
{
    ways_view v = view_of(b, at);
    uint64_t cells = ways_cells(&v, &b->spots[n.spot], n.branch, &b->work);
    uint16_t least = NO_WAY;
    if (!index_is_held(b->home, n.key) || cells == UINT64_MAX)
        return ask_cells(b, at, &n, cells);
    for (n.cell = 0; n.cell < CELLS_KNOWN; n.cell++)
        if (cells >> n.cell & 1)
            least = lesser(least, ask_cells(b, at, &n, (uint64_t)1 << n.cell));
    n.cell = NONE;
    return cells & UNSURE_CELL ? lesser(least, ask_cells(b, at, &n, UNSURE_CELL)) : least;
}

static bool ready_spot(builder *b, align_spot *s, const guide *g, uint32_t node_index, bool apart)
{
    if (s->node)
        return true;
    s->guide = g;
    s->question = family_question(b->set, g, &g->answer_families[g->nodes[node_index].what]);
    s->same = arena_alloc(&b->t->memory, ((size_t)g->nodes[node_index].branch_count + 1) * sizeof *s->same);
    if (!s->same)
        return false;
    s->node = &g->nodes[node_index];
    ways_same(s, apart);
    return true;
}

/* The spot of a node that asks; NULL: no memory. */
static align_spot *spot_of(builder *b, const way *at, uint32_t node_index, align_node *like)
{
    const guide *g = at->top->g;
    ways_view v = view_of(b, at);
    *like = (align_node){ .kind = ALIGN_ASK,
                          .key = scene_answer(&v.at, g->nodes[node_index].what),
                          .spot = b->first_spot[at->top->m - b->layout->members] + node_index,
                          .cell = NONE };
    align_spot *s = &b->spots[like->spot];
    return ready_spot(b, s, g, node_index, index_is_held(b->home, like->key)) ? s : NULL;
}

static uint16_t ask(builder *b, const way *at, uint32_t node_index)
{
    const node *n = &at->top->g->nodes[node_index];
    align_node like;
    uint16_t least = NO_WAY;
    const align_spot *s = spot_of(b, at, node_index, &like);
    if (!s)
        return ways_no_memory(b);
    for (uint32_t i = 0; i < n->branch_count; i++) {
        like.branch = n->first_branch + i;
        if (s->same[i] == like.branch)
            least = lesser(least, ask_branch(b, at, like));
    }
    like.branch = NONE;
    return lesser(least, ask_branch(b, at, like));
}

/* ---- try --------------------------------------------------------------------------------------------------------------- */

static bool is_tried(const way *at, uint32_t key)
{
    for (const known *k = at->known; k; k = k->before)
        if (k->kind == KNOWN_TRIED && k->key == key)
            return true;
    return false;
}

/* Whether something fixed what a guide is about, when it was entered before. */
static bool is_fixed(const way *at, uint32_t guide_number)
{
    for (const known *k = at->known; k; k = k->before)
        if (k->fixed_in == guide_number)
            return true;
    return false;
}

/* A procedure's step that the user is stuck at opens its guide. */
static uint16_t open_stuck(builder *b, const way *at, uint32_t guide_number)
{
    const member *m = layout_member(b->layout, guide_number);
    const guide *g = b->set->guides[guide_number];
    frame f = { at->top, NULL, at->left, g, m, g->has_flow ? 0 : NONE, 1, BY_STUCK, false, at->fault_guide, at->fault };
    way on = *at;
    f.scope = &f;
    on.top = &f;
    on.left = NULL;
    return g->has_flow && !is_fixed(at, g->index) ? ways_push(b, &on, &g->flows[0].body) : ways_come_back(b, &on);
}

static bool is_within(const way *at, const member *m)
{
    for (const frame *t = at->top; t; t = t->under)
        if (t->m == m && t->by != BY_GO)
            return true;
    return false;
}

/* What fixed it resolves its guide. A guide with findings, and a procedure, go on. */
static uint16_t try_fixed(builder *b, const way *tried, const align_node *like)
{
    align_node n = *like;
    known k = *tried->known;
    way on = *tried;
    k.fixed_in = tried->top->scope->g->index;
    on.known = &k;
    n.fits = CAME_FIXED | CAME_EITHER;
    n.recorded = true;
    uint32_t index = ways_open(b, &n);
    return index == NONE ? NO_WAY : ways_close(b, index, ways_resolved(b, &on));
}

static uint16_t try_stuck(builder *b, const way *on, const align_node *like, uint32_t guide_number)
{
    align_node n = *like;
    n.fits = CAME_FAILED | CAME_EITHER;
    n.recorded = true;
    uint32_t index = ways_open(b, &n);
    return index == NONE ? NO_WAY : ways_close(b, index, open_stuck(b, on, guide_number));
}

/* A node with all ways on from it. */
static uint16_t put_node(builder *b, const align_node *n, const way *on)
{
    uint32_t index = ways_open(b, n);
    return index == NONE ? NO_WAY : ways_close(b, index, ways_walk_on(b, on));
}

static uint16_t try_action(builder *b, const way *at, uint32_t node_index)
{
    const guide *g = at->top->g;
    ways_view v = view_of(b, at);
    uint32_t what = g->nodes[node_index].what, place = scene_remedy(&v.at, what);
    align_node n = { .kind = ALIGN_TRY, .key = b->t->answer_count + place, .spot = NONE, .skip = ALIGN_SKIPPED };
    known k = { at->known, KNOWN_TRIED, n.key, 0, { g->index, what, scene_remedy_round(&v.at, what), place }, NONE };
    uint32_t stuck = family_action(b->set, g, &g->remedy_families[what])->stuck;
    way on = *at;
    on.known = &k;
    if (is_tried(at, n.key))
        return ways_walk_on(b, at);
    n.fits = CAME_ON | CAME_FAILED | CAME_EITHER;
    if (!g->suspects && g->kind != WM_PROCEDURE)
        try_fixed(b, &on, &n);
    else
        n.fits |= CAME_FIXED;
    if (g->kind == WM_PROCEDURE && stuck != NONE && !is_within(at, layout_member(b->layout, stuck))) {
        try_stuck(b, &on, &n, stuck);
        b->t->tries_turn = true;
        n.spot = g->index;
        n.fits &= (uint8_t)~CAME_FAILED;
    }
    return put_node(b, &n, &on);
}

/* ---- Other flows and guides ------------------------------------------------------------------------------------------- */

static const frame *frame_of(const way *at, uint32_t flow_index)
{
    for (const frame *t = at->top; t; t = t->under)
        if (t->m == at->top->m && t->flow == flow_index)
            return t;
    return NULL;
}

static uint16_t go(builder *b, const way *at, uint32_t node_index)
{
    const frame *t = at->top;
    uint32_t flow_index = t->g->nodes[node_index].what;
    frame f = { t, t->scope, NULL, t->g, t->m, flow_index, 1, BY_GO, false, NONE, NONE };
    way on = *at;
    if (frame_of(at, flow_index))
        return ways_walk_on(b, at);
    on.top = &f;
    on.left = NULL;
    return ways_push(b, &on, &t->g->flows[flow_index].body);
}

/* The flow's own frame begins its next round; flows that it went on to are left. */
static uint16_t again(builder *b, const way *at, uint32_t node_index)
{
    const node *n = &at->top->g->nodes[node_index];
    const frame *loop = frame_of(at, n->what);
    way on = *at;
    if (!loop)
        return go(b, at, node_index);
    if (loop->round > n->at_most)
        return ways_walk_on(b, at);
    frame f = *loop;
    f.round++;
    f.otherwise = false;
    if (loop->scope == loop)
        f.scope = &f;
    on.top = &f;
    on.left = NULL;
    return ways_push(b, &on, &f.g->flows[f.flow].body);
}

/* An included guide in which something may fix is passed by a walk that turned, once it did. */
static void pass_mended(builder *b, const way *entered)
{
    const guide *g = entered->top->g;
    align_node n = { .kind = ALIGN_MENDED, .key = g->index, .recorded = true };
    if (!g->remedy_family_count || g->suspects || g->kind == WM_PROCEDURE)
        return;
    uint32_t index = ways_open(b, &n);
    if (index != NONE)
        ways_close(b, index, ways_resolved(b, entered));
}

static uint16_t enter(builder *b, const way *at, uint32_t node_index, entered_by by)
{
    const frame *t = at->top;
    const guide *g = b->set->guides[t->g->nodes[node_index].what];
    const member *m = layout_member(b->layout, g->index);
    frame f = { t,
                t->scope,
                by == BY_SEE ? NULL : at->left,
                g,
                m,
                g->has_flow ? 0 : NONE,
                1,
                (uint8_t)by,
                false,
                at->fault_guide,
                at->fault };
    way on = *at;
    if (is_within(at, m))
        return ways_walk_on(b, at);
    on.top = &f;
    on.left = NULL;
    if (by == BY_INCLUDE) {
        f.scope = &f;
        on.fault = on.fault_guide = NONE;
    }
    ways_view v = { b->set, b->layout, { g, m, NULL, 1 }, at->known };
    if ((g->goal != NONE && ways_truth(&v, g->goal) == TRUE_) || (by == BY_INCLUDE && is_fixed(at, g->index)))
        return ways_resolved(b, &on);
    if (by == BY_INCLUDE)
        pass_mended(b, &on);
    if (g->has_flow)
        return ways_push(b, &on, &g->flows[0].body);
    return f.scope->by == BY_ROOT ? ways_put_end(b, &on, false) : ways_come_back(b, &on);
}

/* ---- One node ------------------------------------------------------------------------------------------------------------ */

static uint16_t conclude(builder *b, const way *at, uint32_t node_index)
{
    way on = *at;
    on.left = NULL;
    on.fault_guide = at->top->g->index;
    on.fault = at->top->g->nodes[node_index].what;
    return ways_concluded(b, &on);
}

static uint16_t suspect(builder *b, const way *at, uint32_t node_index)
{
    const guide *g = at->top->g;
    finding f = { at->found, at->top->scope, g->index, g->nodes[node_index].what };
    way on = *at;
    on.found = &f;
    return ways_walk_on(b, &on);
}

static uint16_t when(builder *b, const way *at, uint32_t node_index)
{
    const guide *g = at->top->g;
    const block *body = &g->branches[g->nodes[node_index].first_branch].body;
    uint16_t taken = body->count ? ways_push(b, at, body) : NO_WAY;
    return lesser(taken, ways_walk_on(b, at));
}

/* Whether nothing behind a branch is walked. */
static bool ends(const guide *g, uint32_t branch_index)
{
    const block *body = &g->branches[branch_index].body;
    node_kind last = body->count ? (node_kind)g->nodes[g->links[body->first + body->count - 1]].kind : NODE_ASK;
    return last == NODE_CONCLUDE || last == NODE_ESCALATE || last == NODE_RESOLVE || last == NODE_GO ||
           last == NODE_SEE || last == NODE_AGAIN;
}

static void end_by(builder *b, const way *at, const align_node *like, uint32_t others)
{
    ways_view v = view_of(b, at);
    uint64_t before, cells = ways_cells(&v, &b->spots[like->spot], like->branch, &b->work);
    align_node n = { .kind = ALIGN_REMEDIES, .key = others };
    known k = { at->known, KNOWN_ANSWER, like->key, cells, { 0 }, NONE };
    way on = *at;
    if (!cells || others == NONE || ways_asked_before(&v, like->key, &before) != ASKED_NEVER)
        return;
    on.known = &k;
    uint32_t first = ways_open(b, &n), asked = ways_open(b, like), behind = ways_open(b, &n);
    if (first == NONE || asked == NONE || behind == NONE)
        return;
    uint16_t least = ways_close(b, behind, go_branch(b, &on, like->key, like->branch));
    ways_close(b, first, ways_close(b, asked, least));
}

/* An answer that leads away from an any_order ends it, whichever of the others were asked before. */
static void end_any_order(builder *b, const way *at, const block *asks, uint32_t number)
{
    const guide *g = at->top->g;
    uint32_t node_index = g->links[asks->first + number], others = NONE;
    const node *n = &g->nodes[node_index];
    ways_view v = view_of(b, at);
    align_node like;
    const align_spot *s = spot_of(b, at, node_index, &like);
    if (!s)
        ways_no_memory(b);
    for (uint32_t i = 0; s && i < n->branch_count && asks->count > 1 && !index_is_held(b->home, like.key); i++) {
        like.branch = n->first_branch + i;
        like.skip = ALIGN_SKIPPED;
        if (s->same[i] != like.branch || !ends(g, like.branch))
            continue;
        if (others == NONE)
            others = ways_others(b, &v.at, asks, number);
        end_by(b, at, &like, others);
    }
}

/* Its questions in written order; those of a ticket are put into that order, too. */
static uint16_t any_order(builder *b, const way *at, uint32_t node_index)
{
    const guide *g = at->top->g;
    const block *asks = &g->branches[g->nodes[node_index].first_branch].body;
    ways_view v = view_of(b, at);
    b->group_count++;
    for (uint32_t i = 0; i < asks->count; i++) {
        align_group *of = &b->groups[scene_answer(&v.at, g->nodes[g->links[asks->first + i]].what)];
        if (!of->number)
            *of = (align_group){ b->group_count, i };
    }
    uint16_t least = ways_push(b, at, asks);
    for (uint32_t i = 0; i < asks->count; i++)
        end_any_order(b, at, asks, i);
    return least; /* of the ways in written order */
}

uint16_t ways_walk_node(builder *b, const way *at, uint32_t node_index)
{
    switch ((node_kind)at->top->g->nodes[node_index].kind) {
    case NODE_ASK:
        return ask(b, at, node_index);
    case NODE_WHEN:
        return when(b, at, node_index);
    case NODE_TRY:
        return try_action(b, at, node_index);
    case NODE_CONCLUDE:
        return conclude(b, at, node_index);
    case NODE_SUSPECT:
        return suspect(b, at, node_index);
    case NODE_ESCALATE:
        return ways_put_end(b, at, false);
    case NODE_RESOLVE:
        return ways_resolved(b, at);
    case NODE_GO:
        return go(b, at, node_index);
    case NODE_AGAIN:
        return again(b, at, node_index);
    case NODE_SEE:
        return enter(b, at, node_index, BY_SEE);
    case NODE_INCLUDE:
        return enter(b, at, node_index, BY_INCLUDE);
    case NODE_ANY_ORDER:
        return any_order(b, at, node_index);
    }
    return NO_WAY;
}

uint16_t ways_walk_on(builder *b, const way *at)
{
    way on = *at;
    uint16_t least = NO_WAY;
    while (on.left && on.left->next == on.left->end)
        on.left = on.left->outer;
    b->too_many = b->too_many || ++b->work > ALIGN_WORK || b->nested == ALIGN_DEPTH;
    if (b->too_many || b->no_memory)
        return NO_WAY;
    b->nested++;
    if (on.left) {
        run rest = *on.left;
        uint32_t node_index = on.top->g->links[rest.next++];
        on.left = &rest;
        least = ways_walk_node(b, &on, node_index);
    } else {
        least = ways_flow_ended(b, &on);
    }
    b->nested--;
    return least;
}
