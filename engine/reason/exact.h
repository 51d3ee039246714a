/* Exact plans: the least expected cost that any plan can have, or bounds of it. Uses reason/plan.h alone.
 *
 * Three ways, taken in this order:
 *   sets    answers and repairs are certain, at most 20 faults (that anything tells apart): dynamic programming over the
 *           sets of faults still possible, W(S) of reasoning.md §1; 8 bytes a set
 *   table   few enough states (actions tried, answers given): one pass over all of them
 *   search  beyond: best-first over states from the root (AO*; backed up along each trial's path, as bounded real-time
 *           dynamic programming does: McMahan, Likhachev & Gordon 2005). Below, perfect information is free: every fault
 *           is known and repaired alone at least cost; above, ecr_hm. */
#ifndef REASON_EXACT_H
#define REASON_EXACT_H

#include "reason/plan.h"

/* What may be spent; 0: the default. */
typedef struct plan_budget {
    size_t nodes; /* states of the search: 50,000 */
    size_t table; /* states of the table: 2,000,000; sets have at most 2^20 */
    size_t bytes; /* of all: 64 MiB */
} plan_budget;

typedef enum plan_way { WAY_SETS, WAY_TABLE, WAY_SEARCH } plan_way;

/* lower <= the truth <= upper; both are the truth (within 1e-9) where exact. Times ‖w‖, as in plan.h. */
typedef struct plan_bounds {
    double lower, upper;
    bool exact;
    plan_way way;
    plan_move first; /* of a plan that costs at most `upper` */
    size_t nodes;    /* states looked at */
    size_t bytes;    /* the most that was held for them */
} plan_bounds;

/* `budget` may be NULL. WM_NO_MEMORY where an allocation failed; the same input gives the same bounds, always. */
wm_status plan_best(const plan_model *m, const plan_state *s, const plan_budget *budget, const wm_allocator *allocator,
                    plan_bounds *out);

#endif
