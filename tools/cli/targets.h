/* To whom a case can be handed over at any time: the escalations of its guide, the nearest first. Uses waymark.h. */
#ifndef CLI_TARGETS_H
#define CLI_TARGETS_H

#include "waymark.h"

typedef struct target {
    char *escalation, *guide; /* NULL: a team that the guide does not name */
    char *team;
} target;

typedef struct targets {
    target *list;
    size_t count;
    bool nearest; /* the first is where the walk comes to if nothing more can be told */
} targets;

/* Every escalation from here; they live until the next call on the case. The list is the caller's to free; NULL: no memory. */
wm_step *escalations_of(wm_case *c, size_t *count);
/* The escalation of the list that the target is; NULL: none is. */
const wm_step *step_of_target(const wm_step *list, size_t count, const target *t);
/* Two escalations may go to the same team: then its own words tell them apart. */
bool target_is_shared(const targets *all, size_t at);
/* False: no memory; what was found so far is there. */
bool targets_find(targets *all, const wm_rules *rules, wm_case *c);
bool targets_add(targets *all, const char *escalation, const char *guide, const char *team);
void targets_free(targets *all);

#endif
