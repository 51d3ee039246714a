/* The other causes: which are still possible and what tells them apart, what speaks against them, and what going by
 * belief saves against the written order. Part of the façade. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "reason/outlook.h"
#include "reason/written.h"

#define RIVALS_MOST  5
#define RIVAL_LEAST  .01 /* less likely causes are no rivals */
#define LEAST_RATIO  1.000001
#define CHEAPEST_ASK .1 /* minutes: a question that costs nothing is still to be asked */

/* The causes of the guide where a step stands. */
typedef struct causes {
    wm_case *c;
    const guide *guide;
    const member *member;
    const belief_model *model;
    plan_state state;
    uint32_t lead;   /* the concluded one, else the likeliest */
    uint32_t *order; /* the others, by probability, then as declared */
    size_t count;
    wm_error *error;
} causes;

/* ---- Ranked ------------------------------------------------------------------------------------------------------------ */

static bool give_state(causes *x)
{
    const plan_model *plan = outlook_plan(x->model);
    x->state.w = arena_zero(&x->c->told, plan->fault_count + 1, sizeof(double));
    x->state.tried = arena_zero(&x->c->told, plan->action_count + 1, sizeof(bool));
    x->state.asked = arena_zero(&x->c->told, plan->question_count + 1, sizeof(bool));
    x->order = arena_zero(&x->c->told, plan->fault_count + 1, sizeof *x->order);
    return x->state.w && x->state.tried && x->state.asked && x->order;
}

static void rank(causes *x, const walk_step *step)
{
    const double *w = x->state.w;
    x->lead = 0;
    for (uint32_t f = 1; f < x->guide->fault_count; f++)
        if (w[f] > w[x->lead])
            x->lead = f;
    if (step->fault != NONE && step->fault < x->guide->fault_count)
        x->lead = step->fault;
    for (uint32_t f = 0; f < x->guide->fault_count; f++) {
        if (f == x->lead)
            continue;
        size_t at = x->count++;
        for (; at > 0 && w[x->order[at - 1]] < w[f]; at--)
            x->order[at] = x->order[at - 1];
        x->order[at] = f;
    }
}

/* ---- Rivals -------------------------------------------------------------------------------------------------------------- */

/* ½ Σ_k |P(k | a) − P(k | b)|: how well one answer tells two causes apart, from 0 to 1. */
static double distance(const plan_model *m, size_t q, uint32_t a, uint32_t b)
{
    double sum = 0;
    for (size_t k = 0; k < m->questions[q].cells; k++) {
        const double *given = m->questions[q].given + k * m->fault_count;
        sum += fabs(given[a] - given[b]) / 2;
    }
    return sum;
}

/* The open question that tells two causes apart best for its minutes, or NONE. */
static uint32_t telling_question(const causes *x, uint32_t rival)
{
    const plan_model *plan = outlook_plan(x->model);
    double best = 0;
    uint32_t found = NONE;
    for (size_t q = 0; q < plan->question_count; q++) {
        double worth = distance(plan, q, x->lead, rival) / fmax(plan->questions[q].cost, CHEAPEST_ASK);
        if (x->state.asked[q] || !plan_is_less(best, worth))
            continue;
        best = worth;
        found = outlook_question(x->model, q);
    }
    return found;
}

static bool tell_rival(const causes *x, uint32_t fault_index, wm_rival *out)
{
    *out = (wm_rival){ .fault = x->guide->faults[fault_index].id,
                       .text = x->guide->faults[fault_index].text,
                       .p = x->state.w[fault_index] };
    uint32_t fam = telling_question(x, fault_index);
    if (fam == NONE)
        return true;
    const family *asked = &x->guide->answer_families[fam];
    facts_name name = { x->guide->index, fam, 1, slot_place(asked->slot, x->member->answers) };
    out->told_apart_by = case_question_name(x->c, &name);
    out->told_apart_text = family_question(x->c->rules->set, x->guide, asked)->text;
    return out->told_apart_by;
}

static wm_status tell_rivals(const causes *x, wm_why *out)
{
    wm_rival *rivals = arena_zero(&x->c->told, RIVALS_MOST, sizeof *rivals);
    if (!rivals)
        return error_no_memory(x->error);
    for (size_t i = 0; i < x->count && out->rival_count < RIVALS_MOST; i++) {
        if (x->state.w[x->order[i]] < RIVAL_LEAST)
            break;
        if (!tell_rival(x, x->order[i], &rivals[out->rival_count++]))
            return error_no_memory(x->error);
    }
    out->rivals = rivals;
    return WM_OK;
}

/* ---- Why not ------------------------------------------------------------------------------------------------------------- */

/* How much likelier a fact is under the leading cause than under another. */
static double ratio_of(double lead, double other)
{
    if (lead <= 0)
        return 0;
    return other > 0 ? lead / other : HUGE_VAL;
}

static bool counts(const causes *x, const family *fam, size_t cells, uint32_t *cell)
{
    const facts *f = &x->c->now;
    const fact *v = &f->evidence[slot_place(fam->slot, x->member->answers)];
    if (fam->of == NONE || cells == 0 || v->state != FACT_KNOWN)
        return false;
    const question *q = family_question(x->c->rules->set, x->guide, fam);
    *cell = q->kind == WM_NUMBER     ? question_cell_of(q, v->as.number)
            : v->answer == NO_ANSWER ? q->answer_count
                                     : v->answer;
    return *cell < cells;
}

/* The answer that lowered a cause most against the leading one. */
static void strongest_answer(const causes *x, uint32_t fault_index, uint32_t *place, double *ratio)
{
    for (uint32_t i = 0; i < x->guide->answer_family_count; i++) {
        uint32_t cell;
        if (!counts(x, &x->guide->answer_families[i], belief_cells(x->model, i), &cell))
            continue;
        double r = ratio_of(belief_cell(x->model, i, cell, x->lead), belief_cell(x->model, i, cell, fault_index));
        if (plan_is_less(*ratio, r)) {
            *ratio = r;
            *place = slot_place(x->guide->answer_families[i].slot, x->member->answers);
        }
    }
}

/* The remedy that failed, and that would have repaired this cause rather than the leading one; NONE: an answer did more. */
static uint32_t stronger_remedy(const causes *x, uint32_t fault_index, double *ratio)
{
    uint32_t found = NONE;
    for (uint32_t i = 0; i < x->guide->remedy_family_count; i++) {
        const family *fam = &x->guide->remedy_families[i];
        if (fam->declared != x->guide->index)
            continue;
        const remedy *r = &x->c->now.remedies[slot_place(fam->slot, x->member->remedies)];
        double left =
            ratio_of(1 - belief_fixes(x->model, fam->of, x->lead), 1 - belief_fixes(x->model, fam->of, fault_index));
        if (r->state == REMEDY_FAILED && plan_is_less(*ratio, left)) {
            *ratio = left;
            found = i;
        }
    }
    return found;
}

/* The evidence is what is told: a later answer may be about a changed world. */
static bool tell_answer(const causes *x, uint32_t place, wm_why_not *out)
{
    facts_name name = facts_question_at(&x->c->now, place);
    const question *q = facts_question(&x->c->now, &name);
    const fact *v = &x->c->now.evidence[place];
    out->id = case_question_name(x->c, &name);
    out->id_text = q->text;
    if (q->kind == WM_NUMBER) {
        out->answer = arena_format(&x->c->told, "%.15g", v->as.number);
        out->answer_text = (wm_text){ out->answer, out->answer };
    } else if (v->answer < q->answer_count) {
        out->answer = q->answers[v->answer].id;
        out->answer_text = option_text(&q->answers[v->answer]);
    } else {
        out->answer = "other";
        out->answer_text = (wm_text){ "都不是", "None of these" };
    }
    return out->id && out->answer;
}

static bool tell_remedy(const causes *x, uint32_t family_index, wm_why_not *out)
{
    const family *fam = &x->guide->remedy_families[family_index];
    facts_name name = { x->guide->index, family_index, 1, slot_place(fam->slot, x->member->remedies) };
    out->id = case_action_name(x->c, &name);
    out->id_text = family_action(x->c->rules->set, x->guide, fam)->text;
    out->answer = "failed";
    out->answer_text = (wm_text){ "沒有用", "Did not help" };
    return out->id;
}

static wm_status tell_why_not(const causes *x, wm_why *out)
{
    wm_why_not *list = arena_zero(&x->c->told, RIVALS_MOST, sizeof *list);
    if (!list)
        return error_no_memory(x->error);
    for (size_t i = 0; i < x->count && out->why_not_count < RIVALS_MOST; i++) {
        uint32_t place = NONE, f = x->order[i];
        double ratio = LEAST_RATIO;
        strongest_answer(x, f, &place, &ratio);
        uint32_t fam = stronger_remedy(x, f, &ratio);
        if (place == NONE && fam == NONE)
            continue;
        wm_why_not *n = &list[out->why_not_count++];
        *n = (wm_why_not){ .fault = x->guide->faults[f].id, .text = x->guide->faults[f].text, .ratio = ratio };
        if (fam != NONE ? !tell_remedy(x, fam, n) : !tell_answer(x, place, n))
            return error_no_memory(x->error);
    }
    out->why_not = list;
    return WM_OK;
}

/* ---- Another order ---------------------------------------------------------------------------------------------------------- */

/* The step that would come by the written order: the same walk, but for the order that beliefs choose. */
static wm_status walk_as_written(wm_case *c, walk_step *out, wm_error *error)
{
    walk_chooser by_belief = c->chooser;
    c->chooser.next_ask = NULL;
    c->chooser.plan = NULL;
    wm_status status = case_walk(c, &c->now, out, error);
    c->chooser = by_belief;
    return status;
}

/* Both must stand in the same guide, whose plan prices them. */
static bool can_compare(const walk_step *step, const walk_step *written)
{
    bool ours = step->kind == WM_ASK || step->kind == WM_TRY || step->kind == WM_ESCALATE;
    bool theirs = written->kind == WM_ASK || written->kind == WM_TRY;
    if (!ours || !theirs || step->verifies != NONE || step->guide != written->guide)
        return false;
    if (step->kind != WM_ESCALATE && step->name.guide != step->guide)
        return false;
    bool same = step->kind == written->kind && step->name.place == written->name.place;
    return written->name.guide == step->guide && !same;
}

static wm_status tell_reordered(causes *x, const walk_step *step, wm_why *out)
{
    walk_step written;
    plan_desk desk;
    wm_step told;
    wm_status status = walk_as_written(x->c, &written, x->error);
    if (status != WM_OK || !can_compare(step, &written) || step->guide != x->guide->index)
        return status;
    const plan_model *plan = outlook_plan(x->model);
    double *spare = arena_zero(&x->c->told, plan->fault_count + 1, sizeof *spare);
    if (!spare || !plan_desk_init(&desk, plan->fault_count, plan->action_count, &x->c->allocator))
        return error_no_memory(x->error);
    double saved = written_step_cost(&desk, x->model, &x->state, spare, &written) -
                   written_step_cost(&desk, x->model, &x->state, spare, step);
    plan_desk_free(&desk, &x->c->allocator);
    if (saved < 1e-9)
        return WM_OK;
    status = case_tell_step(x->c, &x->c->now, &written, &told, x->error);
    out->reordered = saved;
    out->reordered_from = (wm_plan_move){ told.kind, told.id, told.text };
    return status;
}

wm_status explain_causes(wm_case *c, const walk_step *step, wm_why *out, wm_error *error)
{
    uint32_t guide_index = case_believed(c, step);
    causes x = { .c = c,
                 .guide = c->rules->set->guides[guide_index],
                 .member = layout_member(c->layout, guide_index),
                 .model = case_belief_model(c, guide_index),
                 .error = error };
    if (!x.model || !give_state(&x))
        return error_no_memory(error);
    bool is_over = step->kind == WM_RESOLVED && step->fault == NONE; /* whatever it was */
    if (x.guide->fault_count == 0 || is_over)
        return WM_OK;
    scene at = { x.guide, x.member, NULL, 1 };
    outlook_state(x.model, &c->now, &at, &x.state);
    rank(&x, step);
    wm_status status = tell_rivals(&x, out);
    if (status == WM_OK)
        status = tell_why_not(&x, out);
    return status == WM_OK ? tell_reordered(&x, step, out) : status;
}
