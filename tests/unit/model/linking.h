/* linking.h: several guides written by hand and linked. Uses writing.h.
 *
 *     linking l = ...; begin(&l);
 *     writing *w = add_guide(&l, "a");  … statements …
 *     const rule_set *set = linked_all(&l);
 *     close_linking(&l); */
#ifndef UNIT_MODEL_LINKING_H
#define UNIT_MODEL_LINKING_H

#include "writing.h"

#define GUIDES_MAX 1024

typedef struct linking {
    findings found;
    writing writing; /* the guide being written; its findings are not used */
    draft *drafts[GUIDES_MAX];
    size_t count;
    linked *linked;
    const char *const *teams;
} linking;

static inline void begin(linking *l)
{
    memset(l, 0, sizeof *l);
    findings_init(&l->found, allocator_default());
}

/* The guide that was being written is finished when the next one begins, or all are linked. */
static inline void finish_last(linking *l)
{
    if (l->writing.b == NULL)
        return;
    draft *made = builder_finish(l->writing.b);
    l->writing.b = NULL;
    if (made != NULL)
        l->drafts[l->count++] = made;
}

/* A guide in rules/NAME.lua, with an escalation to hand over to. */
static inline writing *add_guide(linking *l, const char *name_)
{
    char file[64];
    finish_last(l);
    assert_true(l->count < GUIDES_MAX);
    snprintf(file, sizeof file, "rules/%s.lua", name_);
    l->writing.b = builder_open(allocator_default(), file, &l->found);
    assert_non_null(l->writing.b);
    declare_guide(&l->writing, name_, WM_DIAGNOSIS);
    desk(&l->writing);
    return &l->writing;
}

static inline const rule_set *link_them(linking *l)
{
    finish_last(l);
    l->linked = rule_set_link(allocator_default(), l->drafts, l->count, l->teams, &l->found);
    assert_non_null(l->linked);
    return linked_set(l->linked);
}

/* Nothing is refused. */
static inline const rule_set *linked_all(linking *l)
{
    const rule_set *set = link_them(l);
    for (size_t i = 0; i < l->found.list.count; i++)
        print_error("%s %s\n", VECTOR_AT(&l->found.list, wm_finding, i).where,
                    VECTOR_AT(&l->found.list, wm_finding, i).what.en);
    assert_int_equal(l->found.list.count, 0);
    return set;
}

static inline const guide *guide_named(const rule_set *set, const char *name_)
{
    uint32_t index = rule_set_find(set, name_);
    assert_int_not_equal(index, NONE);
    return set->guides[index];
}

static inline void close_linking(linking *l)
{
    linked_free(l->linked);
    findings_free(&l->found);
}

static inline void share_question(writing *w, const char *id, const char *const *ids, uint32_t count, uint32_t line)
{
    answer answers[4] = { { .id = NULL } };
    question q = question_of(id, line);
    for (uint32_t i = 0; i < count; i++)
        answers[i].id = ids[i];
    q.answers = count > 0 ? answers : NULL;
    q.answer_count = count;
    q.share = true;
    builder_question(w->b, &q, NULL, 0);
}

static inline void share_number(writing *w, const char *id, uint32_t line)
{
    question q = question_of(id, line);
    q.kind = WM_NUMBER;
    q.share = true;
    builder_question(w->b, &q, NULL, 0);
}

static inline void share_action(writing *w, const char *id, uint32_t line)
{
    action a = action_of(id, line);
    a.share = true;
    builder_action(w->b, &a);
}

static inline void ends_in_see(writing *w, const char *guide_name, uint32_t line)
{
    end_with(w, step(w, NODE_SEE, guide_name, line));
}

#endif
