/* A guide's plan at a moment of a case: its belief model as a plan_model, and what the facts have left open.
 * Uses reason/belief.h and reason/plan.h. */
#ifndef REASON_OUTLOOK_H
#define REASON_OUTLOOK_H

#include "reason/belief.h"
#include "reason/plan.h"

/* The guide's actions (all, by their numbers) and those questions of its flows that tell its faults apart (of a guide
 * without a flow: those that it declares), in order of declaration; handing over to its cheapest escalation. It lives as
 * long as the belief model. */
const plan_model *outlook_plan(const belief_model *m);
/* The answer family of a plan's question, the remedy family of a plan's action (NONE: it has none). */
uint32_t outlook_question(const belief_model *m, size_t plan_question);
uint32_t outlook_action(const belief_model *m, size_t plan_action);
/* The plan's action of a remedy family, or NONE: another guide's action, or another time of one that is in it. */
uint32_t outlook_action_of_family(const belief_model *m, uint32_t remedy_family);
/* The escalation of the guide that its plan hands over to, or NONE. */
uint32_t outlook_escalation(const belief_model *m);
/* What asking an answer family, trying a remedy family, or an escalation costs, by the model's prices. */
double outlook_ask_cost(const belief_model *m, uint32_t answer_family);
double outlook_try_cost(const belief_model *m, uint32_t remedy_family);
double outlook_escalation_cost(const belief_model *m, uint32_t escalation);
/* The plan's question of an answer family, or NONE: its answers say nothing, or it is not asked in the guide's flows. */
uint32_t outlook_of_family(const belief_model *m, uint32_t answer_family);

/* Fills a state (arrays of the plan's counts) by the facts in force: w scaled to sum 1; an action that has an outcome is
 * tried; a question is asked where it has an answer ("not sure" is one), or where a further answer would be no evidence.
 * Returns false where the facts contradict each other: w is then the priors. `at` says where in the guide the walk
 * stands, for names within loops. */
bool outlook_state(const belief_model *m, const facts *f, const scene *at, plan_state *out);

#endif
