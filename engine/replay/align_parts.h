/* What the files that build a tree of ways share. Inside replay/ only. */
#ifndef REPLAY_ALIGN_PARTS_H
#define REPLAY_ALIGN_PARTS_H

#include "base/vector.h"
#include "replay/align.h"

/* What a way did so far, newest first. */
typedef enum known_kind {
    KNOWN_ANSWER, /* of key: one of `cells` */
    KNOWN_TRIED   /* of key: an action, with whatever it made stale or true */
} known_kind;
typedef struct known {
    const struct known *before;
    uint8_t kind;
    uint32_t key;
    uint64_t cells;    /* bit per cell, UNSURE_CELL: "not sure"; all: nothing is known of it */
    facts_name name;   /* of the action */
    uint32_t fixed_in; /* the guide at whose entrance the action counts, which it fixed; or NONE */
} known;
#define UNSURE_CELL ((uint64_t)1 << 63)
#define CELLS_KNOWN 62u /* questions with more cells are not told apart by them */

/* Whether a way that comes to a question asks it. */
typedef enum asked_before {
    ASKED_NEVER,
    ASKED_MAYBE, /* something made its answer stale, or true: it may be asked, and may be passed */
    ASKED_KNOWN  /* its answer is in force */
} asked_before;

/* Where conditions are read. */
typedef struct ways_view {
    const rule_set *set;
    const layout *layout;
    scene at;
    const known *known; /* NULL: nothing else is known */
} ways_view;

asked_before ways_asked_before(const ways_view *v, uint32_t place, uint64_t *cells);
/* The cells whose answers may take a branch (an own one of align_spot.same, or NONE). *work grows by what was looked at. */
uint64_t ways_cells(const ways_view *v, const align_spot *s, uint32_t branch, size_t *work);
/* Whether a goal (or any condition on answers) holds, as far as the way knows. */
truth ways_truth(const ways_view *v, uint32_t condition);
/* Fills `same` (one a branch of the node); `apart`: branches with the same steps are kept apart. */
void ways_same(const align_spot *s, bool apart);

/* ---- Ways being written down ---------------------------------------------------------------------------------------- */

typedef enum entered_by { BY_ROOT, BY_GO, BY_SEE, BY_INCLUDE, BY_STUCK } entered_by;

/* Steps left of a block, and the block around it. */
typedef struct run {
    const struct run *outer;
    uint32_t next, end;
} run;

/* A flow that the way is within. */
typedef struct frame {
    const struct frame *under, *scope; /* scope: the frame of the guide at whose entrance resolutions count */
    const run *left;                   /* of the frame under it */
    const guide *g;
    const member *m;
    uint32_t flow, round;
    uint8_t by;
    bool otherwise;              /* its `otherwise` was taken */
    uint32_t fault_guide, fault; /* concluded before it was entered */
} frame;

typedef struct finding {
    const struct finding *before;
    const frame *scope;
    uint32_t guide, fault;
} finding;

/* A way so far. */
typedef struct way {
    const frame *top;
    const run *left;
    const known *known;
    const finding *found;
    uint32_t fault_guide, fault;
} way;

typedef struct builder {
    align_tree *t;
    const rule_set *set;
    const layout *layout;
    const guide_index *home;
    vector nodes, conclusions, remedies;
    align_spot *spots;
    uint32_t *first_spot; /* per member: of its node 0 */
    align_group *groups;
    uint32_t group_count;
    size_t work;
    uint32_t nested, depth;
    bool too_many, no_memory;
} builder;

#define NO_WAY UINT16_MAX /* as align_node.least */

/* align_tree.c: nodes. What skipping costs from a node on is returned, in halves; NO_WAY: it can't be skipped. */
uint16_t ways_no_memory(builder *b);
/* A node; what is below it follows. NONE where there is no memory, or there are too many. */
uint32_t ways_open(builder *b, const align_node *n);
/* Behind what is below it; `least` is that of its cheapest way. */
uint16_t ways_close(builder *b, uint32_t index, uint16_t least);
/* `with_remedies`: those of what was concluded may follow. */
uint16_t ways_put_end(builder *b, const way *at, bool with_remedies);
/* For a node behind which the answers to an any_order's questions, but for one, cost nothing; NONE: no memory. */
uint32_t ways_others(builder *b, const scene *at, const block *asks, uint32_t but);
/* The guide at whose entrance resolutions count is resolved; its includer goes on; something was concluded; the flow on
 * top ran out. */
uint16_t ways_resolved(builder *b, const way *at);
uint16_t ways_come_back(builder *b, const way *at);
uint16_t ways_concluded(builder *b, const way *at);
uint16_t ways_flow_ended(builder *b, const way *at);
/* align_walk.c: all ways on from here; from one node; through a block's steps first. */
uint16_t ways_walk_on(builder *b, const way *at);
uint16_t ways_walk_node(builder *b, const way *at, uint32_t node_index);
uint16_t ways_push(builder *b, const way *at, const block *steps);

static inline uint16_t lesser(uint16_t a, uint16_t b)
{
    return a < b ? a : b;
}

#endif
