/* Three-valued conditions (Kleene): what is unknown or "not sure" makes a comparison unknown. Uses
 * model/ and base/; Lua functions are run through a callback that script/ supplies. */
#ifndef WALK_CONDITION_H
#define WALK_CONDITION_H

#include "walk/facts.h"

typedef enum truth { FALSE_ = 0, TRUE_ = 1, UNKNOWN_ = 2 } truth;

/* Where a condition is read from: its guide, where its slots begin, and the loop's round. */
typedef struct scene {
    const guide *guide;
    const member *member;
    const flow *flow; /* whose own names mean this round's; NULL: outside of any */
    uint32_t round;
} scene;

/* Runs Lua function `number` of scene->guide. TRUE_, FALSE_, UNKNOWN_; a failure is kept by the callee
 * and told by *failed = true. */
typedef truth condition_lua(void *context, const facts *f, const scene *at, uint32_t number, bool *failed);
typedef struct condition_runner {
    condition_lua *call; /* NULL: every Lua condition is unknown */
    void *context;
    bool failed; /* a call failed: the walk stops */
} condition_runner;

truth condition_holds(const facts *f, const scene *at, uint32_t condition, condition_runner *lua);
/* The first unanswered question of a condition, in written order; false where there is none. */
bool condition_unanswered(const facts *f, const scene *at, uint32_t condition, facts_name *out);
/* Whether a condition reads the answer at a place. */
bool condition_mentions(const facts *f, const scene *at, uint32_t condition, uint32_t place);
/* Visits the places of all answers that a condition reads, in written order. */
typedef void condition_place(void *context, uint32_t place);
void condition_places(const scene *at, uint32_t condition, condition_place *visit, void *context);
/* Where an answer family's fact lies now. */
uint32_t scene_answer(const scene *at, uint32_t family);
uint32_t scene_remedy(const scene *at, uint32_t family);
uint32_t scene_answer_round(const scene *at, uint32_t family);
uint32_t scene_remedy_round(const scene *at, uint32_t family);

#endif
