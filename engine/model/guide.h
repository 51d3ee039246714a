/* The guide: an immutable graph of questions, faults, actions, escalations and flow nodes in flat
 * arrays, built once. Nothing here allocates or changes. Uses base/ alone; knows nothing of Lua.
 *
 * Everything is an index into an array of its guide; NONE where there is none. Two kinds of things
 * are numbered so that facts can be flat arrays: *answer slots* (one a question instance) and
 * *remedy slots* (one an action instance). A slot number below SHARED_SLOT is local to its guide;
 * from SHARED_SLOT on it is a shared one, the same for all guides of the rule set. */
#ifndef MODEL_GUIDE_H
#define MODEL_GUIDE_H

#include "base/arena.h"
#include "waymark.h"

#define NONE        UINT32_MAX
#define SHARED_SLOT 0x80000000u /* slot numbers from here on: shared, less this */
#define SLOT_SOLVED SHARED_SLOT /* shared answer slot 0: the reserved question `solved` (yes, no) */
#define NO_ANSWER   UINT16_MAX  /* a text that is none of its question's answers */

/* Answers of `solved` and of questions without answers of their own, in this order. */
enum { ANSWER_YES = 0, ANSWER_NO = 1 };

typedef struct answer {
    const char *id;
    wm_text text;       /* both NULL where only an id was written: shown as its id */
    const char *sign;   /* as written */
    const char **match; /* folded; NULL-terminated; or NULL */
} answer;

/* P(cell | fault) for the cells that `given` names. */
typedef struct given_cell {
    const char *answer_id;
    uint32_t answer;
    double p;
} given_cell;
typedef struct given_row {
    const char *fault_id;
    uint32_t fault; /* resolved; rows are in order of fault */
    const given_cell *cells;
    uint32_t cell_count;
    uint32_t cases; /* that it was learned from; 0: as written */
    uint32_t line;
} given_row;

typedef struct cite {
    const char *manual, *anchor; /* "NAME", "id"; NULL where none */
} cite;

typedef struct how {
    wm_text text;
    const char *run;
} how;

/* That a cost or a price may come to: two thousand years. Sums over a plan then stay numbers. */
#define COST_MOST 1e9

typedef struct question {
    const char *id;
    wm_text text, say, why, unit;
    how how;
    const answer *answers; /* choice: never empty; text: may be empty (free text); number: none */
    uint32_t answer_count;
    wm_input kind;
    bool share, environment;
    double min, max;   /* -HUGE_VAL, HUGE_VAL where open */
    double cost, wait; /* minutes */
    bool doubtful;     /* its answers could not be read, which was said: no answer is called unknown */
    const given_row *given;
    uint32_t given_count;
    cite cite;
    /* resolved */
    const double *thresholds; /* number: where the guide cuts it, ascending; cells = count + 1 */
    uint32_t threshold_count;
    uint32_t first_family, family_count; /* into guide.families_of_question: all its instances */
    uint32_t line;
} question;

typedef struct fault {
    const char *id;
    wm_text text, tell;
    double prior; /* as stated, or NAN where not */
    bool learned; /* the prior is: from this many cases that ended in it, of guide.cases */
    uint32_t cases;
    cite cite;
    /* resolved: the actions that fix it, in the order of P(fixes | fault)/cost, ties as written */
    const uint32_t *remedies;
    uint32_t remedy_count;
    uint32_t line;
} fault;

typedef struct rate { /* P(fixes | fault) */
    const char *fault_id;
    uint32_t fault; /* resolved; rates are in order of fault */
    double p;
    uint32_t cases; /* that it was learned from; 0: as written */
    uint32_t line;
} rate;

typedef struct setting { /* what doing an action makes true */
    const char *question_id;
    const char *text; /* an answer's id, or NULL where a number was written */
    double number;
    uint32_t slot;   /* resolved: an answer slot (the first instance), local or shared */
    uint16_t answer; /* resolved for choices and texts */
    uint32_t line;
} setting;

typedef struct action {
    const char *id;
    wm_text text, safety, undo;
    const rate *fixes;
    uint32_t fix_count;
    double cost, wait; /* minutes */
    bool costed;       /* the guide states its cost; else it is the default */
    wm_risk risk;
    const how *steps;
    uint32_t step_count;
    uint32_t verify; /* a condition, or NONE: the guide's goal */
    const setting *sets;
    uint32_t set_count;
    const char *const *change_ids;
    uint32_t change_count;
    const uint32_t *changes; /* resolved: answer slots that go stale, every instance */
    uint32_t changed_slots;
    bool share, workaround;
    const char *stuck_name;
    uint32_t stuck; /* a guide of the rule set, or NONE */
    cite cite;
    uint32_t line;
} action;

/* Minutes that were not stated: no minutes at all, and told from a 0 that was written by its sign. */
#define NOT_STATED (-0.0)

typedef struct escalation {
    const char *id, *to;
    wm_text text, say;
    double cost;
    int level;
    const char *const *evidence_ids;
    uint32_t evidence_count;
    const uint32_t *evidence; /* resolved: answer slots */
    bool costed;              /* the guide states its cost; else it is the default, or the team's price */
    uint32_t line;
} escalation;

/* A question or action at one time of asking: `q`, or `as`; in later rounds of a loop `q#2` …
 * Its slot in round 1 is `slot`; in round k >= 2 it is later + k - 2. */
typedef struct family {
    const char *id;    /* the bare name: the question's id, or `as` */
    uint32_t of;       /* question or action of `in`, or NONE for `solved` */
    uint32_t declared; /* guide of the rule set that declares it (linked; this guide's own index if local) */
    uint32_t slot;     /* local, or from SHARED_SLOT on */
    uint32_t later;    /* local slot of round 2 */
    uint32_t rounds;   /* how many rounds it can have, >= 1 */
    bool as;           /* another time of the same question or action */
} family;

/* What a local slot is; for names, forms and the fold of the log. */
typedef struct slot {
    const char *name; /* "q", "q#2" */
    uint32_t family;
    uint32_t round;
} slot;

typedef enum condition_kind {
    COND_IS,       /* the answer is in `set` */
    COND_BELOW,    /* v < high */
    COND_AT_LEAST, /* v >= low */
    COND_BETWEEN,  /* low <= v < high */
    COND_CONTAINS, /* text holds `word` */
    COND_KNOWN,
    COND_FIXED,
    COND_FAILED,
    COND_ALL,
    COND_ANY,
    COND_NONE,
    COND_LUA
} condition_kind;

typedef struct condition {
    uint8_t kind;
    uint32_t family;       /* answer family; FIXED, FAILED: remedy family; LUA: function number */
    uint32_t first, count; /* ALL, ANY, NONE: into guide.parts; IS: answers, into guide.sets */
    uint64_t set;          /* IS: bit k = answer k, for the first 64 answers */
    double low, high;
    const char *word; /* CONTAINS: NFKC, case-folded; IS: unused */
    uint32_t word_size;
    uint32_t line;
} condition;

/* A run of steps: guide.links[first .. first + count) are nodes. */
typedef struct block {
    uint32_t first, count;
} block;

typedef enum node_kind {
    NODE_ASK,
    NODE_WHEN,
    NODE_TRY,
    NODE_CONCLUDE,
    NODE_SUSPECT,
    NODE_ESCALATE,
    NODE_RESOLVE,
    NODE_GO,
    NODE_SEE,
    NODE_INCLUDE,
    NODE_ANY_ORDER,
    NODE_AGAIN
} node_kind;

typedef struct node {
    uint8_t kind;
    uint16_t at_most;      /* AGAIN: rounds after the first */
    uint32_t what;         /* ASK: answer family; TRY: remedy family; CONCLUDE, SUSPECT: fault; ESCALATE: escalation;
                              GO, AGAIN: flow; SEE, INCLUDE: guide of the rule set; WHEN: condition */
    uint32_t first_branch; /* ASK: into guide.branches, answers' own first, then `on`s in written order, then
                              other, then unsure; WHEN: one branch, its body; ANY_ORDER: one, its asks */
    uint16_t branch_count;
    uint16_t on_count;      /* how many of them are `on`s */
    uint32_t by_answer;     /* ASK of a choice or text with answers: guide.answer_branch[by_answer + k] = branch of
                              answer k, or NONE */
    uint32_t first_on;      /* the first `on` branch */
    uint32_t other, unsure; /* branches, or NONE */
    uint32_t line;
} node;

typedef enum branch_kind { BRANCH_ANSWER, BRANCH_ON, BRANCH_OTHER, BRANCH_UNSURE, BRANCH_BODY } branch_kind;

typedef struct branch {
    uint8_t kind;
    uint32_t what; /* ANSWER: the answer; ON: the condition */
    block body;
    uint32_t line;
} branch;

typedef struct flow {
    const char *name; /* NULL: the main flow */
    block body;
    uint32_t otherwise;    /* a node, or NONE */
    uint16_t rounds;       /* 1 + the largest at_most of any `again` to it */
    uint32_t depth;        /* the deepest nesting of blocks in it */
    const uint64_t *asks;  /* bit per answer family: this flow's own questions */
    const uint64_t *tries; /* bit per remedy family: this flow's own actions */
    uint32_t line;
} flow;

/* A Lua function that stands where a condition may: kept as bytecode and the constants that it
 * closes over, so that any number of interpreters can run it (script/). */
typedef struct lua_function {
    const void *code;
    size_t size;
    const void *upvalues; /* script/ alone reads them */
    uint32_t line;
} lua_function;

typedef struct guide {
    const char *name;
    wm_text title;
    const char *const *symptoms;        /* as written; NULL-terminated */
    const char *const *symptoms_folded; /* NFKC, case-folded; NULL-terminated */
    const char *manual, *owner, *reviewed, *file;
    wm_guide_kind kind;
    uint32_t goal, applies; /* conditions or NONE */
    uint32_t line;
    uint32_t index; /* of the rule set, in order of name */
    uint32_t cases; /* that its numbers were learned from; 0: all are as written */

    const question *questions;
    const fault *faults;
    const action *actions;
    const escalation *escalations;
    uint32_t question_count, fault_count, action_count, escalation_count;

    const family *answer_families, *remedy_families;
    uint32_t answer_family_count, remedy_family_count;
    const uint32_t *families_of_question;    /* question.first_family points into it */
    const slot *answer_slots, *remedy_slots; /* local ones */
    uint32_t answer_slot_count, remedy_slot_count;

    const flow *flows; /* [0] is the main flow where has_flow */
    uint32_t flow_count;
    bool has_flow, suspects; /* a main flow; any `suspect` in it */

    const node *nodes; /* in order of the source as walked: flows as written, depth first; a shared step once */
    const branch *branches;
    const uint32_t *links;         /* nodes of blocks */
    const uint32_t *answer_branch; /* node.by_answer points into it */
    const condition *conditions;
    const uint32_t *parts; /* conditions of ALL, ANY, NONE */
    const uint16_t *sets;  /* answers of IS */
    const lua_function *functions;
    uint32_t node_count, branch_count, link_count, condition_count, function_count;

    /* linked: the cheapest escalation (as written first among equals), or NONE */
    uint32_t cheapest_escalation;
} guide;

/* Which guides a case that was opened on `guide` can come to, and where their facts lie in its flat
 * arrays. `members[0]` is the case's guide; the first `reached` members are those that it includes or
 * leads to (breadth first, as written); behind them those that only declare a shared thing: one that
 * these use, or an action, whose outcome may be told to any case. */
typedef struct member {
    uint32_t guide;
    uint32_t answers, remedies; /* where its local slots begin */
    uint32_t flows;             /* where its flows begin, for marks */
} member;
typedef struct layout {
    const member *members;
    uint32_t member_count, reached;
    const uint32_t *order;                           /* members, sorted by guide: for layout_member */
    uint32_t answer_count, remedy_count, flow_count; /* of the case's arrays; shared ones come first */
    uint32_t depth;                                  /* frames that a walk may need at once */
    uint32_t node_count;                             /* of all reached guides: how long a trace may get, times rounds */
} layout;

/* A shared question or action: declared by `guide` as its `what`. */
typedef struct shared {
    const char *id;
    uint32_t guide, what;
} shared;

/* All guides that can be used, linked to each other. */
typedef struct rule_set {
    const guide *const *guides; /* in order of name */
    uint32_t guide_count;
    const layout *layouts;          /* one a guide */
    const shared *shared_questions; /* [0] is `solved`, whose guide is NONE */
    const shared *shared_actions;
    uint32_t shared_question_count, shared_action_count;
    const question *solved;
    uint64_t hash;
} rule_set;

/* The member of a layout that a guide is, or NULL. O(log members). */
const member *layout_member(const layout *l, uint32_t guide);
/* A usable guide by name, or NONE. O(log guides). */
uint32_t rule_set_find(const rule_set *set, const char *name);

/* The slot of a family in a round (rounds are counted from 1), local or shared. */
static inline uint32_t family_slot(const family *f, uint32_t round)
{
    return round <= 1 || f->rounds <= 1 ? f->slot : f->later + (round <= f->rounds ? round : f->rounds) - 2;
}
/* Where a slot of a member lies in the case's arrays. */
static inline uint32_t slot_place(uint32_t number, uint32_t base)
{
    return number >= SHARED_SLOT ? number - SHARED_SLOT : base + number;
}
/* What a step names: a question or action at its time of asking, a fault, an escalation, a flow, a guide. NULL: nothing. */
const char *node_thing_name(const rule_set *set, const guide *g, const node *n);
/* The question that an answer family asks, the action that a remedy family tries. */
const question *family_question(const rule_set *set, const guide *g, const family *f);
const action *family_action(const rule_set *set, const guide *g, const family *f);
/* The number of cells of a question: answers of a choice; intervals of a number; answers and "none of
 * them" of a text with answers; 0 for free text. */
uint32_t question_cells(const question *q);
/* The cell that a number lies in. */
uint32_t question_cell_of(const question *q, double number);

#endif
