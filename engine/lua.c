/* Lua conditions of a walk: lends an interpreter, and lets functions read the facts in force. Part of
 * the façade; Lua itself is known in script/ alone. */
#include <string.h>

#include "base/error.h"
#include "facade.h"

/* ---- Lending ---------------------------------------------------------------------------------------- */

static lent_vm *new_vm(const wm_rules *r)
{
    script_limits limits = script_limits_of(&r->config);
    lent_vm *made = allocator_zero(&r->allocator, 1, sizeof *made);
    if (!made)
        return NULL;
    made->vm = script_vm_new(r->allocator, &limits);
    if (made->vm)
        return made;
    allocator_free(&r->allocator, made, sizeof *made);
    return NULL;
}

/* The idle interpreters are the one thing of a rule set that changes; the lock keeps them. */
static lent_vm *borrow(const wm_rules *rules)
{
    wm_rules *r = (wm_rules *)rules;
    pthread_mutex_lock(&r->vm_lock);
    lent_vm *vm = r->idle;
    if (vm)
        r->idle = vm->next;
    pthread_mutex_unlock(&r->vm_lock);
    return vm ? vm : new_vm(rules);
}

static void give_back(const wm_rules *rules, lent_vm *vm)
{
    wm_rules *r = (wm_rules *)rules;
    pthread_mutex_lock(&r->vm_lock);
    vm->next = r->idle;
    r->idle = vm;
    pthread_mutex_unlock(&r->vm_lock);
}

/* ---- Reading facts ------------------------------------------------------------------------------------ */

typedef struct reading {
    const facts *f;
    const scene *at;
} reading;

static uint32_t family_named(const family *families, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(families[i].id, name) == 0)
            return i;
    return NONE;
}

static script_fact_kind of_question(const question *q, const fact *v, script_fact *out)
{
    if (v->state != FACT_KNOWN)
        return SCRIPT_UNKNOWN;
    if (q->kind == WM_NUMBER) {
        out->number = v->as.number;
        return SCRIPT_DOUBLE;
    }
    bool as_typed = q->kind == WM_TEXT && !(v->flags & FACT_SET) && v->as.text;
    out->text = as_typed ? v->as.text->raw : v->answer < q->answer_count ? q->answers[v->answer].id : "";
    out->size = as_typed ? v->as.text->raw_size : strlen(out->text);
    return SCRIPT_STRING;
}

static script_fact_kind of_outcome(const remedy *r, script_fact *out)
{
    static const char *const words[] = { "", "done", "fixed", "failed", "skipped" };
    if (r->state == REMEDY_NONE)
        return SCRIPT_UNKNOWN;
    *out = (script_fact){ words[r->state], strlen(words[r->state]), 0 };
    return SCRIPT_STRING;
}

/* `facts.NAME`: a question of the guide (of this round, within a loop), then a shared one, then an action. */
static script_fact_kind read_fact(void *context, const char *name, script_fact *out)
{
    const reading *from = context;
    const facts *f = from->f;
    const guide *g = from->at->guide;
    uint32_t i = family_named(g->answer_families, g->answer_family_count, name);
    if (i != NONE)
        return of_question(family_question(f->set, g, &g->answer_families[i]), &f->answers[scene_answer(from->at, i)],
                           out);
    for (uint32_t k = 1; k < f->set->shared_question_count; k++) {
        const shared *s = &f->set->shared_questions[k];
        if (strcmp(s->id, name) == 0)
            return of_question(&f->set->guides[s->guide]->questions[s->what], &f->answers[k], out);
    }
    i = family_named(g->remedy_families, g->remedy_family_count, name);
    return i == NONE ? SCRIPT_NO_SUCH_NAME : of_outcome(&f->remedies[scene_remedy(from->at, i)], out);
}

static truth call(void *context, const facts *f, const scene *at, uint32_t number, bool *failed)
{
    lua_conditions *l = context;
    if (!l->vm && !(l->vm = borrow(l->rules))) {
        error_no_memory(&l->error);
        *failed = true;
        return UNKNOWN_;
    }
    reading from = { f, at };
    switch (script_call(l->vm->vm, at->guide, number, read_fact, &from, &l->error)) {
    case SCRIPT_TRUE:
        return TRUE_;
    case SCRIPT_FALSE:
        return FALSE_;
    case SCRIPT_UNDECIDED:
        return UNKNOWN_;
    default:
        *failed = true;
        return UNKNOWN_;
    }
}

condition_runner lua_conditions_runner(lua_conditions *l, const wm_rules *rules)
{
    *l = (lua_conditions){ .rules = rules };
    return (condition_runner){ call, l, false };
}

void lua_conditions_end(lua_conditions *l)
{
    if (l->vm)
        give_back(l->rules, l->vm);
    l->vm = NULL;
}
