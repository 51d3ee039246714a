/* The plain walk: the same steps as walk/ takes, for the common case, a guide whose asks and flows lead straight to an
 * end, no outcome being known. Whatever is not common ends it, and the whole walk is taken instead; the tests hold the
 * two to the same ends. Uses replay/replayer.h. */
#include "base/text.h"
#include "replay/replayer.h"

#define PLAIN_RUNS 32 /* blocks in each other */

/* Steps left to be walked, of the blocks that the walk is within. */
typedef struct steps_left {
    uint32_t next, end;
} steps_left;

typedef struct plain {
    replayer *y;
    guide_desk *desk;
    const guide *g;
    const member *m;
    scene at;
    steps_left now, outer[PLAIN_RUNS];
    uint32_t depth;
} plain;

typedef enum plain_result { PLAIN_ON, PLAIN_END, PLAIN_NOT } plain_result;

/* Conditions on texts and on other conditions want every text folded; there is no memory: unknown. */
static truth holds_elsewhere(plain *w, uint32_t condition_index)
{
    if (!reader_fold_all(w->y->reader))
        return UNKNOWN_;
    return condition_holds(&w->y->f, &w->at, condition_index, &w->y->lent.lua);
}

static bool text_holds(plain *w, const condition *c, const fact *v)
{
    fact_text *text = (fact_text *)v->as.text;
    return text && reader_fold(w->y->reader, text) &&
           text_contains(text->folded, text->folded_size, c->word, c->word_size);
}

static inline bool holds(plain *w, uint32_t condition_index, uint32_t asked, const fact *v)
{
    const condition *c = &w->g->conditions[condition_index];
    if (c->family != asked)
        return holds_elsewhere(w, condition_index) == TRUE_;
    switch (c->kind) {
    case COND_BELOW:
        return v->as.number < c->high;
    case COND_AT_LEAST:
        return v->as.number >= c->low;
    case COND_BETWEEN:
        return v->as.number >= c->low && v->as.number < c->high;
    case COND_IS:
        if (v->answer < 64)
            return c->set >> v->answer & 1;
        break;
    case COND_CONTAINS:
        return text_holds(w, c, v);
    default:
        break;
    }
    return holds_elsewhere(w, condition_index) == TRUE_;
}

/* An answer's own key comes first, then the `on`s as written, then `other`. */
static inline uint32_t branch_of(plain *w, const node *n, const fact *v)
{
    if (n->by_answer != NONE && v->answer != NO_ANSWER) {
        uint32_t own = w->g->answer_branch[n->by_answer + v->answer];
        if (own != NONE)
            return own;
    }
    const branch *on = &w->g->branches[n->first_on];
    for (uint32_t i = 0; i < n->on_count; i++)
        if (holds(w, on[i].what, n->what, v))
            return n->first_on + i;
    return n->other;
}

/* The steps of a block come next; false where they lie too deep. */
static inline bool enter(plain *w, const block *b)
{
    if (w->now.next != w->now.end) {
        if (w->depth == PLAIN_RUNS)
            return false;
        w->outer[w->depth++] = w->now;
    }
    w->now = (steps_left){ b->first, b->first + b->count };
    return true;
}

static plain_result end_at(plain *w, wm_step_kind kind, uint32_t node_index)
{
    walk_step *out = &w->y->step;
    reach_node(w->y, w->desk, node_index);
    out->kind = kind;
    out->guide = w->g->index;
    out->node = node_index;
    out->verifies = out->fault = out->fault_guide = out->action = NONE;
    out->presumed = false;
    out->context.fault = NONE;
    return PLAIN_END;
}

static plain_result plain_ask(plain *w, uint32_t node_index, const node *n)
{
    uint32_t place = slot_place(w->g->answer_families[n->what].slot, w->m->answers);
    const fact *v = &w->y->f.answers[place];
    if (v->state == FACT_UNSURE)
        return PLAIN_NOT;
    if (v->state == FACT_NONE) {
        w->y->step.name = (facts_name){ w->g->index, n->what, 1, place };
        return end_at(w, WM_ASK, node_index);
    }
    uint32_t taken = branch_of(w, n, v);
    reach_node(w->y, w->desk, node_index);
    take_answer(w->y, place);
    if (taken == NONE)
        return PLAIN_ON;
    reach_branch(w->y, w->desk, taken);
    return enter(w, &w->g->branches[taken].body) ? PLAIN_ON : PLAIN_NOT;
}

static plain_result plain_go(plain *w, uint32_t node_index, const node *n)
{
    if (w->y->flows[n->what] == w->y->stamp)
        return PLAIN_NOT;
    reach_node(w->y, w->desk, node_index);
    w->y->flows[n->what] = w->y->stamp;
    w->depth = 0; /* without return */
    const block *b = &w->g->flows[n->what].body;
    w->now = (steps_left){ b->first, b->first + b->count };
    return PLAIN_ON;
}

static plain_result propose(plain *w, uint32_t node_index, uint32_t family_index)
{
    uint32_t place = slot_place(w->g->remedy_families[family_index].slot, w->m->remedies);
    plain_result result = end_at(w, WM_TRY, node_index);
    w->y->step.name = (facts_name){ w->g->index, family_index, 1, place };
    return result;
}

/* Nothing was tried: the fault's first remedy is the next. */
static plain_result plain_conclude(plain *w, uint32_t node_index, const node *n)
{
    const fault *of = &w->g->faults[n->what];
    if (w->g->suspects || !of->remedy_count)
        return PLAIN_NOT;
    plain_result result = propose(w, node_index, of->remedies[0]);
    w->y->step.fault = w->y->step.context.fault = n->what;
    w->y->step.fault_guide = w->g->index;
    return result;
}

static inline plain_result plain_node(plain *w, uint32_t node_index)
{
    const node *n = &w->g->nodes[node_index];
    switch (n->kind) {
    case NODE_ASK:
        return plain_ask(w, node_index, n);
    case NODE_GO:
        return plain_go(w, node_index, n);
    case NODE_CONCLUDE:
        return plain_conclude(w, node_index, n);
    case NODE_TRY:
        return propose(w, node_index, n->what);
    case NODE_ESCALATE:
        w->y->step.escalation = n->what;
        return end_at(w, WM_ESCALATE, node_index);
    default:
        return PLAIN_NOT;
    }
}

/* Whether the case's guide begins with its flow, whatever the facts. */
static bool begins_plainly(const guide *g)
{
    return g->has_flow && g->kind == WM_DIAGNOSIS && g->goal == NONE && g->applies == NONE;
}

bool plain_walk(replayer *y)
{
    uint32_t number = y->reader->t.guide;
    const guide *g = y->index->set->guides[number];
    plain w;
    if (!begins_plainly(g) || y->reader->t.wrong)
        return false;
    w.y = y;
    w.desk = &y->desks[number];
    w.g = g;
    w.m = y->f.layout->members;
    w.at = (scene){ g, w.m, g->flows, 1 };
    w.depth = 0;
    w.now = (steps_left){ g->flows[0].body.first, g->flows[0].body.first + g->flows[0].body.count };
    y->flows[0] = y->stamp;
    for (;;) {
        while (w.now.next == w.now.end) {
            if (!w.depth)
                return false;
            w.now = w.outer[--w.depth];
        }
        plain_result result = plain_node(&w, g->links[w.now.next++]);
        if (result != PLAIN_ON)
            return result == PLAIN_END && !y->lent.lua.failed;
    }
}
