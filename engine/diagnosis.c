/* Ranked causes, the way so far, and the facts at hand. Part of the façade. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"

/* ---- Ranked causes ------------------------------------------------------------------------------------- */

uint32_t case_believed(const wm_case *c, const walk_step *at)
{
    return walk_believed(c->rules->set, at, c->guide);
}

/* The normalised beliefs that count at a step, in c->told; NULL: no memory. */
static double *beliefs(wm_case *c, const facts *f, const walk_step *at, size_t *count, bool *consistent)
{
    uint32_t guide_index = case_believed(c, at);
    const belief_model *m = case_belief_model(c, guide_index);
    if (!m)
        return NULL;
    *count = belief_count(m);
    double *w = arena_zero(&c->told, *count + 1, sizeof *w);
    if (!w)
        return NULL;
    *consistent = belief_compute(m, f, layout_member(c->layout, guide_index), w);
    belief_normalise(w, *count);
    return w;
}

bool case_contradicts(wm_case *c, const facts *f, const walk_step *at)
{
    size_t count;
    bool consistent = true;
    if (!c->rules->may_contradict[case_believed(c, at)])
        return false;
    return beliefs(c, f, at, &count, &consistent) && !consistent;
}

typedef struct ranked {
    double p;
    uint32_t fault, rank; /* rank 0: concluded, 1: a fault, 2: elsewhere */
} ranked;

/* The concluded one first, then by probability, as declared among equals; other causes last. */
static int by_rank(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->p < y->p || x->p > y->p)
        return x->p > y->p ? -1 : 1;
    return x->fault < y->fault ? -1 : x->fault > y->fault;
}

wm_status case_rank(wm_case *c, const facts *f, const walk_step *at, wm_belief **out, size_t *count, wm_error *error)
{
    bool consistent;
    *out = NULL;
    *count = 0;
    const guide *g = c->rules->set->guides[case_believed(c, at)];
    double *w = beliefs(c, f, at, count, &consistent);
    ranked *order = w ? arena_zero(&c->told, *count + 1, sizeof *order) : NULL;
    *out = order ? arena_zero(&c->told, *count + 1, sizeof **out) : NULL;
    if (!*out)
        return error_no_memory(error);
    for (uint32_t i = 0; i < *count; i++)
        order[i] = (ranked){ w[i], i, i >= g->fault_count ? 2 : at->fault == i ? 0 : 1 };
    qsort(order, *count, sizeof *order, by_rank);
    for (size_t i = 0; i < *count; i++) {
        bool other = order[i].fault >= g->fault_count;
        (*out)[i] = other ? (wm_belief){ .fault = "elsewhere", .text = { "其他原因", "Other causes" } }
                          : (wm_belief){ .fault = g->faults[order[i].fault].id,
                                         .text = g->faults[order[i].fault].text,
                                         .cases = g->faults[order[i].fault].cases,
                                         .of = g->faults[order[i].fault].learned ? g->cases : 0 };
        (*out)[i].p = order[i].p;
    }
    return WM_OK;
}

size_t wm_case_diagnosis(wm_case *c, wm_belief *out, size_t cap)
{
    wm_belief *all = NULL;
    size_t count = 0;
    arena_reset(&c->told);
    wm_status status = case_step_now(c, NULL);
    if (status == WM_OK)
        status = case_rank(c, &c->now, &c->step, &all, &count, NULL);
    if (status != WM_OK)
        return status == WM_NO_MEMORY ? WM_NO_COUNT : 0;
    if (all && out && count)
        memcpy(out, all, (count < cap ? count : cap) * sizeof *out);
    return count;
}

/* ---- The way so far --------------------------------------------------------------------------------------- */

/* The places of the answers on a way, each once. */
typedef struct passed {
    uint32_t *places;
    bool *presumed;
    size_t count;
} passed;

static void pass(passed *p, uint32_t place, bool presumed)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->places[i] == place)
            return;
    p->places[p->count] = place;
    p->presumed[p->count++] = presumed;
}

/* A guide without a flow has no order of its own: what it asks and what is answered, as declared. */
static void pass_plan(const wm_case *c, const facts *f, const walk_step *step, passed *p)
{
    const guide *g = c->rules->set->guides[step->guide];
    const member *m = layout_member(c->layout, g->index);
    for (uint32_t i = 0; !g->has_flow && i < g->answer_family_count; i++) {
        uint32_t place = slot_place(g->answer_families[i].slot, m->answers);
        if (f->answers[place].state != FACT_NONE)
            pass(p, place, false);
    }
}

static void pass_trace(const wm_case *c, passed *p)
{
    size_t entries = c->way.count < c->way.capacity ? c->way.count : c->way.capacity;
    for (size_t i = 0; i < entries; i++) {
        const trace_entry *e = &c->way.entries[i];
        if (e->kind == TRACE_ANSWERED || e->kind == TRACE_PRESUMED)
            pass(p, e->place, e->kind == TRACE_PRESUMED);
    }
}

/* The way that the imagined facts lead; what is not in force as it was there is left out. */
static wm_status pass_imagined(wm_case *c, passed *p)
{
    walk_step step;
    size_t kept = 0;
    c->stepped = false;
    wm_status status = case_walk(c, &c->imagined, &step, NULL);
    if (status != WM_OK)
        return status;
    pass_trace(c, p);
    pass_plan(c, &c->imagined, &step, p);
    for (size_t i = 0; i < p->count; i++) {
        const fact *now = &c->now.answers[p->places[i]];
        if (now->state == FACT_NONE || now->at != c->imagined.answers[p->places[i]].at)
            continue;
        p->places[kept] = p->places[i];
        p->presumed[kept++] = p->presumed[i];
    }
    p->count = kept;
    return WM_OK;
}

/* The facts before the n-th event in force. */
static void imagine_before(wm_case *c, size_t n)
{
    facts_clear(&c->imagined);
    for (size_t i = 0; i < n; i++) {
        const event *e = &VECTOR_AT(&c->log, event, VECTOR_AT(&c->applied, size_t, i));
        if (e->kind == WM_EVENT_OUTCOME)
            facts_outcome(&c->imagined, &e->name, e->outcome, &e->context);
        else
            facts_answer(&c->imagined, e->name.place, &e->value);
    }
}

/* While an action is verified, and once it has resolved the guide, the walk does not come to the flow: the way is the
 * one that led to the action, then what verified it. */
static wm_status pass_action(wm_case *c, uint32_t place, passed *p)
{
    size_t n = c->now.remedies[place].at;
    size_t outcome = VECTOR_AT(&c->applied, size_t, n - 1);
    imagine_before(c, n - 1);
    wm_status status = pass_imagined(c, p);
    for (size_t i = n; status == WM_OK && i < c->applied.count; i++) {
        const event *e = &VECTOR_AT(&c->log, event, VECTOR_AT(&c->applied, size_t, i));
        if (e->kind == WM_EVENT_ANSWER && e->verifies == outcome && c->now.answers[e->name.place].at == i + 1)
            pass(p, e->name.place, false);
    }
    return status;
}

/* The questions that a goal reads, those that are answered. */
typedef struct goal_reader {
    wm_case *c;
    passed *p;
    bool forget; /* take the answers out of the imagined facts; else they are on the way */
} goal_reader;

static void read_goal(void *context, uint32_t place)
{
    goal_reader *r = context;
    if (r->c->now.answers[place].state == FACT_NONE)
        return;
    if (r->forget)
        r->c->imagined.answers[place] = (fact){ .state = FACT_NONE };
    else
        pass(r->p, place, false);
}

/* Where the goal holds by itself the walk does not come to the flow, either: the way is the one that would be gone
 * without the goal's answers, then these. */
static wm_status pass_goal(wm_case *c, passed *p)
{
    const guide *g = c->rules->set->guides[c->step.guide];
    scene at = { g, layout_member(c->layout, g->index), NULL, 1 };
    goal_reader r = { c, p, true };
    if (g->goal == NONE)
        return WM_OK;
    condition_places(&at, g->goal, read_goal, &r);
    wm_status status = pass_imagined(c, p);
    r.forget = false;
    if (status == WM_OK)
        condition_places(&at, g->goal, read_goal, &r);
    return status;
}

static wm_status pass_above(wm_case *c, passed *p)
{
    uint32_t tried = c->step.verifies != NONE ? c->step.verifies : c->step.action;
    wm_status status = case_imagine(c, NULL);
    if (status != WM_OK)
        return status;
    return tried != NONE ? pass_action(c, tried, p) : pass_goal(c, p);
}

static wm_status take_way(wm_case *c, passed *p)
{
    size_t most = c->layout->answer_count + (size_t)1;
    wm_status status = case_step_now(c, NULL);
    p->places = arena_zero(&c->told, most, sizeof *p->places);
    p->presumed = arena_zero(&c->told, most, sizeof *p->presumed);
    if (status == WM_OK && (!p->places || !p->presumed))
        return WM_NO_MEMORY;
    if (status != WM_OK)
        return status;
    if (c->way.count == 0 && (c->step.verifies != NONE || c->step.kind == WM_RESOLVED))
        return pass_above(c, p);
    pass_trace(c, p);
    pass_plan(c, &c->now, &c->step, p);
    return WM_OK;
}

/* Names and numbers are written into c->told. */
bool case_fact_is_whole(const wm_fact *told)
{
    return told->id && (!told->is_number || told->answer);
}

size_t wm_case_path(wm_case *c, wm_fact *out, size_t cap)
{
    passed p = { .count = 0 };
    arena_reset(&c->told);
    wm_status status = take_way(c, &p);
    if (status != WM_OK)
        return status == WM_NO_MEMORY ? WM_NO_COUNT : 0;
    size_t count = 0;
    for (size_t i = 0; i < p.count; i++) {
        wm_fact told;
        if (!case_tell_fact(c, &c->now, p.places[i], &told))
            continue;
        if (!case_fact_is_whole(&told))
            return WM_NO_COUNT;
        told.presumed = p.presumed[i];
        if (count < cap)
            out[count] = told;
        count++;
    }
    return count;
}

/* ---- The facts at hand -------------------------------------------------------------------------------------- */

size_t wm_case_facts(wm_case *c, wm_fact *out, size_t cap)
{
    arena_reset(&c->told);
    size_t count = 0;
    for (uint32_t place = 0; place < c->layout->answer_count; place++) {
        wm_fact told;
        if (!case_tell_fact(c, &c->now, place, &told))
            continue;
        if (!case_fact_is_whole(&told))
            return WM_NO_COUNT;
        if (count < cap)
            out[count] = told;
        count++;
    }
    return count;
}

static wm_fact tell_outcome(wm_case *c, uint32_t place)
{
    static const char *const ids[] = { "", "done", "fixed", "failed", "skipped" };
    static const wm_text texts[] = {
        { "", "" }, { "做了", "Done" }, { "修好了", "Fixed" }, { "沒有用", "Did not help" }, { "略過", "Skipped" }
    };
    const remedy *r = &c->now.remedies[place];
    facts_name name = { r->guide, r->family, r->round, place };
    wm_fact told = { .id = case_action_name(c, &name),
                     .guide = c->rules->set->guides[r->guide]->name,
                     .text = facts_action(&c->now, &name)->text,
                     .answer = ids[r->state],
                     .answer_text = texts[r->state] };
    if (r->at > 0 && r->at <= c->applied.count) {
        const event *e = &VECTOR_AT(&c->log, event, VECTOR_AT(&c->applied, size_t, r->at - 1));
        told.by = e->by;
        told.at = e->at;
    }
    return told;
}

size_t wm_case_tried(wm_case *c, wm_fact *out, size_t cap)
{
    arena_reset(&c->told);
    size_t count = 0;
    for (uint32_t place = 0; place < c->layout->remedy_count; place++) {
        if (c->now.remedies[place].state == REMEDY_NONE)
            continue;
        wm_fact told = tell_outcome(c, place);
        if (!case_fact_is_whole(&told))
            return WM_NO_COUNT;
        if (count < cap)
            out[count] = told;
        count++;
    }
    return count;
}
