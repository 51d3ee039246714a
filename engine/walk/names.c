/* Names from outside, and the places that they stand for. Uses walk/facts.h. */
#include <stdlib.h>
#include <string.h>

#include "walk/facts.h"

typedef struct kind_of_slot {
    const family *families;
    uint32_t count;
    uint32_t base;
} kind_of_slot;

static kind_of_slot families_of(const facts *f, const member *m, bool asked)
{
    const guide *g = f->set->guides[m->guide];
    return asked ? (kind_of_slot){ g->answer_families, g->answer_family_count, m->answers }
                 : (kind_of_slot){ g->remedy_families, g->remedy_family_count, m->remedies };
}

/* "q#3" → 3 and the length of "q"; "q" → 1. 0: not a name of this form. */
static uint32_t round_of(const char *name, size_t *size)
{
    const char *mark = strchr(name, '#');
    *size = mark ? (size_t)(mark - name) : strlen(name);
    if (!mark)
        return 1;
    char *end;
    unsigned long round = mark[1] >= '1' && mark[1] <= '9' ? strtoul(mark + 1, &end, 10) : 0;
    return round >= 2 && round <= UINT16_MAX && !*end ? (uint32_t)round : 0;
}

static bool find_in(const facts *f, const member *m, const char *name, bool asked, facts_name *out)
{
    kind_of_slot k = families_of(f, m, asked);
    size_t size;
    uint32_t round = round_of(name, &size);
    for (uint32_t i = 0; round && i < k.count; i++) {
        const family *a = &k.families[i];
        if (strncmp(a->id, name, size) != 0 || a->id[size] || round > a->rounds)
            continue;
        *out = (facts_name){ m->guide, i, round, slot_place(family_slot(a, round), k.base) };
        return true;
    }
    return false;
}

static bool find_shared(const facts *f, const char *name, bool asked, facts_name *out)
{
    const shared *list = asked ? f->set->shared_questions : f->set->shared_actions;
    uint32_t count = asked ? f->set->shared_question_count : f->set->shared_action_count;
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i].id, name) != 0)
            continue;
        *out = (facts_name){ list[i].guide, list[i].what, 1, i };
        return true;
    }
    return false;
}

static bool find_full(const facts *f, const char *name, const char *colon, bool asked, facts_name *out)
{
    size_t size = (size_t)(colon - name);
    for (uint32_t i = 0; i < f->layout->member_count; i++) {
        const member *m = &f->layout->members[i];
        const char *guide_name = f->set->guides[m->guide]->name;
        if (strncmp(guide_name, name, size) == 0 && !guide_name[size])
            return find_in(f, m, colon + 1, asked, out);
    }
    return false;
}

static bool find(const facts *f, const char *name, bool asked, facts_name *out)
{
    const char *colon = strchr(name, ':');
    if (colon)
        return find_full(f, name, colon, asked, out);
    for (uint32_t i = 0; i < f->layout->reached; i++)
        if (find_in(f, &f->layout->members[i], name, asked, out))
            return true;
    return find_shared(f, name, asked, out);
}

bool facts_find_question(const facts *f, const char *name, facts_name *out)
{
    return find(f, name, true, out);
}
bool facts_find_action(const facts *f, const char *name, facts_name *out)
{
    return find(f, name, false, out);
}

/* A shared thing at a place below the shared count; else the member whose slots hold it. */
static facts_name at_place(const facts *f, uint32_t place, bool asked)
{
    const shared *list = asked ? f->set->shared_questions : f->set->shared_actions;
    uint32_t shared_count = asked ? f->set->shared_question_count : f->set->shared_action_count;
    if (place < shared_count)
        return (facts_name){ list[place].guide, list[place].what, 1, place };
    for (uint32_t i = 0; i < f->layout->member_count; i++) {
        const member *m = &f->layout->members[i];
        const guide *g = f->set->guides[m->guide];
        uint32_t base = asked ? m->answers : m->remedies;
        uint32_t count = asked ? g->answer_slot_count : g->remedy_slot_count;
        if (place < base || place - base >= count)
            continue;
        const slot *s = asked ? &g->answer_slots[place - base] : &g->remedy_slots[place - base];
        return (facts_name){ m->guide, s->family, s->round, place };
    }
    return (facts_name){ NONE, NONE, 1, place };
}

facts_name facts_question_at(const facts *f, uint32_t place)
{
    return at_place(f, place, true);
}
facts_name facts_action_at(const facts *f, uint32_t place)
{
    return at_place(f, place, false);
}

static const char *bare_name(const family *a, const slot *slots, uint32_t round)
{
    return round <= 1 ? a->id : slots[family_slot(a, round)].name;
}

const char *facts_question_name(const facts *f, const facts_name *name)
{
    if (name->guide == NONE)
        return "solved";
    const guide *g = f->set->guides[name->guide];
    return bare_name(&g->answer_families[name->family], g->answer_slots, name->round);
}

const char *facts_action_name(const facts *f, const facts_name *name)
{
    if (name->guide == NONE)
        return "";
    const guide *g = f->set->guides[name->guide];
    return bare_name(&g->remedy_families[name->family], g->remedy_slots, name->round);
}

const question *facts_question(const facts *f, const facts_name *name)
{
    if (name->guide == NONE)
        return f->set->solved;
    const guide *g = f->set->guides[name->guide];
    return family_question(f->set, g, &g->answer_families[name->family]);
}

const action *facts_action(const facts *f, const facts_name *name)
{
    const guide *g = f->set->guides[name->guide];
    return family_action(f->set, g, &g->remedy_families[name->family]);
}

remedy_context facts_own_context(const facts *f, const facts_name *name)
{
    const family *a = &f->set->guides[name->guide]->remedy_families[name->family];
    bool is_shared = a->slot >= SHARED_SLOT;
    uint32_t home = f->layout->members[0].guide;
    return (remedy_context){
        .guide = is_shared ? home : name->guide, .flow = NONE, .round = 1, .scope = home, .fault = NONE
    };
}
