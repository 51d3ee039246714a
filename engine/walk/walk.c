/* The walk's loop: verification first, then from the root along the facts. Uses walk/stack.h. */
#include "walk/walk.h"

#include <string.h>

#include "walk/stack.h"

#define DEFAULT_LIMIT 1000000u

/* ---- Memory ---------------------------------------------------------------------------------- */

static uint32_t most_asks(const guide *g)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < g->node_count; i++)
        if (g->nodes[i].kind == NODE_ANY_ORDER && g->branches[g->nodes[i].first_branch].body.count > most)
            most = g->branches[g->nodes[i].first_branch].body.count;
    return most;
}

static void measure(walk *w)
{
    const layout *l = w->layout;
    w->frame_room = l->flow_count + l->member_count + 1;
    w->scope_room = l->member_count + 1;
    w->run_room = l->depth + 3 * w->frame_room;
    for (uint32_t i = 0; i < l->member_count; i++) {
        const guide *g = w->set->guides[l->members[i].guide];
        w->finding_room += g->fault_count;
        if (most_asks(g) > w->choice_room)
            w->choice_room = most_asks(g);
    }
    if (w->finding_room > w->choice_room)
        w->choice_room = w->finding_room;
}

/* One block; pointers first, so that every array is aligned. */
static bool give_memory(walk *w)
{
    size_t sizes[] = { w->frame_room * sizeof(frame),
                       w->run_room * sizeof(run),
                       w->scope_room * sizeof(scope),
                       (w->finding_room + 1) * sizeof(finding_fault),
                       w->scope_room * sizeof(uint32_t),
                       (w->choice_room + 1) * sizeof(uint32_t),
                       (w->layout->flow_count + 1) * sizeof(uint16_t),
                       w->layout->member_count + 1 };
    char *parts[sizeof sizes / sizeof *sizes];
    w->bytes = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        w->bytes += (sizes[i] + 7) / 8 * 8;
    char *memory = allocator_zero(&w->allocator, 1, w->bytes);
    if (!memory)
        return false;
    for (size_t i = 0, at = 0; i < sizeof sizes / sizeof *sizes; i++) {
        parts[i] = memory + at;
        at += (sizes[i] + 7) / 8 * 8;
    }
    w->frames = (frame *)(void *)parts[0];
    w->runs = (run *)(void *)parts[1];
    w->scopes = (scope *)(void *)parts[2];
    w->findings = (finding_fault *)(void *)parts[3];
    w->includers = (uint32_t *)(void *)parts[4];
    w->choices = (uint32_t *)(void *)parts[5];
    w->rounds = (uint16_t *)(void *)parts[6];
    w->within = (uint8_t *)parts[7];
    return true;
}

walk *walk_new(const rule_set *set, const layout *l, wm_allocator allocator)
{
    walk *w = allocator_zero(&allocator, 1, sizeof *w);
    if (!w)
        return NULL;
    *w = (walk){ .set = set, .layout = l, .allocator = allocator, .limit = DEFAULT_LIMIT };
    measure(w);
    if (give_memory(w))
        return w;
    allocator_free(&allocator, w, sizeof *w);
    return NULL;
}

void walk_free(walk *w)
{
    if (!w)
        return;
    wm_allocator allocator = w->allocator;
    allocator_free(&allocator, w->frames, w->bytes);
    allocator_free(&allocator, w, sizeof *w);
}

void walk_limit(walk *w, uint64_t steps)
{
    w->limit = steps ? steps : DEFAULT_LIMIT;
}

/* ---- Frames and runs -------------------------------------------------------------------------- */

void walk_trace(walk *w, trace_kind kind, uint32_t node_index, uint32_t branch_index, uint32_t what, uint32_t place)
{
    trace *t = w->way;
    if (!t)
        return;
    if (t->count < t->capacity)
        t->entries[t->count] =
            (trace_entry){ (uint8_t)kind, top_frame(w)->guide->index, node_index, branch_index, what, place };
    t->count++;
}

progress walk_push(walk *w, block b, uint32_t any_node)
{
    if (!b.count)
        return GOES_ON;
    if (w->run_count == w->run_room)
        return OVERRUN;
    w->runs[w->run_count++] = (run){ b.first, b.first + b.count, b.first, any_node };
    return GOES_ON;
}

void walk_unwind(walk *w, uint32_t count)
{
    while (w->frame_count > count) {
        frame *t = top_frame(w);
        w->run_count = t->blocks;
        if (t->mark != NONE)
            w->rounds[t->mark] = 0;
        if (t->kind != ENTRY_GO)
            w->within[t->member - w->layout->members] = 0;
        w->frame_count--;
    }
}

progress walk_enter_flow(walk *w, uint32_t flow_index, entry_kind kind)
{
    frame *under = top_frame(w);
    if (w->frame_count == w->frame_room)
        return OVERRUN;
    uint32_t mark = under->member->flows + flow_index;
    w->rounds[mark] = 1;
    w->frames[w->frame_count++] =
        (frame){ under->guide, under->member, flow_index, 1, w->run_count, mark, (uint8_t)kind, false, false };
    return walk_push(w, under->guide->flows[flow_index].body, NONE);
}

/* A guide's frame: its main flow, or none. */
static progress push_guide(walk *w, const member *m, entry_kind kind)
{
    if (w->frame_count == w->frame_room)
        return OVERRUN;
    const guide *g = w->set->guides[m->guide];
    uint32_t mark = g->has_flow ? m->flows : NONE;
    if (mark != NONE)
        w->rounds[mark] = 1;
    w->within[m - w->layout->members] = 1;
    w->frames[w->frame_count++] =
        (frame){ g, m, g->has_flow ? 0 : NONE, 1, w->run_count, mark, (uint8_t)kind, false, false };
    return GOES_ON;
}

static progress push_scope(walk *w, uint32_t guide_index, entry_kind kind, uint32_t node_index)
{
    if (w->scope_count == w->scope_room)
        return OVERRUN;
    if (kind != ENTRY_ROOT)
        w->includers[w->includer_count++] = top_frame(w)->guide->index;
    w->scopes[w->scope_count++] = (scope){ guide_index,         w->frame_count, w->finding_count, node_index,
                                           kind == ENTRY_STUCK, w->fault,       w->fault_guide };
    w->fault = w->fault_guide = NONE;
    return GOES_ON;
}

/* Where the environment is known to be another one, the guide goes to its `otherwise`. */
static bool does_not_apply(walk *w, const scene *at)
{
    if (at->guide->applies == NONE || condition_holds(w->f, at, at->guide->applies, w->lua) != FALSE_)
        return false;
    walk_trace(w, TRACE_NOT_APPLICABLE, NONE, NONE, 0, 0);
    w->out->not_applicable |= w->scope_count == 1;
    top_frame(w)->skipped = true;
    return true;
}

progress walk_enter_guide(walk *w, uint32_t guide_index, entry_kind kind, uint32_t node_index)
{
    const member *m = layout_member(w->layout, guide_index);
    progress p = kind == ENTRY_SEE ? GOES_ON : push_scope(w, guide_index, kind, node_index);
    if (p != GOES_ON || (p = push_guide(w, m, kind)) != GOES_ON)
        return p;
    scene at = here(w);
    scene outside = { at.guide, at.member, NULL, 1 };
    if (at.guide->goal != NONE && condition_holds(w->f, &outside, at.guide->goal, NULL) == TRUE_)
        return walk_resolved(w);
    if (kind != ENTRY_SEE && w->f->fixed && walk_fixed_by(w, guide_index))
        return walk_resolved(w);
    if (!does_not_apply(w, &outside) && at.guide->has_flow)
        p = walk_push(w, at.guide->flows[0].body, NONE);
    return p;
}

/* ---- Verification first ------------------------------------------------------------------------- */

static void ask_to_verify(walk *w, uint32_t place, const facts_name *name)
{
    const remedy *r = &w->f->remedies[place];
    w->out->kind = WM_ASK;
    w->out->guide = r->context.guide;
    w->out->node = NONE;
    w->out->name = *name;
    w->out->verifies = place;
    w->out->fault = r->context.fault;
    w->out->fault_guide = r->context.fault == NONE ? NONE : r->context.guide;
    w->out->presumed = r->context.presumed;
}

static bool verification_step(walk *w, uint32_t place)
{
    const remedy *r = &w->f->remedies[place];
    facts_name name;
    if (!(r->flags & REMEDY_OPEN))
        return false;
    verification v = facts_verification(w->f, r);
    if (!facts_next_to_verify(w->f, &v, &name))
        return false;
    ask_to_verify(w, place, &name);
    return true;
}

/* Its own `verify` held: the goal is asked next. */
static bool goal_step(walk *w, uint32_t place)
{
    const remedy *r = &w->f->remedies[place];
    facts_name name;
    bool ask_goal = false;
    if (r->state != REMEDY_FIXED || w->set->guides[r->context.guide]->kind == WM_PROCEDURE)
        return false;
    facts_resolves(w->f, r, &ask_goal, &name);
    if (ask_goal)
        ask_to_verify(w, place, &name);
    return ask_goal;
}

static bool verification_first(walk *w)
{
    for (uint32_t i = 0; w->f->open && i < w->layout->remedy_count; i++)
        if (verification_step(w, i))
            return true;
    for (uint32_t i = 0; w->f->fixed && i < w->layout->remedy_count; i++)
        if (goal_step(w, i))
            return true;
    return false;
}

/* ---- The loop ------------------------------------------------------------------------------------- */

/* The next node of the run on top, or NONE where it ended. In an any_order those answered come first. */
static uint32_t next_node(walk *w, run *r)
{
    const guide *g = top_frame(w)->guide;
    while (r->next < r->end) {
        uint32_t node_index = g->links[r->next++];
        scene at = here(w);
        if (r->node == NONE || w->f->answers[scene_answer(&at, g->nodes[node_index].what)].state != FACT_NONE)
            return node_index;
    }
    return NONE;
}

static progress ask_one_of(walk *w, const run *r)
{
    const guide *g = top_frame(w)->guide;
    scene at = here(w);
    uint32_t count = 0;
    for (uint32_t i = r->first; i < r->end; i++)
        if (w->f->answers[scene_answer(&at, g->nodes[g->links[i]].what)].state == FACT_NONE)
            w->choices[count++] = g->links[i];
    if (!count)
        return GOES_ON;
    size_t which = count > 1 && w->chooser && w->chooser->next_ask
                       ? w->chooser->next_ask(w->chooser->context, w->f, &at, w->choices, count)
                       : 0;
    return walk_ask_first(w, w->choices[which < count ? which : 0]);
}

static progress one_step(walk *w)
{
    frame *t = top_frame(w);
    if (++w->steps > w->limit)
        return OVERRUN;
    if (w->run_count == t->blocks)
        return t->flow == NONE && !t->skipped && !t->otherwise ? walk_plan(w) : walk_flow_ended(w);
    run *r = &w->runs[w->run_count - 1];
    uint32_t node_index = next_node(w, r);
    if (node_index != NONE)
        return walk_node(w, node_index);
    run ended = *r;
    w->run_count--;
    return ended.node == NONE ? GOES_ON : ask_one_of(w, &ended);
}

static void begin(walk *w, const facts *f, const walk_chooser *chooser, condition_runner *lua, trace *way,
                  walk_step *out)
{
    w->f = f;
    w->chooser = chooser;
    w->lua = lua;
    w->way = way;
    w->out = out;
    w->steps = 0;
    w->frame_count = w->run_count = w->scope_count = w->finding_count = w->includer_count = 0;
    w->fault = w->fault_guide = NONE;
    if (way)
        way->count = 0;
    *out = (walk_step){ .node = NONE,
                        .verifies = NONE,
                        .escalation = NONE,
                        .fault = NONE,
                        .fault_guide = NONE,
                        .action = NONE,
                        .presumed_p = 1.0,
                        .guide = w->layout->members[0].guide };
    out->name = (facts_name){ NONE, NONE, 1, NONE };
}

wm_status walk_next(walk *w, const facts *f, const walk_chooser *chooser, condition_runner *lua, trace *way,
                    walk_step *out)
{
    begin(w, f, chooser, lua, way, out);
    if ((f->open || f->fixed) && verification_first(w))
        return WM_OK;
    progress p = walk_enter_guide(w, w->layout->members[0].guide, ENTRY_ROOT, NONE);
    while (p == GOES_ON && !(lua && lua->failed))
        p = one_step(w);
    walk_unwind(w, 0);
    if (lua && lua->failed)
        return WM_BAD_RULES;
    return p == HAS_STEP ? WM_OK : WM_OVERRUN;
}
