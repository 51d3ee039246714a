/* Small guides written in C, through model/builder.h: a workshop takes declarations and steps, then gives the linked guide,
 * its facts and its belief model. Texts are the ids. Anything that goes wrong fails the test and says what.
 * Uses reason/, walk/ and model/. */
#ifndef UNIT_REASON_GUIDES_H
#define UNIT_REASON_GUIDES_H

#include "unit/reason/near.h"

#include <string.h>

#include "base/findings.h"
#include "model/builder.h"
#include "reason/belief.h"

typedef struct workshop {
    wm_allocator allocator;
    findings found;
    builder *b;
    uint32_t line; /* of the next statement */
    linked *linked;
    const rule_set *set;
    const guide *guide;
    facts facts;
    belief_model *model;
} workshop;

static inline void workshop_open_kind(workshop *w, wm_guide_kind kind)
{
    *w = (workshop){ .allocator = allocator_default(), .line = 1 };
    findings_init(&w->found, w->allocator);
    w->b = builder_open(w->allocator, "test.lua", &w->found);
    assert_non_null(w->b);
    builder_guide(
        w->b,
        &(guide_declaration){
            .name = "test", .title = { "測試", "Test" }, .kind = kind, .goal = NONE, .applies = NONE, .line = 1 });
}

static inline void workshop_open(workshop *w)
{
    workshop_open_kind(w, WM_DIAGNOSIS);
}

/* ---- Declarations ------------------------------------------------------------------------------------------------- */

static inline wm_text as_text(const char *id)
{
    return (wm_text){ id, id };
}

/* `ids`: a list that ends in NULL; NULL: none. */
static inline void declare_question(workshop *w, question q, const char *const *ids)
{
    answer answers[32] = { { 0 } };
    q.text = as_text(q.id);
    q.line = w->line++;
    for (; ids && ids[q.answer_count]; q.answer_count++)
        answers[q.answer_count] = (answer){ .id = ids[q.answer_count], .text = as_text(ids[q.answer_count]) };
    answer *kept = arena_copy(builder_arena(w->b), answers, q.answer_count + 1, sizeof *answers);
    assert_non_null(kept);
    q.answers = q.answer_count ? kept : NULL;
    if (q.kind != WM_NUMBER) {
        q.min = -HUGE_VAL;
        q.max = HUGE_VAL;
    }
    builder_question(w->b, &q, NULL, 0);
}

#define IDS(...)                                                                                                       \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
#define DECLARE_CHOICE(w, name, minutes, ...)                                                                          \
    declare_question((w), (question){ .id = (name), .kind = WM_CHOICE, .cost = (minutes) }, IDS(__VA_ARGS__))
#define DECLARE_TEXT(w, name, minutes, ...)                                                                            \
    declare_question((w), (question){ .id = (name), .kind = WM_TEXT, .cost = (minutes) }, IDS(__VA_ARGS__))

static inline void declare_number(workshop *w, const char *id, double minutes)
{
    declare_question(w, (question){ .id = id, .kind = WM_NUMBER, .cost = minutes, .min = -HUGE_VAL, .max = HUGE_VAL },
                     NULL);
}

/* A choice with `given` for some faults. */
static inline void declare_given(workshop *w, const char *id, double minutes, const char *const *ids,
                                 const given_row *rows, uint32_t count)
{
    declare_question(w, (question){ .id = id, .kind = WM_CHOICE, .cost = minutes, .given = rows, .given_count = count },
                     ids);
}

#define CELLS(...)                                                                                                     \
    .cells = (const given_cell[]){ __VA_ARGS__ },                                                                      \
    .cell_count = sizeof((const given_cell[]){ __VA_ARGS__ }) / sizeof(given_cell)

static inline void declare_fault(workshop *w, const char *id, double prior)
{
    builder_fault(w->b, &(fault){ .id = id, .text = as_text(id), .prior = prior, .line = w->line++ });
}

/* Fixes one fault; fault NULL: none. */
static inline void declare_action(workshop *w, const char *id, double minutes, const char *fault_id, double p)
{
    rate fixes[1] = { { .fault_id = fault_id, .p = p, .line = w->line } };
    builder_action(w->b, &(action){ .id = id,
                                    .text = as_text(id),
                                    .fixes = fixes,
                                    .fix_count = fault_id ? 1 : 0,
                                    .cost = minutes,
                                    .verify = NONE,
                                    .line = w->line++ });
}

static inline void declare_escalation(workshop *w, const char *id, double minutes)
{
    builder_escalation(
        w->b, &(escalation){ .id = id, .to = "team", .text = as_text(id), .cost = minutes, .line = w->line++ });
}

/* ---- Steps --------------------------------------------------------------------------------------------------------- */

static inline step_id step(workshop *w, node_kind kind, const char *what)
{
    return builder_step(w->b, kind, what, NULL, w->line++);
}

static inline step_id try_as(workshop *w, const char *what, const char *as)
{
    return builder_step(w->b, NODE_TRY, what, as, w->line++);
}

static inline step_id again(workshop *w, const char *flow_name, uint16_t at_most)
{
    step_id s = builder_step(w->b, NODE_AGAIN, flow_name, NULL, w->line++);
    builder_at_most(w->b, s, at_most);
    return s;
}

#define LIST(...)                                                                                                      \
    .steps = (const step_id[]){ __VA_ARGS__ }, .count = sizeof((const step_id[]){ __VA_ARGS__ }) / sizeof(step_id)
#define ANSWER(id, ...)                                                                                                \
    {                                                                                                                  \
        .kind = BRANCH_ANSWER, .answer_id = (id), LIST(__VA_ARGS__)                                                    \
    }
#define ON(test, ...)                                                                                                  \
    {                                                                                                                  \
        .kind = BRANCH_ON, .condition = (test), LIST(__VA_ARGS__)                                                      \
    }
#define OTHER(...)                                                                                                     \
    {                                                                                                                  \
        .kind = BRANCH_OTHER, LIST(__VA_ARGS__)                                                                        \
    }
#define UNSURE(...)                                                                                                    \
    {                                                                                                                  \
        .kind = BRANCH_UNSURE, LIST(__VA_ARGS__)                                                                       \
    }
#define FALLS(id)                                                                                                      \
    {                                                                                                                  \
        .kind = BRANCH_ANSWER, .answer_id = (id)                                                                       \
    }

static inline step_id ask_branches(workshop *w, const char *id, const char *as, const branch_declaration *from,
                                   size_t count)
{
    branch_declaration branches[16];
    assert_true(count <= 16);
    step_id s = builder_step(w->b, NODE_ASK, id, as, w->line);
    for (size_t i = 0; i < count; i++) {
        branches[i] = from[i];
        branches[i].line = w->line;
    }
    builder_branches(w->b, s, branches, count);
    w->line++;
    return s;
}

#define ASK_AS(w, id, as, ...)                                                                                         \
    ask_branches((w), (id), (as), (const branch_declaration[]){ __VA_ARGS__ },                                         \
                 sizeof((const branch_declaration[]){ __VA_ARGS__ }) / sizeof(branch_declaration))
#define ASK(w, id, ...) ASK_AS(w, id, NULL, __VA_ARGS__)

static inline void flow_steps(workshop *w, const char *name, step_id otherwise, const step_id *steps, size_t count)
{
    builder_flow(w->b, name, steps, count, otherwise, w->line++);
}

#define FLOW(w, name, otherwise, ...)                                                                                  \
    flow_steps((w), (name), (otherwise), (const step_id[]){ __VA_ARGS__ },                                             \
               sizeof((const step_id[]){ __VA_ARGS__ }) / sizeof(step_id))

/* ---- The guide and its facts ------------------------------------------------------------------------------------------ */

static inline void say_findings(const findings *found)
{
    for (size_t i = 0; i < found->list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&found->list, wm_finding, i);
        print_error("%s %s: %s\n", f->code, f->where ? f->where : "", f->what.en ? f->what.en : "");
    }
}

/* Links what was declared, and makes empty facts and, where asked for, the belief model. */
static inline void workshop_link(workshop *w, bool with_evidence)
{
    draft *d = builder_finish(w->b);
    w->b = NULL;
    if (!d)
        say_findings(&w->found);
    assert_non_null(d);
    w->linked = rule_set_link(w->allocator, &d, 1, NULL, &w->found);
    assert_non_null(w->linked);
    w->set = linked_set(w->linked);
    if (w->set->guide_count != 1)
        say_findings(&w->found);
    assert_int_equal(w->set->guide_count, 1);
    w->guide = w->set->guides[0];
    assert_true(facts_init(&w->facts, w->set, &w->set->layouts[0], w->allocator, with_evidence));
}

static inline void workshop_finish(workshop *w)
{
    workshop_link(w, true);
    w->model = belief_model_new(w->set, w->guide, w->allocator);
    assert_non_null(w->model);
}

static inline void workshop_close(workshop *w)
{
    belief_model_free(w->model);
    facts_free(&w->facts, w->allocator);
    linked_free(w->linked);
    findings_free(&w->found);
}

static inline const member *workshop_member(const workshop *w)
{
    return &w->set->layouts[0].members[0];
}

static inline scene workshop_scene(const workshop *w)
{
    return (scene){ w->guide, workshop_member(w), NULL, 1 };
}

static inline uint32_t family_of(const workshop *w, const char *id)
{
    for (uint32_t i = 0; i < w->guide->answer_family_count; i++)
        if (!strcmp(w->guide->answer_families[i].id, id))
            return i;
    fail_msg("no question %s", id);
    return NONE;
}

static inline uint32_t fault_of(const workshop *w, const char *id)
{
    for (uint32_t i = 0; i < w->guide->fault_count; i++)
        if (!strcmp(w->guide->faults[i].id, id))
            return i;
    fail_msg("no fault %s", id);
    return NONE;
}

static inline facts_name question_named(const workshop *w, const char *id)
{
    facts_name name;
    assert_true(facts_find_question(&w->facts, id, &name));
    return name;
}

static inline uint16_t answer_number(const question *q, const char *id)
{
    for (uint16_t i = 0; i < q->answer_count; i++)
        if (!strcmp(q->answers[i].id, id))
            return i;
    return NO_ANSWER;
}

/* An answer's id; NULL: not sure. A text that is none of a text question's answers is none of them. */
static inline void give(workshop *w, const char *id, const char *answer_id)
{
    facts_name name = question_named(w, id);
    static const fact_text nothing = { "", "", 0, 0 };
    fact v = { .state = answer_id ? FACT_KNOWN : FACT_UNSURE };
    if (answer_id) {
        v.answer = answer_number(facts_question(&w->facts, &name), answer_id);
        v.as.text = &nothing;
    }
    facts_answer(&w->facts, name.place, &v);
}

static inline void give_number(workshop *w, const char *id, double number)
{
    fact v = { .state = FACT_KNOWN, .as.number = number };
    facts_answer(&w->facts, question_named(w, id).place, &v);
}

static inline void came_out(workshop *w, const char *id, wm_outcome outcome)
{
    facts_name name;
    assert_true(facts_find_action(&w->facts, id, &name));
    remedy_context context = facts_own_context(&w->facts, &name);
    facts_outcome(&w->facts, &name, outcome, &context);
}

#endif
