/* What the exact plans share. Inside reason/ only; uses reason/exact.h. */
#ifndef REASON_EXACT_PARTS_H
#define REASON_EXACT_PARTS_H

#include "reason/exact.h"

#define SETS_FAULTS 20u /* 2^20 sets, 8 MiB */

/* A model without what no longer matters: closed and useless actions, closed and uninformative questions, impossible
 * cells and faults; faults that nothing tells apart are one. All of it is open. */
typedef struct narrowed {
    plan_model model;
    double *w;
    const size_t *action_of, *question_of; /* in the model that it was made from */
} narrowed;

/* Into the arena; false where there is no memory. */
bool plan_narrow(narrowed *out, const plan_model *m, const plan_state *s, arena *memory);
/* C ‖w‖ of handing over, or HUGE_VAL where there is nobody and something can still be tried, or 0. */
double plan_end_cost(const plan_model *m, double norm, bool may_try);

/* The three ways; out->first's `what` counts in the narrowed model. */
bool sets_can(const narrowed *n, const plan_budget *budget);
wm_status sets_best(const narrowed *n, arena *memory, plan_bounds *out);
/* The number of states, or SIZE_MAX where it is more. */
size_t table_states(const plan_model *m);
wm_status table_best(const narrowed *n, arena *memory, plan_bounds *out);
wm_status search_best(const narrowed *n, const plan_budget *budget, const wm_allocator *allocator, plan_bounds *out);

#endif
