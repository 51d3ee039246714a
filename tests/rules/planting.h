/* planting.h: ways of planting an anomaly into a guide's text, as an author might by mistake. Each leaves marks in the text, by which
 * the line is known at which it must be found (here) and the one to which its witness must lead. Uses rules/rule_text.h and engine/. */
#ifndef RULES_PLANTING_H
#define RULES_PLANTING_H

#include "facade.h"
#include "rules/rule_text.h"
#include "support/tap.h"

enum { TEXT_MOST = 1 << 18, EDITS_MOST = 400 };

typedef enum anomaly_kind {
    UNREACHABLE,
    CONTRADICTORY,
    MISSING,
    OVERLAPPING,
    REDUNDANT,
    CIRCULAR,
    DEAD_END,
    ORDER,
    KINDS
} anomaly_kind;
static const char *const kind_names[KINDS] = { "unreachable", "contradictory path", "missing answers", "overlapping",
                                               "redundant",   "circular",           "dead end",        "order" };

typedef struct edit {
    uint32_t begin, end;
    char *text;
} edit;

typedef struct plant {
    char text[TEXT_MOST];
    edit edits[EDITS_MOST];
    size_t edit_count;
    const char *code;
    uint32_t here, lead;
    bool ends_in_nothing; /* the witness leads to an end with nothing to do, not past a line */
} plant;

/* The guide that is planted into. */
typedef struct target {
    const rule_set *set;
    const guide *g;
    const rule_text *read;
} target;

typedef struct way {
    const char *name;
    anomaly_kind kind;
    const char *code;
    bool (*fits)(const target *t, const site *s); /* NULL: anywhere */
    void (*make)(plant *p, const target *t, const site *s);
} way;

/* ---- Edits ----------------------------------------------------------------------------------------------------------------------- */

static inline void put(plant *p, uint32_t begin, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static inline void put(plant *p, uint32_t begin, uint32_t end, const char *format, ...)
{
    static char made[TEXT_MOST];
    va_list args;
    va_start(args, format);
    vsnprintf(made, sizeof made, format, args);
    va_end(args);
    assert_true(p->edit_count < EDITS_MOST);
    p->edits[p->edit_count++] = (edit){ begin, end, strdup(made) };
}

/* Steps before a step; `marks` on the line above each. */
static inline void put_before(plant *p, const site *s, const char *steps)
{
    put(p, s->begin, s->begin, "%s\n%s", s->value ? "{" : "", steps);
    if (s->value)
        put(p, s->end, s->end, " }");
}

static inline void put_at_end(plant *p, const target *t, const char *statements)
{
    uint32_t end = (uint32_t)strlen(t->read->text);
    put(p, end, end, "\n%s\n", statements);
}

static inline int by_place(const void *a, const void *b)
{
    const edit *x = a, *y = b;
    return x->begin != y->begin ? (x->begin > y->begin) - (x->begin < y->begin) : (x->end > y->end) - (x->end < y->end);
}

/* Edits within others, which these replace, are left out. */
static inline void apply(plant *p, const char *from)
{
    char *to = p->text;
    uint32_t at = 0;
    qsort(p->edits, p->edit_count, sizeof *p->edits, by_place);
    for (size_t i = 0; i < p->edit_count; i++) {
        const edit *e = &p->edits[i];
        assert_true(strlen(from) + strlen(e->text) + 2 < TEXT_MOST);
        if (e->begin >= at) {
            memcpy(to, from + at, e->begin - at);
            to += e->begin - at;
            to = stpcpy(to, e->text);
            at = e->end;
        }
        free(e->text);
    }
    strcpy(to, from + at);
    p->edit_count = 0;
}

/* The line below a mark; 0: there is none. */
static inline uint32_t line_below(const char *text, const char *mark)
{
    const char *at = strstr(text, mark);
    uint32_t line = 2;
    for (const char *c = text; at != NULL && c < at; c++)
        line += *c == '\n';
    return at != NULL ? line : 0;
}

/* ---- What the guide says ------------------------------------------------------------------------------------------------------------ */

static inline const question *question_of(const target *t, const char *id)
{
    for (uint32_t i = 0; i < t->g->answer_family_count; i++)
        if (strcmp(t->g->answer_families[i].id, id) == 0 && !t->g->answer_families[i].as)
            return family_question(t->set, t->g, &t->g->answer_families[i]);
    return NULL;
}

/* Another answer than that of the branch that the step stands in; NULL where that is not an answer's own. */
static inline const char *other_answer(const target *t, const site *s)
{
    const question *q = s->asked[0] ? question_of(t, s->asked) : NULL;
    const char *other = NULL;
    bool own = false;
    for (uint32_t i = 0; q != NULL && q->kind == WM_CHOICE && i < q->answer_count; i++) {
        own = own || strcmp(q->answers[i].id, s->answer) == 0;
        if (strcmp(q->answers[i].id, s->answer) != 0)
            other = q->answers[i].id;
    }
    return own ? other : NULL;
}

static inline bool holds(const target *t, const char *words)
{
    return strstr(t->read->text, words) != NULL;
}

/* ---- Where it fits --------------------------------------------------------------------------------------------------------------------- */

static inline bool in_an_answers_branch(const target *t, const site *s)
{
    return other_answer(t, s) != NULL;
}

static inline bool at_the_end(const target *t, const site *s)
{
    return t->g->kind == WM_DIAGNOSIS && s->last;
}

static inline bool in_a_diagnosis(const target *t, const site *s)
{
    (void)s;
    return t->g->kind == WM_DIAGNOSIS;
}

static inline bool in_a_named_flow(const target *t, const site *s)
{
    (void)t;
    return s->flow[0] != '\0' && s->last;
}

/* An answer's own branch of an ask at the flow's end that has two at least and no `other`; not the one that means that all is well. */
static inline bool an_answers_branch_at_the_end(const target *t, const site *s)
{
    char goal[WORD_MOST + 16];
    snprintf(goal, sizeof goal, "is(\"%s\"", s->asked);
    if (!at_the_end(t, s) || !s->value || other_answer(t, s) == NULL || holds(t, goal))
        return false;
    for (uint32_t i = 0; i < t->read->site_count; i++) {
        const site *ask = &t->read->sites[i];
        if (strcmp(ask->kind, "ask") == 0 && ask->begin < s->begin && s->end <= ask->end &&
            strcmp(ask->about, s->asked) == 0)
            return ask->last && ask->branches > 1 && !ask->has_other;
    }
    return false;
}

static inline bool has_resorts_of_flows(const target *t)
{
    for (uint32_t i = 0; i < t->read->site_count; i++)
        if (t->read->sites[i].otherwise && t->read->sites[i].flow[0] != '\0')
            return true;
    return false;
}

/* Where nothing is tried, no guide hands over in a way that can't be taken out, and the main flow's otherwise follows. */
static inline bool without_remedies(const target *t, const site *s)
{
    return at_the_end(t, s) && !has_resorts_of_flows(t) && !holds(t, "try \"") && !holds(t, "try(\"") &&
           !holds(t, "include \"") && !holds(t, "any_order") && !holds(t, "again \"") && !holds(t, "sets =");
}

/* ---- Unreachable, contradictory --------------------------------------------------------------------------------------------------------------- */

static inline void behind_an_end(plant *p, const target *t, const site *s)
{
    (void)t;
    put_before(p, s, "--@lead\nresolve(),\n--@here\n");
}

static inline void a_number_that_is_not_taken(plant *p, const target *t, const site *s)
{
    put_before(p, s, "--@here\nask \"planted_n\" { on(below(0)) { resolve() } },\n");
    put_at_end(p, t, "question \"planted_n\" { zh = \"幾？\", en = \"How many?\", kind = \"number\", min = 0 }");
}

static const char planted_q[] = "question \"planted_q\" { zh = \"問？\", en = \"Q?\" }";

static inline void an_other_with_nothing_left(plant *p, const target *t, const site *s)
{
    put_before(p, s, "--@here\nask \"planted_q\" { yes = {}, no = {}, other = resolve() },\n");
    put_at_end(p, t, planted_q);
}

static inline void asked_again_for_another_answer(plant *p, const target *t, const site *s)
{
    char steps[512];
    snprintf(steps, sizeof steps, "--@here\nask \"%s\" { [\"%s\"] = resolve() },\n", s->asked, other_answer(t, s));
    put_before(p, s, steps);
}

static inline void a_condition_that_can_not_hold(plant *p, const target *t, const site *s)
{
    char steps[512];
    snprintf(steps, sizeof steps, "--@here\nwhen(is(\"%s\", \"%s\")) { resolve() },\n", s->asked, other_answer(t, s));
    put_before(p, s, steps);
}

static inline void intervals_that_exclude_each_other(plant *p, const target *t, const site *s)
{
    put_before(p, s,
               "--@here\nask \"planted_n\" { on(below(60)) { when(at_least(\"planted_n\", 70)) { resolve() } }, other "
               "= {} },\n");
    put_at_end(p, t, "question \"planted_n\" { zh = \"幾？\", en = \"How many?\", kind = \"number\", min = 0 }");
}

/* ---- Missing, overlapping -------------------------------------------------------------------------------------------------------------------------- */

static inline void an_answer_without_a_branch(plant *p, const target *t, const site *s)
{
    put(p, s->begin, s->end, "\n--@here\nask \"planted_three\" { one = %.*s, two = resolve() }\n",
        (int)(s->end - s->begin), t->read->text + s->begin);
    put_at_end(
        p, t,
        "question \"planted_three\" { zh = \"哪個？\", en = \"Which?\", answers = { \"one\", \"two\", \"three\" } }");
}

static inline void intervals_with_a_gap(plant *p, const target *t, const site *s)
{
    put(p, s->begin, s->end,
        "\n--@here\nask \"planted_n\" { on(below(50)) { %.*s }, on(at_least(60)) { resolve() } }\n",
        (int)(s->end - s->begin), t->read->text + s->begin);
    put_at_end(p, t, "question \"planted_n\" { zh = \"幾？\", en = \"How many?\", kind = \"number\", min = 0 }");
}

/* The innermost ask whose branch this is. */
static inline const site *ask_around(const target *t, const site *s)
{
    const site *found = NULL;
    for (uint32_t i = 0; i < t->read->site_count; i++) {
        const site *ask = &t->read->sites[i];
        if (strcmp(ask->kind, "ask") == 0 && ask->begin < s->begin && s->end <= ask->end)
            found = ask;
    }
    return found;
}

static inline void a_branch_that_was_deleted(plant *p, const target *t, const site *s)
{
    const site *ask = ask_around(t, s);
    uint32_t end = s->entry_end;
    while (t->read->text[end] == ' ' || t->read->text[end] == ',')
        end++;
    put(p, ask->begin, ask->begin, "\n--@here\n");
    put(p, s->entry_begin, end, " ");
}

static inline void intervals_that_overlap(plant *p, const target *t, const site *s)
{
    put_before(p, s,
               "--@here\nask \"planted_n\" { on(below(60)) {}, on(between(50, 70)) { resolve() }, other = {} },\n");
    put_at_end(p, t, "question \"planted_n\" { zh = \"幾？\", en = \"How many?\", kind = \"number\", min = 0 }");
}

/* ---- Redundant, circular ------------------------------------------------------------------------------------------------------------------------------- */

static inline void the_same_for_every_answer(plant *p, const target *t, const site *s)
{
    int size = (int)(s->end - s->begin);
    const char *step = t->read->text + s->begin;
    put(p, s->begin, s->end, "\n--@here\nask \"planted_q\" { yes = %.*s, no = %.*s }\n", size, step, size, step);
    put_at_end(p, t, planted_q);
}

static inline void an_answer_that_nobody_looks_at(plant *p, const target *t, const site *s)
{
    put_before(p, s, "--@here\nask \"planted_q\" {},\n");
    put_at_end(p, t, planted_q);
}

static inline void asked_though_known(plant *p, const target *t, const site *s)
{
    (void)t;
    char steps[256];
    snprintf(steps, sizeof steps, "--@here\nask \"%s\" {},\n", s->asked);
    put_before(p, s, steps);
}

static inline void back_into_its_own_flow(plant *p, const target *t, const site *s)
{
    (void)t;
    put(p, s->begin, s->end, "\n--@here\ngo \"%s\"\n", s->flow);
}

static inline void a_flow_that_enters_itself(plant *p, const target *t, const site *s)
{
    put(p, s->begin, s->end, " go \"planted\" ");
    put_at_end(p, t, "flow \"planted\" {\n--@here\nask \"planted_q\" { yes = go \"planted\", no = resolve() } }");
    put_at_end(p, t, planted_q);
}

/* ---- Dead ends -------------------------------------------------------------------------------------------------------------------------------------------- */

/* Every hand-over is taken out: the steps end well, and nobody is declared. */
static inline void take_hand_overs_out(plant *p, const target *t)
{
    const rule_text *r = t->read;
    for (uint32_t i = 0; i < r->site_count; i++)
        if (strcmp(r->sites[i].kind, "escalate") == 0)
            put(p, r->sites[i].begin, r->sites[i].end, "resolve()");
    for (uint32_t i = 0; i < r->count; i++)
        if (is_word(r, i, "escalation") && is_bracket(r, i + 2, '{'))
            put(p, r->pieces[i].begin, r->pieces[behind(r, i + 2) - 1].end, " ");
    p->ends_in_nothing = true;
}

/* What the main flow does where it runs out. */
static inline const site *last_resort(const target *t)
{
    for (uint32_t i = 0; i < t->read->site_count; i++)
        if (t->read->sites[i].otherwise && t->read->sites[i].value && t->read->sites[i].flow[0] == '\0')
            return &t->read->sites[i];
    return NULL;
}

static inline void lead_nowhere(plant *p, const target *t, const site *s, const char *nowhere)
{
    const site *end = last_resort(t);
    put(p, s->begin, s->end, s->value ? " {} " : "ask \"planted_p\" {}");
    put(p, end->begin, end->end, "\n--@here\n%s\n", nowhere);
    take_hand_overs_out(p, t);
    put_at_end(p, t,
               "fault \"planted_f\" { zh = \"因\", en = \"F\" } question \"planted_p\" { zh = \"問？\", en = \"Q?\" }");
}

static inline void a_conclusion_with_nothing_to_do(plant *p, const target *t, const site *s)
{
    lead_nowhere(p, t, s, "conclude \"planted_f\"");
}

static inline void a_not_sure_with_nothing_to_do(plant *p, const target *t, const site *s)
{
    lead_nowhere(p, t, s, "ask \"planted_q\" { yes = resolve(), no = resolve(), unsure = conclude \"planted_f\" }");
    put_at_end(p, t, planted_q);
}

/* ---- Order ------------------------------------------------------------------------------------------------------------------------------------------------- */

static const char remedies[] =
    "fault \"planted_f\" { zh = \"因\", en = \"F\" }\n"
    "action \"planted_slow\" { zh = \"慢\", en = \"Slow\", fixes = { planted_f = .8 }, cost = 30 }\n"
    "action \"planted_quick\" { zh = \"快\", en = \"Quick\", fixes = { planted_f = .8 }, cost = 3 }\n"
    "action \"planted_weak\" { zh = \"弱\", en = \"Weak\", fixes = { planted_f = .2 }, cost = 3 }";

static inline void the_slower_one_first(plant *p, const target *t, const site *s)
{
    put_before(p, s, "--@lead\ntry \"planted_slow\",\n--@here\ntry \"planted_quick\",\n");
    put_at_end(p, t, remedies);
}

static inline void the_weaker_one_first(plant *p, const target *t, const site *s)
{
    put_before(p, s, "--@lead\ntry \"planted_weak\",\n--@here\ntry \"planted_quick\",\n");
    put_at_end(p, t, remedies);
}

/* ---- All of them --------------------------------------------------------------------------------------------------------------------------------------------- */

static const way ways[] = {
    { "behind an end", UNREACHABLE, "WM201", NULL, behind_an_end },
    { "a number that is not taken", UNREACHABLE, "WM201", NULL, a_number_that_is_not_taken },
    { "an other with nothing left", UNREACHABLE, "WM201", NULL, an_other_with_nothing_left },
    { "asked again for another answer", CONTRADICTORY, "WM201", in_an_answers_branch, asked_again_for_another_answer },
    { "a condition that can't hold", CONTRADICTORY, "WM201", in_an_answers_branch, a_condition_that_can_not_hold },
    { "intervals that exclude each other", CONTRADICTORY, "WM201", NULL, intervals_that_exclude_each_other },
    { "an answer without a branch", MISSING, "WM208", at_the_end, an_answer_without_a_branch },
    { "intervals with a gap", MISSING, "WM208", at_the_end, intervals_with_a_gap },
    { "a branch that was deleted", MISSING, "WM208", an_answers_branch_at_the_end, a_branch_that_was_deleted },
    { "intervals that overlap", OVERLAPPING, "WM209", NULL, intervals_that_overlap },
    { "the same for every answer", REDUNDANT, "WM203", in_a_diagnosis, the_same_for_every_answer },
    { "an answer that nobody looks at", REDUNDANT, "WM203", in_a_diagnosis, an_answer_that_nobody_looks_at },
    { "asked though known", REDUNDANT, "WM202", in_an_answers_branch, asked_though_known },
    { "back into its own flow", CIRCULAR, "WM205", in_a_named_flow, back_into_its_own_flow },
    { "a flow that enters itself", CIRCULAR, "WM205", NULL, a_flow_that_enters_itself },
    { "a conclusion with nothing to do", DEAD_END, "WM206", without_remedies, a_conclusion_with_nothing_to_do },
    { "a not sure with nothing to do", DEAD_END, "WM206", without_remedies, a_not_sure_with_nothing_to_do },
    { "the slower one first", ORDER, "WM214", in_a_diagnosis, the_slower_one_first },
    { "the weaker one first", ORDER, "WM214", in_a_diagnosis, the_weaker_one_first },
};
#define WAYS (sizeof ways / sizeof *ways)

/* splitmix64 (Steele, Lea and Flood 2014) */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Plants at a step picked at random among those that fit; false where there is none. */
static inline bool plant_one(plant *p, const way *w, const target *t, uint64_t *random)
{
    const site *chosen = NULL;
    uint64_t fitting = 0;
    for (uint32_t i = 0; i < t->read->site_count; i++) {
        const site *s = &t->read->sites[i];
        if (!s->otherwise && !s->any_order && (w->fits == NULL || w->fits(t, s)) &&
            next_random(random) % ++fitting == 0)
            chosen = s;
    }
    if (chosen == NULL)
        return false;
    p->ends_in_nothing = false;
    p->code = w->code;
    w->make(p, t, chosen);
    apply(p, t->read->text);
    p->here = line_below(p->text, "--@here");
    p->lead = line_below(p->text, "--@lead");
    p->lead = p->lead != 0 ? p->lead : p->here;
    return true;
}

#endif
