/* What the files of the terminal desk share (desk_*.c). Uses waymark.h.
 *
 * A view composes its screen, waits for a press, and does what it says; views call one another. When `left`
 * is set every view returns at once. What a step points to is gone after the next call on the case, so views
 * take the step anew for each screen, and copy what they still need. */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include <stdio.h>

#include "cli/desk_keys.h"
#include "cli/desk_sheet.h"
#include "cli/retell.h"
#include "cli/verbs.h"

#define KEYED     ((size_t)9) /* answers that have a key on one screen */
#define PATH_MOST ((size_t)256)

/* ---- desk_store.c: a case's file ---------------------------------------------------------------------------- */

typedef struct cJSON cJSON;

typedef struct store {
    int fd; /* -1: no file */
    char *path;
    char number[64]; /* of the case: C115-1123-01 */
    size_t saved;    /* events of the case's log that are in the file or in `pending` */
    ink pending;     /* lines that are not yet in the file */
    int trouble;     /* errno of the last writing that failed; 0: all is written */
} store;

/* Who approved a remedy. */
typedef struct approval {
    char *action, *who, *how;
    int64_t at;
    struct approval *next;
} approval;

/* How a case ended. */
typedef enum ending { ENDED_NOT, ENDED_SOLVED, ENDED_HANDED_OVER, ENDED_INCIDENT } ending;

/* What is beside the events: strings are copies. */
typedef struct dossier {
    int64_t opened;      /* when the case was opened; 0: not known */
    int impact, urgency; /* as kb/priorities.json numbers them; 0: not told yet */
    char *said;          /* what the user said at first, or NULL */
    approval *approvals;
    ending end;
    char *escalation, *team; /* handed over: the escalation, or NULL; the team's id */
    char *incident;          /* ended by a known incident: its id */
    char *code;              /* the close code */
} dossier;

/* How the case stands beside its step: taken before it, because a step lives until the next call only. */
#define CAUSES_MOST ((size_t)32)
typedef struct outlook {
    char **way; /* the answers on the way, oldest first; copies */
    size_t way_count;
    wm_belief causes[CAUSES_MOST];
    size_t cause_count;
} outlook;

typedef struct desk {
    const invocation *use;
    wm_lang lang;
    wm_rules *rules;
    wm_case *c;
    store store;
    dossier about;
    unasked unasked;                       /* answers that have no number */
    cJSON *incidents, *teams, *priorities; /* of kb/, or NULL */
    sheet sheet;
    decoder keys;
    ink note; /* told above the keys until the next press */
    outlook outlook;
    ink wrong;        /* a key that is none: told in the foot */
    ink records;      /* printed when the terminal is given back */
    char file[4096];  /* of the case to be opened, by --case; "" : the next number of the folder */
    bool no_memory;   /* why it is left */
    size_t copied;    /* commands of this step that were copied */
    size_t no_scroll; /* of views that do not scroll */
    int64_t back_at;  /* when Backspace was last pressed */
    char *approver;   /* who approved last in this run */
    bool left, fault; /* leave; a rule or the machine is at fault */
} desk;

/* The folder of cases, made where it is absent. False: there is none to be had. */
bool store_folder(char *path, size_t size);
/* Opens a new file for a case: d->file, which serves once, or the next number in the folder. A failure is kept in
 * trouble. */
void store_new(desk *d);
/* Takes a case up again: its events, and what is beside them. False after saying why in d->note. */
bool store_resume(desk *d, const char *path);
/* Writes what is not yet in the file, and waits until the disk has it. What can't be written stays pending;
 * d->store.trouble says why. */
void store_sync(desk *d);
/* What is beside the events; written at once. False: there was no memory to write it down. */
bool store_guide(desk *d);
bool store_said(desk *d, const char *text);
bool store_approval(desk *d, const approval *a);
bool store_priority(desk *d);
bool store_end(desk *d);
void store_close(desk *d);
void dossier_free(dossier *a);

/* An unfinished case as it is offered. */
typedef struct open_case {
    char number[64], guide[128], subject[160];
    int64_t opened;
    int impact, urgency; /* 0: not told */
    char path[4096];
} open_case;
/* The latest first; at most cap. */
size_t store_open_cases(open_case *out, size_t cap);

/* ---- desk_time.c ---------------------------------------------------------------------------------------------- */

#define TIME_SIZE 32
/* "2026-11-23T21:05:00+08:00" and back; 0 where it is none. Taiwan's time. */
const char *time_written(int64_t at, char out[TIME_SIZE]);
int64_t time_read(const char *written);
/* "21:05" */
const char *time_of_day(int64_t at, char out[TIME_SIZE]);
/* "C115-1123-": 民國 year, month and day, as a case's number begins. */
const char *case_prefix(int64_t at, char out[TIME_SIZE]);
/* $WAYMARK_NOW stands for the clock where it is set, written as above: what the time left looks like can be shown. */
int64_t time_now(void);
/* Who sits at the desk: the system's name of the user. */
const char *desk_user(void);

/* ---- desk_known.c: kb/ ------------------------------------------------------------------------------------------- */

void known_load(desk *d);
void known_free(desk *d);
/* Open incidents whose signs the text holds; at most cap are written. */
size_t known_incidents(const desk *d, const char *said, const cJSON **out, size_t cap);
/* A text of an incident or a team: member.zh, member.en; "" where there is none. */
const char *known_words(const desk *d, const cJSON *of, const char *member);
const char *known_id(const cJSON *incident);
/* A team's name; its id where nobody knows it. */
const char *team_words(const desk *d, const char *id);
size_t team_count(const desk *d);
const char *team_at(const desk *d, size_t at);

/* ---- desk_clock.c: how urgent a case is ------------------------------------------------------------------------------ */

typedef struct clock_left {
    int64_t minutes; /* until the limit; negative: it is over */
    int64_t day;     /* minutes of one day of this clock */
    bool working;    /* working time; else day and night */
    bool soon;       /* so much is gone that the site wants to be warned */
} clock_left;

/* Minutes of working time between two times. */
int64_t working_minutes(int64_t from, int64_t to);
/* "P2"; NULL where the site has none for them. */
const char *priority_of(const desk *d, int impact, int urgency);
/* The time left to solve a case; false where there is no limit. The second: of the case at hand, now. */
bool clock_read(const desk *d, int64_t opened, int impact, int urgency, int64_t now, clock_left *out);
bool clock_of(const desk *d, clock_left *out);
/* Tells the case's plans its impact, where kb/costs.json prices it. */
void impact_state(desk *d);
/* 「解決時限 還有 7 小時 43 分」; `named` false: without what the limit is for. */
void clock_words(const desk *d, const clock_left *left, bool named, ink *out);

/* ---- desk_view.c: what views have in common -------------------------------------------------------------------------- */

/* A new screen: its head is there. `scroll` NULL: this screen does not scroll. */
sheet *view_begin(desk *d, size_t *scroll);
/* Draws it and waits. A resize is done here: the press is then PRESS_RESIZE, and the view draws anew. Scrolling
 * keys are done here, too. */
void view_wait(desk *d, size_t *scroll, press *p);
/* The press is no key here. */
void view_wrong(desk *d, const press *p);
/* Told until the next press. */
#define view_note(d, ...) (ink_clear(&(d)->note), ink_add(&(d)->note, (d)->lang, __VA_ARGS__))
void view_error(desk *d, const wm_error *error);
/* Keys of every view: language, leaving. True: it was one. */
bool view_common(desk *d, const press *p);
/* The number of a digit key, 1 to count; 0: none. */
size_t press_number(const press *p, size_t count);
/* Lists show nine at a time. How many stand on a page; the key that turns it, in the foot; the press that does. */
size_t page_size(size_t count, size_t page);
void page_key(sheet *s, size_t count, size_t page);
bool page_press(const press *p, size_t count, size_t *page);
const char *words_of(const desk *d, wm_text text);
/* 「TCP 22 有回應嗎？」 and what came of it: what stands between. */
const char *between_words(const desk *d, const char *what);
/* The answer's words; `number` is room for one. */
const char *fact_words(const desk *d, const wm_fact *fact, char number[32]);
/* How many there are of what a call wrote, at most cap; without memory none, and the desk is left. */
size_t counted(desk *d, size_t count, size_t cap);
char *copied(const char *text); /* NULL for NULL */
void set_copy(char **at, const char *text);
/* "46 %" and a bar. */
void view_bar(sheet *s, double p);
/* Reads one line in a field. Returns a copy, or NULL where it was left. */
char *view_field(desk *d, wm_text title, wm_text hint, const char *first);
/* A field's keys: changes `line`; true where the press was one of them. */
bool field_press(ink *line, const press *p);

/* ---- desk_case.c: what is done to a case --------------------------------------------------------------------------------- */

/* The same case, with nothing of `without` (may be NULL). NULL after d->note says why. */
wm_case *case_copy(desk *d, const char *without);
/* Each records, writes, and tells what was recorded or why not. */
bool case_answer(desk *d, const char *question, const wm_value *value);
bool case_outcome(desk *d, const char *action, wm_outcome outcome);
bool case_retract(desk *d, const char *id);
/* Takes back the latest event. */
void case_back(desk *d);
/* Opens a case on a guide, with what was said. False after d->note says why. */
bool case_open(desk *d, const char *guide, const char *said);
/* Goes on in another guide; answers that it knows, too, are kept. */
bool case_switch(desk *d, const char *guide, const char *said);
void case_close(desk *d);
/* Facts in what was said are recorded; how many. */
size_t case_say(desk *d, const char *said);
/* Takes what was typed as an answer: a number, an option's words, text. */
bool case_typed(desk *d, const wm_step *step, const char *typed);
/* How it was given, in words. */
const char *approval_how(const desk *d, const approval *a);
const approval *approval_of(const desk *d, const char *action);
/* False where there was no memory to keep it: it then is no approval. */
bool approval_add(desk *d, const char *action, const char *who, const char *how);

/* ---- Views ----------------------------------------------------------------------------------------------------------- */

void view_start(desk *d);                     /* desk_start.c */
void view_case(desk *d);                      /* desk_walk.c: until the case ends or is left */
void view_message(desk *d, const char *text); /* desk_message.c: NULL: type it first */
void view_why(desk *d);                       /* desk_why.c */
void view_change(desk *d);                    /* desk_change.c */
void view_script(desk *d);                    /* desk_script.c */
void view_manual(desk *d, wm_cite cite);      /* desk_manual.c */
bool view_hand_over(desk *d);                 /* desk_hand.c: true where it was handed over */
bool view_approval(desk *d);                  /* desk_try.c: true where it was approved */
void view_record(desk *d);                    /* desk_record.c */
void view_priority(desk *d);                  /* desk_clock.c */
/* Composes a step; desk_ask.c, desk_try.c, desk_end.c. */
void compose_ask(desk *d, sheet *s, const wm_step *step, size_t page, const char *field);
void compose_try(desk *d, sheet *s, const wm_step *step);
/* A command, each of its lines in a line of its own behind so many blanks. */
void compose_run(sheet *s, int rank, size_t indent, const char *run);
void compose_end(desk *d, sheet *s, const wm_step *step, size_t page, size_t code, bool unhappy);
void outlook_take(desk *d);
void outlook_free(outlook *o);
void compose_way(desk *d, sheet *s, const wm_step *step);
void compose_causes(desk *d, sheet *s);
/* `page`: of the missing pieces that have a key, nine at a time; NO_KEYS: none has. */
#define NO_KEYS SIZE_MAX
void compose_evidence(desk *d, sheet *s, const wm_step *step, size_t page);
const wm_evidence *evidence_missing(const wm_step *step, size_t number);
/* Asks for a piece of evidence and records it. */
void evidence_add(desk *d, const wm_evidence *e);
size_t evidence_missing_count(const wm_step *step);
/* Close codes of the last screen. */
#define CLOSE_CODES ((size_t)4)
extern const wm_text close_codes[CLOSE_CODES];
/* Copies the next command of the step to the terminal's clipboard, all its lines. */
void copy_command(desk *d, const wm_step *step);
/* The summary for the record, in plain lines. */
void record_write(desk *d, ink *out);

#endif
