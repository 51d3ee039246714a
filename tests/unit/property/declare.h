/* declare.h: decides which guides, questions, faults and actions a random rule set has, and writes their declarations
 * in the rule language. What is asked of them, write_flow.h says. Uses chance.h and waymark.h. */
#ifndef PROPERTY_DECLARE_H
#define PROPERTY_DECLARE_H

#include "unit/property/chance.h"
#include "waymark.h"

enum {
    MOST_GUIDES = 4,
    MOST_QUESTIONS = 7,
    MOST_ACTIONS = 5,
    MOST_FAULTS = 4,
    MOST_FLOWS = 3,
    MOST_ANSWERS = 4,
    HIGHEST = 20
};

static const char *const answer_ids[MOST_ANSWERS] = { "red", "green", "blue", "gray" };
static const char *const answer_words[MOST_ANSWERS] = { "crimson", "emerald", "azure", "ashen" };

typedef struct made_question {
    char id[16];
    wm_input kind;
    size_t answers; /* choice: 0 is yes and no; text: 0 is free */
    bool share, environment;
    bool again; /* is also asked `as` ID_b */
} made_question;

typedef struct made_action {
    char id[16];
    bool share;
    bool again; /* is also proposed `as` ID_b */
} made_action;

typedef struct made_guide {
    char name[16];
    wm_guide_kind kind;
    made_question questions[MOST_QUESTIONS];
    made_action actions[MOST_ACTIONS];
    size_t question_count, action_count, fault_count, escalation_count;
    size_t flow_count; /* named ones */
    bool has_flow, has_goal;
    bool plain; /* nothing but questions, their answers' branches, and ends */
    text file;
} made_guide;

typedef struct made_rules {
    chance *chance;
    made_guide guides[MOST_GUIDES];
    size_t guide_count;
} made_rules;

/* ---- what there is ---- */

static inline void decide_question(made_rules *r, made_guide *g, size_t number)
{
    made_question *q = &g->questions[g->question_count++];
    size_t guide_number = (size_t)(g - r->guides), kind = chance_below(r->chance, 10);
    *q = (made_question){ .kind = kind < 6 ? WM_CHOICE : kind < 8 ? WM_NUMBER : WM_TEXT };
    q->share = !g->plain && chance_is(r->chance, 20);
    q->environment = chance_is(r->chance, 15);
    q->again = g->has_flow && !g->plain && chance_is(r->chance, 20);
    q->answers = q->kind == WM_NUMBER ? 0 : chance_below(r->chance, MOST_ANSWERS + 1);
    if (q->share)
        snprintf(q->id, sizeof q->id, "s%zu_%zu", guide_number % 10, number % 10);
    else
        snprintf(q->id, sizeof q->id, "q%zu", number % 10); /* the same in every guide: names are local */
}

static inline void decide_action(made_rules *r, made_guide *g, size_t number)
{
    made_action *a = &g->actions[g->action_count++];
    *a = (made_action){ .share = !g->plain && chance_is(r->chance, 20),
                        .again = g->has_flow && !g->plain && chance_is(r->chance, 20) };
    if (a->share)
        snprintf(a->id, sizeof a->id, "t%zu_%zu", (size_t)(g - r->guides) % 10, number % 10);
    else
        snprintf(a->id, sizeof a->id, "a%zu", number % 10);
}

/* Most guides are diagnoses; those without a flow need somebody to hand over to. */
static inline void decide_guide(made_rules *r, made_guide *g)
{
    size_t kind = chance_below(r->chance, 10);
    g->kind = g->plain || kind < 7 ? WM_DIAGNOSIS : kind < 8 ? WM_ENVIRONMENT : WM_PROCEDURE;
    g->has_flow = g->plain || chance_is(r->chance, 88);
    g->has_goal = !g->plain && g->kind != WM_ENVIRONMENT && chance_is(r->chance, 50);
    g->flow_count = g->has_flow ? chance_below(r->chance, MOST_FLOWS + 1) : 0;
    snprintf(g->name, sizeof g->name, "p%zu/g%zu", chance_below(r->chance, 2), (size_t)(g - r->guides) % 10);
    size_t questions = 1 + chance_below(r->chance, MOST_QUESTIONS), actions = chance_below(r->chance, MOST_ACTIONS + 1);
    for (size_t i = 0; i < questions; i++)
        decide_question(r, g, i);
    for (size_t i = 0; i < actions; i++)
        decide_action(r, g, i);
    g->fault_count = g->kind == WM_DIAGNOSIS ? 1 + chance_below(r->chance, MOST_FAULTS) : 0;
    g->escalation_count =
        g->kind == WM_DIAGNOSIS && (!g->has_flow || chance_is(r->chance, 80)) ? 1 + chance_below(r->chance, 2) : 0;
}

/* ---- what can be named in a guide: its own, and what any guide shares ---- */

typedef struct named_question {
    const made_question *of;
    char name[20];
} named_question;

typedef struct named_action {
    const made_action *of;
    char name[20];
} named_action;

enum { MOST_NAMED = 2 * MOST_GUIDES * (MOST_QUESTIONS + MOST_ACTIONS) };

static inline size_t questions_of(const made_rules *r, const made_guide *g, bool instances, named_question *out)
{
    size_t count = 0;
    for (size_t k = 0; k < r->guide_count; k++) {
        const made_guide *from = &r->guides[k];
        for (size_t i = 0; i < from->question_count; i++) {
            const made_question *q = &from->questions[i];
            if (from != g && (!q->share || g->plain))
                continue;
            out[count].of = q;
            snprintf(out[count++].name, sizeof out->name, "%s", q->id);
            if (!instances || from != g || !q->again)
                continue;
            out[count].of = q;
            snprintf(out[count++].name, sizeof out->name, "%s_b", q->id);
        }
    }
    return count;
}

static inline size_t actions_of(const made_rules *r, const made_guide *g, bool instances, named_action *out)
{
    size_t count = 0;
    for (size_t k = 0; k < r->guide_count; k++) {
        const made_guide *from = &r->guides[k];
        for (size_t i = 0; i < from->action_count; i++) {
            const made_action *a = &from->actions[i];
            if (from != g && (!a->share || g->plain))
                continue;
            out[count].of = a;
            snprintf(out[count++].name, sizeof out->name, "%s", a->id);
            if (!instances || from != g || !a->again)
                continue;
            out[count].of = a;
            snprintf(out[count++].name, sizeof out->name, "%s_b", a->id);
        }
    }
    return count;
}

static inline const char *some_answer(chance *c, const made_question *q)
{
    if (q->answers == 0)
        return chance_is(c, 50) ? "yes" : "no";
    return answer_ids[chance_below(c, q->answers)];
}

/* ---- conditions ---- */

typedef struct writer {
    made_rules *rules;
    made_guide *guide;
    chance *chance;
    text *out;
    bool lua;     /* Lua functions may stand here */
    bool actions; /* fixed and failed may stand here */
} writer;

static inline void write_comparison(writer *w, const named_question *q)
{
    size_t low = chance_below(w->chance, HIGHEST), high = low + 1 + chance_below(w->chance, 5);
    if (chance_is(w->chance, 12) || (q->of->kind == WM_TEXT && q->of->answers == 0 && chance_is(w->chance, 30)))
        text_add(w->out, "known(\"%s\")", q->name);
    else if (q->of->kind == WM_NUMBER && chance_is(w->chance, 40))
        text_add(w->out, "below(\"%s\", %zu)", q->name, low);
    else if (q->of->kind == WM_NUMBER && chance_is(w->chance, 50))
        text_add(w->out, "at_least(\"%s\", %zu)", q->name, low);
    else if (q->of->kind == WM_NUMBER)
        text_add(w->out, "between(\"%s\", %zu, %zu)", q->name, low, high);
    else if (q->of->kind == WM_TEXT && (q->of->answers == 0 || chance_is(w->chance, 50)))
        text_add(w->out, "contains(\"%s\", \"%s\")", q->name, answer_words[chance_below(w->chance, MOST_ANSWERS)]);
    else if (chance_is(w->chance, 20))
        text_add(w->out, "is(\"%s\", \"%s\", \"%s\")", q->name, some_answer(w->chance, q->of),
                 some_answer(w->chance, q->of));
    else
        text_add(w->out, "is(\"%s\", \"%s\")", q->name, some_answer(w->chance, q->of));
}

/* What conditions can't say, or may as well. Only questions of the guide itself. */
static inline void write_function(writer *w)
{
    const made_question *q = &w->guide->questions[chance_below(w->chance, w->guide->question_count)];
    if (q->kind == WM_NUMBER)
        text_add(w->out, "function(facts) return facts.%s > %zu end", q->id, chance_below(w->chance, HIGHEST));
    else
        text_add(w->out, "function(facts) return facts.%s == \"%s\" end", q->id, some_answer(w->chance, q));
}

static inline void write_condition(writer *w, unsigned depth)
{
    static const char *const combined[] = { "all", "any", "none" };
    named_question questions[MOST_NAMED];
    named_action actions[MOST_NAMED];
    size_t count = questions_of(w->rules, w->guide, true, questions);
    size_t tried = actions_of(w->rules, w->guide, true, actions);
    if (w->lua && chance_is(w->chance, 5)) {
        write_function(w);
    } else if (depth > 0 && chance_is(w->chance, 25)) {
        text_add(w->out, "%s{ ", combined[chance_below(w->chance, 3)]);
        write_condition(w, depth - 1);
        text_add(w->out, ", ");
        write_condition(w, depth - 1);
        text_add(w->out, " }");
    } else if (w->actions && tried && chance_is(w->chance, 20)) {
        text_add(w->out, "%s(\"%s\")", chance_is(w->chance, 50) ? "fixed" : "failed",
                 actions[chance_below(w->chance, tried)].name);
    } else {
        write_comparison(w, &questions[chance_below(w->chance, count)]);
    }
}

/* ---- declarations ---- */

static inline void write_guide_line(writer *w)
{
    static const char *const kinds[] = { "diagnosis", "environment", "procedure" };
    made_guide *g = w->guide;
    text_add(w->out, "guide \"%s\" { zh = \"指南 %s\", en = \"Guide %s\", kind = \"%s\"", g->name, g->name, g->name,
             kinds[g->kind]);
    w->lua = w->actions = false;
    if (g->has_goal) {
        w->actions = chance_is(w->chance, 5);
        text_add(w->out, ", goal = ");
        write_condition(w, 1);
        w->actions = false;
    }
    for (size_t i = 0; i < g->question_count; i++) {
        if (!g->questions[i].environment || g->plain || chance_is(w->chance, 60))
            continue;
        named_question q = { .of = &g->questions[i] };
        snprintf(q.name, sizeof q.name, "%s", q.of->id);
        text_add(w->out, ", applies = ");
        write_comparison(w, &q);
        break;
    }
    text_add(w->out, " }\n");
}

static inline void write_answers(writer *w, const made_question *q)
{
    if (q->kind == WM_NUMBER || q->answers == 0)
        return;
    text_add(w->out, ", answers = { ");
    for (size_t i = 0; i < q->answers; i++)
        if (chance_is(w->chance, 50))
            text_add(w->out, "\"%s\", ", answer_ids[i]);
        else
            text_add(w->out, "{ \"%s\", zh = \"%s 色\", en = \"%s\" }, ", answer_ids[i], answer_ids[i],
                     answer_words[i]);
    text_add(w->out, "}");
    if (q->kind == WM_CHOICE && chance_is(w->chance, 70))
        return;
    text_add(w->out, ", match = { ");
    for (size_t i = 0; i < q->answers; i++)
        text_add(w->out, "%s = \"%s\", ", answer_ids[i], answer_words[i]);
    text_add(w->out, "}");
}

/* P(answer | fault), for a choice: some cells named, some left to share what is left. */
static inline void write_given(writer *w, const made_question *q)
{
    if (q->kind != WM_CHOICE || !w->guide->fault_count || chance_is(w->chance, 60))
        return;
    text_add(w->out, ", given = { ");
    for (size_t f = 0; f < w->guide->fault_count; f++) {
        size_t likely = 5 + chance_below(w->chance, 90);
        if (chance_is(w->chance, 30))
            continue;
        text_add(w->out, "f%zu = { %s = .%02zu }, ", f,
                 q->answers ? answer_ids[chance_below(w->chance, q->answers)] : "no", likely);
    }
    text_add(w->out, "}");
}

static inline void write_question(writer *w, const made_question *q)
{
    static const char *const kinds[] = { "choice", "number", "text" };
    text_add(w->out, "question \"%s\" { zh = \"%s 是什麼？\", en = \"What is %s?\", kind = \"%s\"", q->id, q->id, q->id,
             kinds[q->kind]);
    if (q->kind == WM_NUMBER)
        text_add(w->out, ", min = 0, max = %d", HIGHEST);
    write_answers(w, q);
    write_given(w, q);
    if (chance_is(w->chance, 60))
        text_add(w->out, ", cost = %zu", 1 + chance_below(w->chance, 9));
    if (q->share)
        text_add(w->out, ", share = true");
    if (q->environment)
        text_add(w->out, ", environment = true");
    text_add(w->out, " }\n");
}

static inline void write_sets(writer *w)
{
    named_question all[MOST_NAMED];
    size_t count = questions_of(w->rules, w->guide, false, all);
    const named_question *q = &all[chance_below(w->chance, count)];
    if (q->of->kind == WM_NUMBER)
        text_add(w->out, ", sets = { %s = %zu }", q->name, chance_below(w->chance, HIGHEST));
    else if (q->of->kind == WM_CHOICE || q->of->answers)
        text_add(w->out, ", sets = { %s = \"%s\" }", q->name, some_answer(w->chance, q->of));
}

static inline void write_changes(writer *w)
{
    named_question all[MOST_NAMED];
    size_t count = questions_of(w->rules, w->guide, false, all);
    text_add(w->out, ", changes = { \"%s\"", all[chance_below(w->chance, count)].name);
    if (chance_is(w->chance, 30))
        text_add(w->out, ", \"%s\"", all[chance_below(w->chance, count)].name);
    text_add(w->out, " }");
}

static inline void write_fixes(writer *w)
{
    text_add(w->out, ", fixes = { ");
    for (size_t f = 0; f < w->guide->fault_count; f++)
        if (chance_is(w->chance, 50))
            text_add(w->out, "f%zu = .%02zu, ", f, 5 + chance_below(w->chance, 95));
    text_add(w->out, "}");
}

static inline void write_action(writer *w, const made_action *a)
{
    static const char *const risks[] = { "self", "approval", "handover" };
    text_add(w->out, "action \"%s\" { zh = \"做 %s\", en = \"Do %s\", cost = %zu, risk = \"%s\"", a->id, a->id, a->id,
             1 + chance_below(w->chance, 30), risks[chance_below(w->chance, 3)]);
    if (w->guide->fault_count)
        write_fixes(w);
    if (!w->guide->plain && chance_is(w->chance, 45)) {
        text_add(w->out, ", verify = ");
        write_condition(w, 1);
    }
    if (!w->guide->plain && chance_is(w->chance, 30))
        write_sets(w);
    if (!w->guide->plain && chance_is(w->chance, 30))
        write_changes(w);
    if (w->guide->kind == WM_PROCEDURE && chance_is(w->chance, 50))
        text_add(w->out, ", stuck = \"%s\"", w->rules->guides[chance_below(w->chance, w->rules->guide_count)].name);
    text_add(w->out, "%s }\n", a->share ? ", share = true" : "");
}

/* Stated priors stay below 1 in sum: what is left is `elsewhere`'s, or shared by those without one. */
static inline void write_faults(writer *w)
{
    size_t each = 90 / (w->guide->fault_count + 1);
    for (size_t f = 0; f < w->guide->fault_count; f++) {
        text_add(w->out, "fault \"f%zu\" { zh = \"原因 %zu\", en = \"Cause %zu\"", f, f, f);
        if (chance_is(w->chance, 60))
            text_add(w->out, ", prior = .%02zu", 1 + chance_below(w->chance, each));
        text_add(w->out, " }\n");
    }
}

static inline void write_escalations(writer *w)
{
    for (size_t e = 0; e < w->guide->escalation_count; e++) {
        text_add(w->out,
                 "escalation \"e%zu\" { to = \"team_%zu\", zh = \"交接 %zu\", en = \"Hand over %zu\", cost = %zu", e, e,
                 e, e, 5 + chance_below(w->chance, 100));
        text_add(w->out, ", evidence = { \"%s\" } }\n",
                 w->guide->questions[chance_below(w->chance, w->guide->question_count)].id);
    }
}

static inline void write_declarations(writer *w)
{
    write_guide_line(w);
    for (size_t i = 0; i < w->guide->question_count; i++)
        write_question(w, &w->guide->questions[i]);
    write_faults(w);
    w->lua = w->actions = false;
    for (size_t i = 0; i < w->guide->action_count; i++)
        write_action(w, &w->guide->actions[i]);
    write_escalations(w);
}

#endif
