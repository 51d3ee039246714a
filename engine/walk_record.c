/* A case as a walk that can stand beside its rules. Part of the façade.
 *
 * What is in force is recorded; what was taken back is not. The walk is run before it is handed out, so that its way is the
 * one that `waymark test` will take; where it only comes to the case's end if what was said is known from the beginning
 * (an answer that nobody asked for decided something), it is recorded as `known`. */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "facade.h"

static bool add_value(cJSON *to, const char *key, const wm_value *value)
{
    if (value->kind == WM_VALUE_NUMBER)
        return cJSON_AddNumberToObject(to, key, value->number) != NULL;
    if (value->kind == WM_VALUE_TEXT)
        return cJSON_AddStringToObject(to, key, value->text) != NULL;
    return cJSON_AddNullToObject(to, key) != NULL;
}

static bool add_step(cJSON *steps, const event *e)
{
    cJSON *step = cJSON_CreateObject();
    if (!step || !cJSON_AddItemToArray(steps, step)) {
        cJSON_Delete(step);
        return false;
    }
    if (e->kind == WM_EVENT_ANSWER)
        return cJSON_AddStringToObject(step, "ask", e->id) && add_value(step, "answer", &e->given);
    return cJSON_AddStringToObject(step, "try", e->id) &&
           cJSON_AddStringToObject(step, "outcome", walker_outcome_words[e->outcome]);
}

static bool is_in_force(const event *e)
{
    return e->kind != WM_EVENT_RETRACT && !e->retracted;
}

static bool answers_the_same(const event *x, const event *y)
{
    return is_in_force(y) && y->kind == WM_EVENT_ANSWER && y->name.place == x->name.place;
}

/* Whether another answer is given before the next outcome. */
static bool is_changed(const wm_case *c, size_t index)
{
    for (size_t i = index + 1; i < c->log.count; i++) {
        const event *e = &VECTOR_AT(&c->log, event, i);
        if (is_in_force(e) && e->kind == WM_EVENT_OUTCOME)
            return false;
        if (answers_the_same(&VECTOR_AT(&c->log, event, index), e))
            return true;
    }
    return false;
}

/* Whether the same question is answered at another time, too. */
static bool is_given_again(const wm_case *c, size_t index)
{
    for (size_t i = 0; i < c->log.count; i++)
        if (i != index && answers_the_same(&VECTOR_AT(&c->log, event, index), &VECTOR_AT(&c->log, event, i)) &&
            !is_changed(c, i))
            return true;
    return false;
}

/* An answer that was changed before any action counts as it was last given; what is asked anew behind an action is told in
 * its order, as steps. */
static bool add_events(const wm_case *c, cJSON *object, bool known)
{
    cJSON *facts_ = cJSON_AddObjectToObject(object, known ? "known" : "facts");
    cJSON *steps = cJSON_AddArrayToObject(object, "steps");
    bool made = facts_ && steps;
    for (size_t i = 0; i < c->log.count && made; i++) {
        const event *e = &VECTOR_AT(&c->log, event, i);
        if (!is_in_force(e) || (e->kind == WM_EVENT_ANSWER && is_changed(c, i)))
            continue;
        if (e->kind == WM_EVENT_OUTCOME || is_given_again(c, i))
            made = add_step(steps, e);
        else
            made = add_value(facts_, e->id, &e->given);
    }
    return made;
}

static bool add_word(cJSON *to, const char *key, const char *word)
{
    return !word || cJSON_AddStringToObject(to, key, word);
}

static const char *end_word(const wm_step *s)
{
    switch (s->kind) {
    case WM_RESOLVED:
        return "resolved";
    case WM_ESCALATE:
        return "escalated";
    case WM_ASK:
        return "incomplete";
    default:
        return "diagnosed";
    }
}

static bool add_end(cJSON *object, const wm_step *s, const vector *path)
{
    cJSON *expect = cJSON_AddObjectToObject(object, "expect");
    bool made = expect && add_word(expect, "end", end_word(s));
    if (s->kind == WM_ASK)
        made = made && add_word(expect, "stopped_at", s->id);
    else
        made = made && add_word(expect, "fault", s->fault);
    if (s->kind == WM_ESCALATE)
        made = made && add_word(expect, "escalate", s->id);
    else if (s->kind != WM_ASK)
        made = made && add_word(expect, "action", s->kind == WM_TRY ? s->id : s->action);
    cJSON *list = made && path ? cJSON_AddArrayToObject(expect, "path") : NULL;
    for (size_t i = 0; list && i < path->count; i++) {
        cJSON *word = cJSON_CreateString(VECTOR_AT(path, const char *, i));
        if (!word || !cJSON_AddItemToArray(list, word)) {
            cJSON_Delete(word);
            return false;
        }
    }
    return made && (list || !path);
}

/* The line in the arena; NULL where there is no memory. */
static const char *write_walk(const wm_case *c, arena *a, const char *id, const wm_step *s, bool known,
                              const vector *path)
{
    cJSON *object = cJSON_CreateObject();
    bool made = object && cJSON_AddStringToObject(object, "id", id) &&
                cJSON_AddStringToObject(object, "guide", wm_case_guide(c)) && add_events(c, object, known) &&
                add_end(object, s, path);
    char *text = made ? json_print(object) : NULL;
    const char *line = text ? arena_string(a, text, strlen(text)) : NULL;
    json_text_free(text);
    cJSON_Delete(object);
    return line;
}

static bool tell_path(wm_walks *walks, const walker *w, const trial_desk *d, vector *path)
{
    for (size_t i = 0; i < d->taken.count; i++) {
        const char *words = taken_words(w, &VECTOR_AT(&d->taken, taken, i), &walks->told);
        if (!words || !vector_append(path, &words, 1))
            return false;
    }
    return true;
}

/* Runs the line; *path is filled where it comes to its end. WM_NOTHING where it does not. */
static wm_status run_line(wm_walks *walks, const char *line, vector *path, wm_error *error)
{
    trial_desk d;
    walker w;
    trial_result result = { 0 };
    wm_status status = walks_take(walks, "", 1, line, strlen(line), error);
    if (status != WM_OK)
        return status;
    const kept_walk *kept = &VECTOR_AT(&walks->list, kept_walk, walks->list.count - 1);
    if (!kept->readable)
        return WM_NOTHING;
    trial_desk_init(&d, walks->allocator);
    bool opened = walker_open(&w, &walks->host, walks->rules->set, kept->trial.guide, walks->allocator);
    status = opened ? trial_run(&d, &w, &kept->trial, &result) : WM_NO_MEMORY;
    if (status == WM_OK && result.passed && !tell_path(walks, &w, &d, path))
        status = WM_NO_MEMORY;
    walker_close(&w);
    trial_desk_free(&d);
    if (status != WM_OK)
        return error_no_memory(error);
    return result.passed ? WM_OK : WM_NOTHING;
}

static wm_status record(wm_case *c, wm_walks *walks, const char *id, const wm_step *s, const char **line,
                        wm_error *error)
{
    vector path = vector_of(c->allocator, sizeof(const char *));
    wm_status status = WM_NOTHING;
    for (int known = 0; known < 2 && status == WM_NOTHING; known++) {
        const char *tried = write_walk(c, &walks->told, id, s, known, NULL);
        status = tried ? run_line(walks, tried, &path, error) : error_no_memory(error);
        if (status == WM_OK && !(*line = write_walk(c, &c->told, id, s, known, &path)))
            status = error_no_memory(error);
    }
    vector_free(&path);
    if (status == WM_NOTHING)
        return error_set(error, WM_NOTHING, NULL, "這個案件的順序不能寫成走法：重走一次會走到別的地方。",
                         "This case can't be written as a walk: walked anew, it comes to another place.");
    return status;
}

wm_status wm_case_as_walk(wm_case *c, const char *id, const char **line, wm_error *error)
{
    wm_step s;
    wm_walks *walks;
    *line = NULL;
    wm_status status = wm_case_step(c, &s, error);
    if (status == WM_OK)
        status = wm_walks_new(&walks, c->rules, error);
    if (status != WM_OK)
        return status;
    status = record(c, walks, id, &s, line, error);
    wm_walks_free(walks);
    return status;
}
