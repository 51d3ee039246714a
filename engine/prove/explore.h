/* Every way through a guide, within bounds: each question takes each of its answers, one number on either side of each
 * threshold, each word that a condition looks for, and "not sure"; each proposed action is done, fails, is skipped. Ways
 * are bounded by their *detours*, actions and "not sure"s: all ways with few of them are looked at before any with more, for
 * these are the ones that people take. Uses prove/prove.h. */
#ifndef PROVE_EXPLORE_H
#define PROVE_EXPLORE_H

#include "prove/prove.h"

/* Answers that tell apart whatever a question's answer decides. */
typedef struct samples {
    const fact *values;
    uint32_t count;
} samples;

enum {
    EXPLORE_DEPTH = 200, /* answers and outcomes of one way */
    EXPLORE_DETOURS = 12 /* actions and "not sure"s of one way, at most */
};

/* What explorations of one layout share. `also` is a mutant's rule set, whose thresholds count, too, or NULL. */
typedef struct explorer {
    wm_allocator allocator;
    arena memory;
    const rule_set *set, *also;
    const layout *layout;
    samples *of_place;             /* by place of the layout's answers; values NULL: not yet made */
    facts saved[2][EXPLORE_DEPTH]; /* the facts at each depth, of one walker and of the other */
    uint64_t walks, limit;
    bool cut;     /* the limit was reached, or the depth */
    bool bounded; /* a way went no further for want of detours */
    bool no_memory;
} explorer;
/* To be closed in any case. */
bool explorer_open(explorer *e, const rule_set *set, uint32_t guide_index, uint64_t limit, wm_allocator allocator);
void explorer_close(explorer *e);
/* The answers of a question, "not sure" the last; NULL where there is no memory. */
const samples *explorer_samples(explorer *e, const walker *w, const facts_name *name);
/* Whether another walk may be taken. */
bool explorer_may(explorer *e, uint32_t depth);
/* Keeps and restores a walker's facts at a depth; side 0 or 1. */
bool explorer_save(explorer *e, int side, uint32_t depth, const walker *w);
void explorer_restore(explorer *e, int side, uint32_t depth, walker *w);
/* Option `i` of the walker's step: how many there are with so many detours left, what detours it takes, its word, and taking
 * it with another walker that stands at the same step. The step is the caller's copy; it is the walker's own no more once
 * something was taken. */
uint32_t explorer_options(explorer *e, const walker *w, const walk_step *s, uint32_t detours);
uint32_t explorer_cost(const explorer *e, const walk_step *s, uint32_t i);
const char *explorer_word(explorer *e, const walker *w, const walk_step *s, uint32_t i, arena *a);
bool explorer_take(explorer *e, walker *w, const walk_step *s, uint32_t i);

/* ---- Two rule sets (differ.c) --------------------------------------------------------------------------------------- */

typedef enum sameness { SAME_EVERYWHERE, SAME_AS_FAR_AS_SEEN, NOT_THE_SAME, SAMENESS_NO_MEMORY } sameness;
/* Whether two walkers, of a guide and of its mutant, are at the same step all the way. Where not: `way` (of const char *,
 * "port_22=timeout", in the arena) leads there, and is followed by the two steps in words. */
sameness explore_both(explorer *e, walker *one, walker *other, vector *way, arena *a, const char *steps[2]);

/* ---- A snapshot (paths.c) ------------------------------------------------------------------------------------------- */

/* What a guide does, as text that reads and diffs well: a paragraph a state, equal states once. In the arena. WM_NO_MEMORY is
 * the only failure. */
typedef struct snapshot {
    const char *text;
    size_t states, ends;
    uint64_t walks;
    uint32_t detours; /* of any way that was looked at */
    bool complete;
} snapshot;
/* `detours` NONE: as many as the limit allows for, EXPLORE_DETOURS at most. */
wm_status explore_snapshot(explorer *e, walker *w, uint32_t detours, arena *a, snapshot *out);
/* The bound that a snapshot's text was made with, for another one to be compared; NONE: it has none. */
uint32_t snapshot_detours(const char *text);

/* One place where two snapshots differ: the first way there, and what was and is done. NULL: not there. */
typedef struct changed_way {
    const char *way, *was, *is;
} changed_way;
/* Compares two snapshots; *out is of changed_way, in order of the ways, its texts in the arena. WM_BAD_INPUT: `was` is no
 * snapshot. */
wm_status snapshot_compare(const char *was, const char *is, vector *out, arena *a, wm_error *error);

#endif
