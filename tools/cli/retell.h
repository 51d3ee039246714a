/* A case told again: what both ways of walking do with a case's log. Uses waymark.h. */
#ifndef CLI_RETELL_H
#define CLI_RETELL_H

#include "waymark.h"

/* The same event in another case. */
wm_status case_repeat(wm_case *c, const wm_event *e, wm_error *error);
/* The same case, at the same impact, with nothing of `without` (may be NULL); the caller's to free. NULL after *error says why. */
wm_case *case_retell(const wm_rules *rules, const wm_case *c, const char *without, wm_error *error);

/* Answers that nobody was asked for: found in what was said, typed as evidence, changed, or given to verify. A question's number is of
 * those that were asked, so these don't count. */
typedef struct unasked {
    size_t *events; /* of the case's log */
    size_t count, room;
} unasked;
/* Whether the case asks this very question now, and not to verify. What the step pointed to is gone then. */
bool is_asked(wm_case *c, const char *question);
/* False: no memory; the number is then one too high. */
bool unasked_add(unasked *u, size_t event);
bool unasked_has(const unasked *u, size_t event);
/* The number of the next question. */
size_t question_number(const unasked *u, const wm_case *c);
void unasked_free(unasked *u);

#endif
