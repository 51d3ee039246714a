/* How good a guide's walks are: whether they notice small changes of its rules. Part of the façade. */
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "prove/explore.h"
#include "prove/mutants.h"

#define DEFAULT_WAYS 20000u

/* One guide's mutants. */
typedef struct mutating {
    wm_walks *walks;
    uint32_t guide;
    uint64_t ways;
    trial_desk desk;
    mutant changed;
    wm_mutant *out;
} mutating;

/* A walk that can come to the guide, and passes without any change. */
static bool counts(const mutating *m, const kept_walk *w)
{
    return w->readable && w->ran && w->passed && !w->must_fail &&
           layout_member(&m->walks->rules->set->layouts[w->trial.guide], m->guide);
}

/* Runs the walks until one fails; *by is its id, or NULL. */
static wm_status notice(mutating *m, const char **by)
{
    const vector *list = &m->walks->list;
    walker at = { .guide = NONE };
    bool is_open = false;
    trial_result result = { .passed = true };
    wm_status status = WM_OK;
    *by = NULL;
    for (size_t i = 0; i < list->count && status == WM_OK && !*by; i++) {
        const kept_walk *w = &VECTOR_AT(list, kept_walk, i);
        if (!counts(m, w))
            continue;
        if (is_open && at.guide != w->trial.guide) {
            walker_close(&at);
            is_open = false;
        }
        bool opened =
            is_open || walker_open(&at, &m->walks->host, &m->changed.set, w->trial.guide, m->walks->allocator);
        is_open = true;
        status = opened ? trial_run(&m->desk, &at, &w->trial, &result) : WM_NO_MEMORY;
        if (status == WM_OK && !result.passed)
            *by = w->id;
    }
    if (is_open)
        walker_close(&at);
    return status;
}

/* "port_22=timeout, sg_rule=none" */
static const char *way_words(const vector *way, arena *a)
{
    const char *words = arena_string(a, "", 0);
    for (size_t i = 0; i < way->count && words; i++)
        words = arena_format(a, "%s%s%s", words, i ? ", " : "", VECTOR_AT(way, const char *, i));
    return words;
}

/* Nobody noticed: whether there is anything to notice. */
static wm_status tell_apart(mutating *m, wm_mutant *out)
{
    const rule_set *set = m->walks->rules->set;
    wm_allocator allocator = m->walks->allocator;
    explorer *e = allocator_zero(&allocator, 1, sizeof *e);
    if (!e)
        return WM_NO_MEMORY;
    walker one, other;
    const char *steps[2] = { NULL, NULL };
    vector way = vector_of(allocator, sizeof(const char *));
    bool opened = explorer_open(e, set, m->guide, m->ways, allocator);
    e->also = &m->changed.set;
    opened = walker_open(&one, &m->walks->host, set, m->guide, allocator) && opened;
    opened = walker_open(&other, &m->walks->host, &m->changed.set, m->guide, allocator) && opened;
    sameness s = opened ? explore_both(e, &one, &other, &way, &m->walks->told, steps) : SAMENESS_NO_MEMORY;
    if (s == NOT_THE_SAME) {
        out->way = way_words(&way, &m->walks->told);
        out->was = steps[0];
        out->is = steps[1];
    }
    out->end = s == NOT_THE_SAME      ? WM_MUTANT_SURVIVED
               : s == SAME_EVERYWHERE ? WM_MUTANT_EQUIVALENT
                                      : WM_MUTANT_UNDECIDED;
    bool failed = s == SAMENESS_NO_MEMORY || (s == NOT_THE_SAME && !out->way);
    walker_close(&one);
    walker_close(&other);
    vector_free(&way);
    explorer_close(e);
    allocator_free(&allocator, e, sizeof *e);
    return failed ? WM_NO_MEMORY : WM_OK;
}

static wm_status try_mutation(mutating *m, const mutation *change, wm_mutant *out)
{
    const rule_set *set = m->walks->rules->set;
    out->what = mutation_words(set, m->guide, change, &m->walks->told);
    out->where = arena_format(&m->walks->told, "%s:%u", set->guides[m->guide]->file, (unsigned)change->line);
    if (!out->what.zh || !out->what.en || !out->where)
        return WM_NO_MEMORY;
    wm_status status = WM_NO_MEMORY;
    if (mutant_make(&m->changed, set, m->guide, change, m->walks->allocator))
        status = notice(m, &out->noticed_by);
    if (status == WM_OK && !out->noticed_by)
        status = tell_apart(m, out);
    mutant_free(&m->changed);
    return status;
}

static wm_status try_all(mutating *m, const vector *changes, const wm_mutation_config *config)
{
    m->out = arena_zero(&m->walks->told, changes->count + 1, sizeof *m->out);
    wm_status status = m->out ? WM_OK : WM_NO_MEMORY;
    for (size_t i = 0; i < changes->count && status == WM_OK; i++) {
        if (config && config->progress)
            config->progress(config->context, i, changes->count);
        status = try_mutation(m, &VECTOR_AT(changes, mutation, i), &m->out[i]);
    }
    return status;
}

wm_status wm_walks_mutate(wm_walks *walks, const char *guide_name, const wm_mutation_config *config,
                          const wm_mutant **out, size_t *count, wm_error *error)
{
    *out = NULL;
    *count = 0;
    mutating m = { .walks = walks, .guide = rule_set_find(walks->rules->set, guide_name) };
    if (m.guide == NONE)
        return error_set(error, WM_UNKNOWN, NULL, "沒有「%.80s」這個判斷樹。", "There is no guide \"%.80s\".",
                         guide_name);
    m.ways = config && config->ways ? config->ways : DEFAULT_WAYS;
    arena_reset(&walks->told);
    trial_desk_init(&m.desk, walks->allocator);
    vector changes = vector_of(walks->allocator, sizeof(mutation));
    wm_status status =
        mutations_of(walks->rules->set, m.guide, &changes) ? try_all(&m, &changes, config) : WM_NO_MEMORY;
    if (status == WM_OK) {
        *out = m.out;
        *count = changes.count;
    }
    vector_free(&changes);
    trial_desk_free(&m.desk);
    return status == WM_OK ? WM_OK : error_no_memory(error);
}
