/* A case told again, and the numbers of its questions. Uses retell.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/retell.h"

/* ---- Copies ---------------------------------------------------------------------------------------------------- */

wm_status case_repeat(wm_case *c, const wm_event *e, wm_error *error)
{
    wm_by by = { .by = e->by, .at = e->at, .source = e->source };
    if (e->kind == WM_EVENT_ANSWER)
        return wm_case_answer_value(c, e->id, &e->value, &by, error);
    if (e->kind == WM_EVENT_OUTCOME)
        return wm_case_outcome_by(c, e->id, e->outcome, &by, error);
    return wm_case_retract(c, e->id, error);
}

wm_case *case_retell(const wm_rules *rules, const wm_case *c, const char *without, wm_error *error)
{
    wm_case *again = NULL;
    wm_status status = wm_case_new(&again, rules, wm_case_guide(c), error);
    if (status == WM_OK)
        status = wm_case_set_impact(again, wm_case_impact(c), error);
    for (size_t i = 0; status == WM_OK && i < wm_case_log_size(c); i++) {
        wm_event e;
        status = wm_case_log(c, i, &e);
        if (status == WM_OK)
            status = case_repeat(again, &e, error);
    }
    while (status == WM_OK && without != NULL && wm_case_retract(again, without, error) == WM_OK)
        continue;
    if (status == WM_OK)
        return again;
    wm_case_free(again);
    return NULL;
}

/* ---- Numbers of questions -------------------------------------------------------------------------------------- */

bool is_asked(wm_case *c, const char *question)
{
    wm_step step;
    return wm_case_step(c, &step, NULL) == WM_OK && step.kind == WM_ASK && step.verifies == NULL &&
           strcmp(step.id, question) == 0;
}

bool unasked_add(unasked *u, size_t event)
{
    if (u->count == u->room) {
        size_t room = u->room != 0 ? 2 * u->room : 16;
        size_t *more = realloc(u->events, room * sizeof *more);
        if (more == NULL)
            return false;
        u->events = more;
        u->room = room;
    }
    u->events[u->count++] = event;
    return true;
}

bool unasked_has(const unasked *u, size_t event)
{
    for (size_t i = 0; i < u->count; i++) {
        if (u->events[i] == event)
            return true;
    }
    return false;
}

size_t question_number(const unasked *u, const wm_case *c)
{
    size_t number = 1;
    for (size_t i = 0; i < wm_case_log_size(c); i++) {
        wm_event e;
        bool answers = wm_case_log(c, i, &e) == WM_OK && e.kind == WM_EVENT_ANSWER && !e.retracted;
        number += answers && !unasked_has(u, i);
    }
    return number;
}

void unasked_free(unasked *u)
{
    free(u->events);
    *u = (unasked){ .events = NULL };
}
