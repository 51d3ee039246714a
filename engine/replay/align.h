/* Alignment: what a ticket's recorded steps did that its guide's tree does not say, and what they left out
 * (van der Aalst's alignments, on a tree). Uses replay/index.h, walk/ and base/.
 *
 * Costs are counted in halves: a step of the tree that the ticket skipped 2, a recorded step that the tree does not
 * have 2, the same step and answer 0, the same step and a contradicting answer 4, "not sure" 1. README.md says how a
 * guide becomes a tree of its ways. */
#ifndef REPLAY_ALIGN_H
#define REPLAY_ALIGN_H

#include <pthread.h>

#include "base/vector.h"
#include "replay/index.h"

enum { ALIGN_SKIPPED = 2, ALIGN_EXTRA = 2, ALIGN_CONTRADICTS = 4, ALIGN_UNSURE = 1 }; /* halves */

#define ALIGN_NODES ((size_t)1 << 17) /* of one tree; more: there are too many ways */
#define ALIGN_WORK  ((size_t)1 << 22) /* nodes and cells looked at while it is built */
#define ALIGN_DEPTH 1000u             /* nodes of the guide on one way */
#define ALIGN_STEPS 1024u             /* recorded steps of one ticket */
#define ALIGN_WALKS 64u               /* times that a ticket's walk may begin anew … */
#define ALIGN_CELLS ((size_t)1 << 25) /* … until so many cells, nodes times steps, have been looked at */

/* Why a ticket was not aligned. */
typedef enum align_state { ALIGN_FINE, ALIGN_NO_FLOW, ALIGN_TOO_MANY_WAYS, ALIGN_TOO_MANY_STEPS } align_state;

/* ---- The tree of a guide's ways ------------------------------------------------------------------------------------ */

typedef enum align_kind {
    ALIGN_ASK,      /* a question and one of its branches */
    ALIGN_TRY,      /* an action and what came of it */
    ALIGN_MENDED,   /* an included guide is passed: something in it fixed before */
    ALIGN_REMEDIES, /* what was concluded has remedies that may stand here, and cost nothing; the way goes on */
    ALIGN_END       /* … and the way ends */
} align_kind;

/* What came of a recorded action, as far as ways part by it. Bits of align_node.fits. */
enum { CAME_ON = 1, CAME_FAILED = 2, CAME_FIXED = 4, CAME_EITHER = 8 };

typedef struct align_node {
    uint32_t end;    /* behind the nodes below it */
    uint32_t key;    /* ASK, TRY: which question or action; MENDED: the guide; REMEDIES, END: of conclusions, or NONE */
    uint32_t spot;   /* ASK: of spots; TRY: the procedure that opens a guide where the user is stuck here, or NONE */
    uint32_t branch; /* ASK: the branch, or the first with the same steps; NONE: it falls through, or has no steps */
    uint32_t cell;   /* ASK: the cell that the answer lies in, where a goal reads it; NONE: any of the branch's */
    uint16_t least;  /* halves that skipping the cheapest way below costs; UINT16_MAX: none can be skipped */
    uint8_t kind, skip; /* skip: halves that skipping it costs */
    uint8_t fits;       /* TRY: outcomes that do not contradict it */
    bool recorded;      /* TRY: it is gone this way only if the ticket says so */
} align_node;

/* A node of a guide that asks. */
typedef struct align_spot {
    const guide *guide;
    const node *node;
    const question *question;
    uint32_t *same; /* per branch: the first with the same steps; NONE: without steps */
} align_spot;

/* What a way concluded, and its remedies; or nothing, and the other questions of an any_order that one of them ends. */
typedef struct align_conclusion {
    uint32_t guide, fault; /* NONE: nothing */
    uint32_t first, count; /* into remedies */
} align_conclusion;

/* A question of an any_order: the order in which its questions are recorded does not count. */
typedef struct align_group {
    uint32_t number, rank; /* number 0: of none */
} align_group;

typedef struct align_tree {
    align_state state;
    const align_node *nodes; /* in order of the guide, what is below a node behind it */
    uint32_t count, depth;
    uint32_t least; /* halves that skipping the cheapest way costs */
    const align_spot *spots;
    const align_conclusion *conclusions;
    const uint32_t *remedies;  /* keys */
    const align_group *groups; /* per key, or NULL: there are none */
    const uint64_t *turning;   /* bit per place: conditions of the flows read it */
    bool tries_turn; /* conditions read what came of actions, or a procedure opens guides where the user is stuck */
    uint32_t answer_count; /* keys from here on are actions' */
    const rule_set *set;
    const layout *layout;
    arena memory;
} align_tree;

/* The tree of a case that was opened on a guide; its state tells whether there is one. NULL: no memory. */
align_tree *align_tree_new(const replay_index *index, uint32_t guide_number, wm_allocator allocator);
void align_tree_free(align_tree *t);

/* Trees, each made when it is first asked for; shared by threads. */
typedef struct align_forest {
    const replay_index *index;
    wm_allocator allocator;
    pthread_mutex_t lock;
    align_tree **trees;
} align_forest;
/* False where there is no memory (or no lock). The index must outlive it. */
bool align_forest_init(align_forest *f, const replay_index *index, wm_allocator allocator);
void align_forest_free(align_forest *f);
const align_tree *align_forest_tree(align_forest *f, uint32_t guide_number);

/* ---- What a ticket recorded ----------------------------------------------------------------------------------------- */

typedef struct align_step {
    uint32_t key;
    uint32_t next; /* the next recorded step of the same key, or 0; steps are numbered from 1 */
    uint32_t spot; /* whose branch is known, or NONE */
    uint32_t branch;
    fact value;    /* asked; FACT_NONE: the ticket does not say what was answered */
    uint8_t came;  /* tried */
    uint8_t extra; /* halves that it costs where the tree does not have it */
    bool used;
    bool again;             /* its question was answered, or its action tried, before */
    bool turns;             /* what came by it may turn a walk off the way that it was gone so far */
    uint32_t stale;         /* asked: the step by which the answer went out of force, or 0 */
    fact set;               /* … and what that step made it; FACT_NONE: nothing */
    uint32_t unset;         /* … until this step, or 0 */
    const facts_name *done; /* tried: the action, if it was carried out */
    bool outright;          /* … and failed as such: nothing was asked to verify it */
} align_step;

/* What it costs to match a step with an ask's node, in halves: 0 where its answer may go that way, ALIGN_UNSURE or
 * ALIGN_CONTRADICTS. `s` is the node's spot. */
uint32_t align_answer_cost(const align_spot *s, const align_node *n, align_step *step);

/* What an answer in force makes of a condition about the question asked; UNKNOWN_: it depends on other things. */
truth align_value_truth(const guide *g, uint32_t condition, uint32_t asked, const fact *v);

/* The way of least cost, gone to its end or not, that came by all up to a step which turns. */
typedef struct align_turn {
    uint32_t cost, node; /* node: where it was left */
    uint32_t began;      /* the step behind which it had begun anew, or 0 */
    bool matched;        /* it has the step, which is not extra */
} align_turn;

/* An action of the ticket sets an answer. */
typedef struct align_setting {
    uint32_t key, step;
} align_setting;

/* One thread's room; it grows to the longest ticket and the deepest tree, and not again. */
typedef struct align_level {
    const uint16_t *row; /* least cost of the way so far against the first j steps, less `more` */
    uint32_t more, lowest;
    uint32_t end;               /* behind the nodes below */
    uint32_t took;              /* order-free: the step that it was matched with, or 0 */
    const align_node *remedies; /* … and a node behind which they stand, or NULL */
} align_level;
typedef struct align_room {
    wm_allocator allocator;
    align_step *steps;      /* from 1 */
    uint32_t count, others; /* steps; steps whose names no guide has */
    size_t step_room;
    bool tried;         /* some of them are actions */
    bool turns;         /* some of them may turn a walk */
    uint32_t fixed_key; /* the action that the ticket says resolved it, where no step tells of it; or NONE */
    uint32_t *first;    /* per key: its first step, or 0 */
    size_t key_room;
    uint16_t *rows;
    size_t row_room;
    align_level *levels;
    size_t level_room;
    align_turn *turned; /* per step */
    size_t turned_room;
    uint64_t
        *paid; /* per step: bit per key, what a walk that begins anew behind it paid for before, or was set by then */
    size_t paid_room, paid_words;
    vector settings; /* of align_setting, by step */
    uint32_t began;  /* the step behind which the walk began anew, or 0 */
    size_t looked;   /* cells of this ticket */
    uint32_t *taken; /* order-free: the steps that were matched, in order of the way */
    size_t taken_room;
} align_room;

void align_room_init(align_room *a, wm_allocator allocator);
void align_room_free(align_room *a);
/* Forgets the steps of the ticket before; room for `steps` of them. False where there is no memory. */
bool align_begin(align_room *a, const align_tree *t, size_t steps);
/* Appends a step; its key is one of the tree's. */
align_step *align_add(align_room *a, uint32_t key);
/* After the last one. */
void align_ready(align_room *a, const align_tree *t);

typedef struct align_result {
    uint32_t cost, worst;  /* halves */
    uint32_t inversions;   /* order-free: pairs of matched steps that were recorded the other way round */
    uint32_t end;          /* the node where the way ends, the first of equal ones; NONE: no end was taken */
    uint32_t guide, fault; /* that it concludes, or NONE */
} align_result;

/* Ends that a way may come to; NULL: all. (The cost with the recorded resolution against the cost without it shows where
 * a manual and its records disagree: reasoning.md §2.) */
typedef struct align_ends {
    bool (*takes)(void *context, const align_tree *t, const align_node *end);
    void *context;
} align_ends;

/* The way of least cost: depth first with a row of the edit distance a node, cut where the row's least entry reaches the
 * best cost so far. O(nodes · steps) at most; where some steps turn, at most ALIGN_WALKS times that: a walk begins anew
 * behind each of them, passes at no cost what it knows by then or paid for before, and goes its way from there. */
align_result align_ordered(align_room *a, const align_tree *t, const align_ends *ends);
/* The same whatever the order of the recorded steps. O(nodes + steps), with one recorded step a question or action. */
align_result align_unordered(align_room *a, const align_tree *t, const align_ends *ends);

#endif
