/* What a walk asks of beliefs (walk/walk.h): the next of several questions, what "not sure" leads to, what a guide without
 * a flow does next, the likeliest finding. Uses reason/belief.h, walk/ and model/. */
#ifndef REASON_CHOOSER_H
#define REASON_CHOOSER_H

#include "reason/belief.h"
#include "reason/plan.h"

/* Gives the belief model of a guide of the rule set; it must live until the walk is done. NULL: there is no memory. */
typedef const belief_model *reason_models(void *context, uint32_t guide);

/* What one choice may cost, in multiplications (plan_desk.work): about 0.1 s at most, and more than a guide of 200 faults, actions
 * and questions needs. Beyond it, no further question is costed: the best of those that were is taken, else the likeliest
 * branch, the remedy or the hand-over. Work is counted, not timed, so the choice is the same on every machine. */
#define CHOOSER_WORK 12000000u

/* Scratch for choices: made once for the largest guide, no allocation in a walk. One thread at a time. */
typedef struct reason_chooser {
    const rule_set *set;
    reason_models *model;
    void *context;
    bool failed;   /* a model was not to be had, and a choice was made as written instead; cleared by the caller */
    uint64_t work; /* of all choices so far */
    /* inside */
    plan_desk desk;
    plan_state state;
    double *cells;   /* P of every cell of a question */
    plan_state seen; /* the state in which no other question was worth asking, and whose it was */
    const belief_model *whose;
    void *block;
    size_t bytes;
    wm_allocator allocator;
} reason_chooser;

/* For walks of a layout (NULL: of any in the rule set). `model` is asked with `context` whenever a choice is wanted.
 * NULL where there is no memory; to be freed by reason_chooser_free. */
reason_chooser *reason_chooser_new(const rule_set *set, const layout *l, reason_models *model, void *context,
                                   wm_allocator allocator);
void reason_chooser_free(reason_chooser *c);
/* For walk_next; it points to *c. */
walk_chooser reason_chooser_for(reason_chooser *c);

#endif
