/* The cases of a session: opening, finding, and the draft that a turn works on. Uses waymark.h and base/. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/session.h"

static char *copy_string(const char *s)
{
    size_t size = strlen(s) + 1;
    char *copy = malloc(size);
    return copy != NULL ? memcpy(copy, s, size) : NULL;
}

/* The number of this case among the session's; dates differ where the session runs over midnight. */
static void make_id(const turn *t, char out[CASE_ID_SIZE])
{
    char date[MOMENT_SIZE];
    moment_date(t->now, date);
    snprintf(out, CASE_ID_SIZE, "C%.8s-%04zu", date, t->session->cases.count + 1);
}

kept_case *kept_new(turn *t, const char *guide, const char *by)
{
    kept_case *kept = calloc(1, sizeof *kept);
    if (kept != NULL) {
        kept->stamps = vector_of(allocator_default(), sizeof(int64_t));
        kept->by = copy_string(by);
    }
    if (kept == NULL || kept->by == NULL || !vector_reserve(&t->session->cases, 1)) {
        kept_free(kept);
        error_no_memory(&t->error);
        return NULL;
    }
    if (wm_case_new(&kept->live, t->session->rules, guide, &t->error) != WM_OK) {
        kept_free(kept);
        return NULL;
    }
    kept->lang = t->lang;
    make_id(t, kept->id);
    return kept;
}

void kept_free(kept_case *kept)
{
    if (kept == NULL)
        return;
    wm_case_free(kept->live);
    wm_case_free(kept->draft);
    vector_free(&kept->stamps);
    free(kept->by);
    free(kept);
}

kept_case *kept_find(const wm_session *session, const char *id)
{
    for (size_t i = 0; i < session->cases.count; i++) {
        kept_case *kept = VECTOR_AT(&session->cases, kept_case *, i);
        if (strcmp(kept->id, id) == 0)
            return kept;
    }
    return NULL;
}

static wm_status repeat_event(wm_case *c, const wm_event *event, wm_error *error)
{
    wm_by by = { .by = event->by, .at = event->at, .source = event->source };
    switch (event->kind) {
    case WM_EVENT_ANSWER:
        return wm_case_answer_value(c, event->id, &event->value, &by, error);
    case WM_EVENT_OUTCOME:
        return wm_case_outcome_by(c, event->id, event->outcome, &by, error);
    case WM_EVENT_RETRACT:
        return wm_case_retract(c, event->id, error);
    }
    return error_set(error, WM_BAD_INPUT, NULL, "紀錄裡有不認得的事件", "the log has an event of an unknown kind");
}

/* Applies to the draft what the case has more: a case is the fold of its log. */
static wm_status catch_up(const kept_case *kept, wm_error *error)
{
    size_t size = wm_case_log_size(kept->live);
    wm_status status = WM_OK;
    for (size_t i = wm_case_log_size(kept->draft); i < size && status == WM_OK; i++) {
        wm_event event;
        status = wm_case_log(kept->live, i, &event);
        if (status == WM_OK)
            status = repeat_event(kept->draft, &event, error);
    }
    return status;
}

wm_case *kept_draft(kept_case *kept, const wm_rules *rules, wm_error *error)
{
    if (kept->draft == NULL && wm_case_new(&kept->draft, rules, wm_case_guide(kept->live), error) != WM_OK) {
        kept->draft = NULL;
        return NULL;
    }
    if (wm_case_set_impact(kept->draft, wm_case_impact(kept->live), error) != WM_OK || catch_up(kept, error) != WM_OK) {
        kept_spoil(kept);
        return NULL;
    }
    return kept->draft;
}

void kept_spoil(kept_case *kept)
{
    wm_case_free(kept->draft);
    kept->draft = NULL;
}

bool kept_make_room(kept_case *kept, const wm_case *c)
{
    size_t size = wm_case_log_size(c);
    return size <= kept->stamps.count || vector_reserve(&kept->stamps, size - kept->stamps.count);
}

void kept_commit(kept_case *kept, int64_t now)
{
    wm_case *before = kept->live;
    kept->live = kept->draft;
    kept->draft = before;
    kept_stamp(kept, now);
}

void kept_stamp(kept_case *kept, int64_t now)
{
    while (kept->stamps.count < wm_case_log_size(kept->live)) {
        int64_t *stamp = vector_push(&kept->stamps);
        if (stamp == NULL)
            return; /* can't be after kept_make_room */
        *stamp = now;
    }
}
