/* Walks that stand beside their rules: reading their files, running them, what they came by. Part of the façade. */
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "script/walks.h"

#define MAX_WALKS_BYTES ((size_t)16 << 20)

/* ---- What is lent ------------------------------------------------------------------------------------------------- */

/* Beliefs, Lua conditions and choices for one rule set: ours, or a mutant of it. */
typedef struct lender {
    const wm_rules *rules;
    const rule_set *set;
    belief_model *changed; /* of a mutant's guide, made on first use */
    reason_chooser *chooser;
    lua_conditions lua;
} lender;

static const belief_model *model_of(void *context, uint32_t guide_index)
{
    lender *l = context;
    if (l->set->guides[guide_index] == l->rules->set->guides[guide_index])
        return rules_belief_model(l->rules, 0, guide_index);
    const prices *p = l->rules->impacts ? &l->rules->impacts[0].prices : NULL;
    if (!l->changed)
        l->changed = belief_model_priced(l->set, l->set->guides[guide_index], p, l->rules->allocator);
    return l->changed;
}

static void free_lender(lender *l)
{
    wm_allocator allocator = l->rules->allocator;
    lua_conditions_end(&l->lua);
    reason_chooser_free(l->chooser);
    belief_model_free(l->changed);
    allocator_free(&allocator, l, sizeof *l);
}

static bool lend(void *context, const rule_set *set, const layout *at, prove_lent *out)
{
    const wm_rules *rules = context;
    lender *l = allocator_zero(&rules->allocator, 1, sizeof *l);
    if (!l)
        return false;
    l->rules = rules;
    l->set = set;
    condition_runner runner = lua_conditions_runner(&l->lua, rules);
    l->chooser = reason_chooser_new(set, at, model_of, l, rules->allocator);
    if (!l->chooser) {
        free_lender(l);
        return false;
    }
    *out = (prove_lent){ .chooser = reason_chooser_for(l->chooser),
                         .lua = runner,
                         .starved = &l->chooser->failed,
                         .error = &l->lua.error,
                         .handle = l };
    return true;
}

static void take_back(void *context, prove_lent *lent)
{
    (void)context;
    free_lender(lent->handle);
}

prove_host rules_prove_host(const wm_rules *rules)
{
    return (prove_host){ (void *)rules, lend, take_back };
}

/* ---- Making and freeing ------------------------------------------------------------------------------------------- */

wm_status wm_walks_new(wm_walks **out, const wm_rules *rules, wm_error *error)
{
    *out = NULL;
    wm_walks *made = allocator_zero(&rules->allocator, 1, sizeof *made);
    if (!made)
        return error_no_memory(error);
    made->rules = rules;
    made->allocator = rules->allocator;
    made->host = rules_prove_host(rules);
    made->list = vector_of(made->allocator, sizeof(kept_walk));
    arena_init(&made->memory, made->allocator);
    arena_init(&made->told, made->allocator);
    if (covers_init(&made->covers, rules->set, made->allocator)) {
        *out = made;
        return WM_OK;
    }
    wm_walks_free(made);
    return error_no_memory(error);
}

void wm_walks_free(wm_walks *walks)
{
    if (!walks)
        return;
    covers_free(&walks->covers);
    vector_free(&walks->list);
    arena_free(&walks->memory);
    arena_free(&walks->told);
    wm_allocator allocator = walks->allocator;
    allocator_free(&allocator, walks, sizeof *walks);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static bool ends_in(const char *path, const char *end)
{
    size_t size = strlen(path), wanted = strlen(end);
    return size > wanted && strcmp(path + size - wanted, end) == 0;
}

static bool is_blank(const char *line, size_t size)
{
    return strspn(line, " \t\r") >= size;
}

static wm_status read_lines(wm_walks *walks, const char *path, const char *text, size_t size, wm_error *error)
{
    wm_status status = WM_OK;
    const char *end = text + size;
    for (uint32_t line = 1; text < end && status == WM_OK; line++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = stop ? (size_t)(stop - text) : (size_t)(end - text);
        if (!is_blank(text, length))
            status = walks_take(walks, path, line, text, length, error);
        text += length + 1;
    }
    return status;
}

typedef struct lua_reading {
    wm_walks *walks;
    const char *path;
    wm_status status;
} lua_reading;

static bool take_lua(void *context, uint32_t line, const char *json, size_t size)
{
    lua_reading *r = context;
    r->status = walks_take(r->walks, r->path, line, json, size, NULL);
    return r->status == WM_OK;
}

/* A file that does not load counts as a walk that fails. */
static wm_status keep_at_fault(wm_walks *walks, const wm_error *from, wm_error *error)
{
    arena *a = &walks->memory;
    kept_walk w = { .id = "", .where = arena_string(a, from->where, strlen(from->where)) };
    w.why = (wm_text){ arena_string(a, from->zh, strlen(from->zh)), arena_string(a, from->en, strlen(from->en)) };
    w.ran = true;
    bool kept = w.where && w.why.zh && w.why.en && vector_append(&walks->list, &w, 1);
    return kept ? WM_OK : error_no_memory(error);
}

static wm_status read_lua(wm_walks *walks, const char *path, const char *text, size_t size, wm_error *error)
{
    script_limits limits = script_limits_of(&walks->rules->config);
    lua_reading r = { .walks = walks, .path = path };
    wm_error wrong = { 0 };
    wm_status status = script_walks(walks->allocator, &limits, path, text, size, take_lua, &r, &wrong);
    if (status == WM_BAD_RULES || status == WM_OVERRUN)
        return keep_at_fault(walks, &wrong, error);
    return status == WM_OK ? WM_OK : error_no_memory(error);
}

wm_status wm_walks_read(wm_walks *walks, const char *path, wm_error *error)
{
    file_contents file;
    wm_status status = rules_read_file(walks->rules, path, MAX_WALKS_BYTES, &file, error);
    if (status == WM_OK && file.size > MAX_WALKS_BYTES)
        status = error_set(error, WM_IO, path, "檔案太大：最多 16 MiB。", "The file is too large: 16 MiB at most.");
    else if (status == WM_OK && ends_in(path, ".lua"))
        status = read_lua(walks, path, file.text, file.size, error);
    else if (status == WM_OK)
        status = read_lines(walks, path, file.text, file.size, error);
    rules_drop_file(walks->rules, &file);
    return status;
}

/* ---- Running ------------------------------------------------------------------------------------------------------ */

/* A walk that must fail passes where it failed as it should. */
static bool judge(wm_walks *walks, kept_walk *w, bool passed)
{
    w->ran = true;
    w->passed = w->must_fail ? !passed : passed;
    if (!w->must_fail)
        return true;
    if (passed) {
        w->why = (wm_text){ "應該失敗，卻通過了", "should fail, but passes" };
        return true;
    }
    if (!*w->must_fail || strstr(w->why.zh, w->must_fail) || strstr(w->why.en, w->must_fail))
        return true;
    w->passed = false;
    w->why = (wm_text){ arena_format(&walks->memory, "失敗的原因裡應該有「%s」，卻是：%s", w->must_fail, w->why.zh),
                        arena_format(&walks->memory, "should fail with \"%s\" in the reason, which is: %s",
                                     w->must_fail, w->why.en) };
    return w->why.zh && w->why.en;
}

/* A walker of the guide, made anew where the last walk was of another. */
static bool ready(wm_walks *walks, walker *at, bool *is_open, uint32_t guide_index)
{
    if (*is_open && at->guide == guide_index)
        return true;
    if (*is_open)
        walker_close(at);
    *is_open = true;
    return walker_open(at, &walks->host, walks->rules->set, guide_index, walks->allocator);
}

static wm_status run_one(wm_walks *walks, trial_desk *d, walker *at, kept_walk *w)
{
    trial_result result;
    wm_status status = trial_run(d, at, &w->trial, &result);
    if (status != WM_OK)
        return status;
    w->why = result.why;
    return judge(walks, w, result.passed) ? WM_OK : WM_NO_MEMORY;
}

wm_status wm_walks_run(wm_walks *walks, wm_error *error)
{
    trial_desk d;
    walker at;
    bool is_open = false;
    wm_status status = WM_OK;
    trial_desk_init(&d, walks->allocator);
    d.told = &walks->memory;
    d.covers = &walks->covers;
    for (size_t i = 0; i < walks->list.count && status == WM_OK; i++) {
        kept_walk *w = &VECTOR_AT(&walks->list, kept_walk, i);
        if (w->ran)
            continue;
        if (!w->readable)
            status = judge(walks, w, false) ? WM_OK : WM_NO_MEMORY;
        else if (ready(walks, &at, &is_open, w->trial.guide))
            status = run_one(walks, &d, &at, w);
        else
            status = WM_NO_MEMORY;
    }
    if (is_open)
        walker_close(&at);
    trial_desk_free(&d);
    return status == WM_OK ? WM_OK : error_no_memory(error);
}

size_t wm_walks_count(const wm_walks *walks)
{
    return walks->list.count;
}

wm_status wm_walks_at(const wm_walks *walks, size_t index, wm_walked *out)
{
    if (index >= walks->list.count)
        return WM_NOTHING;
    const kept_walk *w = &VECTOR_AT(&walks->list, kept_walk, index);
    *out = (wm_walked){ .id = w->id,
                        .guide = w->guide,
                        .where = w->where,
                        .must_fail = w->must_fail != NULL,
                        .passed = w->passed,
                        .why = w->why };
    return WM_OK;
}

/* ---- What they came by --------------------------------------------------------------------------------------------- */

static bool tell_missed(wm_walks *walks, uint32_t guide_index, const vector *from, wm_coverage *out)
{
    const rule_set *set = walks->rules->set;
    arena *a = &walks->told;
    wm_missed *list = arena_zero(a, from->count + 1, sizeof *list);
    if (!list)
        return false;
    for (size_t i = 0; i < from->count; i++) {
        const missed *m = &VECTOR_AT(from, missed, i);
        list[i].what = m->kind == MISSED_NODE ? cover_node_words(set, guide_index, m->node, a)
                                              : cover_branch_words(set, guide_index, m->node, m->branch, a);
        list[i].where = arena_format(a, "%s:%u", set->guides[guide_index]->file, (unsigned)m->line);
        if (!list[i].what.zh || !list[i].where)
            return false;
    }
    out->missed = list;
    out->missed_count = from->count;
    return true;
}

static size_t walks_of(const wm_walks *walks, uint32_t guide_index)
{
    const char *name = walks->rules->set->guides[guide_index]->name;
    size_t count = 0;
    for (size_t i = 0; i < walks->list.count; i++) {
        const kept_walk *w = &VECTOR_AT(&walks->list, kept_walk, i);
        count += w->guide && strcmp(w->guide, name) == 0;
    }
    return count;
}

wm_status wm_walks_coverage(wm_walks *walks, const char *guide_name, wm_coverage *out, wm_error *error)
{
    uint32_t index = rule_set_find(walks->rules->set, guide_name);
    if (index == NONE)
        return error_set(error, WM_UNKNOWN, NULL, "沒有「%.80s」這個判斷樹。", "There is no guide \"%.80s\".",
                         guide_name);
    vector list = vector_of(walks->allocator, sizeof(missed));
    cover_sum sum;
    arena_reset(&walks->told);
    bool summed = covers_sum(&walks->covers, index, &sum, &list);
    *out = (wm_coverage){ .guide = walks->rules->set->guides[index]->name, .walks = walks_of(walks, index) };
    memcpy(out->nodes, sum.nodes, sizeof out->nodes);
    memcpy(out->edges, sum.edges, sizeof out->edges);
    memcpy(out->ends, sum.ends, sizeof out->ends);
    summed = summed && tell_missed(walks, index, &list, out);
    vector_free(&list);
    return summed ? WM_OK : error_no_memory(error);
}
