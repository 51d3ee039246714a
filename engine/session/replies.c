/* Replies: how a case stands, as the protocol's objects. Uses waymark.h and base/. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/json_out.h"

#define CHOICES_MAX 10 /* guides that a text is shown to lead to */

static const char *kind_name(wm_step_kind kind)
{
    static const char *const names[] = { "ask", "try", "escalate", "resolved", "diagnosed" };
    return names[kind];
}

/* ---- Parts of steps --------------------------------------------------------------------------------- */

/* {"ref":"vm-connection#port-22","title":"…"}; absent where nothing is cited. */
static void add_cite(turn *t, cJSON *object, wm_cite cite)
{
    if (cite.manual == NULL)
        return;
    const char *anchor = cite.anchor != NULL ? cite.anchor : "";
    size_t size = strlen(cite.manual) + strlen(anchor) + 2;
    char *ref = malloc(size);
    if (ref == NULL) {
        t->no_memory = true;
        return;
    }
    snprintf(ref, size, "%s%s%s", cite.manual, anchor[0] != '\0' ? "#" : "", anchor);
    cJSON *out = json_add_object(t, object, "cite");
    json_add_string(t, out, "ref", ref);
    json_add_text(t, out, "title", cite.title);
    free(ref);
}

static void fill_how(turn *t, cJSON *object, const wm_how *how)
{
    json_add_text_if(t, object, "text", how->text);
    json_add_string_if(t, object, "run", how->run);
}

static void add_how(turn *t, cJSON *object, const wm_how *how)
{
    if (how->run != NULL || wm_text_in(how->text, t->lang)[0] != '\0')
        fill_how(t, json_add_object(t, object, "how"), how);
}

static void add_answers(turn *t, cJSON *object, const wm_step *step)
{
    cJSON *list = json_add_list(t, object, "answers");
    for (size_t i = 0; i < step->option_count; i++) {
        cJSON *item = json_add_item(t, list);
        json_add_string(t, item, "id", step->options[i].id);
        json_add_text(t, item, "text", step->options[i].text);
        json_add_string_if(t, item, "sign", step->options[i].sign);
    }
    cJSON *unsure = json_add_item(t, list);
    json_add_string(t, unsure, "id", "unsure");
    json_add_text(t, unsure, "text", (wm_text){ .zh = "不確定", .en = "Not sure" });
}

static void add_ask(turn *t, cJSON *out, const wm_step *step)
{
    static const char *const inputs[] = { "choice", "number", "text" };
    json_add_text_if(t, out, "say", step->say);
    json_add_text_if(t, out, "why", step->why);
    add_how(t, out, &step->how);
    add_answers(t, out, step);
    json_add_string(t, out, "input", inputs[step->input]);
    if (step->input == WM_NUMBER) {
        if (isfinite(step->min))
            json_add_number(t, out, "min", step->min);
        if (isfinite(step->max))
            json_add_number(t, out, "max", step->max);
        json_add_text_if(t, out, "unit", step->unit);
    }
    json_add_string_if(t, out, "verifies", step->verifies);
}

static void add_fixes(turn *t, cJSON *out, const wm_step *step)
{
    cJSON *list = json_add_list(t, out, "fixes");
    for (size_t i = 0; i < step->fix_count; i++) {
        cJSON *item = json_add_item(t, list);
        json_add_string(t, item, "fault", step->fixes[i].fault);
        json_add_text(t, item, "text", step->fixes[i].text);
        json_add_number(t, item, "p", step->fixes[i].p);
        json_add_number_if(t, item, "cases", step->fixes[i].cases);
    }
}

static void add_try(turn *t, cJSON *out, const wm_step *step)
{
    static const char *const risks[] = { "self", "approval", "handover" };
    cJSON *list = json_add_list(t, out, "steps");
    for (size_t i = 0; i < step->step_count; i++)
        fill_how(t, json_add_item(t, list), &step->steps[i]);
    json_add_string(t, out, "risk", risks[step->risk]);
    json_add_string_if(t, out, "verify", step->verify);
    add_fixes(t, out, step);
    json_add_text_if(t, out, "safety", step->safety);
    json_add_text_if(t, out, "undo", step->undo);
    json_add_bool_if(t, out, "workaround", step->workaround);
    json_add_bool_if(t, out, "procedure", step->procedure);
}

/* What is there with its answer, what is still missing without; "not sure" is missing and says so. */
static void add_evidence(turn *t, cJSON *out, const wm_step *step)
{
    cJSON *evidence = json_add_object(t, out, "evidence");
    cJSON *there = json_add_list(t, evidence, "there"), *missing = json_add_list(t, evidence, "missing");
    for (size_t i = 0; i < step->evidence_count; i++) {
        const wm_evidence *e = &step->evidence[i];
        bool known = e->known && !e->unsure;
        cJSON *item = json_add_item(t, known ? there : missing);
        json_add_string(t, item, "id", e->id);
        json_add_text(t, item, "text", e->text);
        if (known) {
            json_add_string(t, item, "answer", e->answer);
            json_add_text_if(t, item, "answer_text", e->answer_text);
        }
        json_add_bool_if(t, item, "unsure", e->unsure);
    }
}

static void add_escalate(turn *t, cJSON *out, const wm_step *step)
{
    json_add_string(t, out, "to", step->to);
    json_add_text_if(t, out, "to_text", step->to_text);
    if (step->level > 0)
        json_add_number(t, out, "level", step->level);
    json_add_text_if(t, out, "say", step->say);
    add_evidence(t, out, step);
}

/* After a conclusion: the fault and whether it was presumed, always both. */
static void add_conclusion(turn *t, cJSON *out, const wm_step *step)
{
    if (step->fault != NULL) {
        json_add_string(t, out, "fault", step->fault);
        json_add_text_if(t, out, "fault_text", step->fault_text);
    }
    if (step->fault != NULL && step->kind != WM_ASK)
        json_add_bool(t, out, "presumed", step->presumed);
    else
        json_add_bool_if(t, out, "presumed", step->presumed);
    if (step->presumed && step->fault != NULL)
        json_add_number(t, out, "p", step->p);
    json_add_text_if(t, out, "tell", step->tell);
    if (step->kind == WM_RESOLVED || step->kind == WM_DIAGNOSED)
        json_add_string_if(t, out, "action", step->action);
    json_add_bool_if(t, out, "contradiction", step->contradiction);
    json_add_bool_if(t, out, "not_applicable", step->not_applicable);
}

static void fill_step(turn *t, cJSON *out, const wm_step *step)
{
    json_add_string(t, out, "kind", kind_name(step->kind));
    json_add_string_if(t, out, "id", step->id);
    json_add_string_if(t, out, "guide", step->guide);
    json_add_text(t, out, "text", step->text);
    if (step->kind == WM_ASK)
        add_ask(t, out, step);
    else if (step->kind == WM_TRY)
        add_try(t, out, step);
    else if (step->kind == WM_ESCALATE)
        add_escalate(t, out, step);
    add_cite(t, out, step->cite);
    if (step->kind == WM_ASK || step->kind == WM_TRY) {
        json_add_number(t, out, "cost", step->cost);
        json_add_number_if(t, out, "wait", step->wait);
    }
    add_conclusion(t, out, step);
}

static wm_status add_step(turn *t, wm_case *c, const char *member, bool *done)
{
    wm_step step;
    wm_status status = wm_case_step(c, &step, &t->error);
    if (status != WM_OK)
        return status;
    *done = step.done;
    fill_step(t, json_add_object(t, t->reply, member), &step);
    return WM_OK;
}

/* ---- Diagnosis and path ------------------------------------------------------------------------------ */

static void add_diagnosis(turn *t, wm_case *c)
{
    size_t count = wm_case_diagnosis(c, NULL, 0);
    wm_belief *beliefs = count == WM_NO_COUNT ? NULL : calloc(count + 1, sizeof *beliefs);
    cJSON *list = json_add_list(t, t->reply, "diagnosis");
    if (beliefs == NULL || wm_case_diagnosis(c, beliefs, count) != count) {
        free(beliefs);
        t->no_memory = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        cJSON *item = json_add_item(t, list);
        json_add_string(t, item, "fault", beliefs[i].fault);
        json_add_text(t, item, "text", beliefs[i].text);
        json_add_number(t, item, "p", beliefs[i].p);
        if (beliefs[i].of) {
            json_add_number(t, item, "cases", beliefs[i].cases);
            json_add_number(t, item, "of", beliefs[i].of);
        }
    }
    free(beliefs);
}

static void fill_fact(turn *t, cJSON *item, const wm_fact *fact)
{
    json_add_string(t, item, "id", fact->id);
    if (fact->is_number)
        json_add_number(t, item, "answer", fact->number);
    else
        json_add_string(t, item, "answer", fact->answer);
    json_add_bool_if(t, item, "presumed", fact->presumed);
}

static void add_path(turn *t, wm_case *c)
{
    size_t count = wm_case_path(c, NULL, 0);
    wm_fact *facts = count == WM_NO_COUNT ? NULL : calloc(count + 1, sizeof *facts);
    cJSON *list = json_add_list(t, t->reply, "path");
    if (facts == NULL || wm_case_path(c, facts, count) != count) {
        free(facts);
        t->no_memory = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        fill_fact(t, json_add_item(t, list), &facts[i]);
    free(facts);
}

wm_status reply_standing(turn *t, const kept_case *kept, wm_case *c)
{
    bool done = false;
    json_add_string(t, t->reply, "case", kept->id);
    wm_status status = add_step(t, c, "step", &done);
    if (status != WM_OK)
        return status;
    add_diagnosis(t, c);
    add_path(t, c);
    json_add_bool(t, t->reply, "done", done);
    return WM_OK;
}

wm_status reply_what_if(turn *t, const kept_case *kept, wm_case *c)
{
    bool done = false;
    json_add_string(t, t->reply, "case", kept->id);
    wm_status status = add_step(t, c, "what_if", &done);
    if (status != WM_OK)
        return status;
    add_diagnosis(t, c);
    json_add_bool(t, t->reply, "done", done);
    return WM_OK;
}

/* ---- Texts, and what they lead to -------------------------------------------------------------------- */

void reply_choices(turn *t, const char *text)
{
    wm_choice choices[CHOICES_MAX];
    size_t count = wm_rules_choose(t->session->rules, text, choices, CHOICES_MAX);
    cJSON *list = json_add_list(t, t->reply, "choose");
    t->no_memory |= count == WM_NO_COUNT;
    for (size_t i = 0; !t->no_memory && i < count && i < CHOICES_MAX; i++) {
        cJSON *item = json_add_item(t, list);
        json_add_string(t, item, "guide", choices[i].guide);
        json_add_text(t, item, "title", choices[i].title);
        json_add_number(t, item, "score", choices[i].score);
    }
}

cJSON *reply_facts(turn *t, const wm_fact *facts, size_t count)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; list != NULL && i < count; i++)
        fill_fact(t, json_add_item(t, list), &facts[i]);
    return list;
}

void reply_attach(turn *t, const char *name, cJSON *member)
{
    if (member != NULL && cJSON_AddItemToObject(t->reply, name, member))
        return;
    json_free(member);
    t->no_memory = true;
}

/* ---- Why ----------------------------------------------------------------------------------------------- */

static void fill_branch(turn *t, cJSON *item, const wm_branch_note *branch)
{
    json_add_string(t, item, "id", branch->answer);
    json_add_text(t, item, "text", branch->text);
    cJSON *next = json_add_object(t, item, "next");
    json_add_string(t, next, "kind", kind_name(branch->next));
    json_add_string_if(t, next, "id", branch->next_id);
    json_add_text(t, next, "text", branch->next_text);
    if (branch->likeliest == NULL)
        return;
    cJSON *likeliest = json_add_object(t, item, "likeliest");
    json_add_string(t, likeliest, "fault", branch->likeliest);
    json_add_text(t, likeliest, "text", branch->likeliest_text);
    json_add_number(t, likeliest, "p", branch->p);
}

static void add_decided(turn *t, cJSON *out, const wm_why *why)
{
    cJSON *list = json_add_list(t, out, "decided_by");
    for (size_t i = 0; i < why->decided_count; i++)
        fill_fact(t, json_add_item(t, list), &why->decided_by[i]);
}

static void add_rivals(turn *t, cJSON *out, const wm_why *why)
{
    cJSON *list = json_add_list(t, out, "rivals");
    for (size_t i = 0; i < why->rival_count; i++) {
        const wm_rival *r = &why->rivals[i];
        cJSON *item = json_add_item(t, list);
        json_add_string(t, item, "fault", r->fault);
        json_add_text(t, item, "text", r->text);
        json_add_number(t, item, "p", r->p);
        json_add_string(t, item, "told_apart_by", r->told_apart_by);
    }
}

/* A ratio without end, of a fact that excludes the cause, is null. */
static void add_why_not(turn *t, cJSON *out, const wm_why *why)
{
    cJSON *list = json_add_list(t, out, "why_not");
    for (size_t i = 0; i < why->why_not_count; i++) {
        const wm_why_not *n = &why->why_not[i];
        cJSON *item = json_add_item(t, list);
        json_add_string(t, item, "fault", n->fault);
        json_add_text(t, item, "text", n->text);
        json_add_string(t, item, "id", n->id);
        json_add_string(t, item, "answer", n->answer);
        if (isfinite(n->ratio))
            json_add_number(t, item, "ratio", n->ratio);
        else
            json_add_string(t, item, "ratio", NULL);
    }
}

static void fill_flip_answer(turn *t, cJSON *item, const wm_flip_answer *a)
{
    json_add_string(t, item, "id", a->id);
    if (a->value.kind == WM_VALUE_NUMBER)
        json_add_number(t, item, "answer", a->value.number);
    else
        json_add_string(t, item, "answer", a->value.text);
}

/* null where no change of one answer, or of two (the other is "and"), leads elsewhere. */
static void add_flip(turn *t, cJSON *out, const wm_flip *flip)
{
    if (flip->count == 0) {
        json_add_string(t, out, "flip", NULL);
        return;
    }
    cJSON *object = json_add_object(t, out, "flip");
    fill_flip_answer(t, object, &flip->answers[0]);
    if (flip->count > 1)
        fill_flip_answer(t, json_add_object(t, object, "and"), &flip->answers[1]);
    cJSON *to = json_add_object(t, object, "to");
    json_add_string(t, to, "kind", kind_name(flip->kind));
    json_add_string_if(t, to, "id", flip->id);
    json_add_string_if(t, to, "fault", flip->fault);
}

static void add_reordered(turn *t, cJSON *out, const wm_why *why)
{
    if (!(why->reordered > 0))
        return;
    cJSON *object = json_add_object(t, out, "reordered");
    json_add_number(t, object, "by", why->reordered);
    cJSON *from = json_add_object(t, object, "from");
    json_add_string(t, from, "kind", kind_name(why->reordered_from.kind));
    json_add_string_if(t, from, "id", why->reordered_from.id);
    json_add_text(t, from, "text", why->reordered_from.text);
}

static void add_lines(turn *t, cJSON *out, const wm_why *why)
{
    cJSON *list = json_add_list(t, out, "lines");
    for (size_t i = 0; i < why->line_count; i++) {
        cJSON *line = cJSON_CreateString(wm_text_in(why->lines[i], t->lang));
        if (line == NULL || list == NULL || !cJSON_AddItemToArray(list, line)) {
            json_free(line);
            t->no_memory = true;
        }
    }
}

static void fill_pass(turn *t, cJSON *item, const wm_pass_note *pass)
{
    static const char *const kinds[] = { "unknown", "false", "within", "at_most", "skipped", "presumed", "elsewhere" };
    json_add_string(t, item, "kind", kinds[pass->kind]);
    json_add_string(t, item, "where", pass->where);
    json_add_string_if(t, item, "id", pass->id);
    json_add_string_if(t, item, "on", pass->on);
    json_add_string_if(t, item, "value", pass->value);
}

void reply_why(turn *t, const kept_case *kept, const wm_why *why)
{
    json_add_string(t, t->reply, "case", kept->id);
    cJSON *out = json_add_object(t, t->reply, "why");
    json_add_text(t, out, "text", why->sentence);
    add_cite(t, out, why->cite);
    cJSON *answers = json_add_list(t, out, "answers");
    for (size_t i = 0; i < why->branch_count; i++)
        fill_branch(t, json_add_item(t, answers), &why->branches[i]);
    cJSON *passed = json_add_list(t, out, "passed");
    for (size_t i = 0; i < why->pass_count; i++)
        fill_pass(t, json_add_item(t, passed), &why->passes[i]);
    add_decided(t, out, why);
    add_rivals(t, out, why);
    add_why_not(t, out, why);
    add_flip(t, out, &why->flip);
    add_reordered(t, out, why);
    add_lines(t, out, why);
}

/* ---- The log ------------------------------------------------------------------------------------------ */

static void add_value(turn *t, cJSON *item, const wm_value *value)
{
    if (value->kind == WM_VALUE_NUMBER)
        json_add_number(t, item, "value", value->number);
    else
        json_add_string(t, item, "value", value->kind == WM_VALUE_TEXT ? value->text : NULL);
}

static void fill_event(turn *t, cJSON *item, const kept_case *kept, size_t index, const wm_event *event)
{
    static const char *const kinds[] = { "answer", "outcome", "retract" };
    static const char *const outcomes[] = { "done", "fixed", "failed", "skipped" };
    static const char *const sources[] = { NULL, "confirmed", "stated", "unverifiable" };
    char at[MOMENT_SIZE];
    int64_t stamp = index < kept->stamps.count ? VECTOR_AT(&kept->stamps, int64_t, index) : 0;
    moment_text(event->at != 0 ? event->at : stamp, at);
    json_add_string(t, item, "kind", kinds[event->kind]);
    json_add_string(t, item, "id", event->id);
    if (event->kind == WM_EVENT_ANSWER)
        add_value(t, item, &event->value);
    else if (event->kind == WM_EVENT_OUTCOME)
        json_add_string(t, item, "outcome", outcomes[event->outcome]);
    json_add_string(t, item, "at", at);
    json_add_string(t, item, "by", event->by != NULL ? event->by : kept->by);
    json_add_string_if(t, item, "source", sources[event->source]);
    json_add_bool(t, item, "retracted", event->retracted);
}

void reply_log(turn *t, const kept_case *kept)
{
    json_add_string(t, t->reply, "case", kept->id);
    cJSON *list = json_add_list(t, t->reply, "log");
    size_t count = wm_case_log_size(kept->live);
    for (size_t i = 0; i < count; i++) {
        wm_event event;
        if (wm_case_log(kept->live, i, &event) == WM_OK)
            fill_event(t, json_add_item(t, list), kept, i, &event);
    }
}
