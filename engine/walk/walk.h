/* The walk: guide × facts in force → the next step. It starts at the root every time, follows facts
 * until one is missing, and allocates nothing: O(steps on the way). Many threads may walk one rule set.
 *
 * Order (rules-language.md, "Facts and time" 3, 4): verification comes first; then a guide that is
 * entered is resolved where its goal holds or an action that it proposed fixed it; then its flow.
 * Uses model/ and base/. What needs beliefs is asked of a chooser; without one, it is written order. */
#ifndef WALK_WALK_H
#define WALK_WALK_H

#include "walk/condition.h"

typedef struct walk walk;

/* What an `ask` answered "not sure" leads to, where it has no `unsure` branch. */
typedef struct unsure_choice {
    facts_name ask;  /* another question to ask first: place != NONE */
    uint32_t branch; /* else this branch is presumed; NONE: fall through */
    double p;        /* its probability */
} unsure_choice;

/* What a guide without a flow does next. */
typedef enum plan_kind { PLAN_ASK, PLAN_TRY, PLAN_ESCALATE, PLAN_END } plan_kind;
typedef struct plan_choice {
    plan_kind kind;
    uint32_t what; /* answer family, remedy family, escalation of the guide */
} plan_choice;

/* Everything that beliefs decide. `at` says where the walk stands. All are deterministic functions of
 * the facts. Any may be NULL: written order. */
typedef struct walk_chooser {
    void *context;
    /* Which of `count` unanswered asks (nodes of the guide) comes next; returns an index. */
    size_t (*next_ask)(void *context, const facts *f, const scene *at, const uint32_t *nodes, size_t count);
    void (*unsure)(void *context, const facts *f, const scene *at, uint32_t node, unsure_choice *out);
    plan_choice (*plan)(void *context, const facts *f, const scene *at);
    /* Which of `count` findings (faults of the guide) is the likeliest; returns an index. */
    size_t (*likeliest)(void *context, const facts *f, const scene *at, const uint32_t *faults, size_t count);
} walk_chooser;

/* What happened on the way, for `why`, paths and coverage. */
typedef enum trace_kind {
    TRACE_ANSWERED,       /* an ask whose answer was followed: node, branch (NONE: fell through) */
    TRACE_PRESUMED,       /* an ask answered "not sure", decided by belief: node, branch */
    TRACE_TRIED,          /* a try or a concluded fault's action that has its outcome: node, what = remedy place */
    TRACE_SUSPECTED,      /* node */
    TRACE_CONCLUDED,      /* node */
    TRACE_WHEN,           /* node, branch: taken; what = truth */
    TRACE_ON,             /* an `on` that did not hold: node, branch, what = truth */
    TRACE_ENTERED,        /* go, see, include, again: node; what = round */
    TRACE_WITHIN,         /* passed over: the walk is still within: node */
    TRACE_AT_MOST,        /* passed over: the loop had its rounds: node */
    TRACE_RETURNED,       /* an included guide came back: node of the include */
    TRACE_NOT_APPLICABLE, /* the guide does not hold for this environment */
    TRACE_OTHERWISE,      /* node */
    TRACE_END             /* the node that ended the walk: conclude, escalate, resolve */
} trace_kind;
typedef struct trace_entry {
    uint8_t kind;
    uint32_t guide, node, branch;
    uint32_t what;  /* by kind */
    uint32_t place; /* ANSWERED, PRESUMED: the answer's place */
} trace_entry;
/* Entries past the capacity are counted, not kept. */
typedef struct trace {
    trace_entry *entries;
    size_t capacity, count;
} trace;

typedef struct walk_step {
    wm_step_kind kind;
    bool done;
    uint32_t guide;      /* of the rule set: where the walk stands */
    uint32_t node;       /* of that guide, or NONE (verification, a guide without a flow) */
    facts_name name;     /* ask: question; try: action */
    uint32_t verifies;   /* remedy place, or NONE */
    uint32_t escalation; /* of `escalation_guide` */
    uint32_t fault;      /* of `fault_guide`: concluded, or NONE */
    uint32_t fault_guide;
    uint32_t action; /* remedy place: resolved by it; diagnosed: the next remedy; or NONE */
    bool presumed, not_applicable, procedure;
    double presumed_p;      /* product of the presumed branches' probabilities */
    remedy_context context; /* try: to be kept with its outcome; includers live in the walk until the next one */
} walk_step;

/* The guide whose beliefs count at a step: that of the reached fault; else the one where the walk stands; where that one
 * knows no faults (an environment, a procedure), the one that the case was opened on. */
static inline uint32_t walk_believed(const rule_set *set, const walk_step *s, uint32_t opened_on)
{
    if (s->fault != NONE)
        return s->fault_guide;
    return set->guides[s->guide]->fault_count ? s->guide : opened_on;
}

/* Scratch for walks of one layout. */
walk *walk_new(const rule_set *set, const layout *l, wm_allocator allocator);
void walk_free(walk *w);
/* Steps that one walk may take before it is an overrun (WM_OVERRUN). */
void walk_limit(walk *w, uint64_t steps);

/* Takes the walk of a case that was opened on the layout's first member. `chooser`, `lua`, `way` may be NULL.
 * WM_OVERRUN: too many steps; WM_BAD_RULES: a Lua condition failed (the runner has its error). */
wm_status walk_next(walk *w, const facts *f, const walk_chooser *chooser, condition_runner *lua, trace *way,
                    walk_step *out);

#endif
