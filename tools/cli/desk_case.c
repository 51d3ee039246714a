/* What is done to a case: each thing is recorded, and in the file before the next screen. Uses desk.h, words.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

#define FOUND_MOST ((size_t)64)

static wm_by by_now(void)
{
    return (wm_by){ .by = desk_user(), .at = time_now() };
}

/* ---- Copies ------------------------------------------------------------------------------------------------------ */

wm_case *case_copy(desk *d, const char *without)
{
    wm_error error;
    wm_case *c = case_retell(d->rules, d->c, without, &error);
    if (c == NULL)
        view_error(d, &error);
    return c;
}

/* ---- Events ------------------------------------------------------------------------------------------------------- */

/* The answer that was recorded last was not asked for: its question has no number. */
static void mark_unasked(desk *d, size_t event)
{
    if (!unasked_add(&d->unasked, event))
        (void)counted(d, WM_NO_COUNT, 0);
}

bool case_answer(desk *d, const char *question, const wm_value *value)
{
    bool asked = is_asked(d->c, question);
    wm_error error;
    wm_by by = by_now();
    wm_value number = { .kind = WM_VALUE_NUMBER };
    char *end;
    wm_status status = wm_case_answer_value(d->c, question, value, &by, &error);
    if (status == WM_OUT_OF_RANGE && value->kind == WM_VALUE_TEXT) {
        number.number = strtod(value->text, &end);
        if (end != value->text && *end == '\0')
            status = wm_case_answer_value(d->c, question, &number, &by, &error);
    }
    if (status != WM_OK) {
        view_error(d, &error);
        return false;
    }
    if (!asked)
        mark_unasked(d, wm_case_log_size(d->c) - 1);
    store_sync(d);
    return true;
}

bool case_outcome(desk *d, const char *action, wm_outcome outcome)
{
    wm_error error;
    wm_by by = by_now();
    if (wm_case_outcome_by(d->c, action, outcome, &by, &error) != WM_OK) {
        view_error(d, &error);
        return false;
    }
    store_sync(d);
    return true;
}

bool case_retract(desk *d, const char *id)
{
    wm_error error;
    if (wm_case_retract(d->c, id, &error) != WM_OK) {
        view_error(d, &error);
        return false;
    }
    store_sync(d);
    return true;
}

/* The name of the latest event that still counts; a copy, NULL where there is none. */
static char *latest_event(const desk *d)
{
    for (size_t i = wm_case_log_size(d->c); i > 0; i--) {
        wm_event event;
        if (wm_case_log(d->c, i - 1, &event) == WM_OK && event.kind != WM_EVENT_RETRACT && !event.retracted)
            return copied(event.id);
    }
    return NULL;
}

/* The words of a question or action that has an answer or outcome in force; a copy. */
static char *words_of_event(desk *d, const char *id)
{
    wm_fact *facts = calloc(PATH_MOST, sizeof *facts);
    const char *found = id;
    for (int pass = 0; facts != NULL && pass < 2 && found == id; pass++) {
        size_t count = counted(
            d, pass == 0 ? wm_case_facts(d->c, facts, PATH_MOST) : wm_case_tried(d->c, facts, PATH_MOST), PATH_MOST);
        for (size_t i = 0; i < count; i++) {
            if (strcmp(facts[i].id, id) == 0)
                found = words_of(d, facts[i].text);
        }
    }
    char *copy = copied(found);
    free(facts);
    return copy;
}

void case_back(desk *d)
{
    char *id = latest_event(d), *what = id != NULL ? words_of_event(d, id) : NULL;
    if (id == NULL || what == NULL)
        view_note(d, "還沒有可以收回的答案。", "There is no answer to take back.");
    else if (case_retract(d, id))
        view_note(d, "收回：%s", "Taken back: %s", what);
    free(id);
    free(what);
}

/* Of the answers that were found in a text, only the one that was asked for counts. */
static void mark_said(desk *d, size_t from, const char *asked)
{
    for (size_t i = from; i < wm_case_log_size(d->c); i++) {
        wm_event e;
        if (wm_case_log(d->c, i, &e) == WM_OK && (asked == NULL || strcmp(e.id, asked) != 0))
            mark_unasked(d, i);
    }
}

/* The question that stands on the screen, and has a number there; a copy, or NULL. */
static char *asked_now(desk *d)
{
    wm_step step;
    bool asks = wm_case_step(d->c, &step, NULL) == WM_OK && step.kind == WM_ASK && step.verifies == NULL;
    return asks ? copied(step.id) : NULL;
}

/* `asked`: the question that was asked for it, or NULL. */
static size_t take_said(desk *d, const char *said, const char *asked)
{
    wm_fact facts[FOUND_MOST];
    wm_error error;
    wm_by by = { .by = "paste", .at = time_now() };
    size_t found = 0, before = wm_case_log_size(d->c);
    if (wm_case_say(d->c, said, &by, facts, FOUND_MOST, &found, &error) != WM_OK) {
        view_error(d, &error);
        return 0;
    }
    mark_said(d, before, asked);
    store_sync(d);
    return found;
}

size_t case_say(desk *d, const char *said)
{
    char *asked = asked_now(d);
    size_t found = take_said(d, said, asked);
    free(asked);
    return found;
}

/* ---- Cases ---------------------------------------------------------------------------------------------------------- */

bool case_open(desk *d, const char *guide, const char *said)
{
    wm_error error;
    if (wm_case_new(&d->c, d->rules, guide, &error) != WM_OK) {
        view_error(d, &error);
        return false;
    }
    if (d->store.fd < 0)
        store_new(d);
    (void)store_guide(d); /* the head of the screen says what is not saved */
    set_copy(&d->about.said, said);
    if (said != NULL) {
        (void)store_said(d, said);
        (void)take_said(d, said, NULL); /* nothing was asked yet */
    }
    return true;
}

/* Tells another case the answers in force; a question that its guide does not know stays behind. False: no memory. */
static bool move_answers(const desk *d, wm_case *to, unasked *there)
{
    bool whole = true;
    for (size_t i = 0; i < wm_case_log_size(d->c); i++) {
        wm_event e;
        if (wm_case_log(d->c, i, &e) == WM_OK && e.kind == WM_EVENT_ANSWER && !e.retracted &&
            case_repeat(to, &e, NULL) == WM_OK && unasked_has(&d->unasked, i))
            whole = unasked_add(there, wm_case_log_size(to) - 1) && whole;
    }
    return whole;
}

bool case_switch(desk *d, const char *guide, const char *said)
{
    wm_error error;
    wm_case *c = NULL;
    if (wm_case_new(&c, d->rules, guide, &error) != WM_OK) {
        view_error(d, &error);
        return false;
    }
    unasked there = { .events = NULL }, here = d->unasked;
    bool whole = move_answers(d, c, &there);
    wm_case *before = d->c;
    d->c = c;
    d->unasked = there;
    if (!whole || !store_guide(d)) { /* the file would go on in the guide before */
        d->c = before;
        d->unasked = here;
        unasked_free(&there);
        wm_case_free(c);
        view_note(d, "記憶體不夠了，沒有換判斷樹。", "Out of memory: still in the same guide.");
        return false;
    }
    unasked_free(&here);
    wm_case_free(before);
    impact_state(d);
    (void)take_said(d, said, NULL);
    return true;
}

void case_close(desk *d)
{
    wm_case_free(d->c);
    d->c = NULL;
    unasked_free(&d->unasked);
    store_close(d);
    dossier_free(&d->about);
    free(d->approver);
    d->approver = NULL;
}

/* ---- What was typed --------------------------------------------------------------------------------------------------- */

static bool is_option(const wm_option *o, const char *typed)
{
    return same_word(typed, o->id) || (o->text.zh != NULL && same_word(typed, o->text.zh)) ||
           (o->text.en != NULL && same_word(typed, o->text.en)) || (o->sign != NULL && same_word(typed, o->sign));
}

/* All of it as a number, full-width digits and blanks around it taken, too. */
static bool read_number(const char *typed, double *out)
{
    char *plain = folded(typed), *end = NULL;
    bool digits = plain != NULL && plain[0] != '\0' && plain[strspn(plain, "0123456789+-.e ")] == '\0';
    errno = 0;
    *out = digits ? strtod(plain, &end) : 0;
    bool taken = digits && end != plain && end[strspn(end, " ")] == '\0' && (errno == 0 || *out == 0);
    free(plain);
    return taken;
}

bool case_typed(desk *d, const wm_step *step, const char *typed)
{
    wm_value value = { .kind = WM_VALUE_TEXT, .text = typed };
    for (size_t i = 0; i < step->option_count; i++) {
        if (is_option(&step->options[i], typed))
            value.text = step->options[i].id;
    }
    if (step->input == WM_NUMBER) {
        value.kind = WM_VALUE_NUMBER;
        if (!read_number(typed, &value.number)) {
            view_note(d, "「%s」不是數字。", "\"%s\" is not a number.", typed);
            return false;
        }
    }
    char *id = copied(step->id);
    char *text = value.kind == WM_VALUE_TEXT ? copied(value.text) : NULL;
    value.text = text;
    bool taken = id != NULL && (text != NULL || value.kind != WM_VALUE_TEXT) && case_answer(d, id, &value);
    free(id);
    free(text);
    return taken;
}

/* ---- Approval ------------------------------------------------------------------------------------------------------------ */

const approval *approval_of(const desk *d, const char *action)
{
    for (const approval *a = d->about.approvals; a != NULL; a = a->next) {
        if (a->action != NULL && strcmp(a->action, action) == 0)
            return a;
    }
    return NULL;
}

bool approval_add(desk *d, const char *action, const char *who, const char *how)
{
    approval *a = calloc(1, sizeof *a);
    if (a == NULL)
        return false;
    *a = (approval){ copied(action), copied(who), copied(how), time_now(), d->about.approvals };
    if (a->action != NULL && a->who != NULL && a->how != NULL && store_approval(d, a)) {
        d->about.approvals = a;
        return true;
    }
    free(a->action);
    free(a->who);
    free(a->how);
    free(a);
    return false;
}
