/* waymark.h: the one public header of libwaymark; its comments are the manual.
 *
 * Waymark walks troubleshooting guides. A *rule set* (wm_rules) is loaded once from a folder of
 * Lua rule files and never changes; any number of threads may share it. A *case* (wm_case) is one
 * incident: a log of facts. The next step is a pure function of the guide and the facts in force,
 * so answers may come in any order, be changed or be taken back at any time.
 *
 * Conventions
 *   - Every function that can fail returns wm_status and fills the caller's wm_error (may be NULL).
 *   - Costs are minutes, probabilities lie in [0, 1], times are UTC seconds since 1970.
 *   - Text is UTF-8. Names are [a-z0-9_]+ (a guide's may have '/').
 *   - Pointers into a rule set live as long as it; pointers into a case's results live until the
 *     next call on that case. Nothing else is borrowed. A pointer handed in is never kept.
 *   - A case is used by one thread at a time. No global state.
 */
#ifndef WAYMARK_H
#define WAYMARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WM_VERSION "0.1.0"

/* ---- 1. Status, errors, texts ------------------------------------------------------------- */

typedef enum wm_status {
    WM_OK = 0,
    WM_NO_MEMORY,    /* an allocation failed; nothing was changed */
    WM_BAD_INPUT,    /* what was given is not of the form asked for */
    WM_UNKNOWN,      /* a name that nothing has */
    WM_OUT_OF_RANGE, /* a value that its question does not take */
    WM_NOTHING,      /* nothing to take back, nothing to show */
    WM_BAD_RULES,    /* a rule is at fault; `where` says which */
    WM_OVERRUN,      /* a rule used up its instructions or memory; `where` says which */
    WM_IO,           /* a file could not be read or written */
    WM_LATER         /* needs a part that this build or this call does not have */
} wm_status;

typedef enum wm_lang { WM_ZH = 0, WM_EN = 1 } wm_lang;

/* A text in both languages. Either may be NULL where a text is optional. */
typedef struct wm_text {
    const char *zh, *en;
} wm_text;

/* Filled on failure; owned by the caller; needs no freeing. */
typedef struct wm_error {
    wm_status status;
    char where[192]; /* "rules/x.lua:28" where a rule is at fault, else "" */
    char zh[640];    /* what is wrong and how to mend it */
    char en[640];
} wm_error;

/* What functions that return a count return where there was no memory to count. */
#define WM_NO_COUNT SIZE_MAX

/* The error's words in a language; never NULL. */
const char *wm_error_what(const wm_error *error, wm_lang lang);
/* "bad_input", "unknown" …: the status as a word that programs may rely on. */
const char *wm_status_name(wm_status status);
/* The text in a language, or in the other one where it is missing; "" where both are. */
const char *wm_text_in(wm_text text, wm_lang lang);
/* What an errno stands for, to follow a colon: "no such file or folder". The uncommon ones are told by their number. Both
 * texts are there, whatever the locale, and stay as they are for ever; any thread may ask. */
wm_text wm_errno_words(int number);

/* ---- 2. Configuration --------------------------------------------------------------------- */

/* One function does it all, as in Lua: new_size 0 frees (old may be NULL) and returns NULL; else it
 * allocates (old NULL) or resizes, and returns NULL where it can't, old being left as it was. */
typedef struct wm_allocator {
    void *(*alloc)(void *context, void *old, size_t old_size, size_t new_size);
    void *context;
} wm_allocator;

typedef struct wm_config {
    wm_allocator allocator;          /* alloc NULL: the C library's. With threads, of any thread at once */
    unsigned threads;                /* that load rule files; 0: 1. What comes out does not depend on it */
    const char *kb_dir;              /* teams.json, manuals/ …; NULL: none is looked for */
    const char *const *extra_files;  /* further rule files, NULL-terminated; may be NULL */
    uint64_t load_instructions;      /* Lua instructions a rule file may use; 0: 100,000,000 */
    uint64_t condition_instructions; /* … and one call of a Lua condition; 0: 1,000,000 */
    size_t file_bytes;               /* largest rule file; 0: 4 MiB */
    size_t memory_bytes;             /* memory that loading one file may take; 0: by its size */
    uint64_t walk_steps;             /* steps of one walk; 0: 1,000,000 */
    double load_seconds;             /* CPU backstop for loading one file; 0: 1.5 */
} wm_config;

/* ---- 3. Rule sets -------------------------------------------------------------------------- */

typedef struct wm_rules wm_rules;

/* Loads every *.lua below `dir` (in order of name; names that start with '.' and links that lead
 * out of dir are left out). A file at fault is refused by itself: its findings say why, and the
 * other guides are usable. Fails (WM_IO, WM_NO_MEMORY) only where nothing can be loaded at all.
 * On WM_OK *out is the caller's, to be freed by wm_rules_free. */
wm_status wm_rules_load(wm_rules **out, const wm_config *config, const char *dir, wm_error *error);
/* The same for a single guide's text; `name` is what findings call the file. */
wm_status wm_rules_load_text(wm_rules **out, const wm_config *config, const char *name, const char *text, size_t size,
                             wm_error *error);
void wm_rules_free(wm_rules *rules);

typedef enum wm_severity { WM_ERROR, WM_WARNING } wm_severity;

/* One answer of a witness: what to answer to come to a finding's place. */
typedef struct wm_witness {
    const char *question, *answer;
} wm_witness;

typedef struct wm_finding {
    const char *code; /* "WM101" */
    wm_severity severity;
    const char *where; /* "rules/x.lua:28" */
    const char *guide; /* NULL where it is not known */
    const char *node;  /* the id that it is about, or NULL */
    wm_text what, mend;
    const wm_witness *witness;
    size_t witness_count;
    const char *allowed; /* the reason by which its rule allows it; NULL: it doesn't */
} wm_finding;

/* What loading found; ordered by file and line. */
size_t wm_rules_findings(const wm_rules *rules, const wm_finding **out);
/* What can be known before a walk, loading's findings included (an array owned by the rule set,
 * made on the first call; not to be called by two threads at once). `only`: a guide's name or NULL. */
wm_status wm_rules_check(wm_rules *rules, const char *only, const wm_finding **out, size_t *count, wm_error *error);

/* What the last wm_rules_check found and a rule allows by a comment, `-- waymark: allow WM203 why`; not in its list. */
size_t wm_rules_allowed(const wm_rules *rules, const wm_finding **out);

/* What a finding's code stands for. */
typedef struct wm_code {
    const char *code;
    wm_severity severity; /* the greatest that it has */
    wm_text title, explanation;
} wm_code;
/* All codes, in order. */
size_t wm_codes(const wm_code **out);
/* Rules that are found fault with by that code, and what they are once mended: parts of a guide, or whole files divided
 * by lines of "-- another file". Either may be NULL. */
void wm_code_example(const char *code, const char **faulty, const char **mended);

typedef enum wm_guide_kind { WM_DIAGNOSIS, WM_ENVIRONMENT, WM_PROCEDURE } wm_guide_kind;

typedef struct wm_guide_info {
    const char *name;
    wm_text title;
    wm_guide_kind kind;
    const char *owner, *reviewed, *manual; /* may be NULL */
    const char *file;
    size_t questions, faults, actions, nodes;
} wm_guide_info;

/* The usable guides, in order of name. */
size_t wm_rules_guide_count(const wm_rules *rules);
wm_status wm_rules_guide(const wm_rules *rules, size_t index, wm_guide_info *out);
/* Whether a usable guide has the name; *out may be NULL. */
bool wm_rules_find_guide(const wm_rules *rules, const char *name, wm_guide_info *out);
/* 16 hexadecimal digits that change whenever a loaded file does. */
const char *wm_rules_hash(const wm_rules *rules);

/* Guides that the words of `text` lead to, best first; score in (0, 1], summing to at most 1.
 * Matching is literal on NFKC, case-folded text. Returns how many there are, or WM_NO_COUNT; at most cap are written. */
typedef struct wm_choice {
    const char *guide;
    wm_text title;
    double score;
} wm_choice;
size_t wm_rules_choose(const wm_rules *rules, const char *text, wm_choice *out, size_t cap);

/* ---- 4. Cases ------------------------------------------------------------------------------ */

typedef struct wm_case wm_case;

/* Opens a case on a guide. */
wm_status wm_case_new(wm_case **out, const wm_rules *rules, const char *guide, wm_error *error);
void wm_case_free(wm_case *c);
const char *wm_case_guide(const wm_case *c);

/* What an answer may be. For a choice: an answer's id, in `text`. For a number: `number`. For a
 * text question: any text. WM_VALUE_UNSURE: not sure. */
typedef enum wm_value_kind { WM_VALUE_UNSURE, WM_VALUE_TEXT, WM_VALUE_NUMBER } wm_value_kind;
typedef struct wm_value {
    wm_value_kind kind;
    const char *text; /* WM_VALUE_TEXT: UTF-8, NUL-terminated */
    double number;
} wm_value;

typedef enum wm_source { WM_SOURCE_NONE, WM_CONFIRMED, WM_STATED, WM_UNVERIFIABLE } wm_source;
typedef enum wm_outcome { WM_DONE, WM_FIXED, WM_FAILED, WM_SKIPPED } wm_outcome;

/* Who says it and when; both may be left out (NULL, 0: the log keeps what it is given). */
typedef struct wm_by {
    const char *by;
    int64_t at; /* UTC seconds */
    wm_source source;
} wm_by;

/* Records an answer, asked or not. The name is looked up in the case's guide, then in those that it
 * includes or leads to, then among the shared questions; "guide:name" is the full form.
 * WM_UNKNOWN: no such question; WM_OUT_OF_RANGE: not one of its answers or outside its range.
 * On failure the case is as it was. `answer` NULL: not sure. */
wm_status wm_case_answer(wm_case *c, const char *question, const char *answer, wm_error *error);
wm_status wm_case_answer_value(wm_case *c, const char *question, const wm_value *value, const wm_by *by,
                               wm_error *error);
/* Several answers as one event each, all or none. */
typedef struct wm_answer {
    const char *question;
    wm_value value;
    wm_by by;
} wm_answer;
wm_status wm_case_answers(wm_case *c, const wm_answer *answers, size_t count, wm_error *error);

/* Records what came of an action. WM_DONE: carried out, verification is asked next. */
wm_status wm_case_outcome(wm_case *c, const char *action, wm_outcome outcome, wm_error *error);
wm_status wm_case_outcome_by(wm_case *c, const char *action, wm_outcome outcome, const wm_by *by, wm_error *error);

/* The impact that the case has, as kb/costs.json prices it in "downtime_minute": its plans reckon with it from now on. NULL:
 * the one that the file names. It is no fact, and nothing of it is in the log. WM_UNKNOWN: the file has no such impact. */
wm_status wm_case_set_impact(wm_case *c, const char *impact, wm_error *error);
/* NULL: none was stated. */
const char *wm_case_impact(const wm_case *c);

/* Takes back the latest event of that name, an answer or an outcome; WM_NOTHING where there is none.
 * With an action go the answers that verified it and what its `sets` made true, and what it had made
 * stale is back. */
wm_status wm_case_retract(wm_case *c, const char *name, wm_error *error);

/* ---- 5. Steps ------------------------------------------------------------------------------ */

typedef enum wm_step_kind { WM_ASK, WM_TRY, WM_ESCALATE, WM_RESOLVED, WM_DIAGNOSED } wm_step_kind;
typedef enum wm_input { WM_CHOICE, WM_NUMBER, WM_TEXT } wm_input;
typedef enum wm_risk { WM_SELF, WM_APPROVAL, WM_HANDOVER } wm_risk;

typedef struct wm_option {
    const char *id;
    wm_text text;
    const char *sign; /* what the screen literally shows, or NULL */
} wm_option;

typedef struct wm_cite {
    const char *manual, *anchor; /* NULL: none */
    wm_text title;               /* the heading's words, or the manual's name */
} wm_cite;

typedef struct wm_how {
    wm_text text;
    const char *run; /* a command, verbatim, or NULL */
} wm_how;

typedef struct wm_evidence {
    const char *id;
    wm_text text;
    bool known;
    bool unsure;
    const char *answer; /* as wm_fact's, or NULL */
    wm_text answer_text;
} wm_evidence;

typedef struct wm_rate {
    const char *fault;
    wm_text text;
    double p;
    uint32_t cases; /* that p was learned from; 0: as the rule states it */
} wm_rate;

/* The next step. `id` is the name that answers or outcomes are given under. Which of the fields
 * below a kind has stands beside them; the others are zero. */
typedef struct wm_step {
    wm_step_kind kind;
    bool done;         /* the last step */
    const char *id;    /* question, action or escalation; resolved, diagnosed: NULL */
    const char *guide; /* where it is declared */
    wm_text text;
    wm_cite cite;
    /* ask */
    wm_input input;
    const wm_option *options; /* without "not sure", which is always allowed */
    size_t option_count;
    double min, max; /* number: ±HUGE_VAL where open */
    wm_text unit;
    wm_text say, why;
    wm_how how;
    const char *verifies; /* ask: the action that the answer verifies, or NULL */
    /* ask, try */
    double cost, wait; /* minutes of work, minutes of waiting */
    /* try */
    wm_risk risk;
    const wm_how *steps;
    size_t step_count;
    wm_text safety, undo;
    bool workaround;
    const char *verify; /* the first question that will verify it, or NULL */
    const wm_rate *fixes;
    size_t fix_count;
    bool procedure; /* a step of an operation manual: done = 做到了, failed = 卡住了 */
    /* escalate */
    const char *to; /* a team */
    int level;      /* 0 where not stated */
    wm_text to_text;
    const wm_evidence *evidence;
    size_t evidence_count;
    /* after a conclusion */
    const char *fault;
    wm_text fault_text;
    wm_text tell;        /* what to tell the user */
    const char *action;  /* resolved: the action that fixed, or NULL; diagnosed: the next remedy */
    double p;            /* of the fault, by belief; only where presumed */
    bool presumed;       /* a "not sure" was decided by belief on the way */
    bool contradiction;  /* the facts contradict each other: beliefs are back at the priors */
    bool not_applicable; /* the guide says that it does not hold for this environment */
} wm_step;

/* The next step; everything in *out lives until the next call on the case. */
wm_status wm_case_step(wm_case *c, wm_step *out, wm_error *error);
/* A question as it would be asked, whether it is the step or not: what it takes as an answer. WM_UNKNOWN: no such question. */
wm_status wm_case_question(wm_case *c, const char *question, wm_step *out, wm_error *error);
/* To whom the case can be handed over from here: the escalations of the guide that the walk stands in, then those of
 * the case's guide, as declared, each with its evidence as it is at hand. Returns how many there are, or WM_NO_COUNT;
 * at most cap are written. 0 also where the walk has no step. */
size_t wm_case_escalations(wm_case *c, wm_step *out, size_t cap);

typedef struct wm_belief {
    const char *fault;
    wm_text text;
    double p;
    uint32_t cases,
        of; /* handled cases that ended in it, of all that its prior was learned from; 0, 0: as the rule states it */
} wm_belief;

/* Ranked causes of the guide that the walk stands in, or, where that one knows none, of the one that the case was opened
 * on; p in [0, 1] summing to 1; the reached fault comes first after a conclusion. "elsewhere" (other causes) is shown last.
 * Returns how many there are, or WM_NO_COUNT; at most cap are written. 0 also where the walk has no step (wm_case_step
 * says why). */
size_t wm_case_diagnosis(wm_case *c, wm_belief *out, size_t cap);

/* A fact as the walk passed it: the questions on the way to the present step, oldest first. While an action is verified,
 * and once it has resolved the case, those on the way to the action, then those that verified it. All are in force. */
typedef struct wm_fact {
    const char *id, *guide;
    wm_text text;       /* the question's, or the action's */
    const char *answer; /* answer's id, a text as typed, an outcome; NULL: not sure */
    wm_text answer_text;
    bool is_number;
    double number;
    bool presumed; /* not sure, and decided by belief */
    const char *by;
    int64_t at;
    wm_source source;
} wm_fact;
size_t wm_case_path(wm_case *c, wm_fact *out, size_t cap); /* or WM_NO_COUNT */
/* The actions that have an outcome in force; or WM_NO_COUNT. */
size_t wm_case_tried(wm_case *c, wm_fact *out, size_t cap);
/* All answers in force, on the way or not; or WM_NO_COUNT. */
size_t wm_case_facts(wm_case *c, wm_fact *out, size_t cap);

/* What a guide costs, in minutes expected over the beliefs, from the facts in force on. */
typedef struct wm_plan_move {
    wm_step_kind
        kind;       /* WM_ASK, WM_TRY, WM_ESCALATE; WM_DIAGNOSED: nothing is left to do, and nobody to hand over to */
    const char *id; /* NULL: WM_DIAGNOSED */
    wm_text text;
} wm_plan_move;
typedef struct wm_plan {
    const char *guide;
    size_t faults;       /* without other causes; 0: there is nothing to plan, and only `written` is told */
    bool has_written;    /* false: a guide without a flow */
    double written;      /* the guide walked as it is written */
    bool written_exact;  /* false: likely ways are walked, what is left is estimated */
    double reranked;     /* the myopic plan followed to the end: at every step what costs least by looking one ahead */
    bool reranked_exact; /* false: its first steps are followed, then its own estimate stands, which a plan attains */
    double best, lower;  /* no plan costs less than `lower`, one costs `best`; equal (within 1e-9) where exact */
    bool exact;
    double handover;           /* the cheapest escalation; HUGE_VAL: there is none */
    const wm_plan_move *order; /* the myopic plan where every question gets its likeliest answer, every remedy fails */
    size_t order_count;
    double loss; /* minutes that the written order loses at one step, the most at any; 0: nowhere */
    wm_plan_move loss_step, loss_instead; /* that step, and what the plan would do there */
    const char *loss_where;               /* "rules/x.lua:28" */
} wm_plan;
/* Everything in *out lives until the next call on the case. Takes up to some seconds for large guides; budgets count
 * work, so the same guide and facts give the same figures everywhere. */
wm_status wm_case_plan(wm_case *c, wm_plan *out, wm_error *error);
/* The same for a guide, an impact (NULL: as kb/costs.json names it) and answers given to it. On WM_OK *out is the caller's, to be freed by wm_plan_free before the rules are. */
wm_status wm_rules_plan(wm_plan **out, const wm_rules *rules, const char *guide_name, const char *impact,
                        const wm_answer *answers, size_t count, wm_error *error);
void wm_plan_free(wm_plan *plan);

/* ---- 6. What if, why, what was said --------------------------------------------------------- */

/* The step that would follow if these were answered; the case is left as it is. */
wm_status wm_case_what_if(wm_case *c, const wm_answer *answers, size_t count, wm_step *out, wm_error *error);

/* Why this step. */
typedef struct wm_branch_note {
    const char *answer; /* an answer's id, "unsure", or the bounds of a cell */
    wm_text text;
    wm_step_kind next; /* what would follow */
    const char *next_id;
    wm_text next_text;
    const char *likeliest; /* the fault that would lead then, or NULL */
    wm_text likeliest_text;
    double p;
} wm_branch_note;
typedef enum wm_pass {
    WM_PASS_UNKNOWN,  /* a condition waited for a fact that is not known */
    WM_PASS_FALSE,    /* a condition did not hold */
    WM_PASS_WITHIN,   /* a flow or guide that the walk is still within */
    WM_PASS_AT_MOST,  /* a loop that has had its rounds */
    WM_PASS_SKIPPED,  /* an action that was skipped */
    WM_PASS_PRESUMED, /* not sure, decided by belief */
    WM_PASS_ELSEWHERE /* the guide does not hold for this environment */
} wm_pass;
typedef struct wm_pass_note {
    wm_pass kind;
    const char *where; /* "rules/x.lua:28" */
    const char *id;    /* the question, flow, guide or action, or NULL */
    /* unknown, false: the question that the condition waited for, or that had another value; else NULL */
    const char *on;
    wm_text on_text;
    const char *value; /* its answer, as wm_fact's, or NULL */
    wm_text value_text;
} wm_pass_note;
/* Another cause that is still possible, and the open question that tells it from the leading one best for its minutes. */
typedef struct wm_rival {
    const char *fault;
    wm_text text;
    double p;
    const char *told_apart_by; /* NULL: no open question does */
    wm_text told_apart_text;
} wm_rival;
/* Why not another cause: the fact that lowered it most against the leading one. */
typedef struct wm_why_not {
    const char *fault;
    wm_text text;
    const char *id; /* a question, or an action that failed */
    wm_text id_text;
    const char *answer; /* as wm_fact's; of an action "failed" */
    wm_text answer_text;
    double ratio; /* P(fact | leading cause) / P(fact | this one), > 1; HUGE_VAL: this one excludes it */
} wm_why_not;
/* The smallest change of answers that leads to another conclusion. */
typedef struct wm_flip_answer {
    const char *id;
    wm_text text;
    wm_value value; /* to be given to wm_case_answer_value */
    wm_text value_text;
} wm_flip_answer;
typedef struct wm_flip {
    wm_flip_answer answers[2];
    size_t count; /* 0: none was found, by changing one answer, or two */
    wm_step_kind kind;
    const char *id; /* of the step that it would come to, or NULL */
    wm_text text;
    const char *fault; /* that would then be concluded, or NULL */
    wm_text fault_text;
} wm_flip;
typedef struct wm_why {
    wm_text sentence; /* the question's own `why`, or one made of what it tells apart */
    wm_cite cite;
    const wm_branch_note *branches;
    size_t branch_count;
    const wm_pass_note *passes;
    size_t pass_count;
    /* A smallest set of answers that forces this step: each is needed, the others may be forgotten. Outcomes stand. */
    const wm_fact *decided_by;
    size_t decided_count;
    const wm_rival *rivals; /* by probability */
    size_t rival_count;
    const wm_why_not *why_not; /* by probability, those that are ruled out last */
    size_t why_not_count;
    wm_flip flip;     /* of a conclusion, a remedy or a hand-over */
    double reordered; /* minutes that are saved by not going in the written order; 0: it is the written order */
    wm_plan_move reordered_from; /* what would come first as written */
    const wm_text *lines;        /* all of it in sentences, for people and for the record */
    size_t line_count;
} wm_why;
/* Every part of it is true of the walk: it was found by walking on other facts. Budgets count walks and work: in very large
 * cases decided_by may hold an answer too many, and a flip may not be found. */
wm_status wm_case_why(wm_case *c, wm_why *out, wm_error *error);

/* Finds facts in any text (an error message, the user's words): the answers whose `match`
 * it holds. They are recorded, and returned in out (at most cap; the count is returned in *found). */
wm_status wm_case_say(wm_case *c, const char *text, const wm_by *by, wm_fact *out, size_t cap, size_t *found,
                      wm_error *error);

/* ---- 7. The log ----------------------------------------------------------------------------- */

typedef enum wm_event_kind { WM_EVENT_ANSWER, WM_EVENT_OUTCOME, WM_EVENT_RETRACT } wm_event_kind;
typedef struct wm_event {
    wm_event_kind kind;
    const char *id;
    wm_value value;     /* answers */
    wm_outcome outcome; /* outcomes */
    bool retracted;
    const char *by;
    int64_t at;
    wm_source source;
} wm_event;
/* Every event in order, those taken back too. */
size_t wm_case_log_size(const wm_case *c);
wm_status wm_case_log(const wm_case *c, size_t index, wm_event *out);

/* ---- 8. Sessions: the same as JSON Lines ------------------------------------------------------ */

/* Drives cases by the session protocol: one request object in, one reply object out. What programs
 * send by `waymark session` and over HTTP goes through here. */
typedef struct wm_session wm_session;
/* `now` gives the time for events that come without one; NULL: the system's clock. */
typedef int64_t wm_clock(void *context);
wm_status wm_session_new(wm_session **out, const wm_rules *rules, wm_lang lang, wm_clock *now, void *clock_context,
                         wm_error *error);
void wm_session_free(wm_session *session);
/* Answers one request (without its line end; any bytes). *reply is one JSON object, NUL-terminated,
 * without a line end, the session's until the next call; a bad request is answered with an error
 * object and changes nothing. WM_NO_MEMORY is the only failure: *reply is then a fixed error object. */
wm_status wm_session_request(wm_session *session, const char *request, size_t size, const char **reply);
/* Requests longer than this are refused (bytes). */
#define WM_SESSION_MAX_REQUEST ((size_t)1 << 20)

#ifdef __cplusplus
}
#endif

/* ---- 9 and 10: waymark_replay.h. 11 and 12: waymark_author.h. ------------------------------------- */
#include "waymark_author.h"
#include "waymark_replay.h"

#endif
