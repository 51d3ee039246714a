/* Ranked causes, the way so far, and the facts at hand. Part of the façade. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"

/* ---- Ranked causes ------------------------------------------------------------------------------------- */

static uint32_t guide_of(const walk_step *at)
{
    return at->fault == NONE ? at->guide : at->fault_guide;
}

/* The normalised beliefs of the guide where a walk stands, in c->told; NULL: no memory. */
static double *beliefs(wm_case *c, const facts *f, const walk_step *at, size_t *count, bool *consistent)
{
    uint32_t guide_index = guide_of(at);
    const belief_model *m = rules_belief_model(c->rules, guide_index);
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
    if (!c->rules->may_contradict[guide_of(at)])
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
    const guide *g = c->rules->set->guides[guide_of(at)];
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
        (*out)[i] =
            (wm_belief){ other ? "elsewhere" : g->faults[order[i].fault].id,
                         other ? (wm_text){ "其他原因", "Other causes" } : g->faults[order[i].fault].text, order[i].p };
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

static bool told_before(const wm_case *c, size_t entry)
{
    for (size_t i = 0; i < entry; i++) {
        const trace_entry *e = &c->way.entries[i];
        if ((e->kind == TRACE_ANSWERED || e->kind == TRACE_PRESUMED) && e->place == c->way.entries[entry].place)
            return true;
    }
    return false;
}

/* Names and numbers are written into c->told; without memory they are missing. */
static bool is_whole(const wm_fact *told)
{
    return told->id && (!told->is_number || told->answer);
}

size_t wm_case_path(wm_case *c, wm_fact *out, size_t cap)
{
    arena_reset(&c->told);
    wm_status status = case_step_now(c, NULL);
    if (status != WM_OK)
        return status == WM_NO_MEMORY ? WM_NO_COUNT : 0;
    size_t count = 0, entries = c->way.count < c->way.capacity ? c->way.count : c->way.capacity;
    for (size_t i = 0; i < entries; i++) {
        const trace_entry *e = &c->way.entries[i];
        wm_fact told;
        if ((e->kind != TRACE_ANSWERED && e->kind != TRACE_PRESUMED) || told_before(c, i))
            continue;
        if (!case_tell_fact(c, &c->now, e->place, &told))
            continue;
        if (!is_whole(&told))
            return WM_NO_COUNT;
        told.presumed = e->kind == TRACE_PRESUMED;
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
        if (!is_whole(&told))
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
        if (!is_whole(&told))
            return WM_NO_COUNT;
        if (count < cap)
            out[count] = told;
        count++;
    }
    return count;
}
