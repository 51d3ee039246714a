/* What a step costs a plan, where an organisation has priced more than working minutes (kb/costs.json). Everything is
 * told in minutes of work: a price divided by that of a minute of staff. Uses model/. */
#ifndef REASON_PRICES_H
#define REASON_PRICES_H

#include "model/guide.h"

typedef struct team_price {
    const char *team;
    double minutes;
} team_price;

/* All in minutes of work. A NULL pointer to it: only `cost` counts, as it is written. */
typedef struct prices {
    double waiting;    /* one minute of waiting */
    double downtime;   /* one minute that goes by, worked or waited, while the user cannot work */
    double round_trip; /* one turn to the user and back: a question that has a sentence to read out (`say`) */
    const team_price *teams;
    size_t team_count;
} prices;

double price_of_question(const prices *p, const question *q);
double price_of_action(const prices *p, const action *a);
/* The guide's own cost; where it states none, the team's. */
double price_of_escalation(const prices *p, const escalation *e);
/* The guide's cheapest escalation, the first as written among equals, or NONE. */
uint32_t price_cheapest(const prices *p, const guide *g);

#endif
