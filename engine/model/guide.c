/* Looking things up in finished guides. Nothing here allocates or changes. Uses model/guide.h. */
#include "model/guide.h"

#include <string.h>

const member *layout_member(const layout *l, uint32_t guide_)
{
    uint32_t low = 0, high = l->member_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const member *m = &l->members[l->order[middle]];
        if (m->guide == guide_)
            return m;
        if (m->guide < guide_)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

uint32_t rule_set_find(const rule_set *set, const char *name)
{
    uint32_t low = 0, high = set->guide_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(set->guides[middle]->name, name);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NONE;
}

const char *node_thing_name(const rule_set *set, const guide *g, const node *n)
{
    switch ((node_kind)n->kind) {
    case NODE_ASK:
        return g->answer_families[n->what].id;
    case NODE_TRY:
        return g->remedy_families[n->what].id;
    case NODE_CONCLUDE:
    case NODE_SUSPECT:
        return g->faults[n->what].id;
    case NODE_ESCALATE:
        return g->escalations[n->what].id;
    case NODE_GO:
    case NODE_AGAIN:
        return g->flows[n->what].name;
    case NODE_SEE:
    case NODE_INCLUDE:
        return set->guides[n->what]->name;
    case NODE_WHEN:
    case NODE_RESOLVE:
    case NODE_ANY_ORDER:
        break;
    }
    return NULL;
}

const question *family_question(const rule_set *set, const guide *g, const family *f)
{
    if (f->of == NONE)
        return set->solved;
    const guide *home = f->declared == g->index ? g : set->guides[f->declared];
    return &home->questions[f->of];
}

const action *family_action(const rule_set *set, const guide *g, const family *f)
{
    const guide *home = f->declared == g->index ? g : set->guides[f->declared];
    return &home->actions[f->of];
}

uint32_t question_cells(const question *q)
{
    switch (q->kind) {
    case WM_CHOICE:
        return q->answer_count;
    case WM_NUMBER:
        return q->threshold_count + 1;
    case WM_TEXT:
        return q->answer_count > 0 ? q->answer_count + 1 : 0;
    }
    return 0;
}

/* Cell k lies between threshold k - 1 (within it) and threshold k (no more in it). */
uint32_t question_cell_of(const question *q, double number)
{
    uint32_t low = 0, high = q->threshold_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (q->thresholds[middle] <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
