/* A guide's plan at a moment of a case. Uses reason/tables.h. */
#include "reason/outlook.h"

#include <math.h>

#include "reason/tables.h"

const plan_model *outlook_plan(const belief_model *m)
{
    return &m->plan;
}

uint32_t outlook_question(const belief_model *m, size_t plan_question_index)
{
    return m->family_of_question[plan_question_index];
}

uint32_t outlook_action(const belief_model *m, size_t plan_action_index)
{
    return m->family_of_action[plan_action_index];
}

uint32_t outlook_of_family(const belief_model *m, uint32_t answer_family)
{
    return m->question_of_family[answer_family];
}

uint32_t outlook_action_of_family(const belief_model *m, uint32_t remedy_family)
{
    const family *fam = &m->guide->remedy_families[remedy_family];
    bool mine = fam->declared == m->guide->index && m->family_of_action[fam->of] == remedy_family;
    return mine ? fam->of : NONE;
}

uint32_t outlook_escalation(const belief_model *m)
{
    return m->escalation;
}

double outlook_ask_cost(const belief_model *m, uint32_t answer_family)
{
    return price_of_question(m->prices, family_question(m->set, m->guide, &m->guide->answer_families[answer_family]));
}

double outlook_try_cost(const belief_model *m, uint32_t remedy_family)
{
    return price_of_action(m->prices, family_action(m->set, m->guide, &m->guide->remedy_families[remedy_family]));
}

double outlook_escalation_cost(const belief_model *m, uint32_t escalation_index)
{
    return price_of_escalation(m->prices, &m->guide->escalations[escalation_index]);
}

/* ---- The plan's model -------------------------------------------------------------------------------------------- */

static bool plan_actions(belief_model *m)
{
    const guide *g = m->guide;
    plan_action *actions = arena_zero(&m->memory, (size_t)g->action_count + 1, sizeof *actions);
    m->family_of_action = arena_alloc(&m->memory, ((size_t)g->action_count + 1) * sizeof *m->family_of_action);
    if (!actions || !m->family_of_action)
        return false;
    for (uint32_t a = 0; a < g->action_count; a++) {
        const action *from = &g->actions[a];
        plan_rate *fixes = arena_zero(&m->memory, (size_t)from->fix_count + 1, sizeof *fixes);
        if (!fixes)
            return false;
        size_t count = 0;
        for (uint32_t i = 0; i < from->fix_count; i++)
            if (from->fixes[i].p > 0)
                fixes[count++] = (plan_rate){ from->fixes[i].fault, from->fixes[i].p };
        actions[a] = (plan_action){ price_of_action(m->prices, from), fixes, count };
        m->family_of_action[a] = NONE;
    }
    for (uint32_t i = g->remedy_family_count; i-- > 0;)
        if (!g->remedy_families[i].as && g->remedy_families[i].declared == g->index)
            m->family_of_action[g->remedy_families[i].of] = i;
    m->plan.actions = actions;
    m->plan.action_count = g->action_count;
    return true;
}

/* Marks the families that the guide's flows ask; without a flow, those that it declares. */
static void mark_asked(const guide *g, bool *asked)
{
    for (uint32_t i = 0; i < g->node_count; i++)
        if (g->nodes[i].kind == NODE_ASK)
            asked[g->nodes[i].what] = true;
    for (uint32_t i = 0; !g->has_flow && i < g->answer_family_count; i++) {
        const family *fam = &g->answer_families[i];
        asked[i] = asked[i] || (!fam->as && fam->of != NONE && fam->declared == g->index);
    }
}

static bool plan_questions(belief_model *m)
{
    const guide *g = m->guide;
    size_t most = (size_t)g->answer_family_count + 1;
    bool *asked = arena_zero(&m->memory, most, sizeof *asked);
    plan_question *questions = arena_zero(&m->memory, most, sizeof *questions);
    m->family_of_question = arena_zero(&m->memory, most, sizeof *m->family_of_question);
    m->question_of_family = arena_zero(&m->memory, most, sizeof *m->question_of_family);
    if (!asked || !questions || !m->family_of_question || !m->question_of_family)
        return false;
    mark_asked(g, asked);
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->answer_family_count; i++) {
        const family_table *t = &m->families[i];
        m->question_of_family[i] = NONE;
        if (!asked[i] || !t->tells)
            continue;
        questions[count] = (plan_question){ outlook_ask_cost(m, i), t->cells, t->p };
        m->family_of_question[count] = i;
        m->question_of_family[i] = count++;
    }
    m->plan.questions = questions;
    m->plan.question_count = count;
    return true;
}

bool tables_plan(belief_model *m)
{
    const guide *g = m->guide;
    m->plan = (plan_model){ .fault_count = m->count, .handover = HUGE_VAL };
    m->escalation = price_cheapest(m->prices, g);
    if (m->escalation != NONE)
        m->plan.handover = outlook_escalation_cost(m, m->escalation);
    return plan_actions(m) && plan_questions(m);
}

/* ---- What the facts leave open ------------------------------------------------------------------------------------- */

/* An answer is wanted, and would be evidence: the first, in the first round. */
static bool is_open(const facts *f, const scene *at, uint32_t family_index)
{
    uint32_t place = scene_answer(at, family_index);
    if (scene_answer_round(at, family_index) > 1)
        return false;
    if (f->answers[place].state != FACT_NONE || (f->answers[place].flags & FACT_STALE))
        return false;
    return !f->evidence || f->evidence[place].state == FACT_NONE;
}

bool outlook_state(const belief_model *m, const facts *f, const scene *at, plan_state *out)
{
    bool agrees = belief_compute(m, f, at->member, out->w);
    belief_normalise(out->w, m->count);
    for (size_t a = 0; a < m->plan.action_count; a++) {
        uint32_t fam = m->family_of_action[a];
        out->tried[a] = fam == NONE || f->remedies[scene_remedy(at, fam)].state != REMEDY_NONE;
    }
    for (size_t q = 0; q < m->plan.question_count; q++)
        out->asked[q] = !is_open(f, at, m->family_of_question[q]);
    return agrees;
}
