/* walk_support.h: what lets a test of the walk read as an example: a guide in a few lines, what is said and done, and the step that follows.
 * Uses waymark.h and cmocka (through tap.h).
 *
 *     example *e = given(GUIDE("printer", "") QUESTION("power", "") FAULT("jam", "") DESK
 *                        "flow { ask 'power' { yes = conclude 'jam' }, otherwise = escalate 'desk' }");
 *     expect(e, "ask power");
 *     says(e, "power", "yes");
 *     expect(e, "escalate desk for jam");
 *     over(e);
 *
 * A step in words: "ask Q", "ask Q to verify A", "try A", "escalate E", "resolved", "resolved by A", "diagnosed"; after a conclusion
 * " for F", and " presumed" where that fault is; " not applicable" and " contradiction" where they hold. */
#ifndef SUPPORT_WALK_SUPPORT_H
#define SUPPORT_WALK_SUPPORT_H

#include "support/tap.h"
#include "waymark.h"

/* Statements with the texts that every one of them must have; `fields` are further fields, in Lua. */
#define GUIDE(name, fields)    "guide '" name "' { zh = '" name " 指引', en = 'Guide " name "', " fields "}\n"
#define QUESTION(name, fields) "question '" name "' { zh = '" name "？', en = '" name "?', " fields "}\n"
#define FAULT(name, fields)    "fault '" name "' { zh = '原因 " name "', en = 'Fault " name "', " fields "}\n"
#define ACTION(name, fields)   "action '" name "' { zh = '處理 " name "', en = 'Action " name "', " fields "}\n"
#define ESCALATION(name)       "escalation '" name "' { to = 'second_line', zh = '轉給 " name "', en = 'To " name "' }\n"
/* Where these examples hand over to. */
#define DESK ESCALATION("desk")

typedef struct example example;

/* A case opened on a guide, or on the first of several (each one file of a folder; ends with NULL). */
#define given(text)       example_new(__FILE__, __LINE__, (const char *const[]){ text, NULL })
#define given_guides(...) example_new(__FILE__, __LINE__, (const char *const[]){ __VA_ARGS__, NULL })
example *example_new(const char *file, int line, const char *const *texts);
/* Ends the example and frees it. */
void over(example *e);
/* The case itself, for what has no word here. */
wm_case *case_of(example *e);
/* The guide is refused when it is loaded, by a finding with this code. */
#define expect_refused_guide(text, code) example_refused(__FILE__, __LINE__, text, code)
void example_refused(const char *file, int line, const char *text, const char *code);

/* What is answered; each must be taken. */
#define says(e, question, answer)        example_says(__FILE__, __LINE__, e, question, answer)
#define says_number(e, question, number) example_number(__FILE__, __LINE__, e, question, number)
#define not_sure(e, question)            example_says(__FILE__, __LINE__, e, question, NULL)
void example_says(const char *file, int line, example *e, const char *question, const char *answer);
void example_number(const char *file, int line, example *e, const char *question, double number);
/* An answer that is not taken, and why. */
#define expect_not_taken(e, question, answer, status)                                                                  \
    assert_int_equal(wm_case_answer(case_of(e), question, answer, NULL), status)

/* What came of an action. */
#define done(e, action)    example_outcome(__FILE__, __LINE__, e, action, WM_DONE)
#define fixed(e, action)   example_outcome(__FILE__, __LINE__, e, action, WM_FIXED)
#define failed(e, action)  example_outcome(__FILE__, __LINE__, e, action, WM_FAILED)
#define skipped(e, action) example_outcome(__FILE__, __LINE__, e, action, WM_SKIPPED)
void example_outcome(const char *file, int line, example *e, const char *action, wm_outcome outcome);

/* Takes back the latest event of a name; there must be one. */
#define retract(e, name) example_retract(__FILE__, __LINE__, e, name)
void example_retract(const char *file, int line, example *e, const char *name);

/* The step in words, until the next call on the example. */
#define expect(e, step) example_expect(__FILE__, __LINE__, e, step)
void example_expect(const char *file, int line, example *e, const char *step);
/* The same, where what follows these words is left open. */
#define expect_begins(e, words) example_begins(__FILE__, __LINE__, e, words)
void example_begins(const char *file, int line, example *e, const char *words);
const char *step_of(const char *file, int line, example *e);

/* How likely a fault is now, to 1e-9; and the order in which the diagnosis names the faults, separated by blanks. */
#define expect_belief(e, fault, p) example_belief(__FILE__, __LINE__, e, fault, p)
#define expect_ranking(e, faults)  example_ranking(__FILE__, __LINE__, e, faults)
void example_belief(const char *file, int line, example *e, const char *fault, double p);
void example_ranking(const char *file, int line, example *e, const char *faults);

/* Whether `why` notes that something was passed over, for this reason, about this name (NULL: any). */
bool passed_over(example *e, wm_pass reason, const char *id);

#endif
