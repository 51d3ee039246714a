/* writing.h: guides written by hand through the builder, in lines short enough to read as examples. What an example says is wrong is found
 * among its findings. Uses model/builder.h and cmocka (through support/tap.h).
 *
 *     writing w = write_guide("printer");
 *     question_yes_no(&w, "power", 2);
 *     step_id jam = step(&w, NODE_CONCLUDE, "jam", 5);
 *     main_flow(&w, 4, step(&w, NODE_ASK, "power", 4), otherwise);
 *     const guide *g = finished(&w);        or: refused(&w); expect_finding(&w.found, "WM101", 5, "jam", "there is no fault");
 *     over(&w); */
#ifndef UNIT_MODEL_WRITING_H
#define UNIT_MODEL_WRITING_H

#include "support/tap.h"

#include <math.h>
#include <string.h>

#include "model/builder.h"

typedef struct writing {
    findings found;
    builder *b;
    draft *draft;
} writing;

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static inline void write_nothing(writing *w, const char *file)
{
    findings_init(&w->found, allocator_default());
    w->b = builder_open(allocator_default(), file, &w->found);
    w->draft = NULL;
    assert_non_null(w->b);
}

static inline void declare_guide(writing *w, const char *name_, wm_guide_kind kind)
{
    guide_declaration g = {
        .name = name_, .title = { "指引", "A guide" }, .kind = kind, .goal = NONE, .applies = NONE, .line = 1
    };
    builder_guide(w->b, &g);
}

/* A diagnosis guide in rules/x.lua. Findings are the writing's, so it is filled in place. */
static inline void write_guide(writing *w, const char *name_)
{
    write_nothing(w, "rules/x.lua");
    declare_guide(w, name_, WM_DIAGNOSIS);
}

static inline const guide *finished(writing *w)
{
    w->draft = builder_finish(w->b);
    w->b = NULL;
    for (size_t i = 0; i < w->found.list.count && w->draft == NULL; i++) {
        const wm_finding *f = &VECTOR_AT(&w->found.list, wm_finding, i);
        print_error("%s %s %s\n", f->where, f->code, f->what.en);
    }
    assert_non_null(w->draft);
    return draft_guide(w->draft);
}

static inline void refused(writing *w)
{
    w->draft = builder_finish(w->b);
    w->b = NULL;
    assert_null(w->draft);
    assert_false(w->found.no_memory);
    assert_true(findings_errors(&w->found, 0) > 0);
}

static inline void over(writing *w)
{
    builder_drop(w->b);
    draft_free(w->draft);
    findings_free(&w->found);
}

/* ---- Declarations ------------------------------------------------------------------------------------------------------------------- */

static inline question question_of(const char *id, uint32_t line)
{
    return (question){
        .id = id, .text = { "問題？", "A question?" }, .cost = 1, .min = -HUGE_VAL, .max = HUGE_VAL, .line = line
    };
}

static inline void question_yes_no(writing *w, const char *id, uint32_t line)
{
    question q = question_of(id, line);
    builder_question(w->b, &q, NULL, 0);
}

static inline void question_number(writing *w, const char *id, uint32_t line)
{
    question q = question_of(id, line);
    q.kind = WM_NUMBER;
    builder_question(w->b, &q, NULL, 0);
}

static inline void question_free_text(writing *w, const char *id, uint32_t line)
{
    question q = question_of(id, line);
    q.kind = WM_TEXT;
    builder_question(w->b, &q, NULL, 0);
}

/* Answers separated by blanks: "open refused timeout". */
static inline void question_choice(writing *w, const char *id, const char *ids, uint32_t line)
{
    answer answers[16] = { { .id = NULL } };
    question q = question_of(id, line);
    q.answers = answers;
    while (*ids != '\0') {
        size_t size = strcspn(ids, " ");
        answers[q.answer_count++].id = builder_keep(w->b, ids, size);
        ids += size + (ids[size] == ' ');
    }
    builder_question(w->b, &q, NULL, 0);
}

static inline void fault_with(writing *w, const char *id, double prior, uint32_t line)
{
    fault f = { .id = id, .text = { "原因", "A fault" }, .prior = prior, .line = line };
    builder_fault(w->b, &f);
}

static inline void fault_plain(writing *w, const char *id, uint32_t line)
{
    fault_with(w, id, NAN, line);
}

static inline action action_of(const char *id, uint32_t line)
{
    return (action){ .id = id, .text = { "處置", "An action" }, .cost = 10, .verify = NONE, .line = line };
}

static inline void action_plain(writing *w, const char *id, uint32_t line)
{
    action a = action_of(id, line);
    builder_action(w->b, &a);
}

static inline void action_fixing(writing *w, const char *id, const char *fault_id, double p, double cost, uint32_t line)
{
    rate fixes = { .fault_id = fault_id, .p = p, .line = line };
    action a = action_of(id, line);
    a.fixes = &fixes;
    a.fix_count = 1;
    a.cost = cost;
    builder_action(w->b, &a);
}

static inline void escalation_costing(writing *w, const char *id, double cost, uint32_t line)
{
    escalation e = { .id = id, .to = "second_line", .text = { "升級", "Hand over" }, .cost = cost, .line = line };
    builder_escalation(w->b, &e);
}

/* ---- Steps -------------------------------------------------------------------------------------------------------------------------- */

static inline step_id step(writing *w, node_kind kind, const char *what, uint32_t line)
{
    return builder_step(w->b, kind, what, NULL, line);
}

static inline step_id resolve(writing *w)
{
    return builder_step(w->b, NODE_RESOLVE, NULL, NULL, 90);
}

static inline step_id again(writing *w, const char *flow_name, uint16_t at_most, uint32_t line)
{
    step_id made = step(w, NODE_AGAIN, flow_name, line);
    builder_at_most(w->b, made, at_most);
    return made;
}

/* Branches of one step each: pairs of a name and a step. Names "other" and "unsure" are those. */
typedef struct way {
    const char *answer_id;
    step_id step;
} way;

static inline branch_declaration branch_to(const way *to, uint32_t line)
{
    branch_declaration made = {
        .kind = BRANCH_ANSWER, .answer_id = to->answer_id, .steps = &to->step, .count = 1, .line = line
    };
    if (strcmp(to->answer_id, "other") == 0)
        made.kind = BRANCH_OTHER;
    else if (strcmp(to->answer_id, "unsure") == 0)
        made.kind = BRANCH_UNSURE;
    return made;
}

static inline step_id ask_ways(writing *w, const char *what, const char *as, uint32_t line, const way *ways,
                               size_t count)
{
    branch_declaration branches[16];
    step_id made = builder_step(w->b, NODE_ASK, what, as, line);
    for (size_t i = 0; i < count; i++)
        branches[i] = branch_to(&ways[i], line);
    builder_branches(w->b, made, branches, count);
    return made;
}

/* ask(&w, "power", 4, { "yes", a }, { "no", b }) */
#define ask(w, what, line, ...)                                                                                        \
    ask_ways(w, what, NULL, line, (const way[]){ __VA_ARGS__ }, COUNT_OF(((const way[]){ __VA_ARGS__ })))

static inline step_id ask_on(writing *w, const char *what, uint32_t line, condition_id on, step_id then)
{
    step_id made = step(w, NODE_ASK, what, line);
    branch_declaration b = { .kind = BRANCH_ON, .condition = on, .steps = &then, .count = 1, .line = line };
    builder_branches(w->b, made, &b, 1);
    return made;
}

static inline void main_flow(writing *w, uint32_t line, step_id only, step_id otherwise)
{
    builder_flow(w->b, NULL, &only, 1, otherwise, line);
}

static inline void named_flow(writing *w, const char *name_, uint32_t line, step_id only)
{
    builder_flow(w->b, name_, &only, 1, NONE, line);
}

/* The last thing that an example needs when its flow is not what it is about. */
static inline void desk(writing *w)
{
    escalation_costing(w, "desk", 60, 80);
}

static inline void end_with(writing *w, step_id only)
{
    main_flow(w, 81, only, step(w, NODE_ESCALATE, "desk", 82));
}

/* ---- Findings ----------------------------------------------------------------------------------------------------------------------- */

static inline const wm_finding *finding_of(const findings *found, const char *code, uint32_t line)
{
    char end[32];
    snprintf(end, sizeof end, ":%lu", (unsigned long)line);
    for (size_t i = 0; i < found->list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&found->list, wm_finding, i);
        const char *colon = strrchr(f->where, ':');
        if (strcmp(f->code, code) == 0 && colon != NULL && strcmp(colon, end) == 0)
            return f;
    }
    return NULL;
}

/* A finding with that code at that line, about that id (NULL: none), whose English words hold these. Every finding has words in both
 * languages, and says how to mend it. */
static inline const wm_finding *expect_finding(const findings *found, const char *code, uint32_t line,
                                               const char *about, const char *words)
{
    const wm_finding *f = finding_of(found, code, line);
    for (size_t i = 0; i < found->list.count && f == NULL; i++) {
        const wm_finding *other = &VECTOR_AT(&found->list, wm_finding, i);
        print_error("there is %s %s %s\n", other->where, other->code, other->what.en);
    }
    assert_non_null(f);
    if (f == NULL)
        return NULL; /* not reached: for readers that don't know assert_non_null */
    if (about != NULL)
        assert_string_equal(f->node, about);
    else
        assert_null(f->node);
    if (strstr(f->what.en, words) == NULL)
        fail_msg("'%s' does not say '%s'", f->what.en, words);
    assert_non_null(f->what.zh);
    assert_non_null(f->mend.zh);
    assert_non_null(f->mend.en);
    return f;
}

static inline void expect_mend(const wm_finding *f, const char *words)
{
    if (f != NULL && strstr(f->mend.en, words) == NULL)
        fail_msg("'%s' does not say '%s'", f->mend.en, words);
}

/* The example is refused, for this alone. */
static inline const wm_finding *refused_for(writing *w, const char *code, uint32_t line, const char *about,
                                            const char *words)
{
    refused(w);
    const wm_finding *f = expect_finding(&w->found, code, line, about, words);
    assert_int_equal(w->found.list.count, 1);
    return f;
}

#endif
