/* Where a walk can stand, each place once: before a step with what comes behind it, behind the asks of an
 * any_order, at the end of a flow. Shared steps with the same continuation are one place. Inside check/. */
#ifndef CHECK_POINTS_H
#define CHECK_POINTS_H

#include "check/inside.h"

/* Each gives the index of the one point of that description, or NONE where there is no memory (s->failed). */
uint32_t point_of_step(paths *p, uint32_t node_index, uint32_t next, bool any);
uint32_t point_of_end(paths *p, uint32_t flow_index, bool taken);
/* Before the first step of a block; `next` where it is empty. */
uint32_t point_of_block(paths *p, block b, uint32_t next, bool any);
/* Before the first ask of an any_order. */
uint32_t point_of_any_order(paths *p, uint32_t node_index, block asks, uint32_t next);
/* Good until the next point comes into being. */
point *point_at(const paths *p, uint32_t index);

record *record_at(const paths *p, uint32_t i);
/* What is known at a record, a set a variable. */
void paths_load(const paths *p, const record *r, uint64_t *sets);
/* The walk may stand at a point with `sets` (which are spoilt); it came there from record `from` by a step. A
 * record comes into being where none of that point covers it. */
void arrive(paths *p, uint32_t point_index, uint64_t *sets, uint32_t from, uint32_t node_index, uint32_t branch_index);
/* Goes on from a record (follow.c). */
void follow(paths *p, uint32_t i);

/* Where a flow was entered from; the first thirty can be told apart, and whether it was their otherwise. */
#define CALLERS   30u
#define FROM_ANY  (UINT64_C(1) << 60)
#define FROM_ROOT (UINT64_C(1) << 61)

#endif
