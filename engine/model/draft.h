/* A guide in the making: what the builder collects, what finishing adds, what linking still needs.
 * Inside model/ only.
 *
 * While it is written, steps are nodes whose `what` is a name (step_name), and a branch for an answer
 * holds a word (sketch.words). Finishing resolves them in place; the sketch becomes the guide's arrays
 * once every asked question is known: at the end of finishing, or, where another guide's question is
 * asked, while linking. */
#ifndef MODEL_DRAFT_H
#define MODEL_DRAFT_H

#include "base/vector.h"
#include "model/builder.h"
#include "model/names.h"
#include "model/voice.h"

#define ANSWERS_MAX         1024u /* of a question */
#define BRANCHES_MAX        2048u /* of an ask */
#define FLOWS_MAX           4096u
#define CONDITION_MAX       4096u /* parts of a condition, counted as often as they stand in it */
#define CONDITION_DEPTH_MAX 64u
#define CONDITIONS_MAX      (1u << 20)
#define SLOTS_MAX           (1u << 18)
#define ANSWER_TABLE_MAX    (1u << 24) /* of all asks together */
#define OWN_BITS_MAX        (1u << 29) /* flows times families */
#define OWN_VISITS_MAX      (1u << 26) /* flows times the steps that they share */
#define STEPS_MAX           (1u << 30)
#define AT_MOST_MAX         1000u
#define CHANGES_MAX         (1u << 22) /* slots that go stale, of all actions together */

/* Answers and remedies are numbered alike. */
enum { SIDE_ANSWER = NAME_QUESTION, SIDE_REMEDY = NAME_ACTION, SIDES };

/* What an ask, a try … names. */
typedef struct step_name {
    name *what, *as;
} step_name;

typedef struct sketch {
    vector nodes;      /* node */
    vector step_names; /* step_name, one a node */
    vector branches;   /* branch; ANSWER: a word until its question is known; ON: a written condition */
    vector words;      /* const char *: answers as written */
    vector links;      /* step_id */
    vector flows;      /* flow; bodies and `otherwise` are steps */
} sketch;

/* A condition as written. */
typedef struct written {
    condition c; /* IS: first, count are words; LUA: family is the function; CONTAINS: word is folded */
    name *about; /* the question or action; NULL: implied, or none */
    uint32_t weight, depth;
    bool implied, lua; /* an implied question, a Lua function stands in it */
} written;

/* Where a family comes from. */
typedef struct origin {
    name *what;            /* question or action; the builder's */
    const char *missing;   /* its name, where another guide must declare it */
    const question *asked; /* what an answer family asks; NULL while it is missing */
    uint32_t line;         /* where it was first used */
    uint32_t next;         /* another family of the same thing, or NONE */
} origin;

/* Another guide's name. `target`: a draft, then a guide of the rule set. */
typedef struct reference {
    const char *guide;
    uint32_t line, target;
} reference;

struct draft {
    wm_allocator allocator;
    arena arena; /* the guide's */
    voice voice;
    guide guide;
    /* the guide's arrays, while they may still be changed */
    question *questions;
    action *actions;
    escalation *escalations;
    family *families[SIDES];
    condition *conditions;
    uint16_t *sets;
    node *nodes;
    /* until it is linked */
    arena scratch;
    sketch sketch;
    origin *origins[SIDES];
    const char **set_words; /* beside sets: the answers as written */
    reference *references;
    uint32_t reference_count;
    bool waits;            /* another guide's question is asked: the sketch is not yet the guide's arrays */
    bool foreign;          /* something that another guide shares is used */
    bool shares;           /* shares a question or an action */
    bool settled, refused; /* linking */
    bool names_only;       /* refused before linking: only its names are looked up */
};

struct builder {
    wm_allocator allocator;
    draft *d;
    arena scratch; /* whatever ends with the builder */
    names names;
    size_t first_finding;
    bool failed, broken; /* no memory; something that is no step or condition was handed in */
    bool has_guide;
    guide_declaration guide;
    vector questions, faults, actions, escalations;
    vector written; /* conditions as written */
    vector parts;   /* condition_id: of ALL, ANY, NONE */
    vector words;   /* const char *: answers of IS */
    vector functions;
    vector references;
    vector families[SIDES], origins[SIDES];
    /* what conditions become */
    vector conditions, condition_parts, sets, set_words;
    struct made_condition *made; /* one a written condition */
    uint32_t main_flow;          /* as written, or NONE */
    uint32_t marks;              /* the last one given out, for name.mark */
};

/* A copy of a name in the builder's table; NULL (and failed) where there is no memory. */
name *builder_name(builder *b, const char *s);
bool builder_owns(const builder *b, const name *n, int side); /* declared in this guide */

/* ---- checks.c: what one declaration says by itself ---- */

bool builder_check_name(builder *b, const char *id, uint32_t line, bool slashes);
void builder_check_text(builder *b, const char *id, wm_text text, bool required, uint32_t line);
void builder_check_share(builder *b, const char *id, const char *field, double p, uint32_t line);
void builder_check_minutes(builder *b, const char *id, const char *field, double minutes, uint32_t line);
void builder_check_question(builder *b, question *q);
/* Copies the answers (yes and no where none are written) and folds what leads to them. */
void builder_take_answers(builder *b, question *q, const match_declaration *matches, uint32_t match_count);

/* ---- resolve.c: names between the declarations of one guide ---- */

/* Faults of `fixes` and `given`, answers of `given`; then the remedies of each fault. All return false
 * where there is no memory. */
bool resolve_faults(builder *b);
bool resolve_remedies(builder *b);
/* P(fixes | fault) / cost, by which a fault's remedies are ordered; what costs nothing comes first. */
double remedy_worth(double p, double cost);
/* `changes`, `sets`, evidence: to families at first, to slots once these are known. */
bool resolve_effects(builder *b);
bool place_effects(builder *b);
/* NONE, and said, where there is no such fault. */
uint32_t fault_named(builder *b, const char *id, uint32_t line);
/* The index of another guide's name among the references; NONE where there is no memory. */
uint32_t reference_to(builder *b, const char *guide_name, uint32_t line);

/* ---- families.c ---- */

/* The family that a name stands for, declared here or not; NONE where there is no memory. */
uint32_t family_named(builder *b, int side, name *n, uint32_t line);
/* The family of a question or action that was just declared; false where there is no memory. */
bool family_declared(builder *b, int side, name *n, uint32_t line);
/* What the families of declared questions ask: once these have their place in the guide. */
void families_begin(builder *b);
/* Another time of a question or action. */
uint32_t family_as(builder *b, int side, const step_name *step, uint32_t line);
/* Gives slots to all families, and groups them by what they are of. */
bool families_place(builder *b);
/* What linking needs of a guide that was refused: its families, and who is to declare them. */
bool families_keep_names(builder *b);

/* ---- conditions.c ---- */

/* The guide's condition that a written one becomes; `implied` is the family that an `on` asks about,
 * or NONE. NONE where it can't be. */
uint32_t condition_of(builder *b, condition_id id, uint32_t implied);
/* Makes room; to be called first. */
bool conditions_begin(builder *b);
/* `goal` and `verify` take no Lua function and no `solved`. */
void refuse_in_goal(builder *b, condition_id c, const char *field, const char *about, uint32_t line);
/* Copies what was made into the guide. */
bool conditions_keep(builder *b);
/* The thresholds of the guide's own questions. */
bool thresholds_keep(builder *b);

/* ---- settle.c: what needs the question: now for own ones, while linking for others' ---- */

uint32_t answer_named(const question *q, const char *id);
void settle_ask(draft *d, node *n, const question *q);
/* `answers` and `words`: where those of an IS stand. */
void settle_condition(draft *d, condition *c, const question *q, uint16_t *answers, const char *const *words);
bool settle_setting(draft *d, setting *s, const question *q); /* false: no memory */
/* A number that a guide tests a question against. */
typedef struct threshold {
    uint32_t guide, question;
    double value;
} threshold;
bool thresholds_of(const condition *c, uint32_t guide_, uint32_t question_, vector *out);
/* Puts them in order, each once. */
void thresholds_sort(vector *list);

/* ---- flow.c: the graph of steps ---- */

/* The steps in the order in which they are walked. */
typedef struct ordering {
    uint32_t *number; /* of a step, or NONE where it was never placed */
    uint32_t *depth;  /* how deeply blocks are nested below it */
    uint32_t *order;  /* steps, by number */
    uint32_t *stack, *seen;
    uint32_t top, count;
    size_t visits;  /* so far, while asking who owns what */
    uint32_t cycle; /* a step that leads back to itself, or NONE */
} ordering;

bool flow_order(draft *d, arena *scratch, ordering *o);
/* Which families are whose flow's own; the rounds of flows and of families. */
bool flow_ownership(draft *d, ordering *o, family *const families[SIDES], const uint32_t counts[SIDES]);
/* The sketch becomes the guide's nodes, branches and links. */
bool flow_keep(draft *d, const ordering *o);

/* ---- draft.c ---- */

extern const question question_solved;
draft *draft_new(wm_allocator allocator);
void sketch_free(sketch *s);
/* Frees what only finishing and linking need. */
void draft_tidy(draft *d);

#endif
