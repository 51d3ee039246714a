/* The facts in force: flat arrays that hold, for one case, the latest answer of every question and the
 * latest outcome of every action, and how events change them (rules-language.md, "Facts and time").
 * The fold of a log is: facts_clear, then facts_answer / facts_outcome for every event in order.
 * Uses model/ and base/. */
#ifndef WALK_FACTS_H
#define WALK_FACTS_H

#include "model/guide.h"

typedef enum fact_state { FACT_NONE = 0, FACT_UNSURE, FACT_KNOWN } fact_state;
enum {
    FACT_SET = 1,   /* came from an action's `sets`: no evidence */
    FACT_STALE = 2, /* an action made an earlier answer stale: what is given anew is no evidence */
};

/* A text as it was given and as it is matched. */
typedef struct fact_text {
    const char *raw, *folded;
    uint32_t raw_size, folded_size;
} fact_text;

typedef struct fact {
    uint8_t state, flags;
    uint16_t answer; /* choice, text: the answer, or NO_ANSWER */
    uint32_t at;     /* the event that gave it */
    union {
        double number;
        const fact_text *text; /* owned by whoever gave it */
    } as;
} fact;

typedef enum remedy_state { REMEDY_NONE = 0, REMEDY_DONE, REMEDY_FIXED, REMEDY_FAILED, REMEDY_SKIPPED } remedy_state;
enum {
    REMEDY_OPEN = 1,     /* done, and its verification is not decided */
    REMEDY_OUTRIGHT = 2, /* fixed or failed were given as such */
    REMEDY_HELD = 4,     /* its own `verify` held */
    REMEDY_RESOLVED = 8, /* it resolved its guide; goals of including guides were made unanswered */
    REMEDY_PRESUMED = 16 /* its fault was presumed */
};

/* For whom an action was proposed; kept with its outcome. */
typedef struct remedy_context {
    uint32_t guide; /* that proposed it, of the rule set */
    uint32_t flow;  /* of that guide, where it was proposed; NONE: outside of any */
    uint32_t round; /* the flow's, from 1 */
    uint32_t scope; /* the guide at whose entrance its resolution counts: the case's, or an included one */
    uint32_t fault; /* of `guide`; NONE where no conclusion proposed it */
    bool presumed;
    const uint32_t *includers; /* guides that include, outermost first; owned by whoever gave it */
    uint32_t includer_count;
} remedy_context;

typedef struct remedy {
    uint8_t state, flags;
    uint32_t at;            /* the event */
    uint32_t guide, family; /* declaring place of the instance: guide of the rule set and its remedy family */
    uint32_t round;
    remedy_context context;
} remedy;

typedef struct facts {
    const rule_set *set;
    const layout *layout;
    fact *answers;    /* layout->answer_count */
    fact *evidence;   /* the same: what beliefs may use; NULL where nobody asks for it */
    remedy *remedies; /* layout->remedy_count */
    uint32_t clock;   /* events applied */
    uint32_t open;    /* remedies that are REMEDY_OPEN */
    uint32_t fixed;   /* remedies that are REMEDY_FIXED */
} facts;

/* A slot of the case's arrays by where it was found: the guide that has the name, and its family. */
typedef struct facts_name {
    uint32_t guide; /* of the rule set; NONE for `solved` */
    uint32_t family, round;
    uint32_t place; /* index into answers or remedies */
} facts_name;

/* Memory for `facts` of a layout, in one block from the allocator; evidence only where asked for. False
 * where there is none. */
bool facts_init(facts *f, const rule_set *set, const layout *l, wm_allocator allocator, bool with_evidence);
void facts_free(facts *f, wm_allocator allocator);
void facts_clear(facts *f);

/* Names from outside (rules-language.md, "Facts and time" 6): the case's guide, those that it includes
 * or leads to, the shared; "guide:name" in full. */
bool facts_find_question(const facts *f, const char *name, facts_name *out);
bool facts_find_action(const facts *f, const char *name, facts_name *out);
/* What lies at a place; the first member that has it speaks for a shared one. */
facts_name facts_question_at(const facts *f, uint32_t place);
facts_name facts_action_at(const facts *f, uint32_t place);
/* The bare name of an instance ("q", "q#2"); NULL for guide NONE is "solved". */
const char *facts_question_name(const facts *f, const facts_name *name);
const char *facts_action_name(const facts *f, const facts_name *name);
/* The question or action that a name stands for. */
const question *facts_question(const facts *f, const facts_name *name);
const action *facts_action(const facts *f, const facts_name *name);
/* The context of an outcome that no step proposed: the guide that declares the action (the case's, if
 * it is shared), nobody's fault. */
remedy_context facts_own_context(const facts *f, const facts_name *name);

/* Applies one event. The value was checked (state, answer, as are used). What verifications it decides
 * is settled at once. Returns the place of the action that the answer verifies, or NONE. */
uint32_t facts_answer(facts *f, uint32_t place, const fact *value);
/* WM_DONE leaves it open for verification where there is something to verify it by. */
void facts_outcome(facts *f, const facts_name *name, wm_outcome outcome, const remedy_context *context);

/* The condition that verifies an action instance: its own, else the goal of the guide that declares it
 * (proposes it, if shared). *guide is the guide that the condition belongs to. NONE: `solved`. */
typedef struct verification {
    uint32_t guide, condition; /* condition NONE: solved */
    uint32_t flow, round;      /* for bare names within a loop */
    bool own;                  /* by its own `verify` */
    bool none;                 /* nothing to verify: a step of a procedure */
} verification;
verification facts_verification(const facts *f, const remedy *r);
/* The first unanswered question of a verification; false where there is none. */
bool facts_next_to_verify(const facts *f, const verification *v, facts_name *out);
/* The first question of a verification, answered or not; false where it reads none (or is `solved`). */
bool facts_first_of(const facts *f, const verification *v, facts_name *out);
/* Whether a fixed remedy's condition is by now known not to hold. */
bool facts_known_to_fail(const facts *f, const remedy *r);
/* Whether a fixed remedy resolves the guide that proposed it: its condition is not known to fail, and
 * where its own `verify` held and the guide has a goal, the goal holds. *ask_goal (may be NULL) tells
 * whether that goal waits for an answer, *out (may be NULL) which. */
bool facts_resolves(const facts *f, const remedy *r, bool *ask_goal, facts_name *out);
/* Copies everything that can change; both were made for the same layout. */
void facts_copy(facts *to, const facts *from);

#endif
