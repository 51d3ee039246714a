/* Mutants: a guide with one small change, made on copies of its arrays, so that all other guides, names, slots and layouts
 * stay what they are. Uses prove/prove.h and model/. */
#ifndef PROVE_MUTANTS_H
#define PROVE_MUTANTS_H

#include "prove/prove.h"

typedef enum mutation_kind {
    MUTATION_DROP,      /* a step is left out, wherever it stands */
    MUTATION_SWAP,      /* two branches of an ask have each other's steps */
    MUTATION_NEGATE,    /* a condition holds where it did not */
    MUTATION_THRESHOLD, /* a number's threshold is another one */
    MUTATION_END        /* another end of the same kind, or where there is none the other kind */
} mutation_kind;

/* Whose condition is negated. */
typedef enum negated { NEGATED_WHEN, NEGATED_ON, NEGATED_GOAL, NEGATED_APPLIES, NEGATED_VERIFY } negated;

typedef struct mutation {
    mutation_kind kind;
    uint32_t line;
    uint32_t node;          /* NONE: of a goal, an applies, a verify, a threshold */
    uint32_t branch, other; /* SWAP: both; NEGATE_ON: the branch */
    negated what;
    uint32_t condition; /* NEGATE, THRESHOLD */
    uint32_t action;    /* NEGATED_VERIFY */
    bool low;           /* THRESHOLD: which of its bounds */
    double from, to;    /* THRESHOLD */
    uint8_t end_kind;   /* END: what the node becomes */
    uint32_t end_what;
} mutation;

/* All mutations of a guide, in order of line: the same ones each time. False where there is no memory. */
bool mutations_of(const rule_set *set, uint32_t guide_index, vector *out);
/* What is changed, by the ids that were written; NULLs where there is no memory. */
wm_text mutation_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a);

/* The rule set with that guide changed; shares all else with the original, which must outlive it. */
typedef struct mutant {
    rule_set set;
    guide guide;
    arena memory;
} mutant;
/* False where there is no memory; to be freed in any case. */
bool mutant_make(mutant *out, const rule_set *set, uint32_t guide_index, const mutation *m, wm_allocator allocator);
void mutant_free(mutant *m);

#endif
