/* The end of building: names become indices, and what was collected becomes the guide's arrays.
 * Uses model/draft.h. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/draft.h"

/* ---- The guide statement -------------------------------------------------------------------- */

static bool fold_symptoms(builder *b)
{
    guide *g = &b->d->guide;
    const char *const *symptoms = b->guide.symptoms;
    size_t count = 0;
    while (symptoms[count] != NULL)
        count++;
    const char **folded = arena_zero(&b->d->arena, count + 1, sizeof *folded);
    for (size_t i = 0; folded != NULL && i < count; i++) {
        folded[i] = text_fold(&b->d->arena, symptoms[i], strlen(symptoms[i]), NULL);
        if (folded[i] == NULL)
            return false;
        if (folded[i][0] == '\0')
            voice_out_of_range(&b->d->voice, g->line, g->name, "symptoms", "\"…\"");
    }
    g->symptoms = symptoms;
    g->symptoms_folded = folded;
    return folded != NULL;
}

static void say_no_guide(builder *b)
{
    wm_finding *f = voice_say(&b->d->voice, "WM115", 1, NULL, "這個檔案沒有 guide", "this file has no guide statement");
    if (f != NULL)
        f->mend = (wm_text){ "開頭寫 guide \"名字\" { zh = \"…\", en = \"…\" }。",
                             "Begin with guide \"name\" { zh = \"…\", en = \"…\" }." };
}

static bool take_guide(builder *b)
{
    guide *g = &b->d->guide;
    const guide_declaration *from = &b->guide;
    g->file = b->d->voice.file;
    g->goal = g->applies = g->cheapest_escalation = NONE;
    if (!b->has_guide) {
        say_no_guide(b);
        return true;
    }
    g->name = from->name;
    g->title = from->title;
    g->manual = from->manual;
    g->owner = from->owner;
    g->reviewed = from->reviewed;
    g->kind = from->kind;
    g->line = from->line;
    return fold_symptoms(b);
}

/* ---- Declarations --------------------------------------------------------------------------- */

/* Into the guide's arena; still to be resolved. */
static bool keep_declarations(builder *b)
{
    draft *d = b->d;
    guide *g = &d->guide;
    d->questions = arena_copy(&d->arena, b->questions.data, b->questions.count, sizeof(question));
    d->actions = arena_copy(&d->arena, b->actions.data, b->actions.count, sizeof(action));
    d->escalations = arena_copy(&d->arena, b->escalations.data, b->escalations.count, sizeof(escalation));
    if (d->questions == NULL || d->actions == NULL || d->escalations == NULL)
        return false;
    g->questions = d->questions;
    g->actions = d->actions;
    g->escalations = d->escalations;
    g->question_count = (uint32_t)b->questions.count;
    g->fault_count = (uint32_t)b->faults.count;
    g->action_count = (uint32_t)b->actions.count;
    g->escalation_count = (uint32_t)b->escalations.count;
    return true;
}

static bool keep_faults(builder *b)
{
    b->d->guide.faults = arena_copy(&b->d->arena, b->faults.data, b->faults.count, sizeof(fault));
    return b->d->guide.faults != NULL;
}

static void check_priors(builder *b)
{
    double sum = 0;
    for (size_t i = 0; i < b->faults.count; i++) {
        const fault *f = &VECTOR_AT(&b->faults, fault, i);
        if (!(f->prior >= 0 && f->prior <= 1)) /* not stated, or said already */
            continue;
        bool was_above = sum > 1 + 1e-9;
        sum += f->prior;
        if (was_above || sum <= 1 + 1e-9)
            continue;
        voice *v = &b->d->voice;
        wm_finding *said =
            findings_add(v->found, "WM108", WM_ERROR, voice_at(v, f->line, f->id), "加上「%s」，prior 合計 %g，超過 1",
                         "with '%s' the priors add up to %g, above 1", f->id, sum);
        if (said != NULL)
            said->mend = (wm_text){ "把各個 prior 改成合計不超過 1。", "Make the priors add up to 1 at most." };
    }
}

static void find_cheapest_escalation(builder *b)
{
    guide *g = &b->d->guide;
    for (uint32_t i = 0; i < g->escalation_count; i++) {
        uint32_t best = g->cheapest_escalation;
        if (best == NONE || g->escalations[i].cost < g->escalations[best].cost)
            g->cheapest_escalation = i;
    }
}

/* A diagnosis must end somewhere whatever is answered. */
static void check_dead_end(builder *b)
{
    wm_finding *f = NULL;
    if (!b->has_guide || b->guide.kind != WM_DIAGNOSIS)
        return;
    if (b->main_flow == NONE && b->escalations.count == 0) {
        f = voice_say(&b->d->voice, "WM206", b->guide.line, NULL, "沒有主流程，也沒有可以升級的對象：走到最後沒有出路",
                      "there is neither a main flow nor an escalation: it ends nowhere");
        if (f != NULL)
            f->mend =
                (wm_text){ "加一個 escalation，或寫出 flow { … }。", "Add an escalation, or write a flow { … }." };
    } else if (b->main_flow != NONE && VECTOR_AT(&b->d->sketch.flows, flow, 0).otherwise == NONE) {
        uint32_t line = VECTOR_AT(&b->d->sketch.flows, flow, 0).line;
        f = voice_say(&b->d->voice, "WM206", line, NULL, "主流程沒有 otherwise：步驟走完就沒有出路",
                      "the main flow has no otherwise: it ends nowhere once its steps run out");
        if (f != NULL)
            f->mend =
                (wm_text){ "在 flow 裡加 otherwise = escalate \"…\"。", "Add otherwise = escalate \"…\" to the flow." };
    }
}

/* ---- Steps ---------------------------------------------------------------------------------- */

/* The main flow is the first. */
static void order_flows(builder *b)
{
    vector *flows = &b->d->sketch.flows;
    if (b->main_flow == NONE || b->main_flow == 0)
        return;
    flow *all = flows->data, main_flow = all[b->main_flow];
    memmove(&all[1], &all[0], b->main_flow * sizeof *all);
    all[0] = main_flow;
    for (uint32_t i = 1; i <= b->main_flow; i++)
        names_find(&b->names, all[i].name)->of[NAME_FLOW] = i;
}

/* Branches of own questions in their order: before steps are numbered, because that follows it. */
static void settle_own_asks(builder *b)
{
    draft *d = b->d;
    const name *solved = names_find(&b->names, question_solved.id);
    for (size_t i = 0; i < d->sketch.nodes.count; i++) {
        node *n = &VECTOR_AT(&d->sketch.nodes, node, i);
        const name *what = VECTOR_AT(&d->sketch.step_names, step_name, i).what;
        if (n->kind != NODE_ASK || what == NULL)
            continue;
        if (builder_owns(b, what, SIDE_ANSWER))
            settle_ask(d, n, &d->questions[what->of[SIDE_ANSWER]]);
        else if (what == solved)
            settle_ask(d, n, &question_solved);
    }
}

static void say_cycle(builder *b, const ordering *o)
{
    uint32_t line = VECTOR_AT(&b->d->sketch.nodes, node, o->cycle).line;
    const name *what = VECTOR_AT(&b->d->sketch.step_names, step_name, o->cycle).what;
    wm_finding *f = voice_say(&b->d->voice, "WM205", line, what != NULL ? what->text : NULL, "這一步又回到它自己",
                              "this step leads back to itself");
    if (f != NULL)
        f->mend = (wm_text){ "要重來就用 again \"流程\" { at_most = … }。",
                             "To repeat, use again \"flow\" { at_most = … }." };
}

static uint32_t flow_named(builder *b, const name *n, uint32_t line)
{
    if (n->of[NAME_FLOW] != NONE || n->unusable)
        return n->of[NAME_FLOW];
    voice *v = &b->d->voice;
    wm_finding *f = findings_add(v->found, "WM101", WM_ERROR, voice_at(v, line, n->text), "沒有叫「%s」的流程",
                                 "there is no flow '%s'", n->text);
    guess g = guess_of(v, n->text);
    for (size_t i = 0; i < b->d->sketch.flows.count; i++)
        guess_offer(&g, VECTOR_AT(&b->d->sketch.flows, flow, i).name);
    guess_mend(&g, f, "用 flow \"名字\" { … } 寫出它。", "Write it: flow \"name\" { … }.");
    return NONE;
}

static uint32_t escalation_named(builder *b, const name *n, uint32_t line)
{
    if (n->of[NAME_ESCALATION] != NONE || n->unusable)
        return n->of[NAME_ESCALATION];
    voice *v = &b->d->voice;
    wm_finding *f = findings_add(v->found, "WM101", WM_ERROR, voice_at(v, line, n->text), "沒有叫「%s」的升級對象",
                                 "there is no escalation '%s'", n->text);
    guess g = guess_of(v, n->text);
    for (size_t i = 0; i < b->escalations.count; i++)
        guess_offer(&g, VECTOR_AT(&b->escalations, escalation, i).id);
    guess_mend(&g, f, "用 escalation 宣告它，或改用已有的。", "Declare it with escalation, or name one that exists.");
    return NONE;
}

static uint32_t resolve_again(builder *b, const node *n, const name *what)
{
    if (n->at_most < 1 || n->at_most > AT_MOST_MAX)
        voice_out_of_range(&b->d->voice, n->line, what->text, "at_most", "[1, 1000]");
    return flow_named(b, what, n->line);
}

/* What a step names; asks and tries with `as` are resolved before. */
static uint32_t resolve_step(builder *b, const node *n, const step_name *step)
{
    if (step->what == NULL)
        return NONE;
    switch (n->kind) {
    case NODE_ASK:
        return step->as != NULL ? n->what : family_named(b, SIDE_ANSWER, step->what, n->line);
    case NODE_TRY:
        return step->as != NULL ? n->what : family_named(b, SIDE_REMEDY, step->what, n->line);
    case NODE_CONCLUDE:
    case NODE_SUSPECT:
        return fault_named(b, step->what->text, n->line);
    case NODE_ESCALATE:
        return escalation_named(b, step->what, n->line);
    case NODE_GO:
        return flow_named(b, step->what, n->line);
    case NODE_AGAIN:
        return resolve_again(b, n, step->what);
    case NODE_SEE:
    case NODE_INCLUDE:
        return reference_to(b, step->what->text, n->line);
    default:
        return NONE;
    }
}

static void resolve_as(builder *b, const ordering *o)
{
    const sketch *s = &b->d->sketch;
    for (uint32_t i = 0; i < o->count && !b->failed; i++) {
        node *n = &VECTOR_AT(&s->nodes, node, o->order[i]);
        const step_name *step = &VECTOR_AT(&s->step_names, step_name, o->order[i]);
        if (step->as == NULL || step->what == NULL)
            continue;
        if (n->kind == NODE_ASK || n->kind == NODE_TRY)
            n->what = family_as(b, n->kind == NODE_ASK ? SIDE_ANSWER : SIDE_REMEDY, step, n->line);
    }
}

static void resolve_branches(builder *b, const node *n)
{
    for (uint32_t i = 0; i < n->branch_count && !b->failed; i++) {
        branch *each = &VECTOR_AT(&b->d->sketch.branches, branch, n->first_branch + i);
        if (each->kind == BRANCH_ON)
            each->what = condition_of(b, each->what, n->what);
    }
}

static void resolve_steps(builder *b, const ordering *o)
{
    const sketch *s = &b->d->sketch;
    for (uint32_t i = 0; i < o->count && !b->failed; i++) {
        node *n = &VECTOR_AT(&s->nodes, node, o->order[i]);
        const step_name *step = &VECTOR_AT(&s->step_names, step_name, o->order[i]);
        b->broken = b->broken || (step->what == NULL && n->kind != NODE_WHEN && n->kind != NODE_ANY_ORDER &&
                                  n->kind != NODE_RESOLVE);
        n->what = n->kind == NODE_WHEN ? condition_of(b, n->what, NONE) : resolve_step(b, n, step);
        if (n->kind != NODE_ASK || n->what == NONE)
            continue;
        resolve_branches(b, n);
        b->d->waits = b->d->waits || VECTOR_AT(&b->origins[SIDE_ANSWER], origin, n->what).asked == NULL;
    }
}

/* ---- Conditions of declarations ------------------------------------------------------------- */

static void resolve_goals(builder *b)
{
    guide *g = &b->d->guide;
    if (b->has_guide) {
        refuse_in_goal(b, b->guide.goal, "goal", g->name, g->line);
        g->goal = condition_of(b, b->guide.goal, NONE);
        g->applies = condition_of(b, b->guide.applies, NONE);
    }
    for (uint32_t i = 0; i < b->actions.count && !b->failed; i++) {
        action *a = &b->d->actions[i];
        refuse_in_goal(b, a->verify, "verify", a->id, a->line);
        a->verify = condition_of(b, a->verify, NONE);
        if (a->stuck_name != NULL)
            a->stuck = reference_to(b, a->stuck_name, a->line);
    }
}

/* ---- All of it ------------------------------------------------------------------------------ */

static bool has_errors(const builder *b)
{
    return findings_errors(b->d->voice.found, b->first_finding) > 0;
}

/* Names; false where there is no memory. */
static bool resolve(builder *b, ordering *o)
{
    families_begin(b);
    if (!conditions_begin(b))
        return false;
    settle_own_asks(b);
    if (!flow_order(b->d, &b->scratch, o))
        return false;
    if (o->cycle != NONE) {
        say_cycle(b, o);
        return true;
    }
    resolve_as(b, o);
    resolve_goals(b);
    resolve_steps(b, o);
    return !b->failed && resolve_effects(b);
}

/* Arrays; false where there is no memory. */
static bool keep(builder *b, ordering *o)
{
    draft *d = b->d;
    family *families[SIDES] = { b->families[SIDE_ANSWER].data, b->families[SIDE_REMEDY].data };
    uint32_t counts[SIDES] = { (uint32_t)b->families[SIDE_ANSWER].count, (uint32_t)b->families[SIDE_REMEDY].count };
    if (!flow_ownership(d, o, families, counts))
        return false;
    if (has_errors(b))
        return true;
    if (!families_place(b))
        return false;
    if (has_errors(b))
        return true;
    d->references = arena_copy(&d->scratch, b->references.data, b->references.count, sizeof(reference));
    d->reference_count = (uint32_t)b->references.count;
    if (d->references == NULL || !place_effects(b) || !conditions_keep(b) || !thresholds_keep(b) || !keep_faults(b))
        return false;
    find_cheapest_escalation(b);
    return d->waits || flow_keep(d, o);
}

/* Whoever reads the file knows what it was, and should have said so. */
static void say_broken(builder *b)
{
    wm_finding *f = voice_say(&b->d->voice, "WM113", b->guide.line, NULL, "有一步不是步驟，或有一個條件不是條件",
                              "something that is no step or no condition stands where one must");
    if (f != NULL)
        f->mend = (wm_text){ "看看每個分支、when 與 otherwise 後面寫的是什麼。",
                             "Look at what stands behind each branch, when and otherwise." };
}

static bool finish(builder *b)
{
    ordering o;
    if (!take_guide(b) || !keep_declarations(b))
        return false;
    order_flows(b);
    if (!resolve_faults(b) || !resolve_remedies(b))
        return false;
    check_priors(b);
    check_dead_end(b);
    if (!resolve(b, &o))
        return false;
    if (b->broken && !has_errors(b))
        say_broken(b);
    return has_errors(b) || keep(b, &o);
}

/* Findings made before the guide's name was known get it now. */
static bool name_findings(const builder *b)
{
    findings *found = b->d->voice.found;
    for (size_t i = b->first_finding; b->has_guide && i < found->list.count; i++) {
        wm_finding *f = &VECTOR_AT(&found->list, wm_finding, i);
        if (f->guide == NULL)
            f->guide = arena_string(&found->arena, b->guide.name, strlen(b->guide.name));
        if (f->guide == NULL)
            return false;
    }
    return true;
}

/* What was refused keeps its names, where the guide has one itself. */
static bool keep_names(builder *b)
{
    draft *d = b->d;
    if (!b->has_guide || !families_keep_names(b))
        return !b->has_guide;
    for (int side = 0; side < SIDES; side++) {
        uint32_t count = side == SIDE_ANSWER ? d->guide.answer_family_count : d->guide.remedy_family_count;
        for (uint32_t i = 0; i < count; i++)
            if (d->origins[side][i].what->unusable)
                d->origins[side][i].missing = NULL;
    }
    d->references = arena_copy(&d->scratch, b->references.data, b->references.count, sizeof(reference));
    d->reference_count = d->references != NULL ? (uint32_t)b->references.count : 0;
    d->refused = d->names_only = true;
    return d->references != NULL;
}

draft *builder_finish(builder *b)
{
    return builder_finish_or_names(b, NULL);
}

draft *builder_finish_or_names(builder *b, draft **refused)
{
    findings *found = b->d->voice.found;
    if (refused != NULL)
        *refused = NULL;
    bool ok = !b->failed && finish(b) && name_findings(b) && !b->failed;
    if (!ok)
        found->no_memory = true;
    if (ok && has_errors(b) && refused != NULL) {
        if (!keep_names(b))
            found->no_memory = true;
        else if (b->d->names_only) {
            sketch_free(&b->d->sketch);
            *refused = b->d;
            b->d = NULL;
        }
    }
    draft *made = NULL;
    if (ok && !found->no_memory && b->d != NULL && !has_errors(b)) {
        made = b->d;
        b->d = NULL;
        if (!made->waits)
            sketch_free(&made->sketch);
    }
    builder_drop(b);
    return made;
}
