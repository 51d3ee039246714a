/* The walk's own memory: frames of flows, blocks of steps, scopes of included guides, findings. Inside
 * walk/ only. Every stack has room for the deepest walk of its layout: a flow or guide that the walk is
 * within is never entered twice, so nothing grows. */
#ifndef WALK_STACK_H
#define WALK_STACK_H

#include "walk/walk.h"

typedef enum entry_kind { ENTRY_ROOT, ENTRY_GO, ENTRY_SEE, ENTRY_INCLUDE, ENTRY_STUCK } entry_kind;

/* A flow that the walk is within. */
typedef struct frame {
    const guide *guide;
    const member *member;
    uint32_t flow; /* of the guide; NONE: a guide without a flow */
    uint32_t round;
    uint32_t blocks; /* where its blocks begin */
    uint32_t mark;   /* index into walk.rounds, or NONE */
    uint8_t kind;
    bool otherwise; /* its `otherwise` was taken */
    bool skipped;   /* the guide does not apply here: only its `otherwise` is walked */
} frame;

/* A run of steps being walked; `any`: an any_order, whose unanswered asks are chosen among at its end. */
typedef struct run {
    uint32_t next, end; /* into guide.links */
    uint32_t first;
    uint32_t node; /* any_order's, or NONE */
} run;

/* The case's guide, or an included one: at whose entrance resolutions count. */
typedef struct scope {
    uint32_t guide;              /* that was entered */
    uint32_t frame;              /* index of its frame */
    uint32_t findings;           /* where its findings begin */
    uint32_t node;               /* the include or try that entered it */
    bool stuck;                  /* opened from a procedure: its `otherwise` counts */
    uint32_t fault, fault_guide; /* the includer's conclusion so far, for the return */
} scope;

typedef struct finding_fault {
    uint32_t guide, fault;
    bool done;
} finding_fault;

struct walk {
    const rule_set *set;
    const layout *layout;
    wm_allocator allocator;
    size_t bytes;
    uint64_t limit;
    /* stacks */
    frame *frames;
    run *runs;
    scope *scopes;
    finding_fault *findings;
    uint32_t *includers; /* guides that include, outermost first */
    uint32_t *choices;   /* unanswered asks of an any_order, or faults to choose among */
    uint16_t *rounds;    /* a flow's round while the walk is within it, else 0 */
    uint8_t *within;     /* a member while the walk is within it */
    uint32_t frame_room, run_room, scope_room, finding_room, choice_room;
    uint32_t frame_count, run_count, scope_count, finding_count, includer_count;
    /* this walk */
    const facts *f;
    const walk_chooser *chooser;
    condition_runner *lua;
    trace *way;
    uint64_t steps;
    walk_step *out;
    uint32_t fault, fault_guide; /* the conclusion so far, or NONE */
};

/* Whether the walk goes on, has its step, or cannot go on. */
typedef enum progress { GOES_ON, HAS_STEP, OVERRUN, FAILED } progress;

static inline frame *top_frame(walk *w)
{
    return &w->frames[w->frame_count - 1];
}
static inline scope *top_scope(walk *w)
{
    return &w->scopes[w->scope_count - 1];
}
static inline scene here(walk *w)
{
    const frame *t = top_frame(w);
    return (scene){ t->guide, t->member, t->flow == NONE ? NULL : &t->guide->flows[t->flow], t->round };
}

void walk_trace(walk *w, trace_kind kind, uint32_t node, uint32_t branch, uint32_t what, uint32_t place);
/* Steps of a block, to be walked next. */
progress walk_push(walk *w, block b, uint32_t any_node);
/* Leaves frames until `count` are left. */
void walk_unwind(walk *w, uint32_t count);
progress walk_enter_flow(walk *w, uint32_t flow, entry_kind kind);
/* Enters a guide: its goal, what fixed it, whether it applies, its flow. */
progress walk_enter_guide(walk *w, uint32_t guide, entry_kind kind, uint32_t node);

/* One node of the guide on top (steps.c). */
progress walk_node(walk *w, uint32_t node);
progress walk_ask_first(walk *w, uint32_t node);
/* A conclusion's remedies, then the flow's end (ends.c). */
progress walk_conclude(walk *w, uint32_t node);
progress walk_propose(walk *w, uint32_t node, const facts_name *name);
/* The flow on top ran out, or a conclusion has nothing left to try. */
progress walk_flow_ended(walk *w);
/* The scope on top is resolved. */
progress walk_resolved(walk *w);
/* The includer goes on behind its include. */
progress walk_return(walk *w);
progress walk_escalate(walk *w, uint32_t node, uint32_t escalation);
progress walk_plan(walk *w);
/* Whether the guide on top was resolved by what fixed it (before its flow is walked). */
bool walk_fixed_by(walk *w, uint32_t scope_guide);
/* The latest fixed remedy of a scope (NONE: of any) that is not known to fail, or NONE. */
uint32_t walk_latest_fixed(const walk *w, uint32_t scope_guide);

#endif
