/* What the files of the line-mode walk share (guide_*.c, verb_guide.c). Uses waymark.h.
 *
 * A turn shows the step, reads a line, and does what it says; the loop then takes the step anew. What a
 * step points to is gone after the next call on the case, so turns copy what they still need. */
#ifndef CLI_GUIDE_H
#define CLI_GUIDE_H

#include "cli/retell.h"
#include "cli/verbs.h"

#define LINE_SIZE ((size_t)65536) /* bytes of a line that is typed or pasted */

/* Who approved a remedy; for the record. */
typedef struct approval {
    char *action, *who;
    struct approval *next;
} approval;

/* An event as it was told when it was recorded; for the record. */
typedef struct note {
    size_t index; /* in the case's log */
    char *text;
    struct note *next; /* an earlier one */
} note;

typedef struct walker {
    wm_lang lang;
    wm_rules *rules;
    wm_case *c;
    bool echo;           /* what is read is shown, too: nobody types it */
    bool hinted;         /* the keys were told */
    bool left;           /* the user left, or the input ended */
    bool over;           /* the walk came to its end, and that was confirmed */
    bool fault;          /* a rule or the machine failed */
    struct watch *watch; /* --watch; else NULL */
    bool stale;          /* the guides' files changed: to be loaded anew before the next turn */
    approval *approvals;
    note *notes;
    unasked unasked;      /* answers that have no number */
    char *handed_to;      /* handed over midway: the escalation in words, or NULL */
    char *said;           /* what the user said at first, or NULL */
    char line[LINE_SIZE]; /* the last line, without blanks around it */
} walker;

/* How the case stands beside its step; copies. */
typedef struct standing {
    size_t number; /* of the question, among those that were asked */
    char *fault;   /* the likeliest, or NULL */
    double p;
} standing;

/* ---- guide_input.c ---- */

/* Prompts and reads one line into w->line; false at the end of input (w->left is then set). A line that
 * is too long, not UTF-8 or has control characters is refused with a word, and the next one is read. */
bool ask_line(walker *w, const char *zh, const char *en);

/* What can be typed at any question. */
typedef enum key { KEY_NONE, KEY_UNSURE, KEY_WHY, KEY_BACK, KEY_LIST, KEY_HAND_OVER, KEY_HELP, KEY_QUIT } key;
key key_of_line(const char *line);
/* 1 to count, or 0 where the line is no such number. Full-width digits count. */
size_t number_of_line(const char *line, size_t count);

/* An answer as it was typed; `text` and `shown` are copies. */
typedef struct typed {
    wm_value value;
    char *text;  /* what value.text points to */
    char *shown; /* as it is shown again */
} typed;
/* All of the text as a finite number. */
bool number_of(const char *text, double *out);
/* Reads the line as an answer to an `ask`. False, after saying what can be typed, where it is none. */
bool typed_answer(walker *w, const wm_step *step, typed *out);
void typed_free(typed *t);

/* ---- guide_screens.c ---- */

void show_options(const walker *w, const wm_step *step);
void show_ask(const walker *w, const wm_step *step, const standing *s);
void show_try(const walker *w, const wm_step *step, const standing *s);
void show_end(const walker *w, const wm_step *step);
/* "manual#anchor" after a label; nothing where nothing is cited. */
void show_cite(const walker *w, wm_cite cite);
/* What stands between a question, or an action, and what came of it. */
const char *between(const walker *w, const char *what);
/* A question with its answer, without a line end: 「TCP 22 有回應嗎？逾時」. */
void show_answered(const walker *w, const char *question, const char *answer);
/* The answer's words. */
const char *answer_words(const walker *w, const wm_fact *fact, char number[32]);

/* ---- guide_turns.c ---- */

/* One step, to the next event or command. */
void take_turn(walker *w);
/* Asks for the number-th piece of evidence that the escalation is missing, and records it. */
void add_evidence(walker *w, const wm_step *step, size_t number);
size_t missing_count(const wm_step *step);
/* A line was read: whether it was a command, which is then done. */
bool was_command(walker *w);
/* Says what an error says. */
void show_error(walker *w, const wm_error *error);
/* Records an answer, and says so, or why not. Text that no answer has is tried as a number, too. */
void record_answer(walker *w, const char *question, const char *question_text, const typed *given);

/* ---- guide_commands.c ---- */

/* Does what a key says (all but KEY_NONE and KEY_UNSURE). */
void run_key(walker *w, key k);

/* ---- guide_hand.c ---- */

/* Hands over midway, to whom the user chooses. */
void hand_over(walker *w);

/* ---- guide_watch.c ---- */

/* Begins to watch the folder of the guides; NULL where there is no memory. */
struct watch *watch_begin(const char *folder);
void watch_end(struct watch *at);
/* Waits until something was typed (true), or the guides' files changed (false; w->stale is then set). */
bool watch_wait(walker *w);
/* Loads the changed guides; the case goes on in them at the same point. A guide that does not load leaves all as it was. */
void watch_reload(walker *w, const invocation *use);
/* What check finds about the case's guide, in the margin. */
void watch_show_findings(walker *w);

/* ---- guide_record.c ---- */

/* Keeps for the record how the event of the log at `index` reads: 「TCP 22 有回應嗎？逾時」. */
void keep_note(walker *w, size_t index, const char *what, const char *came);
/* What was done and what came of it, for the record. */
void show_record(walker *w);
/* --record: adds the case to a file of walks. False, after a word, where it can't be. */
bool record_walk(walker *w, const char *file);

#endif
