/* A guide's flow as a compact program for the plain walk (plain.c): the steps in the order of the walk, and beside each
 * all that the walk reads of it, so that a step takes one or two lines of the cache. Built once by the index, never
 * changed, shared by threads. Uses model/ alone.
 *
 * Blocks within each other have become jumps: a step knows where each of its branches goes on, those that lead nowhere
 * of their own included. Steps that do not lead straight to an end are PROGRAM_WHOLE: there the plain walk gives up.
 *
 * Invariants:
 *  1. A step is come to from one place only, or only from counted steps (PROGRAM_PASS). What several branches lead to
 *     has a PROGRAM_PASS on each of them before it, and so has the beginning of a flow. The program's beginning
 *     is come to from nowhere.
 *  2. A step that is come to from one place lies behind it, and its number is larger.
 *  3. A walk comes to a node once at most: what it could come to twice (flows, steps that several blocks share) has a
 *     mark, and a walk that meets its own mark gives up.
 *
 * So it is enough to count where walks end and the PROGRAM_PASSes that they take; program_add_up derives from it how
 * often every step and branch was reached (Knuth and Stevenson, "Optimal measurement points for program frequency
 * counts", BIT 13, 1973). */
#ifndef REPLAY_PROGRAM_H
#define REPLAY_PROGRAM_H

#include "model/guide.h"

typedef enum program_kind {
    PROGRAM_PASS,     /* goes on; counted. A `go`, or where branches meet */
    PROGRAM_CHOICE,   /* an ask whose answer alone decides */
    PROGRAM_NUMBER,   /* an ask of a number that is cut into intervals */
    PROGRAM_TESTS,    /* any other ask: tests, in order */
    PROGRAM_CONCLUDE, /* the end: the fault's first remedy is proposed */
    PROGRAM_ESCALATE, /* the end */
    PROGRAM_WHOLE     /* not plain */
} program_kind;

/* Two words; what it has further lies behind it. */
typedef struct program_step {
    uint8_t kind;
    uint8_t action_size; /* CONCLUDE: bytes of the action's name */
    uint16_t count;      /* CHOICE: answers; NUMBER: cuts; TESTS: tests; CONCLUDE: bytes of the fault's name */
    uint32_t number;     /* of the step, for counting and for program.from */
    uint32_t what; /* asks: the answer's place; CONCLUDE: the remedy's; ESCALATE: which; PASS: its mark, or NONE */
    uint32_t more; /* PASS: where it goes on; CONCLUDE: the node */
} program_step;

/* Behind a CONCLUDE; the two names follow, with SCAN_PADDING readable bytes behind them. */
typedef struct program_end {
    uint32_t fault, family; /* of the guide: the fault, the remedy's family */
} program_end;

/* Where a step comes from; read at the end only. */
typedef struct program_origin {
    uint32_t node;   /* of the guide, or NONE */
    uint32_t parent; /* number of the one step that comes to it, or NONE */
    uint32_t edge;   /* of the guide, as its tally counts them; NONE: the parent had no branch for the answer */
} program_origin;

typedef struct program {
    const uint64_t *words; /* NULL: no plain walk is ever taken */
    uint32_t word_count, step_count, mark_count;
    const program_origin *from; /* one a step */
} program;

#define PROGRAM_BEGIN    0u
#define PROGRAM_CUTS     64u         /* intervals of a NUMBER, at most one more */
#define PROGRAM_ANSWER   0x80000000u /* in a test: the answer less this; else a condition */
#define PROGRAM_WORDS(n) (((n) + 1) / 2)

static inline const program_step *program_at(const program *p, uint32_t place)
{
    return (const program_step *)(const void *)(p->words + place);
}
/* CHOICE: where each answer goes on. */
static inline const uint32_t *program_targets(const program_step *s)
{
    return (const uint32_t *)(const void *)(s + 1);
}
/* NUMBER: its cuts, ascending; behind them where the intervals go on, the one below the first cut first. */
static inline const double *program_cuts(const program_step *s)
{
    return (const double *)(const void *)(s + 1);
}
static inline const uint32_t *program_intervals(const program_step *s)
{
    return (const uint32_t *)(const void *)(program_cuts(s) + s->count);
}
/* TESTS: where each goes on, and where none of them holds; behind them what they are. */
static inline const uint32_t *program_tests(const program_step *s)
{
    return program_targets(s) + s->count + 1;
}
static inline const program_end *program_end_of(const program_step *s)
{
    return (const program_end *)(const void *)(s + 1);
}
static inline const char *program_names(const program_step *s)
{
    return (const char *)(program_end_of(s) + 1);
}

/* Whether a number is within a condition's bounds. */
static inline bool program_is_within(const condition *c, double v)
{
    return (c->kind == COND_BELOW || v >= c->low) && (c->kind == COND_AT_LEAST || v < c->high);
}

/* The program of the guide that a case is opened on; all zero where no plain walk of it is ever taken. The index has
 * every guide's names and labels already. False where there is no memory. */
struct replay_index;
bool program_build(program *out, arena *memory, const struct replay_index *x, uint32_t guide_number);
/* Adds how often each node and edge was reached. `counts`, one a step, are used up: they are 0 then. */
void program_add_up(const program *p, uint64_t *counts, uint64_t *nodes, uint64_t *edges);

#endif
