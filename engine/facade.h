/* What the façade's files share: the insides of wm_rules and wm_case. Only engine/ files outside of its
 * rooms include it; it may use every room. */
#ifndef FACADE_H
#define FACADE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/findings.h"
#include "base/vector.h"
#include "prove/trial.h"
#include "reason/chooser.h"
#include "script/script.h"
#include "walk/walk.h"

typedef struct team {
    const char *id;
    wm_text text;
    int level;
} team;

/* A heading of a manual, by its anchor; a title is NULL where that language has none. */
typedef struct heading {
    const char *manual, *anchor;
    wm_text title;
} heading;

/* What minutes cost at an impact. */
typedef struct priced_impact {
    const char *id;
    prices prices;
} priced_impact;

/* An interpreter for Lua conditions, lent to one walk at a time. */
typedef struct lent_vm {
    script_vm *vm;
    struct lent_vm *next;
} lent_vm;

struct wm_rules {
    wm_config config;
    wm_allocator allocator;
    arena memory;     /* teams, names */
    findings found;   /* by loading */
    findings checked; /* by loading and check */
    vector allows;    /* comments that allow findings (allows.c) */
    vector allowed;   /* wm_finding: what the last check found and these allow */
    linked *linked;
    const rule_set *set;
    vector headings; /* of the manuals */
    team *teams;
    size_t team_count;
    const priced_impact *impacts;    /* kb/costs.json: [0] where a case states none; NULL: minutes alone */
    size_t impact_count;             /* without [0] */
    _Atomic(belief_model *) *models; /* one a guide and impact, made on first use */
    bool *may_contradict;            /* one a guide: whether its facts can leave no cause at all */
    pthread_mutex_t vm_lock;         /* the one lock: only guides with Lua conditions come here */
    bool vm_lock_made;
    lent_vm *idle;
    char hash[17];
};

/* One event of the log. Strings live in the case's arena. */
typedef struct event {
    wm_event_kind kind;
    const char *id;
    facts_name name;
    fact value;             /* answers */
    wm_value given;         /* answers, as given */
    wm_outcome outcome;     /* outcomes */
    remedy_context context; /* outcomes */
    bool retracted;
    size_t verifies; /* answers: the outcome event that it verified, or SIZE_MAX */
    const char *by;
    int64_t at;
    wm_source source;
} event;

struct wm_case {
    const wm_rules *rules;
    wm_allocator allocator;
    const layout *layout;
    uint32_t guide;
    size_t impact;  /* into rules->impacts; 0: none is stated */
    facts now;      /* the fold of the log */
    facts imagined; /* for what if; made on first use */
    walk *walk;
    reason_chooser *reason;
    walk_chooser chooser;
    trace way;
    vector log;     /* of event */
    vector applied; /* of size_t: the log's index of the n-th event in force */
    arena kept;     /* what the log refers to */
    arena told;     /* what the last call told; forgotten by the next */
    walk_step step;
    bool stepped; /* step and way are of the facts in force */
};

/* rules.c */
const belief_model *rules_belief_model(const wm_rules *rules, size_t impact, uint32_t guide); /* NULL: no memory */
const team *rules_team(const wm_rules *rules, const char *id);
/* files.c: kb/teams.json; every rule file below dir, into drafts (draft *). */
wm_status rules_read_teams(wm_rules *rules, wm_error *error);
wm_status rules_load_files(wm_rules *rules, const char *dir, vector *drafts, uint64_t *hash, wm_error *error);
/* loading.c: these files (const char *) and the configuration's further ones; or one text. */
wm_status rules_load_paths(wm_rules *rules, const vector *paths, vector *drafts, uint64_t *hash, wm_error *error);
wm_status rules_load_one(wm_rules *rules, const char *name, const char *text, size_t size, vector *drafts,
                         wm_error *error);
/* weights.c: kb/weights/GUIDE.json into the guides, once they are linked; *hash takes what was read. */
wm_status rules_learn(wm_rules *rules, uint64_t *hash, wm_error *error);
/* A cell's name: an answer's id, "other", or the bounds of a number; NULL where there is no memory. */
const char *cell_name(arena *a, const question *q, uint32_t cell);
/* costs.c: kb/costs.json into rules->prices, once the teams are known. */
wm_status rules_read_costs(wm_rules *rules, wm_error *error);
typedef struct file_contents {
    char *text;
    size_t size, room;
} file_contents;
/* Reads at most `limit` + 1 bytes, so that a file that is too large can be told; NUL-terminated; to be dropped. */
wm_status rules_read_file(const wm_rules *rules, const char *path, size_t limit, file_contents *out, wm_error *error);
void rules_drop_file(const wm_rules *rules, file_contents *contents);
/* allows.c: what a file's comments allow; after a check, whose findings begin at `from`. */
void rules_init_allows(wm_rules *rules);
wm_status rules_note_allows(wm_rules *rules, const char *file, const char *text, size_t size, wm_error *error);
bool rules_obey_allows(wm_rules *rules, size_t from, uint32_t only);
/* manuals.c */
#define MANUAL_MOST_BYTES ((size_t)4 << 20)
wm_status rules_read_manuals(wm_rules *rules, wm_error *error);
bool rules_cite_exists(void *rules, const char *manual, const char *anchor);
/* The heading's words, or the manual's name where it has no such heading. */
wm_text rules_cite_title(const wm_rules *rules, const cite *c);
#define RULES_HASH_START 0xcbf29ce484222325u
uint64_t rules_hash_bytes(uint64_t hash, const void *bytes, size_t size);

/* lua.c: Lua conditions of a walk; the interpreter is taken on first use and given back at the end. */
typedef struct lua_conditions {
    const wm_rules *rules;
    lent_vm *vm;
    wm_error error;
} lua_conditions;
condition_runner lua_conditions_runner(lua_conditions *l, const wm_rules *rules);
void lua_conditions_end(lua_conditions *l);

/* case.c */
/* The walk's next step on given facts, kept in c->step and c->way where they are those in force. */
wm_status case_walk(wm_case *c, const facts *f, walk_step *out, wm_error *error);
/* What a walk's failure is to the caller: WM_OVERRUN, or the Lua condition's error. */
wm_status case_walk_failed(wm_case *c, wm_status status, const lua_conditions *lua, wm_error *error);
wm_status case_step_now(wm_case *c, wm_error *error);
/* wm_case_answers, with c->told kept as it is. */
wm_status case_take_answers(wm_case *c, const wm_answer *answers, size_t count, wm_error *error);
/* With the case's own impact; NULL: no memory. */
const belief_model *case_belief_model(const wm_case *c, uint32_t guide);
/* The name that finds a question or action; lives in c->told. */
const char *case_question_name(wm_case *c, const facts_name *name);
const char *case_action_name(wm_case *c, const facts_name *name);
/* values.c: what was answered, checked against its question; texts are kept in *keep. */
wm_status case_value(wm_case *c, arena *keep, const char *id, const facts_name *name, const wm_value *given, fact *out,
                     wm_error *error);
bool case_find_question(wm_case *c, const char *name, facts_name *out, wm_error *error);
bool case_find_action(wm_case *c, const char *name, facts_name *out, wm_error *error);
/* minutes.c: what a guide's cases cost, in minutes expected from its beginning on; *known false: it has no flow or no
 * faults, or can't be walked. */
wm_status rules_minutes(const wm_rules *rules, uint32_t guide, double *written, double *reranked, bool *known,
                        wm_error *error);
/* plan.c: a move of a guide's plan in its public form; false where there is no memory. */
bool plan_tell_move(wm_case *c, uint32_t guide, const belief_model *m, const plan_move *move, wm_plan_move *out);
/* why.c: imagined facts begin as those in force. */
wm_status case_imagine(wm_case *c, wm_error *error);
/* explain.c: which answers decided a step, and what would flip it; explain_causes.c: rivals, why not, another order;
 * explain_words.c: all of it in sentences. The step's includers must lie in c->told. c->way is used up by the first. */
wm_status explain_decision(wm_case *c, const walk_step *step, wm_why *out, wm_error *error);
wm_status explain_causes(wm_case *c, const walk_step *step, wm_why *out, wm_error *error);
wm_status explain_in_words(wm_case *c, const walk_step *step, wm_why *out, wm_error *error);
/* step.c: the public form of a step. */
wm_status case_tell_step(wm_case *c, const facts *f, const walk_step *from, wm_step *out, wm_error *error);
wm_text option_text(const answer *a);
wm_cite case_tell_cite(const wm_case *c, const cite *from);
/* Ranked causes of the guide where a walk stands; in c->told. */
/* The guide whose beliefs count at a step. */
uint32_t case_believed(const wm_case *c, const walk_step *at);
wm_status case_rank(wm_case *c, const facts *f, const walk_step *at, wm_belief **out, size_t *count, wm_error *error);
/* Whether the facts contradict each other for the guide where a walk stands. */
bool case_contradicts(wm_case *c, const facts *f, const walk_step *at);
/* A fact's public form; false where the place has none. */
bool case_tell_fact(wm_case *c, const facts *f, uint32_t place, wm_fact *out);
/* The same under an id that the caller keeps; takes memory for numbers alone. */
bool case_tell_fact_as(wm_case *c, const facts *f, uint32_t place, const char *id, wm_fact *out);
/* Whether nothing of what was told is missing for want of memory. */
bool case_fact_is_whole(const wm_fact *told);

/* graph_words.c: where words at a picture's edges are taken from, and kept. */
typedef struct graph_words {
    arena *memory;
    const rule_set *set;
    const guide *guide;
    uint32_t asked; /* the answer family that goes without saying, or NONE */
} graph_words;
/* A condition in words; both NULL where there is no memory. */
wm_text graph_condition(const graph_words *w, uint32_t index);
/* The answers of a question that are not covered, or "otherwise"; both NULL where there is no memory. */
wm_text graph_rest(const graph_words *w, const question *q, const bool *covered);

/* walks.c: walks that stand beside their rules. */
typedef struct kept_walk {
    const char *id, *where;
    const char *guide;     /* NULL: it names none */
    const char *must_fail; /* words of the failure that is wanted; NULL: it must pass */
    bool readable;         /* trial can be run */
    bool ran, passed;
    wm_text why;
    trial trial;
} kept_walk;
struct wm_walks {
    const wm_rules *rules;
    wm_allocator allocator;
    arena memory; /* of the walks */
    arena told;   /* of the last call */
    vector list;  /* of kept_walk */
    covers covers;
    prove_host host;
};
/* What walks of this rule set, or of a mutant of it, are lent. */
prove_host rules_prove_host(const wm_rules *rules);
/* walk_read.c: one walk's JSON object; `line` is of its file. What is wrong with it is kept as its failure. */
wm_status walks_take(wm_walks *walks, const char *path, uint32_t line, const char *json, size_t size, wm_error *error);

/* replay_missed.c: what no ticket of a replay came by. Of one guide, by line; the list is the arena's. False where there is
 * no memory. */
struct tally;
struct writing;
bool replay_missed(const rule_set *set, const struct tally *t, uint32_t guide_number, arena *memory, wm_coverage *out);
/* `"missed":{"guide":[{"where","what"},…],…}`: guides of which nothing is missed, and those that no ticket is of, are left
 * out. */
bool replay_missed_write(struct writing *o, const rule_set *set, const struct tally *t, wm_lang lang, arena *memory);

#endif
