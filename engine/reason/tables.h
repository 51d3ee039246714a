/* What a belief model is made of. Inside reason/ only; uses reason/belief.h and reason/plan.h. */
#ifndef REASON_TABLES_H
#define REASON_TABLES_H

#include "reason/belief.h"
#include "reason/outlook.h"

/* P(cell | fault) of an answer family. */
typedef struct family_table {
    size_t cells;    /* 0: free text, no evidence */
    const double *p; /* p[cell * count + fault]; NULL: uniform under every fault */
    bool tells;      /* the faults' rows differ */
} family_table;

struct belief_model {
    arena memory; /* owns everything below */
    wm_allocator allocator;
    const rule_set *set;
    const guide *guide;
    const prices *prices; /* NULL: minutes alone */
    size_t count;         /* the guide's faults, and `elsewhere` */
    bool elsewhere;
    double *priors;
    family_table *families;
    /* its plan, with everything open */
    plan_model plan;
    uint32_t escalation;          /* that it hands over to, or NONE */
    uint32_t *family_of_question; /* of the plan's questions */
    uint32_t *question_of_family; /* of the guide's answer families, or NONE */
    uint32_t *family_of_action;   /* of the guide's actions: the remedy family, or NONE */
};

/* Fill in what their names say (tables.c, outlook.c); false where there is no memory. */
bool tables_priors(belief_model *m);
bool tables_families(belief_model *m);
bool tables_plan(belief_model *m);

#endif
