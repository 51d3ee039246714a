/* A walk that stands beside its rules, and what comes of it: answers and outcomes in, the expected end and way out. Uses
 * prove/prove.h. Places are those of the guide's layout, so a walk is read once and runs through any mutant. */
#ifndef PROVE_TRIAL_H
#define PROVE_TRIAL_H

#include "prove/prove.h"

/* What a walk knows. Answers of steps come first, in their order, then facts; each is given once, when it is asked for.
 * Told ones are given before the walk begins. */
typedef struct trial_answer {
    uint32_t place;
    uint8_t when; /* TRIAL_STEP … */
    fact value;
} trial_answer;
enum { TRIAL_TOLD, TRIAL_STEP, TRIAL_FACT };
typedef struct trial_outcome {
    uint32_t place;
    wm_outcome outcome;
} trial_outcome;

typedef enum trial_end { TRIAL_RESOLVED, TRIAL_ESCALATED, TRIAL_DIAGNOSED, TRIAL_INCOMPLETE, TRIAL_ANY_END } trial_end;
extern const char *const trial_end_words[]; /* "resolved" … */

/* What is left NULL, ANY or NONE is not looked at. */
typedef struct trial_expected {
    trial_end end;
    const char *fault, *action, *escalate, *stopped_at; /* escalate: the escalation's id, or its team */
    const char *const *path;                            /* "port_22=timeout", "open_sg=fixed", … */
    size_t path_count;
    bool has_path;
    uint32_t asked;
} trial_expected;

typedef struct trial {
    uint32_t guide;
    const trial_answer *answers;
    const trial_outcome *outcomes;
    size_t answer_count, outcome_count;
    trial_expected expected;
    const char *resolving; /* the action that the walk says resolved it, or NULL */
} trial;

/* An answer or outcome in the order in which the walk took it. */
typedef struct taken {
    bool is_outcome;
    facts_name name;
    fact value;
    wm_outcome outcome;
} taken;

typedef struct trial_result {
    bool passed;
    wm_text why; /* the first thing that is not as expected; both NULL where it passed, or where nobody asked */
    trial_end end;
} trial_result;

/* Runs walks, one after the other. */
typedef struct trial_desk {
    wm_allocator allocator;
    vector used;    /* uint8_t: answers, then outcomes of the walk that is running */
    vector taken;   /* of taken */
    arena *told;    /* where words are made; NULL: none are wanted, only whether it passes */
    covers *covers; /* may be NULL */
} trial_desk;
void trial_desk_init(trial_desk *d, wm_allocator allocator);
void trial_desk_free(trial_desk *d);
/* Walks it with a walker of its guide. WM_NO_MEMORY is the only failure. */
wm_status trial_run(trial_desk *d, walker *w, const trial *t, trial_result *out);
/* "port_22=timeout": what was taken, in words; NULL where there is no memory. */
const char *taken_words(const walker *w, const taken *t, arena *a);

#endif
