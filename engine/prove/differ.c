/* A guide and its mutant, walked side by side until they do not do the same. Uses prove/explore.h. */
#include "prove/explore.h"

/* What one step of the exploration keeps. */
typedef struct level {
    walk_step steps[2];
    uint32_t next, count; /* options */
    uint32_t detours;     /* left */
} level;

typedef struct both {
    explorer *e;
    walker *w[2];
    vector *way;
    arena *a;
    const char **steps;
    level *levels; /* EXPLORE_DEPTH of them */
    uint32_t depth;
    uint32_t detours; /* left where the walkers stand */
} both;

/* What a person would see: the kind, what is asked or tried, the end. */
static bool same_step(const walk_step *x, const walk_step *y)
{
    if (x->kind != y->kind || x->done != y->done || x->fault != y->fault || x->verifies != y->verifies ||
        x->not_applicable != y->not_applicable)
        return false;
    if (x->fault != NONE && (x->fault_guide != y->fault_guide || x->presumed != y->presumed))
        return false;
    if (x->kind == WM_ASK || x->kind == WM_TRY)
        return x->name.place == y->name.place;
    if (x->kind == WM_ESCALATE)
        return x->guide == y->guide && x->escalation == y->escalation;
    return x->action == y->action;
}

/* The way to the present level, and what each does there. */
static sameness tell(both *b, wm_status one, wm_status other)
{
    wm_status status[2] = { one, other };
    for (uint32_t i = 0; i < b->depth; i++) {
        const walk_step *s = &b->levels[i].steps[0];
        const char *name = s->kind == WM_TRY ? walker_action_name(b->w[0], s->name.place, b->a)
                                             : walker_question_name(b->w[0], &s->name, b->a);
        const char *word = explorer_word(b->e, b->w[0], s, b->levels[i].next - 1, b->a);
        const char *text = name && word ? arena_format(b->a, "%s=%s", name, word) : NULL;
        if (!text || !vector_append(b->way, &text, 1))
            return SAMENESS_NO_MEMORY;
    }
    for (int side = 0; side < 2; side++) {
        b->steps[side] = status[side] == WM_OK ? walker_step_words(b->w[side], b->a) : wm_status_name(status[side]);
        if (!b->steps[side])
            return SAMENESS_NO_MEMORY;
    }
    return NOT_THE_SAME;
}

/* Copies a step; its includers are copied with its outcome. */
static bool keep_level(both *b, level *l)
{
    for (int side = 0; side < 2; side++) {
        walker *w = b->w[side];
        l->steps[side] = w->step;
        remedy_context *c = &l->steps[side].context;
        if (w->step.kind == WM_TRY && c->includer_count) {
            c->includers = arena_copy(&w->kept, c->includers, c->includer_count, sizeof *c->includers);
            b->e->no_memory = b->e->no_memory || !c->includers;
        }
        if (!explorer_save(b->e, side, b->depth, w))
            return false;
    }
    l->next = 0;
    l->detours = b->detours;
    l->count = explorer_options(b->e, b->w[0], &l->steps[0], b->detours);
    return !b->e->no_memory;
}

/* The next option of the deepest level that has one left; false where all were taken. */
static bool go_on(both *b)
{
    while (b->depth > 0) {
        level *l = &b->levels[b->depth - 1];
        if (l->next < l->count) {
            for (int side = 0; side < 2; side++) {
                explorer_restore(b->e, side, b->depth - 1, b->w[side]);
                if (!explorer_take(b->e, b->w[side], &l->steps[side], l->next))
                    return false;
            }
            b->detours = l->detours - explorer_cost(b->e, &l->steps[0], l->next++);
            return true;
        }
        b->depth--;
    }
    return false;
}

static sameness look(both *b)
{
    do {
        if (!explorer_may(b->e, b->depth))
            continue;
        wm_status one = walker_step(b->w[0]), other = walker_step(b->w[1]);
        if (one == WM_NO_MEMORY || other == WM_NO_MEMORY)
            return SAMENESS_NO_MEMORY;
        if (one != other || (one == WM_OK && !same_step(&b->w[0]->step, &b->w[1]->step)))
            return tell(b, one, other);
        if (one != WM_OK || b->w[0]->step.done)
            continue;
        if (!keep_level(b, &b->levels[b->depth]))
            return SAMENESS_NO_MEMORY;
        b->depth++;
    } while (go_on(b));
    if (b->e->no_memory)
        return SAMENESS_NO_MEMORY;
    return b->e->cut || b->e->bounded ? SAME_AS_FAR_AS_SEEN : SAME_EVERYWHERE;
}

sameness explore_both(explorer *e, walker *one, walker *other, vector *way, arena *a, const char *steps[2])
{
    both b = { .e = e, .w = { one, other }, .way = way, .a = a, .steps = steps };
    b.levels = arena_zero(&e->memory, EXPLORE_DEPTH, sizeof *b.levels);
    if (!b.levels)
        return SAMENESS_NO_MEMORY;
    sameness s = SAME_AS_FAR_AS_SEEN;
    for (uint32_t detours = 0; s == SAME_AS_FAR_AS_SEEN && !e->cut && detours <= EXPLORE_DETOURS; detours++) {
        b.detours = detours;
        e->bounded = false;
        walker_clear(one);
        walker_clear(other);
        s = look(&b);
    }
    return s;
}
