/* A case: its log of events, and the fold of the log into the facts in force. Part of the façade. */
#include <string.h>

#include "base/error.h"
#include "facade.h"

#define MAX_TRACE   ((size_t)1 << 16)
#define FIRST_TRACE 256

/* ---- Making and freeing ------------------------------------------------------------------------------ */

const belief_model *case_belief_model(const wm_case *c, uint32_t guide_index)
{
    return rules_belief_model(c->rules, c->impact, guide_index);
}

static const belief_model *model_of(void *context, uint32_t guide_index)
{
    return case_belief_model(context, guide_index);
}

static bool give_room(wm_case *c)
{
    const rule_set *set = c->rules->set;
    if (!facts_init(&c->now, set, c->layout, c->allocator, true))
        return false;
    c->walk = walk_new(set, c->layout, c->allocator);
    c->way.entries = allocator_alloc(&c->allocator, FIRST_TRACE * sizeof *c->way.entries);
    c->reason = reason_chooser_new(set, c->layout, model_of, c, c->allocator);
    if (!c->walk || !c->way.entries || !c->reason)
        return false;
    c->way.capacity = FIRST_TRACE;
    c->chooser = reason_chooser_for(c->reason);
    walk_limit(c->walk, c->rules->config.walk_steps);
    return true;
}

wm_status wm_case_new(wm_case **out, const wm_rules *rules, const char *guide_name, wm_error *error)
{
    *out = NULL;
    uint32_t index = rule_set_find(rules->set, guide_name);
    if (index == NONE)
        return error_set(error, WM_UNKNOWN, NULL, "沒有「%.80s」這個判斷樹，或它的檔案有錯（waymark check 會說）。",
                         "There is no guide \"%.80s\", or its file is at fault (waymark check tells).", guide_name);
    wm_case *c = allocator_zero(&rules->allocator, 1, sizeof *c);
    if (!c)
        return error_no_memory(error);
    c->rules = rules;
    c->allocator = rules->allocator;
    c->guide = index;
    c->layout = &rules->set->layouts[index];
    c->log = vector_of(c->allocator, sizeof(event));
    c->applied = vector_of(c->allocator, sizeof(size_t));
    arena_init(&c->kept, c->allocator);
    arena_init(&c->told, c->allocator);
    if (give_room(c)) {
        *out = c;
        return WM_OK;
    }
    wm_case_free(c);
    return error_no_memory(error);
}

wm_status wm_case_set_impact(wm_case *c, const char *impact, wm_error *error)
{
    size_t found = 0;
    for (size_t i = 1; impact && i <= c->rules->impact_count; i++)
        if (strcmp(c->rules->impacts[i].id, impact) == 0)
            found = i;
    if (impact && !found)
        return error_set(error, WM_UNKNOWN, NULL, "kb/costs.json 的「downtime_minute」裡沒有影響程度「%.40s」。",
                         "There is no impact \"%.40s\" in \"downtime_minute\" of kb/costs.json.", impact);
    c->impact = found;
    c->stepped = false; /* other minutes may choose another step */
    return WM_OK;
}

const char *wm_case_impact(const wm_case *c)
{
    return c->impact ? c->rules->impacts[c->impact].id : NULL;
}

void wm_case_free(wm_case *c)
{
    if (!c)
        return;
    walk_free(c->walk);
    reason_chooser_free(c->reason);
    facts_free(&c->now, c->allocator);
    facts_free(&c->imagined, c->allocator);
    if (c->way.entries)
        allocator_free(&c->allocator, c->way.entries,
                       (c->way.capacity ? c->way.capacity : FIRST_TRACE) * sizeof *c->way.entries);
    vector_free(&c->log);
    vector_free(&c->applied);
    arena_free(&c->kept);
    arena_free(&c->told);
    wm_allocator allocator = c->allocator;
    allocator_free(&allocator, c, sizeof *c);
}

const char *wm_case_guide(const wm_case *c)
{
    return c->rules->set->guides[c->guide]->name;
}

/* ---- The walk ------------------------------------------------------------------------------------------- */

wm_status case_walk_failed(wm_case *c, wm_status status, const lua_conditions *lua, wm_error *error)
{
    if (status == WM_BAD_RULES) {
        if (error)
            *error = lua->error;
        return lua->error.status;
    }
    return error_set(error, WM_OVERRUN, c->rules->set->guides[c->guide]->file,
                     "走判斷樹「%s」用完了步數：迴圈太多。請減少 at_most。",
                     "Walking the guide \"%s\" used up its steps: too many rounds. Lower at_most.",
                     c->rules->set->guides[c->guide]->name);
}

/* Once, where the way was longer than the trace. */
static bool grow_trace(wm_case *c)
{
    size_t wanted = c->way.count < MAX_TRACE ? c->way.count + c->way.count / 2 : MAX_TRACE;
    if (c->way.count <= c->way.capacity || wanted <= c->way.capacity)
        return false;
    trace_entry *more =
        allocator_resize(&c->allocator, c->way.entries, c->way.capacity * sizeof *more, wanted * sizeof *more);
    if (!more)
        return false;
    c->way.entries = more;
    c->way.capacity = wanted;
    return true;
}

wm_status case_walk(wm_case *c, const facts *f, walk_step *out, wm_error *error)
{
    lua_conditions lua;
    wm_status status;
    do {
        condition_runner runner = lua_conditions_runner(&lua, c->rules);
        status = walk_next(c->walk, f, &c->chooser, &runner, &c->way, out);
        lua_conditions_end(&lua);
    } while (status == WM_OK && grow_trace(c));
    if (status == WM_OK && c->reason->failed) { /* it went as written, for want of memory: not the step */
        c->reason->failed = false;
        return error_no_memory(error);
    }
    return status == WM_OK ? WM_OK : case_walk_failed(c, status, &lua, error);
}

wm_status case_step_now(wm_case *c, wm_error *error)
{
    if (c->stepped)
        return WM_OK;
    wm_status status = case_walk(c, &c->now, &c->step, error);
    c->stepped = status == WM_OK;
    return status;
}

/* ---- The fold ---------------------------------------------------------------------------------------------- */

/* An answer that verifies an action goes with it when the action is taken back. */
static void apply(wm_case *c, size_t index)
{
    event *e = &VECTOR_AT(&c->log, event, index);
    if (e->kind == WM_EVENT_OUTCOME) {
        facts_outcome(&c->now, &e->name, e->outcome, &e->context);
    } else {
        uint32_t verified = facts_answer(&c->now, e->name.place, &e->value);
        e->verifies = verified == NONE ? SIZE_MAX : VECTOR_AT(&c->applied, size_t, c->now.remedies[verified].at - 1);
    }
    VECTOR_AT(&c->applied, size_t, c->now.clock - 1) = index;
    c->stepped = false;
}

static void fold(wm_case *c)
{
    facts_clear(&c->now);
    c->applied.count = 0;
    for (size_t i = 0; i < c->log.count; i++) {
        const event *e = &VECTOR_AT(&c->log, event, i);
        if (e->kind == WM_EVENT_RETRACT || e->retracted)
            continue;
        c->applied.count++;
        apply(c, i);
    }
    c->stepped = false;
}

/* Everything that can fail comes before the first event is appended. */
static wm_status append(wm_case *c, const event *events, size_t count, wm_error *error)
{
    if (!vector_reserve(&c->log, count) || !vector_reserve(&c->applied, c->log.count + count - c->applied.count))
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        vector_append(&c->log, &events[i], 1);
        if (events[i].kind == WM_EVENT_RETRACT)
            continue;
        c->applied.count++;
        apply(c, c->log.count - 1);
    }
    return WM_OK;
}

static bool keep_by(wm_case *c, const wm_by *by, event *e)
{
    if (!by)
        return true;
    e->at = by->at;
    e->source = by->source;
    if (by->by)
        e->by = arena_string(&c->kept, by->by, strlen(by->by));
    return !by->by || e->by;
}

/* ---- Answers --------------------------------------------------------------------------------------------------- */

static bool keep_answer(wm_case *c, const wm_answer *a, event *e)
{
    e->kind = WM_EVENT_ANSWER;
    e->verifies = SIZE_MAX;
    e->given = a->value;
    e->id = arena_string(&c->kept, a->question, strlen(a->question));
    if (a->value.kind == WM_VALUE_TEXT)
        e->given.text = arena_string(&c->kept, a->value.text, strlen(a->value.text));
    return e->id && (a->value.kind != WM_VALUE_TEXT || e->given.text) && keep_by(c, &a->by, e);
}

static wm_status answer_event(wm_case *c, const wm_answer *a, event *e, wm_error *error)
{
    *e = (event){ 0 };
    if (!case_find_question(c, a->question, &e->name, error))
        return WM_UNKNOWN;
    wm_status status = case_value(c, &c->kept, a->question, &e->name, &a->value, &e->value, error);
    if (status != WM_OK)
        return status;
    return keep_answer(c, a, e) ? WM_OK : error_no_memory(error);
}

wm_status case_take_answers(wm_case *c, const wm_answer *answers, size_t count, wm_error *error)
{
    event *events = arena_zero(&c->told, count + 1, sizeof *events);
    if (!events)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        wm_status status = answer_event(c, &answers[i], &events[i], error);
        if (status != WM_OK)
            return status;
    }
    return append(c, events, count, error);
}

wm_status wm_case_answers(wm_case *c, const wm_answer *answers, size_t count, wm_error *error)
{
    arena_reset(&c->told);
    return case_take_answers(c, answers, count, error);
}

wm_status wm_case_answer_value(wm_case *c, const char *question_name, const wm_value *value, const wm_by *by,
                               wm_error *error)
{
    wm_answer a = { question_name, *value, by ? *by : (wm_by){ 0 } };
    return wm_case_answers(c, &a, 1, error);
}

wm_status wm_case_answer(wm_case *c, const char *question_name, const char *answer_id, wm_error *error)
{
    wm_value value = { answer_id ? WM_VALUE_TEXT : WM_VALUE_UNSURE, answer_id, 0 };
    return wm_case_answer_value(c, question_name, &value, NULL, error);
}

/* ---- Outcomes ---------------------------------------------------------------------------------------------------- */

/* For whom the action was proposed, where the present step proposes it. */
static wm_status outcome_context(wm_case *c, event *e, wm_error *error)
{
    wm_status status = case_step_now(c, error);
    if (status != WM_OK)
        return status;
    bool proposed = c->step.kind == WM_TRY && c->step.name.place == e->name.place;
    e->context = proposed ? c->step.context : facts_own_context(&c->now, &e->name);
    if (proposed)
        e->name = c->step.name;
    if (!e->context.includer_count)
        return WM_OK;
    e->context.includers = arena_copy(&c->kept, e->context.includers, e->context.includer_count, sizeof(uint32_t));
    return e->context.includers ? WM_OK : error_no_memory(error);
}

wm_status wm_case_outcome_by(wm_case *c, const char *action_name, wm_outcome outcome, const wm_by *by, wm_error *error)
{
    arena_reset(&c->told);
    event e = { .kind = WM_EVENT_OUTCOME, .outcome = outcome, .verifies = SIZE_MAX };
    if (!case_find_action(c, action_name, &e.name, error))
        return WM_UNKNOWN;
    wm_status status = outcome_context(c, &e, error);
    if (status != WM_OK)
        return status;
    e.id = arena_string(&c->kept, action_name, strlen(action_name));
    if (!e.id || !keep_by(c, by, &e))
        return error_no_memory(error);
    return append(c, &e, 1, error);
}

wm_status wm_case_outcome(wm_case *c, const char *action_name, wm_outcome outcome, wm_error *error)
{
    return wm_case_outcome_by(c, action_name, outcome, NULL, error);
}

/* ---- Taking back ---------------------------------------------------------------------------------------------------- */

static bool is_of(const event *e, const facts_name *asked, const facts_name *tried)
{
    if (e->retracted)
        return false;
    return (e->kind == WM_EVENT_ANSWER && asked && e->name.place == asked->place) ||
           (e->kind == WM_EVENT_OUTCOME && tried && e->name.place == tried->place);
}

static size_t latest_of(const wm_case *c, const facts_name *asked, const facts_name *tried)
{
    for (size_t i = c->log.count; i > 0; i--)
        if (is_of(&VECTOR_AT(&c->log, event, i - 1), asked, tried))
            return i - 1;
    return SIZE_MAX;
}

static void take_back(wm_case *c, size_t index)
{
    VECTOR_AT(&c->log, event, index).retracted = true;
    for (size_t i = index + 1; i < c->log.count; i++) {
        event *e = &VECTOR_AT(&c->log, event, i);
        if (e->kind == WM_EVENT_ANSWER && e->verifies == index)
            e->retracted = true;
    }
}

wm_status wm_case_retract(wm_case *c, const char *name, wm_error *error)
{
    arena_reset(&c->told);
    facts_name asked, tried;
    bool is_asked = facts_find_question(&c->now, name, &asked), is_tried = facts_find_action(&c->now, name, &tried);
    if (!is_asked && !is_tried)
        return case_find_question(c, name, &asked, error) ? WM_OK : WM_UNKNOWN;
    size_t index = latest_of(c, is_asked ? &asked : NULL, is_tried ? &tried : NULL);
    if (index == SIZE_MAX)
        return error_set(error, WM_NOTHING, NULL, "「%.80s」沒有可以收回的答案或結果。",
                         "There is no answer or outcome of \"%.80s\" to take back.", name);
    event e = { .kind = WM_EVENT_RETRACT, .verifies = SIZE_MAX };
    e.id = arena_string(&c->kept, name, strlen(name));
    wm_status status = e.id ? append(c, &e, 1, error) : error_no_memory(error);
    if (status != WM_OK)
        return status;
    take_back(c, index);
    fold(c);
    return WM_OK;
}

/* ---- The log -------------------------------------------------------------------------------------------------------------- */

size_t wm_case_log_size(const wm_case *c)
{
    return c->log.count;
}

wm_status wm_case_log(const wm_case *c, size_t index, wm_event *out)
{
    if (index >= c->log.count)
        return WM_NOTHING;
    const event *e = &VECTOR_AT(&c->log, event, index);
    *out = (wm_event){ .kind = e->kind,
                       .id = e->id,
                       .value = e->given,
                       .outcome = e->outcome,
                       .retracted = e->retracted,
                       .by = e->by,
                       .at = e->at,
                       .source = e->source };
    return WM_OK;
}
