/* One walk's JSON object into what can be run: names and answers checked against the guide. Part of the façade.
 *
 * It is a ticket whose end is known (id, guide, facts, steps, resolved, escalated), and further: `known`, told before the
 * walk begins; `expect` {end, fault, action, escalate, path, asked, stopped_at}; `must_fail`, words of the failure. */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "facade.h"

/* A walk that is being read. */
typedef struct reading {
    wm_walks *walks;
    const char *path;
    kept_walk *w;
    const cJSON *from;
    wm_case *c; /* checks names and values */
    vector answers, outcomes;
    bool no_memory;
    bool refused;
} reading;

static const char *keep(reading *r, const char *s)
{
    const char *kept = s ? arena_string(&r->walks->memory, s, strlen(s)) : NULL;
    r->no_memory = r->no_memory || (s && !kept);
    return kept;
}

/* What is wrong with it becomes its failure; the first thing counts. */
#define REFUSE(r, zh_, en_, ...)                                                                                       \
    refuse(r, arena_format(&(r)->walks->memory, zh_, __VA_ARGS__), arena_format(&(r)->walks->memory, en_, __VA_ARGS__))

static bool refuse(reading *r, const char *zh, const char *en)
{
    r->no_memory = r->no_memory || !zh || !en;
    if (!r->refused)
        r->w->why = (wm_text){ zh, en };
    r->refused = true;
    return false;
}

static bool refuse_error(reading *r, wm_status status, const wm_error *e)
{
    r->no_memory = r->no_memory || status == WM_NO_MEMORY;
    return refuse(r, arena_format(&r->walks->memory, "%s（%s）", e->zh, wm_status_name(status)),
                  arena_format(&r->walks->memory, "%s (%s)", e->en, wm_status_name(status)));
}

/* ---- Answers and outcomes ------------------------------------------------------------------------------------------- */

static bool value_of(const cJSON *from, wm_value *out)
{
    *out = (wm_value){ .kind = WM_VALUE_TEXT };
    if (cJSON_IsNumber(from))
        *out = (wm_value){ .kind = WM_VALUE_NUMBER, .number = from->valuedouble };
    else if (cJSON_IsBool(from))
        out->text = cJSON_IsTrue(from) ? "yes" : "no";
    else if (cJSON_IsString(from) && strcmp(from->valuestring, "unsure") != 0)
        out->text = from->valuestring;
    else
        out->kind = WM_VALUE_UNSURE;
    return cJSON_IsNumber(from) || cJSON_IsBool(from) || cJSON_IsString(from) || cJSON_IsNull(from);
}

static bool take_answer(reading *r, const char *name, const cJSON *from, uint8_t when)
{
    wm_value value;
    wm_error e = { 0 };
    facts_name found;
    trial_answer a = { .when = when };
    if (!name || !from || !value_of(from, &value))
        return REFUSE(r, "%s 的答案要是文字、數字、true、false 或 null",
                      "the answer to %s is a text, a number, true, false or null", name ? name : "?");
    if (!case_find_question(r->c, name, &found, &e))
        return refuse_error(r, WM_UNKNOWN, &e);
    wm_status status = case_value(r->c, &r->walks->memory, name, &found, &value, &a.value, &e);
    if (status != WM_OK)
        return refuse_error(r, status, &e);
    a.place = found.place;
    r->no_memory = r->no_memory || !vector_append(&r->answers, &a, 1);
    return true;
}

static bool take_outcome(reading *r, const char *name, const char *outcome)
{
    wm_error e = { 0 };
    facts_name found;
    int which = 0;
    while (which < 4 && (!outcome || strcmp(walker_outcome_words[which], outcome) != 0))
        which++;
    if (which == 4)
        return REFUSE(r, "%s 的 outcome 要是 done、fixed、failed 或 skipped",
                      "the outcome of %s is done, fixed, failed or skipped", name);
    if (!case_find_action(r->c, name, &found, &e))
        return refuse_error(r, WM_UNKNOWN, &e);
    trial_outcome o = { found.place, (wm_outcome)which };
    r->no_memory = r->no_memory || !vector_append(&r->outcomes, &o, 1);
    return true;
}

static bool take_step(reading *r, const cJSON *step)
{
    const char *asked = json_string(step, "ask"), *tried = json_string(step, "try");
    if (asked)
        return take_answer(r, asked, json_get(step, "answer"), TRIAL_STEP);
    if (tried)
        return take_outcome(r, tried, json_string(step, "outcome"));
    if (json_string(step, "note"))
        return true;
    return refuse(r, "steps 裡要是 ask、try 或 note", "a step is an ask, a try or a note");
}

static bool take_facts(reading *r, const char *key, uint8_t when)
{
    const cJSON *facts_ = json_get(r->from, key);
    if (facts_ && !cJSON_IsObject(facts_))
        return REFUSE(r, "%s 要是一個物件：題名對到答案", "%s is an object: a question's name and its answer", key);
    for (const cJSON *f = facts_ ? facts_->child : NULL; f; f = f->next)
        if (!take_answer(r, f->string, f, when))
            return false;
    return true;
}

/* Lua's empty table may be either. */
static bool is_list(const cJSON *value)
{
    return cJSON_IsArray(value) || (cJSON_IsObject(value) && !value->child);
}

static bool take_steps(reading *r)
{
    const cJSON *steps = json_get(r->from, "steps");
    if (steps && !is_list(steps))
        return refuse(r, "steps 要是清單", "steps are a list");
    for (const cJSON *s = steps ? steps->child : NULL; s; s = s->next)
        if (!take_step(r, s))
            return false;
    return true;
}

/* ---- What is expected ----------------------------------------------------------------------------------------------- */

static bool take_end(reading *r, trial_expected *e, const char *word)
{
    int which = 0;
    while (which < TRIAL_ANY_END && strcmp(trial_end_words[which], word) != 0)
        which++;
    if (which == TRIAL_ANY_END)
        return REFUSE(r, "end 要是 resolved、escalated、diagnosed 或 incomplete，不是 %s",
                      "end is resolved, escalated, diagnosed or incomplete, not %s", word);
    e->end = (trial_end)which;
    return true;
}

static bool take_path(reading *r, trial_expected *e, const cJSON *path)
{
    if (!is_list(path))
        return refuse(r, "path 要是清單，像 [\"題=答\"]", "path is a list, like [\"question=answer\"]");
    size_t count = (size_t)cJSON_GetArraySize(path);
    const char **list = arena_zero(&r->walks->memory, count + 1, sizeof *list);
    r->no_memory = r->no_memory || !list;
    e->path = list;
    e->has_path = true;
    for (const cJSON *p = path->child; p && list; p = p->next) {
        if (!cJSON_IsString(p))
            return refuse(r, "path 要是清單，像 [\"題=答\"]", "path is a list, like [\"question=answer\"]");
        list[e->path_count++] = keep(r, p->valuestring);
    }
    return true;
}

static bool take_expected(reading *r, trial_expected *e, const cJSON *m)
{
    const char *word = cJSON_IsString(m) ? m->valuestring : NULL;
    if (strcmp(m->string, "path") == 0)
        return take_path(r, e, m);
    if (strcmp(m->string, "asked") == 0 && cJSON_IsNumber(m) && m->valuedouble >= 0 && m->valuedouble < 1e6)
        e->asked = (uint32_t)m->valuedouble;
    else if (strcmp(m->string, "end") == 0 && word)
        return take_end(r, e, word);
    else if (strcmp(m->string, "fault") == 0 && word)
        e->fault = keep(r, word);
    else if (strcmp(m->string, "action") == 0 && word)
        e->action = keep(r, word);
    else if (strcmp(m->string, "escalate") == 0 && word)
        e->escalate = keep(r, word);
    else if (strcmp(m->string, "stopped_at") == 0 && word)
        e->stopped_at = keep(r, word);
    else
        return REFUSE(r, "expect 裡沒有 %s，或它的值不對", "expect has no %s, or not with this value", m->string);
    return true;
}

/* `resolved` and `escalated` as in a ticket, then `expect`, which may say more. */
static bool take_end_of_ticket(reading *r)
{
    trial_expected *e = &r->w->trial.expected;
    const cJSON *resolved = json_get(r->from, "resolved"), *escalated = json_get(r->from, "escalated");
    const cJSON *expect = json_get(r->from, "expect");
    *e = (trial_expected){ .end = TRIAL_ANY_END, .asked = NONE };
    if (resolved) {
        e->end = TRIAL_RESOLVED;
        e->fault = keep(r, json_string(resolved, "fault"));
        e->action = keep(r, json_string(resolved, "action"));
    }
    if (escalated) {
        e->end = TRIAL_ESCALATED;
        e->escalate = keep(r, json_string(escalated, "to"));
    }
    for (const cJSON *m = cJSON_IsObject(expect) ? expect->child : NULL; m; m = m->next)
        if (!take_expected(r, e, m))
            return false;
    if (e->end == TRIAL_RESOLVED)
        r->w->trial.resolving = e->action;
    if (!resolved && !escalated && !cJSON_IsObject(expect) && !r->w->must_fail)
        return refuse(r, "沒說該走到哪裡：要有 expect、resolved、escalated 或 must_fail",
                      "does not say where it should come to: expect, resolved, escalated or must_fail is wanted");
    return true;
}

/* ---- The guide -------------------------------------------------------------------------------------------------------- */

/* "rules/x.walks.jsonl" stands beside "rules/x.lua". */
static bool stands_beside(const char *path, const char *file)
{
    const char *end = strstr(path, ".walks.");
    for (const char *next = end; next; next = strstr(next + 1, ".walks."))
        end = next;
    size_t size = end ? (size_t)(end - path) : 0;
    return end && strncmp(path, file, size) == 0 && strcmp(file + size, ".lua") == 0;
}

static const char *guide_beside(const reading *r)
{
    const rule_set *set = r->walks->rules->set;
    for (uint32_t i = 0; i < set->guide_count; i++)
        if (stands_beside(r->path, set->guides[i]->file))
            return set->guides[i]->name;
    return NULL;
}

/* Why there is no such guide: the codes of what is wrong with its file. */
static const char *codes_of(reading *r, const char *name)
{
    const vector *found = &r->walks->rules->found.list;
    const char *codes = "";
    for (size_t i = 0; i < found->count && codes; i++) {
        const wm_finding *f = &VECTOR_AT(found, wm_finding, i);
        size_t size = f->where ? strcspn(f->where, ":") : 0;
        const char *file = size ? arena_string(&r->walks->told, f->where, size) : NULL;
        bool about = (name && f->guide && strcmp(f->guide, name) == 0) || (file && stands_beside(r->path, file));
        if (about && f->severity == WM_ERROR)
            codes = arena_format(&r->walks->told, "%s %s", codes, f->code);
    }
    return codes ? codes : "";
}

static bool find_guide(reading *r)
{
    const char *name = json_string(r->from, "guide");
    wm_error e = { 0 };
    name = name ? name : guide_beside(r);
    r->w->guide = keep(r, name);
    uint32_t index = name ? rule_set_find(r->walks->rules->set, name) : NONE;
    if (index == NONE)
        return REFUSE(r, "沒有「%s」這份判斷樹，或它載不進來%s", "there is no guide \"%s\", or it does not load%s",
                      name ? name : "?", codes_of(r, name));
    r->w->trial.guide = index;
    wm_status status = wm_case_new(&r->c, r->walks->rules, name, &e);
    return status == WM_OK || refuse_error(r, status, &e);
}

/* ---- All of it ---------------------------------------------------------------------------------------------------------- */

static void take_must_fail(reading *r)
{
    const cJSON *m = json_get(r->from, "must_fail");
    if (cJSON_IsTrue(m))
        r->w->must_fail = "";
    else if (cJSON_IsString(m))
        r->w->must_fail = keep(r, m->valuestring);
    else if (m && !cJSON_IsFalse(m))
        refuse(r, "must_fail 要是 true，或失敗的原因裡該有的字",
               "must_fail is true, or words of the reason why it fails");
}

static void keep_lists(reading *r)
{
    trial *t = &r->w->trial;
    arena *a = &r->walks->memory;
    t->answers = arena_copy(a, r->answers.data, r->answers.count, sizeof *t->answers);
    t->outcomes = arena_copy(a, r->outcomes.data, r->outcomes.count, sizeof *t->outcomes);
    t->answer_count = r->answers.count;
    t->outcome_count = r->outcomes.count;
    r->no_memory = r->no_memory || !t->answers || !t->outcomes;
}

static void read_walk(reading *r)
{
    const char *id = json_string(r->from, "id");
    r->w->id = id ? keep(r, id) : "";
    take_must_fail(r);
    if (r->refused || !find_guide(r) || !take_facts(r, "known", TRIAL_TOLD) || !take_steps(r) ||
        !take_facts(r, "facts", TRIAL_FACT) || !take_end_of_ticket(r))
        return;
    keep_lists(r);
    r->w->readable = true;
}

wm_status walks_take(wm_walks *walks, const char *path, uint32_t line, const char *json, size_t size, wm_error *error)
{
    kept_walk w = { .id = "" };
    reading r = { .walks = walks, .path = path, .w = &w };
    wm_error e = { 0 };
    r.answers = vector_of(walks->allocator, sizeof(trial_answer));
    r.outcomes = vector_of(walks->allocator, sizeof(trial_outcome));
    w.where = arena_format(&walks->memory, "%s:%u", path, (unsigned)line);
    cJSON *value = json_parse(json, size, &e);
    r.from = value;
    r.no_memory = !w.where || (!value && e.status == WM_NO_MEMORY);
    if (!value && !r.no_memory)
        refuse_error(&r, WM_BAD_INPUT, &e);
    else if (value && !cJSON_IsObject(value))
        refuse(&r, "一行要是一個 JSON 物件", "a line is one JSON object");
    else if (value)
        read_walk(&r);
    r.no_memory = r.no_memory || !vector_append(&walks->list, &w, 1);
    wm_case_free(r.c);
    json_free(value);
    vector_free(&r.answers);
    vector_free(&r.outcomes);
    return r.no_memory ? error_no_memory(error) : WM_OK;
}
