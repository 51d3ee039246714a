/* Linking: finished guides become a rule set. Names are settled in link_names.c, layouts in layout.c.
 * Uses model/link.h. */
#include <stdlib.h>
#include <string.h>

#include "model/link.h"

struct linked {
    wm_allocator allocator;
    arena arena;
    rule_set set;
    draft **drafts; /* those in use, in order of name; owned */
    size_t count;
};

/* ---- Numbers -------------------------------------------------------------------------------- */

/* Drafts in use get the numbers that their guides have in the set. */
static bool number_guides(linker *k, linked *l)
{
    const guide **guides = arena_alloc(&l->arena, k->count * sizeof(const guide *));
    l->drafts = arena_alloc(&l->arena, k->count * sizeof(draft *));
    if (guides == NULL || l->drafts == NULL)
        return false;
    for (size_t i = 0; i < k->count; i++) {
        draft *d = k->drafts[i];
        if (d->refused)
            continue;
        d->guide.index = (uint32_t)l->set.guide_count;
        guides[l->set.guide_count++] = &d->guide;
    }
    l->set.guides = guides;
    return true;
}

static const shared *keep_shared(const linker *k, linked *l, int side)
{
    shared *list = arena_copy(&l->arena, k->shared[side].data, k->shared[side].count, sizeof *list);
    for (size_t i = 0; list != NULL && i < k->shared[side].count; i++)
        if (list[i].guide != NONE)
            list[i].guide = k->drafts[list[i].guide]->guide.index;
    return list;
}

static bool number_shared(const linker *k, linked *l)
{
    rule_set *set = &l->set;
    set->shared_questions = keep_shared(k, l, SIDE_ANSWER);
    set->shared_actions = keep_shared(k, l, SIDE_REMEDY);
    set->shared_question_count = (uint32_t)k->shared[SIDE_ANSWER].count;
    set->shared_action_count = (uint32_t)k->shared[SIDE_REMEDY].count;
    set->solved = &question_solved;
    return set->shared_questions != NULL && set->shared_actions != NULL;
}

/* ---- One guide ------------------------------------------------------------------------------ */

/* What is shared by that name lies in that slot for all guides. */
static uint32_t shared_slot(const linker *k, int side, const char *id)
{
    return SHARED_SLOT + names_find(&k->names, id)->of[side];
}

static void link_families(const linker *k, draft *d, int side, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        family *f = &d->families[side][i];
        const char *missing = d->origins[side][i].missing;
        if (missing != NULL)
            f->declared = k->drafts[f->declared]->guide.index;
        else if (f->of != NONE)
            f->declared = d->guide.index;
        if (f->slot >= SHARED_SLOT)
            f->slot = shared_slot(k, side, f->id);
    }
}

/* Until now what was shared held its family's number. */
static uint32_t linked_slot(const draft *d, uint32_t slot_)
{
    return slot_ >= SHARED_SLOT ? d->families[SIDE_ANSWER][slot_ - SHARED_SLOT].slot : slot_;
}

/* The arrays that a declaration points to are the draft's own. */
static void link_effects(draft *d)
{
    for (uint32_t i = 0; i < d->guide.action_count; i++) {
        const action *a = &d->actions[i];
        setting *sets = (setting *)a->sets;
        uint32_t *changes = (uint32_t *)a->changes;
        for (uint32_t k = 0; k < a->set_count; k++)
            sets[k].slot = linked_slot(d, sets[k].slot);
        for (uint32_t k = 0; k < a->changed_slots; k++)
            changes[k] = linked_slot(d, changes[k]);
    }
    for (uint32_t i = 0; i < d->guide.escalation_count; i++) {
        uint32_t *evidence = (uint32_t *)d->escalations[i].evidence;
        for (uint32_t k = 0; k < d->escalations[i].evidence_count; k++)
            evidence[k] = linked_slot(d, evidence[k]);
    }
}

static void link_references(const linker *k, draft *d)
{
    for (uint32_t i = 0; i < d->reference_count; i++)
        d->references[i].target = k->drafts[d->references[i].target]->guide.index;
    for (uint32_t i = 0; d->reference_count > 0 && i < d->guide.node_count; i++) {
        node *n = &d->nodes[i];
        if (n->kind == NODE_SEE || n->kind == NODE_INCLUDE)
            n->what = d->references[n->what].target;
    }
    for (uint32_t i = 0; d->reference_count > 0 && i < d->guide.action_count; i++) {
        action *a = &d->actions[i];
        if (a->stuck != NONE)
            a->stuck = d->references[a->stuck].target;
    }
}

/* ---- Thresholds of shared questions --------------------------------------------------------- */

/* What guides test others' numbers against … */
static bool collect_used(const linker *k, vector *list)
{
    for (size_t i = 0; i < k->count; i++) {
        const draft *d = k->drafts[i];
        for (uint32_t c = 0; d->foreign && !d->refused && c < d->guide.condition_count; c++) {
            const condition *test = &d->conditions[c];
            if (test->kind != COND_BELOW && test->kind != COND_AT_LEAST && test->kind != COND_BETWEEN)
                continue;
            const family *f = &d->families[SIDE_ANSWER][test->family];
            if (d->origins[SIDE_ANSWER][test->family].missing != NULL && !thresholds_of(test, f->declared, f->of, list))
                return false;
        }
    }
    return true;
}

/* … and what their own guides do. */
static bool collect_own(const linker *k, vector *list)
{
    for (size_t i = 1; i < k->shared[SIDE_ANSWER].count; i++) {
        const shared *s = &VECTOR_AT(&k->shared[SIDE_ANSWER], shared, i);
        const question *q = &k->drafts[s->guide]->questions[s->what];
        for (uint32_t t = 0; t < q->threshold_count; t++) {
            threshold own = { s->guide, s->what, q->thresholds[t] };
            if (!vector_append(list, &own, 1))
                return false;
        }
    }
    return true;
}

/* A shared number is cut wherever any guide that uses the declaration tests it. Before guides are numbered. */
static bool unite_thresholds(const linker *k, linked *l)
{
    vector list = vector_of(k->allocator, sizeof(threshold));
    bool ok = collect_used(k, &list) && (list.count == 0 || collect_own(k, &list));
    thresholds_sort(&list);
    double *values = ok ? arena_alloc(&l->arena, list.count * sizeof *values) : NULL;
    for (size_t i = 0; values != NULL && i < list.count; i++) {
        const threshold *t = &VECTOR_AT(&list, threshold, i), *before = i > 0 ? t - 1 : NULL;
        question *q = &k->drafts[t->guide]->questions[t->question];
        values[i] = t->value;
        if (before == NULL || before->guide != t->guide || before->question != t->question) {
            q->thresholds = &values[i];
            q->threshold_count = 0;
        }
        q->threshold_count++;
    }
    vector_free(&list);
    return values != NULL;
}

/* ---- The set -------------------------------------------------------------------------------- */

static void link_draft(const linker *k, draft *d)
{
    link_families(k, d, SIDE_ANSWER, d->guide.answer_family_count);
    link_families(k, d, SIDE_REMEDY, d->guide.remedy_family_count);
    link_effects(d);
    link_references(k, d);
    draft_tidy(d);
}

static bool make_set(linker *k, linked *l)
{
    if (!unite_thresholds(k, l) || !number_guides(k, l) || !number_shared(k, l))
        return false;
    for (size_t i = 0; i < k->count; i++)
        if (!k->drafts[i]->refused)
            link_draft(k, k->drafts[i]);
    l->set.layouts = layouts_of(&l->arena, k->allocator, &l->set);
    return l->set.layouts != NULL;
}

/* Those in use are the set's; the others have said why. */
static void take_drafts(linker *k, linked *l)
{
    for (size_t i = 0; i < k->count; i++) {
        if (k->drafts[i]->refused)
            draft_free(k->drafts[i]);
        else
            l->drafts[l->count++] = k->drafts[i];
    }
    k->count = 0;
}

static int by_name(const void *a, const void *b)
{
    const draft *const *x = a, *const *y = b;
    int order = strcmp((*x)->guide.name, (*y)->guide.name);
    return order != 0 ? order : strcmp((*x)->guide.file, (*y)->guide.file);
}

static bool open_linker(linker *k, draft **drafts, size_t count)
{
    arena_init(&k->scratch, k->allocator);
    names_init(&k->names, k->allocator, &k->scratch, &k->scratch);
    for (int side = 0; side < SIDES; side++)
        k->shared[side] = vector_of(k->allocator, sizeof(shared));
    k->drafts = arena_alloc(&k->scratch, count * sizeof(draft *));
    if (k->drafts == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (drafts[i] == NULL)
            continue;
        drafts[i]->voice.found = k->found;
        k->drafts[k->count++] = drafts[i];
    }
    if (k->count > 1)
        qsort(k->drafts, k->count, sizeof(draft *), by_name);
    return true;
}

static void close_linker(linker *k)
{
    for (int side = 0; side < SIDES; side++)
        vector_free(&k->shared[side]);
    names_free(&k->names);
    arena_free(&k->scratch);
}

linked *rule_set_link(wm_allocator allocator, draft **drafts, size_t count, const char *const *teams, findings *found)
{
    allocator = allocator_or_default(allocator);
    linker k = { .allocator = allocator, .found = found, .teams = teams };
    linked *l = allocator_zero(&allocator, 1, sizeof *l);
    if (l != NULL) {
        l->allocator = allocator;
        arena_init(&l->arena, allocator);
    }
    if (l != NULL && open_linker(&k, drafts, count) && link_names(&k) && make_set(&k, l)) {
        take_drafts(&k, l);
        close_linker(&k);
        return l;
    }
    found->no_memory = true;
    for (size_t i = 0; i < count; i++)
        draft_free(drafts[i]);
    close_linker(&k);
    linked_free(l);
    return NULL;
}

draft *linked_draft(const linked *l, uint32_t guide_index)
{
    return l->drafts[guide_index];
}

const rule_set *linked_set(const linked *l)
{
    return &l->set;
}

void linked_set_hash(linked *l, uint64_t hash)
{
    l->set.hash = hash;
}

void linked_free(linked *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->count; i++)
        draft_free(l->drafts[i]);
    wm_allocator allocator = l->allocator;
    arena_free(&l->arena);
    allocator_free(&allocator, l, sizeof *l);
}
