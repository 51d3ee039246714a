/* Every way through a guide's flows, with what must be so for a walk to come there. As facts don't change
 * during a walk, what is known at a point is a set a question (and a set a flow: whether the walk is within
 * it, and where it came from). First come, first walked, so that the way kept for a point is a shortest one.
 *
 * A state that an earlier one of the same point covers is dropped; what is not looked at any more is
 * forgotten; and where more than STATES states meet at a point, they are put together. So shared steps
 * that make 2^40 paths cost as much as their nodes. Uses check/points.h. */
#include <string.h>

#include "check/points.h"

#define STATES        256u
#define DEFAULT_STEPS 200000u
#define WORK          UINT64_C(400000000) /* words looked at, a guide */
#define CONSTRAINTS   (1u << 23)          /* kept at once: 128 MiB */

/* ---- Where states are kept --------------------------------------------------------------------------- */

record *record_at(const paths *p, uint32_t i)
{
    return &VECTOR_AT(&p->records, record, i);
}

static const constraint *constraints_of(const paths *p, const record *r)
{
    return &VECTOR_AT(&p->constraints, constraint, r->first);
}

void paths_load(const paths *p, const record *r, uint64_t *sets)
{
    memcpy(sets, p->defaults, p->s->shape->variables * sizeof *sets);
    const constraint *c = constraints_of(p, r);
    for (uint32_t i = 0; i < r->count; i++)
        sets[c[i].variable] = c[i].set;
}

/* Whether everything that is possible in `sets` is possible in the record. */
static bool covers(const paths *p, const record *r, const uint64_t *sets)
{
    const constraint *c = constraints_of(p, r);
    for (uint32_t i = 0; i < r->count; i++)
        if (sets[c[i].variable] & ~c[i].set)
            return false;
    for (uint32_t v = variable_of_flow(p->s->g, 0); v < p->s->shape->variables; v++) {
        uint64_t mine = p->defaults[v];
        for (uint32_t i = 0; (sets[v] & ~mine) && i < r->count; i++)
            if (c[i].variable == v)
                mine = c[i].set;
        if (sets[v] & ~mine)
            return false;
    }
    return true;
}

/* What nobody looks at any more is open again; the way keeps it for witnesses. */
static bool forget_unread(paths *p, const uint64_t *live, uint64_t *sets)
{
    uint32_t count = variable_of_flow(p->s->g, 0);
    p->forgotten.count = 0;
    for (uint32_t v = 0; live != NULL && v < count; v++) {
        if (sets[v] == p->defaults[v] || (live[v / 64] >> v % 64 & 1))
            continue;
        constraint *c = vector_push(&p->forgotten);
        if (c == NULL)
            return false;
        *c = (constraint){ v, sets[v] };
        sets[v] = p->defaults[v];
    }
    return true;
}

static bool keep_constraints(paths *p, const uint64_t *sets, record *r)
{
    r->first = (uint32_t)p->constraints.count;
    for (uint32_t v = 0; v < p->s->shape->variables; v++) {
        if (sets[v] == p->defaults[v])
            continue;
        constraint *c = vector_push(&p->constraints);
        if (c == NULL)
            return false;
        *c = (constraint){ v, sets[v] };
        r->count++;
    }
    r->forgotten = (uint32_t)p->forgotten.count;
    return vector_append(&p->constraints, p->forgotten.data, p->forgotten.count);
}

/* All that is kept of a point is put together with `sets`. */
static void put_together(paths *p, point *at, uint64_t *sets)
{
    for (uint32_t i = at->newest; i != NONE; i = record_at(p, i)->older) {
        paths_load(p, record_at(p, i), p->join);
        for (uint32_t v = 0; v < p->s->shape->variables; v++)
            sets[v] |= p->join[v];
    }
    if (at->count == STATES)
        p->merged++;
    at->newest = NONE;
    at->count = STATES + 1;
}

static bool is_spent(paths *p)
{
    p->work += p->s->shape->variables;
    if (p->work > p->work_limit || p->records.count >= p->step_limit || p->points.count > 4 * p->step_limit ||
        p->constraints.count > CONSTRAINTS)
        p->overrun = true;
    return p->overrun;
}

void arrive(paths *p, uint32_t point_index, uint64_t *sets, uint32_t from, uint32_t node_index, uint32_t branch_index)
{
    if (point_index == NONE || p->s->failed || is_spent(p))
        return;
    point *at = point_at(p, point_index);
    if (!forget_unread(p, at->reads, sets)) {
        p->s->failed = true;
        return;
    }
    for (uint32_t i = at->newest; i != NONE; i = record_at(p, i)->older) {
        p->work += record_at(p, i)->count;
        if (covers(p, record_at(p, i), sets))
            return;
    }
    bool merged = at->count >= STATES;
    if (merged)
        put_together(p, at, sets);
    record made = {
        .point = point_index, .parent = from, .older = at->newest, .node = node_index, .branch = branch_index
    };
    made.merged = merged || (from != NONE && record_at(p, from)->merged);
    record *kept = keep_constraints(p, sets, &made) ? vector_push(&p->records) : NULL;
    if (kept == NULL) {
        p->s->failed = true;
        return;
    }
    *kept = made;
    at->newest = (uint32_t)p->records.count - 1;
    if (!merged)
        at->count++;
}

/* ---- All of it ---------------------------------------------------------------------------------------------------- */

static const uint8_t *loop_marks(subject *s)
{
    const guide *g = s->g;
    uint8_t *marks = subject_zero(s, s->shape->variables, 1);
    for (uint32_t i = 0; marks != NULL && i < g->answer_family_count; i++)
        marks[i] = g->answer_families[i].rounds > 1;
    for (uint32_t i = 0; marks != NULL && i < g->remedy_family_count; i++)
        marks[variable_of_remedy(g, i)] = g->remedy_families[i].rounds > 1;
    return marks;
}

static void set_defaults(paths *p)
{
    const guide *g = p->s->g;
    for (uint32_t i = 0; i < g->answer_family_count; i++)
        p->defaults[i] = p->s->domains[i].all | SET_FRESH | SET_NONE;
    for (uint32_t i = 0; i < g->remedy_family_count; i++)
        p->defaults[variable_of_remedy(g, i)] = REMEDY_UNTRIED | REMEDY_TRIED;
    for (uint32_t i = 0; i < g->flow_count; i++)
        p->defaults[variable_of_flow(g, i)] = SET_NONE;
    p->defaults[variable_proposed(g)] = REMEDY_UNTRIED;
}

static bool make_room(paths *p)
{
    subject *s = p->s;
    size_t count = s->shape->variables;
    p->notes = subject_zero(s, s->g->node_count, sizeof *p->notes);
    p->branch_taken = subject_zero(s, s->g->branch_count, sizeof *p->branch_taken);
    p->defaults = subject_zero(s, count, sizeof *p->defaults);
    p->now = subject_zero(s, count, sizeof *p->now);
    p->next = subject_zero(s, count, sizeof *p->next);
    p->join = subject_zero(s, count, sizeof *p->join);
    p->kept = subject_zero(s, count, sizeof *p->kept);
    p->looped = loop_marks(s);
    for (uint32_t i = 0; p->notes != NULL && i < s->g->node_count; i++)
        p->notes[i].first = p->notes[i].fell = p->notes[i].passed = p->notes[i].dead_end = NONE;
    return !s->failed;
}

/* Where its goal holds, a guide is resolved before its flow is walked; where it is known not to hold for the
 * environment, it goes to its otherwise. */
static void begin(paths *p)
{
    const guide *g = p->s->g;
    size_t bytes = p->s->shape->variables * sizeof *p->now;
    uint32_t end = point_of_end(p, 0, false);
    for (int holds = 1; holds >= (g->applies == NONE); holds--) {
        memcpy(p->next, p->defaults, bytes);
        p->next[variable_of_flow(g, 0)] = FROM_ROOT;
        if (g->goal != NONE && !refine(p->s, p->next, g->goal, WANT_NOT_TRUE))
            continue;
        if (g->applies != NONE && !refine(p->s, p->next, g->applies, holds ? WANT_NOT_FALSE : WANT_FALSE))
            continue;
        arrive(p, holds ? point_of_block(p, g->flows[0].body, end, false) : end, p->next, NONE, NONE, NONE);
    }
}

bool paths_make(subject *s)
{
    if (!s->g->has_flow)
        return true;
    paths *p = subject_zero(s, 1, sizeof *p);
    if (p == NULL)
        return false;
    p->s = s;
    p->records = vector_of(s->allocator, sizeof(record));
    p->constraints = vector_of(s->allocator, sizeof(constraint));
    p->points = vector_of(s->allocator, sizeof(point));
    p->forgotten = vector_of(s->allocator, sizeof(constraint));
    s->paths = p;
    p->step_limit = s->limits.steps_per_guide ? s->limits.steps_per_guide : DEFAULT_STEPS;
    p->work_limit = WORK;
    p->nothing_left = NONE;
    p->tracks_proposed = s->g->kind == WM_DIAGNOSIS && s->g->cheapest_escalation == NONE;
    if (!make_room(p))
        return false;
    set_defaults(p);
    begin(p);
    for (size_t i = 0; i < p->records.count && !s->failed && !p->overrun; i++)
        follow(p, (uint32_t)i);
    return !s->failed;
}

void paths_free(subject *s)
{
    paths *p = s->paths;
    if (p == NULL)
        return;
    vector_free(&p->records);
    vector_free(&p->constraints);
    vector_free(&p->points);
    vector_free(&p->forgotten);
}
