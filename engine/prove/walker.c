/* A case told answer by answer, and its steps in words. Uses prove/prove.h and walk/. */
#include "prove/prove.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

#define FIRST_TRACE 256
#define MAX_TRACE   ((size_t)1 << 16)

const char *const walker_outcome_words[] = { "done", "fixed", "failed", "skipped" };

/* ---- Making and freeing -------------------------------------------------------------------------------------------- */

bool walker_open(walker *w, const prove_host *host, const rule_set *set, uint32_t guide_index, wm_allocator allocator)
{
    *w = (walker){
        .set = set, .layout = &set->layouts[guide_index], .guide = guide_index, .allocator = allocator, .host = host
    };
    arena_init(&w->kept, allocator);
    if (!facts_init(&w->f, set, w->layout, allocator, true))
        return false;
    w->walk = walk_new(set, w->layout, allocator);
    w->way.entries = allocator_alloc(&allocator, FIRST_TRACE * sizeof *w->way.entries);
    w->way.capacity = w->way.entries ? FIRST_TRACE : 0;
    w->is_lent = host->lend(host->context, set, w->layout, &w->lent);
    return w->walk && w->way.entries && w->is_lent;
}

void walker_close(walker *w)
{
    if (w->is_lent)
        w->host->take_back(w->host->context, &w->lent);
    walk_free(w->walk);
    facts_free(&w->f, w->allocator);
    if (w->way.entries)
        allocator_free(&w->allocator, w->way.entries, w->way.capacity * sizeof *w->way.entries);
    arena_free(&w->kept);
    *w = (walker){ 0 };
}

void walker_clear(walker *w)
{
    facts_clear(&w->f);
    arena_reset(&w->kept);
}

/* ---- Steps --------------------------------------------------------------------------------------------------------- */

/* Makes room for a way that was longer than the trace; false where there is none to be made. */
static bool grow_trace(walker *w, bool *no_memory)
{
    size_t wanted = w->way.count < MAX_TRACE ? w->way.count : MAX_TRACE;
    if (w->way.count <= w->way.capacity || wanted <= w->way.capacity)
        return false;
    trace_entry *more =
        allocator_resize(&w->allocator, w->way.entries, w->way.capacity * sizeof *more, wanted * sizeof *more);
    *no_memory = !more;
    if (!more)
        return false;
    w->way.entries = more;
    w->way.capacity = wanted;
    return true;
}

wm_status walker_step(walker *w)
{
    bool no_memory = false;
    wm_status status;
    do {
        w->lent.lua.failed = false;
        status = walk_next(w->walk, &w->f, &w->lent.chooser, &w->lent.lua, &w->way, &w->step);
        w->walks++;
    } while (status == WM_OK && grow_trace(w, &no_memory));
    if (no_memory || *w->lent.starved)
        return error_no_memory(&w->error);
    if (status == WM_BAD_RULES)
        w->error = *w->lent.error;
    else if (status != WM_OK)
        error_set(&w->error, WM_OVERRUN, w->set->guides[w->guide]->file, "走這份判斷樹用完了步數：迴圈太多。",
                  "Walking this guide used up its steps: too many rounds.");
    return status == WM_OK ? WM_OK : w->error.status;
}

bool walker_concluded(const walker *w)
{
    const walk_step *s = &w->step;
    if (s->context.fault == NONE)
        return false;
    return s->node == NONE || w->set->guides[s->guide]->nodes[s->node].kind == NODE_CONCLUDE;
}

bool walker_outcome(walker *w, const facts_name *name, wm_outcome outcome, const remedy_context *from)
{
    remedy_context context = *from;
    if (context.includer_count) {
        context.includers = arena_copy(&w->kept, context.includers, context.includer_count, sizeof *context.includers);
        if (!context.includers)
            return false;
    }
    facts_outcome(&w->f, name, outcome, &context);
    return true;
}

/* ---- Words --------------------------------------------------------------------------------------------------------- */

const char *walker_question_name(const walker *w, const facts_name *name, arena *a)
{
    const char *bare = facts_question_name(&w->f, name);
    facts_name found;
    if (name->guide == NONE || (facts_find_question(&w->f, bare, &found) && found.place == name->place))
        return bare;
    return arena_format(a, "%s:%s", w->set->guides[name->guide]->name, bare);
}

const char *walker_action_name(const walker *w, uint32_t place, arena *a)
{
    facts_name name = facts_action_at(&w->f, place), found;
    const char *bare = facts_action_name(&w->f, &name);
    if (facts_find_action(&w->f, bare, &found) && found.place == place)
        return bare;
    return arena_format(a, "%s:%s", w->set->guides[name.guide]->name, bare);
}

static const char *ask_words(const walker *w, arena *a)
{
    const char *asked = walker_question_name(w, &w->step.name, a);
    if (!asked || w->step.verifies == NONE)
        return asked ? arena_format(a, "ask %s", asked) : NULL;
    const char *verified = walker_action_name(w, w->step.verifies, a);
    return verified ? arena_format(a, "ask %s to verify %s", asked, verified) : NULL;
}

static const char *kind_words(const walker *w, arena *a)
{
    const walk_step *s = &w->step;
    const char *name = NULL;
    switch (s->kind) {
    case WM_ASK:
        return ask_words(w, a);
    case WM_TRY:
        name = walker_action_name(w, s->name.place, a);
        return name ? arena_format(a, "try %s", name) : NULL;
    case WM_ESCALATE:
        return arena_format(a, "escalate %s", w->set->guides[s->guide]->escalations[s->escalation].id);
    case WM_RESOLVED:
        if (s->action == NONE)
            return "resolved";
        name = walker_action_name(w, s->action, a);
        return name ? arena_format(a, "resolved by %s", name) : NULL;
    default:
        return "diagnosed";
    }
}

const char *walker_step_words(const walker *w, arena *a)
{
    const walk_step *s = &w->step;
    const char *words = kind_words(w, a);
    if (!words || s->fault == NONE || s->kind == WM_ASK)
        return words;
    const char *id = w->set->guides[s->fault_guide]->faults[s->fault].id;
    return arena_format(a, "%s for %s%s", words, id, s->presumed ? " presumed" : "");
}

const char *walker_value_words(const question *q, const fact *value, arena *a)
{
    if (value->state == FACT_UNSURE)
        return "unsure";
    if (q->kind == WM_NUMBER)
        return arena_format(a, "%.15g", value->as.number);
    if (value->answer < q->answer_count)
        return q->answers[value->answer].id;
    return value->as.text ? arena_string(a, value->as.text->raw, value->as.text->raw_size) : "";
}
