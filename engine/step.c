/* The public form of a step: what a person is asked, told or handed. Part of the façade. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"

/* ---- Names and texts --------------------------------------------------------------------------------- */

/* The bare name where it finds the place, else "guide:name". */
static const char *full_name(wm_case *c, const facts_name *name, const char *bare, bool finds)
{
    if (finds || name->guide == NONE)
        return bare;
    return arena_format(&c->told, "%s:%s", c->rules->set->guides[name->guide]->name, bare);
}

const char *case_question_name(wm_case *c, const facts_name *name)
{
    facts_name found;
    const char *bare = facts_question_name(&c->now, name);
    return full_name(c, name, bare, facts_find_question(&c->now, bare, &found) && found.place == name->place);
}

const char *case_action_name(wm_case *c, const facts_name *name)
{
    facts_name found;
    const char *bare = facts_action_name(&c->now, name);
    return full_name(c, name, bare, facts_find_action(&c->now, bare, &found) && found.place == name->place);
}

/* An answer written as a bare id is shown as its id, but for yes and no, which everybody writes. */
wm_text option_text(const answer *a)
{
    if (a->text.zh || a->text.en)
        return a->text;
    if (strcmp(a->id, "yes") == 0)
        return (wm_text){ "是", "Yes" };
    if (strcmp(a->id, "no") == 0)
        return (wm_text){ "否", "No" };
    return (wm_text){ a->id, a->id };
}

static wm_text fault_text(const guide *g, uint32_t fault_index)
{
    if (fault_index < g->fault_count)
        return g->faults[fault_index].text;
    return (wm_text){ "其他原因", "Other causes" };
}

static const char *fault_id(const guide *g, uint32_t fault_index)
{
    return fault_index < g->fault_count ? g->faults[fault_index].id : "elsewhere";
}

static wm_how tell_how(const how *h)
{
    return (wm_how){ h->text, h->run };
}
wm_cite case_tell_cite(const wm_case *c, const cite *from)
{
    return (wm_cite){ from->manual, from->anchor, rules_cite_title(c->rules, from) };
}

/* ---- Facts ---------------------------------------------------------------------------------------------- */

static void tell_value(wm_case *c, const question *q, const fact *v, wm_fact *out)
{
    if (v->state != FACT_KNOWN)
        return;
    if (q->kind == WM_NUMBER) {
        out->is_number = true;
        out->number = v->as.number;
        out->answer = arena_format(&c->told, "%.15g", v->as.number);
        out->answer_text = (wm_text){ out->answer, out->answer };
        return;
    }
    if (v->answer < q->answer_count) {
        out->answer = q->answers[v->answer].id;
        out->answer_text = option_text(&q->answers[v->answer]);
    } else if (v->as.text) {
        out->answer = v->as.text->raw;
        out->answer_text = (wm_text){ out->answer, out->answer };
    }
}

/* Who gave the answer in force, from its event. */
static void tell_by(const wm_case *c, const facts *f, uint32_t at, wm_fact *out)
{
    if (f != &c->now || at == 0 || at > c->applied.count)
        return;
    const event *e = &VECTOR_AT(&c->log, event, VECTOR_AT(&c->applied, size_t, at - 1));
    out->by = e->by;
    out->at = e->at;
    out->source = e->source;
}

bool case_tell_fact(wm_case *c, const facts *f, uint32_t place, wm_fact *out)
{
    facts_name name = facts_question_at(f, place);
    bool there = f->answers[place].state != FACT_NONE;
    return case_tell_fact_as(c, f, place, there ? case_question_name(c, &name) : NULL, out);
}

bool case_tell_fact_as(wm_case *c, const facts *f, uint32_t place, const char *id, wm_fact *out)
{
    const fact *v = &f->answers[place];
    *out = (wm_fact){ 0 };
    if (v->state == FACT_NONE)
        return false;
    facts_name name = facts_question_at(f, place);
    const question *q = facts_question(f, &name);
    out->id = id;
    out->guide = name.guide == NONE ? NULL : c->rules->set->guides[name.guide]->name;
    out->text = q->text;
    tell_value(c, q, v, out);
    tell_by(c, f, v->at, out);
    return true;
}

/* ---- ask --------------------------------------------------------------------------------------------------- */

static wm_option *tell_options(wm_case *c, const question *q)
{
    wm_option *options = arena_zero(&c->told, q->answer_count + 1, sizeof *options);
    for (uint32_t i = 0; options && i < q->answer_count; i++)
        options[i] = (wm_option){ q->answers[i].id, option_text(&q->answers[i]), q->answers[i].sign };
    return options;
}

static bool tell_ask(wm_case *c, const facts *f, const walk_step *from, wm_step *out)
{
    const question *q = facts_question(f, &from->name);
    out->id = case_question_name(c, &from->name);
    out->guide = from->name.guide == NONE ? NULL : c->rules->set->guides[from->name.guide]->name;
    out->text = q->text;
    out->cite = case_tell_cite(c, &q->cite);
    out->input = q->kind;
    out->options = tell_options(c, q);
    out->option_count = q->answer_count;
    out->min = q->min;
    out->max = q->max;
    out->unit = q->unit;
    out->say = q->say;
    out->why = q->why;
    out->how = tell_how(&q->how);
    out->cost = q->cost;
    out->wait = q->wait;
    if (from->verifies != NONE) {
        facts_name action_name = facts_action_at(f, from->verifies);
        out->verifies = case_action_name(c, &action_name);
    }
    return out->options && out->id;
}

/* ---- try ---------------------------------------------------------------------------------------------------- */

/* The first question that would verify the action, once it is done. */
static const char *verified_by(wm_case *c, const facts *f, const walk_step *from)
{
    remedy imagined = {
        .guide = from->name.guide, .family = from->name.family, .round = from->name.round, .context = from->context
    };
    verification v = facts_verification(f, &imagined);
    if (v.none)
        return NULL;
    if (v.condition == NONE)
        return "solved";
    facts_name name;
    return facts_first_of(f, &v, &name) ? case_question_name(c, &name) : NULL;
}

static wm_rate *tell_rates(wm_case *c, const action *a, const guide *declared)
{
    wm_rate *rates = arena_zero(&c->told, a->fix_count + 1, sizeof *rates);
    for (uint32_t i = 0; rates && i < a->fix_count; i++)
        rates[i] = (wm_rate){ a->fixes[i].fault_id, fault_text(declared, a->fixes[i].fault), a->fixes[i].p,
                              a->fixes[i].cases };
    return rates;
}

static wm_how *tell_steps(wm_case *c, const action *a)
{
    wm_how *steps = arena_zero(&c->told, a->step_count + 1, sizeof *steps);
    for (uint32_t i = 0; steps && i < a->step_count; i++)
        steps[i] = tell_how(&a->steps[i]);
    return steps;
}

static bool tell_try(wm_case *c, const facts *f, const walk_step *from, wm_step *out)
{
    const rule_set *set = c->rules->set;
    const action *a = facts_action(f, &from->name);
    const guide *declared = set->guides[set->guides[from->name.guide]->remedy_families[from->name.family].declared];
    out->id = case_action_name(c, &from->name);
    out->guide = declared->name;
    out->text = a->text;
    out->cite = case_tell_cite(c, &a->cite);
    out->cost = a->cost;
    out->wait = a->wait;
    out->risk = a->risk;
    out->steps = tell_steps(c, a);
    out->step_count = a->step_count;
    out->safety = a->safety;
    out->undo = a->undo;
    out->workaround = a->workaround;
    out->verify = verified_by(c, f, from);
    out->fixes = tell_rates(c, a, declared);
    out->fix_count = a->fix_count;
    out->procedure = from->procedure;
    return out->steps && out->fixes && out->id;
}

/* ---- escalate, resolved, diagnosed ------------------------------------------------------------------------------ */

static bool tell_evidence(wm_case *c, const facts *f, const guide *g, const escalation *e, wm_step *out)
{
    const member *m = layout_member(c->layout, g->index);
    wm_evidence *list = arena_zero(&c->told, e->evidence_count + 1, sizeof *list);
    for (uint32_t i = 0; list && i < e->evidence_count; i++) {
        wm_fact known;
        uint32_t place = slot_place(e->evidence[i], m->answers);
        facts_name name = facts_question_at(f, place);
        bool there = case_tell_fact(c, f, place, &known);
        list[i] = (wm_evidence){ .id = case_question_name(c, &name),
                                 .text = facts_question(f, &name)->text,
                                 .known = there && known.answer,
                                 .unsure = there && !known.answer,
                                 .answer = there ? known.answer : NULL,
                                 .answer_text = there ? known.answer_text : (wm_text){ 0 } };
        if (!list[i].id || (there && !case_fact_is_whole(&known)))
            return false;
    }
    out->evidence = list;
    out->evidence_count = e->evidence_count;
    return list != NULL;
}

static bool tell_escalate(wm_case *c, const facts *f, const walk_step *from, wm_step *out)
{
    const guide *g = c->rules->set->guides[from->guide];
    const escalation *e = &g->escalations[from->escalation];
    const team *t = rules_team(c->rules, e->to);
    out->id = e->id;
    out->guide = g->name;
    out->text = e->text;
    out->say = e->say;
    out->cost = e->cost;
    out->to = e->to;
    out->to_text = t ? t->text : e->text;
    out->level = e->level ? e->level : t ? t->level : 0;
    return tell_evidence(c, f, g, e, out);
}

static bool tell_end(wm_case *c, const facts *f, const walk_step *from, wm_step *out)
{
    out->guide = c->rules->set->guides[from->guide]->name;
    out->text =
        from->kind == WM_RESOLVED ? (wm_text){ "已解決", "Solved" } : (wm_text){ "已找到原因", "The cause is found" };
    if (from->action == NONE)
        return true;
    facts_name name = facts_action_at(f, from->action);
    out->action = case_action_name(c, &name);
    return out->action != NULL;
}

/* ---- Every step ---------------------------------------------------------------------------------------------------- */

static wm_status tell_conclusion(wm_case *c, const facts *f, const walk_step *from, wm_step *out, wm_error *error)
{
    wm_belief *ranked;
    size_t count;
    const guide *g = c->rules->set->guides[from->fault_guide];
    out->fault = fault_id(g, from->fault);
    out->fault_text = fault_text(g, from->fault);
    if (from->fault < g->fault_count)
        out->tell = g->faults[from->fault].tell;
    out->presumed = from->presumed;
    if (!from->presumed)
        return WM_OK;
    wm_status status = case_rank(c, f, from, &ranked, &count, error);
    for (size_t i = 0; status == WM_OK && i < count; i++)
        if (strcmp(ranked[i].fault, out->fault) == 0)
            out->p = ranked[i].p;
    return status;
}

wm_status case_tell_step(wm_case *c, const facts *f, const walk_step *from, wm_step *out, wm_error *error)
{
    bool told;
    *out = (wm_step){ .kind = from->kind, .done = from->done, .not_applicable = from->not_applicable };
    switch (from->kind) {
    case WM_ASK:
        told = tell_ask(c, f, from, out);
        break;
    case WM_TRY:
        told = tell_try(c, f, from, out);
        break;
    case WM_ESCALATE:
        told = tell_escalate(c, f, from, out);
        break;
    default:
        told = tell_end(c, f, from, out);
    }
    if (!told)
        return error_no_memory(error);
    out->presumed = from->presumed && from->kind != WM_ASK;
    out->contradiction = case_contradicts(c, f, from);
    return from->fault == NONE ? WM_OK : tell_conclusion(c, f, from, out, error);
}

wm_status wm_case_step(wm_case *c, wm_step *out, wm_error *error)
{
    arena_reset(&c->told);
    wm_status status = case_step_now(c, error);
    return status == WM_OK ? case_tell_step(c, &c->now, &c->step, out, error) : status;
}

/* ---- What could be asked or handed over, without being the step ----------------------------------------------------- */

static walk_step no_step(wm_step_kind kind)
{
    return (
        walk_step){ .kind = kind, .node = NONE, .verifies = NONE, .fault = NONE, .fault_guide = NONE, .action = NONE };
}

wm_status wm_case_question(wm_case *c, const char *question_name, wm_step *out, wm_error *error)
{
    arena_reset(&c->told);
    walk_step from = no_step(WM_ASK);
    *out = (wm_step){ .kind = WM_ASK };
    if (!case_find_question(c, question_name, &from.name, error))
        return WM_UNKNOWN;
    return tell_ask(c, &c->now, &from, out) ? WM_OK : error_no_memory(error);
}

/* Adds those of a guide; false where there is no memory. */
static bool tell_escalations(wm_case *c, uint32_t guide_index, wm_step *out, size_t cap, size_t *count)
{
    walk_step from = no_step(WM_ESCALATE);
    from.guide = guide_index;
    for (uint32_t i = 0; i < c->rules->set->guides[guide_index]->escalation_count; i++) {
        wm_step told = { .kind = WM_ESCALATE };
        from.escalation = i;
        if (!tell_escalate(c, &c->now, &from, &told))
            return false;
        if (*count < cap)
            out[*count] = told;
        ++*count;
    }
    return true;
}

size_t wm_case_escalations(wm_case *c, wm_step *out, size_t cap)
{
    size_t count = 0;
    arena_reset(&c->told);
    wm_status status = case_step_now(c, NULL);
    if (status != WM_OK)
        return status == WM_NO_MEMORY ? WM_NO_COUNT : 0;
    uint32_t here = c->step.guide;
    bool told = tell_escalations(c, here, out, cap, &count) &&
                (here == c->guide || tell_escalations(c, c->guide, out, cap, &count));
    return told ? count : WM_NO_COUNT;
}
