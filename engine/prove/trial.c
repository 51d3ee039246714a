/* Runs a walk that stands beside its rules, as a session would: each question takes the walk's answer, each proposed action
 * its outcome (steps first, then facts); then the end is compared. Uses prove/trial.h. */
#include "prove/trial.h"

#include <string.h>

#define TURNS_MOST 10000u /* of one walk */

const char *const trial_end_words[] = { "resolved", "escalated", "diagnosed", "incomplete", "" };

void trial_desk_init(trial_desk *d, wm_allocator allocator)
{
    *d = (trial_desk){ .allocator = allocator };
    d->used = vector_of(allocator, 1);
    d->taken = vector_of(allocator, sizeof(taken));
}

void trial_desk_free(trial_desk *d)
{
    vector_free(&d->used);
    vector_free(&d->taken);
}

/* One walk under way. */
typedef struct running {
    trial_desk *d;
    walker *w;
    const trial *t;
    trial_end end;
    bool no_memory, failed; /* failed: the rules could not be walked */
    uint32_t asked;
} running;

static bool *used_answer(const running *r, size_t index)
{
    return &VECTOR_AT(&r->d->used, bool, index);
}

static bool *used_outcome(const running *r, size_t index)
{
    return &VECTOR_AT(&r->d->used, bool, r->t->answer_count + index);
}

static bool note(running *r, const taken *one)
{
    r->no_memory = r->no_memory || !vector_append(&r->d->taken, one, 1);
    return !r->no_memory;
}

/* ---- Answers and outcomes ------------------------------------------------------------------------------------------ */

static void give_answer(running *r, const facts_name *name, size_t index)
{
    taken one = { .name = *name, .value = r->t->answers[index].value };
    *used_answer(r, index) = true;
    facts_answer(&r->w->f, name->place, &one.value);
    r->asked++;
    note(r, &one);
}

static void give_outcome(running *r, const facts_name *name, wm_outcome outcome, const remedy_context *context)
{
    taken one = { .is_outcome = true, .name = *name, .outcome = outcome };
    r->no_memory = r->no_memory || !walker_outcome(r->w, name, outcome, context);
    note(r, &one);
}

static bool is_resolving(const running *r, uint32_t place)
{
    facts_name found;
    return r->t->resolving && facts_find_action(&r->w->f, r->t->resolving, &found) && found.place == place;
}

typedef enum turn { TURN_ON, TURN_END } turn;

/* Nothing verifies what was done: the action that the walk says resolved it decides. */
static turn decide(running *r, uint32_t place)
{
    remedy done = r->w->f.remedies[place];
    facts_name name = { done.guide, done.family, done.round, place };
    if (!r->t->resolving)
        return TURN_END;
    give_outcome(r, &name, is_resolving(r, place) ? WM_FIXED : WM_FAILED, &done.context);
    return TURN_ON;
}

static turn take_ask(running *r)
{
    const walk_step *s = &r->w->step;
    for (size_t i = 0; i < r->t->answer_count; i++)
        if (r->t->answers[i].place == s->name.place && !*used_answer(r, i)) {
            give_answer(r, &s->name, i);
            return TURN_ON;
        }
    if (s->verifies != NONE && decide(r, s->verifies) == TURN_ON)
        return TURN_ON;
    r->end = TRIAL_INCOMPLETE;
    return TURN_END;
}

static turn take_try(running *r)
{
    const walk_step *s = &r->w->step;
    wm_outcome outcome = WM_SKIPPED;
    size_t i = 0;
    while (i < r->t->outcome_count && (r->t->outcomes[i].place != s->name.place || *used_outcome(r, i)))
        i++;
    if (i < r->t->outcome_count) {
        *used_outcome(r, i) = true;
        outcome = r->t->outcomes[i].outcome;
    } else if (is_resolving(r, s->name.place)) {
        outcome = WM_FIXED;
    } else if (walker_concluded(r->w)) {
        r->end = TRIAL_DIAGNOSED;
        return TURN_END;
    }
    give_outcome(r, &s->name, outcome, &s->context);
    return TURN_ON;
}

/* ---- The loop ------------------------------------------------------------------------------------------------------ */

static turn take_step(running *r)
{
    wm_status status = walker_step(r->w);
    r->no_memory = status == WM_NO_MEMORY;
    r->failed = status != WM_OK && status != WM_NO_MEMORY;
    if (status != WM_OK)
        return TURN_END;
    if (r->d->covers && !covers_count(r->d->covers, r->w))
        r->no_memory = true;
    switch (r->w->step.kind) {
    case WM_ASK:
        return take_ask(r);
    case WM_TRY:
        return take_try(r);
    case WM_ESCALATE:
        r->end = TRIAL_ESCALATED;
        return TURN_END;
    case WM_RESOLVED:
        r->end = TRIAL_RESOLVED;
        return TURN_END;
    default:
        r->end = TRIAL_DIAGNOSED;
        return TURN_END;
    }
}

static void tell_known(running *r)
{
    for (size_t i = 0; i < r->t->answer_count; i++)
        if (r->t->answers[i].when == TRIAL_TOLD) {
            *used_answer(r, i) = true;
            facts_answer(&r->w->f, r->t->answers[i].place, &r->t->answers[i].value);
        }
}

static bool begin(running *r)
{
    r->d->taken.count = r->d->used.count = 0;
    size_t count = r->t->answer_count + r->t->outcome_count + 1;
    if (!vector_reserve(&r->d->used, count))
        return false;
    memset(r->d->used.data, 0, count);
    r->d->used.count = count;
    walker_clear(r->w);
    tell_known(r);
    return !r->no_memory;
}

/* ---- Against what is expected -------------------------------------------------------------------------------------- */

/* A difference: in words where these are wanted. */
#define differs(r, out, zh_, en_, ...)                                                                                 \
    ((out)->passed = false,                                                                                            \
     (out)->why = (r)->d->told ? (wm_text){ arena_format((r)->d->told, zh_, __VA_ARGS__),                              \
                                            arena_format((r)->d->told, en_, __VA_ARGS__) }                             \
                               : (wm_text){ NULL, NULL },                                                              \
     (r)->no_memory = (r)->no_memory || ((r)->d->told && (!(out)->why.zh || !(out)->why.en)))

static bool is_word(const char *expected, const char *is)
{
    return !expected || (is && strcmp(expected, is) == 0);
}

static const char *or_none(const char *s)
{
    return s ? s : "—";
}

static const char *fault_id(const walker *w)
{
    return w->step.fault == NONE ? NULL : w->set->guides[w->step.fault_guide]->faults[w->step.fault].id;
}

/* The action of an end: what resolved it, or the next remedy. */
static uint32_t action_place(const walker *w)
{
    return w->step.kind == WM_TRY ? w->step.name.place : w->step.action;
}

static bool is_action(const walker *w, const char *expected)
{
    facts_name found;
    return !expected ||
           (facts_find_action(&w->f, expected, &found) && action_place(w) != NONE && found.place == action_place(w));
}

static bool is_escalation(const walker *w, const char *expected)
{
    if (!expected)
        return true;
    if (w->step.kind != WM_ESCALATE)
        return false;
    const escalation *e = &w->set->guides[w->step.guide]->escalations[w->step.escalation];
    return strcmp(e->id, expected) == 0 || strcmp(e->to, expected) == 0;
}

static bool is_stop(running *r, const char *expected)
{
    facts_name found;
    return !expected || (r->end == TRIAL_INCOMPLETE && facts_find_question(&r->w->f, expected, &found) &&
                         found.place == r->w->step.name.place);
}

/* Where the walk came to, for words; "?" where nobody wants any. */
static const char *came_to(running *r)
{
    const char *words = r->d->told ? walker_step_words(r->w, r->d->told) : "?";
    r->no_memory = r->no_memory || !words;
    return words ? words : "?";
}

static void compare_end(running *r, trial_result *out)
{
    const trial_expected *e = &r->t->expected;
    if (e->end != TRIAL_ANY_END && e->end != r->end)
        differs(r, out, "應該以 %s 結束，卻是 %s（%s）", "should end %s, but is %s (%s)", trial_end_words[e->end],
                trial_end_words[r->end], came_to(r));
    else if (!is_stop(r, e->stopped_at))
        differs(r, out, "應該停在 %s，卻是 %s", "should stop at %s, but comes to: %s", e->stopped_at, came_to(r));
    else if (!is_word(e->fault, fault_id(r->w)))
        differs(r, out, "原因應該是 %s，卻是 %s（%s）", "the cause should be %s, but is %s (%s)", e->fault,
                or_none(fault_id(r->w)), came_to(r));
    else if (!is_action(r->w, e->action))
        differs(r, out, "處置應該是 %s，卻走到：%s", "the action should be %s, but it comes to: %s", e->action,
                came_to(r));
    else if (!is_escalation(r->w, e->escalate))
        differs(r, out, "應該交給 %s，卻走到：%s", "should be handed to %s, but comes to: %s", e->escalate, came_to(r));
    else if (e->asked != NONE && e->asked != r->asked)
        differs(r, out, "應該問 %u 題，卻問了 %u 題", "should ask %u questions, but asks %u", e->asked, r->asked);
}

/* Everything that was done must have come up. */
static void compare_steps(running *r, trial_result *out)
{
    for (size_t i = 0; i < r->t->answer_count && out->passed; i++)
        if (r->t->answers[i].when == TRIAL_STEP && !*used_answer(r, i)) {
            facts_name name = facts_question_at(&r->w->f, r->t->answers[i].place);
            differs(r, out, "沒有問到步驟裡的 %s；走到：%s", "never asks %s, which is among the steps; comes to: %s",
                    facts_question_name(&r->w->f, &name), came_to(r));
        }
    for (size_t i = 0; i < r->t->outcome_count && out->passed; i++)
        if (!*used_outcome(r, i)) {
            facts_name name = facts_action_at(&r->w->f, r->t->outcomes[i].place);
            differs(r, out, "沒有提出步驟裡的 %s；走到：%s",
                    "never proposes %s, which is among the steps; comes to: %s", facts_action_name(&r->w->f, &name),
                    came_to(r));
        }
}

const char *taken_words(const walker *w, const taken *t, arena *a)
{
    const char *name = t->is_outcome ? walker_action_name(w, t->name.place, a) : walker_question_name(w, &t->name, a);
    const char *value = t->is_outcome ? walker_outcome_words[t->outcome]
                                      : walker_value_words(facts_question(&w->f, &t->name), &t->value, a);
    return name && value ? arena_format(a, "%s=%s", name, value) : NULL;
}

static void compare_path(running *r, arena *a, trial_result *out)
{
    const trial_expected *e = &r->t->expected;
    size_t count = r->d->taken.count;
    for (size_t i = 0; out->passed && (i < count || i < e->path_count); i++) {
        const char *is = i < count ? taken_words(r->w, &VECTOR_AT(&r->d->taken, taken, i), a) : "—";
        if (!is)
            r->no_memory = true;
        else if (i >= e->path_count || strcmp(e->path[i], is) != 0)
            differs(r, out, "路徑第 %zu 步應該是 %s，卻是 %s", "step %zu of the path should be %s, but is %s", i + 1,
                    i < e->path_count ? e->path[i] : "—", is);
        if (r->no_memory)
            return;
    }
}

/* The rules could not be walked: a Lua condition failed, or the steps ran out. */
static void tell_failure(running *r, trial_result *out)
{
    const wm_error *e = &r->w->error;
    arena *a = r->d->told;
    out->passed = false;
    if (!a)
        return;
    out->why = (wm_text){ arena_format(a, "%s：%s", e->where, e->zh), arena_format(a, "%s: %s", e->where, e->en) };
    r->no_memory = !out->why.zh || !out->why.en;
}

static void compare(running *r, trial_result *out)
{
    *out = (trial_result){ .passed = true, .end = r->end };
    if (r->failed) {
        tell_failure(r, out);
        return;
    }
    compare_end(r, out);
    if (out->passed)
        compare_steps(r, out);
    if (out->passed && r->t->expected.has_path) {
        arena scratch;
        arena_init(&scratch, r->d->allocator);
        compare_path(r, &scratch, out);
        arena_free(&scratch);
    }
}

wm_status trial_run(trial_desk *d, walker *w, const trial *t, trial_result *out)
{
    running r = { .d = d, .w = w, .t = t, .end = TRIAL_INCOMPLETE };
    turn now = TURN_ON;
    if (!begin(&r))
        return WM_NO_MEMORY;
    for (uint32_t turns = 0; now == TURN_ON && !r.no_memory && turns < TURNS_MOST; turns++)
        now = take_step(&r);
    if (!r.no_memory)
        compare(&r, out);
    return r.no_memory ? WM_NO_MEMORY : WM_OK;
}
