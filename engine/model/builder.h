/* Builds one guide from statements in any order: declarations and steps first, names resolved at the
 * end. The only way that a guide comes into being. Uses model/guide.h and base/; knows nothing of Lua.
 *
 * The statements' structs are those of guide.h with the names filled in; what guide.h calls
 * *resolved* is filled in by builder_finish (inside the guide) and rule_set_link (between guides).
 * All strings handed in must live in builder_arena (builder_keep interns one). Whatever is at fault
 * becomes a finding with file and line; a builder with errors yields no guide. A failed allocation
 * makes every later call a no-op and builder_finish return NULL with the findings' no_memory set. */
#ifndef MODEL_BUILDER_H
#define MODEL_BUILDER_H

#include "base/findings.h"
#include "model/guide.h"

typedef struct builder builder;

/* A step as a caller holds it: an index into the builder's steps. */
typedef uint32_t step_id;
/* A condition likewise. */
typedef uint32_t condition_id;

builder *builder_open(wm_allocator allocator, const char *file, findings *found);
/* Frees a builder that was not finished. */
void builder_drop(builder *b);
arena *builder_arena(builder *b);
/* The one copy of a string in the builder's arena, or NULL where there is no memory. */
const char *builder_keep(builder *b, const char *s, size_t size);
/* Adds an error (code "WM1xx" …) at a line; `about` is the id that it is about or NULL. */
wm_finding *builder_complain(builder *b, const char *code, uint32_t line, const char *about, const char *zh,
                             const char *en, ...) __attribute__((format(printf, 5, 7), format(printf, 6, 7)));
bool builder_failed_memory(const builder *b);

/* ---- Declarations. Copied; a name declared twice, a second `guide`, are findings. ------------- */

typedef struct guide_declaration {
    const char *name;
    wm_text title;
    const char *const *symptoms; /* NULL-terminated or NULL */
    const char *manual, *owner, *reviewed;
    wm_guide_kind kind;
    condition_id goal, applies; /* or NONE */
    uint32_t line;
} guide_declaration;
void builder_guide(builder *b, const guide_declaration *g);
/* `match` patterns come by answer id and in any order; `answers` NULL: yes, no (choice). */
typedef struct match_declaration {
    const char *answer_id, *word; /* as written; folded by the builder */
    uint32_t line;
} match_declaration;
void builder_question(builder *b, const question *q, const match_declaration *matches, uint32_t match_count);
void builder_fault(builder *b, const fault *f);
/* action.verify is a condition_id here. */
void builder_action(builder *b, const action *a);
void builder_escalation(builder *b, const escalation *e);
/* name NULL: the main flow. otherwise: a step or NONE. */
void builder_flow(builder *b, const char *name, const step_id *steps, size_t count, step_id otherwise, uint32_t line);

/* ---- Conditions -------------------------------------------------------------------------------
 * A question's name NULL: implied, to be filled in by the `ask` whose `on` it stands in. */

condition_id builder_is(builder *b, const char *asked, const char *const *answers, size_t count, uint32_t line);
/* COND_BELOW (high), COND_AT_LEAST (low), COND_BETWEEN (low, high). */
condition_id builder_compare(builder *b, condition_kind kind, const char *asked, double low, double high,
                             uint32_t line);
condition_id builder_contains(builder *b, const char *asked, const char *word, uint32_t line);
/* COND_KNOWN (a question), COND_FIXED, COND_FAILED (an action). */
condition_id builder_about(builder *b, condition_kind kind, const char *name, uint32_t line);
/* COND_ALL, COND_ANY, COND_NONE. */
condition_id builder_combine(builder *b, condition_kind kind, const condition_id *parts, size_t count, uint32_t line);
/* Bytecode and upvalues must live in builder_arena. */
condition_id builder_lua(builder *b, const lua_function *f);
/* Whether a Lua function stands in it (`verify` and `goal` take none). */
bool builder_has_lua(const builder *b, condition_id c);

/* ---- Steps. One step may be used in several places. ------------------------------------------- */

/* NODE_ASK, NODE_TRY: what = the name, as = another name or NULL. CONCLUDE, SUSPECT, ESCALATE, GO,
 * SEE, INCLUDE, AGAIN: what = the name. RESOLVE: what NULL. An ASK without builder_branches has none. */
step_id builder_step(builder *b, node_kind kind, const char *what, const char *as, uint32_t line);
void builder_at_most(builder *b, step_id again, uint16_t at_most);
typedef struct branch_declaration {
    branch_kind kind;
    const char *answer_id;  /* ANSWER */
    condition_id condition; /* ON */
    const step_id *steps;
    size_t count;
    uint32_t line;
} branch_declaration;
/* The branches of an ASK: ANSWER, OTHER and UNSURE in any order, ON in written order. */
void builder_branches(builder *b, step_id ask, const branch_declaration *branches, size_t count);
/* NODE_WHEN */
step_id builder_when(builder *b, condition_id condition, const step_id *steps, size_t count, uint32_t line);
/* NODE_ANY_ORDER: every step must be an ASK. */
step_id builder_any_order(builder *b, const step_id *asks, size_t count, uint32_t line);
node_kind builder_kind(const builder *b, step_id step);

/* ---- The end ---------------------------------------------------------------------------------- */

/* Resolves what the guide can resolve by itself; names that it can't (shared questions and actions,
 * other guides) are left to rule_set_link. Always consumes the builder. NULL where there were errors. */
typedef struct draft draft; /* a finished guide, waiting to be linked */
draft *builder_finish(builder *b);
/* The same; where errors refuse the guide, *refused is what linking needs to look its names up, or NULL. */
draft *builder_finish_or_names(builder *b, draft **refused);
/* A statement of that name could not be read at all, which was said: whoever names it is not told that it is not there. */
void builder_unusable(builder *b, const char *id);
const guide *draft_guide(const draft *d);
void draft_free(draft *d);

/* Links finished guides into a rule set. Takes the drafts over; a draft whose names can't be resolved
 * (or whose guide's name is taken, or that leads to a guide that was refused) is refused with findings,
 * the others are linked. `teams`: ids that escalations may name, NULL-terminated, or NULL: any.
 * Returns NULL only where there is no memory. */
typedef struct linked linked;
linked *rule_set_link(wm_allocator allocator, draft **drafts, size_t count, const char *const *teams, findings *found);
const rule_set *linked_set(const linked *l);
/* The rule set's hash: of the files' contents, which only their reader has. 0 until it is set. */
void linked_set_hash(linked *l, uint64_t hash);
void linked_free(linked *l);

#endif
