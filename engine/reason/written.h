/* What a guide costs as it is written: the walk itself, taken through every answer and every outcome, each as likely as
 * the beliefs say. Uses reason/outlook.h, reason/chooser.h and walk/. */
#ifndef REASON_WRITTEN_H
#define REASON_WRITTEN_H

#include "reason/chooser.h"

/* Where the written order costs most more than the plan would: one step of it. */
typedef struct written_loss {
    double minutes; /* expected, over the whole walk; 0: nowhere */
    walk_step step; /* as it was first met (its context is not kept) */
    plan_move move; /* what the plan would have done there, by numbers of step.guide's plan */
} written_loss;

typedef struct written_cost {
    double cost;  /* minutes, expected over the beliefs, from the facts given on */
    bool exact;   /* false: what the budget did not reach is costed by ecr_hm */
    size_t steps; /* walked */
    written_loss loss;
} written_cost;

typedef struct written_setup {
    const rule_set *set;
    const layout *layout;
    walk *walk;
    walk_chooser chooser; /* for "not sure" and findings; the order of questions is the written one */
    condition_runner *lua;
    reason_models *model;
    void *context;
    wm_allocator allocator;
    size_t
        steps; /* budget; 0: 50,000. Shared among branches by their probability, so it always reaches the likely ones */
    bool cost_alone; /* not what its order loses: that takes longer */
} written_setup;

/* Questions are answered by each of their cells, P(cell) = Σ_f w_f P(cell | f) under the beliefs of the guide that the walk
 * stands in; remedies fix with Σ_f w_f P(fixes | f), or fail, and are not verified; a step of a procedure is done. Ends:
 * a hand-over costs its minutes, resolved and diagnosed nothing. WM_NO_MEMORY, or what walk_next returns. */
wm_status written_cost_of(const written_setup *setup, const facts *from, written_cost *out);

/* Expected cost of going on by ecr_hm once a step of the model's guide is done, from a state of its plan (which is put
 * back); `spare` is a vector like s->w. */
double written_step_cost(plan_desk *d, const belief_model *m, plan_state *s, double *spare, const walk_step *step);

/* An answer that lies in a cell of a question: for number questions one inside the interval. */
fact written_answer(const question *q, uint32_t cell);

#endif
