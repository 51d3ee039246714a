/* WM207: what is declared and never used. Uses check/inside.h. */
#include <string.h>

#include "check/inside.h"

/* One byte a declaration. */
typedef struct used {
    uint8_t *questions, *faults, *actions, *escalations;
} used;

static void use_family(const guide *g, uint32_t family_index, used *u)
{
    const family *of = &g->answer_families[family_index];
    if (of->of != NONE && of->declared == g->index && of->of < g->question_count)
        u->questions[of->of] = 1;
}

static void use_slot(const guide *g, uint32_t slot_number, used *u)
{
    for (uint32_t i = 0; i < g->answer_family_count; i++)
        if (g->answer_families[i].slot == slot_number)
            use_family(g, i, u);
    if (slot_number < g->answer_slot_count)
        use_family(g, g->answer_slots[slot_number].family, u);
}

static void use_action_family(const guide *g, uint32_t family_index, used *u)
{
    const family *of = &g->remedy_families[family_index];
    if (of->of != NONE && of->declared == g->index && of->of < g->action_count)
        u->actions[of->of] = 1;
}

static void use_node(const guide *g, const node *n, used *u)
{
    if (n->kind == NODE_ASK)
        use_family(g, n->what, u);
    if (n->kind == NODE_TRY)
        use_action_family(g, n->what, u);
    if (n->kind == NODE_ESCALATE)
        u->escalations[n->what] = 1;
    if (n->kind != NODE_CONCLUDE && n->kind != NODE_SUSPECT)
        return;
    u->faults[n->what] = 1;
    for (uint32_t i = 0; i < g->faults[n->what].remedy_count; i++)
        use_action_family(g, g->faults[n->what].remedies[i], u);
}

static void use_condition(const guide *g, const condition *c, used *u)
{
    if (c->kind == COND_FIXED || c->kind == COND_FAILED)
        use_action_family(g, c->family, u);
    else if (c->kind < COND_FIXED)
        use_family(g, c->family, u);
}

static void use_effects(const guide *g, used *u)
{
    for (uint32_t i = 0; i < g->action_count; i++) {
        for (uint32_t k = 0; k < g->actions[i].set_count; k++)
            use_slot(g, g->actions[i].sets[k].slot, u);
        u->actions[i] |= g->actions[i].share;
    }
    for (uint32_t i = 0; i < g->escalation_count; i++)
        for (uint32_t k = 0; k < g->escalations[i].evidence_count; k++)
            use_slot(g, g->escalations[i].evidence[k], u);
    for (uint32_t i = 0; i < g->question_count; i++) {
        const question *q = &g->questions[i];
        u->questions[i] |= q->share || q->environment || q->given_count > 0;
    }
}

static bool measure(subject *s, used *u)
{
    const guide *g = s->g;
    u->questions = subject_zero(s, g->question_count, 1);
    u->faults = subject_zero(s, g->fault_count, 1);
    u->actions = subject_zero(s, g->action_count, 1);
    u->escalations = subject_zero(s, g->escalation_count, 1);
    if (s->failed)
        return false;
    for (uint32_t i = 0; i < g->node_count; i++)
        use_node(g, &g->nodes[i], u);
    for (uint32_t i = 0; i < g->condition_count; i++)
        use_condition(g, &g->conditions[i], u);
    use_effects(g, u);
    if (g->cheapest_escalation != NONE && (s->paths == NULL || s->paths->overrun || s->paths->nothing_left != NONE))
        u->escalations[g->cheapest_escalation] = 1;
    return true;
}

static void say(subject *s, uint32_t line, const char *id, const char *zh, const char *en)
{
    wm_finding *f =
        findings_add(s->found, "WM207", WM_WARNING, at_line(s, line, id), "「%s」沒有用到", "'%s' is never used", id);
    if (f != NULL)
        f->mend = (wm_text){ zh, en };
}

static void say_questions(subject *s, const used *u)
{
    for (uint32_t i = 0; i < s->g->question_count; i++)
        if (!u->questions[i])
            say(s, s->g->questions[i].line, s->g->questions[i].id,
                "沒有流程問它，也沒有條件、evidence 或 given 看它：在流程裡問它，或刪掉這個問題。",
                "No flow asks it, and no condition, evidence or given looks at it: ask it, or delete the question.");
}

static void say_faults(subject *s, const used *u)
{
    for (uint32_t i = 0; i < s->g->fault_count; i++)
        if (!u->faults[i])
            say(s, s->g->faults[i].line, s->g->faults[i].id,
                "沒有 conclude 或 suspect 通到這個原因：在流程裡加上 conclude，或刪掉它。",
                "Nothing concludes or suspects this fault: conclude it somewhere, or delete it.");
}

static void say_actions(subject *s, const used *u)
{
    for (uint32_t i = 0; i < s->g->action_count; i++)
        if (!u->actions[i])
            say(s, s->g->actions[i].line, s->g->actions[i].id,
                "沒有 try 它，fixes 裡的原因也沒有 conclude：加上 try、補 fixes，或刪掉這個處置。",
                "Nothing tries it, and no fault that it fixes is concluded: try it, complete `fixes`, or delete it.");
}

static void say_escalations(subject *s, const used *u)
{
    for (uint32_t i = 0; i < s->g->escalation_count; i++)
        if (!u->escalations[i])
            say(s, s->g->escalations[i].line, s->g->escalations[i].id,
                "沒有 escalate 用它：加上 escalate，或刪掉這個升級對象。",
                "No `escalate` leads to it: add one, or delete the escalation.");
}

/* Without a flow the plan uses questions, faults and actions as they are; of hand-overs the cheapest. */
void find_unused(subject *s)
{
    used u;
    if (!measure(s, &u))
        return;
    if (s->g->has_flow) {
        if (s->g->function_count == 0)
            say_questions(s, &u); /* a Lua function may read any */
        if (s->g->kind == WM_DIAGNOSIS)
            say_faults(s, &u);
        say_actions(s, &u);
    }
    say_escalations(s, &u);
}
