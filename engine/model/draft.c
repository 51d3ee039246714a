/* A draft's memory, and the reserved question `solved`. Uses model/draft.h. */
#include <math.h>

#include "model/draft.h"

static const answer solved_answers[] = {
    [ANSWER_YES] = { .id = "yes", .text = { "是", "Yes" } },
    [ANSWER_NO] = { .id = "no", .text = { "否", "No" } },
};

const question question_solved = {
    .id = "solved",
    .text = { "問題解決了嗎？", "Is the problem solved?" },
    .answers = solved_answers,
    .answer_count = 2,
    .kind = WM_CHOICE,
    .share = true,
    .min = -HUGE_VAL,
    .max = HUGE_VAL,
    .cost = 1,
};

draft *draft_new(wm_allocator allocator)
{
    draft *d = allocator_zero(&allocator, 1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->allocator = allocator;
    arena_init(&d->arena, allocator);
    arena_init(&d->scratch, allocator);
    d->sketch = (sketch){
        .nodes = vector_of(allocator, sizeof(node)),
        .step_names = vector_of(allocator, sizeof(step_name)),
        .branches = vector_of(allocator, sizeof(branch)),
        .words = vector_of(allocator, sizeof(const char *)),
        .links = vector_of(allocator, sizeof(step_id)),
        .flows = vector_of(allocator, sizeof(flow)),
    };
    return d;
}

void sketch_free(sketch *s)
{
    vector_free(&s->nodes);
    vector_free(&s->step_names);
    vector_free(&s->branches);
    vector_free(&s->words);
    vector_free(&s->links);
    vector_free(&s->flows);
}

void draft_tidy(draft *d)
{
    sketch_free(&d->sketch);
    arena_free(&d->scratch);
    d->origins[SIDE_ANSWER] = d->origins[SIDE_REMEDY] = NULL;
    d->set_words = NULL;
    d->references = NULL;
}

const guide *draft_guide(const draft *d)
{
    return &d->guide;
}

void draft_free(draft *d)
{
    if (d == NULL)
        return;
    wm_allocator allocator = d->allocator;
    draft_tidy(d);
    arena_free(&d->arena);
    allocator_free(&allocator, d, sizeof *d);
}
