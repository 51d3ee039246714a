/* What came of a ticket, and whether its record says the same. Uses replay/replayer.h and reason/. */
#include "replay/replayer.h"

/* ---- Where the walk ended --------------------------------------------------------------------------------------- */

static bool is_span(const span *s, const char *text, size_t size)
{
    return s->s && s->size == size && memcmp(s->s, text, size) == 0;
}

static bool is_label(const span *s, const label *l)
{
    return l->s && is_span(s, l->s, l->size);
}

/* `resolved.action` may name an instance ("reboot#2"), its bare name, or either in full. */
bool is_recorded_action(const replayer *y, const facts_name *name)
{
    const span *recorded = &y->reader->t.action;
    index_name found;
    if (!recorded->s)
        return false;
    if (index_action(y->index, y->reader->t.guide, recorded->s, recorded->size, &found) &&
        found.name.place == name->place)
        return true;
    const char *bare = facts_action_name(&y->f, name);
    const char *family_id = y->index->set->guides[name->guide]->remedy_families[name->family].id;
    return is_span(recorded, bare, strlen(bare)) || is_span(recorded, family_id, strlen(family_id));
}

/* Whether the action that the walk proposes is a remedy of a concluded fault, and not a step of the flow. */
bool is_concluded(const replayer *y)
{
    const walk_step *s = &y->step;
    if (s->context.fault == NONE)
        return false;
    return s->node == NONE || y->index->set->guides[s->guide]->nodes[s->node].kind == NODE_CONCLUDE;
}

static label action_label(replayer *y, const facts_name *name)
{
    return index_action_label(y->index, y->reader->t.guide, name, y->room[0], NAME_ROOM);
}

static void tell_fault(replayer *y, uint32_t guide_number, uint32_t fault_number)
{
    y->now.fault_number = fault_number;
    y->now.fault_guide = guide_number;
    if (fault_number != NONE)
        y->now.fault = y->index->of[guide_number].faults[fault_number];
}

void tell_diagnosed(replayer *y, label fault_name, label action_name)
{
    const walk_step *s = &y->step;
    replayed *n = &y->now;
    n->end = END_DIAGNOSED;
    n->presumed = s->presumed;
    n->belief_guide = s->fault_guide;
    n->fault_number = s->fault;
    n->fault_guide = s->fault_guide;
    n->fault = fault_name;
    n->action = action_name;
}

static void tell_resolved(replayer *y)
{
    y->now.end = END_RESOLVED;
    if (y->step.action == NONE)
        return;
    const remedy *r = &y->f.remedies[y->step.action];
    facts_name name = { r->guide, r->family, r->round, y->step.action };
    y->now.action = action_label(y, &name);
}

static void tell_escalated(replayer *y)
{
    const guide_index *g = &y->index->of[y->step.guide];
    y->now.end = END_ESCALATED;
    y->now.escalate = g->escalations[y->step.escalation];
    y->now.to = g->guide->escalations[y->step.escalation].to;
}

/* The beliefs that count where the walk stands, to be freed with free_beliefs; NULL where there are none or no memory. */
typedef struct beliefs {
    double *w;
    size_t count, faults; /* faults: without other causes */
} beliefs;

static beliefs compute_beliefs(replayer *y)
{
    beliefs b = { NULL, 0, 0 };
    if (!y->host->model)
        return b;
    const belief_model *m = y->host->model(y->host->context, y->now.belief_guide);
    b.count = m ? belief_count(m) : 0;
    if (b.count && ready_for_time(y))
        b.w = allocator_alloc(&y->allocator, b.count * sizeof *b.w);
    y->starved = y->starved || !m || (b.count && !b.w);
    if (!b.w)
        return b;
    b.faults = belief_has_elsewhere(m) ? b.count - 1 : b.count;
    belief_compute(m, &y->f, layout_member(y->f.layout, y->now.belief_guide), b.w);
    belief_normalise(b.w, b.count);
    return b;
}

static void free_beliefs(replayer *y, beliefs *b)
{
    if (b->w)
        allocator_free(&y->allocator, b->w, b->count * sizeof *b->w);
}

#define SAME (1 + 1e-12) /* equal up to rounding */

/* The likeliest fault; ties as declared, other causes left out. */
static void tell_likeliest(replayer *y)
{
    beliefs b = compute_beliefs(y);
    size_t best = 0;
    for (size_t i = 1; b.w && i < b.faults; i++)
        if (b.w[i] > b.w[best] * SAME)
            best = i;
    if (b.w && b.faults)
        tell_fault(y, y->now.belief_guide, (uint32_t)best);
    free_beliefs(y, &b);
}

static uint32_t recorded_fault(const replayer *y, size_t faults)
{
    const guide_index *g = &y->index->of[y->now.belief_guide];
    for (uint32_t i = 0; y->reader->t.fault.s && i < faults; i++)
        if (is_label(&y->reader->t.fault, &g->faults[i]))
            return i;
    return NONE;
}

/* Brier's score over all faults and other causes; whether the recorded one is among the three likeliest. */
static void score(replayer *y, const beliefs *b, uint32_t recorded)
{
    uint64_t *sums = y->tally.guides[y->reader->t.guide].figures.sums;
    double brier = 0;
    size_t likelier = 0;
    for (size_t i = 0; i < b->count; i++) {
        double off = b->w[i] - (i == recorded ? 1 : 0);
        brier += off * off;
        likelier += i < b->faults && b->w[i] > b->w[recorded] * SAME;
    }
    sums[SUM_BELIEVED] += TALLY_UNITS;
    sums[SUM_TOP3] += likelier < 3 ? TALLY_UNITS : 0;
    sums[SUM_BRIER] += (uint64_t)(brier * TALLY_UNITS + .5);
}

void tell_beliefs(replayer *y)
{
    beliefs b = compute_beliefs(y);
    if (b.w) {
        uint32_t recorded = recorded_fault(y, b.faults);
        if (y->now.fault_number != NONE && y->now.fault_guide == y->now.belief_guide)
            y->now.p = b.w[y->now.fault_number];
        if (recorded != NONE)
            score(y, &b, recorded);
    }
    free_beliefs(y, &b);
}

/* At the first question that the ticket does not answer. */
static void tell_stop(replayer *y)
{
    y->now.end = END_INCOMPLETE;
    y->now.stopped_at = index_question_name(y->index, y->reader->t.guide, &y->step.name, y->room[1], NAME_ROOM);
    if (y->now.fault_number == NONE)
        tell_likeliest(y);
}

void tell_step(replayer *y)
{
    const walk_step *s = &y->step;
    y->now.presumed = s->presumed;
    y->now.belief_guide = walk_believed(y->index->set, s, y->reader->t.guide);
    tell_fault(y, s->fault_guide, s->fault);
    switch (s->kind) {
    case WM_ASK:
        tell_stop(y);
        break;
    case WM_TRY:
        y->now.end = END_DIAGNOSED;
        y->now.action = action_label(y, &s->name);
        break;
    case WM_ESCALATE:
        tell_escalated(y);
        break;
    case WM_RESOLVED:
        tell_resolved(y);
        break;
    case WM_DIAGNOSED:
        y->now.end = END_DIAGNOSED;
        break;
    }
}

/* ---- Against the record ----------------------------------------------------------------------------------------- */

static bool agrees(const replayer *y)
{
    const ticket *t = &y->reader->t;
    const replayed *n = &y->now;
    if (t->fault.s)
        return is_label(&t->fault, &n->fault);
    if (n->end == END_INCOMPLETE)
        return false;
    if (t->action.s)
        return is_label(&t->action, &n->action);
    return n->escalate.s && (is_label(&t->to, &n->escalate) || (n->to && is_span(&t->to, n->to, strlen(n->to))));
}

/* The fault, where recorded, else the action, else the hand-over. */
void judge(replayer *y)
{
    const ticket *t = &y->reader->t;
    if (y->now.why)
        y->now.verdict = VERDICT_ERROR;
    else if (!t->fault.s && !t->action.s && !t->to.s)
        y->now.verdict = VERDICT_UNRECORDED;
    else if (agrees(y))
        y->now.verdict = VERDICT_AGREE;
    else
        y->now.verdict = y->now.end == END_INCOMPLETE ? VERDICT_INCOMPLETE : VERDICT_DISAGREE;
}
