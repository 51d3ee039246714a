/* Which answers decided a step, and the smallest change of them that leads elsewhere: found by walking on other facts, so
 * that what is told is true of the walk. Part of the façade. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "reason/written.h"

#define WALKS_MOST 3000u     /* walks that one explanation may take */
#define WORK_MOST  60000000u /* and multiplications of their choices, about half a second */

/* An explanation being made. */
typedef struct explainer {
    wm_case *c;
    const walk_step *step;
    uint32_t *places; /* that were answered, the latest last; those that verify an action go with it and are not here */
    size_t count;
    bool *gone; /* of all places of the case: not to be known */
    size_t walks;
    uint64_t work; /* of the chooser, before */
    wm_error *error;
} explainer;

/* ---- Steps ---------------------------------------------------------------------------------------------------------- */

/* Whether both come to the same: a concluded fault and what is done about it, an end, or a question. */
static bool is_same(const walk_step *a, const walk_step *b)
{
    if (a->kind != b->kind || a->fault != b->fault || (a->fault != NONE && a->fault_guide != b->fault_guide))
        return false;
    switch (a->kind) {
    case WM_ASK:
    case WM_TRY:
        return a->name.place == b->name.place;
    case WM_ESCALATE:
        return a->guide == b->guide && a->escalation == b->escalation;
    default:
        return a->action == b->action;
    }
}

static const char *team_of(const explainer *x, const walk_step *step)
{
    return x->c->rules->set->guides[step->guide]->escalations[step->escalation].to;
}

/* Where two conclusions differ: not only in what is done next about the same fault, nor in which guide it is handed over to
 * the same team. */
static bool is_another_conclusion(const explainer *x, const walk_step *now, const walk_step *then)
{
    if (now->kind == WM_ESCALATE && then->kind == WM_ESCALATE && now->fault == NONE && then->fault == NONE)
        return strcmp(team_of(x, now), team_of(x, then)) != 0;
    if (now->fault != NONE && then->fault == now->fault && then->fault_guide == now->fault_guide)
        return false;
    return !is_same(now, then);
}

static bool is_spent(const explainer *x)
{
    return x->walks >= WALKS_MOST || x->c->reason->work - x->work >= WORK_MOST;
}

static wm_status walk_imagined(explainer *x, walk_step *out)
{
    x->walks++;
    return case_walk(x->c, &x->c->imagined, out, x->error);
}

/* ---- What decided it ------------------------------------------------------------------------------------------------- */

static bool is_free_answer(const event *e)
{
    return e->kind == WM_EVENT_ANSWER && !e->retracted && e->verifies == SIZE_MAX;
}

static bool is_listed(const explainer *x, uint32_t place)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->places[i] == place)
            return true;
    return false;
}

static void list_places(explainer *x)
{
    for (size_t i = 0; i < x->c->log.count; i++) {
        const event *e = &VECTOR_AT(&x->c->log, event, i);
        if (is_free_answer(e) && !is_listed(x, e->name.place))
            x->places[x->count++] = e->name.place;
    }
}

/* The fold of the log as if some questions had never been answered. */
static void fold_without(explainer *x)
{
    wm_case *c = x->c;
    facts_clear(&c->imagined);
    for (size_t i = 0; i < c->log.count; i++) {
        const event *e = &VECTOR_AT(&c->log, event, i);
        if (e->retracted || e->kind == WM_EVENT_RETRACT || (is_free_answer(e) && x->gone[e->name.place]))
            continue;
        if (e->kind == WM_EVENT_OUTCOME)
            facts_outcome(&c->imagined, &e->name, e->outcome, &e->context);
        else
            facts_answer(&c->imagined, e->name.place, &e->value);
    }
}

/* Forgets one answer after the other, the oldest first, and keeps those without which the walk goes elsewhere. */
static wm_status forget_once(explainer *x, bool *any)
{
    for (size_t i = 0; i < x->count && !is_spent(x); i++) {
        walk_step then;
        if (x->gone[x->places[i]])
            continue;
        x->gone[x->places[i]] = true;
        fold_without(x);
        wm_status status = walk_imagined(x, &then);
        if (status != WM_OK)
            return status;
        x->gone[x->places[i]] = is_same(x->step, &then);
        *any |= x->gone[x->places[i]];
    }
    return WM_OK;
}

/* Once a later answer is forgotten, an earlier one may not be needed any more: until nothing more can go. */
static wm_status forget_what_may_be(explainer *x)
{
    wm_status status = WM_OK;
    for (bool any = true; status == WM_OK && any && !is_spent(x);) {
        any = false;
        status = forget_once(x, &any);
    }
    return status;
}

/* The latest answer to a question, also where an action has made it stale since: it may still be evidence. */
static void recall(explainer *x, uint32_t place)
{
    fact *now = &x->c->imagined.answers[place];
    for (size_t i = 0; now->state == FACT_NONE && i < x->c->log.count; i++) {
        const event *e = &VECTOR_AT(&x->c->log, event, x->c->log.count - 1 - i);
        if (is_free_answer(e) && e->name.place == place)
            *now = e->value;
    }
}

static wm_status tell_decided(explainer *x, wm_why *out)
{
    wm_fact *told = arena_zero(&x->c->told, x->count + 1, sizeof *told);
    if (!told)
        return error_no_memory(x->error);
    wm_status status = case_imagine(x->c, x->error);
    for (size_t i = 0; status == WM_OK && i < x->count; i++) {
        if (x->gone[x->places[i]])
            continue;
        recall(x, x->places[i]);
        wm_fact *next = &told[out->decided_count];
        if (!case_tell_fact(x->c, &x->c->imagined, x->places[i], next))
            continue;
        if (!case_fact_is_whole(next))
            return error_no_memory(x->error);
        out->decided_count++;
    }
    out->decided_by = told;
    return status;
}

/* ---- What would flip it ------------------------------------------------------------------------------------------------ */

/* One answer to be changed. */
typedef struct change {
    uint32_t place, cell;
} change;

typedef struct found_flip {
    change changes[2];
    size_t count;
    bool ends; /* what it comes to is a conclusion, too, not only another question */
} found_flip;

static const question *question_at(const explainer *x, uint32_t place)
{
    facts_name name = facts_question_at(&x->c->now, place);
    return facts_question(&x->c->now, &name);
}

/* The cell of what is in force at a place; NONE: not sure. */
static uint32_t cell_at(const explainer *x, uint32_t place)
{
    const fact *v = &x->c->now.answers[place];
    const question *q = question_at(x, place);
    if (v->state != FACT_KNOWN)
        return NONE;
    if (q->kind == WM_NUMBER)
        return question_cell_of(q, v->as.number);
    return v->answer == NO_ANSWER ? q->answer_count : v->answer;
}

/* Answers that can be said: cells of numbers, and answers that have an id. */
static uint32_t cells_to_say(const question *q)
{
    return q->kind == WM_NUMBER ? question_cells(q) : q->answer_count;
}

/* A number next to the one in force: the nearest threshold, or just below it. */
static fact value_in(const explainer *x, change to)
{
    const question *q = question_at(x, to.place);
    fact v = written_answer(q, to.cell);
    uint32_t now = cell_at(x, to.place);
    if (q->kind != WM_NUMBER || now == NONE)
        return v;
    if (to.cell > now)
        v.as.number = q->thresholds[to.cell - 1];
    else if (q->thresholds[to.cell] - 1 >= (to.cell ? q->thresholds[to.cell - 1] : q->min))
        v.as.number = q->thresholds[to.cell] - 1;
    return v;
}

static wm_status walk_changed(explainer *x, const change *changes, size_t count, walk_step *out)
{
    wm_status status = case_imagine(x->c, x->error);
    for (size_t i = 0; status == WM_OK && i < count; i++) {
        fact v = value_in(x, changes[i]);
        facts_answer(&x->c->imagined, changes[i].place, &v);
    }
    return status == WM_OK ? walk_imagined(x, out) : status;
}

/* Takes the first that comes to another conclusion, before one that only comes to another question. */
static wm_status try_flip(explainer *x, const change *changes, size_t count, found_flip *best)
{
    walk_step then;
    wm_status status = walk_changed(x, changes, count, &then);
    if (status != WM_OK || !is_another_conclusion(x, x->step, &then))
        return status;
    bool ends = then.fault != NONE || then.done;
    if (best->count && (best->ends || !ends))
        return WM_OK;
    *best = (found_flip){ .count = count, .ends = ends };
    for (size_t i = 0; i < count; i++)
        best->changes[i] = changes[i];
    return WM_OK;
}

/* The places in the order in which changes of them are tried: what decided comes first, the latest before the others. */
static void order_places(const explainer *x, uint32_t *order)
{
    size_t count = 0;
    for (int deciding = 1; deciding >= 0; deciding--)
        for (size_t i = x->count; i-- > 0;)
            if (!x->gone[x->places[i]] == (deciding == 1))
                order[count++] = x->places[i];
}

/* Changes of `with` in every way, on top of a first one where there is one. */
static wm_status try_place(explainer *x, const change *first, uint32_t place, found_flip *best)
{
    change changes[2] = { { 0, 0 }, { 0, 0 } };
    size_t count = 0;
    if (first)
        changes[count++] = *first;
    uint32_t cells = cells_to_say(question_at(x, place)), now = cell_at(x, place);
    wm_status status = WM_OK;
    for (uint32_t k = 0; status == WM_OK && k < cells && !best->ends && !is_spent(x); k++) {
        changes[count] = (change){ place, k };
        if (k != now)
            status = try_flip(x, changes, count + 1, best);
    }
    return status;
}

static wm_status find_flip(explainer *x, const uint32_t *order, found_flip *best)
{
    wm_status status = WM_OK;
    for (size_t i = 0; status == WM_OK && i < x->count && !best->ends; i++)
        status = try_place(x, NULL, order[i], best);
    for (size_t i = 0; status == WM_OK && i < x->count && !best->count; i++) {
        uint32_t cells = cells_to_say(question_at(x, order[i])), now = cell_at(x, order[i]);
        for (uint32_t k = 0; status == WM_OK && k < cells && !best->count && !is_spent(x); k++) {
            change first = { order[i], k };
            for (size_t j = i + 1; k != now && status == WM_OK && j < x->count && !best->count; j++)
                status = try_place(x, &first, order[j], best);
        }
    }
    return status;
}

static bool tell_change(explainer *x, change to, wm_flip_answer *out)
{
    facts_name name = facts_question_at(&x->c->now, to.place);
    const question *q = facts_question(&x->c->now, &name);
    out->id = case_question_name(x->c, &name);
    out->text = q->text;
    if (q->kind != WM_NUMBER) {
        out->value = (wm_value){ .kind = WM_VALUE_TEXT, .text = q->answers[to.cell].id };
        out->value_text = option_text(&q->answers[to.cell]);
        return out->id;
    }
    out->value = (wm_value){ .kind = WM_VALUE_NUMBER, .number = value_in(x, to).as.number };
    const char *number = arena_format(&x->c->told, "%.15g", out->value.number);
    out->value_text = (wm_text){ number, number };
    return out->id && number;
}

static wm_status tell_flip(explainer *x, const found_flip *best, wm_flip *out)
{
    walk_step then;
    wm_step told;
    wm_status status = walk_changed(x, best->changes, best->count, &then);
    if (status == WM_OK)
        status = case_tell_step(x->c, &x->c->imagined, &then, &told, x->error);
    for (size_t i = 0; status == WM_OK && i < best->count; i++)
        if (!tell_change(x, best->changes[i], &out->answers[i]))
            status = error_no_memory(x->error);
    if (status != WM_OK)
        return status;
    out->count = best->count;
    out->kind = told.kind;
    out->id = told.id;
    out->text = told.text;
    out->fault = told.fault;
    out->fault_text = told.fault_text;
    return WM_OK;
}

/* A question concludes nothing that could flip. */
static wm_status explain_flip(explainer *x, wm_why *out)
{
    found_flip best = { .count = 0 };
    if (x->step->kind == WM_ASK)
        return WM_OK;
    uint32_t *order = arena_zero(&x->c->told, x->count + 1, sizeof *order);
    if (!order)
        return error_no_memory(x->error);
    order_places(x, order);
    wm_status status = find_flip(x, order, &best);
    return status == WM_OK && best.count ? tell_flip(x, &best, &out->flip) : status;
}

wm_status explain_decision(wm_case *c, const walk_step *step, wm_why *out, wm_error *error)
{
    explainer x = { .c = c, .step = step, .work = c->reason->work, .error = error };
    x.places = arena_zero(&c->told, c->log.count + 1, sizeof *x.places);
    x.gone = arena_zero(&c->told, (size_t)c->layout->answer_count + 1, sizeof *x.gone);
    if (!x.places || !x.gone)
        return error_no_memory(error);
    list_places(&x);
    wm_status status = case_imagine(c, error);
    if (status == WM_OK)
        status = forget_what_may_be(&x);
    if (status == WM_OK)
        status = tell_decided(&x, out);
    return status == WM_OK ? explain_flip(&x, out) : status;
}
