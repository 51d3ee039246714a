/* Proving rules by walking them: a walker that is told answers and outcomes, and what it passed on the way. Uses walk/ and
 * model/. Beliefs and Lua conditions are lent by the caller, anew for every rule set, since mutants are rule sets, too. */
#ifndef PROVE_PROVE_H
#define PROVE_PROVE_H

#include "base/vector.h"
#include "walk/walk.h"

/* What walks of one rule set are lent. */
typedef struct prove_lent {
    walk_chooser chooser;
    condition_runner lua;
    bool *starved;         /* set where the chooser had no memory, and went as written instead */
    const wm_error *error; /* of a Lua condition that failed */
    void *handle;          /* the lender's */
} prove_lent;
typedef struct prove_host {
    void *context;
    bool (*lend)(void *context, const rule_set *set, const layout *l, prove_lent *out); /* false: no memory */
    void (*take_back)(void *context, prove_lent *lent);
} prove_host;

/* One case of a guide, told answer by answer. */
typedef struct walker {
    const rule_set *set;
    const layout *layout;
    uint32_t guide;
    wm_allocator allocator;
    const prove_host *host;
    prove_lent lent;
    bool is_lent;
    facts f;
    walk *walk;
    trace way; /* of the last step */
    walk_step step;
    wm_error error; /* why the last step could not be taken */
    arena kept;     /* what outcomes refer to */
    uint64_t walks; /* so far */
} walker;

/* The guide of a rule set. False where there is no memory; to be closed in any case. */
bool walker_open(walker *w, const prove_host *host, const rule_set *set, uint32_t guide_index, wm_allocator allocator);
void walker_close(walker *w);
/* Back to a case of which nothing is known. */
void walker_clear(walker *w);
/* The next step into w->step. WM_OVERRUN, WM_BAD_RULES: w->error says why; WM_NO_MEMORY. */
wm_status walker_step(walker *w);
/* Whether the step's action is a remedy of a concluded fault, and not a step of the flow. */
bool walker_concluded(const walker *w);
/* The outcome of an action, in the context in which it was proposed. False where there is no memory. */
bool walker_outcome(walker *w, const facts_name *name, wm_outcome outcome, const remedy_context *context);
/* The name that finds a question or action from the case's guide, "guide:name" where the bare one finds another. In the
 * arena; NULL where there is no memory. */
const char *walker_question_name(const walker *w, const facts_name *name, arena *a);
const char *walker_action_name(const walker *w, uint32_t place, arena *a);
/* The step in words that programs may read: "ask Q", "ask Q to verify A", "try A", "escalate E", "resolved by A",
 * "diagnosed"; " for F" behind a conclusion, " presumed" where belief chose it. Likewise. */
const char *walker_step_words(const walker *w, arena *a);
/* An answer in words: its id, a number, a text as typed, "unsure". Likewise. */
const char *walker_value_words(const question *q, const fact *value, arena *a);
extern const char *const walker_outcome_words[]; /* by wm_outcome */

/* ---- Coverage (cover.c) --------------------------------------------------------------------------------------------- */

/* How often walks came by each step and each written branch of a guide. */
typedef struct cover {
    uint64_t *nodes, *branches; /* NULL: never entered */
} cover;
typedef struct covers {
    const rule_set *set;
    wm_allocator allocator;
    cover *of; /* one a guide */
} covers;
bool covers_init(covers *c, const rule_set *set, wm_allocator allocator);
void covers_free(covers *c);
/* Counts what the walker's last step passed. False where there is no memory. */
bool covers_count(covers *c, const walker *w);

/* A step or branch that no walk came by. */
typedef enum missed_kind { MISSED_NODE, MISSED_EDGE } missed_kind;
typedef struct missed {
    missed_kind kind;
    uint32_t node, branch, line;
} missed;
/* Reached and all: nodes, edges (written branches of asks), ends (conclude, escalate, resolve), as a replay counts them. */
typedef struct cover_sum {
    uint64_t nodes[2], edges[2], ends[2];
} cover_sum;
/* False where there is no memory; `list` (of missed, in order of line) may be NULL. */
bool covers_sum(const covers *c, uint32_t guide_index, cover_sum *out, vector *list);
/* What a step or branch is in both languages, by the ids that were written: "ask port_22: timeout". */
wm_text cover_node_words(const rule_set *set, uint32_t guide_index, uint32_t node_index, arena *a);
wm_text cover_branch_words(const rule_set *set, uint32_t guide_index, uint32_t node_index, uint32_t branch_index,
                           arena *a);

#endif
