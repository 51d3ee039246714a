/* Prices of questions, actions and escalations. Uses reason/prices.h. */
#include "reason/prices.h"

#include <string.h>

static double of_minutes(const prices *p, double work, double wait)
{
    return p ? work + wait * p->waiting + (work + wait) * p->downtime : work;
}

double price_of_question(const prices *p, const question *q)
{
    bool is_put_to_the_user = q->say.zh || q->say.en;
    return of_minutes(p, q->cost, q->wait) + (p && is_put_to_the_user ? p->round_trip : 0);
}

double price_of_action(const prices *p, const action *a)
{
    return of_minutes(p, a->cost, a->wait);
}

double price_of_escalation(const prices *p, const escalation *e)
{
    for (size_t i = 0; p && !e->costed && i < p->team_count; i++)
        if (strcmp(p->teams[i].team, e->to) == 0)
            return p->teams[i].minutes;
    return of_minutes(p, e->cost, 0);
}

uint32_t price_cheapest(const prices *p, const guide *g)
{
    uint32_t best = p ? NONE : g->cheapest_escalation;
    for (uint32_t i = 0; p && i < g->escalation_count; i++)
        if (best == NONE || price_of_escalation(p, &g->escalations[i]) < price_of_escalation(p, &g->escalations[best]))
            best = i;
    return best;
}
