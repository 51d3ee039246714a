/* WM220, WM221: probabilities that don't add up to what was stated, and costs that nobody stated. Uses
 * check/inside.h. */
#include <math.h>

#include "check/inside.h"

#define LEAST_PRIOR .01 /* of a fault without one (rules-language.md, "Priors") */
#define SLACK       1e-9

/* ---- Priors ----------------------------------------------------------------------------------------------------- */

/* Stated ones stand as long as what is left of 1 gives each of the others its least share; else all are scaled. */
static void find_priors(subject *s)
{
    const guide *g = s->g;
    double stated = 0;
    uint32_t unstated = 0, last = NONE;
    for (uint32_t i = 0; i < g->fault_count; i++) {
        if (isnan(g->faults[i].prior)) {
            unstated++;
        } else {
            stated += g->faults[i].prior;
            last = i;
        }
    }
    if (last == NONE || unstated == 0 || stated + LEAST_PRIOR * unstated <= 1 + SLACK)
        return;
    const fault *f = &g->faults[last];
    wm_finding *found = findings_add(
        s->found, "WM220", WM_WARNING, at_line(s, f->line, f->id),
        "prior 合計 %g，另外 %lu 個原因沒有寫：它們至少各佔 %g，寫出來的會跟著縮小",
        "the stated priors add up to %g, and %lu faults have none: each gets at least %g, so the stated ones shrink",
        stated, (unsigned long)unstated, LEAST_PRIOR);
    findings_mend(s->found, found, "每個原因都寫 prior，或把寫出來的改小。",
                  "Give every fault a prior, or make the stated ones smaller.");
}

/* ---- P(answer | fault) ---------------------------------------------------------------------------------------------- */

static void find_given(subject *s, const question *q, const given_row *row)
{
    uint32_t cells = q->answer_count + (q->kind == WM_TEXT);
    double sum = 0;
    for (uint32_t i = 0; i < row->cell_count; i++)
        sum += row->cells[i].p;
    if (row->cells == NULL || row->cell_count < cells || sum >= 1 - SLACK)
        return;
    wm_finding *f =
        findings_add(s->found, "WM220", WM_WARNING, at_line(s, row->line, q->id),
                     "「%s」在 %s 之下寫了每個答案，合計卻只有 %g：會按比例放大到 1",
                     "'%s' given %s: every answer is named, and yet they add up to %g only: they are scaled to 1",
                     q->id, row->fault_id, sum);
    findings_mend(s->found, f, "改成合計 1；少寫一個答案，它就得到剩下的。",
                  "Make them add up to 1; leave one answer out, and it gets what is left.");
}

/* ---- Costs ------------------------------------------------------------------------------------------------------------ */

static void say_no_cost(subject *s, uint32_t line, const char *id, double minutes)
{
    wm_finding *f =
        findings_add(s->found, "WM221", WM_WARNING, at_line(s, line, id), "「%s」沒有寫 cost：當作 %g 分鐘來排順序",
                     "'%s' has no cost: it is ranked as if it took %g minutes", id, minutes);
    findings_mend(s->found, f, "寫上大約的分鐘數：cost = …。", "State its minutes, roughly: cost = ….");
}

static bool is_priced(const subject *s, const escalation *e)
{
    return s->limits.team_is_priced != NULL && s->limits.team_is_priced(s->limits.context, e->to);
}

static void find_costs(subject *s)
{
    const guide *g = s->g;
    for (uint32_t i = 0; i < g->action_count; i++)
        if (!g->actions[i].costed)
            say_no_cost(s, g->actions[i].line, g->actions[i].id, g->actions[i].cost);
    for (uint32_t i = 0; i < g->escalation_count; i++)
        if (!g->escalations[i].costed && !is_priced(s, &g->escalations[i]))
            say_no_cost(s, g->escalations[i].line, g->escalations[i].id, g->escalations[i].cost);
}

/* Only a diagnosis is ranked. */
void find_numbers(subject *s)
{
    const guide *g = s->g;
    if (g->kind != WM_DIAGNOSIS)
        return;
    find_priors(s);
    for (uint32_t i = 0; i < g->question_count; i++)
        for (uint32_t k = 0; k < g->questions[i].given_count; k++)
            find_given(s, &g->questions[i], &g->questions[i].given[k]);
    find_costs(s);
}
