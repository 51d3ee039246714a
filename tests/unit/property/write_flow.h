/* write_flow.h: writes random flows in the rule language, every kind of step among them. Uses declare.h. */
#ifndef PROPERTY_WRITE_FLOW_H
#define PROPERTY_WRITE_FLOW_H

#include "unit/property/declare.h"

static inline void write_step(writer *w, unsigned depth);

/* A step, or a list of them. */
static inline void write_steps(writer *w, unsigned depth)
{
    size_t count = chance_is(w->chance, 70) ? 1 : 1 + chance_below(w->chance, 3);
    text_add(w->out, count > 1 ? "{ " : "");
    for (size_t i = 0; i < count; i++) {
        write_step(w, depth);
        text_add(w->out, i + 1 < count ? ", " : "");
    }
    text_add(w->out, count > 1 ? " }" : "");
}

/* ---- ask ---- */

static inline void write_on(writer *w, const made_question *q, unsigned depth)
{
    text_add(w->out, "on(");
    if (chance_is(w->chance, 40)) {
        w->lua = w->actions = true;
        write_condition(w, 1);
        w->lua = w->actions = false;
    } else if (q->kind == WM_NUMBER) {
        text_add(w->out, "below(%zu)", chance_below(w->chance, HIGHEST));
    } else if (q->kind == WM_TEXT) {
        text_add(w->out, "contains(\"%s\")", answer_words[chance_below(w->chance, MOST_ANSWERS)]);
    } else {
        text_add(w->out, "one_of(\"%s\", \"%s\")", some_answer(w->chance, q), some_answer(w->chance, q));
    }
    text_add(w->out, ") { ");
    write_step(w, depth);
    text_add(w->out, " }, ");
}

static inline void write_own_branches(writer *w, const made_question *q, unsigned depth)
{
    static const char *const yes_no[] = { "yes", "no" };
    const char *const *ids = q->answers ? answer_ids : yes_no;
    size_t count = q->kind == WM_NUMBER || (q->kind == WM_TEXT && !q->answers) ? 0 : q->answers ? q->answers : 2;
    for (size_t i = 0; i < count; i++) {
        if (chance_is(w->chance, 35))
            continue;
        text_add(w->out, "%s = ", ids[i]);
        write_steps(w, depth);
        text_add(w->out, ", ");
    }
}

static inline void write_branches(writer *w, const made_question *q, unsigned depth)
{
    text_add(w->out, " { ");
    write_own_branches(w, q, depth);
    for (size_t i = 0; !w->guide->plain && i < 2; i++)
        if (chance_is(w->chance, q->kind == WM_CHOICE ? 15 : 45))
            write_on(w, q, depth);
    if (chance_is(w->chance, 35)) {
        text_add(w->out, "other = ");
        write_steps(w, depth);
        text_add(w->out, ", ");
    }
    if (chance_is(w->chance, 25)) {
        text_add(w->out, "unsure = ");
        write_steps(w, depth);
    }
    text_add(w->out, " }");
}

static inline void write_ask(writer *w, unsigned depth)
{
    named_question all[MOST_NAMED];
    size_t count = questions_of(w->rules, w->guide, true, all);
    const named_question *q = &all[chance_below(w->chance, count)];
    if (strcmp(q->name, q->of->id) == 0)
        text_add(w->out, "ask \"%s\"", q->name);
    else
        text_add(w->out, "ask(\"%s\", { as = \"%s\" })", q->of->id, q->name);
    if (depth > 0 && chance_is(w->chance, 85))
        write_branches(w, q->of, depth - 1);
}

static inline void write_any_order(writer *w, unsigned depth)
{
    text_add(w->out, "any_order { ");
    for (size_t i = 0, count = 1 + chance_below(w->chance, 4); i < count; i++) {
        write_ask(w, depth > 0 ? depth - 1 : 0);
        text_add(w->out, ", ");
    }
    text_add(w->out, "}");
}

/* ---- other steps ---- */

static inline void write_when(writer *w, unsigned depth)
{
    text_add(w->out, "when(");
    w->lua = w->actions = true;
    write_condition(w, 2);
    w->lua = w->actions = false;
    text_add(w->out, ") { ");
    write_step(w, depth > 0 ? depth - 1 : 0);
    text_add(w->out, " }");
}

static inline bool write_try(writer *w)
{
    named_action all[MOST_NAMED];
    size_t count = actions_of(w->rules, w->guide, true, all);
    if (!count)
        return false;
    const named_action *a = &all[chance_below(w->chance, count)];
    if (strcmp(a->name, a->of->id) == 0)
        text_add(w->out, "try \"%s\"", a->name);
    else
        text_add(w->out, "try(\"%s\", { as = \"%s\" })", a->of->id, a->name);
    return true;
}

static inline bool write_end(writer *w)
{
    const made_guide *g = w->guide;
    size_t which = chance_below(w->chance, 10);
    if (which < 6 && g->fault_count)
        text_add(w->out, "conclude \"f%zu\"", chance_below(w->chance, g->fault_count));
    else if (which < 9 && g->escalation_count)
        text_add(w->out, "escalate \"e%zu\"", chance_below(w->chance, g->escalation_count));
    else if (g->kind != WM_DIAGNOSIS || which == 9)
        text_add(w->out, "resolve()");
    else
        return false;
    return true;
}

static inline bool write_move(writer *w)
{
    const made_guide *g = w->guide;
    const char *other = w->rules->guides[chance_below(w->chance, w->rules->guide_count)].name;
    size_t which = chance_below(w->chance, 10);
    if (which < 4 && g->flow_count)
        text_add(w->out, "go \"w%zu\"", chance_below(w->chance, g->flow_count));
    else if (which < 6 && g->flow_count)
        text_add(w->out, "again \"w%zu\" { at_most = %zu }", chance_below(w->chance, g->flow_count),
                 1 + chance_below(w->chance, 2));
    else if (which < 8 && !g->plain)
        text_add(w->out, "see \"%s\"", other);
    else if (!g->plain)
        text_add(w->out, "include \"%s\"", other);
    else
        return false;
    return true;
}

static inline void write_step(writer *w, unsigned depth)
{
    size_t which = chance_below(w->chance, 100);
    bool plain = w->guide->plain;
    if (plain && (which >= 45 || depth == 0) && write_end(w))
        return;
    if (!plain && which < 15 && write_try(w))
        return;
    if (!plain && which < 25 && w->guide->fault_count) {
        text_add(w->out, "suspect \"f%zu\"", chance_below(w->chance, w->guide->fault_count));
        return;
    }
    if (!plain && which < 40 && write_move(w))
        return;
    if (((which < 55 && !plain) || depth == 0) && write_end(w))
        return;
    if (!plain && which < 62)
        write_when(w, depth);
    else if (!plain && which < 68)
        write_any_order(w, depth);
    else
        write_ask(w, depth);
}

/* What is named `as` has to be asked and proposed somewhere. */
static inline void write_other_times(writer *w)
{
    for (size_t i = 0; i < w->guide->question_count; i++)
        if (w->guide->questions[i].again)
            text_add(w->out, "  ask(\"%s\", { as = \"%s_b\" }),\n", w->guide->questions[i].id,
                     w->guide->questions[i].id);
    for (size_t i = 0; i < w->guide->action_count; i++)
        if (w->guide->actions[i].again)
            text_add(w->out, "  try(\"%s\", { as = \"%s_b\" }),\n", w->guide->actions[i].id, w->guide->actions[i].id);
}

static inline void write_otherwise(writer *w, bool needed)
{
    if (!needed && chance_is(w->chance, 70))
        return;
    text_add(w->out, "  otherwise = ");
    if (w->guide->escalation_count)
        text_add(w->out, "escalate \"e%zu\"", chance_below(w->chance, w->guide->escalation_count));
    else if (w->guide->fault_count)
        text_add(w->out, "conclude \"f%zu\"", chance_below(w->chance, w->guide->fault_count));
    else
        text_add(w->out, "resolve()");
    text_add(w->out, ",\n");
}

static inline void write_flows(writer *w)
{
    const made_guide *g = w->guide;
    for (size_t f = 0; f < g->flow_count + 1 && g->has_flow; f++) {
        bool main_flow = f == g->flow_count;
        if (main_flow)
            text_add(w->out, "flow {\n");
        else
            text_add(w->out, "flow \"w%zu\" {\n", f);
        for (size_t i = 0, count = 1 + chance_below(w->chance, 4); i < count; i++) {
            text_add(w->out, "  ");
            write_step(w, 3);
            text_add(w->out, ",\n");
        }
        if (main_flow)
            write_other_times(w);
        write_otherwise(w, main_flow && g->kind == WM_DIAGNOSIS);
        text_add(w->out, "}\n");
    }
}

/* A rule set; `plain`: one guide of nothing but questions and ends. */
static inline void make_rules(made_rules *r, chance *c, bool plain)
{
    *r = (made_rules){ .chance = c, .guide_count = plain ? 1 : 1 + chance_below(c, MOST_GUIDES) };
    for (size_t i = 0; i < r->guide_count; i++) {
        r->guides[i].plain = plain;
        decide_guide(r, &r->guides[i]);
    }
    for (size_t i = 0; i < r->guide_count; i++) {
        writer w = { .rules = r, .guide = &r->guides[i], .chance = c, .out = &r->guides[i].file };
        write_declarations(&w);
        write_flows(&w);
    }
}

static inline void free_rules(made_rules *r)
{
    for (size_t i = 0; i < r->guide_count; i++)
        text_free(&r->guides[i].file);
}

#endif
